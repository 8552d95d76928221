use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// Elements that only make sense together, such as a qualifier and its value, are not both there
    /// (syntax note P).
    ///
    /// ## Why it matters
    /// A value without its qualifier says nothing (999 IK403 = 2).
    ///
    /// ## What to do
    /// Send all of them, or none.
    "SYN-20" "paired-element-missing": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the element is empty, though another that it belongs to is there",
    help: "send both elements, or neither",
    predicts: [],
    syntax: Element "2",
    rejected: [
        Example::usual().changing("PER*IC*DESK*TE*5552345678~", "PER*IC*DESK*TE*5552345678*EX~"),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("PER*IC*DESK*TE*5552345678~", "PER*IC*DESK*TE*5552345678*EX*12~"),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::Paired => Some(Hit::of_guide()),
        _ => None,
    }
}
