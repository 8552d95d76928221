//! Services that one reason hits more often than it hits others.

use std::collections::HashMap;

use chrono::NaiveDate;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{Money, Npi, Pos, ProcedureCode};
use remedi_validate::tail_probability;

use crate::analysis::{Answered, ServiceAt};
use crate::{Code, Denial};

/// A kind of service that a reason code hits more often than chance would have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The payer.
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
    /// Claims of the kind that the reason hit.
    pub claims: u64,
    /// The denied amount.
    pub amount: Money,
    /// How many claims there would be if the reason hit all kinds alike.
    pub expected_claims: f64,
    /// How many times more there are.
    pub lift: f64,
    /// The probability of so many or more by chance.
    pub p_value: f64,
    /// The first payment day with it.
    pub first_seen: Option<NaiveDate>,
}

/// Below this probability a pattern is told.
const SIGNIFICANCE: f64 = 0.05;
/// One claim is no pattern.
const LEAST_CLAIMS: u64 = 2;

/// A kind of service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Cell {
    payer: Option<Box<str>>,
    provider: Option<Npi>,
    location: Option<Box<str>>,
    pos: Option<Pos>,
    procedure: Option<ProcedureCode>,
}

impl Cell {
    fn of(payer: Option<&str>, service: ServiceAt<'_>) -> Cell {
        Cell {
            payer: payer.map(Into::into),
            provider: service.provider,
            location: service.location.map(Into::into),
            pos: service.pos,
            procedure: service.procedure,
        }
    }
}

type Reason = (Code, RootCause);

/// Counts claims by kind of service and by reason. Each claim counts once in each.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    claims: u64,
    cells: HashMap<Cell, u32>,
    /// By cell: how many claims, and the last that was counted.
    of_cell: Vec<Counter>,
    of_reason: HashMap<Reason, Counter>,
    hits: HashMap<(u32, Reason), Hit>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counter {
    claims: u64,
    last: Option<u32>,
}

impl Counter {
    fn count(&mut self, claim: u32) {
        if self.last.replace(claim) != Some(claim) {
            self.claims += 1;
        }
    }
}

#[derive(Debug, Default)]
struct Hit {
    counter: Counter,
    amount: Money,
    first_seen: Option<NaiveDate>,
}

impl Patterns {
    /// Counts a payment that holds, with its denials. Payments of one claim follow each other.
    pub(crate) fn add(
        &mut self,
        claim: u32,
        is_first: bool,
        answered: &Answered<'_>,
        denials: &[Denial],
    ) {
        self.claims += u64::from(is_first);
        let lines = &answered.payment.lines;
        let of_lines: Vec<u32> = (0..lines.len())
            .map(|line| self.cell(claim, answered.payer, answered.service(line)))
            .collect();
        // A claim-level denial is told of the dearest line.
        let dearest = (0..lines.len())
            .rev()
            .max_by_key(|&line| lines[line].charge);
        let of_claim = match dearest {
            Some(line) => of_lines[line],
            None => self.cell(claim, answered.payer, answered.common()),
        };
        for denial in denials {
            let own = Cell {
                payer: denial.payer.clone(),
                provider: denial.provider,
                location: denial.location.clone(),
                pos: denial.pos,
                procedure: denial.procedure,
            };
            let cell = match denial.line {
                Some(_) => self.cells.get(&own).copied().unwrap_or(of_claim),
                None => of_claim,
            };
            let reason = (denial.carc, denial.cause);
            self.of_reason.entry(reason).or_default().count(claim);
            let hit = self.hits.entry((cell, reason)).or_default();
            hit.counter.count(claim);
            hit.amount += denial.amount;
            let days = [hit.first_seen, denial.paid_on];
            hit.first_seen = days.into_iter().flatten().min();
        }
    }

    fn cell(&mut self, claim: u32, payer: Option<&str>, service: ServiceAt<'_>) -> u32 {
        let next = self.cells.len() as u32;
        let cell = *self.cells.entry(Cell::of(payer, service)).or_insert(next);
        if cell == next {
            self.of_cell.push(Counter::default());
        }
        self.of_cell[cell as usize].count(claim);
        cell
    }

    /// The patterns that are not likely by chance, the least likely first.
    pub(crate) fn into_patterns(self) -> Vec<Pattern> {
        let mut cells: Vec<Option<Cell>> = vec![None; self.cells.len()];
        for (cell, index) in self.cells {
            cells[index as usize] = Some(cell);
        }
        let patterns = self.hits.into_iter().filter_map(|((cell, reason), hit)| {
            let found = hit.counter.claims;
            let drawn = self.of_cell[cell as usize].claims;
            let marked = self.of_reason[&reason].claims;
            let expected = drawn as f64 * marked as f64 / self.claims as f64;
            let lift = found as f64 / expected;
            if found < LEAST_CLAIMS || lift <= 1.0 {
                return None;
            }
            let p_value = tail_probability(found, drawn, marked, self.claims);
            let cell = cells[cell as usize].clone()?;
            let (carc, cause) = reason;
            (p_value <= SIGNIFICANCE).then_some(Pattern {
                payer: cell.payer,
                provider: cell.provider,
                location: cell.location,
                pos: cell.pos,
                procedure: cell.procedure,
                carc,
                cause,
                claims: found,
                amount: hit.amount,
                expected_claims: expected,
                lift,
                p_value,
                first_seen: hit.first_seen,
            })
        });
        let mut patterns: Vec<Pattern> = patterns.collect();
        patterns.sort_by(|one, other| {
            let key = |pattern: &Pattern| {
                let Pattern {
                    payer,
                    provider,
                    location,
                    pos,
                    procedure,
                    carc,
                    cause,
                    ..
                } = pattern;
                (
                    payer.clone(),
                    *provider,
                    location.clone(),
                    *pos,
                    *procedure,
                    *carc,
                    *cause,
                )
            };
            one.p_value
                .total_cmp(&other.p_value)
                .then_with(|| other.amount.cmp(&one.amount))
                .then_with(|| key(one).cmp(&key(other)))
        });
        patterns
    }
}
