//! Problems of a roster, in every format.

use std::io::Write;
use std::path::Path;

use remedi_enrollment::{Loaded, RosterProblem, Severity};
use serde::Serialize;

use super::human::check_summary::count;
use crate::cli::Format;
use crate::command::roster::located;
use crate::exit::Failure;
use crate::session::Session;

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
            let mut table = csv::Writer::from_writer(&mut *out);
            table.write_record(["file", "line", "column", "severity", "message"])?;
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
                table.write_record(cells)?;
            }
            table.flush()?;
            session.notice(&in_words);
        }
    }
    Ok(())
}
