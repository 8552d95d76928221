//! Claims (837 loop 2300) and their service lines (loop 2400).

use std::ops::Range;

use chrono::NaiveDate;

use crate::batch::{Item, LoopSpan, SegmentsAt};
use crate::guide::{ClaimKind, LayoutId, LoopKind, SetKind};
use crate::party::taxonomy;
use crate::payment::adjustments;
use crate::{
    Adjustment, Batch, DateRange, MalformedDate, MalformedMoney, Modifier, Money, Party, Pos,
    ProcedureCode, SegmentAt, SegmentId, Taxonomy, parse_date,
};

const AMT: SegmentId = SegmentId::of(b"AMT");
const CL1: SegmentId = SegmentId::of(b"CL1");
const DTP: SegmentId = SegmentId::of(b"DTP");
const HI: SegmentId = SegmentId::of(b"HI");
const LX: SegmentId = SegmentId::of(b"LX");
const PRV: SegmentId = SegmentId::of(b"PRV");
const REF: SegmentId = SegmentId::of(b"REF");
const SV1: SegmentId = SegmentId::of(b"SV1");
const SV2: SegmentId = SegmentId::of(b"SV2");
const SV3: SegmentId = SegmentId::of(b"SV3");

/// A claim with the levels it stands under.
///
/// Values are given as sent: what overrides what is for those who judge them. An element that is
/// absent or empty is `None` or no bytes; one that is malformed is an error of its own.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'b> {
    batch: &'b Batch,
    item: &'b Item,
}

impl<'b> Claim<'b> {
    pub(crate) fn new(batch: &'b Batch, item: &'b Item) -> Claim<'b> {
        Claim { batch, item }
    }

    /// The batch that the claim borrows from.
    pub fn batch(&self) -> &'b Batch {
        self.batch
    }

    /// Professional, institutional or dental, by the guide of its set.
    pub fn kind(&self) -> ClaimKind {
        match self.item.guide.kind() {
            Some(SetKind::Claims(kind)) => kind,
            _ => ClaimKind::Professional,
        }
    }

    /// The version of the guide that the claim is read by, such as `005010X222`.
    pub fn version(&self) -> &'static str {
        self.item.guide.version()
    }

    /// How the claim is laid out, where claims before it were laid out alike and that is remembered.
    pub fn layout(&self) -> Option<LayoutId> {
        self.item.layout
    }

    /// CLM.
    pub fn segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.loops()[0].first)
    }

    /// The indexes in the batch of all segments of the claim and its lines.
    pub fn segment_range(&self) -> Range<u32> {
        let loops = self.loops();
        loops[0].first..loops[loops.len() - 1].end
    }

    /// All segments of the claim and its lines, in order.
    pub fn all_segments(&self) -> SegmentsAt<'b> {
        SegmentsAt::new(self.batch, self.segment_range())
    }

    /// The indexes in the batch of the segments of the levels that the claim stands under, outermost first: the header
    /// of the set (1000), the billing provider (2000A), the subscriber (2000B), the patient (2000C); those that
    /// the claim has not are empty.
    pub fn ranges_above(&self) -> [Range<u32>; 4] {
        [0, 1, 2, 3].map(|level| {
            let loops = self.level_loops(level);
            match (loops.first(), loops.last()) {
                (Some(first), Some(last)) => first.first..last.end,
                _ => 0..0,
            }
        })
    }

    /// All loops of the claim and its lines, in the order of their segments: the 2300 first.
    pub fn all_loops(&self) -> impl Iterator<Item = LoopAt<'b>> + use<'b> {
        LoopAt::all(self.batch, self.loops())
    }

    /// The loops of a level that the claim stands under, and of its parties, by the position of the level in
    /// [`Claim::ranges_above`].
    ///
    /// # Panics
    /// When there is no such position.
    pub fn loops_above(&self, level: usize) -> impl Iterator<Item = LoopAt<'b>> + use<'b> {
        LoopAt::all(self.batch, self.level_loops(level))
    }

    /// The bytes of the claim and its lines as they stand in the input, from CLM on, without the last segment's terminator.
    pub fn text(&self) -> &'b [u8] {
        self.batch.text(self.segment_range())
    }

    /// The patient account number (CLM01), by which the submitter knows the claim.
    pub fn id(&self) -> &'b [u8] {
        self.segment().value(1)
    }

    /// Total claim charge (CLM02); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn charge(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.segment().value(2))
    }

    /// CLM05-1 as sent: a place of service, or on an 837I the first two digits of the
    /// type of bill.
    pub fn facility_code(&self) -> &'b [u8] {
        self.segment().component(5, 1)
    }

    /// The qualifier of the facility code (CLM05-2): B for a place of service, A for
    /// a type of bill.
    pub fn facility_qualifier(&self) -> &'b [u8] {
        self.segment().component(5, 2)
    }

    /// The claim frequency code (CLM05-3): 1 original, 7 replacement, 8 void.
    pub fn frequency(&self) -> &'b [u8] {
        self.segment().component(5, 3)
    }

    /// Whether the claim takes an earlier one back (CLM05-3 = 8), so that it asks for nothing to be paid.
    pub fn is_void(&self) -> bool {
        self.frequency() == b"8"
    }

    /// The place of service of the claim (CLM05-1) of an 837P or 837D; `None` when it
    /// has not two digits, and always on an 837I, where CLM05-1 is a type of bill.
    pub fn pos(&self) -> Option<Pos> {
        match self.kind() {
            ClaimKind::Institutional => None,
            ClaimKind::Professional | ClaimKind::Dental => Pos::parse(self.facility_code()),
        }
    }

    /// The type of bill of an 837I without its leading zero: CLM05-1 and the frequency
    /// (CLM05-3), such as `13` and `1`; `None` on other claims.
    pub fn type_of_bill(&self) -> Option<(&'b [u8], &'b [u8])> {
        (self.kind() == ClaimKind::Institutional).then(|| (self.facility_code(), self.frequency()))
    }

    /// The submitter (1000A).
    pub fn submitter(&self) -> Option<Party<'b>> {
        self.header_party(b"41")
    }

    /// The receiver (1000B).
    pub fn receiver(&self) -> Option<Party<'b>> {
        self.header_party(b"40")
    }

    fn header_party(&self, role: &[u8]) -> Option<Party<'b>> {
        self.party_above(0, LoopKind::Header, role)
    }

    /// The billing provider (2010AA).
    pub fn billing_provider(&self) -> Option<Party<'b>> {
        self.party_above(1, LoopKind::LevelParty, b"85")
    }

    /// Where the taxonomy of the billing provider stands (2000A PRV*BI).
    pub fn billing_specialty(&self) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.level_segments(1), PRV, b"BI")
    }

    /// The taxonomy code of the billing provider (2000A PRV*BI).
    pub fn billing_taxonomy(&self) -> Option<Taxonomy> {
        taxonomy(&self.billing_specialty()?)
    }

    /// Where payment goes, when not to the billing provider's address (2010AB).
    pub fn pay_to(&self) -> Option<Party<'b>> {
        self.party_above(1, LoopKind::LevelParty, b"87")
    }

    /// The subscriber (2010BA).
    pub fn subscriber(&self) -> Option<Party<'b>> {
        self.party_above(2, LoopKind::LevelParty, b"IL")
    }

    /// The patient (2010CA) when the patient is not the subscriber.
    pub fn patient(&self) -> Option<Party<'b>> {
        self.party_above(3, LoopKind::LevelParty, b"QC")
    }

    /// The payer that the claim is sent to (2010BB; 2010BC of a 4010 837I).
    pub fn payer(&self) -> Option<Party<'b>> {
        self.party_above(2, LoopKind::LevelParty, b"PR")
    }

    /// Providers of the claim (2310), in the order sent.
    pub fn providers(&self) -> impl Iterator<Item = Party<'b>> + use<'b> {
        let batch = self.batch;
        parties(batch, self.header_loops(), LoopKind::ClaimProvider)
    }

    /// The first provider of the claim (2310) with this entity identifier code (NM101): the
    /// letters of the loops differ from guide to guide, the codes do not.
    pub fn provider(&self, role: &[u8]) -> Option<Party<'b>> {
        self.providers().find(|party| party.role() == role)
    }

    /// The service facility (2310C of an 837P and 837D, 2310E of an 837I): NM101 = 77, or in
    /// 4010 FA, LI or TL.
    pub fn facility(&self) -> Option<Party<'b>> {
        self.providers().find(|party| is_facility(party))
    }

    /// Other subscribers with their payers (2320).
    pub fn other_payers(&self) -> impl Iterator<Item = OtherPayer<'b>> + use<'b> {
        let (batch, loops) = (self.batch, self.header_loops());
        starts(loops, LoopKind::OtherSubscriber).map(move |range| OtherPayer {
            batch,
            loops: &loops[range],
        })
    }

    /// The segments of loop 2300 itself.
    pub fn segments(&self) -> impl Iterator<Item = SegmentAt<'b>> + use<'b> {
        SegmentsAt::of_loops(self.batch, self.loops(), LoopKind::Claim)
    }

    /// CL1 of an 837I: type and source of the admission, status of the patient.
    pub fn admission(&self) -> Option<SegmentAt<'b>> {
        self.segments().find(|segment| segment.id() == CL1)
    }

    /// The first REF of loop 2300 with this qualifier (REF01).
    pub fn reference(&self, qualifier: &[u8]) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), REF, qualifier)
    }

    /// The first date of loop 2300 with this qualifier (DTP01), such as 435 for admission.
    ///
    /// # Errors
    /// [`MalformedDate`] when it is there and can't be read.
    pub fn date(&self, qualifier: &[u8]) -> Option<Result<DateRange, MalformedDate>> {
        SegmentsAt::first(self.segments(), DTP, qualifier).map(|date| date_of(&date))
    }

    /// Diagnoses of the claim: the qualifier and the code of every component pair of its HI
    /// segments that names a diagnosis (ABK, ABF, ABJ, APR, ABN and their ICD-9 twins).
    pub fn diagnoses(&self) -> impl Iterator<Item = (&'b [u8], &'b [u8])> + use<'b> {
        let segments = self.segments().filter(|segment| segment.id() == HI);
        let elements = segments.flat_map(|segment| segment.elements());
        let pairs = elements.flat_map(|element| element.repetitions());
        pairs.filter_map(|pair| {
            let mut components = pair.components();
            let (qualifier, code) = (components.next()?, components.next()?);
            let is_diagnosis = matches!(
                qualifier,
                b"ABK" | b"ABF" | b"ABJ" | b"APR" | b"ABN" | b"BK" | b"BF" | b"BJ" | b"PR" | b"BN"
            );
            is_diagnosis.then_some((qualifier, code))
        })
    }

    /// The service lines (2400), in order.
    pub fn lines(&self) -> impl Iterator<Item = ServiceLine<'b>> + use<'b> {
        let (claim, loops) = (*self, self.loops());
        starts(loops, LoopKind::Line).map(move |range| ServiceLine {
            claim,
            loops: &loops[range],
        })
    }

    /// The day its set was written (BHT04), else its group (GS04).
    pub fn written_on(&self) -> Option<NaiveDate> {
        let [header, ..] = self.ranges_above();
        let start = header.start;
        let is = |index: &u32, tag: &[u8]| self.batch.segment(*index).tag() == tag;
        let day = |index: u32| parse_date(self.batch.segment(index).value(4)).ok();
        let mut header = header.filter(|index| is(index, b"BHT"));
        let of_group = || (0..start).rev().find(|index| is(index, b"GS"));
        let of_set = header.next().and_then(day);
        of_set.or_else(|| of_group().and_then(day))
    }

    /// Its loops: the 2300 first.
    fn loops(&self) -> &'b [LoopSpan] {
        self.batch.loops(self.item.first..self.item.end)
    }

    /// Its loops before the first service line.
    fn header_loops(&self) -> &'b [LoopSpan] {
        self.batch.loops(self.item.first..self.item.lines)
    }

    /// The loops from a level above the claim up to the next level or claim.
    fn level_loops(&self, level: usize) -> &'b [LoopSpan] {
        let Some(first) = self.item.above.levels[level] else {
            return &[];
        };
        let loops = self.batch.loops_from(first);
        let inner = loops
            .iter()
            .skip(1)
            .position(|span| !matches!(span.kind, LoopKind::LevelParty | LoopKind::Header));
        &loops[..inner.map_or(loops.len(), |at| at + 1)]
    }

    fn level_segments(&self, level: usize) -> SegmentsAt<'b> {
        let own = self.level_loops(level).first();
        let own = own.map_or(0..0, |span| span.first..span.end);
        SegmentsAt::new(self.batch, own)
    }

    fn party_above(&self, level: usize, kind: LoopKind, role: &[u8]) -> Option<Party<'b>> {
        let mut found = parties(self.batch, self.level_loops(level), kind);
        found.find(|party| party.role() == role)
    }
}

/// A loop as it occurs: its own segments, without those of the loops inside it.
#[derive(Clone, Copy, Debug)]
pub struct LoopAt<'b> {
    batch: &'b Batch,
    span: &'b LoopSpan,
}

impl<'b> LoopAt<'b> {
    fn all(batch: &'b Batch, spans: &'b [LoopSpan]) -> impl Iterator<Item = LoopAt<'b>> + use<'b> {
        spans.iter().map(|span| LoopAt { batch, span })
    }

    /// What the loop is for.
    #[inline]
    pub fn kind(&self) -> LoopKind {
        self.span.kind
    }

    /// Whether it begins here; false for segments of an outer loop that stand behind its inner ones.
    #[inline]
    pub fn opens(&self) -> bool {
        self.span.opens
    }

    /// Its first segment.
    #[inline]
    pub fn segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.span.first)
    }

    /// Its segments.
    #[inline]
    pub fn segments(&self) -> SegmentsAt<'b> {
        SegmentsAt::new(self.batch, self.span.first..self.span.end)
    }

    /// The party that leads the loop, where one does (2010, 2310, 2420).
    #[inline]
    pub fn party(&self) -> Party<'b> {
        Party::new(self.batch, self.span.first..self.span.end)
    }
}

/// Another subscriber of the claim's patient, and the payer (2320 and 2330).
#[derive(Clone, Copy, Debug)]
pub struct OtherPayer<'b> {
    batch: &'b Batch,
    loops: &'b [LoopSpan],
}

impl<'b> OtherPayer<'b> {
    /// The segments of loop 2320 itself: SBR, CAS, AMT, OI, MOA, MIA.
    pub fn segments(&self) -> impl Iterator<Item = SegmentAt<'b>> + use<'b> {
        SegmentsAt::of_loops(self.batch, self.loops, LoopKind::OtherSubscriber)
    }

    /// The payer (2330B).
    pub fn payer(&self) -> Option<Party<'b>> {
        let mut found = parties(self.batch, self.loops, LoopKind::OtherParty);
        found.find(|party| party.role() == b"PR")
    }

    /// SBR, which opens the loop.
    pub fn segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.loops[0].first)
    }

    /// The first AMT of loop 2320 with this qualifier (AMT01): D for what the payer paid, EAF for what the
    /// patient still owes, A8 for what is not covered.
    pub fn amount(&self, qualifier: &[u8]) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), AMT, qualifier)
    }

    /// The payer's adjustments of the claim as a whole: CAS of loop 2320.
    pub fn adjustments(&self) -> impl Iterator<Item = Adjustment<'b>> + use<'b> {
        adjustments(self.segments())
    }
}

/// A service line of a claim.
#[derive(Clone, Copy, Debug)]
pub struct ServiceLine<'b> {
    claim: Claim<'b>,
    loops: &'b [LoopSpan],
}

impl<'b> ServiceLine<'b> {
    /// The claim that the line is of.
    pub fn claim(&self) -> Claim<'b> {
        self.claim
    }

    /// LX, or the service segment where the LX is missing.
    pub fn segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.claim.batch, self.loops[0].first)
    }

    /// The line number (LX01); `None` when it is no number, or LX is missing.
    pub fn number(&self) -> Option<u32> {
        let lx = Some(self.segment()).filter(|segment| segment.id() == LX)?;
        lx.number(1)
    }

    /// SV1, SV2 or SV3.
    pub fn service(&self) -> Option<SegmentAt<'b>> {
        let is_one = |segment: &SegmentAt<'b>| matches!(segment.id(), SV1 | SV2 | SV3);
        // Most often it stands behind LX.
        let second = self.loops[0].first + 1;
        let second = (second < self.loops[0].end).then(|| self.claim.batch.segment_at(second));
        let second = second.filter(|second| self.segment().id() == LX && is_one(second));
        second.or_else(|| self.segments().find(is_one))
    }

    /// The position in the service segment of the composite with the procedure: SV101, SV202
    /// or SV301.
    fn procedure_element(service: &SegmentAt<'b>) -> usize {
        if service.id() == SV2 { 2 } else { 1 }
    }

    /// The procedure code as sent (SV101-2, SV202-2, SV301-2); empty when there is none.
    pub fn procedure_sent(&self) -> &'b [u8] {
        self.service().map_or(b"", |service| {
            service.component(Self::procedure_element(&service), 2)
        })
    }

    /// The procedure code; `None` when there is none, or it has not the form of one.
    pub fn procedure(&self) -> Option<ProcedureCode> {
        ProcedureCode::parse(self.procedure_sent())
    }

    /// The procedure modifiers (SV101-3 to -6, and so in SV2 and SV3), malformed ones left out.
    pub fn modifiers(&self) -> impl Iterator<Item = Modifier> + use<'b> {
        let service = self.service();
        (3..=6).filter_map(move |component| {
            let service = service?;
            Modifier::parse(service.component(Self::procedure_element(&service), component))
        })
    }

    /// The revenue code (SV201); empty on claims that are not institutional.
    pub fn revenue_code(&self) -> &'b [u8] {
        match self.service() {
            Some(service) if service.id() == SV2 => service.value(1),
            _ => b"",
        }
    }

    /// The line item charge (SV102, SV203, SV302); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn charge(&self) -> Option<Result<Money, MalformedMoney>> {
        let service = self.service()?;
        money(service.value(if service.id() == SV2 { 3 } else { 2 }))
    }

    /// The place of service of the line as sent (SV105, SV303), with its position in the
    /// segment; `None` when the line says none, and always on an 837I.
    pub fn pos_sent(&self) -> Option<(SegmentAt<'b>, u8)> {
        let service = self.service()?;
        let element = match service.id() {
            SV1 => 5,
            SV3 => 3,
            _ => return None,
        };
        (!service.value(element).is_empty()).then_some((service, element as u8))
    }

    /// The dates of service (2400 DTP*472).
    ///
    /// # Errors
    /// [`MalformedDate`] when they are there and can't be read.
    pub fn dates(&self) -> Option<Result<DateRange, MalformedDate>> {
        self.date(b"472")
    }

    /// The first date of loop 2400 with this qualifier (DTP01).
    ///
    /// # Errors
    /// [`MalformedDate`] when it is there and can't be read.
    pub fn date(&self, qualifier: &[u8]) -> Option<Result<DateRange, MalformedDate>> {
        SegmentsAt::first(self.segments(), DTP, qualifier).map(|date| date_of(&date))
    }

    /// The first REF of loop 2400 with this qualifier (REF01).
    pub fn reference(&self, qualifier: &[u8]) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), REF, qualifier)
    }

    /// The segments of loop 2400 itself.
    pub fn segments(&self) -> impl Iterator<Item = SegmentAt<'b>> + use<'b> {
        SegmentsAt::of_loops(self.claim.batch, self.loops, LoopKind::Line)
    }

    /// Providers of the line (2420), in the order sent.
    pub fn providers(&self) -> impl Iterator<Item = Party<'b>> + use<'b> {
        parties(self.claim.batch, self.loops, LoopKind::LineProvider)
    }

    /// The first provider of the line (2420) with this entity identifier code (NM101).
    pub fn provider(&self, role: &[u8]) -> Option<Party<'b>> {
        self.providers().find(|party| party.role() == role)
    }

    /// The service facility of the line (2420C; 2420D on an 837D).
    pub fn facility(&self) -> Option<Party<'b>> {
        self.providers().find(|party| is_facility(party))
    }

    /// The segments of the line's drugs (2410), in the order sent.
    pub fn drugs(&self) -> impl Iterator<Item = SegmentAt<'b>> + use<'b> {
        SegmentsAt::of_loops(self.claim.batch, self.loops, LoopKind::Drug)
    }

    /// The segments of the forms that back up the line (2440), in the order sent.
    pub fn forms(&self) -> impl Iterator<Item = SegmentAt<'b>> + use<'b> {
        SegmentsAt::of_loops(self.claim.batch, self.loops, LoopKind::Form)
    }

    /// What other payers did with the line (2430), in the order sent.
    pub fn adjudications(&self) -> impl Iterator<Item = LineAdjudication<'b>> + use<'b> {
        let batch = self.claim.batch;
        let own = self.loops.iter();
        let own = own.filter(|span| span.kind == LoopKind::LineAdjudication && span.opens);
        own.map(move |&span| LineAdjudication { batch, span })
    }
}

/// What another payer did with a service line (2430).
#[derive(Clone, Copy, Debug)]
pub struct LineAdjudication<'b> {
    batch: &'b Batch,
    span: LoopSpan,
}

impl<'b> LineAdjudication<'b> {
    /// SVD, which opens the loop.
    pub fn segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.span.first)
    }

    /// The payer's identifier (SVD01), as in NM109 of loop 2330B.
    pub fn payer_id(&self) -> &'b [u8] {
        self.segment().value(1)
    }

    /// What the payer paid for the line (SVD02); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn paid(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.segment().value(2))
    }

    /// Whether the payer bundled the line into another (SVD06).
    pub fn is_bundled(&self) -> bool {
        !self.segment().value(6).is_empty()
    }

    /// When the payer decided: DTP*573 of loop 2430.
    pub fn date(&self) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), DTP, b"573")
    }

    /// The first AMT of loop 2430 with this qualifier (AMT01): EAF for what the patient still owes.
    pub fn amount(&self, qualifier: &[u8]) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), AMT, qualifier)
    }

    fn segments(&self) -> SegmentsAt<'b> {
        SegmentsAt::new(self.batch, self.span.first..self.span.end)
    }

    /// The payer's adjustments of the line: CAS of loop 2430.
    pub fn adjustments(&self) -> impl Iterator<Item = Adjustment<'b>> + use<'b> {
        adjustments(self.segments())
    }
}

fn is_facility(party: &Party<'_>) -> bool {
    matches!(party.role(), b"77" | b"FA" | b"LI" | b"TL")
}

/// The loops of a kind, each with the loops inside it, as ranges of `loops`.
fn starts(loops: &[LoopSpan], kind: LoopKind) -> impl Iterator<Item = Range<usize>> {
    let ends = move |span: &LoopSpan| {
        (span.kind == kind && span.opens) || (span.kind as u8) < (kind as u8)
    };
    let opening = loops.iter().enumerate();
    let opening = opening.filter(move |(_, span)| span.kind == kind && span.opens);
    opening.map(move |(at, _)| {
        let inside = loops[at + 1..].iter().position(ends);
        at..inside.map_or(loops.len(), |length| at + 1 + length)
    })
}

fn parties<'b>(
    batch: &'b Batch,
    loops: &'b [LoopSpan],
    kind: LoopKind,
) -> impl Iterator<Item = Party<'b>> + use<'b> {
    loops
        .iter()
        .filter(move |span| span.kind == kind && span.opens)
        .map(move |span| Party::new(batch, span.first..span.end))
}

pub(crate) fn money(bytes: &[u8]) -> Option<Result<Money, MalformedMoney>> {
    (!bytes.is_empty()).then(|| Money::parse(bytes))
}

fn date_of(date: &SegmentAt<'_>) -> Result<DateRange, MalformedDate> {
    DateRange::parse(date.value(2), date.value(3))
}
