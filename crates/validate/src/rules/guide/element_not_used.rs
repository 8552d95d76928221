use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An element or component holds a value, and the guide does not use it there.
    ///
    /// ## Why it matters
    /// Receivers reject the set, or drop the value without a word (999 IK403 = I10).
    ///
    /// ## What to do
    /// Leave the element empty. Often a value stands one element too far.
    "GDE-10" "element-not-used": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "the guide does not use the element",
    help: "leave the element empty",
    predicts: [],
    syntax: Element "I10",
    rejected: [
        Example::usual().changing("CLM*A1*100***", "CLM*A1*100*X**"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::ElementNotUsed => Some(Hit::of_guide()),
        _ => None,
    }
}
