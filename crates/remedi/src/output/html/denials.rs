//! The report on denials as a page (`denials --html`).

use std::io::Write;

use askama::Template;
use chrono::NaiveDate;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::codes::pos;
use remedi_claims::{Money, Pos};
use remedi_remit::{
    Action, ActionClaim, CountAndSum, DefinedRate, DenialsSummary, EvidenceVerdict, KeyedRates,
    LifeCycle, Measure, Pattern, Rates, Ratio, RosterFact, Tally, Urgency,
};

use super::figures::{dollars, label, thousands};
use super::pages::{self, Names, PAGES, PageOf};
use super::policy::content_policy;
use super::trend::Trend;
use crate::command::denials::Told;
use crate::exit::Failure;
use crate::output::human::denials::{percent, share};
use crate::output::json::denials::{Fault, faults};

const STYLE: &str = include_str!("../../../templates/denials/page.css");
const SCRIPT: &str = include_str!("../../../templates/denials/page.js");

/// So many actions, patterns and faults stand in the page, so that it opens on a phone.
const ACTIONS: usize = 2_000;
const PATTERNS: usize = 100;
const FAULTS: usize = 200;
/// So many rows has a table of rates.
const KEYED: usize = 500;
/// So many claims of one action are named.
const CLAIMS: usize = 40;
/// So many payers and places has the table of one against the other.
const HEAT: (usize, usize) = (25, 15);

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

/// Payers against places of service.
struct Heat {
    places: Vec<String>,
    rows: Vec<HeatRow>,
    /// Payers and places beyond these.
    more: (usize, usize),
}

struct HeatRow {
    payer: String,
    /// By the place: how strong, and how much.
    cells: Vec<(usize, Option<Money>)>,
    sum: Money,
}

/// What to do.
struct Worklist<'a> {
    rows: Vec<WorkRow<'a>>,
    /// How many actions there are beyond these, and how much of them may be had.
    more: usize,
    more_recoverable: Money,
    denied: Money,
    recoverable: Money,
    owners: Vec<&'static str>,
    routes: Vec<&'static str>,
    causes: Vec<&'static str>,
    urgencies: Vec<&'static str>,
    /// Words and names.
    payers: Vec<(&'a str, String)>,
}

struct WorkRow<'a> {
    action: &'a Action,
    payer: String,
    claims: &'a [ActionClaim],
    more_claims: usize,
}

impl WorkRow<'_> {
    /// The last day, with which of the payer's terms ends on it.
    fn until(&self) -> String {
        let deadline = self.action.deadline;
        deadline.map_or_else(String::new, |last| last.until.to_string())
    }
}

/// A rate with its two numbers, exact and for reading.
struct Rate<'a> {
    defined: &'a DefinedRate,
    percent: String,
    exact: [String; 2],
    shown: [String; 2],
}

impl<'a> Rate<'a> {
    fn new(defined: &'a DefinedRate) -> Rate<'a> {
        match defined.measure {
            Measure::Count(Ratio {
                numerator,
                denominator,
            }) => Rate {
                defined,
                percent: of_count(numerator, denominator),
                exact: [numerator, denominator].map(|count| count.to_string()),
                shown: [numerator, denominator].map(thousands),
            },
            Measure::Amount(Ratio {
                numerator,
                denominator,
            }) => Rate {
                defined,
                percent: share(numerator, denominator),
                exact: [numerator, denominator].map(|amount| amount.to_string()),
                shown: [numerator, denominator].map(dollars),
            },
        }
    }
}

fn of_count(part: u64, whole: u64) -> String {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    percent(count(part), count(whole))
}

/// Rates by one thing.
struct KeyedTable {
    id: &'static str,
    title: &'static str,
    rows: Vec<Keyed>,
    /// How many there are beyond these.
    more: usize,
}

impl KeyedTable {
    fn new(id: &'static str, title: &'static str, mut rows: Vec<Keyed>) -> KeyedTable {
        let more = rows.len().saturating_sub(KEYED);
        if more > 0 {
            rows.sort_by_key(|one| std::cmp::Reverse(one.now.amount.numerator));
            rows.truncate(KEYED);
        }
        KeyedTable {
            id,
            title,
            rows,
            more,
        }
    }
}

/// The rates of what has something in common.
struct Keyed {
    /// The word of JSON; empty where it is not known.
    key: String,
    name: String,
    now: Rates,
    first: Rates,
}

fn keyed<K>(
    rates: &[KeyedRates<Option<K>>],
    word: impl Fn(&K) -> String,
    name: impl Fn(Option<&K>) -> String,
) -> Vec<Keyed> {
    let keyed = rates.iter().map(|one| Keyed {
        key: one.key.as_ref().map(&word).unwrap_or_default(),
        name: name(one.key.as_ref()),
        now: one.now,
        first: one.first,
    });
    keyed.collect()
}

/// The rates by each of what they are told by.
fn rates_by(sums: &DenialsSummary, names: Names<'_>) -> Vec<KeyedTable> {
    let by = &sums.rates_by;
    let or_unknown = |word: Option<String>| word.unwrap_or_else(|| "not known".to_owned());
    let month = |month: &NaiveDate| month.format("%Y-%m").to_string();
    let payers = keyed(&by.payer, ToString::to_string, |id| {
        names.payer(id.map(|id| &**id))
    });
    let providers = keyed(&by.provider, ToString::to_string, |npi| {
        names.provider(npi.copied())
    });
    let places = keyed(&by.pos, ToString::to_string, |pos| place_name(pos.copied()));
    let locations = keyed(&by.location, ToString::to_string, |id| {
        or_unknown(id.map(ToString::to_string))
    });
    let families = keyed(&by.family, ToString::to_string, |family| {
        or_unknown(family.map(|family| label(family)))
    });
    let months = keyed(&by.month, month, |day| or_unknown(day.map(month)));
    vec![
        KeyedTable::new("month", "month", months),
        KeyedTable::new("payer", "payer", payers),
        KeyedTable::new("provider", "provider", providers),
        KeyedTable::new("location", "location", locations),
        KeyedTable::new("pos", "place of service", places),
        KeyedTable::new("family", "family of procedures", families),
    ]
}

/// A place of service with its name.
pub(super) fn place_name(place: Option<Pos>) -> String {
    match place {
        None => "place not known".to_owned(),
        Some(place) => match pos::lookup(place) {
            Some(known) => format!("{place} {}", known.name),
            None => place.to_string(),
        },
    }
}

/// What the roster says, without what stands in the claim: that may be a day of service.
fn roster_row(fact: &RosterFact) -> String {
    let RosterFact { file, line, .. } = fact;
    let mut text = format!("{file}:{line} {}", fact.status);
    if let Some(from) = fact.from {
        text += &format!(" from {from}");
    }
    if let Some(to) = fact.to {
        text += &format!(" to {to}");
    }
    if let Some(failed) = &fact.failed {
        text += &format!("; {} is {}", failed.fact, failed.expected);
    }
    text
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

/// A part of the largest, of a thousand; what is less than nothing has no bar.
fn permille(part: i64, most: i64) -> i64 {
    if part <= 0 || most <= 0 {
        return 0;
    }
    (i128::from(part) * 1000 / i128::from(most)).clamp(1, 1000) as i64
}

fn heat(sums: &DenialsSummary, names: Names<'_>) -> Heat {
    let crossed = &sums.crossed.payer_pos;
    let most = crossed.first().map_or(0, |one| one.tally.amount.cents());
    let places = || sums.by_pos.iter().take(HEAT.1);
    let rows = sums.by_payer.iter().take(HEAT.0).map(|payer| {
        let cells = places().map(|place| {
            let own = crossed
                .iter()
                .find(|one| one.key.0 == payer.key && one.key.1 == place.key);
            let amount = own.map(|own| own.tally.amount);
            let strength = permille(amount.map_or(0, Money::cents), most);
            // Steps that double, so that one large sum does not make all others look alike.
            let step = match strength {
                0 => 0,
                1..=62 => 1,
                63..=125 => 2,
                126..=250 => 3,
                251..=500 => 4,
                _ => 5,
            };
            (step, amount)
        });
        HeatRow {
            payer: names.payer(payer.key.as_deref()),
            cells: cells.collect(),
            sum: payer.tally.amount,
        }
    });
    Heat {
        rows: rows.collect(),
        places: places().map(|one| place_name(one.key)).collect(),
        more: (
            sums.by_payer.len().saturating_sub(HEAT.0),
            sums.by_pos.len().saturating_sub(HEAT.1),
        ),
    }
}

/// Each word once, in order.
fn distinct<T: Ord>(words: impl Iterator<Item = T>) -> Vec<T> {
    let mut words: Vec<T> = words.collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn worklist<'a>(actions: &'a [Action], names: Names<'_>) -> Worklist<'a> {
    let (shown, rest) = actions.split_at(actions.len().min(ACTIONS));
    let rows = shown.iter().map(|action| {
        let claims = &action.claims[..action.claims.len().min(CLAIMS)];
        WorkRow {
            action,
            payer: names.payer(action.payer.as_deref()),
            claims,
            more_claims: action.claims.len() - claims.len(),
        }
    });
    let payers = distinct(
        shown
            .iter()
            .map(|one| one.payer.as_deref().unwrap_or_default()),
    );
    let named = payers.into_iter().map(|payer| {
        let known = Some(payer).filter(|payer| !payer.is_empty());
        (payer, names.payer(known))
    });
    Worklist {
        rows: rows.collect(),
        more: rest.len(),
        more_recoverable: rest.iter().map(|one| one.recoverable).sum(),
        denied: shown.iter().map(|one| one.amount).sum(),
        recoverable: shown.iter().map(|one| one.recoverable).sum(),
        owners: distinct(shown.iter().map(|one| one.owner.as_str())),
        routes: distinct(shown.iter().map(|one| one.route.as_str())),
        causes: distinct(shown.iter().map(|one| one.cause.as_str())),
        urgencies: [
            Urgency::DueSoon,
            Urgency::Open,
            Urgency::NotKnown,
            Urgency::Expired,
        ]
        .map(Urgency::as_str)
        .into(),
        payers: named.collect(),
    }
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
    Ok(Template::write_into(&page, out)?)
}
