//! Tells in a moment that a segment is as its form asks, as most are.

use remedi_x12::{Block, Blocks};

use super::elements::{breaks, is_day};
use super::form::{ElementForm, Note, Parts, Type, Usage};

/// What a [`Parts`] form asks, laid out to be gone through fast: it tells that nothing is wrong, or that
/// [`Alphabet::check`](super::Alphabet::check) must look.
#[derive(Debug, Default)]
pub(super) struct Shape {
    slots: Box<[Slot]>,
    required: u32,
    notes: Box<[Note]>,
}

/// An element or a component.
#[derive(Debug)]
struct Slot {
    /// Its shortest length, and how much longer it may be.
    min: u16,
    more: u16,
    /// All bits where component separators may not stand in it.
    no_components: u64,
    /// All bits where nothing but digits may.
    only_digits: u64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Not used, or of a kind that is seldom: whoever sends it is looked at.
    Seldom,
    /// Nothing but its length and its bytes is asked.
    Plain,
    /// One of these codes.
    Code(Box<[u64]>),
    /// So many digits with a point among them.
    Decimal(u16, u16),
    Day,
    /// A day where the element before it is D8.
    DayByD8,
    Composite(Box<Shape>),
}

/// What stands where in a text of no more than a block: a bit a byte.
#[derive(Clone, Copy)]
struct Marks {
    components: u64,
    others: u64,
}

/// Which parts came, and what the last was.
struct Course {
    present: u32,
    bit: u32,
    start: usize,
    before: (usize, usize),
}

impl Course {
    fn new(start: usize) -> Course {
        Course {
            present: 0,
            bit: 1,
            start,
            before: (0, 0),
        }
    }

    /// Whether the next part, which ends here, has certainly no fault.
    #[inline(always)]
    fn goes_on(&mut self, slot: &Slot, end: usize, bytes: &[u8], marks: Marks) -> bool {
        let (start, length) = (self.start, end - self.start);
        if length > 0 {
            self.present |= self.bit;
            let range = ((1u64 << length) - 1) << start;
            let barred = marks.components & slot.no_components | marks.others & slot.only_digits;
            let is_wrong =
                range & barred != 0 || length.wrapping_sub(slot.min.into()) > slot.more.into();
            if is_wrong {
                return false;
            }
            let is_right = match &slot.kind {
                Kind::Plain => true,
                Kind::Code(codes) => {
                    let code = packed(bytes, (start, end));
                    codes
                        .iter()
                        .fold(false, |is_one, &own| is_one | (own == code))
                }
                kind => kind.is_right(bytes, (start, end), self.before, marks),
            };
            if !is_right {
                return false;
            }
        }
        self.before = (start, end);
        self.start = end + 1;
        self.bit <<= 1;
        true
    }
}

impl Shape {
    pub(super) fn of(form: &Parts) -> Shape {
        let slots = form.all.iter().enumerate();
        let slots = slots.map(|(index, form)| Slot::of(index, form));
        Shape {
            slots: slots.collect(),
            required: form.required,
            notes: form.notes.as_slice().into(),
        }
    }

    /// Whether the elements of a segment, whose tag and elements end there, have certainly no fault.
    #[inline]
    pub(super) fn fits(&self, bytes: &[u8], blocks: &Blocks, ends: &[u32]) -> bool {
        let [tag_end, ends @ ..] = ends else {
            return false;
        };
        let Some(&last) = ends.last() else {
            return self.ends_well(0);
        };
        let at = *tag_end as usize + 1;
        let length = last as usize - at;
        if !(1..Block::SIZE).contains(&length) || ends.len() > self.slots.len() {
            return false;
        }
        let Some((components, digits)) = blocks.plain(at, length) else {
            return false;
        };
        let marks = Marks {
            components,
            others: !digits,
        };
        let bytes = &bytes[at..];
        let mut course = Course::new(0);
        for (slot, &end) in self.slots.iter().zip(ends) {
            if !course.goes_on(slot, end as usize - at, bytes, marks) {
                return false;
            }
        }
        // A separator that nothing follows is a fault.
        let (last_start, last_end) = course.before;
        last_start < last_end && self.ends_well(course.present)
    }

    /// Whether the components between two positions have certainly no fault.
    fn holds(&self, bytes: &[u8], (start, end): (usize, usize), marks: Marks) -> bool {
        let range = ((1u64 << (end - start)) - 1) << start;
        let mut own = range & marks.components;
        let marks = Marks {
            components: 0,
            ..marks
        };
        let mut course = Course::new(start);
        for slot in &self.slots {
            let is_last = own == 0;
            let part_end = if is_last {
                end
            } else {
                own.trailing_zeros() as usize
            };
            if !course.goes_on(slot, part_end, bytes, marks) {
                return false;
            }
            if is_last {
                return self.ends_well(course.present);
            }
            own &= own - 1;
        }
        false
    }

    /// Whether nothing is missing where these parts are present.
    #[inline(always)]
    fn ends_well(&self, present: u32) -> bool {
        let holds = |note: &Note| breaks(note, present).is_none();
        self.required & !present == 0 && (self.notes.is_empty() || self.notes.iter().all(holds))
    }
}

/// What bytes may stand in an element, its separators apart: the masks of a slot.
const ANYTHING: (u64, u64) = (0, 0);
const CHARACTERS: (u64, u64) = (u64::MAX, 0);
const DIGITS: (u64, u64) = (0, u64::MAX);

const D8: u64 = 0x4438;

impl Kind {
    /// Whether a value of the right length and bytes has certainly no fault. `before` is the part before it.
    fn is_right(
        &self,
        bytes: &[u8],
        (start, end): (usize, usize),
        before: (usize, usize),
        marks: Marks,
    ) -> bool {
        match self {
            Kind::Plain => true,
            Kind::Code(codes) => codes.contains(&packed(bytes, (start, end))),
            &Kind::Decimal(min, max) => {
                // All are digits but for one point at most.
                let range = ((1u64 << (end - start)) - 1) << start;
                let rest = range & marks.others;
                let is_pointed = || {
                    let point = bytes.get(rest.trailing_zeros() as usize);
                    rest & rest.wrapping_sub(1) == 0 && point == Some(&b'.')
                };
                let digits = end - start - usize::from(rest != 0);
                (rest == 0 || is_pointed())
                    && (usize::from(min.max(1))..=max.into()).contains(&digits)
            }
            Kind::Day => is_day(&bytes[start..end]),
            Kind::DayByD8 => packed(bytes, before) == D8 && is_day(&bytes[start..end]),
            Kind::Composite(parts) => parts.holds(bytes, (start, end), marks),
            Kind::Seldom => false,
        }
    }
}

impl Slot {
    fn of(index: usize, form: &ElementForm) -> Slot {
        let (is_short, codes) = form.codes.short();
        let has_codes = !form.codes.is_empty();
        let kind = match (&form.parts, form.kind) {
            _ if form.usage == Usage::NotUsed || form.list.is_some() => Kind::Seldom,
            (Some(parts), _) => Kind::Composite(Box::new(Shape::of(parts))),
            (None, Type::Text | Type::Code | Type::Whole | Type::Decimal)
                if has_codes && is_short =>
            {
                Kind::Code(codes.into())
            }
            (None, _) if has_codes => Kind::Seldom,
            (None, Type::Text | Type::Code | Type::Whole | Type::Any) => Kind::Plain,
            (None, Type::Decimal) => Kind::Decimal(form.min, form.max),
            (None, Type::Day) => Kind::Day,
            (None, Type::DateBy(by)) if usize::from(by) == index => Kind::DayByD8,
            (None, Type::DateBy(_) | Type::Time) => Kind::Seldom,
        };
        let ((no_components, only_digits), min, max) = match (&kind, form.kind) {
            (Kind::Day | Kind::DayByD8, _) => (DIGITS, 8, 8),
            (Kind::Code(_), _) => (CHARACTERS, 1, 8),
            (Kind::Plain, Type::Whole) => (DIGITS, form.min, form.max),
            (Kind::Plain, Type::Text | Type::Code) => (CHARACTERS, form.min, form.max),
            (Kind::Decimal(..), _) => (CHARACTERS, 1, u16::MAX),
            _ => (ANYTHING, 0, u16::MAX),
        };
        Slot {
            min,
            more: max - min,
            no_components,
            only_digits,
            kind,
        }
    }
}

/// Up to eight bytes as a number, big end first; what is longer is no code.
#[inline(always)]
fn packed(bytes: &[u8], (start, end): (usize, usize)) -> u64 {
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
    use remedi_x12::Separators;

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
                    let mut blocks = Blocks::default();
                    blocks.look_at(batch.as_bytes(), Separators::USUAL);
                    let mut ends = vec![2];
                    for value in &values {
                        ends.push(ends[ends.len() - 1] + 1 + value.len() as u32);
                    }
                    let fits = nodes[node].shape.fits(batch.as_bytes(), &blocks, &ends);
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
