//! Kinds of services that one reason hits more often than it hits others.
//!
//! A kind is told by any of payer, provider, location, place of service and procedure: thirty-one ways to look at the
//! claims. For each kind of five claims or more and each reason that hits three claims or more, Fisher's exact test says
//! how likely so many hits are by chance; kinds that hold the same claims are one kind. What is told is held to a rate
//! of false discoveries over all of these tests (Benjamini and Hochberg 1995).
//!
//! Of kinds that lie in each other the one with the highest likelihood is told (as in the spatial scan statistic,
//! Kulldorff 1997). Its claims are then left out, and the others are told only if they still stand. Those that are told
//! keep the rate by themselves, too.

use std::cmp::Ordering;
use std::fmt;

use chrono::NaiveDate;
use foldhash::{HashMap, HashMapExt};
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{Money, Npi, Pos, ProcedureCode};
use remedi_validate::{false_discovery_rates_of, tail_probability};

use crate::analysis::{Answered, ServiceAt};
use crate::dictionary::{Cell, Dictionary, FIELDS, Numbers};
use crate::onset::{Onset, onset};
use crate::worklist::recovers;
use crate::{Code, Denial};

/// A kind of service that a reason code hits more often than chance would have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The payer; this and the following are `None` where the kind is of any.
    pub payer: Option<Box<str>>,
    /// The provider.
    pub provider: Option<Npi>,
    /// The location of the roster.
    pub location: Option<Box<str>>,
    /// The place of service.
    pub pos: Option<Pos>,
    /// The procedure.
    pub procedure: Option<ProcedureCode>,
    /// The reason code.
    pub carc: Code,
    /// The root cause.
    pub cause: RootCause,
    /// Claims of the kind that the reason hit, those of patterns found before it left out.
    pub claims: u64,
    /// All claims of the kind, those of patterns found before it left out.
    pub of_claims: u64,
    /// The denied amount.
    pub amount: Money,
    /// The part of it whose way on leads to money of the payer.
    pub recoverable: Money,
    /// How many claims there would be if the reason hit all kinds alike.
    pub expected_claims: f64,
    /// How many times more there are.
    pub lift: f64,
    /// The probability of so many or more by chance.
    pub p_value: f64,
    /// The least rate of false discoveries at which it would be told, given all that was tested.
    pub q_value: f64,
    /// The first payment day with it.
    pub first_seen: Option<NaiveDate>,
    /// When it began, where it did not hold from the first claim on.
    pub onset: Option<Onset>,
}

/// So many of the patterns told may be false.
const FALSE_DISCOVERIES: f64 = 0.05;
/// Kinds of fewer claims, and reasons that hit fewer, are not tested: decided by what is given, not by what is found.
const LEAST_OF_KIND: u32 = 5;
const LEAST_OF_REASON: u32 = 3;
/// Fewer hits are no pattern.
const LEAST_HITS: u32 = 3;

/// The ways to look at the claims: a bit for each field.
const VIEWS: usize = 1 << FIELDS;
/// No kind: a field of the view is not known.
const NO_KIND: u32 = u32::MAX;

/// A claim with the kinds of its lines.
#[derive(Clone, Copy, Debug)]
struct ClaimAt {
    /// The first day of service, else that of the payment.
    day: Option<NaiveDate>,
    /// Where its cells begin among those of all claims.
    cells: usize,
}

/// A denial.
#[derive(Clone, Copy, Debug)]
struct Hit {
    reason: u32,
    claim: u32,
    cell: u32,
    amount: Money,
    recoverable: Money,
    paid_on: Option<NaiveDate>,
}

/// Counts claims by kind of service and by reason. Each claim counts once in each.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    reasons: Numbers<(Code, RootCause)>,
    claims: Vec<ClaimAt>,
    /// The cells of all claims, those of one claim each once.
    cells_of: Vec<u32>,
    hits: Vec<Hit>,
    last: Option<u32>,
}

impl Patterns {
    /// Counts a payment that holds, with the cells of its lines and its denials. Payments of one claim follow each other.
    pub(crate) fn add(
        &mut self,
        claim: u32,
        answered: &Answered<'_>,
        cells: &[u32],
        denials: &[Denial],
        dictionary: &mut Dictionary,
    ) {
        let payment = &answered.payment;
        if self.last.replace(claim) != Some(claim) {
            let sent = answered.found.as_ref().and_then(|(_, claim)| claim.dates);
            let served = payment.dates.or(sent).map(|dates| dates.from);
            self.claims.push(ClaimAt {
                day: served.or(answered.remittance.paid_on),
                cells: self.cells_of.len(),
            });
        }
        let own = self.claims.last().map_or(0, |claim| claim.cells);
        for &cell in cells {
            if !self.cells_of[own..].contains(&cell) {
                self.cells_of.push(cell);
            }
        }
        // A claim-level denial is told of the dearest line.
        let lines = &payment.lines;
        let dearest = (0..lines.len())
            .rev()
            .max_by_key(|&line| lines[line].charge);
        let of_claim = cells[dearest.unwrap_or(0)];
        for denial in denials {
            let service = ServiceAt {
                provider: denial.provider,
                location: denial.location.as_deref(),
                pos: denial.pos,
                procedure: denial.procedure,
            };
            let cell = match denial.line {
                Some(_) => dictionary.cell(denial.payer.as_deref(), service),
                None => of_claim,
            };
            let is_known = self.cells_of[own..].contains(&cell);
            let recoverable = if recovers(denial.route) {
                denial.amount
            } else {
                Money::ZERO
            };
            let reason = self.reasons.of(Some(&(denial.carc, denial.cause)));
            self.hits.push(Hit {
                reason,
                claim: self.claims.len() as u32 - 1,
                cell: if is_known { cell } else { of_claim },
                amount: denial.amount,
                recoverable,
                paid_on: denial.paid_on,
            });
        }
    }

    /// The patterns that are not likely by chance, what recovers most first.
    pub(crate) fn into_patterns(mut self, dictionary: &Dictionary) -> Vec<Pattern> {
        self.hits
            .sort_by_key(|hit| (hit.reason, hit.claim, hit.cell));
        let views = Views::new(&self, &dictionary.cells);
        let (suspects, tests) = self.suspects(&views);
        let probabilities: Vec<f64> = suspects.iter().map(|one| one.p_value).collect();
        let rates = false_discovery_rates_of(&probabilities, tests);
        let told = suspects.into_iter().zip(rates);
        let suspects: Vec<Suspect> = told
            .filter(|(_, rate)| *rate <= FALSE_DISCOVERIES)
            .map(|(suspect, q_value)| Suspect { q_value, ..suspect })
            .collect();
        let limit = suspects.iter().map(|one| one.p_value).fold(0.0, f64::max);
        let of_reasons = suspects.chunk_by(|one, other| one.reason == other.reason);
        let found: Vec<Found> = of_reasons
            .flat_map(|suspects| Course::new(&self, &views, suspects).run(limit))
            .collect();
        let found = hold_to_rate(found, tests);
        let mut patterns = self.words_of(found, &views, dictionary);
        patterns.sort_by(|one, other| {
            let money = |pattern: &Pattern| (pattern.recoverable, pattern.amount);
            let by_money = money(other).cmp(&money(one));
            by_money
                .then_with(|| one.p_value.total_cmp(&other.p_value))
                .then_with(|| one.key().cmp(&other.key()))
        });
        patterns
    }

    fn cells_of(&self, claim: usize) -> &[u32] {
        let next = self.claims.get(claim + 1);
        let end = next.map_or(self.cells_of.len(), |next| next.cells);
        &self.cells_of[self.claims[claim].cells..end]
    }

    /// Kinds and reasons that meet more often than expected, and how many of them were tested.
    fn suspects(&self, views: &Views<'_>) -> (Vec<Suspect>, u64) {
        let (mut suspects, mut reasons) = (Vec::new(), 0);
        for hits in self.hits.chunk_by(|one, other| one.reason == other.reason) {
            let of_claims = || hits.chunk_by(|one, other| one.claim == other.claim);
            let marked = of_claims().count() as u32;
            if marked < LEAST_OF_REASON {
                continue;
            }
            reasons += 1;
            let whole = Whole {
                marked,
                all: self.claims.len() as u32,
            };
            for view in 1..VIEWS {
                let mut found: HashMap<u32, u32> = HashMap::new();
                for hits in of_claims() {
                    let kinds = hits.iter().map(|hit| views.kind(view, hit.cell));
                    for kind in distinct(kinds) {
                        *found.entry(kind).or_default() += 1;
                    }
                }
                for (kind, found) in found.into_iter().filter(|(_, found)| *found >= LEAST_HITS) {
                    let Some(drawn) = views.tested(view, kind) else {
                        continue;
                    };
                    let part = Part { found, drawn };
                    if part.lift(whole) > 1.0 {
                        suspects.push(Suspect {
                            reason: hits[0].reason,
                            view,
                            kind,
                            part,
                            p_value: part.p_value(whole),
                            q_value: 1.0,
                        });
                    }
                }
            }
        }
        suspects.sort_by_key(|one| (one.reason, one.view, one.kind));
        (suspects, views.tests * reasons)
    }

    fn words_of(
        &self,
        found: Vec<Found>,
        views: &Views<'_>,
        dictionary: &Dictionary,
    ) -> Vec<Pattern> {
        let told = found.into_iter().filter_map(|own| {
            let Suspect {
                reason, view, kind, ..
            } = own.suspect;
            let cell = views.values(view, kind);
            let (carc, cause) = self.reasons.value(reason)?;
            let (part, whole) = (own.suspect.part, own.whole);
            Some(Pattern {
                payer: dictionary.payers.value(cell[0]),
                provider: dictionary.providers.value(cell[1]),
                location: dictionary.locations.value(cell[2]),
                pos: dictionary.places.value(cell[3]),
                procedure: dictionary.procedures.value(cell[4]),
                carc,
                cause,
                claims: part.found.into(),
                of_claims: part.drawn.into(),
                amount: own.amount,
                recoverable: own.recoverable,
                expected_claims: part.expected(whole),
                lift: part.lift(whole),
                p_value: part.p_value(whole),
                q_value: own.suspect.q_value,
                first_seen: own.first_seen,
                onset: onset(own.days),
            })
        });
        told.collect()
    }
}

/// Each value once.
fn distinct(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// The kinds of each view.
struct Views<'d> {
    cells: &'d [Cell],
    /// By view and cell.
    kinds: Vec<Vec<u32>>,
    /// By view and kind: how many claims, and a cell of the kind.
    claims: Vec<Vec<(u32, u32)>>,
    /// By view and kind, whether it is tested.
    tested: Vec<Vec<bool>>,
    /// How many kinds are tested.
    tests: u64,
}

impl<'d> Views<'d> {
    fn new(patterns: &Patterns, cells: &'d [Cell]) -> Views<'d> {
        let mut views = Views {
            cells,
            kinds: vec![Vec::new()],
            claims: vec![Vec::new()],
            tested: vec![Vec::new()],
            tests: 0,
        };
        // Many claims have the same cells.
        let mut alike: HashMap<&[u32], u32> = HashMap::new();
        for claim in 0..patterns.claims.len() {
            *alike.entry(patterns.cells_of(claim)).or_default() += 1;
        }
        for view in 1..VIEWS {
            views.look(view, &alike, patterns.claims.len() as u32);
        }
        views
    }

    /// Adds the next view of all claims, given by their cells.
    fn look(&mut self, view: usize, alike: &HashMap<&[u32], u32>, all: u32) {
        let mut numbers: HashMap<Cell, u32> = HashMap::new();
        let mut claims: Vec<(u32, u32)> = Vec::new();
        let mut kinds = Vec::with_capacity(self.cells.len());
        for (cell, values) in (0..).zip(self.cells) {
            let Some(values) = seen(view, values) else {
                kinds.push(NO_KIND);
                continue;
            };
            let next = claims.len() as u32;
            let kind = *numbers.entry(values).or_insert(next);
            if kind == next {
                claims.push((0, cell));
            }
            kinds.push(kind);
        }
        for (cells, &count) in alike {
            for kind in distinct(cells.iter().map(|&cell| kinds[cell as usize])) {
                if let Some((claims, _)) = claims.get_mut(kind as usize) {
                    *claims += count;
                }
            }
        }
        // A kind that holds all claims of a wider one is the same kind.
        let is_own = |&(count, cell): &(u32, u32)| {
            let wider = (0..FIELDS).filter(|field| view & 1 << field != 0);
            wider.map(|field| view ^ 1 << field).all(|wider| {
                let of_wider = match wider {
                    0 => all,
                    wider => self.claims[wider][self.kind(wider, cell) as usize].0,
                };
                of_wider != count
            })
        };
        let tested: Vec<bool> = claims
            .iter()
            .map(|kind| kind.0 >= LEAST_OF_KIND && is_own(kind))
            .collect();
        self.tests += tested.iter().filter(|tested| **tested).count() as u64;
        self.tested.push(tested);
        self.kinds.push(kinds);
        self.claims.push(claims);
    }

    fn kind(&self, view: usize, cell: u32) -> u32 {
        self.kinds[view][cell as usize]
    }

    /// How many claims a kind has, if it is tested.
    fn tested(&self, view: usize, kind: u32) -> Option<u32> {
        let is_tested = self.tested[view].get(kind as usize).copied();
        is_tested
            .unwrap_or(false)
            .then(|| self.claims[view][kind as usize].0)
    }

    /// What tells a kind: what the view looks at, and what else all of its claims have in common, but for what all claims
    /// there are have in common. Other fields are 0.
    fn values(&self, view: usize, kind: u32) -> Cell {
        let (mut view, mut kind) = (view, kind);
        for field in 0..FIELDS {
            let (claims, _) = self.claims[view][kind as usize];
            let closer = view | 1 << field;
            let same = self.kinds[view].iter().zip(&self.kinds[closer]);
            let own = same.filter(|(own, closer)| **own == kind && **closer != NO_KIND);
            let alone = |kind: &u32| self.claims[closer][*kind as usize].0 == claims;
            let found = own.map(|(_, closer)| *closer).find(alone);
            if let Some(closest) = found.filter(|_| closer != view && self.tells(field)) {
                (view, kind) = (closer, closest);
            }
        }
        let (_, cell) = self.claims[view][kind as usize];
        seen(view, &self.cells[cell as usize]).unwrap_or_default()
    }

    /// Whether a field may tell claims apart. The payer is worth telling even where there is but one.
    fn tells(&self, field: usize) -> bool {
        const PAYER: usize = 0;
        field == PAYER || self.claims[1 << field].len() > 1
    }
}

/// The fields of a cell that a view looks at, if all of them are known.
fn seen(view: usize, cell: &Cell) -> Option<Cell> {
    let mut seen = [0; FIELDS];
    for (field, &value) in cell.iter().enumerate() {
        if view & 1 << field != 0 {
            if value == 0 {
                return None;
            }
            seen[field] = value;
        }
    }
    Some(seen)
}

/// All claims, and those that a reason hit.
#[derive(Clone, Copy, Debug)]
struct Whole {
    marked: u32,
    all: u32,
}

/// The claims of a kind, and those of them that a reason hit.
#[derive(Clone, Copy, Debug)]
struct Part {
    found: u32,
    drawn: u32,
}

impl Part {
    fn expected(self, whole: Whole) -> f64 {
        f64::from(self.drawn) * f64::from(whole.marked) / f64::from(whole.all)
    }

    fn lift(self, whole: Whole) -> f64 {
        f64::from(self.found) / self.expected(whole)
    }

    fn p_value(self, whole: Whole) -> f64 {
        let Whole { marked, all } = whole;
        tail_probability(
            self.found.into(),
            self.drawn.into(),
            marked.into(),
            all.into(),
        )
    }

    /// How much likelier two rates are than one: the logarithm.
    fn likelihood(self, whole: Whole) -> f64 {
        let Part { found, drawn } = self;
        let Whole { marked, all } = whole;
        log_likelihood(found.into(), drawn.into())
            + log_likelihood((marked - found).into(), (all - drawn).into())
            - log_likelihood(marked.into(), all.into())
    }
}

/// The logarithm of the likelihood of so many hits among so many, at the rate that is likeliest.
pub(crate) fn log_likelihood(found: u64, drawn: u64) -> f64 {
    let part = |count: u64| match count {
        0 => 0.0,
        count => count as f64 * (count as f64 / drawn as f64).ln(),
    };
    part(found) + part(drawn.saturating_sub(found))
}

/// A kind that a reason hits more often than expected.
#[derive(Clone, Copy, Debug)]
struct Suspect {
    reason: u32,
    view: usize,
    kind: u32,
    part: Part,
    p_value: f64,
    q_value: f64,
}

/// A pattern, with what is told of it.
struct Found {
    suspect: Suspect,
    whole: Whole,
    amount: Money,
    recoverable: Money,
    first_seen: Option<NaiveDate>,
    /// The claims of the kind by day, and whether each was hit.
    days: Vec<(NaiveDate, bool)>,
}

impl Found {
    fn new(suspect: Suspect, whole: Whole) -> Found {
        Found {
            suspect,
            whole,
            amount: Money::ZERO,
            recoverable: Money::ZERO,
            first_seen: None,
            days: Vec::new(),
        }
    }

    fn add(&mut self, hit: &Hit) {
        self.amount += hit.amount;
        self.recoverable += hit.recoverable;
        let days = [self.first_seen, hit.paid_on];
        self.first_seen = days.into_iter().flatten().min();
    }
}

/// Those that keep the rate of false discoveries by themselves. A pattern has hundreds of kinds in and around it, all of
/// them suspects; while they count, they make room for as many false ones in a hundred, which are told one by one.
fn hold_to_rate(found: Vec<Found>, tests: u64) -> Vec<Found> {
    let chance = |one: &Found| one.suspect.part.p_value(one.whole);
    let probabilities: Vec<f64> = found
        .iter()
        .map(|one| chance(one).max(one.suspect.p_value))
        .collect();
    let rates = false_discovery_rates_of(&probabilities, tests);
    let held = found.into_iter().zip(rates);
    held.filter(|(_, rate)| *rate <= FALSE_DISCOVERIES)
        .map(|(mut one, rate)| {
            one.suspect.q_value = rate;
            one
        })
        .collect()
}

/// The suspects of one reason, one after the other with the claims of those before left out.
struct Course<'p> {
    patterns: &'p Patterns,
    views: &'p Views<'p>,
    hits: &'p [Hit],
    whole: Whole,
    left: Vec<Suspect>,
    by_kind: HashMap<(usize, u32), usize>,
    in_views: Vec<usize>,
    /// By claim.
    is_told: Vec<bool>,
}

impl<'p> Course<'p> {
    fn new(patterns: &'p Patterns, views: &'p Views<'p>, suspects: &[Suspect]) -> Course<'p> {
        let reason = suspects[0].reason;
        let from = patterns.hits.partition_point(|hit| hit.reason < reason);
        let to = patterns.hits.partition_point(|hit| hit.reason <= reason);
        let hits = &patterns.hits[from..to];
        let marked = hits.chunk_by(|one, other| one.claim == other.claim);
        let kinds = suspects.iter().map(|one| (one.view, one.kind));
        let mut in_views: Vec<usize> = suspects.iter().map(|one| one.view).collect();
        in_views.dedup();
        Course {
            patterns,
            views,
            hits,
            whole: Whole {
                marked: marked.count() as u32,
                all: patterns.claims.len() as u32,
            },
            left: suspects.to_vec(),
            by_kind: kinds.zip(0..).collect(),
            in_views,
            is_told: vec![false; patterns.claims.len()],
        }
    }

    /// The patterns, the likeliest first; `limit` is the least likely chance that is told.
    fn run(mut self, limit: f64) -> Vec<Found> {
        let mut found = Vec::new();
        while let Some(chosen) = self.likeliest(limit) {
            found.push(self.take(chosen));
        }
        found
    }

    fn likeliest(&self, limit: f64) -> Option<Suspect> {
        let stands = |one: &&Suspect| {
            one.part.found >= LEAST_HITS
                && one.part.lift(self.whole) > 1.0
                && one.part.p_value(self.whole) <= limit
        };
        let standing = self.left.iter().filter(stands);
        // Of equal ones the widest, then the first.
        let rank = |one: &Suspect| (one.view.count_ones(), one.view, one.kind);
        let compare = |one: &&Suspect, other: &&Suspect| -> Ordering {
            let likelihood = |one: &Suspect| one.part.likelihood(self.whole);
            let by_likelihood = likelihood(one).total_cmp(&likelihood(other));
            by_likelihood.then_with(|| rank(other).cmp(&rank(one)))
        };
        standing.max_by(compare).copied()
    }

    /// Leaves the claims of a kind out.
    fn take(&mut self, chosen: Suspect) -> Found {
        let views = self.views;
        let of_kind = |cell: u32| views.kind(chosen.view, cell) == chosen.kind;
        let mut found = Found::new(chosen, self.whole);
        let mut hits = self.hits;
        for claim in 0..self.patterns.claims.len() {
            let count = hits.iter().take_while(|hit| hit.claim as usize == claim);
            let (of_claim, rest) = hits.split_at(count.count());
            hits = rest;
            let cells = self.patterns.cells_of(claim);
            if self.is_told[claim] || !cells.iter().any(|&cell| of_kind(cell)) {
                continue;
            }
            self.is_told[claim] = true;
            let own = of_claim.iter().filter(|hit| of_kind(hit.cell));
            own.clone().for_each(|hit| found.add(hit));
            let day = self.patterns.claims[claim].day;
            let is_hit = own.count() > 0;
            found.days.extend(day.map(|day| (day, is_hit)));
            for number in self.suspects_of(cells.iter().copied()) {
                self.left[number].part.drawn -= 1;
            }
            self.whole.all -= 1;
            if !of_claim.is_empty() {
                for number in self.suspects_of(of_claim.iter().map(|hit| hit.cell)) {
                    self.left[number].part.found -= 1;
                }
                self.whole.marked -= 1;
            }
        }
        found
    }

    /// The suspects that cells are of.
    fn suspects_of(&self, cells: impl Iterator<Item = u32>) -> Vec<usize> {
        let kinds = cells.flat_map(|cell| {
            let views = self.in_views.iter();
            views.map(move |&view| (view, self.views.kind(view, cell)))
        });
        let mut found: Vec<usize> = kinds
            .filter_map(|kind| self.by_kind.get(&kind).copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Pattern {
    /// What tells it from others.
    fn key(&self) -> impl Ord + '_ {
        (
            self.payer.as_deref(),
            self.provider,
            self.location.as_deref(),
            self.pos,
            self.procedure,
            self.carc,
            self.cause,
        )
    }
}

impl fmt::Display for Pattern {
    /// In a sentence: who answers what, how often, how often it would be by chance, since when, and what is at stake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.payer {
            Some(payer) => write!(f, "{payer} answers {}", self.carc)?,
            None => write!(f, "Payers answer {}", self.carc)?,
        }
        let (claims, of_claims) = (self.claims, self.of_claims);
        write!(f, " ({}) to {claims} of {of_claims} claims", self.cause)?;
        if let Some(provider) = self.provider {
            write!(f, " of provider {provider}")?;
        }
        if let Some(location) = &self.location {
            write!(f, " at location {location}")?;
        }
        if let Some(pos) = self.pos {
            write!(f, " with POS {pos}")?;
        }
        if let Some(procedure) = self.procedure {
            write!(f, " for {procedure}")?;
        }
        let (expected, lift) = (self.expected_claims, self.lift);
        write!(f, ", {lift:.1} times the {expected:.1} to be expected")?;
        if let Some(onset) = &self.onset {
            let Onset {
                from,
                before,
                after,
                ..
            } = onset;
            write!(
                f,
                "; for services from {from} on {} of {}, before {} of {}",
                after.0, after.1, before.0, before.1
            )?;
        }
        write!(f, ". ${} denied", self.amount)?;
        match self.recoverable {
            Money::ZERO => f.write_str(", none of it to be had from the payer."),
            all if all == self.amount => f.write_str("."),
            part => write!(f, ", ${part} of it may be had from the payer."),
        }
    }
}
