//! A file as an indented tree.

use std::borrow::Cow;
use std::io::{self, Seek, Write};

use tempfile::SpooledTempFile;

use super::verdict::Verdict;
use crate::command::show::{Node, Viewer};
use crate::exit::Failure;
use crate::output::words;
use crate::session::Palette;

/// Trees of acknowledgements wait for their end in memory up to so many bytes, and beyond it in a temporary file.
const IN_MEMORY: usize = 16 << 20;

/// Writes a segment a line, with a line for each loop that opens. Above acknowledgements stands what they come to.
pub(crate) struct Tree<'a> {
    out: &'a mut dyn Write,
    paint: Palette,
    /// The name of the file, until it is written.
    file: Option<Cow<'a, str>>,
    /// What acknowledgements come to, with their tree, which waits for it; `None` for other files.
    waiting: Option<(Verdict, SpooledTempFile)>,
    is_decided: bool,
}

impl<'a> Tree<'a> {
    /// A tree of one file.
    pub(crate) fn new(out: &'a mut dyn Write, file: Cow<'a, str>, paint: Palette) -> Tree<'a> {
        Tree {
            out,
            paint,
            file: Some(file),
            waiting: Some((Verdict::default(), SpooledTempFile::new(IN_MEMORY))),
            is_decided: false,
        }
    }

    /// Writes what waits.
    fn release(&mut self) -> Result<(), Failure> {
        let Some((verdict, mut tree)) = self.waiting.take() else {
            return Ok(());
        };
        if let Some(paragraph) = verdict.paragraph().filter(|_| self.is_decided) {
            writeln!(self.out, "{}", self.paint.strong(paragraph))?;
        }
        let copied = tree
            .rewind()
            .and_then(|()| io::copy(&mut tree, &mut self.out));
        copied?;
        Ok(())
    }
}

impl Viewer for Tree<'_> {
    fn node(&mut self, node: &Node<'_>) -> Result<(), Failure> {
        let (segment, paint) = (&node.segment, self.paint);
        if let Some(file) = self.file.take() {
            writeln!(self.out, "{}", paint.strong(file))?;
        }
        if !self.is_decided {
            match Verdict::is_of_use(segment) {
                Some(false) => self.release()?,
                is_of_use => self.is_decided = is_of_use.is_some(),
            }
        }
        let out: &mut dyn Write = match &mut self.waiting {
            Some((verdict, tree)) => {
                verdict.take(segment);
                tree
            }
            None => self.out,
        };
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
            let name = words::loop_name(node.kind, id, segment);
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
        self.release()
    }
}
