use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The provider's board certification (`credentials.csv`, kind `board`) had expired on the day of service, and the
    /// roster has no later one.
    ///
    /// ## Why it matters
    /// It denies no claim by itself. But many contracts ask for it, and payers end enrollments or move providers out of
    /// a specialty without it.
    ///
    /// ## What to do
    /// Have the provider renew it, and put the day into the roster.
    "ENR-32" "board-certification-expired": Warning, Credentialing;
    source: "contracts of payers; credentialing standards that verify board certification",
    watch: Line(check),
    cues: [RECORD],
    message: "the board certification of the {role} {who} expired on {due}; the service is dated {dates}",
    help: "have the provider renew the certification",
    predicts: [],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,board,,,,2015-01-01,2024-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,board,,,,2015-01-01,2024-12-31\n1245319599,board,,,,2025-01-01,\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::BoardExpired(due) = record.amiss {
            hits.push(record.hit().with("due", due));
        }
    }
}
