use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The subscriber is not said to be the patient (2000B SBR02 is empty), and there is no patient level
    /// (2000C) that tells who is.
    ///
    /// ## Why it matters
    /// The payer can't tell whose claim it is.
    ///
    /// ## What to do
    /// Send SBR02 = 18 when the subscriber is the patient, else the patient's level with PAT01.
    "SIT-02" "patient-level-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2000B SBR02 and 2000C",
    watch: Claim(check),
    message: "the subscriber is not said to be the patient, and no patient is given",
    help: "send 18 in SBR02 when the subscriber is the patient, else the patient's own level",
    predicts: [CO "16" "MA61"],
    ack: "A6" "125" "QC",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*", "SBR*P**"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").sent_to("NM1*PR*2*SAMPLE PAYER*****PI*60054~HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*KIM~N3*7 OAK ST~N4*SPRINGFIELD*IL*62701~DMG*D8*20100101*F~").changing("HL*2*1*22*0~SBR*P*18*", "HL*2*1*22*1~SBR*P**"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(subscriber) = claim.subscriber else {
        return;
    };
    if claim.is_5010() && subscriber.relationship.is_empty() && claim.claim.patient().is_none() {
        hits.push(Hit::at(Spot::element(subscriber.segment, 2)));
    }
}
