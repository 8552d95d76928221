use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// HL02 names the level that this one is below: a subscriber is below a billing provider, a patient
    /// below a subscriber. It is another number than that of the level above.
    ///
    /// ## Why it matters
    /// The claim would be billed by another provider, or for another subscriber (999 IK403 = 7).
    ///
    /// ## What to do
    /// Write HL01 of the level above into HL02.
    "GDE-13" "hierarchy-parent-wrong": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "HL02 is not the number of the level above",
    help: "write HL01 of the level above into HL02",
    predicts: [],
    syntax: Element "7",
    rejected: [
        Example::usual().changing("HL*2*1*22*0~", "HL*2*2*22*0~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::HierarchyParent => Some(Hit::of_guide()),
        _ => None,
    }
}
