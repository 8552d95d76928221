//! What is known of providers themselves: identity, exclusions, licences.

use chrono::{Days, NaiveDate};
use remedi_claims::{Npi, Taxonomy};

use crate::cells::words;
use crate::locations::LocationIndex;
use crate::payers::PayerIndex;

words! {
    /// Whether an NPI is a person's or an organization's (`entity_type`).
    EntityType, "1 or 2" {
        /// A person.
        Individual = "1",
        /// An organization.
        Organization = "2",
    }
}

/// One row of `providers.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The NPI.
    pub npi: Npi,
    /// Person or organization.
    pub entity_type: Option<EntityType>,
    /// Last name, or the organization's name.
    pub last_or_organization_name: Box<str>,
    /// First name.
    pub first_name: Box<str>,
    /// Taxonomy codes, the first of them primary.
    pub taxonomies: Box<[Taxonomy]>,
    /// When the NPI was deactivated.
    pub npi_deactivated_on: Option<NaiveDate>,
    /// When the NPI was activated again.
    pub npi_reactivated_on: Option<NaiveDate>,
    /// The NPI that the registry gave in its place, from the day of its deactivation on.
    pub replaced_by: Option<Npi>,
    /// When the provider opted out of Medicare.
    pub opted_out: Span,
    /// When the provider was excluded from federal programs.
    pub excluded: Span,
    /// What Medicare takes the provider's orders and referrals for, such as `PARTB` and `DME`; empty when not told.
    pub order_refer: Box<[Box<str>]>,
    /// The file it is from.
    pub file: std::sync::Arc<str>,
    /// The line it is on.
    pub line: u32,
}

/// Days from one to another, both included; without a first day it never happened, and without a
/// last it goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Span {
    /// Whether the day lies in the span.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from.is_some_and(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Provider {
    /// Whether the NPI was out of use on that day: from its deactivation to the day before it was
    /// activated again.
    pub fn deactivated_on(&self, day: NaiveDate) -> bool {
        let Some(deactivated) = self.npi_deactivated_on else {
            return false;
        };
        let back = self
            .npi_reactivated_on
            .is_some_and(|reactivated| reactivated >= deactivated && reactivated <= day);
        deactivated <= day && !back
    }

    /// Whether both rows tell the same, wherever they stand.
    pub(crate) fn agrees_with(&self, other: &Provider) -> bool {
        let moved = Provider {
            file: self.file.clone(),
            line: self.line,
            ..other.clone()
        };
        *self == moved
    }

    /// Whether Medicare takes the provider's orders and referrals of a kind; `None` when nothing is told.
    pub fn may_order(&self, kind: &str) -> Option<bool> {
        let mut all = self.order_refer.iter();
        (!self.order_refer.is_empty()).then(|| all.any(|own| own.eq_ignore_ascii_case(kind)))
    }
}

words! {
    /// What expires (`kind`).
    CredentialKind, "license, dea, board, malpractice, caqh, clia, w9, privileges, revalidation, recredentialing or substitution" {
        /// A state's licence to practice.
        License = "license",
        /// Registration for controlled substances.
        Dea = "dea",
        /// Board certification.
        Board = "board",
        /// Malpractice insurance.
        Malpractice = "malpractice",
        /// Attestation of the CAQH profile.
        Caqh = "caqh",
        /// A laboratory's CLIA certificate.
        Clia = "clia",
        /// The form W-9 that a payer has on file.
        W9 = "w9",
        /// Privileges at a hospital.
        Privileges = "privileges",
        /// Medicare or Medicaid revalidation.
        Revalidation = "revalidation",
        /// A payer's recredentialing.
        Recredentialing = "recredentialing",
        /// An absence in which a substitute stands in: `issued` is its first day, `number` the substitute's NPI.
        Substitution = "substitution",
    }
}

/// One row of `credentials.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Whose it is.
    pub provider: Npi,
    /// What it is.
    pub kind: CredentialKind,
    /// The payer it is for, when for one.
    pub payer: Option<PayerIndex>,
    /// The location it is for, when for one.
    pub location: Option<LocationIndex>,
    /// Its number.
    pub number: Box<str>,
    /// The state, two letters; else empty.
    pub state: Box<str>,
    /// Its level, such as a CLIA certificate's type.
    pub level: Box<str>,
    /// First day.
    pub issued: Option<NaiveDate>,
    /// Last day.
    pub expires: Option<NaiveDate>,
    /// The file it is from.
    pub file: std::sync::Arc<str>,
    /// The line it is on.
    pub line: u32,
}

impl Credential {
    /// Whether it was good on that day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.issued.is_none_or(|issued| issued <= day)
            && self.expires.is_none_or(|expires| day <= expires)
    }

    /// The last day on which it is good: `expires`, and where an attestation of the CAQH profile tells none, 120 days
    /// after `issued`.
    ///
    /// ```
    /// use remedi_enrollment::Roster;
    /// let roster = Roster::from_csv(&[
    ///     ("enrollments.csv", "provider_npi,payer_id,status,effective_from\n"),
    ///     ("credentials.csv", "provider_npi,kind,issued,expires\n1245319599,caqh,2025-01-01,\n"),
    /// ])?
    /// .roster;
    /// assert_eq!(roster.credentials()[0].last_day(), "2025-05-01".parse().ok());
    /// # Ok::<(), remedi_enrollment::RosterError>(())
    /// ```
    pub fn last_day(&self) -> Option<NaiveDate> {
        let attested = self.issued.filter(|_| self.kind == CredentialKind::Caqh);
        let due = || attested?.checked_add_days(ATTESTED_FOR);
        self.expires.or_else(due)
    }
}

/// CAQH wants its attestation so often.
const ATTESTED_FOR: Days = Days::new(120);

/// What the roster knows of a provider's licence in a state on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Licence {
    /// A licence was good on that day.
    Held,
    /// The last one had expired.
    Expired {
        /// Its last day.
        on: NaiveDate,
    },
    /// The only ones were issued later.
    NotYetIssued {
        /// The first day of the earliest.
        issued: NaiveDate,
    },
    /// No licence of this state is on file: nothing is known.
    NoneOnFile,
}

/// The state of a provider's licence on a day, by the first and last days of all that are on file for the state.
pub(crate) fn licence(
    licences: impl Iterator<Item = (Option<NaiveDate>, Option<NaiveDate>)>,
    day: NaiveDate,
) -> Licence {
    let mut answer = Licence::NoneOnFile;
    for (issued, expires) in licences {
        let has_begun = issued.is_none_or(|issued| issued <= day);
        if has_begun && expires.is_none_or(|expires| day <= expires) {
            return Licence::Held;
        }
        let expired = expires.filter(|expires| *expires < day);
        answer = match (answer, expired, issued) {
            (Licence::Expired { on }, Some(expires), _) => Licence::Expired {
                on: on.max(expires),
            },
            (Licence::Expired { on }, None, _) => Licence::Expired { on },
            (_, Some(on), _) => Licence::Expired { on },
            (Licence::NotYetIssued { issued: first }, None, Some(issued)) => {
                Licence::NotYetIssued {
                    issued: first.min(issued),
                }
            }
            (_, None, Some(issued)) => Licence::NotYetIssued { issued },
            (other, None, None) => other,
        };
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn provider(deactivated: &str, reactivated: Option<&str>) -> Provider {
        Provider {
            npi: "1234567893".parse().unwrap(),
            entity_type: None,
            last_or_organization_name: Box::default(),
            first_name: Box::default(),
            taxonomies: Box::default(),
            npi_deactivated_on: Some(date(deactivated)),
            npi_reactivated_on: reactivated.map(date),
            replaced_by: None,
            opted_out: Span::default(),
            excluded: Span::default(),
            order_refer: Box::default(),
            file: "providers.csv".into(),
            line: 2,
        }
    }

    #[test]
    fn an_npi_is_out_of_use_until_it_is_activated_again() {
        let back = provider("2024-03-01", Some("2024-06-01"));
        assert!(!back.deactivated_on(date("2024-02-29")));
        assert!(back.deactivated_on(date("2024-03-01")));
        assert!(back.deactivated_on(date("2024-05-31")));
        assert!(!back.deactivated_on(date("2024-06-01")));
        let gone_again = provider("2024-03-01", Some("2023-06-01"));
        assert!(gone_again.deactivated_on(date("2024-03-01")));
    }

    #[test]
    fn a_span_without_a_first_day_holds_no_day() {
        assert!(!Span::default().contains(date("2024-01-01")));
    }
}
