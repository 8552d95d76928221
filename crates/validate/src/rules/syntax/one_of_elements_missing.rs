use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// At least one of several elements must be there, and all are empty (syntax note R).
    ///
    /// ## Why it matters
    /// The segment says nothing without it (999 IK403 = 2).
    ///
    /// ## What to do
    /// Send one of them, or leave out the segment.
    "SYN-21" "one-of-elements-missing": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "none of several elements is there, of which at least one must be",
    help: "send one of the elements from this one on",
    predicts: [],
    syntax: Element "2",
    rejected: [
        Example::usual().changing("DTP*472*D8*20250115~", "DTP*472*D8*20250115~LQ*AS*09.03~FRM*1A~"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("DTP*472*D8*20250115~", "DTP*472*D8*20250115~LQ*AS*09.03~FRM*1A*Y~"),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::NoneOf => Some(Hit::of_guide()),
        _ => None,
    }
}
