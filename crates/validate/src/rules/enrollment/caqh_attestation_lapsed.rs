use remedi_enrollment::PayerClass;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The provider's last attestation of the CAQH profile (`credentials.csv`, kind `caqh`) had lapsed on the day of
    /// service: after `expires`, else 120 days after `issued`. Medicare and Medicaid do not use it.
    ///
    /// ## Why it matters
    /// It denies no claim by itself. But payers stop new enrollments and recredentialing, and some end the old one.
    ///
    /// ## What to do
    /// Have the provider attest again, and put the day into the roster.
    "ENR-16" "caqh-attestation-lapsed": Warning, Credentialing;
    source: "CAQH: profiles are attested every 120 days",
    watch: Line(check),
    cues: [RECORD],
    message: "the CAQH attestation of the {role} {who} lapsed on {due}; the service is dated {dates}",
    help: "have the provider attest the CAQH profile again",
    predicts: [],
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,caqh,,,,2024-09-01,\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,caqh,,,,,2025-01-10\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,caqh,,,,2024-10-01,\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1245319599,caqh,,,,2024-09-01,\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    if line.records.is_empty() || claim.is_for_medicare() || claim.payer.class == Some(PayerClass::Medicaid) {
        return;
    }
    for record in &line.records {
        if let Amiss::AttestationDue(due) = record.amiss {
            hits.push(record.hit().with("due", due));
        }
    }
}
