//! Members and control numbers, known only by a hash.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::num::NonZeroU64;
use std::sync::LazyLock;

static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// An identifier that remedi compares but does not keep: a member id (NM109 of the subscriber or
/// patient) or a line control number (REF*6R).
///
/// The hash has a key of its own in every run of the program, so that no id can be found from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HashedId(NonZeroU64);

impl HashedId {
    /// Of an id as sent, whatever its case, blanks and dashes; `None` when nothing is left.
    pub(crate) fn of(sent: &[u8]) -> Option<HashedId> {
        let significant = |byte: &&u8| byte.is_ascii_alphanumeric();
        let id: Vec<u8> = sent
            .iter()
            .filter(significant)
            .map(u8::to_ascii_uppercase)
            .collect();
        if id.is_empty() {
            return None;
        }
        let hash = KEY.hash_one(&id);
        Some(HashedId(NonZeroU64::new(hash).unwrap_or(NonZeroU64::MIN)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_are_no_part_of_an_id() {
        assert_eq!(HashedId::of(b"abc-1 23"), HashedId::of(b"ABC123"));
        assert_ne!(HashedId::of(b"ABC123"), HashedId::of(b"ABC124"));
        assert_eq!(HashedId::of(b" - "), None);
    }
}
