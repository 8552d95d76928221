use crate::Example;
use crate::coordination::is_reported;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim names several payers (2000B and 2320), and none of them is the first (SBR01 = P). Where the place of
    /// one is unknown (U), it may be the first. Claims that only report what payers did (SBR01 = N) are left out.
    ///
    /// ## Why it matters
    /// The payer can't tell who pays first, and whether its own turn has come. Clearinghouses refuse the claim.
    ///
    /// ## What to do
    /// Send the payer that pays first with P, in loop 2320 where the claim goes to another.
    "SIT-27" "first-payer-missing": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2000B and 2320 SBR01; \
        https://www.stedi.com/changelog/new-claim-edit-missing-primary-payer (read 2026-11)",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "none of the payers of the claim is the first",
    help: "send the payer that pays first with P in SBR01, in loop 2320 where it is another",
    predicts: [CO "16" "MA04"],
    ack: "A6" "171",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*T*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*T*18*******CI~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*U*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(own) = claim.subscriber.filter(|_| claim.is_5010()) else { return };
    let may_be_first = |place: &[u8]| matches!(place, b"P" | b"U" | b"");
    if !claim.has_other_payers || may_be_first(own.responsibility) || is_reported(claim) {
        return;
    }
    let mut others = claim.claim.other_payers();
    if !others.any(|other| may_be_first(other.segment().value(1))) {
        hits.push(Hit::at(Spot::element(own.segment, 1)));
    }
}
