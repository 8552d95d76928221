//! A claim payment of a world, and the 835 files.

use chrono::{Datelike, NaiveDate};

use super::builder::Builder;
use super::claim::Claim;
use super::claim_file::{Procedure, control};
use super::roster::{Payer, Person, Practice, STATE};
use crate::identity::PATIENT;
use crate::segments::{Amount, Guide, Newline, Padded, Put, Segments, seg};

/// A CAS triplet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Adjustment {
    pub(super) group: &'static str,
    pub(super) carc: &'static str,
    /// In cents.
    pub(super) amount: i64,
}

/// A service payment (2110).
#[derive(Clone, Debug)]
pub(super) struct LinePayment {
    /// As sent.
    pub(super) code: &'static str,
    /// As paid, where the payer changed it; the code sent goes to SVC06.
    pub(super) changed_to: Option<&'static str>,
    modifiers: Vec<&'static str>,
    pub(super) charge: i64,
    units: u32,
    from: NaiveDate,
    to: NaiveDate,
    pub(super) adjustments: Vec<Adjustment>,
    /// LQ*HE.
    pub(super) remarks: Vec<&'static str>,
    /// REF*6R.
    pub(super) control: Option<String>,
}

impl LinePayment {
    fn paid(&self) -> i64 {
        self.charge - total(&self.adjustments)
    }
}

fn total(adjustments: &[Adjustment]) -> i64 {
    adjustments.iter().map(|adjustment| adjustment.amount).sum()
}

/// A claim payment (2100).
#[derive(Clone, Debug)]
pub(super) struct Payment {
    guide: Guide,
    pub(super) claim: String,
    payer: Payer,
    payee: Practice,
    pub(super) paid_on: NaiveDate,
    /// CLP02.
    pub(super) status: u32,
    pub(super) charge: i64,
    /// CLP07.
    pub(super) payer_claim: String,
    pos: &'static str,
    service_from: NaiveDate,
    patient: &'static str,
    member: String,
    dependent: bool,
    rendering: Option<Person>,
    /// CAS at claim level.
    pub(super) adjustments: Vec<Adjustment>,
    /// MOA03 on.
    pub(super) remarks: Vec<&'static str>,
    pub(super) lines: Vec<LinePayment>,
}

impl Payment {
    /// An ordinary payment: the contractual part off, perhaps a share for the patient.
    pub(super) fn paid(claim: &Claim, b: &mut Builder) -> Payment {
        let mut payment = Payment::in_full(claim, b);
        for line in &mut payment.lines {
            if let Some(before) = claim.paid_before {
                line.adjust("OA", "23", before);
                continue;
            }
            let off = line.charge * i64::from(10 + b.rng.below(20)) / 100;
            line.adjust("CO", "45", off);
            let left = line.charge - off;
            match b.rng.below(6) {
                0 => {
                    line.adjust("PR", "1", left.min(4_000));
                    line.adjust("PR", "2", (left - left.min(4_000)) / 5);
                }
                1 | 2 => line.adjust("PR", "2", left / 5),
                3 => line.adjust("PR", "3", left.min(2_000)),
                _ => {}
            }
            if claim.payer.class == "medicare" {
                line.adjust("CO", "253", line.paid() / 50);
            }
        }
        payment
    }

    /// All that was charged is paid.
    pub(super) fn in_full(claim: &Claim, b: &mut Builder) -> Payment {
        let lines = claim
            .lines
            .iter()
            .zip(1..)
            .map(|(line, number)| LinePayment {
                code: line.code,
                changed_to: None,
                modifiers: line.modifiers.clone(),
                charge: line.charge,
                units: line.units,
                from: line.from,
                to: line.to,
                adjustments: Vec::new(),
                remarks: Vec::new(),
                control: Some(control(claim, number)),
            })
            .collect();
        Payment {
            guide: claim.guide,
            claim: claim.id.clone(),
            payer: claim.payer,
            payee: claim.billing.clone(),
            paid_on: claim.paid_on(),
            status: if claim.paid_before.is_some() { 2 } else { 1 },
            charge: claim.charge(),
            payer_claim: format!("ICN{:06}", b.number()),
            pos: claim.pos,
            service_from: claim.first_day(),
            patient: claim.patient,
            member: claim.member.clone(),
            dependent: claim.dependent,
            rendering: claim
                .rendering
                .clone()
                .filter(|_| claim.guide != Guide::Institutional),
            adjustments: Vec::new(),
            remarks: Vec::new(),
            lines,
        }
    }

    /// Takes back all of this payment: status 22, every amount negated.
    pub(super) fn reversed(&self) -> Payment {
        let negate = |adjustments: &mut Vec<Adjustment>| {
            for adjustment in adjustments {
                adjustment.amount = -adjustment.amount;
            }
        };
        let mut reversal = self.clone();
        reversal.status = 22;
        reversal.charge = -self.charge;
        negate(&mut reversal.adjustments);
        for line in &mut reversal.lines {
            line.charge = -line.charge;
            negate(&mut line.adjustments);
        }
        reversal
    }

    fn total_paid(&self) -> i64 {
        let lines: i64 = self.lines.iter().map(|line| total(&line.adjustments)).sum();
        self.charge - total(&self.adjustments) - lines
    }

    fn patient_share(&self) -> i64 {
        self.lines
            .iter()
            .flat_map(|line| &line.adjustments)
            .chain(&self.adjustments)
            .filter(|adjustment| adjustment.group == "PR")
            .map(|adjustment| adjustment.amount)
            .sum()
    }
}

impl LinePayment {
    /// Adds a triplet, unless there is nothing to adjust.
    pub(super) fn adjust(&mut self, group: &'static str, carc: &'static str, amount: i64) {
        if amount != 0 {
            self.adjustments.push(Adjustment {
                group,
                carc,
                amount,
            });
        }
    }
}

/// A file for each payer, an interchange for each payment date, a set for each payee.
pub(super) fn files(payments: &[Payment]) -> Vec<(String, Vec<u8>)> {
    let mut sorted: Vec<&Payment> = payments.iter().collect();
    // Stable: what answers a claim first stays before its reversal.
    sorted.sort_by_key(|payment| (payment.payer, payment.paid_on, payee_key(payment)));
    let mut files = Vec::new();
    for of_payer in sorted.chunk_by(|a, b| a.payer == b.payer) {
        let newline = [Newline::Lf, Newline::None][files.len() % 2];
        let mut s = Segments::new(newline);
        for (of_day, control) in of_payer.chunk_by(|a, b| a.paid_on == b.paid_on).zip(1u64..) {
            let paid_on = of_day
                .first()
                .map(|payment| payment.paid_on)
                .unwrap_or_default();
            s.open(
                Guide::Remittance,
                "TESTPAYER",
                "TESTSUBMIT",
                paid_on,
                control,
            );
            for set in of_day.chunk_by(|a, b| payee_key(a) == payee_key(b)) {
                write_set(&mut s, set);
            }
            s.close();
        }
        let id = of_payer.first().map_or("", |payment| payment.payer.id);
        files.push((format!("835-{id}.edi"), s.out));
    }
    files
}

fn payee_key(payment: &Payment) -> (&str, &str) {
    (&payment.payee.site.npi, &payment.payee.tin)
}

fn write_set(s: &mut Segments, set: &[&Payment]) {
    let Some(first) = set.first() else { return };
    let (payer, payee) = (&first.payer, &first.payee);
    let sum: i64 = set.iter().map(|payment| payment.total_paid()).sum();
    s.begin_set(Guide::Remittance);
    let number = s.sets;
    // Interest goes to some payees; what cannot be taken back now is carried forward.
    let interest = if sum > 0 && number.is_multiple_of(3) {
        525
    } else {
        0
    };
    if sum > 0 {
        seg!(
            s,
            "BPR*I*",
            Amount(sum + interest),
            "*C*ACH*CCP*01*999999992*DA*123456*1",
            payer.ein,
            "**01*999999992*DA*654321*",
            first.paid_on
        );
    } else {
        seg!(s, "BPR*H*0*C*NON************", first.paid_on);
    }
    seg!(
        s,
        "TRN*1*EFT",
        payer.id,
        "-",
        first.paid_on,
        "-",
        number,
        "*1",
        payer.ein
    );
    seg!(s, "DTM*405*", first.paid_on);
    seg!(s, "N1*PR*", payer.name);
    seg!(s, "N3*1 INVENTED PLAZA");
    seg!(s, "N4*SAMPLETON*", STATE, "*430010001");
    // Some payers leave their id to BPR10 and TRN03.
    if number.is_multiple_of(2) {
        seg!(s, "REF*2U*", payer.id);
    }
    seg!(s, "PER*BL*TEST HELPDESK*TE*5555550101");
    match &payee.person {
        Some(person) => seg!(s, "N1*PE*", person.last, " ", person.first, payee_id(payee)),
        None => seg!(s, "N1*PE*", payee.site.name, payee_id(payee)),
    }
    seg!(s, "N3*", payee.site.street);
    seg!(s, "N4*SAMPLETON*", STATE, "*", payee.site.zip);
    if !payee.site.npi.is_empty() {
        seg!(s, "REF*TJ*", payee.tin);
    }
    seg!(s, "LX*1");
    for payment in set {
        write_payment(s, payment);
    }
    let fiscal = first.paid_on.year();
    let provider = if payee.site.npi.is_empty() {
        &payee.tin
    } else {
        &payee.site.npi
    };
    if interest != 0 {
        seg!(
            s,
            "PLB*",
            provider,
            "*",
            Padded(fiscal as u64, 4),
            "1231*L6:INTEREST*",
            Amount(-interest)
        );
    } else if sum < 0 {
        seg!(
            s,
            "PLB*",
            provider,
            "*",
            Padded(fiscal as u64, 4),
            "1231*FB:FORWARD*",
            Amount(sum)
        );
    }
    s.end_set();
}

fn payee_id(payee: &Practice) -> String {
    if payee.site.npi.is_empty() {
        format!("*FI*{}", payee.tin)
    } else {
        format!("*XX*{}", payee.site.npi)
    }
}

fn write_payment(s: &mut Segments, payment: &Payment) {
    seg!(
        s,
        "CLP*",
        payment.claim,
        "*",
        payment.status,
        "*",
        Amount(payment.charge),
        "*",
        Amount(payment.total_paid()),
        "*",
        Amount(payment.patient_share()),
        "*",
        payment.payer.filing,
        "*",
        payment.payer_claim,
        "*",
        payment.pos,
        "*1"
    );
    adjustments(s, &payment.adjustments);
    if payment.dependent {
        seg!(s, "NM1*QC*1*", PATIENT, "*", payment.patient);
        seg!(
            s,
            "NM1*IL*1*",
            PATIENT,
            "*",
            payment.patient,
            "****MI*",
            payment.member
        );
    } else {
        seg!(
            s,
            "NM1*QC*1*",
            PATIENT,
            "*",
            payment.patient,
            "****MI*",
            payment.member
        );
    }
    if let Some(person) = payment
        .rendering
        .as_ref()
        .filter(|person| !person.npi.is_empty())
    {
        seg!(
            s,
            "NM1*82*1*",
            person.last,
            "*",
            person.first,
            "****XX*",
            person.npi
        );
    }
    if !payment.remarks.is_empty() {
        seg!(s, "MOA***", payment.remarks.join("*"));
    }
    if payment.lines.is_empty() {
        seg!(s, "DTM*232*", payment.service_from);
    }
    for line in &payment.lines {
        write_line(s, payment.guide, line);
    }
}

fn write_line(s: &mut Segments, guide: Guide, line: &LinePayment) {
    let kind = if guide == Guide::Dental { "AD:" } else { "HC:" };
    let revenue = if guide == Guide::Institutional {
        "0510"
    } else {
        ""
    };
    let procedure = Procedure(line.changed_to.unwrap_or(line.code), &line.modifiers);
    let (charge, paid) = (Amount(line.charge), Amount(line.paid()));
    if line.changed_to.is_some() {
        let sent = Procedure(line.code, &line.modifiers);
        seg!(
            s, "SVC*", kind, procedure, "*", charge, "*", paid, "*", revenue, "*", line.units, "*",
            kind, sent
        );
    } else {
        seg!(
            s, "SVC*", kind, procedure, "*", charge, "*", paid, "*", revenue, "*", line.units
        );
    }
    if line.from == line.to {
        seg!(s, "DTM*472*", line.from);
    } else {
        seg!(s, "DTM*150*", line.from);
        seg!(s, "DTM*151*", line.to);
    }
    adjustments(s, &line.adjustments);
    if let Some(control) = &line.control {
        seg!(s, "REF*6R*", control);
    }
    for remark in &line.remarks {
        seg!(s, "LQ*HE*", remark);
    }
}

/// One CAS for each group code.
fn adjustments(s: &mut Segments, adjustments: &[Adjustment]) {
    for same_group in adjustments.chunk_by(|a, b| a.group == b.group) {
        let group = same_group.first().map_or("", |adjustment| adjustment.group);
        "CAS*".put(&mut s.out);
        group.put(&mut s.out);
        for (adjustment, number) in same_group.iter().zip(0..) {
            // The quantity of the triplet before stays empty.
            if number > 0 { "**" } else { "*" }.put(&mut s.out);
            adjustment.carc.put(&mut s.out);
            "*".put(&mut s.out);
            Amount(adjustment.amount).put(&mut s.out);
        }
        s.end();
    }
}
