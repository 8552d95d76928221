use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};
use crate::sites;

rule! {
    /// ## What it is
    /// The place of service is a facility, such as a hospital, a surgical center, a nursing
    /// facility or a clinic of its own kind, and the claim does not name it: there is neither loop
    /// 2310C nor 2420C, and the billing provider is not that facility by its taxonomy (2000A PRV),
    /// its entity type or the roster.
    ///
    /// When nothing tells what the billing provider is, the verdict is unknown and the severity a
    /// warning.
    ///
    /// ## Why it matters
    /// The guide wants the service facility whenever it is not the billing provider's address.
    /// Payers deny or refuse the claim as incomplete.
    ///
    /// ## What to do
    /// Name the facility with its NPI and street address in 2310C, or in 2420C when only a line was
    /// there.
    "LOC-01" "service-facility-missing": Error, PlaceOfService;
    source: "005010X222A1 loop 2310C; X12 request for interpretation 1845",
    watch: Line(check),
    cues: [FACILITY],
    message: "place of service {pos} is a facility, and no service facility is named{known}",
    help: "name the facility with its NPI and address in 2310C[, or for line {line} alone in 2420C]",
    predicts: [CO "16" "MA114" "N292" "N293" "N294"],
    ack: "A6" "124" "77",
    rejected: [
        Example::claim("CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("PRV*BI*PXC*207R00000X~NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
                N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
        Example::claim("CLM*A1*200***24:B:1*Y*A*Y*Y~LX*1~SV1*HC:45378*200*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("NM1*85*1*ROE*SAM****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
    ],
    accepted: [
        Example::claim("CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~"),
        Example::claim("CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("PRV*BI*PXC*282N00000X~NM1*85*2*CITY HOSPITAL*****XX*1234567893~\
                N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~"),
        Example::claim("CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~")
            .billed_by("PRV*BI*PXC*193200000X~NM1*85*2*HOSPITAL GROUP*****XX*1234567893~\
                N3*5 ELM STREET~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~")
            .with_roster(&[
                ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
                ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\n\
                    HOSP,1911111114,hospital,5 Elm St,Springfield,IL,62701\n"),
            ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let named = line.facility.is_some() || !line.pos().is_some_and(sites::needs_facility);
    if named || line.practice_is_site == Some(true) {
        return;
    }
    let hit = Hit::at(line.pos_spot);
    hits.push(match line.practice_is_site {
        Some(_) => hit.with("known", ""),
        None => hit
            .with("known", "; whether the billing provider is that facility is not known")
            .graded(Severity::Warning)
            .unknown(),
    });
}
