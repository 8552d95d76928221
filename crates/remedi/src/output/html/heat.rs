//! Payers against places of service, the stronger the more is denied.

use remedi_claims::Money;
use remedi_remit::DenialsSummary;

use super::figures::permille;
use super::names::{Names, place_name};

/// So many payers and places has the table.
const SHOWN: (usize, usize) = (25, 15);

/// The table.
pub(super) struct Heat {
    pub(super) places: Vec<String>,
    pub(super) rows: Vec<HeatRow>,
    /// Payers and places beyond these.
    pub(super) more: (usize, usize),
}

pub(super) struct HeatRow {
    pub(super) payer: String,
    /// By the place: how strong, and how much.
    pub(super) cells: Vec<(usize, Option<Money>)>,
    pub(super) sum: Money,
}

pub(super) fn heat(sums: &DenialsSummary, names: Names<'_>) -> Heat {
    let crossed = &sums.crossed.payer_pos;
    let most = crossed.first().map_or(0, |one| one.tally.amount.cents());
    let places = || sums.by_pos.iter().take(SHOWN.1);
    let rows = sums.by_payer.iter().take(SHOWN.0).map(|payer| {
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
            sums.by_payer.len().saturating_sub(SHOWN.0),
            sums.by_pos.len().saturating_sub(SHOWN.1),
        ),
    }
}
