//! Prior authorizations on file.

use chrono::NaiveDate;
use remedi_claims::{CodeRange, DateRange, Npi, Pos, PosSet, ProcedureCode};

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
    /// The file it is from.
    pub file: std::sync::Arc<str>,
    /// The line it is on.
    pub line: u32,
}

/// A service that an authorization is sent for.
#[derive(Clone, Copy)]
pub struct AuthorizedService<'a> {
    /// The payer, when it is known.
    pub payer: Option<PayerIndex>,
    /// The member's id (2010BA NM109): never to be shown.
    pub member_id: &'a str,
    /// Who may be the one it is for: the rendering and the billing provider and the facility.
    pub providers: [Option<Npi>; 3],
    /// The procedure.
    pub procedure: Option<ProcedureCode>,
    /// The days of service.
    pub dates: Option<DateRange>,
    /// The place of service; none on an 837I.
    pub pos: Option<Pos>,
}

/// What the authorizations on file say of a number sent for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorized {
    /// It is for the service.
    Granted {
        /// The line of `authorizations.csv`.
        line: u32,
        /// Units granted, where told.
        units: Option<u32>,
    },
    /// It is not for the service.
    Not {
        /// The line of `authorizations.csv` that comes nearest.
        line: u32,
        /// What is first different.
        difference: Difference,
    },
    /// The number is not on file.
    NotOnFile,
}

/// What an authorization says otherwise than the service, in the order in which it is most useful to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is for another member.
    Member,
    /// It is for other procedures.
    Procedure,
    /// It is for another provider.
    Provider,
    /// It is not yet good on a day of the service.
    BeforeStart,
    /// It is no longer good on a day of the service.
    AfterEnd,
    /// It is for other places of service.
    PlaceOfService,
}

impl Difference {
    /// The column of `authorizations.csv`.
    pub const fn column(self) -> &'static str {
        match self {
            Difference::Member => "member_id",
            Difference::Procedure => "procedures",
            Difference::Provider => "provider_npi",
            Difference::BeforeStart => "valid_from",
            Difference::AfterEnd => "valid_to",
            Difference::PlaceOfService => "pos",
        }
    }
}

impl Authorization {
    /// What it says otherwise than the service. What either does not tell is no difference.
    pub fn differences(&self, service: &AuthorizedService<'_>) -> impl Iterator<Item = Difference> {
        let (own, sent) = (self.member_id.trim(), service.member_id.trim());
        let is_other_member =
            !own.is_empty() && !sent.is_empty() && !own.eq_ignore_ascii_case(sent);
        let is_other_procedure = service
            .procedure
            .is_some_and(|procedure| !self.covers(procedure));
        let mut named = service.providers.iter().flatten().peekable();
        let is_other_provider = self
            .provider
            .is_some_and(|own| named.peek().is_some() && named.all(|npi| *npi != own));
        let is_earlier = |from| service.dates.is_some_and(|dates| dates.from < from);
        let is_later = |to| service.dates.is_some_and(|dates| to < dates.to);
        let is_other_place = service
            .pos
            .is_some_and(|pos| !self.pos.is_empty() && !self.pos.contains(pos));
        let all = [
            (is_other_member, Difference::Member),
            (is_other_procedure, Difference::Procedure),
            (is_other_provider, Difference::Provider),
            (
                self.valid_from.is_some_and(is_earlier),
                Difference::BeforeStart,
            ),
            (self.valid_to.is_some_and(is_later), Difference::AfterEnd),
            (is_other_place, Difference::PlaceOfService),
        ];
        all.into_iter()
            .filter_map(|(differs, what)| differs.then_some(what))
    }

    /// Whether it is good on that day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it is for the procedure; any procedure when it names none.
    pub fn covers(&self, procedure: ProcedureCode) -> bool {
        self.procedures.is_empty() || self.names(procedure)
    }

    /// Whether it names the procedure.
    pub fn names(&self, procedure: ProcedureCode) -> bool {
        let mut named = self.procedures.iter();
        named.any(|range| range.contains(procedure))
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
            file: "authorizations.csv".into(),
            line: 2,
        };
        assert!(!format!("{authorization:?}").contains("SECRET99"));
        assert!(authorization.covers(ProcedureCode::parse(b"99213").unwrap()));
        assert!(!authorization.covers(ProcedureCode::parse(b"99214").unwrap()));
        assert!(!authorization.valid_on("2024-12-31".parse().unwrap()));
    }
}
