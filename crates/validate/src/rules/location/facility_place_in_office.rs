use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};
use crate::sites;
use remedi_claims::Pos;
use remedi_enrollment::FacilityType;

rule! {
    /// ## What it is
    /// The place of service is a facility such as a hospital, a surgical center or a nursing
    /// facility, and the service facility that the claim names is an office: by its NPI in the
    /// roster, or by its taxonomy, which is of a group or of physicians. By the address alone it is
    /// a warning, as a facility and an office may share one; so it is at clinics of their own kind
    /// (50, 53 to 58, 62, 65, 72), and when the line alone has this place and the facility is the
    /// claim's for another (POS-S12).
    ///
    /// ## Why it matters
    /// Either the place or the facility is wrong. At a facility place the payer pays the lower
    /// rate, and denies the line when nobody else bills for the patient there.
    ///
    /// ## What to do
    /// If the patient was in the office, send 11. If not, name the facility with its own NPI and
    /// address.
    "LOC-03" "facility-place-in-office": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 26 section 10.5; 005010X222A1 loop 2310C",
    watch: Line(check),
    cues: [SITE],
    message: "place of service {pos} is a facility, and the service facility is an office[; {rate}]",
    help: "name the facility where the patient was[ on line {line}], or send the place of service of the office",
    predicts: [CO "5" "M77", CO "16" "MA114" "N294"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nOFF,1922222223,office,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nOFF,1922222223,office,9 Oak Rd,Springfield,IL,62701\nHOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nOFF,1922222223,office,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(site) = line.site.filter(|site| !site.fits && site.kind == FacilityType::Office) else {
        return;
    };
    let at_facility = line.is_at(&[19, 21, 22, 23, 24, 31, 32, 34, 51, 52, 61]);
    if !at_facility && !line.place.is_some_and(|place| sites::needs_facility(place.code)) {
        return;
    }
    let office = Pos::new(11).into_iter().collect();
    let hit = Hit::at(line.pos_spot).with_known("rate", line.rate_at(office));
    let is_sure = site.is_sure && sites::elsewhere_than(claim, line).is_none();
    hits.push(hit.graded(match at_facility && is_sure {
        true => Severity::Error,
        false => Severity::Warning,
    }));
}
