//! The worklist of denials as a table: a row an action.

use std::io::Write;

use remedi_remit::Action;

use super::{Table, cell, list};
use crate::exit::Failure;

const COLUMNS: [&str; 28] = [
    "rank",
    "owner",
    "route",
    "what",
    "urgency",
    "deadline",
    "deadline_by",
    "recoverable",
    "denied",
    "claims",
    "payer",
    "cause",
    "subcause",
    "provider",
    "location",
    "pos",
    "procedure",
    "answers",
    "rules",
    "claim_ids",
    "payer_claims",
    "frequency",
    "ref_f8",
    "pos_to_send",
    "roster",
    "sent_services",
    "taken_back",
    "pending",
];

/// Writes the header, and a row for each action in order.
pub(crate) fn write(out: &mut dyn Write, worklist: &[Action]) -> Result<(), Failure> {
    let mut table = Table::new(out);
    table.row(COLUMNS)?;
    for (rank, action) in (1..).zip(worklist) {
        let rank: usize = rank;
        let again = action.resubmission.as_ref();
        let cells: [String; COLUMNS.len()] = [
            rank.to_string(),
            action.owner.to_string(),
            action.route.to_string(),
            action.to_string(),
            action.urgency.to_string(),
            cell(action.deadline.map(|last| last.until)),
            cell(action.deadline.map(|last| last.by)),
            action.recoverable.to_string(),
            (action.amount - action.pending).to_string(),
            action.claims.len().to_string(),
            cell(action.payer),
            action.cause.to_string(),
            action.subcause.to_owned(),
            cell(action.provider),
            cell(action.location),
            cell(action.pos),
            cell(action.procedure),
            list(&action.answers),
            list(&action.rules),
            list(action.claims.iter().map(|one| &one.claim)),
            list(action.claims.iter().map(|one| &one.payer_claim)),
            cell(again.map(|again| again.frequency)),
            cell(again.and_then(|again| again.original)),
            list(again.into_iter().flat_map(|again| again.places.iter())),
            list(&action.roster),
            list(&action.packet),
            action.taken_back.to_string(),
            action.pending.to_string(),
        ];
        table.row(cells)?;
    }
    Ok(table.flush()?)
}
