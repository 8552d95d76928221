use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_enrollment::FacilityType;

rule! {
    /// ## What it is
    /// The place of service says off campus (19) and the roster has the facility as an outpatient
    /// department on the campus, or it says on campus (22) and the roster has it off campus.
    ///
    /// ## Why it matters
    /// The campus decides what the hospital is paid (site-neutral payment), and payers compare the
    /// professional claim with the hospital's.
    ///
    /// ## What to do
    /// Send 22 on the campus and 19 off it, or correct the facility type in locations.csv.
    "LOC-15" "campus-confused": Warning, PlaceOfService;
    source: "CMS place of service code set, POS 19 and 22, from 2016; 42 CFR 419.48",
    watch: Line(check),
    cues: [SITE],
    message: "place of service {pos} is not where the roster has the facility: {kind}",
    help: "send {right}[ on line {line}], or correct the location in the roster",
    predicts: [CO "5" "M77"],
    ack: "A8" "249" + "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***19:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nMAIN,1922222223,hospital,9 Oak Rd,Springfield,IL,62701\nON,1922222223,hospital_outpatient_on_campus,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
        Example::claim("CLM*A1*100***19:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nON,1922222223,hospital_outpatient_on_campus,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***19:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1922222223~N3*400 FAR RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nMAIN,1922222223,hospital,9 Oak Rd,Springfield,IL,62701\nON,1922222223,hospital_outpatient_on_campus,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nON,1922222223,hospital_outpatient_on_campus,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(site) = line.site else { return };
    let (kind, right) = match (line.pos_number(), site.kind) {
        (Some(19), FacilityType::HospitalOutpatientOnCampus) => ("on the campus", "22"),
        (Some(22), FacilityType::HospitalOutpatientOffCampus) => ("off the campus", "19"),
        _ => return,
    };
    hits.push(Hit::at(line.pos_spot).with("kind", kind).with("right", right));
}
