//! Procedures at places that they do not go with (domain notes B3).

use super::{Fault, Faulty, each};
use crate::world::builder::Builder;
use crate::world::claim::Line;
use crate::world::roster::{COMMERCIAL, MEDICARE, Payer};

pub(super) const FAULTS: [Fault; 32] = [
    ("PX-01", &[], office_visit),
    ("PX-02", &[], nurse_visit),
    ("PX-04", &[], consultation),
    ("PX-06", &[], critical_care),
    ("PX-07", &[], nursing_visit),
    ("PX-09", &[], preventive_visit),
    ("PX-10", &[], after_hours),
    ("PX-11", &[], urgent_care),
    ("PX-12", &[], ground_ambulance),
    ("PX-13", &[], air_ambulance),
    ("PX-14", &[], dialysis_month),
    ("PX-15", &[], opioid_bundle),
    ("PX-16", &[], mass_immunization),
    ("PX-17", &[], facility_codes),
    ("PX-18", &["TH-08"], originating_site),
    ("PX-19", &[], technical_component),
    ("PX-20", &[], whole_test),
    ("PX-21", &[], professional_component),
    ("PX-22", &[], infusion),
    ("PX-23", &[], surgical_center_modifier),
    ("PX-24", &[], facility_surgery),
    ("PX-25", &[], inpatient_only),
    ("PX-26", &[], equipment),
    ("PX-27", &[], hospice_unclear),
    ("PX-28", &[], custody),
    ("PX-29", &[], health_center_visit),
    ("PX-30", &["LOS-09"], laboratory),
    ("PX-31", &[], delivery),
    ("PX-32", &["TH-08", "TH-11"], anesthesia),
    ("PX-33", &[], vaccine),
    ("PX-34", &[], office_and_hospital),
    ("PX-35", &["TH-09"], code_ended),
];

/// Claims of one line each, by code, modifiers, place and year.
type Cases = [(&'static str, &'static [&'static str], &'static str, i32); 5];

/// Visits of a doctor enrolled with the payer.
fn cases(b: &mut Builder, name: &str, payer: Payer, cases: &Cases) -> Vec<Faulty> {
    each(b, cases, 2024, |b, _, _, (code, modifiers, pos, year)| {
        let doctor = b.enrolled_with(payer);
        let date = b.some_day(*year);
        let mut line = Line::new(code, 12_000, date);
        line.modifiers = modifiers.to_vec();
        let mut claim = b.at_place(name, pos, &doctor, line);
        claim.payer = payer;
        (claim, None)
    })
}

fn office_visit(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99213", &[], "21", 2024),
        ("99214", &[], "51", 2024),
        ("99204", &[], "24", 2025),
        ("99213", &[], "31", 2024),
        ("99215", &[], "32", 2023),
    ];
    cases(b, "PX01", COMMERCIAL, &wrong)
}

fn nurse_visit(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99211", &[], "22", 2024),
        ("99211", &[], "21", 2024),
        ("99211", &[], "19", 2025),
        ("99211", &[], "31", 2024),
        ("99211", &[], "23", 2023),
    ];
    cases(b, "PX02", MEDICARE, &wrong)
}

fn consultation(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99252", &[], "11", 2024),
        ("99253", &[], "12", 2024),
        ("99254", &[], "11", 2025),
        ("99255", &[], "12", 2024),
        ("99253", &[], "11", 2023),
    ];
    cases(b, "PX04", COMMERCIAL, &wrong)
}

fn critical_care(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99291", &[], "11", 2024),
        ("99291", &[], "12", 2024),
        ("99292", &[], "13", 2025),
        ("99291", &[], "11", 2022),
        ("99292", &[], "12", 2023),
    ];
    cases(b, "PX06", COMMERCIAL, &wrong)
}

fn nursing_visit(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99308", &[], "11", 2024),
        ("99309", &[], "12", 2024),
        ("99304", &[], "13", 2025),
        ("99310", &[], "21", 2024),
        ("99315", &[], "22", 2023),
    ];
    cases(b, "PX07", COMMERCIAL, &wrong)
}

fn preventive_visit(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99396", &[], "21", 2024),
        ("99385", &[], "23", 2024),
        ("99397", &[], "31", 2025),
        ("99395", &[], "51", 2024),
        ("99391", &[], "21", 2023),
    ];
    cases(b, "PX09", COMMERCIAL, &wrong)
}

fn after_hours(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99050", &[], "22", 2024),
        ("99051", &[], "21", 2024),
        ("99050", &[], "23", 2025),
        ("99051", &[], "24", 2024),
        ("99050", &[], "19", 2023),
    ];
    cases(b, "PX10", COMMERCIAL, &wrong)
}

fn urgent_care(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("S9083", &[], "11", 2024),
        ("S9088", &[], "22", 2024),
        ("S9083", &[], "23", 2025),
        ("S9088", &[], "11", 2024),
        ("S9083", &[], "12", 2023),
    ];
    cases(b, "PX11", COMMERCIAL, &wrong)
}

/// Trips of the ambulance to another place than its own.
fn trips(b: &mut Builder, name: &str, wrong: [(&'static str, &'static str); 5]) -> Vec<Faulty> {
    each(b, &wrong, 2024, |b, _, date, (code, pos)| {
        (b.ambulance_trip(name, pos, code, date), None)
    })
}

fn ground_ambulance(b: &mut Builder) -> Vec<Faulty> {
    let wrong = [
        ("A0429", "12"),
        ("A0427", "42"),
        ("A0428", "11"),
        ("A0433", "12"),
        ("A0429", "42"),
    ];
    trips(b, "PX12", wrong)
}

fn air_ambulance(b: &mut Builder) -> Vec<Faulty> {
    let wrong = [
        ("A0430", "41"),
        ("A0431", "12"),
        ("A0430", "11"),
        ("A0431", "41"),
        ("A0430", "12"),
    ];
    trips(b, "PX13", wrong)
}

fn dialysis_month(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("90960", &[], "21", 2024),
        ("90961", &[], "21", 2024),
        ("90957", &[], "21", 2025),
        ("90962", &[], "21", 2024),
        ("90951", &[], "21", 2023),
    ];
    cases(b, "PX14", COMMERCIAL, &wrong)
}

fn opioid_bundle(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("G2067", &[], "11", 2024),
        ("G2068", &[], "22", 2024),
        ("G2074", &[], "11", 2025),
        ("G2067", &[], "12", 2024),
        ("G2068", &[], "11", 2023),
    ];
    cases(b, "PX15", MEDICARE, &wrong)
}

fn mass_immunization(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99213", &[], "60", 2024),
        ("93000", &[], "60", 2024),
        ("36415", &[], "60", 2025),
        ("94640", &[], "60", 2024),
        ("69210", &[], "60", 2023),
    ];
    cases(b, "PX16", COMMERCIAL, &wrong)
}

fn facility_codes(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("G0463", &[], "22", 2024),
        ("G0463", &[], "11", 2024),
        ("C9600", &[], "22", 2025),
        ("C1713", &[], "22", 2024),
        ("G0463", &[], "19", 2023),
    ];
    cases(b, "PX17", COMMERCIAL, &wrong)
}

fn originating_site(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("Q3014", &[], "02", 2024),
        ("Q3014", &[], "10", 2024),
        ("Q3014", &[], "02", 2025),
        ("Q3014", &[], "10", 2025),
        ("Q3014", &[], "02", 2023),
    ];
    cases(b, "PX18", COMMERCIAL, &wrong)
}

fn technical_component(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("71046", &["TC"], "22", 2024),
        ("93306", &["TC"], "21", 2024),
        ("71046", &["TC"], "19", 2025),
        ("73030", &["TC"], "23", 2024),
        ("93306", &["TC"], "31", 2023),
    ];
    cases(b, "PX19", COMMERCIAL, &wrong)
}

/// Tests at a hospital, billed whole.
fn whole_test(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("71046", &[], "22", 2024),
        ("93306", &[], "21", 2024),
        ("73030", &[], "23", 2025),
        ("93306", &[], "19", 2024),
        ("71046", &[], "31", 2023),
    ];
    cases(b, "PX20", COMMERCIAL, &wrong)
}

fn facility_surgery(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("47562", &[], "11", 2024),
        ("27447", &[], "11", 2024),
        ("47562", &[], "12", 2025),
        ("27447", &[], "12", 2024),
        ("47562", &[], "11", 2023),
    ];
    cases(b, "PX24", COMMERCIAL, &wrong)
}

fn professional_component(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("71046", &["26"], "11", 2024),
        ("93306", &["26"], "11", 2024),
        ("73030", &["26"], "11", 2025),
        ("71046", &["26"], "11", 2023),
        ("93306", &["26"], "11", 2022),
    ];
    cases(b, "PX21", COMMERCIAL, &wrong)
}

fn infusion(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("96365", &[], "22", 2024),
        ("J1100", &[], "21", 2024),
        ("96372", &[], "19", 2025),
        ("96413", &[], "22", 2024),
        ("J1030", &[], "23", 2023),
    ];
    cases(b, "PX22", MEDICARE, &wrong)
}

fn surgical_center_modifier(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("66984", &["SG"], "22", 2024),
        ("45378", &["SG"], "11", 2024),
        ("45380", &["SG"], "22", 2025),
        ("66984", &["SG"], "21", 2024),
        ("45378", &["SG"], "19", 2023),
    ];
    cases(b, "PX23", COMMERCIAL, &wrong)
}

fn inpatient_only(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("33533", &[], "22", 2024),
        ("33533", &[], "24", 2024),
        ("33533", &[], "19", 2025),
        ("33533", &[], "22", 2025),
        ("33533", &[], "22", 2023),
    ];
    cases(b, "PX25", MEDICARE, &wrong)
}

fn equipment(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("E0601", &["RR"], "21", 2024),
        ("E0143", &["NU"], "31", 2024),
        ("E0260", &["RR"], "21", 2025),
        ("E0601", &["RR"], "31", 2024),
        ("E0143", &["NU"], "21", 2023),
    ];
    cases(b, "PX26", MEDICARE, &wrong)
}

/// A member who has elected hospice, and no modifier says whether the service is part of it.
fn hospice_unclear(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, _, date, _| {
        let doctor = b.enrolled_with(MEDICARE);
        let mut claim = b.office("PX27", &doctor, date);
        claim.payer = MEDICARE;
        b.roster.hospice.push(claim.member.clone());
        (claim, None)
    })
}

fn custody(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99213", &[], "09", 2024),
        ("99214", &[], "09", 2024),
        ("99212", &[], "09", 2025),
        ("99203", &[], "09", 2024),
        ("93000", &[], "09", 2023),
    ];
    cases(b, "PX28", MEDICARE, &wrong)
}

fn health_center_visit(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99213", &[], "50", 2024),
        ("99214", &[], "50", 2024),
        ("99203", &[], "50", 2025),
        ("99213", &[], "50", 2023),
        ("99215", &[], "50", 2024),
    ];
    cases(b, "PX29", MEDICARE, &wrong)
}

fn laboratory(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("80053", &[], "11", 2024),
        ("85025", &[], "11", 2024),
        ("80048", &[], "81", 2025),
        ("80061", &[], "22", 2024),
        ("84443", &[], "21", 2023),
    ];
    let mut found = cases(b, "PX30", COMMERCIAL, &wrong);
    // Those at the hospital have their number: the hospital bills its tests.
    for (claim, _) in &mut found {
        claim.clia = matches!(claim.pos, "21" | "22").then_some("36D0000002");
    }
    found
}

fn delivery(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("59400", &[], "11", 2024),
        ("59409", &[], "22", 2024),
        ("59510", &[], "11", 2025),
        ("59410", &[], "22", 2024),
        ("59514", &[], "11", 2023),
    ];
    cases(b, "PX31", COMMERCIAL, &wrong)
}

fn anesthesia(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("00790", &["AA"], "12", 2024),
        ("00840", &["AA"], "12", 2024),
        ("01400", &["AA"], "02", 2025),
        ("00790", &["AA"], "10", 2024),
        ("00142", &["AA"], "12", 2023),
    ];
    let mut found = cases(b, "PX32", COMMERCIAL, &wrong);
    for (claim, _) in &mut found {
        (claim.lines[0].basis, claim.lines[0].units) = ("MJ", 45);
    }
    found
}

fn vaccine(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("90471", &[], "21", 2024),
        ("90686", &[], "21", 2024),
        ("90472", &[], "21", 2025),
        ("90460", &[], "21", 2024),
        ("90715", &[], "21", 2023),
    ];
    cases(b, "PX33", COMMERCIAL, &wrong)
}

/// Seen in the office and admitted on the same day: worth a word.
fn office_and_hospital(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.office_of_two("PX34", doctor, date);
        claim.admitted = Some(date);
        let mut line = Line::new("99222", 21_000, date).at("21");
        line.facility = Some(b.hospital.site.clone());
        claim.lines[1] = line;
        (claim, None)
    })
}

/// Codes that had ended, or had not begun.
fn code_ended(b: &mut Builder) -> Vec<Faulty> {
    let wrong: Cases = [
        ("99201", &[], "11", 2022),
        ("99241", &[], "11", 2024),
        ("99219", &[], "22", 2024),
        ("99318", &[], "32", 2024),
        ("99343", &[], "12", 2025),
    ];
    cases(b, "PX35", COMMERCIAL, &wrong)
}
