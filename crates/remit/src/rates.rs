//! Denial rates, in every definition in use, each with its numerator and its denominator.
//!
//! A claim of several coverages counts once, and so do its charge and its denied dollars (no more than the charge less all that is
//! paid): its first answer is that of each coverage, and a claim that any of them denies is denied, though nothing may be open of it.
//! Lines count by answer. By payer, claims and dollars count with each payer as that payer tells them; what one payer tells as the
//! first and as the second counts once.
//!
//! What only reports services is in no part: claims and lines that charge nothing, that capitation pays for (reason 24), or that have codes which
//! are not payable (246), where nothing is paid for them and nothing denied. Of a claim that several coverages decided all but lines
//! without a charge stay. What waits for a decision, of which nothing is paid or denied yet, is an answer that holds, and no first one.
//!
//! Reversals, copies, estimates (CLP02 = 25) and claims that were only passed on (CLP02 = 23) are in no part; claims that were decided and
//! then passed on (19 to 21) are. A first denial for being a duplicate (reason 18) is none, since the claim was paid before: claims of
//! which every first answer is nothing else are counted apart, and their lines and charges are in no rate of first answers.

use std::ops::AddAssign;

use chrono::{Datelike, NaiveDate};
use foldhash::HashSet;
use remedi_claims::codes::cause;
use remedi_claims::{Money, Npi, Pos};

use crate::analysis::Answered;
use crate::coverage::{Coverages, OpenDollars};
use crate::dictionary::{Dictionary, FIELDS, PAYER, family_of};
use crate::ledger::{Responsibility, denies_duplicate};
use crate::record::{PaymentRecord, RemittanceRecord, Triplet};
use crate::{Denial, EvidenceVerdict, LifeCycle};

/// A count and what it is a part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio<T> {
    /// The part.
    pub numerator: T,
    /// The whole.
    pub denominator: T,
}

/// Denial rates by claim, by line and by dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Claims with at least one denial, of all claims adjudicated.
    pub claims: Ratio<u64>,
    /// Service lines with at least one denial of their own, of all lines adjudicated.
    pub lines: Ratio<u64>,
    /// Dollars denied, of dollars charged (CLP03).
    pub amount: Ratio<Money>,
}

impl<T: AddAssign> AddAssign for Ratio<T> {
    fn add_assign(&mut self, other: Ratio<T>) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }
}

impl AddAssign for Rates {
    fn add_assign(&mut self, other: Rates) {
        self.claims += other.claims;
        self.lines += other.lines;
        self.amount += other.amount;
    }
}

/// The rates of what has something in common: in parts that claims share, a claim counts with each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyedRates<K> {
    /// What they have in common; `None` within it where that is not known.
    pub key: K,
    /// Of what holds now.
    pub now: Rates,
    /// Of the first answers.
    pub first: Rates,
}

/// Rates by what claims and lines have in common, each in the order of its keys. What is denied of a claim as a whole is denied of its
/// dearest line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatesBy {
    /// By payer.
    pub payer: Vec<KeyedRates<Option<Box<str>>>>,
    /// By provider.
    pub provider: Vec<KeyedRates<Option<Npi>>>,
    /// By location of the roster.
    pub location: Vec<KeyedRates<Option<Box<str>>>>,
    /// By place of service.
    pub pos: Vec<KeyedRates<Option<Pos>>>,
    /// By family of procedures.
    pub family: Vec<KeyedRates<Option<&'static str>>>,
    /// By the month of the payment (BPR16): its first day.
    pub month: Vec<KeyedRates<Option<NaiveDate>>>,
}

/// What a rate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Claims or lines.
    Count(Ratio<u64>),
    /// Dollars.
    Amount(Ratio<Money>),
}

/// A rate, with what it is the rate of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefinedRate {
    /// Its name in outputs.
    pub name: &'static str,
    /// `claims`, `payments`, `lines` or `dollars`.
    pub level: &'static str,
    /// What the numerator holds.
    pub part: &'static str,
    /// What the denominator holds.
    pub whole: &'static str,
    /// Both of them.
    pub measure: Measure,
}

/// Counts what claims have in common.
#[derive(Clone, Copy, Debug, Default)]
struct Counter {
    rates: Rates,
    last: Option<u32>,
    last_denied: Option<u32>,
}

impl Counter {
    fn add(&mut self, claim: u32, line: &Line, dollars: Dollars) {
        let rates = &mut self.rates;
        if self.last.replace(claim) != Some(claim) {
            rates.claims.denominator += 1;
        }
        rates.lines.denominator += u64::from(line.is_line);
        rates.amount.denominator += dollars.charge;
        rates.amount.numerator += dollars.denied;
        if line.denies && self.last_denied.replace(claim) != Some(claim) {
            rates.claims.numerator += 1;
        }
        rates.lines.numerator += u64::from(line.is_denied);
    }
}

/// What is charged and denied.
#[derive(Clone, Copy, Debug, Default)]
struct Dollars {
    charge: Money,
    denied: Money,
}

/// A line, or a claim without lines.
#[derive(Clone, Copy, Debug)]
struct Line {
    cell: u32,
    /// As the payer tells it.
    own: Dollars,
    /// The part of it that no other coverage tells.
    once: Dollars,
    is_line: bool,
    /// Whether it has a denial of its own.
    is_denied: bool,
    /// Whether something is denied of it, though other coverages may leave nothing to be denied.
    denies: bool,
    /// Whether it only reports what was done.
    is_encounter: bool,
}

/// Which answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The one that holds.
    Now,
    /// The first one.
    First,
}

/// Counters of one answer.
#[derive(Debug, Default)]
struct Counters {
    all: Counter,
    /// By payer, provider, location, place and family of procedures, by their numbers.
    fields: [Vec<Counter>; FIELDS],
    /// By the number of the month.
    months: Vec<Counter>,
}

impl Counters {
    fn add(&mut self, claim: u32, part: Part, lines: &[Line], dictionary: &Dictionary) {
        let of_month = at(&mut self.months, part.month);
        for whole in [&mut *of_month, &mut self.all] {
            whole.rates.amount.denominator += part.unlisted;
        }
        for line in lines {
            of_month.add(claim, line, line.once);
            self.all.add(claim, line, line.once);
            let fields = dictionary.with_family(line.cell);
            for (field, (counters, value)) in self.fields.iter_mut().zip(fields).enumerate() {
                // Of a payer it is what that payer says.
                let dollars = if field == PAYER { line.own } else { line.once };
                at(counters, value).add(claim, line, dollars);
            }
        }
    }
}

fn at(counters: &mut Vec<Counter>, number: u32) -> &mut Counter {
    let number = number as usize;
    if counters.len() <= number {
        counters.resize(number + 1, Counter::default());
    }
    &mut counters[number]
}

/// A part of an answer, but for its lines.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// The number of the month.
    month: u32,
    /// The charge of the claim less those of its lines, which may not add up to it; the claim's counts.
    unlisted: Money,
}

/// Counts rates.
#[derive(Debug)]
pub(crate) struct RateCount<'c> {
    coverages: &'c Coverages,
    /// What may still be denied of claims of several coverages, now and at first.
    open: [OpenDollars<'c>; 2],
    /// Of claims of one coverage whose first answer is the one that holds.
    both: Counters,
    /// Of others.
    now: Counters,
    first: Counters,
    /// The months of the payments (BPR16), in order: their first days.
    months: Vec<Option<NaiveDate>>,
    /// By the index of the remittance, the number of its month.
    month_of: Vec<u32>,
    /// Room for the lines of a payment.
    lines: Vec<Line>,
    duplicates: Duplicates,
    zero_paid: Ratio<u64>,
    caught: Ratio<u64>,
    /// Claims that were sent, and of which a first answer denies something else than a duplicate.
    denied_sent: HashSet<u32>,
}

/// Counts claims of which every first answer denies a duplicate and nothing else: what another coverage pays is no duplicate.
#[derive(Clone, Copy, Debug, Default)]
struct Duplicates {
    /// Those that are complete.
    claims: u64,
    /// Those of them that are among the claims with a first answer.
    counted: u64,
    /// The claim that is being looked at, and whether all its answers so far do.
    last: Option<(u32, bool)>,
    is_counted: bool,
}

impl Duplicates {
    /// Of a claim of several coverages (`is_counted`) it is known at the end only.
    fn add(&mut self, claim: u32, is_duplicate: bool, is_counted: bool) {
        match &mut self.last {
            Some((last, are_all)) if *last == claim => *are_all &= is_duplicate,
            _ => {
                *self = self.ended();
                self.last = Some((claim, is_duplicate));
                self.is_counted = is_counted;
            }
        }
    }

    /// With the claim that was looked at last.
    fn ended(&self) -> Duplicates {
        let is_one = matches!(self.last, Some((_, true)));
        Duplicates {
            claims: self.claims + u64::from(is_one),
            counted: self.counted + u64::from(is_one && self.is_counted),
            ..Duplicates::default()
        }
    }
}

fn denied(triplets: &[Triplet], answer: Answer) -> Money {
    let counts = |triplet: &&Triplet| {
        let is_duplicate = answer == Answer::First && triplet.carc.as_str() == "18";
        !is_duplicate && triplet.denied() == cause::Denial::Yes
    };
    triplets
        .iter()
        .filter(counts)
        .map(|triplet| triplet.amount)
        .sum()
}

/// Whether something is denied for being a duplicate (reason 18), of the claim or of a line.
fn denies_duplicates(payment: &PaymentRecord<'_>) -> bool {
    let mut all = payment.lines.iter().map(|line| &line.denying[..]);
    let is_duplicate =
        |triplets: &[Triplet]| denied(triplets, Answer::Now) > denied(triplets, Answer::First);
    is_duplicate(&payment.denying) || all.any(is_duplicate)
}

/// Whether all of a payment is still to be decided.
fn waits(payment: &PaymentRecord<'_>) -> bool {
    payment.pends() && payment.paid == Money::ZERO
}

impl<'c> RateCount<'c> {
    pub(crate) fn new(coverages: &'c Coverages, remittances: &[RemittanceRecord]) -> RateCount<'c> {
        let month = |one: &RemittanceRecord| one.paid_on.and_then(|day| day.with_day(1));
        let mut months: Vec<_> = remittances.iter().map(month).collect();
        months.sort_unstable();
        months.dedup();
        let number = |one| months.partition_point(|own| *own < month(one)) as u32;
        RateCount {
            coverages,
            open: [Answer::Now, Answer::First].map(|answer| coverages.open(answer)),
            both: Counters::default(),
            now: Counters::default(),
            first: Counters::default(),
            month_of: remittances.iter().map(number).collect(),
            months,
            lines: Vec::new(),
            duplicates: Duplicates::default(),
            zero_paid: Ratio::default(),
            caught: Ratio::default(),
            denied_sent: HashSet::default(),
        }
    }

    /// Counts the only payment of a claim, by its account and index; `cells` are those of its lines, or that of the claim.
    pub(crate) fn add_only(
        &mut self,
        (account, index): (u32, u32),
        answered: &Answered<'_>,
        cells: &[u32],
        dictionary: &Dictionary,
    ) {
        let payment = &answered.payment;
        if self.coverages.are_several(account) || denies_duplicates(payment) || waits(payment) {
            for answer in [Answer::First, Answer::Now] {
                self.add(answer, (account, index), answered, cells, dictionary);
            }
            return;
        }
        let part = self.read(Answer::Now, payment, cells);
        let Some(part) = self.without_encounters(part, payment) else {
            return;
        };
        self.see_first(account, answered, false);
        self.see_zero_paid(payment);
        self.both.add(account, part, &self.lines, dictionary);
    }

    /// Counts a payment by its account and index. Payments of one claim follow each other; `cells` are those of its lines, or
    /// that of the claim.
    pub(crate) fn add(
        &mut self,
        answer: Answer,
        (account, index): (u32, u32),
        answered: &Answered<'_>,
        cells: &[u32],
        dictionary: &Dictionary,
    ) {
        let payment = &answered.payment;
        let claim = self.coverages.claim_of(account);
        let mut part = self.read(answer, payment, cells);
        let are_several = self.coverages.are_several(account);
        if are_several {
            self.lines
                .retain(|line| !line.is_encounter || line.own.charge != Money::ZERO);
        } else {
            let Some(counted) = self.without_encounters(part, payment) else {
                return;
            };
            part = counted;
        }
        match answer {
            Answer::First if !are_several && waits(payment) => return,
            Answer::First => {
                self.see_first(claim, answered, are_several);
                if !are_several && denies_duplicate(payment) {
                    return;
                }
            }
            Answer::Now => self.see_zero_paid(payment),
        }
        let (counters, open) = match answer {
            Answer::Now => (&mut self.now, &mut self.open[0]),
            Answer::First => (&mut self.first, &mut self.open[1]),
        };
        // What several coverages charge and deny is one claim's.
        let repeats = self.coverages.repeats(answer, index);
        for line in &mut self.lines {
            if repeats.is_some() {
                line.once.charge = Money::ZERO;
            }
            if repeats == Some(true) {
                line.own.charge = Money::ZERO;
            }
            if are_several {
                line.once.denied = open.take(account, line.once.denied);
                line.own.denied = open.take_of_payer(index, line.own.denied);
            }
        }
        if repeats.is_some() {
            part.unlisted = Money::ZERO;
        }
        counters.add(claim, part, &self.lines, dictionary);
    }

    /// Takes down the lines of a payment, with what is denied of them. What is denied of the claim is denied of the dearest.
    fn read(&mut self, answer: Answer, payment: &PaymentRecord<'_>, cells: &[u32]) -> Part {
        let lines = &mut self.lines;
        let line = |cell, charge, denied, is_line, is_encounter| {
            let dollars = Dollars { charge, denied };
            Line {
                cell,
                own: dollars,
                once: dollars,
                is_line,
                is_denied: denied > Money::ZERO,
                denies: denied > Money::ZERO,
                is_encounter,
            }
        };
        lines.clear();
        lines.extend(payment.lines.iter().zip(cells).map(|(own, &cell)| {
            let denied = denied(&own.denying, answer);
            line(cell, own.charge, denied, true, own.is_encounter)
        }));
        if lines.is_empty() {
            let whole = |&cell| line(cell, payment.charge, Money::ZERO, false, false);
            lines.extend(cells.first().map(whole));
        }
        let dearest = lines.iter_mut().rev().max_by_key(|line| line.own.charge);
        if let Some(line) = dearest {
            line.own.denied += denied(&payment.denying, answer);
            line.once = line.own;
            line.denies = line.own.denied > Money::ZERO;
        }
        let of_lines: Money = lines.iter().map(|line| line.own.charge).sum();
        Part {
            month: self.month_of[payment.remittance as usize],
            unlisted: payment.charge - of_lines,
        }
    }

    /// Leaves out what only reports services; `None` where nothing else is in the payment.
    fn without_encounters(&mut self, part: Part, payment: &PaymentRecord<'_>) -> Option<Part> {
        let denies = self.lines.iter().any(|line| line.denies);
        if payment.is_encounter && !denies {
            return None;
        }
        self.lines.retain(|line| !line.is_encounter || line.denies);
        (!self.lines.is_empty()).then_some(part)
    }

    /// Counts claims whose first answers deny nothing but duplicates, and sent claims whose first answers deny something else, by
    /// the lines of a first answer.
    fn see_first(&mut self, claim: u32, answered: &Answered<'_>, are_several: bool) {
        let denies_other = self.lines.iter().any(|line| line.denies);
        let is_duplicate = denies_duplicate(&answered.payment);
        self.duplicates.add(claim, is_duplicate, are_several);
        let sent = answered.found.as_ref().filter(|_| denies_other);
        self.denied_sent.extend(sent.map(|(found, _)| found.claim));
    }

    fn see_zero_paid(&mut self, payment: &PaymentRecord<'_>) {
        let is_primary = Responsibility::of(payment.status).known() == Some(1);
        if is_primary && payment.charge > Money::ZERO && !denies_duplicate(payment) {
            self.zero_paid.denominator += 1;
            self.zero_paid.numerator += u64::from(payment.paid == Money::ZERO);
        }
    }

    /// Counts lines that are denied now, and those of them that our check of the claim finds as the payer does.
    pub(crate) fn add_denials(&mut self, denials: &[Denial]) {
        let of_lines = denials.iter().filter(|denial| denial.line.is_some());
        let known: Vec<&Denial> = of_lines
            .filter(|denial| denial.evidence.matched_by.is_some())
            .collect();
        for line in known.chunk_by(|one, other| one.line == other.line) {
            self.caught.denominator += 1;
            let confirmed =
                |denial: &&Denial| denial.evidence.verdict == EvidenceVerdict::Confirmed;
            self.caught.numerator += u64::from(line.iter().any(confirmed));
        }
    }

    pub(crate) fn by(&self, dictionary: &Dictionary) -> RatesBy {
        let counted = |counters: fn(&Counters) -> &[Counter]| {
            let all = [&self.both, &self.now, &self.first].map(counters);
            let rates = |counters: &[Counter], number: usize| {
                let counter = counters.get(number);
                counter.map_or_else(Rates::default, |counter| counter.rates)
            };
            let most = all.iter().map(|counters| counters.len()).max();
            (0..most.unwrap_or_default())
                .map(|number| {
                    let [both, mut now, mut first] = all.map(|counters| rates(counters, number));
                    now += both;
                    first += both;
                    (number as u32, now, first)
                })
                .filter(|(_, now, first)| now.claims.denominator + first.claims.denominator > 0)
                .collect::<Vec<_>>()
        };
        RatesBy {
            payer: keyed(counted(|all| &all.fields[0]), |value| {
                dictionary.payers.value(value)
            }),
            provider: keyed(counted(|all| &all.fields[1]), |value| {
                dictionary.providers.value(value)
            }),
            location: keyed(counted(|all| &all.fields[2]), |value| {
                dictionary.locations.value(value)
            }),
            pos: keyed(counted(|all| &all.fields[3]), |value| {
                dictionary.places.value(value)
            }),
            family: keyed(counted(|all| &all.fields[4]), family_of),
            month: keyed(counted(|all| &all.months), |month| {
                self.months[month as usize]
            }),
        }
    }

    /// Of what holds now.
    pub(crate) fn now(&self) -> Rates {
        let mut rates = self.both.all.rates;
        rates += self.now.all.rates;
        rates
    }

    /// Of the first answers.
    fn first(&self) -> Rates {
        let mut rates = self.both.all.rates;
        rates += self.first.all.rates;
        rates
    }

    /// Every rate there is a definition of. `submitted` is the number of claims sent, where they are known.
    pub(crate) fn defined(&self, sums: Sums<'_>) -> Vec<DefinedRate> {
        let (now, first) = (self.now(), self.first());
        let duplicates = self.duplicates.ended();
        let answered = first.claims.denominator + duplicates.claims - duplicates.counted;
        let Sums {
            life,
            denied,
            preventable,
            submitted,
            passed,
        } = sums;
        let count = |name, level, part, whole, ratio| DefinedRate {
            name,
            level,
            part,
            whole,
            measure: Measure::Count(ratio),
        };
        let dollars = |name, part, whole, ratio| DefinedRate {
            name,
            level: "dollars",
            part,
            whole,
            measure: Measure::Amount(ratio),
        };
        let ratio = |numerator, denominator| Ratio {
            numerator,
            denominator,
        };
        let money = |numerator, denominator| Ratio {
            numerator,
            denominator,
        };
        let adjudicated = Ratio {
            denominator: answered - duplicates.claims,
            ..first.claims
        };
        let mut all = vec![
            count(
                "initial_denial_claims",
                "claims",
                "claims with a denial in the first answer, other than for being a duplicate",
                "claims with a first decision, but for duplicates and encounters; of several coverages once",
                adjudicated,
            ),
            count(
                "initial_denial_lines",
                "lines",
                "service lines denied in the first answer of a coverage, other than for being a duplicate",
                "service lines in the first decisions of all coverages, but for duplicates and encounters",
                first.lines,
            ),
            dollars(
                "initial_denial_dollars",
                "dollars denied in first answers, other than for being a duplicate; of a claim no more than its charge less what they pay",
                "dollars charged in first decisions, but for duplicates and encounters; of several coverages once",
                first.amount,
            ),
            count(
                "current_denial_claims",
                "claims",
                "claims with a denial that holds",
                "claims with an answer that holds, but for encounters; of several coverages once",
                now.claims,
            ),
            count(
                "current_denial_lines",
                "lines",
                "service lines with a denial that holds",
                "service lines with an answer that holds, of all coverages, but for encounters",
                now.lines,
            ),
            dollars(
                "current_denial_dollars",
                "dollars whose denial holds, of a claim no more than its charge less all that is paid",
                "dollars charged in answers that hold, but for encounters; of several coverages once",
                now.amount,
            ),
            count(
                "zero_paid_primary",
                "payments",
                "payments of nothing by first payers (CLP02 = 1 or 19)",
                "payments by first payers with a charge; copies, duplicates, encounters and superseded ones left out",
                self.zero_paid,
            ),
            count(
                "first_pass",
                "claims",
                "claims paid by the first answer, without denial and without another decision",
                "claims with a first decision, but for encounters",
                ratio(passed, answered),
            ),
            dollars(
                "overturned",
                "dollars of denials in first answers that were paid later",
                "dollars denied in first answers of claims that were decided anew",
                money(life.recovered.amount, life.decided_anew.amount),
            ),
            dollars(
                "recovered",
                "dollars of denials in first answers that were paid later",
                "dollars denied in first answers",
                money(life.recovered.amount, life.first_denied.amount),
            ),
            dollars(
                "preventable",
                "dollars denied that could have been prevented",
                "dollars denied",
                money(preventable, denied),
            ),
            count(
                "would_have_caught",
                "lines",
                "denied lines of which our check of the claim finds what the payer found",
                "denied lines whose claim is known",
                self.caught,
            ),
            count(
                "duplicates",
                "claims",
                "claims whose first answers all deny a duplicate and nothing else",
                "claims with a first decision, but for encounters",
                ratio(duplicates.claims, answered),
            ),
        ];
        if let Some(submitted) = submitted {
            all.push(count(
                "initial_denial_submitted",
                "claims",
                "claims sent with a denial in the first answer, other than for being a duplicate",
                "claims sent",
                ratio(self.denied_sent.len() as u64, submitted),
            ));
        }
        all
    }
}

/// What rates are taken from besides what is counted for them.
pub(crate) struct Sums<'a> {
    pub life: &'a LifeCycle,
    /// Dollars that are denied now.
    pub denied: Money,
    /// Those of them that could have been prevented.
    pub preventable: Money,
    /// Claims sent, where they are known.
    pub submitted: Option<u64>,
    /// Claims paid by the first answer alone.
    pub passed: u64,
}

fn keyed<K: Ord>(
    rates: Vec<(u32, Rates, Rates)>,
    key: impl Fn(u32) -> Option<K>,
) -> Vec<KeyedRates<Option<K>>> {
    let keyed = rates.into_iter().map(|(value, now, first)| KeyedRates {
        key: key(value),
        now,
        first,
    });
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_by(|one, other| one.key.cmp(&other.key));
    keyed
}
