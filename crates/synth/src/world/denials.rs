//! Payments that deny, and what an analysis must make of each denial.

use chrono::{Datelike, Days};

use super::ExpectedDenial;
use super::builder::Builder;
use super::claim::{Claim, day};
use super::faults;
use super::payment::Payment;
use super::roster::{COMMERCIAL, Row, UNLISTED};

/// What the payer says, and the cause that this means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reason {
    pub(super) group: &'static str,
    pub(super) carc: &'static str,
    pub(super) remarks: &'static [&'static str],
    pub(super) cause: &'static str,
}

pub(super) const fn reason(
    group: &'static str,
    carc: &'static str,
    remarks: &'static [&'static str],
    cause: &'static str,
) -> Reason {
    Reason {
        group,
        carc,
        remarks,
        cause,
    }
}

const CREDENTIALING: &str = "CREDENTIALING";
const PLACE: &str = "PLACE_OF_SERVICE";

pub(super) const NOT_CERTIFIED: Reason = reason("CO", "B7", &[], CREDENTIALING);
pub(super) const NOT_ELIGIBLE: Reason = reason("CO", "185", &[], CREDENTIALING);
pub(super) const PROVIDER_TYPE: Reason = reason("CO", "170", &[], CREDENTIALING);
pub(super) const RENDERING_NPI: Reason = reason("CO", "16", &["N290"], CREDENTIALING);
const TIN_AND_NPI: Reason = reason("CO", "16", &["N516"], CREDENTIALING);
pub(super) const CODE_AND_PLACE: Reason = reason("CO", "5", &["M77"], PLACE);
pub(super) const WRONG_PLACE: Reason = reason("CO", "58", &[], PLACE);
pub(super) const PLACE_INVALID: Reason = reason("CO", "16", &["M77"], PLACE);
const FACILITY_MISSING: Reason = reason("CO", "16", &["MA114"], PLACE);
const ADMISSION_MISSING: Reason = reason("CO", "16", &["MA40"], PLACE);
pub(super) const NOT_IN_PLAN: Reason = reason("PR", "204", &[], "NON_COVERED");
pub(super) const OTHER_PAYER: Reason = reason("CO", "109", &[], "WRONG_PAYER");

/// How sure the evidence is, for one denial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    pub(super) verdict: &'static str,
    pub(super) rule: Option<&'static str>,
}

pub(super) const PAYER_SIDE: Evidence = Evidence {
    verdict: "payer_side",
    rule: None,
};
pub(super) const UNKNOWN: Evidence = Evidence {
    verdict: "unknown",
    rule: None,
};

/// Files denials of every kind.
pub(super) fn add(b: &mut Builder) {
    confirmed(b);
    contradicted_and_suspected(b);
    payer_side(b);
    causes_nobody_checks(b);
    remarks_that_decide(b);
    facts_missing(b);
    claim_level(b);
    reversals(b);
    taken_back(b);
    changed_procedures(b);
    lines_out_of_order(b);
    one_number_two_claims(b);
    pending_and_unknown_reasons(b);
    denied_in_part(b);
    learnt_later(b);
}

impl Payment {
    /// Denies the whole charge of a line, counted from 1.
    pub(super) fn deny(&mut self, line: usize, reason: Reason) {
        if let Some(line) = self.lines.get_mut(line - 1) {
            line.adjustments.clear();
            line.adjust(reason.group, reason.carc, line.charge);
            line.remarks = reason.remarks.to_vec();
        }
    }

    pub(super) fn expect(
        &self,
        line: Option<u32>,
        reason: Reason,
        amount: i64,
        evidence: Evidence,
    ) -> ExpectedDenial {
        ExpectedDenial {
            claim: self.claim.clone(),
            payer_claim: self.payer_claim.clone(),
            line,
            group: reason.group,
            carc: reason.carc,
            amount_cents: amount,
            cause: reason.cause,
            verdict: evidence.verdict,
            rule: evidence.rule,
            denied: "yes",
            state: "current",
            foreseeable: true,
        }
    }
}

/// Pays a claim but for one line, and writes down what that means.
fn deny_line(b: &mut Builder, claim: &Claim, line: u32, reason: Reason, evidence: Evidence) {
    let mut payment = Payment::paid(claim, b);
    payment.deny(line as usize, reason);
    let amount = claim.lines[line as usize - 1].charge;
    b.denials
        .push(payment.expect(Some(line), reason, amount, evidence));
    b.pay(payment);
}

/// Denies the lines at fault of new claims with the fault of a rule.
fn deny_faults(b: &mut Builder, rule: &'static str, reason: Reason, verdict: &'static str) {
    let (claims, or) = faults::of(b, rule);
    for (claim, line) in claims {
        b.send_faulty(&claim, line, rule, or);
        let evidence = Evidence {
            verdict,
            rule: Some(rule),
        };
        deny_line(b, &claim, line.unwrap_or(1), reason, evidence);
    }
}

fn confirmed(b: &mut Builder) {
    for (rule, reason) in [
        ("ENR-02", NOT_CERTIFIED),
        ("ENR-03", NOT_ELIGIBLE),
        ("ENR-04", NOT_CERTIFIED),
        ("ENR-05", NOT_CERTIFIED),
        ("ENR-06", TIN_AND_NPI),
        ("ENR-12", PROVIDER_TYPE),
        ("NPI-01", RENDERING_NPI),
        ("ENR-09", CODE_AND_PLACE),
        ("POS-S03", PLACE_INVALID),
        ("LOC-01", FACILITY_MISSING),
        ("LOC-02", CODE_AND_PLACE),
        ("PX-03", CODE_AND_PLACE),
        ("PX-05", CODE_AND_PLACE),
        ("PX-08", WRONG_PLACE),
    ] {
        deny_faults(b, rule, reason, "confirmed");
    }
    // The line that is an inpatient's is the second, where there are visits of both kinds.
    let (claims, or) = faults::of(b, "LOC-09");
    for (claim, line) in claims {
        b.send_faulty(&claim, line, "LOC-09", or);
        let evidence = Evidence {
            verdict: "confirmed",
            rule: Some("LOC-09"),
        };
        deny_line(
            b,
            &claim,
            claim.lines.len() as u32,
            ADMISSION_MISSING,
            evidence,
        );
    }
}

fn contradicted_and_suspected(b: &mut Builder) {
    for (rule, reason) in [
        ("PX-05", NOT_CERTIFIED),
        ("PX-08", NOT_ELIGIBLE),
        ("LOC-02", NOT_CERTIFIED),
        ("ENR-04", WRONG_PLACE),
        ("ENR-02", CODE_AND_PLACE),
    ] {
        deny_faults(b, rule, reason, "contradicted");
    }
    for (rule, reason) in [
        ("ENR-04", NOT_IN_PLAN),
        ("PX-05", OTHER_PAYER),
        ("ENR-03", OTHER_PAYER),
        ("LOC-02", NOT_IN_PLAN),
    ] {
        deny_faults(b, rule, reason, "suspected");
    }
}

/// A clean office visit by one of the staff, of whom the roster knows everything.
fn known_visit(b: &mut Builder, name: &str) -> Claim {
    let doctor = b.colleague();
    let date = b.some_day(2024);
    let claim = b.office(name, &doctor, date);
    b.send_clean(&claim);
    claim
}

fn payer_side(b: &mut Builder) {
    for reason in [
        NOT_CERTIFIED,
        NOT_ELIGIBLE,
        PROVIDER_TYPE,
        CODE_AND_PLACE,
        WRONG_PLACE,
    ] {
        for _ in 0..4 {
            let claim = known_visit(b, "PAYERSIDE");
            deny_line(b, &claim, 1, reason, PAYER_SIDE);
        }
    }
    for _ in 0..4 {
        let doctor = b.colleague();
        let date = b.some_day(2025);
        let claim = b.rounds("PAYERSIDE", &doctor, date);
        b.send_clean(&claim);
        deny_line(b, &claim, 2, WRONG_PLACE, PAYER_SIDE);
    }
}

/// Denials of other causes, for claims with nothing wrong.
fn causes_nobody_checks(b: &mut Builder) {
    for reason in [
        reason("CO", "50", &[], "MEDICAL_NECESSITY"),
        reason("CO", "97", &[], "BUNDLING"),
        reason("CO", "29", &[], "TIMELY_FILING"),
        reason("OA", "18", &[], "DUPLICATE"),
        reason("PR", "27", &[], "ELIGIBILITY"),
        reason("OA", "22", &[], "COB"),
        reason("CO", "197", &[], "AUTHORIZATION"),
        reason("CO", "242", &[], "NETWORK"),
        reason("PR", "119", &[], "BENEFIT_LIMIT"),
        reason("CO", "256", &[], "CONTRACT"),
        reason("CO", "4", &[], "CODING"),
        NOT_IN_PLAN,
        OTHER_PAYER,
    ] {
        for _ in 0..3 {
            let claim = known_visit(b, "OTHERCAUSE");
            deny_line(b, &claim, 1, reason, UNKNOWN);
        }
    }
}

fn remarks_that_decide(b: &mut Builder) {
    for (reason, evidence) in [
        (reason("CO", "16", &["M77"], PLACE), PAYER_SIDE),
        (reason("CO", "16", &["N290"], CREDENTIALING), PAYER_SIDE),
        (reason("CO", "96", &["N428"], PLACE), PAYER_SIDE),
        (reason("CO", "96", &["N95"], CREDENTIALING), PAYER_SIDE),
        // An alert says something else and never decides.
        (reason("CO", "16", &["MA01", "M77"], PLACE), PAYER_SIDE),
        (reason("CO", "16", &["MA01"], "CLAIM_DATA"), UNKNOWN),
        (reason("CO", "96", &["N211"], "UNKNOWN"), UNKNOWN),
        (reason("CO", "16", &[], "CLAIM_DATA"), UNKNOWN),
        (reason("CO", "96", &[], "UNKNOWN"), UNKNOWN),
        (reason("CO", "A1", &["N30"], "ELIGIBILITY"), UNKNOWN),
    ] {
        for _ in 0..2 {
            let claim = known_visit(b, "REMARK");
            deny_line(b, &claim, 1, reason, evidence);
        }
    }
    // The remark is at claim level (MOA) only.
    for _ in 0..3 {
        let claim = known_visit(b, "REMARKMOA");
        let mut payment = Payment::paid(&claim, b);
        payment.deny(1, reason("CO", "16", &[], PLACE));
        payment.remarks = vec!["M77"];
        b.denials
            .push(payment.expect(Some(1), PLACE_INVALID, claim.charge(), PAYER_SIDE));
        b.pay(payment);
    }
}

fn facts_missing(b: &mut Builder) {
    for _ in 0..4 {
        let stranger = b.stranger();
        let date = b.some_day(2024);
        let claim = b.office("NEWDENIED", &stranger, date);
        b.send_clean(&claim);
        deny_line(b, &claim, 1, NOT_CERTIFIED, UNKNOWN);
        let doctor = b.colleague();
        let mut claim = b.office("UNLISTDENY", &doctor, date);
        claim.payer = UNLISTED;
        b.send_clean(&claim);
        deny_line(b, &claim, 1, NOT_ELIGIBLE, UNKNOWN);
        // A payment for a claim that is in no file.
        let claim = b.office_of_two("NEVERSENT", &doctor, date);
        deny_line(b, &claim, 2, NOT_CERTIFIED, UNKNOWN);
    }
}

fn claim_level(b: &mut Builder) {
    let whole = |b: &mut Builder, claim: &Claim, reason: Reason, evidence: Evidence| {
        let mut payment = Payment::in_full(claim, b);
        payment.lines.clear();
        payment.adjustments.push(super::payment::Adjustment {
            group: reason.group,
            carc: reason.carc,
            amount: claim.charge(),
        });
        b.denials
            .push(payment.expect(None, reason, claim.charge(), evidence));
        b.pay(payment);
    };
    for _ in 0..4 {
        let claim = known_visit(b, "WHOLE");
        whole(b, &claim, reason("CO", "29", &[], "TIMELY_FILING"), UNKNOWN);
        let claim = known_visit(b, "WHOLE");
        whole(b, &claim, NOT_CERTIFIED, PAYER_SIDE);
        let person = b.doctor();
        b.roster
            .rows
            .push(Row::new(&person, COMMERCIAL, &b.group).terminated("2023-12-31"));
        let date = b.some_day(2024);
        let claim = b.office("WHOLE", &person, date);
        b.send_faulty(&claim, None, "ENR-04", &[]);
        let evidence = Evidence {
            verdict: "confirmed",
            rule: Some("ENR-04"),
        };
        whole(b, &claim, NOT_CERTIFIED, evidence);
    }
    // Both levels in one payment: a reduction above, a denial below.
    for _ in 0..4 {
        let doctor = b.colleague();
        let date = b.some_day(2024);
        let claim = b.office_of_two("BOTHLEVELS", &doctor, date);
        b.send_clean(&claim);
        let mut payment = Payment::paid(&claim, b);
        payment.deny(2, WRONG_PLACE);
        payment.adjustments.push(super::payment::Adjustment {
            group: "CO",
            carc: "253",
            amount: 120,
        });
        b.denials
            .push(payment.expect(Some(2), WRONG_PLACE, claim.lines[1].charge, PAYER_SIDE));
        b.pay(payment);
    }
}

/// The second adjudication of a claim, so many days after the first.
pub(super) fn again(
    b: &mut Builder,
    first: &Payment,
    claim: &Claim,
    days: u64,
) -> (Payment, Payment) {
    let mut reversal = first.reversed();
    let mut correction = Payment::paid(claim, b);
    reversal.paid_on = first.paid_on + Days::new(days);
    correction.paid_on = reversal.paid_on;
    (reversal, correction)
}

fn reversals(b: &mut Builder) {
    for number in 0..8 {
        // Half of them in one payment with what they reverse.
        let days = if number % 2 == 0 { 60 } else { 0 };
        // Denied, then paid.
        let claim = known_visit(b, "CORRECTED");
        let mut first = Payment::paid(&claim, b);
        first.state = "superseded";
        first.deny(1, NOT_CERTIFIED);
        let mut lost = first.expect(Some(1), NOT_CERTIFIED, claim.charge(), PAYER_SIDE);
        lost.state = "superseded";
        b.denials.push(lost);
        let (reversal, correction) = again(b, &first, &claim, days);
        for payment in [first, reversal, correction] {
            b.pay(payment);
        }
        // Paid, then denied.
        let claim = known_visit(b, "TAKENBACK");
        let mut first = Payment::paid(&claim, b);
        first.state = "superseded";
        let (reversal, mut correction) = again(b, &first, &claim, days);
        correction.deny(1, CODE_AND_PLACE);
        b.denials
            .push(correction.expect(Some(1), CODE_AND_PLACE, claim.charge(), PAYER_SIDE));
        for payment in [first, reversal, correction] {
            b.pay(payment);
        }
        // Denied twice, for different reasons.
        let claim = known_visit(b, "DENIEDTWICE");
        let necessity = reason("CO", "50", &[], "MEDICAL_NECESSITY");
        let mut first = Payment::paid(&claim, b);
        first.state = "superseded";
        first.deny(1, NOT_ELIGIBLE);
        let mut lost = first.expect(Some(1), NOT_ELIGIBLE, claim.charge(), PAYER_SIDE);
        lost.state = "superseded";
        let (reversal, mut correction) = again(b, &first, &claim, days);
        correction.deny(1, necessity);
        let kept = correction.expect(Some(1), necessity, claim.charge(), UNKNOWN);
        b.denials.extend([lost, kept]);
        for payment in [first, reversal, correction] {
            b.pay(payment);
        }
    }
    // What was reversed is in an older file.
    for _ in 0..3 {
        let claim = known_visit(b, "ORPHAN");
        let mut payment = Payment::paid(&claim, b);
        payment.deny(1, NOT_CERTIFIED);
        b.pay(payment.reversed());
    }
}

/// Paid, and taken back later from a practice that is owed nothing then.
fn taken_back(b: &mut Builder) {
    for _ in 0..3 {
        let person = b.doctor();
        let row = Row::new(&person, COMMERCIAL, &b.sister);
        b.roster.rows.push(row);
        let date = b.some_day(2024);
        let mut claim = b.office("RECOUPED", &person, date);
        claim.billing = b.sister.clone();
        b.send_clean(&claim);
        let mut first = Payment::paid(&claim, b);
        first.state = "superseded";
        let mut reversal = first.reversed();
        reversal.paid_on = first.paid_on + Days::new(90);
        b.pay(first);
        b.pay(reversal);
    }
}

/// The payer paid another code than was sent (SVC06), and cut the rest.
fn changed_procedures(b: &mut Builder) {
    for number in 0..8 {
        let doctor = b.colleague();
        let date = b.some_day(2024);
        let mut claim = b.office_of_two("DOWNCODED", &doctor, date);
        claim.lines[0].code = "99214";
        claim.lines[0].charge = 17_550;
        b.send_clean(&claim);
        let mut payment = Payment::paid(&claim, b);
        let level = reason("CO", "150", &[], "CODING");
        let line = &mut payment.lines[0];
        line.changed_to = Some("99213");
        line.adjustments.clear();
        line.adjust("CO", "45", 2_000);
        line.adjust(level.group, level.carc, 5_500);
        if number % 2 == 0 {
            line.control = None;
        }
        b.denials
            .push(payment.expect(Some(1), level, 5_500, UNKNOWN));
        b.pay(payment);
    }
}

/// No line control numbers, and the lines in another order than sent.
fn lines_out_of_order(b: &mut Builder) {
    for _ in 0..8 {
        let doctor = b.colleague();
        let date = b.some_day(2024);
        let claim = b.office_of_two("NOCONTROL", &doctor, date);
        b.send_clean(&claim);
        let mut payment = Payment::paid(&claim, b);
        payment.deny(2, NOT_CERTIFIED);
        b.denials
            .push(payment.expect(Some(2), NOT_CERTIFIED, claim.lines[1].charge, PAYER_SIDE));
        payment.lines.reverse();
        for line in &mut payment.lines {
            line.control = None;
        }
        b.pay(payment);
    }
}

/// A patient account number used in two years, for two patients.
fn one_number_two_claims(b: &mut Builder) {
    for _ in 0..8 {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        row.location = b.group.site.location_id;
        b.roster.rows.push(row.terminated("2023-12-31"));
        let date = b.some_day(2023);
        let mut earlier = b.office("REUSED", &person, date);
        earlier.lines[0].charge = 12_300;
        let later_date = day(2024, date.month(), date.day().min(28));
        let mut later = b.office("REUSED", &person, later_date);
        later.lines[0].charge = 17_800;
        later.id.clone_from(&earlier.id);
        b.send_namesake(&earlier);
        b.send_faulty(&later, None, "ENR-04", &[]);
        deny_line(b, &earlier, 1, NOT_CERTIFIED, PAYER_SIDE);
        let evidence = Evidence {
            verdict: "confirmed",
            rule: Some("ENR-04"),
        };
        deny_line(b, &later, 1, NOT_CERTIFIED, evidence);
    }
}

fn pending_and_unknown_reasons(b: &mut Builder) {
    for (group, carc) in [("OA", "133"), ("OA", "257"), ("OA", "277")] {
        for _ in 0..3 {
            let claim = known_visit(b, "PENDED");
            let waiting = reason(group, carc, &[], "PAYER_ADMIN");
            let mut payment = Payment::paid(&claim, b);
            payment.deny(1, waiting);
            let mut expected = payment.expect(Some(1), waiting, claim.charge(), UNKNOWN);
            expected.denied = "pending";
            b.denials.push(expected);
            b.pay(payment);
        }
    }
    for carc in ["399", "B99", "499"] {
        for _ in 0..2 {
            let claim = known_visit(b, "NEWCARC");
            deny_line(b, &claim, 1, reason("CO", carc, &[], "UNKNOWN"), UNKNOWN);
        }
    }
}

/// The rest of the line was paid.
fn denied_in_part(b: &mut Builder) {
    for _ in 0..4 {
        let claim = known_visit(b, "PARTLY");
        let mut payment = Payment::paid(&claim, b);
        let line = &mut payment.lines[0];
        line.adjustments.clear();
        line.adjust("CO", "45", 1_000);
        line.adjust("CO", "B7", 2_050);
        line.adjust("PR", "3", 2_000);
        b.denials
            .push(payment.expect(Some(1), NOT_CERTIFIED, 2_050, PAYER_SIDE));
        b.pay(payment);
    }
}

/// Enrollments had ended, which the practice learnt on the day after it had sent the claims.
fn learnt_later(b: &mut Builder) {
    for _ in 0..4 {
        let doctor = b.doctor();
        let date = b.some_day(2025);
        let claim = b.office("LEARNTLATER", &doctor, date);
        let sent = claim.sent_on();
        let row = Row::new(&doctor, COMMERCIAL, &b.group);
        b.roster.rows.push(Row {
            recorded: [None, Some(sent)],
            ..row.clone()
        });
        b.roster.rows.push(Row {
            recorded: [Some(sent + Days::new(1)), None],
            ..row.terminated("2024-12-31")
        });
        b.send_faulty(&claim, None, "ENR-04", &[]);
        let mut payment = Payment::paid(&claim, b);
        payment.deny(1, NOT_CERTIFIED);
        let confirmed = Evidence {
            verdict: "confirmed",
            rule: Some("ENR-04"),
        };
        let told = payment.expect(Some(1), NOT_CERTIFIED, claim.charge(), confirmed);
        b.denials.push(ExpectedDenial {
            foreseeable: false,
            ..told
        });
        b.pay(payment);
    }
}
