//! What became of each claim over time: the first answer, what holds now, and what was had in between.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use foldhash::HashMap;
use remedi_claims::Money;
use remedi_claims::codes::provider_adjustment::ProviderAdjustmentKind;

use crate::category::{Category, Waterfall};
use crate::coverage::{Coverages, OpenDollars};
use crate::ledger::{Account, Responsibility};
use crate::packed::text;
use crate::rates::Answer;
use crate::record::{PaymentHead, is_pended};
use crate::sent::SentHead;
use crate::{Analysis, Code, Joined, State};

words_of! {
    /// How a claim stands with a payer now.
    Outcome {
        /// All is decided, and nothing is denied.
        Settled = "settled",
        /// A part is denied, and something was paid.
        PartlyDenied = "partly_denied",
        /// Something is denied, and nothing was paid.
        Denied = "denied",
        /// Nothing is denied, but something is not decided.
        Pending = "pending",
        /// What was decided is reversed, and nothing took its place.
        Reversed = "reversed",
        /// Nothing was paid, and what the remittance tells does not say why: its adjustments can't be read, or leave a part of the
        /// charge open. Or its charge can't be read.
        NotKnown = "not_known",
    }
}

impl Outcome {
    const ALL: [Outcome; 6] = [
        Outcome::Settled,
        Outcome::PartlyDenied,
        Outcome::Denied,
        Outcome::Pending,
        Outcome::Reversed,
        Outcome::NotKnown,
    ];
}

/// A claim and what became of it with one payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimHistory {
    /// The patient account number as sent (CLM01), else as the payer gave it back (CLP01).
    pub claim: Box<str>,
    /// The payer's control number of the last decision (CLP07).
    pub payer_claim: Box<str>,
    /// The payer.
    pub payer: Option<Box<str>>,
    /// Why answers of another payer are taken for answers to the same claim, where there are any.
    pub joined: Option<Joined>,
    /// What became of it.
    pub course: Course,
    /// What provider-level adjustments (PLB) took back without a new decision, or as the practice asked for by a void: of what
    /// is paid now, so much is not there any more. Less than nothing where more was given back. What reversals take is not
    /// paid now, and told by the course.
    pub taken_back: Money,
}

/// All that one payer did with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When the payer first decided, or first pended it if it decided nothing since.
    pub first_answered: Option<NaiveDate>,
    /// What was denied then, in all parts of the first answer.
    pub first_denied: Money,
    /// What was paid then.
    pub first_paid: Money,
    /// When something was first denied.
    pub first_denied_on: Option<NaiveDate>,
    /// Whether the first answer is all: nothing was decided later, and nothing reversed.
    pub is_last: bool,
    /// How many decisions there are, without reversals, copies, duplicates and what was pended until a decision came.
    pub decisions: u32,
    /// How many of them say that they replace another (CLP09 = 7, or REF*F8 without CLP09 = 8), and what those pay.
    pub replacements: CountAndSum,
    /// How many of them are of voided claims (CLP09 = 8).
    pub voids: u32,
    /// Denials of nothing but a duplicate of another decision, which are no decisions, and what they deny.
    pub duplicates: CountAndSum,
    /// How many reversals there are.
    pub reversals: u32,
    /// What they took back of what was paid, whether it was decided anew or not.
    pub reversed: Money,
    /// Reversals of what is in no remittance here, and what they take back.
    pub orphan_reversals: CountAndSum,
    /// How it stands.
    pub outcome: Outcome,
    /// What is charged, paid and adjusted by what holds now.
    pub now: Waterfall,
    /// What the payer pays as first, second and third one (CLP02) by what holds now, with the payments.
    pub by_responsibility: [CountAndSum; 3],
    /// What was denied at first and is no longer, as far as more was paid since.
    pub recovered: Money,
    /// When the first money came.
    pub first_paid_on: Option<NaiveDate>,
    /// Days from the last day of service to it.
    pub days_from_service: Option<i64>,
    /// Days from the sending of the claim to it, where the claim is known.
    pub days_from_sent: Option<i64>,
}

/// How many, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountAndSum {
    /// How many.
    pub count: u64,
    /// How much.
    pub amount: Money,
}

impl CountAndSum {
    const NONE: CountAndSum = CountAndSum {
        count: 0,
        amount: Money::ZERO,
    };

    pub(crate) fn add(&mut self, amount: Money) {
        self.count += 1;
        self.amount += amount;
    }

    fn add_all(&mut self, other: CountAndSum) {
        self.count += other.count;
        self.amount += other.amount;
    }
}

/// How long something took: by nearest rank, in days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Of how many claims.
    pub claims: u64,
    /// Half of them took no longer.
    pub median: i64,
    /// Nine of ten took no longer.
    pub ninth_decile: i64,
    /// None took longer.
    pub longest: i64,
}

/// How often something took so many days.
#[derive(Debug, Default)]
struct DaysTaken(HashMap<i64, u64>);

impl DaysTaken {
    fn add(&mut self, days: Option<i64>) {
        if let Some(days) = days {
            *self.0.entry(days).or_default() += 1;
        }
    }

    fn spread(&self) -> Spread {
        let mut taken: Vec<(i64, u64)> =
            self.0.iter().map(|(&days, &count)| (days, count)).collect();
        taken.sort_unstable();
        let claims: u64 = taken.iter().map(|(_, count)| count).sum();
        let at = |tenths: u64| {
            let mut rank = (claims * tenths).div_ceil(10).max(1);
            let days = taken.iter().find(|(_, count)| {
                let is_here = rank <= *count;
                rank = rank.saturating_sub(*count);
                is_here
            });
            days.map_or(0, |(days, _)| *days)
        };
        Spread {
            claims,
            median: at(5),
            ninth_decile: at(9),
            longest: at(10),
        }
    }
}

/// Money outside of claims (PLB) with one reason. Positive lowers payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderAdjustmentSum {
    /// The reason code.
    pub code: Code,
    /// What sort of movement it is.
    pub kind: ProviderAdjustmentKind,
    /// How many, and how much.
    pub sum: CountAndSum,
}

/// What became of all claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LifeCycle {
    /// Claims by payer: one that two payers decided counts with each.
    pub claims: u64,
    /// Claims that were denied at first, wholly or in part, and that amount. Here and in the following each claim counts with each
    /// payer, and what several coverages charge or deny of it once.
    pub first_denied: CountAndSum,
    /// Of these, those that were decided anew or reversed, and what of them was denied at first.
    pub decided_anew: CountAndSum,
    /// Claims of which denied money came in the end, and how much.
    pub recovered: CountAndSum,
    /// Claims that were denied at first and are still, and what of them is denied now.
    pub still_denied: CountAndSum,
    /// Claims that were not denied at first and are now, and what of them is denied.
    pub denied_later: CountAndSum,
    /// Claims by how they stand, with what was charged of them.
    pub outcomes: BTreeMap<Outcome, CountAndSum>,
    /// Reversals of what is in no remittance here, and what they take back: in the cash, and in no denial.
    pub orphan_reversals: CountAndSum,
    /// Decisions that replace another, and what they pay.
    pub replacements: CountAndSum,
    /// Decisions of voided claims (CLP09 = 8).
    pub voids: u64,
    /// Denials of nothing but a duplicate of another decision: that holds, and they count nowhere else.
    pub duplicates: CountAndSum,
    /// What first, second and third payers pay by what holds now, with the payments.
    pub by_responsibility: BTreeMap<u8, CountAndSum>,
    /// Where the charges went, by what holds now; the charge of a claim of several coverages once.
    pub now: Waterfall,
    /// From the last day of service to the first money.
    pub from_service: Spread,
    /// From the sending of the claim to the first money.
    pub from_sent: Spread,
    /// Money outside of claims, by its reason.
    pub provider_adjustments: Vec<ProviderAdjustmentSum>,
    /// Balances that were moved to later remittances (PLB FB) less those that were taken up: what will still be taken, as
    /// far as these remittances tell.
    pub forward_balance: Money,
    /// Interest that payers paid (PLB L6) less what they took back of it.
    pub interest: Money,
}

impl Course {
    /// Of a claim that nothing is known of.
    const NONE: Course = Course {
        first_answered: None,
        first_denied: Money::ZERO,
        first_paid: Money::ZERO,
        first_denied_on: None,
        is_last: false,
        decisions: 0,
        replacements: CountAndSum::NONE,
        voids: 0,
        duplicates: CountAndSum::NONE,
        reversals: 0,
        reversed: Money::ZERO,
        orphan_reversals: CountAndSum::NONE,
        outcome: Outcome::Reversed,
        now: Waterfall::NONE,
        by_responsibility: [CountAndSum::NONE; 3],
        recovered: Money::ZERO,
        first_paid_on: None,
        days_from_service: None,
        days_from_sent: None,
    };
}

impl Analysis<'_> {
    /// What became of each claim, in the order of the first decisions.
    pub fn histories(&self) -> impl Iterator<Item = ClaimHistory> + '_ {
        let taken = self.taken();
        let taken = taken.of_claims.iter().chain(&taken.voided);
        let taken: HashMap<u32, Money> = taken
            .map(|one| (one.account, one.amount - one.reversed))
            .collect();
        let accounts = (0..).zip(self.ledger.accounts());
        accounts.filter_map(move |(number, account)| {
            let taken = taken.get(&number).copied().unwrap_or_default();
            self.history(number, account, taken)
        })
    }

    fn history(
        &self,
        number: u32,
        account: Account<'_>,
        taken_back: Money,
    ) -> Option<ClaimHistory> {
        let (last, course) = self.course(account, None)?;
        let head = self.payments.head(last);
        Some(ClaimHistory {
            claim: self.id_sent(last).unwrap_or(text(head.id)).into(),
            payer_claim: text(head.control).into(),
            payer: self.payer_of(last),
            joined: self.coverages().joined(number),
            course,
            taken_back,
        })
    }

    /// What became of the claim of an account, with the index of the last payment; each payment is looked at once. Of an account
    /// with one payment that payment may be `known`, with the claim that it answers.
    fn course(
        &self,
        account: Account<'_>,
        known: Option<(&PaymentHead<'_>, Option<&SentHead<'_>>)>,
    ) -> Option<(u32, Course)> {
        let mut course = Course::NONE;
        let (mut served, mut parts, mut first_paid) = (None, 0, 0);
        let (mut waits, mut is_unreadable) = (false, false);
        for &index in account.adjudications() {
            let own;
            let head = match known {
                Some((head, _)) => head,
                None => {
                    own = self.head(index);
                    &own
                }
            };
            let paid_on = self.payments.remittances[head.remittance as usize].paid_on;
            let denied = head.adjusted.get(Category::Denied);
            let standing = self.ledger.standing(index);
            if standing.is_duplicate {
                course.duplicates.add(denied);
                continue;
            }
            if standing.is_first {
                parts += 1;
                course.first_answered = course.first_answered.or(paid_on);
                course.first_denied += denied;
                course.first_paid += head.paid;
            }
            if denied > Money::ZERO {
                course.first_denied_on = course.first_denied_on.or(paid_on);
            }
            if head.paid > Money::ZERO && course.first_paid_on.is_none() {
                (course.first_paid_on, first_paid) = (paid_on, index);
            }
            let waited = standing.pends && !standing.is_first;
            course.decisions += u32::from(!waited || standing.state == State::Current);
            // A void names what it takes back, too.
            match head.frequency.as_str() {
                "8" => course.voids += 1,
                _ if head.replaces() => course.replacements.add(head.paid),
                _ => {}
            }
            if standing.state == State::Current {
                waits |= is_pended(head.status);
                is_unreadable |= head.is_unreadable;
                course.now.add(head.charge, head.paid, head.adjusted);
                if let Some(place) = Responsibility::of(head.status).known() {
                    course.by_responsibility[usize::from(place) - 1].add(head.paid);
                }
            }
            served = head.dates.or(served);
        }
        let mut takes_back = false;
        for &index in account.reversals() {
            let amount = -self.payments.brief(index).paid;
            course.reversals += 1;
            course.reversed += amount;
            let reversed = self.ledger.reversed_by(index);
            // What is not known was decided before, not anew.
            takes_back |= reversed.is_some_and(|reversed| !self.ledger.standing(reversed).pends);
            if reversed.is_none() {
                course.orphan_reversals.add(amount);
            }
        }
        course.is_last = parts == course.decisions && !takes_back;
        let adjusted = &course.now.adjustments;
        let (denied, pending) = (
            adjusted.get(Category::Denied),
            adjusted.get(Category::Pending),
        );
        course.outcome = match () {
            () if account.current().is_empty() => Outcome::Reversed,
            () if denied > Money::ZERO && course.now.paid > Money::ZERO => Outcome::PartlyDenied,
            () if denied > Money::ZERO => Outcome::Denied,
            () if pending > Money::ZERO || waits => Outcome::Pending,
            () if is_unreadable => Outcome::NotKnown,
            () if course.now.paid <= Money::ZERO && course.now.unbalanced > Money::ZERO => {
                Outcome::NotKnown
            }
            () => Outcome::Settled,
        };
        let no_longer = (course.first_denied - denied).max(Money::ZERO);
        let more = (course.now.paid - course.first_paid).max(Money::ZERO);
        course.recovered = no_longer.min(more);
        let last = account
            .adjudications()
            .last()
            .or(account.reversals().last())?;
        if let Some(paid_on) = course.first_paid_on {
            let told = |claim: &SentHead<'_>| (claim.dates, claim.sent_on);
            let sent = match known {
                Some((_, claim)) => claim.map(told),
                None => self.claim_of(first_paid).as_ref().map(told),
            };
            let (dates, sent_on) = sent.unwrap_or_default();
            let days = |since: NaiveDate| (paid_on - since).num_days();
            let from_service = served.or(dates).map(|dates| days(dates.to));
            // A day of service after that of the payment is a mistake of one of them.
            course.days_from_service = from_service.filter(|&days| days >= 0);
            course.days_from_sent = sent_on.map(days).filter(|&days| days >= 0);
        }
        Some((*last, course))
    }

    /// What holds now charges, without what another coverage of the claim charges, too.
    fn charged_once(&self, account: Account<'_>) -> Money {
        let current = account.current().iter();
        let tells = |index: &&u32| self.coverages().repeats(Answer::Now, **index).is_none();
        let charges = current.filter(tells);
        charges
            .map(|&index| self.payments.brief(index).charge)
            .sum()
    }

    /// Counts what became of the claim of an account with one payment, which is given with the claim that it answers.
    pub(crate) fn count_only(
        &self,
        count: &mut LifeCount<'_>,
        account: u32,
        payment: &PaymentHead<'_>,
        claim: Option<&SentHead<'_>>,
    ) {
        let decisions = self.ledger.account(account);
        if !self.takes_more(account)
            && let Some((_, course)) = self.course(decisions, Some((payment, claim)))
        {
            count.add(self, (account, decisions), &course);
        }
    }

    /// Whether an account takes more than its payment to tell what became of it.
    fn takes_more(&self, account: u32) -> bool {
        !self.ledger.is_only(account) || self.coverages().are_several(account)
    }

    /// What became of all claims, and how many were paid by the first answer alone, where those with one payment are counted.
    pub(crate) fn life_cycle(&self, mut count: LifeCount<'_>) -> (LifeCycle, u64) {
        for (account, decisions) in (0..).zip(self.ledger.accounts()) {
            if self.takes_more(account)
                && let Some((_, course)) = self.course(decisions, None)
            {
                count.add(self, (account, decisions), &course);
            }
        }
        let (mut all, passed) = count.into_life_cycle();
        let mut sums: BTreeMap<Code, ProviderAdjustmentSum> = BTreeMap::new();
        for one in &self.payments.moves {
            let sum = sums.entry(one.code).or_insert(ProviderAdjustmentSum {
                code: one.code,
                kind: one.kind,
                sum: CountAndSum::default(),
            });
            sum.sum.add(one.amount);
            match one.kind {
                ProviderAdjustmentKind::ForwardBalance => all.forward_balance -= one.amount,
                ProviderAdjustmentKind::Interest => all.interest -= one.amount,
                _ => {}
            }
        }
        all.provider_adjustments = sums.into_values().collect();
        (all, passed)
    }
}

/// Whether the first answers to a claim settled it.
#[derive(Clone, Copy, Debug)]
struct FirstPass {
    /// Whether none of them denies anything, and nothing was decided later.
    is_clean: bool,
    /// Whether one of them pays: often nothing is left for a second payer.
    is_paid: bool,
}

impl FirstPass {
    /// Without an answer.
    const NONE: FirstPass = FirstPass {
        is_clean: true,
        is_paid: false,
    };

    const fn has_passed(self) -> bool {
        self.is_clean && self.is_paid
    }
}

/// Counts what became of claims.
pub(crate) struct LifeCount<'c> {
    coverages: &'c Coverages,
    all: LifeCycle,
    /// Claims paid by the first answer alone.
    passed: u64,
    from_service: DaysTaken,
    from_sent: DaysTaken,
    by_responsibility: [CountAndSum; 3],
    outcomes: [CountAndSum; Outcome::ALL.len()],
    open: OpenDollars<'c>,
    open_first: OpenDollars<'c>,
    open_recovered: OpenDollars<'c>,
    /// Claims of several coverages: what they are paid and adjusted, and how they passed.
    several: BTreeMap<u32, (Waterfall, FirstPass)>,
}

impl<'c> LifeCount<'c> {
    pub(crate) fn new(coverages: &'c Coverages) -> LifeCount<'c> {
        LifeCount {
            coverages,
            all: LifeCycle::default(),
            passed: 0,
            from_service: DaysTaken::default(),
            from_sent: DaysTaken::default(),
            by_responsibility: [CountAndSum::NONE; 3],
            outcomes: [CountAndSum::NONE; Outcome::ALL.len()],
            open: coverages.open(Answer::Now),
            open_first: coverages.open(Answer::First),
            open_recovered: coverages.open(Answer::First),
            several: BTreeMap::new(),
        }
    }

    fn add(
        &mut self,
        analysis: &Analysis<'_>,
        (account, decisions): (u32, Account<'_>),
        course: &Course,
    ) {
        let all = &mut self.all;
        all.claims += 1;
        let is_clean = course.outcome == Outcome::Settled && course.first_denied == Money::ZERO;
        let pass = FirstPass {
            is_clean: course.is_last && is_clean,
            is_paid: course.first_paid > Money::ZERO,
        };
        let now = &course.now;
        let charge = match self.coverages.are_several(account) {
            true => {
                let claim = self.coverages.claim_of(account);
                let of_claim = self.several.entry(claim);
                let (of_claim, all) = of_claim.or_insert((Waterfall::NONE, FirstPass::NONE));
                of_claim.add(now.charge, now.paid, now.adjustments);
                all.is_clean &= pass.is_clean;
                all.is_paid |= pass.is_paid;
                analysis.charged_once(decisions)
            }
            false => {
                self.passed += u64::from(pass.has_passed());
                all.now.add(now.charge, now.paid, now.adjustments);
                now.charge
            }
        };
        self.outcomes[course.outcome as usize].add(charge);
        // Who denies tells whether a claim is denied; what other coverages leave open, how much of it.
        let denied = now.adjustments.get(Category::Denied);
        let is_denied = denied > Money::ZERO;
        let denied = self.open.take(account, denied);
        if course.first_denied > Money::ZERO {
            let first_denied = self.open_first.take(account, course.first_denied);
            all.first_denied.add(first_denied);
            if !course.is_last {
                all.decided_anew.add(first_denied);
            }
            if course.recovered > Money::ZERO {
                let recovered = self.open_recovered.take(account, course.recovered);
                all.recovered.add(recovered);
            }
            if is_denied {
                all.still_denied.add(denied);
            }
        } else if is_denied {
            all.denied_later.add(denied);
        }
        all.orphan_reversals.add_all(course.orphan_reversals);
        all.replacements.add_all(course.replacements);
        all.voids += u64::from(course.voids);
        all.duplicates.add_all(course.duplicates);
        let by_responsibility = self.by_responsibility.iter_mut();
        for (all, sum) in by_responsibility.zip(course.by_responsibility) {
            all.add_all(sum);
        }
        self.from_service.add(course.days_from_service);
        self.from_sent.add(course.days_from_sent);
    }

    /// All but the money outside of claims.
    fn into_life_cycle(self) -> (LifeCycle, u64) {
        let (mut all, mut passed) = (self.all, self.passed);
        for (claim, (now, pass)) in self.several {
            passed += u64::from(pass.has_passed());
            match self.coverages.charge(Answer::Now, claim) {
                Some(charge) => all.now.add_all(now.of_one_claim(charge)),
                None => all.now.add_all(now),
            }
        }
        let outcomes = Outcome::ALL.into_iter().zip(self.outcomes);
        all.outcomes = outcomes.filter(|(_, sum)| sum.count > 0).collect();
        let by_responsibility = (1..).zip(self.by_responsibility);
        all.by_responsibility = by_responsibility.filter(|(_, sum)| sum.count > 0).collect();
        all.from_service = self.from_service.spread();
        all.from_sent = self.from_sent.spread();
        (all, passed)
    }
}
