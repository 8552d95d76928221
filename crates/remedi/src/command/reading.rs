//! Reading inputs batch by batch, and telling what could not be read or is of no use to a command.

use std::cell::RefCell;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;
use remedi_claims::{Batch, Batches, Cutter, SetSeen};
use remedi_enrollment::why_unreadable;
use remedi_x12::{Fault, FaultKind, Place};

use crate::exit::{Failure, Outcome};
use crate::inputs::{Input, Inputs, Until, unreadable};
use crate::output::words::set_name;
use crate::session::Session;

/// How the reading of an input ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    /// Whether it was of use to the command.
    pub(crate) of_use: bool,
    /// Whether it broke off before its end.
    pub(crate) broke_off: bool,
    /// Whether an envelope in it is not closed.
    has_open_end: bool,
}

/// Inputs that are read one after the other.
pub(crate) struct Reading<'a> {
    session: &'a Session,
    progress: &'a ProgressBar,
    /// What sets the command takes.
    is_wanted: fn(&SetSeen) -> bool,
    batches: RefCell<Batches>,
    /// What it found, in order.
    pub(crate) inputs: Vec<Input>,
}

impl<'a> Reading<'a> {
    /// The inputs that the arguments name; what names nothing is told.
    pub(crate) fn of(
        arguments: &[PathBuf],
        is_wanted: fn(&SetSeen) -> bool,
        session: &'a Session,
        progress: &'a ProgressBar,
        outcome: &mut Outcome,
    ) -> Reading<'a> {
        let inputs = Inputs::of(arguments);
        for problem in &inputs.problems {
            session.error(problem);
            outcome.unread += 1;
        }
        progress.inc_length(inputs.size());
        Reading {
            session,
            progress,
            is_wanted,
            batches: RefCell::default(),
            inputs: inputs.found,
        }
    }

    /// Lets go of the room that inputs are read into; the next one makes it anew.
    pub(crate) fn make_no_room(&self) {
        self.batches.take();
    }

    /// Reads one input: runs `work` on its batches side by side, and `sink` on what that gives in the order
    /// of the input. What can't be read, or has sets of another kind, is told and counted.
    ///
    /// # Errors
    /// The first failure of `sink`, which also ends the reading.
    pub(crate) fn read<T: Send>(
        &self,
        input: &Input,
        outcome: &mut Outcome,
        work: impl Fn(&mut Batch) -> T + Sync,
        mut sink: impl FnMut(T, &mut Outcome) -> Result<(), Failure>,
    ) -> Result<Ended, Failure> {
        let file = input.name();
        let tell = |message: String| self.progress.suspend(|| self.session.error(&message));
        let opened = match input.open(self.progress) {
            Ok(opened) => opened,
            Err(error) => {
                tell(format!("{file}: {}", why_unreadable(&error)));
                outcome.unread += 1;
                return Ok(Ended {
                    of_use: false,
                    broke_off: true,
                    has_open_end: false,
                });
            }
        };
        let hint = opened.looks_like();
        let stop = AtomicBool::new(false);
        let (mut failure, mut other, mut is_of_use) = (None, None, false);
        let mut has_open_end = false;
        let is_open = |fault: &Fault| matches!(fault.kind, FaultKind::MissingTrailer(_));
        let (mut batches, is_wanted) = (self.batches.take(), self.is_wanted);
        let error = batches.in_order(
            Cutter::new(Until::new(opened, &stop)),
            |batch| {
                let done = work(batch);
                let has_wanted = batch.sets().iter().any(is_wanted);
                let has_open_end = batch.faults().iter().any(is_open);
                (
                    done,
                    has_wanted,
                    has_open_end,
                    first_other(batch, is_wanted),
                )
            },
            |(done, has_wanted, is_open, first_other)| {
                is_of_use |= has_wanted;
                has_open_end |= is_open;
                if other.is_none() {
                    other = first_other;
                }
                if failure.is_none()
                    && let Err(error) = sink(done, outcome)
                {
                    stop.store(true, Ordering::Relaxed);
                    failure = Some(error);
                }
            },
        );
        self.batches.replace(batches);
        if let Some(failure) = failure {
            return Err(failure);
        }
        // What holds nothing but other sets is as good as unread; an empty envelope is not.
        is_of_use |= other.is_none() && error.is_none();
        if is_of_use {
            outcome.read += 1;
            outcome.errors |= error.is_some() || other.is_some();
        } else {
            outcome.unread += 1;
        }
        let broke_off = error.is_some();
        match (error, other) {
            (Some(error), _) => tell(unreadable(&file, &error, hint)),
            (None, Some(other)) => tell(format!("{file}: {other}")),
            (None, None) => {}
        }
        Ok(Ended {
            of_use: is_of_use,
            broke_off,
            has_open_end,
        })
    }

    /// Tells that claims may be missing behind where an input ends, for commands that judge no envelopes.
    pub(crate) fn tell_open_end(&self, input: &Input, ended: Ended) {
        if ended.has_open_end {
            let file = input.name();
            let notice = format!(
                "{file}: an envelope in it is not closed, so that claims may be missing; `remedi check` tells where"
            );
            self.progress.suspend(|| self.session.notice(&notice));
        }
    }
}

/// A set of another kind than a command takes.
#[derive(Clone, Debug)]
struct OtherSet {
    place: Place,
    /// ST01.
    id: String,
    /// ST03, where it is there.
    version: String,
}

impl fmt::Display for OtherSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (set, byte, id) = (self.place.set, self.place.byte, &self.id);
        match set.as_bytes() {
            b"" => write!(f, "the set at byte {byte} ")?,
            _ => write!(f, "set {set} at byte {byte} ")?,
        }
        if id.is_empty() {
            return write!(f, "has no type (ST01): use `remedi show` for it");
        }
        write!(f, "is of type {id}")?;
        if let Some(name) = set_name(id.as_bytes()) {
            write!(f, " ({name})")?;
        }
        if !self.version.is_empty() {
            write!(f, ", version {}", self.version)?;
        }
        let command = match self.id.as_str() {
            "837" | "999" => "check",
            "835" => "denials",
            _ => "show",
        };
        write!(f, ": use `remedi {command}` for it")
    }
}

/// The first set that starts in a batch and is of no kind that is wanted.
fn first_other(batch: &Batch, is_wanted: fn(&SetSeen) -> bool) -> Option<OtherSet> {
    let mut sets = batch.sets().iter();
    let place = sets.find(|set| !is_wanted(set))?.place;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).escape_debug().to_string();
    let mut segments = (batch.context_segments()..batch.segment_count()).map(|i| batch.segment(i));
    let st = segments.find(|segment| segment.byte() == place.byte)?;
    Some(OtherSet {
        place,
        id: text(st.value(1)),
        version: text(st.value(3)),
    })
}
