//! What a batch gives to the split: its bytes, and where the loops and claims in them start.

use std::io;
use std::ops::Range;

use remedi_claims::{Batch, SegmentId, SetKind};
use remedi_x12::Separators;

use crate::checker::BatchReport;
use crate::rule::Severity;

const ISA: SegmentId = SegmentId::of(b"ISA");
const IEA: SegmentId = SegmentId::of(b"IEA");
const GS: SegmentId = SegmentId::of(b"GS");
const GE: SegmentId = SegmentId::of(b"GE");
const ST: SegmentId = SegmentId::of(b"ST");
const SE: SegmentId = SegmentId::of(b"SE");
const HL: SegmentId = SegmentId::of(b"HL");
const TA1: SegmentId = SegmentId::of(b"TA1");

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// More of the unit before it.
    More,
    /// ISA.
    Interchange,
    /// TA1, with which an interchange may go on.
    Ta1,
    /// GS.
    Group,
    /// The header of an 837: ST to the segment before the first level or claim.
    Claims,
    /// The start of a set of another type.
    Other,
    /// 2000A, without the levels and claims in it.
    Billing,
    /// 2000B.
    Subscriber,
    /// 2000C.
    Patient,
    /// A level that an 837 has not, by its HL03.
    Strange,
    /// A claim that may go, as far as it is judged by itself.
    Clean,
    /// A claim that is held for an error of its own.
    Held,
    /// SE.
    SetEnd,
    /// GE.
    GroupEnd,
    /// IEA.
    InterchangeEnd,
    /// A segment outside of any set.
    Outside,
    /// Bytes outside of any interchange.
    Gap,
}

impl Kind {
    const ALL: [Kind; 17] = [
        Kind::More,
        Kind::Interchange,
        Kind::Ta1,
        Kind::Group,
        Kind::Claims,
        Kind::Other,
        Kind::Billing,
        Kind::Subscriber,
        Kind::Patient,
        Kind::Strange,
        Kind::Clean,
        Kind::Held,
        Kind::SetEnd,
        Kind::GroupEnd,
        Kind::InterchangeEnd,
        Kind::Outside,
        Kind::Gap,
    ];

    /// How deep a level is, 2000A being 0.
    pub fn depth(self) -> Option<usize> {
        match self {
            Kind::Billing => Some(0),
            Kind::Subscriber => Some(1),
            Kind::Patient => Some(2),
            Kind::Strange => Some(3),
            _ => None,
        }
    }

    pub fn is_set(self) -> bool {
        matches!(self, Kind::Claims | Kind::Other)
    }

    /// Whether it starts with an ISA, a GS or an ST.
    pub fn is_header(self) -> bool {
        self.is_set() || matches!(self, Kind::Interchange | Kind::Group)
    }
}

/// Some bytes of an input that stay together. Units lie end to end: a unit reaches from the tag of its first
/// segment to that of the first segment of the next one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub kind: Kind,
    /// Bytes.
    pub length: u32,
    /// Bytes of the tag and the elements of its first segment.
    pub head: u32,
    /// How many segments it has.
    pub segments: u32,
    /// Bytes of the reasons why a claim is held.
    pub reasons: u32,
}

impl Unit {
    pub const ENCODED: usize = 17;

    pub fn encode(self, to: &mut Vec<u8>) {
        to.push(self.kind as u8);
        for number in [self.length, self.head, self.segments, self.reasons] {
            to.extend(number.to_be_bytes());
        }
    }

    pub fn decode(bytes: &[u8]) -> io::Result<Unit> {
        let (&kind, mut rest) = bytes.split_first().ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut number = || {
            let (first, more) = rest.split_first_chunk::<4>()?;
            rest = more;
            Some(u32::from_be_bytes(*first))
        };
        let numbers = [number(), number(), number(), number()];
        let kind = Kind::ALL.get(usize::from(kind)).copied();
        match (kind, numbers) {
            (Some(kind), [Some(length), Some(head), Some(segments), Some(reasons)]) => Ok(Unit {
                kind,
                length,
                head,
                segments,
                reasons,
            }),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// A batch in units, with the reasons why claims of it are held.
#[derive(Debug)]
pub(crate) struct Units {
    pub(super) separators: Separators,
    /// Offset in the input of the first of the bytes.
    pub(super) byte: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) units: Vec<Unit>,
    pub(super) reasons: Vec<u8>,
}

/// The claims of a batch, as they are judged.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// The index of CLM, and for a claim that is held its findings.
    claims: Vec<(u32, Option<Range<usize>>)>,
}

impl Judged {
    /// Takes the next claim, with the findings of the report that are about it.
    pub fn push(&mut self, segment: u32, held: bool, findings: Range<usize>) {
        self.claims.push((segment, held.then_some(findings)));
    }
}

impl Units {
    /// The units of a batch, given what was found in it.
    pub fn of(batch: &Batch, judged: Judged, report: &BatchReport) -> Units {
        let (context, count) = (batch.context_segments(), batch.segment_count());
        let mut cut = Cut::new(batch);
        let mut claims = judged.claims.into_iter().peekable();
        let mut sets = batch.sets().iter();
        // Context ends with the innermost level that is open.
        let mut in_set = context > 0 && batch.place(context - 1).segment > 0;
        for index in context..count {
            let kind = match batch.segment_id(index) {
                ISA => Kind::Interchange,
                GS => Kind::Group,
                ST => match sets.next().and_then(|set| set.kind) {
                    Some(SetKind::Claims(_)) => Kind::Claims,
                    _ => Kind::Other,
                },
                SE if in_set => Kind::SetEnd,
                GE => Kind::GroupEnd,
                IEA => Kind::InterchangeEnd,
                HL if in_set => match batch.segment(index).value(3) {
                    b"20" => Kind::Billing,
                    b"22" => Kind::Subscriber,
                    b"23" => Kind::Patient,
                    _ => Kind::Strange,
                },
                _ if in_set => match claims.next_if(|(claim, _)| *claim == index) {
                    Some((_, Some(findings))) => {
                        cut.start(index, Kind::Held);
                        cut.reasons(report, findings);
                        continue;
                    }
                    Some((_, None)) => Kind::Clean,
                    None => {
                        cut.more();
                        continue;
                    }
                },
                TA1 => Kind::Ta1,
                _ => Kind::Outside,
            };
            in_set = match kind {
                Kind::Claims | Kind::Other => true,
                Kind::Interchange
                | Kind::Group
                | Kind::SetEnd
                | Kind::GroupEnd
                | Kind::InterchangeEnd => false,
                _ => in_set,
            };
            cut.start(index, kind);
        }
        cut.end();
        Units {
            separators: cut.separators,
            byte: batch.input_byte(),
            bytes: cut.bytes,
            units: cut.units,
            reasons: cut.reasons,
        }
    }
}

/// Cuts the bytes of a batch.
struct Cut<'b> {
    batch: &'b Batch,
    separators: Separators,
    bytes: Vec<u8>,
    units: Vec<Unit>,
    reasons: Vec<u8>,
    /// Where the open unit starts.
    start: usize,
    /// The open unit, whose length is not known yet.
    open: Unit,
}

/// Where the segment before one ends, and whether it has its terminator: the last of an input may lack it, and more will
/// follow it in the files.
fn end_before(batch: &Batch, index: u32) -> (usize, bool) {
    let last = index.checked_sub(1);
    let Some(last) = last.filter(|&last| last >= batch.context_segments()) else {
        return (0, true);
    };
    let segment = batch.segment(last);
    let separators = segment.separators();
    let body = (segment.byte() - batch.input_byte()) as usize;
    let rest = &batch.input()[body + segment.body().len()..];
    match segment.raw().last() == Some(&separators.segment) {
        true => {
            let terminator = rest.iter().position(|&byte| byte == separators.segment);
            let end = terminator.map_or(0, |terminator| terminator + 1);
            (body + segment.body().len() + end, true)
        }
        false => (body + segment.body().len(), false),
    }
}

impl<'b> Cut<'b> {
    fn new(batch: &'b Batch) -> Cut<'b> {
        let mut bytes = batch.input().to_vec();
        let separators = match batch.segment_count() {
            0 => Separators::USUAL,
            _ => batch.segment(0).separators(),
        };
        let (at, is_whole) = end_before(batch, batch.segment_count());
        if !is_whole {
            bytes.insert(at, separators.segment);
        }
        Cut {
            batch,
            separators,
            bytes,
            units: Vec::new(),
            reasons: Vec::new(),
            start: 0,
            open: Unit::new(Kind::More, 0, 0),
        }
    }

    /// Starts a unit with a segment.
    fn start(&mut self, index: u32, kind: Kind) {
        let segment = self.batch.segment(index);
        let start = (segment.byte() - self.batch.input_byte()) as usize;
        if kind == Kind::Interchange {
            self.leave_part(index, start);
        }
        self.close(start);
        self.open = Unit::new(kind, segment.body().len(), 1);
    }

    /// Takes a segment into the open unit.
    fn more(&mut self) {
        self.open.segments += 1;
    }

    /// Adds why the claim that is open is held.
    fn reasons(&mut self, report: &BatchReport, findings: Range<usize>) {
        let before = self.reasons.len();
        let findings = report.findings.get(findings).unwrap_or_default();
        for finding in findings {
            if finding.severity == Severity::Error {
                let line = finding.subject.as_ref().and_then(|subject| subject.line);
                Reason {
                    line,
                    byte: finding.at.place.byte,
                    segment: finding.at.place.segment,
                    rule: finding.rule.code,
                    message: &finding.message().to_string(),
                }
                .encode(&mut self.reasons);
            }
        }
        self.open.reasons = (self.reasons.len() - before) as u32;
    }

    /// Whether the open unit ends outside of any interchange.
    fn is_outside(&self) -> bool {
        match self.open.kind {
            Kind::More => self.open.segments == 0 && self.batch.context_segments() == 0,
            Kind::InterchangeEnd => true,
            _ => false,
        }
    }

    /// Ends the unit that is open. What is not blank behind an IEA, or before the first ISA, is no part of
    /// an interchange.
    fn close(&mut self, end: usize) {
        let (start, mut own) = (self.start, end);
        if self.is_outside() {
            let head = start + self.open.head as usize;
            let rest = self.bytes.get(head..end).unwrap_or_default();
            let ended = match self.open.kind {
                Kind::More => 0,
                _ => ending(rest, &self.separators).len(),
            };
            let blank = rest[ended..].iter().take_while(|&&byte| is_blank(byte));
            own = head + ended + blank.count();
        }
        if own > start {
            self.open.length = (own - start) as u32;
            self.units.push(self.open);
        }
        if end > own {
            self.units.push(Unit {
                length: (end - own) as u32,
                ..Unit::new(Kind::Gap, 0, 0)
            });
        }
        self.start = end;
    }

    /// Ends the batch.
    fn end(&mut self) {
        self.leave_part(self.batch.segment_count(), self.bytes.len());
        self.close(self.bytes.len());
    }

    /// Where the input could not be read to its end, or another interchange starts within a segment, a part of one stands
    /// before `end`, where the next segment is: it is no part of a unit.
    fn leave_part(&mut self, next: u32, end: usize) {
        let (whole, _) = end_before(self.batch, next);
        let before = next.checked_sub(1).map(|last| self.batch.segment(last));
        let separators = before.map_or(self.separators, |segment| segment.separators());
        // Terminators alone are empty segments.
        let is_part = |byte: &u8| *byte != separators.segment && !separators.is_padding(*byte);
        let part = self.bytes[whole..end].iter().position(is_part);
        if let Some(start) = part.filter(|_| !self.is_outside()) {
            self.close(whole + start);
            self.open = Unit::new(Kind::Gap, 0, 0);
        }
    }
}

impl Unit {
    fn new(kind: Kind, head: usize, segments: u32) -> Unit {
        Unit {
            kind,
            length: 0,
            head: head as u32,
            segments,
            reasons: 0,
        }
    }
}

/// What ends a segment, from behind its last element on: the terminator and the line end around it.
pub(super) fn ending<'b>(rest: &'b [u8], separators: &Separators) -> &'b [u8] {
    let terminator = rest.iter().position(|&byte| byte == separators.segment);
    let Some(terminator) = terminator else {
        return &[];
    };
    let behind = &rest[terminator + 1..];
    let padding = behind
        .iter()
        .take_while(|&&byte| separators.is_padding(byte));
    &rest[..terminator + 1 + padding.count()]
}

/// White space, NUL and the end-of-file mark 0x1A.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0 | 0x1A)
}

/// One reason why a claim is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason<'r> {
    pub line: Option<u32>,
    /// Offset in the input of the segment at fault.
    pub byte: u64,
    /// Its number in the set.
    pub segment: u32,
    pub rule: &'r str,
    pub message: &'r str,
}

impl<'r> Reason<'r> {
    fn encode(&self, to: &mut Vec<u8>) {
        to.push(u8::from(self.line.is_some()));
        to.extend(self.line.unwrap_or_default().to_be_bytes());
        to.extend(self.byte.to_be_bytes());
        to.extend(self.segment.to_be_bytes());
        for text in [self.rule, self.message] {
            to.extend((text.len() as u32).to_be_bytes());
            to.extend(text.as_bytes());
        }
    }

    /// The next of some reasons.
    pub fn decode(from: &mut &'r [u8]) -> Option<Reason<'r>> {
        let (&has_line, rest) = from.split_first()?;
        *from = rest;
        fn number(from: &mut &[u8]) -> Option<u32> {
            let (first, rest) = from.split_first_chunk::<4>()?;
            *from = rest;
            Some(u32::from_be_bytes(*first))
        }
        let line = number(from)?;
        let (byte, rest) = from.split_first_chunk::<8>()?;
        *from = rest;
        let segment = number(from)?;
        let mut text = || {
            let length = number(from)? as usize;
            let (text, rest) = from.split_at_checked(length)?;
            *from = rest;
            std::str::from_utf8(text).ok()
        };
        Some(Reason {
            line: (has_line == 1).then_some(line),
            byte: u64::from_be_bytes(*byte),
            segment,
            rule: text()?,
            message: text()?,
        })
    }
}
