//! The 999 (005010X231A1), and the 997 of 4010: what becomes of each set of a group.

use remedi_x12::{SegmentBuf, WriteError};

use super::form::{Form, Repeated};
use super::levels::{Outcome, Standing};
use super::notes;
use super::seen::{Group, Interchange, Note, Set};

/// The acknowledgement that a group is answered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// 997.
    Functional,
    /// 999.
    Implementation,
}

impl Dialect {
    /// 997 for what is older than 5010, by GS08, else ISA12.
    pub fn of(interchange: &Interchange, group: &Group) -> Dialect {
        let version = match group.version() {
            b"" => interchange.value(12),
            version => version,
        };
        match version < &b"005"[..] {
            true => Dialect::Functional,
            false => Dialect::Implementation,
        }
    }

    /// The version of the interchange (ISA12).
    pub fn isa_version(self) -> &'static str {
        match self {
            Dialect::Functional => "00401",
            Dialect::Implementation => "00501",
        }
    }

    /// GS01, ST01 and GS08.
    pub fn names(self) -> [&'static str; 3] {
        match self {
            Dialect::Functional => ["FA", "997", "004010"],
            Dialect::Implementation => ["FA", "999", "005010X231A1"],
        }
    }

    /// The code as this acknowledgement has it: a 997 knows only those of the standard.
    pub fn code(self, code: &'static str, of_4010: &[(&str, &'static str)]) -> &'static str {
        let mut older = of_4010.iter().filter(|_| self == Dialect::Functional);
        older
            .find(|(own, _)| *own == code)
            .map_or(code, |&(_, older)| older)
    }
}

/// IK502 as AK502.
const SET_CODES: [(&str, &str); 4] = [("I5", "5"), ("I6", "1"), ("19", "1"), ("23", "7")];
/// AK905 of a 999 as that of a 997.
const GROUP_CODES: [(&str, &str); 1] = [("19", "6")];

/// At most so many segments at fault are told of one set.
const MOST_NOTES: usize = 10_000;

/// A set that has not ended.
#[derive(Debug)]
pub(super) struct OpenSet {
    pub seen: Set,
    standing: Standing,
    codes: Vec<&'static str>,
    notes: Vec<Note>,
}

impl OpenSet {
    pub fn new(seen: Set) -> OpenSet {
        let mut set = OpenSet {
            seen,
            standing: Standing::Accepted,
            codes: Vec::new(),
            notes: Vec::new(),
        };
        if let Some(code) = set.seen.fault() {
            set.fault(code, Standing::Rejected);
        }
        set
    }

    /// Something is wrong with the set as a whole (IK502).
    pub fn fault(&mut self, code: &'static str, standing: Standing) {
        self.standing = self.standing.max(standing);
        if standing > Standing::Accepted && !self.codes.contains(&code) {
            self.codes.push(code);
        }
    }

    /// Something is wrong with one of its segments.
    pub fn note(&mut self, note: Note) {
        let code = if note.fault.is_of_guide() { "I5" } else { "5" };
        self.fault(code, Standing::of(note.severity));
        if self.notes.len() < MOST_NOTES {
            self.notes.push(note);
        }
    }

    /// Ends the set: AK2 to IK5, and what becomes of it.
    fn end(mut self, dialect: Dialect, form: Form) -> Result<(Vec<u8>, Standing), WriteError> {
        let set = &self.seen;
        let ak2 = SegmentBuf::new("AK2")
            .element(form.repeated(set.id(), Repeated::SetId))
            .element(form.repeated(set.control(), Repeated::SetControl));
        let mut segments = vec![match dialect {
            Dialect::Functional => ak2,
            Dialect::Implementation => ak2.element(form.text(set.convention(), 35)),
        }];
        segments.extend(notes::segments(&mut self.notes, dialect, form));
        let end = match dialect {
            Dialect::Functional => "AK5",
            Dialect::Implementation => "IK5",
        };
        let ik5 = SegmentBuf::new(end).element(self.standing.letter());
        self.codes.sort_by_key(|code| (code.len(), *code));
        let codes = self.codes.iter().map(|code| dialect.code(code, &SET_CODES));
        segments.push(ik5.elements(codes.take(5)));
        Ok((form.render(&segments)?, self.standing))
    }
}

/// A group, its sets counted.
#[derive(Debug)]
pub(super) struct GroupAnswer {
    pub seen: Group,
    pub dialect: Dialect,
    outcome: Outcome,
    /// What is wrong with the group itself.
    codes: Vec<&'static str>,
    is_known: bool,
    /// GE01, where it is a number.
    pub included: Option<u64>,
    /// How many of its sets are answered by claim status.
    pub status_sets: u64,
}

impl GroupAnswer {
    pub fn new(seen: Group, dialect: Dialect) -> GroupAnswer {
        let code = seen.fault();
        let mut group = GroupAnswer {
            is_known: code.is_none(),
            seen,
            dialect,
            outcome: Outcome::default(),
            codes: Vec::new(),
            included: None,
            status_sets: 0,
        };
        if let Some(code) = code {
            group.fault(code, Standing::Rejected);
        }
        group
    }

    /// Something is wrong with the group as a whole (AK905).
    pub fn fault(&mut self, code: &'static str, standing: Standing) {
        self.outcome.fault(standing);
        if standing > Standing::Accepted && !self.codes.contains(&code) {
            self.codes.push(code);
        }
    }

    /// Starts a set.
    pub fn set(&mut self, seen: Set) -> OpenSet {
        let mut set = OpenSet::new(seen);
        if !self.is_known && set.standing == Standing::Accepted {
            set.fault("I6", Standing::Rejected);
        }
        set
    }

    /// Ends a set: the segments about it, and what becomes of it.
    pub fn end_set(&mut self, set: OpenSet, form: Form) -> Result<(Vec<u8>, Standing), WriteError> {
        let (segments, standing) = set.end(self.dialect, form)?;
        self.outcome.end_set(standing);
        Ok((segments, standing))
    }

    /// Refuses the group, as its interchange is refused.
    pub fn refuse(&mut self) {
        self.outcome.fault(Standing::Rejected);
    }

    pub fn is_refused(&self) -> bool {
        self.outcome.is_refused()
    }

    pub fn sets(&self) -> u64 {
        self.outcome.received()
    }

    pub fn ak1(&self, form: Form) -> SegmentBuf {
        let ak1 = SegmentBuf::new("AK1")
            .element(form.repeated(self.seen.id(), Repeated::GroupId))
            .element(form.repeated(self.seen.control(), Repeated::GroupControl));
        match self.dialect {
            Dialect::Functional => ak1,
            Dialect::Implementation => ak1.element(form.text(self.seen.version(), 12)),
        }
    }

    pub fn ak9(&self) -> SegmentBuf {
        let [clean, with_errors, _] = self.outcome.sets();
        let received = self.outcome.received();
        let counts = [
            self.included.unwrap_or(received),
            received,
            clean + with_errors,
        ];
        // A count has room for six digits.
        let counts = counts.map(|count| count.min(999_999).to_string());
        let codes = self.codes.iter().take(5);
        let codes = codes.map(|code| self.dialect.code(code, &GROUP_CODES));
        SegmentBuf::new("AK9")
            .element(self.outcome.group().letter())
            .elements(counts)
            .elements(codes)
    }
}
