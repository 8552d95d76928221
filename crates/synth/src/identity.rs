//! Invented identities: numbers of the right form that nobody holds.

use crate::rng::{Purpose, Rng};

/// Gives National Provider Identifiers with right check digits, each once.
///
/// They begin with 2, which the standard allows and the enumerator has not yet used.
#[derive(Debug)]
pub(crate) struct Npis {
    next: u64,
    offset: u64,
}

const NINE_DIGITS_AFTER_TWO: u64 = 100_000_000;

impl Npis {
    pub(crate) fn new(seed: u64) -> Npis {
        Npis {
            next: 0,
            offset: Rng::for_item(seed, Purpose::Npis, 0).next() % NINE_DIGITS_AFTER_TWO,
        }
    }

    pub(crate) fn draw(&mut self) -> String {
        // 61_803_399 is odd and no multiple of 5, so the first hundred million differ.
        let body = (self.next * 61_803_399 + self.offset) % NINE_DIGITS_AFTER_TWO;
        self.next += 1;
        with_check_digit(200_000_000 + body)
    }
}

/// Nine digits and the tenth that makes the Luhn sum over 80840 and all ten a multiple of ten.
pub(crate) fn with_check_digit(nine: u64) -> String {
    let mut sum = 24;
    let mut rest = nine;
    for place in 0..9 {
        let digit = rest % 10;
        rest /= 10;
        sum += if place % 2 == 0 {
            digit * 2 / 10 + digit * 2 % 10
        } else {
            digit
        };
    }
    format!("{nine}{}", (10 - sum % 10) % 10)
}

/// The same NPI with a check digit that is wrong.
pub(crate) fn with_wrong_check_digit(npi: &str) -> String {
    let (nine, check) = npi.split_at(9);
    let wrong = (check.bytes().next().unwrap_or(b'0') - b'0' + 3) % 10;
    format!("{nine}{wrong}")
}

/// An employer identification number; the prefix 89 has never been given out.
pub(crate) fn ein(number: u32) -> String {
    format!("89{:07}", number % 10_000_000)
}

/// A social security number; no real one has 900 in front or 00 in the middle.
pub(crate) fn ssn(number: u32) -> String {
    format!("90000{:04}", 1000 + number % 9000)
}

/// A Medicare number of a member; no real one has an S, which CMS gives to the people it makes up.
pub(crate) fn medicare_number(number: u32) -> String {
    const LETTERS: &[u8; 20] = b"ACDEFGHJKMNPQRTUVWXY";
    let letter = |value: u32| char::from(LETTERS[value as usize % 20]);
    let pair = |value: u32| value % 100;
    let (digits, rest) = (number % 1_000_000, number / 1_000_000);
    format!(
        "1S{:02}{}{:02}{}{}{:02}",
        pair(digits / 10_000),
        letter(rest),
        pair(digits / 100),
        letter(rest / 20),
        letter(rest / 400),
        pair(digits)
    )
}

/// Family name of every invented patient.
pub(crate) const PATIENT: &str = "TESTPATIENT";

/// Names out of the spelling alphabet, for patients and providers.
pub(crate) const WORDS: [&str; 26] = [
    "ALPHA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL", "INDIA", "JULIETT",
    "KILO", "LIMA", "MIKE", "NOVEMBER", "OSCAR", "PAPA", "QUEBEC", "ROMEO", "SIERRA", "TANGO",
    "UNIFORM", "VICTOR", "WHISKEY", "XRAY", "YANKEE", "ZULU",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digit_of_the_published_sample() {
        assert_eq!(with_check_digit(123_456_789), "1234567893");
        assert_eq!(with_check_digit(124_531_959), "1245319599");
        assert_ne!(with_wrong_check_digit("1234567893"), "1234567893");
    }

    #[test]
    fn medicare_numbers_differ_where_their_members_do() {
        assert_eq!(medicare_number(1_234_567), "1S23C45AA67");
        assert_eq!(medicare_number(0), "1S00A00AA00");
        let far = (0..10_000).map(|step| step * 400_009);
        let mut numbers: Vec<String> = far.map(medicare_number).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 10_000);
    }

    #[test]
    fn npis_do_not_repeat() {
        let mut npis = Npis::new(5);
        let mut drawn: Vec<String> = (0..10_000).map(|_| npis.draw()).collect();
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), 10_000);
        assert!(
            drawn
                .iter()
                .all(|npi| npi.len() == 10 && npi.starts_with('2'))
        );
    }
}
