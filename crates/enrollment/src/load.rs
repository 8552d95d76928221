//! Reading a roster from CSV files.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use remedi_claims::{CodeRange, PosSet, Tin, TinKind};

use crate::authorizations::Authorization;
use crate::cells;
use crate::index::{Multimap, TextHash};
use crate::locations::{FacilityType, Location, LocationIndex, Locations};
use crate::payers::{Payer, PayerClass, PayerIndex, Payers};
use crate::pool::{ListPool, TextPool};
use crate::problem::{ProblemKind, RosterError, RosterErrorKind, RosterProblem, Severity};
use crate::providers::{Credential, CredentialKind, EntityType, Provider, Span};
use crate::roster::{Coverage, Roster};
use crate::rows::{Participation, Row, RowNote, Rows, Status, npi_key};
use crate::scope::Scope;
use crate::table::{Column, Line, Table};

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
    rows: Vec<Row>,
    notes: Vec<RowNote>,
    texts: TextPool,
    groups: ListPool<remedi_claims::Npi>,
    tins: ListPool<Tin>,
    row_locations: ListPool<LocationIndex>,
    taxonomies: ListPool<remedi_claims::Taxonomy>,
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
                "coverage.csv" => self.read_coverage(&table)?,
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
        // The shape of a row is told once, where the enrollment is read.
        if any(&["class", "aliases", "payer_name"]) {
            self.quietly(|loader| loader.read_payers(&table, layout))?;
        }
        if has_locations(&table) {
            self.quietly(|loader| loader.read_locations(&table, layout))?;
        }
        if any(&[
            "entity_type",
            "last_or_organization_name",
            "taxonomies",
            "npi_deactivated_on",
            "opted_out_from",
            "excluded_from",
        ]) {
            self.quietly(|loader| loader.read_providers(&table, layout))?;
        }
        self.read_enrollments(&table)?;
        if any(&["complete"]) {
            self.quietly(|loader| loader.read_coverage(&table))?;
        }
        if any(&["kind"]) {
            self.quietly(|loader| loader.read_credentials(&table, layout))?;
        }
        if any(&["auth_number"]) {
            self.quietly(|loader| loader.read_authorizations(&table))?;
        }
        Ok(self.finish())
    }

    /// Reads a table that is read elsewhere too, and reports only what is new.
    fn quietly(
        &mut self,
        read: impl FnOnce(&mut Loader) -> Result<(), RosterError>,
    ) -> Result<(), RosterError> {
        let before = std::mem::take(&mut self.problems);
        read(self)?;
        let found = std::mem::replace(&mut self.problems, before);
        for problem in found {
            let shape = matches!(
                problem.kind,
                ProblemKind::TooFewCells | ProblemKind::TooManyCells | ProblemKind::NotCsv
            );
            if !shape && !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        Ok(())
    }

    fn tell_unknown_columns(&mut self, table: &Table<'_>, known: impl Fn(&str) -> bool) {
        let unknown: Vec<&str> = table.unknown(known).collect();
        if !unknown.is_empty() {
            let names = unknown.join(", ");
            self.notices
                .push(format!("{}: columns ignored: {names}", table.file));
        }
    }

    fn finish(self) -> Loaded {
        let mut roster = Roster {
            file: self.file,
            rows: Rows {
                all: self.rows,
                notes: self.notes,
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
            providers: Multimap::new(
                self.providers
                    .into_iter()
                    .map(|provider| (provider.npi.number(), provider))
                    .collect(),
            ),
            credentials: Multimap::new(
                self.credentials
                    .into_iter()
                    .map(|credential| (credential.provider.number(), credential))
                    .collect(),
            ),
            authorizations: Multimap::new(
                self.authorizations
                    .into_iter()
                    .map(|row| (TextHash::of(&row.number), row))
                    .collect(),
            ),
            coverage: self.coverage,
            ..Roster::default()
        };
        roster.index();
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

    // Payers

    fn read_payers(&mut self, table: &Table<'_>, layout: Layout) -> Result<(), RosterError> {
        let id = table.required("payer_id")?;
        let shared = layout == Layout::Beside && has_locations(table);
        let name = own_or(table, "payer_name", (!shared).then_some("name"));
        let state = own_or(table, "payer_state", (!shared).then_some("state"));
        let (class, aliases) = (table.column("class"), table.column("aliases"));
        self.payers_listed = layout == Layout::Own;
        self.each(table, |loader, line| {
            let payer = Payer {
                id: line.read(id, cells::payer_id).unwrap_or_default().into(),
                name: line.cell(name).into(),
                class: line
                    .read(class, |text| PayerClass::WORDS.read(text))
                    .flatten(),
                state: line.cell(state).into(),
                aliases: cells::list(line.cell(aliases)).map(Into::into).collect(),
            };
            if !line.bad {
                loader.add_payer(payer, line, layout);
            }
        });
        Ok(())
    }

    fn add_payer(&mut self, payer: Payer, line: &mut Line<'_>, layout: Layout) {
        let key = payer.id.to_lowercase();
        if let Some(&index) = self.payers_by_id.get(&key) {
            let place = index.0 as usize;
            let known = &mut self.payers[place];
            let bare = |payer: &Payer| *payer == Payer::named(&payer.id);
            if layout == Layout::Own || (*known != payer && !bare(known) && !bare(&payer)) {
                let first_line = self.payer_lines[place];
                line.report("payer_id", ProblemKind::Repeated { first_line }, &payer.id);
                return;
            }
            if !bare(known) {
                return;
            }
            *known = payer;
            self.add_aliases(index, line);
            return;
        }
        let index = self.new_payer(payer, line.number);
        self.add_aliases(index, line);
    }

    fn new_payer(&mut self, payer: Payer, line: u32) -> PayerIndex {
        let index = PayerIndex(u32::try_from(self.payers.len()).unwrap_or(u32::MAX));
        self.payers_by_id.insert(payer.id.to_lowercase(), index);
        self.payers.push(payer);
        self.payer_lines.push(line);
        index
    }

    fn add_aliases(&mut self, index: PayerIndex, line: &mut Line<'_>) {
        let payer = &self.payers[index.0 as usize];
        for alias in payer.every_alias() {
            let known = self
                .payers_by_alias
                .entry(alias.to_lowercase())
                .or_insert(Some(index));
            if *known != Some(index) {
                *known = None;
                line.report("aliases", ProblemKind::SharedAlias, alias);
            }
        }
    }

    /// The payer a cell names, by its id or else an alias; one that no file lists is added.
    fn payer(&mut self, line: &mut Line<'_>, column: Column) -> Option<PayerIndex> {
        let id = line.read(column, cells::payer_id)?;
        let key = id.to_lowercase();
        if let Some(&index) = self.payers_by_id.get(&key) {
            return Some(index);
        }
        match self.payers_by_alias.get(&key) {
            Some(Some(index)) => return Some(*index),
            Some(None) => {
                line.report("payer_id", ProblemKind::AmbiguousPayer, id);
                return None;
            }
            None => {}
        }
        let shorter = |payer: &Payer| {
            payer.id.starts_with('0') && payer.id.trim_start_matches('0').eq_ignore_ascii_case(id)
        };
        if self.payers_listed && self.payers.iter().any(shorter) {
            line.report("payer_id", ProblemKind::LostLeadingZero, id);
            return None;
        }
        Some(self.new_payer(Payer::named(id), line.number))
    }

    // Locations

    fn read_locations(&mut self, table: &Table<'_>, layout: Layout) -> Result<(), RosterError> {
        let id = table.required("location_id")?;
        let beside = layout == Layout::Beside;
        let npi = own_or(table, "location_npi", Some("npi"));
        let name = own_or(table, "location_name", Some("name"));
        let state = own_or(table, "location_state", Some("state"));
        // The enrollment's own columns of these names are not the location's.
        let tin = own_or(table, "location_tin", (!beside).then_some("tin"));
        let approved = own_or(
            table,
            "location_approved_pos",
            (!beside).then_some("approved_pos"),
        );
        let facility_type = table.column("facility_type");
        let [address_1, address_2, city, zip] =
            ["address_1", "address_2", "city", "zip"].map(|name| table.column(name));
        let (valid_from, valid_to) = (table.column("valid_from"), table.column("valid_to"));
        self.locations_listed = true;
        self.each(table, |loader, line| {
            let cell = line.cell(id);
            if cell.is_empty() || (beside && cell.contains('|')) {
                if !beside {
                    line.report("location_id", ProblemKind::Empty, "");
                }
                return;
            }
            line.optional(zip, cells::zip);
            let location = Location {
                npi: line.optional(npi, cells::npi),
                name: line.cell(name).into(),
                facility_type: line
                    .read(facility_type, |text| FacilityType::WORDS.read(text))
                    .flatten(),
                address_1: line.cell(address_1).into(),
                address_2: line.cell(address_2).into(),
                city: line.cell(city).into(),
                state: line.cell(state).into(),
                zip: line.cell(zip).into(),
                tin: tins(line, tin, None).into_iter().next(),
                approved_pos: places(line, approved),
                valid_from: line.read(valid_from, cells::date).flatten(),
                valid_to: line.read(valid_to, cells::date).flatten(),
                ..Location::named(cell)
            };
            in_order(line, "valid_to", location.valid_from, location.valid_to);
            if !line.bad {
                loader.add_location(location, line, layout);
            }
        });
        Ok(())
    }

    fn add_location(&mut self, location: Location, line: &mut Line<'_>, layout: Layout) {
        match self.locations_by_id.get(&location.id.to_lowercase()) {
            Some(index) => {
                let place = index.0 as usize;
                if layout == Layout::Own || self.locations[place] != location {
                    let first_line = self.location_lines[place];
                    line.report(
                        "location_id",
                        ProblemKind::Repeated { first_line },
                        &location.id,
                    );
                }
            }
            None => {
                self.new_location(location, line.number);
            }
        }
    }

    fn new_location(&mut self, location: Location, line: u32) -> LocationIndex {
        let index = LocationIndex(u32::try_from(self.locations.len()).unwrap_or(u32::MAX));
        self.locations_by_id
            .insert(location.id.to_lowercase(), index);
        self.locations.push(location);
        self.location_lines.push(line);
        index
    }

    /// The locations a cell names. Without a list of locations their ids alone are known.
    fn locations(&mut self, line: &mut Line<'_>, column: Column) -> Vec<LocationIndex> {
        let mut found = Vec::new();
        for id in cells::list(line.cell(column)) {
            match self.locations_by_id.get(&id.to_lowercase()) {
                Some(index) => found.push(*index),
                None if self.locations_listed => {
                    line.report("location_id", ProblemKind::UnknownLocation, id);
                }
                None => found.push(self.new_location(Location::named(id), line.number)),
            }
        }
        found
    }

    // Providers

    fn read_providers(&mut self, table: &Table<'_>, layout: Layout) -> Result<(), RosterError> {
        let beside = layout == Layout::Beside;
        let npi = table.required(if beside { "provider_npi" } else { "npi" })?;
        let entity_type = table.column("entity_type");
        let last = table.column("last_or_organization_name");
        let first = table.column("first_name");
        let taxonomies = table.column("taxonomies");
        let dates = [
            "npi_deactivated_on",
            "npi_reactivated_on",
            "opted_out_from",
            "opted_out_to",
            "excluded_from",
            "excluded_to",
        ]
        .map(|name| table.column(name));
        self.each(table, |loader, line| {
            if beside && line.cell(npi).is_empty() {
                return;
            }
            let read = line.read(npi, cells::npi);
            let [
                deactivated,
                reactivated,
                opted_from,
                opted_to,
                excluded_from,
                excluded_to,
            ] = dates.map(|column| line.read(column, cells::date).flatten());
            let entity_type = line
                .read(entity_type, |text| EntityType::WORDS.read(text))
                .flatten();
            let listed = cells::codes(line.cell(taxonomies));
            let taxonomies = line.parts(taxonomies, listed, cells::taxonomy);
            in_order(line, "opted_out_to", opted_from, opted_to);
            in_order(line, "excluded_to", excluded_from, excluded_to);
            let Some(npi) = read.filter(|_| !line.bad) else {
                return;
            };
            let provider = Provider {
                npi,
                entity_type,
                last_or_organization_name: line.cell(last).into(),
                first_name: line.cell(first).into(),
                taxonomies: taxonomies.into(),
                npi_deactivated_on: deactivated,
                npi_reactivated_on: reactivated,
                opted_out: Span {
                    from: opted_from,
                    to: opted_to,
                },
                excluded: Span {
                    from: excluded_from,
                    to: excluded_to,
                },
            };
            match loader.providers_by_npi.get(&npi_key(npi)) {
                Some(&place) => {
                    if !beside || loader.providers[place] != provider {
                        let first_line = loader.provider_lines[place];
                        let kind = ProblemKind::Repeated { first_line };
                        let column = if beside { "provider_npi" } else { "npi" };
                        line.report(column, kind, &npi.to_string());
                    }
                }
                None => {
                    loader
                        .providers_by_npi
                        .insert(npi_key(npi), loader.providers.len());
                    loader.providers.push(provider);
                    loader.provider_lines.push(line.number);
                }
            }
        });
        Ok(())
    }

    // Enrollments

    fn read_enrollments(&mut self, table: &Table<'_>) -> Result<(), RosterError> {
        let provider = table.required("provider_npi")?;
        let payer = table.required("payer_id")?;
        let status = table.required("status")?;
        let effective_from = table.required("effective_from")?;
        let [
            plan,
            network,
            group_npi,
            tin,
            tin_kind,
            location,
            taxonomy,
            effective_to,
            billing_from,
            application,
            participation,
            approved_pos,
            scope_allow,
            scope_deny,
            payer_provider_id,
            verified_on,
            recorded_from,
            recorded_to,
        ] = [
            "plan",
            "network",
            "group_npi",
            "tin",
            "tin_kind",
            "location_id",
            "taxonomy",
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
        ]
        .map(|name| table.column(name));
        self.file = table.file.clone();
        let (listed_payers, listed_locations) = (self.payers.len(), self.locations.len());
        let mut kindless = 0u32;
        self.each(table, |loader, line| {
            let provider = line.optional(provider, cells::npi);
            let no_provider = line.cell(table.column("provider_npi")).is_empty();
            let payer = loader.payer(line, payer);
            let status = line
                .read(status, |text| match Status::WORDS.read(text)? {
                    Some(status) => Ok(status),
                    None => Err(ProblemKind::Empty),
                })
                .unwrap_or(Status::Denied);
            let effective = line.read(effective_from, |text| match cells::date(text)? {
                None if status.ever_in_force() => Err(ProblemKind::Empty),
                date => Ok(date),
            });
            let effective = effective.flatten();
            let mut date = |column| line.read(column, cells::date).flatten();
            let ends = date(effective_to);
            let billing = date(billing_from);
            let application = date(application);
            let verified = date(verified_on);
            let (recorded_from, recorded_to) = (date(recorded_from), date(recorded_to));
            if ends.is_none()
                && line.cell(effective_to).is_empty()
                && status.ever_in_force()
                && status != Status::Approved
            {
                line.report("effective_to", ProblemKind::NoLastDay, "");
            }
            in_order(line, "effective_to", effective, ends);
            in_order(line, "effective_to", billing, ends);
            in_order(line, "recorded_to", recorded_from, recorded_to);
            let groups = cells::codes(line.cell(group_npi));
            let groups = line.parts(group_npi, groups, cells::npi);
            let kind = line.read(tin_kind, |text| TIN_KINDS.read(text)).flatten();
            let tins = tins(line, tin, kind);
            kindless += u32::from(!tins.is_empty() && kind.is_none());
            if no_provider && groups.is_empty() && tins.is_empty() && !line.bad {
                line.report("provider_npi", ProblemKind::NobodyNamed, "");
            }
            let taxonomies = cells::codes(line.cell(taxonomy));
            let taxonomies = line.parts(taxonomy, taxonomies, cells::taxonomy);
            let participation = line
                .read(participation, |text| Participation::WORDS.read(text))
                .flatten();
            let approved = places(line, approved_pos);
            let scope = Scope {
                allow: ranges(line, scope_allow).into(),
                deny: ranges(line, scope_deny).into(),
            };
            let locations = loader.locations(line, location);
            let Some(payer) = payer.filter(|_| !line.bad) else {
                return;
            };
            loader.rows.push(Row {
                provider: provider.map_or(0, npi_key),
                payer,
                starts: billing.or(effective).unwrap_or(NaiveDate::MAX),
                ends: ends.unwrap_or(NaiveDate::MAX),
                recorded_from: recorded_from.unwrap_or(NaiveDate::MIN),
                recorded_to: recorded_to.unwrap_or(NaiveDate::MAX),
                plan: loader.texts.put(line.cell(plan)),
                network: loader.texts.put(line.cell(network)),
                groups: loader.groups.put(&groups),
                tins: loader.tins.put(&tins),
                locations: loader.row_locations.put(&locations),
                taxonomies: loader.taxonomies.put(&taxonomies),
                approved_pos: match approved.is_empty() {
                    true => loader.approved_pos.put(&[]),
                    false => loader.approved_pos.put(&[approved]),
                },
                scope: match scope.is_empty() {
                    true => loader.scopes.put(&[]),
                    false => loader.scopes.put(&[scope]),
                },
                line: line.number,
                status,
                participation,
            });
            loader.notes.push(RowNote {
                effective_from: effective,
                billing_effective_from: billing,
                application_received: application,
                verified_on: verified,
                payer_provider_id: loader.texts.put(line.cell(payer_provider_id)),
            });
        });
        let file = &table.file;
        if kindless > 0 {
            self.notices.push(format!(
                "{file}: {kindless} rows have a tin without tin_kind; read as EIN unless hyphens show an SSN"
            ));
        }
        let strangers = self.payers.len() - listed_payers;
        if self.payers_listed && strangers > 0 {
            self.notices.push(format!(
                "{file}: {strangers} payers are not in payers.csv; they are known by their id alone"
            ));
        }
        if self.locations.len() > listed_locations {
            self.notices.push(format!(
                "{file}: locations are named but not listed, so that no claim can be compared with them"
            ));
        }
        Ok(())
    }

    // Coverage, credentials, authorizations

    fn read_coverage(&mut self, table: &Table<'_>) -> Result<(), RosterError> {
        let payer = table.required("payer_id")?;
        let complete = table.required("complete")?;
        let [group_npi, tin, tin_kind, as_of] =
            ["group_npi", "tin", "tin_kind", "as_of"].map(|name| table.column(name));
        self.each(table, |loader, line| {
            let payer = loader.payer(line, payer);
            let complete = line
                .read(complete, |text| YES_OR_NO.read(text))
                .flatten()
                .unwrap_or(false);
            let as_of = line.read(as_of, cells::date).flatten();
            let groups = cells::codes(line.cell(group_npi));
            let groups = line.parts(group_npi, groups, cells::npi);
            let kind = line.read(tin_kind, |text| TIN_KINDS.read(text)).flatten();
            let tins = tins(line, tin, kind);
            if groups.is_empty() && tins.is_empty() && !line.bad {
                // Complete for nobody in particular would be complete for every practice.
                line.report("group_npi", ProblemKind::Empty, "");
            }
            let Some(payer) = payer.filter(|_| !line.bad) else {
                return;
            };
            let any_or_each = |count: usize| 0..count.max(1);
            for group in any_or_each(groups.len()) {
                for tin in any_or_each(tins.len()) {
                    loader.coverage.push(Coverage {
                        group_npi: groups.get(group).copied(),
                        tin: tins.get(tin).copied(),
                        payer,
                        complete,
                        as_of,
                    });
                }
            }
        });
        Ok(())
    }

    fn read_credentials(&mut self, table: &Table<'_>, layout: Layout) -> Result<(), RosterError> {
        let provider = table.required("provider_npi")?;
        let kind = table.required("kind")?;
        let beside = layout == Layout::Beside;
        let (payer, location) = (table.column("payer_id"), table.column("location_id"));
        let number = own_or(table, "credential_number", Some("number"));
        let state = own_or(table, "credential_state", Some("state"));
        let [level, issued, expires] =
            ["level", "issued", "expires"].map(|name| table.column(name));
        self.each(table, |loader, line| {
            if beside && (line.cell(kind).is_empty() || line.cell(provider).is_empty()) {
                return;
            }
            let provider = line.read(provider, cells::npi);
            let kind = line.read(kind, |text| match CredentialKind::WORDS.read(text)? {
                Some(kind) => Ok(kind),
                None => Err(ProblemKind::Empty),
            });
            // Beside an enrollment payer and location are the enrollment's.
            let own = |line: &Line<'_>, column| !beside && !line.cell(column).is_empty();
            let payer = if own(line, payer) {
                loader.payer(line, payer)
            } else {
                None
            };
            let location = if own(line, location) {
                loader.locations(line, location).first().copied()
            } else {
                None
            };
            let issued = line.read(issued, cells::date).flatten();
            let expires = line.read(expires, cells::date).flatten();
            in_order(line, "expires", issued, expires);
            let (Some(provider), Some(kind)) = (provider, kind) else {
                return;
            };
            if line.bad {
                return;
            }
            loader.credentials.push(Credential {
                provider,
                kind,
                payer,
                location,
                number: line.cell(number).into(),
                state: line.cell(state).into(),
                level: line.cell(level).into(),
                issued,
                expires,
                file: table.file.clone(),
                line: line.number,
            });
        });
        Ok(())
    }

    fn read_authorizations(&mut self, table: &Table<'_>) -> Result<(), RosterError> {
        let number = table.required("auth_number")?;
        let (payer, provider) = (table.column("payer_id"), table.column("provider_npi"));
        let [member_id, procedures, units, pos, valid_from, valid_to] = [
            "member_id",
            "procedures",
            "units",
            "pos",
            "valid_from",
            "valid_to",
        ]
        .map(|name| table.column(name));
        self.each(table, |loader, line| {
            let number = line.cell(number);
            let payer = match line.cell(payer) {
                "" => None,
                _ => loader.payer(line, payer),
            };
            let authorization = Authorization {
                number: number.into(),
                payer,
                member_id: line.cell(member_id).into(),
                provider: line.optional(provider, cells::npi),
                procedures: ranges(line, procedures).into(),
                units: line.read(units, cells::whole_number).flatten(),
                valid_from: line.read(valid_from, cells::date).flatten(),
                valid_to: line.read(valid_to, cells::date).flatten(),
                pos: places(line, pos),
                line: line.number,
            };
            in_order(
                line,
                "valid_to",
                authorization.valid_from,
                authorization.valid_to,
            );
            if number.is_empty() && !table.has("status") {
                line.report("auth_number", ProblemKind::Empty, "");
            }
            if !line.bad && !number.is_empty() {
                loader.authorizations.push(authorization);
            }
        });
        Ok(())
    }
}

const TIN_KINDS: cells::Words<TinKind> = cells::Words {
    words: &[("EIN", TinKind::Ein), ("SSN", TinKind::Ssn)],
    expected: "EIN or SSN",
};

const YES_OR_NO: cells::Words<bool> = cells::Words {
    words: &[("yes", true), ("no", false)],
    expected: "yes or no",
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
    line.parts_masked(
        column,
        cells::list(line.cell(column)),
        |text| cells::tin(text, kind),
        show,
    )
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
