//! Proves the catalogue of rules: codes, files, explanations and examples.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use remedi_claims::codes::cause::RootCause;
use remedi_claims::codes::{carc, rarc};
use remedi_claims::{Cutter, in_order};
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
