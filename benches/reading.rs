//! How fast claims and payments are read: bytes and claims a second on generated files, beside
//! a memchr count of the same bytes in the same run, which is about what the machine can do.

#![allow(clippy::unwrap_used, reason = "a benchmark ends where it can't go on")]
#![allow(missing_docs, reason = "criterion_group! makes items without them")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use remedi_claims::{Batch, Cutter};
use remedi_synth::{BatchOptions, BatchSize, professional_batch, remittance_batch};
use remedi_x12::{Positions, Scanner, SliceReader, Step, StreamReader, Token};
use views::{touch_claim, touch_payment};

#[path = "figures/views.rs"]
mod views;

const SIZE: u64 = 32 << 20;

fn options() -> BatchOptions {
    BatchOptions {
        size: BatchSize::Bytes(SIZE),
        ..BatchOptions::default()
    }
}

fn throughput(claims: u64, bytes: &[u8]) -> Throughput {
    Throughput::ElementsAndBytes {
        elements: claims,
        bytes: bytes.len() as u64,
    }
}

fn claims(criterion: &mut Criterion) {
    let mut file = Vec::new();
    let totals = professional_batch(&options(), &mut file).unwrap();
    let mut group = criterion.benchmark_group("read 837P");
    group
        .throughput(throughput(totals.claims, &file))
        .sample_size(10);
    group.bench_function("memchr count", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'~', &file).count());
    });
    group.bench_function("terminator index", |bencher| {
        bencher.iter(|| {
            let mut terminators = Positions::default();
            let chunks = file.chunks(Positions::CHUNK);
            let counts = chunks.map(|chunk| terminators.of(b'~', chunk).len());
            counts.sum::<usize>()
        });
    });
    group.bench_function("scan: cut into segments", |bencher| {
        bencher.iter(|| {
            let (mut scanner, mut at, mut segments) = (Scanner::new(), 0, 0);
            loop {
                match scanner.next(&file, at, true).unwrap() {
                    Step::Segment(cut) => (at, segments) = (cut.end, segments + 1),
                    Step::Gap { end } => at = end,
                    Step::More | Step::End => return segments,
                }
            }
        });
    });
    group.bench_function("segment walk: slice, with places and envelope", |bencher| {
        bencher.iter(|| {
            let (mut reader, mut sum) = (SliceReader::new(&file), 0);
            while let Some(token) = reader.next_token().unwrap() {
                if let Token::Segment(segment, place) = token {
                    sum += u64::from(place.segment) + u64::from(segment.body()[0]);
                }
            }
            sum
        });
    });
    group.bench_function(
        "segment walk: stream, with places and envelope",
        |bencher| {
            bencher.iter(|| {
                let (mut reader, mut sum) = (StreamReader::new(file.as_slice()), 0);
                while let Some(token) = reader.next_token().unwrap() {
                    if let Token::Segment(segment, place) = token {
                        sum += u64::from(place.segment) + u64::from(segment.body()[0]);
                    }
                }
                sum
            });
        },
    );
    group.bench_function("batches, with the loop of every segment", |bencher| {
        bencher.iter(|| each_batch(&file, |batch| batch.claims().len()));
    });
    group.bench_function("claim views: every value", |bencher| {
        bencher.iter(|| each_batch(&file, |batch| batch.claims().map(touch_claim).sum()));
    });
    group.finish();
}

fn payments(criterion: &mut Criterion) {
    let mut file = Vec::new();
    let totals = remittance_batch(&options(), &mut file).unwrap();
    let mut group = criterion.benchmark_group("read 835");
    group
        .throughput(throughput(totals.claims, &file))
        .sample_size(10);
    group.bench_function("memchr count", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'~', &file).count());
    });
    group.bench_function("payment views: every value", |bencher| {
        bencher.iter(|| each_batch(&file, |batch| batch.payments().map(touch_payment).sum()));
    });
    group.finish();
}

fn each_batch(file: &[u8], mut work: impl FnMut(&Batch) -> usize) -> usize {
    let (mut cutter, mut batch, mut sum) = (Cutter::new(file), Batch::new(), 0);
    while cutter.next_batch(&mut batch).unwrap() {
        batch.walk();
        sum += work(&batch);
    }
    sum
}

criterion_group!(benches, claims, payments);
criterion_main!(benches);
