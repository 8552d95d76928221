//! Lists that may name a provider more than once, of which the last word counts.

use std::collections::HashMap;

use super::Run;
use super::columns::RosterFile;
use super::draft::Draft;
use super::report::ImportError;

/// Days from one to another that a list gives a provider, and the line it says so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) npi: String,
    pub(super) line: u64,
    pub(super) from: String,
    /// Empty while it goes on.
    pub(super) to: String,
}

/// The last span of each provider.
#[derive(Debug, Default)]
pub(super) struct Latest {
    by_npi: HashMap<String, Span>,
    /// How many spans gave way to later ones.
    earlier: u64,
}

impl Latest {
    pub(super) fn add(&mut self, span: Span) {
        let last = |span: &Span| (span.from.clone(), span.to.is_empty(), span.to.clone());
        match self.by_npi.get_mut(&span.npi) {
            Some(known) => {
                self.earlier += 1;
                if last(&span) > last(known) {
                    *known = span;
                }
            }
            None => {
                self.by_npi.insert(span.npi.clone(), span);
            }
        }
    }

    /// Merges them into `providers.csv`, in the order of the list. `columns` are the roster's and `names` the list's.
    pub(super) fn take(
        self,
        run: &mut Run<'_>,
        columns: [&'static str; 2],
        names: [&'static str; 3],
        said: &str,
    ) -> Result<(), ImportError> {
        let [from, to] = columns;
        let kept = run.folder.len(RosterFile::Providers);
        let mut gone: Vec<String> = (0..kept)
            .filter(|&row| !run.folder.cell(RosterFile::Providers, row, from).is_empty())
            .map(|row| {
                run.folder
                    .cell(RosterFile::Providers, row, "npi")
                    .to_owned()
            })
            .filter(|npi| run.keeps(npi) && !self.by_npi.contains_key(npi))
            .collect();
        gone.sort_unstable();
        run.report.passed += self.earlier;
        let mut spans: Vec<Span> = self.by_npi.into_values().collect();
        spans.sort_unstable_by_key(|span| span.line);
        for span in spans {
            run.line = span.line;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_span_counts_and_an_open_one_is_last() {
        let span = |line, from: &str, to: &str| Span {
            npi: "1234567893".into(),
            line,
            from: from.into(),
            to: to.into(),
        };
        let mut latest = Latest::default();
        latest.add(span(2, "2024-01-01", "2025-12-31"));
        latest.add(span(3, "2020-01-01", ""));
        latest.add(span(4, "2024-01-01", ""));
        assert_eq!(latest.by_npi["1234567893"].line, 4);
        assert_eq!(latest.earlier, 2);
    }
}
