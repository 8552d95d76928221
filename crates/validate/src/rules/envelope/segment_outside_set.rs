use remedi_x12::{Fault, FaultKind, Level};

use crate::Example;
use crate::rule::{Hit, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// Segments stand in a functional group outside of any transaction set, or a transaction set
    /// stands outside of any functional group. Segments that follow each other are told as one.
    ///
    /// ## Why it matters
    /// Receivers do not read it, or reject the group. Often a header (ST, GS) was lost.
    ///
    /// ## What to do
    /// Restore the header that is missing, or remove what does not belong there.
    "SYN-07" "segment-outside-set": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "{what} outside of any {level}",
    help: "restore the header of the {level}, or remove what stands there",
    predicts: [],
    rejected: [
        Example::usual().replacing("SE*23*0001~", "SE*23*0001~NTE*ADD*X~"),
        Example::usual().replacing("SE*23*0001~", "SE*23*0001~NTE*ADD*X~NTE*ADD*Y~N3*Z~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    let (what, level, code) = match fault.kind {
        FaultKind::OutsideOfSets(1) => ("a segment stands".into(), Level::Set, SyntaxCode::Group("6")),
        FaultKind::OutsideOfSets(count) => {
            (format!("{count} segments stand"), Level::Set, SyntaxCode::Group("6"))
        }
        FaultKind::OutsideOf(level) => {
            ("a transaction set stands".into(), level, SyntaxCode::Interchange("022"))
        }
        _ => return None,
    };
    let hit = Hit::at(Spot::segment(0)).with("what", what.into_boxed_str());
    Some(hit.with("level", level.to_string().into_boxed_str()).syntax(code))
}
