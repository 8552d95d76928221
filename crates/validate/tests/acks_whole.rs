//! Whole acknowledgements of an invented input, as they were reviewed.

use std::fs;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveTime};
use remedi_claims::{Cutter, in_order};
use remedi_validate::acks::{Accepted, AckFile, AckOptions, Acknowledger};
use remedi_validate::{Checker, Options};

fn fixture(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("../../fixtures/acks").join(name)
}

fn answers(input: &[u8]) -> Vec<AckFile> {
    let checker = Checker::new(
        None,
        Options {
            acks: true,
            ..Options::default()
        },
    );
    let mut acks = Acknowledger::new(AckOptions {
        as_of: NaiveDate::from_ymd_opt(2025, 2, 1).expect("a day"),
        time: NaiveTime::MIN,
        control_number: 1,
        accepted: Accepted::default(),
    });
    let error = in_order(
        Cutter::new(input),
        |batch| checker.check(batch),
        |report| acks.add(&report).expect("nothing is written to a disk"),
    );
    assert!(error.is_none());
    acks.end_input().expect("nothing is written to a disk")
}

#[test]
fn mixed_claims_are_answered_as_reviewed() {
    let input = fs::read(fixture("mixed.837")).unwrap();
    let mut kinds = Vec::new();
    for mut file in answers(&input) {
        let mut text = Vec::new();
        file.copy_to(&mut text).unwrap();
        // Fixtures have a line for each segment.
        let text = String::from_utf8(text).unwrap().replace('~', "~\n");
        let path = fixture("mixed").with_extension(file.kind.as_str());
        if std::env::var_os("REMEDI_BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(
            text,
            fs::read_to_string(&path).unwrap(),
            "{}",
            path.display()
        );
        kinds.push(file.kind.as_str());
    }
    assert_eq!(kinds, ["ta1", "999", "277ca"]);
}
