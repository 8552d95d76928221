//! The NPPES dissemination file: who has an NPI, in which taxonomies, and whether it is in use.
//!
//! NPPES proves identity, never enrollment. The file has some 330 columns and ten gigabytes; rows of NPIs that nobody
//! asks for are passed over by a look at their first cell. Source: NPPES Data Dissemination readme and code
//! values (CMS), versions 1 and 2, whose column names are the same.

use std::borrow::Cow;
use std::io::Read;

use super::Run;
use super::columns::RosterFile;
use super::dates;
use super::draft::Draft;
use super::report::{ImportError, Reason};
use super::sheet::Sheet;
use crate::cells;
use crate::problem::ProblemKind;

const NPI: &str = "NPI";
const ENTITY: &str = "Entity Type Code";
const ORGANIZATION: &str = "Provider Organization Name (Legal Business Name)";
const LAST: &str = "Provider Last Name (Legal Name)";
const FIRST: &str = "Provider First Name";
const DEACTIVATED: &str = "NPI Deactivation Date";
const REACTIVATED: &str = "NPI Reactivation Date";
const REPLACEMENT: &str = "Replacement NPI";
const TAXONOMY: &str = "Healthcare Provider Taxonomy Code_1";
const PLACE: [&str; 6] = [
    "Provider First Line Business Practice Location Address",
    "Provider Second Line Business Practice Location Address",
    "Provider Business Practice Location Address City Name",
    "Provider Business Practice Location Address State Name",
    "Provider Business Practice Location Address Postal Code",
    "Provider Business Practice Location Address Country Code (If outside U.S.)",
];

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let file = run.file.clone();
    let mut sheet = Sheet::open(input, &file, "an NPPES dissemination file", b',', 1)?;
    let [
        npi,
        entity,
        organization,
        last,
        first,
        deactivated,
        reactivated,
        _,
    ] = sheet.columns([
        NPI,
        ENTITY,
        ORGANIZATION,
        LAST,
        FIRST,
        DEACTIVATED,
        REACTIVATED,
        TAXONOMY,
    ])?;
    let replacement = sheet.column(REPLACEMENT);
    let place = PLACE.map(|name| sheet.column(name));
    let taxonomies: Vec<(usize, usize)> = (1..=15)
        .map(|number| {
            let code = sheet.column(&format!("Healthcare Provider Taxonomy Code_{number}"));
            let switch = format!("Healthcare Provider Primary Taxonomy Switch_{number}");
            (code, sheet.column(&switch))
        })
        .filter(|(code, _)| *code != usize::MAX)
        .collect();
    let forms = dates::forms(&["MM/DD/YYYY"]);
    let keep = run.keep;
    let first_column = npi == 0;
    let pass = |line: &[u8]| {
        let Some(keep) = keep.filter(|_| first_column) else {
            return false;
        };
        let cell = line.strip_prefix(b"\"").unwrap_or(line);
        let digits = cell.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let ends = matches!(cell.get(digits), Some(b'"' | b','));
        // What is no ten digits is looked at, so that damage is told.
        digits == 10 && ends && !is_kept(keep, &cell[..10])
    };
    while sheet.next_unless(run, pass)? {
        let number = sheet.cell(npi);
        if !run.wants(&number, NPI) {
            continue;
        }
        let mut dated = [deactivated, reactivated].map(|column| {
            let cell = sheet.cell(column);
            dates::iso(&forms, &cell).map_err(|reason| (column, reason))
        });
        if let Some(Err((column, reason))) = dated.iter().find(|date| date.is_err()) {
            let (name, cell) = (&sheet.header()[*column], sheet.cell(*column));
            run.refuse(name, reason.clone(), &cell);
            continue;
        }
        let [off, on] = dated.each_mut().map(|date| match date {
            Ok(date) => std::mem::take(date),
            Err(_) => String::new(),
        });
        let instead = sheet.cell(replacement);
        if !instead.is_empty() {
            let wrong = match cells::npi(&instead) {
                Err(kind) => Some(kind),
                Ok(_) if instead == number => Some(ProblemKind::ReplacedByItself),
                Ok(_) => None,
            };
            if let Some(kind) = wrong {
                run.refuse(REPLACEMENT, Reason::Cell(kind), &instead);
                continue;
            }
            let remark = format!("NPI {number} was replaced by {instead}");
            run.report.remarks.push(remark);
        }
        let kind = sheet.cell(entity);
        let mut draft = Draft::new(RosterFile::Providers).set("npi", &*number, NPI);
        // Of an NPI that is out of use NPPES says no more than that.
        if !kind.is_empty() || off.is_empty() {
            let name = match &*kind {
                "1" => (sheet.cell(last), LAST, sheet.cell(first)),
                "2" => (sheet.cell(organization), ORGANIZATION, Cow::Borrowed("")),
                _ => {
                    run.refuse(
                        ENTITY,
                        Reason::Missing {
                            what: "entity type, 1 or 2",
                        },
                        &kind,
                    );
                    continue;
                }
            };
            draft = draft
                .set("entity_type", kind.clone(), ENTITY)
                .set("last_or_organization_name", name.0, name.1)
                .set("first_name", name.2, FIRST)
                .set("taxonomies", codes(&sheet, &taxonomies), TAXONOMY);
        }
        draft = draft
            .set("npi_deactivated_on", off, DEACTIVATED)
            .set("npi_reactivated_on", on, REACTIVATED)
            .set("replaced_by", instead, REPLACEMENT);
        let mut drafts = vec![draft];
        let [line_1, line_2, city, state, zip, country] = place.map(|column| sheet.cell(column));
        let at_home = matches!(&*country, "" | "US");
        if run.options.locations && kind == "2" && at_home && !line_1.is_empty() {
            let own = Draft::new(RosterFile::Locations)
                .set("location_id", format!("NPPES-{number}"), NPI)
                .set("npi", &*number, NPI)
                .set("name", sheet.cell(organization), ORGANIZATION)
                .set("address_1", line_1, PLACE[0])
                .set("address_2", line_2, PLACE[1])
                .set("city", city, PLACE[2])
                .set("state", state, PLACE[3])
                .set("zip", zip, PLACE[4]);
            drafts.push(own);
        }
        run.take(&drafts)?;
    }
    Ok(())
}

fn is_kept(keep: &std::collections::HashSet<u32>, digits: &[u8]) -> bool {
    let number = digits
        .iter()
        .fold(0u64, |number, digit| number * 10 + u64::from(digit - b'0'));
    u32::try_from(number).is_ok_and(|number| keep.contains(&number))
}

/// The taxonomies, the primary one first, each once.
fn codes<R: Read>(sheet: &Sheet<R>, columns: &[(usize, usize)]) -> String {
    let mut codes: Vec<Cow<'_, str>> = Vec::new();
    for &(code, switch) in columns {
        let code = sheet.cell(code);
        if code.is_empty() {
            continue;
        }
        let known = codes.iter().position(|other| *other == code);
        if sheet.cell(switch).eq_ignore_ascii_case("Y") {
            if let Some(place) = known {
                codes.remove(place);
            }
            codes.insert(0, code);
        } else if known.is_none() {
            codes.push(code);
        }
    }
    codes.join("|")
}
