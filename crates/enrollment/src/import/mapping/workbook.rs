//! A sheet of an Excel workbook, whose cells have types: a date is one, and a number never had leading zeros.

use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Sheets, open_workbook_auto_from_rs};

use super::{Mapping, Value};
use crate::import::report::ImportError;

/// What a program that works no formulas out leaves in a cell of one.
const NO_VALUE: Value<'static> = Value::Other(
    "a formula whose value is not in the workbook; open it in a spreadsheet program and save it",
);

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
    let formulas = formulas(&mut workbook, name)
        .map_err(|why| not(format!("the sheet `{name}` can't be read: {why}")))?;
    let rows: Vec<(u64, Vec<Value<'static>>)> = values(&range, &formulas)
        .into_iter()
        .filter(|(number, row)| {
            *number >= mapping.header_line && row.iter().any(|cell| !cell.is_empty())
        })
        .collect();
    let texts = |row: &[Value<'static>]| -> Vec<String> {
        let texts = row.iter().map(|cell| cell.text().into_owned());
        texts.collect()
    };
    // Titles may stand above the header.
    let titles = rows
        .iter()
        .position(|(_, row)| mapping.plan(&texts(row), file).is_ok());
    let place = titles.unwrap_or(0);
    let header = rows.get(place).map(|(_, row)| texts(row));
    let header = header.ok_or_else(|| not(format!("the sheet `{name}` has no header")))?;
    let rows = rows.into_iter().skip(place + 1).collect();
    Ok(Workbook { header, rows })
}

/// The places of the cells of a sheet that are formulas, in formats in which such a cell may have no value.
fn formulas(
    workbook: &mut Sheets<Cursor<Vec<u8>>>,
    name: &str,
) -> Result<HashSet<(u32, u32)>, String> {
    let mut places = HashSet::new();
    match workbook {
        Sheets::Xlsx(xlsx) => {
            let reader = xlsx.worksheet_cells_reader(name);
            let mut cells = reader.map_err(|error| error.to_string())?;
            while let Some(cell) = cells.next_formula().map_err(|error| error.to_string())? {
                if !cell.get_value().is_empty() {
                    places.insert(cell.get_position());
                }
            }
        }
        Sheets::Ods(ods) => {
            let range = ods.worksheet_formula(name);
            let range = range.map_err(|error| error.to_string())?;
            let (row, column) = range.start().unwrap_or_default();
            let used = range
                .used_cells()
                .filter(|(.., formula)| !formula.is_empty());
            places.extend(used.filter_map(|(down, right, _)| {
                let down = u32::try_from(down).ok()?;
                Some((row + down, column + u32::try_from(right).ok()?))
            }));
        }
        Sheets::Xls(_) | Sheets::Xlsb(_) => {}
    }
    Ok(places)
}

/// The cells of a sheet by the numbers of their rows, which start at the first cell that is not empty. Rows of formulas
/// without values may follow.
fn values(range: &Range<Data>, formulas: &HashSet<(u32, u32)>) -> Vec<(u64, Vec<Value<'static>>)> {
    let (Some((first, left)), Some((last, right))) = (range.start(), range.end()) else {
        return Vec::new();
    };
    let mut rows: BTreeMap<u32, Vec<Value<'static>>> = (first..)
        .zip(range.rows())
        .map(|(number, row)| (number, row.iter().map(value).collect()))
        .collect();
    for &(row, column) in formulas {
        if row < first || column < left || column > right {
            continue;
        }
        let place = (column - left) as usize;
        let has_value = row <= last
            && range
                .get_value((row, column))
                .is_some_and(|cell| *cell != Data::Empty);
        if !has_value {
            let blank = || vec![Value::Text("".into()); range.width()];
            let cells = rows.entry(row).or_insert_with(blank);
            cells[place] = NO_VALUE;
        }
    }
    let rows = rows.into_iter();
    rows.map(|(number, row)| (u64::from(number) + 1, row))
        .collect()
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
