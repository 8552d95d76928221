use super::*;
use crate::import::{Format, Import, Options, Report};

const MAPPING: &str = r#"
[source]
dates = ["MM/DD/YYYY"]
null = ["N/A", "TBD", "12/31/9999"]
split = ";"

[enrollments]
provider_npi = "NPI"
payer_id = { value = "60054" }
tin = "Tax ID"
location_id = { columns = ["Tax ID", "Site"], join = "-" }
taxonomy = "Taxonomy"
status = { column = "Status", values = { "Active" = "approved", "Termed" = "terminated" } }
participation = { column = "Par", values = { Y = "par", N = "nonpar" }, otherwise = "nonpar" }
effective_from = "Effective"
effective_to = "Term"
"#;

const HEADER: &str = "NPI,Tax ID,Site,Taxonomy,Status,Par,Effective,Term\n";

fn import(rows: &str) -> (Report, Vec<(String, String)>) {
    let mut options = Options::new(Format::Mapping);
    options.mapping = Some(Mapping::from_toml("mapping.toml", MAPPING).unwrap());
    let mut import = Import::into_files(Vec::new(), options).unwrap();
    import
        .read("payer.csv", format!("{HEADER}{rows}").as_bytes())
        .unwrap();
    let (report, outputs) = import.finish().unwrap();
    let texts = outputs.into_iter().map(|output| {
        let (name, mut text) = (output.name.clone(), Vec::new());
        output.write(&mut text).unwrap();
        (name, String::from_utf8(text).unwrap())
    });
    (report, texts.collect())
}

fn refusal(row: &str) -> (String, Reason) {
    let (report, outputs) = import(row);
    assert!(outputs.is_empty(), "{outputs:?}");
    assert_eq!(
        (report.read, report.taken, report.refused.len()),
        (1, 0, 1),
        "{report:?}"
    );
    let refusal = report.refused[0].clone();
    assert_eq!(refusal.line, 2);
    (refusal.column, refusal.reason)
}

#[test]
fn columns_words_dates_and_lists_become_the_rosters() {
    let (report, files) =
        import("1234567893,912345678,A,207q00000x; 207R00000X,active,?,1/31/2024,12/31/9999\n");
    assert_eq!((report.read, report.taken), (1, 1), "{report:?}");
    let (name, text) = &files[0];
    assert_eq!(name, "enrollments.csv");
    let row = text.lines().nth(1).unwrap();
    let expected = "1234567893,60054,,,,912345678,,912345678-A,207Q00000X|207R00000X,approved,2024-01-31,,,,nonpar";
    assert!(row.starts_with(expected), "{row}");
    assert!(row.contains(",payer.csv,2,"), "{row}");
}

#[test]
fn damage_is_refused_by_line_column_and_what_it_looks_like() {
    use ProblemKind as P;
    let row = |cells: &str| refusal(&format!("{cells}\n"));
    for (cells, column, kind) in [
        (
            "1.23457E+09,912345678,A,,Active,Y,1/1/2024,",
            "NPI",
            P::ScientificNotation,
        ),
        (
            "#N/A,912345678,A,,Active,Y,1/1/2024,",
            "NPI",
            P::SpreadsheetError,
        ),
        (
            "1234567893,12345678,A,,Active,Y,1/1/2024,",
            "Tax ID",
            P::LostLeadingZero,
        ),
        (
            "1234567893,912345678,A,,Active,Y,45321,",
            "Effective",
            P::SerialDate,
        ),
    ] {
        assert_eq!(
            row(cells),
            (column.to_owned(), Reason::Cell(kind)),
            "{cells}"
        );
    }
    assert_eq!(
        row("1234567893,912345678,A,,Active,Y,2024-01-01,").1,
        Reason::Date {
            expected: "MM/DD/YYYY".to_owned()
        }
    );
    assert_eq!(
        row("1234567893,912345678,A,,On leave,Y,1/1/2024,"),
        ("Status".into(), Reason::UnknownWord)
    );
    assert_eq!(
        row("1234567893,912345678,A,,,Y,1/1/2024,").1,
        Reason::Missing { what: "status" }
    );
    assert_eq!(
        row("1234567893,912345678").1,
        Reason::Width {
            cells: 2,
            columns: 8
        }
    );
}

#[test]
fn what_only_the_whole_roster_shows_is_refused_by_the_sheets_column() {
    let (column, reason) = refusal("1234567893,912345678,A,,Termed,Y,1/1/2024,TBD\n");
    assert_eq!(
        (column.as_str(), reason),
        ("Term", Reason::Cell(ProblemKind::NoLastDay))
    );
    let (column, reason) = refusal("1234567893,912345678,A,,Active,Y,,\n");
    assert_eq!(
        (column.as_str(), reason),
        ("Effective", Reason::Cell(ProblemKind::Empty))
    );
}

#[test]
fn two_lines_that_contradict_are_not_both_taken() {
    let (report, _) = import(
        "1234567893,912345678,A,,Active,Y,1/1/2024,\n1234567893,912345678,A,,Active,N,1/1/2024,\n",
    );
    assert_eq!(report.refused.len(), 1);
    assert_eq!(
        report.refused[0].reason,
        Reason::Contradicts {
            file: None,
            line: 2
        }
    );
    assert_eq!(
        (report.refused[0].line, report.refused[0].column.as_str()),
        (3, "Par")
    );
}

#[test]
fn an_open_end_contradicts_a_last_day_in_either_order() {
    let open = "1234567893,912345678,A,,Active,Y,1/1/2024,\n";
    let ended = "1234567893,912345678,A,,Active,Y,1/1/2024,12/31/2025\n";
    for (first, second) in [(open, ended), (ended, open)] {
        let (report, files) = import(&format!("{first}{second}"));
        assert_eq!((report.taken, report.refused.len()), (1, 1), "{report:?}");
        let refusal = &report.refused[0];
        assert_eq!(
            (refusal.line, refusal.column.as_str(), &refusal.reason),
            (
                3,
                "Term",
                &Reason::EmptyAndNot {
                    file: None,
                    line: 2
                }
            )
        );
        let of_first = files[0].1.contains("2024-01-01,2025-12-31");
        assert_eq!(of_first, first == ended, "{files:?}");
    }
}

#[test]
fn no_taxonomy_contradicts_one_and_an_untold_participation_nothing() {
    let all = "1234567893,912345678,A,,Active,,1/1/2024,\n";
    let one = "1234567893,912345678,A,207Q00000X,Active,,1/1/2024,\n";
    for rows in [[all, one], [one, all]] {
        let (report, _) = import(&rows.concat());
        assert_eq!(report.refused.len(), 1, "{report:?}");
        assert_eq!(report.refused[0].column, "Taxonomy");
    }
    let par = "1234567893,912345678,A,,Active,Y,1/1/2024,\n";
    let (report, files) = import(&[all, par].concat());
    assert_eq!((report.taken, report.refused.len()), (2, 0), "{report:?}");
    assert!(files[0].1.contains(",par,"), "{files:?}");
}

#[test]
fn what_is_kept_by_hand_is_no_contradiction_of_two_lines_that_say_the_same() {
    let mut options = Options::new(Format::Mapping);
    options.mapping = Some(Mapping::from_toml("mapping.toml", MAPPING).unwrap());
    let roster = "provider_npi,payer_id,tin,location_id,status,effective_from,effective_to\n\
        1234567893,60054,912345678,912345678-A,approved,2024-01-01,\n";
    let locations = "location_id\n912345678-A\n";
    let files = [("enrollments.csv", roster), ("locations.csv", locations)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let mut import = Import::into_files(files.into(), options).unwrap();
    let row = "1234567893,912345678,A,,Termed,Y,1/1/2024,12/31/2025\n";
    let sheet = format!("{HEADER}{row}{row}");
    import.read("payer.csv", sheet.as_bytes()).unwrap();
    let (report, _) = import.finish().unwrap();
    assert_eq!((report.taken, report.refused.len()), (2, 0), "{report:?}");
}

/// The report, and the names of the files to write.
fn import_sheet(mapping: &str, sheet: &str) -> (Report, Vec<String>) {
    let mut options = Options::new(Format::Mapping);
    options.mapping = Some(Mapping::from_toml("mapping.toml", mapping).unwrap());
    let mut import = Import::into_files(Vec::new(), options).unwrap();
    import.read("payer.csv", sheet.as_bytes()).unwrap();
    let (report, outputs) = import.finish().unwrap();
    let names = outputs.into_iter().map(|output| output.name);
    (report, names.collect())
}

#[test]
fn rows_that_are_refused_begin_no_roster() {
    let mapping = format!("{MAPPING}[providers]\nnpi = \"NPI\"\n");
    let row = "1234567893,912345678,A,,Active,Y,1/1/2024,12/31/2023\n";
    let (report, names) = import_sheet(&mapping, &format!("{HEADER}{row}"));
    assert_eq!(report.refused.len(), 1, "{report:?}");
    assert_eq!(names, [""; 0]);
}

#[test]
fn a_person_without_an_npi_is_no_group() {
    let mapping = |providers: &str| {
        format!(
            "[source]\nnull = [\"N/A\"]\n[enrollments]\nprovider_npi = \"NPI\"\ngroup_npi = \"Group\"\n\
             payer_id = {{ value = \"60054\" }}\nstatus = {{ value = \"approved\" }}\n\
             effective_from = {{ value = \"2024-01-01\" }}\n{providers}"
        )
    };
    let person = "[providers]\nnpi = \"NPI\"\nlast_or_organization_name = \"Last\"\nfirst_name = \"First\"\n";
    let surname = "[providers]\nnpi = \"NPI\"\nlast_or_organization_name = \"Last\"\n";
    let group = "[providers]\nnpi = \"NPI\"\nentity_type = { value = \"2\" }\nlast_or_organization_name = \"Last\"\n";
    let other = "[providers]\nnpi = \"Group\"\nlast_or_organization_name = \"Last\"\n";
    for (providers, row, is_refused) in [
        (person, ",1245319599,Test,Tia", true),
        (person, "N/A,1245319599,Test,Tia", true),
        (person, ",1245319599,,Tia", true),
        (surname, ",1245319599,Test,", true),
        (person, ",1245319599,,", false),
        (person, "1234567893,1245319599,Test,Tia", false),
        (group, ",1245319599,Test,", false),
        (other, ",1245319599,Test,", false),
        ("", ",1245319599,Test,Tia", false),
    ] {
        let sheet = format!("NPI,Group,Last,First\n{row}\n");
        let (report, _) = import_sheet(&mapping(providers), &sheet);
        let told = report.refused.first().map(|refusal| refusal.to_string());
        let told = told.unwrap_or_default();
        assert_eq!(
            told.starts_with("payer.csv:2: NPI: no NPI of the provider"),
            is_refused,
            "{row}: {told}"
        );
        assert_eq!(report.taken, u64::from(!is_refused), "{row}: {report:?}");
        assert!(!told.contains("Test") && !told.contains("Tia"), "{told}");
    }
}

#[test]
fn a_wrong_key_is_told_with_what_may_be_meant() {
    let wrong = |text: &str| Mapping::from_toml("m.toml", text).unwrap_err().to_string();
    for (text, told) in [
        (
            "[enrolments]\n",
            "m.toml: no table `enrolments`; did you mean `enrollments`?",
        ),
        (
            "[source]\nnulls = []\n",
            "m.toml: no key `source.nulls`; did you mean `null`?",
        ),
        (
            "[providers]\nnpi = { colum = \"x\" }\n",
            "m.toml: no key `providers.npi.colum`; did you mean `column`?",
        ),
        (
            "[providers]\nnpi = \"NPI\"\ntaxonomy = \"T\"\n",
            "m.toml: no column `providers.taxonomy`; did you mean `taxonomies`?",
        ),
        (
            "[providers]\nfirst_name = \"F\"\n",
            "m.toml: [providers] needs `npi`",
        ),
        (
            "[source]\ndates = [\"MM/DD/YY\"]\n",
            "m.toml: source.dates: `MM/DD/YY` is no form of a date; one is \"MM/DD/YYYY\"",
        ),
        (
            "[enrollments]\nstatus = { value = \"active\" }\n",
            "m.toml: enrollments.status.value: `active`: expected approved, pending, submitted, suspended, terminated, deactivated or denied",
        ),
        (
            "[enrollments]\nstatus = { value = \"approved\", column = \"x\" }\n",
            "m.toml: enrollments.status: one of `column`, `columns` and `value` is wanted",
        ),
        (
            "",
            "m.toml: it maps no column; give an [enrollments] table or another of the roster",
        ),
    ] {
        assert_eq!(wrong(text), told);
    }
    assert!(wrong("[x\n").starts_with("m.toml: line 1: "));
}

#[test]
fn missing_columns_are_named_with_what_is_near() {
    let mut options = Options::new(Format::Mapping);
    options.mapping = Some(Mapping::from_toml("mapping.toml", MAPPING).unwrap());
    let mut import = Import::into_files(Vec::new(), options).unwrap();
    let error = import
        .read(
            "p.csv",
            &b"NPI,Tax ID,Site,Taxonomys,Status,Par,Effective,Term\n"[..],
        )
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "p.csv: not the spreadsheet of this mapping: no column `Taxonomy`; the header has `Taxonomys`"
    );
}

#[test]
fn numbers_of_a_workbook_have_lost_their_zeros() {
    let rule = |column: &str| {
        let (column, holds) = RosterFile::Enrollments.column(column).unwrap();
        CellRule {
            column,
            holds,
            from: From::Constant(String::new()),
            dates: None,
            values: None,
            otherwise: None,
            split: None,
        }
    };
    let mapping = Mapping::from_toml("mapping.toml", MAPPING).unwrap();
    let number = |digits: &str| Value::Number(digits.to_owned());
    let day = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    let part = |column, value: Value<'_>| mapping.part(&rule(column), &value);
    assert_eq!(
        part("provider_npi", number("1234567893")).unwrap(),
        "1234567893"
    );
    assert_eq!(
        part("effective_from", Value::Date(day)).unwrap(),
        "2024-01-31"
    );
    assert_eq!(
        part("payer_id", number("430")).unwrap_err(),
        Reason::Cell(ProblemKind::LostLeadingZero)
    );
    assert_eq!(
        part("effective_from", number("45321")).unwrap_err(),
        Reason::Cell(ProblemKind::SerialDate)
    );
    assert_eq!(
        part("tin", Value::Date(day)).unwrap_err(),
        Reason::CellType { is: "a date" }
    );
}
