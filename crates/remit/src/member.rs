//! Members and control numbers, known only by a hash.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::mem;
use std::num::NonZeroU32;

use crate::code::{self, are_capitals};

/// The key of the hashes that stand for members and control numbers: one for all claims and payments that are held
/// against each other.
///
/// Each is drawn at random, so that hashes of one set of claims tell nothing about those of another. It is saved with
/// the [index](crate::SentClaims::write) of the claims, or payments that come later would find no member there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdKey([u8; 16]);

impl IdKey {
    /// A key that no one knows.
    pub fn random() -> IdKey {
        // The standard library draws its keys from the system.
        let draw = || RandomState::new().hash_one(0_u8).to_le_bytes();
        let (mut key, (first, second)) = ([0; 16], (draw(), draw()));
        key[..8].copy_from_slice(&first);
        key[8..].copy_from_slice(&second);
        IdKey(key)
    }

    pub(crate) fn of_bytes(bytes: [u8; 16]) -> IdKey {
        IdKey(bytes)
    }

    pub(crate) fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The hash of an id as sent, whatever its case, blanks and dashes; `None` when nothing is left.
    pub(crate) fn hash(self, sent: &[u8]) -> Option<HashedId> {
        let hash = self.long_hash(sent)? as u32;
        Some(HashedId(NonZeroU32::new(hash).unwrap_or(NonZeroU32::MIN)))
    }

    /// The hash of a claim number (CLM01), whatever its case, blanks, punctuation and leading zeros.
    pub(crate) fn hash_of_number(self, sent: &[u8]) -> u64 {
        let leads = |byte: &&u8| **byte == b'0' || !byte.is_ascii_alphanumeric();
        let leading = sent.iter().take_while(leads).count();
        self.long_hash(&sent[leading..]).unwrap_or_default()
    }

    fn long_hash(self, sent: &[u8]) -> Option<u64> {
        let mut sip = Sip::keyed(self.0);
        let (mut word, mut length) = (0, 0_u64);
        // Most ids are capitals and digits: they go in as they are, eight at a time.
        let mut rest = sent;
        while rest.len() >= 8 && are_capitals(rest) {
            sip.add(code::word(rest));
            (length, rest) = (length + 8, &rest[8..]);
        }
        if rest.len() < 8 && are_capitals(rest) {
            (word, length) = (code::word(rest), length + rest.len() as u64);
            rest = &[];
        }
        for &byte in rest {
            let capital = CAPITALS[usize::from(byte)];
            if capital == 0 {
                continue;
            }
            word |= u64::from(capital) << (length % 8 * 8);
            length += 1;
            if length.is_multiple_of(8) {
                sip.add(mem::take(&mut word));
            }
        }
        (length > 0).then(|| sip.finish(word | length << 56))
    }
}

/// SipHash-1-3, of words: an id has few bytes, and there are many ids.
struct Sip([u64; 4]);

impl Sip {
    fn keyed(key: [u8; 16]) -> Sip {
        let both = u128::from_le_bytes(key);
        let (one, other) = (both as u64, (both >> 64) as u64);
        Sip([
            one ^ 0x736f_6d65_7073_6575,
            other ^ 0x646f_7261_6e64_6f6d,
            one ^ 0x6c79_6765_6e65_7261,
            other ^ 0x7465_6462_7974_6573,
        ])
    }

    fn round(&mut self) {
        let Sip([a, b, c, d]) = self;
        (*a, *c) = (a.wrapping_add(*b), c.wrapping_add(*d));
        (*b, *d) = (b.rotate_left(13) ^ *a, d.rotate_left(16) ^ *c);
        *a = a.rotate_left(32);
        (*c, *a) = (c.wrapping_add(*b), a.wrapping_add(*d));
        (*b, *d) = (b.rotate_left(17) ^ *c, d.rotate_left(21) ^ *a);
        *c = c.rotate_left(32);
    }

    fn add(&mut self, word: u64) {
        self.0[3] ^= word;
        self.round();
        self.0[0] ^= word;
    }

    /// The hash with a last word: what is left of the bytes, and their number.
    fn finish(mut self, last: u64) -> u64 {
        self.add(last);
        self.0[2] ^= 0xFF;
        (0..3).for_each(|_| self.round());
        self.0.into_iter().fold(0, |all, word| all ^ word)
    }
}

/// Letters in capitals and digits; 0 for all else.
const CAPITALS: [u8; 256] = {
    let (mut all, mut byte) = ([0; 256], 0);
    while byte < all.len() {
        let own = byte as u8;
        if own.is_ascii_alphanumeric() {
            all[byte] = own.to_ascii_uppercase();
        }
        byte += 1;
    }
    all
};

impl std::fmt::Debug for IdKey {
    /// The key is told to no one.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdKey")
    }
}

/// An identifier that remedi compares but does not keep: a member id (NM109 of the subscriber or patient), a control
/// number of a line (REF*6R) or of a clearinghouse (REF*D9).
///
/// 32 bits tell those apart that claims of one number, days and charge have, and are too few to find an id from: many
/// have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HashedId(NonZeroU32);

impl HashedId {
    pub(crate) fn number(self) -> u32 {
        self.0.get()
    }

    pub(crate) fn to_bytes(self) -> [u8; 4] {
        self.0.get().to_le_bytes()
    }

    pub(crate) fn of_bytes(bytes: [u8; 4]) -> Option<HashedId> {
        NonZeroU32::new(u32::from_le_bytes(bytes)).map(HashedId)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher;

    use siphasher::sip::SipHasher13;

    use super::*;

    #[test]
    fn case_and_punctuation_are_no_part_of_an_id() {
        let key = IdKey::random();
        assert_eq!(key.hash(b"abc-1 23"), key.hash(b"ABC123"));
        assert_ne!(key.hash(b"ABC123"), key.hash(b"ABC124"));
        assert_eq!(key.hash(b" - "), None);
        let long = [b'A'; 40];
        assert_ne!(key.hash(&long), key.hash(&long[..39]));
        assert_eq!(key.hash_of_number(b"00A-1"), key.hash_of_number(b"a1"));
        assert_ne!(key.hash_of_number(b"10"), key.hash_of_number(b"1"));
    }

    /// Indexes hold them.
    #[test]
    fn hashes_are_those_of_siphash() {
        let key = *b"0123456789abcdef";
        for length in 1..40 {
            let id: Vec<u8> = (0..length).map(|at| b"09AMZ"[at % 5]).collect();
            let mut sip = SipHasher13::new_with_key(&key);
            sip.write(&id);
            let hash = Some(sip.finish());
            let key = IdKey::of_bytes(key);
            assert_eq!(key.long_hash(&id), hash);
            // What is left out moves what stands behind it.
            for at in 0..=length {
                for other in *b"/:@[`{ \xB0\xC1" {
                    let mut with_other = id.clone();
                    with_other.insert(at, other);
                    assert_eq!(key.long_hash(&with_other), hash, "{with_other:?}");
                }
            }
        }
    }

    #[test]
    fn each_key_gives_other_hashes() {
        let (one, other) = (IdKey::random(), IdKey::random());
        assert_ne!(one.hash(b"ABC123"), other.hash(b"ABC123"));
        assert_eq!(IdKey::of_bytes(one.to_bytes()).hash(b"A1"), one.hash(b"A1"));
    }
}
