//! What our own check of the sent claim says about a denial.

use remedi_claims::codes::cause::RootCause;
use remedi_claims::codes::rarc::{self, RarcRole};
use remedi_claims::{Npi, Tin};

use crate::cause::{MISSING_REMARK, explains, is_generic, rank};
use crate::matching::{ClaimMatch, LineMatch, LineMatchedBy, MatchedBy};
use crate::record::{PaidLine, PaymentHead};
use crate::sent::{Fact, SentClaim, SentFinding, SentLine};
use crate::{Code, Reason};

words_of! {
    /// What the check of the claim as sent says about a denial.
    EvidenceVerdict {
        /// It finds the same cause, or what leads payers to this answer.
        Confirmed = "confirmed",
        /// It finds another cause.
        Contradicted = "contradicted",
        /// It knows every fact and finds nothing: the claim and the roster were right.
        PayerSide = "payer_side",
        /// The code means something else, but may stand for what the check finds.
        Suspected = "suspected",
        /// It can't say.
        Unknown = "unknown",
    }
}

/// What the check of the claim as sent says about a denial, and how the claim was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What the check says.
    pub verdict: EvidenceVerdict,
    /// The rule that speaks, such as `ENR-04`.
    pub rule: Option<&'static str>,
    /// The cause of what that rule finds.
    pub cause: Option<RootCause>,
    /// How the claim was found; `None` when it was not.
    pub matched_by: Option<MatchedBy>,
    /// How the line was found in it.
    pub line_matched_by: Option<LineMatchedBy>,
    /// How sure it is that this is the claim and the line, in percent.
    pub confidence: u8,
    /// Number of the input with the claim.
    pub claim_input: Option<u32>,
    /// Offset of its CLM there.
    pub claim_byte: Option<u64>,
}

impl Evidence {
    /// No claim was found.
    pub(crate) const NONE: Evidence = Evidence {
        verdict: EvidenceVerdict::Unknown,
        rule: None,
        cause: None,
        matched_by: None,
        line_matched_by: None,
        confidence: 0,
        claim_input: None,
        claim_byte: None,
    };

    /// How the claim was found, and nothing of what the check says of it.
    pub(crate) fn without_verdict(self) -> Evidence {
        Evidence {
            verdict: EvidenceVerdict::Unknown,
            rule: None,
            cause: None,
            ..self
        }
    }
}

/// Which lines of the claim a denial is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    /// A claim-level adjustment is about all of them.
    All,
    /// An adjustment of a line that was found.
    One(LineMatch),
    /// An adjustment of a line that was not found, as several may be meant.
    NotFound,
    /// An adjustment of a service that is not in the claim, or on days on which it has nothing: nobody knows what the payer was sent.
    NotSent,
}

/// What the payer said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    pub carc: Code,
    pub rarcs: &'a [Code],
    pub cause: RootCause,
    pub subcause: &'static str,
}

/// Holds what the payer said against what the check found in the claim.
pub(crate) fn weigh(
    answer: Answer<'_>,
    claim: &SentClaim<'_>,
    found: ClaimMatch,
    scope: Scope,
) -> Evidence {
    let (verdict, finding) = verdict(answer, claim, scope);
    let (line_matched_by, of_line) = match scope {
        Scope::One(line) => (Some(line.by), line.confidence),
        Scope::All => (None, 100),
        Scope::NotFound | Scope::NotSent => (None, 50),
    };
    Evidence {
        verdict,
        rule: finding.map(|finding| finding.rule),
        cause: finding.map(|finding| finding.cause),
        matched_by: Some(found.by),
        line_matched_by,
        confidence: (u16::from(found.confidence) * u16::from(of_line) / 100) as u8,
        claim_input: Some(claim.input),
        claim_byte: Some(claim.byte),
    }
}

fn verdict<'c>(
    answer: Answer<'_>,
    claim: &'c SentClaim<'_>,
    scope: Scope,
) -> (EvidenceVerdict, Option<&'c SentFinding>) {
    let lines: &[SentLine<'_>] = match scope {
        Scope::All => &claim.lines,
        Scope::One(found) => std::slice::from_ref(&claim.lines[found.line]),
        Scope::NotFound | Scope::NotSent => &[],
    };
    let of_lines = lines.iter().flat_map(|line| &line.findings);
    let mut findings: Vec<&SentFinding> = of_lines.chain(&claim.findings).collect();
    // The worst first; of equal ones those of the line, in the order of the rules.
    findings.sort_by_key(|finding| (!finding.is_error, rank(finding.cause)));

    let said = |verdict, finding: &&'c SentFinding| (verdict, Some(*finding));
    let is_told = |finding: &&&SentFinding| predicts(finding, answer.carc, answer.rarcs);
    let mut same = findings
        .iter()
        .filter(|finding| finding.is_fault_of(answer.cause));
    // Of several the one that the payer's codes tell.
    if let Some(same) = same.clone().find(is_told).or_else(|| same.next()) {
        return said(EvidenceVerdict::Confirmed, same);
    }
    let is_ours = |cause| matches!(cause, RootCause::Credentialing | RootCause::PlaceOfService);
    let ours = findings.iter().find(|finding| is_ours(finding.cause));
    if is_loose(answer.carc)
        && !is_ours(answer.cause)
        && let Some(ours) = ours
    {
        return said(EvidenceVerdict::Suspected, ours);
    }
    let mut predicting = findings.iter().filter(is_told);
    if let Some(fault) = predicting.clone().find(|finding| !finding.is_habit) {
        return said(EvidenceVerdict::Confirmed, fault);
    }
    let habit = predicting.next();
    // The payer did not say what is wrong: there is nothing to contradict.
    let is_vague = answer.cause == RootCause::Unknown || answer.subcause == MISSING_REMARK;
    if let Some(ours) = ours.filter(|_| is_vague) {
        return said(EvidenceVerdict::Suspected, ours);
    }
    let mut weighty = findings.iter().filter(|finding| is_weighty(finding));
    let other = weighty.next().filter(|_| !is_vague && habit.is_none());
    if let Some(other) = other {
        return said(EvidenceVerdict::Contradicted, other);
    }
    let needed = facts_needed(answer);
    let is_known = |line: &SentLine<'_>| {
        let mut needed = needed.clone().flatten();
        needed.all(|&fact| line.known.contains(fact))
    };
    let is_clean = |line: &SentLine<'_>| {
        let mut findings = line.findings.iter();
        is_known(line) && !findings.any(|finding| finding.cause == answer.cause)
    };
    // A line that was not found is right when all are.
    let lines = match scope {
        Scope::NotFound => &claim.lines,
        _ => lines,
    };
    let is_checked = needed.clone().all(|facts| !facts.is_empty()) && !lines.is_empty();
    // A habit of the payer is not right because it is known.
    if is_checked && lines.iter().all(is_clean) {
        return (EvidenceVerdict::PayerSide, None);
    }
    match habit {
        Some(habit) => said(EvidenceVerdict::Confirmed, habit),
        None => (EvidenceVerdict::Unknown, None),
    }
}

/// What the payer adjudicated otherwise than it was sent: the place of service (CLP08 against CLM05-1, or against that
/// of the lines), the claim frequency (CLP09 against CLM05-3), the rendering provider (2110 REF*HPI, else 2100
/// NM1*82, against 2420A, else 2310B) and the payee (N104 or REF*TJ of 1000B against 2010AA REF*EI or SY, and N104 against 2010AA NM109). On institutional
/// claims the provider sent is another than the rendering one.
pub(crate) fn adjudicated_otherwise(
    payment: &PaymentHead<'_>,
    (payee, payee_npi): (Option<Tin>, Option<Npi>),
    line: Option<&PaidLine>,
    claim: &SentClaim<'_>,
    sent: &[SentLine<'_>],
) -> impl Iterator<Item = Reason> {
    let place = payment.pos.zip(claim.pos);
    let place = place.filter(|(adjudicated, own)| {
        // Payers that go by lines give back what stands there.
        adjudicated != own && !sent.iter().any(|line| line.pos == Some(*adjudicated))
    });
    let place = place.map(|(adjudicated, sent)| Reason::OtherPlace { adjudicated, sent });
    let [adjudicated, own] = [payment.frequency, claim.frequency];
    let frequency = !adjudicated.is_empty() && !own.is_empty() && adjudicated != own;
    let frequency = frequency.then_some(Reason::OtherFrequency {
        adjudicated,
        sent: own,
    });
    let rendering = line.and_then(|line| line.provider).or(payment.provider);
    let rendering = rendering.filter(|_| claim.pos.is_some());
    let provider = rendering.and_then(|adjudicated| {
        let mut own = sent.iter().filter_map(|line| line.provider);
        let first = own.next()?;
        let differs = adjudicated != first && own.all(|one| one != adjudicated);
        differs.then_some(Reason::OtherProvider {
            adjudicated,
            sent: first,
        })
    });
    // An 835 does not tell an EIN from an SSN.
    let payee = payee.zip(claim.tin);
    let payee = payee.filter(|(paid, own)| !paid.may_be(own));
    let payee = payee.map(|_| Reason::OtherPayee);
    let billing = payee_npi.zip(claim.npi);
    let billing = billing.filter(|(paid, own)| paid != own);
    let billing = billing.map(|(adjudicated, sent)| Reason::OtherPayeeNpi { adjudicated, sent });
    let all = [place, frequency, provider, payee, billing];
    all.into_iter().flatten()
}

/// Codes that payers also use for places and providers they do not accept.
pub(crate) fn is_loose(carc: Code) -> bool {
    matches!(carc.as_str(), "109" | "204")
}

/// Whether a rule foretells the payer's answer. Of a generic code the remark code has to be
/// the one foretold, if there is any that explains something.
pub(crate) fn predicts(finding: &SentFinding, carc: Code, rarcs: &[Code]) -> bool {
    finding.predicts.iter().any(|prediction| {
        let is_carc = prediction.carc == carc.as_str();
        let is_rarc = rarcs
            .iter()
            .any(|rarc| prediction.rarcs.contains(&rarc.as_str()));
        let told_by_remark = is_generic(carc) && rarcs.iter().any(|&remark| explains(remark));
        is_rarc || (is_carc && !told_by_remark)
    })
}

/// Whether a finding is enough to explain a denial: an error, or a fault of the kinds that payers
/// deny for.
fn is_weighty(finding: &SentFinding) -> bool {
    let is_of_weight = finding.is_error
        || matches!(
            finding.cause,
            RootCause::Credentialing
                | RootCause::PlaceOfService
                | RootCause::Authorization
                | RootCause::Network
                | RootCause::WrongPayer
        );
    is_of_weight && !finding.is_habit
}

/// The facts that speak against what the payer says is wrong, by its code and by each remark of the same cause.
fn facts_needed<'a>(answer: Answer<'a>) -> impl Iterator<Item = &'static [Fact]> + Clone + 'a {
    let of_code = facts_against(answer.cause, answer.subcause);
    [of_code]
        .into_iter()
        .chain(facts_of_remarks(answer.cause, answer.rarcs))
}

/// The same of the remarks alone.
pub(crate) fn facts_of_remarks(
    cause: RootCause,
    remarks: &[Code],
) -> impl Iterator<Item = &'static [Fact]> + Clone {
    let subcause = move |remark: &Code| match rarc::lookup(remark.as_bytes())?.role {
        RarcRole::Cause(own, subcause) if own == cause => Some(subcause),
        _ => None,
    };
    let subcauses = remarks.iter().filter_map(subcause);
    subcauses.map(move |subcause| facts_against(cause, subcause))
}

/// The facts that speak against a fault, where nothing is found; none where no rule looks at it. Other stays of the patient, the
/// enrollment of providers who only refer, order, assist or were paid otherwise, certificates of facilities, and what payers
/// pay to facilities alone are in no roster.
fn facts_against(cause: RootCause, subcause: &str) -> &'static [Fact] {
    match (cause, subcause) {
        (RootCause::Credentialing, subcause) => match subcause {
            "referring"
            | "referring-ineligible"
            | "ordering"
            | "ordering-ineligible"
            | "supervising"
            | "attending"
            | "attending-ineligible"
            | "operating"
            | "assistant-surgeon"
            | "other-provider"
            | "purchased-service"
            | "pay-to"
            | "locum"
            | "assignment"
            | "must-accept-assignment"
            | "diagnosis-vs-provider-type"
            | "wc-not-authorized"
            | "workers-comp"
            | "payee-registration"
            | "clia"
            | "edi"
            | "eft"
            | "facility" => &[],
            "license" => &[Fact::Credentialing, Fact::Licence],
            "revalidation" => &[Fact::Credentialing, Fact::Renewal],
            "npi-not-matched" | "opt-out" | "exclusion" => {
                &[Fact::Credentialing, Fact::Registration]
            }
            "tin" => &[Fact::Credentialing, Fact::Tin],
            "group" | "reassignment" => &[Fact::Credentialing, Fact::Group],
            "taxonomy" | "taxonomy-vs-procedure" | "specialty" => {
                &[Fact::Credentialing, Fact::Taxonomy]
            }
            "medicaid-enrollment" => &[Fact::Credentialing, Fact::Medicaid],
            _ => &[Fact::Credentialing],
        },
        (
            RootCause::PlaceOfService,
            "custody"
            | "consolidated-billing"
            | "inpatient-bundled"
            | "inpatient-overlap"
            | "level-of-care"
            | "op-near-ip-stay"
            | "residence-facility"
            | "residence-missing"
            | "snf-consolidated"
            | "snf-practitioner"
            | "in-facility-payment"
            | "facility-responsible"
            | "professional-removed"
            | "proc-vs-tob"
            | "type-of-bill",
        ) => &[],
        (RootCause::PlaceOfService, _) => &[Fact::PlaceOfService],
        // What was refused, exceeded over time or asked for late is not told by a number that is on file.
        (
            RootCause::Authorization,
            "auth-absent"
            | "auth-missing-or-invalid"
            | "auth-wrong-service"
            | "auth-wrong-provider"
            | "auth-expired"
            | "auth-number"
            | "differs-from-authorized"
            | "outside-approved-dates",
        ) => &[Fact::Authorization],
        _ => &[],
    }
}
