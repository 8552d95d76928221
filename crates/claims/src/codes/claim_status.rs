//! Claim status (STC of a 277 and 277CA): category, status and entity.
//!
//! All values of the lists are there; what they say only where that is known for sure.

use std::sync::LazyLock;

use super::table::rows;

/// A code of one of the three lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusCode {
    /// The code.
    pub code: &'static str,
    /// What it says, in short; `None` where remedi does not say.
    pub meaning: Option<&'static str>,
}

/// Finds a claim status category (STC01-1), such as `A7`, as sent.
///
/// ```
/// use remedi_claims::codes::claim_status;
/// assert_eq!(claim_status::category(b"a7").unwrap().code, "A7");
/// assert_eq!(claim_status::status(b"562").unwrap().meaning, Some("NPI of the entity"));
/// assert_eq!(claim_status::entity(b"82").unwrap().meaning, Some("rendering provider"));
/// ```
pub fn category(code: &[u8]) -> Option<&'static StatusCode> {
    find(&CATEGORIES, code)
}

/// Finds a claim status (STC01-2), such as `562`, as sent.
pub fn status(code: &[u8]) -> Option<&'static StatusCode> {
    find(&STATUSES, code)
}

/// Finds an entity (STC01-3, NM101), such as `82`, as sent.
pub fn entity(code: &[u8]) -> Option<&'static StatusCode> {
    find(&ENTITIES, code)
}

/// Every claim status category.
pub fn categories() -> &'static [StatusCode] {
    &CATEGORIES
}

fn find(list: &'static [StatusCode], code: &[u8]) -> Option<&'static StatusCode> {
    let code = code.trim_ascii().to_ascii_uppercase();
    let found = list.binary_search_by_key(&&code[..], |own| own.code.as_bytes());
    list.get(found.ok()?)
}

fn list(text: &'static str) -> Vec<StatusCode> {
    let rows = rows(text, ["code", "meaning"]).map(|[code, meaning]| StatusCode {
        code,
        meaning: (!meaning.is_empty()).then_some(meaning),
    });
    let mut codes: Vec<_> = rows.collect();
    codes.sort_by_key(|own| own.code);
    codes
}

static CATEGORIES: LazyLock<Vec<StatusCode>> =
    LazyLock::new(|| list(include_str!("../../data/codes/claim_status_category.csv")));
static STATUSES: LazyLock<Vec<StatusCode>> =
    LazyLock::new(|| list(include_str!("../../data/codes/claim_status.csv")));
static ENTITIES: LazyLock<Vec<StatusCode>> =
    LazyLock::new(|| list(include_str!("../../data/codes/entity.csv")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found() {
        for (list, find) in [
            (
                &CATEGORIES,
                category as fn(&[u8]) -> Option<&'static StatusCode>,
            ),
            (&STATUSES, status),
            (&ENTITIES, entity),
        ] {
            assert!(
                list.iter()
                    .all(|own| find(own.code.as_bytes()) == Some(own))
            );
            assert!(find(b"").is_none() && find(b"\xFF").is_none());
        }
    }

    #[test]
    fn what_is_not_known_for_sure_is_not_said() {
        assert_eq!(status(b"9999").map(|code| code.meaning), None);
        assert_eq!(category(b"X0").map(|code| code.meaning), Some(None));
        assert_eq!(category(b"F3F").map(|code| code.code), Some("F3F"));
    }
}
