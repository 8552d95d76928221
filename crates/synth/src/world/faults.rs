//! Claims with exactly one intended fault, in every shape a fault comes in.

mod authorizations;
mod places;
mod procedures;
mod providers;

use chrono::{Days, NaiveDate};

use super::builder::Builder;
use super::claim::{Claim, Line, day};
use super::clean;
use super::payment::Payment;
use super::roster::{ADVANTAGE, COMMERCIAL, MEDICARE, NEW, Payer, Person, Practice, Row, SECOND};
use crate::identity::{ein, with_check_digit, with_wrong_check_digit};

pub(super) use authorizations::scan;

/// A claim and the line at fault, if it is one line.
pub(super) type Faulty = (Claim, Option<u32>);

/// What makes the claims of a rule.
type Scenario = fn(&mut Builder) -> Vec<Faulty>;

/// A rule, the rules whose wording covers the same faults, and what makes them.
type Fault = (&'static str, &'static [&'static str], Scenario);

const FAULTS: [Fault; 21] = [
    ("POS-S01", &[], wrong_qualifier),
    ("POS-S02", &[], claim_pos_unassigned),
    ("POS-S03", &[], line_pos_unassigned),
    ("LOC-01", &[], facility_missing),
    ("LOC-02", &[], office_place_in_hospital),
    ("LOC-09", &[], admission_date_missing),
    ("PX-03", &[], hospital_visit_elsewhere),
    ("PX-05", &[], emergency_visit_elsewhere),
    ("PX-08", &[], home_visit_elsewhere),
    ("TH-01", &["POS-S02", "POS-S03"], home_telehealth_too_early),
    ("CTX-08", &[], charges_do_not_add_up),
    ("NPI-01", &[], npi_invalid),
    ("NPI-02", &[], npi_missing),
    ("ENR-02", &[], not_enrolled),
    ("ENR-03", &[], before_enrollment),
    ("ENR-04", &[], after_enrollment),
    ("ENR-05", &[], range_crosses_boundary),
    ("ENR-06", &[], tin_not_enrolled),
    ("ENR-09", &[], pos_not_approved),
    ("ENR-12", &[], outside_scope),
    ("ENR-14", &[], license_expired),
];

/// Every fault there is.
fn all() -> impl Iterator<Item = &'static Fault> {
    let tables: [&[Fault]; 5] = [
        &FAULTS,
        &places::FAULTS,
        &procedures::FAULTS,
        &providers::FAULTS,
        &authorizations::FAULTS,
    ];
    tables.into_iter().flatten()
}

/// A claim of each shape, by a doctor whom the commercial payer has enrolled, on some day of the year.
fn each<T>(
    b: &mut Builder,
    shapes: &[T],
    year: i32,
    make: impl Fn(&mut Builder, &Person, NaiveDate, &T) -> Faulty,
) -> Vec<Faulty> {
    let claim = |shape| {
        let doctor = b.enrolled();
        let date = b.some_day(year);
        make(b, &doctor, date, shape)
    };
    shapes.iter().map(claim).collect()
}

/// Claims with the fault of a rule, new ones at each call; with the rules that overlap.
pub(super) fn of(b: &mut Builder, rule: &str) -> (Vec<Faulty>, &'static [&'static str]) {
    all()
        .find(|(code, ..)| *code == rule)
        .map(|(_, or, scenario)| (scenario(b), *or))
        .unwrap_or_default()
}

/// Files every fault in every shape. Payers let some of them pass.
pub(super) fn add(b: &mut Builder) {
    for &(rule, or, scenario) in all() {
        for (number, (claim, line)) in scenario(b).into_iter().enumerate() {
            b.send_faulty(&claim, line, rule, or);
            if number % 3 == 0 && (rule.starts_with("ENR") || rule.starts_with("PX")) {
                let payment = Payment::paid(&claim, b);
                b.pay(payment);
            }
        }
    }
}

fn wrong_qualifier(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for at in 0..4 {
        let doctor = b.colleague();
        let date = b.some_day(2024);
        let mut claim = match at {
            0 => b.outpatient("POSS01", &doctor, date),
            _ => b.office("POSS01", &doctor, date),
        };
        claim.qualifier = "A";
        found.push((claim, None));
    }
    for _ in 0..2 {
        let mut claim = clean::institutional(b, "POSS01");
        claim.qualifier = "B";
        found.push((claim, None));
        let mut claim = clean::dental(b, "POSS01");
        claim.qualifier = "A";
        found.push((claim, None));
    }
    found
}

fn claim_pos_unassigned(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for pos in ["35", "63", "98", "00"] {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.office("POSS02", &doctor, date);
        claim.pos = pos;
        found.push((claim, None));
    }
    // 27 was assigned on 2023-10-01; each line has a place of its own in the second claim.
    let doctor = b.enrolled();
    let mut claim = b.office("POSS02", &doctor, day(2023, 9, 30));
    claim.pos = "27";
    found.push((claim, None));
    let doctor = b.enrolled();
    let mut claim = b.office("POSS02", &doctor, day(2024, 5, 2));
    claim.pos = "44";
    claim.lines[0].pos = Some("11");
    found.push((claim, None));
    found
}

fn line_pos_unassigned(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for (pos, date) in [
        ("35", day(2024, 2, 6)),
        ("98", day(2025, 3, 4)),
        ("00", day(2023, 6, 6)),
        ("27", day(2023, 9, 29)),
    ] {
        let doctor = b.enrolled();
        let mut claim = b.office_of_two("POSS03", &doctor, date);
        claim.lines[1].pos = Some(pos);
        found.push((claim, Some(2)));
    }
    for pos in ["36", "70"] {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.office_of_two("POSS03", &doctor, date);
        claim.lines[0].pos = Some(pos);
        found.push((claim, Some(1)));
    }
    found
}

fn facility_missing(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for shape in 0..7 {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = match shape {
            0 => b.rounds("LOC01", &doctor, date),
            1 => b.outpatient("LOC01", &doctor, date),
            2 => b.emergency("LOC01", &doctor, date),
            3 => b.surgery("LOC01", &doctor, date),
            4 => b.nursing("LOC01", "31", &doctor, date),
            5 => b.nursing("LOC01", "32", &doctor, date),
            _ => {
                // Only the second line is at the hospital.
                let mut claim = b.office_of_two("LOC01", &doctor, date);
                claim.lines[1] = Line::new("99213", 12_000, date).at("22");
                found.push((claim, Some(2)));
                continue;
            }
        };
        claim.facility = None;
        found.push((claim, None));
    }
    found
}

fn office_place_in_hospital(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for _ in 0..3 {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.office("LOC02", &doctor, date);
        claim.facility = Some(b.hospital.site.clone());
        found.push((claim, None));
    }
    for _ in 0..2 {
        let doctor = b.enrolled();
        let date = b.some_day(2023);
        let mut claim = b.office_of_two("LOC02", &doctor, date);
        claim.lines[1].facility = Some(b.hospital.site.clone());
        found.push((claim, Some(2)));
    }
    for _ in 0..2 {
        let doctor = b.enrolled();
        let date = b.some_day(2025);
        let mut claim = b.outpatient("LOC02", &doctor, date);
        let mut line = Line::new("99213", 12_000, date).at("11");
        line.facility = Some(b.hospital.site.clone());
        claim.lines.push(line);
        found.push((claim, Some(2)));
    }
    found
}

fn admission_date_missing(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for pos in ["21", "21", "21", "51", "61"] {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.rounds("LOC09", &doctor, date);
        claim.pos = pos;
        claim.admitted = None;
        found.push((claim, None));
    }
    // Admitted between two visits: the second line alone is an inpatient's.
    for _ in 0..2 {
        let doctor = b.enrolled();
        let date = b.some_day(2025);
        let mut claim = b.outpatient("LOC09", &doctor, date);
        claim
            .lines
            .push(Line::new("99222", 21_000, date + Days::new(1)).at("21"));
        found.push((claim, None));
    }
    found
}

fn hospital_visit_elsewhere(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for (code, pos) in [
        ("99223", "11"),
        ("99231", "11"),
        ("99238", "12"),
        ("99232", "20"),
        ("99233", "32"),
        ("99222", "31"),
    ] {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = if matches!(pos, "31" | "32") {
            b.nursing("PX03", pos, &doctor, date)
        } else {
            b.office("PX03", &doctor, date)
        };
        claim.pos = pos;
        claim.lines[0].code = code;
        found.push((claim, None));
    }
    let doctor = b.enrolled();
    let date = b.some_day(2025);
    let mut claim = b.office_of_two("PX03", &doctor, date);
    claim.lines[1] = Line::new("99239", 16_000, date);
    found.push((claim, Some(2)));
    // Until the end of 2022 these codes were for inpatients only.
    let doctor = b.enrolled();
    let mut claim = b.outpatient("PX03", &doctor, day(2022, 12, 31));
    claim.lines[0].code = "99222";
    found.push((claim, None));
    found
}

fn emergency_visit_elsewhere(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for (code, pos) in [
        ("99283", "11"),
        ("99285", "11"),
        ("99282", "20"),
        ("99284", "12"),
    ] {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.office("PX05", &doctor, date);
        claim.pos = pos;
        claim.lines[0].code = code;
        found.push((claim, None));
    }
    let doctor = b.enrolled();
    let date = b.some_day(2025);
    let mut claim = b.outpatient("PX05", &doctor, date);
    claim.lines[0].code = "99284";
    found.push((claim, None));
    for _ in 0..2 {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.emergency("PX05", &doctor, date);
        claim.lines.push(Line::new("99283", 21_000, date).at("22"));
        found.push((claim, Some(2)));
    }
    found
}

fn home_visit_elsewhere(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for code in ["99349", "99342", "99350"] {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.office("PX08", &doctor, date);
        claim.lines[0].code = code;
        found.push((claim, None));
    }
    let doctor = b.enrolled();
    let date = b.some_day(2025);
    let mut claim = b.outpatient("PX08", &doctor, date);
    claim.lines[0].code = "99348";
    found.push((claim, None));
    let doctor = b.enrolled();
    let date = b.some_day(2023);
    let mut claim = b.nursing("PX08", "32", &doctor, date);
    claim.lines[0].code = "99347";
    found.push((claim, None));
    for _ in 0..2 {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.home("PX08", &doctor, date);
        claim
            .lines
            .push(Line::new("99348", 13_000, date + Days::new(7)).at("11"));
        found.push((claim, Some(2)));
    }
    found
}

fn home_telehealth_too_early(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for date in [
        day(2021, 12, 31),
        day(2021, 3, 9),
        day(2020, 7, 14),
        day(2021, 10, 5),
    ] {
        let doctor = b.enrolled();
        let claim = b.video("TH01", "10", &doctor, date);
        found.push((claim, None));
    }
    for date in [day(2021, 5, 4), day(2020, 11, 3)] {
        let doctor = b.enrolled();
        let mut claim = b.video("TH01", "02", &doctor, date);
        let again = Line::new("99212", 7_825, date + Days::new(3))
            .with("95")
            .at("10");
        claim.lines.push(again);
        found.push((claim, Some(2)));
    }
    found
}

fn charges_do_not_add_up(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for shape in 0..6 {
        let doctor = b.colleague();
        let date = b.some_day(2024);
        let mut claim = b.office_of_two("CTX08", &doctor, date);
        claim.surplus = match shape {
            0 => 1,
            1 => -1,
            // The second line was forgotten, or counted twice, or nothing was filled in.
            2 => -claim.lines[1].charge,
            3 => claim.lines[1].charge,
            4 => -claim.charge(),
            _ => 90_000,
        };
        found.push((claim, None));
    }
    found
}

fn npi_invalid(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    let mistyped = |person: &Person| Person {
        npi: with_wrong_check_digit(&person.npi),
        ..person.clone()
    };
    for shape in 0..8 {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.office_of_two("NPI01", &doctor, date);
        let mut at = None;
        match shape {
            0 => claim.rendering = Some(mistyped(&doctor)),
            1 => {
                claim.lines[1].rendering = Some(mistyped(&doctor));
                at = Some(2);
            }
            2 => claim.referring = Some(mistyped(&b.doctor())),
            3 => {
                claim = b.outpatient("NPI01", &doctor, date);
                if let Some(facility) = &mut claim.facility {
                    facility.npi = with_wrong_check_digit(&facility.npi);
                }
            }
            4 => {
                if let Some(person) = &mut claim.rendering {
                    person.npi.pop();
                }
            }
            5 => {
                if let Some(person) = &mut claim.rendering {
                    person.npi = with_check_digit(300_000_000 + u64::from(b.number()));
                }
            }
            _ => {
                // Enrolled under the TIN alone: the group's NPI is not asked for.
                let doctor = b.doctor();
                let mut row = Row::new(&doctor, COMMERCIAL, &b.group);
                row.group.clear();
                b.roster.rows.push(row);
                claim = b.office("NPI01", &doctor, date);
                claim.billing.site.npi = with_wrong_check_digit(&b.group.site.npi);
            }
        }
        found.push((claim, at));
    }
    found
}

fn npi_missing(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for shape in 0..6 {
        let doctor = b.enrolled();
        let date = b.some_day(2024);
        let unnumbered = Person {
            npi: String::new(),
            ..doctor.clone()
        };
        let mut claim = b.office_of_two("NPI02", &doctor, date);
        let mut at = None;
        match shape {
            0..2 => claim.rendering = Some(unnumbered),
            2..4 => {
                claim.lines[1].rendering = Some(unnumbered);
                at = Some(2);
            }
            _ => {
                let doctor = b.doctor();
                let mut row = Row::new(&doctor, COMMERCIAL, &b.group);
                row.group.clear();
                b.roster.rows.push(row);
                claim = b.office("NPI02", &doctor, date);
                claim.billing.site.npi.clear();
            }
        }
        found.push((claim, at));
    }
    found
}

/// Where the provider in question stands in the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// 2310B of an office visit.
    Claim,
    /// 2310B of two office lines.
    ClaimOfTwo,
    /// 2420A of the second line, over a colleague in 2310B.
    Line,
    /// Billing provider (NM102 = 1), no rendering loop.
    Billing,
    /// 2310B of hospital visits.
    Rounding,
}

const STANDS: [Stands; 6] = [
    Stands::Claim,
    Stands::ClaimOfTwo,
    Stands::Line,
    Stands::Billing,
    Stands::Rounding,
    Stands::Line,
];

impl Stands {
    /// The practice such a provider bills through.
    fn practice(self, b: &mut Builder, person: &Person) -> Practice {
        match self {
            Stands::Billing => b.sole(person),
            _ => b.group.clone(),
        }
    }

    fn claim(
        self,
        b: &mut Builder,
        name: &str,
        person: &Person,
        practice: &Practice,
        date: NaiveDate,
    ) -> Faulty {
        match self {
            Stands::Claim => (b.office(name, person, date), None),
            Stands::ClaimOfTwo => (b.office_of_two(name, person, date), None),
            Stands::Rounding => (b.rounds(name, person, date), None),
            Stands::Line => {
                let colleague = b.colleague();
                let mut claim = b.office_of_two(name, &colleague, date);
                claim.lines[1].rendering = Some(person.clone());
                (claim, Some(2))
            }
            Stands::Billing => {
                let mut claim = b.office(name, person, date);
                claim.rendering = None;
                claim.billing = practice.clone();
                (claim, None)
            }
        }
    }
}

fn not_enrolled(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for stands in STANDS {
        let person = b.doctor();
        let practice = stands.practice(b, &person);
        let row = Row::new(&person, SECOND, &practice);
        b.roster.rows.push(row);
        if stands == Stands::Billing {
            b.roster.complete.push((practice.clone(), COMMERCIAL));
        }
        let date = b.some_day(2024);
        let faulty = stands.claim(b, "ENR02", &person, &practice, date);
        found.push(faulty);
    }
    // The payer goes by another id; the provider is known from providers.csv alone.
    let person = b.doctor();
    let date = b.some_day(2025);
    let mut claim = b.office("ENR02", &person, date);
    claim.payer_sent = Some(COMMERCIAL.alias);
    found.push((claim, None));
    // Nobody of this practice is enrolled, and the roster says that it would know.
    let person = b.doctor();
    let practice = b.sole(&person);
    b.roster.complete.push((practice.clone(), NEW));
    let mut claim = b.office("ENR02", &person, date);
    claim.rendering = None;
    claim.billing = practice;
    claim.payer = NEW;
    found.push((claim, None));
    found
}

fn before_enrollment(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for (stands, date) in STANDS.into_iter().zip([
        day(2024, 6, 30),
        day(2024, 1, 9),
        day(2024, 6, 30),
        day(2024, 3, 5),
        day(2024, 4, 16),
        day(2024, 5, 21),
    ]) {
        let person = b.doctor();
        let practice = stands.practice(b, &person);
        let row = Row::new(&person, COMMERCIAL, &practice).from("2024-07-01");
        b.roster.rows.push(row);
        let faulty = stands.claim(b, "ENR03", &person, &practice, date);
        found.push(faulty);
    }
    // Approved in January, may bill from March.
    for date in [day(2024, 2, 29), day(2024, 1, 16)] {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group).from("2024-01-01");
        row.billing_from = "2024-03-01";
        b.roster.rows.push(row);
        let claim = b.office("ENR03", &person, date);
        found.push((claim, None));
    }
    found
}

fn after_enrollment(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for (stands, date) in STANDS.into_iter().zip([
        day(2024, 4, 1),
        day(2024, 9, 10),
        day(2024, 4, 1),
        day(2025, 2, 11),
        day(2024, 8, 6),
        day(2024, 12, 3),
    ]) {
        let person = b.doctor();
        let practice = stands.practice(b, &person);
        let row = Row::new(&person, COMMERCIAL, &practice).terminated("2024-03-31");
        b.roster.rows.push(row);
        let faulty = stands.claim(b, "ENR04", &person, &practice, date);
        found.push(faulty);
    }
    // The one who bills an institutional and a dental claim.
    let mut claim = clean::institutional(b, "ENR04");
    claim.billing = b.delegated_with(COMMERCIAL);
    claim.billing.taxonomy = "282N00000X";
    if let Some(row) = b.roster.rows.last_mut() {
        *row = row.clone().terminated("2023-12-31");
    }
    found.push((claim, None));
    let mut claim = clean::dental(b, "ENR04");
    if let Some(row) = b.roster.rows.last_mut() {
        *row = row.clone().terminated("2023-12-31");
    }
    claim.lines.truncate(1);
    found.push((claim, None));
    // A row that ran out without a word, a deactivated one, and a suspended one.
    for status in ["approved", "deactivated", "suspended"] {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group).terminated("2023-12-31");
        row.status = status;
        b.roster.rows.push(row);
        let date = b.some_day(2024);
        let claim = b.office("ENR04", &person, date);
        found.push((claim, None));
    }
    found
}

fn range_crosses_boundary(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for shape in 0..7 {
        let person = b.doctor();
        let row = Row::new(&person, COMMERCIAL, &b.group);
        let (rows, from) = match shape {
            0 | 1 | 5 => (vec![row.terminated("2024-03-31")], day(2024, 3, 30)),
            2 | 3 | 6 => (vec![row.from("2024-07-01")], day(2024, 6, 29)),
            // A hole of one day between two rows.
            _ => (
                vec![row.clone().terminated("2024-08-14"), row.from("2024-08-16")],
                day(2024, 8, 14),
            ),
        };
        b.roster.rows.extend(rows);
        let to = from + Days::new(3);
        let mut claim = b.rounds("ENR05", &person, from);
        claim.lines = vec![Line::new("99232", 40_500, from).through(to)];
        let mut at = None;
        if shape >= 5 {
            // A colleague does the admission; the line in question names its own provider.
            let colleague = b.colleague();
            claim.rendering = Some(colleague);
            claim.lines[0] = claim.lines[0].clone().by(&person);
            claim.lines.insert(0, Line::new("99222", 21_000, from));
            at = Some(2);
        }
        found.push((claim, at));
    }
    found
}

fn tin_not_enrolled(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for _ in 0..4 {
        let person = b.enrolled();
        let date = b.some_day(2024);
        let mut claim = b.office("ENR06", &person, date);
        claim.billing.tin = ein(3_000_000 + b.number());
        found.push((claim, None));
    }
    // One of two doctors is enrolled under another TIN.
    for _ in 0..2 {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        row.tin.clone_from(&b.sister.tin);
        b.roster.rows.push(row);
        let date = b.some_day(2025);
        let practice = b.group.clone();
        let faulty = Stands::Line.claim(b, "ENR06", &person, &practice, date);
        found.push(faulty);
    }
    // A social security number with other last digits than the roster's.
    for _ in 0..2 {
        let person = b.doctor();
        let mut practice = b.sole(&person);
        practice.tin = crate::identity::ssn(b.number());
        practice.by_ssn = true;
        let row = Row::new(&person, COMMERCIAL, &practice);
        b.roster.rows.push(row);
        practice.tin = crate::identity::ssn(b.number() + 4_000);
        let date = b.some_day(2024);
        let faulty = Stands::Billing.claim(b, "ENR06", &person, &practice, date);
        found.push(faulty);
    }
    found
}

fn pos_not_approved(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    let approve = |b: &mut Builder, payer: Payer, places| {
        let person = b.doctor();
        let mut row = Row::new(&person, payer, &b.group);
        row.approved_pos = places;
        b.roster.rows.push(row);
        person
    };
    let date = b.some_day(2024);
    let person = approve(b, COMMERCIAL, "11");
    found.push((b.home("ENR09", &person, date), None));
    let person = approve(b, COMMERCIAL, "11|12");
    found.push((b.outpatient("ENR09", &person, date), None));
    let person = approve(b, COMMERCIAL, "11|22|23");
    found.push((b.rounds("ENR09", &person, date), None));
    let person = approve(b, COMMERCIAL, "11");
    let mut claim = b.office_of_two("ENR09", &person, date);
    claim.lines[1] = Line::new("99348", 13_000, date).at("12");
    found.push((claim, Some(2)));
    let person = approve(b, COMMERCIAL, "21");
    let colleague = b.colleague();
    let mut claim = b.office_of_two("ENR09", &colleague, date);
    claim.lines[1].rendering = Some(person);
    found.push((claim, Some(2)));
    // The row says nothing: the location's list holds.
    for _ in 0..2 {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        row.location = b.branch.location_id;
        b.roster.rows.push(row);
        let date = b.some_day(2025);
        let mut claim = b.office("ENR09", &person, date);
        claim.pos = "20";
        claim.facility = Some(b.branch.clone());
        found.push((claim, None));
    }
    found
}

fn outside_scope(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for (allow, deny, code, charge, hospital) in [
        ("", "92920-92945", "92928", 150_000, true),
        ("92900-92999", "92920-92945", "92920", 140_000, true),
        ("", "93451-93464", "93458", 120_000, true),
        ("", "G0101-G0124", "G0108", 6_000, false),
        ("", "J1000-J1199", "J1100", 1_500, false),
        ("", "0001T-0100T", "0042T", 9_000, true),
    ] {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        (row.allow, row.deny) = (allow, deny);
        b.roster.rows.push(row);
        let date = b.some_day(2024);
        let mut claim = if hospital {
            b.outpatient("ENR12", &person, date)
        } else {
            b.office("ENR12", &person, date)
        };
        claim.lines[0] = Line::new(code, charge, date);
        found.push((claim, None));
    }
    for deny in [
        "69200-69220 93000-93018 94640",
        "69000-69999 93000 94000-94799",
    ] {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        row.deny = deny;
        b.roster.rows.push(row);
        let date = b.some_day(2025);
        found.push((b.office_of_two("ENR12", &person, date), Some(2)));
    }
    found
}

fn license_expired(b: &mut Builder) -> Vec<Faulty> {
    let mut found = Vec::new();
    for (stands, date) in STANDS.into_iter().zip([
        day(2024, 7, 1),
        day(2024, 9, 3),
        day(2024, 7, 1),
        day(2024, 10, 8),
        day(2024, 11, 5),
        day(2025, 3, 11),
    ]) {
        let person = b.stranger();
        b.roster.people.push(person.clone());
        b.license(&person, super::roster::STATE, "2024-06-30");
        let practice = stands.practice(b, &person);
        let row = Row::new(&person, COMMERCIAL, &practice);
        b.roster.rows.push(row);
        let faulty = stands.claim(b, "ENR14", &person, &practice, date);
        found.push(faulty);
    }
    found
}

/// Payers whose claims differ from the commercial one's only in the payer.
pub(super) const OTHER_PAYERS: [Payer; 3] = [SECOND, MEDICARE, ADVANTAGE];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::RULES;

    #[test]
    fn every_rule_covered_has_at_least_five_claims() {
        let mut b = Builder::new(3);
        let mut codes: Vec<&str> = all().map(|(code, ..)| *code).collect();
        for rule in &codes {
            let (claims, _) = of(&mut b, rule);
            assert!(claims.len() >= 5, "{rule}");
        }
        codes.sort_unstable();
        let mut rules = RULES;
        rules.sort_unstable();
        assert_eq!(codes, rules);
    }
}
