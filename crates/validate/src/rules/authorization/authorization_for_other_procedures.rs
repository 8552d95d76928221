use remedi_enrollment::Difference;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The claim is sent with an authorization number (REF*G1 of the line, else of the claim), and that authorization
    /// (`authorizations.csv`) is for other procedures.
    ///
    /// A number of the claim is held against the lines that it fits, whose procedure it names, or that the payer wants an
    /// authorization for; when there are none, against all. Voids are not judged.
    ///
    /// ## Why it matters
    /// The payer denies the line as not authorized.
    ///
    /// ## What to do
    /// Have the procedure added, when it was changed for a reason; else correct the procedure.
    "AUTH-03" "authorization-for-other-procedures": Error, Authorization;
    source: "terms of payers; 005010X222A1 and X223A2 REF prior authorization",
    watch: Line(check),
    cues: [AUTHORIZATION],
    message: "authorization {number} is for {expected}, and the line bills {found}",
    help: "have procedure {found} authorized[ for line {line}], or correct the procedure",
    predicts: [CO "284", CO "198"],
    ack: "A7" "252",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,70450,2,2025-01-01,2025-01-31,11\n"),
        ]),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:70450*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,70450,1,2025-01-01,2025-01-31,11\n"),
        ])
            .with_profile("[payers.\"60054\"]\n[[payers.\"60054\".authorization]]\nprocedure = \"99213\"\n"),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,99212-99215,2,2025-01-01,2025-01-31,11\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,70450,2,2025-01-01,2025-01-31,11\n"),
        ]),
        Example::claim("CLM*A1*200***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:70450*100*UN*1***1~DTP*472*D8*20250115~LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,70450,1,2025-01-01,2025-01-31,11\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    hits.extend(line.authorization_hit(claim, &[Difference::Procedure]));
}
