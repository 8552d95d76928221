//! The units of a group, kept until it has ended.

use std::io::{self, BufWriter, Write};

use remedi_x12::Separators;

use super::units::{Unit, Units};
use crate::spool::Spool;

/// So much of a group waits in memory for its end; the rest in a temporary file.
const IN_MEMORY: usize = 16 << 20;

/// So much is gathered before it goes into the spool.
const BUFFER: usize = 256 << 10;

/// Some units of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'u> {
    separators: Separators,
    /// Offset in the input.
    byte: u64,
    pub units: &'u [Unit],
    bytes: &'u [u8],
    reasons: &'u [u8],
}

impl<'u> Piece<'u> {
    /// All units of a batch.
    pub fn of(units: &'u Units) -> Piece<'u> {
        Piece {
            separators: units.separators,
            byte: units.byte,
            units: &units.units,
            bytes: &units.bytes,
            reasons: &units.reasons,
        }
    }

    /// Takes the units before the next header.
    pub fn take_to_header(&mut self) -> Piece<'u> {
        let header = self.units.iter().position(|unit| unit.kind.is_header());
        self.take(header.unwrap_or(self.units.len()))
    }

    /// Takes so many units.
    pub fn take(&mut self, count: usize) -> Piece<'u> {
        let (units, rest) = self.units.split_at(count.min(self.units.len()));
        let length: usize = units.iter().map(|unit| unit.length as usize).sum();
        let reasons: usize = units.iter().map(|unit| unit.reasons as usize).sum();
        let taken = Piece {
            units,
            bytes: &self.bytes[..length],
            reasons: &self.reasons[..reasons],
            ..*self
        };
        *self = Piece {
            byte: self.byte + length as u64,
            units: rest,
            bytes: &self.bytes[length..],
            reasons: &self.reasons[reasons..],
            ..*self
        };
        taken
    }
}

/// A unit with its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept<'l> {
    pub unit: Unit,
    pub separators: Separators,
    /// Offset in the input.
    pub byte: u64,
    pub bytes: &'l [u8],
    pub reasons: &'l [u8],
}

/// Keeps pieces, and gives their units back.
#[derive(Debug)]
pub(super) struct Log {
    spool: BufWriter<Spool>,
    pieces: u64,
}

impl Default for Log {
    fn default() -> Log {
        Log {
            spool: BufWriter::with_capacity(BUFFER, Spool::keeping(IN_MEMORY)),
            pieces: 0,
        }
    }
}

impl Log {
    pub fn push(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        if piece.units.is_empty() {
            return Ok(());
        }
        let Separators {
            element,
            component,
            segment,
            repetition,
        } = piece.separators;
        let repeats = u8::from(repetition.is_some());
        let repetition = repetition.unwrap_or_default();
        let mut table = vec![element, component, segment, repeats, repetition];
        table.reserve(piece.units.len() * Unit::ENCODED);
        piece.units.iter().for_each(|unit| unit.encode(&mut table));
        self.spool.write_all(&piece.byte.to_be_bytes())?;
        for part in [&table, piece.bytes, piece.reasons] {
            self.spool.write_all(&(part.len() as u64).to_be_bytes())?;
            self.spool.write_all(part)?;
        }
        self.pieces += 1;
        Ok(())
    }

    /// Gives back all units that were kept, in order, and forgets them.
    pub fn replay(&mut self, mut take: impl FnMut(Kept<'_>) -> io::Result<()>) -> io::Result<()> {
        self.spool.flush()?;
        let mut reader = self.spool.get_mut().reader()?;
        let (mut table, mut bytes, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..std::mem::take(&mut self.pieces) {
            let mut byte = reader.number()?;
            for part in [&mut table, &mut bytes, &mut reasons] {
                reader.piece_into(part)?;
            }
            let Some((&[element, component, segment, repeats, repetition], units)) =
                table.split_first_chunk::<5>()
            else {
                return Err(io::ErrorKind::InvalidData.into());
            };
            let separators = Separators {
                element,
                component,
                segment,
                repetition: (repeats == 1).then_some(repetition),
            };
            let (mut bytes, mut reasons) = (&bytes[..], &reasons[..]);
            for unit in units.chunks(Unit::ENCODED) {
                let unit = Unit::decode(unit)?;
                let own = bytes.split_at_checked(unit.length as usize);
                let why = reasons.split_at_checked(unit.reasons as usize);
                let (Some((own, more)), Some((why, others))) = (own, why) else {
                    return Err(io::ErrorKind::InvalidData.into());
                };
                take(Kept {
                    unit,
                    separators,
                    byte,
                    bytes: own,
                    reasons: why,
                })?;
                byte += own.len() as u64;
                (bytes, reasons) = (more, others);
            }
        }
        match self.spool.get_ref().is_in_memory() {
            true => self.spool.get_mut().truncate(0),
            // A large group is no reason to have small ones on the disk.
            false => {
                *self.spool.get_mut() = Spool::keeping(IN_MEMORY);
                Ok(())
            }
        }
    }
}
