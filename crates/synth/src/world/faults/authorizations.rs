//! Authorizations and referrals that lack or do not fit (domain notes F).

use super::{Fault, Faulty, each};
use crate::identity::medicare_number;
use crate::world::builder::Builder;
use crate::world::claim::{Claim, Line, day};
use crate::world::roster::{Authorization, IN_PERSON, STRICT};

pub(super) const FAULTS: [Fault; 10] = [
    ("AUTH-01", &[], missing),
    ("AUTH-02", &[], of_another_provider),
    ("AUTH-03", &[], for_other_procedures),
    ("AUTH-04", &[], not_valid_on_the_day),
    ("AUTH-05", &[], units_exceeded),
    ("AUTH-06", &[], referral_missing),
    ("AUTH-07", &[], for_another_place),
    // When the ninety days have run out, AUTH-01.
    ("AUTH-08", &["AUTH-01"], still_to_be_asked_for),
    ("AUTH-09", &["AUTH-01"], placeholder),
    ("AUTH-10", &[], of_another_member),
];

/// A scan, which the strict plan wants an authorization for; with one that fits.
pub(in crate::world) fn scan(b: &mut Builder, name: &str) -> (Claim, Authorization) {
    let doctor = b.enrolled_with(STRICT);
    let date = b.some_day(2024);
    let mut claim = b.office(name, &doctor, date);
    claim.payer = STRICT;
    claim.lines[0] = Line::new("70450", 40_000, date);
    let authorization = Authorization {
        number: format!("AU{:07}", b.number()),
        member: claim.member.clone(),
        provider: doctor.npi.clone(),
        procedures: "70450-70498",
        units: "3",
        from: "2024-01-01",
        to: "2024-12-31",
        pos: "11|22",
    };
    claim.authorization = Some(authorization.number.clone());
    (claim, authorization)
}

/// Scans whose authorization, or whose claim, was changed.
fn scans(
    b: &mut Builder,
    name: &str,
    change: impl Fn(&mut Builder, &mut Claim, &mut Authorization),
) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, _, _, _| {
        let (mut claim, mut authorization) = scan(b, name);
        change(b, &mut claim, &mut authorization);
        b.roster.authorizations.push(authorization);
        (claim, None)
    })
}

fn missing(b: &mut Builder) -> Vec<Faulty> {
    scans(b, "AUTH01", |_, claim, _| claim.authorization = None)
}

fn of_another_provider(b: &mut Builder) -> Vec<Faulty> {
    scans(b, "AUTH02", |b, _, authorization| {
        authorization.provider = b.enrolled_with(STRICT).npi;
    })
}

fn for_other_procedures(b: &mut Builder) -> Vec<Faulty> {
    scans(b, "AUTH03", |_, _, authorization| {
        authorization.procedures = "72148";
    })
}

fn not_valid_on_the_day(b: &mut Builder) -> Vec<Faulty> {
    scans(b, "AUTH04", |b, _, authorization| {
        (authorization.from, authorization.to) = match b.number() % 2 {
            0 => ("2023-01-01", "2023-12-31"),
            _ => ("2025-01-01", "2025-06-30"),
        };
    })
}

fn units_exceeded(b: &mut Builder) -> Vec<Faulty> {
    scans(b, "AUTH05", |_, claim, authorization| {
        claim.lines[0].units = 4;
        authorization.units = "3";
    })
}

fn referral_missing(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["99242", "99243", "99244", "99245", "99243"],
        2024,
        |b, _, date, code| {
            let doctor = b.enrolled_with(STRICT);
            let mut claim = b.office("AUTH06", &doctor, date);
            claim.payer = STRICT;
            claim.lines[0].code = code;
            (claim, None)
        },
    )
}

fn for_another_place(b: &mut Builder) -> Vec<Faulty> {
    scans(b, "AUTH07", |_, _, authorization| authorization.pos = "22")
}

fn still_to_be_asked_for(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[20, 21, 25, 27, 30], 2025, |b, _, _, of_june| {
        let doctor = b.enrolled_with(IN_PERSON);
        let mut claim = b.office("AUTH08", &doctor, day(2025, 6, *of_june));
        claim.payer = IN_PERSON;
        claim.lines[0].code = "70450";
        (claim, None)
    })
}

fn placeholder(b: &mut Builder) -> Vec<Faulty> {
    let words = ["NONE", "PENDING", "N/A", "0000", "NONE"];
    let mut found = scans(b, "AUTH09", |_, _, _| {});
    for ((claim, _), word) in found.iter_mut().zip(words) {
        claim.authorization = Some(word.to_owned());
    }
    found
}

fn of_another_member(b: &mut Builder) -> Vec<Faulty> {
    scans(b, "AUTH10", |b, _, authorization| {
        authorization.member = medicare_number(90_000_000 + b.number());
    })
}
