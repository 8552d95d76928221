//! When a pattern began.

use chrono::NaiveDate;
use remedi_validate::tail_probability;

use crate::pattern::log_likelihood;

/// The day from which a reason hits the claims of a kind more often than before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Onset {
    /// The first day of service of those after.
    pub from: NaiveDate,
    /// Claims that were hit before, and all claims before.
    pub before: (u64, u64),
    /// Claims that were hit from that day on, and all claims from it on.
    pub after: (u64, u64),
    /// The probability of such a split by chance: of its exact test, times the number of days at which the claims can be
    /// split (Bonferroni).
    pub p_value: f64,
}

/// Above this probability nothing is told.
const SIGNIFICANCE: f64 = 0.01;

/// Claims of a day: those that were hit, and all.
pub(crate) type OfDay = (NaiveDate, (u64, u64));

/// The split of claims by day, in order, at which two rates are likeliest, the later of them the higher one; `None` where chance may have
/// made it, and where the reason hit from the first day on.
pub(crate) fn onset(days: &[OfDay]) -> Option<Onset> {
    let add = |one: (u64, u64), other: &(u64, u64)| (one.0 + other.0, one.1 + other.1);
    let (marked, all) = days
        .iter()
        .fold((0, 0), |sum, (_, of_day)| add(sum, of_day));
    let (mut before, mut splits) = ((0, 0), 0_u32);
    let mut best: Option<(f64, Onset)> = None;
    for &(day, ref of_day) in days {
        if before.1 > 0 {
            splits += 1;
            let after = (marked - before.0, all - before.1);
            let rises = before.0 * after.1 < after.0 * before.1;
            let likelihood = log_likelihood(before.0, before.1) + log_likelihood(after.0, after.1);
            if rises && best.is_none_or(|(most, _)| likelihood > most) {
                let split = Onset {
                    from: day,
                    before,
                    after,
                    p_value: 1.0,
                };
                best = Some((likelihood, split));
            }
        }
        before = add(before, of_day);
    }
    let (_, onset) = best?;
    let (hit, claims) = onset.after;
    let chance = tail_probability(hit, claims, marked, all);
    let p_value = (chance * f64::from(splits)).min(1.0);
    (p_value <= SIGNIFICANCE).then_some(Onset { p_value, ..onset })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A claim a day, from 2025-01-01 on, hit where there is a 1.
    fn of(hits: &str) -> Option<Onset> {
        let first = NaiveDate::from_ymd_opt(2025, 1, 1)?;
        let days = first.iter_days().zip(hits.bytes());
        let days = days.map(|(day, hit)| (day, (u64::from(hit == b'1'), 1)));
        onset(&days.collect::<Vec<_>>())
    }

    #[test]
    fn the_day_of_the_change_is_found() {
        let onset = of("00000000001111111111").expect("a change");
        assert_eq!(onset.from.to_string(), "2025-01-11");
        assert_eq!((onset.before, onset.after), ((0, 10), (10, 10)));
        // One way of C(20, 10), at 19 days to split at.
        assert!((onset.p_value - 19.0 / 184_756.0).abs() < 1e-12);
        let noisy = of("00010000000000111011111111").expect("a change");
        assert_eq!(noisy.from.to_string(), "2025-01-15");
    }

    #[test]
    fn what_was_always_so_or_ended_has_no_onset() {
        for hits in [
            "11111111111111111111",
            "00000000000000000000",
            "11111111110000000000",
            "01010101010101010101",
            "0011",
            "1",
            "",
        ] {
            assert_eq!(of(hits), None, "{hits}");
        }
    }

    #[test]
    fn claims_of_one_day_are_not_split() {
        let day = NaiveDate::from_ymd_opt(2025, 1, 1);
        let days = day.map(|day| (day, (20, 40)));
        assert_eq!(onset(days.as_slice()), None);
    }
}
