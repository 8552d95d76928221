//! What the roster's answer about a line means for the rules.

use remedi_enrollment::{Clearance, NotCleared, Shortfall, Status};

use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, RosterRow, Spot};

impl LineFacts<'_> {
    /// Why the line may not be billed, where the roster says so.
    pub fn not_cleared(&self) -> Option<NotCleared> {
        match self.clearance? {
            Clearance::Not(not) => Some(not),
            Clearance::Cleared(_) | Clearance::Unknown(_) => None,
        }
    }

    /// Why the line may not be billed on any of its days; a service of which only some days are outside
    /// the dates of the enrollment is ENR-05's.
    pub fn shortfall(&self) -> Option<(Shortfall, NotCleared)> {
        let not = self.not_cleared()?;
        (!self.crosses_boundary(&not)).then_some((not.shortfall, not))
    }

    /// Whether only some of the days are outside the dates of the enrollment.
    pub fn crosses_boundary(&self, not: &NotCleared) -> bool {
        let dated = matches!(
            not.shortfall,
            Shortfall::BeforeStart { .. } | Shortfall::AfterEnd { .. }
        );
        dated && self.dates.is_some_and(|dates| not.uncovered != dates)
    }

    /// Whether a payer's answer to an application is what lacks.
    pub fn awaits_approval(shortfall: Shortfall) -> bool {
        matches!(shortfall, Shortfall::NotApproved(status) if status != Status::Denied)
    }

    /// A hit about the enrollment of the provider tested, at its NPI, that names the nearest row.
    pub(crate) fn enrollment_hit(&self, claim: &ClaimFacts<'_>) -> Hit {
        let provider = self.provider.or(claim.practice.provider);
        let spot = provider.map_or(Spot::segment(self.segment), |provider| provider.npi_spot());
        Hit::at(spot)
            .with_known("who", provider.and_then(|provider| provider.npi()))
            .naming(RosterRow::Enrollment)
    }

    /// The same with that provider as the entity of the 277CA: the billing one where it is the one tested.
    pub(crate) fn provider_hit(&self, claim: &ClaimFacts<'_>) -> Hit {
        let provider = self.provider.or(claim.practice.provider);
        let hit = self.enrollment_hit(claim);
        match provider.and_then(|provider| provider.role_in_words().1) {
            Some(entity) => hit.entity(entity),
            None => hit,
        }
    }
}
