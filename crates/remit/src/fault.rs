//! Places in a remittance, and what is wrong with its data.

use std::fmt;

use remedi_claims::Money;
use remedi_x12::Place;

use crate::Code;

/// An element of a remittance: where it stands, with its loop and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Number of the input.
    pub input: u32,
    /// Place of the element.
    pub place: Place,
    /// The loop, such as `2110`; empty outside of one.
    pub loop_id: &'static str,
    /// The segment id, such as `CAS`.
    pub tag: &'static str,
    /// The position of the element in the segment, or 0 for the whole segment.
    pub element: u8,
}

impl Spot {
    /// The element by its usual name, such as `CAS03`.
    pub fn element_name(&self) -> String {
        match self.element {
            0 => self.tag.to_owned(),
            element => format!("{}{element:02}", self.tag),
        }
    }
}

/// Something wrong with the data of a remittance. The analysis goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemitFault {
    /// What is wrong.
    pub kind: RemitFaultKind,
    /// Where.
    pub at: Spot,
    /// The claim payment (CLP01) that it is in; empty outside of one.
    pub claim: Box<str>,
}

/// What can be wrong with the data of a remittance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RemitFaultKind {
    /// SVC02 less the adjustments of the line is not SVC03; by how much.
    LineOutOfBalance(Money),
    /// CLP03 less all adjustments of the claim and its lines is not CLP04; by how much.
    ClaimOutOfBalance(Money),
    /// The charges of the lines (SVC02) do not add up to that of the claim (CLP03); by how much.
    LineChargesDiffer(Money),
    /// The claim payments less the provider-level adjustments are not BPR02; by how much.
    SetOutOfBalance(Money),
    /// The remittance does not say what was paid (BPR02), so that nothing tells whether it balances.
    PaymentMissing,
    /// The remittance does not say when it was paid (BPR16, DTM*405), so that it is taken for older than all that do.
    DayMissing,
    /// A service or an adjustment stands in no claim payment: it counts nowhere.
    OutsideOfClaim,
    /// A CAS or PLB has more than six reasons: those behind them are not read.
    TooManyReasons,
    /// What should be an amount is none.
    MalformedAmount,
    /// What should be a date is none.
    MalformedDate,
    /// A reversal (CLP02 = 22) charges or pays more than nothing, though it takes back.
    ReversalNotNegative,
    /// A reversal takes back less than the decision that it reverses, which ends as a whole; so much of its charge is left.
    PartlyReversed(Money),
    /// A claim that is no reversal charges less than nothing.
    NegativeCharge,
    /// Amounts are in another currency than US dollars (CUR02).
    OtherCurrency(Code),
    /// The group code (CAS01) is in no list.
    UnknownGroup(Code),
    /// The group code (CAS01) is of 4010 alone (CR).
    OldGroup(Code),
    /// The claim status (CLP02) is in no list, or missing.
    UnknownStatus(Code),
    /// The claim status (CLP02) is of 4010 alone, such as 5 for a claim that is pended.
    OldStatus(Code),
    /// A reason code that needs a remark code has none but alerts.
    RemarkMissing(Code),
}

impl RemitFaultKind {
    /// The kind in kebab-case.
    pub const fn name(self) -> &'static str {
        match self {
            RemitFaultKind::LineOutOfBalance(_) => "line-out-of-balance",
            RemitFaultKind::ClaimOutOfBalance(_) => "claim-out-of-balance",
            RemitFaultKind::LineChargesDiffer(_) => "line-charges-differ",
            RemitFaultKind::SetOutOfBalance(_) => "remittance-out-of-balance",
            RemitFaultKind::PaymentMissing => "payment-missing",
            RemitFaultKind::DayMissing => "payment-day-missing",
            RemitFaultKind::OutsideOfClaim => "outside-of-claim-payment",
            RemitFaultKind::TooManyReasons => "too-many-reasons",
            RemitFaultKind::MalformedAmount => "malformed-amount",
            RemitFaultKind::MalformedDate => "malformed-date",
            RemitFaultKind::ReversalNotNegative => "reversal-not-negative",
            RemitFaultKind::PartlyReversed(_) => "partly-reversed",
            RemitFaultKind::NegativeCharge => "negative-charge",
            RemitFaultKind::OtherCurrency(_) => "other-currency",
            RemitFaultKind::UnknownGroup(_) => "unknown-adjustment-group",
            RemitFaultKind::OldGroup(_) => "old-adjustment-group",
            RemitFaultKind::UnknownStatus(_) => "unknown-claim-status",
            RemitFaultKind::OldStatus(_) => "old-claim-status",
            RemitFaultKind::RemarkMissing(_) => "remark-missing",
        }
    }

    /// Whether the data can't be right; else the payer only told less than it should.
    pub const fn is_error(self) -> bool {
        !matches!(
            self,
            RemitFaultKind::RemarkMissing(_)
                | RemitFaultKind::DayMissing
                | RemitFaultKind::OtherCurrency(_)
                | RemitFaultKind::PartlyReversed(_)
                | RemitFaultKind::OldGroup(_)
                | RemitFaultKind::OldStatus(_)
        )
    }
}

impl fmt::Display for RemitFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemitFaultKind::LineOutOfBalance(by) => write!(
                f,
                "the charge less the adjustments of the line differs from its payment by {by}"
            ),
            RemitFaultKind::ClaimOutOfBalance(by) => write!(
                f,
                "the charge less all adjustments of the claim differs from its payment by {by}"
            ),
            RemitFaultKind::LineChargesDiffer(by) => write!(
                f,
                "the charges of the lines differ from the charge of the claim by {by}"
            ),
            RemitFaultKind::SetOutOfBalance(by) => write!(
                f,
                "the claim payments less the provider-level adjustments differ from the payment by {by}"
            ),
            RemitFaultKind::PaymentMissing => {
                f.write_str("the remittance does not say what was paid: nothing tells whether it balances")
            }
            RemitFaultKind::DayMissing => f.write_str(
                "the remittance does not say when it was paid: its answers are taken for older than all others",
            ),
            RemitFaultKind::OutsideOfClaim => {
                f.write_str("this stands in no claim payment (CLP), and its amounts count nowhere")
            }
            RemitFaultKind::TooManyReasons => f.write_str(
                "an adjustment has room for six reasons: from here on they are not read, and nothing tells whether it balances",
            ),
            RemitFaultKind::MalformedAmount => f.write_str("this is no amount of money"),
            RemitFaultKind::MalformedDate => f.write_str("this is no date"),
            RemitFaultKind::ReversalNotNegative => {
                f.write_str("a reversal (status 22) takes back, and its amounts are not negative")
            }
            RemitFaultKind::PartlyReversed(left) => write!(
                f,
                "a reversal leaves {left} of what the decision charged that it takes back: all of that decision ends, its other lines too"
            ),
            RemitFaultKind::NegativeCharge => {
                f.write_str("the charge is negative, and the claim is no reversal (status 22)")
            }
            RemitFaultKind::OtherCurrency(code) => write!(
                f,
                "the amounts are in {code}, and count as if they were US dollars"
            ),
            RemitFaultKind::UnknownGroup(code) => {
                write!(
                    f,
                    "the adjustment group code {:?} is in no list",
                    code.as_str()
                )
            }
            RemitFaultKind::OldGroup(code) => {
                write!(f, "the adjustment group code {code} is of 4010 alone")
            }
            RemitFaultKind::UnknownStatus(code) if code.as_str().is_empty() => {
                f.write_str("the claim status is missing")
            }
            RemitFaultKind::UnknownStatus(code) => {
                write!(f, "the claim status {:?} is in no list", code.as_str())
            }
            RemitFaultKind::OldStatus(code) => {
                write!(f, "the claim status {code} is of 4010 alone")
            }
            RemitFaultKind::RemarkMissing(carc) => write!(
                f,
                "reason code {carc} needs a remark code that explains it, and there is none"
            ),
        }
    }
}
