use remedi_claims::ClaimKind;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};

rule! {
    /// ## What it is
    /// A billing provider who is a person (2010AA NM102 = 1) is named as rendering provider of the claim (2310B) too.
    ///
    /// ## Why it matters
    /// The guide wants the loop only where the two differ. Payers take it or leave it.
    ///
    /// ## What to do
    /// Leave the loop out.
    "ENR-22" "billing-provider-repeated-as-rendering": Info, Credentialing;
    source: "005010X222A1 loop 2310B: sent when the rendering provider is not the billing provider",
    watch: Claim(check),
    message: "the rendering provider {who} is the billing provider, and need not be sent",
    help: "leave out the rendering provider where it is the billing provider",
    predicts: [],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("PRV*BI*PXC*207RC0000X~NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n1245319599,60054,approved,2023-01-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("PRV*BI*PXC*207RC0000X~NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n1245319599,60054,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, _: &[LineFacts<'_>], hits: &mut Hits) {
    let Some(rendering) = claim.rendering.filter(|_| claim.has_roster && claim.practice.is_person()) else {
        return;
    };
    let npi = rendering.npi();
    if claim.kind != ClaimKind::Institutional && npi.is_some() && npi == claim.practice.npi() {
        hits.push(Hit::at(rendering.npi_spot()).with_known("who", npi));
    }
}
