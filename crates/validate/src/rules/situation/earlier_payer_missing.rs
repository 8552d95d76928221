use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The claim is sent to a payer that is not the first (2000B SBR01 other than P and U), and no other payer
    /// is given (2320).
    ///
    /// ## Why it matters
    /// A payer that comes second wants to know who came first and what it paid; most refuse or deny the claim
    /// without it.
    ///
    /// ## What to do
    /// Send loop 2320 with what the payer before did, or correct SBR01.
    "SIT-10" "earlier-payer-missing": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2320; a warning, as the guide speaks of payers that are known",
    watch: Claim(check),
    message: "the claim is not for its first payer, and no other payer is given",
    help: "send the payers before in loop 2320, or correct SBR01",
    predicts: [CO "16" "MA04"],
    ack: "A6" "171",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(own) = claim.subscriber else {
        return;
    };
    let is_later = matches!(own.responsibility, b"S" | b"T" | b"A" | b"B" | b"C" | b"D" | b"E" | b"F" | b"G" | b"H");
    if is_later && claim.is_5010() && !claim.has_other_payers {
        hits.push(Hit::at(Spot::element(own.segment, 1)));
    }
}
