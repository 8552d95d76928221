//! Findings of `remedi check` as JSON (`remedi.finding/1`), and their summary.

use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::{Modifier, Money, Npi, Pos, ProcedureCode, Tin};
use remedi_validate::{Finding, Message, Nearest, Prediction, Severity, Summary};
use serde::{Serialize, Serializer};

use super::{At, Text};
use crate::exit::Failure;

/// A finding as the contract has it; borrows from it, and writes text where it goes.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    rule: &'static str,
    name: &'static str,
    severity: &'static str,
    verdict: &'static str,
    cause: &'static str,
    file: &'a str,
    claim: Option<&'a str>,
    line: Option<u32>,
    submitter: Option<&'a str>,
    billing_npi: Option<Text<Npi>>,
    tin: Option<Text<Tin>>,
    payer: Option<&'a str>,
    payer_sent: Option<&'a str>,
    provider: Option<Text<Npi>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    procedure: Option<Text<ProcedureCode>>,
    #[serde(serialize_with = "texts")]
    modifiers: &'a [Modifier],
    service_from: Option<Text<NaiveDate>>,
    service_to: Option<Text<NaiveDate>>,
    amount: Option<Text<Money>>,
    at: At<'a>,
    message: Text<Message<'a>>,
    help: Text<Message<'a>>,
    nearest: Option<Row<'a>>,
    #[serde(serialize_with = "predictions")]
    predicts: &'static [Prediction],
    ack: Option<Ack>,
    /// Type of the SNIP scheme.
    snip: Option<u8>,
}

fn texts<S: Serializer>(values: &[Modifier], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(values.iter().map(Text))
}

fn predictions<S: Serializer>(predictions: &[Prediction], to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Predicted {
        group: &'static str,
        carc: &'static str,
        rarcs: &'static [&'static str],
    }
    to.collect_seq(predictions.iter().map(|one| Predicted {
        group: one.group.as_str(),
        carc: one.carc,
        rarcs: one.rarcs,
    }))
}

/// The row of a roster that came nearest.
#[derive(Serialize)]
pub(crate) struct Row<'a> {
    file: &'a str,
    line: u32,
    fact: &'static str,
    expected: &'a str,
    found: &'a str,
}

#[derive(Serialize)]
struct Ack {
    category: &'static str,
    status: &'static str,
    entity: Option<&'static str>,
}

fn known(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Adds a finding as a line of its own.
pub(crate) fn write(to: &mut Vec<u8>, file: &str, finding: &Finding) -> Result<(), Failure> {
    let subject = finding.subject.as_deref();
    let at = &finding.at;
    let line = Line {
        schema: "remedi.finding/1",
        rule: finding.rule.code,
        name: finding.rule.name,
        severity: finding.severity.as_str(),
        verdict: finding.verdict.as_str(),
        cause: finding.rule.cause.as_str(),
        file,
        claim: subject.map(|subject| &*subject.claim),
        line: subject.and_then(|subject| subject.line),
        submitter: subject.and_then(|subject| known(&subject.submitter)),
        billing_npi: subject.and_then(|subject| subject.billing_npi.map(Text)),
        tin: subject.and_then(|subject| subject.tin.map(Text)),
        payer: subject.and_then(|subject| subject.payer.as_deref()),
        payer_sent: subject.and_then(|subject| known(&subject.payer_sent)),
        provider: subject.and_then(|subject| subject.provider.map(Text)),
        location: subject.and_then(|subject| subject.location.as_deref()),
        pos: subject.and_then(|subject| subject.pos.map(Text)),
        procedure: subject.and_then(|subject| subject.procedure.map(Text)),
        modifiers: subject.map_or(&[], |subject| &subject.modifiers),
        service_from: subject.and_then(|subject| subject.dates.map(|dates| Text(dates.from))),
        service_to: subject.and_then(|subject| subject.dates.map(|dates| Text(dates.to))),
        amount: subject.and_then(|subject| subject.amount.map(Text)),
        at: At::new(at.place, at.loop_id, at.element),
        message: Text(finding.message()),
        help: Text(finding.help()),
        nearest: finding.nearest.as_deref().map(Row::from),
        predicts: finding.rule.predicts,
        ack: finding.ack().map(|ack| Ack {
            category: ack.category,
            status: ack.status,
            entity: ack.entity,
        }),
        snip: finding.rule.snip(),
    };
    super::line(to, &line)
}

impl<'a> From<&'a Nearest> for Row<'a> {
    fn from(nearest: &'a Nearest) -> Row<'a> {
        Row {
            file: &nearest.file,
            line: nearest.line,
            fact: nearest.fact,
            expected: &nearest.expected,
            found: &nearest.found,
        }
    }
}

/// Writes the last line: the sums.
pub(crate) fn summary(out: &mut dyn Write, summary: &Summary, seconds: f64) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Findings {
        error: u64,
        warning: u64,
        info: u64,
    }
    #[derive(Serialize)]
    struct Levels {
        accepted: u64,
        with_errors: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        partial: Option<u64>,
        rejected: u64,
    }
    #[derive(Serialize)]
    struct Claims {
        accepted: u64,
        rejected: u64,
    }
    #[derive(Serialize)]
    struct Acknowledged {
        interchanges: Levels,
        groups: Levels,
        sets: Levels,
        claims: Claims,
    }
    #[derive(Serialize)]
    struct Line {
        schema: &'static str,
        files: u64,
        interchanges: u64,
        sets: u64,
        claims: u64,
        lines: u64,
        unjudged_lines: u64,
        clean: u64,
        held: u64,
        findings: Findings,
        suppressed: u64,
        amount_held: Text<Money>,
        seconds: f64,
        bytes: u64,
        acknowledged: Acknowledged,
    }
    let counts = &summary.counts;
    let levels = summary.acknowledged();
    let of = |[accepted, with_errors, rejected]: [u64; 3]| Levels {
        accepted,
        with_errors,
        partial: None,
        rejected,
    };
    let [accepted, with_errors, partial, rejected] = levels.groups;
    let line = Line {
        schema: "remedi.check-summary/1",
        files: summary.files,
        interchanges: counts.interchanges,
        sets: counts.sets,
        claims: counts.claims,
        lines: counts.lines,
        unjudged_lines: counts.unjudged_lines,
        clean: summary.clean(),
        held: summary.held(),
        findings: Findings {
            error: counts.findings(Severity::Error),
            warning: counts.findings(Severity::Warning),
            info: counts.findings(Severity::Info),
        },
        suppressed: counts.suppressed,
        amount_held: Text(summary.amount_held()),
        seconds,
        bytes: counts.bytes,
        acknowledged: Acknowledged {
            interchanges: of(levels.interchanges),
            groups: Levels {
                partial: Some(partial),
                ..of([accepted, with_errors, rejected])
            },
            sets: of(levels.sets),
            claims: Claims {
                accepted: levels.claims[0],
                rejected: levels.claims[1],
            },
        },
    };
    serde_json::to_writer(&mut *out, &line)?;
    Ok(out.write_all(b"\n")?)
}
