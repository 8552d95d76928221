use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The levels of a set (HL) are numbered from 1 on, and this number is another.
    ///
    /// ## Why it matters
    /// Receivers build the hierarchy by these numbers (999 IK403 = 7).
    ///
    /// ## What to do
    /// Number the HL segments of each set from 1 on, without gaps.
    "GDE-12" "hierarchy-number-wrong": Error, ClaimData;
    source: "5010 implementation guides: 837 X222, X223, X224; 835 X221; 999 X231; 277CA X214; 4010: 837 X096, X097, X098; 835 X091",
    watch: Guide(check),
    message: "HL01 does not count on: {expected} comes next",
    help: "number the levels of the set from 1 on",
    predicts: [],
    syntax: Element "7",
    rejected: [
        Example::usual().changing("HL*2*1*22*0~", "HL*5*1*22*0~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::HierarchyNumber(expected) => Some(Hit::of_guide().with("expected", u64::from(expected))),
        _ => None,
    }
}
