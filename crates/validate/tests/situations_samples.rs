//! Claims that other people hold for valid have no error of balance, of situations or of services (SNIP types 3, 4, 6).
//! The samples are not part of the project: `REMEDI_SAMPLES` names their folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use remedi_claims::{Cutter, in_order};
use remedi_validate::{Checker, Options, Remittances, Severity};

/// Where we find an error all the same, and why. An entry that is no longer true fails.
const EXCEPTIONS: &str = include_str!("situations_samples.csv");

#[test]
fn valid_samples_have_no_error_of_balance_situation_or_service() {
    let Some(samples) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let folder = Path::new(&samples);
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("a manifest");
    let (mut files, mut found) = (0, BTreeSet::new());
    for row in manifest.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let is_of_use = cells[3].starts_with("837") || cells[3] == "835";
        if !is_of_use || !cells[10].starts_with("valid") {
            continue;
        }
        let input = fs::read(folder.join(cells[0])).expect("a sample");
        let checker = Checker::new(None, Options::default());
        let (mut all, mut remittances) = (Vec::new(), Remittances::new(&checker));
        in_order(
            Cutter::new(&input[..]),
            |batch| checker.check(batch),
            |report| {
                remittances.add(&report);
                all.extend(report.findings);
            },
        );
        all.extend(remittances.end_input().findings);
        let of_types = |finding: &&remedi_validate::Finding| {
            finding.severity == Severity::Error && matches!(finding.rule.snip(), Some(3 | 4 | 6))
        };
        for finding in all.iter().filter(of_types) {
            found.insert(format!("{},{}", finding.rule.code, cells[0]));
        }
        files += 1;
    }
    let known: BTreeSet<String> = EXCEPTIONS
        .lines()
        .skip(1)
        .filter_map(|line| Some(line.rsplit_once(',')?.0.to_owned()))
        .collect();
    assert!(files > 60, "{files}");
    assert_eq!(found, known);
}
