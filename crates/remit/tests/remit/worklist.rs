//! What to do about denials: one action for what is done once.

use remedi_claims::codes::cause::{Owner, Route};
use remedi_remit::{Action, DeadlineKind, Reason, Urgency};

use crate::support::{DOCTOR, Files, PRACTICE, claim, denied, remit};

const COVERED: &str = "20241115";
const ENDED: &str = "20250115";

/// What to do on that day.
fn on(day: &str, files: &Files) -> Vec<Action<'static>> {
    files.worklist(day)
}

/// A practice whose doctor is enrolled at the office until the end of 2024.
fn practice() -> Files {
    Files::default()
        .roster(
            "enrollments.csv",
            &format!(
                "provider_npi,payer_id,group_npi,tin,status,effective_from,effective_to,verified_on\n\
                 {DOCTOR},60054,{PRACTICE},123456789,approved,2020-01-01,2024-12-31,2024-10-01\n"
            ),
        )
        .roster(
            "providers.csv",
            &format!(
                "npi,entity_type,last_or_organization_name\n{DOCTOR},1,DOCTOR\n{PRACTICE},2,PRACTICE\n"
            ),
        )
        .roster(
            "locations.csv",
            &format!(
                "location_id,npi,name,facility_type,address_1,city,state,zip,approved_pos\n\
                 MAIN,{PRACTICE},Main office,office,1 Main St,Akron,OH,44301,11 02\n"
            ),
        )
        .roster("payers.csv", "payer_id,name,class,aliases\n60054,Acme Health,commercial,\n99999,Other Plan,commercial,\n")
}

/// Claims of a day that were sent, and denied with the same answer.
fn answered(files: Files, ids: &[&str], day: &str, answer: &str) -> Files {
    let sent: String = ids
        .iter()
        .map(|id| claim(id, "100", day, "99213"))
        .collect();
    let payments: String = ids
        .iter()
        .map(|id| denied(id, "100", day, "99213", answer))
        .collect();
    files.sent("20250120", &sent).remit("20250301", &payments)
}

#[test]
fn one_enrollment_is_one_action_for_all_of_its_claims() {
    let files = answered(practice(), &["A1", "A2", "A3"], ENDED, "CO*B7");
    let actions = on("2025-03-05", &files);
    assert_eq!(actions.len(), 1, "{actions:#?}");
    let fix = &actions[0];
    assert_eq!(
        (fix.owner, fix.route),
        (Owner::Credentialing, Route::EnrollmentThenReprocess)
    );
    assert_eq!(
        (fix.amount.cents(), fix.recoverable.cents()),
        (30_000, 30_000)
    );
    let ids: Vec<_> = fix.claims.iter().map(|claim| claim.claim).collect();
    assert_eq!(ids, ["A1", "A2", "A3"]);
    assert_eq!(fix.rules, ["ENR-04"]);
    assert_eq!(
        fix.provider.map(|npi| npi.to_string()).as_deref(),
        Some(DOCTOR)
    );
    assert_eq!(fix.location, Some("MAIN"));
    // The row to put right, with the fact that fails.
    let [row] = &fix.roster[..] else {
        panic!("{fix:#?}")
    };
    assert_eq!((&*row.file, row.line), ("enrollments.csv", 2));
    let failed = row.failed.as_ref().expect("the end has passed");
    assert_eq!(
        (failed.fact, &*failed.expected, &*failed.found),
        ("effective_to", "2024-12-31", "2025-01-15")
    );
    assert!(fix.resubmission.is_none());
}

#[test]
fn enrollments_of_two_providers_are_two_actions() {
    let other = claim("B1", "100", ENDED, "99213").replace(DOCTOR, "1396837399");
    let sent = claim("A1", "100", ENDED, "99213") + &other;
    let answers = ["A1", "B1"].map(|id| denied(id, "100", ENDED, "99213", "CO*B7"));
    let files = Files::default()
        .sent("20250120", &sent)
        .remit("20250301", &answers.concat());
    let actions = on("2025-03-05", &files);
    let told: Vec<_> = actions
        .iter()
        .map(|one| {
            (
                one.route,
                one.provider.map(|npi| npi.to_string()),
                one.claims.len(),
            )
        })
        .collect();
    let row = |npi: &str| (Route::EnrollmentThenReprocess, Some(npi.to_owned()), 1);
    assert_eq!(told, [row(DOCTOR), row("1396837399")]);
}

#[test]
fn a_corrected_claim_is_an_action_for_each_claim_whatever_its_lines() {
    let twice = "CLP*A1*1*200*0**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99213*100*0~DTM*472*20250115~CAS*CO*4*100~SVC*HC:93000*100*0~DTM*472*20250115~CAS*CO*5*100~";
    let files = remit(
        "20250301",
        &format!("{twice}{}", denied("B1", "50", "20250115", "99213", "CO*4")),
    );
    let actions = on("2025-03-05", &files);
    let told: Vec<_> = actions
        .iter()
        .map(|one| {
            (
                one.route,
                one.claims[0].claim,
                one.claims.len(),
                one.amount.cents(),
            )
        })
        .collect();
    let route = Route::CorrectedClaim;
    assert_eq!(told, [(route, "A1", 1, 20_000), (route, "B1", 1, 5_000)]);
    let again = actions[0].resubmission.as_ref().expect("a claim is sent");
    assert_eq!((again.frequency, again.original), ("7", Some("ICNA1")));
    assert_eq!(
        actions[0].to_string(),
        "correct claim A1 and send a replacement (CLM05-3 = 7, REF*F8 = ICNA1)"
    );
    assert_eq!(actions[0].answers, ["CO-4", "CO-5"]);
}

#[test]
fn a_new_claim_names_no_original() {
    let payment = denied("A1", "100", "20250115", "99213", "CO*16") + "LQ*HE*M51~LQ*HE*MA130~";
    let actions = on("2025-03-05", &remit("20250301", &payment));
    let again = actions[0].resubmission.as_ref().expect("a claim is sent");
    assert_eq!(
        (actions[0].route, again.frequency, &again.original),
        (Route::NewClaim, "1", &None)
    );
}

#[test]
fn a_dispute_is_a_packet_by_payer_and_cause_with_what_proves_it() {
    let files = answered(practice(), &["A1", "A2"], COVERED, "CO*B7");
    let actions = on(
        "2025-03-05",
        &files.clone().profile("[payers.60054]\nappeal_days = 30\n"),
    );
    assert_eq!(actions.len(), 1, "{actions:#?}");
    let dispute = &actions[0];
    assert_eq!((dispute.route, dispute.packet.len()), (Route::Dispute, 2));
    let sent = &dispute.packet[0];
    assert_eq!(
        (sent.claim, sent.line, sent.answer.as_str()),
        ("A1", Some(1), "CO-B7")
    );
    assert_eq!(sent.claim_input, Some(0));
    let row = sent.roster.as_ref().expect("the row that clears it");
    assert_eq!(
        (&*row.file, row.line, row.failed.is_none()),
        ("enrollments.csv", 2, true)
    );
    assert_eq!(row.to, "2024-12-31".parse().ok());
    assert_eq!(row.verified_on, "2024-10-01".parse().ok());
    assert_eq!(
        sent.to_string(),
        format!(
            "claim A1 line 1 of 2024-11-15, 99213 at POS 11 by {DOCTOR}, sent on 2025-01-20: $100.00 CO-B7 on 2025-03-01, until \
             2025-03-31; roster enrollments.csv:2 approved from 2020-01-01 to 2024-12-31, verified on 2024-10-01"
        )
    );
    let last = dispute.deadline.expect("appeals end");
    assert_eq!(
        (last.until.to_string().as_str(), last.by),
        ("2025-03-31", DeadlineKind::Appeal)
    );
}

#[test]
fn a_dispute_about_an_authorization_shows_its_row() {
    let header =
        "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\n";
    let told = |number: &str, rows: &str| {
        let sent =
            claim("A1", "100", COVERED, "99213").replace("HI*", &format!("REF*G1*{number}~HI*"));
        let files = practice()
            .roster("authorizations.csv", &format!("{header}{rows}"))
            .sent("20250120", &sent)
            .profile("[denials.causes]\ncsv = \"code,route\\n197,dispute\\n\"\n")
            .remit("20250301", &denied("A1", "100", COVERED, "99213", "CO*197"));
        let told = [files.clone(), files.kept()].map(|files| {
            let actions = on("2025-03-05", &files);
            assert_eq!(
                (actions.len(), actions[0].packet.len()),
                (1, 1),
                "{actions:#?}"
            );
            actions[0].packet[0].authorization.clone()
        });
        assert_eq!(told[0], told[1], "an index keeps the number, too");
        told[0].as_ref().map(ToString::to_string)
    };
    let ours = "A4711,60054,M100,,99213,10,2024-01-01,2024-12-31,\n";
    assert_eq!(
        told("a-4711", ours).as_deref(),
        Some(
            "authorization A4711 (authorizations.csv:2) from 2024-01-01 to 2024-12-31 of 10 units"
        )
    );
    // Of several rows of the number that which grants the service; never one of another member or payer.
    let over = "A4711,60054,M100,,99213,1,2023-01-01,2023-12-31,\n";
    assert_eq!(
        told("A4711", &format!("{over}{ours}")).as_deref(),
        Some(
            "authorization A4711 (authorizations.csv:3) from 2024-01-01 to 2024-12-31 of 10 units"
        )
    );
    assert_eq!(
        told("A4711", over).as_deref(),
        Some(
            "authorization A4711 (authorizations.csv:2) from 2023-01-01 to 2023-12-31 of 1 unit; valid_to is not as sent"
        )
    );
    for other in [
        "A4711,60054,M200,,99213,10,2024-01-01,2024-12-31,\n",
        "A4711,60099,M100,,99213,10,2024-01-01,2024-12-31,\n",
        "B1,60054,M100,,99213,10,2024-01-01,2024-12-31,\n",
    ] {
        assert_eq!(told("A4711", other), None, "{other}");
    }
}

#[test]
fn what_can_no_longer_be_done_recovers_nothing_and_comes_last() {
    let late = answered(Files::default(), &["A1"], "20250115", "CO*50");
    let files = late
        .remit(
            "20250401",
            &denied("B1", "60", "20250115", "99213", "CO*50"),
        )
        .profile("[payers.60054]\nappeal_days = 30\n");
    let actions = on("2025-04-20", &files);
    let told: Vec<_> = actions
        .iter()
        .map(|one| (one.claims[0].claim, one.recoverable.cents(), one.urgency))
        .collect();
    assert_eq!(
        told,
        [("B1", 6_000, Urgency::DueSoon), ("A1", 0, Urgency::Expired)]
    );
    // On its last day an appeal can still be made.
    let of_a1 = |day: &str| {
        on(day, &files)
            .into_iter()
            .find(|one| one.claims[0].claim == "A1")
    };
    assert_eq!(
        of_a1("2025-03-31").map(|one| one.recoverable.cents()),
        Some(10_000)
    );
    assert_eq!(
        of_a1("2025-04-01").map(|one| one.recoverable.cents()),
        Some(0)
    );
}

#[test]
fn an_appeal_is_the_way_on_where_another_has_closed() {
    let profile = "[payers.60054]\nappeal_days = 60\nretro_authorization_days = 14\ncorrected_claim_days = 30\n";
    let told = |day: &str, answer: &str| {
        let payment = denied("A1", "100", "20250225", "99213", answer);
        let action = on(day, &remit("20250301", &payment).profile(profile)).remove(0);
        let last = action.deadline.expect("it has one");
        (
            action.route,
            last.until.to_string(),
            action.recoverable.cents(),
        )
    };
    let row = |route, day: &str, cents| (route, day.to_owned(), cents);
    assert_eq!(
        told("2025-03-11", "CO*197"),
        row(Route::RetroAuthorization, "2025-03-11", 10_000)
    );
    assert_eq!(
        told("2025-03-12", "CO*197"),
        row(Route::Appeal, "2025-04-30", 10_000)
    );
    assert_eq!(
        told("2025-04-01", "CO*4"),
        row(Route::Appeal, "2025-04-30", 10_000)
    );
    // Both are closed.
    assert_eq!(
        told("2025-05-01", "CO*4"),
        row(Route::CorrectedClaim, "2025-03-31", 0)
    );
}

#[test]
fn terms_of_the_payer_end_corrected_and_new_claims() {
    let until = |profile, filing: &str, answer: &str, remarks: &str| {
        let payment = denied("A1", "100", "20250115", "99213", answer).replace("*12*ICN", filing);
        let files = remit("20250301", &(payment + remarks)).profile(profile);
        let deadline = on("2025-03-05", &files).remove(0).deadline;
        deadline.map(|last| (last.until.to_string(), last.by))
    };
    let told = |day: &str, by| Some((day.to_owned(), by));
    let profile =
        "[payers.60054]\ncorrected_claim_days = 10\ntimely_filing_days = 90\nappeal_days = 5\n";
    let corrected = DeadlineKind::CorrectedClaim;
    assert_eq!(
        until(profile, "*12*ICN", "CO*4", ""),
        told("2025-03-11", corrected)
    );
    assert_eq!(
        until(profile, "*12*ICN", "CO*B7", ""),
        told("2025-03-11", corrected)
    );
    let filing = DeadlineKind::TimelyFiling;
    let new = "LQ*HE*M51~LQ*HE*MA130~";
    assert_eq!(
        until(profile, "*12*ICN", "CO*16", new),
        told("2025-04-15", filing)
    );
    assert_eq!(until("", "*12*ICN", "CO*4", ""), None);
    // Medicare: a calendar year for claims, and for reopenings.
    assert_eq!(
        until("", "*MB*ICN", "CO*16", new),
        told("2026-01-15", filing)
    );
    assert_eq!(
        until("", "*MB*ICN", "CO*4", ""),
        told("2026-03-01", corrected)
    );
}

#[test]
fn the_place_to_send_is_one_that_the_location_takes() {
    let sent = claim("A1", "100", COVERED, "99213").replace("11:B:1", "97:B:1");
    let payment = denied("A1", "100", COVERED, "99213", "CO*16") + "LQ*HE*M77~";
    let files = practice()
        .sent("20250120", &sent)
        .remit("20250301", &payment);
    let actions = on("2025-03-05", &files);
    let again = actions[0].resubmission.as_ref().expect("a claim is sent");
    assert_eq!(actions[0].rules, ["POS-S02"]);
    assert_eq!(again.places.to_string(), "11");
}

#[test]
fn what_is_pending_or_reversed_is_no_work() {
    let pending = denied("A1", "100", "20250115", "99213", "OA*133");
    let actions = on("2025-03-05", &remit("20250301", &pending));
    assert_eq!(
        (
            actions.len(),
            actions[0].route,
            actions[0].recoverable.cents()
        ),
        (1, Route::Wait, 0)
    );
    let reversed = "CLP*A1*22*-100*0**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
        SVC*HC:99213*-100*0~DTM*472*20250115~CAS*CO*4*-100~";
    let denied = denied("A1", "100", "20250115", "99213", "CO*4");
    assert!(
        on(
            "2025-03-05",
            &remit("20250301", &format!("{denied}{reversed}"))
        )
        .is_empty()
    );
}

#[test]
fn what_is_reversed_and_not_decided_anew_is_asked_for_after_a_while() {
    let reversed = |id: &str| {
        format!(
            "CLP*{id}*22*-100*0**12*ICN{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
             SVC*HC:99213*-100*0~DTM*472*20250115~CAS*CO*4*-100~"
        )
    };
    let denied = |id: &str| denied(id, "100", "20250115", "99213", "CO*4");
    let files = remit("20250301", &denied("A1")).remit("20250310", &reversed("A1"));
    // For 45 days it is waited for.
    assert!(on("2025-04-24", &files).is_empty());
    let actions = on("2025-04-25", &files);
    assert_eq!(actions.len(), 1, "{actions:#?}");
    let action = &actions[0];
    assert_eq!(
        (action.owner.as_str(), action.route, action.subcause),
        ("billing", Route::Dispute, "reversed-not-decided")
    );
    let amounts = [action.amount, action.pending, action.recoverable];
    assert_eq!(amounts.map(|amount| amount.cents()), [0, 0, 10_000]);
    assert_eq!(
        action.to_string(),
        "ask 60054 where claim A1 is (276): reversed on 2025-03-10, and nothing decided since"
    );
    // Where the denial is in an older file, too, and for all claims of the payer at once.
    let both = files.clone().remit("20250311", &reversed("A2"));
    let actions = on("2025-04-26", &both);
    assert_eq!((actions.len(), actions[0].claims.len()), (1, 2));
    assert_eq!(
        actions[0].to_string(),
        "ask 60054 where 2 claims are (276): reversed, the last on 2025-03-11, and nothing decided since"
    );
    // What is decided anew is that, and what is voided was asked for.
    let anew = files.clone().remit("20250320", &denied("A1"));
    let actions = on("2025-04-25", &anew);
    assert_eq!(actions[0].route, Route::CorrectedClaim);
    let voided = reversed("A1").replace("*11*1~", "*11*8~");
    let voided = remit("20250301", &denied("A1")).remit("20250310", &voided);
    assert!(on("2025-04-25", &voided).is_empty());
    // Money that was taken back is lost at once, and told once.
    let paid = "CLP*A1*1*100*100**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*100*100~DTM*472*20250115~";
    let back = paid
        .replace("*1*100*100*", "*22*-100*-100*")
        .replace("*100*100~", "*-100*-100~");
    let actions = on(
        "2025-04-25",
        &remit("20250301", paid).remit("20250310", &back),
    );
    assert_eq!((actions.len(), actions[0].subcause), (1, "taken-back"));
}

#[test]
fn no_deadline_is_in_a_year_of_five_digits() {
    let profile = "[payers.60054]\nappeal_days = 30\n\
        [payers.60054.retro_authorization]\ndays = 90\nunit = \"calendar\"\nfrom = \"service\"\n";
    for (reason, route) in [
        ("CO*50", Route::Appeal),
        ("CO*197", Route::RetroAuthorization),
    ] {
        let until = |day: &str| {
            let files = remit(day, &denied("A1", "100", day, "99213", reason)).profile(profile);
            let action = on("2025-03-05", &files).remove(0);
            assert_eq!(action.route, route);
            action.deadline.map(|last| last.until.to_string())
        };
        assert!(until("99980301").is_some());
        assert_eq!(until("99991215"), None);
    }
}

#[test]
fn no_dollar_is_in_two_actions() {
    let files = answered(
        practice(),
        &["A1", "A2"],
        ENDED,
        "CO*45*30**B7*20**4*20**50*30",
    );
    let files = answered(files, &["B1"], COVERED, "CO*197*50**B7*50");
    let actions = on("2025-03-05", &files);
    let sum: i64 = actions.iter().map(|one| one.amount.cents()).sum();
    let denials: i64 = files.denials().iter().map(|one| one.amount.cents()).sum();
    assert_eq!(sum, denials);
    assert!(actions.len() > 3);
}

#[test]
fn a_claim_is_called_what_it_was_sent_as() {
    let sent = claim("LONG-ACCOUNT-1", "100", COVERED, "99213");
    for told in ["long-account-1", "LONG-ACCOUN"] {
        let payment = denied(told, "100", COVERED, "99213", "CO*4");
        let files = Files::default().sent("20250120", &sent);
        let files = files.remit("20250301", &payment);
        let actions = on("2025-03-05", &files);
        assert_eq!(actions[0].claims[0].claim, "LONG-ACCOUNT-1");
        let denial = files.denial();
        assert_eq!(
            (denial.claim, denial.account_number()),
            (told, "LONG-ACCOUNT-1")
        );
    }
    // Where the payer gives it back as it was, it is told once.
    let payment = denied("LONG-ACCOUNT-1", "100", COVERED, "99213", "CO*4");
    let files = Files::default().sent("20250120", &sent);
    let denial = files.remit("20250301", &payment).denial();
    assert_eq!(denial.claim_sent, None);
    assert_eq!(denial.account_number(), "LONG-ACCOUNT-1");
}

/// A payment of all that was charged.
fn paid(id: &str, day: &str) -> String {
    format!(
        "CLP*{id}*1*100*100**12*ICN{id}*11*1~NM1*QC*1*DOE*ANY****MI*M100~\
         SVC*HC:99213*100*100~DTM*472*{day}~"
    )
}

/// A practice whose claims of a day were paid, and then something was taken back.
fn taken_back(day: &str, ids: &[&str], takebacks: &str) -> Files {
    let sent: String = ids
        .iter()
        .map(|id| claim(id, "100", day, "99213"))
        .collect();
    let payments: String = ids.iter().map(|id| paid(id, day)).collect();
    let files = practice().profile(
        "[payers.60054]\nappeal_days = 60\ncorrected_claim_days = 30\ntimely_filing_days = 90\n",
    );
    let files = files.sent("20250120", &sent).remit("20250301", &payments);
    files.remit_of("20250901", &format!("-{}00", ids.len()), takebacks)
}

/// What an action says, what it recovers and until when.
fn told(action: &Action) -> (String, i64, Option<String>) {
    let until = action.deadline.map(|last| last.until.to_string());
    (action.to_string(), action.recoverable.cents(), until)
}

#[test]
fn what_is_taken_back_without_a_word_is_disputed_once_for_a_remittance() {
    let plb = "PLB*1234567893*20251231*WO:ICNA1*100*WO:ICNA2*100~";
    let files = taken_back(COVERED, &["A1", "A2"], plb);
    let actions = on("2025-09-05", &files);
    assert_eq!(actions.len(), 1, "{actions:#?}");
    let sentence = "dispute 2 claims with 60054; $200.00 was taken back".to_owned();
    let until = Some("2025-10-31".to_owned());
    assert_eq!(told(&actions[0]), (sentence.clone(), 20_000, until.clone()));
    let dispute = &actions[0];
    assert_eq!(dispute.owner, Owner::Billing);
    assert_eq!(dispute.answers, ["PLB-WO"]);
    // It is no denial: denied dollars are those of denials.
    let amounts = (dispute.amount.cents(), dispute.taken_back.cents());
    assert_eq!(amounts, (0, 20_000));
    assert_eq!(
        dispute.packet[0].to_string(),
        format!(
            "claim A1 of 2024-11-15, 99213 at POS 11 by {DOCTOR}, sent on 2025-01-20: $100.00 PLB-WO on 2025-09-01, until \
             2025-10-31"
        )
    );
    // Too late.
    let late = on("2025-11-01", &files);
    assert_eq!(told(&late[0]), (sentence, 0, until));
    assert_eq!(late[0].urgency, Urgency::Expired);
}

#[test]
fn a_takeback_goes_the_way_of_its_cause() {
    // The enrollment had ended: the check says so where the payer says nothing.
    let plb = "PLB*1234567893*20251231*WO:ICNA1*100~";
    let actions = on("2025-09-05", &taken_back(ENDED, &["A1"], plb));
    assert_eq!(actions.len(), 1);
    let sentence = format!(
        "have 60054 put right the enrollment of {DOCTOR} at MAIN, then process claim A1 again; $100.00 was taken back; \
         our check finds ENR-04"
    );
    let until = Some("2025-10-01".to_owned());
    assert_eq!(told(&actions[0]), (sentence, 10_000, until));
    assert_eq!(actions[0].roster.len(), 1);
    let reversed = |day: &str, says: &str| {
        let reversal = format!(
            "CLP*A1*22*-100*-100**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~{says}\
             SVC*HC:99213*-100*-100~DTM*472*{day}~"
        );
        on("2025-09-05", &taken_back(day, &["A1"], &reversal))
    };
    // The payer says that the provider is not linked to the group, and the roster knows better.
    let wrong = reversed(COVERED, "MOA***N198~");
    assert_eq!(
        (wrong[0].route, wrong[0].answers[0].as_str()),
        (Route::Dispute, "CLP02-22")
    );
    assert!(wrong[0].to_string().contains("by the roster all was right"));
    // The patient was not covered: another payer may be.
    let gone = reversed(COVERED, "MOA***N687~");
    assert_eq!(
        (gone[0].owner, gone[0].route),
        (Owner::FrontDesk, Route::RebillOtherPayer)
    );
    // What the practice took back itself is no work.
    assert!(reversed(COVERED, "MOA***N693~").is_empty());
    // What was paid twice stays with the payer.
    assert!(reversed(COVERED, "MOA***N522~").is_empty());
}

#[test]
fn a_takeback_and_a_denial_of_one_enrollment_are_one_action() {
    let sent = claim("A1", "100", ENDED, "99213") + &claim("A2", "100", ENDED, "99213");
    let payments = paid("A1", ENDED) + &denied("A2", "100", ENDED, "99213", "CO*B7");
    let files = practice()
        .sent("20250120", &sent)
        .remit("20250301", &payments);
    let taken = "PLB*1234567893*20251231*WO:ICNA1*100~";
    let actions = on("2025-09-05", &files.remit_of("20250901", "-100", taken));
    assert_eq!(actions.len(), 1, "{actions:#?}");
    let fix = &actions[0];
    let amounts = [fix.amount, fix.taken_back, fix.recoverable].map(|one| one.cents());
    assert_eq!((amounts, fix.claims.len()), ([10_000, 10_000, 20_000], 2));
}

#[test]
fn what_is_taken_back_and_given_back_or_decided_anew_is_no_work() {
    let refunded = "PLB*1234567893*20251231*WO:ICNA1*100*72:ICNA1*-100~";
    assert!(on("2025-09-05", &taken_back(COVERED, &["A1"], refunded)).is_empty());
    let anew = format!(
        "CLP*A1*22*-100*-100**12*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*-100*-100~DTM*472*{COVERED}~{}",
        denied("A1", "100", COVERED, "99213", "CO*50")
    );
    let void = "CLP*A1*22*-100*-100**12*ICNA1*11*8~NM1*QC*1*DOE*ANY****MI*M100~SVC*HC:99213*-100*-100~DTM*472*20241115~";
    assert!(on("2025-09-05", &taken_back(COVERED, &["A1"], void)).is_empty());
    // So where the practice sent the void, and the payer does not say so.
    let voided = claim("A1", "100", COVERED, "99213").replace(":B:1*", ":B:8*");
    let asked = taken_back(COVERED, &["A1"], &void.replace("*11*8~", "*11*1~"));
    assert!(on("2025-09-05", &asked.clone().sent("20250815", &voided)).is_empty());
    assert_eq!(on("2025-09-05", &asked).len(), 1);
    let actions = on("2025-09-05", &taken_back(COVERED, &["A1"], &anew));
    let told: Vec<_> = actions
        .iter()
        .map(|one| (one.route, one.taken_back.cents()))
        .collect();
    assert_eq!(told, [(Route::Appeal, 0)]);
}

#[test]
fn a_takeback_of_what_the_practice_voided_is_no_work() {
    let plb = "PLB*1234567893*20251231*WO:ICNA1*100~";
    let visit = || claim("A1", "100", COVERED, "99213");
    let void = visit().replace(":B:1*", ":B:8*");
    let asked = |files: Files| on("2025-09-05", &files).len();
    let taken = || taken_back(COVERED, &["A1"], plb);
    assert_eq!(asked(taken()), 1);
    assert_eq!(asked(taken().sent("20250815", &void)), 0);
    // Nor is it a loss.
    let lost = |files: &Files| {
        let sums = files.summary();
        let recouped = sums.recoupments.iter().map(|one| one.amount.cents()).sum();
        let voided = sums.voided_takebacks;
        let counts: [i64; 3] = [recouped, voided.count as i64, voided.amount.cents()];
        counts
    };
    assert_eq!(lost(&taken()), [10_000, 0, 0]);
    assert_eq!(lost(&taken().sent("20250815", &void)), [0, 1, 10_000]);
    // A void behind it is another matter, and so is one that a new claim stands behind, and one of another member.
    assert_eq!(asked(taken().sent("20250903", &void)), 1);
    let anew = taken().sent("20250210", &void).sent("20250220", &visit());
    assert_eq!(asked(anew), 1);
    let of_other_days = void.replace(COVERED, "20240103");
    assert_eq!(asked(taken().sent("20250815", &of_other_days)), 1);
    // The payer may tell of the void without a reversal.
    let told = paid("A1", COVERED).replace("*11*1~", "*11*8~");
    let told = told
        .replace("*100*100**", "*100*0**")
        .replace("*100*100~", "*100*0~");
    let files = taken().remit("20250820", &(told + "CAS*CO*45*100~"));
    assert_eq!(asked(files), 0);
}

#[test]
fn the_payer_is_asked_for_the_claims_of_a_takeback_that_names_none() {
    let actions = on(
        "2025-09-05",
        &taken_back(
            COVERED,
            &["A1"],
            "PLB*1234567893*20251231*WO:X7*40*WO:X8*60~",
        ),
    );
    assert_eq!(actions.len(), 1, "{actions:#?}");
    assert_eq!(
        told(&actions[0]),
        (
            "ask 60054 of which claims $100.00 was taken back".to_owned(),
            10_000,
            Some("2025-10-31".to_owned())
        )
    );
    let named = actions[0].claims.iter();
    let named: Vec<_> = named
        .map(|one| (one.payer_claim, one.taken_back.cents()))
        .collect();
    assert_eq!(named, [("X8", 6_000), ("X7", 4_000)]);
    let none = on(
        "2025-09-05",
        &taken_back(
            COVERED,
            &["A1"],
            "PLB*1234567893*20251231*WO:X7*40*72:X7*-40~",
        ),
    );
    assert!(none.is_empty());
}

#[test]
fn a_takeback_is_of_the_payer_that_took_it() {
    let other = |reference: &str| {
        let header = "BPR*I*0*C*NON************20250901~TRN*1*T9*1888888888~N1*PR*OTHER PLAN*XV*99999~\
                      N1*PE*PRACTICE*XX*1234567893~";
        taken_back(COVERED, &["A1"], "").raw_remit(&format!(
            "{header}PLB*1234567893*20251231*WO:{reference}*100~"
        ))
    };
    // Two payers know a claim by its account number; what one of them paid is not taken back by the other.
    for reference in ["A1", "ICNA1"] {
        let actions = on("2025-09-05", &other(reference));
        let told: Vec<_> = actions.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["ask 99999 of which claims $100.00 was taken back"]);
    }
}

#[test]
fn what_two_remittances_take_back_is_two_disputes() {
    let plb = "PLB*1234567893*20251231*WO:ICNA1*100~";
    let files = taken_back(COVERED, &["A1", "A2"], plb);
    let later = plb.replace("ICNA1", "ICNA2");
    let actions = on("2025-09-05", &files.remit_of("20250903", "-100", &later));
    assert_eq!(actions.len(), 2, "{actions:#?}");
}

#[test]
fn a_takeback_is_appealed_where_its_own_way_has_closed() {
    let plb = "PLB*1234567893*20251231*WO:ICNA1*100~";
    let actions = on("2025-10-15", &taken_back(ENDED, &["A1"], plb));
    let until = actions[0].deadline.map(|last| last.until.to_string());
    assert_eq!(
        (actions[0].route, until.as_deref()),
        (Route::Appeal, Some("2025-10-31"))
    );
    // Medicare Part B takes no replacement of a claim.
    let reversal = |filing: &str| {
        format!(
            "CLP*A1*22*-100*-100**{filing}*ICNA1*11*1~NM1*QC*1*DOE*ANY****MI*M100~MOA***M51~\
             SVC*HC:99213*-100*-100~DTM*472*20250115~"
        )
    };
    for (filing, route) in [("12", Route::CorrectedClaim), ("MB", Route::Reopening)] {
        let actions = on("2025-09-05", &taken_back(ENDED, &["A1"], &reversal(filing)));
        assert_eq!(actions[0].route, route, "{filing}");
    }
}

#[test]
fn the_roster_proves_nothing_about_what_another_payer_took_back() {
    let header = "BPR*I*0*C*NON************20250901~TRN*1*T9*1888888888~N1*PR*OTHER PLAN*XV*99999~\
                  N1*PE*PRACTICE*XX*1234567893~LX*1~";
    let reversal = paid("A1", COVERED)
        .replace("*1*100*100*", "*22*-100*-100*")
        .replace("*100*100~DTM", "*-100*-100~DTM")
        .replace("SVC*", "MOA***N831~SVC*");
    let sent = practice().sent("20250120", &claim("A1", "100", COVERED, "99213"));
    let files = sent.raw_remit(&format!("{header}{}{reversal}", paid("A1", COVERED)));
    let actions = on("2025-09-05", &files);
    assert_eq!(actions.len(), 1, "{actions:#?}");
    assert_eq!(actions[0].payer, Some("99999"));
    assert_eq!(actions[0].route, Route::EnrollmentThenReprocess);
}

#[test]
fn more_that_is_taken_of_a_reversed_claim_moves_its_last_day() {
    let reversal = paid("A1", COVERED)
        .replace("*1*100*100*", "*22*-60*-60*")
        .replace("*100*100~DTM", "*-60*-60~DTM");
    let files = taken_back(COVERED, &["A1"], &reversal);
    let plb = "PLB*1234567893*20251231*WO:ICNA1*100~";
    let actions = on("2025-10-05", &files.remit_of("20251001", "-100", plb));
    let claims: Vec<_> = actions.iter().flat_map(|one| &one.claims).collect();
    let days: Vec<_> = claims
        .iter()
        .map(|one| {
            (
                one.taken_back.cents(),
                one.paid_on.map(|day| day.to_string()),
            )
        })
        .collect();
    assert_eq!(days, [(10_000, Some("2025-10-01".to_owned()))]);
}

#[test]
fn what_one_payer_reverses_and_another_denies_is_no_more_than_the_charge() {
    let header = "BPR*I*0*C*NON************20250401~TRN*1*T9*1888888888~N1*PR*OTHER PLAN*XV*99999~\
                  N1*PE*PRACTICE*XX*1234567893~LX*1~";
    let first = paid("A1", COVERED)
        .replace("*100*100*", "*100*80*")
        .replace("*100*100~DTM", "*100*80~DTM");
    let first = first + "CAS*PR*2*20~";
    let reversal = first
        .replace("*1*100*80*", "*22*-100*-80*")
        .replace("*100*80~DTM", "*-100*-80~DTM")
        .replace("PR*2*20", "PR*2*-20");
    let other = denied("A1", "100", COVERED, "99213", "CO*50").replace("A1*1*", "A1*2*");
    let files = remit("20250301", &first)
        .raw_remit(&format!("{header}{other}"))
        .remit("20250501", &reversal);
    let actions = on("2025-05-05", &files);
    let taken: i64 = actions.iter().map(|one| one.taken_back.cents()).sum();
    let sum: i64 = actions.iter().map(|one| one.recoverable.cents()).sum();
    assert_eq!((taken, sum), (8_000, 10_000), "{actions:#?}");
    // Where the other payer paid its part, all that was reversed is to be had.
    let other = other
        .replace("*100*0**", "*100*20**")
        .replace("*100*0~", "*100*20~");
    let other = other.replace("CO*50*100", "OA*23*80");
    let files = remit("20250301", &first)
        .raw_remit(&format!("{header}{other}").replace("*I*0*", "*I*20*"))
        .remit("20250501", &reversal);
    let sum = on("2025-05-05", &files);
    let sum: i64 = sum.iter().map(|one| one.recoverable.cents()).sum();
    assert_eq!(sum, 8_000);
}

#[test]
fn a_takeback_by_account_number_is_of_the_payer_of_two_that_took_it() {
    // Nothing tells this payer but its name, which may be another's, too.
    let header = "BPR*I*0*C*NON************20250901~TRN*1*T9*1888888888~N1*PR*OTHER PLAN~\
                  N1*PE*PRACTICE*XX*1234567893~LX*1~";
    let others = |answers: &str| {
        let plb = "PLB*1234567893*20251231*WO:A1*15~";
        let files = remit("20250301", &paid("A1", COVERED));
        on(
            "2025-09-05",
            &files.raw_remit(&format!("{header}{answers}{plb}")),
        )
    };
    let both = others(&denied("A1", "100", COVERED, "99213", "CO*45").replace("ICNA1", "X1"));
    let told: Vec<_> = both.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["dispute claim A1 with 1888888888; $15.00 was taken back"]
    );
    // What another payer paid is not its own to take, though nobody else has the number.
    let none = others("");
    let told: Vec<_> = none.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["ask 1888888888 of which claims $15.00 was taken back"]
    );
}

#[test]
fn a_payer_that_tells_less_of_itself_takes_back_what_it_paid() {
    let header = "BPR*I*0*C*NON************20250901~TRN*1*T9*1888888888~N1*PR*Acme Health.~\
                  N1*PE*PRACTICE*XX*1234567893~LX*1~";
    let files = remit("20250301", &paid("A1", COVERED));
    let plb = "PLB*1234567893*20251231*WO:A1*15~";
    let actions = on("2025-09-05", &files.raw_remit(&format!("{header}{plb}")));
    let told: Vec<_> = actions.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["dispute claim A1 with 60054; $15.00 was taken back"]);
}

#[test]
fn no_member_is_named_by_a_takeback_that_names_no_claim() {
    let plb = "PLB*1234567893*20251231*WO:X7 M100*40*WO:m-100*25*WO:X8 M999*60~";
    let named = |files: Files| {
        let actions = on("2025-09-05", &files.remit_of("20250901", "-125", plb));
        let claims: Vec<_> = actions.iter().flat_map(|one| one.claims.clone()).collect();
        let named = claims
            .iter()
            .map(|one| (one.payer_claim.to_string(), one.taken_back.cents()));
        named.collect::<Vec<_>>()
    };
    let named_by =
        [("X8", 6_000), ("X7", 4_000), ("", 2_500)].map(|(name, cents)| (name.to_owned(), cents));
    assert_eq!(named(remit("20250301", &paid("A1", COVERED))), named_by);
    let sent = Files::default().sent("20250120", &claim("A1", "100", COVERED, "99213"));
    assert_eq!(named(sent), named_by);
}

#[test]
fn what_was_sent_again_is_waited_for_and_what_was_voided_is_left() {
    let first = claim("A1", "100", COVERED, "99213");
    let again = |frequency: &str| {
        let again = first.replace("11:B:1", &format!("11:B:{frequency}"));
        again.replace("HI*ABK", "REF*F8*ICNA1~HI*ABK")
    };
    let files = |day: &str, again: &str| {
        let files = practice().sent("20250120", &first).sent(day, again);
        files.remit("20250301", &denied("A1", "100", COVERED, "99213", "CO*4"))
    };
    let told = |files: &Files| {
        let actions = on("2025-05-01", files);
        assert_eq!(actions.len(), 1, "{actions:#?}");
        let denial = files.denials().remove(0);
        let mut because = denial.because.iter().map(ToString::to_string);
        assert_eq!(
            (denial.route, denial.deadline),
            (actions[0].route, actions[0].deadline)
        );
        (
            actions[0].route,
            actions[0].to_string(),
            because.next_back().unwrap_or_default(),
        )
    };
    let (route, what, because) = told(&files("20250420", &again("7")));
    assert_eq!(route, Route::Wait);
    assert_eq!(
        what,
        "wait for 60054 to decide claim A1: sent again on 2025-04-20, not answered yet"
    );
    assert_eq!(
        because,
        "the claim was sent again on 2025-04-20, and is not answered yet"
    );
    // What is not answered in 45 days may never have got there.
    let late = files("20250420", &again("7"));
    assert_eq!(on("2025-06-04", &late)[0].route, Route::Wait);
    let action = on("2025-06-05", &late).remove(0);
    assert_eq!(
        (action.route, action.recoverable),
        (Route::CorrectedClaim, action.amount)
    );
    assert_eq!(
        action.to_string(),
        "correct claim A1 and send a replacement (CLM05-3 = 7, REF*F8 = ICNA1); \
         sent again on 2025-04-20 and never answered: first ask where it is (276)"
    );
    assert_eq!(
        on("2025-06-05", &files("20250420", &again("8")))[0].route,
        Route::None
    );
    let (route, what, because) = told(&files("20250420", &again("8")));
    assert_eq!(route, Route::None);
    assert_eq!(what, "nothing to do about claim A1: voided on 2025-04-20");
    assert_eq!(because, "the claim was voided on 2025-04-20");
    // It was sent before the answer, names another claim or none, or is of other days.
    let strange = again("7").replace(COVERED, "20240115");
    for (day, again) in [
        ("20250220", again("7")),
        ("20250420", again("7").replace("ICNA1", "ICNB1")),
        ("20250420", again("1")),
        ("20250420", strange),
    ] {
        assert_eq!(
            told(&files(day, &again)).0,
            Route::CorrectedClaim,
            "{again}"
        );
    }
    // What was sent again is answered: that answer is what is worked on.
    let later = denied("A1", "100", COVERED, "99213", "CO*4").replace("ICNA1", "ICN2");
    let answered = files("20250420", &again("7")).remit("20250425", &later);
    let actions = on("2025-05-01", &answered);
    assert_eq!(
        (actions.len(), actions[0].route),
        (1, Route::CorrectedClaim)
    );
    assert_eq!(actions[0].claims[0].payer_claim, "ICN2");
    // What was rejected never reaches the payer.
    let rejected = files("20250420", &again("7")).acknowledged(
        "20250421",
        "HL*4*3*PT~NM1*QC*1*DOE*ANY****MI*M100~TRN*2*A1~STC*A7:21*20250421*U*100~",
    );
    assert_eq!(told(&rejected).0, Route::CorrectedClaim);
}

#[test]
fn a_dispute_tells_the_row_that_was_known_on_the_day() {
    // The end was recorded on 11 April: on the 5th nobody knew it.
    let header = "provider_npi,payer_id,group_npi,tin,status,effective_from,effective_to,recorded_from,recorded_to\n";
    let row = |rest: &str| format!("{DOCTOR},60054,{PRACTICE},123456789,{rest}\n");
    let rows = row("approved,2020-01-01,,2020-01-01,2025-04-10")
        + &row("terminated,2020-01-01,2025-02-28,2025-04-11,");
    let files = Files::default()
        .roster("enrollments.csv", &format!("{header}{rows}"))
        .sent("20250320", &claim("A1", "100", "20250310", "99213"))
        .remit(
            "20250401",
            &denied("A1", "100", "20250310", "99213", "CO*B7"),
        );
    let told = |day: &str| {
        let action = on(day, &files).remove(0);
        let rows = action.packet.iter().filter_map(|one| one.roster.as_ref());
        let mut rows = rows.chain(&action.roster);
        rows.next().map(|row| (row.line, row.failed.is_some()))
    };
    assert_eq!(told("2025-04-05"), Some((2, false)));
    assert_eq!(told("2025-04-15"), Some((3, true)));
}

#[test]
fn a_claim_without_a_number_is_one_claim() {
    let nameless = denied("", "100", COVERED, "99213", "CO*50");
    let action = on("2025-03-05", &remit("20250301", &nameless)).remove(0);
    assert_eq!(action.to_string(), "appeal 1 claim to 60054");
}

#[test]
fn what_a_duplicate_repeats_is_looked_for_where_it_is_not_known() {
    let answer = |id: &str, reason: &str| denied(id, "100", COVERED, "99213", reason);
    let last = |remits: &[&str]| {
        let mut files = Files::default();
        for (payments, day) in remits.iter().zip(["20250301", "20250401", "20250501"]) {
            files = files.remit(day, payments);
        }
        let denial = files.denials().pop().expect("a denial");
        (denial.route, denial.because.contains(&Reason::FirstNotHere))
    };
    let (looked_for, left) = ((Route::Reopening, true), (Route::None, false));
    for reason in ["CO*18", "CO*B13"] {
        assert_eq!(last(&[&answer("A1", reason)]), looked_for, "{reason}");
    }
    // Twice a duplicate, and nothing else.
    let again = answer("A1", "CO*18").replace("ICNA1", "ICNA2");
    assert_eq!(last(&[&answer("A1", "CO*18"), &again]), looked_for);
    // The first answer is there, also under another number.
    for first in [
        answer("A1", "CO*50"),
        answer("K1", "CO*50"),
        paid("K1", COVERED),
    ] {
        assert_eq!(last(&[&first, &again]), left, "{first}");
    }
    // Of another member or day it is none.
    let other = paid("K1", COVERED).replace("M100", "M200");
    assert_eq!(last(&[&other, &again]), looked_for);
    // Another line of the payment, or a remark, says more.
    let line = "SVC*HC:99213*50*0~DTP*472*20241115~CAS*PR*1*50~";
    let twice = format!("{}{line}", again.replace("CLP*A1*1*100*", "CLP*A1*1*150*"));
    assert_eq!(last(&[&twice]), left);
    assert!(!last(&[&format!("{again}LQ*HE*N522~")]).1);
    // What the user says of the reason goes first.
    let own = Files::default()
        .profile("[denials.causes]\ncsv = \"code,route\\n18,none\\n\"\n")
        .remit("20250301", &answer("A1", "CO*18"));
    assert_eq!(own.denial().route, Route::None);
}
