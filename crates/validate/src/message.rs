//! Templates of messages, and the findings that fill them.

use std::fmt;

use crate::finding::{Finding, Value};

/// A template filled with the values of a finding.
///
/// `{name}` stands for a value of that name: of the finding, else of the claim or the line it is about, else
/// of the nearest row. What stands in square brackets is left out when a value in it is not known.
#[derive(Clone, Copy, Debug)]
pub struct Message<'f> {
    template: &'static str,
    finding: &'f Finding,
}

impl<'f> Message<'f> {
    pub(crate) fn new(template: &'static str, finding: &'f Finding) -> Message<'f> {
        Message { template, finding }
    }

    fn value(&self, name: &str) -> Option<Filling<'_>> {
        if let Some(value) = self.finding.values.get(name) {
            return Some(Filling::Value(value));
        }
        let known = |text: &'f str| (!text.is_empty()).then_some(Filling::Text(text));
        if let Some(nearest) = &self.finding.nearest {
            match name {
                "row" => return Some(Filling::Row(&nearest.file, nearest.line)),
                "fact" => return Some(Filling::Text(nearest.fact)),
                "expected" => return known(&nearest.expected),
                "found" => return known(&nearest.found),
                _ => {}
            }
        }
        let subject = self.finding.subject.as_deref()?;
        Some(Filling::Own(match name {
            "line" => Value::Number(subject.line?.into()),
            "billing" => subject.billing_npi?.into(),
            "tin" => subject.tin?.into(),
            "provider" => subject.provider?.into(),
            "pos" => subject.pos?.into(),
            "procedure" => subject.procedure?.into(),
            "dates" => subject.dates?.into(),
            "amount" => subject.amount?.into(),
            "payer" => return known(subject.payer.as_deref().unwrap_or(&subject.payer_sent)),
            "payer_sent" => return known(&subject.payer_sent),
            "location" => return known(subject.location.as_deref()?),
            _ => return None,
        }))
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, mut template: &str) -> fmt::Result {
        while let Some(at) = template.find('{') {
            let (before, rest) = template.split_at(at);
            let Some(end) = rest.find('}') else { break };
            f.write_str(before)?;
            match self.value(&rest[1..end]) {
                Some(value) => write!(f, "{value}")?,
                None => f.write_str(NOT_KNOWN)?,
            }
            template = &rest[end + 1..];
        }
        f.write_str(template)
    }

    fn knows_all_of(&self, mut template: &str) -> bool {
        while let Some((_, rest)) = template.split_once('{') {
            let Some((name, rest)) = rest.split_once('}') else {
                break;
            };
            if self.value(name).is_none() {
                return false;
            }
            template = rest;
        }
        true
    }
}

/// Stands for a value that is not known.
pub(crate) const NOT_KNOWN: &str = "(not known)";

enum Filling<'f> {
    Value(&'f Value),
    Own(Value),
    Text(&'f str),
    Row(&'f str, u32),
}

impl fmt::Display for Filling<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filling::Value(value) => write!(f, "{value}"),
            Filling::Own(value) => write!(f, "{value}"),
            Filling::Text(text) => f.write_str(text),
            Filling::Row(file, line) => write!(f, "{file}:{line}"),
        }
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.template;
        while let Some((before, after)) = rest.split_once('[') {
            let Some((optional, after)) = after.split_once(']') else {
                break;
            };
            self.write(f, before)?;
            if self.knows_all_of(optional) {
                self.write(f, optional)?;
            }
            rest = after;
        }
        self.write(f, rest)
    }
}
