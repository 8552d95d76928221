//! The ISA segment, which says how the rest of its interchange is to be read.

use std::fmt;

use nom::bytes::streaming::{tag, take, take_till};
use nom::combinator::{map_opt, verify};
use nom::multi::count;
use nom::sequence::terminated;
use nom::{Err, IResult, Needed, Parser};

use crate::Separators;

/// An interchange header (ISA) as it stands at the start of some bytes.
///
/// Senders do trim its elements, so its width is not relied upon: the 106 bytes of the
/// standard are what [`Header::is_fixed_width`] tells.
///
/// ```
/// use remedi_x12::Header;
/// let bytes = b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
///               *250131*1200*^*00501*000000001*0*T*:~GS*HC";
/// let header = Header::parse(bytes).unwrap();
/// assert_eq!(header.separators.segment, b'~');
/// assert_eq!(header.element(13), b"000000001");
/// assert!(header.is_fixed_width());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// The separators that this interchange uses.
    pub separators: Separators,
    /// Bytes from the I of `ISA` to the segment terminator, which is included.
    pub length: usize,
    elements: [&'a [u8]; 15],
}

/// Why some bytes are no ISA segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderFault {
    /// They may be the start of one; more bytes are needed to tell.
    Incomplete,
    /// They are not.
    NotAnIsa,
}

impl<'a> Header<'a> {
    /// The bytes that the standard gives ISA01 to ISA15.
    pub(crate) const WIDTHS: [usize; 15] = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1];

    /// No ISA is longer than this: 16 elements of at most [`LONGEST_ELEMENT`] bytes.
    pub(crate) const LONGEST: usize = 3 + 16 * (LONGEST_ELEMENT + 1) + 4;

    /// Reads the ISA segment at the start of `bytes`.
    ///
    /// # Errors
    /// [`HeaderFault`], when the bytes are not an ISA or end within it.
    pub fn parse(bytes: &'a [u8]) -> Result<Header<'a>, HeaderFault> {
        match isa(bytes) {
            Ok((rest, mut header)) => {
                header.length = bytes.len() - rest.len();
                Ok(header)
            }
            Err(Err::Incomplete(_)) => Err(HeaderFault::Incomplete),
            Err(_) => Err(HeaderFault::NotAnIsa),
        }
    }

    /// Element ISA01 to ISA15 by its position.
    ///
    /// # Panics
    /// When the position is not from 1 to 15; ISA16 is
    /// [`separators.component`](Separators::component).
    pub fn element(&self, position: usize) -> &'a [u8] {
        self.elements[position - 1]
    }

    /// Bytes from the I of `ISA` to ISA16, which is included.
    pub(crate) fn body_length(&self) -> usize {
        let elements: usize = self.elements.iter().map(|element| element.len() + 1).sum();
        b"ISA".len() + elements + 2
    }

    /// Whether every element has the width that the standard gives it.
    pub fn is_fixed_width(&self) -> bool {
        Header::are_of_fixed_width(self.elements.into_iter())
    }

    /// Whether the first fifteen elements of an ISA are there, with the widths of the standard.
    pub(crate) fn are_of_fixed_width<'e>(elements: impl Iterator<Item = &'e [u8]>) -> bool {
        let widths = elements.map(<[u8]>::len).take(Header::WIDTHS.len());
        widths.eq(Header::WIDTHS)
    }
}

impl fmt::Debug for Header<'_> {
    /// Without the elements: ISA04 may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("separators", &self.separators)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// The longest element that is taken for one of an ISA; the standard's longest has 15 bytes.
const LONGEST_ELEMENT: usize = 60;

fn isa(input: &[u8]) -> IResult<&[u8], Header<'_>> {
    let (rest, _) = tag(&b"ISA"[..]).parse(input)?;
    let (rest, element) = verify(byte, |&byte| {
        !byte.is_ascii_alphanumeric() && !matches!(byte, b' ' | b'\r' | b'\n')
    })
    .parse(rest)?;
    let (rest, list) = count(isa_element(element), 15).parse(rest)?;
    let (rest, component) = verify(byte, |&byte| byte != element).parse(rest)?;
    let (rest, segment) = terminator(rest, element)?;
    let mut elements = [&b""[..]; 15];
    elements.copy_from_slice(&list);
    let (usage, acknowledgement) = (elements[14], elements[13]);
    if usage.len() > 2 || acknowledgement.len() > 2 || segment == component {
        return Err(not_an_isa(input));
    }
    let separators = Separators {
        element,
        component,
        segment,
        repetition: repetition(elements[10], elements[11])
            .filter(|byte| ![element, component, segment].contains(byte)),
    };
    Ok((
        rest,
        Header {
            separators,
            length: 0,
            elements,
        },
    ))
}

fn not_an_isa(input: &[u8]) -> Err<nom::error::Error<&[u8]>> {
    Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Verify))
}

fn byte(input: &[u8]) -> IResult<&[u8], u8> {
    map_opt(take(1usize), |bytes: &[u8]| bytes.first().copied()).parse(input)
}

fn isa_element<'a>(
    separator: u8,
) -> impl Parser<&'a [u8], Output = &'a [u8], Error = nom::error::Error<&'a [u8]>> {
    // The take is bounded so that no text after a chance "ISA" is searched to its end.
    move |input: &'a [u8]| {
        let window = &input[..input.len().min(LONGEST_ELEMENT + 1)];
        match terminated(take_till(|byte| byte == separator), byte).parse(window) {
            Ok((_, element)) => Ok((&input[element.len() + 1..], element)),
            Err(Err::Incomplete(_)) if window.len() > LONGEST_ELEMENT => Err(not_an_isa(input)),
            Err(error) => Err(error),
        }
    }
}

/// The byte after ISA16. A line end there is the terminator, unless what follows the
/// line end is a byte that GS, TA1 or a line end cannot start with: some senders
/// write the terminator on the next line.
fn terminator(input: &[u8], element: u8) -> IResult<&[u8], u8> {
    let (rest, first) = byte(input)?;
    if first.is_ascii_alphanumeric() || first == element {
        return Err(not_an_isa(input));
    }
    if matches!(first, b'\r' | b'\n') {
        let line_ends = rest.iter().take(2);
        let line_ends = line_ends.take_while(|byte| matches!(byte, b'\r' | b'\n'));
        match rest[line_ends.count()..].split_first() {
            Some((&second, next)) if second.is_ascii_punctuation() && second != element => {
                let tags = [&b"GS"[..], b"TA1"];
                if tags.iter().any(|tag| next.starts_with(tag)) {
                    return Ok((next, second));
                }
                if tags.iter().any(|tag| tag.starts_with(next)) {
                    return Err(Err::Incomplete(Needed::Unknown));
                }
            }
            // Whether the terminator stands on the next line can't be told yet.
            None => return Err(Err::Incomplete(Needed::Unknown)),
            Some(_) => {}
        }
    }
    Ok((rest, first))
}

fn repetition(isa11: &[u8], version: &[u8]) -> Option<u8> {
    match isa11 {
        [byte] if !byte.is_ascii_alphanumeric() && *byte != b' ' && version >= &b"00402"[..] => {
            Some(*byte)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
                         *250131*1200*^*00501*000000001*0*T*:~";

    fn separators(text: &str) -> Result<Separators, HeaderFault> {
        Header::parse(text.as_bytes()).map(|header| header.separators)
    }

    #[test]
    fn separators_are_what_the_isa_says() {
        assert_eq!(separators(USUAL), Ok(Separators::USUAL));
        let odd = USUAL
            .replace('*', "\u{1D}")
            .replace('~', "\u{1C}")
            .replace(':', "\u{1F}")
            .replace('^', "\u{1E}");
        assert_eq!(
            separators(&odd),
            Ok(Separators {
                element: 0x1D,
                component: 0x1F,
                segment: 0x1C,
                repetition: Some(0x1E)
            })
        );
    }

    #[test]
    fn before_00402_nothing_repeats() {
        for (isa11, version) in [("U", "00401"), ("^", "00401"), ("U", "00501")] {
            let text = USUAL
                .replace("*^*", &format!("*{isa11}*"))
                .replace("00501", version);
            assert_eq!(separators(&text).unwrap().repetition, None);
        }
    }

    #[test]
    fn trimmed_elements_are_read_and_told() {
        let trimmed = "ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~";
        let header = Header::parse(trimmed.as_bytes()).unwrap();
        assert!(!header.is_fixed_width());
        assert_eq!(header.element(6), b"S");
        assert_eq!(header.length, trimmed.len());
        assert!(Header::parse(USUAL.as_bytes()).unwrap().is_fixed_width());
    }

    #[test]
    fn a_line_end_is_a_terminator_unless_one_stands_behind_it() {
        let line = USUAL.replace('~', "\nGS*HC*");
        assert_eq!(separators(&line).unwrap().segment, b'\n');
        let crlf = USUAL.replace('~', "\r\nGS*HC*");
        assert_eq!(separators(&crlf).unwrap().segment, b'\r');
        let next_line = USUAL.replace('~', "\n~GS*HC*");
        let header = Header::parse(next_line.as_bytes()).unwrap();
        assert_eq!(header.separators.segment, b'~');
        assert_eq!(header.length, USUAL.len() + 1);
    }

    #[test]
    fn every_prefix_is_incomplete() {
        // What comes last is what tells the terminator.
        for end in [
            "~",
            "\n~GS",
            "\r\n~GS",
            "\r\n~TA1",
            "\r\r\n~GS",
            "\r\r\n~TA1",
        ] {
            let whole = USUAL.replace('~', end);
            for length in 0..whole.len() {
                let told = separators(&whole[..length]);
                assert_eq!(told, Err(HeaderFault::Incomplete), "{end:?} {length}");
            }
            assert_eq!(separators(&whole), Ok(Separators::USUAL), "{end:?}");
        }
    }

    #[test]
    fn a_terminator_is_told_by_the_first_byte_that_can_be_of_no_other() {
        for end in ["\nG", "\r\nG", "\n\n\n\n", "\n~I", "\n~GE", "\n~TAB", "\n*"] {
            let whole = USUAL.replace('~', end);
            let told = separators(&whole).unwrap().segment;
            assert_eq!(told, end.as_bytes()[0], "{end:?}");
            let told = separators(&whole[..whole.len() - 1]);
            assert_eq!(told, Err(HeaderFault::Incomplete), "{end:?}");
        }
    }

    #[test]
    fn what_only_starts_like_an_isa_is_none() {
        for text in [
            "ISABEL was here, and so were many others, of whom we say no more than this much",
            "ISA is a text about X12, nothing else, but it goes on for some time as texts do",
            "IS*",
            "ST*837*0001~",
        ] {
            assert_eq!(separators(text), Err(HeaderFault::NotAnIsa), "{text}");
        }
        let long = format!("ISA*{}", "x".repeat(5000));
        assert_eq!(separators(&long), Err(HeaderFault::NotAnIsa));
    }
}
