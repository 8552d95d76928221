//! One CSV file as rows of named cells.

use std::sync::Arc;

use crate::cells::Read;
use crate::problem::{ProblemKind, RosterError, RosterErrorKind, RosterProblem, Severity};
use crate::spreadsheet::plain;

/// A CSV file whose columns go by their names.
pub(crate) struct Table<'t> {
    pub(crate) file: Arc<str>,
    text: &'t str,
    header: Vec<String>,
}

/// One row of a [`Table`], which gathers what is wrong with it.
pub(crate) struct Line<'a> {
    table: &'a Table<'a>,
    record: &'a csv::StringRecord,
    problems: &'a mut Vec<RosterProblem>,
    pub(crate) number: u32,
    pub(crate) bad: bool,
}

/// A column's place, found once for a file; none when the file has no such column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    name: &'static str,
    place: Option<usize>,
}

impl Column {
    pub(crate) fn exists(self) -> bool {
        self.place.is_some()
    }
}

/// A column's name as headers may write it: in any case, with blanks or hyphens for underscores.
pub(crate) fn column_name(header: &str) -> String {
    header.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

impl<'t> Table<'t> {
    pub(crate) fn new(file: &str, text: &'t str) -> Result<Table<'t>, RosterError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut header = csv::StringRecord::new();
        let read = reader(text).read_record(&mut header);
        if read.is_err() {
            header.clear();
        }
        if header.len() == 1 && header[0].contains([';', '\t', '|']) {
            let file = file.to_owned();
            return Err(RosterErrorKind::OtherSeparator { file }.into());
        }
        let header: Vec<String> = header.iter().map(column_name).collect();
        for (place, name) in header.iter().enumerate() {
            if !name.is_empty() && header[..place].contains(name) {
                return Err(RosterErrorKind::RepeatedColumn {
                    file: file.to_owned(),
                    column: name.clone(),
                }
                .into());
            }
        }
        Ok(Table {
            file: file.into(),
            text,
            header,
        })
    }

    pub(crate) fn column(&self, name: &'static str) -> Column {
        Column {
            name,
            place: self.header.iter().position(|header| header == name),
        }
    }

    pub(crate) fn has(&self, name: &'static str) -> bool {
        self.column(name).exists()
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<Column, RosterError> {
        let column = self.column(name);
        if column.exists() {
            Ok(column)
        } else {
            Err(RosterErrorKind::MissingColumn {
                file: self.file.to_string(),
                column: name,
            }
            .into())
        }
    }

    /// The columns that none of these names is for.
    pub(crate) fn unknown<'a>(
        &'a self,
        known: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = &'a str> {
        self.header
            .iter()
            .map(String::as_str)
            .filter(move |name| !name.is_empty() && !known(name))
    }

    /// Hands every row that is not blank to `read`.
    pub(crate) fn each(
        &self,
        problems: &mut Vec<RosterProblem>,
        mut read: impl FnMut(&mut Line<'_>),
    ) {
        let mut reader = reader(self.text);
        let mut record = csv::StringRecord::new();
        let mut lines = LineCount::default();
        let mut is_header = true;
        loop {
            let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            let more = reader.read_record(&mut record);
            if matches!(more, Ok(false)) {
                return;
            }
            if std::mem::take(&mut is_header) {
                continue;
            }
            if record.iter().all(|cell| cell.trim().is_empty()) && more.is_ok() {
                continue;
            }
            let number = lines.at(self.text.as_bytes(), start);
            let mut line = Line {
                table: self,
                record: &record,
                problems,
                number,
                bad: false,
            };
            if more.is_err() {
                line.report("", ProblemKind::NotCsv, "");
                return;
            }
            let beyond = record.iter().skip(self.header.len());
            if record.len() < self.header.len() {
                line.report("", ProblemKind::TooFewCells, "");
            } else if beyond.into_iter().any(|cell| !cell.trim().is_empty()) {
                line.report("", ProblemKind::TooManyCells, "");
                continue;
            }
            read(&mut line);
        }
    }
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Counts lines up to a byte. The CSV reader's own count stands at the blank lines before a row.
#[derive(Default)]
struct LineCount {
    byte: usize,
    line: u32,
}

impl LineCount {
    /// The line, from 1, of the first row at or after `byte`.
    fn at(&mut self, text: &[u8], byte: usize) -> u32 {
        let mut end = byte.min(text.len());
        while matches!(text.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        let breaks = text[self.byte..end].iter().filter(|byte| **byte == b'\n');
        self.line += u32::try_from(breaks.count()).unwrap_or(u32::MAX);
        self.byte = end;
        self.line + 1
    }
}

impl<'a> Line<'a> {
    /// The cell without the blanks around it, and without what keeps spreadsheets from taking it for a formula; empty where the
    /// row or the file has none.
    pub(crate) fn cell(&self, column: Column) -> &'a str {
        let cell = column
            .place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default();
        plain(cell.trim()).trim_start()
    }

    /// Reports a problem; the row is bad when it is an error.
    pub(crate) fn report(&mut self, column: &'static str, kind: ProblemKind, cell: &str) {
        self.bad |= kind.severity() == Severity::Error;
        self.problems.push(RosterProblem {
            file: self.table.file.clone(),
            line: self.number,
            column,
            kind,
            cell: cell.into(),
        });
    }

    /// What a cell holds, read by `read`; none when it is bad, which is reported.
    pub(crate) fn read<T>(
        &mut self,
        column: Column,
        read: impl Fn(&'a str) -> Read<T>,
    ) -> Option<T> {
        let cell = self.cell(column);
        read(cell)
            .map_err(|kind| self.report(column.name, kind, cell))
            .ok()
    }

    /// What a cell holds, when it is not empty.
    pub(crate) fn optional<T>(
        &mut self,
        column: Column,
        read: impl Fn(&'a str) -> Read<T>,
    ) -> Option<T> {
        (!self.cell(column).is_empty())
            .then(|| self.read(column, read))
            .flatten()
    }

    /// What the parts of a cell hold; bad ones are reported one by one.
    pub(crate) fn parts<T>(
        &mut self,
        column: Column,
        parts: impl IntoIterator<Item = &'a str>,
        read: impl Fn(&'a str) -> Read<T>,
    ) -> Vec<T> {
        self.parts_masked(column, parts, read, str::to_owned)
    }

    /// The same for parts of which not all may be shown.
    pub(crate) fn parts_masked<T>(
        &mut self,
        column: Column,
        parts: impl IntoIterator<Item = &'a str>,
        read: impl Fn(&'a str) -> Read<T>,
        show: impl Fn(&str) -> String,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for part in parts {
            match read(part) {
                Ok(value) => values.push(value),
                Err(kind) => self.report(column.name, kind, &show(part)),
            }
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> (Vec<(u32, String)>, Vec<ProblemKind>) {
        let table = Table::new("t.csv", text).unwrap();
        let (a, mut rows, mut problems) = (table.column("a"), Vec::new(), Vec::new());
        table.each(&mut problems, |line| {
            rows.push((line.number, line.cell(a).to_owned()));
        });
        (
            rows,
            problems.into_iter().map(|problem| problem.kind).collect(),
        )
    }

    #[test]
    fn byte_order_mark_line_ends_and_blank_lines_do_no_harm() {
        let (rows, problems) = lines("\u{feff} A ,b\r\n\r\n one ,1\r\n,\r\n\r\n\r\ntwo,2\r\n");
        assert_eq!(rows, [(3, "one".to_owned()), (7, "two".to_owned())]);
        assert_eq!(problems, []);
    }

    #[test]
    fn a_quoted_line_break_is_counted() {
        let (rows, _) = lines("b,a\n\"x\ny\",one\nz,two\n");
        assert_eq!(rows, [(2, "one".to_owned()), (4, "two".to_owned())]);
    }

    #[test]
    fn rows_of_the_wrong_length_are_reported() {
        let (rows, problems) = lines("a,b\none\ntwo,2,,\nthree,3,x\n");
        assert_eq!(rows, [(2, "one".to_owned()), (3, "two".to_owned())]);
        assert_eq!(
            problems,
            [ProblemKind::TooFewCells, ProblemKind::TooManyCells]
        );
    }

    #[test]
    fn columns_go_by_their_names() {
        let table = Table::new("t.csv", "Payer ID,extra\n").unwrap();
        assert!(table.has("payer_id"));
        assert!(
            table
                .required("status")
                .is_err_and(|error| error.to_string() == "t.csv: the column `status` is missing")
        );
        assert_eq!(
            table.unknown(|name| name == "payer_id").collect::<Vec<_>>(),
            ["extra"]
        );
        assert!(Table::new("t.csv", "a,A\n").is_err());
    }
}
