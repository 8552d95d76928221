use remedi_claims::{ClaimKind, GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// At least one of several elements must be there, and all are empty (syntax note R). So it is of a segment without
    /// any element (`MOA~`), though none of them is required: a segment has at least one.
    ///
    /// ## Why it matters
    /// The segment says nothing without it (999 IK403 = 2).
    ///
    /// ## What to do
    /// Send one of them, or leave out the segment.
    "SYN-21" "one-of-elements-missing": Error, ClaimData;
    source: "X12.6 application control structure; X12.3 data element dictionary, version 5010",
    watch: Guide(check),
    message: "none of several elements is there, of which at least one must be",
    help: "send one of the elements from this one on",
    predicts: [],
    syntax: Element "2",
    rejected: [
        Example::usual().changing("DTP*472*D8*20250115~", "DTP*472*D8*20250115~LQ*AS*09.03~FRM*1A~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*472*D8*20250115~DN1~HI*ABK:K029~LX*1~SV3*AD:D8080*100****1~").of_kind(ClaimKind::Dental),
    ],
    accepted: [
        Example::usual(),
        Example::usual().changing("DTP*472*D8*20250115~", "DTP*472*D8*20250115~LQ*AS*09.03~FRM*1A*Y~"),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::NoneOf => Some(Hit::of_guide()),
        _ => None,
    }
}
