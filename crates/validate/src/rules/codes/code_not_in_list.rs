use crate::Example;
use crate::codes::CodeSent;
use crate::profile::{Listed, NAMED_LISTS};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A code is not in the list that the profile names for its kind (`[codes]` of `remedi.toml`).
    /// remedi has no lists of diagnoses, procedures and billing codes of its own; without one in the
    /// profile the rule is silent.
    ///
    /// ## Why it matters
    /// Payers refuse or deny codes that are in no list.
    ///
    /// ## What to do
    /// Look the code up. If it is right, the list is too old: load the current one.
    "COD-20" "code-not-in-list": Error, ClaimData;
    source: "45 CFR 162.1002; the user's list",
    watch: Code(&NAMED_LISTS, check),
    message: "{kind}[ {code}] is not in the list",
    help: "look the code up[ on line {line}]; if it is right, load the current list",
    predicts: [CO "16" "M76", CO "16" "M51", CO "181"],
    ack: "A7" "255",
    rejected: [
        Example::usual().with_profile("[codes]\nhcpcs = ['99214']\n"),
    ],
    accepted: [
        Example::usual().with_profile("[codes]\nhcpcs = ['99213']\nicd_10_cm = ['I10']\n"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let is_absent = code.listed == Some(Listed::Absent);
    is_absent.then(|| {
        let hit = code.hit().with("kind", code.list.name());
        hit.with_known("code", code.shown())
    })
}
