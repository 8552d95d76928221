//! The linked world: every injected fault is found, nothing else is, and every denial gets its
//! cause and the verdict of the evidence.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use remedi_synth::{ExpectedDenial, ExpectedFinding, RULES, World};
use serde_json::Value;

fn remedi(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_remedi"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{stderr}"
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text(row: &Value, field: &str) -> String {
    match &row[field] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn line(row: &Value) -> Option<u32> {
    row["line"].as_u64().map(|line| line as u32)
}

/// What was expected and what was told, where they differ.
fn differences(seed: u64, threads: &str, extra: &[&str]) -> Vec<String> {
    let world = World::linked(seed);
    let folder = tempfile::tempdir().unwrap();
    world.write_to(folder.path()).unwrap();
    let roster = [
        "--roster",
        "roster",
        "--format",
        "json",
        "--threads",
        threads,
    ];
    let mut check = vec!["check", "claims"];
    check.extend(roster);
    check.extend(extra);
    let mut findings = remedi(folder.path(), &check);
    let summary = findings.pop().unwrap();
    assert_eq!(summary["schema"], "remedi.check-summary/1");
    let mut denials = vec!["denials", "remits", "--claims", "claims"];
    denials.extend(roster);
    let mut denials = remedi(folder.path(), &denials);
    assert_eq!(denials.pop().unwrap()["schema"], "remedi.denials-summary/1");
    let mut differences = findings_differ(&world, &findings);
    differences.extend(denials_differ(&world.denials, &denials));
    let held = findings.iter().filter(|row| row["severity"] == "error");
    let held: BTreeSet<_> = held
        .map(|row| (text(row, "file"), text(row, "claim")))
        .collect();
    if summary["held"].as_u64() != Some(held.len() as u64) {
        differences.push(format!(
            "{} claims held, not {}",
            held.len(),
            summary["held"]
        ));
    }
    differences
}

fn findings_differ(world: &World, found: &[Value]) -> Vec<String> {
    let mut differences = Vec::new();
    let mut rest: Vec<&Value> = found
        .iter()
        .filter(|row| row["verdict"] == "fail" && RULES.contains(&text(row, "rule").as_str()))
        .collect();
    for ExpectedFinding {
        claim,
        line: expected,
        rule,
        or,
    } in &world.findings
    {
        let fits = |row: &&Value| {
            let told = text(row, "rule");
            text(row, "claim") == *claim
                && (told == *rule || or.contains(&told.as_str()))
                && expected.is_none_or(|expected| line(row) == Some(expected))
        };
        let before = rest.len();
        rest.retain(|row| !fits(row));
        if rest.len() == before {
            differences.push(format!("missed {rule} on {claim} line {expected:?}"));
        }
    }
    for row in rest {
        differences.push(format!(
            "false {} on {} line {:?}: {}",
            text(row, "rule"),
            text(row, "claim"),
            line(row),
            text(row, "message"),
        ));
    }
    let clean: BTreeSet<&str> = world.clean.iter().map(String::as_str).collect();
    for row in found {
        let claim = text(row, "claim");
        let fails = row["verdict"] == "fail" && row["severity"] != "info";
        if clean.contains(claim.as_str()) && (fails || row["severity"] == "error") {
            let (rule, message) = (text(row, "rule"), text(row, "message"));
            differences.push(format!("{rule} on the clean {claim}: {message}"));
        }
    }
    differences
}

fn denials_differ(expected: &[ExpectedDenial], told: &[Value]) -> Vec<String> {
    let mut differences = Vec::new();
    let mut by_key: BTreeMap<_, Vec<&Value>> = BTreeMap::new();
    for row in told {
        let fields = ["claim", "payer_claim", "group", "carc", "amount"];
        let key = (fields.map(|field| text(row, field)), line(row));
        by_key.entry(key).or_default().push(row);
    }
    for denial in expected {
        let cents = denial.amount_cents;
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        let fields = [
            denial.claim.as_str(),
            &denial.payer_claim,
            denial.group,
            denial.carc,
            &amount,
        ]
        .map(str::to_owned);
        let rows = by_key.get_mut(&(fields.clone(), denial.line));
        let Some(row) = rows.and_then(Vec::pop) else {
            differences.push(format!("missed denial {fields:?} line {:?}", denial.line));
            continue;
        };
        let evidence = &row["evidence"];
        let told = [
            text(row, "cause"),
            text(evidence, "verdict"),
            text(row, "denied"),
            text(row, "state"),
        ];
        let meant = [
            denial.cause.to_string(),
            denial.verdict.to_string(),
            denial.denied.to_string(),
            denial.state.to_string(),
        ];
        if told != meant {
            differences.push(format!(
                "{fields:?} {:?}: {told:?}, not {meant:?}",
                denial.line
            ));
        }
        if let Some(rule) = denial.rule
            && text(evidence, "rule") != rule
        {
            differences.push(format!("{fields:?}: rule {}, not {rule}", evidence["rule"]));
        }
    }
    for (key, rows) in by_key {
        differences.extend(rows.iter().map(|_| format!("false denial {key:?}")));
    }
    differences
}

#[test]
fn the_linked_world_is_told_without_a_miss() {
    let differences = differences(1, "1", &[]);
    assert!(differences.is_empty(), "{:#?}", differences);
}

#[test]
fn other_worlds_are_told_without_a_miss_by_two_threads() {
    for seed in [2, 3, 5] {
        let differences = differences(seed, "2", &[]);
        assert!(differences.is_empty(), "seed {seed}: {differences:#?}");
    }
}

#[test]
fn the_world_is_large_and_has_every_rule_and_verdict() {
    let world = World::linked(1);
    assert!(world.clean.len() + world.findings.len() >= 500);
    for rule in RULES {
        assert!(
            world.findings.iter().any(|finding| finding.rule == rule),
            "{rule}"
        );
    }
    for verdict in [
        "confirmed",
        "contradicted",
        "payer_side",
        "suspected",
        "unknown",
    ] {
        let of = world
            .denials
            .iter()
            .filter(|denial| denial.verdict == verdict);
        assert!(of.count() >= 8, "{verdict}");
    }
}
