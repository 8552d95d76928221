use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A numeric element holds something else than digits; a sign in front, and a decimal point where
    /// the type is decimal, are allowed.
    ///
    /// ## Why it matters
    /// An amount or a count that cannot be read is worth nothing (999 IK403 = 6).
    ///
    /// ## What to do
    /// Send the plain number: no currency sign, no thousands separator, no blanks.
    "SYN-14" "number-malformed": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the value is not a number of the type that the element has",
    help: "send digits without blanks, with a sign and a decimal point only where the type has them",
    predicts: [],
    syntax: Element "6",
    rejected: [
        Example::usual().changing("SV1*HC:99213*100*UN*1*", "SV1*HC:99213*100*UN*1X*"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("SV1*HC:99213*100*UN*1*", "SV1*HC:99213*100*UN*1.0*"),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::NotANumber => Some(Hit::of_guide()),
        _ => None,
    }
}
