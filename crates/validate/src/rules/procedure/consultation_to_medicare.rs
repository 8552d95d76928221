use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A consultation (99241 to 99255) is billed to Medicare for a service from 2010 on, whatever its place.
    ///
    /// ## Why it matters
    /// Medicare does not pay these codes (status I), and denies the line. It pays the visit at the same place.
    ///
    /// ## What to do
    /// Bill the visit of the place where the patient was: 99202 to 99215 in an office, 99221 to 99223 in a hospital,
    /// 99304 to 99306 in a nursing facility.
    "PX-36" "consultation-to-medicare": Warning, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 12 section 30.6.10",
    watch: Line(check),
    cues: [FAMILY],
    message: "procedure {procedure}, a consultation, is not valid for Medicare",
    help: "bill the visit[ of line {line}] by the code of the place where the patient was",
    predicts: [CO "16" "M51"],
    ack: "A7" "454",
    yields_to: ["PX-35"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99243*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99243*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99203*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if family("PX-36", line).is_some() && claim.is_for_medicare() {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
