//! What is wrong with a segment or an element by its guide.

/// A fault of a segment, a loop or an element against the guide of its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuideFault {
    /// The segment at which it shows, by its index in the batch: see
    /// [`Batch::place`](crate::Batch::place). What is missing at the end of a batch shows at
    /// the segment after it, whose index is [`Batch::segment_count`](crate::Batch::segment_count).
    pub segment: u32,
    /// The id of the segment at fault; of a missing segment, or of a missing loop's first one,
    /// that of the one that is not there. Two letters are followed by a blank.
    pub tag: [u8; 3],
    /// The loop that it is of, such as `2010AA`; `None` in ISA, GS, GE and IEA.
    pub loop_id: Option<&'static str>,
    /// The claim (CLM) or claim payment (CLP) that it is in, by the index of that segment.
    pub item: Option<u32>,
    /// The element, from 1; 0 for faults of the segment.
    pub element: u8,
    /// The component, from 1; 0 for the whole element.
    pub component: u8,
    /// The repetition, from 1; 0 where the element does not repeat.
    pub repetition: u8,
    /// What is wrong.
    pub kind: GuideFaultKind,
}

impl GuideFault {
    /// The id of the segment at fault, without the blank.
    pub fn segment_id(&self) -> &str {
        std::str::from_utf8(&self.tag)
            .unwrap_or_default()
            .trim_end()
    }

    /// Whether the fault is a value that stands there, and not one that is missing.
    pub fn is_of_value(&self) -> bool {
        use GuideFaultKind::{Conditional, MissingElement, NoneOf, Paired};
        let is_missing = matches!(self.kind, MissingElement | Paired | NoneOf | Conditional);
        self.element > 0 && !is_missing
    }
}

/// The kinds of [`GuideFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuideFaultKind {
    /// The standard has no such segment.
    UnknownSegment,
    /// The segment has no place here.
    UnexpectedSegment,
    /// The standard has the segment here, and the guide does not use it.
    SegmentNotUsed,
    /// A required segment is not there.
    MissingSegment,
    /// A required loop is not there.
    MissingLoop,
    /// The segment repeats more often than this.
    SegmentRepeats(u32),
    /// The loop repeats more often than this.
    LoopRepeats(u32),
    /// The segment, or the loop that it opens, comes after one that follows it in the guide.
    OutOfSequence,
    /// A required element or component is not there.
    MissingElement,
    /// The guide does not use the element or component.
    ElementNotUsed,
    /// The segment has more elements than this.
    TooManyElements(u8),
    /// The element has more components than this.
    TooManyComponents(u8),
    /// The element repeats more often than this.
    TooManyRepetitions(u8),
    /// The value is shorter than this.
    TooShort(u16),
    /// The value is longer than this.
    TooLong(u16),
    /// The value has a byte that is no printable ASCII character.
    BadCharacter,
    /// The value is not a number of its type (N0, R).
    NotANumber,
    /// The value is not a date, or not of the form that its qualifier tells.
    BadDate,
    /// The value is not a time of day.
    BadTime,
    /// The value is none of the guide's codes.
    BadCode,
    /// The value is not in the list of others that the guide names: claim status categories and codes.
    UnlistedCode,
    /// Elements come together or not at all (note P), and this one is not there.
    Paired,
    /// One of several elements must be there (note R), from this one on; or the segment has no element at all.
    NoneOf,
    /// The element excludes another that is there (note E).
    Excluded,
    /// The element must be there because another one is (notes C and L).
    Conditional,
    /// The segment ends with separators of elements that are not there.
    SeparatorsAtEnd,
    /// ST03 is no version that remedi knows for the set.
    UnknownVersion,
    /// ST03 is of another guide than GS08, or of another edition of it, and takes precedence over it.
    VersionNotOfGroup,
    /// ISA12 is of version 4010, and the group (GS08) of 5010.
    VersionOfInterchange,
    /// The set (ST01) is none that the group (GS01) is for.
    SetNotOfGroup {
        /// It is one that practices receive, such as payments, and can be read all the same.
        is_received: bool,
    },
    /// The repetition separator (ISA11) of version 5010 is a letter, a digit or a blank, or
    /// another separator.
    NotASeparator,
    /// HL01 does not count on: this is the next number.
    HierarchyNumber(u32),
    /// HL02 is not HL01 of the level above.
    HierarchyParent,
    /// HL04 says there are levels below and there are none, or the other way round: whether there are any.
    HierarchyChild(bool),
    /// LX01 does not count on: this is the next number.
    LineNumber(u32),
}
