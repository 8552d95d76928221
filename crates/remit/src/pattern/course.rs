//! The suspects of one reason, taken one after the other.

use std::cmp::Ordering;
use std::mem;

use foldhash::HashMap;

use super::{
    AT_PROCEDURE, ClaimCells, Found, Grouped, Hit, LEAST_HITS, MIXED, NO_KIND, Patterns, Suspect,
    VIEWS, Views, Whole, distinct,
};
use crate::dictionary::Dictionary;
use crate::onset::OfDay;

/// The suspects of one reason, one after the other with the claims of those before left out.
pub(super) struct Course<'p> {
    patterns: &'p Patterns,
    views: &'p Views<'p>,
    claims: &'p GroupedClaims,
    hits: &'p [Hit],
    whole: Whole,
    left: Vec<Suspect>,
    /// By view and kind, the number of the suspect, or [`NO_KIND`].
    by_kind: Vec<Vec<u32>>,
    in_views: Vec<usize>,
    /// By claim, whether it is left out of those that later patterns are looked for in, but for those of [`told_grounds`](Self::told_grounds).
    told: Vec<bool>,
    /// By ground, whether claims of it are left out.
    touched: Vec<bool>,
    /// By ground, the number of the pattern, from 1, that all of its claims were left out with at once; 0 where that was not so.
    told_grounds: Vec<u32>,
    /// How many patterns were taken.
    taken: u32,
    /// By cell and by ground, the claims that are being left out.
    cells: Tallies,
    grounds: Tallies,
    /// By cell, those of them that the reason hit there alone.
    hit_cells: Tallies,
    /// By the number of the day, those that are being left out, and those of them that the reason hit.
    days: Tallies,
    hit_days: Tallies,
}

/// Claims of a kind that has more than one of so many are found by a look at all of them in their order: claims of a cell are far
/// from each other.
const FEW: usize = 16;

/// All claims in groups.
pub(super) struct GroupedClaims {
    /// By cell, the claims that have it.
    of_cells: Grouped,
    /// By ground, the days of the claims of which all cells have it.
    days: Grouped,
}

impl GroupedClaims {
    pub fn of(claims: &ClaimCells, dictionary: &Dictionary) -> GroupedClaims {
        let all = 0..claims.len() as u32;
        let cells = |claim: u32| claims.of(claim).iter().map(move |&cell| (cell, claim));
        let days = claims.grounds.iter().zip(&claims.days);
        let days = days.filter(|(ground, _)| **ground != MIXED);
        GroupedClaims {
            of_cells: Grouped::of(dictionary.cells.len(), all.flat_map(cells)),
            days: Grouped::of(
                dictionary.grounds.len(),
                days.map(|(&ground, &day)| (ground, day)),
            ),
        }
    }
}

/// Counts by number, with the numbers that were counted.
pub(super) struct Tallies {
    counts: Vec<u32>,
    counted: Vec<u32>,
}

impl Tallies {
    pub fn of(numbers: usize) -> Tallies {
        Tallies {
            counts: vec![0; numbers],
            counted: Vec::new(),
        }
    }

    pub fn add(&mut self, number: u32) {
        self.add_many(number, 1);
    }

    fn add_many(&mut self, number: u32, times: u32) {
        let count = &mut self.counts[number as usize];
        if *count == 0 && times > 0 {
            self.counted.push(number);
        }
        *count += times;
    }

    /// Takes the numbers that were counted, with their counts.
    pub fn drain(&mut self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let counts = &mut self.counts;
        let counted = self.counted.drain(..);
        counted.map(|number| (number, mem::take(&mut counts[number as usize])))
    }
}

impl<'p> Course<'p> {
    pub fn new(
        patterns: &'p Patterns,
        views: &'p Views<'p>,
        claims: &'p GroupedClaims,
        suspects: &[Suspect],
    ) -> Course<'p> {
        let reason = suspects[0].reason;
        let from = patterns.hits.partition_point(|hit| hit.reason < reason);
        let to = patterns.hits.partition_point(|hit| hit.reason <= reason);
        let hits = &patterns.hits[from..to];
        let marked = hits.chunk_by(|one, other| one.claim == other.claim);
        let mut in_views: Vec<usize> = suspects.iter().map(|one| one.view).collect();
        in_views.dedup();
        let mut by_kind = vec![Vec::new(); VIEWS];
        for &view in &in_views {
            by_kind[view] = vec![NO_KIND; views.claims[view].len()];
        }
        for (number, one) in (0..).zip(suspects) {
            by_kind[one.view][one.kind as usize] = number;
        }
        Course {
            patterns,
            views,
            claims,
            hits,
            whole: Whole {
                marked: marked.count() as u32,
                all: patterns.claims.len() as u32,
            },
            left: suspects.to_vec(),
            by_kind,
            in_views,
            told: vec![false; patterns.claims.len()],
            touched: vec![false; views.dictionary.grounds.len()],
            told_grounds: vec![0; views.dictionary.grounds.len()],
            taken: 0,
            cells: Tallies::of(views.dictionary.cells.len()),
            grounds: Tallies::of(views.dictionary.grounds.len()),
            hit_cells: Tallies::of(views.dictionary.cells.len()),
            days: Tallies::of(patterns.claims.numbers.len() + 1),
            hit_days: Tallies::of(patterns.claims.numbers.len() + 1),
        }
    }

    /// The patterns, the likeliest first; `limit` is the least likely chance that is told.
    pub fn run(mut self, limit: f64) -> Vec<Found> {
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
        let (views, patterns) = (self.views, self.patterns);
        let of_kind = |cell: u32| views.kind(chosen.view, cell) == chosen.kind;
        let mut found = Found::new(chosen, self.whole);
        let mut suspects = Vec::new();
        self.taken += 1;
        for of_claim in self.hits.chunk_by(|one, other| one.claim == other.claim) {
            let claim = of_claim[0].claim;
            if self.is_told(claim) || !self.is_of_kind(&chosen, claim) {
                continue;
            }
            let own = of_claim.iter().filter(|hit| of_kind(hit.cell));
            own.clone().for_each(|hit| found.add(hit));
            if own.count() > 0 {
                self.hit_days.add(patterns.claims.days[claim as usize]);
            }
            // Most claims are hit in one cell, and cells are hit often.
            let cell = of_claim[0].cell;
            if of_claim.iter().all(|hit| hit.cell == cell) {
                self.hit_cells.add(cell);
            } else {
                self.suspects_of(of_claim.iter().map(|hit| hit.cell), &mut suspects);
                for &number in &suspects {
                    self.left[number as usize].part.found -= 1;
                }
            }
            self.whole.marked -= 1;
        }
        if chosen.view & AT_PROCEDURE == 0 {
            self.leave_out_grounds(&chosen);
        } else if chosen.part.drawn as usize > self.told.len() / FEW {
            for claim in 0..self.told.len() as u32 {
                if !self.is_told(claim) && self.is_of_kind(&chosen, claim) {
                    self.leave_out(claim);
                }
            }
        } else {
            for (cell, &kind) in (0..).zip(&views.kinds[chosen.view]) {
                if kind == chosen.kind {
                    self.leave_out_cell(cell);
                }
            }
        }
        found.days = self.drain_days();
        self.leave_out_counted();
        found
    }

    /// Whether one of the cells of a claim is of a kind.
    fn is_of_kind(&self, chosen: &Suspect, claim: u32) -> bool {
        let (views, claims) = (self.views, &self.patterns.claims);
        match claims.ground_of(claim) {
            Some(ground) if chosen.view & AT_PROCEDURE == 0 => {
                views.kinds[chosen.view][ground as usize] == chosen.kind
            }
            _ => {
                let mut cells = claims.of(claim).iter();
                cells.any(|&cell| views.kind(chosen.view, cell) == chosen.kind)
            }
        }
    }

    /// Leaves a claim out.
    fn leave_out(&mut self, claim: u32) {
        self.told[claim as usize] = true;
        let claims = &self.patterns.claims;
        self.whole.all -= 1;
        self.days.add(claims.days[claim as usize]);
        let cells = claims.of(claim);
        match claims.ground_of(claim) {
            Some(ground) => {
                self.touched[ground as usize] = true;
                self.grounds.add(ground);
                cells.iter().for_each(|&cell| self.cells.add(cell));
            }
            None => {
                let mut suspects = Vec::new();
                self.suspects_of(cells.iter().copied(), &mut suspects);
                for number in suspects {
                    self.left[number as usize].part.drawn -= 1;
                }
            }
        }
    }

    /// Leaves the claims of a kind that grounds tell out. Grounds of which none is left out yet are counted as wholes.
    fn leave_out_grounds(&mut self, chosen: &Suspect) {
        let (views, claims) = (self.views, self.claims);
        let kinds = &views.kinds[chosen.view];
        for (ground, _) in (0..).zip(kinds).filter(|(_, kind)| **kind == chosen.kind) {
            let index = ground as usize;
            if self.touched[index] {
                continue;
            }
            self.touched[index] = true;
            self.told_grounds[index] = self.taken;
            let days = claims.days.of_group(ground);
            days.iter().for_each(|&day| self.days.add(day));
            self.whole.all -= days.len() as u32;
            self.grounds.add_many(ground, days.len() as u32);
        }
        let cells = (0..).zip(&views.dictionary.of_cells);
        for ((cell, &ground), &count) in cells.zip(&views.counted.cells) {
            if kinds[ground as usize] != chosen.kind {
                continue;
            }
            match self.told_grounds[ground as usize] {
                0 => self.leave_out_cell(cell),
                told if told == self.taken => self.cells.add_many(cell, count),
                _ => {}
            }
        }
        for &claim in &views.counted.mixed {
            if !self.told[claim as usize] && self.is_of_kind(chosen, claim) {
                self.leave_out(claim);
            }
        }
    }

    /// Leaves the claims of a cell out.
    fn leave_out_cell(&mut self, cell: u32) {
        let claims = self.claims;
        for &claim in claims.of_cells.of_group(cell) {
            if !self.is_told(claim) {
                self.leave_out(claim);
            }
        }
    }

    /// Whether a claim is left out.
    fn is_told(&self, claim: u32) -> bool {
        let ground = self.patterns.claims.ground_of(claim);
        let told = |ground: u32| self.told_grounds[ground as usize] > 0;
        self.told[claim as usize] || ground.is_some_and(told)
    }

    /// Takes the days of the claims that were left out, in order.
    fn drain_days(&mut self) -> Vec<OfDay> {
        let mut hits: HashMap<u32, u32> = self.hit_days.drain().collect();
        let days = self.days.drain().filter_map(|(number, all)| {
            let hit = hits.remove(&number).unwrap_or_default();
            let day = self.patterns.claims.numbers.value(number)?;
            Some((day, (hit.into(), all.into())))
        });
        let mut days: Vec<OfDay> = days.collect();
        days.sort_unstable();
        days
    }

    /// Leaves the claims out whose cells differ in the procedure alone, and those that the reason hit in one cell.
    fn leave_out_counted(&mut self) {
        let Course {
            views,
            left,
            by_kind,
            in_views,
            cells,
            grounds,
            hit_cells,
            ..
        } = self;
        let suspect = |view: usize, cell: u32| {
            let kind = views.kind(view, cell) as usize;
            let number = by_kind[view].get(kind).copied();
            number.filter(|&number| number != NO_KIND)
        };
        for (cell, count) in hit_cells.drain() {
            for number in in_views.iter().filter_map(|&view| suspect(view, cell)) {
                left[number as usize].part.found -= count;
            }
        }
        let mut leave_out = |view: usize, cell: u32, count: u32| {
            if let Some(number) = suspect(view, cell) {
                left[number as usize].part.drawn -= count;
            }
        };
        let at_procedure = |&view: &usize| view & AT_PROCEDURE != 0;
        for (ground, count) in grounds.drain() {
            let cell = views.dictionary.grounds[ground as usize];
            for view in in_views.iter().copied().filter(|view| !at_procedure(view)) {
                leave_out(view, cell, count);
            }
        }
        for (cell, count) in cells.drain() {
            for view in in_views.iter().copied().filter(at_procedure) {
                leave_out(view, cell, count);
            }
        }
    }

    /// The suspects that cells are of, in the room that is given.
    fn suspects_of(&self, cells: impl Iterator<Item = u32>, room: &mut Vec<u32>) {
        let numbers = cells.flat_map(|cell| {
            let views = self.in_views.iter();
            let number = move |&view: &usize| {
                let kind = self.views.kind(view, cell);
                self.by_kind[view].get(kind as usize).copied()
            };
            views.filter_map(number)
        });
        distinct(room, numbers.filter(|&number| number != NO_KIND));
    }
}

#[cfg(test)]
mod tests {
    use remedi_claims::codes::cause::RootCause;
    use remedi_claims::{Money, Pos, ProcedureCode};

    use super::*;
    use crate::Code;
    use crate::analysis::ServiceAt;

    /// Claims of a few payers, places and procedures, some of them at two places, and one reason that hits one of the places most.
    fn claims(seed: u64) -> (Patterns, Dictionary) {
        let mut state = seed;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            (state >> 33) % below
        };
        let (mut patterns, mut dictionary) = (Patterns::default(), Dictionary::default());
        let reason = (Code::new(b"B7"), RootCause::Credentialing);
        let reason = patterns.reasons.of(Some(&reason));
        for claim in 0..600 {
            let payer = ["A", "B", "C"][draw(3) as usize];
            let mut place = [11, 11, 11, 22, 21][draw(5) as usize];
            for _ in 0..1 + draw(3) {
                if draw(12) == 0 {
                    place = 23;
                }
                let procedure = [b"99213", b"99214", b"97110"][draw(3) as usize];
                let service = ServiceAt {
                    pos: Pos::new(place),
                    procedure: ProcedureCode::parse(procedure),
                    ..ServiceAt::default()
                };
                let cell = dictionary.cell(Some(payer), service);
                if !patterns.claims.open().contains(&cell) {
                    patterns.claims.cells.push(cell);
                }
            }
            for &cell in patterns.claims.open() {
                if draw(if place == 11 { 3 } else { 9 }) == 0 {
                    patterns.hits.push(Hit {
                        reason,
                        claim,
                        cell,
                        amount: Money::ZERO,
                        recoverable: Money::ZERO,
                        paid_on: None,
                    });
                }
            }
            patterns.claims.close(None, &dictionary);
        }
        (patterns, dictionary)
    }

    /// What is left of each suspect when some are taken is what a count of the claims that are left gives.
    #[test]
    fn what_is_left_is_counted_right() {
        let mut taken = 0;
        for seed in 1..40 {
            let (patterns, dictionary) = claims(seed);
            let views = Views::new(&patterns.claims, &dictionary);
            let (suspects, _) = patterns.suspects(&views);
            let all = patterns.claims.len() as u32;
            let grouped = GroupedClaims::of(&patterns.claims, &dictionary);
            let mut course = Course::new(&patterns, &views, &grouped, &suspects);
            let is_of = |one: &Suspect, cell: u32| views.kind(one.view, cell) == one.kind;
            let has = |one: &Suspect, claim: u32| {
                patterns
                    .claims
                    .of(claim)
                    .iter()
                    .any(|&cell| is_of(one, cell))
            };
            let mut told: Vec<Suspect> = Vec::new();
            while let Some(chosen) = course.likeliest(1.0) {
                course.take(chosen);
                told.push(chosen);
                let is_left = |claim: &u32| !told.iter().any(|one| has(one, *claim));
                let left: Vec<u32> = (0..all).filter(is_left).collect();
                assert_eq!(course.whole.all as usize, left.len());
                for one in &course.left {
                    let drawn = left.iter().filter(|&&claim| has(one, claim));
                    let is_hit = |claim: &&u32| {
                        let mut hits = patterns.hits.iter();
                        hits.any(|hit| hit.claim == **claim && is_of(one, hit.cell))
                    };
                    let found = left.iter().filter(is_hit).count();
                    assert_eq!(one.part.drawn as usize, drawn.count(), "{one:?}");
                    assert_eq!(one.part.found as usize, found, "{one:?}");
                }
            }
            taken += told.len();
        }
        assert!(taken > 80, "{taken}");
    }
}
