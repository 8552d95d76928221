use remedi_enrollment::{Shortfall, Status};

use crate::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The service is dated after the last day of the provider's enrollment with the payer: it
    /// expired, or was suspended, terminated or deactivated. A service between two enrollments
    /// counts with the closer one. The last day itself is covered.
    ///
    /// ## Why it matters
    /// The payer denies the line, or pays and takes back. After a missed revalidation the services
    /// of the gap stay unpaid.
    ///
    /// ## What to do
    /// Hold the claim and find out why the enrollment ended. If it was renewed, put the new row
    /// into the roster; if not, have it reactivated and ask for a date without a gap.
    "ENR-04" "service-after-enrollment-ended": Error, Credentialing;
    source: "42 CFR 424.540 for Medicare; contracts of payers",
    watch: Line(check),
    cues: [CLEARANCE],
    message: "provider {who} was enrolled with payer {payer} until {ended}[ ({status})]; the service is dated {day}[, in a gap from {gap_from} to {gap_to}: the enrollment resumes {resumes}]",
    help: "hold the claim[ (line {line})] and have the enrollment renewed without a gap, or correct the date or the provider",
    predicts: [CO "B7", CO "147", CO "185"],
    ack: "A7" "91" "82",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,deactivated,2023-01-01,2025-01-01\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2025-03-01,\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
            LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20241231~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if let Some((Shortfall::AfterEnd { ended, status, resumes }, not)) = line.shortfall() {
        let status = (status != Status::Approved).then(|| status.word());
        let hit = line.provider_hit(claim).with("ended", ended).with("day", not.uncovered.from);
        let gap = resumes.and_then(|resumes| Some((ended.succ_opt()?, resumes.pred_opt()?)));
        let (from, to) = gap.unzip();
        let hit = hit.with_known("gap_from", from).with_known("gap_to", to);
        hits.push(hit.with_known("status", status).with_known("resumes", resumes));
    }
}
