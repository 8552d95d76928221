use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A segment has more elements than the standard gives it.
    ///
    /// ## Why it matters
    /// All elements behind the first stray separator are read as others than they are (999 IK403 = 3).
    ///
    /// ## What to do
    /// Look for an element separator inside a value, such as an asterisk in an address.
    "SYN-17" "too-many-elements": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the segment has more than {most} elements",
    help: "look for an element separator inside a value",
    predicts: [],
    syntax: Element "3",
    rejected: [
        Example::usual().changing("N3*100 MAIN ST~", "N3*100 MAIN ST*SUITE*2~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::TooManyElements(most) => Some(Hit::of_guide().with("most", u64::from(most))),
        _ => None,
    }
}
