use remedi_enrollment::Shortfall;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The provider is enrolled with the payer, but not under the billing NPI of the claim
    /// (2010AA): benefits are not reassigned to this group, or the row names other groups.
    ///
    /// ## Why it matters
    /// The payer pays a group only for providers who are linked to it; the claim is denied.
    ///
    /// ## What to do
    /// Have the provider linked to the group (Medicare: form 855R), or bill under the group that
    /// the provider is enrolled with.
    "ENR-07" "billing-group-not-linked": Error, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "provider {who} is not linked to billing provider {billing} at payer {payer}[; the roster has {expected}]",
    help: "have the provider linked to the group before the claim is sent, or bill under the group of the enrollment",
    predicts: [CO "B7" "N198", CO "16" "MA112"],
    ack: "A8" "562" "85",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,60054,1922222223,123456789,EIN,approved,2023-01-01\n\
             1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some((Shortfall::GroupNpi, _)) = line.shortfall() {
        let hit = line.enrollment_hit(claim);
        hits.push(match claim.practice.provider {
            Some(billing) => hit.moved_to(billing.npi_spot()),
            None => hit,
        });
    }
}
