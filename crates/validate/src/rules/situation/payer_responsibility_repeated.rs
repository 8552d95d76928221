use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// Two payers of the claim stand at the same place in the line (SBR01 of 2000B and of each 2320): each place
    /// may be taken once, U (unknown) excepted.
    ///
    /// ## Why it matters
    /// The payer can't tell who pays first.
    ///
    /// ## What to do
    /// Number the payers P, S, T and on, in the order in which they pay.
    "SIT-09" "payer-responsibility-repeated": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2000B and 2320 SBR01",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "the place[ {place}] in the line of payers is taken twice",
    help: "give each payer of the claim its own place in SBR01",
    predicts: [CO "16" "MA04"],
    ack: "A7" "171",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let mut others = claim.claim.other_payers().peekable();
    if others.peek().is_none() || !claim.is_5010() {
        return;
    }
    let own = claim.subscriber.map(|own| own.responsibility);
    let mut seen: Vec<&[u8]> = own.into_iter().collect();
    for other in others {
        let place = other.segment().value(1);
        if !matches!(place, b"" | b"U") && seen.contains(&place) {
            let hit = Hit::at(Spot::element(other.segment().index(), 1));
            hits.push(hit.with_known("place", Value::code(place, 1)));
        }
        seen.push(place);
    }
}
