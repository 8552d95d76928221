use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The lines of a claim (LX) are numbered from 1 on, and this number is another.
    ///
    /// ## Why it matters
    /// Payers answer by line number, and the answer would go to another line (999 IK403 = 7).
    ///
    /// ## What to do
    /// Number the lines of each claim from 1 on.
    "GDE-15" "line-number-wrong": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "LX01 does not count on: {expected} comes next",
    help: "number the lines of the claim from 1 on",
    predicts: [],
    syntax: Element "7",
    rejected: [
        Example::usual().changing("LX*1~", "LX*3~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::LineNumber(expected) => Some(Hit::of_guide().with("expected", u64::from(expected))),
        _ => None,
    }
}
