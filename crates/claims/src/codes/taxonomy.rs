//! The taxonomy codes that are assigned, and what one says about the place that bears it.

use std::sync::LazyLock;

use super::table::rows;
use crate::Taxonomy;

/// Whether the taxonomy is of the list; codes younger than version 21.1 of it (2021-01) are not.
///
/// ```
/// use remedi_claims::{Taxonomy, codes::taxonomy};
/// assert!(taxonomy::is_listed(Taxonomy::parse(b"207RC0000X").unwrap()));
/// assert!(!taxonomy::is_listed(Taxonomy::parse(b"999X00000X").unwrap()));
/// ```
pub fn is_listed(taxonomy: Taxonomy) -> bool {
    LISTED.binary_search(&taxonomy).is_ok()
}

static LISTED: LazyLock<Vec<Taxonomy>> = LazyLock::new(|| {
    let codes = rows(include_str!("../../data/codes/taxonomy.csv"), ["code"]);
    codes
        .map(|[code]| match Taxonomy::parse(code.as_bytes()) {
            Some(taxonomy) => taxonomy,
            None => panic!("{code:?} is no taxonomy"),
        })
        .collect()
});

/// Whether the taxonomy is a hospital's or a hospital unit's: general, critical access, religious nonmedical,
/// chronic disease, psychiatric, rehabilitation, special and military hospitals, units within hospitals, and swing
/// beds.
///
/// ```
/// use remedi_claims::{Taxonomy, codes::taxonomy};
/// assert!(taxonomy::is_hospital(Taxonomy::parse(b"282N00000X").unwrap()));
/// ```
pub fn is_hospital(taxonomy: Taxonomy) -> bool {
    let code = taxonomy.as_str();
    ["273", "275N", "281P", "282", "283", "2843", "2865"]
        .iter()
        .any(|family| code.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order() {
        assert!(LISTED.len() > 800 && LISTED.is_sorted());
    }

    #[test]
    fn offices_clinics_and_nursing_facilities_are_no_hospitals() {
        for (code, hospital) in [
            ("282NC0060X", true),
            ("282E00000X", true),
            ("283Q00000X", true),
            ("283XC2000X", true),
            ("284300000X", true),
            ("275N00000X", true),
            ("273R00000X", true),
            ("281P00000X", true),
            ("282J00000X", true),
            ("2865M2000X", true),
            ("207RC0000X", false),
            ("193200000X", false),
            ("261QU0200X", false),
            ("261QA1903X", false),
            ("314000000X", false),
        ] {
            let taxonomy = Taxonomy::parse(code.as_bytes()).unwrap();
            assert_eq!(is_hospital(taxonomy), hospital, "{code}");
        }
    }
}
