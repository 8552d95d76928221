//! Proves the catalogue of rules: codes, files, explanations and examples.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use remedi_claims::codes::cause::RootCause;
use remedi_claims::codes::{carc, claim_status, rarc};
use remedi_claims::{ClaimKind, Cutter, in_order};
use remedi_enrollment::Roster;
use remedi_validate::{
    Checker, Example, Finding, Options, Profile, Remittances, Severity, Verdict, Watch, rules,
};

fn profile(example: &Example) -> Option<Arc<Profile>> {
    let text = example.profile();
    let profile = || Profile::parse(text, "example").expect("examples have readable profiles");
    (!text.is_empty()).then(|| Arc::new(profile()))
}

fn findings(example: &Example) -> Vec<Finding> {
    let roster = (!example.roster().is_empty()).then(|| {
        let loaded = Roster::from_csv(example.roster()).expect("examples have readable rosters");
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        loaded.roster
    });
    let options = Options {
        excerpts: true,
        guides: true,
        as_of: example.as_of(),
        profile: profile(example),
        ..Options::default()
    };
    let checker = Checker::new(roster.as_ref(), options);
    let input = example.to_input();
    let (mut duplicates, mut all) = (checker.duplicates(), Vec::new());
    let mut remittances = Remittances::new(&checker);
    duplicates.start_input("claims.837");
    let error = in_order(
        Cutter::new(input.as_bytes()),
        |batch| checker.check(batch),
        |mut report| {
            duplicates.add(&mut report);
            remittances.add(&report);
            all.extend(report.findings);
        },
    );
    assert!(error.is_none(), "{input}");
    all.extend(remittances.end_input().findings);
    all
}

fn told(findings: &[Finding]) -> Vec<String> {
    let told = |finding: &Finding| {
        format!(
            "{} {}: {}",
            finding.rule.code,
            finding.at,
            finding.message()
        )
    };
    findings.iter().map(told).collect()
}

#[test]
fn codes_and_names_are_unique_and_well_formed() {
    let codes: BTreeSet<_> = rules::ALL.iter().map(|rule| rule.code).collect();
    let names: BTreeSet<_> = rules::ALL.iter().map(|rule| rule.name).collect();
    assert_eq!(
        (codes.len(), names.len()),
        (rules::ALL.len(), rules::ALL.len())
    );
    for rule in rules::ALL {
        let (family, number) = rule.code.split_once('-').unwrap();
        assert!(
            family.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{}",
            rule.code
        );
        assert!(number.len() >= 2, "{}", rule.code);
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(rule.name.bytes().all(kebab), "{}", rule.name);
        assert!(rules::find(rule.code).is_some_and(|found| found.name == rule.name));
    }
}

#[test]
fn every_file_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = BTreeSet::new();
    for family in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        if family.file_type().unwrap().is_dir() {
            for file in std::fs::read_dir(family.path())
                .unwrap()
                .map(Result::unwrap)
            {
                let stem = file
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.insert(format!("{}/{stem}", family.file_name().to_string_lossy()));
            }
        }
    }
    let registered = rules::ALL.iter();
    let registered = registered.map(|rule| format!("{}/{}", rule.family(), rule.file_stem()));
    assert_eq!(registered.collect::<BTreeSet<_>>(), files);
}

#[test]
fn every_replacement_of_an_example_finds_its_text() {
    for rule in rules::ALL {
        let examples = rule.rejected.iter().chain(rule.accepted);
        let is_derived = matches!(
            rule.watch,
            Watch::Envelope(_) | Watch::Guide(_) | Watch::Group(_) | Watch::Repeated(_)
        );
        for example in examples.filter(|_| is_derived) {
            let usual = Example::usual().to_input();
            let is_first = std::ptr::eq(example, &rule.accepted[0]);
            assert_eq!(example.to_input() == usual, is_first, "{}", rule.code);
        }
    }
}

#[test]
fn explanations_have_their_headings() {
    for rule in rules::ALL {
        let text = rule.explanation();
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(
            headings,
            ["## What it is", "## Why it matters", "## What to do"],
            "{}",
            rule.code
        );
        assert!(text.lines().all(|line| line.len() <= 120), "{}", rule.code);
    }
}

#[test]
fn causes_follow_the_contract() {
    for rule in rules::ALL {
        let family = rule.code.split('-').next().unwrap();
        let expected = match (rule.code, family) {
            ("ENR-09", _) => RootCause::PlaceOfService,
            ("ENR-13", _) => RootCause::Network,
            ("ENR-26", _) => RootCause::WrongPayer,
            ("LOC-19", _) => RootCause::Credentialing,
            ("PX-35", _) => RootCause::Coding,
            (_, "NPI" | "ENR") => RootCause::Credentialing,
            (_, "POS" | "LOC" | "PX" | "TH") => RootCause::PlaceOfService,
            (_, "AUTH") => RootCause::Authorization,
            _ => RootCause::ClaimData,
        };
        assert_eq!(rule.cause, expected, "{}", rule.code);
    }
}

#[test]
fn predictions_are_codes_of_the_tables() {
    for rule in rules::ALL {
        for prediction in rule.predicts {
            assert!(
                carc::lookup(prediction.carc.as_bytes()).is_some(),
                "{}",
                prediction.carc
            );
            for code in prediction.rarcs {
                assert!(
                    rarc::lookup(code.as_bytes()).is_some(),
                    "{} {code}",
                    rule.code
                );
            }
        }
    }
}

#[test]
fn rules_that_hold_claims_name_a_claim_status() {
    // No status that is known for sure tells of these.
    let others = ["LOS-07", "LOS-18", "SIT-22", "SIT-25"];
    for rule in rules::ALL {
        let is_of_claim = matches!(
            rule.watch,
            Watch::Claim(_) | Watch::Line(_) | Watch::Code(..)
        );
        if is_of_claim && rule.severity == Severity::Error {
            assert_eq!(
                rule.ack.is_none(),
                others.contains(&rule.code),
                "{}",
                rule.code
            );
        }
        for status in rule.ack.iter().chain(&rule.ack_beside) {
            let known = claim_status::status(status.status.as_bytes());
            assert!(known.is_some(), "{}", rule.code);
        }
    }
}

#[test]
fn the_billing_provider_is_to_blame_where_its_enrollment_is_tested() {
    const CLAIM: &str = "CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~\
        DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~\
        LX*1~SV2*0120**100*DA*2~";
    const BILLING: &str = "PRV*BI*PXC*282N00000X~NM1*85*2*LAKESIDE HOSPITAL*****XX*1234567893~\
        N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~";
    const HOSPITAL: Example = Example::claim(CLAIM)
        .of_kind(ClaimKind::Institutional)
        .billed_by(BILLING);
    let cases: [(&str, &str, Example); 5] = [
        (
            "ENR-02",
            "NM109",
            HOSPITAL.with_roster(&[(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from,effective_to,taxonomy\n\
                 1234567893,00430,approved,2020-01-01,,\n1245319599,60054,approved,2020-01-01,,\n",
            ), ("coverage.csv", "group_npi,tin,payer_id,complete,as_of\n1234567893,,60054,yes,2025-01-01\n")]),
        ),
        (
            "ENR-03",
            "NM109",
            HOSPITAL.with_roster(&[(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from\n1234567893,60054,approved,2025-02-01\n",
            )]),
        ),
        (
            "ENR-04",
            "NM109",
            HOSPITAL.with_roster(&[(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from,effective_to\n\
                 1234567893,60054,approved,2020-01-01,2024-12-31\n",
            )]),
        ),
        (
            "ENR-05",
            "NM109",
            HOSPITAL.with_roster(&[(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from,effective_to\n\
                 1234567893,60054,approved,2020-01-01,2025-01-14\n",
            )]),
        ),
        (
            "ENR-10",
            "PRV03",
            HOSPITAL.with_roster(&[(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from,taxonomy\n\
                 1234567893,60054,approved,2020-01-01,207RC0000X\n",
            )]),
        ),
    ];
    for (code, element, example) in cases {
        let found = findings(&example);
        assert_eq!(found.len(), 1, "{code}: {:?}", told(&found));
        let at = found[0].at.element.map(|at| at.to_string());
        let entity = found[0].ack().and_then(|ack| ack.entity);
        assert_eq!(
            (found[0].rule.code, at.as_deref(), entity),
            (code, Some(element), Some("85"))
        );
    }
}

#[test]
fn each_rejected_example_fires_just_its_rule() {
    let mut others = Vec::new();
    for rule in rules::ALL {
        assert!(!rule.rejected.is_empty(), "{} has no example", rule.code);
        for example in rule.rejected {
            let found = findings(example);
            let codes: BTreeSet<_> = found.iter().map(|finding| finding.rule.code).collect();
            if codes != BTreeSet::from([rule.code]) {
                others.push((rule.code, example.to_input(), told(&found)));
            }
            assert!(
                found
                    .iter()
                    .any(|finding| finding.severity == rule.severity),
                "{}",
                rule.code
            );
        }
    }
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn each_accepted_example_fires_none() {
    let mut others = Vec::new();
    for rule in rules::ALL {
        assert!(!rule.accepted.is_empty(), "{} has no example", rule.code);
        for example in rule.accepted {
            let found = told(&findings(example));
            if !found.is_empty() {
                others.push((rule.code, example.to_input(), found));
            }
        }
    }
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn messages_know_their_values_and_no_patient() {
    for rule in rules::ALL {
        for finding in rule.rejected.iter().flat_map(findings) {
            let mut texts = vec![finding.message().to_string(), finding.help().to_string()];
            assert!(
                texts.iter().all(|text| !text.ends_with('.')),
                "{}: {texts:?}",
                rule.code
            );
            let excerpt = finding.excerpt.iter().flat_map(|excerpt| &excerpt.segments);
            texts.extend(excerpt.map(|segment| segment.text.to_string()));
            for text in texts {
                for trace in ["(not known)", "{", "}", "DOE", "PAT", "19800101"] {
                    assert!(!text.contains(trace), "{}: {text}", rule.code);
                }
                assert!(!text.is_empty(), "{}", rule.code);
            }
        }
    }
}

#[test]
fn messages_show_nothing_that_is_hardly_a_code() {
    let others = "SBR*P*18*******MB~CAS*CO*45*20~CAS*PR*2*10~AMT*D*60~OI***Y***Y~MOA***MA01~\
        NM1*IL*1*DOE*PAT****MI*M2~NM1*PR*2*FIRST PAYER*****PI*12345~DTP*573*D8*20250120~";
    let line = "SVD*12345*70*HC:99213*0450*1~CAS*CO*45*20~DTP*573*D8*20250120~";
    let professional = format!(
        "CLM*A1*100***11:B:1*Y*A*Y*Y**AA:::IL:US********4~DTP*439*D8*20250101~HI*ABK:I10*ABF:E785~\
         NM1*82*1*ROE*SAM****XX*1245319599~PRV*PE*PXC*207RC0000X~{others}\
         LX*1~SV1*HC:99213:25*100*UN*1*11**1~DTP*472*D8*20250115~LIN**N4*00002143380~CTP****1*UN~{line}"
    );
    let institutional = format!(
        "CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~\
         DTP*435*DT*202501130800~CL1*1*1*01~HI*ABK:I10~HI*ABJ:I10~HI*DR:065~HI*BBR:0DTJ4ZZ:D8:20250114~\
         HI*BI:70:RD8:20250113-20250114~HI*BH:11:D8:20250113~HI*BE:80:::2~HI*BG:C1~\
         NM1*71*1*ROE*SAM****XX*1245319599~{others}LX*1~SV2*0120*HC:99213:25*100*DA*2~{line}"
    );
    let dental = format!(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~DTP*472*D8*20250115~DN2*1*M****JP~HI*ABK:K029~{others}\
         LX*1~SV3*AD:D2140*100*11*01**1*****1~TOO*JP*3*M:O~SVD*12345*70*AD:D2140**1~CAS*CO*45*30~DTP*573*D8*20250120~"
    );
    let claims = [
        (ClaimKind::Professional, professional),
        (ClaimKind::Institutional, institutional),
        (ClaimKind::Dental, dental),
    ];
    let mut leaks = BTreeSet::new();
    for (kind, text) in claims {
        let text: &'static str = text.leak();
        // The number of a line is a place.
        let starts = text.match_indices(['*', ':']).map(|(at, _)| at + 1);
        for start in starts.filter(|&start| !text[..start].ends_with("LX*")) {
            let length = text[start..].find(['*', ':', '~']).unwrap_or_default();
            for word in ["QUIXANO", "DOE", "MEM8675309", "19410417", "941041700"] {
                let text = format!("{}{word}{}", &text[..start], &text[start + length..]);
                let example = Example::claim(text.leak()).of_kind(kind);
                for finding in findings(&example) {
                    let shown = format!("{} {}", finding.message(), finding.help());
                    // Amounts are shown as they are.
                    let shown = shown.replace(&format!("{word}.00"), "");
                    if shown.contains(word) {
                        leaks.insert((finding.rule.code, shown));
                    }
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}

#[test]
fn what_is_unknown_is_at_most_a_warning() {
    for finding in rules::ALL
        .iter()
        .flat_map(|rule| rule.rejected)
        .flat_map(findings)
    {
        assert!(finding.verdict == Verdict::Fail || finding.severity <= Severity::Warning);
    }
}

#[test]
fn findings_of_claims_have_a_subject_and_an_element() {
    for rule in rules::ALL {
        for finding in rule.rejected.iter().flat_map(findings) {
            let envelope = matches!(
                rule.watch,
                Watch::Envelope(_) | Watch::Group(_) | Watch::Repeated(_) | Watch::Remittance(_)
            );
            // Faults against a guide are of a claim, or of what stands around it.
            if !matches!(rule.watch, Watch::Guide(_)) {
                assert_eq!(finding.subject.is_none(), envelope, "{}", rule.code);
            }
            assert!(
                finding.subject.is_none() || finding.at.loop_id.is_some(),
                "{}: {}",
                rule.code,
                finding.at
            );
        }
    }
}
