use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// A revalidation with Medicare or Medicaid, or a payer's recredentialing, was due before the day of service, by
    /// the rows of `credentials.csv` of kind `revalidation` and `recredentialing`. Rows that name a payer count for
    /// that payer.
    ///
    /// ## Why it matters
    /// A payer that does not get it holds payments, then deactivates the enrollment; services of the gap stay unpaid.
    /// The claim may still be paid, hence a warning.
    ///
    /// ## What to do
    /// Finish it, or put the new due day into the roster.
    "ENR-15" "revalidation-overdue": Warning, Credentialing;
    source: "42 CFR 424.515 for Medicare; standards of the NCQA and contracts of payers",
    watch: Line(check),
    cues: [RECORD],
    message: "the {what} of the {role} {who} was due on {due}; the service is dated {dates}",
    help: "finish the {what} before the payer ends the enrollment, and put its day into the roster",
    predicts: [CO "B7", CO "16" "N831"],
    ack: "A7" "91",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,revalidation,60054,,,,2024-12-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,recredentialing,,,,,2024-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,revalidation,60054,,,,2025-01-15\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,revalidation,60054,,,,2019-12-31\n1245319599,revalidation,60054,,,,2029-12-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("payers.csv", "payer_id,name\n00430,Other\n60054,Sample\n"),
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,revalidation,00430,,,,2024-12-31\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::RevalidationDue(due) | Amiss::RecredentialingDue(due) = record.amiss {
            let what = match record.amiss {
                Amiss::RevalidationDue(_) => "revalidation",
                _ => "recredentialing",
            };
            hits.push(record.hit().with("what", what).with("due", due));
        }
    }
}
