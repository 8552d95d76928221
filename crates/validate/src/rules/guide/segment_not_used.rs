use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The standard has this segment in the loop, and the guide does not use it there: a second name
    /// line (N2), or the admission (CL1) on a professional claim.
    ///
    /// ## Why it matters
    /// Receivers reject the set, or drop the segment without a word (999 IK304 = I4).
    ///
    /// ## What to do
    /// Leave it out. Often it is a habit of version 4010, or a segment of another kind of claim.
    "GDE-08" "segment-not-used": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 277CA X214; 4010: 837 X096, X097, X098; 835 X091; the standard's sets 837, 835 and 277",
    watch: Guide(check),
    message: "the guide does not use {segment} in loop {loop}",
    help: "leave the segment out",
    predicts: [],
    syntax: Segment "I4",
    rejected: [
        Example::usual().changing("LX*1~", "CL1*1*7*01~LX*1~"),
        Example::usual().changing("N3*100 MAIN ST~", "N2*SECOND NAME~N3*100 MAIN ST~"),
        Example::usual().changing("*CH~", "*CH~REF*87*004010X098A1~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::SegmentNotUsed => Some(Hit::of_guide()),
        _ => None,
    }
}
