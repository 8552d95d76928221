//! Which claims it is asked what is wrong with: those that a payment may answer which denies or takes back.

use foldhash::HashSet;
use remedi_claims::Money;

use crate::Code;
use crate::matching::LEAST_PREFIX;
use crate::member::{HashedId, IdKey};
use crate::reading::ReadClaim;
use crate::record::PaymentHead;

/// What tells the claims that payments may answer which deny or take back. More claims than those may be told, and none less.
#[derive(Debug)]
pub struct Asked {
    key: IdKey,
    /// Of the numbers, whatever their form.
    numbers: HashSet<u64>,
    /// So many bytes a number has that may be the beginning of another, each once.
    lengths: Vec<usize>,
    /// Member and charge, where the number says nothing.
    members: HashSet<(HashedId, Money)>,
    /// Whether claims are asked for that replace others, under which payers take money back.
    replacing: bool,
}

impl Asked {
    pub(crate) fn new(key: IdKey) -> Asked {
        Asked {
            key,
            numbers: HashSet::default(),
            lengths: Vec::new(),
            members: HashSet::default(),
            replacing: false,
        }
    }

    /// Asks about all claims that replace others.
    pub(crate) fn ask_replacing(&mut self) {
        self.replacing = true;
    }

    /// Asks about the claims that a payment may answer by its own number, or by member and charge.
    pub(crate) fn ask(&mut self, payment: &PaymentHead<'_>) {
        if payment.id_says_nothing() {
            let member = payment.member.map(|member| (member, payment.charge.abs()));
            self.members.extend(member);
            return;
        }
        self.ask_number(self.key.hash_of_number(payment.id));
        let length = payment.id.len();
        if length >= LEAST_PREFIX && !self.lengths.contains(&length) {
            self.lengths.push(length);
        }
    }

    /// Asks about the claims with the number of this hash.
    pub(crate) fn ask_number(&mut self, number: u64) {
        self.numbers.insert(number);
    }

    /// Whether it may be asked about a claim.
    pub(crate) fn may_mean(&self, claim: &ReadClaim<'_>) -> bool {
        let id = claim.id.trim_ascii();
        // Bytes that are no text are replaced, so that its length is another.
        if !id.is_ascii() || self.numbers.contains(&claim.number) {
            return true;
        }
        if self.replacing && !claim.original.is_empty() {
            return true;
        }
        let has = |id: &[u8]| self.numbers.contains(&self.key.hash_of_number(id));
        let mut lengths = self.lengths.iter();
        if lengths.any(|&length| length < id.len() && has(&id[..length])) {
            return true;
        }
        let told = claim.member.zip(claim.charge);
        told.is_some_and(|told| self.members.contains(&told))
    }

    /// Whether lines of a claim may be taken for each other, so that it matters for matching what is wrong with them.
    pub(crate) fn has_twins(services: impl Iterator<Item = Code> + Clone) -> bool {
        const FEW: usize = 16;
        let mut rest = services.clone();
        while let Some(one) = rest.next() {
            if rest.clone().take(FEW).any(|other| other == one) {
                return true;
            }
        }
        if services.clone().nth(FEW).is_none() {
            return false;
        }
        let mut known: HashSet<Code> = HashSet::default();
        services.into_iter().any(|service| !known.insert(service))
    }
}
