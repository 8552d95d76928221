//! Claim status codes of a remittance (CLP02): how the payer processed a claim, not whether it paid.

use std::sync::LazyLock;

use super::table::{CodeKey, flag, optional, rows};

/// How the payer processed a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPaymentStatus {
    key: CodeKey,
    /// The code.
    pub code: &'static str,
    /// 1 for the primary payer, 2 for the secondary, 3 for the tertiary.
    pub payer_order: Option<u8>,
    /// Whether the claim went on to another payer.
    pub is_forwarded: bool,
    /// Whether an earlier payment is reversed.
    pub is_reversal: bool,
    /// Whether 5010 no longer has the code.
    pub is_4010_only: bool,
    /// What the code says, in short.
    pub meaning: &'static str,
}

/// Finds a code as sent, whatever the blanks around it.
///
/// ```
/// use remedi_claims::codes::claim_payment_status;
/// assert!(claim_payment_status::lookup(b"22").unwrap().is_reversal);
/// ```
pub fn lookup(code: &[u8]) -> Option<&'static ClaimPaymentStatus> {
    let key = CodeKey::read(code)?;
    let index = STATUSES
        .binary_search_by_key(&key, |status| status.key)
        .ok()?;
    STATUSES.get(index)
}

/// Every status, in order.
pub fn all() -> &'static [ClaimPaymentStatus] {
    &STATUSES
}

static STATUSES: LazyLock<Vec<ClaimPaymentStatus>> = LazyLock::new(|| {
    rows(
        include_str!("../../data/codes/claim_payment_status.csv"),
        [
            "code",
            "payer_order",
            "forwarded",
            "reversal",
            "only_4010",
            "meaning",
        ],
    )
    .map(
        |[code, payer_order, forwarded, reversal, only_4010, meaning]| ClaimPaymentStatus {
            key: CodeKey::of(code),
            code,
            payer_order: optional(payer_order),
            is_forwarded: flag(forwarded),
            is_reversal: flag(reversal),
            is_4010_only: flag(only_4010),
            meaning,
        },
    )
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(keep: impl Fn(&ClaimPaymentStatus) -> bool) -> Vec<&'static str> {
        all()
            .iter()
            .filter(|status| keep(status))
            .map(|status| status.code)
            .collect()
    }

    #[test]
    fn each_version_has_its_codes() {
        assert_eq!(
            codes(|status| !status.is_4010_only),
            ["1", "2", "3", "4", "19", "20", "21", "22", "23", "25"]
        );
        assert_eq!(
            codes(|status| status.is_4010_only),
            ["5", "10", "13", "15", "16", "17", "27"]
        );
    }

    #[test]
    fn reversals_and_forwarding_are_marked() {
        assert_eq!(codes(|status| status.is_reversal), ["22"]);
        assert_eq!(
            codes(|status| status.is_forwarded),
            ["19", "20", "21", "23"]
        );
        assert_eq!(codes(|status| status.payer_order == Some(2)), ["2", "20"]);
        assert!(lookup(b"99").is_none());
    }
}
