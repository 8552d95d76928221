//! Results for programs: one JSON object a line, each with its schema.

use std::fmt::Display;

use remedi_validate::ElementAt;
use remedi_x12::{ControlNumber, Place};
use serde::{Serialize, Serializer};

pub(crate) mod denials;
pub(crate) mod explanation;
pub(crate) mod finding;
pub(crate) mod tree;
mod worklist;

/// A place in a file: byte offset, control numbers as sent, number of the segment in its set.
#[derive(Serialize)]
pub(crate) struct At<'a> {
    byte: u64,
    interchange: Text<ControlNumber>,
    group: Text<ControlNumber>,
    set: Text<ControlNumber>,
    segment: u32,
    #[serde(rename = "loop")]
    loop_id: Option<&'a str>,
    element: Option<Text<ElementAt>>,
}

impl<'a> At<'a> {
    /// A place with the loop and the element, such as `CLM05-1`, that stand there.
    pub(crate) fn new(
        place: Place,
        loop_id: Option<&'a str>,
        element: Option<ElementAt>,
    ) -> At<'a> {
        At {
            byte: place.byte,
            interchange: Text(place.interchange),
            group: Text(place.group),
            set: Text(place.set),
            segment: place.segment,
            loop_id,
            element: element.map(Text),
        }
    }
}

/// Anything that displays, as a JSON string.
pub(crate) struct Text<T>(pub(crate) T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}
