//! `remedi show`.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use remedi_claims::{Batch, Cutter, SetKind};
use remedi_enrollment::why_unreadable;
use remedi_x12::{ElementPath, FaultKind, Place, Segment};

use crate::cli::Format;
use crate::exit::{Failure, Outcome};
use crate::inputs::{Input, Inputs, Opened, unreadable};
use crate::output;
use crate::session::Session;

/// Shows a file as a tree: loops with their names, segments, codes in words.
///
/// The values of the file are printed as they are, those of patients too. Bytes outside of any interchange are not shown;
/// how many there are, and where, is told on standard error.
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// A file, or `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Prints only what stands at this place, such as 2300/CLM05-1 or REF[G1]02.
    #[arg(long)]
    path: Option<ElementPath>,
}

/// A segment in the tree.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// The segment.
    pub(crate) segment: Segment<'a>,
    /// Its place.
    pub(crate) place: Place,
    /// What its set carries; `None` outside of a set and in sets remedi has no view of.
    pub(crate) kind: Option<SetKind>,
    /// The ids of the loops it is in, the set itself left out.
    pub(crate) loops: &'a [&'static str],
    /// How many loops end before it.
    pub(crate) closed: usize,
    /// Whether it opens the innermost loop.
    pub(crate) opens: bool,
}

/// Takes the segments of an input one by one.
pub(crate) trait Viewer {
    /// Takes the next segment.
    fn node(&mut self, node: &Node<'_>) -> Result<(), Failure>;

    /// Ends the input.
    fn end(&mut self) -> Result<(), Failure>;
}

impl Show {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut dyn Write,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let inputs = Inputs::of(&self.files);
        for problem in &inputs.problems {
            session.error(problem);
            outcome.unread += 1;
        }
        let found = Cell::new(false);
        for input in &inputs.found {
            let file = input.name();
            let mut viewer: Box<dyn Viewer + '_> = match (session.format, &self.path) {
                (Format::Human, None) => Box::new(output::human::tree::Tree::new(
                    &mut *out,
                    file,
                    session.palette(),
                )),
                (Format::Json, None) => {
                    Box::new(output::json::tree::Tree::new(&mut *out, file, session))
                }
                (format, Some(path)) if format != Format::Csv => Box::new(Values {
                    out: &mut *out,
                    file,
                    path,
                    format,
                    found: &found,
                }),
                _ => return Err(Failure::message("show has no CSV form; use json")),
            };
            match view(input, viewer.as_mut(), session)? {
                Ok(()) => outcome.read += 1,
                Err(message) => {
                    session.error(&message);
                    outcome.unread += 1;
                }
            }
        }
        if self.path.is_some() && outcome.read > 0 && !found.get() {
            session.notice(&"nothing stands at this path (--path)");
        }
        Ok(())
    }
}

/// Hands all segments of an input to a viewer; the inner error is why it can't be read.
fn view(
    input: &Input,
    viewer: &mut dyn Viewer,
    session: &Session,
) -> Result<Result<(), String>, Failure> {
    let name = input.name();
    let opened = match input.open(&indicatif::ProgressBar::hidden()) {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(format!("{name}: {}", why_unreadable(&error)))),
    };
    let hint = opened.looks_like();
    let mut cutter: Cutter<Opened> = Cutter::new(opened);
    let mut batch = Batch::new();
    let mut loops = OpenLoops::default();
    let mut kind = None;
    loop {
        let (more, error) = match cutter.next_batch(&mut batch) {
            Ok(more) => (more, None),
            Err(error) => (true, Some(error)),
        };
        if !more {
            break;
        }
        batch.walk();
        for fault in batch.faults() {
            if let FaultKind::SkippedBytes(count) = fault.kind {
                let bytes = match count {
                    1 => "1 byte outside of any interchange is".to_owned(),
                    more => format!("{more} bytes outside of any interchange are"),
                };
                let byte = fault.place.byte;
                session.notice(&format_args!("{name}: byte {byte}: {bytes} not shown"));
            }
        }
        for index in batch.context_segments()..batch.segment_count() {
            let (segment, place) = (batch.segment(index), batch.place(index));
            if segment.tag() == b"ST" {
                let mut sets = batch.sets().iter();
                kind = sets.find(|set| set.place == place).and_then(|set| set.kind);
            }
            let (closed, opens) = loops.step(batch.loop_id(index), segment.tag());
            viewer.node(&Node {
                segment,
                place,
                kind,
                loops: &loops.ids,
                closed,
                opens,
            })?;
            if segment.tag() == b"SE" {
                kind = None;
            }
        }
        if let Some(error) = error {
            viewer.end()?;
            return Ok(Err(unreadable(&name, &error, hint)));
        }
    }
    viewer.end()?;
    Ok(Ok(()))
}

/// The loops that are open, outermost first.
#[derive(Debug, Default)]
struct OpenLoops {
    ids: Vec<&'static str>,
    /// The tags that opened them.
    openers: Vec<Vec<u8>>,
}

/// How far inside a loop is: one of a rank ends all of the same rank and of higher ones.
fn rank(id: &str) -> u8 {
    match id {
        "2000B" => 2,
        "2000C" => 3,
        "2000D" => 4,
        "2300" => 5,
        "2305" | "2320" | "2400" => 6,
        _ => match id.get(..3) {
            Some("201" | "210" | "220") => 5,
            Some("211" | "222" | "231") => 6,
            Some("233" | "241" | "242" | "243" | "244") => 7,
            _ => 1,
        },
    }
}

impl OpenLoops {
    /// Takes the next segment by the id of its loop and its tag: how many loops it ends, and
    /// whether it opens one.
    fn step(&mut self, id: Option<&'static str>, tag: &[u8]) -> (usize, bool) {
        let before = self.ids.len();
        // Segments of the set itself are in no loop.
        let Some(id) = id.filter(|&id| id != "ST") else {
            self.truncate(0);
            return (before, false);
        };
        if let Some(at) = self.ids.iter().position(|open| *open == id)
            && self.openers[at] != tag
        {
            self.truncate(at + 1);
            return (before - self.ids.len(), false);
        }
        let keep = self.ids.iter().take_while(|open| rank(open) < rank(id));
        self.truncate(keep.count());
        let closed = before - self.ids.len();
        self.ids.push(id);
        self.openers.push(tag.to_vec());
        (closed, true)
    }

    fn truncate(&mut self, length: usize) {
        self.ids.truncate(length);
        self.openers.truncate(length);
    }
}

/// Writes what stands at a path, one a line.
struct Values<'a> {
    out: &'a mut dyn Write,
    file: Cow<'a, str>,
    path: &'a ElementPath,
    format: Format,
    /// Whether something stands there.
    found: &'a Cell<bool>,
}

impl Viewer for Values<'_> {
    fn node(&mut self, node: &Node<'_>) -> Result<(), Failure> {
        let Some(value) = self.path.value(&node.segment) else {
            return Ok(());
        };
        let wanted = self.path.loops();
        let mut open = node.loops.iter();
        // The last loop named is the segment's own; those before it are around it.
        let inside = wanted.iter().all(|id| open.any(|open| open == id));
        if !inside || (!wanted.is_empty() && open.next().is_some()) {
            return Ok(());
        }
        self.found.set(true);
        let byte = self.path.element().map_or(node.place, |element| {
            node.segment.place_of(node.place, element)
        });
        let value = String::from_utf8_lossy(value);
        match self.format {
            Format::Json => {
                output::json::tree::value(self.out, &self.file, self.path, &value, node)
            }
            _ => {
                let (out, file) = (&mut self.out, &self.file);
                write!(out, "{value}  # {file}: byte {}", byte.byte)?;
                if node.place.segment > 0 {
                    write!(
                        out,
                        ", set {}, segment {}",
                        node.place.set, node.place.segment
                    )?;
                }
                if let Some(id) = node.loops.last() {
                    write!(out, ", loop {id}")?;
                }
                Ok(writeln!(out)?)
            }
        }
    }

    fn end(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_nest_and_repeat() {
        let mut loops = OpenLoops::default();
        let mut step = |id, tag: &str| {
            let (closed, opens) = loops.step(Some(id), tag.as_bytes());
            (closed, opens, loops.ids.join("/"))
        };
        assert_eq!(step("2000A", "HL"), (0, true, "2000A".into()));
        assert_eq!(step("2010AA", "NM1"), (0, true, "2000A/2010AA".into()));
        assert_eq!(step("2000B", "HL"), (1, true, "2000A/2000B".into()));
        assert_eq!(step("2300", "CLM"), (0, true, "2000A/2000B/2300".into()));
        assert!(!step("2300", "DTP").1);
        assert_eq!(step("2310B", "NM1").2, "2000A/2000B/2300/2310B");
        assert_eq!(
            step("2400", "LX"),
            (1, true, "2000A/2000B/2300/2400".into())
        );
        assert_eq!(
            step("2400", "LX"),
            (1, true, "2000A/2000B/2300/2400".into())
        );
        assert_eq!(step("2300", "CLM"), (2, true, "2000A/2000B/2300".into()));
        assert_eq!(step("ST", "SE"), (3, false, String::new()));
    }

    #[test]
    fn loops_of_acknowledgements_nest() {
        let mut loops = OpenLoops::default();
        let mut step = |id, tag: &str| {
            loops.step(Some(id), tag.as_bytes());
            loops.ids.join("/")
        };
        assert_eq!(step("2000A", "HL"), "2000A");
        assert_eq!(step("2100A", "NM1"), "2000A/2100A");
        assert_eq!(step("2200A", "TRN"), "2000A/2200A");
        assert_eq!(step("2000B", "HL"), "2000A/2000B");
        assert_eq!(step("2000C", "HL"), "2000A/2000B/2000C");
        assert_eq!(step("2000D", "HL"), "2000A/2000B/2000C/2000D");
        assert_eq!(step("2200D", "TRN"), "2000A/2000B/2000C/2000D/2200D");
        assert_eq!(step("2220D", "SVC"), "2000A/2000B/2000C/2000D/2200D/2220D");
        assert_eq!(step("2000D", "HL"), "2000A/2000B/2000C/2000D");
        assert_eq!(step("2000C", "HL"), "2000A/2000B/2000C");
    }

    #[test]
    fn a_loop_of_a_provider_occurs_again_behind_itself() {
        let mut loops = OpenLoops::default();
        loops.step(Some("2300"), b"CLM");
        loops.step(Some("2310A"), b"NM1");
        assert_eq!(loops.step(Some("2310A"), b"NM1"), (1, true));
        assert_eq!(loops.step(Some("2310A"), b"REF"), (0, false));
    }
}
