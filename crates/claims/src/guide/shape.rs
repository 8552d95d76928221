//! Tells in a moment that a segment is as its form asks, as most are.

use remedi_x12::{Block, Separators};

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
    kind: Kind,
    min: u16,
    max: u16,
    /// Its codes among those of the shape.
    codes: (u16, u16),
}

#[derive(Debug)]
enum Kind {
    /// Not used, or of a kind that is seldom: whoever sends it is looked at.
    Seldom,
    /// Anything at all.
    Any,
    Text,
    Code,
    Whole,
    Decimal,
    Day,
    /// A day where the element before it is D8.
    DayByD8,
    Composite(Shape),
}

/// Where the parts of a text end.
#[derive(Clone, Copy)]
struct Marks {
    /// The separators between the parts.
    own: u64,
    /// Those inside of them.
    inner: u64,
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

    /// Whether the elements, so many bytes behind the tag, have certainly no fault.
    #[inline]
    pub(super) fn fits(&self, bytes: &[u8], length: usize, separators: Separators) -> bool {
        let block = Block::of(bytes, length, separators);
        if length >= Block::SIZE || block.odd | block.repetitions != 0 {
            return false;
        }
        let marks = Marks {
            own: block.elements,
            inner: block.components,
        };
        self.holds(bytes, 0, length, marks)
    }

    /// Whether the parts between two positions have certainly no fault.
    #[inline]
    fn holds(&self, bytes: &[u8], first: usize, length: usize, marks: Marks) -> bool {
        let (mut own, mut start, mut present, mut bit) = (marks.own, first, 0u32, 1u32);
        let mut before = (0, 0);
        for slot in &self.slots {
            let end = match own {
                0 => length,
                own => own.trailing_zeros() as usize,
            };
            if end > start {
                present |= bit;
                let inner = marks.inner & ((1u64 << end) - (1u64 << start));
                let is_right = match &slot.kind {
                    Kind::DayByD8 => packed(bytes, before) == D8 && is_date(bytes, (start, end)),
                    Kind::Composite(parts) => {
                        let marks = Marks {
                            own: inner,
                            inner: 0,
                        };
                        parts.holds(bytes, start, end, marks)
                    }
                    Kind::Any => true,
                    Kind::Seldom => false,
                    _ => inner == 0 && self.is_right(slot, bytes, (start, end)),
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

    #[inline]
    fn is_right(&self, slot: &Slot, bytes: &[u8], (start, end): (usize, usize)) -> bool {
        let length = end - start;
        let fits = usize::from(slot.min) <= length && length <= usize::from(slot.max);
        match slot.kind {
            Kind::Text => fits,
            Kind::Code => {
                let (from, to) = slot.codes;
                let codes = &self.codes[usize::from(from)..usize::from(to)];
                length <= 8 && codes.contains(&packed(bytes, (start, end)))
            }
            Kind::Whole => fits && bytes[start..end].iter().all(u8::is_ascii_digit),
            Kind::Decimal => {
                let value = &bytes[start..end];
                let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
                let points = value.iter().filter(|&&byte| byte == b'.').count();
                let is_long = digits < usize::from(slot.min) || digits > usize::from(slot.max);
                digits + points == length && points < 2 && digits > 0 && !is_long
            }
            Kind::Day => is_date(bytes, (start, end)),
            _ => false,
        }
    }
}

/// Whether that is a day of eight digits.
#[inline]
fn is_date(bytes: &[u8], (start, end): (usize, usize)) -> bool {
    end - start == 8 && is_day(&bytes[start..end])
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
            (Some(parts), _) => Kind::Composite(Shape::of(parts)),
            (None, Type::Text | Type::Code | Type::Whole | Type::Decimal)
                if has_codes && is_short =>
            {
                Kind::Code
            }
            (None, _) if has_codes => Kind::Seldom,
            (None, Type::Text | Type::Code) => Kind::Text,
            (None, Type::Whole) => Kind::Whole,
            (None, Type::Decimal) => Kind::Decimal,
            (None, Type::Day) => Kind::Day,
            (None, Type::Any) => Kind::Any,
            (None, Type::DateBy(by)) if usize::from(by) == index => Kind::DayByD8,
            (None, Type::DateBy(_) | Type::Time) => Kind::Seldom,
        };
        Slot {
            kind,
            min: form.min,
            max: form.max,
            codes: (first, all.len() as u16),
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
                    let fits =
                        nodes[node]
                            .shape
                            .fits(text.as_bytes(), elements.len(), Separators::USUAL);
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
