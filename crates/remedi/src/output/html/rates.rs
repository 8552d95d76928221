//! Denial rates with what they count.

use chrono::NaiveDate;
use remedi_remit::{DefinedRate, DenialsSummary, KeyedRates, Measure, Rates, Ratio};

use super::figures::{dollars, label, thousands};
use super::names::{Names, place_name};
use crate::output::human::denials::{percent, share};

/// So many rows has a table.
const ROWS: usize = 500;

/// A rate with its two numbers, exact and for reading.
pub(super) struct Rate<'a> {
    pub(super) defined: &'a DefinedRate,
    pub(super) percent: String,
    pub(super) exact: [String; 2],
    pub(super) shown: [String; 2],
}

impl<'a> Rate<'a> {
    pub(super) fn new(defined: &'a DefinedRate) -> Rate<'a> {
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

pub(super) fn of_count(part: u64, whole: u64) -> String {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    percent(count(part), count(whole))
}

/// Rates by one thing.
pub(super) struct KeyedTable {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) rows: Vec<Keyed>,
    /// How many there are beyond these.
    pub(super) more: usize,
}

impl KeyedTable {
    pub(super) fn new(id: &'static str, title: &'static str, mut rows: Vec<Keyed>) -> KeyedTable {
        let more = rows.len().saturating_sub(ROWS);
        if more > 0 {
            rows.sort_by_key(|one| std::cmp::Reverse(one.now.amount.numerator));
            rows.truncate(ROWS);
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
pub(super) struct Keyed {
    /// The word of JSON; empty where it is not known.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) now: Rates,
    pub(super) first: Rates,
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
pub(super) fn rates_by(sums: &DenialsSummary, names: Names<'_>) -> Vec<KeyedTable> {
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
