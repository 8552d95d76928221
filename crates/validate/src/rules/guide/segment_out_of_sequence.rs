use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A segment, or the loop that it opens, comes after one that follows it in the guide.
    ///
    /// ## Why it matters
    /// Receivers read by order: some reject the set, some lose the segment (999 IK304 = 7).
    ///
    /// ## What to do
    /// Put the segments into the order of the guide.
    "GDE-07" "segment-out-of-sequence": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "{segment} comes in loop {loop} after a segment that it should come before",
    help: "put the segments into the order of the guide",
    predicts: [],
    syntax: Segment "7",
    rejected: [
        Example::usual().changing("N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~", "N4*SPRINGFIELD*IL*627010001~N3*100 MAIN ST~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::OutOfSequence => Some(Hit::of_guide()),
        _ => None,
    }
}
