//! A sheet of an Excel workbook, whose cells have types: a date is one, and a number never had leading zeros.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, open_workbook_auto_from_rs};

use super::{Mapping, Value};
use crate::import::report::ImportError;

/// The rows of one sheet.
pub(super) struct Workbook {
    pub(super) header: Vec<String>,
    /// By their number in the sheet, blank ones left out.
    pub(super) rows: Vec<(u64, Vec<Value<'static>>)>,
}

/// Reads the sheet that the mapping names, or the only one.
pub(super) fn open(
    input: &mut dyn Read,
    file: &str,
    mapping: &Mapping,
) -> Result<Workbook, ImportError> {
    let not = |why: String| ImportError::not_the_format(file, why);
    let mut bytes = Vec::new();
    let read = input.read_to_end(&mut bytes);
    read.map_err(|error| ImportError::unreadable(file, error))?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|error| not(format!("not a workbook that can be read: {error}")))?;
    let names = workbook.sheet_names();
    let listed = || names.join("`, `");
    let name = match (&mapping.sheet, &names[..]) {
        (Some(wanted), _) => names
            .iter()
            .find(|name| name.eq_ignore_ascii_case(wanted))
            .ok_or_else(|| not(format!("no sheet `{wanted}`; there are `{}`", listed())))?,
        (None, [only]) => only,
        (None, _) => {
            let why = format!(
                "several sheets, `{}`; say which by `sheet` in [source] of {}",
                listed(),
                mapping.file
            );
            return Err(not(why));
        }
    };
    let range = workbook
        .worksheet_range(name)
        .map_err(|error| not(format!("the sheet `{name}` can't be read: {error}")))?;
    // A sheet starts at its first cell that is not empty.
    let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
    let rows: Vec<(u64, &[Data])> = (first..)
        .zip(range.rows())
        .filter(|(number, row)| {
            *number >= mapping.header_line && row.iter().any(|cell| *cell != Data::Empty)
        })
        .collect();
    let texts = |row: &[Data]| -> Vec<String> {
        let texts = row.iter().map(|cell| value(cell).text().into_owned());
        texts.collect()
    };
    // Titles may stand above the header.
    let titles = rows
        .iter()
        .position(|(_, row)| mapping.plan(&texts(row), file).is_ok());
    let place = titles.unwrap_or(0);
    let header = rows.get(place).map(|(_, row)| texts(row));
    let header = header.ok_or_else(|| not(format!("the sheet `{name}` has no header")))?;
    let rows = rows.into_iter().skip(place + 1);
    let rows = rows
        .map(|(number, row)| (number, row.iter().map(value).collect::<Vec<_>>()))
        .filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    Ok(Workbook { header, rows })
}

fn value(cell: &Data) -> Value<'static> {
    match cell {
        Data::Empty => Value::Text("".into()),
        Data::String(text) => Value::Text(text.clone().into()),
        Data::Int(number) => Value::Number(number.to_string()),
        Data::Float(number) => Value::Number(number.to_string()),
        Data::DateTime(when) => match when.as_datetime() {
            Some(day) if when.is_datetime() => Value::Date(day.date()),
            _ => Value::Other("a length of time"),
        },
        Data::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Value::Date(day),
            None => Value::Text(text.clone().into()),
        },
        Data::DurationIso(_) => Value::Other("a length of time"),
        Data::Bool(true) => Value::Text("TRUE".into()),
        Data::Bool(false) => Value::Text("FALSE".into()),
        // As the sheet shows it, which is told as what a formula left.
        Data::Error(error) => Value::Text(error.to_string().into()),
    }
}
