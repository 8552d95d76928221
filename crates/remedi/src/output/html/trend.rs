//! What was denied month by month, as columns of a drawing.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use remedi_claims::Money;
use remedi_claims::codes::cause::RootCause;
use remedi_remit::Crossed;

use super::figures::dollars;

/// Height of the drawing for the largest month.
const HEIGHT: i64 = 180;
/// Room above for the number over the highest column.
const ABOVE: i64 = 20;
/// Width of all months, where that leaves each of them a width between these.
const WIDTH: i64 = 1200;
const STEP: (i64, i64) = (36, 84);
/// Months without denials between two others are drawn up to this many in all.
const MONTHS: usize = 120;

/// The parts that a month is told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) credentialing: Money,
    pub(super) place: Money,
    pub(super) other: Money,
}

impl Parts {
    fn add(&mut self, cause: RootCause, amount: Money) {
        *match cause {
            RootCause::Credentialing => &mut self.credentialing,
            RootCause::PlaceOfService => &mut self.place,
            _ => &mut self.other,
        } += amount;
    }

    fn sum(&self) -> Money {
        self.credentialing + self.place + self.other
    }
}

/// A part of a column.
pub(super) struct Block {
    pub(super) class: &'static str,
    pub(super) y: i64,
    pub(super) height: i64,
}

/// A month.
pub(super) struct Column {
    /// Such as `2025-03`; `no date` where payments have none.
    pub(super) month: String,
    /// Both parts of it.
    pub(super) below: (String, String),
    pub(super) parts: Parts,
    pub(super) sum: Money,
    /// The sum in few characters, such as `$12.3k`.
    pub(super) short: String,
    pub(super) x: i64,
    pub(super) middle: i64,
    pub(super) top: i64,
    pub(super) blocks: Vec<Block>,
}

/// The drawing.
pub(super) struct Trend {
    pub(super) columns: Vec<Column>,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) base: i64,
    /// The width of a column.
    pub(super) column: i64,
    /// What it shows, for those who do not see it.
    pub(super) told: String,
}

impl Trend {
    /// The months of what is denied, those between them included.
    pub(super) fn new(crossed: &Crossed) -> Trend {
        let mut months: BTreeMap<NaiveDate, Parts> = BTreeMap::new();
        let mut undated = Parts::default();
        for one in &crossed.month_cause {
            let (month, cause) = one.key;
            let parts = match month {
                Some(month) => months.entry(month).or_default(),
                None => &mut undated,
            };
            parts.add(cause, one.tally.amount);
        }
        fill(&mut months);
        let named = months
            .iter()
            .map(|(month, parts)| (month.format("%Y-%m").to_string(), *parts));
        let mut named: Vec<(String, Parts)> = named.collect();
        let told = told(&named);
        if undated != Parts::default() {
            named.push(("no date".to_owned(), undated));
        }
        let sums = named.iter().map(|(_, parts)| parts.sum());
        let most = sums.max().unwrap_or(Money::ZERO);
        let base = ABOVE + HEIGHT;
        let step = (WIDTH / named.len().max(1) as i64).clamp(STEP.0, STEP.1);
        let column = step * 5 / 8;
        let columns = named.iter().zip(0..).map(|((month, parts), place)| {
            let x = place * step + (step - column) / 2;
            let blocks = blocks(parts, most, base);
            Column {
                below: below(month),
                month: month.clone(),
                parts: *parts,
                sum: parts.sum(),
                short: short(parts.sum()),
                x,
                middle: x + column / 2,
                top: blocks.iter().map(|block| block.y).min().unwrap_or(base),
                blocks,
            }
        });
        Trend {
            columns: columns.collect(),
            width: named.len() as i64 * step,
            height: base + 40,
            base,
            column,
            told,
        }
    }
}

/// A month in two lines: `03`, `2025`.
fn below(month: &str) -> (String, String) {
    match month.split_once('-') {
        Some((year, month)) => (month.to_owned(), year.to_owned()),
        None => (month.to_owned(), String::new()),
    }
}

/// Adds the months between the first and the last one.
fn fill(months: &mut BTreeMap<NaiveDate, Parts>) {
    let (Some(&first), Some(&last)) = (months.keys().next(), months.keys().next_back()) else {
        return;
    };
    let all = std::iter::successors(Some(first), |month| {
        month.checked_add_months(Months::new(1))
    });
    let all: Vec<NaiveDate> = all
        .take_while(|month| *month <= last)
        .take(MONTHS + 1)
        .collect();
    // A wrong year would draw centuries.
    if all.len() <= MONTHS {
        for month in all {
            months.entry(month).or_default();
        }
    }
}

/// The parts from the base up. What is given back more than denied is not drawn; the table tells it.
fn blocks(parts: &Parts, most: Money, base: i64) -> Vec<Block> {
    let mut y = base;
    let all = [
        ("credentialing", parts.credentialing),
        ("place", parts.place),
        ("other", parts.other),
    ];
    let drawn = all.into_iter().filter(|(_, amount)| *amount > Money::ZERO);
    drawn
        .map(|(class, amount)| {
            let height = i128::from(amount.cents()) * i128::from(HEIGHT);
            let height = (height / i128::from(most.cents().max(1))).max(1);
            let height = i64::try_from(height).unwrap_or(HEIGHT).min(HEIGHT);
            y -= height;
            Block { class, y, height }
        })
        .collect()
}

/// Dollars in few characters: `$812`, `$12.3k`, `$1.2M`.
pub(super) fn short(amount: Money) -> String {
    let sign = if amount < Money::ZERO { "-" } else { "" };
    let cents = amount.cents().unsigned_abs();
    let rounded = |unit: u64| (cents + unit / 2) / unit;
    let one_place =
        |tenths: u64, letter: char| format!("{sign}${}.{}{letter}", tenths / 10, tenths % 10);
    match (rounded(100), rounded(10_000)) {
        (dollars @ 0..1_000, _) => format!("{sign}${dollars}"),
        (_, tenths @ 0..10_000) => one_place(tenths, 'k'),
        _ => one_place(rounded(10_000_000), 'M'),
    }
}

fn told(months: &[(String, Parts)]) -> String {
    let Some((highest, parts)) = months.iter().rev().max_by_key(|(_, parts)| parts.sum()) else {
        return "Denied in payments without a date.".to_owned();
    };
    let most = dollars(parts.sum());
    match months {
        [(first, _), .., (last, _)] => {
            format!("Denied from {first} to {last}, by month; most in {highest} with {most}.")
        }
        _ => format!("Denied in {highest}: {most}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use remedi_remit::{Share, Tally};

    fn crossed(amounts: &[(Option<&str>, RootCause, i64)]) -> Crossed {
        let month_cause = amounts.iter().map(|(month, cause, cents)| Share {
            key: (month.and_then(|day| day.parse().ok()), *cause),
            tally: Tally {
                amount: Money::from_cents(*cents),
                ..Tally::default()
            },
        });
        Crossed {
            month_cause: month_cause.collect(),
            ..Crossed::default()
        }
    }

    #[test]
    fn months_between_are_drawn_and_those_without_date_come_last() {
        let trend = Trend::new(&crossed(&[
            (Some("2025-03-01"), RootCause::Credentialing, 10_000),
            (None, RootCause::Coding, 500),
            (Some("2025-01-01"), RootCause::PlaceOfService, 5_000),
            (Some("2025-03-01"), RootCause::Coding, 10_000),
        ]));
        let months: Vec<_> = trend.columns.iter().map(|one| &*one.month).collect();
        assert_eq!(months, ["2025-01", "2025-02", "2025-03", "no date"]);
        let march = &trend.columns[2];
        let drawn: Vec<_> = march
            .blocks
            .iter()
            .map(|one| (one.class, one.height))
            .collect();
        assert_eq!(drawn, [("credentialing", 90), ("other", 90)]);
        assert_eq!(march.top, ABOVE);
        assert_eq!(trend.columns[0].blocks[0].height, 45);
        assert!(trend.columns[1].blocks.is_empty());
        assert_eq!(
            trend.told,
            "Denied from 2025-01 to 2025-03, by month; most in 2025-03 with $200.00."
        );
    }

    #[test]
    fn a_wrong_century_is_not_filled() {
        let trend = Trend::new(&crossed(&[
            (Some("1925-03-01"), RootCause::Coding, 1),
            (Some("2025-03-01"), RootCause::Coding, 1),
        ]));
        assert_eq!(trend.columns.len(), 2);
    }

    #[test]
    fn nothing_and_less_than_nothing_are_not_drawn() {
        assert!(Trend::new(&Crossed::default()).columns.is_empty());
        let trend = Trend::new(&crossed(&[(Some("2025-03-01"), RootCause::Coding, -100)]));
        assert!(trend.columns[0].blocks.is_empty());
        assert_eq!(trend.columns[0].short, "-$1");
    }

    #[test]
    fn large_sums_are_short() {
        let told = |cents: i64| short(Money::from_cents(cents));
        assert_eq!(told(49), "$0");
        assert_eq!(told(-50_375), "-$504");
        assert_eq!(told(99_949), "$999");
        assert_eq!(told(99_950), "$1.0k");
        assert_eq!(told(1_239_900), "$12.4k");
        assert_eq!(told(99_994_999), "$999.9k");
        assert_eq!(told(99_995_000), "$1.0M");
        assert_eq!(told(125_000_000), "$1.3M");
    }
}
