//! Until when a payer authorizes services that were already rendered.

use chrono::{Datelike, Days, NaiveDate};
use remedi_claims::{ClaimKind, business_days_after, business_days_between, last_business_day_by};

use crate::facts::{ClaimFacts, LineFacts};

/// How the days of a window are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayUnit {
    /// Every day.
    #[default]
    Calendar,
    /// Monday to Friday but for federal holidays.
    Business,
}

impl DayUnit {
    /// The word of the profile and of outputs.
    pub const fn word(self) -> &'static str {
        match self {
            DayUnit::Calendar => "calendar",
            DayUnit::Business => "business",
        }
    }
}

/// The day that a window is counted from, which does not count itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The first day of the service.
    #[default]
    Service,
    /// The last day of the service.
    LastService,
    /// The day of admission (2300 DTP*435); where the claim tells none, the first day of the service.
    Admission,
    /// The day of discharge (2300 DTP*096); where the claim tells none, as no 837I does, the last day of its statement
    /// (DTP*434), else of the service.
    Discharge,
}

impl Anchor {
    /// The word of the profile and of outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Anchor::Service => "service",
            Anchor::LastService => "last_service",
            Anchor::Admission => "admission",
            Anchor::Discharge => "discharge",
        }
    }
}

/// How long a payer takes late requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetroWindow {
    /// So many days.
    pub days: u16,
    /// Of this kind.
    pub unit: DayUnit,
    /// From this day on.
    pub from: Anchor,
}

/// What else a payer says of late requests, in the user's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetroTerms {
    /// Reasons that it takes.
    pub reasons: Vec<Box<str>>,
    /// What it wants to see.
    pub documents: Vec<Box<str>>,
    /// How it is asked, such as its portal.
    pub channel: Option<Box<str>>,
    /// What remains when it refuses, or the time has run out.
    pub after: Option<Box<str>>,
    /// Where all this is from, with its date.
    pub source: Option<Box<str>>,
}

/// The last day of a late request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// How it was reckoned.
    pub window: RetroWindow,
    /// From what it was counted in fact.
    pub anchor: Anchor,
    /// From which day.
    pub counted_from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

impl RetroWindow {
    /// The last day of a window that is counted from a day; `None` beyond the end of the calendar.
    ///
    /// ```
    /// use remedi_validate::authorization::{DayUnit, RetroWindow};
    /// let window = RetroWindow { days: 2, unit: DayUnit::Business, ..RetroWindow::default() };
    /// // From a Friday over a weekend and Labor Day.
    /// let until = window.ends("2025-08-29".parse().unwrap());
    /// assert_eq!(until, "2025-09-03".parse().ok());
    /// ```
    pub fn ends(&self, from: NaiveDate) -> Option<NaiveDate> {
        let last = match self.unit {
            DayUnit::Calendar => from.checked_add_days(Days::new(self.days.into())),
            DayUnit::Business => business_days_after(from, self.days.into()),
        };
        // A year of five digits is no year of a payer.
        last.filter(|day| day.year() <= 9999)
    }
}

impl Deadline {
    /// The last business day on or before it, when somebody is there to be asked; today, when that day is past and the
    /// last one is not.
    pub fn ask_by(&self, today: NaiveDate) -> NaiveDate {
        let last = last_business_day_by(self.until);
        match today <= self.until {
            true => last.max(today),
            false => last,
        }
    }

    /// Calendar days that are left on a day: 0 on the last one, negative when it is past.
    pub fn days_left(&self, today: NaiveDate) -> i64 {
        (self.until - today).num_days()
    }

    /// Business days that are left on a day, that day not counted.
    pub fn business_days_left(&self, today: NaiveDate) -> i64 {
        business_days_between(today, self.until)
    }
}

impl LineFacts<'_> {
    /// Until when the payer takes a late request for the service, where it says.
    pub(crate) fn retro_deadline(&self, claim: &ClaimFacts<'_>) -> Option<Deadline> {
        let (window, dates) = (claim.payer.demands.retro_authorization?, self.dates?);
        let (anchor, counted_from) = match (window.from, claim.admitted_on, claim.discharged_on) {
            (Anchor::Admission, Some(day), _) => (Anchor::Admission, day),
            (Anchor::Discharge, _, Some(day)) => (Anchor::Discharge, day),
            (Anchor::Service | Anchor::Admission, ..) => (Anchor::Service, dates.from),
            (Anchor::Discharge, ..) => {
                let statement = claim
                    .dates
                    .filter(|_| claim.kind == ClaimKind::Institutional);
                (Anchor::LastService, statement.unwrap_or(dates).to)
            }
            (Anchor::LastService, ..) => (Anchor::LastService, dates.to),
        };
        Some(Deadline {
            window,
            anchor,
            counted_from,
            until: window.ends(counted_from)?,
        })
    }

    /// Until when the payer takes a late request, when it does and that day is not past.
    pub(crate) fn may_still_be_authorized(&self, claim: &ClaimFacts<'_>) -> Option<NaiveDate> {
        let until = self.retro_deadline(claim)?.until;
        let is_past = claim.as_of.is_some_and(|today| until < today);
        (!is_past).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn deadline(until: &str) -> Deadline {
        Deadline {
            window: RetroWindow::default(),
            anchor: Anchor::Service,
            counted_from: day("2025-01-01"),
            until: day(until),
        }
    }

    #[test]
    fn days_left_are_none_on_the_last_day_and_fewer_than_none_after_it() {
        let one = deadline("2025-07-07");
        assert_eq!(one.days_left(day("2025-07-03")), 4);
        // Independence Day and a weekend lie between.
        assert_eq!(one.business_days_left(day("2025-07-03")), 1);
        assert_eq!(one.days_left(day("2025-07-07")), 0);
        assert_eq!(one.business_days_left(day("2025-07-08")), -1);
    }

    #[test]
    fn a_last_day_on_a_weekend_is_asked_by_before_it() {
        let today = day("2025-07-01");
        assert_eq!(deadline("2025-07-06").ask_by(today), day("2025-07-03"));
        assert_eq!(deadline("2025-07-07").ask_by(today), day("2025-07-07"));
    }

    #[test]
    fn nobody_is_told_to_ask_on_a_past_day_while_there_is_time() {
        // Saturday; the last business day was Thursday.
        let one = deadline("2025-07-06");
        assert_eq!(one.ask_by(day("2025-07-05")), day("2025-07-05"));
        assert_eq!(one.ask_by(day("2025-07-06")), day("2025-07-06"));
    }

    #[test]
    fn when_the_time_is_past_the_day_to_ask_by_was_a_business_day() {
        // A Sunday behind Good Friday, which is no federal holiday.
        let one = deadline("2024-03-31");
        for today in ["2024-03-01", "2024-03-29", "2024-04-01", "2025-01-01"] {
            assert_eq!(one.ask_by(day(today)), day("2024-03-29"), "{today}");
        }
    }

    #[test]
    fn windows_of_calendar_days_count_every_day() {
        let window = RetroWindow {
            days: 30,
            ..RetroWindow::default()
        };
        assert_eq!(window.ends(day("2025-01-15")), Some(day("2025-02-14")));
        assert_eq!(window.ends(NaiveDate::MAX), None);
    }
}
