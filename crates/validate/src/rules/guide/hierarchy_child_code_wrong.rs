use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// HL04 says 1 where levels follow below this one and 0 where none do. Here it is the other way
    /// round.
    ///
    /// ## Why it matters
    /// Receivers that trust HL04 look for a patient who is not there, or overlook one (999 IK403 = 7).
    ///
    /// ## What to do
    /// Write 1 where a level below follows, else 0.
    "GDE-14" "hierarchy-child-code-wrong": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "HL04 is {sent}, and {below} below",
    help: "write 1 into HL04 where levels follow below, else 0",
    predicts: [],
    syntax: Element "7",
    rejected: [
        Example::usual().changing("HL*2*1*22*0~", "HL*2*1*22*1~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::HierarchyChild(has_child) => {
            let (sent, below) = match has_child {
                true => ("0", "there are levels"),
                false => ("1", "there is no level"),
            };
            Some(Hit::of_guide().with("sent", sent).with("below", below))
        }
        _ => None,
    }
}
