//! The rows of `enrollments.csv` and what they say.
//!
//! What is asked of each claim lies apart from what only findings tell: a [`Tenure`] of 16 bytes a row, a [`Grant`] of a
//! cache line that rows share, and behind both a [`RowNote`].

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;

use chrono::NaiveDate;
use remedi_claims::{Npi, PosSet, Taxonomy, Tin, TinKind};

use crate::cells::words;
use crate::locations::LocationIndex;
use crate::payers::PayerIndex;
use crate::pool::{ListId, Lists, Symbol, Texts};
use crate::roster::Roster;
use crate::scope::Scope;

/// A row of `enrollments.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowIndex(pub(crate) u32);

words! {
    /// How far an enrollment has come (`status`).
    Status, "approved, pending, submitted, suspended, terminated, deactivated or denied" {
        /// In force within its dates.
        Approved = "approved",
        /// In force until its last day.
        Suspended = "suspended",
        /// In force until its last day.
        Terminated = "terminated",
        /// In force until its last day.
        Deactivated = "deactivated",
        /// Under way: never in force.
        Pending = "pending",
        /// Under way: never in force.
        Submitted = "submitted",
        /// Never in force.
        Denied = "denied",
    }
}

impl Status {
    /// Whether such a row is in force within its dates.
    pub fn ever_in_force(self) -> bool {
        matches!(
            self,
            Status::Approved | Status::Suspended | Status::Terminated | Status::Deactivated
        )
    }

    /// Whether the payer has yet to decide.
    pub fn under_way(self) -> bool {
        matches!(self, Status::Pending | Status::Submitted)
    }
}

words! {
    /// Whether the provider takes part in the payer's network (`participation`).
    Participation, "par or nonpar" {
        /// In the network.
        Par = "par",
        /// Not in the network.
        Nonpar = "nonpar",
    }
}

/// How long a row holds, and with which payer: 16 bytes, of which those of a provider lie side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenure {
    pub(crate) payer: PayerIndex,
    /// First day that may be billed.
    pub(crate) starts: NaiveDate,
    /// Last day; the end of time when open.
    pub(crate) ends: NaiveDate,
    pub(crate) grant: GrantId,
}

/// What a row says of one provider it says of the next: for whom, for what, where. Rows share it, and it is one
/// cache line with the usual answers in it; what is longer is a list of the pool.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[repr(align(64))]
pub(crate) struct Grant {
    pub(crate) status: Status,
    pub(crate) participation: Option<Participation>,
    /// The key of the group when there is just one, else zero.
    pub(crate) only_group: u32,
    /// The TIN when there is just one.
    pub(crate) only_tin: Option<Tin>,
    /// The location when there is just one.
    pub(crate) only_location: Option<LocationIndex>,
    pub(crate) groups: ListId,
    pub(crate) tins: ListId,
    pub(crate) locations: ListId,
    pub(crate) taxonomies: ListId,
    pub(crate) approved_pos: ListId,
    pub(crate) scope: ListId,
    pub(crate) plan: Symbol,
    pub(crate) network: Symbol,
    pub(crate) recorded_from: NaiveDate,
    pub(crate) recorded_to: NaiveDate,
}

/// A grant of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GrantId(u32);

/// What `clearance` tests of a row. Who asks for nothing of the grant does not load it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'r> {
    pub(crate) payer: PayerIndex,
    /// First day that may be billed.
    pub(crate) starts: NaiveDate,
    /// Last day; the end of time when open.
    pub(crate) ends: NaiveDate,
    grant: &'r Grant,
}

impl Deref for Row<'_> {
    type Target = Grant;

    fn deref(&self) -> &Grant {
        self.grant
    }
}

impl Row<'_> {
    /// In force on that day.
    pub(crate) fn in_force(&self, day: NaiveDate) -> bool {
        self.starts <= day && day <= self.ends && self.status.ever_in_force()
    }

    /// Known on that day; without a day, not replaced since.
    pub(crate) fn known(&self, on: Option<NaiveDate>) -> bool {
        match on {
            Some(day) => self.recorded_from <= day && day <= self.recorded_to,
            None => self.recorded_to >= OPEN,
        }
    }
}

/// Ends on or after this day are open.
pub(crate) const OPEN: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

/// What a row tells but no test asks.
#[derive(Clone, Debug)]
pub(crate) struct RowNote {
    /// The provider's NPI; zero in a group's own enrollment.
    pub(crate) provider: u32,
    pub(crate) line: u32,
    pub(crate) effective_from: Option<NaiveDate>,
    pub(crate) billing_effective_from: Option<NaiveDate>,
    pub(crate) application_received: Option<NaiveDate>,
    pub(crate) verified_on: Option<NaiveDate>,
    pub(crate) payer_provider_id: Symbol,
}

/// The rows with the texts and lists they share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) all: Vec<Tenure>,
    pub(crate) notes: Vec<RowNote>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) texts: Texts,
    pub(crate) groups: Lists<Npi>,
    pub(crate) tins: Lists<Tin>,
    pub(crate) locations: Lists<LocationIndex>,
    pub(crate) taxonomies: Lists<Taxonomy>,
    /// Lists of one.
    pub(crate) approved_pos: Lists<PosSet>,
    /// Lists of one.
    pub(crate) scopes: Lists<Scope>,
}

impl Rows {
    pub(crate) fn get(&self, row: RowIndex) -> Row<'_> {
        self.row(&self.all[row.0 as usize])
    }

    pub(crate) fn row(&self, tenure: &Tenure) -> Row<'_> {
        Row {
            payer: tenure.payer,
            starts: tenure.starts,
            ends: tenure.ends,
            grant: &self.grants[tenure.grant.0 as usize],
        }
    }

    pub(crate) fn approved_pos(&self, grant: &Grant) -> PosSet {
        self.approved_pos
            .get(grant.approved_pos)
            .first()
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn scope(&self, grant: &Grant) -> Option<&Scope> {
        self.scopes.get(grant.scope).first()
    }

    /// Whether the row names a group.
    pub(crate) fn names_group(&self, grant: &Grant, npi: Npi) -> bool {
        match grant.only_group {
            0 => self.groups.get(grant.groups).contains(&npi),
            only => only == npi_key(npi),
        }
    }

    /// Whether the row names a location.
    pub(crate) fn names_location(&self, grant: &Grant, location: LocationIndex) -> bool {
        match grant.only_location {
            Some(only) => only == location,
            None => self.locations.get(grant.locations).contains(&location),
        }
    }

    /// Whether the row names a TIN.
    pub(crate) fn names_tin(&self, grant: &Grant, tin: Tin) -> bool {
        match grant.only_tin {
            Some(only) => only.agrees_with(&tin),
            None => {
                let mut all = self.tins.get(grant.tins).iter();
                all.any(|own| own.agrees_with(&tin))
            }
        }
    }
}

/// Makes grants, the same for rows that say the same.
#[derive(Debug, Default)]
pub(crate) struct GrantPool {
    /// By hash; of two that share one, the later is not found again.
    known: HashMap<u64, GrantId>,
    hasher: RandomState,
    grants: Vec<Grant>,
}

impl GrantPool {
    pub(crate) fn put(&mut self, grant: Grant) -> GrantId {
        let hash = self.hasher.hash_one(&grant);
        if let Some(&known) = self.known.get(&hash)
            && self.grants[known.0 as usize] == grant
        {
            return known;
        }
        let id = GrantId(u32::try_from(self.grants.len()).unwrap_or(u32::MAX));
        self.grants.push(grant);
        self.known.entry(hash).or_insert(id);
        id
    }

    pub(crate) fn finish(self) -> Vec<Grant> {
        self.grants
    }
}

/// One row of `enrollments.csv`, to be read and shown.
#[derive(Clone, Copy)]
pub struct Enrollment<'r> {
    pub(crate) roster: &'r Roster,
    pub(crate) index: RowIndex,
}

impl<'r> Enrollment<'r> {
    fn row(&self) -> Row<'r> {
        self.roster.rows.get(self.index)
    }

    fn note(&self) -> &'r RowNote {
        &self.roster.rows.notes[self.index.0 as usize]
    }

    /// Its index.
    pub fn index(&self) -> RowIndex {
        self.index
    }

    /// The file it is from.
    pub fn file(&self) -> &'r str {
        &self.roster.file
    }

    /// The line it starts on; the header is line 1.
    pub fn line(&self) -> u32 {
        self.note().line
    }

    /// The provider; none in a group's own enrollment.
    pub fn provider(&self) -> Option<Npi> {
        npi_from(self.note().provider)
    }

    /// The payer.
    pub fn payer(&self) -> PayerIndex {
        self.row().payer
    }

    /// The plan; empty when any.
    pub fn plan(&self) -> &'r str {
        self.roster.rows.texts.get(self.row().plan)
    }

    /// The network; empty when any.
    pub fn network(&self) -> &'r str {
        self.roster.rows.texts.get(self.row().network)
    }

    /// NPIs of the groups it is for; empty when any.
    pub fn group_npis(&self) -> &'r [Npi] {
        self.roster.rows.groups.get(self.row().groups)
    }

    /// TINs it is for; empty when any.
    pub fn tins(&self) -> &'r [Tin] {
        self.roster.rows.tins.get(self.row().tins)
    }

    /// TINs it is for, each once: one that may be an SSN is there as both kinds, and is shown as an SSN.
    pub fn distinct_tins(&self) -> impl Iterator<Item = Tin> + use<'r> {
        let own = self.tins();
        let is_ssn = |tin: &Tin| tin.kind() == TinKind::Ssn;
        let is_shown = move |tin: &Tin| {
            let mut ssns = own.iter().filter(|own| is_ssn(own));
            is_ssn(tin) || !ssns.any(|ssn| ssn.has_digits_of(tin))
        };
        own.iter().copied().filter(is_shown)
    }

    /// Locations it is for; empty when any.
    pub fn locations(&self) -> &'r [LocationIndex] {
        self.roster.rows.locations.get(self.row().locations)
    }

    /// Taxonomies it is for; empty when any.
    pub fn taxonomies(&self) -> &'r [Taxonomy] {
        self.roster.rows.taxonomies.get(self.row().taxonomies)
    }

    /// The status.
    pub fn status(&self) -> Status {
        self.row().status
    }

    /// When the payer says that the enrollment takes effect.
    pub fn effective_from(&self) -> Option<NaiveDate> {
        self.note().effective_from
    }

    /// First day that may be billed, where it differs.
    pub fn billing_effective_from(&self) -> Option<NaiveDate> {
        self.note().billing_effective_from
    }

    /// First day that may be billed: `billing_effective_from`, else `effective_from`. None only for
    /// an application under way or denied.
    pub fn starts(&self) -> Option<NaiveDate> {
        self.billing_effective_from().or(self.effective_from())
    }

    /// Last day; none when open.
    pub fn ends(&self) -> Option<NaiveDate> {
        Some(self.row().ends).filter(|day| *day < NaiveDate::MAX)
    }

    /// When the payer received the application.
    pub fn application_received(&self) -> Option<NaiveDate> {
        self.note().application_received
    }

    /// Whether in the payer's network.
    pub fn participation(&self) -> Option<Participation> {
        self.row().participation
    }

    /// Places of service approved by the row itself; empty when the location's hold.
    pub fn approved_pos(&self) -> PosSet {
        self.roster.rows.approved_pos(&self.row())
    }

    /// Procedures allowed and denied; none when any may be billed.
    pub fn scope(&self) -> Option<&'r Scope> {
        self.roster.rows.scope(self.row().grant)
    }

    /// The provider's number at the payer.
    pub fn payer_provider_id(&self) -> &'r str {
        self.roster.rows.texts.get(self.note().payer_provider_id)
    }

    /// When someone last checked the row with the payer.
    pub fn verified_on(&self) -> Option<NaiveDate> {
        self.note().verified_on
    }

    /// First day on which the roster said so.
    pub fn recorded_from(&self) -> Option<NaiveDate> {
        Some(self.row().recorded_from).filter(|day| *day > NaiveDate::MIN)
    }

    /// Last day on which the roster said so; none when it still does.
    pub fn recorded_to(&self) -> Option<NaiveDate> {
        Some(self.row().recorded_to).filter(|day| *day < NaiveDate::MAX)
    }
}

/// An NPI in 32 bits: the largest is 2999999999.
pub(crate) fn npi_key(npi: Npi) -> u32 {
    u32::try_from(npi.number()).unwrap_or(u32::MAX)
}

fn npi_from(key: u32) -> Option<Npi> {
    Npi::from_number(key.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_rows_lie_in_a_cache_line_and_a_grant_in_one() {
        assert_eq!(size_of::<Tenure>(), 16);
        assert_eq!(size_of::<Grant>(), 64);
    }

    #[test]
    fn an_npi_survives_its_key() {
        let npi: Npi = "1234567893".parse().unwrap();
        assert_eq!(npi_from(npi_key(npi)), Some(npi));
        assert_eq!(npi_from(0), None);
    }
}
