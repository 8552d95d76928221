use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The interchange says that its envelope is of version 4010 (ISA12 = 00401), and a group in it is of version 5010
    /// (GS08).
    ///
    /// ## Why it matters
    /// The guides of 5010 want 00501 in ISA12. Some receivers reject the interchange (TA1 017), others don't look.
    ///
    /// ## What to do
    /// Send 00501 in ISA12, and the repetition separator in ISA11.
    "GDE-19" "interchange-version-of-other-group": Warning, ClaimData;
    source: "5010 implementation guides, appendix C.1: ISA12",
    watch: Guide(check),
    message: "the interchange is of version 4010, and its group of 5010",
    help: "send 00501 in ISA12",
    predicts: [],
    rejected: [
        Example::usual().replacing("*^*00501*", "*^*00401*"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::VersionOfInterchange => Some(Hit::of_guide()),
        _ => None,
    }
}
