use crate::Example;
use crate::codes::CodeSent;
use crate::profile::{Listed, NAMED_LISTS};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A code is in the list that the profile names for its kind (`[codes]` of `remedi.toml`), and
    /// not valid on the date of service. Diagnoses, hospital procedures, diagnosis related groups
    /// and the discharge status are judged by the last day of the claim, the day of discharge; all
    /// else by the first day of the line.
    ///
    /// ## Why it matters
    /// Payers deny codes that did not exist yet, or no longer, on the day.
    ///
    /// ## What to do
    /// Use the code that was valid on the day, or correct the date.
    "COD-21" "code-not-valid-on-date": Error, ClaimData;
    source: "45 CFR 162.1002; the user's list",
    watch: Code(&NAMED_LISTS, check),
    message: "{kind}[ {code}] is not valid on {days}[: it starts on {from}][, its last day is {to}]",
    help: "use the code that was valid on the day[ on line {line}], or correct the date",
    predicts: [CO "181", CO "16" "M76"],
    ack: "A7" "255",
    rejected: [
        Example::usual().with_profile("[codes]\nhcpcs = [{ code = '99213', valid_to = 2024-12-31 }]\n"),
        Example::usual().with_profile("[codes]\nicd_10_cm = [{ code = 'I10', valid_from = 2025-10-01 }]\n"),
    ],
    accepted: [
        Example::usual().with_profile(
            "[codes]\nhcpcs = [{ code = '99213', valid_from = 2025-01-15, valid_to = 2025-01-15 }]\n",
        ),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let Some(Listed::NotThen { from, to }) = code.listed else {
        return None;
    };
    let hit = code.hit().with("kind", code.list.name());
    let hit = hit.with_known("code", code.shown()).with_known("days", code.dates);
    Some(hit.with_known("from", from).with_known("to", to))
}
