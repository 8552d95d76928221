//! What became of claims, and denial rates, as JSON.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use remedi_claims::{Money, Npi, Pos};
use remedi_remit::{Category, CountAndSum, KeyedRates, Measure};
use serde::{Serialize, Serializer};

use super::Text;
use super::denials::{Rate, Rates};

#[derive(Serialize)]
pub(super) struct DefinedRate {
    name: &'static str,
    level: &'static str,
    numerator_is: &'static str,
    denominator_is: &'static str,
    #[serde(flatten)]
    value: Value,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Count(Rate<u64>),
    Amount(Rate<Text<Money>>),
}

impl From<&remedi_remit::DefinedRate> for DefinedRate {
    fn from(rate: &remedi_remit::DefinedRate) -> DefinedRate {
        DefinedRate {
            name: rate.name,
            level: rate.level,
            numerator_is: rate.part,
            denominator_is: rate.whole,
            value: match rate.measure {
                Measure::Count(ratio) => Value::Count(ratio.into()),
                Measure::Amount(ratio) => Value::Amount(ratio.into()),
            },
        }
    }
}

#[derive(Serialize)]
pub(super) struct RatesBy<'a> {
    payer: By<'a, Box<str>>,
    provider: By<'a, Npi>,
    location: By<'a, Box<str>>,
    pos: By<'a, Pos>,
    procedure_family: By<'a, &'static str>,
    /// By the day of the payment: `2025-03`.
    month: By<'a, NaiveDate>,
}

/// Rates by key, one of which is made ready at a time.
struct By<'a, K> {
    rates: &'a [KeyedRates<Option<K>>],
    word: fn(&K) -> String,
}

impl<K> Serialize for By<'_, K> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.rates.iter().map(|one| Keyed {
            key: one.key.as_ref().map(self.word),
            current: one.now.into(),
            initial: one.first.into(),
        }))
    }
}

#[derive(Serialize)]
struct Keyed {
    key: Option<String>,
    current: Rates,
    initial: Rates,
}

impl<'a> From<&'a remedi_remit::RatesBy> for RatesBy<'a> {
    fn from(rates: &'a remedi_remit::RatesBy) -> RatesBy<'a> {
        let month = |month: &NaiveDate| month.format("%Y-%m").to_string();
        RatesBy {
            payer: By::of(&rates.payer, ToString::to_string),
            provider: By::of(&rates.provider, ToString::to_string),
            location: By::of(&rates.location, ToString::to_string),
            pos: By::of(&rates.pos, ToString::to_string),
            procedure_family: By::of(&rates.family, ToString::to_string),
            month: By::of(&rates.month, month),
        }
    }
}

impl<'a, K> By<'a, K> {
    fn of(rates: &'a [KeyedRates<Option<K>>], word: fn(&K) -> String) -> By<'a, K> {
        By { rates, word }
    }
}

#[derive(Serialize)]
pub(super) struct Sum {
    claims: u64,
    amount: Text<Money>,
}

impl From<CountAndSum> for Sum {
    fn from(sum: CountAndSum) -> Sum {
        Sum {
            claims: sum.count,
            amount: Text(sum.amount),
        }
    }
}

#[derive(Serialize)]
struct Spread {
    claims: u64,
    median: i64,
    ninth_decile: i64,
    longest: i64,
}

impl From<remedi_remit::Spread> for Spread {
    fn from(spread: remedi_remit::Spread) -> Spread {
        let remedi_remit::Spread {
            claims,
            median,
            ninth_decile,
            longest,
        } = spread;
        Spread {
            claims,
            median,
            ninth_decile,
            longest,
        }
    }
}

#[derive(Serialize)]
struct ProviderAdjustment {
    code: String,
    kind: &'static str,
    count: u64,
    amount: Text<Money>,
}

/// charge = paid + all adjustments + unbalanced.
struct Waterfall(remedi_remit::Waterfall);

impl Serialize for Waterfall {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Waterfall(sums) = self;
        let categories = Category::ALL.map(|one| (one.as_str(), sums.adjustments.get(one)));
        let ends = [("charge", sums.charge), ("paid", sums.paid)];
        let all = ends.into_iter().chain(categories);
        let all = all.chain([("unbalanced", sums.unbalanced)]);
        to.collect_map(all.map(|(name, amount)| (name, Text(amount))))
    }
}

#[derive(Serialize)]
pub(super) struct LifeCycle {
    claims: u64,
    initially_denied: Sum,
    decided_anew: Sum,
    recovered: Sum,
    still_denied: Sum,
    denied_later: Sum,
    outcomes: BTreeMap<&'static str, Sum>,
    orphan_reversals: Sum,
    replacements: Sum,
    voids: u64,
    duplicates: Sum,
    by_responsibility: BTreeMap<&'static str, Sum>,
    current: Waterfall,
    days_from_service_to_payment: Spread,
    days_from_sending_to_payment: Spread,
    provider_adjustments: Vec<ProviderAdjustment>,
    forward_balance: Text<Money>,
    interest: Text<Money>,
}

impl From<&remedi_remit::LifeCycle> for LifeCycle {
    fn from(all: &remedi_remit::LifeCycle) -> LifeCycle {
        let outcomes = all.outcomes.iter();
        let places = all.by_responsibility.iter().map(|(place, sum)| {
            let name = match place {
                1 => "primary",
                2 => "secondary",
                _ => "tertiary",
            };
            (name, (*sum).into())
        });
        let moves = all.provider_adjustments.iter();
        LifeCycle {
            claims: all.claims,
            initially_denied: all.first_denied.into(),
            decided_anew: all.decided_anew.into(),
            recovered: all.recovered.into(),
            still_denied: all.still_denied.into(),
            denied_later: all.denied_later.into(),
            outcomes: outcomes
                .map(|(outcome, sum)| (outcome.as_str(), (*sum).into()))
                .collect(),
            orphan_reversals: all.orphan_reversals.into(),
            replacements: all.replacements.into(),
            voids: all.voids,
            duplicates: all.duplicates.into(),
            by_responsibility: places.collect(),
            current: Waterfall(all.now),
            days_from_service_to_payment: all.from_service.into(),
            days_from_sending_to_payment: all.from_sent.into(),
            provider_adjustments: moves
                .map(|one| ProviderAdjustment {
                    code: one.code.to_string(),
                    kind: one.kind.as_str(),
                    count: one.sum.count,
                    amount: Text(one.sum.amount),
                })
                .collect(),
            forward_balance: Text(all.forward_balance),
            interest: Text(all.interest),
        }
    }
}
