//! How fast denials are explained: bytes and payments a second on a generated pair of files, claims and what a payer
//! answered to each of them, beside a memchr count of the same bytes in the same run.
//!
//! The parts are measured in memory on one thread; the program whole, with start, roster, files and JSON to nowhere. Some six
//! lines of a hundred are denied.

#![allow(clippy::unwrap_used, reason = "a benchmark ends where it can't go on")]
#![allow(missing_docs, reason = "criterion_group! makes items without them")]

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use remedi_claims::{Batch, Cutter};
use remedi_enrollment::Roster;
use remedi_remit::{
    Asked, Payers, Payments, SentClaims, read_claims, read_claims_asked, read_payments,
};
use remedi_synth::{
    BatchOptions, BatchSize as Size, RosterOptions, professional_batch, remittance_batch, roster,
};
use remedi_validate::{Checker, Options};

/// So many claims, some 570 bytes each, and as many payments of 380 bytes.
const CLAIMS: u64 = 50_000;

/// Reads claims by the key of payments; judges all of them, or those that are asked for.
fn claims_read(
    file: &[u8],
    checker: &Checker<'_>,
    mut sent: SentClaims,
    asked: Option<&Asked>,
) -> SentClaims {
    let (input, key) = (sent.input("claims.837"), sent.key());
    let (mut cutter, mut batch) = (Cutter::new(file), Batch::new());
    while cutter.next_batch(&mut batch).unwrap() {
        sent.add(match asked {
            Some(asked) => read_claims_asked(&mut batch, checker, input, key, asked),
            None => read_claims(&mut batch, checker, input, key),
        });
    }
    sent
}

fn payments_read(file: &[u8], sent: &SentClaims) -> Payments {
    let mut payments = Payments::default();
    let (mut cutter, mut batch) = (Cutter::new(file), Batch::new());
    while cutter.next_batch(&mut batch).unwrap() {
        payments.add(read_payments(&mut batch, 0, sent.key()));
    }
    payments
}

fn denials(criterion: &mut Criterion) {
    let options = BatchOptions {
        size: Size::Claims(CLAIMS),
        ..BatchOptions::default()
    };
    let (mut claims, mut remits) = (Vec::new(), Vec::new());
    professional_batch(&options, &mut claims).unwrap();
    remittance_batch(&options, &mut remits).unwrap();
    let files = roster(&RosterOptions::default());
    let texts: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let loaded = Roster::from_csv(&texts).unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    let checker = Checker::new(Some(&loaded.roster), Options::default());
    let payers = Payers::of(&loaded.roster);

    let mut group = criterion.benchmark_group("denials");
    group.sample_size(10);
    group.measurement_time(Duration::from_secs(5));
    let of = |bytes: usize| Throughput::ElementsAndBytes {
        elements: CLAIMS,
        bytes: bytes as u64,
    };
    group.throughput(of(claims.len()));
    group.bench_function("memchr count, 837", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'~', &claims).count());
    });
    group.bench_function("claims read and all judged, 837", |bencher| {
        bencher.iter(|| claims_read(&claims, &checker, SentClaims::default(), None).len());
    });
    group.bench_function("claims read, those asked for judged, 837", |bencher| {
        bencher.iter_batched(
            || {
                let sent = SentClaims::default();
                let asked = payments_read(&remits, &sent).asked(&sent);
                (sent, asked)
            },
            |(sent, asked)| claims_read(&claims, &checker, sent, Some(&asked)).len(),
            BatchSize::PerIteration,
        );
    });
    let sent = claims_read(&claims, &checker, SentClaims::default(), None);
    group.throughput(of(remits.len()));
    group.bench_function("memchr count, 835", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'~', &remits).count());
    });
    group.bench_function("payments read, 835", |bencher| {
        bencher.iter(|| payments_read(&remits, &sent).len());
    });
    group.bench_function("payments read and analysed, 835", |bencher| {
        bencher.iter(|| {
            let payments = payments_read(&remits, &sent);
            payments.analyse(&sent, &payers).denials().count()
        });
    });
    group.bench_function("payments read, analysed and summed up, 835", |bencher| {
        bencher.iter(|| {
            let payments = payments_read(&remits, &sent);
            payments.analyse(&sent, &payers).summary().payments
        });
    });

    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("roster")).unwrap();
    for (name, text) in &files {
        fs::write(folder.path().join("roster").join(name), text).unwrap();
    }
    fs::write(folder.path().join("claims.837"), &claims).unwrap();
    fs::write(folder.path().join("remits.835"), &remits).unwrap();
    let remedi = |arguments: &[&str]| {
        let status = Command::new(env!("CARGO_BIN_EXE_remedi"))
            .current_dir(folder.path())
            .args(["denials", "remits.835", "--roster", "roster"])
            .args(arguments)
            .args(["--format", "json", "--exit-zero", "--quiet"])
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
    };
    group.throughput(of(claims.len() + remits.len()));
    for threads in ["1", "2"] {
        let arguments = ["--claims", "claims.837", "--threads", threads];
        group.bench_function(
            format!("program, 837 and 835, threads {threads}"),
            |bencher| {
                bencher.iter(|| remedi(&arguments));
            },
        );
    }
    remedi(&["--claims", "claims.837", "--index", "claims.index"]);
    group.throughput(of(remits.len()));
    group.bench_function("program, index and 835, threads 1", |bencher| {
        bencher.iter(|| remedi(&["--index", "claims.index", "--threads", "1"]));
    });
    group.finish();
}

criterion_group!(benches, denials);
criterion_main!(benches);
