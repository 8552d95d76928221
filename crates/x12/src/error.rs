//! What stops reading or writing. Faults of content never do: see [`Fault`](crate::Fault).

use std::{fmt, io};

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
