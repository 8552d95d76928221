//! Code lists of the user: codes with the days on which they are valid.

use std::io::Read;

use chrono::{Datelike, NaiveDate};
use remedi_claims::DateRange;

use crate::codes::CodeList;

/// The lists that a profile may name, and their keys.
pub(super) const NAMED: [(&str, CodeList); 17] = [
    ("icd_10_cm", CodeList::Icd10Cm),
    ("icd_9_cm", CodeList::Icd9Cm),
    ("icd_10_pcs", CodeList::Icd10Pcs),
    ("icd_9_procedure", CodeList::Icd9Procedure),
    ("hcpcs", CodeList::Hcpcs),
    ("cdt", CodeList::Cdt),
    ("modifier", CodeList::Modifier),
    ("revenue_code", CodeList::RevenueCode),
    ("drg", CodeList::Drg),
    ("condition_code", CodeList::ConditionCode),
    ("occurrence_code", CodeList::OccurrenceCode),
    ("occurrence_span_code", CodeList::OccurrenceSpanCode),
    ("value_code", CodeList::ValueCode),
    ("discharge_status", CodeList::DischargeStatus),
    ("ndc", CodeList::Ndc),
    ("taxonomy", CodeList::Taxonomy),
    ("adjustment_reason", CodeList::AdjustmentReason),
];

/// The same without their keys.
pub(crate) const NAMED_LISTS: [CodeList; NAMED.len()] = {
    let mut lists = [CodeList::Icd10Cm; NAMED.len()];
    let mut at = 0;
    while at < lists.len() {
        lists[at] = NAMED[at].1;
        at += 1;
    }
    lists
};

/// What a list says of a code on the days of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    /// It is in the list, and valid.
    Valid,
    /// It is not in the list.
    Absent,
    /// It is in the list, and not valid then: the nearest days on which it is.
    NotThen {
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    },
}

/// The user's lists.
#[derive(Debug, Default)]
pub(crate) struct CodeLists {
    of_list: [Option<CodeTable>; CodeList::COUNT],
}

impl CodeLists {
    pub fn set(&mut self, list: CodeList, table: CodeTable) {
        self.of_list[list as usize] = Some(table);
    }

    pub fn is_empty(&self) -> bool {
        self.of_list.iter().all(Option::is_none)
    }

    /// What the list says of a code; `None` when there is no such list.
    pub fn find(&self, list: CodeList, code: &[u8], dates: Option<DateRange>) -> Option<Listed> {
        let table = self.of_list[list as usize].as_ref()?;
        // A stay is coded by the day of discharge, a line by its first day.
        let day = dates.map(|dates| match list {
            CodeList::Icd10Cm
            | CodeList::Icd9Cm
            | CodeList::Icd10Pcs
            | CodeList::Icd9Procedure
            | CodeList::Drg
            | CodeList::DischargeStatus => dates.to,
            _ => dates.from,
        });
        Some(table.find(code, day))
    }
}

/// Codes in order: 16 bytes a row, found by halving.
#[derive(Debug, Default)]
pub(crate) struct CodeTable {
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    code: u64,
    /// Days of the common era; the ends of the type where the row is open.
    from: i32,
    to: i32,
}

/// The longest code.
const LONGEST: usize = 12;

/// Up to twelve letters and digits as a number; `None` for what is none.
fn pack(code: &[u8]) -> Option<u64> {
    if code.is_empty() || code.len() > LONGEST {
        return None;
    }
    code.iter().try_fold(0_u64, |packed, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0' + 1,
            b'A'..=b'Z' => byte - b'A' + 11,
            _ => return None,
        };
        Some(packed * 37 + u64::from(digit))
    })
}

impl CodeTable {
    /// Adds a code with its first and last day; whether it is one. Decimal points are left out.
    pub fn add(&mut self, code: &str, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
        let code: Vec<u8> = code.trim().bytes().filter(|&byte| byte != b'.').collect();
        let Some(code) = pack(&code.to_ascii_uppercase()) else {
            return false;
        };
        self.rows.push(Row {
            code,
            from: from.map_or(i32::MIN, |day| day.num_days_from_ce()),
            to: to.map_or(i32::MAX, |day| day.num_days_from_ce()),
        });
        true
    }

    /// To be called when all codes are there.
    pub fn sort(&mut self) {
        self.rows.sort_unstable();
        self.rows.shrink_to_fit();
    }

    pub fn find(&self, code: &[u8], day: Option<NaiveDate>) -> Listed {
        let Some(code) = pack(code) else {
            return Listed::Absent;
        };
        let start = self.rows.partition_point(|row| row.code < code);
        let own = self.rows[start..].iter().take_while(|row| row.code == code);
        let Some(day) = day.map(|day| day.num_days_from_ce()) else {
            return match own.count() {
                0 => Listed::Absent,
                _ => Listed::Valid,
            };
        };
        let mut nearest = None;
        for row in own {
            if row.from <= day && day <= row.to {
                return Listed::Valid;
            }
            // Rows are in the order of their first day: the last that has started is nearest.
            if nearest.is_none() || row.from <= day {
                nearest = Some(row);
            }
        }
        match nearest {
            Some(row) => Listed::NotThen {
                from: NaiveDate::from_num_days_from_ce_opt(row.from),
                to: NaiveDate::from_num_days_from_ce_opt(row.to),
            },
            None => Listed::Absent,
        }
    }

    /// Reads a CSV file with the columns `code`, and where wanted `valid_from` and `valid_to`: ISO dates, empty
    /// where open. Other columns are left alone.
    ///
    /// # Errors
    /// The line, and what is wrong in it.
    pub fn read(input: impl Read) -> Result<CodeTable, (Option<u64>, String)> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        let of_csv = |error: csv::Error| {
            let line = error.position().map(csv::Position::line);
            (line, error.to_string())
        };
        let header = reader.headers().map_err(of_csv)?.clone();
        let column = |name: &str| {
            let is_it = |cell: &str| {
                let cell = cell.trim_start_matches('\u{feff}').trim();
                cell.eq_ignore_ascii_case(name)
            };
            header.iter().position(is_it)
        };
        let Some(code) = column("code") else {
            return Err((Some(1), "no column `code`".to_owned()));
        };
        let (from, to) = (column("valid_from"), column("valid_to"));
        let mut table = CodeTable::default();
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(of_csv)? {
            let line = row.position().map(csv::Position::line);
            let day = |column: Option<usize>, name: &str| {
                let cell = column.and_then(|at| row.get(at)).unwrap_or_default().trim();
                if cell.is_empty() {
                    return Ok(None);
                }
                let day = cell.parse().map(Some);
                day.map_err(|_| {
                    (
                        line,
                        format!("{name}: `{cell}` is no date such as 2025-01-31"),
                    )
                })
            };
            let sent = row.get(code).unwrap_or_default();
            let (from, to) = (day(from, "valid_from")?, day(to, "valid_to")?);
            if !table.add(sent, from, to) {
                let message = format!("code: `{sent}` is not one to twelve letters and digits");
                return Err((line, message));
            }
        }
        table.sort();
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn codes_are_found_on_their_days() {
        let text = "code,valid_from,valid_to,meaning\nE11.9,2015-10-01,,x\n99201,,2020-12-31,y\n\
            99202,2010-01-01,2012-12-31,a\n99202,2021-01-01,,b\n";
        let table = CodeTable::read(text.as_bytes()).unwrap();
        assert_eq!(table.find(b"E119", day("2025-01-01")), Listed::Valid);
        assert_eq!(table.find(b"E11", day("2025-01-01")), Listed::Absent);
        assert_eq!(table.find(b"0E119", None), Listed::Absent);
        assert_eq!(table.find(b"99201", None), Listed::Valid);
        let until = Listed::NotThen {
            from: None,
            to: day("2020-12-31"),
        };
        assert_eq!(table.find(b"99201", day("2021-01-01")), until);
        let before = Listed::NotThen {
            from: day("2010-01-01"),
            to: day("2012-12-31"),
        };
        assert_eq!(table.find(b"99202", day("2015-01-01")), before);
        assert_eq!(table.find(b"99202", day("2021-01-01")), Listed::Valid);
    }

    #[test]
    fn what_is_wrong_in_a_file_is_told_with_its_line() {
        let error = |text: &str| CodeTable::read(text.as_bytes()).unwrap_err();
        assert_eq!(
            error("codes\nA\n"),
            (Some(1), "no column `code`".to_owned())
        );
        let (line, message) = error("code,valid_from\nA1,2020-01-01\nA2,1/1/2020\n");
        assert_eq!(line, Some(3));
        assert!(message.contains("`1/1/2020` is no date"), "{message}");
        let (line, message) = error("code\nA 1\n");
        assert_eq!(line, Some(2));
        assert!(message.contains("`A 1`"), "{message}");
    }

    #[test]
    fn leading_zeros_and_lengths_tell_codes_apart() {
        assert_ne!(pack(b"0300"), pack(b"300"));
        assert_ne!(pack(b"00"), pack(b"0"));
        assert!(pack(b"ZZZZZZZZZZZZ").is_some() && pack(b"ZZZZZZZZZZZZZ").is_none());
        assert!(pack(b"").is_none() && pack(b"e119").is_none());
    }
}
