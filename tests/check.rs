//! `remedi check` as users and scripts see it.

mod run;

use std::collections::BTreeMap;

use run::remedi;

const PRACTICE: &str = "fixtures/practice/claims-2025-03.837";
const ROSTER: [&str; 2] = ["--roster", "fixtures/practice/roster"];
const ENDED: [&str; 4] = [
    "check",
    "fixtures/enrollment-ended/claim.837",
    "--roster",
    "fixtures/enrollment-ended/roster.csv",
];

fn practice(more: &[&str]) -> run::Ran {
    remedi([&["check", PRACTICE], &ROSTER[..], more].concat())
}

#[test]
fn a_finding_reads_like_a_compiler_error() {
    let ran = remedi(ENDED);
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
}

#[test]
fn every_first_rule_fires_once_on_the_practice() {
    let ran = practice(&["--format", "json"]);
    let mut rules = BTreeMap::<String, u32>::new();
    for line in ran.json() {
        if let Some(rule) = line["rule"].as_str() {
            *rules.entry(rule.to_owned()).or_default() += 1;
        }
    }
    let expected = [
        "POS-S01", "POS-S02", "POS-S03", "LOC-01", "LOC-02", "LOC-09", "PX-03", "PX-05", "PX-08",
        "TH-01", "TH-05", "NPI-01", "NPI-02", "ENR-02", "ENR-03", "ENR-04", "ENR-05", "ENR-06",
        "ENR-09", "ENR-12", "ENR-14", "CTX-08",
    ];
    assert_eq!(rules, expected.map(|rule| (rule.to_owned(), 1)).into());
    let summary = ran.summary();
    assert_eq!(summary["schema"], "remedi.check-summary/1");
    assert_eq!(
        (&summary["claims"], &summary["held"]),
        (&49.into(), &21.into())
    );
    assert_eq!(summary["clean"], 28);
    assert_eq!(summary["amount_held"], "8860.00");
    assert_eq!(ran.code, 1);
}

#[test]
fn the_keys_of_a_finding_stand_in_the_order_of_the_contract() {
    let ran = remedi([&ENDED[..], &["--format", "json"]].concat());
    let line = ran.out.lines().next().unwrap();
    let keys = [
        "schema",
        "rule",
        "name",
        "severity",
        "verdict",
        "cause",
        "file",
        "claim",
        "line",
        "submitter",
        "billing_npi",
        "tin",
        "payer",
        "payer_sent",
        "provider",
        "location",
        "pos",
        "procedure",
        "modifiers",
        "service_from",
        "service_to",
        "amount",
        "at",
        "message",
        "help",
        "nearest",
        "predicts",
        "ack",
        "snip",
    ];
    let places: Vec<_> = keys
        .iter()
        .map(|key| {
            line.find(&format!("\"{key}\":"))
                .unwrap_or_else(|| panic!("no {key}"))
        })
        .collect();
    assert!(places.is_sorted(), "{line}");
    let finding: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(finding.as_object().unwrap().len(), keys.len());
    assert_eq!(finding["rule"], "ENR-04");
    assert_eq!(finding["line"], 2);
    assert_eq!(finding["amount"], "125.00");
    assert_eq!(finding["service_from"], "2025-03-28");
    assert_eq!(finding["nearest"]["line"], 2);
    assert_eq!(finding["nearest"]["fact"], "effective_to");
    assert_eq!(finding["location"], serde_json::Value::Null);
    assert_eq!(finding["at"]["loop"], "2310B");
    assert_eq!(finding["at"]["element"], "NM109");
    assert_eq!(finding["predicts"][0]["carc"], "B7");
    let claim = run::fixture("enrollment-ended/claim.837");
    let byte = finding["at"]["byte"].as_u64().unwrap() as usize;
    assert!(claim[byte..].starts_with(b"NM1*82*"), "{finding}");
}

#[test]
fn threads_do_not_change_the_output() {
    let findings = |threads| {
        let ran = practice(&["--format", "json", "--threads", threads]);
        let lines = ran
            .out
            .lines()
            .filter(|line| line.contains("remedi.finding/1"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(findings("1"), findings("4"));
}

#[test]
fn csv_has_a_row_for_each_finding_and_its_sums_beside_it() {
    let ran = practice(&["--format", "csv"]);
    let mut table = csv::Reader::from_reader(ran.out.as_bytes());
    let columns = table.headers().unwrap().clone();
    let rows: Vec<_> = table.records().map(Result::unwrap).collect();
    let of = |name| columns.iter().position(|column| column == name).unwrap();
    assert_eq!(rows.len(), 22);
    let scope = rows
        .iter()
        .find(|row| &row[of("rule")] == "ENR-12")
        .unwrap();
    assert_eq!(&scope[of("roster_fact")], "scope_deny");
    assert_eq!(&scope[of("amount")], "3200.00");
    assert!(
        ran.err
            .contains("49 claims in 1 file: 28 clean, 21 held with $8860.00"),
        "{}",
        ran.err
    );
}

#[test]
fn without_a_roster_one_notice_says_what_is_not_checked() {
    let ran = remedi(["check", "fixtures/enrollment-ended/claim.837"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err.lines().count(), 1);
    assert!(ran.err.contains("no roster"), "{}", ran.err);
    assert_eq!(
        remedi(["check", "-q", "fixtures/enrollment-ended/claim.837"]).err,
        ""
    );
}

#[test]
fn exit_zero_forgives_findings() {
    let ran = remedi([&ENDED[..], &["--exit-zero"]].concat());
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("error[ENR-04]"));
}

#[test]
fn colors_come_when_asked_for_only() {
    assert!(!remedi(ENDED).out.contains('\x1b'));
    let ran = remedi([&ENDED[..], &["--color", "always"]].concat());
    assert!(ran.out.contains("\x1b["));
}

#[test]
fn no_patient_is_named() {
    for format in ["human", "json", "csv"] {
        let ran = practice(&["--format", format]);
        for secret in ["TESTER", "ANNA", "19700101", "T1000"] {
            assert!(
                !ran.out.contains(secret) && !ran.err.contains(secret),
                "{format}: {secret}"
            );
        }
    }
}

#[test]
fn a_city_that_slipped_into_the_state_is_not_told() {
    let claim = String::from_utf8(run::fixture("enrollment-ended/claim.837")).unwrap();
    let slipped = claim.replace("N4*TESTVILLE*OH*43999~", "N4*OH*TESTVILLE*43999~");
    for format in ["human", "json", "csv"] {
        let ran = run::remedi_reading(slipped.as_bytes(), ["check", "--format", format, "-"]);
        assert!(ran.out.contains("COD-09"), "{format}");
        let all = ran.out + &ran.err;
        assert!(!all.contains("TESTVILLE"), "{format}: {all}");
    }
}

#[test]
fn what_is_less_than_nothing_has_its_sign_before_the_dollars() {
    let claim = String::from_utf8(run::fixture("enrollment-ended/claim.837")).unwrap();
    let less = ["305", "180", "125"].iter().fold(claim, |claim, charge| {
        claim.replace(&format!("*{charge}*"), &format!("*-{charge}*"))
    });
    let ran = run::remedi_reading(less.as_bytes(), ["check", "-"]);
    assert!(ran.out.contains("held with -$305.00"), "{}", ran.out);
    assert!(ran.out.contains(": -$125.00 "), "{}", ran.out);
    assert!(!ran.out.contains("$-"), "{}", ran.out);
}

#[test]
fn a_truncated_file_is_told_and_its_claims_are_judged() {
    let whole = run::fixture("practice/claims-2025-03.837");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("truncated.837");
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let arguments = ["check", "--format", "json", "-q", path.to_str().unwrap()];
    let ran = remedi([&arguments, &ROSTER[..]].concat());
    let lines = ran.json();
    let missing = lines
        .iter()
        .filter(|line| line["name"] == "trailer-missing");
    assert_eq!(missing.count(), 3);
    let summary = ran.summary();
    assert!(summary["claims"].as_u64().unwrap() > 20);
    // The set has no end, so nothing of it can be sent.
    assert_eq!(summary["clean"], 0);
    assert_eq!(ran.code, 1);
}

#[test]
fn claims_of_one_account_number_are_each_charged() {
    let one = String::from_utf8(run::fixture("enrollment-ended/claim.837")).unwrap();
    let start = one.find("CLM*").unwrap();
    let end = one.find("SE*").unwrap();
    let claim = &one[start..end];
    // The claim twice in one set, and once more at the same byte of another input.
    let twice = format!("{}{claim}{claim}{}", &one[..start], &one[end..]);
    let twice = twice.replace("SE*29*", "SE*40*");
    let folder = tempfile::tempdir().unwrap();
    let charged = |inputs: &[(&str, &str)]| {
        let mut paths = Vec::new();
        for (name, text) in inputs {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            paths.push(path.to_str().unwrap().to_owned());
        }
        let roster = ["check", "--roster", "fixtures/enrollment-ended/roster.csv"];
        let ran = remedi(roster.into_iter().map(str::to_owned).chain(paths));
        let lines = ran.out.lines();
        let mut sums = lines.filter(|line| line.trim_start().starts_with("ENR-04 "));
        let sum = sums.next().unwrap().to_owned();
        assert!(sums.next().is_none(), "{}", ran.out);
        sum.split_whitespace().nth(3).unwrap().to_owned()
    };
    let other = one
        .replace("*000000001", "*000000002")
        .replace("TEST1", "TEST2");
    assert_eq!(charged(&[("a.837", &one)]), "$125.00");
    assert_eq!(charged(&[("a.837", &twice)]), "$250.00");
    assert_eq!(charged(&[("a.837", &one), ("b.837", &other)]), "$250.00");
}
