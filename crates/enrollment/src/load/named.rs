//! What enrollments name, payers, locations and providers, and what providers hold: credentials and
//! authorizations.

use super::{Layout, Loader, has_first_day, has_locations, in_order, own_or, places, ranges, tins};
use crate::authorizations::Authorization;
use crate::cells;
use crate::locations::{FacilityType, Location, LocationIndex};
use crate::payers::{Payer, PayerClass, PayerIndex};
use crate::problem::{ProblemKind, RosterError};
use crate::providers::{Credential, CredentialKind, EntityType, Provider, Span};
use crate::rows::npi_key;
use crate::table::{Column, Line, Table};

impl Loader {
    pub(super) fn read_payers(
        &mut self,
        table: &Table<'_>,
        layout: Layout,
    ) -> Result<(), RosterError> {
        let id = table.required("payer_id")?;
        let shared = layout == Layout::Beside && has_locations(table);
        let name = own_or(table, "payer_name", (!shared).then_some("name"));
        let state = own_or(table, "payer_state", (!shared).then_some("state"));
        let (class, aliases) = (table.column("class"), table.column("aliases"));
        self.payers_listed = layout == Layout::Own;
        self.each(table, |loader, line| {
            line.optional(state, cells::state);
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

    pub(super) fn add_payer(&mut self, payer: Payer, line: &mut Line<'_>, layout: Layout) {
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

    pub(super) fn new_payer(&mut self, payer: Payer, line: u32) -> PayerIndex {
        let index = PayerIndex(u32::try_from(self.payers.len()).unwrap_or(u32::MAX));
        self.payers_by_id.insert(payer.id.to_lowercase(), index);
        self.payers.push(payer);
        self.payer_lines.push(line);
        index
    }

    pub(super) fn add_aliases(&mut self, index: PayerIndex, line: &mut Line<'_>) {
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
    pub(super) fn payer(&mut self, line: &mut Line<'_>, column: Column) -> Option<PayerIndex> {
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

    pub(super) fn read_locations(
        &mut self,
        table: &Table<'_>,
        layout: Layout,
    ) -> Result<(), RosterError> {
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
            line.optional(state, cells::state);
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

    pub(super) fn add_location(&mut self, location: Location, line: &mut Line<'_>, layout: Layout) {
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

    pub(super) fn new_location(&mut self, location: Location, line: u32) -> LocationIndex {
        let index = LocationIndex(u32::try_from(self.locations.len()).unwrap_or(u32::MAX));
        self.locations_by_id
            .insert(location.id.to_lowercase(), index);
        self.locations.push(location);
        self.location_lines.push(line);
        index
    }

    /// The locations a cell names. Without a list of locations their ids alone are known.
    pub(super) fn locations(&mut self, line: &mut Line<'_>, column: Column) -> Vec<LocationIndex> {
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

    pub(super) fn read_providers(
        &mut self,
        table: &Table<'_>,
        layout: Layout,
    ) -> Result<(), RosterError> {
        let beside = layout == Layout::Beside;
        let npi = table.required(if beside { "provider_npi" } else { "npi" })?;
        let entity_type = table.column("entity_type");
        let last = table.column("last_or_organization_name");
        let first = table.column("first_name");
        let taxonomies = table.column("taxonomies");
        let order_refer = table.column("order_refer");
        let replaced_by = table.column("replaced_by");
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
            has_first_day(line, dates[2], opted_to);
            has_first_day(line, dates[4], excluded_to);
            in_order(line, "opted_out_to", opted_from, opted_to);
            in_order(line, "excluded_to", excluded_from, excluded_to);
            let instead = line.optional(replaced_by, cells::npi);
            if instead.is_some() && instead == read {
                line.report(
                    "replaced_by",
                    ProblemKind::ReplacedByItself,
                    line.cell(replaced_by),
                );
            }
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
                replaced_by: instead,
                opted_out: Span {
                    from: opted_from,
                    to: opted_to,
                },
                excluded: Span {
                    from: excluded_from,
                    to: excluded_to,
                },
                order_refer: cells::codes(line.cell(order_refer))
                    .map(Into::into)
                    .collect(),
                file: table.file.clone(),
                line: line.number,
            };
            match loader.providers_by_npi.get(&npi_key(npi)) {
                Some(&place) => {
                    if !beside || !loader.providers[place].agrees_with(&provider) {
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

    pub(super) fn read_credentials(
        &mut self,
        table: &Table<'_>,
        layout: Layout,
    ) -> Result<(), RosterError> {
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
            line.optional(state, cells::state);
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

    pub(super) fn read_authorizations(&mut self, table: &Table<'_>) -> Result<(), RosterError> {
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
                file: table.file.clone(),
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
