use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A segment ends with separators of elements that are not there.
    ///
    /// ## Why it matters
    /// The standard has a segment end with its last value. Most receivers read it all the same, strict ones
    /// reject it.
    ///
    /// ## What to do
    /// Have the program that writes the claims leave out the separators at the end of a segment.
    "SYN-31" "separators-at-segment-end": Warning, ClaimData;
    source: "X12.6 application control structure: elements at the end of a segment that hold nothing",
    watch: Guide(check),
    message: "the segment ends with separators and no value",
    help: "leave out the separators behind the last value",
    predicts: [],
    rejected: [
        Example::usual().changing("N3*100 MAIN ST~", "N3*100 MAIN ST*~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::SeparatorsAtEnd => Some(Hit::of_guide()),
        _ => None,
    }
}
