//! Under whom a provider bills, as far as the roster tells: what a question that leaves it open may take for granted.

use chrono::NaiveDate;
use remedi_claims::{Npi, Taxonomy, Tin, TinKind};

use crate::clearance::Fact;
use crate::locations::LocationIndex;
use crate::payers::PayerIndex;
use crate::roster::{Roster, row_index};
use crate::rows::{Row, RowIndex};
use crate::service::{Facility, FacilitySource, Service};

/// The billing provider of a claim, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    /// The billing NPI (2010AA NM109).
    pub billing: Option<Npi>,
    /// The TIN (2010AA REF*EI or REF*SY).
    pub tin: Option<Tin>,
}

impl Practice {
    /// Whether the other says all that this one does.
    fn is_in(&self, other: &Practice) -> bool {
        let same_npi = self.billing.is_none() || self.billing == other.billing;
        let is_said = |tin: Tin, more: Tin| tin == more || last_four(more) == Some(tin);
        let same_tin = self.tin.zip(other.tin);
        same_npi && (self.tin.is_none() || same_tin.is_some_and(|(own, more)| is_said(own, more)))
    }

    fn agrees_with(&self, billing: Option<Npi>, tin: Option<Tin>) -> bool {
        let npi = billing.is_none() || self.billing.is_none() || self.billing == billing;
        let tins = self.tin.zip(tin);
        npi && tins.is_none_or(|(own, told)| own.agrees_with(&told))
    }
}

/// An SSN as it is given by its last four digits.
fn last_four(tin: Tin) -> Option<Tin> {
    let ends = format!("{:04}", tin.last_four());
    Tin::parse(ends.as_bytes(), TinKind::Ssn).filter(|_| tin.kind() == TinKind::Ssn)
}

impl Roster {
    /// The practices under which a provider bills a payer: the groups and TINs of its enrollments with that payer, else
    /// of all its enrollments. A row without a group is for the provider that bills itself. Without a provider, the
    /// practices that have an enrollment of their own.
    pub fn practices_of(
        &self,
        provider: Option<Npi>,
        payer: PayerIndex,
        known_on: Option<NaiveDate>,
    ) -> Vec<Practice> {
        let known = |(_, row): &(RowIndex, Row<'_>)| row.known(known_on);
        let Some(npi) = provider else {
            let own = self.rows_without_provider().map(row_index);
            let own = own.map(|row| (row, self.rows.get(row)));
            let own = own.filter(|(_, row)| row.payer == payer);
            return self.practices_in(own.filter(known), None);
        };
        let with_payer = self.rows_of(provider, payer);
        let practices = self.practices_in(with_payer.filter(known), provider);
        if !practices.is_empty() {
            return practices;
        }
        let all = self
            .enrollments_of(npi)
            .map(|row| (row.index(), self.rows.get(row.index())));
        self.practices_in(all.filter(known), provider)
    }

    fn practices_in<'x>(
        &self,
        rows: impl Iterator<Item = (RowIndex, Row<'x>)>,
        provider: Option<Npi>,
    ) -> Vec<Practice> {
        let mut found: Vec<Practice> = Vec::new();
        for (index, row) in rows {
            let groups = self.rows.groups.get(row.groups).iter().copied().map(Some);
            let groups: Vec<_> = groups.collect();
            let groups = if groups.is_empty() {
                vec![None]
            } else {
                groups
            };
            let tins: Vec<_> = self.enrollment(index).distinct_tins().map(Some).collect();
            let tins = if tins.is_empty() { vec![None] } else { tins };
            for billing in groups {
                for tin in &tins {
                    found.push(Practice { billing, tin: *tin });
                }
            }
        }
        let mut practices: Vec<Practice> = Vec::new();
        for (place, practice) in found.iter().enumerate() {
            let is_repeated = practices.contains(practice);
            let is_said_elsewhere = found
                .iter()
                .enumerate()
                .any(|(other, more)| other != place && more != practice && practice.is_in(more));
            if !is_repeated && !is_said_elsewhere {
                practices.push(*practice);
            }
        }
        for practice in &mut practices {
            practice.billing = practice.billing.or(provider);
        }
        practices
    }

    /// The taxonomies that a provider may send: those of `providers.csv`, else those of its enrollments with the payer.
    pub(crate) fn taxonomies_of(&self, provider: Npi, payer: PayerIndex) -> Vec<Taxonomy> {
        if let Some(own) = self.provider(provider)
            && !own.taxonomies.is_empty()
        {
            return own.taxonomies.to_vec();
        }
        let rows = self.rows_of(Some(provider), payer);
        let mut found = Vec::new();
        for taxonomy in rows.flat_map(|(_, row)| self.rows.taxonomies.get(row.taxonomies)) {
            if !found.contains(taxonomy) {
                found.push(*taxonomy);
            }
        }
        found
    }

    /// A location as a claim names it: by NPI and address, so that of several locations that share both the place of
    /// service chooses.
    pub fn facility_of(&self, location: LocationIndex) -> Facility {
        Facility {
            npi: self.location(location).npi,
            address: Some(self.locations.key(location)),
            source: FacilitySource::ServiceFacility,
        }
    }

    /// The service with what it lacks filled in where the roster leaves no choice: the one billing NPI and TIN under
    /// which the provider bills, and its one taxonomy. Tells which facts are so assumed.
    pub fn assume<'a>(&self, service: &Service<'a>) -> (Service<'a>, Vec<Fact>) {
        let mut filled = *service;
        let mut assumed = Vec::new();
        let Some(provider) = service.rendering.or(service.billing) else {
            return (filled, assumed);
        };
        if service.billing.is_none() || service.tin.is_none() {
            let mut practices = self.practices_of(Some(provider), service.payer, service.known_on);
            practices.retain(|practice| practice.agrees_with(service.billing, service.tin));
            if let Some(first) = practices.first() {
                let same_npi = practices.iter().all(|one| one.billing == first.billing);
                if service.billing.is_none() && first.billing.is_some() && same_npi {
                    filled.billing = first.billing;
                    assumed.push(Fact::GroupNpi);
                }
                let same_tin = practices.iter().all(|one| one.tin == first.tin);
                if service.tin.is_none() && first.tin.is_some() && same_tin {
                    filled.tin = first.tin;
                    assumed.push(Fact::Tin);
                }
            }
        }
        if service.taxonomy.is_none()
            && let [only] = self.taxonomies_of(provider, service.payer)[..]
        {
            filled.taxonomy = Some(only);
            assumed.push(Fact::Taxonomy);
        }
        (filled, assumed)
    }
}
