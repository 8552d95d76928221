use super::*;
use crate::locations::FacilityType;
use crate::payers::PayerClass;
use crate::providers::EntityType;

const DOCTOR: &str = "1234567893";

fn load(files: &[(&str, &str)]) -> Loaded {
    Roster::from_csv(files).unwrap()
}

/// The problems of files beside one good enrollment.
fn problems(file: &str, text: &str) -> Vec<(u32, &'static str, ProblemKind)> {
    let good =
        "provider_npi,payer_id,status,effective_from\n1234567893,60054,approved,2024-01-01\n";
    let loaded = if file == ENROLLMENTS {
        load(&[(file, text)])
    } else {
        load(&[(ENROLLMENTS, good), (file, text)])
    };
    loaded
        .problems
        .into_iter()
        .map(|problem| (problem.line, problem.column, problem.kind))
        .collect()
}

/// The problems of one enrollment that is good but for the cells given.
fn enrollment(cells: &[(&str, &str)]) -> Vec<(&'static str, ProblemKind)> {
    let mut row = vec![
        ("provider_npi", DOCTOR),
        ("payer_id", "60054"),
        ("status", "approved"),
        ("effective_from", "2024-01-01"),
    ];
    for cell in cells {
        row.retain(|(name, _)| *name != cell.0);
        row.push(*cell);
    }
    let (names, values): (Vec<&str>, Vec<&str>) = row.into_iter().unzip();
    let text = format!("{}\n{}\n", names.join(","), values.join(","));
    let loaded = load(&[(ENROLLMENTS, &text)]);
    assert_eq!(loaded.has_errors(), loaded.roster.is_empty());
    loaded
        .problems
        .into_iter()
        .map(|problem| {
            assert_eq!(problem.line, 2);
            (problem.column, problem.kind)
        })
        .collect()
}

#[test]
fn four_columns_are_enough() {
    assert_eq!(enrollment(&[]), []);
}

#[test]
fn each_bad_cell_is_told_by_its_column() {
    use ProblemKind as P;
    use remedi_claims::NpiFault;
    for (column, cell, kind) in [
        ("provider_npi", "1.23457E+09", P::ScientificNotation),
        ("provider_npi", "1234567890", P::Npi(NpiFault::CheckDigit)),
        ("provider_npi", "123456789", P::Npi(NpiFault::Length)),
        ("group_npi", "1234567890", P::Npi(NpiFault::CheckDigit)),
        ("approved_pos", "11|2", P::LostLeadingZero),
        ("approved_pos", "office", P::Pos),
        ("approved_pos", "11|28", P::PosNotAssigned),
        ("tin", "12345678", P::LostLeadingZero),
        ("tin", "1.23E+08", P::ScientificNotation),
        ("payer_id", "6.01E+04", P::ScientificNotation),
        ("payer_id", "#N/A", P::DamagedPayerId),
        ("payer_id", "", P::Empty),
        ("status", "", P::Empty),
        ("effective_from", "", P::Empty),
        ("effective_from", "1/31/2024", P::AmericanDate),
        ("effective_from", "45322", P::SerialDate),
        ("effective_to", "12/31/2024", P::AmericanDate),
        ("effective_to", "2023-12-31", P::EndsBeforeStart),
        ("billing_effective_from", "soon", P::Date),
        ("taxonomy", "cardiology", P::Taxonomy),
        ("scope_allow", "99215-99202", P::CodeRange),
        ("scope_deny", "G0101-H0101", P::CodeRange),
        ("verified_on", "2024-13-01", P::Date),
    ] {
        assert_eq!(
            enrollment(&[(column, cell)]),
            [(column, kind)],
            "{column} {cell}"
        );
    }
    for (column, cell) in [
        ("status", "active"),
        ("participation", "in"),
        ("tin_kind", "FEIN"),
    ] {
        let found = enrollment(&[(column, cell)]);
        assert!(
            matches!(found[..], [(name, P::Word { .. })] if name == column),
            "{found:?}"
        );
    }
}

#[test]
fn ended_statuses_need_their_last_day_and_applications_no_first() {
    for status in ["terminated", "suspended", "deactivated"] {
        assert_eq!(
            enrollment(&[("status", status)]),
            [("effective_to", ProblemKind::NoLastDay)]
        );
    }
    for status in ["pending", "submitted", "denied"] {
        assert_eq!(
            enrollment(&[("status", status), ("effective_from", "")]),
            []
        );
    }
}

#[test]
fn a_row_without_a_provider_names_a_group_or_a_tin() {
    assert_eq!(
        enrollment(&[("provider_npi", "")]),
        [("provider_npi", ProblemKind::NobodyNamed)]
    );
    assert_eq!(
        enrollment(&[("provider_npi", ""), ("group_npi", DOCTOR)]),
        []
    );
    assert_eq!(
        enrollment(&[("provider_npi", ""), ("tin", "123456789")]),
        []
    );
}

#[test]
fn bad_ssns_are_masked() {
    let text = "provider_npi,payer_id,status,effective_from,tin,tin_kind\n\
         1234567893,60054,approved,2024-01-01,98765432,SSN\n\
         1234567893,60054,approved,2024-01-01,987-65-432X,\n";
    let loaded = load(&[(ENROLLMENTS, text)]);
    let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "enrollments.csv:2: tin: `****5432`: a leading zero is lost; format the column as text",
            "enrollments.csv:3: tin: `*******432X`: a TIN has nine digits, or the last four of an SSN",
        ]
    );
}

#[test]
fn an_npi_is_not_replaced_by_itself_nor_by_what_is_none() {
    let providers = |cell: &str| {
        let text = format!("npi,replaced_by\n1245319599,{cell}\n");
        problems("providers.csv", &text)
    };
    assert_eq!(
        providers("1245319599"),
        [(2, "replaced_by", ProblemKind::ReplacedByItself)]
    );
    let digits = ProblemKind::Npi(remedi_claims::NpiFault::CheckDigit);
    assert_eq!(providers("1234567890"), [(2, "replaced_by", digits)]);
    assert_eq!(providers("1234567893"), []);
}

#[test]
fn good_rows_stay_when_bad_ones_are_left_out() {
    let text = "provider_npi,payer_id,status,effective_from\n\
         1234567893,60054,approved,2024-01-01\n\
         1234567893,60054,approved,01/01/2024\n";
    let loaded = load(&[(ENROLLMENTS, text)]);
    assert!(loaded.has_errors());
    assert_eq!(loaded.roster.len(), 1);
}

#[test]
fn a_column_that_must_be_there_is_an_error_with_its_name() {
    let error = Roster::from_csv(&[(ENROLLMENTS, "provider_npi,payer_id,status\n")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "enrollments.csv: the column `effective_from` is missing"
    );
    assert!(Roster::from_csv(&[("payers.csv", "payer_id\n")]).is_err());
}

#[test]
fn unknown_columns_are_told_once_a_file() {
    let text = "provider_npi,payer_id,status,effective_from,Shoe Size,hobby\n\
         1234567893,60054,approved,2024-01-01,9,chess\n";
    let loaded = load(&[(ENROLLMENTS, text)]);
    assert_eq!(
        loaded.notices,
        ["enrollments.csv: columns ignored: shoe_size, hobby"]
    );
    assert!(loaded.problems.is_empty());
}

#[test]
fn of_many_unknown_columns_some_are_named() {
    let many: Vec<String> = (1..=12).map(|number| format!("c{number}")).collect();
    let text = format!(
        "provider_npi,payer_id,status,effective_from,{}\n",
        many.join(",")
    );
    assert_eq!(
        load(&[(ENROLLMENTS, &text)]).notices,
        [
            "enrollments.csv: columns ignored: c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 and 2 more",
            "enrollments.csv: no enrollment in it",
        ]
    );
}

#[test]
fn cells_without_commas_between_them_are_an_error_of_the_file() {
    for separator in [";", "\t", "|"] {
        let text = "provider_npi,payer_id,status,effective_from\n".replace(',', separator);
        let error = Roster::from_csv(&[(ENROLLMENTS, &text)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "enrollments.csv: its cells are not separated by commas; save it as CSV with commas"
        );
    }
}

#[test]
fn locations_are_listed_once_and_named_as_listed() {
    use ProblemKind as P;
    assert_eq!(
        problems(
            "locations.csv",
            "location_id,zip\nA,02139\na,02139\nB,2139\n"
        ),
        [
            (3, "location_id", P::Repeated { first_line: 2 }),
            (4, "zip", P::LostLeadingZero)
        ]
    );
    let enrollments = "provider_npi,payer_id,status,effective_from,location_id\n\
         1234567893,60054,approved,2024-01-01,A|C\n";
    let loaded = load(&[
        (ENROLLMENTS, enrollments),
        ("locations.csv", "location_id\nA\n"),
    ]);
    assert_eq!(loaded.problems[0].kind, P::UnknownLocation);
    assert_eq!(&*loaded.problems[0].cell, "C");
    let unlisted = load(&[(ENROLLMENTS, enrollments)]);
    assert!(unlisted.problems.is_empty());
    assert_eq!(unlisted.notices.len(), 1);
}

#[test]
fn an_alias_of_two_payers_is_a_warning() {
    let loaded = load(&[
        (
            ENROLLMENTS,
            "provider_npi,payer_id,status,effective_from\n1234567893,60054,approved,2024-01-01\n",
        ),
        (
            "payers.csv",
            "payer_id,name,class,aliases\n60054,One,commercial,AET|SHARED\n00430,Two,medicaid,shared\n",
        ),
    ]);
    assert!(!loaded.has_errors());
    assert_eq!(loaded.problems[0].kind, ProblemKind::SharedAlias);
    assert_eq!(loaded.problems[0].line, 3);
}

#[test]
fn enrollments_name_payers_by_id_or_alias() {
    let payers = "payer_id,name,aliases\n60054,Aetna,AET|S\n00430,Blue Plan,S\n";
    let enrollments = "provider_npi,payer_id,status,effective_from\n\
         1234567893,aet,approved,2024-01-01\n\
         1234567893,430,approved,2024-01-01\n\
         1234567893,S,approved,2024-01-01\n\
         1234567893,NEW,approved,2024-01-01\n";
    let loaded = load(&[("payers.csv", payers), (ENROLLMENTS, enrollments)]);
    let kinds: Vec<&ProblemKind> = loaded.problems.iter().map(|p| &p.kind).collect();
    assert_eq!(
        kinds,
        [
            &ProblemKind::SharedAlias,
            &ProblemKind::LostLeadingZero,
            &ProblemKind::AmbiguousPayer
        ]
    );
    let ids: Vec<&str> = loaded
        .roster
        .enrollments()
        .map(|row| &*loaded.roster.payer(row.payer()).id)
        .collect();
    assert_eq!(ids, ["60054", "NEW"]);
    assert_eq!(loaded.notices.len(), 1);
}

#[test]
fn the_other_files_are_read_by_their_columns() {
    let loaded = load(&[
        (
            ENROLLMENTS,
            "provider_npi,payer_id,status,effective_from,payer_provider_id\n\
             1234567893,60054,approved,2024-01-01,PT77\n",
        ),
        (
            "providers.csv",
            "npi,entity_type,taxonomies,excluded_from,excluded_to\n\
             1245319599,1,207RC0000X|208D00000X,2020-01-01,2020-12-31\n",
        ),
        (
            "credentials.csv",
            "provider_npi,kind,state,issued,expires\n\
             1245319599,license,MA,2020-01-01,2024-12-31\n",
        ),
        (
            "authorizations.csv",
            "auth_number,payer_id,member_id,procedures,units,valid_from,valid_to,pos\n\
             A77,60054,M1,99213|J0120-J9999,3,2024-01-01,2024-06-30,11 22\n",
        ),
        (
            "locations.csv",
            "location_id,facility_type,tin,approved_pos\nMAIN,office,123456789,11\n",
        ),
    ]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let roster = loaded.roster;
    let npi = "1245319599".parse().unwrap();
    let day = |text: &str| text.parse().unwrap();
    let provider = roster.provider(npi).unwrap();
    assert_eq!(provider.entity_type, Some(EntityType::Individual));
    assert_eq!(provider.taxonomies.len(), 2);
    assert!(provider.excluded.contains(day("2020-12-31")));
    assert!(roster.knows_provider(npi) && roster.knows_provider(DOCTOR.parse().unwrap()));
    assert_eq!(
        roster.licence(npi, "MA", day("2024-12-31")),
        crate::Licence::Held
    );
    let authorization = roster.authorizations("a77").next().unwrap();
    assert_eq!(
        (authorization.units, authorization.procedures.len()),
        (Some(3), 2)
    );
    let main = roster.location(roster.location_of_id("MAIN").unwrap());
    assert_eq!(main.facility_type, Some(FacilityType::Office));
    let row = roster.enrollments().next().unwrap();
    assert_eq!(row.payer_provider_id(), "PT77");
    assert_eq!((row.file(), row.line()), ("enrollments.csv", 2));
}

#[test]
fn one_file_may_hold_it_all() {
    let loaded = load(&[(
        "roster.csv",
        "provider_npi,payer_id,status,effective_from,group_npi,tin,tin_kind,location_id,npi,facility_type,address_1,zip,\
         approved_pos,last_or_organization_name,entity_type,payer_name,class,aliases,complete\n\
         1234567893,60054,approved,2024-01-01,1245319599,123456789,EIN,MAIN,1245319599,office,1 Elm St,02139,11,Who,1,Aetna,commercial,AET,yes\n\
         1234567893,60054,approved,2025-01-01,1245319599,123456789,EIN,MAIN,1245319599,office,1 Elm St,02139,22,Who,1,Aetna,commercial,AET,yes\n",
    )]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let roster = loaded.roster;
    assert_eq!(roster.len(), 2);
    let payer = roster.payer_of("aet").one().unwrap();
    assert_eq!(roster.payer(payer).class, Some(PayerClass::Commercial));
    let main = roster.location(roster.location_of_id("MAIN").unwrap());
    assert_eq!(
        (&*main.address_1, main.approved_pos.is_empty()),
        ("1 Elm St", true)
    );
    assert_eq!(roster.coverage().len(), 1, "both lines say the same");
    let doctor = DOCTOR.parse().unwrap();
    assert!(roster.provider(doctor).is_some());
    assert!(roster.is_complete(
        payer,
        "1245319599".parse().ok(),
        Tin::parse(b"123456789", TinKind::Ein)
    ));
}

#[test]
fn one_file_that_contradicts_itself_is_told_so() {
    let loaded = load(&[(
        "roster.csv",
        "provider_npi,payer_id,status,effective_from,location_id,address_1,zip\n\
         1234567893,60054,approved,2024-01-01,MAIN,1 Elm St,02139\n\
         1234567893,60054,approved,2025-01-01,MAIN,9 Oak Rd,02139\n",
    )]);
    assert_eq!(loaded.problems.len(), 1);
    assert_eq!(
        loaded.problems[0].kind,
        ProblemKind::Repeated { first_line: 2 }
    );
}

#[test]
fn one_file_tells_each_bad_cell_once() {
    let loaded = load(&[(
        "roster.csv",
        "provider_npi,payer_id,status,effective_from,entity_type,aliases,complete,group_npi\n\
         1234567890,,approved,2024-01-01,1,,,\n\
         1234567893,60054,approved\n",
    )]);
    let told: Vec<(u32, &str)> = loaded
        .problems
        .iter()
        .map(|problem| (problem.line, problem.column))
        .collect();
    assert_eq!(
        told,
        [
            (2, "payer_id"),
            (2, "provider_npi"),
            (3, ""),
            (3, "effective_from")
        ]
    );
}

#[test]
fn coverage_is_for_some_practice() {
    assert_eq!(
        problems("coverage.csv", "group_npi,payer_id,complete\n,60054,yes\n"),
        [(2, "group_npi", ProblemKind::Empty)]
    );
    assert_eq!(
        problems(
            "coverage.csv",
            "group_npi,payer_id,complete\n1234567893,60054,\n"
        ),
        [(2, "complete", ProblemKind::Empty)]
    );
}

#[test]
fn folders_and_files_are_read_alike() {
    let folder = std::env::temp_dir().join(format!("remedi-roster-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let enrollments = b"\xef\xbb\xbfprovider_npi,payer_id,status,effective_from\r\n\
        1234567893,60054,approved,2024-01-01\r\n";
    write("notes.csv", b"x\n");
    assert!(matches!(
        Roster::load(&folder).unwrap_err().kind(),
        RosterErrorKind::NoEnrollments { .. }
    ));
    write("enrollments.csv", enrollments);
    write("payers.csv", b"payer_id,name\n60054,Caf\xe9\n");
    let loaded = Roster::load(&folder).unwrap();
    assert_eq!((loaded.roster.len(), loaded.problems.len()), (1, 0));
    // One for the file that is none of the roster's, one for the text that is not UTF-8.
    assert_eq!(loaded.notices.len(), 2);
    let file = Roster::load(&folder.join("enrollments.csv")).unwrap();
    assert_eq!(file.roster.len(), 1);
    write("utf16.csv", b"\xff\xfep\0");
    assert!(Roster::load(&folder.join("utf16.csv")).is_err());
    assert!(Roster::load(&folder.join("absent.csv")).is_err());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_state_is_two_letters() {
    for (file, head, row) in [
        ("payers.csv", "payer_id,state", "60054"),
        ("locations.csv", "location_id,state", "MAIN"),
        (
            "credentials.csv",
            "kind,provider_npi,state",
            "license,1234567893",
        ),
    ] {
        let text = format!("{head}\n{row},Ohio\n");
        assert_eq!(problems(file, &text), [(2, "state", ProblemKind::State)]);
        let text = format!("{head}\n{row},O1\n");
        assert_eq!(problems(file, &text), [(2, "state", ProblemKind::State)]);
        for good in ["oh", "OH", "PR", ""] {
            assert_eq!(problems(file, &format!("{head}\n{row},{good}\n")), []);
        }
    }
}

#[test]
fn an_end_without_its_start_is_no_exclusion_that_never_was() {
    for what in ["excluded", "opted_out"] {
        let head = format!("npi,{what}_from,{what}_to");
        let told = problems("providers.csv", &format!("{head}\n{DOCTOR},,2025-12-31\n"));
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(
            (told[0].1, &told[0].2),
            (&*format!("{what}_from"), &ProblemKind::NoFirstDay)
        );
        let told = problems(
            "providers.csv",
            &format!("npi,{what}_to\n{DOCTOR},2025-12-31\n"),
        );
        assert_eq!(told.len(), 1, "{told:?}");
    }
}

#[test]
fn coverage_that_contradicts_itself_is_told() {
    let head = "group_npi,payer_id,complete,as_of";
    let rows = |first: &str, second: &str| {
        problems(
            "coverage.csv",
            &format!("{head}\n{DOCTOR},60054,{first}\n{DOCTOR},60054,{second}\n"),
        )
    };
    let told = ProblemKind::SaidOtherwise { first_line: 2 };
    assert_eq!(rows("yes,", "no,"), [(3, "complete", told)]);
    assert_eq!(rows("yes,", "yes,"), []);
    assert_eq!(rows("no,2024-01-01", "yes,2025-01-01"), []);
    let loaded = load(&[
        (ENROLLMENTS, "provider_npi,payer_id,status,effective_from\n"),
        ("payers.csv", "payer_id\n60054\n"),
        ("coverage.csv", &format!("{head}\n{DOCTOR},NOBODY,yes,\n")),
    ]);
    let notices = loaded.notices.concat();
    assert!(
        notices.contains("coverage.csv: payers that are not in payers.csv: 1"),
        "{notices}"
    );
}
