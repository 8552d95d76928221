//! Where scenarios put what they make.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::acknowledgement_file::{self, Door};
use super::claim::{Claim, Line, Sending, day};
use super::payment::Payment;
use super::remittance_file::{Habits, Takeback};
use super::roster::{
    COMMERCIAL, Credential, Location, Payer, Person, Practice, Roster, Row, STATE, Site,
    WITH_ENROLLMENTS,
};
use super::{
    ExpectedDenial, ExpectedFinding, ExpectedPayment, ExpectedTakeback, PlantedPattern, World,
};
use super::{claim_file, remittance_file};
use crate::identity::{Npis, WORDS, ein, medicare_number};
use crate::rng::{Purpose, Rng};
use crate::segments::Guide;

/// Places of others where the doctors of the group go.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) off_campus: Site,
    pub(super) urgent_care: Site,
    pub(super) health_center: Site,
    pub(super) opioid_program: Site,
    pub(super) dialysis: Site,
    /// A hospital of another state.
    pub(super) abroad: Site,
    /// A third office of the group, for any place of service.
    pub(super) annex: Site,
    /// An office that belongs to the sister practice.
    pub(super) rented: Site,
}

#[derive(Debug)]
pub(super) struct Builder {
    pub(super) seed: u64,
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
    pub(super) ambulance: Practice,
    pub(super) supplier: Practice,
    pub(super) places: Places,
    /// Doctors enrolled for the group's office with every payer that has enrollments.
    pub(super) staff: Vec<Person>,
    /// Practices of one dentist each, for ordinary claims.
    pub(super) dentists: Vec<Practice>,
    /// When claims are sent, unless they say otherwise.
    pub(super) sending: Sending,
    claims: Vec<Claim>,
    pub(super) payments: Vec<Payment>,
    pub(super) takebacks: Vec<Takeback>,
    findings: Vec<ExpectedFinding>,
    clean: Vec<String>,
    pub(super) denials: Vec<ExpectedDenial>,
    pub(super) patterns: Vec<PlantedPattern>,
    /// How many parts have been taken.
    part: u32,
    /// The number of the last 837 interchange.
    control: u64,
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
        let ambulance = practice("AMBULANCE", "INVENTED AMBULANCE", 1006, "341600000X");
        let supplier = practice("SUPPLIER", "INVENTED SUPPLIER", 1007, "332B00000X");
        let mut place = |location_id, name: &str| practice(location_id, name, 0, "").site;
        let places = Places {
            off_campus: place("HOSPITAL-OFF", "INVENTED HOSPITAL CLINIC"),
            urgent_care: place("URGENT", "INVENTED URGENT CARE"),
            health_center: place("HEALTH", "INVENTED HEALTH CENTER"),
            opioid_program: place("OPIOID", "INVENTED OPIOID PROGRAM"),
            dialysis: place("DIALYSIS", "INVENTED DIALYSIS CENTER"),
            abroad: Site {
                state: "IN",
                ..place("ABROAD", "INVENTED HOSPITAL OF INDIANA")
            },
            annex: place("ANNEX", "INVENTED ANNEX"),
            rented: place("RENTED", "INVENTED RENTED OFFICE"),
        };
        let mut builder = Builder {
            seed,
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
            ambulance,
            supplier,
            places,
            staff: Vec::new(),
            dentists: Vec::new(),
            sending: Sending::Yearly,
            claims: Vec::new(),
            payments: Vec::new(),
            takebacks: Vec::new(),
            findings: Vec::new(),
            clean: Vec::new(),
            denials: Vec::new(),
            patterns: Vec::new(),
            part: 0,
            control: 0,
        };
        builder.list_sites();
        builder.enroll_organizations();
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
            &self.ambulance,
            &self.supplier,
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
            roster.locations.push(Location {
                site: Site {
                    location_id,
                    ..site.clone()
                },
                kind,
                tin: String::new(),
                approved_pos,
            });
        };
        locate(&self.group.site, "", "office", "");
        locate(&self.sister.site, "", "office", "");
        locate(&self.branch, "", "office", "11");
        // One NPI and address for all of the hospital.
        let hospital = &self.hospital.site;
        locate(hospital, "", "hospital", "");
        locate(hospital, "HOSPITAL-OP", "hospital_outpatient_on_campus", "");
        locate(hospital, "HOSPITAL-ED", "emergency_department", "");
        locate(&self.nursing_home, "", "nursing_facility", "");
        locate(&self.surgery_center.site, "", "asc", "");
        locate(&self.laboratory.site, "", "lab", "");
        let Places {
            off_campus,
            urgent_care,
            health_center,
            opioid_program,
            dialysis,
            abroad,
            annex,
            rented,
        } = &self.places;
        locate(annex, "", "office", "");
        locate(off_campus, "", "hospital_outpatient_off_campus", "");
        locate(urgent_care, "", "urgent_care", "");
        locate(health_center, "", "fqhc", "");
        locate(opioid_program, "", "otp", "");
        locate(dialysis, "", "dialysis", "");
        locate(abroad, "", "hospital_outpatient_on_campus", "");
        roster.locations.push(Location {
            site: rented.clone(),
            kind: "office",
            tin: self.sister.tin.clone(),
            approved_pos: "",
        });
        roster
            .organizations
            .push((urgent_care.clone(), "261QU0200X"));
    }

    /// The organizations that bill for no person.
    fn enroll_organizations(&mut self) {
        for practice in [
            &self.hospital,
            &self.surgery_center,
            &self.laboratory,
            &self.ambulance,
            &self.supplier,
        ] {
            for payer in WITH_ENROLLMENTS {
                self.roster.rows.push(Row::own(payer, practice));
            }
        }
        for (npi, number) in [
            (&self.laboratory.site.npi, "36D0000001"),
            (&self.group.site.npi, "36D0000002"),
        ] {
            self.roster.credentials.push(Credential {
                number: number.to_owned(),
                state: STATE,
                ..Credential::until(npi, "clia", "2035-12-31")
            });
        }
    }

    /// The number of the part that is being made, from 0.
    pub(super) fn part_number(&self) -> u64 {
        self.part.into()
    }

    /// How many claims have been filed.
    pub(super) fn claims(&self) -> usize {
        self.claims.len()
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
            number,
            state,
            ..Credential::until(&person.npi, "license", expires)
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

    /// A doctor enrolled with one payer for the group, at any location.
    pub(super) fn enrolled_with(&mut self, payer: Payer) -> Person {
        let person = self.doctor();
        let row = Row::new(&person, payer, &self.group);
        self.roster.rows.push(row);
        person
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
            tin: ein(1_000_000 + number),
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
            sending: self.sending,
            id: format!("{name}-{number:05}"),
            billing: self.group.clone(),
            payer: COMMERCIAL,
            payer_sent: None,
            member: medicare_number(number),
            patient: self.rng.pick(&WORDS),
            dependent: self.rng.below(6) == 0,
            pos,
            qualifier: "B",
            frequency: "1",
            assignment: "A",
            filing: None,
            surplus: 0,
            delay: "",
            diagnosis: "I10",
            admitted: None,
            discharged: None,
            original: None,
            authorization: None,
            referral: None,
            trip: false,
            patient_state: STATE,
            supervising: None,
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
        self.note_stay(&claim);
        claim
    }

    /// Who is at place 31 is in a Part A stay.
    fn note_stay(&mut self, claim: &Claim) {
        if claim.pos == "31" {
            self.roster.part_a_stays.push(claim.member.clone());
        }
    }

    pub(super) fn surgery(&mut self, name: &str, by: &Person, date: NaiveDate) -> Claim {
        let mut claim = self.visit(name, "24", by, Line::new("45378", 65_000, date));
        claim.facility = Some(self.surgery_center.site.clone());
        claim
    }

    /// A service wherever its place of service has it: with the facility, and admitted where the patient is.
    pub(super) fn at_place(
        &mut self,
        name: &str,
        pos: &'static str,
        by: &Person,
        line: Line,
    ) -> Claim {
        let mut claim = self.visit(name, pos, by, line);
        claim.facility = match pos {
            "21" | "22" | "23" | "51" | "61" => Some(self.hospital.site.clone()),
            "19" => Some(self.places.off_campus.clone()),
            "24" => Some(self.surgery_center.site.clone()),
            "31" | "32" => Some(self.nursing_home.clone()),
            "50" => Some(self.places.health_center.clone()),
            "58" => Some(self.places.opioid_program.clone()),
            "65" => Some(self.places.dialysis.clone()),
            _ => None,
        };
        if matches!(pos, "21" | "51" | "61") {
            claim.admitted = Some(claim.first_day());
        }
        self.note_stay(&claim);
        claim
    }

    /// A transport by the ambulance, from and to somewhere.
    pub(super) fn ambulance_trip(
        &mut self,
        name: &str,
        pos: &'static str,
        code: &'static str,
        date: NaiveDate,
    ) -> Claim {
        let mut claim = self.claim(name, pos);
        claim.billing = self.ambulance.clone();
        claim.trip = true;
        claim.lines = vec![Line::new(code, 60_000, date).with("RH")];
        claim
    }

    /// A group enrolled as such with a payer.
    pub(super) fn delegated_with(&mut self, payer: Payer) -> Practice {
        let person = self.stranger();
        let mut practice = self.sole(&person);
        practice.person = None;
        practice.site.name = format!("INVENTED DELEGATED GROUP {}", self.number());
        practice.taxonomy = "193200000X";
        self.roster
            .organizations
            .push((practice.site.clone(), practice.taxonomy));
        self.roster.rows.push(Row::own(payer, &practice));
        practice
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

    /// All there is, as one world.
    pub(super) fn finish(mut self) -> World {
        self.take_part(None)
    }

    /// What has been made since the last part; one remittance of so many is written twice.
    pub(super) fn take_part(&mut self, copies_one_in: Option<u32>) -> World {
        let part = self.part;
        self.part += 1;
        let claims = std::mem::take(&mut self.claims);
        let payments = std::mem::take(&mut self.payments);
        let takebacks = std::mem::take(&mut self.takebacks);
        let habits = Habits {
            seed: self.seed,
            part,
            copies_one_in,
        };
        let remits = remittance_file::write(&payments, &takebacks, habits);
        let mut denials = std::mem::take(&mut self.denials);
        let mut told: Vec<ExpectedPayment> = payments.iter().map(Payment::told).collect();
        for &index in &remits.copied {
            told.push(ExpectedPayment {
                state: "copy",
                ..told[index].clone()
            });
        }
        denials.extend(copied_denials(&denials, &told[payments.len()..]));
        let taken = remits.takebacks.into_iter();
        let findings = std::mem::take(&mut self.findings);
        let door = Door::new(&payments, &findings);
        let acks = acknowledgement_file::files(&claims, &door, part, self.control);
        World {
            acks,
            claims: claim_file::files(&claims, part, &mut self.control),
            remits: remits.files,
            profile: self.roster.profile(),
            roster: self.roster.take_files(part == 0),
            findings,
            clean: std::mem::take(&mut self.clean),
            denials,
            payments: told,
            takebacks: taken
                .map(|takeback| ExpectedTakeback {
                    claim: takeback.claim,
                    payer_claim: takeback.payer_claim,
                    amount_cents: takeback.amount,
                })
                .collect(),
            patterns: self
                .patterns
                .iter()
                .filter(|one| one.hit > 0)
                .cloned()
                .collect(),
        }
    }

    /// Leaves about so many of the claims made so far, and no more than the limit, spread over all of them, with their
    /// payments, and the people that they name.
    pub(super) fn thin_out(&mut self, most: usize, limit: usize) {
        let all = self.claims.len();
        if all <= most {
            return;
        }
        // Two claims of one number go together.
        let mut numbers = BTreeSet::new();
        let mut dropped = BTreeSet::new();
        for (claim, index) in self.claims.iter().zip(0..) {
            let stays = index * most / all != (index + 1) * most / all;
            if stays && !dropped.contains(&claim.id) {
                numbers.insert(claim.id.clone());
            } else if !numbers.contains(&claim.id) {
                dropped.insert(claim.id.clone());
            }
        }
        let mut claims_of: BTreeMap<&str, usize> = BTreeMap::new();
        for claim in &self.claims {
            *claims_of.entry(&claim.id).or_default() += 1;
        }
        let left = |numbers: &BTreeSet<String>| -> usize {
            numbers.iter().map(|id| claims_of[id.as_str()]).sum()
        };
        while left(&numbers) > limit {
            let fewest = numbers.iter().rev().min_by_key(|id| claims_of[id.as_str()]);
            let Some(id) = fewest.cloned() else { break };
            numbers.remove(&id);
            dropped.insert(id);
        }
        self.claims.retain(|claim| numbers.contains(&claim.id));
        // What answers no claim at all stays.
        self.payments
            .retain(|payment| !dropped.contains(&payment.claim));
        self.denials
            .retain(|denial| !dropped.contains(&denial.claim));
        self.findings
            .retain(|finding| !dropped.contains(&finding.claim));
        self.clean.retain(|claim| !dropped.contains(claim));
        let mut named: BTreeSet<&str> = self.claims.iter().flat_map(Claim::npis).collect();
        named.extend(self.staff.iter().map(|person| person.npi.as_str()));
        named.extend(
            self.dentists
                .iter()
                .map(|practice| practice.site.npi.as_str()),
        );
        self.roster.forget_people_but(&named);
    }
}

/// The denials of payments that were written a second time.
fn copied_denials(denials: &[ExpectedDenial], copies: &[ExpectedPayment]) -> Vec<ExpectedDenial> {
    let mut of_payment: BTreeMap<&str, Vec<&ExpectedDenial>> = BTreeMap::new();
    for denial in denials {
        of_payment
            .entry(&denial.payer_claim)
            .or_default()
            .push(denial);
    }
    // A reversal has the number of what it reverses, and denies nothing.
    let copies = copies.iter().filter(|copy| copy.status != 22);
    let again = copies.filter_map(|copy| of_payment.get(copy.payer_claim.as_str()));
    again
        .flatten()
        .map(|denial| ExpectedDenial {
            state: "superseded",
            ..(*denial).clone()
        })
        .collect()
}

fn site(rng: &mut Rng, npis: &mut Npis, location_id: &'static str, name: &str) -> Site {
    Site {
        location_id,
        npi: npis.draw(),
        name: name.to_owned(),
        state: STATE,
        street: format!("{} {} ST", 100 + rng.below(9_900), rng.pick(&WORDS)),
        zip: format!("{}{:04}", 43_001 + rng.below(900), 1 + rng.below(9_998)),
    }
}
