//! The roster's folder as text, and how what is imported is merged into it: row by row, by their keys, cell by cell.
//!
//! A cell belongs to whoever wrote it last. What an importer wrote it may write again; the column `source_cells` has a
//! mark of each such cell, so that one that was edited since is known. What is kept by hand is left as it is.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use super::columns::{Holds, RosterFile, together};
use super::draft::{Draft, DraftCell};
use super::records::windows_1252;
use super::report::{Conflict, ImportError, ImportErrorKind, Reason, Refusal, Report};
use crate::cells;
use crate::load::{Loaded, SOURCE_COLUMNS};
use crate::problem::{ProblemKind, RosterError, RosterErrorKind, RosterProblem, Severity};
use crate::roster::Roster;
use crate::rows::Status;
use crate::spreadsheet::{guarded, plain};
use crate::table::column_name;

/// One file of the roster.
struct Table {
    file: RosterFile,
    /// Its name on the disk, in whatever case.
    name: String,
    header: Vec<String>,
    /// The names that rows are read by.
    places: HashMap<String, usize>,
    rows: Vec<Row>,
    by_key: HashMap<String, usize>,
    /// Whether the folder had no such file before.
    is_new: bool,
}

struct Row {
    cells: Vec<Box<str>>,
    touch: Option<Touch>,
    /// A new row that was refused after all.
    gone: bool,
}

/// What an import did to a row.
struct Touch {
    file: Arc<str>,
    line: u64,
    /// The earlier lines of the import that were about it.
    earlier: Vec<(Arc<str>, u64)>,
    did: Did,
    /// The row as it was; none when it is new.
    before: Option<Vec<Box<str>>>,
    /// The input's columns by the roster's, for what is only found when all is read.
    origins: Vec<(&'static str, String)>,
    /// The roster's columns for which the input had nothing.
    empty: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Did {
    Add,
    Change,
    Nothing,
}

/// New providers in the order of the input, on the disk rather than in memory.
struct Spool {
    writer: csv::Writer<BufWriter<File>>,
    npis: HashSet<u32>,
}

/// Where a draft is from, and whether it may write over what is kept by hand.
pub(super) struct Source<'a> {
    pub(super) file: &'a Arc<str>,
    pub(super) line: u64,
    pub(super) overwrite: bool,
}

impl Source<'_> {
    /// The input's name as the roster keeps it, without its folders.
    fn name(&self) -> &str {
        let name = self.file.rsplit(['/', '\\']).next();
        name.unwrap_or(self.file)
    }
}

/// A roster's folder, into which rows are merged.
pub(super) struct Folder {
    tables: Vec<Table>,
    /// Files that no importer writes, for the check of the whole.
    others: Vec<(String, String)>,
    /// The roster before the import.
    pub(super) roster: Roster,
    /// What a reader should know of it.
    pub(super) remarks: Vec<String>,
    spool: Option<Spool>,
}

/// A file of the roster to be written.
pub struct Output {
    /// Its name in the folder.
    pub name: String,
    head: Vec<u8>,
    spool: Option<File>,
}

impl Output {
    /// Writes all of it.
    ///
    /// # Errors
    /// When the writer, or what is kept on the disk meanwhile, fails.
    pub fn write(self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.head)?;
        if let Some(mut spool) = self.spool {
            spool.seek(SeekFrom::Start(0))?;
            io::copy(&mut BufReader::with_capacity(256 * 1024, spool), out)?;
        }
        Ok(())
    }
}

impl Folder {
    /// Reads the roster's folder, which need not be there yet.
    pub(super) fn read(path: &Path) -> Result<Folder, ImportError> {
        let unreadable = |path: &Path, source| {
            let path = path.to_owned();
            ImportError::from(ImportErrorKind::Folder { path, source })
        };
        let mut names = Vec::new();
        match fs::read_dir(path) {
            Ok(entries) => names.extend(
                entries
                    .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                    .filter(|name| name.to_ascii_lowercase().ends_with(".csv")),
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(path, error)),
        }
        names.sort_unstable();
        let (mut texts, mut remarks) = (Vec::new(), Vec::new());
        for name in names {
            let file = path.join(&name);
            let bytes = fs::read(&file).map_err(|error| unreadable(&file, error))?;
            if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
                let error: RosterError = RosterErrorKind::NotUtf8 { file: name }.into();
                return Err(error.into());
            }
            let text = String::from_utf8(bytes).unwrap_or_else(|error| {
                remarks.push(format!(
                    "{name}: not in UTF-8, read as Windows-1252; what is written is in UTF-8"
                ));
                let bytes = error.as_bytes().iter();
                bytes.map(|&byte| windows_1252(byte)).collect()
            });
            texts.push((name, text));
        }
        let mut folder = Folder::from_texts(texts)?;
        folder.remarks = remarks;
        Ok(folder)
    }

    /// A roster of files by name.
    pub(super) fn from_texts(texts: Vec<(String, String)>) -> Result<Folder, ImportError> {
        let mut tables = Vec::new();
        let mut others = Vec::new();
        for file in RosterFile::ALL {
            let found = texts
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(file.name()));
            tables.push(match found {
                Some((name, text)) => Table::read(file, name, text),
                None => Table::new(file),
            });
        }
        for (name, text) in texts {
            if name.eq_ignore_ascii_case("authorizations.csv") {
                others.push((name, text));
            }
        }
        let mut folder = Folder {
            tables,
            others,
            roster: Roster::default(),
            remarks: Vec::new(),
            spool: None,
        };
        let loaded = folder.load()?.0;
        if loaded.has_errors() {
            let mut problems = loaded.problems;
            problems.retain(|problem| problem.severity() == Severity::Error);
            return Err(ImportErrorKind::RosterProblems(problems).into());
        }
        folder.roster = loaded.roster;
        for table in &mut folder.tables {
            for row in 0..table.rows.len() {
                table.index(row, &folder.roster);
            }
        }
        Ok(folder)
    }

    /// Keeps new providers in a file of no name until all is written.
    pub(super) fn keep_new_providers_in(&mut self, file: File) {
        let table = &mut self.tables[RosterFile::Providers as usize];
        for (column, _) in RosterFile::Providers.columns() {
            table.place_of(column);
        }
        for column in SOURCE_COLUMNS {
            table.place_of(column);
        }
        self.spool = Some(Spool {
            writer: csv::WriterBuilder::new()
                .flexible(true)
                .from_writer(BufWriter::with_capacity(256 * 1024, file)),
            npis: HashSet::new(),
        });
    }

    /// The NPIs that occur in the roster: providers, groups and locations.
    pub(super) fn npis(&self) -> HashSet<u32> {
        let mut npis = HashSet::new();
        for table in &self.tables {
            for column in ["npi", "provider_npi", "group_npi"] {
                let Some(&place) = table.places.get(column) else {
                    continue;
                };
                let cells = table.rows.iter().filter_map(|row| row.cells.get(place));
                let codes = cells.flat_map(|cell| cells::codes(cell));
                npis.extend(codes.filter_map(|npi| npi.parse::<u32>().ok()));
            }
        }
        npis
    }

    /// Whether any file of the roster has a row.
    pub(super) fn has_rows(&self) -> bool {
        self.tables.iter().any(|table| !table.rows.is_empty())
    }

    /// How many rows a file has.
    pub(super) fn len(&self, file: RosterFile) -> usize {
        self.tables[file as usize].rows.len()
    }

    /// A cell of a row of a file; empty where there is none.
    pub(super) fn cell(&self, file: RosterFile, row: usize, column: &str) -> &str {
        self.tables[file as usize].cell(row, column)
    }

    /// First and last day of a provider in these columns, if an import wrote them and nobody has changed them since.
    pub(super) fn imported(&self, npi: &str, columns: [&'static str; 2]) -> Option<[String; 2]> {
        let table = &self.tables[RosterFile::Providers as usize];
        let draft = Draft::new(RosterFile::Providers).set("npi", npi, "npi");
        let row = table.find(&draft, &self.roster)?;
        let [from, to] = columns.map(|column| table.cell(row, column));
        let is_ours =
            table.is_ours(row, columns[0]) && (to.is_empty() || table.is_ours(row, columns[1]));
        (is_ours && !from.is_empty()).then(|| [from, to].map(str::to_owned))
    }

    /// What stands in the way of merging these drafts of one row of an input, none of which is merged then.
    pub(super) fn faults(&self, drafts: &[Draft<'_>], source: &Source<'_>) -> Vec<Refusal> {
        let mut faults = Vec::new();
        for draft in drafts {
            let mut refuse = |cell: &DraftCell<'_>, reason, shown| {
                faults.push(Refusal {
                    file: source.file.clone(),
                    line: source.line,
                    column: cell.from.to_string(),
                    reason,
                    cell: shown,
                });
            };
            for cell in &draft.cells {
                let Some((_, holds)) = draft.file.column(cell.column) else {
                    continue;
                };
                if let Err(kind) = holds.check(&cell.value) {
                    refuse(cell, Reason::Cell(kind), holds.shown(&cell.value));
                }
            }
            let table = &self.tables[draft.file as usize];
            if draft.file == RosterFile::Providers
                && let Some(spool) = &self.spool
                && let Ok(npi) = draft.value("npi").parse()
                && spool.npis.contains(&npi)
            {
                refuse(
                    &draft.cells[0],
                    Reason::Again,
                    draft.value("npi").to_owned(),
                );
            }
            for (cell, holds, reason) in table.contradictions(draft, source, &self.roster) {
                refuse(cell, reason, holds.shown(&cell.value));
            }
            if let Some((column, kind)) = table.wrong_days(draft, &self.roster) {
                let cell = draft.cells.iter().find(|cell| cell.column == column);
                faults.push(Refusal {
                    file: source.file.clone(),
                    line: source.line,
                    column: cell.map_or_else(|| column.to_owned(), |cell| cell.from.to_string()),
                    reason: Reason::Cell(kind),
                    cell: draft.value(column).to_owned(),
                });
            }
        }
        faults
    }

    /// Takes out of a draft what an earlier line of this import contradicts in one of these columns.
    pub(super) fn settle(
        &self,
        draft: &mut Draft<'_>,
        columns: &[&str],
        source: &Source<'_>,
    ) -> Vec<Conflict> {
        let table = &self.tables[draft.file as usize];
        let Some(row) = table.find(draft, &self.roster) else {
            return Vec::new();
        };
        let mut dropped: Vec<&str> = Vec::new();
        let mut conflicts = Vec::new();
        for (cell, holds, _) in table.contradictions(draft, source, &self.roster) {
            if columns.contains(&cell.column) {
                dropped.push(cell.column);
                conflicts.push(Conflict {
                    file: source.file.clone(),
                    line: source.line,
                    roster_file: table.file,
                    row: table.shown_key(row),
                    column: cell.column.to_owned(),
                    kept: holds.shown(table.cell(row, cell.column)),
                    offered: holds.shown(&cell.value),
                    overwritten: false,
                });
            }
        }
        let groups: Vec<&str> = dropped.iter().filter_map(|one| together(one)).collect();
        draft.cells.retain(|cell| {
            let of_group = together(cell.column).is_some_and(|group| groups.contains(&group));
            !of_group && !dropped.contains(&cell.column)
        });
        conflicts
    }

    /// Merges a draft, in which there is no fault. With `row` it is for that row, whatever its key.
    pub(super) fn put(
        &mut self,
        draft: &Draft<'_>,
        row: Option<usize>,
        source: &Source<'_>,
        report: &mut Report,
    ) -> io::Result<()> {
        let table = &mut self.tables[draft.file as usize];
        let row = row.or_else(|| table.find(draft, &self.roster));
        match (row, &mut self.spool) {
            (Some(row), _) => table.merge(row, draft, source, &self.roster, report),
            (None, Some(spool)) if draft.file == RosterFile::Providers => {
                if let Ok(npi) = draft.value("npi").parse() {
                    spool.npis.insert(npi);
                }
                let cells = table.new_cells(draft, source);
                write_row(&mut spool.writer, cells.iter().map(|cell| &**cell))?;
                report.files.entry(draft.file).or_default().new += 1;
            }
            (None, _) => {
                let cells = table.new_cells(draft, source);
                table.rows.push(Row {
                    cells,
                    touch: Some(Touch::of(draft, source, Did::Add, None)),
                    gone: false,
                });
                table.index(table.rows.len() - 1, &self.roster);
            }
        }
        Ok(())
    }

    /// Checks the whole, takes back rows that the roster can't hold, and gives the files to write.
    pub(super) fn finish(mut self, report: &mut Report) -> Result<Vec<Output>, ImportError> {
        loop {
            let (loaded, lines) = self.load()?;
            let mut errors = loaded.problems;
            errors.retain(|problem| problem.severity() == Severity::Error);
            if errors.is_empty() {
                break;
            }
            if !self.take_back(&errors, &lines, report) {
                return Err(ImportErrorKind::ResultProblems(errors).into());
            }
        }
        let mut outputs = Vec::new();
        let spool = match self.spool.take() {
            Some(spool) if !spool.npis.is_empty() => {
                let file = spool.writer.into_inner().map_err(|error| error.to_string());
                let file = file.and_then(|file| file.into_inner().map_err(|e| e.to_string()));
                Some(file.map_err(|why| ImportError::unreadable("-", io::Error::other(why)))?)
            }
            _ => None,
        };
        let mut spool = spool;
        let any = self.tables.iter().any(Table::is_changed) || spool.is_some();
        for table in &self.tables {
            let counts = report.files.entry(table.file).or_default();
            for row in table.rows.iter().filter(|row| !row.gone) {
                match row.touch.as_ref().map(|touch| touch.did) {
                    Some(Did::Add) => counts.new += 1,
                    Some(Did::Change) => counts.changed += 1,
                    Some(Did::Nothing) => counts.unchanged += 1,
                    None => {}
                }
            }
            let spooled = match table.file {
                RosterFile::Providers => spool.take(),
                _ => None,
            };
            // A roster has enrollments, be it none.
            let none_yet = table.is_new || table.header.is_empty();
            let first = table.file == RosterFile::Enrollments && none_yet && any;
            if table.is_changed() || spooled.is_some() || first {
                outputs.push(Output {
                    name: table.name.clone(),
                    head: table.text().0.into_bytes(),
                    spool: spooled,
                });
            }
        }
        report
            .files
            .retain(|_, rows| *rows != super::Rows::default());
        Ok(outputs)
    }

    /// The roster as it is now, and the lines of the rows of its files.
    fn load(&self) -> Result<(Loaded, Vec<Vec<u32>>), ImportError> {
        let mut texts = self.others.clone();
        let mut lines = Vec::new();
        for table in &self.tables {
            let (text, of_rows) = table.text();
            lines.push(of_rows);
            if !table.header.is_empty() || table.file == RosterFile::Enrollments {
                texts.push((table.name.clone(), text));
            }
        }
        let texts: Vec<(&str, &str)> = texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        Ok((Roster::from_csv(&texts)?, lines))
    }

    /// Takes back the rows that errors are about; whether any was.
    fn take_back(
        &mut self,
        errors: &[RosterProblem],
        lines: &[Vec<u32>],
        report: &mut Report,
    ) -> bool {
        let mut refused = HashSet::new();
        for error in errors {
            let found = self
                .tables
                .iter_mut()
                .zip(lines)
                .find(|(table, _)| table.name.eq_ignore_ascii_case(&error.file));
            let Some((table, lines)) = found else {
                continue;
            };
            let Some(place) = lines.iter().position(|line| *line == error.line) else {
                continue;
            };
            let row = &mut table.rows[place];
            let Some(touch) = row.touch.take() else {
                continue;
            };
            if touch.did == Did::Nothing {
                continue;
            }
            refused.insert((touch.file.clone(), touch.line));
            row.restore(touch.before);
            let origin = touch
                .origins
                .iter()
                .find(|(column, _)| *column == error.column);
            let again = |one: &Refusal| one.line == touch.line && one.file == touch.file;
            if !report.refused.iter().any(again) {
                report.taken = report.taken.saturating_sub(1);
            }
            report.refuse(Refusal {
                file: touch.file,
                line: touch.line,
                column: origin.map_or(error.column.to_owned(), |(_, from)| from.clone()),
                reason: Reason::Cell(error.kind.clone()),
                cell: error.cell.to_string(),
            });
        }
        // What such a line wrote elsewhere goes with it, unless another line says it too.
        for row in self.tables.iter_mut().flat_map(|table| &mut table.rows) {
            let touch = row.touch.take_if(|touch| {
                touch
                    .lines()
                    .all(|(file, line)| refused.contains(&(file.clone(), line)))
            });
            if let Some(touch) = touch.filter(|touch| touch.did != Did::Nothing) {
                row.restore(touch.before);
            }
        }
        !refused.is_empty()
    }
}

impl Row {
    fn restore(&mut self, before: Option<Vec<Box<str>>>) {
        match before {
            Some(cells) => self.cells = cells,
            None => self.gone = true,
        }
    }
}

impl Touch {
    /// The lines of the import that were about the row.
    fn lines(&self) -> impl Iterator<Item = (&Arc<str>, u64)> {
        let earlier = self.earlier.iter().map(|(file, line)| (file, *line));
        earlier.chain([(&self.file, self.line)])
    }

    fn of(
        draft: &Draft<'_>,
        source: &Source<'_>,
        did: Did,
        before: Option<Vec<Box<str>>>,
    ) -> Touch {
        let origins = draft.cells.iter();
        let empty = draft.cells.iter().filter(|cell| cell.value.is_empty());
        Touch {
            file: source.file.clone(),
            line: source.line,
            earlier: Vec::new(),
            did,
            before,
            origins: origins
                .map(|cell| (cell.column, cell.from.to_string()))
                .collect(),
            empty: empty.map(|cell| cell.column).collect(),
        }
    }
}

impl Table {
    fn new(file: RosterFile) -> Table {
        Table {
            file,
            name: file.name().to_owned(),
            header: Vec::new(),
            places: HashMap::new(),
            rows: Vec::new(),
            by_key: HashMap::new(),
            is_new: true,
        }
    }

    fn read(file: RosterFile, name: &str, text: &str) -> Table {
        let mut table = Table {
            name: name.to_owned(),
            is_new: false,
            ..Table::new(file)
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in reader.records() {
            // What is no CSV the loader tells of.
            let Ok(record) = record else { break };
            if table.header.is_empty() {
                for column in &record {
                    table.places.insert(column_name(column), table.header.len());
                    table.header.push(column.to_owned());
                }
            } else if record.iter().any(|cell| !cell.trim().is_empty()) {
                table.rows.push(Row {
                    cells: record.iter().map(|cell| plain(cell).into()).collect(),
                    touch: None,
                    gone: false,
                });
            }
        }
        table
    }

    fn cell(&self, row: usize, column: &str) -> &str {
        let place = self.places.get(column);
        let cell = place.and_then(|&place| self.rows[row].cells.get(place));
        cell.map_or("", |cell| cell.trim())
    }

    /// The place of a column, which is made where the file has none.
    fn place_of(&mut self, column: &str) -> usize {
        if self.header.is_empty() {
            for column in self.file.usual_columns() {
                self.places.insert(column.to_owned(), self.header.len());
                self.header.push(column.to_owned());
            }
        }
        if let Some(&place) = self.places.get(column) {
            return place;
        }
        self.places.insert(column.to_owned(), self.header.len());
        self.header.push(column.to_owned());
        self.header.len() - 1
    }

    fn set(&mut self, row: usize, column: &str, value: &str) {
        let place = self.place_of(column);
        let cells = &mut self.rows[row].cells;
        if cells.len() <= place {
            cells.resize(place + 1, Box::default());
        }
        cells[place] = value.into();
    }

    fn new_cells(&mut self, draft: &Draft<'_>, source: &Source<'_>) -> Vec<Box<str>> {
        let line = source.line.to_string();
        let marks: Vec<String> = draft
            .cells
            .iter()
            .filter(|cell| !cell.value.is_empty() && !self.file.key().contains(&cell.column))
            .map(|cell| mark(cell.column, &cell.value))
            .collect();
        let marks = marks.join(" ");
        let own = draft.cells.iter().map(|cell| (cell.column, &*cell.value));
        let source = SOURCE_COLUMNS
            .into_iter()
            .zip([source.name(), &line, &marks]);
        let cells: Vec<(&str, &str)> = own.chain(source).collect();
        let places: Vec<usize> = cells
            .iter()
            .map(|(column, _)| self.place_of(column))
            .collect();
        let mut row = vec![Box::default(); self.header.len()];
        for (place, (_, value)) in places.into_iter().zip(cells) {
            row[place] = value.into();
        }
        row
    }

    // Keys

    fn key<'a>(&self, roster: &Roster, value: impl Fn(&'static str) -> &'a str) -> String {
        let mut key = String::new();
        for column in self.file.key() {
            let value = value(column);
            let holds = self.file.column(column).map(|(_, holds)| holds);
            match holds {
                Some(Holds::PayerId) => key.push_str(&canonical(roster, value).to_lowercase()),
                Some(Holds::Npis | Holds::Ids | Holds::Tins) => {
                    let bare = |text: &str| text.replace(['-', ' '], "").to_lowercase();
                    let mut parts: Vec<String> = match holds {
                        Some(Holds::Npis) => cells::codes(value).map(bare).collect(),
                        Some(Holds::Tins) => cells::list(value).map(bare).collect(),
                        _ => cells::list(value).map(str::to_lowercase).collect(),
                    };
                    parts.sort_unstable();
                    key.push_str(&parts.join("|"));
                }
                _ => key.push_str(&value.to_lowercase()),
            }
            key.push('\u{1f}');
        }
        key
    }

    fn index(&mut self, row: usize, roster: &Roster) {
        let key = self.key(roster, |column| self.cell(row, column));
        let place = self.by_key.entry(key).or_insert(row);
        // Of rows for audits the one that the roster still says is meant.
        let last = |row: usize| {
            self.places.get("recorded_to").and_then(|&place| {
                self.rows[row]
                    .cells
                    .get(place)
                    .map(|cell| !cell.trim().is_empty())
            })
        };
        if *place != row && last(*place) == Some(true) {
            *place = row;
        }
    }

    /// The row a draft is about.
    fn find(&self, draft: &Draft<'_>, roster: &Roster) -> Option<usize> {
        let exact = self.key(roster, |column| draft.value(column));
        if let Some(&row) = self.by_key.get(&exact) {
            return Some(row).filter(|row| !self.rows[*row].gone);
        }
        if self.file != RosterFile::Enrollments {
            return None;
        }
        // An application has no first day until it is approved.
        let applied = self.key(roster, |column| match column {
            "effective_from" => "",
            _ => draft.value(column),
        });
        let row = self.by_key.get(&applied).copied();
        row.filter(|&row| !self.rows[row].gone && self.cell(row, "effective_from").is_empty())
    }

    // Merging

    /// What a draft says of a row that an earlier line of this import said otherwise.
    fn contradictions<'d, 't>(
        &self,
        draft: &'d Draft<'t>,
        source: &Source<'_>,
        roster: &Roster,
    ) -> Vec<(&'d DraftCell<'t>, Holds, Reason)> {
        let mut found = Vec::new();
        let Some(row) = self.find(draft, roster) else {
            return found;
        };
        let Some(touch) = &self.rows[row].touch else {
            return found;
        };
        // What an earlier line of this import wrote is not written over by a later one.
        if touch.file == *source.file && touch.line == source.line {
            return found;
        }
        for cell in &draft.cells {
            let Some((_, holds)) = draft.file.column(cell.column) else {
                continue;
            };
            let wrote = touch
                .origins
                .iter()
                .any(|(column, _)| *column == cell.column);
            let now = self.cell(row, cell.column);
            if !wrote || same(holds, now, &cell.value) {
                continue;
            }
            let line = touch.line;
            let file = Some(touch.file.clone()).filter(|file| file != source.file);
            let empty_says = draft.empty_says(cell.column, holds);
            let was_empty = now.is_empty() && touch.empty.contains(&cell.column);
            let reason = match empty_says && (was_empty || cell.value.is_empty()) {
                true => Reason::EmptyAndNot { file, line },
                false => Reason::Contradicts { file, line },
            };
            if (empty_says && was_empty) || self.is_ours(row, cell.column) {
                found.push((cell, holds, reason));
            }
        }
        found
    }

    /// What the days of a draft are wrong in, with the row's where the draft has none.
    fn wrong_days(
        &self,
        draft: &Draft<'_>,
        roster: &Roster,
    ) -> Option<(&'static str, ProblemKind)> {
        let (starts, ends): (&[&'static str], _) = match self.file {
            RosterFile::Enrollments => (
                &["effective_from", "billing_effective_from"],
                "effective_to",
            ),
            RosterFile::Locations => (&["valid_from"], "valid_to"),
            RosterFile::Credentials => (&["issued"], "expires"),
            RosterFile::Providers | RosterFile::Payers | RosterFile::Coverage => return None,
        };
        let row = self.find(draft, roster);
        let cell = |column: &'static str| match (draft.value(column), row) {
            ("", Some(row)) => self.cell(row, column),
            (own, _) => own,
        };
        let days = |column: &&'static str| cells::date(cell(column)).ok().flatten();
        let (start, end) = (starts.iter().filter_map(days).max(), days(&ends));
        if end.is_some_and(|end| start.is_some_and(|start| end < start)) {
            return Some((ends, ProblemKind::EndsBeforeStart));
        }
        if self.file != RosterFile::Enrollments {
            return None;
        }
        let status = Status::WORDS.read(cell("status")).ok().flatten()?;
        if status.ever_in_force() && cell("effective_from").is_empty() {
            return Some(("effective_from", ProblemKind::Empty));
        }
        let open = status.ever_in_force() && cell(ends).is_empty();
        (open && status != Status::Approved).then_some((ends, ProblemKind::NoLastDay))
    }

    /// Whether an importer wrote the cell, and nobody has changed it since.
    fn is_ours(&self, row: usize, column: &str) -> bool {
        let now = self.cell(row, column);
        let wanted = mark(column, now);
        self.cell(row, "source_cells")
            .split(' ')
            .any(|one| one == wanted)
    }

    fn merge(
        &mut self,
        row: usize,
        draft: &Draft<'_>,
        source: &Source<'_>,
        roster: &Roster,
        report: &mut Report,
    ) {
        let mut blocked: Vec<&'static str> = Vec::new();
        let mut writes: Vec<&DraftCell<'_>> = Vec::new();
        for cell in &draft.cells {
            let Some((_, holds)) = self.file.column(cell.column) else {
                continue;
            };
            let now = self.cell(row, cell.column);
            // A look at a row that was earlier says nothing new.
            let is_later_look = cell.column == "verified_on" && *now > *cell.value;
            if same(holds, now, &cell.value) || is_later_look {
                continue;
            }
            if now.is_empty() || self.is_ours(row, cell.column) {
                writes.push(cell);
                continue;
            }
            // Nothing said is no contradiction.
            if cell.value.is_empty() {
                continue;
            }
            report.conflicts.push(Conflict {
                file: source.file.clone(),
                line: source.line,
                roster_file: self.file,
                row: self.shown_key(row),
                column: cell.column.to_owned(),
                kept: holds.shown(now),
                offered: holds.shown(&cell.value),
                overwritten: source.overwrite,
            });
            if source.overwrite {
                writes.push(cell);
            } else {
                blocked.extend(together(cell.column));
            }
        }
        writes.retain(|cell| together(cell.column).is_none_or(|one| !blocked.contains(&one)));
        let earlier = self.rows[row].touch.take();
        let before = match &earlier {
            Some(touch) => touch.before.clone(),
            None => Some(self.rows[row].cells.clone()),
        };
        let mut touch = Touch::of(draft, source, Did::Nothing, before);
        if !writes.is_empty() {
            touch.did = Did::Change;
            // An application gets its first day when it is approved, and goes by another key then.
            let is_renamed = writes
                .iter()
                .any(|cell| self.file.key().contains(&cell.column));
            let known_by = is_renamed.then(|| self.key(roster, |column| self.cell(row, column)));
            let marks = self.cell(row, "source_cells").split(' ');
            let mut marks: Vec<String> = marks
                .filter(|one| !one.is_empty())
                .map(Into::into)
                .collect();
            for cell in writes {
                let name = cell.column;
                let of_it = |one: &String| one.split(':').next() == Some(name);
                marks.retain(|one| !of_it(one));
                if !cell.value.is_empty() && !self.file.key().contains(&name) {
                    marks.push(mark(name, &cell.value));
                }
                self.set(row, name, &cell.value);
            }
            self.set(row, "source_file", source.name());
            self.set(row, "source_line", &source.line.to_string());
            self.set(row, "source_cells", &marks.join(" "));
            if let Some(known_by) = known_by {
                if self.by_key.get(&known_by) == Some(&row) {
                    self.by_key.remove(&known_by);
                }
                self.index(row, roster);
            }
        }
        if let Some(earlier) = earlier {
            touch.earlier = earlier.earlier;
            touch.earlier.push((earlier.file, earlier.line));
            let is_new = |column: &&str| !touch.origins.iter().any(|(other, _)| other == column);
            let (mut origins, mut empty) = (earlier.origins, earlier.empty);
            empty.retain(|column| is_new(column));
            origins.retain(|(column, _)| is_new(column));
            touch.empty.extend(empty);
            touch.origins.extend(origins);
            if earlier.did != Did::Nothing {
                touch.did = earlier.did;
            }
        }
        self.rows[row].touch = Some(touch);
    }

    /// The row's key as messages show it.
    fn shown_key(&self, row: usize) -> String {
        let parts = self.file.key().iter().filter_map(|column| {
            let (_, holds) = self.file.column(column)?;
            Some(holds.shown(self.cell(row, column))).filter(|part| !part.is_empty())
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn is_changed(&self) -> bool {
        self.rows.iter().any(|row| {
            let touch = row.touch.as_ref();
            !row.gone && touch.is_some_and(|touch| touch.did != Did::Nothing)
        })
    }

    /// The file as text, and the line of each row; 0 of rows that are not in it.
    fn text(&self) -> (String, Vec<u32>) {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = match self.header.is_empty() {
            true => writer.write_record(self.file.usual_columns()),
            false => writer.write_record(&self.header),
        };
        let mut lines = Vec::with_capacity(self.rows.len());
        let breaks = |cells: &[Box<str>]| {
            let breaks = cells.iter().map(|cell| cell.matches('\n').count());
            u32::try_from(breaks.sum::<usize>()).unwrap_or(u32::MAX)
        };
        let header = self.header.iter().map(|name| name.matches('\n').count());
        let mut line = 2 + u32::try_from(header.sum::<usize>()).unwrap_or(u32::MAX);
        for row in &self.rows {
            if row.gone {
                lines.push(0);
                continue;
            }
            lines.push(line);
            line += 1 + breaks(&row.cells);
            let missing = self.header.len().saturating_sub(row.cells.len());
            let cells = row.cells.iter().map(|cell| &**cell);
            let _ = write_row(&mut writer, cells.chain(std::iter::repeat_n("", missing)));
        }
        let text = writer.into_inner().unwrap_or_default();
        (String::from_utf8(text).unwrap_or_default(), lines)
    }
}

/// Writes a row as a spreadsheet may open it; who reads the roster again takes away what was added.
fn write_row<'a>(
    to: &mut csv::Writer<impl Write>,
    cells: impl Iterator<Item = &'a str>,
) -> io::Result<()> {
    for cell in cells {
        to.write_field(guarded(cell).as_bytes())?;
    }
    Ok(to.write_record(None::<&[u8]>)?)
}

/// Whether two cells say the same, however they are written.
fn same(holds: Holds, a: &str, b: &str) -> bool {
    let digits = |text: &str| text.replace(['-', ' '], "");
    match holds {
        Holds::Words | Holds::Id => a.eq_ignore_ascii_case(b),
        // NPPES has nine digits where a practice may keep five.
        Holds::Zip => {
            let (a, b) = (digits(a), digits(b));
            a == b || (a.len().min(b.len()) >= 5 && (a.starts_with(&b) || b.starts_with(&a)))
        }
        Holds::Tins => cells::list(a).map(digits).eq(cells::list(b).map(digits)),
        Holds::Npis | Holds::Taxonomies | Holds::Places | Holds::Procedures => {
            cells::codes(a).eq(cells::codes(b))
        }
        Holds::Ids => cells::list(a).eq(cells::list(b)),
        Holds::Names => cells::list(a)
            .map(str::to_lowercase)
            .eq(cells::list(b).map(str::to_lowercase)),
        _ => a.eq_ignore_ascii_case(b),
    }
}

/// A cell with a short sum of what an importer wrote there: a change by hand shows.
fn mark(column: &str, value: &str) -> String {
    let hash = value.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{column}:{:06x}", (hash >> 20) & 0xff_ffff)
}

fn canonical<'a>(roster: &'a Roster, id: &'a str) -> &'a str {
    match roster.payer_of(id).one() {
        Some(payer) => &roster.payer(payer).id,
        None => id,
    }
}
