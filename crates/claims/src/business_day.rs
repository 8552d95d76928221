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
    let (year, month) = (day.year(), day.month());
    let nth = day.day().div_ceil(7);
    let is_last = day.day() + 7 > days_in_month(day);
    let moves = match (month, day.weekday()) {
        // Birthday of Martin Luther King, Jr., since 1986.
        (1, Weekday::Mon) => nth == 3 && year >= 1986,
        // Washington's Birthday; it and those below on Mondays since 1971.
        (2, Weekday::Mon) => nth == 3,
        // Memorial Day.
        (5, Weekday::Mon) => is_last,
        // Labor Day.
        (9, Weekday::Mon) => nth == 1,
        // Columbus Day.
        (10, Weekday::Mon) => nth == 2,
        // Thanksgiving Day.
        (11, Weekday::Thu) => nth == 4,
        _ => false,
    };
    moves || is_fixed_holiday_kept_on(day)
}

/// Whether a holiday of a fixed date is kept on that day.
fn is_fixed_holiday_kept_on(day: NaiveDate) -> bool {
    let on = |day: Option<NaiveDate>| day.is_some_and(is_fixed_holiday);
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => false,
        Weekday::Fri => is_fixed_holiday(day) || on(day.succ_opt()),
        Weekday::Mon => is_fixed_holiday(day) || on(day.pred_opt()),
        _ => is_fixed_holiday(day),
    }
}

/// New Year's Day, Juneteenth since 2021, Independence Day, Veterans Day, Christmas Day.
fn is_fixed_holiday(day: NaiveDate) -> bool {
    match (day.month(), day.day()) {
        (1, 1) | (7, 4) | (11, 11) | (12, 25) => true,
        (6, 19) => day.year() >= 2021,
        _ => false,
    }
}

fn days_in_month(day: NaiveDate) -> u32 {
    day.num_days_in_month().into()
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
    let days = from.iter_days().skip(1).take_while(|day| *day <= to);
    days.filter(|day| is_business_day(*day)).count() as i64
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
    fn the_end_of_the_calendar_is_no_panic() {
        assert_eq!(business_days_after(NaiveDate::MAX, 1), None);
        assert_eq!(business_days_between(NaiveDate::MAX, NaiveDate::MAX), 0);
        last_business_day_by(NaiveDate::MIN);
        is_federal_holiday(NaiveDate::MIN);
        is_federal_holiday(NaiveDate::MAX);
    }
}
