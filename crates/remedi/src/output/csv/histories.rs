//! What became of each claim with each payer, as a table: a row a claim and payer.

use std::io::Write;

use remedi_claims::Money;
use remedi_remit::{Analysis, Category, ClaimHistory, CountAndSum};

use super::denials::part;
use super::{Table, cell};
use crate::exit::Failure;

const COLUMNS: [&str; 23] = [
    "claim",
    "payer_claim",
    "payer",
    "outcome",
    "first_answered",
    "first_denied",
    "first_paid",
    "first_denied_on",
    "first_paid_on",
    "decisions",
    "replacements",
    "voids",
    "duplicates",
    "reversals",
    "orphan_reversals",
    "recovered",
    "days_from_service",
    "days_from_sent",
    "joined_by",
    "join_confidence",
    "charge",
    "paid",
    "unbalanced",
];

/// Writes the header, and a row for each claim and payer in the order of the first decisions. Behind the columns that are
/// named here there is one for each category of adjustments that hold, what provider-level adjustments took back (PLB), of what is
/// paid now, and what reversals did (CLP02 22), which is not paid now.
pub(crate) fn write(out: &mut dyn Write, analysis: &Analysis<'_>) -> Result<(), Failure> {
    let mut table = Table::new(out);
    let categories = Category::ALL.iter().map(|category| category.as_str());
    let last = ["taken_back", "reversed"];
    table.row(COLUMNS.into_iter().chain(categories).chain(last))?;
    for history in analysis.histories() {
        let adjustments = &history.course.now.adjustments;
        let categories = Category::ALL.iter();
        let categories = categories.map(|category| adjustments.get(*category).to_string());
        let last = [history.taken_back, history.course.reversed].map(|amount| amount.to_string());
        table.row(row(&history).into_iter().chain(categories).chain(last))?;
    }
    Ok(table.flush()?)
}

fn row(history: &ClaimHistory) -> [String; COLUMNS.len()] {
    let (course, now) = (&history.course, &history.course.now);
    let count = |of: CountAndSum| of.count.to_string();
    // Before a first answer there is no amount.
    let first = |amount: Money| cell(course.first_answered.map(|_| amount));
    [
        history.claim.to_string(),
        history.payer_claim.to_string(),
        cell(history.payer.as_deref()),
        course.outcome.to_string(),
        cell(course.first_answered),
        first(course.first_denied),
        first(course.first_paid),
        cell(course.first_denied_on),
        cell(course.first_paid_on),
        course.decisions.to_string(),
        count(course.replacements),
        course.voids.to_string(),
        count(course.duplicates),
        course.reversals.to_string(),
        count(course.orphan_reversals),
        course.recovered.to_string(),
        cell(course.days_from_service),
        cell(course.days_from_sent),
        cell(history.joined.map(|joined| joined.by)),
        cell(history.joined.map(|joined| part(joined.confidence))),
        now.charge.to_string(),
        now.paid.to_string(),
        now.unbalanced.to_string(),
    ]
}
