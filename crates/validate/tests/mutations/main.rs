//! Breaks valid files in one place each, and asks whether the fault is found there.
//!
//! Each fixture of `fixtures/guides` has no error of syntax or guide (SNIP types 1 and 2). What
//! `known` says of them, `kinds` turns into files with a single fault; a thousand are taken
//! by a seed. A fault is found when an error is told at the line where it shows, or at the next
//! one, and when no more than three others follow from it.

mod kinds;
mod known;

use std::collections::BTreeMap;

use kinds::{Fault, File, KINDS, Kind};
use remedi_claims::{Batch, Cutter};
use remedi_validate::{Checker, Finding, Options, Severity};

/// Faults that most receivers read over are told as warnings.
const WARNINGS: [&str; 4] = ["GDE-18", "SYN-09", "SYN-30", "SYN-31"];
const SEED: u64 = 0x5EED_2025;
const MUTANTS: usize = 1_000;
/// So many of them of 4010, a version that few still send.
const FORMER_MUTANTS: usize = 300;
/// What can't be found in 4010: it knows no repetitions, and GS04 is not judged.
const NOT_IN_FORMER: [&str; 3] = [
    "repetitions in an element that does not repeat",
    "repetition separator that is none (ISA11)",
    "group header (GS)",
];
/// So many findings may follow from one fault.
const MOST_FOLLOWING: usize = 3;

/// Numbers that look random and are the same every time (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

fn checker() -> Checker<'static> {
    let options = Options {
        // Acknowledgements ask for the guide rules, whatever else is asked for.
        acks: true,
        ..Options::default()
    };
    Checker::new(None, options)
}

/// What is told of syntax, guide and envelope.
fn told(checker: &Checker<'_>, lines: &[String]) -> Vec<Finding> {
    let input: String = lines.iter().map(|line| format!("{line}~\n")).collect();
    let (mut cutter, mut batch) = (Cutter::new(input.as_bytes()), Batch::new());
    let mut findings = Vec::new();
    while cutter.next_batch(&mut batch).expect("memory can be read") {
        findings.extend(checker.check(&mut batch).findings);
    }
    findings.retain(|finding| ["syntax", "guide", "envelope"].contains(&finding.rule.family()));
    findings
}

/// The line that a finding is at.
fn line_of(finding: &Finding, lines: &[String]) -> usize {
    let mut start = 0;
    let starts = lines.iter().map(|line| {
        let own = start;
        start += line.len() as u64 + 2;
        own
    });
    let starts: Vec<u64> = starts.collect();
    starts.partition_point(|&start| start <= finding.at.place.byte) - 1
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Found,
    NotFound,
    FoundElsewhere,
    NotAnError,
    OtherRule,
    TooManyFollow,
}

fn outcome(kind: &Kind, fault: &Fault, lines: &[String], findings: &[Finding]) -> Outcome {
    if findings.is_empty() {
        return Outcome::NotFound;
    }
    let is_there = |finding: &&Finding| {
        let line = line_of(finding, lines);
        fault.at.iter().any(|&at| line == at || line == at + 1)
    };
    let mut there = findings.iter().filter(is_there).peekable();
    if there.peek().is_none() {
        return Outcome::FoundElsewhere;
    }
    let is_graded = |finding: &&Finding| {
        finding.severity == Severity::Error || WARNINGS.contains(&finding.rule.code)
    };
    let mut errors = there.filter(is_graded).peekable();
    if errors.peek().is_none() {
        return Outcome::NotAnError;
    }
    if !errors.any(|error| kind.rules.is_empty() || kind.rules.contains(&error.rule.code)) {
        return Outcome::OtherRule;
    }
    match findings.len() <= 1 + MOST_FOLLOWING {
        true => Outcome::Found,
        false => Outcome::TooManyFollow,
    }
}

fn files() -> Vec<File> {
    known::ALL.map(File::new).into_iter().collect()
}

#[test]
fn fixtures_have_no_error() {
    let checker = checker();
    for file in files().into_iter().chain([File::new(&known::FORMER)]) {
        let lines: Vec<String> = file.lines.iter().map(|&line| line.to_owned()).collect();
        let findings = told(&checker, &lines);
        let found: Vec<String> = findings
            .iter()
            .map(|one| format!("{} {}", one.rule.code, lines[line_of(one, &lines)]))
            .collect();
        assert!(found.is_empty(), "{}: {found:#?}", file.known.name);
    }
}

#[test]
fn every_kind_of_fault_is_possible() {
    assert!(KINDS.len() >= 40);
    let files = files();
    for kind in KINDS {
        let faults = files.iter().map(|file| (kind.faults)(file).len());
        assert!(faults.sum::<usize>() > 0, "{}", kind.name);
    }
}

#[test]
fn a_single_fault_is_found_where_it_is() {
    let kinds: Vec<&Kind> = KINDS.iter().collect();
    find(&files(), &kinds, MUTANTS);
}

#[test]
fn a_single_fault_in_4010_is_found_where_it_is() {
    let file = [File::new(&known::FORMER)];
    let kinds = KINDS.iter().filter(|kind| {
        let is_possible = !(kind.faults)(&file[0]).is_empty();
        is_possible && !NOT_IN_FORMER.contains(&kind.name)
    });
    let kinds: Vec<&Kind> = kinds.collect();
    assert!(kinds.len() >= 30, "{}", kinds.len());
    find(&file, &kinds, FORMER_MUTANTS);
}

/// Breaks files in so many ways, a kind after the other, and asks that each fault is found.
fn find(files: &[File], kinds: &[&Kind], mutants: usize) {
    let checker = checker();
    let all: Vec<Vec<(&File, Vec<Fault>)>> = kinds
        .iter()
        .map(|kind| {
            let own = files.iter().map(|file| {
                let mut faults = (kind.faults)(file);
                // What stands there already is no fault.
                faults.retain(|fault| fault.apply(file) != file.lines);
                (file, faults)
            });
            own.filter(|(_, faults)| !faults.is_empty()).collect()
        })
        .collect();
    let mut random = Random(SEED);
    let mut table: BTreeMap<(&str, Outcome), (usize, String)> = BTreeMap::new();
    let mut failed = 0;
    for number in 0..mutants {
        let index = number % kinds.len();
        let (kind, own) = (kinds[index], &all[index]);
        let (file, faults) = &own[random.below(own.len())];
        let fault = &faults[random.below(faults.len())];
        let lines = fault.apply(file);
        let findings = told(&checker, &lines);
        let outcome = outcome(kind, fault, &lines, &findings);
        failed += usize::from(outcome != Outcome::Found);
        let (count, example) = table.entry((kind.name, outcome)).or_default();
        *count += 1;
        if *count == 1 {
            let at = fault.at[0];
            let near: Vec<&str> = lines[at.saturating_sub(1)..]
                .iter()
                .take(3)
                .map(String::as_str)
                .collect();
            let found: Vec<String> = findings
                .iter()
                .take(8)
                .map(|one| {
                    let line = line_of(one, &lines);
                    format!("{} line {line} {}", one.rule.code, one.at)
                })
                .collect();
            *example = format!("{} line {at} {near:?}: {found:?}", file.known.name);
        }
    }
    let rows = table.iter().map(|((kind, outcome), (count, example))| {
        let example = match outcome {
            Outcome::Found => "",
            _ => example,
        };
        format!("{count:4} {outcome:?} | {kind} | {example}\n")
    });
    assert!(
        failed == 0,
        "{failed} of {mutants}:\n{}",
        rows.collect::<String>()
    );
}
