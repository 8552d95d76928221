//! Writing: what was read byte for byte, and what was built with separators that fit.

use std::io::Write;

use crate::{ControlNumber, Header, Level, Segment, Separators, WriteError, WriteErrorKind};

/// Writes an interchange: copies of segments that were read, and segments that were built.
///
/// It counts what it writes, so that [`Writer::close`] knows the trailers.
///
/// ```
/// use remedi_x12::{Level, SegmentBuf, Separators, Writer};
/// let mut writer = Writer::new(Vec::new(), Separators::USUAL).with_line_end("\n");
/// writer.header([
///     "00", "", "00", "", "ZZ", "SENDER", "ZZ", "RECEIVER", "250131", "1200", "^", "00501",
///     "1", "0", "T",
/// ])?;
/// writer.write(&SegmentBuf::new("GS").elements([
///     "FA", "SENDER", "RECEIVER", "20250131", "1200", "7", "X", "005010X231A1",
/// ]))?;
/// writer.write(&SegmentBuf::new("ST").elements(["999", "0001", "005010X231A1"]))?;
/// writer.write(&SegmentBuf::new("AK1").elements(["HC", "12", ""]))?;
/// writer.close(Level::Interchange)?;
/// let text = String::from_utf8(writer.finish()?).unwrap();
/// assert_eq!(text.find('\n'), Some(106));
/// assert!(text.ends_with("\nAK1*HC*12~\nSE*3*0001~\nGE*1*7~\nIEA*1*000000001~\n"));
/// # Ok::<(), remedi_x12::WriteError>(())
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    output: W,
    separators: Separators,
    line_end: &'static str,
    last: Last,
    /// What is open: interchange, group, set, as in [`Level`].
    open: [Option<Open>; 3],
    buffer: Vec<u8>,
}

/// What was written last, which says whether a line end is due before the next segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Copy,
    /// A copy of a segment that lacks this terminator, as the last of an input may.
    Unterminated(u8),
    Built,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    control: ControlNumber,
    /// Segments of a set, sets of a group, groups of an interchange.
    counted: u64,
}

impl<W: Write> Writer<W> {
    /// A writer of segments with these separators, until it writes an ISA with others.
    pub fn new(output: W, separators: Separators) -> Writer<W> {
        Writer {
            output,
            separators,
            line_end: "",
            last: Last::Nothing,
            open: [None; 3],
            buffer: Vec::new(),
        }
    }

    /// The same writer with a line end (`"\n"` or `"\r\n"`) between built segments and
    /// their neighbours. Copies stay as they are, and so does an interchange one of whose
    /// separators is a line end.
    pub fn with_line_end(self, line_end: &'static str) -> Writer<W> {
        Writer { line_end, ..self }
    }

    /// The separators of the interchange that is being written.
    pub fn separators(&self) -> Separators {
        self.separators
    }

    /// Copies bytes that are no segment, such as a [`Gap`](crate::Gap), as they are.
    ///
    /// # Errors
    /// When the output fails.
    pub fn copy(&mut self, raw: &[u8]) -> Result<(), WriteError> {
        self.output.write_all(raw)?;
        if !raw.is_empty() && !matches!(self.last, Last::Unterminated(_)) {
            self.last = Last::Copy;
        }
        Ok(())
    }

    /// Copies a segment that was read, byte for byte; an ISA brings its separators with it.
    ///
    /// A segment out of an interchange with other separators than this one is rewritten.
    ///
    /// # Errors
    /// When the output fails, and see [`Segment::reseparate`].
    pub fn segment(&mut self, segment: &Segment<'_>) -> Result<(), WriteError> {
        let tag = segment.tag();
        if tag == b"ISA" {
            self.terminate()?;
            self.separators = segment.separators();
        }
        if segment.separators() == self.separators {
            let raw = segment.raw();
            let padded = raw.first().is_none_or(|&b| self.separators.is_padding(b));
            self.terminate()?;
            if self.last == Last::Built && !padded {
                self.output.write_all(self.line_end().as_bytes())?;
            }
            self.output.write_all(raw)?;
            self.last = match raw.last() {
                Some(&end) if end != self.separators.segment => {
                    Last::Unterminated(self.separators.segment)
                }
                _ => Last::Copy,
            };
        } else {
            self.buffer.clear();
            segment.reseparate_into(self.separators, &mut self.buffer)?;
            self.flush_built()?;
        }
        self.count(tag, |position| segment.value(position));
        Ok(())
    }

    /// Writes a segment that was built.
    ///
    /// # Errors
    /// When the output fails, and see [`SegmentBuf::to_bytes`]: nothing is written then.
    pub fn write(&mut self, segment: &SegmentBuf) -> Result<(), WriteError> {
        self.buffer.clear();
        segment.render(self.separators, &mut self.buffer)?;
        self.flush_built()?;
        self.count(segment.tag.as_bytes(), |position| segment.value(position));
        Ok(())
    }

    /// Writes an ISA of 106 bytes out of ISA01 to ISA15 and the separators of this writer.
    ///
    /// Short elements are filled up: ISA13 with zeros in front, the others with spaces
    /// behind. ISA11 is the repetition separator, where there is one and the version
    /// (ISA12) knows it; without one, what would be taken for it becomes `U`.
    ///
    /// # Errors
    /// When the output fails, an element is too long or holds a separator, or the
    /// separators are none that a reader could tell.
    pub fn header<T: AsRef<[u8]>>(&mut self, elements: [T; 15]) -> Result<(), WriteError> {
        let separators = self.separators;
        let mut isa = b"ISA".to_vec();
        for (index, (element, width)) in elements.iter().zip(Header::WIDTHS).enumerate() {
            let (position, element) = (index + 1, element.as_ref());
            isa.push(separators.element);
            if position == 11 {
                isa.push(isa11(separators, element, elements[11].as_ref()));
                continue;
            }
            let Some(fill) = width.checked_sub(element.len()) else {
                let length = element.len();
                return Err(WriteErrorKind::HeaderElement {
                    position,
                    width,
                    length,
                }
                .into());
            };
            fits(separators, element).map_err(|byte| WriteErrorKind::Separator {
                tag: "ISA".to_owned(),
                element: position,
                component: 1,
                byte,
            })?;
            match position {
                13 => {
                    isa.resize(isa.len() + fill, b'0');
                    isa.extend_from_slice(element);
                }
                _ => {
                    isa.extend_from_slice(element);
                    isa.resize(isa.len() + fill, b' ');
                }
            }
        }
        isa.extend([separators.element, separators.component, separators.segment]);
        let length = isa.len();
        // What comes behind the terminator decides how a line end there is read.
        isa.extend_from_slice(b"GS");
        isa.extend([separators.element; 2]);
        let read = match Header::parse(&isa) {
            Ok(header) if header.length == length => header.separators,
            _ => return Err(WriteErrorKind::Separators.into()),
        };
        isa.truncate(length);
        let control = ControlNumber::new(&isa[90..99]);
        self.separators = read;
        self.buffer = isa;
        self.flush_built()?;
        self.start(Level::Interchange, control);
        Ok(())
    }

    /// Writes the trailer of a level with its count and control number, after those of the
    /// levels that are still open in it.
    ///
    /// [`Writer::copy`] is not counted, as it can't be told what it holds.
    ///
    /// # Errors
    /// When the output fails, or the level is not open.
    pub fn close(&mut self, level: Level) -> Result<(), WriteError> {
        if self.open[level as usize].is_none() {
            return Err(WriteErrorKind::NotOpen(level).into());
        }
        for inner in [Level::Set, Level::Group, Level::Interchange] {
            if inner as usize >= level as usize
                && let Some(open) = self.open[inner as usize]
            {
                let counted = open.counted + u64::from(inner == Level::Set);
                let trailer = SegmentBuf::new(inner.trailer())
                    .element(counted.to_string())
                    .element(open.control.as_bytes());
                self.write(&trailer)?;
            }
        }
        Ok(())
    }

    /// Writes the line end that is due, flushes, and gives the output back.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> Result<W, WriteError> {
        if self.last == Last::Built {
            self.output.write_all(self.line_end().as_bytes())?;
        }
        self.output.flush()?;
        Ok(self.output)
    }

    /// Gives the last copy the terminator that it lacks, as another segment follows.
    fn terminate(&mut self) -> Result<(), WriteError> {
        if let Last::Unterminated(terminator) = self.last {
            self.output.write_all(&[terminator])?;
            self.last = Last::Copy;
        }
        Ok(())
    }

    fn flush_built(&mut self) -> Result<(), WriteError> {
        self.terminate()?;
        if self.last != Last::Nothing {
            self.output.write_all(self.line_end().as_bytes())?;
        }
        self.output.write_all(&self.buffer)?;
        self.last = Last::Built;
        Ok(())
    }

    fn line_end(&self) -> &'static str {
        let clash = self.line_end.bytes().any(|b| self.separators.contains(b));
        if clash { "" } else { self.line_end }
    }

    fn count<'s>(&mut self, tag: &[u8], value: impl Fn(usize) -> &'s [u8]) {
        match tag {
            b"ISA" => self.start(Level::Interchange, ControlNumber::new(value(13))),
            b"GS" => self.start(Level::Group, ControlNumber::new(value(6))),
            b"ST" => self.start(Level::Set, ControlNumber::new(value(2))),
            b"IEA" => self.open = [None; 3],
            b"GE" => self.open[1..].fill(None),
            b"SE" => self.open[2] = None,
            _ => {
                if let Some(set) = &mut self.open[Level::Set as usize] {
                    set.counted += 1;
                }
            }
        }
    }

    fn start(&mut self, level: Level, control: ControlNumber) {
        let at = level as usize;
        self.open[at..].fill(None);
        if let Some(outer) = at
            .checked_sub(1)
            .and_then(|outer| self.open[outer].as_mut())
        {
            outer.counted += 1;
        }
        self.open[at] = Some(Open {
            control,
            counted: u64::from(level == Level::Set),
        });
    }
}

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentBuf {
    tag: String,
    values: Vec<u8>,
    /// What starts each value, and where the value ends.
    pieces: Vec<(Piece, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Component,
    Repetition,
    Element,
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
    /// only [`Writer::header`] writes.
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
    fn value(&self, position: usize) -> &[u8] {
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

    fn render(&self, separators: Separators, out: &mut Vec<u8>) -> Result<(), WriteError> {
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

impl Segment<'_> {
    /// The segment with other separators: its bytes from the tag to the terminator, without
    /// the padding before it.
    ///
    /// In an ISA, ISA16 becomes the new component separator, and ISA11 the new repetition
    /// separator where it was one, or `U` when there is none.
    ///
    /// ```
    /// use remedi_x12::{Segment, Separators};
    /// let pipes = Separators { element: b'|', component: b'>', ..Separators::USUAL };
    /// let segment = Segment::new(b"\nCLM|A1|125||11>B>1~", pipes);
    /// assert_eq!(segment.reseparate(Separators::USUAL)?, b"CLM*A1*125**11:B:1~");
    /// assert!(Segment::new(b"NTE|ADD|2:1~", pipes).reseparate(Separators::USUAL).is_err());
    /// # Ok::<(), remedi_x12::WriteError>(())
    /// ```
    ///
    /// # Errors
    /// When a value holds one of the new separators, or an element repeats and there is no
    /// new separator for it.
    pub fn reseparate(&self, separators: Separators) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::with_capacity(self.body().len() + 1);
        self.reseparate_into(separators, &mut bytes)?;
        Ok(bytes)
    }

    /// The tag for an error message; `?` for what is no tag, as that may be a value.
    pub(crate) fn tag_to_tell(&self) -> String {
        match std::str::from_utf8(self.tag()) {
            Ok(tag) if crate::envelope::is_tag(tag.as_bytes()) => tag.to_owned(),
            _ => "?".to_owned(),
        }
    }

    pub(crate) fn reseparate_into(
        &self,
        new: Separators,
        out: &mut Vec<u8>,
    ) -> Result<(), WriteError> {
        let old = self.separators();
        let tag = || self.tag_to_tell();
        if let Some(first) = self.tag().first()
            && new.is_padding(*first)
        {
            // The reader would take it for padding, and the rest for the tag.
            return Err(WriteErrorKind::Tag(tag()).into());
        }
        let isa = self.tag() == b"ISA";
        let (mut element, mut component) = (0, 1);
        for &byte in self.body() {
            let here = |byte| WriteErrorKind::Separator {
                tag: tag(),
                element,
                component,
                byte,
            };
            if byte == old.element {
                out.push(new.element);
                (element, component) = (element + 1, 1);
                if isa && element == 16 {
                    // The old one, and a line end where the terminator is on the next line.
                    out.push(new.component);
                    break;
                }
            } else if isa && element == 11 && Some(byte) == old.repetition {
                out.push(new.repetition.unwrap_or(b'U'));
            } else if !isa && element > 0 && byte == old.component {
                out.push(new.component);
                component += 1;
            } else if !isa && element > 0 && Some(byte) == old.repetition {
                let none = || WriteErrorKind::NoRepetition {
                    tag: tag(),
                    element,
                };
                out.push(new.repetition.ok_or_else(none)?);
                component = 1;
            } else {
                if new.contains(byte) {
                    return Err(here(byte).into());
                }
                out.push(byte);
            }
        }
        out.push(new.segment);
        Ok(())
    }
}

/// Whether a built value can stand between these separators; if not, the byte that can't.
/// Line ends may not: before a terminator a reader takes them for padding.
fn fits(separators: Separators, value: &[u8]) -> Result<(), u8> {
    let bad = |byte: &u8| separators.contains(*byte) || matches!(byte, b'\r' | b'\n');
    value.iter().copied().find(bad).map_or(Ok(()), Err)
}

fn isa11(separators: Separators, given: &[u8], version: &[u8]) -> u8 {
    let repeats = version >= &b"00402"[..];
    match (separators.repetition, given) {
        (Some(repetition), _) if repeats => repetition,
        (_, &[id]) if id.is_ascii_alphanumeric() => id,
        (_, &[id]) if !repeats && !separators.contains(id) => id,
        _ => b'U',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SliceReader;

    const ISA: [&str; 15] = [
        "00", "", "00", "", "ZZ", "S", "ZZ", "R", "250131", "1200", "U", "00401", "42", "0", "T",
    ];

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

    #[test]
    fn an_isa_has_106_bytes_and_declares_what_is_used() {
        let odd = Separators {
            element: b'|',
            component: 0x1F,
            segment: b'\n',
            repetition: Some(b'!'),
        };
        let mut writer = Writer::new(Vec::new(), odd);
        writer.header(ISA).unwrap();
        assert_eq!(
            writer.separators().repetition,
            None,
            "00401 does not repeat"
        );
        let written = writer.finish().unwrap();
        assert_eq!(written.len(), 106);
        let with_next = [&written[..], b"GS||"].concat();
        let header = Header::parse(&with_next).unwrap();
        assert!(header.is_fixed_width());
        assert_eq!(header.element(11), b"U");
        assert_eq!(header.element(13), b"000000042");
        assert_eq!(header.separators.segment, b'\n');
    }

    #[test]
    fn isa11_declares_no_more_and_no_less_than_the_separators() {
        for (given, repetition) in [("U", Some(b'^')), ("^", None), ("", None), ("", Some(b'!'))] {
            let separators = Separators {
                repetition,
                ..Separators::USUAL
            };
            let mut writer = Writer::new(Vec::new(), separators);
            let mut elements = ISA;
            (elements[10], elements[11]) = (given, "00501");
            writer.header(elements).unwrap();
            assert_eq!(writer.separators().repetition, repetition, "{given}");
        }
    }

    #[test]
    fn an_isa_that_can_not_be_is_an_error() {
        let mut long = ISA;
        long[5] = "SIXTEEN LETTERS.";
        let mut starred = ISA;
        starred[5] = "S*";
        for elements in [long, starred] {
            let mut writer = Writer::new(Vec::new(), Separators::USUAL);
            let message = writer.header(elements).unwrap_err().to_string();
            assert!(message.starts_with("ISA06"), "{message}");
            assert_eq!(writer.finish().unwrap(), b"");
        }
        let same = Separators {
            component: b'~',
            ..Separators::USUAL
        };
        let letter = Separators {
            element: b'X',
            ..Separators::USUAL
        };
        for separators in [same, letter] {
            let mut elements = ISA;
            elements[11] = "00501";
            assert!(
                Writer::new(Vec::new(), separators)
                    .header(elements)
                    .is_err()
            );
        }
    }

    #[test]
    fn trailers_count_copies_and_built_segments_alike() {
        let mut writer = Writer::new(Vec::new(), Separators::USUAL);
        let copy = |text: &'static str| Segment::new(text.as_bytes(), Separators::USUAL);
        assert!(writer.close(Level::Interchange).is_err());
        writer.header(ISA).unwrap();
        writer.segment(&copy("GS*HC*S*R*20250131*1200*9~")).unwrap();
        for set in ["ST*837*1~", "ST*837*0002~"] {
            writer.segment(&copy(set)).unwrap();
            writer
                .write(&SegmentBuf::new("BHT").element("0019"))
                .unwrap();
            writer.close(Level::Set).unwrap();
        }
        writer.close(Level::Interchange).unwrap();
        let written = writer.finish().unwrap();
        let mut reader = SliceReader::new(&written);
        while reader.next_token().unwrap().is_some() {}
        assert_eq!(reader.faults().next(), None);
        assert!(written.ends_with(b"SE*3*0002~GE*2*9~IEA*1*000000042~"));
    }

    #[test]
    fn line_ends_stand_between_neighbours_once() {
        let copy = |text: &'static str| Segment::new(text.as_bytes(), Separators::USUAL);
        let mut writer = Writer::new(Vec::new(), Separators::USUAL).with_line_end("\r\n");
        writer.segment(&copy("LX*1~")).unwrap();
        writer.segment(&copy("LX*2~")).unwrap();
        writer.write(&SegmentBuf::new("LX").element("3")).unwrap();
        writer.segment(&copy("\nLX*4~")).unwrap();
        writer.write(&SegmentBuf::new("LX").element("5")).unwrap();
        writer.segment(&copy("LX*6")).unwrap();
        writer.write(&SegmentBuf::new("LX").element("7")).unwrap();
        assert_eq!(
            String::from_utf8(writer.finish().unwrap()).unwrap(),
            "LX*1~LX*2~\r\nLX*3~\nLX*4~\r\nLX*5~\r\nLX*6~\r\nLX*7~\r\n"
        );
        let lines = Separators {
            segment: b'\n',
            ..Separators::USUAL
        };
        let mut writer = Writer::new(Vec::new(), lines).with_line_end("\n");
        writer.write(&SegmentBuf::new("LX").element("1")).unwrap();
        assert_eq!(writer.finish().unwrap(), b"LX*1\n");
    }

    #[test]
    fn a_copy_from_another_interchange_is_rewritten() {
        let pipes = Separators {
            element: b'|',
            repetition: Some(b'%'),
            ..Separators::USUAL
        };
        let mut writer = Writer::new(Vec::new(), Separators::USUAL);
        let hi = Segment::new(b"HI|ABK:J0190%ABF:M810~", pipes);
        writer.segment(&hi).unwrap();
        let starred = Segment::new(b"NTE|2*3~", pipes);
        assert!(writer.segment(&starred).is_err());
        assert_eq!(writer.finish().unwrap(), b"HI*ABK:J0190^ABF:M810~");
    }

    #[test]
    fn an_isa_is_reseparated_with_its_declarations() {
        let text = b"ISA|00||00||ZZ|S|ZZ|R|250131|1200|%|00501|1|0|T|>\n!GS|HC";
        let header = Header::parse(text).unwrap();
        assert_eq!(
            header.separators.segment, b'!',
            "terminator on the next line"
        );
        let isa = Segment::from_parts(text, 0, header.length - 1, header.separators, 0);
        assert_eq!(
            isa.reseparate(Separators::USUAL).unwrap(),
            b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~"
        );
        let unrepeated = Separators {
            repetition: None,
            ..Separators::USUAL
        };
        let bytes = isa.reseparate(unrepeated).unwrap();
        assert!(bytes.windows(3).any(|window| window == b"*U*"));
    }

    #[test]
    fn what_can_not_be_reseparated_names_its_place() {
        let tilde = Separators {
            segment: b'\n',
            ..Separators::USUAL
        };
        let clm = Segment::new(b"CLM*A*1**11:B~:1\n", tilde);
        assert_eq!(
            kind(clm.reseparate(Separators::USUAL)),
            "CLM04-2 holds `~`, a separator or line end"
        );
        let padded = Separators {
            component: b' ',
            ..Separators::USUAL
        };
        let odd_tag = Segment::new(b" CL*1~", padded);
        assert!(odd_tag.reseparate(Separators::USUAL).is_err());
    }
}
