//! Findings: small, owned, and put into words only when they are written out.

use std::fmt;

use chrono::NaiveDate;
use remedi_claims::{
    Batch, DateRange, Modifier, Money, Npi, NpiFault, Pos, PosSet, ProcedureCode, Taxonomy, Tin,
};
use remedi_x12::Place;

use crate::excerpt::Excerpt;
use crate::message::Message;
use crate::rule::{AckStatus, Rule, Severity, Spot, SyntaxCode, Verdict};

/// What a rule found, with all that its report needs.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is, as graded by the rule or by the user.
    pub severity: Severity,
    /// Whether something is wrong, or nobody can say.
    pub verdict: Verdict,
    /// Where.
    pub at: At,
    /// The claim or the line it is about; `None` for faults of the envelope.
    pub subject: Option<Box<Subject>>,
    /// The row of the roster that came nearest, for findings about enrollment.
    pub nearest: Option<Box<Nearest>>,
    /// What the message tells by name.
    pub values: Values,
    /// What stands in the file there, when that was asked for.
    pub excerpt: Option<Box<Excerpt>>,
    /// How a TA1 or a 999 tells of it: faults of the envelope, of syntax and of the guide.
    pub syntax: Option<SyntaxCode>,
    /// The value at fault, where a 999 may copy it (IK404).
    pub sent: Option<Sent>,
    pub(crate) entity: Option<&'static str>,
    pub(crate) status: Option<&'static str>,
}

impl Finding {
    /// What is wrong: the fact, the place and what was expected.
    pub fn message(&self) -> Message<'_> {
        Message::new(self.rule.message, self)
    }

    /// What to do.
    pub fn help(&self) -> Message<'_> {
        Message::new(self.rule.help, self)
    }

    /// The claim statuses of a 277CA that refuses the claim for it: [`Finding::ack`], and what it does not agree with.
    pub fn acks(&self) -> impl Iterator<Item = AckStatus> {
        let beside = self.rule.ack_beside;
        self.ack().into_iter().chain(beside)
    }

    /// The first claim status of a 277CA that refuses the claim for it.
    pub fn ack(&self) -> Option<AckStatus> {
        self.rule.ack.map(|ack| AckStatus {
            entity: self.entity.or(ack.entity),
            status: self.status.unwrap_or(ack.status),
            ..ack
        })
    }
}

/// A value as sent, for the copy in an acknowledgement. It may be a patient's: `Debug` shows its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Sent(Box<[u8]>);

impl Sent {
    /// IK404 holds so many bytes.
    const LONGEST: usize = 99;

    /// The value, cut to what an acknowledgement can hold.
    pub fn new(value: &[u8]) -> Sent {
        Sent(value[..value.len().min(Sent::LONGEST)].into())
    }

    /// The bytes as sent.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sent({} bytes)", self.0.len())
    }
}

/// The place of a finding: the segment by its [`Place`], and the element in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The segment: its first byte and its number in the set.
    pub place: Place,
    /// The loop that the segment is in, such as `2310B`; `None` outside of loops.
    pub loop_id: Option<&'static str>,
    /// The segment and the element; `None` for bytes that are no segment.
    pub element: Option<ElementAt>,
}

impl At {
    /// The place of a spot in a batch.
    pub(crate) fn of(batch: &Batch, spot: Spot) -> At {
        let tag = batch.segment(spot.segment).tag();
        At {
            place: batch.place(spot.segment),
            loop_id: batch.loop_id(spot.segment),
            element: Some(ElementAt::new(tag, spot.element, spot.component)),
        }
    }
}

impl fmt::Display for At {
    /// The loop and the element, such as `2300/CLM05-1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.loop_id, &self.element) {
            (Some(id), Some(element)) => write!(f, "{id}/{element}"),
            (None, Some(element)) => write!(f, "{element}"),
            (_, None) => write!(f, "byte {}", self.place.byte),
        }
    }
}

/// A segment id with an element of the segment.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ElementAt {
    tag: [u8; 3],
    /// The element, from 1; 0 for the whole segment.
    pub position: u8,
    /// The component, from 1; 0 for the whole element.
    pub component: u8,
    /// The repetition, from 1; 0 when the element does not repeat, or for all of them.
    pub repetition: u8,
}

impl ElementAt {
    /// An element of a segment with this id, of which the first three bytes count.
    pub fn new(tag: &[u8], position: u8, component: u8) -> ElementAt {
        let mut own = [b' '; 3];
        let length = tag.len().min(3);
        own[..length].copy_from_slice(&tag[..length]);
        ElementAt {
            tag: own,
            position,
            component,
            repetition: 0,
        }
    }

    /// A repetition of the element, from 1.
    pub fn repeated(self, repetition: u8) -> ElementAt {
        ElementAt { repetition, ..self }
    }

    /// The segment id.
    pub fn segment_id(&self) -> &str {
        std::str::from_utf8(&self.tag)
            .unwrap_or_default()
            .trim_end()
    }
}

impl fmt::Display for ElementAt {
    /// `CLM05-1`, `SE01` or `NM1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.segment_id())?;
        if self.position > 0 {
            write!(f, "{:02}", self.position)?;
        }
        if self.component > 0 {
            write!(f, "-{}", self.component)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ElementAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The claim or the line that a finding is about, by its effective values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The patient account number (CLM01).
    pub claim: Box<str>,
    /// The byte of the input at which the claim starts (CLM, of a payment CLP): senders repeat account numbers.
    pub claim_byte: u64,
    /// The line (LX01); `None` for the whole claim.
    pub line: Option<u32>,
    /// The submitter (1000A NM109).
    pub submitter: Box<str>,
    /// The billing provider (2010AA NM109); `None` when it is no NPI.
    pub billing_npi: Option<Npi>,
    /// The TIN of the billing provider; its `Display` masks an SSN.
    pub tin: Option<Tin>,
    /// The payer's canonical id in the roster.
    pub payer: Option<Box<str>>,
    /// The payer's id as sent (2010BB NM109).
    pub payer_sent: Box<str>,
    /// The provider whose enrollment counts: the rendering provider, of an 837I the billing one.
    pub provider: Option<Npi>,
    /// The location's id in the roster.
    pub location: Option<Box<str>>,
    /// The place of service.
    pub pos: Option<Pos>,
    /// The procedure.
    pub procedure: Option<ProcedureCode>,
    /// Its modifiers.
    pub modifiers: Vec<Modifier>,
    /// The days of service: of the line, or from the first to the last of the claim.
    pub dates: Option<DateRange>,
    /// The charge at risk: of the line, or of the claim.
    pub amount: Option<Money>,
}

/// The row of a roster that came nearest, and the one fact that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The file.
    pub file: Box<str>,
    /// The line in it; the header is line 1.
    pub line: u32,
    /// The column.
    pub fact: &'static str,
    /// What the roster has.
    pub expected: Box<str>,
    /// What the claim has.
    pub found: Box<str>,
}

/// A value that messages tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// Text as sent, or of a roster.
    Text(Box<str>),
    /// A word of our own.
    Word(&'static str),
    /// A count.
    Number(u64),
    /// An NPI.
    Npi(Npi),
    /// Why an NPI is none.
    NpiFault(NpiFault),
    /// A place of service.
    Pos(Pos),
    /// Places of service.
    Places(PosSet),
    /// A procedure.
    Procedure(ProcedureCode),
    /// A taxonomy.
    Taxonomy(Taxonomy),
    /// A TIN; an SSN is shown masked.
    Tin(Tin),
    /// A day.
    Date(NaiveDate),
    /// Days.
    Dates(DateRange),
    /// An amount.
    Money(Money),
}

/// Text as sent is cut at so many characters.
const LONGEST_TEXT: usize = 40;

impl Value {
    /// Text as sent, made fit to be shown.
    pub fn sent(bytes: &[u8]) -> Value {
        let text = String::from_utf8_lossy(bytes);
        let shown = text
            .chars()
            .map(|char| if char.is_control() { '.' } else { char });
        Value::Text(shown.take(LONGEST_TEXT).collect())
    }

    /// The id of another payer, where it is hardly anything else.
    pub(crate) fn payer_id(bytes: &[u8]) -> Option<Value> {
        Value::code(bytes, 6)
    }

    /// What stands where a code of up to so many signs should, or a sign more; `None` where it is hardly one, and may be anything: what is
    /// longer, more than two letters alone (a name), eight to ten digits alone (a birth date, an SSN, a telephone number).
    pub fn code(bytes: &[u8], longest: usize) -> Option<Value> {
        let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
        let may_be = match bytes.len() {
            0 => false,
            1..=2 => true,
            8..=10 if digits == bytes.len() => false,
            length => digits > 0 && length <= longest + 1,
        };
        may_be.then(|| Value::sent(bytes))
    }
}

macro_rules! values {
    ($($variant:ident($type:ty)),+ $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::$variant(value)
            }
        })+

        impl fmt::Display for Value {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Value::$variant(value) => write!(f, "{value}"),)+
                }
            }
        }
    };
}

values! {
    Text(Box<str>),
    Word(&'static str),
    Number(u64),
    Npi(Npi),
    NpiFault(NpiFault),
    Pos(Pos),
    Places(PosSet),
    Procedure(ProcedureCode),
    Taxonomy(Taxonomy),
    Tin(Tin),
    Date(NaiveDate),
    Dates(DateRange),
    Money(Money),
}

/// Values by the name that messages call them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(&'static str, Value)>);

impl Values {
    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value)
    }

    /// Every value with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(crate) fn set(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_named_as_the_standard_does() {
        assert_eq!(ElementAt::new(b"CLM", 5, 1).to_string(), "CLM05-1");
        assert_eq!(ElementAt::new(b"SE", 1, 0).to_string(), "SE01");
        assert_eq!(ElementAt::new(b"NM1", 0, 0).to_string(), "NM1");
    }

    #[test]
    fn what_is_hardly_a_code_is_not_shown() {
        for code in ["A", "25", "250", "G0438X", "99213A"] {
            assert!(Value::code(code.as_bytes(), 5).is_some(), "{code}");
        }
        for text in ["", "DOE", "19410417", "MEM8675", "1941041700"] {
            assert_eq!(Value::code(text.as_bytes(), 5), None, "{text}");
        }
        assert_eq!(Value::code(b"19410417", 8), None);
    }

    #[test]
    fn text_as_sent_is_cut_and_cleaned() {
        assert_eq!(Value::sent(b"1\x1bA").to_string(), "1.A");
        assert_eq!(Value::sent(&[b'x'; 99]).to_string().len(), LONGEST_TEXT);
    }
}
