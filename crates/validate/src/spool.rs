//! Bytes kept for later: in memory up to a limit, and beyond it in a temporary file.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

/// So many bytes of a spool are kept in memory unless another limit is set.
const IN_MEMORY: usize = 4 << 20;

const BUFFER: usize = 64 << 10;

#[derive(Debug)]
pub(crate) struct Spool {
    file: SpooledTempFile,
    length: u64,
}

impl Default for Spool {
    fn default() -> Spool {
        Spool::keeping(IN_MEMORY)
    }
}

impl Spool {
    /// A spool that keeps so many bytes in memory.
    pub fn keeping(bytes: usize) -> Spool {
        Spool {
            file: SpooledTempFile::new(bytes),
            length: 0,
        }
    }

    /// Whether all of it is in memory.
    pub fn is_in_memory(&self) -> bool {
        !self.file.is_rolled()
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// Forgets what was written behind a length.
    pub fn truncate(&mut self, length: u64) -> io::Result<()> {
        if length < self.length {
            self.file.set_len(length)?;
            self.file.seek(SeekFrom::Start(length))?;
            self.length = length;
        }
        Ok(())
    }

    /// Adds a piece, for [`Pieces::piece`] to give back.
    pub fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        let length = (piece.len() as u64).to_be_bytes();
        self.write_all(&[&length, piece].concat())
    }

    /// Adds a number, for [`Pieces::number`] to give back.
    pub fn push_number(&mut self, number: u64) -> io::Result<()> {
        self.write_all(&number.to_be_bytes())
    }

    /// Gives what was written, from the start.
    pub fn reader(&mut self) -> io::Result<Pieces<'_>> {
        self.file.seek(SeekFrom::Start(0))?;
        let reader = BufReader::with_capacity(BUFFER, &mut self.file);
        Ok(Pieces(reader))
    }

    /// Copies all that was written.
    pub fn copy_to(&mut self, output: &mut (impl Write + ?Sized)) -> io::Result<u64> {
        self.file.seek(SeekFrom::Start(0))?;
        let copied = io::copy(&mut self.file, output)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        Ok(copied)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Reads a spool piece by piece.
pub(crate) struct Pieces<'s>(BufReader<&'s mut SpooledTempFile>);

impl Pieces<'_> {
    /// The next piece.
    pub fn piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        self.piece_into(&mut piece)?;
        Ok(piece)
    }

    /// The next piece, in place of what was there.
    pub fn piece_into(&mut self, piece: &mut Vec<u8>) -> io::Result<()> {
        let length = self.number()?;
        piece.clear();
        self.0.by_ref().take(length).read_to_end(piece)?;
        match piece.len() as u64 == length {
            true => Ok(()),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// The next number.
    pub fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.0.read_exact(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_is_written_anew() {
        let mut spool = Spool::default();
        spool.push(b"kept").unwrap();
        let kept = spool.length();
        spool.push(b"dropped").unwrap();
        spool.truncate(kept).unwrap();
        spool.push_number(7).unwrap();
        let mut pieces = spool.reader().unwrap();
        assert_eq!(pieces.piece().unwrap(), b"kept");
        assert_eq!(pieces.number().unwrap(), 7);
        assert!(pieces.piece().is_err());
    }

    #[test]
    fn more_than_memory_holds_is_there_as_well() {
        let mut spool = Spool::default();
        let piece = vec![b'x'; IN_MEMORY / 2 + 1];
        for _ in 0..3 {
            spool.write_all(&piece).unwrap();
        }
        let mut copy = Vec::new();
        spool.copy_to(&mut copy).unwrap();
        assert_eq!(copy.len(), piece.len() * 3);
    }
}
