//! The cases that checkers of claims get wrong, as specifications.
//!
//! Cases 20 to 32 and 40, and the remittance of case 7, are in the tests of `remit`; the acknowledgements of case 39
//! in `acks.rs`.

mod enrollment;
mod places;

use std::path::Path;
use std::sync::Arc;

use remedi_claims::{Batch, ClaimKind, Cutter};
use remedi_enrollment::Roster;
use remedi_validate::{
    Checker, ClaimJudgement, Example, Finding, Options, Profile, Severity, Verdict,
};

type Files = &'static [(&'static str, &'static str)];

fn roster(files: Files) -> Option<Roster> {
    (!files.is_empty()).then(|| {
        let loaded = Roster::from_csv(files).expect("a readable roster");
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        loaded.roster
    })
}

fn check(example: Example) -> Vec<Finding> {
    let roster = roster(example.roster());
    let profile = Profile::parse(example.profile(), "remedi.toml").expect("a right profile");
    let options = Options {
        profile: Some(Arc::new(profile)),
        ..Options::default()
    };
    let checker = Checker::new(roster.as_ref(), options);
    let input = example.to_input();
    let mut cutter = Cutter::new(input.as_bytes());
    let (mut batch, mut findings) = (Batch::new(), Vec::new());
    while cutter.next_batch(&mut batch).expect("readable") {
        findings.extend(checker.check(&mut batch).findings);
    }
    findings
}

fn judge(example: Example) -> ClaimJudgement {
    let roster = roster(example.roster());
    let checker = Checker::new(roster.as_ref(), Options::default());
    let input = example.to_input();
    let mut batch = Batch::new();
    Cutter::new(input.as_bytes())
        .next_batch(&mut batch)
        .expect("readable");
    batch.walk();
    let claim = batch.claims().next().expect("a claim");
    checker.judge(claim)
}

/// Code and line of each finding, such as `ENR-02@2`; `-` stands for the whole claim.
fn codes(example: Example) -> Vec<String> {
    let findings = check(example);
    let told = findings.iter().map(|finding| {
        let line = finding.subject.as_ref().and_then(|subject| subject.line);
        let line = line.map_or("-".to_owned(), |line| line.to_string());
        format!("{}@{line}", finding.rule.code)
    });
    told.collect()
}

fn only(example: Example) -> Finding {
    let mut findings = check(example);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

const GROUP: Files = &[(
    "enrollments.csv",
    "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
     1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31\n\
     1245319599,60054,1234567893,123456789,EIN,approved,2025-04-01,\n\
     1911111114,00430,1234567893,123456789,EIN,approved,2023-01-01,\n",
)];

const fn by_roe(claim: &'static str) -> Example {
    Example::claim(claim).with_roster(GROUP)
}

#[test]
fn case_1_only_the_line_of_the_provider_who_is_not_enrolled_fails() {
    let example = by_roe(
        "CLM*A1*200***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~\
         LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20240115~NM1*82*1*POE*ANN****XX*1911111114~",
    );
    assert_eq!(codes(example), ["ENR-02@2"]);
    let finding = only(example);
    assert_eq!(finding.at.to_string(), "2420A/NM109");
    assert_eq!(finding.subject.unwrap().provider, "1911111114".parse().ok());
}

#[test]
fn case_2_a_billing_provider_who_is_a_person_is_the_rendering_one() {
    let sole =
        "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from,effective_to\n\
         1245319599,60054,approved,2023-01-01,2024-12-31\n",
    )];
    let on = |claim| Example::claim(claim).billed_by(sole).with_roster(FILES);
    let covered =
        on("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20241231~");
    assert!(codes(covered).is_empty());
    let later =
        on("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250101~");
    let finding = only(later);
    assert_eq!(
        (finding.rule.code, finding.at.loop_id),
        ("ENR-04", Some("2010AA"))
    );
}

#[test]
fn case_4_a_group_as_rendering_provider_is_no_fault_of_syntax() {
    let group = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    );
    assert!(codes(group).is_empty());
}

#[test]
fn case_5_an_ssn_never_equals_an_ein_and_is_masked() {
    let finding = only(
        by_roe(
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
        )
        .billed_by("NM1*85*2*LAKESIDE*****XX*1234567893~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*SY*123456789~"),
    );
    assert_eq!(
        (finding.rule.code, finding.at.to_string().as_str()),
        ("ENR-06", "2010AA/REF02")
    );
    let text = format!("{} {} {finding:?}", finding.message(), finding.help());
    assert!(text.contains("TIN *****6789"), "{text}");
    let acks: Vec<_> = finding.acks().map(|one| (one.status, one.entity)).collect();
    assert_eq!(acks, [("562", Some("85")), ("128", Some("85"))]);
    let nearest = finding.nearest.unwrap();
    assert_eq!(
        (&*nearest.expected, &*nearest.found),
        ("*****6789 (EIN on file, SSN sent)", "*****6789")
    );
    assert_eq!(
        finding.subject.unwrap().tin.unwrap().to_string(),
        "*****6789"
    );
}

#[test]
fn case_6_dashes_in_a_tin_do_not_matter_and_its_kind_does() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,tin,tin_kind,status,effective_from\n\
         1245319599,60054,123-45-6789,SSN,approved,2023-01-01\n",
    )];
    let sole = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    )
    .with_roster(FILES);
    let billing = |reference: &'static str| sole.billed_by(reference);
    let ssn =
        "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*SY*123456789~";
    let ein =
        "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
    assert!(codes(billing(ssn)).is_empty());
    assert_eq!(codes(billing(ein)), ["ENR-06@1"]);
    // Of a number that is masked the roster is asked about the last four digits.
    let masked =
        "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*SY*000006789~";
    assert_eq!(codes(billing(masked)), ["CTX-32@-"]);
    let other =
        "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*SY*000009876~";
    assert_eq!(codes(billing(other)), ["CTX-32@-", "ENR-06@1"]);
}

#[test]
fn case_9_the_date_agreed_for_billing_decides() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from,billing_effective_from,application_received\n\
         1245319599,60054,approved,2024-05-01,2024-04-01,2024-05-01\n",
    )];
    let march = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240320~",
    )
    .billed_by(
        "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~",
    )
    .with_roster(FILES);
    let finding = only(march);
    assert_eq!(finding.rule.code, "ENR-03");
    assert_eq!(
        finding.nearest.as_ref().unwrap().fact,
        "billing_effective_from"
    );
    assert!(finding.message().to_string().contains("starts 2024-04-01"));
    let april = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240410~",
    )
    .billed_by(
        "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~",
    )
    .with_roster(FILES);
    assert!(codes(april).is_empty());
}

#[test]
fn case_10_the_hole_between_two_enrollments_is_not_covered() {
    let finding = only(by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250110~",
    ));
    assert_eq!(finding.rule.code, "ENR-04");
    let message = finding.message().to_string();
    assert!(message.contains("until 2024-12-31"), "{message}");
    assert!(message.contains("resumes 2025-04-01"), "{message}");
}

#[test]
fn case_11_a_range_across_the_end_names_the_first_bad_day() {
    let finding = only(by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20241230-20250102~",
    ));
    assert_eq!(finding.rule.code, "ENR-05");
    let message = finding.message().to_string();
    assert!(
        message.ends_with("does not cover 2025-01-01 to 2025-01-02"),
        "{message}"
    );
}

#[test]
fn case_12_the_last_day_is_covered() {
    let last = by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20241231~",
    );
    assert!(codes(last).is_empty());
    let next = by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250101~",
    );
    assert_eq!(codes(next), ["ENR-04@1"]);
}

#[test]
fn case_13_of_several_rows_that_miss_the_nearest_is_told_once() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,group_npi,tin,tin_kind,location_id,status,effective_from\n\
             1245319599,60054,1234567893,999999999,EIN,,approved,2023-01-01\n\
             1245319599,60054,1234567893,123456789,EIN,WEST,approved,2023-01-01\n",
        ),
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip\n\
             MAIN,,office,100 Main St,Springfield,IL,62701\n\
             WEST,1922222223,office,9 Oak Rd,Springfield,IL,62701\n",
        ),
    ];
    let finding = only(
        Example::claim(
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
        )
        .with_roster(FILES),
    );
    assert_eq!(
        (finding.rule.code, finding.nearest.unwrap().line),
        ("ENR-08", 3)
    );
    assert_eq!(finding.subject.unwrap().location.as_deref(), Some("MAIN"));
}

#[test]
fn case_19_a_lost_zero_is_named() {
    let finding = only(Example::claim(
        "CLM*A1*100***2:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    ));
    assert!(finding.message().to_string().contains("leading zero"));
}

#[test]
fn case_33_denied_ranges_lie_inside_allowed_ones_and_series_do_not_mix() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from,scope_allow,scope_deny\n\
         1245319599,60054,approved,2023-01-01,92900-93999 G0101-G0124,92920-92945\n",
    )];
    let bills = |claim| {
        let billing =
            "NM1*85*1*ROE*SAM****XX*1245319599~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*123456789~";
        codes(Example::claim(claim).billed_by(billing).with_roster(FILES))
    };
    assert!(
        bills("CLM*A1*1***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:93306*1*UN*1***1~DTP*472*D8*20240115~")
            .is_empty()
    );
    assert!(
        bills("CLM*A1*1***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:G0102*1*UN*1***1~DTP*472*D8*20240115~")
            .is_empty()
    );
    for claim in [
        "CLM*A1*1***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:92928*1*UN*1***1~DTP*472*D8*20240115~",
        "CLM*A1*1***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:0102T*1*UN*1***1~DTP*472*D8*20240115~",
    ] {
        assert_eq!(bills(claim), ["ENR-12@1"]);
    }
}

#[test]
fn case_34_a_locum_is_judged_as_the_regular_provider() {
    let locum = by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20240115~",
    );
    assert!(codes(locum).is_empty());
    let of_another = by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*POE*ANN****XX*1911111114~\
         LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20240115~",
    );
    assert_eq!(codes(of_another), ["ENR-02@1"]);
}

#[test]
fn what_all_lines_share_is_told_once_for_the_claim() {
    let two = by_roe(
        "CLM*A1*200***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
         LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250116~",
    );
    let finding = only(two);
    let subject = finding.subject.unwrap();
    assert_eq!((finding.rule.code, subject.line), ("ENR-04", None));
    assert_eq!(subject.amount.unwrap().to_string(), "200.00");
    assert_eq!(
        subject.dates.unwrap().to_string(),
        "2025-01-15 to 2025-01-16"
    );
    let one_late = by_roe(
        "CLM*A1*200***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20241231~\
         LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250101~",
    );
    assert_eq!(codes(one_late), ["ENR-04@2"]);
}

#[test]
fn a_practice_that_the_roster_does_not_know_is_not_judged() {
    let stranger = by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1933333332~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    )
    .billed_by(
        "NM1*85*2*OTHER*****XX*1944444441~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*111222333~",
    );
    assert!(codes(stranger).is_empty());
    assert!(codes(stranger.sent_to("NM1*PR*2*NOBODY*****PI*99999~")).is_empty());
}

#[test]
fn enrollment_rules_are_silent_about_malformed_npis() {
    let example = by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319598~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    assert_eq!(codes(example), ["NPI-01@-"]);
    assert_eq!(only(example).ack().unwrap().entity, Some("82"));
}

#[test]
fn a_judgement_tells_what_was_known() {
    let known = judge(by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    ));
    assert!(known.findings.is_empty());
    assert!(known.lines[0].credentialing_known && known.lines[0].place_of_service_known);
    let unknown = judge(by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SOMEWHERE*****XX*1933333332~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    ));
    assert!(unknown.lines[0].credentialing_known && !unknown.lines[0].place_of_service_known);
    // A facility that nobody knows where one must be, and telehealth without the list of what may be done so.
    for claim in [
        "CLM*A1*100***22:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SOMEWHERE*****XX*1933333332~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
        "CLM*A1*100***10:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213:95*100*UN*1***1~DTP*472*D8*20240115~",
    ] {
        let line = judge(by_roe(claim)).lines[0];
        assert!(
            line.credentialing_known && !line.place_of_service_known,
            "{claim}"
        );
    }
    let no_roster = judge(Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    ));
    assert!(!no_roster.lines[0].credentialing_known);
}

#[test]
fn findings_of_a_line_include_those_of_its_claim() {
    let judgement = judge(by_roe(
        "CLM*A1*999***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20241231~\
         LX*2~SV1*HC:93000*100*UN*1***1~DTP*472*D8*20250101~",
    ));
    let of = |line| {
        let findings = judgement.findings_of(Some(line));
        findings
            .map(|finding| finding.rule.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(1), ["CTX-08"]);
    assert_eq!(of(2), ["CTX-08", "ENR-04"]);
}

#[test]
fn a_payer_that_goes_by_anothers_name_is_ambiguous() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,group_npi,status,effective_from\n\
             1245319599,A1,1234567893,approved,2023-01-01\n",
        ),
        (
            "payers.csv",
            "payer_id,name,aliases\nA1,First,60054\nB2,Second,60054\n",
        ),
    ];
    let finding = only(
        Example::claim(
            "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
        )
        .with_roster(FILES),
    );
    assert_eq!(
        (finding.rule.code, finding.verdict),
        ("ENR-26", Verdict::Unknown)
    );
    assert!(finding.message().to_string().contains("several payers"));
    assert_eq!(finding.subject.unwrap().payer, None);
}

#[test]
fn where_the_roster_is_complete_an_unknown_provider_is_not_enrolled() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,group_npi,status,effective_from\n\
             1911111114,60054,1234567893,approved,2023-01-01\n",
        ),
        (
            "coverage.csv",
            "group_npi,tin,payer_id,complete,as_of\n1234567893,,60054,yes,2025-01-01\n",
        ),
    ];
    let example = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    );
    assert_eq!(codes(example.with_roster(FILES)), ["ENR-02@1"]);
    assert_eq!(codes(example.with_roster(&FILES[..1])), ["ENR-01@1"]);
}

#[test]
fn an_excerpt_shows_the_element_between_its_neighbours() {
    let input = Example::claim(
        "CLM*A1*100***11:A:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    )
    .to_input();
    let options = Options {
        excerpts: true,
        ..Options::default()
    };
    let mut batch = Batch::new();
    Cutter::new(input.as_bytes())
        .next_batch(&mut batch)
        .expect("readable");
    let report = Checker::new(None, options).check(&mut batch);
    let finding = &report.findings[0];
    let excerpt = finding.excerpt.as_ref().expect("asked for");
    let texts: Vec<&str> = excerpt
        .segments
        .iter()
        .map(|segment| &*segment.text)
        .collect();
    assert_eq!(
        texts,
        [
            "NM1*PR*2*SAMPLE PAYER*****PI*60054",
            "CLM*A1*100***11:A:1*Y*A*Y*Y",
            "HI*..."
        ]
    );
    let at_fault = &excerpt.segments[excerpt.at_fault];
    assert_eq!(&at_fault.text[excerpt.underline.clone()], "A");
    assert!(input[at_fault.byte as usize..].starts_with("CLM*"));
    assert_eq!(at_fault.number, finding.at.place.segment);
    assert_eq!(at_fault.byte, finding.at.place.byte);
}

#[test]
fn lines_that_the_roster_cannot_judge_are_counted() {
    let roster = roster(GROUP);
    let checker = Checker::new(roster.as_ref(), Options::default());
    let unjudged = |example: Example| {
        let input = example.to_input();
        let mut batch = Batch::new();
        Cutter::new(input.as_bytes())
            .next_batch(&mut batch)
            .expect("readable");
        checker.check(&mut batch).counts.unjudged_lines
    };
    let roe = "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
        LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~";
    assert_eq!(unjudged(Example::claim(roe)), 0);
    let other =
        "NM1*85*2*OTHER*****XX*1944444441~N3*1 A ST~N4*SPRINGFIELD*IL*62701~REF*EI*111222333~";
    assert_eq!(unjudged(Example::claim(roe).billed_by(other)), 1);
}

const VISIT: &str = "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
     LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";

#[test]
fn case_4_a_group_as_rendering_provider_fails_where_the_payer_wants_a_person() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
         ,60054,1234567893,123456789,EIN,approved,2023-01-01\n",
    )];
    let group = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~",
    );
    let medicare = group.with_roster(FILES).filed_as("MB");
    assert_eq!(codes(medicare), ["ENR-20@1"]);
    assert_eq!(only(medicare).at.to_string(), "2310B/NM102");
    assert!(codes(group.with_roster(FILES)).is_empty());
}

#[test]
fn nobody_named_is_a_warning_where_the_group_has_no_enrollment_of_its_own() {
    let nobody =
        by_roe("CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20240115~");
    let finding = only(nobody);
    assert_eq!(
        (finding.rule.code, finding.severity),
        ("ENR-21", Severity::Warning)
    );
}

#[test]
fn case_9_what_may_be_billed_back_is_held_and_what_may_not_is_said() {
    const FILES: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,application_received\n\
         1245319599,60054,1234567893,123456789,EIN,pending,,2025-02-10\n",
    )];
    let told = |claim: &'static str| {
        let finding = only(Example::claim(claim).with_roster(FILES).filed_as("MB"));
        assert_eq!(finding.rule.code, "ENR-03");
        (finding.message().to_string(), finding.help().to_string())
    };
    let (message, help) = told(VISIT);
    assert!(
        message.contains("the application is pending, received 2025-02-10"),
        "{message}"
    );
    assert!(
        help.ends_with("once approved, bill back to 2025-01-11"),
        "{help}"
    );
    let (message, help) = told(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250110~",
    );
    assert!(message.ends_with("no earlier than 2025-01-11"), "{message}");
    assert!(help.contains("earlier effective date"), "{help}");
}

#[test]
fn case_10_the_gap_is_named_by_both_its_ends() {
    let message = only(by_roe(VISIT)).message().to_string();
    assert!(
        message.contains("in a gap from 2025-01-01 to 2025-03-31"),
        "{message}"
    );
}

#[test]
fn case_11_the_split_is_suggested() {
    let finding = only(by_roe(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*RD8*20241230-20250102~",
    ));
    let help = finding.help().to_string();
    let parts = "into 2024-12-30 to 2024-12-31 and 2025-01-01 to 2025-01-02";
    assert!(help.contains(parts), "{help}");
    assert!(
        help.ends_with("2025-01-01 is the first day that is not covered"),
        "{help}"
    );
}

#[test]
fn case_34_the_sixty_first_day_of_a_locum_fails() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n",
        ),
        (
            "credentials.csv",
            "provider_npi,kind,number,issued\n1245319599,substitution,1911111114,2025-01-01\n",
        ),
    ];
    let sixtieth = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250301~",
    );
    assert!(codes(sixtieth.with_roster(FILES)).is_empty());
    let next = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213:Q6*100*UN*1***1~DTP*472*D8*20250302~",
    );
    let finding = only(next.with_roster(FILES));
    assert_eq!(finding.rule.code, "ENR-23");
    let nearest = finding.nearest.expect("the absence");
    assert_eq!((&*nearest.file, nearest.line), ("credentials.csv", 2));
}

#[test]
fn findings_name_the_row_that_speaks_against_the_provider() {
    const ROW: &str = "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
         1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n";
    const LICENCE: Files = &[
        ("enrollments.csv", ROW),
        (
            "credentials.csv",
            "provider_npi,kind,state,issued,expires\n\
             1245319599,license,WI,2020-01-01,2020-12-31\n\
             1245319599,license,IL,2020-01-01,2024-12-31\n",
        ),
    ];
    const REGISTRY: Files = &[
        ("enrollments.csv", ROW),
        (
            "providers.csv",
            "npi,npi_deactivated_on\n1911111114,\n1245319599,2025-01-02\n",
        ),
    ];
    for (files, file, line, fact, expected) in [
        (LICENCE, "credentials.csv", 3, "expires", "2024-12-31"),
        (
            REGISTRY,
            "providers.csv",
            3,
            "npi_deactivated_on",
            "2025-01-02",
        ),
    ] {
        let nearest = only(Example::claim(VISIT).with_roster(files)).nearest;
        let nearest = nearest.expect("a row");
        assert_eq!(
            (&*nearest.file, nearest.line, nearest.fact),
            (file, line, fact)
        );
        assert_eq!(
            (&*nearest.expected, &*nearest.found),
            (expected, "2025-01-15")
        );
    }
}

#[test]
fn a_void_is_held_for_its_own_faults_and_not_for_what_would_not_have_been_paid() {
    const ENDED: Files = &[(
        "enrollments.csv",
        "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
         1245319599,60054,1234567893,123456789,EIN,terminated,2023-01-01,2024-12-31\n",
    )];
    let of = |claim: &'static str| {
        let example = Example::claim(claim).with_roster(ENDED);
        let found = check(example.with_profile("[rules]\n\"PX-03\" = \"error\"\n"));
        let told = found.iter().map(|one| (one.rule.code, one.severity));
        told.collect::<Vec<_>>()
    };
    // A visit of an inpatient in the office, by someone whose enrollment had ended.
    assert_eq!(
        of(
            "CLM*A1*100***11:B:7*Y*A*Y*Y~REF*F8*PAYER77~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99232*100*UN*1***1~DTP*472*D8*20250115~"
        ),
        [("ENR-04", Severity::Error), ("PX-03", Severity::Error)]
    );
    assert_eq!(
        of(
            "CLM*A1*100***11:B:8*Y*A*Y*Y~REF*F8*PAYER77~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99232*100*UN*1***1~DTP*472*D8*20250115~"
        ),
        [("ENR-04", Severity::Info), ("PX-03", Severity::Info)]
    );
    // Without the payer's number nobody knows what is to be voided, and no payer takes an NPI or a place that is none.
    assert_eq!(
        of(
            "CLM*A1*100***98:B:8*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319590~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"
        ),
        [
            ("CTX-04", Severity::Error),
            ("POS-S02", Severity::Error),
            ("NPI-01", Severity::Error)
        ]
    );
}

#[test]
fn a_replacement_without_a_day_is_a_warning_and_one_with_a_day_holds_the_claim() {
    const ROW: &str = "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
         1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n";
    const UNDATED: Files = &[
        ("enrollments.csv", ROW),
        ("providers.csv", "npi,replaced_by\n1245319599,1811111115\n"),
    ];
    const DATED: Files = &[
        ("enrollments.csv", ROW),
        (
            "providers.csv",
            "npi,npi_deactivated_on,replaced_by\n1245319599,2025-01-02,1811111115\n",
        ),
    ];
    for (files, severity, verdict) in [
        (UNDATED, Severity::Warning, Verdict::Unknown),
        (DATED, Severity::Error, Verdict::Fail),
    ] {
        let found = only(Example::claim(VISIT).with_roster(files));
        assert_eq!(found.rule.code, "ENR-28");
        assert_eq!((found.severity, found.verdict), (severity, verdict));
        let nearest = found.nearest.expect("a row");
        assert_eq!(
            (nearest.fact, &*nearest.expected, &*nearest.found),
            ("replaced_by", "1811111115", "1245319599")
        );
    }
}

#[test]
fn an_authorization_of_another_member_is_told_without_any_members_id() {
    const FILES: Files = &[
        (
            "enrollments.csv",
            "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01\n",
        ),
        (
            "authorizations.csv",
            "auth_number,payer_id,member_id,valid_from\nAUTH77,60054,SECRET99,2025-01-01\n",
        ),
    ];
    let sent = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    let finding = only(sent.with_roster(FILES));
    assert_eq!(finding.rule.code, "AUTH-10");
    let told = format!(
        "{} {} {:?}",
        finding.message(),
        finding.help(),
        finding.nearest
    );
    assert!(!told.contains("SECRET99") && !told.contains("M1"), "{told}");
}

#[test]
fn case_39_what_was_refused_is_sent_anew_and_what_was_judged_is_replaced() {
    let sent = |claim| codes(Example::claim(claim));
    let anew = "CLM*A1*100***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert!(sent(anew).is_empty());
    // Who was refused by a 277CA has no number of the payer to replace.
    let replacing =
        "CLM*A1*100***11:B:7*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert_eq!(sent(replacing), ["CTX-04@-"]);
    let numbered = "CLM*A1*100***11:B:7*Y*A*Y*Y~REF*F8*P123~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert!(sent(numbered).is_empty());
}

#[test]
fn a_line_may_point_more_often_than_a_component_can_be_counted() {
    let pointers = ["2"; 300].join(":");
    let claim = format!(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***{pointers}~DTP*472*D8*20250115~"
    );
    let told = codes(Example::claim(claim.leak()));
    assert_eq!(told.len(), 255);
    assert!(told.iter().all(|one| one == "SIT-15@1"), "{told:?}");
}

/// Sources below a folder, one behind the other.
fn sources(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).expect("a folder of the workspace");
    let mut text = String::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text += &sources(&path);
        } else if path.extension().is_some_and(|end| end == "rs") {
            text += &std::fs::read_to_string(&path).expect("text");
        }
    }
    text
}

#[test]
fn each_of_the_forty_cases_has_a_test() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["validate/tests", "remit/tests", "remit/src"];
    let text: String = folders.map(|one| sources(&crates.join(one))).concat();
    let missing = (1..=40).filter(|number| !text.contains(&format!("fn case_{number}_")));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<u32>::new());
}

#[test]
fn a_line_with_the_total_of_a_paper_bill_is_a_warning() {
    let found = only(
        Example::claim(
            "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~CL1*1*1*01~HI*ABK:I10~\
             NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0300*HC:80053*100*UN*1~DTP*472*D8*20250115~\
             LX*2~SV2*0001**0*UN*1~DTP*472*D8*20250115~",
        )
        .of_kind(ClaimKind::Institutional),
    );
    assert_eq!(
        (found.rule.code, found.severity),
        ("COD-31", Severity::Warning)
    );
}

#[test]
fn an_external_cause_that_was_right_in_one_claim_is_wrong_as_the_principal_diagnosis_of_the_next() {
    let told = codes(Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:S72001A*ABF:W19XXXA~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
         CLM*A2*100***11:B:1*Y*A*Y*Y~HI*ABK:W19XXXA*ABF:S72001A~LX*1~SV1*HC:99214*100*UN*1***1~DTP*472*D8*20250115~",
    ));
    assert_eq!(told, ["COD-30@-"]);
}

#[test]
fn control_numbers_that_are_not_counted_up_are_no_repetition() {
    let claim = |numbers: [&str; 4]| {
        let mut claim = String::from("CLM*A1*400***11:B:1*Y*A*Y*Y~");
        for (line, number) in (1..).zip(numbers) {
            claim += &format!(
                "LX*{line}~SV1*HC:9921{line}*100*UN*1***1~DTP*472*D8*20250115~REF*6R*{number}~"
            );
        }
        codes(Example::claim(claim.leak()))
    };
    assert!(claim(["9", "10", "8", "11"]).is_empty());
    assert!(claim(["1-ABCDEFGH", "2-ABCDEFGH", "3-ABCDEFGH", "4-ABCDEFGH"]).is_empty());
    assert_eq!(claim(["9", "10", "9", "9"]), ["CTX-25@3", "CTX-25@4"]);
    assert_eq!(
        claim(["1-ABCDEFGH", "2-ABCDEFGH", "1-ABCDEFGH", "4"]),
        ["CTX-25@3"]
    );
}

#[test]
fn what_is_only_told_of_may_charge_nothing() {
    let claim = |frequency: &str, purpose: &'static str| {
        let claim = format!(
            "CLM*A1*0***11:A:{frequency}**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~\
             DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~\
             NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**0*DA*2~"
        );
        codes(
            Example::claim(claim.leak())
                .of_kind(ClaimKind::Institutional)
                .changing("*1200*CH~", purpose),
        )
    };
    assert_eq!(claim("1", "*1200*CH~"), ["CTX-26@-"]);
    assert!(claim("1", "*1200*RP~").is_empty());
    assert!(claim("1", "*1200*31~").is_empty());
    // A notice asks for nothing.
    assert!(claim("A", "*1200*CH~").is_empty());
}
