use crate::Example;
use crate::coordination::is_reported;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, Spot, rule};

rule! {
    /// ## What it is
    /// The kind of insurance is missing (2000B SBR09), which the guide wants until a national number of plans is
    /// required. That number was given up in 2019. Of another payer (2320 SBR09) it is a warning.
    ///
    /// ## Why it matters
    /// Payers and clearinghouses send claims on by it, and refuse those without.
    ///
    /// ## What to do
    /// Send the claim filing indicator, such as MB for Medicare Part B, MC for Medicaid, CI for a commercial insurer.
    "SIT-31" "filing-indicator-missing": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loops 2000B and 2320 SBR09; 84 FR 57621 (2019): the national plan identifier is given up",
    watch: Claim(check),
    message: "the claim filing indicator of the {whose} is missing",
    help: "send the kind of insurance in SBR09, such as MB, MC or CI",
    predicts: [CO "16" "MA04"],
    ack: "A6" "480" "PR",
    rejected: [
        Example::usual().changing("SBR*P*18*******CI~", "SBR*P*18~"),
    ],
    accepted: [
        Example::usual(),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~SBR*S*18*******CI~OI***Y***Y~NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*NEXT PAYER*****PI*12345~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if let Some(own) = claim.subscriber
        && own.filing.is_empty()
        && claim.is_5010()
        && !is_reported(claim)
    {
        hits.push(Hit::at(Spot::element(own.segment, 9)).with("whose", "payer"));
    }
    if claim.has_other_payers && claim.is_5010() {
        for other in claim.claim.other_payers().map(|other| other.segment()) {
            if other.value(9).is_empty() {
                let hit = Hit::at(Spot::element(other.index(), 9)).with("whose", "other payer");
                hits.push(hit.graded(Severity::Warning));
            }
        }
    }
}
