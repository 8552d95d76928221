//! Results as tables: a header, then one row a result. A list in a cell is separated by `|`.
//!
//! Tables are opened by spreadsheets, which take for a formula what begins like one: texts of the input that do, and are
//! no numbers, get an apostrophe before them, and control characters are replaced.

pub(crate) mod audit;
pub(crate) mod denials;
pub(crate) mod finding;
pub(crate) mod held;
pub(crate) mod worklist;

use std::fmt::Display;

use super::words::printable;

/// What a cell holds: nothing where it is not known.
fn cell(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A list as one cell.
fn list(values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
    values.join("|")
}

/// A row as a spreadsheet may open it.
fn row<const N: usize>(cells: [String; N]) -> [String; N] {
    cells.map(|cell| {
        let is_number = || cell.parse::<f64>().is_ok();
        let cell = match cell.as_bytes() {
            [b'=' | b'@', ..] => format!("'{cell}"),
            [b'+' | b'-', _, ..] if !is_number() => format!("'{cell}"),
            _ => cell,
        };
        printable(&cell).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let safe = [
            "'=HYPERLINK(1)",
            "'@A",
            "'-A1",
            "-12.50",
            "-",
            "A\u{fffd}[2J",
            "A=1",
        ];
        assert_eq!(row(sent.map(str::to_owned)), safe.map(str::to_owned));
    }
}
