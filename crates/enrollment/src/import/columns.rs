//! The files of a roster, their columns, and what a cell of each may hold.

use remedi_claims::TinKind;

use crate::cells;
use crate::locations::FacilityType;
use crate::payers::PayerClass;
use crate::problem::ProblemKind;
use crate::providers::{CredentialKind, EntityType};
use crate::rows::{Participation, Status};

/// A file of the roster that importers write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RosterFile {
    /// `payers.csv`.
    Payers,
    /// `locations.csv`.
    Locations,
    /// `providers.csv`.
    Providers,
    /// `enrollments.csv`.
    Enrollments,
    /// `coverage.csv`.
    Coverage,
    /// `credentials.csv`.
    Credentials,
}

impl RosterFile {
    /// Every file, those that are named by others first.
    pub(super) const ALL: [RosterFile; 6] = [
        RosterFile::Payers,
        RosterFile::Locations,
        RosterFile::Providers,
        RosterFile::Enrollments,
        RosterFile::Coverage,
        RosterFile::Credentials,
    ];

    /// Its name without `.csv`.
    pub(super) fn stem(self) -> &'static str {
        match self {
            RosterFile::Payers => "payers",
            RosterFile::Locations => "locations",
            RosterFile::Providers => "providers",
            RosterFile::Enrollments => "enrollments",
            RosterFile::Coverage => "coverage",
            RosterFile::Credentials => "credentials",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            RosterFile::Payers => "payers.csv",
            RosterFile::Locations => "locations.csv",
            RosterFile::Providers => "providers.csv",
            RosterFile::Enrollments => "enrollments.csv",
            RosterFile::Coverage => "coverage.csv",
            RosterFile::Credentials => "credentials.csv",
        }
    }

    /// The columns that tell its rows apart.
    pub(super) fn key(self) -> &'static [&'static str] {
        match self {
            RosterFile::Payers => &["payer_id"],
            RosterFile::Locations => &["location_id"],
            RosterFile::Providers => &["npi"],
            RosterFile::Enrollments => &[
                "provider_npi",
                "payer_id",
                "plan",
                "network",
                "group_npi",
                "tin",
                "location_id",
                "effective_from",
            ],
            RosterFile::Coverage => &["group_npi", "tin", "payer_id"],
            RosterFile::Credentials => &[
                "provider_npi",
                "kind",
                "payer_id",
                "location_id",
                "number",
                "state",
            ],
        }
    }

    /// Its columns that importers fill.
    pub(super) fn columns(self) -> &'static [(&'static str, Holds)] {
        use Holds as H;
        match self {
            RosterFile::Payers => &[
                ("payer_id", H::PayerId),
                ("name", H::Words),
                ("class", H::PayerClass),
                ("state", H::State),
                ("aliases", H::Names),
            ],
            RosterFile::Locations => &[
                ("location_id", H::Id),
                ("npi", H::Npi),
                ("name", H::Words),
                ("facility_type", H::FacilityType),
                ("address_1", H::Words),
                ("address_2", H::Words),
                ("city", H::Words),
                ("state", H::State),
                ("zip", H::Zip),
                ("tin", H::Tins),
                ("approved_pos", H::Places),
                ("valid_from", H::Date),
                ("valid_to", H::Date),
            ],
            RosterFile::Providers => &[
                ("npi", H::Npi),
                ("entity_type", H::EntityType),
                ("last_or_organization_name", H::Words),
                ("first_name", H::Words),
                ("taxonomies", H::Taxonomies),
                ("npi_deactivated_on", H::Date),
                ("npi_reactivated_on", H::Date),
                ("opted_out_from", H::Date),
                ("opted_out_to", H::Date),
                ("excluded_from", H::Date),
                ("excluded_to", H::Date),
                ("order_refer", H::Id),
                ("replaced_by", H::Npi),
            ],
            RosterFile::Enrollments => &[
                ("provider_npi", H::Npi),
                ("payer_id", H::PayerId),
                ("plan", H::Id),
                ("network", H::Id),
                ("group_npi", H::Npis),
                ("tin", H::Tins),
                ("tin_kind", H::TinKind),
                ("location_id", H::Ids),
                ("taxonomy", H::Taxonomies),
                ("status", H::Status),
                ("effective_from", H::Date),
                ("effective_to", H::Date),
                ("billing_effective_from", H::Date),
                ("application_received", H::Date),
                ("participation", H::Participation),
                ("approved_pos", H::Places),
                ("scope_allow", H::Procedures),
                ("scope_deny", H::Procedures),
                ("payer_provider_id", H::Id),
                ("verified_on", H::Date),
                ("recorded_from", H::Date),
                ("recorded_to", H::Date),
            ],
            RosterFile::Coverage => &[
                ("group_npi", H::Npis),
                ("tin", H::Tins),
                ("payer_id", H::PayerId),
                ("complete", H::YesOrNo),
                ("as_of", H::Date),
            ],
            RosterFile::Credentials => &[
                ("provider_npi", H::Npi),
                ("kind", H::CredentialKind),
                ("payer_id", H::PayerId),
                ("location_id", H::Id),
                ("number", H::Id),
                ("state", H::State),
                ("level", H::Id),
                ("issued", H::Date),
                ("expires", H::Date),
            ],
        }
    }

    /// The columns that every file of its kind is given; others it has where an import has something for them.
    pub(super) fn usual_columns(self) -> impl Iterator<Item = &'static str> {
        let columns = self.columns().iter().map(|(name, _)| *name);
        columns.filter(|name| !matches!(*name, "order_refer" | "replaced_by"))
    }

    /// The column of that name, with what its cells hold.
    pub(super) fn column(self, name: &str) -> Option<(&'static str, Holds)> {
        self.columns()
            .iter()
            .find(|(column, _)| *column == name)
            .copied()
    }
}

/// Cells of one group say one thing together: none of them is written where one of them may not be.
pub(super) fn together(column: &str) -> Option<&'static str> {
    Some(match column {
        "npi_deactivated_on" | "npi_reactivated_on" | "replaced_by" => "deactivation",
        "opted_out_from" | "opted_out_to" => "opt-out",
        "excluded_from" | "excluded_to" => "exclusion",
        "issued" | "expires" => "validity",
        "valid_from" | "valid_to" => "validity",
        "status" | "effective_from" | "effective_to" | "billing_effective_from" => "enrollment",
        "tin" | "tin_kind" => "tin",
        "address_1" | "address_2" | "city" | "state" | "zip" => "address",
        "last_or_organization_name" | "first_name" => "name",
        _ => return None,
    })
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Npi,
    Npis,
    PayerId,
    /// An id or code of any form.
    Id,
    Ids,
    /// Free text, which messages do not show.
    Words,
    /// Several of them.
    Names,
    Tins,
    TinKind,
    Date,
    Taxonomies,
    Places,
    Procedures,
    Zip,
    State,
    EntityType,
    FacilityType,
    Participation,
    PayerClass,
    CredentialKind,
    Status,
    YesOrNo,
}

impl Holds {
    /// Whether a list may stand in the cell.
    pub(super) fn lists(self) -> bool {
        matches!(
            self,
            Holds::Npis
                | Holds::Ids
                | Holds::Tins
                | Holds::Taxonomies
                | Holds::Places
                | Holds::Procedures
                | Holds::Names
        )
    }

    /// The cell as messages may show it.
    pub(super) fn shown(self, cell: &str) -> String {
        match self {
            Holds::Words | Holds::Names => String::new(),
            Holds::Tins => cells::masked(cell),
            _ => cell.chars().take(40).collect(),
        }
    }

    /// What is wrong with a cell that is not empty.
    pub(super) fn check(self, cell: &str) -> Result<(), ProblemKind> {
        if cell.is_empty() {
            return Ok(());
        }
        if is_spreadsheet_error(cell) {
            return Err(ProblemKind::SpreadsheetError);
        }
        let scientific = |cell: &str| match cells::is_scientific(cell) {
            true => Err(ProblemKind::ScientificNotation),
            false => Ok(()),
        };
        match self {
            Holds::Words | Holds::Names => Ok(()),
            Holds::Id => scientific(cell),
            Holds::Ids => cells::list(cell).try_for_each(scientific),
            Holds::Npi => cells::npi(cell).map(drop),
            Holds::Npis => cells::codes(cell).try_for_each(|one| cells::npi(one).map(drop)),
            Holds::PayerId => cells::payer_id(cell).map(drop),
            Holds::Tins => cells::list(cell).try_for_each(|one| {
                let last_four = one.len() == 4 && cells::digits(one);
                // Four digits are an SSN's, which the kind of the TIN beside them must say.
                let kind = last_four.then_some(TinKind::Ssn);
                cells::tin(one, kind).map(drop)
            }),
            Holds::TinKind => match cell {
                "EIN" | "SSN" => Ok(()),
                _ => Err(ProblemKind::Word {
                    expected: "EIN or SSN",
                }),
            },
            Holds::Date => cells::date(cell).map(drop),
            Holds::Taxonomies => {
                cells::codes(cell).try_for_each(|one| cells::taxonomy(one).map(drop))
            }
            Holds::Places => cells::codes(cell).try_for_each(|one| cells::pos(one).map(drop)),
            Holds::Procedures => {
                cells::codes(cell).try_for_each(|one| cells::code_range(one).map(drop))
            }
            Holds::Zip => cells::zip(cell).map(drop),
            Holds::State => cells::state(cell).map(drop),
            Holds::EntityType => EntityType::WORDS.read(cell).map(drop),
            Holds::FacilityType => FacilityType::WORDS.read(cell).map(drop),
            Holds::Participation => Participation::WORDS.read(cell).map(drop),
            Holds::PayerClass => PayerClass::WORDS.read(cell).map(drop),
            Holds::CredentialKind => CredentialKind::WORDS.read(cell).map(drop),
            Holds::Status => Status::WORDS.read(cell).map(drop),
            Holds::YesOrNo => match cell {
                "yes" | "no" => Ok(()),
                _ => Err(ProblemKind::Word {
                    expected: "yes or no",
                }),
            },
        }
    }
}

/// `#N/A`, `#REF!` and the like, which a formula left.
pub(super) fn is_spreadsheet_error(cell: &str) -> bool {
    const ERRORS: [&str; 9] = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    ];
    let hashes = cell.len() > 2 && cell.bytes().all(|byte| byte == b'#');
    hashes || ERRORS.iter().any(|error| cell.eq_ignore_ascii_case(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_do_to_cells_is_told_by_its_name() {
        use ProblemKind as P;
        for (holds, cell, problem) in [
            (Holds::Npi, "1.23457E+09", P::ScientificNotation),
            (Holds::Words, "#N/A", P::SpreadsheetError),
            (Holds::Words, "#####", P::SpreadsheetError),
            (Holds::Tins, "12345678", P::LostLeadingZero),
            (Holds::Zip, "2139", P::LostLeadingZero),
            (Holds::Places, "11 2", P::LostLeadingZero),
            (Holds::Date, "45321", P::SerialDate),
            (Holds::Date, "1/31/2025", P::AmericanDate),
            (Holds::Id, "4.5E+10", P::ScientificNotation),
            (Holds::State, "Ohio", P::State),
        ] {
            assert_eq!(holds.check(cell), Err(problem), "{cell}");
        }
    }

    #[test]
    fn keys_are_columns() {
        for file in RosterFile::ALL {
            for key in file.key() {
                assert!(file.column(key).is_some(), "{key}");
            }
        }
    }

    #[test]
    fn what_may_not_be_shown_is_not() {
        assert_eq!(Holds::Words.shown("Adler"), "");
        assert_eq!(Holds::Tins.shown("987-65-4321"), "*******4321");
    }
}
