//! The payments (835, 005010X221A1) for the claims of a batch.

use std::io;

use chrono::NaiveDate;

use super::claims::Claim;
use super::payments::ClaimPayment;
use super::population::{Population, STATE};
use super::professional::address;
use super::{BatchOptions, BatchSize, BatchTotals};
use crate::identity::{PATIENT, WORDS};
use crate::segments::{Amount, Guide, Padded, Segments, seg};

/// The day the payments are made.
const PAID: NaiveDate = match NaiveDate::from_ymd_opt(2025, 8, 5) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// Claims that are sorted by practice and payer at a time.
const BLOCK: u64 = 2_048;

/// Writes one interchange that answers the claims of [`professional_batch`](super::professional_batch)
/// with the same options: a set for each practice and payer among every 2,048 claims.
///
/// With [`BatchSize::Bytes`] it stops at the set that passes the size, which need not answer all
/// claims of an 837 of equal size.
///
/// # Errors
/// What `out` reports.
pub fn remittance_batch(
    options: &BatchOptions,
    out: &mut impl io::Write,
) -> io::Result<BatchTotals> {
    let population = Population::new(&options.cast);
    let faults = options.faults_in_million();
    let mut totals = BatchTotals::default();
    let mut segments = Segments::new(options.newline);
    segments.open(Guide::Remittance, "TESTCLEAR", "TESTSUBMIT", PAID, 1);
    let mut block: Vec<(Claim, ClaimPayment)> = Vec::new();
    let mut next = 0;
    'blocks: while !options.reached(totals.claims, totals.bytes) {
        let end = match options.size {
            BatchSize::Claims(claims) => claims.max(1).min(next + BLOCK),
            BatchSize::Bytes(_) => next + BLOCK,
        };
        block.clear();
        block.extend((next..end).map(|index| {
            let claim = population.claim(index, faults);
            let payment = population.payment(&claim);
            (claim, payment)
        }));
        next = end;
        block.sort_by_key(|(claim, _)| (claim.practice, claim.payer));
        for set in block.chunk_by(|(a, _), (b, _)| (a.practice, a.payer) == (b.practice, b.payer)) {
            write_set(&mut segments, &population, set, &mut totals);
            totals.flush(&mut segments, out)?;
            if matches!(options.size, BatchSize::Bytes(_))
                && options.reached(totals.claims, totals.bytes)
            {
                break 'blocks;
            }
        }
    }
    segments.close();
    totals.flush(&mut segments, out)?;
    Ok(totals)
}

fn write_set(
    s: &mut Segments,
    population: &Population,
    set: &[(Claim, ClaimPayment)],
    totals: &mut BatchTotals,
) {
    let Some((first, _)) = set.first() else {
        return;
    };
    let practice = &population.practices[first.practice];
    let payer = &population.payers[first.payer];
    let paid: i64 = set.iter().map(|(_, payment)| payment.paid).sum();
    s.begin_set(Guide::Remittance);
    let number = s.sets;
    if paid > 0 {
        seg!(
            s,
            "BPR*I*",
            Amount(paid),
            "*C*ACH*CCP*01*999999992*DA*123456*1",
            payer.ein,
            "**01*999999992*DA*654321*",
            PAID
        );
    } else {
        seg!(s, "BPR*H*0*C*NON************", PAID);
    }
    seg!(s, "TRN*1*EFT", Padded(number, 9), "*1", payer.ein);
    seg!(s, "DTM*405*", PAID);
    seg!(s, "N1*PR*", payer.name);
    seg!(s, "N3*1 INVENTED PLAZA");
    seg!(s, "N4*SAMPLETON*", STATE, "*430010001");
    seg!(s, "REF*2U*", payer.id);
    seg!(s, "PER*BL*TEST HELPDESK*TE*5555550101");
    seg!(
        s,
        "N1*PE*",
        practice.office.name,
        "*XX*",
        practice.office.npi
    );
    address(s, &practice.office);
    seg!(s, "REF*TJ*", practice.tin);
    seg!(s, "LX*1");
    for (claim, payment) in set {
        write_claim(s, population, claim, payment);
        totals.claims += 1;
        totals.lines += claim.lines().len() as u64;
        totals.marked_lines += payment.lines.iter().filter(|line| line.denied).count() as u64;
        totals.charged_cents += claim.total;
        totals.paid_cents += payment.paid;
    }
    s.end_set();
}

fn write_claim(s: &mut Segments, population: &Population, claim: &Claim, payment: &ClaimPayment) {
    let id = Padded(claim.index + 1, 9);
    let provider = &population.providers[claim.provider];
    seg!(
        s,
        "CLP*B",
        id,
        "*",
        if claim.secondary { "2" } else { "1" },
        "*",
        Amount(claim.total),
        "*",
        Amount(payment.paid),
        "*",
        Amount(payment.patient_share),
        "*12*ICN",
        id,
        "*",
        claim.setting.pos,
        "*1"
    );
    let first = WORDS[claim.name as usize];
    if claim.dependent {
        seg!(
            s,
            "NM1*QC*1*",
            PATIENT,
            "*",
            WORDS[(claim.name as usize + 7) % WORDS.len()]
        );
        seg!(s, "NM1*IL*1*", PATIENT, "*", first, "****MI*M", id);
    } else {
        seg!(s, "NM1*QC*1*", PATIENT, "*", first, "****MI*M", id);
    }
    seg!(
        s,
        "NM1*82*1*",
        provider.last,
        "*",
        provider.first,
        "****XX*",
        provider.npi
    );
    for ((line, answer), number) in claim.lines().iter().zip(&payment.lines).zip(1u32..) {
        let colon = if line.modifier.is_empty() { "" } else { ":" };
        seg!(
            s,
            "SVC*HC:",
            line.code,
            colon,
            line.modifier,
            "*",
            Amount(line.charge),
            "*",
            Amount(answer.paid),
            "**1"
        );
        seg!(s, "DTM*472*", line.date);
        for adjustments in answer.adjustments().chunk_by(|a, b| a.group == b.group) {
            write_adjustments(s, adjustments.iter().map(|a| (a.group, a.reason, a.amount)));
        }
        seg!(s, "REF*6R*B", id, "L", number);
        if !answer.remark.is_empty() {
            seg!(s, "LQ*HE*", answer.remark);
        }
    }
}

/// One CAS of up to six triplets under one group code.
fn write_adjustments<'a>(
    s: &mut Segments,
    triplets: impl Iterator<Item = (&'a str, &'a str, i64)>,
) {
    use crate::segments::Put;
    for (number, (group, reason, amount)) in triplets.enumerate() {
        if number == 0 {
            "CAS*".put(&mut s.out);
            group.put(&mut s.out);
        } else {
            "*".put(&mut s.out);
        }
        "*".put(&mut s.out);
        reason.put(&mut s.out);
        "*".put(&mut s.out);
        Amount(amount).put(&mut s.out);
    }
    s.end();
}
