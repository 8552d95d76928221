//! What stops reading or writing. Faults of content never do: see [`Fault`](crate::Fault).

use std::{fmt, io};

use crate::Level;

/// Why an input could not be read on, and where.
#[derive(Debug)]
pub struct Error(Box<(ErrorKind, u64)>);

/// The kinds of [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input itself failed.
    Io(io::Error),
    /// Nothing in the input looks like an ISA segment.
    NoInterchange,
    /// A segment is longer than the limit: most likely its terminator is missing.
    SegmentTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Segments that must be held together come to more than the limit.
    UnitTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl Error {
    /// An error at a byte offset of the input.
    pub fn new(kind: ErrorKind, byte: u64) -> Error {
        Error(Box::new((kind, byte)))
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.0
    }

    /// Offset in the input of the byte where reading stopped.
    pub fn byte(&self) -> u64 {
        self.0.1
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Io(error) => write!(f, "cannot be read at byte {}: {error}", self.byte()),
            ErrorKind::NoInterchange => f.write_str("is not X12: no ISA segment in it"),
            ErrorKind::UnitTooLong { limit } => write!(
                f,
                "has from byte {} on more than {limit} bytes that only make sense together",
                self.byte()
            ),
            ErrorKind::SegmentTooLong { limit } => write!(
                f,
                "has at byte {} a segment of more than {limit} bytes: is its terminator missing?",
                self.byte()
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// Why something could not be written. Nothing of the segment at fault was.
#[derive(Debug)]
pub struct WriteError(Box<WriteErrorKind>);

/// The kinds of [`WriteError`].
///
/// A place is a tag with an element and a component that count from 1; values are never
/// told, as they may be a patient's.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteErrorKind {
    /// The output itself failed.
    Io(io::Error),
    /// A value holds a separator; or, in a segment that was built, a line end.
    Separator {
        /// The segment id.
        tag: String,
        /// The element; 0 for the tag itself.
        element: usize,
        /// The component; 1 in a simple element.
        component: usize,
        /// The byte.
        byte: u8,
    },
    /// An element repeats, and the interchange has no repetition separator.
    NoRepetition {
        /// The segment id.
        tag: String,
        /// The element.
        element: usize,
    },
    /// A segment id that is not two or three capital letters and digits.
    Tag(String),
    /// An element is too long for the ISA.
    HeaderElement {
        /// Its position.
        position: usize,
        /// The width that the standard gives it.
        width: usize,
        /// Its length.
        length: usize,
    },
    /// The separators are not four different ones, or a reader could not tell them.
    Separators,
    /// An ISA was built as if it were any other segment.
    Header,
    /// A trailer is asked for without a header.
    NotOpen(Level),
}

impl WriteError {
    /// What went wrong.
    pub fn kind(&self) -> &WriteErrorKind {
        &self.0
    }
}

impl From<WriteErrorKind> for WriteError {
    fn from(kind: WriteErrorKind) -> WriteError {
        WriteError(Box::new(kind))
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> WriteError {
        WriteErrorKind::Io(error).into()
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            WriteErrorKind::Io(error) => write!(f, "cannot be written: {error}"),
            WriteErrorKind::Separator {
                tag,
                element,
                component,
                byte,
            } => {
                let byte = byte.escape_ascii();
                write!(
                    f,
                    "{tag}{element:02}-{component} holds `{byte}`, a separator or line end"
                )
            }
            WriteErrorKind::NoRepetition { tag, element } => write!(
                f,
                "{tag}{element:02} repeats, and the interchange has no repetition separator"
            ),
            WriteErrorKind::Tag(tag) => write!(
                f,
                "the segment id `{}` is not two or three capital letters and digits",
                tag.escape_debug()
            ),
            WriteErrorKind::HeaderElement {
                position,
                width,
                length,
            } => write!(
                f,
                "ISA{position:02} has {length} bytes, and room for {width}"
            ),
            WriteErrorKind::Separators => {
                f.write_str("the separators are not such as an ISA can declare")
            }
            WriteErrorKind::Header => {
                f.write_str("an ISA has a fixed form, and Writer::header to write it")
            }
            WriteErrorKind::NotOpen(level) => {
                write!(f, "no {level} is open that {} could close", level.trailer())
            }
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            WriteErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}
