//! `remedi denials`.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use remedi_claims::{SetKind, SetSeen};
use remedi_enrollment::{Roster, why_unreadable};
use remedi_remit::{
    Action, Analysis, DenialsSummary, IndexError, Payers, Payments, SentClaims,
    read_acknowledgements, read_claims, read_claims_asked, read_payments_by,
};
use remedi_validate::{Checker, Finding, Severity};

use super::check::is_claims;
use super::profile::ProfileArg;
use super::reading::{Reading, Step};
use super::roster::RosterArg;
use crate::cli::Format;
use crate::exit::{Failure, Outcome};
use crate::inputs;
use crate::output;
use crate::session::Session;
use crate::whole_file::{self, Guarded, WholeFile};

/// Finds why payers did not pay (835).
///
/// Every denied dollar gets its root cause, an owner and what to do. With the claims as they were sent
/// (837) and the roster, our own check of the claim says whether the payer is right.
#[derive(Args, Debug)]
pub(crate) struct Denials {
    /// Files, folders, globs, or `-` for standard input; `.gz` is read as it is.
    #[arg(required = true, value_name = "REMITS")]
    remits: Vec<PathBuf>,
    /// The claims (837) that the payments answer.
    #[arg(long, value_name = "CLAIMS", num_args = 1..)]
    claims: Vec<PathBuf>,
    /// What was answered to the claims (277CA): the payer's numbers help to find them, and what was rejected was
    /// never adjudicated.
    #[arg(long, value_name = "ACKS", num_args = 1..)]
    acks: Vec<PathBuf>,
    /// Keeps the claims, as they were judged, in this file for the next run; claims and acknowledgements that are
    /// given are added to those in it.
    #[arg(long, value_name = "FILE")]
    index: Option<PathBuf>,
    #[command(flatten)]
    roster: RosterArg,
    #[command(flatten)]
    profile: ProfileArg,
    /// Writes what to do as a table (CSV), a row an action: owner, route, deadline, dollars, claims, what to send.
    #[arg(long, value_name = "FILE")]
    worklist: Option<PathBuf>,
    /// Writes what became of each claim as a table (CSV), a row a claim and payer: first answer, what holds now and where the charge
    /// went, decisions, reversals, what was recovered, days to the first money.
    #[arg(long, value_name = "FILE")]
    histories: Option<PathBuf>,
    /// Writes a report as one page (HTML) that opens anywhere and loads nothing: causes, trend, payers by place of
    /// service, patterns, what to do first. Claims are named by their account numbers, and nothing else tells of patients.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Adds to the page what tells of treatment: of each claim the day of service, the payer's number and the payment, and
    /// of disputes what was sent. Names, birth dates and member ids are never in it.
    #[arg(long, requires = "html")]
    show_phi: bool,
    /// Exits with 0 even when there are faults in the remittances.
    #[arg(long)]
    exit_zero: bool,
}

/// What an analysis gave, with what is needed to tell it.
pub(crate) struct Told<'a> {
    /// The denials.
    pub(crate) analysis: &'a Analysis<'a>,
    /// Their sums.
    pub(crate) sums: DenialsSummary,
    /// What to do about them, most recoverable dollars first.
    pub(crate) worklist: Vec<Action<'a>>,
    /// Names of the remittance files, by the number of the input.
    pub(crate) remits: Vec<String>,
    /// Names of the claim files, by the number of the input.
    pub(crate) claims: Vec<String>,
    /// How many remittance files were read.
    pub(crate) files: u64,
    /// Faults of the envelopes, each with its file.
    pub(crate) envelope: Vec<(String, Finding)>,
    /// The roster, where one is given.
    pub(crate) roster: Option<&'a Roster>,
    /// The day that the worklist is of.
    pub(crate) as_of: NaiveDate,
    /// Seconds from start to end.
    pub(crate) seconds: f64,
}

impl Denials {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut (dyn Write + Send),
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        let started = Instant::now();
        self.guard()?;
        let roster = self.roster.load_if_sound(session, outcome)?;
        let options = self.profile.options(session, self.roster.as_of())?;
        let profile = options.profile.clone();
        let checker = Checker::new(roster.as_ref(), options);
        let progress = session.progress();
        let is_payments = |set: &SetSeen| set.kind == Some(SetKind::Payments);
        let remits = Reading::of(&self.remits, is_payments, session, &progress, outcome);
        // Claims that can't be read are errors, but what counts as read are remittances.
        let mut of_claims = Outcome::default();
        let claims = Reading::of(&self.claims, is_claims, session, &progress, &mut of_claims);
        let acks = Reading::of(&self.acks, is_reply, session, &progress, &mut of_claims);
        let mut sent = self.known_claims()?;
        if let Some(path) = self
            .index
            .as_ref()
            .filter(|_| !sent.is_empty() && roster.is_some())
        {
            session.notice(&format!(
                "{}: its claims were judged when they were given to it; the roster of this run does not judge them anew",
                path.display()
            ));
        }
        let key = sent.key();
        let mut payments = Payments::default();
        let (mut envelope, mut files) = (Vec::new(), 0);
        let mut before = 0;
        remits.read(
            outcome,
            |number, batch| {
                (
                    checker.check_envelope(batch),
                    read_payments_by(batch, number as u32, key, profile.as_deref()),
                )
            },
            |input, step, _| {
                match step {
                    Step::Starts => before = envelope.len(),
                    Step::Batch((faults, read)) => {
                        // `check` tells of claims that stand among payments; the analysis tells of balances.
                        let faults = faults.into_iter();
                        envelope.extend(faults.map(|fault| (input.name().into_owned(), fault)));
                        payments.add(read);
                    }
                    Step::Ends(ended) => {
                        files += u64::from(ended.of_use);
                        if !ended.of_use {
                            envelope.truncate(before);
                        }
                    }
                }
                Ok(())
            },
        )?;
        remits.make_no_room();
        let (mut has_set, mut useless) = (false, 0);
        acks.read(
            &mut of_claims,
            |_, batch| read_acknowledgements(batch, key),
            |input, step, _| {
                match step {
                    Step::Starts => has_set = false,
                    Step::Batch(read) => {
                        has_set |= read.has_set();
                        sent.acknowledge(read);
                    }
                    Step::Ends(ended) if ended.of_use && !ended.broke_off && !has_set => {
                        session.error(&format!(
                            "{}: no acknowledgement of claims (277CA, 005010X214) is in it: use `remedi show` for others",
                            input.name()
                        ));
                        useless += 1;
                    }
                    Step::Ends(_) => {}
                }
                Ok(())
            },
        )?;
        of_claims.unread += useless;
        acks.make_no_room();
        // Claims that are kept may be asked for by payments that come later.
        let asked = self.index.is_none().then(|| payments.asked(&sent));
        // Inputs that bring nothing new are forgotten, so that numbers are known only when claims are added.
        let mut number = 0;
        claims.read(
            &mut of_claims,
            |_, batch| match &asked {
                Some(asked) => read_claims_asked(batch, &checker, 0, key, asked),
                None => read_claims(batch, &checker, 0, key),
            },
            |input, step, _| {
                match step {
                    Step::Starts => number = sent.input(&input.name()),
                    Step::Batch(read) => sent.add(read.of_input(number)),
                    Step::Ends(ended) => {
                        if let Some(known) = sent.end_input(ended.broke_off) {
                            session.notice(&format!(
                                "{}: its claims are known from {known} and kept as they were judged then",
                                input.name()
                            ));
                        }
                    }
                }
                Ok(())
            },
        )?;
        outcome.errors |= of_claims.unread > 0 || of_claims.errors;
        if let Some(path) = &self.index
            && !(self.claims.is_empty() && self.acks.is_empty())
        {
            write_index(path, &sent)?;
        }
        progress.finish_and_clear();
        if outcome.read_nothing() {
            return Ok(());
        }
        claims.make_no_room();
        drop((asked, checker));
        let payers = roster.as_ref().map(Payers::of).unwrap_or_default();
        let payers = payers.with_profile(profile.as_deref());
        let as_of = self.roster.as_of();
        let later = payments.paid_after(as_of);
        if later > 0 {
            session.notice(&format!(
                "{} paid after {as_of}, the day of asking (--as-of), and counted all the same",
                match later {
                    1 => "1 remittance was".to_owned(),
                    _ => format!("{later} remittances were"),
                }
            ));
        }
        let analysis = payments.analyse(&sent, &payers).as_of(as_of);
        let worklist = analysis.worklist(as_of, roster.as_ref());
        // The sums need nothing of it, and the room: but for names on the page it has been asked all.
        let roster = roster.filter(|_| self.html.is_some());
        outcome.errors |= analysis.faults().iter().any(|fault| fault.kind.is_error())
            || envelope
                .iter()
                .any(|(_, fault)| fault.severity == Severity::Error);
        let name = |input: &inputs::Input| input.name().into_owned();
        // The program ends behind it: what many claims are told in need not be given back one by one.
        let told = ManuallyDrop::new(Told {
            sums: analysis.summary(),
            worklist,
            analysis: &analysis,
            remits: remits.inputs.iter().map(name).collect(),
            claims: sent.input_names().map(str::to_owned).collect(),
            files,
            envelope,
            roster: roster.as_ref(),
            as_of,
            seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        });
        if let Some(path) = &self.worklist {
            write_worklist(path, &told.worklist)?;
        }
        if let Some(path) = &self.histories {
            write_histories(path, &analysis)?;
        }
        if let Some(path) = &self.html {
            write_page(path, &told, self.show_phi)?;
        }
        match session.format {
            Format::Human => output::human::denials::write(out, &told, session.palette()),
            Format::Json => output::json::denials::write(out, &told),
            Format::Csv => {
                output::csv::denials::write(out, &told)?;
                for line in output::human::denials::faults(&told) {
                    session.notice(&line);
                }
                session.notice(&output::human::denials::in_one_line(&told.sums));
                Ok(())
            }
        }
    }
}

impl Denials {
    /// Refuses outputs that would take the place of what is read.
    fn guard(&self) -> Result<(), Failure> {
        let others = self.roster.path().into_iter().chain(self.profile.path());
        let mut guarded = Guarded::of(&[&self.remits, &self.claims, &self.acks], others);
        let outputs = [
            ("--index", &self.index),
            ("--worklist", &self.worklist),
            ("--histories", &self.histories),
            ("--html", &self.html),
        ];
        for (flag, output) in outputs {
            if let Some(output) = output {
                guarded.take(flag, output)?;
            }
        }
        Ok(())
    }

    /// The claims of the index, where one is given and there.
    fn known_claims(&self) -> Result<SentClaims, Failure> {
        let Some(path) = &self.index else {
            return Ok(SentClaims::default());
        };
        let told = |why: &dyn Display| Failure::Message(format!("{}: {why}", path.display()));
        match File::open(path) {
            Ok(file) => SentClaims::read(BufReader::new(file)).map_err(|error| match error {
                IndexError::Unreadable(error) => told(&why_unreadable(&error)),
                error => told(&error),
            }),
            Err(error) if error.kind() == ErrorKind::NotFound && !self.claims.is_empty() => {
                Ok(SentClaims::default())
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Err(told(
                &"there is no such index of claims yet: give the claims, too (--claims)",
            )),
            Err(error) => Err(told(&why_unreadable(&error))),
        }
    }
}

/// Whether a set may be an acknowledgement of claims.
fn is_reply(set: &SetSeen) -> bool {
    set.kind.is_none() && set.has_guide
}

/// Writes the index of claims, whole or not at all.
fn write_index(path: &Path, claims: &SentClaims) -> Result<(), Failure> {
    let unwritten = |error| whole_file::unwritten(path, &error);
    let mut file = WholeFile::create_private(path).map_err(unwritten)?;
    claims.write(&mut file).map_err(unwritten)?;
    WholeFile::finish([file])
}

/// Writes the page into a file, whole or not at all.
fn write_page(path: &Path, told: &Told<'_>, show_phi: bool) -> Result<(), Failure> {
    let mut file = WholeFile::create(path).map_err(|error| whole_file::unwritten(path, &error))?;
    output::html::denials::write(&mut file, told, show_phi)?;
    WholeFile::finish([file])
}

/// Writes the histories into a file, whole or not at all.
fn write_histories(path: &Path, analysis: &Analysis<'_>) -> Result<(), Failure> {
    let mut file = WholeFile::create(path).map_err(|error| whole_file::unwritten(path, &error))?;
    output::csv::histories::write(&mut file, analysis)?;
    WholeFile::finish([file])
}

/// Writes the worklist into a file, whole or not at all.
fn write_worklist(path: &Path, worklist: &[Action]) -> Result<(), Failure> {
    let unwritten = |error| whole_file::unwritten(path, &error);
    let mut file = WholeFile::create(path).map_err(unwritten)?;
    output::csv::worklist::write(&mut file, worklist)?;
    WholeFile::finish([file])
}
