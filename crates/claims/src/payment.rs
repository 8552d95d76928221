//! Remittances (835): claim payments (loop 2100), service payments (2110), adjustments.

use chrono::NaiveDate;

use crate::batch::{Item, LoopSpan, SegmentsAt};
use crate::claim::money;
use crate::guide::LoopKind;
use crate::{
    Batch, MalformedDate, MalformedMoney, Modifier, Money, Party, ProcedureCode, SegmentAt,
    SegmentId, parse_date,
};

const AMT: SegmentId = SegmentId::of(b"AMT");
const BPR: SegmentId = SegmentId::of(b"BPR");
const DTM: SegmentId = SegmentId::of(b"DTM");
const NM1: SegmentId = SegmentId::of(b"NM1");
const REF: SegmentId = SegmentId::of(b"REF");
const CUR: SegmentId = SegmentId::of(b"CUR");
const TRN: SegmentId = SegmentId::of(b"TRN");

/// The header of a remittance: one transaction set of an 835.
#[derive(Clone, Copy, Debug)]
pub struct Remittance<'b> {
    batch: &'b Batch,
    /// The loop of its ST.
    first: u32,
}

impl<'b> Remittance<'b> {
    pub(crate) fn new(batch: &'b Batch, first: u32) -> Remittance<'b> {
        Remittance { batch, first }
    }

    /// ST.
    pub fn set_segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.batch.loops_from(self.first)[0].first)
    }

    fn header(&self) -> &'b [LoopSpan] {
        let loops = self.batch.loops_from(self.first);
        let end = loops
            .iter()
            .skip(1)
            .position(|span| span.kind != LoopKind::Header);
        &loops[..end.map_or(loops.len(), |end| end + 1)]
    }

    /// The segments of the header of the set itself.
    fn segments(&self) -> SegmentsAt<'b> {
        let own = self.header()[0];
        SegmentsAt::new(self.batch, own.first..own.end)
    }

    /// BPR.
    pub fn financial_information(&self) -> Option<SegmentAt<'b>> {
        self.segments().find(|segment| segment.id() == BPR)
    }

    /// The payment (BPR02); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn paid(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.financial_information()?.value(2))
    }

    /// The date of the payment (BPR16), else the production date (DTM*405).
    ///
    /// # Errors
    /// [`MalformedDate`] when the first of these that is there can't be read.
    pub fn paid_on(&self) -> Option<Result<NaiveDate, MalformedDate>> {
        let date = self.financial_information().map(|bpr| bpr.value(16));
        let produced = || SegmentsAt::first(self.segments(), DTM, b"405").map(|dtm| dtm.value(2));
        let date = date.filter(|date| !date.is_empty()).or_else(produced)?;
        (!date.is_empty()).then(|| parse_date(date))
    }

    /// TRN.
    pub fn trace_segment(&self) -> Option<SegmentAt<'b>> {
        self.segments().find(|segment| segment.id() == TRN)
    }

    /// CUR, which is there where amounts are not in US dollars.
    pub fn currency_segment(&self) -> Option<SegmentAt<'b>> {
        self.segments().find(|segment| segment.id() == CUR)
    }

    /// The check or EFT trace number (TRN02); empty when there is none.
    pub fn trace(&self) -> &'b [u8] {
        self.trace_segment().map_or(b"", |trn| trn.value(2))
    }

    /// The payer (1000A).
    pub fn payer(&self) -> Option<Party<'b>> {
        self.party(b"PR")
    }

    /// The payee (1000B).
    pub fn payee(&self) -> Option<Party<'b>> {
        self.party(b"PE")
    }

    fn party(&self, role: &[u8]) -> Option<Party<'b>> {
        let headers = self.header().iter().skip(1);
        let mut parties = headers.map(|span| Party::new(self.batch, span.first..span.end));
        parties.find(|party| party.role() == role)
    }
}

/// What a payer did with a claim.
#[derive(Clone, Copy, Debug)]
pub struct ClaimPayment<'b> {
    batch: &'b Batch,
    item: &'b Item,
}

impl<'b> ClaimPayment<'b> {
    pub(crate) fn new(batch: &'b Batch, item: &'b Item) -> ClaimPayment<'b> {
        ClaimPayment { batch, item }
    }

    /// The batch that the payment borrows from.
    pub fn batch(&self) -> &'b Batch {
        self.batch
    }

    /// The header of the transaction set that the payment is in.
    pub fn remittance(&self) -> Remittance<'b> {
        Remittance::new(self.batch, self.item.above.levels[0].unwrap_or_default())
    }

    fn loops(&self) -> &'b [LoopSpan] {
        self.batch.loops(self.item.first..self.item.end)
    }

    /// CLP.
    pub fn segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.loops()[0].first)
    }

    /// The segments of loop 2100 itself.
    pub fn segments(&self) -> impl Iterator<Item = SegmentAt<'b>> + use<'b> {
        SegmentsAt::of_loops(self.batch, self.loops(), LoopKind::ClaimPayment)
    }

    /// The patient account number (CLP01): CLM01 of the claim, if the payer gave it back whole.
    pub fn id(&self) -> &'b [u8] {
        self.segment().value(1)
    }

    /// The claim status code (CLP02).
    pub fn status(&self) -> &'b [u8] {
        self.segment().value(2)
    }

    /// Whether the payment takes an earlier one back (CLP02 = 22).
    pub fn is_reversal(&self) -> bool {
        self.status() == b"22"
    }

    /// Total claim charge (CLP03); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn charge(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.segment().value(3))
    }

    /// Claim payment (CLP04); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn paid(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.segment().value(4))
    }

    /// The claim filing indicator (CLP06).
    pub fn filing_indicator(&self) -> &'b [u8] {
        self.segment().value(6)
    }

    /// The payer's claim control number (CLP07).
    pub fn payer_control_number(&self) -> &'b [u8] {
        self.segment().value(7)
    }

    /// The facility type code as the payer has it (CLP08).
    pub fn facility_code(&self) -> &'b [u8] {
        self.segment().value(8)
    }

    /// The claim frequency code as the payer has it (CLP09).
    pub fn frequency(&self) -> &'b [u8] {
        self.segment().value(9)
    }

    /// NM1 of a party (2100) by its entity identifier code (NM101): QC patient, IL insured,
    /// 74 corrected insured, 82 rendering provider, TT crossover carrier, PR corrected payer.
    pub fn party(&self, role: &[u8]) -> Option<Party<'b>> {
        let name = SegmentsAt::first(self.segments(), NM1, role)?;
        Some(Party::new(self.batch, name.index()..name.index() + 1))
    }

    /// The member id: NM109 of the insured (NM1*IL), else of the patient (NM1*QC).
    pub fn member_id(&self) -> &'b [u8] {
        let id = |role: &[u8]| self.party(role).map(|party| party.id().1);
        let insured = id(b"IL").filter(|id| !id.is_empty());
        insured.or_else(|| id(b"QC")).unwrap_or_default()
    }

    /// The first REF of loop 2100 with this qualifier (REF01).
    pub fn reference(&self, qualifier: &[u8]) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), REF, qualifier)
    }

    /// The first date of loop 2100 with this qualifier (DTM01): 232 and 233 for the
    /// statement period, 050 received.
    ///
    /// # Errors
    /// [`MalformedDate`] when it is there and can't be read.
    pub fn date(&self, qualifier: &[u8]) -> Option<Result<NaiveDate, MalformedDate>> {
        let dtm = SegmentsAt::first(self.segments(), DTM, qualifier)?;
        Some(parse_date(dtm.value(2)))
    }

    /// Whether the payment has inpatient information (MIA), as institutional claims do.
    pub fn is_inpatient(&self) -> bool {
        self.segments().any(|segment| segment.tag() == b"MIA")
    }

    /// The remark codes of the claim: MIA05 and MIA20 to MIA23, MOA03 to MOA07.
    pub fn remarks(&self) -> impl Iterator<Item = &'b [u8]> + use<'b> {
        let remarks = self.segments().flat_map(|segment| {
            let elements: &[usize] = match segment.tag() {
                b"MIA" => &[5, 20, 21, 22, 23],
                b"MOA" => &[3, 4, 5, 6, 7],
                _ => &[],
            };
            elements.iter().map(move |&element| segment.value(element))
        });
        remarks.filter(|remark| !remark.is_empty())
    }

    /// The adjustments at claim level: CAS of loop 2100.
    pub fn adjustments(&self) -> impl Iterator<Item = Adjustment<'b>> + use<'b> {
        adjustments(self.segments())
    }

    /// The service payments (2110), in order.
    pub fn services(&self) -> impl Iterator<Item = ServicePayment<'b>> + use<'b> {
        let (batch, loops) = (self.batch, self.loops());
        let services = loops
            .iter()
            .filter(|span| span.kind == LoopKind::ServicePayment);
        services.map(move |&span| ServicePayment { batch, span })
    }
}

/// What a payer did with a service line.
#[derive(Clone, Copy, Debug)]
pub struct ServicePayment<'b> {
    batch: &'b Batch,
    span: LoopSpan,
}

impl<'b> ServicePayment<'b> {
    /// SVC.
    pub fn segment(&self) -> SegmentAt<'b> {
        SegmentAt::new(self.batch, self.span.first)
    }

    /// The segments of loop 2110.
    pub fn segments(&self) -> SegmentsAt<'b> {
        SegmentsAt::new(self.batch, self.span.first..self.span.end)
    }

    /// The procedure that was paid (SVC01).
    pub fn procedure(&self) -> PaidProcedure<'b> {
        PaidProcedure::new(self.segment(), 1)
    }

    /// The procedure that was billed, where the payer paid another one (SVC06).
    pub fn billed_procedure(&self) -> Option<PaidProcedure<'b>> {
        let segment = self.segment();
        (!segment.value(6).is_empty()).then(|| PaidProcedure::new(segment, 6))
    }

    /// The line item charge (SVC02); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn charge(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.segment().value(2))
    }

    /// The payment (SVC03); `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn paid(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.segment().value(3))
    }

    /// The revenue code (SVC04).
    pub fn revenue_code(&self) -> &'b [u8] {
        self.segment().value(4)
    }

    /// The first and the last day of service: DTM*472, else DTM*150 and DTM*151.
    ///
    /// # Errors
    /// [`MalformedDate`] when one is there and can't be read.
    pub fn dates(&self) -> Option<Result<(NaiveDate, NaiveDate), MalformedDate>> {
        let date = |qualifier: &[u8]| {
            SegmentsAt::first(self.segments(), DTM, qualifier).map(|dtm| parse_date(dtm.value(2)))
        };
        let from = date(b"472").or_else(|| date(b"150"))?;
        let to = date(b"151").unwrap_or(from);
        Some(from.and_then(|from| Ok((from, to?))))
    }

    /// The first REF of loop 2110 with this qualifier (REF01): 6R line control number.
    pub fn reference(&self, qualifier: &[u8]) -> Option<SegmentAt<'b>> {
        SegmentsAt::first(self.segments(), REF, qualifier)
    }

    /// The first AMT of loop 2110 with this qualifier (AMT01): B6 allowed.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn amount(&self, qualifier: &[u8]) -> Option<Result<Money, MalformedMoney>> {
        money(SegmentsAt::first(self.segments(), AMT, qualifier)?.value(2))
    }

    /// The remark codes of the line: LQ02 after LQ01 = HE.
    pub fn remarks(&self) -> impl Iterator<Item = &'b [u8]> + use<'b> {
        self.codes_of_list(b"HE")
    }

    /// The reject codes of NCPDP, a list of its own: LQ02 after LQ01 = RX.
    pub fn pharmacy_rejects(&self) -> impl Iterator<Item = &'b [u8]> + use<'b> {
        self.codes_of_list(b"RX")
    }

    fn codes_of_list(&self, list: &'static [u8]) -> impl Iterator<Item = &'b [u8]> + use<'b> {
        let lists = self.segments().filter(|segment| segment.tag() == b"LQ");
        let own = lists.filter(move |segment| segment.value(1) == list);
        own.map(|segment| segment.value(2))
            .filter(|code| !code.is_empty())
    }

    /// The adjustments of the line: CAS of loop 2110.
    pub fn adjustments(&self) -> impl Iterator<Item = Adjustment<'b>> + use<'b> {
        adjustments(self.segments())
    }
}

/// A composite procedure of a service payment (SVC01, SVC06).
#[derive(Clone, Copy, Debug)]
pub struct PaidProcedure<'b> {
    segment: SegmentAt<'b>,
    element: usize,
}

impl<'b> PaidProcedure<'b> {
    fn new(segment: SegmentAt<'b>, element: usize) -> PaidProcedure<'b> {
        PaidProcedure { segment, element }
    }

    /// The qualifier of the code: HC, AD, NU (a revenue code), N4, ...
    pub fn qualifier(&self) -> &'b [u8] {
        self.segment.component(self.element, 1)
    }

    /// The code as sent.
    pub fn sent(&self) -> &'b [u8] {
        self.segment.component(self.element, 2)
    }

    /// The code; `None` when it has not the form of a procedure code.
    pub fn code(&self) -> Option<ProcedureCode> {
        ProcedureCode::parse(self.sent())
    }

    /// The modifiers, malformed ones left out.
    pub fn modifiers(&self) -> impl Iterator<Item = Modifier> + use<'b> {
        let (segment, element) = (self.segment, self.element);
        (3..=6).filter_map(move |component| Modifier::parse(segment.component(element, component)))
    }
}

/// One reason, amount and quantity of a CAS, with its group.
#[derive(Clone, Copy, Debug)]
pub struct Adjustment<'b> {
    segment: SegmentAt<'b>,
    /// Position of the reason: 2, 5, 8, 11, 14 or 17.
    element: u8,
}

impl<'b> Adjustment<'b> {
    /// The CAS.
    pub fn segment(&self) -> SegmentAt<'b> {
        self.segment
    }

    /// The position of the reason code in the CAS: 2, 5, 8, 11, 14 or 17.
    pub fn element(&self) -> u8 {
        self.element
    }

    /// The claim adjustment group code (CAS01): CO, PR, OA, PI; CR in 4010.
    pub fn group(&self) -> &'b [u8] {
        self.segment.value(1)
    }

    /// The claim adjustment reason code (CARC).
    pub fn reason(&self) -> &'b [u8] {
        self.segment.value(usize::from(self.element))
    }

    /// The amount: positive lowers the payment. `None` when it is empty.
    ///
    /// # Errors
    /// [`MalformedMoney`] for what is no amount.
    pub fn amount(&self) -> Option<Result<Money, MalformedMoney>> {
        money(self.segment.value(usize::from(self.element) + 1))
    }

    /// The quantity, as sent.
    pub fn quantity(&self) -> &'b [u8] {
        self.segment.value(usize::from(self.element) + 2)
    }
}

pub(crate) fn adjustments<'b>(
    segments: impl Iterator<Item = SegmentAt<'b>>,
) -> impl Iterator<Item = Adjustment<'b>> {
    let adjusting = segments.filter(|segment| segment.tag() == b"CAS");
    let triplets = adjusting
        .flat_map(|segment| [2, 5, 8, 11, 14, 17].map(|element| Adjustment { segment, element }));
    triplets.filter(|triplet| !triplet.reason().is_empty() || triplet.amount().is_some())
}
