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

mod course;

use std::{fmt, mem};

use chrono::NaiveDate;
use foldhash::{HashMap, HashMapExt};
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{Money, Npi, Pos, ProcedureCode};
use remedi_validate::{false_discovery_rates_of, tail_probability};

use crate::analysis::{Answered, ServiceAt};
use crate::dictionary::{Cell, Dictionary, FIELDS, Numbers, PROCEDURE};
use crate::onset::{OfDay, Onset, onset};
use crate::{Code, Denial};
use course::{Course, GroupedClaims, Tallies};

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
    /// The part of it whose way on leads to money of the payer, and is still open.
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

/// Claims with the cells of their lines, each cell once a claim.
#[derive(Debug, Default)]
struct ClaimCells {
    /// By claim, the number of the first day of service, else of that of the payment.
    days: Vec<u32>,
    numbers: Numbers<NaiveDate>,
    /// By claim, the ground of its cells, or [`MIXED`].
    grounds: Vec<u32>,
    /// By claim, where its cells end; they start where those of the claim before do.
    ends: Vec<u32>,
    cells: Vec<u32>,
}

/// No ground: the cells of the claim differ in more than the procedure.
const MIXED: u32 = u32::MAX;

impl ClaimCells {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn of(&self, claim: u32) -> &[u32] {
        let claim = claim as usize;
        let start = claim.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start as usize..self.ends[claim] as usize]
    }

    /// The ground that all cells of a claim have, if they have one.
    fn ground_of(&self, claim: u32) -> Option<u32> {
        let ground = self.grounds[claim as usize];
        (ground != MIXED).then_some(ground)
    }

    /// Adds a claim with the cells that were pushed since the last one.
    fn close(&mut self, day: Option<NaiveDate>, dictionary: &Dictionary) {
        self.days.push(self.numbers.of(day.as_ref()));
        let ground = dictionary.ground_of(self.open());
        self.grounds.push(ground.unwrap_or(MIXED));
        self.ends.push(self.cells.len() as u32);
    }

    /// The cells that were pushed since the last claim.
    fn open(&self) -> &[u32] {
        let start = self.ends.last().map_or(0, |&end| end as usize);
        &self.cells[start..]
    }
}

/// How many claims have each cell. The cells of most claims differ in the procedure alone: then views at other fields see one kind,
/// that of their ground, and views at the procedure as many as there are cells.
struct Counted {
    /// By cell, of such claims.
    cells: Vec<u32>,
    /// By ground, of such claims.
    grounds: Vec<u32>,
    /// Other claims.
    mixed: Vec<u32>,
}

impl Counted {
    fn of(claims: &ClaimCells, dictionary: &Dictionary) -> Counted {
        let mut counted = Counted {
            cells: vec![0; dictionary.cells.len()],
            grounds: vec![0; dictionary.grounds.len()],
            mixed: Vec::new(),
        };
        for claim in 0..claims.len() as u32 {
            match claims.ground_of(claim) {
                Some(ground) => {
                    counted.grounds[ground as usize] += 1;
                    let cells = claims.of(claim).iter();
                    cells.for_each(|&cell| counted.cells[cell as usize] += 1);
                }
                None => counted.mixed.push(claim),
            }
        }
        counted
    }
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
    /// All claims; the last is open.
    claims: ClaimCells,
    hits: Vec<Hit>,
    last: Option<LastClaim>,
}

/// The claim whose payments are being counted.
#[derive(Clone, Copy, Debug)]
struct LastClaim {
    claim: u32,
    day: Option<NaiveDate>,
}

impl Patterns {
    /// Counts a payment that holds, with the cells of its lines and its denials, of which it is told whether the payer may still pay them.
    /// Payments of one claim follow each other.
    pub(crate) fn add(
        &mut self,
        claim: u32,
        answered: &Answered<'_>,
        cells: &[u32],
        denials: &[Denial<'_>],
        dictionary: &mut Dictionary,
        recovers: impl Fn(&Denial<'_>) -> bool,
    ) {
        let payment = &answered.payment;
        if self.last.is_none_or(|last| last.claim != claim) {
            self.close(dictionary);
            let sent = answered.found.as_ref().and_then(|(_, claim)| claim.dates);
            let served = payment.dates.or(sent).map(|dates| dates.from);
            self.last = Some(LastClaim {
                claim,
                day: served.or(answered.remittance.paid_on),
            });
        }
        for &cell in cells {
            if !self.claims.open().contains(&cell) {
                self.claims.cells.push(cell);
            }
        }
        if denials.is_empty() {
            return;
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
                location: denial.location,
                pos: denial.pos,
                procedure: denial.procedure,
            };
            let cell = match denial.line {
                Some(_) => dictionary.cell(denial.payer, service),
                None => of_claim,
            };
            let is_known = self.claims.open().contains(&cell);
            let recoverable = if recovers(denial) {
                denial.amount
            } else {
                Money::ZERO
            };
            let reason = self.reasons.of(Some(&(denial.carc, denial.cause)));
            self.hits.push(Hit {
                reason,
                claim: self.claims.len() as u32,
                cell: if is_known { cell } else { of_claim },
                amount: denial.amount,
                recoverable,
                paid_on: denial.paid_on,
            });
        }
    }

    /// Puts the last claim to the others.
    fn close(&mut self, dictionary: &Dictionary) {
        if let Some(LastClaim { day, .. }) = self.last.take() {
            self.claims.close(day, dictionary);
        }
    }

    /// The patterns that are not likely by chance, what recovers most first.
    pub(crate) fn into_patterns(mut self, dictionary: &Dictionary) -> Vec<Pattern> {
        self.close(dictionary);
        if self.hits.is_empty() {
            return Vec::new();
        }
        self.hits
            .sort_by_key(|hit| (hit.reason, hit.claim, hit.cell));
        let views = Views::new(&self.claims, dictionary);
        let (suspects, tests) = self.suspects(&views);
        let probabilities: Vec<f64> = suspects.iter().map(|one| one.p_value).collect();
        let rates = false_discovery_rates_of(&probabilities, tests);
        let told = suspects.into_iter().zip(rates);
        let suspects: Vec<Suspect> = told
            .filter(|(_, rate)| *rate <= FALSE_DISCOVERIES)
            .map(|(suspect, q_value)| Suspect { q_value, ..suspect })
            .collect();
        if suspects.is_empty() {
            return Vec::new();
        }
        let limit = suspects.iter().map(|one| one.p_value).fold(0.0, f64::max);
        let claims = GroupedClaims::of(&self.claims, dictionary);
        let of_reasons = suspects.chunk_by(|one, other| one.reason == other.reason);
        let found: Vec<Found> = of_reasons
            .flat_map(|suspects| Course::new(&self, &views, &claims, suspects).run(limit))
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

    /// Kinds and reasons that meet more often than expected, and how many of them were tested.
    fn suspects(&self, views: &Views<'_>) -> (Vec<Suspect>, u64) {
        let (mut suspects, mut reasons) = (Vec::new(), 0);
        let most = views.claims.iter().map(Vec::len).max().unwrap_or_default();
        let (mut counts, mut kinds, mut seen) = (vec![0_u32; most], Vec::new(), Vec::new());
        let mut cells = Tallies::of(views.dictionary.cells.len());
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
            // Most claims are hit in one cell, and cells are hit often.
            let mut mixed = Vec::new();
            for hits in of_claims() {
                let cell = hits[0].cell;
                match hits.iter().all(|hit| hit.cell == cell) {
                    true => cells.add(cell),
                    false => mixed.push(hits),
                }
            }
            let of_cells: Vec<(u32, u32)> = cells.drain().collect();
            for view in 1..VIEWS {
                let mut count = |kind: u32, claims: u32| {
                    if kind != NO_KIND {
                        let count = &mut counts[kind as usize];
                        if *count == 0 {
                            seen.push(kind);
                        }
                        *count += claims;
                    }
                };
                for &(cell, claims) in &of_cells {
                    count(views.kind(view, cell), claims);
                }
                for hits in &mixed {
                    distinct(
                        &mut kinds,
                        hits.iter().map(|hit| views.kind(view, hit.cell)),
                    );
                    kinds.iter().for_each(|&kind| count(kind, 1));
                }
                let found = seen.drain(..);
                let found = found.map(|kind| (kind, mem::take(&mut counts[kind as usize])));
                for (kind, found) in found.filter(|(_, found)| *found >= LEAST_HITS) {
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
                onset: onset(&own.days),
            })
        });
        told.collect()
    }
}

/// Each value once, in the room that is given.
fn distinct(room: &mut Vec<u32>, values: impl Iterator<Item = u32>) {
    room.clear();
    room.extend(values);
    if room.len() > 1 {
        room.sort_unstable();
        room.dedup();
    }
}

/// The kinds of each view.
struct Views<'d> {
    dictionary: &'d Dictionary,
    counted: Counted,
    /// By view, and by cell where it looks at the procedure, else by ground.
    kinds: Vec<Vec<u32>>,
    /// By view and kind: how many claims, and a cell of the kind. Kinds of few claims are left out.
    claims: Vec<Vec<(u32, u32)>>,
    /// By view and kind, whether it is tested.
    tested: Vec<Vec<bool>>,
    /// How many kinds are tested.
    tests: u64,
}

/// The bit of the views that look at the procedure.
const AT_PROCEDURE: usize = 1 << PROCEDURE;

impl<'d> Views<'d> {
    fn new(claims: &ClaimCells, dictionary: &'d Dictionary) -> Views<'d> {
        let mut views = Views {
            dictionary,
            counted: Counted::of(claims, dictionary),
            kinds: vec![vec![0; dictionary.grounds.len()]],
            claims: vec![Vec::new()],
            tested: vec![Vec::new()],
            tests: 0,
        };
        for view in 1..VIEWS {
            views.look(view, claims);
        }
        views
    }

    /// Adds the next view of all claims.
    fn look(&mut self, view: usize, all: &ClaimCells) {
        let Dictionary { cells, grounds, .. } = self.dictionary;
        let counted = &self.counted;
        // A kind is one of a wider view and a value of the last field.
        let field = view.ilog2() as usize;
        let wider = view ^ 1 << field;
        let at = match view & AT_PROCEDURE {
            0 => grounds.len(),
            _ => cells.len(),
        };
        let (mut claims, mut kinds) = (Vec::new(), Vec::with_capacity(at));
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut look = |kind: u32, cell: u32, count: u32| {
            let value = cells[cell as usize][field];
            if kind == NO_KIND || value == 0 {
                return kinds.push(NO_KIND);
            }
            let next = claims.len() as u32;
            let key = u64::from(kind) << 32 | u64::from(value);
            let kind = *numbers.entry(key).or_insert(next);
            if kind == next {
                claims.push((0, cell));
            }
            claims[kind as usize].0 += count;
            kinds.push(kind);
        };
        if view & AT_PROCEDURE != 0 {
            for (cell, &count) in (0..).zip(&counted.cells) {
                look(self.kind(wider, cell), cell, count);
            }
        } else {
            for (&cell, &count) in grounds.iter().zip(&counted.grounds) {
                look(self.kind(wider, cell), cell, count);
            }
        }
        self.kinds.push(kinds);
        let mut own = Vec::new();
        for &claim in &counted.mixed {
            let cells = all.of(claim).iter();
            distinct(&mut own, cells.map(|&cell| self.kind(view, cell)));
            for &kind in &own {
                if let Some((count, _)) = claims.get_mut(kind as usize) {
                    *count += 1;
                }
            }
        }
        // Of a kind that is too small no narrower one is tested: it need not be known.
        let mut kept = 0;
        let numbers = claims.iter().map(|&(count, _)| {
            let is_kept = count >= LEAST_OF_KIND;
            kept += u32::from(is_kept);
            if is_kept { kept - 1 } else { NO_KIND }
        });
        let numbers: Vec<u32> = numbers.collect();
        let kinds = self.kinds[view].iter_mut();
        for kind in kinds.filter(|kind| **kind != NO_KIND) {
            *kind = numbers[*kind as usize];
        }
        claims.retain(|&(count, _)| count >= LEAST_OF_KIND);
        claims.shrink_to_fit();
        // A kind that holds all claims of a wider one is the same kind.
        let is_own = |&(count, cell): &(u32, u32)| {
            let wider = (0..FIELDS).filter(|field| view & 1 << field != 0);
            wider.map(|field| view ^ 1 << field).all(|wider| {
                let of_wider = match wider {
                    0 => all.len() as u32,
                    wider => self.claims[wider][self.kind(wider, cell) as usize].0,
                };
                of_wider != count
            })
        };
        let tested: Vec<bool> = claims.iter().map(is_own).collect();
        self.tests += tested.iter().filter(|tested| **tested).count() as u64;
        self.tested.push(tested);
        self.claims.push(claims);
    }

    fn kind(&self, view: usize, cell: u32) -> u32 {
        let index = match view & AT_PROCEDURE {
            0 => self.dictionary.ground(cell),
            _ => cell,
        };
        self.kinds[view][index as usize]
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
            let cells = 0..self.dictionary.cells.len() as u32;
            let own = cells.filter(|&cell| self.kind(view, cell) == kind);
            let closest = own.map(|cell| self.kind(closer, cell));
            let alone =
                |&kind: &u32| kind != NO_KIND && self.claims[closer][kind as usize].0 == claims;
            let found = closest.into_iter().find(alone);
            if let Some(closest) = found.filter(|_| closer != view && self.tells(field)) {
                (view, kind) = (closer, closest);
            }
        }
        let (_, cell) = self.claims[view][kind as usize];
        seen(view, &self.dictionary.cells[cell as usize]).unwrap_or_default()
    }

    /// Whether a field may tell claims apart. The payer is worth telling even where there is but one.
    fn tells(&self, field: usize) -> bool {
        const PAYER: usize = 0;
        field == PAYER || self.dictionary.values_of(field) > 1
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
    /// The claims of the kind, by day.
    days: Vec<OfDay>,
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

/// Numbers in groups: those of each group side by side.
struct Grouped {
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Grouped {
    /// Numbers, each with its group, which can be gone through twice.
    fn of(groups: usize, numbered: impl Iterator<Item = (u32, u32)> + Clone) -> Grouped {
        let mut starts = vec![0_u32; groups + 1];
        let count = numbered.clone();
        count.for_each(|(group, _)| starts[group as usize + 1] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let (mut numbers, mut next) = (vec![0; sum as usize], starts.clone());
        numbered.for_each(|(group, number)| {
            let next = &mut next[group as usize];
            numbers[*next as usize] = number;
            *next += 1;
        });
        Grouped { starts, numbers }
    }

    fn of_group(&self, group: u32) -> &[u32] {
        let group = group as usize;
        &self.numbers[self.starts[group] as usize..self.starts[group + 1] as usize]
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
        match expected {
            0.05.. => write!(f, ", {lift:.1} times the {expected:.1} to be expected")?,
            0.005.. => write!(f, ", {lift:.1} times the {expected:.2} to be expected")?,
            _ => f.write_str(", where fewer than 0.01 are to be expected")?,
        }
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
