//! Members and control numbers, known only by a hash.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::num::NonZeroU32;

use siphasher::sip::SipHasher13;

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
        let mut hasher = SipHasher13::new_with_key(&self.0);
        let (mut buffer, mut length, mut is_empty) = ([0; 32], 0, true);
        for &byte in sent {
            if length == buffer.len() {
                hasher.write(&buffer);
                (length, is_empty) = (0, false);
            }
            let capital = CAPITALS[usize::from(byte)];
            buffer[length] = capital;
            length += usize::from(capital != 0);
        }
        hasher.write(&buffer[..length]);
        (length > 0 || !is_empty).then(|| hasher.finish())
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

    #[test]
    fn each_key_gives_other_hashes() {
        let (one, other) = (IdKey::random(), IdKey::random());
        assert_ne!(one.hash(b"ABC123"), other.hash(b"ABC123"));
        assert_eq!(IdKey::of_bytes(one.to_bytes()).hash(b"A1"), one.hash(b"A1"));
    }
}
