//! CSV tables of the user.

use std::io::Read;

use chrono::NaiveDate;

/// What is wrong in a table: the line, where there is one, and what.
pub(super) type Fault = (Option<u64>, String);

/// The day of a cell, `None` of an empty one.
///
/// # Errors
/// That it is none, with what errors call it.
pub(super) fn day(
    column: &str,
    cell: &str,
    called: fn(&str) -> String,
) -> Result<Option<NaiveDate>, String> {
    match cell {
        "" => Ok(None),
        _ => cell
            .parse()
            .map(Some)
            .map_err(|_| format!("{column}: {} is no date such as 2025-01-31", called(cell))),
    }
}

/// Reads the rows of a CSV table: the cells of some columns, empty where there are none. The first column must be
/// there; others than these are left alone.
///
/// # Errors
/// What can't be read, and the first row that is refused.
pub(super) fn read_rows<const N: usize>(
    input: impl Read,
    columns: [&str; N],
    mut take: impl FnMut([&str; N]) -> Result<(), String>,
) -> Result<(), Fault> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let of_csv = |error: csv::Error| {
        let line = error.position().map(csv::Position::line);
        (line, error.to_string())
    };
    let header = reader.headers().map_err(of_csv)?.clone();
    let places = columns.map(|name| {
        let is_it = |cell: &str| {
            let cell = cell.trim_start_matches('\u{feff}').trim();
            cell.eq_ignore_ascii_case(name)
        };
        header.iter().position(is_it)
    });
    if let (Some(name), Some(None)) = (columns.first(), places.first()) {
        return Err((Some(1), format!("no column `{name}`")));
    }
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(of_csv)? {
        let cells = places.map(|at| at.and_then(|at| row.get(at)).unwrap_or_default().trim());
        take(cells).map_err(|wrong| (row.position().map(csv::Position::line), wrong))?;
    }
    Ok(())
}
