//! Lists that may name a provider more than once, of which the last word counts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Run;
use super::columns::RosterFile;
use super::draft::Draft;
use super::report::ImportError;

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

/// The last span of each provider, of all inputs.
#[derive(Debug, Default)]
pub(super) struct Latest {
    /// With the number of the span.
    by_npi: HashMap<String, (u64, Span)>,
    /// Who is on the list, be it on a line that can't be read.
    listed: HashSet<String>,
    /// How many spans there were in all.
    spans: u64,
}

impl Latest {
    /// Takes note that a provider is on the list.
    pub(super) fn list(&mut self, npi: &str) {
        if !self.listed.contains(npi) {
            self.listed.insert(npi.to_owned());
        }
    }

    pub(super) fn add(&mut self, span: Span) {
        let last = |span: &Span| (span.from.clone(), span.to.is_empty(), span.to.clone());
        self.spans += 1;
        let number = self.spans;
        match self.by_npi.get_mut(&span.npi) {
            Some(known) if last(&span) > last(&known.1) => *known = (number, span),
            Some(_) => {}
            None => {
                self.by_npi.insert(span.npi.clone(), (number, span));
            }
        }
    }

    /// Merges them into `providers.csv`, in the order of the inputs. `columns` are the roster's and `names` the list's.
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
        // Earlier ones gave way.
        run.report.passed += self.spans - self.by_npi.len() as u64;
        let mut spans: Vec<(u64, Span)> = self.by_npi.into_values().collect();
        spans.sort_unstable_by_key(|(number, _)| *number);
        for (_, span) in spans {
            (run.file, run.line) = (span.file, span.line);
            let draft = Draft::new(RosterFile::Providers)
                .set("npi", span.npi, names[0])
                .set(from, span.from, names[1])
                .set(to, span.to, names[2]);
            run.take(&[draft])?;
        }
        for npi in gone {
            let remark = format!("NPI {npi} is {said} in the roster, and not on this list");
            run.report.remarks.push(remark);
        }
        Ok(())
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
    fn the_last_span_counts_and_an_open_one_is_last() {
        let span = |line, from: &str, to: &str| Span {
            npi: "1234567893".into(),
            file: "list.csv".into(),
            line,
            from: from.into(),
            to: to.into(),
        };
        let mut latest = Latest::default();
        latest.add(span(2, "2024-01-01", "2025-12-31"));
        latest.add(span(3, "2020-01-01", ""));
        latest.add(span(4, "2024-01-01", ""));
        assert_eq!(latest.by_npi["1234567893"].1.line, 4);
        assert_eq!(latest.spans, 3);
    }
}
