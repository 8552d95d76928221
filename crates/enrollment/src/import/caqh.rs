//! A CAQH ProView roster: which provider has which CAQH id, licence and DEA registration, and how far the profile is.
//!
//! Cells are separated by bars. The roster that an organization sends has 35 columns in their order; the one that
//! comes back has the status of the profile. Social security numbers and birth dates are not read. Source: CAQH
//! ProView Roster Data Exchange Guidelines 2.1. That the day of a status with `attest` in it is the day of the attestation,
//! good for 120 days, is not confirmed.

use std::io::Read;

use chrono::{Days, NaiveDate};

use super::Run;
use super::columns::RosterFile::{Credentials, Providers};
use super::dates;
use super::draft::Draft;
use super::report::{ImportError, Reason};
use super::sheet::Sheet;
use crate::problem::ProblemKind;

const ACTION: &str = "Action_Flag";
const NPI: &str = "Provider_NPI";
const ID: &str = "CAQH_Provider_ID";
const LAST: &str = "Provider_Last_Name";
const FIRST: &str = "Provider_First_Name";
const LICENSE: &str = "Provider_License_Number";
const LICENSE_STATE: &str = "Provider_License_State";
const DEA: &str = "Provider_DEA";
const STATUS: &str = "Provider_Status";
const STATUS_DATE: &str = "Provider_Status_Date";
const LAST_CYCLE: &str = "Last_Recredential_Date";
const NEXT_CYCLE: &str = "Next_Recredential_Date";

/// For how long an attestation is good.
const ATTESTED_FOR: Days = Days::new(120);

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let file = run.file.clone();
    let mut sheet = Sheet::open(input, &file, "a CAQH ProView roster", b'|', 1)?;
    let [npi, id] = sheet.columns([NPI, ID])?;
    let [
        last,
        first,
        license,
        license_state,
        dea,
        status,
        status_date,
        from,
        to,
        action,
    ] = [
        LAST,
        FIRST,
        LICENSE,
        LICENSE_STATE,
        DEA,
        STATUS,
        STATUS_DATE,
        LAST_CYCLE,
        NEXT_CYCLE,
        ACTION,
    ]
    .map(|name| sheet.column(name));
    let forms = dates::forms(&["YYYYMMDD", "YYYY-MM-DD", "MM/DD/YYYY"]);
    let mut leaving = 0u64;
    while sheet.next(run)? {
        let number = sheet.cell(npi).into_owned();
        if !run.wants(&number, NPI) {
            continue;
        }
        let flag = sheet.cell(action).to_ascii_uppercase();
        match flag.as_str() {
            // Added, updated, or the roster that comes back.
            "A" | "U" | "" => {}
            "D" => {
                leaving += 1;
                run.pass();
                continue;
            }
            _ => {
                let expected = "A, U or D";
                run.refuse(ACTION, Reason::Cell(ProblemKind::Word { expected }), &flag);
                continue;
            }
        }
        let days = [status_date, from, to].map(|place| sheet.cell(place).into_owned());
        let names = [STATUS_DATE, LAST_CYCLE, NEXT_CYCLE];
        let [Some(reached), Some(from), Some(to)] =
            [0, 1, 2].map(|at| run.date(&forms, &days[at], names[at]))
        else {
            continue;
        };
        let credential = |kind: &'static str| {
            Draft::new(Credentials)
                .set("provider_npi", number.clone(), NPI)
                .set("kind", kind, "")
        };
        let mut drafts = vec![
            Draft::new(Providers)
                .set("npi", number.clone(), NPI)
                .set_some("last_or_organization_name", sheet.cell(last), LAST)
                .set_some("first_name", sheet.cell(first), FIRST),
        ];
        let status = sheet.cell(status).to_lowercase();
        let attested = status.contains("attest") && !status.contains("expired");
        if !sheet.cell(id).is_empty() {
            let mut caqh = credential("caqh").set("number", sheet.cell(id), ID);
            let day = reached.parse::<NaiveDate>().ok().filter(|_| attested);
            if let Some(day) = day {
                let until = day + ATTESTED_FOR;
                caqh = caqh.set("issued", reached, STATUS_DATE).set(
                    "expires",
                    until.to_string(),
                    STATUS_DATE,
                );
            }
            drafts.push(caqh);
        }
        if !sheet.cell(license).is_empty() {
            let license = credential("license")
                .set("number", sheet.cell(license), LICENSE)
                .set("state", sheet.cell(license_state), LICENSE_STATE);
            drafts.push(license);
        }
        if !sheet.cell(dea).is_empty() {
            drafts.push(credential("dea").set("number", sheet.cell(dea), DEA));
        }
        if !from.is_empty() || !to.is_empty() {
            let payer = run.options.payer.clone().unwrap_or_default();
            let cycle = credential("recredentialing")
                .set_some("payer_id", payer, "")
                .set("issued", from, LAST_CYCLE)
                .set("expires", to, NEXT_CYCLE);
            drafts.push(cycle);
        }
        run.take(&drafts)?;
    }
    if leaving > 0 {
        let remark = format!(
            "rows that take a provider off the CAQH roster: {leaving}; nothing is changed for them"
        );
        run.report.remarks.push(remark);
    }
    Ok(())
}
