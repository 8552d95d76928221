use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A value holds a character outside of the basic and extended character sets: a control character,
    /// or a letter with an accent.
    ///
    /// ## Why it matters
    /// Receivers that read only those sets refuse the set (999 IK403 = 6).
    ///
    /// ## What to do
    /// Remove it, or write the letter without its accent.
    "SYN-13" "character-not-allowed": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the value has a character that is not printable ASCII",
    help: "remove accents, tabs and line breaks from the value",
    predicts: [],
    syntax: Element "6",
    rejected: [
        Example::usual().changing("LAKESIDE MEDICAL GROUP", "LAKESIDE\tMEDICAL GROUP"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::BadCharacter => Some(Hit::of_guide()),
        _ => None,
    }
}
