//! Provider taxonomy codes (PRV03 after PRV02 = PXC; ZZ in 4010).

use std::fmt;

/// A taxonomy code of ten capital letters and digits, the last an X.
///
/// ```
/// use remedi_claims::Taxonomy;
/// assert_eq!(Taxonomy::parse(b"207RC0000X").unwrap().to_string(), "207RC0000X");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Taxonomy([u8; 10]);

impl Taxonomy {
    /// Reads a code; `None` when it has not the form of one.
    pub fn parse(bytes: &[u8]) -> Option<Taxonomy> {
        let code: [u8; 10] = bytes.try_into().ok()?;
        let formed = code[9] == b'X'
            && code
                .iter()
                .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        formed.then_some(Taxonomy(code))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Taxonomy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Taxonomy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_ten_characters_ending_in_x() {
        assert!(Taxonomy::parse(b"282N00000X").is_some());
        assert!(Taxonomy::parse(b"282N00000").is_none());
        assert!(Taxonomy::parse(b"282n00000X").is_none());
        assert!(Taxonomy::parse(b"282N000000").is_none());
    }
}
