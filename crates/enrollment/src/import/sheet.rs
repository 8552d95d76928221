//! A delimited text with a header, whose columns go by their names.

use std::borrow::Cow;
use std::io::Read;

use super::Run;
use super::records::{Found, Records};
use super::report::{ImportError, ImportErrorKind, Reason};

/// A table of text, read row by row.
pub(super) struct Sheet<R> {
    records: Records<R>,
    file: String,
    format: &'static str,
    header: Vec<String>,
}

/// A header's name without case, blanks and marks: `Optout Effective Date` is `OPTOUT_EFFECTIVE_DATE`.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.collect::<String>().to_lowercase()
}

impl<R: Read> Sheet<R> {
    /// Reads the header. `format` names what the file shall be.
    pub(super) fn open(
        input: R,
        file: &str,
        format: &'static str,
        separator: u8,
        header_line: u64,
    ) -> Result<Sheet<R>, ImportError> {
        let mut records = Records::new(input, separator);
        let unreadable = |error| ImportError::unreadable(file, error);
        let head = records.peek().map_err(unreadable)?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            let why = "UTF-16 text; save it as CSV in UTF-8";
            return Err(ImportError::not_the_format(file, why));
        }
        if head.starts_with(b"PK\x03\x04") {
            let why = "a ZIP archive or workbook; unpack it, or save the sheet as CSV";
            return Err(ImportError::not_the_format(file, why));
        }
        let mut sheet = Sheet {
            records,
            file: file.to_owned(),
            format,
            header: Vec::new(),
        };
        loop {
            let found = sheet.records.advance(|_| false).map_err(unreadable)?;
            match found {
                None => return Err(ImportError::not_the_format(file, "no header in it")),
                Some(Found::OpenQuote) => {
                    let why = "a quote of the header is never closed";
                    return Err(ImportError::not_the_format(file, why));
                }
                Some(Found::Record) if sheet.records.line() >= header_line => break,
                Some(Found::Record) => {}
            }
        }
        let cells = (0..sheet.records.len()).map(|place| sheet.records.text(place).into_owned());
        sheet.header = cells.collect();
        sheet.records.width = sheet.header.len();
        if let [only] = &sheet.header[..] {
            let other = [',', ';', '\t', '|'].into_iter();
            let mut other = other.filter(|&other| other != char::from(separator));
            if let Some(other) = other.find(|&other| only.contains(other)) {
                let (is, wanted) = (other.escape_default(), char::from(separator));
                let why = format!("its cells are separated by `{is}`, not by `{wanted}`");
                return Err(ImportError::not_the_format(file, why));
            }
        }
        Ok(sheet)
    }

    /// The columns, as the header has them.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The places of columns, all of which must be there.
    pub(super) fn columns<const N: usize>(
        &self,
        names: [&str; N],
    ) -> Result<[usize; N], ImportError> {
        let found = find_columns(&self.header, &names, &self.file, self.format)?;
        let mut places = [0; N];
        places.copy_from_slice(&found);
        Ok(places)
    }

    /// The place of a column that need not be there; beyond all cells where it is not.
    pub(super) fn column(&self, name: &str) -> usize {
        let wanted = plain(name);
        let place = self.header.iter().position(|one| plain(one) == wanted);
        place.unwrap_or(usize::MAX)
    }

    /// Whether the header has the column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.column(name) != usize::MAX
    }

    /// Moves to the next row of the right width; others are refused.
    pub(super) fn next(&mut self, run: &mut Run<'_>) -> Result<bool, ImportError> {
        self.next_unless(run, |_| false)
    }

    /// The same, for rows that can't be passed over by a look at their line.
    pub(super) fn next_unless(
        &mut self,
        run: &mut Run<'_>,
        pass: impl Fn(&[u8]) -> bool,
    ) -> Result<bool, ImportError> {
        loop {
            let before = self.records.passed();
            let found = self.records.advance(&pass);
            let found = found.map_err(|error| ImportError::unreadable(&self.file, error))?;
            let passed = self.records.passed() - before;
            run.report.read += passed;
            run.report.passed += passed;
            let Some(found) = found else {
                run.recoded += self.records.recoded();
                return Ok(false);
            };
            run.report.read += 1;
            run.line = self.records.line();
            let (cells, columns) = (self.records.len(), self.header.len());
            if found == Found::OpenQuote {
                run.refuse("", Reason::OpenQuote, "");
            } else if cells < columns
                || (columns..cells).any(|place| !self.records.bytes(place).trim_ascii().is_empty())
            {
                run.refuse("", Reason::Width { cells, columns }, "");
            } else {
                return Ok(true);
            }
        }
    }

    /// A cell of the row.
    pub(super) fn cell(&self, place: usize) -> Cow<'_, str> {
        self.records.text(place)
    }
}

/// The places of columns in a header, all of which must be there once.
pub(super) fn find_columns(
    header: &[String],
    names: &[&str],
    file: &str,
    format: &'static str,
) -> Result<Vec<usize>, ImportError> {
    let plain_header: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let (mut places, mut missing, mut near) = (Vec::new(), Vec::new(), Vec::new());
    for &name in names {
        let wanted = plain(name);
        let mut found = (0..header.len()).filter(|&place| plain_header[place] == wanted);
        match (found.next(), found.next()) {
            (Some(place), None) => places.push(place),
            (Some(_), Some(_)) => {
                let (file, column) = (file.to_owned(), name.to_owned());
                return Err(ImportErrorKind::RepeatedColumn { file, column }.into());
            }
            _ => {
                missing.push(name.to_owned());
                let alike = |have: &String| strsim::jaro_winkler(have, &wanted);
                let best = (0..header.len())
                    .map(|place| (alike(&plain_header[place]), place))
                    .max_by(|a, b| a.0.total_cmp(&b.0));
                if let Some((_, place)) = best.filter(|(alike, _)| *alike > 0.85) {
                    near.push(header[place].clone());
                }
            }
        }
    }
    if missing.is_empty() {
        return Ok(places);
    }
    Err(ImportErrorKind::MissingColumns {
        file: file.to_owned(),
        columns: missing,
        near,
        format,
    }
    .into())
}
