//! Finds the separators of a segment, many bytes at a time.

use std::ops::Range;

use crate::Separators;

/// What stands at each of up to 64 bytes: bit n is byte n.
///
/// ```
/// use remedi_x12::{Block, Separators};
/// let block = Block::of(b"HC:99213*100*UN~SV1*", 15, Separators::USUAL);
/// assert_eq!(block.elements, 1 << 8 | 1 << 12);
/// assert_eq!(block.components, 1 << 2);
/// assert_eq!(block.digits, 0b1110_1111_1000);
/// assert_eq!(block.odd, 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Element separators.
    pub elements: u64,
    /// Component separators.
    pub components: u64,
    /// Repetition separators.
    pub repetitions: u64,
    /// The digits 0 to 9.
    pub digits: u64,
    /// Control characters, DEL and what is not ASCII; a separator is none of these.
    pub odd: u64,
}

impl Block {
    /// How many bytes a block tells of.
    pub const SIZE: usize = 64;

    /// Looks at the first `length` of the bytes, and at no more than [`Block::SIZE`] of them.
    /// It is fastest where the slice goes on behind them.
    #[inline]
    pub fn of(bytes: &[u8], length: usize, separators: Separators) -> Block {
        let length = length.min(bytes.len()).min(Block::SIZE);
        let mut block = Block::default();
        let mut at = 0;
        while at < length {
            let own = match bytes[at..].first_chunk::<STEP>() {
                Some(chunk) => step(chunk, separators),
                None => step(&padded(&bytes[at..]), separators),
            };
            block.elements |= u64::from(own.elements) << at;
            block.components |= u64::from(own.components) << at;
            block.repetitions |= u64::from(own.repetitions) << at;
            block.digits |= u64::from(own.digits) << at;
            block.odd |= u64::from(own.odd) << at;
            at += STEP;
        }
        let known = u64::MAX >> (Block::SIZE - length).min(63);
        let known = if length == 0 { 0 } else { known };
        block.elements &= known;
        block.components &= known & !block.elements;
        block.repetitions &= known & !(block.elements | block.components);
        block.digits &= known & !(block.elements | block.components | block.repetitions);
        block.odd &= known & !(block.elements | block.components | block.repetitions);
        block
    }
}

/// What stands at each byte of a text, looked at once for all of its segments.
///
/// ```
/// use remedi_x12::{Block, Blocks, Separators};
/// let text = b"LX*1~SV1*HC:99213*100*UN~";
/// let mut blocks = Blocks::default();
/// blocks.look_at(text, Separators::USUAL);
/// assert_eq!(blocks.at(9, 15), Block::of(&text[9..], 15, Separators::USUAL));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Blocks(Vec<Block>);

impl Blocks {
    /// Looks at a text, in place of the one before it.
    pub fn look_at(&mut self, text: &[u8], separators: Separators) {
        self.0.clear();
        let own = |chunk: &[u8]| Block::of(chunk, chunk.len(), separators);
        self.0.extend(text.chunks(Block::SIZE).map(own));
        // Behind the last there is nothing.
        self.0.push(Block::default());
    }

    /// Forgets the text.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether no text has been looked at.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes from `number` times [`Block::SIZE`] on; `None` well behind the text.
    #[inline]
    pub fn block(&self, number: usize) -> Option<&Block> {
        self.0.get(number)
    }

    /// The first `length` bytes from one on, and no more than [`Block::SIZE`] of them.
    ///
    /// # Panics
    /// When the text does not hold that byte.
    #[inline]
    pub fn at(&self, start: usize, length: usize) -> Block {
        let take = self.taking(start, length);
        Block {
            elements: take(|block| block.elements),
            components: take(|block| block.components),
            repetitions: take(|block| block.repetitions),
            digits: take(|block| block.digits),
            odd: take(|block| block.odd),
        }
    }

    /// Of [`Blocks::at`] the component separators alone.
    ///
    /// # Panics
    /// When the text does not hold that byte.
    #[inline]
    pub fn components(&self, start: usize, length: usize) -> u64 {
        self.taking(start, length)(|block| block.components)
    }

    /// Of [`Blocks::at`] the digits alone.
    ///
    /// # Panics
    /// When the text does not hold that byte.
    #[inline]
    pub fn digits(&self, start: usize, length: usize) -> u64 {
        self.taking(start, length)(|block| block.digits)
    }

    /// Of [`Blocks::at`] the component separators, where none is a repetition separator or odd.
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

/// Where a byte stands in a text, in order: fastest where it comes every few bytes, as terminators do.
#[derive(Clone, Debug)]
pub(crate) struct Occurrences<'t> {
    text: &'t [u8],
    byte: u8,
    /// Of the block that is looked at: its offset, and where the byte stands in what is left of it.
    at: usize,
    left: u64,
    /// The offset of the next block.
    next: usize,
}

impl<'t> Occurrences<'t> {
    pub(crate) fn of(byte: u8, text: &'t [u8]) -> Occurrences<'t> {
        Occurrences {
            text,
            byte,
            at: 0,
            left: 0,
            next: 0,
        }
    }
}

impl Iterator for Occurrences<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            let rest = self.text.get(self.next..).filter(|rest| !rest.is_empty())?;
            self.at = self.next;
            self.next += Block::SIZE;
            self.left = match rest.first_chunk::<{ Block::SIZE }>() {
                Some(chunk) => {
                    let (parts, _) = chunk.as_chunks::<STEP>();
                    let own = parts.iter().rev();
                    own.fold(0, |all, part| {
                        all << STEP | u64::from(equal(part, self.byte))
                    })
                }
                None => rest
                    .iter()
                    .rev()
                    .fold(0, |all, &byte| all << 1 | u64::from(byte == self.byte)),
            };
        }
        let offset = self.at + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(offset)
    }
}

const STEP: usize = 16;

/// What stands at each of 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sixteen {
    elements: u16,
    components: u16,
    repetitions: u16,
    digits: u16,
    odd: u16,
}

#[cold]
fn padded(bytes: &[u8]) -> [u8; STEP] {
    let mut chunk = [b' '; STEP];
    for (to, from) in chunk.iter_mut().zip(bytes) {
        *to = *from;
    }
    chunk
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[allow(unsafe_code, reason = "vectors; what calls it is this module alone")]
fn step(chunk: &[u8; STEP], separators: Separators) -> Sixteen {
    // SAFETY: all that `vectors` asks for is SSE2, which every x86-64 has.
    unsafe { vectors(chunk, separators) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn vectors(chunk: &[u8; STEP], separators: Separators) -> Sixteen {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set_epi64x, _mm_set1_epi8, _mm_sub_epi8,
    };
    let [low, high] = words(chunk);
    let bytes = _mm_set_epi64x(high.cast_signed(), low.cast_signed());
    let is = |byte: u8| _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed()));
    let bits = |mask| _mm_movemask_epi8(mask) as u16;
    // As signed numbers, bytes from 0x80 on are below the blank too.
    let below = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    let above_zero = _mm_sub_epi8(bytes, _mm_set1_epi8(0x30));
    let at_most_nine = _mm_min_epu8(above_zero, _mm_set1_epi8(9));
    Sixteen {
        elements: bits(is(separators.element)),
        components: bits(is(separators.component)),
        repetitions: separators.repetition.map_or(0, |byte| bits(is(byte))),
        digits: bits(_mm_cmpeq_epi8(above_zero, at_most_nine)),
        odd: bits(_mm_or_si128(below, is(0x7F))),
    }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[allow(unsafe_code, reason = "vectors; what calls it is this module alone")]
fn equal(chunk: &[u8; STEP], byte: u8) -> u16 {
    // SAFETY: all that `equal_by_vectors` asks for is SSE2, which every x86-64 has.
    unsafe { equal_by_vectors(chunk, byte) }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn equal_by_vectors(chunk: &[u8; STEP], byte: u8) -> u16 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8};
    let [low, high] = words(chunk);
    let bytes = _mm_set_epi64x(high.cast_signed(), low.cast_signed());
    _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed()))) as u16
}

/// Eight parts of a text, a bit each: which have any bytes, and which have not as many as they may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Eight {
    /// Those that are not empty.
    pub present: u8,
    /// Those that are shorter than their shortest or longer than their longest, empty ones too.
    pub wrong: u8,
}

impl Eight {
    /// Measures parts by where they end: part n, from one byte behind `ends[n]` up to `ends[n + 1]`. A length of more
    /// than 32,766 bytes is taken for one of 32,766.
    ///
    /// ```
    /// use remedi_x12::Eight;
    /// // The ends of SV1, of an element of 3 bytes, of an empty one, and of six with 2 bytes.
    /// let ends = [3, 7, 8, 11, 14, 17, 20, 23, 26];
    /// let eight = Eight::of(&ends, &[1; 8], &[2; 8]);
    /// assert_eq!(eight.present, 0b1111_1101);
    /// assert_eq!(eight.wrong, 0b11);
    /// ```
    #[inline]
    #[cfg_attr(
        target_arch = "x86_64",
        allow(unsafe_code, reason = "vectors; what calls it is this module alone")
    )]
    pub fn of(ends: &[u32; 9], shortest: &[i16; 8], longest: &[i16; 8]) -> Eight {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: all that `by_vectors` asks for is SSE2, which every x86-64 has.
        return unsafe { Eight::by_vectors(ends, shortest, longest) };
        #[cfg(not(target_arch = "x86_64"))]
        Eight::one_by_one(ends, shortest, longest)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline]
    #[target_feature(enable = "sse2")]
    #[allow(unsafe_code, reason = "vectors are loaded by pointers")]
    fn by_vectors(ends: &[u32; 9], shortest: &[i16; 8], longest: &[i16; 8]) -> Eight {
        use std::arch::x86_64::{
            _mm_add_epi16, _mm_cmpeq_epi16, _mm_cmpgt_epi16, _mm_loadu_si128, _mm_movemask_epi8,
            _mm_or_si128, _mm_packs_epi16, _mm_packs_epi32, _mm_set1_epi16, _mm_setzero_si128,
            _mm_sub_epi32,
        };
        let four = |at: usize| ends[at..].first_chunk::<4>().map_or(&[0; 4], |four| four);
        // SAFETY: each reads the 16 bytes of an array that is borrowed, at any alignment.
        let (before, behind, shortest, longest) = unsafe {
            (
                [
                    _mm_loadu_si128(four(0).as_ptr().cast()),
                    _mm_loadu_si128(four(4).as_ptr().cast()),
                ],
                [
                    _mm_loadu_si128(four(1).as_ptr().cast()),
                    _mm_loadu_si128(four(5).as_ptr().cast()),
                ],
                _mm_loadu_si128(shortest.as_ptr().cast()),
                _mm_loadu_si128(longest.as_ptr().cast()),
            )
        };
        let low = _mm_sub_epi32(behind[0], before[0]);
        let high = _mm_sub_epi32(behind[1], before[1]);
        let lengths = _mm_add_epi16(_mm_packs_epi32(low, high), _mm_set1_epi16(-1));
        let empty = _mm_cmpeq_epi16(lengths, _mm_setzero_si128());
        let wrong = _mm_or_si128(
            _mm_cmpgt_epi16(shortest, lengths),
            _mm_cmpgt_epi16(lengths, longest),
        );
        let bits = _mm_movemask_epi8(_mm_packs_epi16(empty, wrong)) as u16;
        let [empty, wrong] = bits.to_le_bytes();
        Eight {
            present: !empty,
            wrong,
        }
    }

    /// The same without vectors.
    #[cfg(any(test, not(target_arch = "x86_64")))]
    fn one_by_one(ends: &[u32; 9], shortest: &[i16; 8], longest: &[i16; 8]) -> Eight {
        let mut eight = Eight::default();
        for lane in 0..8 {
            let length = (ends[lane + 1].wrapping_sub(ends[lane])).cast_signed();
            let length = length.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
            let length = length.wrapping_sub(1);
            eight.present |= u8::from(length != 0) << lane;
            eight.wrong |= u8::from(length < shortest[lane] || length > longest[lane]) << lane;
        }
        eight
    }
}

#[cfg(not(target_arch = "x86_64"))]
use {equal_by_words as equal, words_at_a_time as step};

/// The same without vectors.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
fn equal_by_words(chunk: &[u8; STEP], byte: u8) -> u16 {
    let each = chunk.iter().rev();
    each.fold(0, |all, &own| all << 1 | u16::from(own == byte))
}

/// The same without vectors.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
fn words_at_a_time(chunk: &[u8; STEP], separators: Separators) -> Sixteen {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    const ONES: u64 = 0x0101_0101_0101_0101;
    /// Gathers the top bits of eight bytes.
    fn gather(tops: u64) -> u16 {
        ((tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u16
    }
    /// The top bit of each byte that is zero: no carry crosses from one to the next.
    fn zeros(word: u64) -> u64 {
        !(((word & LOW) + LOW) | word | LOW)
    }
    let [low, high] = words(chunk);
    let both = |tops: fn(u64, u64) -> u64, byte: u8| {
        let pattern = u64::from(byte) * ONES;
        gather(tops(low, pattern)) | gather(tops(high, pattern)) << 8
    };
    let is = |byte| both(|word, pattern| zeros(word ^ pattern), byte);
    // Seven bits and 0x60 carry into the top bit when they are 0x20 or more.
    let below = both(|word, _| (word | !((word & LOW) + 0x60 * ONES)) & !LOW, 0);
    // What is a digit is below ten when the bits of zero are taken off: seven bits and 0x76 do not carry.
    let digits = both(
        |word, zeros| {
            let rest = word ^ zeros;
            !(((rest & LOW) + 0x76 * ONES) | rest) & !LOW
        },
        0x30,
    );
    Sixteen {
        elements: is(separators.element),
        components: is(separators.component),
        repetitions: separators.repetition.map_or(0, is),
        digits,
        odd: below | is(0x7F),
    }
}

#[inline]
fn words(chunk: &[u8; STEP]) -> [u64; 2] {
    let (low, high) = chunk.split_at(8);
    [low, high].map(|half| half.try_into().map_or(0, u64::from_le_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one_by_one(bytes: &[u8], length: usize, separators: Separators) -> Block {
        let mut block = Block::default();
        for (at, &byte) in bytes.iter().take(length).take(Block::SIZE).enumerate() {
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

    proptest! {
        #[test]
        fn a_block_is_what_its_bytes_are(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'*'), Just(b':'), Just(b'^')], 0..100),
            length in 0..100usize,
            separators in prop_oneof![
                Just(Separators::USUAL),
                Just(Separators { repetition: None, ..Separators::USUAL }),
                Just(Separators { element: 0x1D, component: 0xE9, ..Separators::USUAL }),
            ],
        ) {
            prop_assert_eq!(Block::of(&bytes, length, separators), one_by_one(&bytes, length, separators));
        }

        #[test]
        fn blocks_of_a_text_are_those_of_its_parts(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'*'), Just(b':'), Just(b'1')], 1..300),
            start in 0..300usize,
            length in 0..100usize,
        ) {
            let start = start % bytes.len();
            let mut blocks = Blocks::default();
            blocks.look_at(&bytes, Separators::USUAL);
            let length = length.min(bytes.len() - start);
            let block = blocks.at(start, length);
            prop_assert_eq!(block, one_by_one(&bytes[start..], length, Separators::USUAL));
            prop_assert_eq!(blocks.block(0).copied(), Some(one_by_one(&bytes, Block::SIZE, Separators::USUAL)));
            prop_assert_eq!(blocks.components(start, length), block.components);
            prop_assert_eq!(blocks.digits(start, length), block.digits);
            let is_plain = block.odd | block.repetitions == 0;
            prop_assert_eq!(blocks.plain(start, length), is_plain.then_some(block.components));
        }

        #[test]
        fn a_range_counts_what_its_bytes_are(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'*'), Just(b':'), Just(b'^')], 1..300),
            start in 0..300usize,
            length in 0..300usize,
        ) {
            let start = start % bytes.len();
            let end = (start + length).min(bytes.len());
            let mut blocks = Blocks::default();
            blocks.look_at(&bytes, Separators::USUAL);
            let mut counts = Counts::default();
            for part in bytes[start..end].chunks(Block::SIZE) {
                let block = one_by_one(part, part.len(), Separators::USUAL);
                counts.components += block.components.count_ones();
                counts.repetitions += block.repetitions.count_ones();
                counts.odd += block.odd.count_ones();
            }
            prop_assert_eq!(blocks.count(start..end), counts);
        }

        #[test]
        fn occurrences_are_those_of_the_byte(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'~')], 0..300),
        ) {
            let own = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'~');
            let expected: Vec<usize> = own.map(|(at, _)| at).collect();
            prop_assert_eq!(Occurrences::of(b'~', &bytes).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn vectors_and_words_see_the_same_byte(chunk: [u8; STEP], byte: u8) {
            prop_assert_eq!(equal(&chunk, byte), equal_by_words(&chunk, byte));
        }

        #[test]
        fn parts_are_measured_alike(
            lengths: [u8; 8],
            some in 0..9usize,
            long: u32,
            shortest: [u8; 8],
            more: [u8; 8],
        ) {
            let mut ends = [7; 9];
            for lane in 0..8 {
                // Half of them are empty, and one is of any length.
                let usual = u32::from(lengths[lane].saturating_sub(128));
                let own = if lane == some { long } else { usual };
                ends[lane + 1] = own.wrapping_add(ends[lane] + 1);
            }
            let shortest = shortest.map(|own| i16::from(own / 16));
            let mut longest = shortest;
            for (longest, more) in longest.iter_mut().zip(more) {
                *longest += i16::from(more);
            }
            prop_assert_eq!(
                Eight::of(&ends, &shortest, &longest),
                Eight::one_by_one(&ends, &shortest, &longest)
            );
        }

        #[test]
        fn vectors_and_words_see_the_same(chunk: [u8; STEP], element: u8, repetition: Option<u8>) {
            let separators = Separators { element, repetition, ..Separators::USUAL };
            prop_assert_eq!(step(&chunk, separators), words_at_a_time(&chunk, separators));
        }
    }
}
