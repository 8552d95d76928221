//! What runs out soon, and what has run out without being renewed.

use chrono::NaiveDate;
use remedi_claims::{Npi, Tin};

use crate::locations::LocationIndex;
use crate::payers::PayerIndex;
use crate::providers::Credential;
use crate::roster::Roster;
use crate::rows::{Enrollment, Row, RowIndex, Status};

/// An enrollment or a credential that runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiring<'r> {
    /// What it is.
    pub what: Expires<'r>,
    /// Whose it is; none for a practice's own enrollment.
    pub provider: Option<Npi>,
    /// The payer it is with, or for.
    pub payer: Option<PayerIndex>,
    /// The location it is for, where it is for one.
    pub location: Option<LocationIndex>,
    /// The last day on which it is good.
    pub on: NaiveDate,
    /// Days until then; below zero when it has expired.
    pub days_left: i64,
}

/// What runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expires<'r> {
    /// A row of `enrollments.csv`.
    Enrollment(RowIndex),
    /// A row of `credentials.csv`.
    Credential(&'r Credential),
}

impl Roster {
    /// What expires up to so many days after `as_of`, soonest first, and what has expired before. Asked is the roster
    /// as it was known then.
    ///
    /// What is renewed does not expire: an enrollment that another of the same provider, payer and practice follows
    /// without a gap, a credential beside which a later one of the same kind stands. Enrollments that were
    /// terminated or deactivated in the past are left out, as somebody wanted it so.
    pub fn expiring(&self, as_of: NaiveDate, within: u32) -> Vec<Expiring<'_>> {
        let left = |on: NaiveDate| (on - as_of).num_days();
        let is_near = |on: &NaiveDate| left(*on) <= i64::from(within);
        let enrollments = self.enrollments().filter_map(|row| {
            let on = row.ends().filter(is_near)?;
            let is_wanted = match row.status() {
                Status::Approved => true,
                status => status.ever_in_force() && on >= as_of,
            };
            if !is_wanted || !self.is_known(&row, as_of) || self.is_followed(&row, as_of) {
                return None;
            }
            Some(Expiring {
                what: Expires::Enrollment(row.index()),
                provider: row.provider(),
                payer: Some(row.payer()),
                location: match row.locations() {
                    [only] => Some(*only),
                    _ => None,
                },
                on,
                days_left: left(on),
            })
        });
        let credentials = self.credentials().iter().filter_map(|credential| {
            let on = credential.expires.filter(is_near)?;
            let mut others = self.credentials_of(credential.provider).iter();
            if others.any(|other| other.renews(credential, on)) {
                return None;
            }
            Some(Expiring {
                what: Expires::Credential(credential),
                provider: Some(credential.provider),
                payer: credential.payer,
                location: credential.location,
                on,
                days_left: left(on),
            })
        });
        let mut all: Vec<_> = enrollments.chain(credentials).collect();
        all.sort_by_key(|one| (one.on, one.provider, one.payer));
        all
    }

    fn is_known(&self, row: &Enrollment<'_>, as_of: NaiveDate) -> bool {
        self.rows.get(row.index()).known(Some(as_of))
    }

    /// Whether the provider may go on billing under the same practice when this enrollment has ended.
    fn is_followed(&self, ending: &Enrollment<'_>, as_of: NaiveDate) -> bool {
        let own = self.rows.get(ending.index());
        let rows = match ending.provider() {
            Some(npi) => self.indexes.rows_of_provider(npi),
            None => 0..self.rows.all.len(),
        };
        self.rows.all[rows].iter().any(|next| {
            next.provider == own.provider
                && next.payer == own.payer
                && next.known(Some(as_of))
                && next.status.ever_in_force()
                && next.ends > own.ends
                && own.ends.succ_opt().is_some_and(|day| next.starts <= day)
                && self.is_same_practice(own, next)
        })
    }

    fn is_same_practice(&self, one: &Row, other: &Row) -> bool {
        fn share<T>(one: &[T], other: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
            let mut pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
            one.is_empty() || other.is_empty() || pairs.any(|(a, b)| same(a, b))
        }
        let rows = &self.rows;
        let (groups, tins, places) = (&rows.groups, &rows.tins, &rows.locations);
        share(groups.get(one.groups), groups.get(other.groups), Npi::eq)
            && share(tins.get(one.tins), tins.get(other.tins), Tin::agrees_with)
            && share(
                places.get(one.locations),
                places.get(other.locations),
                LocationIndex::eq,
            )
            && (one.plan == other.plan || other.plan.is_empty())
            && (one.network == other.network || other.network.is_empty())
    }
}

impl Credential {
    /// Whether this one is good when the other has expired.
    fn renews(&self, other: &Credential, expired: NaiveDate) -> bool {
        self.kind == other.kind
            && self.payer == other.payer
            && self.location == other.location
            && self.state.eq_ignore_ascii_case(&other.state)
            && expired.succ_opt().is_some_and(|day| self.valid_on(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const HEADER: &str =
        "provider_npi,payer_id,group_npi,status,effective_from,effective_to,recorded_to\n";

    /// Lines of enrollments that expire within 30 days of 2025-03-01, with the days left.
    fn expiring(rows: &str) -> Vec<(u32, i64)> {
        let text = format!("{HEADER}{rows}").replace("{D}", "1245319599");
        let loaded = Roster::from_csv(&[("enrollments.csv", &text)]).unwrap();
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        let all = loaded.roster.expiring(date("2025-03-01"), 30);
        let lines = all.iter().map(|one| match one.what {
            Expires::Enrollment(row) => (loaded.roster.enrollment(row).line(), one.days_left),
            Expires::Credential(_) => panic!("no credentials"),
        });
        lines.collect()
    }

    #[test]
    fn the_window_includes_its_last_day_and_all_that_has_expired() {
        let rows = "{D},A,,approved,2020-01-01,2025-03-31,\n\
                    {D},B,,approved,2020-01-01,2025-04-01,\n\
                    {D},C,,approved,2020-01-01,2024-12-31,\n\
                    {D},D,,approved,2020-01-01,,\n";
        assert_eq!(expiring(rows), [(4, -60), (2, 30)]);
    }

    #[test]
    fn what_goes_on_without_a_gap_does_not_expire() {
        let renewed = "{D},A,,approved,2020-01-01,2025-03-10,\n\
                       {D},A,,approved,2025-03-11,,\n";
        assert_eq!(expiring(renewed), []);
        let with_a_gap = renewed.replace("2025-03-11", "2025-03-12");
        assert_eq!(expiring(&with_a_gap), [(2, 9)]);
        let other_group = "{D},A,1497758544,approved,2020-01-01,2025-03-10,\n\
                           {D},A,1234567893,approved,2025-03-11,,\n";
        assert_eq!(expiring(other_group), [(2, 9)]);
        let only_applied_for = renewed.replace("approved,2025-03-11", "pending,2025-03-11");
        assert_eq!(expiring(&only_applied_for), [(2, 9)]);
    }

    #[test]
    fn what_was_ended_on_purpose_is_told_beforehand_only() {
        let rows = "{D},A,,terminated,2020-01-01,2025-02-01,\n\
                    {D},B,,terminated,2020-01-01,2025-03-15,\n\
                    {D},C,,denied,,2025-03-15,\n";
        assert_eq!(expiring(rows), [(3, 14)]);
    }

    #[test]
    fn rows_that_were_replaced_do_not_count() {
        assert_eq!(
            expiring("{D},A,,approved,2020-01-01,2025-03-10,2025-02-01\n"),
            []
        );
    }

    #[test]
    fn a_renewed_licence_does_not_expire_but_one_of_another_state_does() {
        let enrollments = "provider_npi,payer_id,status,effective_from\n";
        let credentials = "provider_npi,kind,state,issued,expires\n\
                           1245319599,license,OH,2020-01-01,2025-03-20\n\
                           1245319599,license,OH,2025-03-01,2027-03-20\n\
                           1245319599,license,PA,2020-01-01,2025-03-20\n\
                           1245319599,caqh,,2024-12-01,2025-02-27\n";
        let files = [
            ("enrollments.csv", enrollments),
            ("credentials.csv", credentials),
        ];
        let roster = Roster::from_csv(&files).unwrap().roster;
        let all = roster.expiring(date("2025-03-01"), 30);
        let told: Vec<_> = all
            .iter()
            .map(|one| match one.what {
                Expires::Credential(credential) => (credential.line, one.days_left),
                Expires::Enrollment(_) => panic!("no enrollments"),
            })
            .collect();
        assert_eq!(told, [(5, -2), (4, 19)]);
    }
}
