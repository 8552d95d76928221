//! What one row of an input says of one row of the roster.

use std::borrow::Cow;

use super::columns::{Holds, RosterFile};

/// Cells for one row of one file of the roster.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    pub(super) file: RosterFile,
    pub(super) cells: Vec<DraftCell<'a>>,
}

/// One cell: an empty one says that the source has nothing there, which takes back what the source said before.
#[derive(Clone, Debug)]
pub(super) struct DraftCell<'a> {
    /// The roster's column.
    pub(super) column: &'static str,
    pub(super) value: Cow<'a, str>,
    /// The input's column, for messages.
    pub(super) from: Cow<'a, str>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(file: RosterFile) -> Draft<'a> {
        Draft {
            file,
            cells: Vec::new(),
        }
    }

    /// Sets the cell of a column from a column of the input.
    pub(super) fn set(
        mut self,
        column: &'static str,
        value: impl Into<Cow<'a, str>>,
        from: impl Into<Cow<'a, str>>,
    ) -> Draft<'a> {
        debug_assert!(self.file.column(column).is_some(), "{column}");
        self.cells.push(DraftCell {
            column,
            value: value.into(),
            from: from.into(),
        });
        self
    }

    /// Sets the cell unless the value is empty, so that nothing is taken back.
    pub(super) fn set_some(
        self,
        column: &'static str,
        value: impl Into<Cow<'a, str>>,
        from: impl Into<Cow<'a, str>>,
    ) -> Draft<'a> {
        let value = value.into();
        match value.is_empty() {
            true => self,
            false => self.set(column, value, from),
        }
    }

    /// Whether a cell of this column that is empty says something, such as a last day that is open or places of service that
    /// are not restricted; elsewhere nothing is told.
    pub(super) fn empty_says(&self, column: &str, holds: Holds) -> bool {
        match holds {
            // Medicare tells late when it wants a revalidation.
            Holds::Date if self.value("kind") == "revalidation" => false,
            Holds::Date => !matches!(column, "verified_on" | "application_received" | "as_of"),
            Holds::Places | Holds::Procedures => true,
            Holds::Taxonomies => self.file == RosterFile::Enrollments,
            _ => false,
        }
    }

    /// The value of a column; empty where the draft does not set it.
    pub(super) fn value(&self, column: &str) -> &str {
        let cell = self.cells.iter().find(|cell| cell.column == column);
        cell.map_or("", |cell| &cell.value)
    }
}
