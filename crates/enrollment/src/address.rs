//! Comparing addresses that two people wrote down differently.

use crate::index::TextHash;

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

/// What of an address is compared: the street with its number, and the five-digit ZIP code or
/// else the town. Suites are left out, and usual words are the same as their abbreviations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressKey {
    street: Option<u64>,
    zip: Option<u32>,
    town: Option<u64>,
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

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80)
        .filter(|word| !word.is_empty())
}

fn street(line: &[u8]) -> Option<u64> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default();
    let mut hash = TextHash::EMPTY;
    let mut any = false;
    for word in words(line) {
        if any
            && UNITS
                .iter()
                .any(|unit| unit.as_bytes().eq_ignore_ascii_case(word))
        {
            break;
        }
        any = true;
        let same = WORDS
            .iter()
            .find(|(long, _)| long.as_bytes().eq_ignore_ascii_case(word))
            .map_or(word, |(_, short)| short.as_bytes());
        hash.add(same.iter().map(u8::to_ascii_uppercase));
        hash.add([b' ']);
    }
    any.then(|| hash.get())
}

fn town(address: &Address<'_>) -> Option<u64> {
    let known = !address.city.is_empty() && !address.state.is_empty();
    known.then(|| {
        let mut hash = TextHash::EMPTY;
        for word in words(address.city).chain(words(address.state)) {
            hash.add(word.iter().map(u8::to_ascii_uppercase));
            hash.add([b' ']);
        }
        hash.get()
    })
}

fn zip(text: &[u8]) -> Option<u32> {
    let five = text.get(..5)?;
    five.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })
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
        self.street
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
