//! The page of `remedi denials --html`.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod run;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use run::remedi;
use serde_json::Value;

/// The page of some remittances on a day, with the roster beside the claims, and what the same run tells as JSON.
fn page_of(remits: &Path, claims: &Path, day: &str, more: &[&str]) -> (String, Value) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    let roster = claims.with_file_name("roster");
    let mut arguments: Vec<&OsStr> = vec!["denials".as_ref(), remits.as_ref()];
    arguments.extend([OsStr::new("--claims"), claims.as_ref()]);
    arguments.extend([OsStr::new("--html"), path.as_ref()]);
    arguments.extend(["--format", "json", "--exit-zero"].map(OsStr::new));
    arguments.extend([OsStr::new("--roster"), roster.as_ref()]);
    arguments.extend(["--as-of", day].map(OsStr::new));
    arguments.extend(more.iter().map(OsStr::new));
    let ran = remedi(arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    (fs::read_to_string(path).unwrap(), ran.summary())
}

fn practice(more: &[&str]) -> (String, Value) {
    let fixtures = run::root().join("fixtures/practice");
    page_of(
        &fixtures.join("remits-2025-04.835"),
        &fixtures.join("claims-2025-03.837"),
        "2025-05-01",
        more,
    )
}

/// What stands between two texts, from the first of them on.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to}")).0
}

/// The exact values of a table, row by row.
fn values(page: &str, table: &str) -> Vec<Vec<String>> {
    let table = between(page, &format!("id=\"{table}\""), "</table>");
    let body = between(table, "<tbody", "</tbody>");
    let rows = body.split("<tr").skip(1);
    rows.map(|row| {
        let cells = row.split("data-value=\"").skip(1);
        cells
            .map(|cell| cell.split('"').next().unwrap().to_owned())
            .collect()
    })
    .collect()
}

/// The values of an array of JSON, row by row; what is null is empty.
fn told(array: &Value, keys: &[&str]) -> Vec<Vec<String>> {
    let array = array.as_array().unwrap();
    let rows = array.iter().map(|one| {
        let values = keys.iter().map(|key| text(&one[*key]));
        values.collect()
    });
    rows.collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The sums of crossed rows whose keys are these.
fn cents(crossed: &Value, keys: &[(&str, &str)]) -> i64 {
    let fits = |one: &&Value| keys.iter().all(|(key, value)| text(&one[*key]) == *value);
    let own = crossed.as_array().unwrap().iter().filter(fits);
    own.map(|one| of_dollars(one["amount"].as_str().unwrap()))
        .sum()
}

fn of_dollars(amount: &str) -> i64 {
    amount.replace('.', "").parse().unwrap()
}

#[test]
fn figures_are_those_of_the_json() {
    let (page, json) = practice(&[]);
    let headline = between(&page, "id=\"headline\"", "</dl>");
    let amounts: Vec<_> = headline.split("data-value=\"").skip(1).collect();
    let amounts: Vec<_> = amounts
        .iter()
        .map(|cell| cell.split('"').next().unwrap())
        .collect();
    let verdict = |name: &str| cents(&json["by_evidence"], &[("verdict", name)]);
    let cause = |name: &str| cents(&json["by_cause"], &[("cause", name)]);
    let sum = |name: &str| of_dollars(json[name]["amount"].as_str().unwrap());
    assert_eq!(
        amounts.into_iter().map(of_dollars).collect::<Vec<_>>(),
        [
            sum("denied"),
            sum("preventable"),
            cause("CREDENTIALING") + cause("PLACE_OF_SERVICE"),
            verdict("confirmed"),
            verdict("payer_side"),
            verdict("suspected"),
            sum("pending"),
        ]
    );
    assert!(page.contains("$12,270.00</strong> denied on 26 of 50 claims"));

    let crossed = &json["crossed"];
    let mut causes = told(&json["by_cause"], &["cause", "amount", "claims"]);
    for row in &mut causes {
        for verdict in ["confirmed", "payer_side", "suspected"] {
            let keys = [("cause", row[0].as_str()), ("verdict", verdict)];
            let of_both = cents(&crossed["cause_evidence"], &keys);
            row.push(format!("{}.{:02}", of_both / 100, of_both % 100));
        }
    }
    assert_eq!(values(&page, "causes-table"), causes);

    for row in values(&page, "trend-table") {
        let first = format!("{}-01", row[0]);
        let month = |cause: &str| {
            let keys = [("month", first.as_str()), ("cause", cause)];
            cents(&crossed["month_cause"], &keys)
        };
        assert_eq!(of_dollars(&row[1]), month("CREDENTIALING"));
        assert_eq!(of_dollars(&row[2]), month("PLACE_OF_SERVICE"));
        let all = cents(&crossed["month_cause"], &[("month", &first)]);
        assert_eq!(of_dollars(&row[4]), all);
    }

    let places = told(&json["by_pos"], &["pos"]);
    let payers = told(&json["by_payer"], &["payer", "amount"]);
    let heat = values(&page, "heat-table");
    assert_eq!(heat.len(), payers.len());
    for (row, payer) in heat.iter().zip(&payers) {
        assert_eq!(row[0], payer[1]);
        for (cell, place) in row[1..].iter().zip(&places) {
            let keys = [("payer", payer[0].as_str()), ("pos", place[0].as_str())];
            let amount = if cell.is_empty() { 0 } else { of_dollars(cell) };
            assert_eq!(amount, cents(&crossed["payer_pos"], &keys), "{keys:?}");
        }
        assert_eq!(row.len(), places.len() + 1);
    }

    let actions = told(
        &json["worklist"],
        &[
            "recoverable",
            "deadline",
            "owner",
            "payer",
            "cause",
            "denied",
        ],
    );
    let shown: Vec<_> = values(&page, "actions")
        .into_iter()
        .map(|mut row| {
            row.pop();
            row
        })
        .collect();
    assert_eq!(shown, actions);

    let rates = told(
        &json["defined_rates"],
        &["name", "numerator", "denominator"],
    );
    assert_eq!(values(&page, "rates-table"), rates);
    let of_payers = json["rates_by"]["payer"].as_array().unwrap();
    for (row, one) in values(&page, "rates-payer").iter().zip(of_payers) {
        let current = &one["current"];
        let told = ["claims", "lines", "amount"].map(|level| {
            let rate = &current[level];
            [text(&rate["numerator"]), text(&rate["denominator"])]
        });
        assert_eq!(row[1..], *told.as_flattened());
    }
}

#[test]
fn patterns_and_takebacks_are_those_of_the_json() {
    let world = tempfile::tempdir().unwrap();
    let folder = world.path().join("world");
    let made = remedi([
        "generate".as_ref(),
        "--claims".as_ref(),
        "2500".as_ref(),
        "--out".as_ref(),
        folder.as_os_str(),
    ]);
    assert_eq!(made.code, 0, "{}", made.err);
    let (page, json) = page_of(
        &folder.join("remits"),
        &folder.join("claims"),
        "2026-05-01",
        &[],
    );
    let keys = [
        "recoverable",
        "amount",
        "claims",
        "of_claims",
        "expected_claims",
        "lift",
        "q_value",
    ];
    let patterns = told(&json["patterns"], &keys);
    assert!(!patterns.is_empty());
    let shown = values(&page, "patterns-table");
    assert_eq!(shown.len(), patterns.len());
    for ((shown, told), one) in shown
        .iter()
        .zip(&patterns)
        .zip(json["patterns"].as_array().unwrap())
    {
        assert_eq!(shown[..4], told[..4]);
        for (shown, told) in shown[4..7].iter().zip(&told[4..]) {
            let numbers: [f64; 2] = [shown, told].map(|number| number.parse().unwrap());
            // The JSON is read to the last digit but one.
            assert!((numbers[0] / numbers[1] - 1.0).abs() < 1e-12, "{numbers:?}");
        }
        assert_eq!(shown[7], text(&one["onset"]["from"]));
    }
    let recoupments = told(&json["recoupments"], &["cause", "claims", "amount"]);
    assert!(!recoupments.is_empty());
    assert_eq!(values(&page, "recoupments-table"), recoupments);
}

#[test]
fn it_loads_nothing_and_runs_its_own_script_only() {
    let (page, _) = practice(&[]);
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(page.trim_end().ends_with("</html>"));
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert!(
        policy.starts_with("default-src &#39;none&#39;; style-src &#39;sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    // Neither would be let through by the policy.
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let has = |name: &str| tag.contains(&format!(" {name}="));
        assert!(!has("style") && !has("src") && !has("onclick"), "{tag}");
        if has("href") {
            assert!(tag.contains(" href=\"#"), "{tag}");
        }
    }
    let lower = page.to_lowercase();
    for outside in [
        "http:", "https:", "//www", "@import", "url(", "<link", "<iframe", "<img",
    ] {
        assert!(!lower.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("<style>").count(), 1);
}

/// Names, birth dates, member ids of the fixture.
fn of_patients() -> Vec<String> {
    let files = ["claims-2025-03.837", "remits-2025-04.835"]
        .map(|file| String::from_utf8(run::fixture(&format!("practice/{file}"))).unwrap());
    let mut secrets = Vec::new();
    for segment in files.iter().flat_map(|file| file.split('~')) {
        let elements: Vec<&str> = segment.trim().split('*').collect();
        match elements[..] {
            ["NM1", "IL" | "QC" | "74", _, last, _, _, _, _, _, id, ..] => {
                secrets.extend([last, id].map(str::to_owned));
            }
            ["DMG", _, birth, ..] => {
                let (year, day) = birth.split_at(4);
                secrets.push(birth.to_owned());
                secrets.push(format!("{year}-{}-{}", &day[..2], &day[2..]));
            }
            _ => {}
        }
    }
    secrets.retain(|secret| !secret.is_empty());
    assert!(secrets.len() > 10);
    secrets
}

#[test]
fn nothing_tells_of_patients_but_their_account_numbers() {
    let words = |page: &str| -> Vec<String> {
        let body = between(page, "<body>", "<script>");
        let words = body.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
        words.map(str::to_owned).collect()
    };
    let (plain, json) = practice(&[]);
    let (full, _) = practice(&["--show-phi"]);
    for secret in of_patients() {
        for page in [&plain, &full] {
            assert!(!words(page).contains(&secret), "{secret}");
        }
    }
    assert!(plain.contains("LK1043"));
    let claims = json["worklist"].as_array().unwrap().iter();
    let claims = claims.flat_map(|action| action["claims"].as_array().unwrap());
    let mut days = 0;
    for claim in claims {
        let served = format!("served {}", text(&claim["service_from"]));
        assert!(full.contains(&served), "{served}");
        assert!(!plain.contains(&served));
        days += 1;
    }
    assert!(days > 20);
    assert!(full.contains("REF*F8 = PLAN15046") && !plain.contains("PLAN15046"));
    assert!(full.contains("In dispute:") && !plain.contains("In dispute:"));
}

#[test]
fn what_senders_write_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    let remits = String::from_utf8(run::fixture("practice/remits-2025-04.835")).unwrap();
    let hostile = "\"'><script>alert(1)</script>&amp;";
    let remits = remits.replace("LK1043", hostile);
    assert!(remits.contains(hostile));
    let path = folder.path().join("<b>\"remits\"'.835");
    fs::write(&path, &remits[..remits.len() - 40]).unwrap();
    let claims = run::root().join("fixtures/practice/claims-2025-03.837");
    let (page, json) = page_of(&path, &claims, "2025-05-01", &["--show-phi"]);
    assert!(!json["faults"].as_array().unwrap().is_empty());
    assert!(page.contains("&#34;&#39;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;amp;"));
    assert!(!page.contains("alert(1)</script>"));
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("&#60;b&#62;&#34;remits&#34;&#39;.835"));
    assert!(!page.contains("<b>"));
}

/// A remittance of one claim, which is denied where there are adjustments.
fn small_remit(payer: &str, paid: &str, adjustments: &str) -> String {
    format!(
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       *250301*1200*^*\
         00501*000000001*0*T*:~GS*HP*PAYER*PRACTICE*20250301*1200*1*X*005010X221A1~ST*835*0001~\
         BPR*I*{paid}*C*ACH*CCP*01*1*DA*1*1999999999**01*1*DA*1*20250301~TRN*1*T100*{payer}~\
         N1*PR*{payer}~N1*PE*ANY PRACTICE*XX*1234567893~LX*1~CLP*A1*1*120*{paid}**12*P1*11*1~\
         SVC*HC:99213*120*{paid}~DTM*472*20250115~{adjustments}SE*10*0001~GE*1*1~IEA*1*000000001~"
    )
}

#[test]
fn the_name_of_a_payer_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("denied.835");
    let payer = "A\" onfocus=\"b'<img src=x>&lt;";
    fs::write(&path, small_remit(payer, "0", "CAS*CO*B7*120~")).unwrap();
    let claims = run::root().join("fixtures/practice/claims-2025-03.837");
    let (page, json) = page_of(&path, &claims, "2025-05-01", &[]);
    let known = json["by_payer"][0]["payer"].as_str().unwrap();
    assert_eq!(known, payer);
    let word = known
        .replace('&', "&#38;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
        .replace('<', "&#60;")
        .replace('>', "&#62;");
    for place in [
        format!("data-payer=\"{word}\""),
        format!("<option value=\"={word}\">{word}</option>"),
        format!("<h3 id=\"payer-1\">{word}</h3>"),
    ] {
        assert!(page.contains(&place), "{place}");
    }
    assert!(!page.to_lowercase().contains("<img"));
}

#[test]
fn no_character_of_a_name_is_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("denied.835");
    let payer = "A\u{1b}[2JB\u{202e}C\u{2066}D\u{9b}E";
    fs::write(&path, small_remit(payer, "0", "CAS*CO*B7*120~")).unwrap();
    let claims = run::root().join("fixtures/practice/claims-2025-03.837");
    let (page, _) = page_of(&path, &claims, "2025-05-01", &[]);
    let told = "A\u{fffd}[2JB\u{fffd}C\u{fffd}D\u{fffd}E";
    assert!(page.contains(&format!("<h3 id=\"payer-1\">{told}</h3>")));
    assert!(!page.contains(['\u{1b}', '\u{202e}', '\u{2066}', '\u{9b}']));
}

#[test]
fn a_page_without_denials_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paid.835");
    fs::write(&path, small_remit("ANY PAYER", "120", "")).unwrap();
    let claims = run::root().join("fixtures/practice/claims-2025-03.837");
    let (page, _) = page_of(&path, &claims, "2025-05-01", &[]);
    assert!(page.contains("Nothing is denied."));
    assert!(page.contains("Nothing is to be done."));
    assert!(!page.contains("id=\"filter\""));
}

#[test]
fn it_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no/such/page.html");
    let remits = "fixtures/practice/remits-2025-04.835";
    let ran = remedi([
        "denials".as_ref(),
        remits.as_ref(),
        "--html".as_ref(),
        path.as_os_str(),
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("its folder is not there"), "{}", ran.err);
    let alone = remedi(["denials", remits, "--show-phi"]);
    assert_eq!(alone.code, 2);
    assert!(alone.err.contains("--html"), "{}", alone.err);
}
