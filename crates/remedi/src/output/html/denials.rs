//! The report on denials as a page (`denials --html`).

use std::io::{self, Write};

use askama::Template;
use chrono::NaiveDate;
use remedi_claims::Money;
use remedi_claims::codes::cause::RootCause;
use remedi_remit::{
    CountAndSum, DenialsSummary, EvidenceVerdict, LifeCycle, Pattern, Ratio, RosterFact, Tally,
};

use super::figures::permille;
use super::heat::{Heat, heat};
use super::names::Names;
use super::pages::{self, PAGES, PageOf};
use super::policy::content_policy;
use super::rates::{KeyedTable, Rate, of_count, rates_by};
use super::trend::Trend;
use super::worklist::{Worklist, roster_row, worklist};
use crate::command::denials::Told;
use crate::exit::Failure;
use crate::output::human::denials::share;
use crate::output::json::denials::{Fault, faults};
use crate::output::words;

const STYLE: &str = include_str!("../../../templates/denials/page.css");
const SCRIPT: &str = include_str!("../../../templates/denials/page.js");

/// So many patterns and faults stand in the page, so that it opens on a phone.
const PATTERNS: usize = 100;
const FAULTS: usize = 200;

#[derive(Template)]
#[template(path = "denials/page.html")]
struct Page<'a> {
    policy: String,
    style: &'static str,
    script: &'static str,
    version: &'static str,
    as_of: NaiveDate,
    told: &'a Told<'a>,
    sums: &'a DenialsSummary,
    period: String,
    /// What may be had from payers, at most.
    recoverable: Money,
    /// Whether money that was taken back is part of it.
    has_takebacks: bool,
    preventable_share: String,
    credentialing_and_place: Money,
    /// What our check of the sent claims says, with what that means.
    verdicts: [(&'static str, &'static str, Tally); 3],
    /// What became of denials.
    became: [(&'static str, CountAndSum); 6],
    causes: Vec<Cause>,
    trend: Trend,
    heat: Heat,
    patterns: &'a [Pattern],
    more_patterns: usize,
    worklist: Worklist<'a>,
    payers: Vec<PageOf<'a>>,
    providers: Vec<PageOf<'a>>,
    more_payers: usize,
    more_providers: usize,
    rates: Vec<Rate<'a>>,
    rates_by: Vec<KeyedTable>,
    taken_back: Money,
    faults: Vec<Fault<'a>>,
    more_faults: usize,
    show_phi: bool,
}

/// A root cause with what the check of the sent claims says of it.
struct Cause {
    word: &'static str,
    class: &'static str,
    tally: Tally,
    share: String,
    /// Of a thousand, how long its bar is.
    bar: i64,
    confirmed: Money,
    payer_side: Money,
    suspected: Money,
}

fn verdicts(sums: &DenialsSummary) -> [(&'static str, &'static str, Tally); 3] {
    use EvidenceVerdict::{Confirmed, PayerSide, Suspected};
    let of = |verdict: EvidenceVerdict| {
        let own = sums.by_evidence.iter().find(|one| one.key == verdict);
        own.map_or_else(Tally::default, |own| own.tally)
    };
    [
        (
            "Confirmed by our check",
            "the claims had a fault",
            of(Confirmed),
        ),
        (
            "The payer's own fault",
            "claim and roster were right",
            of(PayerSide),
        ),
        ("Suspected", "another cause may be behind it", of(Suspected)),
    ]
}

fn became(life: &LifeCycle) -> [(&'static str, CountAndSum); 6] {
    [
        (
            "denied by the first answer, in part or in all",
            life.first_denied,
        ),
        ("of these decided anew or reversed", life.decided_anew),
        ("paid later, what was denied at first", life.recovered),
        ("denied at first and are still", life.still_denied),
        ("denied by a later answer only", life.denied_later),
        (
            "taken back, with no payment of them in these remittances",
            life.orphan_reversals,
        ),
    ]
}

fn causes(sums: &DenialsSummary) -> Vec<Cause> {
    let most = sums
        .by_cause
        .first()
        .map_or(0, |one| one.tally.amount.cents());
    let by_evidence = |cause: RootCause, verdict: EvidenceVerdict| {
        let all = &sums.crossed.cause_evidence;
        let own = all.iter().find(|one| one.key == (cause, verdict));
        own.map_or(Money::ZERO, |own| own.tally.amount)
    };
    let causes = sums.by_cause.iter().map(|one| Cause {
        word: one.key.as_str(),
        class: match one.key {
            RootCause::Credentialing => "credentialing",
            RootCause::PlaceOfService => "place",
            _ => "other",
        },
        tally: one.tally,
        share: share(one.tally.amount, sums.denied.amount),
        bar: permille(one.tally.amount.cents(), most),
        confirmed: by_evidence(one.key, EvidenceVerdict::Confirmed),
        payer_side: by_evidence(one.key, EvidenceVerdict::PayerSide),
        suspected: by_evidence(one.key, EvidenceVerdict::Suspected),
    });
    causes.collect()
}

/// What templates ask.
impl Page<'_> {
    fn share(&self, part: &Money, whole: &Money) -> String {
        share(*part, *whole)
    }

    fn of_count(&self, ratio: &Ratio<u64>) -> String {
        of_count(ratio.numerator, ratio.denominator)
    }

    fn roster_row(&self, fact: &RosterFact) -> String {
        roster_row(fact)
    }
}

/// The months of what is denied: `2025-03`, `2025-01 to 2025-03`.
fn period(sums: &DenialsSummary) -> String {
    let months = || sums.crossed.month_cause.iter().filter_map(|one| one.key.0);
    let named = |month: NaiveDate| month.format("%Y-%m").to_string();
    match (months().min(), months().max()) {
        (Some(first), Some(last)) if first == last => named(first),
        (Some(first), Some(last)) => format!("{} to {}", named(first), named(last)),
        _ => String::new(),
    }
}

/// How templates show numbers and words.
mod filters {
    use std::fmt::Display;

    use askama::{Result, Values};
    use remedi_claims::Money;

    use crate::output::html::figures;

    #[askama::filter_fn]
    pub(super) fn dollars(amount: &Money, _: &dyn Values) -> Result<String> {
        Ok(figures::dollars(*amount))
    }

    #[askama::filter_fn]
    pub(super) fn thousands(number: &u64, _: &dyn Values) -> Result<String> {
        Ok(figures::thousands(*number))
    }

    #[askama::filter_fn]
    pub(super) fn counted(number: &u64, _: &dyn Values, what: &str) -> Result<String> {
        Ok(figures::counted(*number, what))
    }

    #[askama::filter_fn]
    pub(super) fn chance(value: &f64, _: &dyn Values) -> Result<String> {
        Ok(figures::chance(*value))
    }

    #[askama::filter_fn]
    pub(super) fn label(word: &dyn Display, _: &dyn Values) -> Result<String> {
        Ok(figures::label(&word.to_string()))
    }
}

/// Writes texts without characters that are not seen, which ids and names of an input can have.
struct Seen<'o>(&'o mut dyn Write);

impl Write for Seen<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_hidden = |char| !matches!(char, '\n' | '\t') && words::is_hidden(char);
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(is_hidden) => {
                let seen = text.replace(is_hidden, "\u{fffd}");
                self.0.write_all(seen.as_bytes())?;
            }
            _ => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes the page.
pub(crate) fn write(out: &mut dyn Write, told: &Told<'_>, show_phi: bool) -> Result<(), Failure> {
    let sums = &told.sums;
    let names = Names(told.roster);
    let of_cause = |cause: RootCause| {
        let own = sums.by_cause.iter().find(|one| one.key == cause);
        own.map_or(Money::ZERO, |own| own.tally.amount)
    };
    let mut faults = faults(told);
    let more_faults = faults.len().saturating_sub(FAULTS);
    faults.truncate(FAULTS);
    let page = Page {
        policy: content_policy(STYLE, SCRIPT),
        style: STYLE,
        script: SCRIPT,
        version: env!("CARGO_PKG_VERSION"),
        as_of: told.as_of,
        told,
        sums,
        period: period(sums),
        recoverable: told.worklist.iter().map(|one| one.recoverable).sum(),
        has_takebacks: told.worklist.iter().any(|one| one.taken_back > Money::ZERO),
        preventable_share: share(sums.preventable.amount, sums.denied.amount),
        credentialing_and_place: of_cause(RootCause::Credentialing)
            + of_cause(RootCause::PlaceOfService),
        verdicts: verdicts(sums),
        became: became(&sums.life_cycle),
        causes: causes(sums),
        trend: Trend::new(&sums.crossed),
        heat: heat(sums, names),
        patterns: &sums.patterns[..sums.patterns.len().min(PATTERNS)],
        more_patterns: sums.patterns.len().saturating_sub(PATTERNS),
        worklist: worklist(&told.worklist, names),
        payers: pages::payers(sums, names),
        providers: pages::providers(sums, names),
        more_payers: sums.by_payer.len().saturating_sub(PAGES),
        more_providers: sums.by_provider.len().saturating_sub(PAGES),
        rates: sums.defined_rates.iter().map(Rate::new).collect(),
        rates_by: rates_by(sums, names),
        taken_back: sums.recoupments.iter().map(|one| one.amount).sum(),
        faults,
        more_faults,
        show_phi,
    };
    Ok(Template::write_into(&page, &mut Seen(out))?)
}
