//! The program on files that other people wrote: no panic, every claim and payment counted, and
//! the sums that plain arithmetic finds wrong are the ones it finds wrong.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

use std::path::{Path, PathBuf};
use std::process::Command;

use remedi_x12::{SliceReader, Token};
use serde_json::Value;

/// The folder of samples, when there is one: set but missing is a failure.
fn samples() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("REMEDI_SAMPLES")?);
    assert!(folder.is_dir(), "REMEDI_SAMPLES is not a folder");
    Some(folder)
}

/// The rows of MANIFEST.tsv: path, transaction and notes.
fn manifest(folder: &Path) -> Vec<(PathBuf, String, String)> {
    let text = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        (
            folder.join(cells[0]),
            cells[3].to_owned(),
            cells[11].to_owned(),
        )
    });
    rows.collect()
}

/// How often segments with this tag stand in an input.
fn count(input: &[u8], tag: &[u8]) -> u64 {
    let mut reader = SliceReader::new(input);
    let mut found = 0;
    while let Ok(Some(token)) = reader.next_token() {
        if let Token::Segment(segment, _) = token {
            found += u64::from(segment.tag() == tag);
        }
    }
    found
}

struct Run {
    code: i32,
    rows: Vec<Value>,
    stderr: String,
}

fn remedi(command: &str, file: &Path) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_remedi"))
        .args([command, "--format", "json"])
        .arg(file)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let name = file.display();
    let code = output.status.code().unwrap_or(101);
    assert!(code <= 2, "{command} {name}: {stderr}");
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
    Run {
        code,
        rows: rows.collect(),
        stderr,
    }
}

/// The number behind `note`, as in `CLM02!=sum(lines)x4`; 1 when there is none, 0 without the note.
fn noted(notes: &str, note: &str) -> u64 {
    let Some((_, rest)) = notes.split_once(note) else {
        return 0;
    };
    let digits = rest.strip_prefix('x').unwrap_or_default();
    let end = digits.find(|c: char| !c.is_ascii_digit());
    digits[..end.unwrap_or(digits.len())].parse().unwrap_or(1)
}

/// Its first interchange is cut off within the claim, so that most of the lines are missing; the
/// manifest adds up the lines of the next one instead.
const CUT_OFF: &str = "jdavisp3+TigerShark/837I-Examples.txt";

#[test]
fn claims_are_counted_and_their_sums_judged() {
    let Some(folder) = samples() else { return };
    let (mut files, mut differ) = (0, Vec::new());
    for (file, transaction, notes) in manifest(&folder) {
        if !transaction.starts_with("837") || notes.contains("no-ISA") {
            continue;
        }
        let input = std::fs::read(&file).unwrap();
        let run = remedi("check", &file);
        let Some(summary) = run.rows.last() else {
            let claims = count(&input, b"CLM");
            assert_eq!(claims, 0, "{}: {}", file.display(), run.stderr);
            continue;
        };
        assert_eq!(
            summary["claims"],
            count(&input, b"CLM"),
            "{}",
            file.display()
        );
        assert_eq!(summary["bytes"], input.len(), "{}", file.display());
        let wrong = run.rows.iter().filter(|row| row["rule"] == "CTX-08");
        let (told, noted) = (wrong.count() as u64, noted(&notes, "CLM02!=sum(lines)"));
        if told != noted && !file.ends_with(CUT_OFF) {
            differ.push(format!("{}: {told} not {noted}", file.display()));
        }
        files += 1;
    }
    assert!(files > 100, "{files}");
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn payments_are_counted() {
    let Some(folder) = samples() else { return };
    let mut files = 0;
    for (file, transaction, notes) in manifest(&folder) {
        if transaction != "835" || notes.contains("no-ISA") {
            continue;
        }
        let input = std::fs::read(&file).unwrap();
        let run = remedi("denials", &file);
        let summary = run.rows.last().unwrap();
        let payments = count(&input, b"CLP");
        assert_eq!(summary["payments"], payments, "{}", file.display());
        files += 1;
    }
    assert!(files > 40, "{files}");
}

#[test]
fn files_of_other_kinds_are_refused_with_a_reason() {
    let Some(folder) = samples() else { return };
    for (file, transaction, notes) in manifest(&folder) {
        let (check, denials) = (remedi("check", &file), remedi("denials", &file));
        if notes.contains("no-ISA") {
            assert_eq!((check.code, denials.code), (2, 2), "{}", file.display());
            assert!(check.stderr.contains("no ISA"), "{}", check.stderr);
        }
        if let "837P" | "837I" | "837D" = transaction.as_str() {
            assert_eq!(denials.code, 2, "{}", file.display());
            assert!(!denials.stderr.trim().is_empty(), "{}", file.display());
        }
    }
}
