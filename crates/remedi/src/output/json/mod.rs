//! Results for programs: one JSON object a line, each with its schema.

use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::{Npi, Pos, Tin};
use remedi_validate::{ElementAt, Finding, Subject};
use remedi_x12::{ControlNumber, Place};
use serde::Serialize;

use crate::exit::Failure;
use finding::Row;
pub(crate) use text::{Text, Texts};

pub(crate) mod denials;
pub(crate) mod explanation;
pub(crate) mod finding;
mod life_cycle;
mod text;
pub(crate) mod tree;
mod worklist;

/// A place in a file: byte offset, control numbers as sent, number of the segment in its set.
#[derive(Serialize)]
pub(crate) struct At<'a> {
    pub(crate) byte: u64,
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

/// A claim as a whole, with who sent it for whom: columns of the objects about claims.
#[derive(Serialize)]
pub(crate) struct ClaimSent<'a> {
    file: &'a str,
    claim: &'a str,
    billing_npi: Option<Text<Npi>>,
    tin: Option<Text<Tin>>,
    payer: Option<&'a str>,
    payer_sent: &'a str,
    provider: Option<Text<Npi>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    service_from: Option<NaiveDate>,
    service_to: Option<NaiveDate>,
}

impl<'a> ClaimSent<'a> {
    pub(crate) fn of(file: &'a str, subject: &'a Subject) -> ClaimSent<'a> {
        ClaimSent {
            file,
            claim: &subject.claim,
            billing_npi: subject.billing_npi.map(Text),
            tin: subject.tin.map(Text),
            payer: subject.payer.as_deref(),
            payer_sent: &subject.payer_sent,
            provider: subject.provider.map(Text),
            location: subject.location.as_deref(),
            pos: subject.pos.map(Text),
            service_from: subject.dates.map(|dates| dates.from),
            service_to: subject.dates.map(|dates| dates.to),
        }
    }
}

/// A finding as the reason of something else.
#[derive(Serialize)]
pub(crate) struct Reason<'a> {
    rule: &'static str,
    name: &'static str,
    line: Option<u32>,
    message: String,
    nearest: Option<Row<'a>>,
}

impl<'a> From<&'a Finding> for Reason<'a> {
    fn from(finding: &'a Finding) -> Reason<'a> {
        Reason {
            rule: finding.rule.code,
            name: finding.rule.name,
            line: finding.subject.as_ref().and_then(|subject| subject.line),
            message: finding.message().to_string(),
            nearest: finding.nearest.as_deref().map(Row::from),
        }
    }
}

/// Writes an object as a line of its own.
pub(crate) fn line(
    out: &mut (impl Write + ?Sized),
    object: &impl Serialize,
) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, object)?;
    Ok(out.write_all(b"\n")?)
}
