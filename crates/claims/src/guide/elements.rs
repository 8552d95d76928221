//! Checks the elements of a segment against its form.

use chrono::NaiveDate;
use remedi_x12::Separators;

use super::fault::GuideFaultKind as Kind;
use super::form::{ElementForm, Note, NoteKind, Parts, SegmentForm, Type, Usage};

/// A fault of an element: its position, component and repetition, and what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ElementFault {
    pub element: u8,
    pub component: u8,
    pub repetition: u8,
    pub kind: Kind,
}

/// What each byte is, in an interchange with these separators.
#[derive(Clone, Debug)]
pub(crate) struct Alphabet {
    class: [u8; 256],
    separators: Separators,
}

const COMPONENT: u8 = 1;
const REPETITION: u8 = 2;
const BAD: u8 = 4;

impl Alphabet {
    pub(crate) fn new(separators: Separators) -> Alphabet {
        let mut class = [BAD; 256];
        class[0x20..0x7F].fill(0);
        class[usize::from(separators.component)] = COMPONENT;
        if let Some(repetition) = separators.repetition {
            class[usize::from(repetition)] = REPETITION;
        }
        Alphabet { class, separators }
    }

    /// That of ISA, whose elements hold separators and have no parts.
    pub(crate) fn of_header(separators: Separators) -> Alphabet {
        let mut class = [BAD; 256];
        class[0x20..0x7F].fill(0);
        class[usize::from(separators.component)] = 0;
        class[separators.repetition.map_or(0x20, usize::from)] = 0;
        Alphabet { class, separators }
    }

    pub(crate) fn separators(&self) -> Separators {
        self.separators
    }

    /// What there is among the bytes.
    #[inline]
    fn of(&self, value: &[u8]) -> u8 {
        let classes = value.iter().map(|&byte| self.class[usize::from(byte)]);
        classes.fold(0, |all, one| all | one)
    }

    /// Whether there is anything but plain characters and element separators: many bytes at a time.
    #[inline]
    fn is_plain(&self, elements: &[u8]) -> bool {
        let component = self.separators.component;
        let repetition = self.separators.repetition.unwrap_or(component);
        let special = elements.iter().map(|&byte| {
            u8::from(byte.wrapping_sub(0x20) >= 0x5F)
                | u8::from(byte == component)
                | u8::from(byte == repetition)
        });
        special.fold(0, |all, one| all | one) == 0
    }

    /// Checks the elements behind the tag.
    #[inline]
    pub(super) fn check(
        &self,
        elements: &[u8],
        form: &SegmentForm,
        mut sink: impl FnMut(ElementFault),
    ) {
        let separator = self.separators.element;
        let (mut present, mut at) = (0u32, 0);
        let is_plain = self.is_plain(elements);
        let mut fault = |element: usize, component: u8, repetition: u8, kind: Kind| {
            sink(ElementFault {
                element: element as u8,
                component,
                repetition,
                kind,
            });
        };
        for value in elements.split(|&byte| byte == separator) {
            at += 1;
            if value.is_empty() {
                continue;
            }
            let Some(own) = form.all.get(at - 1) else {
                fault(at, 0, 0, Kind::TooManyElements(form.all.len() as u8));
                break;
            };
            present |= 1 << (at - 1);
            if own.usage == Usage::NotUsed {
                fault(at, 0, 0, Kind::ElementNotUsed);
                continue;
            }
            let class = if is_plain { 0 } else { self.of(value) };
            if class & (COMPONENT | REPETITION) == 0 && own.parts.is_none() {
                let by = match own.kind {
                    Type::DateBy(by) => nth(elements, separator, by),
                    _ => b"",
                };
                if let Some(kind) = wrong(value, class, own, by) {
                    fault(at, 0, 0, kind);
                }
            } else {
                self.check_parts(value, class, own, |component, repetition, kind| {
                    fault(at, component, repetition, kind);
                });
            }
        }
        finish(form, present, |at, kind| fault(at.into(), 0, 0, kind));
        // What needs nothing of itself is a segment all the same, and has an element.
        if present == 0 && form.needs_nothing() {
            fault(1, 0, 0, Kind::NoneOf);
        }
    }

    /// Checks an element that is a composite, that repeats, or that should do neither.
    fn check_parts(
        &self,
        value: &[u8],
        class: u8,
        form: &ElementForm,
        mut sink: impl FnMut(u8, u8, Kind),
    ) {
        let repeats = class & REPETITION != 0;
        if repeats && form.repeat == 1 {
            sink(0, 2, Kind::TooManyRepetitions(1));
        }
        let repetition = self.separators.repetition;
        let mut all = value.split(|&byte| repeats && Some(byte) == repetition);
        for number in 1..=form.repeat {
            let Some(value) = all.next() else { return };
            let number = if form.repeat > 1 { number } else { 0 };
            let mut components = value.split(|&byte| byte == self.separators.component);
            let Some(parts) = &form.parts else {
                let value = components.next().unwrap_or_default();
                if components.any(|more| !more.is_empty()) && form.kind != Type::Any {
                    sink(2, number, Kind::TooManyComponents(1));
                } else if let Some(kind) = wrong(value, self.of(value), form, b"") {
                    sink(0, number, kind);
                }
                continue;
            };
            self.check_composite(value, parts, |at, kind| sink(at, number, kind));
        }
        if form.repeat > 1 && all.next().is_some() {
            sink(0, form.repeat + 1, Kind::TooManyRepetitions(form.repeat));
        }
    }

    fn check_composite(&self, value: &[u8], parts: &Parts, mut sink: impl FnMut(u8, Kind)) {
        let separator = self.separators.component;
        let mut present = 0u32;
        for (index, component) in value.split(|&byte| byte == separator).enumerate() {
            if component.is_empty() {
                continue;
            }
            let at = index as u8 + 1;
            let Some(own) = parts.all.get(index) else {
                sink(at, Kind::TooManyComponents(parts.all.len() as u8));
                break;
            };
            present |= 1 << index;
            if own.usage == Usage::NotUsed {
                sink(at, Kind::ElementNotUsed);
                continue;
            }
            let by = match own.kind {
                Type::DateBy(by) => nth(value, separator, by),
                _ => b"",
            };
            if let Some(kind) = wrong(component, self.of(component), own, by) {
                sink(at, kind);
            }
        }
        finish(parts, present, sink);
    }
}

/// The part at a position from 1.
fn nth(whole: &[u8], separator: u8, position: u8) -> &[u8] {
    let mut parts = whole.split(|&byte| byte == separator);
    parts.nth(usize::from(position) - 1).unwrap_or_default()
}

/// Tells what is missing, and what the notes ask for, when it is known what is there.
#[inline]
fn finish(parts: &Parts, present: u32, mut sink: impl FnMut(u8, Kind)) {
    let mut missing = parts.required & !present;
    while missing != 0 {
        sink(missing.trailing_zeros() as u8 + 1, Kind::MissingElement);
        missing &= missing - 1;
    }
    for note in &parts.notes {
        // What is missing or not used by the guide has been told of.
        if let Some((at, kind)) = breaks(note, present)
            && (parts.required & !present | parts.not_used & present) & note.all == 0
        {
            sink(at.trailing_zeros() as u8 + 1, kind);
        }
    }
}

/// The element at which a note is broken.
#[inline]
pub(super) fn breaks(note: &Note, present: u32) -> Option<(u32, Kind)> {
    let (there, not) = (note.all & present, note.all & !present);
    match note.kind {
        NoteKind::Paired => (there != 0 && not != 0).then_some((not, Kind::Paired)),
        NoteKind::OneOf => (there == 0).then_some((note.first, Kind::NoneOf)),
        NoteKind::Exclusive => {
            let second = there & there.wrapping_sub(1);
            (second != 0).then_some((second, Kind::Excluded))
        }
        NoteKind::Conditional => {
            (there & note.first != 0 && not != 0).then_some((not, Kind::Conditional))
        }
        NoteKind::ListConditional => (there == note.first).then_some((not, Kind::Conditional)),
    }
}

/// What is wrong with a value, if anything is.
#[inline]
fn wrong(value: &[u8], class: u8, form: &ElementForm, by: &[u8]) -> Option<Kind> {
    if class & BAD != 0 {
        return Some(Kind::BadCharacter);
    }
    match form.kind {
        Type::Text | Type::Code if !form.codes.is_empty() => {
            return (!form.codes.holds(value)).then_some(Kind::BadCode);
        }
        Type::Text | Type::Code => {}
        Type::Any => return None,
        Type::Day => return (!is_day(value)).then_some(Kind::BadDate),
        Type::Time => return (!is_time(value)).then_some(Kind::BadTime),
        Type::DateBy(_) => return date_by(value, by),
        Type::Whole | Type::Decimal => {
            return wrong_number(value, form);
        }
    }
    outside(value.len(), form).or_else(|| {
        let is_unknown = form.list.is_some_and(|list| !list.holds(value));
        is_unknown.then_some(Kind::UnlistedCode)
    })
}

#[inline]
fn outside(length: usize, form: &ElementForm) -> Option<Kind> {
    if length < usize::from(form.min) {
        Some(Kind::TooShort(form.min))
    } else if length > usize::from(form.max) {
        Some(Kind::TooLong(form.max))
    } else {
        None
    }
}

/// Sign and decimal point do not count as length.
#[inline]
fn wrong_number(value: &[u8], form: &ElementForm) -> Option<Kind> {
    let unsigned = value.strip_prefix(b"-").unwrap_or(value);
    let points = unsigned.iter().filter(|&&byte| byte == b'.').count();
    let digits = unsigned.iter().filter(|byte| byte.is_ascii_digit()).count();
    let points_allowed = usize::from(form.kind == Type::Decimal);
    if digits == 0 || points > points_allowed || digits + points != unsigned.len() {
        return Some(Kind::NotANumber);
    }
    if !form.codes.is_empty() {
        return (!form.codes.holds(value)).then_some(Kind::BadCode);
    }
    outside(digits, form)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |all, digit| {
        digit
            .is_ascii_digit()
            .then(|| all * 10 + u32::from(digit - b'0'))
    })
}

/// CCYYMMDD, or YYMMDD as in ISA09.
#[inline]
pub(super) fn is_day(value: &[u8]) -> bool {
    if let Some(&digits) = value.first_chunk().filter(|_| value.len() == 8) {
        return is_day_of_century(digits);
    }
    let century = match value.len() {
        8 => 0,
        6 => 2000,
        _ => return false,
    };
    let (year, rest) = value.split_at(value.len() - 4);
    let (Some(year), Some(rest)) = (number(year), number(rest)) else {
        return false;
    };
    let (month, day) = (rest / 100, rest % 100);
    // Most days need no calendar.
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (day <= 28 || NaiveDate::from_ymd_opt((century + year) as i32, month, day).is_some())
}

/// CCYYMMDD.
#[inline]
pub(super) fn is_day_of_century(digits: [u8; 8]) -> bool {
    let word = u64::from_be_bytes(digits);
    let value = word ^ DIGITS;
    // What is more than nine carries into the upper half of its byte.
    if (value | value.wrapping_add(SIX)) & UPPER_HALVES != 0 {
        return false;
    }
    // Two digits each: years, month and day.
    let pairs = value.wrapping_mul(10) + (value << 8);
    let pair = |byte: u32| (pairs >> (8 * byte + 8) & 0xFF) as u32;
    let [day, month] = [pair(0), pair(2)];
    // Most days need no calendar.
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (day <= 28 || {
            let year = 100 * pair(6) + pair(4);
            NaiveDate::from_ymd_opt(year as i32, month, day).is_some()
        })
}

const DIGITS: u64 = 0x3030_3030_3030_3030;
const SIX: u64 = 0x0606_0606_0606_0606;
const UPPER_HALVES: u64 = 0xF0F0_F0F0_F0F0_F0F0;

/// HHMM, HHMMSS, HHMMSSD or HHMMSSDD.
fn is_time(value: &[u8]) -> bool {
    if !(value.len() == 4 || (6..=8).contains(&value.len())) || number(value).is_none() {
        return false;
    }
    let two = |at: usize| number(value.get(at..at + 2).unwrap_or(b"0")).unwrap_or(99);
    two(0) < 24 && two(2) < 60 && two(4) < 60
}

/// What is wrong with a value whose form a qualifier tells.
fn date_by(value: &[u8], qualifier: &[u8]) -> Option<Kind> {
    let right = match qualifier {
        b"D8" => value.len() == 8 && is_day(value),
        b"D6" => value.len() == 6 && is_day(value),
        b"RD8" => match value.split_at_checked(8) {
            Some((from, [b'-', to @ ..])) => is_day(from) && to.len() == 8 && is_day(to),
            _ => false,
        },
        b"DT" => match value.split_at_checked(8) {
            Some((day, time)) => is_day(day) && is_time(time),
            None => false,
        },
        b"TM" if !is_time(value) => return Some(Kind::BadTime),
        _ => true,
    };
    (!right).then_some(Kind::BadDate)
}
