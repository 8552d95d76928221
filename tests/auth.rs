//! `remedi auth`: authorizations to see to, until when, and with what.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod run;

use run::{Ran, remedi};
use serde_json::{Value, json};

const CLAIMS: &str = "fixtures/auth/claims.837";
const WITH: [&str; 4] = [
    "--rules",
    "fixtures/auth/remedi.toml",
    "--roster",
    "fixtures/auth/roster",
];

fn auth(arguments: &[&str]) -> Ran {
    let common = ["auth", CLAIMS, "--as-of", "2025-03-10"];
    remedi(common.iter().chain(&WITH).chain(arguments))
}

fn items() -> Vec<Value> {
    let all = auth(&["--format", "json"]).json();
    let is_item = |one: &Value| one["schema"] == "remedi.authorization/1";
    all.into_iter().filter(is_item).collect()
}

fn item(claim: &str) -> Value {
    let mut all = items().into_iter();
    all.find(|one| one["claim"] == claim).unwrap()
}

fn check(item: &Value, name: &str) -> Value {
    let all = item["checklist"].as_array().unwrap();
    let found = all.iter().find(|one| one["item"] == name);
    found.cloned().unwrap_or(Value::Null)
}

#[test]
fn what_is_to_be_asked_for_first_comes_first() {
    let told: Vec<_> = items()
        .iter()
        .map(|one| {
            json!([
                one["claim"],
                one["problem"],
                one["route"],
                one["status"],
                one["deadline"]["until"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!([
                "AU05",
                "placeholder",
                "retro_authorization",
                "due_soon",
                "2025-03-10"
            ]),
            json!([
                "AU04",
                "absent",
                "emergency_appeal",
                "due_soon",
                "2025-03-10"
            ]),
            json!([
                "AU01",
                "absent",
                "retro_authorization",
                "due_soon",
                "2025-03-11"
            ]),
            json!([
                "AU02",
                "absent",
                "retro_authorization",
                "open",
                "2025-03-15"
            ]),
            json!([
                "AU06",
                "other_provider",
                "amend_authorization",
                "not_known",
                null
            ]),
            json!([
                "AU10",
                "other_dates",
                "amend_authorization",
                "not_known",
                null
            ]),
            json!(["AU11", "absent", "ask_payer", "not_known", null]),
            json!([
                "AU09",
                "other_service",
                "amend_authorization",
                "not_known",
                null
            ]),
            json!(["AU03", "absent", "appeal", "expired", "2025-02-14"]),
        ]
    );
}

#[test]
fn days_are_counted_in_the_calendar_and_in_business() {
    // From Friday over a weekend; and up to a Saturday, on which nobody is there to be asked.
    let business = &item("AU01")["deadline"];
    assert_eq!(
        *business,
        json!({
            "until": "2025-03-11", "ask_by": "2025-03-11", "days_left": 1, "business_days_left": 1,
            "days": 2, "unit": "business", "from": "service", "counted_from": "2025-03-07"
        })
    );
    let calendar = &item("AU02")["deadline"];
    assert_eq!(
        *calendar,
        json!({
            "until": "2025-03-15", "ask_by": "2025-03-14", "days_left": 5, "business_days_left": 4,
            "days": 30, "unit": "calendar", "from": "service", "counted_from": "2025-02-13"
        })
    );
}

#[test]
fn evidence_of_an_emergency_on_another_line_of_the_day_counts() {
    let one = item("AU04");
    assert_eq!(one["lines"].as_array().unwrap().len(), 1);
    assert_eq!(one["lines"][0]["line"], 2);
    assert_eq!(one["emergency"]["strong"], true);
    // The place, the visit and the indicator.
    assert_eq!(one["emergency"]["points"], 9);
    assert_eq!(one["emergency"]["evidence"].as_array().unwrap().len(), 3);
    assert_eq!(item("AU01")["emergency"]["points"], 0);
}

#[test]
fn a_checklist_says_what_is_there_and_what_is_to_be_got() {
    let one = item("AU02");
    assert_eq!(check(&one, "procedures")["text"], "70551 (1 UN)");
    assert_eq!(check(&one, "service_dates")["text"], "2025-02-13");
    assert_eq!(check(&one, "servicing_provider")["text"], "1400000018");
    assert_eq!(
        check(&one, "billing_provider")["text"],
        "1390000010, TIN 912345678"
    );
    assert_eq!(
        check(&one, "member_id")["text"],
        "on the claim (2010BA NM109)"
    );
    assert_eq!(check(&one, "documents")["there"], false);
    // The payer that says more of late requests has it on the list.
    let told = item("AU01");
    assert_eq!(
        check(&told, "documents")["text"],
        "order, notes of the visit"
    );
    assert_eq!(check(&told, "channel")["text"], "the payer's portal");
    assert!(
        check(&told, "reason")["text"]
            .as_str()
            .unwrap()
            .contains("retroactive eligibility")
    );
    assert_eq!(told["source"], "invented manual of PLAN1, 2025");
}

#[test]
fn numbers_that_are_wrong_name_the_row_on_file() {
    let one = item("AU06");
    assert_eq!(one["findings"][0]["rule"], "AUTH-02");
    assert_eq!(one["findings"][0]["nearest"]["line"], 2);
    assert_eq!(check(&one, "number")["text"], "sent: AUTH100 (REF*G1)");
    assert_eq!(item("AU10")["findings"][0]["rule"], "AUTH-04");
}

#[test]
fn units_are_added_up_over_the_claims_of_the_run() {
    let ran = auth(&["--format", "json"]);
    let all = ran.json();
    let used: Vec<_> = all
        .iter()
        .filter(|one| one["schema"] == "remedi.authorization-use/1")
        .map(|one| {
            json!([
                one["number"],
                one["granted"],
                one["used"],
                one["left"],
                one["claims"]
            ])
        })
        .collect();
    assert_eq!(used, [json!(["AUTH200", 3, 4, -1, 2])]);
    let sums = ran.summary();
    assert_eq!(sums["schema"], "remedi.authorizations-summary/1");
    assert_eq!((&sums["items"], &sums["exceeded"]), (&json!(9), &json!(1)));
    assert_eq!(
        (&sums["claims"], &sums["lines_wanting"]),
        (&json!(11), &json!(8))
    );
    assert_eq!(ran.code, 1);
    let human = auth(&["--brief"]).out;
    assert!(
        human.contains("authorization AUTH200 (authorizations.csv:3) grants 3, and 2 claims use 4"),
        "{human}"
    );
}

#[test]
fn a_void_takes_its_units_away() {
    let text = String::from_utf8(run::fixture("auth/claims.837")).unwrap();
    // AU08 turned into a void of AU07.
    let text = text.replace("CLM*AU08*80***11:B:1", "CLM*AU07*80***11:B:8");
    let mut arguments = vec!["auth", "-", "--as-of", "2025-03-10", "--format", "json"];
    arguments.extend(WITH);
    let all = run::remedi_reading(text.as_bytes(), arguments).json();
    let used = all
        .iter()
        .find(|one| one["schema"] == "remedi.authorization-use/1");
    assert_eq!(used.unwrap()["used"], 0);
}

#[test]
fn what_the_payer_denied_is_on_the_checklist() {
    let ran = auth(&["--remits", "fixtures/auth/remits.835", "--format", "json"]);
    assert_eq!(ran.err, "");
    let all = ran.json();
    let denied = all.iter().find(|one| one["claim"] == "AU03").unwrap();
    assert_eq!(denied["denials"][0]["carc"], "197");
    // As long as the profile says that the payer takes late requests.
    assert_eq!(denied["denials"][0]["deadline"], "2025-02-14");
    let denial = check(denied, "denial");
    assert_eq!(denial["there"], true);
    assert_eq!(
        denial["text"],
        "CO-197, $900.00 on line 1, the payer's claim P2CLAIM3, 2025-03-20"
    );
    let other = all.iter().find(|one| one["claim"] == "AU01").unwrap();
    assert_eq!(check(other, "denial")["there"], false);
    // AU07 was denied too, with an authorization on file that is for it.
    let sums = ran.summary();
    assert_eq!(
        sums["denied_elsewhere"],
        json!({"claims": 1, "amount": "80.00"})
    );
}

#[test]
fn what_the_payer_paid_without_a_number_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let remits = folder.path().join("paid.835");
    let denied = std::fs::read_to_string(run::root().join("fixtures/auth/remits.835")).unwrap();
    let paid = denied
        .replace("CLP*AU03*4*900*0*", "CLP*AU03*1*900*900*")
        .replace("SVC*HC:70551*900*0*", "SVC*HC:70551*900*900*")
        .replace("CAS*CO*197*900~", "")
        .replace("BPR*H*0*", "BPR*H*900*");
    std::fs::write(&remits, &paid).unwrap();
    let told = |remits: &str| {
        let ran = auth(&["--remits", remits, "--format", "json"]);
        let claims = ran.json().into_iter();
        let of_claim = claims.filter(|one| one["claim"] == "AU03").count();
        (of_claim, ran.summary()["settled"].clone())
    };
    let all = told("fixtures/auth/remits.835");
    assert_eq!(all, (1, json!({"items": 0, "amount": "0.00"})));
    let left = told(remits.to_str().unwrap());
    assert_eq!(left, (0, json!({"items": 1, "amount": "900.00"})));
    // A part of the claim is not all of it, and nothing paid and nothing told is no decision.
    let in_part = paid
        .replace("*900*900*", "*400*400*")
        .replace("BPR*H*900*", "BPR*H*400*");
    let in_part = in_part.replace("AU03*1*900*900", "AU03*1*400*400");
    let nothing = denied.replace("CAS*CO*197*900~", "");
    for still_open in [in_part, nothing] {
        std::fs::write(&remits, still_open).unwrap();
        assert_eq!(told(remits.to_str().unwrap()).0, 1);
    }
}

#[test]
fn without_rules_and_roster_that_is_said() {
    let ran = remedi(["auth", CLAIMS, "--as-of", "2025-03-10"]);
    assert!(ran.err.contains("no profile is given"), "{}", ran.err);
    assert!(
        ran.err.contains("no authorizations are on file"),
        "{}",
        ran.err
    );
    // What is no number is none anywhere.
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("AUTH-09"), "{}", ran.out);
}

#[test]
fn no_patient_is_told_and_threads_change_nothing() {
    for format in ["human", "json", "csv"] {
        let told = ["1", "4"].map(|threads| {
            let text = auth(&["--format", format, "--threads", threads]).out;
            let cut = text.find("\"seconds\"").unwrap_or(text.len());
            text[..cut].to_owned()
        });
        assert_eq!(told[0], told[1]);
        for private in ["TESTER", "T00000", "1970"] {
            assert!(!told[0].contains(private), "{private} in {}", told[0]);
        }
    }
}

#[test]
fn the_worklist_reads_with_its_checklists() {
    insta::assert_snapshot!(auth(&[]).out);
}
