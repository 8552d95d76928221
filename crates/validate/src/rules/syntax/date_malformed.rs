use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A date is no day of the calendar, or has not the form that its qualifier (D8, RD8) tells.
    ///
    /// ## Why it matters
    /// The payer cannot tell when the service was (999 IK403 = 8).
    ///
    /// ## What to do
    /// Send the day as CCYYMMDD, and a range with RD8 as two days with a hyphen between them.
    "SYN-15" "date-malformed": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the value is not a date of the form that is asked for",
    help: "send CCYYMMDD, or two of them with a hyphen for a range",
    predicts: [],
    syntax: Element "8",
    rejected: [
        Example::usual().changing("*20250131*1200*CH~", "*20250231*1200*CH~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::BadDate => Some(Hit::of_guide()),
        _ => None,
    }
}
