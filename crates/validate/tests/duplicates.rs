//! Control numbers that are used again, wherever the batches are cut.

use remedi_claims::{Cutter, in_order};
use remedi_validate::{Checker, Example, Options, Summary};

/// What was found, by code and message, and the claims clean and held.
fn checked(inputs: &[&str]) -> (Vec<String>, [u64; 2]) {
    let all = [1, 150, 1 << 20].map(|size| checked_by_batches(inputs, size));
    assert_eq!(all[0], all[2]);
    assert_eq!(all[1], all[2]);
    all.into_iter().next().expect("there are three")
}

fn checked_by_batches(inputs: &[&str], size: usize) -> (Vec<String>, [u64; 2]) {
    let checker = Checker::new(None, Options::default());
    let (mut duplicates, mut summary) = (checker.duplicates(), Summary::default());
    let mut found = Vec::new();
    for (input, name) in inputs.iter().zip(["a.837", "b.837"]) {
        duplicates.start_input(name);
        let error = in_order(
            Cutter::with_size(input.as_bytes(), size),
            |batch| checker.check(batch),
            |mut report| {
                duplicates.add(&mut report);
                found.extend(report.findings.iter().map(|finding| {
                    let (at, message) = (finding.at, finding.message());
                    format!("{} {} {at}: {message}", finding.severity, finding.rule.code)
                }));
                summary.add(&report);
            },
        );
        assert!(error.is_none());
        summary.end_file();
    }
    (found, [summary.clean(), summary.held()])
}

fn usual() -> String {
    Example::usual().to_input()
}

/// The usual interchange, with its only group or set there more often, under these control numbers.
fn repeated(from: &str, to: &str, number: &str, others: &[&str], trailer: &str) -> String {
    let input = usual();
    let place = |text| input.find(text).expect("it is in the input");
    let (start, end) = (place(from), place(to));
    let part = &input[start..end];
    let all: String = others
        .iter()
        .map(|other| part.replace(number, other))
        .collect();
    let count = 1 + others.len();
    let rest = input[end..].replacen(trailer, &trailer.replace('1', &count.to_string()), 1);
    format!("{}{all}{rest}", &input[..end])
}

fn groups(others: &[&str]) -> String {
    repeated("GS*", "IEA*", "*1*X*", others, "IEA*1")
}

fn sets(others: &[&str]) -> String {
    let others: Vec<String> = others.iter().map(|other| format!("*{other}")).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    repeated("ST*", "GE*", "*0001", &others, "GE*1")
}

#[test]
fn sets_of_one_group_have_numbers_of_their_own() {
    assert_eq!(checked(&[&sets(&["0002", "0003"])]), (vec![], [3, 0]));
    let (found, claims) = checked(&[&sets(&["0002", "0001", "0002", "1"])]);
    let told = |number| {
        format!("error SYN-26 ST02: the set control number {number} was used before in this group")
    };
    assert_eq!((found, claims), (vec![told("0001"), told("0002")], [3, 2]));
}

#[test]
fn sets_of_two_groups_may_have_the_same_numbers() {
    let input = groups(&["*2*X*"]).replace("GE*1*1~IEA", "GE*1*2~IEA");
    assert_eq!(checked(&[&input]), (vec![], [2, 0]));
}

#[test]
fn groups_of_one_interchange_have_numbers_of_their_own() {
    let (found, claims) = checked(&[&groups(&["*1*X*"])]);
    let told = "error SYN-25 GS06: the group control number 1 was used before in this interchange";
    assert_eq!((found, claims), (vec![told.to_owned()], [1, 1]));
    // As numbers they are the same.
    let (found, claims) = checked(&[&groups(&["*01*X*"])]);
    assert_eq!((found.len(), claims), (1, [1, 1]));
}

#[test]
fn the_claims_of_an_interchange_that_is_there_twice_are_held_once() {
    let other = usual().replace("000000001", "000000002");
    let (found, claims) = checked(&[&[usual(), usual(), other].concat()]);
    let told = "error SYN-24 ISA13: the interchange control number 000000001 was used before in this input \
                by the same sender";
    assert_eq!((found, claims), (vec![told.to_owned()], [2, 1]));
}

#[test]
fn another_sender_has_numbers_of_its_own() {
    let other = usual().replace("SUBMITTER      ", "ANOTHER        ");
    assert_eq!(checked(&[&(usual() + &other)]), (vec![], [2, 0]));
}

#[test]
fn an_interchange_in_another_input_is_a_warning_that_names_it() {
    let (found, claims) = checked(&[&usual(), &usual()]);
    let told = "warning SYN-24 ISA13: the interchange control number 000000001 was used before in a.837 by the \
                same sender";
    assert_eq!((found, claims), (vec![told.to_owned()], [2, 0]));
}

#[test]
fn what_an_input_that_breaks_off_holds_open_is_held() {
    let input = sets(&["0002"]);
    let input = &input[..input.rfind("SE*").unwrap()];
    let checker = Checker::new(None, Options::default());
    let mut summary = Summary::default();
    let mut cutter = Cutter::with_size(input.as_bytes(), 1);
    let mut batch = remedi_claims::Batch::new();
    while summary.counts.claims < 1 && cutter.next_batch(&mut batch).unwrap() {
        summary.add(&checker.check(&mut batch));
    }
    summary.cut_off();
    summary.end_file();
    assert_eq!((summary.clean(), summary.held()), (0, 1));
    assert_eq!(summary.acknowledged().sets, [0, 0, 1]);
}
