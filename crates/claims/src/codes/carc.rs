//! Claim adjustment reason codes (CAS02, 05, 08, 11, 14, 17) and what remedi makes of them.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::UnknownWord;
use super::cause::{Denial, Owner, Preventable, RootCause, Route};
use super::table::{CodeKey, optional, rows, value};

words! {
    /// Whether the list still holds a code.
    CodeStatus {
        /// It does.
        Current = "current",
        /// It no longer does; old remittances carry the code.
        Deactivated = "deactivated",
    }
}

/// A claim adjustment reason code.
#[derive(Clone, Debug)]
pub struct Carc {
    key: CodeKey,
    /// The code.
    pub code: &'static str,
    /// Whether the list still holds it.
    pub status: CodeStatus,
    /// Since when; `None` where it is not confirmed.
    pub start: Option<NaiveDate>,
    /// Until when; `None` for a code in use, and where it is not confirmed.
    pub stop: Option<NaiveDate>,
    /// What remedi makes of it; `None` for the rarer codes, which deny for an unknown cause.
    pub mapping: Option<CarcMapping>,
}

impl Carc {
    /// Whether an adjustment with this code denies.
    pub fn denial(&self) -> Denial {
        self.mapping
            .as_ref()
            .map_or(Denial::Yes, |mapping| mapping.denial)
    }
}

/// What remedi makes of an adjustment reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarcMapping {
    /// The root cause, or that remark codes give it.
    pub cause: CauseBy,
    /// The cause more closely, in kebab-case.
    pub subcause: &'static str,
    /// What the code says, in short.
    pub meaning: &'static str,
    /// Whose work it is.
    pub owner: Owner,
    /// Whether it could have been prevented.
    pub preventable: Preventable,
    /// What to do first.
    pub route: Route,
    /// Whether it denies.
    pub denial: Denial,
}

/// Where the root cause of an adjustment reason comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CauseBy {
    /// From the code itself.
    Cause(RootCause),
    /// From the remark codes with it (`BY_RARC` in the table).
    ByRarc,
}

impl std::str::FromStr for CauseBy {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<CauseBy, UnknownWord> {
        match word {
            "BY_RARC" => Ok(CauseBy::ByRarc),
            _ => word.parse().map(CauseBy::Cause),
        }
    }
}

/// Finds a code as sent, whatever the case of its letters and the blanks around it.
///
/// ```
/// use remedi_claims::codes::carc::{self, CauseBy};
/// use remedi_claims::codes::cause::RootCause;
///
/// let mapping = carc::lookup(b"b7").unwrap().mapping.as_ref().unwrap();
/// assert_eq!(mapping.cause, CauseBy::Cause(RootCause::Credentialing));
/// assert!(carc::lookup(b"016").is_none());
/// ```
pub fn lookup(code: &[u8]) -> Option<&'static Carc> {
    let key = CodeKey::read(code)?;
    let index = CARCS.binary_search_by_key(&key, |carc| carc.key).ok()?;
    CARCS.get(index)
}

/// Whether an adjustment with this code denies; a code in no table does.
pub fn denial(code: &[u8]) -> Denial {
    lookup(code).map_or(Denial::Yes, Carc::denial)
}

/// Every code, numbers first.
pub fn all() -> &'static [Carc] {
    &CARCS
}

static CARCS: LazyLock<Vec<Carc>> = LazyLock::new(|| {
    let mut causes = rows(
        include_str!("../../data/codes/carc_causes.csv"),
        [
            "code",
            "cause",
            "subcause",
            "denial",
            "owner",
            "preventable",
            "route",
            "meaning",
        ],
    )
    .peekable();
    let codes = rows(
        include_str!("../../data/codes/carc.csv"),
        ["code", "status", "start", "stop"],
    );
    let carcs: Vec<_> = codes
        .map(|[code, status, start, stop]| Carc {
            key: CodeKey::of(code),
            code,
            status: value(status),
            start: optional(start),
            stop: optional(stop),
            mapping: causes.next_if(|row| row[0] == code).map(
                |[
                    _,
                    cause,
                    subcause,
                    denial,
                    owner,
                    preventable,
                    route,
                    meaning,
                ]| CarcMapping {
                    cause: value(cause),
                    subcause,
                    meaning,
                    owner: value(owner),
                    preventable: value(preventable),
                    route: value(route),
                    denial: value(denial),
                },
            ),
        })
        .collect();
    // Both files have the same order, so that a cause left over has no code.
    assert_eq!(causes.next(), None, "carc_causes.csv is out of order");
    carcs
});

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(code: &str) -> &'static CarcMapping {
        lookup(code.as_bytes()).unwrap().mapping.as_ref().unwrap()
    }

    #[test]
    fn the_list_is_complete_and_in_order() {
        assert_eq!(all().len(), 403);
        assert!(all().is_sorted_by(|one, next| one.key < next.key));
        let current = all()
            .iter()
            .filter(|carc| carc.status == CodeStatus::Current);
        assert_eq!(current.count(), 295);
        let mapped = all().iter().filter(|carc| carc.mapping.is_some());
        assert_eq!(mapped.count(), 170);
        for carc in all() {
            assert!(std::ptr::eq(carc, lookup(carc.code.as_bytes()).unwrap()));
        }
    }

    #[test]
    fn dates_are_in_order_and_gaps_are_the_known_ones() {
        for carc in all() {
            assert!(
                carc.stop
                    .is_none_or(|stop| carc.start.is_some_and(|start| start < stop))
            );
        }
        let open: Vec<_> = all()
            .iter()
            .filter(|carc| (carc.status == CodeStatus::Current) == carc.stop.is_some())
            .map(|carc| carc.code)
            .collect();
        assert_eq!(open, ["15", "125", "138", "165", "168"]);
        assert_eq!(all().iter().filter(|carc| carc.start.is_none()).count(), 37);
    }

    #[test]
    fn what_is_never_a_denial_is_none() {
        for carc in all() {
            if let Some(mapping) = &carc.mapping
                && let CauseBy::Cause(cause) = mapping.cause
            {
                assert!(
                    !cause.is_never_a_denial() || mapping.denial != Denial::Yes,
                    "{}",
                    carc.code
                );
            }
        }
    }

    #[test]
    fn whoever_has_to_act_has_something_to_do() {
        for carc in all() {
            if let Some(mapping) = &carc.mapping
                && mapping.denial == Denial::Yes
                && mapping.preventable == Preventable::Yes
            {
                assert_ne!(mapping.owner, Owner::None, "{}", carc.code);
                assert!(
                    mapping.route != Route::None
                        || mapping.cause == CauseBy::Cause(RootCause::Duplicate),
                    "{}",
                    carc.code
                );
            }
        }
    }

    #[test]
    fn remark_codes_decide_for_four_codes() {
        let by_rarc: Vec<_> = all()
            .iter()
            .filter(|carc| {
                carc.mapping
                    .as_ref()
                    .is_some_and(|mapping| mapping.cause == CauseBy::ByRarc)
            })
            .map(|carc| carc.code)
            .collect();
        assert_eq!(by_rarc, ["16", "96", "129", "A1"]);
    }

    #[test]
    fn routes_follow_the_cause() {
        for (code, route) in [
            ("18", Route::None),
            ("29", Route::Appeal),
            ("109", Route::RebillOtherPayer),
            ("197", Route::RetroAuthorization),
            ("B7", Route::EnrollmentThenReprocess),
            ("252", Route::SendRecords),
            ("133", Route::Wait),
            ("5", Route::CorrectedClaim),
        ] {
            assert_eq!(mapping(code).route, route, "{code}");
        }
    }

    #[test]
    fn similar_codes_keep_their_own_causes() {
        for (code, cause) in [
            ("204", RootCause::NonCovered),
            ("109", RootCause::WrongPayer),
            ("242", RootCause::Network),
            ("243", RootCause::Authorization),
            ("282", RootCause::PlaceOfService),
            ("45", RootCause::Contractual),
        ] {
            assert_eq!(mapping(code).cause, CauseBy::Cause(cause), "{code}");
        }
    }

    #[test]
    fn a_code_in_no_table_denies() {
        assert!(lookup(b"999").is_none());
        assert_eq!(denial(b"999"), Denial::Yes);
        assert!(lookup(b"10").unwrap().mapping.is_none());
        assert_eq!(denial(b"10"), Denial::Yes);
        assert_eq!(denial(b"45"), Denial::No);
        assert_eq!(denial(b"133"), Denial::Pending);
    }
}
