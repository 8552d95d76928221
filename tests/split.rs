//! `remedi check --split`: the clean and the held claims of an input as two files.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

mod run;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use remedi_synth::{BatchOptions, BatchSize, Newline, professional_batch};
use run::{Ran, remedi, remedi_reading};
use serde_json::Value;

fn generated(claims: u64, newline: Newline) -> Vec<u8> {
    let options = BatchOptions {
        size: BatchSize::Claims(claims),
        newline,
        fault_share: 0.06,
        ..BatchOptions::default()
    };
    let mut input = Vec::new();
    let totals = professional_batch(&options, &mut input).unwrap();
    assert_eq!(totals.claims, claims);
    input
}

/// Checks and splits what stands at a path.
fn split(input: &Path, folder: &Path, more: &[&str]) -> Ran {
    let (input, folder) = (input.to_str().unwrap(), folder.to_str().unwrap());
    let own = ["check", input, "--split", folder, "--format", "json"];
    remedi([&own, more].concat())
}

/// The claims of a file with `~` as its terminator, by their patient account numbers (CLM01).
fn claims(file: &[u8]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for segment in std::str::from_utf8(file).unwrap().split_inclusive('~') {
        let tag = segment.trim_start().split('*').next().unwrap();
        match tag {
            "CLM" => {
                let id = segment.split('*').nth(1).unwrap();
                all.push((id.to_owned(), segment.trim_start().to_owned()));
                open = true;
                continue;
            }
            "HL" | "SE" => open = false,
            _ => {}
        }
        if open && let Some((_, claim)) = all.last_mut() {
            claim.push_str(segment);
        }
    }
    all
}

/// What was found in some claims.
fn findings(ran: &Ran, claims: &BTreeSet<String>) -> Vec<String> {
    let of_claims = |row: &Value| {
        let claim = row["claim"].as_str();
        claim.is_some_and(|claim| claims.contains(claim))
    };
    let mut rows: Vec<Value> = ran.json();
    rows.retain(of_claims);
    let rows = rows.iter().map(|row| {
        let own = ["rule", "severity", "claim", "line", "message", "amount"];
        own.map(|field| row[field].to_string()).join(" ")
    });
    rows.collect()
}

fn ids(claims: &[(String, String)]) -> BTreeSet<String> {
    claims.iter().map(|(id, _)| id.clone()).collect()
}

/// The reasons in a table.
fn rows(table: &Path) -> Vec<Vec<String>> {
    let mut table = csv::Reader::from_path(table).unwrap();
    let rows = table.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn ten_thousand_claims_are_each_in_one_of_two_sound_files() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("claims.837");
    let out = folder.path().join("out");
    for newline in [Newline::None, Newline::CrLf] {
        let bytes = generated(10_000, newline);
        fs::write(&input, &bytes).unwrap();
        let ran = split(&input, &out, &["--threads", "2"]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        let file = |kind: &str| fs::read(out.join(format!("claims.{kind}"))).unwrap();
        let (clean, held) = (file("clean.837"), file("held.837"));

        // Every claim once, as sent, and in order.
        let (own, clean_claims, held_claims) = (claims(&bytes), claims(&clean), claims(&held));
        let summary = ran.summary();
        assert_eq!(summary["held"], held_claims.len());
        assert_eq!(summary["clean"], clean_claims.len());
        assert!(
            (500..2_000).contains(&held_claims.len()),
            "{}",
            held_claims.len()
        );
        let is_held = ids(&held_claims);
        assert_eq!(is_held.len() + ids(&clean_claims).len(), 10_000);
        let (expected_held, expected_clean): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|(id, _)| is_held.contains(id));
        assert!(clean_claims == expected_clean);
        assert!(held_claims == expected_held);

        // What is clean stays clean, and nothing new is found in what is held.
        let again = remedi([
            "check",
            "--format",
            "json",
            out.join("claims.clean.837").to_str().unwrap(),
        ]);
        let counts = again.summary();
        assert_eq!(
            (&counts["held"], &counts["findings"]["error"]),
            (&0.into(), &0.into())
        );
        assert_eq!(again.code, 0);
        let again = remedi([
            "check",
            "--format",
            "json",
            out.join("claims.held.837").to_str().unwrap(),
        ]);
        assert_eq!(again.summary()["held"], held_claims.len());
        assert_eq!(findings(&again, &is_held), findings(&ran, &is_held));
        let about_claims = again
            .json()
            .iter()
            .filter(|row| row["claim"].is_string())
            .count();
        assert_eq!(about_claims + 1, again.json().len());

        // The table has every claim that is held, with the errors that were found.
        let table = rows(&out.join("claims.held.csv"));
        let told: BTreeSet<String> = table.iter().map(|row| row[0].clone()).collect();
        assert_eq!(told, is_held);
        let errors = ran.summary()["findings"]["error"].as_u64().unwrap();
        assert_eq!(table.len() as u64, errors);
        // With the places of the findings.
        let mut places: Vec<String> = table
            .iter()
            .map(|row| [0, 4, 7, 11].map(|column| row[column].as_str()).join(" "))
            .collect();
        let found = ran.json();
        let errors = found.iter().filter(|one| one["severity"] == "error");
        let place = |one: &Value| {
            let text = |value: &Value| value.to_string().replace('"', "");
            let at = &one["at"];
            [&one["claim"], &one["rule"], &at["byte"], &at["segment"]]
                .map(text)
                .join(" ")
        };
        let mut expected: Vec<String> = errors.map(place).collect();
        places.sort();
        expected.sort();
        assert!(places == expected);
    }
}

#[test]
fn threads_and_formats_do_not_change_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("claims.837");
    fs::write(&input, generated(3_000, Newline::Lf)).unwrap();
    let kinds = ["clean.837", "held.837", "held.csv"];
    let files = |arguments: &[&str]| {
        let out = tempfile::tempdir().unwrap();
        split(&input, out.path(), arguments);
        kinds.map(|kind| fs::read(out.path().join(format!("claims.{kind}"))).unwrap())
    };
    let serial = files(&["--threads", "1"]);
    assert!(files(&["--threads", "4"]) == serial);
    assert!(files(&["--threads", "3", "--quiet"]) == serial);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_second_run_puts_right_what_a_first_one_left() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("claims.837"), folder.path().join("out"));
    let bytes = generated(200, Newline::None);
    fs::write(&input, &bytes).unwrap();
    split(&input, &out, &[]);
    let own = ["claims.clean.837", "claims.held.837", "claims.held.csv"];
    assert_eq!(names(&out), own);
    let before = own.map(|name| fs::read(out.join(name)).unwrap());
    // The process died: one file is of another run, one is not there, and one is half.
    fs::write(out.join(own[0]), "of another run").unwrap();
    fs::remove_file(out.join(own[1])).unwrap();
    fs::write(out.join(own[2]), &before[2][..10]).unwrap();
    split(&input, &out, &[]);
    assert!(own.map(|name| fs::read(out.join(name)).unwrap()) == before);
    // Once repaired, nothing is held any more, and nothing says so.
    fs::copy(out.join(own[0]), &input).unwrap();
    let ran = split(&input, &out, &[]);
    assert_eq!((ran.code, names(&out)), (0, vec![own[0].to_owned()]));
    assert!(
        ran.err.contains("; 0 held claims, and no held file"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read(out.join(own[0])).unwrap(), before[0]);
}

#[test]
fn inputs_of_one_name_have_files_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let (in_march, in_april) = (folder.path().join("march"), folder.path().join("april"));
    let out = folder.path().join("out");
    for (month, claims) in [(&in_march, 5), (&in_april, 7)] {
        fs::create_dir(month).unwrap();
        fs::write(month.join("claims.837"), generated(claims, Newline::None)).unwrap();
    }
    split(folder.path(), &out, &[]);
    let count = |name: &str| {
        let of = |kind| fs::read(out.join(format!("{name}.{kind}.837"))).unwrap_or_default();
        claims(&of("clean")).len() + claims(&of("held")).len()
    };
    assert_eq!((count("claims"), count("claims-2")), (7, 5));
}

#[test]
fn an_input_that_breaks_off_is_held_from_its_open_group_on() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let bytes = generated(500, Newline::None);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&bytes).unwrap();
    let whole = gzip.finish().unwrap();
    let input = folder.path().join("claims.837.gz");
    fs::write(&input, &whole[..whole.len() / 2]).unwrap();
    let ran = split(&input, &out, &[]);
    assert_eq!(names(&out), ["claims.held.837", "claims.held.csv"]);
    let held = fs::read(out.join("claims.held.837")).unwrap();
    let summary = ran.summary();
    assert_eq!(
        (&summary["clean"], &summary["held"]),
        (&0.into(), &claims(&held).len().into())
    );
    assert!(claims(&held).len() > 100);
    let text = String::from_utf8(held).unwrap();
    let mut last = text.rsplit('~').skip(1).map(|segment| &segment[..3]);
    assert_eq!(
        [last.next(), last.next(), last.next()],
        [Some("IEA"), Some("GE*"), Some("SE*")]
    );
    let table = rows(&out.join("claims.held.csv"));
    assert!(
        table
            .iter()
            .any(|row| row[3] == "group" && row[6].contains("could not be read"))
    );
}

#[test]
fn a_part_of_a_segment_before_the_next_interchange_is_left_out_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut input = run::fixture("enrollment-ended/claim.837");
    let broken = input
        .windows(4)
        .rposition(|bytes| bytes == b"~\nSE")
        .unwrap();
    input.truncate(broken + 2);
    // Behind what starts like IEA the interchange has ended.
    input.extend(b"IEA\nREF*G1*1~\nREF*6R");
    input.extend(run::fixture("enrollment-ended/claim.837"));
    let path = folder.path().join("broken.837");
    fs::write(&path, input).unwrap();
    split(&path, &folder.path().join("parts"), &[]);
    let held = fs::read(folder.path().join("parts/broken.held.837")).unwrap();
    let held = std::str::from_utf8(&held).unwrap();
    assert!(held.contains("~\nSE*"), "{held}");
    assert!(
        !held.contains("REF*6R~") && !held.contains("REF*6RSE"),
        "{held}"
    );
    let rows = rows(&folder.path().join("parts/broken.held.csv"));
    let told = |row: &Vec<String>| row.iter().any(|cell| cell.contains("bytes are left out"));
    assert_eq!(rows.iter().filter(|row| told(row)).count(), 1, "{rows:?}");
}

#[test]
fn standard_input_is_split_and_acknowledged_at_once() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let bytes = generated(50, Newline::None);
    let ran = remedi_reading(
        &bytes,
        ["check", "-", "--split", folder, "--acks", folder, "-q"],
    );
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let own = [
        "stdin.277ca",
        "stdin.999",
        "stdin.clean.837",
        "stdin.held.837",
        "stdin.held.csv",
    ];
    assert_eq!(names(out.path()), own);
}

#[test]
fn what_is_no_claim_file_is_not_split() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("notes.txt"), folder.path().join("out"));
    fs::write(&input, "no X12 at all").unwrap();
    assert_eq!(split(&input, &out, &[]).code, 2);
    assert_eq!(names(&out), Vec::<String>::new());
    // Remittances can be checked, and hold no claims to split.
    split(Path::new("fixtures/practice/remits-2025-04.835"), &out, &[]);
    assert_eq!(names(&out), Vec::<String>::new());
    // And a folder that is none is no place for files.
    let ran = split(
        Path::new("fixtures/practice/claims-2025-03.837"),
        &input,
        &[],
    );
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("can't be written"), "{}", ran.err);
}

#[test]
fn the_practice_is_told_of_its_files() {
    let out = tempfile::tempdir().unwrap();
    let roster = ["--roster", "fixtures/practice/roster"];
    let ran = split(
        Path::new("fixtures/practice/claims-2025-03.837"),
        out.path(),
        &roster,
    );
    let told = format!(
        "remedi: split into {}: 28 clean claims in 1 file; 21 held claims in 1 file\n",
        out.path().display()
    );
    assert_eq!(ran.err, told);
    let table = fs::read_to_string(out.path().join("claims-2025-03.held.csv")).unwrap();
    insta::assert_snapshot!(table.lines().take(4).collect::<Vec<_>>().join("\n"));
}
