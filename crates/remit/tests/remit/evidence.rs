//! What the check of the sent claim says about a denial.

use remedi_claims::codes::cause::{RootCause, Route};
use remedi_remit::{Denial, EvidenceVerdict};

use crate::support::{DOCTOR, Files, PRACTICE, claim, denied, remit};

/// A practice whose doctor is enrolled until the end of 2024, and of whom all is known.
fn practice() -> Files {
    practice_with(&format!(
        "provider_npi,payer_id,group_npi,tin,status,effective_from,effective_to\n\
         {DOCTOR},60054,{PRACTICE},123456789,approved,2020-01-01,2024-12-31\n"
    ))
}

/// The practice with other enrollments.
fn practice_with(enrollments: &str) -> Files {
    Files::default()
        .roster("enrollments.csv", enrollments)
        .roster(
            "providers.csv",
            &format!(
                "npi,entity_type,last_or_organization_name\n{DOCTOR},1,DOCTOR\n{PRACTICE},2,PRACTICE\n"
            ),
        )
        .roster(
            "locations.csv",
            &format!(
                "location_id,npi,name,facility_type,address_1,city,state,zip\n\
                 MAIN,{PRACTICE},Main office,office,1 Main St,Akron,OH,44301\n"
            ),
        )
        .roster(
            "payers.csv",
            "payer_id,name,class,aliases\n60054,Acme Health,commercial,\n\
             90002,Second Plan,commercial,SECOND\n",
        )
}

/// A visit on a day, denied with an adjustment and remark codes such as `CO*16 N290`.
fn answered(files: Files, day: &str, answer: &str) -> Denial<'static> {
    let (reason, remarks) = answer.split_once(' ').unwrap_or((answer, ""));
    let remarks = remarks
        .split_whitespace()
        .map(|code| format!("LQ*HE*{code}~"));
    let payment = denied("A1", "100", day, "99213", reason) + &remarks.collect::<String>();
    files
        .sent("20250120", &claim("A1", "100", day, "99213"))
        .remit("20250301", &payment)
        .denial()
}

/// Within the enrollment, and after it.
const COVERED: &str = "20241115";
const ENDED: &str = "20250115";

fn verdict(day: &str, answer: &str) -> (EvidenceVerdict, Option<&'static str>) {
    let evidence = answered(practice(), day, answer).evidence;
    (evidence.verdict, evidence.rule)
}

#[test]
fn the_same_cause_is_confirmed_with_its_rule() {
    assert_eq!(
        verdict(ENDED, "CO*B7"),
        (EvidenceVerdict::Confirmed, Some("ENR-04"))
    );
    assert_eq!(
        verdict(ENDED, "CO*16 N290"),
        (EvidenceVerdict::Confirmed, Some("ENR-04"))
    );
}

#[test]
fn a_generic_code_is_foretold_only_with_its_remark() {
    // A rendering NPI that is none foretells 16 with N290.
    let sent = claim("A1", "100", COVERED, "99213").replace(DOCTOR, "1245319598");
    let of = |remarks: &str| {
        let payment = denied("A1", "100", COVERED, "99213", "CO*16") + remarks;
        let files = practice()
            .sent("20250120", &sent)
            .remit("20250301", &payment);
        files.denial().evidence.verdict
    };
    assert_eq!(of(""), EvidenceVerdict::Confirmed);
    assert_eq!(of("LQ*HE*N290~"), EvidenceVerdict::Confirmed);
    // The payer means the procedure, or something that no table knows; what only informs means nothing.
    assert_eq!(of("LQ*HE*M51~"), EvidenceVerdict::Contradicted);
    assert_eq!(of("LQ*HE*N999~"), EvidenceVerdict::Suspected);
    assert_eq!(of("LQ*HE*N130~"), EvidenceVerdict::Confirmed);
}

#[test]
fn what_is_only_worth_knowing_speaks_for_nothing() {
    let rows = format!(
        "provider_npi,payer_id,group_npi,tin,status,effective_from,participation\n\
         {DOCTOR},60054,{PRACTICE},123456789,approved,2020-01-01,nonpar\n"
    );
    let files = practice_with(&rows);
    let denial = answered(files, COVERED, "CO*B7");
    assert_eq!(denial.evidence.verdict, EvidenceVerdict::PayerSide);
}

#[test]
fn what_a_front_end_warns_of_is_behind_a_claim_that_was_adjudicated() {
    let facility = "NM1*77*2*MAIN~N3*1 MAIN ST~N4*AKRON*OH*44301~LX*1~";
    let sent = claim("A1", "100", COVERED, "99213").replace("LX*1~", facility);
    let files = practice().sent("20250120", &sent);
    let of = |answer: &str| {
        let payment = denied("A1", "100", COVERED, "99213", answer);
        let denial = files.clone().remit("20250301", &payment).denial();
        (
            denial.evidence.verdict,
            denial.evidence.rule,
            denial.preventable,
        )
    };
    // The ZIP code has five digits (LOC-07).
    assert_eq!(of("CO*58"), (EvidenceVerdict::PayerSide, None, false));
    assert_eq!(of("CO*50").0, EvidenceVerdict::Unknown);
}

#[test]
fn another_cause_is_contradicted() {
    // The remark makes a place of service of it.
    assert_eq!(
        verdict(ENDED, "PR*204 M77"),
        (EvidenceVerdict::Contradicted, Some("ENR-04"))
    );
    assert_eq!(
        verdict(ENDED, "CO*5"),
        (EvidenceVerdict::Contradicted, Some("ENR-04"))
    );
    assert_eq!(
        verdict(ENDED, "CO*50"),
        (EvidenceVerdict::Contradicted, Some("ENR-04"))
    );
}

#[test]
fn what_was_right_is_the_payers_side_and_not_preventable() {
    for answer in ["CO*B7", "CO*185", "CO*5 M77", "CO*16 N290"] {
        let denial = answered(practice(), COVERED, answer);
        assert_eq!(
            denial.evidence.verdict,
            EvidenceVerdict::PayerSide,
            "{answer}"
        );
        assert!(!denial.preventable, "{answer}");
        assert_ne!(denial.route, Route::CorrectedClaim, "{answer}");
    }
}

#[test]
fn of_other_days_than_the_claim_nobody_can_say() {
    let verdict = |change: fn(String) -> String| {
        let payment = denied("A1", "100", "20241116", "99213", "CO*B7");
        let files = practice()
            .sent("20250120", &claim("A1", "100", COVERED, "99213"))
            .remit("20250301", &change(payment));
        let evidence = files.denial().evidence;
        (evidence.verdict, evidence.matched_by.is_some())
    };
    assert_eq!(verdict(|all| all), (EvidenceVerdict::Unknown, true));
    // The same of the claim as a whole.
    let whole = |_| {
        "CLP*A1*1*100*0**12*ICNA1*11*1~CAS*CO*B7*100~NM1*QC*1*DOE*ANY****MI*M100~DTM*232*20241116~"
            .to_owned()
    };
    assert_eq!(verdict(whole), (EvidenceVerdict::Unknown, true));
}

#[test]
fn of_another_payers_decision_the_check_says_nothing() {
    let files = practice().sent("20250120", &claim("A1", "100", COVERED, "99213"));
    let answer = denied("A1", "100", COVERED, "99213", "CO*B7").replace("*1*100*0*", "*2*100*0*");
    let header = |id: &str| {
        format!(
            "BPR*I*0*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*20250301~TRN*1*T1*1999999999~\
             N1*PR*ACME HEALTH*XV*{id}~N1*PE*PRACTICE*XX*{PRACTICE}~LX*1~{answer}"
        )
    };
    let of = |id: &str| {
        let denial = files.clone().raw_remit(&header(id)).denial();
        let payer = denial.payer.map(str::to_owned);
        (
            payer,
            denial.evidence.verdict,
            denial.route == Route::Dispute,
        )
    };
    let own = (Some("60054".to_owned()), EvidenceVerdict::PayerSide, true);
    assert_eq!(of("60054"), own);
    // By an id that the roster does not know it may be the same.
    assert_eq!(of("70001"), own);
    let second = (Some("90002".to_owned()), EvidenceVerdict::Unknown, false);
    assert_eq!(of("SECOND"), second);
    let answered = |id: &str| {
        let files = files.clone().raw_remit(&header(id));
        files.tell_as_sent(|analysis| analysis.backtest().answered)
    };
    assert_eq!((answered("60054"), answered("SECOND")), (1, 0));
}

#[test]
fn other_causes_are_nobodys_side() {
    for answer in ["CO*50", "CO*197", "PR*204", "CO*16", "CO*29"] {
        assert_eq!(
            verdict(COVERED, answer),
            (EvidenceVerdict::Unknown, None),
            "{answer}"
        );
    }
    // Who may refer or order is in no roster.
    assert_eq!(verdict(COVERED, "CO*183").0, EvidenceVerdict::Unknown);
    assert_eq!(verdict(COVERED, "CO*16 N264").0, EvidenceVerdict::Unknown);
}

#[test]
fn loose_codes_are_suspected_and_keep_their_cause() {
    let denial = answered(practice(), ENDED, "PR*204");
    assert_eq!(denial.evidence.verdict, EvidenceVerdict::Suspected);
    assert_eq!(
        (denial.evidence.rule, denial.cause),
        (Some("ENR-04"), RootCause::NonCovered)
    );
    assert_eq!(
        verdict(ENDED, "CO*109"),
        (EvidenceVerdict::Suspected, Some("ENR-04"))
    );
    // A payer that does not say what is wrong is not contradicted.
    assert_eq!(
        verdict(ENDED, "CO*16"),
        (EvidenceVerdict::Suspected, Some("ENR-04"))
    );
}

#[test]
fn without_a_fact_nothing_is_said() {
    // No roster.
    let bare = answered(Files::default(), COVERED, "CO*B7");
    assert_eq!(bare.evidence.verdict, EvidenceVerdict::Unknown);
    assert!(bare.evidence.matched_by.is_some() && bare.preventable);
    // No claim.
    let payment = denied("A1", "100", COVERED, "99213", "CO*B7");
    let alone = practice().remit("20250301", &payment).denial();
    assert_eq!(
        (alone.evidence.verdict, alone.evidence.matched_by),
        (EvidenceVerdict::Unknown, None)
    );
    // A roster that knows nothing of the practice.
    let other = Files::default().roster(
        "enrollments.csv",
        "provider_npi,payer_id,status,effective_from\n1234567893,99999,approved,2020-01-01\n",
    );
    assert_eq!(
        answered(other, COVERED, "CO*B7").evidence.verdict,
        EvidenceVerdict::Unknown
    );
}

#[test]
fn evidence_changes_how_sure_we_are_and_tells_why() {
    let of = |day, answer| answered(practice(), day, answer);
    let (confirmed, silent) = (of(ENDED, "CO*16 N290"), of(COVERED, "CO*16 N290"));
    assert!(confirmed.confidence > silent.confidence);
    assert!(of(ENDED, "CO*5").confidence < of(COVERED, "CO*5").confidence);
    let because: Vec<String> = confirmed.because.iter().map(ToString::to_string).collect();
    assert!(
        because.iter().any(|reason| reason.contains("ENR-04")),
        "{because:?}"
    );
    assert!(confirmed.preventable);
}

/// Two visits, one in and one after the enrollment.
fn two_days() -> Files {
    let claim = claim("A1", "200", COVERED, "99213")
        .replace("SV1*HC:99213*200", "SV1*HC:99213*100")
        + &format!("LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*{ENDED}~REF*6R*A1L2~");
    practice().sent("20250120", &claim)
}

#[test]
fn case_1_a_line_is_judged_by_its_own_facts() {
    let payment = |day| {
        format!(
            "CLP*A1*1*200*100**12*P1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:99213*100*0~DTM*472*{day}~CAS*CO*B7*100~SVC*HC:99214*100*100~"
        )
    };
    let of = |day| two_days().remit("20250301", &payment(day)).denial();
    assert_eq!(of(COVERED).evidence.verdict, EvidenceVerdict::PayerSide);
    assert_eq!(of(ENDED).evidence.verdict, EvidenceVerdict::Confirmed);
    assert_eq!((of(COVERED).line, of(ENDED).line), (Some(1), Some(2)));
}

#[test]
fn a_claim_level_denial_is_judged_by_all_lines() {
    let payment = "CLP*A1*1*200*0**12*P1*11*1~CAS*CO*B7*200~NM1*QC*1*DOE*ANY****MI*M100~";
    let denial = two_days().remit("20250301", payment).denial();
    assert_eq!(
        (denial.evidence.verdict, denial.evidence.rule),
        (EvidenceVerdict::Confirmed, Some("ENR-04"))
    );
    let clean = practice()
        .sent("20250120", &claim("A1", "200", COVERED, "99213"))
        .remit("20250301", payment);
    assert_eq!(clean.denial().evidence.verdict, EvidenceVerdict::PayerSide);
}

#[test]
fn a_line_that_was_not_found_is_right_only_if_all_lines_are() {
    // The charge is that of neither visit, and no day is told.
    let payment = |procedure: &str| {
        let payment = denied("A1", "60", COVERED, procedure, "CO*B7");
        payment.replace(&format!("DTM*472*{COVERED}~"), "")
    };
    let two_covered = practice().sent(
        "20250120",
        &(claim("A1", "200", COVERED, "99213").replace("SV1*HC:99213*200", "SV1*HC:99213*100")
            + &format!("LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*{COVERED}~REF*6R*A1L2~")),
    );
    let of = |files: &Files, procedure: &str| {
        let files = files.clone().remit("20250301", &payment(procedure));
        files.denial().evidence
    };
    let found = of(&two_covered, "99213");
    assert_eq!(found.verdict, EvidenceVerdict::PayerSide);
    assert_eq!(found.line_matched_by, None);
    assert!(found.confidence < 60);
    assert_eq!(of(&two_days(), "99213").verdict, EvidenceVerdict::Unknown);
    // Of a service that was never sent nothing is known.
    assert_eq!(of(&two_covered, "70450").verdict, EvidenceVerdict::Unknown);
}

#[test]
fn the_payer_of_a_remittance_is_found_through_the_aliases() {
    let payer = |aliases: &str, header: &str| {
        let body = format!(
            "BPR*I*0*C*NON******1777777777******20250303~TRN*1*T9*1888888888~{header}\
             N1*PE*PRACTICE*XX*{PRACTICE}~LX*1~{}",
            denied("A1", "100", COVERED, "99213", "CO*B7")
        );
        let rows =
            format!("payer_id,name,aliases\n60054,Acme Health,{aliases}\n00430,Blue Plan,SHARED\n");
        let files = Files::default()
            .roster(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from\n",
            )
            .roster("payers.csv", &rows);
        files.raw_remit(&body).denial().payer
    };
    let acme = Some("60054");
    assert_eq!(payer("", "N1*PR*ANY*XV*X~REF*2U*60054~"), acme);
    assert_eq!(payer("H1", "N1*PR*ANY*XV*H1~"), acme);
    assert_eq!(payer("888888888", "N1*PR*ANY~"), acme);
    assert_eq!(payer("1777777777", "N1*PR*ANY~"), acme);
    assert_eq!(payer("", "N1*PR*ACME  HEALTH, ~"), acme);
    // What several payers go by is nobody's; what nobody goes by is told as sent.
    assert_eq!(payer("SHARED", "N1*PR*ANY*XV*SHARED~"), None);
    assert_eq!(payer("", "N1*PR*ANY*XV*H7~"), Some("H7"));
    // The matched claim knows best.
    let sent = practice().sent("20250120", &claim("A1", "100", COVERED, "99213"));
    let other = denied("A1", "100", COVERED, "99213", "CO*B7");
    let remit = format!(
        "BPR*I*0*C*NON************20250303~TRN*1*T9*1888888888~N1*PR*OTHER*XV*H7~\
         N1*PE*PRACTICE*XX*{PRACTICE}~LX*1~{other}"
    );
    assert_eq!(sent.raw_remit(&remit).denial().payer, acme);
}

#[test]
fn a_claim_to_a_payer_of_no_roster_says_less_than_the_remittance() {
    let rows = "payer_id,name,aliases\n60054,Acme Health,ACME1|BOTH\n00430,Blue Plan,BOTH\n";
    let payer = |to: &str, ids: &str| {
        let payment = denied("A1", "100", COVERED, "99213", "CO*B7");
        let body = format!(
            "BPR*I*0*C*NON************20250303~TRN*1*T9*1888888888~N1*PR*ANY~{ids}\
             N1*PE*PRACTICE*XX*{PRACTICE}~LX*1~{payment}"
        );
        let files = Files::default()
            .roster(
                "enrollments.csv",
                "provider_npi,payer_id,status,effective_from\n",
            )
            .roster("payers.csv", rows);
        let sent = claim("A1", "100", COVERED, "99213");
        files
            .sent_to("20250120", to, &sent)
            .raw_remit(&body)
            .denial()
            .payer
    };
    let acme = Some("60054");
    assert_eq!(payer("QQQ", "REF*2U*60054~"), acme);
    assert_eq!(payer("BOTH", "REF*2U*60054~"), acme);
    // Where the remittance says nothing that is known, either, what was sent is told; what several go by is nobody's.
    assert_eq!(payer("QQQ", ""), Some("QQQ"));
    assert_eq!(payer("BOTH", "REF*2U*BOTH~"), None);
    assert_eq!(payer("ACME1", ""), acme);
}

#[test]
fn a_payees_ssn_is_never_shown() {
    let shown = |files: Files| files.denial().payee_tin.map(|tin| tin.to_string());
    let payment = denied("A1", "100", COVERED, "99213", "CO*B7");
    let sent = claim("A1", "100", COVERED, "99213");
    let known = practice()
        .sent("20250120", &sent)
        .remit("20250301", &payment);
    assert_eq!(shown(known).as_deref(), Some("123456789"));
    let sole = Files::default()
        .sole_proprietor()
        .sent("20250120", &sent)
        .remit("20250301", &payment);
    assert_eq!(shown(sole).as_deref(), Some("*****6789"));
    // Nor where another claim of the remittance tells that it is one, or of the run.
    let other = denied("B1", "70", COVERED, "93000", "CO*B7").replace("M100", "M200");
    let several = Files::default()
        .sole_proprietor()
        .sent("20250120", &sent)
        .remit("20250301", &format!("{payment}{other}"))
        .remit("20250401", &other.replace("B1", "C1"));
    for files in [several.clone(), several.clone().kept()] {
        let tins = files.denials().into_iter();
        let tins: Vec<_> = tins
            .map(|denial| denial.payee_tin.map(|tin| tin.to_string()))
            .collect();
        assert_eq!(tins.len(), 3);
        assert!(
            tins.iter().all(|tin| tin.as_deref() == Some("*****6789")),
            "{tins:?}"
        );
    }
    // One claim that is sent so by mistake makes no SSN of the number of claims that are not.
    let mixed = Files::default()
        .sent("20250120", &sent)
        .sole_proprietor()
        .sent("20250121", &claim("D1", "90", COVERED, "99214"))
        .remit("20250301", &payment);
    assert_eq!(shown(mixed).as_deref(), Some("123456789"));
    let by_roster = Files::default().roster(
        "enrollments.csv",
        &format!(
            "provider_npi,payer_id,tin,tin_kind,status,effective_from\n\
             {DOCTOR},60054,123456789,SSN,approved,2020-01-01\n"
        ),
    );
    assert_eq!(
        shown(by_roster.remit("20250301", &payment)).as_deref(),
        Some("*****6789")
    );
    // It may be one, as far as the roster tells, and there is no claim to say more.
    let unsaid = practice().remit("20250301", &payment);
    assert_eq!(shown(unsaid).as_deref(), Some("*****6789"));
}

#[test]
fn appeals_have_a_deadline_where_the_terms_of_the_payer_are_known() {
    // A service that was not necessary: an appeal, answered on 2025-03-01.
    let deadline = |profile, filing: &str| {
        let payment = denied("A1", "100", COVERED, "99213", "CO*50").replace("*12*ICN", filing);
        let files = practice().profile(profile);
        let files = files.sent("20250120", &claim("A1", "100", COVERED, "99213"));
        let denial = files.remit("20250301", &payment).denial();
        assert_eq!(denial.route, Route::Appeal);
        denial.deadline.map(|last| last.until.to_string())
    };
    let profile = "[payers.60054]\nappeal_days = 180\n";
    assert_eq!(deadline(profile, "*12*ICN").as_deref(), Some("2025-08-28"));
    assert_eq!(deadline(profile, "*MB*ICN").as_deref(), Some("2025-08-28"));
    assert_eq!(deadline("", "*MB*ICN").as_deref(), Some("2025-06-29"));
    assert_eq!(deadline("", "*12*ICN"), None);
    // The class of the payer says more than CLP06.
    let medicare = "[payers.60054]\nclass = 'medicare'\n";
    assert_eq!(deadline(medicare, "*12*ICN").as_deref(), Some("2025-06-29"));
    let commercial = "[payers.60054]\nclass = 'commercial'\n";
    assert_eq!(deadline(commercial, "*MB*ICN"), None);
    // An authorization after the fact is asked for within days of the service, 2024-11-15.
    let late = |profile| {
        let denial = answered(practice().profile(profile), COVERED, "CO*197");
        assert_eq!(denial.route, Route::RetroAuthorization);
        denial.deadline.map(|last| last.until.to_string())
    };
    let days = "[payers.60054]\nretro_authorization_days = 14\n";
    assert_eq!(late(days).as_deref(), Some("2024-11-29"));
    let business = "[payers.60054]\nretro_authorization = { days = 2, unit = 'business' }\n";
    assert_eq!(late(business).as_deref(), Some("2024-11-19"));
    assert_eq!(late(profile), None);
    // Another route has no such day.
    let ended = answered(practice().profile(profile), ENDED, "CO*B7");
    assert_eq!(
        (ended.route == Route::Appeal, ended.deadline),
        (false, None)
    );
}

#[test]
fn a_late_request_is_counted_from_the_first_or_the_last_day() {
    let until = |profile: &'static str| {
        let payment = denied("A1", "100", "20241101", "99213", "CO*197");
        let days = "DTM*150*20241101~DTM*151*20241105~";
        let payment = payment.replace("DTM*472*20241101~", days);
        let denial = remit("20241120", &payment).profile(profile).denial();
        denial.deadline.map(|last| last.until.to_string())
    };
    let first = "[payers.60054]\nretro_authorization = { days = 14, from = 'service' }\n";
    assert_eq!(until(first).as_deref(), Some("2024-11-15"));
    let last = "[payers.60054]\nretro_authorization = { days = 14, from = 'last_service' }\n";
    assert_eq!(until(last).as_deref(), Some("2024-11-19"));
}

#[test]
fn a_late_request_is_counted_from_the_stay_that_the_claim_tells() {
    let until = |from: &str, dates: &str| {
        let profile =
            format!("[payers.60054]\nretro_authorization = {{ days = 2, from = '{from}' }}\n");
        let sent = claim("A1", "100", COVERED, "99213");
        let sent = sent.replace("HI*", &format!("{dates}HI*"));
        let payment = denied("A1", "100", COVERED, "99213", "CO*197");
        let files = remit("20250301", &payment).profile(&profile);
        let told = |files: Files| {
            let until = files.denial().deadline.map(|last| last.until);
            until.map(|until| until.to_string())
        };
        // A remittance alone does not tell of it.
        assert_eq!(told(files.clone()), None);
        let files = files.sent("20250120", &sent);
        let known = told(files.clone());
        assert_eq!(told(files.kept()), known);
        known
    };
    let stay = "DTP*435*D8*20241110~DTP*096*D8*20241120~";
    assert_eq!(until("admission", stay).as_deref(), Some("2024-11-12"));
    assert_eq!(until("discharge", stay).as_deref(), Some("2024-11-22"));
    // Without such a day the service counts.
    assert_eq!(until("admission", "").as_deref(), Some("2024-11-17"));
    assert_eq!(until("discharge", "").as_deref(), Some("2024-11-17"));
}

#[test]
fn an_authorization_on_file_that_grants_the_service_is_the_payers_side() {
    let sent = claim("A1", "100", COVERED, "99213").replace("HI*", "REF*G1*A4711~HI*");
    let of = |rows: &str, reason: &str| {
        let header = "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\n";
        let files = practice().roster("authorizations.csv", &format!("{header}{rows}"));
        let payment = denied("A1", "100", COVERED, "99213", reason);
        let denial = files
            .sent("20250120", &sent)
            .remit("20250301", &payment)
            .denial();
        (denial.evidence.verdict, denial.preventable, denial.route)
    };
    let granted = "A4711,60054,M100,,99213,,2024-01-01,2024-12-31,\n";
    let payer_side = (EvidenceVerdict::PayerSide, false, Route::Dispute);
    assert_eq!(of(granted, "CO*197"), payer_side);
    assert_eq!(of(granted, "CO*296"), payer_side);
    // What the number was used for before is not told by one claim.
    assert_eq!(of(granted, "CO*198").0, EvidenceVerdict::Unknown);
    // Not on file, and for another procedure.
    let other = "B1,60054,M100,,99213,,2024-01-01,2024-12-31,\n";
    assert_eq!(of(other, "CO*197").0, EvidenceVerdict::Unknown);
    let wrong = "A4711,60054,M100,,99215,,2024-01-01,2024-12-31,\n";
    assert_eq!(of(wrong, "CO*284").0, EvidenceVerdict::Confirmed);
}

#[test]
fn money_taken_back_without_a_word_is_told_by_what_our_check_finds() {
    let paid = |day: &str| {
        format!(
            "CLP*A1*1*100*100**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:99213*100*100~DTM*472*{day}~"
        )
    };
    let cause = |day: &str| {
        let files = practice().sent("20250120", &claim("A1", "100", day, "99213"));
        let files = files.remit("20250301", &paid(day));
        let taken = "PLB*1234567893*20251231*WO:ICNA1*100~";
        let recoupments = files
            .remit_of("20250901", "-100", taken)
            .summary()
            .recoupments;
        assert_eq!(recoupments.len(), 1);
        recoupments[0].cause
    };
    // The enrollment had ended.
    assert_eq!(cause(ENDED), RootCause::Credentialing);
    assert_eq!(cause(COVERED), RootCause::Unknown);
}

#[test]
fn a_habit_of_the_payer_is_no_fault_that_money_is_taken_back_for() {
    let rule = |predicts: &str| {
        format!(
            "[[partner_rules]]\ncode = \"TPA-101\"\nname = \"own\"\npath = \"2300/REF[G1]02\"\nrequire = true\n\
             severity = \"error\"\n{predicts}"
        )
    };
    let told = |profile: &str| {
        let paid = format!(
            "CLP*A1*1*100*100**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*100*100~DTM*472*{COVERED}~"
        );
        let files = practice().profile(profile);
        let files = files.sent("20250120", &claim("A1", "100", COVERED, "99213"));
        let files = files.remit("20250301", &paid);
        let taken = "PLB*1234567893*20251231*WO:ICNA1*100~";
        let recoupments = files
            .remit_of("20250901", "-100", taken)
            .summary()
            .recoupments;
        recoupments[0].cause
    };
    assert_eq!(told(&rule("")), RootCause::ClaimData);
    assert_eq!(told(&rule("predicts = [\"CO-B7\"]\n")), RootCause::Unknown);
}

#[test]
fn the_payer_is_wrong_only_where_its_very_fact_is_on_file() {
    let files = practice();
    let of = |files: &Files, answer: &str| {
        let evidence = answered(files.clone(), COVERED, answer).evidence;
        (evidence.verdict, evidence.rule)
    };
    let with = |rows: &str| {
        let header = "provider_npi,kind,payer_id,number,state,issued,expires\n";
        files
            .clone()
            .roster("credentials.csv", &format!("{header}{rows}"))
    };
    let (payer_side, unknown) = (
        (EvidenceVerdict::PayerSide, None),
        (EvidenceVerdict::Unknown, None),
    );
    assert_eq!(of(&files, "CO*B7"), payer_side);
    // Revalidation and licence.
    for (code, row) in [
        (
            "CO*16 N831",
            format!("{DOCTOR},revalidation,,,,,2029-12-31\n"),
        ),
        (
            "CO*16 N665",
            format!("{DOCTOR},license,,4711,OH,2000-01-01,2029-12-31\n"),
        ),
    ] {
        assert_eq!(of(&files, code), unknown, "{code}");
        assert_eq!(of(&with(&row), code), payer_side, "{code}");
    }
    // Exclusion, opt-out and the NPI itself are told by providers.csv.
    let bare = Files::default().roster(
        "enrollments.csv",
        &format!(
            "provider_npi,payer_id,group_npi,tin,status,effective_from\n\
             {DOCTOR},60054,{PRACTICE},123456789,approved,2020-01-01\n"
        ),
    );
    for code in ["CO*B7 N905", "CO*B7 N132", "CO*208"] {
        assert_eq!(of(&bare, code), unknown, "{code}");
        assert_eq!(of(&files, code), payer_side, "{code}");
    }
    // TIN, group and taxonomy are told by the row.
    let least = format!(
        "provider_npi,payer_id,status,effective_from\n{DOCTOR},60054,approved,2020-01-01\n"
    );
    let least = practice_with(&least);
    for code in ["CO*16 N516", "CO*16 N198"] {
        assert_eq!(of(&least, code), unknown, "{code}");
        assert_eq!(of(&files, code), payer_side, "{code}");
    }
    let with_taxonomy = practice_with(&format!(
        "provider_npi,payer_id,group_npi,tin,taxonomy,status,effective_from\n\
         {DOCTOR},60054,{PRACTICE},123456789,207Q00000X|207R00000X,approved,2020-01-01\n"
    ));
    assert_eq!(of(&least, "CO*8"), unknown);
    assert_eq!(of(&with_taxonomy, "CO*8"), payer_side);
    // An 837P has no type of bill, and certificates of facilities are in no roster.
    for code in ["CO*282", "CO*16 MA30", "CO*16 N110"] {
        assert_eq!(of(&files, code), unknown, "{code}");
    }
}

#[test]
fn money_taken_back_for_what_is_not_on_file_is_not_disputed() {
    let paid = format!(
        "CLP*A1*1*100*100**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*100*100~DTM*472*{COVERED}~"
    );
    let routes = |remark: &str| -> Vec<Route> {
        let back = paid
            .replace("*1*100*100*", "*22*-100*-100*")
            .replace("*100*100~", "*-100*-100~");
        let files = practice().sent("20250120", &claim("A1", "100", COVERED, "99213"));
        let files = files.remit("20250301", &paid);
        let files = files.remit("20250901", &format!("{back}LQ*HE*{remark}~"));
        let actions = files.worklist("2025-09-05");
        actions.iter().map(|one| one.route).collect()
    };
    // The group is on file; the licence and certificates of the facility are not.
    assert_eq!(routes("N198"), [Route::Dispute]);
    for remark in ["N665", "N110"] {
        let routes = routes(remark);
        assert!(
            routes.len() == 1 && routes[0] != Route::Dispute,
            "{remark} {routes:?}"
        );
    }
}

#[test]
fn of_two_faults_the_one_that_the_payer_tells_is_named() {
    let expired = format!(
        "provider_npi,kind,payer_id,number,state,issued,expires\n\
         {DOCTOR},license,,4711,OH,2000-01-01,2024-10-31\n{DOCTOR},revalidation,,,,,2024-10-31\n"
    );
    let files = practice().roster("credentials.csv", &expired);
    let of = |answer: &str| answered(files.clone(), COVERED, answer).evidence.rule;
    assert_eq!(of("CO*16 N831"), Some("ENR-15"));
    assert_eq!(of("CO*16 N665"), Some("ENR-14"));
}

#[test]
fn a_line_without_days_has_those_that_were_sent() {
    let payment = denied("A1", "100", COVERED, "99213", "CO*50");
    let bare = payment.replace(&format!("DTM*472*{COVERED}~"), "");
    let files = Files::default().sent("20250120", &claim("A1", "100", COVERED, "99213"));
    let denial = files.clone().remit("20250301", &bare).denial();
    assert_eq!(denial.service_from, "2024-11-15".parse().ok());
    assert_eq!(
        Files::default()
            .remit("20250301", &bare)
            .denial()
            .service_from,
        None
    );
}

#[test]
fn an_answer_by_revenue_code_is_about_what_a_facility_sent() {
    let sent = format!(
        "BHT*0019*00*1*20250120*1200*CH~NM1*41*2*PRACTICE*****46*S1~PER*IC*A*TE*5555550100~\
         NM1*40*2*ACME HEALTH*****46*60054~HL*1**20*1~NM1*85*2*PRACTICE*****XX*{PRACTICE}~\
         N3*1 MAIN ST~N4*AKRON*OH*443011234~REF*EI*123456789~HL*2*1*22*0~SBR*P*18*******CI~\
         NM1*IL*1*DOE*ANY****MI*M100~N3*2 ELM ST~N4*AKRON*OH*443011234~DMG*D8*19700101*F~NM1*PR*2*ACME HEALTH*****PI*60054~CLM*A1*100***13:A:1**A*Y*Y~\
         DTP*434*RD8*{COVERED}-{COVERED}~CL1*1*1*01~HI*ABK:I10~NM1*71*1*ROE*SAM****XX*{DOCTOR}~\
         LX*1~SV2*0300*HC:80053*100*UN*1~\
         DTP*472*D8*{COVERED}~"
    );
    let verdict = |answer: &str| {
        let payment = denied("A1", "100", COVERED, "80053", "CO*B7");
        let files = Files::default()
            .roster(
                "enrollments.csv",
                &format!(
                    "provider_npi,payer_id,status,effective_from\n\
                     {PRACTICE},60054,approved,2020-01-01\n{DOCTOR},60054,approved,2020-01-01\n"
                ),
            )
            .roster("payers.csv", "payer_id,name\n60054,Acme Health\n")
            .raw_institutional(&sent)
            .remit("20250301", &payment.replace("HC:80053", answer));
        let evidence = files.denial().evidence;
        assert_eq!(evidence.rule, None);
        evidence.verdict
    };
    assert_eq!(verdict("HC:80053"), EvidenceVerdict::PayerSide);
    assert_eq!(verdict("NU:0300"), EvidenceVerdict::PayerSide);
    // A procedure that was not sent is another matter.
    assert_eq!(verdict("HC:99499"), EvidenceVerdict::Unknown);
}
