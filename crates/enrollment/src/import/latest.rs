//! Lists that may name a provider more than once, of which the roster has the last period.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::Run;
use super::columns::RosterFile;
use super::draft::Draft;
use super::report::{ImportError, Reason};
use crate::problem::ProblemKind;

/// Days from one to another that a list gives a provider, and the input and line it says so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) npi: String,
    pub(super) file: Arc<str>,
    pub(super) line: u64,
    pub(super) from: String,
    /// Empty while it goes on.
    pub(super) to: String,
}

/// The spans of each provider, of all inputs.
#[derive(Debug, Default)]
pub(super) struct Latest {
    /// With their numbers in the order of the inputs.
    by_npi: HashMap<String, Vec<(u64, Span)>>,
    /// Who is on the list, be it on a line that can't be read.
    listed: HashSet<String>,
    /// How many spans there were in all.
    spans: u64,
}

/// Spans that overlap or follow each other day by day, which are one to the roster.
#[derive(Debug)]
struct Period {
    spans: Vec<(u64, Span)>,
    /// The last day; empty while it goes on.
    to: String,
}

impl Period {
    fn new(number: u64, span: Span) -> Period {
        let to = span.to.clone();
        let spans = vec![(number, span)];
        Period { spans, to }
    }

    /// Whether a span that begins no earlier begins before the period is over, or on the day after.
    fn goes_on_in(&self, span: &Span) -> bool {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let next = day(&self.to).and_then(|to| to.succ_opt());
        self.to.is_empty()
            || day(&span.from).is_some_and(|from| next.is_some_and(|next| from <= next))
    }

    fn add(&mut self, number: u64, span: Span) {
        if span.to.is_empty() || (!self.to.is_empty() && span.to > self.to) {
            self.to.clone_from(&span.to);
        }
        self.spans.push((number, span));
    }

    /// What lists say of it.
    fn listed(&self) -> impl DoubleEndedIterator<Item = &(u64, Span)> + Clone {
        self.spans.iter().filter(|(_, span)| !span.is_held())
    }

    /// The span of a list that says most of how it ends: its line is the one that rows are said to be from.
    fn last(&self) -> Option<&(u64, Span)> {
        let mut listed = self.listed().rev();
        let ending = listed.clone().find(|(_, span)| span.to == self.to);
        ending.or_else(|| listed.next())
    }
}

/// The periods of a provider in the order of their days.
fn periods(mut spans: Vec<(u64, Span)>) -> Vec<Period> {
    spans.sort_by(|(_, a), (_, b)| a.from.cmp(&b.from));
    let mut periods: Vec<Period> = Vec::new();
    for (number, span) in spans {
        match periods.last_mut() {
            Some(period) if period.goes_on_in(&span) => period.add(number, span),
            _ => periods.push(Period::new(number, span)),
        }
    }
    periods
}

impl Latest {
    /// Takes note that a provider is on the list.
    pub(super) fn list(&mut self, npi: &str) {
        if !self.listed.contains(npi) {
            self.listed.insert(npi.to_owned());
        }
    }

    pub(super) fn add(&mut self, span: Span) {
        self.spans += 1;
        let number = self.spans;
        let spans = self.by_npi.entry(span.npi.clone()).or_default();
        spans.push((number, span));
    }

    /// Merges them into `providers.csv`, in the order of the inputs: it has one period of a provider, so spans of earlier ones
    /// are refused, and one that goes on from what an import wrote there before is one with it. `columns` are the roster's and
    /// `names` the list's.
    pub(super) fn take(
        self,
        run: &mut Run<'_>,
        columns: [&'static str; 2],
        names: [&'static str; 3],
        said: &str,
    ) -> Result<(), ImportError> {
        let [from, to] = columns;
        let as_of = run.options.as_of.map(|day| day.to_string());
        let gone = run.missing(&self.listed, |folder, row| {
            let cell = |column| folder.cell(RosterFile::Providers, row, column);
            // What has ended leaves the list, and is where it belongs.
            let has_ended = as_of
                .as_deref()
                .is_some_and(|day| !cell(to).is_empty() && cell(to) < day);
            !cell(from).is_empty() && !has_ended
        });
        let mut last: Vec<(u64, Period)> = Vec::new();
        let mut listed: Vec<Vec<(u64, Span)>> = self.by_npi.into_values().collect();
        listed.sort_unstable_by_key(|spans| spans.first().map(|(number, _)| *number));
        for mut spans in listed {
            for (_, span) in spans.extract_if(.., |(_, span)| span.is_over_before_it_begins()) {
                let reason = Reason::Cell(ProblemKind::EndsBeforeStart);
                span.refuse(run, names[2], reason, &span.to);
            }
            spans.extend(held_before(run, &spans, columns).map(|span| (0, span)));
            let mut periods = periods(spans);
            let Some(period) = periods.pop() else {
                continue;
            };
            let later = period.last();
            let reason = later.map_or(Reason::EarlierThanRoster, |(_, later)| {
                let line = later.line;
                Reason::Earlier { line }
            });
            for (_, span) in periods.iter().flat_map(Period::listed) {
                span.refuse(run, names[1], reason.clone(), &span.from);
            }
            if let Some(&(number, _)) = later {
                last.push((number, period));
            }
        }
        last.sort_unstable_by_key(|(number, _)| *number);
        for (_, period) in last {
            let (Some((_, span)), Some((_, first))) = (period.last(), period.spans.first()) else {
                continue;
            };
            (run.file, run.line) = (span.file.clone(), span.line);
            if span.to != period.to {
                let remark = format!(
                    "NPI {}: the roster has {} as the last day of being {said}, the list {}; the later is kept",
                    span.npi, period.to, span.to
                );
                run.report.remarks.push(remark);
            }
            let draft = Draft::new(RosterFile::Providers)
                .set("npi", span.npi.as_str(), names[0])
                .set(from, first.from.as_str(), names[1])
                .set(to, period.to.as_str(), names[2]);
            let refused = run.report.refused.len();
            run.take(&[draft])?;
            // What is said of one of its spans holds of all of them.
            let why = run.report.refused[refused..].first().cloned();
            let others = period.listed().filter(|(_, other)| other != span);
            for (_, other) in others {
                match &why {
                    Some(why) => other.refuse(run, names[1], why.reason.clone(), &other.from),
                    None => run.report.taken += 1,
                }
            }
        }
        for npi in gone {
            let remark = format!("NPI {npi} is {said} in the roster, and not on this list");
            run.report.remarks.push(remark);
        }
        Ok(())
    }
}

/// What an import wrote of a provider before: on no line. What is open there goes on until a list says when it ended.
fn held_before(run: &Run<'_>, listed: &[(u64, Span)], columns: [&'static str; 2]) -> Option<Span> {
    let (_, first) = listed.first()?;
    let [from, to] = run.folder.imported(&first.npi, columns)?;
    let later = listed.iter().map(|(_, span)| &span.from);
    let next = later.filter(|own| **own >= from).min();
    let to = match next {
        Some(next) if to.is_empty() => {
            let before = next.parse::<NaiveDate>().ok()?.pred_opt()?;
            before.to_string()
        }
        _ => to,
    };
    let held = Span {
        npi: first.npi.clone(),
        file: Arc::default(),
        line: 0,
        from,
        to,
    };
    (!held.is_over_before_it_begins()).then_some(held)
}

impl Span {
    /// Whether it is of the roster.
    fn is_held(&self) -> bool {
        self.line == 0
    }

    fn is_over_before_it_begins(&self) -> bool {
        !self.to.is_empty() && self.to < self.from
    }

    fn refuse(&self, run: &mut Run<'_>, column: &str, reason: Reason, cell: &str) {
        (run.file, run.line) = (self.file.clone(), self.line);
        run.refuse(column, reason, cell);
    }
}

impl Run<'_> {
    /// The NPIs of rows of `providers.csv` that say such a thing and are not on the list, of those asked for.
    pub(super) fn missing(
        &self,
        listed: &HashSet<String>,
        says: impl Fn(&super::folder::Folder, usize) -> bool,
    ) -> Vec<String> {
        let rows = 0..self.folder.len(RosterFile::Providers);
        let mut missing: Vec<String> = rows
            .filter(|&row| says(self.folder, row))
            .map(|row| self.folder.cell(RosterFile::Providers, row, "npi"))
            .filter(|npi| self.keeps(npi) && !listed.contains(*npi))
            .map(str::to_owned)
            .collect();
        missing.sort_unstable();
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_follow_each_other_are_one_period() {
        let spans = |all: &[(&str, &str)]| {
            let spans = (2..).zip(all).map(|(line, (from, to))| {
                let span = Span {
                    npi: "1234567893".into(),
                    file: "list.csv".into(),
                    line,
                    from: (*from).into(),
                    to: (*to).into(),
                };
                (line, span)
            });
            let periods = periods(spans.collect());
            let told = periods.iter().map(|period| {
                let first = &period.spans[0].1;
                let last = period.last().unwrap().1.line;
                (first.from.clone(), period.to.clone(), last)
            });
            told.collect::<Vec<_>>()
        };
        let period = |from: &str, to: &str, line| (from.to_owned(), to.to_owned(), line);
        let (first, second) = (("2021-07-01", "2023-06-30"), ("2023-07-01", "2025-06-30"));
        let both = [period("2021-07-01", "2025-06-30", 3)];
        assert_eq!(spans(&[first, second]), both);
        assert_eq!(
            spans(&[second, first]),
            [period("2021-07-01", "2025-06-30", 2)]
        );
        let later = ("2023-07-02", "");
        let apart = [
            period("2021-07-01", "2023-06-30", 2),
            period("2023-07-02", "", 3),
        ];
        assert_eq!(spans(&[first, later]), apart);
        let open = ("2020-01-01", "");
        assert_eq!(spans(&[second, open]), [period("2020-01-01", "", 3)]);
        let within = ("2021-08-01", "2021-09-30");
        assert_eq!(
            spans(&[first, within]),
            [period("2021-07-01", "2023-06-30", 2)]
        );
    }
}
