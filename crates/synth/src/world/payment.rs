//! What payers decide about the claims of a world.

use chrono::NaiveDate;

use super::ExpectedPayment;
use super::builder::Builder;
use super::claim::Claim;
use super::claim_file::control;
use super::roster::{Payer, Person, Practice};
use crate::segments::Guide;

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
    pub(super) modifiers: Vec<&'static str>,
    pub(super) charge: i64,
    pub(super) units: u32,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) adjustments: Vec<Adjustment>,
    /// LQ*HE.
    pub(super) remarks: Vec<&'static str>,
    /// REF*6R.
    pub(super) control: Option<String>,
}

impl LinePayment {
    /// SVC03, in cents.
    pub(super) fn paid(&self) -> i64 {
        self.charge - total(&self.adjustments)
    }
}

fn total(adjustments: &[Adjustment]) -> i64 {
    adjustments.iter().map(|adjustment| adjustment.amount).sum()
}

/// A claim payment (2100).
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) guide: Guide,
    /// CLM01 of the claim that it answers.
    pub(super) sent_as: String,
    /// CLP01.
    pub(super) claim: String,
    pub(super) payer: Payer,
    pub(super) payee: Practice,
    pub(super) paid_on: NaiveDate,
    /// `current`, `superseded` or `reversal`.
    pub(super) state: &'static str,
    /// The payer that the claim was handed on to (CLP02 = 19, NM1*TT).
    pub(super) forwarded_to: Option<Payer>,
    /// CLP02.
    pub(super) status: u32,
    pub(super) charge: i64,
    /// CLP07.
    pub(super) payer_claim: String,
    pub(super) pos: &'static str,
    pub(super) service_from: NaiveDate,
    pub(super) service_to: NaiveDate,
    /// Whether the days stand at the claim only (DTM*232, 233).
    pub(super) dates_of_claim: bool,
    pub(super) patient: &'static str,
    /// Left out where it is empty.
    pub(super) member: String,
    pub(super) dependent: bool,
    pub(super) rendering: Option<Person>,
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
            sent_as: claim.id.clone(),
            claim: claim.id.clone(),
            payer: claim.payer,
            payee: claim.billing.clone(),
            paid_on: claim.paid_on(),
            state: "current",
            forwarded_to: None,
            status: if claim.paid_before.is_some() { 2 } else { 1 },
            charge: claim.charge(),
            payer_claim: format!("ICN{:06}", b.number()),
            pos: claim.pos,
            service_from: claim.first_day(),
            service_to: claim.last_day(),
            dates_of_claim: false,
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
        reversal.state = "reversal";
        reversal.status = 22;
        reversal.charge = -self.charge;
        negate(&mut reversal.adjustments);
        for line in &mut reversal.lines {
            line.charge = -line.charge;
            negate(&mut line.adjustments);
        }
        reversal
    }

    /// What the truth tells of it.
    pub(super) fn told(&self) -> ExpectedPayment {
        ExpectedPayment {
            claim: self.claim.clone(),
            payer_claim: self.payer_claim.clone(),
            status: self.status,
            state: self.state,
            charge_cents: self.charge,
            paid_cents: self.total_paid(),
        }
    }

    /// CLP04, in cents.
    pub(super) fn total_paid(&self) -> i64 {
        let lines: i64 = self.lines.iter().map(|line| total(&line.adjustments)).sum();
        self.charge - total(&self.adjustments) - lines
    }

    /// CLP05, in cents.
    pub(super) fn patient_share(&self) -> i64 {
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
