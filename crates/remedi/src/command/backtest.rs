//! `remedi backtest`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use remedi_claims::{SetKind, SetSeen};
use remedi_remit::{
    Analysis, Mining, Payers, Payments, Proposals, SentClaims, read_claims_as_sent,
    read_payments_by,
};
use remedi_validate::{Checker, Profile};

use super::check::is_claims;
use super::profile::ProfileArg;
use super::reading::{Reading, Step};
use super::roster::RosterArg;
use crate::cli::day;
use crate::exit::{Failure, Outcome};
use crate::output;
use crate::session::Session;
use crate::whole_file::{self, Guarded, WholeFile};

/// Scores the rules against what payers answered: what `check` would have said when the claims were sent.
///
/// Each claim is judged as on the day it was sent, by the roster as it was known then (`recorded_from` and
/// `recorded_to` of its rows), and held against the payer's first answer: all payments of the first day with one but for
/// reversals and copies, and those of later days that are further parts of it. Claims without a decision are left out, and so are
/// the rules of syntax and guide.
///
/// A call is what a rule says of a line, or of a whole claim. It is true when the payer denied the line for the cause of
/// the rule or with codes that it predicts, off when it denied it for something else, and false when it did
/// not deny it. A denial is missed by a rule that predicts its codes when nothing that holds claims was called true of it. A claim
/// is held for a call at error severity; it is missed when it is not held, and denied for a cause that some rule
/// looks at.
#[derive(Args, Debug)]
pub(crate) struct Backtest {
    /// The claims as they were sent (837): files, folders, globs, or `-` for standard input; `.gz` is read as it is.
    #[arg(long, required = true, value_name = "CLAIMS", num_args = 1..)]
    claims: Vec<PathBuf>,
    /// What payers answered (835).
    #[arg(long, required = true, value_name = "REMITS", num_args = 1..)]
    remits: Vec<PathBuf>,
    #[command(flatten)]
    roster: RosterArg,
    #[command(flatten)]
    profile: ProfileArg,
    /// Mines candidate rules of payers (payer, place of service, procedures, reason) from the denials that no rule
    /// foretold, tries each on later claims, and writes those that hold as entries of a `remedi.toml`.
    #[arg(long, value_name = "FILE")]
    propose: Option<PathBuf>,
    /// Candidates are mined from claims answered up to this day, and tried on claims sent after it; the day by which
    /// three of five claims were answered, unless given.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "propose")]
    split: Option<NaiveDate>,
    /// Exits with 0 even when there are faults in the inputs.
    #[arg(long)]
    exit_zero: bool,
}

/// What a back-test gave, with what is needed to tell it.
pub(crate) struct Backtested {
    pub(crate) backtest: remedi_remit::Backtest,
    pub(crate) proposals: Option<Proposals>,
    /// Files of claims and of remittances that were read.
    pub(crate) files: u64,
    pub(crate) seconds: f64,
}

impl Backtest {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut (dyn Write + Send),
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        let started = Instant::now();
        let propose = match &self.propose {
            Some(path) => {
                let others = self.roster.path().into_iter().chain(self.profile.path());
                let mut guarded = Guarded::of(&[&self.claims, &self.remits], others);
                guarded.take("--propose", path)?;
                let file = WholeFile::create(path);
                Some(file.map_err(|error| whole_file::unwritten(path, &error))?)
            }
            None => None,
        };
        let roster = self.roster.load(session)?;
        if roster.as_ref().is_some_and(|roster| !roster.is_dated()) {
            session.notice(
                &"no row of the roster has recorded_from or recorded_to: what was learnt later counts as known",
            );
        }
        let options = self.profile.options(session, self.roster.as_of())?;
        let profile = options.profile.clone();
        let checker = Checker::new(roster.as_ref(), options);
        if let Some(notice) = checker.notice() {
            session.notice(&notice);
        }
        let mut sent = SentClaims::default();
        let mut payments = Payments::default();
        let judging = (&checker, profile.as_deref());
        let files = self.read(session, outcome, judging, (&mut sent, &mut payments))?;
        if outcome.read_nothing() {
            return Ok(());
        }
        let payers = roster.as_ref().map(Payers::of).unwrap_or_default();
        let payers = payers.with_profile(profile.as_deref());
        let analysis = payments.analyse(&sent, &payers);
        let faults = analysis.faults().iter();
        let errors = faults.filter(|fault| fault.kind.is_error()).count();
        if errors > 0 {
            outcome.errors = true;
            session.error(&format!(
                "faults in the remittances: {errors}; `remedi denials` tells each of them"
            ));
        }
        let proposals = match propose {
            Some(file) => Some(self.propose(session, &analysis, file)?),
            None => None,
        };
        let told = Backtested {
            backtest: analysis.backtest(),
            proposals,
            files,
            seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        };
        output::backtest::write(out, &told, session)
    }

    /// Reads claims and payments; gives how many files were of use.
    fn read(
        &self,
        session: &Session,
        outcome: &mut Outcome,
        (checker, profile): (&Checker<'_>, Option<&Profile>),
        (sent, payments): (&mut SentClaims, &mut Payments),
    ) -> Result<u64, Failure> {
        let progress = session.progress();
        let is_payments = |set: &SetSeen| set.kind == Some(SetKind::Payments);
        let claims = Reading::of(&self.claims, is_claims, session, &progress, outcome);
        let remits = Reading::of(&self.remits, is_payments, session, &progress, outcome);
        let (key, mut files) = (sent.key(), 0);
        // Inputs that bring nothing new are forgotten, so that numbers are known only when claims are added.
        let mut number = 0;
        claims.read(
            outcome,
            |_, batch| read_claims_as_sent(batch, checker, 0, key),
            |input, step, _| {
                match step {
                    Step::Starts => number = sent.input(&input.name()),
                    Step::Batch(read) => sent.add(read.of_input(number)),
                    Step::Ends(ended) => {
                        files += u64::from(ended.of_use);
                        if let Some(known) = sent.end_input(ended.broke_off) {
                            let name = input.name();
                            session.notice(&format!("{name}: the same claims are in {known}"));
                        }
                    }
                }
                Ok(())
            },
        )?;
        let of_claims = outcome.read;
        remits.read(
            outcome,
            |number, batch| read_payments_by(batch, number as u32, key, profile),
            |_, step, _| {
                match step {
                    Step::Starts => {}
                    Step::Batch(read) => payments.add(read),
                    Step::Ends(ended) => files += u64::from(ended.of_use),
                }
                Ok(())
            },
        )?;
        progress.finish_and_clear();
        // Without claims there is nothing to score, nor without answers.
        if outcome.unread > 0 && (of_claims == 0 || outcome.read == of_claims) {
            outcome.read = 0;
        }
        Ok(files)
    }

    /// Mines candidates, and writes those that hold.
    fn propose(
        &self,
        session: &Session,
        analysis: &Analysis<'_>,
        mut file: WholeFile,
    ) -> Result<Proposals, Failure> {
        let mining = Mining {
            split: self.split,
            ..Mining::default()
        };
        let proposals = analysis.proposals(&mining);
        if let Some(split) = self.split {
            if proposals.mined_from == 0 {
                let days = mining.days;
                session.notice(&format!(
                    "--split {split}: no claim was answered in the {days} days up to it, so there is nothing to mine from"
                ));
            }
            if proposals.tried_on == 0 {
                session.notice(&format!(
                    "--split {split}: no claim that is answered was sent after it, so no candidate can be tried"
                ));
            }
        }
        let written = file.write_all(proposals.to_toml().as_bytes());
        written.map_err(|error| whole_file::unwritten(file.path(), &error))?;
        WholeFile::finish([file])?;
        Ok(proposals)
    }
}
