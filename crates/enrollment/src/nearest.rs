//! The nearest row in words, for findings.

use std::fmt::Display;

use remedi_claims::{PosSet, Tin};

use crate::clearance::{Fact, NotCleared, Shortfall};
use crate::roster::Roster;
use crate::rows::Enrollment;
use crate::service::Service;

/// The row that came nearest and the fact that failed, as findings show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest<'r> {
    /// The file.
    pub file: &'r str,
    /// The line; the header is line 1.
    pub line: u32,
    /// The column.
    pub fact: &'static str,
    /// What the roster has.
    pub expected: String,
    /// What the claim has.
    pub found: String,
}

fn joined<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    texts.join("|")
}

fn or_nothing<T: Display>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The TINs of a row, and the one sent. Where the digits are the same and the kinds are not, these are told, and neither
/// shows the digits.
fn tins_in_words(row: &Enrollment<'_>, sent: Option<Tin>) -> (String, String) {
    let Some(sent) = sent else {
        return (joined(row.distinct_tins()), String::new());
    };
    let mut found = sent;
    let own = row.distinct_tins().map(|own| {
        if own.kind() == sent.kind() || !own.may_be(&sent) {
            return own.to_string();
        }
        found = sent.shown_beside(&own);
        let (on_file, kind) = (own.kind(), sent.kind());
        format!(
            "{} ({on_file} on file, {kind} sent)",
            own.shown_beside(&sent)
        )
    });
    let own = joined(own);
    (own, found.to_string())
}

impl Roster {
    /// The nearest row in words; none when there is no row at all. SSNs are masked.
    pub fn nearest<'r>(&'r self, not: &NotCleared, service: &Service<'_>) -> Option<Nearest<'r>> {
        let row = self.enrollment(not.nearest?);
        let day = not.uncovered.from;
        let (expected, found) = match not.shortfall {
            Shortfall::NoRow => return None,
            Shortfall::NotApproved(status) => ("approved".to_owned(), status.to_string()),
            Shortfall::BeforeStart { starts } => (starts.to_string(), day.to_string()),
            Shortfall::AfterEnd { ended, .. } => (ended.to_string(), day.to_string()),
            Shortfall::Tin => tins_in_words(&row, service.tin),
            Shortfall::GroupNpi => (joined(row.group_npis()), or_nothing(service.billing)),
            Shortfall::Location => (
                joined(row.locations().iter().map(|&own| &self.location(own).id)),
                self.facility_in_words(service),
            ),
            Shortfall::PlaceOfService { location, .. } => {
                let approved = match location {
                    Some(_) => self.approved_at(service),
                    None => row.approved_pos(),
                };
                (joined(approved.iter()), or_nothing(service.pos))
            }
            Shortfall::Taxonomy => (joined(row.taxonomies()), or_nothing(service.taxonomy)),
            Shortfall::Scope { denied_by } => (
                match (denied_by, row.scope()) {
                    (Some(range), _) => format!("not {range}"),
                    (None, scope) => or_nothing(scope),
                },
                or_nothing(service.procedure),
            ),
            Shortfall::Plan => (row.plan().to_owned(), or_nothing(service.plan)),
            Shortfall::Network => (row.network().to_owned(), or_nothing(service.network)),
        };
        Some(Nearest {
            file: row.file(),
            line: row.line(),
            fact: not.shortfall.fact(&row).column(),
            expected,
            found,
        })
    }

    /// What the locations that the facility can be are approved for, whichever of them the place of service means.
    fn approved_at(&self, service: &Service<'_>) -> PosSet {
        let facility = &service.facility;
        let sites = self.sites_at(facility.npi, facility.address, None);
        sites.flat_map(|site| site.approved_pos.iter()).collect()
    }

    fn facility_in_words(&self, service: &Service<'_>) -> String {
        let facility = &service.facility;
        match self.location_at(facility.npi, facility.address, service.pos) {
            Some(location) => self.location(location).id.to_string(),
            None => facility
                .npi
                .map_or_else(|| "another address".to_owned(), |npi| npi.to_string()),
        }
    }
}

impl Shortfall {
    /// The fact that failed, as the row has it.
    pub fn fact(&self, row: &Enrollment<'_>) -> Fact {
        match self {
            Shortfall::NoRow => Fact::Provider,
            Shortfall::NotApproved(_) => Fact::Status,
            Shortfall::BeforeStart { .. } if row.billing_effective_from().is_some() => {
                Fact::BillingEffectiveFrom
            }
            Shortfall::BeforeStart { .. } => Fact::EffectiveFrom,
            Shortfall::AfterEnd { .. } => Fact::EffectiveTo,
            Shortfall::Tin => Fact::Tin,
            Shortfall::GroupNpi => Fact::GroupNpi,
            Shortfall::Location => Fact::Location,
            Shortfall::PlaceOfService { .. } => Fact::PlaceOfService,
            Shortfall::Taxonomy => Fact::Taxonomy,
            Shortfall::Scope { denied_by: Some(_) } => Fact::ScopeDeny,
            Shortfall::Scope { denied_by: None } => Fact::ScopeAllow,
            Shortfall::Plan => Fact::Plan,
            Shortfall::Network => Fact::Network,
        }
    }
}
