use remedi_x12::{Fault, FaultKind, Level};

use crate::Example;
use crate::rule::{Hit, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// The count in a trailer is not what was read: segments from ST to SE (SE01), sets of a group
    /// (GE01), or groups of an interchange (IEA01).
    ///
    /// ## Why it matters
    /// Something was lost or added on the way. The receiver rejects it (999 IK502 = 4, AK905 = 5,
    /// TA1 021). All claims of the set or group are held.
    ///
    /// ## What to do
    /// Find out whether segments are missing before you correct the number.
    "SYN-06" "segment-count-wrong": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "{trailer}01 says {declared}, and {counted} {what} were read",
    help: "find out whether something is missing, then correct the count",
    predicts: [],
    rejected: [
        Example::usual().replacing("SE*23*0001~", "SE*99*0001~"),
        Example::usual().replacing("GE*1*1~", "GE*2*1~"),
        Example::usual().replacing("IEA*1*000000001~", "IEA*3*000000001~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    match fault.kind {
        FaultKind::CountMismatch { level, declared, counted } => {
            let (what, code) = match level {
                Level::Set => ("segments", SyntaxCode::Set("4")),
                Level::Group => ("transaction sets", SyntaxCode::Group("5")),
                Level::Interchange => ("functional groups", SyntaxCode::Interchange("021")),
            };
            let hit = Hit::at(Spot::element(0, 1)).with("trailer", level.trailer());
            // What is no number is none of segments.
            let hit = match declared {
                Some(declared) => hit.with("declared", declared),
                None => hit.with("declared", "no number"),
            };
            Some(hit.with("counted", counted).with("what", what).syntax(code))
        }
        _ => None,
    }
}
