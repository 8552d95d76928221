//! Whole acknowledgements of an invented input, as they were reviewed.

use std::fs;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveTime};
use remedi_claims::{Batch, Cutter, in_order};
use remedi_validate::acks::{Accepted, AckFile, AckOptions, Acknowledger};
use remedi_validate::{Checker, Options};

fn fixture(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("../../fixtures/acks").join(name)
}

fn answers(input: &[u8], batch: usize) -> Vec<AckFile> {
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
        Cutter::with_size(input, batch),
        |batch| checker.check(batch),
        |report| acks.add(&report).expect("nothing is written to a disk"),
    );
    if error.is_some() {
        acks.cut_off().expect("nothing is written to a disk");
    }
    acks.end_input().expect("nothing is written to a disk")
}

#[test]
fn mixed_claims_are_answered_as_reviewed() {
    let input = fs::read(fixture("mixed.837")).unwrap();
    let mut kinds = Vec::new();
    for mut file in answers(&input, 1 << 20) {
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

/// Acknowledgements as text, of which neither the envelope nor a segment is at fault.
fn well_formed(input: &[u8], batch: usize) -> Vec<String> {
    let mut texts = Vec::new();
    for mut file in answers(input, batch) {
        let mut text = Vec::new();
        file.copy_to(&mut text).expect("memory takes all");
        let (mut cutter, mut batch) = (Cutter::new(&text[..]), Batch::new());
        while cutter.next_batch(&mut batch).expect("starts with an ISA") {
            batch.walk();
            let text = String::from_utf8_lossy(&text);
            assert_eq!(batch.faults(), [], "{text}");
            assert_eq!(batch.guide_faults(), [], "{text}");
        }
        let text = String::from_utf8_lossy(&text).into_owned();
        texts.push(text);
    }
    texts
}

#[test]
fn whatever_is_sent_the_answer_is_well_formed_and_the_same_for_batches_of_any_size() {
    let input = fs::read_to_string(fixture("mixed.837")).unwrap();
    let segments: Vec<&str> = input.lines().collect();
    let mut state = 41u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let mut told = std::collections::BTreeSet::new();
    for _ in 0..100 {
        let mut mutant: Vec<String> = segments.iter().map(|&segment| segment.to_owned()).collect();
        for _ in 0..1 + below(3) {
            let (at, other) = (below(mutant.len()), below(mutant.len()));
            match below(5) {
                0 => drop(mutant.remove(at)),
                1 => mutant.insert(at, mutant[other].clone()),
                2 => mutant.swap(at, other),
                3 => mutant.truncate(at.max(2)),
                _ => {
                    let mut bytes = mutant[at].clone().into_bytes();
                    let place = below(bytes.len());
                    bytes[place] = b"*~:^A0 \n"[below(8)];
                    mutant[at] = String::from_utf8(bytes).unwrap();
                }
            }
        }
        let mutant = mutant.join("\n");
        if !mutant.contains("ISA*") {
            continue;
        }
        let whole = well_formed(mutant.as_bytes(), 1 << 20);
        assert_eq!(well_formed(mutant.as_bytes(), 1), whole, "{mutant}");
        told.extend(whole.iter().flat_map(|text| {
            let codes = text
                .split('~')
                .filter(|one| one.starts_with("IK5") || one.starts_with("TA1"));
            codes.map(str::to_owned).collect::<Vec<_>>()
        }));
    }
    assert!(told.len() > 10, "the mutants differ too little: {told:?}");
}

#[test]
fn a_999_or_277ca_that_is_broken_does_not_pass_for_well_formed() {
    for (name, segment, element) in [
        ("999", "IK5*R*5~", "IK5*Q*5~"),
        ("277ca", "TRN*1*0~", "TRN*7*0~"),
    ] {
        let text = fs::read_to_string(fixture("mixed").with_extension(name)).unwrap();
        let faults = |text: String| {
            let (mut cutter, mut batch) = (Cutter::new(text.as_bytes()), Batch::new());
            assert!(cutter.next_batch(&mut batch).unwrap());
            batch.walk();
            batch.guide_faults().len()
        };
        assert_eq!(faults(text.clone()), 0, "{name}");
        assert!(faults(text.replace(segment, "")) > 0, "{name}");
        assert!(faults(text.replace(segment, element)) > 0, "{name}");
    }
}
