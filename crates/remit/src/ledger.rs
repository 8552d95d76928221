//! The life cycle of claims: what of several adjudications, reversals and copies counts now.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use remedi_claims::Money;

use crate::member::HashedId;
use crate::record::{PaidLine, PaymentRecord};
use crate::{Code, Payments};

words_of! {
    /// Whether an adjudication still holds.
    State {
        /// It is the last word so far.
        Current = "current",
        /// A reversal or a later adjudication took its place.
        Superseded = "superseded",
    }
}

/// What became of each claim payment.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// By the index of the payment.
    standing: Vec<Standing>,
    accounts: Vec<Account>,
    by_control: HashMap<(u32, Box<str>), u32>,
    by_id: HashMap<Box<str>, Vec<u32>>,
    /// Payments that may be copies of each other, by a hash of what they tell.
    alike: HashMap<u64, Vec<u32>>,
}

/// What became of one claim payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub state: State,
    /// The account of the claim that it is about.
    pub account: u32,
    /// Whether the very same payment was seen before.
    pub is_copy: bool,
    /// Whether it is of the first decision.
    pub is_first: bool,
    /// For a reversal, the payment that it takes back, if that was seen.
    pub reverses: Option<u32>,
}

/// All that a payer did with one claim, as indexes of payments in order.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Decisions, without reversals and copies.
    pub adjudications: Vec<u32>,
    /// Those that hold now.
    pub current: Vec<u32>,
    pub reversals: Vec<u32>,
    /// Adjudications that are reversed.
    reversed: Vec<u32>,
}

/// Whether the payer came first, second or third (CLP02); other words do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Responsibility(Option<u8>);

impl Responsibility {
    pub(crate) fn of(status: Code) -> Responsibility {
        Responsibility(match status.as_str() {
            "1" | "19" => Some(1),
            "2" | "20" => Some(2),
            "3" | "21" => Some(3),
            _ => None,
        })
    }

    pub(crate) fn known(self) -> Option<u8> {
        self.0
    }

    /// Whether two decisions are about different coverages of one payer: neither takes the other's place.
    fn differs(self, other: Responsibility) -> bool {
        self.0.zip(other.0).is_some_and(|(one, other)| one != other)
    }
}

/// What tells a claim: the payer, CLP01, the member and the first day of service; where CLP01 says
/// nothing, the charge too.
type Key = (
    u32,
    Box<str>,
    Option<HashedId>,
    Option<NaiveDate>,
    Option<Money>,
);

impl Ledger {
    /// Puts the payments in the order of their dates, then of the files, and goes through them.
    ///
    /// `payers` gives each remittance the number of its payer.
    pub(crate) fn new(payments: &Payments, payers: &[u32]) -> Ledger {
        let days = payments.heads().map(|payment| {
            let remittance = &payments.remittances[payment.remittance as usize];
            remittance.paid_on
        });
        let mut order: Vec<_> = days.zip(0..).collect();
        order.sort_unstable();
        let unseen = Standing {
            state: State::Superseded,
            account: 0,
            is_copy: false,
            is_first: false,
            reverses: None,
        };
        let mut ledger = Ledger {
            standing: vec![unseen; payments.len()],
            ..Ledger::default()
        };
        let mut by_key: HashMap<Key, u32> = HashMap::new();
        for (_, index) in order {
            let payment = &payments.payment(index);
            if payment.is_predetermination() {
                continue;
            }
            let payer = payers[payment.remittance as usize];
            let account = ledger.account(payment, payer, &mut by_key);
            ledger.standing[index as usize].account = account;
            ledger.enter(index, account, payments);
        }
        ledger.alike = HashMap::new();
        for account in &ledger.accounts {
            for &current in &account.current {
                ledger.standing[current as usize].state = State::Current;
            }
        }
        ledger
    }

    pub(crate) fn standing(&self, payment: u32) -> Standing {
        self.standing[payment as usize]
    }

    /// Whether a payment is of the first answer to its claim: it may have several parts in one remittance.
    pub(crate) fn is_first(&self, payment: u32) -> bool {
        self.standing[payment as usize].is_first
    }

    /// All that payers did with claims, in the order of the first payments.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The payments of an account that hold now.
    pub(crate) fn current(&self, account: u32) -> &[u32] {
        &self.accounts[account as usize].current
    }

    /// Whether anything of an account was reversed.
    pub(crate) fn has_reversal(&self, account: u32) -> bool {
        !self.accounts[account as usize].reversals.is_empty()
    }

    /// The account that a reference of a provider-level adjustment names, by CLP07 or CLP01.
    pub(crate) fn named(&self, payer: u32, reference: &str) -> Option<u32> {
        let mut parts = reference
            .split_whitespace()
            .filter_map(|part| self.named_by(payer, part));
        // Some payers put their number and the claim's side by side.
        self.named_by(payer, reference).or_else(|| {
            let first = parts.next()?;
            parts.all(|other| other == first).then_some(first)
        })
    }

    fn named_by(&self, payer: u32, reference: &str) -> Option<u32> {
        let reference: Box<str> = reference.to_ascii_uppercase().into();
        if let Some(&account) = self.by_control.get(&(payer, reference.clone())) {
            return Some(account);
        }
        match self.by_id.get(&reference).map(Vec::as_slice) {
            Some(&[account]) => Some(account),
            _ => None,
        }
    }

    /// The account of a payment: by its key, else by the payer's control number of the same
    /// CLP01, as when a reversal leaves the member or the days out.
    fn account(
        &mut self,
        payment: &PaymentRecord<'_>,
        payer: u32,
        by_key: &mut HashMap<Key, u32>,
    ) -> u32 {
        let id: Box<str> = payment.id.to_ascii_uppercase().into();
        let from = payment.dates.map(|dates| dates.from);
        let charge = payment.id_says_nothing().then(|| payment.charge.abs());
        let key = (payer, id.clone(), payment.member, from, charge);
        let controls = [&payment.control, &payment.original];
        let controls = controls.map(|control| control.to_ascii_uppercase().into_boxed_str());
        let known = by_key.get(&key).copied().or_else(|| {
            let named = controls.iter().filter(|control| !control.is_empty());
            let mut named =
                named.filter_map(|control| self.by_control.get(&(payer, control.clone())).copied());
            let of_id = self.by_id.get(&id)?;
            named.find(|account| of_id.contains(account))
        });
        // A replacement may have a number of its own, and names the decision that it replaces.
        let [_, original] = &controls;
        let replaced = || {
            let of_original = self.by_control.get(&(payer, original.clone())).copied();
            of_original.filter(|_| !original.is_empty())
        };
        let known = known.or_else(replaced);
        let account = known.unwrap_or_else(|| {
            self.accounts.push(Account::default());
            self.accounts.len() as u32 - 1
        });
        by_key.entry(key).or_insert(account);
        let [control, _] = controls;
        if !control.is_empty()
            && let Entry::Vacant(vacant) = self.by_control.entry((payer, control))
        {
            vacant.insert(account);
        }
        let of_id = self.by_id.entry(id).or_default();
        if !of_id.contains(&account) {
            of_id.push(account);
        }
        account
    }

    fn enter(&mut self, index: u32, number: u32, payments: &Payments) {
        let own = &payments.payment(index);
        let of = |payment: &PaymentRecord<'_>| &payments.remittances[payment.remittance as usize];
        let account = &mut self.accounts[number as usize];
        let told = |payment: &PaymentRecord<'_>| {
            let remittance = of(payment);
            let amounts = (payment.charge, payment.paid, payment.mirror);
            (
                number,
                payment.status,
                amounts,
                remittance.paid_on,
                remittance.trace.clone(),
            )
        };
        let mut hasher = DefaultHasher::new();
        told(own).hash(&mut hasher);
        let alike = self.alike.entry(hasher.finish()).or_default();
        let is_copy = alike.iter().any(|&earlier| {
            let earlier = &payments.payment(earlier);
            told(own) == told(earlier) && same_decision(own, earlier)
        });
        alike.push(index);
        if is_copy {
            self.standing[index as usize].is_copy = true;
            return;
        }
        if own.is_reversal() {
            account.reversals.push(index);
            let candidates = account.adjudications.iter().copied();
            let candidates = candidates.filter(|candidate| !account.reversed.contains(candidate));
            let paired = candidates
                .map(|candidate| (likeness(own, &payments.payment(candidate)), candidate))
                .filter(|&(likeness, _)| likeness > 0)
                .max();
            if let Some((_, reversed)) = paired {
                account.reversed.push(reversed);
                account.current.retain(|&current| current != reversed);
                self.standing[index as usize].reverses = Some(reversed);
            }
            return;
        }
        let same_set = |other: &PaymentRecord<'_>| {
            let key = |payment| (of(payment).input, of(payment).place.byte);
            key(own) == key(other)
        };
        let decided = |other: &u32| {
            let other = &payments.payment(*other);
            !own.control.is_empty() && own.control == other.control
        };
        let same_claim = account.current.iter().any(decided);
        let place = Responsibility::of(own.status);
        account.current.retain(|current| {
            let other = &payments.payment(*current);
            // A payer may split a claim into several payments; then none takes another's place.
            let replaces =
                !own.original.is_empty() && own.original.eq_ignore_ascii_case(other.control);
            let is_part =
                same_set(other) && !replaces && (!decided(current) || shares_no_line(own, other));
            let is_other = place.differs(Responsibility::of(other.status));
            is_part || is_other || (same_claim && !decided(current))
        });
        let first = account.adjudications.first().copied();
        let is_part =
            |first: u32| account.current.contains(&first) && same_set(&payments.payment(first));
        let is_first = first.is_none_or(is_part);
        self.standing[index as usize].is_first = is_first;
        account.adjudications.push(index);
        account.current.push(index);
    }
}

/// Whether two payments of equal amounts tell the same decision.
fn same_decision(one: &PaymentRecord<'_>, other: &PaymentRecord<'_>) -> bool {
    one.control == other.control
        && one.lines.len() == other.lines.len()
        && one.lines.iter().zip(&other.lines).all(|(one, other)| {
            let told = |line: &PaidLine| {
                (
                    line.control,
                    line.service,
                    line.charge,
                    line.paid,
                    line.dates,
                )
            };
            told(one) == told(other)
        })
}

/// How much a reversal looks like the taking back of a payment; 0 for not at all.
fn likeness(reversal: &PaymentRecord<'_>, payment: &PaymentRecord<'_>) -> u8 {
    let named =
        |control: &str| !control.is_empty() && control.eq_ignore_ascii_case(payment.control);
    let by_control = named(reversal.control) || named(reversal.original);
    let mirrored = reversal.mirror == payment.mirror && reversal.paid == -payment.paid;
    let by_charge = reversal.charge.abs() == payment.charge.abs();
    u8::from(by_control) * 4 + u8::from(mirrored) * 2 + u8::from(by_charge)
}

fn shares_no_line(one: &PaymentRecord<'_>, other: &PaymentRecord<'_>) -> bool {
    let mut own = one.lines.iter();
    let is_other = |line: &PaidLine| {
        other
            .lines
            .iter()
            .any(|other| match (line.control, other.control) {
                (Some(own), Some(other)) => own == other,
                _ => (line.service, line.dates) == (other.service, other.dates),
            })
    };
    !one.lines.is_empty() && !other.lines.is_empty() && !own.any(is_other)
}
