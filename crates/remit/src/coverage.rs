//! The dollars of claims that several coverages or payers deny: each of them answers for the whole charge, and all of them
//! together cannot owe more than what is not paid.

use std::collections::{BTreeMap, HashMap};

use remedi_claims::Money;

use crate::Analysis;
use crate::ledger::Responsibility;

/// What is still open of claims with more than one coverage, less what was taken from it.
#[derive(Debug, Default)]
pub(crate) struct OpenDollars {
    /// The first account of the claim, by account.
    claims: HashMap<u32, u32>,
    /// By that first account: the charge less all that is paid.
    open: HashMap<u32, Money>,
}

impl OpenDollars {
    /// As much of an amount of an account as its claim still has; all of it where there is one coverage.
    pub(crate) fn take(&mut self, account: u32, amount: Money) -> Money {
        let claim = self.claims.get(&account);
        let Some(open) = claim.and_then(|claim| self.open.get_mut(claim)) else {
            return amount;
        };
        let taken = amount.min(*open);
        *open -= taken;
        taken
    }
}

impl Analysis<'_> {
    /// The open dollars of the claims that several coverages (CLP02) or, where the claim is known, several payers decided.
    pub(crate) fn open_dollars(&self) -> OpenDollars {
        let mut all = OpenDollars::default();
        let mut first_of: Vec<Option<u32>> = vec![None; self.claims.len()];
        for (account, decisions) in (0..).zip(self.ledger.accounts()) {
            let [first, others @ ..] = decisions.current() else {
                continue;
            };
            let claim = match self.matches[*first as usize] {
                Some(found) => *first_of[found.claim as usize].get_or_insert(account),
                None => account,
            };
            let differs = |other: &u32| self.coverage(*other) != self.coverage(*first);
            if claim != account || others.iter().any(differs) {
                all.claims.extend([(account, claim), (claim, claim)]);
            }
        }
        // Parts of one coverage add up to the charge; of several coverages each tells it.
        let mut charges: BTreeMap<(u32, (u32, u8)), Money> = BTreeMap::new();
        let mut paid: HashMap<u32, Money> = HashMap::new();
        for (&account, &claim) in &all.claims {
            for &index in self.ledger.current(account) {
                let payment = self.payments.head(index);
                *charges.entry((claim, self.coverage(index))).or_default() += payment.charge;
                *paid.entry(claim).or_default() += payment.paid;
            }
        }
        for ((claim, _), charge) in charges {
            let open = (charge - paid[&claim]).max(Money::ZERO);
            let most = all.open.entry(claim).or_default();
            *most = open.max(*most);
        }
        all
    }

    /// The payer of a payment, and whether it came first, second or third; where CLP02 does not tell, first.
    fn coverage(&self, payment: u32) -> (u32, u8) {
        let head = self.payments.head(payment);
        let place = Responsibility::of(head.status).known().unwrap_or(1);
        (self.payer_numbers[head.remittance as usize], place)
    }
}
