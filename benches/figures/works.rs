//! The pieces of work that are measured, each on one thread with its input in memory.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use remedi_claims::{Batch, Cutter};
use remedi_enrollment::Roster;
use remedi_remit::{Analysis, IdKey, Payers, Payments, SentClaims, read_claims, read_payments};
use remedi_validate::rules::ALL;
use remedi_validate::{Checker, Grade, Options, Rule, Summary};
use remedi_x12::{Positions, SliceReader, StreamReader, Token};

use crate::views::{touch_claim, touch_payment};

/// A piece of work by what stands in the tables, and the file that it goes through.
#[derive(Clone, Copy)]
pub struct Work {
    pub name: &'static str,
    pub file: &'static str,
    prepare: fn(Vec<u8>, &Path) -> Prepared,
}

/// Work that is ready to be done, as often as it is wanted.
pub type Prepared = Box<dyn FnMut() -> u64>;

pub const INDEX: Work = Work {
    name: "terminator index",
    file: "claims.837",
    prepare: |file, _| {
        Box::new(move || {
            let mut terminators = Positions::default();
            let chunks = file.chunks(Positions::CHUNK);
            chunks
                .map(|own| terminators.of(b'~', own).len() as u64)
                .sum()
        })
    },
};

pub const WALK: Work = Work {
    name: "segment walk with dispatch, slice",
    file: "claims.837",
    prepare: |file, _| {
        Box::new(move || {
            let (mut reader, mut sum) = (SliceReader::new(&file), 0);
            while let Some(token) = reader.next_token().unwrap() {
                sum += dispatch(&token);
            }
            sum
        })
    },
};

pub const WALK_STREAM: Work = Work {
    name: "segment walk with dispatch, stream",
    file: "claims.837",
    prepare: |file, _| {
        Box::new(move || {
            let (mut reader, mut sum) = (StreamReader::new(file.as_slice()), 0);
            while let Some(token) = reader.next_token().unwrap() {
                sum += dispatch(&token);
            }
            sum
        })
    },
};

pub const CUT: Work = Work {
    name: "claims cut into segments and batches",
    file: "claims.837",
    prepare: |file, _| {
        Box::new(move || {
            let (mut cutter, mut batch, mut sum) = (Cutter::new(file.as_slice()), Batch::new(), 0);
            while cutter.next_batch(&mut batch).unwrap() {
                sum += u64::from(batch.segment_count());
            }
            sum
        })
    },
};

pub const LOOPS: Work = Work {
    name: "cut, and the loop of each segment found",
    file: "claims.837",
    prepare: |file, _| Box::new(move || each_batch(&file, |batch| batch.claims().len())),
};

pub const GUIDES: Work = Work {
    name: "cut, loops, and judged by the guides",
    file: "claims.837",
    prepare: |file, _| Box::new(move || each_batch(&file, |batch| batch.guide_faults().len())),
};

pub const FACTS: Work = Work {
    name: "cut, loops, claims read and the roster asked, 10,000 rows",
    file: "claims.837",
    prepare: |file, folder| checking(file, folder, "roster-10k", without(|_| true)),
};

pub const CLAIM_VIEWS: Work = Work {
    name: "claim views, everything touched",
    file: "claims.837",
    prepare: |file, _| {
        Box::new(move || each_batch(&file, |batch| batch.claims().map(touch_claim).sum()))
    },
};

pub const PAYMENT_VIEWS: Work = Work {
    name: "payment views, everything touched",
    file: "remits.835",
    prepare: |file, _| {
        Box::new(move || each_batch(&file, |batch| batch.payments().map(touch_payment).sum()))
    },
};

pub const CHECK_SOME: Work = Work {
    name: "check, places of service and enrollment, 10,000 rows",
    file: "claims.837",
    prepare: |file, folder| checking(file, folder, "roster-10k", some()),
};

pub const CHECK_MILLION: Work = Work {
    name: "check, places of service and enrollment, 1,000,000 rows",
    file: "claims-many.837",
    prepare: |file, folder| checking(file, folder, "roster-1m", some()),
};

pub const CHECK_ALL: Work = Work {
    name: "check, everything, 10,000 rows",
    file: "claims.837",
    prepare: |file, folder| {
        let options = Options {
            guides: true,
            ..Options::default()
        };
        checking(file, folder, "roster-10k", options)
    },
};

pub const PAYMENTS: Work = Work {
    name: "payments cut and read",
    file: "remits.835",
    prepare: |file, _| {
        let key = SentClaims::default().key();
        Box::new(move || payments(&file, key).len() as u64)
    },
};

pub const ANALYSED: Work = Work {
    name: "payments cut, read, matched and put to accounts",
    file: "remits.835",
    prepare: |file, folder| analysing(file, folder, |analysis| analysis.faults().len() as u64),
};

pub const DENIALS: Work = Work {
    name: "denials, payments read, matched, analysed and summed up",
    file: "remits.835",
    prepare: |file, folder| analysing(file, folder, |analysis| analysis.summary().payments),
};

/// All of them, in the order of the tables.
pub const ALL_WORKS: [Work; 15] = [
    INDEX,
    WALK,
    WALK_STREAM,
    CUT,
    LOOPS,
    GUIDES,
    FACTS,
    CLAIM_VIEWS,
    PAYMENT_VIEWS,
    CHECK_SOME,
    CHECK_MILLION,
    CHECK_ALL,
    PAYMENTS,
    ANALYSED,
    DENIALS,
];

impl Work {
    /// The work on the files of a folder, ready to be measured, and how many bytes it goes through.
    pub fn prepared(&self, folder: &Path) -> (Prepared, usize) {
        let file = fs::read(folder.join(self.file)).unwrap();
        let bytes = file.len();
        ((self.prepare)(file, folder), bytes)
    }
}

/// Does the work; what is counted is what is done in here.
#[inline(never)]
pub fn measured(work: &mut dyn FnMut() -> u64) -> u64 {
    black_box(work())
}

/// What somebody does who wants to know of each segment what it is.
#[inline(always)]
fn dispatch(token: &Token<'_>) -> u64 {
    let Token::Segment(segment, place) = token else {
        return 0;
    };
    match segment.tag() {
        b"CLM" => place.byte,
        b"HL" => u64::from(place.segment),
        b"NM1" => 1,
        b"SV1" | b"SV2" | b"SV3" => 2,
        b"DTP" => 3,
        b"REF" => 4,
        _ => 0,
    }
}

fn each_batch(file: &[u8], mut work: impl FnMut(&Batch) -> usize) -> u64 {
    let (mut cutter, mut batch, mut sum) = (Cutter::new(file), Batch::new(), 0);
    while cutter.next_batch(&mut batch).unwrap() {
        batch.walk();
        sum += work(&batch) as u64;
    }
    sum
}

/// The roster lives as long as the process: a checker borrows it.
fn roster(folder: &Path, name: &str) -> &'static Roster {
    let loaded = Roster::load(&folder.join(name)).unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    Box::leak(Box::new(loaded.roster))
}

/// The payments of a file.
fn payments(file: &[u8], key: IdKey) -> Payments {
    let mut payments = Payments::default();
    let (mut cutter, mut batch) = (Cutter::new(file), Batch::new());
    while cutter.next_batch(&mut batch).unwrap() {
        payments.add(read_payments(&mut batch, 0, key));
    }
    payments
}

/// Rules on places of service, providers, telehealth, procedures by their place, and enrollment.
fn some() -> Options {
    let asked = [
        "envelope",
        "npi",
        "place_of_service",
        "location",
        "telehealth",
        "procedure",
        "enrollment",
    ];
    without(|rule| !asked.contains(&rule.family()))
}

/// All rules but these.
fn without(is_off: impl Fn(&Rule) -> bool) -> Options {
    let off = ALL.iter().filter(|rule| is_off(rule));
    let grades: BTreeMap<_, _> = off.map(|rule| (rule.code.to_owned(), Grade::Off)).collect();
    Options {
        grades,
        ..Options::default()
    }
}

fn checking(file: Vec<u8>, folder: &Path, rows: &str, options: Options) -> Prepared {
    let checker = Checker::new(Some(roster(folder, rows)), options);
    Box::new(move || {
        let (mut cutter, mut batch) = (Cutter::new(file.as_slice()), Batch::new());
        let mut summary = Summary::default();
        while cutter.next_batch(&mut batch).unwrap() {
            summary.add(&checker.check(&mut batch));
        }
        summary.end_file();
        summary.held()
    })
}

fn analysing(file: Vec<u8>, folder: &Path, last: fn(&Analysis<'_>) -> u64) -> Prepared {
    let loaded = roster(folder, "roster-10k");
    let sent = sent(&fs::read(folder.join("sent.837")).unwrap(), loaded);
    let payers = Payers::of(loaded);
    Box::new(move || last(&payments(&file, sent.key()).analyse(&sent, &payers)))
}

/// The claims that the payments answer, judged.
fn sent(file: &[u8], roster: &'static Roster) -> SentClaims {
    let checker = Checker::new(Some(roster), Options::default());
    let mut sent = SentClaims::default();
    let (input, key) = (sent.input("sent.837"), sent.key());
    let (mut cutter, mut batch) = (Cutter::new(file), Batch::new());
    while cutter.next_batch(&mut batch).unwrap() {
        sent.add(read_claims(&mut batch, &checker, input, key));
    }
    sent
}
