use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// An element has more components than the standard gives it; a simple element has but one.
    ///
    /// ## Why it matters
    /// What stands behind the stray separator is lost or misread (999 IK403 = 13).
    ///
    /// ## What to do
    /// Look for a component separator (ISA16) inside a value.
    "SYN-18" "too-many-components": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "the element has more than {most} components",
    help: "look for a component separator inside a value",
    predicts: [],
    syntax: Element "13",
    rejected: [
        Example::usual().changing("CLM*A1*100***11:B:1*", "CLM*A1*100***11:B:1:2*"),
        Example::usual().changing("LAKESIDE MEDICAL", "LAKESIDE: MEDICAL"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::TooManyComponents(most) => Some(Hit::of_guide().with("most", u64::from(most))),
        _ => None,
    }
}
