use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The claim names a supervising provider (2310D, 2420D), as services of assistants and services incident to a
    /// physician's do, and the roster says that this provider is not enrolled with the payer on the day of service.
    /// What the roster does not tell is not a fault.
    ///
    /// ## Why it matters
    /// Services incident to a physician's are paid because of the physician: without an enrollment of his they are not
    /// payable, and audits look for them.
    ///
    /// ## What to do
    /// Bill under the provider who rendered the service, or name the one who did supervise.
    "ENR-24" "supervising-provider-not-enrolled": Warning, Credentialing;
    source: "42 CFR 410.26(b) for Medicare; contracts of payers",
    watch: Line(check),
    cues: [RECORD],
    message: "the {role} {who} has no enrollment with payer {payer} in force on {dates}",
    help: "bill the service under the provider who rendered it, or correct the {role}[ of line {line}]",
    predicts: [CO "B7"],
    ack: "A7" "25",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*DQ*1*POE*ANN****XX*1911111114~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,\n\
             1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01,2024-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*DQ*1*POE*ANN****XX*1911111114~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,\n\
             1911111114,60054,1234567893,123456789,EIN,approved,2023-01-01,\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~NM1*DQ*1*POE*ANN****XX*1911111114~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::SupervisorNotEnrolled = record.amiss {
            hits.push(record.hit());
        }
    }
}
