use remedi_x12::{Fault, FaultKind, Level};

use crate::Example;
use crate::rule::{Hit, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// A segment stands in a functional group outside of any transaction set, or a transaction set
    /// stands outside of any functional group.
    ///
    /// ## Why it matters
    /// Receivers do not read it, or reject the group. Often a header (ST, GS) was lost.
    ///
    /// ## What to do
    /// Restore the header that is missing, or remove what does not belong there.
    "SYN-07" "segment-outside-set": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "a segment stands outside of any {level}",
    help: "restore the header of the {level}, or remove the segment",
    predicts: [],
    rejected: [
        Example::usual().replacing("SE*23*0001~", "SE*23*0001~NTE*ADD*X~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    match fault.kind {
        FaultKind::OutsideOf(level) => {
            let code = match level {
                Level::Set => SyntaxCode::Group("6"),
                Level::Group | Level::Interchange => SyntaxCode::Interchange("022"),
            };
            let hit = Hit::at(Spot::segment(0)).with("level", level.to_string().into_boxed_str());
            Some(hit.syntax(code))
        }
        _ => None,
    }
}
