//! Finding the account of a payment among those that are known.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::hint::black_box;
use std::num::NonZeroU32;

use foldhash::quality::RandomState;

use crate::Payments;
use crate::ledger::told_of_line;
use crate::matching::ClaimMatch;
use crate::record::{PaymentHead, PaymentRecord};

/// Accounts by a hash: of what tells a claim, or of CLP01.
#[derive(Debug)]
pub(crate) struct Hashed<T>(HashMap<Halves, T, BuildHasherDefault<IsHash>>);

/// A hash that lies beside an account without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Halves([u32; 2]);

impl From<u64> for Halves {
    fn from(hash: u64) -> Halves {
        Halves([hash as u32, (hash >> 32) as u32])
    }
}

impl Hash for Halves {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [low, high] = self.0.map(u64::from);
        state.write_u64(high << 32 | low);
    }
}

impl<T> Default for Hashed<T> {
    fn default() -> Hashed<T> {
        Hashed(HashMap::default())
    }
}

impl<T: Copy> Hashed<T> {
    pub(crate) fn get(&self, hash: u64) -> Option<T> {
        self.0.get(&Halves::from(hash)).copied()
    }

    /// Notes the first of a hash.
    pub(crate) fn note(&mut self, hash: u64, value: T) {
        self.0.entry(hash.into()).or_insert(value);
    }
}

impl<T> FromIterator<(u64, T)> for Hashed<T> {
    fn from_iter<I: IntoIterator<Item = (u64, T)>>(all: I) -> Hashed<T> {
        let all = all.into_iter();
        Hashed(all.map(|(hash, value)| (hash.into(), value)).collect())
    }
}

/// Hashes of 64 bits are not hashed again.
#[derive(Debug, Default)]
pub(crate) struct IsHash(u64);

impl Hasher for IsHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Hashes of what tells claims, by keys of their own in each run, so that nobody can make claims that meet.
#[derive(Debug, Default)]
pub(crate) struct Hashes(RandomState);

impl Hashes {
    pub(crate) fn of(&self, told: impl Hash) -> u64 {
        self.0.hash_one(told)
    }

    /// A reference in capitals.
    pub(crate) fn of_text(&self, text: &[u8]) -> u64 {
        let mut hasher = self.0.build_hasher();
        for chunk in text.chunks(16) {
            let mut capitals = [0; 16];
            capitals[..chunk.len()].copy_from_slice(chunk);
            capitals.make_ascii_uppercase();
            hasher.write_u128(u128::from_le_bytes(capitals));
        }
        hasher.finish()
    }

    /// A reference in capitals, if there is one.
    pub(crate) fn of_reference(&self, text: &[u8]) -> Option<u64> {
        (!text.is_empty()).then(|| self.of_text(text))
    }

    /// The payer's control number of a claim.
    pub(crate) fn of_control(&self, payer: u32, control: &[u8]) -> u64 {
        self.of((payer, self.of_text(control)))
    }

    /// What copies of a payment have in common.
    pub(crate) fn of_decision(&self, payment: &PaymentRecord<'_>, payments: &Payments) -> u64 {
        let lines: Vec<_> = payment.lines.iter().map(told_of_line).collect();
        let remittance = &payments.remittances[payment.remittance as usize];
        let amounts = (payment.charge, payment.paid, payment.mirror);
        self.of((
            payment.status,
            payment.control,
            amounts,
            remittance.paid_on,
            &remittance.trace,
            lines,
        ))
    }
}

/// What the account of a payment is found by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names {
    pub payer: u32,
    /// A hash of payer, CLP01, member and first day of service; where CLP01 says nothing, of the charge too.
    pub key: u64,
    /// A hash of payer, CLP01 and CLP07, if there is one; where CLP01 says nothing, of payer and CLP07.
    pub control: Option<u64>,
    /// A hash of CLP07, if there is one.
    pub own_control: Option<u64>,
    /// A hash of payer, CLP01 and the CLP07 that it replaces, if it names one.
    pub replaced: Option<u64>,
    /// A hash of payer, CLP07, member and first day of service, where all are told.
    pub service: Option<u64>,
}

impl Names {
    pub(crate) fn of(payment: &PaymentHead<'_>, payer: u32, hashes: &Hashes) -> Names {
        let id = hashes.of_text(payment.id);
        let from = payment.dates.map(|dates| dates.from);
        let is_nameless = payment.id_says_nothing();
        let charge = is_nameless.then(|| payment.charge.abs());
        let own_control = hashes.of_reference(payment.control);
        // Where the member is not told either, nothing but the payer's number tells claims of equal charges.
        let control = own_control.filter(|_| is_nameless && payment.member.is_none());
        let own_id = (!is_nameless).then_some(id);
        let of_control = |control: u64| hashes.of((payer, own_id, control));
        let served = own_control.zip(payment.member).zip(from);
        Names {
            payer,
            key: hashes.of((payer, id, payment.member, from, charge, control)),
            control: own_control.map(of_control),
            own_control,
            replaced: hashes.of_reference(payment.original).map(of_control),
            service: served.map(|served| hashes.of((payer, served))),
        }
    }
}

/// So many payments are looked at together: enough that their waits for memory overlap.
pub(crate) const AHEAD: usize = 32;

/// The payments that come next.
#[derive(Debug, Default)]
pub(crate) struct Ahead<'p> {
    pub heads: Vec<PaymentHead<'p>>,
    pub names: Vec<Names>,
    pub matches: Vec<Option<ClaimMatch>>,
}

impl<'p> Ahead<'p> {
    pub(crate) fn of(
        next: &[(u32, u32)],
        payments: &'p Payments,
        payers: &[u32],
        hashes: &Hashes,
    ) -> Ahead<'p> {
        let heads = next.iter().map(|&(_, index)| payments.head(index));
        let heads: Vec<PaymentHead<'_>> = heads.collect();
        let payer = |payment: &PaymentHead<'_>| payers[payment.remittance as usize];
        let names = heads.iter().map(|one| Names::of(one, payer(one), hashes));
        Ahead {
            names: names.collect(),
            heads,
            matches: Vec::new(),
        }
    }
}

/// Which hashes come more than once, as far as some bits of each tell: most claims are answered once, and nobody asks for their accounts
/// again. Some that come once are taken for such, and none the other way round.
#[derive(Debug)]
pub(crate) struct Repeated {
    once: Vec<u64>,
    again: Vec<u64>,
}

impl Repeated {
    /// For so many hashes: eight bits for each leave one of eight that comes once for one of several.
    pub(crate) fn with_room(hashes: usize) -> Repeated {
        let words = (hashes / 8).next_power_of_two();
        Repeated {
            once: vec![0; words],
            again: vec![0; words],
        }
    }

    /// The word and the bit of a hash.
    fn place(&self, hash: u64) -> (usize, u64) {
        let word = (hash >> 6) as usize & (self.once.len() - 1);
        (word, 1 << (hash & 63))
    }

    pub(crate) fn see(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.again[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    /// Takes what a payment is found by, and what it will ask for.
    pub(crate) fn see_all(&mut self, names: &Names) {
        self.see(names.key);
        for name in [names.control, names.service].into_iter().flatten() {
            self.see(name);
        }
        if let Some(replaced) = names.replaced {
            self.see(replaced);
            self.see(replaced);
        }
    }

    fn has(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.again[word] & bit != 0
    }
}

/// The accounts that are known so far.
#[derive(Debug)]
pub(crate) struct Known {
    repeated: Repeated,
    /// The first of each of the [`Names`], but for those that come once.
    by_name: Hashed<u32>,
    /// By payer and CLP07, of those that a replacement names; `None` until they come.
    pub replaced: Hashed<Option<u32>>,
    /// By CLP07, of those that a claim as it was sent replaces or voids, with their payers; `None` until they come.
    originals: Hashed<Option<(u32, u32)>>,
    /// By the index of the claim as it was sent, the first that answers it, counted from 1.
    by_claim: Vec<Option<NonZeroU32>>,
}

impl Known {
    /// None so far. Payments have the names that are `repeated`; some have other decisions `replaced`, by the hash of payer and CLP07, and claims those
    /// with the CLP07 of these hashes.
    pub(crate) fn new(
        repeated: Repeated,
        replaced: impl Iterator<Item = u64>,
        originals: impl Iterator<Item = u64>,
    ) -> Known {
        Known {
            repeated,
            by_name: Hashed::default(),
            replaced: replaced.map(|control| (control, None)).collect(),
            originals: originals.map(|control| (control, None)).collect(),
            by_claim: Vec::new(),
        }
    }

    /// The first account with one of the [`Names`] of its payments.
    pub(crate) fn named(&self, name: u64) -> Option<u32> {
        self.repeated.has(name).then(|| self.by_name.get(name))?
    }

    /// Notes the first account of a name.
    pub(crate) fn name(&mut self, name: u64, account: u32) {
        if self.repeated.has(name) {
            self.by_name.note(name, account);
        }
    }

    /// The first account with the CLP07 of this hash, if a claim names it and it is of this payer.
    pub(crate) fn of_original(&self, control: u64, payer: u32) -> Option<u32> {
        let (account, own) = self.originals.get(control).flatten()?;
        (own == payer).then_some(account)
    }

    /// The first account that answers a claim as it was sent.
    pub(crate) fn of_claim(&self, claim: u32) -> Option<u32> {
        let account = self.by_claim.get(claim as usize).copied().flatten()?;
        Some(account.get() - 1)
    }

    /// Notes the first account that answers a claim.
    pub(crate) fn answers(&mut self, claim: u32, account: u32) {
        let claim = claim as usize;
        if self.by_claim.len() <= claim {
            self.by_claim.resize(claim + 1, None);
        }
        let own = &mut self.by_claim[claim];
        *own = own.or(NonZeroU32::new(account + 1));
    }

    /// Looks where payments will be looked for, so that nothing is waited for then.
    pub(crate) fn look_ahead(&self, names: &[Names]) {
        let is_known = |one: &&Names| {
            let of_control = one.control.and_then(|name| self.named(name));
            self.named(one.key).is_some() | of_control.is_some()
        };
        black_box(names.iter().filter(is_known).count());
    }

    /// Notes the first account of a CLP07, if a replacement names it.
    pub(crate) fn see(&mut self, names: &Names, control: &[u8], account: u32, hashes: &Hashes) {
        let payer = names.payer;
        if let Some(own) = names.own_control
            && !self.originals.0.is_empty()
            && let Some(original) = self.originals.0.get_mut(&own.into())
        {
            original.get_or_insert((account, payer));
        }
        if self.replaced.0.is_empty() || control.is_empty() {
            return;
        }
        let control = hashes.of_control(payer, control);
        if let Some(replaced) = self.replaced.0.get_mut(&control.into()) {
            replaced.get_or_insert(account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_is_known_and_most_of_what_comes_once_is_not() {
        let hashes = Hashes::default();
        let all: Vec<u64> = (0..10_000).map(|number: u32| hashes.of(number)).collect();
        let mut repeated = Repeated::with_room(all.len());
        let (again, once) = all.split_at(1_000);
        for &hash in all.iter().chain(again) {
            repeated.see(hash);
        }
        assert!(again.iter().all(|&hash| repeated.has(hash)));
        let taken_for_such = once.iter().filter(|&&hash| repeated.has(hash)).count();
        assert!(taken_for_such < once.len() / 5, "{taken_for_such}");
    }
}
