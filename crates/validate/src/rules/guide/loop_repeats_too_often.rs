use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A loop comes more often than the guide allows, such as a second rendering provider or a line too
    /// many.
    ///
    /// ## Why it matters
    /// The receiver rejects the set (999 IK304 = 4).
    ///
    /// ## What to do
    /// Keep as many as the guide allows; lines and claims that are too many go into another claim or
    /// set.
    "GDE-06" "loop-repeats-too-often": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "loop {loop} comes more than {most} times",
    help: "send no more of the loop than the guide allows",
    predicts: [],
    syntax: Segment "4",
    rejected: [
        Example::usual().changing("LX*1~", "NM1*DQ*1*ROE*SAM****XX*1245319599~NM1*DQ*1*ROE*KIM****XX*1245319599~LX*1~"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("LX*1~", "NM1*DQ*1*ROE*SAM****XX*1245319599~LX*1~"),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::LoopRepeats(most) => Some(Hit::of_guide().with("most", u64::from(most))),
        _ => None,
    }
}
