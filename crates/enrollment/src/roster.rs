//! The roster and what can be looked up in it.

use std::sync::Arc;

use chrono::NaiveDate;
use remedi_claims::{Npi, Pos, Tin, TinKind};

use crate::address::{AddressKey, Agreement};
use crate::authorizations::{Authorization, Authorized, AuthorizedService};
use crate::index::{Multimap, TextHash, pair};
use crate::locations::{Location, LocationIndex, Locations, Site, Sites};
use crate::on_file::{Cards, OnFile, Sources};
use crate::payers::{Payer, PayerIndex, PayerMatch, Payers};
use crate::pool::ListId;
use crate::providers::{Credential, Licence, Provider};
use crate::rows::{Enrollment, Row, RowIndex, Rows, npi_key};
use crate::service::Service;

/// Who may bill which payer, for what, where and when. Read only once made; share it between threads.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// The name of the file that holds the enrollments.
    pub(crate) file: Arc<str>,
    /// Sorted by provider, payer and start.
    pub(crate) rows: Rows,
    pub(crate) payers: Payers,
    pub(crate) locations: Locations,
    /// By NPI.
    pub(crate) providers: Vec<Provider>,
    /// By NPI.
    pub(crate) credentials: Vec<Credential>,
    pub(crate) authorizations: Multimap<Authorization>,
    /// By payer.
    pub(crate) coverage: Multimap<Coverage>,
    pub(crate) cards: Cards,
    pub(crate) indexes: Indexes,
}

/// The ways to find rows but by their provider.
#[derive(Clone, Debug, Default)]
pub(crate) struct Indexes {
    /// Rows by practice, a billing NPI or TIN that the row names, and then by payer.
    by_practice: Multimap<RowIndex>,
    /// Rows without a provider, by practice and payer.
    own: Multimap<RowIndex>,
}

/// One row of `coverage.csv`: for this practice and payer the roster claims to be complete, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Coverage {
    /// The practice's billing NPI; none when any.
    pub group_npi: Option<Npi>,
    /// The practice's TIN; none when any.
    pub tin: Option<Tin>,
    /// The payer.
    pub payer: PayerIndex,
    /// Whether the roster is complete.
    pub complete: bool,
    /// When that was so.
    pub as_of: Option<NaiveDate>,
}

/// A TIN in 32 bits, apart from every NPI (1000000000 to 2999999999). SSNs go by their last four
/// digits, so those found have yet to be compared.
pub(crate) fn tin_key(tin: Tin) -> u32 {
    match (tin.kind(), tin.ein()) {
        (TinKind::Ein, Some(digits)) => digits,
        _ => 3_000_000_000 + tin.last_four(),
    }
}

impl Roster {
    /// Puts rows, providers and credentials in order and indexes them. Taxonomies are those of each provider as it was read.
    pub(crate) fn index(&mut self, taxonomies: &[ListId]) {
        let Rows { all, notes, .. } = &mut self.rows;
        // Of rows that begin on one day the first in the file comes first.
        let keys = all.iter().zip(&*notes).zip(0u32..);
        let mut order: Vec<(u64, NaiveDate, u32)> = keys
            .map(|((row, note), place)| (pair(note.provider, row.payer.0), row.starts, place))
            .collect();
        order.sort_unstable();
        let places = order.iter().map(|&(_, _, place)| place as usize);
        *notes = places.clone().map(|place| notes[place].clone()).collect();
        *all = places.map(|place| all[place]).collect();
        drop(order);

        let rows = &self.rows;
        let mut practices = Vec::with_capacity(2 * rows.all.len());
        let mut own = Vec::new();
        for (index, (row, note)) in (0..).map(RowIndex).zip(rows.all.iter().zip(&rows.notes)) {
            let grant = rows.row(row);
            let groups = rows.groups.get(grant.groups);
            let tins = rows.tins.get(grant.tins);
            let named = groups.iter().map(|npi| npi_key(*npi));
            let named = named.chain(tins.iter().map(|tin| tin_key(*tin)));
            let entries = named.map(|key| (pair(key, row.payer.0), index));
            if note.provider == 0 {
                own.extend(entries.clone());
            }
            practices.extend(entries);
        }
        for entries in [&mut practices, &mut own] {
            entries.sort_unstable();
            entries.dedup();
        }
        let by_practice = practices.into_iter().map(|(key, row)| (key >> 32, row));
        self.indexes.by_practice = Multimap::of_sorted(by_practice.collect());
        self.indexes.own = Multimap::of_sorted(own);

        let mut providers: Vec<_> = self.providers.drain(..).zip(taxonomies).collect();
        providers.sort_by_key(|(one, _)| one.npi);
        let (providers, taxonomies): (_, Vec<ListId>) = providers.into_iter().unzip();
        self.providers = providers;
        self.credentials.sort_by_key(|one| one.provider);
        self.cards = Cards::new(&Sources {
            rows: &self.rows,
            payers: self.payers.iter().count(),
            providers: &self.providers,
            taxonomies: &taxonomies,
            credentials: &self.credentials,
            sites: self.locations.by_npi(),
        });
    }

    /// How many enrollments the roster has.
    pub fn len(&self) -> usize {
        self.rows.all.len()
    }

    /// Whether the roster has no enrollment.
    pub fn is_empty(&self) -> bool {
        self.rows.all.is_empty()
    }

    /// One enrollment.
    pub fn enrollment(&self, row: RowIndex) -> Enrollment<'_> {
        Enrollment {
            roster: self,
            index: row,
        }
    }

    /// Every enrollment, by provider, payer and first day.
    pub fn enrollments(&self) -> impl Iterator<Item = Enrollment<'_>> {
        (0..)
            .map(RowIndex)
            .zip(&self.rows.all)
            .map(|(row, _)| self.enrollment(row))
    }

    /// Whether rows say when they were known (`recorded_from`, `recorded_to`), as a back-test needs.
    pub fn is_dated(&self) -> bool {
        self.enrollments()
            .any(|row| row.recorded_from().is_some() || row.recorded_to().is_some())
    }

    // Payers

    /// The payer of an id, name or alias, in any case. An id that several payers go by is ambiguous.
    ///
    /// ```
    /// # use remedi_enrollment::{PayerMatch, Roster};
    /// # let csv = "provider_npi,payer_id,status,effective_from\n";
    /// let payers = "payer_id,name,aliases\n60054,Aetna,AET|SHARED\n00430,Blue Plan,SHARED\n";
    /// let roster = Roster::from_csv(&[("enrollments.csv", csv), ("payers.csv", payers)])?.roster;
    /// let payer = roster.payer_of("aetna").one().unwrap();
    /// assert_eq!(&*roster.payer(payer).id, "60054");
    /// assert_eq!(roster.payer_of("shared"), PayerMatch::Ambiguous);
    /// assert_eq!(roster.payer_of("99999"), PayerMatch::Unknown);
    /// # Ok::<(), remedi_enrollment::RosterError>(())
    /// ```
    pub fn payer_of(&self, sent: &str) -> PayerMatch {
        self.payer_sent(sent.as_bytes())
    }

    /// The same as it stands in a claim, where it may be no text.
    pub fn payer_sent(&self, sent: &[u8]) -> PayerMatch {
        self.payers.find(sent)
    }

    /// The payer's canonical id, name, class and state.
    pub fn payer(&self, payer: PayerIndex) -> &Payer {
        self.payers.get(payer)
    }

    /// Every payer.
    pub fn payers(&self) -> impl Iterator<Item = (PayerIndex, &Payer)> {
        self.payers.iter()
    }

    // Providers and practices

    /// What `providers.csv` says of the provider.
    pub fn provider(&self, npi: Npi) -> Option<&Provider> {
        self.on_file(npi)?.provider()
    }

    /// Every row of `providers.csv`, by NPI.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// Whether `providers.csv` or any enrollment names the provider.
    pub fn knows_provider(&self, npi: Npi) -> bool {
        let is_named = |own: OnFile<'_>| own.is_enrolled() || own.provider().is_some();
        self.on_file(npi).is_some_and(is_named)
    }

    /// Whether the provider was known on this day: by `providers.csv`, which has no such days, or by an enrollment that
    /// was recorded by then, though it may have been replaced since.
    pub(crate) fn knew_provider(&self, npi: Npi, on: Option<NaiveDate>) -> bool {
        let was_recorded = |row: Enrollment<'_>| match (row.recorded_from(), on) {
            (Some(recorded), Some(day)) => recorded <= day,
            _ => true,
        };
        self.provider(npi).is_some() || self.enrollments_of(npi).any(was_recorded)
    }

    /// The enrollments of one provider with every payer.
    pub fn enrollments_of(&self, provider: Npi) -> impl Iterator<Item = Enrollment<'_>> {
        self.rows_of_provider(provider)
            .map(|place| self.enrollment(row_index(place)))
    }

    /// Whether the row is one of this provider's, and none of the provider's rows with its payer names procedures.
    pub fn is_for_any_procedure(&self, provider: Npi, row: RowIndex) -> bool {
        let payer = self.rows.get(row).payer;
        let mut is_own = false;
        for (index, other) in self.rows_of(Some(provider), payer) {
            if self.rows.scope(&other).is_some() {
                return false;
            }
            is_own |= index == row;
        }
        is_own
    }

    /// The enrollments that are alternatives for a service, whether they pass or not: those of the provider tested
    /// with the payer, and the practice's own.
    pub fn alternatives(&self, service: &Service<'_>) -> impl Iterator<Item = Enrollment<'_>> {
        let named = self.rows_of(service.tested(), service.payer);
        let own = self.own_rows_of(service.billing, service.tin, service.payer);
        named.chain(own).map(|(row, _)| self.enrollment(row))
    }

    /// Where the rows of a provider stand.
    pub(crate) fn rows_of_provider(&self, provider: Npi) -> std::ops::Range<usize> {
        let card = self.cards.get(provider);
        card.map_or(0..0, |card| card.rows.range())
    }

    /// Where the rows without a provider stand.
    pub(crate) fn rows_without_provider(&self) -> std::ops::Range<usize> {
        0..self.rows.notes.partition_point(|note| note.provider == 0)
    }

    /// Whether any enrollment names this billing NPI, as a group or as the provider, or this TIN.
    pub fn knows_practice(&self, billing: Option<Npi>, tin: Option<Tin>) -> bool {
        let is_named = |own: OnFile<'_>| own.is_group() || own.is_enrolled();
        let by_npi = billing.and_then(|npi| self.on_file(npi));
        by_npi.is_some_and(is_named)
            || tin.is_some_and(|tin| {
                let rows = self.indexes.by_practice.get(tin_key(tin).into());
                rows.iter().any(|row| self.names_tin(*row, tin))
            })
    }

    fn names_tin(&self, row: RowIndex, tin: Tin) -> bool {
        self.rows.names_tin(&self.rows.get(row), tin)
    }

    /// The rows that name a practice, by the key of its NPI or TIN, and are of this payer.
    fn rows_of_practice(&self, key: u32, payer: PayerIndex) -> &[RowIndex] {
        let rows = self.indexes.by_practice.get(key.into());
        let payer_of = |row: &RowIndex| self.rows.all[row.0 as usize].payer;
        let first = rows.partition_point(|row| payer_of(row) < payer);
        let end = rows.partition_point(|row| payer_of(row) <= payer);
        &rows[first..end]
    }

    /// Whether the roster has rows of this payer for this TIN.
    pub(crate) fn has_rows_of_tin(
        &self,
        payer: PayerIndex,
        tin: Tin,
        on: Option<NaiveDate>,
    ) -> bool {
        self.rows_of_practice(tin_key(tin), payer)
            .iter()
            .any(|row| self.rows.get(*row).known(on) && self.names_tin(*row, tin))
    }

    /// Whether the roster has rows of this payer for this billing NPI or TIN, so that it can be asked
    /// about that practice.
    pub fn has_rows_of_practice(
        &self,
        payer: PayerIndex,
        billing: Option<Npi>,
        tin: Option<Tin>,
        known_on: Option<NaiveDate>,
    ) -> bool {
        let as_group = |npi| {
            let mut rows = self.rows_of_practice(npi_key(npi), payer).iter();
            rows.any(|row| self.rows.get(*row).known(known_on))
        };
        let as_provider = |npi| {
            let mut rows = self.rows_of(Some(npi), payer);
            rows.any(|(_, row)| row.known(known_on))
        };
        let by_npi = billing.is_some_and(|npi| as_group(npi) || as_provider(npi));
        by_npi || tin.is_some_and(|tin| self.has_rows_of_tin(payer, tin, known_on))
    }

    /// Whether `coverage.csv` says that the roster is complete for this practice and payer. A row that
    /// names both an NPI and a TIN is about a practice that has both.
    pub fn is_complete(&self, payer: PayerIndex, billing: Option<Npi>, tin: Option<Tin>) -> bool {
        let mut rows = self.coverage_of(payer, billing, tin);
        rows.any(|row| row.complete)
    }

    /// Whether `coverage.csv` says that the roster is not complete for this practice and payer, so that
    /// a row that is not there tells nothing.
    pub fn is_incomplete(&self, payer: PayerIndex, billing: Option<Npi>, tin: Option<Tin>) -> bool {
        let mut rows = self.coverage_of(payer, billing, tin).peekable();
        rows.peek().is_some() && rows.all(|row| !row.complete)
    }

    fn coverage_of(
        &self,
        payer: PayerIndex,
        billing: Option<Npi>,
        tin: Option<Tin>,
    ) -> impl Iterator<Item = &Coverage> {
        let rows = self.coverage.get(u64::from(payer.0)).iter();
        rows.filter(move |row| {
            row.group_npi.is_none_or(|npi| billing == Some(npi))
                && row
                    .tin
                    .is_none_or(|own| tin.is_some_and(|tin| own.agrees_with(&tin)))
        })
    }

    /// Every row of `coverage.csv`, by payer; rows that say the same are one.
    pub fn coverage(&self) -> &[Coverage] {
        self.coverage.values()
    }

    /// What `credentials.csv` holds of a provider.
    pub fn credentials_of(&self, provider: Npi) -> &[Credential] {
        self.on_file(provider).map_or(&[], OnFile::credentials)
    }

    /// Every row of `credentials.csv`, by provider.
    pub fn credentials(&self) -> &[Credential] {
        &self.credentials
    }

    /// Whether the provider held a licence of the state (two letters) on that day.
    pub fn licence(&self, provider: Npi, state: &str, day: NaiveDate) -> Licence {
        let own = self.on_file(provider);
        own.map_or(Licence::NoneOnFile, |own| own.licence(state, day))
    }

    /// The authorizations of that number; several rows may share one.
    pub fn authorizations(&self, number: &str) -> impl Iterator<Item = &Authorization> {
        self.authorizations
            .get(TextHash::of(number))
            .iter()
            .filter(move |row| row.number.eq_ignore_ascii_case(number))
    }

    /// Every row of `authorizations.csv`, by number.
    pub fn authorizations_on_file(&self) -> &[Authorization] {
        self.authorizations.values()
    }

    /// Whether any authorization is on file.
    pub fn has_authorizations(&self) -> bool {
        !self.authorizations.values().is_empty()
    }

    /// Whether the authorization of that number is for a service.
    ///
    /// Rows of the number are alternatives; of those that are not for the service the one with the fewest
    /// differences is named, with the first of them.
    pub fn authorized(&self, number: &str, service: &AuthorizedService<'_>) -> Authorized {
        let mut nearest: Option<(usize, Authorized)> = None;
        // Payers number for themselves.
        let is_of_payer = |row: &&Authorization| {
            row.payer.is_none() || service.payer.is_none() || row.payer == service.payer
        };
        for row in self.authorizations(number).filter(is_of_payer) {
            let mut differences = row.differences(service);
            let Some(first) = differences.next() else {
                return Authorized::Granted {
                    line: row.line,
                    units: row.units,
                };
            };
            let count = differences.count();
            if nearest.is_none_or(|(fewest, _)| count < fewest) {
                let not = Authorized::Not {
                    line: row.line,
                    difference: first,
                };
                nearest = Some((count, not));
            }
        }
        nearest.map_or(Authorized::NotOnFile, |(_, not)| not)
    }

    // Locations

    /// The location that a claim's facility is: of those with its NPI, the address and then the place
    /// of service choose; without an NPI that the roster knows, the address alone. When several still
    /// fit, the first of them.
    pub fn location_at(
        &self,
        facility: Option<Npi>,
        address: Option<AddressKey>,
        pos: Option<Pos>,
    ) -> Option<LocationIndex> {
        self.locations_at(facility, address, pos).next()
    }

    /// All that still fit in [`Roster::location_at`].
    pub fn locations_at(
        &self,
        facility: Option<Npi>,
        address: Option<AddressKey>,
        pos: Option<Pos>,
    ) -> impl Iterator<Item = LocationIndex> {
        let sites = self.find_sites(facility, address, pos).iter();
        sites.map(|site| site.location)
    }

    /// The same with what claims are asked about them.
    pub fn sites_at(
        &self,
        facility: Option<Npi>,
        address: Option<AddressKey>,
        pos: Option<Pos>,
    ) -> impl Iterator<Item = &Site> + Clone {
        self.find_sites(facility, address, pos).iter()
    }

    pub(crate) fn find_sites(
        &self,
        facility: Option<Npi>,
        address: Option<AddressKey>,
        pos: Option<Pos>,
    ) -> Sites<'_> {
        let own = facility.and_then(|npi| self.on_file(npi));
        let of_npi = own.map_or(&[][..], OnFile::sites);
        self.locations.find(of_npi, address, pos)
    }

    /// Whether a location has this very address.
    pub fn is_at(&self, location: LocationIndex, address: &AddressKey) -> bool {
        self.locations.compare(location, address) == Agreement::Same
    }

    /// One location.
    pub fn location(&self, location: LocationIndex) -> &Location {
        self.locations.get(location)
    }

    /// The location of that id, in any case.
    pub fn location_of_id(&self, id: &str) -> Option<LocationIndex> {
        self.locations.by_id(id)
    }

    /// Every location.
    pub fn locations(&self) -> impl Iterator<Item = (LocationIndex, &Location)> {
        self.locations.iter()
    }

    // Candidates of clearance

    /// The rows that name this provider and payer.
    pub(crate) fn rows_of(
        &self,
        provider: Option<Npi>,
        payer: PayerIndex,
    ) -> impl Iterator<Item = (RowIndex, Row<'_>)> + Clone {
        let card = provider.and_then(|npi| self.cards.get(npi));
        let rows = &self.rows;
        let places = card.map_or(0..0, |card| self.cards.rows_with(card, &rows.all, payer));
        places.map(|place| (row_index(place), rows.row(&rows.all[place])))
    }

    /// The practice's own rows with this payer: those that name the billing NPI, and by TIN those
    /// that name no NPI or can't be told apart by one.
    pub(crate) fn own_rows_of(
        &self,
        billing: Option<Npi>,
        tin: Option<Tin>,
        payer: PayerIndex,
    ) -> impl Iterator<Item = (RowIndex, Row<'_>)> + Clone {
        let of = move |key: Option<u32>| {
            let rows = key.map_or(&[][..], |key| self.indexes.own.get(pair(key, payer.0)));
            rows.iter().map(|&row| (row, self.rows.get(row)))
        };
        let by_tin =
            of(tin.map(tin_key)).filter(move |(_, row)| billing.is_none() || row.groups.is_empty());
        of(billing.map(npi_key)).chain(by_tin)
    }
}

pub(crate) fn row_index(place: usize) -> RowIndex {
    RowIndex(u32::try_from(place).unwrap_or(u32::MAX))
}
