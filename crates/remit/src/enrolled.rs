//! What the roster says about a denied service, with its source: for whoever puts an enrollment right, and for a dispute.

use std::fmt;

use chrono::NaiveDate;
use remedi_claims::{DateRange, Pos, PosSet};
use remedi_enrollment::{
    Clearance, Enrollment, Facility, NotCleared, Roster, RowIndex, Service, Status, Subject,
    Unknown,
};
use remedi_validate::Profile;

use crate::Denial;

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
}

impl Enrolled<'_> {
    /// The row that clears the service, else the one that comes nearest; `None` where the roster has none.
    ///
    /// The question is put anew from what is kept of the payment and the claim, so that the day of the answer
    /// is that of the service, and the roster the one of today.
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
        let payer_id = denial.payer.as_deref()?;
        let payer = self.roster.payer_of(payer_id).one()?;
        let from = denial.service_from?;
        let location = denial.location.as_deref();
        let location = location.and_then(|id| self.roster.location_of_id(id));
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
            known_on: None,
            terms: self
                .profile
                .and_then(|profile| profile.terms_of(payer_id))
                .unwrap_or_default(),
        })
    }

    /// The places of service other than the one sent that the location of a denial takes; none where the roster does
    /// not say. Telehealth is no choice where the patient can be at the location.
    pub(crate) fn places_at(self, denial: &Denial) -> PosSet {
        let location = denial.location.as_deref();
        let location = location.and_then(|id| self.roster.location_of_id(id));
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
