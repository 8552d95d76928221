//! `remedi auth`.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use remedi_claims::codes::cause;
use remedi_claims::{Money, SetKind, SetSeen};
use remedi_enrollment::Roster;
use remedi_remit::{
    ClaimsRead, Denial, Payers, Payments, SentClaims, State, read_claims, read_payments_by,
};
use remedi_validate::authorization::{
    AuthorizationCounts, Authorizations, CheckItem, Status, Task, Usages, rules_off,
};
use remedi_validate::{Checker, Options, Severity};

use super::check::is_claims;
use super::profile::ProfileArg;
use super::reading::{Reading, Step};
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
/// With --remits, denials for authorization go on the checklists of their claims; those of claims with nothing to see to
/// are counted.
///
/// Exit code: 1 when an item is an error (as AUTH-* in `remedi check`), more units were used than granted, or a
/// remittance or one of several files of claims could not be read; else 0.
#[derive(Args, Debug)]
pub(crate) struct Auth {
    /// Files, folders, globs, or `-` for standard input; `.gz` is read as it is.
    #[arg(required = true, value_name = "CLAIMS")]
    claims: Vec<PathBuf>,
    /// What payers answered (835).
    #[arg(long, value_name = "REMITS", num_args = 1..)]
    remits: Vec<PathBuf>,
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
    /// The most urgent first.
    pub(crate) items: Vec<Item<'r>>,
    /// Claims that were denied for authorization without anything to see to, and the dollars.
    pub(crate) denied_elsewhere: (u64, Money),
    /// What is left out, as the payer has decided the claims and denied nothing: items, and what was charged.
    pub(crate) settled: (u64, Money),
    pub(crate) usages: Usages,
    pub(crate) counts: AuthorizationCounts,
    pub(crate) as_of: NaiveDate,
    /// Files read.
    pub(crate) files: u64,
    /// Whether checklists are left out.
    pub(crate) brief: bool,
    pub(crate) seconds: f64,
}

/// What is to be done about a claim.
pub(crate) struct Item<'r> {
    /// The name of its file.
    pub(crate) file: String,
    /// The number of the input.
    input: u32,
    pub(crate) task: Task,
    /// What the payer denied for authorization.
    pub(crate) denials: Vec<Denial<'r>>,
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
        let options = Options {
            grades: rules_off(),
            ..self.profile.options(session, as_of)?
        };
        let profile = options.profile.clone();
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
        let checker = Checker::new(roster.as_ref(), options);
        let authorizations = Authorizations::new(&checker, as_of);
        let progress = session.progress();
        let reading = Reading::of(&self.claims, is_claims, session, &progress, outcome);
        let started = Instant::now();
        let mut list = Worklist {
            roster: roster.as_ref(),
            items: Vec::new(),
            denied_elsewhere: (0, Money::ZERO),
            settled: (0, Money::ZERO),
            usages: Usages::default(),
            counts: AuthorizationCounts::default(),
            as_of,
            files: 0,
            brief: self.brief,
            seconds: 0.0,
        };
        let mut sent = SentClaims::default();
        let key = sent.key();
        let mut number = 0;
        reading.read(
            outcome,
            |number, batch| {
                let claims = match self.remits.is_empty() {
                    true => ClaimsRead::default(),
                    false => read_claims(batch, &checker, number as u32, key),
                };
                (authorizations.read(batch), claims)
            },
            |input, step, _| {
                match step {
                    Step::Starts => {}
                    Step::Batch((read, claims)) => {
                        sent.add(claims);
                        let tasks = read.tasks.into_iter();
                        list.items.extend(tasks.map(|task| Item {
                            file: input.name().into_owned(),
                            input: number,
                            task,
                            denials: Vec::new(),
                        }));
                        read.used.into_iter().for_each(|used| list.usages.add(used));
                        list.counts.add(&read.counts);
                    }
                    Step::Ends(ended) => {
                        reading.tell_open_end(input, ended);
                        list.files += u64::from(ended.of_use);
                        number += 1;
                    }
                }
                Ok(())
            },
        )?;
        let mut of_remits = Outcome::default();
        let is_payments = |set: &SetSeen| set.kind == Some(SetKind::Payments);
        let remits = Reading::of(
            &self.remits,
            is_payments,
            session,
            &progress,
            &mut of_remits,
        );
        let mut payments = Payments::default();
        remits.read(
            &mut of_remits,
            |number, batch| read_payments_by(batch, number as u32, key, profile.as_deref()),
            |_, step, _| {
                if let Step::Batch(read) = step {
                    payments.add(read);
                }
                Ok(())
            },
        )?;
        // Remittances that can't be read are errors, but what counts as read are claims.
        outcome.errors |= of_remits.unread > 0 || of_remits.errors;
        progress.finish_and_clear();
        if outcome.read_nothing() {
            return Ok(());
        }
        let payers = roster.as_ref().map(Payers::of).unwrap_or_default();
        let payers = payers.with_profile(profile.as_deref());
        let analysis = payments.analyse(&sent, &payers);
        list.leave_out(&analysis.settled_claims());
        list.add_denials(analysis.denials());
        list.seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        // What is not known by when comes after what is, and what is past the last; the sort is stable.
        list.items.sort_by_key(|Item { task, .. }| {
            let rank = match task.status {
                Status::DueSoon | Status::Open => 0,
                Status::NotKnown => 1,
                Status::Expired => 2,
            };
            let until = task.deadline.map(|deadline| deadline.until);
            (rank, until, std::cmp::Reverse((task.severity, task.amount)))
        });
        outcome.errors |= list
            .items
            .iter()
            .any(|item| item.task.severity == Severity::Error)
            || list.usages.iter().any(|(_, usage)| usage.left() < 0);
        output::auth::write(out, session, &list)
    }
}

impl<'r> Worklist<'r> {
    /// Leaves out what claims lack that the payer decided without it.
    fn leave_out(&mut self, settled: &HashSet<(u32, u64)>) {
        self.items.retain(|item| {
            let is_settled = settled.contains(&(item.input, item.task.place.byte));
            if is_settled {
                self.settled.0 += 1;
                self.settled.1 += item.task.amount;
            }
            !is_settled
        });
    }

    /// Puts denials for authorization that hold on the items of their claims.
    fn add_denials(&mut self, denials: impl Iterator<Item = Denial<'r>>) {
        let is_wanted = |denial: &Denial<'_>| {
            denial.cause == cause::RootCause::Authorization
                && denial.state == State::Current
                && denial.denied == cause::Denial::Yes
        };
        let mut by_claim: HashMap<(u32, u64), Vec<Denial<'r>>> = HashMap::new();
        for denial in denials.filter(is_wanted) {
            let place = denial.evidence.claim_input.zip(denial.evidence.claim_byte);
            // What answers no claim of the run is for `remedi denials`.
            if let Some(place) = place {
                by_claim.entry(place).or_default().push(denial);
            }
        }
        for item in &mut self.items {
            let place = (item.input, item.task.place.byte);
            if let Some(own) = by_claim.get(&place) {
                item.denials.clone_from(own);
                let told: Vec<String> = own.iter().map(output::auth::denial_in_words).collect();
                let checks = item.task.checklist.iter_mut();
                for check in checks.filter(|check| check.item == CheckItem::Denial) {
                    check.is_there = true;
                    check.text = told.join("; ");
                }
            }
        }
        for item in &self.items {
            by_claim.remove(&(item.input, item.task.place.byte));
        }
        let amounts = by_claim.values().flatten().map(|denial| denial.amount);
        self.denied_elsewhere = (by_claim.len() as u64, amounts.sum());
    }
}
