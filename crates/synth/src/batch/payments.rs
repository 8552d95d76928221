//! What the payer makes of a batch claim.

use super::claims::{Claim, Fault, Line, MOST_LINES};
use super::population::Population;
use crate::rng::{Purpose, Rng};

/// One CAS triplet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Adjustment {
    pub(super) group: &'static str,
    pub(super) reason: &'static str,
    pub(super) amount: i64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LinePayment {
    pub(super) paid: i64,
    adjustments: [Adjustment; 4],
    count: usize,
    /// LQ*HE.
    pub(super) remark: &'static str,
    pub(super) denied: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClaimPayment {
    pub(super) lines: [LinePayment; MOST_LINES],
    pub(super) paid: i64,
    /// CLP05.
    pub(super) patient_share: i64,
}

impl LinePayment {
    /// Triplets with an amount, equal groups side by side.
    pub(super) fn adjustments(&self) -> &[Adjustment] {
        &self.adjustments[..self.count]
    }

    fn adjust(&mut self, group: &'static str, reason: &'static str, amount: i64) {
        if amount != 0 {
            self.adjustments[self.count] = Adjustment {
                group,
                reason,
                amount,
            };
            self.count += 1;
        }
    }
}

/// Denials that need no fault: group, CARC, RARC.
const DENIALS: [(&str, &str, &str); 8] = [
    ("CO", "B7", ""),
    ("CO", "16", "M77"),
    ("CO", "197", ""),
    ("CO", "50", ""),
    ("CO", "97", ""),
    ("OA", "18", ""),
    ("PR", "204", ""),
    ("CO", "29", ""),
];

impl Population {
    /// The answer to a claim; depends on the seed and the claim alone.
    pub(super) fn payment(&self, claim: &Claim) -> ClaimPayment {
        let rng = &mut Rng::for_item(self.seed, Purpose::Payment, claim.index);
        let mut payment = ClaimPayment::default();
        for (line, answer) in claim.lines().iter().zip(&mut payment.lines) {
            *answer = line_payment(line, claim.secondary, rng);
            payment.paid += answer.paid;
            payment.patient_share += answer
                .adjustments()
                .iter()
                .filter(|adjustment| adjustment.group == "PR")
                .map(|adjustment| adjustment.amount)
                .sum::<i64>();
        }
        payment
    }
}

fn line_payment(line: &Line, secondary: bool, rng: &mut Rng) -> LinePayment {
    let mut answer = LinePayment::default();
    let denial = match line.fault {
        Some(fault) if rng.below(100) < 70 => Some(match fault {
            Fault::UnassignedPos => ("CO", "16", "M77"),
            Fault::EmergencyVisitInOffice | Fault::HomeVisitInOffice => ("CO", "5", "M77"),
            Fault::MistypedNpi => ("CO", "16", "N290"),
            Fault::DepartedProvider => ("CO", "B7", ""),
        }),
        _ if rng.below(100) < 5 => Some(rng.pick(&DENIALS)),
        _ => None,
    };
    if let Some((group, reason, remark)) = denial {
        answer.adjust(group, reason, line.charge);
        answer.remark = remark;
        answer.denied = true;
        return answer;
    }
    if secondary {
        let (paid, off, share) = line.primary_outcome();
        answer.adjust("OA", "23", paid + off);
        answer.paid = share;
        return answer;
    }
    let allowed = line.charge * i64::from(60 + rng.below(30)) / 100;
    answer.adjust("CO", "45", line.charge - allowed);
    let mut paid = allowed;
    match rng.below(10) {
        0 => {
            let deductible = allowed.min(5_000);
            answer.adjust("PR", "1", deductible);
            paid -= deductible;
            let share = paid / 5;
            answer.adjust("PR", "2", share);
            paid -= share;
        }
        1..5 => {
            let share = allowed / 5;
            answer.adjust("PR", "2", share);
            paid -= share;
        }
        5..8 => {
            let copay = allowed.min(2_500);
            answer.adjust("PR", "3", copay);
            paid -= copay;
        }
        _ => {}
    }
    answer.paid = paid;
    answer
}
