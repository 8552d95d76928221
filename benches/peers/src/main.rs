//! Reads a file by one of the peers: `peers NAME FILE`.

use std::env;
use std::fs;
use std::hint::black_box;

use x12_stream_parser::{Delimiters, Parser as Segments};
use x12_types::util::Parser;
use x12_types::v005010::{_835, _837, Transmission};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, path] = &arguments[..] else {
        panic!("peers NAME FILE");
    };
    let text = fs::read_to_string(path).expect("a file of text");
    let read = match name.as_str() {
        "x12-stream-parser" => {
            let segments = Segments::new(text.as_bytes(), Delimiters::new(b'~', b'*', b':'));
            segments.map(|segment| segment.expect("a segment").elements().count()).sum()
        }
        "edi" => edi::parse(&text).expect("a document").interchanges.len(),
        "x12-types, 837" => {
            let (rest, document) = Transmission::<_837>::parse(&text).expect("claims");
            assert!(rest.trim().is_empty(), "all of it is read");
            black_box(&document);
            1
        }
        "x12-types, 835" => {
            let (rest, document) = Transmission::<_835>::parse(&text).expect("payments");
            assert!(rest.trim().is_empty(), "all of it is read");
            black_box(&document);
            1
        }
        // What is read when nothing is done with it.
        "nothing" => text.len(),
        other => panic!("{other} is no peer"),
    };
    black_box(read);
}
