//! Writing the claims of a world as 837P, 837I and 837D files.

use std::fmt;

use chrono::NaiveDate;

use super::claim::{Claim, Line};
use super::roster::{Person, STATE, Site};
use crate::identity::PATIENT;
use crate::segments::{Amount, Guide, Newline, Put, Segments, seg};

/// Claims in one transaction set at most.
pub(super) const SET: usize = 40;

/// A file for each guide and year, as (name, bytes), with an interchange for each day of sending; the first
/// has the number after `control`, which counts on. Names end with the number of the part, after the first.
pub(super) fn files(claims: &[Claim], part: u32, control: &mut u64) -> Vec<(String, Vec<u8>)> {
    let sorted = sorted(claims);
    let files = sorted.chunk_by(|a, b| file_key(a) == file_key(b));
    files
        .zip(1..)
        .map(|(chunk, number)| file(chunk, number, part, control))
        .collect()
}

/// The claims as they stand in the files.
pub(super) fn sorted(claims: &[Claim]) -> Vec<&Claim> {
    let mut sorted: Vec<&Claim> = claims.iter().collect();
    // Stable: claims of one practice stay in the order they were made.
    sorted.sort_by_key(|claim| (file_key(claim), claim.sent_on(), billing_key(claim)));
    sorted
}

/// What claims of one file have in common.
pub(super) fn file_key(claim: &Claim) -> (u8, i32) {
    (claim.guide as u8, claim.file_year())
}

/// The name of the file that a claim is in.
pub(super) fn file_name(claim: &Claim, part: u32) -> String {
    let letter = match claim.guide {
        Guide::Institutional => "i",
        Guide::Dental => "d",
        _ => "p",
    };
    format!("837{letter}-{}{}.edi", claim.file_year(), Suffix(part))
}

/// The reference of a set (BHT03), by its number in the file and that of the interchange.
pub(super) fn reference(set: u64, control: u64) -> u64 {
    set + control * 100
}

pub(super) fn billing_key(claim: &Claim) -> (&str, &str) {
    (&claim.billing.site.npi, &claim.billing.tin)
}

fn file(claims: &[&Claim], number: usize, part: u32, control: &mut u64) -> (String, Vec<u8>) {
    let newline = [Newline::Lf, Newline::None, Newline::CrLf][number % 3];
    let mut s = Segments::new(newline);
    for of_day in claims.chunk_by(|a, b| a.sent_on() == b.sent_on()) {
        *control += 1;
        interchange(&mut s, of_day, *control);
    }
    let name = claims.first().map(|claim| file_name(claim, part));
    (name.unwrap_or_default(), s.out)
}

/// What tells the files of a part from those of the first.
pub(super) struct Suffix(pub(super) u32);

impl fmt::Display for Suffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            part => write!(f, "-{}", part + 1),
        }
    }
}

fn interchange(s: &mut Segments, claims: &[&Claim], control: u64) {
    let Some(first) = claims.first() else { return };
    let (guide, sent) = (first.guide, first.sent_on());
    s.open(guide, "TESTSUBMIT", "TESTCLEAR", sent, control);
    for set in claims.chunks(SET) {
        s.begin_set(guide);
        seg!(
            s,
            "BHT*0019*00*",
            reference(s.sets, control),
            "*",
            sent,
            "*0930*CH"
        );
        seg!(s, "NM1*41*2*TEST SUBMITTER*****46*TESTSUBMIT");
        seg!(s, "PER*IC*TEST CONTACT*TE*5555550100");
        seg!(s, "NM1*40*2*TEST CLEARINGHOUSE*****46*TESTCLEAR");
        let mut level = 0;
        for practice in set.chunk_by(|a, b| billing_key(a) == billing_key(b)) {
            level += 1;
            let parent = level;
            if let Some(first) = practice.first() {
                billing(s, first, parent);
            }
            for claim in practice {
                subscriber(s, claim, parent, &mut level);
                body(s, claim);
            }
        }
        s.end_set();
    }
    s.close();
}

fn billing(s: &mut Segments, claim: &Claim, level: u64) {
    let practice = &claim.billing;
    seg!(s, "HL*", level, "**20*1");
    seg!(s, "PRV*BI*PXC*", practice.taxonomy);
    match &practice.person {
        Some(person) => {
            let npi = &practice.site.npi;
            individual(
                s,
                "85",
                &Person {
                    npi: npi.clone(),
                    ..person.clone()
                },
            );
        }
        None => organization(s, "85", &practice.site),
    }
    address(s, &practice.site);
    seg!(
        s,
        "REF*",
        if practice.by_ssn { "SY" } else { "EI" },
        "*",
        practice.tin
    );
}

fn individual(s: &mut Segments, entity: &str, person: &Person) {
    if person.npi.is_empty() {
        seg!(s, "NM1*", entity, "*1*", person.last, "*", person.first);
    } else {
        seg!(
            s,
            "NM1*",
            entity,
            "*1*",
            person.last,
            "*",
            person.first,
            "****XX*",
            person.npi
        );
    }
}

fn organization(s: &mut Segments, entity: &str, site: &Site) {
    if site.npi.is_empty() {
        seg!(s, "NM1*", entity, "*2*", site.name);
    } else {
        seg!(s, "NM1*", entity, "*2*", site.name, "*****XX*", site.npi);
    }
}

fn address(s: &mut Segments, site: &Site) {
    seg!(s, "N3*", site.street);
    seg!(s, "N4*SAMPLETON*", site.state, "*", site.zip);
}

fn demographics(s: &mut Segments, state: &str) {
    seg!(s, "N3*12 INVENTED LN");
    seg!(s, "N4*SAMPLETON*", state, "*430010001");
    seg!(s, "DMG*D8*19700101*U");
}

fn subscriber(s: &mut Segments, claim: &Claim, parent: u64, level: &mut u64) {
    *level += 1;
    seg!(
        s,
        "HL*",
        *level,
        "*",
        parent,
        "*22*",
        u32::from(claim.dependent)
    );
    let rank = if claim.paid_before.is_some() {
        "S"
    } else {
        "P"
    };
    let relation = if claim.dependent { "" } else { "18" };
    // Medicare wants to know why it is not the first payer.
    let is_second = claim.paid_before.is_some() && claim.payer.filing == "MB";
    let reason = match claim.guide {
        Guide::Professional if is_second => "12",
        _ => "",
    };
    seg!(
        s,
        "SBR*",
        rank,
        "*",
        relation,
        "***",
        reason,
        "****",
        claim.filing.unwrap_or(claim.payer.filing)
    );
    seg!(
        s,
        "NM1*IL*1*",
        PATIENT,
        "*",
        claim.patient,
        "****MI*",
        claim.member
    );
    if !claim.dependent {
        demographics(s, claim.patient_state);
    }
    let payer_id = claim.payer_sent.unwrap_or(claim.payer.id);
    seg!(s, "NM1*PR*2*", claim.payer.name, "*****PI*", payer_id);
    if let Some(id) = claim.legacy_id {
        seg!(s, "REF*G2*", id);
    }
    if claim.dependent {
        let subscriber = *level;
        *level += 1;
        seg!(s, "HL*", *level, "*", subscriber, "*23*0");
        seg!(s, "PAT*19");
        seg!(s, "NM1*QC*1*", PATIENT, "*", claim.patient);
        demographics(s, claim.patient_state);
    }
}

fn body(s: &mut Segments, claim: &Claim) {
    let signature = match claim.guide {
        Guide::Institutional => "*",
        _ => "*Y",
    };
    let total = Amount(claim.charge() + claim.surplus);
    seg!(
        s,
        "CLM*",
        claim.id,
        "*",
        total,
        "***",
        claim.pos,
        ":",
        claim.qualifier,
        ":",
        claim.frequency,
        signature,
        "*",
        claim.assignment,
        "*Y*Y",
        if claim.delay.is_empty() {
            ""
        } else {
            "***********"
        },
        claim.delay,
    );
    match claim.guide {
        Guide::Institutional => institutional(s, claim),
        Guide::Dental => {}
        _ => professional(s, claim),
    }
    if claim.guide != Guide::Institutional
        && let Some(person) = &claim.rendering
    {
        rendering(s, person);
    }
    if claim.guide == Guide::Professional
        && let Some(facility) = &claim.facility
    {
        organization(s, "77", facility);
        address(s, facility);
    }
    if let Some(person) = &claim.supervising {
        individual(s, "DQ", person);
    }
    if claim.trip {
        for entity in ["PW", "45"] {
            seg!(s, "NM1*", entity, "*2");
            seg!(s, "N3*12 INVENTED LN");
            seg!(s, "N4*SAMPLETON*", STATE, "*430010001");
        }
    }
    if let Some(paid) = claim.paid_before {
        earlier_payer(s, claim, paid);
    }
    for (line, number) in claim.lines.iter().zip(1u32..) {
        service_line(s, claim, line, number);
    }
}

fn professional(s: &mut Segments, claim: &Claim) {
    if let Some(date) = claim.admitted {
        seg!(s, "DTP*435*D8*", date);
    }
    if let Some(date) = claim.discharged {
        seg!(s, "DTP*096*D8*", date);
    }
    let authorization = claim.authorization.as_deref();
    for (qualifier, number) in [
        ("9F", claim.referral),
        ("G1", authorization),
        ("F8", claim.original.as_deref()),
        ("X4", claim.clia),
    ] {
        if let Some(number) = number {
            seg!(s, "REF*", qualifier, "*", number);
        }
    }
    seg!(s, "REF*D9*CH", claim.id);
    if claim.trip {
        seg!(s, "CR1****A*DH*5");
    }
    seg!(s, "HI*ABK:", claim.diagnosis, "*ABF:E785");
    if let Some(person) = &claim.referring {
        individual(s, "DN", person);
    }
}

fn institutional(s: &mut Segments, claim: &Claim) {
    let last = claim
        .lines
        .iter()
        .map(|line| line.to)
        .max()
        .unwrap_or_default();
    seg!(s, "DTP*434*RD8*", claim.first_day(), "-", last);
    seg!(s, "CL1*3*1*01");
    seg!(s, "REF*D9*CH", claim.id);
    seg!(s, "HI*ABK:I10");
    if let Some(person) = &claim.rendering {
        individual(s, "71", person);
        seg!(s, "PRV*AT*PXC*", person.taxonomy);
    }
}

/// A person; an organization has no first name.
fn rendering(s: &mut Segments, person: &Person) {
    if person.first.is_empty() {
        seg!(s, "NM1*82*2*", person.last, "*****XX*", person.npi);
    } else {
        individual(s, "82", person);
    }
    if !person.taxonomy.is_empty() {
        seg!(s, "PRV*PE*PXC*", person.taxonomy);
    }
}

fn earlier_payer(s: &mut Segments, claim: &Claim, paid: i64) {
    let relation = if claim.dependent { "19" } else { "18" };
    seg!(s, "SBR*P*", relation, "*******CI");
    seg!(s, "AMT*D*", Amount(paid));
    seg!(s, "OI***Y***Y");
    seg!(
        s,
        "NM1*IL*1*",
        PATIENT,
        "*",
        claim.patient,
        "****MI*P",
        claim.member
    );
    seg!(s, "NM1*PR*2*EARLIER PLAN*****PI*98888");
}

fn service_line(s: &mut Segments, claim: &Claim, line: &Line, number: u32) {
    seg!(s, "LX*", number);
    let procedure = Procedure(line.code, &line.modifiers);
    let charge = Amount(line.charge);
    let pos = line.pos.unwrap_or_default();
    match claim.guide {
        Guide::Institutional => {
            seg!(
                s,
                "SV2*0510*HC:",
                procedure,
                "*",
                charge,
                "*UN*",
                line.units
            );
        }
        Guide::Dental => seg!(
            s, "SV3*AD:", procedure, "*", charge, "*", pos, "***", line.units
        ),
        _ => seg!(
            s,
            "SV1*HC:",
            procedure,
            "*",
            charge,
            "*",
            line.basis,
            "*",
            line.units,
            "*",
            pos,
            "**1:2",
            if line.emergency { "**Y" } else { "" }
        ),
    }
    if line.from == line.to {
        seg!(s, "DTP*472*D8*", line.from);
    } else {
        seg!(s, "DTP*472*RD8*", line.from, "-", line.to);
    }
    seg!(s, "REF*6R*", control(claim, number));
    if let Some(person) = &line.rendering {
        rendering(s, person);
    }
    if let Some(facility) = &line.facility {
        organization(s, "77", facility);
        address(s, facility);
    }
    if let Some(person) = &claim.supervising {
        individual(s, "DQ", person);
    }
    if claim.trip {
        for entity in ["PW", "45"] {
            seg!(s, "NM1*", entity, "*2");
            seg!(s, "N3*12 INVENTED LN");
            seg!(s, "N4*SAMPLETON*", STATE, "*430010001");
        }
    }
    if let Some(paid) = claim.paid_before.filter(|_| number == 1) {
        earlier_line(s, claim, line, paid, claim.sent_on());
    }
}

/// The earlier payer paid on the first line; a claim it went first on has no other.
fn earlier_line(s: &mut Segments, claim: &Claim, line: &Line, paid: i64, on: NaiveDate) {
    let procedure = Procedure(line.code, &line.modifiers);
    seg!(
        s,
        "SVD*98888*",
        Amount(paid),
        "*HC:",
        procedure,
        "**",
        line.units
    );
    seg!(s, "CAS*PR*2*", Amount(claim.charge() - paid));
    seg!(s, "DTP*573*D8*", on);
}

/// The line control number (REF*6R).
pub(super) fn control(claim: &Claim, line: u32) -> String {
    format!("{}L{line}", claim.id)
}

/// Procedure code and modifiers, with `:` between them.
pub(super) struct Procedure<'a>(pub(super) &'a str, pub(super) &'a [&'static str]);

impl Put for Procedure<'_> {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        for modifier in self.1 {
            out.push(b':');
            modifier.put(out);
        }
    }
}
