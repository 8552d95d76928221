use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Spot, rule};
use remedi_enrollment::FacilityType;

rule! {
    /// ## What it is
    /// The place of service is the patient's home (12), and the service facility that the claim
    /// names is an office, by the roster or its taxonomy, or the billing provider.
    ///
    /// ## Why it matters
    /// For services at home the loop is not used: the place is the address of the patient. A payer
    /// that reads the office as the place denies the line or asks.
    ///
    /// ## What to do
    /// Leave the loop out. If the patient was in the office, send 11.
    "LOC-06" "office-named-for-home": Warning, PlaceOfService;
    source: "X12 request for interpretation 423 on loop 2310C",
    watch: Line(check),
    cues: [FACILITY],
    message: "place of service 12 is the patient's home, and the service facility is an office",
    help: "leave the loop out, or send the place of service of the office",
    predicts: [CO "16" "MA114"],
    yields_to: ["POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nOFF,1922222223,office,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(facility) = line.facility.filter(|_| line.is_at(&[12])) else { return };
    let is_office = line.site.is_some_and(|site| site.kind == FacilityType::Office);
    let is_practice = facility.npi().is_some() && facility.npi() == claim.practice.npi();
    if is_office || is_practice {
        hits.push(Hit::at(Spot::segment(facility.segment)));
    }
}
