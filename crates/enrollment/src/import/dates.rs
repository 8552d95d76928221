//! Dates as sources write them.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::report::Reason;
use crate::cells;
use crate::problem::ProblemKind;

/// How a source writes dates: `YYYY`, `MM`, `DD` and `MON` (`JAN`) with anything between them.
///
/// Where something stands between them, month and day may have one digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateFormat {
    pattern: String,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    MonthName,
    Mark(char),
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

impl DateFormat {
    /// Reads a pattern; none when it lacks year, month or day or has one of them twice.
    pub(super) fn new(pattern: &str) -> Option<DateFormat> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(next) = rest.chars().next() {
            let named = [
                ("YYYY", Part::Year),
                ("MON", Part::MonthName),
                ("MM", Part::Month),
                ("DD", Part::Day),
            ];
            let named = named.into_iter().find(|(name, _)| rest.starts_with(name));
            match named {
                Some((name, part)) => {
                    parts.push(part);
                    rest = &rest[name.len()..];
                }
                None if next.is_ascii_alphanumeric() => return None,
                None => {
                    parts.push(Part::Mark(next));
                    rest = &rest[next.len_utf8()..];
                }
            }
        }
        let count = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let whole = count(&[Part::Year]) == 1
            && count(&[Part::Day]) == 1
            && count(&[Part::Month, Part::MonthName]) == 1;
        let pattern = pattern.to_owned();
        whole.then_some(DateFormat { pattern, parts })
    }

    /// Reads a date of this form.
    pub(super) fn read(&self, text: &str) -> Option<NaiveDate> {
        let loose = self.parts.iter().any(|part| matches!(part, Part::Mark(_)));
        let (mut year, mut month, mut day) = (0, 0, 0);
        let mut rest = text;
        for part in &self.parts {
            match part {
                Part::Mark(mark) => rest = rest.strip_prefix(*mark)?,
                Part::MonthName => {
                    let name = rest.get(..3)?;
                    let found = MONTHS
                        .iter()
                        .position(|one| one.eq_ignore_ascii_case(name))?;
                    month = u32::try_from(found).ok()? + 1;
                    rest = &rest[3..];
                }
                Part::Year => {
                    let digits = number(rest, 4, 4)?;
                    year = digits.parse().ok()?;
                    rest = &rest[digits.len()..];
                }
                Part::Month | Part::Day => {
                    let digits = number(rest, if loose { 1 } else { 2 }, 2)?;
                    let value = digits.parse().ok()?;
                    match part {
                        Part::Month => month = value,
                        _ => day = value,
                    }
                    rest = &rest[digits.len()..];
                }
            }
        }
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        (is_midnight(rest) && date.year() >= 1900).then_some(date)
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pattern)
    }
}

/// Forms that are known to be ones.
pub(super) fn forms(patterns: &[&str]) -> Vec<DateFormat> {
    patterns
        .iter()
        .filter_map(|pattern| DateFormat::new(pattern))
        .collect()
}

/// As many digits as there are, at most `most`; none when fewer than `least`.
fn number(text: &str, least: usize, most: usize) -> Option<&str> {
    let digits = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    (digits >= least).then(|| &text[..digits])
}

/// Whether nothing follows a date but a time of zeros, which exports add.
fn is_midnight(rest: &str) -> bool {
    rest.is_empty()
        || (rest.starts_with([' ', 'T']) && rest[1..].bytes().all(|byte| b"0:.Z".contains(&byte)))
}

/// Reads a date of any of these forms, as `2025-01-31`; an empty cell is no date.
pub(super) fn iso(formats: &[DateFormat], text: &str) -> Result<String, Reason> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let mut days: Vec<NaiveDate> = formats.iter().filter_map(|form| form.read(text)).collect();
    days.sort_unstable();
    days.dedup();
    let expected = || {
        let forms: Vec<String> = formats.iter().map(DateFormat::to_string).collect();
        forms.join(" or ")
    };
    match days[..] {
        [day] => Ok(day.to_string()),
        [] => Err(match cells::date(text) {
            Err(ProblemKind::SerialDate) => Reason::Cell(ProblemKind::SerialDate),
            _ if cells::is_scientific(text) => Reason::Cell(ProblemKind::ScientificNotation),
            _ if has_two_digit_year(text) => Reason::TwoDigitYear,
            _ => Reason::Date {
                expected: expected(),
            },
        }),
        _ => Err(Reason::AmbiguousDate {
            expected: expected(),
        }),
    }
}

fn has_two_digit_year(text: &str) -> bool {
    let day = text.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| part.len() <= 2 && cells::digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(patterns: &[&str], text: &str) -> Result<String, Reason> {
        let formats: Vec<DateFormat> = patterns
            .iter()
            .map(|pattern| DateFormat::new(pattern).unwrap())
            .collect();
        iso(&formats, text)
    }

    #[test]
    fn a_date_is_read_as_its_form_says() {
        for (pattern, text) in [
            ("MM/DD/YYYY", "01/31/2025"),
            ("MM/DD/YYYY", "1/31/2025"),
            ("YYYYMMDD", "20250131"),
            ("YYYY-MM-DD", "2025-01-31T00:00:00"),
            ("DD-MON-YYYY", "31-Jan-2025"),
            ("MM/DD/YYYY", "1/31/2025 0:00"),
        ] {
            assert_eq!(read(&[pattern], text).unwrap(), "2025-01-31", "{text}");
        }
        assert_eq!(read(&["YYYYMMDD"], "").unwrap(), "");
    }

    #[test]
    fn nothing_is_guessed() {
        let serial = Reason::Cell(ProblemKind::SerialDate);
        assert_eq!(read(&["MM/DD/YYYY"], "45321").unwrap_err(), serial);
        assert_eq!(
            read(&["MM/DD/YYYY"], "1/31/25").unwrap_err(),
            Reason::TwoDigitYear
        );
        assert!(matches!(
            read(&["YYYY-MM-DD"], "1/31/2025").unwrap_err(),
            Reason::Date { expected } if expected == "YYYY-MM-DD"
        ));
        assert!(matches!(
            read(&["MM/DD/YYYY", "DD/MM/YYYY"], "03/04/2025").unwrap_err(),
            Reason::AmbiguousDate { .. }
        ));
        assert!(read(&["MM/DD/YYYY"], "02/30/2025").is_err());
        assert!(read(&["MM/DD/YYYY"], "01/31/2025 09:30").is_err());
    }

    #[test]
    fn a_pattern_has_year_month_and_day_once() {
        for pattern in [
            "MM/YYYY",
            "MM/DD/YY",
            "DD/DD/YYYY",
            "MM/MON/DD/YYYY",
            "date",
        ] {
            assert_eq!(DateFormat::new(pattern), None, "{pattern}");
        }
    }
}
