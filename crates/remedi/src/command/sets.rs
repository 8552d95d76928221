//! Sets that a command has no use for.

use std::fmt;

use remedi_claims::{Batch, SetKind};
use remedi_x12::Place;

use crate::output::words::set_name;

/// A set of another kind than a command takes.
#[derive(Clone, Debug)]
pub(crate) struct OtherSet {
    place: Place,
    /// ST01.
    id: String,
    /// ST03, where it is there.
    version: String,
}

impl fmt::Display for OtherSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (set, byte, id) = (self.place.set, self.place.byte, &self.id);
        write!(f, "set {set} at byte {byte} is of type {id}")?;
        if let Some(name) = set_name(id.as_bytes()) {
            write!(f, " ({name})")?;
        }
        if !self.version.is_empty() {
            write!(f, ", version {}", self.version)?;
        }
        let command = match self.id.as_str() {
            "837" => "check",
            "835" => "denials",
            _ => "show",
        };
        write!(f, ": use `remedi {command}` for it")
    }
}

/// The first set that starts in a batch and is of no kind that is wanted.
pub(crate) fn first_other(batch: &Batch, is_wanted: impl Fn(SetKind) -> bool) -> Option<OtherSet> {
    let mut sets = batch.sets().iter();
    let place = sets.find(|set| !set.kind.is_some_and(&is_wanted))?.place;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).escape_debug().to_string();
    let mut segments = (batch.context_segments()..batch.segment_count()).map(|i| batch.segment(i));
    let st = segments.find(|segment| segment.byte() == place.byte)?;
    Some(OtherSet {
        place,
        id: text(st.value(1)),
        version: text(st.value(3)),
    })
}
