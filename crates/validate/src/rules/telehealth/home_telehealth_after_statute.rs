use chrono::NaiveDate;
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, rule};
use std::sync::LazyLock;

rule! {
    /// ## What it is
    /// A line for Medicare at 10 is dated on a day on which the law does not let Medicare pay for
    /// telehealth at home: after 2027-12-31. Behavioral care (90785, 90791, 90792, 90832 to 90840, 90845
    /// to 90847, 90853) keeps it for good (TH-17). The gaps of October 2025 and of January 2026
    /// were closed with effect for the past, and pass.
    ///
    /// ## Why it matters
    /// Without a new law the payer denies the line.
    ///
    /// ## What to do
    /// Confirm the law of the day. The days are in `data/telehealth_windows.csv`.
    "TH-14" "home-telehealth-after-statute": Warning, PlaceOfService;
    source: "Social Security Act 1834(m) as extended in 2026 through 2027-12-31; not confirmed beyond",
    from: NaiveDate::from_ymd_opt(2022, 4, 1).unwrap(),
    watch: Line(check),
    cues: [ELSEWHERE],
    message: "Medicare pays for telehealth at home until {until}, and the service is dated {dates}",
    help: "confirm the law of that day before the claim[ (line {line})] goes",
    predicts: [CO "96" "N776"],
    ack: "A8" "249",
    rejected: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20280110~").filed_as("MB"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20271231~").filed_as("MB"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:90834*100*UN*1***1~DTP*472*D8*20280110~").filed_as("MB"),
        Example::claim("CLM*A1*100***10:B:1*Y*A*Y*Y~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20251015~").filed_as("MB"),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let Some(dates) = line.dates.filter(|_| line.is_at(&[10])) else { return };
    let mut outside = [dates.from, dates.to].into_iter().filter_map(|day| paid_until(&WINDOWS, day));
    let Some(until) = outside.next() else { return };
    if claim.is_for_medicare() && family("TH-14", line).is_none() {
        hits.push(Hit::at(line.pos_spot).with("until", until));
    }
}

/// The first and last days of a time in which Medicare pays for telehealth at home.
type Window = (NaiveDate, NaiveDate);

/// The last day before this one on which Medicare paid; `None` when it pays on the day itself, or had not begun to.
fn paid_until(windows: &[Window], day: NaiveDate) -> Option<NaiveDate> {
    if windows.iter().any(|&(from, to)| from <= day && day <= to) {
        return None;
    }
    let ended = windows.iter().map(|&(_, to)| to).filter(|&to| to < day);
    ended.max()
}

static WINDOWS: LazyLock<Vec<Window>> = LazyLock::new(|| {
    let day = |cell: &str| match cell.parse() {
        Ok(day) => day,
        Err(_) => panic!("no date: {cell:?}"),
    };
    let window = |row: &str| match row.split(',').collect::<Vec<_>>()[..] {
        [from, to, _] => (day(from), day(to)),
        _ => panic!("three cells wanted: {row:?}"),
    };
    let table = include_str!("../../../data/telehealth_windows.csv");
    table.lines().skip(1).map(window).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_between_windows_is_judged_by_the_window_before_it() {
        let day = |text: &str| text.parse().unwrap();
        let windows = [
            (day("2023-05-12"), day("2025-09-30")),
            (day("2025-11-13"), day("2026-01-30")),
        ];
        assert_eq!(paid_until(&windows, day("2025-09-30")), None);
        assert_eq!(paid_until(&windows, day("2025-10-01")), Some(day("2025-09-30")));
        assert_eq!(paid_until(&windows, day("2025-11-13")), None);
        assert_eq!(paid_until(&windows, day("2026-01-31")), Some(day("2026-01-30")));
        assert_eq!(paid_until(&windows, day("2020-01-01")), None);
    }

    #[test]
    fn the_windows_follow_each_other_without_a_gap() {
        for pair in WINDOWS.windows(2) {
            assert_eq!(pair[0].1.succ_opt(), Some(pair[1].0));
        }
    }
}
