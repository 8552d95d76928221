use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The guide has no such segment at this place. A segment that should open a loop and has a
    /// qualifier that no loop here starts with counts as one; what follows it is not judged until the
    /// next loop opens. Segments right behind it that have no place either are told with it.
    ///
    /// ## Why it matters
    /// The receiver cannot tell what it belongs to (999 IK304 = 2).
    ///
    /// ## What to do
    /// Move it to its place, correct its qualifier, or remove it.
    "GDE-02" "segment-unexpected": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "{segment} has no place in loop {loop}",
    help: "move the segment to its place in the guide, or remove it",
    predicts: [],
    syntax: Segment "2",
    rejected: [
        Example::usual().changing("LX*1~", "SVD*60054*100*HC:99213**1~LX*1~"),
        Example::usual().changing("LX*1~", "NM1*99*2*NOBODY~LX*1~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::UnexpectedSegment => Some(Hit::of_guide()),
        _ => None,
    }
}
