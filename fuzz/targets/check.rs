//! Claims of any bytes are judged, acknowledged and split without a panic, and alike in batches of any size.
#![no_main]

use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveTime};
use libfuzzer_sys::fuzz_target;
use remedi_claims::{Batch, Cutter};
use remedi_enrollment::Roster;
use remedi_validate::acks::{Accepted, AckOptions, Acknowledger};
use remedi_validate::split::{Entry, Side, Sink, Splitter};
use remedi_validate::{Checker, Finding, Options, Summary};

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 5, 1).unwrap();

static ROSTER: LazyLock<Roster> = LazyLock::new(|| {
    let practice = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/practice/roster");
    let loaded = Roster::load(practice.as_ref()).expect("a fixture");
    loaded.roster
});

/// With all that can be asked for.
static WITH_GUIDES: LazyLock<Checker<'static>> = LazyLock::new(|| checker(true));

/// Without the guides, some of whose faults depend on where a batch ends.
static CHECKER: LazyLock<Checker<'static>> = LazyLock::new(|| checker(false));

fn checker(guides: bool) -> Checker<'static> {
    let options = Options {
        as_of: Some(DAY),
        excerpts: true,
        guides,
        acks: guides,
        split: true,
        ..Options::default()
    };
    Checker::new(Some(&ROSTER), options)
}

fuzz_target!(|input: &[u8]| {
    let (found, _) = judged(input, &WITH_GUIDES, 1000);
    // Of what kind claims of an unknown version are, and what segments at wrong places belong to, is told by the batch.
    const UNSURE: [&str; 3] = ["SYN-27 ", "GDE-16 ", "GDE-02 "];
    let is_unsure = |found: &String| UNSURE.iter().any(|code| found.starts_with(code));
    if found.iter().any(is_unsure) {
        return;
    }
    let whole = judged(input, &CHECKER, Cutter::<&[u8]>::USUAL_SIZE);
    let each = judged(input, &CHECKER, 1);
    let only = |some: &[String], other: &[String]| {
        let own = some.iter().filter(|found| !other.contains(found));
        own.cloned().collect::<Vec<_>>()
    };
    let differing = [only(&whole.0, &each.0), only(&each.0, &whole.0)];
    assert!(whole.0 == each.0, "{differing:#?}");
    let texts = |files: &[Vec<u8>]| -> Vec<String> {
        let texts = files.iter().map(|own| String::from_utf8_lossy(own));
        texts.map(|text| text.into_owned()).collect()
    };
    assert_eq!(texts(&whole.1), texts(&each.1));
});

/// What is found, and what is split.
fn judged(input: &[u8], checker: &Checker<'_>, size: usize) -> (Vec<String>, Vec<Vec<u8>>) {
    let (mut cutter, mut batch) = (Cutter::with_size(input, size), Batch::new());
    let mut summary = Summary::default();
    let mut acknowledger = Acknowledger::new(AckOptions {
        as_of: DAY,
        time: NaiveTime::MIN,
        control_number: 1,
        accepted: Accepted::IntoAdjudication,
    });
    let (mut splitter, mut sides) = (Splitter::default(), Sides::default());
    let mut found = Vec::new();
    loop {
        match cutter.next_batch(&mut batch) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                found.push(format!("{error:?}"));
                acknowledger.cut_off().expect("memory");
                splitter.cut_off();
                summary.cut_off();
                break;
            }
        }
        let report = checker.check(&mut batch);
        summary.add(&report);
        acknowledger.add(&report).expect("memory");
        splitter.add(&report, &mut sides).expect("memory");
        let own = report.findings.iter();
        // What is shown around a fault may end where a batch does.
        found.extend(own.map(|finding| {
            let Finding {
                rule,
                severity,
                at,
                subject,
                ..
            } = finding;
            let message = finding.message();
            format!("{} {severity:?} {at:?} {subject:?} {message}", rule.code)
        }));
    }
    summary.end_file();
    found.sort_unstable();
    found.push(format!("{} {}", summary.held(), summary.clean()));
    for mut answer in acknowledger.end_input().expect("memory") {
        answer.copy_to(&mut std::io::sink()).expect("memory");
    }
    splitter.end_input(&mut sides).expect("memory");
    (found, sides.0)
}

#[derive(Default)]
struct Sides(Vec<Vec<u8>>);

impl Sink for Sides {
    fn write(&mut self, side: Side, bytes: &[u8]) -> std::io::Result<()> {
        self.0.resize(2, Vec::new());
        self.0[side as usize].extend(bytes);
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'_>) -> std::io::Result<()> {
        self.0.push(format!("{entry:?}").into_bytes());
        Ok(())
    }
}
