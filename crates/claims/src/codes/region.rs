//! States and countries, as addresses name them (N402, N404).

use std::sync::LazyLock;

use super::table::rows;

/// Whether the code is a state, territory or military post of the United States, or a province of Canada (N402, CLM11-4).
///
/// ```
/// use remedi_claims::codes::region;
/// assert!(region::is_state(b"IL") && region::is_state(b"ON"));
/// assert!(!region::is_state(b"XX") && !region::is_state(b"Il"));
/// ```
pub fn is_state(code: &[u8]) -> bool {
    STATES.contains(code)
}

/// Whether the code is a country of ISO 3166-1, one that no longer is included (N404, CLM11-5).
///
/// ```
/// use remedi_claims::codes::region;
/// assert!(region::is_country(b"US") && !region::is_country(b"USA"));
/// ```
pub fn is_country(code: &[u8]) -> bool {
    COUNTRIES.contains(code)
}

static STATES: LazyLock<Pairs> = LazyLock::new(|| {
    let rows = rows(
        include_str!("../../data/codes/state.csv"),
        ["code", "country"],
    );
    rows.map(|[code, _]| code).collect()
});

static COUNTRIES: LazyLock<Pairs> = LazyLock::new(|| {
    let rows = rows(include_str!("../../data/codes/country.csv"), ["code"]);
    rows.map(|[code]| code).collect()
});

/// A set of pairs of capital letters: a row of bits for each first letter.
#[derive(Default)]
struct Pairs([u32; 26]);

impl Pairs {
    fn contains(&self, code: &[u8]) -> bool {
        at(code).is_some_and(|(row, bit)| self.0[row] & bit != 0)
    }
}

impl<'a> FromIterator<&'a str> for Pairs {
    fn from_iter<I: IntoIterator<Item = &'a str>>(codes: I) -> Pairs {
        let mut pairs = Pairs::default();
        for code in codes {
            match at(code.as_bytes()) {
                Some((row, bit)) => pairs.0[row] |= bit,
                None => panic!("{code:?} is no pair of letters"),
            }
        }
        pairs
    }
}

fn at(code: &[u8]) -> Option<(usize, u32)> {
    match *code {
        [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => {
            Some((usize::from(first - b'A'), 1 << (second - b'A')))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(pairs: &Pairs) -> u32 {
        pairs.0.iter().map(|row| row.count_ones()).sum()
    }

    #[test]
    fn every_code_of_the_lists_is_held_and_no_other() {
        assert_eq!((count(&STATES), count(&COUNTRIES)), (77, 252));
        for code in ["", "I", "ILL", "1L", "ZZ", "QQ"] {
            assert!(!is_state(code.as_bytes()), "{code}");
            assert!(!is_country(code.as_bytes()), "{code}");
        }
    }
}
