//! The place of service of a professional or dental claim line (CLM05-1, SV105, SV303).

use std::fmt;

/// A place-of-service code: two digits. Whether CMS has assigned it, and since
/// when, is a matter of [`crate::codes::pos`].
///
/// ```
/// use remedi_claims::Pos;
/// assert_eq!(Pos::parse(b"02").unwrap().to_string(), "02");
/// assert!(Pos::parse(b"2").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pos(u8);

impl Pos {
    /// Reads two digits; `None` for anything else.
    pub fn parse(bytes: &[u8]) -> Option<Pos> {
        match bytes {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                Some(Pos((tens - b'0') * 10 + (ones - b'0')))
            }
            _ => None,
        }
    }

    /// The code of two digits as a number from 0 to 99, or `None` above.
    ///
    /// ```
    /// use remedi_claims::Pos;
    /// const OFFICE: Pos = Pos::new(11).unwrap();
    /// assert_eq!(OFFICE.number(), 11);
    /// ```
    pub const fn new(number: u8) -> Option<Pos> {
        if number < 100 {
            Some(Pos(number))
        } else {
            None
        }
    }

    /// The code as a number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Pos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Debug for Pos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A set of places of service.
///
/// ```
/// use remedi_claims::{Pos, PosSet};
/// let office_like: PosSet = [11, 17, 20].into_iter().filter_map(Pos::new).collect();
/// assert!(office_like.contains(Pos::new(17).unwrap()));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PosSet(u128);

impl PosSet {
    /// Whether no place is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the place is in the set.
    pub fn contains(self, pos: Pos) -> bool {
        self.0 >> pos.0 & 1 == 1
    }

    /// Puts the place into the set.
    pub fn insert(&mut self, pos: Pos) {
        self.0 |= 1 << pos.0;
    }

    /// Takes the place out of the set.
    pub fn remove(&mut self, pos: Pos) {
        self.0 &= !(1 << pos.0);
    }

    /// The places of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Pos> {
        (0..100).map(Pos).filter(move |&pos| self.contains(pos))
    }
}

impl FromIterator<Pos> for PosSet {
    fn from_iter<I: IntoIterator<Item = Pos>>(places: I) -> PosSet {
        let mut set = PosSet::default();
        places.into_iter().for_each(|pos| set.insert(pos));
        set
    }
}

impl fmt::Display for PosSet {
    /// The codes with a comma between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pos) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{pos}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_leading_zero_is_no_code() {
        for text in ["2", "011", "1A", "", " 2"] {
            assert_eq!(Pos::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_set_lists_its_places_in_order() {
        let set: PosSet = [99, 2, 11].into_iter().filter_map(Pos::new).collect();
        assert_eq!(set.to_string(), "02, 11, 99");
    }
}
