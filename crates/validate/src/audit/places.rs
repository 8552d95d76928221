//! Where services were rendered: counters by provider and by location.

use std::collections::BTreeMap;

use remedi_claims::codes::pos::{self, MedicareRate};
use remedi_claims::{Money, Npi, Pos, Taxonomy};
use remedi_enrollment::{LocationIndex, Roster};

use crate::checker::Checker;
use crate::facts::{ClaimFacts, HospitalEvidence, LineFacts};

const OFFICE: u8 = 11;
const TELEHEALTH: u8 = 2;
const TELEHEALTH_AT_HOME: u8 = 10;

/// A place where services are rendered, as well as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Site {
    /// A location of the roster.
    Location(LocationIndex),
    /// The NPI of the service facility that claims name (2420C, 2310C), or of the practice where they name none, as the
    /// roster does not know the place.
    Npi(Npi),
    /// Neither.
    Unknown,
}

/// Whose services are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A rendering provider anywhere; `None` where claims name none.
    Provider(Option<Npi>),
    /// All providers at a place.
    Site(Site),
    /// A rendering provider at a place.
    ProviderAt(Option<Npi>, Site),
}

/// How many claims, lines and dollars. A claim counts once, however many of its lines do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Claims with such a line.
    pub claims: u64,
    /// The lines.
    pub lines: u64,
    /// Their charges.
    pub amount: Money,
    last: u64,
}

impl Counted {
    fn count(&mut self, claim: u64, charge: Money) {
        self.claims += u64::from(self.last != claim);
        self.last = claim;
        self.lines += 1;
        self.amount += charge;
    }

    fn merge(&mut self, other: &Counted) {
        self.claims += other.claims;
        self.lines += other.lines;
        self.amount += other.amount;
    }
}

/// Office services (11) by what is known of the place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfficesAtHospitals {
    /// Of which it is known whether the place is a hospital.
    pub known: Counted,
    /// At a hospital, by its NPI, taxonomy or address, or billed by a hospital.
    pub at_hospital: Counted,
    /// Of these the sure ones: by the NPI or the taxonomy of the service facility.
    pub sure: Counted,
}

/// The services of a provider, of a place, or of both.
#[derive(Clone, Debug, Default)]
pub struct PlaceCounts {
    /// All of them.
    pub all: Counted,
    /// By place of service; `None` where it is none, or not one of that day.
    pub places: BTreeMap<Option<Pos>, Counted>,
    /// At places whose rate in the Medicare fee schedule is known.
    pub rated: Counted,
    /// At those of them that have the facility rate.
    pub facility: Counted,
    /// Telehealth (02, 10) since there are both.
    pub telehealth: Counted,
    /// Of it those at home (10).
    pub at_home: Counted,
    /// Office services.
    pub office: OfficesAtHospitals,
    /// The first taxonomy that claims tell of a provider.
    taxonomy: Option<Taxonomy>,
}

impl PlaceCounts {
    fn count(&mut self, claim: u64, line: &LineFacts<'_>) {
        let charge = line.charge.unwrap_or(Money::ZERO);
        self.all.count(claim, charge);
        let own = self.places.entry(line.pos()).or_default();
        own.count(claim, charge);
        let told = line.provider.and_then(|provider| provider.taxonomy);
        self.taxonomy = self.taxonomy.or(told);
        let Some(place) = line.place else { return };
        let rate = line.dates.map(|dates| place.medicare_rate_on(dates.from));
        if let Some(rate @ (MedicareRate::Facility | MedicareRate::NonFacility)) = rate {
            self.rated.count(claim, charge);
            if rate == MedicareRate::Facility {
                self.facility.count(claim, charge);
            }
        }
        match place.code.number() {
            number @ (TELEHEALTH | TELEHEALTH_AT_HOME) if has_choice(line) => {
                self.telehealth.count(claim, charge);
                if number == TELEHEALTH_AT_HOME {
                    self.at_home.count(claim, charge);
                }
            }
            OFFICE => self.office.count(claim, charge, line.hospital),
            _ => {}
        }
    }

    fn merge(&mut self, other: &PlaceCounts) {
        self.all.merge(&other.all);
        for (place, own) in &other.places {
            self.places.entry(*place).or_default().merge(own);
        }
        self.rated.merge(&other.rated);
        self.facility.merge(&other.facility);
        self.telehealth.merge(&other.telehealth);
        self.at_home.merge(&other.at_home);
        self.office.known.merge(&other.office.known);
        self.office.at_hospital.merge(&other.office.at_hospital);
        self.office.sure.merge(&other.office.sure);
        self.taxonomy = self.taxonomy.or(other.taxonomy);
    }

    /// Of how many claims a measure speaks, and how many of them it marks.
    pub(super) fn share(&self, measure: Measure) -> (u64, u64) {
        let (marked, of) = match measure {
            Measure::Place(pos) => (self.places.get(&Some(pos)), &self.all),
            Measure::Facility => (Some(&self.facility), &self.rated),
            Measure::TelehealthAtHome => (Some(&self.at_home), &self.telehealth),
            Measure::OfficeAtHospital => (Some(&self.office.at_hospital), &self.office.known),
        };
        (marked.map_or(0, |counted| counted.claims), of.claims)
    }

    /// The kind of provider or place, among which it has its peers: the classification of the primary taxonomy in the
    /// roster, else of the one in claims (its first four characters); of a location the type of facility.
    pub(super) fn class(&self, who: Who, roster: Option<&Roster>) -> Option<Box<str>> {
        match who {
            Who::Provider(npi) | Who::ProviderAt(npi, _) => {
                let registered = npi.zip(roster).and_then(|(npi, own)| own.provider(npi));
                let primary = registered.and_then(|own| own.taxonomies.first().copied());
                let taxonomy = primary.or(self.taxonomy)?;
                Some(taxonomy.as_str()[..4].into())
            }
            Who::Site(Site::Location(index)) => {
                let kind = roster?.location(index).facility_type?;
                Some(kind.word().into())
            }
            Who::Site(_) => None,
        }
    }
}

impl OfficesAtHospitals {
    fn count(&mut self, claim: u64, charge: Money, evidence: HospitalEvidence) {
        match evidence {
            HospitalEvidence::NotAsked | HospitalEvidence::Unknown => return,
            HospitalEvidence::None => {}
            HospitalEvidence::RosterNpi | HospitalEvidence::Taxonomy => {
                self.sure.count(claim, charge);
                self.at_hospital.count(claim, charge);
            }
            HospitalEvidence::Address | HospitalEvidence::Practice => {
                self.at_hospital.count(claim, charge);
            }
        }
        self.known.count(claim, charge);
    }
}

/// Whether a telehealth service of the day could have been at home (10) too.
fn has_choice(line: &LineFacts<'_>) -> bool {
    let home = Pos::new(TELEHEALTH_AT_HOME).and_then(pos::lookup);
    home.zip(line.dates)
        .is_some_and(|(home, dates)| home.is_active_on(dates.from))
}

/// What is compared with peers: a share of claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// With a line at this place of service, of all claims.
    Place(Pos),
    /// With a line at a place of the facility rate, of those at places whose Medicare rate is known.
    Facility,
    /// At home (10), of telehealth (02, 10).
    TelehealthAtHome,
    /// At a hospital, of office services (11) whose place is known.
    OfficeAtHospital,
}

impl Measure {
    /// The word in outputs: `pos_11`, `facility`, `telehealth_at_home`, `office_at_hospital`.
    pub fn word(self) -> String {
        match self {
            Measure::Place(pos) => format!("pos_{pos}"),
            Measure::Facility => "facility".to_owned(),
            Measure::TelehealthAtHome => "telehealth_at_home".to_owned(),
            Measure::OfficeAtHospital => "office_at_hospital".to_owned(),
        }
    }

    /// What it counts, in words.
    pub fn in_words(self) -> String {
        match self {
            Measure::Place(pos) => format!("place of service {pos}"),
            Measure::Facility => "places paid at the facility rate".to_owned(),
            Measure::TelehealthAtHome => "10 among telehealth (02 and 10)".to_owned(),
            Measure::OfficeAtHospital => "11 at a hospital, of all at 11".to_owned(),
        }
    }
}

/// Where services were rendered, by provider, by place, and by both.
#[derive(Debug, Default)]
pub struct PlaceMix {
    rows: BTreeMap<Who, PlaceCounts>,
    claims: u64,
}

impl PlaceMix {
    /// Counts the lines of a claim.
    pub(super) fn count(
        &mut self,
        checker: &Checker<'_>,
        claim: &ClaimFacts<'_>,
        lines: &[LineFacts<'_>],
    ) {
        self.claims += 1;
        for line in lines {
            let provider = line.provider.and_then(|provider| provider.npi());
            let site = match checker.location_of(claim, line) {
                Some(location) => Site::Location(location),
                None => {
                    let named = match line.facility {
                        Some(facility) => facility.npi(),
                        None => claim.practice.npi(),
                    };
                    named.map_or(Site::Unknown, Site::Npi)
                }
            };
            for who in [
                Who::Provider(provider),
                Who::Site(site),
                Who::ProviderAt(provider, site),
            ] {
                self.rows.entry(who).or_default().count(self.claims, line);
            }
        }
    }

    /// Adds what another batch gave. A claim is in one batch only.
    pub fn add(&mut self, other: PlaceMix) {
        for (who, counts) in other.rows {
            self.rows.entry(who).or_default().merge(&counts);
        }
        self.claims += other.claims;
    }

    /// The counters: those of providers, then those of places, then both.
    pub fn rows(&self) -> impl Iterator<Item = (Who, &PlaceCounts)> {
        self.rows.iter().map(|(who, counts)| (*who, counts))
    }

    /// The counters of one.
    pub fn of(&self, who: Who) -> Option<&PlaceCounts> {
        self.rows.get(&who)
    }
}
