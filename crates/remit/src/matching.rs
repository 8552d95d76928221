//! Which sent claim a payment answers, and which of its lines.

use std::cmp::Ordering;

use chrono::NaiveDate;
use remedi_claims::DateRange;

use crate::SentClaims;
use crate::member::HashedId;
use crate::record::{PaidLine, PaymentRecord};
use crate::sent::{SentClaim, SentLine};

words_of! {
    /// How a payment was matched with a claim.
    MatchedBy {
        /// CLP01 is CLM01.
        ClaimId = "claim_id",
        /// CLP01 is CLM01 but for the case of its letters.
        ClaimIdCase = "claim_id_case",
        /// CLP01 is the beginning of CLM01, with equal charge and dates.
        ClaimIdPrefix = "claim_id_prefix",
        /// CLP01 says nothing; member, dates and charge are equal.
        MemberDateCharge = "member_date_charge",
    }
}

words_of! {
    /// How a line of a payment was matched with a line of the claim.
    LineMatchedBy {
        /// By the line control number (REF*6R).
        LineControl = "line_control",
        /// By procedure, modifiers, charge and date.
        Service = "service",
    }
}

/// The claim that a payment answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClaimMatch {
    /// Index of the claim.
    pub claim: u32,
    pub by: MatchedBy,
    /// In percent.
    pub confidence: u8,
}

/// The line of the claim that a line of a payment answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineMatch {
    /// Index of the line in the claim.
    pub line: usize,
    pub by: LineMatchedBy,
    /// In percent.
    pub confidence: u8,
}

/// So many characters of a cut CLP01 tell enough, if charge and dates agree.
const LEAST_PREFIX: usize = 8;

/// Finds the claims that payments answer.
#[derive(Debug)]
pub(crate) struct Matcher<'c> {
    claims: &'c [SentClaim],
    /// Indexes of the claims in the order of CLM01, whatever its case.
    by_id: Vec<u32>,
    by_member: Vec<(HashedId, u32)>,
}

fn capitals(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().map(|byte| byte.to_ascii_uppercase())
}

impl<'c> Matcher<'c> {
    pub(crate) fn new(sent: &'c SentClaims) -> Matcher<'c> {
        let claims = &sent.claims[..];
        let mut by_id: Vec<u32> = (0..claims.len() as u32).collect();
        by_id.sort_by(|&one, &other| {
            let (one, other) = (&claims[one as usize], &claims[other as usize]);
            capitals(&one.id).cmp(capitals(&other.id))
        });
        let mut by_member: Vec<_> = (0..)
            .zip(claims)
            .filter_map(|(index, claim)| Some((claim.member?, index)))
            .collect();
        by_member.sort_unstable();
        Matcher {
            claims,
            by_id,
            by_member,
        }
    }

    /// The claim that a payment of this day and payer answers. What is ambiguous is no match.
    pub(crate) fn find(
        &self,
        payment: &PaymentRecord,
        paid_on: Option<NaiveDate>,
        payer: Option<&str>,
    ) -> Option<ClaimMatch> {
        let id: &str = &payment.id;
        if payment.id_says_nothing() {
            let agrees = |agreement: Agreement| agreement == Agreement::FULL;
            let same = self.of_member(payment.member?);
            return self.choose(
                same,
                payment,
                paid_on,
                payer,
                agrees,
                MatchedBy::MemberDateCharge,
            );
        }
        let start = self
            .by_id
            .partition_point(|&index| self.cmp_id(index, id) == Ordering::Less);
        let same = self.by_id[start..].iter().copied();
        let same = same.take_while(|&index| self.cmp_id(index, id) == Ordering::Equal);
        let exact = same
            .clone()
            .filter(|&index| *self.claims[index as usize].id == *id);
        let longer = self.by_id[start..].iter().copied().take_while(|&index| {
            let mut own = capitals(&self.claims[index as usize].id);
            id.len() >= LEAST_PREFIX && capitals(id).all(|byte| own.next() == Some(byte))
        });
        let longer = longer.filter(|&index| self.claims[index as usize].id.len() > id.len());
        let proven = |agreement: Agreement| agreement.proves();
        let exactly = |agreement: Agreement| agreement.charge && agreement.dates == Some(true);
        self.choose(exact, payment, paid_on, payer, proven, MatchedBy::ClaimId)
            .or_else(|| {
                self.choose(
                    same,
                    payment,
                    paid_on,
                    payer,
                    proven,
                    MatchedBy::ClaimIdCase,
                )
            })
            .or_else(|| {
                self.choose(
                    longer,
                    payment,
                    paid_on,
                    payer,
                    exactly,
                    MatchedBy::ClaimIdPrefix,
                )
            })
    }

    fn cmp_id(&self, index: u32, id: &str) -> Ordering {
        capitals(&self.claims[index as usize].id).cmp(capitals(id))
    }

    fn of_member(&self, member: HashedId) -> impl Iterator<Item = u32> + '_ {
        let start = self.by_member.partition_point(|&(own, _)| own < member);
        let own = self.by_member[start..].iter();
        let own = own.take_while(move |&&(own, _)| own == member);
        own.map(|&(_, index)| index)
    }

    /// Of claims that may be meant, the one that is.
    fn choose(
        &self,
        candidates: impl Iterator<Item = u32>,
        payment: &PaymentRecord,
        paid_on: Option<NaiveDate>,
        payer: Option<&str>,
        agrees: impl Fn(Agreement) -> bool,
        by: MatchedBy,
    ) -> Option<ClaimMatch> {
        let mut found: Vec<(u32, Agreement)> = candidates
            .filter_map(|index| {
                let claim = &self.claims[index as usize];
                // What was sent later is not what the payer judged.
                let too_late = claim.sent_on > paid_on && paid_on.is_some();
                let agreement = Agreement::of(payment, claim);
                (!too_late && agrees(agreement)).then_some((index, agreement))
            })
            .collect();
        // A claim to another payer with the same number is another claim.
        let same_payer = |index: u32| {
            payer.is_some_and(|payer| self.claims[index as usize].payer() == Some(payer))
        };
        if found.iter().any(|&(index, _)| same_payer(index)) {
            found.retain(|&(index, _)| same_payer(index));
        }
        let best = found
            .iter()
            .map(|(_, agreement)| agreement.identity())
            .max()?;
        found.retain(|(_, agreement)| agreement.identity() == best);
        let claim_of = |index: u32| &self.claims[index as usize];
        let &(first, _) = found.first()?;
        if !found
            .iter()
            .all(|&(index, _)| is_version_of(claim_of(first), claim_of(index)))
        {
            return None;
        }
        let newest = |&&(index, agreement): &&(u32, Agreement)| {
            let claim = claim_of(index);
            (agreement.charge, claim.sent_on, claim.input, claim.byte)
        };
        let &(claim, agreement) = found.iter().max_by_key(newest)?;
        let confidence = match by {
            MatchedBy::ClaimId => agreement.confidence(),
            MatchedBy::ClaimIdCase => agreement.confidence() - 5,
            MatchedBy::ClaimIdPrefix => agreement.confidence().min(75),
            MatchedBy::MemberDateCharge => 70,
        };
        Some(ClaimMatch {
            claim,
            by,
            confidence,
        })
    }
}

/// Whether two claims of one number are versions of one claim: not of another member, nor of
/// other days.
fn is_version_of(one: &SentClaim, other: &SentClaim) -> bool {
    let same_member = one.member == other.member || one.member.is_none() || other.member.is_none();
    same_member && overlap(one.dates, other.dates) != Some(false)
}

/// Whether two ranges have a day in common; `None` where one is not known.
fn overlap(one: Option<DateRange>, other: Option<DateRange>) -> Option<bool> {
    Some(one?.overlaps(other?))
}

/// In what a payment and a claim agree; `None` where one of them does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Agreement {
    charge: bool,
    dates: Option<bool>,
    member: Option<bool>,
}

impl Agreement {
    const FULL: Agreement = Agreement {
        charge: true,
        dates: Some(true),
        member: Some(true),
    };

    fn of(payment: &PaymentRecord, claim: &SentClaim) -> Agreement {
        let members = payment.member.zip(claim.member);
        Agreement {
            charge: claim
                .charge
                .is_some_and(|charge| charge == payment.charge.abs()),
            dates: overlap(payment.dates, claim.dates),
            member: members.map(|(paid, sent)| paid == sent),
        }
    }

    /// Whether it proves, with an equal number, that the claim is meant. Numbers are used again
    /// in other years and for other patients, and charges are much the same.
    fn proves(self) -> bool {
        let contradicted = self.dates == Some(false) && self.member == Some(false);
        let agrees = self.charge || self.dates == Some(true) || self.member == Some(true);
        agrees && !contradicted
    }

    /// How well patient and days agree.
    fn identity(self) -> i8 {
        let weight = |agrees: Option<bool>| agrees.map_or(0, |agrees| if agrees { 1 } else { -1 });
        weight(self.dates) + weight(self.member)
    }

    fn confidence(self) -> u8 {
        match self.identity() + i8::from(self.charge) {
            3.. => 100,
            2 => 95,
            1 => 80,
            _ => 60,
        }
    }
}

/// The lines of the claim that the lines of a payment answer, each at most once unless the payer
/// split it.
pub(crate) fn match_lines(payment: &PaymentRecord, claim: &SentClaim) -> Vec<Option<LineMatch>> {
    let mut matches: Vec<Option<LineMatch>> = payment
        .lines
        .iter()
        .map(|line| by_control(line, claim))
        .collect();
    let mut taken = vec![false; claim.lines.len()];
    for found in matches.iter().flatten() {
        taken[found.line] = true;
    }
    for (line, found) in payment.lines.iter().zip(&mut matches) {
        if found.is_none() {
            let whole = by_service(line, claim, |index| !taken[index]);
            *found = whole.or_else(|| {
                by_service(line, claim, |index| {
                    claim.lines[index].charge > Some(line.charge.abs())
                })
            });
        }
        if let Some(found) = found {
            taken[found.line] = true;
        }
    }
    matches
}

fn by_control(line: &PaidLine, claim: &SentClaim) -> Option<LineMatch> {
    let control = line.control?;
    let mut same = claim.lines.iter().enumerate();
    let same = same
        .by_ref()
        .filter(|(_, sent)| sent.control == Some(control));
    let same: Vec<usize> = same.map(|(index, _)| index).collect();
    match same[..] {
        [line] => Some(LineMatch {
            line,
            by: LineMatchedBy::LineControl,
            confidence: 100,
        }),
        _ => None,
    }
}

fn by_service(
    line: &PaidLine,
    claim: &SentClaim,
    is_free: impl Fn(usize) -> bool,
) -> Option<LineMatch> {
    let likeness = |sent: &SentLine| {
        let charge = sent.charge == Some(line.charge.abs());
        let dates = overlap(line.dates, sent.dates);
        let near =
            charge || dates == Some(true) || (line.dates.is_none() && claim.lines.len() == 1);
        let same = sent.service == line.service && !line.service.is_empty();
        (same && near && dates != Some(false)).then(|| {
            let modifiers = sent.modifiers.same_set(&line.modifiers);
            u8::from(charge) * 4 + u8::from(dates == Some(true)) * 2 + u8::from(modifiers)
        })
    };
    let free = claim
        .lines
        .iter()
        .enumerate()
        .filter(|(index, _)| is_free(*index));
    let like: Vec<(usize, u8)> = free
        .filter_map(|(index, sent)| Some((index, likeness(sent)?)))
        .collect();
    let best = like.iter().map(|&(_, likeness)| likeness).max()?;
    let mut best_lines = like.iter().filter(|&&(_, likeness)| likeness == best);
    let &(first, _) = best_lines.next()?;
    // Twin lines are taken in their order, unless it matters which is which.
    if !best_lines.all(|&(index, _)| is_twin(&claim.lines[first], &claim.lines[index])) {
        return None;
    }
    Some(LineMatch {
        line: first,
        by: LineMatchedBy::Service,
        confidence: if best == 7 { 95 } else { 80 },
    })
}

/// Whether it makes no difference which of two lines is meant.
fn is_twin(one: &SentLine, other: &SentLine) -> bool {
    let told = |line: &SentLine| {
        let rules: Vec<_> = line.findings.iter().map(|finding| finding.rule).collect();
        (line.pos, line.provider, line.dates, line.charge, rules)
    };
    told(one) == told(other)
}
