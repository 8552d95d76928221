use std::collections::HashSet;

use remedi_claims::ClaimKind;
use remedi_enrollment::Authorized;

use crate::authorization::billed_under;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::rule::{Hit, Hits, RosterRow, Spot, rule};
use crate::{Example, Value};

rule! {
    /// ## What it is
    /// The lines of the claim that go under one authorization (REF*G1) bill more units than it grants (`units` in
    /// `authorizations.csv`); of a stay, whose lines are in days, more days. Minutes are not counted, nor is what other
    /// claims used of it.
    ///
    /// ## Why it matters
    /// The payer denies the units beyond, or all of the line.
    ///
    /// ## What to do
    /// Have more units authorized before the claim is sent.
    "AUTH-05" "authorized-units-exceeded": Error, Authorization;
    source: "terms of payers; 005010X222A1 and X223A2 REF prior authorization",
    watch: Claim(check),
    cues: [AUTHORIZATION],
    message: "the lines with authorization {number} bill {billed} {what}, and {granted} are authorized",
    help: "have more units authorized, or leave out what is beyond",
    predicts: [CO "198"],
    ack: "A7" "252",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*3***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,99212-99215,2,2025-01-01,2025-01-31,11\n"),
        ]),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~REF*G1*AUTH77~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**60*DA*2~LX*2~SV2*0250**40*UN*45~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,,,1,2025-01-01,2025-01-31,\n"),
        ])
            .of_kind(ClaimKind::Institutional),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*2***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,1245319599,99212-99215,2,2025-01-01,2025-01-31,11\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:99213*100*UN*9***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,,,,,,\n"),
        ]),
        Example::claim("CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*1*01~REF*G1*AUTH77~HI*ABK:I10~HI*ABJ:I10~NM1*71*1*ROE*SAM****XX*1245319599~LX*1~SV2*0120**60*DA*2~LX*2~SV2*0250**40*UN*45~")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,,,2,2025-01-01,2025-01-31,\n"),
        ])
            .of_kind(ClaimKind::Institutional),
        Example::claim("CLM*A1*100***24:B:1*Y*A*Y*Y~REF*G1*AUTH77~NM1*82*1*ROE*SAM****XX*1245319599~NM1*77*2*SPRINGFIELD SURGERY*****XX*1500000033~N3*9 HILL RD~N4*SPRINGFIELD*IL*62702~LX*1~SV1*HC:00840:AA*100*MJ*60***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("authorizations.csv", "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,M1,,00840,1,2025-01-01,2025-01-31,\n"),
        ]),
    ],
}

fn check(claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
    let mut before = HashSet::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(Authorized::Granted { line: row, units }) = line.authorized else {
            continue;
        };
        // Told once, at the first of its lines.
        let Some(granted) = units.filter(|_| before.insert(row)) else {
            continue;
        };
        let (billed, what) = billed_under(row, lines);
        if let Some(sent) = line.authorization(claim).filter(|_| billed > granted.into()) {
            let hit = Hit::at(Spot::element(sent.segment, 2)).naming(RosterRow::Authorization(row, "units"));
            let hit = hit.with("number", Value::sent(sent.value)).with("billed", billed).with("what", what);
            hits.push(hit.with("granted", u64::from(granted)).on_line(index));
        }
    }
}
