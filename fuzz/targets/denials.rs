//! Payments and claims of any bytes are matched and analysed without a panic, whichever of the claims are read, and
//! alike when the claims were kept in a file.
#![no_main]

use std::sync::LazyLock;

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use remedi_claims::{Batch, Cutter};
use remedi_enrollment::Roster;
use remedi_remit::{
    Mining, Payers, Payments, SentClaims, read_acknowledgements, read_claims, read_claims_asked,
    read_payments,
};
use remedi_validate::{Checker, Options};

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 5, 1).unwrap();

static ROSTER: LazyLock<Roster> = LazyLock::new(|| {
    let practice = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/practice/roster");
    let loaded = Roster::load(practice.as_ref()).expect("a fixture");
    loaded.roster
});

static CHECKER: LazyLock<Checker<'static>> =
    LazyLock::new(|| Checker::new(Some(&ROSTER), Options::default()));

fuzz_target!(|input: &[u8]| {
    let all = sent(input, false);
    let expected = analysed(input, &all);
    let mut kept = Vec::new();
    all.write(&mut kept).expect("memory");
    let kept = SentClaims::read(&*kept).expect("what was written can be read");
    same(&analysed(input, &kept), &expected, "claims that were kept");
    same(
        &scored(input, &kept),
        &scored(input, &all),
        "rules scored by claims that were kept",
    );
    let asked = sent(input, true);
    same(
        &analysed(input, &asked),
        &expected,
        "claims that are asked about",
    );
});

/// Tells where the two part: both at once are too much to read.
fn same(told: &str, expected: &str, which: &str) {
    let mut lines = told.lines().zip(expected.lines()).enumerate();
    let parts = lines.find(|(_, (told, expected))| told != expected);
    assert!(told == expected, "{which}: {parts:?}");
}

/// The claims of the input: all of them judged, or those that payments ask about.
fn sent(input: &[u8], asking: bool) -> SentClaims {
    let mut sent = SentClaims::default();
    let key = sent.key();
    each_batch(input, |batch| {
        sent.acknowledge(read_acknowledgements(batch, key))
    });
    let asked = asking.then(|| payments(input, &sent).asked(&sent));
    let number = sent.input("claims");
    each_batch(input, |batch| {
        sent.add(match &asked {
            Some(asked) => read_claims_asked(batch, &CHECKER, number, key, asked),
            None => read_claims(batch, &CHECKER, number, key),
        });
    });
    sent.end_input(false);
    sent
}

fn payments(input: &[u8], sent: &SentClaims) -> Payments {
    let mut payments = Payments::default();
    each_batch(input, |batch| {
        payments.add(read_payments(batch, 0, sent.key()))
    });
    payments
}

fn each_batch(input: &[u8], mut take: impl FnMut(&mut Batch)) {
    let (mut cutter, mut batch) = (Cutter::with_size(input, 1000), Batch::new());
    // What can't be read on is told by the target of claims.
    while let Ok(true) = cutter.next_batch(&mut batch) {
        take(&mut batch);
    }
}

/// All that an analysis tells of denials.
fn analysed(input: &[u8], sent: &SentClaims) -> String {
    let payers = Payers::of(&ROSTER);
    let analysis = payments(input, sent).analyse(sent, &payers);
    let denials: Vec<_> = analysis.denials().collect();
    let histories: Vec<_> = analysis.histories().collect();
    let told = (
        analysis.summary(),
        analysis.worklist(DAY, Some(&ROSTER)),
        analysis.faults(),
    );
    format!("{told:#?} {denials:#?} {histories:#?}")
}

/// What an analysis tells of rules, for which all claims must have been judged.
fn scored(input: &[u8], sent: &SentClaims) -> String {
    let payers = Payers::of(&ROSTER);
    let analysis = payments(input, sent).analyse(sent, &payers);
    let told = (analysis.backtest(), analysis.proposals(&Mining::default()));
    format!("{told:#?}")
}
