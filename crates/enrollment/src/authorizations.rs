//! Prior authorizations on file.

use chrono::NaiveDate;
use remedi_claims::{CodeRange, Npi, PosSet, ProcedureCode};

use crate::payers::PayerIndex;

/// One row of `authorizations.csv`.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The number the payer gave (REF*G1).
    pub number: Box<str>,
    /// The payer; none when not told.
    pub payer: Option<PayerIndex>,
    /// The member's id: never to be shown.
    pub member_id: Box<str>,
    /// The provider it is for; none when not told.
    pub provider: Option<Npi>,
    /// The procedures it is for; empty when not told.
    pub procedures: Box<[CodeRange]>,
    /// Units granted.
    pub units: Option<u32>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// Places of service it is for; empty when not told.
    pub pos: PosSet,
    /// The line it is on.
    pub line: u32,
}

impl Authorization {
    /// Whether it is good on that day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it is for the procedure; any procedure when it names none.
    pub fn covers(&self, procedure: ProcedureCode) -> bool {
        self.procedures.is_empty()
            || self
                .procedures
                .iter()
                .any(|range| range.contains(procedure))
    }
}

impl std::fmt::Debug for Authorization {
    /// All but the member.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorization")
            .field("number", &self.number)
            .field("payer", &self.payer)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_no_member_id() {
        let authorization = Authorization {
            number: "A1".into(),
            payer: None,
            member_id: "SECRET99".into(),
            provider: None,
            procedures: Box::new([CodeRange::parse("99213").unwrap()]),
            units: None,
            valid_from: "2025-01-01".parse().ok(),
            valid_to: None,
            pos: PosSet::default(),
            line: 2,
        };
        assert!(!format!("{authorization:?}").contains("SECRET99"));
        assert!(authorization.covers(ProcedureCode::parse(b"99213").unwrap()));
        assert!(!authorization.covers(ProcedureCode::parse(b"99214").unwrap()));
        assert!(!authorization.valid_on("2024-12-31".parse().unwrap()));
    }
}
