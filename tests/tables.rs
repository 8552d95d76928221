//! Tables (CSV), which spreadsheets open: nothing that others send is a formula in them.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod run;

use std::fs;
use std::path::Path;

use run::{fixture, remedi, root};
use tempfile::TempDir;

/// What a spreadsheet would take for a formula.
fn formulas(table: &str) -> Vec<String> {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_bytes());
    let cells = rows.records().flat_map(|row| {
        let row = row.unwrap();
        row.iter().map(str::to_owned).collect::<Vec<_>>()
    });
    let is_formula = |cell: &String| {
        let is_number = cell == "-" || cell.parse::<f64>().is_ok();
        cell.starts_with(['=', '@', '+', '-']) && !is_number
    };
    cells.filter(is_formula).collect()
}

/// A table that has these words in it, guarded, and no formula.
#[track_caller]
fn assert_guarded(table: &str, guarded: &str) {
    assert_eq!(formulas(table), [""; 0]);
    assert!(table.contains(guarded), "no {guarded}: {table}");
}

/// The claims of a fixture with numbers that begin formulas, in a folder.
fn hostile(folder: &TempDir, name: &str) -> String {
    let claims = String::from_utf8(fixture(name)).unwrap();
    let path = folder.path().join("claims.837");
    fs::write(&path, claims.replace("CLM*", "CLM*=1+")).unwrap();
    path.to_str().unwrap().to_owned()
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn no_claim_number_is_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    let claims = hostile(&folder, "practice/claims-2025-03.837");
    let split = folder.path().join("split");
    let practice = "fixtures/practice/roster";
    let with = [
        "--roster",
        practice,
        "--as-of",
        "2025-04-01",
        "--format",
        "csv",
    ];
    let out = split.to_str().unwrap();
    let checked = remedi([&["check", &claims, "--split", out], &with[..]].concat());
    assert_guarded(&checked.out, "'=1+");
    let held = fs::read_to_string(split.join("claims.held.csv")).unwrap();
    assert_guarded(&held, "'=1+");
    let was = [
        "audit",
        "--claims",
        &claims,
        "--was",
        "fixtures/audit/roster-before",
    ];
    let audited = remedi([&was, &with[..]].concat());
    assert_guarded(&audited.out, "'=1+");
    let claims = hostile(&folder, "auth/claims.837");
    let rules = [
        "--rules",
        "fixtures/auth/remedi.toml",
        "--roster",
        "fixtures/auth/roster",
    ];
    let with = ["--as-of", "2025-03-10", "--format", "csv"];
    let listed = remedi([&["auth", &claims][..], &rules, &with].concat());
    assert_guarded(&listed.out, "'=1+");
}

#[test]
fn no_name_of_a_roster_is_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("roster");
    copied(&root().join("fixtures/practice/roster"), &roster);
    let enrollments = fs::read_to_string(roster.join("enrollments.csv")).unwrap();
    fs::write(
        roster.join("enrollments.csv"),
        enrollments.replace("PLAN2", "@PLAN2"),
    )
    .unwrap();
    let payers = fs::read_to_string(roster.join("payers.csv")).unwrap();
    fs::write(
        roster.join("payers.csv"),
        payers
            .replace("PLAN2", "@PLAN2")
            .replace("PLAN1,", "PLAN1,=1+1 "),
    )
    .unwrap();
    let path = roster.to_str().unwrap();
    for (command, guarded) in [
        (&["show", "1400000067"][..], "'@PLAN2"),
        (&["expiring"], "'@PLAN2"),
        (&["clearance"], "'@PLAN2"),
    ] {
        let with = ["--roster", path, "--as-of", "2025-03-01", "--format", "csv"];
        let with = match command[0] {
            "clearance" => [&with[..2], &["--date", "2025-03-01"], &with[4..]].concat(),
            _ => with.to_vec(),
        };
        let ran = remedi([&["roster"], command, &with].concat());
        assert_guarded(&ran.out, guarded);
    }
    fs::write(roster.join("locations.csv"), "location_id,npi\n=1+1,12\n").unwrap();
    let ran = remedi(["roster", "check", path, "--format", "csv"]);
    assert!(ran.out.contains("locations.csv"), "{}", ran.out);
    assert_eq!(formulas(&ran.out), [""; 0]);
}

/// A roster is a table too, and one that remedi reads again: there the guard is no part of the name.
#[test]
fn a_roster_that_was_imported_reads_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (input, roster) = (
        folder.path().join("nppes.csv"),
        folder.path().join("roster"),
    );
    let list = String::from_utf8(fixture("roster-import/nppes.csv")).unwrap();
    fs::write(
        &input,
        list.replace("ADLER (TEST)", "@ADLER (TEST)")
            .replace("BONDE (TEST)", "'=BONDE"),
    )
    .unwrap();
    let import = || {
        let paths = [&input, &roster].map(|path| path.to_str().unwrap());
        let from = [
            "roster", "import", "--from", "nppes", paths[0], "--into", paths[1],
        ];
        remedi([&from[..], &["--format", "json"]].concat())
    };
    assert_eq!(import().code, 0);
    let written = || fs::read_to_string(roster.join("providers.csv")).unwrap();
    let first = written();
    assert_guarded(&first, "1400000018,1,'@ADLER (TEST),");
    assert_guarded(&first, "1400000026,1,''=BONDE,");
    let again = import().summary();
    assert_eq!((&again["new"], &again["changed"]), (&0.into(), &0.into()));
    assert_eq!(written(), first);
    for (npi, name) in [
        ("1400000018", "@ADLER (TEST), ALMA"),
        ("1400000026", "'=BONDE, BORIS"),
    ] {
        let roster = roster.to_str().unwrap();
        let shown = remedi([
            "roster", "show", npi, "--roster", roster, "--format", "json",
        ]);
        assert_eq!(shown.summary()["name"], name, "{shown:?}");
    }
}
