//! The four separators that an ISA segment declares.

/// The bytes that end segments and part what is in them.
///
/// X12 lets every interchange choose its own; [`Header::parse`](crate::Header::parse)
/// reads them from the ISA segment.
///
/// ```
/// use remedi_x12::Separators;
/// let lines = Separators { segment: b'\n', ..Separators::USUAL };
/// assert!(lines.contains(b'*') && lines.contains(b'\n') && !lines.contains(b'~'));
/// assert!(lines.is_padding(b'\r') && !lines.is_padding(b'\n'));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Separators {
    /// Between elements: the byte after `ISA`.
    pub element: u8,
    /// Between the components of a composite: ISA16.
    pub component: u8,
    /// After each segment: the byte after ISA16.
    pub segment: u8,
    /// Between the repetitions of an element: ISA11 from version 00402 on, where it is
    /// no letter or digit. Before that elements do not repeat.
    pub repetition: Option<u8>,
}

impl Separators {
    /// `*`, `:`, `~` and `^`, which most senders use.
    pub const USUAL: Separators = Separators {
        element: b'*',
        component: b':',
        segment: b'~',
        repetition: Some(b'^'),
    };

    /// Whether the byte is one of the separators.
    pub fn contains(&self, byte: u8) -> bool {
        byte == self.element
            || byte == self.component
            || byte == self.segment
            || Some(byte) == self.repetition
    }

    /// Whether a CR or an LF is one of the separators.
    pub(crate) fn has_line_end(&self) -> bool {
        self.contains(b'\r') || self.contains(b'\n')
    }

    /// Whether the byte may stand between two segments without meaning anything: white
    /// space, a NUL of a padded record, an end-of-file mark; but never a separator.
    #[inline]
    pub fn is_padding(&self, byte: u8) -> bool {
        is_blank(byte) && !self.contains(byte)
    }

    /// Where the last element ends, given the segment up to its terminator: before a line
    /// end, as where an ISA has declared LF and lines end in CR LF, or where the terminator
    /// is written on the next line.
    #[inline]
    pub(crate) fn end_of_body(&self, bytes: &[u8], body: usize, terminator: usize) -> usize {
        let mut end = terminator;
        while end > body
            && matches!(bytes[end - 1], b'\r' | b'\n')
            && !self.contains(bytes[end - 1])
        {
            end -= 1;
        }
        end
    }
}

/// White space, NUL and the end-of-file mark 0x1A.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0 | 0x1A)
}
