//! Judges the elements of a whole part of a set at once, where segments like these have been judged before.

use std::ops::Range;

use remedi_x12::{Block, Blocks, Eight};

use super::ends::Ends;
use super::layout::Laid;
use super::shape::{Ask, Value, packed};

/// What is asked of the segments of a part together: their elements are told apart by their place among all of
/// the part, for a [`Layout`](super::Layout) tells how many elements each segment has.
///
/// A lane is what stands between two ends: an element, or what is between two segments, the tag of the second
/// among it.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// How many segments the part has.
    count: usize,
    eights: Box<[Lanes]>,
    asked: Box<[Asked]>,
    /// The segment that each lane is of.
    segments: Box<[u32]>,
    /// The segments that are always judged alone.
    alone: Box<[u32]>,
}

/// What is asked of the lengths of eight lanes.
#[derive(Clone, Debug)]
struct Lanes {
    shortest: [i16; 8],
    longest: [i16; 8],
    /// Those that were not empty in the part that was judged.
    present: u8,
    /// Those that are of the part.
    own: u8,
}

/// A lane of which more is asked than its length.
#[derive(Debug)]
struct Asked {
    lane: usize,
    segment: u32,
    /// What stood there in the part that was judged, where it is a code or short, else 0: most often it stands there
    /// again.
    usual: u64,
    /// How many component separators are in that.
    components: u32,
    ask: &'static Ask,
}

/// What is no longer than this stands there again more often than not.
const SHORT: usize = 3;

/// What a part says, for a sweep of it.
#[derive(Clone, Copy)]
pub(crate) struct Part<'b> {
    pub batch: &'b [u8],
    pub blocks: &'b Blocks,
    /// The ends of its segments, from the tag of the first on.
    pub ends: &'b [u32],
}

/// Segments of a part, by their numbers in it; for the parts of a batch one after the other.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    bits: Vec<u64>,
    any: bool,
    composites: Composites,
}

/// Composite elements that were right not long ago, by what was asked of them. Of one batch, as separators differ.
#[derive(Debug, Default)]
struct Composites(Vec<Right>);

/// An element: its first and its last bytes, how many there are and who asked, and how many component separators it has.
#[derive(Clone, Copy, Debug, Default)]
struct Right {
    bytes: [u64; 2],
    asked: u64,
    components: u32,
}

impl Composites {
    const ROWS: usize = 512;

    /// How many component separators an element has, if nothing is wrong with it.
    fn met_by(&mut self, ask: &Ask, value: &Value<'_>) -> Option<u32> {
        let length = value.end - value.start;
        if length > 16 {
            return ask.met_by(value);
        }
        let middle = value.start + length.min(8);
        let bytes = [(value.start, middle), (middle, value.end)];
        let bytes = bytes.map(|range| packed(value.batch, range));
        let asked = (std::ptr::from_ref(ask).addr() as u64) << 5 | length as u64;
        let hash = bytes[0] ^ bytes[1].rotate_left(21) ^ asked.rotate_left(42);
        let row = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55;
        if self.0.is_empty() {
            self.0.resize(Self::ROWS, Right::default());
        }
        let row = &mut self.0[row as usize % Self::ROWS];
        if (row.bytes, row.asked) != (bytes, asked) {
            let components = ask.met_by(value)?;
            *row = Right {
                bytes,
                asked,
                components,
            };
        }
        Some(row.components)
    }
}

impl Suspects {
    fn none(&mut self, segments: usize) {
        self.any = false;
        self.bits.clear();
        self.bits.resize(segments.div_ceil(64), 0);
    }

    pub(crate) fn all(&mut self, segments: usize) {
        self.any = true;
        self.bits.clear();
        self.bits.resize(segments.div_ceil(64), u64::MAX);
    }

    fn add(&mut self, segment: u32) {
        self.any = true;
        if let Some(bits) = self.bits.get_mut(segment as usize / 64) {
            *bits |= 1 << (segment % 64);
        }
    }

    pub(crate) fn holds(&self, segment: u32) -> bool {
        let bits = self.bits.get(segment as usize / 64);
        bits.is_some_and(|bits| bits >> (segment % 64) & 1 == 1)
    }
}

impl Sweep {
    /// What is asked of a part whose segments are these, by one that has no fault: how many elements each has.
    pub(crate) fn of(laid: &[Laid], counts: &[usize], part: Part<'_>) -> Sweep {
        let mut sweep = (Vec::new(), Vec::new(), Vec::new());
        let (eights, asked, segments) = (&mut sweep.0, &mut sweep.1, &mut sweep.2);
        let mut alone = Vec::new();
        let mut lane = 0;
        let last = laid.len().saturating_sub(1);
        for (segment, (laid, &count)) in laid.iter().zip(counts).enumerate() {
            let own = part.ends.get(lane..).unwrap_or_default();
            let shape = &laid.node.shape;
            if !shape.fits(part.batch, part.blocks, Ends::new(own, count)) {
                alone.push(segment as u32);
            }
            // Behind its elements stands the tag of the next one.
            for index in 0..count + usize::from(segment != last) {
                if lane % 8 == 0 {
                    eights.push(Lanes {
                        shortest: [i16::MIN; 8],
                        longest: [i16::MAX; 8],
                        present: 0,
                        own: 0,
                    });
                }
                let is_present = match own.get(index..index + 2) {
                    Some(&[before, end]) => end - before > 1,
                    _ => false,
                };
                if let Some(eight) = eights.last_mut() {
                    eight.own |= 1 << (lane % 8);
                    eight.present |= u8::from(is_present) << (lane % 8);
                    if let Some((least, most, ask)) = shape.element(index).filter(|_| index < count)
                    {
                        eight.shortest[lane % 8] = least;
                        eight.longest[lane % 8] = most;
                        let is_known = laid.known >> index & 1 == 1;
                        if is_present && !is_known && !matches!(ask, Ask::Nothing) {
                            let at = |index: usize| own.get(index).map_or(0, |&end| end as usize);
                            let (start, end) = (at(index) + 1, at(index + 1));
                            let usual = match ask {
                                Ask::Code(..) => packed(part.batch, (start, end)),
                                // Whether it is right depends on another one.
                                Ask::DayByQualifier => 0,
                                _ if end - start <= SHORT => packed(part.batch, (start, end)),
                                _ => 0,
                            };
                            asked.push(Asked {
                                usual,
                                components: part.blocks.components(start, end - start).count_ones(),
                                lane,
                                segment: segment as u32,
                                ask,
                            });
                        }
                    }
                }
                let is_tag = index == count;
                segments.push(segment as u32 + u32::from(is_tag));
                lane += 1;
            }
        }
        Sweep {
            count: laid.len(),
            eights: sweep.0.into(),
            asked: sweep.1.into(),
            segments: sweep.2.into(),
            alone: alone.into(),
        }
    }

    /// Whether a part has certainly no fault in its elements, which stand in a range of the batch; else the segments
    /// are found that may have one. `odd` tells how many bytes that are odd stand between the segments.
    pub(crate) fn finds_nothing(
        &self,
        part: Part<'_>,
        range: Range<usize>,
        odd: impl FnOnce() -> u32,
        suspects: &mut Suspects,
    ) -> bool {
        suspects.none(self.count);
        let is_understood = self.look(part, range, odd, suspects);
        if is_understood.is_none() {
            suspects.all(self.count);
        }
        !suspects.any
    }

    /// Finds suspects; `None` where all segments are.
    #[inline]
    fn look(
        &self,
        part: Part<'_>,
        range: Range<usize>,
        odd: impl FnOnce() -> u32,
        suspects: &mut Suspects,
    ) -> Option<()> {
        let counts = part.blocks.count(range);
        if counts.repetitions > 0 || counts.odd > 0 && counts.odd != odd() {
            return None;
        }
        for (number, lanes) in self.eights.iter().enumerate() {
            let ends = part.ends.get(number * 8..)?.first_chunk()?;
            let eight = Eight::of(ends, &lanes.shortest, &lanes.longest);
            let other = eight.present ^ lanes.present;
            let mut wrong = (eight.present & eight.wrong | other) & lanes.own;
            while wrong != 0 {
                let lane = number * 8 + wrong.trailing_zeros() as usize;
                suspects.add(*self.segments.get(lane)?);
                wrong &= wrong - 1;
            }
        }
        let mut in_composites = 0;
        for asked in &self.asked {
            let [before, end] = *part.ends.get(asked.lane..)?.first_chunk()?;
            let (start, end) = (before as usize + 1, end as usize);
            if asked.usual != 0 && packed(part.batch, (start, end)) == asked.usual {
                in_composites += asked.components;
                continue;
            }
            if !(1..Block::SIZE).contains(&(end - start)) {
                suspects.add(asked.segment);
                continue;
            }
            let before = asked
                .lane
                .checked_sub(1)
                .map(|lane| part.ends[lane] as usize + 1);
            let value = Value {
                batch: part.batch,
                blocks: part.blocks,
                start,
                end,
                before: before.unwrap_or(start),
            };
            let met = match asked.ask {
                Ask::Composite(_) => suspects.composites.met_by(asked.ask, &value),
                ask => ask.met_by(&value),
            };
            match met {
                Some(components) => in_composites += components,
                None => suspects.add(asked.segment),
            }
        }
        for &segment in &self.alone {
            suspects.add(segment);
        }
        // A component separator that is in no composite is in a segment of which that is not known.
        (counts.components == in_composites).then_some(())
    }
}
