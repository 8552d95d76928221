//! Findings of `remedi check` as a table, with the columns of the JSON form flattened.

use remedi_validate::Finding;

use super::{Table, cell, list};

const COLUMNS: [&str; 40] = [
    "rule",
    "name",
    "severity",
    "verdict",
    "cause",
    "file",
    "claim",
    "line",
    "submitter",
    "billing_npi",
    "tin",
    "payer",
    "payer_sent",
    "provider",
    "location",
    "pos",
    "procedure",
    "modifiers",
    "service_from",
    "service_to",
    "amount",
    "byte",
    "interchange",
    "group",
    "set",
    "segment",
    "loop",
    "element",
    "message",
    "help",
    "roster_file",
    "roster_line",
    "roster_fact",
    "roster_expected",
    "roster_found",
    "predicts",
    "ack_category",
    "ack_status",
    "ack_entity",
    "snip",
];

/// Adds the header.
pub(crate) fn header(to: &mut Vec<u8>) -> csv::Result<()> {
    let mut table = Table::new(to);
    table.row(COLUMNS)?;
    Ok(table.flush()?)
}

/// Adds findings.
pub(crate) fn write(to: &mut Vec<u8>, file: &str, findings: &[Finding]) -> csv::Result<()> {
    let mut table = Table::new(to);
    for finding in findings {
        table.row(row(file, finding))?;
    }
    Ok(table.flush()?)
}

fn row(file: &str, finding: &Finding) -> [String; COLUMNS.len()] {
    let subject = finding.subject.as_deref();
    let nearest = finding.nearest.as_deref();
    let place = finding.at.place;
    let ack = finding.ack();
    [
        finding.rule.code.to_owned(),
        finding.rule.name.to_owned(),
        finding.severity.to_string(),
        finding.verdict.to_string(),
        finding.rule.cause.to_string(),
        file.to_owned(),
        cell(subject.map(|subject| &subject.claim)),
        cell(subject.and_then(|subject| subject.line)),
        cell(subject.map(|subject| &subject.submitter)),
        cell(subject.and_then(|subject| subject.billing_npi)),
        cell(subject.and_then(|subject| subject.tin)),
        cell(subject.and_then(|subject| subject.payer.as_deref())),
        cell(subject.map(|subject| &subject.payer_sent)),
        cell(subject.and_then(|subject| subject.provider)),
        cell(subject.and_then(|subject| subject.location.as_deref())),
        cell(subject.and_then(|subject| subject.pos)),
        cell(subject.and_then(|subject| subject.procedure)),
        list(subject.iter().flat_map(|subject| &subject.modifiers)),
        cell(subject.and_then(|subject| subject.dates.map(|dates| dates.from))),
        cell(subject.and_then(|subject| subject.dates.map(|dates| dates.to))),
        cell(subject.and_then(|subject| subject.amount)),
        place.byte.to_string(),
        place.interchange.to_string(),
        place.group.to_string(),
        place.set.to_string(),
        place.segment.to_string(),
        cell(finding.at.loop_id),
        cell(finding.at.element),
        finding.message().to_string(),
        finding.help().to_string(),
        cell(nearest.map(|nearest| &nearest.file)),
        cell(nearest.map(|nearest| nearest.line)),
        cell(nearest.map(|nearest| nearest.fact)),
        cell(nearest.map(|nearest| &nearest.expected)),
        cell(nearest.map(|nearest| &nearest.found)),
        list(finding.rule.predicts.iter().map(ToString::to_string)),
        cell(ack.map(|ack| ack.category)),
        cell(ack.map(|ack| ack.status)),
        cell(ack.and_then(|ack| ack.entity)),
        cell(finding.rule.snip()),
    ]
}
