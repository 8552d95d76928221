//! Cuts bytes into segments and gaps, whatever way the bytes come.
//!
//! The scanner holds no bytes. It is shown a window of the input and says what
//! stands at its start, or that it needs to see more; so a slice, a stream and a batch
//! are all cut by the same code, and the size of the chunks can't change the result.

use memchr::memmem;

use crate::positions::Ahead;
use crate::separators::{LineEnds, is_blank};
use crate::{Error, ErrorKind, Header, HeaderFault, Index, Segment, Separators};

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

/// Offsets of a segment in a text of less than 4 GiB, with its tag, and where its elements are told of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SegmentSpan {
    /// Of the byte after the segment before it.
    pub start: u32,
    /// Of the tag.
    pub body: u32,
    /// Of the byte after the last element.
    pub body_end: u32,
    /// Of the byte after the terminator.
    pub end: u32,
    /// The segment id as a number: its bytes, big end first; 0 for one that is not two or three bytes long.
    pub tag: u32,
    /// Where the ends of its tag and elements start among those of the text: see [`Index::ends`].
    pub ends: u32,
    /// How many elements it has.
    pub elements: u32,
}

/// How ISA and IEA start.
const IS: u32 = u32::from_be_bytes([0, 0, b'I', b'S']);
const IE: u32 = u32::from_be_bytes([0, 0, b'I', b'E']);

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

    /// The same scanner for somebody who asks it of few segments, as [`Scanner::look_ahead`] tells of the others: it finds few
    /// terminators at a time.
    pub fn asked_for_few(self) -> Scanner {
        let terminators = self.terminators.at_most(Ahead::LEAST);
        Scanner {
            terminators,
            ..self
        }
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

    /// Looks at the plain segments from `window[at..]` on, which must be what follows the last step, but at no more than
    /// `most`: those inside of an interchange that have their terminator, at most line ends before the tag, and a tag that
    /// starts like that of no ISA or IEA. Says of them what [`Scanner::next`] would, at less cost; those that are then
    /// taken are to be told by [`Scanner::pass_over`]. `index` has looked at the window, by the separators of the
    /// interchange, and `passed` of its terminators are known to stand before `at`.
    ///
    /// The segments are added to `spans`.
    pub fn look_ahead(
        &self,
        (window, index): (&[u8], &mut Index),
        at: usize,
        passed: &mut usize,
        most: usize,
        spans: &mut Vec<SegmentSpan>,
    ) {
        if !self.inside {
            return;
        }
        let ends = index.ends();
        let before = |&last: &u32| (ends[last as usize] as usize) < at;
        let rest = index.terminators().get(*passed..).unwrap_or_default();
        *passed += rest.partition_point(before);
        let mut first = match passed.checked_sub(1) {
            Some(last) => index.terminators()[last] + 1,
            None => 0,
        };
        // Between interchanges anything may stand.
        while ends
            .get(first as usize)
            .is_some_and(|&end| (end as usize) < at)
        {
            first += 1;
        }
        let mut start = at as u32;
        let mut moved = Vec::new();
        let terminators = index.terminators().get(*passed..).unwrap_or_default();
        let terminators = &terminators[..most.min(terminators.len())];
        let (known, mut count) = (spans.len(), 0);
        spans.resize(known + terminators.len(), SegmentSpan::default());
        for (span, &last) in spans[known..].iter_mut().zip(terminators) {
            let (Some(&tag_end), Some(&terminator)) =
                (ends.get(first as usize), ends.get(last as usize))
            else {
                break;
            };
            let Some(text) = window.get(start as usize..terminator as usize) else {
                break;
            };
            let (body, body_end) = self.line_ends.trim(text);
            let (body, body_end) = (start + body as u32, start + body_end as u32);
            let four = window.get(body as usize..);
            let Some(four) = four.and_then(|rest| rest.first_chunk()) else {
                break;
            };
            let word = u32::from_be_bytes(*four);
            let is_plain = four[0].is_ascii_uppercase() && !matches!(word >> 16, IS | IE);
            if !is_plain || text.len() >= self.limit {
                break;
            }
            if body_end != terminator {
                moved.push((last, body_end as usize));
            }
            *span = SegmentSpan {
                start,
                body,
                body_end,
                end: terminator + 1,
                // Without elements the tag ends with the body.
                tag: match tag_end.min(body_end).wrapping_sub(body) {
                    3 => word >> 8,
                    2 => word >> 16,
                    _ => 0,
                },
                ends: first,
                elements: last - first,
            };
            (start, first) = (terminator + 1, last + 1);
            count += 1;
        }
        spans.truncate(known + count);
        for (last, end) in moved {
            index.end_body(last, end);
        }
    }

    /// Steps over so many bytes of segments that [`Scanner::look_ahead`] has told of.
    #[inline]
    pub fn pass_over(&mut self, bytes: usize) {
        self.start += bytes as u64;
    }

    /// Where the segment `raw` stands, its terminator last, if it is a plain one, as [`Scanner::look_ahead`] tells of them.
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
    /// is not too long: it is one inside of an interchange, unless its tag is that of an ISA or IEA.
    #[inline(always)]
    pub(crate) fn ahead(&self, rest: &[u8]) -> Option<Cut> {
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
