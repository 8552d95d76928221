//! The form of segments: what the standard says of their elements, and what a guide asks of them.
//!
//! `005010.segments` holds the standard's part, a segment a line: types and lengths of the
//! elements in order, composites in brackets, and the syntax notes behind a semicolon;
//! `004010.segments` those that version 4010 has otherwise. A line of a guide adds usage and code
//! values. Both together make a [`SegmentForm`].

use std::collections::HashMap;

use crate::codes::claim_status;

/// What an element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// AN: text.
    Text,
    /// ID: a code.
    Code,
    /// N0: a whole number.
    Whole,
    /// R: a decimal number.
    Decimal,
    /// DT: a day, of eight or six digits.
    Day,
    /// TM: a time of day.
    Time,
    /// A date or a time whose form the element at this position tells (D8, RD8 ...).
    DateBy(u8),
    /// Nothing that is known: not checked.
    Any,
}

/// Whether an element, a segment or a loop must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usage {
    Required,
    Situational,
    NotUsed,
}

/// The codes that a guide allows.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    /// Codes of up to eight bytes, big end first.
    short: Vec<u64>,
    long: Vec<String>,
}

/// A code of up to eight bytes as a number.
fn packed(code: &[u8]) -> Option<u64> {
    (code.len() <= 8).then(|| key(code))
}

/// The first eight bytes of a code as a number, which is enough to tell qualifiers apart.
pub(super) fn key(code: &[u8]) -> u64 {
    let first = code.iter().take(8);
    first.fold(0, |all, &byte| all << 8 | u64::from(byte))
}

impl Codes {
    fn parse(text: &str) -> Codes {
        let mut codes = Codes::default();
        for code in text.split(',') {
            match packed(code.as_bytes()) {
                Some(code) => codes.short.push(code),
                None => codes.long.push(code.replace('_', " ")),
            }
        }
        codes
    }

    #[inline]
    pub(super) fn holds(&self, code: &[u8]) -> bool {
        match packed(code) {
            Some(code) => self.short.contains(&code),
            None => self.long.iter().any(|known| known.as_bytes() == code),
        }
    }

    /// The keys of the codes.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        let long = self.long.iter().map(|code| key(code.as_bytes()));
        self.short.iter().copied().chain(long)
    }

    /// Whether all codes have up to eight bytes, and those that have.
    pub(super) fn short(&self) -> (bool, &[u64]) {
        (self.long.is_empty(), &self.short)
    }

    /// Whether a code is in both.
    pub(super) fn meet(&self, other: &Codes) -> bool {
        self.short.iter().any(|code| other.short.contains(code))
            || self.long.iter().any(|code| other.long.contains(code))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.short.is_empty() && self.long.is_empty()
    }
}

/// A list that others keep and that the guide names, as far as it is judged with the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// Claim status categories (STC01-1).
    StatusCategory,
    /// Claim status codes (STC01-2).
    Status,
}

impl List {
    /// By its name in the tables of guides.
    fn parse(name: &str) -> Option<List> {
        match name {
            "{claim_status_cat}" => Some(List::StatusCategory),
            "{claim_status}" => Some(List::Status),
            _ => None,
        }
    }

    /// Whether the code is, or was, in the list.
    pub fn holds(self, code: &[u8]) -> bool {
        match self {
            List::StatusCategory => claim_status::category(code).is_some(),
            List::Status => claim_status::status(code).is_some(),
        }
    }
}

/// An element or a component.
#[derive(Clone, Debug)]
pub(super) struct ElementForm {
    pub kind: Type,
    pub usage: Usage,
    pub min: u16,
    pub max: u16,
    /// How often it may repeat.
    pub repeat: u8,
    /// Empty when any value will do.
    pub codes: Codes,
    /// The list of others that the value must be in.
    pub list: Option<List>,
    /// What a composite is made of.
    pub parts: Option<Box<Parts>>,
}

/// The elements of a segment, or the components of a composite, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub all: Vec<ElementForm>,
    pub notes: Vec<Note>,
    /// Bit n: the one at position n + 1 is required.
    pub required: u32,
    pub not_used: u32,
}

impl Parts {
    /// Whether nothing is missing by usage and notes where none of them is there.
    pub(super) fn needs_nothing(&self) -> bool {
        let asks = |note: &Note| note.kind == NoteKind::OneOf;
        self.required == 0 && !self.notes.iter().any(asks)
    }
}

/// A syntax note: which elements need or exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub kind: NoteKind,
    /// Bit n: the note is about the element at position n + 1.
    pub all: u32,
    /// The first of them, which a C or L note starts from.
    pub first: u32,
}

/// The kinds of syntax notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoteKind {
    /// P: all or none.
    Paired,
    /// R: at least one.
    OneOf,
    /// E: at most one.
    Exclusive,
    /// C: with the first, all the others.
    Conditional,
    /// L: with the first, at least one of the others.
    ListConditional,
}

/// The form of a segment at its place in a guide.
pub(super) type SegmentForm = Parts;

/// The segments of a version of the standard by their id.
pub(super) struct Dictionary(HashMap<&'static str, Parts>);

/// A run of text up to a blank or a bracket, and what follows.
struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    /// The next word; a bracket is a word of its own.
    fn next(&mut self) -> Option<&'a str> {
        self.0 = self.0.trim_start();
        let end = match self.0.as_bytes().first()? {
            b'(' | b')' | b';' => 1,
            _ => self.0.find([' ', '(', ')', ';']).unwrap_or(self.0.len()),
        };
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(word)
    }

    /// Whether a bracket opens right here, which it then does.
    fn opens(&mut self) -> bool {
        match self.0.strip_prefix('(') {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}

impl Dictionary {
    pub(super) fn parse(text: &'static str) -> Result<Dictionary, String> {
        let lines = text.lines();
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let parsed = lines.map(|line| {
            let (id, form) = line.split_once(' ').ok_or_else(|| line.to_owned())?;
            let mut words = Words(form);
            let parts = standard(&mut words, false).ok_or_else(|| format!("bad form: {line}"))?;
            Ok((id, parts))
        });
        parsed.collect::<Result<_, String>>().map(Dictionary)
    }

    /// The segments of both; where both have one, that of this dictionary.
    pub(super) fn over(mut self, other: &Dictionary) -> Dictionary {
        for (id, form) in &other.0 {
            self.0.entry(id).or_insert_with(|| form.clone());
        }
        self
    }

    /// Whether the standard has such a segment.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// How many elements the segment has.
    pub(super) fn elements(&self, id: &str) -> usize {
        self.0.get(id).map_or(0, |form| form.all.len())
    }

    /// The form of a segment with the usages and codes that a line of a guide gives.
    pub(super) fn form(&self, id: &str, asked: &str) -> Option<SegmentForm> {
        let mut form = self.0.get(id)?.clone();
        let mut words = Words(asked);
        ask(&mut form, &mut words)?;
        words.next().is_none().then_some(form)
    }
}

/// Reads types, lengths and notes up to the end, or to the bracket that closes a composite.
fn standard(words: &mut Words<'_>, inner: bool) -> Option<Parts> {
    let mut parts = Parts::default();
    let (mut times, mut repeat) = (1, 1);
    loop {
        let Some(word) = words.next() else {
            return (!inner).then_some(parts);
        };
        let form = match word {
            ")" => return inner.then_some(parts),
            ";" => {
                while let Some(word) = words.next() {
                    if word == ")" {
                        return inner.then_some(parts);
                    }
                    parts.notes.push(note(word)?);
                }
                return (!inner).then_some(parts);
            }
            "*" => ElementForm {
                kind: Type::Any,
                ..simple("AN1-999")?
            },
            "(" => ElementForm {
                parts: Some(Box::new(standard(words, true)?)),
                ..simple("AN1-999")?
            },
            word if word.ends_with('*') => {
                repeat = word.strip_suffix('*')?.parse().ok()?;
                continue;
            }
            word if word.ends_with('x') => {
                times = word.strip_suffix('x')?.parse().ok()?;
                continue;
            }
            word => simple(word)?,
        };
        let form = ElementForm { repeat, ..form };
        parts.all.extend(std::iter::repeat_n(form, times));
        (times, repeat) = (1, 1);
        if parts.all.len() > 31 {
            return None;
        }
    }
}

/// Reads a type with its lengths, such as `AN1-60`, `ID2` or `AN1-35@2`.
fn simple(word: &str) -> Option<ElementForm> {
    let (word, by) = match word.split_once('@') {
        // Positions are counted from 1.
        Some((word, by)) => (word, Some(by.parse().ok().filter(|by| *by > 0)?)),
        None => (word, None),
    };
    let digits = word.find(|letter: char| letter.is_ascii_digit())?;
    let (kind, lengths) = word.split_at(digits);
    let (min, max) = lengths.split_once('-').unwrap_or((lengths, lengths));
    Some(ElementForm {
        kind: match (kind, by) {
            ("AN", Some(by)) => Type::DateBy(by),
            ("AN", None) => Type::Text,
            ("ID", _) => Type::Code,
            ("N", _) => Type::Whole,
            ("R", _) => Type::Decimal,
            ("DT", _) => Type::Day,
            ("TM", _) => Type::Time,
            _ => return None,
        },
        usage: Usage::NotUsed,
        min: min.parse().ok()?,
        max: max.parse().ok()?,
        repeat: 1,
        codes: Codes::default(),
        list: None,
        parts: None,
    })
}

/// Reads a note such as `P0304` or `L050607`.
fn note(word: &str) -> Option<Note> {
    let kind = match word.as_bytes().first()? {
        b'P' => NoteKind::Paired,
        b'R' => NoteKind::OneOf,
        b'E' => NoteKind::Exclusive,
        b'C' => NoteKind::Conditional,
        b'L' => NoteKind::ListConditional,
        _ => return None,
    };
    let positions = word.get(1..)?.as_bytes().chunks(2).map(|position| {
        let position: u32 = std::str::from_utf8(position).ok()?.parse().ok()?;
        (1..=32).contains(&position).then(|| 1u32 << (position - 1))
    });
    let positions: Vec<u32> = positions.collect::<Option<_>>()?;
    let all = positions.iter().fold(0, |all, one| all | one);
    (positions.len() > 1).then_some(Note {
        kind,
        all,
        first: positions[0],
    })
}

/// Puts the usages and codes of a guide's line on the elements, in order; what the line
/// does not reach is not used.
fn ask(parts: &mut Parts, words: &mut Words<'_>) -> Option<()> {
    let (mut at, mut again) = (0, None);
    loop {
        // What stands behind `11x` is read as often.
        let word = match again {
            Some((times, text)) if times > 0 => {
                again = Some((times - 1, text));
                *words = Words(text);
                words.next()
            }
            _ => words.next(),
        };
        let Some(word) = word.filter(|word| *word != ")") else {
            break;
        };
        if let Some(times) = word.strip_suffix('x') {
            again = Some((times.parse::<u8>().ok()?, words.0));
            continue;
        }
        let form = parts.all.get_mut(at)?;
        at += 1;
        let (head, codes) = word.split_once(':').unwrap_or((word, ""));
        let (usage, lengths) = head.split_at(1);
        form.usage = match usage {
            "R" => Usage::Required,
            "S" => Usage::Situational,
            "-" => Usage::NotUsed,
            _ => return None,
        };
        if !lengths.is_empty() {
            // A guide may ask for other lengths than the standard, as in `R=AN1-20`.
            let other = simple(lengths.strip_prefix('=')?)?;
            (form.kind, form.min, form.max) = (other.kind, other.min, other.max);
        }
        // A name in braces is a list that others keep: most are not checked here.
        if codes.starts_with('{') {
            form.list = List::parse(codes);
        } else if !codes.is_empty() {
            form.codes = Codes::parse(codes);
        }
        if words.opens() {
            ask(form.parts.as_mut()?, words)?;
        } else if let Some(inner) = &mut form.parts {
            // Nothing is said of the components.
            for part in &mut inner.all {
                part.usage = Usage::Situational;
            }
        }
    }
    for (index, form) in parts.all.iter().enumerate() {
        match form.usage {
            Usage::Required => parts.required |= 1 << index,
            Usage::NotUsed => parts.not_used |= 1 << index,
            Usage::Situational => {}
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualifier_stands_at_a_position_from_1() {
        assert_eq!(
            simple("AN1-35@2").map(|form| form.kind),
            Some(Type::DateBy(2))
        );
        assert!(simple("AN1-35@0").is_none());
        assert!(simple("AN1-35@").is_none());
    }
}
