//! The days of service that rows of our tables are for.

use chrono::NaiveDate;

/// The days of service that a row is for, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Window {
    /// By the cells of its first and last day; an empty one is open. Panics on what is no date, as our own tables have
    /// none.
    pub fn parse(from: &str, to: &str) -> Window {
        let day = |cell: &str| {
            let day = |_| panic!("no date: {cell:?}");
            (!cell.is_empty()).then(|| cell.parse().unwrap_or_else(day))
        };
        Window {
            from: day(from),
            to: day(to),
        }
    }

    /// Whether the row is for services of that day.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the row is for services of that day, or may be when it is not known.
    pub fn may_hold(self, day: Option<NaiveDate>) -> bool {
        day.is_none_or(|day| self.holds(day))
    }
}
