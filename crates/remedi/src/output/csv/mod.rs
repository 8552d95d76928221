//! Results as tables: a header, then one row a result. A list in a cell is separated by `|`.

pub(crate) mod audit;
pub(crate) mod denials;
pub(crate) mod finding;
pub(crate) mod held;
pub(crate) mod worklist;

use std::fmt::Display;

/// What a cell holds: nothing where it is not known.
fn cell(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A list as one cell.
fn list(values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
    values.join("|")
}
