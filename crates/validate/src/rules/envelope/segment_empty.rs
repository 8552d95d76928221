use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// A terminator follows another with no segment between them.
    ///
    /// ## Why it matters
    /// Most receivers skip it; strict ones reject the set, as it is no segment of the guide (999 IK502
    /// = 5; no IK3 can name it, as it has no id).
    ///
    /// ## What to do
    /// Remove the second terminator.
    "SYN-09" "segment-empty": Warning, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "two terminators stand together with no segment between them",
    help: "remove one of the terminators",
    predicts: [],
    rejected: [
        Example::usual().replacing("SE*23*0001~", "~SE*23*0001~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    let code = match fault.place.segment {
        0 => SyntaxCode::Interchange("024"),
        _ => SyntaxCode::Set("5"),
    };
    let is_empty = fault.kind == FaultKind::EmptySegment;
    is_empty.then(|| Hit::at(Spot::segment(0)).syntax(code))
}
