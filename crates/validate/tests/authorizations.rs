//! What is said of authorizations: how gravely, of which line, and in which words.

use remedi_claims::Cutter;
use remedi_claims::in_order;
use remedi_enrollment::Roster;
use remedi_validate::{Checker, Example, Finding, Options, Profile, Severity};

fn check(example: Example) -> Vec<Finding> {
    let roster = (!example.roster().is_empty()).then(|| {
        let loaded = Roster::from_csv(example.roster()).expect("a readable roster");
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        loaded.roster
    });
    let profile = Profile::parse(example.profile(), "example").expect("a readable profile");
    let options = Options {
        profile: Some(profile.into()),
        ..Options::default()
    };
    let checker = Checker::new(roster.as_ref(), options);
    let (input, mut findings) = (example.to_input(), Vec::new());
    let error = in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |report| findings.extend(report.findings),
    );
    assert!(error.is_none());
    findings
}

/// Code, severity and line of each finding; `-` stands for the whole claim.
fn told(example: Example) -> Vec<String> {
    let findings = check(example);
    let told = findings.iter().map(|finding| {
        let line = finding.subject.as_ref().and_then(|subject| subject.line);
        let line = line.map_or("-".to_owned(), |line| line.to_string());
        format!("{} {} {line}", finding.rule.code, finding.severity)
    });
    told.collect()
}

const WANTED: &str = "[[payers.\"60054\".authorization]]\nprocedure = [\"99213\", \"93000\"]\n";
const WANTED_AFTERWARDS: &str = "[payers.\"60054\"]\nretro_authorization_days = 30\n\
     [[payers.\"60054\".authorization]]\nprocedure = [\"99213\", \"93000\"]\n";

const VISIT: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
    LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
const URGENT_VISIT: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*4N*3~NM1*82*1*ROE*SAM****XX*1245319599~\
    LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
const LATE_VISIT: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*4N*2~NM1*82*1*ROE*SAM****XX*1245319599~\
    LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";

#[test]
fn an_authorization_that_is_missing_without_a_reason_holds_the_claim() {
    let visit = Example::claim(VISIT);
    assert_eq!(told(visit.with_profile(WANTED)), ["AUTH-01 error 1"]);
    assert_eq!(
        told(visit.with_profile(WANTED_AFTERWARDS)),
        ["AUTH-08 error 1"]
    );
}

#[test]
fn an_emergency_excuses_a_missing_authorization_that_can_still_be_asked_for_too() {
    let visit = Example::claim(URGENT_VISIT);
    assert_eq!(told(visit.with_profile(WANTED)), ["AUTH-01 warning 1"]);
    let findings = check(visit.with_profile(WANTED_AFTERWARDS));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule.code, "AUTH-08");
    assert_eq!(findings[0].severity, Severity::Warning);
    let message = findings[0].message().to_string();
    assert!(message.contains("until 2025-02-14"), "{message}");
    assert!(message.contains("speaks for an emergency"), "{message}");
}

#[test]
fn an_exception_excuses_a_missing_authorization() {
    let findings = check(Example::claim(LATE_VISIT).with_profile(WANTED));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Warning);
    let message = findings[0].message().to_string();
    assert!(
        message.ends_with("exception 2 is given as the reason"),
        "{message}"
    );
}

const ENROLLED: (&str, &str) = (
    "enrollments.csv",
    "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
     1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n\
     1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01\n",
);

/// An electrocardiogram by one provider and a visit to another, under one number of the claim.
const BY_TWO: &str = "CLM*A1*200***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~\
    LX*1~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250115~\
    LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250117~NM1*82*1*POE*ANN****XX*1911111114~";

#[test]
fn a_number_of_the_claim_is_for_the_lines_that_it_fits() {
    let example = Example::claim(BY_TWO).with_roster(&[
        ENROLLED,
        (
            "authorizations.csv",
            "auth_number,payer_id,member_id,provider_npi,valid_to\nAUTH77,60054,M1,1245319599,2025-01-16\n",
        ),
    ]);
    assert_eq!(told(example), [""; 0]);
    // Unless the payer wants one for the others as well.
    let told = told(example.with_profile(WANTED));
    assert_eq!(told, ["AUTH-02 error 2"]);
}

#[test]
fn a_number_of_the_claim_is_for_all_lines_of_procedures_that_it_names() {
    let example = Example::claim(BY_TWO).with_roster(&[
        ENROLLED,
        (
            "authorizations.csv",
            "auth_number,payer_id,member_id,procedures,valid_to\nAUTH77,60054,M1,93000 99213,2025-01-16\n",
        ),
    ]);
    let findings = check(example);
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].message().to_string(),
        "authorization AUTH77 is good until 2025-01-16, and the service is dated 2025-01-17"
    );
    let nearest = findings[0].nearest.as_ref().expect("a row");
    assert_eq!(nearest.fact, "valid_to");
}

#[test]
fn a_number_of_the_claim_that_fits_no_line_is_told_of_those_it_comes_nearest_to() {
    let example = Example::claim(BY_TWO).with_roster(&[
        ENROLLED,
        (
            "authorizations.csv",
            "auth_number,payer_id,member_id,procedures,valid_from\nAUTH77,60054,M1,93000,2025-01-16\n",
        ),
    ]);
    let findings = check(example);
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].message().to_string(),
        "authorization AUTH77 is good from 2025-01-16, and the service is dated 2025-01-15"
    );
    let nearest = findings[0].nearest.as_ref().expect("a row");
    assert_eq!(nearest.fact, "valid_from");
}
