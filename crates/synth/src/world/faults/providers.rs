//! Faults of enrollment, of what stands against providers, and of the claim as a whole (domain notes B5, C4).

use chrono::Days;

use super::enrollment::Stands;
use super::{Fault, Faulty, each};
use crate::world::builder::Builder;
use crate::world::claim::{Line, day};
use crate::world::roster::{
    COMMERCIAL, Credential, MANAGED, MEDICAID, MEDICARE, Person, Row, STATE, STRICT, Standing,
};

pub(super) const FAULTS: [Fault; 28] = [
    ("ENR-07", &[], group_not_linked),
    ("ENR-08", &[], location_not_enrolled),
    ("ENR-10", &[], taxonomy_not_enrolled),
    ("ENR-11", &[], taxonomy_missing),
    ("ENR-13", &[], plan_not_enrolled),
    ("ENR-15", &[], revalidation_overdue),
    ("ENR-16", &[], attestation_lapsed),
    ("ENR-17", &[], excluded),
    ("ENR-18", &[], opted_out),
    ("ENR-19", &[], orders_not_taken),
    ("ENR-20", &[], group_rendering),
    ("ENR-21", &[], nobody_rendering),
    ("ENR-22", &[], billing_repeated),
    ("ENR-23", &[], substitute_too_long),
    ("ENR-24", &[], supervisor_not_enrolled),
    ("ENR-25", &[], certificate_expired),
    ("ENR-27", &[], not_with_medicaid),
    ("ENR-28", &[], replaced),
    ("ENR-29", &[], tax_form_expired),
    ("ENR-31", &[], verified_long_ago),
    ("NPI-03", &[], deactivated),
    ("NPI-04", &[], organization_as_person),
    ("CTX-02", &[], supervised_at_facility),
    ("CTX-03", &[], filed_as_another),
    ("CTX-04", &[], original_missing),
    ("CTX-05", &[], original_of_a_new_claim),
    ("CTX-06", &[], not_assigned),
    ("CTX-07", &[], late),
];

fn group_not_linked(b: &mut Builder) -> Vec<Faulty> {
    each(b, &STANDS, 2024, |b, _, date, stands| {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        row.group.clone_from(&b.sister.site.npi);
        row.tin.clear();
        row.tin_kind = "";
        b.roster.rows.push(row);
        let practice = b.group.clone();
        stands.claim(b, "ENR07", &person, &practice, date)
    })
}

/// Providers of the group, in each place of a claim.
const STANDS: [Stands; 5] = [
    Stands::Claim,
    Stands::ClaimOfTwo,
    Stands::Line,
    Stands::Claim,
    Stands::Line,
];

fn location_not_enrolled(b: &mut Builder) -> Vec<Faulty> {
    each(b, &STANDS, 2024, |b, _, date, stands| {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        row.location = b.branch.location_id;
        b.roster.rows.push(row);
        let practice = b.group.clone();
        stands.claim(b, "ENR08", &person, &practice, date)
    })
}

fn taxonomy_not_enrolled(b: &mut Builder) -> Vec<Faulty> {
    each(b, &STANDS, 2024, |b, doctor, date, stands| {
        let person = Person {
            taxonomy: "208600000X",
            ..doctor.clone()
        };
        let practice = b.group.clone();
        stands.claim(b, "ENR10", &person, &practice, date)
    })
}

fn taxonomy_missing(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, _, date, _| {
        let person = Person {
            taxonomy: "",
            ..b.enrolled_with(STRICT)
        };
        let mut claim = b.office("ENR11", &person, date);
        claim.payer = STRICT;
        (claim, None)
    })
}

fn plan_not_enrolled(b: &mut Builder) -> Vec<Faulty> {
    let plans = [
        ("PPO", "HM"),
        ("HMO", "12"),
        ("EPO", "HM"),
        ("PPO", "13"),
        ("HMO", "14"),
    ];
    each(b, &plans, 2024, |b, _, date, (plan, filing)| {
        let person = b.doctor();
        let mut row = Row::new(&person, COMMERCIAL, &b.group);
        row.plan = plan;
        b.roster.rows.push(row);
        let mut claim = b.office("ENR13", &person, date);
        claim.filing = Some(filing);
        (claim, None)
    })
}

/// Claims of 2024 by doctors with such a credential.
fn with_credential(
    b: &mut Builder,
    name: &str,
    credentials: [(&'static str, &'static str, &'static str); 5],
) -> Vec<Faulty> {
    each(
        b,
        &credentials,
        2024,
        |b, _, date, (kind, issued, expires)| {
            let person = b.enrolled();
            b.roster.credentials.push(Credential {
                issued,
                ..Credential::until(&person.npi, kind, expires)
            });
            (b.office(name, &person, date), None)
        },
    )
}

fn revalidation_overdue(b: &mut Builder) -> Vec<Faulty> {
    let due = [
        ("revalidation", "2018-12-31", "2023-12-31"),
        ("recredentialing", "2020-12-31", "2023-12-31"),
        ("revalidation", "2018-06-30", "2023-06-30"),
        ("recredentialing", "2020-06-30", "2023-06-30"),
        ("revalidation", "2017-12-31", "2022-12-31"),
    ];
    with_credential(b, "ENR15", due)
}

fn attestation_lapsed(b: &mut Builder) -> Vec<Faulty> {
    // The last without a day of its end: 120 days.
    let lapsed = [
        ("caqh", "2023-08-01", "2023-11-29"),
        ("caqh", "2023-04-01", "2023-07-30"),
        ("caqh", "2023-08-01", "2023-11-29"),
        ("caqh", "2022-08-01", "2022-11-29"),
        ("caqh", "2023-06-01", ""),
    ];
    with_credential(b, "ENR16", lapsed)
}

fn tax_form_expired(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, _, date, _| {
        let person = b.doctor();
        let practice = b.sole(&person);
        b.roster.rows.push(Row::new(&person, COMMERCIAL, &practice));
        let form = Credential::until(&person.npi, "w9", "2023-12-31");
        b.roster.credentials.push(form);
        Stands::Billing.claim(b, "ENR29", &person, &practice, date)
    })
}

/// Claims by doctors of whom the registry or a list says this.
fn standing(
    b: &mut Builder,
    name: &str,
    payer: crate::world::roster::Payer,
    standing: Standing,
) -> Vec<Faulty> {
    each(b, &STANDS, 2024, |b, _, date, stands| {
        let person = b.enrolled_with(payer);
        b.roster.standings.insert(person.npi.clone(), standing);
        let practice = b.group.clone();
        let (mut claim, line) = stands.claim(b, name, &person, &practice, date);
        claim.payer = payer;
        (claim, line)
    })
}

fn excluded(b: &mut Builder) -> Vec<Faulty> {
    let since = Standing {
        excluded_from: "2023-05-20",
        ..Standing::default()
    };
    standing(b, "ENR17", COMMERCIAL, since)
}

fn opted_out(b: &mut Builder) -> Vec<Faulty> {
    let since = Standing {
        opted_out_from: "2023-07-01",
        opted_out_to: "2025-06-30",
        ..Standing::default()
    };
    standing(b, "ENR18", MEDICARE, since)
}

fn deactivated(b: &mut Builder) -> Vec<Faulty> {
    let since = Standing {
        deactivated_on: "2023-11-03",
        ..Standing::default()
    };
    standing(b, "NPI03", COMMERCIAL, since)
}

fn replaced(b: &mut Builder) -> Vec<Faulty> {
    let since = Standing {
        deactivated_on: "2023-11-03",
        replaced_by: "2888888882",
        ..Standing::default()
    };
    standing(b, "ENR28", COMMERCIAL, since)
}

/// Imaging for Medicare, referred by someone whose orders it does not take.
fn orders_not_taken(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["71046", "73030", "70450", "71046", "72148"],
        2024,
        |b, _, date, code| {
            let doctor = b.enrolled_with(MEDICARE);
            let referring = b.doctor();
            let none = Standing {
                order_refer: "NONE",
                ..Standing::default()
            };
            b.roster.standings.insert(referring.npi.clone(), none);
            let mut claim = b.office("ENR19", &doctor, date);
            claim.payer = MEDICARE;
            claim.lines[0] = Line::new(code, 9_000, date);
            claim.referring = Some(referring);
            (claim, None)
        },
    )
}

fn group_rendering(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &[MEDICARE, STRICT, MEDICARE, STRICT, MEDICARE],
        2024,
        |b, _, date, payer| {
            let group = b.delegated_with(*payer);
            let person = Person {
                npi: group.site.npi.clone(),
                last: group.site.name.clone(),
                first: "",
                taxonomy: group.taxonomy,
            };
            let mut claim = b.office("ENR20", &person, date);
            claim.payer = *payer;
            claim.billing = group;
            (claim, None)
        },
    )
}

fn nobody_rendering(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.office("ENR21", doctor, date);
        claim.rendering = None;
        (claim, None)
    })
}

/// Worth a word: the billing provider is the rendering one, and is sent again.
fn billing_repeated(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, _, date, _| {
        let person = b.doctor();
        let practice = b.sole(&person);
        b.roster.rows.push(Row::new(&person, COMMERCIAL, &practice));
        let mut claim = b.office("ENR22", &person, date);
        claim.billing = practice;
        (claim, None)
    })
}

/// Since the first of January: the sixtieth day is the twenty-ninth of February.
fn substitute_too_long(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0, 1, 40, 90, 200], 2024, |b, doctor, _, days| {
        b.roster.credentials.push(Credential {
            number: "2999999996".to_owned(),
            issued: "2024-01-01",
            ..Credential::until(&doctor.npi, "substitution", "")
        });
        let mut claim = b.office("ENR23", doctor, day(2024, 3, 1) + Days::new(*days));
        claim.lines[0].modifiers.push("Q6");
        (claim, None)
    })
}

fn supervisor_not_enrolled(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let supervisor = b.doctor();
        let row = Row::new(&supervisor, COMMERCIAL, &b.group);
        b.roster.rows.push(row.terminated("2022-12-31"));
        let mut claim = b.office("ENR24", doctor, date);
        claim.supervising = Some(supervisor);
        (claim, None)
    })
}

fn certificate_expired(b: &mut Builder) -> Vec<Faulty> {
    b.roster.credentials.push(Credential {
        number: "36D0000009".to_owned(),
        state: STATE,
        ..Credential::until(&b.sister.site.npi, "clia", "2022-12-31")
    });
    each(
        b,
        &["80053", "85025", "80061", "84443", "80048"],
        2024,
        |b, doctor, date, code| {
            let mut claim = b.office("ENR25", doctor, date);
            claim.clia = Some("36D0000009");
            claim.lines[0] = Line::new(code, 3_000, date);
            (claim, None)
        },
    )
}

/// Enrolled with a plan of Medicaid, and not with the state that the plan works for.
fn not_with_medicaid(b: &mut Builder) -> Vec<Faulty> {
    each(b, &STANDS, 2024, |b, _, date, stands| {
        let person = b.enrolled_with(MANAGED);
        let colleague = b.colleague();
        let row = Row::new(&colleague, MANAGED, &b.group);
        b.roster.rows.push(row);
        let practice = b.group.clone();
        let (mut claim, line) = stands.claim(b, "ENR27", &person, &practice, date);
        // 2310B of a claim with a line of another's is enrolled with both.
        if line.is_some() {
            claim.rendering = Some(colleague);
        }
        claim.payer = MANAGED;
        (claim, line)
    })
}

fn organization_as_person(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, _, date, _| {
        // A group of its own, whose NPI is sent as a person's.
        let group = b.delegated_with(COMMERCIAL);
        let person = Person {
            npi: group.site.npi.clone(),
            ..b.doctor()
        };
        let mut claim = b.office("NPI04", &person, date);
        claim.billing = group;
        (claim, None)
    })
}

fn supervised_at_facility(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["22", "21", "23", "22", "21"],
        2024,
        |b, _, date, pos| {
            let doctor = b.enrolled_with(MEDICARE);
            let supervisor = b.enrolled_with(MEDICARE);
            let mut claim = match *pos {
                "21" => b.rounds("CTX02", &doctor, date),
                "23" => b.emergency("CTX02", &doctor, date),
                _ => b.outpatient("CTX02", &doctor, date),
            };
            claim.payer = MEDICARE;
            claim.supervising = Some(supervisor);
            (claim, None)
        },
    )
}

fn filed_as_another(b: &mut Builder) -> Vec<Faulty> {
    let filed = [
        (COMMERCIAL, "MB"),
        (MEDICARE, "CI"),
        (COMMERCIAL, "MC"),
        (MEDICAID, "MB"),
        (MEDICARE, "MC"),
    ];
    each(b, &filed, 2024, |b, _, date, (payer, filing)| {
        let doctor = b.enrolled_with(*payer);
        let mut claim = b.office("CTX03", &doctor, date);
        claim.payer = *payer;
        claim.filing = Some(filing);
        (claim, None)
    })
}

fn original_missing(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["7", "8", "7", "8", "7"],
        2024,
        |b, doctor, date, frequency| {
            let mut claim = b.office("CTX04", doctor, date);
            claim.frequency = frequency;
            (claim, None)
        },
    )
}

/// New by its frequency, and with the payer's number of an earlier one: worth a word.
fn original_of_a_new_claim(b: &mut Builder) -> Vec<Faulty> {
    each(b, &[0; 5], 2024, |b, doctor, date, _| {
        let mut claim = b.office("CTX05", doctor, date);
        claim.original = Some("PC0000002".to_owned());
        (claim, None)
    })
}

/// The profile lets what the roster says of the strict plan be half a year old.
fn verified_long_ago(b: &mut Builder) -> Vec<Faulty> {
    let verified = [
        "2023-06-30",
        "2023-01-15",
        "2022-12-31",
        "2023-06-30",
        "2021-07-01",
    ];
    each(b, &verified, 2024, |b, _, date, verified| {
        let person = b.doctor();
        let mut row = Row::new(&person, STRICT, &b.group);
        row.verified_on = verified;
        b.roster.rows.push(row);
        let mut claim = b.office("ENR31", &person, date);
        claim.payer = STRICT;
        (claim, None)
    })
}

fn not_assigned(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["C", "C", "C", "C", "C"],
        2024,
        |b, _, date, assignment| {
            let doctor = b.enrolled_with(MEDICAID);
            let mut claim = b.office("CTX06", &doctor, date);
            claim.payer = MEDICAID;
            claim.assignment = assignment;
            (claim, None)
        },
    )
}

/// Worth a word: the claim says why it is late.
fn late(b: &mut Builder) -> Vec<Faulty> {
    each(
        b,
        &["3", "4", "8", "10", "7"],
        2024,
        |b, doctor, date, reason| {
            let mut claim = b.office("CTX07", doctor, date);
            claim.delay = reason;
            (claim, None)
        },
    )
}
