//! `remedi check`.

mod acks;
mod names;
mod split;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use remedi_claims::{Money, SetKind, SetSeen};
use remedi_validate::{
    BatchReport, Checker, Finding, Options, Remittances, Rule, Severity, Subject, Summary,
};

use super::profile::ProfileArg;
use super::reading::{Reading, Step};
use super::roster::RosterArg;
use crate::cli::Format;
use crate::exit::{Failure, Outcome};
use crate::inputs::Input;
use crate::output;
use crate::session::{Palette, Session};

/// Checks claims (837) before they are sent, and remittances (835) and acknowledgements (999, 277CA) as sets.
///
/// Every claim is judged by the rules and, where a roster is given, by who is enrolled with which payer,
/// where and since when. A claim is held when it, its set or group, or the header of its interchange has a finding at
/// error severity; all others are clean. Remittances are judged by the guide and by their balance; `remedi denials` says
/// why payers did not pay.
///
/// With --acks the sender gets the answers that a payer gives: TA1 (the interchange, where it is at fault or asks for
/// one), 999 or for 4010 997 (its groups and sets), and 277CA (the claims of the sets that are accepted). Each input
/// has its own files, named for it. They answer the file as it was sent: one claim at fault against the guide has its
/// whole set rejected, and claims that are clean with it.
///
/// With --split the clean and the held claims of each input are written as two valid 837 files. A claim stands in one
/// of them, byte for byte, under the levels it was sent under; separators, line ends and control numbers stay, and
/// counts, trailers and hierarchy numbers are made to fit. A set, a group or the header of an interchange that is at fault
/// itself, not in one of its claims, holds all that is in it. The held file also keeps what holds no claims, so that
/// nothing is lost, and is not for sending before it is repaired.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Files, folders, globs, or `-` for standard input; `.gz` is read as it is.
    #[arg(required = true, value_name = "CLAIMS")]
    claims: Vec<PathBuf>,
    #[command(flatten)]
    roster: RosterArg,
    #[command(flatten)]
    profile: ProfileArg,
    /// Leaves out syntax and implementation guide (SNIP types 1 and 2): for files that are known to keep to it. Not with
    /// --acks, which has to tell whether they do.
    #[arg(long, conflicts_with = "acks")]
    no_guide: bool,
    #[command(flatten)]
    acks: acks::AcksArg,
    #[command(flatten)]
    split: split::SplitArg,
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
    /// The charges that the findings are about, each once.
    pub(crate) amount: Money,
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
            excerpts: session.format == Format::Human,
            guides: !self.no_guide,
            acks: self.acks.is_given(),
            split: self.split.is_given(),
            ..self.profile.options(session, self.roster.as_of())?
        };
        let checker = Checker::new(roster.as_ref(), options);
        if let Some(notice) = checker.notice() {
            session.notice(&notice);
        }
        for notice in checker.outdated(self.roster.as_of()) {
            session.notice(&notice);
        }
        let progress = session.progress();
        let reading = Reading::of(
            &self.claims,
            |set| set.has_guide,
            session,
            &progress,
            outcome,
        );
        let writer = Writer::new(session);
        let (mut run, mut remittances) = (Run::default(), Remittances::new(&checker));
        let mut has_payments = false;
        let mut duplicates = checker.duplicates();
        let mut acks = self.acks.writer(self.roster.now(), &reading.inputs)?;
        let mut split = self.split.writer(&reading.inputs)?;
        let started = Instant::now();
        writer.start(out)?;
        let names: Vec<_> = reading.inputs.iter().map(Input::name).collect();
        reading.read(
            outcome,
            |number, batch| {
                let report = checker.check(batch);
                let mut text = Vec::new();
                let written = writer.findings(&names[number], &report.findings, &mut text);
                let has_payments = batch.sets().iter().any(is_payments);
                (report, written.map(|()| text), has_payments)
            },
            |input, step, outcome| {
                let file = input.name();
                match step {
                    Step::Starts => {
                        duplicates.start_input(&file);
                        if let Some(split) = &mut split {
                            split.start_input(input);
                        }
                    }
                    Step::Batch((mut report, text, more_payments)) => {
                        let mut text = text?;
                        if duplicates.add(&mut report) {
                            text.clear();
                            writer.findings(&file, &report.findings, &mut text)?;
                        }
                        out.write_all(&text)?;
                        has_payments |= more_payments;
                        if let Some(acks) = &mut acks {
                            acks.add(&report)?;
                        }
                        if let Some(split) = &mut split {
                            split.add(&report)?;
                        }
                        outcome.errors |= report.counts.findings(Severity::Error) > 0;
                        remittances.add(&report);
                        run.add(&report);
                    }
                    Step::Ends(ended) => {
                        if ended.broke_off {
                            run.summary.cut_off();
                        }
                        let found = remittances.end_input();
                        let mut text = Vec::new();
                        writer.findings(&file, &found.findings, &mut text)?;
                        out.write_all(&text)?;
                        outcome.errors |= found.counts.findings(Severity::Error) > 0;
                        run.count_all(&found.findings);
                        run.summary.count(&found);
                        run.end_input();
                        run.summary.files -= u64::from(!ended.of_use);
                        if let Some(acks) = &mut acks {
                            acks.end_input(input, ended)?;
                        }
                        if let Some(split) = &mut split {
                            split.end_input(ended)?;
                        }
                    }
                }
                Ok(())
            },
        )?;
        progress.finish_and_clear();
        if let Some(acks) = &acks {
            session.notice(&acks.notice());
        }
        if let Some(split) = &split {
            session.notice(&split.notice());
        }
        if has_payments {
            session.notice(
                &"remittances (835) are judged by guide and balance only: `remedi denials` says why payers did not pay",
            );
        }
        let seconds = (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        writer.end(out, session, &run, seconds)
    }
}

/// Whether a set holds claims.
pub(crate) fn is_claims(set: &SetSeen) -> bool {
    matches!(set.kind, Some(SetKind::Claims(_)))
}

fn is_payments(set: &SetSeen) -> bool {
    set.kind == Some(SetKind::Payments)
}

/// The sums of a check over its inputs.
#[derive(Default)]
struct Run {
    summary: Summary,
    rules: BTreeMap<(&'static str, Severity), RuleCount>,
    at_risk: BTreeMap<(&'static str, Severity), AtRisk>,
}

impl Run {
    fn add(&mut self, report: &BatchReport) {
        self.count_all(&report.findings);
        self.summary.add(report);
    }

    fn count_all(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.count(finding);
        }
    }

    fn end_input(&mut self) {
        self.summary.end_file();
        // Claims of the next input stand at the same bytes.
        self.at_risk.clear();
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
        if let Some(subject) = &finding.subject {
            let claim = self.at_risk.entry(key).or_default();
            count.amount += claim.add(subject);
        }
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

/// What one rule puts at risk of the claim it spoke of last: no dollar counts twice.
#[derive(Default)]
struct AtRisk {
    /// The byte at which it starts.
    claim: Option<u64>,
    amount: Money,
    is_whole: bool,
    lines: Vec<u32>,
}

impl AtRisk {
    /// What a finding adds to what those before it put at risk.
    fn add(&mut self, subject: &Subject) -> Money {
        if self.claim != Some(subject.claim_byte) {
            *self = AtRisk {
                claim: Some(subject.claim_byte),
                ..AtRisk::default()
            };
        }
        let amount = subject.amount.unwrap_or(Money::ZERO);
        let before = self.amount;
        match subject.line {
            _ if self.is_whole => {}
            None => {
                self.is_whole = true;
                self.amount = amount;
            }
            Some(line) if self.lines.contains(&line) => {}
            Some(line) => {
                self.lines.push(line);
                self.amount += amount;
            }
        }
        self.amount - before
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
        match self {
            Writer::Human(paint) => {
                for finding in findings {
                    output::human::finding::write(to, file, finding, *paint);
                }
            }
            Writer::Json => {
                for finding in findings {
                    output::json::finding::write(to, file, finding)?;
                }
            }
            Writer::Csv => output::csv::finding::write(to, file, findings)?,
        }
        Ok(())
    }

    fn end(
        &self,
        out: &mut dyn Write,
        session: &Session,
        run: &Run,
        seconds: f64,
    ) -> Result<(), Failure> {
        match self {
            // Why nothing could be read has been told.
            Writer::Human(_) if run.summary.files == 0 => Ok(()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_speaks_of_a_claim_again_puts_its_money_at_risk_once() {
        // Account numbers may be those of another claim; places are not.
        let about = |claim_byte, line, cents| Subject {
            claim: "A".into(),
            claim_byte,
            line,
            amount: Some(Money::from_cents(cents)),
            ..Subject::default()
        };
        let mut sum = Money::ZERO;
        let mut at_risk = AtRisk::default();
        for (subject, total) in [
            (about(0, Some(1), 100), 100),
            (about(0, Some(1), 100), 100),
            (about(0, Some(2), 50), 150),
            (about(0, None, 200), 200),
            (about(0, Some(3), 50), 200),
            (about(90, None, 70), 270),
        ] {
            sum += at_risk.add(&subject);
            assert_eq!(sum.cents(), total);
        }
    }
}
