//! What the denials of an action are put together to, in little room: there are many actions, and most are about one claim.

use std::collections::BTreeMap;

use foldhash::HashMap;
use remedi_claims::Money;

use crate::ActionClaim;

/// A value that all parts share, or none.
#[derive(Clone, Debug)]
pub(crate) enum Shared<T> {
    Nothing,
    One(Option<T>),
    Several,
}

impl<T: PartialEq + Clone> Shared<T> {
    pub(crate) fn add(&mut self, value: &Option<T>) {
        *self = match std::mem::replace(self, Shared::Several) {
            Shared::Nothing => Shared::One(value.clone()),
            Shared::One(own) if own == *value => Shared::One(own),
            _ => Shared::Several,
        };
    }

    pub(crate) fn into_value(self) -> Option<T> {
        match self {
            Shared::One(value) => value,
            _ => None,
        }
    }
}

/// Amounts by what they are for. There are many actions of one claim, and a tree takes room for eleven.
#[derive(Clone, Debug, Default)]
pub(crate) enum Parts<K> {
    #[default]
    Nothing,
    One((K, Money)),
    Few(Vec<(K, Money)>),
    Many(BTreeMap<K, Money>),
}

impl<K: Ord> Parts<K> {
    const FEW: usize = 16;

    pub(crate) fn add(&mut self, key: K, amount: Money) {
        match self {
            Parts::Many(parts) => *parts.entry(key).or_default() += amount,
            Parts::Few(parts) => match parts.iter_mut().find(|(own, _)| *own == key) {
                Some((_, sum)) => *sum += amount,
                None => {
                    parts.push((key, amount));
                    if parts.len() > Self::FEW {
                        *self = Parts::Many(std::mem::take(parts).into_iter().collect());
                    }
                }
            },
            Parts::One((own, sum)) if *own == key => *sum += amount,
            Parts::Nothing | Parts::One(_) => {
                *self = match std::mem::take(self) {
                    Parts::One(first) => Parts::Few(vec![first, (key, amount)]),
                    _ => Parts::One((key, amount)),
                };
            }
        }
    }

    /// Largest first; of equal ones the first in order.
    pub(crate) fn into_sorted(self) -> Vec<K> {
        let mut parts = match self {
            Parts::Nothing => Vec::new(),
            Parts::One(part) => vec![part],
            Parts::Few(parts) => parts,
            Parts::Many(parts) => parts.into_iter().collect(),
        };
        parts.sort_by(|(one, amount), (other, others)| {
            others.cmp(amount).then_with(|| one.cmp(other))
        });
        parts.into_iter().map(|(key, _)| key).collect()
    }
}

/// The claims of an action by account, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActionClaims<'a> {
    all: Vec<(u32, ActionClaim<'a>)>,
    /// Where those before the last one are, if there are any.
    places: Option<Box<HashMap<u32, usize>>>,
}

impl<'a> ActionClaims<'a> {
    /// The claim of an account, which may be a new one.
    pub(crate) fn of(
        &mut self,
        account: u32,
        new: impl FnOnce() -> ActionClaim<'a>,
    ) -> &mut ActionClaim<'a> {
        let last = self.all.last().map(|&(last, _)| last);
        let known = || self.places.as_ref()?.get(&account).copied();
        let place = match known() {
            _ if last == Some(account) => self.all.len() - 1,
            Some(place) => place,
            None => {
                match last {
                    Some(last) => {
                        let places = self.places.get_or_insert_default();
                        places.insert(last, self.all.len() - 1);
                    }
                    // Most actions are about one claim.
                    None => self.all.reserve_exact(1),
                }
                self.all.push((account, new()));
                self.all.len() - 1
            }
        };
        &mut self.all[place].1
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Those of most dollars first, then in the order of their numbers.
    pub(crate) fn into_sorted(mut self) -> Vec<ActionClaim<'a>> {
        let lost = |claim: &ActionClaim<'_>| claim.amount + claim.taken_back;
        self.all.sort_by(|(account, one), (of_other, other)| {
            let by_amount = lost(other).cmp(&lost(one));
            let by_number = || (&one.claim, account).cmp(&(&other.claim, of_other));
            by_amount.then_with(by_number)
        });
        self.all.into_iter().map(|(_, claim)| claim).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_sorted_by_amount_and_then_by_key_however_many() {
        for many in [1, 3, 16, 17, 40] {
            let mut parts = Parts::default();
            for key in (0..many).rev().chain(0..many) {
                parts.add(key, Money::from_cents(key / 2));
            }
            let mut keys: Vec<i64> = (0..many).collect();
            keys.sort_by_key(|key| (-(key / 2), *key));
            assert_eq!(parts.into_sorted(), keys);
        }
    }

    #[test]
    fn a_claim_is_one_whenever_it_comes() {
        let names: Vec<String> = (0..10).map(|number| format!("C{number}")).collect();
        let claim = |number: u32| ActionClaim {
            claim: &names[number as usize],
            payer_claim: "",
            amount: Money::ZERO,
            pending: Money::ZERO,
            taken_back: Money::ZERO,
            trace: "",
            paid_on: None,
            service_from: None,
            deadline: None,
        };
        let mut claims = ActionClaims::default();
        for account in [7, 7, 3, 7, 9, 3, 3, 9] {
            claims.of(account, || claim(account)).amount += Money::from_cents(1);
        }
        assert_eq!(claims.len(), 3);
        let told = claims.into_sorted();
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.claim, one.amount.cents()))
            .collect();
        assert_eq!(told, [("C3", 3), ("C7", 3), ("C9", 2)]);
    }
}
