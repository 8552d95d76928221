use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The version that a set names (ST03, or where it is empty GS08) is none that remedi knows for it, such as
    /// `005010X222A1` for professional claims: it is of no guide, or of one for another set.
    ///
    /// ## Why it matters
    /// The version says by which guide the set is to be read. The receiver rejects what it does not know
    /// (999 IK502 = I6), and remedi does not judge it by any guide. All its claims are held.
    ///
    /// ## What to do
    /// Write the version of the guide that the payer asks for. Most often a letter was lost or mistyped.
    "GDE-16" "version-not-known": Error, ClaimData;
    source: "5010 and 4010 implementation guides: GS01, GS08, ST01 and ST03",
    watch: Guide(check),
    message: "the version of the set (ST03, where it is empty GS08) is none that is known for it",
    help: "write the version of the guide, such as 005010X222A1",
    predicts: [],
    syntax: Set "I6",
    rejected: [
        Example::usual().changing("ST*837*0001*005010X222A1~", "ST*837*0001*005010X999~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::UnknownVersion => Some(Hit::of_guide()),
        _ => None,
    }
}
