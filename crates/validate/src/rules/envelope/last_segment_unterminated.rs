use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// The last segment of the file has no terminator.
    ///
    /// ## Why it matters
    /// remedi reads the segment. Some receivers do not, and then miss the IEA. The file may have
    /// been cut off, and a TA1 says so (023).
    ///
    /// ## What to do
    /// Add the terminator, or get the file again when something is missing before it.
    "SYN-08" "last-segment-unterminated": Warning, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the last segment has no terminator",
    help: "add the segment terminator at the end of the file",
    predicts: [],
    syntax: Interchange "023",
    rejected: [
        Example::usual().replacing("IEA*1*000000001~", "IEA*1*000000001"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().replacing("IEA*1*000000001~", "IEA*1*000000001~\r\n"),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    (fault.kind == FaultKind::Unterminated).then(|| Hit::at(Spot::segment(0)))
}
