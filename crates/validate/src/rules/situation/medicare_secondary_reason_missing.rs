use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// A professional claim goes to Medicare (SBR09 = MB) as a payer that is not the first (SBR01), and the
    /// reason (2000B SBR05) is missing.
    ///
    /// ## Why it matters
    /// Medicare pays second only for reasons that it knows, and refuses a claim that tells none.
    ///
    /// ## What to do
    /// Send the insurance type in SBR05, such as 12 for working aged.
    "SIT-13" "medicare-secondary-reason-missing": Error, ClaimData;
    source: "005010X222A1 loop 2000B SBR05",
    watch: Claim(check),
    message: "Medicare is not the first payer, and the reason is missing",
    help: "send in SBR05 why Medicare is not the first payer",
    predicts: [CO "16" "MA04"],
    ack: "A6" "171",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").changing("SBR*P*18*******MB~", "SBR*S*18*******MB~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").filed_as("MB").changing("SBR*P*18*******MB~", "SBR*S*18***12****MB~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind != ClaimKind::Professional || !claim.is_5010() {
        return;
    }
    let Some(own) = claim.subscriber else {
        return;
    };
    let is_later = matches!(own.responsibility, b"S" | b"T");
    if own.filing == b"MB" && is_later && own.insurance_type.is_empty() {
        hits.push(Hit::at(Spot::element(own.segment, 5)));
    }
}
