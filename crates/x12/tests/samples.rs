//! Files that other people wrote. They are no part of the project: the environment variable
//! `REMEDI_SAMPLES` names the folder that holds them and their `MANIFEST.tsv`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use remedi_x12::{
    Fault, FaultKind, Level, Scanner, Separators, SliceReader, StreamReader, Token, Writer,
};

/// Where we differ from the arithmetic notes of the manifest: file, note, how many more
/// (or less) we tell, and why we are right.
const EXCEPTIONS: &[(&str, &str, i32, &str)] = &[
    (
        "apifocal+x12-parser/example835One.txt",
        "IEA02!=ISA13",
        -1,
        ZERO,
    ),
    (
        "apimeister+x12-types/v005010_parse_837_5.edi",
        "GE02!=GS06",
        -1,
        NO_ISA,
    ),
    (
        "apimeister+x12-types/v005010_parse_837_5.edi",
        "IEA01-wrong",
        -1,
        NO_ISA,
    ),
    (
        "apimeister+x12-types/v005010_parse_837_5.edi",
        "IEA02!=ISA13",
        -1,
        NO_ISA,
    ),
    (
        "apimeister+x12-types/v005010_parse_837_5.edi",
        "SE01-wrong",
        -1,
        NO_ISA,
    ),
    (
        "azoner+pyx12/x12testdata__ele__source.txt",
        "SE02!=ST02",
        1,
        SPACE,
    ),
    (
        "imsweb+x12-parser/x12_no_isa_line.txt",
        "IEA02!=ISA13",
        -1,
        NO_ISA,
    ),
    (
        "imsweb+x12-parser/x12_no_isa_line.txt",
        "SE01-wrong",
        -1,
        NO_ISA,
    ),
    (
        "keironstoddart+edi-835-parser/blue_cross_nc_sample.txt",
        "SE01-wrong",
        -1,
        NO_ISA,
    ),
];

const NO_ISA: &str = "without an ISA nothing says what the separators are: it is no X12";
const ZERO: &str = "ISA13 has a zero too many, which is a fault of width; the number is the same";
const SPACE: &str = "ST02 ends in a space and SE02 does not; the acknowledgement that comes with \
                     the file says so too (code 3)";

/// The files with their notes; none without the variable.
fn samples() -> Vec<(String, String, Vec<u8>)> {
    let Some(folder) = env::var_os("REMEDI_SAMPLES").map(PathBuf::from) else {
        return Vec::new();
    };
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("the manifest is there");
    let mut rows = manifest.lines();
    let columns: Vec<&str> = rows.next().expect("a header").split('\t').collect();
    let column = |name| {
        columns
            .iter()
            .position(|&column| column == name)
            .expect(name)
    };
    let (path, notes) = (column("path"), column("notes"));
    let samples: Vec<_> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('\t').collect();
            let bytes = fs::read(folder.join(cells[path])).expect(cells[path]);
            (cells[path].to_owned(), cells[notes].to_owned(), bytes)
        })
        .collect();
    assert!(samples.len() > 100, "the samples are there");
    samples
}

/// Tokens of one input: raw bytes and place; its faults; and the error that ended it.
type Seen = (Vec<(Vec<u8>, String)>, Vec<Fault>, Option<String>);

fn stream(input: &[u8], chunk: usize) -> Seen {
    let mut reader = StreamReader::with_scanner(input, Scanner::new(), chunk);
    let mut seen = Seen::default();
    loop {
        match reader.next_token() {
            Ok(Some(token)) => seen.0.push((token.raw().to_vec(), place(&token))),
            Ok(None) => break,
            Err(error) => {
                seen.2 = Some(error.to_string());
                break;
            }
        }
    }
    seen.1.extend(reader.faults());
    seen
}

fn slice(input: &[u8]) -> Seen {
    let mut reader = SliceReader::new(input);
    let mut seen = Seen::default();
    loop {
        match reader.next_token() {
            Ok(Some(token)) => seen.0.push((token.raw().to_vec(), place(&token))),
            Ok(None) => break,
            Err(error) => {
                seen.2 = Some(error.to_string());
                break;
            }
        }
    }
    seen.1.extend(reader.faults());
    seen
}

fn place(token: &Token<'_>) -> String {
    match token {
        Token::Segment(_, place) => format!("{place:?}"),
        Token::Gap(gap) => gap.byte.to_string(),
    }
}

#[test]
fn every_byte_of_a_sample_is_read_and_written_back() {
    for (path, _, bytes) in samples() {
        let seen = slice(&bytes);
        let read: Vec<u8> = seen.0.iter().flat_map(|(raw, _)| raw.clone()).collect();
        assert!(read == bytes, "{path}: not every byte is in a token");
        for chunk in [1, 13, 106, 4096, 1 << 20] {
            assert!(
                stream(&bytes, chunk) == seen,
                "{path}: differs in chunks of {chunk}"
            );
        }
        let mut writer = Writer::new(Vec::new(), Separators::USUAL);
        let mut reader = SliceReader::new(&bytes);
        while let Ok(Some(token)) = reader.next_token() {
            match token {
                Token::Segment(segment, _) => writer.segment(&segment).unwrap(),
                Token::Gap(gap) => writer.copy(gap.bytes).unwrap(),
            }
        }
        assert!(
            writer.finish().unwrap() == bytes,
            "{path}: is not written back as it was"
        );
    }
}

/// The note of the manifest that a fault of ours answers to.
fn note(kind: FaultKind) -> Option<&'static str> {
    Some(match kind {
        FaultKind::CountMismatch {
            level: Level::Set, ..
        } => "SE01-wrong",
        FaultKind::CountMismatch {
            level: Level::Group,
            ..
        } => "GE01-wrong",
        FaultKind::CountMismatch {
            level: Level::Interchange,
            ..
        } => "IEA01-wrong",
        FaultKind::ControlNumberMismatch(Level::Set) => "SE02!=ST02",
        FaultKind::ControlNumberMismatch(Level::Group) => "GE02!=GS06",
        FaultKind::ControlNumberMismatch(Level::Interchange) => "IEA02!=ISA13",
        _ => return None,
    })
}

const NOTES: [&str; 6] = [
    "SE01-wrong",
    "GE01-wrong",
    "IEA01-wrong",
    "SE02!=ST02",
    "GE02!=GS06",
    "IEA02!=ISA13",
];

/// The notes on envelopes in `CHECK[...]`, such as `SE01-wrongx312`, with their count.
fn expected(notes: &str) -> BTreeMap<&'static str, i32> {
    let check = notes
        .split_once("CHECK[")
        .and_then(|(_, rest)| rest.split_once(']'));
    let words = check.map_or("", |(words, _)| words).split(' ');
    words
        .filter_map(|word| {
            let note = NOTES.into_iter().find(|note| word.starts_with(note))?;
            let count = word[note.len()..]
                .strip_prefix('x')
                .map_or(1, |n| n.parse().expect("a count"));
            Some((note, count))
        })
        .collect()
}

#[test]
fn envelope_faults_of_a_sample_are_those_of_plain_arithmetic() {
    let samples = samples();
    let mut differences = Vec::new();
    for (path, notes, bytes) in &samples {
        let mut found: BTreeMap<&str, i32> = expected(notes);
        found.values_mut().for_each(|count| *count = -*count);
        for fault in slice(bytes).1 {
            if let Some(note) = note(fault.kind) {
                *found.entry(note).or_default() += 1;
            }
        }
        let differing = found.into_iter().filter(|&(_, count)| count != 0);
        differences.extend(differing.map(|(note, count)| (path.as_str(), note, count)));
    }
    if samples.is_empty() {
        return;
    }
    let excepted = EXCEPTIONS
        .iter()
        .map(|&(path, note, count, _)| (path, note, count));
    assert_eq!(differences, excepted.collect::<Vec<_>>());
}

#[cfg(feature = "typed")]
#[test]
fn sets_of_a_sample_become_documents_or_typed_errors() {
    use remedi_x12::{TransactionSet, TypedError};
    use std::collections::BTreeSet;

    let samples = samples();
    let mut documents = BTreeSet::new();
    let (mut whole, mut lossy) = (0, 0);
    for (path, _, bytes) in &samples {
        for set in TransactionSet::of(bytes).map_while(Result::ok) {
            let id = String::from_utf8_lossy(set.id()).into_owned();
            match set.to_typed() {
                Ok(typed) => {
                    let json = typed.to_json().expect(path);
                    assert_eq!(json["st"]["01"], id.as_str(), "{path}");
                    match typed.first_loss() {
                        None => whole += 1,
                        Some(segment) => {
                            assert!(segment as usize <= set.segments().len() + 1, "{path}");
                            lossy += 1;
                        }
                    }
                    documents.insert(id);
                }
                Err(TypedError::Unknown { version, .. }) => {
                    assert!(
                        !version.starts_with("005010") || id.is_empty(),
                        "{path}: {id}"
                    );
                }
                Err(_) => {}
            }
        }
    }
    if samples.is_empty() {
        return;
    }
    for id in ["835", "837", "999"] {
        assert!(documents.contains(id), "no {id} has become a document");
    }
    assert!(whole > 10 * lossy, "{whole} whole, {lossy} lossy");
}
