//! The rows of the roster that findings name, in words.

use remedi_claims::{DateRange, Npi};
use remedi_enrollment::{Authorization, Clearance, Credential, Provider, Roster};

use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Nearest;
use crate::reading::Question;
use crate::rule::RosterRow;

impl Question<'_> {
    /// The row that a finding about a line names.
    pub fn nearest(
        &self,
        claim: &ClaimFacts<'_>,
        line: &LineFacts<'_>,
        row: RosterRow,
    ) -> Option<Nearest> {
        let roster = self.roster?;
        match row {
            RosterRow::None => None,
            RosterRow::Enrollment => self.enrollment(roster, claim, line),
            RosterRow::Provider(npi, column) => {
                let provider = roster.provider(npi)?;
                Some(Nearest {
                    file: (&*provider.file).into(),
                    line: provider.line,
                    fact: column,
                    expected: provider_cell(provider, column).into(),
                    found: provider_found(line, npi, column).into(),
                })
            }
            RosterRow::Credential(npi, number, column) => {
                let mut own = roster.credentials_of(npi).iter();
                let credential = own.find(|one| one.line == number)?;
                Some(Nearest {
                    file: (&*credential.file).into(),
                    line: credential.line,
                    fact: column,
                    expected: credential_cell(credential, column).into(),
                    found: match column {
                        "level" => line.procedure.map_or(String::new(), |one| one.to_string()),
                        _ => days(line.dates),
                    }
                    .into(),
                })
            }
            RosterRow::Authorization(number, column) => {
                let sent = line.authorization(claim)?.text()?;
                let row = roster.authorizations(sent).find(|one| one.line == number)?;
                let (expected, found) = authorization_cells(row, line, column);
                Some(Nearest {
                    file: (&*row.file).into(),
                    line: row.line,
                    fact: column,
                    expected: expected.into(),
                    found: found.into(),
                })
            }
        }
    }

    fn enrollment(
        &self,
        roster: &Roster,
        claim: &ClaimFacts<'_>,
        line: &LineFacts<'_>,
    ) -> Option<Nearest> {
        match line.clearance? {
            Clearance::Not(not) => {
                let service = self.service(claim, line)?;
                let row = roster.nearest(&not, &service)?;
                Some(Nearest {
                    file: row.file.into(),
                    line: row.line,
                    fact: row.fact,
                    expected: row.expected.into(),
                    found: row.found.into(),
                })
            }
            Clearance::Cleared(cleared) => {
                let row = roster.enrollment(cleared.nonpar.unwrap_or(cleared.row));
                let (fact, expected, found) = match cleared.nonpar {
                    Some(_) => ("participation", "par".into(), "nonpar".into()),
                    None => {
                        let verified = row.verified_on().map(|day| day.to_string());
                        let verified = verified.unwrap_or_default();
                        ("verified_on", verified.into(), days(line.dates).into())
                    }
                };
                Some(Nearest {
                    file: row.file().into(),
                    line: row.line(),
                    fact,
                    expected,
                    found,
                })
            }
            Clearance::Unknown(_) => None,
        }
    }
}

fn days(dates: Option<DateRange>) -> String {
    dates.map_or(String::new(), |dates| dates.to_string())
}

fn provider_cell(provider: &Provider, column: &str) -> String {
    let date = match column {
        "npi_deactivated_on" => provider.npi_deactivated_on,
        "opted_out_from" => provider.opted_out.from,
        "excluded_from" => provider.excluded.from,
        "entity_type" => {
            let own = provider.entity_type;
            return own.map_or(String::new(), |own| own.to_string());
        }
        "replaced_by" => {
            let instead = provider.replaced_by;
            return instead.map_or(String::new(), |npi| npi.to_string());
        }
        "order_refer" => return provider.order_refer.join("|"),
        _ => None,
    };
    date.map_or(String::new(), |date| date.to_string())
}

fn provider_found(line: &LineFacts<'_>, npi: Npi, column: &str) -> String {
    let mut records = line.records.iter().map(|record| record.provider);
    let sent = records.find(|provider| provider.npi() == Some(npi));
    match column {
        "entity_type" => match sent.and_then(|sent| sent.entity_type) {
            Some(remedi_claims::EntityType::Person) => "1".to_owned(),
            Some(remedi_claims::EntityType::Organization) => "2".to_owned(),
            _ => String::new(),
        },
        "replaced_by" => npi.to_string(),
        "order_refer" => line.procedure.map_or(String::new(), |one| one.to_string()),
        _ => days(line.dates),
    }
}

fn credential_cell(credential: &Credential, column: &str) -> String {
    let date = match column {
        "level" => return credential.level.to_string(),
        "issued" => credential.issued,
        _ => credential.expires,
    };
    date.map_or(String::new(), |date| date.to_string())
}

/// What an authorization says and what the claim says; of members neither.
fn authorization_cells(
    row: &Authorization,
    line: &LineFacts<'_>,
    column: &str,
) -> (String, String) {
    let text = |value: Option<String>| value.unwrap_or_default();
    match column {
        "member_id" => ("one member".to_owned(), "another member".to_owned()),
        "procedures" => {
            let ranges: Vec<String> = row.procedures.iter().map(|one| one.to_string()).collect();
            (
                ranges.join(" "),
                text(line.procedure.map(|one| one.to_string())),
            )
        }
        "provider_npi" => (
            text(row.provider.map(|npi| npi.to_string())),
            text(
                line.provider
                    .and_then(|one| one.npi())
                    .map(|npi| npi.to_string()),
            ),
        ),
        "units" => (
            text(row.units.map(|units| units.to_string())),
            String::new(),
        ),
        "pos" => {
            let places: Vec<String> = row.pos.iter().map(|pos| pos.to_string()).collect();
            (
                places.join(" "),
                text(line.pos().map(|pos| pos.to_string())),
            )
        }
        _ => {
            let good = match (row.valid_from, row.valid_to) {
                (Some(from), Some(to)) => format!("from {from} to {to}"),
                (Some(from), None) => format!("from {from}"),
                (None, Some(to)) => format!("until {to}"),
                (None, None) => String::new(),
            };
            (good, days(line.dates))
        }
    }
}
