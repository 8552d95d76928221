//! Tells in a moment that a segment is as its form asks, as most are.

use remedi_x12::{Block, Blocks, Eight};

use super::elements::{breaks, is_day};
use super::ends::Ends;
use super::form::{ElementForm, Note, Parts, Type, Usage};

/// The most elements of a segment that are looked at here.
const LANES: usize = 16;

/// What a segment's form asks, laid out to be gone through fast: it tells that nothing is wrong, or that
/// [`Alphabet::check`](super::Alphabet::check) must look.
///
/// The lengths of all elements are judged together, eight at a time; then those that came and of which
/// more is asked one by one.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// The shortest and the longest value of each element.
    least: [[i16; 8]; 2],
    most: [[i16; 8]; 2],
    /// Bit n: more than its length is asked of element n + 1.
    asked: u32,
    /// Bit n: element n + 1 is not used, or of a kind that is seldom: whoever sends it is looked at.
    seldom: u32,
    asks: Box<[Ask]>,
    all: All,
}

/// What is asked of the elements of a segment, or the components of a composite, together.
#[derive(Debug, Default)]
struct All {
    required: u32,
    notes: Box<[Note]>,
}

/// What is asked of a value besides its length.
#[derive(Debug)]
pub(super) enum Ask {
    /// Characters and no separators.
    Nothing,
    /// Not used, or of a kind that is seldom.
    Seldom,
    /// Any bytes, component separators too.
    Anything,
    Digits,
    /// One of these codes.
    Code(u64, Box<[u64]>),
    /// So many digits with a point among them.
    Decimal(u16, u16),
    Day,
    /// A day where the element before it is D8, or days from and to where it is RD8.
    DayByQualifier,
    Composite(Box<Composite>),
}

#[derive(Debug)]
pub(super) struct Composite {
    parts: Box<[Part]>,
    all: All,
}

/// A component.
#[derive(Debug)]
struct Part {
    least: u16,
    most: u16,
    ask: Ask,
}

/// An element or a component where it stands: shorter than a block.
#[derive(Clone, Copy)]
pub(super) struct Value<'b> {
    pub batch: &'b [u8],
    pub blocks: &'b Blocks,
    pub start: usize,
    pub end: usize,
    /// Where the one before it starts.
    pub before: usize,
}

impl Shape {
    pub(super) fn of(form: &Parts) -> Shape {
        let mut shape = Shape {
            all: All::of(form),
            ..Shape::default()
        };
        let asks = form.all.iter().take(LANES).enumerate().map(|(at, form)| {
            let ask = Ask::of(at, form);
            let (least, most) = ask.lengths(form);
            // What is longer than can be told is looked at.
            let most = most.min(i16::MAX as u16 - 2);
            shape.least[at / 8][at % 8] = least.min(most) as i16;
            shape.most[at / 8][at % 8] = most as i16;
            shape.seldom |= u32::from(matches!(ask, Ask::Seldom)) << at;
            shape.asked |= u32::from(!matches!(ask, Ask::Nothing | Ask::Seldom)) << at;
            ask
        });
        shape.asks = asks.collect();
        shape
    }

    /// Whether the elements of a segment, whose tag and elements end there, have certainly no fault.
    pub(super) fn fits(&self, batch: &[u8], blocks: &Blocks, ends: Ends<'_>) -> bool {
        let count = ends.elements();
        if count == 0 {
            // Something is missing: a segment has an element.
            return false;
        }
        let (Some((at, _)), Some((_, end))) = (ends.element(1), ends.element(count)) else {
            return false;
        };
        let length = end - at;
        if !(1..Block::SIZE).contains(&length) || count > self.asks.len() {
            return false;
        }
        let Some(components) = blocks.plain(at, length) else {
            return false;
        };
        let Some(present) = self.present(ends, count) else {
            return false;
        };
        // A separator that nothing follows is a fault.
        if present >> (count - 1) != 1 || present & self.seldom != 0 {
            return false;
        }
        let mut left = present & self.asked;
        let mut in_composites = 0;
        while left != 0 {
            let index = left.trailing_zeros() as usize;
            left &= left - 1;
            let (Some((start, end)), Some(ask)) = (ends.element(index + 1), self.asks.get(index))
            else {
                return false;
            };
            let value = Value {
                batch,
                blocks,
                start,
                end,
                before: ends.element(index).map_or(start, |(start, _)| start),
            };
            let Some(components) = ask.met_by(&value) else {
                return false;
            };
            in_composites += components;
        }
        components.count_ones() == in_composites && self.all.is_there(present)
    }

    /// Which elements came, if all of them have a length that they may have.
    fn present(&self, ends: Ends<'_>, count: usize) -> Option<u32> {
        let low = Eight::of(ends.chunk(0)?, &self.least[0], &self.most[0]);
        let mut eight = (u32::from(low.present), u32::from(low.wrong));
        if count > 8 {
            let high = Eight::of(ends.chunk(8)?, &self.least[1], &self.most[1]);
            eight.0 |= u32::from(high.present) << 8;
            eight.1 |= u32::from(high.wrong) << 8;
        }
        let present = eight.0 & ((1 << count) - 1);
        (eight.1 & present == 0).then_some(present)
    }

    /// What an element may be long, and what else is asked of it; `None` where it must be looked at.
    pub(super) fn element(&self, index: usize) -> Option<(i16, i16, &Ask)> {
        let ask = self.asks.get(index)?;
        let (least, most) = (
            self.least[index / 8][index % 8],
            self.most[index / 8][index % 8],
        );
        (self.seldom >> index & 1 == 0).then_some((least, most, ask))
    }
}

impl All {
    fn of(form: &Parts) -> All {
        All {
            required: form.required,
            notes: form.notes.as_slice().into(),
        }
    }

    /// Whether nothing is missing where these parts are present.
    #[inline(always)]
    fn is_there(&self, present: u32) -> bool {
        let holds = |note: &Note| breaks(note, present).is_none();
        self.required & !present == 0 && (self.notes.is_empty() || self.notes.iter().all(holds))
    }
}

impl Composite {
    /// Of a value that has certainly no fault, how many component separators it has.
    fn met_by(&self, value: &Value<'_>) -> Option<u32> {
        let mut own = value.components();
        let count = own.count_ones();
        let (mut present, mut bit, mut start, mut before) = (0, 1, value.start, value.start);
        for part in &self.parts {
            let end = match own {
                0 => value.end,
                own => value.start + own.trailing_zeros() as usize,
            };
            let length = end - start;
            if length > 0 {
                present |= bit;
                let range = usize::from(part.least)..=usize::from(part.most);
                let component = Value {
                    start,
                    end,
                    before,
                    ..*value
                };
                if !range.contains(&length) || part.ask.met_by(&component).is_none() {
                    return None;
                }
            }
            if own == 0 {
                return self.all.is_there(present).then_some(count);
            }
            (before, start) = (start, end + 1);
            bit <<= 1;
            own &= own - 1;
        }
        None
    }
}

const D8: u64 = 0x4438;
const RD8: u64 = 0x52_4438;

impl Ask {
    fn of(index: usize, form: &ElementForm) -> Ask {
        let (is_short, codes) = form.codes.short();
        let has_codes = !form.codes.is_empty();
        match (&form.parts, form.kind) {
            _ if form.usage == Usage::NotUsed || form.list.is_some() => Ask::Seldom,
            (Some(parts), _) => {
                let all = parts.all.iter().enumerate();
                let parts_of = all.map(|(at, form)| {
                    let ask = Ask::of(at, form);
                    let (least, most) = ask.lengths(form);
                    Part { least, most, ask }
                });
                Ask::Composite(Box::new(Composite {
                    parts: parts_of.collect(),
                    all: All::of(parts),
                }))
            }
            (None, Type::Text | Type::Code | Type::Whole | Type::Decimal)
                if has_codes && is_short =>
            {
                Ask::Code(codes[0], codes[1..].into())
            }
            (None, _) if has_codes => Ask::Seldom,
            (None, Type::Text | Type::Code) => Ask::Nothing,
            (None, Type::Any) => Ask::Anything,
            (None, Type::Whole) => Ask::Digits,
            (None, Type::Decimal) => Ask::Decimal(form.min, form.max),
            (None, Type::Day) => Ask::Day,
            (None, Type::DateBy(by)) if usize::from(by) == index => Ask::DayByQualifier,
            (None, Type::DateBy(_) | Type::Time) => Ask::Seldom,
        }
    }

    /// The shortest and the longest value of a form of which this is asked.
    fn lengths(&self, form: &ElementForm) -> (u16, u16) {
        match self {
            Ask::Day => (8, 8),
            Ask::DayByQualifier => (8, 17),
            Ask::Code(..) => (1, 8),
            Ask::Nothing | Ask::Digits => (form.min, form.max),
            Ask::Decimal(..) => (1, u16::MAX),
            Ask::Seldom | Ask::Anything | Ask::Composite(_) => (0, u16::MAX),
        }
    }

    /// Of a value that has certainly no fault, if its length is right, how many component separators it may have: as many as it has, or
    /// none.
    #[inline]
    pub(super) fn met_by(&self, value: &Value<'_>) -> Option<u32> {
        let Value {
            batch, start, end, ..
        } = *value;
        let length = end - start;
        let is_right = match self {
            Ask::Nothing => true,
            Ask::Seldom => false,
            Ask::Anything => return Some(value.components().count_ones()),
            Ask::Composite(composite) => return composite.met_by(value),
            Ask::Code(first, rest) => {
                let code = packed(batch, (start, end));
                code == *first || rest.contains(&code)
            }
            Ask::Digits => digits_and_points(&batch[start..end]) == Some((length, 0)),
            &Ask::Decimal(min, max) => {
                matches!(
                    digits_and_points(&batch[start..end]),
                    Some((digits, 0 | 1)) if (usize::from(min.max(1))..=max.into()).contains(&digits)
                )
            }
            Ask::Day => is_day(&batch[start..end]),
            Ask::DayByQualifier => match packed(batch, (value.before, start - 1)) {
                D8 => length == 8 && is_day(&batch[start..end]),
                RD8 => match batch[start..end].split_at_checked(8) {
                    Some((from, [b'-', to @ ..])) => to.len() == 8 && is_day(from) && is_day(to),
                    _ => false,
                },
                _ => false,
            },
        };
        is_right.then_some(0)
    }
}

impl Value<'_> {
    #[inline]
    fn length(&self) -> usize {
        self.end - self.start
    }

    #[inline]
    fn components(&self) -> u64 {
        self.blocks.components(self.start, self.length())
    }
}

/// How many digits there are, and how many points; `None` where there is anything else.
#[inline]
fn digits_and_points(value: &[u8]) -> Option<(usize, usize)> {
    let (mut digits, mut points) = (0, 0);
    for &byte in value {
        digits += usize::from(byte.is_ascii_digit());
        points += usize::from(byte == b'.');
    }
    (digits + points == value.len()).then_some((digits, points))
}

/// Up to eight bytes as a number, big end first; what is longer is no code.
#[inline(always)]
pub(super) fn packed(bytes: &[u8], (start, end): (usize, usize)) -> u64 {
    let length = end - start;
    if length == 0 {
        return 0;
    }
    match bytes[start..].first_chunk::<8>() {
        Some(word) if length <= 8 => u64::from_be_bytes(*word) >> (64 - 8 * length),
        Some(_) => 0,
        None => {
            let value = &bytes[start..end];
            value
                .iter()
                .fold(0, |all, &byte| all << 8 | u64::from(byte))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};
    use remedi_x12::{Index, Separators};

    use super::super::GUIDES;
    use super::super::elements::Alphabet;
    use super::super::plan::What;
    use super::*;

    /// Values that are right for some elements, and nearly right for others.
    const VALUES: [&str; 24] = [
        "",
        "",
        "",
        "A",
        "XX",
        "D8",
        "RD8",
        "TM",
        "20250228",
        "20250229",
        "2025022",
        "20250101-20250131",
        "1",
        "07",
        "12.50",
        "-3",
        "1.2.3",
        "HC:99213:25",
        "11:B:1",
        "ABK:I10",
        "AB^CD",
        "\u{1f}",
        "1200",
        "A VALUE THAT IS LONGER THAN MOST ELEMENTS MAY BE, BY FAR TOO LONG",
    ];

    /// The code that comes first of each element, with what may stand there else.
    fn value(form: Option<&ElementForm>, pick: usize) -> String {
        let text = |mut code: u64| {
            let mut bytes = Vec::new();
            while code > 0 {
                bytes.insert(0, code as u8);
                code >>= 8;
            }
            String::from_utf8(bytes).unwrap()
        };
        let codes = form.map(|form| form.codes.short().1);
        match codes {
            Some([first, ..]) if !pick.is_multiple_of(4) => text(*first),
            _ => VALUES[pick % VALUES.len()].to_owned(),
        }
    }

    #[test]
    fn what_fits_has_no_fault() {
        let loops = GUIDES.iter().flat_map(|guide| &guide.plan.loops);
        let nodes: Vec<_> = loops.flat_map(|plan| &plan.nodes).collect();
        let alphabet = Alphabet::new(Separators::USUAL);
        let picks = prop::collection::vec(0..VALUES.len(), 1..12);
        let (fitting, others) = (Cell::new(0), Cell::new(0));
        let mut runner = TestRunner::new(Config::with_cases(4000));
        runner
            .run(
                &(0..nodes.len(), picks, 0..12usize),
                |(node, picks, behind)| {
                    let What::Segment(form) = &nodes[node].what else {
                        return Ok(());
                    };
                    let values = picks.iter().enumerate();
                    let values: Vec<_> = values
                        .map(|(at, &pick)| value(form.all.get(at), pick))
                        .collect();
                    let elements = values.join("*");
                    let batch = "XX*".to_owned() + &elements + &"*~:^ 9Z*~:^ 9Z"[..behind];
                    let mut index = Index::default();
                    index.look_on(batch.as_bytes(), Separators::USUAL);
                    let mut ends = vec![2];
                    for value in &values {
                        ends.push(ends[ends.len() - 1] + 1 + value.len() as u32);
                    }
                    ends.extend([u32::MAX; 16]);
                    let fits = nodes[node].shape.fits(
                        batch.as_bytes(),
                        index.blocks(),
                        Ends::new(&ends, values.len()),
                    );
                    let mut faults = Vec::new();
                    alphabet.check(elements.as_bytes(), form, |fault| faults.push(fault));
                    prop_assert!(!fits || faults.is_empty(), "{} {:?}", elements, faults);
                    let seen = if fits { &fitting } else { &others };
                    seen.set(seen.get() + 1);
                    Ok(())
                },
            )
            .unwrap();
        let seen = (fitting.get(), others.get());
        assert!(seen.0 > 100 && seen.1 > 100, "{seen:?}");
    }
}
