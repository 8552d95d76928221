//! Paths to an element, such as `2300/CLM05-1`.

use std::fmt;
use std::str::FromStr;

use nom::bytes::complete::{take_while_m_n, take_while1};
use nom::character::complete::{char, digit1};
use nom::combinator::{all_consuming, map_opt, opt, verify};
use nom::error::{Error, ErrorKind, ParseError};
use nom::multi::many0;
use nom::sequence::{preceded, terminated};
use nom::{Err, IResult, Parser};

use crate::Segment;

/// A path to a segment, one of its elements, or one of its components.
///
/// It reads from left to right: loop ids, each followed by `/`; the segment id; in brackets
/// what the first element (or its first component) must be; the element in two digits; in parentheses
/// its repetition; behind a hyphen the component. All counts are from 1. Only the segment id
/// is needed. Behind a qualifier the element may be written out: `REF[G1]/REF02` is `REF[G1]02`.
///
/// ```
/// use remedi_x12::{ElementPath, Segment, Separators};
/// let path: ElementPath = "2300/REF[G1]02".parse()?;
/// assert_eq!(path.loops(), ["2300"]);
/// assert_eq!((path.tag(), path.qualifier(), path.element()), ("REF", Some("G1"), Some(2)));
/// assert_eq!(path.to_string(), "2300/REF[G1]02");
///
/// let reference = Segment::new(b"REF*G1*13579~", Separators::USUAL);
/// assert_eq!(path.value(&reference), Some(&b"13579"[..]));
/// # Ok::<(), remedi_x12::PathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ElementPath {
    loops: Vec<String>,
    tag: String,
    qualifier: Option<String>,
    element: Option<u8>,
    repetition: Option<u16>,
    component: Option<u8>,
}

impl ElementPath {
    /// Reads a path.
    ///
    /// # Errors
    /// [`PathError`], which says from where on the text is no path.
    pub fn parse(text: &str) -> Result<ElementPath, PathError> {
        match all_consuming(path).parse(text) {
            Ok((_, path)) => Ok(path),
            Err(Err::Error(fault) | Err::Failure(fault)) => Err(PathError {
                path: text.to_owned(),
                at: text.len() - fault.rest.len(),
                expected: fault.expected,
            }),
            Err(Err::Incomplete(_)) => Err(PathError {
                path: text.to_owned(),
                at: text.len(),
                expected: SEGMENT,
            }),
        }
    }

    /// The loop ids, outermost first; none when the path may be in any loop.
    pub fn loops(&self) -> &[String] {
        &self.loops
    }

    /// The segment id.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// What the first element of the segment, or its first component, must be.
    pub fn qualifier(&self) -> Option<&str> {
        self.qualifier.as_deref()
    }

    /// The position of the element; `None` for a path to the whole segment.
    pub fn element(&self) -> Option<usize> {
        self.element.map(usize::from)
    }

    /// Which repetition of the element; `None` means the first.
    pub fn repetition(&self) -> Option<usize> {
        self.repetition.map(usize::from)
    }

    /// The position of the component; `None` for a path to the whole element.
    pub fn component(&self) -> Option<usize> {
        self.component.map(usize::from)
    }

    /// Whether the segment has the tag and the qualifier. Of loops it knows nothing.
    pub fn matches(&self, segment: &Segment<'_>) -> bool {
        segment.tag() == self.tag.as_bytes()
            && self
                .qualifier()
                .is_none_or(|qualifier| segment.component(1, 1) == qualifier.as_bytes())
    }

    /// What the path leads to in a segment: a component, a repetition, an element with all
    /// its repetitions, or the whole body. `None` when the segment is another or ends
    /// before it.
    pub fn value<'a>(&self, segment: &Segment<'a>) -> Option<&'a [u8]> {
        if !self.matches(segment) {
            return None;
        }
        let Some(position) = self.element() else {
            return Some(segment.body());
        };
        let element = segment.element(position)?;
        let repetition = match self.repetition() {
            Some(repetition) => element.repetitions().nth(repetition.checked_sub(1)?)?,
            None => element,
        };
        match self.component() {
            Some(component) => repetition.component(component),
            None => Some(repetition.bytes()),
        }
    }
}

impl FromStr for ElementPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<ElementPath, PathError> {
        ElementPath::parse(text)
    }
}

impl fmt::Display for ElementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for id in &self.loops {
            write!(f, "{id}/")?;
        }
        f.write_str(&self.tag)?;
        if let Some(qualifier) = &self.qualifier {
            write!(f, "[{qualifier}]")?;
        }
        if let Some(element) = self.element {
            write!(f, "{element:02}")?;
        }
        if let Some(repetition) = self.repetition {
            write!(f, "({repetition})")?;
        }
        if let Some(component) = self.component {
            write!(f, "-{component}")?;
        }
        Ok(())
    }
}

/// Why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    path: String,
    at: usize,
    expected: &'static str,
}

impl PathError {
    /// Offset in the text, in bytes, from where on it is no path.
    pub fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PathError { path, at, expected } = self;
        match path.get(*at..) {
            Some(rest) if !rest.is_empty() => {
                write!(f, "`{path}` is no path: {expected} expected at `{rest}`")
            }
            _ => write!(f, "`{path}` is no path: {expected} expected at its end"),
        }
    }
}

impl std::error::Error for PathError {}

const LOOP: &str = "a loop id such as 2300";
const SEGMENT: &str = "a segment id such as CLM";
const QUALIFIER: &str = "a qualifier such as [G1]";
const ELEMENT: &str = "an element of two digits from 01";
const REPETITION: &str = "a repetition from (1)";
const COMPONENT: &str = "a component from -1 to -99";
const END: &str = "an element, a repetition, a component or the end";

/// Where the parsers stopped, and what they wanted.
#[derive(Debug)]
struct PathFault<'a> {
    rest: &'a str,
    expected: &'static str,
}

impl<'a> ParseError<&'a str> for PathFault<'a> {
    fn from_error_kind(rest: &'a str, _: ErrorKind) -> PathFault<'a> {
        PathFault {
            rest,
            expected: END,
        }
    }

    fn append(_: &'a str, _: ErrorKind, other: PathFault<'a>) -> PathFault<'a> {
        other
    }
}

type Parsed<'a, T> = IResult<&'a str, T, PathFault<'a>>;

fn path(input: &str) -> Parsed<'_, ElementPath> {
    let (rest, loops) = many0(terminated(loop_id, char('/'))).parse(input)?;
    if rest.starts_with('/') {
        return wanted(rest, LOOP);
    }
    let (mut rest, (tag, qualifier, mut element)) = segment(rest)?;
    // The element of a qualified segment may be written with the segment id again.
    let again = rest
        .strip_prefix('/')
        .and_then(|rest| rest.strip_prefix(tag));
    if let (Some(_), None, Some(digits)) = (qualifier, element, again) {
        (rest, element) = position(digits).map(|(rest, element)| (rest, Some(element)))?;
    }
    let mut repetition = None;
    let mut component = None;
    let mut end = rest;
    if element.is_some() {
        (end, repetition) = opt(preceded(
            char('('),
            cut(REPETITION, terminated(from_one, char(')'))),
        ))
        .parse(end)?;
        (end, component) = opt(preceded(
            char('-'),
            cut(COMPONENT, verify(from_one, |&count: &u8| count < 100)),
        ))
        .parse(end)?;
    }
    let path = ElementPath {
        loops: loops.into_iter().map(str::to_owned).collect(),
        tag: tag.to_owned(),
        qualifier: qualifier.map(str::to_owned),
        element,
        repetition,
        component,
    };
    Ok((end, path))
}

fn loop_id(input: &str) -> Parsed<'_, &str> {
    take_while_m_n(1, 8, |c: char| c.is_ascii_alphanumeric()).parse(input)
}

/// The segment id, its qualifier and its element, all of which but the brackets are
/// letters and digits: `N301` is N3 with 01, and `NM1` has no element.
fn segment(input: &str) -> Parsed<'_, (&str, Option<&str>, Option<u8>)> {
    let Ok((rest, word)) =
        take_while1::<_, _, Error<&str>>(|c: char| c.is_ascii_alphanumeric()).parse(input)
    else {
        return wanted(input, SEGMENT);
    };
    let length = match word.len() {
        1..=3 => word.len(),
        _ if rest.starts_with('[') => word.len(),
        length => length - 2,
    };
    let (tag, digits) = word.split_at(length);
    if !crate::envelope::is_tag(tag.as_bytes()) || tag.starts_with(|c: char| c.is_ascii_digit()) {
        return wanted(input, SEGMENT);
    }
    let behind_tag = &input[tag.len()..];
    let (rest, qualifier) =
        opt(preceded(char('['), cut(QUALIFIER, qualifier))).parse(behind_tag)?;
    let none_there = match qualifier {
        Some(_) => !rest.starts_with(|c: char| c.is_ascii_alphanumeric()),
        None => digits.is_empty(),
    };
    if none_there {
        return Ok((rest, (tag, qualifier, None)));
    }
    let (rest, element) = position(rest)?;
    Ok((rest, (tag, qualifier, Some(element))))
}

/// The position of an element: two digits from 01.
fn position(input: &str) -> Parsed<'_, u8> {
    let two_digits = take_while_m_n(2, 2, |c: char| c.is_ascii_digit());
    let from_one = map_opt(two_digits, |digits: &str| {
        digits.parse::<u8>().ok().filter(|&element| element > 0)
    });
    cut(ELEMENT, from_one).parse(input)
}

fn qualifier(input: &str) -> Parsed<'_, &str> {
    terminated(
        take_while1(|c: char| c.is_ascii_graphic() && !matches!(c, '[' | ']')),
        char(']'),
    )
    .parse(input)
}

fn from_one<T: FromStr + Default + PartialEq>(input: &str) -> Parsed<'_, T> {
    let (rest, digits) = digit1(input)?;
    match digits.parse() {
        Ok(count) if count != T::default() && !digits.starts_with('0') => Ok((rest, count)),
        _ => wanted(input, END),
    }
}

/// The parser; and when it fails, no other way is tried.
fn cut<'a, O>(
    expected: &'static str,
    mut parser: impl Parser<&'a str, Output = O, Error = PathFault<'a>>,
) -> impl Parser<&'a str, Output = O, Error = PathFault<'a>> {
    move |input: &'a str| {
        let failed = |_| {
            Err::Failure(PathFault {
                rest: input,
                expected,
            })
        };
        parser.parse(input).map_err(failed)
    }
}

fn wanted<'a, T>(rest: &'a str, expected: &'static str) -> Parsed<'a, T> {
    Err(Err::Failure(PathFault { rest, expected }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Separators;

    #[test]
    fn every_form_is_written_as_it_is_read() {
        for text in [
            "CLM05-1",
            "CLM",
            "N301",
            "N3",
            "NM109",
            "2300/CLM05-1",
            "2000B/2010BA/NM109",
            "2300/HI01-2",
            "REF[G1]02",
            "2300/REF[G1]",
            "DTP[472]03",
            "EB03(12)",
            "2400/SV101-2",
            "DMG05(2)-3",
            "K301",
            "ISA16",
        ] {
            assert_eq!(ElementPath::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_digit_may_belong_to_the_segment_id() {
        let parts = |text: &str| {
            let path = ElementPath::parse(text).unwrap();
            (path.tag().to_owned(), path.element())
        };
        assert_eq!(parts("N301"), ("N3".to_owned(), Some(1)));
        assert_eq!(parts("NM109"), ("NM1".to_owned(), Some(9)));
        assert_eq!(parts("NM1"), ("NM1".to_owned(), None));
    }

    #[test]
    fn the_element_of_a_qualified_segment_may_be_written_out() {
        let path = ElementPath::parse("2300/REF[G1]/REF02").unwrap();
        assert_eq!(path.to_string(), "2300/REF[G1]02");
        let path = ElementPath::parse("HI[BE]/HI01-2").unwrap();
        assert_eq!(path.to_string(), "HI[BE]01-2");
        for text in ["2300/REF[G1]/NM109", "2300/REF[G1]/REF", "REF[G1]/REF2"] {
            assert!(ElementPath::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn errors_say_where_and_what() {
        for (text, message) in [
            (
                "",
                "`` is no path: a segment id such as CLM expected at its end",
            ),
            (
                "clm05",
                "`clm05` is no path: a segment id such as CLM expected at `clm05`",
            ),
            (
                "2300/",
                "`2300/` is no path: a segment id such as CLM expected at its end",
            ),
            (
                "//CLM",
                "`//CLM` is no path: a loop id such as 2300 expected at `//CLM`",
            ),
            (
                "CLM00",
                "`CLM00` is no path: an element of two digits from 01 expected at `00`",
            ),
            (
                "CLM05-",
                "`CLM05-` is no path: a component from -1 to -99 expected at its end",
            ),
            (
                "CLM05-0",
                "`CLM05-0` is no path: a component from -1 to -99 expected at `0`",
            ),
            (
                "REF[]02",
                "`REF[]02` is no path: a qualifier such as [G1] expected at `]02`",
            ),
            (
                "REF[G1",
                "`REF[G1` is no path: a qualifier such as [G1] expected at `G1`",
            ),
            (
                "REF[G1]2",
                "`REF[G1]2` is no path: an element of two digits from 01 expected at `2`",
            ),
            (
                "EB03(x)",
                "`EB03(x)` is no path: a repetition from (1) expected at `x)`",
            ),
            (
                "CLM05.1",
                "`CLM05.1` is no path: an element, a repetition, a component or the end expected at `.1`",
            ),
            (
                "2300",
                "`2300` is no path: a segment id such as CLM expected at `2300`",
            ),
        ] {
            assert_eq!(ElementPath::parse(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn a_path_leads_to_its_value() {
        let value = |path: &str, text: &'static str| {
            let segment = Segment::new(text.as_bytes(), Separators::USUAL);
            ElementPath::parse(path).unwrap().value(&segment)
        };
        let clm = "CLM*A1*125***11:B:1~";
        assert_eq!(value("CLM05-1", clm), Some(&b"11"[..]));
        assert_eq!(value("CLM05", clm), Some(&b"11:B:1"[..]));
        assert_eq!(value("CLM", clm), Some(&clm.as_bytes()[..clm.len() - 1]));
        assert_eq!(value("CLM03", clm), Some(&b""[..]));
        assert_eq!(value("CLM06", clm), None);
        assert_eq!(value("CLM05-4", clm), None);
        assert_eq!(value("CLP05-1", clm), None);
        assert_eq!(value("REF[G1]02", "REF*F8*1~"), None);
        assert_eq!(value("EB03(2)", "EB*1**30^98~"), Some(&b"98"[..]));
        assert_eq!(value("EB03(3)", "EB*1**30^98~"), None);
        assert_eq!(value("HI[ABK]01-2", "HI*ABK:J0190~"), Some(&b"J0190"[..]));
    }
}
