//! Segment ids as numbers.

/// A segment id as a number: its bytes, big end first.
pub(crate) type Tag = u32;

/// The number of a segment id; 0 for one that is not two or three bytes long.
#[inline]
pub(crate) fn tag_of(body: &[u8], separator: u8) -> Tag {
    let id = body.split(|&byte| byte == separator).next();
    match *id.unwrap_or_default() {
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        [a, b] => u32::from_be_bytes([0, 0, a, b]),
        _ => 0,
    }
}

/// Whether the number is that of two or three capital letters and digits.
#[inline]
pub(crate) fn is_well_formed(tag: Tag) -> bool {
    let [_, a, b, c] = tag.to_be_bytes();
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (a == 0 || capital(a)) && capital(b) && capital(c)
}

/// The number of a segment id that is known when the program is built.
pub(crate) const fn tag(id: &[u8]) -> Tag {
    let mut number = 0;
    let mut index = 0;
    while index < id.len() {
        number = number << 8 | id[index] as u32;
        index += 1;
    }
    number
}

/// Numbers the tags of a guide: an open-addressed table over a multiplicative hash.
#[derive(Debug)]
pub(super) struct TagTable {
    slots: [(Tag, u8); 256],
    pub(super) count: u8,
}

impl Default for TagTable {
    fn default() -> TagTable {
        TagTable {
            slots: [(0, 0); 256],
            count: 0,
        }
    }
}

impl TagTable {
    /// The slot of a tag, or a free one that nothing is in.
    #[inline]
    pub(super) fn slot(&self, tag: Tag) -> u8 {
        let mut slot = (tag.wrapping_mul(0x9E37_79B1) >> 24) as u8;
        while self.slots[usize::from(slot)].0 != 0 && self.slots[usize::from(slot)].0 != tag {
            slot = slot.wrapping_add(1);
        }
        slot
    }

    #[inline]
    pub(super) fn get(&self, tag: Tag) -> Option<u8> {
        let (found, number) = self.slots[usize::from(self.slot(tag))];
        (found == tag && tag != 0).then_some(number)
    }

    pub(super) fn insert(&mut self, tag: Tag) -> u8 {
        let number = self.count;
        self.slots[usize::from(self.slot(tag))] = (tag, number);
        self.count += 1;
        number
    }

    /// The tags by their numbers.
    pub(super) fn tags(&self) -> Vec<Tag> {
        let mut known: Vec<_> = self.slots.iter().filter(|slot| slot.0 != 0).collect();
        known.sort_by_key(|(_, number)| *number);
        known.into_iter().map(|(tag, _)| *tag).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_first_element_is_no_part_of_the_id() {
        assert_eq!(tag_of(b"OI***Y", b'*'), tag(b"OI"));
        assert_eq!(tag_of(b"NM1*85", b'*'), tag(b"NM1"));
        assert_eq!(tag_of(b"N1*PR", b'*'), tag(b"N1"));
        assert_eq!(tag_of(b"SE", b'*'), tag(b"SE"));
        for other in [&b"LONG*1"[..], b"A*B", b"A*", b"*AB", b""] {
            assert_eq!(tag_of(other, b'*'), 0);
        }
    }
}
