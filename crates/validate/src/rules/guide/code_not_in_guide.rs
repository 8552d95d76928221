use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An element holds a code that the guide does not have at this place. Lists that others keep, such
    /// as states or places of service, are not asked here.
    ///
    /// ## Why it matters
    /// The receiver does not know what it means and rejects the set (999 IK403 = 7).
    ///
    /// ## What to do
    /// Send a code of the guide.
    "GDE-11" "code-not-in-guide": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "the value is none of the codes that the guide has for the element",
    help: "send a code of the guide",
    predicts: [],
    syntax: Element "7",
    rejected: [
        Example::usual().changing("PER*IC*", "PER*XX*"),
        Example::usual().changing("BHT*0019*00*", "BHT*0019*99*"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::BadCode => Some(Hit::of_guide()),
        _ => None,
    }
}
