//! Finds the separators of a segment, many bytes at a time.

use std::ops::Range;

/// What stands at each of up to 64 bytes: bit n is byte n. A byte is in no more than one mask, the first that it belongs
/// to, but a terminator may be in another one, too: a separator may be a digit, or odd.
///
/// ```
/// use remedi_x12::{Index, Separators};
/// let mut index = Index::default();
/// index.look_on(b"HC:99213*100*UN", Separators::USUAL);
/// let block = index.blocks().block(0).unwrap();
/// assert_eq!(block.elements, 1 << 8 | 1 << 12);
/// assert_eq!(block.components, 1 << 2);
/// assert_eq!(block.digits, 0b1110_1111_1000);
/// assert_eq!(block.odd, 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Terminators of segments.
    pub segments: u64,
    /// Element separators.
    pub elements: u64,
    /// Component separators.
    pub components: u64,
    /// Repetition separators.
    pub repetitions: u64,
    /// The digits 0 to 9.
    pub digits: u64,
    /// Control characters, DEL and what is not ASCII.
    pub odd: u64,
}

impl Block {
    /// How many bytes a block tells of.
    pub const SIZE: usize = 64;
}

/// What stands at each byte of a text: see [`Index::blocks`](crate::Index::blocks).
///
/// ```
/// use remedi_x12::{Index, Separators};
/// let mut index = Index::default();
/// index.look_on(b"LX*1~SV1*HC:99213*100*UN~", Separators::USUAL);
/// let blocks = index.blocks();
/// assert_eq!(blocks.components(9, 15), 1 << 2);
/// assert_eq!(blocks.digits(9, 8), 0b1111_1000);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Blocks(pub(crate) Vec<Block>);

impl Blocks {
    /// The bytes from `number` times [`Block::SIZE`] on; `None` well behind the text.
    #[inline]
    pub fn block(&self, number: usize) -> Option<&Block> {
        self.0.get(number)
    }

    /// Of the first `length` bytes from one on, and no more than [`Block::SIZE`] of them, the component separators: bit n is the
    /// n-th byte from there.
    ///
    /// # Panics
    /// When the text does not hold that byte.
    #[inline]
    pub fn components(&self, start: usize, length: usize) -> u64 {
        self.taking(start, length)(|block| block.components)
    }

    /// Of the same bytes the digits.
    ///
    /// # Panics
    /// When the text does not hold that byte.
    #[inline]
    pub fn digits(&self, start: usize, length: usize) -> u64 {
        self.taking(start, length)(|block| block.digits)
    }

    /// Of the same bytes the component separators, where none is a repetition separator or odd.
    ///
    /// # Panics
    /// When the text does not hold that byte.
    #[inline]
    pub fn plain(&self, start: usize, length: usize) -> Option<u64> {
        let take = self.taking(start, length);
        let is_plain = take(|block| block.odd | block.repetitions) == 0;
        is_plain.then(|| take(|block| block.components))
    }

    /// How many component separators there are in a range, how many bytes that are odd, and repetition separators.
    #[inline]
    pub fn count(&self, range: Range<usize>) -> Counts {
        let mut counts = Counts::default();
        if range.is_empty() {
            return counts;
        }
        let (first, last) = (range.start / Block::SIZE, (range.end - 1) / Block::SIZE);
        let Some(own) = self.0.get(first..=last) else {
            return counts;
        };
        let from = u64::MAX << (range.start % Block::SIZE);
        let to = u64::MAX >> (Block::SIZE - 1 - (range.end - 1) % Block::SIZE);
        let all = |of: fn(&Block) -> u64| {
            let (last, rest) = own
                .split_last()
                .map_or((0, own), |(last, rest)| (of(last) & to, rest));
            match rest.split_first() {
                None => (last & from).count_ones(),
                Some((first, rest)) => {
                    let inner = rest.iter().map(|block| of(block).count_ones());
                    inner.sum::<u32>() + (of(first) & from).count_ones() + last.count_ones()
                }
            }
        };
        counts.components = all(|block| block.components);
        // Of these there are hardly any.
        if own
            .iter()
            .fold(0, |all, block| all | block.odd | block.repetitions)
            != 0
        {
            counts.odd = all(|block| block.odd);
            counts.repetitions = all(|block| block.repetitions);
        }
        counts
    }

    /// What takes one kind of bytes from the two blocks that these stand in.
    #[inline]
    fn taking(&self, start: usize, length: usize) -> impl Fn(fn(&Block) -> u64) -> u64 {
        let (index, shift) = (start / Block::SIZE, start % Block::SIZE);
        let (one, two) = (&self.0[index], &self.0[index + 1]);
        let known = match length {
            0 => 0,
            length => u64::MAX >> Block::SIZE.saturating_sub(length),
        };
        // Shifted in two steps, as by all bits at once is not to be had.
        move |of| (of(one) >> shift | of(two) << (63 - shift) << 1) & known
    }
}

/// How many bytes of a range are what: see [`Block`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Component separators.
    pub components: u32,
    /// Repetition separators.
    pub repetitions: u32,
    /// Control characters, DEL and what is not ASCII.
    pub odd: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Index, Kernel, Separators};
    use proptest::prelude::*;

    fn one_by_one(bytes: &[u8], length: usize, separators: Separators) -> Block {
        let mut block = Block::default();
        for (at, &byte) in bytes.iter().take(length).take(Block::SIZE).enumerate() {
            block.segments |= u64::from(byte == separators.segment) << at;
            if byte == separators.element {
                block.elements |= 1 << at;
            } else if byte == separators.component {
                block.components |= 1 << at;
            } else if Some(byte) == separators.repetition {
                block.repetitions |= 1 << at;
            } else if byte.is_ascii_digit() {
                block.digits |= 1 << at;
            } else if !(0x20..0x7F).contains(&byte) {
                block.odd |= 1 << at;
            }
        }
        block
    }

    fn separators() -> impl Strategy<Value = Separators> {
        prop_oneof![
            Just(Separators::USUAL),
            Just(Separators {
                repetition: None,
                ..Separators::USUAL
            }),
            Just(Separators {
                element: 0x1D,
                component: 0xE9,
                ..Separators::USUAL
            }),
            Just(Separators {
                element: b'7',
                component: b'*',
                ..Separators::USUAL
            }),
            (any::<[u8; 3]>(), any::<Option<u8>>()).prop_map(
                |([element, component, segment], repetition)| {
                    Separators {
                        element,
                        component,
                        segment,
                        repetition,
                    }
                }
            ),
        ]
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![any::<u8>(), Just(b'*'), Just(b':'), Just(b'^'), Just(b'1')];
        prop::collection::vec(byte, 1..400)
    }

    proptest! {
        #[test]
        fn every_kernel_sees_what_bytes_are(bytes in bytes(), from in 0..70usize, separators in separators()) {
            // From any byte on, so that vectors are loaded from anywhere.
            let text = &bytes[from.min(bytes.len())..];
            for kernel in Kernel::all() {
                let mut index = Index::default();
                index.look_on_by(kernel, b"another text", separators);
                index.clear();
                index.look_on_by(kernel, text, separators);
                let expected = text.chunks(Block::SIZE);
                let expected = expected.map(|part| one_by_one(part, part.len(), separators));
                let expected: Vec<Block> = expected.chain([Block::default()]).collect();
                prop_assert_eq!(&index.blocks().0, &expected, "{}", kernel.name());
            }
        }

        #[test]
        fn blocks_of_a_text_are_those_of_its_parts(bytes in bytes(), start in 0..400usize, length in 0..100usize) {
            let start = start % bytes.len();
            let mut index = Index::default();
            index.look_on(&bytes, Separators::USUAL);
            let blocks = index.blocks();
            let length = length.min(bytes.len() - start);
            let block = one_by_one(&bytes[start..], length, Separators::USUAL);
            prop_assert_eq!(blocks.components(start, length), block.components);
            prop_assert_eq!(blocks.digits(start, length), block.digits);
            let is_plain = block.odd | block.repetitions == 0;
            prop_assert_eq!(blocks.plain(start, length), is_plain.then_some(block.components));
        }

        #[test]
        fn a_range_counts_what_its_bytes_are(bytes in bytes(), start in 0..400usize, length in 0..400usize) {
            let start = start % bytes.len();
            let end = (start + length).min(bytes.len());
            let mut index = Index::default();
            index.look_on(&bytes, Separators::USUAL);
            let blocks = index.blocks();
            let mut counts = Counts::default();
            for part in bytes[start..end].chunks(Block::SIZE) {
                let block = one_by_one(part, part.len(), Separators::USUAL);
                counts.components += block.components.count_ones();
                counts.repetitions += block.repetitions.count_ones();
                counts.odd += block.odd.count_ones();
            }
            prop_assert_eq!(blocks.count(start..end), counts);
        }
    }
}
