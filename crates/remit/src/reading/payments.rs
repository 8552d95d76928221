//! Remittances of a batch: each payment is read once, with the balances of its claim and its lines.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use remedi_claims::codes::cause::Denial;
use remedi_claims::codes::claim_payment_status;
use remedi_claims::codes::provider_adjustment::{self, ProviderAdjustmentKind};
use remedi_claims::{
    Batch, ClaimPayment, DateRange, MalformedDate, Modifier, Money, Npi, Pos, Remittance,
    SegmentAt, SegmentId, ServicePayment, Tin, TinKind, parse_date,
};
use remedi_validate::{CauseTables, Profile};

use super::meanings::Meanings;
use crate::category::{Categories, Category};
use crate::cause::{Remarks, diagnose, is_generic};
use crate::member::IdKey;
use crate::paid::PackedPayments;
use crate::record::{
    PaidLine, PayerTold, PaymentHead, PaymentRecord, ProviderMove, RemittanceRecord, Triplet,
    denial_in, is_reversal,
};
use crate::{Code, Reason, RemitFault, RemitFaultKind, Spot};

const CAS: SegmentId = SegmentId::of(b"CAS");
const DTM: SegmentId = SegmentId::of(b"DTM");
const LQ: SegmentId = SegmentId::of(b"LQ");
const MIA: SegmentId = SegmentId::of(b"MIA");
const MOA: SegmentId = SegmentId::of(b"MOA");
const NM1: SegmentId = SegmentId::of(b"NM1");
const REF: SegmentId = SegmentId::of(b"REF");

/// What [`read_payments`] found in a batch, for [`Payments::add`](crate::Payments::add).
#[derive(Debug, Default)]
pub struct PaymentsRead {
    pub(crate) payments: PackedPayments,
    pub(crate) remittances: Vec<RemittanceRecord>,
    pub(crate) moves: Vec<ProviderMove>,
    pub(crate) faults: Vec<RemitFault>,
}

/// Reads the claim payments of a batch of the input with this number.
///
/// ```
/// use remedi_claims::{Cutter, in_order};
/// use remedi_remit::{IdKey, Payments, read_payments};
///
/// let (input, key): (&[u8], _) = (b"", IdKey::random());
/// let mut payments = Payments::default();
/// let stopped = in_order(Cutter::new(input), |batch| read_payments(batch, 0, key), |read| payments.add(read));
/// # let _ = stopped;
/// ```
pub fn read_payments(batch: &mut Batch, input: u32, key: IdKey) -> PaymentsRead {
    read_payments_by(batch, input, key, None)
}

/// Reads the claim payments of a batch of the input with this number. What only the user's tables take for a denial
/// (`[denials]` of the profile) is kept too.
pub fn read_payments_by(
    batch: &mut Batch,
    input: u32,
    key: IdKey,
    profile: Option<&Profile>,
) -> PaymentsRead {
    batch.walk();
    let mut reader = Reader {
        batch,
        input,
        key,
        causes: profile.map(Profile::causes),
        meanings: Meanings::default(),
        lines: Vec::new(),
        read: PaymentsRead {
            payments: PackedPayments::for_bytes(batch.input_bytes()),
            ..PaymentsRead::default()
        },
        sets: HashMap::new(),
        last_set: None,
    };
    // One without claims pays too.
    for remittance in batch.remittances() {
        reader.remittance(remittance);
    }
    for payment in batch.payments() {
        let remittance = reader.remittance(payment.remittance());
        reader.payment(payment, remittance);
    }
    for (remittance, segment) in batch.stray_payments() {
        reader.remittance(remittance);
        let tag = if segment.id() == CAS { "CAS" } else { "SVC" };
        let at = reader.spot(segment, tag, 0);
        reader.fault(RemitFaultKind::OutsideOfClaim, at, b"");
    }
    for (remittance, segment) in batch.provider_adjustments() {
        let remittance = reader.remittance(remittance);
        reader.provider_adjustments(segment, remittance);
    }
    reader.read
}

struct Reader<'b> {
    batch: &'b Batch,
    input: u32,
    key: IdKey,
    causes: Option<&'b CauseTables>,
    meanings: Meanings,
    /// Room for the lines of a payment.
    lines: Vec<PaidLine>,
    read: PaymentsRead,
    /// The index of its record, by the index of the ST of a remittance.
    sets: HashMap<u32, u32>,
    last_set: Option<(u32, u32)>,
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.trim_ascii())
}

/// Text as sent, without the blanks around it; what is no UTF-8 is replaced.
fn packable(sent: &[u8]) -> Cow<'_, [u8]> {
    let sent = sent.trim_ascii();
    if sent.is_ascii() {
        return Cow::Borrowed(sent);
    }
    match String::from_utf8_lossy(sent) {
        Cow::Borrowed(_) => Cow::Borrowed(sent),
        Cow::Owned(replaced) => Cow::Owned(replaced.into_bytes()),
    }
}

impl<'b> Reader<'b> {
    fn spot(&self, segment: SegmentAt<'b>, tag: &'static str, element: u8) -> Spot {
        let place = self.batch.place(segment.index());
        Spot {
            input: self.input,
            place: segment.segment().place_of(place, usize::from(element)),
            loop_id: self.batch.loop_id(segment.index()).unwrap_or_default(),
            tag,
            element,
        }
    }

    fn fault(&mut self, kind: RemitFaultKind, at: Spot, claim: &[u8]) {
        let claim = text(claim).into();
        self.read.faults.push(RemitFault { kind, at, claim });
    }

    /// The index of the record of a remittance in what this batch gives.
    fn remittance(&mut self, remittance: Remittance<'b>) -> u32 {
        let st = remittance.set_segment();
        if let Some((last, known)) = self.last_set
            && last == st.index()
        {
            return known;
        }
        let index = self.remittance_of(remittance, st);
        self.last_set = Some((st.index(), index));
        index
    }

    fn remittance_of(&mut self, remittance: Remittance<'b>, st: SegmentAt<'b>) -> u32 {
        if let Some(&known) = self.sets.get(&st.index()) {
            return known;
        }
        let record = self.header(remittance);
        self.read.remittances.push(record);
        let index = self.read.remittances.len() as u32 - 1;
        self.sets.insert(st.index(), index);
        index
    }

    fn header(&self, remittance: Remittance<'b>) -> RemittanceRecord {
        let st = remittance.set_segment();
        let bpr = remittance.financial_information();
        let paid_at = match bpr {
            Some(bpr) => self.spot(bpr, "BPR", 2),
            None => self.spot(st, "ST", 0),
        };
        let mut faults = Vec::new();
        let mut fault = |kind, at| {
            faults.push(RemitFault {
                kind,
                at,
                claim: Box::default(),
            });
        };
        let paid = match remittance.paid() {
            Some(Err(_)) => {
                fault(RemitFaultKind::MalformedAmount, paid_at);
                None
            }
            paid => paid.and_then(Result::ok),
        };
        if remittance.paid().is_none() {
            fault(RemitFaultKind::PaymentMissing, paid_at);
        }
        let day_at = || bpr.map_or(paid_at, |bpr| self.spot(bpr, "BPR", 16));
        match remittance.paid_on() {
            Some(Err(_)) => fault(RemitFaultKind::MalformedDate, day_at()),
            None => fault(RemitFaultKind::DayMissing, day_at()),
            Some(Ok(_)) => {}
        }
        if let Some(cur) = remittance.currency_segment()
            && let currency = Code::new(cur.value(2))
            && !matches!(currency.as_bytes(), b"" | b"USD")
        {
            let at = self.spot(cur, "CUR", 2);
            fault(RemitFaultKind::OtherCurrency(currency), at);
        }
        let payer = remittance.payer();
        let payer_reference = payer.and_then(|payer| payer.reference(b"2U"));
        let payer_ids = [
            payer_reference.map_or(&b""[..], |reference| reference.value(2)),
            payer.map_or(b"", |payer| payer.id().1),
            remittance.trace_segment().map_or(b"", |trn| trn.value(3)),
            bpr.map_or(b"", |bpr| bpr.value(10)),
        ];
        let payee = remittance.payee();
        let payee_tin = payee.and_then(|payee| match payee.id() {
            (b"FI", id) => Tin::parse(id, TinKind::Ein),
            _ => Tin::parse(payee.reference(b"TJ")?.value(2), TinKind::Ein),
        });
        RemittanceRecord {
            input: self.input,
            place: self.batch.place(st.index()),
            unreadable: paid.is_none(),
            paid_at,
            paid,
            claims_paid: Money::ZERO,
            adjusted: Money::ZERO,
            trace: text(remittance.trace()).into(),
            paid_on: remittance.paid_on().and_then(Result::ok),
            payer: Arc::new(PayerTold {
                ids: payer_ids.map(|id| text(id).into()),
                name: payer.map_or_else(Box::default, |payer| text(payer.name()).into()),
            }),
            payee_npi: payee.and_then(|payee| payee.npi()?.ok()),
            payee_tin,
            faults,
        }
    }

    /// An amount, zero when it is empty; `None`, with a fault, when it can't be read.
    fn amount(
        &mut self,
        sent: &[u8],
        at: impl FnOnce(&Self) -> Spot,
        claim: &[u8],
    ) -> Option<Money> {
        if sent.is_empty() {
            return Some(Money::ZERO);
        }
        let amount = Money::parse(sent).ok();
        if amount.is_none() {
            let at = at(self);
            self.fault(RemitFaultKind::MalformedAmount, at, claim);
        }
        amount
    }

    fn payment(&mut self, payment: ClaimPayment<'b>, remittance: u32) {
        let clp = payment.segment();
        let [
            id,
            status,
            charge,
            paid,
            _,
            filing,
            control,
            facility,
            frequency,
        ] = clp.values();
        let charge = self.amount(charge, |it| it.spot(clp, "CLP", 3), id);
        let paid = self.amount(paid, |it| it.spot(clp, "CLP", 4), id);
        let about = AboutClaim::of(payment);
        let mut remarks = Vec::new();
        if about.has_remarks {
            remarks.extend(payment.remarks().map(Code::new));
        }
        let mut adjustments = Adjustments {
            status: Code::new(status),
            ..Adjustments::default()
        };
        self.judge_status(clp, adjustments.status, id);
        self.judge_sign(clp, adjustments.status, [charge, paid], id);
        if about.is_adjusted {
            let own = Remarks {
                own: &remarks,
                ..Remarks::default()
            };
            for cas in payment.segments().filter(|segment| segment.id() == CAS) {
                self.adjustment(cas, own, &mut adjustments, id);
            }
        }
        let mut denying = adjustments.take_denying();
        let is_encounter = adjustments.take_encounter([charge, paid]);
        let (of_claim, claim_categories) = (adjustments.sum(), adjustments.by_category);
        let mut lines: Vec<PaidLine> = std::mem::take(&mut self.lines);
        let mut revenue = false;
        for service in payment.services() {
            let (line, is_revenue) = self.line(service, &remarks, &mut adjustments, id);
            lines.push(line);
            revenue |= is_revenue;
        }
        let facility = Pos::parse(facility);
        let pos = facility.filter(|_| !about.is_inpatient && !revenue);
        let record = &mut self.read.remittances[remittance as usize];
        match paid {
            Some(paid) => record.claims_paid += paid,
            None => record.unreadable = true,
        }
        if let (Some(charge), Some(paid), Some(adjusted)) = (charge, paid, adjustments.sum()) {
            let by = charge - adjusted - paid;
            // Where the lines alone come out even, the claim repeats them: the same money does not count twice.
            if by != Money::ZERO && of_claim == Some(-by) && !lines.is_empty() {
                denying.clear();
                adjustments.by_category -= claim_categories;
            }
            if by != Money::ZERO {
                let at = self.spot(clp, "CLP", 4);
                self.fault(RemitFaultKind::ClaimOutOfBalance(by), at, id);
            }
            let by = charge - adjustments.charges;
            if !lines.is_empty() && adjustments.charges_read && by != Money::ZERO {
                let at = self.spot(clp, "CLP", 3);
                self.fault(RemitFaultKind::LineChargesDiffer(by), at, id);
            }
        }
        let days = lines.iter().filter_map(|line| line.dates);
        let days = days.reduce(DateRange::span);
        let dates = days.or_else(|| {
            let day = |day: Option<&[u8]>| parse_date(day?).ok();
            let [start, end] = about.period;
            let from = day(start).or_else(|| day(end))?;
            let to = day(end).unwrap_or(from).max(from);
            Some(DateRange { from, to })
        });
        let denies = !denying.is_empty() || lines.iter().any(|line| !line.denying.is_empty());
        let [own_id, control, original] = [id, control, about.original].map(packable);
        let record = PaymentRecord {
            head: PaymentHead {
                remittance,
                id: &own_id,
                control: &control,
                original: &original,
                status: Code::new(status),
                charge: charge.unwrap_or_default(),
                paid: paid.unwrap_or_default(),
                filing: Code::new(filing),
                pos,
                frequency: Code::new(frequency),
                member: self.key.hash(about.member),
                dates,
                provider: about.provider.and_then(|npi| Npi::parse(npi).ok()),
                remarks,
                denying,
                adjusted: adjustments.by_category,
                mirror: adjustments.mirror,
                denies,
                is_encounter,
                is_unreadable: charge.is_none(),
            },
            lines,
        };
        self.read.payments.push(&record, clp.byte());
        self.lines = record.lines;
        self.lines.clear();
    }

    fn line(
        &mut self,
        service: ServicePayment<'b>,
        claim_remarks: &[Code],
        adjustments: &mut Adjustments,
        id: &[u8],
    ) -> (PaidLine, bool) {
        let svc = service.segment();
        let [procedure, charge, paid, revenue_code, _, billed] = svc.values();
        let charge = self.amount(charge, |it| it.spot(svc, "SVC", 2), id);
        let paid = self.amount(paid, |it| it.spot(svc, "SVC", 3), id);
        let about = AboutLine::of(service);
        let (mut remarks, mut rejects) = (Vec::new(), Vec::new());
        if about.has_remarks {
            remarks.extend(service.remarks().map(Code::new));
            rejects.extend(service.pharmacy_rejects().map(Code::new));
        }
        let before = adjustments.sum();
        if about.is_adjusted {
            let own = Remarks {
                own: &remarks,
                claim: claim_remarks,
                pharmacy: &rejects,
            };
            for cas in service.segments().filter(|segment| segment.id() == CAS) {
                self.adjustment(cas, own, adjustments, id);
            }
        }
        match charge {
            Some(charge) => adjustments.charges += charge,
            None => adjustments.charges_read = false,
        }
        if let (Some(charge), Some(paid), Some(before), Some(after)) =
            (charge, paid, before, adjustments.sum())
        {
            let by = charge - (after - before) - paid;
            if by != Money::ZERO {
                let at = self.spot(svc, "SVC", 3);
                self.fault(RemitFaultKind::LineOutOfBalance(by), at, id);
            }
        }
        let dates = match about.dates() {
            Some(Ok(dates)) => Some(dates),
            Some(Err(_)) => {
                let at = self.spot(svc, "SVC", 0);
                self.fault(RemitFaultKind::MalformedDate, at, id);
                None
            }
            None => None,
        };
        let separator = svc.separators().component;
        let mut components = procedure.split(|&byte| byte == separator);
        let is_revenue = !revenue_code.is_empty() || components.next() == Some(b"NU");
        // Where the payer paid another procedure, SVC06 has the one that was billed.
        let procedure = if billed.is_empty() { procedure } else { billed };
        let mut components = procedure.split(|&byte| byte == separator).skip(1);
        let code = components.next().unwrap_or_default();
        let line = PaidLine {
            control: about.control.and_then(|control| self.key.hash(control)),
            service: Code::new(code),
            modifiers: components.take(4).filter_map(Modifier::parse).collect(),
            charge: charge.unwrap_or_default(),
            paid: paid.unwrap_or_default(),
            dates,
            provider: about.provider.and_then(|npi| Npi::parse(npi).ok()),
            remarks,
            rejects,
            denying: adjustments.take_denying(),
            is_encounter: adjustments.take_encounter([charge, paid]),
        };
        (line, is_revenue)
    }

    /// All reasons of a CAS.
    fn adjustment(
        &mut self,
        cas: SegmentAt<'b>,
        remarks: Remarks<'_>,
        to: &mut Adjustments,
        claim: &[u8],
    ) {
        let values = cas.values::<19>();
        let (triplets, _) = values[1..].as_chunks::<3>();
        let sent = (cas.element_count() as usize + 1) / 3;
        if sent > triplets.len() {
            let at = self.spot(cas, "CAS", 20);
            self.fault(RemitFaultKind::TooManyReasons, at, claim);
            to.unreadable = true;
        }
        for (element, [reason, amount, _]) in
            (2..).step_by(3).zip(&triplets[..sent.min(triplets.len())])
        {
            if reason.is_empty() && amount.is_empty() {
                continue;
            }
            let amount = self.amount(amount, |it| it.spot(cas, "CAS", element + 1), claim);
            let Some(amount) = amount else {
                to.unreadable = true;
                continue;
            };
            to.total += amount;
            let meaning = self.meanings.of(values[0], reason);
            let (group, carc) = (meaning.group, meaning.carc);
            to.mirror = to.mirror.wrapping_add(mirrored(carc, amount));
            if element == 2 && !meaning.is_group {
                let at = self.spot(cas, "CAS", 1);
                self.fault(RemitFaultKind::UnknownGroup(group), at, claim);
            } else if element == 2 && values[0] == b"CR" {
                let at = self.spot(cas, "CAS", 1);
                self.fault(RemitFaultKind::OldGroup(group), at, claim);
            }
            let denial = denial_in(to.status, meaning.denial);
            let category = match amount > Money::ZERO {
                true if denial == meaning.denial => meaning.category,
                true => Category::of(denial, group, carc),
                false => Category::of(Denial::No, group, carc),
            };
            to.by_category.add(category, amount);
            to.is_encounter |= meaning.is_encounter && amount > Money::ZERO;
            let may_deny =
                denial != Denial::No || self.causes.is_some_and(|own| own.may_deny(carc.as_str()));
            if amount == Money::ZERO || !may_deny {
                continue;
            }
            let at = self.spot(cas, "CAS", element);
            if amount > Money::ZERO && is_generic(carc) {
                let because = diagnose(group, carc, remarks).because;
                if because.contains(&Reason::NoRemark) || because.contains(&Reason::OnlyAlerts) {
                    self.fault(RemitFaultKind::RemarkMissing(carc), at, claim);
                }
            }
            to.denying.push(Triplet {
                group,
                carc,
                denial,
                amount,
                byte: at.place.byte,
                segment: at.place.segment,
                element,
            });
        }
    }

    /// Tells of a claim status (CLP02) that is of 4010 alone, or in no list.
    fn judge_status(&mut self, clp: SegmentAt<'b>, status: Code, claim: &[u8]) {
        // By far the most.
        if status.as_bytes() == b"1" {
            return;
        }
        let kind = match claim_payment_status::lookup(status.as_bytes()) {
            Some(known) if !known.is_4010_only => return,
            Some(_) => RemitFaultKind::OldStatus(status),
            None => RemitFaultKind::UnknownStatus(status),
        };
        let at = self.spot(clp, "CLP", 2);
        self.fault(kind, at, claim);
    }

    /// Tells of amounts whose sign is not that of what the claim status (CLP02) says.
    fn judge_sign(
        &mut self,
        clp: SegmentAt<'b>,
        status: Code,
        [charge, paid]: [Option<Money>; 2],
        claim: &[u8],
    ) {
        let is_more = |amount: Option<Money>| amount.is_some_and(|amount| amount > Money::ZERO);
        let is_less = charge.is_some_and(|charge| charge < Money::ZERO);
        let (kind, element) = match is_reversal(status) {
            true if is_more(charge) => (RemitFaultKind::ReversalNotNegative, 3),
            true if is_more(paid) => (RemitFaultKind::ReversalNotNegative, 4),
            false if is_less => (RemitFaultKind::NegativeCharge, 3),
            _ => return,
        };
        let at = self.spot(clp, "CLP", element);
        self.fault(kind, at, claim);
    }

    fn provider_adjustments(&mut self, plb: SegmentAt<'b>, remittance: u32) {
        if plb.element_count() > 14 {
            let at = self.spot(plb, "PLB", 15);
            self.fault(RemitFaultKind::TooManyReasons, at, b"");
            self.read.remittances[remittance as usize].unreadable = true;
        }
        for element in [3, 5, 7, 9, 11, 13] {
            let code = plb.component(element, 1);
            let sent = plb.value(element + 1);
            if code.is_empty() && sent.is_empty() {
                continue;
            }
            let Ok(amount) = Money::parse(sent) else {
                let at = self.spot(plb, "PLB", element as u8 + 1);
                self.fault(RemitFaultKind::MalformedAmount, at, b"");
                self.read.remittances[remittance as usize].unreadable = true;
                continue;
            };
            self.read.remittances[remittance as usize].adjusted += amount;
            let known = provider_adjustment::lookup(code);
            self.read.moves.push(ProviderMove {
                remittance,
                code: Code::new(code),
                kind: known.map_or(ProviderAdjustmentKind::Other, |reason| reason.kind),
                reference: text(plb.component(element, 2)).into(),
                amount,
            });
        }
    }
}

/// What the segments of a claim payment (2100) tell, read in one go.
#[derive(Clone, Copy, Debug, Default)]
struct AboutClaim<'b> {
    is_adjusted: bool,
    has_remarks: bool,
    is_inpatient: bool,
    /// NM109 of the insured, else of the patient.
    member: &'b [u8],
    /// The rendering provider's NPI (NM1*82).
    provider: Option<&'b [u8]>,
    /// REF*F8.
    original: &'b [u8],
    /// DTM*232 and 233.
    period: [Option<&'b [u8]>; 2],
}

impl<'b> AboutClaim<'b> {
    fn of(payment: ClaimPayment<'b>) -> AboutClaim<'b> {
        let mut about = AboutClaim::default();
        let (mut insured, mut patient): (Option<&[u8]>, Option<&[u8]>) = (None, None);
        let (mut original, mut rendering) = (None, None);
        for segment in payment.segments().skip(1) {
            match segment.id() {
                CAS => about.is_adjusted = true,
                MIA => (about.is_inpatient, about.has_remarks) = (true, true),
                MOA => about.has_remarks = true,
                NM1 => {
                    let [role, _, _, _, _, _, _, qualifier, id] = segment.values();
                    match role {
                        b"IL" => insured = insured.or(Some(id)),
                        b"QC" => patient = patient.or(Some(id)),
                        b"82" => rendering = rendering.or(Some((qualifier, id))),
                        _ => {}
                    }
                }
                REF => {
                    let [qualifier, id] = segment.values();
                    if qualifier == b"F8" {
                        original = original.or(Some(id));
                    }
                }
                DTM => {
                    let [qualifier, day] = segment.values();
                    let [start, end] = &mut about.period;
                    match qualifier {
                        b"232" => *start = start.or(Some(day)),
                        b"233" => *end = end.or(Some(day)),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let insured = insured.filter(|id| !id.is_empty());
        about.member = insured.or(patient).unwrap_or_default();
        about.original = original.unwrap_or_default();
        about.provider = match rendering {
            Some((b"XX", id)) => Some(id),
            _ => None,
        };
        about
    }
}

/// What the segments of a service payment (2110) tell, read in one go.
#[derive(Clone, Copy, Debug, Default)]
struct AboutLine<'b> {
    is_adjusted: bool,
    has_remarks: bool,
    /// REF*6R and REF*HPI.
    control: Option<&'b [u8]>,
    provider: Option<&'b [u8]>,
    /// DTM*472, 150 and 151.
    days: [Option<&'b [u8]>; 3],
}

impl<'b> AboutLine<'b> {
    fn of(service: ServicePayment<'b>) -> AboutLine<'b> {
        let mut about = AboutLine::default();
        for segment in service.segments().skip(1) {
            match segment.id() {
                CAS => about.is_adjusted = true,
                LQ => about.has_remarks = true,
                REF => {
                    let [qualifier, id] = segment.values();
                    match qualifier {
                        b"6R" => about.control = about.control.or(Some(id)),
                        b"HPI" => about.provider = about.provider.or(Some(id)),
                        _ => {}
                    }
                }
                DTM => {
                    let [qualifier, day] = segment.values();
                    let [service, start, end] = &mut about.days;
                    match qualifier {
                        b"472" => *service = service.or(Some(day)),
                        b"150" => *start = start.or(Some(day)),
                        b"151" => *end = end.or(Some(day)),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        about
    }

    /// The days of the service: DTM*472, else DTM*150 and 151.
    fn dates(&self) -> Option<Result<DateRange, MalformedDate>> {
        let [service, start, end] = self.days;
        let range = |from: &[u8]| {
            let from = parse_date(from)?;
            let to = end.map_or(Ok(from), parse_date)?;
            Ok(DateRange {
                from,
                to: to.max(from),
            })
        };
        service.or(start).map(range)
    }
}

/// The adjustments of a claim and its lines.
struct Adjustments {
    /// CLP02.
    status: Code,
    total: Money,
    unreadable: bool,
    /// Of the level that is being read.
    denying: Vec<Triplet>,
    /// Whether something of that level is only reported.
    is_encounter: bool,
    mirror: u64,
    by_category: Categories,
    /// SVC02 of the lines.
    charges: Money,
    charges_read: bool,
}

impl Default for Adjustments {
    fn default() -> Adjustments {
        Adjustments {
            status: Code::default(),
            total: Money::ZERO,
            unreadable: false,
            denying: Vec::new(),
            is_encounter: false,
            mirror: 0,
            by_category: Categories::default(),
            charges: Money::ZERO,
            charges_read: true,
        }
    }
}

impl Adjustments {
    /// Takes out what denies on a line, or of the claim. What is taken and given back by one group and reason is set off, as it is not denied.
    fn take_denying(&mut self) -> Vec<Triplet> {
        let mut denying = std::mem::take(&mut self.denying);
        let is_taken = |one: &Triplet| one.amount > Money::ZERO;
        if denying.iter().all(is_taken) || !denying.iter().any(is_taken) {
            return denying;
        }
        let mut sums: HashMap<(Code, Code), [Money; 2]> = HashMap::new();
        for one in &denying {
            let sums = sums.entry((one.group, one.carc)).or_default();
            sums[usize::from(is_taken(one))] += one.amount.abs();
        }
        // As much of either as there is of both.
        for sums in sums.values_mut() {
            *sums = [sums[0].min(sums[1]); 2];
        }
        for one in &mut denying {
            let codes = (one.group, one.carc);
            let is_taken = is_taken(one);
            let Some(sums) = sums.get_mut(&codes) else {
                continue;
            };
            let left = &mut sums[usize::from(is_taken)];
            let part = one.amount.abs().min(*left);
            *left -= part;
            if !is_taken {
                one.amount += part;
                continue;
            }
            one.amount -= part;
            let taken = Category::of(one.denial, one.group, one.carc);
            let given_back = Category::of(Denial::No, one.group, one.carc);
            self.by_category.add(taken, -part);
            self.by_category.add(given_back, part);
        }
        denying.retain(|one| one.amount != Money::ZERO);
        denying
    }

    /// Tells whether a line, or the claim, with this charge and payment is only reported.
    fn take_encounter(&mut self, [charge, paid]: [Option<Money>; 2]) -> bool {
        let is_encounter = std::mem::take(&mut self.is_encounter);
        paid == Some(Money::ZERO) && (is_encounter || charge == Some(Money::ZERO))
    }

    fn sum(&self) -> Option<Money> {
        (!self.unreadable).then_some(self.total)
    }
}

/// The same for an adjustment and for the one that takes it back, whatever their order.
fn mirrored(carc: Code, amount: Money) -> u64 {
    let mixed = carc.number() ^ (amount.abs().cents() as u64).rotate_left(32);
    let mixed = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}
