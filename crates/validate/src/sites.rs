//! Which facilities a place of service tells of: the table `data/facility_places.csv`.

use std::sync::LazyLock;

use remedi_claims::{Pos, Taxonomy};
use remedi_enrollment::FacilityType;

struct Site {
    /// The words of the roster for such facilities.
    kinds: Vec<&'static str>,
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
    site(pos).is_some_and(|site| site.taxonomies.iter().any(|own| code.starts_with(own)))
}

fn site(pos: Pos) -> Option<&'static Site> {
    SITES[usize::from(pos.number())].as_ref()
}

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
            taxonomies: taxonomies
                .split(' ')
                .filter(|text| !text.is_empty())
                .collect(),
        });
    }
    sites
});

#[cfg(test)]
mod tests {
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
    fn a_hospital_is_a_site_of_its_departments_and_an_office_of_none() {
        let hospital = Taxonomy::parse(b"282N00000X").unwrap();
        for number in [19, 21, 22, 23] {
            assert!(is_taxonomy_of(hospital, pos(number)), "{number}");
            assert!(!is_site_of(FacilityType::Office, pos(number)), "{number}");
        }
        assert!(!is_taxonomy_of(hospital, pos(65)));
        assert!(is_site_of(FacilityType::Dialysis, pos(65)));
    }
}
