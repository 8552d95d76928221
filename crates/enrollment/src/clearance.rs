//! The question remedi is about: may this provider bill this payer for this service?

use std::cell::OnceCell;
use std::fmt;

use chrono::NaiveDate;
use remedi_claims::{CodeRange, DateRange, Npi, PosSet};

use crate::address::Agreement;
use crate::locations::{LocationIndex, Sites};
use crate::roster::Roster;
use crate::rows::{Participation, Row, RowIndex, Status};
use crate::service::{
    FacilitySource, LocationTest, Service, Subject, TaxonomyTest, Telehealth, is_office_like,
    is_telehealth,
};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearance {
    /// Every day is covered by a row that passes all tests.
    Cleared(Cleared),
    /// Some day is covered by none.
    Not(NotCleared),
    /// The roster or the claim does not tell.
    Unknown(Unknown),
}

/// May be billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cleared {
    /// The row that covers the first day.
    pub row: RowIndex,
    /// A row outside the payer's network that is needed for some day.
    pub nonpar: Option<RowIndex>,
    /// A row names a plan or network, and which of them the service is under is not known.
    pub plan_untested: bool,
}

/// May not be billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCleared {
    /// The row that comes nearest; none when there is no row.
    pub nearest: Option<RowIndex>,
    /// The one fact that failed, with that row, on the first day uncovered.
    pub shortfall: Shortfall,
    /// The first days in a row that no row covers; less than the service's own days when a part of
    /// it is covered, so that the claim can be split there.
    pub uncovered: DateRange,
    /// An application that is under way.
    pub pending: Option<RowIndex>,
}

/// The one fact that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shortfall {
    /// No row for this provider and payer (ENR-02).
    NoRow,
    /// The row was never in force: pending, submitted (ENR-03) or denied.
    NotApproved(Status),
    /// The row starts later (ENR-03).
    BeforeStart {
        /// Its first day.
        starts: NaiveDate,
    },
    /// The row ended earlier (ENR-04).
    AfterEnd {
        /// Its last day.
        ended: NaiveDate,
        /// Approved, suspended, terminated or deactivated.
        status: Status,
        /// The first later day on which the service could be billed again.
        resumes: Option<NaiveDate>,
    },
    /// The TIN sent is not the row's (ENR-06).
    Tin,
    /// The billing NPI is not among the row's groups (ENR-07).
    GroupNpi,
    /// The facility is none of the row's locations (ENR-08).
    Location,
    /// The place of service is not approved (ENR-09).
    PlaceOfService {
        /// The location whose approval was asked; none when the row has its own.
        location: Option<LocationIndex>,
        /// Whether it is the location for sure: by its NPI; or by its address, where the row names it or it has no NPI, and no
        /// facility with an NPI of its own is sent, which may be another one there.
        is_sure: bool,
    },
    /// The taxonomy is none of the row's (ENR-10).
    Taxonomy,
    /// The procedure is outside the scope (ENR-12).
    Scope {
        /// The range that denies it; none when it is merely not among those allowed.
        denied_by: Option<CodeRange>,
    },
    /// The plan is another (ENR-13).
    Plan,
    /// The network is another (ENR-13).
    Network,
}

/// Why nobody can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// Neither `providers.csv` nor any enrollment names the provider.
    ProviderNotInRoster,
    /// No row of this payer names this billing NPI or TIN, and `coverage.csv` does not say that
    /// there are none: the rows of other practices say nothing about this one.
    PracticeNotInRoster,
    /// The same, and the payer has the provider enrolled for other practices: perhaps this one is mistaken.
    EnrolledElsewhere,
    /// The row would clear the service but for a fact that the claim or the roster lacks.
    FactMissing {
        /// The fact.
        fact: Fact,
        /// The row; none when the provider itself is missing.
        row: Option<RowIndex>,
    },
}

/// Something that is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The provider.
    Provider,
    /// The status.
    Status,
    /// The first day, as the payer's date of effect.
    EffectiveFrom,
    /// The first day, as agreed for billing.
    BillingEffectiveFrom,
    /// The last day.
    EffectiveTo,
    /// The TIN.
    Tin,
    /// The group's NPI.
    GroupNpi,
    /// The plan.
    Plan,
    /// The network.
    Network,
    /// The location.
    Location,
    /// The place of service.
    PlaceOfService,
    /// The procedures allowed.
    ScopeAllow,
    /// The procedures denied.
    ScopeDeny,
    /// The taxonomy.
    Taxonomy,
}

impl Fact {
    /// The column of `enrollments.csv` that holds it.
    pub const fn column(self) -> &'static str {
        match self {
            Fact::Provider => "provider_npi",
            Fact::Status => "status",
            Fact::EffectiveFrom => "effective_from",
            Fact::BillingEffectiveFrom => "billing_effective_from",
            Fact::EffectiveTo => "effective_to",
            Fact::Tin => "tin",
            Fact::GroupNpi => "group_npi",
            Fact::Plan => "plan",
            Fact::Network => "network",
            Fact::Location => "location_id",
            Fact::PlaceOfService => "approved_pos",
            Fact::ScopeAllow => "scope_allow",
            Fact::ScopeDeny => "scope_deny",
            Fact::Taxonomy => "taxonomy",
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.column())
    }
}

/// Facts that fail or are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Facts(u16);

impl Facts {
    fn add(&mut self, fact: Fact) {
        self.0 |= 1 << fact as u16;
    }

    fn has(self, fact: Fact) -> bool {
        self.0 & 1 << fact as u16 != 0
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The first of them in the order in which they are most useful to hear.
    fn first(self) -> Option<Fact> {
        [
            Fact::Tin,
            Fact::GroupNpi,
            Fact::Plan,
            Fact::Network,
            Fact::Location,
            Fact::PlaceOfService,
            Fact::ScopeAllow,
            Fact::Taxonomy,
        ]
        .into_iter()
        .find(|fact| self.has(*fact))
    }
}

/// How one test came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    /// The row does not ask.
    Untested,
    Passed,
    Failed,
    /// The claim or the roster lacks the fact.
    Missing,
}

impl Test {
    fn of(passed: bool) -> Test {
        if passed { Test::Passed } else { Test::Failed }
    }

    fn passes(self) -> bool {
        matches!(self, Test::Untested | Test::Passed)
    }
}

/// What a row says of the service but for its dates.
#[derive(Clone, Copy, Debug)]
struct Verdict {
    failed: Facts,
    missing: Facts,
    /// The row is another practice's, which says nothing about this one.
    elsewhere: bool,
    plan_untested: bool,
}

impl Verdict {
    fn passes(&self) -> bool {
        self.failed.is_empty() && self.missing.is_empty()
    }

    fn may_pass(&self) -> bool {
        self.failed.is_empty()
    }
}

/// One question with what is worked out once for it.
struct Question<'r, 's> {
    roster: &'r Roster,
    service: &'s Service<'s>,
    /// The provider tested.
    subject: Option<Npi>,
    sites: OnceCell<Sites<'r>>,
}

impl Roster {
    /// Whether this service may be billed.
    ///
    /// Rows are alternatives: each day must be covered by some row that passes all tests, on different
    /// days by different rows if need be. Nothing is allocated unless rows fail.
    ///
    /// What a row leaves empty is not tested. What the claim lacks makes that test unknown. A row for
    /// the provider under this practice beats the practice's own. Telehealth (POS 02, 10) is implied by
    /// the approval of any office-like place, unless the payer's [terms](Service::terms) say otherwise.
    pub fn clearance(&self, service: &Service<'_>) -> Clearance {
        Question {
            roster: self,
            service,
            subject: service.tested(),
            sites: OnceCell::new(),
        }
        .answer()
    }
}

impl<'r> Question<'r, '_> {
    fn answer(&self) -> Clearance {
        let service = self.service;
        let dates = DateRange {
            from: service.dates.from,
            to: service.dates.to.max(service.dates.from),
        };
        let known = move |(_, row): &(RowIndex, Row<'_>)| row.known(service.known_on);
        let named = self
            .roster
            .rows_of(self.subject, service.payer)
            .filter(known);
        // Most services are cleared by a row that leaves nothing to compare.
        let mut plain = named.clone();
        if let Some((row, _)) = plain.find(|(_, row)| self.plainly_clears(row, dates)) {
            return Clearance::Cleared(Cleared {
                row,
                nonpar: None,
                plan_untested: false,
            });
        }
        let beaten = named.clone().any(|(_, row)| !self.is_elsewhere(&row));
        let own = self
            .roster
            .own_rows_of(service.billing, service.tin, service.payer)
            .filter(known)
            .filter(move |_| !beaten);
        let rows = named.chain(own);

        if let Some(cleared) = self.cleared(rows.clone(), dates) {
            return Clearance::Cleared(cleared);
        }
        let uncovered = match cover(rows.clone(), dates, |row| self.verdict(row).may_pass()) {
            Ok(()) => return Clearance::Unknown(self.fact_missing(rows, dates)),
            Err(uncovered) => uncovered,
        };
        if rows.clone().all(|(_, row)| self.is_elsewhere(&row)) {
            return self.without_a_row(rows, uncovered);
        }
        let here = rows.filter(|(_, row)| !self.is_elsewhere(row));
        Clearance::Not(self.nearest(here, uncovered))
    }

    /// Whether the row covers all days, within the network and for any plan, and passes all tests. Of such rows the first
    /// is the answer, unless the plan of the service is known and may be that of an earlier one.
    fn plainly_clears(&self, row: &Row<'_>, dates: DateRange) -> bool {
        row.in_force(dates.from)
            && dates.to <= row.ends
            && row.participation != Some(Participation::Nonpar)
            && row.plan.is_empty()
            && row.network.is_empty()
            && self.service.plan.is_none()
            && self.service.network.is_none()
            && self.group(row).passes()
            && self.tin(row).passes()
            && self.taxonomy(row).passes()
            && self.procedure(row).passes()
            && (self.service.subject != Subject::RenderingProvider
                || self.location(row).passes() && self.place_of_service(row).passes())
    }

    /// Covered by rows that pass: within the network if it can be.
    fn cleared<'x>(
        &self,
        rows: impl Iterator<Item = (RowIndex, Row<'x>)> + Clone,
        dates: DateRange,
    ) -> Option<Cleared> {
        let mut answer: Option<Cleared> = None;
        for (index, row) in rows.clone() {
            if !(row.in_force(dates.from) && dates.to <= row.ends) {
                continue;
            }
            let verdict = self.verdict(&row);
            if !verdict.passes() {
                continue;
            }
            let nonpar = row.participation == Some(Participation::Nonpar);
            let cleared = Cleared {
                row: index,
                nonpar: nonpar.then_some(index),
                plan_untested: verdict.plan_untested,
            };
            if !nonpar && !verdict.plan_untested {
                return Some(cleared);
            }
            let better = answer.is_none_or(|other| {
                (nonpar, verdict.plan_untested) < (other.nonpar.is_some(), other.plan_untested)
            });
            if better {
                answer = Some(cleared);
            }
        }
        answer.or_else(|| self.cleared_together(rows, dates))
    }

    /// No single row covers all days: do several?
    fn cleared_together<'x>(
        &self,
        rows: impl Iterator<Item = (RowIndex, Row<'x>)> + Clone,
        dates: DateRange,
    ) -> Option<Cleared> {
        let in_network = |row: &Row<'_>| row.participation != Some(Participation::Nonpar);
        let passes = |row: &Row<'_>| self.verdict(row).passes();
        let all_in_network =
            cover(rows.clone(), dates, |row| in_network(row) && passes(row)).is_ok();
        if !all_in_network {
            cover(rows.clone(), dates, passes).ok()?;
        }
        let mut used = rows.filter(|(_, row)| {
            (in_network(row) || !all_in_network)
                && row.status.ever_in_force()
                && row.starts <= dates.to
                && dates.from <= row.ends
                && passes(row)
        });
        let row = used.clone().find(|(_, row)| row.in_force(dates.from))?.0;
        Some(Cleared {
            row,
            nonpar: used
                .clone()
                .find(|(_, row)| !in_network(row))
                .map(|(row, _)| row),
            plan_untested: used.any(|(_, row)| self.verdict(&row).plan_untested),
        })
    }

    fn fact_missing<'x>(
        &self,
        rows: impl Iterator<Item = (RowIndex, Row<'x>)> + Clone,
        dates: DateRange,
    ) -> Unknown {
        let first_not_cleared = match cover(rows.clone(), dates, |row| self.verdict(row).passes()) {
            Ok(()) => dates.from,
            Err(uncovered) => uncovered.from,
        };
        rows.filter(|(_, row)| row.in_force(first_not_cleared))
            .map(|(index, row)| (index, self.verdict(&row)))
            .filter(|(_, verdict)| verdict.may_pass())
            .min_by_key(|(_, verdict)| verdict.missing.len())
            .and_then(|(index, verdict)| {
                Some(Unknown::FactMissing {
                    fact: verdict.missing.first()?,
                    row: Some(index),
                })
            })
            .unwrap_or(Unknown::PracticeNotInRoster)
    }

    /// No row is about this provider at this practice: a fault where the roster would know.
    fn without_a_row<'x>(
        &self,
        rows: impl Iterator<Item = (RowIndex, Row<'x>)> + Clone,
        uncovered: DateRange,
    ) -> Clearance {
        let service = self.service;
        let (payer, billing, tin) = (service.payer, service.billing, service.tin);
        let Some(subject) = self.subject else {
            return Clearance::Unknown(Unknown::FactMissing {
                fact: Fact::Provider,
                row: None,
            });
        };
        if service.subject == Subject::RenderingProvider && service.rendering.is_none() {
            return Clearance::Unknown(Unknown::FactMissing {
                fact: Fact::Provider,
                row: None,
            });
        }
        if !self.roster.is_complete(payer, billing, tin) {
            if !self.roster.knew_provider(subject, service.known_on) {
                return Clearance::Unknown(Unknown::ProviderNotInRoster);
            }
            let known_on = service.known_on;
            if self.roster.is_incomplete(payer, billing, tin) {
                return Clearance::Unknown(Unknown::PracticeNotInRoster);
            }
            if !self
                .roster
                .has_rows_of_practice(payer, billing, tin, known_on)
            {
                return Clearance::Unknown(match rows.clone().next() {
                    Some(_) => Unknown::EnrolledElsewhere,
                    None => Unknown::PracticeNotInRoster,
                });
            }
        }
        let mut not = self.nearest(rows, uncovered);
        if let Some(row) = not.nearest {
            // The provider is enrolled elsewhere: the link to this practice is what lacks.
            let failed = self.verdict(&self.roster.rows.get(row)).failed;
            let stranger = failed.has(Fact::Tin)
                && (!failed.has(Fact::GroupNpi)
                    || tin.is_some_and(|tin| {
                        !self.roster.has_rows_of_tin(payer, tin, service.known_on)
                    }));
            not.shortfall = if stranger {
                Shortfall::Tin
            } else {
                Shortfall::GroupNpi
            };
            // An application at another practice is none of ours.
            not.pending = None;
        }
        Clearance::Not(not)
    }

    /// The row that comes nearest on the first day uncovered: fewest facts that fail, then the same
    /// TIN, group and location, then dates closest.
    fn nearest<'x>(
        &self,
        rows: impl Iterator<Item = (RowIndex, Row<'x>)> + Clone,
        uncovered: DateRange,
    ) -> NotCleared {
        let day = uncovered.from;
        let nearest = rows.clone().min_by_key(|(index, row)| {
            let verdict = self.verdict(row);
            let failed = verdict.failed;
            let dated = row.status.ever_in_force();
            let distance = if !dated {
                i64::MAX
            } else if row.ends < day {
                (day - row.ends).num_days()
            } else {
                (row.starts - day).num_days().max(0)
            };
            (
                failed.len() + u32::from(!row.in_force(day)),
                failed.has(Fact::Tin),
                failed.has(Fact::GroupNpi),
                failed.has(Fact::Location),
                distance,
                // Of two equally close, the one that ended.
                row.ends >= day,
                verdict.missing.len(),
                *index,
            )
        });
        let pending = rows
            .clone()
            .find(|(_, row)| row.status.under_way())
            .map(|(index, _)| index);
        NotCleared {
            nearest: nearest.map(|(index, _)| index),
            shortfall: nearest.map_or(Shortfall::NoRow, |(_, row)| self.shortfall(&row, rows, day)),
            uncovered,
            pending,
        }
    }

    fn shortfall<'x>(
        &self,
        row: &Row<'_>,
        rows: impl Iterator<Item = (RowIndex, Row<'x>)>,
        day: NaiveDate,
    ) -> Shortfall {
        if !row.status.ever_in_force() {
            return Shortfall::NotApproved(row.status);
        }
        if day < row.starts {
            return Shortfall::BeforeStart { starts: row.starts };
        }
        if row.ends < day {
            return Shortfall::AfterEnd {
                ended: row.ends,
                status: row.status,
                resumes: rows
                    .map(|(_, row)| row)
                    .filter(|row| row.status.ever_in_force() && day < row.starts)
                    .filter(|row| self.verdict(row).may_pass())
                    .map(|row| row.starts)
                    .min(),
            };
        }
        match self.verdict(row).failed.first() {
            Some(Fact::Tin) => Shortfall::Tin,
            Some(Fact::GroupNpi) => Shortfall::GroupNpi,
            Some(Fact::Plan) => Shortfall::Plan,
            Some(Fact::Network) => Shortfall::Network,
            Some(Fact::Location) => Shortfall::Location,
            Some(Fact::PlaceOfService) => {
                let location = self.approval(row).and_then(|(_, location)| location);
                let named = self.roster.rows.locations.get(row.locations);
                let facility = &self.service.facility;
                // A facility with an NPI of its own may be another one at the address.
                let is_other =
                    facility.npi.is_some() && facility.source == FacilitySource::ServiceFacility;
                let is_sure = |location| {
                    let npi = self.roster.location(location).npi;
                    npi.is_some() && npi == facility.npi
                        || !is_other && (npi.is_none() || named.contains(&location))
                };
                Shortfall::PlaceOfService {
                    location,
                    is_sure: location.is_none_or(is_sure),
                }
            }
            Some(Fact::ScopeAllow) => Shortfall::Scope {
                denied_by: self.denied_by(row),
            },
            Some(Fact::Taxonomy) => Shortfall::Taxonomy,
            _ => Shortfall::NoRow,
        }
    }

    fn denied_by(&self, row: &Row<'_>) -> Option<CodeRange> {
        let scope = self.roster.rows.scope(row)?;
        scope.permits(self.service.procedure?).err().flatten()
    }

    fn verdict(&self, row: &Row<'_>) -> Verdict {
        let mut verdict = Verdict {
            failed: Facts::default(),
            missing: Facts::default(),
            elsewhere: false,
            plan_untested: false,
        };
        let mut take = |fact: Fact, test: Test| match test {
            Test::Failed => verdict.failed.add(fact),
            Test::Missing => verdict.missing.add(fact),
            Test::Untested | Test::Passed => {}
        };
        let (group, tin) = (self.group(row), self.tin(row));
        take(Fact::GroupNpi, group);
        take(Fact::Tin, tin);
        take(Fact::Taxonomy, self.taxonomy(row));
        take(Fact::ScopeAllow, self.procedure(row));
        if self.service.subject == Subject::RenderingProvider {
            take(Fact::Location, self.location(row));
            take(Fact::PlaceOfService, self.place_of_service(row));
        }
        // Claims seldom tell plan and network, so that these are not missed.
        let texts = &self.roster.rows.texts;
        let named = |symbol, told: Option<&str>| match told {
            Some(told) => Test::of(texts.get(symbol).eq_ignore_ascii_case(told.trim())),
            None => Test::Missing,
        };
        for (fact, symbol, told) in [
            (Fact::Plan, row.plan, self.service.plan),
            (Fact::Network, row.network, self.service.network),
        ] {
            if !symbol.is_empty() {
                match named(symbol, told) {
                    Test::Failed => verdict.failed.add(fact),
                    Test::Missing => verdict.plan_untested = true,
                    Test::Untested | Test::Passed => {}
                }
            }
        }
        verdict.elsewhere = Self::elsewhere(group, tin);
        verdict
    }

    fn is_elsewhere(&self, row: &Row<'_>) -> bool {
        Self::elsewhere(self.group(row), self.tin(row))
    }

    /// The row names another group, and its TIN does not name this practice. A row that names no
    /// group is about the provider wherever it bills, and the wrong TIN is then a fault.
    fn elsewhere(group: Test, tin: Test) -> bool {
        group == Test::Failed && tin != Test::Passed
    }

    fn group(&self, row: &Row<'_>) -> Test {
        if row.groups.is_empty() {
            return Test::Untested;
        }
        match self.service.billing {
            Some(npi) => Test::of(self.roster.rows.names_group(row, npi)),
            None => Test::Missing,
        }
    }

    fn tin(&self, row: &Row<'_>) -> Test {
        if row.tins.is_empty() {
            return Test::Untested;
        }
        match self.service.tin {
            Some(tin) => Test::of(self.roster.rows.names_tin(row, tin)),
            None => Test::Missing,
        }
    }

    fn taxonomy(&self, row: &Row<'_>) -> Test {
        if row.taxonomies.is_empty() {
            return Test::Untested;
        }
        let Some(sent) = self.service.taxonomy else {
            return Test::Missing;
        };
        let own = self.roster.rows.taxonomies.get(row.taxonomies);
        let compared = match self.service.terms.taxonomy {
            TaxonomyTest::Exact => return Test::of(own.contains(&sent)),
            TaxonomyTest::Classification => 4,
            TaxonomyTest::Grouping => 2,
        };
        Test::of(
            own.iter()
                .any(|own| own.as_str().get(..compared) == sent.as_str().get(..compared)),
        )
    }

    fn procedure(&self, row: &Row<'_>) -> Test {
        match (self.roster.rows.scope(row), self.service.procedure) {
            (None, _) => Test::Untested,
            (Some(_), None) => Test::Missing,
            (Some(scope), Some(procedure)) => Test::of(scope.permits(procedure).is_ok()),
        }
    }

    /// The claim's facility among the locations of the roster.
    fn sites(&self) -> Sites<'r> {
        *self.sites.get_or_init(|| {
            let facility = &self.service.facility;
            self.roster
                .find_sites(facility.npi, facility.address, self.service.pos)
        })
    }

    fn location(&self, row: &Row<'_>) -> Test {
        if row.locations.is_empty() {
            return Test::Untested;
        }
        let Some(pos) = self.service.pos else {
            // Told by the test of the place of service.
            return Test::Untested;
        };
        let asked = match self.service.terms.location {
            LocationTest::OfficeLike => is_office_like(pos),
            LocationTest::Strict => !is_telehealth(pos) && pos.number() != 12,
            LocationTest::Off => false,
        };
        if !asked {
            return Test::Untested;
        }
        let rows = &self.roster.rows;
        let mut sites = self.sites().iter().peekable();
        if sites.peek().is_some() {
            return Test::of(sites.any(|site| rows.names_location(row, site.location)));
        }
        // The facility is none that the roster knows. It is another than the row's only where both
        // tell enough to be told apart.
        let own = rows.locations.get(row.locations);
        let told_apart = own.iter().all(|&location| self.told_apart(location));
        if told_apart {
            Test::Failed
        } else {
            Test::Missing
        }
    }

    /// Whether a facility that the roster does not know is certainly not this location.
    fn told_apart(&self, location: LocationIndex) -> bool {
        let facility = &self.service.facility;
        let by_npi = facility.source == FacilitySource::ServiceFacility
            && facility.npi.is_some()
            && self.roster.location(location).npi.is_some();
        by_npi
            || self.service.facility.address.is_some_and(|address| {
                self.roster.locations.compare(location, &address) == Agreement::Different
            })
    }

    /// The places approved for this service by the row, else by the location where it was rendered.
    fn approval(&self, row: &Row<'_>) -> Option<(PosSet, Option<LocationIndex>)> {
        let own = self.roster.rows.approved_pos(row);
        if !own.is_empty() {
            return Some((own, None));
        }
        let pos = self.service.pos?;
        // The billing provider's address stands in for an office, not for a hospital or a home.
        let asked = match self.service.facility.source {
            _ if is_telehealth(pos) => self.service.terms.telehealth == Telehealth::Explicit,
            FacilitySource::ServiceFacility => true,
            FacilitySource::BillingProvider => is_office_like(pos),
        };
        if !asked {
            return None;
        }
        let mut denying = None;
        for site in self.sites().iter() {
            let approved = site.approved_pos;
            if approved.is_empty() || approved.contains(pos) {
                return None;
            }
            denying = denying.or(Some((approved, Some(site.location))));
        }
        denying
    }

    fn place_of_service(&self, row: &Row<'_>) -> Test {
        let Some(pos) = self.service.pos else {
            let asked = !row.approved_pos.is_empty() || !row.locations.is_empty();
            return if asked { Test::Missing } else { Test::Untested };
        };
        let Some((approved, _)) = self.approval(row) else {
            return Test::Untested;
        };
        let implied = self.service.terms.telehealth == Telehealth::FollowsOffice
            && is_telehealth(pos)
            && approved.iter().any(is_office_like);
        Test::of(implied || approved.contains(pos))
    }
}

/// Whether the rows that fit cover every day; else the first days in a row that none covers.
fn cover<'x>(
    rows: impl Iterator<Item = (RowIndex, Row<'x>)> + Clone,
    dates: DateRange,
    fits: impl Fn(&Row<'_>) -> bool,
) -> Result<(), DateRange> {
    let mut day = dates.from;
    loop {
        let last_covered = rows
            .clone()
            .filter(|(_, row)| row.in_force(day) && fits(row))
            .map(|(_, row)| row.ends)
            .max();
        match last_covered {
            Some(last) if last >= dates.to => return Ok(()),
            Some(last) => day = last.succ_opt().unwrap_or(last),
            None => break,
        }
    }
    let resumes = rows
        .filter(|(_, row)| row.status.ever_in_force() && day < row.starts && fits(row))
        .map(|(_, row)| row.starts)
        .min();
    let last = resumes
        .and_then(|resumes| resumes.pred_opt())
        .map_or(dates.to, |last| last.min(dates.to));
    Err(DateRange {
        from: day,
        to: last,
    })
}

#[cfg(test)]
mod tests;
