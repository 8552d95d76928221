use crate::Example;
use crate::coordination::{decided_on, is_reported};
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The day on which another payer adjudicated the claim stands in the claim (2330B DTP*573) and on its lines (2430
    /// DTP*573). The guide wants it in the claim only where the lines do not tell it.
    ///
    /// ## Why it matters
    /// Clearinghouses refuse the claim, since it says neither that the payer decided the claim as a whole nor line by
    /// line. Many payers take it all the same, so that this is a warning.
    ///
    /// ## What to do
    /// Leave DTP*573 out of loop 2330B where the lines tell what the payer did (2430).
    "SIT-29" "adjudication-date-repeated": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2330B DTP claim check or remittance date: not sent where 2430 tells it; \
        https://www.stedi.com/changelog/claim-edit-adjudication-date-at-both-the-claim-and-service-line-level (read 2026-11)",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "the day on which the other payer[ {other}] adjudicated stands in the claim and on its lines",
    help: "leave DTP*573 out of loop 2330B where loop 2430 has it",
    predicts: [CO "16" "N480"],
    ack: "A7" "516",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*PR*1*30~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*PR*1*30~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*PR*1*30~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has_other_payers || !claim.is_5010() || is_reported(claim) {
        return;
    }
    for payer in claim.claim.other_payers().filter_map(|other| other.payer()) {
        let Some(day) = decided_on(&payer) else { continue };
        let id = payer.id().1;
        let told = lines.iter().flat_map(|line| line.line.adjudications());
        let mut own = told.filter(|one| !id.is_empty() && one.payer_id() == id);
        if own.any(|one| one.date().is_some()) {
            let hit = Hit::at(Spot::segment(day.index()));
            hits.push(hit.with_known("other", Value::payer_id(id)));
        }
    }
}
