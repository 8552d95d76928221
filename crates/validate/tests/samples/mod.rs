//! Files that other people hold for valid. They are not part of the project: `REMEDI_SAMPLES` names their folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use remedi_claims::{Cutter, in_order};
use remedi_validate::{Checker, Finding, Options, Remittances, Severity};

/// The claims and payments (837, 835) that the manifest calls valid, by their names; `None` without a folder.
fn valid() -> Option<impl Iterator<Item = (String, Vec<u8>)>> {
    let folder = PathBuf::from(std::env::var_os("REMEDI_SAMPLES")?);
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("a manifest");
    let rows = manifest.lines().skip(1).filter_map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let (name, kind, expectation) = (cells[0], cells[3], cells[10]);
        let is_of_use = kind.starts_with("837") || kind == "835";
        (is_of_use && expectation.starts_with("valid")).then(|| name.to_owned())
    });
    let names: Vec<String> = rows.collect();
    Some(names.into_iter().map(move |name| {
        let input = fs::read(folder.join(&name)).expect("a sample");
        (name, input)
    }))
}

fn check(input: &[u8]) -> Vec<Finding> {
    let checker = Checker::new(None, Options::default());
    let (mut all, mut remittances) = (Vec::new(), Remittances::new(&checker));
    in_order(
        Cutter::new(input),
        |batch| checker.check(batch),
        |report| {
            remittances.add(&report);
            all.extend(report.findings);
        },
    );
    all.extend(remittances.end_input().findings);
    all
}

/// Judges the valid samples by some rules. The errors must be those of the exceptions, lines of `rule,sample,why`
/// behind a header: where we find one all the same. One that is no longer found fails, too.
pub fn assert_errors_are_known(is_asked: impl Fn(&Finding) -> bool, exceptions: &str) {
    let Some(samples) = valid() else { return };
    let (mut files, mut found) = (0, BTreeMap::<String, String>::new());
    for (name, input) in samples {
        for finding in check(&input) {
            if finding.severity == Severity::Error && is_asked(&finding) {
                let told = format!("{}: {}", finding.at, finding.message());
                let sample = format!("{},{name}", finding.rule.code);
                found.entry(sample).or_insert(told);
            }
        }
        files += 1;
    }
    assert!(files > 60, "{files}");
    let known: BTreeSet<&str> = exceptions
        .lines()
        .skip(1)
        .map(|line| line.rsplit_once(',').expect("three cells").0)
        .collect();
    let new = found
        .iter()
        .filter(|(sample, _)| !known.contains(&***sample));
    let gone = known.iter().filter(|sample| !found.contains_key(**sample));
    let (new, gone): (Vec<_>, Vec<_>) = (new.collect(), gone.collect());
    assert!(
        new.is_empty() && gone.is_empty(),
        "new: {new:#?}\nno longer found: {gone:#?}"
    );
}
