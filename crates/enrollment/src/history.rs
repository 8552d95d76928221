//! What was and what is missing in a provider's enrollments.

use chrono::NaiveDate;
use remedi_claims::{DateRange, Npi};

use crate::payers::PayerIndex;
use crate::roster::Roster;
use crate::rows::Enrollment;

impl Enrollment<'_> {
    /// Whether it is in force on that day.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.roster.rows.get(self.index).in_force(day)
    }

    /// Whether the roster said so on that day: it was recorded, and not replaced yet.
    pub fn known_on(&self, day: NaiveDate) -> bool {
        self.roster.rows.get(self.index).known(Some(day))
    }
}

impl Roster {
    /// The days between two enrollments of a provider with a payer on which none was in force, by the roster as it was
    /// known on a day.
    pub fn gaps(&self, provider: Npi, payer: PayerIndex, known_on: NaiveDate) -> Vec<DateRange> {
        let rows = self.rows_of(Some(provider), payer).map(|(_, row)| row);
        let mut spans: Vec<(NaiveDate, NaiveDate)> = rows
            .filter(|row| row.known(Some(known_on)) && row.status.ever_in_force())
            .map(|row| (row.starts, row.ends))
            .collect();
        spans.sort_unstable();
        let mut gaps = Vec::new();
        let mut covered = None;
        for (starts, ends) in spans {
            if let Some(from) = covered.and_then(|last: NaiveDate| last.succ_opt())
                && let Some(to) = starts.pred_opt()
                && from <= to
            {
                gaps.push(DateRange { from, to });
            }
            covered = covered.max(Some(ends));
        }
        gaps
    }

    /// Every NPI that the roster names: providers, groups and locations, each once.
    pub fn npis(&self) -> Vec<Npi> {
        let providers = self.providers.iter().map(|one| one.npi);
        let named = self.enrollments().flat_map(|row| {
            row.provider()
                .into_iter()
                .chain(row.group_npis().iter().copied())
        });
        let places = self.locations().filter_map(|(_, location)| location.npi);
        let mut all: Vec<Npi> = providers.chain(named).chain(places).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_gap_lies_between_rows_and_not_before_or_behind_them() {
        let text = "provider_npi,payer_id,status,effective_from,effective_to\n\
                    1245319599,A,terminated,2020-01-01,2021-12-31\n\
                    1245319599,A,terminated,2020-06-01,2020-07-01\n\
                    1245319599,A,pending,2022-01-01,\n\
                    1245319599,A,terminated,2022-03-01,2023-06-30\n\
                    1245319599,A,approved,2023-07-01,\n";
        let roster = Roster::from_csv(&[("enrollments.csv", text)])
            .unwrap()
            .roster;
        let payer = roster.payer_of("A").one().unwrap();
        let gaps = roster.gaps("1245319599".parse().unwrap(), payer, date("2025-01-01"));
        let gap = DateRange {
            from: date("2022-01-01"),
            to: date("2022-02-28"),
        };
        assert_eq!(gaps, [gap]);
    }

    #[test]
    fn each_npi_is_named_once() {
        let text = "provider_npi,payer_id,group_npi,status,effective_from\n\
                    1245319599,A,1234567893,approved,2020-01-01\n\
                    1245319599,B,1234567893,approved,2020-01-01\n";
        let roster = Roster::from_csv(&[("enrollments.csv", text)])
            .unwrap()
            .roster;
        let all: Vec<String> = roster.npis().iter().map(Npi::to_string).collect();
        assert_eq!(all, ["1234567893", "1245319599"]);
    }
}
