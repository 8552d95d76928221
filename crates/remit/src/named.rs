//! The claims that provider-level adjustments (PLB03-2) name, by CLP07 or CLP01.

use std::collections::HashMap;

use crate::Analysis;
use crate::record::ProviderMove;

/// Finds the accounts that references name. Many may name what many payments share, such as a number that a payer gives to all:
/// what one payer means by a name is looked up once.
#[derive(Debug)]
pub(crate) struct Named<'a> {
    analysis: &'a Analysis<'a>,
    /// By the number of the payer and a hash of the name; `None` where the payer paid nothing of that name.
    own: HashMap<(u32, u64), Option<Option<u32>>>,
    /// The same by what a remittance tells of its payer besides.
    alike: HashMap<(Option<&'a str>, &'a str, u64), Option<u32>>,
}

impl<'a> Named<'a> {
    pub(crate) fn new(analysis: &'a Analysis<'a>) -> Named<'a> {
        Named {
            analysis,
            own: HashMap::new(),
            alike: HashMap::new(),
        }
    }

    /// The account that an adjustment names.
    pub(crate) fn account(&mut self, by: &ProviderMove) -> Option<u32> {
        // Some payers put their number and the claim's side by side.
        self.of(by, &by.reference).or_else(|| {
            let parts = by.reference.split_whitespace();
            let mut accounts = parts.filter_map(|part| self.of(by, part));
            let first = accounts.next()?;
            accounts.all(|other| other == first).then_some(first)
        })
    }

    fn of(&mut self, by: &ProviderMove, name: &str) -> Option<u32> {
        if name.is_empty() {
            return None;
        }
        let analysis = self.analysis;
        let hash = analysis.ledger.hash_of(name.as_bytes());
        let (payer, meant, called) = analysis.told_of_payer(by.remittance);
        let own = self.own.entry((payer, hash));
        own.or_insert_with(|| own_account(analysis, payer, name, hash))
            .unwrap_or_else(|| {
                let alike = self.alike.entry((meant, called, hash));
                *alike.or_insert_with(|| {
                    // Who takes it may tell less of itself than in other remittances.
                    let is_alike =
                        |remittance| analysis.may_be_of_one_payer(remittance, by.remittance);
                    only(analysis, of_id(analysis, name, hash, is_alike))
                })
            })
    }
}

/// The account that a name means among what a payer paid, if it is one; `None` where it paid nothing of that name.
fn own_account(analysis: &Analysis<'_>, payer: u32, name: &str, hash: u64) -> Option<Option<u32>> {
    let (ledger, payments) = (&analysis.ledger, &analysis.payments);
    let is_own = |remittance: u32| analysis.payer_numbers[remittance as usize] == payer;
    let [by_control, _] = ledger.by_reference(payments);
    let of_control = by_control.all(hash as u32).filter(|&index| {
        let payment = payments.head(index);
        payment.control.eq_ignore_ascii_case(name.as_bytes()) && is_own(payment.remittance)
    });
    let account = |index: u32| ledger.standing(index).account;
    if let Some(first) = of_control.map(account).min() {
        return Some(Some(first));
    }
    // Two payers know a claim by the same account number.
    let mut of_id = of_id(analysis, name, hash, is_own).peekable();
    of_id.peek()?;
    Some(only(analysis, of_id))
}

/// Payments by CLP01, of remittances that are looked for.
fn of_id<'a>(
    analysis: &'a Analysis<'_>,
    id: &'a str,
    hash: u64,
    is_of: impl Fn(u32) -> bool + 'a,
) -> impl Iterator<Item = u32> + 'a {
    let payments = &analysis.payments;
    let [_, by_id] = analysis.ledger.by_reference(payments);
    by_id.all(hash as u32).filter(move |&index| {
        let payment = payments.head(index);
        payment.id.eq_ignore_ascii_case(id.as_bytes()) && is_of(payment.remittance)
    })
}

/// The account that all of these payments are of, if it is one.
fn only(analysis: &Analysis<'_>, payments: impl Iterator<Item = u32>) -> Option<u32> {
    let mut accounts = payments.map(|index| analysis.ledger.standing(index).account);
    let first = accounts.next()?;
    accounts.all(|other| other == first).then_some(first)
}
