//! Services at places that look wrong, with what makes them right (domain notes B2 to B4).

use chrono::Days;

use crate::world::builder::Builder;
use crate::world::claim::{Line, day};
use crate::world::roster::{COMMERCIAL, IN_PERSON, MEDICARE, Row, Site};

pub(super) fn add(b: &mut Builder) {
    services(b);
    trips(b);
    on_board(b);
    observed(b);
    sites(b);
    by_video(b);
    anesthesia(b);
    split_stay(b);
}

/// Procedures at the places that they are for.
fn services(b: &mut Builder) {
    for (name, payer, code, modifiers, pos, year) in [
        ("TECHNICAL", COMMERCIAL, "71046", &["TC"][..], "11", 2024),
        ("KNEE", COMMERCIAL, "27447", &[], "21", 2024),
        ("READING", COMMERCIAL, "71046", &["26"], "22", 2024),
        ("INFUSION", MEDICARE, "96365", &[], "11", 2024),
        ("INJECTION", MEDICARE, "J1100", &[], "11", 2023),
        ("NURSEVISIT", MEDICARE, "99211", &[], "11", 2024),
        ("VACCINE", COMMERCIAL, "90686", &[], "60", 2024),
        ("DELIVERY", COMMERCIAL, "59400", &[], "21", 2024),
        ("OPIOID", MEDICARE, "G2067", &[], "58", 2024),
        ("CUSTODY", MEDICARE, "99213", &["QJ"], "09", 2024),
        ("DIALYSIS", COMMERCIAL, "90960", &[], "65", 2024),
        ("URGENT", COMMERCIAL, "S9083", &[], "20", 2024),
        ("ASSISTED", COMMERCIAL, "99348", &[], "13", 2023),
        ("CRITICAL", COMMERCIAL, "99291", &[], "23", 2024),
        ("STAYCONSULT", COMMERCIAL, "99253", &[], "21", 2024),
        ("AFTERHOURS", COMMERCIAL, "99050", &[], "11", 2024),
        ("NURSINGVISIT", COMMERCIAL, "99309", &[], "31", 2024),
        ("SKILLED", COMMERCIAL, "99308", &[], "32", 2025),
        ("SHELTER", COMMERCIAL, "99213", &[], "04", 2024),
        ("STREET", COMMERCIAL, "99213", &[], "27", 2024),
        ("BYPASS", MEDICARE, "33533", &[], "21", 2024),
    ] {
        let doctor = b.enrolled_with(payer);
        let date = b.some_day(year);
        let mut line = Line::new(code, 12_000, date);
        line.modifiers = modifiers.to_vec();
        let mut claim = b.at_place(name, pos, &doctor, line);
        claim.payer = payer;
        b.send_paid(&claim);
    }
    // The certificate of the office's own laboratory.
    let doctor = b.enrolled();
    let date = b.some_day(2024);
    let mut claim = b.office("LABOFFICE", &doctor, date);
    claim.clia = Some("36D0000002");
    claim.lines[0] = Line::new("80053", 3_000, date);
    b.send_paid(&claim);
    // Equipment from a supplier, for use at home.
    let mut claim = b.claim("EQUIPMENT", "12");
    claim.billing = b.supplier.clone();
    claim.lines = vec![Line::new("E0601", 20_000, date).with("RR").with("KX")];
    b.send_paid(&claim);
    // Devices of a surgical center, which bills professional claims.
    let mut claim = b.claim("DEVICE", "24");
    claim.billing = b.surgery_center.clone();
    claim.lines = vec![
        Line::new("66984", 240_000, date),
        Line::new("C1713", 30_000, date),
    ];
    b.send_paid(&claim);
    // Hospice, and a modifier that says that the service is not of it.
    let doctor = b.enrolled_with(MEDICARE);
    let mut claim = b.office("HOSPICE", &doctor, date);
    claim.payer = MEDICARE;
    claim.lines[0].modifiers.push("GW");
    b.roster.hospice.push(claim.member.clone());
    b.send_paid(&claim);
}

fn trips(b: &mut Builder) {
    let date = b.some_day(2024);
    for (name, pos, code) in [("GROUND", "41", "A0429"), ("AIR", "42", "A0430")] {
        let mut claim = b.ambulance_trip(name, pos, code, date);
        let miles = if pos == "41" { "A0425" } else { "A0435" };
        let mut miles = Line::new(miles, 9_000, date).with("RH");
        miles.units = 5;
        claim.lines.push(miles);
        b.send_paid(&claim);
    }
}

/// A doctor who treats in an ambulance has no trip to tell of, though the place is the ambulance's.
fn on_board(b: &mut Builder) {
    let doctor = b.enrolled();
    let date = b.some_day(2024);
    let line = Line::new("99291", 40_000, date);
    let claim = b.at_place("ONBOARD", "41", &doctor, line);
    b.send_paid(&claim);
}

/// Observation is for hospital outpatients, with codes of its own until the end of 2022.
fn observed(b: &mut Builder) {
    for (code, date) in [
        ("99222", b.some_day(2024)),
        ("99219", b.some_day(2022)),
        ("99234", b.some_day(2022)),
        ("99222", day(2023, 1, 2)),
    ] {
        let doctor = b.enrolled();
        let line = Line::new(code, 21_000, date);
        let claim = b.at_place("OBSERVED", "22", &doctor, line);
        b.send_paid(&claim);
    }
}

fn sites(b: &mut Builder) {
    let date = b.some_day(2024);
    let doctor = b.enrolled();
    let line = Line::new("99214", 17_550, date);
    let claim = b.at_place("OFFCAMPUS", "19", &doctor, line);
    b.send_paid(&claim);
    // Another office of the practice is not the one that bills.
    let mut claim = b.office("BRANCH", &doctor, date);
    claim.facility = Some(b.branch.clone());
    b.send_paid(&claim);
    // Licensed in the state of the hospital too.
    let doctor = b.enrolled();
    b.license(&doctor, "IN", "2035-12-31");
    let mut claim = b.outpatient("TWOSTATES", &doctor, date);
    claim.facility = Some(b.places.abroad.clone());
    b.send_paid(&claim);
    // The hospital treats an inpatient at home: it is the facility, and 21 the place.
    let mut claim = b.rounds("HOSPITALATHOME", &doctor, date);
    claim.facility = Some(Site {
        street: "12 INVENTED LN".to_owned(),
        zip: "430010001".to_owned(),
        ..b.hospital.site.clone()
    });
    b.send_paid(&claim);
    // A street that has a box in its name.
    let person = b.doctor();
    let practice = b.sole(&person);
    b.roster.rows.push(Row::new(&person, COMMERCIAL, &practice));
    let mut claim = b.office("BOXWOOD", &person, date);
    claim.rendering = None;
    claim.billing = practice;
    claim.billing.site = Site {
        street: "77 BOXWOOD LN".to_owned(),
        ..claim.billing.site
    };
    b.send_paid(&claim);
}

fn by_video(b: &mut Builder) {
    // By voice alone, to a patient at home.
    let doctor = b.enrolled_with(MEDICARE);
    let date = b.some_day(2025);
    let mut claim = b.video("VOICE", "10", &doctor, date);
    claim.payer = MEDICARE;
    claim.lines[0].modifiers = vec!["93"];
    b.send_paid(&claim);
    let mut claim = b.video("THERAPY", "10", &doctor, date);
    claim.payer = MEDICARE;
    claim.lines[0].code = "90837";
    b.send_paid(&claim);
    // Medicare asks no modifier for video.
    let mut claim = b.video("VIDEO", "10", &doctor, date);
    claim.payer = MEDICARE;
    claim.lines[0].modifiers.clear();
    b.send_paid(&claim);
    // Codes of telephone calls, while they were.
    let doctor = b.enrolled();
    let date = b.some_day(2024);
    let mut claim = b.video("CALL", "10", &doctor, date);
    claim.lines[0] = Line::new("99442", 6_000, date).with("93");
    b.send_paid(&claim);
    // The payer wants the office, with a modifier.
    let doctor = b.enrolled_with(IN_PERSON);
    let mut claim = b.office("INPERSON", &doctor, date);
    claim.payer = IN_PERSON;
    claim.lines[0].modifiers.push("95");
    b.send_paid(&claim);
    // The doctor has a licence where the patient is.
    let doctor = b.enrolled();
    b.license(&doctor, "IN", "2035-12-31");
    let mut claim = b.video("PATIENTSTATE", "10", &doctor, date);
    claim.patient_state = "IN";
    b.send_paid(&claim);
}

fn anesthesia(b: &mut Builder) {
    let doctor = b.enrolled();
    let date = b.some_day(2024);
    let mut line = Line::new("00790", 90_000, date).with("AA");
    (line.basis, line.units) = ("MJ", 45);
    let claim = b.at_place("ANESTHESIA", "22", &doctor, line);
    b.send_paid(&claim);
}

/// Admitted on one day, discharged on another: all visits are within.
fn split_stay(b: &mut Builder) {
    let doctor = b.enrolled();
    let date = b.some_day(2024);
    let mut claim = b.rounds("STAY", &doctor, date);
    claim.discharged = Some(date + Days::new(1));
    b.send_paid(&claim);
}
