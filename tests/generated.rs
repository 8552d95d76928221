//! Generated worlds, with reversals, corrections, secondary payers, provider-level adjustments and noise: what the
//! analysis says of their payments, against the truth.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]
#![allow(clippy::print_stdout, reason = "the scores are told with --nocapture")]

mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use remedi_synth::{
    ExpectedDenial, ExpectedFinding, ExpectedPayment, ExpectedTakeback, PlantedPattern,
    WorldFolder, WorldOptions, WorldParts, WorldSize,
};
use serde_json::Value;
use tempfile::TempDir;

/// What is true of a world that is on the disk.
struct Truth {
    folder: TempDir,
    findings: Vec<ExpectedFinding>,
    clean: BTreeSet<String>,
    denials: Vec<ExpectedDenial>,
    payments: Vec<ExpectedPayment>,
    takebacks: Vec<ExpectedTakeback>,
    patterns: Vec<PlantedPattern>,
}

fn generated(options: WorldOptions) -> Truth {
    let mut truth = Truth {
        folder: tempfile::tempdir().unwrap(),
        findings: Vec::new(),
        clean: BTreeSet::new(),
        denials: Vec::new(),
        payments: Vec::new(),
        takebacks: Vec::new(),
        patterns: Vec::new(),
    };
    let mut folder = WorldFolder::create(truth.folder.path()).unwrap();
    for part in WorldParts::new(options) {
        folder.add(&part).unwrap();
        truth.findings.extend(part.findings);
        truth.clean.extend(part.clean);
        truth.denials.extend(part.denials);
        truth.payments.extend(part.payments);
        truth.takebacks.extend(part.takebacks);
        truth.patterns = part.patterns;
    }
    truth
}

fn of_claims(seed: u64, claims: u64) -> WorldOptions {
    WorldOptions {
        seed,
        size: WorldSize::Claims(claims),
        ..WorldOptions::default()
    }
}

/// The objects that a command prints, and the last of them, which is the summary.
fn told(folder: &Path, command: &[&str]) -> (Vec<Value>, Value) {
    let own = "--roster roster --rules remedi.toml --as-of 2025-12-31 --format json";
    let output = run::program()
        .current_dir(folder)
        .args(command)
        .args(own.split(' '))
        .output()
        .unwrap();
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{problems}"
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let mut objects: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let summary = objects.pop().unwrap();
    (objects, summary)
}

fn denials(truth: &Truth) -> (Vec<Value>, Value) {
    let command = ["denials", "remits", "--claims", "claims"];
    let (mut objects, summary) = told(truth.folder.path(), &command);
    objects.retain(|object| object["schema"] == "remedi.denial/1");
    (objects, summary)
}

fn text<'v>(object: &'v Value, field: &str) -> &'v str {
    object[field].as_str().unwrap_or_default()
}

/// An amount in cents.
fn cents(amount: &Value) -> i64 {
    let digits: String = amount
        .as_str()
        .unwrap()
        .chars()
        .filter(|c| *c != '.')
        .collect();
    digits.parse().unwrap()
}

/// Cents of denied adjustments, and what of them was told as it is.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    all: i64,
    cause: i64,
    verdict: i64,
}

/// Holds the denials told against the true ones; gives the differences too.
fn score(truth: &Truth, told: &[Value]) -> (Score, BTreeMap<String, usize>) {
    // By what tells an adjudication's adjustments from others; a copy differs by its state alone.
    type Key = (String, String, String, i64, String);
    let mut expected: BTreeMap<Key, Vec<&ExpectedDenial>> = BTreeMap::new();
    for denial in &truth.denials {
        let key = (
            denial.payer_claim.clone(),
            denial.group.to_owned(),
            denial.carc.to_owned(),
            denial.amount_cents,
            denial.state.to_owned(),
        );
        expected.entry(key).or_default().push(denial);
    }
    let mut score = Score::default();
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    let mut note = |what: String| *wrong.entry(what).or_default() += 1;
    for object in told {
        let [payer_claim, group, carc, state] =
            ["payer_claim", "group", "carc", "state"].map(|field| text(object, field).to_owned());
        let amount = cents(&object["amount"]);
        let kind = text(object, "claim").split('-').next().unwrap().to_owned();
        let key = (payer_claim, group, carc, amount, state);
        let Some(denial) = expected.get_mut(&key).and_then(Vec::pop) else {
            note(format!("false: {kind} {} {}", key.2, key.4));
            continue;
        };
        score.all += amount;
        let (cause, verdict) = (text(object, "cause"), text(&object["evidence"], "verdict"));
        if cause == denial.cause {
            score.cause += amount;
        } else {
            note(format!("{kind} {}: {cause}, not {}", key.2, denial.cause));
        }
        if verdict == denial.verdict {
            score.verdict += amount;
        } else {
            let by = text(&object["evidence"], "matched_by");
            note(format!(
                "{kind} {}: {verdict} by {by}, not {}",
                key.2, denial.verdict
            ));
        }
        if text(object, "denied") != denial.denied {
            note(format!("{kind} {}: denied {}", key.2, object["denied"]));
        }
    }
    for denial in expected.into_values().flatten() {
        score.all += denial.amount_cents;
        note(format!("missed: {} {}", denial.carc, denial.state));
    }
    (score, wrong)
}

/// The true sum of what the denials of a state and kind deny.
fn denied(truth: &Truth, state: &str, denied: &str) -> i64 {
    let denials = truth.denials.iter();
    let of_kind = denials.filter(|denial| denial.state == state && denial.denied == denied);
    of_kind.map(|denial| denial.amount_cents).sum()
}

/// The charges of what holds now, where a second payer tells that of the first again.
fn charged_once(truth: &Truth) -> i64 {
    let current = truth.payments.iter();
    let (second, first): (Vec<_>, Vec<_>) = current
        .filter(|payment| payment.state == "current")
        .partition(|payment| payment.status == 2);
    let told: BTreeSet<&str> = first.iter().map(|payment| payment.claim.as_str()).collect();
    let alone = second
        .iter()
        .filter(|payment| !told.contains(payment.claim.as_str()));
    assert!(alone.clone().count() < second.len());
    let counted = first.iter().chain(alone);
    counted.map(|payment| payment.charge_cents).sum()
}

/// That each dollar is in one sum, and in no sum twice.
fn assert_each_dollar_counts_once(truth: &Truth, told: &[Value], summary: &Value) {
    let places: BTreeSet<(&str, u64)> = told
        .iter()
        .map(|object| (text(object, "file"), object["at"]["byte"].as_u64().unwrap()))
        .collect();
    assert_eq!(places.len(), told.len(), "an adjustment is told twice");
    assert_eq!(
        cents(&summary["denied"]["amount"]),
        denied(truth, "current", "yes")
    );
    assert_eq!(
        cents(&summary["pending"]["amount"]),
        denied(truth, "current", "pending")
    );
    let causes = summary["by_cause"].as_array().unwrap().iter();
    let by_cause: i64 = causes.map(|share| cents(&share["amount"])).sum();
    assert_eq!(by_cause, denied(truth, "current", "yes"));
    let payments = truth.payments.iter();
    let paid: i64 = payments
        .clone()
        .filter(|payment| payment.state != "copy")
        .map(|payment| payment.paid_cents)
        .sum();
    assert_eq!(cents(&summary["paid"]), paid);
    let charged = charged_once(truth);
    let rate = &summary["rates"]["amount"];
    assert_eq!(cents(&rate["denominator"]), charged);
    assert_eq!(cents(&rate["numerator"]), denied(truth, "current", "yes"));
    // Of what holds now every dollar is in one place: charge = paid + all categories.
    let now = summary["life_cycle"]["current"].as_object().unwrap();
    assert_eq!(cents(&now["charge"]), charged);
    assert_eq!(cents(&now["denied"]), denied(truth, "current", "yes"));
    assert_eq!(cents(&now["pending"]), denied(truth, "current", "pending"));
    assert_eq!(cents(&now["unbalanced"]), 0);
    let parts = now.iter().filter(|(name, _)| *name != "charge");
    assert_eq!(parts.map(|(_, amount)| cents(amount)).sum::<i64>(), charged);
    let current = truth
        .payments
        .iter()
        .filter(|payment| payment.state == "current");
    let paid_now: i64 = current.map(|payment| payment.paid_cents).sum();
    assert_eq!(cents(&now["paid"]), paid_now);
    // And every denied dollar is in one action of the worklist.
    let actions = summary["worklist"].as_array().unwrap().iter();
    let in_actions = |column: &str| -> i64 {
        let actions = actions.clone();
        actions.map(|action| cents(&action[column])).sum()
    };
    assert_eq!(in_actions("denied"), denied(truth, "current", "yes"));
    assert_eq!(in_actions("pending"), denied(truth, "current", "pending"));
    // So is what was taken back, but for what the practice voided itself, which is no loss.
    let actions = summary["worklist"].as_array().unwrap().iter();
    let to_get_back: i64 = actions.map(|action| cents(&action["taken_back"])).sum();
    let recoupments = summary["recoupments"].as_array().unwrap().iter();
    let recouped: i64 = recoupments.map(|sum| cents(&sum["amount"])).sum();
    let all = recouped + cents(&summary["unattributed_takebacks"]);
    assert!(to_get_back > 0);
    assert_eq!(to_get_back, all);
    assert!(cents(&summary["voided_takebacks"]["amount"]) > 0);
    // The takebacks of provider-level adjustments are among the recoupments, and each has its claim.
    let takebacks: i64 = truth.takebacks.iter().map(|one| one.amount_cents).sum();
    assert!(
        takebacks > 0 && recouped >= takebacks,
        "{recouped} of {takebacks}"
    );
}

/// That of the denied dollars so many in a hundred have the right cause, and the right verdict.
fn assert_is_right(truth: &Truth, told: &[Value]) {
    let (score, wrong) = score(truth, told);
    let share = |right: i64| right as f64 * 100.0 / score.all as f64;
    println!(
        "{} denied adjustments, ${}.{:02}: cause {:.3} %, verdict {:.3} %",
        told.len(),
        score.all / 100,
        score.all % 100,
        share(score.cause),
        share(score.verdict)
    );
    for (what, times) in &wrong {
        println!("{times:>6} {what}");
    }
    assert!(score.cause * 100 >= score.all * 99, "causes: {wrong:#?}");
    assert!(
        score.verdict * 100 >= score.all * 98,
        "verdicts: {wrong:#?}"
    );
}

/// What is asked of the analysis, on a world of so many claims.
fn assert_is_analysed(seed: u64, claims: u64) {
    let truth = generated(of_claims(seed, claims));
    let (told, summary) = denials(&truth);
    // What payers leave out is told, and is no error.
    let faults = summary["faults"].as_array().unwrap().iter();
    let errors: Vec<_> = faults
        .filter(|fault| fault["severity"] == "error")
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_is_right(&truth, &told);
    assert_each_dollar_counts_once(&truth, &told, &summary);
}

#[test]
fn causes_and_evidence_are_right_and_each_dollar_counts_once() {
    assert_is_analysed(1, 6_000);
}

/// The size that is asked for; it takes a minute or two. `.ci/run` runs it.
#[test]
#[ignore = "takes a minute or two"]
fn causes_and_evidence_are_right_in_fifty_thousand_claims() {
    assert_is_analysed(11, 50_000);
}

#[test]
fn nothing_but_the_true_faults_is_found_in_a_few_claims_of_scenarios() {
    for seed in [3, 4] {
        let truth = generated(of_claims(seed, 1_500));
        let (findings, summary) = told(truth.folder.path(), &["check", "claims"]);
        assert_eq!(summary["claims"], 1_500);
        let failed = findings.iter().filter(|one| one["verdict"] == "fail");
        let unclean: Vec<_> = failed
            .clone()
            .filter(|one| one["severity"] != "info" && truth.clean.contains(text(one, "claim")))
            .map(|one| (text(one, "claim"), text(one, "rule")))
            .collect();
        assert!(unclean.is_empty(), "seed {seed}: {unclean:?}");
        let failed: BTreeSet<(&str, &str)> = failed
            .map(|one| (text(one, "claim"), text(one, "rule")))
            .collect();
        let is_found = |fault: &&ExpectedFinding| {
            let rules = std::iter::once(fault.rule).chain(fault.or.iter().copied());
            rules
                .into_iter()
                .any(|rule| failed.contains(&(fault.claim.as_str(), rule)))
        };
        let missed: Vec<_> = truth
            .findings
            .iter()
            .filter(|fault| !is_found(fault))
            .collect();
        assert!(missed.is_empty(), "seed {seed}: {missed:?}");
    }
}

/// The profile of a world has terms of payers, so that work has its last days: in the list, in the page and in what is sent
/// to a payer.
#[test]
fn work_in_a_world_has_its_last_days() {
    let truth = generated(of_claims(1, 1_500));
    let command = "denials remits --claims claims --roster roster --rules remedi.toml --as-of 2025-06-15 --format json \
                   --html page.html --show-phi";
    let output = run::program()
        .current_dir(truth.folder.path())
        .args(command.split_whitespace())
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    let page = std::fs::read_to_string(truth.folder.path().join("page.html")).unwrap();
    let actions = summary["worklist"].as_array().unwrap();
    let of_route = |route: &str| -> Vec<&Value> {
        let own = actions.iter().filter(|one| one["route"] == route);
        own.filter(|one| one["payer"] != "90006" && one["payer"] != "97777")
            .collect()
    };
    for (route, by) in [
        ("appeal", "appeal"),
        ("corrected_claim", "corrected_claim"),
        ("dispute", "appeal"),
        ("reopening", "corrected_claim"),
    ] {
        let own = of_route(route);
        assert!(!own.is_empty(), "{route}");
        for action in own {
            assert_eq!(action["deadline_by"], by, "{action}");
            let cell = format!("data-value=\"{}\"", text(action, "deadline"));
            assert!(page.contains(&cell), "{cell}");
        }
    }
    // Some of each is still to be had, and some came too late.
    for urgency in ["open", "expired"] {
        assert!(actions.iter().any(|one| one["urgency"] == urgency));
    }
    let disputed = of_route("dispute").into_iter();
    let disputed = disputed.flat_map(|action| action["dispute"].as_array().unwrap());
    for one in disputed {
        let line = format!(
            " on {}, until {}",
            text(one, "paid_on"),
            text(one, "deadline")
        );
        assert!(page.contains(&line), "{one}");
    }
}

/// Whether a pattern that is told says of a planted one nothing that is not so: the same payer and reason, and where
/// it names a provider, a place or a procedure, the planted one.
fn agrees(told: &Value, planted: &PlantedPattern) -> bool {
    let fits = |field: &str, value: Option<&str>| {
        told[field].is_null() || value.is_none_or(|value| told[field] == value)
    };
    told["payer"] == planted.payer
        && told["carc"] == planted.carc
        && told["cause"] == planted.cause
        && fits("provider", planted.provider.as_deref())
        && fits("pos", planted.pos)
        && fits("procedure", planted.procedure)
}

/// Scenarios are patterns in themselves, so there are none here.
#[test]
fn planted_patterns_are_found_and_none_is_invented() {
    for seed in [5, 6] {
        let truth = generated(WorldOptions {
            scenarios: 0,
            ..of_claims(seed, 8_000)
        });
        let (_, summary) = denials(&truth);
        let told = summary["patterns"].as_array().unwrap();
        for planted in &truth.patterns {
            assert!(planted.hit >= 40, "{planted:?}");
            let found = told.iter().find(|told| agrees(told, planted));
            let found = found.unwrap_or_else(|| panic!("seed {seed}: not found: {planted:?}"));
            let claims = found["claims"].as_u64().unwrap();
            // What noise hides, and what the reason hits by chance, is little.
            assert!(
                claims * 10 >= planted.hit * 9 && claims * 10 <= planted.hit * 12,
                "{claims} claims, not {}",
                planted.hit
            );
        }
        let invented: Vec<_> = told
            .iter()
            .filter(|told| !truth.patterns.iter().any(|planted| agrees(told, planted)))
            .collect();
        assert!(invented.is_empty(), "seed {seed}: {invented:#?}");
    }
}
