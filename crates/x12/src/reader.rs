//! Two ways to read an input, with one meaning: over a slice, and over a stream.

use std::fmt;
use std::io::{self, Read};

use crate::kernel;
use crate::separators::is_blank;
use crate::{Cut, Envelope, Error, ErrorKind, Fault, Place, Positions, Scanner, Segment, Step};

/// What an input consists of. Laid end to end, the bytes of all tokens are the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A segment of an interchange, and its place.
    Segment(Segment<'a>, Place),
    /// Bytes outside of any interchange.
    Gap(Gap<'a>),
}

impl<'a> Token<'a> {
    /// All bytes of the token.
    pub fn raw(&self) -> &'a [u8] {
        match self {
            Token::Segment(segment, _) => segment.raw(),
            Token::Gap(gap) => gap.bytes,
        }
    }
}

/// Bytes outside of any interchange, or a piece of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Gap<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Offset of the first one in the input.
    pub byte: u64,
}

impl Gap<'_> {
    /// Whether there is nothing but white space, padding or a byte order mark in it.
    pub fn is_blank(&self) -> bool {
        let text = match self.bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(text) if self.byte == 0 => text,
            _ => self.bytes,
        };
        text.iter().all(|&byte| is_blank(byte))
    }
}

impl fmt::Debug for Gap<'_> {
    /// Its place and length alone: it may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gap")
            .field("byte", &self.byte)
            .field("length", &self.bytes.len())
            .finish()
    }
}

/// Reads an input that is in memory.
///
/// ```
/// use remedi_x12::{SliceReader, Token};
/// let input = b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~\nIEA*0*1~\n";
/// let mut reader = SliceReader::new(input);
/// let mut tags = Vec::new();
/// while let Some(token) = reader.next_token().unwrap() {
///     if let Token::Segment(segment, _) = token {
///         tags.push(segment.tag());
///     }
/// }
/// assert_eq!(tags, [b"ISA", b"IEA"]);
/// ```
#[derive(Clone)]
pub struct SliceReader<'a> {
    input: &'a [u8],
    at: usize,
    scanner: Scanner,
    envelope: Envelope,
    faults: Vec<Fault>,
}

/// The memory is asked for what stands so many bytes behind: more than what is looked at next for terminators.
const FETCHED_AHEAD: usize = 2 * Positions::CHUNK;

impl<'a> SliceReader<'a> {
    /// A reader at the start of `input`.
    pub fn new(input: &'a [u8]) -> SliceReader<'a> {
        SliceReader::with_scanner(input, Scanner::new())
    }

    /// A reader that cuts with a scanner of other limits.
    pub fn with_scanner(input: &'a [u8], scanner: Scanner) -> SliceReader<'a> {
        SliceReader {
            input,
            at: 0,
            scanner,
            envelope: Envelope::new(),
            faults: Vec::new(),
        }
    }

    /// The next token, or `None` at the end of the input.
    ///
    /// # Errors
    /// See [`Scanner::next`].
    #[inline(always)]
    pub fn next_token(&mut self) -> Result<Option<Token<'a>>, Error> {
        let rest = &self.input[self.at..];
        let Some((cut, place)) = take_plain(&self.scanner, &mut self.envelope, rest) else {
            // Told apart from what is told here, of which no more is made than somebody looks at.
            let mut token = None;
            self.next_step(&mut token)?;
            return Ok(token);
        };
        let segment = self.scanner.segment_ahead(rest, cut);
        self.scanner.pass(cut);
        self.at += cut.end;
        // Terminators are looked for many at a time, faster than the memory gives; between these times it would have nothing to do.
        kernel::fetch(self.input, self.at + FETCHED_AHEAD);
        Ok(Some(Token::Segment(segment, place)))
    }

    #[cold]
    #[inline(never)]
    fn next_step(&mut self, told: &mut Option<Token<'a>>) -> Result<(), Error> {
        let step = self.scanner.next(self.input, self.at, true)?;
        let token = take(
            step,
            &self.input[self.at..],
            self.at,
            &self.scanner,
            &mut self.envelope,
            &mut self.faults,
        );
        self.at = step.end().unwrap_or(self.at);
        *told = token;
        Ok(())
    }

    /// Takes the faults found since the last call.
    pub fn faults(&mut self) -> std::vec::Drain<'_, Fault> {
        self.faults.drain(..)
    }
}

impl fmt::Debug for SliceReader<'_> {
    /// Without the input.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SliceReader")
            .field("at", &self.at)
            .field("length", &self.input.len())
            .field("scanner", &self.scanner)
            .field("envelope", &self.envelope)
            .field("faults", &self.faults)
            .finish()
    }
}

/// Reads an input from anything that is [`Read`], in memory bounded by the longest segment.
///
/// The tokens, their places and the faults are those of a [`SliceReader`] over the same bytes.
///
/// ```
/// use remedi_x12::{FaultKind, Level, StreamReader};
/// let input = &b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~\nIEA*0*2~\n"[..];
/// let mut reader = StreamReader::new(input);
/// let mut tokens = 0;
/// while reader.next_token()?.is_some() {
///     tokens += 1;
/// }
/// assert_eq!(tokens, 3, "ISA, IEA, and the line end behind it");
/// let last = reader.faults().last().unwrap();
/// assert_eq!(last.kind, FaultKind::ControlNumberMismatch(Level::Interchange));
/// assert_eq!(last.place.interchange.as_bytes(), b"1");
/// # Ok::<(), remedi_x12::Error>(())
/// ```
pub struct StreamReader<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    last: bool,
    scanner: Scanner,
    envelope: Envelope,
    faults: Vec<Fault>,
}

impl<R: Read> StreamReader<R> {
    /// A reader with a buffer of 64 KiB to start with.
    pub fn new(input: R) -> StreamReader<R> {
        StreamReader::with_scanner(input, Scanner::new(), 64 * 1024)
    }

    /// A reader that cuts with a scanner of other limits, and asks for so many bytes at a
    /// time to start with (at least one).
    pub fn with_scanner(input: R, scanner: Scanner, chunk: usize) -> StreamReader<R> {
        StreamReader {
            input,
            buffer: vec![0; chunk.max(1)],
            at: 0,
            filled: 0,
            last: false,
            scanner,
            envelope: Envelope::new(),
            faults: Vec::new(),
        }
    }

    /// The next token, or `None` at the end of the input.
    ///
    /// # Errors
    /// [`ErrorKind::Io`], and see [`Scanner::next`].
    #[inline(always)]
    pub fn next_token(&mut self) -> Result<Option<Token<'_>>, Error> {
        let rest = &self.buffer[self.at..self.filled];
        let Some((cut, place)) = take_plain(&self.scanner, &mut self.envelope, rest) else {
            // Told apart from what is told here, of which no more is made than somebody looks at.
            let mut token = None;
            self.next_step(&mut token)?;
            return Ok(token);
        };
        let rest = &self.buffer[self.at..self.filled];
        let segment = self.scanner.segment_ahead(rest, cut);
        self.scanner.pass(cut);
        self.at += cut.end;
        Ok(Some(Token::Segment(segment, place)))
    }

    #[cold]
    #[inline(never)]
    fn next_step<'s>(&'s mut self, told: &mut Option<Token<'s>>) -> Result<(), Error> {
        let step = loop {
            let window = &self.buffer[..self.filled];
            match self.scanner.next(window, self.at, self.last)? {
                Step::More => self.fill()?,
                step => break step,
            }
        };
        let token = take(
            step,
            &self.buffer[self.at..self.filled],
            self.at,
            &self.scanner,
            &mut self.envelope,
            &mut self.faults,
        );
        self.at = step.end().unwrap_or(self.at);
        *told = token;
        Ok(())
    }

    /// Takes the faults found since the last call.
    pub fn faults(&mut self) -> std::vec::Drain<'_, Fault> {
        self.faults.drain(..)
    }

    /// Brings in more bytes: moves what is not yet read to the front, and doubles the
    /// buffer when that is all of it.
    fn fill(&mut self) -> Result<(), Error> {
        self.buffer.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.at = 0;
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Ok(count) => {
                    self.filled += count;
                    self.last = count == 0;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let byte = self.scanner.byte() + self.filled as u64;
                    return Err(Error::new(ErrorKind::Io(error), byte));
                }
            }
        }
    }
}

impl<R> fmt::Debug for StreamReader<R> {
    /// Without the input.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamReader")
            .field("at", &self.at)
            .field("filled", &self.filled)
            .field("scanner", &self.scanner)
            .field("envelope", &self.envelope)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// Shows the segment that comes next in `rest` to the envelope, if its terminator is known and there is nothing to tell of
/// it; where it stands, and its place.
#[inline(always)]
fn take_plain(scanner: &Scanner, envelope: &mut Envelope, rest: &[u8]) -> Option<(Cut, Place)> {
    let cut = scanner.ahead(rest)?;
    let segment = scanner.segment_ahead(rest, cut);
    let place = envelope.take_plain(&segment)?;
    Some((cut, place))
}

/// Makes a token of a step, and shows it to the envelope.
fn take<'a>(
    step: Step,
    window: &'a [u8],
    at: usize,
    scanner: &Scanner,
    envelope: &mut Envelope,
    faults: &mut Vec<Fault>,
) -> Option<Token<'a>> {
    match step {
        Step::Segment(cut) => {
            let raw = &window[..cut.end - at];
            let byte = scanner.byte() - (cut.end - cut.body) as u64;
            let (start, end) = (cut.body - at, cut.body_end - at);
            let segment = Segment::from_parts(raw, start, end, scanner.separators(), byte);
            let place = envelope.segment(&segment, |fault| faults.push(fault));
            Some(Token::Segment(segment, place))
        }
        Step::Gap { end } => {
            let bytes = &window[..end - at];
            let byte = scanner.byte() - bytes.len() as u64;
            let gap = Gap { bytes, byte };
            envelope.gap(&gap);
            Some(Token::Gap(gap))
        }
        Step::More | Step::End => {
            envelope.end(|fault| faults.push(fault));
            None
        }
    }
}
