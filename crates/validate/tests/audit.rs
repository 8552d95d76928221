//! The audit: verdicts that another roster changes, and where services were rendered.

use remedi_claims::{Batch, ClaimKind, Cutter, Pos};
use remedi_enrollment::Roster;
use remedi_validate::audit::{
    Audit, AuditCounts, Change, ChangedClaim, Event, Measure, PlaceMix, Standing, Who,
};
use remedi_validate::{Checker, Example, Options};

const HEADER: &str = "provider_npi,payer_id,group_npi,status,effective_from,effective_to,tin\n";

fn enrollments(rows: &str) -> Roster {
    let text = format!("{HEADER}{rows}");
    Roster::from_csv(&[("enrollments.csv", &text)])
        .expect("a readable roster")
        .roster
}

#[derive(Default)]
struct Told {
    changes: Vec<ChangedClaim>,
    places: PlaceMix,
    counts: AuditCounts,
}

/// Audits claims, in batches of at most so many bytes.
fn audit(input: &str, roster: &Roster, was: Option<&Roster>, most: usize) -> Told {
    let checker = |roster| Checker::new(Some(roster), Options::default());
    let (now, was) = (checker(roster), was.map(checker));
    let audit = Audit::new(&now, was.as_ref());
    let mut cutter = Cutter::with_size(input.as_bytes(), most);
    let (mut batch, mut told) = (Batch::new(), Told::default());
    while cutter.next_batch(&mut batch).expect("readable") {
        let read = audit.read(&mut batch);
        told.changes.extend(read.changes);
        told.places.add(read.places);
        told.counts.add(&read.counts);
    }
    told
}

fn changes(claims: &'static str, was: &str, now: &str) -> Vec<ChangedClaim> {
    let (was, now) = (enrollments(was), enrollments(now));
    audit(
        &Example::claim(claims).to_input(),
        &now,
        Some(&was),
        1 << 20,
    )
    .changes
}

const TWO_LINES: &str = "CLM*A1*300***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
    LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
    LX*2~SV1*HC:99214*200*UN*1***1~DTP*472*D8*20250301~";
const OPEN: &str = "1245319599,60054,1234567893,approved,2020-01-01,,\n";
const ENDED: &str = "1245319599,60054,1234567893,terminated,2020-01-01,2025-01-31,\n";
const STARTED_LATE: &str = "1245319599,60054,1234567893,approved,2025-02-01,,\n";

#[test]
fn a_retroactive_termination_puts_the_lines_behind_it_at_risk() {
    let found = changes(TWO_LINES, OPEN, ENDED);
    let [one] = &*found else { panic!("{found:?}") };
    assert_eq!(one.change, Change::TakebackRisk);
    assert_eq!(one.event, Event::RetroTermination);
    assert_eq!((one.was, one.now), (Standing::Clean, Standing::Held));
    assert_eq!(one.at_risk.to_string(), "200.00");
    assert_eq!(one.recoverable.to_string(), "0.00");
    let lines: Vec<_> = one.lines.iter().map(|line| line.number).collect();
    assert_eq!(lines, [Some(2)]);
    assert_eq!(one.appeared[0].rule.code, "ENR-04");
    assert!(one.gone.is_empty());
    assert_eq!(&*one.subject.claim, "A1");
}

#[test]
fn a_retroactive_approval_makes_the_lines_it_covers_recoverable() {
    let found = changes(TWO_LINES, STARTED_LATE, OPEN);
    let [one] = &*found else { panic!("{found:?}") };
    assert_eq!(one.change, Change::Recoverable);
    assert_eq!(one.event, Event::RetroApproval);
    assert_eq!((one.was, one.now), (Standing::Held, Standing::Clean));
    assert_eq!(one.recoverable.to_string(), "100.00");
    assert_eq!(one.gone[0].rule.code, "ENR-03");
}

#[test]
fn dates_that_move_change_lines_both_ways() {
    let found = changes(TWO_LINES, STARTED_LATE, ENDED);
    let [one] = &*found else { panic!("{found:?}") };
    assert_eq!(one.change, Change::Both);
    let amounts = (one.at_risk.to_string(), one.recoverable.to_string());
    assert_eq!(amounts, ("200.00".to_owned(), "100.00".to_owned()));
}

#[test]
fn another_reason_for_the_same_verdict_is_told_without_money() {
    let other_tin = "1245319599,60054,1234567893,terminated,2020-01-01,2024-12-31,\n";
    let found = changes(
        "CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
         LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
        STARTED_LATE,
        other_tin,
    );
    let [one] = &*found else { panic!("{found:?}") };
    assert_eq!(one.change, Change::OtherReason);
    assert_eq!((one.was, one.now), (Standing::Held, Standing::Held));
    let amounts = (one.at_risk.cents(), one.recoverable.cents());
    assert_eq!(amounts, (0, 0));
}

/// What all lines have is told of the whole claim, what one has of that line: the lines are compared.
#[test]
fn a_fault_of_all_lines_is_new_only_for_those_that_had_it_not() {
    let earlier = "1245319599,60054,1234567893,terminated,2020-01-01,2024-12-31,\n";
    let found = changes(TWO_LINES, ENDED, earlier);
    let [one] = &*found else { panic!("{found:?}") };
    assert_eq!(one.change, Change::TakebackRisk);
    assert_eq!((one.was, one.now), (Standing::Held, Standing::Held));
    assert_eq!(one.at_risk.to_string(), "100.00");
    let lines: Vec<_> = one.lines.iter().map(|line| line.number).collect();
    assert_eq!(lines, [Some(1)]);
    assert_eq!(one.appeared.len(), 1);
}

#[test]
fn a_fault_that_the_roster_has_no_part_in_changes_nothing() {
    // 30 is no place of service; the claim was held and is held.
    let claim = "CLM*A1*100***30:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~\
        LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
    assert!(changes(claim, OPEN, OPEN).is_empty());
}

#[test]
fn what_the_older_roster_could_not_judge_is_said() {
    let other_practice = "1922222223,60054,1500000033,approved,2020-01-01,,\n";
    let found = changes(TWO_LINES, other_practice, ENDED);
    let [one] = &*found else { panic!("{found:?}") };
    assert_eq!((one.was, one.now), (Standing::Unknown, Standing::Held));
}

#[test]
fn what_the_newer_roster_can_no_longer_judge_is_not_recoverable() {
    let other_practice = "1922222223,60054,1500000033,approved,2020-01-01,,\n";
    let found = changes(TWO_LINES, ENDED, other_practice);
    let [one] = &*found else { panic!("{found:?}") };
    assert_eq!((one.was, one.now), (Standing::Held, Standing::Unknown));
    assert_eq!(
        (one.change, one.event),
        (Change::NoLongerJudged, Event::Other)
    );
    assert_eq!(one.recoverable.cents(), 0);
    let lines: Vec<_> = one.lines.iter().map(|line| line.number).collect();
    assert_eq!(lines, [Some(2)]);
}

#[test]
fn replacements_are_counted_and_audited() {
    let (was, now) = (enrollments(OPEN), enrollments(ENDED));
    let input = Example::claim(TWO_LINES)
        .changing("11:B:1", "11:B:7")
        .to_input();
    let told = audit(&input, &now, Some(&was), 1 << 20);
    assert_eq!((told.changes.len(), told.counts.replacements), (1, 1));
    assert_eq!(told.counts.voids, 0);
}

#[test]
fn voids_are_counted_and_not_audited() {
    let (was, now) = (enrollments(OPEN), enrollments(ENDED));
    let input = Example::claim(TWO_LINES)
        .changing("11:B:1", "11:B:8")
        .to_input();
    let told = audit(&input, &now, Some(&was), 1 << 20);
    assert!(told.changes.is_empty());
    assert_eq!(told.counts.voids, 1);
    assert_eq!(told.places.rows().count(), 0);
}

#[test]
fn institutional_claims_have_verdicts_and_no_places() {
    let roster = enrollments(OPEN);
    let input = Example::claim(
        "CLM*A1*100***13:A:1**A*Y*Y~DTP*434*RD8*20250115-20250115~\
         LX*1~SV2*0510*HC:99213*100*UN*1~DTP*472*D8*20250115~",
    )
    .of_kind(ClaimKind::Institutional)
    .to_input();
    let told = audit(&input, &roster, None, 1 << 20);
    assert_eq!((told.counts.claims, told.counts.institutional), (1, 1));
    assert_eq!(told.places.rows().count(), 0);
}

/// Claims of providers: NPI, place of service, how many.
fn claims_at(places: &[(&str, &str, u32)]) -> String {
    let (mut text, mut number) = (String::new(), 0);
    for (npi, pos, count) in places {
        for _ in 0..*count {
            number += 1;
            text += &format!(
                "CLM*C{number}*150***{pos}:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*{npi}~PRV*PE*PXC*207R00000X~\
                 LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~\
                 LX*2~SV1*HC:93000*50*UN*1***1~DTP*472*D8*20250115~"
            );
        }
    }
    Example::claim(text.leak()).to_input()
}

const PROVIDERS: [&str; 4] = ["1245319599", "1922222223", "1500000033", "1400000018"];

#[test]
fn claims_count_once_at_each_place_whatever_the_size_of_batches() {
    let input = claims_at(&[(PROVIDERS[0], "11", 3), (PROVIDERS[0], "02", 1)]);
    let roster = enrollments(OPEN);
    for most in [1, 700, 1 << 20] {
        let told = audit(&input, &roster, None, most);
        let who = Who::Provider(PROVIDERS[0].parse().ok());
        let own = told.places.of(who).expect("the provider");
        assert_eq!((own.all.claims, own.all.lines), (4, 8));
        let office = own.places[&Pos::new(11)];
        assert_eq!((office.claims, office.lines), (3, 6));
        assert_eq!(office.amount.to_string(), "450.00");
        assert_eq!((own.telehealth.claims, own.at_home.claims), (1, 0));
    }
}

#[test]
fn one_who_bills_elsewhere_than_peers_is_an_outlier_with_its_statistics() {
    let [odd, one, two, three] = PROVIDERS;
    let input = claims_at(&[
        (odd, "22", 15),
        (odd, "11", 5),
        (one, "11", 19),
        (one, "22", 1),
        (two, "11", 20),
        (three, "11", 20),
    ]);
    let told = audit(&input, &enrollments(OPEN), None, 1 << 20);
    let outliers = told.places.outliers(None);
    let found: Vec<_> = outliers.found.iter().map(|one| one.who).collect();
    assert!(
        found
            .iter()
            .all(|who| *who == Who::Provider(odd.parse().ok()))
    );
    let mut measures: Vec<Measure> = outliers.found.iter().map(|one| one.measure).collect();
    measures.sort();
    // What is more at 22 is less at 11, and more at the facility rate.
    let [office, hospital] =
        [11, 22].map(|number| Measure::Place(Pos::new(number).expect("two digits")));
    assert_eq!(measures, [office, hospital, Measure::Facility]);
    let mut found = outliers.found.iter();
    let first = found.find(|one| one.measure == hospital).expect("found");
    assert_eq!((first.own.marked, first.own.of), (15, 20));
    assert_eq!((first.peers.marked, first.peers.of), (1, 60));
    assert_eq!(first.peer_count, 3);
    assert_eq!(first.peer_range, (0.0, 0.05));
    assert_eq!(&*first.class, "207R");
    assert!(first.p_value <= first.false_discovery_rate);
    assert!(first.false_discovery_rate < 1e-6, "{first:?}");
    // Four providers, three measures that some do and some do not.
    assert_eq!(outliers.tests, 12);
}

#[test]
fn two_providers_are_no_group_to_be_compared_in() {
    let [odd, one, ..] = PROVIDERS;
    let input = claims_at(&[(odd, "22", 20), (one, "11", 20)]);
    let outliers = audit(&input, &enrollments(OPEN), None, 1 << 20)
        .places
        .outliers(None);
    assert!(outliers.found.is_empty());
    // Both of them, and the one place.
    assert_eq!((outliers.tests, outliers.without_peers), (0, 3));
}

#[test]
fn those_with_few_claims_make_no_group_of_peers() {
    let [odd, one, two, _] = PROVIDERS;
    let input = claims_at(&[(odd, "22", 20), (one, "11", 20), (two, "11", 9)]);
    let outliers = audit(&input, &enrollments(OPEN), None, 1 << 20)
        .places
        .outliers(None);
    // Two providers and the one place; who has few claims is not told of.
    assert_eq!((outliers.tests, outliers.without_peers), (0, 3));
}

#[test]
fn providers_of_a_kind_that_is_not_known_are_no_peers() {
    let [odd, one, two, three] = PROVIDERS;
    let input = claims_at(&[
        (odd, "22", 20),
        (one, "11", 20),
        (two, "11", 20),
        (three, "11", 20),
    ]);
    let input = input.replace("PRV*PE*PXC*207R00000X~", "");
    let outliers = audit(&input, &enrollments(OPEN), None, 1 << 20)
        .places
        .outliers(None);
    assert!(outliers.found.is_empty(), "{:?}", outliers.found);
    assert_eq!((outliers.tests, outliers.without_peers), (0, 5));
}

#[test]
fn a_difference_of_no_matter_is_not_told_however_sure() {
    let [odd, one, two, _] = PROVIDERS;
    let input = claims_at(&[
        (odd, "22", 27),
        (odd, "11", 273),
        (one, "11", 300),
        (two, "11", 300),
    ]);
    let outliers = audit(&input, &enrollments(OPEN), None, 1 << 20)
        .places
        .outliers(None);
    assert!(outliers.tests > 0);
    assert!(outliers.found.is_empty(), "{:?}", outliers.found);
}

#[test]
fn office_services_at_a_hospital_are_counted_by_what_tells_of_it() {
    let roster = Roster::from_csv(&[
        ("enrollments.csv", HEADER),
        (
            "locations.csv",
            "location_id,npi,facility_type,address_1,city,state,zip\n\
             HOSP,1500000033,hospital,5 Elm St,Springfield,IL,62701\n\
             OFF,1922222223,office,9 Oak Rd,Springfield,IL,62701\n",
        ),
    ])
    .expect("a readable roster")
    .roster;
    let at = |number: u32, facility: &str| {
        format!(
            "CLM*C{number}*100***11:B:1*Y*A*Y*Y~NM1*82*1*ROE*SAM****XX*1245319599~{facility}\
             LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~"
        )
    };
    let by_npi = "NM1*77*2*CITY HOSPITAL*****XX*1500000033~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~";
    let by_address = "NM1*77*2*DOCTORS~N3*5 ELM ST~N4*SPRINGFIELD*IL*62701~";
    let office = "NM1*77*2*OFFICE*****XX*1922222223~N3*9 OAK RD~N4*SPRINGFIELD*IL*62701~";
    let nobody_knows = "NM1*77*2*ELSEWHERE*****XX*1234567893~N3*1 ASH RD~N4*SPRINGFIELD*IL*62701~";
    let text = at(1, by_npi) + &at(2, by_address) + &at(3, office) + &at(4, nobody_knows);
    let input = Example::claim(text.leak()).to_input();
    let told = audit(&input, &roster, None, 1 << 20);
    let own = told.places.of(Who::Provider("1245319599".parse().ok()));
    let office = own.expect("the provider").office;
    assert_eq!(office.known.claims, 3);
    assert_eq!(office.at_hospital.claims, 2);
    assert_eq!(office.sure.claims, 1);
}
