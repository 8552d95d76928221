//! What the tables say of procedures, remembered: claims bill few of them again and again.

use remedi_claims::ProcedureCode;

use crate::procedure_places::Families;
use crate::services::{self, Service};

/// What the tables say of a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProcedureFacts {
    /// The families that rules on places know it by.
    pub families: Families,
    /// Whether it is a service of some kind, on some day.
    pub may_be_service: bool,
    /// Whether it does not tell what was done, on some day.
    pub may_be_unlisted: bool,
}

impl ProcedureFacts {
    fn of(code: ProcedureCode) -> ProcedureFacts {
        ProcedureFacts {
            families: Families::of(code),
            may_be_service: Service::of(code, None).is_some(),
            may_be_unlisted: services::is_unlisted(code, None),
        }
    }
}

/// The procedures looked up not long ago.
#[derive(Debug)]
pub(crate) struct Procedures(Box<[Option<(ProcedureCode, ProcedureFacts)>; ROWS]>);

const ROWS: usize = 512;

impl Default for Procedures {
    fn default() -> Procedures {
        Procedures(Box::new([None; ROWS]))
    }
}

impl Procedures {
    /// What the tables say of a procedure.
    pub fn facts(&mut self, code: ProcedureCode) -> ProcedureFacts {
        let [first, rest @ ..] = code.as_bytes();
        let key = u32::from_le_bytes(*rest) ^ u32::from(*first);
        let row = &mut self.0[(key.wrapping_mul(0x9E37_79B1) >> 23) as usize % ROWS];
        match row {
            Some((same, facts)) if *same == code => *facts,
            _ => row.insert((code, ProcedureFacts::of(code))).1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_the_tables_say() {
        let mut known = Procedures::default();
        for _ in 0..2 {
            for number in (0..100_000).step_by(7) {
                let code = ProcedureCode::parse(format!("{number:05}").as_bytes()).unwrap();
                let (own, told) = (known.facts(code), ProcedureFacts::of(code));
                assert_eq!(own, told, "{code}");
            }
        }
    }
}
