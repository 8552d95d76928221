//! Providers, authorizations and claims that have been put right in time (domain notes C, F).

use chrono::Days;

use crate::world::builder::Builder;
use crate::world::claim::day;
use crate::world::faults::scan;
use crate::world::roster::{
    COMMERCIAL, Credential, MANAGED, MEDICAID, MEDICARE, Row, STRICT, Standing,
};

pub(super) fn add(b: &mut Builder) {
    standings(b);
    credentials(b);
    authorized(b);
    enrolled_as_asked(b);
    sent_again(b);
}

fn standings(b: &mut Builder) {
    let none = Standing::default();
    for (name, payer, standing) in [
        (
            "REINSTATED",
            COMMERCIAL,
            Standing {
                excluded_from: "2020-02-20",
                excluded_to: "2022-12-31",
                ..none
            },
        ),
        (
            "REACTIVATED",
            COMMERCIAL,
            Standing {
                deactivated_on: "2021-03-01",
                reactivated_on: "2021-06-01",
                ..none
            },
        ),
        (
            "LATERINACTIVE",
            COMMERCIAL,
            Standing {
                deactivated_on: "2025-06-01",
                ..none
            },
        ),
        (
            "REPLACEDLATER",
            COMMERCIAL,
            Standing {
                deactivated_on: "2025-06-01",
                replaced_by: "2888888882",
                ..none
            },
        ),
        (
            "BACKINMEDICARE",
            MEDICARE,
            Standing {
                opted_out_from: "2020-01-01",
                opted_out_to: "2021-12-31",
                ..none
            },
        ),
        // An opt-out is of Medicare alone.
        (
            "OPTEDOUT",
            COMMERCIAL,
            Standing {
                opted_out_from: "2020-01-01",
                ..none
            },
        ),
    ] {
        let doctor = b.enrolled_with(payer);
        b.roster.standings.insert(doctor.npi.clone(), standing);
        let date = b.some_day(2024);
        let mut claim = b.office(name, &doctor, date);
        claim.payer = payer;
        b.send_paid(&claim);
    }
    // Who may order and refer.
    let doctor = b.enrolled_with(MEDICARE);
    let referring = b.doctor();
    let standing = Standing {
        order_refer: "PARTB|DME",
        ..none
    };
    b.roster.standings.insert(referring.npi.clone(), standing);
    let date = b.some_day(2024);
    let mut claim = b.office("REFERRED", &doctor, date);
    claim.payer = MEDICARE;
    claim.lines[0].code = "71046";
    claim.referring = Some(referring);
    b.send_paid(&claim);
}

fn credentials(b: &mut Builder) {
    for (name, kind, issued, expires) in [
        ("REVALIDATED", "revalidation", "2020-01-01", "2026-12-31"),
        (
            "RECREDENTIALED",
            "recredentialing",
            "2022-01-01",
            "2025-12-31",
        ),
        ("ATTESTED", "caqh", "2023-12-20", "2025-12-31"),
    ] {
        let doctor = b.enrolled();
        // An older one, that has run out.
        for (issued, expires) in [("2016-01-01", "2019-12-31"), (issued, expires)] {
            b.roster.credentials.push(Credential {
                issued,
                ..Credential::until(&doctor.npi, kind, expires)
            });
        }
        let date = b.some_day(2024);
        let claim = b.office(name, &doctor, date);
        b.send_paid(&claim);
    }
    // The sixtieth day.
    let doctor = b.enrolled();
    b.roster.credentials.push(Credential {
        number: "2999999996".to_owned(),
        issued: "2024-01-01",
        ..Credential::until(&doctor.npi, "substitution", "")
    });
    let mut claim = b.office("LOCUM", &doctor, day(2024, 2, 29));
    claim.lines[0].modifiers.push("Q6");
    b.send_paid(&claim);
    // The last licence of two holds.
    let doctor = b.stranger();
    b.roster.people.push(doctor.clone());
    b.license(&doctor, "OH", "2023-12-31");
    b.license(&doctor, "OH", "2026-12-31");
    b.enroll(&doctor);
    let date = b.some_day(2024);
    let claim = b.office("LICENSEANEW", &doctor, date);
    b.send_paid(&claim);
}

fn authorized(b: &mut Builder) {
    let (claim, authorization) = scan(b, "AUTHORIZED");
    b.roster.authorizations.push(authorization);
    b.send_paid(&claim);
    // The last day, and all units.
    let (mut claim, mut authorization) = scan(b, "AUTHORIZEDLAST");
    claim.lines[0].from = day(2024, 9, 30);
    claim.lines[0].to = day(2024, 9, 30);
    claim.lines[0].units = 3;
    authorization.to = "2024-09-30";
    b.roster.authorizations.push(authorization);
    b.send_paid(&claim);
    // Nothing of the authorization is on file here.
    let (claim, _) = scan(b, "AUTHELSEWHERE");
    b.send_paid(&claim);
    // An emergency wants none.
    let (mut claim, _) = scan(b, "EMERGENCYSCAN");
    claim.pos = "23";
    claim.facility = Some(b.hospital.site.clone());
    claim.authorization = None;
    claim.lines[0].emergency = true;
    claim.lines[0].modifiers.push("26");
    b.send_paid(&claim);
    let doctor = b.enrolled_with(STRICT);
    let date = b.some_day(2024);
    let mut claim = b.office("CONSULTED", &doctor, date);
    claim.payer = STRICT;
    claim.lines[0].code = "99243";
    claim.referral = Some("RF1234567");
    b.send_paid(&claim);
}

fn enrolled_as_asked(b: &mut Builder) {
    let date = b.some_day(2024);
    // With the plan, and with the state that it works for.
    let doctor = b.enrolled_with(MANAGED);
    b.roster.rows.push(Row::new(&doctor, MEDICAID, &b.group));
    let mut claim = b.office("MANAGED", &doctor, date);
    claim.payer = MANAGED;
    b.send_paid(&claim);
    // Approved for telehealth by name, where the payer wants that.
    let doctor = b.doctor();
    let mut row = Row::new(&doctor, STRICT, &b.group);
    row.approved_pos = "02|10|11";
    b.roster.rows.push(row);
    let mut claim = b.video("TELEAPPROVED", "10", &doctor, date);
    claim.payer = STRICT;
    b.send_paid(&claim);
    // Verified lately, as the payer's profile asks.
    let doctor = b.doctor();
    let mut row = Row::new(&doctor, STRICT, &b.group);
    row.verified_on = "2024-06-01";
    b.roster.rows.push(row);
    let mut claim = b.office("VERIFIED", &doctor, day(2024, 11, 28));
    claim.payer = STRICT;
    b.send_paid(&claim);
    // One row is for the plan that the claim is filed for.
    let doctor = b.doctor();
    for plan in ["HMO", "PPO"] {
        let mut row = Row::new(&doctor, COMMERCIAL, &b.group);
        row.plan = plan;
        b.roster.rows.push(row);
    }
    let mut claim = b.office("PLAN", &doctor, date);
    claim.filing = Some("HM");
    b.send_paid(&claim);
    // Two taxonomies, and the claim names one of them.
    let doctor = b.doctor();
    let row = Row {
        taxonomy: "207Q00000X 207R00000X",
        ..Row::new(&doctor, COMMERCIAL, &b.group)
    };
    b.roster.rows.push(row);
    let claim = b.office("TAXONOMIES", &doctor, date);
    b.send_paid(&claim);
    // The supervisor is enrolled as well.
    let (doctor, supervisor) = (b.enrolled(), b.enrolled());
    let mut claim = b.office("SUPERVISED", &doctor, date);
    claim.supervising = Some(supervisor);
    b.send_paid(&claim);
    for filing in ["CI", "BL"] {
        let doctor = b.enrolled();
        let mut claim = b.office("FILED", &doctor, date);
        claim.filing = Some(filing);
        b.send_paid(&claim);
    }
}

fn sent_again(b: &mut Builder) {
    let doctor = b.colleague();
    let date = b.some_day(2024) + Days::new(1);
    for frequency in ["7", "8"] {
        let mut claim = b.office("REPLACED", &doctor, date);
        claim.frequency = frequency;
        claim.original = Some("PC0000001".to_owned());
        b.send_clean(&claim);
    }
    // Not assigned, to a payer that does not ask for it.
    let mut claim = b.office("NOTASSIGNED", &doctor, date);
    claim.assignment = "C";
    b.send_paid(&claim);
}
