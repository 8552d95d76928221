//! Authorizations: until when payers can be asked, what speaks for an emergency, and what is used up.

use std::sync::Arc;

use remedi_claims::{Batch, ClaimKind, Cutter};
use remedi_enrollment::Roster;
use remedi_validate::authorization::{
    Anchor, Authorizations, Problem, Route, Status, Task, Usages, Used, rules_off,
};
use remedi_validate::{Checker, Example, Options, Profile, Severity};

const WANTED: &str = "[[payers.60054.authorization]]\nprocedure = '99213'\n";
const LINE: &str = "LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";

struct Told {
    tasks: Vec<Task>,
    usages: Usages,
    used: Vec<Used>,
}

/// What is to be done on a day about claims, by these files of a roster and this profile.
fn told(example: Example, profile: &str, today: &str) -> Told {
    let roster = (!example.roster().is_empty()).then(|| {
        let loaded = Roster::from_csv(example.roster()).expect("a readable roster");
        loaded.roster
    });
    let profile = Profile::parse(profile, "remedi.toml").expect("a readable profile");
    let today = today.parse().expect("a day");
    let options = Options {
        as_of: Some(today),
        profile: Some(Arc::new(profile)),
        grades: rules_off(),
        ..Options::default()
    };
    let checker = Checker::new(roster.as_ref(), options);
    let authorizations = Authorizations::new(&checker, today);
    let input = example.to_input();
    let mut cutter = Cutter::new(input.as_bytes());
    let mut batch = Batch::new();
    let (mut tasks, mut usages, mut all) = (Vec::new(), Usages::default(), Vec::new());
    while cutter.next_batch(&mut batch).expect("readable") {
        let read = authorizations.read(&mut batch);
        tasks.extend(read.tasks);
        all.extend(read.used.iter().cloned());
        read.used.into_iter().for_each(|used| usages.add(used));
    }
    Told {
        tasks,
        usages,
        used: all,
    }
}

fn claim(rest: &str) -> Example {
    Example::claim(format!("CLM*A1*100***11:B:1*Y*A*Y*Y~{rest}").leak())
}

fn one(example: Example, terms: &str, today: &str) -> Task {
    let profile = format!("[payers.60054]\n{terms}\n{WANTED}");
    let mut tasks = told(example, &profile, today).tasks;
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    tasks.remove(0)
}

#[test]
fn the_last_day_is_still_in_time_and_the_next_is_not() {
    let terms = "retro_authorization = { days = 2, unit = 'business' }";
    // A Wednesday; Thursday and Friday are the window.
    for (today, status, route) in [
        ("2025-01-15", Status::DueSoon, Route::RetroAuthorization),
        ("2025-01-17", Status::DueSoon, Route::RetroAuthorization),
        ("2025-01-18", Status::Expired, Route::Appeal),
    ] {
        let task = one(claim(LINE), terms, today);
        assert_eq!((task.status, task.route), (status, route), "{today}");
        assert_eq!(task.severity, Severity::Error);
        let rule = task.findings[0].rule.code;
        let expected = if status == Status::Expired {
            "AUTH-01"
        } else {
            "AUTH-08"
        };
        assert_eq!(rule, expected);
    }
}

#[test]
fn lines_that_can_still_be_asked_for_stand_apart_from_those_that_cannot() {
    let lines = "LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
        LX*2~SV1*HC:99213*80*UN*1***1~DTP*472*D8*20250301~";
    for (number, problem) in [
        ("", Problem::Absent),
        ("REF*G1*PENDING~", Problem::Placeholder),
    ] {
        let text = format!("CLM*A1*180***11:B:1*Y*A*Y*Y~{number}{lines}");
        let terms = format!("[payers.60054]\nretro_authorization_days = 30\n{WANTED}");
        let tasks = told(Example::claim(text.leak()), &terms, "2025-03-10").tasks;
        let told: Vec<_> = tasks
            .iter()
            .map(|task| {
                let lines: Vec<_> = task.services.iter().map(|one| one.line).collect();
                (task.problem, task.route, lines, task.amount.to_string())
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    problem,
                    Route::RetroAuthorization,
                    vec![Some(2)],
                    "80.00".to_owned()
                ),
                (problem, Route::Appeal, vec![Some(1)], "100.00".to_owned()),
            ]
        );
        assert!(tasks.iter().all(|task| task.findings.len() == 1));
    }
}

#[test]
fn a_window_from_the_discharge_counts_from_the_statement_of_an_institutional_claim() {
    let stay = Example::claim(
        "CLM*A1*100***11:A:1**A*Y*Y~DTP*096*TM*1200~DTP*434*RD8*20250113-20250120~DTP*435*DT*202501130800~\
         CL1*3*7*01~LX*1~SV2*0300*HC:99213*100*UN*1~DTP*472*D8*20250114~",
    )
    .of_kind(ClaimKind::Institutional);
    let terms = "retro_authorization = { days = 10, from = 'discharge' }";
    let task = one(stay, terms, "2025-01-25");
    let deadline = task.deadline.expect("a deadline");
    assert_eq!(deadline.counted_from.to_string(), "2025-01-20");
    // From the line's own day it would be past.
    assert_eq!(task.status, Status::Open);
}

#[test]
fn a_window_counts_from_the_admission_where_the_claim_tells_it() {
    let terms = "retro_authorization = { days = 30, from = 'admission' }";
    let admitted = claim(&format!("DTP*435*D8*20250110~{LINE}"));
    let task = one(admitted, terms, "2025-01-20");
    let deadline = task.deadline.expect("a deadline");
    assert_eq!(
        (deadline.anchor, deadline.until.to_string()),
        (Anchor::Admission, "2025-02-09".to_owned())
    );
    let task = one(claim(LINE), terms, "2025-01-20");
    let deadline = task.deadline.expect("a deadline");
    assert_eq!(
        (deadline.anchor, deadline.until.to_string()),
        (Anchor::Service, "2025-02-14".to_owned())
    );
}

#[test]
fn a_payer_of_whom_nothing_is_told_is_asked() {
    let task = one(claim(LINE), "", "2025-01-20");
    assert_eq!(
        (task.route, task.status),
        (Route::AskPayer, Status::NotKnown)
    );
    assert!(task.deadline.is_none());
}

#[test]
fn evidence_of_another_day_does_not_speak_for_this_one() {
    let visit = |day: &str| format!("{LINE}LX*2~SV1*HC:99285*300*UN*1*23**1**Y~DTP*472*D8*{day}~");
    let same = one(claim(&visit("20250115")), "", "2025-01-20");
    assert_eq!(same.severity, Severity::Warning);
    assert_eq!(
        (same.route, same.emergency.points()),
        (Route::EmergencyAppeal, 9)
    );
    let other = one(claim(&visit("20250101")), "", "2025-01-20");
    assert_eq!(
        (other.route, other.emergency.points()),
        (Route::AskPayer, 0)
    );
    // An admission makes one stay of them.
    let stay = format!("DTP*435*D8*20250101~{}", visit("20250101"));
    assert_eq!(
        one(claim(&stay), "", "2025-01-20").route,
        Route::EmergencyAppeal
    );
}

#[test]
fn an_emergency_of_one_day_is_none_for_the_services_of_all() {
    let lines = "LX*1~SV1*HC:99213*100*UN*1***1**Y~DTP*472*D8*20250115~\
        LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250301~";
    let example = Example::claim(format!("CLM*A1*200***11:B:1*Y*A*Y*Y~{lines}").leak());
    let task = one(example, "", "2025-03-10");
    assert_eq!((task.services.len(), task.route), (2, Route::AskPayer));
    assert_eq!(
        (task.emergency.points(), task.severity),
        (3, Severity::Error)
    );
    let graded: Vec<Severity> = task.findings.iter().map(|one| one.severity).collect();
    assert_eq!(graded, [Severity::Warning, Severity::Error]);
}

#[test]
fn weak_evidence_is_listed_and_decides_nothing() {
    let accident = Example::claim(
        "CLM*A1*100***11:B:1*Y*A*Y*Y**OA~DTP*439*D8*20250115~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
    );
    let task = one(accident, "", "2025-01-20");
    assert_eq!(
        (task.emergency.points(), task.emergency.is_strong()),
        (1, false)
    );
    assert_eq!(task.route, Route::AskPayer);
}

#[test]
fn an_emergency_admission_of_an_institutional_claim_is_evidence() {
    let stay = Example::claim(
        "CLM*A1*100***11:A:1**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*7*01~\
         LX*1~SV2*0450*HC:99213*100*UN*1~DTP*472*D8*20250113~",
    )
    .of_kind(ClaimKind::Institutional);
    let task = one(stay, "", "2025-01-20");
    assert_eq!(task.route, Route::EmergencyAppeal);
    assert_eq!(task.emergency.points(), 6);
}

#[test]
fn a_placeholder_is_as_good_as_nothing_where_the_payer_wants_a_number() {
    let sent = claim(&format!("REF*G1*PENDING~{LINE}"));
    let terms = "retro_authorization_days = 30";
    let task = one(sent, terms, "2025-01-20");
    assert_eq!(
        (task.problem, task.route),
        (Problem::Placeholder, Route::RetroAuthorization)
    );
    // Where it wants none, there is only the number to be corrected.
    let tasks = told(sent, "", "2025-01-20").tasks;
    assert_eq!(
        (tasks[0].route, tasks[0].status),
        (Route::CorrectNumber, Status::NotKnown)
    );
}

const ENROLLED: (&str, &str) = (
    "enrollments.csv",
    "provider_npi,payer_id,status,effective_from\n1245319599,60054,approved,2023-01-01\n",
);

const ON_FILE: &[(&str, &str)] = &[
    ENROLLED,
    (
        "authorizations.csv",
        "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,,,99213,3,,,\n",
    ),
];

#[test]
fn a_replacement_takes_the_place_of_the_claim_before_it() {
    let units = |id: &str, frequency: u8, units: u8| {
        format!(
            "CLM*{id}*100***11:B:{frequency}*Y*A*Y*Y~REF*G1*AUTH77~LX*1~SV1*HC:99213*100*UN*{units}***1~\
             DTP*472*D8*20250115~"
        )
    };
    for (claims, used, left, count) in [
        (units("A", 1, 2) + &units("B", 1, 2), 4, -1, 2),
        (units("A", 1, 2) + &units("A", 7, 1), 1, 2, 1),
        (
            units("A", 1, 2) + &units("B", 1, 2) + &units("B", 8, 2),
            2,
            1,
            1,
        ),
        // What the first version was is not among these claims.
        (units("A", 7, 3), 3, 0, 1),
    ] {
        let example = Example::claim(claims.clone().leak()).with_roster(ON_FILE);
        let usages = told(example, "", "2025-01-20").usages;
        let (row, usage) = usages.iter().next().expect("used");
        assert_eq!((row, &*usage.number, usage.granted), (2, "AUTH77", 3));
        let own = (usage.used, usage.left(), usage.claims);
        assert_eq!(own, (used, left, count), "{claims}");
    }
}

#[test]
fn a_stay_uses_days_and_not_the_units_of_its_other_lines() {
    let stay = Example::claim(
        "CLM*A1*100***11:A:1**A*Y*Y~DTP*434*RD8*20250113-20250115~DTP*435*DT*202501130800~CL1*1*7*01~REF*G1*AUTH77~\
         LX*1~SV2*0120**60*DA*2~LX*2~SV2*0250**40*UN*45~",
    )
    .of_kind(ClaimKind::Institutional)
    .with_roster(&[
        ENROLLED,
        (
            "authorizations.csv",
            "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,60054,,,,3,,,\n",
        ),
    ]);
    let usages = told(stay, "", "2025-01-20").usages;
    let (_, usage) = usages.iter().next().expect("used");
    assert_eq!((usage.used, usage.left()), (2, 1));
}

#[test]
fn what_is_sent_to_another_payer_replaces_nothing() {
    let version = |frequency: u8| {
        let text = format!(
            "CLM*A*100***11:B:{frequency}*Y*A*Y*Y~REF*G1*AUTH77~LX*1~SV1*HC:99213*100*UN*1***1~\
             DTP*472*D8*20250115~"
        );
        Example::claim(text.leak()).with_roster(&[
            ENROLLED,
            (
                "authorizations.csv",
                "auth_number,payer_id,member_id,provider_npi,procedures,units,valid_from,valid_to,pos\nAUTH77,,,,99213,3,,,\n",
            ),
        ])
    };
    for (second, expected) in [
        (version(7), 1),
        (version(7).sent_to("NM1*PR*2*OTHER PAYER*****PI*77777~"), 2),
    ] {
        let mut usages = Usages::default();
        for example in [version(1), second] {
            let used = told(example, "", "2025-01-20").used;
            used.into_iter().for_each(|used| usages.add(used));
        }
        let (_, usage) = usages.iter().next().expect("used");
        assert_eq!(usage.used, expected);
    }
}

#[test]
fn two_ways_to_tell_a_window_are_one_too_many() {
    let text =
        "[payers.1]\nretro_authorization_days = 3\n[payers.1.retro_authorization]\ndays = 2\n";
    let told = Profile::parse(text, "remedi.toml").expect_err("a fault");
    assert_eq!(
        told.to_string(),
        "remedi.toml:2: `retro_authorization_days` is told by `retro_authorization` too"
    );
}
