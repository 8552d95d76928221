//! Cells of tables that a spreadsheet may open: it takes for a formula what begins like one, even where it is the name of a
//! practice. An apostrophe before it makes a text of it, and is no part of the cell for who reads the table again.

use std::borrow::Cow;

/// Whether a cell begins as formulas do, behind blanks and apostrophes.
fn begins_like_a_formula(cell: &str) -> bool {
    let begins = |char: char| char == '\'' || char.is_whitespace();
    let rest = cell.trim_start_matches(begins);
    rest.starts_with(['=', '@', '+', '-'])
}

/// Whether a cell is a number, with its sign, or a sign alone.
fn is_amount(cell: &str) -> bool {
    match cell.strip_prefix(['+', '-']) {
        // Words that stand for numbers are none here.
        Some(digits) => {
            let is_word = digits.starts_with(|first: char| first.is_alphabetic());
            digits.is_empty() || !is_word && cell.parse::<f64>().is_ok()
        }
        None => false,
    }
}

/// A cell as it is written: with an apostrophe before what begins like a formula and is no number.
///
/// ```
/// use remedi_enrollment::spreadsheet::{guarded, plain};
/// assert_eq!(guarded("@Home Health"), "'@Home Health");
/// assert_eq!(guarded("-12.50"), "-12.50");
/// assert_eq!(plain("'@Home Health"), "@Home Health");
/// ```
pub fn guarded(cell: &str) -> Cow<'_, str> {
    match begins_like_a_formula(cell) && !is_amount(cell) {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

/// A cell as it was before it was [`guarded`].
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_like_a_formula(rest) && !is_amount(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guarded_is_no_formula_and_reads_as_it_was() {
        for (cell, written) in [
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("@A", "'@A"),
            ("-A1", "'-A1"),
            ("+1 555", "'+1 555"),
            ("\t=A1", "'\t=A1"),
            ("'=A1", "''=A1"),
            ("'-5", "''-5"),
            ("-inf", "'-inf"),
            ("-12.50", "-12.50"),
            ("-", "-"),
            ("A=1", "A=1"),
            ("'t Hooft", "'t Hooft"),
            ("O'Neil", "O'Neil"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), written);
            assert_eq!(plain(written), cell);
        }
    }
}
