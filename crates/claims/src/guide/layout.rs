//! Remembers how claims, payments and the headers of levels are laid out: most say the same segments in the same order as
//! others before them.

use std::collections::HashMap;
use std::sync::OnceLock;

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
    /// All that tells a segment where it belongs, by its id and where its tag and elements end: its id, and the code that
    /// tells it from its like; and how many elements it has. `None` where that is more than fits.
    #[inline]
    fn key_of(&self, tag: Tag, bytes: &[u8], ends: Ends<'_>, component: u8) -> Option<u64> {
        let code = self.qualifier_of(tag).of(bytes, ends, component)?;
        let count = u8::try_from(ends.elements()).ok()?;
        Some(u64::from(tag) << 40 | u64::from(count) << 32 | code)
    }

    #[inline]
    fn qualifier_of(&self, tag: Tag) -> Qualifier {
        self.plan.qualifiers[usize::from(self.tags.slot(tag))]
    }
}

/// How many elements a segment with this key has.
fn elements_of(key: u64) -> usize {
    (key >> 32 & 0xFF) as usize
}

/// A loop that a layout has: where it starts, counted from the first segment, and as the walk tells it.
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

/// The segments of a part of a set behind the first, and where they belong: of a claim, a payment or the header of a level.
pub(crate) struct Layout {
    guide: &'static Guide,
    /// The loops that are open at its head, outermost first: the last it opens.
    open: Box<[u8]>,
    keys: Box<[u64]>,
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
    /// How many segments there are behind the first.
    pub(crate) fn length(&self) -> u32 {
        self.keys.len() as u32
    }

    /// What is known of the parts with this layout.
    pub(crate) fn judged(&self) -> Option<&Judged> {
        self.judged.get()
    }

    /// Takes what the segments are from a trace of one that has no fault: of the first, of these, and of the one
    /// behind them.
    pub(crate) fn keep(&self, trace: &[Placed], part: Part<'_>, state: State) {
        let [_, own @ .., _] = trace else { return };
        if own.len() != self.keys.len() {
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
            let counts: Vec<usize> = self.keys.iter().map(|&key| elements_of(key)).collect();
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
    by_hash: HashMap<u64, u32>,
    /// How many segments they have together.
    segments: usize,
    /// The keys of the part asked about.
    keys: Vec<u64>,
}

/// More than these are forgotten together, or with more segments: each takes some 200 bytes.
const MOST: usize = 2048;
const MOST_SEGMENTS: usize = 50_000;

/// How a part is laid out.
pub(crate) enum Seen {
    /// As one before it, by the place of that layout.
    Before(u32),
    /// As none before it, by the hash of its keys.
    Never(u64),
    /// In a way that is not remembered.
    Odd,
}

impl Layouts {
    /// Makes room, where no layout is asked for any more.
    pub(crate) fn trim(&mut self) {
        if self.all.len() > MOST || self.segments > MOST_SEGMENTS {
            self.all.clear();
            self.by_hash.clear();
            self.segments = 0;
        }
    }

    pub(crate) fn get(&self, place: u32) -> &Layout {
        &self.all[place as usize]
    }

    /// Looks up the segments of a part behind its first, where these loops are open, each by its id and by where its tag
    /// and its elements end in the bytes.
    pub(crate) fn look_up<'b>(
        &mut self,
        guide: &'static Guide,
        open: &[u8],
        (bytes, segments): (&[u8], impl Iterator<Item = (Tag, Ends<'b>)>),
        component: u8,
    ) -> Seen {
        self.keys.clear();
        let mix = |hash: u64, key: u64| {
            (hash ^ key)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .rotate_left(29)
        };
        let head = std::ptr::from_ref(guide).addr() as u64;
        let mut hash = open.iter().fold(head, |hash, &own| mix(hash, own.into()));
        let mut is_odd = false;
        self.keys.extend(segments.map(|(tag, ends)| {
            let key = guide.key_of(tag, bytes, ends, component);
            is_odd |= key.is_none();
            let key = key.unwrap_or_default();
            hash = mix(hash, key);
            key
        }));
        if is_odd {
            return Seen::Odd;
        }
        match self.by_hash.get(&hash) {
            None => Seen::Never(hash),
            Some(&place) => {
                let layout = self.get(place);
                let is_it = std::ptr::eq(layout.guide, guide)
                    && *layout.open == *open
                    && *layout.keys == *self.keys;
                if is_it {
                    Seen::Before(place)
                } else {
                    Seen::Odd
                }
            }
        }
    }

    /// Remembers what was looked up last; gives its place.
    pub(crate) fn keep(
        &mut self,
        (guide, open): (&'static Guide, &[u8]),
        hash: u64,
        loops: Box<[LaidLoop]>,
    ) -> u32 {
        let place = self.all.len() as u32;
        self.segments += self.keys.len();
        self.by_hash.insert(hash, place);
        self.all.push(Layout {
            guide,
            open: open.into(),
            keys: self.keys.as_slice().into(),
            loops,
            judged: OnceLock::new(),
        });
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{ClaimKind, tag};

    fn look_up(layouts: &mut Layouts, texts: &[&str]) -> Seen {
        let guide = Guide::of(b"837", b"005010X222A1", ClaimKind::Professional).unwrap();
        let bytes = texts.join("*");
        let mut at = 0;
        let segments = texts.iter().map(|text| {
            let ends = text.split('*').map(|element| {
                at += element.len() as u32 + 1;
                at - 1
            });
            (text, ends.collect::<Vec<u32>>())
        });
        let segments: Vec<_> = segments.collect();
        let segments = segments.iter().map(|(text, ends)| {
            let id = text.split('*').next().unwrap();
            (tag(id.as_bytes()), Ends::new(ends, ends.len() - 1))
        });
        layouts.look_up(guide, &[0, 9], (bytes.as_bytes(), segments), b':')
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
        let Seen::Never(hash) = look_up(&mut layouts, &one) else {
            panic!("nothing is known yet");
        };
        let guide = Guide::of(b"837", b"005010X222A1", ClaimKind::Professional).unwrap();
        layouts.keep((guide, &[0, 9]), hash, Box::default());
        let alike = [
            "REF*G1*22",
            "HI*ABK:J45*ABF:E10",
            "NM1*82*1*B",
            "LX*9",
            "SV1*HC:99214*5",
        ];
        assert!(matches!(look_up(&mut layouts, &alike), Seen::Before(0)));
        for (at, other) in [
            (0, "REF*9F*1"),
            (1, "HI*BK:4019"),
            (2, "NM1*77*2*A"),
            (2, "NM1*82*1*A*B"),
            (3, "LIN**N4*1"),
        ] {
            let mut others = one;
            others[at] = other;
            assert!(
                matches!(look_up(&mut layouts, &others), Seen::Never(_)),
                "{other}"
            );
        }
        assert!(matches!(look_up(&mut layouts, &one[..4]), Seen::Never(_)));
        let mut odd = one;
        odd[2] = "NM1*SEVENTY*1";
        assert!(matches!(look_up(&mut layouts, &odd), Seen::Odd));
    }

    #[test]
    fn one_element_tells_nearly_all_segments_of_claims_apart() {
        let guide = Guide::of(b"837", b"005010X222A1", ClaimKind::Professional).unwrap();
        let tags = guide.tags.tags().into_iter();
        let several = tags.filter(|&tag| guide.qualifier_of(tag) == Qualifier::Several);
        assert_eq!(several.count(), 0);
    }
}
