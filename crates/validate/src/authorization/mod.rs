//! Authorizations: what claims lack, send wrong or use up, and until when a payer can still be asked.
//!
//! [`Authorizations`] reads batches side by side and gives a [`Task`] for each claim and problem, with what to ask for
//! and what is there to ask with. The rules (AUTH-*) say what is wrong; here is what is to be done.

mod checklist;
mod emergency;
mod retro;
mod usage;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use remedi_claims::{Batch, DateRange, Modifier, Money, Npi, Pos, ProcedureCode};
use remedi_enrollment::Authorized;
use remedi_x12::Place;

pub use checklist::{Check, CheckItem};
pub use emergency::{EmergencyEvidence, Evidence};
pub use retro::{Anchor, DayUnit, Deadline, RetroTerms, RetroWindow};
pub(crate) use usage::billed_under;
pub use usage::{Usage, Usages, Used};

use crate::checker::{Checker, Grade, JudgedClaim};
use crate::facts::{ClaimFacts, LineFacts, Reference};
use crate::finding::{Finding, Subject, Value};
use crate::rule::Severity;
use crate::rules;

/// What is wrong with an authorization, or a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The payer wants one, and no number is sent (AUTH-01, AUTH-08).
    Absent,
    /// What is sent is no number (AUTH-09).
    Placeholder,
    /// It is for another provider (AUTH-02).
    OtherProvider,
    /// It is for other procedures (AUTH-03).
    OtherService,
    /// It is not good on the days of service (AUTH-04).
    OtherDates,
    /// More units are billed than it grants (AUTH-05).
    UnitsExceeded,
    /// It is for other places of service (AUTH-07).
    OtherPlace,
    /// It is for another member (AUTH-10).
    OtherMember,
    /// The payer wants a referral, and no number is sent (AUTH-06).
    ReferralAbsent,
}

impl Problem {
    fn of(rule: &str) -> Option<Problem> {
        Some(match rule {
            "AUTH-01" | "AUTH-08" => Problem::Absent,
            "AUTH-02" => Problem::OtherProvider,
            "AUTH-03" => Problem::OtherService,
            "AUTH-04" => Problem::OtherDates,
            "AUTH-05" => Problem::UnitsExceeded,
            "AUTH-06" => Problem::ReferralAbsent,
            "AUTH-07" => Problem::OtherPlace,
            "AUTH-09" => Problem::Placeholder,
            "AUTH-10" => Problem::OtherMember,
            _ => return None,
        })
    }

    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Problem::Absent => "absent",
            Problem::Placeholder => "placeholder",
            Problem::OtherProvider => "other_provider",
            Problem::OtherService => "other_service",
            Problem::OtherDates => "other_dates",
            Problem::UnitsExceeded => "units_exceeded",
            Problem::OtherPlace => "other_place",
            Problem::OtherMember => "other_member",
            Problem::ReferralAbsent => "referral_absent",
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// Ask for it now: the payer takes late requests.
    RetroAuthorization,
    /// None was needed: send the claim, and appeal as an emergency if it is denied.
    EmergencyAppeal,
    /// Ask the payer whether it takes late requests; the profile does not say.
    AskPayer,
    /// The time has run out: appeal.
    Appeal,
    /// Send the right number.
    CorrectNumber,
    /// Have the authorization changed to what was rendered.
    AmendAuthorization,
    /// Ask the referring provider.
    GetReferral,
}

impl Route {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Route::RetroAuthorization => "retro_authorization",
            Route::EmergencyAppeal => "emergency_appeal",
            Route::AskPayer => "ask_payer",
            Route::Appeal => "appeal",
            Route::CorrectNumber => "correct_number",
            Route::AmendAuthorization => "amend_authorization",
            Route::GetReferral => "get_referral",
        }
    }

    /// What is to be done, in words.
    pub const fn in_words(self) -> &'static str {
        match self {
            Route::RetroAuthorization => "ask the payer for a retroactive authorization",
            Route::EmergencyAppeal => {
                "an emergency needs none (45 CFR 149.110): send the claim, and appeal on that ground if it is denied"
            }
            Route::AskPayer => {
                "ask the payer whether it takes late requests, and say so in the profile (retro_authorization)"
            }
            Route::Appeal => "the time for late requests has run out: appeal",
            Route::CorrectNumber => {
                "send the number that the payer gave for this patient and service"
            }
            Route::AmendAuthorization => {
                "have the payer change the authorization, or correct the claim"
            }
            Route::GetReferral => "ask the referring provider for the referral",
        }
    }
}

/// How urgent a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Three business days are left, or fewer.
    DueSoon,
    /// There is time.
    Open,
    /// Nobody said until when, or there is no such day.
    NotKnown,
    /// The last day is past.
    Expired,
}

impl Status {
    /// So many business days are soon.
    const SOON: i64 = 3;

    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Status::DueSoon => "due_soon",
            Status::Open => "open",
            Status::NotKnown => "not_known",
            Status::Expired => "expired",
        }
    }

    fn of(deadline: Option<&Deadline>, today: NaiveDate) -> Status {
        match deadline {
            None => Status::NotKnown,
            Some(deadline) if deadline.days_left(today) < 0 => Status::Expired,
            Some(deadline) if deadline.business_days_left(today) <= Status::SOON => Status::DueSoon,
            Some(_) => Status::Open,
        }
    }
}

/// A problem of one claim, and what is to be done about it.
#[derive(Clone, Debug)]
pub struct Task {
    /// What is wrong.
    pub problem: Problem,
    /// What is to be done.
    pub route: Route,
    /// How bad it is: as the worst of the findings.
    pub severity: Severity,
    /// The CLM.
    pub place: Place,
    /// The claim as a whole.
    pub subject: Box<Subject>,
    /// The lines it is about.
    pub services: Vec<TaskService>,
    /// Their charges.
    pub amount: Money,
    /// What the rules say, each message once.
    pub findings: Vec<Finding>,
    /// What speaks for an emergency.
    pub emergency: EmergencyEvidence,
    /// Until when the payer can be asked, where the profile says; of several lines the first to end.
    pub deadline: Option<Deadline>,
    /// How urgent that is.
    pub status: Status,
    /// How the payer is asked (the profile's `channel`).
    pub channel: Option<Box<str>>,
    /// What remains after a refusal (the profile's `after`).
    pub after: Option<Box<str>>,
    /// Where the payer's terms are from (the profile's `source`).
    pub source: Option<Box<str>>,
    /// What is to be asked with.
    pub checklist: Vec<Check>,
}

/// A line that an authorization is wanted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskService {
    /// LX01.
    pub line: Option<u32>,
    /// The provider whose service it is.
    pub provider: Option<Npi>,
    /// The place of service; none on an 837I.
    pub pos: Option<Pos>,
    /// The procedure.
    pub procedure: Option<ProcedureCode>,
    /// The revenue code of an 837I.
    pub revenue_code: Box<str>,
    /// Its modifiers.
    pub modifiers: Vec<Modifier>,
    /// How much (SV104, SV205) of which unit (SV103, SV204), as sent.
    pub quantity: Box<str>,
    /// The days of service.
    pub dates: Option<DateRange>,
    /// The charge.
    pub charge: Option<Money>,
    /// The number sent (REF*G1), made fit to be shown.
    pub number: Option<Box<str>>,
}

impl TaskService {
    fn of<'b>(claim: &ClaimFacts<'b>, line: &LineFacts<'b>) -> TaskService {
        let text = |bytes: &[u8]| Value::sent(bytes).to_string().into_boxed_str();
        let (unit, quantity) = match line.line.service() {
            Some(service) if service.tag() == b"SV1" => (service.value(3), service.value(4)),
            Some(service) if service.tag() == b"SV2" => (service.value(4), service.value(5)),
            _ => (&b""[..], &b""[..]),
        };
        let quantity = [text(quantity), text(unit)].join(" ");
        TaskService {
            line: line.number,
            provider: line.provider.and_then(|provider| provider.npi()),
            pos: line.pos(),
            procedure: line.procedure,
            revenue_code: text(line.line.revenue_code()),
            modifiers: line.modifiers.into_iter().flatten().collect(),
            quantity: quantity.trim().into(),
            dates: line.dates,
            charge: line.charge,
            number: line.authorization(claim).map(shown),
        }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationCounts {
    /// Claims read.
    pub claims: u64,
    /// Lines of them.
    pub lines: u64,
    /// Lines for which the payer wants an authorization, by the profile.
    pub wanted: u64,
    /// Of these, lines in an emergency room (23), which need none.
    pub emergency_room: u64,
    /// Lines sent with a number.
    pub with_number: u64,
    /// Lines whose authorization is on file and is for them.
    pub granted: u64,
    /// Lines whose number is not on file, while there are authorizations on file.
    pub not_on_file: u64,
}

impl AuthorizationCounts {
    /// Adds those of another batch.
    pub fn add(&mut self, other: &AuthorizationCounts) {
        self.claims += other.claims;
        self.lines += other.lines;
        self.wanted += other.wanted;
        self.emergency_room += other.emergency_room;
        self.with_number += other.with_number;
        self.granted += other.granted;
        self.not_on_file += other.not_on_file;
    }

    fn count<'b>(&mut self, claim: &ClaimFacts<'b>, line: &LineFacts<'b>) {
        self.lines += 1;
        if line.needs_authorization {
            self.wanted += 1;
            self.emergency_room += u64::from(line.pos_number() == Some(23));
        }
        self.with_number += u64::from(line.authorization(claim).is_some());
        match line.authorized {
            Some(Authorized::Granted { .. }) => self.granted += 1,
            Some(Authorized::NotOnFile) => self.not_on_file += 1,
            Some(Authorized::Not { .. }) | None => {}
        }
    }
}

/// What a batch gave.
#[derive(Debug, Default)]
pub struct BatchAuthorizations {
    /// What is to be done, in the order of the input.
    pub tasks: Vec<Task>,
    /// What was used of authorizations that grant units.
    pub used: Vec<Used>,
    /// What was counted.
    pub counts: AuthorizationCounts,
}

/// Reads the authorizations of claims by what a checker knows: the roster, and the payers' rules in the profile.
///
/// ```
/// use std::sync::Arc;
///
/// use remedi_claims::{Cutter, in_order};
/// use remedi_validate::authorization::{Authorizations, Problem, Route, rules_off};
/// use remedi_validate::{Checker, Example, Options, Profile};
///
/// let profile = "[payers.60054]\nretro_authorization = { days = 2, unit = 'business' }\n\
///     [[payers.60054.authorization]]\nprocedure = '99213'\n";
/// let today = "2025-01-16".parse()?;
/// let options = Options {
///     as_of: Some(today),
///     profile: Some(Arc::new(Profile::parse(profile, "remedi.toml").unwrap())),
///     grades: rules_off(),
///     ..Options::default()
/// };
/// let checker = Checker::new(None, options);
/// let authorizations = Authorizations::new(&checker, today);
/// let input = Example::usual().to_input();
/// let mut tasks = Vec::new();
/// let error = in_order(
///     Cutter::new(input.as_bytes()),
///     |batch| authorizations.read(batch),
///     |read| tasks.extend(read.tasks),
/// );
/// assert!(error.is_none());
/// assert_eq!((tasks[0].problem, tasks[0].route), (Problem::Absent, Route::RetroAuthorization));
/// assert_eq!(tasks[0].deadline.unwrap().until, "2025-01-17".parse()?);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Authorizations<'c, 'r> {
    checker: &'c Checker<'r>,
    today: NaiveDate,
}

/// Grades that turn off all rules but those on authorizations: what a checker needs to be asked for tasks.
pub fn rules_off() -> BTreeMap<String, Grade> {
    let others = rules::ALL
        .iter()
        .filter(|rule| Problem::of(rule.code).is_none());
    others
        .map(|rule| (rule.code.to_owned(), Grade::Off))
        .collect()
}

impl<'c, 'r> Authorizations<'c, 'r> {
    /// By what the checker knows, on a day.
    pub fn new(checker: &'c Checker<'r>, today: NaiveDate) -> Authorizations<'c, 'r> {
        Authorizations { checker, today }
    }

    /// Reads a batch. May be asked side by side.
    pub fn read(&self, batch: &mut Batch) -> BatchAuthorizations {
        batch.walk();
        let batch = &*batch;
        let mut judging = self.checker.judging();
        let mut read = BatchAuthorizations::default();
        for claim in batch.claims() {
            let JudgedClaim {
                claim: facts,
                lines,
                findings,
            } = judging.judge(claim);
            read.counts.claims += 1;
            for line in lines {
                read.counts.count(&facts, line);
            }
            read.used.extend(Used::of(&facts, lines));
            let mut by_problem: BTreeMap<Problem, Vec<Finding>> = BTreeMap::new();
            for finding in findings {
                if let Some(problem) = Problem::of(finding.rule.code) {
                    by_problem.entry(problem).or_default().push(finding);
                }
            }
            for (problem, findings) in by_problem {
                for (concerned, findings) in self.apart(&facts, lines, problem, findings) {
                    let task = self.task(&facts, lines, problem, concerned, findings);
                    read.tasks.push(task);
                }
            }
        }
        read
    }

    /// The lines that findings are about, with their findings. Where a number lacks, lines that can still be asked for
    /// stand apart from those for which time has run out, and from those of which that is not known.
    fn apart<'l, 'b>(
        &self,
        claim: &ClaimFacts<'b>,
        lines: &'l [LineFacts<'b>],
        problem: Problem,
        findings: Vec<Finding>,
    ) -> Vec<(Vec<&'l LineFacts<'b>>, Vec<Finding>)> {
        let is_lacking = matches!(problem, Problem::Absent | Problem::Placeholder);
        let mut parts: BTreeMap<Option<bool>, Vec<&LineFacts<'b>>> = BTreeMap::new();
        for line in lines {
            if !findings.iter().any(|finding| is_about(finding, line)) {
                continue;
            }
            let deadline = line.retro_deadline(claim).filter(|_| is_lacking);
            let is_past = deadline.map(|deadline| deadline.until < self.today);
            parts.entry(is_past).or_default().push(line);
        }
        if parts.len() <= 1 {
            let all = parts.into_values().next().unwrap_or_default();
            return vec![(all, findings)];
        }
        let parts = parts.into_values().map(|part| {
            let is_own = |finding: &&Finding| part.iter().any(|line| is_about(finding, line));
            let own = findings.iter().filter(is_own).cloned().collect();
            (part, own)
        });
        parts.collect()
    }

    fn task<'b>(
        &self,
        claim: &ClaimFacts<'b>,
        lines: &[LineFacts<'b>],
        problem: Problem,
        concerned: Vec<&LineFacts<'b>>,
        mut findings: Vec<Finding>,
    ) -> Task {
        // A number that is none is as good as no number, where the payer wants one.
        let is_lacking = match problem {
            Problem::Absent => true,
            Problem::Placeholder => concerned.iter().any(|line| line.needs_authorization),
            _ => false,
        };
        let emergency = match is_lacking {
            true => EmergencyEvidence::of(claim, lines, &concerned),
            false => EmergencyEvidence::default(),
        };
        let deadlines = concerned
            .iter()
            .filter(|_| is_lacking)
            .filter_map(|line| line.retro_deadline(claim));
        let deadline = deadlines.min_by_key(|deadline| deadline.until);
        let status = Status::of(deadline.as_ref(), self.today);
        // What speaks for the services of one day says nothing of another.
        let is_emergency = emergency.is_strong()
            && concerned
                .iter()
                .all(|line| EmergencyEvidence::of(claim, lines, &[line]).is_strong());
        let route = match (problem, is_lacking, status) {
            (_, true, _) if is_emergency => Route::EmergencyAppeal,
            (_, true, Status::DueSoon | Status::Open) => Route::RetroAuthorization,
            (_, true, Status::Expired) => Route::Appeal,
            (Problem::Absent, ..) => Route::AskPayer,
            (Problem::Placeholder | Problem::OtherMember, ..) => Route::CorrectNumber,
            (Problem::ReferralAbsent, ..) => Route::GetReferral,
            _ => Route::AmendAuthorization,
        };
        let terms = self.checker.retro_terms(claim);
        let services: Vec<TaskService> = concerned
            .iter()
            .map(|line| TaskService::of(claim, line))
            .collect();
        let subject = self.checker.whole_claim(claim, lines);
        let asked = checklist::Asked {
            claim,
            concerned: &concerned,
            services: &services,
            subject: &subject,
            emergency: &emergency,
            problem,
            route,
            terms: terms.unwrap_or(&NO_TERMS),
        };
        let checklist = asked.checklist();
        let severities = findings.iter().map(|finding| finding.severity);
        let severity = severities.max().unwrap_or(Severity::Info);
        let charges = concerned.iter().filter_map(|line| line.charge);
        let amount = charges.sum();
        // Lines mostly lack it for the same reason.
        let mut told: Vec<String> = Vec::new();
        findings.retain(|finding| {
            let message = finding.message().to_string();
            let is_new = !told.contains(&message);
            told.push(message);
            is_new
        });
        Task {
            problem,
            route,
            severity,
            place: claim.claim.batch().place(claim.segment),
            subject: Box::new(subject),
            amount,
            findings,
            emergency,
            deadline,
            status,
            channel: terms.and_then(|terms| terms.channel.clone()),
            after: terms.and_then(|terms| terms.after.clone()),
            source: terms.and_then(|terms| terms.source.clone()),
            checklist,
            services,
        }
    }
}

/// Whether a finding is about a line, or about all of them.
fn is_about(finding: &Finding, line: &LineFacts<'_>) -> bool {
    let own = finding.subject.as_ref().and_then(|subject| subject.line);
    own.is_none() || own == line.number
}

/// A payer of which nothing is told.
static NO_TERMS: RetroTerms = RetroTerms {
    reasons: Vec::new(),
    documents: Vec::new(),
    channel: None,
    after: None,
    source: None,
};

/// What was sent, made fit to be shown.
fn shown(sent: Reference<'_>) -> Box<str> {
    Value::sent(sent.value).to_string().into()
}
