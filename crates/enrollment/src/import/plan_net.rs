//! A payer's directory after Da Vinci PDEX Plan-Net: FHIR resources, as a Bundle or one a line (NDJSON).
//!
//! A PractitionerRole is an enrollment: practitioner, organization, networks, locations, specialties and period. What it
//! refers to may come before or after it, so the facts of the others are kept until all is read. The directory
//! has no TIN, and no payer id: `--payer` says whose it is. Source: HL7 FHIR R4, Da Vinci PDEX Plan-Net 1.1.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Run;
use super::columns::RosterFile::{Enrollments, Locations, Providers};
use super::draft::Draft;
use super::report::{ImportError, ImportErrorKind, Reason};

const NPI_SYSTEM: &str = "http://hl7.org/fhir/sid/us-npi";
const TAXONOMY_SYSTEM: &str = "http://nucc.org/provider-taxonomy";
const NETWORK: &str =
    "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/network-reference";

/// The parts of all resources that are read.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Resource {
    resource_type: String,
    id: String,
    active: Option<bool>,
    identifier: Vec<Identifier>,
    /// Of a person a list, of others a text.
    name: Option<Name>,
    /// Of a location one, of others a list.
    address: Option<serde_json::Value>,
    // Of a PractitionerRole.
    practitioner: Option<Reference>,
    organization: Option<Reference>,
    location: Vec<Reference>,
    specialty: Vec<Concept>,
    period: Option<Period>,
    extension: Vec<Extension>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Identifier {
    system: String,
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Name {
    Text(String),
    Persons(Vec<Person>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Person {
    family: String,
    given: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Address {
    line: Vec<String>,
    city: String,
    state: String,
    postal_code: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reference {
    reference: String,
    display: String,
}

impl Reference {
    /// `Location/12` of `https://payer.test/fhir/Location/12`.
    fn key(&self) -> String {
        let mut parts = self.reference.rsplit('/');
        match (parts.next(), parts.next()) {
            (Some(id), Some(kind)) => format!("{kind}/{id}"),
            _ => self.reference.clone(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Concept {
    coding: Vec<Coding>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Coding {
    system: String,
    code: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Period {
    start: String,
    end: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Extension {
    url: String,
    value_reference: Option<Reference>,
}

/// What is kept of resources until all inputs are read, by `Kind/id`: a server writes each kind into a file of its own.
#[derive(Default)]
pub(super) struct Directory {
    people: HashMap<String, (String, Person)>,
    organizations: HashMap<String, (String, String)>,
    locations: HashMap<String, Kept>,
    roles: Vec<Kept>,
}

/// A resource with the place that its rows of the roster are from.
struct Kept {
    /// How many resources were read up to it.
    order: u64,
    file: Arc<str>,
    line: u64,
    resource: Resource,
}

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    if run.options.payer.is_none() {
        let what = "a directory does not say by which id the payer goes: say it by --payer";
        return Err(ImportErrorKind::Needs { what }.into());
    }
    let file = run.file.clone();
    let mut input = BufReader::with_capacity(256 * 1024, input);
    let unreadable = |error| ImportError::unreadable(&file, error);
    let mut directory = std::mem::take(&mut run.held.directory);
    let mut first = String::new();
    while first.trim().is_empty() {
        first.clear();
        if input.read_line(&mut first).map_err(unreadable)? == 0 {
            return Err(ImportError::not_the_format(&file, "nothing in it"));
        }
        run.line += 1;
    }
    let text = first.trim_start_matches('\u{feff}');
    // One resource a line, unless the first line is not a whole one.
    let whole = serde_json::from_str::<IgnoredAny>(text).is_ok();
    let is_bundle = || {
        let head = serde_json::from_str::<Resource>(text);
        head.is_ok_and(|head| head.resource_type == "Bundle")
    };
    if whole && !is_bundle() {
        let mut line = text.to_owned();
        loop {
            if !line.trim().is_empty() {
                directory.add(run, serde_json::from_str(&line));
            }
            line.clear();
            if input.read_line(&mut line).map_err(unreadable)? == 0 {
                break;
            }
            run.line += 1;
        }
    } else {
        run.line = 0;
        let mut json = serde_json::Deserializer::from_reader(text.as_bytes().chain(input));
        let entries = Entries {
            directory: &mut directory,
            run,
        };
        let read = json.deserialize_map(entries);
        read.map_err(|error| {
            let why = format!("not a FHIR Bundle: {error}");
            ImportError::not_the_format(&file, why)
        })?;
    }
    run.held.directory = directory;
    Ok(())
}

/// Merges what the inputs say together.
pub(super) fn finish(run: &mut Run<'_>) -> Result<(), ImportError> {
    let directory = std::mem::take(&mut run.held.directory);
    if run.report.read > 0 && directory.roles.is_empty() {
        let why = "no PractitionerRole in the directory, of which enrollments are made";
        run.report.remarks.push(why.to_owned());
    }
    match run.options.payer.clone() {
        Some(payer) => directory.take(run, &payer),
        None => Ok(()),
    }
}

/// Reads the entries of a Bundle one by one, so that no more than one is in memory as JSON.
struct Entries<'a, 'r> {
    directory: &'a mut Directory,
    run: &'a mut Run<'r>,
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with `entry`")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "entry" => {
                    found = true;
                    map.next_value_seed(&mut self)?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        match found {
            true => Ok(()),
            false => Err(serde::de::Error::missing_field("entry")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        #[derive(Deserialize)]
        struct Entry {
            resource: serde_json::Value,
        }
        while let Some(entry) = entries.next_element::<Entry>()? {
            self.run.line += 1;
            self.directory
                .add(self.run, serde_json::from_value(entry.resource));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Entries<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(Entries {
            directory: self.directory,
            run: self.run,
        })
    }
}

fn npi(resource: &Resource) -> String {
    let mut identifiers = resource.identifier.iter();
    let npi = identifiers.find(|one| one.system == NPI_SYSTEM);
    npi.map_or_else(String::new, |one| one.value.clone())
}

impl Kept {
    fn of(run: &Run<'_>, resource: Resource) -> Kept {
        Kept {
            order: run.report.read,
            file: run.file.clone(),
            line: run.line,
            resource,
        }
    }
}

impl Directory {
    fn add(&mut self, run: &mut Run<'_>, resource: serde_json::Result<Resource>) {
        run.report.read += 1;
        let mut resource = match resource {
            Ok(resource) => resource,
            Err(error) => {
                run.refuse("", Reason::Json(error.to_string()), "");
                return;
            }
        };
        let key = format!("{}/{}", resource.resource_type, resource.id);
        match resource.resource_type.as_str() {
            "Practitioner" => {
                let person = match resource.name.take() {
                    Some(Name::Persons(persons)) => persons.into_iter().next(),
                    _ => None,
                };
                let facts = (npi(&resource), person.unwrap_or_default());
                self.people.insert(key, facts);
                run.report.taken += 1;
            }
            "Organization" => {
                let name = match resource.name.take() {
                    Some(Name::Text(name)) => name,
                    _ => String::new(),
                };
                self.organizations.insert(key, (npi(&resource), name));
                run.report.taken += 1;
            }
            "Location" => {
                let kept = Kept::of(run, resource);
                // Of what is said again the last counts.
                if self.locations.insert(key, kept).is_some() {
                    run.pass();
                }
            }
            "PractitionerRole" => self.roles.push(Kept::of(run, resource)),
            _ => run.pass(),
        }
    }

    fn take(mut self, run: &mut Run<'_>, payer: &str) -> Result<(), ImportError> {
        let mut used: Vec<String> = Vec::new();
        for role in &self.roles {
            used.extend(role.resource.location.iter().map(Reference::key));
        }
        used.sort_unstable();
        used.dedup();
        let mut locations: Vec<Kept> = Vec::new();
        for (key, location) in std::mem::take(&mut self.locations) {
            match used.binary_search(&key) {
                Ok(_) => locations.push(location),
                // Where nobody practices.
                Err(_) => run.pass(),
            }
        }
        locations.sort_unstable_by_key(|location| location.order);
        let mut known: HashSet<String> = (0..run.folder.len(Locations))
            .map(|row| run.folder.cell(Locations, row, "location_id"))
            .map(str::to_lowercase)
            .collect();
        for location in locations {
            (run.file, run.line) = (location.file, location.line);
            known.insert(location.resource.id.to_lowercase());
            run.take(&[place(&location.resource)])?;
        }
        // By the first place that names them.
        let mut unknown: BTreeMap<String, (Arc<str>, u64)> = BTreeMap::new();
        let mut nameless = 0u64;
        for role in std::mem::take(&mut self.roles) {
            (run.file, run.line) = (role.file.clone(), role.line);
            let drafts = match self.role(&role.resource, payer) {
                Ok(drafts) => drafts,
                Err((column, what)) => {
                    run.refuse(column, Reason::Missing { what }, "");
                    continue;
                }
            };
            let taken = run.report.taken;
            run.take(&drafts)?;
            if run.report.taken == taken {
                continue;
            }
            let group = drafts.iter().find(|draft| draft.file == Enrollments);
            let of_any_group = group.is_some_and(|draft| draft.value("group_npi").is_empty());
            nameless += u64::from(of_any_group && role.resource.organization.is_some());
            for location in &role.resource.location {
                let id = location_id(&location.key());
                if !known.contains(&id.to_lowercase()) {
                    let place = || (role.file.clone(), role.line);
                    unknown.entry(id).or_insert_with(place);
                }
            }
        }
        for (id, (file, line)) in unknown {
            let remark = format!(
                "{file}:{line}: the location `{id}` is not in this directory, so locations.csv has no row of it"
            );
            run.report.remarks.push(remark);
        }
        if nameless > 0 {
            run.report.remarks.push(format!(
                "roles of an organization without an NPI: {nameless}; their enrollments say no group"
            ));
        }
        Ok(())
    }

    /// What a PractitionerRole says; else the element that is missing.
    fn role(
        &self,
        role: &Resource,
        payer: &str,
    ) -> Result<Vec<Draft<'static>>, (&'static str, &'static str)> {
        let reference = role.practitioner.as_ref().map(Reference::key);
        let Some((npi, person)) = reference.and_then(|key| self.people.get(&key)) else {
            return Err(("practitioner", "practitioner in this directory"));
        };
        if npi.is_empty() {
            return Err(("practitioner", "NPI of the practitioner"));
        }
        let period = role.period.as_ref();
        let day = |text: &str| text.get(..10).unwrap_or(text).to_owned();
        let start = period.map_or_else(String::new, |period| day(&period.start));
        let end = period.map_or_else(String::new, |period| day(&period.end));
        if start.is_empty() {
            return Err(("period.start", "first day of the role"));
        }
        let status = match role.active {
            Some(false) => "terminated",
            _ => "approved",
        };
        // An enrollment without its group or its location would hold with any of them.
        let group = match role.organization.as_ref().map(Reference::key) {
            Some(key) => match self.organizations.get(&key) {
                Some(known) => Some(known),
                None => return Err(("organization", "organization in this directory")),
            },
            None => None,
        };
        if role.location.iter().any(|one| one.reference.is_empty()) {
            return Err(("location", "reference to the location"));
        }
        let network: Vec<String> = role
            .extension
            .iter()
            .filter(|extension| extension.url == NETWORK)
            .filter_map(|extension| extension.value_reference.as_ref())
            .map(|network| {
                let named = self.organizations.get(&network.key());
                let name = named.map_or("", |(_, name)| name.as_str());
                let names = [name, &network.display, &network.reference];
                let first = names.into_iter().find(|name| !name.is_empty());
                first.unwrap_or_default().to_owned()
            })
            .collect();
        let codings = role.specialty.iter().flat_map(|concept| &concept.coding);
        let mut taxonomies: Vec<&str> = codings
            .filter(|coding| coding.system == TAXONOMY_SYSTEM)
            .map(|coding| coding.code.as_str())
            .collect();
        taxonomies.dedup();
        let places: Vec<String> = role
            .location
            .iter()
            .map(|location| location_id(&location.key()))
            .collect();
        let provider = Draft::new(Providers)
            .set("npi", npi.clone(), "practitioner")
            .set("entity_type", "1", "")
            .set_some("last_or_organization_name", person.family.clone(), "name")
            .set_some("first_name", person.given.join(" "), "name");
        // A role in several networks is an enrollment in each.
        let networks = if network.is_empty() {
            vec![String::new()]
        } else {
            network
        };
        let mut drafts = vec![provider];
        for network in networks {
            drafts.push(
                Draft::new(Enrollments)
                    .set("provider_npi", npi.clone(), "practitioner")
                    .set("payer_id", payer.to_owned(), "")
                    .set("network", network, "network-reference")
                    .set(
                        "group_npi",
                        group.map_or_else(String::new, |(npi, _)| npi.clone()),
                        "organization",
                    )
                    .set("location_id", places.join("|"), "location")
                    .set("taxonomy", taxonomies.join("|"), "specialty")
                    .set("status", status, "active")
                    .set("effective_from", start.clone(), "period.start")
                    .set("effective_to", end.clone(), "period.end"),
            );
        }
        Ok(drafts)
    }
}

/// The roster's id of a location.
fn location_id(key: &str) -> String {
    key.strip_prefix("Location/").unwrap_or(key).to_owned()
}

fn place(location: &Resource) -> Draft<'static> {
    let name = match &location.name {
        Some(Name::Text(name)) => name.clone(),
        _ => String::new(),
    };
    let address = location.address.as_ref();
    let address = address.and_then(|address| Address::deserialize(address).ok());
    let address = address.unwrap_or_default();
    let line = |place: usize| address.line.get(place).cloned().unwrap_or_default();
    Draft::new(Locations)
        .set("location_id", location.id.clone(), "id")
        .set_some("npi", npi(location), "identifier")
        .set("name", name, "name")
        .set("address_1", line(0), "address")
        .set("address_2", line(1), "address")
        .set("city", address.city.clone(), "address")
        .set("state", address.state.clone(), "address")
        .set("zip", address.postal_code.clone(), "address")
}
