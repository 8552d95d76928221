//! `remedi audit`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use remedi_enrollment::Roster;
use remedi_validate::audit::{AuditCounts, Change, ChangeSums, PlaceMix};
use remedi_validate::{Checker, Options};

use super::check::is_claims;
use super::profile::ProfileArg;
use super::reading::{Reading, Step};
use super::roster::{RosterArg, load};
use crate::cli::day;
use crate::exit::{Failure, Outcome};
use crate::inputs::Input;
use crate::output;
use crate::session::Session;

/// Looks back at claims (837) that were sent: verdicts that a newer roster changes, and where services were rendered.
///
/// With --roster and --was, each claim is judged by both rosters. What is held now and was not is at risk of being
/// taken back, as after a retroactive termination; what was held and is not now is recoverable, as after a
/// retroactive approval. --was-known-on judges by one roster as it was known on another day, for which its rows need
/// `recorded_from` and `recorded_to`. What was held and is now neither held nor known to the roster is no longer judged, and
/// no dollars of it are recoverable. What any rule holds as `check` has it by the same profile and day, such as for want
/// of an authorization, is not clean by either roster. Syntax and guide are not judged, and claims that void others are
/// left out. Those that replace others are audited beside what they replace, so that the dollars of both count.
///
/// Places of service are counted by provider and location: the mix, 11 at hospitals, 10 among telehealth, and who
/// differs from peers by more than chance. Peers have the same taxonomy classification (its first four characters), or
/// are locations of the same type.
///
/// Exit code: 1 when a claim is at risk, or services at 11 were at a hospital for sure (as LOC-02 says), else 0.
#[derive(Args, Debug)]
pub(crate) struct Audit {
    /// The claims: files, folders, globs, or `-` for standard input; `.gz` is read as it is.
    #[arg(long, required = true, value_name = "CLAIMS", num_args = 1..)]
    claims: Vec<PathBuf>,
    #[command(flatten)]
    roster: RosterArg,
    /// The roster as it was when the claims were sent.
    #[arg(long, value_name = "OLD", requires = "roster")]
    was: Option<PathBuf>,
    /// The day on which the roster is asked as it was known then, instead of another roster.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "roster", conflicts_with = "was")]
    was_known_on: Option<NaiveDate>,
    #[command(flatten)]
    profile: ProfileArg,
    /// Exits with 0 even when claims are at risk.
    #[arg(long)]
    exit_zero: bool,
}

/// What an audit found, but for the claims that were told as they came.
pub(crate) struct Audited<'r> {
    pub(crate) roster: Option<&'r Roster>,
    /// Whether verdicts were compared.
    pub(crate) compared: bool,
    pub(crate) changes: ChangeSums,
    pub(crate) places: PlaceMix,
    pub(crate) counts: AuditCounts,
    pub(crate) as_of: NaiveDate,
    /// Files read.
    pub(crate) files: u64,
    pub(crate) seconds: f64,
}

impl Audit {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut (dyn Write + Send),
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        let roster = self.roster.load(session)?;
        let was = match &self.was {
            Some(path) => Some(load(path, session)?),
            None => None,
        };
        let as_of = self.roster.as_of();
        // As `check` judges: a rule that asks no roster makes no change, but what it holds is not to be sent.
        let options = self.profile.options(session, as_of)?;
        let now = Checker::new(roster.as_ref(), options.clone());
        if let Some(notice) = now.notice() {
            session.notice(&notice);
        }
        let before = match (&was, self.was_known_on) {
            (Some(was), _) => Some(Checker::new(Some(was), options)),
            (None, Some(day)) => {
                let is_dated = roster.as_ref().is_some_and(Roster::is_dated);
                if !is_dated {
                    session.notice(
                        &"no row of the roster has recorded_from or recorded_to: it was the same on every day",
                    );
                }
                let options = Options {
                    known_on: Some(day),
                    ..options
                };
                Some(Checker::new(roster.as_ref(), options))
            }
            (None, None) => None,
        };
        let audit = remedi_validate::audit::Audit::new(&now, before.as_ref());
        let progress = session.progress();
        let reading = Reading::of(&self.claims, is_claims, session, &progress, outcome);
        let writer = output::audit::Writer::new(session);
        let started = Instant::now();
        let mut audited = Audited {
            roster: roster.as_ref(),
            compared: before.is_some(),
            changes: ChangeSums::default(),
            places: PlaceMix::default(),
            counts: AuditCounts::default(),
            as_of,
            files: 0,
            seconds: 0.0,
        };
        let mut has_started = false;
        let names: Vec<_> = reading.inputs.iter().map(Input::name).collect();
        reading.read(
            outcome,
            |number, batch| {
                let read = audit.read(batch);
                let mut text = Vec::new();
                let told = read.changes.iter();
                let mut told = told.map(|claim| writer.change(&names[number], claim, &mut text));
                let written = told.try_for_each(|told| told);
                (read, written.map(|()| text))
            },
            |input, step, _| {
                match step {
                    Step::Starts => {}
                    Step::Batch((read, text)) => {
                        let text = text?;
                        if !text.is_empty() && !std::mem::replace(&mut has_started, true) {
                            writer.start(out)?;
                        }
                        out.write_all(&text)?;
                        for claim in &read.changes {
                            audited.changes.add(claim);
                        }
                        audited.places.add(read.places);
                        audited.counts.add(&read.counts);
                    }
                    Step::Ends(ended) => {
                        reading.tell_open_end(input, ended);
                        audited.files += u64::from(ended.of_use);
                    }
                }
                Ok(())
            },
        )?;
        progress.finish_and_clear();
        if outcome.read_nothing() {
            return Ok(());
        }
        if !has_started {
            writer.start(out)?;
        }
        audited.seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        let at_risk =
            [Change::TakebackRisk, Change::Both].map(|one| audited.changes.of(one).claims);
        outcome.errors |= at_risk.iter().any(|claims| *claims > 0)
            || audited.offices().any(|counts| counts.sure.claims > 0);
        writer.end(out, session, &audited)
    }
}
