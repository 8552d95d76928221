//! Denials counted and added up.

use std::hash::Hash;

use foldhash::HashMap;
use remedi_claims::codes::cause::{self, RootCause};
use remedi_claims::{Money, Npi, Pos, ProcedureCode};

use crate::analysis::Room;
use crate::crossed::{Crossed, Crossing};
use crate::dictionary::{Dictionary, Numbers};
use crate::known::AHEAD;
use crate::life_cycle::LifeCount;
use crate::pattern::Patterns;
use crate::rates::{Answer, RateCount, Sums};
use crate::record::is_predetermination;
use crate::recoupment::by_cause;
use crate::{
    Analysis, Code, CountAndSum, DefinedRate, Denial, EvidenceVerdict, LifeCycle, Pattern, Rates,
    RatesBy, Recoupment, State,
};

/// How many, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Claims, each counted once.
    pub claims: u64,
    /// Adjustments.
    pub denials: u64,
    /// The sum of their amounts.
    pub amount: Money,
}

/// How many claim payments answer a claim that was sent; copies are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Those that answer one.
    pub one: u64,
    /// Those that several fit, so that none is taken for it.
    pub several: u64,
    /// Those that none fits.
    pub none: u64,
}

/// A tally of all denials that have something in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share<K> {
    /// What they have in common; `None` within it where that is not known.
    pub key: K,
    /// How many, and how much.
    pub tally: Tally,
}

/// All denials counted and added up: those that hold now, unless told otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DenialsSummary {
    /// Remittances (835 transaction sets).
    pub remittances: u64,
    /// Claim payments, reversals and copies included.
    pub payments: u64,
    /// Claim payments that are reversals.
    pub reversals: u64,
    /// Claim payments that were in the input twice.
    pub copies: u64,
    /// How payments were matched with the claims that were sent; `None` where there are none.
    pub matched: Option<Matched>,
    /// What all claims were paid (CLP04), reversals included and copies of other remittances left out.
    pub paid: Money,
    /// What is denied. Of a claim that several coverages deny, no more counts than its charge less all that is paid, here and in the parts.
    pub denied: Tally,
    /// What the payer has not decided.
    pub pending: Tally,
    /// What was denied, and then reversed or decided anew.
    pub superseded: Tally,
    /// What could have been prevented.
    pub preventable: Tally,
    /// The denial rates of what holds now, by the day of the payment.
    pub rates: Rates,
    /// Denial rates in every definition, each with what it counts.
    pub defined_rates: Vec<DefinedRate>,
    /// The rates of what has something in common.
    pub rates_by: RatesBy,
    /// By root cause; this and the following with the largest amount first.
    pub by_cause: Vec<Share<RootCause>>,
    /// By payer.
    pub by_payer: Vec<Share<Option<Box<str>>>>,
    /// By provider.
    pub by_provider: Vec<Share<Option<Npi>>>,
    /// By location of the roster.
    pub by_location: Vec<Share<Option<Box<str>>>>,
    /// By place of service.
    pub by_pos: Vec<Share<Option<Pos>>>,
    /// By procedure.
    pub by_procedure: Vec<Share<Option<ProcedureCode>>>,
    /// By reason code.
    pub by_carc: Vec<Share<Code>>,
    /// By what the check of the sent claims says.
    pub by_evidence: Vec<Share<EvidenceVerdict>>,
    /// By two of these at once, and by month.
    pub crossed: Crossed,
    /// Money taken back without a new decision, by cause.
    pub recoupments: Vec<Recoupment>,
    /// The same of claims that the practice voided or sent anew itself, and how many: no loss.
    pub voided_takebacks: CountAndSum,
    /// Takebacks (PLB) that name no claim of the remittances.
    pub unattributed_takebacks: Money,
    /// What became of the claims over time.
    pub life_cycle: LifeCycle,
    /// What hits some services more than others.
    pub patterns: Vec<Pattern>,
    /// Faults in the data of the remittances, at error severity.
    pub faults: u64,
}

/// A tally that knows the last claim it counted.
#[derive(Clone, Copy, Debug, Default)]
struct Counter {
    tally: Tally,
    last: Option<u32>,
}

impl Counter {
    fn add(&mut self, claim: u32, amount: Money) {
        if self.last.replace(claim) != Some(claim) {
            self.tally.claims += 1;
        }
        self.tally.denials += 1;
        self.tally.amount += amount;
    }
}

/// Counters by what denials have in common.
#[derive(Debug)]
pub(crate) struct Counters<K>(HashMap<K, Counter>);

impl<K> Default for Counters<K> {
    fn default() -> Self {
        Counters(HashMap::default())
    }
}

impl<K: Eq + Hash> Counters<K> {
    pub(crate) fn add(&mut self, key: K, claim: u32, amount: Money) {
        self.0.entry(key).or_default().add(claim, amount);
    }

    /// The sums by what the keys stand for.
    pub(crate) fn into_shares<L: Ord>(self, told: impl Fn(K) -> L) -> Vec<Share<L>> {
        let shares = self.0.into_iter();
        let mut shares: Vec<Share<L>> = shares
            .map(|(key, Counter { tally, .. })| Share {
                key: told(key),
                tally,
            })
            .collect();
        // The largest amount first, equal ones in the order of their keys.
        shares.sort_unstable_by(|one, other| {
            let by_amount = other.tally.amount.cmp(&one.tally.amount);
            by_amount.then_with(|| one.key.cmp(&other.key))
        });
        shares
    }
}

/// What denials have in common, by numbers.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub payers: Numbers<Box<str>>,
    pub providers: Numbers<Npi>,
    locations: Numbers<Box<str>>,
    pub places: Numbers<Pos>,
    procedures: Numbers<ProcedureCode>,
}

#[derive(Default)]
struct Count {
    denied: Counter,
    pending: Counter,
    superseded: Counter,
    preventable: Counter,
    names: Names,
    cause: Counters<RootCause>,
    payer: Counters<u32>,
    provider: Counters<u32>,
    location: Counters<u32>,
    pos: Counters<u32>,
    procedure: Counters<u32>,
    carc: Counters<Code>,
    evidence: Counters<EvidenceVerdict>,
    crossing: Crossing,
}

impl Count {
    fn add(&mut self, claim: u32, denial: &Denial) {
        let amount = denial.amount;
        if denial.state == State::Superseded {
            return self.superseded.add(claim, amount);
        }
        if denial.denied == cause::Denial::Pending {
            return self.pending.add(claim, amount);
        }
        self.denied.add(claim, amount);
        if denial.preventable {
            self.preventable.add(claim, amount);
        }
        let names = &mut self.names;
        let payer = names.payers.of(denial.payer);
        let provider = names.providers.of(denial.provider.as_ref());
        let location = names.locations.of(denial.location);
        let pos = names.places.of(denial.pos.as_ref());
        let procedure = names.procedures.of(denial.procedure.as_ref());
        self.cause.add(denial.cause, claim, amount);
        self.payer.add(payer, claim, amount);
        self.provider.add(provider, claim, amount);
        self.location.add(location, claim, amount);
        self.pos.add(pos, claim, amount);
        self.procedure.add(procedure, claim, amount);
        self.carc.add(denial.carc, claim, amount);
        self.evidence.add(denial.evidence.verdict, claim, amount);
        self.crossing.add(claim, denial, [payer, provider, pos]);
    }
}

impl Analysis<'_> {
    /// All denials counted and added up.
    pub fn summary(&self) -> DenialsSummary {
        let payments = &self.payments;
        let mut summary = DenialsSummary {
            remittances: self.payments.remittances.len() as u64 - self.copies,
            payments: payments.len() as u64,
            matched: (!self.claims_sent().is_empty()).then(Matched::default),
            faults: self
                .faults()
                .iter()
                .filter(|fault| fault.kind.is_error())
                .count() as u64,
            ..DenialsSummary::default()
        };
        let (mut count, mut patterns) = (Count::default(), Patterns::default());
        let coverages = self.coverages();
        let mut rates = RateCount::new(coverages, &payments.remittances);
        let mut life = LifeCount::new(coverages);
        let mut dictionary = Dictionary::default();
        // A claim that the payer split has several payments that hold, and so has one of several coverages; they are counted
        // together.
        let mut open = coverages.open(Answer::Now);
        let order = (0..payments.len() as u32).map(|index| {
            let account = self.ledger.standing(index).account;
            (coverages.claim_of(account), account, index)
        });
        let mut order: Vec<(u32, u32, u32)> = order.collect();
        order.sort_unstable();
        // What is capped falls to the first of a claim, whatever the order of the files.
        let of_accounts = order.chunk_by_mut(|one, other| (one.0, one.1) == (other.0, other.1));
        for payments in of_accounts.filter(|payments| payments.len() > 1) {
            payments.sort_by_key(|&(.., index)| self.turn_of(index));
        }
        let (mut room, mut cells) = (Room::default(), Vec::new());
        for (at, &(claim, account, index)) in order.iter().enumerate() {
            if at.is_multiple_of(AHEAD) {
                let next = order[at..].iter().take(AHEAD);
                let claims = next.filter_map(|&(.., index)| self.matches[index as usize]);
                self.claims.look_ahead(claims.map(|found| found.claim));
            }
            let standing = self.ledger.standing(index);
            let answered = self.answered_in(index, std::mem::take(&mut room));
            let payment = &answered.payment;
            summary.copies += u64::from(standing.is_copy);
            if let Some(matched) = summary.matched.as_mut().filter(|_| !standing.is_copy) {
                match answered.found {
                    Some(_) => matched.one += 1,
                    None if self.ambiguous.contains(&index) => matched.several += 1,
                    None => matched.none += 1,
                }
            }
            summary.reversals += u64::from(payment.is_reversal());
            let is_paid = !standing.is_copy || standing.is_repeated;
            if is_paid && !is_predetermination(payment.status) {
                summary.paid += payment.paid;
            }
            let is_decided = !payment.is_reversal() && !payment.decides_nothing();
            if !is_decided || standing.is_copy {
                room = answered.into_room();
                continue;
            }
            let mut denials = self.denials_in(index, &answered);
            for denial in &mut denials {
                if denial.holds() {
                    denial.amount = open.take(account, denial.amount);
                }
                count.add(claim, denial);
            }
            let holds = standing.state == State::Current;
            if holds || standing.is_first {
                let own = (account, index);
                dictionary.cells_of(&answered, &mut cells);
                if holds && standing.is_first && self.ledger.is_only(account) {
                    let claim = answered.found.as_ref().map(|(_, claim)| &**claim);
                    self.count_only(&mut life, account, &answered.payment, claim);
                    rates.add_only(own, &answered, &cells, &dictionary);
                } else {
                    if standing.is_first {
                        rates.add(Answer::First, own, &answered, &cells, &dictionary);
                    }
                    if holds {
                        rates.add(Answer::Now, own, &answered, &cells, &dictionary);
                    }
                }
            }
            if holds {
                denials.retain(Denial::holds);
                rates.add_denials(&denials);
                let recovers = |denial: &Denial<'_>| self.may_recover(index, denial);
                patterns.add(
                    claim,
                    &answered,
                    &cells,
                    &denials,
                    &mut dictionary,
                    recovers,
                );
            }
            room = answered.into_room();
        }
        drop(order);
        let (life_cycle, passed) = self.life_cycle(life);
        let defined = rates.defined(Sums {
            life: &life_cycle,
            denied: count.denied.tally.amount,
            preventable: count.preventable.tally.amount,
            submitted: (!self.claims_sent().is_empty()).then(|| self.claims_sent().len() as u64),
            passed,
        });
        // What they are made from goes before the patterns need their room.
        let (rates_now, rates_by) = (rates.now(), rates.by(&dictionary));
        drop(rates);
        let patterns = patterns.into_patterns(&dictionary);
        let taken = self.taken();
        let mut voided_takebacks = CountAndSum::default();
        for one in &taken.voided {
            voided_takebacks.add(one.amount);
        }
        let names = &count.names;
        DenialsSummary {
            denied: count.denied.tally,
            pending: count.pending.tally,
            superseded: count.superseded.tally,
            preventable: count.preventable.tally,
            by_cause: count.cause.into_shares(|cause| cause),
            by_payer: count.payer.into_shares(|number| names.payers.value(number)),
            by_provider: count
                .provider
                .into_shares(|number| names.providers.value(number)),
            by_location: count
                .location
                .into_shares(|number| names.locations.value(number)),
            by_pos: count.pos.into_shares(|number| names.places.value(number)),
            by_procedure: count
                .procedure
                .into_shares(|number| names.procedures.value(number)),
            by_carc: count.carc.into_shares(|carc| carc),
            by_evidence: count.evidence.into_shares(|verdict| verdict),
            crossed: count.crossing.into_crossed(names),
            recoupments: by_cause(&taken.of_claims),
            voided_takebacks,
            unattributed_takebacks: taken.unattributed.iter().map(|one| one.amount).sum(),
            rates: rates_now,
            defined_rates: defined,
            rates_by,
            life_cycle,
            patterns,
            ..summary
        }
    }
}
