//! What can be wrong with a roster: errors that stop reading, and problems of single cells.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use remedi_claims::NpiFault;

/// Why a roster can't be read at all.
#[derive(Debug)]
pub struct RosterError(Box<RosterErrorKind>);

/// The reasons of a [`RosterError`].
#[derive(Debug)]
#[non_exhaustive]
pub enum RosterErrorKind {
    /// A file or folder could not be read.
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds no `enrollments.csv`.
    NoEnrollments {
        /// The folder.
        path: PathBuf,
    },
    /// The file is in UTF-16, as spreadsheets save "Unicode text".
    NotUtf8 {
        /// The file.
        file: String,
    },
    /// The file is compressed with gzip.
    Compressed {
        /// The file.
        file: String,
    },
    /// Its cells are separated by semicolons, tabs or bars.
    OtherSeparator {
        /// The file.
        file: String,
    },
    /// A column that must be there is not.
    MissingColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// Two columns have one name.
    RepeatedColumn {
        /// The file.
        file: String,
        /// The column, as the header has it.
        column: String,
    },
}

impl RosterError {
    /// The reason.
    pub fn kind(&self) -> &RosterErrorKind {
        &self.0
    }
}

impl From<RosterErrorKind> for RosterError {
    fn from(kind: RosterErrorKind) -> RosterError {
        RosterError(Box::new(kind))
    }
}

impl fmt::Display for RosterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            RosterErrorKind::Unreadable { path, source } => {
                write!(f, "{}: {}", path.display(), why_unreadable(source))
            }
            RosterErrorKind::NoEnrollments { path } => {
                write!(f, "{}: no enrollments.csv in this folder", path.display())
            }
            RosterErrorKind::NotUtf8 { file } => {
                write!(f, "{file}: UTF-16 text; save it as CSV in UTF-8")
            }
            RosterErrorKind::Compressed { file } => {
                write!(f, "{file}: compressed; unpack it first")
            }
            RosterErrorKind::MissingColumn { file, column } => {
                write!(f, "{file}: the column `{column}` is missing")
            }
            RosterErrorKind::OtherSeparator { file } => write!(
                f,
                "{file}: its cells are not separated by commas; save it as CSV with commas"
            ),
            RosterErrorKind::RepeatedColumn { file, column } => {
                write!(f, "{file}: the column `{column}` is there twice")
            }
        }
    }
}

impl std::error::Error for RosterError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            RosterErrorKind::Unreadable { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Why something can't be opened or read, in few words: those of all of remedi.
///
/// ```
/// let missing = std::io::ErrorKind::NotFound.into();
/// assert_eq!(remedi_enrollment::why_unreadable(&missing), "no such file or folder");
/// ```
pub fn why_unreadable(error: &io::Error) -> Cow<'static, str> {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "no permission to read it".into(),
        io::ErrorKind::IsADirectory => "is a folder".into(),
        _ => error.to_string().into(),
    }
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The row is used; a reader should look at it.
    Warning,
    /// The row is left out of the roster.
    Error,
}

/// One thing wrong with one cell or row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterProblem {
    /// The file, by its name in the folder.
    pub file: Arc<str>,
    /// The line on which the row starts; the header is line 1.
    pub line: u32,
    /// The column's name, empty where the whole row is meant.
    pub column: &'static str,
    /// What is wrong.
    pub kind: ProblemKind,
    /// The bad cell itself, masked where it may be an SSN or a member id.
    pub cell: Box<str>,
}

/// What is wrong with a cell or row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A cell that must have a value is empty.
    Empty,
    /// A spreadsheet wrote the number in scientific notation: its digits are lost.
    ScientificNotation,
    /// Not an NPI.
    Npi(NpiFault),
    /// A leading zero was lost, of a TIN, ZIP code, POS or payer id.
    LostLeadingZero,
    /// Not nine digits, nor the last four of an SSN.
    Tin,
    /// Not two digits.
    Pos,
    /// A place of service that was never assigned.
    PosNotAssigned,
    /// Not five or nine digits.
    Zip,
    /// Not a taxonomy code.
    Taxonomy,
    /// A payer id with the `.0` of a spreadsheet's number, or `#N/A` and the like.
    DamagedPayerId,
    /// `#N/A`, `#REF!` and the like, which a formula left.
    SpreadsheetError,
    /// Not the two letters of a state.
    State,
    /// Month, day and year in the American order.
    AmericanDate,
    /// The number of a day, as spreadsheets count them.
    SerialDate,
    /// Not a date of the form 2025-01-31.
    Date,
    /// None of the words this column may hold.
    Word {
        /// The words it may hold.
        expected: &'static str,
    },
    /// Not a code or range of codes such as `99202-99215`.
    CodeRange,
    /// Not a whole number.
    Number,
    /// The last day lies before the first.
    EndsBeforeStart,
    /// A span with a last day and no first.
    NoFirstDay,
    /// A suspended, terminated or deactivated enrollment without its last day.
    NoLastDay,
    /// The NPI in whose place another is used is that other one itself.
    ReplacedByItself,
    /// The row names neither a provider nor a group NPI nor a TIN.
    NobodyNamed,
    /// An earlier row has the same key.
    Repeated {
        /// The line of the earlier row.
        first_line: u32,
    },
    /// An earlier row says otherwise of the same practice and payer.
    SaidOtherwise {
        /// The line of the earlier row.
        first_line: u32,
    },
    /// `locations.csv` has no such location.
    UnknownLocation,
    /// Several payers have this id, name or alias, so that the row is nobody's.
    AmbiguousPayer,
    /// Another payer has this id, name or alias already; it finds neither.
    SharedAlias,
    /// The row has more cells than the header.
    TooManyCells,
    /// The row has fewer cells than the header; those missing are taken as empty.
    TooFewCells,
    /// The file could not be parsed as CSV here.
    NotCsv,
}

impl ProblemKind {
    /// Whether rows with this problem are left out.
    pub fn severity(&self) -> Severity {
        match self {
            ProblemKind::SharedAlias | ProblemKind::TooFewCells => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProblemKind::Empty => "a value is needed here",
            ProblemKind::ScientificNotation => {
                "scientific notation, whose digits are lost; format the column as text and export again"
            }
            ProblemKind::Npi(fault) => return write!(f, "{fault}"),
            ProblemKind::LostLeadingZero => "a leading zero is lost; format the column as text",
            ProblemKind::Tin => "a TIN has nine digits, or the last four of an SSN",
            ProblemKind::Pos => "a place of service has two digits",
            ProblemKind::PosNotAssigned => "no place of service has this code",
            ProblemKind::Zip => "a ZIP code has five or nine digits",
            ProblemKind::Taxonomy => {
                "a taxonomy code has ten capital letters and digits, the last an X"
            }
            ProblemKind::DamagedPayerId => "a spreadsheet has damaged this payer id",
            ProblemKind::SpreadsheetError => "what a spreadsheet shows for a formula that failed",
            ProblemKind::State => "not the two letters of a state, such as OH",
            ProblemKind::AmericanDate => "a date in American form; dates are written 2025-01-31",
            ProblemKind::SerialDate => {
                "a spreadsheet's day number; dates are written 2025-01-31"
            }
            ProblemKind::Date => "not a date; dates are written 2025-01-31",
            ProblemKind::Word { expected } => return write!(f, "expected {expected}"),
            ProblemKind::CodeRange => {
                "not a code or a range of codes of one series, such as 99202-99215"
            }
            ProblemKind::Number => "not a whole number",
            ProblemKind::EndsBeforeStart => "ends before it starts",
            ProblemKind::NoFirstDay => "the last day is there, and the first is missing",
            ProblemKind::NoLastDay => {
                "a suspended, terminated or deactivated enrollment needs its last day"
            }
            ProblemKind::ReplacedByItself => "the NPI of the row itself",
            ProblemKind::NobodyNamed => {
                "the row names no provider, and neither a group NPI nor a TIN"
            }
            ProblemKind::Repeated { first_line } => {
                return write!(f, "already on line {first_line}");
            }
            ProblemKind::SaidOtherwise { first_line } => {
                return write!(f, "line {first_line} says otherwise of the same practice and payer");
            }
            ProblemKind::UnknownLocation => "locations.csv has no such location",
            ProblemKind::AmbiguousPayer => "several payers have this id, name or alias",
            ProblemKind::SharedAlias => {
                "another payer goes by this as well; neither is found by it"
            }
            ProblemKind::TooManyCells => "the row has more cells than the header",
            ProblemKind::TooFewCells => {
                "the row has fewer cells than the header; those missing are taken as empty"
            }
            ProblemKind::NotCsv => "not readable as CSV",
        })
    }
}

impl RosterProblem {
    /// Whether the row was left out.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// What is wrong, with the bad cell where there is one.
    pub fn message(&self) -> String {
        if self.cell.is_empty() {
            self.kind.to_string()
        } else {
            format!("`{}`: {}", self.cell, self.kind)
        }
    }
}

impl fmt::Display for RosterProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if !self.column.is_empty() {
            write!(f, ": {}", self.column)?;
        }
        write!(f, ": {}", self.message())
    }
}
