use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// Medicare is another payer of a professional or dental claim (2320 SBR09 = MA or MB), not the first one (SBR01), and
    /// the reason (2320 SBR05) is missing.
    ///
    /// ## Why it matters
    /// Medicare comes second only for reasons that it knows; without one the payers of the claim may be in the wrong
    /// order. Clearinghouses refuse the claim.
    ///
    /// ## What to do
    /// Send the insurance type in SBR05 of that loop, such as 12 for working aged, or correct SBR01.
    "SIT-32" "other-medicare-reason-missing": Warning, ClaimData;
    source: "005010X222A1 and X224A2 loop 2320 SBR05; \
        https://www.stedi.com/changelog/claim-edit-missing-insurance-type-code-when-medicare-is-a-non-primary-payer (read 2026-11)",
    watch: Claim(check),
    cues: [OTHER_PAYER],
    message: "Medicare is another payer and not the first, and the reason is missing",
    help: "send in SBR05 of loop 2320 why Medicare is not the first payer",
    predicts: [CO "16" "MA04"],
    ack: "A6" "171",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******MB~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*NEXT PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18***12****MB~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*NEXT PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*P*18*******MB~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").changing("SBR*P*18*******CI~", "SBR*S*18*******CI~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.kind == ClaimKind::Institutional || !claim.has_other_payers || !claim.is_5010() {
        return;
    }
    for other in claim.claim.other_payers().map(|other| other.segment()) {
        let [place, _, _, _, reason, _, _, _, filing] = other.values();
        let is_later = matches!(place, b"S" | b"T");
        if is_later && matches!(filing, b"MA" | b"MB") && reason.is_empty() {
            hits.push(Hit::at(Spot::element(other.index(), 5)));
        }
    }
}
