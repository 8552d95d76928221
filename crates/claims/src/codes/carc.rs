//! Claim adjustment reason codes (CAS02, 05, 08, 11, 14, 17) and what remedi makes of them.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::UnknownWord;
use super::adjustment_group::AdjustmentGroup;
use super::cause::{Denial, Owner, Preventable, RootCause, Route};
use super::table::{CodeIndex, CodeKey, optional, rows, value};

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
    /// What remedi makes of it.
    pub mapping: CarcMapping,
}

/// What remedi makes of an adjustment reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarcMapping {
    /// The root cause, or that remark codes give it.
    pub cause: CauseBy,
    /// The cause more closely, in kebab-case.
    pub subcause: &'static str,
    /// What the code says, in short and in our own words.
    pub meaning: &'static str,
    /// Whose work it is.
    pub owner: Owner,
    /// Whether it could have been prevented.
    pub preventable: Preventable,
    /// What to do first.
    pub route: Route,
    /// Whether it denies.
    pub denial: DenialByGroup,
    /// Whether the list wants a remark code with it that is more than an alert.
    pub needs_remark: bool,
}

/// Whether an adjustment reason denies: the same for all groups, but for a few reasons where who bears the amount
/// tells what it is (a difference in room charge that the patient owes is no denial).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DenialByGroup {
    usual: Denial,
    other: Option<(AdjustmentGroup, Denial)>,
}

impl DenialByGroup {
    /// Whether it denies in a group, or in one that is not known.
    pub fn of(self, group: Option<AdjustmentGroup>) -> Denial {
        match self.other {
            Some((own, denial)) if group == Some(own) => denial,
            _ => self.usual,
        }
    }

    /// The group in which it is otherwise, and what it is then.
    pub fn other(self) -> Option<(AdjustmentGroup, Denial)> {
        self.other
    }
}

impl std::str::FromStr for DenialByGroup {
    type Err = UnknownWord;

    /// Reads `yes`, or `yes PR:no` for a code that does not deny in group PR.
    fn from_str(cell: &str) -> Result<DenialByGroup, UnknownWord> {
        let (usual, other) = match cell.split_once(' ') {
            Some((usual, other)) => (usual, Some(other.split_once(':').ok_or(UnknownWord)?)),
            None => (cell, None),
        };
        let other = match other {
            Some((group, denial)) => Some((group.parse()?, denial.parse()?)),
            None => None,
        };
        let usual = usual.parse()?;
        Ok(DenialByGroup { usual, other })
    }
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
/// let mapping = &carc::lookup(b"b7").unwrap().mapping;
/// assert_eq!(mapping.cause, CauseBy::Cause(RootCause::Credentialing));
/// assert!(carc::lookup(b"016").is_none());
/// ```
pub fn lookup(code: &[u8]) -> Option<&'static Carc> {
    let place = PLACES.place(CodeKey::read(code)?)?;
    CARCS.get(place)
}

/// Whether an adjustment with this code denies in a group; a code in no table does.
///
/// ```
/// use remedi_claims::codes::adjustment_group::AdjustmentGroup;
/// use remedi_claims::codes::carc::denial;
/// use remedi_claims::codes::cause::Denial;
///
/// assert_eq!(denial(b"78", Some(AdjustmentGroup::ContractualObligation)), Denial::Yes);
/// assert_eq!(denial(b"78", Some(AdjustmentGroup::PatientResponsibility)), Denial::No);
/// assert_eq!(denial(b"999", None), Denial::Yes);
/// ```
pub fn denial(code: &[u8], group: Option<AdjustmentGroup>) -> Denial {
    lookup(code).map_or(Denial::Yes, |carc| carc.mapping.denial.of(group))
}

/// Every code, numbers first.
pub fn all() -> &'static [Carc] {
    &CARCS
}

static PLACES: LazyLock<CodeIndex> =
    LazyLock::new(|| CodeIndex::of(CARCS.iter().map(|one| one.key)));

static CARCS: LazyLock<Vec<Carc>> = LazyLock::new(|| {
    let causes = rows(
        include_str!("../../data/codes/carc_causes.csv"),
        [
            "code",
            "cause",
            "subcause",
            "denial",
            "owner",
            "preventable",
            "route",
            "remark",
            "meaning",
        ],
    );
    let codes = rows(
        include_str!("../../data/codes/carc.csv"),
        ["code", "status", "start", "stop"],
    );
    codes
        .zip(causes)
        .map(|([code, status, start, stop], row)| {
            let [
                own,
                cause,
                subcause,
                denial,
                owner,
                preventable,
                route,
                remark,
                meaning,
            ] = row;
            assert_eq!(own, code, "carc_causes.csv has other codes than carc.csv");
            Carc {
                key: CodeKey::of(code),
                code,
                status: value(status),
                start: optional(start),
                stop: optional(stop),
                mapping: CarcMapping {
                    cause: value(cause),
                    subcause,
                    meaning,
                    owner: value(owner),
                    preventable: value(preventable),
                    route: value(route),
                    denial: value(denial),
                    needs_remark: remark == "needed",
                },
            }
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(code: &str) -> &'static CarcMapping {
        &lookup(code.as_bytes()).unwrap().mapping
    }

    fn codes(keep: impl Fn(&Carc) -> bool) -> Vec<&'static str> {
        let kept = all().iter().filter(|carc| keep(carc));
        kept.map(|carc| carc.code).collect()
    }

    #[test]
    fn the_list_is_complete_and_in_order() {
        // 403 of the list of early 2026, and four that a later one has too.
        assert_eq!(all().len(), 403 + ["306", "307", "308", "D13"].len());
        assert!(all().is_sorted_by(|one, next| one.key < next.key));
        assert_eq!(
            codes(|carc| carc.status == CodeStatus::Current).len(),
            294 + 3
        );
        for carc in all() {
            assert!(std::ptr::eq(carc, lookup(carc.code.as_bytes()).unwrap()));
        }
        let rows = |text: &str| text.lines().count() - 1;
        assert_eq!(
            rows(include_str!("../../data/codes/carc_causes.csv")),
            all().len()
        );
    }

    #[test]
    fn no_code_is_without_a_subcause_or_a_meaning() {
        let empty = codes(|carc| carc.mapping.meaning.is_empty());
        assert_eq!(empty, [""; 0]);
        for carc in all() {
            let word = carc.mapping.subcause;
            let is_kebab =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(
                !word.is_empty() && word.bytes().all(is_kebab),
                "{}",
                carc.code
            );
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
        let open = codes(|carc| (carc.status == CodeStatus::Current) == carc.stop.is_some());
        assert_eq!(open, ["15", "138", "165", "168", "D13"]);
        assert_eq!(codes(|carc| carc.start.is_none()).len(), 37 + 4);
    }

    #[test]
    fn what_is_never_a_denial_is_none() {
        let denies = |carc: &Carc| {
            let groups = AdjustmentGroup::ALL.iter().copied().map(Some).chain([None]);
            let mut denials = groups.map(|group| carc.mapping.denial.of(group));
            denials.any(|denial| denial == Denial::Yes)
        };
        let never = |carc: &Carc| matches!(carc.mapping.cause, CauseBy::Cause(cause) if cause.is_never_a_denial());
        assert_eq!(codes(|carc| never(carc) && denies(carc)), [""; 0]);
        // All others deny or are pending, but for what only informs.
        let silent = codes(|carc| !never(carc) && !denies(carc));
        for code in silent {
            assert_eq!(
                mapping(code).cause,
                CauseBy::Cause(RootCause::PayerAdmin),
                "{code}"
            );
        }
    }

    #[test]
    fn the_group_tells_what_two_codes_are() {
        use AdjustmentGroup::{ContractualObligation, PatientResponsibility};
        assert_eq!(
            codes(|carc| carc.mapping.denial.other().is_some()),
            ["78", "223"]
        );
        assert_eq!(denial(b"78", Some(PatientResponsibility)), Denial::No);
        assert_eq!(denial(b"78", None), Denial::Yes);
        assert_eq!(denial(b"223", Some(ContractualObligation)), Denial::No);
        assert_eq!(denial(b"223", Some(PatientResponsibility)), Denial::Yes);
    }

    #[test]
    fn whoever_has_to_act_has_something_to_do() {
        for carc in all() {
            let mapping = &carc.mapping;
            if mapping.denial.of(None) == Denial::Yes && mapping.preventable == Preventable::Yes {
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
    fn remark_codes_decide_for_six_codes() {
        let by_rarc = codes(|carc| carc.mapping.cause == CauseBy::ByRarc);
        assert_eq!(by_rarc, ["16", "96", "129", "162", "A1", "P1"]);
        for code in by_rarc {
            assert!(mapping(code).needs_remark, "{code}");
        }
    }

    #[test]
    fn codes_that_need_a_remark_are_the_lists() {
        assert_eq!(
            codes(|carc| carc.mapping.needs_remark),
            [
                "16", "17", "96", "125", "129", "148", "162", "201", "226", "227", "234", "237",
                "250", "251", "252", "267", "307", "A1", "D23", "P1"
            ]
        );
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
            ("42", RootCause::Contractual),
            ("A2", RootCause::Contractual),
            ("P12", RootCause::Contractual),
        ] {
            assert_eq!(mapping(code).cause, CauseBy::Cause(cause), "{code}");
        }
    }

    #[test]
    fn a_code_in_no_table_denies() {
        assert!(lookup(b"999").is_none());
        assert_eq!(denial(b"999", None), Denial::Yes);
        assert_eq!(denial(b"10", None), Denial::Yes);
        assert_eq!(denial(b"45", None), Denial::No);
        assert_eq!(denial(b"133", None), Denial::Pending);
    }
}
