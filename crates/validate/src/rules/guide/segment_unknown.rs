use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The standard has no segment with this id.
    ///
    /// ## Why it matters
    /// The receiver cannot read it and rejects the set (999 IK304 = 1).
    ///
    /// ## What to do
    /// Correct the id, or look whether a value before it holds the segment terminator.
    "GDE-01" "segment-unknown": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "the standard has no segment {segment}",
    help: "remove the segment, or correct its id",
    predicts: [],
    syntax: Segment "1",
    rejected: [
        Example::usual().changing("LX*1~", "XYZ*1~LX*1~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::UnknownSegment => Some(Hit::of_guide()),
        _ => None,
    }
}
