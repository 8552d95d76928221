//! Cuts an input into batches at the ends of claims and payments.

use std::fmt;
use std::io::{self, Read};
use std::ops::Range;

use remedi_x12::{
    Cut, Envelope, Error, ErrorKind, Gap, Place, Scanner, Segment, SegmentSpan, Separators, Step,
};

use crate::Batch;
use crate::batch::Mark;
use crate::guide::{Known, Start, Tag, is_well_formed, tag, tag_of};

/// Cuts an input into [`Batch`]es, in memory bounded by the size of a batch and the largest
/// claim (64 MiB at most): an 837 of one endless transaction set is cut like any other.
///
/// It looks at little more than the segment ids: where a claim (CLM), a level (HL), a claim
/// payment (CLP), a payment group (LX) or an envelope starts, a batch may end; and the
/// segments that the next one starts under are copied into it.
///
/// ```
/// use remedi_claims::{Batch, Cutter};
/// let input = b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~GS*HC*S*R*20250131*1200*1*X*\
///               005010X222A1~ST*837*1*005010X222A1~CLM*A1*125***11:B:1~SE*3*1~GE*1*1~IEA*1*1~";
/// let mut cutter = Cutter::new(&input[..]);
/// let mut batch = Batch::new();
/// while cutter.next_batch(&mut batch).unwrap() {
///     batch.walk();
///     assert_eq!(batch.claims().next().unwrap().id(), b"A1");
///     assert!(batch.faults().is_empty() || batch.faults().len() == 1); // a trimmed ISA
/// }
/// ```
pub struct Cutter<R> {
    input: R,
    scanner: Scanner,
    envelope: Envelope,
    size: usize,
    last: bool,
    ended: bool,
    ordinal: u64,
    /// What the next batch starts with: the raw segments of the context, and bytes of the
    /// input that were read but are not in a batch yet.
    context: Vec<u8>,
    context_segments: Vec<(SegmentSpan, Place)>,
    tail: Vec<u8>,
    /// The segment at the start of the tail, which is cut already.
    pending: Option<(Cut, Separators)>,
    /// How many segments of the batch are taken; behind them stand those that were looked at ahead.
    taken: usize,
    /// So many of its terminators are known to be passed.
    passed: usize,
    set: Set,
    levels: Levels,
    plain: Plain,
    /// What a judge of the rest of the set must know of what came before.
    told: Start,
}

impl<R> fmt::Debug for Cutter<R> {
    /// Where it stands: what it has read may be a patient's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cutter")
            .field("scanner", &self.scanner)
            .field("envelope", &self.envelope)
            .field("size", &self.size)
            .field("ended", &self.ended)
            .field("ordinal", &self.ordinal)
            .field("context", &self.context.len())
            .field("tail", &self.tail.len())
            .field("set", &self.set)
            .finish_non_exhaustive()
    }
}

/// What the set that is being read carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Set {
    None,
    Claims,
    Payments,
    /// An acknowledgement (999, 277CA), which is judged as a whole.
    Reply,
    Other,
}

/// Segments of the current batch that are context for what follows them: ISA, GS, the header
/// of the set, and the levels below it (2000A, 2000B, 2000C; the 835's 2000).
#[derive(Clone, Debug, Default)]
struct Levels {
    ranges: [Range<u32>; 6],
    /// How many levels there are.
    depth: usize,
    /// Whether the innermost one still takes segments.
    open: bool,
}

impl Levels {
    const HEADER: usize = 2;

    fn open(&mut self, level: usize, segment: u32) {
        for range in &mut self.ranges[self.depth.min(level)..level] {
            *range = segment..segment;
        }
        self.ranges[level] = segment..segment + 1;
        self.depth = level + 1;
        self.open = true;
    }

    /// Takes the segments before one into the innermost level, if it still takes segments.
    fn extend_to(&mut self, end: usize) {
        if self.open
            && let Some(level) = self.depth.checked_sub(1)
        {
            self.ranges[level].end = end as u32;
        }
    }

    fn close_to(&mut self, level: usize) {
        self.depth = self.depth.min(level);
    }
}

const ISA: Tag = tag(b"ISA");
const GS: Tag = tag(b"GS");
const ST: Tag = tag(b"ST");
const SE: Tag = tag(b"SE");
const GE: Tag = tag(b"GE");
const IEA: Tag = tag(b"IEA");
const HL: Tag = tag(b"HL");
const CLM: Tag = tag(b"CLM");
const LX: Tag = tag(b"LX");
const CLP: Tag = tag(b"CLP");
const PLB: Tag = tag(b"PLB");

/// So much more than the size of a batch is read at a time, to find its end in.
const READ_AHEAD: usize = 32 * 1024;

/// So many segments are looked at ahead of those that are taken.
const AHEAD: usize = 256;

/// The largest claim, payment or header of a set that is read, in bytes and in segments.
const LARGEST: usize = 64 << 20;
const MOST_SEGMENTS: usize = 2 << 20;

/// The largest acknowledgement that is kept together, in bytes.
const LARGEST_WHOLE: usize = 16 << 20;

impl<R: Read> Cutter<R> {
    /// The size of a batch unless another one is set, in bytes of the input.
    pub const USUAL_SIZE: usize = 512 * 1024;

    /// Cuts batches of [`Cutter::USUAL_SIZE`].
    pub fn new(input: R) -> Cutter<R> {
        Cutter::with_size(input, Self::USUAL_SIZE)
    }

    /// Cuts batches that end at the first claim or payment that starts after `size` bytes.
    pub fn with_size(input: R, size: usize) -> Cutter<R> {
        Cutter {
            input,
            scanner: Scanner::new().asked_for_few(),
            envelope: Envelope::new(),
            size: size.clamp(1, 1 << 28),
            last: false,
            ended: false,
            ordinal: 0,
            context: Vec::new(),
            context_segments: Vec::new(),
            tail: Vec::new(),
            pending: None,
            taken: 0,
            passed: 0,
            set: Set::None,
            levels: Levels::default(),
            plain: Plain::default(),
            told: Start::default(),
        }
    }

    /// Fills `batch` with the next claims or payments; `false` when the input has ended, and
    /// the batch is empty then.
    ///
    /// # Errors
    /// What stops reading: see [`remedi_x12::ErrorKind`]. What was read before that is in
    /// the batch, and may be worked on.
    pub fn next_batch(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        batch.clear();
        if self.ended {
            return Ok(false);
        }
        self.start(batch);
        let result = self.fill(batch);
        batch.segments.truncate(self.taken);
        if result.is_err() {
            self.ended = true;
        }
        result?;
        Ok(!(self.ended && batch.filled == batch.run && batch.faults.is_empty()))
    }

    /// Whether the batch that was filled last was the last one.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Puts the context and the bytes left over into the batch.
    fn start(&mut self, batch: &mut Batch) {
        batch.ordinal = self.ordinal;
        batch.start = self.told;
        self.ordinal += 1;
        batch.run = self.context.len();
        batch.make_room(batch.run + self.tail.len().max(self.size + READ_AHEAD));
        batch.bytes[..batch.run].copy_from_slice(&self.context);
        batch.filled = batch.run + self.tail.len();
        batch.bytes[batch.run..batch.filled].copy_from_slice(&self.tail);
        batch.separators = match self.pending {
            Some((_, separators)) => separators,
            None => self.scanner.separators(),
        };
        batch.look_on();
        self.passed = 0;
        for &(span, place) in &self.context_segments {
            batch.push(span);
            batch.origins.push(place);
        }
        batch.base = self.scanner.byte();
        if let Some((cut, _)) = self.pending {
            batch.base -= cut.end as u64;
        }
        self.taken = batch.segments.len();
        let mut place = self.envelope.place();
        if place.segment > 0 {
            place.segment += 1;
        }
        let segment = self.taken as u32;
        batch.marks.push(Mark { segment, place });
    }

    fn fill(&mut self, batch: &mut Batch) -> Result<(), Error> {
        let mut at = batch.run;
        if let Some((cut, _)) = self.pending.take() {
            let cut = Cut {
                body: cut.body + batch.run,
                body_end: cut.body_end + batch.run,
                end: cut.end + batch.run,
            };
            self.take(batch, at, cut);
            at = cut.end;
        }
        loop {
            let ahead = self.look_ahead(batch, &mut at);
            let window = &batch.bytes[..batch.filled];
            let step = match ahead {
                Some(cut) => Step::Segment(cut),
                None => self.scanner.next(window, at, self.last)?,
            };
            match step {
                Step::Segment(cut) => {
                    let body = &window[cut.body..cut.body_end];
                    let id = tag_of(body, self.scanner.separators().element);
                    if self.ends_before(batch, at, id, body) {
                        match id {
                            ISA => self.levels.close_to(0),
                            GS => self.levels.close_to(1),
                            ST => self.levels.close_to(Levels::HEADER),
                            _ => {}
                        }
                        batch.segments.truncate(self.taken);
                        self.leave(batch, at, cut);
                        return Ok(());
                    }
                    self.take(batch, at, cut);
                    at = cut.end;
                }
                Step::Gap { end } => {
                    let gap = Gap {
                        bytes: &window[at..end],
                        byte: self.scanner.byte() - (end - at) as u64,
                    };
                    self.envelope.gap(&gap);
                    at = end;
                }
                Step::More
                    if batch.filled - batch.run > LARGEST
                        || batch.segments.len() > MOST_SEGMENTS =>
                {
                    return Err(Error::new(
                        ErrorKind::UnitTooLong { limit: LARGEST },
                        batch.base,
                    ));
                }
                Step::More => self.read(batch)?,
                Step::End => {
                    self.envelope.end(|fault| batch.faults.push(fault));
                    self.ended = true;
                    return Ok(());
                }
            }
        }
    }

    /// Whether the batch ends before a segment that starts at `at`: it is large enough and
    /// something begins there, or the separators are others from there on.
    #[inline]
    fn ends_before(&self, batch: &Batch, at: usize, id: Tag, body: &[u8]) -> bool {
        if id == ISA && self.scanner.separators() != batch.separators {
            return self.taken > batch.origins.len();
        }
        if at - batch.run < self.size {
            return false;
        }
        match self.set {
            // What stands outside of sets is told as one.
            Set::None => is_of_envelope(id) || at - batch.run > LARGEST_WHOLE,
            Set::Other => true,
            Set::Reply => matches!(id, ST | GS | ISA) || at - batch.run > LARGEST_WHOLE,
            // A level that no guide knows stays with the claim that it stands in.
            Set::Claims if id == HL => {
                let separator = self.scanner.separators().element;
                level(body.split(|&byte| byte == separator).nth(3)).is_some()
            }
            Set::Claims => matches!(id, CLM | ST | GS | ISA),
            Set::Payments => matches!(id, CLP | LX | PLB | ST | GS | ISA),
        }
    }

    /// Looks at the segments from `at` on, takes those that need no closer look, and gives the first that does; `at` is
    /// then where it starts. `None` where what stands there was not looked at ahead.
    fn look_ahead(&mut self, batch: &mut Batch, at: &mut usize) -> Option<Cut> {
        loop {
            if self.taken == batch.segments.len() {
                let text = (&batch.bytes[..batch.filled], &mut batch.index);
                let (passed, spans) = (&mut self.passed, &mut batch.segments);
                self.scanner.look_ahead(text, *at, passed, AHEAD, spans);
            }
            let first = batch.segments.get(self.taken)?;
            debug_assert_eq!(first.start as usize, *at);
            self.take_plain(batch, at);
            if let Some(span) = batch.segments.get(self.taken) {
                self.scanner.pass_over(span.end as usize - *at);
                return Some(Cut {
                    body: span.body as usize,
                    body_end: span.body_end as usize,
                    end: span.end as usize,
                });
            }
        }
    }

    /// Takes the segments that were looked at ahead and need no closer look.
    fn take_plain(&mut self, batch: &mut Batch, at: &mut usize) {
        if !self.envelope.is_in_set() {
            return;
        }
        let set = self.set;
        // From so many bytes on any segment may be the end; in claims and payments only those that begin something.
        let size = match set {
            Set::Claims | Set::Payments => usize::MAX,
            Set::Reply => LARGEST_WHOLE,
            Set::None | Set::Other => self.size,
        };
        let (end, claims) = (
            batch.run.saturating_add(size),
            batch.run.saturating_add(self.size),
        );
        let ahead = &batch.segments[self.taken..];
        let mut count = 0;
        for span in ahead {
            if span.tag == CLM && set == Set::Claims && (span.start as usize) < claims {
                batch.bounds.push((self.taken + count) as u32);
                self.levels.extend_to(self.taken + count);
                self.levels.open = false;
                self.told.items += 1;
            } else if !self.plain.holds(span.tag, set) || span.start as usize >= end {
                break;
            }
            count += 1;
        }
        self.taken += count;
        self.levels.extend_to(self.taken);
        if let Some(last) = ahead[..count].last() {
            self.scanner.pass_over(last.end as usize - *at);
            *at = last.end as usize;
            let byte = (batch.base + u64::from(last.body)).saturating_sub(batch.run as u64);
            self.envelope.count_plain(count as u64, byte);
        }
    }

    /// Takes a segment into the batch: shows it to the envelope, and follows the levels.
    fn take(&mut self, batch: &mut Batch, start: usize, cut: Cut) {
        let index = self.taken as u32;
        let separators = self.scanner.separators();
        let (body, body_end) = (cut.body - start, cut.body_end - start);
        let byte = batch.base + (cut.body - batch.run) as u64;
        let raw = &batch.bytes[start..cut.end];
        let segment = Segment::from_parts(raw, body, body_end, separators, byte);
        let faults = &mut batch.faults;
        let place = self.envelope.segment(&segment, |fault| faults.push(fault));
        if body == body_end {
            return;
        }
        let id = tag_of(segment.body(), separators.element);
        if separators != batch.separators {
            batch.separators = separators;
            batch.index.clear();
            batch.look_on();
            self.passed = 0;
        }
        // What was looked at ahead is there.
        if self.taken < batch.segments.len() {
            batch.see_bound(self.taken, id);
        } else {
            batch.push(SegmentSpan {
                start: start as u32,
                body: cut.body as u32,
                body_end: cut.body_end as u32,
                end: cut.end as u32,
                tag: id,
                ends: 0,
                elements: 0,
            });
        }
        self.taken += 1;
        let raw = &batch.bytes[start..cut.end];
        let segment = Segment::from_parts(raw, body, body_end, separators, byte);
        match id {
            ISA => {
                self.levels.open(0, index);
                self.set = Set::None;
                batch.marks.push(Mark {
                    segment: index,
                    place,
                });
            }
            GS => {
                self.levels.open(1, index);
                self.set = Set::None;
                batch.marks.push(Mark {
                    segment: index,
                    place,
                });
            }
            ST => {
                self.levels.open(Levels::HEADER, index);
                self.set = match segment.value(1) {
                    b"837" => Set::Claims,
                    b"835" => Set::Payments,
                    b"999" | b"277" => Set::Reply,
                    _ => Set::Other,
                };
                self.levels.open = matches!(self.set, Set::Claims | Set::Payments);
                self.told = Start::default();
                batch.marks.push(Mark {
                    segment: index,
                    place,
                });
            }
            SE | GE | IEA => {
                batch.marks.push(Mark {
                    segment: index,
                    place,
                });
                let place = self.envelope.place();
                let segment = index + 1;
                batch.marks.push(Mark { segment, place });
                self.set = Set::None;
                self.levels.close_to(level_left_by(raw[body]));
                self.levels.open = false;
            }
            HL if self.set == Set::Claims => {
                let Some(level) = level(Some(segment.value(3))) else {
                    self.told.hierarchy.take(segment.value(1));
                    for known in &mut self.told.levels {
                        (known.is_sound, known.has_child) = (false, true);
                    }
                    return self.levels.extend_to(self.taken);
                };
                self.levels.open(Levels::HEADER + level, index);
                let expected = self.told.hierarchy.take(segment.value(1));
                let is_sound = expected.is_none();
                let (above, own) = self.told.levels.split_at_mut(level - 1);
                let ranges = &self.levels.ranges[Levels::HEADER + 1..];
                let is_open = |(_, range): &(&mut Known, &Range<u32>)| !range.is_empty();
                if let Some((above, _)) = above.iter_mut().zip(ranges).rfind(is_open) {
                    above.has_child = true;
                    above.has_sound_child |= is_sound;
                }
                own[0] = Known {
                    is_sound,
                    ..Known::default()
                };
                self.told.items = 0;
            }
            LX if self.set == Set::Payments => {
                self.levels.open(Levels::HEADER + 1, index);
                self.told.items = 0;
            }
            CLM if self.set == Set::Claims => {
                self.levels.open = false;
                self.told.items += 1;
            }
            CLP if self.set == Set::Payments => {
                self.levels.open = false;
                self.told.items += 1;
            }
            PLB if self.set == Set::Payments => {
                self.told.summary = true;
                self.levels.close_to(Levels::HEADER + 1);
                self.levels.open = false;
            }
            _ => self.levels.extend_to(self.taken),
        }
    }

    /// Ends the batch at `at`, before a segment that is cut already, and keeps what the
    /// next one starts with.
    fn leave(&mut self, batch: &mut Batch, at: usize, cut: Cut) {
        let separator = self.scanner.separators().element;
        if is_of_envelope(tag_of(&batch.bytes[cut.body..cut.body_end], separator)) {
            self.envelope.end_run(|fault| batch.faults.push(fault));
        }
        self.context.clear();
        self.context_segments.clear();
        let mut ranges = Levels {
            depth: self.levels.depth,
            open: self.levels.open,
            ..Levels::default()
        };
        for level in 0..self.levels.depth {
            let first = self.context_segments.len() as u32;
            for index in self.levels.ranges[level].clone() {
                let span = batch.segments[index as usize];
                let start = self.context.len() as u32;
                let raw = &batch.bytes[span.start as usize..span.end as usize];
                self.context.extend_from_slice(raw);
                let moved = SegmentSpan {
                    start,
                    body: start + (span.body - span.start),
                    body_end: start + (span.body_end - span.start),
                    end: start + (span.end - span.start),
                    ..span
                };
                self.context_segments.push((moved, batch.place(index)));
            }
            ranges.ranges[level] = first..self.context_segments.len() as u32;
        }
        self.levels = ranges;
        let mut place = self.envelope.place();
        place.byte = batch.base + (cut.body - batch.run) as u64;
        place.segment += u32::from(place.segment > 0);
        let element = self.scanner.separators().element;
        batch.next = Some((tag_of(&batch.bytes[cut.body..cut.body_end], element), place));
        self.tail.clear();
        self.tail.extend_from_slice(&batch.bytes[at..batch.filled]);
        batch.filled = at;
        let cut = Cut {
            body: cut.body - at,
            body_end: cut.body_end - at,
            end: cut.end - at,
        };
        self.pending = Some((cut, self.scanner.separators()));
    }

    /// Reads more of the input behind what is there.
    fn read(&mut self, batch: &mut Batch) -> Result<(), Error> {
        if batch.filled == batch.bytes.len() {
            batch.make_room(batch.bytes.len() + (batch.bytes.len() / 2).max(READ_AHEAD));
        }
        loop {
            match self.input.read(&mut batch.bytes[batch.filled..]) {
                Ok(count) => {
                    batch.filled += count;
                    batch.look_on();
                    self.last = count == 0;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let byte = batch.base + (batch.filled - batch.run) as u64;
                    return Err(Error::new(ErrorKind::Io(error), byte));
                }
            }
        }
    }
}

/// The level below the header of the set that an HL03 opens.
fn level(code: Option<&[u8]>) -> Option<usize> {
    match code? {
        b"20" => Some(1),
        b"22" => Some(2),
        b"23" => Some(3),
        _ => None,
    }
}

/// Whether the segment opens or closes an interchange, a group or a set.
fn is_of_envelope(id: Tag) -> bool {
    matches!(id, ISA | GS | ST | SE | GE | IEA)
}

/// The ids of segments that were found to need no closer look in sets of a kind: most come again and again.
#[derive(Clone, Debug)]
struct Plain {
    ids: [Tag; 256],
    set: Set,
}

impl Default for Plain {
    fn default() -> Plain {
        Plain {
            ids: [0; 256],
            set: Set::None,
        }
    }
}

impl Plain {
    /// Whether the id is well formed, and opens or closes nothing that the cutter follows.
    #[inline]
    fn holds(&mut self, id: Tag, set: Set) -> bool {
        let slot = id.wrapping_mul(0x9E37_79B1) >> 24;
        let is_known = self.ids[slot as usize] == id && self.set == set && id != 0;
        is_known || self.learn(id, set)
    }

    fn learn(&mut self, id: Tag, set: Set) -> bool {
        if self.set != set {
            *self = Plain {
                set,
                ..Plain::default()
            };
        }
        let is_plain = is_well_formed(id)
            && match id {
                ISA | GS | ST | SE | GE | IEA | HL | CLM | CLP | PLB => false,
                LX => set == Set::Claims,
                _ => true,
            };
        if is_plain {
            let slot = id.wrapping_mul(0x9E37_79B1) >> 24;
            self.ids[slot as usize] = id;
        }
        is_plain
    }
}

/// The level that SE, GE or IEA leaves, by its first letter: only what is above it stays context.
fn level_left_by(first: u8) -> usize {
    match first {
        b'S' => Levels::HEADER,
        b'G' => 1,
        _ => 0,
    }
}
