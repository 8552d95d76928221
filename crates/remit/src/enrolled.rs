//! What the roster says about a denied service, with its source: for whoever puts an enrollment right, and for a dispute.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;
use remedi_claims::{DateRange, Pos, PosSet};
use remedi_enrollment::{
    Authorization, AuthorizedService, Clearance, Difference, Enrollment, Facility, NotCleared,
    Roster, RowIndex, Service, Status, Subject, Unknown,
};
use remedi_validate::Profile;

use crate::Denial;
use crate::member::{HashedId, IdKey};

/// A row of the roster that bears on a denied service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RosterFact {
    /// The file.
    pub file: Box<str>,
    /// The line in it; the header is line 1.
    pub line: u32,
    /// The status of the enrollment.
    pub status: Status,
    /// Its first day.
    pub from: Option<NaiveDate>,
    /// Its last day; `None` while it is open.
    pub to: Option<NaiveDate>,
    /// When it was last verified with the payer.
    pub verified_on: Option<NaiveDate>,
    /// The one fact that fails, if any does.
    pub failed: Option<FailedFact>,
}

/// A row of `authorizations.csv` with the number that was sent with a denied service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuthorizationFact {
    /// The file.
    pub file: Box<str>,
    /// The line in it; the header is line 1.
    pub line: u32,
    /// The number that the payer gave (REF*G1).
    pub number: Box<str>,
    /// Its first day.
    pub from: Option<NaiveDate>,
    /// Its last day.
    pub to: Option<NaiveDate>,
    /// Units granted.
    pub units: Option<u32>,
    /// The column that is otherwise than in the service, if any is.
    pub fact: Option<&'static str>,
}

impl fmt::Display for AuthorizationFact {
    /// Such as `authorization A4711 (authorizations.csv:2) from 2024-01-01 to 2024-12-31 of 10 units`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "authorization {} ({}:{})",
            self.number, self.file, self.line
        )?;
        if let Some(from) = self.from {
            write!(f, " from {from}")?;
        }
        if let Some(to) = self.to {
            write!(f, " to {to}")?;
        }
        if let Some(units) = self.units {
            let plural = if units == 1 { "" } else { "s" };
            write!(f, " of {units} unit{plural}")?;
        }
        if let Some(fact) = self.fact {
            write!(f, "; {fact} is not as sent")?;
        }
        Ok(())
    }
}

/// A fact of the roster that a service as denied does not meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailedFact {
    /// The column.
    pub fact: &'static str,
    /// What the roster has.
    pub expected: Box<str>,
    /// What the service has.
    pub found: Box<str>,
}

impl fmt::Display for RosterFact {
    /// Such as `enrollments.csv:12 approved from 2022-01-01 to 2025-03-14; effective_to here is 2025-03-14, in the claim
    /// 2025-03-28`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.file, self.line, self.status)?;
        if let Some(from) = self.from {
            write!(f, " from {from}")?;
        }
        if let Some(to) = self.to {
            write!(f, " to {to}")?;
        }
        if let Some(verified) = self.verified_on {
            write!(f, ", verified on {verified}")?;
        }
        if let Some(failed) = &self.failed {
            let FailedFact {
                fact,
                expected,
                found,
            } = failed;
            write!(f, "; {fact} here is {expected}")?;
            if !found.is_empty() {
                write!(f, ", in the claim {found}")?;
            }
        }
        Ok(())
    }
}

impl RosterFact {
    fn of(row: Enrollment<'_>, failed: Option<FailedFact>) -> RosterFact {
        RosterFact {
            file: row.file().into(),
            line: row.line(),
            status: row.status(),
            from: row.starts(),
            to: row.ends(),
            verified_on: row.verified_on(),
            failed,
        }
    }
}

/// A roster that is asked about denied services.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Enrolled<'r> {
    pub roster: &'r Roster,
    pub profile: Option<&'r Profile>,
    /// The day on which it is asked: rows that were not known then say nothing.
    pub as_of: NaiveDate,
}

impl Enrolled<'_> {
    /// The row that clears the service, else the one that comes nearest; `None` where the roster has none.
    ///
    /// The question is put anew from what is kept of the payment and the claim, so that the day of the answer
    /// is that of the service, and the roster as it was known on the day of asking, which is how the claim was judged.
    pub(crate) fn says_of(self, denial: &Denial) -> Option<RosterFact> {
        let roster = self.roster;
        let service = self.service(denial)?;
        let (service, _) = roster.assume(&service);
        let plain = |row: RowIndex| RosterFact::of(roster.enrollment(row), None);
        match roster.clearance(&service) {
            Clearance::Cleared(cleared) => Some(plain(cleared.row)),
            Clearance::Not(not) => self.nearest(&not, &service),
            Clearance::Unknown(Unknown::FactMissing { row, .. }) => row.map(plain),
            Clearance::Unknown(_) => None,
        }
    }

    fn nearest(self, not: &NotCleared, service: &Service<'_>) -> Option<RosterFact> {
        let near = self.roster.nearest(not, service)?;
        let failed = FailedFact {
            fact: near.fact,
            expected: near.expected.into(),
            found: near.found.into(),
        };
        let row = self.roster.enrollment(not.nearest?);
        Some(RosterFact::of(row, Some(failed)))
    }

    fn service(self, denial: &Denial) -> Option<Service<'static>> {
        let payer_id = denial.payer?;
        let payer = self.roster.payer_of(payer_id).one()?;
        let from = denial.service_from?;
        let location = denial
            .location
            .and_then(|id| self.roster.location_of_id(id));
        // Institutional claims have no place of service, and bill for themselves.
        let for_itself = denial.provider.is_none() || denial.provider == denial.payee_npi;
        let subject = match denial.pos {
            None if for_itself => Subject::BillingProvider,
            _ => Subject::RenderingProvider,
        };
        Some(Service {
            payer,
            subject,
            rendering: denial.provider,
            billing: denial.payee_npi,
            tin: denial.payee_tin,
            facility: location.map_or_else(Facility::default, |at| self.roster.facility_of(at)),
            taxonomy: None,
            plan: None,
            network: None,
            pos: denial.pos,
            procedure: denial.procedure,
            dates: DateRange {
                from,
                to: denial.service_to.unwrap_or(from).max(from),
            },
            known_on: Some(self.as_of),
            terms: self
                .profile
                .and_then(|profile| profile.terms_of(payer_id))
                .unwrap_or_default(),
        })
    }

    /// The places of service other than the one sent that the location of a denial takes; none where the roster does
    /// not say. Telehealth is no choice where the patient can be at the location.
    pub(crate) fn places_at(self, denial: &Denial) -> PosSet {
        let location = denial
            .location
            .and_then(|id| self.roster.location_of_id(id));
        let places = location.map(|at| self.roster.location(at).approved_pos);
        let mut places = places.unwrap_or_default();
        let is_telehealth = |pos: &Pos| matches!(pos.number(), 2 | 10);
        if places.iter().any(|pos| !is_telehealth(&pos)) {
            places = places.iter().filter(|pos| !is_telehealth(pos)).collect();
        }
        denial.pos.into_iter().for_each(|sent| places.remove(sent));
        places
    }
}

/// What a claim tells of an authorization that was sent with it: known by hashes alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuthorizationSent {
    pub number: HashedId,
    pub member: Option<HashedId>,
}

/// Authorizations on file, by the hash of their numbers.
#[derive(Debug)]
pub(crate) struct Authorizations<'r> {
    roster: &'r Roster,
    key: IdKey,
    by_number: HashMap<HashedId, Vec<&'r Authorization>>,
}

impl<'r> Authorizations<'r> {
    pub(crate) fn new(roster: &'r Roster, key: IdKey) -> Authorizations<'r> {
        let mut by_number: HashMap<HashedId, Vec<&'r Authorization>> = HashMap::new();
        for row in roster.authorizations_on_file() {
            if let Some(number) = key.hash(row.number.as_bytes()) {
                by_number.entry(number).or_default().push(row);
            }
        }
        Authorizations {
            roster,
            key,
            by_number,
        }
    }

    /// The row that grants a denied service, else the one of that number that comes nearest. Rows of another member or
    /// another payer are none.
    pub(crate) fn says_of(
        &self,
        denial: &Denial,
        sent: AuthorizationSent,
    ) -> Option<AuthorizationFact> {
        let payer = denial.payer;
        let payer = payer.and_then(|id| self.roster.payer_of(id).one());
        let rows = self.by_number.get(&sent.number)?;
        let is_of_payer = |row: &Authorization| match (row.payer, payer) {
            (Some(own), Some(payer)) => own == payer,
            _ => true,
        };
        let is_of_member = |row: &Authorization| {
            let own = self.key.hash(row.member_id.as_bytes());
            own.is_none() || sent.member.is_none() || own == sent.member
        };
        let location = denial
            .location
            .and_then(|id| self.roster.location_of_id(id));
        let facility = location.and_then(|at| self.roster.location(at).npi);
        let service = AuthorizedService {
            payer,
            // Compared by its hash.
            member_id: "",
            providers: [denial.provider, denial.payee_npi, facility],
            procedure: denial.procedure,
            dates: denial.service_from.map(|from| DateRange {
                from,
                to: denial.service_to.unwrap_or(from).max(from),
            }),
            pos: denial.pos,
        };
        let rows = rows.iter().copied();
        let of_claim = rows.filter(|row| is_of_payer(row) && is_of_member(row));
        let told = of_claim.map(|row| {
            // It may be for a facility that no location is known by.
            let is_known = |one: &Difference| facility.is_some() || *one != Difference::Provider;
            let mut differences = row.differences(&service).filter(is_known);
            let first = differences.next();
            (first.map(|_| 1 + differences.count()), first, row)
        });
        let (_, difference, row) = told.min_by_key(|(count, ..)| *count)?;
        Some(AuthorizationFact {
            file: row.file.as_ref().into(),
            line: row.line,
            number: row.number.clone(),
            from: row.valid_from,
            to: row.valid_to,
            units: row.units,
            fact: difference.map(Difference::column),
        })
    }
}
