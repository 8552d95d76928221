//! Procedure codes (CPT, HCPCS Level II, CDT), their modifiers, and ranges of codes.

use std::fmt;
use std::hash::{Hash, Hasher};

use nom::bytes::complete::take_while;
use nom::character::complete::char;
use nom::combinator::{all_consuming, map_opt, opt};
use nom::sequence::preceded;
use nom::{IResult, Parser};

/// A procedure code of five capital letters and digits (SV101-2, SV202-2, SV301-2, SVC01-2).
///
/// ```
/// use remedi_claims::ProcedureCode;
/// assert_eq!(ProcedureCode::parse(b"99213").unwrap().to_string(), "99213");
/// assert!(ProcedureCode::parse(b"9921").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProcedureCode([u8; 5]);

impl Hash for ProcedureCode {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [one, two, three, four, five] = self.0;
        state.write_u64(u64::from_le_bytes([one, two, three, four, five, 0, 0, 0]));
    }
}

/// A procedure modifier of two capital letters or digits (SV101-3 to -6).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modifier([u8; 2]);

fn is_code_byte(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

impl ProcedureCode {
    /// Reads a code; `None` when it is not five capital letters and digits.
    pub fn parse(bytes: &[u8]) -> Option<ProcedureCode> {
        let code: [u8; 5] = bytes.try_into().ok()?;
        code.iter()
            .all(|&byte| is_code_byte(byte))
            .then_some(ProcedureCode(code))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The series of the code: its letters, where they stand, with zeros for the digits.
    ///
    /// `99213`, `G0101` and `0101U` belong to three series, so a range of one never
    /// holds a code of another. Within a series the order of the bytes is that of the numbers.
    fn series(self) -> [u8; 5] {
        self.0
            .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte })
    }

    /// The next code of the same series; `None` behind the last one.
    ///
    /// ```
    /// use remedi_claims::ProcedureCode;
    /// let next = |code: &[u8]| ProcedureCode::parse(code).unwrap().next();
    /// assert_eq!(next(b"0199T").unwrap().to_string(), "0200T");
    /// assert_eq!(next(b"G9999"), None);
    /// ```
    pub fn next(self) -> Option<ProcedureCode> {
        let mut code = self.0;
        for byte in code.iter_mut().rev().filter(|byte| byte.is_ascii_digit()) {
            if *byte < b'9' {
                *byte += 1;
                return Some(ProcedureCode(code));
            }
            *byte = b'0';
        }
        None
    }

    /// The code as bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8; 5] {
        &self.0
    }

    /// The digits of the code as a number.
    fn number(self) -> u32 {
        let digits = self.0.iter().filter(|byte| byte.is_ascii_digit());
        digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }
}

impl Modifier {
    /// The modifier as bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8; 2] {
        &self.0
    }

    /// Reads a modifier; `None` when it is not two capital letters and digits.
    pub fn parse(bytes: &[u8]) -> Option<Modifier> {
        let modifier: [u8; 2] = bytes.try_into().ok()?;
        modifier
            .iter()
            .all(|&byte| is_code_byte(byte))
            .then_some(Modifier(modifier))
    }

    /// The modifier as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The codes from one to another of the same series, both included.
///
/// ```
/// use remedi_claims::{CodeRange, ProcedureCode};
/// let range = CodeRange::parse("G0101-G0124").unwrap();
/// assert!(range.contains(ProcedureCode::parse(b"G0102").unwrap()));
/// assert!(!range.contains(ProcedureCode::parse(b"00102").unwrap()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodeRange {
    from: ProcedureCode,
    to: ProcedureCode,
}

impl CodeRange {
    /// Reads `99202-99215` or the single code `93306`; `None` when a code is malformed, the
    /// two belong to different series, or the range runs backwards.
    pub fn parse(text: &str) -> Option<CodeRange> {
        let (_, (from, to)) = all_consuming(code_range)
            .parse_complete(text.as_bytes())
            .ok()?;
        (from.series() == to.series() && from <= to).then_some(CodeRange { from, to })
    }

    /// Whether the code lies in the range.
    #[inline]
    pub fn contains(&self, code: ProcedureCode) -> bool {
        self.from <= code && code <= self.to && code.series() == self.from.series()
    }

    /// The first code.
    pub fn first(&self) -> ProcedureCode {
        self.from
    }

    /// The last code.
    pub fn last(&self) -> ProcedureCode {
        self.to
    }

    /// How many numbers the range spans: of two ranges that hold a code, the
    /// narrower is the more specific.
    pub fn width(&self) -> u32 {
        self.to.number() - self.from.number() + 1
    }
}

fn code(input: &[u8]) -> IResult<&[u8], ProcedureCode> {
    map_opt(take_while(is_code_byte), ProcedureCode::parse).parse(input)
}

fn code_range(input: &[u8]) -> IResult<&[u8], (ProcedureCode, ProcedureCode)> {
    let (rest, from) = code(input)?;
    let (rest, to) = opt(preceded(char('-'), code)).parse(rest)?;
    Ok((rest, (from, to.unwrap_or(from))))
}

impl fmt::Display for CodeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}-{}", self.from, self.to)
        }
    }
}

macro_rules! shown_as_text {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

shown_as_text!(ProcedureCode, Modifier);

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(range: &str, code: &str) -> bool {
        CodeRange::parse(range)
            .unwrap()
            .contains(ProcedureCode::parse(code.as_bytes()).unwrap())
    }

    #[test]
    fn ranges_include_both_ends_and_stay_in_their_series() {
        assert!(holds("99202-99215", "99202") && holds("99202-99215", "99215"));
        assert!(!holds("99202-99215", "99216"));
        assert!(holds("0001U-0999U", "0101U"));
        assert!(!holds("0001U-0999U", "00101"));
        assert!(!holds("00100-01999", "0101T"));
        assert!(holds("J0120-J9999", "J1100"));
    }

    #[test]
    fn ranges_across_series_or_backwards_are_refused() {
        for text in [
            "G0101-H0102",
            "99215-99202",
            "9921-99215",
            "99202-",
            "-99202",
            "",
            "99202 ",
        ] {
            assert_eq!(CodeRange::parse(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_five_capital_letters_and_digits() {
        for text in ["9921", "992133", "j1100", "99 13", ""] {
            assert_eq!(ProcedureCode::parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Modifier::parse(b"2"), None);
        assert_eq!(
            Modifier::parse(b"25").map(|m| m.to_string()).as_deref(),
            Some("25")
        );
    }
}
