use chrono::NaiveDate;
use remedi_claims::ClaimKind;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts, ProviderFacts};
use crate::rule::{Hit, Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The billing provider, or the rendering provider where one is named, has no NPI (NM108 = XX,
    /// NM109). An atypical provider, such as a driver, has none; it passes with the payer's own
    /// number (REF*G2).
    ///
    /// A claim without a rendering provider is not meant: laboratories, ambulances and the like
    /// bill without one.
    ///
    /// ## Why it matters
    /// The claim is refused by the front end (277CA A6, status 562) or denied.
    ///
    /// ## What to do
    /// Send the NPI. If the provider is atypical, send the payer's number for it in REF*G2.
    "NPI-02" "npi-missing": Error, Credentialing;
    source: "45 CFR 162.410 and 162.412; contingency plans ended on 2008-05-23",
    from: const { NaiveDate::from_ymd_opt(2008, 5, 23).unwrap() },
    watch: Claim(check),
    message: "the {role} has neither an NPI nor the payer's number (REF*G2)",
    help: "send the NPI of the {role} in NM109[ on line {line}], or the payer's number for an atypical provider",
    predicts: [CO "206", CO "16" "N290", CO "16" "N257"],
    ack: "A6" "562",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:T2003*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*2*RIDES~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~")
            .sent_to("NM1*PR*2*SAMPLE PAYER*****PI*60054~REF*G2*8812~"),
        Example::claim("CLM*A1*100***81:B:1*Y*A*Y*Y~REF*X4*14D0000001~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~HI*BK:4019~NM1*82*1*ROE*SAM~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20060115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    match &claim.practice.provider {
        // The payer's own number for the billing provider stands with the payer.
        Some(billing) if lacks(billing) && !payer_numbers_it(claim) => hits.push(hit(billing.npi_spot(), "billing provider", "85")),
        Some(_) => {}
        None => hits.push(hit(Spot::segment(claim.segment), "billing provider", "85")),
    }
    if claim.kind == ClaimKind::Institutional {
        return;
    }
    if let Some(rendering) = claim.rendering.filter(lacks) {
        hits.push(hit(rendering.npi_spot(), "rendering provider", "82"));
    }
    for (index, line) in lines.iter().enumerate() {
        if let Some(rendering) = line.own_rendering.filter(lacks) {
            hits.push(hit(rendering.npi_spot(), "rendering provider", "82").on_line(index));
        }
    }
}

fn payer_numbers_it(claim: &ClaimFacts<'_>) -> bool {
    let payer = claim.claim.payer();
    payer.is_some_and(|payer| payer.reference(b"G2").is_some())
}

fn lacks(provider: &ProviderFacts<'_>) -> bool {
    provider.npi_sent.is_none() && !provider.has_payer_number
}

fn hit(spot: Spot, role: &'static str, entity: &'static str) -> Hit {
    Hit::at(spot).with("role", role).entity(entity)
}
