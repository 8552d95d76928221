//! Segments that are built.

use std::fmt;

use crate::{Separators, WriteError, WriteErrorKind};

/// A segment to be written, without separators yet.
///
/// Elements, repetitions and components that are empty at the end are left out when it is
/// written, as the standard wants it.
///
/// ```
/// use remedi_x12::{SegmentBuf, Separators};
/// let hi = SegmentBuf::new("HI")
///     .composite(["ABK", "J0190", ""])
///     .composite(["ABF", "M810"])
///     .repetition("ABF")
///     .component("I10")
///     .element("");
/// assert_eq!(hi.to_bytes(Separators::USUAL)?, b"HI*ABK:J0190*ABF:M810^ABF:I10~");
/// # Ok::<(), remedi_x12::WriteError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SegmentBuf {
    tag: String,
    values: Vec<u8>,
    /// What starts each value, and where the value ends.
    pieces: Vec<(Piece, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Component,
    Repetition,
    Element,
}

impl fmt::Debug for SegmentBuf {
    /// Without the values, which may be a patient's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SegmentBuf")
            .field("tag", &self.tag)
            .field("length", &self.values.len())
            .finish_non_exhaustive()
    }
}

impl SegmentBuf {
    /// A segment with this tag and no element.
    pub fn new(tag: impl Into<String>) -> SegmentBuf {
        SegmentBuf {
            tag: tag.into(),
            values: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The segment id.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Adds an element.
    #[must_use]
    pub fn element(self, value: impl AsRef<[u8]>) -> SegmentBuf {
        self.piece(Piece::Element, value.as_ref())
    }

    /// Adds elements.
    #[must_use]
    pub fn elements<T: AsRef<[u8]>>(self, values: impl IntoIterator<Item = T>) -> SegmentBuf {
        values.into_iter().fold(self, SegmentBuf::element)
    }

    /// Adds a composite element of these components.
    #[must_use]
    pub fn composite<T: AsRef<[u8]>>(self, components: impl IntoIterator<Item = T>) -> SegmentBuf {
        let mut components = components.into_iter();
        let segment = match components.next() {
            Some(first) => self.element(first),
            None => self.element(""),
        };
        components.fold(segment, SegmentBuf::component)
    }

    /// Adds a component to the last element (or its last repetition).
    #[must_use]
    pub fn component(self, value: impl AsRef<[u8]>) -> SegmentBuf {
        self.piece(Piece::Component, value.as_ref())
    }

    /// Adds a repetition to the last element; [`SegmentBuf::component`] adds to it.
    #[must_use]
    pub fn repetition(self, value: impl AsRef<[u8]>) -> SegmentBuf {
        self.piece(Piece::Repetition, value.as_ref())
    }

    /// Leaves elements empty so that the next one added has this position, from 1. Without
    /// effect when so many are there already.
    ///
    /// ```
    /// use remedi_x12::{SegmentBuf, Separators};
    /// let sbr = SegmentBuf::new("SBR").element("P").skip_to(9).element("CI");
    /// assert_eq!(sbr.to_bytes(Separators::USUAL)?, b"SBR*P********CI~");
    /// # Ok::<(), remedi_x12::WriteError>(())
    /// ```
    #[must_use]
    pub fn skip_to(mut self, position: usize) -> SegmentBuf {
        let here = |piece: &&(Piece, usize)| piece.0 == Piece::Element;
        for _ in self.pieces.iter().filter(here).count() + 1..position {
            self.pieces.push((Piece::Element, self.values.len()));
        }
        self
    }

    /// The bytes of the segment with its terminator.
    ///
    /// # Errors
    /// When a value holds a separator, an element repeats and there is no separator for
    /// it, the tag is not two or three capital letters and digits, or it is `ISA`, which
    /// only [`Writer::header`](crate::Writer::header) writes.
    pub fn to_bytes(&self, separators: Separators) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::new();
        self.render(separators, &mut bytes)?;
        Ok(bytes)
    }

    fn piece(mut self, piece: Piece, value: &[u8]) -> SegmentBuf {
        // A component or repetition of no element yet is the first of a new one.
        let piece = match self.pieces.is_empty() {
            true => Piece::Element,
            false => piece,
        };
        self.values.extend_from_slice(value);
        self.pieces.push((piece, self.values.len()));
        self
    }

    /// The first component of the first repetition at an element's position.
    pub(crate) fn value(&self, position: usize) -> &[u8] {
        let mut element = 0;
        let mut start = 0;
        for &(piece, end) in &self.pieces {
            element += usize::from(piece == Piece::Element);
            if element == position {
                return &self.values[start..end];
            }
            start = end;
        }
        b""
    }

    pub(crate) fn render(
        &self,
        separators: Separators,
        out: &mut Vec<u8>,
    ) -> Result<(), WriteError> {
        if self.tag == "ISA" {
            return Err(WriteErrorKind::Header.into());
        }
        if !crate::envelope::is_tag(self.tag.as_bytes()) {
            return Err(WriteErrorKind::Tag(self.tag.clone()).into());
        }
        out.extend_from_slice(self.tag.as_bytes());
        let (mut element, mut component, mut start) = (0, 0, 0);
        // Separators are held back until a value follows that needs them.
        let mut due = Vec::new();
        for &(piece, end) in &self.pieces {
            due.retain(|&held| held >= piece);
            due.push(piece);
            match piece {
                Piece::Element => (element, component) = (element + 1, 1),
                Piece::Repetition => component = 1,
                Piece::Component => component += 1,
            }
            let value = &self.values[start..end];
            start = end;
            if value.is_empty() {
                continue;
            }
            let tag = || self.tag.clone();
            for held in due.drain(..) {
                out.push(match held {
                    Piece::Element => separators.element,
                    Piece::Component => separators.component,
                    Piece::Repetition => {
                        let none = || WriteErrorKind::NoRepetition {
                            tag: tag(),
                            element,
                        };
                        separators.repetition.ok_or_else(none)?
                    }
                });
            }
            fits(separators, value).map_err(|byte| WriteErrorKind::Separator {
                tag: tag(),
                element,
                component,
                byte,
            })?;
            out.extend_from_slice(value);
        }
        out.push(separators.segment);
        Ok(())
    }
}

/// Whether a built value can stand between these separators; if not, the byte that can't.
/// Line ends may not: before a terminator a reader takes them for padding.
pub(crate) fn fits(separators: Separators, value: &[u8]) -> Result<(), u8> {
    let bad = |byte: &u8| separators.contains(*byte) || matches!(byte, b'\r' | b'\n');
    value.iter().copied().find(bad).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(segment: SegmentBuf) -> String {
        String::from_utf8(segment.to_bytes(Separators::USUAL).unwrap()).unwrap()
    }

    fn kind(result: Result<Vec<u8>, WriteError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn what_is_empty_at_the_end_is_left_out() {
        assert_eq!(bytes(SegmentBuf::new("SE")), "SE~");
        assert_eq!(bytes(SegmentBuf::new("N3").elements(["", ""])), "N3~");
        let sv1 = SegmentBuf::new("SV1")
            .composite(["HC", "99213", "", ""])
            .element("")
            .composite(["", "2"]);
        assert_eq!(bytes(sv1), "SV1*HC:99213**:2~");
        let hi = SegmentBuf::new("HI").composite(["A", ""]).repetition("");
        assert_eq!(bytes(hi.clone().repetition("B")), "HI*A^^B~");
        assert_eq!(bytes(hi), "HI*A~");
    }

    #[test]
    fn a_separator_in_a_value_is_an_error_with_its_place() {
        let clm = SegmentBuf::new("CLM").element("1").composite(["11", "B*"]);
        assert_eq!(
            kind(clm.to_bytes(Separators::USUAL)),
            "CLM02-2 holds `*`, a separator or line end"
        );
        let clm = SegmentBuf::new("CLM").element("1^").to_bytes(Separators {
            repetition: None,
            ..Separators::USUAL
        });
        assert_eq!(clm.unwrap(), b"CLM*1^~");
        let lines = Separators {
            segment: b'\n',
            ..Separators::USUAL
        };
        let note = SegmentBuf::new("NTE").element("ADD\r");
        assert_eq!(
            kind(note.to_bytes(lines)),
            "NTE01-1 holds `\\r`, a separator or line end"
        );
    }

    #[test]
    fn what_has_no_separator_or_no_tag_is_not_written() {
        let old = Separators {
            repetition: None,
            ..Separators::USUAL
        };
        let repeated = SegmentBuf::new("EB").element("1").repetition("2");
        assert!(kind(repeated.to_bytes(old)).starts_with("EB01 repeats"));
        for tag in ["", "X", "clm", "N*3", "LONG", "ISA"] {
            assert!(
                SegmentBuf::new(tag).to_bytes(Separators::USUAL).is_err(),
                "{tag}"
            );
        }
    }
}
