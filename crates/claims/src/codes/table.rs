//! How the compiled-in tables are read.
//!
//! Cells hold neither commas nor quotes, so that each is a slice of the compiled-in text. A fault in
//! a table is a fault of the program, found by the tests of this crate: reading one panics.

use std::any::type_name;
use std::fmt;
use std::str::FromStr;

/// The text is not one of the words of the type it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnknownWord;

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a word of the list")
    }
}

impl std::error::Error for UnknownWord {}

/// An enum whose variants have a fixed word in tables and output.
macro_rules! words {
    (
        $(#[$about:meta])*
        $name:ident { $($(#[$meaning:meta])* $variant:ident = $word:literal,)+ }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$meaning])* $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word in tables and output.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codes::UnknownWord;

            fn from_str(word: &str) -> Result<$name, $crate::codes::UnknownWord> {
                match word {
                    $($word => Ok($name::$variant),)+
                    _ => Err($crate::codes::UnknownWord),
                }
            }
        }
    };
}

/// The rows of a table below its header, which must name the columns in this order.
pub(super) fn rows<const N: usize>(
    text: &'static str,
    columns: [&str; N],
) -> impl Iterator<Item = [&'static str; N]> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    assert!(header.split(',').eq(columns), "header {header:?}");
    lines.map(|line| {
        let mut row = [""; N];
        let mut cells = line.split(',');
        for cell in &mut row {
            *cell = cells
                .next()
                .unwrap_or_else(|| panic!("too short: {line:?}"));
        }
        assert!(cells.next().is_none(), "too long: {line:?}");
        row
    })
}

/// A cell that holds a value.
pub(super) fn value<T: FromStr>(cell: &str) -> T {
    match cell.parse() {
        Ok(value) => value,
        Err(_) => panic!("{cell:?} is no {}", type_name::<T>()),
    }
}

/// A cell that may be empty.
pub(super) fn optional<T: FromStr>(cell: &str) -> Option<T> {
    (!cell.is_empty()).then(|| value(cell))
}

/// A cell that says `yes` or `no`.
pub(super) fn flag(cell: &str) -> bool {
    match cell {
        "yes" => true,
        "no" => false,
        _ => panic!("{cell:?} is neither yes nor no"),
    }
}

/// What tells codes of letters and a number apart and orders them as people do: `2` before `10`
/// before `A1`, `M2` before `M10` before `MA01`. The digits are counted, so that `16` and `016` differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CodeKey {
    letters: [u8; 2],
    number: u16,
    digits: u8,
}

impl CodeKey {
    /// Reads up to two letters and one to four digits, whatever the case of the letters and the
    /// blanks around the code.
    pub(super) fn read(bytes: &[u8]) -> Option<CodeKey> {
        let (mut letters, mut number, mut digits) = ([0; 2], 0, 0);
        for (at, &byte) in bytes.trim_ascii().iter().enumerate() {
            match byte {
                b'0'..=b'9' if digits < 4 => {
                    (number, digits) = (number * 10 + u16::from(byte - b'0'), digits + 1);
                }
                letter if letter.is_ascii_alphabetic() && digits == 0 => {
                    *letters.get_mut(at)? = letter.to_ascii_uppercase();
                }
                _ => return None,
            }
        }
        (digits > 0).then_some(CodeKey {
            letters,
            number,
            digits,
        })
    }

    /// The key of a code of a table.
    pub(super) fn of(code: &'static str) -> CodeKey {
        CodeKey::read(code.as_bytes()).unwrap_or_else(|| panic!("{code:?} is no code"))
    }

    /// All of it as one number.
    fn packed(self) -> u64 {
        let [one, two] = self.letters.map(u64::from);
        one << 32 | two << 24 | u64::from(self.number) << 8 | u64::from(self.digits)
    }
}

/// Where the codes of a table stand in it, found by their keys.
#[derive(Clone, Debug)]
pub(super) struct CodeIndex {
    /// Keys with their places; a key of 0 is nobody's.
    slots: Vec<(u64, u16)>,
    shift: u32,
}

impl CodeIndex {
    /// The index of a table with these keys, each of them once.
    pub(super) fn of(keys: impl ExactSizeIterator<Item = CodeKey>) -> CodeIndex {
        // At most a quarter is taken, so that most keys stand where they are looked for first.
        let bits = (keys.len() * 4).next_power_of_two().ilog2().max(1);
        let mut index = CodeIndex {
            slots: vec![(0, 0); 1 << bits],
            shift: u64::BITS - bits,
        };
        for (key, place) in keys.zip(0..) {
            let slot = index.slot(key.packed());
            index.slots[slot] = (key.packed(), place);
        }
        index
    }

    /// Where a key stands, or would.
    fn slot(&self, packed: u64) -> usize {
        let mut slot = (packed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize;
        while self.slots[slot].0 != packed && self.slots[slot].0 != 0 {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }

    /// The place of a code in the table.
    pub(super) fn place(&self, key: CodeKey) -> Option<usize> {
        let (packed, place) = self.slots[self.slot(key.packed())];
        (packed != 0).then_some(usize::from(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_sort_by_letters_then_number() {
        let codes = [
            "2", "10", "305", "A0", "A1", "A10", "B1", "M1", "M20", "MA09", "N1",
        ];
        let keys: Vec<_> = codes.into_iter().map(CodeKey::of).collect();
        assert!(keys.is_sorted_by(|one, next| one < next), "{keys:?}");
    }

    #[test]
    fn case_and_blanks_are_no_part_of_a_code_but_leading_zeros_are() {
        assert_eq!(CodeKey::read(b" ma130 "), CodeKey::read(b"MA130"));
        assert_ne!(CodeKey::read(b"016"), CodeKey::read(b"16"));
        assert_ne!(CodeKey::read(b"MA1"), CodeKey::read(b"MA01"));
    }

    #[test]
    fn each_code_has_its_place() {
        let codes = ["2", "16", "016", "A1", "B7", "M1", "MA01", "MA130", "N1"];
        let index = CodeIndex::of(codes.into_iter().map(CodeKey::of));
        for (place, code) in codes.iter().enumerate() {
            assert_eq!(index.place(CodeKey::of(code)), Some(place), "{code}");
        }
        assert_eq!(index.place(CodeKey::of("3")), None);
        let nothing = CodeIndex::of(std::iter::empty());
        assert_eq!(nothing.place(CodeKey::of("3")), None);
    }

    #[test]
    fn other_forms_are_no_codes() {
        for text in ["", "N", "NNN1", "1A", "N12345", "1 6", "-1"] {
            assert_eq!(CodeKey::read(text.as_bytes()), None, "{text}");
        }
    }
}
