//! A file as an indented tree.

use std::borrow::Cow;
use std::io::Write;

use crate::command::show::{Node, Viewer};
use crate::exit::Failure;
use crate::output::words;
use crate::session::Palette;

/// Writes a segment a line, with a line for each loop that opens.
pub(crate) struct Tree<'a> {
    out: &'a mut dyn Write,
    paint: Palette,
    /// The name of the file, until it is written.
    file: Option<Cow<'a, str>>,
}

impl<'a> Tree<'a> {
    /// A tree of one file.
    pub(crate) fn new(out: &'a mut dyn Write, file: Cow<'a, str>, paint: Palette) -> Tree<'a> {
        Tree {
            out,
            paint,
            file: Some(file),
        }
    }
}

impl Viewer for Tree<'_> {
    fn node(&mut self, node: &Node<'_>) -> Result<(), Failure> {
        let (out, paint) = (&mut self.out, self.paint);
        if let Some(file) = self.file.take() {
            writeln!(out, "{}", paint.strong(file))?;
        }
        let segment = &node.segment;
        let envelope = match segment.tag() {
            b"ISA" | b"IEA" => 0,
            b"GS" | b"GE" => 1,
            b"ST" | b"SE" => 2,
            _ => 3,
        };
        let indent = 2 * (envelope + node.loops.len());
        if let Some(id) = node.loops.last()
            && node.opens
        {
            let name = words::loop_name(id, segment);
            let indent = indent - 2;
            writeln!(out, "{:indent$}{} {name}", "", paint.name(id))?;
        }
        let tag = String::from_utf8_lossy(segment.tag());
        write!(out, "{:indent$}{}", "", paint.strong(tag))?;
        for (element, position) in segment.elements().zip(1..) {
            if element.is_empty() {
                continue;
            }
            let value = String::from_utf8_lossy(element.bytes());
            let value = match segment.tag() {
                b"ISA" => Cow::Borrowed(value.trim_end()),
                _ => value,
            };
            if value.is_empty() {
                continue;
            }
            write!(out, "  {}", paint.faint(format_args!("{position:02}")))?;
            write!(out, " {}", value.escape_debug())?;
            if let Some(words) = words::element(node.kind, segment, position) {
                write!(out, " {}", paint.faint(format_args!("({words})")))?;
            }
        }
        Ok(writeln!(out)?)
    }

    fn end(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}
