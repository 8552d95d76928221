//! The first answer to each claim.

use chrono::NaiveDate;
use remedi_claims::codes::cause;
use remedi_claims::{Money, Pos, ProcedureCode};

use crate::analysis::Room;
use crate::matching::are_of_other_lines;
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
    pub denials: Vec<LineDenial<'a>>,
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
pub(super) struct LineDenial<'a> {
    pub line: Option<usize>,
    pub denial: Denial<'a>,
}

impl LineDenial<'_> {
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
                let first = answers.next()?;
                let mut of_claim = vec![first];
                while let Some(next) = answers.next_if(|next| next.0 == first.0) {
                    of_claim.push(next);
                }
                let days = of_claim.chunk_by(|one, other| one.1 == other.1);
                let mut starts = days.scan(0, |start, of_day| {
                    *start += of_day.len();
                    Some(*start - of_day.len())
                });
                // What is pended is decided on a later day.
                let answer = starts.find_map(|start| {
                    let (claim, day, _) = of_claim[start];
                    self.first_answer(claim, day, &self.parts(&of_claim[start..]))
                });
                if answer.is_some() {
                    return answer;
                }
            }
        })
    }

    /// The payments of the first of these days, and those of later days that are further parts of the answer: of other lines, all
    /// together no more than was sent.
    fn parts(&self, answers: &[(u32, Option<NaiveDate>, u32)]) -> Vec<u32> {
        let (claim, first_day, _) = answers[0];
        let answered = self.claims.claim(claim);
        let sent = answered.charge;
        let mut parts: Vec<u32> = Vec::new();
        let mut charge = Money::ZERO;
        for &(_, day, index) in answers {
            let own = self.payments.payment(index);
            let is_other =
                |&part: &u32| are_of_other_lines(&answered, &self.payments.payment(part), &own);
            let is_part = || {
                let fits = sent.is_some_and(|sent| charge + own.charge <= sent);
                fits && !own.replaces() && parts.iter().all(is_other)
            };
            if day == first_day || is_part() {
                charge += own.charge;
                parts.push(index);
            }
        }
        parts
    }

    /// `None` when the payer has yet to decide.
    fn first_answer(
        &self,
        claim: u32,
        decided_on: Option<NaiveDate>,
        payments: &[u32],
    ) -> Option<FirstAnswer<'_>> {
        let sent: SentClaim<'_> = self.claims.claim(claim);
        let (mut denials, mut room) = (Vec::new(), Room::default());
        let told = payments
            .iter()
            .flat_map(|&index| self.denials_of(index, &mut room));
        for denial in told {
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
