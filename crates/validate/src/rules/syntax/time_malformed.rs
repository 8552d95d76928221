use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A time is not HHMM, HHMMSS or that with fractions of a second.
    ///
    /// ## Why it matters
    /// The receiver refuses the set (999 IK403 = 9).
    ///
    /// ## What to do
    /// Send hours from 00 to 23 and minutes from 00 to 59.
    "SYN-16" "time-malformed": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the value is not a time of day",
    help: "send HHMM, and seconds where they are wanted",
    predicts: [],
    syntax: Element "9",
    rejected: [
        Example::usual().changing("*20250131*1200*CH~", "*20250131*2460*CH~"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("*20250131*1200*CH~", "*20250131*120059*CH~"),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::BadTime => Some(Hit::of_guide()),
        _ => None,
    }
}
