//! Remittance advice remark codes (MIA, MOA, LQ02 after LQ01 = HE) and their part in finding causes.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::cause::{Owner, RootCause, Route};
use super::table::{CodeIndex, CodeKey, flag, optional, rows, value};

/// A remittance advice remark code.
#[derive(Clone, Debug)]
pub struct Rarc {
    key: CodeKey,
    /// The code.
    pub code: &'static str,
    /// Since when; `None` where it is not confirmed.
    pub start: Option<NaiveDate>,
    /// Until when, as of 2016; `None` for a code then in use, and where it is not confirmed.
    pub stop: Option<NaiveDate>,
    /// Whether the code only informs and explains no adjustment. Where the list is silent: false.
    pub alert: bool,
    /// What the code tells the analysis.
    pub role: RarcRole,
    /// Whose work it is, where the code gives a cause.
    pub owner: Option<Owner>,
    /// What to do first, where the code gives a cause.
    pub route: Option<Route>,
    /// What the code says, in short and in our own words.
    pub meaning: &'static str,
}

impl Rarc {
    /// The cause and subcause by which the code explains an adjustment. An alert explains none.
    pub fn deciding_cause(&self) -> Option<(RootCause, &'static str)> {
        match self.role {
            RarcRole::Cause(cause, subcause) if !self.alert => Some((cause, subcause)),
            _ => None,
        }
    }
}

/// What a remark code tells the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RarcRole {
    /// The cause, and a kebab-case word that says it more closely.
    Cause(RootCause, &'static str),
    /// What may be done about the decision.
    RouteFlag(RouteFlag),
    /// Something worth knowing that decides nothing.
    Context,
    /// Why the payer changed a payment afterwards, a kebab-case word.
    RetroactiveChange(&'static str),
    /// Why the payer took a payment back, a kebab-case word.
    Reversal(&'static str),
}

words! {
    /// What a remark code says about the way on.
    RouteFlag {
        /// The claim could not be processed: send a new one; it can't be appealed (MA130).
        NewClaimNoAppeal = "new_claim_no_appeal",
        /// Do not send the claim again.
        DoNotResubmit = "do_not_resubmit",
        /// Do not send the claim again, the payer will process it once more.
        PayerWillReprocess = "payer_will_reprocess",
        /// The decision may be appealed.
        MayAppeal = "may_appeal",
        /// The decision may not be appealed.
        NoAppeal = "no_appeal",
        /// The original was denied: send a new claim and no replacement (N142).
        NotReplacement = "not_replacement",
        /// A replacement must name the claim it replaces in REF*F8 (N152).
        ReplacementNeedsReference = "replacement_needs_reference",
        /// Void the original and send a new claim (N798).
        VoidFirst = "void_first",
        /// No replacement or void before the original is final (N779).
        WaitUntilFinal = "wait_until_final",
    }
}

/// Finds a code as sent, whatever the case of its letters and the blanks around it.
///
/// ```
/// use remedi_claims::codes::cause::RootCause;
/// use remedi_claims::codes::rarc;
///
/// let tax_id = rarc::lookup(b"N516").unwrap();
/// assert_eq!(tax_id.deciding_cause(), Some((RootCause::Credentialing, "tin")));
/// ```
pub fn lookup(code: &[u8]) -> Option<&'static Rarc> {
    let place = PLACES.place(CodeKey::read(code)?)?;
    RARCS.get(place)
}

/// Every code, in order.
pub fn all() -> &'static [Rarc] {
    &RARCS
}

static PLACES: LazyLock<CodeIndex> =
    LazyLock::new(|| CodeIndex::of(RARCS.iter().map(|one| one.key)));

static RARCS: LazyLock<Vec<Rarc>> = LazyLock::new(|| {
    let mut dated = rows(
        include_str!("../../data/codes/rarc.csv"),
        ["code", "start", "stop", "alert"],
    )
    .peekable();
    let roles = rows(
        include_str!("../../data/codes/rarc_roles.csv"),
        [
            "code", "alert", "role", "cause", "word", "owner", "route", "meaning",
        ],
    );
    let rarcs = roles
        .map(|[code, alert, role, cause, word, owner, route, meaning]| {
            // Codes that are newer than the dated list stand in the other only.
            let row = dated.next_if(|row| row[0] == code);
            let [_, start, stop, listed] = row.unwrap_or_default();
            Rarc {
                key: CodeKey::of(code),
                code,
                start: optional(start),
                stop: optional(stop),
                alert: flag(alert) || listed == "yes",
                role: match role {
                    "cause" => RarcRole::Cause(value(cause), word),
                    "route" => RarcRole::RouteFlag(value(word)),
                    "context" => RarcRole::Context,
                    "retroactive" => RarcRole::RetroactiveChange(word),
                    "reversal" => RarcRole::Reversal(word),
                    _ => panic!("{role:?} is no role"),
                },
                owner: optional(owner),
                route: optional(route),
                meaning,
            }
        })
        .collect();
    // Both files have the same order, so that a row left over has no role.
    assert_eq!(dated.next(), None, "rarc_roles.csv lacks a code");
    rarcs
});

#[cfg(test)]
mod tests {
    use super::*;

    fn rarc(code: &str) -> &'static Rarc {
        lookup(code.as_bytes()).unwrap()
    }

    #[test]
    fn the_list_is_complete_and_in_order() {
        // 1,187 of the dated list, and N912 to N940, which are newer.
        assert_eq!(all().len(), 1187 + 29);
        assert!(all().is_sorted_by(|one, next| one.key < next.key));
        for rarc in all() {
            assert!(std::ptr::eq(rarc, lookup(rarc.code.as_bytes()).unwrap()));
            assert!(
                rarc.stop
                    .is_none_or(|stop| rarc.start.is_some_and(|start| start < stop)),
                "{}",
                rarc.code
            );
        }
        assert_eq!(all().iter().filter(|rarc| rarc.stop.is_some()).count(), 85);
    }

    #[test]
    fn no_code_is_without_a_meaning_and_no_cause_without_a_word() {
        for rarc in all() {
            assert!(!rarc.meaning.is_empty(), "{}", rarc.code);
            if let RarcRole::Cause(_, word)
            | RarcRole::RetroactiveChange(word)
            | RarcRole::Reversal(word) = rarc.role
            {
                let is_kebab =
                    |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                assert!(
                    !word.is_empty() && word.bytes().all(is_kebab),
                    "{}",
                    rarc.code
                );
            }
        }
    }

    #[test]
    fn no_remark_turns_a_denial_into_what_is_none() {
        let never = all().iter().filter(|rarc| {
            matches!(rarc.role, RarcRole::Cause(cause, _) if cause.is_never_a_denial() || cause == RootCause::Unknown)
        });
        assert_eq!(never.count(), 0);
    }

    #[test]
    fn silence_is_no_alert() {
        // Of the dated list, and of codes younger than its alert column those that inform only.
        assert_eq!(all().iter().filter(|rarc| rarc.alert).count(), 190);
        let dated = rows(
            include_str!("../../data/codes/rarc.csv"),
            ["code", "start", "stop", "alert"],
        );
        for [code, _, _, listed] in dated {
            let decides = matches!(rarc(code).role, RarcRole::Cause(..));
            // Where the dated list is silent, the newer one tells what decides nothing.
            assert!(
                rarc(code).alert == (listed == "yes") || (listed.is_empty() && !decides),
                "{code}"
            );
        }
        assert!(!rarc("N911").alert);
        assert!(rarc("N864").alert);
    }

    #[test]
    fn an_alert_decides_no_cause() {
        assert_eq!(
            rarc("N550").role,
            RarcRole::Cause(RootCause::Credentialing, "revalidation")
        );
        assert_eq!(rarc("N550").deciding_cause(), None);
        assert_eq!(
            rarc("N831").deciding_cause(),
            Some((RootCause::Credentialing, "revalidation"))
        );
    }

    #[test]
    fn a_cause_has_an_owner_and_a_route_and_nothing_else_has() {
        for rarc in all() {
            let cause = matches!(rarc.role, RarcRole::Cause(..));
            assert_eq!(rarc.owner.is_some(), cause, "{}", rarc.code);
            assert_eq!(rarc.route.is_some(), cause, "{}", rarc.code);
        }
    }

    #[test]
    fn place_and_level_of_care_are_told_apart() {
        for (code, cause, subcause) in [
            ("M77", RootCause::PlaceOfService, "invalid-pos"),
            ("MA114", RootCause::PlaceOfService, "facility-loop"),
            ("N188", RootCause::Authorization, "level-of-care"),
            ("N253", RootCause::Credentialing, "attending"),
            ("N418", RootCause::WrongPayer, "misrouted"),
        ] {
            assert_eq!(
                rarc(code).deciding_cause(),
                Some((cause, subcause)),
                "{code}"
            );
        }
    }

    #[test]
    fn route_flags_are_typed() {
        for (code, flag) in [
            ("MA130", RouteFlag::NewClaimNoAppeal),
            ("N142", RouteFlag::NotReplacement),
            ("N152", RouteFlag::ReplacementNeedsReference),
            ("N185", RouteFlag::DoNotResubmit),
            ("N210", RouteFlag::MayAppeal),
            ("N211", RouteFlag::NoAppeal),
            ("N779", RouteFlag::WaitUntilFinal),
            ("N798", RouteFlag::VoidFirst),
            ("N938", RouteFlag::PayerWillReprocess),
        ] {
            assert_eq!(rarc(code).role, RarcRole::RouteFlag(flag), "{code}");
        }
    }

    #[test]
    fn ranges_give_each_code_its_reason() {
        for number in 419..=423 {
            let role = rarc(&format!("N{number}")).role;
            assert!(matches!(role, RarcRole::RetroactiveChange(_)), "{number}");
        }
        for number in 687..=698 {
            let role = rarc(&format!("N{number}")).role;
            assert!(matches!(role, RarcRole::Reversal(_)), "{number}");
        }
        assert_eq!(rarc("N693").role, RarcRole::Reversal("void"));
    }
}
