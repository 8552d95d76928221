use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// The version that a set names (ST03, in 4010 REF02 behind REF01 = 87) is of another guide than that of
    /// its group (GS08), or of another edition of it: `005010X222` where the set has `005010X222A1`; in 4010, of the
    /// edition before the addenda (`004010X098`) where GS08 has them (`004010X098A1`).
    ///
    /// ## Why it matters
    /// That of the set takes precedence, and remedi reads it by that. Receivers that choose their program by
    /// GS08 read it by the other guide, and reject it. A set of the edition before the addenda is read and not
    /// judged by a guide.
    ///
    /// ## What to do
    /// Write the version of the guide into both. Sets of different guides go into groups of their own.
    "GDE-17" "version-not-of-group": Warning, ClaimData;
    source: "5010 and 4010 implementation guides: GS01, GS08, ST01 and ST03; 4010: REF02",
    watch: Guide(check),
    message: "the set names another guide than GS08 of its group, or another edition of it",
    help: "write the same version into GS08 and the set",
    predicts: [],
    rejected: [
        Example::usual().replacing("X*005010X222A1~", "X*005010X223A2~"),
        Example::usual().replacing("X*005010X222A1~", "X*005010X222~"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::VersionNotOfGroup => Some(Hit::of_guide()),
        _ => None,
    }
}
