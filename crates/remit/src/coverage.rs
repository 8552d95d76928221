//! The dollars of claims that several coverages or payers decide: each of them answers for the whole charge, and all of them
//! together cannot owe more than what is not paid.
//!
//! Answers are of one claim where a sent claim is known that they answer; else where the account number, the days and the
//! charge are the same, the payers are not, and one of them says that another came first ([`JoinedBy`]).

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use foldhash::{HashMap, HashSet};
use remedi_claims::{DateRange, Money};

use crate::Analysis;
use crate::ledger::Responsibility;
use crate::paid::Brief;
use crate::rates::Answer;

words_of! {
    /// Why answers of two payers are taken for answers to one claim.
    JoinedBy {
        /// They answer the same claim as it was sent.
        Claim = "claim",
        /// Account number, days of service and charge are the same, and the claim status (CLP02) says that one of them came
        /// second or third.
        SecondPayer = "second_payer",
        /// Account number, days of service and charge are the same, and one of them takes off what another decided (reason 23).
        PriorPayer = "prior_payer",
    }
}

/// That another payer answers for the same claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Why that is thought.
    pub by: JoinedBy,
    /// In percent; of a sent claim, that of the weakest match to it.
    pub confidence: u8,
}

impl Joined {
    /// What a payment says of a payer before it.
    fn said_by(payment: &Brief) -> Option<Joined> {
        let place = Responsibility::of(payment.status).known();
        let is_later = place.is_some_and(|place| place > 1);
        let joined = |by, confidence| Some(Joined { by, confidence });
        match (is_later, payment.takes_off) {
            (true, true) => joined(JoinedBy::SecondPayer, 95),
            (true, false) => joined(JoinedBy::SecondPayer, 85),
            (false, true) => joined(JoinedBy::PriorPayer, 80),
            (false, false) => None,
        }
    }
}

/// The claims that several coverages (CLP02) or payers decided.
#[derive(Debug, Default)]
pub(crate) struct Coverages {
    /// The first account of the claim, by account.
    claims: HashMap<u32, u32>,
    /// By account, where other accounts are of the same claim.
    joined: HashMap<u32, Joined>,
    now: Told,
    first: Told,
}

/// What the coverages of claims tell, in what holds now or in first answers.
#[derive(Debug, Default)]
struct Told {
    /// Payments that tell again what another coverage charges; whether one of the same payer does.
    repeats: HashMap<u32, bool>,
    /// By the first account of the claim, what the coverage that comes first tells.
    charges: HashMap<u32, Money>,
    /// The same less all that is paid.
    open: HashMap<u32, Money>,
    /// What was charged at first, less all that is paid, where something is reversed: one coverage may stand, or a part of it.
    with_reversed: HashMap<u32, Money>,
    /// Payments of claims that one payer decides as more than one coverage: their places in `open_of_payers`.
    of_payer: HashMap<u32, usize>,
    /// What such a payer charges first, less all that it pays.
    open_of_payers: Vec<Money>,
}

/// What is still open of claims with more than one coverage, less what was taken from it.
#[derive(Clone, Debug)]
pub(crate) struct OpenDollars<'c> {
    coverages: &'c Coverages,
    told: &'c Told,
    open: HashMap<u32, Money>,
    open_of_payers: Vec<Money>,
}

impl OpenDollars<'_> {
    /// As much of an amount of an account as its claim still has; all of it where there ever was one coverage.
    pub(crate) fn take(&mut self, account: u32, amount: Money) -> Money {
        let claim = self.coverages.claims.get(&account);
        let Some(open) = claim.and_then(|claim| self.open.get_mut(claim)) else {
            return amount;
        };
        take_from(open, amount)
    }

    /// As much of an amount of a payment as its payer still has of the claim; all of it where the payer has one coverage.
    pub(crate) fn take_of_payer(&mut self, payment: u32, amount: Money) -> Money {
        let place = self.told.of_payer.get(&payment);
        match place.and_then(|&place| self.open_of_payers.get_mut(place)) {
            Some(open) => take_from(open, amount),
            None => amount,
        }
    }
}

fn take_from(open: &mut Money, amount: Money) -> Money {
    let taken = amount.min(*open);
    *open -= taken;
    taken
}

impl Coverages {
    fn told(&self, answer: Answer) -> &Told {
        match answer {
            Answer::Now => &self.now,
            Answer::First => &self.first,
        }
    }

    /// The claim of an account: the first account that is of it.
    pub(crate) fn claim_of(&self, account: u32) -> u32 {
        self.claims.get(&account).copied().unwrap_or(account)
    }

    /// Whether other coverages decided the claim of an account.
    pub(crate) fn are_several(&self, account: u32) -> bool {
        self.claims.contains_key(&account)
    }

    /// Why the account is of the same claim as others.
    pub(crate) fn joined(&self, account: u32) -> Option<Joined> {
        self.joined.get(&account).copied()
    }

    /// Whether another coverage tells the charge of a payment, and if so whether one of the same payer does.
    pub(crate) fn repeats(&self, answer: Answer, payment: u32) -> Option<bool> {
        self.told(answer).repeats.get(&payment).copied()
    }

    /// The charge of a claim of several coverages, which each of them tells.
    pub(crate) fn charge(&self, answer: Answer, claim: u32) -> Option<Money> {
        self.told(answer).charges.get(&claim).copied()
    }

    /// What is open of the claims of several coverages by what holds now, with what was reversed.
    pub(crate) fn open_with_reversed(&self) -> OpenDollars<'_> {
        let mut all = self.open(Answer::Now);
        let reversed = self.now.with_reversed.iter();
        all.open
            .extend(reversed.map(|(&claim, &open)| (claim, open)));
        all
    }

    /// What is open of the claims of several coverages.
    pub(crate) fn open(&self, answer: Answer) -> OpenDollars<'_> {
        let told = self.told(answer);
        OpenDollars {
            coverages: self,
            told,
            open: told.open.clone(),
            open_of_payers: told.open_of_payers.clone(),
        }
    }
}

/// Accounts that are of one claim, as a forest: each knows one before it.
#[derive(Default)]
struct Forest(HashMap<u32, u32>);

impl Forest {
    fn root(&self, mut account: u32) -> u32 {
        while let Some(&before) = self.0.get(&account) {
            account = before;
        }
        account
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.0.insert(one.max(other), one.min(other));
        }
    }
}

/// What answers of two payers to one claim have in common.
type Key = (u64, DateRange, Money);

impl Analysis<'_> {
    /// The claims that several coverages or payers decided.
    pub(crate) fn coverages(&self) -> &Coverages {
        self.coverages.get_or_init(|| self.find_coverages())
    }

    fn find_coverages(&self) -> Coverages {
        let mut all = Coverages::default();
        let mut forest = Forest::default();
        let mut several: Vec<u32> = Vec::new();
        let mut first_of: Vec<Option<u32>> = vec![None; self.claims.len()];
        // By the known claim, the payments that tell of its accounts, where it has more than one.
        let mut of_claim: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut later: HashMap<Key, Vec<u32>> = HashMap::default();
        for (account, decisions) in (0..).zip(self.ledger.accounts()) {
            let Some(index) = self.told_by(account) else {
                continue;
            };
            let found = self.matches[index as usize];
            if let Some(found) = found {
                let first = *first_of[found.claim as usize].get_or_insert(account);
                if first != account {
                    let told = of_claim.entry(found.claim);
                    told.or_insert_with(|| self.told_by(first).into_iter().collect())
                        .push(index);
                }
            }
            if let [first, others @ ..] = decisions.adjudications()
                && !others.is_empty()
                && let of = self.coverage(*first)
                && others.iter().any(|&other| self.coverage(other) != of)
            {
                several.push(account);
            }
            if self.ledger.standing(index).is_later
                && let Some(key) = self.key_of(index)
            {
                later.entry(key).or_default().push(account);
            }
        }
        for told in of_claim.into_values() {
            self.join_by_claim(told, &mut forest, &mut all);
        }
        if !later.is_empty() {
            self.join_payers(later, &mut forest, &mut all);
        }
        let mut claims: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &account in forest.0.keys().chain(&several) {
            claims
                .entry(forest.root(account))
                .or_default()
                .push(account);
        }
        for (claim, mut accounts) in claims {
            accounts.push(claim);
            accounts.sort_unstable();
            accounts.dedup();
            all.claims
                .extend(accounts.iter().map(|&account| (account, claim)));
            let of_now = |account| self.ledger.current(account).to_vec();
            let of_first = |account: u32| {
                let decisions = self.ledger.account(account).adjudications();
                let first = decisions.iter().copied();
                first
                    .filter(|&index| self.ledger.standing(index).is_first)
                    .collect()
            };
            let first = accounts
                .iter()
                .flat_map(|&account| -> Vec<u32> { of_first(account) });
            let charge = self.tell(claim, first.collect(), None, &mut all.first);
            let now = accounts.iter().flat_map(|&account| of_now(account));
            let mut all_of = accounts.iter().map(|&account| self.ledger.account(account));
            let is_reversed = all_of.any(|account| !account.reversals().is_empty());
            let whole = charge.filter(|_| is_reversed);
            self.tell(claim, now.collect(), whole, &mut all.now);
        }
        all
    }

    /// Joins the answers to a known claim. Another payer may know the member by another number; where it does not say that it comes
    /// after the first one, the claim may be one of another patient.
    fn join_by_claim(&self, told: Vec<u32>, forest: &mut Forest, all: &mut Coverages) {
        let contradicts = |index: u32| {
            let members = self.payments.head(index).member;
            let sent = self.claim_of(index).and_then(|claim| claim.member);
            members.zip(sent).is_some_and(|(own, sent)| own != sent)
        };
        let mut of_claim = told.iter().copied().filter(|&index| !contradicts(index));
        let Some(first) = of_claim.next().or(told.first().copied()) else {
            return;
        };
        let payer = self.coverage(first).0;
        let is_joined = |index: u32| {
            let is_of_payer = self.coverage(index).0 == payer;
            is_of_payer || !contradicts(index) || self.ledger.standing(index).is_later
        };
        let joined: Vec<u32> = told.into_iter().filter(|&index| is_joined(index)).collect();
        let are_payers_many = joined.iter().any(|&index| self.coverage(index).0 != payer);
        let confidences = joined
            .iter()
            .filter_map(|&index| self.matches[index as usize]);
        let confidence = confidences.map(|found| found.confidence).min();
        let account = |index: u32| self.ledger.standing(index).account;
        for &index in &joined {
            forest.join(account(first), account(index));
            if let Some(confidence) = confidence.filter(|_| are_payers_many) {
                let by = JoinedBy::Claim;
                all.joined.insert(account(index), Joined { by, confidence });
            }
        }
    }

    /// The payment that tells of the claim of an account: one that holds, else the last decision.
    fn told_by(&self, account: u32) -> Option<u32> {
        let decisions = self.ledger.account(account);
        let holds = decisions.current().first();
        holds.or(decisions.adjudications().last()).copied()
    }

    fn key_of(&self, index: u32) -> Option<Key> {
        let head = self.payments.head(index);
        let sent = self.matches[index as usize].map(|found| self.claims.id(found.claim));
        if sent.is_none() && head.id_says_nothing() {
            return None;
        }
        let id = self.claims.hash_of(sent.unwrap_or(head.id));
        let of_claim = || self.claim_of(index).and_then(|claim| claim.dates);
        Some((id, head.dates.or_else(of_claim)?, head.charge))
    }

    /// Joins the answers of payers to claims that no known claim joins. Where a payer has two accounts of a key, it does not
    /// tell one claim from another.
    fn join_payers(
        &self,
        mut keys: HashMap<Key, Vec<u32>>,
        forest: &mut Forest,
        all: &mut Coverages,
    ) {
        let served: HashSet<NonZeroU32> = keys
            .keys()
            .map(|&(_, dates, charge)| self.ledger.served(dates, charge))
            .collect();
        for account in 0..self.ledger.accounts().len() as u32 {
            let Some(index) = self.told_by(account) else {
                continue;
            };
            // Few have the days and the charge of another.
            let own = self.ledger.standing(index).served;
            if own.is_some_and(|own| !served.contains(&own)) {
                continue;
            }
            let own = self.key_of(index).and_then(|key| keys.get_mut(&key));
            // Those that say of another payer are there.
            let is_new = |_: &&mut Vec<u32>| !self.ledger.standing(index).is_later;
            if let Some(accounts) = own.filter(is_new) {
                accounts.push(account);
            }
        }
        for accounts in keys.into_values() {
            let told: Vec<u32> = accounts
                .iter()
                .filter_map(|&account| self.told_by(account))
                .collect();
            let mut payers: Vec<u32> = told.iter().map(|&index| self.coverage(index).0).collect();
            payers.sort_unstable();
            let is_each_once = payers.windows(2).all(|pair| pair[0] != pair[1]);
            if accounts.len() < 2 || !is_each_once {
                continue;
            }
            let said = told.iter();
            let said = said.filter_map(|&index| Joined::said_by(&self.payments.brief(index)));
            let Some(joined) = said.max_by_key(|joined| joined.confidence) else {
                continue;
            };
            for &account in &accounts {
                forest.join(accounts[0], account);
                all.joined.entry(account).or_insert(joined);
            }
        }
    }

    /// Takes down which of the payments tell the charge of a claim, and what of it is open. Where something was reversed, `whole`
    /// is what the claim charged at first. Gives the charge.
    fn tell(
        &self,
        claim: u32,
        payments: Vec<u32>,
        whole: Option<Money>,
        to: &mut Told,
    ) -> Option<Money> {
        // Parts of one coverage add up to the charge; of several coverages each tells it.
        let mut charges: BTreeMap<(u8, u32, u32), Money> = BTreeMap::new();
        let mut first_of: HashMap<(u32, u8), u32> = HashMap::default();
        let mut paid: HashMap<u32, Money> = HashMap::default();
        // They are in the order of their days, whatever that of the files.
        for (at, &index) in (0..).zip(&payments) {
            let (payer, place) = self.coverage(index);
            let head = self.payments.brief(index);
            let first = *first_of.entry((payer, place)).or_insert(at);
            *charges.entry((place, first, payer)).or_default() += head.charge;
            *paid.entry(payer).or_default() += head.paid;
        }
        let all_paid: Money = paid.values().copied().sum();
        let told = charges.first_key_value();
        let open = |charge: Money| (charge - all_paid).max(Money::ZERO);
        if let Some(whole) = whole {
            let most = told.map_or(whole, |(_, &charge)| charge.max(whole));
            to.with_reversed.insert(claim, open(most));
        }
        let (&(place, _, payer), &charge) = told?;
        if charges.len() == 1 {
            return Some(charge);
        }
        to.open.insert(claim, open(charge));
        // By payer, what the coverage that comes first tells, and the place of what is open of it if there is another.
        let mut of_payers: HashMap<u32, (u8, Money)> = HashMap::default();
        let mut open_of: HashMap<u32, usize> = HashMap::default();
        for (&(place, _, payer), &charge) in &charges {
            let &mut (first, charge) = of_payers.entry(payer).or_insert((place, charge));
            if first != place {
                open_of.entry(payer).or_insert_with(|| {
                    let open = (charge - paid[&payer]).max(Money::ZERO);
                    to.open_of_payers.push(open);
                    to.open_of_payers.len() - 1
                });
            }
        }
        for &index in &payments {
            let coverage = self.coverage(index);
            if coverage != (payer, place) {
                to.repeats
                    .insert(index, of_payers[&coverage.0].0 != coverage.1);
            }
            if let Some(&open) = open_of.get(&coverage.0) {
                to.of_payer.insert(index, open);
            }
        }
        to.charges.insert(claim, charge);
        Some(charge)
    }

    /// The payer of a payment, and whether it came first, second or third; where CLP02 does not tell, first.
    fn coverage(&self, payment: u32) -> (u32, u8) {
        let head = self.payments.brief(payment);
        let place = Responsibility::of(head.status).known().unwrap_or(1);
        (self.payer_numbers[head.remittance as usize], place)
    }
}
