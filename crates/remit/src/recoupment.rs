//! Money that the payer took back without deciding anew: losses that no denial shows.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use remedi_claims::Money;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::codes::rarc::{self, RarcRole};

use crate::analysis::Room;
use crate::cause::{Remarks, decided_by, diagnose_by, rank};
use crate::ledger::{Account, MOST_PARTS, Responsibility};
use crate::matching::are_of_other_lines;
use crate::named::Named;
use crate::own::OwnTables;
use crate::record::{PaymentRecord, ProviderMove, Triplet};
use crate::takeback::voided_apart;
use crate::{Analysis, Code};

/// Money taken back for one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recoupment {
    /// Why, as far as codes tell.
    pub cause: RootCause,
    /// From how many claims.
    pub claims: u64,
    /// How much.
    pub amount: Money,
}

/// All that payers took back.
#[derive(Debug, Default)]
pub(crate) struct AllTaken {
    /// Of claims.
    pub of_claims: Vec<Taken>,
    /// Of claims that the practice voided, or sent anew, itself: what was taken is what was asked for.
    pub voided: Vec<Taken>,
    pub unattributed: Vec<Unattributed>,
}

/// What was taken back of a claim; less than nothing where more was given back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// The account of the claim.
    pub account: u32,
    pub cause: RootCause,
    pub amount: Money,
    /// How much of that reversals took, so that it counts as paid no more.
    pub reversed: Money,
    /// The remittance that took it; of several the last.
    pub remittance: u32,
    /// The payment that tells of the claim: the reversal, else the decision that holds.
    pub payment: u32,
    /// The reason of the provider-level adjustment (PLB03-1); `None` for a reversal (CLP02 = 22).
    pub by: Option<Code>,
}

/// What was taken back by provider-level adjustments that name no claim of the remittances.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unattributed {
    pub amount: Money,
    /// The index of what took it; of several the last.
    pub last: usize,
}

/// Adds up what was taken back of claims by its cause, the largest first.
pub(crate) fn by_cause(taken: &[Taken]) -> Vec<Recoupment> {
    let mut by_cause: BTreeMap<RootCause, Recoupment> = BTreeMap::new();
    for &Taken { cause, amount, .. } in taken {
        let sum = by_cause.entry(cause).or_insert(Recoupment {
            cause,
            claims: 0,
            amount: Money::ZERO,
        });
        sum.claims += 1;
        sum.amount += amount;
    }
    let mut by_cause: Vec<Recoupment> = by_cause.into_values().collect();
    by_cause.sort_by_key(|sum| std::cmp::Reverse(sum.amount));
    by_cause
}

/// Reversals after which the same is not decided anew, and takebacks of provider-level adjustments (PLB) that name a claim, by
/// claim. What a reversal took back already is the same money and not counted again. And takebacks that name none, by payer and what they
/// name.
pub(crate) fn taken(analysis: &Analysis<'_>) -> AllTaken {
    let (ledger, payments) = (&analysis.ledger, &analysis.payments);
    let day = |remittance: u32| payments.remittances[remittance as usize].paid_on;
    let order = |one: &ProviderMove| (one.amount > Money::ZERO, ledger.turn(one.remittance));
    // By account: a claim counts once.
    let mut taken: BTreeMap<u32, Taken> = BTreeMap::new();
    for (account, decisions) in (0..).zip(ledger.accounts()) {
        for &index in decisions.reversals() {
            let payment = payments.head(index);
            let amount = -payment.paid;
            if amount <= Money::ZERO || is_decided_anew(analysis, decisions, index) {
                continue;
            }
            let cause = || {
                let reversed = ledger.reversed_by(index);
                let reversed = reversed.map(|index| analysis.payment(index));
                let payer = analysis.payer_of(index);
                let own = analysis.own_tables(payer.as_deref());
                let told = cause_of_reversal(own, &analysis.payment(index), reversed.as_ref());
                known(told).or_else(|| cause_by_check(analysis, index))
            };
            let entry = taken.entry(account).or_insert_with(|| Taken {
                account,
                cause: cause().unwrap_or(RootCause::Unknown),
                amount: Money::ZERO,
                reversed: Money::ZERO,
                remittance: payment.remittance,
                payment: index,
                by: None,
            });
            entry.amount += amount;
            entry.reversed += amount;
            if day(payment.remittance) > day(entry.remittance) {
                entry.remittance = payment.remittance;
            }
        }
    }
    let mut unattributed: BTreeMap<(u32, &str), Unattributed> = BTreeMap::new();
    let moves = &analysis.payments.moves;
    let takebacks = moves.iter().enumerate().filter(|(_, one)| one.takes_back());
    let mut named = Named::new(analysis);
    let mut taken_apart: BTreeMap<u32, (Money, &ProviderMove)> = BTreeMap::new();
    for (index, takeback) in takebacks {
        match named.account(takeback) {
            None => {
                let payer = analysis.payer_numbers[takeback.remittance as usize];
                let key = (payer, &*takeback.reference);
                let entry = unattributed.entry(key).or_insert(Unattributed {
                    amount: Money::ZERO,
                    last: index,
                });
                entry.amount += takeback.amount;
                entry.last = std::cmp::max_by_key(entry.last, index, |&one| order(&moves[one]));
            }
            Some(account) => {
                let (amount, last) = taken_apart
                    .entry(account)
                    .or_insert((Money::ZERO, takeback));
                *amount += takeback.amount;
                *last = std::cmp::max_by_key(*last, takeback, |one| order(one));
            }
        }
    }
    for (account, (amount, last)) in taken_apart {
        let more = match taken_by_reversals(analysis, account, day(last.remittance)) {
            None if amount > Money::ZERO => {
                (amount - paid_without_effect(analysis, account)).max(Money::ZERO)
            }
            None => amount,
            Some(known) => (amount - known).max(Money::ZERO),
        };
        if more != Money::ZERO {
            let cause = cause_of_account(analysis, account);
            let decisions = ledger.account(account);
            let told = decisions.current().last().copied();
            let payment = told.unwrap_or(decisions.last());
            let entry = taken.entry(account).or_insert(Taken {
                account,
                cause,
                amount: Money::ZERO,
                reversed: Money::ZERO,
                remittance: last.remittance,
                payment,
                by: Some(last.code),
            });
            entry.amount += more;
            if day(last.remittance) > day(entry.remittance) {
                entry.remittance = last.remittance;
            }
        }
    }
    // Where a refund of the provider pairs with a takeback, nothing is left.
    let taken = taken.into_values();
    let taken = taken.filter(|one| one.amount != Money::ZERO).collect();
    let (voided, of_claims) = voided_apart(analysis, taken);
    AllTaken {
        of_claims,
        voided,
        unattributed: unattributed.into_values().collect(),
    }
}

/// What decisions of an account paid that do not hold any more: nothing is lost where that is taken back, as what holds was
/// paid, too.
fn paid_without_effect(analysis: &Analysis<'_>, account: u32) -> Money {
    let account = analysis.ledger.account(account);
    let paid = |indexes: &[u32]| -> Money {
        let paid = indexes.iter();
        paid.map(|&index| analysis.payments.brief(index).paid).sum()
    };
    paid(account.adjudications()) - paid(account.current())
}

/// What reversals of an account took back, less what was decided anew since the first of them and up to a day; `None` where
/// there is none.
fn taken_by_reversals(
    analysis: &Analysis<'_>,
    account: u32,
    until: Option<NaiveDate>,
) -> Option<Money> {
    let (ledger, payments) = (&analysis.ledger, &analysis.payments);
    let paid = |index: u32| payments.brief(index).paid;
    let day = |index: u32| analysis.day_of(index);
    // Both in the order of their days.
    let account = ledger.account(account);
    let reversals = account.reversals();
    let since = reversals.first().map(|&first| day(first))?;
    let taken: Money = reversals.iter().map(|&reversal| -paid(reversal)).sum();
    let reversed = reversals.iter().map(|&one| ledger.reversed_by(one));
    let reversed: HashSet<u32> = reversed.flatten().collect();
    let all_took = reversals.iter().all(|&one| ledger.standing(one).took);
    let is_anew = |&decision: &u32| {
        let before = reversals.partition_point(|&one| day(one) <= day(decision));
        let mut last = reversals[..before].iter().rev().take(MOST_PARTS);
        !all_took || last.any(|&reversal| takes_place(analysis, reversal, decision))
    };
    let decisions = account.adjudications();
    let start = decisions.partition_point(|&index| day(index) < since);
    let anew = decisions[start..].iter().copied();
    let anew = anew
        .filter(|index| !reversed.contains(index) && day(*index) <= until)
        .filter(is_anew);
    Some((taken - anew.map(paid).sum()).max(Money::ZERO))
}

/// Whether something holds that was decided after a reversal.
fn is_decided_anew(analysis: &Analysis<'_>, of: Account<'_>, reversal: u32) -> bool {
    if !analysis.ledger.standing(reversal).took {
        return !of.current().is_empty();
    }
    // What was paid anew may have been taken back, too: then it is the later reversal that took the money.
    let (decisions, since) = (of.adjudications(), analysis.day_of(reversal));
    let start = decisions.partition_point(|&index| analysis.day_of(index) < since);
    let mut last = decisions[start..].iter().rev().take(MOST_PARTS);
    last.any(|&decision| takes_place(analysis, reversal, decision))
}

/// Whether a decision of the account takes the place of what a reversal took back: it is of the same coverage and later than
/// the reversal, or what was reversed did not hold any more. The other parts of a split claim do not, nor do denials as a
/// duplicate.
fn takes_place(analysis: &Analysis<'_>, reversal: u32, decision: u32) -> bool {
    let (ledger, payments) = (&analysis.ledger, &analysis.payments);
    let reversed = ledger.reversed_by(reversal);
    let Some(reversed) = reversed.filter(|_| analysis.ledger.standing(reversal).took) else {
        return true;
    };
    if decision == reversed || ledger.standing(decision).is_duplicate {
        return false;
    }
    let remittance = |index: u32| payments.brief(index).remittance;
    let place = |index: u32| Responsibility::of(payments.brief(index).status);
    let is_later = match remittance(decision) == remittance(reversed) {
        true => remittance(reversal) == remittance(reversed) && decision > reversal,
        false => analysis.day_of(decision) >= analysis.day_of(reversal),
    };
    is_later
        && !place(reversed).differs(place(decision))
        && !are_parts(analysis, reversed, decision)
}

/// Whether two decisions are parts of one claim that is known: of other lines of it, and no more together than was sent. What follows a
/// reversal may be its correction, with other codes.
fn are_parts(analysis: &Analysis<'_>, one: u32, other: u32) -> bool {
    let claim = |index: u32| analysis.matches[index as usize].map(|found| found.claim);
    let Some(sent) = claim(one).filter(|_| claim(one) == claim(other)) else {
        return false;
    };
    let (one, other) = (
        analysis.payments.payment(one),
        analysis.payments.payment(other),
    );
    let charge = analysis.claims_sent().head(sent).charge;
    charge.is_some_and(|charge| one.charge + other.charge <= charge)
        && are_of_other_lines(&analysis.claims_sent().claim(sent), &one, &other)
}

fn known(cause: RootCause) -> Option<RootCause> {
    (cause != RootCause::Unknown).then_some(cause)
}

/// What a denial of the claim says now, else what is wrong with the claim.
fn cause_of_account(analysis: &Analysis<'_>, account: u32) -> RootCause {
    let current = || analysis.ledger.current(account).iter();
    let mut room = Room::default();
    let denials = current().flat_map(|&payment| analysis.denials_of(payment, &mut room));
    let largest = denials.max_by_key(|denial| denial.amount);
    let told = largest.and_then(|denial| known(denial.cause));
    let checked = || current().find_map(|&payment| cause_by_check(analysis, payment));
    told.or_else(checked).unwrap_or(RootCause::Unknown)
}

/// The cause of the worst fault that our check finds in the claim of a payment: money that is taken back without a word was
/// often paid for what should not have been billed.
fn cause_by_check(analysis: &Analysis<'_>, payment: u32) -> Option<RootCause> {
    let (_, claim) = analysis.answered(payment).found?;
    let of_lines = claim.lines.iter().flat_map(|line| &line.findings);
    let findings = of_lines.chain(&claim.findings);
    let errors = findings.filter(|finding| finding.is_error && !finding.is_habit);
    errors
        .map(|finding| finding.cause)
        .min_by_key(|cause| rank(*cause))
}

/// Why a payment was taken back: what a remark code says, else a reason code, that the payment did
/// not have, else the reason that a remark gives for the reversal itself.
fn cause_of_reversal(
    tables: OwnTables<'_>,
    reversal: &PaymentRecord<'_>,
    reversed: Option<&PaymentRecord<'_>>,
) -> RootCause {
    let had_remark =
        |code: &Code| reversed.is_some_and(|it| all_remarks(it).any(|one| one == code));
    let remarks = || all_remarks(reversal).filter(|code| !had_remark(code));
    let deciding = remarks().filter_map(|&code| decided_by(tables, code));
    if let Some(cause) = deciding.min_by_key(|cause| rank(*cause)) {
        return cause;
    }
    let had = |code: Code| {
        reversed
            .is_some_and(|payment| all_denying(payment).any(|(triplet, _)| triplet.carc == code))
    };
    let own = all_denying(reversal).filter(|(triplet, _)| !had(triplet.carc));
    if let Some((triplet, remarks)) = own.max_by_key(|(triplet, _)| triplet.amount.abs()) {
        return diagnose_by(tables, triplet.group, triplet.carc, remarks).cause;
    }
    let roles = remarks().filter_map(|code| rarc::lookup(code.as_bytes()));
    let mut words = roles.filter_map(|rarc| match rarc.role {
        RarcRole::Reversal(word) | RarcRole::RetroactiveChange(word) => Some(word),
        _ => None,
    });
    match words.next() {
        Some("retroactive-disenrollment" | "premium") => RootCause::Eligibility,
        Some("utilization-review" | "review-organization") => RootCause::MedicalNecessity,
        Some("rate-change" | "wrong-rate" | "incentive") => RootCause::Contract,
        Some("cob-or-third-party") => RootCause::Cob,
        Some("patient-responsibility") => RootCause::PatientResponsibility,
        _ => RootCause::Unknown,
    }
}

/// The remark codes of a payment and its lines.
pub(crate) fn all_remarks<'a>(payment: &'a PaymentRecord<'_>) -> impl Iterator<Item = &'a Code> {
    let of_lines = payment.lines.iter().flat_map(|line| &line.remarks);
    payment.remarks.iter().chain(of_lines)
}

/// The adjustments of a payment that deny, whatever their sign, with the remarks of their level.
fn all_denying<'a>(
    payment: &'a PaymentRecord<'_>,
) -> impl Iterator<Item = (&'a Triplet, Remarks<'a>)> {
    let of_claim = payment.denying.iter();
    let of_claim = of_claim.map(|triplet| (triplet, payment.remarks_on(None)));
    let of_lines = payment.lines.iter().flat_map(|line| {
        let remarks = payment.remarks_on(Some(line));
        line.denying.iter().map(move |triplet| (triplet, remarks))
    });
    of_claim.chain(of_lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{answer, read_all};
    use crate::paid::READS;
    use crate::{Payers, SentClaims};

    /// What is taken back in all, and how often payments are read for it.
    fn reads(remittances: &[(&str, &str, &str)]) -> (i64, u64) {
        let (claims, payers) = (SentClaims::default(), Payers::default());
        let analysis = read_all(remittances).analyse(&claims, &payers);
        READS.set(0);
        let taken = taken(&analysis);
        let of_claims: Money = taken.of_claims.iter().map(|one| one.amount).sum();
        let others: Money = taken.unattributed.iter().map(|one| one.amount).sum();
        ((of_claims + others).cents() / 100, READS.get())
    }

    const MANY: usize = 3 * MOST_PARTS;

    fn each(one: impl Fn(usize) -> String) -> String {
        (0..MANY).map(one).collect()
    }

    #[test]
    fn many_reversals_of_one_number_are_not_held_against_each_payment_of_it() {
        let paid = each(|n| answer("1", 1, "P", n));
        let back = each(|n| answer("22", -1, "P", n));
        let by_plb = format!("{back}PLB*1*20251231*WO:P*5~");
        let most = (5 * MANY * MOST_PARTS) as u64;
        for (day, back, lost) in [
            ("20250401", &back, MANY),
            ("20250301", &back, MANY),
            ("20250401", &by_plb, MANY),
        ] {
            let (taken, reads) = reads(&[("20250301", "A", &paid), (day, "A", back)]);
            assert_eq!(taken, lost as i64);
            assert!(reads < most, "{reads}");
        }
    }

    #[test]
    fn what_is_paid_and_taken_back_again_and_again_is_read_a_few_times() {
        let (days, both): (Vec<String>, Vec<String>) = (0..MANY)
            .map(|n| {
                let day = format!(
                    "20{:02}{:02}{:02}",
                    10 + n / 300,
                    1 + n / 25 % 12,
                    1 + n % 25
                );
                (day, answer("1", 1, "P", n) + &answer("22", -1, "P", n))
            })
            .unzip();
        let days = days.iter().zip(&both);
        let remittances: Vec<_> = days
            .map(|(day, both)| (day.as_str(), "A", both.as_str()))
            .collect();
        let (taken, reads) = reads(&remittances);
        assert_eq!(taken, 1);
        assert!(reads < 20 * MANY as u64, "{reads}");
    }

    #[test]
    fn a_name_that_many_payments_have_is_looked_up_once_a_payer() {
        let paid = each(|n| answer("1", 1, "P", n));
        // Alone, and beside what differs.
        let takebacks = [
            each(|_| "PLB*1*20251231*WO:P*1~".to_owned()),
            each(|n| format!("PLB*1*20251231*WO:X{n} P*1~")),
            each(|n| format!("PLB*1*20251231*WO:X{n}*1~")),
        ];
        for takebacks in takebacks {
            let (taken, reads) = reads(&[("20250301", "A", &(paid.clone() + &takebacks))]);
            assert_eq!(taken, MANY as i64);
            assert!(reads < 20 * MANY as u64, "{reads}");
        }
        // Each remittance calls the payer otherwise.
        let names: Vec<String> = (0..MANY).map(|n| format!("NAME {n}")).collect();
        let payments: Vec<String> = (0..MANY)
            .map(|n| answer("1", 1, "P", n) + "PLB*1*20251231*WO:P*1~")
            .collect();
        let remittances: Vec<_> = names
            .iter()
            .zip(&payments)
            .map(|(name, payments)| ("20250301", name.as_str(), payments.as_str()))
            .collect();
        let (taken, reads) = reads(&remittances);
        // Of what was paid again and again one payment holds.
        assert_eq!(taken, 1);
        assert!(reads < 20 * MANY as u64, "{reads}");
    }
}
