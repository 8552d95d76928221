//! `remedi backtest` as users and scripts see it, on a generated world whose truth is known.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use remedi_synth::{ExpectedDenial, World, WorldFolder, WorldOptions, WorldParts, WorldSize};
use run::{Ran, program, remedi};
use tempfile::TempDir;

fn world(scenarios: u8, claims: u64) -> (TempDir, World) {
    let mut parts = WorldParts::new(WorldOptions {
        seed: 9,
        size: WorldSize::Claims(claims),
        scenarios,
        ..WorldOptions::default()
    });
    let world = parts.next().unwrap();
    assert!(parts.next().is_none());
    let folder = tempfile::tempdir().unwrap();
    WorldFolder::create(folder.path())
        .unwrap()
        .add(&world)
        .unwrap();
    (folder, world)
}

fn run_in(folder: &Path, arguments: &[&str]) -> Ran {
    let output = program()
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn backtest(folder: &Path, arguments: &[&str]) -> Ran {
    let own =
        "backtest --claims claims --remits remits --roster roster --rules remedi.toml --quiet";
    let own: Vec<&str> = own.split(' ').collect();
    run_in(folder, &[&own[..], arguments].concat())
}

fn cents(amount: &serde_json::Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[test]
fn every_dollar_that_is_confirmed_is_caught_by_its_rule_and_no_other_is() {
    let (folder, world) = world(20, 3_000);
    let ran = backtest(folder.path(), &["--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let told = ran.json();
    // A copy of a payment is no second denial.
    let mut seen = BTreeSet::new();
    let mut expected: BTreeMap<&str, i64> = BTreeMap::new();
    let is_expected = |one: &&ExpectedDenial| one.verdict == "confirmed" && one.foreseeable;
    for denial in world.denials.iter().filter(is_expected) {
        if seen.insert((&denial.payer_claim, denial.line, denial.carc)) {
            *expected.entry(denial.rule.unwrap()).or_default() += denial.amount_cents;
        }
    }
    assert!(expected.len() >= 10, "{expected:?}");
    // What was learnt after the claim was sent could not be called.
    assert!(world.denials.iter().any(|denial| !denial.foreseeable));
    let rules = told.iter().filter(|row| row["what"] == "rule");
    for row in rules.clone() {
        let rule = row["rule"].as_str().unwrap();
        let caught = expected.remove(rule).unwrap_or_default();
        assert_eq!(cents(&row["amount_caught"]), caught, "{rule}");
        let [calls, right, off, wrong] =
            ["calls", "true", "off", "false"].map(|field| row[field].as_u64().unwrap());
        assert_eq!(calls, right + off + wrong, "{rule}");
        let months = told
            .iter()
            .filter(|other| other["what"] == "rule-month" && other["rule"] == *rule);
        let in_months: u64 = months.map(|month| month["calls"].as_u64().unwrap()).sum();
        assert_eq!(in_months, calls, "{rule}");
    }
    assert!(expected.is_empty(), "{expected:?}");
    let summary = told.last().unwrap();
    assert_eq!(summary["schema"], "remedi.backtest-summary/1");
    assert_eq!(summary["sent"], 3_000);
    let months = told.iter().filter(|row| row["what"] == "month");
    for (field, of_month) in [("held", "calls"), ("true", "true"), ("missed", "missed")] {
        let sum: u64 = months
            .clone()
            .map(|row| row[of_month].as_u64().unwrap())
            .sum();
        assert_eq!(summary[field], sum, "{field}");
    }
    let wrong = rules
        .map(|row| cents(&row["amount_wrongly_held"]))
        .sum::<i64>();
    assert!(cents(&summary["amount_wrongly_held"]) <= wrong);
}

#[test]
fn rules_that_are_proposed_are_the_habits_of_payers_and_can_be_used() {
    let (folder, world) = world(0, 12_000);
    let ran = backtest(
        folder.path(),
        &["--format", "json", "--propose", "proposed.toml"],
    );
    let told = ran.json();
    let proposals: Vec<_> = told
        .iter()
        .filter(|row| row["what"] == "proposal")
        .collect();
    // A habit about one provider is none of a place and a procedure.
    let habits = world.patterns.iter().filter(|one| one.provider.is_none());
    let mut planted: BTreeSet<_> = habits
        .map(|one| (one.payer, one.pos.unwrap(), one.carc))
        .collect();
    for row in proposals.iter().filter(|row| row["holds"] == true) {
        let key = ["payer", "pos", "carc"].map(|field| row[field].as_str().unwrap());
        assert!(planted.remove(&(key[0], key[1], key[2])), "{row}");
        let tried = &row["tried"];
        assert!(tried["precision"].as_f64().unwrap() >= 0.5, "{row}");
    }
    assert!(planted.is_empty(), "not found: {planted:?}");
    let summary = told.last().unwrap();
    assert_eq!(summary["proposals"]["hold"], 2);
    let toml = std::fs::read_to_string(folder.path().join("proposed.toml")).unwrap();
    assert_eq!(toml.matches("[[partner_rules]]").count(), 2);
    // What was tried on later claims is what the rules call, and on earlier ones too.
    let check = [
        "check",
        "claims",
        "--rules",
        "proposed.toml",
        "--format",
        "json",
        "--exit-zero",
    ];
    let found = run_in(folder.path(), &check).json();
    let calls = found.iter().filter(|row| {
        let rule = row["rule"].as_str().unwrap_or_default();
        rule.starts_with("MINED-")
    });
    let tried: u64 = proposals
        .iter()
        .map(|row| row["tried"]["claims"].as_u64().unwrap())
        .sum();
    assert!(calls.count() as u64 >= tried, "{tried}");
}

#[test]
fn every_format_tells_the_same() {
    let (folder, _) = world(20, 1_500);
    let human = backtest(folder.path(), &["--propose", "proposed.toml"]).out;
    assert!(
        human.contains("precision") && human.contains(" mined from "),
        "{human}"
    );
    let csv = backtest(folder.path(), &["--format", "csv"]).out;
    let header = "schema,what,rule,month,cause,calls,errors,true,off,false,missed,precision,recall,\
                  amount_caught,amount_wrongly_held";
    assert_eq!(csv.lines().next(), Some(header));
    let json = backtest(folder.path(), &["--format", "json"]).json();
    assert_eq!(
        csv.lines().count(),
        json.len(),
        "a row a line, and a header for the summary"
    );
    for threads in ["1", "3"] {
        let again = backtest(folder.path(), &["--format", "csv", "--threads", threads]).out;
        assert_eq!(again, csv);
    }
}

#[test]
fn a_roster_without_days_of_record_is_told_of() {
    let practice = [
        "backtest",
        "--claims",
        "fixtures/practice/claims-2025-03.837",
        "--remits",
        "fixtures/practice/remits-2025-04.835",
        "--roster",
        "fixtures/practice/roster",
    ];
    let ran = remedi(practice);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("recorded_from"), "{}", ran.err);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn inputs_that_are_not_there_are_errors() {
    let ran = remedi([
        "backtest",
        "--claims",
        "nowhere.837",
        "--remits",
        "nowhere.835",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let split = [
        "backtest",
        "--claims",
        "a",
        "--remits",
        "b",
        "--split",
        "2025-01-01",
    ];
    assert_eq!(remedi(split).code, 2);
}

#[test]
fn nothing_is_scored_where_all_claims_or_all_answers_are_missing() {
    let (folder, _) = world(0, 20);
    for [claims, remits] in [["none", "remits"], ["claims", "none"]] {
        let arguments = ["backtest", "--claims", claims, "--remits", remits, "-q"];
        let ran = run_in(folder.path(), &arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(ran.err, "remedi: none: no such file or folder\n");
    }
    // One of several is missing: the others are scored.
    let arguments = [
        "backtest", "--claims", "none", "claims", "--remits", "remits", "-q",
    ];
    let ran = run_in(folder.path(), &arguments);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("of 20 claims"), "{}", ran.out);
}

#[test]
fn a_split_that_leaves_nothing_to_mine_from_or_to_try_on_is_told() {
    let (folder, _) = world(0, 200);
    let split_on = |day: &str| {
        let propose = "backtest --claims claims --remits remits --propose found.toml --split";
        let arguments: Vec<&str> = propose.split(' ').chain([day]).collect();
        run_in(folder.path(), &arguments)
    };
    let nothing_tried =
        |day: &str| format!("--split {day}: no claim that is answered was sent after it");
    let nothing_mined = |day: &str| format!("--split {day}: no claim was answered in the 180 days");
    for (day, is_mined, is_tried) in [
        ("2099-01-01", false, false),
        ("9999-12-31", false, false),
        ("0001-01-01", false, true),
    ] {
        let ran = split_on(day);
        assert_eq!(
            !ran.err.contains(&nothing_mined(day)),
            is_mined,
            "{}",
            ran.err
        );
        assert_eq!(
            !ran.err.contains(&nothing_tried(day)),
            is_tried,
            "{}",
            ran.err
        );
        // No day is told that is in no file.
        let told = ran.out.lines().find(|line| line.contains("to mine from"));
        let expected = format!("no claims to mine from: none was answered in the days up to {day}");
        assert_eq!(told, Some(&*expected), "{}", ran.out);
        let toml = std::fs::read_to_string(folder.path().join("found.toml")).unwrap();
        assert!(!toml.contains("answered from"), "{toml}");
    }
}
