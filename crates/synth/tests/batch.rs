//! Batches add up, repeat, and answer each other.

use std::collections::HashMap;

use remedi_synth::{
    BatchOptions, BatchSize, Newline, RosterOptions, professional_batch, remittance_batch, roster,
};

mod support;
use support::{Segment, cents, fnv, npi_is_valid, segments};

fn claims(options: &BatchOptions) -> Vec<u8> {
    let mut out = Vec::new();
    professional_batch(options, &mut out).expect("memory takes all");
    out
}

fn payments(options: &BatchOptions) -> Vec<u8> {
    let mut out = Vec::new();
    remittance_batch(options, &mut out).expect("memory takes all");
    out
}

#[test]
fn a_seed_gives_the_same_bytes_for_good() {
    let options = BatchOptions::default();
    let hashes = [fnv(&claims(&options)), fnv(&payments(&options))];
    assert_eq!(hashes, [393_643_176_526_259_097, 5_432_450_783_312_360_843]);
}

#[test]
fn trailers_count_right_with_every_newline_and_set_size() {
    for newline in [Newline::None, Newline::Lf, Newline::CrLf] {
        for claims_per_set in [None, Some(1), Some(7)] {
            let options = BatchOptions {
                size: BatchSize::Claims(60),
                claims_per_set,
                newline,
                ..BatchOptions::default()
            };
            support::check_envelopes(&segments(&claims(&options)));
            support::check_envelopes(&segments(&payments(&options)));
        }
    }
}

#[test]
fn totals_tell_what_was_written() {
    let options = BatchOptions::default();
    let mut out = Vec::new();
    let totals = professional_batch(&options, &mut out).expect("memory takes all");
    let written = segments(&out);
    let count = |tag: &str| written.iter().filter(|s| s[0] == tag).count() as u64;
    assert_eq!(totals.bytes, out.len() as u64);
    assert_eq!(totals.segments, written.len() as u64);
    assert_eq!(
        (totals.sets, totals.claims, totals.lines),
        (count("ST"), count("CLM"), count("LX"))
    );
    assert_eq!((totals.sets, totals.claims), (10, 1_000));
}

#[test]
fn a_batch_stops_at_the_claim_that_passes_the_size() {
    let options = BatchOptions {
        size: BatchSize::Bytes(500_000),
        ..BatchOptions::default()
    };
    let length = claims(&options).len();
    assert!((500_000..505_000).contains(&length), "{length}");
}

#[test]
fn claim_charges_are_the_sums_of_their_lines() {
    for claim in support::claims(&segments(&claims(&BatchOptions::default()))) {
        let lines: i64 = claim
            .iter()
            .filter(|s| s[0] == "SV1")
            .map(|s| cents(&s[2]))
            .sum();
        assert_eq!(lines, cents(&claim[0][2]));
        assert!((1..=6).contains(&claim.iter().filter(|s| s[0] == "LX").count()));
    }
}

#[test]
fn npis_are_valid_but_where_one_was_mistyped() {
    let options = BatchOptions {
        fault_share: 0.0,
        ..BatchOptions::default()
    };
    let invalid = |file: &[Segment]| {
        file.iter()
            .filter(|s| {
                s[0] == "NM1" && s.get(8).is_some_and(|q| q == "XX") && !npi_is_valid(&s[9])
            })
            .count()
    };
    assert_eq!(invalid(&segments(&claims(&options))), 0);
    let options = BatchOptions {
        fault_share: 0.2,
        ..BatchOptions::default()
    };
    assert!(invalid(&segments(&claims(&options))) > 10);
}

#[test]
fn the_share_of_faulty_lines_is_as_asked() {
    let options = BatchOptions {
        size: BatchSize::Claims(20_000),
        ..BatchOptions::default()
    };
    let totals = professional_batch(&options, &mut std::io::sink()).expect("sink takes all");
    let share = totals.marked_lines as f64 / totals.lines as f64;
    assert!((0.007..0.013).contains(&share), "{share}");
}

#[test]
fn payments_answer_the_same_claims_and_balance() {
    let options = BatchOptions::default();
    let sent: HashMap<String, String> = support::claims(&segments(&claims(&options)))
        .iter()
        .map(|claim| (claim[0][1].clone(), claim[0][2].clone()))
        .collect();
    let file = segments(&payments(&options));
    let answered: HashMap<String, String> = file
        .iter()
        .filter(|s| s[0] == "CLP")
        .map(|s| (s[1].clone(), s[3].clone()))
        .collect();
    assert_eq!(sent, answered);
    support::check_balances(&file);
}

#[test]
fn every_clean_rendering_provider_is_enrolled_with_every_payer() {
    let options = BatchOptions {
        fault_share: 0.0,
        ..BatchOptions::default()
    };
    let files: HashMap<String, String> = roster(&RosterOptions::default()).into_iter().collect();
    let rows: Vec<Vec<&str>> = files["enrollments.csv"]
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect())
        .collect();
    assert_eq!(rows.len(), 1_000);
    let file = segments(&claims(&options));
    let (mut payer, mut group, mut checked) = (String::new(), String::new(), 0);
    for segment in &file {
        match (segment[0].as_str(), segment.get(1).map(String::as_str)) {
            ("NM1", Some("85")) => group = segment[9].clone(),
            // A payer in 2330B follows its claim, so the last before 2310B is 2010BB.
            ("NM1", Some("PR")) => payer = segment[9].clone(),
            ("NM1", Some("82")) => {
                let row = rows
                    .iter()
                    .find(|row| row[0] == segment[9] && row[1] == payer && row[2] == group)
                    .expect("an enrollment");
                assert_eq!((row[7], row[9]), ("approved", ""));
                checked += 1;
            }
            _ => {}
        }
    }
    assert!(checked >= 1_000);
}

#[test]
fn a_roster_grows_to_the_rows_asked_for() {
    let options = RosterOptions {
        rows: 5_000,
        ..RosterOptions::default()
    };
    let files: HashMap<String, String> = roster(&options).into_iter().collect();
    assert_eq!(files["enrollments.csv"].lines().count(), 5_001);
}
