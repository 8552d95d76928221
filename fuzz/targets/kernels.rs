//! Each kernel that the machine has, against the definition of what it finds, byte by byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use remedi_x12::{Block, Eight, Index, Kernel, Positions, Separators};

fuzz_target!(|input: &[u8]| {
    let Some((&[segment, element, component, repetition, from, part, again], rest)) =
        input.split_first_chunk()
    else {
        return;
    };
    let separators = Separators {
        segment,
        element,
        component,
        repetition: (repetition != 0).then_some(repetition),
    };
    // From any alignment on, and mostly more than one chunk of the index.
    let text = rest.repeat(1 + usize::from(again % 4));
    let text = text.get(usize::from(from)..).unwrap_or_default();
    let parts = [text.len() * usize::from(part) / 255, text.len()];
    found_alike(text, separators, parts);
    measured_alike(rest);
});

/// What stands at each byte, and where elements and segments end.
fn found_alike(text: &[u8], separators: Separators, parts: [usize; 2]) {
    let places = |is: &dyn Fn(u8) -> bool| -> Vec<u32> {
        let own = text.iter().zip(0..).filter(|(byte, _)| is(**byte));
        own.map(|(_, at)| at).collect()
    };
    let segments = places(&|byte| byte == separators.segment);
    let ends = places(&|byte| [separators.segment, separators.element].contains(&byte));
    let terminators: Vec<u32> = (0..ends.len() as u32)
        .filter(|&end| text[ends[end as usize] as usize] == separators.segment)
        .collect();
    for kernel in Kernel::all() {
        let name = kernel.name();
        let mut positions = Positions::with_kernel(kernel);
        assert!(positions.of(separators.segment, text) == segments, "{name}");
        let mut index = Index::default();
        for part in parts {
            index.look_on_by(kernel, &text[..part], separators);
        }
        assert!(index.ends() == ends, "{name}");
        assert!(index.terminators() == terminators, "{name}");
        for (number, bytes) in text.chunks(Block::SIZE).enumerate() {
            let found = index.blocks().block(number).copied();
            assert_eq!(found, Some(block(bytes, separators)), "{name} {number}");
        }
    }
}

/// What a block is, as its documentation has it.
fn block(bytes: &[u8], separators: Separators) -> Block {
    let mut block = Block::default();
    for (&byte, at) in bytes.iter().zip(0..) {
        block.segments |= u64::from(byte == separators.segment) << at;
        let mask = match byte {
            _ if byte == separators.element => &mut block.elements,
            _ if byte == separators.component => &mut block.components,
            _ if Some(byte) == separators.repetition => &mut block.repetitions,
            b'0'..=b'9' => &mut block.digits,
            0..b' ' | 0x7F.. => &mut block.odd,
            _ => continue,
        };
        *mask |= 1 << at;
    }
    block
}

/// Parts of a text by their lengths: what is empty, too short or too long.
fn measured_alike(bytes: &[u8]) {
    let (lanes, _) = bytes.as_chunks::<6>();
    for lanes in lanes.chunks_exact(8) {
        let mut ends = [7_u32; 9];
        let (mut shortest, mut longest) = ([0; 8], [0; 8]);
        let mut expected = Eight::default();
        for (lane, &[low, high, least, _, most, more]) in lanes.iter().enumerate() {
            // Most parts are short, some longer than what can be told.
            let length = u32::from(low) << (high % 12);
            ends[lane + 1] = ends[lane] + 1 + length;
            shortest[lane] = i16::from(least);
            longest[lane] = i16::from_le_bytes([most, more % 128]);
            let length = length.min(32_766) as i16;
            expected.present |= u8::from(length > 0) << lane;
            let is_wrong = length < shortest[lane] || length > longest[lane];
            expected.wrong |= u8::from(is_wrong) << lane;
        }
        assert_eq!(Eight::of(&ends, &shortest, &longest), expected);
    }
}
