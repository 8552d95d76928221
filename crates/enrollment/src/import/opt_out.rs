//! The opt-out affidavits list: who may not bill Medicare, from when until when.
//!
//! Source: Opt Out Affidavits (data.cms.gov), one row a provider, dates MM/DD/YYYY.

use std::io::Read;

use super::Run;
use super::dates;
use super::latest::Span;
use super::report::ImportError;
use super::sheet::Sheet;

const NPI: &str = "NPI";
const FROM: &str = "Optout Effective Date";
const TO: &str = "Optout End Date";

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let file = run.file.clone();
    let mut sheet = Sheet::open(input, &file, "an opt-out affidavits list", b',', 1)?;
    let [npi, from, to] = sheet.columns([NPI, FROM, TO])?;
    let forms = dates::forms(&["MM/DD/YYYY", "YYYY-MM-DD", "YYYY/MM/DD"]);
    while sheet.next(run)? {
        let number = sheet.cell(npi).into_owned();
        if !run.wants(&number, NPI) {
            continue;
        }
        run.held.spans.list(&number);
        let Some(first) = run.needed_date(&forms, &sheet.cell(from), FROM) else {
            continue;
        };
        let Some(last) = run.date(&forms, &sheet.cell(to), TO) else {
            continue;
        };
        run.held.spans.add(Span {
            npi: number,
            file: run.file.clone(),
            line: run.line,
            from: first,
            to: last,
        });
    }
    Ok(())
}

/// Merges what the inputs say together.
pub(super) fn finish(run: &mut Run<'_>) -> Result<(), ImportError> {
    let latest = std::mem::take(&mut run.held.spans);
    let columns = ["opted_out_from", "opted_out_to"];
    latest.take(run, columns, [NPI, FROM, TO], "opted out of Medicare")
}
