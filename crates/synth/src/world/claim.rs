//! A claim of a world: what will be written, right or wrong.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::roster::{Payer, Person, Practice, Site};
use crate::segments::Guide;

/// A date that is written as it is read.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) code: &'static str,
    pub(super) modifiers: Vec<&'static str>,
    /// In cents.
    pub(super) charge: i64,
    pub(super) units: u32,
    /// SV105.
    pub(super) pos: Option<&'static str>,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    /// SV103.
    pub(super) basis: &'static str,
    /// SV109 = Y.
    pub(super) emergency: bool,
    /// 2420A.
    pub(super) rendering: Option<Person>,
    /// 2420C.
    pub(super) facility: Option<Site>,
}

impl Line {
    pub(super) fn new(code: &'static str, charge: i64, date: NaiveDate) -> Line {
        Line {
            code,
            modifiers: Vec::new(),
            charge,
            units: 1,
            pos: None,
            from: date,
            to: date,
            basis: "UN",
            emergency: false,
            rendering: None,
            facility: None,
        }
    }

    /// From the date it has to the given one.
    pub(super) fn through(mut self, to: NaiveDate) -> Line {
        self.to = to;
        self.units = (to - self.from).num_days() as u32 + 1;
        self
    }

    pub(super) fn at(mut self, pos: &'static str) -> Line {
        self.pos = Some(pos);
        self
    }

    pub(super) fn by(mut self, person: &Person) -> Line {
        self.rendering = Some(person.clone());
        self
    }

    pub(super) fn with(mut self, modifier: &'static str) -> Line {
        self.modifiers.push(modifier);
        self
    }
}

/// When a claim is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// The year's claims together, soon after its end; those of 2025 in July.
    Yearly,
    /// The month's claims together, in the middle of the next.
    Monthly,
    /// On this day.
    On(NaiveDate),
}

#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) guide: Guide,
    pub(super) sending: Sending,
    /// CLM01.
    pub(super) id: String,
    pub(super) billing: Practice,
    pub(super) payer: Payer,
    /// 2010BB NM109, where it is not the canonical id.
    pub(super) payer_sent: Option<&'static str>,
    pub(super) member: String,
    pub(super) patient: &'static str,
    /// The patient is not the subscriber.
    pub(super) dependent: bool,
    /// CLM05-1 to -3.
    pub(super) pos: &'static str,
    pub(super) qualifier: &'static str,
    pub(super) frequency: &'static str,
    /// CLM07.
    pub(super) assignment: &'static str,
    /// SBR09, where it is not the payer's usual one.
    pub(super) filing: Option<&'static str>,
    /// Added to the sum of the lines to give CLM02.
    pub(super) surplus: i64,
    /// CLM20; empty where the claim is not late.
    pub(super) delay: &'static str,
    /// HI*ABK.
    pub(super) diagnosis: &'static str,
    /// DTP*435.
    pub(super) admitted: Option<NaiveDate>,
    /// DTP*096.
    pub(super) discharged: Option<NaiveDate>,
    /// REF*F8.
    pub(super) original: Option<String>,
    /// REF*G1.
    pub(super) authorization: Option<String>,
    /// REF*9F.
    pub(super) referral: Option<&'static str>,
    /// CR1, 2310E and 2310F of an ambulance.
    pub(super) trip: bool,
    /// N402 of the patient.
    pub(super) patient_state: &'static str,
    /// 2310D.
    pub(super) supervising: Option<Person>,
    /// 2310A.
    pub(super) referring: Option<Person>,
    /// 2310B; an empty NPI is not sent.
    pub(super) rendering: Option<Person>,
    /// 2310C.
    pub(super) facility: Option<Site>,
    /// 2010BB REF*G2.
    pub(super) legacy_id: Option<&'static str>,
    /// REF*X4.
    pub(super) clia: Option<&'static str>,
    /// What another payer paid first, in cents, of a charge it left open else.
    pub(super) paid_before: Option<i64>,
    pub(super) lines: Vec<Line>,
}

impl Claim {
    /// Every NPI that it may name.
    pub(super) fn npis(&self) -> impl Iterator<Item = &str> {
        let of_lines = self.lines.iter().flat_map(|line| {
            let site = line.facility.as_ref().map(|site| &site.npi);
            line.rendering
                .as_ref()
                .map(|person| &person.npi)
                .into_iter()
                .chain(site)
        });
        let people = [&self.supervising, &self.referring, &self.rendering];
        let people = people.into_iter().flatten().map(|person| &person.npi);
        let facility = self.facility.as_ref().map(|site| &site.npi);
        let own = [Some(&self.billing.site.npi), facility]
            .into_iter()
            .flatten();
        own.chain(people).chain(of_lines).map(String::as_str)
    }

    /// All lines, in cents.
    pub(super) fn charge(&self) -> i64 {
        self.lines.iter().map(|line| line.charge).sum()
    }

    pub(super) fn first_day(&self) -> NaiveDate {
        self.lines
            .iter()
            .map(|line| line.from)
            .min()
            .unwrap_or_default()
    }

    pub(super) fn last_day(&self) -> NaiveDate {
        self.lines
            .iter()
            .map(|line| line.to)
            .max()
            .unwrap_or_default()
    }

    pub(super) fn sent_on(&self) -> NaiveDate {
        match (self.sending, self.first_day().year()) {
            (Sending::On(date), _) => date,
            (Sending::Yearly, 2025..) => day(2025, 7, 15),
            (Sending::Yearly, year) => day(year + 1, 1, 15),
            (Sending::Monthly, _) => {
                let next = self.last_day() + Months::new(1);
                day(next.year(), next.month(), 15)
            }
        }
    }

    /// The year that its file is named after.
    pub(super) fn file_year(&self) -> i32 {
        match self.sending {
            Sending::Yearly => self.first_day().year(),
            _ => self.sent_on().year(),
        }
    }

    pub(super) fn paid_on(&self) -> NaiveDate {
        self.sent_on() + Days::new(21)
    }
}
