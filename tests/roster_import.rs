//! `remedi roster import` as users see it: every format into the roster of the invented practice.

// A panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod run;

use std::fs;
use std::path::{Path, PathBuf};

use run::{Ran, remedi, root};

/// A roster's folder that goes away.
struct Roster {
    folder: tempfile::TempDir,
}

impl Roster {
    /// The practice's roster, to be written to.
    fn practice() -> Roster {
        let roster = Roster::empty();
        for entry in fs::read_dir(root().join("fixtures/practice/roster")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, roster.path().join(path.file_name().unwrap())).unwrap();
        }
        roster
    }

    fn empty() -> Roster {
        Roster {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The row of a file that starts with these cells.
    fn row(&self, name: &str, start: &str) -> String {
        let text = self.text(name);
        let found: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with(start))
            .collect();
        assert_eq!(found.len(), 1, "{name} {start}:\n{text}");
        found[0].to_owned()
    }

    /// A cell of the row that starts so.
    fn cell(&self, name: &str, start: &str, column: &str) -> String {
        let text = self.text(name);
        let header = text.lines().next().unwrap();
        let place = header.split(',').position(|one| one == column);
        let place = place.unwrap_or_else(|| panic!("no {column} in {header}"));
        let row = self.row(name, start);
        row.split(',').nth(place).unwrap_or_default().to_owned()
    }

    fn import(&self, format: &str, input: &str, more: &[&str]) -> Ran {
        let input = format!("fixtures/roster-import/{input}");
        self.import_path(format, Path::new(&input), more)
    }

    fn import_path(&self, format: &str, input: &Path, more: &[&str]) -> Ran {
        let (input, into) = (input.to_str().unwrap(), self.path().to_str().unwrap());
        let all = ["roster", "import", "--from", format, input, "--into", into];
        let json: &[&str] = match more.contains(&"--format") {
            true => &[],
            false => &["--format", "json"],
        };
        remedi([&all[..], json, more].concat())
    }

    /// The sums of an import in which nothing was refused, after which the roster has no errors.
    fn imported(&self, format: &str, input: &str, more: &[&str]) -> serde_json::Value {
        let ran = self.import(format, input, more);
        assert_eq!(ran.code, 0, "{ran:?}");
        self.is_clean();
        ran.summary()
    }

    fn is_clean(&self) {
        let check = remedi([
            "roster",
            "check",
            self.path().to_str().unwrap(),
            "--format",
            "json",
        ]);
        assert_eq!(check.code, 0, "{check:?}");
        assert_eq!(check.summary()["errors"], 0);
        assert!(!check.err.contains("ignored"), "{}", check.err);
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut files: Vec<(PathBuf, Vec<u8>)> = entries
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// A file of an input, beside the roster.
    fn input(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let folder = self.path().join("inputs");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
        folder.join(name)
    }
}

const MAPPING: [&str; 2] = ["--mapping", "fixtures/roster-import/mapping.toml"];

fn remarks(summary: &serde_json::Value) -> String {
    let remarks = summary["remarks"].as_array().unwrap().iter();
    let remarks: Vec<&str> = remarks.map(|one| one.as_str().unwrap()).collect();
    remarks.join("\n")
}

#[test]
fn a_replacement_that_is_no_npi_or_the_same_one_is_refused() {
    let list = String::from_utf8(run::fixture("roster-import/nppes.csv")).unwrap();
    for (instead, why) in [
        ("1400000068", "the check digit of the NPI is wrong"),
        ("1400000034", "the NPI of the row itself"),
    ] {
        let roster = Roster::practice();
        let input = roster.input("nppes.csv", list.replace("1400000067", instead));
        let into = roster.path().to_str().unwrap().to_owned();
        let import = [
            "roster",
            "import",
            "--from",
            "nppes",
            input.to_str().unwrap(),
        ];
        let ran = remedi([&import[..], &["--into", &into]].concat());
        assert_eq!(ran.code, 1);
        let told = format!("nppes.csv:5: Replacement NPI: `{instead}`: {why}");
        assert!(ran.out.contains(&told), "{}", ran.out);
        assert!(!ran.out.contains("was replaced by"), "{}", ran.out);
    }
}

#[test]
fn nppes_updates_those_that_the_roster_knows() {
    let roster = Roster::practice();
    let sums = roster.imported("nppes", "nppes.csv", &["--locations"]);
    assert_eq!(
        (&sums["read"], &sums["taken"], &sums["passed"]),
        (&5.into(), &4.into(), &1.into())
    );
    // A name in capitals is the same name; a primary taxonomy that differs is a matter for the practice.
    assert_eq!(sums["conflicts"], 1);
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "taxonomies"),
        "207R00000X"
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000034", "npi_deactivated_on"),
        "2025-02-14"
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000034", "replaced_by"),
        "1400000067"
    );
    assert!(remarks(&sums).contains("1400000034 was replaced by 1400000067"));
    assert_eq!(
        roster.cell("providers.csv", "1400000034", "source_line"),
        "5"
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000018", "source_line"),
        ""
    );
    assert_eq!(
        roster.cell("locations.csv", "NPPES-1390000028", "zip"),
        "439990002"
    );
    assert!(!roster.text("providers.csv").contains("1999999992"));
}

#[test]
fn an_empty_roster_takes_all_of_a_public_list() {
    let roster = Roster::empty();
    let sums = roster.imported("nppes", "nppes.csv", &[]);
    assert_eq!((&sums["taken"], &sums["new"]), (&5.into(), &5.into()));
    let row = roster.row("providers.csv", "1400000026");
    assert!(
        row.starts_with("1400000026,1,BONDE (TEST),BORIS,207R00000X|208D00000X,,,"),
        "{row}"
    );
    // The same again is no news.
    let before = roster.files();
    let again = roster.imported("nppes", "nppes.csv", &[]);
    assert_eq!(
        (&again["new"], &again["changed"], &again["unchanged"]),
        (&0.into(), &0.into(), &5.into())
    );
    assert_eq!(roster.files(), before);
}

#[test]
fn an_empty_roster_knows_nobody() {
    let roster = Roster::empty();
    let sums = roster
        .import("nppes", "nppes.csv", &["--only-known"])
        .summary();
    assert_eq!((&sums["taken"], &sums["passed"]), (&0.into(), &5.into()));
    assert_eq!(roster.files(), []);
}

#[test]
fn a_list_of_npis_chooses_the_rows() {
    let roster = Roster::practice();
    let list = roster.input("npis.txt", "NPI\n1999999992\n");
    let sums = roster.imported("nppes", "nppes.csv", &["--npis", list.to_str().unwrap()]);
    assert_eq!((&sums["taken"], &sums["new"]), (&1.into(), &1.into()));
    assert!(roster.text("providers.csv").contains("1999999992"));
}

#[test]
fn pecos_verifies_and_tells_what_differs() {
    let roster = Roster::practice();
    let needs = roster.import("pecos", "pecos.csv", &[]);
    assert_eq!(needs.code, 2);
    assert!(needs.err.contains("--as-of"), "{}", needs.err);
    let sums = roster.imported("pecos", "pecos.csv", &["--as-of", "2025-03-01"]);
    assert_eq!((&sums["changed"], &sums["new"]), (&1.into(), &0.into()));
    assert_eq!(
        roster.cell("enrollments.csv", "1400000018,MEDOH", "verified_on"),
        "2025-03-01"
    );
    assert_eq!(
        roster.cell("enrollments.csv", "1400000018,PLAN1", "verified_on"),
        ""
    );
    let remarks = remarks(&sums);
    assert!(remarks.contains(
        "NPI 1400000026 is enrolled with MEDOH in the roster, and not in this PECOS list"
    ));
    assert!(remarks.contains(
        "NPI 1390000028 is enrolled by PECOS, and has no enrollment with a Medicare payer"
    ));
}

#[test]
fn revalidations_are_credentials_that_expire() {
    let roster = Roster::practice();
    let sums = roster.imported("revalidation", "revalidation.csv", &[]);
    assert_eq!((&sums["taken"], &sums["new"]), (&2.into(), &2.into()));
    let due = "1400000018,revalidation,I20200101000001,OH";
    assert_eq!(roster.cell("credentials.csv", due, "expires"), "2025-05-31");
    assert_eq!(roster.cell("credentials.csv", due, "payer_id"), "MEDOH");
    let open = "1400000026,revalidation";
    assert_eq!(roster.cell("credentials.csv", open, "expires"), "");
    // The list of reassignments has the same enrollments, of which one has a day now.
    let sums = roster.imported("revalidation", "reassignments.csv", &[]);
    assert_eq!(
        (&sums["new"], &sums["changed"], &sums["unchanged"]),
        (&0.into(), &1.into(), &1.into())
    );
    assert_eq!(
        roster.cell("credentials.csv", open, "expires"),
        "2025-08-31"
    );
}

#[test]
fn opt_outs_that_follow_each_other_are_one() {
    let roster = Roster::practice();
    let sums = roster.imported("opt-out", "opt-out.csv", &[]);
    assert_eq!(
        (&sums["taken"], &sums["passed"], &sums["changed"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "opted_out_from"),
        "2021-07-01"
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "opted_out_to"),
        "2025-06-30"
    );
}

#[test]
fn an_earlier_pecos_list_does_not_verify_on_an_earlier_day() {
    let roster = Roster::practice();
    for as_of in ["2025-03-01", "2025-01-01"] {
        roster.imported("pecos", "pecos.csv", &["--as-of", as_of]);
        let text = roster.text("enrollments.csv");
        assert!(text.contains("2025-03-01"), "{text}");
    }
}

#[test]
fn who_may_order_and_refer_is_a_column() {
    let roster = Roster::practice();
    roster.imported("order-refer", "order-refer.csv", &[]);
    assert_eq!(
        roster.cell("providers.csv", "1400000018", "order_refer"),
        "PARTB|DME|HHA|HOSPICE"
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000042", "order_refer"),
        "NONE"
    );
}

#[test]
fn exclusions_go_by_npi_and_never_by_name() {
    let roster = Roster::practice();
    let sums = roster.imported("leie", "leie.csv", &[]);
    assert_eq!((&sums["taken"], &sums["passed"]), (&1.into(), &2.into()));
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "excluded_from"),
        "2025-02-20"
    );
    assert!(remarks(&sums).contains("entries without an NPI: 1"));
    // Who is reinstated leaves the list: that is told, and left to the practice.
    let empty = fs::read_to_string(root().join("fixtures/roster-import/leie.csv")).unwrap();
    let empty = roster.input(
        "later.csv",
        empty.lines().take(2).collect::<Vec<_>>().join("\n"),
    );
    let later = roster.import_path("leie", &empty, &[]).summary();
    assert!(
        remarks(&later).contains("NPI 1400000026 is excluded in the roster, and not on this list")
    );
}

#[test]
fn a_caqh_roster_gives_ids_and_licences() {
    let roster = Roster::practice();
    let sums = roster.imported("caqh", "caqh.txt", &[]);
    assert_eq!((&sums["taken"], &sums["passed"]), (&1.into(), &1.into()));
    assert!(
        roster
            .text("credentials.csv")
            .contains("1400000018,caqh,99000001,")
    );
    assert_eq!(
        roster.cell("credentials.csv", "1400000018,recredentialing", "expires"),
        "2026-06-01"
    );
    // The licence was there, with its dates.
    assert_eq!(
        roster.cell("credentials.csv", "1400000018,license", "expires"),
        "2027-12-31"
    );
}

const PAYER: [&str; 2] = ["--payer", "PLAN1"];

#[test]
fn a_directory_of_fhir_resources_is_the_same_as_a_bundle_and_line_by_line() {
    let bundle = Roster::practice();
    let needs = bundle.import("plan-net", "plan-net.json", &[]);
    assert_eq!(needs.code, 2);
    assert!(needs.err.contains("--payer"), "{}", needs.err);
    let ran = bundle.import("plan-net", "plan-net.json", &PAYER);
    assert_eq!(ran.code, 1);
    let refused = &ran.json()[0];
    assert_eq!(
        (&refused["line"], &refused["column"]),
        (&5.into(), &"period.start".into())
    );
    let sums = ran.summary();
    assert_eq!(
        (&sums["read"], &sums["taken"], &sums["passed"]),
        (&10.into(), &7.into(), &2.into())
    );
    bundle.is_clean();
    let row = bundle.row("enrollments.csv", "1400000075");
    assert!(
        row.starts_with("1400000075,PLAN1,1390000010,,,plan-loc-1,207Q00000X,approved,2024-07-01,"),
        "{row}"
    );
    assert!(row.contains("Testland Choice (invented)"), "{row}");
    let ended = bundle.row("enrollments.csv", "1400000083");
    assert!(
        ended.contains(",terminated,2022-01-01,2024-12-31,"),
        "{ended}"
    );
    assert_eq!(bundle.cell("locations.csv", "plan-loc-1", "zip"), "43999");
    assert!(!bundle.text("locations.csv").contains("plan-loc-2"));
    // The same resources one a line.
    let lines = Roster::practice();
    lines.import("plan-net", "plan-net.ndjson", &PAYER);
    for name in ["enrollments.csv", "locations.csv", "providers.csv"] {
        let same = |text: String| text.replace("plan-net.ndjson", "plan-net.json");
        assert_eq!(same(lines.text(name)), bundle.text(name));
    }
}

#[test]
fn a_directory_that_is_no_json_is_told() {
    let roster = Roster::practice();
    let input = roster.input(
        "broken.json",
        "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {}}, ",
    );
    let ran = roster.import_path("plan-net", &input, &PAYER);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("not a FHIR Bundle: EOF"), "{}", ran.err);
    let input = roster.input(
        "broken.ndjson",
        "{\"resourceType\":\"Location\",\"id\":\"x\"}\n{\"resourceType\"\n",
    );
    let ran = roster.import_path("plan-net", &input, &PAYER);
    assert_eq!((ran.code, &ran.json()[0]["line"]), (1, &2.into()));
}

#[test]
fn a_directory_of_x12_274_is_a_tree_of_groups_sites_and_providers() {
    let roster = Roster::practice();
    let ran = roster.import("274", "directory.274", &PAYER);
    assert_eq!(ran.code, 1, "{ran:?}");
    let refused = &ran.json()[0];
    assert_eq!(
        (&refused["line"], &refused["message"]),
        (&26.into(), &"no NPI of the provider".into())
    );
    let sums = ran.summary();
    assert_eq!((&sums["read"], &sums["taken"]), (&5.into(), &4.into()));
    assert_eq!(remarks(&sums), "");
    roster.is_clean();
    let site = roster.row("locations.csv", "1390000028-7NORTHST43999");
    assert!(site.contains("7 NORTH ST,TESTVILLE,OH,43999"), "{site}");
    let row = roster.row("enrollments.csv", "1400000075");
    let expected = "1400000075,PLAN1,1390000010,912345678,EIN,1390000028-7NORTHST43999,207Q00000X,approved,2024-07-01,,";
    assert!(row.starts_with(expected), "{row}");
    // Without a first day of their own the site's is theirs.
    let row = roster.row("enrollments.csv", "1400000083");
    assert!(row.contains(",approved,2024-01-01,2025-12-31,"), "{row}");
    let ran = roster.import("274", "leie.csv", &PAYER);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn a_payers_spreadsheet_becomes_a_roster_by_its_mapping() {
    let csv = Roster::empty();
    let sums = csv.imported("mapping", "payer.csv", &MAPPING);
    assert_eq!(
        (&sums["read"], &sums["taken"], &sums["refused"]),
        (&3.into(), &3.into(), &0.into())
    );
    let row = csv.row("enrollments.csv", "1400000083");
    let expected = "1400000083,PLAN1,,,1390000010,912345678,EIN,912345678-N1,207R00000X,terminated,2022-01-01,2024-12-31,";
    assert!(row.starts_with(expected), "{row}");
    assert_eq!(csv.cell("locations.csv", "912345678-N1", "zip"), "04399");
    assert_eq!(
        csv.cell("providers.csv", "1400000083", "first_name"),
        "Félix"
    );
    assert_eq!(
        csv.cell("credentials.csv", "1400000083,board", "expires"),
        "2027-09-30"
    );
    assert!(!csv.text("credentials.csv").contains("1400000075,board"));
}

#[test]
fn numbers_of_a_workbook_are_damage_where_zeros_count() {
    let roster = Roster::empty();
    let ran = roster.import("mapping", "payer.xlsx", &MAPPING);
    assert_eq!(ran.code, 1, "{ran:?}");
    let refused = &ran.json()[0];
    assert_eq!(
        (&refused["line"], &refused["column"], &refused["cell"]),
        (&6.into(), &"ZIP".into(), &"4399".into())
    );
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .contains("leading zero"),
        "{refused}"
    );
    // The other rows are as in the CSV, dates by their type and NPIs from numbers.
    roster.is_clean();
    let csv = Roster::empty();
    csv.imported("mapping", "payer.csv", &MAPPING);
    let same = |start: &str| {
        let cells = |roster: &Roster| -> Vec<String> {
            let row = roster.row("enrollments.csv", start);
            row.split(',').take(12).map(str::to_owned).collect()
        };
        assert_eq!(cells(&roster), cells(&csv));
    };
    same("1400000083");
}

#[test]
fn a_formula_without_its_value_is_no_empty_cell() {
    let roster = Roster::empty();
    let mapping = roster.input(
        "m.toml",
        "[source]\ndates = [\"MM/DD/YYYY\"]\n[enrollments]\nprovider_npi = \"NPI\"\ngroup_npi = \"Group\"\npayer_id = { value = \"PLAN1\" }\nstatus = { value = \"approved\" }\neffective_from = \"From\"\neffective_to = \"To\"\n",
    );
    let mapping = ["--mapping", mapping.to_str().unwrap()];
    let ran = roster.import("mapping", "formulas-without-values.xlsx", &mapping);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = ran.json();
    let refused: Vec<(i64, &str)> = told[..told.len() - 1]
        .iter()
        .map(|row| {
            let message = row["message"].as_str().unwrap();
            assert!(message.contains("a formula whose value is not"), "{row}");
            (
                row["line"].as_i64().unwrap(),
                row["column"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(refused, [(2, "NPI"), (3, "To"), (8, "Group")]);
    let sums = ran.summary();
    assert_eq!(
        (&sums["read"], &sums["taken"], &sums["passed"]),
        (&7.into(), &3.into(), &1.into())
    );
    // One whose formula is in no mapped column, one with its value, and one whose value is an empty text.
    let enrollments = roster.text("enrollments.csv");
    let npis: Vec<&str> = enrollments.lines().skip(1).map(|row| &row[..10]).collect();
    assert_eq!(npis, ["1400000026", "1400000034", "1400000042"]);
    assert!(!enrollments.contains("2025-12-31"), "{enrollments}");
}

#[test]
fn what_is_kept_by_hand_stays_unless_it_is_asked_for() {
    let roster = Roster::practice();
    let list = "NPI,Optout Effective Date,Optout End Date\n1400000026,07/01/2023,06/30/2025\n";
    let list = roster.input("list.csv", list);
    roster.import_path("opt-out", &list, &[]);
    // Someone corrects by hand what was imported, and adds a column of their own.
    let text = roster
        .text("providers.csv")
        .replace("2023-07-01", "2023-08-01");
    let mut lines = text.lines();
    let mut edited = format!("{},Panel\n", lines.next().unwrap());
    for line in lines {
        edited.push_str(&format!("{line},open\n"));
    }
    fs::write(roster.path().join("providers.csv"), edited).unwrap();
    let ran = roster.import_path("opt-out", &list, &[]);
    let conflict = &ran.json()[0];
    assert_eq!(
        (&conflict["what"], &conflict["row"], &conflict["column"]),
        (
            &"conflict".into(),
            &"1400000026".into(),
            &"opted_out_from".into()
        )
    );
    assert_eq!(
        (&conflict["kept"], &conflict["offered"]),
        (&"2023-08-01".into(), &"2023-07-01".into())
    );
    assert_eq!((ran.code, &ran.summary()["changed"]), (0, &0.into()));
    let ran = roster.import_path("opt-out", &list, &["--overwrite"]);
    assert_eq!(ran.summary()["changed"], 1);
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "opted_out_from"),
        "2023-07-01"
    );
    assert_eq!(roster.cell("providers.csv", "1400000026", "Panel"), "open");
}

#[test]
fn what_an_importer_wrote_it_may_write_again() {
    let roster = Roster::practice();
    let first = roster.input(
        "a.csv",
        "NPI,Optout Effective Date,Optout End Date\n1400000026,07/01/2023,06/30/2025\n",
    );
    let second = roster.input(
        "b.csv",
        "NPI,Optout Effective Date,Optout End Date\n1400000026,07/01/2023,\n",
    );
    roster.import_path("opt-out", &first, &[]);
    let sums = roster.import_path("opt-out", &second, &[]).summary();
    assert_eq!(
        (&sums["changed"], &sums["conflicts"]),
        (&1.into(), &0.into())
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "opted_out_to"),
        ""
    );
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "source_file"),
        "b.csv"
    );
}

#[test]
fn an_application_that_is_approved_is_the_same_row() {
    let roster = Roster::practice();
    let mapping = roster.input(
        "m.toml",
        "[enrollments]\nprovider_npi = \"NPI\"\npayer_id = { value = \"PLAN2\" }\nstatus = \"Status\"\neffective_from = \"From\"\n",
    );
    let mapping = ["--mapping", mapping.to_str().unwrap()];
    let applied = roster.input("applied.csv", "NPI,Status,From\n1400000075,pending,\n");
    let approved = roster.input(
        "approved.csv",
        "NPI,Status,From\n1400000075,approved,2025-04-01\n",
    );
    roster.import_path("mapping", &applied, &mapping);
    let sums = roster.import_path("mapping", &approved, &mapping).summary();
    assert_eq!((&sums["new"], &sums["changed"]), (&0.into(), &1.into()));
    let row = roster.row("enrollments.csv", "1400000075,PLAN2");
    assert!(row.contains(",approved,2025-04-01,"), "{row}");
}

#[test]
fn a_wrong_file_changes_nothing_and_is_told_by_its_columns() {
    let roster = Roster::practice();
    let before = roster.files();
    let ran = roster.import("nppes", "leie.csv", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err
            .contains("not an NPPES dissemination file: no column `Entity Type Code`"),
        "{}",
        ran.err
    );
    let ran = roster.import("leie", "payer.xlsx", &[]);
    assert!(ran.err.contains("a ZIP archive or workbook"), "{}", ran.err);
    let ran = roster.import("caqh", "opt-out.csv", &[]);
    assert!(
        ran.err.contains("separated by `,`, not by `|`"),
        "{}",
        ran.err
    );
    assert_eq!(roster.files(), before);
}

#[test]
fn a_roster_with_errors_is_not_imported_into() {
    let roster = Roster::empty();
    fs::write(
        roster.path().join("enrollments.csv"),
        "provider_npi,payer_id,status,effective_from\n1.23E+09,60054,approved,2024-01-01\n",
    )
    .unwrap();
    let ran = roster.import("leie", "leie.csv", &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("the roster has errors"), "{}", ran.err);
}

#[test]
fn nothing_is_written_on_a_dry_run() {
    let roster = Roster::practice();
    let before = roster.files();
    let sums = roster.import("leie", "leie.csv", &["--dry-run"]).summary();
    assert_eq!(sums["changed"], 1);
    assert_eq!(roster.files(), before);
}

#[test]
fn bytes_that_are_no_utf_8_are_windows_1252() {
    let roster = Roster::empty();
    let text = fs::read(root().join("fixtures/roster-import/nppes.csv")).unwrap();
    let text: Vec<u8> = String::from_utf8(text)
        .unwrap()
        .replace("BORIS", "RENE")
        .into_bytes();
    let place = text.windows(4).position(|four| four == b"RENE").unwrap();
    let mut text = text;
    text[place + 3] = 0xC9;
    let input = roster.input("npidata.csv", text);
    let ran = roster.import_path("nppes", &input, &[]);
    assert_eq!(
        roster.cell("providers.csv", "1400000026", "first_name"),
        "RENÉ"
    );
    assert!(remarks(&ran.summary()).contains("read as Windows-1252: 1"));
}

#[test]
fn a_roster_in_windows_1252_is_kept_as_utf_8() {
    let roster = Roster::practice();
    let text = roster.text("providers.csv").replace("Alma", "Am\u{e9}lie");
    let text: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    fs::write(roster.path().join("providers.csv"), text).unwrap();
    let sums = roster.imported("leie", "leie.csv", &[]);
    assert!(remarks(&sums).contains("providers.csv: not in UTF-8"));
    assert_eq!(
        roster.cell("providers.csv", "1400000018", "first_name"),
        "Amélie"
    );
}

#[test]
fn names_are_not_in_messages() {
    let roster = Roster::practice();
    let text = fs::read_to_string(root().join("fixtures/roster-import/payer.csv")).unwrap();
    let text = text
        .replace("1400000075,Engel", "1400000018,Engel")
        .replace("Active", "Unheard of");
    let input = roster.input("payer.csv", text);
    for format in ["human", "json", "csv"] {
        let ran = roster.import_path(
            "mapping",
            &input,
            &[&MAPPING[..], &["--dry-run", "--format", format]].concat(),
        );
        let all = format!("{}{}", ran.out, ran.err);
        assert!(all.contains("Unheard of"), "{all}");
        assert!(!all.contains("Engel") && !all.contains("Adler"), "{all}");
    }
}

#[test]
fn a_payer_has_an_id_without_blanks_around_it() {
    let roster = Roster::practice();
    let empty = roster.import("274", "directory.274", &["--payer", " "]);
    assert_eq!(empty.code, 2);
    assert!(
        empty.err.contains("the id of a payer is empty"),
        "{}",
        empty.err
    );
    roster.import("274", "directory.274", &["--payer", " PLAN1 "]);
    let row = roster.row("enrollments.csv", "1400000075");
    assert!(row.starts_with("1400000075,PLAN1,"), "{row}");
}

#[test]
fn one_input_that_can_not_be_read_does_not_stop_the_others() {
    let fixture = root().join("fixtures/roster-import");
    let import = |format: &str, inputs: &[&str]| {
        let roster = Roster::practice();
        let (gone, other) = (fixture.join("gone.csv"), fixture.join("caqh.txt"));
        let into = roster.path().to_str().unwrap().to_owned();
        let mut all = vec!["roster", "import", "--from", format, "--into", &into];
        all.extend([gone.to_str().unwrap(), other.to_str().unwrap()]);
        let own: Vec<PathBuf> = inputs.iter().map(|name| fixture.join(name)).collect();
        all.extend(own.iter().map(|path| path.to_str().unwrap()));
        let ran = remedi([&all[..], &["--as-of", "2025-03-01", "--format", "json"]].concat());
        (roster, ran)
    };
    let (roster, ran) = import("leie", &["leie.csv"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("gone.csv: no such file"), "{}", ran.err);
    assert!(
        ran.err.contains("caqh.txt: its cells are separated by"),
        "{}",
        ran.err
    );
    assert!(ran.summary()["taken"].as_u64() > Some(0), "{ran:?}");
    roster.is_clean();
    let (_, none) = import("leie", &[]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    // Who is on no part of the list may order nothing.
    let (roster, ran) = import("order-refer", &["order-refer.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(!roster.text("providers.csv").contains("NONE"));
}

#[test]
fn a_row_with_two_faults_is_one_row() {
    let roster = Roster::practice();
    let list = "Action_Flag|Provider_NPI|CAQH_Provider_ID|Last_Recredential_Date|Next_Recredential_Date\n\
A|1400000018|1.5E+9|20230601|20260601\nA|1400000026|2|yesterday|TBD\n";
    let input = roster.input("caqh.txt", list);
    let ran = roster.import_path("caqh", &input, &["--format", "human"]);
    let two = |column: &str| ran.out.contains(&format!("caqh.txt:3: {column}: "));
    assert!(
        two("Last_Recredential_Date") && two("Next_Recredential_Date"),
        "{}",
        ran.out
    );
    let sums = "2 rows read: 0 taken, 0 not asked for; 2 refused; 0 conflicts";
    assert!(ran.out.contains(sums), "{}", ran.out);
}

/// A row of the spreadsheet of the mapping, with these cells.
fn mapped(status: &str, to: &str, site: &str) -> String {
    format!(
        "1400000075,Engel (test),Eva,1390000010,912345678,{site},7 North St,Testville,OH,04399,207Q00000X,{status},Y,03/01/2025,{to},000777,TEST-005,12/31/2026,N/A,Open\n"
    )
}

const MAPPED: &str = "Provider NPI,Last Name,First Name,Group NPI,Tax ID,Site Code,Address,City,State,ZIP,Specialty Codes,Status,Par,Effective Date,Term Date,Payer's ID,License,License Expires,Board Expires,Panel\n";

#[test]
fn nothing_is_written_of_a_row_that_is_refused() {
    for (status, to) in [("Termed", ""), ("Active", "02/28/2025")] {
        let roster = Roster::practice();
        let before = roster.files();
        let row = mapped(status, to, "N1");
        let list = roster.input("c.csv", format!("{MAPPED}{row}"));
        let ran = roster.import_path("mapping", &list, &MAPPING);
        assert_eq!(
            (ran.code, &ran.summary()["refused"]),
            (1, &1.into()),
            "{ran:?}"
        );
        fs::remove_dir_all(roster.path().join("inputs")).unwrap();
        assert_eq!(roster.files(), before, "{status}");
    }
}

#[test]
fn a_refused_row_stands_in_no_other_rows_way() {
    let (bad, good) = (
        mapped("Active", "02/28/2025", "N1"),
        mapped("Active", "", "N1"),
    );
    for rows in [[&bad, &good], [&good, &bad]] {
        let roster = Roster::practice();
        let list = roster.input("c.csv", format!("{MAPPED}{}{}", rows[0], rows[1]));
        let ran = roster.import_path("mapping", &list, &MAPPING);
        let sums = ran.summary();
        assert_eq!(
            (&sums["taken"], &sums["refused"]),
            (&1.into(), &1.into()),
            "{ran:?}"
        );
        roster.row("enrollments.csv", "1400000075");
    }
}

#[test]
fn a_list_without_an_npi_is_no_choice() {
    let roster = Roster::practice();
    let npis = roster.input("npis.txt", "foo\n");
    let ran = roster.import("leie", "leie.csv", &["--npis", npis.to_str().unwrap()]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("npis.txt: no NPI in it"), "{ran:?}");
}

#[test]
fn a_payer_that_the_roster_has_not_is_told() {
    let asked = |payer: &str| {
        let ran = Roster::practice().import("plan-net", "plan-net.json", &["--payer", payer]);
        remarks(&ran.summary()).contains("has had no payer")
    };
    assert!(asked("PLAN11"));
    assert!(!asked("PLAN1"));
}

#[test]
fn a_line_of_another_input_is_told_with_that_input() {
    let roster = Roster::practice();
    let row = mapped("Active", "", "N1");
    let one = roster.input("one.csv", format!("{MAPPED}{row}"));
    let other = row.replace("Engel (test)", "Other (test)");
    let two = roster.input("two.csv", format!("{MAPPED}{other}"));
    let one_path = one.to_str().unwrap();
    let ran = roster.import_path("mapping", &two, &[&MAPPING[..], &[one_path]].concat());
    assert!(ran.out.contains("two.csv:2 says another thing"), "{ran:?}");
}
