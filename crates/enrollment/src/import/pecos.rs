//! Medicare's public list of enrollments (PECOS): who is enrolled, as what, in which state, on the day of the file.
//!
//! The list has no dates, so no enrollment is made of it. It verifies those the roster has with Medicare payers
//! (`verified_on`), and what either has and the other has not is told. Source: Medicare Fee-For-Service Public Provider
//! Enrollment (data.cms.gov).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::Arc;

use super::Run;
use super::columns::RosterFile::Enrollments;
use super::draft::Draft;
use super::report::{ImportError, ImportErrorKind};
use super::sheet::Sheet;
use crate::cells;
use crate::payers::PayerClass;

const NPI: &str = "NPI";
const STATE: &str = "STATE_CD";

/// Where the inputs have an NPI.
pub(super) type Listed = BTreeMap<String, Found>;

/// The states in which the list has an NPI, and the first input and line that say so.
pub(super) struct Found {
    states: BTreeSet<String>,
    file: Arc<str>,
    line: u64,
}

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    if run.options.as_of.is_none() {
        let what = "a PECOS list has no dates: say by --as-of what day the file is of";
        return Err(ImportErrorKind::Needs { what }.into());
    }
    let file = run.file.clone();
    let mut sheet = Sheet::open(input, &file, "a PECOS enrollment list", b',', 1)?;
    let [npi, _, state] = sheet.columns([NPI, "ENRLMT_ID", STATE])?;
    let known = run.folder.npis();
    while sheet.next(run)? {
        let number = sheet.cell(npi).into_owned();
        if !run.wants(&number, NPI) {
            continue;
        }
        if !number.parse().is_ok_and(|npi: u32| known.contains(&npi)) {
            run.pass();
            continue;
        }
        run.report.taken += 1;
        let found = run.held.enrolled.entry(number).or_insert_with(|| Found {
            states: BTreeSet::new(),
            file: file.clone(),
            line: run.line,
        });
        found.states.insert(sheet.cell(state).into_owned());
    }
    Ok(())
}

/// Compares the roster with what all inputs say together.
pub(super) fn finish(run: &mut Run<'_>) -> Result<(), ImportError> {
    let listed = std::mem::take(&mut run.held.enrolled);
    match run.options.as_of {
        Some(as_of) => compare(run, &listed, &as_of.to_string()),
        None => Ok(()),
    }
}

/// Verifies the roster's Medicare enrollments, and tells where roster and list differ.
fn compare(run: &mut Run<'_>, listed: &Listed, as_of: &str) -> Result<(), ImportError> {
    let mut enrolled = BTreeSet::new();
    let mut remarks = BTreeSet::new();
    for row in 0..run.folder.len(Enrollments) {
        let cell = |column| run.folder.cell(Enrollments, row, column);
        let Some(payer) = run.folder.roster.payer_of(cell("payer_id")).one() else {
            continue;
        };
        let payer = run.folder.roster.payer(payer);
        if payer.class != Some(PayerClass::Medicare) {
            continue;
        }
        let (status, to) = (cell("status").to_lowercase(), cell("effective_to"));
        let in_force = status == "approved"
            && cell("effective_from") <= as_of
            && (to.is_empty() || as_of <= to);
        // An enrollment without a provider is the group's own.
        let npis = match cell("provider_npi") {
            "" => cell("group_npi"),
            provider => provider,
        };
        let npis: Vec<String> = cells::codes(npis).map(str::to_owned).collect();
        let state = payer.state.to_uppercase();
        let mut verified_by = None;
        for npi in &npis {
            let found = listed.get(npi).filter(|found| {
                state.is_empty()
                    || found
                        .states
                        .iter()
                        .any(|one| one.eq_ignore_ascii_case(&state))
            });
            let id = &payer.id;
            match (found, in_force) {
                (Some(found), true) => verified_by = Some((found.file.clone(), found.line)),
                (Some(_), false) => {
                    remarks.insert(format!(
                        "NPI {npi} is enrolled by PECOS, and not in force with {id} in the roster ({status})"
                    ));
                }
                (None, true) => {
                    remarks.insert(format!(
                        "NPI {npi} is enrolled with {id} in the roster, and not in this PECOS list"
                    ));
                }
                (None, false) => {}
            }
        }
        enrolled.extend(npis);
        if let Some(place) = verified_by {
            (run.file, run.line) = place;
            let draft = Draft::new(Enrollments).set("verified_on", as_of.to_owned(), "");
            run.take_into(row, &draft)?;
        }
    }
    for npi in listed.keys().filter(|npi| !enrolled.contains(*npi)) {
        remarks.insert(format!(
            "NPI {npi} is enrolled by PECOS, and has no enrollment with a Medicare payer in the roster"
        ));
    }
    run.report.remarks.extend(remarks);
    Ok(())
}
