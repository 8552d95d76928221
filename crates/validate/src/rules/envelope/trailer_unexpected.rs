use remedi_x12::{Fault, FaultKind, Level};

use crate::Example;
use crate::rule::{Hit, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// An SE, GE or IEA closes something that was never opened, or was closed before.
    ///
    /// ## Why it matters
    /// The receiver cannot tell which claims belong together, and rejects the interchange or the
    /// group.
    ///
    /// ## What to do
    /// Remove the trailer, or restore the header that belongs to it.
    "SYN-04" "trailer-unexpected": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "{trailer} closes no {level}: none is open",
    help: "remove the trailer, or restore its header",
    predicts: [],
    rejected: [
        Example::usual().replacing("SE*23*0001~", "SE*23*0001~SE*2*0001~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    match fault.kind {
        FaultKind::UnexpectedTrailer(level) => {
            // It is outside of its own level, so that the one around it is told.
            let code = match level {
                Level::Set => SyntaxCode::Group("6"),
                Level::Group | Level::Interchange => SyntaxCode::Interchange("022"),
            };
            let hit = Hit::at(Spot::segment(0)).with("level", level.to_string().into_boxed_str());
            Some(hit.with("trailer", level.trailer()).syntax(code))
        }
        _ => None,
    }
}
