//! Acknowledgements against those that another validator's tests expect. The samples are not part of the project:
//! `REMEDI_SAMPLES` names their folder, and without it there is nothing to compare.

use std::fs;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime};
use remedi_claims::{Cutter, in_order};
use remedi_validate::acks::{Accepted, AckOptions, Acknowledger};
use remedi_validate::{Checker, Options};

/// Where we answer otherwise: file, which of the two tells it, what, and why. An entry that is no longer
/// true fails.
const DIFFERENCES: &str = include_str!("acks_samples.csv");

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

/// What the interchange, the groups, the sets and their segments and elements are answered.
fn told(text: &str) -> Vec<String> {
    let mut told: Vec<String> = text
        .split('~')
        .filter_map(|segment| {
            let elements: Vec<&str> = segment.trim().split('*').collect();
            match (elements[0], elements.get(1)) {
                ("AK5" | "IK5" | "AK9", Some(letter)) => Some(format!("{} {letter}", elements[0])),
                ("AK3" | "IK3", Some(tag)) => Some(format!(
                    "{} {tag} {} {}",
                    elements[0], elements[2], elements[4]
                )),
                ("AK4" | "IK4", Some(at)) => Some(format!("{} {at} {}", elements[0], elements[3])),
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
    let (mut compared, mut found) = (0, Vec::new());
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
        let only = |who: &str, all: &[String], other: &[String]| {
            let lone = all.iter().filter(|one| !other.contains(one));
            let lone = lone.map(|one| format!("{name},{who},{one}"));
            lone.collect::<Vec<_>>()
        };
        found.extend(only("ours", &own, &expected));
        found.extend(only("theirs", &expected, &own));
        compared += 1;
    }
    assert!(compared >= 12, "{compared}");
    let known = DIFFERENCES.lines().skip(1).map(|line| {
        let (what, why) = line.rsplit_once(',').expect("four cells");
        assert!(!why.is_empty(), "{line}");
        what.to_owned()
    });
    let mut known: Vec<String> = known.collect();
    known.sort();
    found.sort();
    found.dedup();
    assert_eq!(found, known, "{}", found.join("\n"));
}
