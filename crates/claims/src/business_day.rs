//! Business days: Monday to Friday but for the holidays of the federal government (5 U.S.C. 6103).
//!
//! Payers count the days of their windows by them. Holidays follow from the law and not from a list of years: on a
//! Saturday they are kept the day before (6103(b)), on a Sunday the day after (Executive Order 11582). Inauguration Day
//! is kept in and around Washington only, and is none here; nor are days that a president gives off once.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Whether federal offices are closed for a holiday on that day: the day on which it is kept.
///
/// ```
/// use remedi_claims::is_federal_holiday;
/// // Independence Day of 2026 is a Saturday.
/// assert!(is_federal_holiday("2026-07-03".parse().unwrap()));
/// assert!(!is_federal_holiday("2026-07-04".parse().unwrap()));
/// ```
pub fn is_federal_holiday(day: NaiveDate) -> bool {
    holidays_kept_in(day.year()).any(|holiday| holiday == day)
}

/// The days of a year on which holidays are kept, all of them from Monday to Friday.
fn holidays_kept_in(year: i32) -> impl Iterator<Item = NaiveDate> {
    // Those of dates, New Year's Day of the next year too: it may be kept on the last day of this one.
    let fixed = [
        (year, 1, 1, true),
        (year, 6, 19, year >= 2021),
        (year, 7, 4, true),
        (year, 11, 11, true),
        (year, 12, 25, true),
        (year.saturating_add(1), 1, 1, true),
    ];
    let fixed = fixed
        .into_iter()
        .filter(|(.., is_law)| *is_law)
        .filter_map(|(year, month, day, _)| kept_on(NaiveDate::from_ymd_opt(year, month, day)?));
    // Martin Luther King, Jr., since 1986; Washington, Labor Day, Columbus Day, Thanksgiving, as they are since 1971.
    let mondays = [
        (1, Weekday::Mon, 3, year >= 1986),
        (2, Weekday::Mon, 3, true),
        (9, Weekday::Mon, 1, true),
        (10, Weekday::Mon, 2, true),
        (11, Weekday::Thu, 4, true),
    ];
    let moving = mondays
        .into_iter()
        .filter(|(.., is_law)| *is_law)
        .filter_map(move |(month, weekday, nth, _)| {
            NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth)
        });
    // Memorial Day is the last Monday of May.
    let june = NaiveDate::from_weekday_of_month_opt(year, 6, Weekday::Mon, 1);
    let memorial = june.and_then(|monday| monday.checked_sub_days(Days::new(7)));
    let all = fixed.chain(moving).chain(memorial);
    all.filter(move |day| day.year() == year)
}

/// On which day a holiday of a fixed date is kept.
fn kept_on(day: NaiveDate) -> Option<NaiveDate> {
    match day.weekday() {
        Weekday::Sat => day.pred_opt(),
        Weekday::Sun => day.succ_opt(),
        _ => Some(day),
    }
}

/// Whether the day is a business day.
pub fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_federal_holiday(day)
}

/// The last of so many business days after a day, which does not count itself; the day for none. `None` beyond the
/// end of the calendar.
///
/// ```
/// use remedi_claims::business_days_after;
/// // From a Friday over a weekend and Labor Day.
/// let friday = "2025-08-29".parse().unwrap();
/// assert_eq!(business_days_after(friday, 2), "2025-09-03".parse().ok());
/// ```
pub fn business_days_after(day: NaiveDate, count: u32) -> Option<NaiveDate> {
    let mut last = day;
    for _ in 0..count {
        last = last.succ_opt()?;
        while !is_business_day(last) {
            last = last.succ_opt()?;
        }
    }
    Some(last)
}

/// The day itself where it is a business day, else the last one before it.
pub fn last_business_day_by(day: NaiveDate) -> NaiveDate {
    let before = (0..).map_while(|days| day.checked_sub_days(Days::new(days)));
    let mut before = before.take_while(|one| (day - *one).num_days() < 7);
    before.find(|day| is_business_day(*day)).unwrap_or(day)
}

/// How many business days there are after a day up to another, that one included; negative when it is before.
///
/// ```
/// use remedi_claims::business_days_between;
/// let (friday, tuesday) = ("2025-08-29".parse().unwrap(), "2025-09-02".parse().unwrap());
/// assert_eq!(business_days_between(friday, tuesday), 1);
/// assert_eq!(business_days_between(tuesday, friday), -1);
/// ```
pub fn business_days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    if to < from {
        return -business_days_between(to, from);
    }
    let within = |day: &NaiveDate| from < *day && *day <= to;
    let holidays = (from.year()..=to.year()).flat_map(holidays_kept_in);
    weekdays_through(to) - weekdays_through(from) - holidays.filter(within).count() as i64
}

/// Days from Monday to Friday, from the first of the calendar, a Monday, up to a day.
fn weekdays_through(day: NaiveDate) -> i64 {
    let days = i64::from(day.num_days_from_ce());
    5 * days.div_euclid(7) + days.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holidays(year: i32) -> Vec<String> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        days.filter(|day| is_federal_holiday(*day))
            .map(|day| day.format("%m-%d").to_string())
            .collect()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// As the Office of Personnel Management lists them.
    #[test]
    fn a_year_has_the_holidays_of_the_law() {
        assert_eq!(
            holidays(2024),
            [
                "01-01", "01-15", "02-19", "05-27", "06-19", "07-04", "09-02", "10-14", "11-11",
                "11-28", "12-25"
            ]
        );
        assert_eq!(
            holidays(2026),
            [
                "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11",
                "11-26", "12-25"
            ]
        );
    }

    #[test]
    fn a_new_year_on_a_saturday_is_kept_in_the_old_one() {
        // January 1 of 2022 was a Saturday; Juneteenth and Christmas of it were on Sundays.
        assert!(holidays(2021).contains(&"12-31".to_owned()));
        assert_eq!(holidays(2022)[0], "01-17");
        assert!(holidays(2022).contains(&"06-20".to_owned()));
        assert!(holidays(2022).contains(&"12-26".to_owned()));
        assert!(!is_business_day(day("2022-12-26")));
    }

    #[test]
    fn juneteenth_is_a_holiday_since_2021_and_that_year_was_kept_on_the_eighteenth() {
        assert!(!is_federal_holiday(day("2020-06-19")));
        assert!(is_federal_holiday(day("2021-06-18")));
    }

    #[test]
    fn days_are_counted_over_weekends_and_holidays() {
        // The Wednesday before Thanksgiving.
        assert_eq!(
            business_days_after(day("2025-11-26"), 2),
            Some(day("2025-12-01"))
        );
        assert_eq!(
            business_days_after(day("2025-11-29"), 0),
            Some(day("2025-11-29"))
        );
        assert_eq!(
            business_days_between(day("2025-11-26"), day("2025-12-01")),
            2
        );
        assert_eq!(last_business_day_by(day("2025-11-30")), day("2025-11-28"));
        assert_eq!(last_business_day_by(day("2025-11-27")), day("2025-11-26"));
        assert_eq!(last_business_day_by(day("2025-11-26")), day("2025-11-26"));
    }

    #[test]
    fn counting_by_weeks_and_holidays_is_counting_days() {
        let first = day("2019-12-20");
        for (skipped, length) in [(0, 1), (3, 4), (9, 30), (12, 400), (200, 3000)] {
            let from = first + Days::new(skipped);
            let to = from + Days::new(length);
            let days = from.iter_days().skip(1).take_while(|day| *day <= to);
            let counted = days.filter(|day| is_business_day(*day)).count() as i64;
            assert_eq!(business_days_between(from, to), counted, "{from} {to}");
            assert_eq!(
                business_days_after(from, counted as u32).map(last_business_day_by),
                Some(last_business_day_by(to))
            );
        }
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        assert_eq!(business_days_after(NaiveDate::MAX, 1), None);
        assert_eq!(business_days_between(NaiveDate::MAX, NaiveDate::MAX), 0);
        last_business_day_by(NaiveDate::MIN);
        is_federal_holiday(NaiveDate::MIN);
        is_federal_holiday(NaiveDate::MAX);
    }
}
