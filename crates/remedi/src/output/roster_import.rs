//! What an import did, in every format.

use std::io::Write;

use remedi_enrollment::import::{Conflict, Refusal, Report};
use serde::Serialize;

use super::csv::Table;
use super::human::check_summary::count;
use crate::cli::Format;
use crate::exit::Failure;
use crate::session::Session;

/// Conflicts and refused rows that are shown to a reader; programs get all of them.
const MOST: usize = 50;

#[derive(Serialize)]
struct Refused<'a> {
    schema: &'static str,
    what: &'static str,
    file: &'a str,
    line: u64,
    column: Option<&'a str>,
    cell: Option<&'a str>,
    message: String,
}

impl<'a> From<&'a Refusal> for Refused<'a> {
    fn from(refusal: &'a Refusal) -> Refused<'a> {
        Refused {
            schema: "remedi.roster-import/1",
            what: "refused",
            file: &refusal.file,
            line: refusal.line,
            column: Some(&*refusal.column).filter(|column| !column.is_empty()),
            cell: Some(&*refusal.cell).filter(|cell| !cell.is_empty()),
            message: refusal.reason.to_string(),
        }
    }
}

#[derive(Serialize)]
struct Disagreement<'a> {
    schema: &'static str,
    what: &'static str,
    file: &'a str,
    line: u64,
    roster_file: &'static str,
    row: &'a str,
    column: &'a str,
    kept: &'a str,
    offered: &'a str,
    overwritten: bool,
}

impl<'a> From<&'a Conflict> for Disagreement<'a> {
    fn from(conflict: &'a Conflict) -> Disagreement<'a> {
        Disagreement {
            schema: "remedi.roster-import/1",
            what: "conflict",
            file: &conflict.file,
            line: conflict.line,
            roster_file: conflict.roster_file.name(),
            row: &conflict.row,
            column: &conflict.column,
            kept: &conflict.kept,
            offered: &conflict.offered,
            overwritten: conflict.overwritten,
        }
    }
}

#[derive(Serialize)]
struct Sums<'a> {
    schema: &'static str,
    read: u64,
    taken: u64,
    passed: u64,
    refused: usize,
    conflicts: usize,
    new: u64,
    changed: u64,
    unchanged: u64,
    files: Vec<FileSums>,
    remarks: &'a [String],
}

#[derive(Serialize)]
struct FileSums {
    file: &'static str,
    new: u64,
    changed: u64,
    unchanged: u64,
}

/// Writes what was refused, what is in conflict, and the sums.
pub(crate) fn write(
    out: &mut dyn Write,
    report: &Report,
    session: &Session,
) -> Result<(), Failure> {
    match session.format {
        Format::Human => human(out, report, session),
        Format::Json => json(out, report),
        Format::Csv => csv(out, report, session),
    }
}

fn human(out: &mut dyn Write, report: &Report, session: &Session) -> Result<(), Failure> {
    let paint = session.palette();
    for refusal in report.refused.iter().take(MOST) {
        writeln!(out, "{}: {refusal}", paint.error("refused"))?;
    }
    more(out, report.refused.len(), "fault")?;
    for conflict in report.conflicts.iter().take(MOST) {
        writeln!(out, "conflict: {conflict}")?;
    }
    more(out, report.conflicts.len(), "conflict")?;
    for remark in report.remarks.iter().take(MOST) {
        writeln!(out, "note: {remark}")?;
    }
    more(out, report.remarks.len(), "note")?;
    for (file, rows) in &report.files {
        let (new, changed, unchanged) = (rows.new, rows.changed, rows.unchanged);
        let name = paint.name(file.name());
        writeln!(
            out,
            "{name}: {new} new, {changed} changed, {unchanged} unchanged"
        )?;
    }
    writeln!(out, "{}", paint.strong(in_words(report)))?;
    Ok(())
}

fn more(out: &mut dyn Write, all: usize, what: &str) -> Result<(), Failure> {
    let rest = all.saturating_sub(MOST);
    if rest > 0 {
        writeln!(out, "... and {} more", count(rest as u64, what))?;
    }
    Ok(())
}

fn in_words(report: &Report) -> String {
    format!(
        "{} read: {} taken, {} not asked for; {} refused; {}",
        count(report.read, "row"),
        report.taken,
        report.passed,
        report.refused_rows(),
        count(report.conflicts.len() as u64, "conflict"),
    )
}

fn json(out: &mut dyn Write, report: &Report) -> Result<(), Failure> {
    for refusal in report.refused.iter().map(Refused::from) {
        serde_json::to_writer(&mut *out, &refusal)?;
        out.write_all(b"\n")?;
    }
    for conflict in report.conflicts.iter().map(Disagreement::from) {
        serde_json::to_writer(&mut *out, &conflict)?;
        out.write_all(b"\n")?;
    }
    let files = report.files.iter().map(|(file, rows)| FileSums {
        file: file.name(),
        new: rows.new,
        changed: rows.changed,
        unchanged: rows.unchanged,
    });
    let files: Vec<FileSums> = files.collect();
    let sums = Sums {
        schema: "remedi.roster-import-summary/1",
        read: report.read,
        taken: report.taken,
        passed: report.passed,
        refused: report.refused_rows(),
        conflicts: report.conflicts.len(),
        new: files.iter().map(|file| file.new).sum(),
        changed: files.iter().map(|file| file.changed).sum(),
        unchanged: files.iter().map(|file| file.unchanged).sum(),
        files,
        remarks: &report.remarks,
    };
    serde_json::to_writer(&mut *out, &sums)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn csv(out: &mut dyn Write, report: &Report, session: &Session) -> Result<(), Failure> {
    let mut table = Table::new(&mut *out);
    let header = [
        "what", "file", "line", "column", "row", "kept", "offered", "message",
    ];
    table.row(header)?;
    for refusal in report.refused.iter().map(Refused::from) {
        let line = refusal.line.to_string();
        let (column, cell) = (
            refusal.column.unwrap_or_default(),
            refusal.cell.unwrap_or_default(),
        );
        let cells = [
            "refused",
            refusal.file,
            &line,
            column,
            "",
            "",
            cell,
            &refusal.message,
        ];
        table.row(cells)?;
    }
    for conflict in &report.conflicts {
        let line = conflict.line.to_string();
        let message = if conflict.overwritten {
            "overwritten"
        } else {
            "kept"
        };
        table.row([
            "conflict",
            &conflict.file,
            &line,
            &conflict.column,
            &conflict.row,
            &conflict.kept,
            &conflict.offered,
            message,
        ])?;
    }
    for remark in &report.remarks {
        table.row(["note", "", "", "", "", "", "", remark])?;
    }
    table.flush()?;
    session.notice(&in_words(report));
    Ok(())
}
