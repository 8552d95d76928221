//! `remedi auth`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use remedi_enrollment::Roster;
use remedi_validate::authorization::{
    AuthorizationCounts, Authorizations, Status, Task, Usages, rules_off,
};
use remedi_validate::{Checker, Options, Severity};

use super::check::is_claims;
use super::profile::ProfileArg;
use super::reading::Reading;
use super::roster::RosterArg;
use crate::exit::{Failure, Outcome};
use crate::output;
use crate::session::Session;

/// Lists the authorizations that claims (837) lack or send wrong, and until when payers can still be asked.
///
/// What each payer wants, and how long it takes late requests, is told by the profile (--rules): by
/// [[payers.ID.authorization]] and [payers.ID.retro_authorization], in calendar or business days, which leave out weekends
/// and federal holidays. With --roster the numbers sent are compared with `authorizations.csv`: member, provider,
/// procedures, days, places and units, these over all claims of the run.
///
/// The list is sorted by what is to be asked for first. Each item has a checklist of what the claim has and what is
/// still to be got, with what speaks for an emergency, for which no prior authorization is needed.
///
/// Exit code: 1 when an item is an error (as AUTH-* in `remedi check`), or more units were used than granted, else 0.
#[derive(Args, Debug)]
pub(crate) struct Auth {
    /// Files, folders, globs, or `-` for standard input; `.gz` is read as it is.
    #[arg(required = true, value_name = "CLAIMS")]
    claims: Vec<PathBuf>,
    #[command(flatten)]
    roster: RosterArg,
    #[command(flatten)]
    profile: ProfileArg,
    /// The list without the checklists, for reading.
    #[arg(long)]
    brief: bool,
    /// Exits with 0 even when there are errors.
    #[arg(long)]
    exit_zero: bool,
}

/// What is to be done, and what is needed to tell it.
pub(crate) struct Worklist<'r> {
    pub(crate) roster: Option<&'r Roster>,
    /// Each with the name of its file, the most urgent first.
    pub(crate) tasks: Vec<(String, Task)>,
    pub(crate) usages: Usages,
    pub(crate) counts: AuthorizationCounts,
    pub(crate) as_of: NaiveDate,
    /// Files read.
    pub(crate) files: u64,
    /// Whether checklists are left out.
    pub(crate) brief: bool,
    pub(crate) seconds: f64,
}

impl Auth {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut (dyn Write + Send),
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        let roster = self.roster.load(session)?;
        let as_of = self.roster.as_of();
        let profile = self.profile.load(session, as_of)?;
        if profile.is_none() {
            session.notice(
                &"no profile is given (--rules): it is not known what payers want authorizations for",
            );
        }
        let is_on_file = roster.as_ref().is_some_and(Roster::has_authorizations);
        if !is_on_file {
            session.notice(
                &"no authorizations are on file (authorizations.csv of --roster): numbers are taken as sent",
            );
        }
        let options = Options {
            as_of: Some(as_of),
            profile,
            grades: rules_off(),
            ..Options::default()
        };
        let checker = Checker::new(roster.as_ref(), options);
        let authorizations = Authorizations::new(&checker, as_of);
        let progress = session.progress();
        let reading = Reading::of(&self.claims, is_claims, session, &progress, outcome);
        let started = Instant::now();
        let mut list = Worklist {
            roster: roster.as_ref(),
            tasks: Vec::new(),
            usages: Usages::default(),
            counts: AuthorizationCounts::default(),
            as_of,
            files: 0,
            brief: self.brief,
            seconds: 0.0,
        };
        for input in &reading.inputs {
            let file = input.name();
            let ended = reading.read(
                input,
                outcome,
                |batch| authorizations.read(batch),
                |read, _| {
                    let tasks = read.tasks.into_iter();
                    list.tasks
                        .extend(tasks.map(|task| (file.to_string(), task)));
                    read.used.into_iter().for_each(|used| list.usages.add(used));
                    list.counts.add(&read.counts);
                    Ok(())
                },
            )?;
            list.files += u64::from(ended.of_use);
        }
        progress.finish_and_clear();
        list.seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        // What is not known by when comes after what is, and what is past the last; the sort is stable.
        list.tasks.sort_by_key(|(_, task)| {
            let rank = match task.status {
                Status::DueSoon | Status::Open => 0,
                Status::NotKnown => 1,
                Status::Expired => 2,
            };
            let until = task.deadline.map(|deadline| deadline.until);
            (rank, until, std::cmp::Reverse((task.severity, task.amount)))
        });
        outcome.errors |= list
            .tasks
            .iter()
            .any(|(_, task)| task.severity == Severity::Error)
            || list.usages.iter().any(|(_, usage)| usage.left() < 0);
        output::auth::write(out, session, &list)
    }
}
