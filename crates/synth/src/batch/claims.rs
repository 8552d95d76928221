//! The facts of claim number *i* of a batch.

use chrono::{Days, NaiveDate};

use super::population::Population;
use crate::rng::{Purpose, Rng};

pub(super) const MOST_LINES: usize = 6;

/// A fault put into a line on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// SV105 is a number CMS has not assigned.
    UnassignedPos,
    /// An emergency visit in an office.
    EmergencyVisitInOffice,
    /// A home visit in an office.
    HomeVisitInOffice,
    /// 2420A with a wrong check digit.
    MistypedNpi,
    /// 2420A names someone whose enrollments have ended.
    DepartedProvider,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) code: &'static str,
    pub(super) modifier: &'static str,
    pub(super) charge: i64,
    pub(super) date: NaiveDate,
    pub(super) fault: Option<Fault>,
}

/// Everything that differs from claim to claim.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) index: u64,
    pub(super) practice: usize,
    pub(super) provider: usize,
    pub(super) payer: usize,
    pub(super) setting: &'static Setting,
    pub(super) admitted: Option<NaiveDate>,
    /// The patient is not the subscriber (2000C).
    pub(super) dependent: bool,
    /// Another payer went first (2320, 2430).
    pub(super) secondary: bool,
    pub(super) authorized: bool,
    pub(super) diagnoses: [&'static str; 2],
    pub(super) name: u32,
    pub(super) total: i64,
    lines: [Line; MOST_LINES],
    count: usize,
}

impl Claim {
    pub(super) fn lines(&self) -> &[Line] {
        &self.lines[..self.count]
    }
}

/// What belongs together at one place of service.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) pos: &'static str,
    /// Named in 2310C.
    pub(super) at_hospital: bool,
    inpatient: bool,
    visit_modifier: &'static str,
    visits: &'static [(&'static str, i64)],
    /// What the same visit may include: code, modifier, cents.
    others: &'static [(&'static str, &'static str, i64)],
}

static OFFICE: Setting = Setting {
    pos: "11",
    at_hospital: false,
    inpatient: false,
    visit_modifier: "",
    visits: &[
        ("99212", 7_800),
        ("99213", 12_000),
        ("99214", 17_550),
        ("99203", 15_500),
        ("99204", 23_025),
    ],
    others: &[
        ("36415", "", 1_200),
        ("93000", "", 4_575),
        ("96372", "", 6_500),
        ("69210", "", 9_000),
        ("94640", "", 5_510),
        ("20610", "", 15_000),
    ],
};
static INPATIENT: Setting = Setting {
    pos: "21",
    at_hospital: true,
    inpatient: true,
    visit_modifier: "",
    visits: &[("99222", 21_000), ("99223", 30_045)],
    others: &[
        ("99231", "", 9_000),
        ("99232", "", 13_500),
        ("99233", "", 19_000),
    ],
};
static OUTPATIENT: Setting = Setting {
    pos: "22",
    at_hospital: true,
    inpatient: false,
    visit_modifier: "",
    visits: &[("99213", 12_000), ("99214", 17_550)],
    others: &[("93306", "26", 18_000), ("71046", "26", 3_020)],
};
static EMERGENCY: Setting = Setting {
    pos: "23",
    at_hospital: true,
    inpatient: false,
    visit_modifier: "",
    visits: &[("99283", 21_000), ("99284", 33_000), ("99285", 48_075)],
    others: &[("93010", "", 2_500), ("71046", "26", 3_020)],
};
static HOME: Setting = Setting {
    pos: "12",
    at_hospital: false,
    inpatient: false,
    visit_modifier: "",
    visits: &[("99348", 13_000), ("99349", 19_500)],
    others: &[("36415", "", 1_200)],
};
static VIDEO_AT_HOME: Setting = Setting {
    pos: "10",
    at_hospital: false,
    inpatient: false,
    visit_modifier: "95",
    visits: &[("99213", 12_000), ("99214", 17_550)],
    others: &[],
};

const DIAGNOSES: [&str; 12] = [
    "I10", "E119", "E785", "M5450", "J069", "R079", "K219", "F411", "N390", "R0602", "M25561",
    "J449",
];

/// First day of service of a batch; all services are within half a year from it.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2025, 1, 2) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// Claims that follow each other under one billing provider.
const RUN: u64 = 12;

impl Population {
    /// Claim number `index`, with a fault in so many lines of a million.
    pub(super) fn claim(&self, index: u64, faults_in_million: u32) -> Claim {
        let run =
            Rng::for_item(self.seed, Purpose::Run, index / RUN).below(self.practices.len() as u32);
        let practice = run as usize;
        let rng = &mut Rng::for_item(self.seed, Purpose::Claim, index);
        let staff = &self.practices[practice].staff;
        let provider = staff.start + rng.below(staff.len() as u32) as usize;
        let payer = rng.below(self.payers.len() as u32) as usize;
        let setting = match rng.below(100) {
            0..68 => &OFFICE,
            68..76 => &INPATIENT,
            76..82 => &OUTPATIENT,
            82..90 => &EMERGENCY,
            90..95 => &VIDEO_AT_HOME,
            _ => &HOME,
        };
        let first = FIRST_DAY + Days::new(u64::from(rng.below(170)));
        let most = match setting.others.len() {
            0 => 1,
            _ if setting.inpatient => MOST_LINES,
            others => others.min(MOST_LINES - 1) + 1,
        };
        // The smaller of two draws: most claims are short.
        let count = 1 + rng.below(most as u32).min(rng.below(most as u32)) as usize;
        let mut total = 0;
        let start = rng.below(8) as usize;
        let lines = std::array::from_fn(|number| {
            let raise = 100 + i64::from(rng.below(20));
            let (code, modifier, base) = if number == 0 {
                let (code, base) = rng.pick(setting.visits);
                let separate = count > 1 && !setting.inpatient;
                (
                    code,
                    if separate {
                        "25"
                    } else {
                        setting.visit_modifier
                    },
                    base,
                )
            } else {
                *setting
                    .others
                    .get((start + number) % setting.others.len().max(1))
                    .unwrap_or(&("99213", "", 12_000))
            };
            let mut line = Line {
                code,
                modifier,
                charge: base * raise / 100,
                date: first + Days::new(if setting.inpatient { number as u64 } else { 0 }),
                fault: None,
            };
            if number < count {
                total += line.charge;
                if rng.in_million(faults_in_million) {
                    line.spoil(rng.below(5), setting);
                }
            }
            line
        });
        Claim {
            index,
            practice,
            provider,
            payer,
            setting,
            admitted: setting.inpatient.then_some(first),
            dependent: rng.below(100) < 20,
            secondary: rng.below(100) < 5,
            authorized: rng.below(100) < 15,
            diagnoses: [rng.pick(&DIAGNOSES[..6]), rng.pick(&DIAGNOSES[6..])],
            name: rng.below(26),
            total,
            lines,
            count,
        }
    }
}

impl Line {
    fn spoil(&mut self, kind: u32, setting: &Setting) {
        let in_office = setting.pos == "11";
        self.fault = Some(match kind {
            1 if in_office => {
                (self.code, self.modifier) = ("99283", "");
                Fault::EmergencyVisitInOffice
            }
            2 if in_office => {
                (self.code, self.modifier) = ("99349", "");
                Fault::HomeVisitInOffice
            }
            3 => Fault::MistypedNpi,
            4 => Fault::DepartedProvider,
            _ => Fault::UnassignedPos,
        });
    }

    /// What an earlier payer made of this line: paid, written off, left to the patient.
    pub(super) fn primary_outcome(&self) -> (i64, i64, i64) {
        let paid = self.charge * 60 / 100;
        let off = self.charge * 20 / 100;
        (paid, off, self.charge - paid - off)
    }
}
