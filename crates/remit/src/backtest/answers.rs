//! The first answer to each claim.

use chrono::NaiveDate;
use remedi_claims::codes::cause;
use remedi_claims::{Money, Pos, ProcedureCode};

use crate::record::PaymentHead;
use crate::sent::{SentClaim, SentFinding};
use crate::{Analysis, Denial};

/// What a payer first made of a claim.
#[derive(Debug)]
pub(super) struct FirstAnswer<'a> {
    pub payer: Option<&'a str>,
    pub sent_on: Option<NaiveDate>,
    pub decided_on: Option<NaiveDate>,
    /// CLM02, or what the payment says of it.
    pub charge: Money,
    /// What was called of the claim as a whole.
    pub findings: Vec<SentFinding>,
    pub lines: Vec<AnsweredLine>,
    /// In the order of the payments.
    pub denials: Vec<LineDenial>,
}

/// A line of the claim.
#[derive(Debug)]
pub(super) struct AnsweredLine {
    pub pos: Option<Pos>,
    pub procedure: Option<ProcedureCode>,
    pub findings: Vec<SentFinding>,
}

/// A denial with the line of the claim that it is about, by index; of the claim where that is not known.
#[derive(Debug)]
pub(super) struct LineDenial {
    pub line: Option<usize>,
    pub denial: Denial,
}

impl LineDenial {
    /// Whether it may be about a line; of the claim as a whole, it is about each.
    pub fn is_about(&self, line: Option<usize>) -> bool {
        self.line.is_none() || line.is_none() || self.line == line
    }
}

impl FirstAnswer<'_> {
    /// Every call, with the line that it is about.
    pub fn calls(&self) -> impl Iterator<Item = (Option<usize>, &SentFinding)> {
        let of_claim = self.findings.iter().map(|finding| (None, finding));
        let of_lines = self.lines.iter().enumerate().flat_map(|(index, line)| {
            let findings = line.findings.iter();
            findings.map(move |finding| (Some(index), finding))
        });
        of_claim.chain(of_lines)
    }

    /// Whether a call holds the claim.
    pub fn is_held(&self) -> bool {
        self.calls().any(|(_, finding)| finding.is_error)
    }
}

impl Analysis<'_> {
    /// Whether a payment tells a decision, and that for the first time.
    pub(super) fn decides(&self, index: u32, payment: &PaymentHead<'_>) -> bool {
        !payment.is_reversal() && !payment.decides_nothing() && !self.ledger.standing(index).is_copy
    }

    /// The first answer to each claim that has one, in the order of the claims.
    pub(super) fn first_answers(&self) -> impl Iterator<Item = FirstAnswer<'_>> {
        // The claim, the day of the answer and the payment, in this order.
        let mut answers: Vec<(u32, Option<NaiveDate>, u32)> = (0..)
            .zip(self.payments.heads())
            .filter_map(|(index, payment)| {
                let decides = self.decides(index, &payment);
                let found = self.matches[index as usize].filter(|_| decides)?;
                // The rules were asked about the payer that the claim was sent to.
                let claim = self.claims.head(found.claim);
                if self.is_of_other_payer(&payment, &claim) {
                    return None;
                }
                let remittance = &self.payments.remittances[payment.remittance as usize];
                Some((found.claim, remittance.paid_on, index))
            })
            .collect();
        answers.sort_unstable();
        let mut answers = answers.into_iter().peekable();
        std::iter::from_fn(move || {
            loop {
                let (claim, day, first) = answers.next()?;
                let mut payments = vec![first];
                let is_same = |next: &(u32, _, _)| (next.0, next.1) == (claim, day);
                while let Some((_, _, payment)) = answers.next_if(is_same) {
                    payments.push(payment);
                }
                // What is pended is decided on a later day.
                let answer = self.first_answer(claim, day, &payments);
                if answer.is_some() {
                    while answers.next_if(|next| next.0 == claim).is_some() {}
                    return answer;
                }
            }
        })
    }

    /// `None` when the payer has yet to decide.
    fn first_answer(
        &self,
        claim: u32,
        decided_on: Option<NaiveDate>,
        payments: &[u32],
    ) -> Option<FirstAnswer<'_>> {
        let sent: SentClaim<'_> = self.claims.claim(claim);
        let mut denials = Vec::new();
        for denial in payments.iter().flat_map(|&index| self.denials_of(index)) {
            if denial.denied == cause::Denial::Pending {
                return None;
            }
            // A number that was matched is that of a line of the claim; another is that of an SVC.
            let number = denial
                .line
                .filter(|_| denial.evidence.line_matched_by.is_some());
            let line = number.and_then(|number| {
                let mut numbers = sent.lines.iter().map(|line| line.number);
                numbers.position(|own| own == number)
            });
            denials.push(LineDenial { line, denial });
        }
        let charge = payments
            .first()
            .map(|&index| self.payments.head(index).charge);
        let (payer, sent_on) = (sent.payer(), sent.sent_on);
        let charge = sent.charge.or(charge).unwrap_or_default();
        let lines = sent.lines.into_iter().map(|line| AnsweredLine {
            pos: line.pos,
            procedure: ProcedureCode::parse(line.service.as_bytes()),
            findings: line.findings,
        });
        Some(FirstAnswer {
            payer,
            sent_on,
            decided_on,
            charge,
            lines: lines.collect(),
            findings: sent.findings,
            denials,
        })
    }
}
