//! National Provider Identifiers (NM109 after NM108 = XX).

use std::fmt;

/// A valid National Provider Identifier: ten digits, first digit 1 or 2, with a
/// right check digit (Luhn over the digits behind the prefix 80840, 45 CFR 162.406).
///
/// ```
/// use remedi_claims::Npi;
/// let npi = Npi::parse(b"1234567893").unwrap();
/// assert_eq!(npi.to_string(), "1234567893");
/// assert!(Npi::parse(b"1234567890").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Npi(u64);

/// Why ten characters are not an NPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NpiFault {
    /// Not exactly ten characters.
    Length,
    /// A character that is no digit.
    NotDigits,
    /// The first digit is neither 1 nor 2.
    FirstDigit,
    /// The tenth digit is not the check digit of the first nine.
    CheckDigit,
}

impl fmt::Display for NpiFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NpiFault::Length => "an NPI has ten digits",
            NpiFault::NotDigits => "an NPI has digits only",
            NpiFault::FirstDigit => "an NPI starts with 1 or 2",
            NpiFault::CheckDigit => "the check digit of the NPI is wrong",
        })
    }
}

impl std::error::Error for NpiFault {}

impl Npi {
    /// Reads the ten digits of an NPI.
    ///
    /// # Errors
    /// The first reason, in the order of [`NpiFault`], why these bytes are no NPI.
    pub fn parse(bytes: &[u8]) -> Result<Npi, NpiFault> {
        let digits: &[u8; 10] = bytes.try_into().map_err(|_| NpiFault::Length)?;
        let mut number = 0u64;
        // 24 is what the constant prefix 80840 adds to the Luhn sum.
        let mut sum = 24u32;
        for (index, &byte) in digits.iter().enumerate() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return Err(NpiFault::NotDigits);
            }
            number = number * 10 + u64::from(digit);
            sum += if index % 2 == 0 {
                LUHN_DOUBLED[usize::from(digit)]
            } else {
                u32::from(digit)
            };
        }
        if !matches!(digits[0], b'1' | b'2') {
            return Err(NpiFault::FirstDigit);
        }
        if !sum.is_multiple_of(10) {
            return Err(NpiFault::CheckDigit);
        }
        Ok(Npi(number))
    }

    /// An NPI by its ten digits as a number.
    ///
    /// # Errors
    /// As [`Npi::parse`] of its digits.
    pub fn from_number(number: u64) -> Result<Npi, NpiFault> {
        if number > 9_999_999_999 {
            return Err(NpiFault::Length);
        }
        let (mut digits, mut rest) = ([b'0'; 10], number);
        for digit in digits.iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        Npi::parse(&digits)
    }

    /// The ten digits as a number, for compact tables.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Twice a digit, with the digits of the product added up.
const LUHN_DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

impl fmt::Display for Npi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

impl std::str::FromStr for Npi {
    type Err = NpiFault;

    fn from_str(text: &str) -> Result<Npi, NpiFault> {
        Npi::parse(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digit_decides() {
        assert!(Npi::parse(b"1245319599").is_ok());
        assert!(Npi::parse(b"1234567893").is_ok());
        assert_eq!(Npi::parse(b"1234567890"), Err(NpiFault::CheckDigit));
    }

    #[test]
    fn form_is_told_before_the_check_digit() {
        assert_eq!(Npi::parse(b"123456789"), Err(NpiFault::Length));
        assert_eq!(Npi::parse(b"12345678X3"), Err(NpiFault::NotDigits));
        assert_eq!(Npi::parse(b"3234567893"), Err(NpiFault::FirstDigit));
        assert_eq!(Npi::parse(b""), Err(NpiFault::Length));
    }

    #[test]
    fn a_number_is_read_as_its_digits() {
        for text in ["1245319599", "1234567890", "3234567893", "0000000000"] {
            let number = text.parse().unwrap();
            assert_eq!(Npi::from_number(number), text.parse(), "{text}");
        }
        assert_eq!(Npi::from_number(11_245_319_599), Err(NpiFault::Length));
    }

    #[test]
    fn exactly_one_check_digit_fits() {
        for stem in 100_000_000u64..100_000_200 {
            let fitting = (0..10)
                .filter(|check| Npi::parse(format!("{stem}{check}").as_bytes()).is_ok())
                .count();
            assert_eq!(fitting, 1, "{stem}");
        }
    }
}
