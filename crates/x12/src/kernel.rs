//! Tells what stands at many bytes at a time, by the vectors that a machine has.
//!
//! The only module with `unsafe`. A kernel is chosen once for a text of many bytes, so its loop is compiled for
//! its vectors as a whole. Property tests, and random inputs that follow what they reach (`fuzz/targets/kernels.rs`), hold
//! every kernel that the machine has against the plain definition; Miri reads the module too, with the vectors that it is told of:
//!
//! ```text
//! RUSTFLAGS="-C target-feature=+avx2,+bmi1,+popcnt" cargo +nightly miri test -p remedi-x12 --lib kernels_agree
//! cargo +nightly miri test -p remedi-x12 --lib kernels_agree --target aarch64-unknown-linux-gnu
//! ```

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};

use crate::{Block, Separators};

/// How the bytes of a text are looked at.
///
/// [`Kernel::best`] asks the processor: with AVX-512 (BW, VBMI2) or AVX2 its vectors are used, else SSE2, which every x86-64 has,
/// or on AArch64 NEON, and on other machines words of 64 bits. The answers are the same: where a kernel is an
/// argument, [`Kernel::WORDS`] is the one without vectors.
///
/// ```
/// use remedi_x12::{Kernel, Positions};
/// let (mut some, mut same) = (Positions::default(), Positions::with_kernel(Kernel::WORDS));
/// assert_eq!(some.of(b'~', b"LX*1~LX*2~"), same.of(b'~', b"LX*1~LX*2~"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Kind);

/// Kinds for which the processor must be asked are made by [`Kind::best`] and [`Kernel::all`] alone, when it has said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Words,
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    Sixteen,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Kernel {
    /// The kernel of every machine: no vectors.
    pub const WORDS: Kernel = Kernel(Kind::Words);

    /// The fastest one that this machine has. The processor is asked once a process.
    #[inline]
    pub fn best() -> Kernel {
        #[cfg(target_arch = "x86_64")]
        return Kernel(match () {
            () if has_avx512() => Kind::Avx512,
            () if has_avx2() => Kind::Avx2,
            () => Kind::Sixteen,
        });
        #[cfg(target_arch = "aarch64")]
        return Kernel(Kind::Sixteen);
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        Kernel::WORDS
    }

    /// All that this machine has, the fastest last.
    pub fn all() -> Vec<Kernel> {
        let mut all = vec![Kernel::WORDS];
        #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
        all.push(Kernel(Kind::Sixteen));
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(has_avx2().then_some(Kernel(Kind::Avx2)));
            all.extend(has_avx512().then_some(Kernel(Kind::Avx512)));
        }
        all
    }

    /// What its vectors are called.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Words => "words",
            #[cfg(target_arch = "x86_64")]
            Kind::Sixteen => "SSE2",
            #[cfg(target_arch = "aarch64")]
            Kind::Sixteen => "NEON",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "AVX-512",
        }
    }

    /// Writes to the front of `found` where a byte stands in a text; how often that is. There is room for each byte of the
    /// text and [`SLACK`] more.
    #[inline]
    #[allow(unsafe_code, reason = "vectors that the processor has")]
    pub(crate) fn positions(self, byte: u8, text: &[u8], found: &mut [u32]) -> usize {
        match self.0 {
            Kind::Words => positions(text, found, |chunk| {
                of_parts(chunk, |part| same(part, byte))
            }),
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            // SAFETY: SSE2 is part of every x86-64, and NEON of every AArch64 that Rust has a std for.
            Kind::Sixteen => unsafe { sixteen::positions(byte, text, found) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: there is no such kernel but where `has_avx2` has found all that is asked for.
            Kind::Avx2 => unsafe { avx2::positions(byte, text, found) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: there is no such kernel but where `has_avx512` has found all that is asked for.
            Kind::Avx512 => unsafe { avx512::positions(byte, text, found) },
        }
    }

    /// Adds to `found` what stands at the bytes of a text, and where its elements and segments end: of the first 64 bytes
    /// those of `behind` alone.
    #[inline]
    #[allow(unsafe_code, reason = "vectors that the processor has")]
    pub(crate) fn index(
        self,
        text: &[u8],
        behind: u64,
        separators: Separators,
        found: &mut Found<'_>,
    ) {
        match self.0 {
            Kind::Words => {
                let look = |chunk: &_| words_at_a_time(chunk, separators);
                index(text, behind, found, look, one_by_one::<USUAL_ENDS>);
            }
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            // SAFETY: SSE2 is part of every x86-64, and NEON of every AArch64 that Rust has a std for.
            Kind::Sixteen => unsafe { sixteen::index(text, behind, separators, found) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: there is no such kernel but where `has_avx2` has found all that is asked for.
            Kind::Avx2 => unsafe { avx2::index(text, behind, separators, found) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: there is no such kernel but where `has_avx512` has found all that is asked for.
            Kind::Avx512 => unsafe { avx512::index(text, behind, separators, found) },
        }
    }
}

/// What is found of a text, and where more of it is written.
pub(crate) struct Found<'f> {
    pub blocks: &'f mut Vec<Block>,
    /// Offset of the next block.
    pub base: u32,
    /// Where elements and segments end, so many of them. There is room for each byte that is looked at, and [`SLACK`] more.
    pub ends: &'f mut [u32],
    pub end_count: usize,
    /// Which of them are terminators, so many. There is as much room.
    pub terminators: &'f mut [u32],
    pub terminator_count: usize,
}

/// Compiled anew for every kernel; `put` writes the offsets of bits.
#[inline(always)]
fn index(
    text: &[u8],
    mut behind: u64,
    found: &mut Found<'_>,
    look: impl Fn(&[u8; SIZE]) -> Block,
    put: impl Fn(&mut [u32; SIZE], u32, u64, usize),
) {
    let room = found.ends.len() - found.end_count;
    let room = room.min(found.terminators.len() - found.terminator_count);
    assert!(room >= text.len() + SLACK, "there is room for all");
    each_block(text, look, |block| {
        found.add(block, behind, &put);
        behind = u64::MAX;
    });
}

impl Found<'_> {
    #[inline(always)]
    fn add(&mut self, block: Block, behind: u64, put: &impl Fn(&mut [u32; SIZE], u32, u64, usize)) {
        self.blocks.push(block);
        let terminators = block.segments & behind;
        let ends = (block.elements | block.segments) & behind;
        let count = ends.count_ones() as usize;
        if let Some(slots) = self.ends[self.end_count..].first_chunk_mut() {
            put(slots, self.base, ends, count);
        }
        let segments = terminators.count_ones() as usize;
        if let Some(slots) = self.terminators[self.terminator_count..].first_chunk_mut::<SIZE>() {
            let mut left = terminators;
            let mut put = |slot: &mut u32| {
                let before = (left & left.wrapping_neg()).wrapping_sub(1);
                *slot = self.end_count as u32 + (ends & before).count_ones();
                left &= left.wrapping_sub(1);
            };
            slots[..USUAL].iter_mut().for_each(&mut put);
            if segments > USUAL {
                slots[USUAL..segments].iter_mut().for_each(put);
            }
        }
        self.end_count += count;
        self.terminator_count += segments;
        self.base += SIZE as u32;
    }
}

/// So many ends of a chunk are written without asking whether there are as many.
const USUAL_ENDS: usize = 24;

/// Writes where the bits of a mask stand, the first ones without asking whether there are so many.
#[inline(always)]
fn one_by_one<const USUAL: usize>(slots: &mut [u32; SIZE], base: u32, mask: u64, count: usize) {
    let mut left = mask;
    let mut put = |slot: &mut u32| {
        *slot = base + left.trailing_zeros();
        left &= left.wrapping_sub(1);
    };
    slots[..USUAL].iter_mut().for_each(&mut put);
    if count > USUAL {
        slots[USUAL..count].iter_mut().for_each(put);
    }
}

/// Asks the memory for what stands at an offset of a text, and beside it, so that it is near when it is looked at. Where the text ends before, or the
/// machine can't be asked, nothing is done.
#[inline(always)]
#[allow(unsafe_code, reason = "the processor is given a pointer")]
pub(crate) fn fetch(text: &[u8], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(byte) = text.get(at) {
        // SAFETY: SSE is part of every x86-64, and the pointer is that of a byte that is borrowed, which is not even read.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(std::ptr::from_ref(byte).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (text, at);
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt")
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn has_avx512() -> bool {
    has_avx2()
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi2")
}

const SIZE: usize = Block::SIZE;

/// So many numbers may be written behind the last that counts.
pub(crate) const SLACK: usize = SIZE;

/// So many of a chunk are written without asking whether there are as many.
const USUAL: usize = 4;

/// Where the bits stand that `mask` tells of each chunk. Compiled anew for every kernel.
#[inline(always)]
fn positions(text: &[u8], found: &mut [u32], mask: impl Fn(&[u8; SIZE]) -> u64) -> usize {
    each_mask(text, found, mask, one_by_one::<USUAL>)
}

/// Gives `write` the mask of each chunk and how many bits it has, with the slots for where they stand.
#[inline(always)]
fn each_mask(
    text: &[u8],
    found: &mut [u32],
    mask: impl Fn(&[u8; SIZE]) -> u64,
    write: impl Fn(&mut [u32; SIZE], u32, u64, usize),
) -> usize {
    assert!(found.len() >= text.len() + SLACK, "there is room for all");
    let (mut total, mut base) = (0, 0);
    let mut take = |mask: u64| {
        let count = mask.count_ones() as usize;
        if let Some(slots) = found[total..].first_chunk_mut() {
            write(slots, base, mask, count);
        }
        total += count;
        base += SIZE as u32;
    };
    let (chunks, rest) = text.as_chunks::<SIZE>();
    for chunk in chunks {
        take(mask(chunk));
    }
    if !rest.is_empty() {
        take(mask(&filled_up(rest)) & known(rest));
    }
    total
}

/// What stands at each of the chunks. Compiled anew for every kernel.
#[inline(always)]
fn each_block(text: &[u8], look: impl Fn(&[u8; SIZE]) -> Block, mut take: impl FnMut(Block)) {
    let (chunks, rest) = text.as_chunks::<SIZE>();
    let last = (!rest.is_empty()).then(|| (filled_up(rest), known(rest)));
    let last = last.iter().map(|(chunk, known)| (chunk, *known));
    // In one loop, so that what it calls is compiled for the same vectors.
    for (chunk, known) in chunks.iter().map(|chunk| (chunk, u64::MAX)).chain(last) {
        take(one_of_each(look(chunk), known));
    }
}

/// The block with a bit in no more than one mask, that of terminators left out, and none that is not known.
#[inline(always)]
fn one_of_each(mut block: Block, known: u64) -> Block {
    block.segments &= known;
    let mut left = known;
    for mask in [
        &mut block.elements,
        &mut block.components,
        &mut block.repetitions,
        &mut block.digits,
        &mut block.odd,
    ] {
        *mask &= left;
        left &= !*mask;
    }
    block
}

fn filled_up(rest: &[u8]) -> [u8; SIZE] {
    let mut chunk = [b' '; SIZE];
    chunk[..rest.len()].copy_from_slice(rest);
    chunk
}

fn known(rest: &[u8]) -> u64 {
    (1 << rest.len()) - 1
}

/// The bits of a chunk, from those of its parts of sixteen bytes.
#[inline(always)]
fn of_parts(chunk: &[u8; SIZE], bits: impl Fn(&[u8; 16]) -> u16) -> u64 {
    let (parts, _) = chunk.as_chunks::<16>();
    let parts = parts.iter().rev();
    parts.fold(0, |all, part| all << 16 | u64::from(bits(part)))
}

#[inline]
fn words(part: &[u8; 16]) -> [u64; 2] {
    let word = u128::from_le_bytes(*part);
    [word as u64, (word >> 64) as u64]
}

/// Gathers of each byte of two words whether `tops` sets its top bit.
#[inline]
fn gather(part: &[u8; 16], tops: impl Fn(u64) -> u64) -> u16 {
    let bits = |word| ((tops(word) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u16;
    let [low, high] = words(part);
    bits(low) | bits(high) << 8
}

const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Where the byte stands.
#[inline]
fn same(part: &[u8; 16], byte: u8) -> u16 {
    let pattern = u64::from(byte) * ONES;
    gather(part, |word| {
        let rest = word ^ pattern;
        // The top bit of each byte that is zero: no carry crosses from one to the next.
        !(((rest & LOW) + LOW) | rest | LOW)
    })
}

/// What stands at each byte, without vectors.
#[inline(always)]
fn words_at_a_time(chunk: &[u8; SIZE], separators: Separators) -> Block {
    let is = |byte| of_parts(chunk, |part| same(part, byte));
    // Seven bits and 0x60 carry into the top bit when they are 0x20 or more.
    let odd = |word: u64| (word | !((word & LOW) + 0x60 * ONES)) & !LOW;
    // What is a digit is below ten when the bits of zero are taken off: seven bits and 0x76 do not carry.
    let digit = |word| {
        let rest: u64 = word ^ (0x30 * ONES);
        !(((rest & LOW) + 0x76 * ONES) | rest) & !LOW
    };
    Block {
        segments: is(separators.segment),
        elements: is(separators.element),
        components: is(separators.component),
        repetitions: separators.repetition.map_or(0, is),
        digits: of_parts(chunk, |part| gather(part, digit)),
        odd: of_parts(chunk, |part| gather(part, odd)) | is(0x7F),
    }
}

#[cfg(target_arch = "x86_64")]
mod sixteen {
    use super::*;
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8,
        _mm_or_si128, _mm_set1_epi8, _mm_sub_epi8,
    };

    #[target_feature(enable = "sse2")]
    pub(super) fn positions(byte: u8, text: &[u8], found: &mut [u32]) -> usize {
        super::positions(text, found, |chunk| each(chunk, |part| is(part, byte)))
    }

    #[target_feature(enable = "sse2")]
    pub(super) fn index(text: &[u8], behind: u64, separators: Separators, found: &mut Found<'_>) {
        super::index(
            text,
            behind,
            found,
            |chunk| look(chunk, separators),
            one_by_one::<USUAL_ENDS>,
        );
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn look(chunk: &[u8; SIZE], separators: Separators) -> Block {
        Block {
            segments: each(chunk, |part| is(part, separators.segment)),
            elements: each(chunk, |part| is(part, separators.element)),
            components: each(chunk, |part| is(part, separators.component)),
            repetitions: separators
                .repetition
                .map_or(0, |byte| each(chunk, |part| is(part, byte))),
            digits: each(chunk, |part| {
                let above_zero = _mm_sub_epi8(part, _mm_set1_epi8(0x30));
                let at_most_nine = _mm_min_epu8(above_zero, _mm_set1_epi8(9));
                _mm_cmpeq_epi8(above_zero, at_most_nine)
            }),
            odd: each(chunk, |part| {
                // As signed numbers, bytes from 0x80 on are below the blank too.
                _mm_or_si128(_mm_cmplt_epi8(part, _mm_set1_epi8(0x20)), is(part, 0x7F))
            }),
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn is(part: __m128i, byte: u8) -> __m128i {
        _mm_cmpeq_epi8(part, _mm_set1_epi8(byte.cast_signed()))
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    #[allow(unsafe_code, reason = "vectors are loaded by pointers")]
    fn each(chunk: &[u8; SIZE], tell: impl Fn(__m128i) -> __m128i) -> u64 {
        of_parts(chunk, |part| {
            // SAFETY: reads the sixteen bytes that are borrowed, at any alignment.
            let part = unsafe { _mm_loadu_si128(part.as_ptr().cast()) };
            _mm_movemask_epi8(tell(part)) as u16
        })
    }
}

#[cfg(target_arch = "aarch64")]
mod sixteen {
    use super::*;
    use std::arch::aarch64::{
        uint8x16_t, vaddv_u8, vandq_u8, vceqq_u8, vcgtq_u8, vcleq_u8, vcltq_u8, vdupq_n_u8,
        vget_high_u8, vget_low_u8, vld1q_u8, vorrq_u8, vsubq_u8,
    };

    #[target_feature(enable = "neon")]
    pub(super) fn positions(byte: u8, text: &[u8], found: &mut [u32]) -> usize {
        super::positions(text, found, |chunk| each(chunk, |part| is(part, byte)))
    }

    #[target_feature(enable = "neon")]
    pub(super) fn index(text: &[u8], behind: u64, separators: Separators, found: &mut Found<'_>) {
        super::index(
            text,
            behind,
            found,
            |chunk| look(chunk, separators),
            one_by_one::<USUAL_ENDS>,
        );
    }

    #[inline]
    #[target_feature(enable = "neon")]
    fn look(chunk: &[u8; SIZE], separators: Separators) -> Block {
        Block {
            segments: each(chunk, |part| is(part, separators.segment)),
            elements: each(chunk, |part| is(part, separators.element)),
            components: each(chunk, |part| is(part, separators.component)),
            repetitions: separators
                .repetition
                .map_or(0, |byte| each(chunk, |part| is(part, byte))),
            digits: each(chunk, |part| {
                vcleq_u8(vsubq_u8(part, vdupq_n_u8(b'0')), vdupq_n_u8(9))
            }),
            odd: each(chunk, |part| {
                let below = vcltq_u8(part, vdupq_n_u8(0x20));
                vorrq_u8(below, vcgtq_u8(part, vdupq_n_u8(0x7E)))
            }),
        }
    }

    #[inline]
    #[target_feature(enable = "neon")]
    fn is(part: uint8x16_t, byte: u8) -> uint8x16_t {
        vceqq_u8(part, vdupq_n_u8(byte))
    }

    #[inline]
    #[target_feature(enable = "neon")]
    #[allow(unsafe_code, reason = "vectors are loaded by pointers")]
    fn each(chunk: &[u8; SIZE], tell: impl Fn(uint8x16_t) -> uint8x16_t) -> u64 {
        const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
        of_parts(chunk, |part| {
            // SAFETY: both read the sixteen bytes of an array that is borrowed, at any alignment.
            let (part, bits) = unsafe { (vld1q_u8(part.as_ptr()), vld1q_u8(BITS.as_ptr())) };
            // Each lane that is set keeps a bit of its own, and those of a half add up to a byte.
            let own = vandq_u8(tell(part), bits);
            u16::from(vaddv_u8(vget_low_u8(own))) | u16::from(vaddv_u8(vget_high_u8(own))) << 8
        })
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::*;
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_min_epu8,
        _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_sub_epi8,
    };

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub(super) fn positions(byte: u8, text: &[u8], found: &mut [u32]) -> usize {
        super::positions(text, found, |chunk| each(chunk, |half| is(half, byte)))
    }

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub(super) fn index(text: &[u8], behind: u64, separators: Separators, found: &mut Found<'_>) {
        super::index(
            text,
            behind,
            found,
            |chunk| look(chunk, separators),
            one_by_one::<USUAL_ENDS>,
        );
    }

    #[inline]
    #[target_feature(enable = "avx2,bmi1,popcnt")]
    fn look(chunk: &[u8; SIZE], separators: Separators) -> Block {
        Block {
            segments: each(chunk, |half| is(half, separators.segment)),
            elements: each(chunk, |half| is(half, separators.element)),
            components: each(chunk, |half| is(half, separators.component)),
            repetitions: separators
                .repetition
                .map_or(0, |byte| each(chunk, |half| is(half, byte))),
            digits: each(chunk, |half| {
                let above_zero = _mm256_sub_epi8(half, _mm256_set1_epi8(0x30));
                let at_most_nine = _mm256_min_epu8(above_zero, _mm256_set1_epi8(9));
                _mm256_cmpeq_epi8(above_zero, at_most_nine)
            }),
            odd: each(chunk, |half| {
                // As signed numbers, bytes from 0x80 on are below the blank too.
                let below = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), half);
                _mm256_or_si256(below, is(half, 0x7F))
            }),
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn is(half: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte.cast_signed()))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    #[allow(unsafe_code, reason = "vectors are loaded by pointers")]
    fn each(chunk: &[u8; SIZE], tell: impl Fn(__m256i) -> __m256i) -> u64 {
        let (halves, _) = chunk.as_chunks::<32>();
        let halves = halves.iter().rev();
        halves.fold(0, |all, half| {
            // SAFETY: reads the 32 bytes that are borrowed, at any alignment.
            let half = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
            all << 32 | u64::from(_mm256_movemask_epi8(tell(half)).cast_unsigned())
        })
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::*;
    use std::arch::x86_64::{
        __m512i, _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask,
        _mm512_cmple_epu8_mask, _mm512_cmplt_epi8_mask, _mm512_cvtepu8_epi32,
        _mm512_extracti32x4_epi32, _mm512_loadu_si512, _mm512_maskz_compress_epi8,
        _mm512_set1_epi8, _mm512_set1_epi32, _mm512_storeu_si512, _mm512_sub_epi8,
    };

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi1,popcnt")]
    #[allow(unsafe_code, reason = "vectors are stored by pointers")]
    pub(super) fn positions(byte: u8, text: &[u8], found: &mut [u32]) -> usize {
        let places = load(&std::array::from_fn(|place| place as u8));
        let mask = |chunk: &[u8; SIZE]| is(load(chunk), byte);
        each_mask(text, found, mask, |slots, base, mask, count| {
            let own = _mm512_maskz_compress_epi8(mask, places);
            let first = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(own));
            let first = _mm512_add_epi32(first, _mm512_set1_epi32(base.cast_signed()));
            // SAFETY: writes the first sixteen of 64 numbers that are borrowed, at any alignment.
            unsafe { _mm512_storeu_si512(slots.as_mut_ptr().cast(), first) };
            if count > 16 {
                let mut left = mask;
                for slot in &mut slots[..count] {
                    *slot = base + left.trailing_zeros();
                    left &= left.wrapping_sub(1);
                }
            }
        })
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi1,popcnt")]
    #[allow(unsafe_code, reason = "vectors are stored by pointers")]
    pub(super) fn index(text: &[u8], behind: u64, separators: Separators, found: &mut Found<'_>) {
        let places = load(&std::array::from_fn(|place| place as u8));
        let look = |chunk: &_| look(chunk, separators);
        super::index(text, behind, found, look, |slots, base, mask, count| {
            let own = _mm512_maskz_compress_epi8(mask, places);
            let base_of_each = _mm512_set1_epi32(base.cast_signed());
            let first = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(own));
            let second = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32::<1>(own));
            let to = slots.as_mut_ptr();
            // SAFETY: both write sixteen of 64 numbers that are borrowed, the first and the next, at any alignment.
            unsafe {
                _mm512_storeu_si512(to.cast(), _mm512_add_epi32(first, base_of_each));
                _mm512_storeu_si512(to.add(16).cast(), _mm512_add_epi32(second, base_of_each));
            }
            if count > 32 {
                one_by_one::<USUAL_ENDS>(slots, base, mask, count);
            }
        });
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi1,popcnt")]
    fn look(chunk: &[u8; SIZE], separators: Separators) -> Block {
        let bytes = load(chunk);
        let above_zero = _mm512_sub_epi8(bytes, _mm512_set1_epi8(0x30));
        Block {
            segments: is(bytes, separators.segment),
            elements: is(bytes, separators.element),
            components: is(bytes, separators.component),
            repetitions: separators.repetition.map_or(0, |byte| is(bytes, byte)),
            digits: _mm512_cmple_epu8_mask(above_zero, _mm512_set1_epi8(9)),
            // As signed numbers, bytes from 0x80 on are below the blank too.
            odd: _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(0x20)) | is(bytes, 0x7F),
        }
    }

    #[inline]
    #[target_feature(enable = "avx512bw")]
    fn is(bytes: __m512i, byte: u8) -> u64 {
        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()))
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[allow(unsafe_code, reason = "vectors are loaded by pointers")]
    fn load(chunk: &[u8; SIZE]) -> __m512i {
        // SAFETY: reads the 64 bytes that are borrowed, at any alignment.
        unsafe { _mm512_loadu_si512(chunk.as_ptr().cast()) }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Index;
    use proptest::prelude::*;

    proptest! {
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
        fn every_kernel_finds_the_byte(
            bytes in prop::collection::vec(prop_oneof![3 => any::<u8>(), 1 => Just(b'~')], 0..600),
            full in any::<bool>(),
            from in 0..70usize,
            byte in prop_oneof![Just(b'~'), any::<u8>()],
        ) {
            // Often nothing else, as more may stand in a chunk than is usual.
            let bytes = if full { vec![byte; bytes.len()] } else { bytes };
            let text = &bytes[from.min(bytes.len())..];
            let own = text.iter().zip(0..).filter(|(own, _)| **own == byte);
            let expected: Vec<u32> = own.map(|(_, at)| at).collect();
            for kernel in Kernel::all() {
                let mut found = vec![7; text.len() + SLACK];
                let count = kernel.positions(byte, text, &mut found);
                prop_assert_eq!(&found[..count], &expected[..], "{}", kernel.name());
            }
        }
    }

    /// Quick enough for Miri, as the next one.
    #[test]
    fn kernels_agree_on_parts() {
        let ends = [7, 8, 12, 13, 50, 51, 70_000, 70_003, 70_004];
        for (shortest, longest) in [(1, 2), (0, 80), (2, i16::MAX), (3, 3)] {
            let (shortest, longest) = ([shortest; 8], [longest; 8]);
            assert_eq!(
                Eight::of(&ends, &shortest, &longest),
                Eight::one_by_one(&ends, &shortest, &longest)
            );
        }
    }

    #[test]
    fn kernels_agree_on_texts_of_any_length_from_any_byte_on() {
        let mut state = 1_u64;
        let bytes: [u8; 400] = std::array::from_fn(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            match state >> 32 & 7 {
                0 => b'~',
                1 => b'*',
                2 => b':',
                3 => b'0' + (state % 10) as u8,
                _ => state as u8,
            }
        });
        for (from, length) in (0..70).zip((0..330).step_by(7).cycle()) {
            let text = &bytes[from..from + length];
            let seen = Kernel::all().into_iter().map(|kernel| {
                let mut found = vec![0; length + SLACK];
                let count = kernel.positions(b'~', text, &mut found);
                found.truncate(count);
                let mut index = Index::default();
                index.look_on_by(kernel, text, Separators::USUAL);
                let ends = [index.ends(), index.terminators()].map(<[u32]>::to_vec);
                (found, index.blocks().0.clone(), ends)
            });
            let seen: Vec<_> = seen.collect();
            assert!(
                seen.windows(2).all(|two| two[0] == two[1]),
                "{length} from {from}"
            );
        }
    }

    #[test]
    fn the_best_kernel_is_the_last_of_all() {
        assert_eq!(Kernel::all().last(), Some(&Kernel::best()));
        assert_eq!(Kernel::all()[0], Kernel::WORDS);
    }
}
