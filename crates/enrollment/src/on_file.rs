//! All that is on file about an NPI, found with one look.
//!
//! A claim asks about some three NPIs, and with a large roster each of them is another one than the claim's before: what
//! it costs is to wait for memory, once for every place that is looked at. So whatever is on file about an NPI is a
//! [`Card`] of one cache line in one table, which answers what most claims ask, and says where the rest stands: rows of
//! 16 bytes, further licences and sites side by side. `providers.csv` and `credentials.csv` as they were read lie apart,
//! and are looked at where the card says that something may be amiss.

use chrono::NaiveDate;
use remedi_claims::{Npi, Taxonomy};

use crate::locations::Site;
use crate::payers::PayerIndex;
use crate::pool::ListId;
use crate::providers::{Credential, CredentialKind, EntityType, Licence, Provider, licence};
use crate::roster::Roster;
use crate::rows::{Rows, Tenure, npi_key};

/// A part of a list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Places {
    pub(crate) first: u32,
    pub(crate) count: u32,
}

impl Places {
    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        let first = self.first as usize;
        &list[first..first + self.count as usize]
    }

    pub(crate) fn range(self) -> std::ops::Range<usize> {
        let first = self.first as usize;
        first..first + self.count as usize
    }

    /// Goes on to this place, which follows the others.
    fn add(&mut self, place: usize) {
        if self.count == 0 {
            self.first = u32::try_from(place).unwrap_or(u32::MAX);
        }
        self.count += 1;
    }
}

/// A licence as it is asked for: two letters of the state in upper case, and its days.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StateLicence {
    state: [u8; 2],
    issued: Option<NaiveDate>,
    expires: Option<NaiveDate>,
}

/// What is on file about one NPI: a cache line.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(crate) struct Card {
    /// Zero in an empty slot.
    npi: u32,
    marks: u8,
    entity_type: Option<EntityType>,
    /// The state of the first licence, zero when there is none, and its days.
    state: [u8; 2],
    issued: Option<NaiveDate>,
    expires: Option<NaiveDate>,
    /// The payers of the rows, by [`Cards::class_of`].
    payers: u64,
    /// Rows in which it is the provider.
    pub(crate) rows: Places,
    /// The place in `providers.csv`; [`NO_PROVIDER`] when it is not listed.
    provider: u32,
    /// Of `providers.csv`.
    taxonomies: ListId,
    credentials: Places,
    /// Licences besides the first.
    licences: Places,
    pub(crate) sites: Places,
}

const NO_PROVIDER: u32 = u32::MAX;

/// An enrollment names the NPI as a group.
const GROUP: u8 = 1;
/// `providers.csv` says something against the NPI on some day.
const SUSPECT: u8 = 2;
/// A credential is no licence.
const CREDENTIALS: u8 = 4;

/// The cards of all NPIs: an open-addressing table, as they never change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cards {
    /// At least half of them empty; a power of two.
    slots: Box<[Card]>,
    licences: Box<[StateLicence]>,
    /// How many bits of a payer do not tell its class.
    shift: u32,
}

/// What cards are made of; providers, credentials and sites in the order of NPIs.
pub(crate) struct Sources<'a> {
    pub(crate) rows: &'a Rows,
    /// How many payers there are.
    pub(crate) payers: usize,
    pub(crate) providers: &'a [Provider],
    /// The taxonomies of each provider.
    pub(crate) taxonomies: &'a [ListId],
    pub(crate) credentials: &'a [Credential],
    pub(crate) sites: &'a [Site],
}

impl Cards {
    pub(crate) fn new(sources: &Sources<'_>) -> Cards {
        let rows = sources.rows;
        let named = rows.notes.iter().map(|note| note.provider);
        let groups = rows.groups.items().iter().copied().map(npi_key);
        let registered = sources.providers.iter().map(|one| npi_key(one.npi));
        let holders = sources.credentials.iter().map(|one| npi_key(one.provider));
        let sites = sources.sites.iter().map(|site| site.npi);
        let mut npis: Vec<u32> = named.filter(|npi| *npi != 0).collect();
        npis.dedup();
        npis.extend(groups.clone().chain(registered).chain(holders).chain(sites));
        npis.sort_unstable();
        npis.dedup();

        let most = u32::try_from(sources.payers.saturating_sub(1)).unwrap_or(u32::MAX);
        let mut cards = Cards {
            slots: vec![Card::default(); (npis.len() * 2).next_power_of_two()].into(),
            licences: Box::default(),
            shift: (u32::BITS - most.leading_zeros()).saturating_sub(6),
        };
        for (place, (note, tenure)) in rows.notes.iter().zip(&rows.all).enumerate() {
            if note.provider != 0 {
                let class = cards.class_of(tenure.payer);
                let card = cards.card_of(note.provider);
                card.rows.add(place);
                card.payers |= class;
            }
        }
        groups.for_each(|npi| cards.card_of(npi).marks |= GROUP);
        for (place, one) in sources.providers.iter().enumerate() {
            let card = cards.card_of(npi_key(one.npi));
            card.provider = u32::try_from(place).unwrap_or(NO_PROVIDER);
            card.taxonomies = sources.taxonomies[place];
            card.entity_type = one.entity_type;
            let said = [
                one.npi_deactivated_on,
                one.opted_out.from,
                one.excluded.from,
            ];
            if one.replaced_by.is_some() || said.iter().any(Option::is_some) {
                card.marks |= SUSPECT;
            }
        }
        let mut licences = Vec::new();
        for (place, one) in sources.credentials.iter().enumerate() {
            let card = cards.card_of(npi_key(one.provider));
            card.credentials.add(place);
            if one.kind != CredentialKind::License {
                card.marks |= CREDENTIALS;
                continue;
            }
            let Some(state) = two_letters(&one.state) else {
                continue;
            };
            let (issued, expires) = (one.issued, one.expires);
            if card.state == NO_STATE {
                (card.state, card.issued, card.expires) = (state, issued, expires);
            } else {
                card.licences.add(licences.len());
                licences.push(StateLicence {
                    state,
                    issued,
                    expires,
                });
            }
        }
        cards.licences = licences.into();
        for (place, site) in sources.sites.iter().enumerate() {
            cards.card_of(site.npi).sites.add(place);
        }
        cards
    }

    /// The slot of an NPI, which is taken when it is empty.
    fn card_of(&mut self, npi: u32) -> &mut Card {
        let mask = self.slots.len() - 1;
        let mut place = home(npi) & mask;
        while self.slots[place].npi != npi && self.slots[place].npi != 0 {
            place = (place + 1) & mask;
        }
        let card = &mut self.slots[place];
        if card.npi == 0 {
            card.npi = npi;
            card.provider = NO_PROVIDER;
        }
        card
    }

    /// How many there is room for.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn get(&self, npi: Npi) -> Option<&Card> {
        let npi = npi_key(npi);
        let mut place = home(npi);
        loop {
            let card = self.slots.get(place & self.slots.len().wrapping_sub(1))?;
            if card.npi == npi {
                return Some(card);
            }
            if card.npi == 0 {
                return None;
            }
            place += 1;
        }
    }

    /// The bit of a payer: of up to 64 payers each has its own, of more some share one in the order of payers.
    fn class_of(&self, payer: PayerIndex) -> u64 {
        1 << (payer.0 >> self.shift & 63)
    }

    /// The rows of a card with one payer, which stand in the order of payers.
    pub(crate) fn rows_with(
        &self,
        card: &Card,
        rows: &[Tenure],
        payer: PayerIndex,
    ) -> std::ops::Range<usize> {
        let class = self.class_of(payer);
        if card.payers & class == 0 {
            return 0..0;
        }
        let all = card.rows.range();
        // One row at least stands there for each earlier class.
        let before = all.start + (card.payers & (class - 1)).count_ones() as usize;
        if all.len() == card.payers.count_ones() as usize {
            let is_it = rows[before].payer == payer;
            return before..before + usize::from(is_it);
        }
        let own = &rows[before..all.end];
        let skipped = match own.len() {
            0..16 => own.iter().take_while(|own| own.payer < payer).count(),
            _ => own.partition_point(|own| own.payer < payer),
        };
        let first = before + skipped;
        let own = rows[first..all.end].iter();
        first..first + own.take_while(|own| own.payer == payer).count()
    }
}

/// Where the search for an NPI begins.
fn home(npi: u32) -> usize {
    (u64::from(npi).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

const NO_STATE: [u8; 2] = [0; 2];

/// A state of two letters in upper case.
fn two_letters(state: &str) -> Option<[u8; 2]> {
    let letters: [u8; 2] = state.as_bytes().try_into().ok()?;
    Some(letters.map(|letter| letter.to_ascii_uppercase())).filter(|state| *state != NO_STATE)
}

/// What is on file about one NPI.
#[derive(Clone, Copy)]
pub struct OnFile<'r> {
    roster: &'r Roster,
    card: &'r Card,
}

impl Roster {
    /// What is on file about an NPI, be it in `providers.csv`, `credentials.csv`, `locations.csv` or an enrollment. To
    /// ask once and keep the answer is cheaper than to ask again.
    pub fn on_file(&self, npi: Npi) -> Option<OnFile<'_>> {
        let card = self.cards.get(npi)?;
        Some(OnFile { roster: self, card })
    }
}

impl<'r> OnFile<'r> {
    /// What `providers.csv` says of it.
    pub fn provider(self) -> Option<&'r Provider> {
        self.roster.providers.get(self.card.provider as usize)
    }

    /// Person or organization, by `providers.csv`.
    pub fn entity_type(self) -> Option<EntityType> {
        self.card.entity_type
    }

    /// Taxonomies of `providers.csv`, the first of them primary.
    pub fn taxonomies(self) -> &'r [Taxonomy] {
        self.roster.rows.taxonomies.get(self.card.taxonomies)
    }

    /// Whether `providers.csv` has it deactivated, replaced, opted out or excluded, on whatever days.
    pub fn is_suspect(self) -> bool {
        self.card.marks & SUSPECT != 0
    }

    /// Whether a credential of it is no licence.
    pub fn has_credentials_besides_licences(self) -> bool {
        self.card.marks & CREDENTIALS != 0
    }

    /// Its credentials, licences among them.
    pub fn credentials(self) -> &'r [Credential] {
        self.card.credentials.of(&self.roster.credentials)
    }

    /// Whether it held a licence of the state (two letters) on that day.
    pub fn licence(self, state: &str, day: NaiveDate) -> Licence {
        let Some(state) = two_letters(state) else {
            let all = self.credentials().iter();
            let own = all.filter(|one| {
                one.kind == CredentialKind::License && one.state.eq_ignore_ascii_case(state)
            });
            return licence(own.map(|one| (one.issued, one.expires)), day);
        };
        let first = &self.card;
        let first = (first.state == state).then_some((first.issued, first.expires));
        let further = self.card.licences.of(&self.roster.cards.licences).iter();
        let further = further.filter(|one| one.state == state);
        let further = further.map(|one| (one.issued, one.expires));
        licence(first.into_iter().chain(further), day)
    }

    /// The locations that have the NPI.
    pub fn sites(self) -> &'r [Site] {
        self.card.sites.of(self.roster.locations.by_npi())
    }

    /// Whether an enrollment names it as the provider.
    pub(crate) fn is_enrolled(self) -> bool {
        self.card.rows.count > 0
    }

    /// Whether an enrollment names it as a group.
    pub(crate) fn is_group(self) -> bool {
        self.card.marks & GROUP != 0
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const NPI: &str = "1234567893";

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn roster(enrollments: &str, credentials: &str) -> Roster {
        let enrollments = format!("provider_npi,payer_id,status,effective_from\n{enrollments}");
        let credentials = format!("provider_npi,kind,state,issued,expires\n{credentials}");
        let files = [
            ("enrollments.csv", &*enrollments),
            ("credentials.csv", &*credentials),
        ];
        let loaded = Roster::from_csv(&files).unwrap();
        assert_eq!(loaded.problems, []);
        loaded.roster
    }

    #[test]
    fn a_card_is_a_cache_line() {
        assert_eq!(size_of::<Card>(), 64);
        assert_eq!(align_of::<Card>(), 64);
    }

    #[test]
    fn any_good_licence_of_the_state_will_do() {
        let rows = format!(
            "{NPI},license,ny,2020-01-01,2022-12-31\n\
             {NPI},license,CT,2001-01-01,2099-12-31\n\
             {NPI},license,NY,2023-06-01,2025-12-31\n\
             {NPI},dea,NJ,2023-06-01,2025-12-31\n"
        );
        let roster = roster("", &rows);
        let on = |state, day| roster.licence(NPI.parse().unwrap(), state, date(day));
        assert_eq!(on("NY", "2025-12-31"), Licence::Held);
        assert_eq!(on("ny", "2022-01-01"), Licence::Held);
        for (day, on_file) in [("2026-01-01", "2025-12-31"), ("2023-01-01", "2022-12-31")] {
            let expired = Licence::Expired { on: date(on_file) };
            assert_eq!(on("NY", day), expired, "{day}");
        }
        let issued = date("2020-01-01");
        assert_eq!(on("NY", "2019-01-01"), Licence::NotYetIssued { issued });
        assert_eq!(on("NJ", "2025-01-01"), Licence::NoneOnFile);
        assert_eq!(on("ohio", "2025-01-01"), Licence::NoneOnFile);
        assert_eq!(on("", "2025-01-01"), Licence::NoneOnFile);
    }

    /// Rows of every third of so many payers, some of them with a second row, are those that a search finds.
    fn find_rows_of_every_third_payer(payers: u32) {
        let mut rows = String::new();
        for payer in 0..payers {
            // Each payer is named once, so that there are so many.
            let _ = writeln!(rows, "1245319599,P{payer},approved,2024-01-01");
        }
        let has_two = |payer: u32| payer.is_multiple_of(6);
        for payer in (0..payers).step_by(3) {
            let _ = writeln!(rows, "{NPI},P{payer},approved,2024-01-01");
            if has_two(payer) {
                let _ = writeln!(rows, "{NPI},P{payer},approved,2020-01-01");
            }
        }
        let roster = roster(&rows, "");
        let npi = NPI.parse().unwrap();
        for payer in 0..payers {
            let index = roster.payer_of(&format!("P{payer}")).one().unwrap();
            let found: Vec<_> = roster.rows_of(Some(npi), index).collect();
            let expected = usize::from(payer.is_multiple_of(3)) + usize::from(has_two(payer));
            assert_eq!(found.len(), expected, "P{payer} of {payers}");
            assert!(found.iter().all(|(_, row)| row.payer == index));
            let other = roster.rows_of(Some("1245319599".parse().unwrap()), index);
            assert_eq!(other.count(), 1, "P{payer} of {payers}");
        }
    }

    #[test]
    fn rows_are_found_however_many_payers_there_are() {
        for payers in [1, 2, 63, 64, 65, 128, 129, 1_000] {
            find_rows_of_every_third_payer(payers);
        }
    }

    #[test]
    fn what_is_on_file_is_found_whatever_file_it_is_in() {
        let files = [
            (
                "enrollments.csv",
                "provider_npi,payer_id,group_npi,status,effective_from\n\
                 1245319599,A,1000000004,approved,2024-01-01\n",
            ),
            (
                "providers.csv",
                "npi,entity_type,taxonomies,opted_out_from\n1000000012,1,207R00000X,2024-01-01\n",
            ),
            ("credentials.csv", "provider_npi,kind\n1000000020,caqh\n"),
            (
                "locations.csv",
                "location_id,npi,facility_type\nL1,1000000038,lab\nL2,1000000038,asc\n",
            ),
        ];
        let loaded = Roster::from_csv(&files).unwrap();
        assert_eq!(loaded.problems, []);
        let on_file = |npi: &str| loaded.roster.on_file(npi.parse().unwrap());
        let told = |npi: &str| {
            let own = on_file(npi).unwrap();
            (
                own.is_enrolled(),
                own.is_group(),
                own.provider().is_some(),
                own.taxonomies().len(),
                own.is_suspect(),
                own.has_credentials_besides_licences(),
                own.sites().len(),
            )
        };
        assert_eq!(told("1245319599"), (true, false, false, 0, false, false, 0));
        assert_eq!(told("1000000004"), (false, true, false, 0, false, false, 0));
        assert_eq!(told("1000000012"), (false, false, true, 1, true, false, 0));
        assert_eq!(told("1000000020"), (false, false, false, 0, false, true, 0));
        assert_eq!(
            told("1000000038"),
            (false, false, false, 0, false, false, 2)
        );
        assert!(on_file("1000000046").is_none());
    }
}
