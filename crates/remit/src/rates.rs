//! Denial rates, in every definition in use, each with its numerator and its denominator.
//!
//! A claim of several coverages counts once, and so do its charge and its denied dollars (no more than the charge less all that is
//! paid): its first answer is that of each coverage, and one of them denies it if any does. Lines count by answer. By payer, claims
//! and dollars count with each payer as that payer tells them.
//!
//! Reversals, copies, estimates (CLP02 = 25) and claims that were only passed on (CLP02 = 23) are in no part; claims that were decided and
//! then passed on (19 to 21) are. A first denial for being a duplicate (reason 18) is none, since the claim was paid before: such claims
//! are counted apart.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use remedi_claims::codes::cause;
use remedi_claims::{Money, Npi, Pos};

use crate::analysis::Answered;
use crate::coverage::{Coverages, OpenDollars};
use crate::dictionary::{Dictionary, FIELDS, PAYER, family_of};
use crate::ledger::{Responsibility, denies_duplicate};
use crate::record::Triplet;
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
    fn add(&mut self, claim: u32, line: &Line) {
        let rates = &mut self.rates;
        if self.last.replace(claim) != Some(claim) {
            rates.claims.denominator += 1;
        }
        rates.lines.denominator += u64::from(line.is_line);
        rates.amount.denominator += line.charge;
        if line.denied > Money::ZERO {
            rates.amount.numerator += line.denied;
            if self.last_denied.replace(claim) != Some(claim) {
                rates.claims.numerator += 1;
            }
        }
        rates.lines.numerator += u64::from(line.is_denied);
    }
}

/// A line, or a claim without lines.
#[derive(Clone, Copy, Debug)]
struct Line {
    cell: u32,
    charge: Money,
    denied: Money,
    is_line: bool,
    /// Whether it has a denial of its own.
    is_denied: bool,
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
    months: BTreeMap<Option<NaiveDate>, Counter>,
}

/// Counts rates.
#[derive(Debug)]
pub(crate) struct RateCount<'c> {
    coverages: &'c Coverages,
    /// What may still be denied of claims of several coverages, now and at first.
    open: [OpenDollars<'c>; 2],
    now: Counters,
    first: Counters,
    duplicates: Duplicates,
    zero_paid: Ratio<u64>,
    caught: Ratio<u64>,
}

/// Counts claims of which the first answer denies nothing but duplicates, in whatever parts it comes.
#[derive(Clone, Copy, Debug, Default)]
struct Duplicates {
    /// Those that are complete.
    claims: u64,
    /// The claim that is being looked at, and whether a duplicate and something else is denied of it.
    last: Option<(u32, bool, bool)>,
}

impl Duplicates {
    fn add(&mut self, claim: u32, duplicate: bool, other: bool) {
        match &mut self.last {
            Some((last, has_duplicate, has_other)) if *last == claim => {
                *has_duplicate |= duplicate;
                *has_other |= other;
            }
            last => {
                let before = last.replace((claim, duplicate, other));
                self.claims += u64::from(matches!(before, Some((_, true, false))));
            }
        }
    }

    fn count(&self) -> u64 {
        self.claims + u64::from(matches!(self.last, Some((_, true, false))))
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

impl<'c> RateCount<'c> {
    pub(crate) fn new(coverages: &'c Coverages) -> RateCount<'c> {
        RateCount {
            coverages,
            open: [Answer::Now, Answer::First].map(|answer| coverages.open(answer)),
            now: Counters::default(),
            first: Counters::default(),
            duplicates: Duplicates::default(),
            zero_paid: Ratio::default(),
            caught: Ratio::default(),
        }
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
        let of_claim = denied(&payment.denying, answer);
        let mut lines: Vec<Line> = payment
            .lines
            .iter()
            .zip(cells)
            .map(|(line, &cell)| {
                let denied = denied(&line.denying, answer);
                Line {
                    cell,
                    charge: line.charge,
                    denied,
                    is_line: true,
                    is_denied: denied > Money::ZERO,
                }
            })
            .collect();
        if lines.is_empty() {
            lines.extend(cells.first().map(|&cell| Line {
                cell,
                charge: payment.charge,
                denied: Money::ZERO,
                is_line: false,
                is_denied: false,
            }));
        }
        let dearest = lines.iter_mut().rev().max_by_key(|line| line.charge);
        if let Some(line) = dearest {
            line.denied += of_claim;
        }
        if answer == Answer::First {
            let mut all = payment.lines.iter().map(|line| &line.denying[..]);
            let is_duplicate = |triplets: &[Triplet]| {
                denied(triplets, Answer::Now) > denied(triplets, Answer::First)
            };
            let duplicate = is_duplicate(&payment.denying) || all.any(is_duplicate);
            let other = lines.iter().any(|line| line.denied > Money::ZERO);
            self.duplicates.add(claim, duplicate, other);
        }
        let is_primary = Responsibility::of(payment.status).known() == Some(1);
        let counts = is_primary && !denies_duplicate(payment);
        if answer == Answer::Now && counts && payment.charge > Money::ZERO {
            self.zero_paid.denominator += 1;
            self.zero_paid.numerator += u64::from(payment.paid == Money::ZERO);
        }
        let month = answered.remittance.paid_on.and_then(|day| day.with_day(1));
        let (counters, open) = match answer {
            Answer::Now => (&mut self.now, &mut self.open[0]),
            Answer::First => (&mut self.first, &mut self.open[1]),
        };
        let repeats = self.coverages.repeats(answer, index);
        let are_several = self.coverages.are_several(account);
        let of_month = counters.months.entry(month).or_default();
        // The charges of the lines may not add up to that of the claim, which counts.
        let of_lines: Money = lines.iter().map(|line| line.charge).sum();
        if repeats.is_none() {
            for whole in [&mut *of_month, &mut counters.all] {
                whole.rates.amount.denominator += payment.charge - of_lines;
            }
        }
        for line in &lines {
            // What several coverages charge and deny is one claim's; of a payer it is what that payer says.
            let (mut own, mut once) = (*line, *line);
            if repeats.is_some() {
                once.charge = Money::ZERO;
            }
            if repeats == Some(true) {
                own.charge = Money::ZERO;
            }
            if are_several {
                once.denied = open.take(account, line.denied);
            }
            of_month.add(claim, &once);
            counters.all.add(claim, &once);
            let fields = dictionary.with_family(line.cell);
            for (field, (counters, value)) in counters.fields.iter_mut().zip(fields).enumerate() {
                let value = value as usize;
                if counters.len() <= value {
                    counters.resize(value + 1, Counter::default());
                }
                counters[value].add(claim, if field == PAYER { &own } else { &once });
            }
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
        let field = |field: usize| {
            let (now, first) = (&self.now.fields[field], &self.first.fields[field]);
            let rates = |counters: &[Counter], value: usize| {
                counters
                    .get(value)
                    .map_or_else(Rates::default, |counter| counter.rates)
            };
            (0..now.len().max(first.len()))
                .map(|value| (value as u32, rates(now, value), rates(first, value)))
                .filter(|(_, now, first)| now.claims.denominator + first.claims.denominator > 0)
                .collect::<Vec<_>>()
        };
        let months = self.now.months.keys().chain(self.first.months.keys());
        let months: BTreeSet<Option<NaiveDate>> = months.copied().collect();
        let of_month = |counters: &Counters, month: &Option<NaiveDate>| {
            counters
                .months
                .get(month)
                .map_or_else(Rates::default, |counter| counter.rates)
        };
        RatesBy {
            payer: keyed(field(0), |value| dictionary.payers.value(value)),
            provider: keyed(field(1), |value| dictionary.providers.value(value)),
            location: keyed(field(2), |value| dictionary.locations.value(value)),
            pos: keyed(field(3), |value| dictionary.places.value(value)),
            family: keyed(field(4), family_of),
            month: months
                .iter()
                .map(|month| KeyedRates {
                    key: *month,
                    now: of_month(&self.now, month),
                    first: of_month(&self.first, month),
                })
                .collect(),
        }
    }

    /// Of what holds now.
    pub(crate) fn now(&self) -> Rates {
        self.now.all.rates
    }

    /// Every rate there is a definition of. `submitted` is the number of claims sent, where they are known.
    pub(crate) fn defined(&self, sums: Sums<'_>) -> Vec<DefinedRate> {
        let (now, first) = (self.now.all.rates, self.first.all.rates);
        let duplicates = self.duplicates.count();
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
            denominator: first.claims.denominator - duplicates,
            ..first.claims
        };
        let mut all = vec![
            count(
                "initial_denial_claims",
                "claims",
                "claims with a denial in the first answer, other than for being a duplicate",
                "claims with a first answer, but for duplicates; of several coverages once",
                adjudicated,
            ),
            count(
                "initial_denial_lines",
                "lines",
                "service lines denied in the first answer of a coverage",
                "service lines in the first answers of all coverages",
                first.lines,
            ),
            dollars(
                "initial_denial_dollars",
                "dollars denied in first answers, of a claim no more than its charge less what they pay",
                "dollars charged in first answers; of several coverages once",
                first.amount,
            ),
            count(
                "current_denial_claims",
                "claims",
                "claims with a denial that holds",
                "claims with an answer that holds; of several coverages once",
                now.claims,
            ),
            count(
                "current_denial_lines",
                "lines",
                "service lines with a denial that holds",
                "service lines with an answer that holds, of all coverages",
                now.lines,
            ),
            dollars(
                "current_denial_dollars",
                "dollars whose denial holds, of a claim no more than its charge less all that is paid",
                "dollars charged in answers that hold; of several coverages once",
                now.amount,
            ),
            count(
                "zero_paid_primary",
                "payments",
                "payments of nothing by first payers (CLP02 = 1 or 19)",
                "payments by first payers with a charge, copies, duplicates and superseded ones left out",
                self.zero_paid,
            ),
            count(
                "first_pass",
                "claims",
                "claims paid by the first answer, without denial and without another decision",
                "claims with a first answer",
                ratio(passed, first.claims.denominator),
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
                "claims whose first answer denies nothing but a duplicate",
                "claims with a first answer",
                ratio(duplicates, first.claims.denominator),
            ),
        ];
        if let Some(submitted) = submitted {
            all.push(count(
                "initial_denial_submitted",
                "claims",
                "claims with a denial in the first answer, other than for being a duplicate",
                "claims sent",
                ratio(first.claims.numerator, submitted),
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
