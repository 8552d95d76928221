//! One interchange of the input: what becomes of it, and of what is in it.

use remedi_claims::SetKind;
use remedi_x12::{Level, SegmentBuf, WriteError};

use super::claim_status::{Mark, OpenStatus, Statuses};
use super::form::{Answer, Form, Repeated, next};
use super::functional::{Dialect, GroupAnswer, OpenSet};
use super::levels::Standing;
use super::seen::{ClaimSeen, Group, Interchange, Note, Set};
use super::{AckOptions, Files};
use crate::rule::SyntaxCode;
use crate::spool::Spool;

/// The control numbers that are next (ISA13, GS06).
#[derive(Clone, Copy, Debug)]
pub(super) struct Controls {
    pub interchange: u32,
    pub group: u32,
}

#[derive(Debug)]
pub(super) struct OpenInterchange {
    seen: Interchange,
    form: Form,
    standing: Standing,
    /// TA105.
    note: &'static str,
    groups: Vec<GroupAnswer>,
    /// The segments about each set.
    sets: Spool,
    statuses: Statuses,
    group: Option<(GroupAnswer, Mark)>,
    set: Option<(OpenSet, Option<OpenStatus>)>,
}

impl OpenInterchange {
    pub fn new(seen: Interchange) -> OpenInterchange {
        OpenInterchange {
            form: Form::of(seen.separators),
            seen,
            standing: Standing::Accepted,
            note: "000",
            groups: Vec::new(),
            sets: Spool::default(),
            statuses: Statuses::default(),
            group: None,
            set: None,
        }
    }

    /// Something is wrong with the interchange as a whole (TA105): the first of the worst is told.
    fn refuse(&mut self, code: &'static str, standing: Standing) {
        if standing > self.standing {
            (self.standing, self.note) = (standing, code);
        }
    }

    /// Whether it is open at this level.
    pub fn is_open(&self, level: Level) -> bool {
        match level {
            Level::Interchange => true,
            Level::Group => self.group.is_some(),
            Level::Set => self.set.is_some(),
        }
    }

    pub fn group(&mut self, seen: &Group, options: &AckOptions) -> Result<(), WriteError> {
        self.end_group(None, options)?;
        let dialect = Dialect::of(&self.seen, seen);
        let group = GroupAnswer::new(seen.clone(), dialect);
        self.group = Some((group, self.statuses.mark()));
        Ok(())
    }

    pub fn set(&mut self, seen: &Set, options: &AckOptions) -> Result<(), WriteError> {
        self.end_set(options)?;
        // Without a group there is nothing to answer: the fault of the interchange says so.
        self.set = self.group.as_mut().map(|(group, _)| {
            let is_answered = group.dialect == Dialect::Implementation
                && matches!(seen.kind, Some(SetKind::Claims(_)));
            let status = is_answered.then(|| self.statuses.start());
            (group.set(seen.clone()), status)
        });
        Ok(())
    }

    pub fn claim(&mut self, claim: &ClaimSeen, options: &AckOptions) -> Result<(), WriteError> {
        match &mut self.set {
            Some((_, Some(status))) => self.statuses.claim(status, claim, self.form, options),
            _ => Ok(()),
        }
    }

    pub fn note(&mut self, note: &Note) {
        if let Some((set, _)) = &mut self.set {
            set.note(note.clone());
        }
    }

    /// Takes a fault of the interchange, or of the group or the set that is open.
    pub fn fault(&mut self, code: SyntaxCode, standing: Standing) {
        match code {
            SyntaxCode::Interchange(code) => self.refuse(code, standing),
            SyntaxCode::Group(code) => match &mut self.group {
                Some((group, _)) => group.fault(code, standing),
                // What should be in a group is in none: the structure is wrong.
                None => self.refuse("022", standing),
            },
            SyntaxCode::Set(code) => {
                if let Some((set, _)) = &mut self.set {
                    set.fault(code, standing);
                }
            }
            SyntaxCode::Segment(_) | SyntaxCode::Element(_) => {}
        }
    }

    pub fn end_set(&mut self, options: &AckOptions) -> Result<(), WriteError> {
        let (Some((set, status)), Some((group, _))) = (self.set.take(), &mut self.group) else {
            return Ok(());
        };
        let seen = set.seen.clone();
        let (segments, standing) = group.end_set(set, self.form)?;
        self.sets.push(&segments)?;
        let Some(status) = status else {
            return Ok(());
        };
        if standing == Standing::Rejected || status.is_empty() {
            return self.statuses.forget_set(&status);
        }
        group.status_sets += 1;
        let above = (&self.seen, &group.seen, &seen);
        self.statuses.end_set(status, above, self.form, options)
    }

    pub fn end_group(
        &mut self,
        included: Option<u64>,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        self.end_set(options)?;
        let Some((mut group, start)) = self.group.take() else {
            return Ok(());
        };
        group.included = included;
        if group.is_refused() {
            group.status_sets = 0;
            self.statuses.forget(start)?;
        }
        self.groups.push(group);
        Ok(())
    }

    /// Ends the interchange, and writes all that answers it.
    pub fn end(
        mut self,
        files: &mut Files,
        controls: &mut Controls,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        self.end_group(None, options)?;
        if self.standing == Standing::Rejected {
            self.groups.iter_mut().for_each(GroupAnswer::refuse);
        }
        if self.standing > Standing::Accepted || self.seen.value(14) == b"1" {
            self.write_ta1(files, controls, options)?;
        }
        self.write_sets(files, controls, options)?;
        self.write_statuses(files, controls, options)
    }

    fn write_ta1(
        &self,
        files: &mut Files,
        controls: &mut Controls,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        let version = match self.seen.value(12) < &b"00501"[..] {
            true => "00401",
            false => "00501",
        };
        let control = next(&mut controls.interchange);
        let mut answer = Answer::start(&mut files.ta1, &self.seen, version, control, options)?;
        let sent = |position, element| self.form.repeated(self.seen.value(position), element);
        let number = sent(13, Repeated::InterchangeControl);
        let padding = vec![b'0'; 9 - number.len()];
        let ta1 = SegmentBuf::new("TA1").element([padding, number].concat());
        let ta1 = ta1.element(sent(9, Repeated::InterchangeDay(options.as_of)));
        let ta1 = ta1.element(sent(10, Repeated::InterchangeTime));
        answer.write(&ta1.elements([self.standing.letter(), self.note]))?;
        answer.end()
    }

    /// Writes the 999 and the 997.
    fn write_sets(
        &mut self,
        files: &mut Files,
        controls: &mut Controls,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        for dialect in [Dialect::Implementation, Dialect::Functional] {
            // Acknowledgements are not acknowledged in their turn.
            let is_own =
                |group: &GroupAnswer| group.dialect == dialect && *group.seen.id() != *b"FA";
            if !self.groups.iter().any(is_own) {
                continue;
            }
            let file = match dialect {
                Dialect::Implementation => &mut files.implementation,
                Dialect::Functional => &mut files.functional,
            };
            let control = next(&mut controls.interchange);
            let version = dialect.isa_version();
            let mut answer = Answer::start(file, &self.seen, version, control, options)?;
            let mut sets = self.sets.reader()?;
            for group in &self.groups {
                let own = is_own(group);
                if own {
                    answer.set(&group.seen, dialect.names(), &mut controls.group)?;
                    answer.write(&group.ak1(self.form))?;
                }
                for _ in 0..group.sets() {
                    let segments = sets.piece()?;
                    if own {
                        answer.rendered(&segments)?;
                    }
                }
                if own {
                    answer.write(&group.ak9())?;
                }
            }
            answer.end()?;
        }
        Ok(())
    }

    /// Writes the 277CA.
    fn write_statuses(
        &mut self,
        files: &mut Files,
        controls: &mut Controls,
        options: &AckOptions,
    ) -> Result<(), WriteError> {
        let is_answered = |group: &GroupAnswer| !group.is_refused() && group.status_sets > 0;
        if !self.groups.iter().any(is_answered) {
            return Ok(());
        }
        let control = next(&mut controls.interchange);
        let mut answer = Answer::start(&mut files.status, &self.seen, "00501", control, options)?;
        let mut reader = self.statuses.reader()?;
        for group in self.groups.iter().filter(|group| is_answered(group)) {
            reader.write_group(&mut answer, group, control, &mut controls.group, options)?;
        }
        answer.end()
    }
}
