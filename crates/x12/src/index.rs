//! Where the elements and segments of a text end, found for all of it at once.

use std::ops::Range;

use crate::kernel::{Found, SLACK};
use crate::{Block, Blocks, Kernel, Separators};

/// What stands at each byte of a text, and where its elements and segments end.
///
/// Between two terminators the ends are those of the tag and of the elements of a segment, the last the terminator
/// itself: so a segment has a range of the ends, and the next one the range behind it.
///
/// ```
/// use remedi_x12::{Index, Separators};
/// let mut index = Index::default();
/// index.look_on(b"LX*1~SV1*HC:99213*100~", Separators::USUAL);
/// assert_eq!(index.ends(), [2, 4, 8, 17, 21]);
/// assert_eq!(index.terminators(), [1, 4]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Index {
    blocks: Blocks,
    /// So many bytes have been looked at.
    looked_at: usize,
    ends: Vec<u32>,
    end_count: usize,
    terminators: Vec<u32>,
    terminator_count: usize,
    /// So many ends, and so many terminators, stand before the segment that was asked for last: most come in order.
    before: [usize; 2],
}

impl Index {
    /// So many bytes are looked at together.
    const CHUNK: usize = 4 * 1024;

    /// Looks at a text of less than 4 GiB from where it ended when it was looked at before.
    pub fn look_on(&mut self, text: &[u8], separators: Separators) {
        self.look_on_by(Kernel::best(), text, separators);
    }

    /// The same by a kernel that may not be the best one.
    pub fn look_on_by(&mut self, kernel: Kernel, text: &[u8], separators: Separators) {
        let blocks = &mut self.blocks.0;
        blocks.truncate(self.looked_at / Block::SIZE);
        // What was looked at of the last block has its ends.
        let mut behind = u64::MAX << (self.looked_at % Block::SIZE);
        let mut base = self.looked_at - self.looked_at % Block::SIZE;
        for chunk in text.get(base..).unwrap_or_default().chunks(Self::CHUNK) {
            for (all, count) in [
                (&mut self.ends, self.end_count),
                (&mut self.terminators, self.terminator_count),
            ] {
                let room = count + chunk.len() + SLACK;
                if all.len() < room {
                    all.resize(room.max(2 * all.len()), 0);
                }
            }
            let mut found = Found {
                blocks,
                base: base as u32,
                ends: &mut self.ends,
                end_count: self.end_count,
                terminators: &mut self.terminators,
                terminator_count: self.terminator_count,
            };
            kernel.index(chunk, behind, separators, &mut found);
            (self.end_count, self.terminator_count) = (found.end_count, found.terminator_count);
            behind = u64::MAX;
            base += chunk.len();
        }
        self.looked_at = text.len();
        // Behind the last there is nothing.
        blocks.push(Block::default());
    }

    /// Forgets the text.
    pub fn clear(&mut self) {
        self.blocks.0.clear();
        self.looked_at = 0;
        self.end_count = 0;
        self.terminator_count = 0;
        self.before = [0; 2];
    }

    /// What stands at each byte.
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The offsets of element separators and terminators, in order.
    pub fn ends(&self) -> &[u32] {
        &self.ends[..self.end_count]
    }

    /// The ends from one on, and at least 64 numbers more that mean nothing: so some can be looked at together.
    #[inline]
    pub fn ends_from(&self, first: u32) -> &[u32] {
        self.ends.get(first as usize..).unwrap_or_default()
    }

    /// Which of the ends are terminators, in order.
    pub fn terminators(&self) -> &[u32] {
        &self.terminators[..self.terminator_count]
    }

    /// The ends of a segment, its tag first, whose body stands in a range of the text: the last of them is then where
    /// the body ends, where that is not the terminator.
    pub fn ends_of(&mut self, body: Range<usize>) -> Range<u32> {
        let [first, terminator] = self.before;
        let first = below(self.ends(), first, body.start);
        let last = below(self.ends(), first, body.end);
        let terminator = below(self.terminators(), terminator, last);
        self.before = [first, terminator];
        let place = last as u32;
        let is_terminated = self.terminators().get(terminator) == Some(&place);
        if is_terminated {
            self.ends[last] = body.end as u32;
        } else {
            // A segment without a terminator, as at the end of an input.
            if self.ends.len() < self.end_count + 1 + SLACK {
                self.ends.resize(self.end_count + 1 + SLACK, 0);
            }
            self.ends.copy_within(last..self.end_count, last + 1);
            self.ends[last] = body.end as u32;
            self.end_count += 1;
            let behind = &mut self.terminators[..self.terminator_count];
            for own in behind.iter_mut().filter(|own| **own >= place) {
                *own += 1;
            }
        }
        first as u32..place + 1
    }

    /// The same of a segment whose ends are known to be these: moves the last of them.
    pub(crate) fn end_body(&mut self, last: u32, end: usize) {
        if let Some(own) = self.ends.get_mut(last as usize) {
            *own = end as u32;
        }
    }
}

/// How many of the numbers, which are in order, are below a bound: mostly some more than was said before.
fn below(numbers: &[u32], before: usize, bound: usize) -> usize {
    let is_below = |&number: &u32| (number as usize) < bound;
    let known = match before.checked_sub(1) {
        Some(last) if !numbers.get(last).is_some_and(is_below) => 0,
        _ => before,
    };
    let rest = &numbers[known..];
    let mut step = 1;
    while rest.get(step).is_some_and(is_below) {
        step *= 2;
    }
    let near = &rest[step / 2..rest.len().min(step)];
    known + step / 2 + near.partition_point(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn kernels_agree_on_where_elements_and_segments_end(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'*'), Just(b'~'), Just(b'A')], 0..9000),
            parts in prop::collection::vec(0..9000usize, 0..5),
            segment in prop_oneof![Just(b'~'), Just(b'*'), Just(b'\n')],
        ) {
            let separators = Separators { segment, ..Separators::USUAL };
            let all: Vec<u32> = (0..bytes.len() as u32)
                .filter(|&at| [b'*', segment].contains(&bytes[at as usize]))
                .collect();
            let last = (0..all.len() as u32).filter(|&place| bytes[all[place as usize] as usize] == segment);
            let last: Vec<u32> = last.collect();
            let mut parts: Vec<usize> = parts.into_iter().map(|part| part.min(bytes.len())).collect();
            parts.sort_unstable();
            let mut whole = Index::default();
            whole.look_on_by(Kernel::WORDS, &bytes, separators);
            for kernel in Kernel::all() {
                let mut index = Index::default();
                for &part in parts.iter().chain([&bytes.len()]) {
                    index.look_on_by(kernel, &bytes[..part], separators);
                }
                prop_assert_eq!(index.ends(), &*all, "{}", kernel.name());
                prop_assert_eq!(index.terminators(), &*last, "{}", kernel.name());
                prop_assert_eq!(&index.blocks().0, &whole.blocks().0, "{}", kernel.name());
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_said_before_changes_nothing(
            mut numbers in prop::collection::vec(0..60_u32, 0..40),
            before in 0..50_usize,
            bound in 0..70_usize,
        ) {
            numbers.sort_unstable();
            numbers.dedup();
            let all = numbers.partition_point(|&number| (number as usize) < bound);
            prop_assert_eq!(below(&numbers, before, bound), all);
        }
    }

    #[test]
    fn a_segment_without_a_terminator_has_an_end() {
        let text = b"LX*1~\r\nSV1*HC\r\n~DTP*472";
        let mut index = Index::default();
        index.look_on(text, Separators::USUAL);
        assert_eq!(index.ends_of(7..13), 2..4);
        assert_eq!(index.ends_of(16..23), 4..6);
        assert_eq!(index.ends(), [2, 4, 10, 13, 19, 23]);
        assert_eq!(index.terminators(), [1, 3]);
        assert!(index.ends_from(4).len() > 64);
    }
}
