use remedi_enrollment::Shortfall;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, Spot, rule};

rule! {
    /// ## What it is
    /// The service was at an office, and that location is none of those the enrollment with the
    /// payer names. Asked at office-like places of service only: who rounds at a hospital is not at
    /// the wrong location.
    ///
    /// ## Why it matters
    /// Some payers deny services at locations that they have not approved; others do not look.
    /// Hence a warning.
    ///
    /// ## What to do
    /// Have the location added to the enrollment, or correct the service facility.
    "ENR-08" "location-not-enrolled": Warning, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "the location of the service is none at which provider {who} is enrolled with payer {payer}[; the roster has {expected}]",
    help: "have the location added to the enrollment with payer {payer}, or correct the service facility[ of line {line}]",
    predicts: [CO "B7" "N521", CO "16" "MA114"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*WEST OFFICE*****XX*1922222223~\
            N3*9 OAK RD~N4*SPRINGFIELD*IL*627010002~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,location_id,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,MAIN,approved,2023-01-01\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\n\
             MAIN,,office,100 Main St,Springfield,IL,62701\n\
             WEST,1922222223,office,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,location_id,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,MAIN,approved,2023-01-01\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\n\
             MAIN,,office,100 Main St,Springfield,IL,62701\n\
             WEST,1922222223,office,9 Oak Rd,Springfield,IL,62701\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some((Shortfall::Location, _)) = line.shortfall() {
        let spot = match (line.facility, claim.practice.provider) {
            (Some(facility), _) => Spot::element(facility.segment, 9),
            (None, Some(billing)) => Spot::segment(billing.segment),
            (None, None) => line.pos_spot,
        };
        hits.push(line.enrollment_hit(claim).moved_to(spot));
    }
}
