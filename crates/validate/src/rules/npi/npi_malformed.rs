use crate::facts::{ClaimFacts, LineFacts, ProviderFacts};
use crate::rule::{Hit, Hits, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// What stands as the NPI of a provider (NM109 after NM108 = XX) is none: an NPI has ten
    /// digits, the first is 1 or 2, and the last is a check digit over the others. Checked are the
    /// billing, rendering, referring, ordering and supervising providers, the service facility, and
    /// the operating and attending ones of institutional claims.
    ///
    /// Enrollment rules are silent about such a provider.
    ///
    /// ## Why it matters
    /// The claim is refused by the front end (277CA A7, status 562) or denied. A wrong check digit
    /// is a typing error: a digit is wrong, or two have changed places.
    ///
    /// ## What to do
    /// Take the number from the NPI registry, not from the last claim.
    "NPI-01" "npi-malformed": Error, Credentialing;
    source: "45 CFR 162.406; check digit by the Luhn formula over the prefix 80840",
    watch: Claim(check),
    message: "the {role}'s NPI[ {sent}] is not valid: {fault}",
    help: "take the NPI of the {role} from the NPI registry and correct it[ on line {line}]",
    predicts: [CO "207", CO "16" "N290", CO "16" "N257", CO "16" "N293", CO "16" "N286"],
    ack: "A7" "562",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319598~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*123456789~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
            NM1*82*1*ROE*SAM****XX*3245319599~"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~\
            NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    if claim.has_bad_npi {
        let own = claim.claim.providers().map(|party| ProviderFacts::read(&party));
        hits.extend(claim.practice.provider.into_iter().chain(own).filter_map(|one| hit(&one)));
    }
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.has_bad_npi) {
        for party in line.line.providers() {
            hits.extend(hit(&ProviderFacts::read(&party)).map(|hit| hit.on_line(index)));
        }
    }
}

fn hit(provider: &ProviderFacts<'_>) -> Option<Hit> {
    let fault = provider.npi_sent?.err()?;
    let (role, entity) = provider.role_in_words();
    let hit = Hit::at(provider.npi_spot()).with("role", role).with("fault", fault);
    // What is not ten digits may be another number, such as an SSN.
    let hit = hit.with_known("sent", provider.sent_digits().map(Value::sent));
    Some(match entity {
        Some(entity) => hit.entity(entity),
        None => hit,
    })
}
