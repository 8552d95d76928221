use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// The place of service is a prison (09), the claim is for Medicare, and the line has no
    /// modifier QJ.
    ///
    /// ## Why it matters
    /// Medicare does not pay for people in custody unless the state makes them pay as others do,
    /// which QJ says.
    ///
    /// ## What to do
    /// Add QJ if that is so. If not, bill the authority that holds the patient.
    "PX-28" "custody-modifier-missing": Warning, PlaceOfService;
    source: "42 CFR 411.4(b); HCPCS modifier QJ",
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "place of service 09 is a prison, and the line has no modifier QJ",
    help: "add QJ[ on line {line}] if the state makes prisoners pay, or bill the authority",
    predicts: [CO "258", CO "96" "N103"],
    ack: "A8" "453",
    rejected: [
        Example::claim("CLM*A1*100***09:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***09:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:QJ*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.is_at(&[9]) && claim.is_for_medicare() && !line.has_modifier(&["QJ"]) {
        hits.push(Hit::at(line.procedure_spot()));
    }
}
