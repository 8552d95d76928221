//! Amounts of money (X12 data type R), exact to the cent.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use nom::bytes::complete::take_while;
use nom::character::complete::one_of;
use nom::combinator::{all_consuming, opt};
use nom::sequence::preceded;
use nom::{IResult, Parser};

/// An amount in US cents.
///
/// ```
/// use remedi_claims::Money;
/// let charge = Money::parse(b"125.5").unwrap();
/// assert_eq!(charge.to_string(), "125.50");
/// assert_eq!((charge + Money::from_cents(50)).cents(), 12_600);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// The bytes are no decimal amount, have a fraction of a cent, or do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MalformedMoney;

impl fmt::Display for MalformedMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an amount of dollars and cents")
    }
}

impl std::error::Error for MalformedMoney {}

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// An amount of so many cents.
    pub const fn from_cents(cents: i64) -> Money {
        Money(cents)
    }

    /// The amount in cents.
    pub fn cents(self) -> i64 {
        self.0
    }

    /// The amount without its sign.
    pub fn abs(self) -> Money {
        Money(self.0.saturating_abs())
    }

    /// The amount as sentences have it: with its sign before the dollars.
    ///
    /// ```
    /// use remedi_claims::Money;
    /// assert_eq!(Money::from_cents(-500).dollars().to_string(), "-$5.00");
    /// assert_eq!(Money::from_cents(500).dollars().to_string(), "$5.00");
    /// ```
    pub fn dollars(self) -> impl fmt::Display {
        Dollars(self)
    }

    /// Reads an X12 decimal: an optional sign, digits, an optional point and digits.
    ///
    /// # Errors
    /// [`MalformedMoney`] for an empty element, an exponent, a second point, a
    /// fraction of a cent, or more than 16 digits before the point.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Result<Money, MalformedMoney> {
        Money::plain(bytes).map_or_else(|| Money::parse_any(bytes), Ok)
    }

    /// Digits with at most two of them behind a point, as most amounts are.
    fn plain(bytes: &[u8]) -> Option<Money> {
        let (mut value, mut fraction) = (0_i64, None);
        if bytes.is_empty() || bytes.len() > 12 {
            return None;
        }
        for (left, &byte) in (0..bytes.len()).rev().zip(bytes) {
            match byte {
                b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
                b'.' if fraction.is_none() && bytes.len() > 1 => fraction = Some(left),
                _ => return None,
            }
        }
        match fraction.unwrap_or(0) {
            0 => Some(Money(value * 100)),
            1 => Some(Money(value * 10)),
            2 => Some(Money(value)),
            _ => None,
        }
    }

    fn parse_any(bytes: &[u8]) -> Result<Money, MalformedMoney> {
        let (_, (sign, whole, fraction)) = all_consuming(decimal)
            .parse_complete(bytes)
            .map_err(|_| MalformedMoney)?;
        if whole.len() + fraction.len() == 0 || whole.len() > 16 {
            return Err(MalformedMoney);
        }
        let (cents, below) = fraction.split_at(fraction.len().min(2));
        if below.iter().any(|&digit| digit != b'0') {
            return Err(MalformedMoney);
        }
        let mut value = 0i64;
        for &digit in whole.iter().chain(cents) {
            value = value * 10 + i64::from(digit - b'0');
        }
        for _ in cents.len()..2 {
            value *= 10;
        }
        Ok(Money(if sign == Some('-') { -value } else { value }))
    }
}

type Decimal<'a> = (Option<char>, &'a [u8], &'a [u8]);

fn decimal(input: &[u8]) -> IResult<&[u8], Decimal<'_>> {
    let digits = || take_while(|byte: u8| byte.is_ascii_digit());
    let (rest, sign) = opt(one_of("+-")).parse(input)?;
    let (rest, whole) = digits().parse(rest)?;
    let (rest, fraction) = opt(preceded(one_of("."), digits())).parse(rest)?;
    Ok((rest, (sign, whole, fraction.unwrap_or_default())))
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut [0; Money::LONGEST]))
    }
}

/// An amount as sentences have it.
struct Dollars(Money);

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let room = &mut [0; Money::LONGEST];
        let text = self.0.text(room);
        match text.strip_prefix('-') {
            Some(amount) => write!(f, "-${amount}"),
            None => write!(f, "${text}"),
        }
    }
}

impl Money {
    /// So many bytes are room for the text of any amount.
    pub const LONGEST: usize = 24;

    /// What is displayed, in the room that is given.
    ///
    /// ```
    /// use remedi_claims::Money;
    /// assert_eq!(Money::from_cents(-123).text(&mut [0; Money::LONGEST]), "-1.23");
    /// ```
    pub fn text(self, text: &mut [u8; Money::LONGEST]) -> &str {
        let (mut start, mut rest) = (text.len(), self.0.unsigned_abs());
        let mut digits = 0;
        while rest > 0 || digits < 3 {
            if digits == 2 {
                start -= 1;
                text[start] = b'.';
            }
            start -= 1;
            text[start] = b'0' + (rest % 10) as u8;
            (rest, digits) = (rest / 10, digits + 1);
        }
        if self.0 < 0 {
            start -= 1;
            text[start] = b'-';
        }
        std::str::from_utf8(&text[start..]).unwrap_or_default()
    }
}

impl Add for Money {
    type Output = Money;

    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Money;

    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Neg for Money {
    type Output = Money;

    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, cents) in [
            ("0", 0),
            ("100", 10_000),
            ("100.", 10_000),
            (".5", 50),
            ("-12.34", -1_234),
            ("+7", 700),
            ("1.500", 150),
            ("0000012.01", 1_201),
        ] {
            assert_eq!(
                Money::parse(text.as_bytes()).map(Money::cents),
                Ok(cents),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "1.2.3",
            "1e3",
            "12,00",
            "1.005",
            "abc",
            "$5",
            " 5",
            "--5",
            "12345678901234567",
        ] {
            assert_eq!(Money::parse(text.as_bytes()), Err(MalformedMoney), "{text}");
        }
    }

    #[test]
    fn negative_cents_keep_their_sign() {
        assert_eq!(Money::from_cents(-5).to_string(), "-0.05");
    }
}
