//! What the program says to inputs that are missing, broken, or of another kind, and how it ends.

mod run;

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use run::{program, remedi, remedi_reading};

const CLAIM: &str = "fixtures/enrollment-ended/claim.837";
const REMIT: &str = "fixtures/enrollment-ended/remit.835";

#[test]
fn claims_are_not_for_denials() {
    let ran = remedi(["denials", CLAIM]);
    assert_eq!(ran.code, 2);
    let said = "claim.837: set 0001 at byte 158 is of type 837 (claims), version 005010X222A1: \
                use `remedi check` for it";
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn a_set_without_number_and_type_is_told_by_its_place() {
    let text = String::from_utf8(run::fixture("enrollment-ended/claim.837")).unwrap();
    let empty = text.replacen("ST*837*0001*005010X222A1~", "ST***~", 1);
    let ran = remedi_reading(empty.as_bytes(), ["denials", "-"]);
    let said = "the set at byte 158 has no type (ST01): use `remedi show` for it";
    assert!(ran.err.contains(said), "{}", ran.err);
}

#[test]
fn a_glob_may_begin_with_its_wildcard() {
    for glob in ["*.837", "?laim.837", "**/claim.*"] {
        let output = program()
            .current_dir(run::root().join("fixtures/enrollment-ended"))
            .args(["check", "-q", "--format", "json", glob])
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{glob}");
        assert!(out.contains("\"files\":1,"), "{glob}: {out}");
    }
}

#[test]
fn threads_are_a_number_that_a_machine_can_run() {
    for threads in ["0", "-1", "100000", "many"] {
        let ran = remedi(["check", "-q", CLAIM, &format!("--threads={threads}")]);
        assert_eq!(ran.code, 2, "{threads}");
        assert!(ran.err.contains("--threads"), "{}", ran.err);
    }
}

#[test]
fn remittances_are_checked_and_referred_to_denials() {
    let ran = remedi(["check", "--format", "json", REMIT]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.summary()["claims"], 0);
    assert!(ran.err.contains("`remedi denials` says why"), "{}", ran.err);
    let unbalanced = String::from_utf8(run::fixture("enrollment-ended/remit.835"))
        .unwrap()
        .replace("BPR*I*126*", "BPR*I*5*");
    let ran = remedi_reading(
        unbalanced.as_bytes(),
        ["check", "-q", "--format", "json", "-"],
    );
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(ran.json()[0]["rule"], "BAL-07");
    assert_eq!(ran.json()[0]["snip"], 3);
    assert_eq!(ran.json()[0]["at"]["element"], "BPR02");
}

#[test]
fn acknowledgements_are_checked() {
    for file in ["fixtures/acks/mixed.999", "fixtures/acks/mixed.277ca"] {
        let ran = remedi(["check", "-q", "--format", "json", file]);
        assert_eq!(
            (ran.code, &ran.summary()["sets"]),
            (0, &1.into()),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_wrong_file_among_right_ones_is_an_error_and_stops_nothing() {
    let wrong = String::from_utf8(run::fixture("enrollment-ended/claim.837"))
        .unwrap()
        .replace("ST*837*", "ST*834*");
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("plan.834");
    fs::write(&other, wrong).unwrap();
    let ran = remedi([
        "check",
        "-q",
        "--format",
        "json",
        other.to_str().unwrap(),
        CLAIM,
    ]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("use `remedi show` for it"), "{}", ran.err);
    let summary = ran.summary();
    assert_eq!(
        (&summary["files"], &summary["claims"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn what_is_no_x12_is_named_by_what_it_looks_like() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, said) in [
        ("a.pdf", &b"%PDF-1.7\n%\xE2\xE3"[..], "it looks like a PDF"),
        ("b.xlsx", b"PK\x03\x04rest", "Excel workbook"),
        ("c.txt", b"\xFF\xFEI\0S\0A\0", "UTF-16"),
        ("d.837", b"", "it is empty"),
        ("e.837", b"x", "is not X12: no ISA segment in it"),
        ("f.html", b"<!doctype html>", "HTML"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let ran = remedi(["check", "-q", path.to_str().unwrap()]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}");
        assert!(
            ran.err.contains("is not X12: no ISA segment in it"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(said), "{name}: {}", ran.err);
    }
    let ran = remedi(["check", "-q", CLAIM, folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err.lines().count(), 6);
}

#[test]
fn nothing_there_is_an_error() {
    let empty = tempfile::tempdir().unwrap();
    let ran = remedi(["check", "-q", empty.path().to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no file in this folder"), "{}", ran.err);
    let ran = remedi(["check", "-q", "no/such/file.837"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("no/such/file.837: no such file or folder"),
        "{}",
        ran.err
    );
    let ran = remedi(["check", "-q", "fixtures/*/nothing-*.837"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no file matches"), "{}", ran.err);
    assert_eq!(remedi(["check", "-q", "no/such/file.837", CLAIM]).code, 1);
}

#[test]
fn of_nothing_read_there_is_no_audit_and_no_worklist() {
    for command in [["audit", "--claims"], ["auth", "--quiet"]] {
        for format in ["human", "json", "csv"] {
            let output = ["--format", format];
            for input in ["no/such/file.837", REMIT, "Cargo.toml"] {
                let ran = remedi([&command[..], &[input], &output[..]].concat());
                assert_eq!((ran.code, &*ran.out), (2, ""), "{command:?} {input}");
                assert!(ran.err.contains(input), "{}", ran.err);
            }
            let ran = remedi([&command[..], &[CLAIM, "no/such/file"], &output[..]].concat());
            assert_eq!(ran.code, 1);
            assert!(!ran.out.is_empty(), "{command:?} {format}");
        }
    }
}

#[test]
fn wrong_usage_is_two() {
    assert_eq!(remedi(["check"]).code, 2);
    assert_eq!(remedi(["chekc", CLAIM]).code, 2);
    assert_eq!(remedi(["check", CLAIM, "--as-of", "01/31/2025"]).code, 2);
    assert_eq!(remedi(["--version"]).code, 0);
    assert_eq!(remedi(["check", "--help"]).code, 0);
}

#[test]
fn standard_input_and_gzip_are_read_like_files() {
    let claim = run::fixture("enrollment-ended/claim.837");
    let of = |ran: run::Ran| {
        let mut summary = ran.summary();
        summary["seconds"] = 0.into();
        summary
    };
    let file = of(remedi(["check", "-q", "--format", "json", CLAIM]));
    assert_eq!(file["claims"], 1);
    let arguments = ["check", "-q", "--format", "json", "-"];
    assert_eq!(of(remedi_reading(&claim, arguments)), file);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&claim).unwrap();
    let packed = gzip.finish().unwrap();
    assert_eq!(of(remedi_reading(&packed, arguments)), file);
    let cut = remedi_reading(&packed[..packed.len() / 2], ["check", "-q", "-"]);
    assert_ne!(cut.code, 0);
    assert!(cut.err.starts_with("remedi: -: "), "{}", cut.err);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let claims = run::fixture("practice/claims-2025-03.837").repeat(100);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.837");
    fs::write(&path, claims).unwrap();
    let mut child = program()
        .args(["check", "-q", "--format", "json"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 100]).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.code().is_some(), "killed by a signal");
}

#[test]
fn a_roster_with_errors_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    let header = "provider_npi,payer_id,status,effective_from,approved_pos\n";
    for (row, place, said) in [
        (
            "1.23457E+09,PLAN2,approved,2024-01-01,11",
            "roster.csv:2: provider_npi",
            "scientific",
        ),
        (
            "1400000026,PLAN2,approved,2024-01-01,2",
            "roster.csv:2: approved_pos",
            "zero",
        ),
        (
            "1400000026,PLAN2,approved,01/31/2024,11",
            "roster.csv:2: effective_from",
            "01/31/2024",
        ),
    ] {
        fs::write(&path, format!("{header}{row}\n")).unwrap();
        let file = path.to_str().unwrap();
        let ran = remedi(["check", CLAIM, "--roster", file]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{row}");
        assert!(
            ran.err.contains(place) && ran.err.contains(said),
            "{}",
            ran.err
        );
        let ran = remedi(["roster", "check", file]);
        assert_eq!(ran.code, 1, "{row}");
        assert!(ran.out.contains(place), "{}", ran.out);
        assert!(ran.out.contains("; 1 error, 0 warnings"), "{}", ran.out);
    }
    assert_eq!(remedi(["check", CLAIM, "--roster", "no/roster"]).code, 2);
}

/// A file that is not there is told in the same words whatever it is for.
#[test]
fn what_is_not_there_is_told_in_one_way() {
    let claims = "fixtures/practice/claims-2025-03.837";
    let remits = "fixtures/practice/remits-2025-04.835";
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().to_str().unwrap();
    let import = ["roster", "import", "--into", into, "--from"];
    let payer = "fixtures/roster-import/payer.csv";
    let nppes = "fixtures/roster-import/nppes.csv";
    for command in [
        &["check", "missing"][..],
        &["check", claims, "--roster", "missing"],
        &["check", claims, "--rules", "missing"],
        &["denials", "missing"],
        &["denials", remits, "--roster", "missing"],
        &["denials", remits, "--rules", "missing"],
        &["audit", "--claims", claims, "--roster", "missing"],
        &["roster", "check", "missing"],
        &["show", "missing"],
        &["explain", "B7", "--rules", "missing"],
        &[&import[..], &["nppes", "missing"]].concat(),
        &[&import[..], &["nppes", nppes, "--npis", "missing"]].concat(),
        &[&import[..], &["mapping", payer, "--mapping", "missing"]].concat(),
    ] {
        let ran = remedi(command);
        assert_eq!(ran.code, 2, "{command:?}");
        let told = "remedi: missing: no such file or folder\n";
        assert!(ran.err.ends_with(told), "{command:?}: {}", ran.err);
    }
    let profile = folder.path().join("remedi.toml");
    fs::write(&profile, "[codes]\nhcpcs = \"missing.csv\"\n").unwrap();
    let ran = remedi(["explain", "B7", "--rules", profile.to_str().unwrap()]);
    assert!(
        ran.err.contains("missing.csv: no such file or folder"),
        "{}",
        ran.err
    );
}

#[test]
fn denials_of_nothing_are_not_summed_up() {
    for format in ["human", "json", "csv"] {
        let ran = remedi(["denials", "README.md", "--format", format]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{format}");
        assert_eq!(
            ran.err,
            "remedi: README.md: is not X12: no ISA segment in it\n"
        );
    }
}

#[test]
fn remittances_of_later_days_than_that_of_asking_are_told() {
    let remit = "fixtures/enrollment-ended/remit.835";
    let told = |day: &str| remedi(["denials", remit, "--as-of", day]).err;
    assert!(told("2020-01-01").contains("1 remittance was paid after 2020-01-01"));
    assert_eq!(told("2030-01-01"), "");
}

#[test]
fn an_answer_is_explained_as_it_is_printed() {
    let told = |codes: &[&str]| {
        let ran = remedi([&["explain", "--format", "json"], codes].concat());
        assert_eq!(ran.code, 0, "{codes:?}: {}", ran.err);
        ran.out
    };
    assert_eq!(told(&["CO-16 M77"]), told(&["CO-16", "M77"]));
    assert_eq!(told(&["IK403 7"]), told(&["IK403", "7"]));
    assert_eq!(remedi(["explain", "CO-16 M77Z9"]).code, 2);
}
