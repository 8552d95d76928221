//! The versions that groups and sets name (GS08, ST03), and which sets a group is for (GS01).

/// The groups of a functional identifier (GS01).
struct Group {
    function: &'static [u8],
    /// Their sets (ST01).
    sets: &'static [&'static [u8]],
    /// The versions that are known. One that names a guide has errata behind it.
    versions: &'static [&'static str],
}

const GROUPS: [Group; 4] = [
    Group {
        function: b"HC",
        sets: &[b"837"],
        versions: &[
            "005010X222",
            "005010X223",
            "005010X224",
            "005010X291",
            "005010X292",
            "005010X293",
            "005010X298",
            "005010X299",
            "005010X300",
            "004010X096",
            "004010X097",
            "004010X098",
        ],
    },
    Group {
        function: b"HP",
        sets: &[b"835"],
        versions: &["005010X221", "004010X091"],
    },
    Group {
        function: b"FA",
        sets: &[b"997", b"999"],
        versions: &["005010", "005010X230", "005010X231", "004010"],
    },
    Group {
        function: b"HN",
        sets: &[b"277"],
        versions: &[
            "005010X212",
            "005010X213",
            "005010X214",
            "005010X228",
            "004010X070",
            "004010X093",
            "004040X167",
        ],
    },
];

impl Group {
    fn knows(&self, version: &[u8]) -> bool {
        self.versions.iter().any(|known| match known.len() {
            GUIDE => version.starts_with(known.as_bytes()),
            _ => version == known.as_bytes(),
        })
    }
}

/// So many characters of a version name a guide; errata follow.
const GUIDE: usize = 10;

/// Whether a version (GS08) is known for groups of a function (GS01), as `005010X222A1` is for `HC`;
/// `None` for functions that remedi has no guide of.
///
/// ```
/// use remedi_claims::knows_version;
/// assert_eq!(knows_version(b"HC", b"005010X222A1"), Some(true));
/// assert_eq!(knows_version(b"HC", b"005010X221A1"), Some(false));
/// assert_eq!(knows_version(b"HS", b"005010X279A1"), None);
/// ```
pub fn knows_version(function: &[u8], version: &[u8]) -> Option<bool> {
    let group = GROUPS.iter().find(|group| group.function == function)?;
    Some(group.knows(version))
}

/// Whether a version is known for groups of some function.
pub(crate) fn is_known_version(version: &[u8]) -> bool {
    GROUPS.iter().any(|group| group.knows(version))
}

/// Whether a version (ST03) is known for a set; so is every one of a set that remedi has no guide
/// of. Sets of 4010 have no ST03.
pub(crate) fn is_version_of_set(set: &[u8], version: &[u8]) -> bool {
    let mut groups = GROUPS.iter();
    let group = groups.find(|group| group.sets.contains(&set));
    group.is_none_or(|group| group.knows(version) && !version.starts_with(b"004010"))
}

/// Whether a set (ST01) may stand in groups of a function (GS01), as far as is known.
pub(crate) fn is_set_of(set: &[u8], function: &[u8]) -> bool {
    GROUPS.iter().all(|group| {
        let (own, holds) = (group.function == function, group.sets.contains(&set));
        own == holds
    })
}

/// Whether two versions name one guide, whatever their errata.
pub(crate) fn is_same_guide(one: &[u8], other: &[u8]) -> bool {
    one.get(..GUIDE).unwrap_or(one) == other.get(..GUIDE).unwrap_or(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_without_a_guide_is_known_as_a_whole() {
        assert_eq!(knows_version(b"FA", b"004010"), Some(true));
        assert_eq!(knows_version(b"FA", b"005010X231A1"), Some(true));
        assert_eq!(knows_version(b"FA", b"005010X999"), Some(false));
        assert_eq!(knows_version(b"HC", b""), Some(false));
    }

    #[test]
    fn sets_have_their_groups() {
        assert!(is_set_of(b"837", b"HC") && is_set_of(b"270", b"HS"));
        assert!(
            !is_set_of(b"837", b"HP") && !is_set_of(b"837", b"HS") && !is_set_of(b"270", b"HC")
        );
    }

    #[test]
    fn errata_are_of_their_guide() {
        assert!(is_same_guide(b"005010X222A1", b"005010X222"));
        assert!(!is_same_guide(b"005010X222A1", b"005010X223A2"));
        assert!(is_version_of_set(b"837", b"005010X222A9") && is_version_of_set(b"270", b"X"));
        assert!(!is_version_of_set(b"837", b"005010X999") && !is_version_of_set(b"277", b"5"));
    }
}
