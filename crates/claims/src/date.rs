//! Dates and closed ranges of dates (DTP02 = D8, RD8 or DT; DTM02).

use std::fmt;

use chrono::NaiveDate;
use nom::bytes::complete::{tag, take};
use nom::combinator::{all_consuming, map_opt};
use nom::sequence::separated_pair;
use nom::{IResult, Parser};

/// The bytes are no date of the calendar in the format their qualifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MalformedDate;

impl fmt::Display for MalformedDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date in the format of its qualifier")
    }
}

impl std::error::Error for MalformedDate {}

/// Days from one date to another, both included.
///
/// ```
/// use remedi_claims::DateRange;
/// let stay = DateRange::parse(b"RD8", b"20250130-20250202").unwrap();
/// assert_eq!(stay.days().count(), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; not before `from` when read by [`DateRange::parse`].
    pub to: NaiveDate,
}

impl DateRange {
    /// A range of one day.
    pub fn day(date: NaiveDate) -> DateRange {
        DateRange {
            from: date,
            to: date,
        }
    }

    /// Reads a date with its format qualifier (DTP02/DTP03): `D8`, `RD8`, or `DT`,
    /// of which the time is left out.
    ///
    /// # Errors
    /// [`MalformedDate`] for another qualifier, a day the calendar does not have, or
    /// a range that ends before it starts.
    pub fn parse(qualifier: &[u8], bytes: &[u8]) -> Result<DateRange, MalformedDate> {
        match qualifier {
            b"D8" => parse_date(bytes).map(DateRange::day),
            b"RD8" => {
                let (_, (from, to)) =
                    all_consuming(separated_pair(ccyymmdd, tag(&b"-"[..]), ccyymmdd))
                        .parse_complete(bytes)
                        .map_err(|_| MalformedDate)?;
                if to < from {
                    return Err(MalformedDate);
                }
                Ok(DateRange { from, to })
            }
            b"DT" => {
                let (_, (date, _time)) = all_consuming((ccyymmdd, hhmm))
                    .parse_complete(bytes)
                    .map_err(|_| MalformedDate)?;
                Ok(DateRange::day(date))
            }
            _ => Err(MalformedDate),
        }
    }

    /// Whether that is a range (`RD8`) of two days of which the last is before the first.
    ///
    /// ```
    /// use remedi_claims::DateRange;
    /// assert!(DateRange::is_backwards(b"RD8", b"20250310-20250301"));
    /// assert!(!DateRange::is_backwards(b"RD8", b"20250301-20250310"));
    /// ```
    pub fn is_backwards(qualifier: &[u8], bytes: &[u8]) -> bool {
        let mut days = bytes.splitn(2, |&byte| byte == b'-').map(parse_date);
        qualifier == b"RD8"
            && matches!((days.next(), days.next()), (Some(Ok(from)), Some(Ok(to))) if to < from)
    }

    /// Every day of the range, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    /// The days from the first of both to the last of both, with what may be between them.
    ///
    /// ```
    /// use remedi_claims::DateRange;
    /// let [first, last] = [b"20250130", b"20250202"].map(|day| DateRange::parse(b"D8", day).unwrap());
    /// assert_eq!(last.span(first).to_string(), "2025-01-30 to 2025-02-02");
    /// ```
    pub fn span(self, other: DateRange) -> DateRange {
        DateRange {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }

    /// Whether the day is in the range.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether the two ranges have a day in common.
    pub fn overlaps(self, other: DateRange) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

impl fmt::Display for DateRange {
    /// One day as `2025-01-31`, more as `2025-01-31 to 2025-02-02`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{} to {}", self.from, self.to)
        }
    }
}

/// Reads a date as `CCYYMMDD`, the only format of an 835 DTM02.
///
/// # Errors
/// [`MalformedDate`] when the bytes are not eight digits or the calendar has no such day.
pub fn parse_date(bytes: &[u8]) -> Result<NaiveDate, MalformedDate> {
    let digits = bytes.try_into().map_err(|_| MalformedDate)?;
    day_of(digits).ok_or(MalformedDate)
}

/// The day of eight digits, where they are digits and the calendar has it.
fn day_of(digits: &[u8; 8]) -> Option<NaiveDate> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (year, month_day) = digits.split_at(4);
    let (month, day) = month_day.split_at(2);
    let year = number(year).cast_signed();
    (year >= 1000)
        .then(|| NaiveDate::from_ymd_opt(year, number(month), number(day)))
        .flatten()
}

fn number(digits: &[u8]) -> u32 {
    digits
        .iter()
        .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
}

fn ccyymmdd(input: &[u8]) -> IResult<&[u8], NaiveDate> {
    map_opt(take(8usize), |digits: &[u8]| {
        day_of(digits.try_into().ok()?)
    })
    .parse(input)
}

fn hhmm(input: &[u8]) -> IResult<&[u8], ()> {
    map_opt(take(4usize), |time: &[u8]| {
        let digits = time.iter().all(u8::is_ascii_digit);
        (digits && number(&time[..2]) < 24 && number(&time[2..]) < 60).then_some(())
    })
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_qualifier_reads_its_own_format() {
        assert_eq!(
            DateRange::parse(b"D8", b"20240229"),
            Ok(DateRange::day(date("2024-02-29")))
        );
        assert_eq!(
            DateRange::parse(b"RD8", b"20241230-20250102"),
            Ok(DateRange {
                from: date("2024-12-30"),
                to: date("2025-01-02")
            })
        );
        assert_eq!(
            DateRange::parse(b"DT", b"202501311459"),
            Ok(DateRange::day(date("2025-01-31")))
        );
    }

    #[test]
    fn days_the_calendar_lacks_are_refused() {
        for (qualifier, text) in [
            ("D8", "20230229"),
            ("D8", "2025013"),
            ("D8", "202501311"),
            ("D8", "00000000"),
            ("D8", "00010101"),
            ("D8", "01/31/25"),
            ("RD8", "20250102-20241230"),
            ("RD8", "20250102"),
            ("DT", "202501312460"),
            ("TM", "1200"),
            ("", "20250131"),
        ] {
            assert_eq!(
                DateRange::parse(qualifier.as_bytes(), text.as_bytes()),
                Err(MalformedDate),
                "{qualifier} {text}"
            );
        }
    }

    #[test]
    fn a_range_includes_both_its_ends() {
        let range = DateRange::parse(b"RD8", b"20250130-20250202").unwrap();
        assert!(range.contains(date("2025-01-30")) && range.contains(date("2025-02-02")));
        assert!(!range.contains(date("2025-02-03")));
        assert_eq!(range.days().last(), Some(date("2025-02-02")));
    }
}
