//! Acknowledgements against those that another validator's tests expect. The samples are not part of the project:
//! `REMEDI_SAMPLES` names their folder, and without it there is nothing to compare.

use std::fs;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime};
use remedi_claims::{Cutter, in_order};
use remedi_validate::acks::{Accepted, AckOptions, Acknowledger};
use remedi_validate::{Checker, Options};

/// Where we answer otherwise, and why. An entry that is no longer true fails.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "bad_2010AA_bug",
        "no element of 4010 guides is known: the missing NM1 is not found",
    ),
    (
        "blank1",
        "no element of 4010 guides is known: the blank qualifiers are not found",
    ),
    (
        "loop_counting",
        "no limit of 4010 guides is known: the 51st line is not found",
    ),
    (
        "loop_counting2",
        "no limit of 4010 guides is known: the 51st line is not found",
    ),
    (
        "multiple_trn",
        "no usage of 4010 guides is known: the missing levels are not found",
    ),
    (
        "simple1",
        "no usage of 4010 guides is known: the missing header is not found",
    ),
];

fn answers(input: &[u8]) -> String {
    let options = Options {
        acks: true,
        ..Options::default()
    };
    let checker = Checker::new(None, options);
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
    let mut text = Vec::new();
    for mut file in acks.end_input().expect("nothing is written to a disk") {
        file.copy_to(&mut text).expect("memory takes all");
    }
    String::from_utf8(text).expect("text")
}

/// What the interchange, the groups and the sets are answered, without positions.
fn told(text: &str) -> Vec<String> {
    let mut told: Vec<String> = text
        .split('~')
        .filter_map(|segment| {
            let elements: Vec<&str> = segment.trim().split('*').collect();
            match (elements[0], elements.get(1)) {
                ("AK5" | "IK5" | "AK9", Some(letter)) => Some(format!("{} {letter}", elements[0])),
                ("TA1", _) => Some(elements[4..].join(" ")),
                _ => None,
            }
        })
        .collect();
    // The other validator puts the TA1 behind its sets.
    told.sort();
    told
}

#[test]
fn samples_are_accepted_and_rejected_as_expected() {
    let Some(samples) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let folder = Path::new(&samples).join("azoner+pyx12");
    let mut compared = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let name = file.strip_prefix("x12testdata__");
        let Some(name) = name.and_then(|name| name.strip_suffix("__source.txt")) else {
            continue;
        };
        let expected = folder.join(format!("x12testdata__{name}__expected_ack.txt"));
        let expected = told(&fs::read_to_string(expected).unwrap());
        let own = told(&answers(&fs::read(&path).unwrap()));
        match DIFFERENCES.iter().find(|(known, _)| *known == name) {
            Some((_, why)) => assert_ne!(
                own, expected,
                "{name} is no longer answered otherwise: {why}"
            ),
            None => assert_eq!(own, expected, "{name}"),
        }
        compared += 1;
    }
    assert!(compared >= 12, "{compared}");
}
