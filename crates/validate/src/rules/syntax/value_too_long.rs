use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A value is longer than its data element allows. Sign and decimal point of a number do not count.
    ///
    /// ## Why it matters
    /// Receivers refuse it rather than cut it (999 IK403 = 5).
    ///
    /// ## What to do
    /// Shorten the value. Often a field of the practice system is mapped to the wrong element.
    "SYN-12" "value-too-long": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the value has more than {most} characters",
    help: "shorten the value to what the element holds",
    predicts: [],
    syntax: Element "5",
    rejected: [
        Example::usual().changing("SBR*P*18*******CI~", "SBR*P*18*A12345678901234567890123456789012345678901234567890******CI~"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("SBR*P*18*******CI~", "SBR*P*18*A1234567890123456789012345678901234567890123456789******CI~"),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::TooLong(most) => Some(Hit::of_guide().with("most", u64::from(most))),
        _ => None,
    }
}
