use super::*;

const DOCTOR: &str = "1245319599";
const GROUP: &str = "1234567893";
const LOCATIONS: &str = "location_id,npi,facility_type,address_1,city,state,zip,approved_pos\n\
    MAIN,,office,100 Main St,Testville,OH,43999,11 02\n\
    WARD,,hospital,1 Elm St,Testville,OH,43998,21\n";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn roster(enrollments: &str) -> Roster {
    let text = enrollments.replace("{D}", DOCTOR).replace("{G}", GROUP);
    let files = [("enrollments.csv", &*text), ("locations.csv", LOCATIONS)];
    let loaded = Roster::from_csv(&files).unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    loaded.roster
}

fn query(day: &str) -> MatrixQuery {
    MatrixQuery {
        day: date(day),
        known_on: None,
        provider: None,
        payer: None,
        location: None,
    }
}

fn blocks(roster: &Roster, query: MatrixQuery) -> Vec<MatrixBlock> {
    roster.matrix(query, |_| Terms::default()).collect()
}

/// The cell of a place and a family in the only block.
fn cell(roster: &Roster, location: Option<&str>, pos: u8, family: &str) -> Cell {
    let blocks = blocks(roster, query("2025-03-01"));
    assert_eq!(blocks.len(), 1);
    let location = location.map(|id| roster.location_of_id(id).unwrap());
    let mut found = blocks[0].cells.iter().filter(|cell| {
        cell.location == location
            && cell.pos == Pos::new(pos)
            && cell.family.is_some_and(|own| own.name == family)
    });
    let cell = *found.next().unwrap();
    assert!(found.next().is_none(), "told twice");
    cell
}

#[test]
fn places_approved_are_cleared_and_others_are_not() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,status,effective_from,approved_pos\n\
         {D},PAYER,{G},approved,2024-01-01,11 21\n",
    );
    let office = cell(&roster, Some("MAIN"), 11, "office visits");
    assert_eq!(office.state.standing, Standing::Cleared);
    assert_eq!(office.next, None);
    let ward = cell(&roster, Some("WARD"), 21, "hospital visits");
    assert_eq!(ward.state.standing, Standing::Cleared);
    let emergency = cell(&roster, None, 23, "emergency visits").state;
    assert_eq!(emergency.standing, Standing::NotCleared);
    assert_eq!(emergency.fact, Some(Fact::PlaceOfService));
}

#[test]
fn a_scope_clears_a_family_wholly_in_part_or_not() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,status,effective_from,scope_allow\n\
         {D},PAYER,{G},approved,2024-01-01,99202-99215 93000-93010\n",
    );
    let standing = |family| cell(&roster, Some("MAIN"), 11, family).state.standing;
    assert_eq!(standing("office visits"), Standing::Cleared);
    assert_eq!(standing("heart and vessels"), Standing::InPart);
    assert_eq!(standing("surgery"), Standing::NotCleared);
}

#[test]
fn a_cell_tells_when_it_changes_and_to_what() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,status,effective_from,effective_to\n\
         {D},PAYER,{G},approved,2024-01-01,2025-03-14\n\
         {D},PAYER,{G},approved,2025-03-15,2025-06-30\n",
    );
    // That one row ends where the next begins changes nothing.
    let cell = cell(&roster, Some("MAIN"), 11, "office visits");
    assert_eq!(cell.next, Some((date("2025-07-01"), Standing::NotCleared)));
}

#[test]
fn a_later_start_is_a_change_to_cleared() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,status,effective_from\n\
         {D},PAYER,{G},approved,2025-04-01\n",
    );
    let cell = cell(&roster, Some("MAIN"), 11, "office visits");
    assert_eq!(cell.state.fact, Some(Fact::EffectiveFrom));
    assert_eq!(cell.next, Some((date("2025-04-01"), Standing::Cleared)));
}

#[test]
fn a_payer_without_a_row_for_the_provider_is_one_cell() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,tin,status,effective_from\n\
         {D},ONE,{G},912345678,approved,2024-01-01\n\
         1003000126,TWO,{G},912345678,approved,2024-01-01\n",
    );
    let two = MatrixQuery {
        payer: roster.payer_of("TWO").one(),
        provider: DOCTOR.parse().ok(),
        ..query("2025-03-01")
    };
    let blocks = blocks(&roster, two);
    assert_eq!(blocks.len(), 1);
    // The practice is known by the provider's other payer, so that the missing row is a fault.
    assert_eq!(blocks[0].practice.billing, GROUP.parse().ok());
    let [cell] = blocks[0].cells[..] else {
        panic!("{:?}", blocks[0].cells)
    };
    assert_eq!(cell.state.standing, Standing::NotCleared);
    assert_eq!((cell.pos, cell.family), (None, None));
}

#[test]
fn each_practice_of_a_provider_has_its_own_block() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,tin,status,effective_from\n\
         {D},PAYER,{G},912345678,approved,2024-01-01\n\
         {D},PAYER,1497758544,923456789,approved,2026-01-01\n\
         {D},PAYER,,912345678,approved,2024-01-01\n",
    );
    let blocks = blocks(&roster, query("2025-03-01"));
    let practices: Vec<_> = blocks.iter().map(|block| block.practice.billing).collect();
    assert_eq!(
        practices,
        [GROUP.parse().ok(), "1497758544".parse().ok()],
        "the row without a group is for either"
    );
}

#[test]
fn a_practices_own_enrollment_is_a_block_without_a_provider() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,status,effective_from\n\
         ,PAYER,{G},approved,2024-01-01\n",
    );
    let blocks = blocks(&roster, query("2025-03-01"));
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].provider, None);
    let cleared = |cell: &Cell| cell.state.standing == Standing::Cleared;
    assert!(blocks[0].cells.iter().all(cleared), "{:?}", blocks[0]);
}

#[test]
fn the_taxonomy_is_one_that_the_provider_has() {
    let providers = "npi,entity_type,taxonomies\n1245319599,1,207Q00000X|207R00000X\n";
    let enrollments = |taxonomy| {
        format!(
            "provider_npi,payer_id,taxonomy,status,effective_from\n\
             {DOCTOR},PAYER,{taxonomy},approved,2024-01-01\n"
        )
    };
    let standing = |taxonomy| {
        let text = enrollments(taxonomy);
        let files = [("enrollments.csv", &*text), ("providers.csv", providers)];
        let roster = Roster::from_csv(&files).unwrap().roster;
        blocks(&roster, query("2025-03-01"))[0].cells[0].state
    };
    assert_eq!(standing("207R00000X").standing, Standing::Cleared);
    assert_eq!(standing("208D00000X").fact, Some(Fact::Taxonomy));
}

#[test]
fn a_question_takes_the_only_practice_and_taxonomy_for_granted() {
    let roster = roster(
        "provider_npi,payer_id,group_npi,tin,taxonomy,status,effective_from\n\
         {D},PAYER,{G},912345678,207Q00000X,approved,2024-01-01\n",
    );
    let question = Service {
        payer: roster.payer_of("PAYER").one().unwrap(),
        subject: Subject::RenderingProvider,
        rendering: DOCTOR.parse().ok(),
        billing: None,
        tin: None,
        facility: Facility::default(),
        taxonomy: None,
        plan: None,
        network: None,
        pos: Pos::new(11),
        procedure: None,
        dates: DateRange::day(date("2025-03-01")),
        known_on: None,
        terms: Terms::default(),
    };
    assert!(matches!(roster.clearance(&question), Clearance::Unknown(_)));
    let (filled, assumed) = roster.assume(&question);
    assert!(matches!(roster.clearance(&filled), Clearance::Cleared(_)));
    assert_eq!(assumed, [Fact::GroupNpi, Fact::Tin, Fact::Taxonomy]);
    let other_group = Service {
        billing: "1497758544".parse().ok(),
        ..question
    };
    assert_eq!(roster.assume(&other_group).1, [Fact::Taxonomy]);
}

/// The only cell kind of a roster with this row of `providers.csv`, for a payer of this class.
fn barred_cell(class: &str, columns: &str, cells: &str, day: &str) -> Cell {
    let enrollments = format!(
        "provider_npi,payer_id,group_npi,status,effective_from\n{DOCTOR},PAYER,{GROUP},approved,2024-01-01\n"
    );
    let providers = format!("npi,{columns}\n{cells}\n")
        .replace("{D}", DOCTOR)
        .replace("{G}", GROUP);
    let payers = format!("payer_id,class\nPAYER,{class}\n");
    let files = [
        ("enrollments.csv", &*enrollments),
        ("providers.csv", &*providers),
        ("payers.csv", &*payers),
    ];
    let loaded = Roster::from_csv(&files).unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    let query = MatrixQuery {
        provider: DOCTOR.parse().ok(),
        ..query(day)
    };
    blocks(&loaded.roster, query)[0].cells[0]
}

#[test]
fn who_is_barred_is_cleared_nowhere_until_it_ends() {
    use crate::barred::Bar;
    let (excluded, out) = ("excluded_from,excluded_to", "opted_out_from,opted_out_to");
    let off = "npi_deactivated_on,npi_reactivated_on";
    let instead = "npi_deactivated_on,npi_reactivated_on,replaced_by";
    let back = Some((date("2025-06-01"), Standing::Cleared));
    for (columns, cells, by) in [
        (excluded, "{D},2025-02-01,2025-05-31", Bar::Excluded),
        (off, "{D},2025-02-01,2025-06-01", Bar::Deactivated),
        (
            instead,
            "{D},2025-02-01,2025-06-01,1912345679",
            Bar::Replaced,
        ),
        (out, "{D},2025-02-01,2025-05-31", Bar::OptedOut),
        (excluded, "{G},2025-02-01,2025-05-31", Bar::Excluded),
    ] {
        let cell = barred_cell("medicare", columns, cells, "2025-03-01");
        assert_eq!(cell.state.standing, Standing::NotCleared, "{cells}");
        assert_eq!(cell.state.barred.map(|barred| barred.by), Some(by));
        assert_eq!(cell.state.column(), Some(by.column()));
        assert_eq!((cell.state.row, cell.next), (None, back), "{cells}");
        let before = barred_cell("medicare", columns, cells, "2025-01-31");
        assert_eq!(before.state.standing, Standing::Cleared, "{cells}");
        assert_eq!(
            before.next,
            Some((date("2025-02-01"), Standing::NotCleared)),
            "{cells}"
        );
    }
}

#[test]
fn an_opt_out_of_medicare_is_nothing_to_other_payers() {
    let columns = "opted_out_from,opted_out_to";
    let cell = barred_cell("commercial", columns, "{D},2025-02-01,", "2025-03-01");
    assert_eq!((cell.state.standing, cell.next), (Standing::Cleared, None));
}

#[test]
fn a_location_is_the_practices_though_nobody_tells_the_kind_of_its_tin() {
    let enrollments = format!(
        "provider_npi,payer_id,group_npi,tin,status,effective_from\n{DOCTOR},PAYER,{GROUP},912345678,approved,2024-01-01\n"
    );
    let locations =
        "location_id,facility_type,tin\nMAIN,office,912345678\nOTHER,office,923456789\n";
    let files = [
        ("enrollments.csv", &*enrollments),
        ("locations.csv", locations),
    ];
    let roster = Roster::from_csv(&files).unwrap().roster;
    let asked = |id| {
        let location = roster.location_of_id(id);
        let blocks = blocks(&roster, query("2025-03-01"));
        blocks[0].cells.iter().any(|cell| cell.location == location)
    };
    assert_eq!((asked("MAIN"), asked("OTHER")), (true, false));
}

#[test]
fn an_ssn_in_full_and_by_its_last_four_is_one_practice() {
    let row = |tin: &str, from: &str| format!("{DOCTOR},PAYER,{GROUP},{tin},SSN,approved,{from}\n");
    let practices = |tins: &[&str]| {
        let rows: String = tins.iter().map(|tin| row(tin, "2024-01-01")).collect();
        let text =
            format!("provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n{rows}");
        let roster = Roster::from_csv(&[("enrollments.csv", &text)])
            .unwrap()
            .roster;
        let payer = roster.payer_of("PAYER").one().unwrap();
        roster.practices_of(DOCTOR.parse().ok(), payer, None).len()
    };
    assert_eq!(practices(&["123456789", "6789"]), 1);
    assert_eq!(practices(&["6789", "123456789"]), 1);
    assert_eq!(practices(&["6780", "123456789"]), 2);
}
