//! What a taxonomy says about the place that bears it.

use crate::Taxonomy;

/// Whether the taxonomy is a hospital's or a hospital unit's: general, critical access, psychiatric,
/// rehabilitation, special and military hospitals, and units within hospitals.
///
/// ```
/// use remedi_claims::{Taxonomy, codes::taxonomy};
/// assert!(taxonomy::is_hospital(Taxonomy::parse(b"282N00000X").unwrap()));
/// ```
pub fn is_hospital(taxonomy: Taxonomy) -> bool {
    let code = taxonomy.as_str();
    code == "284300000X"
        || ["273", "275N", "282E", "282N", "283Q", "283X"]
            .iter()
            .any(|family| code.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

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
