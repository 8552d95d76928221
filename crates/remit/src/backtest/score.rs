//! Calls of rules, counted.

use std::collections::BTreeMap;

use chrono::Datelike;
use remedi_claims::Money;
use remedi_claims::codes::cause::RootCause;
use remedi_validate::rules;

use super::Backtest;
use super::answers::{FirstAnswer, LineDenial};
use crate::evidence::predicts;
use crate::sent::SentFinding;
use crate::{Code, Ratio};

/// A month: year, and month from 1.
pub type Month = (i32, u32);

/// Claims that were answered, by what the rules said of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Claims answered.
    pub claims: u64,
    /// Denied for whatever cause.
    pub denied: u64,
    /// Held, and denied as called.
    pub caught: u64,
    /// Held, and denied for something else.
    pub held_for_other: u64,
    /// Held, and not denied.
    pub wrongly_held: u64,
    /// Not held, and denied for a cause that some rule looks at.
    pub missed: u64,
    /// What was denied as called, of claims that are caught.
    pub amount_caught: Money,
    /// What was denied of claims that are missed, for causes that some rule looks at.
    pub amount_missed: Money,
    /// The charges of the claims that are wrongly held.
    pub amount_wrongly_held: Money,
}

impl Score {
    /// Claims held.
    pub fn held(&self) -> u64 {
        self.caught + self.held_for_other + self.wrongly_held
    }

    /// Claims caught, of all that are held.
    pub fn precision(&self) -> Ratio<u64> {
        Ratio {
            numerator: self.caught,
            denominator: self.held(),
        }
    }

    /// Claims caught, of all that should be.
    pub fn recall(&self) -> Ratio<u64> {
        Ratio {
            numerator: self.caught,
            denominator: self.caught + self.missed,
        }
    }
}

/// Calls of a rule, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Denied as called.
    pub borne_out: u64,
    /// Denied for something else.
    pub off: u64,
    /// Not denied.
    pub unfounded: u64,
}

impl Calls {
    /// All of them.
    pub fn all(&self) -> u64 {
        self.borne_out + self.off + self.unfounded
    }

    fn add(&mut self, fate: Fate) {
        match fate {
            Fate::BorneOut => self.borne_out += 1,
            Fate::Off => self.off += 1,
            Fate::Unfounded => self.unfounded += 1,
        }
    }
}

/// How well a rule would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleScore {
    /// Its code.
    pub rule: &'static str,
    /// The root cause that it finds.
    pub cause: RootCause,
    /// How many of its calls are at error severity.
    pub errors: u64,
    /// Its calls.
    pub calls: Calls,
    /// Denials with codes that it predicts, of which nothing at error severity was called true; `None` when it
    /// predicts none.
    pub missed: Option<u64>,
    /// What was denied as called.
    pub caught: Money,
    /// The charges of claims that it held, and that were not denied: its warnings hold none.
    pub wrongly_held: Money,
    /// Its calls by the month of sending.
    pub months: BTreeMap<Option<Month>, Calls>,
}

impl RuleScore {
    /// Calls borne out, of all.
    pub fn precision(&self) -> Ratio<u64> {
        Ratio {
            numerator: self.calls.borne_out,
            denominator: self.calls.all(),
        }
    }

    /// Calls borne out, of those and the denials that were missed.
    pub fn recall(&self) -> Option<Ratio<u64>> {
        self.missed.map(|missed| Ratio {
            numerator: self.calls.borne_out,
            denominator: self.calls.borne_out + missed,
        })
    }
}

/// What became of a call; the best comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    BorneOut,
    Off,
    Unfounded,
}

/// Whether a denial is what a rule said.
fn bears_out(denial: &LineDenial<'_>, finding: &SentFinding) -> bool {
    let denial = &denial.denial;
    finding.is_fault_of(denial.cause) || predicts(finding, denial.carc, &denial.rarcs)
}

fn fate(answer: &FirstAnswer<'_>, line: Option<usize>, finding: &SentFinding) -> Fate {
    let about = answer.denials.iter().filter(|denial| denial.is_about(line));
    let fates = about.map(|denial| match bears_out(denial, finding) {
        true => Fate::BorneOut,
        false => Fate::Off,
    });
    fates.min().unwrap_or(Fate::Unfounded)
}

/// The causes that some rule looks at.
fn causes_of_rules() -> Vec<RootCause> {
    rules::ALL.iter().map(|rule| rule.cause).collect()
}

pub(super) fn score<'a>(answers: impl Iterator<Item = FirstAnswer<'a>>) -> Backtest {
    let known = causes_of_rules();
    let mut months: BTreeMap<Option<Month>, Score> = BTreeMap::new();
    let mut scores: BTreeMap<&'static str, (RuleScore, SentFinding)> = BTreeMap::new();
    // Denials that nothing at error severity foretold, by their codes.
    let mut unforetold: BTreeMap<(Code, Vec<Code>), u64> = BTreeMap::new();
    let (mut answered, mut days) = (0, None);
    for answer in answers {
        let answer = &answer;
        answered += 1;
        let day = answer.sent_on;
        let month = day.map(|day| (day.year(), day.month()));
        if let Some(day) = day {
            let (first, last) = days.unwrap_or((day, day));
            days = Some((day.min(first), day.max(last)));
        }
        add_claim(months.entry(month).or_default(), answer, &known);
        let foretold = |denial: &LineDenial<'_>| {
            answer.calls().any(|(line, finding)| {
                finding.is_error && denial.is_about(line) && bears_out(denial, finding)
            })
        };
        for denial in answer.denials.iter().filter(|denial| !foretold(denial)) {
            let codes = (denial.denial.carc, denial.denial.rarcs.clone());
            *unforetold.entry(codes).or_default() += 1;
        }
        let mut held_by: Vec<&'static str> = Vec::new();
        for (line, finding) in answer.calls() {
            let (score, _) = scores
                .entry(finding.rule)
                .or_insert_with(|| (RuleScore::new(finding), *finding));
            let fate = fate(answer, line, finding);
            score.errors += u64::from(finding.is_error);
            score.calls.add(fate);
            score.months.entry(month).or_default().add(fate);
            if !held_by.contains(&finding.rule) {
                held_by.push(finding.rule);
                score.add_dollars(answer, finding);
            }
        }
    }
    let mut rules: Vec<RuleScore> = scores
        .into_values()
        .map(|(mut score, finding)| {
            let own = unforetold
                .iter()
                .filter(|((carc, rarcs), _)| predicts(&finding, *carc, rarcs));
            let missed = own.map(|(_, count)| count).sum();
            score.missed = (!finding.predicts.is_empty()).then_some(missed);
            score
        })
        .collect();
    rules.sort_by_key(|score| (std::cmp::Reverse(score.caught), score.rule));
    let overall = months.values().fold(Score::default(), Score::plus);
    Backtest {
        answered,
        days,
        overall,
        months: months.into_iter().collect(),
        rules,
        ..Backtest::default()
    }
}

impl Score {
    fn plus(self, other: &Score) -> Score {
        Score {
            claims: self.claims + other.claims,
            denied: self.denied + other.denied,
            caught: self.caught + other.caught,
            held_for_other: self.held_for_other + other.held_for_other,
            wrongly_held: self.wrongly_held + other.wrongly_held,
            missed: self.missed + other.missed,
            amount_caught: self.amount_caught + other.amount_caught,
            amount_missed: self.amount_missed + other.amount_missed,
            amount_wrongly_held: self.amount_wrongly_held + other.amount_wrongly_held,
        }
    }
}

fn add_claim(score: &mut Score, answer: &FirstAnswer<'_>, known: &[RootCause]) {
    score.claims += 1;
    score.denied += u64::from(!answer.denials.is_empty());
    let errors = || answer.calls().filter(|(_, finding)| finding.is_error);
    let amount = |counts: &dyn Fn(&&LineDenial<'_>) -> bool| -> Money {
        let denials = answer.denials.iter().filter(counts);
        denials.map(|denial| denial.denial.amount).sum()
    };
    let best = errors()
        .map(|(line, finding)| fate(answer, line, finding))
        .min();
    match best {
        Some(Fate::BorneOut) => {
            score.caught += 1;
            score.amount_caught += amount(&|denial| {
                errors().any(|(line, finding)| denial.is_about(line) && bears_out(denial, finding))
            });
        }
        Some(Fate::Off) => score.held_for_other += 1,
        Some(Fate::Unfounded) if answer.denials.is_empty() => {
            score.wrongly_held += 1;
            score.amount_wrongly_held += answer.charge;
        }
        // Another line than those called was denied.
        Some(Fate::Unfounded) => score.held_for_other += 1,
        None => {
            let is_known = |denial: &&LineDenial<'_>| known.contains(&denial.denial.cause);
            score.missed += u64::from(answer.denials.iter().any(|denial| is_known(&denial)));
            score.amount_missed += amount(&is_known);
        }
    }
}

impl RuleScore {
    fn new(finding: &SentFinding) -> RuleScore {
        RuleScore {
            rule: finding.rule,
            cause: finding.cause,
            errors: 0,
            calls: Calls::default(),
            missed: None,
            caught: Money::ZERO,
            wrongly_held: Money::ZERO,
            months: BTreeMap::new(),
        }
    }

    /// The dollars of a claim that the rule called something of, each once.
    fn add_dollars(&mut self, answer: &FirstAnswer<'_>, finding: &SentFinding) {
        let own = || answer.calls().filter(|call| call.1.rule == finding.rule);
        if answer.denials.is_empty() && own().any(|(_, own)| own.is_error) {
            self.wrongly_held += answer.charge;
        }
        let caught = answer.denials.iter().filter(|denial| {
            bears_out(denial, finding) && own().any(|(line, _)| denial.is_about(line))
        });
        self.caught += caught.map(|denial| denial.denial.amount).sum();
    }
}
