//! Where in an input something stands.

use std::fmt;

/// A control number as sent (ISA13, GS06 or ST02), held without the heap.
///
/// The standard allows nine characters; what is longer is cut at fifteen.
///
/// ```
/// use remedi_x12::ControlNumber;
/// let isa13 = ControlNumber::new(b"000000007");
/// assert_eq!(isa13.to_string(), "000000007");
/// assert!(isa13.same_number(&ControlNumber::new(b"7")));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ControlNumber {
    length: u8,
    bytes: [u8; 15],
}

impl ControlNumber {
    /// The control number that these bytes are.
    pub fn new(sent: &[u8]) -> ControlNumber {
        let mut bytes = [0; 15];
        let length = sent.len().min(bytes.len());
        bytes[..length].copy_from_slice(&sent[..length]);
        ControlNumber {
            length: length as u8,
            bytes,
        }
    }

    /// The bytes as sent.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether two numbers are equal but for zeros in front (ISA13 and GS06 are of type N0).
    pub fn same_number(&self, other: &ControlNumber) -> bool {
        fn significant(bytes: &[u8]) -> &[u8] {
            let zeros = bytes.iter().take_while(|&&byte| byte == b'0').count();
            &bytes[zeros..]
        }
        significant(self.as_bytes()) == significant(other.as_bytes())
    }
}

impl fmt::Display for ControlNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.as_bytes()))
    }
}

impl fmt::Debug for ControlNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The place of a segment or an element in an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// Offset of its first byte, from 0, in the (decompressed) input.
    pub byte: u64,
    /// ISA13 of its interchange; empty outside one.
    pub interchange: ControlNumber,
    /// GS06 of its functional group; empty outside one.
    pub group: ControlNumber,
    /// ST02 of its transaction set; empty outside one.
    pub set: ControlNumber,
    /// Number of its segment in the set, ST being 1 as in 999 IK302; 0 outside a set.
    pub segment: u32,
}
