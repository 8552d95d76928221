//! The words for why a line was denied, whose work it is and what to do.

words! {
    /// Why the payer did not pay: the root-cause words of findings and denials.
    ///
    /// ```
    /// use remedi_claims::codes::cause::RootCause;
    /// assert_eq!("PLACE_OF_SERVICE".parse(), Ok(RootCause::PlaceOfService));
    /// assert!(RootCause::Contractual.is_never_a_denial());
    /// ```
    RootCause {
        /// A provider is not enrolled, linked, licensed or known to the payer as the claim says.
        Credentialing = "CREDENTIALING",
        /// The place of service, the facility or the setting is wrong for the service.
        PlaceOfService = "PLACE_OF_SERVICE",
        /// Authorization, referral or notification.
        Authorization = "AUTHORIZATION",
        /// The provider is outside the member's network.
        Network = "NETWORK",
        /// The patient was not covered.
        Eligibility = "ELIGIBILITY",
        /// Another payer comes first, or its decision is missing.
        Cob = "COB",
        /// The claim belongs to another payer.
        WrongPayer = "WRONG_PAYER",
        /// The service was claimed before.
        Duplicate = "DUPLICATE",
        /// The claim came too late.
        TimelyFiling = "TIMELY_FILING",
        /// Procedure, modifier, diagnosis or revenue code.
        Coding = "CODING",
        /// The service is part of another one.
        Bundling = "BUNDLING",
        /// The payer sees no medical need.
        MedicalNecessity = "MEDICAL_NECESSITY",
        /// The plan does not cover the service.
        NonCovered = "NON_COVERED",
        /// The benefit is used up.
        BenefitLimit = "BENEFIT_LIMIT",
        /// Records or attachments are missing.
        Documentation = "DOCUMENTATION",
        /// Other data of the claim are missing or wrong.
        ClaimData = "CLAIM_DATA",
        /// The terms of the provider's contract.
        Contract = "CONTRACT",
        /// The payer's own procedure: pending, postponed, upheld.
        PayerAdmin = "PAYER_ADMIN",
        /// Law, such as the ban on self-referral.
        Compliance = "COMPLIANCE",
        /// No table knows.
        Unknown = "UNKNOWN",
        /// Agreed price; never a denial.
        Contractual = "CONTRACTUAL",
        /// The patient's share; never a denial.
        PatientResponsibility = "PATIENT_RESPONSIBILITY",
        /// What an earlier payer decided; never a denial.
        CobEffect = "COB_EFFECT",
        /// Paid, but less by rule; never a denial.
        PaymentReduction = "PAYMENT_REDUCTION",
    }
}

impl RootCause {
    /// Whether an adjustment of this cause is never counted as a denial.
    pub const fn is_never_a_denial(self) -> bool {
        matches!(
            self,
            RootCause::Contractual
                | RootCause::PatientResponsibility
                | RootCause::CobEffect
                | RootCause::PaymentReduction
        )
    }

    /// Whether the provider's side can mostly prevent denials of this cause: what holds of a remark code that gives it.
    pub const fn preventable(self) -> Preventable {
        match self {
            RootCause::Credentialing
            | RootCause::PlaceOfService
            | RootCause::Authorization
            | RootCause::WrongPayer
            | RootCause::TimelyFiling
            | RootCause::Coding
            | RootCause::Documentation
            | RootCause::ClaimData
            | RootCause::Duplicate => Preventable::Yes,
            RootCause::Network
            | RootCause::Eligibility
            | RootCause::Cob
            | RootCause::Bundling
            | RootCause::MedicalNecessity
            | RootCause::NonCovered
            | RootCause::BenefitLimit => Preventable::Partly,
            _ => Preventable::No,
        }
    }
}

words! {
    /// Whether an adjustment denies payment.
    Denial {
        /// It does.
        Yes = "yes",
        /// It does not.
        No = "no",
        /// The payer has not decided.
        Pending = "pending",
    }
}

words! {
    /// Whether the provider's side could have prevented the adjustment.
    Preventable {
        /// It could.
        Yes = "yes",
        /// In some cases.
        Partly = "partly",
        /// It could not.
        No = "no",
    }
}

words! {
    /// Whose work an adjustment is.
    Owner {
        /// Enrollment and credentialing.
        Credentialing = "credentialing",
        /// Coding.
        Coding = "coding",
        /// Billing.
        Billing = "billing",
        /// Registration and the front desk.
        FrontDesk = "front_desk",
        /// Authorizations and referrals.
        Authorization = "authorization",
        /// Clinicians.
        Clinical = "clinical",
        /// Payer contracts.
        Contracting = "contracting",
        /// Nobody's.
        None = "none",
    }
}

words! {
    /// What to do about an adjustment.
    Route {
        /// Send a replacement (CLM05-3 = 7).
        CorrectedClaim = "corrected_claim",
        /// Send a new claim.
        NewClaim = "new_claim",
        /// Void the claim (CLM05-3 = 8) and send a new one.
        VoidAndReplace = "void_and_replace",
        /// Ask for a clerical reopening.
        Reopening = "reopening",
        /// Appeal.
        Appeal = "appeal",
        /// Ask for authorization after the fact.
        RetroAuthorization = "retro_authorization",
        /// Have the enrollment put right, then have the payer process the claim again.
        EnrollmentThenReprocess = "enrollment_then_reprocess",
        /// Bill another payer.
        RebillOtherPayer = "rebill_other_payer",
        /// Send the records the payer asked for.
        SendRecords = "send_records",
        /// Bill the patient.
        PatientBill = "patient_bill",
        /// Take it up with the payer under the contract.
        Dispute = "dispute",
        /// Write the amount off.
        WriteOff = "write_off",
        /// Wait for the payer.
        Wait = "wait",
        /// Nothing.
        None = "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_reads_back_from_its_word() {
        assert_eq!(RootCause::ALL.len(), 24);
        for &cause in RootCause::ALL {
            assert_eq!(cause.as_str().parse(), Ok(cause));
        }
        assert!("credentialing".parse::<RootCause>().is_err());
        assert!("BY_RARC".parse::<RootCause>().is_err());
    }

    #[test]
    fn what_is_never_a_denial_or_not_known_is_not_to_be_prevented() {
        for &cause in RootCause::ALL {
            if cause.is_never_a_denial() || cause == RootCause::Unknown {
                assert_eq!(cause.preventable(), Preventable::No, "{cause}");
            }
        }
        assert_eq!(RootCause::Credentialing.preventable(), Preventable::Yes);
    }

    #[test]
    fn four_causes_are_never_denials() {
        let never: Vec<_> = RootCause::ALL
            .iter()
            .filter(|cause| cause.is_never_a_denial())
            .map(|cause| cause.as_str())
            .collect();
        assert_eq!(
            never,
            [
                "CONTRACTUAL",
                "PATIENT_RESPONSIBILITY",
                "COB_EFFECT",
                "PAYMENT_REDUCTION"
            ]
        );
    }

    #[test]
    fn owners_and_routes_are_the_published_words() {
        let owners: Vec<_> = Owner::ALL.iter().map(|owner| owner.as_str()).collect();
        assert_eq!(
            owners.join(" "),
            "credentialing coding billing front_desk authorization clinical contracting none"
        );
        let routes: Vec<_> = Route::ALL.iter().map(|route| route.as_str()).collect();
        assert_eq!(
            routes.join(" "),
            "corrected_claim new_claim void_and_replace reopening appeal retro_authorization \
             enrollment_then_reprocess rebill_other_payer send_records patient_bill dispute \
             write_off wait none"
        );
    }
}
