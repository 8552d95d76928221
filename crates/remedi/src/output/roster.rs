//! Problems of a roster, in every format; and how rows, providers and payers of a roster are named.

use std::fmt;
use std::io::Write;
use std::path::Path;

use remedi_claims::Npi;
use remedi_enrollment::{Enrollment, Loaded, PayerIndex, Roster, RosterProblem, Severity};
use serde::Serialize;

use super::csv::Table;
use super::human::check_summary::count;
use crate::cli::Format;
use crate::command::roster::located;
use crate::exit::Failure;
use crate::session::Session;

/// Where a row of the roster stands.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct RowAt<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u32,
}

impl<'a> RowAt<'a> {
    pub(crate) fn of(row: Enrollment<'a>) -> RowAt<'a> {
        RowAt {
            file: row.file(),
            line: row.line(),
        }
    }

    /// Where `providers.csv` speaks of the provider.
    pub(crate) fn of_provider(roster: &'a Roster, npi: Npi) -> Option<RowAt<'a>> {
        let own = roster.provider(npi)?;
        Some(RowAt {
            file: &own.file,
            line: own.line,
        })
    }
}

impl fmt::Display for RowAt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The provider's name, where the roster has it: `Adler, Alma`.
pub(crate) fn name_of(roster: &Roster, npi: Npi) -> Option<String> {
    let own = roster.provider(npi)?;
    let names = [&*own.last_or_organization_name, &*own.first_name];
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The NPI with the provider's name: `1400000018 Adler, Alma`.
pub(crate) fn named(roster: &Roster, npi: Npi) -> String {
    match name_of(roster, npi) {
        Some(name) => format!("{npi} {name}"),
        None => npi.to_string(),
    }
}

/// The payer's id with its name: `PLAN1 Testland Health Plan`.
pub(crate) fn payer_named(roster: &Roster, payer: PayerIndex) -> String {
    let own = roster.payer(payer);
    match own.name.is_empty() {
        true => own.id.to_string(),
        false => format!("{} {}", own.id, own.name),
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    schema: &'static str,
    file: &'a str,
    line: u32,
    column: Option<&'a str>,
    severity: &'static str,
    message: String,
}

impl<'a> From<&'a RosterProblem> for Problem<'a> {
    fn from(problem: &'a RosterProblem) -> Problem<'a> {
        Problem {
            schema: "remedi.roster-problem/1",
            file: &problem.file,
            line: problem.line,
            column: (!problem.column.is_empty()).then_some(problem.column),
            severity: word(problem.severity()),
            message: problem.message(),
        }
    }
}

#[derive(Serialize)]
struct Sums {
    schema: &'static str,
    enrollments: usize,
    payers: usize,
    locations: usize,
    errors: usize,
    warnings: usize,
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Writes the problems, and how much was read.
pub(crate) fn write(
    out: &mut dyn Write,
    path: &Path,
    loaded: &Loaded,
    session: &Session,
) -> Result<(), Failure> {
    let of = |severity| {
        let problems = loaded.problems.iter();
        problems.filter(|one| one.severity() == severity).count()
    };
    let sums = Sums {
        schema: "remedi.roster-summary/1",
        enrollments: loaded.roster.len(),
        payers: loaded.roster.payers().count(),
        locations: loaded.roster.locations().count(),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
    };
    let in_words = format!(
        "{}, {}, {}; {}, {}",
        count(sums.enrollments as u64, "enrollment"),
        count(sums.payers as u64, "payer"),
        count(sums.locations as u64, "location"),
        count(sums.errors as u64, "error"),
        count(sums.warnings as u64, "warning"),
    );
    match session.format {
        Format::Human => {
            let paint = session.palette();
            for problem in &loaded.problems {
                let text = located(path, problem);
                match problem.severity() {
                    Severity::Error => writeln!(out, "{}: {text}", paint.error("error"))?,
                    Severity::Warning => writeln!(out, "warning: {text}")?,
                }
            }
            writeln!(out, "{}", paint.strong(in_words))?;
        }
        Format::Json => {
            for problem in &loaded.problems {
                serde_json::to_writer(&mut *out, &Problem::from(problem))?;
                out.write_all(b"\n")?;
            }
            serde_json::to_writer(&mut *out, &sums)?;
            out.write_all(b"\n")?;
        }
        Format::Csv => {
            let mut table = Table::new(&mut *out);
            table.row(["file", "line", "column", "severity", "message"])?;
            for problem in loaded.problems.iter().map(Problem::from) {
                let line = problem.line.to_string();
                let column = problem.column.unwrap_or_default();
                let cells = [
                    problem.file,
                    &line,
                    column,
                    problem.severity,
                    &problem.message,
                ];
                table.row(cells)?;
            }
            table.flush()?;
            session.notice(&in_words);
        }
    }
    Ok(())
}
