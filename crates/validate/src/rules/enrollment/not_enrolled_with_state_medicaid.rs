use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The payer is a managed care plan of Medicaid (`medicaid_mco` in `payers.csv`, with its state), and the provider
    /// is not enrolled with the Medicaid agency of that state on the day of service, as far as the roster would know:
    /// it has rows of the agency for this practice, or says that it is complete.
    ///
    /// ## Why it matters
    /// Plans may pay only providers whom the state has screened and enrolled; the enrollment with the plan alone does
    /// not do.
    ///
    /// ## What to do
    /// Enroll with the state, and hold the claims until then.
    "ENR-27" "not-enrolled-with-state-medicaid": Error, Credentialing;
    source: "42 CFR 438.602(b) and 455.410",
    watch: Line(check),
    cues: [RECORD],
    message: "provider {who} has no enrollment with Medicaid of its state in force on {dates}, which the plan {payer} needs",
    help: "have the provider enrolled with the Medicaid agency of the state before the claim[ (line {line})] is sent",
    predicts: [CO "B7", CO "16" "N767"],
    ack: "A7" "132",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MC")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,\n\
             1911111114,ILCAID,1234567893,123456789,EIN,approved,2023-01-01,\n"),
            ("payers.csv", "payer_id,name,class,state\n60054,Health Plan,medicaid_mco,IL\nILCAID,Medicaid,medicaid,IL\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MC")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from,effective_to\n\
             1245319599,60054,1234567893,123456789,EIN,approved,2023-01-01,\n\
             1245319599,ILCAID,1234567893,123456789,EIN,approved,2023-01-01,\n"),
            ("payers.csv", "payer_id,name,class,state\n60054,Health Plan,medicaid_mco,IL\nILCAID,Medicaid,medicaid,IL\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MC")
            .with_roster(&[
            ENROLLED,
            ("payers.csv", "payer_id,name,class,state\n60054,Health Plan,medicaid_mco,IL\nILCAID,Medicaid,medicaid,IL\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::NotWithStateMedicaid = record.amiss {
            hits.push(record.hit());
        }
    }
}
