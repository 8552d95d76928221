//! Delimited text as records, streamed: memory is bounded by the longest record, however long the file.
//!
//! Records that nobody asks for are passed over by their line ends alone, many bytes at a time.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Read};

use csv_core::ReadRecordResult;
use memchr::{memchr, memchr_iter};

const CHUNK: usize = 256 * 1024;

/// No record of any of these formats comes near; a quote that is never closed does.
const LONGEST: usize = 1024 * 1024;

/// What stands at the place reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A record, whose cells can be asked for.
    Record,
    /// A line with a quote that is never closed; reading goes on behind the line.
    OpenQuote,
}

/// A reader of delimited records.
pub(super) struct Records<R> {
    input: R,
    separator: u8,
    buffer: Vec<u8>,
    start: usize,
    end: bool,
    parser: csv_core::Reader,
    cells: Vec<u8>,
    ends: Vec<usize>,
    len: usize,
    /// How many cells a record has; 0 while that is not known.
    pub(super) width: usize,
    lines: u64,
    line: u64,
    passed: u64,
    recoded: Cell<u64>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(input: R, separator: u8) -> Records<R> {
        Records {
            input,
            separator,
            buffer: Vec::with_capacity(2 * CHUNK),
            start: 0,
            end: false,
            parser: csv_core::ReaderBuilder::new().delimiter(separator).build(),
            cells: vec![0; 4096],
            ends: vec![0; 512],
            len: 0,
            width: 0,
            lines: 0,
            line: 0,
            passed: 0,
            recoded: Cell::new(0),
        }
    }

    /// The line on which the record starts, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// How many records were passed over.
    pub(super) fn passed(&self) -> u64 {
        self.passed
    }

    /// How many cells were not in UTF-8, and were read as Windows-1252.
    pub(super) fn recoded(&self) -> u64 {
        self.recoded.get()
    }

    /// How many cells the record has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// A cell's bytes; empty where the record ends before it.
    pub(super) fn bytes(&self, place: usize) -> &[u8] {
        if place >= self.len {
            return b"";
        }
        let from = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[from..self.ends[place]]
    }

    /// A cell's text without the blanks around it.
    pub(super) fn text(&self, place: usize) -> Cow<'_, str> {
        let bytes = self.bytes(place).trim_ascii();
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                self.recoded.set(self.recoded.get() + 1);
                Cow::Owned(bytes.iter().map(|&byte| windows_1252(byte)).collect())
            }
        }
    }

    /// Looks at the start of the input, before the first record is read.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.buffer.len() < 512 && !self.end {
            self.fill()?;
        }
        if self.buffer.starts_with(b"\xef\xbb\xbf") && self.start == 0 {
            self.start = 3;
        }
        Ok(&self.buffer)
    }

    /// Moves on to the next record that is not blank. `pass` may tell from a whole line that nobody asks for it.
    pub(super) fn advance(&mut self, pass: impl Fn(&[u8]) -> bool) -> io::Result<Option<Found>> {
        loop {
            let Some(end) = self.line_end(self.start)? else {
                return Ok(None);
            };
            let line = &self.buffer[self.start..end];
            if line.trim_ascii().is_empty() {
                self.consume(end);
                continue;
            }
            if pass(line) && memchr_iter(b'"', line).count().is_multiple_of(2) {
                self.passed += 1;
                self.consume(end);
                continue;
            }
            return self.parse(end).map(Some);
        }
    }

    fn parse(&mut self, first_end: usize) -> io::Result<Found> {
        self.parser.reset();
        self.line = self.lines + 1;
        let first = first_end - self.start;
        let (mut at, mut end) = (self.start, first_end);
        let (mut written, mut ends) = (0, 0);
        loop {
            let (result, read, wrote, ended) = self.parser.read_record(
                &self.buffer[at..end],
                &mut self.cells[written..],
                &mut self.ends[ends..],
            );
            at += read;
            written += wrote;
            ends += ended;
            match result {
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::InputEmpty if end - self.start > LONGEST => {
                    return Ok(self.open_quote(first));
                }
                ReadRecordResult::InputEmpty => {
                    let offset = (at - self.start, end - self.start);
                    let next = self.line_end(end)?;
                    // What was read before may have been moved up.
                    (at, end) = (self.start + offset.0, self.start + offset.1);
                    match next {
                        Some(next) => end = next,
                        // A line end that is not there ends the record, unless a quote is open.
                        None => {
                            let (result, _, _, ended) = self.parser.read_record(
                                b"\n",
                                &mut self.cells[written..],
                                &mut self.ends[ends..],
                            );
                            ends += ended;
                            match result {
                                ReadRecordResult::InputEmpty => return Ok(self.open_quote(first)),
                                ReadRecordResult::OutputEndsFull => {
                                    self.ends.resize(self.ends.len() * 2, 0);
                                }
                                _ => break,
                            }
                        }
                    }
                }
            }
        }
        self.len = ends;
        let several_lines = at > self.start + first;
        let other_width = self.width > 0 && self.len != self.width;
        if several_lines && (other_width || !self.is_well_quoted(at)) {
            return Ok(self.open_quote(first));
        }
        if self.buffer.get(at) == Some(&b'\n') && at > 0 && self.buffer[at - 1] == b'\r' {
            at += 1;
        }
        self.consume(at);
        Ok(Found::Record)
    }

    /// Whether each quote that ends a cell up to `end` stands at its end. Where one does not, it is the first of another
    /// cell, and the one before was never closed.
    fn is_well_quoted(&self, end: usize) -> bool {
        let mut bytes = self.buffer[self.start..end].iter().peekable();
        let (mut at_start, mut quoted) = (true, false);
        while let Some(&byte) = bytes.next() {
            if quoted && byte == b'"' && bytes.next_if_eq(&&b'"').is_none() {
                quoted = false;
                let next = bytes.peek().copied();
                if next.is_some_and(|next| ![self.separator, b'\r', b'\n'].contains(next)) {
                    return false;
                }
            } else if at_start && byte == b'"' {
                quoted = true;
            }
            at_start = !quoted && byte == self.separator;
        }
        true
    }

    fn open_quote(&mut self, first: usize) -> Found {
        self.len = 0;
        self.consume(self.start + first);
        Found::OpenQuote
    }

    fn consume(&mut self, end: usize) {
        self.lines += memchr_iter(b'\n', &self.buffer[self.start..end]).count() as u64;
        self.start = end;
    }

    /// The end of the line at `from`, its line feed included; none when nothing is left.
    fn line_end(&mut self, from: usize) -> io::Result<Option<usize>> {
        let (from, mut looked) = (from - self.start, 0);
        loop {
            let begin = self.start + from;
            if let Some(found) = memchr(b'\n', &self.buffer[begin + looked..]) {
                return Ok(Some(begin + looked + found + 1));
            }
            looked = self.buffer.len() - begin;
            if self.end || looked > LONGEST {
                return Ok((looked > 0).then_some(self.buffer.len()));
            }
            self.fill()?;
        }
    }

    /// Reads more, after making room by dropping what is done with.
    fn fill(&mut self) -> io::Result<()> {
        if self.start > 3 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let filled = self.buffer.len();
        self.buffer.resize(filled + CHUNK, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(filled + *read.as_ref().unwrap_or(&0));
        self.end = read? == 0;
        Ok(())
    }
}

/// The characters of 0x80 to 0x9F, where Windows-1252 is not Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The character of a byte of text that is not in UTF-8.
pub(super) fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte or two at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let some = self.0.len().min(2).min(buffer.len());
            buffer[..some].copy_from_slice(&self.0[..some]);
            self.0 = &self.0[some..];
            Ok(some)
        }
    }

    fn read(text: &[u8], width: usize) -> Vec<(u64, Option<Vec<String>>)> {
        let gather = |input: &mut dyn Read| {
            let mut records = Records::new(input, b',');
            records.width = width;
            records.peek().unwrap();
            let mut all = Vec::new();
            while let Some(found) = records.advance(|_| false).unwrap() {
                let cells = (0..records.len()).map(|place| records.text(place).into_owned());
                all.push((
                    records.line(),
                    (found == Found::Record).then(|| cells.collect()),
                ));
            }
            all
        };
        let whole = gather(&mut { text });
        assert_eq!(whole, gather(&mut Slow(text)));
        whole
    }

    fn cells(cells: &[&str]) -> Option<Vec<String>> {
        Some(cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn lines_are_counted_over_blank_lines_and_quoted_breaks() {
        let all = read(
            b"\xef\xbb\xbfa,b\r\n\r\n\"x\r\ny\",2\r\n\n z ,\"q\"\"r\"",
            2,
        );
        assert_eq!(
            all,
            [
                (1, cells(&["a", "b"])),
                (3, cells(&["x\r\ny", "2"])),
                (6, cells(&["z", "q\"r"])),
            ]
        );
    }

    #[test]
    fn an_open_quote_costs_its_own_line_only() {
        let all = read(b"a,b\n1,\"open\n2,x\n3,y\n", 2);
        assert_eq!(
            all,
            [
                (1, cells(&["a", "b"])),
                (2, None),
                (3, cells(&["2", "x"])),
                (4, cells(&["3", "y"])),
            ]
        );
        // Two open quotes make a long cell of all between them.
        let all = read(b"1,\"open\n2,x\n3,\"y\n4,z\n", 2);
        let lines: Vec<u64> = all.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
        assert_eq!(all[1].1, cells(&["2", "x"]));
    }

    #[test]
    fn a_quote_inside_a_plain_cell_is_a_character() {
        let all = read(b"1,5\" pipe\n2,x\n", 2);
        assert_eq!(
            all,
            [(1, cells(&["1", "5\" pipe"])), (2, cells(&["2", "x"]))]
        );
    }

    #[test]
    fn other_bytes_than_utf_8_are_windows_1252() {
        let mut records = Records::new(&b"Ren\xe9\x92s,b\n"[..], b',');
        records.advance(|_| false).unwrap();
        assert_eq!((records.text(0).as_ref(), records.recoded()), ("René’s", 1));
    }

    #[test]
    fn records_that_nobody_asks_for_are_counted() {
        let mut records = Records::new(&b"1,\"a\"\n2,\"b\"\n3,c\n"[..], b',');
        let pass = |line: &[u8]| !line.starts_with(b"2");
        assert_eq!(records.advance(pass).unwrap(), Some(Found::Record));
        assert_eq!((records.line(), records.text(1).as_ref()), (2, "b"));
        assert_eq!(records.advance(pass).unwrap(), None);
        assert_eq!(records.passed(), 2);
    }
}
