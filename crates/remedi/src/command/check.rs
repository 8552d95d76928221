//! `remedi check`.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Args;
use remedi_claims::{Batch, Cutter, Money, SetKind, in_order};
use remedi_validate::{BatchReport, Checker, Finding, Options, Rule, Severity, Summary};

use super::roster::RosterArg;
use super::sets::{OtherSet, first_other};
use crate::cli::Format;
use crate::exit::{Failure, Outcome};
use crate::inputs::{Inputs, Until, cause, unreadable};
use crate::output;
use crate::session::{Palette, Session};

/// Checks claims (837) before they are sent.
///
/// Every claim is judged by the rules and, where a roster is given, by who is enrolled with which payer,
/// where and since when. A claim with a finding at error severity is held, all others are clean.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Files, folders, globs, or `-` for standard input; `.gz` is read as it is.
    #[arg(required = true, value_name = "CLAIMS")]
    claims: Vec<PathBuf>,
    #[command(flatten)]
    roster: RosterArg,
    /// Exits with 0 even when there are errors.
    #[arg(long)]
    exit_zero: bool,
}

/// What one rule found at one severity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleCount {
    pub(crate) rule: &'static Rule,
    pub(crate) severity: Severity,
    pub(crate) findings: u64,
    /// The charges that the findings are about.
    pub(crate) amount: Money,
}

/// What a batch gave, its findings put into text already.
struct Batched {
    report: BatchReport,
    text: Vec<u8>,
    /// The first set in it that holds no claims.
    other: Option<OtherSet>,
    /// Whether a set of claims starts in it.
    has_claims: bool,
    failure: Option<Failure>,
}

impl Check {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut (dyn Write + Send),
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        let roster = self.roster.load(session)?;
        let options = Options {
            as_of: Some(self.roster.as_of()),
            excerpts: session.format == Format::Human,
            ..Options::default()
        };
        let checker = Checker::new(roster.as_ref(), options);
        if let Some(notice) = checker.notice() {
            session.notice(&notice);
        }
        let inputs = Inputs::of(&self.claims);
        for problem in &inputs.problems {
            session.error(problem);
            outcome.unread += 1;
        }
        let writer = Writer::new(session);
        let mut run = Run {
            checker: &checker,
            summary: Summary::default(),
            rules: BTreeMap::new(),
        };
        let started = Instant::now();
        let progress = session.progress(inputs.size());
        writer.start(out)?;
        for input in &inputs.found {
            let file = input.name();
            match input.open(&progress) {
                Ok(opened) => {
                    let hint = opened.looks_like();
                    let result = run.file(&file, opened, hint, &writer, out, outcome);
                    if let Err(message) = result? {
                        progress.suspend(|| session.error(&message));
                    }
                }
                Err(error) => {
                    let message = format!("{file}: {}", cause(&error));
                    progress.suspend(|| session.error(&message));
                    outcome.unread += 1;
                }
            }
        }
        progress.finish_and_clear();
        let seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        writer.end(out, session, &run, seconds)
    }
}

/// The state of a check over its inputs.
struct Run<'a> {
    checker: &'a Checker<'a>,
    summary: Summary,
    rules: BTreeMap<(&'static str, Severity), RuleCount>,
}

impl Run<'_> {
    /// Checks one input; the inner error says what keeps it from being read, or read to its end.
    fn file(
        &mut self,
        file: &str,
        opened: impl Read + Send,
        hint: Option<&'static str>,
        writer: &Writer,
        out: &mut (dyn Write + Send),
        outcome: &mut Outcome,
    ) -> Result<Result<(), String>, Failure> {
        let closed = AtomicBool::new(false);
        let reader = Until::new(opened, &closed);
        let (mut failure, mut other, mut has_claims) = (None, None, false);
        let checker = self.checker;
        let error = in_order(
            Cutter::new(reader),
            |batch| judge(checker, batch, file, writer),
            |batched| {
                let written = match batched.failure {
                    Some(failure) => Err(failure),
                    None => out.write_all(&batched.text).map_err(Failure::from),
                };
                if let Err(error) = written {
                    closed.store(true, Ordering::Relaxed);
                    failure.get_or_insert(error);
                }
                outcome.errors |= batched.report.counts.findings(Severity::Error) > 0;
                has_claims |= batched.has_claims;
                if other.is_none() {
                    other = batched.other;
                }
                for finding in &batched.report.findings {
                    self.count(finding);
                }
                self.summary.add(&batched.report);
            },
        );
        if let Some(failure) = failure {
            return Err(failure);
        }
        // What holds nothing but other sets is as good as unread; an empty envelope is not.
        self.summary.end_file();
        if has_claims || (other.is_none() && error.is_none()) {
            outcome.read += 1;
            outcome.errors |= error.is_some() || other.is_some();
        } else {
            outcome.unread += 1;
            self.summary.files -= 1;
        }
        Ok(match (error, other) {
            (Some(error), _) => Err(unreadable(file, &error, hint)),
            (None, Some(other)) => Err(format!("{file}: {other}")),
            (None, None) => Ok(()),
        })
    }

    fn count(&mut self, finding: &Finding) {
        let key = (finding.rule.code, finding.severity);
        let count = self.rules.entry(key).or_insert(RuleCount {
            rule: finding.rule,
            severity: finding.severity,
            findings: 0,
            amount: Money::ZERO,
        });
        count.findings += 1;
        let amount = finding.subject.as_ref().and_then(|subject| subject.amount);
        count.amount += amount.unwrap_or(Money::ZERO);
    }

    /// The rules by severity, those with most money first.
    fn rules(&self) -> Vec<RuleCount> {
        let mut rules: Vec<_> = self.rules.values().copied().collect();
        rules.sort_by_key(|count| {
            let most = std::cmp::Reverse((count.severity, count.amount, count.findings));
            (most, count.rule.code)
        });
        rules
    }
}

/// Checks a batch, and puts what was found into text: this runs on all threads.
fn judge(checker: &Checker<'_>, batch: &mut Batch, file: &str, writer: &Writer) -> Batched {
    let is_claims = |kind| matches!(kind, SetKind::Claims(_));
    let report = checker.check(batch);
    let mut text = Vec::new();
    let failure = writer.findings(file, &report.findings, &mut text).err();
    Batched {
        text,
        other: first_other(batch, is_claims),
        has_claims: batch
            .sets()
            .iter()
            .any(|set| set.kind.is_some_and(is_claims)),
        report,
        failure,
    }
}

/// Writes findings and their sums in one of the formats.
enum Writer {
    Human(Palette),
    Json,
    Csv,
}

impl Writer {
    fn new(session: &Session) -> Writer {
        match session.format {
            Format::Human => Writer::Human(session.palette()),
            Format::Json => Writer::Json,
            Format::Csv => Writer::Csv,
        }
    }

    fn start(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let mut header = Vec::new();
        if let Writer::Csv = self {
            output::csv::finding::header(&mut header)?;
        }
        Ok(out.write_all(&header)?)
    }

    fn findings(&self, file: &str, findings: &[Finding], to: &mut Vec<u8>) -> Result<(), Failure> {
        for finding in findings {
            match self {
                Writer::Human(paint) => {
                    output::human::finding::write(to, file, finding, *paint);
                }
                Writer::Json => output::json::finding::write(to, file, finding)?,
                Writer::Csv => output::csv::finding::write(to, file, finding)?,
            }
        }
        Ok(())
    }

    fn end(
        &self,
        out: &mut dyn Write,
        session: &Session,
        run: &Run<'_>,
        seconds: f64,
    ) -> Result<(), Failure> {
        match self {
            Writer::Human(paint) => {
                output::human::check_summary::write(out, &run.summary, &run.rules(), *paint)
            }
            Writer::Json => output::json::finding::summary(out, &run.summary, seconds),
            // A table has no place for sums.
            Writer::Csv => {
                session.notice(&output::human::check_summary::in_one_line(&run.summary));
                Ok(())
            }
        }
    }
}
