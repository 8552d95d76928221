//! Writes the two files, and keeps what they count.

use std::borrow::Cow;
use std::io;

use remedi_claims::Money;
use remedi_x12::{ControlNumber, Gap, Level, Place, Segment, Separators};

use super::log::Kept;
use super::plan::{Fate, Sides};
use super::units::{Kind, Reason, ending};
use super::{Cause, Entry, Side, Sink, SplitCounts, Why};

/// An interchange, group or set that is open in the input.
#[derive(Debug)]
struct Open {
    /// ISA or GS as sent, with what stands behind it before the next unit; none of a set.
    header: Vec<u8>,
    /// Bytes of the tag and the elements of its first segment.
    head: usize,
    separators: Separators,
    /// ISA13, GS06 or ST02 as sent.
    control: Vec<u8>,
    place: Place,
    /// The files that it is open in.
    sides: Sides,
}

impl Open {
    fn new(kept: &Kept<'_>, control: usize, place: Place) -> Open {
        let first = first_segment(kept);
        Open {
            header: Vec::new(),
            head: first.body().len(),
            separators: kept.separators,
            control: first.value(control).to_vec(),
            place,
            sides: Sides::default(),
        }
    }

    /// What ends the first segment of the header, as it may end others.
    fn ending(&self) -> &[u8] {
        let rest = self.header.get(self.head..).unwrap_or_default();
        ending(rest, &self.separators)
    }
}

/// What one of the files counts.
#[derive(Debug, Default)]
struct Counted {
    /// Groups of the open interchange.
    groups: u64,
    /// Sets of the open group.
    sets: u64,
    /// Segments of the open set.
    segments: u64,
    /// Levels of the open set, and the numbers of those that are open.
    levels: u64,
    numbers: [Option<u64>; 4],
}

/// Writes the two files, unit by unit.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// By [`Level`].
    open: [Option<Open>; 3],
    counted: [Counted; 2],
    /// Where the last unit went, for what goes on from it; a header that is not yet written is its own.
    last: Sides,
    header: Option<Level>,
    place: Place,
    counts: SplitCounts,
}

impl Writer {
    /// Takes the next unit of the input.
    pub fn take(
        &mut self,
        kept: &Kept<'_>,
        fate: &Fate<'_>,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        self.place.byte = kept.byte;
        match kept.unit.kind {
            Kind::More => return self.more(kept, sink),
            Kind::Interchange => self.begin(Level::Interchange, kept, sink)?,
            Kind::Group => self.begin(Level::Group, kept, sink)?,
            Kind::Ta1 => self.ta1(kept, sink)?,
            Kind::Claims | Kind::Other => self.set(kept, fate, sink)?,
            Kind::Billing | Kind::Subscriber | Kind::Patient | Kind::Strange => {
                self.level(kept, fate, sink)?;
            }
            Kind::Clean | Kind::Held => self.claim(kept, fate, sink)?,
            Kind::SetEnd => self.trailer(Level::Set, kept, sink)?,
            Kind::GroupEnd => self.trailer(Level::Group, kept, sink)?,
            Kind::InterchangeEnd => self.trailer(Level::Interchange, kept, sink)?,
            Kind::Outside => self.leave_out(kept, sink)?,
            Kind::Gap => self.gap(kept, sink)?,
        }
        Ok(())
    }

    /// Ends the input.
    pub fn end(&mut self, sink: &mut impl Sink) -> io::Result<SplitCounts> {
        self.close(Level::Interchange, None, sink)?;
        Ok(std::mem::take(&mut self.counts))
    }

    fn is_open(&self, level: Level) -> bool {
        self.open[level as usize].is_some()
    }

    fn write(
        &mut self,
        sides: Sides,
        kept: &Kept<'_>,
        bytes: &[u8],
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        for side in sides.iter() {
            self.counted[side as usize].segments += u64::from(kept.unit.segments);
            sink.write(side, bytes)?;
        }
        self.last = sides;
        self.header = None;
        Ok(())
    }

    /// Takes more of the unit before.
    fn more(&mut self, kept: &Kept<'_>, sink: &mut impl Sink) -> io::Result<()> {
        self.count(kept);
        if let Some(level) = self.header
            && let Some(open) = &mut self.open[level as usize]
        {
            open.header.extend(kept.bytes);
            return Ok(());
        }
        for side in self.last.iter() {
            self.counted[side as usize].segments += u64::from(kept.unit.segments);
            sink.write(side, kept.bytes)?;
        }
        Ok(())
    }

    /// Follows the segments of the input.
    fn count(&mut self, kept: &Kept<'_>) {
        if self.is_open(Level::Set) {
            self.place.segment += kept.unit.segments;
        }
    }

    /// Keeps the header of an interchange or a group until something in it is written.
    fn begin(&mut self, level: Level, kept: &Kept<'_>, sink: &mut impl Sink) -> io::Result<()> {
        self.close(level, None, sink)?;
        let (control, own) = match level {
            Level::Interchange => (13, &mut self.place.interchange),
            _ => (6, &mut self.place.group),
        };
        *own = ControlNumber::new(first_segment(kept).value(control));
        let open = Open {
            header: kept.bytes.to_vec(),
            ..Open::new(kept, control, self.place)
        };
        self.open[level as usize] = Some(open);
        self.header = Some(level);
        self.last = Sides::default();
        Ok(())
    }

    /// A TA1 behind an ISA is part of its header.
    fn ta1(&mut self, kept: &Kept<'_>, sink: &mut impl Sink) -> io::Result<()> {
        match (&mut self.open[0], self.header) {
            (Some(open), Some(Level::Interchange)) => {
                open.header.extend(kept.bytes);
                Ok(())
            }
            _ => self.leave_out(kept, sink),
        }
    }

    fn set(&mut self, kept: &Kept<'_>, fate: &Fate<'_>, sink: &mut impl Sink) -> io::Result<()> {
        self.close(Level::Set, None, sink)?;
        let st = first_segment(kept);
        self.place.set = ControlNumber::new(st.value(2));
        self.place.segment = 1;
        let kind = String::from_utf8_lossy(st.value(1));
        let message = match kept.unit.kind {
            Kind::Other => format!("the set is of type {}", kind.escape_debug()),
            _ => "the set holds no claim".to_owned(),
        };
        self.counts.sets += u64::from(fate.is_of_claims);
        if kept.unit.kind == Kind::Other {
            self.keep(Why::OtherSet, self.place, &message, sink)?;
        } else if !fate.has_claims {
            self.keep(Why::NoClaims, self.place, &message, sink)?;
        }
        self.place.segment = kept.unit.segments;
        for side in fate.sides.iter() {
            self.open_above(side, sink)?;
            let counted = &mut self.counted[side as usize];
            counted.sets += 1;
            counted.segments = 0;
            counted.levels = 0;
            counted.numbers = [None; 4];
        }
        let open = Open {
            sides: fate.sides,
            ..Open::new(kept, 2, self.place)
        };
        self.open[Level::Set as usize] = Some(open);
        self.write(fate.sides, kept, kept.bytes, sink)
    }

    /// Writes the headers that a set or a group stands under, where they are not there yet.
    fn open_above(&mut self, side: Side, sink: &mut impl Sink) -> io::Result<()> {
        for level in [Level::Interchange, Level::Group] {
            if let Some(mut open) = self.open[level as usize].take() {
                if !open.sides.contains(side) {
                    self.open_on(side, level, &mut open, sink)?;
                }
                self.open[level as usize] = Some(open);
            }
        }
        Ok(())
    }

    /// Writes the header of an interchange or a group.
    fn open_on(
        &mut self,
        side: Side,
        level: Level,
        open: &mut Open,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        open.sides.add(side);
        let counted = &mut self.counted[side as usize];
        match level {
            Level::Interchange => counted.groups = 0,
            _ => {
                counted.groups += 1;
                counted.sets = 0;
            }
        }
        sink.write(side, &open.header)
    }

    fn level(&mut self, kept: &Kept<'_>, fate: &Fate<'_>, sink: &mut impl Sink) -> io::Result<()> {
        self.count(kept);
        let Some(depth) = kept.unit.kind.depth() else {
            return Ok(());
        };
        if !fate.is_of_claims {
            return self.write(fate.sides, kept, kept.bytes, sink);
        }
        if !fate.has_claims {
            let place = Place {
                segment: (self.place.segment + 1).saturating_sub(kept.unit.segments),
                ..self.place
            };
            self.keep(Why::NoClaims, place, "the level (HL) holds no claim", sink)?;
        }
        for counted in &mut self.counted {
            counted.numbers[depth..].fill(None);
        }
        for side in fate.sides.iter() {
            let counted = &mut self.counted[side as usize];
            counted.levels += 1;
            let above = counted.numbers[..depth].iter().rev().flatten().next();
            let above = above.copied();
            counted.numbers[depth] = Some(counted.levels);
            let number = counted.levels;
            let bytes = match fate.is_rejected() {
                true => Cow::Borrowed(kept.bytes),
                false => with_elements(kept, |position, sent| match position {
                    1 => number_unless_same(sent, number),
                    2 => above.and_then(|above| number_unless_same(sent, above)),
                    4 if !sent.is_empty() => {
                        let code: &[u8] = match fate.below.contains(side) {
                            true => b"1",
                            false => b"0",
                        };
                        (sent != code).then(|| code.to_vec())
                    }
                    _ => None,
                }),
            };
            self.counted[side as usize].segments += u64::from(kept.unit.segments);
            sink.write(side, &bytes)?;
        }
        self.last = fate.sides;
        self.header = None;
        Ok(())
    }

    fn claim(&mut self, kept: &Kept<'_>, fate: &Fate<'_>, sink: &mut impl Sink) -> io::Result<()> {
        self.count(kept);
        match fate.sides.contains(Side::Held) {
            true => {
                self.counts.held += 1;
                self.tell_held(kept, fate, sink)?;
            }
            false => self.counts.clean += 1,
        }
        self.write(fate.sides, kept, kept.bytes, sink)
    }

    fn tell_held(&self, kept: &Kept<'_>, fate: &Fate<'_>, sink: &mut impl Sink) -> io::Result<()> {
        let clm = first_segment(kept);
        let entry = Entry {
            why: Why::Claim,
            claim: Some(clm.value(1)),
            charge: Money::parse(clm.value(2)).ok(),
            line: None,
            place: Place {
                segment: (self.place.segment + 1).saturating_sub(kept.unit.segments),
                ..self.place
            },
            rule: None,
            message: "",
        };
        let mut reasons = kept.reasons;
        while let Some(Reason {
            line,
            byte,
            segment,
            rule,
            message,
        }) = Reason::decode(&mut reasons)
        {
            let place = Place {
                byte,
                segment,
                ..entry.place
            };
            sink.entry(&Entry {
                line,
                place,
                rule: Some(rule),
                message,
                ..entry
            })?;
        }
        let causes = [(Why::Set, fate.set), (Why::Group, fate.group)];
        for (why, cause) in causes {
            let Some(Cause {
                is_of_interchange,
                place,
                rule,
                message,
                more,
            }) = cause
            else {
                continue;
            };
            let why = if *is_of_interchange {
                Why::Interchange
            } else {
                why
            };
            let more = match more {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            sink.entry(&Entry {
                why,
                place: place.unwrap_or(entry.place),
                rule: *rule,
                message: &format!("its {} is rejected: {message}{more}", why.as_str()),
                ..entry
            })?;
        }
        Ok(())
    }

    /// Takes a trailer of the input.
    fn trailer(&mut self, level: Level, kept: &Kept<'_>, sink: &mut impl Sink) -> io::Result<()> {
        self.count(kept);
        match self.is_open(level) {
            true => self.close(level, Some(kept), sink),
            false => self.leave_out(kept, sink),
        }
    }

    /// Closes a level and those in it, with the trailer that the input has for it, if it has one.
    fn close(
        &mut self,
        level: Level,
        trailer: Option<&Kept<'_>>,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        for inner in [Level::Set, Level::Group, Level::Interchange] {
            if (inner as usize) < level as usize {
                break;
            }
            if let Some(open) = self.open[inner as usize].take() {
                let trailer = trailer.filter(|_| inner == level);
                self.close_one(inner, open, trailer, sink)?;
            }
            match inner {
                Level::Interchange => self.place.interchange = ControlNumber::default(),
                Level::Group => self.place.group = ControlNumber::default(),
                Level::Set => {
                    self.place.set = ControlNumber::default();
                    self.place.segment = 0;
                }
            }
        }
        Ok(())
    }

    fn close_one(
        &mut self,
        level: Level,
        mut open: Open,
        trailer: Option<&Kept<'_>>,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        if open.sides.is_empty() {
            // Nothing in it was written, as it holds nothing.
            if level == Level::Group {
                self.open_above(Side::Held, sink)?;
            }
            self.open_on(Side::Held, level, &mut open, sink)?;
            let message = format!("the {level} holds no set");
            self.keep(Why::NoClaims, open.place, &message, sink)?;
        }
        let interchange = self.open[Level::Interchange as usize].as_ref();
        let ending = interchange.unwrap_or(&open).ending();
        for side in open.sides.iter() {
            let counted = &self.counted[side as usize];
            let count = match level {
                Level::Interchange => counted.groups,
                Level::Group => counted.sets,
                Level::Set => counted.segments + 1,
            };
            let bytes = match trailer {
                Some(kept) => with_elements(kept, |position, sent| match position {
                    1 => number_unless_same(sent, count),
                    2 => {
                        (!is_same_control(level, sent, &open.control)).then(|| open.control.clone())
                    }
                    _ => None,
                }),
                None => Cow::Owned(new_trailer(level, count, &open, ending)),
            };
            sink.write(side, &bytes)?;
        }
        self.last = open.sides;
        self.header = None;
        Ok(())
    }

    /// Tells of something without claims that is kept in the held file.
    fn keep(
        &mut self,
        why: Why,
        place: Place,
        message: &str,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        self.counts.kept += 1;
        let message = format!("{message}: it is kept in the held file");
        sink.entry(&without_claim(why, place, &message))
    }

    /// A segment that can stand in no valid file.
    fn leave_out(&mut self, kept: &Kept<'_>, sink: &mut impl Sink) -> io::Result<()> {
        self.last = Sides::default();
        self.header = None;
        self.counts.left_out += 1;
        let tag = first_segment(kept).tag();
        let tag = String::from_utf8_lossy(&tag[..tag.len().min(3)]);
        let message = format!(
            "segment {} stands outside of any set or has no header: it is left out",
            tag.escape_debug()
        );
        sink.entry(&without_claim(Why::LeftOut, self.place, &message))
    }

    fn gap(&mut self, kept: &Kept<'_>, sink: &mut impl Sink) -> io::Result<()> {
        let gap = Gap {
            bytes: kept.bytes,
            byte: kept.byte,
        };
        if gap.is_blank() {
            return Ok(());
        }
        self.counts.left_out += 1;
        let length = kept.bytes.len();
        let (message, place) = match self.is_open(Level::Interchange) {
            true => (
                format!("the input breaks off within a segment: its {length} bytes are left out"),
                self.place,
            ),
            false => (
                format!("{length} bytes stand outside of any interchange: they are left out"),
                Place {
                    byte: kept.byte,
                    ..Place::default()
                },
            ),
        };
        sink.entry(&without_claim(Why::LeftOut, place, &message))
    }
}

fn without_claim(why: Why, place: Place, message: &str) -> Entry<'_> {
    Entry {
        why,
        claim: None,
        charge: None,
        line: None,
        place,
        rule: None,
        message,
    }
}

fn first_segment<'k>(kept: &Kept<'k>) -> Segment<'k> {
    let head = (kept.unit.head as usize).min(kept.bytes.len());
    Segment::from_parts(kept.bytes, 0, head, kept.separators, kept.byte)
}

/// The bytes of a unit with other values in some elements of its first segment. Position 1 and 2 of a trailer are
/// asked for even where they are not there.
fn with_elements<'k>(
    kept: &Kept<'k>,
    mut value: impl FnMut(usize, &[u8]) -> Option<Vec<u8>>,
) -> Cow<'k, [u8]> {
    let segment = first_segment(kept);
    let is_trailer = kept.unit.kind.depth().is_none();
    let mut elements: Vec<Cow<'k, [u8]>> = segment
        .elements()
        .map(|element| Cow::Borrowed(element.bytes()))
        .collect();
    if is_trailer && elements.len() < 2 {
        elements.resize(2, Cow::Borrowed(b""));
    }
    let mut is_same = elements.len() == segment.elements().count();
    for (index, element) in elements.iter_mut().enumerate() {
        if let Some(other) = value(index + 1, element) {
            *element = Cow::Owned(other);
            is_same = false;
        }
    }
    if is_same {
        return Cow::Borrowed(kept.bytes);
    }
    let mut bytes = segment.tag().to_vec();
    for element in &elements {
        bytes.push(kept.separators.element);
        bytes.extend(&element[..]);
    }
    bytes.extend(&kept.bytes[segment.body().len()..]);
    Cow::Owned(bytes)
}

/// A number in place of what was sent, unless that is the same one.
fn number_unless_same(sent: &[u8], number: u64) -> Option<Vec<u8>> {
    let own = std::str::from_utf8(sent).ok();
    let own = own.and_then(|own| own.parse::<u64>().ok());
    (own != Some(number)).then(|| number.to_string().into_bytes())
}

/// ISA13 and GS06 are numbers, ST02 is text.
fn is_same_control(level: Level, sent: &[u8], header: &[u8]) -> bool {
    match level {
        Level::Set => sent == header,
        _ => ControlNumber::new(sent).same_number(&ControlNumber::new(header)),
    }
}

/// A trailer that the input lacks.
fn new_trailer(level: Level, count: u64, open: &Open, ending: &[u8]) -> Vec<u8> {
    let element = open.separators.element;
    let mut bytes = level.trailer().as_bytes().to_vec();
    bytes.push(element);
    bytes.extend(count.to_string().into_bytes());
    bytes.push(element);
    bytes.extend(&open.control);
    bytes.extend(ending);
    bytes
}
