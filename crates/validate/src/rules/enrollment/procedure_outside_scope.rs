use remedi_enrollment::Shortfall;

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The procedure is outside the scope of the provider's enrollment with the payer: a range
    /// denies it, or it is not among the procedures allowed. The narrowest range that holds the
    /// code decides.
    ///
    /// ## Why it matters
    /// The payer denies the line: the provider may not bill this service, however well it was done.
    ///
    /// ## What to do
    /// Bill under the provider who rendered the service and may bill it, or have the scope
    /// extended. If the scope in the roster is out of date, correct it.
    "ENR-12" "procedure-outside-scope": Error, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "procedure {procedure} is outside the scope of provider {who} at payer {payer}[: {denied_by} is denied]",
    help: "have the scope extended before[ line {line} of] the claim is sent, or correct the procedure or the provider",
    predicts: [CO "8", CO "170", CO "185", CO "96" "N95"],
    ack: "A8" "454",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:92928*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,scope_allow,scope_deny\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,92900-93999,92920-92945\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,scope_allow\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,93000-93018\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:93306*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,scope_allow,scope_deny\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,92900-93999,92920-92945\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some((Shortfall::Scope { denied_by }, _)) = line.shortfall() {
        let hit = line.enrollment_hit(claim).moved_to(line.procedure_spot());
        let denied_by = denied_by.map(|range| range.to_string().into_boxed_str());
        hits.push(hit.with_known("denied_by", denied_by));
    }
}
