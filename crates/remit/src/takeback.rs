//! Money that was taken back, as work: who sees to it, and what is to be done.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use remedi_claims::Money;
use remedi_claims::codes::cause::{Owner, RootCause, Route};
use remedi_claims::codes::rarc::{self, RarcRole};

use crate::cause::rank;
use crate::evidence::facts_of_remarks;
use crate::matching::is_version_of;
use crate::member::HashedId;
use crate::own::{owner_by, route_by};
use crate::payer::Denied;
use crate::record::PaymentRecord;
use crate::recoupment::{AllTaken, Taken, Unattributed, all_remarks, taken};
use crate::sent::{Fact, SentClaim, SentFinding};
use crate::{Analysis, Code, Deadline, Denial, Evidence, EvidenceVerdict};

/// What was taken back of a claim, as if the payer had denied what it had paid, so that it is work like denials are.
pub(crate) struct TakenBack<'a> {
    pub account: u32,
    /// The remittance that took it.
    pub remittance: u32,
    /// A payment of the claim.
    pub payment: u32,
    /// How much of the amount reversals took.
    pub reversed: Money,
    pub as_denial: Denial<'a>,
}

/// What a payer took back without naming a claim that is known.
pub(crate) struct Unnamed<'a> {
    pub payer: Option<&'a str>,
    /// What it is named by: the first part of PLB03-2, if that is no member's number.
    pub reference: &'a str,
    pub amount: Money,
    /// Such as `PLB-WO`.
    pub answer: String,
    /// TRN02 of the remittance that took it.
    pub trace: &'a str,
    pub paid_on: Option<NaiveDate>,
    pub deadline: Option<Deadline>,
}

/// How a provider-level adjustment is called.
const PROVIDER_LEVEL: &[u8] = b"PLB";

/// The first step about money that was taken back; `None` where nothing can be done. Without a reason the payer is asked for one.
const fn way_on(cause: RootCause) -> Option<Route> {
    match cause {
        // The first payment stays.
        RootCause::Duplicate
        | RootCause::Contractual
        | RootCause::CobEffect
        | RootCause::PaymentReduction => None,
        RootCause::PatientResponsibility => Some(Route::PatientBill),
        // Who lost the coverage often has another one.
        RootCause::Eligibility => Some(Route::RebillOtherPayer),
        cause => Some(route_by(cause)),
    }
}

fn is_void(frequency: Code) -> bool {
    frequency.as_str() == "8"
}

/// Whether a payment tells that the claim was voided or sent again by the practice itself (CLP09 or CLM05-3 = 8, or a remark that
/// says so): what is taken back then is what was asked for.
fn is_asked_for(payment: &PaymentRecord<'_>, claim: Option<&SentClaim<'_>>) -> bool {
    let says_so = |code: &Code| {
        let role = rarc::lookup(code.as_bytes()).map(|rarc| rarc.role);
        matches!(role, Some(RarcRole::Reversal("void" | "resubmission")))
    };
    is_void(payment.frequency)
        || claim.is_some_and(|claim| is_void(claim.frequency))
        || all_remarks(payment).any(says_so)
}

/// What the check of the claim as sent says about the cause of a takeback, for which there may be remarks.
fn weighed(
    claim: &SentClaim<'_>,
    cause: RootCause,
    remarks: &[Code],
) -> (EvidenceVerdict, Option<SentFinding>) {
    let of_lines = claim.lines.iter().flat_map(|line| &line.findings);
    let findings = of_lines.chain(&claim.findings);
    let own = findings.filter(|finding| finding.is_fault_of(cause));
    let worst = own.min_by_key(|finding| (!finding.is_error, rank(finding.cause)));
    let is_known_of = |fact: &Fact| claim.lines.iter().all(|line| line.known.contains(*fact));
    let are_known = |facts: &[Fact]| !facts.is_empty() && facts.iter().all(is_known_of);
    let is_known = !claim.lines.is_empty()
        && Fact::of(cause).is_some_and(|fact| are_known(&[fact]))
        && facts_of_remarks(cause, remarks).all(are_known);
    match worst {
        Some(finding) => (EvidenceVerdict::Confirmed, Some(*finding)),
        None if is_known => (EvidenceVerdict::PayerSide, None),
        None => (EvidenceVerdict::Unknown, None),
    }
}

/// What was taken back of claims, that of voided ones apart.
pub(crate) fn voided_apart(analysis: &Analysis<'_>, taken: Vec<Taken>) -> (Vec<Taken>, Vec<Taken>) {
    let voids = analysis.voids(taken.iter().filter(|one| one.amount > Money::ZERO));
    taken.into_iter().partition(|one| {
        let is_asked_for = || {
            let answered = analysis.answered(one.payment);
            let claim = answered.found.as_ref().map(|(_, claim)| claim);
            is_asked_for(&answered.payment, claim)
        };
        one.amount > Money::ZERO && (analysis.is_voided(one, &voids) || is_asked_for())
    })
}

impl Analysis<'_> {
    /// All that payers took back.
    pub(crate) fn taken(&self) -> &AllTaken {
        self.taken.get_or_init(|| taken(self))
    }

    /// What payers took back of claims without a new decision, where something can be done about it; and what they took back
    /// without naming a claim that is known.
    pub(crate) fn takebacks(&self, as_of: NaiveDate) -> (Vec<TakenBack<'_>>, Vec<Unnamed<'_>>) {
        let taken = self.taken();
        let of_claims = taken.of_claims.iter();
        let of_claims = of_claims.filter(|one| one.amount > Money::ZERO);
        let of_claims = of_claims.filter_map(|one| self.taken_back(one, as_of));
        let unnamed = taken.unattributed.iter();
        let unnamed = unnamed.filter(|one| one.amount > Money::ZERO);
        let key = self.claims_sent().key();
        let last = |one: &Unattributed| &self.payments.moves[one.last];
        let hashed = |one: &Unattributed| key.hash(last(one).named().as_bytes());
        let members = self.members_among(unnamed.clone().filter_map(hashed).collect());
        let unnamed = unnamed.map(|one| {
            let is_member = hashed(one).is_some_and(|named| members.contains(&named));
            let last = last(one);
            let remittance = last.remittance as usize;
            let payer = self.payers_named[remittance].as_deref();
            let remittance = &self.payments.remittances[remittance];
            Unnamed {
                payer,
                reference: if is_member { "" } else { last.named() },
                amount: one.amount,
                answer: format!("PLB-{}", last.code),
                deadline: self.payers.deadline(&Denied {
                    route: Route::Dispute,
                    payer,
                    filing: Code::default(),
                    paid_on: remittance.paid_on,
                    dates: None,
                    stay: None,
                }),
                trace: &remittance.trace,
                paid_on: remittance.paid_on,
            }
        });
        (of_claims.collect(), unnamed.collect())
    }

    /// Those that are of members that payments or claims tell of.
    fn members_among(&self, named: HashSet<HashedId>) -> HashSet<HashedId> {
        if named.is_empty() {
            return named;
        }
        let paid = self.payments.heads().filter_map(|payment| payment.member);
        let claims = self.claims_sent();
        let sent = (0..claims.len() as u32).filter_map(|claim| claims.head(claim).member);
        paid.chain(sent)
            .filter(|member| named.contains(member))
            .collect()
    }

    /// The voids (CLM05-3 = 8) of the claims that something was taken of, by the hash of CLM01, and by that of the payer's number
    /// that they name (REF*F8).
    fn voids<'t>(&self, taken: impl Iterator<Item = &'t Taken>) -> HashMap<u64, Vec<u32>> {
        let claims = self.claims_sent();
        let found = taken.filter_map(|one| Some((one, self.matches[one.payment as usize]?)));
        let mut voids: HashMap<u64, Vec<u32>> = found
            .flat_map(|(one, found)| self.voided_by(one, found.claim))
            .map(|name| (name, Vec::new()))
            .collect();
        if !voids.is_empty() {
            let sent = 0..claims.len() as u32;
            for void in sent.filter(|&claim| is_void(claims.head(claim).frequency)) {
                let number = claims.hash_of(claims.id(void));
                let original = self.ledger.hash_of(claims.head(void).original);
                for name in [number, original] {
                    if let Some(of_name) = voids.get_mut(&name) {
                        of_name.push(void);
                    }
                }
            }
        }
        voids
    }

    /// What voids of a claim that something was taken of name: its number, or the payer's (CLP07), as hashes.
    fn voided_by(&self, taken: &Taken, claim: u32) -> impl Iterator<Item = u64> {
        let claims = self.claims_sent();
        let control = self.payments.head(taken.payment).control;
        let control = (!control.is_empty()).then(|| self.ledger.hash_of(control));
        [Some(claims.hash_of(claims.id(claim))), control]
            .into_iter()
            .flatten()
    }

    /// Whether the practice voided the claim, by another one that names it, before something was taken of it. What was sent anew behind
    /// the void stands.
    fn is_voided(&self, taken: &Taken, voids: &HashMap<u64, Vec<u32>>) -> bool {
        let Some(found) = self.matches[taken.payment as usize] else {
            return false;
        };
        let claims = self.claims_sent();
        let own = claims.head(found.claim);
        let taken_on = self.payments.remittances[taken.remittance as usize].paid_on;
        let names = self.voided_by(taken, found.claim);
        let mut of_names = names.filter_map(|name| voids.get(&name)).flatten();
        of_names.any(|&void| {
            let void = claims.head(void);
            let is_late = taken_on.is_some() && void.sent_on > taken_on;
            void.sent_on >= own.sent_on && !is_late && is_version_of(&void, &own)
        })
    }

    fn taken_back(&self, taken: &Taken, as_of: NaiveDate) -> Option<TakenBack<'_>> {
        let answered = self.answered(taken.payment);
        let payment = &answered.payment;
        let remittance = &self.payments.remittances[taken.remittance as usize];
        let claim = answered.found.as_ref();
        // The roster was asked about the payer that the claim was sent to.
        let judged = claim.filter(|(_, claim)| !self.is_of_other_payer(payment, claim));
        let (verdict, finding) = judged.map_or((EvidenceVerdict::Unknown, None), |(_, claim)| {
            let remarks: Vec<Code> = all_remarks(payment).copied().collect();
            weighed(claim, taken.cause, &remarks)
        });
        let route = match verdict {
            EvidenceVerdict::PayerSide => Route::Dispute,
            _ => way_on(taken.cause)?,
        };
        // Medicare Part B takes no replacement claims.
        let is_part_b = payment.filing.as_str() == "MB";
        let route = match route {
            Route::CorrectedClaim if is_part_b => Route::Reopening,
            route => route,
        };
        let (group, carc) = match taken.by {
            Some(code) => (Code::new(PROVIDER_LEVEL), code),
            None => (Code::new(b"CLP02"), Code::new(b"22")),
        };
        let mut as_denial = Denial {
            charge: payment.charge.abs(),
            paid: Money::ZERO,
            group,
            carc,
            amount: taken.amount,
            cause: taken.cause,
            subcause: "taken-back",
            evidence: Evidence {
                verdict,
                rule: finding.map(|finding| finding.rule),
                cause: finding.map(|finding| finding.cause),
                matched_by: claim.map(|(found, _)| found.by),
                line_matched_by: None,
                confidence: claim.map_or(0, |(found, _)| found.confidence),
                claim_input: claim.map(|(_, claim)| claim.input),
                claim_byte: claim.map(|(_, claim)| claim.byte),
            },
            owner: match route {
                Route::PatientBill => Owner::FrontDesk,
                _ => owner_by(taken.cause),
            },
            route,
            deadline: self.payers.deadline(&Denied {
                route,
                payer: answered.payer,
                filing: payment.filing,
                paid_on: remittance.paid_on,
                dates: answered.dates(None),
                stay: claim.map(|(_, claim)| claim.stay),
            }),
            ..Denial::about(self, remittance, &answered, None)
        };
        self.appeal_instead(taken.payment, &mut as_denial, as_of);
        Some(TakenBack {
            account: taken.account,
            remittance: taken.remittance,
            payment: taken.payment,
            reversed: taken.reversed.min(taken.amount),
            as_denial,
        })
    }
}
