//! The user's fee schedule: what procedures are paid at facilities and elsewhere.

use std::collections::HashMap;
use std::io::Read;

use remedi_claims::{Modifier, Money, ProcedureCode};

use super::table::{Fault, read_rows};

/// What a fee schedule says of a procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fee {
    /// What is paid for a unit at a facility.
    pub facility: Option<Money>,
    /// What is paid for a unit elsewhere.
    pub non_facility: Option<Money>,
    /// The PC/TC indicator: 1 diagnostic test, 3 technical component only, 5 incident to a physician's service.
    pub pctc: Option<u8>,
    /// Whether the procedure is not done outside of facilities (NA indicator).
    pub is_facility_only: bool,
}

/// Procedures with their fees, by modifier (26, TC) where they differ.
#[derive(Debug, Default)]
pub(crate) struct FeeSchedule {
    fees: HashMap<(ProcedureCode, Option<Modifier>), Fee>,
}

impl FeeSchedule {
    pub fn is_empty(&self) -> bool {
        self.fees.is_empty()
    }

    /// The fee under the first of the modifiers that has one of its own, else the fee without.
    pub fn find(&self, code: ProcedureCode, modifiers: &[Option<Modifier>]) -> Option<Fee> {
        let own = modifiers.iter().flatten();
        let mut own = own.filter_map(|&modifier| self.fees.get(&(code, Some(modifier))));
        own.next().or_else(|| self.fees.get(&(code, None))).copied()
    }

    /// Reads a CSV file with the column `code`, and where wanted `modifier`, `facility`, `non_facility` (amounts),
    /// `pctc` (a digit) and `na_indicator` (`NA` for what is not done outside of facilities).
    ///
    /// # Errors
    /// The line, and what is wrong in it.
    pub fn read(input: impl Read) -> Result<FeeSchedule, Fault> {
        let columns = [
            "code",
            "modifier",
            "facility",
            "non_facility",
            "pctc",
            "na_indicator",
        ];
        let mut schedule = FeeSchedule::default();
        read_rows(input, columns, |cells| {
            let [code, modifier, facility, elsewhere, pctc, na] = cells;
            let wrong =
                |name: &str, cell: &str, what: &str| format!("{name}: `{cell}` is no {what}");
            let amount = |name: &str, cell: &str| match cell {
                "" => Ok(None),
                _ => Money::parse(cell.as_bytes())
                    .map(Some)
                    .map_err(|_| wrong(name, cell, "amount such as 41.20")),
            };
            let code = ProcedureCode::parse(code.as_bytes())
                .ok_or_else(|| wrong("code", code, "procedure of five characters"))?;
            let modifier = match modifier {
                "" => None,
                _ => Some(
                    Modifier::parse(modifier.as_bytes())
                        .ok_or_else(|| wrong("modifier", modifier, "modifier"))?,
                ),
            };
            let fee = Fee {
                facility: amount("facility", facility)?,
                non_facility: amount("non_facility", elsewhere)?,
                pctc: match pctc.as_bytes() {
                    b"" => None,
                    [digit @ b'0'..=b'9'] => Some(digit - b'0'),
                    _ => return Err(wrong("pctc", pctc, "digit")),
                },
                is_facility_only: match na.to_ascii_uppercase().as_str() {
                    "" => false,
                    "NA" => true,
                    _ => return Err(wrong("na_indicator", na, "indicator: NA, or nothing")),
                },
            };
            schedule.fees.insert((code, modifier), fee);
            Ok(())
        })?;
        Ok(schedule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "code,modifier,facility,non_facility,pctc,na_indicator,note\n\
        93000,,14.00,14.00,4,,x\n71046,,,28.50,1,,\n71046,26,9.10,9.10,1,,\n33533,,1800.00,,0,NA,\n";

    #[test]
    fn the_fee_of_the_modifier_beats_that_of_the_procedure() {
        let schedule = FeeSchedule::read(TEXT.as_bytes()).unwrap();
        let code = ProcedureCode::parse(b"71046").unwrap();
        let fee = |modifier: &[u8]| schedule.find(code, &[Modifier::parse(modifier)]).unwrap();
        assert_eq!(fee(b"26").facility, Money::parse(b"9.10").ok());
        assert_eq!(fee(b"59").non_facility, Money::parse(b"28.50").ok());
        let bypass = schedule.find(ProcedureCode::parse(b"33533").unwrap(), &[]);
        assert!(bypass.unwrap().is_facility_only);
    }

    #[test]
    fn what_is_wrong_in_a_file_is_told_with_its_line() {
        for (text, line, said) in [
            ("codes\n", 1, "no column"),
            ("code,facility\n93000,$4\n", 2, "`$4` is no amount"),
            ("code\n9300\n", 2, "`9300` is no procedure"),
            ("code,pctc\n93000,10\n", 2, "`10` is no digit"),
        ] {
            let (at, message) = FeeSchedule::read(text.as_bytes()).unwrap_err();
            assert_eq!(at, Some(line), "{text}");
            assert!(message.contains(said), "{message}");
        }
    }
}
