use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};
use crate::sites;
use remedi_claims::Pos;
use remedi_enrollment::FacilityType;

rule! {
    /// ## What it is
    /// The place of service is the emergency room of a hospital (23), and the service facility is
    /// an urgent care center, by its NPI in the roster or its taxonomy. Another facility that is no
    /// hospital is a warning, as freestanding emergency departments exist; so is an address alone, and
    /// a line that alone has this place where the facility is the claim's for another (POS-S12).
    ///
    /// ## Why it matters
    /// Urgent care has its own place, 20. Emergency care is paid otherwise, and is judged by other
    /// rules on authorization.
    ///
    /// ## What to do
    /// Send 20 for an urgent care center. For an emergency department, name the hospital it is of.
    "LOC-14" "emergency-room-without-hospital": Error, PlaceOfService;
    source: "CMS place of service code set, POS 20 and 23",
    watch: Line(check),
    cues: [SITE],
    message: "place of service 23 is the emergency room of a hospital, and the service facility is {kind}[; {rate}]",
    help: "send 20[ on line {line}] for urgent care, or name the hospital",
    predicts: [CO "5" "M77"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99283*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nUC,1922222223,urgent_care,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99283*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nHOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(site) = line.site.filter(|site| !site.fits && line.is_at(&[23]) && !site.is_hospital()) else {
        return;
    };
    let is_sure = site.is_sure && sites::elsewhere_than(claim, line).is_none();
    let (kind, severity) = match site.kind {
        // LOC-03 and LOC-13 tell of them.
        FacilityType::Office | FacilityType::Asc => return,
        FacilityType::UrgentCare if is_sure => ("an urgent care center", Severity::Error),
        FacilityType::UrgentCare if site.is_sure => ("an urgent care center", Severity::Warning),
        FacilityType::UrgentCare => ("at the address of an urgent care center", Severity::Warning),
        _ => ("no hospital", Severity::Warning),
    };
    let urgent = Pos::new(20).into_iter().collect();
    let hit = Hit::at(line.pos_spot).with("kind", kind).graded(severity);
    hits.push(hit.with_known("rate", line.rate_at(urgent)));
}
