//! The everyday claims of a practice over eighteen months, and what payers make of them.

use chrono::{Days, NaiveDate};

use super::PlantedPattern;
use super::builder::Builder;
use super::claim::{Claim, Line, Sending};
use super::clean;
use super::denials::{
    CODE_AND_PLACE, Evidence, NOT_CERTIFIED, NOT_ELIGIBLE, NOT_IN_PLAN, OTHER_PAYER, PAYER_SIDE,
    PLACE_INVALID, PROVIDER_TYPE, RENDERING_NPI, Reason, UNKNOWN, WRONG_PLACE, again, reason,
};
use super::payment::Payment;
use super::remittance_file::Takeback;
use super::roster::{ADVANTAGE, COMMERCIAL, MEDICARE, Payer, SECOND};
use crate::segments::Guide;

/// What payers deny now and then, of claims with nothing wrong, and what the evidence says then.
const NOW_AND_THEN: [(Reason, Evidence); 19] = [
    (NOT_CERTIFIED, PAYER_SIDE),
    (NOT_ELIGIBLE, PAYER_SIDE),
    (PROVIDER_TYPE, PAYER_SIDE),
    (RENDERING_NPI, PAYER_SIDE),
    (CODE_AND_PLACE, PAYER_SIDE),
    (WRONG_PLACE, PAYER_SIDE),
    (PLACE_INVALID, PAYER_SIDE),
    (NOT_IN_PLAN, UNKNOWN),
    (OTHER_PAYER, UNKNOWN),
    (reason("CO", "50", &[], "MEDICAL_NECESSITY"), UNKNOWN),
    (reason("CO", "97", &[], "BUNDLING"), UNKNOWN),
    (reason("CO", "29", &[], "TIMELY_FILING"), UNKNOWN),
    (reason("OA", "18", &[], "DUPLICATE"), UNKNOWN),
    (reason("PR", "27", &[], "ELIGIBILITY"), UNKNOWN),
    (reason("OA", "22", &[], "COB"), UNKNOWN),
    (reason("CO", "242", &[], "NETWORK"), UNKNOWN),
    (reason("PR", "119", &[], "BENEFIT_LIMIT"), UNKNOWN),
    (reason("CO", "256", &[], "CONTRACT"), UNKNOWN),
    (reason("CO", "4", &[], "CODING"), UNKNOWN),
];

/// What is not denied as a pattern is denied with this chance, in a million.
const DENIED: u32 = 60_000;
/// The chance that a pattern hits a claim of its kind, in a million.
const HIT: u32 = 850_000;

/// What a payer denies as a rule.
struct Habit {
    payer: Payer,
    /// Which of the staff.
    provider: Option<usize>,
    pos: Option<&'static str>,
    procedure: Option<&'static str>,
    reason: Reason,
    evidence: Evidence,
    from: &'static str,
}

const HABITS: [Habit; 3] = [
    // A new edit of the payer.
    Habit {
        payer: SECOND,
        provider: None,
        pos: Some("22"),
        procedure: Some("99214"),
        reason: WRONG_PLACE,
        evidence: PAYER_SIDE,
        from: "2024-07-01",
    },
    // The payer has lost an enrollment.
    Habit {
        payer: ADVANTAGE,
        provider: Some(1),
        pos: None,
        procedure: None,
        reason: NOT_CERTIFIED,
        evidence: PAYER_SIDE,
        from: "2025-01-01",
    },
    Habit {
        payer: COMMERCIAL,
        provider: None,
        pos: Some("12"),
        procedure: Some("99348"),
        reason: reason("CO", "50", &[], "MEDICAL_NECESSITY"),
        evidence: UNKNOWN,
        from: "2024-01-01",
    },
];

/// Lists the patterns, which have hit nothing yet, and opens the dental practices.
pub(super) fn prepare(b: &mut Builder) {
    b.patterns = HABITS
        .iter()
        .map(|habit| PlantedPattern {
            payer: habit.payer.id,
            provider: habit.provider.map(|index| b.staff[index].npi.clone()),
            pos: habit.pos,
            procedure: habit.procedure,
            carc: habit.reason.carc,
            cause: habit.reason.cause,
            from: habit.from,
            claims: 0,
            hit: 0,
            amount_cents: 0,
        })
        .collect();
    for _ in 0..3 {
        let practice = clean::dental_practice(b);
        b.dentists.push(practice);
    }
}

/// Files everyday claims until there are so many.
pub(super) fn fill(b: &mut Builder, claims: usize) {
    while b.claims() < claims {
        let has_room_for_two = b.claims() + 2 <= claims;
        match b.rng.below(100) {
            0..3 => corrected(b),
            3..5 => taken_back(b),
            5..8 => handed_on(b),
            8..10 if has_room_for_two => second_payer(b),
            10..12 if has_room_for_two => replaced(b),
            12 if has_room_for_two => voided(b),
            13..17 => second_only(b),
            17..22 => other_guide(b),
            _ => everyday(b),
        }
    }
}

/// A day of the eighteen months.
fn some_day(b: &mut Builder) -> NaiveDate {
    let year = b.rng.pick(&[2024, 2024, 2025]);
    b.some_day(year)
}

fn some_payer(b: &mut Builder) -> Payer {
    b.rng
        .pick(&[COMMERCIAL, COMMERCIAL, SECOND, MEDICARE, ADVANTAGE])
}

/// A claim like most, by one of the staff.
fn visit(b: &mut Builder) -> Claim {
    let doctor = b.colleague();
    let date = some_day(b);
    let mut claim = match b.rng.below(20) {
        0..6 => b.office("VISIT", &doctor, date),
        6..11 => b.office_of_two("VISIT", &doctor, date),
        11..14 => b.outpatient("VISIT", &doctor, date),
        14..16 => b.emergency("VISIT", &doctor, date),
        16 => b.home("VISIT", &doctor, date),
        17 => b.surgery("VISIT", &doctor, date),
        18 => b.rounds("VISIT", &doctor, date),
        _ => {
            let mut claim = b.rounds("STAY", &doctor, date);
            let next = date + Days::new(2);
            claim.lines.push(Line::new("99232", 13_545, next));
            claim
        }
    };
    claim.payer = some_payer(b);
    // Some systems number in small letters, and some payers answer in capitals.
    if b.rng.below(4) == 0 {
        claim.id.make_ascii_lowercase();
    }
    claim
}

/// A claim that is paid, or denied now and then.
fn everyday(b: &mut Builder) {
    let claim = visit(b);
    b.send_clean(&claim);
    let mut payment = Payment::paid(&claim, b);
    decide(b, &claim, &mut payment);
    b.pay(payment);
}

/// Denies a claim by habit, or now and then.
fn decide(b: &mut Builder, claim: &Claim, payment: &mut Payment) {
    let habit = HABITS.iter().zip(0usize..).find_map(|(habit, index)| {
        let line = habit.line(claim, b)?;
        Some((habit, index, line))
    });
    if let Some((habit, index, line)) = habit {
        let hits = b.rng.in_million(HIT);
        let pattern = &mut b.patterns[index];
        pattern.claims += 1;
        if hits {
            let amount = payment.lines[line - 1].charge;
            pattern.hit += 1;
            pattern.amount_cents += amount;
            payment.deny(line, habit.reason);
            let told = payment.expect(Some(line as u32), habit.reason, amount, habit.evidence);
            b.denials.push(told);
            return;
        }
    }
    if b.rng.in_million(DENIED) {
        let (reason, evidence) = b.rng.pick(&NOW_AND_THEN);
        deny_some(b, payment, reason, evidence);
    }
}

/// Denies a line, or all of them.
fn deny_some(b: &mut Builder, payment: &mut Payment, reason: Reason, evidence: Evidence) {
    let lines = payment.lines.len();
    let denied = match b.rng.below(4) {
        0 => 1..=lines,
        _ => {
            let line = 1 + b.rng.below(lines as u32) as usize;
            line..=line
        }
    };
    for line in denied {
        payment.deny(line, reason);
        let amount = payment.lines[line - 1].charge;
        let told = payment.expect(Some(line as u32), reason, amount, evidence);
        b.denials.push(told);
    }
}

impl Habit {
    /// The line, counted from 1, that this hits in a claim of its kind.
    fn line(&self, claim: &Claim, b: &Builder) -> Option<usize> {
        let by = |index: usize| {
            claim.rendering.as_ref().map(|person| &person.npi) == Some(&b.staff[index].npi)
        };
        let is_of_kind = claim.payer == self.payer
            && self.provider.is_none_or(by)
            && self.pos.is_none_or(|pos| claim.pos == pos)
            && claim.first_day().to_string().as_str() >= self.from;
        let line = claim
            .lines
            .iter()
            .position(|line| self.procedure.is_none_or(|code| line.code == code))?;
        is_of_kind.then_some(line + 1)
    }
}

/// Denied and then paid, or paid and then denied.
fn corrected(b: &mut Builder) {
    let claim = visit(b);
    b.send_clean(&claim);
    let mut first = Payment::paid(&claim, b);
    first.state = "superseded";
    let days = b.rng.pick(&[0, 30, 60]);
    let (reversal, mut correction) = again(b, &first, &claim, days);
    let (reason, evidence) = b.rng.pick(&NOW_AND_THEN);
    if b.rng.below(2) == 0 {
        deny_some(b, &mut correction, reason, evidence);
        for payment in [first, reversal, correction] {
            b.pay(payment);
        }
        return;
    }
    let before = b.denials.len();
    deny_some(b, &mut first, reason, evidence);
    for lost in &mut b.denials[before..] {
        lost.state = "superseded";
    }
    let mut reversal = first.reversed();
    reversal.paid_on = correction.paid_on;
    for payment in [first, reversal, correction] {
        b.pay(payment);
    }
}

/// Paid, and later taken back outside of claims.
fn taken_back(b: &mut Builder) {
    let claim = visit(b);
    b.send_clean(&claim);
    let payment = Payment::paid(&claim, b);
    b.takebacks.push(Takeback {
        payer: claim.payer,
        payee: claim.billing.clone(),
        from: payment.paid_on + Days::new(45),
        claim: claim.id.clone(),
        payer_claim: payment.payer_claim.clone(),
        amount: payment.total_paid(),
    });
    b.pay(payment);
}

/// Medicare pays, and hands the claim on to the payer of the rest.
fn handed_on(b: &mut Builder) {
    let mut claim = visit(b);
    claim.payer = MEDICARE;
    b.send_clean(&claim);
    let mut first = Payment::paid(&claim, b);
    first.status = 19;
    first.forwarded_to = Some(SECOND);
    let mut second = first.clone();
    second.payer = SECOND;
    second.payer_claim = format!("ICN{:06}", b.number());
    second.paid_on = first.paid_on + Days::new(31);
    second.member = format!("S{:08}", b.number());
    second.status = 2;
    second.forwarded_to = None;
    for line in &mut second.lines {
        let share: i64 = line
            .adjustments
            .iter()
            .filter(|adjustment| adjustment.group == "PR")
            .map(|adjustment| adjustment.amount)
            .sum();
        line.adjustments.clear();
        line.adjust("OA", "23", line.charge - share);
    }
    if b.rng.in_million(DENIED)
        && let Some((number, line)) = (1..)
            .zip(&mut second.lines)
            .find(|(_, line)| line.paid() > 0)
    {
        let (reason, share) = (some_reason(b), line.paid());
        line.adjust(reason.group, reason.carc, share);
        let told = second.expect(Some(number), reason, share, UNKNOWN);
        b.denials.push(told);
    }
    b.pay(first);
    b.pay(second);
}

/// What the first payer left open is asked of the second, by a claim of the same number.
fn second_payer(b: &mut Builder) {
    let doctor = b.colleague();
    let date = some_day(b);
    let claim = b.office("TWOPAYERS", &doctor, date);
    b.send_clean(&claim);
    let mut first = Payment::in_full(&claim, b);
    let share = claim.charge() / 5;
    first.lines[0].adjust("PR", "2", share);
    let mut other = claim.clone();
    other.payer = SECOND;
    other.member = format!("S{:08}", b.number());
    other.sending = Sending::On(first.paid_on + Days::new(10));
    other.paid_before = Some(first.total_paid());
    b.send_namesake(&other);
    let second = Payment::paid(&other, b);
    b.pay(first);
    b.pay(second);
}

/// The first payer answered elsewhere.
fn second_only(b: &mut Builder) {
    let doctor = b.colleague();
    let date = some_day(b);
    let mut claim = b.office("SECOND", &doctor, date);
    claim.payer = b.rng.pick(&[SECOND, MEDICARE, ADVANTAGE]);
    claim.paid_before = Some(claim.charge() * 7 / 10);
    b.send_paid(&claim);
}

/// Sent with the place of an office for a visit at home, denied, put right and paid.
fn replaced(b: &mut Builder) {
    let doctor = b.colleague();
    let date = some_day(b);
    let mut wrong = b.home("PUTRIGHT", &doctor, date);
    wrong.payer = SECOND;
    wrong.pos = "11";
    b.send_faulty(&wrong, None, "PX-08", &[]);
    let mut first = Payment::paid(&wrong, b);
    first.state = "superseded";
    first.deny(1, WRONG_PLACE);
    let confirmed = Evidence {
        verdict: "confirmed",
        rule: Some("PX-08"),
    };
    let mut lost = first.expect(Some(1), WRONG_PLACE, wrong.charge(), confirmed);
    lost.state = "superseded";
    b.denials.push(lost);
    let mut right = wrong.clone();
    right.pos = "12";
    right.frequency = "7";
    right.original = Some(first.payer_claim.clone());
    right.sending = Sending::On(first.paid_on + Days::new(14));
    b.send_namesake(&right);
    let second = Payment::paid(&right, b);
    b.pay(first);
    b.pay(second);
}

/// Paid, then cancelled by the practice, and taken back.
fn voided(b: &mut Builder) {
    let claim = visit(b);
    b.send_clean(&claim);
    let mut first = Payment::paid(&claim, b);
    first.state = "superseded";
    let mut void = claim.clone();
    void.frequency = "8";
    void.original = Some(first.payer_claim.clone());
    void.sending = Sending::On(first.paid_on + Days::new(7));
    b.send_namesake(&void);
    let mut reversal = first.reversed();
    reversal.paid_on = first.paid_on + Days::new(31);
    b.pay(first);
    b.pay(reversal);
}

/// Of the hospital or a dentist; denied now and then for what no rule looks at.
fn other_guide(b: &mut Builder) {
    let mut claim = match b.rng.below(2) {
        0 => clean::institutional(b, "HOSPITAL"),
        _ => {
            let practice = b.rng.below(b.dentists.len() as u32) as usize;
            let practice = b.dentists[practice].clone();
            clean::check_up(b, "TEETH", practice)
        }
    };
    let date = some_day(b);
    for line in &mut claim.lines {
        (line.from, line.to) = (date, date);
    }
    if claim.guide == Guide::Institutional {
        claim.payer = b.rng.pick(&[COMMERCIAL, SECOND, MEDICARE]);
    }
    b.send_clean(&claim);
    let mut payment = Payment::paid(&claim, b);
    if b.rng.in_million(DENIED) {
        let reason = some_reason(b);
        deny_some(b, &mut payment, reason, UNKNOWN);
    }
    b.pay(payment);
}

/// A reason that no rule looks at.
fn some_reason(b: &mut Builder) -> Reason {
    loop {
        let (reason, told) = b.rng.pick(&NOW_AND_THEN);
        if told.verdict == "unknown" {
            return reason;
        }
    }
}
