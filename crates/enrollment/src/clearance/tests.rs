use remedi_claims::{Pos, ProcedureCode, Taxonomy, Tin};

use super::*;
use crate::address::{Address, AddressKey};
use crate::service::{Facility, Terms};

mod oracle;

const DOCTOR: &str = "1000000004";
const OTHER_DOCTOR: &str = "1000000012";
const GROUP: &str = "2000000002";
const OTHER_GROUP: &str = "2000000010";
const OFFICE: &str = "1000000103";
const HOSPITAL: &str = "1000000111";

fn npi(text: &str) -> Npi {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(from: &str, to: &str) -> DateRange {
    DateRange {
        from: date(from),
        to: date(to),
    }
}

fn ein(text: &str) -> Option<Tin> {
    Tin::parse(text.as_bytes(), remedi_claims::TinKind::Ein)
}

fn code(text: &str) -> Option<ProcedureCode> {
    ProcedureCode::parse(text.as_bytes())
}

/// A roster of enrollments alone; `D` and `G` stand for the doctor's and the group's NPI.
fn roster(csv: &str) -> Roster {
    with(csv, &[])
}

fn with(enrollments: &str, others: &[(&str, &str)]) -> Roster {
    let real = |text: &str| {
        text.replace("{D}", DOCTOR)
            .replace("{E}", OTHER_DOCTOR)
            .replace("{G}", GROUP)
            .replace("{H}", OTHER_GROUP)
    };
    let mut files = vec![("enrollments.csv", real(enrollments))];
    files.extend(others.iter().map(|(name, text)| (*name, real(text))));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let loaded = Roster::from_csv(&files).unwrap();
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.roster
}

/// An office visit of the doctor for the group on the given day.
fn visit(roster: &Roster, day: &str) -> Service<'static> {
    Service {
        payer: roster.payer_of("PAYER").one().unwrap(),
        subject: Subject::RenderingProvider,
        rendering: Some(npi(DOCTOR)),
        billing: Some(npi(GROUP)),
        tin: ein("111111111"),
        facility: Facility::default(),
        taxonomy: None,
        plan: None,
        network: None,
        pos: Pos::new(11),
        procedure: code("99213"),
        dates: DateRange::day(date(day)),
        known_on: None,
        terms: Terms::default(),
    }
}

#[track_caller]
fn cleared(roster: &Roster, service: &Service<'_>) -> Cleared {
    match roster.clearance(service) {
        Clearance::Cleared(cleared) => cleared,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn not(roster: &Roster, service: &Service<'_>) -> NotCleared {
    match roster.clearance(service) {
        Clearance::Not(not) => not,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn unknown(roster: &Roster, service: &Service<'_>) -> Unknown {
    match roster.clearance(service) {
        Clearance::Unknown(unknown) => unknown,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn missing(roster: &Roster, service: &Service<'_>) -> Fact {
    match unknown(roster, service) {
        Unknown::FactMissing { fact, .. } => fact,
        other => panic!("{other:?}"),
    }
}

fn line_of(roster: &Roster, row: Option<RowIndex>) -> Option<u32> {
    row.map(|row| roster.enrollment(row).line())
}

// Dates

#[test]
fn both_ends_of_an_enrollment_are_covered() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,effective_to\n\
         {D},PAYER,approved,2024-01-01,2024-12-31\n",
    );
    cleared(&roster, &visit(&roster, "2024-01-01"));
    cleared(&roster, &visit(&roster, "2024-12-31"));
    let early = not(&roster, &visit(&roster, "2023-12-31"));
    assert_eq!(
        early.shortfall,
        Shortfall::BeforeStart {
            starts: date("2024-01-01")
        }
    );
    let late = not(&roster, &visit(&roster, "2025-01-01"));
    assert_eq!(
        late.shortfall,
        Shortfall::AfterEnd {
            ended: date("2024-12-31"),
            status: Status::Approved,
            resumes: None
        }
    );
    assert_eq!(late.uncovered, DateRange::day(date("2025-01-01")));
}

#[test]
fn an_empty_last_day_is_open() {
    let roster =
        roster("provider_npi,payer_id,status,effective_from\n{D},PAYER,approved,2024-01-01\n");
    cleared(&roster, &visit(&roster, "2999-12-31"));
}

#[test]
fn a_range_across_the_end_tells_the_first_bad_day() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,effective_to\n\
         {D},PAYER,terminated,2024-01-01,2024-12-31\n",
    );
    let stay = Service {
        dates: days("2024-12-30", "2025-01-03"),
        ..visit(&roster, "2024-12-30")
    };
    let not = not(&roster, &stay);
    assert_eq!(not.uncovered, days("2025-01-01", "2025-01-03"));
    assert!(matches!(
        not.shortfall,
        Shortfall::AfterEnd {
            status: Status::Terminated,
            ..
        }
    ));
}

const HOLE: &str = "provider_npi,payer_id,status,effective_from,effective_to\n\
     {D},PAYER,deactivated,2023-01-01,2024-03-31\n\
     {D},PAYER,approved,2024-06-01,\n";

#[test]
fn a_day_in_the_hole_between_two_enrollments_fails() {
    let roster = roster(HOLE);
    let after_the_end = not(&roster, &visit(&roster, "2024-04-15"));
    assert_eq!(
        after_the_end.shortfall,
        Shortfall::AfterEnd {
            ended: date("2024-03-31"),
            status: Status::Deactivated,
            resumes: Some(date("2024-06-01"))
        }
    );
    let before_the_start = not(&roster, &visit(&roster, "2024-05-31"));
    assert_eq!(
        before_the_start.shortfall,
        Shortfall::BeforeStart {
            starts: date("2024-06-01")
        }
    );
}

#[test]
fn the_uncovered_days_end_where_the_next_enrollment_starts() {
    let roster = roster(HOLE);
    let stay = Service {
        dates: days("2024-03-30", "2024-06-02"),
        ..visit(&roster, "2024-03-30")
    };
    assert_eq!(
        not(&roster, &stay).uncovered,
        days("2024-04-01", "2024-05-31")
    );
}

#[test]
fn adjoining_rows_cover_a_range_together() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,effective_to,tin\n\
         {D},PAYER,approved,2024-01-01,2024-06-30,111111111\n\
         {D},PAYER,approved,2024-07-01,,111111111\n\
         {D},PAYER,approved,2024-07-01,,222222222\n",
    );
    let stay = Service {
        dates: days("2024-06-30", "2024-07-01"),
        ..visit(&roster, "2024-06-30")
    };
    assert_eq!(line_of(&roster, Some(cleared(&roster, &stay).row)), Some(2));
    let other_tin = Service {
        tin: ein("222222222"),
        ..stay
    };
    assert_eq!(
        not(&roster, &other_tin).uncovered,
        DateRange::day(date("2024-06-30"))
    );
}

#[test]
fn a_billing_date_before_or_after_the_effective_date_is_the_start() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,billing_effective_from\n\
         {D},PAYER,approved,2024-05-01,2024-04-01\n",
    );
    cleared(&roster, &visit(&roster, "2024-04-10"));
    let service = visit(&roster, "2024-03-20");
    let not = not(&roster, &service);
    let nearest = roster.nearest(&not, &service).unwrap();
    assert_eq!(nearest.fact, "billing_effective_from");
    assert_eq!(nearest.expected, "2024-04-01");
}

// Status

#[test]
fn pending_submitted_and_denied_rows_are_never_in_force() {
    for status in ["pending", "submitted", "denied"] {
        let roster = roster(&format!(
            "provider_npi,payer_id,status,effective_from\n{{D}},PAYER,{status},2024-01-01\n"
        ));
        let service = visit(&roster, "2024-06-01");
        let not = not(&roster, &service);
        assert!(matches!(not.shortfall, Shortfall::NotApproved(found) if found.word() == status));
        assert_eq!(not.pending.is_some(), status != "denied");
        let nearest = roster.nearest(&not, &service).unwrap();
        assert_eq!((nearest.fact, &*nearest.found), ("status", status));
    }
}

#[test]
fn ended_statuses_are_in_force_until_their_last_day() {
    for status in ["suspended", "terminated", "deactivated"] {
        let roster = roster(&format!(
            "provider_npi,payer_id,status,effective_from,effective_to\n\
             {{D}},PAYER,{status},2024-01-01,2024-06-30\n"
        ));
        cleared(&roster, &visit(&roster, "2024-06-30"));
        not(&roster, &visit(&roster, "2024-07-01"));
    }
}

#[test]
fn a_later_start_tells_of_the_application_under_way() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from\n\
         {D},PAYER,approved,2024-06-01\n\
         {D},PAYER,pending,2024-03-01\n",
    );
    let not = not(&roster, &visit(&roster, "2024-04-01"));
    assert!(matches!(not.shortfall, Shortfall::BeforeStart { .. }));
    assert_eq!(line_of(&roster, not.pending), Some(3));
}

#[test]
fn nonpar_passes_and_is_told_unless_par_would_do() {
    let header = "provider_npi,payer_id,status,effective_from,participation\n";
    let nonpar = "{D},PAYER,approved,2024-01-01,nonpar\n";
    let outside = roster(&format!("{header}{nonpar}"));
    let answer = cleared(&outside, &visit(&outside, "2024-06-01"));
    assert_eq!(answer.nonpar, Some(answer.row));
    let both = roster(&format!(
        "{header}{nonpar}{{D}},PAYER,approved,2024-02-01,par\n"
    ));
    assert_eq!(cleared(&both, &visit(&both, "2024-06-01")).nonpar, None);
    let half = Service {
        dates: days("2024-01-31", "2024-02-01"),
        ..visit(&both, "2024-01-31")
    };
    assert!(cleared(&both, &half).nonpar.is_some());

    // Two rows in the network cover what a row outside it covers in part.
    let three = roster(
        "provider_npi,payer_id,status,effective_from,effective_to,participation\n\
         {D},PAYER,approved,2024-01-01,2024-01-31,par\n\
         {D},PAYER,approved,2024-01-15,2024-01-31,nonpar\n\
         {D},PAYER,approved,2024-02-01,,par\n",
    );
    let across = Service {
        payer: three.payer_of("PAYER").one().unwrap(),
        ..half
    };
    assert_eq!(cleared(&three, &across).nonpar, None);
}

#[test]
fn rows_are_used_as_they_were_known() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,effective_to,recorded_from,recorded_to\n\
         {D},PAYER,approved,2024-01-01,,2024-01-10,2024-08-31\n\
         {D},PAYER,terminated,2024-01-01,2024-05-31,2024-09-01,\n",
    );
    let on = |known_on: Option<&str>| Service {
        known_on: known_on.map(date),
        ..visit(&roster, "2024-07-01")
    };
    not(&roster, &on(None));
    not(&roster, &on(Some("2024-09-01")));
    cleared(&roster, &on(Some("2024-08-31")));
    assert_eq!(
        unknown(&roster, &on(Some("2024-01-09"))),
        Unknown::ProviderNotInRoster
    );
    assert!(roster.is_dated());
}

// Practices

const PRACTICE: &str = "provider_npi,payer_id,status,effective_from,group_npi,tin,tin_kind\n\
     {D},PAYER,approved,2024-01-01,{G},111111111,EIN\n";

#[test]
fn the_right_group_under_another_tin_fails_by_the_tin() {
    let roster = roster(PRACTICE);
    let service = Service {
        tin: ein("222222222"),
        ..visit(&roster, "2024-06-01")
    };
    let not = not(&roster, &service);
    assert_eq!(not.shortfall, Shortfall::Tin);
    let nearest = roster.nearest(&not, &service).unwrap();
    assert_eq!(
        (&*nearest.expected, &*nearest.found),
        ("111111111", "222222222")
    );
}

#[test]
fn the_right_tin_under_another_group_fails_by_the_group() {
    let roster = roster(PRACTICE);
    let service = Service {
        billing: Some(npi(OTHER_GROUP)),
        ..visit(&roster, "2024-06-01")
    };
    assert_eq!(not(&roster, &service).shortfall, Shortfall::GroupNpi);
}

#[test]
fn rows_of_one_practice_say_nothing_about_another() {
    let roster = roster(PRACTICE);
    let elsewhere = Service {
        billing: Some(npi(OTHER_GROUP)),
        tin: ein("222222222"),
        ..visit(&roster, "2024-06-01")
    };
    assert_eq!(unknown(&roster, &elsewhere), Unknown::EnrolledElsewhere);
}

#[test]
fn a_provider_enrolled_elsewhere_lacks_the_link_to_a_practice_the_roster_knows() {
    let roster = roster(&format!(
        "{PRACTICE}{{D}},PAYER,pending,2024-01-01,{{G}},111111111,EIN\n\
         {{E}},PAYER,approved,2024-01-01,{{H}},222222222,EIN\n"
    ));
    let elsewhere = Service {
        billing: Some(npi(OTHER_GROUP)),
        tin: ein("222222222"),
        ..visit(&roster, "2024-06-01")
    };
    let unlinked = not(&roster, &elsewhere);
    assert_eq!(unlinked.shortfall, Shortfall::GroupNpi);
    assert_eq!(
        unlinked.pending, None,
        "that application is another practice's"
    );
    let unheard_of_tin = Service {
        tin: ein("333333333"),
        ..elsewhere
    };
    assert_eq!(not(&roster, &unheard_of_tin).shortfall, Shortfall::Tin);
}

#[test]
fn lists_of_groups_and_tins_match_any_of_them() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,group_npi,tin\n\
         {D},PAYER,approved,2024-01-01,{H}|{G},222222222|111111111\n",
    );
    cleared(&roster, &visit(&roster, "2024-06-01"));
}

#[test]
fn numbers_of_two_kinds_are_never_compared() {
    let roster = roster(PRACTICE);
    let service = Service {
        tin: Tin::parse(b"111-11-1111", remedi_claims::TinKind::Ssn),
        ..visit(&roster, "2024-06-01")
    };
    let not = not(&roster, &service);
    assert_eq!(not.shortfall, Shortfall::Tin);
    assert_eq!(roster.nearest(&not, &service).unwrap().found, "*****1111");
}

#[test]
fn the_digits_of_an_ssn_are_shown_by_no_row_that_calls_them_an_ein() {
    let words = |on_file: &str, kind, sent| {
        let roster = roster(&format!(
            "provider_npi,payer_id,status,effective_from,group_npi,tin,tin_kind\n\
             {{D}},PAYER,approved,2024-01-01,{{G}},123456789,{on_file}\n"
        ));
        let service = Service {
            tin: Tin::parse(sent, kind),
            ..visit(&roster, "2024-06-01")
        };
        let nearest = roster.nearest(&not(&roster, &service), &service).unwrap();
        [nearest.expected, nearest.found]
    };
    use remedi_claims::TinKind::{Ein, Ssn};
    assert_eq!(
        words("EIN", Ssn, b"123456789"),
        ["*****6789 (EIN on file, SSN sent)", "*****6789"]
    );
    assert_eq!(
        words("SSN", Ein, b"123456789"),
        ["*****6789 (SSN on file, EIN sent)", "*****6789"]
    );
    assert_eq!(words("EIN", Ssn, b"987654321"), ["123456789", "*****4321"]);
}

#[test]
fn a_tin_of_unknown_kind_is_compared_by_its_digits_and_shown_masked() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,tin\n\
         {D},PAYER,approved,2024-01-01,123456789\n",
    );
    for kind in [remedi_claims::TinKind::Ein, remedi_claims::TinKind::Ssn] {
        let service = |tin: &[u8]| Service {
            tin: Tin::parse(tin, kind),
            billing: Some(npi(DOCTOR)),
            ..visit(&roster, "2024-06-01")
        };
        cleared(&roster, &service(b"123456789"));
        let other = service(b"987654321");
        let not = not(&roster, &other);
        assert_eq!(not.shortfall, Shortfall::Tin);
        assert_eq!(roster.nearest(&not, &other).unwrap().expected, "*****6789");
    }
}

#[test]
fn an_ssn_may_be_known_by_its_last_four_digits() {
    for known in ["6789", "123-45-6789", "123456789"] {
        let roster = roster(&format!(
            "provider_npi,payer_id,status,effective_from,tin,tin_kind\n\
             {{D}},PAYER,approved,2024-01-01,{known},SSN\n"
        ));
        let service = Service {
            tin: Tin::parse(b"123456789", remedi_claims::TinKind::Ssn),
            billing: Some(npi(DOCTOR)),
            ..visit(&roster, "2024-06-01")
        };
        cleared(&roster, &service);
        let other = Service {
            tin: Tin::parse(b"123456780", remedi_claims::TinKind::Ssn),
            ..service
        };
        assert_eq!(not(&roster, &other).shortfall, Shortfall::Tin);
    }
}

#[test]
fn a_tin_or_group_the_claim_lacks_is_unknown() {
    let roster = roster(PRACTICE);
    let service = visit(&roster, "2024-06-01");
    assert_eq!(
        missing(
            &roster,
            &Service {
                tin: None,
                ..service
            }
        ),
        Fact::Tin
    );
    let no_billing = Service {
        billing: None,
        ..service
    };
    assert_eq!(missing(&roster, &no_billing), Fact::GroupNpi);
}

// No row

#[test]
fn no_row_is_a_fault_where_the_roster_knows_provider_and_practice() {
    let csv = "provider_npi,payer_id,status,effective_from,group_npi\n\
         {D},OTHER,approved,2024-01-01,{G}\n\
         {E},PAYER,approved,2024-01-01,{G}\n";
    let known = roster(csv);
    let service = visit(&known, "2024-06-01");
    let answer = not(&known, &service);
    assert_eq!((answer.nearest, answer.shortfall), (None, Shortfall::NoRow));
    assert_eq!(known.nearest(&answer, &service), None);

    let stranger = Service {
        rendering: Some(npi(HOSPITAL)),
        ..service
    };
    assert_eq!(unknown(&known, &stranger), Unknown::ProviderNotInRoster);
    let other_practice = Service {
        billing: Some(npi(OTHER_GROUP)),
        ..service
    };
    assert_eq!(
        unknown(&known, &other_practice),
        Unknown::PracticeNotInRoster
    );
}

#[test]
fn a_row_that_was_recorded_later_does_not_make_a_provider_known() {
    let csv = "provider_npi,payer_id,status,effective_from,group_npi,recorded_from,recorded_to\n\
         {D},OTHER,approved,2024-01-01,{G},2024-09-01,2024-10-01\n\
         {E},PAYER,approved,2024-01-01,{G},,\n";
    let roster = roster(csv);
    let on = |day| Service {
        known_on: Some(date(day)),
        ..visit(&roster, "2024-06-01")
    };
    assert_eq!(
        unknown(&roster, &on("2024-08-31")),
        Unknown::ProviderNotInRoster
    );
    for day in ["2024-09-01", "2024-10-02"] {
        assert_eq!(not(&roster, &on(day)).shortfall, Shortfall::NoRow, "{day}");
    }
}

#[test]
fn the_list_of_providers_makes_a_provider_known() {
    let roster = with(
        "provider_npi,payer_id,status,effective_from,tin\n\
         {E},PAYER,approved,2024-01-01,111111111\n",
        &[("providers.csv", "npi\n{D}\n")],
    );
    assert_eq!(
        not(&roster, &visit(&roster, "2024-06-01")).shortfall,
        Shortfall::NoRow
    );
}

#[test]
fn a_complete_roster_knows_whom_it_does_not_name() {
    let enrollments =
        "provider_npi,payer_id,status,effective_from\n{E},PAYER,approved,2024-01-01\n";
    let coverage = |row: &str| {
        with(
            enrollments,
            &[(
                "coverage.csv",
                &format!("group_npi,tin,payer_id,complete,as_of\n{row}\n"),
            )],
        )
    };
    for complete in [
        "{G},,PAYER,yes,2024-01-01",
        ",111111111,PAYER,yes,",
        "{G},111111111,PAYER,YES,",
    ] {
        let roster = coverage(complete);
        assert_eq!(
            not(&roster, &visit(&roster, "2024-06-01")).shortfall,
            Shortfall::NoRow,
            "{complete}"
        );
    }
    for incomplete in [
        "{G},,PAYER,no,",
        "{H},,PAYER,yes,",
        "{G},222222222,PAYER,yes,",
        "{G},,OTHER,yes,",
    ] {
        let roster = coverage(incomplete);
        assert_eq!(
            unknown(&roster, &visit(&roster, "2024-06-01")),
            Unknown::ProviderNotInRoster,
            "{incomplete}"
        );
    }
}

// The practice's own enrollment

const OWN: &str = "provider_npi,payer_id,status,effective_from,effective_to,group_npi,tin\n\
     ,PAYER,approved,2024-01-01,,{G},111111111\n";

#[test]
fn a_group_of_its_own_covers_anyone_who_bills_under_it() {
    let roster = roster(OWN);
    let service = visit(&roster, "2024-06-01");
    cleared(&roster, &service);
    let other_tin = Service {
        tin: ein("222222222"),
        ..service
    };
    assert_eq!(not(&roster, &other_tin).shortfall, Shortfall::Tin);
    let other_group = Service {
        billing: Some(npi(OTHER_GROUP)),
        ..service
    };
    assert_eq!(unknown(&roster, &other_group), Unknown::ProviderNotInRoster);
}

#[test]
fn a_row_for_the_provider_beats_the_groups_own() {
    let roster = roster(&format!(
        "{OWN}{{D}},PAYER,terminated,2023-01-01,2024-03-31,{{G}},111111111\n"
    ));
    let service = visit(&roster, "2024-06-01");
    assert!(matches!(
        not(&roster, &service).shortfall,
        Shortfall::AfterEnd { .. }
    ));
    let colleague = Service {
        rendering: Some(npi(OTHER_DOCTOR)),
        ..service
    };
    cleared(&roster, &colleague);
}

#[test]
fn a_row_for_the_provider_at_another_practice_does_not() {
    let roster = roster(&format!(
        "{OWN}{{D}},PAYER,terminated,2023-01-01,2024-03-31,{{H}},222222222\n"
    ));
    cleared(&roster, &visit(&roster, "2024-06-01"));
}

#[test]
fn a_group_known_by_its_tin_alone_is_found() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,tin\n,PAYER,approved,2024-01-01,111111111\n",
    );
    cleared(&roster, &visit(&roster, "2024-06-01"));
}

#[test]
fn without_a_rendering_provider_the_billing_providers_own_enrollment_counts() {
    let own = roster(OWN);
    let service = Service {
        rendering: None,
        ..visit(&own, "2024-06-01")
    };
    cleared(&own, &service);
    let named = roster(PRACTICE);
    let service = Service {
        rendering: None,
        ..visit(&named, "2024-06-01")
    };
    assert_eq!(missing(&named, &service), Fact::Provider);
}

#[test]
fn an_institution_is_tested_by_its_billing_npi_and_not_by_place() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,approved_pos\n\
         {G},PAYER,approved,2024-01-01,21\n",
    );
    let service = Service {
        subject: Subject::BillingProvider,
        pos: Pos::new(13),
        ..visit(&roster, "2024-06-01")
    };
    cleared(&roster, &service);
    let unknown_attending = Service {
        rendering: Some(npi(OTHER_DOCTOR)),
        ..service
    };
    cleared(&roster, &unknown_attending);
}

// Plan and network

#[test]
fn another_plan_fails_and_an_unknown_plan_is_told() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,plan,network\n\
         {D},PAYER,approved,2024-01-01,PPO,Broad\n",
    );
    let service = visit(&roster, "2024-06-01");
    assert!(cleared(&roster, &service).plan_untested);
    let with_plan = |plan, network| Service {
        plan: Some(plan),
        network: Some(network),
        ..service
    };
    assert!(!cleared(&roster, &with_plan("ppo", "BROAD")).plan_untested);
    assert_eq!(
        not(&roster, &with_plan("HMO", "Broad")).shortfall,
        Shortfall::Plan
    );
    assert_eq!(
        not(&roster, &with_plan("PPO", "Narrow")).shortfall,
        Shortfall::Network
    );
}

// Taxonomy and scope

#[test]
fn a_taxonomy_not_sent_is_unknown_and_another_fails() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,taxonomy\n\
         {D},PAYER,approved,2024-01-01,207RC0000X|208D00000X\n",
    );
    let service = visit(&roster, "2024-06-01");
    assert_eq!(missing(&roster, &service), Fact::Taxonomy);
    let sent = |taxonomy: &str, test| Service {
        taxonomy: Taxonomy::parse(taxonomy.as_bytes()),
        terms: Terms {
            taxonomy: test,
            ..Terms::default()
        },
        ..service
    };
    cleared(&roster, &sent("207RC0000X", TaxonomyTest::Exact));
    cleared(&roster, &sent("208D00000X", TaxonomyTest::Exact));
    let interventional = "207RI0011X";
    assert_eq!(
        not(&roster, &sent(interventional, TaxonomyTest::Exact)).shortfall,
        Shortfall::Taxonomy
    );
    cleared(&roster, &sent(interventional, TaxonomyTest::Classification));
    not(&roster, &sent("207Q00000X", TaxonomyTest::Classification));
    cleared(&roster, &sent("207Q00000X", TaxonomyTest::Grouping));
}

#[test]
fn a_procedure_outside_the_scope_names_the_range_that_denies_it() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,scope_allow,scope_deny\n\
         {D},PAYER,approved,2024-01-01,99202-99215 92900-93999,92920-92945|93451-93464\n",
    );
    let billing = |procedure| Service {
        procedure: code(procedure),
        ..visit(&roster, "2024-06-01")
    };
    cleared(&roster, &billing("93306"));
    let stent = not(&roster, &billing("92928"));
    assert_eq!(
        stent.shortfall,
        Shortfall::Scope {
            denied_by: CodeRange::parse("92920-92945")
        }
    );
    assert_eq!(
        roster.nearest(&stent, &billing("92928")).unwrap().fact,
        "scope_deny"
    );
    let unlisted = not(&roster, &billing("33206"));
    assert_eq!(unlisted.shortfall, Shortfall::Scope { denied_by: None });
    let no_procedure = Service {
        procedure: None,
        ..billing("99213")
    };
    assert_eq!(missing(&roster, &no_procedure), Fact::ScopeAllow);
}

// Place of service

fn at(roster: &Roster, pos: u8) -> Service<'static> {
    Service {
        pos: Pos::new(pos),
        ..visit(roster, "2024-06-01")
    }
}

fn approved_at(places: &str) -> Roster {
    roster(&format!(
        "provider_npi,payer_id,status,effective_from,approved_pos\n\
         {{D}},PAYER,approved,2024-01-01,{places}\n"
    ))
}

#[test]
fn a_place_of_service_not_approved_fails() {
    let roster = approved_at("11|22");
    cleared(&roster, &at(&roster, 22));
    let service = at(&roster, 21);
    let not = not(&roster, &service);
    assert_eq!(
        not.shortfall,
        Shortfall::PlaceOfService {
            location: None,
            is_sure: true
        }
    );
    let nearest = roster.nearest(&not, &service).unwrap();
    assert_eq!((&*nearest.expected, &*nearest.found), ("11|22", "21"));
    let none_sent = Service {
        pos: None,
        ..service
    };
    assert_eq!(missing(&roster, &none_sent), Fact::PlaceOfService);
}

#[test]
fn telehealth_follows_the_office_unless_the_payer_is_explicit() {
    let office = approved_at("11");
    let explicit = Terms {
        telehealth: Telehealth::Explicit,
        ..Terms::default()
    };
    for pos in [2, 10] {
        cleared(&office, &at(&office, pos));
        let strictly = Service {
            terms: explicit,
            ..at(&office, pos)
        };
        not(&office, &strictly);
        let hospital = approved_at("21");
        not(&hospital, &at(&hospital, pos));
    }
    let both = approved_at("11 02");
    let strictly = Service {
        terms: explicit,
        ..at(&both, 2)
    };
    cleared(&both, &strictly);
}

// Locations

const LOCATED: &str = "provider_npi,payer_id,status,effective_from,location_id\n\
     {D},PAYER,approved,2024-01-01,MAIN\n";

const LOCATIONS: &str = "location_id,npi,facility_type,address_1,zip,approved_pos,valid_from\n\
     MAIN,1000000103,office,100 Main St,02139,11|02,2020-01-01\n\
     ANNEX,1000000103,office,9 Oak Rd,02139,11|20,\n\
     WARD,1000000111,hospital,1 Elm St,02140,21,\n\
     ED,1000000111,emergency_department,1 Elm St,02140,23,\n";

fn located() -> Roster {
    with(LOCATED, &[("locations.csv", LOCATIONS)])
}

fn facility(npi: Option<&str>, street: &'static str, zip: &'static str) -> Facility {
    Facility {
        npi: npi.map(self::npi),
        address: Some(AddressKey::of(&Address {
            line_1: street.as_bytes(),
            zip: zip.as_bytes(),
            ..Address::default()
        })),
        source: FacilitySource::ServiceFacility,
    }
}

#[test]
fn the_address_chooses_between_offices_that_share_an_npi() {
    let roster = located();
    let service = |facility| Service {
        facility,
        ..at(&roster, 11)
    };
    cleared(
        &roster,
        &service(facility(Some(OFFICE), "100 MAIN STREET", "021394307")),
    );
    let annex = service(facility(Some(OFFICE), "9 Oak Road", "02139"));
    let not = not(&roster, &annex);
    assert_eq!(not.shortfall, Shortfall::Location);
    let nearest = roster.nearest(&not, &annex).unwrap();
    assert_eq!((&*nearest.expected, &*nearest.found), ("MAIN", "ANNEX"));
    // An address that is neither leaves the NPI, which is that of both.
    cleared(
        &roster,
        &service(facility(Some(OFFICE), "77 Unheard Of", "02139")),
    );
}

#[test]
fn an_address_finds_the_location_when_the_billing_provider_stands_in() {
    let roster = located();
    let billing = |street, zip| Service {
        facility: Facility {
            source: FacilitySource::BillingProvider,
            ..facility(Some(GROUP), street, zip)
        },
        ..at(&roster, 11)
    };
    cleared(&roster, &billing("100 Main St. Suite 5", "02139"));
    // Another street of the same town may be another way to write it.
    assert_eq!(
        missing(&roster, &billing("PO Box 7", "02139")),
        Fact::Location
    );
    assert_eq!(
        not(&roster, &billing("PO Box 7", "90210")).shortfall,
        Shortfall::Location
    );
}

#[test]
fn a_facility_of_another_npi_is_another_location() {
    let roster = located();
    let elsewhere = Service {
        facility: Facility {
            npi: Some(npi(OTHER_GROUP)),
            address: None,
            source: FacilitySource::ServiceFacility,
        },
        ..at(&roster, 11)
    };
    assert_eq!(not(&roster, &elsewhere).shortfall, Shortfall::Location);
    let nowhere = Service {
        facility: Facility::default(),
        ..elsewhere
    };
    assert_eq!(missing(&roster, &nowhere), Fact::Location);
}

#[test]
fn rounds_at_a_hospital_are_not_at_the_wrong_location() {
    let roster = located();
    let rounds = Service {
        facility: facility(Some(HOSPITAL), "1 Elm St", "02140"),
        ..at(&roster, 21)
    };
    cleared(&roster, &rounds);
    let strict = Service {
        terms: Terms {
            location: LocationTest::Strict,
            ..Terms::default()
        },
        ..rounds
    };
    assert_eq!(not(&roster, &strict).shortfall, Shortfall::Location);
    let office = Service {
        pos: Pos::new(11),
        ..rounds
    };
    assert_eq!(not(&roster, &office).shortfall, Shortfall::Location);
}

#[test]
fn without_places_of_its_own_a_row_has_those_of_the_location() {
    let roster = located();
    let main = facility(Some(OFFICE), "100 Main St", "02139");
    let urgent_care = Service {
        facility: main,
        ..at(&roster, 20)
    };
    let answer = not(&roster, &urgent_care);
    let main_index = roster.location_of_id("main");
    assert_eq!(
        answer.shortfall,
        Shortfall::PlaceOfService {
            location: main_index,
            is_sure: true
        }
    );
    assert_eq!(
        roster.nearest(&answer, &urgent_care).unwrap().expected,
        "02|11"
    );
    // Any of a hospital's locations may approve the place.
    let hospital = |pos| Service {
        facility: facility(Some(HOSPITAL), "1 Elm St", "02140"),
        ..at(&roster, pos)
    };
    cleared(&roster, &hospital(23));
    let answer = not(&roster, &hospital(22));
    let approved = roster.nearest(&answer, &hospital(22)).unwrap().expected;
    assert_eq!(approved, "21|23", "those of all its locations");
    assert!(matches!(
        not(&roster, &hospital(22)).shortfall,
        Shortfall::PlaceOfService {
            location: Some(_),
            is_sure: true
        }
    ));
}

#[test]
fn who_shares_the_address_of_a_hospital_is_perhaps_not_there() {
    let roster = located();
    let surgery = Service {
        facility: facility(None, "1 Elm St Ste 300", "02140"),
        ..at(&roster, 24)
    };
    assert!(matches!(
        not(&roster, &surgery).shortfall,
        Shortfall::PlaceOfService {
            location: Some(_),
            is_sure: false
        }
    ));
}

#[test]
fn a_location_that_the_row_names_or_that_has_no_npi_is_the_one_at_its_address() {
    let locations = |npi: &str| {
        format!(
            "location_id,npi,name,facility_type,address_1,city,state,zip,approved_pos\n\
             MAIN,{npi},Office,office,100 Main St,Cambridge,MA,02139,11\n"
        )
    };
    let enrolled = |location: &str| {
        format!(
            "provider_npi,payer_id,location_id,status,effective_from\n\
             {DOCTOR},PAYER,{location},approved,2020-01-01\n"
        )
    };
    for (npi, location, sent, expected) in [
        (OFFICE, "", None, false),
        (OFFICE, "MAIN", None, true),
        ("", "", None, true),
        // Another facility at the address.
        (OFFICE, "MAIN", Some(HOSPITAL), false),
        ("", "MAIN", Some(HOSPITAL), false),
    ] {
        let roster = with(&enrolled(location), &[("locations.csv", &locations(npi))]);
        let service = Service {
            facility: facility(sent, "100 Main St", "02139"),
            ..at(&roster, 22)
        };
        let Shortfall::PlaceOfService { is_sure, .. } = not(&roster, &service).shortfall else {
            panic!("it is approved for 11 alone");
        };
        assert_eq!(is_sure, expected, "{npi} {location} {sent:?}");
    }
}

#[test]
fn an_explicit_payer_asks_the_location_about_telehealth_too() {
    let roster = located();
    let service = |pos, telehealth| Service {
        facility: facility(Some(OFFICE), "100 Main St", "02139"),
        terms: Terms {
            telehealth,
            ..Terms::default()
        },
        ..at(&roster, pos)
    };
    cleared(&roster, &service(2, Telehealth::Explicit));
    cleared(&roster, &service(10, Telehealth::FollowsOffice));
    assert!(matches!(
        not(&roster, &service(10, Telehealth::Explicit)).shortfall,
        Shortfall::PlaceOfService {
            location: Some(_),
            is_sure: true
        }
    ));
}

#[test]
fn the_office_says_nothing_about_places_where_no_facility_was_named() {
    let roster = located();
    let at_home = Service {
        facility: Facility {
            source: FacilitySource::BillingProvider,
            ..facility(None, "100 Main St", "02139")
        },
        ..at(&roster, 12)
    };
    cleared(&roster, &at_home);
}

#[test]
fn locations_that_are_named_but_not_listed_are_unknown() {
    let roster = roster(LOCATED);
    let service = Service {
        facility: facility(Some(OFFICE), "100 Main St", "02139"),
        ..at(&roster, 11)
    };
    assert_eq!(missing(&roster, &service), Fact::Location);
}

// The nearest row

#[test]
fn of_several_misses_the_one_with_fewest_faults_is_told_once() {
    let roster = with(
        "provider_npi,payer_id,status,effective_from,effective_to,group_npi,tin,location_id,approved_pos\n\
         {D},PAYER,approved,2020-01-01,2021-12-31,{G},111111111,MAIN,22\n\
         {D},PAYER,approved,2024-01-01,,{G},111111111,ANNEX,\n\
         {D},PAYER,approved,2024-01-01,,{G},222222222,MAIN,\n",
        &[("locations.csv", LOCATIONS)],
    );
    let service = Service {
        facility: facility(Some(OFFICE), "100 Main St", "02139"),
        ..at(&roster, 11)
    };
    let not = not(&roster, &service);
    assert_eq!(not.shortfall, Shortfall::Location);
    assert_eq!(line_of(&roster, not.nearest), Some(3));
}

#[test]
fn of_two_rows_with_one_fault_each_that_of_the_same_location_is_nearest() {
    let roster = with(
        "provider_npi,payer_id,status,effective_from,location_id,approved_pos\n\
         {D},PAYER,approved,2024-01-01,ANNEX,11\n\
         {D},PAYER,approved,2024-01-01,MAIN,22\n",
        &[("locations.csv", LOCATIONS)],
    );
    let service = Service {
        facility: facility(Some(OFFICE), "100 Main St", "02139"),
        ..at(&roster, 11)
    };
    let not = not(&roster, &service);
    assert_eq!(line_of(&roster, not.nearest), Some(3));
    assert_eq!(
        not.shortfall,
        Shortfall::PlaceOfService {
            location: None,
            is_sure: true
        }
    );
}

#[test]
fn among_ended_rows_the_closest_is_nearest() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,effective_to\n\
         {D},PAYER,terminated,2019-01-01,2020-12-31\n\
         {D},PAYER,terminated,2021-06-01,2023-12-31\n",
    );
    let not = not(&roster, &visit(&roster, "2024-02-01"));
    assert_eq!(line_of(&roster, not.nearest), Some(3));
}

#[test]
fn midway_between_two_enrollments_the_one_that_ended_is_nearest() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,effective_to\n\
         {D},PAYER,approved,2024-06-11,\n\
         {D},PAYER,terminated,2023-01-01,2024-06-01\n",
    );
    let midway = not(&roster, &visit(&roster, "2024-06-06"));
    assert_eq!(line_of(&roster, midway.nearest), Some(3));
}

#[test]
fn the_wrong_tin_is_a_fault_where_rows_name_no_group() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from,tin\n\
         {D},PAYER,approved,2023-01-01,222222222\n",
    );
    for billing in [GROUP, DOCTOR] {
        let service = Service {
            billing: Some(npi(billing)),
            ..visit(&roster, "2024-06-01")
        };
        assert_eq!(not(&roster, &service).shortfall, Shortfall::Tin);
    }
}

#[test]
fn a_row_for_another_payer_is_no_row() {
    let roster = roster(
        "provider_npi,payer_id,status,effective_from\n\
         {D},OTHER,approved,2024-01-01\n\
         {E},PAYER,approved,2024-01-01\n",
    );
    assert_eq!(
        unknown(&roster, &visit(&roster, "2024-06-01")),
        Unknown::PracticeNotInRoster
    );
}

#[test]
fn a_range_that_runs_backwards_is_its_first_day() {
    let roster =
        roster("provider_npi,payer_id,status,effective_from\n{D},PAYER,approved,2024-01-01\n");
    let service = Service {
        dates: days("2024-06-02", "2024-06-01"),
        ..visit(&roster, "2024-06-02")
    };
    cleared(&roster, &service);
}

#[test]
fn answers_stay_small() {
    assert!(size_of::<Clearance>() <= 64, "{}", size_of::<Clearance>());
}

// Coverage

#[test]
fn where_the_roster_says_that_it_is_not_complete_a_missing_row_tells_nothing() {
    let rows = "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
                {D},OTHER,{G},111111111,EIN,approved,2024-01-01\n\
                {E},PAYER,{G},111111111,EIN,approved,2024-01-01\n";
    let told = roster(rows);
    assert_eq!(
        not(&told, &visit(&told, "2024-06-01")).shortfall,
        Shortfall::NoRow
    );
    let coverage = |complete: &str| {
        let text = format!("group_npi,tin,payer_id,complete\n{{G}},,PAYER,{complete}\n");
        with(rows, &[("coverage.csv", text.as_str())])
    };
    let incomplete = coverage("no");
    assert_eq!(
        unknown(&incomplete, &visit(&incomplete, "2024-06-01")),
        Unknown::PracticeNotInRoster
    );
    let complete = coverage("yes");
    not(&complete, &visit(&complete, "2024-06-01"));
}
