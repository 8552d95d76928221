//! How fast claims are checked: bytes and claims a second on a generated file with one line of a hundred at fault,
//! beside a memchr count of the same bytes in the same run.
//!
//! The program is measured whole: start, roster, file, JSON to nowhere, on one thread and on all.

#![allow(clippy::unwrap_used, reason = "a benchmark ends where it can't go on")]
#![allow(missing_docs, reason = "criterion_group! makes items without them")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use remedi_claims::{Batch, Cutter};
use remedi_enrollment::Roster;
use remedi_synth::{
    BatchOptions, BatchSize, BatchTotals, RosterOptions, professional_batch, roster,
};
use remedi_validate::{Checker, Options, Summary};

const SIZE: u64 = 32 << 20;

type Generate = fn(&BatchOptions, &mut Vec<u8>) -> std::io::Result<BatchTotals>;

fn generated(generate: Generate) -> (Vec<u8>, BatchTotals) {
    let mut file = Vec::new();
    let options = BatchOptions {
        size: BatchSize::Bytes(SIZE),
        ..BatchOptions::default()
    };
    let totals = generate(&options, &mut file).unwrap();
    (file, totals)
}

fn group<'c>(
    criterion: &'c mut Criterion,
    name: &str,
    file: &[u8],
    totals: &BatchTotals,
) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(10)
        .throughput(Throughput::ElementsAndBytes {
            elements: totals.claims,
            bytes: file.len() as u64,
        });
    group.bench_function("memchr count", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'~', file).count());
    });
    group
}

/// The roster of the generated claims: a thousand rows.
fn thousand_rows() -> (Vec<(String, String)>, Roster) {
    let files = roster(&RosterOptions::default());
    let texts: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let loaded = Roster::from_csv(&texts).unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    (files, loaded.roster)
}

fn write(folder: &Path, files: &[(String, String)]) {
    fs::create_dir(folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn remedi(folder: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_remedi"))
        .current_dir(folder)
        .args(arguments)
        .args([
            "--roster",
            "roster",
            "--format",
            "json",
            "--exit-zero",
            "--quiet",
        ])
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}

fn check(criterion: &mut Criterion) {
    let (file, totals) = generated(professional_batch);
    let (files, roster) = thousand_rows();
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("roster"), &files);
    fs::write(folder.path().join("claims.837"), &file).unwrap();
    let mut group = group(criterion, "check 837P", &file, &totals);
    for (name, roster) in [("no roster", None), ("1,000 rows", Some(&roster))] {
        let checker = Checker::new(roster, Options::default());
        group.bench_function(format!("checker, {name}, one thread"), |bencher| {
            bencher.iter(|| {
                let (mut cutter, mut batch) = (Cutter::new(file.as_slice()), Batch::new());
                let mut summary = Summary::default();
                while cutter.next_batch(&mut batch).unwrap() {
                    summary.add(&checker.check(&mut batch));
                }
                summary.end_file();
                summary.held()
            });
        });
    }
    for threads in ["1", "2"] {
        group.bench_function(
            format!("program, 1,000 rows, JSON, threads {threads}"),
            |bencher| {
                bencher.iter(|| {
                    remedi(
                        folder.path(),
                        &["check", "claims.837", "--threads", threads],
                    )
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
