//! `remedi roster show`, `clearance` and `expiring` as users see them, with the roster of the invented practice.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod run;

use std::fs;

use run::{Ran, remedi};
use serde_json::{Value, json};

const ROSTER: &str = "fixtures/practice/roster";

fn roster(command: &[&str], more: &[&str]) -> Ran {
    let all = [
        &["roster"][..],
        command,
        &["--roster", ROSTER, "--as-of", "2025-03-01"],
        more,
    ];
    remedi(all.concat())
}

/// The answer to one question, and the exit code.
fn clearance(more: &[&str]) -> (Value, i32) {
    let ran = roster(&["clearance", "--format", "json"], more);
    assert_eq!(ran.err, "", "{}", ran.out);
    (ran.summary(), ran.code)
}

fn service<'a>(npi: &'a str, payer: &'a str, pos: &'a str, date: &'a str) -> Vec<&'a str> {
    vec![
        "--npi",
        npi,
        "--payer",
        payer,
        "--pos",
        pos,
        "--procedure",
        "99213",
        "--date",
        date,
    ]
}

#[test]
fn a_cleared_service_names_its_row_and_what_was_taken_for_granted() {
    // By an alias of the payer.
    let (answer, code) = clearance(&service("1400000026", "EXBLUE", "11", "2025-03-14"));
    assert_eq!(code, 0);
    assert_eq!(answer["schema"], "remedi.clearance/1");
    assert_eq!(answer["answer"], "cleared");
    assert_eq!(answer["payer"], "PLAN2");
    assert_eq!(answer["row"], json!({"file": "enrollments.csv", "line": 7}));
    assert_eq!(answer["assumed"], json!(["group_npi", "tin", "taxonomy"]));
    assert_eq!(answer["group_npi"], "1390000010");
}

#[test]
fn the_day_after_the_last_is_not_cleared_and_names_the_fact_that_failed() {
    let (answer, code) = clearance(&service("1400000026", "PLAN2", "11", "2025-03-15"));
    assert_eq!(code, 1);
    assert_eq!(answer["answer"], "not_cleared");
    assert_eq!(answer["rule"], "ENR-04");
    assert_eq!(
        answer["nearest"],
        json!({
            "file": "enrollments.csv",
            "line": 7,
            "fact": "effective_to",
            "expected": "2025-03-14",
            "found": "2025-03-15"
        })
    );
}

#[test]
fn a_place_that_is_not_approved_is_told_to_a_reader() {
    let asked = service("1400000018", "PLAN1", "21", "2025-03-01");
    let ran = roster(&["clearance"], &asked);
    assert_eq!(ran.code, 1);
    for text in [
        "not cleared: 1400000018 Adler (test), Alma for payer PLAN1 Testland Health Plan",
        "approved_pos: place of service 21 is not approved",
        "enrollments.csv:2 has approved_pos `02|10|11|12|13|23`, asked `21`",
        "rule: ENR-09",
    ] {
        assert!(ran.out.contains(text), "{text} in\n{}", ran.out);
    }
    let forgiven = roster(&["clearance", "--exit-zero"], &asked);
    assert_eq!(forgiven.code, 0);
}

#[test]
fn a_fact_that_is_missing_is_unknown_and_no_error() {
    // The row is for two groups, and none was named.
    let asked = service("1400000042", "PLAN1", "11", "2025-03-01");
    let (answer, code) = clearance(&asked);
    assert_eq!(code, 0);
    assert_eq!(answer["answer"], "unknown");
    assert_eq!(answer["fact"], "group_npi");
    let named = [&asked[..], &["--group-npi", "1390000028"]].concat();
    assert_eq!(clearance(&named).0["answer"], "cleared");
    let other = [&asked[..], &["--group-npi", "1400000018"]].concat();
    assert_ne!(clearance(&other).0["answer"], "cleared");
}

#[test]
fn no_row_with_the_payer_is_not_cleared_where_the_roster_says_that_it_is_complete() {
    let (answer, code) = clearance(&service("1400000034", "CAID1", "11", "2025-03-01"));
    assert_eq!((code, answer["rule"].as_str()), (1, Some("ENR-02")));
    assert_eq!(answer["nearest"], Value::Null);
}

#[test]
fn an_excluded_provider_is_not_cleared_by_any_enrollment() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from\n1400000018,PLAN1,approved,2020-01-01\n",
    );
    write(
        "providers.csv",
        "npi,excluded_from\n1400000018,2025-02-01\n",
    );
    let path = folder.path().to_str().unwrap();
    for (date, code, rule) in [
        ("2025-01-31", 0, Value::Null),
        ("2025-02-01", 1, json!("ENR-17")),
    ] {
        let asked = service("1400000018", "PLAN1", "11", date);
        let all = ["roster", "clearance", "--roster", path, "--format", "json"];
        let ran = remedi([&all[..], &asked].concat());
        assert_eq!(
            (ran.code, &ran.summary()["rule"]),
            (code, &rule),
            "{}",
            ran.out
        );
        let matrix = ["--npi", "1400000018", "--matrix", "--date", date];
        let ran = remedi([&all[..], &matrix].concat());
        let cells = ran.json();
        let cell = &cells[0];
        let answer = ["answer", "fact", "changes_on"].map(|key| cell[key].as_str());
        match code {
            0 => assert_eq!(answer, [Some("cleared"), None, Some("2025-02-01")]),
            _ => {
                assert_eq!(answer, [Some("not_cleared"), Some("excluded_from"), None]);
                assert_eq!(cell["row"]["file"], "providers.csv");
            }
        }
    }
}

#[test]
fn a_replaced_npi_is_not_cleared_and_the_new_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from\n1400000018,PLAN1,approved,2020-01-01\n",
    );
    write(
        "providers.csv",
        "npi,npi_deactivated_on,replaced_by\n1400000018,2025-02-01,1400000034\n",
    );
    let path = folder.path().to_str().unwrap();
    let all = ["roster", "clearance", "--roster", path, "--format", "json"];
    let on = |day| remedi([&all[..], &service("1400000018", "PLAN1", "11", day)].concat());
    assert_eq!(on("2025-01-31").code, 0);
    let ran = on("2025-02-01");
    let answer = ran.summary();
    assert_eq!(
        (ran.code, &answer["rule"], &answer["fact"]),
        (1, &json!("ENR-28"), &json!("replaced_by"))
    );
    assert_eq!(
        answer["why"],
        "the provider's NPI is replaced by 1400000034 since 2025-02-01"
    );
    let show = ["roster", "show", "1400000018", "--roster", path];
    let dated = [&show[..], &["--as-of", "2025-02-01"]].concat();
    assert!(remedi(&dated).out.contains("replaced by NPI 1400000034"));
    let ran = remedi([&dated[..], &["--format", "json"]].concat());
    assert_eq!(ran.summary()["replaced_by"], "1400000034");
}

#[test]
fn the_rule_is_the_one_that_check_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("enrollments.csv");
    fs::write(
        &path,
        "provider_npi,payer_id,status,effective_from,approved_pos\n\
         1400000018,PLAN1,denied,2020-01-01,\n\
         1400000018,PLAN2,pending,2020-01-01,\n\
         1400000018,PLAN3,approved,2020-01-01,21\n",
    )
    .unwrap();
    let path = path.to_str().unwrap();
    for (payer, pos, rule) in [
        ("PLAN1", "11", "ENR-02"),
        ("PLAN2", "11", "ENR-03"),
        ("PLAN3", "11", "ENR-09"),
        ("PLAN3", "10", "TH-15"),
    ] {
        let all = ["roster", "clearance", "--roster", path, "--format", "json"];
        let asked = service("1400000018", payer, pos, "2025-02-01");
        let answer = remedi([&all[..], &asked].concat()).summary();
        assert_eq!(answer["rule"], rule, "{payer} {pos}: {answer}");
    }
    let asked = service("1400000018", "PLAN2", "11", "2025-02-01");
    let words = remedi([&["roster", "clearance", "--roster", path], &asked[..]].concat());
    let row = "enrollments.csv:3 has status `pending`, not `approved`";
    assert!(words.out.contains(row), "{}", words.out);
}

#[test]
fn a_question_that_is_not_whole_is_wrong_usage() {
    for (more, hint) in [
        (&["--npi", "1400000018"][..], "--matrix"),
        (&["--pos", "11"], "--pos is about one service"),
        (&["--location", "MIAN"], "did you mean `MAIN`?"),
        (&["--payer", "PLAN9"], "no payer `PLAN9`"),
        (&["--npi", "1400000017"], "check digit"),
        (&["--npi", "1234567893", "--matrix"], "does not name"),
    ] {
        let ran = roster(&["clearance"], more);
        assert_eq!(ran.code, 2, "{more:?}");
        assert!(ran.err.contains(hint), "{hint} in\n{}", ran.err);
    }
}

#[test]
fn the_matrix_tells_the_next_change_of_each_cell() {
    let ran = roster(
        &["clearance", "--format", "json"],
        &["--npi", "1400000026", "--payer", "PLAN2", "--matrix"],
    );
    assert_eq!(ran.code, 0);
    let mut cells = ran.json();
    let sums = cells.pop().unwrap();
    assert_eq!(sums["schema"], "remedi.clearance-matrix-summary/1");
    assert_eq!(sums["cells"], cells.len());
    let of = |pos: &str, location: Value| {
        let mut found = cells.iter().filter(|cell| {
            cell["pos"] == pos
                && cell["location"] == location
                && cell["procedures"] == "office visits"
        });
        let cell = found.next().unwrap();
        assert!(found.next().is_none());
        cell
    };
    let office = of("11", json!("MAIN"));
    assert_eq!(office["schema"], "remedi.clearance-matrix/1");
    assert_eq!(office["answer"], "cleared");
    assert_eq!(office["changes_on"], "2025-03-15");
    assert_eq!(office["becomes"], "not_cleared");
    let nursing = of("32", Value::Null);
    assert_eq!(nursing["answer"], "not_cleared");
    assert_eq!(nursing["fact"], "approved_pos");
    assert_eq!(nursing["changes_on"], Value::Null);
}

#[test]
fn the_matrix_says_what_one_question_says() {
    let ran = roster(&["clearance", "--format", "json"], &[]);
    let mut cells = ran.json();
    cells.pop();
    let mut asked = 0;
    for cell in &cells {
        if cell["procedures"] != "office visits" || cell["location"] != "MAIN" {
            continue;
        }
        let text = |name: &str| cell[name].as_str().unwrap();
        // The first code of the family; no scope of this roster divides office visits.
        let (answer, _) = clearance(&[
            "--npi",
            text("provider"),
            "--payer",
            text("payer"),
            "--pos",
            text("pos"),
            "--group-npi",
            text("group_npi"),
            "--tin",
            text("tin"),
            "--location",
            "MAIN",
            "--procedure",
            "99202",
            "--date",
            "2025-03-01",
        ]);
        assert_eq!(answer["answer"], cell["answer"], "{cell}");
        asked += 1;
    }
    assert!(asked > 20, "{asked}");
}

#[test]
fn the_matrix_is_filtered_by_location() {
    let ran = roster(
        &["clearance", "--format", "csv", "--quiet"],
        &["--location", "asc", "--payer", "PLAN1"],
    );
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("provider,payer,group_npi,tin,location,pos,procedures,answer"));
    assert!(lines.len() > 1);
    for line in &lines[1..] {
        assert!(
            line.contains(",PLAN1,") && line.contains(",ASC,24,"),
            "{line}"
        );
    }
}

#[test]
fn families_that_say_the_same_are_one_line_for_a_reader() {
    let ran = roster(
        &["clearance"],
        &["--npi", "1400000034", "--payer", "PLAN1", "--matrix"],
    );
    let visits = ran
        .out
        .lines()
        .find(|line| line.contains("office visits, hospital visits ") && line.contains("MAIN"));
    assert!(visits.unwrap().contains("cleared"), "{}", ran.out);
    assert!(ran.out.contains("in part"), "{}", ran.out);
}

#[test]
fn a_provider_is_shown_with_what_is_in_force_on_the_day() {
    let ran = roster(&["show", "1400000026"], &["--format", "json"]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    let profile = ran.summary();
    assert_eq!(profile["schema"], "remedi.provider/1");
    assert_eq!(profile["name"], "Bonde (test), Boris");
    assert_eq!(profile["taxonomies"], json!(["207R00000X"]));
    let rows = profile["enrollments"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row["in_force"] == true));
    assert_eq!(rows[1]["effective_to"], "2025-03-14");
    assert_eq!(rows[1]["row"]["line"], 7);
    assert_eq!(profile["credentials"][0]["days_left"], 1035);
    let later = remedi([
        "roster",
        "show",
        "1400000026",
        "--roster",
        ROSTER,
        "--as-of",
        "2025-03-15",
    ]);
    assert!(
        later.out.contains("enrollments: 3 rows, 2 in force"),
        "{}",
        later.out
    );
}

#[test]
fn an_npi_that_is_a_slip_away_is_offered() {
    for (npi, hint) in [
        ("1400000027", "did you mean 1400000026 or 1400000067?"),
        ("140000026", "an NPI has ten digits"),
        ("1234567893", "the roster does not name 1234567893"),
    ] {
        let ran = roster(&["show", npi], &[]);
        assert_eq!((ran.code, &*ran.out), (2, ""));
        assert!(ran.err.contains(hint), "{hint} in {}", ran.err);
    }
}

#[test]
fn history_gaps_and_an_ssn_are_shown_as_they_may_be() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("enrollments.csv"),
        "provider_npi,payer_id,tin,tin_kind,status,effective_from,effective_to,recorded_from,recorded_to\n\
         1400000018,PLAN1,987-65-4321,SSN,terminated,2020-01-01,2021-12-31,,\n\
         1400000018,PLAN1,987-65-4321,SSN,approved,2022-02-01,,2024-01-01,\n\
         1400000018,PLAN1,987-65-4321,SSN,approved,2022-03-01,,2022-01-01,2023-12-31\n",
    )
    .unwrap();
    let path = folder.path().to_str().unwrap();
    for format in ["human", "json", "csv"] {
        let ran = remedi([
            "roster",
            "show",
            "1400000018",
            "--roster",
            path,
            "--as-of",
            "2025-03-01",
            "--format",
            format,
        ]);
        assert!(ran.out.contains("*****4321"), "{}", ran.out);
        assert!(!ran.out.contains("98765"), "{}", ran.out);
        if format == "json" {
            let profile = ran.summary();
            let gap = json!([{"payer": "PLAN1", "from": "2022-01-01", "to": "2022-01-31"}]);
            assert_eq!(profile["gaps"], gap);
            let replaced = |row: &Value| row["replaced"] == true;
            let rows = profile["enrollments"].as_array().unwrap();
            assert_eq!(rows.iter().filter(|row| replaced(row)).count(), 1);
        }
    }
}

#[test]
fn rows_replaced_and_rows_not_yet_recorded_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("enrollments.csv"),
        "provider_npi,payer_id,status,effective_from,recorded_from,recorded_to\n\
         1400000018,PLAN1,approved,2020-01-01,2020-01-01,2024-12-31\n\
         1400000018,PLAN1,approved,2021-01-01,2025-01-01,2025-03-01\n\
         1400000018,PLAN1,approved,2022-01-01,2025-03-02,\n",
    )
    .unwrap();
    let path = folder.path().to_str().unwrap();
    let show = |format| {
        let command = ["roster", "show", "1400000018", "--roster", path];
        let day = ["--as-of", "2025-03-01", "--format", format];
        remedi(command.into_iter().chain(day))
    };
    let profile = show("json").summary();
    let rows = profile["enrollments"].as_array().unwrap();
    let told = rows.iter().map(|row| {
        let line = row["row"]["line"].clone();
        json!([line, row["replaced"], row["not_yet_recorded"]])
    });
    let expected = json!([[2, true, false], [3, false, false], [4, false, true]]);
    assert_eq!(Value::from_iter(told), expected);
    let table = show("csv").out;
    let ends: Vec<&str> = table
        .lines()
        .filter_map(|line| Some(line.split_once(",,,,")?.1.rsplit_once(".csv,")?.1))
        .collect();
    assert_eq!(ends, ["2,no", "3,no", "4,yes"], "{table}");
    let text = show("human").out;
    assert!(text.contains("enrollments: 1 row,"), "{text}");
    assert!(
        text.contains("not yet recorded on the day: 2 rows,"),
        "{text}"
    );
}

#[test]
fn what_expires_is_told_by_bucket_with_the_claims_at_risk() {
    let ran = roster(
        &["expiring", "--format", "json"],
        &["--claims", "fixtures/practice/claims-2025-03.837"],
    );
    assert_eq!((ran.code, &*ran.err), (1, ""));
    let all = ran.json();
    assert_eq!(all.len(), 3);
    assert_eq!(all[0]["schema"], "remedi.expiring/1");
    assert_eq!(all[0]["kind"], "enrollment");
    assert_eq!(all[0]["bucket"], "30");
    assert_eq!(all[0]["days_left"], 13);
    assert_eq!(
        all[0]["at_risk"],
        json!([{"payer": "PLAN2", "claims": 2, "amount": "570.00"}])
    );
    assert_eq!(all[1]["kind"], "license");
    assert_eq!(all[1]["provider"], "1400000067");
    assert_eq!(
        all[2],
        json!({
            "schema": "remedi.expiring-summary/1",
            "as_of": "2025-03-01",
            "within": 120,
            "expired": 0,
            "expiring": 2,
            "buckets": {"30": 2}
        })
    );
}

#[test]
fn claims_that_void_others_are_not_at_risk() {
    let claims = fs::read_to_string(run::root().join("fixtures/practice/claims-2025-03.837"));
    let voids = claims.unwrap().replace(":B:1*", ":B:8*");
    let ran = run::remedi_reading(
        voids.as_bytes(),
        [
            "roster",
            "expiring",
            "--roster",
            ROSTER,
            "--as-of",
            "2025-03-01",
            "--format",
            "json",
            "--claims",
            "-",
        ],
    );
    assert_eq!((ran.code, &*ran.err), (1, ""));
    assert_eq!(ran.json()[0]["at_risk"], json!([]));
}

#[test]
fn the_window_and_the_day_decide_what_is_listed() {
    let quiet = roster(&["expiring", "--within", "12"], &[]);
    assert_eq!(quiet.code, 0);
    assert_eq!(quiet.out.lines().count(), 1, "{}", quiet.out);
    let last_day = roster(
        &["expiring", "--within", "13", "--format", "csv", "--quiet"],
        &[],
    );
    assert_eq!(last_day.code, 1);
    assert!(
        last_day.out.contains("\n13,2025-03-14,13,enrollment,"),
        "{}",
        last_day.out
    );
    let later = remedi([
        "roster",
        "expiring",
        "--roster",
        ROSTER,
        "--as-of",
        "2025-03-21",
        "--exit-zero",
    ]);
    assert_eq!(later.code, 0);
    assert!(
        later
            .out
            .contains("2 expired, nothing expires within 120 days"),
        "{}",
        later.out
    );
}

#[test]
fn claims_of_which_none_is_there_are_an_error_alone() {
    let ran = roster(&["expiring", "--claims", "nope.837"], &[]);
    assert_eq!((ran.code, &*ran.out), (2, ""), "{ran:?}");
}

#[test]
fn claims_that_break_off_are_told() {
    let whole = fs::read(run::root().join("fixtures/practice/claims-2025-03.837")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.837");
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let cut = cut.to_str().unwrap();
    let told = "an envelope in it is not closed";
    let asked = |command: &[&str], claims: &str| {
        let flag: &[&str] = if command == ["auth"] {
            &[]
        } else {
            &["--claims"]
        };
        let roster = ["--roster", ROSTER, "--as-of", "2025-03-01"];
        remedi([command, flag, &[claims], &roster].concat())
    };
    for command in [&["roster", "expiring"][..], &["audit"], &["auth"]] {
        let ran = asked(command, cut);
        assert!(ran.err.contains(told), "{ran:?}");
        let ran = asked(command, "fixtures/practice/claims-2025-03.837");
        assert!(!ran.err.contains(told), "{ran:?}");
    }
}

#[test]
fn a_date_of_another_form_is_answered_with_the_right_one() {
    for flag in ["--date", "--as-of"] {
        let ran = remedi([
            "roster",
            "clearance",
            "--roster",
            ROSTER,
            flag,
            "03/01/2025",
        ]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("a date is written 2025-01-31"), "{ran:?}");
    }
}

#[test]
fn a_compressed_roster_is_called_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv.gz");
    fs::write(&path, b"\x1f\x8b\x08\x00rest").unwrap();
    let ran = remedi(["roster", "check", path.to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("roster.csv.gz: compressed; unpack it first"),
        "{ran:?}"
    );
}
