use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};
use crate::sites;
use remedi_enrollment::FacilityType;

rule! {
    /// ## What it is
    /// The place of service is a surgical center (24) and the service facility is something else;
    /// or the place is a hospital (19, 21, 22, 23) and the facility is a surgical center: by its
    /// NPI in the roster or its taxonomy. By the address alone it is a warning, and so it is when the
    /// line alone has this place and the facility is the claim's for another (POS-S12). An office at
    /// 24 is LOC-03.
    ///
    /// ## Why it matters
    /// Surgical centers and hospital departments are paid by different schedules. The payer denies
    /// the line when the facility's own claim says another place.
    ///
    /// ## What to do
    /// Send 24 for a surgical center, and 22, 19 or 21 for a hospital by the patient's status.
    "LOC-13" "surgical-center-confused": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 14 and chapter 26 section 10.5",
    watch: Line(check),
    cues: [SITE],
    message: "place of service {pos} does not go with the service facility, which is {kind}",
    help: "send the place of service of the facility[ on line {line}], or name the facility where the patient was",
    predicts: [CO "5" "M77"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:45378*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nHOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n"),
        ]),
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:45378*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nASC,1922222223,asc,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:45378*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nASC,1922222223,asc,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:45378*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nHOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(site) = line.site.filter(|site| !site.fits && site.kind != FacilityType::Office) else {
        return;
    };
    let is_center = site.kind == FacilityType::Asc;
    let kind = match line.pos_number() {
        Some(24) if site.is_hospital() => "a hospital",
        Some(24) => "no surgical center",
        Some(19 | 21 | 22 | 23) if is_center => "a surgical center",
        _ => return,
    };
    let is_sure = site.is_sure && sites::elsewhere_than(claim, line).is_none();
    hits.push(Hit::at(line.pos_spot).with("kind", kind).graded(match is_sure {
        true => Severity::Error,
        false => Severity::Warning,
    }));
}
