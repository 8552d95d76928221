//! What a roster of a million enrollments costs: rows a second when it is read, and bytes and claims a second of a
//! check with it, beside a check without one and one with a thousand rows.
//!
//! Of the million most are those of the providers who bill, so that the rows that are asked lie all over the roster.

#![allow(clippy::unwrap_used, reason = "a benchmark ends where it can't go on")]
#![allow(missing_docs, reason = "criterion_group! makes items without them")]

use std::fs;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use remedi_claims::{Batch, Cutter};
use remedi_enrollment::Roster;
use remedi_synth::{BatchOptions, BatchSize, Cast, RosterOptions, professional_batch, roster};
use remedi_validate::{Checker, Options, Summary};

const SIZE: u64 = 16 << 20;

/// The files of a roster of so many rows for this cast.
fn files(cast: Cast, rows: usize) -> Vec<(String, String)> {
    roster(&RosterOptions { cast, rows })
}

fn read(files: &[(String, String)]) -> Roster {
    let texts: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let loaded = Roster::from_csv(&texts).unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    loaded.roster
}

fn held(checker: &Checker<'_>, file: &[u8]) -> u64 {
    let (mut cutter, mut batch) = (Cutter::new(file), Batch::new());
    let mut summary = Summary::default();
    while cutter.next_batch(&mut batch).unwrap() {
        summary.add(&checker.check(&mut batch));
    }
    summary.end_file();
    summary.held()
}

fn enrolling(criterion: &mut Criterion) {
    let many = Cast {
        practices: 4_000,
        providers: 40_000,
        ..Cast::default()
    };
    let million = files(many, 1_000_000);
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in &million {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (million, thousand) = (read(&million), read(&files(Cast::default(), 1_000)));
    let mut group = criterion.benchmark_group("roster of a million rows");
    group
        .throughput(Throughput::Elements(million.len() as u64))
        .sample_size(10);
    group.bench_function("load", |bencher| {
        bencher.iter(|| black_box(Roster::load(folder.path()).unwrap().roster.len()));
    });
    group.finish();

    let mut group = criterion.benchmark_group("check 837P with a roster");
    group.sample_size(10);
    for (name, cast, roster) in [
        ("no roster", many, None),
        ("1,000 rows", Cast::default(), Some(&thousand)),
        ("1,000,000 rows", many, Some(&million)),
    ] {
        let mut file = Vec::new();
        let options = BatchOptions {
            cast,
            size: BatchSize::Bytes(SIZE),
            ..BatchOptions::default()
        };
        let totals = professional_batch(&options, &mut file).unwrap();
        let checker = Checker::new(roster, Options::default());
        group.throughput(Throughput::ElementsAndBytes {
            elements: totals.claims,
            bytes: file.len() as u64,
        });
        group.bench_function(name, |bencher| bencher.iter(|| held(&checker, &file)));
    }
    group.finish();
}

criterion_group!(benches, enrolling);
criterion_main!(benches);
