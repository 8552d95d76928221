//! Results as tables: a header, then one row a result. A list in a cell is separated by `|`; within a value of the list it is
//! `\|`, and a backslash `\\`.
//!
//! Tables are opened by spreadsheets, which take for a formula what begins like one: texts that do, and are no numbers, get
//! an apostrophe before them, and control characters are replaced. All tables are written by [`Table`], but for those of a
//! roster, which the importers write and remedi reads again: they are guarded in the same way, and the guard is taken away.

pub(crate) mod audit;
pub(crate) mod denials;
pub(crate) mod explanation;
pub(crate) mod finding;
pub(crate) mod held;
pub(crate) mod histories;
pub(crate) mod worklist;

use std::fmt::Display;
use std::io::{self, Write};

use remedi_enrollment::spreadsheet::guarded;
use serde::Serialize;

use super::words::printable;

/// Writes a table, row by row.
pub(crate) struct Table<W: Write> {
    to: csv::Writer<W>,
    /// Whether the names of the columns are there.
    has_header: bool,
}

impl<W: Write> Table<W> {
    pub(crate) fn new(to: W) -> Table<W> {
        Table {
            to: csv::Writer::from_writer(to),
            has_header: false,
        }
    }

    /// Adds a row, or the header, as a spreadsheet may open it.
    pub(crate) fn row(
        &mut self,
        cells: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> csv::Result<()> {
        for cell in cells {
            let cell = guarded(cell.as_ref());
            self.to.write_field(printable(&cell).as_bytes())?;
        }
        self.has_header = true;
        self.to.write_record(None::<&[u8]>)
    }

    /// Adds a row of the fields of a struct, whose names are the header of the first.
    pub(crate) fn serialize(&mut self, fields: impl Serialize) -> csv::Result<()> {
        let mut scratch = Vec::new();
        let mut row = csv::WriterBuilder::new()
            .has_headers(!self.has_header)
            .from_writer(&mut scratch);
        row.serialize(fields)?;
        row.flush()?;
        drop(row);
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&scratch[..]);
        rows.records().try_for_each(|row| self.row(&row?))
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    /// What it was written to.
    pub(crate) fn into_inner(self) -> io::Result<W> {
        let unwritten = |error: csv::IntoInnerError<_>| io::Error::other(error.to_string());
        self.to.into_inner().map_err(unwritten)
    }
}

/// What a cell holds: nothing where it is not known.
fn cell(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A list as one cell.
pub(crate) fn list(values: impl IntoIterator<Item = impl Display>) -> String {
    let values = values.into_iter().map(|value| {
        let value = value.to_string();
        match value.contains(['|', '\\']) {
            true => value.replace('\\', "\\\\").replace('|', "\\|"),
            false => value,
        }
    });
    values.collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Table<&mut Vec<u8>>) -> csv::Result<()>) -> String {
        let mut text = Vec::new();
        let mut table = Table::new(&mut text);
        write(&mut table).expect("memory can be written to");
        table.flush().expect("memory can be written to");
        drop(table);
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn nothing_in_a_row_is_a_formula_or_moves_a_cursor() {
        let sent = [
            "=HYPERLINK(1)",
            "@A",
            "-A1",
            "-12.50",
            "-",
            "A\u{1b}[2J",
            "A=1",
        ];
        let safe = "'=HYPERLINK(1),'@A,'-A1,-12.50,-,A\u{fffd}[2J,A=1\n";
        assert_eq!(written(|table| table.row(sent)), safe);
    }

    #[test]
    fn the_fields_of_a_struct_are_a_row() {
        #[derive(Serialize)]
        struct Row {
            folder: &'static str,
            count: Option<u8>,
        }
        let rows = [("=1+1", Some(2)), ("a,b", None)];
        let text = written(|table| {
            let mut rows = rows.into_iter();
            rows.try_for_each(|(folder, count)| table.serialize(Row { folder, count }))
        });
        assert_eq!(text, "folder,count\n'=1+1,2\n\"a,b\",\n");
    }

    #[test]
    fn a_bar_in_a_value_ends_no_value() {
        assert_eq!(list(["A|1", "B\\", "C"]), "A\\|1|B\\\\|C");
    }
}
