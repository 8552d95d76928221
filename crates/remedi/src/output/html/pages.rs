//! What is denied by each payer, and of each provider.

use remedi_remit::{DenialsSummary, KeyedRates, Pattern, Rates, Share, Tally};

use super::figures::label;
use super::names::{Names, place_name};
use crate::output::json::denials::Word;

/// So many payers and providers get a part of their own.
pub(super) const PAGES: usize = 100;
/// So many rows has a table of such a part.
const ROWS: usize = 8;

/// A row of a small table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) tally: Tally,
}

/// A small table.
pub(super) struct Table {
    pub(super) title: &'static str,
    /// What a row is.
    pub(super) column: &'static str,
    pub(super) rows: Vec<Row>,
    /// How many rows there are beyond these.
    pub(super) more: usize,
}

/// A payer or a provider.
pub(super) struct PageOf<'a> {
    /// Its word in JSON; empty where it is not known.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) tally: Tally,
    /// The denial rates, where it has adjudicated claims.
    pub(super) rates: Option<Rates>,
    pub(super) tables: [Table; 3],
    /// The patterns that name it.
    pub(super) patterns: Vec<&'a Pattern>,
}

/// The rows of one key of what is crossed.
fn table<K: PartialEq, L>(
    [title, column]: [&'static str; 2],
    crossed: &[Share<(K, L)>],
    key: &K,
    name: impl Fn(&L) -> String,
) -> Table {
    let own = || crossed.iter().filter(|one| one.key.0 == *key);
    let rows = own().take(ROWS).map(|one| Row {
        name: name(&one.key.1),
        tally: one.tally,
    });
    Table {
        title,
        column,
        rows: rows.collect(),
        more: own().count().saturating_sub(ROWS),
    }
}

/// The rates of one key, of what holds now.
fn rates<K: PartialEq>(all: &[KeyedRates<K>], key: &K) -> Option<Rates> {
    let own = all.iter().find(|one| one.key == *key);
    own.map(|own| own.now)
}

/// The payers, most dollars first.
pub(super) fn payers<'a>(sums: &'a DenialsSummary, names: Names<'_>) -> Vec<PageOf<'a>> {
    let crossed = &sums.crossed;
    let pages = sums.by_payer.iter().take(PAGES).map(|one| {
        let key = &one.key;
        let own = |pattern: &&Pattern| key.is_some() && pattern.payer == *key;
        PageOf {
            key: key.word().unwrap_or_default(),
            name: names.payer(key.as_deref()),
            tally: one.tally,
            rates: rates(&sums.rates_by.payer, key),
            tables: [
                table(
                    ["causes", "Root cause"],
                    &crossed.payer_cause,
                    key,
                    |cause| label(cause.as_str()),
                ),
                table(
                    ["places of service", "Place"],
                    &crossed.payer_pos,
                    key,
                    |pos| place_name(*pos),
                ),
                table(
                    ["providers", "Provider"],
                    &crossed.payer_provider,
                    key,
                    |npi| names.provider(*npi),
                ),
            ],
            patterns: sums.patterns.iter().filter(own).collect(),
        }
    });
    pages.collect()
}

/// The providers, most dollars first.
pub(super) fn providers<'a>(sums: &'a DenialsSummary, names: Names<'_>) -> Vec<PageOf<'a>> {
    let crossed = &sums.crossed;
    let pages = sums.by_provider.iter().take(PAGES).map(|one| {
        let key = one.key;
        let own = |pattern: &&Pattern| key.is_some() && pattern.provider == key;
        let of_payers = crossed.payer_provider.iter().map(|one| Share {
            key: (one.key.1, one.key.0.as_deref()),
            tally: one.tally,
        });
        PageOf {
            key: key.word().unwrap_or_default(),
            name: names.provider(key),
            tally: one.tally,
            rates: rates(&sums.rates_by.provider, &key),
            tables: [
                table(
                    ["causes", "Root cause"],
                    &crossed.provider_cause,
                    &key,
                    |cause| label(cause.as_str()),
                ),
                table(
                    ["places of service", "Place"],
                    &crossed.provider_pos,
                    &key,
                    |pos| place_name(*pos),
                ),
                table(
                    ["payers", "Payer"],
                    &of_payers.collect::<Vec<_>>(),
                    &key,
                    |payer| names.payer(*payer),
                ),
            ],
            patterns: sums.patterns.iter().filter(own).collect(),
        }
    });
    pages.collect()
}
