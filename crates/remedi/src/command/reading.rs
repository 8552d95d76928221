//! Reading inputs batch by batch, and telling what could not be read or is of no use to a command.

use std::cell::RefCell;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;
use remedi_claims::{Batch, Batches, Cutter, SetSeen, Told};
use remedi_x12::{Error, Fault, FaultKind, Place};

use crate::exit::{Failure, Outcome};
use crate::inputs::{Input, Inputs, Opened, Until, unreadable};
use crate::output::words::set_name;
use crate::session::Session;

/// What comes of an input.
pub(crate) enum Step<T> {
    /// It starts.
    Starts,
    /// What the work gave of its next batch.
    Batch(T),
    /// It has ended.
    Ends(Ended),
}

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

/// What was seen of an input, or of a batch.
#[derive(Default)]
struct Seen {
    /// What the input seems to be, where it is none of X12.
    hint: Option<&'static str>,
    has_wanted: bool,
    has_open_end: bool,
    other: Option<OtherSet>,
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
        if !progress.is_hidden() {
            progress.inc_length(inputs.size());
        }
        Reading {
            session,
            progress,
            is_wanted,
            batches: RefCell::default(),
            inputs: inputs.found,
        }
    }

    /// Lets go of the room that inputs are read into; the next ones make it anew.
    pub(crate) fn make_no_room(&self) {
        self.batches.take();
    }

    /// Reads the inputs: runs `work` on their batches side by side, with the number of the input from 0, and `sink` on
    /// what that gives in the order of the inputs. What can't be read, or has sets of another kind, is told and counted
    /// before its end is.
    ///
    /// # Errors
    /// The first failure of `sink`, which also ends the reading.
    pub(crate) fn read<T: Send>(
        &self,
        outcome: &mut Outcome,
        work: impl Fn(usize, &mut Batch) -> T + Sync,
        mut sink: impl FnMut(&Input, Step<T>, &mut Outcome) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let stop = AtomicBool::new(false);
        let (is_wanted, progress) = (self.is_wanted, self.progress);
        let is_open = |fault: &Fault| matches!(fault.kind, FaultKind::MissingTrailer(_));
        let goes_on = |_: &&Input| !stop.load(Ordering::Relaxed);
        let mut reading = None;
        let mut failure = None;
        let mut batches = self.batches.take();
        let mut before = 0;
        // Standard input and pipes may keep the reader waiting: what comes before them is told first.
        let together = |one: &Input, next: &Input| !one.may_wait() && !next.may_wait();
        for own in self.inputs.chunk_by(together) {
            batches.all_in_order(
                own.iter().take_while(goes_on),
                |input| {
                    let opened = input.open(progress);
                    let hint = opened.as_ref().ok().and_then(Opened::looks_like);
                    ((input, hint), Cutter::new(Until::new(opened, &stop)))
                },
                |number, batch| {
                    let done = work(before + number, batch);
                    let seen = Seen {
                        hint: None,
                        has_wanted: batch.sets().iter().any(is_wanted),
                        has_open_end: batch.faults().iter().any(is_open),
                        other: first_other(batch, is_wanted),
                    };
                    (done, seen)
                },
                |told| {
                    // What comes then is that it was told to stop.
                    if failure.is_some() {
                        return;
                    }
                    let step = match told {
                        Told::Starts((input, hint)) => {
                            let seen = Seen {
                                hint,
                                ..Seen::default()
                            };
                            reading = Some((input, seen));
                            Some((input, Step::Starts))
                        }
                        Told::Batch((done, own)) => reading.as_mut().map(|(input, seen)| {
                            seen.add(own);
                            (*input, Step::Batch(done))
                        }),
                        Told::Ends(error) => reading.take().map(|(input, seen)| {
                            let ended = self.end(input, seen, error, outcome);
                            (input, Step::Ends(ended))
                        }),
                    };
                    if let Some((input, step)) = step
                        && let Err(error) = sink(input, step, outcome)
                    {
                        stop.store(true, Ordering::Relaxed);
                        failure = Some(error);
                    }
                },
            );
            before += own.len();
        }
        self.batches.replace(batches);
        failure.map_or(Ok(()), Err)
    }

    /// Counts an input that has ended, and tells what is wrong with it as a whole.
    fn end(&self, input: &Input, seen: Seen, error: Option<Error>, outcome: &mut Outcome) -> Ended {
        let ended = Ended {
            // What holds nothing but other sets is as good as unread; an empty envelope is not.
            of_use: seen.has_wanted || seen.other.is_none() && error.is_none(),
            broke_off: error.is_some(),
            has_open_end: seen.has_open_end,
        };
        if ended.of_use {
            outcome.read += 1;
            outcome.errors |= error.is_some() || seen.other.is_some();
        } else {
            outcome.unread += 1;
        }
        let file = input.name();
        let tell = |message: String| self.progress.suspend(|| self.session.error(&message));
        match (error, seen.other) {
            (Some(error), _) => tell(unreadable(&file, &error, seen.hint)),
            (None, Some(other)) => tell(format!("{file}: {other}")),
            (None, None) => {}
        }
        ended
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

impl Seen {
    /// Adds what was seen of a batch.
    fn add(&mut self, own: Seen) {
        self.has_wanted |= own.has_wanted;
        self.has_open_end |= own.has_open_end;
        self.other = self.other.take().or(own.other);
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
