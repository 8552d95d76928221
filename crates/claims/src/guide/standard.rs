//! What the standard's sets have in their loops, of which a guide uses a part.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Set, digits of the loop, and segment id.
static SEGMENTS: LazyLock<HashSet<(&'static str, &'static str, &'static str)>> =
    LazyLock::new(|| {
        let lines = include_str!("../../data/guides/005010.sets").lines();
        let lines = lines.filter(|line| !line.starts_with('#'));
        let segments = lines.filter_map(|line| {
            let (set, rest) = line.split_once(' ')?;
            let (looped, ids) = rest.split_once(' ')?;
            Some(ids.split(' ').map(move |id| (set, looped, id)))
        });
        segments.flatten().collect()
    });

/// Whether a set of version 5010 of the standard has a segment in a loop, which goes by the
/// name that a guide has for it, such as `2010AA`.
pub(super) fn is_of_set(set: &'static str, loop_id: &'static str, id: &str) -> bool {
    let digits = loop_id.find(|letter: char| !letter.is_ascii_digit());
    let looped = match digits {
        Some(0) | None => loop_id,
        Some(digits) => &loop_id[..digits],
    };
    SEGMENTS.contains(&(set, looped, id))
}

#[cfg(test)]
mod tests {
    use super::is_of_set;

    #[test]
    fn loops_go_by_their_digits() {
        assert!(is_of_set("837", "2010AA", "N2"));
        assert!(is_of_set("837", "2300", "CL1"));
        assert!(is_of_set("837", "ST", "REF"));
        assert!(!is_of_set("837", "2010AA", "CL1"));
        assert!(!is_of_set("270", "2010AA", "N2"));
    }
}
