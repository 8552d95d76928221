use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// What the patient still owes after another payer stands in the claim (2320 AMT*EAF) and on its lines (2430
    /// AMT*EAF) for the same payer. It is for the claim where that payer decided it as a whole, else for its lines.
    ///
    /// ## Why it matters
    /// The next payer can't tell whether the amounts are to be added up. Clearinghouses refuse the claim.
    ///
    /// ## What to do
    /// Send the amount for each line where the payer decided by line, else for the claim alone.
    "SIT-30" "patient-liability-repeated": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2320 and 2430 AMT remaining patient liability; X12 request for interpretation 1517; \
        https://www.stedi.com/changelog/claim-edit-duplicate-remaining-patient-liability (read 2026-11)",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "what the patient owes after the other payer[ {other}] stands in the claim and on its lines",
    help: "send AMT*EAF in loop 2430 where the payer decided by line, else in loop 2320",
    predicts: [CO "16" "N480"],
    ack: "A7" "171",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~AMT*EAF*30~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*PR*1*30~DTP*573*D8*20250120~AMT*EAF*30~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~AMT*EAF*30~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*PR*1*30~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*PR*1*30~DTP*573*D8*20250120~AMT*EAF*30~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has_other_payers || !claim.is_5010() {
        return;
    }
    for other in claim.claim.other_payers() {
        let Some(owed) = other.amount(b"EAF") else { continue };
        let payer = other.payer();
        let id = payer.as_ref().map_or(&b""[..], |payer| payer.id().1);
        let told = lines.iter().flat_map(|line| line.line.adjudications());
        let mut own = told.filter(|one| !id.is_empty() && one.payer_id() == id);
        if own.any(|one| one.amount(b"EAF").is_some()) {
            let hit = Hit::at(Spot::segment(owed.index()));
            hits.push(hit.with_known("other", Value::payer_id(id)));
        }
    }
}
