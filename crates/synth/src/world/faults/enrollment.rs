//! Enrollments that do not cover the service (domain notes C2, C4).

use chrono::{Days, NaiveDate};

use super::{Fault, Faulty};
use crate::identity::ein;
use crate::world::builder::Builder;
use crate::world::claim::{Line, day};
use crate::world::clean;
use crate::world::roster::{COMMERCIAL, NEW, Payer, Person, Practice, Row, SECOND};

pub(super) const FAULTS: [Fault; 8] = [
    ("ENR-02", &[], not_enrolled),
    ("ENR-03", &[], before_enrollment),
    ("ENR-04", &[], after_enrollment),
    ("ENR-05", &[], range_crosses_boundary),
    ("ENR-06", &[], tin_not_enrolled),
    ("ENR-09", &[], pos_not_approved),
    ("ENR-12", &[], outside_scope),
    ("ENR-14", &[], license_expired),
];

/// Where the provider in question stands in the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
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
    pub(super) fn practice(self, b: &mut Builder, person: &Person) -> Practice {
        match self {
            Stands::Billing => b.sole(person),
            _ => b.group.clone(),
        }
    }

    pub(super) fn claim(
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
        b.license(&person, crate::world::roster::STATE, "2024-06-30");
        let practice = stands.practice(b, &person);
        let row = Row::new(&person, COMMERCIAL, &practice);
        b.roster.rows.push(row);
        let faulty = stands.claim(b, "ENR14", &person, &practice, date);
        found.push(faulty);
    }
    found
}
