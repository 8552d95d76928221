//! `remedi audit`: verdicts that a newer roster changes, and where services were rendered.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod run;

use run::{Ran, remedi, remedi_reading};
use serde_json::{Value, json};

const CLAIMS: &str = "fixtures/practice/claims-2025-03.837";
const NEW: &str = "fixtures/practice/roster";
const OLD: &str = "fixtures/audit/roster-before";

fn audit(arguments: &[&str]) -> Ran {
    let common = ["audit", "--claims", CLAIMS, "--as-of", "2025-04-01"];
    remedi(common.iter().chain(arguments))
}

fn of_schema<'v>(all: &'v [Value], schema: &str) -> Vec<&'v Value> {
    all.iter().filter(|one| one["schema"] == schema).collect()
}

#[test]
fn what_the_new_roster_changes_is_told_claim_by_claim() {
    let ran = audit(&["--roster", NEW, "--was", OLD, "--format", "json"]);
    assert_eq!((ran.code, &*ran.err), (1, ""));
    let all = ran.json();
    let changes = of_schema(&all, "remedi.audit-change/1");
    let told: Vec<_> = changes
        .iter()
        .map(|one| {
            json!([
                one["claim"],
                one["change"],
                one["event"],
                one["at_risk"],
                one["recoverable"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["LK1016", "recoverable", "retro_approval", "0.00", "125.00"]),
            json!([
                "LK1043",
                "takeback_risk",
                "retro_termination",
                "180.00",
                "0.00"
            ]),
            json!([
                "LK1044",
                "takeback_risk",
                "retro_termination",
                "390.00",
                "0.00"
            ]),
        ]
    );
    assert_eq!(changes[1]["appeared"][0]["rule"], "ENR-04");
    assert_eq!(changes[1]["appeared"][0]["nearest"]["line"], 7);
    assert_eq!(
        (&changes[1]["was"], &changes[1]["now"]),
        (&json!("clean"), &json!("held"))
    );
    let sums = ran.summary();
    assert_eq!(sums["schema"], "remedi.audit-summary/1");
    assert_eq!(
        sums["changes"]["takeback_risk"],
        json!({"claims": 2, "at_risk": "570.00", "recoverable": "0.00"})
    );
    assert_eq!(sums["claims"], 49);
}

/// The two rosters the other way round.
#[test]
fn what_was_lost_one_way_is_won_the_other() {
    let ran = audit(&["--roster", OLD, "--was", NEW, "--format", "json"]);
    let sums = ran.summary();
    assert_eq!(sums["changes"]["recoverable"]["recoverable"], "570.00");
    assert_eq!(sums["changes"]["takeback_risk"]["at_risk"], "125.00");
}

#[test]
fn what_wants_an_authorization_is_not_clean_when_the_enrollment_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("remedi.toml");
    // The service is of 2025-03-12, and asked is on 2025-04-01.
    for (days, rule) in [(0, "AUTH-01"), (90, "AUTH-08")] {
        let terms = format!(
            "[payers.PLAN1]\nretro_authorization_days = {days}\n\
             [[payers.PLAN1.authorization]]\nprocedure = \"99213\"\n"
        );
        std::fs::write(&rules, terms).unwrap();
        let rules = rules.to_str().unwrap();
        let ran = audit(&[
            "--roster", NEW, "--was", OLD, "--rules", rules, "--format", "json",
        ]);
        let all = ran.json();
        let changes = of_schema(&all, "remedi.audit-change/1");
        let claim = changes.iter().find(|one| one["claim"] == "LK1016").unwrap();
        let told = ["change", "was", "now", "recoverable"].map(|key| claim[key].clone());
        assert_eq!(told, ["other_reason", "held", "held", "0.00"], "{rule}");
        // It is no change: both rosters leave it.
        assert_eq!(claim["appeared"], json!([]), "{rule}");
        let check = [
            "check",
            CLAIMS,
            "--roster",
            NEW,
            "--rules",
            rules,
            "--as-of",
            "2025-04-01",
            "--format",
            "json",
        ];
        let holds = |one: &Value| one["claim"] == "LK1016" && one["rule"] == rule;
        assert!(remedi(check).json().iter().any(holds), "{rule}");
        assert_eq!(ran.summary()["changes"]["recoverable"]["claims"], 0);
    }
}

#[test]
fn one_roster_is_compared_with_itself_as_it_was_known_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("enrollments.csv");
    std::fs::write(
        &path,
        "provider_npi,payer_id,status,effective_from,effective_to,recorded_from,recorded_to\n\
         1400000026,PLAN2,approved,2022-01-01,,2022-01-01,2025-03-31\n\
         1400000026,PLAN2,terminated,2022-01-01,2025-03-14,2025-04-01,\n",
    )
    .unwrap();
    let path = path.to_str().unwrap();
    let ran = audit(&[
        "--roster",
        path,
        "--was-known-on",
        "2025-03-31",
        "--format",
        "json",
    ]);
    assert_eq!(ran.summary()["changes"]["takeback_risk"]["claims"], 2);
    let same = audit(&[
        "--roster",
        path,
        "--was-known-on",
        "2025-04-02",
        "--format",
        "json",
    ]);
    assert_eq!(same.summary()["changes"]["takeback_risk"]["claims"], 0);
}

#[test]
fn threads_change_nothing_and_no_patient_is_named() {
    for format in ["human", "json", "csv"] {
        let told: Vec<String> = ["1", "4"]
            .map(|threads| {
                let ran = audit(&[
                    "--roster",
                    NEW,
                    "--was",
                    OLD,
                    "--format",
                    format,
                    "--threads",
                    threads,
                ]);
                let text = ran.out;
                let cut = text.find("\"seconds\"").unwrap_or(text.len());
                text[..cut].to_owned()
            })
            .into();
        assert_eq!(told[0], told[1]);
        // The subscribers of the fixture are TESTERs with ids such as T100000.
        assert!(
            !told[0].contains("TESTER") && !told[0].contains("T1000"),
            "{}",
            told[0]
        );
    }
}

#[test]
fn places_are_counted_by_provider_and_location() {
    let ran = audit(&["--roster", NEW, "--format", "json"]);
    let all = ran.json();
    assert!(of_schema(&all, "remedi.audit-change/1").is_empty());
    assert_eq!(ran.summary()["changes"], Value::Null);
    let places = of_schema(&all, "remedi.audit-places/1");
    let own = places.iter().find(|one| {
        one["by"] == "provider_at_location"
            && one["provider"] == "1400000026"
            && one["location"] == "HOSP-IP"
    });
    let own = own.unwrap();
    assert_eq!(
        own["mix"],
        json!([
            {"pos": "11", "claims": 1, "lines": 1, "amount": "180.00", "share": 0.2},
            {"pos": "21", "claims": 4, "lines": 4, "amount": "890.00", "share": 0.8},
        ])
    );
    assert_eq!(own["office_at_hospital"]["sure"], 1);
    // An office service at a hospital is an error; without a roster nobody knows of it.
    assert_eq!(ran.code, 1);
    assert_eq!(audit(&[]).code, 0);
}

/// A practice of four, of whom one bills at a hospital what the others do in the office.
fn four_providers() -> String {
    let head = "ISA*00*          *00*          *ZZ*SUB            *ZZ*REC            *250131*1200*^*00501*000000001*0*T*:~\
        GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20250131*1200*CH~\
        NM1*41*2*SUB*****46*SUB1~PER*IC*DESK*TE*5552345678~NM1*40*2*PAYER*****46*60054~HL*1**20*1~\
        NM1*85*2*GROUP (TEST)*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~\
        HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*DOE*PAT****MI*M1~N3*7 OAK ST~N4*SPRINGFIELD*IL*627010001~\
        DMG*D8*19800101*F~NM1*PR*2*PAYER*****PI*60054~";
    let mut text = head.to_owned();
    for (npi, outside) in [
        ("1245319599", 20),
        ("1922222223", 1),
        ("1500000033", 0),
        ("1400000018", 0),
    ] {
        for number in 0..25 {
            let pos = if number < outside { "22" } else { "11" };
            text += &format!(
                "CLM*{npi}-{number}*100***{pos}:B:1*Y*A*Y*Y~HI*ABK:I10~NM1*82*1*ROE*SAM****XX*{npi}~\
                 PRV*PE*PXC*207R00000X~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"
            );
        }
    }
    let set = text[text.find("ST*").unwrap()..].matches('~').count() + 1;
    text + &format!("SE*{set}*0001~GE*1*1~IEA*1*000000001~")
}

#[test]
fn who_is_far_from_peers_is_told_with_the_statistics() {
    let input = four_providers();
    let run = |format| {
        remedi_reading(
            input.as_bytes(),
            ["audit", "--claims", "-", "--format", format],
        )
    };
    let ran = run("json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let all = ran.json();
    let outliers = of_schema(&all, "remedi.audit-outlier/1");
    let hospital = outliers
        .iter()
        .find(|one| one["measure"] == "pos_22")
        .unwrap();
    assert_eq!(hospital["provider"], "1245319599");
    assert_eq!(
        hospital["own"],
        json!({"claims": 20, "of": 25, "share": 0.8})
    );
    assert_eq!(
        hospital["peers"],
        json!({"claims": 1, "of": 75, "share": 0.0133})
    );
    assert_eq!(
        (&hospital["peer_count"], &hospital["far_from"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(hospital["class"], "207R");
    assert!(outliers.iter().all(|one| one["provider"] == "1245319599"));
    let human = run("human").out;
    assert!(human.contains("1245319599 (taxonomy 207R)"), "{human}");
    assert!(
        human.contains(
            "place of service 22: 20 of 25 (80.0 %) claims; 3 peers 1 of 75 (1.3 %) together"
        ),
        "{human}"
    );
    assert!(
        human.contains("Fisher's exact test, two-sided, 12 tests"),
        "{human}"
    );
    let csv = run("csv").out;
    let header = csv.lines().next().unwrap().matches(',').count();
    let outlier = csv
        .lines()
        .find(|line| line.starts_with("outlier,"))
        .unwrap();
    assert!(outlier.matches(',').count() >= header, "{outlier}");
}

#[test]
fn an_older_roster_needs_a_newer_one() {
    assert_eq!(audit(&["--was", OLD]).code, 2);
    assert_eq!(remedi(["audit", "--roster", NEW]).code, 2);
}

#[test]
fn the_practice_is_told_of_its_month() {
    let ran = audit(&["--roster", NEW, "--was", OLD]);
    insta::assert_snapshot!(ran.out);
}
