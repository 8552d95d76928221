//! The form of what is written: separators, text that fits them, and the envelope around it.

use std::io::{self, BufWriter, Write};

use chrono::{NaiveDate, NaiveTime};
use remedi_x12::{Level, Segment, SegmentBuf, Separators, WriteError, Writer};

use super::AckOptions;
use super::seen::{Group, Interchange};

/// The separators of what is written for an interchange, and text that fits them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form(Separators);

impl Form {
    /// The separators of the interchange, where an ISA can declare them, and codes, amounts and days have none of them.
    pub fn of(input: Separators) -> Form {
        let stands_in_values = |byte: u8| byte.is_ascii_alphanumeric() || b" .-".contains(&byte);
        let of_values = [input.element, input.component, input.segment]
            .into_iter()
            .chain(input.repetition)
            .any(stands_in_values);
        if of_values {
            return Form(Separators::USUAL);
        }
        let free = |byte: &u8| !input.contains(*byte);
        let own = Separators {
            repetition: input
                .repetition
                .or_else(|| b"^!>|".iter().copied().find(free)),
            ..input
        };
        let sample = [
            "00", "", "00", "", "ZZ", "S", "ZZ", "R", "250131", "1200", "^", "00501", "1", "0", "T",
        ];
        match Writer::new(io::sink(), own).header(sample) {
            Ok(()) => Form(own),
            Err(_) => Form(Separators::USUAL),
        }
    }

    /// What was sent, cut to its greatest length; separators and what is not printable ASCII become blanks.
    pub fn text(self, sent: &[u8], longest: usize) -> Vec<u8> {
        let fitting = |&byte: &u8| match matches!(byte, b' '..=b'~') && !self.0.contains(byte) {
            true => byte,
            false => b' ',
        };
        let text: Vec<u8> = sent.iter().take(longest).map(fitting).collect();
        text.trim_ascii().to_vec()
    }

    /// The same, or what stands for it where it is shorter than its least length.
    pub fn required(
        self,
        sent: &[u8],
        (shortest, longest): (usize, usize),
        instead: &str,
    ) -> Vec<u8> {
        let text = self.text(sent, longest);
        match text.len() < shortest.max(1) {
            true => instead.into(),
            false => text,
        }
    }

    /// What was sent, as an element repeats it; or what stands for it where it does not fit there.
    pub fn repeated(self, sent: &[u8], element: Repeated) -> Vec<u8> {
        let sent = element.fitted(sent.trim_ascii());
        match self.text(&sent, 35) == sent && element.takes(&sent) {
            true => sent,
            false => element.instead(),
        }
    }

    /// The bytes of segments, one after the other.
    pub fn render(self, segments: &[SegmentBuf]) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::new();
        for segment in segments {
            bytes.extend(segment.to_bytes(self.0)?);
        }
        Ok(bytes)
    }
}

/// An element that says whom or what is answered, by what was sent there. The answer has to be right all the same.
#[derive(Clone, Copy, Debug)]
pub(super) enum Repeated {
    /// ISA05 and ISA07 of the answer.
    Qualifier,
    /// ISA06 and ISA08 of the answer.
    Party,
    /// TA101.
    InterchangeControl,
    /// TA102; the day of the answer stands for what is none.
    InterchangeDay(NaiveDate),
    /// TA103.
    InterchangeTime,
    /// AK101.
    GroupId,
    /// AK102.
    GroupControl,
    /// AK201.
    SetId,
    /// AK202.
    SetControl,
}

impl Repeated {
    fn takes(self, sent: &[u8]) -> bool {
        let is_number = sent.iter().all(u8::is_ascii_digit);
        let is_hour = |text: &[u8]| text < &b"24"[..];
        match self {
            Repeated::Qualifier => matches!(
                sent,
                b"01" | b"14" | b"20" | b"27" | b"28" | b"29" | b"30" | b"33" | b"ZZ"
            ),
            Repeated::Party => (1..=15).contains(&sent.len()),
            Repeated::InterchangeControl | Repeated::GroupControl => {
                is_number && (1..=9).contains(&sent.len())
            }
            Repeated::InterchangeDay(_) => {
                let day = std::str::from_utf8(sent).unwrap_or_default();
                let day = NaiveDate::parse_from_str(&format!("20{day}"), "%Y%m%d");
                is_number && sent.len() == 6 && day.is_ok()
            }
            Repeated::InterchangeTime => {
                is_number && sent.len() == 4 && is_hour(&sent[..2]) && sent[2] < b'6'
            }
            Repeated::GroupId => matches!(
                sent,
                b"BE" | b"HB" | b"HC" | b"HI" | b"HN" | b"HP" | b"HR" | b"HS" | b"RA"
            ),
            Repeated::SetId => matches!(
                sent,
                b"270" | b"271" | b"276" | b"277" | b"278" | b"820" | b"834" | b"835" | b"837"
            ),
            Repeated::SetControl => (4..=9).contains(&sent.len()),
        }
    }

    /// What was sent, in the length of the element where it can be known again all the same: the number of a set is all that tells
    /// which one is meant.
    fn fitted(self, sent: &[u8]) -> Vec<u8> {
        match self {
            Repeated::SetControl if !sent.is_empty() => {
                let sent = sent[..sent.len().min(9)].trim_ascii_end();
                let mut fitted = vec![b'0'; 4_usize.saturating_sub(sent.len())];
                fitted.extend(sent);
                fitted
            }
            _ => sent.to_vec(),
        }
    }

    fn instead(self) -> Vec<u8> {
        match self {
            Repeated::Qualifier => b"ZZ".to_vec(),
            Repeated::Party => b"UNKNOWN".to_vec(),
            Repeated::InterchangeControl | Repeated::GroupControl => b"0".to_vec(),
            Repeated::InterchangeDay(day) => date(day).as_bytes()[2..].to_vec(),
            Repeated::InterchangeTime | Repeated::SetControl => b"0000".to_vec(),
            Repeated::GroupId => b"HC".to_vec(),
            Repeated::SetId => b"837".to_vec(),
        }
    }
}

/// `CCYYMMDD`.
pub(super) fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// `HHMM`.
pub(super) fn time(time: NaiveTime) -> String {
    time.format("%H%M").to_string()
}

/// A control number after another; nine digits at most, and never zero.
pub(super) fn next(number: &mut u32) -> u32 {
    let own = *number;
    *number = own % 999_999_999 + 1;
    own
}

/// An interchange that answers another one: from its receiver to its sender.
pub(super) struct Answer<'a, W: Write> {
    writer: Writer<BufWriter<W>>,
    form: Form,
    options: &'a AckOptions,
    /// The codes of the group that is open (GS02, GS03).
    group: Option<(Vec<u8>, Vec<u8>)>,
    sets: u32,
}

impl<'a, W: Write> Answer<'a, W> {
    /// Writes its ISA.
    pub fn start(
        output: W,
        to: &Interchange,
        version: &str,
        control: u32,
        options: &'a AckOptions,
    ) -> Result<Answer<'a, W>, WriteError> {
        let form = Form::of(to.separators);
        let mut writer = Writer::new(BufWriter::new(output), form.0);
        let sent = |position, element| form.repeated(to.value(position), element);
        let plain = |text: &str| text.as_bytes().to_vec();
        let usage = match to.value(15) {
            b"T" => "T",
            b"I" => "I",
            _ => "P",
        };
        writer.header([
            plain("00"),
            Vec::new(),
            plain("00"),
            Vec::new(),
            sent(7, Repeated::Qualifier),
            sent(8, Repeated::Party),
            sent(5, Repeated::Qualifier),
            sent(6, Repeated::Party),
            plain(&date(options.as_of)[2..]),
            plain(&time(options.time)),
            plain("U"),
            plain(version),
            plain(&control.to_string()),
            plain("0"),
            plain(usage),
        ])?;
        Ok(Answer {
            writer,
            form,
            options,
            group: None,
            sets: 0,
        })
    }

    /// Starts a set in a group that answers another one; groups that follow each other and have the same sender and
    /// receiver are answered in one. Gives the control number of the set.
    pub fn set(
        &mut self,
        to: &Group,
        [group_id, set_id, version]: [&str; 3],
        control: &mut u32,
    ) -> Result<String, WriteError> {
        let code = |sent| self.form.required(sent, (2, 15), "UNKNOWN");
        let parties = (code(to.receiver()), code(to.sender()));
        if self.sets > 0 {
            self.writer.close(Level::Set)?;
        }
        if self.group.as_ref() != Some(&parties) {
            if self.group.is_some() {
                self.writer.close(Level::Group)?;
            }
            let gs = SegmentBuf::new("GS").element(group_id);
            let gs = gs.element(&parties.0).element(&parties.1);
            let own = next(control).to_string();
            let written = [date(self.options.as_of), time(self.options.time), own];
            self.writer
                .write(&gs.elements(written).elements(["X", version]))?;
            (self.group, self.sets) = (Some(parties), 0);
        }
        self.sets += 1;
        let own = format!("{:04}", self.sets);
        let st = SegmentBuf::new("ST").element(set_id).element(&own);
        // The implementation convention (ST03) is new in 5010.
        let convention = if version.starts_with("005") {
            version
        } else {
            ""
        };
        self.writer.write(&st.element(convention))?;
        Ok(own)
    }

    pub fn write(&mut self, segment: &SegmentBuf) -> Result<(), WriteError> {
        self.writer.write(segment)
    }

    /// Writes segments that were [rendered](Form::render).
    pub fn rendered(&mut self, segments: &[u8]) -> Result<(), WriteError> {
        for raw in segments.split_inclusive(|&byte| byte == self.form.0.segment) {
            self.writer
                .segment(&Segment::new(raw, self.writer.separators()))?;
        }
        Ok(())
    }

    /// Closes what is open.
    pub fn end(mut self) -> Result<(), WriteError> {
        self.writer.close(Level::Interchange)?;
        self.writer.finish()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_those_of_the_input_where_an_isa_can_declare_them() {
        let pipes = Separators {
            element: b'|',
            ..Separators::USUAL
        };
        assert_eq!(Form::of(pipes).0, pipes);
        let old = Separators {
            repetition: None,
            ..Separators::USUAL
        };
        assert_eq!(Form::of(old).0, Separators::USUAL);
        let twice = Separators {
            component: b'*',
            ..Separators::USUAL
        };
        assert_eq!(Form::of(twice).0, Separators::USUAL);
        // They would stand in REF*D9, 12.50 and 20250101-20250103.
        for byte in [b'D', b'9', b'.', b'-'] {
            let of_values = Separators {
                component: byte,
                ..Separators::USUAL
            };
            assert_eq!(Form::of(of_values).0, Separators::USUAL);
        }
    }

    #[test]
    fn what_would_be_read_otherwise_is_blank_or_left_out() {
        let form = Form(Separators::USUAL);
        assert_eq!(form.text(b"A:B~\r", 9), b"A B");
        assert_eq!(form.text("A\u{e9}B\u{7f}".as_bytes(), 9), b"A  B");
        assert_eq!(form.text(b"ABC", 2), b"AB");
        assert_eq!(form.required(b"1", (2, 9), "NONE"), b"NONE");
    }

    #[test]
    fn what_does_not_fit_where_it_is_repeated_is_replaced() {
        let form = Form(Separators::USUAL);
        let day = NaiveDate::from_ymd_opt(2025, 2, 1).unwrap();
        for (sent, element, written) in [
            ("30", Repeated::Qualifier, "30"),
            ("Q9", Repeated::Qualifier, "ZZ"),
            ("SENDER    ", Repeated::Party, "SENDER"),
            ("          ", Repeated::Party, "UNKNOWN"),
            ("00017", Repeated::InterchangeControl, "00017"),
            ("ABCDEFGHI", Repeated::InterchangeControl, "0"),
            ("240229", Repeated::InterchangeDay(day), "240229"),
            ("241301", Repeated::InterchangeDay(day), "250201"),
            ("2359", Repeated::InterchangeTime, "2359"),
            ("2400", Repeated::InterchangeTime, "0000"),
            ("1260", Repeated::InterchangeTime, "0000"),
            ("125\r\n3", Repeated::InterchangeTime, "0000"),
            ("HP", Repeated::GroupId, "HP"),
            ("ZZ", Repeated::GroupId, "HC"),
            ("1234567890", Repeated::GroupControl, "0"),
            ("899", Repeated::SetId, "837"),
            ("1", Repeated::SetControl, "0001"),
            ("A12", Repeated::SetControl, "0A12"),
            ("1234567890", Repeated::SetControl, "123456789"),
            ("12345678 90", Repeated::SetControl, "12345678"),
            ("", Repeated::SetControl, "0000"),
            ("\u{e9}1", Repeated::SetControl, "0000"),
            ("A-01", Repeated::SetControl, "A-01"),
            ("A\u{e9}01", Repeated::SetControl, "0000"),
        ] {
            let repeated = form.repeated(sent.as_bytes(), element);
            assert_eq!(String::from_utf8_lossy(&repeated), written, "{element:?}");
        }
    }

    #[test]
    fn control_numbers_start_again_at_one() {
        let mut number = 999_999_999;
        assert_eq!((next(&mut number), next(&mut number)), (999_999_999, 1));
    }
}
