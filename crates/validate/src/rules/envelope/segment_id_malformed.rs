use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// A segment id is not two or three capital letters and digits. Most often a value holds the
    /// segment terminator, or a line was broken inside a segment.
    ///
    /// ## Why it matters
    /// The receiver does not know the segment and rejects the set (999 IK304 = 1). All its claims
    /// are held.
    ///
    /// ## What to do
    /// Look at the segment before it: remove the terminator from the value, or mend the line.
    "SYN-10" "segment-id-malformed": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the segment id is not two or three capital letters and digits",
    help: "look whether a value before it holds the segment terminator",
    predicts: [],
    syntax: Segment "1",
    rejected: [
        Example::usual().replacing("SE*23*0001~", "nte*ADD*X~SE*24*0001~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    (fault.kind == FaultKind::BadTag).then(|| Hit::at(Spot::segment(0)))
}
