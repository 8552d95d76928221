//! The places where a practice renders services, and which of them a claim means.

use chrono::NaiveDate;
use remedi_claims::{Npi, Pos, PosSet, Tin};

use crate::address::{Address, AddressKey, Agreement};
use crate::cells::words;
use crate::index::{Multimap, TextHash};
use crate::rows::npi_key;

/// A location of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocationIndex(pub(crate) u32);

words! {
    /// What kind of facility a location is (`facility_type`).
    FacilityType, "office, hospital, hospital_outpatient_on_campus, hospital_outpatient_off_campus, \
emergency_department, asc, snf, nursing_facility, assisted_living, home_based, urgent_care, lab, dialysis, \
otp, cmhc, fqhc, rhc, hospice, pharmacy, mobile or other" {
        /// A practice's office.
        Office = "office",
        /// A hospital, for its inpatients or without regard to the department.
        Hospital = "hospital",
        /// A hospital's outpatient department on its campus.
        HospitalOutpatientOnCampus = "hospital_outpatient_on_campus",
        /// A hospital's outpatient department off its campus.
        HospitalOutpatientOffCampus = "hospital_outpatient_off_campus",
        /// A hospital's emergency department.
        EmergencyDepartment = "emergency_department",
        /// An ambulatory surgical center.
        Asc = "asc",
        /// A skilled nursing facility.
        Snf = "snf",
        /// A nursing facility.
        NursingFacility = "nursing_facility",
        /// An assisted living facility.
        AssistedLiving = "assisted_living",
        /// The patients' homes.
        HomeBased = "home_based",
        /// An urgent care center.
        UrgentCare = "urgent_care",
        /// A laboratory.
        Lab = "lab",
        /// A dialysis facility.
        Dialysis = "dialysis",
        /// An opioid treatment program.
        Otp = "otp",
        /// A community mental health center.
        Cmhc = "cmhc",
        /// A federally qualified health center.
        Fqhc = "fqhc",
        /// A rural health clinic.
        Rhc = "rhc",
        /// A hospice.
        Hospice = "hospice",
        /// A pharmacy.
        Pharmacy = "pharmacy",
        /// A mobile unit.
        Mobile = "mobile",
        /// Anything else.
        Other = "other",
    }
}

impl FacilityType {
    /// Whether the place of service is the plain one of such a facility, to choose between locations
    /// that share an NPI; not a rule.
    fn suits(self, pos: Pos) -> bool {
        let usual: &[u8] = match self {
            FacilityType::Office => &[11, 49],
            FacilityType::Hospital => &[21, 51, 61],
            FacilityType::HospitalOutpatientOnCampus => &[22, 52],
            FacilityType::HospitalOutpatientOffCampus => &[19],
            FacilityType::EmergencyDepartment => &[23],
            FacilityType::Asc => &[24],
            FacilityType::Snf => &[31],
            FacilityType::NursingFacility => &[32],
            FacilityType::AssistedLiving => &[13],
            FacilityType::HomeBased => &[12],
            FacilityType::UrgentCare => &[20],
            FacilityType::Lab => &[81],
            FacilityType::Dialysis => &[65],
            FacilityType::Otp => &[58],
            FacilityType::Cmhc => &[53],
            FacilityType::Fqhc => &[50],
            FacilityType::Rhc => &[72],
            FacilityType::Hospice => &[34],
            FacilityType::Pharmacy => &[1],
            FacilityType::Mobile => &[15],
            FacilityType::Other => &[],
        };
        usual.contains(&pos.number())
    }
}

/// One row of `locations.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The roster's own id of the location.
    pub id: Box<str>,
    /// The facility's NPI; several locations may share one.
    pub npi: Option<Npi>,
    /// The location's name.
    pub name: Box<str>,
    /// What kind of facility it is.
    pub facility_type: Option<FacilityType>,
    /// First address line.
    pub address_1: Box<str>,
    /// Second address line.
    pub address_2: Box<str>,
    /// City.
    pub city: Box<str>,
    /// State, two letters.
    pub state: Box<str>,
    /// ZIP code as written.
    pub zip: Box<str>,
    /// Whose location it is.
    pub tin: Option<Tin>,
    /// Places of service that may be billed from here; empty when not told.
    pub approved_pos: PosSet,
    /// First day of use.
    pub valid_from: Option<NaiveDate>,
    /// Last day of use.
    pub valid_to: Option<NaiveDate>,
}

impl Location {
    pub(crate) fn named(id: &str) -> Location {
        Location {
            id: id.into(),
            npi: None,
            name: Box::default(),
            facility_type: None,
            address_1: Box::default(),
            address_2: Box::default(),
            city: Box::default(),
            state: Box::default(),
            zip: Box::default(),
            tin: None,
            approved_pos: PosSet::default(),
            valid_from: None,
            valid_to: None,
        }
    }

    /// Whether the location was in use on that day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    fn address(&self) -> Address<'_> {
        Address {
            line_1: self.address_1.as_bytes(),
            city: self.city.as_bytes(),
            state: self.state.as_bytes(),
            zip: self.zip.as_bytes(),
        }
    }

    /// Whether a service at that place may be rendered here, as far as the roster tells.
    pub(crate) fn may_be(&self, pos: Pos) -> bool {
        match (self.approved_pos.is_empty(), self.facility_type) {
            (true, None | Some(FacilityType::Other)) => true,
            _ => suits(self.approved_pos, self.facility_type, pos),
        }
    }
}

/// Whether the place of service is one that is approved, or the plain one of the facility.
fn suits(approved: PosSet, kind: Option<FacilityType>, pos: Pos) -> bool {
    approved.contains(pos) || kind.is_some_and(|kind| kind.suits(pos))
}

/// What claims are asked about a location, in a cache line: those that share an NPI lie side by side.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Site {
    /// The location.
    pub location: LocationIndex,
    /// What kind of facility it is.
    pub facility_type: Option<FacilityType>,
    /// Whose location it is.
    pub tin: Option<Tin>,
    /// Places of service that may be billed from here; empty when not told.
    pub approved_pos: PosSet,
    /// The key of its NPI, zero without one.
    pub(crate) npi: u32,
    address: AddressKey,
}

impl Site {
    /// Whether this is its NPI.
    pub fn has_npi(&self, npi: Npi) -> bool {
        self.npi == npi_key(npi)
    }

    fn is_at(&self, address: &AddressKey) -> bool {
        self.address.compare(address) == Agreement::Same
    }

    fn suits(&self, pos: Pos) -> bool {
        suits(self.approved_pos, self.facility_type, pos)
    }
}

/// All locations with the ways to find them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Locations {
    all: Vec<Location>,
    keys: Vec<AddressKey>,
    by_id: Multimap<LocationIndex>,
    /// Those that have an NPI, by NPI.
    by_npi: Box<[Site]>,
    by_street: Multimap<Site>,
}

/// The locations that a claim's facility can be, found without allocation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sites<'r> {
    found: &'r [Site],
    address: Option<AddressKey>,
    pos: Option<Pos>,
}

impl Locations {
    pub(crate) fn new(all: Vec<Location>) -> Locations {
        let keys: Vec<AddressKey> = all
            .iter()
            .map(|location| AddressKey::of(&location.address()))
            .collect();
        let indexed = || (0u32..).map(LocationIndex).zip(&all);
        let by_id = indexed()
            .map(|(index, location)| (TextHash::of(&location.id), index))
            .collect();
        let sites = || {
            indexed().zip(&keys).map(|((index, location), key)| Site {
                location: index,
                facility_type: location.facility_type,
                tin: location.tin,
                approved_pos: location.approved_pos,
                npi: location.npi.map_or(0, npi_key),
                address: *key,
            })
        };
        let mut by_npi: Vec<Site> = sites().filter(|site| site.npi != 0).collect();
        by_npi.sort_by_key(|site| site.npi);
        let by_street = sites()
            .filter_map(|site| Some((site.address.street()?, site)))
            .collect();
        Locations {
            by_id: Multimap::new(by_id),
            by_npi: by_npi.into(),
            by_street: Multimap::new(by_street),
            all,
            keys,
        }
    }

    pub(crate) fn get(&self, index: LocationIndex) -> &Location {
        &self.all[index.0 as usize]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (LocationIndex, &Location)> {
        (0..).map(LocationIndex).zip(&self.all)
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<LocationIndex> {
        self.by_id
            .get(TextHash::of(id))
            .iter()
            .copied()
            .find(|&index| self.get(index).id.eq_ignore_ascii_case(id))
    }

    /// Those that have an NPI, by NPI and then as they were read.
    pub(crate) fn by_npi(&self) -> &[Site] {
        &self.by_npi
    }

    /// The locations a facility can be: those of its NPI, of which the address and then the place
    /// of service choose; without any of a known NPI, those at its address.
    pub(crate) fn find<'r>(
        &'r self,
        of_npi: &'r [Site],
        address: Option<AddressKey>,
        pos: Option<Pos>,
    ) -> Sites<'r> {
        let mut sites = Sites {
            found: of_npi,
            address: None,
            pos: None,
        };
        match of_npi {
            // There is nothing to choose from.
            [_] => return sites,
            [] => {
                let street = address.and_then(|address| address.street());
                sites.found = street.map_or(&[], |street| self.by_street.get(street));
                // At a known street the town must agree as well.
                sites.address = address;
            }
            _ => sites.address = address.filter(|own| of_npi.iter().any(|site| site.is_at(own))),
        }
        if let Some(pos) = pos
            && sites.found.len() > 1
            && sites.iter().nth(1).is_some()
            && sites.iter().any(|site| site.suits(pos))
        {
            sites.pos = Some(pos);
        }
        sites
    }

    /// What is compared of the address of a location.
    pub(crate) fn key(&self, index: LocationIndex) -> AddressKey {
        self.keys[index.0 as usize]
    }

    /// How the address of a location compares with another.
    pub(crate) fn compare(&self, index: LocationIndex, address: &AddressKey) -> Agreement {
        self.keys[index.0 as usize].compare(address)
    }
}

impl<'r> Sites<'r> {
    pub(crate) fn iter(self) -> impl Iterator<Item = &'r Site> + Clone + use<'r> {
        let Sites {
            found,
            address,
            pos,
        } = self;
        found.iter().filter(move |site| {
            address.is_none_or(|address| site.is_at(&address))
                && pos.is_none_or(|pos| site.suits(pos))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn npi(text: &str) -> Npi {
        text.parse().unwrap()
    }

    fn place(id: &str, owner: Option<&str>, street: &str, kind: FacilityType) -> Location {
        Location {
            npi: owner.map(npi),
            address_1: street.into(),
            zip: "02139".into(),
            facility_type: Some(kind),
            ..Location::named(id)
        }
    }

    fn chosen(locations: &Locations, npi: Option<&str>, street: &str, pos: u8) -> Vec<String> {
        let address = AddressKey::of(&Address {
            line_1: street.as_bytes(),
            zip: b"021391234",
            ..Address::default()
        });
        let key = npi.map(|npi| npi_key(self::npi(npi)));
        let sites = locations.by_npi().iter().copied();
        let own: Vec<Site> = sites.filter(|site| Some(site.npi) == key).collect();
        locations
            .find(&own, Some(address), Pos::new(pos))
            .iter()
            .map(|site| locations.get(site.location).id.to_string())
            .collect()
    }

    const HOSPITAL: &str = "1234567893";
    const STRANGER: &str = "1245319599";

    fn hospital() -> Locations {
        Locations::new(vec![
            place("IN", Some(HOSPITAL), "1 Elm St", FacilityType::Hospital),
            place(
                "ED",
                Some(HOSPITAL),
                "1 Elm St",
                FacilityType::EmergencyDepartment,
            ),
            place(
                "OFF",
                Some(HOSPITAL),
                "9 Oak Rd",
                FacilityType::HospitalOutpatientOffCampus,
            ),
            place("SUITE", None, "5 Pine Ave", FacilityType::Office),
        ])
    }

    #[test]
    fn address_chooses_first_and_the_place_of_service_next() {
        let locations = hospital();
        assert_eq!(
            chosen(&locations, Some(HOSPITAL), "1 ELM STREET", 23),
            ["ED"]
        );
        assert_eq!(
            chosen(&locations, Some(HOSPITAL), "9 Oak Road", 23),
            ["OFF"]
        );
        assert_eq!(
            chosen(&locations, Some(HOSPITAL), "77 Nowhere", 19),
            ["OFF"]
        );
        assert_eq!(
            chosen(&locations, Some(HOSPITAL), "1 Elm St", 11),
            ["IN", "ED"]
        );
    }

    #[test]
    fn without_a_known_npi_the_address_finds_the_location() {
        let locations = hospital();
        assert_eq!(
            chosen(&locations, None, "5 Pine Avenue Ste 3", 11),
            ["SUITE"]
        );
        assert_eq!(
            chosen(&locations, Some(STRANGER), "5 Pine Avenue", 11),
            ["SUITE"]
        );
        assert!(chosen(&locations, Some(STRANGER), "77 Nowhere", 11).is_empty());
    }

    #[test]
    fn ids_are_found_in_any_case() {
        assert_eq!(hospital().by_id("suite"), Some(LocationIndex(3)));
        assert_eq!(hospital().by_id("none"), None);
    }
}
