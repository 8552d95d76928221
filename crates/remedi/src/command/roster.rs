//! `remedi roster`, and the roster that other commands ask.

mod clearance;
mod expiring;
mod import;
mod show;

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{Local, NaiveDate, NaiveDateTime, NaiveTime};
use clap::{Args, Subcommand};
use remedi_enrollment::{Loaded, Roster, Severity};

use crate::cli::day;
use crate::exit::{Failure, Outcome};
use crate::output;
use crate::session::Session;

/// Looks at the enrollment roster.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Check),
    Import(import::Import),
    Show(show::Show),
    Clearance(clearance::Clearance),
    Expiring(expiring::Expiring),
}

impl Command {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut dyn Write,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        match self {
            Command::Check(check) => check.run(session, out, outcome),
            Command::Import(import) => import.run(session, out, outcome),
            Command::Show(show) => show.run(session, out),
            Command::Clearance(clearance) => clearance.run(session, out, outcome),
            Command::Expiring(expiring) => expiring.run(session, out, outcome),
        }
    }
}

/// Reads a roster and lists what is wrong in it.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// A folder of CSV files, or one CSV file.
    roster: PathBuf,
    /// Exits with 0 even when there are errors.
    #[arg(long)]
    exit_zero: bool,
}

impl Check {
    fn run(
        &self,
        session: &Session,
        out: &mut dyn Write,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let loaded = Roster::load(&self.roster).map_err(Failure::message)?;
        outcome.exit_zero = self.exit_zero;
        outcome.errors = loaded.has_errors();
        for notice in &loaded.notices {
            session.notice(notice);
        }
        output::roster::write(out, &self.roster, &loaded, session)
    }
}

/// The roster of a command that asks nothing else.
#[derive(Args, Debug)]
struct RosterAsked {
    /// The enrollment roster: a folder of CSV files, or one CSV file.
    #[arg(long, value_name = "ROSTER")]
    roster: PathBuf,
    /// The day to judge on; today unless given. The roster is asked as it was known then.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
}

impl RosterAsked {
    /// The day to judge on.
    fn as_of(&self) -> NaiveDate {
        self.as_of.unwrap_or_else(today)
    }

    /// Reads the roster. All that is wrong in it is told.
    ///
    /// # Errors
    /// As for [`RosterArg::load`].
    fn load(&self, session: &Session) -> Result<Roster, Failure> {
        load(&self.roster, session)
    }
}

/// The clock of commands about the roster alone is asked here.
fn today() -> NaiveDate {
    Local::now().date_naive()
}

/// The roster of a command that judges claims.
#[derive(Args, Debug)]
pub(crate) struct RosterArg {
    /// The enrollment roster: a folder of CSV files, or one CSV file.
    #[arg(long, value_name = "ROSTER")]
    roster: Option<PathBuf>,
    /// The day to judge on; today unless given. The roster is asked as it was known then.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
}

impl RosterArg {
    /// Where the roster stands, where one is given.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.roster.as_deref()
    }

    /// The day to judge on.
    pub(crate) fn as_of(&self) -> NaiveDate {
        self.now().date()
    }

    /// The day to judge on, with the time of what is written: midnight of a day that is given, so that the
    /// same claims give the same output. The clock is asked here and nowhere else.
    pub(crate) fn now(&self) -> NaiveDateTime {
        match self.as_of {
            Some(day) => day.and_time(NaiveTime::MIN),
            None => Local::now().naive_local(),
        }
    }

    /// Reads the roster, where one is given. All that is wrong in it is told.
    ///
    /// # Errors
    /// A roster that can't be read, or that has errors: half a roster finds faults that are none.
    pub(crate) fn load(&self, session: &Session) -> Result<Option<Roster>, Failure> {
        self.roster
            .as_ref()
            .map(|path| load(path, session))
            .transpose()
    }

    /// Does as [`RosterArg::load`], but goes on without a roster that has errors: they count as errors of the run.
    pub(crate) fn load_if_sound(
        &self,
        session: &Session,
        outcome: &mut Outcome,
    ) -> Result<Option<Roster>, Failure> {
        let Some(path) = &self.roster else {
            return Ok(None);
        };
        match read(path, session)? {
            Ok(roster) => Ok(Some(roster)),
            Err(Unsound(why)) => {
                session.error(&format_args!("{why}: what it would tell is unknown"));
                outcome.errors = true;
                Ok(None)
            }
        }
    }
}

/// Reads a roster that is to be used, and tells all that is wrong in it.
pub(crate) fn load(path: &Path, session: &Session) -> Result<Roster, Failure> {
    read(path, session)?
        .map_err(|Unsound(why)| Failure::Message(format!("{why}; correct them and run again")))
}

/// Why a roster that was read is not used.
struct Unsound(String);

fn read(path: &Path, session: &Session) -> Result<Result<Roster, Unsound>, Failure> {
    let loaded = Roster::load(path).map_err(Failure::message)?;
    for notice in &loaded.notices {
        session.notice(notice);
    }
    for problem in &loaded.problems {
        let text = located(path, problem);
        match problem.severity() {
            Severity::Error => session.error(&text),
            Severity::Warning => session.notice(&text),
        }
    }
    let Loaded {
        roster, problems, ..
    } = loaded;
    let errors = problems
        .iter()
        .filter(|one| one.severity() == Severity::Error)
        .count();
    if errors > 0 {
        let rows = output::human::check_summary::count(errors as u64, "error");
        let why = format!(
            "{}: {rows} in the roster, so it is not used",
            path.display()
        );
        return Ok(Err(Unsound(why)));
    }
    Ok(Ok(roster))
}

/// A problem with the path of its file, as editors take it: `rosters/enrollments.csv:2: status: ...`.
pub(crate) fn located(roster: &Path, problem: &impl ToString) -> String {
    let problem = problem.to_string();
    let path = if roster.is_dir() {
        roster.join(problem)
    } else {
        roster.with_file_name(problem)
    };
    path.display().to_string()
}
