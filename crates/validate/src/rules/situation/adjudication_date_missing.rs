use remedi_claims::Money;

use crate::Example;
use crate::coordination::decided_on;
use crate::facts::{ClaimFacts, LineFacts, amount_of};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// Another payer adjudicated the claim, as its adjustments (2320 CAS) or what it paid (2320 AMT*D) tell, and the day
    /// is missing: the claim has none (2330B DTP*573), and no line tells what that payer did with it (2430).
    ///
    /// ## Why it matters
    /// The next payer counts its time limits from that day, and finds the remittance by it. Front ends refuse the claim.
    ///
    /// ## What to do
    /// Send the day of that payer's remittance in DTP*573: in loop 2330B where its remittance is for the claim as a
    /// whole, else in loop 2430 of each line.
    "SIT-28" "adjudication-date-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2330B DTP claim check or remittance date: required of a payer that adjudicated, where 2430 is not used; \
        https://www.stedi.com/changelog/claim-edit-missing-other-payer-adjudication-date-in-cob-claims (read 2026-11)",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "the other payer[ {other}] adjudicated the claim, and the day is missing",
    help: "send the day of the remittance of that payer in DTP*573, in loop 2330B or on its lines in loop 2430",
    predicts: [CO "16" "N480"],
    ack: "A6" "516",
    yields_to: ["SIT-12"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*PR*1*30~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~CAS*PR*1*30~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*PR*1*30~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*NEXT PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.has_other_payers || !claim.is_5010() {
        return;
    }
    let payers = claim.claim.other_payers().filter_map(|other| other.payer());
    let ids: Vec<&[u8]> = payers.map(|payer| payer.id().1).collect();
    for other in claim.claim.other_payers() {
        let paid = other.amount(b"D").map(|paid| amount_of(paid.value(2)));
        let has_paid = paid.is_some_and(|paid| paid != Some(Money::ZERO));
        if !has_paid && other.adjustments().next().is_none() {
            continue;
        }
        let payer = other.payer();
        if payer.as_ref().and_then(decided_on).is_some() {
            continue;
        }
        let id = payer.as_ref().map_or(&b""[..], |payer| payer.id().1);
        // A line that names another payer than the claim does may mean this one; that is another rule's.
        let tells = |line: &[u8]| line == id || id.is_empty() || !ids.contains(&line);
        let mut told = lines.iter().flat_map(|line| line.line.adjudications());
        if !told.any(|one| tells(one.payer_id())) {
            let named = payer.map_or(other.segment(), |payer| payer.name_segment());
            let hit = Hit::at(Spot::segment(named.index()));
            hits.push(hit.with_known("other", Value::payer_id(id)));
        }
    }
}
