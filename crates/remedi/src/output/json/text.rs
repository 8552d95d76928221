//! What is a string in JSON, as it is displayed. Millions of amounts, dates and codes are: their digits are written without the
//! machinery of `fmt`.

use std::borrow::Cow;
use std::fmt::Display;

use chrono::{Datelike, NaiveDate};
use remedi_claims::{Modifier, Money, Npi, Pos, ProcedureCode, Taxonomy, Tin};
use remedi_remit::{Action, Code, Reason};
use remedi_validate::{ElementAt, Message};
use remedi_x12::{ControlNumber, ElementPath};
use serde::{Serialize, Serializer};

/// A value as a string.
pub(crate) struct Text<T>(pub(crate) T);

/// Values as strings.
pub(crate) struct Texts<'a, T>(pub(crate) &'a [T]);

/// What can be a string.
pub(crate) trait AsText: Display {
    /// Writes what is displayed.
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<T: AsText> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to)
    }
}

impl<T: AsText> Serialize for Texts<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(Text))
    }
}

impl<T: AsText + ?Sized> AsText for &T {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (**self).write(to)
    }
}

impl AsText for Action<'_> {}
impl AsText for ElementAt {}
impl AsText for ElementPath {}
impl AsText for Message<'_> {}
impl AsText for Reason {}
impl AsText for Taxonomy {}
impl AsText for Tin {}
impl AsText for u32 {}

impl AsText for Cow<'_, str> {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl AsText for ControlNumber {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match str::from_utf8(self.as_bytes()) {
            Ok(text) => to.serialize_str(text),
            Err(_) => to.collect_str(self),
        }
    }
}

macro_rules! known_as_text {
    ($($type:ty),+) => {
        $(impl AsText for $type {
            fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        })+
    };
}

known_as_text!(Code, Modifier, ProcedureCode);

impl AsText for Money {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.text(&mut [0; Money::LONGEST]))
    }
}

/// The last digits of a number.
fn digits<const N: usize>(mut number: u64) -> [u8; N] {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    digits
}

/// What is text by its making; should it be none, what is displayed.
fn write_bytes<S: Serializer>(text: &[u8], shown: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    match str::from_utf8(text) {
        Ok(text) => to.serialize_str(text),
        Err(_) => to.collect_str(shown),
    }
}

impl AsText for Npi {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        write_bytes(&digits::<10>(self.number()), self, to)
    }
}

impl AsText for Pos {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        write_bytes(&digits::<2>(self.number().into()), self, to)
    }
}

impl AsText for NaiveDate {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Ok(year @ 0..=9999) = u64::try_from(self.year()) else {
            return to.collect_str(self);
        };
        let [y1, y2, y3, y4] = digits(year);
        let [m1, m2] = digits(self.month().into());
        let [d1, d2] = digits(self.day().into());
        let text = [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2];
        write_bytes(&text, self, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_as_displayed(value: impl AsText) {
        let theirs = serde_json::to_string(&value.to_string()).expect("a string");
        let own = serde_json::to_string(&Text(&value)).expect("a string");
        assert_eq!(own, theirs);
    }

    #[test]
    fn text_is_what_is_displayed() {
        for cents in [0, 1, -1, 99, -100, 123_456_789, i64::MAX, i64::MIN] {
            is_as_displayed(Money::from_cents(cents));
        }
        for number in 0..100 {
            is_as_displayed(Pos::new(number).expect("a place"));
        }
        is_as_displayed(Npi::parse(b"1234567893").expect("an NPI"));
        is_as_displayed(ControlNumber::new(b"000000001"));
        is_as_displayed(ControlNumber::new(b"\xFF\"1"));
        is_as_displayed(Code::new(b"MA130"));
        is_as_displayed(Cow::Borrowed("a\"b"));
    }

    #[test]
    fn days_are_those_of_chrono() {
        let days = ["0000-01-01", "0999-12-31", "2025-03-09", "9999-12-31"];
        for day in days.map(|day| day.parse::<NaiveDate>().expect("a day")) {
            is_as_displayed(day);
        }
        is_as_displayed(NaiveDate::MIN);
        is_as_displayed(NaiveDate::MAX);
    }
}
