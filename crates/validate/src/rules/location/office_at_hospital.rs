use remedi_claims::Pos;

use crate::Example;
use crate::facts::{ClaimFacts, HospitalEvidence, LineFacts};
use crate::rule::{Hit, Hits, Severity, rule};
use crate::sites;

rule! {
    /// ## What it is
    /// The place of service is an office (11), a retail clinic (17), an urgent care center (20) or
    /// an independent clinic (49), and the service facility is a hospital: by its NPI in the
    /// roster, or by its taxonomy.
    ///
    /// Only a warning: at 17, 20 and 49; when the address alone is a hospital's, as offices may be
    /// in its building; when no facility is named and the billing provider is itself a hospital; when
    /// the line alone has this place and the facility is the claim's for another (POS-S12).
    ///
    /// ## Why it matters
    /// Offices are paid at the higher non-facility rate. For patients of a hospital that is an
    /// overpayment, which payers deny, or take back after an audit. With a fee schedule in the profile the
    /// message tells the difference.
    ///
    /// ## What to do
    /// Send the place of service by the patient's status: 21 for inpatients, 22 or 19 for
    /// outpatients on or off campus, 23 for the emergency room. If the service was in an office,
    /// name the office or no facility.
    "LOC-02" "office-at-hospital": Error, PlaceOfService;
    source: "Medicare Claims Processing Manual chapter 12 section 20.4.2 and chapter 26 section 10.5",
    watch: Line(check),
    cues: [SITE],
    message: "place of service {pos} says that the service was not in a hospital, and {facility}[; {rate}]",
    help: "send 21, 22, 19 or 23 by the patient's status[ on line {line}], or name the office where the service was",
    predicts: [CO "5" "M77", CO "58" "M77"],
    ack: "A8" "249" + "A8" "454",
    yields_to: ["POS-S12"],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(ROSTER),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1911111114~N3*77 FAR RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(ROSTER),
    ],
    accepted: [
        Example::claim("CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(ROSTER),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*BRANCH OFFICE*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(ROSTER),
    ],
}

const ROSTER: &[(&str, &str)] = &[
    ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
    (
        "locations.csv",
        "location_id,npi,facility_type,address_1,city,state,zip\n\
         HOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n\
         OFF,1922222223,office,9 Oak Rd,Springfield,IL,62701\n",
    ),
    ("providers.csv", "npi,entity_type,taxonomies\n1911111114,2,282N00000X\n"),
];

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let (facility, sure) = match line.hospital {
        HospitalEvidence::RosterNpi => ("the roster has the service facility as a hospital", true),
        HospitalEvidence::Taxonomy => ("the taxonomy of the service facility is a hospital's", true),
        HospitalEvidence::Address => ("the address of the service facility is a hospital's", false),
        HospitalEvidence::Practice => ("the billing provider is a hospital", false),
        HospitalEvidence::NotAsked | HospitalEvidence::None | HospitalEvidence::Unknown => return,
    };
    let severity = match line.pos_number() {
        Some(11) if sure && sites::elsewhere_than(claim, line).is_none() => Severity::Error,
        _ => Severity::Warning,
    };
    let of_hospital = [19, 21, 22, 23].into_iter().filter_map(Pos::new).collect();
    let hit = Hit::at(line.pos_spot).with("facility", facility).graded(severity);
    hits.push(hit.with_known("rate", line.rate_at(of_hospital)));
}
