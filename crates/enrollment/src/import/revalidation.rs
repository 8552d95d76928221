//! Medicare's lists of when enrollments are to be revalidated.
//!
//! Each enrollment becomes a `revalidation` in `credentials.csv`, by its enrollment id, which expires on the day it is
//! due; `TBD` is no day yet. Two lists are known by their headers: the revalidation due date list, and the list of
//! reassignments, which has no NPI of the group and so tells of individuals only. Sources: Revalidation Due Date List
//! and Revalidation Reassignment List (data.cms.gov).

use std::io::Read;

use super::Run;
use super::columns::RosterFile;
use super::dates;
use super::draft::Draft;
use super::report::ImportError;
use super::sheet::Sheet;

const FORMAT: &str = "a revalidation list";

/// The columns of one of the lists.
struct Columns {
    id: &'static str,
    npi: &'static str,
    state: &'static str,
    /// The first that has a day counts.
    due: &'static [&'static str],
}

const DUE_DATES: Columns = Columns {
    id: "Enrollment ID",
    npi: "National Provider Identifier",
    state: "Enrollment State Code",
    due: &["Adjusted Due Date", "Revalidation Due Date"],
};

const REASSIGNMENTS: Columns = Columns {
    id: "Individual Enrollment ID",
    npi: "Individual NPI",
    state: "Individual State Code",
    due: &["Individual Due Date"],
};

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let file = run.file.clone();
    let mut sheet = Sheet::open(input, &file, FORMAT, b',', 1)?;
    let reassignments = sheet.has("Group PAC ID");
    let names = match reassignments {
        true => REASSIGNMENTS,
        false => DUE_DATES,
    };
    let [id, npi, state, _] = sheet.columns([
        names.id,
        names.npi,
        names.state,
        names.due[names.due.len() - 1],
    ])?;
    let due: Vec<(usize, &str)> = names
        .due
        .iter()
        .map(|name| (sheet.column(name), *name))
        .collect();
    let forms = dates::forms(&["MM/DD/YYYY", "YYYY-MM-DD"]);
    'rows: while sheet.next(run)? {
        let number = sheet.cell(npi).into_owned();
        if !run.wants(&number, names.npi) {
            continue;
        }
        let mut expires = (String::new(), names.due[0]);
        for &(place, name) in &due {
            let cell = sheet.cell(place);
            let cell = match cell.eq_ignore_ascii_case("TBD") {
                true => "",
                false => &*cell,
            };
            let Some(day) = run.date(&forms, cell, name) else {
                continue 'rows;
            };
            if !day.is_empty() {
                expires = (day, name);
                break;
            }
        }
        let state = sheet.cell(state);
        let payer = run.medicare_payer(&state);
        let draft = Draft::new(RosterFile::Credentials)
            .set("provider_npi", number, names.npi)
            .set("kind", "revalidation", "")
            .set_some("payer_id", payer, "")
            .set("number", sheet.cell(id), names.id)
            .set("state", state, names.state)
            .set("expires", expires.0, expires.1);
        run.take(&[draft])?;
    }
    if reassignments {
        let remark = "the list of reassignments has no NPI of groups: when those are due is in the revalidation due date list";
        run.report.remarks.push(remark.to_owned());
    }
    Ok(())
}
