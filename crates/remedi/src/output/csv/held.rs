//! Why claims are held, as a table.

use std::io::Write;

use remedi_validate::Severity;
use remedi_validate::split::Entry;

use super::{Table, cell};

const COLUMNS: [&str; 12] = [
    "claim",
    "charge",
    "line",
    "reason",
    "rule",
    "severity",
    "message",
    "byte",
    "interchange",
    "group",
    "set",
    "segment",
];

/// Adds the header.
pub(crate) fn header(to: &mut Table<impl Write>) -> csv::Result<()> {
    to.row(COLUMNS)
}

/// Adds a reason; a claim has as many rows as there are reasons.
pub(crate) fn write(to: &mut Table<impl Write>, entry: &Entry<'_>) -> csv::Result<()> {
    let place = entry.place;
    let row: [String; COLUMNS.len()] = [
        cell(entry.claim.map(String::from_utf8_lossy)),
        cell(entry.charge),
        cell(entry.line),
        entry.why.as_str().to_owned(),
        cell(entry.rule),
        cell(entry.claim.map(|_| Severity::Error)),
        entry.message.to_owned(),
        place.byte.to_string(),
        place.interchange.to_string(),
        place.group.to_string(),
        place.set.to_string(),
        place.segment.to_string(),
    ];
    to.row(row)
}
