//! `remedi denials` as users and scripts see it.

mod run;

use std::collections::BTreeSet;
use std::fs;

use run::remedi;

const PRACTICE: [&str; 6] = [
    "denials",
    "fixtures/practice/remits-2025-04.835",
    "--claims",
    "fixtures/practice/claims-2025-03.837",
    "--roster",
    "fixtures/practice/roster",
];

fn practice(format: &str) -> run::Ran {
    remedi([&PRACTICE[..], &["--format", format]].concat())
}

#[test]
fn the_answer_comes_first() {
    let ran = remedi([
        "denials",
        "fixtures/enrollment-ended/remit.835",
        "--claims",
        "fixtures/enrollment-ended/claim.837",
        "--roster",
        "fixtures/enrollment-ended/roster.csv",
    ]);
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn every_verdict_occurs_in_the_practice() {
    let ran = practice("json");
    let lines = ran.json();
    let denials = lines
        .iter()
        .filter(|line| line["schema"] == "remedi.denial/1");
    let verdicts: BTreeSet<_> = denials
        .map(|line| line["evidence"]["verdict"].as_str().unwrap().to_owned())
        .collect();
    let all = [
        "confirmed",
        "contradicted",
        "payer_side",
        "suspected",
        "unknown",
    ];
    assert_eq!(verdicts, all.map(str::to_owned).into());
    let of = |claim: &str| lines.iter().find(|line| line["claim"] == claim).unwrap();
    assert_eq!(of("LK1043")["evidence"]["rule"], "ENR-04");
    assert_eq!(of("LK1006")["evidence"]["verdict"], "payer_side");
    assert_eq!(of("LK1006")["preventable"], false);
    assert_eq!(of("LK1035")["cause"], "NON_COVERED");
    assert_eq!(of("LK1035")["evidence"]["rule"], "PX-03");
    assert_eq!(of("LK1048")["evidence"]["verdict"], "contradicted");
    assert_eq!(of("LK1028")["denied"], "pending");
    let summary = ran.summary();
    assert_eq!(summary["denied"]["amount"], "12270.00");
    assert_eq!(summary["faults"].as_array().unwrap().len(), 0);
    assert_eq!(ran.code, 0);
}

#[test]
fn the_keys_of_a_denial_stand_in_the_order_of_the_contract() {
    let ran = practice("json");
    let line = ran.out.lines().next().unwrap();
    let keys = [
        "schema",
        "file",
        "trace",
        "paid_on",
        "claim",
        "payer_claim",
        "claim_sent",
        "line",
        "status",
        "payer",
        "payee_npi",
        "payee_tin",
        "provider",
        "location",
        "pos",
        "procedure",
        "modifiers",
        "service_from",
        "service_to",
        "charge",
        "paid",
        "group",
        "carc",
        "rarcs",
        "pharmacy_rejects",
        "amount",
        "denied",
        "state",
        "billable_to_patient",
        "cause",
        "subcause",
        "confidence",
        "because",
        "evidence",
        "suspects",
        "preventable",
        "owner",
        "route",
        "deadline",
        "at",
    ];
    let places: Vec<_> = keys
        .iter()
        .map(|key| {
            line.find(&format!("\"{key}\":"))
                .unwrap_or_else(|| panic!("no {key}"))
        })
        .collect();
    assert!(places.is_sorted(), "{line}");
    let denial: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(denial.as_object().unwrap().len(), keys.len());
    let evidence = &denial["evidence"];
    assert_eq!(
        evidence["claim_file"],
        "fixtures/practice/claims-2025-03.837"
    );
    let claims = run::fixture("practice/claims-2025-03.837");
    let byte = evidence["claim_byte"].as_u64().unwrap() as usize;
    let clm = format!("CLM*{}*", denial["claim"].as_str().unwrap());
    assert!(claims[byte..].starts_with(clm.as_bytes()), "{denial}");
}

#[test]
fn csv_has_a_row_for_each_denial() {
    let ran = practice("csv");
    let mut table = csv::Reader::from_reader(ran.out.as_bytes());
    let columns = table.headers().unwrap().clone();
    let of = |name| columns.iter().position(|column| column == name).unwrap();
    let rows: Vec<_> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len() + 1, practice("json").out.lines().count());
    let scope = rows
        .iter()
        .find(|row| &row[of("claim")] == "LK1047")
        .unwrap();
    assert_eq!(&scope[of("evidence_rule")], "ENR-12");
    assert_eq!(&scope[of("rarcs")], "N95");
    assert!(ran.err.contains("$12270.00 denied"), "{}", ran.err);
}

#[test]
fn without_claims_and_roster_causes_still_come_from_the_codes() {
    let ran = remedi(["denials", PRACTICE[1], "--format", "json"]);
    let lines = ran.json();
    let b7 = lines.iter().find(|line| line["carc"] == "B7").unwrap();
    assert_eq!(b7["cause"], "CREDENTIALING");
    assert_eq!(b7["evidence"]["verdict"], "unknown");
}

#[test]
fn a_roster_with_errors_is_told_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("enrollments.csv");
    let rows =
        "provider_npi,payer_id,status,effective_from\n1245319599,60054,approved,01/31/2024\n";
    fs::write(&roster, rows).unwrap();
    let own = ["--roster", roster.to_str().unwrap(), "--format", "json"];
    let ran = remedi([&["denials", PRACTICE[1]][..], &own].concat());
    assert_eq!(ran.code, 1);
    for told in ["enrollments.csv:2: effective_from", "so it is not used"] {
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    let without = remedi(["denials", PRACTICE[1], "--format", "json"]);
    assert_eq!(without.code, 0);
    assert_eq!(ran.json().len(), without.json().len());
    let forgiven = remedi([&["denials", PRACTICE[1], "--exit-zero"][..], &own].concat());
    assert_eq!(forgiven.code, 0);
}

#[test]
fn an_amount_that_does_not_add_up_is_a_fault_of_the_remittance() {
    let remit = String::from_utf8(run::fixture("enrollment-ended/remit.835")).unwrap();
    let wrong = remit.replace("CAS*CO*B7*125", "CAS*CO*B7*120");
    assert_ne!(remit, wrong);
    let ran = run::remedi_reading(wrong.as_bytes(), ["denials", "-"]);
    assert!(ran.out.contains("Faults in the remittances"), "{}", ran.out);
    assert_eq!(ran.code, 1);
    let forgiven = run::remedi_reading(wrong.as_bytes(), ["denials", "-", "--exit-zero"]);
    assert_eq!(forgiven.code, 0);
}

#[test]
fn the_worklist_has_a_row_an_action() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("work.csv");
    let own = ["--worklist", path.to_str().unwrap(), "--format", "json"];
    let ran = remedi([&PRACTICE[..], &own].concat());
    let summary = ran.summary();
    let actions = summary["worklist"].as_array().unwrap();
    let mut table = csv::Reader::from_path(&path).unwrap();
    let columns = table.headers().unwrap().clone();
    let of = |name| columns.iter().position(|column| column == name).unwrap();
    let rows: Vec<_> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), actions.len());
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let recoverable: Vec<_> = rows
        .iter()
        .map(|row| cents(&row[of("recoverable")]))
        .collect();
    assert!(recoverable.is_sorted_by(|one, other| one >= other));
    // Every dollar that is denied or pending is in one action.
    for column in ["denied", "pending"] {
        let told: i64 = rows.iter().map(|row| cents(&row[of(column)])).sum();
        let sum = summary[column]["amount"].as_str().unwrap();
        assert_eq!(told, cents(sum), "{column}");
    }
    let row = rows
        .iter()
        .find(|row| &row[of("claim_ids")] == "LK1043")
        .unwrap();
    assert_eq!(&row[of("route")], "enrollment_then_reprocess");
    assert!(
        row[of("roster")].starts_with("enrollments.csv:7 approved"),
        "{row:?}"
    );
    let place = rows
        .iter()
        .find(|row| &row[of("claim_ids")] == "LK1033")
        .unwrap();
    assert_eq!(
        (&place[of("frequency")], &place[of("ref_f8")]),
        ("7", "PLAN15032")
    );
    assert_eq!(&place[of("pos_to_send")], "21");
    let dispute = actions
        .iter()
        .find(|one| one["route"] == "dispute")
        .unwrap();
    assert_eq!(dispute["dispute"][0]["claim_file"], PRACTICE[3]);
    assert_eq!(dispute["dispute"][0]["roster"]["file"], "enrollments.csv");
    // Where it can't be written nothing else is told.
    let nowhere = ["--worklist", "no/such/folder/work.csv"];
    let ran = remedi([&PRACTICE[..], &nowhere].concat());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

#[test]
fn acknowledgements_of_another_kind_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.999");
    let body = "AK1*HC*1*005010X222A1~AK9*A*1*1*1~";
    let text = format!(
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *250301*1200*^*00501*\
         000000001*0*T*:~GS*FA*S*R*20250301*1200*1*X*005010X231A1~ST*999*0001*005010X231A1~{body}\
         SE*4*0001~GE*1*1~IEA*1*000000001~"
    );
    fs::write(&path, text).unwrap();
    let ran = remedi([&PRACTICE[..], &["--acks", path.to_str().unwrap()]].concat());
    assert!(
        ran.err.contains("a.999: no acknowledgement of claims"),
        "{}",
        ran.err
    );
    assert_eq!(ran.code, 1);
}

#[test]
fn no_output_takes_the_place_of_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |name: &str, from: &str| {
        let path = folder.path().join(name);
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        fs::copy(root.join(from), &path).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let remit = copy("a.835", PRACTICE[1]);
    let claims = copy("a.837", PRACTICE[3]);
    let roster = copy(
        "enrollments.csv",
        "fixtures/practice/roster/enrollments.csv",
    );
    let rules = folder
        .path()
        .join("remedi.toml")
        .to_str()
        .unwrap()
        .to_owned();
    fs::write(&rules, "").unwrap();
    let own = folder.path().to_str().unwrap();
    let arguments = [
        "denials", &remit, "--claims", &claims, "--roster", own, "--rules", &rules,
    ];
    // By another name of the same file, too.
    let remit_again = format!("{own}/./a.835");
    for flag in ["--worklist", "--html", "--index"] {
        for output in [&remit_again, &claims, &roster, &rules] {
            let before = fs::read(output).unwrap();
            let ran = remedi([&arguments[..], &[flag, output]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{flag} {output}");
            assert!(ran.err.contains("name another"), "{}", ran.err);
            assert_eq!(fs::read(output).unwrap(), before, "{flag} {output}");
        }
    }
    let twice = format!("{own}/new.csv");
    let ran = remedi([&arguments[..], &["--worklist", &twice, "--html", &twice]].concat());
    assert_eq!(ran.code, 2);
    assert!(!fs::exists(&twice).unwrap());
    let back = [
        "backtest",
        "--claims",
        &claims,
        "--remits",
        &remit,
        "--rules",
        &rules,
        "--propose",
        &rules,
    ];
    assert_eq!(remedi(back).code, 2);
    assert_eq!(fs::read(&rules).unwrap(), b"");
}

#[test]
fn the_history_of_each_claim_is_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("histories.csv");
    let name = path.to_str().unwrap();
    let ran = remedi([&PRACTICE[..], &["--histories", name, "--format", "json"]].concat());
    let (all, summary) = (ran.json(), ran.summary());
    let mut table = csv::Reader::from_path(&path).unwrap();
    let rows: Vec<std::collections::HashMap<String, String>> =
        table.deserialize().map(Result::unwrap).collect();
    assert_eq!(summary["life_cycle"]["claims"], rows.len());
    let cents = |amount: &str| amount.replace('.', "").parse::<i64>().unwrap();
    let now = &summary["life_cycle"]["current"];
    for column in [
        "charge",
        "paid",
        "unbalanced",
        "denied",
        "pending",
        "contractual",
    ] {
        let sum: i64 = rows.iter().map(|row| cents(&row[column])).sum();
        assert_eq!(sum, cents(now[column].as_str().unwrap()), "{column}");
    }
    // By the number that the claim was sent with, as all else is told.
    let denied = all
        .iter()
        .filter(|one| one["state"] == "current" && one["denied"] == "yes");
    for denial in denied {
        let of_claim = |row: &&std::collections::HashMap<String, String>| {
            denial["payer_claim"] == row["payer_claim"] && denial["payer"] == row["payer"]
        };
        let row = rows.iter().find(of_claim).unwrap();
        assert!(
            ["denied", "partly_denied"].contains(&&*row["outcome"]),
            "{row:?}"
        );
        assert_eq!(row["first_denied_on"], denial["paid_on"].as_str().unwrap());
    }
    let taken = remedi([&PRACTICE[..], &["--histories", name, "--worklist", name]].concat());
    assert_eq!(taken.code, 2);
}

#[test]
fn no_patient_is_named() {
    for format in ["human", "json", "csv"] {
        let ran = practice(format);
        for secret in ["TESTER", "ANNA", "19700101", "T1000"] {
            assert!(
                !ran.out.contains(secret) && !ran.err.contains(secret),
                "{format}: {secret}"
            );
        }
    }
}

/// The denials that a run told, without what differs from run to run.
fn told(arguments: &[&str]) -> String {
    let ran = remedi([arguments, &["--format", "json"]].concat());
    let told = ran.out.trim_end().rsplit_once('\n');
    told.expect("denials and a summary").0.to_owned()
}

#[test]
fn claims_are_kept_in_an_index_until_the_payer_answers() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("claims.index");
    let (index, remits) = (index.to_str().unwrap(), PRACTICE[1]);
    let early = remedi(["denials", remits, "--index", index]);
    assert_eq!(early.code, 2);
    assert!(
        early.err.contains("there is no such index of claims yet"),
        "{}",
        early.err
    );
    let with_claims = told(&[&PRACTICE[..], &["--index", index]].concat());
    assert_eq!(with_claims, told(&PRACTICE));
    // The roster of the day they were sent has judged them: none is needed for what the check says.
    let later = told(&["denials", remits, "--index", index]);
    let verdicts = |told: &str| told.matches(r#""verdict":"confirmed""#).count();
    assert_eq!(verdicts(&later), verdicts(&with_claims));
    // Another roster does not judge them anew, and that is said.
    let other = remedi([
        "denials",
        remits,
        "--index",
        index,
        PRACTICE[4],
        PRACTICE[5],
    ]);
    assert!(
        other.err.contains("does not judge them anew"),
        "{}",
        other.err
    );
    // The same claims again are told and not kept twice.
    let kept = fs::read(index).unwrap();
    let again = remedi([&PRACTICE[..], &["--index", index]].concat());
    assert!(
        again.err.contains("its claims are known from"),
        "{}",
        again.err
    );
    assert_eq!(fs::read(index).unwrap(), kept);
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

#[test]
fn claims_are_added_to_an_index_whatever_stands_before_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let first = run::fixture("enrollment-ended/claim.837");
    let second = run::fixture("practice/claims-2025-03.837");
    let claims = path("claims");
    fs::create_dir(&claims).unwrap();
    fs::write(path("claims/b.837"), first).unwrap();
    let (index, remits) = (path("claims.index"), PRACTICE[1]);
    let denials = || remedi(["denials", remits, "--claims", &claims, "--index", &index]);
    assert_eq!(denials().err.matches("are known from").count(), 0);
    // A remittance brings no claims, and those that are known are forgotten: others stand behind them.
    fs::write(
        path("claims/a.835"),
        run::fixture("enrollment-ended/remit.835"),
    )
    .unwrap();
    fs::write(path("claims/c.837"), second).unwrap();
    let added = denials();
    assert_eq!(
        added.err.matches("are known from").count(),
        1,
        "{}",
        added.err
    );
    let kept = fs::read(&index).unwrap();
    let again = denials();
    assert_eq!(
        again.err.matches("are known from").count(),
        2,
        "{}",
        again.err
    );
    assert_eq!(fs::read(&index).unwrap(), kept);
    let of_both = told(&["denials", remits, "--index", &index]);
    assert_eq!(of_both, told(&["denials", remits, "--claims", &claims]));
}

#[test]
fn an_index_that_is_none_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("claims.index");
    let path = index.to_str().unwrap();
    remedi([&PRACTICE[..], &["--index", path]].concat());
    // Its mark and version, and nothing behind them.
    let start = fs::read(&index).unwrap()[..20].to_vec();
    let mut of_other_version = start.clone();
    of_other_version[16] += 1;
    for (content, why) in [
        (b"ISA*00*".to_vec(), "this is no index of claims"),
        (of_other_version, "of another version of remedi"),
        (start, "is damaged"),
    ] {
        fs::write(&index, &content).unwrap();
        let ran = remedi([&PRACTICE[..], &["--index", path]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{content:?}");
        assert!(ran.err.contains(why), "{}", ran.err);
        assert_eq!(fs::read(&index).unwrap(), content);
    }
}

#[test]
fn claims_that_an_acknowledgement_rejected_were_never_adjudicated() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "denials",
        "fixtures/enrollment-ended/remit.835",
        "--claims",
        "fixtures/enrollment-ended/claim.837",
    ];
    let remit = String::from_utf8(run::fixture("enrollment-ended/remit.835")).unwrap();
    let clp = remit
        .split('~')
        .find(|one| one.trim_start().starts_with("CLP*"))
        .unwrap();
    let id = clp.split('*').nth(1).unwrap();
    let acks = folder.path().join("acks.277");
    let matched = |status: &str| {
        let text = format!(
            "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       *991231*1200*^*\
             00501*000000001*0*T*:~GS*HN*PAYER*PRACTICE*20991231*1200*1*X*005010X214~\
             ST*277*0001*005010X214~BHT*0085*08*1*20991231*1200*TH~HL*1**20*1~HL*2*1*21*1~\
             HL*3*2*19*1~HL*4*3*PT~TRN*2*{id}~STC*{status}:20*20991231*WQ*1~REF*1K*X~\
             SE*10*0001~GE*1*1~IEA*1*000000001~"
        );
        fs::write(&acks, text).unwrap();
        let told = told(&[&arguments[..], &["--acks", acks.to_str().unwrap()]].concat());
        let denial: serde_json::Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
        denial["evidence"]["matched_by"].clone()
    };
    assert_eq!(matched("A2"), "claim_id");
    assert_eq!(matched("A7"), serde_json::Value::Null);
}

#[test]
fn what_was_taken_back_is_work_where_nothing_is_denied() {
    let folder = tempfile::tempdir().unwrap();
    let sent = String::from_utf8(run::fixture("enrollment-ended/remit.835")).unwrap();
    let header = sent.split("CLP*").next().unwrap().replace("LX*1~", "");
    let taken = format!("{header}PLB*1234567893*20251231*WO:X77*40~SE*9*0001~");
    let (remit, list) = (folder.path().join("a.835"), folder.path().join("work.csv"));
    fs::write(&remit, taken).unwrap();
    let (remit, list) = (remit.to_str().unwrap(), list.to_str().unwrap());
    let page = folder.path().join("page.html");
    let outputs = ["--worklist", list, "--html", page.to_str().unwrap()];
    let [human, json] = ["human", "json"].map(|format| {
        let arguments = [
            "denials",
            remit,
            "--as-of",
            "2025-06-01",
            "--format",
            format,
        ];
        remedi([&arguments[..], &outputs].concat())
    });
    assert!(
        human.out.contains("of which claims $40.00 was taken back"),
        "{}",
        human.out
    );
    let summary = json.summary();
    let action = &summary["worklist"][0];
    assert_eq!(
        (&action["denied"], &action["taken_back"]),
        (&"0.00".into(), &"40.00".into())
    );
    assert_eq!(action["claims"][0]["payer_claim"], "X77");
    let list = fs::read_to_string(list).unwrap();
    assert!(
        list.lines().nth(1).unwrap().ends_with(",40.00,0.00"),
        "{list}"
    );
    // The payer's number of a claim is for those who ask for it.
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("not named: $0.00, $40.00 taken back"));
    assert!(!page.contains("X77"));
}

#[test]
fn of_many_denials_of_a_cause_those_of_most_dollars_are_listed() {
    let sent = String::from_utf8(run::fixture("enrollment-ended/remit.835")).unwrap();
    let header = sent.split("CLP*").next().unwrap();
    // Two of each amount, the smaller ones first.
    let claims = (0..30).map(|number| {
        let amount = 100 + number / 2;
        format!(
            "CLP*N{number}*4*{amount}*0**MB*P{number}~CAS*CO*B7*{amount}~NM1*QC*1*DOE*ANY~DTM*232*20250115~"
        )
    });
    let remit = format!("{header}{}SE*1*0001~", claims.collect::<String>());
    let ran = run::remedi_reading(remit.as_bytes(), ["denials", "-"]);
    let listed = ran.out.lines().filter_map(|line| {
        let claim = line.split_whitespace().next()?.strip_prefix('N')?;
        claim.parse::<u32>().ok()
    });
    let largest_first = (3..15).rev().flat_map(|pair| [2 * pair, 2 * pair + 1]);
    let expected: Vec<u32> = largest_first.chain([4]).collect();
    assert_eq!(listed.collect::<Vec<_>>(), expected, "{}", ran.out);
    assert!(ran.out.contains(" and 5 more denials; "), "{}", ran.out);
}

#[test]
fn what_payers_send_moves_no_cursor_and_is_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sent = fs::read_to_string(root.join("fixtures/enrollment-ended/remit.835")).unwrap();
    let hostile = sent.replace("CLP*A1*", "CLP*=A1\u{1b}[2J*");
    let (remit, list) = (folder.path().join("a.835"), folder.path().join("work.csv"));
    fs::write(&remit, hostile).unwrap();
    let (remit, list) = (remit.to_str().unwrap(), list.to_str().unwrap());
    let [human, csv] = ["human", "csv"].map(|format| {
        let ran = remedi(["denials", remit, "--format", format, "--worklist", list]);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'));
        ran.out
    });
    assert!(human.contains("=A1\u{fffd}[2J"), "{human}");
    let list = fs::read_to_string(list).unwrap();
    for table in [csv, list] {
        assert!(table.contains("'=A1\u{fffd}[2J"), "{table}");
        assert!(!table.contains('\u{1b}'));
    }
}
