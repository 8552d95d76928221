use remedi_x12::{Fault, FaultKind, Level};

use crate::Example;
use crate::rule::{Hit, Spot, SyntaxCode, rule};

rule! {
    /// ## What it is
    /// The control number in a trailer (SE02, GE02, IEA02) is not the one in its header (ST02,
    /// GS06, ISA13). Leading zeros count in a set only.
    ///
    /// ## Why it matters
    /// The receiver rejects it (999 IK502 = 3, AK905 = 4, TA1 001). All claims of the set or group
    /// are held.
    ///
    /// ## What to do
    /// Write the header's number into the trailer. If two files were joined, check that none is cut
    /// off.
    "SYN-05" "control-numbers-differ": Error, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the control number of {trailer} is not that of {header}",
    help: "write the control number of the header into the trailer",
    predicts: [],
    rejected: [
        Example::usual().replacing("SE*23*0001~", "SE*23*0002~"),
        Example::usual().replacing("GE*1*1~", "GE*1*2~"),
        Example::usual().replacing("IEA*1*000000001~", "IEA*1*000000009~"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().replacing("IEA*1*000000001~", "IEA*1*1~"),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    match fault.kind {
        FaultKind::ControlNumberMismatch(level) => {
            let code = match level {
                Level::Set => SyntaxCode::Set("3"),
                Level::Group => SyntaxCode::Group("4"),
                Level::Interchange => SyntaxCode::Interchange("001"),
            };
            let hit = Hit::at(Spot::element(0, 2)).with("header", level.header());
            Some(hit.with("trailer", level.trailer()).syntax(code))
        }
        _ => None,
    }
}
