//! The user's table of the places of service that diagnoses go with.

use std::io::Read;

use chrono::NaiveDate;
use remedi_claims::{Pos, PosSet};

use super::table::{Fault, day, read_rows};

/// Diagnoses of ICD-10-CM with their places of service.
#[derive(Debug, Default)]
pub(crate) struct DiagnosisPlaces {
    /// By their first code.
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    first: u64,
    last: u64,
    /// The last code of it and of all rows before it.
    reach: u64,
    from: NaiveDate,
    to: NaiveDate,
    places: PosSet,
}

impl DiagnosisPlaces {
    /// The places of service that a diagnosis (without point) goes with on a day, by all of its rows; `None` for one
    /// that the table does not know then.
    pub fn find(&self, code: &[u8], day: Option<NaiveDate>) -> Option<PosSet> {
        let code = pack(code, 0)?;
        let end = self.rows.partition_point(|row| row.first <= code);
        let rows = self.rows[..end].iter().rev();
        let rows = rows.take_while(|row| code <= row.reach);
        let own = rows.filter(|row| {
            code <= row.last && day.is_none_or(|day| row.from <= day && day <= row.to)
        });
        own.map(|row| row.places).reduce(either)
    }

    /// Reads a CSV file with the columns `diagnosis` (a code such as `O80`, a range such as `A00-A09` with all below
    /// its ends, or a start such as `O60*`), `pos` (places of service that it goes with, separated by blanks), and
    /// where wanted `valid_from` and `valid_to`: ISO dates, empty where open.
    ///
    /// # Errors
    /// The line, and what is wrong in it.
    pub fn read(input: impl Read) -> Result<DiagnosisPlaces, Fault> {
        let mut rows = Vec::new();
        let called = |cell: &str| format!("`{cell}`");
        let columns = ["diagnosis", "pos", "valid_from", "valid_to"];
        read_rows(input, columns, |[diagnosis, pos, from, to]| {
            let (first, last) = codes(diagnosis).ok_or_else(|| {
                format!("diagnosis: `{diagnosis}` is no code, range or start such as O80, A00-A09 or O60*")
            })?;
            let mut places = PosSet::default();
            for place in pos.split_whitespace() {
                let place = Pos::parse(place.as_bytes()).ok_or_else(|| {
                    format!("pos: `{place}` is no place of service of two digits")
                })?;
                places.insert(place);
            }
            if places.is_empty() {
                return Err("pos: this names no place of service".to_owned());
            }
            let from = day("valid_from", from, called)?.unwrap_or(NaiveDate::MIN);
            let to = day("valid_to", to, called)?.unwrap_or(NaiveDate::MAX);
            if from > to {
                return Err("valid_from is later than valid_to".to_owned());
            }
            rows.push(Row {
                first,
                last,
                reach: last,
                from,
                to,
                places,
            });
            Ok(())
        })?;
        rows.sort_by_key(|row| row.first);
        let mut reach = 0;
        for row in &mut rows {
            reach = row.last.max(reach);
            row.reach = reach;
        }
        Ok(DiagnosisPlaces { rows })
    }
}

/// Places that are in one of two sets.
pub(super) fn either(one: PosSet, other: PosSet) -> PosSet {
    one.iter().chain(other.iter()).collect()
}

/// The first and the last code that a cell means, points left out.
fn codes(cell: &str) -> Option<(u64, u64)> {
    let cell = cell.replace('.', "").to_ascii_uppercase();
    if let Some(start) = cell.strip_suffix('*') {
        let start = start.as_bytes();
        return Some((pack(start, 0)?, pack(start, u8::MAX)?));
    }
    let (first, last, fill) = match cell.split_once('-') {
        Some((first, last)) => (first.trim(), last.trim(), u8::MAX),
        None => (&*cell, &*cell, 0),
    };
    // The shortest codes are categories, of three characters.
    let is_whole = first.len() >= 3 && last.len() >= 3;
    let (first, last) = (pack(first.as_bytes(), 0)?, pack(last.as_bytes(), fill)?);
    (is_whole && first <= last).then_some((first, last))
}

/// A code of up to seven letters and digits as a number in the order of codes, filled up behind.
fn pack(code: &[u8], fill: u8) -> Option<u64> {
    let is_code = code.len() <= 7
        && code.first().is_some_and(u8::is_ascii_uppercase)
        && code
            .iter()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let mut bytes = [fill; 8];
    bytes.get_mut(..code.len())?.copy_from_slice(code);
    is_code.then_some(u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ranges_and_starts_are_found_on_their_days() {
        let text = "diagnosis,pos,valid_from,valid_to\nA00-B99,11,,\nA00-A09,11 23,,\no60*,21,,\nZ51.11,22,2025-01-01,\n\
            Z51.11,11,,2025-06-30\n";
        let table = DiagnosisPlaces::read(text.as_bytes()).unwrap();
        let find = |code: &str, on: &str| {
            let places = table.find(code.as_bytes(), on.parse().ok());
            places.map(|places| places.to_string())
        };
        for (code, on, places) in [
            ("A099", "2025-01-15", Some("11, 23")),
            ("A10", "2025-01-15", Some("11")),
            ("B9989", "2025-01-15", Some("11")),
            ("C00", "2025-01-15", None),
            ("O60", "2025-01-15", Some("21")),
            ("O6010X0", "2025-01-15", Some("21")),
            ("O61", "2025-01-15", None),
            ("Z5111", "2024-12-31", Some("11")),
            ("Z5111", "2025-06-30", Some("11, 22")),
            ("Z5111", "2025-07-01", Some("22")),
            ("Z5111", "unknown", Some("11, 22")),
            ("Z511", "2025-07-01", None),
            ("Z51.11", "2025-07-01", None),
        ] {
            assert_eq!(find(code, on).as_deref(), places, "{code} on {on}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_file_is_told_with_its_line() {
        for (text, line, said) in [
            ("code,pos\nO80,21\n", 1, "no column `diagnosis`"),
            ("diagnosis,pos\nO80,21\n80,21\n", 3, "`80` is no code"),
            ("diagnosis,pos\nO8,21\n", 2, "`O8` is no code"),
            ("diagnosis,pos\nA09-A00,21\n", 2, "`A09-A00` is no code"),
            ("diagnosis,pos\nO80,21 1\n", 2, "`1` is no place"),
            ("diagnosis,pos\nO80,!21\n", 2, "`!21` is no place"),
            ("diagnosis,pos\nO80,\n", 2, "names no place"),
            (
                "diagnosis,pos,valid_to\nO80,21,1/1/25\n",
                2,
                "`1/1/25` is no date",
            ),
            (
                "diagnosis,pos,valid_from,valid_to\nO80,21,2025-02-01,2025-01-31\n",
                2,
                "later than valid_to",
            ),
        ] {
            let (at, message) = DiagnosisPlaces::read(text.as_bytes()).unwrap_err();
            assert_eq!(at, Some(line), "{text}");
            assert!(message.contains(said), "{message}");
        }
    }
}
