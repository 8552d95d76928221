use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A value is shorter than its data element allows.
    ///
    /// ## Why it matters
    /// A cut or abbreviated value does not match what the payer holds (999 IK403 = 4).
    ///
    /// ## What to do
    /// Send the value in full. Where there is none, leave the element empty if the guide allows that.
    "SYN-11" "value-too-short": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the value has fewer than {least} characters",
    help: "send the whole value",
    predicts: [],
    syntax: Element "4",
    rejected: [
        Example::usual().changing("N4*SPRINGFIELD*IL", "N4*S*IL"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::TooShort(least) => Some(Hit::of_guide().with("least", u64::from(least))),
        _ => None,
    }
}
