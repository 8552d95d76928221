//! Where the elements of a segment stand.

/// Where the tag and the elements of a segment end, as offsets in its batch.
///
/// What follows in memory are the ends of the segments behind it, and behind the last numbers that mean nothing: so eight
/// elements can be looked at together, however many there are.
#[derive(Clone, Copy)]
pub(crate) struct Ends<'b> {
    all: &'b [u32],
    elements: usize,
}

impl<'b> Ends<'b> {
    /// Of a segment of so many elements, the end of whose tag stands first.
    #[inline]
    pub fn new(all: &'b [u32], elements: usize) -> Ends<'b> {
        Ends { all, elements }
    }

    /// How many elements there are.
    #[inline]
    pub fn elements(&self) -> usize {
        self.elements
    }

    /// Where the element at a position from 1 starts and ends.
    #[inline]
    pub fn element(&self, position: usize) -> Option<(usize, usize)> {
        let before = position.wrapping_sub(1);
        if before >= self.elements {
            return None;
        }
        let [before, end] = *self.all.get(before..)?.first_chunk()?;
        Some((before as usize + 1, end as usize))
    }

    /// Where the elements start and end, in order.
    #[inline]
    pub fn all(&self) -> impl Iterator<Item = (usize, usize)> + use<'b> {
        let own = self.all.get(..=self.elements).unwrap_or_default();
        let (mut before, behind) = match own {
            [tag, behind @ ..] => (*tag as usize, behind),
            [] => (0, own),
        };
        behind.iter().map(move |&end| {
            let start = std::mem::replace(&mut before, end as usize) + 1;
            (start, end as usize)
        })
    }

    /// From the one before an element, counted from 0, nine ends.
    #[inline]
    pub fn chunk(&self, from: usize) -> Option<&'b [u32; 9]> {
        self.all.get(from..)?.first_chunk()
    }
}
