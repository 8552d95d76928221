//! What makes answers hard to match and to read: numbers that are cut, capitals, lines put together, remarks that lack.

use std::collections::BTreeMap;

use super::ExpectedDenial;
use super::builder::Builder;
use super::payment::{Adjustment, LinePayment, Payment};
use crate::rng::{Purpose, Rng};

/// Payers keep so many characters of CLM01 at least.
const LEAST_KEPT: usize = 8;

/// A way of answering, which changes all answers to a claim.
type Way = fn(&mut [&mut Payment], &mut [&mut ExpectedDenial], &mut Rng) -> bool;

const WAYS: [Way; 15] = [
    cut_number,
    number_in_capitals,
    number_of_zeros,
    number_without_marks,
    number_after_zeros,
    without_member,
    without_controls,
    days_of_claim,
    in_another_order,
    at_claim_level,
    remarks_of_claim,
    without_remarks,
    lines_split,
    lines_together,
    lines_together,
];

/// Of so many claims of a hundred the answers are told in such a way. Some ways fit few claims; another is
/// taken then.
pub(super) fn add(b: &mut Builder, percent: u32) {
    let seed = b.seed ^ (b.part_number() << 32);
    let mut answers: BTreeMap<String, Vec<&mut Payment>> = BTreeMap::new();
    for payment in &mut b.payments {
        let kind = payment.sent_as.split('-').next().unwrap_or_default();
        // What proves something of two payers or two claims of one number, or of none, stays as it is.
        let is_apart = matches!(kind, "REUSED" | "NEVERSENT" | "TWOPAYERS" | "ORPHAN");
        if !is_apart && payment.status != 2 && payment.forwarded_to.is_none() {
            let all = answers.entry(payment.sent_as.clone()).or_default();
            all.push(payment);
        }
    }
    let mut denials: BTreeMap<&str, Vec<&mut ExpectedDenial>> = BTreeMap::new();
    let mut told: Vec<(String, &mut ExpectedDenial)> = b
        .denials
        .iter_mut()
        .map(|denial| (denial.payer_claim.clone(), denial))
        .collect();
    for (payer_claim, denial) in &mut told {
        denials.entry(payer_claim).or_default().push(denial);
    }
    for (number, (_, mut payments)) in answers.into_iter().enumerate() {
        let mut rng = Rng::for_item(seed, Purpose::Noise, number as u64);
        if rng.below(100) >= percent {
            continue;
        }
        let mut own: Vec<&mut ExpectedDenial> = Vec::new();
        for payment in &payments {
            // The reversal has the number of what it reverses.
            own.extend(
                denials
                    .remove(payment.payer_claim.as_str())
                    .unwrap_or_default(),
            );
        }
        let start = rng.below(WAYS.len() as u32) as usize;
        let ways = WAYS.iter().cycle().skip(start).take(WAYS.len());
        let _ = ways
            .copied()
            .any(|way| way(&mut payments, &mut own, &mut rng));
    }
    // What was put together with another is told there.
    b.denials.retain(|denial| denial.amount_cents != 0);
}

/// Gives all answers to a claim another CLP01.
fn renumber(payments: &mut [&mut Payment], denials: &mut [&mut ExpectedDenial], number: &str) {
    for payment in payments {
        number.clone_into(&mut payment.claim);
    }
    for denial in denials {
        number.clone_into(&mut denial.claim);
    }
}

fn cut_number(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    rng: &mut Rng,
) -> bool {
    let Some(sent) = payments.first().map(|payment| payment.claim.clone()) else {
        return false;
    };
    let kept = sent.len().saturating_sub(1 + rng.below(2) as usize);
    if kept < LEAST_KEPT {
        return false;
    }
    renumber(payments, denials, &sent[..kept]);
    true
}

fn number_in_capitals(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let Some(sent) = payments.first().map(|payment| payment.claim.clone()) else {
        return false;
    };
    let capitals = sent.to_ascii_uppercase();
    renumber(payments, denials, &capitals);
    capitals != sent
}

fn number_of_zeros(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    renumber(payments, denials, "0");
    true
}

/// Without dashes.
fn number_without_marks(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let Some(sent) = payments.first().map(|payment| payment.claim.clone()) else {
        return false;
    };
    renumber(payments, denials, &sent.replace('-', ""));
    true
}

/// Filled up to twenty characters.
fn number_after_zeros(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let Some(sent) = payments.first().map(|payment| payment.claim.clone()) else {
        return false;
    };
    renumber(payments, denials, &format!("{sent:0>20}"));
    true
}

fn without_member(
    payments: &mut [&mut Payment],
    _: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    for payment in payments {
        payment.member.clear();
    }
    true
}

fn without_controls(
    payments: &mut [&mut Payment],
    _: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let lines = payments.iter_mut().flat_map(|payment| &mut payment.lines);
    lines.for_each(|line| line.control = None);
    true
}

fn days_of_claim(
    payments: &mut [&mut Payment],
    _: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    for payment in payments {
        payment.dates_of_claim = true;
    }
    true
}

/// The only answer to a claim, with several lines that are known by their controls.
fn one_of_several_lines<'p>(payments: &'p mut [&mut Payment]) -> Option<&'p mut Payment> {
    match payments {
        [payment] if payment.lines.len() > 1 => {
            let known = payment.lines.iter().all(|line| line.control.is_some());
            known.then_some(&mut **payment)
        }
        _ => None,
    }
}

fn in_another_order(
    payments: &mut [&mut Payment],
    _: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    match one_of_several_lines(payments) {
        Some(payment) => {
            payment.lines.reverse();
            true
        }
        None => false,
    }
}

/// No lines, and all adjustments at the claim, those of one reason in one.
fn at_claim_level(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let ([payment], true) = (payments, denials.len() < 2) else {
        return false;
    };
    // SVC06 and remarks of two levels have no place there.
    let is_plain = payment.lines.iter().all(|line| line.changed_to.is_none());
    if !is_plain || !payment.remarks.is_empty() {
        return false;
    }
    let mut sums: BTreeMap<(&'static str, &'static str), i64> = BTreeMap::new();
    for line in std::mem::take(&mut payment.lines) {
        for adjustment in line.adjustments {
            *sums.entry((adjustment.group, adjustment.carc)).or_default() += adjustment.amount;
        }
        payment.remarks.extend(line.remarks);
    }
    let own = payment.adjustments.drain(..);
    for adjustment in own {
        *sums.entry((adjustment.group, adjustment.carc)).or_default() += adjustment.amount;
    }
    let summed = sums.into_iter().map(|((group, carc), amount)| Adjustment {
        group,
        carc,
        amount,
    });
    payment.adjustments = summed.collect();
    for denial in denials {
        denial.line = None;
    }
    true
}

/// Remarks at the claim only (MOA).
fn remarks_of_claim(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let ([payment], [_]) = (payments, denials) else {
        return false;
    };
    let before = payment.remarks.len();
    for line in &mut payment.lines {
        payment.remarks.append(&mut line.remarks);
    }
    payment.remarks.len() > before
}

/// Reasons that say nothing without the remark that was left out. What rules find in the claim may tell all the
/// same, so only claims with nothing wrong are told so.
fn without_remarks(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let ([payment], [denial]) = (payments, denials) else {
        return false;
    };
    let says_nothing = matches!(denial.carc, "16" | "96" | "A1");
    let has_remark = payment.lines.iter().any(|line| !line.remarks.is_empty());
    let nothing_wrong = matches!(denial.verdict, "payer_side" | "unknown");
    if !says_nothing || !has_remark || !nothing_wrong {
        return false;
    }
    payment
        .lines
        .iter_mut()
        .for_each(|line| line.remarks.clear());
    denial.cause = match denial.carc {
        "16" => "CLAIM_DATA",
        _ => "UNKNOWN",
    };
    denial.verdict = "unknown";
    true
}

/// Each line in two halves.
fn lines_split(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let ([payment], []) = (payments, denials) else {
        return false;
    };
    if payment.lines.is_empty() {
        return false;
    }
    let halves = |amount: i64| (amount - amount / 2, amount / 2);
    let mut lines = Vec::new();
    for line in std::mem::take(&mut payment.lines) {
        let (mut one, mut other): (LinePayment, LinePayment) = (line.clone(), line);
        (one.charge, other.charge) = halves(one.charge);
        for (a, b) in one.adjustments.iter_mut().zip(&mut other.adjustments) {
            (a.amount, b.amount) = halves(a.amount);
        }
        other
            .adjustments
            .retain(|adjustment| adjustment.amount != 0);
        lines.extend([one, other]);
    }
    payment.lines = lines;
    true
}

/// Lines of one procedure and one fate in one, over all of their days.
fn lines_together(
    payments: &mut [&mut Payment],
    denials: &mut [&mut ExpectedDenial],
    _: &mut Rng,
) -> bool {
    let [payment] = payments else {
        return false;
    };
    let like = |a: &LinePayment, b: &LinePayment| {
        let reasons = |line: &LinePayment| -> Vec<_> {
            let adjustments = line.adjustments.iter();
            adjustments.map(|one| (one.group, one.carc)).collect()
        };
        (a.code, &a.modifiers, a.changed_to) == (b.code, &b.modifiers, b.changed_to)
            && reasons(a) == reasons(b)
            && a.remarks == b.remarks
    };
    if !payment
        .lines
        .windows(2)
        .any(|pair| like(&pair[0], &pair[1]))
    {
        return false;
    }
    let mut lines: Vec<(u32, LinePayment)> = Vec::new();
    for (number, line) in (1..).zip(std::mem::take(&mut payment.lines)) {
        let Some((first, last)) = lines.last_mut().filter(|(_, last)| like(last, &line)) else {
            lines.push((number, line));
            continue;
        };
        last.charge += line.charge;
        last.units += line.units;
        last.to = last.to.max(line.to);
        last.control = None;
        for (sum, own) in last.adjustments.iter_mut().zip(line.adjustments) {
            sum.amount += own.amount;
        }
        let mut amount = 0;
        for denial in denials
            .iter_mut()
            .filter(|denial| denial.line == Some(number))
        {
            amount += std::mem::take(&mut denial.amount_cents);
        }
        for denial in denials
            .iter_mut()
            .filter(|denial| denial.line == Some(*first))
        {
            denial.amount_cents += amount;
        }
    }
    payment.lines = lines.into_iter().map(|(_, line)| line).collect();
    true
}
