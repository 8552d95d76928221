use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An element is there that asks for another one, which is empty (syntax notes C and L).
    ///
    /// ## Why it matters
    /// The first one cannot be understood without the second (999 IK403 = 2).
    ///
    /// ## What to do
    /// Send the second one too.
    "SYN-23" "conditional-element-missing": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the element is empty, though another one asks for it",
    help: "send the element, or leave out the one that asks for it",
    predicts: [],
    syntax: Element "2",
    rejected: [
        Example::usual().changing("N4*SPRINGFIELD*IL*627010001~", "N4*SPRINGFIELD**627010001****ON~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::Conditional => Some(Hit::of_guide()),
        _ => None,
    }
}
