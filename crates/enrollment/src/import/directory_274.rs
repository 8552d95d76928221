//! X12 274, healthcare provider directory: a tree of plan, group, site and provider.
//!
//! HL03 tells what a level is: 20 who sends, 21 who receives, 4 a group, N a site, 19 a provider. A provider below a site
//! below a group is an enrollment there, from the first day of its contract (DTP*092), else of the site's, else of the
//! group's, to the last (DTP*093). `--payer` says whose directory it is. Source: X12 004050X109 as California's
//! health plans send it; which HL03 and DTP01 stand for what is known from open programs that write it, not from the
//! guide, which is not public.

use std::io::Read;

use remedi_x12::{Segment, StreamReader, Token};

use super::Run;
use super::columns::RosterFile::{Enrollments, Locations, Providers};
use super::dates;
use super::draft::Draft;
use super::report::{ImportError, ImportErrorKind, Reason};
use crate::cells;

/// One level of the tree, as far as it was read.
#[derive(Clone, Debug, Default)]
struct Level {
    id: String,
    kind: Kind,
    /// Number of its HL in the input.
    line: u64,
    npi: String,
    /// NM102: 1 is a person.
    entity: String,
    last: String,
    first: String,
    tin: String,
    /// REF*SY: the TIN is a person's.
    is_ssn: bool,
    own_id: String,
    taxonomies: Vec<String>,
    from: String,
    to: String,
    address: [String; 2],
    city: String,
    state: String,
    zip: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    Group,
    Site,
    Provider,
    #[default]
    Other,
}

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let Some(payer) = run.options.payer.clone() else {
        let what = "a directory does not say by which id the payer goes: say it by --payer";
        return Err(ImportErrorKind::Needs { what }.into());
    };
    let file = run.file.clone();
    let mut reader = StreamReader::new(input);
    // From the top of the tree to the level being read.
    let mut levels: Vec<Level> = Vec::new();
    let (mut is_274, mut segments) = (false, 0u64);
    let read_before = run.report.read;
    loop {
        let token = reader.next_token();
        let token = token.map_err(|error| ImportError::not_the_format(&file, error.to_string()))?;
        let Some(token) = token else { break };
        let Token::Segment(segment, _) = token else {
            continue;
        };
        segments += 1;
        match segment.tag() {
            b"ST" => is_274 = segment.value(1) == b"274",
            b"SE" if is_274 => {
                take(run, &levels, &payer)?;
                levels.clear();
                is_274 = false;
            }
            b"HL" if is_274 => {
                take(run, &levels, &payer)?;
                let parent = text(segment.value(2));
                let above = levels.iter().position(|level| level.id == parent);
                levels.truncate(above.map_or(0, |place| place + 1));
                levels.push(Level {
                    id: text(segment.value(1)),
                    line: segments,
                    kind: match segment.value(3) {
                        b"4" => Kind::Group,
                        b"N" => Kind::Site,
                        b"19" => Kind::Provider,
                        _ => Kind::Other,
                    },
                    ..Level::default()
                });
            }
            _ if is_274 => {
                if let Some(level) = levels.last_mut() {
                    level.add(&segment);
                }
            }
            _ => {}
        }
    }
    let faults = reader.faults().count();
    if faults > 0 {
        let remark = format!("{file}: faults of its envelope: {faults}");
        run.report.remarks.push(remark);
    }
    if run.report.read == read_before {
        let why = "no group, site or provider of a 274 in it";
        return Err(ImportError::not_the_format(&file, why));
    }
    Ok(())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.trim_ascii()).into_owned()
}

impl Level {
    fn add(&mut self, segment: &Segment<'_>) {
        let value = |place| text(segment.value(place));
        match (segment.tag(), segment.value(1)) {
            // The first name is the level's own; those after it are of other parties.
            (b"NM1", _) if self.entity.is_empty() => {
                (self.entity, self.last, self.first) = (value(2), value(3), value(4));
                match segment.value(8) {
                    b"XX" => self.npi = value(9),
                    b"24" | b"FI" => self.tin = value(9),
                    b"34" => (self.tin, self.is_ssn) = (value(9), true),
                    _ => self.own_id = value(9),
                }
            }
            (b"REF", b"EI" | b"TJ") => (self.tin, self.is_ssn) = (value(2), false),
            (b"REF", b"SY") => (self.tin, self.is_ssn) = (value(2), true),
            (b"REF", b"HPI") => self.npi = value(2),
            (b"REF", b"LU") => self.own_id = value(2),
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
            (b"LQ", _) if cells::taxonomy(&value(2)).is_ok() => self.taxonomies.push(value(2)),
            (b"N3", _) => self.address = [value(1), value(2)],
            (b"N4", _) => (self.city, self.state, self.zip) = (value(1), value(2), value(3)),
            _ => {}
        }
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

/// Merges the level that was read last, with what stands above it.
fn take(run: &mut Run<'_>, levels: &[Level], payer: &str) -> Result<(), ImportError> {
    let Some((level, above)) = levels.split_last() else {
        return Ok(());
    };
    if level.kind == Kind::Other {
        return Ok(());
    }
    run.report.read += 1;
    run.line = level.line;
    let of = |kind| above.iter().rev().find(|level| level.kind == kind);
    let identity = |level: &Level| {
        let kind = if level.entity == "1" { "1" } else { "2" };
        Draft::new(Providers)
            .set("npi", level.npi.clone(), "NM109")
            .set("entity_type", kind, "NM102")
            .set_some("last_or_organization_name", level.last.clone(), "NM103")
            .set_some("first_name", level.first.clone(), "NM104")
            .set_some("taxonomies", level.taxonomies.join("|"), "LQ02")
    };
    match level.kind {
        Kind::Group if level.npi.is_empty() => {
            run.pass();
            Ok(())
        }
        Kind::Group => run.take(&[identity(level)]),
        Kind::Site => {
            let id = level.location_id();
            if id.is_empty() {
                run.refuse(
                    "NM109",
                    Reason::Missing {
                        what: "id or address of the site",
                    },
                    "",
                );
                return Ok(());
            }
            let place = Draft::new(Locations)
                .set("location_id", id, "NM109")
                .set_some("npi", level.npi.clone(), "NM109")
                .set("name", level.last.clone(), "NM103")
                .set("address_1", level.address[0].clone(), "N301")
                .set("address_2", level.address[1].clone(), "N302")
                .set("city", level.city.clone(), "N401")
                .set("state", level.state.clone(), "N402")
                .set("zip", level.zip.clone(), "N403");
            run.take(&[place])
        }
        _ => {
            if level.npi.is_empty() {
                run.refuse(
                    "NM109",
                    Reason::Missing {
                        what: "NPI of the provider",
                    },
                    "",
                );
                return Ok(());
            }
            let none = Level::default();
            let (group, site) = (of(Kind::Group), of(Kind::Site));
            let (group, site) = (group.unwrap_or(&none), site.unwrap_or(&none));
            let nearest = |part: fn(&Level) -> &String| {
                let all = [level, site, group].map(part);
                all.into_iter()
                    .find(|text| !text.is_empty())
                    .cloned()
                    .unwrap_or_default()
            };
            let from = nearest(|level| &level.from);
            if from.is_empty() {
                run.refuse(
                    "DTP*092",
                    Reason::Missing {
                        what: "first day of the contract",
                    },
                    "",
                );
                return Ok(());
            }
            let mut enrollment = Draft::new(Enrollments)
                .set("provider_npi", level.npi.clone(), "NM109")
                .set("payer_id", payer.to_owned(), "")
                .set("group_npi", group.npi.clone(), "NM109")
                .set("location_id", site.location_id(), "NM109")
                .set("taxonomy", level.taxonomies.join("|"), "LQ02")
                .set("status", "approved", "")
                .set("effective_from", from, "DTP*092")
                .set("effective_to", nearest(|level| &level.to), "DTP*093");
            if !group.tin.is_empty() {
                let kind = if group.is_ssn { "SSN" } else { "EIN" };
                enrollment = enrollment
                    .set("tin", group.tin.clone(), "REF02")
                    .set("tin_kind", kind, "REF01");
            }
            run.take(&[identity(level), enrollment])
        }
    }
}
