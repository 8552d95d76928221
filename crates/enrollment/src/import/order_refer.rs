//! The order and referring list: for what a provider may order or refer under Medicare.
//!
//! It becomes the column `order_refer` of `providers.csv`: `PARTB|DME|HHA|PMD|HOSPICE`, as far as the list says yes,
//! or `NONE`. Source: Order and Referring (data.cms.gov).

use std::io::Read;

use super::Run;
use super::columns::RosterFile;
use super::draft::Draft;
use super::report::{ImportError, Reason};
use super::sheet::Sheet;

const NPI: &str = "NPI";
/// For nothing.
const NONE: &str = "NONE";
const KINDS: [&str; 5] = ["PARTB", "DME", "HHA", "PMD", "HOSPICE"];

pub(super) fn read(input: impl Read, run: &mut Run<'_>) -> Result<(), ImportError> {
    let file = run.file.clone();
    let mut sheet = Sheet::open(input, &file, "an order and referring list", b',', 1)?;
    let [npi, part_b, dme, hha, pmd] = sheet.columns([NPI, "PARTB", "DME", "HHA", "PMD"])?;
    // Older lists do not have it.
    let places = [part_b, dme, hha, pmd, sheet.column("HOSPICE")];
    'rows: while sheet.next(run)? {
        let number = sheet.cell(npi).into_owned();
        if !run.wants(&number, NPI) {
            continue;
        }
        run.held.orders.insert(number.clone());
        let mut may = Vec::new();
        for (kind, place) in KINDS.into_iter().zip(places) {
            match &*sheet.cell(place) {
                "Y" | "y" => may.push(kind),
                "N" | "n" | "" => {}
                other => {
                    run.refuse(kind, Reason::UnknownWord, other);
                    continue 'rows;
                }
            }
        }
        let may = match may[..] {
            [] => NONE.to_owned(),
            _ => may.join("|"),
        };
        let draft = Draft::new(RosterFile::Providers)
            .set("npi", number, NPI)
            .set("order_refer", may, KINDS[0]);
        run.take(&[draft])?;
    }
    Ok(())
}

/// Tells who may order by the roster and is on none of the lists.
pub(super) fn finish(run: &mut Run<'_>) {
    let listed = std::mem::take(&mut run.held.orders);
    let gone = run.missing(&listed, |folder, row| {
        let may = folder.cell(RosterFile::Providers, row, "order_refer");
        !matches!(may, "" | NONE)
    });
    for npi in gone {
        let remark =
            format!("NPI {npi} may order and refer by the roster, and is not on this list");
        run.report.remarks.push(remark);
    }
}
