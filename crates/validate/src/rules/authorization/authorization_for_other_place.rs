use remedi_enrollment::Difference;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The claim is sent with an authorization number (REF*G1 of the line, else of the claim), and that authorization
    /// (`authorizations.csv`) is for other places of service, such as an outpatient hospital for a service in an
    /// office.
    ///
    /// A number of the claim is held against the lines that it fits, whose procedure it names, or that the payer wants an
    /// authorization for; when there are none, against all. Voids are not judged.
    ///
    /// ## Why it matters
    /// The payer denies the line, or pays it at the level that it authorized.
    ///
    /// ## What to do
    /// Send where the service was rendered, and have the authorization changed to it.
    "AUTH-07" "authorization-for-other-place": Error, Authorization;
    source: "terms of payers; 005010X222A1 and X223A2 REF prior authorization",
    watch: Line(check),
    cues: [AUTHORIZATION],
    message: "authorization {number} is for place of service {expected}, and the line is sent with {found}",
    help: "correct the place of service[ of line {line}], or have the authorization changed",
    predicts: [CO "58", CO "198" "N188"],
    ack: "A7" "249",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,99213,2,2025-01-01,2025-01-31,22\n"),
        ]),
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
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,99213,2,2025-01-01,2025-01-31,22\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:8*Y*A*Y*Y~REF*F8*ICN1~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,99213,2,2025-01-01,2025-01-31,22\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    hits.extend(line.authorization_hit(claim, &[Difference::PlaceOfService]));
}
