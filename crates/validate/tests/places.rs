//! Places of service: what findings say in dollars, and which rule speaks where several could.

use std::sync::Arc;

use remedi_claims::{Batch, Cutter};
use remedi_enrollment::Roster;
use remedi_validate::{Checker, Example, Finding, Options, Profile, Severity};

fn check(example: Example) -> Vec<Finding> {
    check_input(example, &example.to_input())
}

/// Checks another input than the example's own, by its roster and profile.
fn check_input(example: Example, input: &str) -> Vec<Finding> {
    let roster = (!example.roster().is_empty()).then(|| {
        Roster::from_csv(example.roster())
            .expect("a readable roster")
            .roster
    });
    let profile = Profile::parse(example.profile(), "example").expect("a readable profile");
    let options = Options {
        profile: Some(Arc::new(profile)),
        ..Options::default()
    };
    let checker = Checker::new(roster.as_ref(), options);
    let mut cutter = Cutter::new(input.as_bytes());
    let (mut batch, mut findings) = (Batch::new(), Vec::new());
    while cutter.next_batch(&mut batch).expect("readable") {
        findings.extend(checker.check(&mut batch).findings);
    }
    findings
}

fn codes(example: Example) -> Vec<&'static str> {
    check(example).iter().map(|one| one.rule.code).collect()
}

const FEES: &str = "[fee_schedule]\ncsv = '''\ncode,facility,non_facility\n99213,70.10,96.30\n99348,60.00,60.00\n'''\n";

const HOSPITAL: &[(&str, &str)] = &[
    (
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from\n",
    ),
    (
        "locations.csv",
        "location_id,npi,facility_type,address_1,city,state,zip\n\
         HOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n\
         OFF,1922222223,office,9 Oak Rd,Springfield,IL,62701\n",
    ),
];

const OFFICE_AT_HOSPITAL: Example = Example::claim(
    "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
     LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
)
.with_roster(HOSPITAL);

#[test]
fn the_difference_of_the_rates_is_told_in_dollars() {
    let found = check(OFFICE_AT_HOSPITAL.with_profile(FEES));
    let message = found[0].message().to_string();
    assert_eq!(found[0].rule.code, "LOC-02");
    assert!(
        message.ends_with("; the facility rate is 26.20 less"),
        "{message}"
    );
    let silent = check(OFFICE_AT_HOSPITAL)[0].message().to_string();
    assert!(!silent.contains("rate"), "{silent}");
}

#[test]
fn a_facility_place_in_an_office_costs_the_practice_money() {
    let example = Example::claim(
        "CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    let found = check(example.with_roster(HOSPITAL).with_profile(FEES));
    let message = found[0].message().to_string();
    assert_eq!((found.len(), found[0].rule.code), (1, "LOC-03"));
    assert!(
        message.ends_with("; the non-facility rate is 26.20 more"),
        "{message}"
    );
}

#[test]
fn equal_rates_are_no_difference() {
    let example = Example::claim(
        "CLM*A1*150***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~\
         N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:99348*150*UN*1***1~DTP*472*D8*20250115~",
    );
    let found = check(example.with_profile(FEES));
    assert_eq!((found.len(), found[0].rule.code), (1, "PX-08"));
    assert!(!found[0].message().to_string().contains("rate"));
}

#[test]
fn an_office_in_a_hospital_is_told_once_however_many_rules_see_it() {
    let example = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~\
         N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:99222*100*UN*1***1~DTP*472*D8*20250115~",
    )
    .with_roster(HOSPITAL);
    assert_eq!(codes(example), ["LOC-02"]);
    // Where the better rule is off, the next one speaks.
    let off = example.with_profile("[rules]\n\"LOC-02\" = \"off\"\n");
    assert_eq!(codes(off), ["PX-03"]);
    // A warning does not hide an error.
    let mild = check(example.with_profile("[rules]\n\"LOC-02\" = \"info\"\n"));
    let told: Vec<_> = mild
        .iter()
        .map(|one| (one.rule.code, one.severity))
        .collect();
    assert!(told.contains(&("PX-03", Severity::Error)), "{told:?}");
}

#[test]
fn a_doctor_who_rounds_at_a_hospital_bills_under_the_own_tin() {
    let example = Example::claim(
        "CLM*A1*200***21:B:1*Y*A*Y*Y~DTP*435*D8*20250114~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~\
         N4*SPRINGFIELD*IL*62701~LX*1~SV1*HC:99232*200*UN*1***1~DTP*472*D8*20250115~",
    )
    .with_roster(&[
        ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip,tin\n\
             HOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701,987654321\n",
        ),
    ]);
    assert!(codes(example).is_empty());
}

#[test]
fn facilities_of_a_payer_class_are_graded_by_it() {
    let claim = "CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
        LX*1~SV1*HC:99211*100*UN*1***1~DTP*472*D8*20250115~";
    let severity = |example: Example| {
        let found = check(example);
        let own = found.iter().find(|one| one.rule.code == "PX-02");
        own.expect("a visit without a physician").severity
    };
    assert_eq!(severity(Example::claim(claim)), Severity::Warning);
    assert_eq!(
        severity(Example::claim(claim).filed_as("MB")),
        Severity::Error
    );
    let class = "[payers.60054]\nclass = \"medicare\"\n";
    assert_eq!(
        severity(Example::claim(claim).with_profile(class)),
        Severity::Error
    );
}

#[test]
fn a_hospital_that_the_roster_registers_bills_technical_components_of_its_patients() {
    let example = Example::claim(
        "CLM*A1*100***22:B:1*Y*A*Y*Y~LX*1~SV1*HC:71046:TC*100*UN*1***1~DTP*472*D8*20250115~",
    )
    .billed_by(
        "NM1*85*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~",
    )
    .filed_as("MB");
    let registered: &[(&str, &str)] = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n",
        ),
        (
            "providers.csv",
            "npi,entity_type,taxonomies\n1245319599,2,282N00000X\n",
        ),
    ];
    assert!(codes(example).contains(&"PX-19"));
    assert!(codes(example.with_roster(registered)).is_empty());
}

#[test]
fn locations_that_share_an_npi_are_judged_in_whatever_order_they_stand() {
    const OFFICE_FIRST: &[(&str, &str)] = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n",
        ),
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip\n\
             OFF,1245319599,office,9 Oak Rd,Springfield,IL,62701\n\
             HOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n",
        ),
    ];
    const HOSPITAL_FIRST: &[(&str, &str)] = &[
        OFFICE_FIRST[0],
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip\n\
             HOSP,1245319599,hospital,5 Elm St,Springfield,IL,62701\n\
             OFF,1245319599,office,9 Oak Rd,Springfield,IL,62701\n",
        ),
    ];
    let named = |place| {
        Example::claim(
            "CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*77*2*CITY*****XX*1245319599~N3*77 FAR RD~N4*SPRINGFIELD*IL*62701~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
        )
        .changing("22:B", place)
    };
    let own = Example::claim(
        "CLM*A1*100***22:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    )
    .billed_by(
        "NM1*85*2*CITY*****XX*1245319599~N3*77 FAR RD~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~",
    );
    for roster in [OFFICE_FIRST, HOSPITAL_FIRST] {
        for place in ["22:B", "11:B", "20:B"] {
            let found = check(named(place).with_roster(roster));
            assert!(found.is_empty(), "{place}: {found:#?}");
        }
        let found = check(own.with_roster(roster));
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn a_line_alone_elsewhere_lacks_a_facility_rather_than_being_at_the_claims() {
    let example = Example::claim(
        "CLM*A1*200***22:B:1*Y*A*Y*Y~NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:93000:26*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99213*100*UN*1*11**1~DTP*472*D8*20250115~",
    )
    .with_roster(HOSPITAL);
    assert_eq!(codes(example), ["POS-S12"]);
    let found =
        check(example.with_profile("[rules]\n\"POS-S12\" = \"off\"\n\"POS-S08\" = \"off\"\n"));
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.rule.code, one.severity))
        .collect();
    assert_eq!(told, [("LOC-02", Severity::Warning)]);
}

#[test]
fn claims_of_4010_are_not_asked_for_what_5010_wants_of_addresses() {
    let claim = "CLM*A1*100***41:B:1*Y*A*Y*Y~LX*1~SV1*HC:A0422*100*UN*1***1~DTP*472*D8*20250115~";
    let of_addresses = |input: &str| -> Vec<&str> {
        let found = check_input(Example::claim(claim), input);
        let codes = found.iter().map(|one| one.rule.code);
        codes
            .filter(|code| matches!(*code, "LOC-07" | "LOC-08" | "LOC-17"))
            .collect()
    };
    let input = Example::claim(claim).to_input();
    let input = input
        .replace("100 MAIN ST", "PO BOX 100")
        .replace("*627010001", "*62701");
    let mut told = of_addresses(&input);
    told.sort_unstable();
    assert_eq!(told, ["LOC-07", "LOC-08", "LOC-17"]);
    assert!(of_addresses(&input.replace("005010X222A1", "004010X098A1")).is_empty());
}

#[test]
fn offices_of_two_entities_at_one_npi_are_judged_in_whatever_order_they_stand() {
    const OTHER_FIRST: &[(&str, &str)] = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,status,effective_from\n",
        ),
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip,tin\n\
             TWO,1922222223,office,9 Oak Rd,Springfield,IL,62701,987654321\n\
             ONE,1922222223,office,5 Elm St,Springfield,IL,62701,123456789\n",
        ),
    ];
    const OWN_FIRST: &[(&str, &str)] = &[
        OTHER_FIRST[0],
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip,tin\n\
             ONE,1922222223,office,5 Elm St,Springfield,IL,62701,123456789\n\
             TWO,1922222223,office,9 Oak Rd,Springfield,IL,62701,987654321\n",
        ),
    ];
    let at = |street| {
        Example::claim(
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*77*2*BRANCH*****XX*1922222223~N3*77 FAR RD~N4*SPRINGFIELD*IL*62701~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
        )
        .changing("77 FAR RD", street)
    };
    for roster in [OTHER_FIRST, OWN_FIRST] {
        assert!(codes(at("77 FAR RD").with_roster(roster)).is_empty());
        assert_eq!(codes(at("9 OAK RD").with_roster(roster)), ["LOC-19"]);
    }
}

/// A hospital whose locations are approved for what they are; the provider's enrollment names no place.
const APPROVED_AT_HOSPITAL: &[(&str, &str)] = &[
    (
        "enrollments.csv",
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
         1111111112,60054,1234567893,123456789,EIN,approved,2023-01-01\n",
    ),
    (
        "locations.csv",
        "location_id,npi,facility_type,address_1,city,state,zip,approved_pos\n\
         IN,1245319599,hospital,5 Elm St,Springfield,IL,627010001,21\n\
         OUT,1245319599,hospital_outpatient_on_campus,5 Elm St,Springfield,IL,627010001,22\n\
         OFF,1922222223,office,9 Oak Rd,Springfield,IL,627010001,11\n",
    ),
];

fn graded(claim: Example) -> Vec<(&'static str, Severity)> {
    let found = check(claim.with_roster(APPROVED_AT_HOSPITAL));
    let graded = found.iter().map(|one| (one.rule.code, one.severity));
    graded.collect()
}

#[test]
fn an_office_at_the_address_of_a_hospital_is_not_held_for_the_places_of_the_hospital() {
    let office = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1111111112~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    )
    .changing("N3*100 MAIN ST~", "N3*5 ELM ST STE 300~");
    assert_eq!(graded(office), [("ENR-09", Severity::Warning)]);
    let found = check(office.with_roster(APPROVED_AT_HOSPITAL));
    let message = found[0].message().to_string();
    assert!(message.ends_with("approved are 21|22"), "{message}");
    let hospital = Example::claim(
        "CLM*A1*100***23:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1111111112~\
         NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:99283*100*UN*1***1~DTP*472*D8*20250115~",
    );
    assert_eq!(graded(hospital), [("ENR-09", Severity::Error)]);
}

#[test]
fn a_line_that_was_elsewhere_is_not_held_for_the_facility_of_its_claim() {
    let in_office = Example::claim(
        "CLM*A1*200***22:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1111111112~\
         NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
         LX*2~SV1*HC:93000*100*UN*1*11**1~DTP*472*D8*20250115~",
    );
    let told_once = [("POS-S12", Severity::Warning)];
    assert_eq!(graded(in_office), told_once);
    let in_hospital = Example::claim(
        "CLM*A1*200***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1111111112~\
         NM1*77*2*OAK ROAD*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
         LX*2~SV1*HC:93000*100*UN*1*22**1~DTP*472*D8*20250115~",
    );
    assert_eq!(graded(in_hospital), told_once);
}

#[test]
fn a_code_that_ended_within_the_days_was_not_in_use_on_all_of_them() {
    let message = |days: &'static str, code: &'static str| {
        let example = Example::claim(
            "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:CODE*100*UN*1***1~DTP*472*RD8*DAYS~",
        );
        let input = example
            .to_input()
            .replace("DAYS", days)
            .replace("CODE", code);
        check_input(example, &input)[0].message().to_string()
    };
    assert_eq!(
        message("20201231-20210102", "99201"),
        "procedure 99201 was not in use on all days of 2020-12-31 to 2021-01-02"
    );
    assert_eq!(
        message("20210101-20210102", "99201"),
        "procedure 99201 was not in use on 2021-01-01 to 2021-01-02"
    );
    let visit = |pos: &str| {
        let example = Example::claim(
            "CLM*A1*100***POS:B:1*Y*A*Y*Y~DTP*435*D8*20221231~\
             NM1*77*2*CITY HOSPITAL*****XX*1245319599~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
             LX*1~SV1*HC:99222*100*UN*1***1~DTP*472*RD8*20221231-20230102~",
        );
        let found = check_input(example, &example.to_input().replace("POS", pos));
        let own = found.iter().find(|one| one.rule.code == "PX-03");
        own.expect("a visit at the wrong place")
            .message()
            .to_string()
    };
    assert!(
        visit("22").contains("on some of its days does not go with"),
        "{}",
        visit("22")
    );
    assert!(
        visit("11").contains("visit, does not go with"),
        "{}",
        visit("11")
    );
}
