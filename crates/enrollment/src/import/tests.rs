//! What holds of every format, whatever the input.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

const MAPPING: &str = r#"
[enrollments]
provider_npi = "NPI"
payer_id = { value = "60054" }
status = { column = "Status", values = { Active = "approved", Termed = "terminated" } }
effective_from = { column = "From", dates = ["MM/DD/YYYY"] }
effective_to = { column = "To", dates = ["MM/DD/YYYY"] }
"#;

/// The formats with a header, or a start, that each of them reads on from.
const STARTS: [(Format, &str); 10] = [
    (
        Format::Nppes,
        "NPI,Entity Type Code,Provider Organization Name (Legal Business Name),Provider Last Name (Legal Name),\
Provider First Name,NPI Deactivation Date,NPI Reactivation Date,Healthcare Provider Taxonomy Code_1\n",
    ),
    (Format::Pecos, "NPI,ENRLMT_ID,STATE_CD\n"),
    (
        Format::Revalidation,
        "Enrollment ID,National Provider Identifier,Enrollment State Code,Revalidation Due Date\n",
    ),
    (
        Format::OptOut,
        "NPI,Optout Effective Date,Optout End Date\n",
    ),
    (Format::OrderRefer, "NPI,PARTB,DME,HHA,PMD\n"),
    (Format::Leie, "NPI,EXCLDATE,REINDATE\n"),
    (Format::Caqh, "Provider_NPI|CAQH_Provider_ID|Provider_DEA\n"),
    (
        Format::PlanNet,
        "{\"resourceType\":\"Practitioner\",\"id\":\"1\"}\n",
    ),
    (
        Format::Directory274,
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *250301*1200*|*00405*000000001*0*T*:~\n",
    ),
    (Format::Mapping, "NPI,Status,From,To\n"),
];

fn options(format: Format) -> Options {
    Options {
        as_of: NaiveDate::from_ymd_opt(2025, 3, 1),
        payer: Some("60054".to_owned()),
        mapping: Mapping::from_toml("mapping.toml", MAPPING).ok(),
        ..Options::new(format)
    }
}

fn roster() -> Vec<(String, String)> {
    let enrollments =
        "provider_npi,payer_id,status,effective_from\n1234567893,60054,approved,2024-01-01\n";
    let payers = "payer_id,name,class\n60054,Test,medicare\n";
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    vec![
        file("enrollments.csv", enrollments),
        file("payers.csv", payers),
    ]
}

/// The files after an import, and what it did; none when the input can't be read at all.
fn import(
    files: Vec<(String, String)>,
    format: Format,
    input: &[u8],
) -> Option<(Vec<(String, String)>, Report)> {
    import_all(files, options(format), &[input])
}

/// The same of several inputs in one run.
fn import_all(
    files: Vec<(String, String)>,
    options: Options,
    inputs: &[&[u8]],
) -> Option<(Vec<(String, String)>, Report)> {
    let mut import = Import::into_files(files.clone(), options).unwrap();
    for input in inputs {
        import.read("input", *input).ok()?;
    }
    let (report, outputs) = import.finish().unwrap();
    let mut after = files;
    for output in outputs {
        let (name, mut text) = (output.name.clone(), Vec::new());
        output.write(&mut text).unwrap();
        after.retain(|(other, _)| *other != name);
        after.push((name, String::from_utf8(text).unwrap()));
    }
    Some((after, report))
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "1234567893,Active,01/31/2025,\n",
        "1234567893,Termed,01/31/2025,\n",
        "1245319599,Active,01/31/2025,12/31/2025\n",
        "1234567893,20250131,00000000\n",
        "1234567893,20240131,20250131\n",
        "1234567893,01/31/2025,12/31/2025\n",
        "1234567893,Y,N,Y,N\n",
        "1234567893,I1,OH\n",
        "I1,1234567893,OH,TBD\n",
        "I1,1234567893,OH,01/31/2025\n",
        "1234567893|9|\n",
        "1234567893,1,,A,B,01/31/2025,,207Q00000X\n",
        "1234567893",
        "1245319599",
        "1234567890",
        "1.2E+09",
        ",",
        ",",
        ",",
        "|",
        "\"",
        "\n",
        "\n",
        "\r\n",
        "Active",
        "Termed",
        "Y",
        "N",
        "OH",
        "1",
        "2",
        "01/31/2025",
        "20250131",
        "45321",
        "TBD",
        "#N/A",
        "207Q00000X",
        "é",
        " ",
        "HL*1**19*0~",
        "NM1*1P*1*A*B****XX*1234567893~",
        "ST*274*1~",
        "SE*1*1~",
        "{\"resourceType\":\"PractitionerRole\"}",
        "[",
        "}",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// No row is lost, the roster stays one without errors, and the same import again changes nothing.
    #[test]
    fn every_row_is_accounted_for_and_the_roster_stays_whole(text in pieces(), which in 0..STARTS.len()) {
        let (format, start) = STARTS[which];
        let input = format!("{start}{text}");
        if let Some((after, report)) = import(roster(), format, input.as_bytes()) {
            let mut lines: Vec<u64> = report.refused.iter().map(|refusal| refusal.line).collect();
            lines.sort_unstable();
            lines.dedup();
            prop_assert_eq!(report.read, report.taken + report.passed + lines.len() as u64, "{:?}", report);
            let (again, repeated) = import(after.clone(), format, input.as_bytes()).unwrap();
            prop_assert_eq!(again, after, "{:?}", repeated);
        }
    }
}

/// The text of a file.
fn text<'f>(files: &'f [(String, String)], name: &str) -> &'f str {
    let found = files.iter().find(|(own, _)| own == name);
    found.map_or("", |(_, text)| text)
}

fn with(name: &str, content: &str) -> Vec<(String, String)> {
    let mut files = roster();
    files.push((name.to_owned(), content.to_owned()));
    files
}

#[test]
fn an_application_that_is_approved_goes_by_its_first_day_from_then_on() {
    let enrollments =
        "provider_npi,payer_id,status,effective_from\n1234567893,60054,pending,\n".to_owned();
    let files = vec![("enrollments.csv".to_owned(), enrollments)];
    let mapping = MAPPING.replace("Termed = \"terminated\"", "Applied = \"pending\"");
    let of_applications = || Options {
        mapping: Some(Mapping::from_toml("mapping.toml", &mapping).unwrap()),
        overwrite: true,
        ..options(Format::Mapping)
    };
    // Two lists say so: it is one enrollment.
    let list: &[u8] = b"NPI,Status,From,To\n1234567893,Active,01/31/2025,\n";
    let (after, report) = import_all(files, of_applications(), &[list, list]).unwrap();
    let rows: Vec<&str> = text(&after, "enrollments.csv").lines().skip(1).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].contains("approved,2025-01-31"), "{rows:?}");
    assert_eq!(report.taken, 2);
}

const DIRECTORY: &str = "ISA*00*          *00*          *ZZ*S              *ZZ*R              *250301*1200*|*00405*000000001*0*T*:~\
GS*HI*S*R*20250301*1200*1*X*004050X109~ST*274*0001~BHT*0028*27*1*20250301*1200~\
HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~\
HL*2*1*4*1~NM1*1P*2*TEST GROUP*****XX*1245319599~\
HL*3*2*N*1~NM1*77*2*MAIN*****SV*MAIN~\
HL*4*3*19*0~NM1*1P*1*TEST*TIA****XX*1234567893~{DAYS}SE*11*0001~GE*1*1~IEA*1*000000001~";

#[test]
fn a_contract_of_a_274_may_have_both_its_days_in_one_segment() {
    for (days, from, to) in [
        ("DTP*092*RD8*20250101-20251231~", "2025-01-01", "2025-12-31"),
        (
            "DTP*092*D8*20250101~DTP*093*D8*20251130~",
            "2025-01-01",
            "2025-11-30",
        ),
        (
            "DTP*092*RD8*20250101-20251231~DTP*093*D8*20251130~",
            "2025-01-01",
            "2025-11-30",
        ),
        (
            "DTP*093*D8*20251130~DTP*092*RD8*20250101-20251231~",
            "2025-01-01",
            "2025-11-30",
        ),
    ] {
        let input = DIRECTORY.replace("{DAYS}", days);
        let (after, report) = import(Vec::new(), Format::Directory274, input.as_bytes()).unwrap();
        let enrollments = text(&after, "enrollments.csv");
        assert!(
            enrollments.contains(&format!(",approved,{from},{to},")),
            "{days}: {enrollments} {report:?}"
        );
    }
}

#[test]
fn a_second_input_that_is_no_274_is_told() {
    let good = DIRECTORY.replace("{DAYS}", "DTP*092*D8*20250101~");
    let other = good.replace("ST*274", "ST*834");
    let mut import = Import::into_files(Vec::new(), options(Format::Directory274)).unwrap();
    assert!(import.read("a.274", good.as_bytes()).is_ok());
    let error = import.read("b.274", other.as_bytes()).unwrap_err();
    assert!(error.to_string().starts_with("b.274: no group"), "{error}");
}

const PRACTITIONER: &str = r#"{"resourceType":"Practitioner","id":"p","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":[{"family":"Test"}]}"#;
const LOCATION: &str =
    r#"{"resourceType":"Location","id":"main","name":"Main","address":{"line":["1 Elm St"]}}"#;
const ROLE: &str = r#"{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/p"},"location":[{"reference":"Location/main"}],"period":{"start":"2025-01-01"}}"#;

#[test]
fn what_a_directory_refers_to_may_stand_in_another_input() {
    let inputs = [ROLE, LOCATION, PRACTITIONER, LOCATION];
    let bytes = inputs.map(str::as_bytes);
    let (after, report) = import_all(Vec::new(), options(Format::PlanNet), &bytes).unwrap();
    assert!(
        report.refused.is_empty() && report.remarks.is_empty(),
        "{report:?}"
    );
    assert_eq!((report.read, report.taken, report.passed), (4, 3, 1));
    assert!(
        text(&after, "enrollments.csv").contains("1234567893,60054"),
        "{after:?}"
    );
    assert!(text(&after, "locations.csv").contains("main,"), "{after:?}");
    let alone = import_all(Vec::new(), options(Format::PlanNet), &bytes[2..3]).unwrap();
    assert!(
        alone.1.remarks[0].contains("no PractitionerRole"),
        "{:?}",
        alone.1
    );
}

const ORGANIZATION: &str = r#"{"resourceType":"Organization","id":"o","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}],"name":"Group"}"#;

/// What comes of a role with this member more and the other resources.
fn role_with(member: &str, others: &[&str]) -> (Vec<(String, String)>, Report) {
    let role = ROLE.replace("\"period\"", &format!("{member},\"period\""));
    let mut lines = vec![PRACTITIONER, LOCATION];
    lines.extend(others);
    lines.push(&role);
    let all = lines.join("\n");
    import(Vec::new(), Format::PlanNet, all.as_bytes()).unwrap()
}

#[test]
fn a_role_whose_organization_is_not_there_is_of_no_group() {
    let member = r#""organization":{"reference":"Organization/o"}"#;
    let (after, report) = role_with(member, &[ORGANIZATION]);
    assert_eq!(report.refused, []);
    let enrollments = text(&after, "enrollments.csv");
    assert!(
        enrollments.contains("1234567893,60054,,,1245319599"),
        "{enrollments}"
    );
    let told = |member: &str, others: &[&str]| {
        let (after, report) = role_with(member, others);
        assert!(
            !text(&after, "enrollments.csv").contains("60054"),
            "{after:?}"
        );
        assert_eq!(report.refused.len(), 1, "{report:?}");
        report.refused[0].to_string()
    };
    let missing = "input:3: organization: no organization in this directory";
    assert_eq!(told(member, &[]), missing);
    assert_eq!(told(r#""organization":{"display":"Group"}"#, &[]), missing);
    // One without an NPI is told.
    let bare = r#"{"resourceType":"Organization","id":"o","name":"Group"}"#;
    let (_, report) = role_with(member, &[bare]);
    assert_eq!(
        report.remarks,
        ["roles of an organization without an NPI: 1; their enrollments say no group"]
    );
}

#[test]
fn roles_of_one_enrollment_that_end_otherwise_are_told_in_either_order() {
    let ended = ROLE.replace("\"2025-01-01\"", "\"2025-01-01\",\"end\":\"2025-12-31\"");
    for (first, second) in [(ROLE, &*ended), (&*ended, ROLE)] {
        let input = [PRACTITIONER, LOCATION, first, second].join("\n");
        let (_, report) = import(Vec::new(), Format::PlanNet, input.as_bytes()).unwrap();
        assert_eq!(report.refused.len(), 1, "{report:?}");
        let refusal = &report.refused[0];
        assert_eq!((refusal.line, &*refusal.column), (4, "period.end"));
        assert_eq!(
            refusal.reason,
            Reason::EmptyAndNot {
                file: None,
                line: 3
            }
        );
    }
}

#[test]
fn a_location_that_is_not_there_is_told() {
    let both = |input: &str| import(Vec::new(), Format::PlanNet, input.as_bytes()).unwrap();
    let (after, report) = both(&format!("{PRACTITIONER}\n{ROLE}\n"));
    assert_eq!((report.refused.len(), report.taken), (0, 2));
    let why =
        "input:2: the location `main` is not in this directory, so locations.csv has no row of it";
    assert_eq!(report.remarks, [why]);
    // One that the roster has is not missed.
    let files = after
        .into_iter()
        .filter(|(name, _)| name != "locations.csv");
    let mut files: Vec<(String, String)> = files.collect();
    files.push(("locations.csv".to_owned(), "location_id\nMAIN\n".to_owned()));
    let input = format!("{PRACTITIONER}\n{ROLE}\n");
    let (_, report) = import(files, Format::PlanNet, input.as_bytes()).unwrap();
    assert_eq!(report.remarks, [""; 0]);
    // One of which there is nothing but its name may be any.
    let role = ROLE.replace("\"reference\":\"Location/main\"", "\"display\":\"Main\"");
    let (_, report) = both(&format!("{PRACTITIONER}\n{role}\n"));
    assert_eq!(
        report.refused[0].to_string(),
        "input:2: location: no reference to the location"
    );
}

#[test]
fn who_is_on_any_of_the_inputs_is_on_the_list() {
    let excluded = "npi,excluded_from\n1234567893,2024-01-01\n1245319599,2024-01-01\n";
    let first: &[u8] = b"NPI,EXCLDATE,REINDATE\n1234567893,20240101,00000000\n";
    let second: &[u8] = b"NPI,EXCLDATE,REINDATE\n1245319599,20240101,00000000\n";
    let unread: &[u8] = b"NPI,EXCLDATE,REINDATE\n1245319599,TBD,00000000\n";
    let remarks = |inputs: &[&[u8]]| {
        let files = with("providers.csv", excluded);
        let (_, report) = import_all(files, options(Format::Leie), inputs).unwrap();
        report.remarks
    };
    assert_eq!(remarks(&[first, second]), [""; 0]);
    assert_eq!(remarks(&[first, unread]), [""; 0]);
    let gone = remarks(&[first]);
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(
        gone[0].starts_with("NPI 1245319599 is excluded"),
        "{gone:?}"
    );
    // Who was reinstated is not looked for.
    let over = excluded.replace("excluded_from", "excluded_from,excluded_to");
    let over = over.replace("2024-01-01", "2024-01-01,2025-02-28");
    let files = with("providers.csv", &over);
    let nobody: &[u8] = b"NPI,EXCLDATE,REINDATE\n";
    let (_, report) = import_all(files, options(Format::Leie), &[nobody]).unwrap();
    assert_eq!(report.remarks, [""; 0]);
}

#[test]
fn an_earlier_period_that_the_roster_can_not_hold_is_told() {
    let list = |spans: &[&str]| {
        let mut list = "NPI,Optout Effective Date,Optout End Date\n".to_owned();
        for span in spans {
            list.push_str(&format!("1234567893,{span}\n"));
        }
        let files = with("providers.csv", "npi\n1234567893\n");
        let (after, report) = import(files, Format::OptOut, list.as_bytes()).unwrap();
        let providers = text(&after, "providers.csv").to_owned();
        let told = report.refused.iter().map(ToString::to_string);
        let told: Vec<String> = told.collect();
        (report.taken, report.passed, told, providers)
    };
    let (old, next, late) = (
        "07/01/2021,06/30/2023",
        "07/01/2023,06/30/2025",
        "09/01/2025,08/31/2027",
    );
    for spans in [[next, old], [old, next]] {
        let (taken, passed, told, providers) = list(&spans);
        assert_eq!((taken, passed, told.len()), (2, 0, 0), "{told:?}");
        assert!(providers.contains("2021-07-01,2025-06-30"), "{providers}");
    }
    let (taken, passed, told, providers) = list(&[late, old, next]);
    assert_eq!((taken, passed), (1, 0), "{told:?}");
    let why = "the roster holds one period of a provider, and line 2 has a later one";
    let column = "Optout Effective Date";
    assert_eq!(
        told,
        [
            format!("input:3: {column}: `2021-07-01`: {why}"),
            format!("input:4: {column}: `2023-07-01`: {why}"),
        ]
    );
    assert!(providers.contains("2025-09-01,2027-08-31"), "{providers}");
    let (taken, _, told, providers) = list(&["06/30/2025,07/01/2023", old]);
    assert_eq!((taken, told.len()), (1, 1), "{told:?}");
    assert!(told[0].contains("ends before it starts"), "{told:?}");
    assert!(providers.contains("2021-07-01,2023-06-30"), "{providers}");
}

#[test]
fn a_later_import_goes_on_from_what_an_earlier_one_wrote() {
    // Each list in a run of its own.
    let after = |format: Format, header: &str, lists: &[&str]| {
        let mut files = with("providers.csv", "npi\n1234567893\n");
        let mut told = Vec::new();
        for span in lists {
            let list = format!("{header}\n1234567893,{span}\n");
            let (after, report) = import(files, format, list.as_bytes()).unwrap();
            let refused = report.refused.iter().map(ToString::to_string);
            told = refused.chain(report.remarks).collect();
            files = after;
        }
        let mut lines = text(&files, "providers.csv").lines();
        let mut next = || lines.next().unwrap().split(',');
        let row: HashMap<&str, &str> = next().zip(next()).collect();
        let of = |name: &str| row.get(name).copied().unwrap_or_default();
        let [from, to] = match format {
            Format::Leie => ["excluded_from", "excluded_to"],
            _ => ["opted_out_from", "opted_out_to"],
        };
        let cells = format!("{} {}", of(from), of(to));
        (cells, told)
    };
    let opt_out = |lists: &[&str]| {
        let header = "NPI,Optout Effective Date,Optout End Date";
        after(Format::OptOut, header, lists)
    };
    let (first, second) = ("07/01/2021,06/30/2023", "07/01/2023,06/30/2025");
    let both = "2021-07-01 2025-06-30".to_owned();
    assert_eq!(opt_out(&[first, second]), (both.clone(), vec![]));
    let (cells, told) = opt_out(&[first, second, first]);
    assert_eq!(cells, both);
    assert!(told[0].contains("2025-06-30 as the last day"), "{told:?}");
    let open = ["07/01/2021,", "07/01/2021,06/30/2023"];
    let ended = "2021-07-01 2023-06-30".to_owned();
    assert_eq!(opt_out(&open), (ended, vec![]));
    let late = opt_out(&[first, "09/01/2025,"]);
    assert_eq!(late, ("2025-09-01 ".to_owned(), vec![]));

    let leie = |lists: &[&str]| after(Format::Leie, "NPI,EXCLDATE,REINDATE", lists);
    let (cells, told) = leie(&["20240101,00000000", "20200101,20220101"]);
    assert_eq!(cells, "2024-01-01 ");
    let why = "the roster holds one period of a provider, and has a later one";
    assert_eq!(told, [format!("input:2: EXCLDATE: `2020-01-01`: {why}")]);
    // The day of the reinstatement is a day of service again.
    let (cells, _) = leie(&["20240101,00000000", "20240101,20240601"]);
    assert_eq!(cells, "2024-01-01 2024-05-31");
}

#[test]
fn who_may_order_nothing_by_the_roster_is_not_missed_on_the_list() {
    let providers = "npi,order_refer\n1234567893,NONE\n1245319599,PARTB\n1497758544,DME\n";
    let list = |npi| format!("NPI,PARTB,DME,HHA,PMD\n{npi},Y,N,N,N\n");
    let (one, other) = (list("1245319599"), list("1497758544"));
    let files = with("providers.csv", providers);
    let both = [one.as_bytes(), other.as_bytes()];
    let (_, report) = import_all(files.clone(), options(Format::OrderRefer), &both).unwrap();
    assert_eq!(report.remarks, [""; 0]);
    let (_, report) = import_all(files, options(Format::OrderRefer), &both[..1]).unwrap();
    assert_eq!(report.remarks.len(), 1, "{report:?}");
    assert!(report.remarks[0].contains("1497758544"), "{report:?}");
}

#[test]
fn a_pecos_list_in_parts_is_one_list() {
    let enrollments = "provider_npi,payer_id,status,effective_from\n\
        1234567893,60054,approved,2024-01-01\n1245319599,60054,approved,2024-01-01\n";
    let mut files = roster();
    files[0].1 = enrollments.to_owned();
    let part = |npi| format!("NPI,ENRLMT_ID,STATE_CD\n{npi},I1,OH\n");
    let (one, other) = (part("1234567893"), part("1245319599"));
    let inputs = [one.as_bytes(), other.as_bytes()];
    let (after, report) = import_all(files, options(Format::Pecos), &inputs).unwrap();
    assert_eq!(report.remarks, [""; 0]);
    let verified = text(&after, "enrollments.csv")
        .matches("2025-03-01")
        .count();
    assert_eq!(verified, 2);
}

#[test]
fn an_action_of_a_caqh_roster_that_is_not_known_is_refused() {
    let list = "Action_Flag|Provider_NPI|CAQH_Provider_ID\nA|1234567893|1\nu|1245319599|2\nZ|1679576722|3\nD|1234567893|1\n";
    let (_, report) = import(roster(), Format::Caqh, list.as_bytes()).unwrap();
    assert_eq!((report.read, report.taken, report.passed), (4, 2, 1));
    let refused: Vec<String> = report.refused.iter().map(ToString::to_string).collect();
    assert_eq!(refused, ["input:4: Action_Flag: `Z`: expected A, U or D"]);
}

#[test]
fn names_that_a_payer_goes_by_are_a_list() {
    let mapping = |how: &str| {
        let text = format!("[payers]\npayer_id = \"Id\"\naliases = {how}\n");
        Mapping::from_toml("mapping.toml", &text)
    };
    for how in [
        "{ columns = [\"A\", \"B\"] }",
        "{ column = \"Both\", split = \";\" }",
    ] {
        let options = Options {
            mapping: Some(mapping(how).unwrap()),
            ..options(Format::Mapping)
        };
        let list: &[u8] = b"Id,A,B,Both\n00001,Test Plan,TP,Test Plan; TP\n";
        let (after, _) = import_all(Vec::new(), options, &[list]).unwrap();
        let payers = text(&after, "payers.csv");
        assert!(payers.contains(",Test Plan|TP"), "{how}: {payers}");
    }
    let name = "[payers]\npayer_id = \"Id\"\nname = { column = \"A\", split = \";\" }\n";
    let error = Mapping::from_toml("mapping.toml", name).unwrap_err();
    assert!(error.to_string().contains("holds no list"), "{error}");
}

#[test]
fn what_is_found_wrong_at_the_end_takes_the_whole_row_with_it() {
    let mapping = r#"
[providers]
npi = "NPI"
last_or_organization_name = "Name"

[enrollments]
provider_npi = "NPI"
payer_id = { value = "60054" }
location_id = "Site"
status = { value = "approved" }
effective_from = { value = "2025-01-01" }
"#;
    let mut files = with("locations.csv", "location_id\nMAIN\n");
    files.push(("providers.csv".to_owned(), "npi\n".to_owned()));
    let options = || Options {
        mapping: Mapping::from_toml("mapping.toml", mapping).ok(),
        ..options(Format::Mapping)
    };
    let (first, second) = ("1245319599,Test,NONE\n", "1497758544,Test,MAIN\n");
    for rows in [[first, second], [second, first]] {
        let input = format!("NPI,Name,Site\n{}", rows.concat());
        let all = import_all(files.clone(), options(), &[input.as_bytes()]);
        let (after, report) = all.unwrap();
        assert_eq!((report.taken, report.refused.len()), (1, 1));
        let providers = text(&after, "providers.csv");
        assert!(!providers.contains("1245319599"), "{providers}");
        assert!(providers.contains("1497758544"), "{providers}");
    }
    // What another row says, too, stays.
    let input = "NPI,Name,Site\n1245319599,Test,MAIN\n1245319599,Test,NONE\n";
    let (after, _) = import_all(files, options(), &[input.as_bytes()]).unwrap();
    assert!(text(&after, "providers.csv").contains("1245319599"));
}
