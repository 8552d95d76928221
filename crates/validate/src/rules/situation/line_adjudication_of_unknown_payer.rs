use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// What another payer did with a line (2430) names a payer (SVD01) that is none of the claim's other payers
    /// (2330B NM109), or the claim tells of no other payer (2320) at all.
    ///
    /// ## Why it matters
    /// The payer can't tell who paid what. Front ends refuse the claim.
    ///
    /// ## What to do
    /// Send the same identifier in SVD01 and in NM109 of loop 2330B.
    "SIT-11" "line-adjudication-of-unknown-payer": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2430 SVD01",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "payer[ {other}] is none of the other payers of the claim",
    help: "send the payer in loops 2320 and 2330B, and in SVD01 the identifier that NM109 of loop 2330B has",
    predicts: [CO "16" "N480"],
    ack: "A7" "479",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*54321*70*HC:99213**1~CAS*CO*45*30~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*CO*45*30~DTP*573*D8*20250120~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~AMT*D*70~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~SVD*12345*70*HC:99213**1~CAS*CO*45*30~DTP*573*D8*20250120~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.is_5010() {
        return;
    }
    for (index, line) in lines.iter().enumerate() {
        for adjudication in line.line.adjudications() {
            let id = adjudication.payer_id();
            let is_it = |name: Option<remedi_claims::Party<'_>>| name.is_some_and(|name| name.id().1 == id);
            if !claim.claim.other_payers().any(|other| is_it(other.payer())) {
                let hit = Hit::at(Spot::element(adjudication.segment().index(), 1));
                hits.push(hit.with_known("other", Value::payer_id(id)).on_line(index));
            }
        }
    }
}
