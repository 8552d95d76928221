//! Which adjustments are denials, and why (hard cases 20 and 22 to 27, 32, 40).

use crate::support::{Files, denied, remit};
use remedi_claims::codes::cause::{Denial as Denies, RootCause, Route};
use remedi_remit::Denial;

/// Group, reason and amount of each denial.
fn triplets(files: &Files) -> Vec<String> {
    let told = |denial: Denial| format!("{}-{} {}", denial.group, denial.carc, denial.amount);
    files.denials().into_iter().map(told).collect()
}

#[test]
fn case_20_the_status_of_the_claim_decides_nothing() {
    // Processed as primary, and denied.
    let b7 = remit(
        "20250301",
        "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~CAS*CO*B7*100~",
    );
    assert_eq!(triplets(&b7), ["CO-B7 100.00"]);
    // Paid nothing, since all of it is deductible.
    let deductible = remit(
        "20250301",
        "CLP*A*1*100*0*100*12*P1*11*1~SVC*HC:99213*100*0~CAS*PR*1*100~",
    );
    assert!(triplets(&deductible).is_empty());
    // "Denied", which means that the patient is not known.
    let status_4 = remit("20250301", "CLP*A*4*100*0**12*P1*11*1~CAS*CO*31*100~");
    assert_eq!(status_4.denial().cause, RootCause::Eligibility);
    let status_4 = remit("20250301", "CLP*A*4*100*0**12*P1*11*1~CAS*CO*45*100~");
    assert!(triplets(&status_4).is_empty());
}

#[test]
fn case_23_claim_and_line_level_count_once_each() {
    let both = remit(
        "20250301",
        "CLP*A*1*200*30**12*P1*11*1~CAS*OA*A1*20~SVC*HC:99213*200*50~CAS*CO*45*50**50*100~",
    );
    let denials = both.denials();
    assert_eq!(triplets(&both), ["OA-A1 20.00", "CO-50 100.00"]);
    assert_eq!((denials[0].line, denials[1].line), (None, Some(1)));
    // At claim level the amounts are the claim's.
    assert_eq!(
        (denials[0].charge.cents(), denials[0].paid.cents()),
        (20_000, 3_000)
    );
    assert_eq!(
        (denials[1].charge.cents(), denials[1].paid.cents()),
        (20_000, 5_000)
    );
    let summary = both.summary();
    assert_eq!(
        (summary.denied.claims, summary.denied.amount.cents()),
        (1, 12_000)
    );
    assert!(
        both.faults()
            .iter()
            .all(|fault| fault.starts_with("remark-missing"))
    );
}

#[test]
fn case_24_only_the_denying_amount_is_denied() {
    let line = "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~CAS*CO*45*30**B7*60~CAS*PR*2*10~";
    let files = remit("20250301", line);
    assert_eq!(triplets(&files), ["CO-B7 60.00"]);
    assert_eq!(files.summary().denied.amount.cents(), 6_000);
}

#[test]
fn case_25_what_the_first_payer_paid_is_no_denial() {
    let secondary = "CLP*A*2*100*20**12*P1*11*1~SVC*HC:99213*100*20~CAS*OA*23*80~";
    assert!(triplets(&remit("20250301", secondary)).is_empty());
    // Nor is what the first payer denied, which the claim to the second one tells.
    let claim = crate::support::claim("A", "100", "20250115", "99213").replace(
        "LX*1~",
        "SBR*P*18*******CI~CAS*CO*B7*80~NM1*PR*2*FIRST*****PI*11111~LX*1~",
    );
    let files = remit("20250301", secondary).sent("20250201", &claim);
    assert!(triplets(&files).is_empty());
}

#[test]
fn case_26_a_remark_at_claim_level_explains_a_line() {
    let claim = "CLP*A*1*100*0**12*P1*11*1~MOA***N257~SVC*HC:99213*100*0~CAS*CO*16*100~";
    let denial = remit("20250301", claim).denial();
    assert_eq!(
        (denial.cause, denial.subcause),
        (RootCause::Credentialing, "billing")
    );
    assert_eq!(denial.rarcs.len(), 1);
    let own = claim.replace("MOA***N257~", "") + "LQ*HE*N257~";
    assert!(remit("20250301", &own).denial().confidence > denial.confidence);
    // An alert explains nothing: the remittance tells too little.
    let alert = remit("20250301", &claim.replace("N257", "N550"));
    assert_eq!(alert.denial().subcause, "missing-remark");
    assert_eq!(alert.faults(), ["remark-missing CAS02"]);
    assert_eq!(alert.summary().faults, 0);
}

#[test]
fn inpatient_remarks_are_read_where_they_stand() {
    let mia = format!("MIA*0{}*M77*N257~", "*".repeat(18));
    let claim = format!("CLP*A*1*100*0**12*P1*11*1~{mia}CAS*CO*16*100~");
    let denial = remit("20250301", &claim).denial();
    let rarcs: Vec<_> = denial.rarcs.iter().map(|code| code.as_str()).collect();
    assert_eq!(rarcs, ["M77", "N257"]);
    assert_eq!(denial.cause, RootCause::Credentialing);
}

#[test]
fn case_27_reject_codes_of_pharmacies_are_another_list() {
    let line = "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~CAS*CO*16*100~LQ*RX*N290~";
    let denial = remit("20250301", line).denial();
    assert_eq!(
        (denial.cause, denial.subcause),
        (RootCause::ClaimData, "missing-remark")
    );
    assert!(denial.rarcs.is_empty());
}

#[test]
fn case_32_codes_of_no_table_are_denials_of_unknown_cause() {
    let unknown = remit(
        "20250301",
        &denied("A", "100", "20250115", "99213", "CO*Z99"),
    )
    .denial();
    assert_eq!(
        (unknown.cause, unknown.carc.as_str()),
        (RootCause::Unknown, "Z99")
    );
    let old = remit(
        "20170301",
        &denied("A", "100", "20170115", "99213", "CO*15"),
    )
    .denial();
    assert_eq!(old.cause, RootCause::Authorization);
}

#[test]
fn case_40_what_pends_is_not_denied_yet() {
    let files = remit(
        "20250301",
        &denied("A", "100", "20250115", "99213", "OA*257"),
    );
    let denial = files.denial();
    assert_eq!(
        (denial.denied, denial.route),
        (Denies::Pending, Route::Wait)
    );
    assert!(!denial.preventable);
    let summary = files.summary();
    assert_eq!((summary.denied.claims, summary.pending.claims), (0, 1));
    assert_eq!(summary.rates.claims.numerator, 0);
    // Then the payer takes the pending decision back.
    let reversed = files.remit(
        "20250401",
        "CLP*A*22*-100*0**12*ICNA*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*-100*0~\
         DTM*472*20250115~CAS*OA*257*-100~",
    );
    let summary = reversed.summary();
    assert_eq!((summary.pending.claims, summary.denied.claims), (0, 0));
    assert_eq!(summary.superseded.claims, 1);
}

#[test]
fn the_patient_may_be_billed_only_in_group_pr() {
    let patient = remit(
        "20250301",
        &denied("A", "100", "20250115", "99213", "PR*204"),
    )
    .denial();
    assert!(patient.billable_to_patient && patient.route == Route::PatientBill);
    let provider = remit(
        "20250301",
        &denied("A", "100", "20250115", "99213", "CO*204"),
    )
    .denial();
    assert!(!provider.billable_to_patient);
}

#[test]
fn medicare_part_b_takes_no_replacements() {
    let claim = denied("A", "100", "20250115", "99213", "CO*5").replace("**12*", "**MB*");
    assert_eq!(remit("20250301", &claim).denial().route, Route::Reopening);
}

#[test]
fn an_emergency_needs_no_authorization() {
    let claim = denied("A", "100", "20250115", "99285", "CO*197");
    assert_eq!(
        remit("20250301", &claim).denial().route,
        Route::RetroAuthorization
    );
    let emergency = claim.replace("*11*1~", "*23*1~");
    assert_eq!(remit("20250301", &emergency).denial().route, Route::Appeal);
}

#[test]
fn the_facility_code_is_a_place_only_on_professional_claims() {
    let pos = |claim: &str| {
        let denial = remit("20250301", claim).denial();
        denial.pos.map(|pos| pos.to_string())
    };
    let claim = "CLP*A*1*100*0**12*P1*13*1~SVC*HC:99213*100*0~CAS*CO*B7*100~";
    assert_eq!(pos(claim).as_deref(), Some("13"));
    assert_eq!(
        pos(&claim.replace("99213*100*0~", "99213*100*0*0450~")),
        None
    );
    assert_eq!(
        pos(&claim.replace("SVC*HC:99213*100*0~", "SVC*NU:0450*100*0~")),
        None
    );
    assert_eq!(pos(&claim.replace("SVC*", "MIA*0~SVC*")), None);
}

#[test]
fn the_place_of_a_denial_is_its_reason_code() {
    let files = remit(
        "20250301",
        "CLP*A*1*100*0**12*P1*11*1~SVC*HC:99213*100*0~CAS*CO*45*40**B7*60~",
    );
    let at = files.denial().at;
    assert_eq!((at.loop_id, at.element_name().as_str()), ("2110", "CAS05"));
    assert_eq!(
        (at.place.segment, at.place.set.to_string().as_str()),
        (10, "0001")
    );
}

#[test]
fn nothing_in_a_remittance_makes_the_analysis_stop() {
    for claim in [
        "CLP~",
        "CLP*A*1*X*Y**12~CAS*CO*B7*Z~SVC*HC:99213*Q*~DTM*472*2025~CAS*CO*B7~",
        "CLP*A*1*100*0~CAS~CAS*CO~CAS**B7*100~CAS*CO**100~",
        "CLP*\u{e9}*1*100*0~SVC*:::*100*0~CAS*CO*B7*100*1*B7*100*1*B7*100*1*B7*100*1*B7*100*1*B7*100~",
    ] {
        remit("20250301", "").raw_remit(claim).summary();
        Files::default().remit_of("20250301", "X", claim).summary();
    }
}
