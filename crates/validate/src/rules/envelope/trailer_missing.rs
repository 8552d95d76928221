use remedi_x12::{Fault, FaultKind, Level};

use crate::Example;
use crate::rule::{Hit, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// A transaction set, functional group or interchange ends without its trailer (SE, GE, IEA):
    /// the next one begins, or the file ends. Often the file was cut off.
    ///
    /// ## Why it matters
    /// The receiver rejects it (999 IK502 = 2, AK905 = 3, TA1 023). All claims of the set or group
    /// are held.
    ///
    /// ## What to do
    /// Get the file from its source again, whole. If it was put together by hand, close what is
    /// open.
    "SYN-03" "trailer-missing": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the {level} is not closed by {trailer}",
    help: "send the file again, whole",
    predicts: [],
    rejected: [
        Example::usual().replacing("SE*23*0001~", ""),
        Example::usual().replacing("GE*1*1~", ""),
        Example::usual().replacing("IEA*1*000000001~", ""),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    match fault.kind {
        FaultKind::MissingTrailer(level) => {
            let code = match level {
                Level::Set => SyntaxCode::Set("2"),
                Level::Group => SyntaxCode::Group("3"),
                Level::Interchange => SyntaxCode::Interchange("023"),
            };
            let hit = Hit::at(Spot::segment(0)).with("level", level.to_string().into_boxed_str());
            Some(hit.with("trailer", level.trailer()).syntax(code))
        }
        _ => None,
    }
}
