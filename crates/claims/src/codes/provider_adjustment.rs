//! Provider-level adjustment reasons (PLB03-1, 05-1 to 13-1): money that belongs to no claim.
//! A positive amount lowers the payment.

use std::sync::LazyLock;

use super::table::{rows, value};

/// Why money moved outside the claims of a remittance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAdjustment {
    /// The code of two characters.
    pub code: &'static str,
    /// What sort of movement it is.
    pub kind: ProviderAdjustmentKind,
    /// What the code says, in short.
    pub meaning: &'static str,
}

words! {
    /// Sorts of money outside claims.
    ProviderAdjustmentKind {
        /// The payer takes money back.
        Takeback = "takeback",
        /// The provider has sent money back.
        ProviderRefund = "provider_refund",
        /// A balance moves between remittances.
        ForwardBalance = "forward_balance",
        /// Interest.
        Interest = "interest",
        /// A charge for filing late.
        LateCharge = "late_charge",
        /// Money held back, for taxes too.
        Withholding = "withholding",
        /// A penalty.
        Penalty = "penalty",
        /// An authority takes money.
        Levy = "levy",
        /// Paid to a lender of the provider.
        Diverted = "diverted",
        /// Money paid before the claims.
        Advance = "advance",
        /// Capitation.
        Capitation = "capitation",
        /// Lump sums, periodic payments and settlements.
        Settlement = "settlement",
        /// Costs paid as they are.
        PassThrough = "pass_through",
        /// Costs that are not reimbursed.
        NotReimbursed = "not_reimbursed",
        /// Bad debts.
        BadDebt = "bad_debt",
        /// Bonuses and incentives.
        Incentive = "incentive",
        /// Allowances for a time, or for paying early.
        Allowance = "allowance",
        /// A change of earlier payments that names no claim.
        Retroactive = "retroactive",
        /// All else.
        Other = "other",
    }
}

/// Finds a code as sent, whatever the case of its letters and the blanks around it.
///
/// ```
/// use remedi_claims::codes::provider_adjustment::{self, ProviderAdjustmentKind};
/// let reason = provider_adjustment::lookup(b"WO").unwrap();
/// assert_eq!(reason.kind, ProviderAdjustmentKind::Takeback);
/// ```
pub fn lookup(code: &[u8]) -> Option<&'static ProviderAdjustment> {
    let code: [u8; 2] = code.trim_ascii().try_into().ok()?;
    let code = code.map(|byte| byte.to_ascii_uppercase());
    let index = REASONS
        .binary_search_by_key(&&code[..], |reason| reason.code.as_bytes())
        .ok()?;
    REASONS.get(index)
}

/// Every reason, in order.
pub fn all() -> &'static [ProviderAdjustment] {
    &REASONS
}

static REASONS: LazyLock<Vec<ProviderAdjustment>> = LazyLock::new(|| {
    rows(
        include_str!("../../data/codes/provider_adjustment.csv"),
        ["code", "kind", "meaning"],
    )
    .map(|[code, kind, meaning]| ProviderAdjustment {
        code,
        kind: value(kind),
        meaning,
    })
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_5010_is_there() {
        assert_eq!(all().len(), 41);
        for reason in all() {
            assert_eq!(lookup(reason.code.as_bytes()), Some(reason));
        }
        assert_eq!(lookup(b"wo"), lookup(b"WO"));
        assert_eq!(lookup(b"ZZ"), None);
        assert_eq!(lookup(b""), None);
    }

    #[test]
    fn each_kind_has_its_reasons() {
        use ProviderAdjustmentKind::*;
        for (kind, codes) in [
            (Takeback, &["OB", "WO", "WU"][..]),
            (ProviderRefund, &["72"]),
            (ForwardBalance, &["FB"]),
            (Interest, &["CR", "L6"]),
            (LateCharge, &["50"]),
            (Withholding, &["E3", "IR"]),
            (Penalty, &["51", "L3"]),
            (Levy, &["LE"]),
            (Diverted, &["AM", "SL"]),
            (Advance, &["AP"]),
            (Capitation, &["CT"]),
            (Settlement, &["IS", "LS", "PI", "PL"]),
            (PassThrough, &["CV", "CW", "DM", "GO", "HM", "OA"]),
            (NotReimbursed, &["J1"]),
            (BadDebt, &["BD"]),
            (Incentive, &["BN", "IP"]),
            (Allowance, &["90", "C5"]),
            (Retroactive, &["RA"]),
            (Other, &["AH", "B2", "B3", "CS", "FC", "RE", "TL"]),
        ] {
            let own = all().iter().filter(|reason| reason.kind == kind);
            let own: Vec<_> = own.map(|reason| reason.code).collect();
            assert_eq!(own, codes, "{kind}");
        }
    }
}
