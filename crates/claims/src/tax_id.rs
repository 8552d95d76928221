//! Tax identification numbers (2010AA REF*EI or REF*SY).

use std::fmt;

/// Whose number a TIN is. Numbers of two kinds are never equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TinKind {
    /// An employer identification number (REF01 = EI).
    Ein,
    /// A social security number of a sole proprietor (REF01 = SY).
    Ssn,
}

impl fmt::Display for TinKind {
    /// `EIN` or `SSN`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TinKind::Ein => "EIN",
            TinKind::Ssn => "SSN",
        })
    }
}

/// A tax identification number with its kind. An SSN is never shown but for its
/// last four digits, and may be known by those alone.
///
/// ```
/// use remedi_claims::{Tin, TinKind};
/// let tin = Tin::parse("12-3456789".as_bytes(), TinKind::Ein).unwrap();
/// assert_eq!(tin.to_string(), "123456789");
/// let ssn = Tin::parse(b"987654321", TinKind::Ssn).unwrap();
/// assert_eq!(ssn.to_string(), "*****4321");
/// assert!(ssn.agrees_with(&Tin::parse(b"4321", TinKind::Ssn).unwrap()));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tin {
    digits: u32,
    last_four_only: bool,
    kind: TinKind,
}

impl Tin {
    /// Reads nine digits, with hyphens and spaces left out, or the last four of an SSN; of one that is masked
    /// by five zeros (`000-00-1234`) these are all that is known. `None` for anything else.
    pub fn parse(bytes: &[u8], kind: TinKind) -> Option<Tin> {
        let mut digits = 0u32;
        let mut length = 0;
        for &byte in bytes {
            match byte {
                b'0'..=b'9' if length < 9 => {
                    digits = digits * 10 + u32::from(byte - b'0');
                    length += 1;
                }
                b'-' | b' ' => {}
                _ => return None,
            }
        }
        let is_masked = length == 4 || length == 9 && digits < 10_000;
        let last_four_only = is_masked && kind == TinKind::Ssn;
        (length == 9 || last_four_only).then_some(Tin {
            digits,
            last_four_only,
            kind,
        })
    }

    /// Whose number it is.
    pub fn kind(&self) -> TinKind {
        self.kind
    }

    /// Whether the two can be the same number: same kind and same digits, or the
    /// same last four where one SSN is known by no more.
    pub fn agrees_with(&self, other: &Tin) -> bool {
        self.kind == other.kind && self.may_be(other)
    }

    /// Whether the two can be the same number, whosever it is.
    pub fn may_be(&self, other: &Tin) -> bool {
        if self.last_four_only || other.last_four_only {
            return self.last_four() == other.last_four();
        }
        self.digits == other.digits
    }

    /// Whether the two have the same nine digits, of which it is not known whose number they are.
    pub fn has_digits_of(&self, other: &Tin) -> bool {
        self.digits == other.digits && self.last_four_only == other.last_four_only
    }

    /// The last four digits.
    pub fn last_four(&self) -> u32 {
        self.digits % 10_000
    }

    /// The SSN that it is if it was taken for an EIN; `None` for an SSN.
    pub fn taken_for_ssn(&self) -> Option<Tin> {
        let kind = TinKind::Ssn;
        (self.kind == TinKind::Ein).then_some(Tin { kind, ..*self })
    }

    /// The number as it may be shown beside another: as an SSN where that is one, and has the same digits.
    pub fn shown_beside(&self, other: &Tin) -> Tin {
        match (other.kind, self.taken_for_ssn()) {
            (TinKind::Ssn, Some(ssn)) if self.may_be(other) => ssn,
            _ => *self,
        }
    }

    /// The digits as a number, for compact tables of EINs; `None` for an SSN.
    pub fn ein(&self) -> Option<u32> {
        (self.kind == TinKind::Ein).then_some(self.digits)
    }
}

impl fmt::Display for Tin {
    /// All nine digits of an EIN; an SSN as `*****1234`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TinKind::Ein => write!(f, "{:09}", self.digits),
            TinKind::Ssn => write!(f, "*****{:04}", self.last_four()),
        }
    }
}

impl fmt::Debug for Tin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_never_equal() {
        let ein = Tin::parse(b"123456789", TinKind::Ein).unwrap();
        let ssn = Tin::parse(b"123-45-6789", TinKind::Ssn).unwrap();
        assert!(!ein.agrees_with(&ssn));
    }

    #[test]
    fn an_ein_of_the_digits_of_an_ssn_is_masked_beside_it() {
        let ein = Tin::parse(b"123456789", TinKind::Ein).unwrap();
        let shown = |ssn: &[u8]| {
            let ssn = Tin::parse(ssn, TinKind::Ssn).unwrap();
            ein.shown_beside(&ssn).to_string()
        };
        assert_eq!(shown(b"123-45-6789"), "*****6789");
        assert_eq!(shown(b"6789"), "*****6789");
        assert_eq!(shown(b"987654321"), "123456789");
    }

    #[test]
    fn an_ssn_is_masked_also_in_debug_output() {
        let ssn = Tin::parse(b"123456789", TinKind::Ssn).unwrap();
        assert_eq!(format!("{ssn} {ssn:?}"), "*****6789 *****6789");
    }

    #[test]
    fn of_an_ssn_that_is_masked_by_zeros_the_last_four_digits_are_known() {
        let parse = |digits: &[u8], kind| Tin::parse(digits, kind).unwrap();
        let known = parse(b"987-65-4321", TinKind::Ssn);
        assert!(parse(b"000-00-4321", TinKind::Ssn).agrees_with(&known));
        assert!(!parse(b"000-00-4322", TinKind::Ssn).agrees_with(&known));
        assert!(!parse(b"000014321", TinKind::Ssn).agrees_with(&known));
        let ein = parse(b"000004321", TinKind::Ein);
        assert!(!ein.may_be(&parse(b"987654321", TinKind::Ein)));
    }

    #[test]
    fn an_ein_by_four_digits_is_refused() {
        assert!(Tin::parse(b"6789", TinKind::Ein).is_none());
        assert!(Tin::parse(b"6789", TinKind::Ssn).is_some());
        assert!(Tin::parse(b"1234567890", TinKind::Ein).is_none());
        assert!(Tin::parse(b"12345678X", TinKind::Ein).is_none());
    }
}
