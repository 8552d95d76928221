//! Reading single cells: what is right, and what spreadsheets do to it.

use chrono::{Datelike, NaiveDate};
use nom::branch::alt;
use nom::bytes::complete::{take_while_m_n, take_while1};
use nom::character::complete::{char, one_of};
use nom::combinator::{all_consuming, opt, recognize, verify};
use nom::{IResult, Parser};
use remedi_claims::{CodeRange, Npi, Pos, Taxonomy, Tin, TinKind};

use crate::problem::ProblemKind;

/// What a cell holds, or what is wrong with it.
pub(crate) type Read<T> = Result<T, ProblemKind>;

pub(crate) fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn digit_run(input: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_ascii_digit()).parse(input)
}

fn up_to_digits(most: usize) -> impl Fn(&str) -> IResult<&str, &str> {
    move |input| take_while_m_n(1, most, |c: char| c.is_ascii_digit()).parse(input)
}

/// `1.23457E+09`, `6E4`: what a spreadsheet makes of a long number.
pub(crate) fn is_scientific(text: &str) -> bool {
    // Most cells are not, and this is asked of every one.
    if !text.bytes().any(|byte| matches!(byte, b'e' | b'E')) {
        return false;
    }
    let fraction = opt((one_of(".,"), digit_run));
    let exponent = (one_of("Ee"), opt(one_of("+-")), up_to_digits(3));
    // Without a sign or a fraction, `12E45678` may well be an id.
    let number = verify(recognize((digit_run, fraction, exponent)), |whole: &str| {
        whole.contains(['+', '.', ','])
    });
    all_consuming(number).parse_complete(text).is_ok()
}

fn is_american_date(text: &str) -> bool {
    let separator = || one_of("/-.");
    let year = alt((
        take_while_m_n(4, 4, |c: char| c.is_ascii_digit()),
        take_while_m_n(2, 2, |c: char| c.is_ascii_digit()),
    ));
    let date = (
        up_to_digits(2),
        separator(),
        up_to_digits(2),
        separator(),
        year,
    );
    let time = (char(' '), take_while1(|_| true));
    all_consuming((date, opt(time)))
        .parse_complete(text)
        .is_ok()
}

/// A date as `2025-01-31`; an empty cell is no date.
pub(crate) fn date(text: &str) -> Read<Option<NaiveDate>> {
    if text.is_empty() {
        return Ok(None);
    }
    if let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes()
        && let Some([a, b, c, d, e, f, g, h]) = digit_values([a, b, c, d, e, f, g, h])
    {
        let year = a * 1000 + b * 100 + c * 10 + d;
        let day = i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, e * 10 + f, g * 10 + h));
        return match day {
            Some(day) if day.year() >= 1900 => Ok(Some(day)),
            _ => Err(ProblemKind::Date),
        };
    }
    Err(if is_american_date(text) {
        ProblemKind::AmericanDate
    } else if is_serial_date(text) {
        ProblemKind::SerialDate
    } else {
        ProblemKind::Date
    })
}

/// What eight digits are worth; none when one of them is no digit.
fn digit_values(digits: [u8; 8]) -> Option<[u32; 8]> {
    let are_digits = digits.iter().all(u8::is_ascii_digit);
    are_digits.then(|| digits.map(|digit| u32::from(digit - b'0')))
}

/// Days counted from 1900, of which today's have five digits, with a fraction for the time.
fn is_serial_date(text: &str) -> bool {
    let fraction = opt((char('.'), digit_run));
    let five_digits = take_while_m_n(5, 5, |c: char| c.is_ascii_digit());
    all_consuming((five_digits, fraction))
        .parse_complete(text)
        .is_ok()
}

pub(crate) fn npi(text: &str) -> Read<Npi> {
    if is_scientific(text) {
        return Err(ProblemKind::ScientificNotation);
    }
    Npi::parse(text.as_bytes()).map_err(ProblemKind::Npi)
}

pub(crate) fn pos(text: &str) -> Read<Pos> {
    let pos = Pos::parse(text.as_bytes()).ok_or(match text.as_bytes() {
        [b'0'..=b'9'] => ProblemKind::LostLeadingZero,
        _ => ProblemKind::Pos,
    })?;
    remedi_claims::codes::pos::lookup(pos)
        .map(|place| place.code)
        .ok_or(ProblemKind::PosNotAssigned)
}

/// A TIN whose kind is given, or told by its hyphens, or else EIN.
pub(crate) fn tin(text: &str, kind: Option<TinKind>) -> Read<Tin> {
    if is_scientific(text) {
        return Err(ProblemKind::ScientificNotation);
    }
    let kind = kind.unwrap_or(if has_ssn_hyphens(text) {
        TinKind::Ssn
    } else {
        TinKind::Ein
    });
    Tin::parse(text.as_bytes(), kind).ok_or_else(|| {
        let bare: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        if digits(&bare) && matches!(bare.len(), 7 | 8) {
            ProblemKind::LostLeadingZero
        } else {
            ProblemKind::Tin
        }
    })
}

/// Whether hyphens stand where an SSN has them, as in `987-65-4321`.
pub(crate) fn has_ssn_hyphens(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11 && bytes[3] == b'-' && bytes[6] == b'-'
}

/// A cell that may be an SSN, with all but its last four characters hidden.
pub(crate) fn masked(text: &str) -> String {
    let hidden = text.chars().count().saturating_sub(4);
    let shown = text.chars().skip(hidden);
    // Of what is longer than any number the length is of no use.
    let stars = std::iter::repeat_n('*', hidden.min(36));
    stars.chain(shown).collect()
}

/// The first five digits of a ZIP code.
pub(crate) fn zip(text: &str) -> Read<u32> {
    if is_scientific(text) {
        return Err(ProblemKind::ScientificNotation);
    }
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => bare.push(c),
            '-' | ' ' => {}
            _ => return Err(ProblemKind::Zip),
        }
    }
    let is_whole = text.find(['-', ' ']).is_some_and(|place| place >= 5);
    match bare.len() {
        5 | 9 => bare[..5].parse().map_err(|_| ProblemKind::Zip),
        // Behind five digits it is the other part that is short.
        3 | 4 | 7 | 8 if !is_whole => Err(ProblemKind::LostLeadingZero),
        _ => Err(ProblemKind::Zip),
    }
}

/// The two letters of a state, in any case. Which ones are is not asked: a roster with an error is not used at all.
pub(crate) fn state(text: &str) -> Read<&str> {
    match text.as_bytes() {
        [one, other] if one.is_ascii_alphabetic() && other.is_ascii_alphabetic() => Ok(text),
        _ => Err(ProblemKind::State),
    }
}

pub(crate) fn taxonomy(text: &str) -> Read<Taxonomy> {
    Taxonomy::parse(text.as_bytes()).ok_or(ProblemKind::Taxonomy)
}

pub(crate) fn code_range(text: &str) -> Read<CodeRange> {
    CodeRange::parse(text).ok_or(if is_scientific(text) {
        ProblemKind::ScientificNotation
    } else {
        ProblemKind::CodeRange
    })
}

/// A payer id that no spreadsheet has visibly damaged.
pub(crate) fn payer_id(text: &str) -> Read<&str> {
    if text.is_empty() {
        Err(ProblemKind::Empty)
    } else if is_scientific(text) {
        Err(ProblemKind::ScientificNotation)
    } else if text.starts_with('#') || text.strip_suffix(".0").is_some_and(digits) {
        Err(ProblemKind::DamagedPayerId)
    } else {
        Ok(text)
    }
}

pub(crate) fn whole_number(text: &str) -> Read<Option<u32>> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| ProblemKind::Number)
}

/// The parts of a list: between `|`.
pub(crate) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split('|')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The codes of a list: between `|` or spaces.
pub(crate) fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', ' ', '\t', '\n', '\r'])
        .filter(|part| !part.is_empty())
}

/// Words of a column and what they stand for.
pub(crate) struct Words<T: 'static> {
    pub(crate) words: &'static [(&'static str, T)],
    pub(crate) expected: &'static str,
}

impl<T: Copy> Words<T> {
    /// Reads a word in any case; an empty cell is none.
    pub(crate) fn read(&self, text: &str) -> Read<Option<T>> {
        if text.is_empty() {
            return Ok(None);
        }
        self.words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(text))
            .map(|&(_, value)| Some(value))
            .ok_or(ProblemKind::Word {
                expected: self.expected,
            })
    }
}

/// An enum whose values are words of a column: `read`, `word`, `Display`.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $expected:literal { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            pub(crate) const WORDS: crate::cells::Words<$name> = crate::cells::Words {
                words: &[$(($word, $name::$variant)),*],
                expected: $expected,
            };

            /// The word the roster has for it.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_iso_dates_are_dates() {
        assert_eq!(date("2024-02-29"), Ok(NaiveDate::from_ymd_opt(2024, 2, 29)));
        assert_eq!(date(""), Ok(None));
        for (text, kind) in [
            ("1/31/2025", ProblemKind::AmericanDate),
            ("01-31-2025", ProblemKind::AmericanDate),
            ("1/31/25 0:00", ProblemKind::AmericanDate),
            ("45688", ProblemKind::SerialDate),
            ("45688.5", ProblemKind::SerialDate),
            ("2023-02-29", ProblemKind::Date),
            ("31-Jan-25", ProblemKind::Date),
            ("20250131", ProblemKind::Date),
            ("2025-1-31", ProblemKind::Date),
            ("0025-01-31", ProblemKind::Date),
            ("+025-01-31", ProblemKind::Date),
            ("N/A", ProblemKind::Date),
        ] {
            assert_eq!(date(text), Err(kind), "{text}");
        }
    }

    #[test]
    fn scientific_notation_is_told_from_ids_with_an_e() {
        for text in ["1.23457E+09", "1,23457E+09", "6E+04", "1.2e9"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["12E45", "E1234", "1E", "60054", "MCE01", ""] {
            assert!(!is_scientific(text), "{text}");
        }
    }

    #[test]
    fn lost_leading_zeros_have_their_own_name() {
        assert_eq!(pos("2"), Err(ProblemKind::LostLeadingZero));
        assert_eq!(pos("011"), Err(ProblemKind::Pos));
        assert_eq!(tin("12345678", None), Err(ProblemKind::LostLeadingZero));
        assert_eq!(tin("1-2345678", None), Err(ProblemKind::LostLeadingZero));
        assert_eq!(tin("123456", None), Err(ProblemKind::Tin));
        assert_eq!(zip("2139"), Err(ProblemKind::LostLeadingZero));
        assert_eq!(zip("2139-4307"), Err(ProblemKind::LostLeadingZero));
        assert_eq!(zip("43999-12"), Err(ProblemKind::Zip));
        assert_eq!(zip("02139-4307"), Ok(2139));
        assert_eq!(zip("K1A 0B1"), Err(ProblemKind::Zip));
    }

    #[test]
    fn a_cell_that_is_masked_is_short() {
        assert_eq!(masked("987-65-4321"), "*******4321");
        assert_eq!(masked(&"1".repeat(2_000_000)).len(), 40);
    }

    #[test]
    fn the_kind_of_a_tin_is_given_or_told_by_its_hyphens() {
        assert_eq!(tin("987-65-4321", None).unwrap().kind(), TinKind::Ssn);
        assert_eq!(tin("98-7654321", None).unwrap().kind(), TinKind::Ein);
        assert_eq!(
            tin("4321", Some(TinKind::Ssn)).unwrap().to_string(),
            "*****4321"
        );
        assert_eq!(tin("4321", None), Err(ProblemKind::Tin));
        assert_eq!(masked("98765432"), "****5432");
    }

    #[test]
    fn payer_ids_keep_their_zeros_and_letters() {
        assert_eq!(payer_id("00430"), Ok("00430"));
        assert_eq!(payer_id("60054.0"), Err(ProblemKind::DamagedPayerId));
        assert_eq!(payer_id("#N/A"), Err(ProblemKind::DamagedPayerId));
        assert_eq!(payer_id("6.01E+04"), Err(ProblemKind::ScientificNotation));
    }
}
