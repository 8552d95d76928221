//! The list of excluded individuals and entities of the OIG: whose services no federal program pays.
//!
//! Dates are YYYYMMDD, zeros where there is none, and so is the NPI of most entries: those are never matched by
//! name, but counted and told. Those who are reinstated leave the list. Source: LEIE downloadable database and its
//! record layout (oig.hhs.gov).

use std::io::Read;

use chrono::NaiveDate;

use super::Run;
use super::dates;
use super::latest::Span;
use super::report::ImportError;
use super::sheet::Sheet;

const NPI: &str = "NPI";
const FROM: &str = "EXCLDATE";
const TO: &str = "REINDATE";
const WAIVER: &str = "WAIVERDATE";

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let file = run.file.clone();
    let mut sheet = Sheet::open(input, &file, "the LEIE", b',', 1)?;
    let [npi, from, to] = sheet.columns([NPI, FROM, TO])?;
    let (waiver, state) = (sheet.column(WAIVER), sheet.column("WVRSTATE"));
    let forms = dates::forms(&["YYYYMMDD"]);
    let mut nameless = 0u64;
    while sheet.next(run)? {
        let number = sheet.cell(npi).into_owned();
        if number.bytes().all(|byte| byte == b'0') {
            nameless += 1;
            run.pass();
            continue;
        }
        if !run.wants(&number, NPI) {
            continue;
        }
        run.held.spans.list(&number);
        let Some(first) = run.needed_date(&forms, no_zeros(&sheet.cell(from)), FROM) else {
            continue;
        };
        let Some(reinstated) = run.date(&forms, no_zeros(&sheet.cell(to)), TO) else {
            continue;
        };
        // On that day programs pay again.
        let day: Option<NaiveDate> = reinstated.parse().ok();
        let last = day.and_then(|day| day.pred_opt());
        if !no_zeros(&sheet.cell(waiver)).is_empty() {
            let state = sheet.cell(state);
            let remark =
                format!("NPI {number} has a waiver of the exclusion ({state}); see the LEIE");
            run.report.remarks.push(remark);
        }
        run.held.spans.add(Span {
            npi: number,
            file: run.file.clone(),
            line: run.line,
            from: first,
            to: last.map(|day| day.to_string()).unwrap_or_default(),
        });
    }
    if nameless > 0 {
        run.report.remarks.push(format!(
            "entries without an NPI: {nameless}; they are not matched by name, so look those up that may be yours"
        ));
    }
    Ok(())
}

/// Merges what the inputs say together.
pub(super) fn finish(run: &mut Run<'_>) -> Result<(), ImportError> {
    let latest = std::mem::take(&mut run.held.spans);
    let columns = ["excluded_from", "excluded_to"];
    latest.take(run, columns, [NPI, FROM, TO], "excluded")
}

/// Nothing but zeros is no date.
fn no_zeros(cell: &str) -> &str {
    match cell.bytes().all(|byte| byte == b'0') {
        true => "",
        false => cell,
    }
}
