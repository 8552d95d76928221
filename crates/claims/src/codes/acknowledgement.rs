//! Codes of acknowledgements of syntax (TA1, 999, 997): whether something is accepted, and what is wrong.

use std::sync::LazyLock;

use super::table::{rows, value};

words! {
    /// An element of a TA1 or a 999 that holds a code.
    AckElement {
        /// What becomes of the interchange.
        InterchangeStatus = "TA104",
        /// What is wrong with the interchange.
        InterchangeNote = "TA105",
        /// What is wrong with a segment.
        SegmentFault = "IK304",
        /// What is wrong with an element.
        ElementFault = "IK403",
        /// What becomes of the set.
        SetStatus = "IK501",
        /// What is wrong with the set.
        SetFault = "IK502",
        /// What becomes of the group.
        GroupStatus = "AK901",
        /// What is wrong with the group.
        GroupFault = "AK905",
    }
}

impl AckElement {
    /// The element of a name, whatever its case; those of a 997 (AK304, AK403, AK501, AK502) hold the codes of their
    /// likes in a 999, and elements that repeat those of the first (IK506, AK909).
    ///
    /// ```
    /// use remedi_claims::codes::acknowledgement::AckElement;
    /// assert_eq!(AckElement::named("ak403"), Some(AckElement::ElementFault));
    /// assert_eq!(AckElement::named("IK506"), Some(AckElement::SetFault));
    /// ```
    pub fn named(name: &str) -> Option<AckElement> {
        let name = name.to_ascii_uppercase();
        let (tag, position) = name.split_at_checked(3)?;
        AckElement::at(tag.as_bytes(), position.parse().ok()?)
    }

    /// The element at a position of a segment, where that holds such a code.
    pub fn at(tag: &[u8], position: usize) -> Option<AckElement> {
        Some(match (tag, position) {
            (b"TA1", 4) => AckElement::InterchangeStatus,
            (b"TA1", 5) => AckElement::InterchangeNote,
            (b"IK3" | b"AK3", 4) => AckElement::SegmentFault,
            (b"IK4" | b"AK4", 3) => AckElement::ElementFault,
            (b"IK5" | b"AK5", 1) => AckElement::SetStatus,
            (b"IK5" | b"AK5", 2..=6) => AckElement::SetFault,
            (b"AK9", 1) => AckElement::GroupStatus,
            (b"AK9", 5..=9) => AckElement::GroupFault,
            _ => return None,
        })
    }
}

/// A code of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AckCode {
    /// The element.
    pub element: AckElement,
    /// The code.
    pub code: &'static str,
    /// What it says, in short.
    pub meaning: &'static str,
}

/// Finds a code as sent, whatever the blanks around it and the case of its letters.
///
/// ```
/// use remedi_claims::codes::acknowledgement::{self, AckElement};
/// let code = acknowledgement::lookup(AckElement::InterchangeNote, b"025").unwrap();
/// assert_eq!(code.meaning, "control number was used before");
/// ```
pub fn lookup(element: AckElement, code: &[u8]) -> Option<&'static AckCode> {
    let code = code.trim_ascii();
    all(element).find(|own| own.code.as_bytes().eq_ignore_ascii_case(code))
}

/// Every code of an element.
pub fn all(element: AckElement) -> impl Iterator<Item = &'static AckCode> {
    CODES.iter().filter(move |own| own.element == element)
}

static CODES: LazyLock<Vec<AckCode>> = LazyLock::new(|| {
    let text = include_str!("../../data/codes/acknowledgement.csv");
    let rows = rows(text, ["code", "meaning"]).map(|[code, meaning]| {
        let (element, code) = code.split_once(':').unwrap_or(("", code));
        AckCode {
            element: value(element),
            code,
            meaning,
        }
    });
    rows.collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_has_codes() {
        let counts = AckElement::ALL.iter().map(|&element| all(element).count());
        assert_eq!(counts.collect::<Vec<_>>(), [3, 32, 13, 18, 6, 21, 7, 16]);
    }

    #[test]
    fn the_same_code_says_another_thing_elsewhere() {
        let meaning = |element, code: &[u8]| lookup(element, code).map(|code| code.meaning);
        let (segment, element) = (AckElement::SegmentFault, AckElement::ElementFault);
        assert_ne!(meaning(segment, b"I6"), meaning(element, b"I6"));
        assert_eq!(meaning(element, b" i12 "), meaning(element, b"I12"));
        assert_eq!(meaning(element, b"11"), None);
        assert_eq!(AckElement::named("AK303"), None);
        assert_eq!(AckElement::named("1"), None);
    }
}
