//! Places of service, facilities and telehealth: cases 14 to 18 and 35 to 37.

use remedi_claims::ClaimKind;
use remedi_validate::{Example, Severity, Verdict};

use super::{Files, check, codes, only};

#[test]
fn case_14_a_line_is_judged_by_its_own_place_of_service() {
    let example = Example::claim(
        "CLM*A1*300***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~\
         LX*2~SV1*HC:99232*200*UN*1*21**1~DTP*472*D8*20240115~NM1*77*2*CITY HOSPITAL*****XX*1911111114~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~",
    );
    // That an office and a hospital are on one claim is worth an info.
    let mut found = check(example);
    found.retain(|finding| finding.severity > Severity::Info);
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = found.remove(0);
    assert_eq!(
        (finding.rule.code, finding.severity),
        ("LOC-09", Severity::Error)
    );
    assert_eq!(finding.at.to_string(), "2400/SV105");
    assert_eq!(finding.subject.unwrap().line, Some(2));
}

#[test]
fn case_15_telehealth_codes_mean_what_they_meant_then() {
    let home_2021 = Example::claim(
        "CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20211231~",
    );
    assert_eq!(codes(home_2021), ["TH-01@1"]);
    let any_2020 = Example::claim(
        "CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20200601~",
    );
    assert!(codes(any_2020).is_empty());
    let before_2017 = Example::claim(
        "CLM*A1*100***02:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20161231~",
    );
    assert_eq!(codes(before_2017), ["TH-02@1"]);
}

#[test]
fn medicare_took_telehealth_at_home_in_april_2022() {
    let example = Example::claim(
        "CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20220215~",
    );
    assert!(codes(example).is_empty());
    let finding = only(example.filed_as("MB"));
    assert_eq!(
        (finding.rule.code, finding.severity),
        ("TH-01", Severity::Warning)
    );
}

#[test]
fn case_16_office_with_a_telehealth_modifier_was_right_in_the_emergency() {
    let example = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20210601~",
    );
    assert!(codes(example.filed_as("MB")).is_empty());
    let later = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20240601~",
    );
    assert_eq!(codes(later.filed_as("MB")), ["TH-04@1"]);
}

#[test]
fn case_17_hospital_visits_by_the_day_of_service() {
    let at_22 = |claim| codes(Example::claim(claim));
    assert!(
        at_22(
            "CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY*****XX*1911111114~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:99222*100*UN*1***1~DTP*472*D8*20230102~"
        )
        .is_empty()
    );
    assert_eq!(
        at_22(
            "CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY*****XX*1911111114~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:99222*100*UN*1***1~DTP*472*D8*20221231~"
        ),
        ["PX-03@1"]
    );
    // Observation had codes of its own until then, for hospital outpatients.
    assert!(
        at_22(
            "CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY*****XX*1911111114~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:99219*100*UN*1***1~DTP*472*D8*20221231~"
        )
        .is_empty()
    );
}

#[test]
fn case_18_the_facility_of_a_hospital_claim_is_2310e() {
    let bill = |claim| only(Example::claim(claim).of_kind(ClaimKind::Institutional));
    // An NPI of wrong check digit shows who stands where.
    let facility = bill(
        "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20240115-20240115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1911111114~\
         NM1*77*2*CITY HOSPITAL*****XX*1245319598~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~LX*1~SV2*0510*HC:99283*100*UN*1~",
    );
    assert_eq!(facility.at.to_string(), "2310E/NM109");
    assert_eq!(facility.ack().and_then(|ack| ack.entity), Some("77"));
    let operating = bill(
        "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20240115-20240115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1911111114~\
         NM1*72*1*POE*ANN****XX*1911111114~NM1*ZZ*1*DOE*JAN****XX*1245319598~LX*1~SV2*0510*HC:99283*100*UN*1~",
    );
    assert_eq!(operating.at.to_string(), "2310C/NM109");
}

#[test]
fn case_18_a_type_of_bill_is_no_place_of_service() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from,effective_to,approved_pos\n\
         1234567893,60054,approved,2023-01-01,2024-12-31,21\n",
    )];
    let bill = |claim| {
        Example::claim(claim)
            .of_kind(ClaimKind::Institutional)
            .with_roster(FILES)
    };
    let outpatient = bill(
        "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20240115-20240115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1911111114~\
         LX*1~SV2*0510*HC:99283*100*UN*1~",
    );
    assert!(codes(outpatient).is_empty());
    let later = bill(
        "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*3*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*1911111114~\
         LX*1~SV2*0510*HC:99283*100*UN*1~",
    );
    let finding = only(later);
    assert_eq!(
        (finding.rule.code, finding.at.loop_id),
        ("ENR-04", Some("2010AA"))
    );
    assert_eq!(finding.subject.unwrap().provider, "1234567893".parse().ok());
}

#[test]
fn case_35_a_hospital_that_bills_is_its_own_facility() {
    let inpatient = Example::claim(
        "CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20240114~LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20240115~",
    );
    let hospital = "PRV*BI*PXC*282N00000X~NM1*85*2*CITY HOSPITAL*****XX*1234567893~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    let office = "PRV*BI*PXC*207R00000X~NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    assert!(codes(inpatient.billed_by(hospital)).is_empty());
    let known = only(inpatient.billed_by(office));
    assert_eq!(
        (known.rule.code, known.severity),
        ("LOC-01", Severity::Error)
    );
    let unknown = only(inpatient);
    assert_eq!(
        (unknown.rule.code, unknown.severity),
        ("LOC-01", Severity::Warning)
    );
    assert_eq!(unknown.verdict, Verdict::Unknown);
}

#[test]
fn an_office_in_the_building_of_a_hospital_is_only_doubtful() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n",
        ),
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip\n\
             HOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n",
        ),
    ];
    let finding = only(
        Example::claim(
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*ELM OFFICE~N3*5 ELM STREET STE 4~N4*SPRINGFIELD*IL*62701~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
        )
        .with_roster(FILES),
    );
    assert_eq!(
        (finding.rule.code, finding.severity),
        ("LOC-02", Severity::Warning)
    );
}

#[test]
fn an_urgent_care_code_at_a_hospital_is_a_warning() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n",
        ),
        (
            "locations.csv",
            "location_id,npi,facility_type\nHOSP,1245319599,emergency_department\n",
        ),
    ];
    let finding = only(
        Example::claim(
            "CLM*A1*100***20:B:1*Y*A*Y*Y~NM1*77*2*CITY*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
        )
        .with_roster(FILES),
    );
    assert_eq!(
        (finding.rule.code, finding.severity),
        ("LOC-02", Severity::Warning)
    );
}

#[test]
fn dental_lines_have_their_place_in_sv303() {
    let dental = |claim| codes(Example::claim(claim).of_kind(ClaimKind::Dental));
    assert_eq!(
        dental("CLM*A1*80***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D0120*80****1~DTP*472*D8*20240115~"),
        Vec::<String>::new()
    );
    assert_eq!(
        dental("CLM*A1*80***11:B:1*Y*A*Y*Y~LX*1~SV3*AD:D0120*80*68***1~DTP*472*D8*20240115~"),
        ["POS-S03@1"]
    );
    // The claim's date stands in for those of lines.
    assert_eq!(
        dental("CLM*A1*80***10:B:1*Y*A*Y*Y~DTP*472*D8*20210601~LX*1~SV3*AD:D9995*80****1~"),
        ["TH-01@1"]
    );
}

#[test]
fn a_place_of_service_that_is_no_code_is_told_as_sent() {
    let of = |claim| {
        let finding = only(Example::claim(claim));
        let pos = finding.subject.as_ref().and_then(|subject| subject.pos);
        (
            finding.message().to_string(),
            pos.map(|pos| pos.to_string()),
        )
    };
    let (message, pos) =
        of("CLM*A1*100***97:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~");
    assert_eq!(message, "the place of service `97` is not assigned");
    assert_eq!(pos.as_deref(), Some("97"));
    let (message, pos) =
        of("CLM*A1*100***19:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20151231~");
    assert_eq!(
        message,
        "the place of service `19` is not in use on 2015-12-31"
    );
    assert_eq!(pos.as_deref(), Some("19"));
    let (message, pos) =
        of("CLM*A1*100***2:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~");
    assert_eq!(
        message,
        "the place of service 2 is one digit: its leading zero is lost"
    );
    assert_eq!(pos, None);
}

#[test]
fn case_36_an_inpatient_at_home_is_at_the_hospital_that_is_named() {
    let example = Example::claim(
        "CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~\
         NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~",
    )
    .with_roster(&[
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n",
        ),
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip\n\
             HOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n\
             HOMES,,home_based,7 Oak St,Springfield,IL,62701\n",
        ),
    ]);
    assert_eq!(codes(example), Vec::<String>::new());
    // Without it nobody knows where the patient was admitted.
    let unnamed = Example::claim(
        "CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~\
         LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~",
    );
    assert_eq!(codes(unnamed), ["LOC-01@1"]);
}

#[test]
fn case_37_the_practice_is_no_facility_of_its_own_and_a_sole_proprietor_may_be_one() {
    let own = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~\
         NM1*77*2*LAKESIDE*****XX*1234567893~N3*77 FAR RD~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    let finding = only(own);
    assert_eq!(
        (finding.rule.code, finding.severity),
        ("LOC-04", Severity::Warning)
    );
    assert_eq!(finding.at.to_string(), "2310C/NM109");
    let person = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~\
         NM1*77*2*ROE*****XX*1922222223~N3*77 FAR RD~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    )
    .with_roster(&[
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n",
        ),
        ("providers.csv", "npi,entity_type\n1922222223,1\n"),
    ]);
    assert_eq!(codes(person), Vec::<String>::new());
}
