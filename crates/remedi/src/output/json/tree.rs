//! A file as JSON: an object for each segment of an envelope or in no set, and one for each set.
//!
//! A set that remedi has a view for is a tree, written as it is read, so that a set of any size
//! needs no memory. Any other set is gathered, up to a limit, and becomes a typed document.

use std::borrow::Cow;
use std::io::Write;

use remedi_validate::ElementAt;
use remedi_x12::{Element, ElementPath, Place, Segment, TransactionSet};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use super::{At, Text};
use crate::command::show::{Node, Viewer};
use crate::exit::Failure;
use crate::output::words;
use crate::session::Session;

/// A set that remedi has no view for is gathered up to so many bytes.
const LONGEST_DOCUMENT: usize = 16 << 20;

/// Writes the objects of one file.
pub(crate) struct Tree<'a> {
    out: &'a mut dyn Write,
    file: Cow<'a, str>,
    session: &'a Session,
    /// The open loops of the tree, the set first, each with whether it has a child already; none outside of a tree.
    open: Vec<bool>,
    /// ISA, GS and the segments so far of a set that remedi has no view for.
    isa: Vec<u8>,
    gs: Vec<u8>,
    set: Option<(Place, Vec<u8>)>,
}

#[derive(Serialize)]
struct Header<'a> {
    schema: &'static str,
    file: &'a str,
    set: Text<Cow<'a, str>>,
    version: Text<Cow<'a, str>>,
    at: At<'a>,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    header: Header<'a>,
    /// The first segment that the document does not hold whole.
    first_loss: Option<u32>,
    document: serde_json::Value,
}

#[derive(Serialize)]
struct Envelope<'a> {
    schema: &'static str,
    file: &'a str,
    #[serde(flatten)]
    segment: OneSegment<'a>,
}

#[derive(Serialize)]
struct OneSegment<'a> {
    segment: Cow<'a, str>,
    byte: u64,
    number: u32,
    elements: Elements<'a>,
}

impl<'a> OneSegment<'a> {
    fn new(segment: Segment<'a>, byte: u64, number: u32) -> OneSegment<'a> {
        OneSegment {
            segment: String::from_utf8_lossy(segment.tag()),
            byte,
            number,
            elements: Elements(segment),
        }
    }
}

/// The elements that are not empty, by name: `CLM02`. A composite is an object with the numbers of its
/// components for names, a repeated element a list.
struct Elements<'a>(Segment<'a>);

impl Serialize for Elements<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let tag = String::from_utf8_lossy(self.0.tag());
        let mut map = to.serialize_map(None)?;
        for (element, position) in self.0.elements().zip(1..) {
            if !element.is_empty() {
                map.serialize_entry(&format!("{tag}{position:02}"), &Repeated(element))?;
            }
        }
        map.end()
    }
}

struct Repeated<'a>(Element<'a>);

impl Serialize for Repeated<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let count = self.0.repetitions().count();
        if count == 1 {
            return Composite(self.0).serialize(to);
        }
        let mut list = to.serialize_seq(Some(count))?;
        for repetition in self.0.repetitions() {
            list.serialize_element(&Composite(repetition))?;
        }
        list.end()
    }
}

struct Composite<'a>(Element<'a>);

impl Serialize for Composite<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.components().count() == 1 {
            return to.serialize_str(&String::from_utf8_lossy(self.0.bytes()));
        }
        let mut map = to.serialize_map(None)?;
        for (component, number) in self.0.components().zip(1..) {
            if !component.is_empty() {
                let number: u32 = number;
                map.serialize_entry(&Text(number), &String::from_utf8_lossy(component))?;
            }
        }
        map.end()
    }
}

impl<'a> Tree<'a> {
    /// A tree of one file; what can't become a document is told to the session.
    pub(crate) fn new(out: &'a mut dyn Write, file: Cow<'a, str>, session: &'a Session) -> Self {
        Tree {
            out,
            file,
            session,
            open: Vec::new(),
            isa: Vec::new(),
            gs: Vec::new(),
            set: None,
        }
    }

    /// Starts the object of a tree, its segments and loops to follow as children.
    fn start(&mut self, st: &Segment<'_>, version: &[u8], place: Place) -> Result<(), Failure> {
        let header = Header {
            schema: "remedi.set/1",
            file: &self.file,
            set: Text(String::from_utf8_lossy(st.value(1))),
            version: Text(String::from_utf8_lossy(version)),
            at: At::new(place, None, None),
        };
        let mut text = serde_json::to_vec(&header)?;
        text.pop();
        self.out.write_all(&text)?;
        self.out.write_all(b",\"children\":[")?;
        self.open.push(false);
        Ok(())
    }

    /// The comma before a child, unless it is the first.
    fn child(&mut self) -> Result<(), Failure> {
        if let Some(has_child) = self.open.last_mut()
            && std::mem::replace(has_child, true)
        {
            self.out.write_all(b",")?;
        }
        Ok(())
    }

    fn close(&mut self, loops: usize) -> Result<(), Failure> {
        for _ in 0..loops.min(self.open.len()) {
            self.open.pop();
            self.out.write_all(b"]}")?;
        }
        if self.open.is_empty() && loops > 0 {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn segment(&mut self, segment: Segment<'_>, byte: u64, number: u32) -> Result<(), Failure> {
        self.child()?;
        let segment = OneSegment::new(segment, byte, number);
        Ok(serde_json::to_writer(&mut *self.out, &segment)?)
    }

    /// Writes a segment that is in no set as an object of its own.
    fn alone(&mut self, segment: Segment<'_>) -> Result<(), Failure> {
        let envelope = Envelope {
            schema: "remedi.envelope/1",
            file: &self.file,
            segment: OneSegment::new(segment, segment.byte(), 0),
        };
        serde_json::to_writer(&mut *self.out, &envelope)?;
        Ok(self.out.write_all(b"\n")?)
    }

    /// Writes the set that was gathered: as a document, or where it can't be one as a tree
    /// without loops, which stays open.
    fn gathered(&mut self) -> Result<(), Failure> {
        let Some((place, set)) = self.set.take() else {
            return Ok(());
        };
        let bytes = [&self.isa[..], &self.gs, &set].concat();
        let Some(Ok(set)) = TransactionSet::of(&bytes).next() else {
            return Ok(());
        };
        let typed = set.to_typed();
        let typed = typed.map(|typed| (typed.to_json().ok(), typed.first_loss()));
        match typed {
            Ok((Some(document), first_loss)) => {
                let document = Document {
                    header: Header {
                        schema: "remedi.document/1",
                        file: &self.file,
                        set: Text(String::from_utf8_lossy(set.id())),
                        version: Text(String::from_utf8_lossy(set.version())),
                        at: At::new(place, None, None),
                    },
                    first_loss,
                    document,
                };
                serde_json::to_writer(&mut *self.out, &document)?;
                return Ok(self.out.write_all(b"\n")?);
            }
            Ok((None, _)) => {}
            Err(error) => {
                let (file, id) = (&self.file, String::from_utf8_lossy(set.id()));
                let what = format_args!("{file}: set {id} shown as plain segments: {error}");
                self.session.notice(&what);
            }
        }
        if let Some(st) = set.segments().first() {
            self.start(st, set.version(), place)?;
        }
        for (segment, number) in set.segments().iter().zip(1..) {
            let byte = place.byte + (segment.byte() - set.place().byte);
            self.segment(*segment, byte, number)?;
        }
        Ok(())
    }

    /// Ends the set that is open.
    fn end_set(&mut self) -> Result<(), Failure> {
        self.gathered()?;
        self.close(self.open.len())
    }
}

impl Viewer for Tree<'_> {
    fn node(&mut self, node: &Node<'_>) -> Result<(), Failure> {
        let segment = node.segment;
        match segment.tag() {
            b"ISA" | b"GS" | b"GE" | b"IEA" => {
                self.end_set()?;
                match segment.tag() {
                    b"ISA" => self.isa = segment.raw().to_vec(),
                    b"GS" => self.gs = segment.raw().to_vec(),
                    _ => {}
                }
                return self.alone(segment);
            }
            b"ST" => {
                self.end_set()?;
                if node.kind.is_some() {
                    let version = segment.value(3).to_vec();
                    self.start(&segment, &version, node.place)?;
                } else {
                    self.set = Some((node.place, Vec::new()));
                }
            }
            _ => {}
        }
        if let Some((_, set)) = &mut self.set {
            if set.len() + segment.raw().len() > LONGEST_DOCUMENT {
                self.gathered()?;
            } else {
                set.extend_from_slice(segment.raw());
                return if segment.tag() == b"SE" {
                    self.end_set()
                } else {
                    Ok(())
                };
            }
        }
        // A TA1, or one that is not where it belongs.
        if self.open.is_empty() {
            return self.alone(segment);
        }
        self.close(node.closed)?;
        if node.opens
            && let Some(id) = node.loops.last()
        {
            self.child()?;
            let name = words::loop_name(node.kind, id, &segment);
            write!(
                self.out,
                "{{\"loop\":\"{id}\",\"name\":\"{name}\",\"children\":["
            )?;
            self.open.push(false);
        }
        self.segment(segment, segment.byte(), node.place.segment)?;
        if segment.tag() == b"SE" {
            self.end_set()?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        self.end_set()
    }
}

/// Writes what stands at a path in a segment.
pub(crate) fn value(
    out: &mut dyn Write,
    file: &str,
    path: &ElementPath,
    value: &str,
    node: &Node<'_>,
) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Value<'a> {
        schema: &'static str,
        file: &'a str,
        path: Text<&'a ElementPath>,
        value: &'a str,
        at: At<'a>,
    }
    let place = path.element().map_or(node.place, |element| {
        node.segment.place_of(node.place, element)
    });
    let line = Value {
        schema: "remedi.value/1",
        file,
        path: Text(path),
        value,
        at: At::new(
            place,
            node.loops.last().copied(),
            path.element().map(|element| {
                let component = path.component().unwrap_or_default();
                ElementAt::new(node.segment.tag(), element as u8, component as u8)
            }),
        ),
    };
    serde_json::to_writer(&mut *out, &line)?;
    Ok(out.write_all(b"\n")?)
}
