use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hit, Hits, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The line bills a laboratory test with a CLIA number (REF*X4 of the line, else of the claim), and the certificate
    /// of that number in `credentials.csv` (kind `clia`) had expired, starts later, or is for simpler tests: `level`
    /// `waiver` permits waived tests (modifier QW, and a few without it), `ppm` those of provider-performed microscopy
    /// too. A number that is not on file is not judged; that there is none is LOS-09.
    ///
    /// ## Why it matters
    /// Tests without a certificate are not payable by Medicare, Medicaid and most payers, and doing them is a fault of
    /// its own.
    ///
    /// ## What to do
    /// Renew the certificate, or add QW where the test is a waived one; else have a laboratory do the test that is
    /// certified for it.
    "ENR-25" "clia-certificate-not-valid": Error, Credentialing;
    source: "42 CFR 493.3, 493.15 and 493.19; CMS Claims Processing Manual (100-04) chapter 16 section 70",
    watch: Line(check),
    cues: [RECORD],
    message: "the CLIA certificate {clia}[ expired on {expired}][ starts on {issued}][ is {level}, and procedure {procedure} needs more]; the service is dated {dates}",
    help: "do not send the line[ {line}] before the certificate of the laboratory that did the test is in order; put a renewal into the roster",
    predicts: [CO "B23", CO "16" "MA120"],
    ack: "A7" "142",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1234567893,clia,,14D0000001,compliance,2022-01-01,2024-12-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1234567893,clia,,14D0000001,compliance,2025-02-01,2027-01-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1234567893,clia,,14D0000001,waiver,2022-01-01,2026-12-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053*100*UN*2***1~DTP*472*RD8*20241231-20250101~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n\
             1234567893,clia,,14D0000001,compliance,2023-01-01,2024-12-31\n\
             1234567893,clia,,14D0000001,waiver,2025-01-01,2026-12-31\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1234567893,clia,,14D0000001,compliance,2022-01-01,2025-01-15\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053:QW*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n1234567893,clia,,14D0000001,waiver,2022-01-01,2026-12-31\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[ENROLLED]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*X4*14D0000001~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:80053*100*UN*2***1~DTP*472*RD8*20241231-20250101~")
            .with_roster(&[
            ENROLLED,
            ("credentials.csv", "provider_npi,kind,payer_id,number,level,issued,expires\n\
             1234567893,clia,,14D0000001,compliance,2023-01-01,2024-12-31\n\
             1234567893,clia,,14D0000001,compliance,2025-01-01,2026-12-31\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        let (name, value): (_, Value) = match record.amiss {
            Amiss::CliaExpired(on) => ("expired", on.into()),
            Amiss::CliaNotYetIssued(on) => ("issued", on.into()),
            Amiss::CliaTooLow(level) => ("level", level.as_str().into()),
            _ => continue,
        };
        let Some(sent) = line.references.clia.or(claim.references.clia) else {
            continue;
        };
        let hit = Hit::at(Spot::element(sent.segment, 2)).naming(record.row);
        hits.push(hit.with("clia", Value::sent(sent.value)).with(name, value));
    }
}
