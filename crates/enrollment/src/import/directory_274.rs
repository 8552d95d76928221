//! X12 274, healthcare provider directory: a tree of plan, group, site and provider.
//!
//! HL03 tells what a level is: 20 who sends, 21 who receives, 4 a group, N a site, 19 a provider; HL02 names the level
//! above it, which stands before it. A provider below a site below a group is an enrollment there, from the latest first
//! day (DTP*092) of the three to the earliest last one (DTP*093): nobody outlives the contract of the group. What stands
//! above a provider and can't be read leaves it out too, since an enrollment without its group or site would hold with any.
//! `--payer` says whose directory it is. Source: X12 004050X109 as California's health plans send it; which HL03 and
//! DTP01 stand for what is known from open programs that write it, not from the guide, which is not public.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use remedi_x12::{Segment, StreamReader, Token};

use super::Run;
use super::columns::Holds;
use super::columns::RosterFile::{Enrollments, Locations, Providers};
use super::dates;
use super::draft::Draft;
use super::report::{ImportError, ImportErrorKind, Reason};
use crate::cells;

/// One level of the tree.
#[derive(Clone, Debug, Default)]
struct Level {
    kind: Kind,
    /// Number of its HL in the input.
    line: u64,
    /// The level above it, by its place among all.
    above: Option<usize>,
    /// The level of kind [`Kind::Source`] above it, or itself.
    source: Option<usize>,
    /// Why it is left out.
    fault: Option<Fault>,
    /// Whether another party was named, of whom all that follows tells.
    is_past: bool,
    npi: String,
    /// NM102: 1 is a person.
    entity: String,
    last: String,
    first: String,
    tins: Vec<Tin>,
    own_id: String,
    taxonomies: Vec<String>,
    networks: Vec<String>,
    from: String,
    to: String,
    address: [String; 2],
    city: String,
    state: String,
    zip: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Tin {
    number: String,
    /// Whether it is a person's (REF*SY).
    is_ssn: bool,
}

/// An element, what is wrong with it, and what it holds.
type Fault = (&'static str, Reason, String);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    Source,
    Receiver,
    Group,
    Site,
    Provider,
    #[default]
    Unknown,
}

/// All that is read of an input.
#[derive(Default)]
struct Tree {
    levels: Vec<Level>,
    /// The levels of the set by HL01; none where two have the number.
    by_id: HashMap<String, Option<usize>>,
    /// Whether the segments are of a 274 that is read.
    is_open: bool,
    /// Where the levels of the set begin.
    start: usize,
    licences: u64,
    no_taxonomies: u64,
}

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let Some(payer) = run.options.payer.clone() else {
        let what = "a directory does not say by which id the payer goes: say it by --payer";
        return Err(ImportErrorKind::Needs { what }.into());
    };
    let file = run.file.clone();
    let mut reader = StreamReader::new(input);
    let mut tree = Tree::default();
    let mut segments = 0u64;
    loop {
        let token = match reader.next_token() {
            Ok(Some(token)) => token,
            Ok(None) => break,
            // What stands before it is taken.
            Err(error) if !tree.levels.is_empty() => {
                run.report.remarks.push(format!("{file}: {error}"));
                break;
            }
            Err(error) => return Err(ImportError::not_the_format(&file, error.to_string())),
        };
        if let Token::Segment(segment, _) = token {
            segments += 1;
            tree.add(&segment, segments);
        }
    }
    tree.cut_off(segments);
    tree.drop_other_codes();
    let faults = reader.faults().count();
    if faults > 0 {
        let remark = format!("{file}: faults of its envelope: {faults}");
        run.report.remarks.push(remark);
    }
    tree.take(run, &payer)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.trim_ascii()).into_owned()
}

fn tree(what: &'static str) -> Reason {
    Reason::Tree { what }
}

impl Tree {
    fn add(&mut self, segment: &Segment<'_>, line: u64) {
        match segment.tag() {
            b"ST" => {
                self.cut_off(line);
                self.is_open = segment.value(1) == b"274";
                self.start = self.levels.len();
            }
            b"SE" => {
                self.is_open = false;
                self.by_id.clear();
            }
            b"GE" | b"IEA" | b"GS" | b"ISA" => self.cut_off(line),
            _ if !self.is_open => {}
            // Original, added, replaced, sent again, final, a copy, or to be verified: it tells what holds.
            b"BHT"
                if !matches!(
                    segment.value(2),
                    b"" | b"00" | b"02" | b"05" | b"15" | b"18" | b"20" | b"22" | b"27"
                ) =>
            {
                let why = tree("the purpose of the set is not to tell what holds");
                self.stray(line, ("BHT02", why, text(segment.value(2))));
                self.is_open = false;
            }
            b"HL" => self.level(segment, line),
            b"NM1" if segment.value(1) == b"1P" && self.is_named() => {
                let why = tree("a provider without an HL of its own");
                self.stray(line, ("NM101", why, String::new()));
            }
            _ => {
                if self.levels.len() > self.start
                    && let Some(level) = self.levels.last_mut()
                {
                    level.add(segment);
                    self.licences += u64::from(
                        (segment.tag(), segment.value(1)) == (b"REF", b"0B") && !level.is_past,
                    );
                }
            }
        }
    }

    /// Whether a name here is no provider's of the level being read.
    fn is_named(&self) -> bool {
        match self.levels[self.start..].last() {
            Some(level) => {
                level.is_past
                    || !level.entity.is_empty()
                    || matches!(level.kind, Kind::Source | Kind::Receiver)
            }
            None => true,
        }
    }

    /// A row that is no level.
    fn stray(&mut self, line: u64, fault: Fault) {
        self.levels.push(Level {
            line,
            fault: Some(fault),
            is_past: true,
            ..Level::default()
        });
    }

    fn level(&mut self, segment: &Segment<'_>, line: u64) {
        let kind = match segment.value(3) {
            b"20" => Kind::Source,
            b"21" => Kind::Receiver,
            b"4" => Kind::Group,
            b"N" => Kind::Site,
            b"19" => Kind::Provider,
            _ => Kind::Unknown,
        };
        let place = self.levels.len();
        let (id, parent) = (text(segment.value(1)), text(segment.value(2)));
        let above = self.by_id.get(&parent).copied().flatten();
        let mut fault = None;
        if kind == Kind::Unknown {
            let why = tree("no level of a directory that is known");
            fault = Some(("HL03", why, text(segment.value(3))));
        } else if kind != Kind::Source && above.is_none() {
            let why = tree("the level above it is no HL before it in its set, or several");
            fault = Some(("HL02", why, parent));
        } else if let Some(above) = above.filter(|&above| self.levels[above].kind == Kind::Provider)
        {
            let why = "a level below a provider, of which it is not known where it belongs";
            fault = Some(("HL02", tree(why), parent));
            // Where the sites stand below their providers, an enrollment would hold at any.
            let why = (
                "HL02",
                tree("a level stands below the provider"),
                String::new(),
            );
            self.levels[above].fault.get_or_insert(why);
        }
        if let Some(place) = self.by_id.get_mut(&id) {
            *place = None;
            let why = tree("an HL of this number stands before it");
            fault.get_or_insert(("HL01", why, id));
        } else if !id.is_empty() {
            self.by_id.insert(id, Some(place));
        }
        let source = match kind {
            Kind::Source => Some(place),
            _ => above.and_then(|above| self.levels[above].source),
        };
        self.levels.push(Level {
            kind,
            line,
            above,
            source,
            fault,
            ..Level::default()
        });
    }

    /// A set that has no end: of its last level nobody knows whether it is whole.
    fn cut_off(&mut self, line: u64) {
        if !std::mem::take(&mut self.is_open) {
            return;
        }
        self.by_id.clear();
        let why = tree("the set breaks off here, without its SE");
        match self.levels[self.start..].last_mut() {
            Some(last) if !matches!(last.kind, Kind::Source | Kind::Receiver) => {
                last.fault.get_or_insert(("SE", why, String::new()));
            }
            _ => self.stray(line, ("SE", why, String::new())),
        }
    }

    /// Of groups and sites what is no taxonomy tells nothing that is needed; a provider is refused for it.
    fn drop_other_codes(&mut self) {
        let others = self
            .levels
            .iter_mut()
            .filter(|level| level.kind != Kind::Provider);
        for level in others {
            let before = level.taxonomies.len();
            level
                .taxonomies
                .retain(|code| cells::taxonomy(code).is_ok());
            self.no_taxonomies += (before - level.taxonomies.len()) as u64;
        }
    }

    /// The levels from the one at a place up to the top.
    fn up(&self, place: usize) -> impl Iterator<Item = &Level> {
        let first = self.levels.get(place);
        std::iter::successors(first, |level| self.levels.get(level.above?))
    }

    /// The sources whose levels are asked for; all where there is only one.
    fn asked(&self, run: &Run<'_>, payer: &str) -> Result<BTreeSet<&str>, ImportError> {
        let sources = self
            .levels
            .iter()
            .filter(|level| level.kind == Kind::Source);
        let all: BTreeSet<&str> = sources.map(Level::called).collect();
        if all.len() < 2 {
            return Ok(all);
        }
        let roster = &run.folder.roster;
        let is_it = |id: &&&str| {
            let known = roster.payer_of(id).one();
            id.eq_ignore_ascii_case(payer)
                || (known.is_some() && known == roster.payer_of(payer).one())
        };
        let asked: BTreeSet<&str> = all.iter().filter(is_it).copied().collect();
        if asked.is_empty() {
            let names: Vec<&str> = all.into_iter().collect();
            let why = format!(
                "a directory of several payers (`{}`), none of which goes by `{payer}`: \
                 say one of these ids by --payer, or make it an alias in payers.csv",
                names.join("`, `")
            );
            return Err(ImportError::not_the_format(&run.file, why));
        }
        Ok(asked)
    }

    /// Merges all of it.
    fn take(mut self, run: &mut Run<'_>, payer: &str) -> Result<(), ImportError> {
        let is_row = |level: &&Level| !matches!(level.kind, Kind::Source | Kind::Receiver);
        if !self.levels.iter().any(|level| is_row(&level)) {
            let why = "no group, site or provider of a 274 in it";
            return Err(ImportError::not_the_format(&run.file, why));
        }
        let asked: BTreeSet<String> = self
            .asked(run, payer)?
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut others = 0u64;
        for place in 0..self.levels.len() {
            let level = &self.levels[place];
            if !is_row(&level) {
                continue;
            }
            run.report.read += 1;
            run.line = level.line;
            let source = level.source.map(|source| self.levels[source].called());
            if source.is_some_and(|source| !asked.contains(source)) {
                others += 1;
                run.pass();
                continue;
            }
            let refused = run.report.refused.len();
            let above = self.up(place).skip(1).find(|level| level.fault.is_some());
            if let Some((column, reason, cell)) = level.fault.clone() {
                run.refuse(column, reason, &cell);
            } else if let Some(line) = above.map(|level| level.line) {
                run.refuse("HL02", Reason::Above { line }, "");
            } else if level.is_sound(run) {
                match level.kind {
                    Kind::Group => self.levels[place].take_group(run)?,
                    Kind::Site => self.levels[place].take_site(run)?,
                    _ => self.take_provider(place, run, payer)?,
                }
            }
            let level = &mut self.levels[place];
            if run.report.refused.len() > refused {
                let why = ("", tree("left out"), String::new());
                level.fault.get_or_insert(why);
            }
        }
        self.remarks(run, others);
        Ok(())
    }

    fn remarks(&self, run: &mut Run<'_>, others: u64) {
        let file = run.file.clone();
        for (count, what) in [
            (others, "rows of other payers than the one asked for"),
            (
                self.licences,
                "licence numbers (REF*0B), which are not taken",
            ),
            (
                self.no_taxonomies,
                "codes of groups and sites that are no taxonomy",
            ),
        ] {
            if count > 0 {
                let remark = format!("{file}: {what}: {count}");
                run.report.remarks.push(remark);
            }
        }
    }

    fn take_provider(
        &self,
        place: usize,
        run: &mut Run<'_>,
        payer: &str,
    ) -> Result<(), ImportError> {
        let level = &self.levels[place];
        if level.npi.is_empty() {
            let what = "NPI of the provider";
            run.refuse("NM109", Reason::Missing { what }, "");
            return Ok(());
        }
        let branch: Vec<&Level> = self.up(place).collect();
        let of = |kind| branch.iter().copied().find(|level| level.kind == kind);
        let (group, site) = (of(Kind::Group), of(Kind::Site));
        let npi = group.map_or_else(String::new, |group| group.npi.clone());
        let (eins, ssns) = tins(&branch);
        if npi.is_empty() && eins.is_empty() && ssns.is_empty() {
            let what = "NPI or TIN of its group, without which the enrollment would hold with any";
            run.refuse("HL02", Reason::Missing { what }, "");
            return Ok(());
        }
        let days = |of: fn(&Level) -> &String| {
            let days = branch.iter().map(move |level| of(level));
            days.filter(|day| !day.is_empty()).cloned()
        };
        let Some(from) = days(|level| &level.from).max() else {
            let what = "first day of the contract";
            run.refuse("DTP*092", Reason::Missing { what }, "");
            return Ok(());
        };
        let to = days(|level| &level.to).min().unwrap_or_default();
        if !to.is_empty() && to < from {
            let why = tree("the contract ends, here or above, before it starts");
            run.refuse("DTP*093", why, &to);
            return Ok(());
        }
        let networks = branch.iter().find(|level| !level.networks.is_empty());
        let networks = networks.map_or_else(|| vec![String::new()], |level| level.networks.clone());
        // A row has TINs of one kind.
        let mut kinds = vec![("EIN", eins), ("SSN", ssns)];
        kinds.retain(|(_, tins)| !tins.is_empty());
        if kinds.is_empty() {
            kinds.push(("", String::new()));
        }
        let mut drafts = vec![level.identity()];
        for network in &networks {
            for (kind, tins) in &kinds {
                let enrollment = Draft::new(Enrollments)
                    .set("provider_npi", level.npi.clone(), "NM109")
                    .set("payer_id", payer.to_owned(), "")
                    .set("network", network.clone(), "REF*N5")
                    .set("group_npi", npi.clone(), "NM109")
                    .set("tin", tins.clone(), "REF02")
                    .set_some("tin_kind", *kind, "REF01")
                    .set(
                        "location_id",
                        site.map_or_else(String::new, Level::location_id),
                        "NM109",
                    )
                    .set("taxonomy", level.taxonomies.join("|"), "LQ02")
                    .set("status", "approved", "")
                    .set("effective_from", from.clone(), "DTP*092")
                    .set("effective_to", to.clone(), "DTP*093");
                drafts.push(enrollment);
            }
        }
        run.take_first(drafts, &NAMES)
    }
}

/// The columns by which a directory may describe one party in several ways: the first one stays.
const NAMES: [&str; 4] = [
    "last_or_organization_name",
    "first_name",
    "taxonomies",
    "name",
];

/// Under which TINs a provider bills: those of the site and the group, and its own. A person's own SSN below another TIN
/// is who they are, and not how they bill.
fn tins(branch: &[&Level]) -> (String, String) {
    let is_below = branch.iter().skip(1).any(|level| !level.tins.is_empty());
    let all = branch.iter().enumerate().flat_map(|(height, level)| {
        let counts = move |tin: &&Tin| height > 0 || !is_below || !tin.is_ssn;
        level.tins.iter().filter(counts)
    });
    let mut kinds: [Vec<String>; 2] = Default::default();
    for tin in all {
        let kind = &mut kinds[usize::from(tin.is_ssn)];
        let number = tin.number.replace(['-', ' '], "");
        if !kind.contains(&number) {
            kind.push(number);
        }
    }
    let [eins, ssns] = kinds.map(|kind| kind.join("|"));
    (eins, ssns)
}

impl Level {
    fn add(&mut self, segment: &Segment<'_>) {
        let value = |place| text(segment.value(place));
        if segment.tag() == b"NM1" && !self.entity.is_empty() {
            self.is_past = true;
        }
        if self.is_past {
            return;
        }
        match (segment.tag(), segment.value(1)) {
            (b"NM1", _) => {
                (self.entity, self.last, self.first) = (value(2), value(3), value(4));
                if self.entity.is_empty() {
                    "2".clone_into(&mut self.entity);
                }
                match segment.value(8) {
                    b"XX" => self.npi = value(9),
                    b"24" | b"FI" => self.add_tin(value(9), false),
                    b"34" | b"SY" => self.add_tin(value(9), true),
                    _ => self.own_id = value(9),
                }
            }
            (b"REF", b"EI" | b"TJ") => self.add_tin(value(2), false),
            (b"REF", b"SY") => self.add_tin(value(2), true),
            (b"REF", b"HPI") => self.npi = value(2),
            (b"REF", b"LU") => self.own_id = value(2),
            (b"REF", b"N5") if !self.networks.contains(&value(2)) => self.networks.push(value(2)),
            (b"DTP", b"092" | b"007") => {
                let (first, last) = days(segment);
                self.from = first;
                // A last day of its own counts, wherever it stands.
                if let Some(last) = last.filter(|_| self.to.is_empty()) {
                    self.to = last;
                }
            }
            (b"DTP", b"093") => {
                let (only, last) = days(segment);
                self.to = last.unwrap_or(only);
            }
            (b"PRV", _) => self.taxonomies.push(value(3)),
            (b"LQ", b"68") => self.taxonomies.push(value(2)),
            (b"LQ", _) if cells::taxonomy(&value(2)).is_ok() => self.taxonomies.push(value(2)),
            (b"N3", _) => self.address = [value(1), value(2)],
            (b"N4", _) => (self.city, self.state, self.zip) = (value(1), value(2), value(3)),
            _ => {}
        }
    }

    fn add_tin(&mut self, number: String, is_ssn: bool) {
        let tin = Tin { number, is_ssn };
        if !tin.number.is_empty() && !self.tins.contains(&tin) {
            self.tins.push(tin);
        }
    }

    /// What a source goes by: its id, else its name.
    fn called(&self) -> &str {
        let names = [&self.own_id, &self.npi, &self.last];
        names
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or("", |name| name)
    }

    /// Whether the TINs and days that it gives to all below it can be read; else it is refused.
    fn is_sound(&self, run: &mut Run<'_>) -> bool {
        let tins = self
            .tins
            .iter()
            .map(|tin| (Holds::Tins, "REF02", &tin.number));
        let days = [
            (Holds::Date, "DTP*092", &self.from),
            (Holds::Date, "DTP*093", &self.to),
        ];
        let mut is_sound = true;
        for (holds, column, cell) in tins.chain(days) {
            if let Err(kind) = holds.check(cell) {
                run.refuse(column, Reason::Cell(kind), &holds.shown(cell));
                is_sound = false;
            }
        }
        is_sound
    }

    fn identity(&self) -> Draft<'static> {
        let kind = if self.entity == "1" { "1" } else { "2" };
        Draft::new(Providers)
            .set("npi", self.npi.clone(), "NM109")
            .set("entity_type", kind, "NM102")
            .set_some("last_or_organization_name", self.last.clone(), "NM103")
            .set_some("first_name", self.first.clone(), "NM104")
            .set_some("taxonomies", self.taxonomies.join("|"), "LQ02")
    }

    fn take_group(&self, run: &mut Run<'_>) -> Result<(), ImportError> {
        if self.npi.is_empty() && self.tins.is_empty() {
            let what = "NPI or TIN of the group";
            run.refuse("NM109", Reason::Missing { what }, "");
        } else if self.npi.is_empty() {
            run.pass();
        } else {
            run.take_first(vec![self.identity()], &NAMES)?;
        }
        Ok(())
    }

    fn take_site(&self, run: &mut Run<'_>) -> Result<(), ImportError> {
        let id = self.location_id();
        if id.is_empty() {
            let what = "id or address of the site";
            run.refuse("NM109", Reason::Missing { what }, "");
            return Ok(());
        }
        let place = Draft::new(Locations)
            .set("location_id", id, "NM109")
            .set_some("npi", self.npi.clone(), "NM109")
            .set("name", self.last.clone(), "NM103")
            .set("address_1", self.address[0].clone(), "N301")
            .set("address_2", self.address[1].clone(), "N302")
            .set("city", self.city.clone(), "N401")
            .set("state", self.state.clone(), "N402")
            .set("zip", self.zip.clone(), "N403");
        run.take_first(vec![place], &NAMES)
    }

    /// The site's id in the roster: what the payer calls it, else its NPI or TIN with the place.
    fn location_id(&self) -> String {
        if !self.own_id.is_empty() {
            return self.own_id.clone();
        }
        let place: String = self
            .address
            .iter()
            .chain([&self.zip])
            .flat_map(|line| line.chars())
            .filter(char::is_ascii_alphanumeric)
            .collect();
        [&self.npi, &place]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("-")
    }
}

/// The days of a DTP, from one (D8) to another (RD8), as they stand where they are no days: that is told later.
fn days(segment: &Segment<'_>) -> (String, Option<String>) {
    let day = |value: &str| {
        let read = dates::iso(&dates::forms(&["YYYYMMDD"]), value);
        read.unwrap_or_else(|_| value.to_owned())
    };
    let value = text(segment.value(3));
    match value.split_once('-') {
        Some((first, last)) if segment.value(2) == b"RD8" || first.len() == 8 => {
            (day(first), Some(day(last)))
        }
        _ => (day(&value), None),
    }
}

#[cfg(test)]
mod tests;
