//! Segments, elements, repetitions and components: slices of what was read.

use std::fmt;

use crate::{Place, Separators};

/// One segment, borrowed from the bytes it was read from.
///
/// Positions count from 1, as the standard counts: `CLM02` is `element(2)`. An element
/// that is absent (the segment ends before it) is `None`; one that is empty is there.
///
/// ```
/// use remedi_x12::{Segment, Separators};
/// let segment = Segment::new(b"CLM*A1*125**11:B:1~", Separators::USUAL);
/// assert_eq!(segment.tag(), b"CLM");
/// assert_eq!(segment.value(2), b"125");
/// assert!(segment.element(3).unwrap().is_empty());
/// assert_eq!(segment.element(4).unwrap().component(1), Some(&b"11"[..]));
/// assert!(segment.element(5).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Segment<'a> {
    raw: &'a [u8],
    body: &'a [u8],
    separators: Separators,
    byte: u64,
}

impl<'a> Segment<'a> {
    /// The segment that fills `raw`: padding, tag and elements, and a terminator, of
    /// which the first and the last may be missing. Its byte offset is that of `raw` as 0.
    pub fn new(raw: &'a [u8], separators: Separators) -> Segment<'a> {
        let start = raw
            .iter()
            .position(|&byte| !separators.is_padding(byte))
            .unwrap_or(raw.len());
        let end = raw.len() - usize::from(raw.last() == Some(&separators.segment));
        let end = start + separators.line_ends().behind(&raw[start..end.max(start)]);
        Segment::from_parts(raw, start, end, separators, start as u64)
    }

    /// The segment whose tag and elements are `raw[start..end]`, with the tag at `byte`.
    #[inline]
    pub fn from_parts(
        raw: &'a [u8],
        start: usize,
        end: usize,
        separators: Separators,
        byte: u64,
    ) -> Segment<'a> {
        Segment {
            raw,
            body: &raw[start..end],
            separators,
            byte,
        }
    }

    /// All bytes of the segment, with the padding before it and its terminator: what a
    /// copy of it must hold.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The tag and the elements.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The separators of its interchange.
    pub fn separators(&self) -> Separators {
        self.separators
    }

    /// Offset in the input of the first byte of the tag.
    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// The segment id, such as `CLM`; empty for a segment of nothing but a terminator.
    #[inline]
    pub fn tag(&self) -> &'a [u8] {
        let element = self.separators.element;
        // Nearly all have three bytes, or two.
        match self.body {
            [first, second, third, fourth, ..] if *first != element && *second != element => {
                match (*third == element, *fourth == element) {
                    (true, _) => &self.body[..2],
                    (false, true) => &self.body[..3],
                    (false, false) => until(self.body, element),
                }
            }
            body => until(body, element),
        }
    }

    /// The element at a position from 1, or `None` when the segment ends before it.
    pub fn element(&self, position: usize) -> Option<Element<'a>> {
        self.elements().nth(position.checked_sub(1)?)
    }

    /// The bytes of the element at a position from 1; none when it is absent or empty.
    #[inline]
    pub fn value(&self, position: usize) -> &'a [u8] {
        let mut rest = self.body;
        for _ in 0..position {
            match rest
                .iter()
                .position(|&byte| byte == self.separators.element)
            {
                Some(at) => rest = &rest[at + 1..],
                None => return b"",
            }
        }
        until(rest, self.separators.element)
    }

    /// The bytes of a component, both positions from 1; none when it is absent or empty.
    #[inline]
    pub fn component(&self, position: usize, component: usize) -> &'a [u8] {
        let separator = self.separators.component;
        let mut rest = self.value(position);
        for _ in 1..component {
            match rest.iter().position(|&byte| byte == separator) {
                Some(at) => rest = &rest[at + 1..],
                None => return b"",
            }
        }
        until(rest, separator)
    }

    /// The elements in order, the tag left out.
    pub fn elements(&self) -> Elements<'a> {
        let tag = self.tag().len();
        Elements {
            rest: self.body.get(tag + 1..),
            byte: self.byte + tag as u64 + 1,
            separators: self.separators,
            // ISA11 and ISA16 hold separators that separate nothing there.
            simple: self.tag() == b"ISA",
        }
    }

    /// The place of an element in a segment at `place`: the offset of its first byte, or
    /// of the end of the segment when the element is absent.
    pub fn place_of(&self, place: Place, element: usize) -> Place {
        let byte = self
            .element(element)
            .map_or(self.byte + self.body.len() as u64, |element| element.byte());
        Place { byte, ..place }
    }
}

impl fmt::Debug for Segment<'_> {
    /// Its id, place and length alone: what it says may be a patient's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment")
            .field("tag", &self.tag_to_tell())
            .field("byte", &self.byte)
            .field("length", &self.body.len())
            .finish()
    }
}

fn until(bytes: &[u8], separator: u8) -> &[u8] {
    match bytes.iter().position(|&byte| byte == separator) {
        Some(end) => &bytes[..end],
        None => bytes,
    }
}

/// One element: simple, composite, repeated, or both.
///
/// ```
/// use remedi_x12::{Segment, Separators};
/// let segment = Segment::new(b"HI*ABK:J0190^ABF:M810~", Separators::USUAL);
/// let codes = segment.element(1).unwrap().repetitions().map(|code| code.component(2));
/// assert_eq!(codes.collect::<Vec<_>>(), [Some(&b"J0190"[..]), Some(b"M810")]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    bytes: &'a [u8],
    byte: u64,
    component: Option<u8>,
    repetition: Option<u8>,
}

impl<'a> Element<'a> {
    /// An element by its bytes, its offset in the input and the separators of its interchange.
    pub fn of(bytes: &'a [u8], byte: u64, separators: Separators) -> Element<'a> {
        Element {
            bytes,
            byte,
            component: Some(separators.component),
            repetition: separators.repetition,
        }
    }

    /// Whether the element is there without a byte in it.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// All its bytes, separators of components and repetitions included.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Offset of its first byte in the input.
    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// Its repetitions in order; a simple element is its own only one.
    pub fn repetitions(&self) -> impl Iterator<Item = Element<'a>> + use<'a> {
        let element = *self;
        pieces(self.bytes, self.repetition).map(move |(at, bytes)| Element {
            bytes,
            byte: element.byte + at as u64,
            repetition: None,
            ..element
        })
    }

    /// Its components in order (of the first repetition, where it repeats); a simple
    /// element is its own only one.
    pub fn components(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let first = self
            .repetition
            .map_or(self.bytes, |separator| until(self.bytes, separator));
        pieces(first, self.component).map(|(_, bytes)| bytes)
    }

    /// The component at a position from 1, or `None` when the composite ends before it.
    pub fn component(&self, position: usize) -> Option<&'a [u8]> {
        self.components().nth(position.checked_sub(1)?)
    }
}

impl fmt::Debug for Element<'_> {
    /// Its place and length alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Element")
            .field("byte", &self.byte)
            .field("length", &self.bytes.len())
            .finish()
    }
}

/// The parts of `bytes` between separators, each with its offset.
fn pieces(bytes: &[u8], separator: Option<u8>) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    bytes
        .split(move |&byte| Some(byte) == separator)
        .map(move |piece| {
            let start = at;
            at += piece.len() + 1;
            (start, piece)
        })
}

/// The elements of a segment in order; made by [`Segment::elements`].
#[derive(Clone)]
pub struct Elements<'a> {
    rest: Option<&'a [u8]>,
    byte: u64,
    separators: Separators,
    simple: bool,
}

impl fmt::Debug for Elements<'_> {
    /// Where the next one stands, and how many bytes are left.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elements")
            .field("byte", &self.byte)
            .field("left", &self.rest.map(<[u8]>::len))
            .finish()
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    #[inline]
    fn next(&mut self) -> Option<Element<'a>> {
        let rest = self.rest?;
        let bytes = until(rest, self.separators.element);
        let element = Element {
            bytes,
            byte: self.byte,
            component: (!self.simple).then_some(self.separators.component),
            repetition: self.separators.repetition.filter(|_| !self.simple),
        };
        self.rest = rest.get(bytes.len() + 1..);
        self.byte += bytes.len() as u64 + 1;
        Some(element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(text: &str) -> Segment<'_> {
        Segment::new(text.as_bytes(), Separators::USUAL)
    }

    #[test]
    fn absent_empty_and_present_are_three_answers() {
        let n3 = segment("N3*1 MAIN ST*~");
        assert_eq!(n3.element(1).map(|e| e.bytes()), Some(&b"1 MAIN ST"[..]));
        assert!(n3.element(2).is_some_and(|e| e.is_empty()));
        assert!(n3.element(3).is_none() && n3.element(0).is_none());
        assert!(segment("SE~").element(1).is_none());
    }

    #[test]
    fn repetitions_and_components_count_from_one() {
        let hi = segment("HI*ABK:J0190^ABF:M810*X~");
        let element = hi.element(1).unwrap();
        assert_eq!(element.component(2), Some(&b"J0190"[..]));
        let second = element.repetitions().nth(1).unwrap();
        assert_eq!(second.component(2), Some(&b"M810"[..]));
        assert_eq!(second.component(3), None);
        assert_eq!(hi.component(1, 1), b"ABK");
        assert_eq!(hi.component(2, 2), b"");
    }

    #[test]
    fn offsets_point_at_the_element() {
        let text = "\r\n CLM*A1*125~";
        let clm = segment(text);
        assert_eq!(clm.byte(), 3);
        let charge = clm.element(2).unwrap();
        assert_eq!(charge.byte(), text.find("125").unwrap() as u64);
        assert_eq!(clm.place_of(Place::default(), 9).byte, 13);
        assert_eq!(clm.raw().len(), text.len());
    }

    #[test]
    fn separators_in_an_isa_part_nothing() {
        let isa = segment("ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~");
        assert_eq!(isa.element(16).unwrap().component(1), Some(&b":"[..]));
        assert_eq!(isa.element(11).unwrap().repetitions().count(), 1);
    }

    #[test]
    fn no_terminator_and_no_body_are_no_panic() {
        assert_eq!(segment("SE*1").value(1), b"1");
        assert_eq!(segment("~").tag(), b"");
        assert_eq!(segment("").elements().count(), 0);
        assert_eq!(segment("  \n").tag(), b"");
    }
}
