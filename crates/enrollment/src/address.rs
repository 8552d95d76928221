//! Comparing addresses that two people wrote down differently.

use std::num::{NonZeroU32, NonZeroU64};
use std::sync::LazyLock;

/// The address of a service facility as sent (N301, N401 to N403); what was not sent is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Address<'a> {
    /// First line (N301).
    pub line_1: &'a [u8],
    /// City (N401).
    pub city: &'a [u8],
    /// State (N402).
    pub state: &'a [u8],
    /// ZIP code of five or nine digits (N403).
    pub zip: &'a [u8],
}

impl<'a> From<remedi_claims::Address<'a>> for Address<'a> {
    /// What a claim says of a party (N3, N4).
    fn from(sent: remedi_claims::Address<'a>) -> Address<'a> {
        Address {
            line_1: sent.line_1,
            city: sent.city,
            state: sent.state,
            zip: sent.zip,
        }
    }
}

/// What of an address is compared: the street with its number, and the five-digit ZIP code or
/// else the town, texts as hashes of theirs. Suites are left out, and usual words are the same as their abbreviations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressKey {
    street: Option<NonZeroU64>,
    town: Option<NonZeroU64>,
    /// One more than the number.
    zip: Option<NonZeroU32>,
}

/// Whether two addresses are one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The same street address.
    Same,
    /// In different towns.
    Different,
    /// Not enough is known, or one is written in a way we can't compare.
    Unclear,
}

/// Words of street lines and the one way we compare them (common postal abbreviations).
const WORDS: [(&str, &str); 26] = [
    ("NORTH", "N"),
    ("SOUTH", "S"),
    ("EAST", "E"),
    ("WEST", "W"),
    ("NORTHEAST", "NE"),
    ("NORTHWEST", "NW"),
    ("SOUTHEAST", "SE"),
    ("SOUTHWEST", "SW"),
    ("STREET", "ST"),
    ("SAINT", "ST"),
    ("AVENUE", "AVE"),
    ("AV", "AVE"),
    ("BOULEVARD", "BLVD"),
    ("ROAD", "RD"),
    ("DRIVE", "DR"),
    ("LANE", "LN"),
    ("COURT", "CT"),
    ("PLACE", "PL"),
    ("SQUARE", "SQ"),
    ("PARKWAY", "PKWY"),
    ("HIGHWAY", "HWY"),
    ("CIRCLE", "CIR"),
    ("TERRACE", "TER"),
    ("PLAZA", "PLZ"),
    ("CENTER", "CTR"),
    ("EXPRESSWAY", "EXPY"),
];

/// Words after which only a part of the building is named.
const UNITS: [&str; 13] = [
    "STE",
    "SUITE",
    "UNIT",
    "APT",
    "APARTMENT",
    "RM",
    "ROOM",
    "FL",
    "FLOOR",
    "BLDG",
    "BUILDING",
    "DEPT",
    "DEPARTMENT",
];

/// A word in upper case, a byte each; of one longer than sixteen bytes its hash.
type Word = u128;

/// What each byte is in a word: letters in upper case, other bytes themselves, and zero where no word goes on.
static IN_WORDS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let own = byte as u8;
        if own.is_ascii_alphanumeric() || !own.is_ascii() {
            table[byte] = own.to_ascii_uppercase();
        }
        byte += 1;
    }
    table
};

fn words(text: &[u8]) -> impl Iterator<Item = Word> {
    let mut bytes = text.iter();
    std::iter::from_fn(move || {
        let (mut word, mut length, mut long) = (0, 0, None);
        for &byte in bytes.by_ref() {
            match IN_WORDS[usize::from(byte)] {
                0 if length == 0 => {}
                0 => break,
                byte => {
                    if length == 16 {
                        long = Some(mix(long.unwrap_or(0), word));
                        (word, length) = (0, 0);
                    }
                    word = word << 8 | Word::from(byte);
                    length += 1;
                }
            }
        }
        match long {
            // No ASCII word begins so.
            Some(long) => Some(Word::from(mix(long, word)) | 1 << 127),
            None => (length > 0).then_some(word),
        }
    })
}

fn mix(hash: u64, word: Word) -> u64 {
    let (high, low) = ((word >> 64) as u64, word as u64);
    let product = Word::from(hash ^ low ^ 0x9e37_79b9_7f4a_7c15)
        * Word::from(high.rotate_left(32) ^ hash.rotate_left(23) ^ 0xd6e8_feb8_6659_fd93);
    (product >> 64) as u64 ^ product as u64
}

/// What a usual word of a street line stands for.
#[derive(Clone, Copy)]
enum Usual {
    /// The same as this word.
    Same(Word),
    /// Only a part of the building is named behind it.
    Unit,
}

/// The usual words by a hash of theirs, so that others are seldom compared with any.
static USUAL: LazyLock<[Vec<(Word, Usual)>; 256]> = LazyLock::new(|| {
    let word = |text: &str| words(text.as_bytes()).next().unwrap_or(0);
    let same = WORDS
        .iter()
        .map(|(long, short)| (word(long), Usual::Same(word(short))));
    let units = UNITS.iter().map(|unit| (word(unit), Usual::Unit));
    let mut table = [const { Vec::new() }; 256];
    for (word, usual) in same.chain(units) {
        table[place_of(word)].push((word, usual));
    }
    table
});

fn place_of(word: Word) -> usize {
    ((word as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

fn street(line: &[u8]) -> Option<NonZeroU64> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default();
    let mut hash = 0;
    let mut any = false;
    for word in words(line) {
        let mut usual = USUAL[place_of(word)].iter();
        let word = match usual.find(|(own, _)| *own == word) {
            Some((_, Usual::Unit)) if any => break,
            Some((_, Usual::Same(short))) => *short,
            _ => word,
        };
        any = true;
        hash = mix(hash, word);
    }
    any.then(|| hashed(hash))
}

fn town(address: &Address<'_>) -> Option<NonZeroU64> {
    let known = !address.city.is_empty() && !address.state.is_empty();
    known.then(|| {
        let all = words(address.city).chain(words(address.state));
        hashed(all.fold(0, mix))
    })
}

fn hashed(hash: u64) -> NonZeroU64 {
    NonZeroU64::new(hash).unwrap_or(NonZeroU64::MAX)
}

fn zip(text: &[u8]) -> Option<NonZeroU32> {
    let five = text.get(..5)?;
    let number = five.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    });
    NonZeroU32::new(number? + 1)
}

impl AddressKey {
    /// What of an address is compared. Work it out once for an address that is asked about often.
    ///
    /// ```
    /// use remedi_enrollment::{Address, AddressKey};
    /// let sent = |line_1| Address { line_1, zip: b"021390000", ..Address::default() };
    /// assert_eq!(
    ///     AddressKey::of(&sent(b"1 Main Street, Suite 4")),
    ///     AddressKey::of(&sent(b"1 MAIN ST")),
    /// );
    /// ```
    pub fn of(address: &Address<'_>) -> AddressKey {
        AddressKey {
            street: street(address.line_1),
            zip: zip(address.zip),
            town: town(address),
        }
    }

    /// The street, to look addresses up by.
    pub(crate) fn street(&self) -> Option<u64> {
        self.street.map(NonZeroU64::get)
    }

    pub(crate) fn compare(&self, other: &AddressKey) -> Agreement {
        let same_town = match (self.zip, other.zip, self.town, other.town) {
            (Some(zip), Some(other), ..) => zip == other,
            (_, _, Some(town), Some(other)) => town == other,
            _ => return Agreement::Unclear,
        };
        match (same_town, self.street, other.street) {
            (false, ..) => Agreement::Different,
            (true, Some(street), Some(other)) if street == other => Agreement::Same,
            (true, ..) => Agreement::Unclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_length_are_told_apart() {
        let one = |text: &str| {
            let all: Vec<Word> = words(text.as_bytes()).collect();
            assert_eq!(all.len(), 1, "{text}");
            all[0]
        };
        let long = "A".repeat(40);
        for length in 1..40 {
            let (short, longer) = (&long[..length], &long[..length + 1]);
            assert_ne!(one(short), one(longer), "{length}");
            assert_ne!(one(longer), one(&format!("B{short}")), "{length}");
            assert_eq!(one(longer), one(&longer.to_lowercase()), "{length}");
        }
        assert_eq!(words(b" - 1 Elm,St. ").count(), 3);
        assert_eq!(words(b" -").count(), 0);
    }

    fn key(line_1: &str, zip: &str) -> AddressKey {
        AddressKey::of(&Address {
            line_1: line_1.as_bytes(),
            zip: zip.as_bytes(),
            ..Address::default()
        })
    }

    #[test]
    fn abbreviations_case_and_suites_do_not_matter() {
        let plain = key("100 N Main St", "02139");
        for (line, zip) in [
            ("100 NORTH MAIN STREET", "021394307"),
            ("100 n. main st., suite 4", "02139-4307"),
            ("100 N MAIN ST #4", "02139"),
            ("100 N Main St Fl 2", "02139"),
        ] {
            assert_eq!(plain.compare(&key(line, zip)), Agreement::Same, "{line}");
        }
    }

    #[test]
    fn another_street_of_the_same_town_is_unclear_and_another_town_is_not() {
        let plain = key("100 N Main St", "02139");
        assert_eq!(plain.compare(&key("1 Elm St", "02139")), Agreement::Unclear);
        assert_eq!(
            plain.compare(&key("100 N Main St", "02140")),
            Agreement::Different
        );
        assert_eq!(plain.compare(&key("100 N Main St", "")), Agreement::Unclear);
    }

    #[test]
    fn town_and_state_stand_in_for_a_missing_zip() {
        let at = |city: &'static str| {
            AddressKey::of(&Address {
                line_1: b"1 Elm St",
                city: city.as_bytes(),
                state: b"MA",
                zip: b"",
            })
        };
        assert_eq!(at("St. Paul").compare(&at("ST PAUL")), Agreement::Same);
        assert_eq!(at("Salem").compare(&at("Lynn")), Agreement::Different);
    }
}
