//! What the user says of reason and remark codes, for the payer of a remittance.

use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::cause::{Denial, Owner, RootCause, Route};
use remedi_validate::{CauseRow, CauseTables};

use crate::Code;
use crate::cause::{Remarks, denial_by_code};

/// The user's tables of causes, as they are for one payer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OwnTables<'a> {
    pub tables: Option<&'a CauseTables>,
    pub payer: Option<&'a str>,
}

impl<'a> OwnTables<'a> {
    pub(crate) fn is_empty(self) -> bool {
        self.tables.is_none_or(CauseTables::is_empty)
    }

    /// What the user says of a reason or remark code.
    pub(crate) fn code(self, code: Code) -> Option<&'a CauseRow> {
        self.tables?.reason(self.payer, code.as_str())
    }

    /// What the user says of a reason with one of its remarks, and the remark.
    pub(crate) fn combination(
        self,
        group: Code,
        carc: Code,
        remarks: Remarks<'_>,
    ) -> Option<(Code, &'a CauseRow)> {
        let tables = self.tables.filter(|tables| !tables.is_empty())?;
        let group = AdjustmentGroup::parse(group.as_bytes());
        let bearing: Vec<Code> = remarks.bearing().collect();
        let names = bearing.iter().map(Code::as_str);
        let found = tables.combination(self.payer, group, carc.as_str(), names);
        found.map(|(remark, row)| (Code::new(remark.as_bytes()), row))
    }

    /// Whether adjustments with these codes deny, whatever the amount, and the cause that the user gives them.
    pub(crate) fn denial(
        self,
        group: Code,
        carc: Code,
        remarks: Remarks<'_>,
    ) -> (Denial, Option<RootCause>) {
        let ours = denial_by_code(group, carc);
        let pair = self.combination(group, carc, remarks).map(|(_, row)| row);
        let rows = || [pair, self.code(carc)].into_iter().flatten();
        let by_cause = |cause: RootCause| match ours {
            _ if cause.is_never_a_denial() => Denial::No,
            Denial::No => Denial::Yes,
            ours => ours,
        };
        let mut told = rows().filter_map(|row| row.denial.or(row.cause.map(by_cause)));
        let cause = rows().find_map(|row| row.cause);
        (told.next().unwrap_or(ours), cause)
    }

    /// Whether 109 and 204 may stand for a provider that the payer does not know.
    pub(crate) fn are_loose(self) -> bool {
        self.tables.is_some_and(CauseTables::are_loose)
    }
}

/// The subcause of a cause that the user gives without one.
pub(crate) const BY_OWN_TABLE: &str = "by-own-table";

/// Whose work a cause is that the user gives without an owner.
pub(crate) const fn owner_by(cause: RootCause) -> Owner {
    match cause {
        RootCause::Credentialing => Owner::Credentialing,
        RootCause::Authorization => Owner::Authorization,
        RootCause::PlaceOfService | RootCause::Coding | RootCause::Bundling => Owner::Coding,
        RootCause::Eligibility
        | RootCause::Cob
        | RootCause::WrongPayer
        | RootCause::NonCovered
        | RootCause::BenefitLimit => Owner::FrontDesk,
        RootCause::MedicalNecessity => Owner::Clinical,
        RootCause::Network | RootCause::Contract | RootCause::Compliance => Owner::Contracting,
        _ => Owner::Billing,
    }
}

/// The first step about a cause that the user gives without a route.
pub(crate) const fn route_by(cause: RootCause) -> Route {
    match cause {
        RootCause::Credentialing => Route::EnrollmentThenReprocess,
        RootCause::Authorization => Route::RetroAuthorization,
        RootCause::PlaceOfService
        | RootCause::Coding
        | RootCause::Bundling
        | RootCause::ClaimData => Route::CorrectedClaim,
        RootCause::Cob | RootCause::WrongPayer => Route::RebillOtherPayer,
        RootCause::Documentation => Route::SendRecords,
        RootCause::MedicalNecessity
        | RootCause::NonCovered
        | RootCause::BenefitLimit
        | RootCause::TimelyFiling => Route::Appeal,
        RootCause::Eligibility => Route::PatientBill,
        _ => Route::Dispute,
    }
}
