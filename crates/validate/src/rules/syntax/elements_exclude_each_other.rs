use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// Two elements are there of which only one may be (syntax note E), such as a state and the code of
    /// a foreign region.
    ///
    /// ## Why it matters
    /// Receivers do not know which one counts (999 IK403 = 10).
    ///
    /// ## What to do
    /// Send the one that fits.
    "SYN-22" "elements-exclude-each-other": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the element is there beside another that excludes it",
    help: "send only one of the elements",
    predicts: [],
    syntax: Element "10",
    rejected: [
        Example::usual().changing("N4*SPRINGFIELD*IL*627010001~", "N4*SPRINGFIELD*IL*627010001*CA***ON~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::Excluded => Some(Hit::of_guide()),
        _ => None,
    }
}
