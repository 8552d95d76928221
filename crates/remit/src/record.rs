//! What is kept of the claim payments of a remittance once its bytes are gone.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Deref;

use chrono::NaiveDate;
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::cause::Denial;
use remedi_claims::codes::provider_adjustment::{self, ProviderAdjustmentKind};
use remedi_claims::{
    Adjustment, Batch, ClaimPayment, DateRange, MalformedMoney, Money, Npi, Pos, Remittance,
    SegmentAt, ServicePayment, Tin, TinKind,
};
use remedi_validate::{CauseTables, Profile};
use remedi_x12::Place;

use crate::category::{Categories, Category};
use crate::cause::{Remarks, denial_by_code, diagnose, is_generic};
use crate::member::{HashedId, IdKey};
use crate::own::OwnTables;
use crate::paid::PackedPayments;
use crate::{Code, Modifiers, Reason, RemitFault, RemitFaultKind, Spot};

/// What a payer did with a claim, but for its lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaymentHead<'a> {
    /// Index of its remittance.
    pub remittance: u32,
    pub id: &'a str,
    pub control: &'a str,
    /// The payer's control number of the claim that this one replaces (REF*F8).
    pub original: &'a str,
    pub status: Code,
    pub charge: Money,
    pub paid: Money,
    pub filing: Code,
    /// CLP08 where it is a place of service.
    pub pos: Option<Pos>,
    /// The claim frequency code (CLP09): 7 replaces, 8 voids.
    pub frequency: Code,
    pub member: Option<HashedId>,
    pub dates: Option<DateRange>,
    /// The rendering provider of the claim (NM1*82).
    pub provider: Option<Npi>,
    pub remarks: Vec<Code>,
    pub denying: Vec<Triplet>,
    /// All adjustments of the claim and its lines.
    pub adjusted: Categories,
    /// A sum over all adjustments that a reversal has in common with what it reverses.
    pub mirror: u64,
    /// Whether an adjustment of the claim or of a line denies.
    pub denies: bool,
}

impl PaymentHead<'_> {
    pub(crate) fn is_reversal(&self) -> bool {
        self.status.as_str() == "22"
    }

    /// Whether CLP01 tells no claim: some payers give `0` back instead of CLM01.
    pub(crate) fn id_says_nothing(&self) -> bool {
        let mut bytes = self.id.bytes();
        bytes.all(|byte| !byte.is_ascii_alphanumeric() || byte == b'0')
    }

    /// Whether it says that it replaces another decision.
    pub(crate) fn replaces(&self) -> bool {
        self.frequency.as_str() == "7" || !self.original.is_empty()
    }

    /// Whether this is an estimate of what would be paid (CLP02 = 25), and no decision.
    pub(crate) fn is_predetermination(&self) -> bool {
        self.status.as_str() == "25"
    }
}

/// What a payer did with a claim and its lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaymentRecord<'a> {
    pub head: PaymentHead<'a>,
    pub lines: Vec<PaidLine>,
}

impl<'a> Deref for PaymentRecord<'a> {
    type Target = PaymentHead<'a>;

    fn deref(&self) -> &PaymentHead<'a> {
        &self.head
    }
}

impl PaymentRecord<'_> {
    /// The remarks that may explain an adjustment of a line, or without one of the claim.
    pub(crate) fn remarks_on<'a>(&'a self, line: Option<&'a PaidLine>) -> Remarks<'a> {
        match line {
            Some(line) => Remarks {
                own: &line.remarks,
                claim: &self.remarks,
                pharmacy: &line.rejects,
            },
            None => Remarks {
                own: &self.remarks,
                ..Remarks::default()
            },
        }
    }

    /// Judges by the user's tables what denies, and lets go of what does not.
    pub(crate) fn deny_by(&mut self, own: OwnTables<'_>) {
        if own.is_empty() {
            return;
        }
        let (head, lines) = (&mut self.head, &mut self.lines);
        let adjusted = &mut head.adjusted;
        let mut judge = |denying: &mut Vec<Triplet>, remarks: Remarks<'_>| {
            denying.retain_mut(|triplet| {
                let before = Category::of(triplet.denied(), triplet.group, triplet.carc);
                triplet.denial = own.denial(triplet.group, triplet.carc, remarks);
                let now = Category::of(triplet.denied(), triplet.group, triplet.carc);
                adjusted.add(before, -triplet.amount);
                adjusted.add(now, triplet.amount);
                triplet.denial != Denial::No
            });
        };
        let of_claim = Remarks {
            own: &head.remarks,
            ..Remarks::default()
        };
        judge(&mut head.denying, of_claim);
        for line in lines {
            let remarks = Remarks {
                own: &line.remarks,
                claim: &head.remarks,
                pharmacy: &line.rejects,
            };
            judge(&mut line.denying, remarks);
        }
    }
}

/// What a payer did with a service line.
#[derive(Clone, Debug)]
pub(crate) struct PaidLine {
    pub control: Option<HashedId>,
    /// The procedure that was billed (SVC06, else SVC01), or a revenue code.
    pub service: Code,
    pub modifiers: Modifiers,
    pub charge: Money,
    pub paid: Money,
    pub dates: Option<DateRange>,
    pub provider: Option<Npi>,
    /// LQ*HE.
    pub remarks: Vec<Code>,
    /// LQ*RX: reject codes of pharmacies.
    pub rejects: Vec<Code>,
    pub denying: Vec<Triplet>,
}

/// An adjustment whose reason denies or may yet deny; in a reversal its amount is negative.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triplet {
    pub group: Code,
    pub carc: Code,
    /// Whether the codes deny. Where it is `No`, the user's tables may say otherwise.
    pub denial: Denial,
    pub amount: Money,
    /// Offset of the reason code, and number of the CAS in the set.
    pub byte: u64,
    pub segment: u32,
    pub element: u8,
}

impl Triplet {
    /// Whether it denies: zero takes nothing away, and a negative amount gives back.
    pub(crate) fn denied(&self) -> Denial {
        match self.amount > Money::ZERO {
            true => self.denial,
            false => Denial::No,
        }
    }
}

/// What is kept of the header of a remittance.
#[derive(Clone, Debug)]
pub(crate) struct RemittanceRecord {
    pub input: u32,
    /// Of ST.
    pub place: Place,
    /// Where BPR02 stands, or ST where there is none.
    pub paid_at: Spot,
    pub paid: Option<Money>,
    /// CLP04 of all claims.
    pub claims_paid: Money,
    /// All provider-level adjustments.
    pub adjusted: Money,
    /// Whether an amount of the remittance could not be read.
    pub unreadable: bool,
    pub trace: Box<str>,
    pub paid_on: Option<NaiveDate>,
    /// REF*2U, N104, TRN03 and BPR10.
    pub payer_ids: [Box<str>; 4],
    pub payer_name: Box<str>,
    pub payee_npi: Option<Npi>,
    pub payee_tin: Option<Tin>,
    /// Faults of the header. Each batch of a remittance reads it; they count once.
    pub faults: Vec<RemitFault>,
}

/// A provider-level adjustment: a pair of a PLB.
#[derive(Clone, Debug)]
pub(crate) struct ProviderMove {
    /// Index of its remittance.
    pub remittance: u32,
    /// The reason (PLB03-1).
    pub code: Code,
    /// What sort of movement that is.
    pub kind: ProviderAdjustmentKind,
    /// The reference (PLB03-2), where it names a claim.
    pub reference: Box<str>,
    /// Positive lowers the payment.
    pub amount: Money,
}

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
        read: PaymentsRead::default(),
        sets: HashMap::new(),
    };
    for payment in batch.payments() {
        let remittance = reader.remittance(payment.remittance());
        reader.payment(payment, remittance);
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
    read: PaymentsRead,
    /// The index of its record, by the index of the ST of a remittance.
    sets: HashMap<u32, u32>,
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.trim_ascii())
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
        if matches!(remittance.paid_on(), Some(Err(_))) {
            let at = bpr.map_or(paid_at, |bpr| self.spot(bpr, "BPR", 16));
            fault(RemitFaultKind::MalformedDate, at);
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
            payer_ids: payer_ids.map(|id| text(id).into()),
            payer_name: payer.map_or_else(Box::default, |payer| text(payer.name()).into()),
            payee_npi: payee.and_then(|payee| payee.npi()?.ok()),
            payee_tin,
            faults,
        }
    }

    /// An amount, zero when it is empty; `None`, with a fault, when it can't be read.
    fn amount(
        &mut self,
        amount: Option<Result<Money, MalformedMoney>>,
        at: impl FnOnce(&Self) -> Spot,
        claim: &[u8],
    ) -> Option<Money> {
        match amount {
            None => Some(Money::ZERO),
            Some(Ok(amount)) => Some(amount),
            Some(Err(MalformedMoney)) => {
                let at = at(self);
                self.fault(RemitFaultKind::MalformedAmount, at, claim);
                None
            }
        }
    }

    fn payment(&mut self, payment: ClaimPayment<'b>, remittance: u32) {
        let clp = payment.segment();
        let id = payment.id();
        let charge = self.amount(payment.charge(), |it| it.spot(clp, "CLP", 3), id);
        let paid = self.amount(payment.paid(), |it| it.spot(clp, "CLP", 4), id);
        let remarks: Vec<Code> = payment.remarks().map(Code::new).collect();
        let mut adjustments = Adjustments::default();
        for adjustment in payment.adjustments() {
            let own = Remarks {
                own: &remarks,
                ..Remarks::default()
            };
            self.adjustment(adjustment, own, &mut adjustments, id);
        }
        let mut denying = std::mem::take(&mut adjustments.denying);
        let (of_claim, claim_categories) = (adjustments.sum(), adjustments.by_category);
        let lines: Vec<PaidLine> = payment
            .services()
            .map(|service| self.line(service, &remarks, &mut adjustments, id))
            .collect();
        let revenue = payment.services().any(|service| {
            !service.revenue_code().is_empty() || service.procedure().qualifier() == b"NU"
        });
        let facility = Pos::parse(payment.facility_code());
        let pos = facility.filter(|_| !payment.is_inpatient() && !revenue);
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
            let day = |qualifier: &[u8]| payment.date(qualifier)?.ok();
            let from = day(b"232").or_else(|| day(b"233"))?;
            let to = day(b"233").unwrap_or(from).max(from);
            Some(DateRange { from, to })
        });
        let original = payment.reference(b"F8");
        let provider = payment.party(b"82").and_then(|party| party.npi()?.ok());
        let denies = !denying.is_empty() || lines.iter().any(|line| !line.denying.is_empty());
        let original = original.map_or(&b""[..], |original| original.value(2));
        let (id, control) = (text(id), text(payment.payer_control_number()));
        let record = PaymentRecord {
            head: PaymentHead {
                remittance,
                id: &id,
                control: &control,
                original: &text(original),
                status: Code::new(payment.status()),
                charge: charge.unwrap_or_default(),
                paid: paid.unwrap_or_default(),
                filing: Code::new(payment.filing_indicator()),
                pos,
                frequency: Code::new(payment.frequency()),
                member: self.key.hash(payment.member_id()),
                dates,
                provider,
                remarks,
                denying,
                adjusted: adjustments.by_category,
                mirror: adjustments.mirror,
                denies,
            },
            lines,
        };
        self.read.payments.push(&record, clp.byte());
    }

    fn line(
        &mut self,
        service: ServicePayment<'b>,
        claim_remarks: &[Code],
        adjustments: &mut Adjustments,
        id: &[u8],
    ) -> PaidLine {
        let svc = service.segment();
        let charge = self.amount(service.charge(), |it| it.spot(svc, "SVC", 2), id);
        let paid = self.amount(service.paid(), |it| it.spot(svc, "SVC", 3), id);
        let remarks: Vec<Code> = service.remarks().map(Code::new).collect();
        let rejects: Vec<Code> = service.pharmacy_rejects().map(Code::new).collect();
        let before = adjustments.sum();
        for adjustment in service.adjustments() {
            let own = Remarks {
                own: &remarks,
                claim: claim_remarks,
                pharmacy: &rejects,
            };
            self.adjustment(adjustment, own, adjustments, id);
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
        let dates = match service.dates() {
            Some(Ok((from, to))) => Some(DateRange {
                from,
                to: to.max(from),
            }),
            Some(Err(_)) => {
                let at = self.spot(svc, "SVC", 0);
                self.fault(RemitFaultKind::MalformedDate, at, id);
                None
            }
            None => None,
        };
        // Where the payer paid another procedure, SVC06 has the one that was billed.
        let procedure = service.billed_procedure().unwrap_or(service.procedure());
        let control = service.reference(b"6R");
        let provider = service.reference(b"HPI");
        PaidLine {
            control: control.and_then(|control| self.key.hash(control.value(2))),
            service: Code::new(procedure.sent()),
            modifiers: procedure.modifiers().collect(),
            charge: charge.unwrap_or_default(),
            paid: paid.unwrap_or_default(),
            dates,
            provider: provider.and_then(|provider| Npi::parse(provider.value(2)).ok()),
            remarks,
            rejects,
            denying: std::mem::take(&mut adjustments.denying),
        }
    }

    fn adjustment(
        &mut self,
        adjustment: Adjustment<'b>,
        remarks: Remarks<'_>,
        to: &mut Adjustments,
        claim: &[u8],
    ) {
        let cas = adjustment.segment();
        let element = adjustment.element();
        let amount = self.amount(
            adjustment.amount(),
            |it| it.spot(cas, "CAS", element + 1),
            claim,
        );
        let Some(amount) = amount else {
            to.unreadable = true;
            return;
        };
        to.total += amount;
        let (group, carc) = (
            Code::new(adjustment.group()),
            Code::new(adjustment.reason()),
        );
        to.mirror = to.mirror.wrapping_add(mirrored(carc, amount));
        if element == 2 && AdjustmentGroup::parse(group.as_bytes()).is_none() {
            let at = self.spot(cas, "CAS", 1);
            self.fault(RemitFaultKind::UnknownGroup(group), at, claim);
        }
        let denial = denial_by_code(group, carc);
        let denied = match amount > Money::ZERO {
            true => denial,
            false => Denial::No,
        };
        to.by_category
            .add(Category::of(denied, group, carc), amount);
        let may_deny =
            denial != Denial::No || self.causes.is_some_and(|own| own.may_deny(carc.as_str()));
        if amount == Money::ZERO || !may_deny {
            return;
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

    fn provider_adjustments(&mut self, plb: SegmentAt<'b>, remittance: u32) {
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

/// The adjustments of a claim and its lines.
struct Adjustments {
    total: Money,
    unreadable: bool,
    /// Of the level that is being read.
    denying: Vec<Triplet>,
    mirror: u64,
    by_category: Categories,
    /// SVC02 of the lines.
    charges: Money,
    charges_read: bool,
}

impl Default for Adjustments {
    fn default() -> Adjustments {
        Adjustments {
            total: Money::ZERO,
            unreadable: false,
            denying: Vec::new(),
            mirror: 0,
            by_category: Categories::default(),
            charges: Money::ZERO,
            charges_read: true,
        }
    }
}

impl Adjustments {
    fn sum(&self) -> Option<Money> {
        (!self.unreadable).then_some(self.total)
    }
}

/// The same for an adjustment and for the one that takes it back, whatever their order.
fn mirrored(carc: Code, amount: Money) -> u64 {
    let code = carc.as_bytes().iter();
    let seed = 0xCBF2_9CE4_8422_2325_u64;
    let amount = amount.abs().cents().to_le_bytes();
    code.chain(&amount).fold(seed, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
