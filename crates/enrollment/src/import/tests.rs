//! What holds of every format, whatever the input.

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
    let mut import = Import::into_files(files.clone(), options(format)).unwrap();
    import.read("input", input).ok()?;
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
