//! What runs out soon, and what has run out without being renewed.

use chrono::NaiveDate;
use remedi_claims::{Npi, Pos, Taxonomy, Tin};

use crate::locations::LocationIndex;
use crate::payers::PayerIndex;
use crate::providers::{Credential, CredentialKind};
use crate::roster::Roster;
use crate::rows::{Enrollment, Grant, Row, RowIndex, Status};
use crate::scope::Scope;

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
    /// What is renewed does not expire: an enrollment that others of the same provider and payer follow and that lose
    /// nothing of what it covered, a credential beside which a later one of the same kind and number stands. What was
    /// renewed late is renewed, once that has begun. Enrollments that were terminated or deactivated in the past are
    /// left out, as somebody wanted it so.
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
            let on = credential.last_day().filter(is_near)?;
            let mut others = self.credentials_of(credential.provider).iter();
            if others.any(|other| other.renews(credential, on, as_of)) {
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

    /// Whether the provider may go on billing all that this enrollment lets bill when it has ended.
    fn is_followed(&self, ending: &Enrollment<'_>, as_of: NaiveDate) -> bool {
        let rows = &self.rows;
        let own = rows.get(ending.index());
        let places = match ending.provider() {
            Some(npi) => self.rows_of_provider(npi),
            None => self.rows_without_provider(),
        };
        let follows = |next: &Row<'_>| {
            next.payer == own.payer
                && next.known(Some(as_of))
                && next.status.ever_in_force()
                && next.ends > own.ends
                && next.starts <= begun_by(own.ends, as_of)
                && (next.plan.is_empty() || next.plan == own.plan)
                && (next.network.is_empty() || next.network == own.network)
        };
        let all = rows.all[places].iter().map(|one| rows.row(one));
        let next: Vec<Row<'_>> = all.filter(follows).collect();
        // One row may go on for one group, TIN, location, taxonomy, place of service or procedure, and another for the
        // next.
        !next.is_empty()
            && each_or_any(rows.groups.get(own.groups)).all(|group| {
                each_or_any(rows.tins.get(own.tins)).all(|tin| {
                    each_or_any(rows.locations.get(own.locations)).all(|location| {
                        each_or_any(rows.taxonomies.get(own.taxonomies)).all(|taxonomy| {
                            let is_for = |next: &&Row<'_>| {
                                let locations = rows.locations.get(next.locations);
                                let taxonomies = rows.taxonomies.get(next.taxonomies);
                                covers(rows.groups.get(next.groups), group, Npi::eq)
                                    && covers(rows.tins.get(next.tins), tin, same_tin)
                                    && covers(locations, location, LocationIndex::eq)
                                    && covers(taxonomies, taxonomy, Taxonomy::eq)
                            };
                            let next: Vec<&Row<'_>> = next.iter().filter(is_for).collect();
                            self.allow_as_much(&own, &next)
                        })
                    })
                })
            })
    }

    /// Whether the next rows together allow the places of service and procedures that the own one does.
    fn allow_as_much(&self, own: &Grant, next: &[&Row<'_>]) -> bool {
        let rows = &self.rows;
        let (own_places, any) = (rows.approved_pos(own), Scope::default());
        let own_scope = rows.scope(own).unwrap_or(&any);
        let places: Vec<Pos> = own_places.iter().collect();
        each_or_any(&places).all(|place| {
            let at_place = next.iter().filter(|next| {
                let places = rows.approved_pos(next);
                places.is_empty() || place.is_some_and(|place| places.contains(*place))
            });
            let scopes = at_place.map(|next| rows.scope(next).unwrap_or(&any));
            let scopes: Vec<&Scope> = scopes.collect();
            own_scope.is_within(&scopes)
        })
    }
}

/// The last day on which what renews may begin: the day after the end, and where that is past, `as_of`.
fn begun_by(ended: NaiveDate, as_of: NaiveDate) -> NaiveDate {
    ended.succ_opt().unwrap_or(ended).max(as_of)
}

/// Each item of a list of a row; once none where it is empty, as the row is then for any.
fn each_or_any<T>(items: &[T]) -> impl Iterator<Item = Option<&T>> {
    let any = items.is_empty().then_some(None);
    items.iter().map(Some).chain(any)
}

/// Whether a row that lists these is for this one; none stands for any.
fn covers<T>(listed: &[T], one: Option<&T>, same: impl Fn(&T, &T) -> bool) -> bool {
    listed.is_empty() || one.is_some_and(|one| listed.iter().any(|other| same(one, other)))
}

/// Whether two rows name one TIN, of which one of them may not tell the kind.
fn same_tin(own: &Tin, next: &Tin) -> bool {
    own.agrees_with(next) || own.has_digits_of(next)
}

impl Credential {
    /// Whether this one stands in the place of the other, which expired on that day, and has begun.
    fn renews(&self, other: &Credential, expired: NaiveDate, as_of: NaiveDate) -> bool {
        self.is_same_as(other)
            && self.last_day().is_none_or(|last| expired < last)
            && self
                .issued
                .is_none_or(|issued| issued <= begun_by(expired, as_of))
    }

    /// Whether both rows are of one credential: of those that a provider may have several of, by number.
    fn is_same_as(&self, other: &Credential) -> bool {
        let is_numbered = matches!(
            self.kind,
            CredentialKind::License
                | CredentialKind::Dea
                | CredentialKind::Board
                | CredentialKind::Clia
                | CredentialKind::Revalidation
        );
        self.kind == other.kind
            && self.payer == other.payer
            && self.location == other.location
            && self.state.eq_ignore_ascii_case(&other.state)
            && (!is_numbered || self.number.trim().eq_ignore_ascii_case(other.number.trim()))
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

    /// Lines of credentials that expire within 30 days of 2025-03-01, with the days left.
    fn expiring_credentials(rows: &str) -> Vec<(u32, i64)> {
        let enrollments = "provider_npi,payer_id,status,effective_from\n";
        let text = format!("provider_npi,kind,number,state,issued,expires\n{rows}");
        let text = text.replace("{D}", "1245319599");
        let files = [("enrollments.csv", enrollments), ("credentials.csv", &text)];
        let loaded = Roster::from_csv(&files).unwrap();
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        let all = loaded.roster.expiring(date("2025-03-01"), 30);
        let told = all.iter().map(|one| match one.what {
            Expires::Credential(credential) => (credential.line, one.days_left),
            Expires::Enrollment(_) => panic!("no enrollments"),
        });
        told.collect()
    }

    #[test]
    fn a_renewed_licence_does_not_expire_but_one_of_another_state_does() {
        let rows = "{D},license,,OH,2020-01-01,2025-03-20\n\
                    {D},license,,OH,2025-03-01,2027-03-20\n\
                    {D},license,,PA,2020-01-01,2025-03-20\n\
                    {D},caqh,,,2024-12-01,2025-02-27\n";
        assert_eq!(expiring_credentials(rows), [(5, -2), (4, 19)]);
    }

    #[test]
    fn an_attestation_without_an_end_is_due_after_120_days() {
        // The 120th day after 2024-11-15 is 2025-03-15.
        let rows = "{D},caqh,,,2024-11-15,\n";
        assert_eq!(expiring_credentials(rows), [(2, 14)]);
        assert_eq!(expiring_credentials(&rows.replace("caqh", "dea")), []);
        let attested_again = format!("{rows}{{D}},caqh,,,2025-02-15,\n");
        assert_eq!(expiring_credentials(&attested_again), []);
        let attested_long_ago = format!("{rows}{{D}},caqh,,,2024-06-01,\n");
        assert_eq!(expiring_credentials(&attested_long_ago), [(2, 14)]);
    }

    #[test]
    fn a_credential_is_not_renewed_by_one_of_another_number() {
        for kind in ["license", "board", "revalidation", "dea", "clia"] {
            let rows = format!(
                "{{D}},{kind},I1,OH,,2025-03-20\n\
                 {{D}},{kind},I2,OH,,2027-03-20\n"
            );
            assert_eq!(expiring_credentials(&rows), [(2, 19)], "{kind}");
            assert_eq!(
                expiring_credentials(&rows.replace("I2", "i1")),
                [],
                "{kind}"
            );
        }
        // An insurer gives each policy a number of its own.
        let rows = "{D},malpractice,P1,,2024-03-21,2025-03-20\n\
                    {D},malpractice,P2,,2025-03-21,2026-03-20\n";
        assert_eq!(expiring_credentials(rows), []);
    }

    #[test]
    fn what_was_renewed_late_is_renewed_once_that_has_begun() {
        let late = "{D},license,L1,OH,2020-01-01,2024-12-31\n\
                    {D},license,L1,OH,{issued},2026-12-31\n";
        assert_eq!(
            expiring_credentials(&late.replace("{issued}", "2025-03-01")),
            []
        );
        let to_come = late.replace("{issued}", "2025-03-02");
        assert_eq!(expiring_credentials(&to_come), [(2, -60)]);
        // The last of several that have expired is told.
        let lapsed_again = late
            .replace("{issued}", "2025-01-15")
            .replace("2026-12-31", "2025-02-28");
        assert_eq!(expiring_credentials(&lapsed_again), [(3, -1)]);
        let enrollment = "{D},A,,approved,2020-01-01,2024-12-31,\n\
                          {D},A,,approved,2025-02-01,,\n";
        assert_eq!(expiring(enrollment), []);
    }

    /// Whether the first row still expires, with these cells of the rows.
    fn expires_with(columns: &str, ending: &str, next: &[&str]) -> bool {
        let mut text =
            format!("provider_npi,payer_id,status,effective_from,effective_to,{columns}\n");
        text += &format!("1245319599,A,approved,2020-01-01,2025-03-10,{ending}\n");
        for cells in next {
            text += &format!("1245319599,A,approved,2025-03-11,,{cells}\n");
        }
        let loaded = Roster::from_csv(&[("enrollments.csv", &text)]).unwrap();
        assert!(!loaded.has_errors(), "{:?}", loaded.problems);
        !loaded.roster.expiring(date("2025-03-01"), 30).is_empty()
    }

    #[test]
    fn an_enrollment_of_which_a_part_goes_on_expires() {
        for (column, both, one, other) in [
            (
                "group_npi",
                "1234567893|1497758544",
                "1234567893",
                "1497758544",
            ),
            ("tin", "912345678|923456789", "912345678", "923456789"),
            ("location_id", "MAIN|WARD", "MAIN", "WARD"),
        ] {
            assert!(expires_with(column, both, &[one]), "{column}");
            assert!(expires_with(column, "", &[one]), "{column}");
            assert!(!expires_with(column, both, &[both]), "{column}");
            assert!(!expires_with(column, both, &[""]), "{column}");
            assert!(!expires_with(column, both, &[one, other]), "{column}");
            assert!(!expires_with(column, one, &[both]), "{column}");
        }
        for (column, wide, narrow) in [
            ("taxonomy", "207Q00000X|207R00000X", "207Q00000X"),
            ("approved_pos", "11 22", "11"),
            ("scope_allow", "99202-99215 93306", "99202-99215"),
            ("plan", "", "GOLD"),
            ("network", "", "EAST"),
        ] {
            assert!(expires_with(column, wide, &[narrow]), "{column}");
            assert!(expires_with(column, "", &[narrow]), "{column}");
            assert!(!expires_with(column, narrow, &[wide]), "{column}");
            assert!(!expires_with(column, wide, &[wide]), "{column}");
        }
        for (column, both, next) in [
            ("approved_pos", "11 22", ["11", "22"]),
            (
                "taxonomy",
                "207Q00000X|207R00000X",
                ["207Q00000X", "207R00000X"],
            ),
            ("scope_allow", "99202-99215 93306", ["99202-99215", "93306"]),
            ("scope_deny", "", ["93306", "99213"]),
        ] {
            assert!(!expires_with(column, both, &next), "{column}");
        }
        // Each place goes on for one of the procedures alone.
        let columns = "approved_pos,scope_allow";
        let both = "11 22,99213 93306";
        assert!(expires_with(columns, both, &["11,99213", "22,93306"]));
        let all = ["11,99213", "22,93306", "11,93306", "22,99213"];
        assert!(!expires_with(columns, both, &all));
        assert!(expires_with("scope_deny", "93306", &["93300-93350"]));
        assert!(!expires_with("scope_deny", "93300-93350", &["93306"]));
    }
}
