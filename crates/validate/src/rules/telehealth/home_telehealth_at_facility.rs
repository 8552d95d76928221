use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, rule};
use remedi_claims::Pos;
use remedi_enrollment::FacilityType;

rule! {
    /// ## What it is
    /// Place of service 10 says that the patient was at home, and the service facility that the
    /// claim names is a hospital, a nursing facility, a surgical center, a clinic or the like, by
    /// the roster or its taxonomy.
    ///
    /// ## Why it matters
    /// 10 is paid at the non-facility rate. A patient at a facility is 02, paid at the facility
    /// rate: the difference is taken back.
    ///
    /// ## What to do
    /// Send 02 if the patient was at the facility. If at home, leave the facility out.
    "TH-12" "home-telehealth-at-facility": Warning, PlaceOfService;
    source: "CMS place of service code set, POS 02 and 10, from 2022-01-01",
    watch: Line(check),
    cues: [SITE],
    message: "place of service 10 says that the patient was at home, and the service facility is none[; {rate}]",
    help: "send 02[ on line {line}] if the patient was at the facility, or leave the facility out",
    predicts: [CO "5" "M77"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nHOSP,1245319599,snf,5 Elm St,Springfield,IL,62701\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
            LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20250115~").with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
            ("locations.csv", "location_id,npi,facility_type,address_1,city,state,zip\nHOSP,1245319599,office,5 Elm St,Springfield,IL,62701\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(site) = line.site.filter(|_| line.is_at(&[10])) else { return };
    let holds_patients = matches!(
        site.kind,
        FacilityType::Asc
            | FacilityType::Snf
            | FacilityType::NursingFacility
            | FacilityType::UrgentCare
            | FacilityType::Dialysis
            | FacilityType::Cmhc
            | FacilityType::Fqhc
            | FacilityType::Rhc
            | FacilityType::Hospice
    );
    if site.is_hospital() || holds_patients {
        let away = Pos::new(2).into_iter().collect();
        hits.push(Hit::at(line.pos_spot).with_known("rate", line.rate_at(away)));
    }
}
