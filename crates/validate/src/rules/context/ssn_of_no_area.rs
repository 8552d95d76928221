use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, is_nine_digits, is_of_no_area};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The SSN of the billing provider (2010AA REF*SY) starts with 000 or 666: no such number is given out. Nor is any
    /// that starts with 9, but persons without an SSN have such a number of the IRS, so that these are let pass.
    ///
    /// ## Why it matters
    /// The payer does not find the provider by it. Most often a system filled in zeros, or digits were mixed up.
    ///
    /// ## What to do
    /// Send the provider's SSN, or the EIN with REF*EI.
    "CTX-32" "ssn-of-no-area": Warning, ClaimData;
    source: "Social Security Administration: no SSN has the area 000 or 666; \
        https://www.stedi.com/changelog/claim-edit-social-security-number-with-an-unassigned-area-number (read 2026-11)",
    watch: Claim(check),
    cues: [ODD],
    message: "the SSN of the billing provider starts with digits that no SSN starts with",
    help: "send the SSN of the billing provider in REF*SY, or the EIN in REF*EI",
    predicts: [CO "16" "N209"],
    ack: "A7" "128" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*1*ROE*SAM****XX*1245319599~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*SY*666432198~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*1*ROE*SAM****XX*1245319599~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*SY*900501234~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*1*ROE*SAM****XX*1245319599~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*SY*123123123~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.practice.has_odd_tin {
        return;
    }
    let practice = claim.claim.billing_provider();
    if let Some(sent) = practice.and_then(|practice| practice.reference(b"SY"))
        && is_nine_digits(sent.value(2))
        && is_of_no_area(sent.value(2))
    {
        hits.push(Hit::at(Spot::element(sent.index(), 2)));
    }
}
