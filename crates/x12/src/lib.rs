//! Reads and writes X12 interchanges without copying them.
//!
//! A [`SliceReader`] or a [`StreamReader`] gives the [`Token`]s of an input: each
//! [`Segment`] borrows from what was read. Faults of the envelope come out beside the
//! tokens, with their place; reading never fails on content.

mod envelope;
mod error;
mod header;
mod path;
mod place;
mod reader;
mod scanner;
mod segment;
mod separators;
#[cfg(feature = "typed")]
mod typed;
mod writer;

pub use envelope::{Envelope, Fault, FaultKind, Level};
pub use error::{Error, ErrorKind, WriteError, WriteErrorKind};
pub use header::{Header, HeaderFault};
pub use path::{ElementPath, PathError};
pub use place::{ControlNumber, Place};
pub use reader::{Gap, SliceReader, StreamReader, Token};
pub use scanner::{Cut, Scanner, Step};
pub use segment::{Element, Elements, Segment};
pub use separators::Separators;
#[cfg(feature = "typed")]
pub use typed::{TransactionSet, TransactionSets, Typed, TypedError};
pub use writer::{SegmentBuf, Writer};

#[cfg(feature = "typed")]
pub use x12_types;
