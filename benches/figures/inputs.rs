//! Invented files from fixed seeds.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use remedi_synth::{
    BatchOptions, BatchSize, BatchTotals, Cast, Newline, RosterOptions, professional_batch,
    remittance_batch, roster,
};

/// A cast whose providers are asked of all over a roster of a million rows.
fn many() -> Cast {
    Cast {
        practices: 4_000,
        providers: 40_000,
        ..Cast::default()
    }
}

fn options(size: BatchSize) -> BatchOptions {
    BatchOptions {
        size,
        ..BatchOptions::default()
    }
}

type Generate = fn(&BatchOptions, &mut BufWriter<File>) -> std::io::Result<BatchTotals>;

fn write(path: &Path, generate: Generate, options: &BatchOptions) -> BatchTotals {
    let mut file = BufWriter::new(File::create(path).unwrap());
    let totals = generate(options, &mut file).unwrap();
    file.into_inner().unwrap();
    totals
}

fn rows(folder: &Path, cast: Cast, rows: usize) {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in roster(&RosterOptions { cast, rows }) {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// Claims of so many bytes with one line of a hundred at fault, in one interchange, and what else works ask for but rosters of
/// a million.
pub fn usual(folder: &Path, bytes: u64) -> BatchTotals {
    let size = options(BatchSize::Bytes(bytes));
    let totals = write(&folder.join("claims.837"), professional_batch, &size);
    rows(&folder.join("roster"), Cast::default(), 1_000);
    rows(&folder.join("roster-10k"), Cast::default(), 10_000);
    totals
}

/// Claims of about so many bytes with what a payer answered to each.
pub fn answered(folder: &Path, bytes: u64) {
    let pair = options(BatchSize::Claims(bytes / 570));
    write(&folder.join("sent.837"), professional_batch, &pair);
    write(&folder.join("remits.835"), remittance_batch, &pair);
}

/// Claims of so many bytes, and a roster of a million rows that knows their providers.
pub fn million(folder: &Path, bytes: u64) {
    let size = BatchOptions {
        cast: many(),
        ..options(BatchSize::Bytes(bytes))
    };
    write(&folder.join("claims-many.837"), professional_batch, &size);
    rows(&folder.join("roster-1m"), many(), 1_000_000);
}

/// The same claims in another shape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Plain,
    Lines,
    CrLf,
    Interchanges,
    InterchangeEach,
    OneSet,
    Files,
    FileEach,
}

impl Shape {
    pub const ALL: [Shape; 8] = [
        Shape::Plain,
        Shape::Lines,
        Shape::CrLf,
        Shape::Interchanges,
        Shape::InterchangeEach,
        Shape::OneSet,
        Shape::Files,
        Shape::FileEach,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Shape::Plain => "plain: one interchange, 100 claims a set",
            Shape::Lines => "a line feed after each segment",
            Shape::CrLf => "carriage return and line feed after each segment",
            Shape::Interchanges => "an interchange for every 5 claims",
            Shape::InterchangeEach => "an interchange for each claim",
            Shape::OneSet => "all claims in one set",
            Shape::Files => "a file for every 25 claims",
            Shape::FileEach => "a file for each claim",
        }
    }

    /// How many of so many bytes are written: a file system is not to be filled with a million files.
    pub fn share_of(self, bytes: u64) -> u64 {
        match self {
            Shape::FileEach => bytes / 20,
            _ => bytes,
        }
    }

    /// Writes claims of about so many bytes to a path: a file, or a folder of them. Tells how many claims they are.
    pub fn write(self, path: &Path, bytes: u64) -> u64 {
        let (newline, claims_per_set) = match self {
            Shape::Plain => (Newline::None, Some(100)),
            Shape::Lines => (Newline::Lf, Some(100)),
            Shape::CrLf => (Newline::CrLf, Some(100)),
            Shape::Interchanges => (Newline::None, Some(5)),
            Shape::InterchangeEach | Shape::FileEach => (Newline::None, Some(1)),
            Shape::OneSet => (Newline::None, None),
            Shape::Files => (Newline::None, Some(25)),
        };
        let options = BatchOptions {
            newline,
            claims_per_set,
            ..options(BatchSize::Bytes(bytes))
        };
        let in_files = matches!(self, Shape::Files | Shape::FileEach);
        if !in_files && !matches!(self, Shape::Interchanges | Shape::InterchangeEach) {
            return write(path, professional_batch, &options).claims;
        }
        let mut file = Vec::new();
        let totals = professional_batch(&options, &mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        let mut out = None;
        if in_files {
            fs::create_dir_all(path).unwrap();
        } else {
            out = Some(BufWriter::new(File::create(path).unwrap()));
        }
        for (interchange, number) in interchanges(&text).zip(1..) {
            match &mut out {
                Some(out) => out.write_all(interchange.as_bytes()).unwrap(),
                None => fs::write(path.join(format!("{number:06}.837")), interchange).unwrap(),
            }
        }
        totals.claims
    }
}

/// Each set of an interchange with one group, in an interchange of its own.
fn interchanges(text: &str) -> impl Iterator<Item = String> {
    let headers = text.find("ST*").unwrap();
    let (isa, gs) = text[..headers].split_at(text.find("GS*").unwrap());
    let mut rest = &text[headers..];
    (1..).map_while(move |number| {
        let end = rest.find("~SE*")? + 1;
        let end = end + rest[end..].find('~')? + 1;
        let (set, others) = rest.split_at(end);
        rest = others;
        let isa = isa.replace("*000000001*", &format!("*{number:09}*"));
        let gs = gs.replace("*0930*1*X*", &format!("*0930*{number}*X*"));
        Some(format!("{isa}{gs}{set}GE*1*{number}~IEA*1*{number:09}~"))
    })
}
