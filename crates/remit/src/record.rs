//! What is kept of the claim payments of a remittance once its bytes are gone.

use std::ops::Deref;
use std::sync::Arc;

use chrono::NaiveDate;
use remedi_claims::codes::cause::Denial;
use remedi_claims::codes::provider_adjustment::ProviderAdjustmentKind;
use remedi_claims::{DateRange, Money, Npi, Pos, Tin};
use remedi_x12::Place;

use crate::category::{Categories, Category};
use crate::cause::Remarks;
use crate::member::HashedId;
use crate::own::OwnTables;
use crate::{Code, Modifiers, RemitFault, Spot};

/// What a payer did with a claim, but for its lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaymentHead<'a> {
    /// Index of its remittance.
    pub remittance: u32,
    /// CLP01.
    pub id: &'a [u8],
    /// CLP07.
    pub control: &'a [u8],
    /// The payer's control number of the claim that this one replaces (REF*F8).
    pub original: &'a [u8],
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
    /// Whether it only reports what was done: nothing is charged, or all is paid for by capitation, and nothing is paid for it.
    pub is_encounter: bool,
    /// Whether its charge (CLP03) can't be read.
    pub is_unreadable: bool,
}

impl PaymentHead<'_> {
    pub(crate) fn is_reversal(&self) -> bool {
        is_reversal(self.status)
    }

    /// Whether CLP01 tells no claim: some payers give `0` back instead of CLM01.
    pub(crate) fn id_says_nothing(&self) -> bool {
        let mut bytes = self.id.iter();
        bytes.all(|byte| !byte.is_ascii_alphanumeric() || *byte == b'0')
    }

    /// Whether it says that it replaces another decision.
    pub(crate) fn replaces(&self) -> bool {
        self.frequency.as_str() == "7" || !self.original.is_empty()
    }

    /// Whether something of it is pended, and nothing denied: another payment tells what the payer decides.
    pub(crate) fn pends(&self) -> bool {
        let is_some = |category| self.adjusted.get(category) > Money::ZERO;
        is_pended(self.status) || is_some(Category::Pending) && !is_some(Category::Denied)
    }

    /// Whether this is no decision.
    pub(crate) fn decides_nothing(&self) -> bool {
        decides_nothing(self.status)
    }
}

/// Whether a payment with this status (CLP02) takes back another.
pub(crate) fn is_reversal(status: Code) -> bool {
    status.as_bytes() == b"22"
}

/// Whether a payment with this status (CLP02) is no decision: an estimate of what would be paid (25), or word that the
/// claim is another payer's and was passed on (23).
pub(crate) fn decides_nothing(status: Code) -> bool {
    is_predetermination(status) || status.as_bytes() == b"23"
}

/// Whether a payment with this status (CLP02) is an estimate of what would be paid (25).
pub(crate) fn is_predetermination(status: Code) -> bool {
    status.as_bytes() == b"25"
}

/// Whether a payment with this status (CLP02, of 4010 alone) only tells that the claim is pended or suspended: what it takes off may yet
/// be paid.
pub(crate) fn is_pended(status: Code) -> bool {
    matches!(
        status.as_bytes(),
        b"5" | b"10" | b"13" | b"15" | b"16" | b"17"
    )
}

/// What a denial comes to in a payment with this status.
pub(crate) fn denial_in(status: Code, denial: Denial) -> Denial {
    match denial {
        Denial::Yes if is_pended(status) => Denial::Pending,
        denial => denial,
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
        let (status, adjusted) = (head.status, &mut head.adjusted);
        let mut judge = |denying: &mut Vec<Triplet>, remarks: Remarks<'_>| {
            denying.retain_mut(|triplet| {
                let before = Category::of(triplet.denied(), triplet.group, triplet.carc);
                let (denial, cause) = own.denial(triplet.group, triplet.carc, remarks);
                triplet.denial = denial_in(status, denial);
                let by_cause = cause.and_then(Category::of_no_denial);
                let by_codes = || Category::of(triplet.denied(), triplet.group, triplet.carc);
                let now = by_cause.unwrap_or_else(by_codes);
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
    /// Whether it only reports what was done, as of a claim.
    pub is_encounter: bool,
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

/// What a remittance tells of its payer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct PayerTold {
    /// REF*2U, N104, TRN03 and BPR10.
    pub ids: [Box<str>; 4],
    /// N102.
    pub name: Box<str>,
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
    /// One for all remittances that tell the same.
    pub payer: Arc<PayerTold>,
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

impl ProviderMove {
    /// What it names: the first part of PLB03-2. Some payers put a member's number behind that of a claim.
    pub(crate) fn named(&self) -> &str {
        let mut parts = self.reference.split_whitespace();
        parts.next().unwrap_or_default()
    }

    /// Whether it takes money back, or gives back what was taken.
    pub(crate) fn takes_back(&self) -> bool {
        matches!(
            self.kind,
            ProviderAdjustmentKind::Takeback | ProviderAdjustmentKind::ProviderRefund
        )
    }
}
