//! Claims that were denied as duplicates and nothing else, so that what they repeat is not in the remittances.

use chrono::NaiveDate;
use foldhash::HashSet;
use remedi_claims::Money;
use remedi_claims::codes::cause::{Denial as Denies, RootCause, Route};

use crate::analysis::Answered;
use crate::category::Category;
use crate::member::HashedId;
use crate::payer::Denied;
use crate::record::{PaymentHead, PaymentRecord, Triplet, decides_nothing};
use crate::{Analysis, Denial, Reason};

/// What tells that two payments are about one service, whatever its number: payer, member, first day and charge.
type Service = (u32, HashedId, NaiveDate, Money);

/// Services that were denied as duplicates, and of which nothing else was decided.
#[derive(Debug, Default)]
pub(crate) struct Unheard(HashSet<Service>);

/// Whether all of the charge is denied for being a duplicate (18), or paid before (B13): a line that is decided otherwise may be what others repeat.
fn only_repeats(payment: &PaymentRecord<'_>) -> bool {
    let of_lines = payment.lines.iter().flat_map(|line| &line.denying);
    let denying = payment.denying.iter().chain(of_lines);
    let mut denying = denying.filter(|one| one.denied() != Denies::No).peekable();
    let repeats = |one: &Triplet| matches!(one.carc.as_str(), "18" | "B13");
    let is_all = payment.adjusted.get(Category::Denied) == payment.charge;
    is_all && denying.peek().is_some() && denying.all(repeats)
}

impl Analysis<'_> {
    fn service_of(&self, payment: &PaymentHead<'_>) -> Option<Service> {
        let payer = self.payer_numbers[payment.remittance as usize];
        let from = payment.dates?.from;
        Some((payer, payment.member?, from, payment.charge.abs()))
    }

    /// Whether a payment only repeats, going by what stands first of it where that says enough.
    fn is_repetition(&self, index: u32) -> bool {
        let brief = self.payments.brief(index);
        let may_be = brief.denies && brief.paid == Money::ZERO;
        may_be && only_repeats(&self.payments.payment(index))
    }

    fn unheard(&self) -> &Unheard {
        self.unheard.get_or_init(|| {
            let all = || 0..self.payments.len() as u32;
            let repetitions = all().filter(|&index| self.is_repetition(index));
            let service = |index: u32| self.service_of(&self.payments.head(index));
            let mut unheard: HashSet<Service> = repetitions.filter_map(service).collect();
            if unheard.is_empty() {
                return Unheard::default();
            }
            for index in all() {
                let payment = self.payments.head(index);
                let decides = !payment.is_reversal() && !decides_nothing(payment.status);
                if let Some(service) = self.service_of(&payment).filter(|_| decides)
                    && unheard.contains(&service)
                    && !self.is_repetition(index)
                {
                    unheard.remove(&service);
                }
            }
            Unheard(unheard)
        })
    }

    /// Leads from a denial as duplicate to the payer where nothing else was decided on the claim, under whatever number: what it repeats is to be looked
    /// for, and if there is nothing, the payer reopens it. Medicare names duplicates that are none among the errors that a
    /// reopening is for (42 CFR 405.980(a)(3), Claims Processing Manual chapter 34, 10.4). What the user or a remark says goes first.
    pub(crate) fn look_for_first(
        &self,
        index: u32,
        denial: &mut Denial<'_>,
        answered: &Answered<'_>,
    ) {
        let is_asked = denial.cause == RootCause::Duplicate
            && denial.route == Route::None
            && matches!(denial.carc.as_str(), "18" | "B13")
            && denial.rarcs.is_empty()
            && self.payers.own_tables(answered.payer).is_empty();
        if !is_asked || !only_repeats(&answered.payment) {
            return;
        }
        let account = self.ledger.standing(index).account;
        let decided = self.ledger.account(account).adjudications();
        let Some(service) = self.service_of(&answered.payment) else {
            return;
        };
        if !self.unheard().0.contains(&service)
            || !decided.iter().all(|&other| self.is_repetition(other))
        {
            return;
        }
        denial.route = Route::Reopening;
        denial.because.push(Reason::FirstNotHere);
        denial.deadline = self.payers.deadline(&Denied {
            route: denial.route,
            payer: answered.payer,
            filing: answered.payment.filing,
            paid_on: answered.remittance.paid_on,
            dates: None,
            stay: None,
        });
    }
}
