//! From an adjustment and its remark codes to a root cause.

use std::fmt;

use remedi_claims::Money;
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::carc::{self, CauseBy, CodeStatus};
use remedi_claims::codes::cause::{Denial, Owner, Preventable, RootCause, Route};
use remedi_claims::codes::rarc::{self, RarcRole, RouteFlag};

use crate::Code;

/// Whether an adjustment (one CAS triplet) denies payment.
///
/// The reason code decides, never the claim status (CLP02). What is never a denial by its cause is
/// none, whatever else a table says; a code in no table denies. An amount of zero takes nothing
/// away, and a negative one gives money back.
///
/// ```
/// use remedi_claims::Money;
/// use remedi_claims::codes::cause::Denial;
/// use remedi_remit::{Code, denial_of};
///
/// let dollar = Money::from_cents(100);
/// assert_eq!(denial_of(Code::new(b"B7"), dollar), Denial::Yes);
/// assert_eq!(denial_of(Code::new(b"45"), dollar), Denial::No);
/// assert_eq!(denial_of(Code::new(b"B7"), -dollar), Denial::No);
/// ```
pub fn denial_of(carc: Code, amount: Money) -> Denial {
    if amount > Money::ZERO {
        denial_by_code(carc)
    } else {
        Denial::No
    }
}

/// Whether adjustments with this code deny, whatever the amount.
pub(crate) fn denial_by_code(carc: Code) -> Denial {
    let Some(known) = carc::lookup(carc.as_bytes()) else {
        return Denial::Yes;
    };
    let never = known.mapping.as_ref().is_some_and(
        |mapping| matches!(mapping.cause, CauseBy::Cause(cause) if cause.is_never_a_denial()),
    );
    if never { Denial::No } else { known.denial() }
}

/// Codes that say little unless a remark code says more.
const GENERIC: [&str; 14] = [
    "16", "96", "A1", "125", "129", "148", "226", "227", "234", "237", "250", "251", "252", "267",
];

/// Whether a reason code needs a remark code to say what is wrong.
pub(crate) fn is_generic(carc: Code) -> bool {
    GENERIC.contains(&carc.as_str())
}

/// Causes so broad that a remark code with a cause of its own says it better: a service that
/// "is not covered" may be not covered in this place.
const fn is_broad(cause: RootCause) -> bool {
    matches!(
        cause,
        RootCause::NonCovered
            | RootCause::Bundling
            | RootCause::Contract
            | RootCause::PayerAdmin
            | RootCause::ClaimData
            | RootCause::Unknown
    )
}

/// Which of several causes of equal weight comes first: the lower number.
pub(crate) const fn rank(cause: RootCause) -> u8 {
    match cause {
        RootCause::Credentialing => 0,
        RootCause::PlaceOfService => 1,
        RootCause::Authorization => 2,
        RootCause::Eligibility => 3,
        RootCause::Cob => 4,
        RootCause::Coding => 5,
        RootCause::MedicalNecessity => 6,
        RootCause::Documentation => 7,
        RootCause::Unknown => 9,
        _ => 8,
    }
}

/// The remark codes that may explain an adjustment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Remarks<'a> {
    /// Those of its own level: LQ*HE of the line, or MIA and MOA for a claim-level adjustment.
    pub own: &'a [Code],
    /// For an adjustment of a line, those of the claim (MIA, MOA).
    pub claim: &'a [Code],
}

impl<'a> Remarks<'a> {
    /// Whether the claim's remarks speak for the line: it has none that explains anything.
    fn looks_up(&self) -> bool {
        !self.own.iter().any(|&code| explains(code))
    }

    /// Those that bear on the adjustment.
    pub fn bearing(&self) -> impl Iterator<Item = Code> + use<'a> {
        let claim = if self.looks_up() { self.claim } else { &[] };
        self.own.iter().chain(claim).copied()
    }
}

/// Whether a remark is more than an alert, a context or a word about the way on.
fn explains(code: Code) -> bool {
    rarc::lookup(code.as_bytes()).is_none_or(|rarc| {
        !rarc.alert && !matches!(rarc.role, Some(RarcRole::Context | RarcRole::RouteFlag(_)))
    })
}

/// A remark code that gives a cause.
#[derive(Clone, Copy)]
struct Deciding {
    code: Code,
    cause: RootCause,
    subcause: &'static str,
    owner: Owner,
    route: Route,
}

/// The remark that decides: of several the one whose cause comes first.
fn deciding(codes: &[Code]) -> Option<Deciding> {
    let deciding = codes.iter().filter_map(|&code| {
        let rarc = rarc::lookup(code.as_bytes())?;
        let (cause, subcause) = rarc.deciding_cause()?;
        Some(Deciding {
            code,
            cause,
            subcause,
            owner: rarc.owner.unwrap_or(Owner::Billing),
            route: rarc.route.unwrap_or(Route::CorrectedClaim),
        })
    });
    deciding.min_by_key(|found| rank(found.cause))
}

/// Why an adjustment was made, as far as its codes tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The root cause.
    pub cause: RootCause,
    /// The cause more closely, in kebab-case.
    pub subcause: &'static str,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// Why.
    pub because: Vec<Reason>,
    /// Whose work it is.
    pub owner: Owner,
    /// What to do first.
    pub route: Route,
    /// Whether it could have been prevented.
    pub preventable: Preventable,
}

/// Finds the root cause of an adjustment that denies.
///
/// Remark codes overrule reason codes that are generic or broad; alerts never decide. The
/// claim's remarks speak for a line only where its own explain nothing, and with less weight.
pub fn diagnose(group: Code, carc: Code, remarks: Remarks<'_>) -> Diagnosis {
    let own = deciding(remarks.own);
    let from_claim = own.is_none() && remarks.looks_up();
    let remark = own.or_else(|| deciding(remarks.claim).filter(|_| from_claim));
    let from_claim = from_claim && remark.is_some();
    let mut diagnosis = by_codes(carc, remark, from_claim);
    if remark.is_none() && is_generic(carc) {
        let missing = match remarks.bearing().next() {
            None => Reason::NoRemark,
            Some(_) if remarks.bearing().any(explains) => Reason::RemarkWithoutCause,
            Some(_) => Reason::OnlyAlerts,
        };
        diagnosis.because.push(missing);
    }
    let known = carc::lookup(carc.as_bytes());
    if known.is_some_and(|known| known.status == CodeStatus::Deactivated) {
        diagnosis.because.push(Reason::Deactivated(carc));
    }
    match AdjustmentGroup::parse(group.as_bytes()) {
        Some(AdjustmentGroup::PatientResponsibility)
            if diagnosis.cause == RootCause::Credentialing =>
        {
            diagnosis.because.push(Reason::PatientCharged);
        }
        Some(AdjustmentGroup::CorrectionReversal) => diagnosis.because.push(Reason::OldGroup),
        Some(_) => {}
        None => diagnosis.because.push(Reason::UnknownGroup(group)),
    }
    diagnosis.route = route(&diagnosis, group, remarks);
    diagnosis
}

/// The cause by the reason code and the remark that decides, if one does.
fn by_codes(carc: Code, remark: Option<Deciding>, from_claim: bool) -> Diagnosis {
    let heard = remark.map(|found| {
        if from_claim {
            Reason::ClaimRemark(found.code)
        } else {
            Reason::Remark(found.code)
        }
    });
    let Some(known) = carc::lookup(carc.as_bytes()) else {
        return Diagnosis {
            cause: RootCause::Unknown,
            subcause: "unknown-carc",
            confidence: 10,
            because: [Some(Reason::UnknownCarc(carc)), heard]
                .into_iter()
                .flatten()
                .collect(),
            owner: Owner::Billing,
            route: Route::Dispute,
            preventable: Preventable::No,
        };
    };
    let by_remark = |found: Deciding, confidence: u8, preventable| Diagnosis {
        cause: found.cause,
        subcause: found.subcause,
        confidence: if from_claim {
            confidence - 20
        } else {
            confidence
        },
        because: [Some(Reason::Carc(carc)), heard]
            .into_iter()
            .flatten()
            .collect(),
        owner: found.owner,
        route: found.route,
        preventable,
    };
    let Some(mapping) = &known.mapping else {
        return match remark {
            Some(found) => by_remark(found, 70, preventable_by(found.cause)),
            None => Diagnosis {
                cause: RootCause::Unknown,
                subcause: "unmapped-carc",
                confidence: 15,
                because: vec![Reason::UnmappedCarc(carc)],
                owner: Owner::Billing,
                route: Route::Dispute,
                preventable: Preventable::No,
            },
        };
    };
    let own = |cause, subcause, confidence| Diagnosis {
        cause,
        subcause,
        confidence,
        because: vec![Reason::Carc(carc)],
        owner: mapping.owner,
        route: mapping.route,
        preventable: mapping.preventable,
    };
    match (mapping.cause, remark) {
        (CauseBy::ByRarc, Some(found)) => by_remark(found, 90, preventable_by(found.cause)),
        (CauseBy::ByRarc, None) if carc.as_str() == "16" => {
            own(RootCause::ClaimData, "missing-remark", 40)
        }
        (CauseBy::ByRarc, None) => own(RootCause::Unknown, "missing-remark", 20),
        (CauseBy::Cause(cause), Some(found)) if cause == found.cause => {
            let mut diagnosis = own(cause, mapping.subcause, 95);
            diagnosis.because.extend(heard);
            diagnosis
        }
        (CauseBy::Cause(cause), Some(found)) if is_generic(carc) || is_broad(cause) => {
            by_remark(found, 85, preventable_by(found.cause))
        }
        (CauseBy::Cause(cause), Some(found)) => {
            let mut diagnosis = own(cause, mapping.subcause, 75);
            diagnosis
                .because
                .push(Reason::RemarkPointsElsewhere(found.code));
            diagnosis
        }
        (CauseBy::Cause(cause), None) => {
            let confidence = if is_generic(carc) { 70 } else { 90 };
            own(cause, mapping.subcause, confidence)
        }
    }
}

/// Whether denials of a cause that a remark code gives could have been prevented.
const fn preventable_by(cause: RootCause) -> Preventable {
    match cause {
        RootCause::Credentialing
        | RootCause::PlaceOfService
        | RootCause::Authorization
        | RootCause::WrongPayer
        | RootCause::TimelyFiling
        | RootCause::Coding
        | RootCause::Documentation
        | RootCause::ClaimData
        | RootCause::Duplicate => Preventable::Yes,
        RootCause::Network
        | RootCause::Eligibility
        | RootCause::Cob
        | RootCause::Bundling
        | RootCause::MedicalNecessity
        | RootCause::NonCovered
        | RootCause::BenefitLimit => Preventable::Partly,
        _ => Preventable::No,
    }
}

/// The way on after the group and the remark codes about it.
fn route(diagnosis: &Diagnosis, group: Code, remarks: Remarks<'_>) -> Route {
    let roles = remarks.own.iter().chain(remarks.claim);
    let flags: Vec<RouteFlag> = roles
        .filter_map(|code| match rarc::lookup(code.as_bytes())?.role {
            Some(RarcRole::RouteFlag(flag)) => Some(flag),
            _ => None,
        })
        .collect();
    let has = |flag| flags.contains(&flag);
    let resends = matches!(
        diagnosis.route,
        Route::CorrectedClaim | Route::VoidAndReplace | Route::NewClaim
    );
    if has(RouteFlag::WaitUntilFinal) || has(RouteFlag::PayerWillReprocess) {
        return Route::Wait;
    }
    if (has(RouteFlag::NewClaimNoAppeal) || has(RouteFlag::NotReplacement))
        && (resends || matches!(diagnosis.route, Route::Appeal | Route::Dispute))
    {
        return Route::NewClaim;
    }
    if has(RouteFlag::DoNotResubmit) && resends {
        return Route::Dispute;
    }
    let billable = AdjustmentGroup::parse(group.as_bytes())
        .is_some_and(AdjustmentGroup::is_billable_to_patient);
    if billable
        && matches!(
            diagnosis.cause,
            RootCause::NonCovered | RootCause::BenefitLimit | RootCause::Eligibility
        )
    {
        return Route::PatientBill;
    }
    if has(RouteFlag::NoAppeal) && diagnosis.route == Route::Appeal {
        return Route::WriteOff;
    }
    diagnosis.route
}

/// Why the analysis says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The reason code says so.
    Carc(Code),
    /// The reason code is in no table.
    UnknownCarc(Code),
    /// The reason code is known, but its cause is not.
    UnmappedCarc(Code),
    /// The reason code is no longer in the list.
    Deactivated(Code),
    /// A remark code of the same level says so.
    Remark(Code),
    /// A remark code of the claim says so.
    ClaimRemark(Code),
    /// A remark code names another cause than the reason code, which is specific.
    RemarkPointsElsewhere(Code),
    /// The reason code needs a remark code, and there is none.
    NoRemark,
    /// The reason code needs a remark code, and there are alerts only.
    OnlyAlerts,
    /// The reason code needs a remark code, and those that are there give no cause.
    RemarkWithoutCause,
    /// A credentialing denial is put on the patient.
    PatientCharged,
    /// The group code is CR, which 5010 no longer has.
    OldGroup,
    /// The group code is in no list.
    UnknownGroup(Code),
    /// The check of the sent claim finds what the payer found; the rule.
    CheckAgrees(&'static str),
    /// The check of the sent claim finds another cause; the rule.
    CheckDisagrees(&'static str),
    /// The check of the sent claim finds what the reason code may stand for; the rule.
    CheckSuspects(&'static str),
    /// All facts are known, and claim and roster were right.
    NothingWrong,
    /// Emergency services need no prior authorization.
    Emergency,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let carc_meaning = |code: &Code| {
            let carc = carc::lookup(code.as_bytes());
            carc.and_then(|carc| Some(carc.mapping.as_ref()?.meaning))
        };
        let rarc_meaning =
            |code: &Code| rarc::lookup(code.as_bytes()).and_then(|rarc| rarc.meaning);
        let coded =
            |f: &mut fmt::Formatter<'_>, what, code: &Code, meaning: Option<&str>| match meaning {
                Some(meaning) => write!(f, "{what} {code}: {meaning}"),
                None => write!(f, "{what} {code}"),
            };
        match self {
            Reason::Carc(code) => coded(f, "reason code", code, carc_meaning(code)),
            Reason::UnknownCarc(code) if code.is_empty() => f.write_str("there is no reason code"),
            Reason::UnknownCarc(code) => write!(f, "reason code {code} is in no table"),
            Reason::UnmappedCarc(code) => {
                write!(f, "reason code {code} is not tied to a cause")
            }
            Reason::Deactivated(code) => {
                write!(f, "reason code {code} is no longer in the list")
            }
            Reason::Remark(code) => coded(f, "remark code", code, rarc_meaning(code)),
            Reason::ClaimRemark(code) => {
                coded(f, "remark code of the claim", code, rarc_meaning(code))
            }
            Reason::RemarkPointsElsewhere(code) => {
                write!(f, "remark code {code} names another cause")
            }
            Reason::NoRemark => {
                f.write_str("the reason code needs a remark code, and there is none")
            }
            Reason::OnlyAlerts => {
                f.write_str("the reason code needs a remark code, and there are alerts only")
            }
            Reason::RemarkWithoutCause => f.write_str("the remark codes are not tied to a cause"),
            Reason::PatientCharged => f.write_str(
                "a credentialing denial is put on the patient (group PR), which is unusual",
            ),
            Reason::OldGroup => f.write_str("group CR is no longer used in 5010"),
            Reason::UnknownGroup(code) => write!(f, "group code {code:?} is in no list"),
            Reason::CheckAgrees(rule) => {
                write!(f, "the check of the claim as sent finds the same ({rule})")
            }
            Reason::CheckDisagrees(rule) => {
                write!(
                    f,
                    "the check of the claim as sent finds something else ({rule})"
                )
            }
            Reason::CheckSuspects(rule) => {
                write!(
                    f,
                    "the check of the claim as sent finds what the code may stand for ({rule})"
                )
            }
            Reason::NothingWrong => {
                f.write_str("every fact is known, and the claim and the roster were right")
            }
            Reason::Emergency => {
                f.write_str("emergency services (POS 23) need no prior authorization")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<Code> {
        text.split_whitespace()
            .map(|code| Code::new(code.as_bytes()))
            .collect()
    }

    /// Of an adjustment such as `CO-16`, the line's remarks and the claim's.
    fn of(adjustment: &str, line: &str, claim: &str) -> Diagnosis {
        let (group, carc) = adjustment.split_once('-').unwrap();
        let (own, claim) = (codes(line), codes(claim));
        let remarks = Remarks {
            own: &own,
            claim: &claim,
        };
        diagnose(
            Code::new(group.as_bytes()),
            Code::new(carc.as_bytes()),
            remarks,
        )
    }

    fn cause(adjustment: &str, line: &str, claim: &str) -> (RootCause, &'static str) {
        let diagnosis = of(adjustment, line, claim);
        (diagnosis.cause, diagnosis.subcause)
    }

    fn denies(carc: &str, cents: i64) -> Denial {
        denial_of(Code::new(carc.as_bytes()), Money::from_cents(cents))
    }

    #[test]
    fn patient_share_agreed_price_and_prior_payment_are_no_denials() {
        for carc in ["1", "2", "3", "45", "23", "24", "59", "253", "66", "246"] {
            assert_eq!(denies(carc, 100), Denial::No, "{carc}");
        }
        // Pending by the table, but the cause is never a denial.
        assert_eq!(denies("187", 100), Denial::No);
    }

    #[test]
    fn case_32_an_unknown_code_denies_for_an_unknown_cause() {
        assert_eq!(denies("999", 100), Denial::Yes);
        assert_eq!(
            cause("CO-999", "", ""),
            (RootCause::Unknown, "unknown-carc")
        );
        assert_eq!(cause("CO-ZZ?9", "", "").0, RootCause::Unknown);
        // In no table means UNKNOWN, even where a remark would say more.
        let diagnosis = of("CO-999", "N570", "");
        assert_eq!(diagnosis.cause, RootCause::Unknown);
        assert!(
            diagnosis
                .because
                .contains(&Reason::Remark(Code::new(b"N570")))
        );
        // Deactivated, in an old file.
        let old = of("CO-15", "", "");
        assert_eq!(old.cause, RootCause::Authorization);
        assert!(old.because.contains(&Reason::Deactivated(Code::new(b"15"))));
    }

    #[test]
    fn zero_and_negative_amounts_deny_nothing() {
        assert_eq!(denies("B7", 0), Denial::No);
        assert_eq!(denies("B7", -100), Denial::No);
        assert_eq!(denies("999", 0), Denial::No);
    }

    #[test]
    fn case_40_pending_is_not_yet_a_denial() {
        for carc in ["133", "257", "277"] {
            assert_eq!(denies(carc, 100), Denial::Pending, "{carc}");
        }
    }

    #[test]
    fn the_remark_decides_for_generic_codes() {
        for carc in ["CO-16", "CO-96", "OA-A1", "CO-129", "CO-226", "CO-252"] {
            let expected = (RootCause::Credentialing, "rendering");
            assert_eq!(cause(carc, "N290", ""), expected, "{carc}");
        }
    }

    #[test]
    fn without_a_deciding_remark_16_is_claim_data_and_others_are_unknown() {
        assert_eq!(
            cause("CO-16", "", ""),
            (RootCause::ClaimData, "missing-remark")
        );
        assert_eq!(
            cause("CO-96", "", ""),
            (RootCause::Unknown, "missing-remark")
        );
        assert_eq!(cause("CO-A1", "N130", "").0, RootCause::Unknown);
        // A generic code with a cause of its own keeps it.
        assert_eq!(cause("CO-252", "", "").0, RootCause::Documentation);
    }

    #[test]
    fn case_26_the_claims_remark_speaks_for_a_silent_line_with_less_weight() {
        let line = of("CO-16", "N257", "");
        let claim = of("CO-16", "", "N257");
        assert_eq!((claim.cause, claim.subcause), (line.cause, line.subcause));
        assert!(claim.confidence < line.confidence);
        // A line that explains itself is not overruled, one with an alert only is.
        assert_eq!(cause("CO-16", "M77", "N257").0, RootCause::PlaceOfService);
        assert_eq!(cause("CO-16", "N550", "N257").0, RootCause::Credentialing);
        assert_eq!(
            cause("CO-16", "M51", "N257"),
            (RootCause::ClaimData, "missing-remark")
        );
    }

    #[test]
    fn case_26_an_alert_alone_decides_nothing() {
        let diagnosis = of("CO-16", "N550", "");
        assert_eq!(
            (diagnosis.cause, diagnosis.subcause),
            (RootCause::ClaimData, "missing-remark")
        );
        assert!(diagnosis.because.contains(&Reason::OnlyAlerts));
    }

    #[test]
    fn not_covered_in_this_place_is_place_of_service() {
        assert_eq!(cause("PR-204", "", "").0, RootCause::NonCovered);
        assert_eq!(cause("PR-204", "N130", "").0, RootCause::NonCovered);
        for remark in ["M77", "N428", "N776", "N79"] {
            assert_eq!(
                cause("PR-204", remark, "").0,
                RootCause::PlaceOfService,
                "{remark}"
            );
        }
        assert_eq!(cause("CO-97", "M97", "").0, RootCause::PlaceOfService);
    }

    #[test]
    fn a_specific_code_keeps_its_cause_against_a_remark() {
        let diagnosis = of("CO-B7", "M77", "");
        assert_eq!(diagnosis.cause, RootCause::Credentialing);
        assert!(diagnosis.confidence < of("CO-B7", "", "").confidence);
        assert!(of("CO-B7", "N95", "").confidence > of("CO-B7", "", "").confidence);
    }

    #[test]
    fn of_two_deciding_remarks_credentialing_comes_first() {
        assert_eq!(cause("CO-16", "M77 N290", "").0, RootCause::Credentialing);
        assert_eq!(cause("CO-16", "N290 M77", "").0, RootCause::Credentialing);
    }

    #[test]
    fn remarks_change_the_route() {
        assert_eq!(of("CO-16", "M77", "").route, Route::CorrectedClaim);
        assert_eq!(of("CO-16", "M77 MA130", "").route, Route::NewClaim);
        assert_eq!(of("CO-16", "M77", "MA130").route, Route::NewClaim);
        assert_eq!(of("CO-5", "N779", "").route, Route::Wait);
        assert_eq!(of("CO-50", "", "").route, Route::Appeal);
        assert_eq!(of("CO-50", "N211", "").route, Route::WriteOff);
        assert_eq!(of("PR-204", "", "").route, Route::PatientBill);
        // An enrollment has to be put right first, new claim or not.
        assert_eq!(
            of("CO-B7", "MA130", "").route,
            Route::EnrollmentThenReprocess
        );
    }

    #[test]
    fn the_group_changes_who_pays_and_not_the_cause() {
        assert_eq!(cause("PR-B7", "", ""), cause("CO-B7", "", ""));
        assert!(
            of("PR-B7", "", "")
                .because
                .contains(&Reason::PatientCharged)
        );
        assert!(of("CR-B7", "", "").because.contains(&Reason::OldGroup));
    }
}
