//! Faults of places of service, of service facilities and of telehealth (domain notes B1, B2, B4).

use chrono::Days;

use super::{Fault, Faulty, each};
use crate::world::builder::Builder;
use crate::world::claim::{Claim, Line, day};
use crate::world::roster::{COMMERCIAL, IN_PERSON, MEDICARE, Row, STRICT, Site};

pub(super) const FAULTS: [Fault; 36] = [
    ("POS-S06", &[], type_of_bill_whole),
    ("POS-S07", &["POS-S02", "POS-S03"], leading_zero_lost),
    (
        "POS-S09",
        &["POS-S02", "TH-01", "TH-02"],
        across_the_start_of_a_place,
    ),
    ("POS-S11", &[], place_unspecific),
    ("POS-S13", &[], place_not_of_diagnosis),
    (
        "POS-S12",
        &["LOC-13", "LOC-03", "LOC-02"],
        second_site_unnamed,
    ),
    ("LOC-03", &["LOC-14"], facility_place_in_office),
    ("LOC-04", &[], facility_is_the_practice),
    ("LOC-05", &[], facility_at_the_practice),
    ("LOC-06", &[], office_named_for_home),
    ("LOC-07", &[], zip_short),
    ("LOC-08", &[], billed_from_a_box),
    ("LOC-10", &[], outside_the_stay),
    ("LOC-11", &[], admitted_at_an_outpatient_place),
    ("LOC-12", &[], nursing_place_against_stay),
    ("LOC-13", &["LOC-03"], surgery_center_confused),
    ("LOC-14", &["LOC-03"], emergency_without_hospital),
    ("LOC-15", &[], campus_confused),
    ("LOC-16", &["ENR-14"], facility_of_another_state),
    ("LOC-17", &["LOS-01", "LOS-02"], ambulance_without_trip),
    ("LOC-19", &[], site_of_another_tin),
    ("TH-02", &["POS-S02", "POS-S03"], telehealth_too_early),
    ("TH-04", &[], modifier_at_another_place),
    ("TH-05", &[], modifier_missing),
    ("TH-06", &[], voice_outside_home),
    ("TH-07", &[], modifiers_contradict),
    ("TH-08", &[], not_on_the_list),
    ("TH-09", &["PX-35", "TH-08"], telephone_codes_ended),
    ("TH-10", &["TH-08"], telemedicine_codes_to_medicare),
    ("TH-11", &["TH-08"], hands_on),
    ("TH-12", &[], home_at_a_facility),
    ("TH-15", &["ENR-09"], telehealth_not_approved),
    ("TH-16", &[], patient_of_another_state),
    ("TH-18", &[], telehealth_place_not_taken),
    ("POS-S10", &[], dental_telehealth),
    ("CTX-01", &[], emergency_unsupported),
];

/// The diagnosis is one for a hospital or a birthing center.
fn place_not_of_diagnosis(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 0, 1, 0], 2024, |b, doctor, date, at_line| {
        let mut claim = b.office("POSS13", doctor, date);
        claim.diagnosis = "O80";
        match at_line {
            0 => (claim, None),
            // The first line is where the diagnosis is treated.
            _ => {
                claim = b.rounds("POSS13", doctor, date);
                claim.diagnosis = "O80";
                claim.lines[1] = Line::new("99213", 12_000, date + Days::new(30)).at("11");
                claim.lines[1].facility = Some(b.branch.clone());
                (claim, Some(2))
            }
        }
    })
}

/// Residents at 32 in a Part A stay, and at 31 without one.
fn nursing_place_against_stay(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["32", "31", "32", "31", "32"],
        2024,
        |b, _, date, pos| {
            let doctor = b.enrolled_with(MEDICARE);
            let mut claim = b.nursing("LOC12", pos, &doctor, date);
            claim.payer = MEDICARE;
            match *pos {
                "31" => b.roster.part_a_stays.retain(|one| *one != claim.member),
                _ => b.roster.part_a_stays.push(claim.member.clone()),
            }
            (claim, None)
        },
    )
}

fn type_of_bill_whole(b: &mut Builder) -> Vec<Faulty> {
    let bills = ["131", "0131", "013", "111", "0851"];
    let make = |b: &mut Builder, bill| {
        let mut claim = crate::world::clean::institutional(b, "POSS06");
        claim.pos = bill;
        (claim, None)
    };
    bills.map(|bill| make(b, bill)).into()
}

fn leading_zero_lost(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["1", "2", "9", "/2", "/1"],
        2024,
        |b, doctor, date, pos| match pos.strip_prefix('/') {
            Some(of_line) => {
                let mut claim = b.office_of_two("POSS07", doctor, date);
                claim.lines[1].pos = Some(of_line);
                (claim, Some(2))
            }
            None => {
                let mut claim = b.office("POSS07", doctor, date);
                claim.pos = pos;
                (claim, None)
            }
        },
    )
}

fn across_the_start_of_a_place(b: &mut Builder) -> Vec<Faulty> {
    let starts = [
        ("27", day(2023, 10, 1)),
        ("10", day(2022, 1, 1)),
        ("27", day(2023, 10, 1)),
        ("02", day(2017, 1, 1)),
        ("27", day(2023, 10, 1)),
    ];
    each(b, &starts, 2023, |b, doctor, _, (pos, start)| {
        let mut claim = b.office("POSS09", doctor, *start - Days::new(2));
        claim.pos = pos;
        claim.lines[0] = claim.lines[0].clone().through(*start + Days::new(1));
        if *pos != "27" {
            claim.lines[0].modifiers.push("95");
        }
        (claim, None)
    })
}

fn place_unspecific(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.office("POSS11", doctor, date);
        claim.pos = "99";
        (claim, None)
    })
}

/// Seen at the hospital, then operated on or seen elsewhere: 2310C names the hospital alone.
fn second_site_unnamed(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["24", "11", "24", "11", "24"],
        2024,
        |b, doctor, date, pos| {
            let mut claim = b.outpatient("POSS12", doctor, date);
            let code = if *pos == "24" { "45378" } else { "99212" };
            claim
                .lines
                .push(Line::new(code, 65_000, date + Days::new(3)).at(pos));
            (claim, Some(2))
        },
    )
}

fn facility_place_in_office(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 2, 3, 4], 2024, |b, doctor, date, shape| {
        let annex = Some(b.places.annex.clone());
        let mut claim = match shape {
            0 | 1 => b.outpatient("LOC03", doctor, date),
            2 => b.rounds("LOC03", doctor, date),
            3 => b.emergency("LOC03", doctor, date),
            _ => {
                let mut claim = b.office_of_two("LOC03", doctor, date);
                claim.lines[1] = Line::new("99213", 12_000, date).at("22");
                claim.lines[1].facility = annex;
                return (claim, Some(2));
            }
        };
        claim.facility = annex;
        (claim, None)
    })
}

fn facility_is_the_practice(b: &mut Builder) -> Vec<Faulty> {
    each(b, &["901 FAR RD"; 5], 2024, |b, doctor, date, street| {
        let mut claim = b.office("LOC04", doctor, date);
        claim.facility = Some(Site {
            street: (*street).to_owned(),
            ..b.group.site.clone()
        });
        (claim, None)
    })
}

fn facility_at_the_practice(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.office("LOC05", doctor, date);
        claim.facility = Some(Site {
            npi: String::new(),
            street: b.group.site.street.replace(" ST", " STREET"),
            zip: b.group.site.zip[..5].to_owned() + "0001",
            ..b.group.site.clone()
        });
        (claim, None)
    })
}

fn office_named_for_home(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.home("LOC06", doctor, date);
        claim.facility = Some(b.places.annex.clone());
        (claim, None)
    })
}

fn zip_short(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 2, 3, 4], 2024, |b, doctor, date, shape| {
        if *shape == 4 {
            let (mut claim, person) = alone(b, "LOC07");
            claim.billing.site.zip.truncate(5);
            claim.lines = b.office("LOC07", &person, date).lines;
            return (claim, None);
        }
        let mut claim = b.outpatient("LOC07", doctor, date);
        if let Some(site) = &mut claim.facility {
            let end = if *shape < 2 { "" } else { "0000" };
            site.zip.replace_range(5.., end);
        }
        (claim, None)
    })
}

/// A claim without lines of a new practice of one.
fn alone(b: &mut Builder, name: &str) -> (Claim, crate::world::roster::Person) {
    let person = b.doctor();
    let practice = b.sole(&person);
    b.roster.rows.push(Row::new(&person, COMMERCIAL, &practice));
    let mut claim = b.claim(name, "11");
    claim.billing = practice;
    (claim, person)
}

fn billed_from_a_box(b: &mut Builder) -> Vec<Faulty> {
    let boxes = [
        "PO BOX 123",
        "P O BOX 7",
        "P.O. BOX 44",
        "POST OFFICE BOX 9",
        "LOCKBOX 771",
    ];
    let make = |b: &mut Builder, street: &str| {
        let (mut claim, person) = alone(b, "LOC08");
        claim.billing.site.street = street.to_owned();
        let date = b.some_day(2024);
        claim.lines = b.office("LOC08", &person, date).lines;
        (claim, None)
    };
    boxes.map(|street| make(b, street)).into()
}

fn outside_the_stay(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 2, 3, 4], 2024, |b, doctor, date, shape| {
        let mut claim = b.rounds("LOC10", doctor, date);
        if shape % 2 == 0 {
            // Both visits are before the admission.
            claim.admitted = Some(date + Days::new(2));
            return (claim, None);
        }
        // The second is after the discharge.
        claim.discharged = Some(date);
        (claim, Some(2))
    })
}

fn admitted_at_an_outpatient_place(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["11", "22", "12", "11", "22"],
        2024,
        |b, doctor, date, pos| {
            let mut claim = match *pos {
                "22" => b.outpatient("LOC11", doctor, date),
                "12" => b.home("LOC11", doctor, date),
                _ => b.office("LOC11", doctor, date),
            };
            claim.admitted = Some(date);
            (claim, None)
        },
    )
}

fn surgery_center_confused(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 0, 1, 0], 2024, |b, doctor, date, shape| {
        let mut claim = b.surgery("LOC13", doctor, date);
        match shape {
            0 => claim.facility = Some(b.hospital.site.clone()),
            _ => claim.pos = "22",
        }
        (claim, None)
    })
}

fn emergency_without_hospital(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 0, 1, 0], 2024, |b, doctor, date, shape| {
        let mut claim = b.emergency("LOC14", doctor, date);
        claim.facility = Some(match shape {
            0 => b.places.urgent_care.clone(),
            _ => b.nursing_home.clone(),
        });
        (claim, None)
    })
}

fn campus_confused(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["19", "22", "19", "22", "19"],
        2024,
        |b, doctor, date, pos| {
            let mut claim = b.outpatient("LOC15", doctor, date);
            claim.pos = pos;
            if *pos == "22" {
                claim.facility = Some(b.places.off_campus.clone());
            }
            (claim, None)
        },
    )
}

fn facility_of_another_state(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.outpatient("LOC16", doctor, date);
        claim.facility = Some(b.places.abroad.clone());
        (claim, None)
    })
}

/// Transports, and what is used up on the way.
fn ambulance_without_trip(b: &mut Builder) -> Vec<Faulty> {
    let trips = ["A0429", "A0430", "A0422", "A0422", "A0398"];
    each(b, &trips, 2024, |b, _, date, code| {
        let pos = if *code == "A0430" { "42" } else { "41" };
        let mut claim = b.ambulance_trip("LOC17", pos, code, date);
        claim.trip = false;
        (claim, None)
    })
}

fn site_of_another_tin(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.office("LOC19", doctor, date);
        claim.facility = Some(b.places.rented.clone());
        (claim, None)
    })
}

fn telehealth_too_early(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2016, |b, doctor, date, _| {
        (b.video("TH02", "02", doctor, date), None)
    })
}

/// From 2024 on Medicare wants 02 or 10.
fn modifier_at_another_place(b: &mut Builder) -> Vec<Faulty> {
    let modifiers = [
        ("95", 2024),
        ("GT", 2025),
        ("93", 2024),
        ("95", 2025),
        ("FQ", 2024),
    ];
    each(b, &modifiers, 2024, |b, _, _, (modifier, year)| {
        let doctor = b.enrolled_with(MEDICARE);
        let date = b.some_day(*year);
        let mut claim = b.office("TH04", &doctor, date);
        claim.payer = MEDICARE;
        claim.lines[0].modifiers.push(modifier);
        (claim, None)
    })
}

/// By voice alone: 93 is asked for by every payer; else 95 is worth a word.
fn modifier_missing(b: &mut Builder) -> Vec<Faulty> {
    let codes = ["98966", "98967", "98968", "99441", "99213"];
    each(b, &codes, 2024, |b, doctor, date, code| {
        let mut claim = b.video("TH05", "10", doctor, date);
        claim.lines[0] = Line::new(code, 6_000, date);
        (claim, None)
    })
}

fn voice_outside_home(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["93", "FQ", "93", "FQ", "93"],
        2025,
        |b, _, date, modifier| {
            let doctor = b.enrolled_with(MEDICARE);
            let mut claim = b.video("TH06", "02", &doctor, date);
            claim.payer = MEDICARE;
            claim.lines[0].modifiers = vec![modifier];
            (claim, None)
        },
    )
}

fn modifiers_contradict(b: &mut Builder) -> Vec<Faulty> {
    let pairs = [
        ["93", "95"],
        ["GT", "95"],
        ["GQ", "95"],
        ["GQ", "93"],
        ["95", "93"],
    ];
    each(b, &pairs, 2024, |b, doctor, date, pair| {
        let mut claim = b.video("TH07", "10", doctor, date);
        claim.lines[0].modifiers = pair.to_vec();
        (claim, None)
    })
}

fn not_on_the_list(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["99397", "92507", "97802", "92507", "97802"],
        2024,
        |b, doctor, date, code| {
            let mut claim = b.video("TH08", "10", doctor, date);
            claim.lines[0].code = code;
            (claim, None)
        },
    )
}

fn telephone_codes_ended(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["99441", "99442", "99443", "G2012", "99442"],
        2025,
        |b, doctor, date, code| {
            let mut claim = b.video("TH09", "10", doctor, date);
            claim.lines[0] = Line::new(code, 6_000, date).with("93");
            (claim, None)
        },
    )
}

fn telemedicine_codes_to_medicare(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["98000", "98004", "98008", "98012", "98015"],
        2025,
        |b, _, date, code| {
            let doctor = b.enrolled_with(MEDICARE);
            let mut claim = b.video("TH10", "10", &doctor, date);
            claim.payer = MEDICARE;
            claim.lines[0].code = code;
            if *code > "98007" {
                claim.lines[0].modifiers = vec!["93"];
            }
            (claim, None)
        },
    )
}

fn hands_on(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["20610", "11042", "10060", "69210", "12001"],
        2024,
        |b, doctor, date, code| {
            let mut claim = b.video("TH11", "02", doctor, date);
            claim.lines[0].code = code;
            (claim, None)
        },
    )
}

fn home_at_a_facility(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 0, 1, 0], 2024, |b, doctor, date, shape| {
        let mut claim = b.video("TH12", "10", doctor, date);
        claim.facility = Some(match shape {
            0 => b.hospital.site.clone(),
            _ => b.nursing_home.clone(),
        });
        (claim, None)
    })
}

/// The payer takes no approval of the office for one of telehealth.
fn telehealth_not_approved(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["10", "02", "10", "02", "10"],
        2024,
        |b, _, date, pos| {
            let person = b.doctor();
            let mut row = Row::new(&person, STRICT, &b.group);
            row.approved_pos = "11|12";
            b.roster.rows.push(row);
            let mut claim = b.video("TH15", pos, &person, date);
            claim.payer = STRICT;
            (claim, None)
        },
    )
}

fn patient_of_another_state(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["10", "02", "10", "02", "10"],
        2024,
        |b, doctor, date, pos| {
            let mut claim = b.video("TH16", pos, doctor, date);
            claim.patient_state = "IN";
            (claim, None)
        },
    )
}

fn telehealth_place_not_taken(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["10", "02", "10", "02", "10"],
        2024,
        |b, _, date, pos| {
            let doctor = b.enrolled_with(IN_PERSON);
            let mut claim = b.video("TH18", pos, &doctor, date);
            claim.payer = IN_PERSON;
            (claim, None)
        },
    )
}

fn dental_telehealth(b: &mut Builder) -> Vec<Faulty> {
    ["D9995", "D9996", "D9995", "D9996", "D9995"]
        .map(|code| {
            let mut claim = crate::world::clean::dental(b, "POSS10");
            let date = claim.lines[0].from;
            claim.lines.push(Line::new(code, 5_000, date));
            (claim, Some(3))
        })
        .into()
}

/// Nothing but SV109 says that it was an emergency.
fn emergency_unsupported(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.office("CTX01", doctor, date);
        claim.lines[0].emergency = true;
        (claim, None)
    })
}
