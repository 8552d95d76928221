//! Claims that look odd and are right, and ordinary ones.

mod records;
mod settings;

use chrono::Days;

use super::builder::Builder;
use super::claim::{Claim, Line, day};
use super::faults::OTHER_PAYERS;
use super::payment::Payment;
use super::roster::{
    ADVANTAGE, COMMERCIAL, MEDICAID, MEDICARE, NEW, Person, Practice, Row, SECOND, STATE, UNLISTED,
};
use crate::identity::{ein, ssn};
use crate::segments::Guide;

/// Claims of each kind that tempts a checker into a false alarm.
const EACH: usize = 10;

/// Files hard negatives of every kind.
pub(super) fn add(b: &mut Builder) {
    for _ in 0..EACH {
        hospital_rounds(b);
        telehealth(b);
        payers_and_providers_unknown(b);
        enrollment_edges(b);
        two_tins(b);
        sole_proprietor(b);
        organizations(b);
        public_health_emergency(b);
        atypical(b);
        scope_ranges(b);
        overridden(b);
        settings::add(b);
        records::add(b);
    }
    for _ in 0..14 {
        let claim = institutional(b, "TOB13");
        b.send_paid(&claim);
        let claim = dental(b, "DENTAL");
        b.send_paid(&claim);
    }
}

/// An outpatient claim of the hospital: type of bill 13, which is no place of service.
pub(super) fn institutional(b: &mut Builder, name: &str) -> Claim {
    let doctor = b.colleague();
    let date = b.some_day(2024);
    let mut claim = b.claim(name, "13");
    claim.guide = Guide::Institutional;
    claim.qualifier = "A";
    claim.billing = b.hospital.clone();
    // Attending, never taken for the rendering provider.
    claim.rendering = Some(doctor);
    claim.lines = vec![
        Line::new("99213", 12_000, date),
        Line::new("93005", 6_050, date),
    ];
    claim
}

/// A check-up at a dental practice of one.
pub(super) fn dental(b: &mut Builder, name: &str) -> Claim {
    let practice = dental_practice(b);
    check_up(b, name, practice)
}

/// A dental practice of one, enrolled with the commercial payer.
pub(super) fn dental_practice(b: &mut Builder) -> Practice {
    let mut person = b.stranger();
    person.taxonomy = "1223G0001X";
    b.license(&person, STATE, "2035-12-31");
    b.roster.people.push(person.clone());
    let practice = b.sole(&person);
    b.roster.rows.push(Row::new(&person, COMMERCIAL, &practice));
    practice
}

/// A check-up at a dental practice.
pub(super) fn check_up(b: &mut Builder, name: &str, practice: Practice) -> Claim {
    let date = b.some_day(2024);
    let mut claim = b.claim(name, "11");
    claim.guide = Guide::Dental;
    claim.billing = practice;
    claim.lines = vec![
        Line::new("D0120", 6_500, date),
        Line::new("D1110", 11_000, date),
    ];
    claim
}

fn hospital_rounds(b: &mut Builder) {
    let doctor = b.colleague();
    let date = b.some_day(2024);
    let mut claim = b.rounds("ROUNDS", &doctor, date);
    claim.payer = b.some_payer();
    b.send_paid(&claim);
}

fn telehealth(b: &mut Builder) {
    let doctor = b.colleague();
    for (name, pos, year) in [
        ("TELE02", "02", 2024),
        ("TELE10", "10", 2023),
        ("TELE2020", "02", 2020),
    ] {
        let date = b.some_day(year);
        let claim = b.video(name, pos, &doctor, date);
        b.send_paid(&claim);
    }
    // Perhaps the patient was at home: nobody can say.
    let date = b.some_day(2024);
    let mut claim = b.video("TELEMEDICARE", "02", &doctor, date);
    claim.payer = MEDICARE;
    b.send_paid(&claim);
}

fn payers_and_providers_unknown(b: &mut Builder) {
    let doctor = b.colleague();
    let date = b.some_day(2024);
    let mut claim = b.office("UNLISTED", &doctor, date);
    claim.payer = UNLISTED;
    b.send_paid(&claim);
    // The payer is listed, but nobody's enrollment with it is: not known, not wrong.
    let mut claim = b.office("NEWPLAN", &doctor, date);
    claim.payer = NEW;
    b.send_clean(&claim);
    let stranger = b.stranger();
    let claim = b.office("NEWHIRE", &stranger, date);
    b.send_clean(&claim);
    let mut claim = b.office("ALIAS", &doctor, date);
    claim.payer = b
        .rng
        .pick(&[COMMERCIAL, SECOND, MEDICARE, MEDICAID, ADVANTAGE]);
    claim.payer_sent = Some(claim.payer.alias);
    b.send_paid(&claim);
}

fn enrollment_edges(b: &mut Builder) {
    // A stay across two rows that adjoin.
    let person = b.doctor();
    let row = Row::new(&person, COMMERCIAL, &b.group);
    b.roster.rows.push(row.clone().terminated("2024-06-30"));
    b.roster.rows.push(row.clone().from("2024-07-01"));
    let mut claim = b.rounds("ADJOINING", &person, day(2024, 6, 28));
    claim.lines = vec![Line::new("99232", 67_500, day(2024, 6, 28)).through(day(2024, 7, 2))];
    b.send_paid(&claim);

    let person = b.doctor();
    let mut row = Row::new(&person, COMMERCIAL, &b.group);
    row.participation = "nonpar";
    b.roster.rows.push(row);
    let date = b.some_day(2024);
    let claim = b.office("NONPAR", &person, date);
    b.send_paid(&claim);

    // The first and the last day count.
    let person = b.doctor();
    let row = Row::new(&person, COMMERCIAL, &b.group);
    b.roster
        .rows
        .push(row.from("2024-02-06").terminated("2024-09-17"));
    let claim = b.office("LASTDAY", &person, day(2024, 9, 17));
    b.send_paid(&claim);
    let claim = b.office("FIRSTDAY", &person, day(2024, 2, 6));
    b.send_paid(&claim);

    // May bill before the day of approval.
    let person = b.doctor();
    let mut row = Row::new(&person, COMMERCIAL, &b.group).from("2024-05-01");
    row.billing_from = "2024-04-01";
    b.roster.rows.push(row);
    let claim = b.office("RETRO", &person, day(2024, 4, 9));
    b.send_paid(&claim);

    // An application for more beside the enrollment that holds.
    let person = b.enrolled();
    let mut row = Row::new(&person, COMMERCIAL, &b.sister).from("2024-01-01");
    row.status = "pending";
    b.roster.rows.push(row);
    let claim = b.office("PENDING", &person, date);
    b.send_paid(&claim);

    // The second of two rows passes.
    let person = b.doctor();
    let mut row = Row::new(&person, COMMERCIAL, &b.group);
    row.approved_pos = "21";
    b.roster.rows.push(row.clone());
    row.approved_pos = "11 12";
    b.roster.rows.push(row);
    let claim = b.office("EITHERROW", &person, date);
    b.send_paid(&claim);

    // The license ends with the day of service.
    let person = b.stranger();
    b.roster.people.push(person.clone());
    b.license(&person, STATE, "2024-06-30");
    b.enroll(&person);
    let claim = b.office("LICENSEEND", &person, day(2024, 6, 30));
    b.send_paid(&claim);
}

fn two_tins(b: &mut Builder) {
    let person = b.enrolled();
    let row = Row::new(&person, COMMERCIAL, &b.sister);
    b.roster.rows.push(row);
    let date = b.some_day(2024);
    let claim = b.office("TWOTINS", &person, date);
    b.send_paid(&claim);
    let mut claim = b.office("TWOTINS", &person, date + Days::new(1));
    claim.billing = b.sister.clone();
    b.send_paid(&claim);
    // A list in one row does the same.
    let person = b.doctor();
    let mut row = Row::new(&person, COMMERCIAL, &b.group);
    let other = ein(2_000_000 + b.number());
    row.tin = format!("{}|{other}", row.tin);
    b.roster.rows.push(row);
    let mut claim = b.office("TINLIST", &person, date);
    claim.billing.tin = other;
    b.send_paid(&claim);
}

fn sole_proprietor(b: &mut Builder) {
    let person = b.doctor();
    let mut practice = b.sole(&person);
    practice.tin = ssn(b.number());
    practice.by_ssn = true;
    b.roster.rows.push(Row::new(&person, COMMERCIAL, &practice));
    let date = b.some_day(2024);
    let mut claim = b.office("SOLESSN", &person, date);
    claim.rendering = None;
    claim.billing = practice;
    b.send_paid(&claim);
}

fn organizations(b: &mut Builder) {
    // A hospital that bills for its doctor is the facility itself.
    let person = b.doctor();
    let row = Row::new(&person, COMMERCIAL, &b.hospital);
    b.roster.rows.push(row);
    let date = b.some_day(2024);
    let mut claim = b.rounds("HOSPBILLS", &person, date);
    claim.billing = b.hospital.clone();
    claim.facility = None;
    b.send_paid(&claim);

    let mut claim = b.claim("LAB", "81");
    claim.billing = b.laboratory.clone();
    claim.clia = Some("36D0000001");
    claim.lines = vec![
        Line::new("80053", 3_500, date),
        Line::new("85025", 2_050, date),
    ];
    claim.payer = b.some_payer();
    b.send_paid(&claim);

    let mut claim = b.claim("ASC", "24");
    claim.billing = b.surgery_center.clone();
    claim.lines = vec![Line::new("66984", 240_000, date)];
    b.send_paid(&claim);

    // The group's own enrollment covers a doctor who has none.
    let delegated = b.delegated_with(COMMERCIAL);
    let person = b.doctor();
    let mut claim = b.office("OWNROW", &person, date);
    claim.billing = delegated;
    b.send_paid(&claim);
}

fn public_health_emergency(b: &mut Builder) {
    let doctor = b.colleague();
    let date = b.some_day(2021);
    let mut claim = b.office("PHE", &doctor, date);
    claim.payer = MEDICARE;
    claim.lines[0].modifiers.push("95");
    b.send_paid(&claim);
}

fn atypical(b: &mut Builder) {
    // Personal care at home, by one who has no NPI and needs none.
    let person = Person {
        npi: String::new(),
        taxonomy: "3747P1801X",
        ..b.stranger()
    };
    let practice = b.sole(&person);
    let date = b.some_day(2024);
    let mut claim = b.home("ATYPICAL", &person, date);
    claim.payer = MEDICAID;
    claim.rendering = None;
    claim.billing = practice;
    claim.legacy_id = Some("ATYP0001");
    claim.lines = vec![Line::new("T1019", 4_000, date)];
    b.send_clean(&claim);
}

fn scope_ranges(b: &mut Builder) {
    let person = b.doctor();
    let mut row = Row::new(&person, COMMERCIAL, &b.group);
    row.allow = "99202-99215 G0101-G0124 J1000-J1199 93000-93018";
    row.deny = "G0110-G0112 J0100-J0999 00100-01999";
    b.roster.rows.push(row);
    let date = b.some_day(2024);
    let mut claim = b.office("SCOPE", &person, date);
    let (code, charge) = b.rng.pick(&[
        ("G0108", 6_000),
        ("G0101", 5_500),
        ("J1100", 1_500),
        ("J1030", 2_000),
    ]);
    claim.lines[0].modifiers.push("25");
    claim.lines.push(Line::new(code, charge, date));
    b.send_paid(&claim);
}

/// 2310B names someone whose enrollment has ended, and each line someone else.
fn overridden(b: &mut Builder) {
    let gone = b.doctor();
    b.roster
        .rows
        .push(Row::new(&gone, COMMERCIAL, &b.group).terminated("2022-12-31"));
    let colleague = b.colleague();
    let date = b.some_day(2024);
    let mut claim = b.office_of_two("OVERRIDDEN", &gone, date);
    for line in &mut claim.lines {
        line.rendering = Some(colleague.clone());
    }
    b.send_paid(&claim);
    // The claim is at the office; one line is at the patient's home.
    let mut claim = b.office_of_two("LINEPOS", &colleague, date);
    claim.lines[1] = Line::new("99348", 13_000, date + Days::new(2)).at("12");
    b.send_paid(&claim);
}

/// Files a claim like most, and has it paid.
pub(super) fn ordinary(b: &mut Builder) {
    let doctor = b.colleague();
    let year = b.rng.pick(&[2022, 2023, 2024, 2024, 2025]);
    let date = b.some_day(year);
    let mut claim = match b.rng.below(10) {
        0..3 => b.office("VISIT", &doctor, date),
        3..6 => b.office_of_two("VISIT", &doctor, date),
        6 => b.outpatient("VISIT", &doctor, date),
        7 => b.emergency("VISIT", &doctor, date),
        8 if year >= 2023 => b.home("VISIT", &doctor, date),
        _ => b.surgery("VISIT", &doctor, date),
    };
    if b.rng.below(3) == 0 {
        claim.payer = b.rng.pick(&OTHER_PAYERS);
    }
    if claim.lines.len() == 1 && b.rng.below(5) == 0 {
        // Another payer went first; what it left open is asked for here.
        claim.paid_before = Some(claim.charge() * 7 / 10);
    }
    let payment = Payment::paid(&claim, b);
    b.send_clean(&claim);
    b.pay(payment);
}
