//! Remembers how claims, payments and the headers of levels are laid out: most say the same segments in the same order as
//! others before them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use remedi_x12::SegmentSpan;

use super::ends::Ends;
use super::plan::Node;
use super::sweep::{Part, Sweep};
use super::{Guide, LoopKind, Tag, tag};

const LX: Tag = tag(b"LX");

/// Where the element stands whose code tells segments with the same id apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Qualifier {
    /// Nowhere: the id is all.
    #[default]
    None,
    /// An element, or the first component of a composite one.
    At { element: u8, is_composite: bool },
    /// In different elements, by the loop.
    Several,
}

impl Qualifier {
    pub fn and(self, other: Qualifier) -> Qualifier {
        match (self, other) {
            (one, Qualifier::None) | (Qualifier::None, one) => one,
            (one, other) if one == other => one,
            _ => Qualifier::Several,
        }
    }

    /// The element that is told whole by its code, as the bit of its position.
    fn known(self) -> u32 {
        match self {
            Qualifier::At {
                element,
                is_composite: false,
            } => 1 << (element - 1),
            _ => 0,
        }
    }

    /// The code in a segment whose tag and elements end there; `None` when it is too long to be one, or stands in
    /// different elements.
    #[inline]
    fn of(self, bytes: &[u8], ends: Ends<'_>, component: u8) -> Option<u64> {
        let (element, is_composite) = match self {
            Qualifier::None => return Some(0),
            Qualifier::At {
                element,
                is_composite,
            } => (usize::from(element), is_composite),
            Qualifier::Several => return None,
        };
        let Some((start, end)) = ends.element(element) else {
            return Some(0);
        };
        let length = match is_composite {
            true => first_component(&bytes[start..end], component),
            false => end - start,
        };
        let word = match bytes[start..].first_chunk::<4>() {
            Some(word) => u32::from_be_bytes(*word),
            None => {
                let all = bytes[start..].iter().chain(&[0; 4]).take(4);
                all.fold(0, |all, &byte| all << 8 | u32::from(byte))
            }
        };
        match length {
            0 => Some(0),
            // A byte that is zero would be lost.
            1..=4 if word >> 24 != 0 => Some(u64::from(word >> (32 - 8 * length))),
            _ => None,
        }
    }
}

/// How long the first component is; 5 where it is longer than a code.
fn first_component(value: &[u8], separator: u8) -> usize {
    let own = value.iter().take(5);
    own.take_while(|&&byte| byte != separator).count()
}

impl Guide {
    #[inline]
    fn qualifier_of(&self, tag: Tag) -> Qualifier {
        self.plan.qualifiers[usize::from(self.tags.slot(tag))]
    }
}

/// The id of a segment, and how many elements it has.
type Form = (Tag, u32);

/// A code that tells a segment from its like, and where it stands: in the lane of that number, which starts behind one
/// end and goes to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Code {
    lane: u32,
    /// Up to four bytes, big end first; 0 where it is missing.
    code: u32,
    /// So many bytes it has.
    length: u32,
    /// The bits of them.
    known: u32,
    /// Whether it is the first component of a composite element.
    is_composite: bool,
}

impl Code {
    /// Whether it stands in a part that starts with these ends.
    #[inline]
    fn is_in(&self, bytes: &[u8], ends: &[u32], component: u8) -> bool {
        let lane = self.lane as usize;
        let Some(&[before, end]) = ends.get(lane..lane + 2) else {
            return false;
        };
        let start = before as usize + 1;
        let Some(word) = bytes.get(start..).and_then(|rest| rest.first_chunk()) else {
            return false;
        };
        let behind = start + self.length as usize;
        let is_whole =
            behind == end as usize || self.is_composite && bytes.get(behind) == Some(&component);
        (u32::from_be_bytes(*word) ^ self.code) & self.known == 0 && is_whole
    }
}

/// A loop inside of a part: where it starts, counted from the first segment, and as the walk tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LaidLoop {
    pub first: u32,
    pub index: u8,
    pub opens: bool,
}

/// What a segment is: a node of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub loop_index: u8,
    pub node: u8,
}

/// A segment of a part that was judged.
#[derive(Clone, Copy)]
pub(crate) struct Laid {
    pub(super) node: &'static Node,
    pub loop_index: u8,
    /// Bit n: element n + 1 is in the key of the segment, and so known to be right.
    pub known: u32,
    /// Whether it opens a line (LX), whose number counts on.
    pub is_line: bool,
}

/// What has come of the nodes of a loop when its part ends.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub seen: u128,
    pub owed: u128,
    pub position: u8,
    /// How often the nodes that were seen came.
    pub counts: Box<[(u8, u16)]>,
}

/// How a claim is laid out, as a number: claims with the same one have as many segments, in the same order, with the same ids
/// and element counts, in the same loops, and the same codes where these tell segments from their like (as DTP01, REF01
/// and NM101 do). Claims that are laid out alike may have different ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayoutId(u64);

impl LayoutId {
    /// One that no layout had before.
    fn next() -> LayoutId {
        static LAST: AtomicU64 = AtomicU64::new(0);
        LayoutId(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// The number: from 1 on, those that are learnt one after the other mostly follow each other.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// The segments of a part of a set, and where they belong: of a claim, a payment or the header of a level.
pub(crate) struct Layout {
    pub id: LayoutId,
    guide: &'static Guide,
    /// The loops that are open at its head, outermost first: the last it opens.
    open: Box<[u8]>,
    /// The ids of the segments, and how many elements each has.
    forms: Box<[Form]>,
    /// Of all that.
    hash: u64,
    /// The codes that tell its segments from their like.
    codes: Box<[Code]>,
    /// The loops inside of it.
    pub loops: Box<[LaidLoop]>,
    /// Known when one has been judged that has no fault.
    judged: OnceLock<Judged>,
}

/// What is known of the parts with a layout.
pub(crate) struct Judged {
    /// What the segments are.
    pub laid: Box<[Laid]>,
    /// The lines among them (LX), by their numbers.
    pub lines: Box<[u32]>,
    /// What is asked of their elements.
    pub sweep: Sweep,
    /// How the loop stands at the end.
    pub state: State,
}

impl Layout {
    /// How many segments there are.
    pub(crate) fn length(&self) -> u32 {
        self.forms.len() as u32
    }

    /// What is known of the parts with this layout.
    pub(crate) fn judged(&self) -> Option<&Judged> {
        self.judged.get()
    }

    /// Takes what the segments are from a trace of one that has no fault: of these, and of the one behind them.
    pub(crate) fn keep(&self, trace: &[Placed], part: Part<'_>, state: State) {
        let [own @ .., _] = trace else { return };
        if own.len() != self.forms.len() {
            return;
        }
        self.judged.get_or_init(|| {
            let laid = own.iter().map(|placed| {
                let plan = &self.guide.plan.loops[usize::from(placed.loop_index)];
                let node = &plan.nodes[usize::from(placed.node)];
                let is_of_line = self.guide.loop_kind(placed.loop_index) == LoopKind::Line;
                Laid {
                    node,
                    loop_index: placed.loop_index,
                    known: self.guide.qualifier_of(node.tag).known(),
                    is_line: is_of_line && node.tag == LX,
                }
            });
            let laid: Box<[Laid]> = laid.collect();
            let counts = self.forms.iter().map(|&(_, count)| count as usize);
            let counts: Vec<usize> = counts.collect();
            let lines = laid.iter().zip(0..).filter(|(laid, _)| laid.is_line);
            Judged {
                lines: lines.map(|(_, number)| number).collect(),
                sweep: Sweep::of(&laid, &counts, part),
                laid,
                state,
            }
        });
    }
}

/// The layouts seen not long ago.
#[derive(Default)]
pub(crate) struct Layouts {
    all: Vec<Layout>,
    /// The places of all, from 1 on, by their hashes; 0 where none is. There is always room.
    slots: Vec<u32>,
    /// How many segments they have together.
    segments: usize,
    /// The component separator by which they were read.
    component: u8,
}

/// More than these are forgotten together, or with more segments: each takes some 200 bytes.
const MOST: usize = 2048;
const MOST_SEGMENTS: usize = 50_000;

/// No more of those are remembered that differ in nothing but the codes that tell their segments from their like.
const MOST_ALIKE: usize = 32;

/// How a part is laid out.
pub(crate) enum Seen {
    /// As one before it, by the place of that layout.
    Before(u32),
    /// As none before it.
    Never(Unseen),
    /// In a way that is not remembered.
    Odd,
}

/// A part that is laid out as none before it.
#[derive(Debug)]
pub(crate) struct Unseen {
    open: Box<[u8]>,
    forms: Box<[Form]>,
    hash: u64,
    codes: Box<[Code]>,
}

/// The segments of a part.
#[derive(Clone, Copy)]
pub(crate) struct Own<'b> {
    pub bytes: &'b [u8],
    pub segments: &'b [SegmentSpan],
    /// The ends of them and of what is behind them.
    pub ends: &'b [u32],
    /// The component separator.
    pub component: u8,
}

impl Own<'_> {
    fn forms(&self) -> impl ExactSizeIterator<Item = Form> {
        let each = self.segments.iter();
        each.map(|span| (span.tag, span.elements))
    }

    /// Whether no ends stand between those of the segments, as of an empty one.
    fn is_contiguous(&self) -> bool {
        let [first, .., last] = self.segments else {
            return true;
        };
        let own = self.segments.iter().map(|span| span.elements + 1);
        last.ends + last.elements + 1 - first.ends == own.sum::<u32>()
    }

    /// The codes that tell the segments from their like; `None` where one is too long to be one, or stands in different
    /// elements.
    fn codes(&self, guide: &Guide) -> Option<Vec<Code>> {
        let first = self.segments.first().map_or(0, |span| span.ends);
        let mut codes = Vec::new();
        for span in self.segments {
            let own = self.ends.get((span.ends - first) as usize..)?;
            let ends = Ends::new(own, span.elements as usize);
            let qualifier = guide.qualifier_of(span.tag);
            let code = qualifier.of(self.bytes, ends, self.component)?;
            if let Qualifier::At {
                element,
                is_composite,
            } = qualifier
                && u32::from(element) <= span.elements
            {
                let length = (u64::BITS - code.leading_zeros()).div_ceil(8);
                // Where a code is missing, nothing stands.
                let shift = 32 - 8 * length;
                codes.push(Code {
                    lane: span.ends - first + u32::from(element) - 1,
                    code: (code << shift) as u32,
                    length,
                    known: (u64::from(u32::MAX) << shift) as u32,
                    is_composite,
                });
            }
        }
        Some(codes)
    }
}

impl Layouts {
    const SLOTS: usize = 4 * MOST;

    /// Makes room, where no layout is asked for any more.
    pub(crate) fn trim(&mut self) {
        if self.all.len() > MOST || self.segments > MOST_SEGMENTS {
            self.forget();
        }
    }

    /// What was learnt by another component separator is forgotten.
    pub(crate) fn read_by(&mut self, component: u8) {
        if self.component != component {
            self.forget();
            self.component = component;
        }
    }

    fn forget(&mut self) {
        self.all.clear();
        self.slots.fill(0);
        self.segments = 0;
    }

    pub(crate) fn get(&self, place: u32) -> &Layout {
        &self.all[place as usize]
    }

    fn slot(hash: u64) -> usize {
        (hash >> 32) as usize % Self::SLOTS
    }

    /// Looks up a part of a set where these loops are open.
    pub(crate) fn look_up(&self, guide: &'static Guide, open: &[u8], own: &Own<'_>) -> Seen {
        let mix = |hash: u64, key: u64| {
            (hash ^ key)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .rotate_left(29)
        };
        let head = std::ptr::from_ref(guide).addr() as u64;
        let head = open.iter().fold(head, |hash, &own| mix(hash, own.into()));
        let form = |(tag, count): Form| u64::from(tag) << 32 | u64::from(count);
        let hash = own.forms().fold(head, |hash, own| mix(hash, form(own)));
        if !own.is_contiguous() {
            return Seen::Odd;
        }
        let mut slot = Self::slot(hash);
        let mut alike = 0;
        while let Some(place) = self.slots.get(slot).and_then(|slot| slot.checked_sub(1)) {
            let layout = self.get(place);
            if layout.hash == hash {
                let mut codes = layout.codes.iter();
                let is_it = std::ptr::eq(layout.guide, guide)
                    && *layout.open == *open
                    && layout.forms.iter().copied().eq(own.forms())
                    && codes.all(|code| code.is_in(own.bytes, own.ends, own.component));
                if is_it {
                    return Seen::Before(place);
                }
                alike += 1;
                if alike == MOST_ALIKE {
                    return Seen::Odd;
                }
            }
            slot = (slot + 1) % Self::SLOTS;
        }
        match own.codes(guide) {
            Some(codes) => Seen::Never(Unseen {
                open: open.into(),
                forms: own.forms().collect(),
                hash,
                codes: codes.into(),
            }),
            None => Seen::Odd,
        }
    }

    /// Remembers what had not been seen before; gives its place. One batch does not bring more than there is room for.
    pub(crate) fn keep(
        &mut self,
        guide: &'static Guide,
        unseen: Unseen,
        loops: Box<[LaidLoop]>,
    ) -> Option<u32> {
        // Half of the slots stay free.
        if self.all.len() >= Self::SLOTS / 2 {
            return None;
        }
        self.slots.resize(Self::SLOTS, 0);
        let place = self.all.len() as u32;
        let mut slot = Self::slot(unseen.hash);
        while self.slots[slot] != 0 {
            slot = (slot + 1) % Self::SLOTS;
        }
        self.slots[slot] = place + 1;
        self.segments += unseen.forms.len();
        self.all.push(Layout {
            id: LayoutId::next(),
            guide,
            open: unseen.open,
            forms: unseen.forms,
            hash: unseen.hash,
            codes: unseen.codes,
            loops,
            judged: OnceLock::new(),
        });
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{ClaimKind, tag};

    fn look_up(layouts: &Layouts, texts: &[&str]) -> Seen {
        let guide = Guide::of(b"837", b"005010X222A1", ClaimKind::Professional).unwrap();
        let bytes = texts.join("~");
        let (mut at, mut ends, mut segments) = (0, Vec::new(), Vec::new());
        for text in texts {
            let first = ends.len() as u32;
            for element in text.split('*') {
                at += element.len() as u32 + 1;
                ends.push(at - 1);
            }
            segments.push(SegmentSpan {
                tag: tag(text.split('*').next().unwrap().as_bytes()),
                ends: first,
                elements: ends.len() as u32 - first - 1,
                ..SegmentSpan::default()
            });
        }
        let own = Own {
            bytes: bytes.as_bytes(),
            segments: &segments,
            ends: &ends,
            component: b':',
        };
        layouts.look_up(guide, &[0, 9], &own)
    }

    #[test]
    fn what_tells_segments_apart_tells_layouts_apart() {
        let mut layouts = Layouts::default();
        let one = [
            "REF*G1*1",
            "HI*ABK:I10*ABF:E11",
            "NM1*82*1*A",
            "LX*1",
            "SV1*HC:99213*1",
        ];
        let Seen::Never(unseen) = look_up(&layouts, &one) else {
            panic!("nothing is known yet");
        };
        let guide = Guide::of(b"837", b"005010X222A1", ClaimKind::Professional).unwrap();
        assert_eq!(layouts.keep(guide, unseen, Box::default()), Some(0));
        let alike = [
            "REF*G1*22",
            "HI*ABK:J45*ABF:E10",
            "NM1*82*1*B",
            "LX*9",
            "SV1*HC:99214*5",
        ];
        assert!(matches!(look_up(&layouts, &alike), Seen::Before(0)));
        for (at, other) in [
            (0, "REF*9F*1"),
            (1, "HI*BK:4019"),
            (1, "HI*ABKX:I10*ABF:E11"),
            (1, "HI*AB:I10*ABF:E11"),
            (1, "HI*:I10*ABF:E11"),
            (2, "NM1*77*2*A"),
            (2, "NM1*82*1*A*B"),
            (2, "NM1**1*A"),
            (2, "NM1*8*1*A"),
            (2, "NM1*82X*1*A"),
            (3, "LIN**N4*1"),
        ] {
            let mut others = one;
            others[at] = other;
            assert!(
                matches!(look_up(&layouts, &others), Seen::Never(_)),
                "{other}"
            );
        }
        assert!(matches!(look_up(&layouts, &one[..4]), Seen::Never(_)));
        let mut odd = one;
        odd[2] = "NM1*SEVENTY*1";
        assert!(matches!(look_up(&layouts, &odd), Seen::Odd));
    }

    #[test]
    fn one_element_tells_nearly_all_segments_of_claims_apart() {
        let guide = Guide::of(b"837", b"005010X222A1", ClaimKind::Professional).unwrap();
        let tags = guide.tags.tags().into_iter();
        let several = tags.filter(|&tag| guide.qualifier_of(tag) == Qualifier::Several);
        assert_eq!(several.count(), 0);
    }
}
