use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A loop that the guide requires is not there, or the segment that opens it is not. It is told at
    /// the segment that comes in its place.
    ///
    /// ## Why it matters
    /// The set is rejected (999 IK304 = 3).
    ///
    /// ## What to do
    /// Add the loop, beginning with the segment that opens it.
    "GDE-04" "required-loop-missing": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "loop {loop} is missing, which the guide requires and {segment} opens",
    help: "add the loop",
    predicts: [],
    syntax: Segment "3",
    rejected: [
        Example::usual().changing("NM1*40*2*SAMPLE PAYER*****46*60054~", ""),
        Example::usual().changing("NM1*IL*1*DOE*PAT****MI*M1~", ""),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::MissingLoop => Some(Hit::of_guide()),
        _ => None,
    }
}
