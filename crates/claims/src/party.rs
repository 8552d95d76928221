//! A party: a provider, payer, subscriber or patient, with what stands in its loop.

use std::fmt;
use std::ops::Range;

use crate::batch::SegmentsAt;
use crate::{Batch, Npi, NpiFault, SegmentAt, SegmentId, Taxonomy, Tin, TinKind};

const N1: SegmentId = SegmentId::of(b"N1");
const N3: SegmentId = SegmentId::of(b"N3");
const N4: SegmentId = SegmentId::of(b"N4");
const REF: SegmentId = SegmentId::of(b"REF");
const PRV: SegmentId = SegmentId::of(b"PRV");

/// The loop of a party, led by NM1 (in an 835 also by N1).
#[derive(Clone, Copy, Debug)]
pub struct Party<'b> {
    batch: &'b Batch,
    first: u32,
    end: u32,
}

/// Whether a party is a person (NM102).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntityType {
    /// NM102 = 1.
    Person,
    /// NM102 = 2.
    Organization,
}

/// N3 and N4 of a party, as sent.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Address<'b> {
    /// N301.
    pub line_1: &'b [u8],
    /// N302.
    pub line_2: &'b [u8],
    /// N401.
    pub city: &'b [u8],
    /// N402.
    pub state: &'b [u8],
    /// N403.
    pub zip: &'b [u8],
}

impl fmt::Debug for Address<'_> {
    /// Which parts there are: it may be a patient's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("has_line_1", &!self.line_1.is_empty())
            .field("has_line_2", &!self.line_2.is_empty())
            .field("has_city", &!self.city.is_empty())
            .field("has_state", &!self.state.is_empty())
            .field("has_zip", &!self.zip.is_empty())
            .finish()
    }
}

impl<'b> Party<'b> {
    pub(crate) fn new(batch: &'b Batch, segments: Range<u32>) -> Party<'b> {
        Party {
            batch,
            first: segments.start,
            end: segments.end,
        }
    }

    /// The segments of its loop.
    pub fn segments(&self) -> SegmentsAt<'b> {
        SegmentsAt::new(self.batch, self.first..self.end)
    }

    /// NM1, or N1.
    pub fn name_segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.first)
    }

    /// The entity identifier code (NM101), such as `82` for a rendering provider.
    pub fn role(&self) -> &'b [u8] {
        self.name_segment().value(1)
    }

    /// Person or organisation (NM102); `None` when it is neither 1 nor 2.
    pub fn entity_type(&self) -> Option<EntityType> {
        match self.name_segment().value(2) {
            b"1" => Some(EntityType::Person),
            b"2" => Some(EntityType::Organization),
            _ => None,
        }
    }

    /// The last name or the name of the organisation (NM103; N102 in an 835).
    pub fn name(&self) -> &'b [u8] {
        let segment = self.name_segment();
        segment.value(if segment.id() == N1 { 2 } else { 3 })
    }

    /// The qualifier of the identifier and the identifier (NM108 and NM109; N103 and N104).
    pub fn id(&self) -> (&'b [u8], &'b [u8]) {
        let segment = self.name_segment();
        match segment.id() {
            N1 => (segment.value(3), segment.value(4)),
            _ => (segment.value(8), segment.value(9)),
        }
    }

    /// The NPI: NM109 after NM108 = XX. `None` when there is none.
    ///
    /// # Errors
    /// Why what was sent as an NPI is none.
    pub fn npi(&self) -> Option<Result<Npi, NpiFault>> {
        match self.id() {
            (b"XX", id) if !id.is_empty() => Some(Npi::parse(id)),
            _ => None,
        }
    }

    /// The first REF of the loop with this qualifier (REF01).
    pub fn reference(&self, qualifier: &[u8]) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), REF, qualifier)
    }

    /// The tax identification number: REF*EI, or REF*SY of a sole proprietor, or in 4010
    /// NM109 after NM108 = 24 or 34. `None` when there is none of nine digits.
    pub fn tin(&self) -> Option<Tin> {
        let (mut ein, mut ssn) = (None, None);
        for reference in self.segments().filter(|segment| segment.id() == REF) {
            match reference.value(1) {
                b"EI" => ein = ein.or(Some(reference)),
                b"SY" => ssn = ssn.or(Some(reference)),
                _ => {}
            }
        }
        let sent = |sent: Option<SegmentAt<'_>>, kind| Tin::parse(sent?.value(2), kind);
        sent(ein, TinKind::Ein)
            .or_else(|| sent(ssn, TinKind::Ssn))
            .or_else(|| match self.id() {
                (b"24", id) => Tin::parse(id, TinKind::Ein),
                (b"34", id) => Tin::parse(id, TinKind::Ssn),
                _ => None,
            })
    }

    /// The taxonomy code of the loop's PRV (PRV03); `None` when there is none of its form.
    pub fn taxonomy(&self) -> Option<Taxonomy> {
        let mut segments = self.segments();
        let provider = segments.find(|segment| segment.id() == PRV)?;
        taxonomy(&provider)
    }

    /// N3 and N4; `None` when there is neither.
    pub fn address(&self) -> Option<Address<'b>> {
        let mut address = None::<Address<'b>>;
        for segment in self.segments() {
            match segment.id() {
                N3 => {
                    let address = address.get_or_insert_default();
                    (address.line_1, address.line_2) = (segment.value(1), segment.value(2));
                }
                N4 => {
                    let address = address.get_or_insert_default();
                    (address.city, address.state) = (segment.value(1), segment.value(2));
                    address.zip = segment.value(3);
                }
                _ => {}
            }
        }
        address
    }
}

/// The taxonomy code of a PRV: PRV03 after PRV02 = PXC, or ZZ in 4010.
pub(crate) fn taxonomy(provider: &SegmentAt<'_>) -> Option<Taxonomy> {
    match provider.value(2) {
        b"PXC" | b"ZZ" => Taxonomy::parse(provider.value(3)),
        _ => None,
    }
}
