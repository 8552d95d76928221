use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// Another payer adjudicated the claim, as its adjustments (2320 CAS) tell, and what it paid (2320 AMT*D) is
    /// missing. Nothing paid is sent as 0.
    ///
    /// ## Why it matters
    /// The next payer can't work out its share.
    ///
    /// ## What to do
    /// Send AMT*D with CLP04 of that payer's remittance, 0 included.
    "SIT-12" "other-payer-payment-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2320 AMT payer paid amount",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "the other payer adjusted the claim, and what it paid is missing",
    help: "send what the payer paid in AMT*D, 0 included",
    predicts: [CO "16" "N480"],
    ack: "A6" "182",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*PR*1*100~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*PR*1*100~AMT*D*0~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.is_5010() {
        return;
    }
    for other in claim.claim.other_payers() {
        let adjusted = other.adjustments().next();
        if let Some(adjusted) = adjusted
            && other.amount(b"D").is_none()
        {
            hits.push(Hit::at(Spot::segment(adjusted.segment().index())));
        }
    }
}
