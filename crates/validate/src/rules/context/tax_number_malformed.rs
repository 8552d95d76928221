use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, is_nine_digits};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The tax number of the billing provider (2010AA REF*EI or REF*SY) is not nine digits. Hyphens are none.
    ///
    /// ## Why it matters
    /// Guides want the nine digits without separators. Payers know a practice by its tax number and its NPI together,
    /// and refuse the claim where one of them is none (277CA A7, status 128).
    ///
    /// ## What to do
    /// Send the number as the IRS gave it, without hyphens; digits that are missing are not to be made up.
    "CTX-15" "tax-number-malformed": Error, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 loop 2010AA REF billing provider tax identification",
    watch: Claim(check),
    cues: [ODD],
    message: "the {kind} of the billing provider is not nine digits",
    help: "send the nine digits of the {kind} in REF02, without hyphens",
    predicts: [CO "16" "N209"],
    ack: "A7" "128" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*12-3456789~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*1*ROE*SAM****XX*1245319599~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*SY*98765432~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*1*ROE*SAM****XX*1245319599~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*SY*987654321~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    if !claim.practice.has_odd_tin || !claim.is_5010() {
        return;
    }
    let Some(practice) = claim.claim.billing_provider() else { return };
    for (qualifier, kind) in [(b"EI", "EIN"), (b"SY", "SSN")] {
        let sent = practice.reference(qualifier);
        // Without a value it is a fault against the guide.
        if let Some(sent) = sent.filter(|sent| !sent.value(2).is_empty())
            && !is_nine_digits(sent.value(2))
        {
            hits.push(Hit::at(Spot::element(sent.index(), 2)).with("kind", kind));
        }
    }
}
