//! Any spreadsheet of a payer or practice, as CSV or `.xlsx`, by a mapping that says what its columns are.

mod settings;
mod workbook;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

use chrono::NaiveDate;

use self::settings::{CellRule, DraftRule, From};
use super::Run;
use super::columns::{Holds, RosterFile, is_spreadsheet_error};
use super::dates::{self, DateFormat};
use super::draft::Draft;
use super::report::{ImportError, ImportErrorKind, Reason};
use super::sheet::{Sheet, find_columns, plain};
use crate::problem::ProblemKind;

/// How the columns of a spreadsheet become those of the roster, read from a TOML file.
///
/// ```
/// use remedi_enrollment::import::Mapping;
/// let mapping = Mapping::from_toml("mapping.toml", r#"
/// [enrollments]
/// provider_npi = "NPI"
/// payer_id = { value = "60054" }
/// status = { value = "approved" }
/// effective_from = { column = "Eff Date", dates = ["MM/DD/YYYY"] }
/// "#);
/// assert!(mapping.is_ok());
/// let wrong = Mapping::from_toml("mapping.toml", "[enrollments]\nprovider_nip = \"NPI\"\n");
/// assert!(wrong.unwrap_err().to_string().contains("did you mean `provider_npi`"));
/// ```
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Its file, for messages.
    file: String,
    separator: Option<u8>,
    sheet: Option<String>,
    header_line: u64,
    dates: Vec<DateFormat>,
    /// In lower case.
    nulls: Vec<String>,
    split: String,
    drafts: Vec<DraftRule>,
}

/// What a cell of a spreadsheet is.
#[derive(Clone, Debug, PartialEq)]
enum Value<'a> {
    Text(Cow<'a, str>),
    /// A number as its shortest digits.
    Number(String),
    Date(NaiveDate),
    /// A length of time, or a formula without its value.
    Other(&'static str),
}

impl Value<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text.trim()),
            Value::Number(text) => Cow::Borrowed(text),
            Value::Date(day) => Cow::Owned(day.to_string()),
            Value::Other(_) => Cow::Borrowed(""),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Value::Text(text) if text.trim().is_empty())
    }
}

/// A cell that can't be taken: its column, why, and the cell as it may be shown.
type Bad<'a> = (&'a str, Reason, String);

pub(super) fn read(mut input: &mut dyn Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let Some(mapping) = &run.options.mapping else {
        let what = "a mapping file";
        return Err(ImportErrorKind::Needs { what }.into());
    };
    let file = run.file.clone();
    let mut head = Vec::new();
    let start = (&mut input).take(4).read_to_end(&mut head);
    start.map_err(|error| ImportError::unreadable(&file, error))?;
    let is_workbook = head == *b"PK\x03\x04" || head.starts_with(b"\xd0\xcf\x11\xe0");
    let mut input = std::io::Cursor::new(head).chain(input);
    if is_workbook {
        let sheet = workbook::open(&mut input, &file, mapping)?;
        let plan = mapping.plan(&sheet.header, &file)?;
        for (number, row) in sheet.rows {
            run.report.read += 1;
            run.line = number;
            mapping.take_row(run, &plan, |place| {
                row.get(place).cloned().unwrap_or(Value::Text("".into()))
            })?;
        }
        return Ok(());
    }
    let separator = mapping.separator.unwrap_or(b',');
    let what = "the spreadsheet of this mapping";
    let mut sheet = Sheet::open(&mut input, &file, what, separator, mapping.header_line)?;
    let plan = mapping.plan(sheet.header(), &file)?;
    while sheet.next(run)? {
        mapping.take_row(run, &plan, |place| Value::Text(sheet.cell(place)))?;
    }
    Ok(())
}

/// The places of the columns a mapping names.
type Plan<'m> = HashMap<&'m str, usize>;

impl Mapping {
    fn plan<'m>(&'m self, header: &[String], file: &str) -> Result<Plan<'m>, ImportError> {
        let mut names: Vec<&str> = Vec::new();
        for rule in self.drafts.iter().flat_map(|draft| &draft.cells) {
            if let From::Columns { names: own, .. } = &rule.from {
                names.extend(own.iter().map(String::as_str));
            }
        }
        names.sort_unstable();
        names.dedup();
        let what = "the spreadsheet of this mapping";
        let places = find_columns(header, &names, file, what)?;
        Ok(names.into_iter().zip(places).collect())
    }

    /// Takes one row, all of it or nothing.
    fn take_row<'v>(
        &self,
        run: &mut Run<'_>,
        plan: &Plan<'_>,
        value: impl Fn(usize) -> Value<'v>,
    ) -> Result<(), ImportError> {
        let mut drafts = Vec::new();
        for rule in &self.drafts {
            match self.draft(rule, plan, &value) {
                Ok(Some(draft)) => drafts.push(draft),
                Ok(None) => {}
                Err((column, reason, shown)) => {
                    run.refuse(column, reason, &shown);
                    return Ok(());
                }
            }
        }
        if drafts.is_empty() {
            run.pass();
            return Ok(());
        }
        run.take(&drafts)
    }

    /// What the row says by one table of the mapping; none when it has nothing there.
    fn draft<'m, 'v>(
        &'m self,
        rule: &'m DraftRule,
        plan: &Plan<'_>,
        value: &impl Fn(usize) -> Value<'v>,
    ) -> Result<Option<Draft<'m>>, Bad<'m>> {
        let mut draft = Draft::new(rule.file);
        let mut said = false;
        for cell in &rule.cells {
            let text = self.cell(cell, plan, value)?;
            let (from, constant) = cell.origin();
            said |= !constant && !text.is_empty();
            draft = draft.set(cell.column, text, from);
        }
        let any = |columns: &[&str]| columns.iter().any(|one| !draft.value(one).is_empty());
        let has_row = match rule.file {
            RosterFile::Providers => any(&["npi"]),
            RosterFile::Locations => any(&["location_id"]),
            // A licence that is not there is no licence.
            RosterFile::Credentials => any(&["number", "issued", "expires", "state"]),
            RosterFile::Enrollments | RosterFile::Payers | RosterFile::Coverage => true,
        };
        if !said || !has_row {
            return Ok(None);
        }
        let needed: &[(&[&str], &'static str)] = match rule.file {
            RosterFile::Enrollments => &[
                (
                    &["provider_npi", "group_npi", "tin"],
                    "NPI of a provider or group",
                ),
                (&["payer_id"], "payer id"),
                (&["status"], "status"),
            ],
            RosterFile::Credentials => &[(&["provider_npi"], "NPI of the provider")],
            _ => &[],
        };
        for &(columns, what) in needed {
            if !any(columns) {
                let mut cells = rule.cells.iter();
                let cell = cells.find(|cell| columns.contains(&cell.column));
                let from = cell.map_or("", |cell| cell.origin().0);
                return Err((from, Reason::Missing { what }, String::new()));
            }
        }
        if rule.file == RosterFile::Enrollments
            && draft.value("provider_npi").is_empty()
            && let Some(from) = self.names_a_person(rule, plan, value)?
        {
            let what = "NPI of the provider, whose name is there; a row of the group alone has no name of a person";
            return Err((from, Reason::Missing { what }, String::new()));
        }
        Ok(Some(draft))
    }

    /// The column of the provider's NPI of an enrollment, where the row names the person whose NPI it is.
    fn names_a_person<'m, 'v>(
        &'m self,
        enrollment: &'m DraftRule,
        plan: &Plan<'_>,
        value: &impl Fn(usize) -> Value<'v>,
    ) -> Result<Option<&'m str>, Bad<'m>> {
        let find = |rule: &'m DraftRule, column: &str| {
            let mut cells = rule.cells.iter();
            cells.find(|cell| cell.column == column)
        };
        let Some(own) = find(enrollment, "provider_npi") else {
            return Ok(None);
        };
        let providers = self.drafts.iter().filter(|rule| {
            let npi = find(rule, "npi").filter(|_| rule.file == RosterFile::Providers);
            npi.is_some_and(|npi| npi.origin() == own.origin())
        });
        for rule in providers {
            let said = |column| match find(rule, column) {
                Some(cell) => self.cell(cell, plan, value),
                None => Ok(String::new()),
            };
            let is_person = !said("first_name")?.is_empty()
                || (said("entity_type")? != "2" && !said("last_or_organization_name")?.is_empty());
            if is_person {
                return Ok(Some(own.origin().0));
            }
        }
        Ok(None)
    }

    /// The roster's cell.
    fn cell<'m, 'v>(
        &self,
        rule: &'m CellRule,
        plan: &Plan<'_>,
        value: &impl Fn(usize) -> Value<'v>,
    ) -> Result<String, Bad<'m>> {
        let (names, join) = match &rule.from {
            From::Constant(text) => return Ok(text.clone()),
            From::Columns { names, join } => (names, join),
        };
        let mut parts = Vec::new();
        for name in names {
            let value = plan.get(name.as_str()).map(|&place| value(place));
            let value = value.unwrap_or(Value::Text("".into()));
            let text = self
                .part(rule, &value)
                .map_err(|reason| (name.as_str(), reason, rule.holds.shown(&value.text())))?;
            if !text.is_empty() {
                parts.push(text);
            }
        }
        // An id that is made of several cells needs all of them.
        let one_id = rule.holds == Holds::Id || (rule.holds == Holds::Ids && join != "|");
        if one_id && parts.len() < names.len() {
            parts.clear();
        }
        Ok(parts.join(join))
    }

    fn part(&self, rule: &CellRule, value: &Value<'_>) -> Result<String, Reason> {
        if let Value::Other(is) = value {
            return Err(Reason::CellType { is });
        }
        let text = value.text();
        if let Some(words) = &rule.values {
            if let Some(stands_for) = words.get(&plain_word(&text)) {
                return Ok(stands_for.clone());
            }
            if let Some(otherwise) = rule.otherwise.as_ref().filter(|_| !text.is_empty()) {
                return Ok(otherwise.clone());
            }
        }
        if self.nulls.contains(&text.to_lowercase()) || value.is_empty() {
            return Ok(String::new());
        }
        if rule.values.is_some() {
            return Err(Reason::UnknownWord);
        }
        if is_spreadsheet_error(&text) {
            return Err(Reason::Cell(ProblemKind::SpreadsheetError));
        }
        match (rule.holds, value) {
            (Holds::Date, Value::Date(day)) => return Ok(day.to_string()),
            (_, Value::Date(_)) => return Err(Reason::CellType { is: "a date" }),
            (Holds::Date, Value::Number(digits)) if digits.len() <= 6 => {
                return Err(Reason::Cell(ProblemKind::SerialDate));
            }
            (Holds::PayerId, Value::Number(digits)) if digits.len() < 5 => {
                // Payer ids have five characters and more; zeros in front are not kept in a number.
                return Err(Reason::Cell(ProblemKind::LostLeadingZero));
            }
            _ => {}
        }
        let text = match rule.holds {
            Holds::Date => {
                let forms = rule.dates.as_ref().unwrap_or(&self.dates);
                return dates::iso(forms, &text);
            }
            Holds::Taxonomies | Holds::State => Cow::Owned(text.to_uppercase()),
            _ => text,
        };
        if !rule.holds.lists() {
            return Ok(text.into_owned());
        }
        let split = rule.split.as_ref().unwrap_or(&self.split);
        let listed = text.split(split.as_str()).map(str::trim);
        let mut listed: Vec<&str> = listed.filter(|part| !part.is_empty()).collect();
        let mut seen = Vec::new();
        listed.retain(|part| {
            let new = !seen.contains(part);
            seen.push(part);
            new
        });
        Ok(listed.join("|"))
    }
}

/// A word of a value map: case and blanks around it do not count.
fn plain_word(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What a wrong name may have been meant to be.
fn nearest<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let wrong = plain(wrong);
    let alike = |name: &&str| strsim::jaro_winkler(&wrong, &plain(name));
    let names = names.into_iter().map(|name| (alike(&name), name));
    let best = names.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(alike, _)| *alike > 0.75)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests;
