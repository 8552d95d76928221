//! Denials as a table, with the columns of the JSON form flattened.

use std::io::Write;

use super::{Table, cell, list};
use crate::command::denials::Told;
use crate::exit::Failure;

const COLUMNS: [&str; 51] = [
    "file",
    "trace",
    "paid_on",
    "claim",
    "payer_claim",
    "line",
    "status",
    "payer",
    "payee_npi",
    "payee_tin",
    "provider",
    "location",
    "pos",
    "procedure",
    "modifiers",
    "service_from",
    "service_to",
    "charge",
    "paid",
    "group",
    "carc",
    "rarcs",
    "pharmacy_rejects",
    "amount",
    "denied",
    "state",
    "billable_to_patient",
    "cause",
    "subcause",
    "confidence",
    "because",
    "evidence",
    "evidence_rule",
    "matched_by",
    "line_matched_by",
    "match_confidence",
    "claim_file",
    "claim_byte",
    "suspects",
    "preventable",
    "owner",
    "route",
    "deadline",
    "byte",
    "interchange",
    "group_number",
    "set",
    "segment",
    "loop",
    "element",
    "claim_sent",
];

/// Percent as a number from 0 to 1.
pub(super) fn part(percent: u8) -> String {
    format!("{}.{:02}", percent / 100, percent % 100)
}

/// Writes the header, and a row for each denial.
pub(crate) fn write(out: &mut dyn Write, told: &Told<'_>) -> Result<(), Failure> {
    let name = |files: &[String], input: u32| files.get(input as usize).cloned();
    let mut table = Table::new(out);
    table.row(COLUMNS)?;
    for denial in told.analysis.denials() {
        let (at, evidence) = (&denial.at, &denial.evidence);
        let claim_file = evidence
            .claim_input
            .and_then(|input| name(&told.claims, input));
        let cells: [String; COLUMNS.len()] = [
            cell(name(&told.remits, at.input)),
            denial.trace.to_string(),
            cell(denial.paid_on),
            denial.claim.to_string(),
            denial.payer_claim.to_string(),
            cell(denial.line),
            denial.status.to_string(),
            cell(denial.payer),
            cell(denial.payee_npi),
            cell(denial.payee_tin),
            cell(denial.provider),
            cell(denial.location),
            cell(denial.pos),
            cell(denial.procedure),
            list(denial.modifiers.iter()),
            cell(denial.service_from),
            cell(denial.service_to),
            denial.charge.to_string(),
            denial.paid.to_string(),
            denial.group.to_string(),
            denial.carc.to_string(),
            list(&denial.rarcs),
            list(&denial.pharmacy_rejects),
            denial.amount.to_string(),
            denial.denied.to_string(),
            denial.state.to_string(),
            denial.billable_to_patient.to_string(),
            denial.cause.to_string(),
            denial.subcause.to_owned(),
            part(denial.confidence),
            list(&denial.because),
            evidence.verdict.to_string(),
            cell(evidence.rule),
            cell(evidence.matched_by),
            cell(evidence.line_matched_by),
            part(evidence.confidence),
            cell(claim_file),
            cell(evidence.claim_byte),
            cell(denial.suspects),
            denial.preventable.to_string(),
            denial.owner.to_string(),
            denial.route.to_string(),
            cell(denial.deadline.map(|last| last.until)),
            at.place.byte.to_string(),
            at.place.interchange.to_string(),
            at.place.group.to_string(),
            at.place.set.to_string(),
            at.place.segment.to_string(),
            at.loop_id.to_owned(),
            at.element_name(),
            cell(denial.claim_sent),
        ];
        table.row(cells)?;
    }
    Ok(table.flush()?)
}
