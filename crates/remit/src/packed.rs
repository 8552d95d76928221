//! Records as bytes: what is kept of millions of claims and payments takes a third of the room that structs would.
//!
//! Numbers are in groups of seven bits, the low ones first; signed ones are zigzag. Text has its length before it.
//! Reading never fails: behind the end all is zero and empty, so that damaged bytes give wrong values and no panic.

use std::hash::Hash;

use chrono::{Datelike, NaiveDate};
use foldhash::HashMap;
use remedi_claims::{DateRange, Modifier, Money};

use crate::{Code, Modifiers};

/// Where a record starts: the page, and the offset in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub page: u32,
    pub offset: u32,
}

/// Writes records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packer {
    pub bytes: Vec<u8>,
}

impl Packer {
    /// With room for what is kept of a batch of so many bytes.
    pub(crate) fn for_bytes(bytes: u64) -> Packer {
        Packer {
            bytes: Vec::with_capacity(bytes as usize / 4),
        }
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    pub(crate) fn money(&mut self, amount: Money) {
        self.signed(amount.cents());
    }

    pub(crate) fn fixed<const N: usize>(&mut self, bytes: [u8; N]) {
        self.bytes.extend_from_slice(&bytes);
    }

    pub(crate) fn slice(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// Text as sent, without the blanks around it; what is no UTF-8 is replaced.
    pub(crate) fn text(&mut self, sent: &[u8]) {
        let sent = sent.trim_ascii();
        if sent.is_ascii() {
            self.slice(sent);
        } else {
            self.slice(String::from_utf8_lossy(sent).as_bytes());
        }
    }

    pub(crate) fn code(&mut self, code: Code) {
        self.slice(code.as_bytes());
    }

    pub(crate) fn day(&mut self, day: NaiveDate) {
        let year = i64::from(day.year()) - EPOCH;
        self.signed((year << DAY_BITS) + i64::from(day.ordinal0()));
    }

    pub(crate) fn dates(&mut self, dates: DateRange) {
        self.day(dates.from);
        match dates.to == dates.from {
            true => self.byte(0),
            false => self.signed((dates.to - dates.from).num_days()),
        }
    }

    pub(crate) fn modifiers(&mut self, modifiers: Modifiers) {
        self.byte(modifiers.iter().count() as u8);
        for modifier in modifiers.iter() {
            self.fixed(*modifier.as_bytes());
        }
    }
}

/// The year that days are counted from: those of sixteen years around it need two bytes.
const EPOCH: i64 = 2020;
/// So many bits hold the day of the year.
const DAY_BITS: u32 = 9;

/// Reads records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unpacker<'a> {
    bytes: &'a [u8],
}

impl<'a> Unpacker<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Unpacker<'a> {
        Unpacker { bytes }
    }

    #[inline]
    pub(crate) fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((&byte, rest)) => {
                self.bytes = rest;
                byte
            }
            None => 0,
        }
    }

    #[inline]
    pub(crate) fn number(&mut self) -> u64 {
        match self.bytes {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.bytes = rest;
                u64::from(*byte)
            }
            // Most amounts of money.
            [one, two, rest @ ..] if *two < 0x80 => {
                self.bytes = rest;
                u64::from(*one & 0x7F) | u64::from(*two) << 7
            }
            [one, two, three, rest @ ..] if *three < 0x80 => {
                self.bytes = rest;
                u64::from(*one & 0x7F) | u64::from(*two & 0x7F) << 7 | u64::from(*three) << 14
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> u64 {
        const TOPS: u64 = 0x8080_8080_8080_8080;
        // Eight bytes at once: the first without a top bit is the last one.
        if let Some((&chunk, _)) = self.bytes.split_first_chunk() {
            let word = u64::from_le_bytes(chunk);
            let stop = !word & TOPS;
            if stop != 0 {
                let bits = stop.trailing_zeros() + 1;
                self.bytes = &self.bytes[bits as usize / 8..];
                let groups = word & (u64::MAX >> (64 - bits)) & !TOPS;
                let pairs = groups & 0x007F_007F_007F_007F | (groups & 0x7F00_7F00_7F00_7F00) >> 1;
                let fours = pairs & 0x0000_3FFF_0000_3FFF | (pairs & 0x3FFF_0000_3FFF_0000) >> 2;
                return fours & 0x0FFF_FFFF | (fours & 0x0FFF_FFFF_0000_0000) >> 4;
            }
        }
        self.longest_number()
    }

    fn longest_number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 || shift > 63 {
                return number;
            }
        }
    }

    /// A number of things that each take a byte at least, so that there are not more than bytes.
    #[inline]
    pub(crate) fn count(&mut self) -> usize {
        let count = usize::try_from(self.number()).unwrap_or(usize::MAX);
        count.min(self.bytes.len())
    }

    #[inline]
    pub(crate) fn small(&mut self) -> u32 {
        u32::try_from(self.number()).unwrap_or(u32::MAX)
    }

    #[inline]
    pub(crate) fn signed(&mut self) -> i64 {
        let number = self.number();
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }

    #[inline]
    pub(crate) fn money(&mut self) -> Money {
        Money::from_cents(self.signed())
    }

    #[inline]
    pub(crate) fn fixed<const N: usize>(&mut self) -> [u8; N] {
        match self.bytes.split_first_chunk() {
            Some((&chunk, rest)) => {
                self.bytes = rest;
                chunk
            }
            None => {
                self.bytes = &[];
                [0; N]
            }
        }
    }

    #[inline]
    pub(crate) fn slice(&mut self) -> &'a [u8] {
        let count = self.count();
        let (slice, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        slice
    }

    pub(crate) fn text(&mut self) -> &'a str {
        text(self.slice())
    }

    pub(crate) fn code(&mut self) -> Code {
        Code::kept(self.slice())
    }

    pub(crate) fn day(&mut self) -> NaiveDate {
        let day = self.signed();
        let year = i32::try_from((day >> DAY_BITS) + EPOCH).ok();
        let of_year = (day & ((1 << DAY_BITS) - 1)) as u32;
        year.and_then(|year| NaiveDate::from_yo_opt(year, of_year + 1))
            .unwrap_or_default()
    }

    pub(crate) fn dates(&mut self) -> DateRange {
        let from = self.day();
        let to = match self.signed() {
            0 => from,
            days => chrono::TimeDelta::try_days(days)
                .and_then(|days| from.checked_add_signed(days))
                .unwrap_or(from),
        };
        DateRange { from, to }
    }

    pub(crate) fn modifiers(&mut self) -> Modifiers {
        let sent = (0..self.byte().min(4)).filter_map(|_| Modifier::parse(&self.fixed::<2>()));
        sent.collect()
    }
}

/// Text that was packed. It is looked at as bytes until somebody is told.
pub(crate) fn text(packed: &[u8]) -> &str {
    std::str::from_utf8(packed).unwrap_or_default()
}

/// The flags of what is there.
#[inline]
pub(crate) fn flags<const N: usize>(all: [(u8, bool); N]) -> u8 {
    let there = all.into_iter().filter(|(_, is_there)| *is_there);
    there.fold(0, |flags, (flag, _)| flags | flag)
}

/// Values that records of a page share, each known by its number.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    pub values: Vec<T>,
    last: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table {
            values: Vec::new(),
            last: 0,
        }
    }
}

impl<T> Table<T> {
    /// The number of the value that is like this; a new one is made where there is none.
    pub(crate) fn number(&mut self, is: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> u64 {
        // Records that follow each other mostly share them.
        if !self.values.get(self.last).is_some_and(&is) {
            self.last = self.values.iter().position(is).unwrap_or_else(|| {
                self.values.push(make());
                self.values.len() - 1
            });
        }
        self.last as u64
    }
}

/// Such values while the page is written: they are found by a hash, since a page may have many.
#[derive(Clone, Debug)]
pub(crate) struct HashedTable<T> {
    pub values: Vec<T>,
    numbers: HashMap<T, u32>,
    last: u32,
}

impl<T> Default for HashedTable<T> {
    fn default() -> HashedTable<T> {
        HashedTable {
            values: Vec::new(),
            numbers: HashMap::default(),
            last: 0,
        }
    }
}

impl<T: Copy + Eq + Hash> HashedTable<T> {
    /// The number of a value.
    pub(crate) fn number_of(&mut self, value: T) -> u64 {
        if self.values.get(self.last as usize) != Some(&value) {
            let next = self.values.len() as u32;
            self.last = *self.numbers.entry(value).or_insert(next);
            if self.last == next {
                self.values.push(value);
            }
        }
        self.last.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut packer = Packer::default();
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, i64::MIN, i64::MAX, -64, 64];
        numbers.iter().for_each(|&number| packer.number(number));
        signed.iter().for_each(|&number| packer.signed(number));
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let dates = DateRange {
            from: day("2025-01-31"),
            to: day("2025-02-02"),
        };
        packer.dates(dates);
        packer.day(NaiveDate::MIN);
        packer.text(b" a\xFFb ");
        packer.code(Code::new(b"99213"));
        packer.fixed([1, 2, 3]);
        let mut unpacker = Unpacker::new(&packer.bytes);
        assert_eq!(numbers.map(|_| unpacker.number()), numbers);
        assert_eq!(signed.map(|_| unpacker.signed()), signed);
        assert_eq!(unpacker.dates(), dates);
        assert_eq!(unpacker.day(), NaiveDate::MIN);
        assert_eq!(unpacker.text(), "a\u{FFFD}b");
        assert_eq!(unpacker.code(), Code::new(b"99213"));
        assert_eq!(unpacker.fixed(), [1, 2, 3]);
        assert!(unpacker.bytes.is_empty());
    }

    #[test]
    fn behind_the_end_all_is_empty() {
        let mut unpacker = Unpacker::new(&[0xFF, 0xFF]);
        assert_eq!(unpacker.number(), 0x3FFF);
        assert_eq!((unpacker.text(), unpacker.fixed()), ("", [0; 8]));
        assert_eq!((unpacker.dates().from, unpacker.count()), (day_zero(), 0));
        assert_eq!(Unpacker::new(&[9, b'a', b'b']).text(), "ab");
    }

    fn day_zero() -> NaiveDate {
        NaiveDate::from_yo_opt(EPOCH as i32, 1).expect("a day")
    }

    #[test]
    fn equal_values_have_one_number() {
        let mut table = HashedTable::default();
        let numbers = ["a", "b", "a", "a", "c", "b"].map(|value| table.number_of(value));
        assert_eq!(numbers, [0, 1, 0, 0, 2, 1]);
        assert_eq!(table.values, ["a", "b", "c"]);
    }
}
