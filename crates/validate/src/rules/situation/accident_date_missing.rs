use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, Has, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim is said to come from a car accident or another accident (CLM11 AA or OA), and its date (2300
    /// DTP*439) is missing.
    ///
    /// ## Why it matters
    /// Front ends refuse the claim: the guide wants it in this situation. Payers also need it to find another
    /// party that is liable.
    ///
    /// ## What to do
    /// Send the day of the accident in DTP*439, or correct CLM11.
    "SIT-03" "accident-date-missing": Error, ClaimData;
    source: "005010X222A1 and X224A2 loop 2300 DTP accident date",
    watch: Claim(check),
    cues: [LONG_HEADER],
    message: "the claim comes from an accident, and the day of the accident is missing",
    help: "send the day of the accident in DTP*439, or correct the related causes (CLM11)",
    predicts: [CO "16" "N305"],
    ack: "A6" "187",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**OA~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y**OA~DTP*439*D8*20250110~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind == ClaimKind::Institutional || !claim.is_5010() {
        return;
    }
    let header = claim.claim.segment();
    let is_accident = (1..=3).any(|at| matches!(header.component(11, at), b"AA" | b"OA"));
    if is_accident && !claim.has.all(Has::ACCIDENT_DATE) {
        hits.push(Hit::at(Spot::element(claim.segment, 11)));
    }
}
