use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The profile says that the payer wants a referral for such a service, and neither the line nor the claim has its
    /// number (REF*9F). An authorization (REF*G1) is no referral: a payer may want both.
    ///
    /// ## Why it matters
    /// The payer denies the line, mostly at the cost of the practice.
    ///
    /// ## What to do
    /// Ask the patient's primary care provider for the referral.
    "AUTH-06" "referral-missing": Error, Authorization;
    source: "terms of payers, as the profile says ([[payers.ID.referral]])",
    watch: Line(check),
    cues: [AUTHORIZATION],
    message: "payer {payer} wants a referral for this service, and no number is sent",
    help: "ask the referring provider for the referral, and send its number in REF*9F[ for line {line}]",
    predicts: [CO "288"],
    ack: "A6" "252",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[[payers.\"60054\".referral]]\npos = \"11\"\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[[payers.\"60054\".referral]]\npos = \"11\"\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*9F*R123~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_profile("[[payers.\"60054\".referral]]\npos = \"11\"\n"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let referral = line.references.referral.or(claim.references.referral);
    if line.needs_referral && referral.is_none() && !claim.claim.is_void() {
        hits.push(Hit::at(Spot::segment(line.segment)));
    }
}
