//! Reading a mapping from TOML. A key that means nothing is an error, so that a slip of the pen is not a column left out.

use std::collections::HashMap;

use toml::{Table, Value};

use super::{Mapping, nearest, plain_word};
use crate::import::columns::{Holds, RosterFile};
use crate::import::dates::DateFormat;
use crate::import::report::{ImportError, ImportErrorKind};

/// What one table of the mapping makes of a row.
#[derive(Clone, Debug)]
pub(super) struct DraftRule {
    pub(super) file: RosterFile,
    pub(super) cells: Vec<CellRule>,
}

/// Where a column of the roster is from.
#[derive(Clone, Debug)]
pub(super) struct CellRule {
    pub(super) column: &'static str,
    pub(super) holds: Holds,
    pub(super) from: From,
    pub(super) dates: Option<Vec<DateFormat>>,
    /// By words in lower case.
    pub(super) values: Option<HashMap<String, String>>,
    pub(super) otherwise: Option<String>,
    pub(super) split: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum From {
    /// The same for every row.
    Constant(String),
    /// Columns of the sheet, put together.
    Columns { names: Vec<String>, join: String },
}

impl CellRule {
    /// The column of the sheet it is from, for messages, and whether it is the same for every row.
    pub(super) fn origin(&self) -> (&str, bool) {
        match &self.from {
            From::Constant(_) => ("", true),
            From::Columns { names, .. } => (names.first().map_or("", String::as_str), false),
        }
    }
}

const SOURCE_KEYS: [&str; 6] = [
    "separator",
    "sheet",
    "header_line",
    "dates",
    "null",
    "split",
];
const CELL_KEYS: [&str; 8] = [
    "column",
    "columns",
    "join",
    "value",
    "dates",
    "values",
    "otherwise",
    "split",
];

/// What is wrong, without the file.
type Wrong = String;

impl Mapping {
    /// Reads a mapping; `file` names it in messages.
    ///
    /// # Errors
    /// What is no TOML, keys that mean nothing, and tables that lack what their rows need.
    pub fn from_toml(file: &str, text: &str) -> Result<Mapping, ImportError> {
        let wrong = |why: Wrong| {
            let file = file.to_owned();
            ImportError::from(ImportErrorKind::Mapping { file, why })
        };
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| {
                1 + text[..span.start.min(text.len())].matches('\n').count()
            });
            wrong(format!("line {line}: {}", error.message()))
        })?;
        read(file, &table).map_err(wrong)
    }
}

fn read(file: &str, table: &Table) -> Result<Mapping, Wrong> {
    let mut mapping = Mapping {
        file: file.to_owned(),
        separator: None,
        sheet: None,
        header_line: 1,
        dates: DateFormat::new("YYYY-MM-DD").into_iter().collect(),
        nulls: Vec::new(),
        split: "|".to_owned(),
        drafts: Vec::new(),
    };
    for (key, value) in table {
        if key == "source" {
            source(&mut mapping, table_of("source", value)?)?;
            continue;
        }
        let file = RosterFile::ALL.into_iter().find(|file| file.stem() == key);
        let Some(file) = file else {
            let known = RosterFile::ALL.map(RosterFile::stem);
            let known = known.into_iter().chain(["source"]);
            return Err(unknown(key, "table", known));
        };
        let several = value.as_array();
        let tables = several.map_or(std::slice::from_ref(value), |tables| &tables[..]);
        for value in tables {
            mapping.drafts.push(draft(file, table_of(key, value)?)?);
        }
    }
    if mapping.drafts.is_empty() {
        return Err(
            "it maps no column; give an [enrollments] table or another of the roster".into(),
        );
    }
    // What rows name is there before them.
    mapping.drafts.sort_by_key(|draft| draft.file);
    Ok(mapping)
}

fn source(mapping: &mut Mapping, table: &Table) -> Result<(), Wrong> {
    for (key, value) in table {
        let at = format!("source.{key}");
        match key.as_str() {
            "separator" => match text_of(&at, value)?.as_bytes() {
                [one] => mapping.separator = Some(*one),
                _ => return Err(format!("{at}: one character is wanted, such as \";\"")),
            },
            "sheet" => mapping.sheet = Some(text_of(&at, value)?),
            "header_line" => {
                let number = value.as_integer().and_then(|line| u64::try_from(line).ok());
                mapping.header_line = number
                    .filter(|line| *line > 0)
                    .ok_or_else(|| format!("{at}: the number of the header's line is wanted"))?;
            }
            "dates" => mapping.dates = date_formats(&at, value)?,
            "null" => {
                let words = texts_of(&at, value)?;
                mapping.nulls = words.iter().map(|word| word.to_lowercase()).collect();
            }
            "split" => mapping.split = split_of(&at, value)?,
            _ => return Err(unknown(&at, "key", SOURCE_KEYS)),
        }
    }
    Ok(())
}

fn draft(file: RosterFile, table: &Table) -> Result<DraftRule, Wrong> {
    let mut cells = Vec::new();
    for (key, value) in table {
        let at = format!("{}.{key}", file.stem());
        let Some((column, holds)) = file.column(key) else {
            let columns = file.columns().iter().map(|(name, _)| *name);
            return Err(unknown(&at, "column", columns));
        };
        cells.push(cell(&at, column, holds, value)?);
    }
    let needed: &[&[&str]] = match file {
        RosterFile::Enrollments => &[
            &["provider_npi", "group_npi", "tin"],
            &["payer_id"],
            &["status"],
            &["effective_from"],
        ],
        RosterFile::Providers => &[&["npi"]],
        RosterFile::Locations => &[&["location_id"]],
        RosterFile::Payers => &[&["payer_id"]],
        RosterFile::Coverage => &[&["payer_id"], &["complete"], &["group_npi", "tin"]],
        RosterFile::Credentials => &[&["provider_npi"], &["kind"]],
    };
    for any in needed {
        if !cells.iter().any(|cell| any.contains(&cell.column)) {
            let any = any.join("` or `");
            return Err(format!("[{}] needs `{any}`", file.stem()));
        }
    }
    Ok(DraftRule { file, cells })
}

fn cell(at: &str, column: &'static str, holds: Holds, value: &Value) -> Result<CellRule, Wrong> {
    let mut rule = CellRule {
        column,
        holds,
        from: From::Constant(String::new()),
        dates: None,
        values: None,
        otherwise: None,
        split: None,
    };
    let columns = |names| From::Columns {
        names,
        join: match holds.lists() {
            true => "|",
            false => " ",
        }
        .to_owned(),
    };
    if let Some(name) = value.as_str() {
        rule.from = columns(vec![name.to_owned()]);
        return Ok(rule);
    }
    let table = value
        .as_table()
        .ok_or_else(|| format!("{at}: the name of a column, or a table, is wanted"))?;
    let mut sources = 0;
    let mut join = None;
    for (key, value) in table {
        let at = format!("{at}.{key}");
        match key.as_str() {
            "column" => {
                sources += 1;
                rule.from = columns(vec![text_of(&at, value)?]);
            }
            "columns" => {
                sources += 1;
                rule.from = columns(texts_of(&at, value)?);
            }
            "value" => {
                sources += 1;
                let text = text_of(&at, value)?;
                holds
                    .check(&text)
                    .map_err(|kind| format!("{at}: `{text}`: {kind}"))?;
                rule.from = From::Constant(text);
            }
            "join" => join = Some(text_of(&at, value)?),
            "dates" if holds == Holds::Date => rule.dates = Some(date_formats(&at, value)?),
            "dates" => return Err(format!("{at}: `{column}` holds no date")),
            "split" if holds.lists() => rule.split = Some(split_of(&at, value)?),
            "split" => return Err(format!("{at}: `{column}` holds no list")),
            "otherwise" => {
                let text = text_of(&at, value)?;
                holds
                    .check(&text)
                    .map_err(|kind| format!("{at}: `{text}`: {kind}"))?;
                rule.otherwise = Some(text);
            }
            "values" => {
                let mut words = HashMap::new();
                for (word, value) in table_of(&at, value)? {
                    let stands_for = text_of(&format!("{at}.{word}"), value)?;
                    let checked = holds.check(&stands_for);
                    checked.map_err(|kind| format!("{at}.{word}: `{stands_for}`: {kind}"))?;
                    words.insert(plain_word(word), stands_for);
                }
                rule.values = Some(words);
            }
            _ => return Err(unknown(&at, "key", CELL_KEYS)),
        }
    }
    if sources != 1 {
        return Err(format!(
            "{at}: one of `column`, `columns` and `value` is wanted"
        ));
    }
    match (&mut rule.from, join) {
        (From::Columns { join, .. }, Some(text)) => *join = text,
        (From::Constant(_), Some(_)) => return Err(format!("{at}: nothing to join")),
        _ => {}
    }
    if rule.otherwise.is_some() && rule.values.is_none() {
        return Err(format!("{at}: `otherwise` goes with `values`"));
    }
    Ok(rule)
}

fn unknown<'n>(key: &str, what: &str, known: impl IntoIterator<Item = &'n str>) -> Wrong {
    let last = key.rsplit('.').next().unwrap_or(key);
    match nearest(last, known) {
        Some(near) => format!("no {what} `{key}`; did you mean `{near}`?"),
        None => format!("no {what} `{key}`"),
    }
}

fn table_of<'v>(at: &str, value: &'v Value) -> Result<&'v Table, Wrong> {
    value
        .as_table()
        .ok_or_else(|| format!("{at}: a table is wanted"))
}

fn text_of(at: &str, value: &Value) -> Result<String, Wrong> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| format!("{at}: text in quotes is wanted"))
}

fn texts_of(at: &str, value: &Value) -> Result<Vec<String>, Wrong> {
    let listed = value.as_array().map(|listed| &listed[..]);
    let listed = listed.unwrap_or(std::slice::from_ref(value));
    listed.iter().map(|value| text_of(at, value)).collect()
}

fn split_of(at: &str, value: &Value) -> Result<String, Wrong> {
    let text = text_of(at, value)?;
    match text.is_empty() {
        true => Err(format!("{at}: what stands between the parts is wanted")),
        false => Ok(text),
    }
}

fn date_formats(at: &str, value: &Value) -> Result<Vec<DateFormat>, Wrong> {
    let patterns = texts_of(at, value)?;
    let read = |pattern: &String| {
        DateFormat::new(pattern)
            .ok_or_else(|| format!("{at}: `{pattern}` is no form of a date; one is \"MM/DD/YYYY\""))
    };
    patterns.iter().map(read).collect()
}
