//! How fast claims and payments are read: bytes and claims a second on generated files, beside
//! a memchr count of the same bytes in the same run, which is about what the machine can do.

#![allow(clippy::unwrap_used, reason = "a benchmark ends where it can't go on")]
#![allow(missing_docs, reason = "criterion_group! makes items without them")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use remedi_claims::{Batch, Claim, ClaimPayment, Cutter, Party};
use remedi_synth::{BatchOptions, BatchSize, professional_batch, remittance_batch};
use remedi_x12::{Scanner, SliceReader, Step, StreamReader, Token};

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

/// Asks a claim for everything that its view offers.
fn touch_claim(claim: Claim<'_>) -> usize {
    let levels = [
        claim.submitter(),
        claim.receiver(),
        claim.billing_provider(),
        claim.pay_to(),
        claim.subscriber(),
        claim.patient(),
        claim.payer(),
    ];
    let parties = levels.into_iter().flatten().chain(claim.providers());
    let mut sum = parties.map(touch_party).sum::<usize>();
    black_box((
        claim.charge().is_some(),
        claim.pos(),
        claim.billing_taxonomy(),
    ));
    sum += claim.id().len() + claim.facility_qualifier().len() + claim.frequency().len();
    sum += claim.diagnoses().map(|(_, code)| code.len()).sum::<usize>();
    sum += claim
        .other_payers()
        .filter_map(|other| other.payer())
        .map(touch_party)
        .sum::<usize>();
    sum +=
        usize::from(claim.date(b"435").is_some()) + usize::from(claim.reference(b"G1").is_some());
    for line in claim.lines() {
        black_box((line.number(), line.procedure(), line.charge(), line.dates()));
        sum += line.modifiers().count() + usize::from(line.pos_sent().is_some());
        sum += usize::from(line.reference(b"6R").is_some());
        sum += line.providers().map(touch_party).sum::<usize>();
    }
    sum
}

fn touch_party(party: Party<'_>) -> usize {
    black_box((
        party.npi(),
        party.tin(),
        party.taxonomy(),
        party.entity_type(),
    ));
    party.name().len() + party.address().map_or(0, |address| address.zip.len())
}

/// Asks a claim payment for everything that its view offers.
fn touch_payment(payment: ClaimPayment<'_>) -> usize {
    let remittance = payment.remittance();
    black_box((
        remittance.paid(),
        remittance.paid_on(),
        payment.charge(),
        payment.paid(),
    ));
    let mut sum = payment.id().len() + payment.member_id().len() + remittance.trace().len();
    sum += payment.remarks().map(<[u8]>::len).sum::<usize>();
    sum += payment
        .adjustments()
        .filter(|cas| cas.amount().is_some())
        .count();
    for service in payment.services() {
        let procedure = service.procedure();
        black_box((
            service.charge(),
            service.paid(),
            service.dates(),
            procedure.code(),
        ));
        sum += procedure.modifiers().count() + service.remarks().count();
        sum += service
            .adjustments()
            .filter(|cas| cas.amount().is_some())
            .count();
    }
    sum
}

criterion_group!(benches, claims, payments);
criterion_main!(benches);
