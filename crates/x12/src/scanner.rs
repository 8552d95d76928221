//! Cuts bytes into segments and gaps, whatever way the bytes come.
//!
//! The scanner holds no bytes. It is shown a window of the input and says what
//! stands at its start, or that it needs to see more; so a slice, a stream and a batch
//! are all cut by the same code, and the size of the chunks can't change the result.

use memchr::{memchr, memmem};

use crate::block::Occurrences;
use crate::separators::is_blank;
use crate::{Error, ErrorKind, Header, HeaderFault, Separators};

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
        let step = if self.inside {
            self.inside(rest, last)
        } else {
            self.outside(rest, last)
        }?;
        Ok(match step {
            Step::Segment(cut) => {
                self.start += cut.end as u64;
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
        for offset in Occurrences::of(self.separators.segment, &window[at..]) {
            let terminator = at + offset;
            let mut body = start;
            while matches!(window[body], b'\r' | b'\n') && body < terminator {
                body += 1;
            }
            let tag = &window[body..terminator];
            let plain = match tag {
                [b'I', b'S' | b'E', ..] => false,
                [first, ..] => first.is_ascii_uppercase(),
                [] => false,
            };
            let end = terminator + 1;
            let fits = end - start <= self.limit;
            // A line end that is a separator is no padding.
            if !plain || !fits || (body > start && self.separators.has_line_end()) {
                break;
            }
            let body_end = self.separators.end_of_body(window, body, terminator);
            let cut = Cut {
                body,
                body_end,
                end,
            };
            if !take(start, cut) {
                break;
            }
            start = end;
        }
        self.start += (start - at) as u64;
        start
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
    fn segment(&self, rest: &[u8], body: usize, last: bool) -> Result<Step, Error> {
        let (body_end, end) = match memchr(self.separators.segment, &rest[body..]) {
            Some(length) => (body + length, body + length + 1),
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
        let body_end = self.separators.end_of_body(rest, body, body_end);
        Ok(Step::Segment(Cut {
            body,
            body_end,
            end,
        }))
    }

    fn header(&mut self, body: usize, header: &Header<'_>) -> Step {
        self.separators = header.separators;
        self.inside = true;
        self.found_interchange = true;
        let end = body + header.length;
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
