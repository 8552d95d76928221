use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The subscriber is said to be the patient (2000B SBR02 = 18), and the claim stands under a patient level
    /// (2000C). Some senders put claims of a subscriber and of dependents under one subscriber level, as guides
    /// before 5010 allowed; a payer that goes by SBR02 alone takes all of them for the subscriber's. So it is a
    /// warning, which the profile of a payer can raise.
    ///
    /// ## Why it matters
    /// The payer may not tell whose claim it is.
    ///
    /// ## What to do
    /// Leave SBR02 empty when the patient is a dependent, else send the claim under the subscriber. For claims of
    /// both, send the subscriber level twice.
    "SIT-01" "patient-level-of-subscriber": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2000B SBR02 and 2000C",
    watch: Claim(check),
    message: "the subscriber is said to be the patient, and the claim is for another one",
    help: "leave SBR02 empty, or send the claim under the subscriber",
    predicts: [CO "16" "MA61"],
    ack: "A7" "156",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").sent_to("NM1*PR*2*SAMPLE PAYER*****PI*60054~HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*KIM~N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*20100101*F~").changing("HL*2*1*22*0~", "HL*2*1*22*1~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(subscriber) = claim.subscriber else {
        return;
    };
    if claim.is_5010() && subscriber.relationship == b"18" && claim.claim.patient().is_some() {
        hits.push(Hit::at(Spot::element(subscriber.segment, 2)));
    }
}
