//! Where scenarios put what they make.

use chrono::{Days, NaiveDate};

use super::claim::{Claim, Line, day};
use super::claim_file;
use super::payment::{self, Payment};
use super::roster::{
    COMMERCIAL, Credential, Payer, Person, Practice, Roster, Row, STATE, Site, WITH_ENROLLMENTS,
};
use super::{ExpectedDenial, ExpectedFinding, World};
use crate::identity::{Npis, WORDS, ein};
use crate::rng::{Purpose, Rng};
use crate::segments::Guide;

#[derive(Debug)]
pub(super) struct Builder {
    pub(super) rng: Rng,
    npis: Npis,
    numbers: u32,
    pub(super) roster: Roster,
    /// The practice most claims come from.
    pub(super) group: Practice,
    /// A second practice, with its own TIN.
    pub(super) sister: Practice,
    /// Bills for its employed doctors.
    pub(super) hospital: Practice,
    /// A second office of the group, with its own NPI; approved for place 11 only.
    pub(super) branch: Site,
    pub(super) nursing_home: Site,
    pub(super) surgery_center: Practice,
    pub(super) laboratory: Practice,
    /// Doctors enrolled for the group's office with every payer that has enrollments.
    pub(super) staff: Vec<Person>,
    claims: Vec<Claim>,
    pub(super) payments: Vec<Payment>,
    findings: Vec<ExpectedFinding>,
    clean: Vec<String>,
    pub(super) denials: Vec<ExpectedDenial>,
}

impl Builder {
    pub(super) fn new(seed: u64) -> Builder {
        let mut npis = Npis::new(seed);
        let mut rng = Rng::for_item(seed, Purpose::World, 0);
        let mut practice = |location_id, name: &str, tin, taxonomy| Practice {
            person: None,
            site: site(&mut rng, &mut npis, location_id, name),
            tin: ein(tin),
            by_ssn: false,
            taxonomy,
        };
        let group = practice("OFFICE", "INVENTED MEDICAL GROUP", 1001, "193200000X");
        let sister = practice("SISTER", "INVENTED SISTER GROUP", 1002, "193200000X");
        let hospital = practice("HOSPITAL", "INVENTED HOSPITAL", 1003, "282N00000X");
        let surgery_center = practice("ASC", "INVENTED SURGERY CENTER", 1004, "261QA1903X");
        let laboratory = practice("LAB", "INVENTED LABORATORY", 1005, "291U00000X");
        let branch = practice("BRANCH", "INVENTED BRANCH OFFICE", 0, "").site;
        let nursing_home = practice("NURSING", "INVENTED NURSING HOME", 0, "").site;
        let mut builder = Builder {
            rng,
            npis,
            numbers: 0,
            roster: Roster::default(),
            group,
            sister,
            hospital,
            branch,
            nursing_home,
            surgery_center,
            laboratory,
            staff: Vec::new(),
            claims: Vec::new(),
            payments: Vec::new(),
            findings: Vec::new(),
            clean: Vec::new(),
            denials: Vec::new(),
        };
        builder.list_sites();
        for _ in 0..6 {
            let person = builder.doctor();
            for payer in WITH_ENROLLMENTS {
                let mut row = Row::new(&person, payer, &builder.group);
                row.location = builder.group.site.location_id;
                builder.roster.rows.push(row);
            }
            builder.staff.push(person);
        }
        builder
    }

    fn list_sites(&mut self) {
        let roster = &mut self.roster;
        for practice in [
            &self.group,
            &self.sister,
            &self.hospital,
            &self.surgery_center,
            &self.laboratory,
        ] {
            roster
                .organizations
                .push((practice.site.clone(), practice.taxonomy));
        }
        let mut locate = |site: &Site, location_id, kind, approved_pos| {
            let location_id: &'static str = match location_id {
                "" => site.location_id,
                other => other,
            };
            let site = Site {
                location_id,
                ..site.clone()
            };
            roster.locations.push((site, kind, approved_pos));
        };
        locate(&self.group.site, "", "office", "");
        locate(&self.sister.site, "", "office", "");
        locate(&self.branch, "", "office", "11");
        // One NPI and address for all of the hospital.
        locate(&self.hospital.site, "", "hospital", "");
        locate(
            &self.hospital.site,
            "HOSPITAL-OP",
            "hospital_outpatient_on_campus",
            "",
        );
        locate(
            &self.hospital.site,
            "HOSPITAL-ED",
            "emergency_department",
            "",
        );
        locate(&self.nursing_home, "", "nursing_facility", "");
        locate(&self.surgery_center.site, "", "asc", "");
        locate(&self.laboratory.site, "", "lab", "");
    }

    pub(super) fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// Someone whom no file of the roster names.
    pub(super) fn stranger(&mut self) -> Person {
        Person {
            npi: self.npis.draw(),
            last: format!("TESTDOCTOR {}", self.number()),
            first: self.rng.pick(&WORDS),
            taxonomy: self.rng.pick(&["207Q00000X", "207R00000X"]),
        }
    }

    /// Someone in `providers.csv`, licensed, but not enrolled anywhere yet.
    pub(super) fn doctor(&mut self) -> Person {
        let person = self.stranger();
        self.license(&person, STATE, "2035-12-31");
        self.roster.people.push(person.clone());
        person
    }

    pub(super) fn license(&mut self, person: &Person, state: &'static str, expires: &'static str) {
        let number = format!("TL{:06}", self.number());
        self.roster.credentials.push(Credential {
            npi: person.npi.clone(),
            kind: "license",
            number,
            state,
            expires,
        });
    }

    /// A doctor enrolled with the commercial payer for the group, at any location.
    pub(super) fn enrolled(&mut self) -> Person {
        let person = self.doctor();
        self.enroll(&person);
        person
    }

    pub(super) fn enroll(&mut self, person: &Person) {
        let row = Row::new(person, COMMERCIAL, &self.group);
        self.roster.rows.push(row);
    }

    /// One of the doctors of the office.
    pub(super) fn colleague(&mut self) -> Person {
        let index = self.rng.below(self.staff.len() as u32) as usize;
        self.staff[index].clone()
    }

    /// A practice of one, billing under an EIN of its own.
    pub(super) fn sole(&mut self, person: &Person) -> Practice {
        let number = self.number();
        let mut site = site(&mut self.rng, &mut self.npis, "", "");
        site.npi.clone_from(&person.npi);
        Practice {
            person: Some(person.clone()),
            site,
            tin: ein(20_000 + number),
            by_ssn: false,
            taxonomy: person.taxonomy,
        }
    }

    /// A day of that year, not near its ends.
    pub(super) fn some_day(&mut self, year: i32) -> NaiveDate {
        let days = if year == 2025 { 140 } else { 320 };
        day(year, 1, 8) + Days::new(u64::from(self.rng.below(days)))
    }

    /// A professional claim without lines, by the group to the commercial payer.
    pub(super) fn claim(&mut self, name: &str, pos: &'static str) -> Claim {
        let number = self.number();
        Claim {
            guide: Guide::Professional,
            id: format!("{name}-{number:05}"),
            billing: self.group.clone(),
            payer: COMMERCIAL,
            payer_sent: None,
            member: format!("M{number:08}"),
            patient: self.rng.pick(&WORDS),
            dependent: self.rng.below(6) == 0,
            pos,
            qualifier: "B",
            surplus: 0,
            admitted: None,
            referring: None,
            rendering: None,
            facility: None,
            legacy_id: None,
            clia: None,
            paid_before: None,
            lines: Vec::new(),
        }
    }

    fn visit(&mut self, name: &str, pos: &'static str, by: &Person, line: Line) -> Claim {
        let mut claim = self.claim(name, pos);
        claim.rendering = Some(by.clone());
        claim.lines.push(line);
        claim
    }

    /// A visit at the group's office.
    pub(super) fn office(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        let (code, charge) =
            self.rng
                .pick(&[("99213", 12_000), ("99214", 17_550), ("99212", 7_825)]);
        self.visit(name, "11", by, Line::new(code, charge, date))
    }

    /// An office visit with a second line.
    pub(super) fn office_of_two(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        let mut claim = self.office(name, by, date);
        claim.lines[0].modifiers.push("25");
        let (code, charge) = self
            .rng
            .pick(&[("69210", 9_010), ("94640", 5_500), ("93000", 4_575)]);
        claim.lines.push(Line::new(code, charge, date));
        claim
    }

    /// An admission and a visit on the day after.
    pub(super) fn rounds(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        let mut claim = self.visit(name, "21", by, Line::new("99222", 21_000, date));
        claim
            .lines
            .push(Line::new("99232", 13_545, date + Days::new(1)));
        claim.admitted = Some(date);
        claim.facility = Some(self.hospital.site.clone());
        claim
    }

    pub(super) fn outpatient(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        let mut claim = self.visit(name, "22", by, Line::new("99214", 17_550, date));
        claim.facility = Some(self.hospital.site.clone());
        claim
    }

    pub(super) fn emergency(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        let mut claim = self.visit(name, "23", by, Line::new("99284", 33_000, date));
        claim.facility = Some(self.hospital.site.clone());
        claim
    }

    pub(super) fn home(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        self.visit(name, "12", by, Line::new("99348", 13_000, date))
    }

    /// A visit to a nursing home, at place 31 or 32.
    pub(super) fn nursing(
        &mut self,
        name: &str,
        pos: &'static str,
        by: &Person,
        date: NaiveDate,
    ) -> Claim {
        let mut claim = self.visit(name, pos, by, Line::new("99308", 11_500, date));
        claim.facility = Some(self.nursing_home.clone());
        claim
    }

    pub(super) fn surgery(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        let mut claim = self.visit(name, "24", by, Line::new("45378", 65_000, date));
        claim.facility = Some(self.surgery_center.site.clone());
        claim
    }

    pub(super) fn video(
        &mut self,
        name: &str,
        pos: &'static str,
        by: &Person,
        date: NaiveDate,
    ) -> Claim {
        self.visit(name, pos, by, Line::new("99213", 12_000, date).with("95"))
    }

    /// Files a claim that must show this finding.
    pub(super) fn send_faulty(
        &mut self,
        claim: &Claim,
        line: Option<u32>,
        rule: &'static str,
        or: &'static [&'static str],
    ) {
        self.findings.push(ExpectedFinding {
            claim: claim.id.clone(),
            line,
            rule,
            or,
        });
        self.claims.push(claim.clone());
    }

    /// Files a claim that must have no `fail` finding.
    pub(super) fn send_clean(&mut self, claim: &Claim) {
        self.clean.push(claim.id.clone());
        self.claims.push(claim.clone());
    }

    /// Files a claim that shares its number with another, so that no list of numbers can
    /// tell which is clean.
    pub(super) fn send_namesake(&mut self, claim: &Claim) {
        self.claims.push(claim.clone());
    }

    pub(super) fn pay(&mut self, payment: Payment) {
        self.payments.push(payment);
    }

    /// Files a clean claim and has it paid.
    pub(super) fn send_paid(&mut self, claim: &Claim) {
        self.send_clean(claim);
        let payment = Payment::paid(claim, self);
        self.pay(payment);
    }

    /// A payer of those with enrollments.
    pub(super) fn some_payer(&mut self) -> Payer {
        self.rng.pick(&WITH_ENROLLMENTS)
    }

    pub(super) fn finish(self) -> World {
        World {
            claims: claim_file::files(&self.claims),
            remits: payment::files(&self.payments),
            roster: self.roster.files(),
            findings: self.findings,
            clean: self.clean,
            denials: self.denials,
        }
    }
}

fn site(rng: &mut Rng, npis: &mut Npis, location_id: &'static str, name: &str) -> Site {
    Site {
        location_id,
        npi: npis.draw(),
        name: name.to_owned(),
        street: format!("{} {} ST", 100 + rng.below(9_900), rng.pick(&WORDS)),
        zip: format!("{}{:04}", 43_001 + rng.below(900), 1 + rng.below(9_998)),
    }
}
