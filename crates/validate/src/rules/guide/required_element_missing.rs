use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, Severity, rule};

rule! {
    /// ## What it is
    /// An element or component that the guide requires is not there. Where it is the name of the guide in the header of
    /// the set (ST03), it is a warning, whatever the set: GS08 has it too, and many senders and receivers leave it at that.
    ///
    /// ## Why it matters
    /// The set is rejected (999 IK403 = 1). Without ST03 it is accepted with an error (IK502 = 19).
    ///
    /// ## What to do
    /// Send the value. Where the practice does not know it, find it out: a filler is refused later.
    "GDE-09" "required-element-missing": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "the element is empty, and the guide requires it",
    help: "send the element",
    predicts: [],
    syntax: Element "1",
    rejected: [
        Example::usual().changing("CLM*A1*100***11:B:1*", "CLM*A1*100***11:B*"),
        Example::usual().changing("BHT*0019*00*1*", "BHT*0019*00**"),
        Example::usual().replacing("ST*837*", "ST**"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::MissingElement if (fault.segment_id(), fault.element) == ("ST", 3) => {
            Some(Hit::of_guide().graded(Severity::Warning))
        }
        GuideFaultKind::MissingElement => Some(Hit::of_guide()),
        _ => None,
    }
}
