//! `--rules`: profiles, as the program uses them.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

mod run;

use std::path::PathBuf;

use run::{Ran, remedi};
use tempfile::TempDir;

const CLAIMS: &str = "fixtures/practice/claims-2025-03.837";
const ROSTER: &str = "fixtures/practice/roster";

/// A profile in a folder of its own, which ends with it.
struct Written(TempDir);

impl Written {
    fn new(profile: &str) -> Written {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("remedi.toml"), profile).unwrap();
        Written(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("remedi.toml")
    }

    fn check(&self, as_of: &str) -> Ran {
        let path = self.path();
        let rules = path.to_str().unwrap();
        let arguments = ["check", CLAIMS, "--roster", ROSTER, "--format", "json"];
        remedi(
            arguments
                .into_iter()
                .chain(["--as-of", as_of, "--rules", rules]),
        )
    }
}

/// How many findings of a rule there are, by severity.
fn count(ran: &Ran, rule: &str, severity: &str) -> usize {
    let rows = ran.json();
    let own = rows
        .iter()
        .filter(|row| row["rule"] == rule && row["severity"] == severity);
    own.count()
}

fn payer_of(ran: &Ran, rule: &str) -> String {
    let rows = ran.json();
    let row = rows.iter().find(|row| row["rule"] == rule).unwrap();
    row["payer"].as_str().unwrap().to_owned()
}

#[test]
fn the_users_tables_say_what_codes_mean() {
    let profile = Written::new(
        "[denials]\ncauses = { csv = \"code,cause,owner\\nB7,NETWORK,contracting\\n\" }\n",
    );
    let denials = |rules: &[&str]| {
        let arguments = [
            "denials",
            "fixtures/enrollment-ended/remit.835",
            "--format",
            "json",
        ];
        let ran = remedi(arguments.iter().chain(rules));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let denial = ran.json().swap_remove(0);
        ["cause", "subcause", "owner"].map(|key| denial[key].as_str().unwrap().to_owned())
    };
    let usual = ["CREDENTIALING", "not-certified-on-dos", "credentialing"];
    assert_eq!(denials(&[]), usual);
    let path = profile.path();
    let own = ["NETWORK", "by-own-table", "contracting"];
    assert_eq!(denials(&["--rules", path.to_str().unwrap()]), own);
}

#[test]
fn a_payer_has_its_own_severities() {
    let usual = Written::new("").check("2025-04-01");
    assert_eq!(count(&usual, "LOC-02", "error"), 1);
    let payer = payer_of(&usual, "LOC-02");
    let other = Written::new("[payers.NOBODY.rules]\n\"LOC-02\" = \"info\"\n").check("2025-04-01");
    assert_eq!(count(&other, "LOC-02", "error"), 1);
    let own = format!("[payers.\"{payer}\".rules]\n\"LOC-02\" = \"info\"\n");
    let own = Written::new(&own).check("2025-04-01");
    assert_eq!(
        (
            count(&own, "LOC-02", "error"),
            count(&own, "LOC-02", "info")
        ),
        (0, 1)
    );
    let held = |ran: &Ran| ran.summary()["held"].as_u64().unwrap();
    assert_eq!(held(&usual) - held(&own), 1);
}

#[test]
fn a_suppression_runs_out() {
    let profile = "[[suppressions]]\nrule = \"CTX-08\"\nreason = \"rounding of the clearinghouse\"\nuntil = 2025-04-30\n";
    let profile = Written::new(profile);
    let before = profile.check("2025-04-30");
    assert_eq!(count(&before, "CTX-08", "error"), 0);
    assert_eq!(before.summary()["suppressed"], 1);
    assert!(!before.err.contains("ran out"), "{}", before.err);
    let after = profile.check("2025-05-01");
    assert_eq!(count(&after, "CTX-08", "error"), 1);
    assert_eq!(after.summary()["suppressed"], 0);
    let notice = "the suppression of CTX-08 (rounding of the clearinghouse) ran out on 2025-04-30";
    assert!(after.err.contains(notice), "{}", after.err);
}

#[test]
fn the_text_says_how_much_is_suppressed() {
    let profile = "[[suppressions]]\nrule = \"CTX-08\"\nreason = \"known\"\nuntil = 2030-01-01\n";
    let profile = Written::new(profile);
    let path = profile.path();
    let ran = remedi([
        "check",
        CLAIMS,
        "--as-of",
        "2025-04-01",
        "--rules",
        path.to_str().unwrap(),
    ]);
    assert!(
        ran.out.contains("1 finding suppressed by the profile"),
        "{}",
        ran.out
    );
}

#[test]
fn a_wrong_key_ends_the_run_and_is_told() {
    let profile = Written::new("[rules]\n\"CTX-8\" = \"warning\"\n");
    let ran = profile.check("2025-04-01");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let told = "remedi.toml:2: there is no rule `CTX-8`; did you mean `CTX-08`?";
    assert!(ran.err.contains(told), "{}", ran.err);
    let missing = remedi(["check", CLAIMS, "--rules", "no/such.toml"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.err.contains("no/such.toml: no such file or folder"),
        "{}",
        missing.err
    );
}

#[test]
fn rules_of_partners_are_told_by_their_own_code() {
    let profile = "[[partner_rules]]\ncode = \"TPA-101\"\nname = \"too-many-lines\"\nmax_lines = 1\n\
        message = \"send claims of {limit} line, not {count}\"\nhelp = \"split the claim\"\nseverity = \"warning\"\n";
    let ran = Written::new(profile).check("2025-04-01");
    let rows = ran.json();
    let row = rows.iter().find(|row| row["rule"] == "TPA-101").unwrap();
    assert_eq!(
        (&row["name"], &row["severity"]),
        (&"too-many-lines".into(), &"warning".into())
    );
    assert_eq!(row["message"], "send claims of 1 line, not 2");
    assert_eq!(
        (&row["help"], &row["cause"]),
        (&"split the claim".into(), &"CLAIM_DATA".into())
    );
    assert_eq!(row["at"]["loop"], "2300");
}

#[test]
fn code_lists_are_read_from_beside_the_profile() {
    let profile = Written::new("[codes]\nhcpcs = \"lists/hcpcs.csv\"\n");
    let ran = profile.check("2025-04-01");
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err.contains("lists/hcpcs.csv: no such file or folder"),
        "{}",
        ran.err
    );
    let lists = profile.0.path().join("lists");
    std::fs::create_dir(&lists).unwrap();
    std::fs::write(
        lists.join("hcpcs.csv"),
        "code,valid_from,valid_to\n99213,,2020-12-31\n",
    )
    .unwrap();
    let ran = profile.check("2025-04-01");
    assert!(count(&ran, "COD-20", "error") > 0);
    assert!(count(&ran, "COD-21", "error") > 0);
}

#[test]
fn denials_take_the_profile_too() {
    let profile = Written::new("[rules]\n\"ENR-04\" = \"off\"\n");
    let path = profile.path();
    let with = |rules: &[&str]| {
        let remits = "fixtures/enrollment-ended/remit.835";
        let claims = ["--claims", "fixtures/enrollment-ended/claim.837"];
        let roster = [
            "--roster",
            "fixtures/enrollment-ended/roster.csv",
            "--format",
            "json",
        ];
        let all = ["denials", remits].into_iter().chain(claims).chain(roster);
        let ran = remedi(all.chain(rules.iter().copied()));
        let rows = ran.json();
        rows.iter().any(|row| row["evidence"]["rule"] == "ENR-04")
    };
    assert!(with(&[]));
    assert!(!with(&["--rules", path.to_str().unwrap()]));
}

#[test]
fn an_appeal_has_a_deadline_by_the_profile() {
    let denials = |profile: &str| {
        let written = Written::new(profile);
        let path = written.path();
        let remits = "fixtures/practice/remits-2025-04.835";
        let arguments = ["denials", remits, "--claims", CLAIMS, "--roster", ROSTER];
        let own = ["--format", "json", "--rules", path.to_str().unwrap()];
        remedi(arguments.into_iter().chain(own)).json()
    };
    let rows = denials("");
    let appeal = rows.iter().find(|row| row["route"] == "appeal").unwrap();
    let payer = appeal["payer"].as_str().unwrap();
    let rows = denials(&format!("[payers.\"{payer}\"]\nappeal_days = 10\n"));
    let mut appeals = rows
        .iter()
        .filter(|row| row["route"] == "appeal" && row["payer"] == payer);
    let told = appeals.next().unwrap();
    let paid_on: chrono::NaiveDate = told["paid_on"].as_str().unwrap().parse().unwrap();
    let last = paid_on + chrono::Days::new(10);
    assert_eq!(told["deadline"], last.to_string());
    // Disputes end as appeals do, and Medicare says itself how long it reopens.
    let ends = |row: &serde_json::Value| {
        ["appeal", "dispute", "reopening"]
            .iter()
            .any(|route| row["route"] == *route)
    };
    let others = rows.iter().filter(|row| !ends(row));
    assert!(others.clone().count() > 0);
    assert!(others.filter(|row| !row["deadline"].is_null()).count() == 0);
}
