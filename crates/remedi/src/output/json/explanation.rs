//! Explanations as JSON.

use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::command::explain::Explanation;
use crate::exit::Failure;

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    list: &'static str,
    code: &'a str,
    meaning: &'a str,
    #[serde(serialize_with = "facts")]
    facts: &'a [(&'static str, String)],
    text: &'a str,
}

fn facts<S: Serializer>(facts: &[(&'static str, String)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(facts.len()))?;
    for (name, value) in facts {
        map.serialize_entry(&name.replace(' ', "_").to_lowercase(), value)?;
    }
    map.end()
}

/// Writes an object for each explanation.
pub(crate) fn write(out: &mut dyn Write, explanations: &[Explanation]) -> Result<(), Failure> {
    for explanation in explanations {
        let line = Line {
            schema: "remedi.explanation/1",
            list: explanation.list,
            code: &explanation.code,
            meaning: &explanation.meaning,
            facts: &explanation.facts,
            text: &explanation.text,
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
