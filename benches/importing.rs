//! How fast NPPES is read: bytes a second on rows of its shape, for the few that a roster knows and for all.

#![allow(clippy::unwrap_used, reason = "a benchmark ends where it can't go on")]
#![allow(missing_docs, reason = "criterion_group! makes items without them")]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use remedi_claims::Npi;
use remedi_enrollment::import::{Format, Import, Keep, Options};

const SIZE: usize = 16 << 20;

/// The columns that are read, by their place among the 330 of the file.
const NAMED: [(usize, &str); 13] = [
    (0, "NPI"),
    (1, "Entity Type Code"),
    (4, "Provider Organization Name (Legal Business Name)"),
    (5, "Provider Last Name (Legal Name)"),
    (6, "Provider First Name"),
    (28, "Provider First Line Business Practice Location Address"),
    (30, "Provider Business Practice Location Address City Name"),
    (31, "Provider Business Practice Location Address State Name"),
    (
        32,
        "Provider Business Practice Location Address Postal Code",
    ),
    (39, "NPI Deactivation Date"),
    (40, "NPI Reactivation Date"),
    (47, "Healthcare Provider Taxonomy Code_1"),
    (50, "Healthcare Provider Primary Taxonomy Switch_1"),
];

const WIDTH: usize = 330;

fn row(text: &mut String, cell: impl Fn(usize) -> String) {
    for place in 0..WIDTH {
        let comma = if place == 0 { "" } else { "," };
        write!(text, "{comma}\"{}\"", cell(place)).unwrap();
    }
    text.push('\n');
}

/// A file of NPPES' shape, every cell in quotes, and the NPIs in it.
fn nppes() -> (String, Vec<Npi>) {
    let (mut text, mut npis) = (String::with_capacity(SIZE + 4096), Vec::new());
    let name = |place: usize| {
        NAMED
            .iter()
            .find(|(at, _)| *at == place)
            .map(|(_, name)| *name)
    };
    row(&mut text, |place| {
        name(place).map_or(format!("Column {place}"), str::to_owned)
    });
    for stem in 140_000_000u32.. {
        if text.len() >= SIZE {
            break;
        }
        let fits = |digit: &u32| Npi::parse(format!("{stem}{digit}").as_bytes()).ok();
        let npi = (0..10).find_map(|digit| fits(&digit)).unwrap();
        npis.push(npi);
        row(&mut text, |place| match place {
            0 => npi.to_string(),
            1 => "1".to_owned(),
            5 => format!("LAST{stem}"),
            6 => "FIRST".to_owned(),
            20..=22 | 28..=30 => "100 MAIN STREET".to_owned(),
            23 | 31 => "OH".to_owned(),
            24 | 32 => "439990001".to_owned(),
            36 | 37 => "05/23/2005".to_owned(),
            47 => "207Q00000X".to_owned(),
            50 => "Y".to_owned(),
            _ => String::new(),
        });
    }
    (text, npis)
}

fn import(text: &str, keep: Keep) -> u64 {
    let mut options = Options::new(Format::Nppes);
    options.keep = keep;
    let mut import = Import::into_files(Vec::new(), options).unwrap();
    import.read("npidata.csv", text.as_bytes()).unwrap();
    import.finish().unwrap().0.taken
}

fn importing(criterion: &mut Criterion) {
    let (text, npis) = nppes();
    let few: Vec<Npi> = npis.iter().copied().step_by(1000).collect();
    assert_eq!(import(&text, Keep::these(few.clone())), few.len() as u64);
    let mut group = criterion.benchmark_group("import NPPES");
    group
        .throughput(Throughput::Bytes(text.len() as u64))
        .sample_size(10);
    group.bench_function("one NPI of a thousand", |bencher| {
        bencher.iter(|| black_box(import(&text, Keep::these(few.clone()))));
    });
    group.bench_function("all", |bencher| {
        bencher.iter(|| black_box(import(&text, Keep::All)));
    });
    group.finish();
}

criterion_group!(benches, importing);
criterion_main!(benches);
