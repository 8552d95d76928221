//! Claims whose answer was reversed and of which nothing was decided since: after a while somebody has to ask.

use chrono::NaiveDate;
use foldhash::HashSet;
use remedi_claims::Money;
use remedi_claims::codes::cause::RootCause;

use crate::recoupment::Taken;
use crate::resent::ANSWERED_WITHIN;
use crate::takeback::voided_apart;
use crate::{Analysis, Denial};

/// A claim of which nothing was decided since its answer was reversed.
pub(crate) struct Undecided<'a> {
    pub account: u32,
    /// What the reversal tells of the claim; the amount is what it charged.
    pub as_denial: Denial<'a>,
}

impl Analysis<'_> {
    /// Claims of which nothing was paid and that should have been decided anew by a day. Where money was taken back, that is work at once, and what
    /// was sent again is waited for first; what the practice voided is no work.
    pub(crate) fn undecided(&self, as_of: NaiveDate) -> Vec<Undecided<'_>> {
        let taken = self.taken();
        let taken = taken.of_claims.iter().chain(&taken.voided);
        let taken: HashSet<u32> = taken.map(|one| one.account).collect();
        let is_past = |day: NaiveDate| {
            let until = day.checked_add_days(ANSWERED_WITHIN);
            until.is_some_and(|until| until < as_of)
        };
        let accounts = (0..).zip(self.ledger.accounts());
        let open = accounts.filter_map(|(account, decisions)| {
            let &last = decisions.reversals().last()?;
            let waits = decisions.current().is_empty() && !taken.contains(&account);
            let is_late = waits && self.day_of(last).is_some_and(is_past);
            let reversal = is_late.then(|| self.payments.brief(last))?;
            Some(Taken {
                account,
                cause: RootCause::Unknown,
                amount: reversal.charge.abs(),
                reversed: Money::ZERO,
                remittance: reversal.remittance,
                payment: last,
                by: None,
            })
        });
        let (_, open) = voided_apart(self, open.collect());
        let open = open.into_iter().filter(|one| one.amount > Money::ZERO);
        let told = open.filter_map(|one| {
            let answered = self.answered(one.payment);
            let again = self.sent_again(&answered);
            if again.is_some_and(|again| !again.is_overdue) {
                return None;
            }
            let as_denial = Denial {
                amount: one.amount,
                sent_again: again,
                ..Denial::about(self, answered.remittance, &answered, None)
            };
            Some(Undecided {
                account: one.account,
                as_denial,
            })
        });
        told.collect()
    }
}
