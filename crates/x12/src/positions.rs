//! Finds where a byte stands, such as the terminator of segments.

use std::fmt;

use crate::Kernel;
use crate::kernel::SLACK;

/// Where a byte stands in a text: what the terminators of its segments are found by.
///
/// It is fastest on texts of some [`Positions::CHUNK`] bytes, which stay in the caches of a core with what is found, and
/// whose memory is used for the next one again.
///
/// ```
/// use remedi_x12::Positions;
/// let text = b"LX*1~SV1*HC:99213*100*UN~";
/// let mut terminators = Positions::default();
/// assert_eq!(terminators.of(b'~', text), [4, 24]);
/// ```
#[derive(Clone, Debug)]
pub struct Positions {
    kernel: Kernel,
    found: Vec<u32>,
}

impl Positions {
    /// A size of texts that suits, in bytes.
    pub const CHUNK: usize = 32 * 1024;

    /// Looks at texts by a kernel that is not the best one.
    pub fn with_kernel(kernel: Kernel) -> Positions {
        let found = Vec::new();
        Positions { kernel, found }
    }

    /// Where the byte stands, in order, in a text of which no more than 2 GiB are looked at.
    pub fn of(&mut self, byte: u8, text: &[u8]) -> &[u32] {
        let text = &text[..text.len().min(1 << 31)];
        let room = text.len() + SLACK;
        if self.found.len() < room {
            self.found.resize(room, 0);
        }
        let count = self.kernel.positions(byte, text, &mut self.found);
        &self.found[..count]
    }
}

impl Default for Positions {
    /// Looks at texts by [`Kernel::best`].
    fn default() -> Positions {
        Positions::with_kernel(Kernel::best())
    }
}

/// The terminators that come next in an input, found many at a time, whatever windows the input is shown in.
#[derive(Clone)]
pub(crate) struct Ahead {
    byte: u8,
    positions: Positions,
    /// So many have been found, and so many of them are passed.
    count: usize,
    passed: usize,
    /// Offset in the input that they count from.
    base: u64,
    /// Offset in the input of the first byte that was not looked at.
    known: u64,
    /// So many bytes are looked at next, and so many at most.
    size: usize,
    most: usize,
}

impl Ahead {
    /// At first few bytes are looked at: the next interchange may have other separators.
    pub(crate) const LEAST: usize = 1024;

    pub(crate) fn of(byte: u8) -> Ahead {
        Ahead {
            byte,
            positions: Positions::default(),
            count: 0,
            passed: 0,
            base: 0,
            known: 0,
            size: Ahead::LEAST,
            most: Positions::CHUNK,
        }
    }

    /// The same, but never looks at more than so many bytes at a time.
    pub(crate) fn at_most(self, most: usize) -> Ahead {
        Ahead { most, ..self }
    }

    /// Looks for another byte, if it is one, from this offset in the input on.
    pub(crate) fn look_for(&mut self, byte: u8, start: u64) {
        if self.byte != byte {
            self.byte = byte;
            self.size = Ahead::LEAST;
            (self.count, self.passed, self.known) = (0, 0, start);
        }
    }

    /// Where the first one stands in `rest`, which is at `start` in the input, if it is known and was not told of.
    #[inline(always)]
    pub(crate) fn next(&self, rest: &[u8], start: u64) -> Option<usize> {
        if self.passed >= self.count {
            return None;
        }
        let found = u64::from(*self.positions.found.get(self.passed)?);
        let first = (self.base + found).wrapping_sub(start);
        (first < rest.len() as u64).then_some(first as usize)
    }

    /// Passes so many that were told of.
    #[inline(always)]
    pub(crate) fn pass(&mut self, count: usize) {
        self.passed += count;
    }

    /// Passes those before this offset in the input.
    pub(crate) fn pass_before(&mut self, start: u64) {
        let left = self.positions.found.get(self.passed..self.count);
        let before = |found: &&u32| self.base + u64::from(**found) < start;
        self.passed += left.map_or(0, |left| left.iter().take_while(before).count());
    }

    /// Where the first one stands in `rest`, which is at `start` in the input.
    pub(crate) fn first(&mut self, rest: &[u8], start: u64) -> Option<usize> {
        loop {
            self.pass_before(start);
            if let Some(first) = self.next(rest, start) {
                return Some(first);
            }
            // Where one is known, the window is shorter than it was.
            if self.passed < self.count || !self.look(rest, start) {
                return None;
            }
        }
    }

    /// Looks at bytes that were not looked at yet; `false` when there are none.
    fn look(&mut self, rest: &[u8], start: u64) -> bool {
        self.known = self.known.max(start);
        let from = usize::try_from(self.known - start).unwrap_or(usize::MAX);
        let Some(text) = rest.get(from..).filter(|text| !text.is_empty()) else {
            return false;
        };
        let text = &text[..text.len().min(self.size)];
        self.count = self.positions.of(self.byte, text).len();
        self.passed = 0;
        self.base = self.known;
        self.known += text.len() as u64;
        self.size = (2 * self.size).min(self.most);
        true
    }
}

impl fmt::Debug for Ahead {
    /// Without what was found.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead")
            .field("kernel", &self.positions.kernel)
            .field("left", &(self.count - self.passed))
            .field("known", &self.known)
            .finish_non_exhaustive()
    }
}
