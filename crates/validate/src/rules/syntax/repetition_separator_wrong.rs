use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// ISA11 of version 5010 holds the repetition separator, and this one is a letter, a digit, a blank, or one of the
    /// other separators. Most often it is the U of version 4010, where ISA11 meant something else.
    ///
    /// ## Why it matters
    /// remedi reads the interchange as one without repetitions. Strict receivers refuse it with a TA1 (016), others
    /// take every U in a value for a separator.
    ///
    /// ## What to do
    /// Send a character that no value holds, such as `^`.
    "SYN-30" "repetition-separator-wrong": Warning, ClaimData;
    source: "X12.5 interchange control structures, version 5010: ISA11",
    watch: Guide(check),
    message: "ISA11 is no separator, which version 5010 has there",
    help: "send a character in ISA11 that no value holds, such as ^",
    predicts: [],
    rejected: [
        Example::usual().replacing("*^*00501*", "*U*00501*"),
        Example::usual().replacing("*^*00501*", "*:*00501*"),
        Example::usual().replacing("*^*00501*", "*~*00501*"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::NotASeparator => Some(Hit::of_guide()),
        _ => None,
    }
}
