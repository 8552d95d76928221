//! What an import did, and what it left out and why.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::columns::RosterFile;
use crate::problem::{ProblemKind, RosterError, RosterProblem, why_unreadable};

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Rows of the inputs, headers and blank lines left out.
    pub read: u64,
    /// Rows from which something went into the roster, or was in it already.
    pub taken: u64,
    /// Rows about nobody in the roster, or with nothing in them that the roster keeps.
    pub passed: u64,
    /// Why rows were left out, each fault of them.
    pub refused: Vec<Refusal>,
    /// Cells of the roster that say another thing than the input, and were left as they are unless it was asked
    /// for otherwise.
    pub conflicts: Vec<Conflict>,
    /// What became of the roster's rows, by file.
    pub files: BTreeMap<RosterFile, Rows>,
    /// What a reader should know, in words.
    pub remarks: Vec<String>,
}

impl Report {
    /// Rows that were left out, with however many faults.
    pub fn refused_rows(&self) -> usize {
        let rows = self
            .refused
            .iter()
            .map(|refusal| (&*refusal.file, refusal.line));
        rows.collect::<HashSet<_>>().len()
    }

    /// Tells a fault, once: what feeds two files of the roster is wrong for both.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        let of_row = |one: &&Refusal| one.line == refusal.line && one.file == refusal.file;
        let mut of_row = self.refused.iter().rev().take_while(of_row);
        if !of_row.any(|one| *one == refusal) {
            self.refused.push(refusal);
        }
    }
}

/// How many rows of one file of the roster an import touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows that were not there.
    pub new: u64,
    /// Rows of which a cell is another now.
    pub changed: u64,
    /// Rows that said the same already.
    pub unchanged: u64,
}

/// A row of an input that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The input.
    pub file: Arc<str>,
    /// Line of a text, row of a sheet, or number of a resource or segment, from 1.
    pub line: u64,
    /// The input's column; empty where the whole row is meant.
    pub column: String,
    /// Why.
    pub reason: Reason,
    /// The bad cell, where it may be shown.
    pub cell: String,
}

/// Why a row was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// What the roster says of such a cell.
    Cell(ProblemKind),
    /// A date that is none of the forms expected.
    Date {
        /// The forms expected.
        expected: String,
    },
    /// A date whose year has two digits.
    TwoDigitYear,
    /// A number where a spreadsheet shows a date, or a date where it shows a number.
    CellType {
        /// What the cell is.
        is: &'static str,
    },
    /// A cell whose words the mapping does not know.
    UnknownWord,
    /// A cell that must have a value has none.
    Missing {
        /// What the value is for.
        what: &'static str,
    },
    /// More or fewer cells than the header.
    Width {
        /// Cells of the row.
        cells: usize,
        /// Columns of the header.
        columns: usize,
    },
    /// A quote that is never closed.
    OpenQuote,
    /// Another line of the same import says another thing of the same row.
    Contradicts {
        /// The input that the line is of, where it is another one.
        file: Option<Arc<str>>,
        /// The line.
        line: u64,
    },
    /// Of two lines of the same row of the roster one leaves empty what the other fills, and empty is open or unrestricted.
    EmptyAndNot {
        /// The input that the line is of, where it is another one.
        file: Option<Arc<str>>,
        /// The earlier line.
        line: u64,
    },
    /// The roster holds one period of a provider, and another line has a later one.
    Earlier {
        /// The line.
        line: u64,
    },
    /// The roster holds one period of a provider, and has a later one from an earlier import.
    EarlierThanRoster,
    /// The provider was on an earlier line of the same import.
    Again,
    /// A date that fits several of the forms expected, as different days.
    AmbiguousDate {
        /// The forms expected.
        expected: String,
    },
    /// Not JSON, or not the JSON of a FHIR resource.
    Json(String),
    /// A level of a directory's tree that can't be read for certain.
    Tree {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A level of the tree above it was left out.
    Above {
        /// The line of that level.
        line: u64,
    },
}

/// A line, and the input that it is of where that is not the one spoken of.
fn place(file: Option<&str>, line: u64) -> String {
    match file {
        Some(file) => format!("{file}:{line}"),
        None => format!("line {line}"),
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Cell(kind) => kind.fmt(f),
            Reason::Date { expected } => write!(f, "not a date as {expected}"),
            Reason::TwoDigitYear => f.write_str("a year of two digits does not tell its century"),
            Reason::CellType { is } => write!(f, "the cell is {is}"),
            Reason::UnknownWord => f.write_str("no value of the mapping says what this stands for"),
            Reason::Missing { what } => write!(f, "no {what}"),
            Reason::Width { cells, columns } => {
                write!(f, "{cells} cells under {columns} columns")
            }
            Reason::OpenQuote => f.write_str("a quote that is never closed"),
            Reason::Contradicts { file, line } => write!(
                f,
                "{} says another thing of the same row",
                place(file.as_deref(), *line)
            ),
            Reason::EmptyAndNot { file, line } => write!(
                f,
                "{} says another thing of the same row: one of the two is empty, which is open or unrestricted",
                place(file.as_deref(), *line)
            ),
            Reason::Earlier { line } => write!(
                f,
                "the roster holds one period of a provider, and line {line} has a later one"
            ),
            Reason::EarlierThanRoster => {
                f.write_str("the roster holds one period of a provider, and has a later one")
            }
            Reason::Again => f.write_str("on an earlier line of this import already"),
            Reason::AmbiguousDate { expected } => {
                write!(f, "may be read in several ways, as {expected}")
            }
            Reason::Json(why) => f.write_str(why),
            Reason::Tree { what } => f.write_str(what),
            Reason::Above { line } => write!(f, "what it belongs to, line {line}, was left out"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.column.is_empty() {
            write!(f, "{}: ", self.column)?;
        }
        if !self.cell.is_empty() {
            write!(f, "`{}`: ", self.cell)?;
        }
        self.reason.fmt(f)
    }
}

/// A cell of the roster that says another thing than an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The input.
    pub file: Arc<str>,
    /// Its line.
    pub line: u64,
    /// The file of the roster.
    pub roster_file: RosterFile,
    /// The row, by its key: an NPI, a location id and the like.
    pub row: String,
    /// The roster's column.
    pub column: String,
    /// What the roster says, where it may be shown.
    pub kept: String,
    /// What the input says, where it may be shown.
    pub offered: String,
    /// Whether the input's word was taken.
    pub overwritten: bool,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, row) = (self.roster_file.name(), &self.row);
        write!(f, "{file}: {row}: {}: ", self.column)?;
        let done = match self.overwritten {
            true => "overwritten",
            false => "kept",
        };
        if self.kept.is_empty() && self.offered.is_empty() {
            write!(f, "{done}; another in {}:{}", self.file, self.line)
        } else {
            let (kept, offered) = (&self.kept, &self.offered);
            write!(
                f,
                "`{kept}` {done}; {}:{} has `{offered}`",
                self.file, self.line
            )
        }
    }
}

/// Why nothing was imported.
#[derive(Debug)]
pub struct ImportError(Box<ImportErrorKind>);

/// The reasons of an [`ImportError`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportErrorKind {
    /// An input can't be read on.
    Unreadable {
        /// The input.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The roster's folder can't be read.
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The roster can't be read.
    Roster(RosterError),
    /// The roster has errors of its own.
    RosterProblems(Vec<RosterProblem>),
    /// The roster that would come of it has errors that no row of the input explains.
    ResultProblems(Vec<RosterProblem>),
    /// The input is not of the format: columns are missing.
    MissingColumns {
        /// The input.
        file: String,
        /// The columns that are missing.
        columns: Vec<String>,
        /// What the header has in their stead, where something is near.
        near: Vec<String>,
        /// The format.
        format: &'static str,
    },
    /// Two columns that are asked for have one name.
    RepeatedColumn {
        /// The input.
        file: String,
        /// The column.
        column: String,
    },
    /// The input is nothing that can be read as this format.
    NotTheFormat {
        /// The input.
        file: String,
        /// What it is, or what is missing in it.
        why: String,
    },
    /// The mapping is wrong.
    Mapping {
        /// The mapping's file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// A format needs to be told more.
    Needs {
        /// What it needs.
        what: &'static str,
    },
}

impl ImportError {
    /// The reason.
    pub fn kind(&self) -> &ImportErrorKind {
        &self.0
    }

    pub(super) fn not_the_format(file: &str, why: impl Into<String>) -> ImportError {
        let (file, why) = (file.to_owned(), why.into());
        ImportErrorKind::NotTheFormat { file, why }.into()
    }

    pub(super) fn unreadable(file: &str, source: std::io::Error) -> ImportError {
        let file = file.to_owned();
        ImportErrorKind::Unreadable { file, source }.into()
    }
}

impl From<ImportErrorKind> for ImportError {
    fn from(kind: ImportErrorKind) -> ImportError {
        ImportError(Box::new(kind))
    }
}

impl From<RosterError> for ImportError {
    fn from(error: RosterError) -> ImportError {
        ImportErrorKind::Roster(error).into()
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ImportErrorKind::Unreadable { file, source } => {
                write!(f, "{file}: {}", why_unreadable(source))
            }
            ImportErrorKind::Folder { path, source } => {
                write!(f, "{}: {}", path.display(), why_unreadable(source))
            }
            ImportErrorKind::Roster(error) => error.fmt(f),
            ImportErrorKind::RosterProblems(problems) => {
                let count = problems.len();
                write!(
                    f,
                    "the roster has errors ({count}), so nothing is imported into it; \
                     `remedi roster check` lists them"
                )
            }
            ImportErrorKind::ResultProblems(problems) => {
                f.write_str("the roster would have errors afterwards, so nothing is written")?;
                let mut problems = problems.iter().take(5);
                problems.try_for_each(|problem| write!(f, "; {problem}"))
            }
            ImportErrorKind::MissingColumns {
                file,
                columns,
                near,
                format,
            } => {
                let columns = columns.join("`, `");
                write!(f, "{file}: not {format}: no column `{columns}`")?;
                if !near.is_empty() {
                    write!(f, "; the header has `{}`", near.join("`, `"))?;
                }
                Ok(())
            }
            ImportErrorKind::RepeatedColumn { file, column } => {
                write!(f, "{file}: the column `{column}` is there twice")
            }
            ImportErrorKind::NotTheFormat { file, why } => write!(f, "{file}: {why}"),
            ImportErrorKind::Mapping { file, why } => write!(f, "{file}: {why}"),
            ImportErrorKind::Needs { what } => f.write_str(what),
        }
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ImportErrorKind::Unreadable { source, .. } | ImportErrorKind::Folder { source, .. } => {
                Some(source)
            }
            ImportErrorKind::Roster(error) => Some(error),
            _ => None,
        }
    }
}
