//! Inputs that are worked on side by side come in order, whatever threads there are.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{current, sleep};
use std::time::Duration;

use remedi_claims::{Batch, Batches, Cutter, Told};

/// An input of so many claims, with its number in their ids.
fn input(number: usize, claims: usize) -> String {
    let claim = |one| format!("CLM*{number}-{one}*100***11:B:1~LX*1~SV1*HC:99213*100*UN*1***1~");
    let claims: String = (0..claims).map(claim).collect();
    format!(
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250131*1200*^*00501*\
         000000001*0*T*:~GS*HC*S*R*20250131*1200*1*X*005010X222A1~ST*837*1*005010X222A1~{claims}SE*2*1~GE*1*1~\
         IEA*1*000000001~"
    )
}

/// Some inputs, of which one is none and others have many claims or few.
fn inputs() -> Vec<String> {
    let own = [3, 400, 1, 0, 90].into_iter().enumerate();
    let own = own.map(|(number, claims)| input(number, claims));
    own.chain(["no X12".to_owned(), input(6, 2)]).collect()
}

fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().expect("there are threads").install(work)
}

/// The ids of the claims of a batch; some take longer than others.
fn ids(batch: &mut Batch) -> Vec<String> {
    batch.walk();
    if batch.ordinal().is_multiple_of(3) {
        sleep(Duration::from_micros(500));
    }
    let ids = batch
        .claims()
        .map(|claim| String::from_utf8_lossy(claim.id()).into_owned());
    ids.collect()
}

/// What comes of the inputs, a line each.
fn told(inputs: &[String]) -> Vec<String> {
    told_by(inputs, |_| {}, || {})
}

/// What comes of the inputs, where `open` is told of each that is opened and `ends` of each that is handed on.
fn told_by(inputs: &[String], open: impl Fn(usize) + Sync, ends: impl Fn() + Send) -> Vec<String> {
    let mut told = Vec::new();
    Batches::default().all_in_order(
        inputs.iter().enumerate(),
        |(number, input)| {
            open(number);
            (number, Cutter::with_size(input.as_bytes(), 1000))
        },
        |number, batch| (number, ids(batch)),
        |one| match one {
            Told::Starts(number) => told.push(format!("{number} starts")),
            Told::Batch((number, ids)) => {
                told.extend(ids.iter().map(|id| format!("{number}: {id}")));
            }
            Told::Ends(error) => {
                ends();
                told.push(match error {
                    Some(error) => format!("ends: {error}"),
                    None => "ends".to_owned(),
                });
            }
        },
    );
    told
}

#[test]
fn inputs_come_in_order_whatever_the_threads() {
    let inputs = inputs();
    let alone = in_pool(1, || told(&inputs));
    let claims = alone
        .iter()
        .filter(|line| line.contains(": ") && line.contains('-'));
    assert_eq!(claims.count(), 496, "{alone:?}");
    let starts = alone.iter().filter(|line| line.ends_with("starts"));
    assert_eq!(starts.count(), 7);
    let ends: Vec<&String> = alone
        .iter()
        .filter(|line| line.starts_with("ends"))
        .collect();
    assert_eq!(ends.len(), 7);
    assert!(
        ends[5].len() > "ends".len(),
        "what is no X12 ends in an error"
    );
    for threads in [2, 3, 8] {
        for _ in 0..5 {
            assert_eq!(
                in_pool(threads, || told(&inputs)),
                alone,
                "{threads} threads"
            );
        }
    }
}

#[test]
fn nothing_to_read_is_told_as_nothing() {
    for threads in [1, 2] {
        assert!(in_pool(threads, || told(&[])).is_empty());
    }
}

#[test]
fn few_results_wait_for_one_that_takes_long() {
    let inputs = [input(0, 2000)];
    for threads in [2, 3] {
        let started = AtomicUsize::new(0);
        let mut most = 0;
        in_pool(threads, || {
            let mut done = 0;
            let (own, is_long) = (current().id(), AtomicBool::new(true));
            Batches::default().all_in_order(
                inputs.iter(),
                |input| ((), Cutter::with_size(input.as_bytes(), 500)),
                |_, _| {
                    started.fetch_add(1, Ordering::Relaxed);
                    // Of a thread that does not hand on the results.
                    if current().id() != own && is_long.swap(false, Ordering::Relaxed) {
                        sleep(Duration::from_millis(200));
                    }
                },
                |told| {
                    most = most.max(started.load(Ordering::Relaxed) - done);
                    done += usize::from(matches!(told, Told::Batch(())));
                },
            );
        });
        assert!(started.into_inner() > 100);
        assert!(
            most <= 5 * threads + 2,
            "{most} at a time by {threads} threads"
        );
    }
}

#[test]
fn small_inputs_come_in_order_though_some_open_late() {
    // Most are one batch; some have none, an error, or more batches, and those behind them are open before.
    let inputs: Vec<String> = (0..200)
        .map(|number| match number % 20 {
            7 => "no X12".to_owned(),
            11 => String::new(),
            13 => input(number, 150),
            _ => input(number, number % 4),
        })
        .collect();
    let alone = in_pool(1, || told(&inputs));
    let starts = alone.iter().filter(|line| line.ends_with("starts"));
    assert_eq!(starts.count(), 200);
    for threads in [2, 3, 8] {
        let (opened, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let open = |number: usize| {
            let opened = opened.fetch_add(1, Ordering::Relaxed) + 1;
            most.fetch_max(opened - ended.load(Ordering::Relaxed), Ordering::Relaxed);
            if number % 20 > 12 && number.is_multiple_of(3) {
                sleep(Duration::from_millis(2));
            }
        };
        let ends = || {
            ended.fetch_add(1, Ordering::Relaxed);
        };
        let lines = in_pool(threads, || told_by(&inputs, open, ends));
        assert_eq!(lines, alone, "{threads} threads");
        assert_eq!(opened.into_inner(), 200, "each is opened once");
        let most = most.into_inner();
        // One more may be on its way through the sink.
        assert!(
            most <= 4 * threads + 1,
            "{most} open at a time by {threads} threads"
        );
    }
}

#[test]
fn no_thread_waits_for_one_that_has_panicked() {
    let inputs = inputs();
    for threads in [1, 2, 4] {
        for is_sink in [false, true] {
            let run = || {
                in_pool(threads, || {
                    Batches::default().all_in_order(
                        inputs.iter(),
                        |input| ((), Cutter::with_size(input.as_bytes(), 1000)),
                        |_, batch| assert!(is_sink || batch.ordinal() < 4, "in the work"),
                        |told| {
                            let is_end = matches!(told, Told::Ends(Some(_)));
                            assert!(!is_sink || !is_end, "in the sink");
                        },
                    );
                });
            };
            let message = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
            let message = message.downcast_ref::<&str>().unwrap();
            assert_eq!(
                *message,
                if is_sink {
                    "in the sink"
                } else {
                    "in the work"
                }
            );
        }
    }
}
