//! Cuts bytes into segments and gaps, whatever way the bytes come.
//!
//! The scanner holds no bytes. It is shown a window of the input and says what
//! stands at its start, or that it needs to see more; so a slice, a stream and a batch
//! are all cut by the same code, and the size of the chunks can't change the result.

use memchr::memmem;

use crate::positions::Ahead;
use crate::separators::{LineEnds, is_blank};
use crate::{Error, ErrorKind, Header, HeaderFault, Segment, Separators};

/// What stands at the start of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A segment.
    Segment(Cut),
    /// Bytes outside of any interchange, up to this offset in the window.
    Gap {
        /// Where the gap ends in the window.
        end: usize,
    },
    /// The window must be longer to tell.
    More,
    /// The input ends here.
    End,
}

impl Step {
    /// Where the next step starts in the window; `None` where this one has no bytes.
    #[inline]
    pub fn end(&self) -> Option<usize> {
        match self {
            Step::Segment(cut) => Some(cut.end),
            Step::Gap { end } => Some(*end),
            Step::More | Step::End => None,
        }
    }
}

/// Offsets of a segment in the window it was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Of the tag; padding lies before it.
    pub body: usize,
    /// Of the byte after the last element; a line end may follow before the terminator.
    pub body_end: usize,
    /// Of the byte after the terminator; equal to `body_end` when there is none.
    pub end: usize,
}

/// Gaps are told in pieces of this size, so that memory stays bounded in a large file
/// that is no X12.
const GAP_PIECE: usize = 64 * 1024;

/// So much padding may stand before an ISA and count as part of it.
const ISA_PADDING: usize = 256;

/// The state of cutting one input.
///
/// ```
/// use remedi_x12::{Scanner, Step};
/// let input = b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~IEA*0*1~";
/// let mut scanner = Scanner::new();
/// let Ok(Step::Segment(isa)) = scanner.next(input, 0, true) else { panic!() };
/// let Ok(Step::Segment(iea)) = scanner.next(input, isa.end, true) else { panic!() };
/// assert_eq!(&input[iea.body..iea.body_end], b"IEA*0*1");
/// assert_eq!(scanner.next(input, iea.end, true).unwrap(), Step::End);
/// ```
#[derive(Clone, Debug)]
pub struct Scanner {
    separators: Separators,
    inside: bool,
    found_interchange: bool,
    limit: usize,
    start: u64,
    line_ends: LineEnds,
    terminators: Ahead,
}

impl Default for Scanner {
    fn default() -> Scanner {
        Scanner::new()
    }
}

impl Scanner {
    /// The longest segment unless another limit is set: 1 MiB.
    pub const USUAL_LIMIT: usize = 1 << 20;

    /// A scanner at the start of an input.
    pub fn new() -> Scanner {
        Scanner {
            separators: Separators::USUAL,
            inside: false,
            found_interchange: false,
            limit: Scanner::USUAL_LIMIT,
            start: 0,
            line_ends: Separators::USUAL.line_ends(),
            terminators: Ahead::of(Separators::USUAL.segment),
        }
    }

    /// The same scanner with another limit for the length of a segment, in bytes, with the
    /// padding before it. It does not hold for an ISA, whose length is bounded anyway.
    pub fn with_limit(self, limit: usize) -> Scanner {
        Scanner { limit, ..self }
    }

    /// The longest segment that is read, in bytes.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// The separators of the interchange that the last segment belongs to.
    pub fn separators(&self) -> Separators {
        self.separators
    }

    /// Offset in the input of the next byte that no step has passed yet.
    pub fn byte(&self) -> u64 {
        self.start
    }

    /// Says what stands at `window[at..]`, which must be what follows the last step.
    /// `last` tells that the input ends with the window.
    ///
    /// # Errors
    /// [`ErrorKind::SegmentTooLong`] when the limit is passed; after the last byte
    /// [`ErrorKind::NoInterchange`] when there was no ISA in all of the input.
    #[inline]
    pub fn next(&mut self, window: &[u8], at: usize, last: bool) -> Result<Step, Error> {
        let rest = &window[at..];
        if self.inside
            && let Some(terminator) = self.terminators.next(rest, self.start)
            && let Some(cut) = self.plain_cut(&rest[..=terminator], at)
        {
            self.terminators.pass(1);
            self.start += (cut.end - at) as u64;
            return Ok(Step::Segment(cut));
        }
        self.step(window, at, last)
    }

    fn step(&mut self, window: &[u8], at: usize, last: bool) -> Result<Step, Error> {
        let rest = &window[at..];
        let step = if self.inside {
            self.inside(rest, last)
        } else {
            self.outside(rest, last)
        }?;
        Ok(match step {
            Step::Segment(cut) => {
                self.start += cut.end as u64;
                self.terminators.pass_before(self.start);
                Step::Segment(Cut {
                    body: at + cut.body,
                    body_end: at + cut.body_end,
                    end: at + cut.end,
                })
            }
            Step::Gap { end } => {
                self.start += end as u64;
                Step::Gap { end: at + end }
            }
            Step::More | Step::End => step,
        })
    }

    /// Steps over the plain segments at `window[at..]`, which must be what follows the last step:
    /// those inside of an interchange that have their terminator, at most a line end before the tag,
    /// and a tag that starts like that of no ISA or IEA. Says of them what [`Scanner::next`] would, at
    /// less cost. `take` is given each, with the offset of its first byte, and ends the run before
    /// one that it does not take by returning `false`.
    ///
    /// Returns where the run ended; the next step goes on from there.
    #[inline]
    pub fn run(
        &mut self,
        window: &[u8],
        at: usize,
        mut take: impl FnMut(usize, Cut) -> bool,
    ) -> usize {
        if !self.inside {
            return at;
        }
        let mut start = at;
        let mut ended = false;
        while !ended {
            let byte = self.start + (start - at) as u64;
            if self.terminators.first(&window[start..], byte).is_none() {
                break;
            }
            let (terminators, base) = self.terminators.known();
            // Where in the window they count from, which may be before it.
            let origin = (base as usize)
                .wrapping_sub(self.start as usize)
                .wrapping_add(at);
            let mut passed = 0;
            for &terminator in terminators {
                let terminator = origin.wrapping_add(terminator as usize);
                let cut = window
                    .get(start..=terminator)
                    .and_then(|raw| self.plain_cut(raw, start));
                match cut {
                    Some(cut) if take(start, cut) => start = cut.end,
                    _ => {
                        ended = true;
                        break;
                    }
                }
                passed += 1;
            }
            self.terminators.pass(passed);
        }
        self.start += (start - at) as u64;
        start
    }

    /// Where the segment `raw` stands, its terminator last, if it is one that [`Scanner::run`] takes.
    #[inline(always)]
    fn plain_cut(&self, raw: &[u8], start: usize) -> Option<Cut> {
        let (_, text) = raw.split_last()?;
        let (body, body_end) = self.line_ends.trim(text);
        let is_plain = match text[body..] {
            [b'I', b'S' | b'E', ..] => false,
            [first, ..] => first.is_ascii_uppercase(),
            [] => false,
        };
        (is_plain && raw.len() <= self.limit).then_some(Cut {
            body: start + body,
            body_end: start + body_end,
            end: start + raw.len(),
        })
    }

    /// Where the segment stands in `rest`, what follows the last step, if it has its terminator, no padding but line ends, and
    /// is not too long: it is one unless its tag is that of an ISA or IEA.
    #[inline(always)]
    pub(crate) fn ahead(&self, rest: &[u8]) -> Option<Cut> {
        if !self.inside {
            return None;
        }
        let terminator = self.terminators.next(rest, self.start)?;
        let (body, body_end) = self.line_ends.trim(rest.get(..terminator)?);
        let end = terminator + 1;
        (end <= self.limit).then_some(Cut {
            body,
            body_end,
            end,
        })
    }

    /// The segment that stands there.
    #[inline(always)]
    pub(crate) fn segment_ahead<'w>(&self, rest: &'w [u8], cut: Cut) -> Segment<'w> {
        let byte = self.start + cut.body as u64;
        let raw = &rest[..cut.end];
        Segment::from_parts(raw, cut.body, cut.body_end, self.separators, byte)
    }

    /// Passes it.
    #[inline(always)]
    pub(crate) fn pass(&mut self, cut: Cut) {
        self.terminators.pass(1);
        self.start += cut.end as u64;
    }

    #[inline]
    fn inside(&mut self, rest: &[u8], last: bool) -> Result<Step, Error> {
        let body = match rest.first() {
            Some(byte) if byte.is_ascii_uppercase() => 0,
            _ => rest
                .iter()
                .position(|&byte| !self.separators.is_padding(byte))
                .unwrap_or(rest.len()),
        };
        if body > self.limit {
            return Err(self.too_long());
        }
        if let [b'I', second, third, fourth, ..] = rest[body..]
            && !fourth.is_ascii_alphanumeric()
        {
            if (second, third) == (b'S', b'A') {
                match Header::parse(&rest[body..]) {
                    Ok(header) => return Ok(self.header(body, &header)),
                    // An ISA is bounded by itself, so the limit is not asked.
                    Err(HeaderFault::Incomplete) if !last => return Ok(Step::More),
                    Err(_) => {}
                }
            }
            if (second, third) == (b'E', b'A') {
                let step = self.segment(rest, body, last)?;
                if let Step::Segment(_) = step {
                    self.inside = false;
                }
                return Ok(step);
            }
        } else if rest.len() - body < 4 && !last {
            return Ok(Step::More);
        }
        self.segment(rest, body, last)
    }

    #[inline]
    fn segment(&mut self, rest: &[u8], body: usize, last: bool) -> Result<Step, Error> {
        let (body_end, end) = match self.terminators.first(rest, self.start) {
            Some(terminator) => (terminator, terminator + 1),
            None if !last => return self.more(rest),
            None if rest.is_empty() => return Ok(Step::End),
            None if body == rest.len() => return Ok(Step::Gap { end: body }),
            None if rest.len() > self.limit => return Err(self.too_long()),
            None => {
                let padding = rest.iter().rev();
                let padding = padding.take_while(|&&byte| self.separators.is_padding(byte));
                // The padding behind an unterminated segment is told as a gap of its own.
                let end = rest.len() - padding.count();
                (end, end)
            }
        };
        if end > self.limit {
            return Err(self.too_long());
        }
        let body_end = body + self.line_ends.behind(&rest[body..body_end]);
        Ok(Step::Segment(Cut {
            body,
            body_end,
            end,
        }))
    }

    fn header(&mut self, body: usize, header: &Header<'_>) -> Step {
        self.separators = header.separators;
        self.line_ends = header.separators.line_ends();
        self.inside = true;
        self.found_interchange = true;
        let end = body + header.length;
        let start = self.start + end as u64;
        self.terminators.look_for(header.separators.segment, start);
        Step::Segment(Cut {
            body,
            body_end: body + header.body_length(),
            end,
        })
    }

    #[cold]
    fn outside(&mut self, rest: &[u8], last: bool) -> Result<Step, Error> {
        if rest.is_empty() {
            return match (last, self.found_interchange) {
                (false, _) => Ok(Step::More),
                (true, true) => Ok(Step::End),
                (true, false) => Err(Error::new(ErrorKind::NoInterchange, self.start)),
            };
        }
        let padding = rest.iter().take_while(|&&byte| is_blank(byte)).count();
        if padding <= ISA_PADDING {
            match Header::parse(&rest[padding..]) {
                Ok(header) => return Ok(self.header(padding, &header)),
                Err(HeaderFault::Incomplete) if !last => return Ok(Step::More),
                Err(_) => {}
            }
        }
        // The window holds a whole piece and any header that starts in it, or the rest of
        // the input; otherwise more is asked for, and the answer is the same for any chunks.
        if !last && rest.len() < GAP_PIECE + Header::LONGEST {
            return Ok(Step::More);
        }
        let piece = rest.len().min(GAP_PIECE);
        let isa = memmem::find_iter(rest, b"ISA")
            .take_while(|&at| at < piece)
            .find(|&at| at > 0 && Header::parse(&rest[at..]).is_ok());
        let end = isa.unwrap_or(piece);
        Ok(Step::Gap { end })
    }

    fn more(&self, rest: &[u8]) -> Result<Step, Error> {
        if rest.len() > self.limit {
            return Err(self.too_long());
        }
        Ok(Step::More)
    }

    #[cold]
    fn too_long(&self) -> Error {
        Error::new(ErrorKind::SegmentTooLong { limit: self.limit }, self.start)
    }
}
