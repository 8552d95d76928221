//! The code tables are well-formed: what a reviewer of a pull request need not check by eye.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

/// A table: its file, its rows and its columns. A star marks a column whose cells may be empty.
struct Shape(&'static str, usize, &'static str);

const SHAPES: [Shape; 15] = [
    Shape("carc.csv", 407, "code status start* stop*"),
    Shape(
        "carc_causes.csv",
        407,
        "code cause subcause denial owner preventable route remark* meaning",
    ),
    Shape(
        "claim_payment_status.csv",
        17,
        "code payer_order* forwarded reversal only_4010 meaning",
    ),
    Shape(
        "pos.csv",
        52,
        "code name valid_from* valid_to* meaning_changed_on* medicare_rate medicare_rate_since* \
         medicare_from* class telehealth facility_loop note*",
    ),
    Shape("provider_adjustment.csv", 41, "code kind meaning"),
    Shape("rarc.csv", 1187, "code start* stop* alert*"),
    Shape(
        "rarc_roles.csv",
        1216,
        "code alert role cause* word* owner* route* meaning",
    ),
    Shape("state.csv", 77, "code country"),
    Shape("country.csv", 252, "code"),
    Shape("taxonomy.csv", 856, "code"),
    Shape("acknowledgement.csv", 116, "code meaning"),
    Shape("claim_status.csv", 759, "code meaning*"),
    Shape("claim_status_category.csv", 48, "code meaning*"),
    Shape("entity.csv", 228, "code meaning*"),
    Shape("type_of_bill.csv", 32, "code setting inpatient meaning"),
];

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn text(file: &str) -> String {
    fs::read_to_string(data().join("codes").join(file)).expect(file)
}

fn table(file: &str) -> Vec<Vec<String>> {
    text(file)
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn column(file: &str, name: &str) -> Vec<String> {
    let table = table(file);
    let index = table[0]
        .iter()
        .position(|column| column == name)
        .expect(name);
    table[1..].iter().map(|row| row[index].clone()).collect()
}

/// Letters, then the number: the order in which people read codes.
fn order(code: &str) -> (&str, u32) {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters, code[letters.len()..].parse().unwrap_or(0))
}

fn is_kebab_case(word: &str) -> bool {
    word.split('-').all(|part| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

#[test]
fn every_table_is_described_here_and_in_the_sources() {
    let files: BTreeSet<_> = fs::read_dir(data().join("codes"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        files,
        SHAPES.iter().map(|shape| shape.0.to_owned()).collect()
    );
    let sources = fs::read_to_string(data().join("SOURCES.md")).unwrap();
    for Shape(file, rows, _) in SHAPES {
        let line = format!("| `codes/{file}` | {rows} |");
        assert!(sources.contains(&line), "{line}");
    }
}

#[test]
fn every_table_has_its_columns_and_rows() {
    for Shape(file, rows, columns) in SHAPES {
        let table = table(file);
        let names: Vec<_> = columns
            .split(' ')
            .map(|name| name.trim_end_matches('*'))
            .collect();
        assert_eq!(table[0], names, "{file}");
        assert_eq!(table.len() - 1, rows, "{file}");
        for row in &table[1..] {
            assert_eq!(row.len(), names.len(), "{file}: {row:?}");
            for (cell, column) in row.iter().zip(columns.split(' ')) {
                let missing = cell.is_empty() && !column.ends_with('*');
                assert!(!missing, "{file}: no {column} in {row:?}");
            }
        }
    }
}

#[test]
fn cells_are_plain_text_of_one_line() {
    for Shape(file, ..) in SHAPES {
        let text = text(file);
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{file}");
        for cell in text.lines().flat_map(|line| line.split(',')) {
            let plain = cell.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"');
            assert!(plain && cell.trim() == cell, "{file}: {cell:?}");
        }
    }
}

#[test]
fn codes_are_unique_and_in_the_order_people_read_them() {
    for Shape(file, ..) in SHAPES {
        let codes = column(file, "code");
        assert!(
            codes.is_sorted_by(|one, next| order(one) < order(next)),
            "{file}"
        );
    }
}

#[test]
fn dates_are_of_the_calendar_and_of_the_time_of_these_lists() {
    let years = "1990-01-01".parse::<NaiveDate>().unwrap()..="2030-01-01".parse().unwrap();
    for (file, name) in [
        ("carc.csv", "start"),
        ("carc.csv", "stop"),
        ("rarc.csv", "start"),
        ("rarc.csv", "stop"),
        ("pos.csv", "valid_from"),
        ("pos.csv", "valid_to"),
        ("pos.csv", "meaning_changed_on"),
        ("pos.csv", "medicare_rate_since"),
        ("pos.csv", "medicare_from"),
    ] {
        for cell in column(file, name).iter().filter(|cell| !cell.is_empty()) {
            let date = cell.parse::<NaiveDate>().unwrap();
            assert!(years.contains(&date), "{file}: {date}");
            assert_eq!(date.to_string(), *cell, "{file}");
        }
    }
}

#[test]
fn subcauses_are_kebab_case() {
    for word in column("carc_causes.csv", "subcause") {
        assert!(is_kebab_case(&word), "{word:?}");
    }
    for row in &table("rarc_roles.csv")[1..] {
        let wordless = row[2] == "context" && row[4].is_empty();
        assert!(
            wordless || row[2] == "route" || is_kebab_case(&row[4]),
            "{row:?}"
        );
    }
}

#[test]
fn every_code_has_a_cause_or_a_role() {
    let (carcs, causes) = (
        column("carc.csv", "code"),
        column("carc_causes.csv", "code"),
    );
    assert_eq!(carcs, causes);
    let newer = ["306", "307", "308", "D13"];
    assert!(newer.iter().all(|code| carcs.iter().any(|own| own == code)));
    assert_eq!(carcs.len() - newer.len(), 403);
    let roles: BTreeSet<_> = column("rarc_roles.csv", "code").into_iter().collect();
    let rarcs: BTreeSet<_> = column("rarc.csv", "code").into_iter().collect();
    assert_eq!(rarcs.len(), 1187);
    let newer: Vec<_> = roles.difference(&rarcs).map(|code| order(code).1).collect();
    assert!(rarcs.is_subset(&roles));
    assert_eq!(newer, (912..=940).collect::<Vec<_>>());
}

#[test]
fn roles_repeat_the_alert_mark_of_the_list() {
    let list = table("rarc.csv");
    for role in &table("rarc_roles.csv")[1..] {
        if let Some(listed) = list.iter().find(|row| row[0] == role[0])
            && !listed[3].is_empty()
        {
            assert_eq!(listed[3], role[1], "{}", role[0]);
        }
    }
}
