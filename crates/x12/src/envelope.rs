//! The envelope: interchanges, functional groups and transaction sets, and their faults.

use std::fmt;

use crate::{ControlNumber, Gap, Header, Place, Segment};

/// A fault of the envelope, or bytes that belong to none, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where: the segment at fault, or for a missing trailer the segment found in its stead.
    pub place: Place,
}

/// The three levels of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// ISA to IEA.
    Interchange,
    /// GS to GE.
    Group,
    /// ST to SE.
    Set,
}

impl Level {
    /// The tag that opens the level.
    pub fn header(self) -> &'static str {
        ["ISA", "GS", "ST"][self as usize]
    }

    /// The tag that closes the level.
    pub fn trailer(self) -> &'static str {
        ["IEA", "GE", "SE"][self as usize]
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(["interchange", "functional group", "transaction set"][*self as usize])
    }
}

/// The kinds of [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// So many bytes outside of any interchange that are not blank.
    SkippedBytes(u64),
    /// The elements of an ISA have not the width of the standard.
    HeaderWidth,
    /// A level is closed by the end of what it is in, or by the next of its kind, not by its trailer.
    MissingTrailer(Level),
    /// A trailer closes a level that is not open.
    UnexpectedTrailer(Level),
    /// SE02, GE02 or IEA02 is not the control number of the header.
    ControlNumberMismatch(Level),
    /// SE01, GE01 or IEA01 is not what was counted: segments with ST and SE, sets, groups.
    CountMismatch {
        /// The level whose trailer is wrong.
        level: Level,
        /// The count in the trailer; `None` when it is no number.
        declared: Option<u64>,
        /// The count of what was read.
        counted: u64,
    },
    /// A set, or a trailer of one, outside of the level that should be around it.
    OutsideOf(Level),
    /// So many segments, one behind the other, in no set: one fault, at the first of them.
    OutsideOfSets(u64),
    /// The last segment of the input has no terminator.
    Unterminated,
    /// A terminator with no segment before it; several in a row are one fault.
    EmptySegment,
    /// A segment id that is not two or three capital letters and digits.
    BadTag,
}

#[derive(Clone, Copy, Debug, Default)]
struct Open {
    control: ControlNumber,
    /// Segments of a set, sets of a group, or groups of an interchange.
    counted: u64,
}

/// Follows the envelope through the segments of one input.
///
/// ```
/// use remedi_x12::{Envelope, FaultKind, Level, Segment, Separators};
/// let mut envelope = Envelope::new();
/// let mut faults = Vec::new();
/// for text in ["ST*837*0001~", "LX*1~", "SE*9*0001~"] {
///     let segment = Segment::new(text.as_bytes(), Separators::USUAL);
///     envelope.segment(&segment, |fault| faults.push(fault.kind));
/// }
/// envelope.end(|fault| faults.push(fault.kind));
/// let wrong = FaultKind::CountMismatch { level: Level::Set, declared: Some(9), counted: 3 };
/// assert_eq!(faults, [FaultKind::OutsideOf(Level::Group), wrong]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    interchange: Option<Open>,
    group: Option<Open>,
    set: Option<Open>,
    /// The place of the last segment that was looked at. What each segment changes lies apart, in `byte` and `set`: a load
    /// of the whole right after a store to a part of it would have to wait.
    place: Place,
    byte: u64,
    skipped: Option<Fault>,
    /// Segments in no set, to be told when their run ends.
    stray: Option<Fault>,
    /// The last segment was empty: those that follow it are told with it.
    after_empty: bool,
    plain_tags: PlainTags,
}

impl Envelope {
    /// An envelope before the first byte of an input.
    pub fn new() -> Envelope {
        Envelope::default()
    }

    /// The place of the last segment that was seen.
    #[inline]
    pub fn place(&self) -> Place {
        Place {
            byte: self.byte,
            segment: self.set.as_ref().map_or(0, |set| set.counted as u32),
            ..self.place
        }
    }

    /// Takes the next segment, tells its faults, and gives its place.
    #[inline]
    pub fn segment(&mut self, segment: &Segment<'_>, mut fault: impl FnMut(Fault)) -> Place {
        if segment.raw().last() == Some(&segment.separators().segment)
            && let Some(place) = self.take_plain(segment)
        {
            return place;
        }
        self.any_segment(segment, &mut fault)
    }

    /// Takes the next segment, which has its terminator, if there is nothing to tell of it: it is one of a set, like others before
    /// it.
    #[inline(always)]
    pub(crate) fn take_plain(&mut self, segment: &Segment<'_>) -> Option<Place> {
        let set = self.set.as_mut()?;
        let element = segment.separators().element;
        if !self.plain_tags.hold(segment.body(), element) {
            return None;
        }
        set.counted += 1;
        self.after_empty = false;
        self.byte = segment.byte();
        Some(Place {
            byte: segment.byte(),
            segment: set.counted as u32,
            ..self.place
        })
    }

    /// Whether a set is open.
    #[inline]
    pub fn is_in_set(&self) -> bool {
        self.set.is_some()
    }

    /// Counts segments of the open set whose tags are well formed, are none of the envelope's, and
    /// which have their terminators, the last of them at `byte`: what [`Envelope::segment`] does with such, for callers
    /// that know the tags. Does nothing when no set is open, or there are none.
    #[inline]
    pub fn count_plain(&mut self, segments: u64, byte: u64) {
        let Some(set) = self.set.as_mut().filter(|_| segments > 0) else {
            return;
        };
        set.counted += segments;
        self.after_empty = false;
        self.byte = byte;
    }

    /// The same as `segment` for any that has to be looked at.
    #[cold]
    pub(crate) fn any_segment(
        &mut self,
        segment: &Segment<'_>,
        fault: &mut impl FnMut(Fault),
    ) -> Place {
        self.skipped.take().into_iter().for_each(&mut *fault);
        let is_of_envelope = matches!(
            segment.tag(),
            b"ISA" | b"GS" | b"ST" | b"SE" | b"GE" | b"IEA"
        );
        if is_of_envelope {
            self.end_run(&mut *fault);
        }
        self.byte = segment.byte();
        self.place = self.place();
        let raw = segment.raw();
        let terminated =
            raw.len() > segment.body().len() && raw.last() == Some(&segment.separators().segment);
        let mut tell = |kind, place| fault(Fault { kind, place });
        self.after_empty &= segment.body().is_empty();
        match segment.tag() {
            b"ISA" => {
                self.close_above(Level::Interchange, &mut tell);
                let open = Open::new(segment.value(13));
                self.place.interchange = open.control;
                self.interchange = Some(open);
                let elements = segment.elements().map(|element| element.bytes());
                if !Header::are_of_fixed_width(elements) {
                    tell(FaultKind::HeaderWidth, self.place);
                }
            }
            b"GS" => {
                self.close_above(Level::Group, &mut tell);
                self.count(Level::Interchange);
                let open = Open::new(segment.value(6));
                self.place.group = open.control;
                self.group = Some(open);
            }
            b"ST" => {
                self.close_above(Level::Set, &mut tell);
                self.count(Level::Group);
                let mut set = Open::new(segment.value(2));
                set.counted = 1;
                self.place.set = set.control;
                self.place.segment = 1;
                if self.group.is_none() {
                    tell(FaultKind::OutsideOf(Level::Group), self.place);
                }
                self.set = Some(set);
            }
            b"SE" => self.trailer(Level::Set, segment, &mut tell),
            b"GE" => self.trailer(Level::Group, segment, &mut tell),
            b"IEA" => self.trailer(Level::Interchange, segment, &mut tell),
            b"" if segment.body().is_empty() => {
                if !std::mem::replace(&mut self.after_empty, true) {
                    tell(FaultKind::EmptySegment, self.place);
                }
            }
            tag => {
                if let Some(set) = &mut self.set {
                    set.counted += 1;
                    self.place.segment = set.counted as u32;
                    if !is_tag(tag) {
                        tell(FaultKind::BadTag, self.place);
                    } else if terminated {
                        let element = segment.separators().element;
                        self.plain_tags.learn(segment.body(), element);
                    }
                } else if tag != b"TA1" {
                    self.stray();
                }
            }
        }
        let place = self.place;
        if !terminated {
            tell(FaultKind::Unterminated, place);
        }
        match segment.tag() {
            b"SE" => self.leave(Level::Set),
            b"GE" => self.leave(Level::Group),
            b"IEA" => self.leave(Level::Interchange),
            _ => {}
        }
        place
    }

    /// Counts a segment in no set.
    fn stray(&mut self) {
        let first = Fault {
            kind: FaultKind::OutsideOfSets(0),
            place: self.place,
        };
        let run = self.stray.get_or_insert(first);
        if let FaultKind::OutsideOfSets(count) = &mut run.kind {
            *count += 1;
        }
    }

    /// Tells of segments in no set that were seen last, as their run ends: where the next segment
    /// is known to be one of the envelope and has not been shown yet.
    pub fn end_run(&mut self, mut fault: impl FnMut(Fault)) {
        self.stray.take().into_iter().for_each(&mut fault);
    }

    /// Takes bytes outside of any interchange. Pieces that follow each other are one fault.
    pub fn gap(&mut self, gap: &Gap<'_>) {
        if gap.is_blank() {
            return;
        }
        let place = Place {
            byte: gap.byte,
            ..Place::default()
        };
        let length = gap.bytes.len() as u64;
        match &mut self.skipped {
            Some(Fault {
                kind: FaultKind::SkippedBytes(skipped),
                place,
            }) => *skipped = gap.byte + length - place.byte,
            _ => {
                self.skipped = Some(Fault {
                    kind: FaultKind::SkippedBytes(length),
                    place,
                });
            }
        }
    }

    /// Ends the input: tells what was left open.
    pub fn end(&mut self, mut fault: impl FnMut(Fault)) {
        self.skipped.take().into_iter().for_each(&mut fault);
        self.end_run(&mut fault);
        self.place = self.place();
        self.close_above(Level::Interchange, &mut |kind, place| {
            fault(Fault { kind, place });
        });
    }

    /// Takes leave of all levels that are still open from the set up to `level`, each of which
    /// lacks its trailer.
    fn close_above(&mut self, level: Level, tell: &mut impl FnMut(FaultKind, Place)) {
        for open in [Level::Set, Level::Group, Level::Interchange] {
            if (open as usize) >= (level as usize) && self.at(open).is_some() {
                tell(FaultKind::MissingTrailer(open), self.place);
                self.leave(open);
            }
        }
    }

    fn trailer(
        &mut self,
        level: Level,
        segment: &Segment<'_>,
        tell: &mut impl FnMut(FaultKind, Place),
    ) {
        match level {
            Level::Set => {
                self.count(Level::Set);
                if let Some(set) = &self.set {
                    self.place.segment = set.counted as u32;
                }
            }
            Level::Group => self.close_above(Level::Set, tell),
            Level::Interchange => self.close_above(Level::Group, tell),
        }
        let Some(open) = *self.at(level) else {
            tell(FaultKind::UnexpectedTrailer(level), self.place);
            return;
        };
        let declared = std::str::from_utf8(segment.value(1))
            .ok()
            .and_then(|count| count.parse().ok());
        if declared != Some(open.counted) {
            let kind = FaultKind::CountMismatch {
                level,
                declared,
                counted: open.counted,
            };
            tell(kind, self.place);
        }
        let control = ControlNumber::new(segment.value(2));
        let same = match level {
            Level::Set => control == open.control,
            _ => control.same_number(&open.control),
        };
        if !same {
            tell(FaultKind::ControlNumberMismatch(level), self.place);
        }
    }

    fn at(&mut self, level: Level) -> &mut Option<Open> {
        match level {
            Level::Interchange => &mut self.interchange,
            Level::Group => &mut self.group,
            Level::Set => &mut self.set,
        }
    }

    fn count(&mut self, level: Level) {
        if let Some(open) = self.at(level) {
            open.counted += 1;
        }
    }

    fn leave(&mut self, level: Level) {
        *self.at(level) = None;
        match level {
            Level::Interchange => self.place.interchange = ControlNumber::default(),
            Level::Group => self.place.group = ControlNumber::default(),
            Level::Set => {
                self.place.set = ControlNumber::default();
                self.place.segment = 0;
            }
        }
    }
}

impl Open {
    fn new(control: &[u8]) -> Open {
        Open {
            control: ControlNumber::new(control),
            counted: 0,
        }
    }
}

pub(crate) fn is_tag(tag: &[u8]) -> bool {
    matches!(tag.len(), 2 | 3)
        && tag
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Segment ids that were seen in a set, well formed and none of the envelope's: nearly all segments have one of these.
#[derive(Clone, Copy)]
struct PlainTags {
    /// The element separator that stands behind each.
    element: u8,
    /// Each with the separator, as a number.
    known: [u32; 256],
}

impl PlainTags {
    #[inline(always)]
    fn hold(&self, body: &[u8], element: u8) -> bool {
        let Some(first) = body.first_chunk() else {
            return false;
        };
        let key = PlainTags::key(*first, element);
        self.known[PlainTags::slot(key)] == key && self.element == element
    }

    fn learn(&mut self, body: &[u8], element: u8) {
        if self.element != element {
            *self = PlainTags::default();
            self.element = element;
        }
        if let Some(first) = body.first_chunk()
            && first.contains(&element)
        {
            let key = PlainTags::key(*first, element);
            self.known[PlainTags::slot(key)] = key;
        }
    }

    /// The first three bytes when the third is a separator, else four. There is no branch, since whether an id has two
    /// characters or three is hard to foresee.
    #[inline(always)]
    fn key(first: [u8; 4], element: u8) -> u32 {
        let all = u32::MAX >> (8 * u32::from(first[2] == element));
        u32::from_le_bytes(first) & all
    }

    /// Of the standard's segments that guides use, two alone (HCR and TS2) take each other's place
    /// where `*` is the separator.
    #[inline(always)]
    fn slot(key: u32) -> usize {
        (key.wrapping_mul(0x5F2B_D99D) >> 24) as usize
    }
}

impl Default for PlainTags {
    fn default() -> PlainTags {
        let mut known = [0; 256];
        // What starts with zeros is no segment.
        known[PlainTags::slot(0)] = 1;
        PlainTags { element: 0, known }
    }
}

impl fmt::Debug for PlainTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known.iter().filter(|tag| **tag > 1);
        f.debug_tuple("PlainTags").field(&known.count()).finish()
    }
}
