//! Reading a roster from CSV files.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use remedi_claims::{CodeRange, Npi, PosSet, Taxonomy, Tin, TinKind};

use crate::authorizations::Authorization;
use crate::cells;
use crate::index::{Multimap, TextHash};
use crate::locations::{Location, LocationIndex, Locations};
use crate::payers::{Payer, PayerIndex, Payers};
use crate::pool::{ListId, ListPool, TextPool};
use crate::problem::{ProblemKind, RosterError, RosterErrorKind, RosterProblem, Severity};
use crate::providers::{Credential, Provider};
use crate::roster::{Coverage, Roster};
use crate::rows::{GrantPool, RowNote, Rows, Tenure};
use crate::scope::Scope;
use crate::table::{Column, Line, Table};

mod enrollments;
mod named;

/// A roster with what was wrong with it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// All that could be read; rows with errors are left out.
    pub roster: Roster,
    /// What is wrong, in the order of files and lines.
    pub problems: Vec<RosterProblem>,
    /// What a reader should know, such as columns that are ignored.
    pub notices: Vec<String>,
}

impl Loaded {
    /// Whether rows were left out: such a roster is not to be used silently.
    pub fn has_errors(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity() == Severity::Error)
    }
}

/// The files of a roster with their columns.
const FILES: [(&str, &[&str]); 7] = [
    (
        "payers.csv",
        &["payer_id", "name", "class", "state", "aliases"],
    ),
    (
        "locations.csv",
        &[
            "location_id",
            "npi",
            "name",
            "facility_type",
            "address_1",
            "address_2",
            "city",
            "state",
            "zip",
            "tin",
            "approved_pos",
            "valid_from",
            "valid_to",
        ],
    ),
    (
        "providers.csv",
        &[
            "npi",
            "entity_type",
            "last_or_organization_name",
            "first_name",
            "taxonomies",
            "npi_deactivated_on",
            "npi_reactivated_on",
            "opted_out_from",
            "opted_out_to",
            "excluded_from",
            "excluded_to",
            "order_refer",
            "replaced_by",
        ],
    ),
    (
        ENROLLMENTS,
        &[
            "provider_npi",
            "payer_id",
            "plan",
            "network",
            "group_npi",
            "tin",
            "tin_kind",
            "location_id",
            "taxonomy",
            "status",
            "effective_from",
            "effective_to",
            "billing_effective_from",
            "application_received",
            "participation",
            "approved_pos",
            "scope_allow",
            "scope_deny",
            "payer_provider_id",
            "verified_on",
            "recorded_from",
            "recorded_to",
        ],
    ),
    (
        "coverage.csv",
        &["group_npi", "tin", "payer_id", "complete", "as_of"],
    ),
    (
        "credentials.csv",
        &[
            "provider_npi",
            "kind",
            "payer_id",
            "location_id",
            "number",
            "state",
            "level",
            "issued",
            "expires",
        ],
    ),
    (
        "authorizations.csv",
        &[
            "auth_number",
            "payer_id",
            "member_id",
            "provider_npi",
            "procedures",
            "units",
            "valid_from",
            "valid_to",
            "pos",
        ],
    ),
];

/// Columns of any file that importers keep: where a row is from, by which of its cells. They decide nothing.
pub(crate) const SOURCE_COLUMNS: [&str; 3] = ["source_file", "source_line", "source_cells"];

/// A notice names so many columns.
const MOST_NAMES: usize = 10;

const ENROLLMENTS: &str = "enrollments.csv";

/// Columns of other files that another name tells apart when they stand beside enrollments.
const BESIDE: [&str; 9] = [
    "location_npi",
    "location_name",
    "location_state",
    "location_tin",
    "location_approved_pos",
    "payer_name",
    "payer_state",
    "credential_state",
    "credential_number",
];

impl Roster {
    /// Reads a folder of CSV files, of which only `enrollments.csv` must be there, or one CSV file with
    /// the columns of `enrollments.csv` and, where wanted, those of the other files beside them.
    ///
    /// In one file a column that two files share is the enrollment's (`tin`, `approved_pos`) and else
    /// the location's (`npi`, `name`, `state`) if the file has locations; `location_npi`,
    /// `location_tin`, `payer_name` and the like tell them apart.
    ///
    /// # Errors
    /// What can't be read at all, and columns that are missing. Bad cells are problems of the
    /// [`Loaded`] roster.
    pub fn load(path: &Path) -> Result<Loaded, RosterError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| RosterError::from(RosterErrorKind::Unreadable { path, source })
        };
        let mut notices = Vec::new();
        if !path.is_dir() {
            let bytes = fs::read(path).map_err(unreadable(path))?;
            let name = path.file_name().unwrap_or(path.as_os_str());
            let name = name.to_string_lossy().into_owned();
            let text = text_of(&name, bytes, &mut notices)?;
            return Loader::new(notices).one_file(&name, &text);
        }
        let mut names: Vec<String> = fs::read_dir(path)
            .map_err(unreadable(path))?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.to_ascii_lowercase().ends_with(".csv"))
            .collect();
        names.sort_unstable();
        if !names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(ENROLLMENTS))
        {
            let path = path.to_owned();
            return Err(RosterErrorKind::NoEnrollments { path }.into());
        }
        let mut files = Vec::new();
        for name in names {
            let file = path.join(&name);
            let bytes = fs::read(&file).map_err(unreadable(&file))?;
            let text = text_of(&name, bytes, &mut notices)?;
            files.push((name, text));
        }
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        Loader::new(notices).folder(&files)
    }

    /// Reads a roster from text: files by name as in a folder, or a single file of any other name.
    ///
    /// # Errors
    /// As for [`Roster::load`].
    ///
    /// ```
    /// use remedi_enrollment::Roster;
    /// let loaded = Roster::from_csv(&[(
    ///     "enrollments.csv",
    ///     "provider_npi,payer_id,status,effective_from\n\
    ///      1.23457E+09,60054,approved,2024-01-01\n",
    /// )])?;
    /// assert!(loaded.has_errors());
    /// assert!(loaded.problems[0].to_string().starts_with("enrollments.csv:2: provider_npi:"));
    /// # Ok::<(), remedi_enrollment::RosterError>(())
    /// ```
    pub fn from_csv(files: &[(&str, &str)]) -> Result<Loaded, RosterError> {
        let loader = Loader::new(Vec::new());
        match files {
            [(name, text)]
                if !FILES
                    .iter()
                    .any(|(file, _)| name.eq_ignore_ascii_case(file)) =>
            {
                loader.one_file(name, text)
            }
            _ => loader.folder(files),
        }
    }
}

fn text_of(name: &str, bytes: Vec<u8>, notices: &mut Vec<String>) -> Result<String, RosterError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let file = name.to_owned();
        return Err(RosterErrorKind::NotUtf8 { file }.into());
    }
    if bytes.starts_with(b"\x1f\x8b") {
        let file = name.to_owned();
        return Err(RosterErrorKind::Compressed { file }.into());
    }
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| {
        notices.push(format!(
            "{name}: not in UTF-8; characters that can't be read are replaced"
        ));
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    }))
}

/// Whether a table holds one kind of row, or enrollments with other things beside them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Own,
    Beside,
}

#[derive(Default)]
struct Loader {
    problems: Vec<RosterProblem>,
    notices: Vec<String>,
    payers: Vec<Payer>,
    payer_lines: Vec<u32>,
    payers_by_id: HashMap<String, PayerIndex>,
    /// By name or alias; none where several go by it.
    payers_by_alias: HashMap<String, Option<PayerIndex>>,
    payers_listed: bool,
    locations: Vec<Location>,
    location_lines: Vec<u32>,
    locations_by_id: HashMap<String, LocationIndex>,
    locations_listed: bool,
    providers: Vec<Provider>,
    provider_lines: Vec<u32>,
    providers_by_npi: HashMap<u32, usize>,
    credentials: Vec<Credential>,
    authorizations: Vec<Authorization>,
    coverage: Vec<Coverage>,
    /// The same but for `complete`, which stands beside it with its line: one file may say it on every line.
    covered: HashMap<Coverage, (bool, u32)>,
    rows: Vec<Tenure>,
    notes: Vec<RowNote>,
    grants: GrantPool,
    texts: TextPool,
    groups: ListPool<Npi>,
    tins: ListPool<Tin>,
    row_locations: ListPool<LocationIndex>,
    taxonomies: ListPool<Taxonomy>,
    approved_pos: ListPool<PosSet>,
    scopes: ListPool<Scope>,
    file: Arc<str>,
}

impl Loader {
    fn new(notices: Vec<String>) -> Loader {
        Loader {
            notices,
            ..Loader::default()
        }
    }

    fn folder(mut self, files: &[(&str, &str)]) -> Result<Loaded, RosterError> {
        for (name, _) in files {
            if !FILES
                .iter()
                .any(|(file, _)| name.eq_ignore_ascii_case(file))
            {
                self.notices
                    .push(format!("{name}: not a file of the roster; ignored"));
            }
        }
        let mut found = false;
        // Payers and locations come before what names them.
        for (file, columns) in FILES {
            let Some((name, text)) = files
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(file))
            else {
                continue;
            };
            let table = Table::new(name, text)?;
            self.tell_unknown_columns(&table, |name| columns.contains(&name));
            let layout = Layout::Own;
            match file {
                "payers.csv" => self.read_payers(&table, layout)?,
                "locations.csv" => self.read_locations(&table, layout)?,
                "providers.csv" => self.read_providers(&table, layout)?,
                "coverage.csv" => self.read_coverage(&table, layout)?,
                "credentials.csv" => self.read_credentials(&table, layout)?,
                "authorizations.csv" => self.read_authorizations(&table)?,
                _ => {
                    found = true;
                    self.read_enrollments(&table)?;
                }
            }
        }
        if !found {
            let path = "roster".into();
            return Err(RosterErrorKind::NoEnrollments { path }.into());
        }
        Ok(self.finish())
    }

    fn one_file(mut self, name: &str, text: &str) -> Result<Loaded, RosterError> {
        let table = Table::new(name, text)?;
        self.tell_unknown_columns(&table, |name| {
            FILES.iter().any(|(_, columns)| columns.contains(&name)) || BESIDE.contains(&name)
        });
        let any = |names: &[&'static str]| names.iter().any(|&name| table.has(name));
        let layout = Layout::Beside;
        if any(&["class", "aliases", "payer_name"]) {
            self.read_payers(&table, layout)?;
        }
        if has_locations(&table) {
            self.read_locations(&table, layout)?;
        }
        if any(&[
            "entity_type",
            "last_or_organization_name",
            "taxonomies",
            "npi_deactivated_on",
            "replaced_by",
            "opted_out_from",
            "opted_out_to",
            "excluded_from",
            "excluded_to",
        ]) {
            self.read_providers(&table, layout)?;
        }
        self.read_enrollments(&table)?;
        if any(&["complete"]) {
            self.read_coverage(&table, layout)?;
        }
        if any(&["kind"]) {
            self.read_credentials(&table, layout)?;
        }
        if any(&["auth_number"]) {
            self.read_authorizations(&table)?;
        }
        // Several readers saw the same cells.
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        self.problems.dedup();
        Ok(self.finish())
    }

    fn tell_unknown_columns(&mut self, table: &Table<'_>, known: impl Fn(&str) -> bool) {
        let known = |name: &str| known(name) || SOURCE_COLUMNS.contains(&name);
        let unknown: Vec<&str> = table.unknown(known).collect();
        if !unknown.is_empty() {
            let (told, rest) = unknown.split_at(unknown.len().min(MOST_NAMES));
            let names = told.join(", ");
            let rest = match rest.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            self.notices
                .push(format!("{}: columns ignored: {names}{rest}", table.file));
        }
    }

    fn finish(mut self) -> Loaded {
        let providers = self.providers.iter();
        let taxonomies = providers.map(|one| self.taxonomies.put(&one.taxonomies));
        let taxonomies: Vec<ListId> = taxonomies.collect();
        let mut roster = Roster {
            file: self.file,
            rows: Rows {
                all: self.rows,
                notes: self.notes,
                grants: self.grants.finish(),
                texts: self.texts.finish(),
                groups: self.groups.finish(),
                tins: self.tins.finish(),
                locations: self.row_locations.finish(),
                taxonomies: self.taxonomies.finish(),
                approved_pos: self.approved_pos.finish(),
                scopes: self.scopes.finish(),
            },
            payers: Payers::new(self.payers),
            locations: Locations::new(self.locations),
            providers: self.providers,
            credentials: self.credentials,
            authorizations: Multimap::new(
                self.authorizations
                    .into_iter()
                    .map(|row| (TextHash::of(&row.number), row))
                    .collect(),
            ),
            coverage: Multimap::new(
                self.coverage
                    .into_iter()
                    .map(|row| (u64::from(row.payer.0), row))
                    .collect(),
            ),
            ..Roster::default()
        };
        roster.index(&taxonomies);
        Loaded {
            roster,
            problems: self.problems,
            notices: self.notices,
        }
    }

    fn each(&mut self, table: &Table<'_>, mut read: impl FnMut(&mut Loader, &mut Line<'_>)) {
        let mut problems = std::mem::take(&mut self.problems);
        table.each(&mut problems, |line| read(self, line));
        self.problems = problems;
    }
}

const TIN_KINDS: cells::Words<TinKind> = cells::Words {
    words: &[("EIN", TinKind::Ein), ("SSN", TinKind::Ssn)],
    expected: "EIN or SSN",
};

/// Whether locations stand beside the enrollments of one file.
fn has_locations(table: &Table<'_>) -> bool {
    [
        "location_npi",
        "location_name",
        "location_approved_pos",
        "facility_type",
        "address_1",
        "zip",
    ]
    .into_iter()
    .any(|name| table.has(name))
}

/// The column of the name that can only be meant, else the shared one.
fn own_or(table: &Table<'_>, own: &'static str, shared: Option<&'static str>) -> Column {
    match shared {
        Some(shared) if !table.has(own) => table.column(shared),
        _ => table.column(own),
    }
}

/// Reports a last day without the first, which would say nothing.
fn has_first_day(line: &mut Line<'_>, from: Column, to: Option<NaiveDate>) {
    if to.is_some() && line.cell(from).is_empty() {
        line.read(from, |_| Err::<(), _>(ProblemKind::NoFirstDay));
    }
}

/// Reports a last day before the first.
fn in_order(
    line: &mut Line<'_>,
    column: &'static str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) {
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        line.report(column, ProblemKind::EndsBeforeStart, &to.to_string());
    }
}

fn tins(line: &mut Line<'_>, column: Column, kind: Option<TinKind>) -> Vec<Tin> {
    let show = |text: &str| match kind {
        Some(TinKind::Ein) if !cells::has_ssn_hyphens(text) => text.to_owned(),
        // It may be an SSN.
        _ => cells::masked(text),
    };
    let mut tins = line.parts_masked(
        column,
        cells::list(line.cell(column)),
        |text| cells::tin(text, kind),
        show,
    );
    if kind.is_none() {
        // Nine bare digits tell nothing of their kind, and what is empty is not tested.
        let bare = cells::list(line.cell(column)).filter(|text| cells::digits(text));
        tins.extend(bare.filter_map(|text| Tin::parse(text.as_bytes(), TinKind::Ssn)));
    }
    tins
}

fn places(line: &mut Line<'_>, column: Column) -> PosSet {
    let listed = cells::codes(line.cell(column));
    line.parts(column, listed, cells::pos).into_iter().collect()
}

fn ranges(line: &mut Line<'_>, column: Column) -> Vec<CodeRange> {
    let listed = cells::codes(line.cell(column));
    line.parts(column, listed, cells::code_range)
}

#[cfg(test)]
mod tests;
