//! Writing: what was read byte for byte, and what was built with separators that fit.

use std::fmt;
use std::io::Write;

use crate::segment_buf::fits;
use crate::{
    ControlNumber, Header, Level, Segment, SegmentBuf, Separators, WriteError, WriteErrorKind,
};

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

impl<W> fmt::Debug for Writer<W> {
    /// Without what was written, which may be a patient's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("separators", &self.separators)
            .field("line_end", &self.line_end)
            .field("last", &self.last)
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
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
    /// A segment out of an interchange with other separators than this one is rewritten. One
    /// of nothing but a terminator is not counted.
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
        // An empty one is no segment to those who count.
        if !segment.body().is_empty() {
            self.count(tag, |position| segment.value(position));
        }
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
        self.count(segment.tag().as_bytes(), |position| segment.value(position));
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
    fn an_empty_segment_is_copied_and_not_counted() {
        let mut writer = Writer::new(Vec::new(), Separators::USUAL);
        let copy = |text: &'static str| Segment::new(text.as_bytes(), Separators::USUAL);
        let mut elements = ISA;
        (elements[10], elements[11]) = ("^", "00501");
        writer.header(elements).unwrap();
        for text in [
            "GS*HC*S*R*20250131*1200*9~",
            "ST*837*1~",
            "~",
            "\n~",
            "LX*1~",
        ] {
            writer.segment(&copy(text)).unwrap();
        }
        writer.close(Level::Interchange).unwrap();
        let written = writer.finish().unwrap();
        assert!(written.ends_with(b"ST*837*1~~\n~LX*1~SE*3*1~GE*1*9~IEA*1*000000042~"));
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
}
