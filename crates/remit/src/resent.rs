//! Claims that the practice has sent again, or voided, since the payer answered: there is nothing to do but to wait, for a while.

use chrono::{Days, NaiveDate};
use foldhash::{HashMap, HashSet};

use crate::Analysis;
use crate::analysis::Answered;
use crate::matching::{is_version_of, overlap};
use crate::record::decides_nothing;
use crate::sent::SentHead;

/// That a claim was sent again, or voided, after the answer, by one that names it (REF*F8) and is not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SentAgain {
    /// The day; of several the last.
    pub on: NaiveDate,
    /// Whether it is a void (CLM05-3 = 8).
    pub is_void: bool,
    /// Whether the payer should have answered by now: nothing came for 45 days, so it may never have got there. Not told of voids,
    /// which leave nothing to answer.
    pub is_overdue: bool,
}

/// What is clean is paid or denied within so many days. Medicare has 30 (Social Security Act, sections 1816(c)(2) and 1842(c)(2)), and states'
/// prompt-pay laws give other payers up to 45 for what is sent electronically.
pub(crate) const ANSWERED_WITHIN: Days = Days::new(45);

/// Claims that replace or void others and are not answered yet, by the hash of the payer's number that they name.
#[derive(Debug, Default)]
pub(crate) struct Unanswered(HashMap<u64, Vec<u32>>);

impl Analysis<'_> {
    fn unanswered(&self) -> &Unanswered {
        self.unanswered.get_or_init(|| {
            let claims = self.claims_sent();
            let mut open: HashSet<u32> = claims.replacing.iter().copied().collect();
            open.retain(|claim| !self.rejected.contains(claim));
            if open.is_empty() {
                return Unanswered::default();
            }
            for (index, found) in (0..).zip(&self.matches) {
                if let Some(found) = found
                    && open.contains(&found.claim)
                    && !decides_nothing(self.payments.brief(index).status)
                {
                    open.remove(&found.claim);
                }
            }
            let mut by_original: HashMap<u64, Vec<u32>> = HashMap::default();
            for &claim in claims.replacing.iter().filter(|claim| open.contains(claim)) {
                let original = self.ledger.hash_of(claims.head(claim).original);
                by_original.entry(original).or_default().push(claim);
            }
            Unanswered(by_original)
        })
    }

    /// How the claim of a payment was sent again since: by one that names the payer's number of this decision (CLP07), for the
    /// same patient and days as far as they are known, one of which has to be.
    pub(crate) fn sent_again(&self, answered: &Answered<'_>) -> Option<SentAgain> {
        let by_original = &self.unanswered().0;
        let payment = &answered.payment;
        if by_original.is_empty() || payment.control.is_empty() {
            return None;
        }
        let named = by_original.get(&self.ledger.hash_of(payment.control))?;
        let claims = self.claims_sent();
        let own = answered.found.as_ref().map(|(_, claim)| &**claim);
        let is_same = |again: &SentHead<'_>| match own {
            Some(own) => is_version_of(again, own),
            None => {
                let members = payment.member.zip(again.member);
                let same_member = members.map(|(paid, sent)| paid == sent);
                let told = [same_member, overlap(payment.dates, again.dates)];
                told.contains(&Some(true)) && !told.contains(&Some(false))
            }
        };
        let sent = named.iter().map(|&claim| claims.head(claim));
        let since = sent.filter(|again| is_same(again));
        let since = since.filter_map(|again| {
            let on = again.sent_on?;
            let is_void = again.frequency.as_str() == "8";
            let is_later = answered.remittance.paid_on.is_some_and(|day| day <= on);
            let until = on.checked_add_days(ANSWERED_WITHIN);
            let is_past = until
                .zip(self.as_of)
                .is_some_and(|(until, day)| until < day);
            let is_overdue = is_past && !is_void;
            is_later.then_some(SentAgain {
                on,
                is_void,
                is_overdue,
            })
        });
        since.max()
    }
}
