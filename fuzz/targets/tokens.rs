//! An input is cut alike over a slice and over a stream, and its tokens laid end to end are the input.
#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use remedi_x12::{Scanner, Separators, SliceReader, StreamReader, Token, Writer};

fuzz_target!(|input: &[u8]| {
    let Some((&[chunk, limit], input)) = input.split_first_chunk() else {
        return;
    };
    // Few segments are longer than what is let through.
    let scanner = Scanner::new().with_limit(64 << (limit % 16));
    let mut slice = SliceReader::with_scanner(input, scanner.clone());
    let slow = Slow(input, usize::from(chunk % 61) + 1);
    let mut stream = StreamReader::with_scanner(slow, scanner, usize::from(chunk) + 1);
    let mut writer = Writer::new(Vec::new(), Separators::USUAL);
    let mut read = 0;
    loop {
        let (own, other) = (slice.next_token(), stream.next_token());
        assert_eq!(own.is_err(), other.is_err());
        let (Ok(own), Ok(other)) = (own, other) else {
            break;
        };
        // A gap may come in other pieces.
        if !matches!((&own, &other), (Some(Token::Gap(_)), Some(Token::Gap(_)))) {
            assert_eq!(own, other);
        }
        let Some(token) = own else {
            assert_eq!(read, input.len());
            break;
        };
        assert!(input[read..].starts_with(token.raw()));
        read += token.raw().len();
        let written = match token {
            Token::Segment(segment, _) => writer.segment(&segment),
            Token::Gap(gap) => writer.copy(gap.bytes),
        };
        written.expect("memory takes everything");
    }
    let faults = |own: &mut dyn Iterator<Item = remedi_x12::Fault>| -> Vec<String> {
        own.map(|fault| format!("{fault:?}")).collect()
    };
    assert_eq!(faults(&mut slice.faults()), faults(&mut stream.faults()));
    assert_eq!(writer.finish().expect("memory"), &input[..read]);
});

/// Gives few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let some = buffer.len().min(self.1);
        self.0.read(&mut buffer[..some])
    }
}
