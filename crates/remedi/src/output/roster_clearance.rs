//! The answer to a question about one service, in every format.

use std::io::Write;

use chrono::NaiveDate;
use remedi_claims::Pos;
use remedi_enrollment::{
    Bar, Clearance, Fact, LocationIndex, Nearest, NotCleared, Roster, Service, Shortfall, Status,
    Unknown,
};
use serde::Serialize;

use super::csv::Table;
use super::json::Text;
use super::roster::{RowAt, named, payer_named};
use crate::cli::Format;
use crate::exit::Failure;
use crate::output::words::row_against;
use crate::session::Session;

/// What was asked and answered.
pub(crate) struct Answered<'r> {
    pub(crate) roster: &'r Roster,
    /// The service, with what was filled in.
    pub(crate) service: Service<'r>,
    pub(crate) location: Option<LocationIndex>,
    /// The facts that were filled in.
    pub(crate) assumed: Vec<Fact>,
    pub(crate) answer: Clearance,
    pub(crate) as_of: NaiveDate,
}

#[derive(Serialize)]
struct Object<'a> {
    schema: &'static str,
    answer: &'static str,
    provider: Option<Text<remedi_claims::Npi>>,
    payer: &'a str,
    group_npi: Option<Text<remedi_claims::Npi>>,
    tin: Option<Text<remedi_claims::Tin>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    procedure: Option<Text<remedi_claims::ProcedureCode>>,
    taxonomy: Option<Text<remedi_claims::Taxonomy>>,
    date: NaiveDate,
    as_of: NaiveDate,
    assumed: Vec<&'static str>,
    rule: Option<&'static str>,
    fact: Option<&'static str>,
    why: Option<String>,
    nearest: Option<NearestRow<'a>>,
    row: Option<RowAt<'a>>,
    pending: Option<RowAt<'a>>,
    resumes: Option<NaiveDate>,
    nonpar: bool,
}

#[derive(Serialize)]
struct NearestRow<'a> {
    file: &'a str,
    line: u32,
    fact: &'static str,
    expected: String,
    found: String,
}

impl<'a> From<Nearest<'a>> for NearestRow<'a> {
    fn from(nearest: Nearest<'a>) -> NearestRow<'a> {
        NearestRow {
            file: nearest.file,
            line: nearest.line,
            fact: nearest.fact,
            expected: nearest.expected,
            found: nearest.found,
        }
    }
}

impl Answered<'_> {
    /// Writes the answer.
    pub(crate) fn write(&self, out: &mut dyn Write, session: &Session) -> Result<(), Failure> {
        let object = self.object();
        match session.format {
            Format::Human => self.human(out, &object, session),
            Format::Json => {
                serde_json::to_writer(&mut *out, &object)?;
                Ok(out.write_all(b"\n")?)
            }
            Format::Csv => csv(out, &object),
        }
    }

    fn object(&self) -> Object<'_> {
        let (roster, service) = (self.roster, &self.service);
        let row = |index| RowAt::of(roster.enrollment(index));
        let mut object = Object {
            schema: "remedi.clearance/1",
            answer: "",
            provider: service.rendering.map(Text),
            payer: &roster.payer(service.payer).id,
            group_npi: service.billing.map(Text),
            tin: service.tin.map(Text),
            location: self.location.map(|one| &*roster.location(one).id),
            pos: service.pos.map(Text),
            procedure: service.procedure.map(Text),
            taxonomy: service.taxonomy.map(Text),
            date: service.dates.from,
            as_of: self.as_of,
            assumed: self.assumed.iter().map(|fact| fact.column()).collect(),
            rule: None,
            fact: None,
            why: None,
            nearest: None,
            row: None,
            pending: None,
            resumes: None,
            nonpar: false,
        };
        match self.answer {
            Clearance::Cleared(cleared) => {
                object.answer = "cleared";
                object.row = Some(row(cleared.row));
                object.nonpar = cleared.nonpar.is_some();
            }
            Clearance::Not(not) => {
                object.answer = "not_cleared";
                object.rule = rule(not.shortfall, service.pos);
                object.fact = Some(match not.nearest {
                    Some(index) => not.shortfall.fact(&roster.enrollment(index)).column(),
                    None => Fact::Provider.column(),
                });
                object.why = Some(self.shortfall(&not));
                object.nearest = roster.nearest(&not, service).map(NearestRow::from);
                object.row = not.nearest.map(row);
                object.pending = not.pending.map(row);
                if let Shortfall::AfterEnd { resumes, .. } = not.shortfall {
                    object.resumes = resumes;
                }
            }
            Clearance::Unknown(unknown) => {
                object.answer = "unknown";
                object.why = Some(self.unknown(unknown));
                if let Unknown::FactMissing { fact, row: missed } = unknown {
                    object.fact = Some(fact.column());
                    object.row = missed.map(row);
                }
            }
        }
        if let Some(barred) = roster.barred_from(service) {
            object.answer = "not_cleared";
            object.rule = Some(match barred.by {
                Bar::Excluded => "ENR-17",
                Bar::Deactivated => "NPI-03",
                Bar::Replaced => "ENR-28",
                Bar::OptedOut => "ENR-18",
            });
            object.fact = Some(barred.by.column());
            let who = match Some(barred.provider) == service.rendering {
                true => "provider",
                false => "billing provider",
            };
            object.why = Some(match barred.by {
                Bar::Deactivated => {
                    format!("the {who}'s NPI is deactivated since {}", barred.since)
                }
                Bar::Replaced => {
                    let own = roster.provider(barred.provider);
                    let instead = own.and_then(|own| own.replaced_by);
                    let instead = instead.map(|npi| format!(" by {npi}")).unwrap_or_default();
                    format!(
                        "the {who}'s NPI is replaced{instead} since {}",
                        barred.since
                    )
                }
                by => format!("the {who} is {by} since {}", barred.since),
            });
            object.row = RowAt::of_provider(roster, barred.provider);
            object.nearest = None;
            (object.pending, object.resumes) = (None, None);
            object.nonpar = false;
        }
        object
    }

    /// The one fact that failed, in words.
    fn shortfall(&self, not: &NotCleared) -> String {
        let (roster, service) = (self.roster, &self.service);
        let pos = service.pos.map(|pos| pos.to_string()).unwrap_or_default();
        let procedure = service.procedure.map(|code| code.to_string());
        let procedure = procedure.unwrap_or_default();
        match not.shortfall {
            Shortfall::NoRow => "the provider has no enrollment with this payer".to_owned(),
            Shortfall::NotApproved(status) => {
                format!("the enrollment is {status} and was never in force")
            }
            Shortfall::BeforeStart { starts } => format!("the enrollment starts on {starts}"),
            Shortfall::AfterEnd {
                ended,
                status,
                resumes,
            } => {
                let again = resumes.map(|day| format!("; another starts on {day}"));
                let again = again.unwrap_or_default();
                format!("the enrollment ({status}) ended on {ended}{again}")
            }
            Shortfall::Tin => "the enrollment is for another TIN".to_owned(),
            Shortfall::GroupNpi => "the enrollment is for another billing NPI".to_owned(),
            Shortfall::Location => "the enrollment is for other locations".to_owned(),
            Shortfall::PlaceOfService { location, .. } => {
                let of = location.map(|one| format!(" for location {}", roster.location(one).id));
                let of = of.unwrap_or_default();
                format!("place of service {pos} is not approved{of}")
            }
            Shortfall::Taxonomy => "the enrollment is for another taxonomy".to_owned(),
            Shortfall::Scope {
                denied_by: Some(range),
            } => format!("procedure {procedure} is among those denied ({range})"),
            Shortfall::Scope { denied_by: None } => {
                format!("procedure {procedure} is not among those allowed")
            }
            Shortfall::Plan => "the enrollment is for another plan".to_owned(),
            Shortfall::Network => "the enrollment is for another network".to_owned(),
            _ => "a fact of the enrollment differs".to_owned(),
        }
    }

    /// Why nobody can say, and what would help.
    fn unknown(&self, unknown: Unknown) -> String {
        match unknown {
            Unknown::ProviderNotInRoster => {
                "the roster does not name the provider, nor says that it is complete".to_owned()
            }
            Unknown::PracticeNotInRoster => {
                "the roster has no row of this payer for this billing NPI or TIN, nor says that there is none (coverage.csv)"
                    .to_owned()
            }
            Unknown::EnrolledElsewhere => {
                "the roster has the provider with this payer for other practices alone, and no row of this payer for this billing NPI or TIN"
                    .to_owned()
            }
            Unknown::FactMissing { fact, .. } => match fact {
                Fact::GroupNpi => "the row is for certain groups: say which by --group-npi".to_owned(),
                Fact::Tin => "the row is for certain TINs: say which by --tin".to_owned(),
                Fact::Taxonomy => "the row is for certain taxonomies: say which by --taxonomy".to_owned(),
                Fact::Location if self.location.is_none() => {
                    "the row is for certain locations: say which by --location".to_owned()
                }
                Fact::Location => {
                    "the row is for certain locations, and locations.csv does not tell enough of them to tell them apart"
                        .to_owned()
                }
                other => format!("{other} is asked by the row, and not known"),
            },
            _ => "the roster does not tell".to_owned(),
        }
    }

    /// Whether the service may not be billed.
    pub(crate) fn is_not_cleared(&self) -> bool {
        matches!(self.answer, Clearance::Not(_)) || self.roster.barred_from(&self.service).is_some()
    }

    fn human(
        &self,
        out: &mut dyn Write,
        object: &Object<'_>,
        session: &Session,
    ) -> Result<(), Failure> {
        let paint = session.palette();
        let service = &self.service;
        match object.answer {
            "cleared" => write!(out, "{}", paint.strong("cleared"))?,
            "not_cleared" => write!(out, "{}", paint.error("not cleared"))?,
            _ => write!(out, "{}", paint.strong("not known"))?,
        }
        if let Some(npi) = service.rendering {
            write!(out, ": {}", named(self.roster, npi))?;
        }
        write!(
            out,
            " for payer {}",
            payer_named(self.roster, service.payer)
        )?;
        if let Some(procedure) = service.procedure {
            write!(out, ", {procedure}")?;
        }
        if let Some(pos) = service.pos {
            write!(out, " at place of service {pos}")?;
        }
        if let Some(location) = object.location {
            write!(out, " in {location}")?;
        }
        writeln!(out, " on {}", object.date)?;
        if let Some(why) = &object.why {
            match object.fact {
                Some(fact) => writeln!(out, "   = {fact}: {why}")?,
                None => writeln!(out, "   = why: {why}")?,
            }
        }
        match (&object.nearest, &object.row) {
            (Some(row), _) => {
                let told = row_against(row.fact, &row.expected, &row.found, "asked");
                writeln!(out, "   = roster: {}:{} {told}", row.file, row.line)?;
            }
            (None, Some(row)) => writeln!(out, "   = roster: {row}")?,
            (None, None) => {}
        }
        if let Some(row) = &object.pending {
            writeln!(out, "   = an application is under way: {row}")?;
        }
        if let Some(rule) = object.rule {
            writeln!(out, "   = rule: {rule}")?;
        }
        if object.nonpar {
            writeln!(out, "   = the provider is not in the payer's network")?;
        }
        if !object.assumed.is_empty() {
            let value = |fact: &Fact| match fact {
                Fact::GroupNpi => service.billing.map(|npi| npi.to_string()),
                Fact::Tin => service.tin.map(|tin| tin.to_string()),
                Fact::Taxonomy => service.taxonomy.map(|code| code.to_string()),
                _ => None,
            };
            let told = self.assumed.iter().map(|fact| {
                let value = value(fact).unwrap_or_default();
                format!("{fact} {value}")
            });
            let told: Vec<String> = told.collect();
            let told = told.join(", ");
            writeln!(
                out,
                "   = taken for granted, as the roster has no other: {told}"
            )?;
        }
        Ok(())
    }
}

/// The rule that tells the same of a claim.
fn rule(shortfall: Shortfall, pos: Option<Pos>) -> Option<&'static str> {
    let by_telehealth = pos.is_some_and(|pos| matches!(pos.number(), 2 | 10));
    Some(match shortfall {
        Shortfall::NoRow | Shortfall::NotApproved(Status::Denied) => "ENR-02",
        Shortfall::NotApproved(_) | Shortfall::BeforeStart { .. } => "ENR-03",
        Shortfall::AfterEnd { .. } => "ENR-04",
        Shortfall::Tin => "ENR-06",
        Shortfall::GroupNpi => "ENR-07",
        Shortfall::Location => "ENR-08",
        Shortfall::PlaceOfService { .. } if by_telehealth => "TH-15",
        Shortfall::PlaceOfService { .. } => "ENR-09",
        Shortfall::Taxonomy => "ENR-10",
        Shortfall::Scope { .. } => "ENR-12",
        Shortfall::Plan | Shortfall::Network => "ENR-13",
        _ => return None,
    })
}

fn csv(out: &mut dyn Write, object: &Object<'_>) -> Result<(), Failure> {
    let mut table = Table::new(out);
    table.row([
        "answer",
        "provider",
        "payer",
        "group_npi",
        "tin",
        "location",
        "pos",
        "procedure",
        "taxonomy",
        "date",
        "rule",
        "fact",
        "why",
        "file",
        "line",
        "expected",
        "found",
    ])?;
    let shown = |value: Option<String>| value.unwrap_or_default();
    let nearest = object.nearest.as_ref();
    table.row([
        object.answer.to_owned(),
        shown(object.provider.as_ref().map(|one| one.0.to_string())),
        object.payer.to_owned(),
        shown(object.group_npi.as_ref().map(|one| one.0.to_string())),
        shown(object.tin.as_ref().map(|one| one.0.to_string())),
        object.location.unwrap_or_default().to_owned(),
        shown(object.pos.as_ref().map(|one| one.0.to_string())),
        shown(object.procedure.as_ref().map(|one| one.0.to_string())),
        shown(object.taxonomy.as_ref().map(|one| one.0.to_string())),
        object.date.to_string(),
        object.rule.unwrap_or_default().to_owned(),
        object.fact.unwrap_or_default().to_owned(),
        object.why.clone().unwrap_or_default(),
        shown(object.row.as_ref().map(|row| row.file.to_owned())),
        shown(object.row.as_ref().map(|row| row.line.to_string())),
        shown(nearest.map(|row| row.expected.clone())),
        shown(nearest.map(|row| row.found.clone())),
    ])?;
    Ok(table.flush()?)
}
