use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An element repeats more often than the standard allows; most do not repeat at all.
    ///
    /// ## Why it matters
    /// Receivers refuse it, or read the first value only (999 IK403 = 12).
    ///
    /// ## What to do
    /// Look for a repetition separator (ISA11) inside a value.
    "SYN-19" "too-many-repetitions": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the element repeats more than {most} times",
    help: "look for a repetition separator inside a value",
    predicts: [],
    syntax: Element "12",
    rejected: [
        Example::usual().changing("LAKESIDE MEDICAL", "LAKESIDE^ MEDICAL"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::TooManyRepetitions(most) => Some(Hit::of_guide().with("most", u64::from(most))),
        _ => None,
    }
}
