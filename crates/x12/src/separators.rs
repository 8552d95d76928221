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

    /// Which line ends are padding, as they are no separators.
    pub(crate) fn line_ends(&self) -> LineEnds {
        LineEnds {
            cr: !self.contains(b'\r'),
            lf: !self.contains(b'\n'),
        }
    }

    /// Whether the byte may stand between two segments without meaning anything: white
    /// space, a NUL of a padded record, an end-of-file mark; but never a separator.
    #[inline]
    pub fn is_padding(&self, byte: u8) -> bool {
        is_blank(byte) && !self.contains(byte)
    }
}

/// Which line ends are padding: those that are no separators.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineEnds {
    cr: bool,
    lf: bool,
}

impl LineEnds {
    #[inline]
    fn hold(self, byte: u8) -> bool {
        match byte {
            b'\r' => self.cr,
            b'\n' => self.lf,
            _ => false,
        }
    }

    /// Where tag and elements start and end in a segment up to its terminator, if there are line ends about them: before the
    /// tag, and behind the last element, as where an ISA has declared LF and lines end in CR LF, or where the
    /// terminator is written on the next line.
    #[inline(always)]
    pub(crate) fn trim(self, text: &[u8]) -> (usize, usize) {
        // Most have none, and neither their first nor last byte is a control character.
        if let [first, .., last] = text
            && first.min(last) >= &b' '
        {
            return (0, text.len());
        }
        self.trim_each(text)
    }

    /// The same, byte by byte.
    #[inline(never)]
    fn trim_each(self, text: &[u8]) -> (usize, usize) {
        let before = text.iter().take_while(|byte| self.hold(**byte));
        let body = before.count();
        (body, body + self.behind(&text[body..]))
    }

    /// Where the last element ends, given tag and elements and what is behind them up to the terminator.
    #[inline]
    pub(crate) fn behind(self, text: &[u8]) -> usize {
        let padding = text.iter().rev().take_while(|byte| self.hold(**byte));
        text.len() - padding.count()
    }
}

/// White space, NUL and the end-of-file mark 0x1A.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0 | 0x1A)
}
