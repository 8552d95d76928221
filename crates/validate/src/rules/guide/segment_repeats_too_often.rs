use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A segment comes more often in its loop than the guide allows.
    ///
    /// ## Why it matters
    /// The receiver rejects the set, or drops what is too much (999 IK304 = 5).
    ///
    /// ## What to do
    /// Keep as many as the guide allows. For diagnoses and dates, use the other positions that the
    /// guide has.
    "GDE-05" "segment-repeats-too-often": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "{segment} comes more than {most} times in loop {loop}",
    help: "send no more of the segment than the guide allows",
    predicts: [],
    syntax: Segment "5",
    rejected: [
        Example::usual().changing("DTP*472*D8*20250115~", "DTP*472*D8*20250115~DTP*472*D8*20250116~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::SegmentRepeats(most) => Some(Hit::of_guide().with("most", u64::from(most))),
        _ => None,
    }
}
