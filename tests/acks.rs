//! `remedi check --acks` as users and scripts see it, and what it writes read back.

#![allow(clippy::unwrap_used, reason = "a test ends where it can't go on")]

mod run;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use remedi_claims::{Batch, Cutter};
use run::remedi;

const MIXED: &str = "fixtures/acks/mixed.837";
const DAY: [&str; 2] = ["--as-of", "2025-02-01"];

/// One clean set, from the fixture.
fn accepted() -> String {
    let mixed = String::from_utf8(run::fixture("practice/claims-2025-03.837")).unwrap();
    let first = mixed.find("CLM*").unwrap();
    let second = first + mixed[first + 1..].find("HL*").unwrap() + 1;
    let start = mixed.find("ST*837").unwrap();
    let end = mixed.find("SE*").unwrap();
    let body = &mixed[start..second];
    let separator = mixed.as_bytes()[105] as char;
    let segments = body.matches(separator).count() + 1;
    let control = body.split('*').nth(2).unwrap();
    let rest = &mixed[end..];
    let after = rest.find("GE*").unwrap();
    let gap = &rest[rest.find(separator).unwrap()..after];
    format!(
        "{}{body}SE*{segments}*{control}{gap}{}",
        &mixed[..start],
        &rest[after..]
    )
}

/// A folder with inputs and, after a check, acknowledgements.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new(inputs: &[(&str, &[u8])]) -> Case {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in inputs {
            let path = folder.path().join("in").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Case { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn check(&self, more: &[&str]) -> run::Ran {
        let (input, acks) = (self.path("in"), self.path("acks"));
        let (input, acks) = (input.to_str().unwrap(), acks.to_str().unwrap());
        let arguments = ["check", "-q", input, "--acks", acks];
        remedi([&arguments[..], &DAY, more].concat())
    }

    /// The names of what was written.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("acks")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path("acks").join(name)).unwrap()
    }

    /// The first line of `remedi show` below the name of the file.
    fn verdict(&self, name: &str) -> String {
        let ran = remedi(["show".as_ref(), self.path("acks").join(name).as_os_str()]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.out.lines().nth(1).unwrap().to_owned()
    }

    /// Reads all that was written: neither its envelope nor a segment is at fault.
    fn read_without_fault(&self) {
        for name in self.names() {
            let text = self.text(&name);
            let (mut cutter, mut batch) = (Cutter::new(text.as_bytes()), Batch::new());
            let mut segments = 0;
            while cutter.next_batch(&mut batch).unwrap() {
                batch.walk();
                assert_eq!(batch.faults(), [], "{name}: {text}");
                assert_eq!(batch.guide_faults(), [], "{name}: {text}");
                segments += batch.segment_count();
            }
            assert!(segments > 2, "{name}: {text}");
        }
    }
}

/// What became of a level: accepted, with errors, in part, rejected, as far as it has these.
fn sums(ran: &run::Ran, level: &str) -> Vec<u64> {
    let summary = ran.summary();
    let level = &summary["acknowledged"][level];
    let words = ["accepted", "with_errors", "partial", "rejected"];
    words
        .iter()
        .filter_map(|word| level[word].as_u64())
        .collect()
}

#[test]
fn what_is_clean_is_accepted() {
    let case = Case::new(&[("a.837", accepted().as_bytes())]);
    let ran = case.check(&["--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(case.names(), ["a.277ca", "a.999"]);
    case.read_without_fault();
    assert!(
        case.verdict("a.999")
            .ends_with("1 of 1 sets accepted; 1 set accepted")
    );
    assert!(
        case.verdict("a.277ca")
            .starts_with("1 claim accepted with $")
    );
    assert_eq!(sums(&ran, "interchanges"), [1, 0, 0]);
    assert_eq!(sums(&ran, "groups"), [1, 0, 0, 0]);
    assert_eq!(
        (sums(&ran, "sets"), sums(&ran, "claims")),
        (vec![1, 0, 0], vec![1, 0])
    );
}

#[test]
fn a_header_of_another_width_is_accepted_with_errors() {
    let input = accepted().replacen("*00*          *", "*00**", 1);
    let case = Case::new(&[("a.837", input.as_bytes())]);
    let ran = case.check(&["--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(case.names(), ["a.277ca", "a.999", "a.ta1"]);
    case.read_without_fault();
    assert!(
        case.verdict("a.ta1")
            .ends_with("accepted with errors (content is invalid)")
    );
    assert_eq!(sums(&ran, "interchanges"), [0, 1, 0]);
}

#[test]
fn some_sets_are_accepted_and_some_claims_refused() {
    let case = Case::new(&[("mixed.837", &run::fixture("acks/mixed.837"))]);
    let ran = case.check(&["--format", "json"]);
    assert_eq!(ran.code, 1);
    // As reviewed, but that fixtures have a line for each segment.
    for name in case.names() {
        let reviewed = fs::read_to_string(run::root().join("fixtures/acks").join(&name)).unwrap();
        assert_eq!(case.text(&name).replace('~', "~\n"), reviewed, "{name}");
    }
    case.read_without_fault();
    assert_eq!(
        case.verdict("mixed.999"),
        "set 0002 rejected: 1 error in claim NOT-ANSWERED; group 41 accepted in part: 1 of 2 sets accepted; \
         1 set accepted"
    );
    let claims = case.verdict("mixed.277ca");
    assert!(claims.contains("2 claims refused with $225.50"), "{claims}");
    assert!(
        claims.contains("claim REFUSED-WHOLE A7:249 (rejected"),
        "{claims}"
    );
    assert_eq!(
        (sums(&ran, "sets"), sums(&ran, "claims")),
        (vec![1, 0, 1], vec![1, 3])
    );
}

#[test]
fn the_sums_tell_each_level_in_words() {
    let ran = remedi(["check", "-q", MIXED]);
    let told = "1 interchange accepted; 1 group accepted in part; 2 sets: 1 accepted, 1 rejected; \
                4 claims: 1 accepted, 3 rejected";
    assert!(ran.out.lines().any(|line| line == told), "{}", ran.out);
}

#[test]
fn clean_claims_that_go_down_with_their_interchange_are_told_apart() {
    let input = accepted();
    let end = input.find("IEA*1*").unwrap();
    let wrong = format!("{}IEA*3*{}", &input[..end], &input[end + 6..]);
    let told = |text: &str| {
        let case = Case::new(&[("a.837", text.as_bytes())]);
        case.check(&[]).out
    };
    let apart = "1 clean claim is rejected with its set, group or interchange as sent, and can go as --split writes it";
    let said = told(&wrong);
    assert!(
        said.contains("1 clean, 0 held") && said.contains(apart),
        "{said}"
    );
    let said = told(&input);
    assert!(
        said.contains("1 clean, 0 held") && !said.contains("--split"),
        "{said}"
    );
    // A header at fault holds the claim.
    let said = told(&input.replacen("*00501*", "*00599*", 1));
    assert!(
        said.contains("0 clean, 1 held") && !said.contains("--split"),
        "{said}"
    );
}

#[test]
fn acknowledgements_do_not_go_without_the_guide() {
    let input = accepted();
    let case = Case::new(&[("a.837", input.as_bytes())]);
    let ran = case.check(&["--no-guide"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("'--no-guide' cannot be used with '--acks <DIR>'")
            || ran
                .err
                .contains("'--acks <DIR>' cannot be used with '--no-guide'"),
        "{}",
        ran.err
    );
    assert!(!case.path("acks").exists());
}

#[test]
fn a_set_that_is_cut_off_is_rejected() {
    let whole = accepted();
    let cut = &whole.as_bytes()[..whole.find("SE*").unwrap()];
    let case = Case::new(&[("a.837", cut)]);
    assert_eq!(case.check(&[]).code, 1);
    assert_eq!(case.names(), ["a.999", "a.ta1"]);
    case.read_without_fault();
    assert!(
        case.verdict("a.999")
            .starts_with("set 0001 rejected: trailer is missing")
    );
    assert!(
        case.verdict("a.ta1")
            .contains("rejected (file ends too early)")
    );
}

#[test]
fn an_unknown_version_is_rejected_and_told() {
    let input = accepted();
    let version = input.find("005010X222A1").unwrap();
    let input = [&input[..version], "005010X999", &input[version + 12..]].concat();
    let case = Case::new(&[("a.837", input.as_bytes())]);
    let ran = case.check(&["--format", "json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json()[0]["rule"], "SYN-27");
    assert_eq!(
        (ran.summary()["held"].clone(), sums(&ran, "groups")),
        (1.into(), vec![0, 0, 0, 1])
    );
    assert_eq!(case.names(), ["a.999"]);
    assert!(
        case.verdict("a.999")
            .contains("rejected (version of the group is not supported)")
    );
}

#[test]
fn claims_of_4010_are_answered_by_a_997() {
    let input = accepted().replace("005010X222A1", "004010X098A1");
    let input = input.replacen("*00501*", "*00401*", 1);
    let case = Case::new(&[("a.837", input.as_bytes())]);
    assert_eq!(case.check(&[]).code, 0);
    assert_eq!(case.names(), ["a.997"]);
    case.read_without_fault();
    assert!(
        case.verdict("a.997")
            .ends_with("1 of 1 sets accepted; 1 set accepted")
    );
    assert!(case.text("a.997").contains("*00401*"));
}

#[test]
fn flags_say_how_it_is_answered() {
    let case = Case::new(&[("a.837", accepted().as_bytes())]);
    case.check(&["--control-number", "4711", "--accepted", "a0"]);
    assert!(case.text("a.999").contains("*000004711*0*"));
    assert!(case.text("a.277ca").contains("*000004712*0*"));
    assert!(case.text("a.277ca").contains("STC*A0:16"));
    assert!(case.text("a.277ca").contains("*250201*0000*"));
    for wrong in [["--control-number", "0"], ["--accepted", "a3"]] {
        assert_eq!(case.check(&wrong).code, 2, "{wrong:?}");
    }
    assert_eq!(remedi(["check", MIXED, "--accepted", "a1"]).code, 2);
}

#[test]
fn each_input_has_files_of_its_own() {
    let one = accepted();
    let other = one.replace(&one[90..99], "000000999");
    let case = Case::new(&[("a/x.837", one.as_bytes()), ("b/x.837", other.as_bytes())]);
    let ran = case.check(&["--format", "json"]);
    assert_eq!(
        case.names(),
        ["x-2.277ca", "x-2.999", "x.277ca", "x.999"],
        "{}",
        ran.out
    );
    let acks = case.path("acks");
    let arguments = ["check", "-", "--acks", acks.to_str().unwrap()];
    run::remedi_reading(one.as_bytes(), arguments);
    assert!(case.names().contains(&"stdin.999".to_owned()));
}

#[test]
fn the_same_interchange_in_two_inputs_is_a_warning_that_names_the_first() {
    let input = accepted();
    let case = Case::new(&[("a.837", input.as_bytes()), ("b.837", input.as_bytes())]);
    let ran = case.check(&["--format", "json"]);
    assert_eq!(ran.code, 0);
    let finding = &ran.json()[0];
    assert_eq!(
        (&finding["rule"], &finding["severity"]),
        (&"SYN-24".into(), &"warning".into())
    );
    assert!(
        finding["message"].as_str().unwrap().contains("a.837"),
        "{finding}"
    );
    assert!(
        finding["file"].as_str().unwrap().ends_with("b.837"),
        "{finding}"
    );
    assert!(
        case.verdict("b.ta1")
            .ends_with("accepted with errors (control number was used before)")
    );
}

#[test]
fn the_same_interchange_twice_in_one_input_is_held() {
    let input = accepted().repeat(2);
    let case = Case::new(&[("a.837", input.as_bytes())]);
    for format in ["json", "human"] {
        let ran = case.check(&["--format", format]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains("SYN-24"), "{}", ran.out);
    }
    let summary = case.check(&["--format", "json"]).summary();
    assert_eq!(
        (&summary["clean"], &summary["held"]),
        (&1.into(), &1.into())
    );
    assert!(case.text("a.ta1").contains("*R*025"));
}

/// A gzip file of these bytes, cut off before its end.
fn cut_gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::none());
    gzip.write_all(bytes).unwrap();
    let whole = gzip.finish().unwrap();
    whole[..whole.len() * 2 / 3].to_vec()
}

#[test]
fn a_gzip_file_that_breaks_off_is_not_accepted_and_its_claims_are_held() {
    let case = Case::new(&[(
        "a.837.gz",
        &cut_gzip(&run::fixture("practice/claims-2025-03.837")),
    )]);
    let ran = case.check(&["--format", "json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("a.837.gz"), "{}", ran.err);
    let summary = ran.summary();
    assert_eq!(summary["clean"], 0, "{summary}");
    assert_eq!(
        (sums(&ran, "sets"), sums(&ran, "interchanges")),
        (vec![0, 0, 1], vec![0, 0, 1])
    );
    assert_eq!(case.names(), ["a.999", "a.ta1"]);
    case.read_without_fault();
    assert!(
        case.verdict("a.ta1")
            .contains("rejected (file ends too early)")
    );
}

#[test]
fn what_cannot_be_written_ends_the_run_with_two_and_leaves_nothing_half() {
    let case = Case::new(&[("a.837", accepted().as_bytes())]);
    fs::write(case.path("acks"), "a file").unwrap();
    let ran = case.check(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("can't be written"), "{}", ran.err);
    fs::remove_file(case.path("acks")).unwrap();
    fs::create_dir_all(case.path("acks/a.277ca")).unwrap();
    let ran = case.check(&[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("a.277ca: can't be written: a folder stands there"),
        "{}",
        ran.err
    );
    assert_eq!(case.names(), ["a.277ca"]);
}

#[test]
fn acknowledgements_tell_the_same_whatever_the_number_of_threads() {
    // The set is rejected for a claim with a wrong qualifier.
    let practice = String::from_utf8(run::fixture("practice/claims-2025-03.837")).unwrap();
    let practice = practice.replace("11:A:1", "11:B:1");
    let case = Case::new(&[("a.837", practice.as_bytes())]);
    case.check(&["--threads", "1"]);
    let one: Vec<_> = case.names().iter().map(|name| case.text(name)).collect();
    case.check(&["--threads", "4"]);
    let four: Vec<_> = case.names().iter().map(|name| case.text(name)).collect();
    assert_eq!(one, four);
    assert!(Path::new(&case.path("acks/a.277ca")).exists());
}

#[test]
fn answers_of_an_earlier_run_do_not_stand_beside_new_ones() {
    let case = Case::new(&[("a.837", accepted().as_bytes())]);
    assert_eq!(case.check(&[]).code, 0);
    assert_eq!(case.names(), ["a.277ca", "a.999"]);
    let others = ["a.ta1", "a.997", "b.277ca"];
    for name in others {
        fs::write(case.path("acks").join(name), "of another day").unwrap();
    }
    // The set is no longer accepted, so that no claim is answered.
    let cut = accepted().replace("\nSE*", "\nSX*");
    fs::write(case.path("in/a.837"), cut.replace("~SE*", "~SX*")).unwrap();
    assert_eq!(case.check(&[]).code, 1);
    assert_eq!(case.names(), ["a.999", "b.277ca"]);
}
