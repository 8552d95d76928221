//! Writing segments, envelopes and their counts.

use chrono::{Datelike, NaiveDate};

/// What follows the `~` of each segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Newline {
    /// Nothing: the whole interchange is one line.
    #[default]
    None,
    /// A line feed.
    Lf,
    /// A carriage return and a line feed.
    CrLf,
}

impl Newline {
    fn bytes(self) -> &'static [u8] {
        match self {
            Newline::None => b"",
            Newline::Lf => b"\n",
            Newline::CrLf => b"\r\n",
        }
    }
}

/// An amount of US cents, written as an X12 decimal without idle zeros: `120`, `80.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount(pub(crate) i64);

/// A number padded with zeros to so many digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Padded(pub(crate) u64, pub(crate) usize);

/// A part of a segment.
pub(crate) trait Put {
    fn put(&self, out: &mut Vec<u8>);
}

impl Put for str {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
}

impl Put for String {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
}

impl<T: Put + ?Sized> Put for &T {
    fn put(&self, out: &mut Vec<u8>) {
        (*self).put(out);
    }
}

impl Put for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        let mut digits = [0u8; 20];
        let mut start = digits.len();
        let mut rest = *self;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        out.extend_from_slice(&digits[start..]);
    }
}

impl Put for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        u64::from(*self).put(out);
    }
}

impl Put for Padded {
    fn put(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + self.1, b'0');
        let mut rest = self.0;
        for digit in out[start..].iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
    }
}

impl Put for Amount {
    fn put(&self, out: &mut Vec<u8>) {
        if self.0 < 0 {
            out.push(b'-');
        }
        let cents = self.0.unsigned_abs();
        (cents / 100).put(out);
        match cents % 100 {
            0 => {}
            tens if tens % 10 == 0 => out.extend_from_slice(&[b'.', b'0' + (tens / 10) as u8]),
            rest => {
                out.push(b'.');
                Padded(rest, 2).put(out);
            }
        }
    }
}

/// Eight digits, as qualifier `D8` wants them.
impl Put for NaiveDate {
    fn put(&self, out: &mut Vec<u8>) {
        Padded(self.year() as u64, 4).put(out);
        Padded(u64::from(self.month()), 2).put(out);
        Padded(u64::from(self.day()), 2).put(out);
    }
}

/// Segments of one stream of interchanges; counts what the trailers must say.
#[derive(Debug)]
pub(crate) struct Segments {
    pub(crate) out: Vec<u8>,
    newline: Newline,
    /// Segments of the current set, ST included.
    in_set: u32,
    sets_in_group: u32,
    pub(crate) sets: u64,
    pub(crate) segments: u64,
    interchange: u64,
}

/// Writes one segment made of the given parts.
macro_rules! seg {
    ($segments:expr, $($part:expr),+ $(,)?) => {{
        $($crate::segments::Put::put(&$part, &mut $segments.out);)+
        $segments.end();
    }};
}
pub(crate) use seg;

/// The kind of transaction in a functional group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guide {
    Professional,
    Institutional,
    Dental,
    Remittance,
    Acknowledgement,
}

impl Guide {
    fn version(self) -> &'static str {
        match self {
            Guide::Professional => "005010X222A1",
            Guide::Institutional => "005010X223A2",
            Guide::Dental => "005010X224A2",
            Guide::Remittance => "005010X221A1",
            Guide::Acknowledgement => "005010X214",
        }
    }
}

impl Segments {
    pub(crate) fn new(newline: Newline) -> Segments {
        Segments {
            out: Vec::new(),
            newline,
            in_set: 0,
            sets_in_group: 0,
            sets: 0,
            segments: 0,
            interchange: 0,
        }
    }

    pub(crate) fn end(&mut self) {
        self.out.push(b'~');
        self.out.extend_from_slice(self.newline.bytes());
        self.in_set += 1;
        self.segments += 1;
    }

    /// ISA and GS. Sender and receiver are cut or padded to what ISA06 and ISA08 hold.
    pub(crate) fn open(
        &mut self,
        guide: Guide,
        sender: &str,
        receiver: &str,
        date: NaiveDate,
        control: u64,
    ) {
        self.interchange = control;
        self.sets_in_group = 0;
        let fixed = |id: &str| format!("{id:<15.15}");
        let mut six = Vec::new();
        date.put(&mut six);
        let six = String::from_utf8_lossy(&six[2..]).into_owned();
        seg!(
            self,
            "ISA*00*          *00*          *ZZ*",
            fixed(sender),
            "*ZZ*",
            fixed(receiver),
            "*",
            six,
            "*0930*^*00501*",
            Padded(control, 9),
            "*0*T*:"
        );
        let code = match guide {
            Guide::Remittance => "HP",
            Guide::Acknowledgement => "HN",
            _ => "HC",
        };
        seg!(
            self,
            "GS*",
            code,
            "*",
            sender,
            "*",
            receiver,
            "*",
            date,
            "*0930*",
            control,
            "*X*",
            guide.version()
        );
    }

    /// ST, with the guide in ST03 where the guide wants it there.
    pub(crate) fn begin_set(&mut self, guide: Guide) {
        self.in_set = 0;
        self.sets += 1;
        self.sets_in_group += 1;
        let control = Padded(self.sets, 9);
        match guide {
            Guide::Remittance => seg!(self, "ST*835*", control),
            Guide::Acknowledgement => seg!(self, "ST*277*", control, "*", guide.version()),
            _ => seg!(self, "ST*837*", control, "*", guide.version()),
        }
    }

    pub(crate) fn end_set(&mut self) {
        let count = self.in_set + 1;
        seg!(self, "SE*", count, "*", Padded(self.sets, 9));
    }

    /// GE and IEA.
    pub(crate) fn close(&mut self) {
        seg!(self, "GE*", self.sets_in_group, "*", self.interchange);
        seg!(self, "IEA*1*", Padded(self.interchange, 9));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(part: impl Put) -> String {
        let mut out = Vec::new();
        part.put(&mut out);
        String::from_utf8(out).expect("ascii")
    }

    #[test]
    fn amounts_carry_no_idle_zeros() {
        assert_eq!(written(Amount(12_000)), "120");
        assert_eq!(written(Amount(8_050)), "80.5");
        assert_eq!(written(Amount(-5)), "-0.05");
        assert_eq!(written(Amount(0)), "0");
    }

    #[test]
    fn the_interchange_header_is_106_bytes() {
        let mut segments = Segments::new(Newline::None);
        let day = NaiveDate::from_ymd_opt(2025, 3, 4).expect("a date");
        segments.open(Guide::Professional, "SENDER", "RECEIVER", day, 7);
        assert_eq!(segments.out[105], b'~');
        assert!(segments.out.starts_with(b"ISA*00*"));
        assert!(segments.out[106..].starts_with(b"GS*HC*SENDER*RECEIVER*20250304*0930*7*X*"));
    }
}
