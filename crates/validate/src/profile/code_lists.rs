//! Lists of the user: codes or members, with the days on which they are valid.

use std::cmp::Ordering;
use std::io::Read;

use chrono::{Datelike, NaiveDate};
use remedi_claims::DateRange;

use super::table::{Fault, day, read_rows};
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
    of_list: [Option<Listing<Code>>; CodeList::COUNT],
}

impl CodeLists {
    pub fn set(&mut self, list: CodeList, table: Listing<Code>) {
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

/// What stands in a list: a code, or a member.
pub(crate) trait Entry: Ord + Sized {
    /// Reads one as a user writes it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(text: &str) -> Result<Self, String>;

    /// How it stands to one as it was sent.
    fn compare(&self, sent: &[u8]) -> Ordering;

    /// What an error calls a cell of its row.
    fn called(cell: &str) -> String;
}

/// A code of up to twelve letters and digits, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Code(u64);

impl Code {
    const LONGEST: usize = 12;

    fn pack(code: impl ExactSizeIterator<Item = u8>) -> Option<Code> {
        if code.len() == 0 || code.len() > Code::LONGEST {
            return None;
        }
        let mut digits = code.map(|byte| match byte {
            b'0'..=b'9' => Some(byte - b'0' + 1),
            b'A'..=b'Z' => Some(byte - b'A' + 11),
            _ => None,
        });
        let packed = digits.try_fold(0_u64, |packed, digit| Some(packed * 37 + u64::from(digit?)));
        packed.map(Code)
    }
}

impl Entry for Code {
    /// Decimal points are left out.
    fn read(text: &str) -> Result<Code, String> {
        let code: Vec<u8> = text.bytes().filter(|&byte| byte != b'.').collect();
        let code = Code::pack(code.to_ascii_uppercase().into_iter());
        code.ok_or_else(|| format!("`{text}` is not one to twelve letters and digits"))
    }

    fn compare(&self, sent: &[u8]) -> Ordering {
        // What can be in no list is before all that is in one.
        Some(*self).cmp(&Code::pack(sent.iter().copied()))
    }

    fn called(cell: &str) -> String {
        format!("`{cell}`")
    }
}

/// A member id, in capitals and without hyphens: as a card shows it is as good as what is sent. Errors show none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member(Box<[u8]>);

impl Member {
    fn plain(id: &[u8]) -> impl Iterator<Item = u8> {
        let bytes = id.iter().filter(|&&byte| byte != b'-');
        bytes.map(u8::to_ascii_uppercase)
    }
}

impl Entry for Member {
    fn read(text: &str) -> Result<Member, String> {
        let id: Box<[u8]> = Member::plain(text.as_bytes()).collect();
        let is_id = (1..=80).contains(&id.len()) && id.iter().all(u8::is_ascii_graphic);
        match is_id {
            true => Ok(Member(id)),
            false => Err("this is no member id".to_owned()),
        }
    }

    fn compare(&self, sent: &[u8]) -> Ordering {
        self.0.iter().copied().cmp(Member::plain(sent.trim_ascii()))
    }

    fn called(_: &str) -> String {
        "this".to_owned()
    }
}

/// The days on which a row holds: of the common era, the ends of the type where it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Days {
    from: i32,
    to: i32,
}

/// Rows by what they are of and their first day, found by halving.
#[derive(Debug)]
pub(crate) struct Listing<E> {
    rows: Vec<(E, Days)>,
}

impl<E> Default for Listing<E> {
    fn default() -> Listing<E> {
        Listing { rows: Vec::new() }
    }
}

impl<E: Entry> Listing<E> {
    /// Adds a row with its first and last day.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(
        &mut self,
        text: &str,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<(), String> {
        let days = Days {
            from: from.map_or(i32::MIN, |day| day.num_days_from_ce()),
            to: to.map_or(i32::MAX, |day| day.num_days_from_ce()),
        };
        self.rows.push((E::read(text.trim())?, days));
        match days.from > days.to {
            true => Err("valid_from is later than valid_to".to_owned()),
            false => Ok(()),
        }
    }

    /// To be called when all rows are there.
    pub fn sort(&mut self) {
        self.rows.sort_unstable();
        self.rows.shrink_to_fit();
    }

    pub fn find(&self, sent: &[u8], day: Option<NaiveDate>) -> Listed {
        let start = self
            .rows
            .partition_point(|(entry, _)| entry.compare(sent).is_lt());
        let own = self.rows[start..].iter();
        let own = own.take_while(|(entry, _)| entry.compare(sent).is_eq());
        let Some(day) = day.map(|day| day.num_days_from_ce()) else {
            return match own.count() {
                0 => Listed::Absent,
                _ => Listed::Valid,
            };
        };
        let mut nearest = None;
        for (_, days) in own {
            if days.from <= day && day <= days.to {
                return Listed::Valid;
            }
            // Rows are in the order of their first day: the last that has started is nearest.
            if nearest.is_none() || days.from <= day {
                nearest = Some(days);
            }
        }
        match nearest {
            Some(days) => Listed::NotThen {
                from: NaiveDate::from_num_days_from_ce_opt(days.from),
                to: NaiveDate::from_num_days_from_ce_opt(days.to),
            },
            None => Listed::Absent,
        }
    }

    /// Reads a CSV file with the columns `code`, and where wanted `valid_from` and `valid_to`: ISO dates, empty
    /// where open. Other columns are left alone.
    ///
    /// # Errors
    /// The line, and what is wrong in it.
    pub fn read(input: impl Read) -> Result<Listing<E>, Fault> {
        let mut listing = Listing::default();
        let columns = ["code", "valid_from", "valid_to"];
        read_rows(input, columns, |[code, from, to]| {
            let from = day("valid_from", from, E::called)?;
            let to = day("valid_to", to, E::called)?;
            let added = listing.add(code, from, to);
            added.map_err(|wrong| format!("code: {wrong}"))
        })?;
        listing.sort();
        Ok(listing)
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
        let table = Listing::<Code>::read(text.as_bytes()).unwrap();
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
        let error = |text: &str| Listing::<Code>::read(text.as_bytes()).unwrap_err();
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
        let pack = |code: &[u8]| Code::pack(code.iter().copied());
        assert_ne!(pack(b"0300"), pack(b"300"));
        assert_ne!(pack(b"00"), pack(b"0"));
        assert!(pack(b"ZZZZZZZZZZZZ").is_some() && pack(b"ZZZZZZZZZZZZZ").is_none());
        assert!(pack(b"").is_none() && pack(b"e119").is_none());
    }

    #[test]
    fn a_row_that_ends_before_it_starts_is_told() {
        let text = "code,valid_from,valid_to\nA1,2020-01-02,2020-01-01\n";
        let (line, message) = Listing::<Code>::read(text.as_bytes()).unwrap_err();
        assert_eq!(line, Some(2));
        assert!(message.contains("later than valid_to"), "{message}");
    }

    #[test]
    fn members_are_found_in_any_case_with_or_without_hyphens() {
        let text = "code\n1EG4-TE5-MK73\nxqz123456789012345\n";
        let listing = Listing::<Member>::read(text.as_bytes()).unwrap();
        for id in ["1EG4TE5MK73", "1eg4-te5-mk73", "XQZ123456789012345"] {
            assert_eq!(listing.find(id.as_bytes(), None), Listed::Valid, "{id}");
        }
        assert_eq!(listing.find(b"1EG4TE5MK7", None), Listed::Absent);
    }

    #[test]
    fn no_error_shows_a_member() {
        for text in [
            "code\nDOE 4711\n",
            "code,valid_from\nA4711,4711\n",
            "code\n---\n",
        ] {
            let (line, message) = Listing::<Member>::read(text.as_bytes()).unwrap_err();
            assert_eq!(line, Some(2), "{text}");
            assert!(!message.contains("4711"), "{message}");
        }
    }
}
