//! Reads and writes X12 interchanges without copying them.
//!
//! A [`SliceReader`] or a [`StreamReader`] gives the [`Token`]s of an input: each
//! [`Segment`] borrows from what was read. Faults of the envelope come out beside the
//! tokens, with their place; reading never fails on content. A [`Scanner`] and an
//! [`Envelope`] are what both are made of, for callers with buffers of their own.
//!
//! A [`Writer`] gives back byte for byte what was read, and writes what was built as a
//! [`SegmentBuf`], with any separators. An [`ElementPath`] such as `2300/CLM05-1` names a
//! place. With the feature `typed`, a `TransactionSet` becomes a typed document.
//!
//! ```
//! use remedi_x12::{SegmentBuf, SliceReader, Token, Writer};
//! let input = b"ISA*00**00**ZZ*S*ZZ*R*250131*1200*^*00501*1*0*T*:~\nTA1*9*250130*1100*A*000~\nIEA*0*1~\n";
//! let mut reader = SliceReader::new(input);
//! let mut writer = Writer::new(Vec::new(), remedi_x12::Separators::USUAL);
//! while let Some(token) = reader.next_token()? {
//!     match token {
//!         Token::Segment(segment, _) if segment.tag() == b"TA1" => {
//!             let ta1 = SegmentBuf::new("TA1").element(segment.value(1));
//!             writer.write(&ta1.elements(["250130", "1100", "R", "022"]))?;
//!         }
//!         Token::Segment(segment, _) => writer.segment(&segment)?,
//!         Token::Gap(gap) => writer.copy(gap.bytes)?,
//!     }
//! }
//! assert!(writer.finish()?.ends_with(b"~TA1*9*250130*1100*R*022~\nIEA*0*1~\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod block;
mod envelope;
mod error;
mod header;
mod index;
mod kernel;
mod path;
mod place;
mod positions;
mod reader;
mod reseparate;
mod scanner;
mod segment;
mod segment_buf;
mod separators;
#[cfg(feature = "typed")]
mod typed;
mod writer;

pub use block::{Block, Blocks, Counts};
pub use envelope::{Envelope, Fault, FaultKind, Level};
pub use error::{Error, ErrorKind, WriteError, WriteErrorKind};
pub use header::{Header, HeaderFault};
pub use index::Index;
pub use kernel::{Eight, Kernel};
pub use path::{ElementPath, PathError};
pub use place::{ControlNumber, Place};
pub use positions::Positions;
pub use reader::{Gap, SliceReader, StreamReader, Token};
pub use scanner::{Cut, Scanner, SegmentSpan, Step};
pub use segment::{Element, Elements, Segment};
pub use segment_buf::SegmentBuf;
pub use separators::Separators;
#[cfg(feature = "typed")]
pub use typed::{TransactionSet, TransactionSets, Typed, TypedError};
pub use writer::Writer;

#[cfg(feature = "typed")]
pub use x12_types;
