use chrono::NaiveDate;
use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::procedure_places::family;
use crate::rule::{Hit, Hits, rule};
use std::sync::LazyLock;

rule! {
    /// ## What it is
    /// A line for Medicare at 10 is dated after the day until which the law lets Medicare pay for
    /// telehealth at home, 2027-12-31. Behavioral care (90785, 90791, 90792, 90832 to 90840, 90845
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
    let Some(until) = *HOME_UNTIL else { return };
    if until < dates.to && claim.is_for_medicare() && family("TH-14", line).is_none() {
        hits.push(Hit::at(line.pos_spot).with("until", until));
    }
}

/// The last day of the last window in which Medicare pays for telehealth at home.
static HOME_UNTIL: LazyLock<Option<NaiveDate>> = LazyLock::new(|| {
    let table = include_str!("../../../data/telehealth_windows.csv");
    let last = table.lines().skip(1).filter_map(|row| row.split(',').nth(1));
    let days = last.map(|day| match day.parse() {
        Ok(day) => day,
        Err(_) => panic!("no date: {day:?}"),
    });
    days.max()
});
