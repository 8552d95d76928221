//! Claims with exactly one intended fault, in every shape a fault comes in.

mod authorizations;
mod enrollment;
mod places;
mod procedures;
mod providers;

use chrono::{Days, NaiveDate};

use super::builder::Builder;
use super::claim::{Claim, Line, day};
use super::clean;
use super::payment::Payment;
use super::roster::{ADVANTAGE, COMMERCIAL, MEDICARE, Payer, Person, Row, SECOND};
use crate::identity::{with_check_digit, with_wrong_check_digit};

pub(super) use authorizations::scan;

/// A claim and the line at fault, if it is one line.
pub(super) type Faulty = (Claim, Option<u32>);

/// What makes the claims of a rule.
type Scenario = fn(&mut Builder) -> Vec<Faulty>;

/// A rule, the rules whose wording covers the same faults, and what makes them.
type Fault = (&'static str, &'static [&'static str], Scenario);

const FAULTS: [Fault; 13] = [
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
];

/// Every fault there is.
fn all() -> impl Iterator<Item = &'static Fault> {
    let tables: [&[Fault]; 6] = [
        &FAULTS,
        &enrollment::FAULTS,
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
