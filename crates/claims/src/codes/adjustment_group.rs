//! Claim adjustment group codes (CAS01): who bears an adjustment.

words! {
    /// Who bears an adjustment.
    AdjustmentGroup {
        /// The provider, under its contract.
        ContractualObligation = "CO",
        /// The patient.
        PatientResponsibility = "PR",
        /// Neither, or the next payer.
        Other = "OA",
        /// The provider, by the payer's decision and without a contract.
        PayerInitiated = "PI",
        /// Marks a correction or reversal; 4010 only.
        CorrectionReversal = "CR",
    }
}

impl AdjustmentGroup {
    /// Reads a code as sent, whatever its case and the blanks around it.
    ///
    /// ```
    /// use remedi_claims::codes::adjustment_group::AdjustmentGroup;
    /// let group = AdjustmentGroup::parse(b"PR").unwrap();
    /// assert!(group.is_billable_to_patient());
    /// ```
    pub fn parse(code: &[u8]) -> Option<AdjustmentGroup> {
        let code = code.trim_ascii();
        AdjustmentGroup::ALL
            .iter()
            .copied()
            .find(|group| group.as_str().as_bytes().eq_ignore_ascii_case(code))
    }

    /// What the code says, in short.
    pub const fn meaning(self) -> &'static str {
        match self {
            AdjustmentGroup::ContractualObligation => {
                "the provider writes the amount off under its contract"
            }
            AdjustmentGroup::PatientResponsibility => "the patient owes the amount",
            AdjustmentGroup::Other => "neither the contract nor the patient bears the amount",
            AdjustmentGroup::PayerInitiated => {
                "the payer holds the amount not payable, without a contract that says so"
            }
            AdjustmentGroup::CorrectionReversal => "an earlier claim is corrected or reversed",
        }
    }

    /// Whether the patient may be billed.
    pub const fn is_billable_to_patient(self) -> bool {
        matches!(self, AdjustmentGroup::PatientResponsibility)
    }

    /// Whether 5010 no longer has the code.
    pub const fn is_4010_only(self) -> bool {
        matches!(self, AdjustmentGroup::CorrectionReversal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cr_is_a_thing_of_4010() {
        for &group in AdjustmentGroup::ALL {
            assert_eq!(
                AdjustmentGroup::parse(group.as_str().as_bytes()),
                Some(group)
            );
            assert_eq!(group.is_4010_only(), group.as_str() == "CR");
            assert_eq!(group.is_billable_to_patient(), group.as_str() == "PR");
        }
        assert_eq!(
            AdjustmentGroup::parse(b" co"),
            Some(AdjustmentGroup::ContractualObligation)
        );
        assert_eq!(AdjustmentGroup::parse(b"XX"), None);
    }
}
