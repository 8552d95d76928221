use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A segment that the guide requires in a loop is not there. It is told at the segment that comes
    /// in its place.
    ///
    /// ## Why it matters
    /// The set is rejected (999 IK304 = 3).
    ///
    /// ## What to do
    /// Add the segment.
    "GDE-03" "required-segment-missing": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "loop {loop} has no {segment}, which the guide requires",
    help: "add the segment",
    predicts: [],
    syntax: Segment "3",
    rejected: [
        Example::usual().changing("N3*100 MAIN ST~", ""),
        Example::usual().changing("DTP*472*D8*20250115~", ""),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::MissingSegment => Some(Hit::of_guide()),
        _ => None,
    }
}
