//! What became of each claim over time: the first answer, what holds now, and what was had in between.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use remedi_claims::Money;
use remedi_claims::codes::provider_adjustment::ProviderAdjustmentKind;

use crate::category::{Category, Waterfall};
use crate::ledger::{Account, Responsibility};
use crate::record::PaymentHead;
use crate::{Analysis, Code};

words_of! {
    /// How a claim stands with a payer now.
    Outcome {
        /// All is decided, and nothing is denied.
        Settled = "settled",
        /// A part is denied, and something was paid.
        PartlyDenied = "partly_denied",
        /// Something is denied, and nothing was paid.
        Denied = "denied",
        /// Nothing is denied, but something is not decided.
        Pending = "pending",
        /// What was decided is reversed, and nothing took its place.
        Reversed = "reversed",
    }
}

/// A claim and all that one payer did with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimHistory {
    /// The patient account number (CLP01).
    pub claim: Box<str>,
    /// The payer's control number of the last decision (CLP07).
    pub payer_claim: Box<str>,
    /// The payer.
    pub payer: Option<Box<str>>,
    /// Whether the payer came first, second or third (CLP02), as far as it said.
    pub responsibility: Option<u8>,
    /// When the payer first decided.
    pub first_answered: Option<NaiveDate>,
    /// What was denied then, all other parts of the same remittance included.
    pub first_denied: Money,
    /// What was paid then.
    pub first_paid: Money,
    /// When something was first denied.
    pub first_denied_on: Option<NaiveDate>,
    /// Whether that is all: nothing was decided later, and nothing reversed.
    pub is_last: bool,
    /// How many decisions there are, without reversals and copies.
    pub decisions: u32,
    /// How many of them say that they replace another (CLP09 = 7, or REF*F8).
    pub replacements: u32,
    /// How many reversals there are, and how many of them reverse what is in no remittance here.
    pub reversals: u32,
    /// See above.
    pub orphan_reversals: u32,
    /// How it stands.
    pub outcome: Outcome,
    /// What is charged, paid and adjusted by what holds now.
    pub now: Waterfall,
    /// What was denied at first and is no longer, as far as more was paid since.
    pub recovered: Money,
    /// When the first money came.
    pub first_paid_on: Option<NaiveDate>,
    /// Days from the last day of service to it.
    pub days_from_service: Option<i64>,
    /// Days from the sending of the claim to it, where the claim is known.
    pub days_from_sent: Option<i64>,
}

/// How many, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountAndSum {
    /// How many.
    pub count: u64,
    /// How much.
    pub amount: Money,
}

impl CountAndSum {
    pub(crate) fn add(&mut self, amount: Money) {
        self.count += 1;
        self.amount += amount;
    }
}

/// How long something took: by nearest rank, in days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Of how many claims.
    pub claims: u64,
    /// Half of them took no longer.
    pub median: i64,
    /// Nine of ten took no longer.
    pub ninth_decile: i64,
    /// None took longer.
    pub longest: i64,
}

impl Spread {
    fn of(mut days: Vec<i64>) -> Spread {
        days.sort_unstable();
        let at = |tenths: usize| {
            let rank = (days.len() * tenths).div_ceil(10).max(1);
            days.get(rank - 1).copied().unwrap_or_default()
        };
        Spread {
            claims: days.len() as u64,
            median: at(5),
            ninth_decile: at(9),
            longest: at(10),
        }
    }
}

/// Money outside of claims (PLB) with one reason. Positive lowers payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderAdjustmentSum {
    /// The reason code.
    pub code: Code,
    /// What sort of movement it is.
    pub kind: ProviderAdjustmentKind,
    /// How many, and how much.
    pub sum: CountAndSum,
}

/// What became of all claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LifeCycle {
    /// Claims by payer: one that two payers decided counts with each.
    pub claims: u64,
    /// Claims that were denied at first, wholly or in part, and that amount.
    pub first_denied: CountAndSum,
    /// Of these, those that were decided anew or reversed, and what of them was denied at first.
    pub decided_anew: CountAndSum,
    /// Claims of which denied money came in the end, and how much.
    pub recovered: CountAndSum,
    /// Claims that were denied at first and are still, and what of them is denied now.
    pub still_denied: CountAndSum,
    /// Claims that were not denied at first and are now, and what of them is denied.
    pub denied_later: CountAndSum,
    /// Claims by how they stand, with what was charged of them.
    pub outcomes: BTreeMap<Outcome, CountAndSum>,
    /// Reversals of what is in no remittance here, and what they take back: in the cash, and in no denial.
    pub orphan_reversals: CountAndSum,
    /// Decisions that replace another, and what they pay.
    pub replacements: CountAndSum,
    /// Decisions of voided claims (CLP09 = 8).
    pub voids: u64,
    /// What first, second and third payers pay by what holds now, with the claims.
    pub by_responsibility: BTreeMap<u8, CountAndSum>,
    /// Where the charges went, by what holds now.
    pub now: Waterfall,
    /// From the last day of service to the first money.
    pub from_service: Spread,
    /// From the sending of the claim to the first money.
    pub from_sent: Spread,
    /// Money outside of claims, by its reason.
    pub provider_adjustments: Vec<ProviderAdjustmentSum>,
    /// Balances that were moved to later remittances (PLB FB) less those that were taken up: what will still be taken, as
    /// far as these remittances tell.
    pub forward_balance: Money,
    /// Interest that payers paid (PLB L6) less what they took back of it.
    pub interest: Money,
}

impl Analysis<'_> {
    /// What became of each claim, in the order of the first decisions.
    pub fn histories(&self) -> impl Iterator<Item = ClaimHistory> + '_ {
        let accounts = self.ledger.accounts().iter();
        accounts.filter_map(|account| self.history(account))
    }

    fn history(&self, account: &Account) -> Option<ClaimHistory> {
        let payments = &self.payments;
        let paid_on =
            |head: &PaymentHead<'_>| payments.remittances[head.remittance as usize].paid_on;
        let decisions: Vec<PaymentHead<'_>> = account
            .adjudications
            .iter()
            .map(|&index| self.head(index))
            .collect();
        let index = account.adjudications.last().or(account.reversals.last())?;
        let last = self.head(*index);
        let first = decisions.first();
        let at_first = || {
            let numbered = decisions.iter().zip(&account.adjudications);
            let of_first = numbered.filter(|(_, index)| self.ledger.is_first(**index));
            of_first.map(|(head, _)| head)
        };
        let denied = |head: &PaymentHead<'_>| head.adjusted.get(Category::Denied);
        let first_denied: Money = at_first().map(denied).sum();
        let first_paid: Money = at_first().map(|head| head.paid).sum();
        let mut now = Waterfall::default();
        for &current in &account.current {
            let head = self.head(current);
            now.add(head.charge, head.paid, head.adjusted);
        }
        let (denied_now, pending) = (
            now.adjustments.get(Category::Denied),
            now.adjustments.get(Category::Pending),
        );
        let outcome = match () {
            () if account.current.is_empty() => Outcome::Reversed,
            () if denied_now > Money::ZERO && now.paid > Money::ZERO => Outcome::PartlyDenied,
            () if denied_now > Money::ZERO => Outcome::Denied,
            () if pending > Money::ZERO => Outcome::Pending,
            () => Outcome::Settled,
        };
        let no_longer = (first_denied - denied_now).max(Money::ZERO);
        let more = (now.paid - first_paid).max(Money::ZERO);
        let came = decisions.iter().find(|head| head.paid > Money::ZERO);
        let first_paid_on = came.and_then(paid_on);
        let sent = self.claim_of(*index);
        let served = last.dates.or(sent.as_ref().and_then(|claim| claim.dates));
        let since = |day: Option<NaiveDate>| Some((first_paid_on? - day?).num_days());
        let denial = decisions.iter().find(|head| denied(head) > Money::ZERO);
        let orphans = account.reversals.iter().filter(|&&index| {
            let standing = self.ledger.standing(index);
            standing.reverses.is_none()
        });
        Some(ClaimHistory {
            claim: last.id.into(),
            payer_claim: last.control.into(),
            payer: self.payer_of(*index),
            responsibility: Responsibility::of(last.status).known(),
            first_answered: first.and_then(paid_on),
            first_denied,
            first_paid,
            first_denied_on: denial.and_then(paid_on),
            is_last: at_first().count() == decisions.len() && account.reversals.is_empty(),
            decisions: decisions.len() as u32,
            replacements: decisions.iter().filter(|head| head.replaces()).count() as u32,
            reversals: account.reversals.len() as u32,
            orphan_reversals: orphans.count() as u32,
            outcome,
            now,
            recovered: no_longer.min(more),
            first_paid_on,
            days_from_service: since(served.map(|dates| dates.to)),
            days_from_sent: since(sent.and_then(|claim| claim.sent_on)),
        })
    }

    /// What became of all claims, and how many were paid by the first answer alone.
    pub(crate) fn life_cycle(&self) -> (LifeCycle, u64) {
        let (mut all, mut passed) = (LifeCycle::default(), 0);
        let (mut from_service, mut from_sent) = (Vec::new(), Vec::new());
        for claim in self.histories() {
            all.claims += 1;
            let is_clean = claim.outcome == Outcome::Settled && claim.first_denied == Money::ZERO;
            passed += u64::from(claim.is_last && is_clean && claim.first_paid > Money::ZERO);
            let charge = claim.now.charge;
            all.outcomes.entry(claim.outcome).or_default().add(charge);
            let denied = claim.now.adjustments.get(Category::Denied);
            if claim.first_denied > Money::ZERO {
                all.first_denied.add(claim.first_denied);
                if !claim.is_last {
                    all.decided_anew.add(claim.first_denied);
                }
                if claim.recovered > Money::ZERO {
                    all.recovered.add(claim.recovered);
                }
                if denied > Money::ZERO {
                    all.still_denied.add(denied);
                }
            } else if denied > Money::ZERO {
                all.denied_later.add(denied);
            }
            from_service.extend(claim.days_from_service);
            from_sent.extend(claim.days_from_sent);
        }
        all.from_service = Spread::of(from_service);
        all.from_sent = Spread::of(from_sent);
        for index in 0..self.payments.len() as u32 {
            let head = self.head(index);
            let standing = self.ledger.standing(index);
            if standing.is_copy || head.is_predetermination() {
                continue;
            }
            if head.is_reversal() {
                if standing.reverses.is_none() {
                    all.orphan_reversals.add(-head.paid);
                }
                continue;
            }
            if head.replaces() {
                all.replacements.add(head.paid);
            }
            all.voids += u64::from(head.frequency.as_str() == "8");
            if standing.state == crate::State::Current {
                all.now.add(head.charge, head.paid, head.adjusted);
                if let Some(place) = Responsibility::of(head.status).known() {
                    all.by_responsibility
                        .entry(place)
                        .or_default()
                        .add(head.paid);
                }
            }
        }
        let mut sums: BTreeMap<Code, ProviderAdjustmentSum> = BTreeMap::new();
        for one in &self.payments.moves {
            let sum = sums.entry(one.code).or_insert(ProviderAdjustmentSum {
                code: one.code,
                kind: one.kind,
                sum: CountAndSum::default(),
            });
            sum.sum.add(one.amount);
            match one.kind {
                ProviderAdjustmentKind::ForwardBalance => all.forward_balance -= one.amount,
                ProviderAdjustmentKind::Interest => all.interest -= one.amount,
                _ => {}
            }
        }
        all.provider_adjustments = sums.into_values().collect();
        (all, passed)
    }
}
