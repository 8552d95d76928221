//! Short codes and modifiers, held without the heap: there are millions of them.

use std::fmt;
use std::hash::{Hash, Hasher};

use remedi_claims::Modifier;

/// A short code as the payer sent it: a CARC, a RARC, a group code, a claim status.
///
/// Letters are capital and blanks around it are gone; what is longer than seven bytes is cut.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    bytes: [u8; 7],
    length: u8,
}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.number());
    }
}

impl Code {
    /// The code that these bytes are.
    ///
    /// ```
    /// assert_eq!(remedi_remit::Code::new(b" b7 ").as_str(), "B7");
    /// ```
    pub fn new(sent: &[u8]) -> Code {
        let sent = sent.trim_ascii();
        let sent = &sent[..sent.len().min(7)];
        // Most are capitals and digits as they are sent.
        if are_capitals(sent) {
            return Code::kept(sent);
        }
        let mut bytes = [0; 7];
        for (byte, &sent) in bytes.iter_mut().zip(sent) {
            *byte = if sent.is_ascii_graphic() {
                sent.to_ascii_uppercase()
            } else {
                b'?'
            };
        }
        Code {
            bytes,
            length: sent.len() as u8,
        }
    }

    /// The code of bytes that were those of one.
    pub(crate) fn kept(kept: &[u8]) -> Code {
        let kept = &kept[..kept.len().min(7)];
        let [bytes @ .., _] = word(kept).to_le_bytes();
        Code {
            bytes,
            length: kept.len() as u8,
        }
    }

    /// The bytes of the code.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// Bytes and length as one number, which no other code has.
    pub(crate) fn number(self) -> u64 {
        let [b0, b1, b2, b3, b4, b5, b6] = self.bytes;
        u64::from_le_bytes([b0, b1, b2, b3, b4, b5, b6, self.length])
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

/// The first eight bytes as a number, with zeros behind the last.
#[inline]
pub(crate) fn word(bytes: &[u8]) -> u64 {
    if let Some(&all) = bytes.first_chunk() {
        return u64::from_le_bytes(all);
    }
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(&first), Some(&last)) => {
            // They overlap where there are less than eight.
            let behind = u64::from(u32::from_le_bytes(last)) << (8 * (bytes.len() - 4));
            u64::from(u32::from_le_bytes(first)) | behind
        }
        _ => bytes
            .iter()
            .rev()
            .fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// Whether the first eight bytes are capitals and digits.
#[inline]
pub(crate) fn are_capitals(bytes: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = ONES << 7;
    let word = word(bytes);
    // Behind the last byte nothing is asked.
    let asked = match bytes.len() {
        0 => return true,
        count @ 1..8 => TOPS >> (64 - 8 * count),
        _ => TOPS,
    };
    if word & TOPS != 0 {
        return false;
    }
    // The top bit of each byte that is not below the first; no byte carries into the next.
    let from = |first: u8| word + ONES * u64::from(0x80 - first);
    let digits = from(b'0') & !from(b'9' + 1);
    let letters = from(b'A') & !from(b'Z' + 1);
    (digits | letters) & asked == asked
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Up to four procedure modifiers, in the order sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers([Option<Modifier>; 4]);

impl Hash for Modifiers {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // No modifier has a zero in it.
        let bytes = |modifier: Option<Modifier>| modifier.map_or([0; 2], |one| *one.as_bytes());
        let number = |number: u64, [one, other]: [u8; 2]| {
            number << 16 | u64::from(one) << 8 | u64::from(other)
        };
        state.write_u64(self.0.map(bytes).into_iter().fold(0, number));
    }
}

/// A procedure, or a revenue code, as it was billed with its modifiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Billed {
    pub service: Code,
    pub modifiers: Modifiers,
}

impl Modifiers {
    /// The modifiers in the order sent.
    pub fn iter(&self) -> impl Iterator<Item = Modifier> + '_ {
        self.0.iter().copied().flatten()
    }

    /// Whether both hold the same modifiers, in whatever order.
    pub fn same_set(&self, other: &Modifiers) -> bool {
        let holds = |one: &Modifiers, modifier| one.iter().any(|held| held == modifier);
        self.iter().all(|modifier| holds(other, modifier))
            && other.iter().all(|modifier| holds(self, modifier))
    }
}

impl FromIterator<Modifier> for Modifiers {
    fn from_iter<I: IntoIterator<Item = Modifier>>(sent: I) -> Modifiers {
        let mut modifiers = Modifiers::default();
        for (slot, modifier) in modifiers.0.iter_mut().zip(sent) {
            *slot = Some(modifier);
        }
        modifiers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_cut_and_never_invalid() {
        assert_eq!(Code::new(b"N1234567890").as_str(), "N123456");
        assert_eq!(Code::new(b"\xFF\x00x").as_str(), "??X");
        assert!(Code::new(b"  ").is_empty());
    }

    #[test]
    fn capitals_and_digits_are_told_from_all_else() {
        for length in 0..10 {
            for byte in 0..=u8::MAX {
                for at in 0..length {
                    let mut bytes = vec![b'Q'; length];
                    bytes[at] = byte;
                    let own = bytes.iter().take(8).copied();
                    let is_one = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
                    assert_eq!(are_capitals(&bytes), own.clone().all(is_one), "{bytes:?}");
                    let number = own.rev().fold(0, |word, byte| word << 8 | u64::from(byte));
                    assert_eq!(word(&bytes), number, "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn modifiers_are_a_set() {
        let set = |text: [&str; 2]| -> Modifiers {
            let parsed = text.iter().map(|one| Modifier::parse(one.as_bytes()));
            parsed.flatten().collect()
        };
        assert!(set(["25", "59"]).same_set(&set(["59", "25"])));
        assert!(!set(["25", "59"]).same_set(&set(["25", ""])));
    }
}
