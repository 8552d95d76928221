//! From an adjustment and its remark codes to a root cause.
//!
//! # What denies
//! Each triplet of a CAS is judged alone, with its own dollars: no dollar has two causes. The reason code says whether it
//! denies, for a few reasons with the group, never the claim status (CLP02). What is never a denial by its cause (the
//! agreed price, the patient's share, what an earlier payer decided, a reduction by rule) is none, whatever else a table
//! says. A code in no table denies. Only positive amounts do: zero takes nothing away, a negative one gives back.
//!
//! # What causes
//! 1. A row of the user (`[denials]` of the profile) comes before ours, one for the payer before one for all: for a
//!    combination of reason and remark, which then decides alone; for a reason or a remark, which goes on as ours would.
//! 2. Remark codes of the line (LQ\*HE) bear on it. Those of the claim (MOA, MIA) speak for a line only where its own
//!    explain nothing: alerts, contexts and words about the way on do not.
//! 3. Alerts never decide. Of several remarks that do, the one that agrees with a specific reason decides, else the one
//!    whose cause comes first by `rank`; the others are told.
//! 4. A remark overrules a reason that is generic (the list wants a remark with it) or broad ("not covered" may be not
//!    covered in this place). A specific reason keeps its cause against it.
//! 5. Else the reason decides. One that leaves it to remarks, where none decides, is CLAIM_DATA (16) or UNKNOWN with
//!    the subcause `missing-remark`. Reject codes of pharmacies (LQ\*RX) are another list: they are told and
//!    stand for the remark that the list wants, but decide nothing.
//! 6. The check of the claim as it was sent agrees or not ([`Evidence`](crate::Evidence)). It never changes the cause: 204
//!    and 109 keep their own meaning, and are *suspected* to stand for a place or a provider only where the check
//!    finds one, or where the user reads them so (`loose_semantics`).
//! 7. What the payer adjudicated otherwise than it was sent (place CLP08, frequency CLP09, rendering provider, payee) is told.
//!
//! # How sure
//! Each number goes with a [`Reason`] in [`Diagnosis::because`]:
//!
//! | percent | where | reasons |
//! |---|---|---|
//! | 95 | reason and remark name the same cause; a combination of the user | `Carc` and `Remark`; `OwnCombination` |
//! | 92 | the same, where the remark is the claim's | `Carc` and `ClaimRemark` |
//! | 90 | the remark decides for a reason that leaves it to remarks; or a specific reason alone | `Carc`, `Remark` |
//! | 85 | a remark overrules a generic or broad reason | `Carc`, `Remark` |
//! | 75 | a specific reason against a remark that names another cause | `RemarkPointsElsewhere` |
//! | 70 | a generic reason with a cause of its own and no remark | `NoRemark` and its kin |
//! | 40, 20 | 16, or another reason that leaves it to remarks, without one that decides | `NoRemark` and its kin |
//! | 15 | a reason of the table whose cause is not known | `Carc` |
//! | 10 | a reason in no table | `UnknownCarc` |
//! | -20 | the remark that decides is the claim's | `ClaimRemark` |
//! | up to 98 | the check confirms, as sure as the match of claim and line | `CheckAgrees` |
//! | -25, at least 10 | the check contradicts | `CheckDisagrees` |
//! | -10, at least 10 | the check suspects | `CheckSuspects` |

use remedi_claims::Money;
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::carc::{self, CauseBy, CodeStatus};
use remedi_claims::codes::cause::{Denial, Owner, Preventable, RootCause, Route};
use remedi_claims::codes::rarc::{self, RarcRole, RouteFlag};
use remedi_validate::CauseRow;

use crate::own::{BY_OWN_TABLE, OwnTables, owner_by, route_by};
use crate::{Code, Reason};

/// Whether an adjustment (one CAS triplet: group, reason and amount) denies payment.
///
/// The reason code decides, for a few reasons with the group, never the claim status (CLP02). What is
/// never a denial by its cause is none, whatever else a table says; a code in no table denies. An
/// amount of zero takes nothing away, and a negative one gives money back.
///
/// ```
/// use remedi_claims::Money;
/// use remedi_claims::codes::cause::Denial;
/// use remedi_remit::{Code, denial_of};
///
/// let (co, dollar) = (Code::new(b"CO"), Money::from_cents(100));
/// assert_eq!(denial_of(co, Code::new(b"B7"), dollar), Denial::Yes);
/// assert_eq!(denial_of(co, Code::new(b"45"), dollar), Denial::No);
/// assert_eq!(denial_of(co, Code::new(b"B7"), -dollar), Denial::No);
/// ```
pub fn denial_of(group: Code, carc: Code, amount: Money) -> Denial {
    if amount > Money::ZERO {
        denial_by_code(group, carc)
    } else {
        Denial::No
    }
}

/// Whether adjustments with these codes deny, whatever the amount.
pub(crate) fn denial_by_code(group: Code, carc: Code) -> Denial {
    let Some(known) = carc::lookup(carc.as_bytes()) else {
        return Denial::Yes;
    };
    match known.mapping.cause {
        CauseBy::Cause(cause) if cause.is_never_a_denial() => Denial::No,
        _ => (known.mapping.denial).of(AdjustmentGroup::parse(group.as_bytes())),
    }
}

/// Whether a reason code needs a remark code to say what is wrong.
pub(crate) fn is_generic(carc: Code) -> bool {
    carc::lookup(carc.as_bytes()).is_some_and(|carc| carc.mapping.needs_remark)
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
    /// Reject codes of pharmacies (LQ*RX), a list of their own.
    pub pharmacy: &'a [Code],
}

impl<'a> Remarks<'a> {
    /// Whether the claim's remarks speak for the line: it has none that explains anything.
    fn looks_up(&self) -> bool {
        !self.own.iter().any(|&code| explains(code))
    }

    /// Those that bear on the adjustment.
    pub fn bearing(&self) -> impl Iterator<Item = Code> + Clone + use<'a> {
        let claim = if self.looks_up() { self.claim } else { &[] };
        self.own.iter().chain(claim).copied()
    }

    /// All of the line and of the claim.
    fn all(&self) -> impl Iterator<Item = Code> + use<'a> {
        self.own.iter().chain(self.claim).copied()
    }
}

/// Whether a remark is more than an alert, a context or a word about the way on.
pub(crate) fn explains(code: Code) -> bool {
    rarc::lookup(code.as_bytes()).is_none_or(|rarc| {
        !rarc.alert && !matches!(rarc.role, RarcRole::Context | RarcRole::RouteFlag(_))
    })
}

/// Whether the list says of a remark that it is an alert: such are never tied to an adjustment.
fn is_alert(code: Code) -> bool {
    rarc::lookup(code.as_bytes()).is_some_and(|rarc| rarc.alert)
}

/// A remark code that gives a cause.
#[derive(Clone, Copy)]
struct Deciding {
    code: Code,
    cause: RootCause,
    subcause: &'static str,
    owner: Owner,
    route: Route,
    is_own: bool,
}

impl Deciding {
    fn of(code: Code, own: OwnTables<'_>) -> Option<Deciding> {
        let rarc = rarc::lookup(code.as_bytes());
        let ours = rarc.and_then(|rarc| {
            let (cause, subcause) = rarc.deciding_cause()?;
            let (owner, route) = (rarc.owner?, rarc.route?);
            Some((cause, subcause, owner, route))
        });
        let Some(row) = own.code(code) else {
            let (cause, subcause, owner, route) = ours?;
            return Some(Deciding {
                code,
                cause,
                subcause,
                owner,
                route,
                is_own: false,
            });
        };
        // What the user says of an alert counts, and so does what is said of a code that is newer than our list.
        let cause = row.cause.or(ours.map(|(cause, ..)| cause))?;
        let ours = ours.filter(|(own, ..)| *own == cause);
        let theirs = (cause, BY_OWN_TABLE, owner_by(cause), route_by(cause));
        let (cause, subcause, owner, route) = ours.unwrap_or(theirs);
        Some(Deciding {
            code,
            cause,
            subcause: row.subcause.unwrap_or(subcause),
            owner: row.owner.unwrap_or(owner),
            route: row.route.unwrap_or(route),
            is_own: true,
        })
    }
}

/// The cause that a remark code gives, if it decides.
pub(crate) fn decided_by(own: OwnTables<'_>, remark: Code) -> Option<RootCause> {
    Deciding::of(remark, own).map(|found| found.cause)
}

/// The remarks that decide, the one whose cause comes first before the others.
fn deciding(codes: &[Code], own: OwnTables<'_>) -> Vec<Deciding> {
    let mut deciding: Vec<Deciding> = codes
        .iter()
        .filter_map(|&code| Deciding::of(code, own))
        .collect();
    deciding.sort_by_key(|found| rank(found.cause));
    deciding
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

/// Finds the root cause of an adjustment that denies, by the tables that are compiled in.
///
/// Remark codes overrule reason codes that are generic or broad; alerts never decide. The
/// claim's remarks speak for a line only where its own explain nothing, and with less weight.
///
/// ```
/// use remedi_remit::{Code, Remarks, diagnose};
///
/// let remarks = [Code::new(b"M77")];
/// let remarks = Remarks { own: &remarks, ..Remarks::default() };
/// let diagnosis = diagnose(Code::new(b"CO"), Code::new(b"16"), remarks);
/// assert_eq!((diagnosis.cause.as_str(), diagnosis.confidence), ("PLACE_OF_SERVICE", 90));
/// ```
pub fn diagnose(group: Code, carc: Code, remarks: Remarks<'_>) -> Diagnosis {
    diagnose_by(OwnTables::default(), group, carc, remarks)
}

/// Finds the root cause of an adjustment that denies, by the user's tables where they say something.
pub(crate) fn diagnose_by(
    own: OwnTables<'_>,
    group: Code,
    carc: Code,
    remarks: Remarks<'_>,
) -> Diagnosis {
    let mut found = deciding(remarks.own, own);
    let from_claim = found.is_empty() && remarks.looks_up();
    if from_claim {
        found = deciding(remarks.claim, own);
    }
    if let Some(cause) = specific_cause(own, carc)
        && let Some(same) = found.iter().position(|remark| remark.cause == cause)
    {
        found[..=same].rotate_right(1);
    }
    let remark = found.first().copied();
    let from_claim = from_claim && remark.is_some();
    let mut diagnosis = by_codes(own, carc, remark, from_claim);
    let because = &mut diagnosis.because;
    let others = found.iter().skip(1);
    let others = others.filter(|other| remark.is_some_and(|first| first.cause != other.cause));
    because.extend(others.map(|other| Reason::AlsoRemark(other.code, other.cause)));
    if remark.is_none() && is_generic(carc) {
        because.push(match remarks.pharmacy.first() {
            Some(&reject) => Reason::PharmacyReject(reject),
            None if remarks.bearing().next().is_none() => Reason::NoRemark,
            None if remarks.bearing().all(is_alert) => Reason::OnlyAlerts,
            // One that tells the plan's terms, or what to do next, is a remark as the guide asks for it.
            None => Reason::RemarkWithoutCause,
        });
    }
    let combination = own.combination(group, carc, remarks);
    if let Some((remark, row)) = combination {
        diagnosis.say(row);
        let said = Reason::OwnCombination(carc, remark);
        if row.cause.is_some() {
            diagnosis.confidence = 95;
            diagnosis.because = vec![said];
        } else {
            diagnosis.because.push(said);
        }
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
    if combination.is_none_or(|(_, row)| row.route.is_none()) {
        diagnosis.find_route(group, remarks);
        if own.code(carc).is_none_or(|row| row.route.is_none()) {
            diagnosis.spare_patient(group);
        }
    }
    diagnosis
}

/// The cause of a reason that keeps it against remarks.
fn specific_cause(own: OwnTables<'_>, carc: Code) -> Option<RootCause> {
    let known = || match carc::lookup(carc.as_bytes())?.mapping.cause {
        CauseBy::Cause(cause) => Some(cause),
        CauseBy::ByRarc => None,
    };
    let cause = own.code(carc).and_then(|row| row.cause).or_else(known)?;
    (!is_generic(carc) && !is_broad(cause)).then_some(cause)
}

/// The subcause where a reason leaves its cause to remarks and none of them decides.
pub(crate) const MISSING_REMARK: &str = "missing-remark";

/// The cause by the reason code and the remark that decides, if one does.
fn by_codes(
    own: OwnTables<'_>,
    carc: Code,
    remark: Option<Deciding>,
    from_claim: bool,
) -> Diagnosis {
    let row = own.code(carc);
    let heard = remark.map(|found| match from_claim {
        true => Reason::ClaimRemark(found.code),
        false => Reason::Remark(found.code),
    });
    let of_table = remark.filter(|found| found.is_own);
    let of_table = of_table.map(|found| Reason::OwnTable(found.code));
    let said = row.map_or(Reason::Carc(carc), |_| Reason::OwnTable(carc));
    let (cause, mapping) = match (row.and_then(|row| row.cause), carc::lookup(carc.as_bytes())) {
        (Some(cause), known) => (CauseBy::Cause(cause), known.map(|known| &known.mapping)),
        (None, Some(known)) => (known.mapping.cause, Some(&known.mapping)),
        (None, None) => {
            let because = [Some(Reason::UnknownCarc(carc)), heard];
            let mut diagnosis = Diagnosis {
                cause: RootCause::Unknown,
                subcause: "unknown-carc",
                confidence: 10,
                because: because.into_iter().flatten().collect(),
                owner: Owner::Billing,
                route: Route::Dispute,
                preventable: Preventable::No,
            };
            if let Some(row) = row {
                diagnosis.say(row);
            }
            return diagnosis;
        }
    };
    let by_remark = |found: Deciding, confidence: u8| Diagnosis {
        cause: found.cause,
        subcause: found.subcause,
        confidence: confidence - if from_claim { 20 } else { 0 },
        because: [Some(said), heard, of_table]
            .into_iter()
            .flatten()
            .collect(),
        owner: found.owner,
        route: found.route,
        preventable: found.cause.preventable(),
    };
    let by_reason = |cause: RootCause, subcause: Option<&'static str>, confidence: u8| {
        let mut diagnosis = Diagnosis {
            cause,
            subcause: subcause.unwrap_or(BY_OWN_TABLE),
            confidence,
            because: vec![said],
            owner: owner_by(cause),
            route: route_by(cause),
            preventable: cause.preventable(),
        };
        // Of a reason that the user says has another cause, ours says nothing.
        if let Some(mapping) = mapping.filter(|_| row.is_none_or(|row| row.cause.is_none())) {
            diagnosis.subcause = subcause.unwrap_or(mapping.subcause);
            diagnosis.owner = mapping.owner;
            diagnosis.route = mapping.route;
            diagnosis.preventable = mapping.preventable;
        }
        if let Some(row) = row {
            diagnosis.say(row);
        }
        diagnosis
    };
    match (cause, remark) {
        (CauseBy::ByRarc, Some(found)) => by_remark(found, 90),
        (CauseBy::ByRarc, None) if carc.as_str() == "16" => {
            by_reason(RootCause::ClaimData, Some(MISSING_REMARK), 40)
        }
        (CauseBy::ByRarc, None) => by_reason(RootCause::Unknown, Some(MISSING_REMARK), 20),
        (CauseBy::Cause(cause), Some(found)) if cause == found.cause => {
            let mut diagnosis = by_reason(cause, None, if from_claim { 92 } else { 95 });
            diagnosis.because.extend(heard.into_iter().chain(of_table));
            diagnosis
        }
        (CauseBy::Cause(cause), Some(found)) if is_generic(carc) || is_broad(cause) => {
            by_remark(found, 85)
        }
        (CauseBy::Cause(cause), Some(found)) => {
            let mut diagnosis = by_reason(cause, None, 75);
            let elsewhere = Reason::RemarkPointsElsewhere(found.code);
            diagnosis.because.push(elsewhere);
            diagnosis
        }
        (CauseBy::Cause(RootCause::Unknown), None) => by_reason(RootCause::Unknown, None, 15),
        (CauseBy::Cause(cause), None) => {
            by_reason(cause, None, if is_generic(carc) { 70 } else { 90 })
        }
    }
}

impl Diagnosis {
    /// Takes over what a row of the user says.
    fn say(&mut self, row: &CauseRow) {
        if let Some(cause) = row.cause.filter(|&cause| cause != self.cause) {
            self.cause = cause;
            self.subcause = BY_OWN_TABLE;
            self.owner = owner_by(cause);
            self.route = route_by(cause);
            self.preventable = cause.preventable();
        }
        self.subcause = row.subcause.unwrap_or(self.subcause);
        self.owner = row.owner.unwrap_or(self.owner);
        self.route = row.route.unwrap_or(self.route);
        self.preventable = row.preventable.unwrap_or(self.preventable);
    }

    /// Where the group does not let the patient be billed for what is denied, the way on that is left: another payer for who was not
    /// covered by this one, an appeal where the benefit may be there after all.
    fn spare_patient(&mut self, group: Code) {
        let group = AdjustmentGroup::parse(group.as_bytes());
        if self.route != Route::PatientBill
            || group.is_some_and(AdjustmentGroup::is_billable_to_patient)
        {
            return;
        }
        self.route = match self.cause {
            // Deductibles and the like are the patient's, whatever the group.
            RootCause::PatientResponsibility => Route::PatientBill,
            RootCause::Eligibility | RootCause::Cob => Route::RebillOtherPayer,
            RootCause::BenefitLimit | RootCause::NonCovered | RootCause::MedicalNecessity => {
                Route::Appeal
            }
            // The remark has the patient pay, and the group does not.
            _ => Route::Dispute,
        };
    }

    /// The way on after the group and the remark codes about it.
    fn find_route(&mut self, group: Code, remarks: Remarks<'_>) {
        let flags: Vec<RouteFlag> = remarks
            .all()
            .filter_map(|code| match rarc::lookup(code.as_bytes())?.role {
                RarcRole::RouteFlag(flag) => Some(flag),
                _ => None,
            })
            .collect();
        let has = |flag| flags.contains(&flag);
        let resends = matches!(
            self.route,
            Route::CorrectedClaim | Route::VoidAndReplace | Route::NewClaim
        );
        let contests = matches!(self.route, Route::Appeal | Route::Dispute);
        let billable = AdjustmentGroup::parse(group.as_bytes())
            .is_some_and(AdjustmentGroup::is_billable_to_patient);
        let is_benefit = matches!(
            self.cause,
            RootCause::NonCovered | RootCause::BenefitLimit | RootCause::Eligibility
        );
        let protected = remarks.all().find(|&code| is_surprise_billing(code));
        self.route = if has(RouteFlag::WaitUntilFinal) || has(RouteFlag::PayerWillReprocess) {
            Route::Wait
        } else if has(RouteFlag::VoidFirst) && (resends || contests) {
            Route::VoidAndReplace
        } else if (has(RouteFlag::NewClaimNoAppeal) || has(RouteFlag::NotReplacement))
            && (resends || contests)
        {
            Route::NewClaim
        } else if has(RouteFlag::DoNotResubmit) && resends {
            Route::Dispute
        } else if billable && is_benefit {
            Route::PatientBill
        } else if has(RouteFlag::NoAppeal) && self.route == Route::Appeal {
            Route::WriteOff
        } else if let Some(code) = protected.filter(|_| self.cause == RootCause::Network) {
            // The law has the payer pay as if in network.
            self.because.push(Reason::SurpriseBilling(code));
            Route::Dispute
        } else {
            self.route
        };
    }
}

/// Whether the No Surprises Act holds for the service: an emergency, a visit to a network facility, an air ambulance.
fn is_surprise_billing(code: Code) -> bool {
    matches!(code.as_str(), "N864" | "N865" | "N866")
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
            ..Remarks::default()
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
        denial_of(
            Code::new(b"CO"),
            Code::new(carc.as_bytes()),
            Money::from_cents(cents),
        )
    }

    #[test]
    fn patient_share_agreed_price_and_prior_payment_are_no_denials() {
        for carc in ["1", "2", "3", "45", "23", "24", "59", "253", "66", "246"] {
            assert_eq!(denies(carc, 100), Denial::No, "{carc}");
        }
        // Pending by the table, but the cause is never a denial.
        assert_eq!(denies("187", 100), Denial::No);
        // Older codes of the agreed price.
        assert_eq!(denies("42", 100), Denial::No);
        assert_eq!(denies("A2", 100), Denial::No);
    }

    #[test]
    fn who_bears_it_tells_what_a_difference_in_room_charge_is() {
        let of_group = |group: &str| {
            let group = Code::new(group.as_bytes());
            denial_of(group, Code::new(b"78"), Money::from_cents(100))
        };
        assert_eq!(of_group("CO"), Denial::Yes);
        assert_eq!(of_group("PR"), Denial::No);
        assert_eq!(of_group("XX"), Denial::Yes);
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
            (RootCause::Coding, "procedure")
        );
        // A code in no table may well explain it.
        assert_eq!(
            cause("CO-16", "N999", "N257"),
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
        // No alerts, though they tell no cause.
        for remark in ["N130", "MA130", "N142", "N152", "N779"] {
            let because = of("CO-16", remark, "").because;
            assert!(
                because.contains(&Reason::RemarkWithoutCause),
                "{remark}: {because:?}"
            );
        }
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
    fn a_remark_that_agrees_with_a_specific_reason_comes_before_others() {
        let diagnosis = of("CO-29", "N290 N892", "");
        assert_eq!(diagnosis.cause, RootCause::TimelyFiling);
        assert_eq!(diagnosis.confidence, of("CO-29", "N892", "").confidence);
        let also = Reason::AlsoRemark(Code::new(b"N290"), RootCause::Credentialing);
        assert!(diagnosis.because.contains(&also));
        // With less weight where it is the claim's.
        let claim = of("CO-29", "", "N892").confidence;
        assert!(claim < of("CO-29", "N892", "").confidence);
        assert!(claim > of("CO-29", "", "").confidence);
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
    fn a_patient_is_billed_for_group_pr_alone() {
        let routes = |codes: &str, remark: &str| {
            ["CO", "PI", "OA", "PR"].map(|group| of(&format!("{group}-{codes}"), remark, "").route)
        };
        let of_others = |route| [route, route, route, Route::PatientBill];
        assert_eq!(routes("33", ""), of_others(Route::RebillOtherPayer));
        assert_eq!(routes("119", ""), of_others(Route::Appeal));
        assert_eq!(routes("202", ""), of_others(Route::Appeal));
        assert_eq!(routes("16", "N30"), of_others(Route::RebillOtherPayer));
        assert_eq!(routes("16", "MA47"), of_others(Route::Dispute));
    }

    #[test]
    fn the_original_is_voided_first_where_a_remark_says_so() {
        assert_eq!(of("CO-16", "M77 N798", "").route, Route::VoidAndReplace);
        assert_eq!(of("CO-50", "", "N798").route, Route::VoidAndReplace);
    }

    #[test]
    fn out_of_network_in_an_emergency_is_disputed() {
        let protected = of("CO-242", "N864", "");
        assert_eq!(protected.route, Route::Dispute);
        let because = Reason::SurpriseBilling(Code::new(b"N864"));
        assert!(protected.because.contains(&because));
        // Of other causes the law says nothing.
        assert_eq!(of("CO-50", "N864", "").route, Route::Appeal);
    }

    #[test]
    fn other_causes_that_remarks_name_are_told() {
        let told = |remarks| of("CO-16", remarks, "").because;
        let also = Reason::AlsoRemark(Code::new(b"M77"), RootCause::PlaceOfService);
        assert!(told("M77 N290").contains(&also));
        assert!(told("N290 M77").contains(&also));
        // Two of one cause are one.
        assert_eq!(told("N290 N257").len(), 2);
    }

    #[test]
    fn a_reject_of_pharmacies_stands_for_the_remark_and_decides_nothing() {
        let pharmacy = codes("75");
        let remarks = Remarks {
            pharmacy: &pharmacy,
            ..Remarks::default()
        };
        let diagnosis = diagnose(Code::new(b"CO"), Code::new(b"16"), remarks);
        assert_eq!(
            (diagnosis.cause, diagnosis.subcause),
            (RootCause::ClaimData, "missing-remark")
        );
        let because = &diagnosis.because;
        assert!(because.contains(&Reason::PharmacyReject(Code::new(b"75"))));
        assert!(!because.contains(&Reason::NoRemark));
    }

    #[test]
    fn no_remark_of_any_list_makes_another_cause_of_a_specific_reason() {
        for rarc in rarc::all() {
            let told = cause("CO-B7", rarc.code, "").0;
            assert_eq!(told, RootCause::Credentialing, "{}", rarc.code);
            let told = of("CO-16", rarc.code, "");
            assert!(!told.cause.is_never_a_denial(), "{}", rarc.code);
            assert_eq!(
                told.subcause == MISSING_REMARK,
                rarc.deciding_cause().is_none(),
                "{}",
                rarc.code
            );
        }
    }

    #[test]
    fn every_reason_that_denies_has_an_owner_or_waits() {
        for carc in carc::all() {
            let code = Code::new(carc.code.as_bytes());
            let diagnosis = diagnose(Code::new(b"CO"), code, Remarks::default());
            let denies = denial_by_code(Code::new(b"CO"), code) == Denial::Yes;
            if denies {
                assert!(!diagnosis.cause.is_never_a_denial(), "{code}");
                let has_owner = diagnosis.owner != Owner::None || diagnosis.route == Route::Wait;
                assert!(has_owner, "{code}");
            }
            assert!((10..=95).contains(&diagnosis.confidence), "{code}");
            assert!(!diagnosis.because.is_empty(), "{code}");
        }
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
