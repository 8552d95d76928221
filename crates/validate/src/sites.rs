//! Which facilities a place of service tells of: the table `data/facility_places.csv`.

use std::sync::LazyLock;

use remedi_claims::codes::taxonomy;
use remedi_claims::{Pos, Taxonomy};
use remedi_enrollment::FacilityType;

use crate::facts::{ClaimFacts, LineFacts};

/// What a named service facility is, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteFacts {
    /// Its kind.
    pub kind: FacilityType,
    /// Whether its NPI or its taxonomy tells, and not its address alone, which others may share.
    pub is_sure: bool,
    /// Whether it is a facility that the place of service tells of.
    pub fits: bool,
}

impl SiteFacts {
    /// By its row in the roster.
    pub(crate) fn of_kind(kind: FacilityType, by_npi: bool, pos: Pos) -> SiteFacts {
        SiteFacts {
            kind,
            is_sure: by_npi,
            fits: is_site_of(kind, pos),
        }
    }

    /// By its taxonomies; `None` when they tell no kind.
    pub(crate) fn of_taxonomies(taxonomies: &[Taxonomy], pos: Pos) -> Option<SiteFacts> {
        let fits = taxonomies.iter().any(|&own| is_taxonomy_of(own, pos));
        let kind = taxonomies.iter().find_map(|&own| kind_of(own))?;
        Some(SiteFacts {
            kind,
            is_sure: true,
            fits,
        })
    }

    /// Whether it is a hospital or a department of one.
    pub fn is_hospital(self) -> bool {
        matches!(
            self.kind,
            FacilityType::Hospital
                | FacilityType::HospitalOutpatientOnCampus
                | FacilityType::HospitalOutpatientOffCampus
                | FacilityType::EmergencyDepartment
        )
    }
}

/// What kind of facility has a taxonomy.
fn kind_of(taxonomy: Taxonomy) -> Option<FacilityType> {
    if taxonomy::is_hospital(taxonomy) {
        return Some(FacilityType::Hospital);
    }
    let code = taxonomy.as_str();
    let kind = KINDS.iter().find(|(start, _)| code.starts_with(start));
    kind.map(|&(_, kind)| kind)
}

/// How taxonomies begin that tell what kind of facility has them, hospitals aside; practices of physicians are offices.
const KINDS: [(&str, FacilityType); 17] = [
    ("261QE0002X", FacilityType::EmergencyDepartment),
    ("261QA1903X", FacilityType::Asc),
    ("261QU0200X", FacilityType::UrgentCare),
    ("261QF0400X", FacilityType::Fqhc),
    ("261QR1300X", FacilityType::Rhc),
    ("261QE0700X", FacilityType::Dialysis),
    ("261QM0801X", FacilityType::Cmhc),
    ("261QM2800X", FacilityType::Otp),
    ("314000000X", FacilityType::Snf),
    ("313M00000X", FacilityType::NursingFacility),
    ("251G00000X", FacilityType::Hospice),
    ("315D00000X", FacilityType::Hospice),
    ("291U00000X", FacilityType::Lab),
    ("193200000X", FacilityType::Office),
    ("193400000X", FacilityType::Office),
    ("207", FacilityType::Office),
    ("208", FacilityType::Office),
];

struct Site {
    /// The words of the roster for such facilities.
    kinds: Vec<&'static str>,
    /// Whether every hospital is such a facility.
    any_hospital: bool,
    /// How the taxonomies of such facilities begin.
    taxonomies: Vec<&'static str>,
}

/// Whether a claim with this place of service names the service facility, unless the practice is that facility.
pub(crate) fn needs_facility(pos: Pos) -> bool {
    site(pos).is_some()
}

/// Whether a facility of this kind is one that the place of service tells of.
pub(crate) fn is_site_of(kind: FacilityType, pos: Pos) -> bool {
    site(pos).is_some_and(|site| site.kinds.contains(&kind.word()))
}

/// Whether the taxonomy is of a facility that the place of service tells of.
pub(crate) fn is_taxonomy_of(taxonomy: Taxonomy, pos: Pos) -> bool {
    let code = taxonomy.as_str();
    site(pos).is_some_and(|site| {
        site.any_hospital && taxonomy::is_hospital(taxonomy)
            || site.taxonomies.iter().any(|own| code.starts_with(own))
    })
}

/// Whether a facility of one kind can be what both places of service tell of, as a hospital is of 21, 22 and 23.
fn share_a_kind(one: Pos, other: Pos) -> bool {
    let (Some(one), Some(other)) = (site(one), site(other)) else {
        return false;
    };
    one.kinds.iter().any(|kind| other.kinds.contains(kind))
}

/// The place of service of the claim, when the claim names a facility for it where the line, by a place of its own,
/// can not have been, and the line names none: whose facility the claim's is for the line, nobody can say. An office is
/// told to be none of the line's by the roster alone.
pub(crate) fn elsewhere_than(claim: &ClaimFacts<'_>, line: &LineFacts<'_>) -> Option<Pos> {
    if !line.has_own_pos || line.has_own_facility || claim.facility.is_none() {
        return None;
    }
    let claimed = Pos::parse(claim.facility_code)?;
    let own = line.pos().filter(|&own| own != claimed)?;
    let is_elsewhere = match (needs_facility(claimed), needs_facility(own)) {
        (true, true) => !share_a_kind(own, claimed),
        (true, false) => matches!(own.number(), 11 | 12 | 17 | 20 | 49 | 71 | 81),
        (false, true) => {
            matches!(claimed.number(), 11 | 17 | 20 | 49 | 71)
                && line.site.is_some_and(|site| !site.fits)
        }
        (false, false) => false,
    };
    is_elsewhere.then_some(claimed)
}

fn site(pos: Pos) -> Option<&'static Site> {
    SITES[usize::from(pos.number())].as_ref()
}

/// What stands for the taxonomies of all hospitals.
const HOSPITAL: &str = "hospital";

static SITES: LazyLock<[Option<Site>; 100]> = LazyLock::new(|| {
    let mut sites = [const { None }; 100];
    for line in include_str!("../data/facility_places.csv").lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(code), Some(kinds), Some(taxonomies)) =
            (cells.next(), cells.next(), cells.next())
        else {
            panic!("too short: {line:?}");
        };
        let Some(pos) = Pos::parse(code.as_bytes()) else {
            panic!("no place of service: {line:?}");
        };
        sites[usize::from(pos.number())] = Some(Site {
            kinds: kinds.split(' ').collect(),
            any_hospital: taxonomies.split(' ').any(|word| word == HOSPITAL),
            taxonomies: taxonomies
                .split(' ')
                .filter(|word| !word.is_empty() && *word != HOSPITAL)
                .collect(),
        });
    }
    sites
});

#[cfg(test)]
mod tests {
    use remedi_claims::codes::pos::{self, FacilityLoop};

    use super::*;

    fn pos(number: u8) -> Pos {
        Pos::new(number).unwrap()
    }

    #[test]
    fn the_table_has_the_places_that_name_a_facility() {
        let places: Vec<u8> = (0..100)
            .filter(|&number| needs_facility(pos(number)))
            .collect();
        assert_eq!(
            places,
            [
                19, 21, 22, 23, 24, 31, 32, 34, 50, 51, 52, 53, 54, 55, 56, 58, 61, 62, 65, 72
            ]
        );
    }

    #[test]
    fn what_a_place_says_of_its_facility_is_what_claims_are_asked_for() {
        for place in pos::all() {
            let is_expected = place.facility_loop == FacilityLoop::Expected;
            assert_eq!(needs_facility(place.code), is_expected, "{}", place.code);
        }
    }

    #[test]
    fn a_general_hospital_is_a_site_of_its_psychiatric_rehabilitation_and_swing_beds() {
        for code in [b"282N00000X", b"282NC0060X", b"282E00000X"] {
            let hospital = Taxonomy::parse(code).unwrap();
            for number in [31, 51, 61] {
                assert!(is_taxonomy_of(hospital, pos(number)), "{number}");
            }
            assert!(!is_taxonomy_of(hospital, pos(32)));
        }
        assert!(is_site_of(FacilityType::Hospital, pos(31)));
    }

    #[test]
    fn a_hospital_is_a_site_of_its_departments_and_an_office_of_none() {
        let hospital = Taxonomy::parse(b"282N00000X").unwrap();
        for number in [19, 21, 22, 23] {
            assert!(is_taxonomy_of(hospital, pos(number)), "{number}");
            assert!(!is_site_of(FacilityType::Office, pos(number)), "{number}");
        }
        assert!(!is_taxonomy_of(hospital, pos(65)));
        let military = Taxonomy::parse(b"2865M2000X").unwrap();
        assert!(is_taxonomy_of(military, pos(21)) && !is_taxonomy_of(military, pos(51)));
        assert!(is_site_of(FacilityType::Dialysis, pos(65)));
    }
}
