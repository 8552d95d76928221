use remedi_enrollment::{Shortfall, Status};

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The roster has no enrollment of the provider with the payer, or only an application that the
    /// payer denied. It is a fault only where the roster would know: it knows the provider and has
    /// rows of this payer for the practice, or `coverage.csv` says that it is complete. On
    /// institutional claims the provider is the billing provider.
    ///
    /// ## Why it matters
    /// The payer does not know the provider, or not for this business: the line is denied, and time
    /// for filing runs while the enrollment is made up for.
    ///
    /// ## What to do
    /// Hold the claim and apply, or bill under a provider who is enrolled if that one rendered the
    /// service. If the provider is enrolled, put the row into the roster.
    "ENR-02" "no-enrollment-with-payer": Error, Credentialing;
    source: "contract of the roster: a service is billable when a row covers every day of it",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "provider {who} has no enrollment with payer {payer}[: the application was {status}]",
    help: "hold the claim and have the provider enrolled with payer {payer}[, or correct the provider of line {line}]",
    predicts: [CO "B7", CO "185", CO "242", CO "96" "N570"],
    ack: "A7" "25" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,00430,1234567893,123456789,EIN,approved,2023-01-01\n\
             1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             1245319599,60054,1234567893,123456789,EIN,denied,2023-01-01\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    let status = match line.shortfall() {
        Some((Shortfall::NoRow, _)) => None,
        Some((Shortfall::NotApproved(Status::Denied), _)) => Some("denied"),
        _ => return,
    };
    hits.push(line.provider_hit(claim).with_known("status", status));
}
