//! Tells in a moment that a segment is as its form asks, as most are.

use remedi_x12::Block;

use super::elements::{breaks, is_day};
use super::form::{ElementForm, Note, Parts, Type, Usage};

/// What a [`Parts`] form asks, laid out to be gone through fast: it tells that nothing is wrong, or that
/// [`Alphabet::check`](super::Alphabet::check) must look.
#[derive(Debug, Default)]
pub(super) struct Shape {
    slots: Box<[Slot]>,
    codes: Box<[u64]>,
    required: u32,
    notes: Box<[Note]>,
}

/// An element or a component.
#[derive(Debug)]
struct Slot {
    /// Its shortest length, and how much longer it may be.
    min: u16,
    more: u16,
    may_hold: MayHold,
    kind: Kind,
}

/// What bytes may stand in an element, its separators apart.
#[derive(Clone, Copy, Debug)]
enum MayHold {
    Anything,
    Characters,
    Digits,
}

#[derive(Debug)]
enum Kind {
    /// Not used, or of a kind that is seldom: whoever sends it is looked at.
    Seldom,
    /// Nothing but its length and its bytes is asked.
    Plain,
    /// One of the codes of the shape from one place to another.
    Code(u16, u16),
    /// So many digits with a point among them.
    Decimal(u16, u16),
    Day,
    /// A day where the element before it is D8.
    DayByD8,
    Composite(Box<Shape>),
}

/// Where the parts of a text end, and what else stands where.
#[derive(Clone, Copy)]
struct Marks {
    /// The separators between the parts.
    own: u64,
    /// Those inside of them.
    inner: u64,
    digits: u64,
}

impl Shape {
    pub(super) fn of(form: &Parts) -> Shape {
        let mut codes = Vec::new();
        let slots = form.all.iter().enumerate();
        let slots = slots.map(|(index, form)| Slot::of(index, form, &mut codes));
        Shape {
            slots: slots.collect(),
            codes: codes.into(),
            required: form.required,
            notes: form.notes.as_slice().into(),
        }
    }

    /// Whether the elements, so many bytes behind the tag and seen as a block, have certainly no fault.
    #[inline]
    pub(super) fn fits(&self, bytes: &[u8], length: usize, block: &Block) -> bool {
        if length >= Block::SIZE || block.odd | block.repetitions != 0 {
            return false;
        }
        let marks = Marks {
            own: block.elements,
            inner: block.components,
            digits: block.digits,
        };
        self.holds(bytes, 0, length, marks)
    }

    /// Whether the parts between two positions have certainly no fault.
    fn holds(&self, bytes: &[u8], first: usize, length: usize, marks: Marks) -> bool {
        let (mut own, mut start, mut present, mut bit) = (marks.own, first, 0u32, 1u32);
        let mut before = (0, 0);
        // What may not stand in an element, by `MayHold`.
        let barred = [0, marks.inner, !marks.digits];
        for slot in &self.slots {
            let end = match own {
                0 => length,
                own => own.trailing_zeros() as usize,
            };
            if end > start {
                present |= bit;
                let range = (1u64 << end) - (1u64 << start);
                let is_wrong = range & barred[slot.may_hold as usize] != 0
                    || (end - start).wrapping_sub(slot.min.into()) > slot.more.into();
                if is_wrong {
                    return false;
                }
                let is_right = match &slot.kind {
                    Kind::Plain => true,
                    &Kind::Code(from, to) => {
                        let code = packed(bytes, (start, end));
                        self.codes[usize::from(from)..usize::from(to)].contains(&code)
                    }
                    &Kind::Decimal(min, max) => {
                        let digits = (range & marks.digits).count_ones();
                        let rest = range & !marks.digits;
                        let is_pointed = || {
                            let point = bytes.get(rest.trailing_zeros() as usize);
                            rest & rest.wrapping_sub(1) == 0 && point == Some(&b'.')
                        };
                        (rest == 0 || is_pointed())
                            && (u32::from(min.max(1))..=max.into()).contains(&digits)
                    }
                    Kind::Day => is_day(&bytes[start..end]),
                    Kind::DayByD8 => packed(bytes, before) == D8 && is_day(&bytes[start..end]),
                    Kind::Composite(parts) => {
                        let marks = Marks {
                            own: range & marks.inner,
                            inner: 0,
                            ..marks
                        };
                        parts.holds(bytes, start, end, marks)
                    }
                    Kind::Seldom => false,
                };
                if !is_right {
                    return false;
                }
            }
            if own == 0 {
                let owed = self.required & !present;
                return owed == 0
                    && self
                        .notes
                        .iter()
                        .all(|note| breaks(note, present).is_none());
            }
            before = (start, end);
            own &= own - 1;
            start = end + 1;
            bit <<= 1;
        }
        false
    }
}

const D8: u64 = 0x4438;

impl Slot {
    fn of(index: usize, form: &ElementForm, all: &mut Vec<u64>) -> Slot {
        let first = all.len() as u16;
        let (is_short, codes) = form.codes.short();
        all.extend_from_slice(codes);
        let has_codes = !form.codes.is_empty();
        let kind = match (&form.parts, form.kind) {
            _ if form.usage == Usage::NotUsed || form.list.is_some() => Kind::Seldom,
            (Some(parts), _) => Kind::Composite(Box::new(Shape::of(parts))),
            (None, Type::Text | Type::Code | Type::Whole | Type::Decimal)
                if has_codes && is_short =>
            {
                Kind::Code(first, all.len() as u16)
            }
            (None, _) if has_codes => Kind::Seldom,
            (None, Type::Text | Type::Code | Type::Whole | Type::Any) => Kind::Plain,
            (None, Type::Decimal) => Kind::Decimal(form.min, form.max),
            (None, Type::Day) => Kind::Day,
            (None, Type::DateBy(by)) if usize::from(by) == index => Kind::DayByD8,
            (None, Type::DateBy(_) | Type::Time) => Kind::Seldom,
        };
        let (may_hold, min, max) = match (&kind, form.kind) {
            (Kind::Day | Kind::DayByD8, _) => (MayHold::Digits, 8, 8),
            (Kind::Code(..), _) => (MayHold::Characters, 1, 8),
            (Kind::Plain, Type::Whole) => (MayHold::Digits, form.min, form.max),
            (Kind::Plain, Type::Text | Type::Code) => (MayHold::Characters, form.min, form.max),
            (Kind::Decimal(..), _) => (MayHold::Characters, 1, u16::MAX),
            _ => (MayHold::Anything, 0, u16::MAX),
        };
        Slot {
            min,
            more: max - min,
            may_hold,
            kind,
        }
    }
}

/// Up to eight bytes as a number, big end first; what is longer is no code.
#[inline]
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
                    let text = elements.clone() + &"*~:^ 9Z*~:^ 9Z"[..behind];
                    let length = elements.len();
                    let block = Block::of(text.as_bytes(), length, Separators::USUAL);
                    let fits = nodes[node].shape.fits(text.as_bytes(), length, &block);
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
