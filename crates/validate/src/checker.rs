//! Runs the rules over batches and claims.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use remedi_claims::{
    Batch, Claim, ClaimKind, ClaimPayment, DateRange, GuideFault, Money, Pos, Remittance,
};
use remedi_enrollment::{Authorized, Clearance, Licence, LocationIndex, Roster, Terms};
use remedi_x12::{Fault, FaultKind, Level, Place, Segment};

use crate::acks::{ClaimsSeen, Sightings, bound};
use crate::ahead::Ahead;
use crate::alike::{self, Alike, Found};
use crate::authorization::RetroTerms;
use crate::codes::{CodeRules, CodesSeen};
use crate::cues::{Asked, Cued, Cues};
use crate::duplicates::Duplicates;
use crate::excerpt::Excerpt;
use crate::facts::{ClaimFacts, FacilityFacts, HospitalEvidence, LineFacts, Practice};
use crate::finding::{At, ElementAt, Finding, Subject};
use crate::guides::{self, GuideHit};
use crate::holding::Open;
use crate::procedures::Procedures;
use crate::profile::{CodeLists, Profile, Sender, Senders};
use crate::reading::{Question, Shared};
use crate::remittance::{PaymentFacts, RemittancePart, RemittanceSums, ServiceFacts};
use crate::rule::{Hit, Hits, Rule, Severity, Spot, Verdict, Watch};
use crate::rules;
use crate::split::{Judged, Units};
use crate::summary::{Counts, Event, Tally};

/// How to check.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day whose roster is asked: rows are used as they were known then. Without one, rows that were
    /// never replaced.
    pub as_of: Option<NaiveDate>,
    /// Another day whose roster is asked, where that is not the day of the run.
    pub known_on: Option<NaiveDate>,
    /// Whether findings show what stands in the file.
    pub excerpts: bool,
    /// Whether syntax and implementation guide (SNIP types 1 and 2) are judged as well, which acknowledgements
    /// ask for in any case.
    pub guides: bool,
    /// Whether reports hold what an [`Acknowledger`](crate::acks::Acknowledger) needs.
    pub acks: bool,
    /// Whether reports hold what a [`Splitter`](crate::split::Splitter) needs.
    pub split: bool,
    /// How payers read their enrollments.
    pub terms: Terms,
    /// Rules that are graded otherwise, by their code, whatever the profile says.
    pub grades: BTreeMap<String, Grade>,
    /// What the practice sets for itself: severities by partner, suppressions, own rules and code lists.
    pub profile: Option<Arc<Profile>>,
}

/// How a rule is graded by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// The rule is not asked.
    Off,
    /// All that it finds is of this severity; what is unknown stays at most a warning.
    As(Severity),
}

type ClaimCheck = fn(&ClaimFacts<'_>, &[LineFacts<'_>], &mut Hits);
type LineCheck = fn(&ClaimFacts<'_>, &LineFacts<'_>, &mut Hits);
type PaymentRule = (
    &'static Rule,
    fn(&PaymentFacts<'_>, &[ServiceFacts], &mut Hits),
);
type RemittanceRule = (&'static Rule, fn(&RemittanceSums) -> Option<Hit>);
type GroupRule = (&'static Rule, fn(&Segment<'_>) -> Option<Hit>);
type EnvelopeRule = (&'static Rule, fn(&Fault) -> Option<Hit>);
pub(crate) type GuideRule = (&'static Rule, fn(&GuideFault) -> Option<Hit>);

/// Checks claims by the rules, and by a roster where there is one. Share it between threads.
///
/// ```
/// use remedi_claims::{Cutter, in_order};
/// use remedi_validate::{Checker, Example, Options, Summary};
///
/// let input = Example::claim(
///     "CLM*A1*100***30:B:1*Y*A*Y*Y~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~",
/// )
/// .to_input();
/// let checker = Checker::new(None, Options::default());
/// let mut summary = Summary::default();
/// let error = in_order(
///     Cutter::new(input.as_bytes()),
///     |batch| checker.check(batch),
///     |report| {
///         for finding in &report.findings {
///             assert_eq!(finding.rule.name, "place-of-service-not-assigned");
///             assert_eq!(finding.at.to_string(), "2300/CLM05-1");
///         }
///         summary.add(&report);
///     },
/// );
/// assert!(error.is_none());
/// summary.end_file();
/// assert_eq!((summary.counts.claims, summary.held()), (1, 1));
/// ```
#[derive(Debug)]
pub struct Checker<'r> {
    question: Question<'r>,
    excerpts: bool,
    acks: bool,
    split: bool,
    grades: BTreeMap<String, Grade>,
    profile: Option<Arc<Profile>>,
    as_of: Option<NaiveDate>,
    envelope: Vec<EnvelopeRule>,
    guide: Vec<GuideRule>,
    claim: Cued<ClaimCheck>,
    codes: CodeRules,
    line: Cued<LineCheck>,
    group: Vec<GroupRule>,
    pub(crate) repeated: Vec<(&'static Rule, Level)>,
    payment: Vec<PaymentRule>,
    pub(crate) remittance: Vec<RemittanceRule>,
    /// As many as batches were checked side by side.
    memory: Mutex<Vec<Memory>>,
}

/// What one batch gave.
#[derive(Debug, Default)]
pub struct BatchReport {
    /// The findings: faults of the envelope in their place, those of a claim together.
    pub findings: Vec<Finding>,
    /// What was counted.
    pub counts: Counts,
    pub(crate) events: Vec<Event>,
    pub(crate) sightings: Sightings,
    pub(crate) open: Open,
    pub(crate) split: Option<Box<Units>>,
    pub(crate) remittances: Vec<RemittancePart>,
}

/// What the rules say of one claim.
#[derive(Debug)]
pub struct ClaimJudgement {
    /// What they found.
    pub findings: Vec<Finding>,
    /// What is known of each line, in order.
    pub lines: Vec<LineJudgement>,
}

impl ClaimJudgement {
    /// The findings about a line, by its number (LX01), and those about the whole claim.
    pub fn findings_of(&self, line: Option<u32>) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| {
            let own = finding.subject.as_ref().and_then(|subject| subject.line);
            own.is_none() || own == line
        })
    }
}

/// Whether the facts that rules about a line need were known, so that no finding means no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineJudgement {
    /// LX01.
    pub number: Option<u32>,
    /// Every fact that the rules of cause CREDENTIALING need.
    pub credentialing_known: bool,
    /// Every fact that the rules of cause PLACE_OF_SERVICE need.
    pub place_of_service_known: bool,
    /// Every fact that the rules of cause AUTHORIZATION need.
    pub authorization_known: bool,
}

/// What the claims before it tell of a claim: most say much the same.
#[derive(Debug, Default)]
struct Recent {
    codes: CodesSeen,
    of_claims: Asked,
    of_lines: Asked,
    /// Of the lines of the claim.
    cues: Vec<Cues>,
}

/// What claims of all batches mostly share, kept from one batch to the next.
#[derive(Debug, Default)]
struct Memory {
    recent: Recent,
    procedures: Procedures,
}

/// What claims of one batch, which are judged one after the other, mostly share.
#[derive(Debug, Default)]
struct Course<'b> {
    /// The lines of the claim that was read last.
    lines: Vec<LineFacts<'b>>,
    shared: Shared<'b>,
    recent: Recent,
}

impl Course<'_> {
    /// With what is remembered of other batches.
    fn with(Memory { recent, procedures }: Memory) -> Self {
        Course {
            lines: Vec::new(),
            shared: Shared::with(procedures),
            recent,
        }
    }

    /// What may be remembered when the batch is gone.
    fn into_memory(self) -> Memory {
        Memory {
            recent: self.recent,
            procedures: self.shared.procedures,
        }
    }
}

/// Claims of one batch that are judged one after the other, in their order: what they share is looked up once.
#[derive(Debug)]
pub struct Judging<'c, 'r, 'b> {
    checker: &'c Checker<'r>,
    question: Question<'r>,
    course: Course<'b>,
}

/// A claim that was judged.
#[derive(Debug)]
pub struct JudgedClaim<'j, 'b> {
    /// What the rules are asked about.
    pub claim: ClaimFacts<'b>,
    /// And of its lines, in their order.
    pub lines: &'j [LineFacts<'b>],
    /// What the rules found.
    pub findings: Vec<Finding>,
}

impl<'b> Judging<'_, '_, 'b> {
    /// Judges the next claim.
    pub fn judge(&mut self, claim: Claim<'b>) -> JudgedClaim<'_, 'b> {
        let (claim, findings) =
            self.checker
                .read_and_judge(&self.question, claim, &mut self.course);
        JudgedClaim {
            claim,
            lines: &self.course.lines,
            findings,
        }
    }

    /// Reads the next claim, and judges nothing.
    pub(crate) fn read(&mut self, claim: Claim<'b>) -> JudgedClaim<'_, 'b> {
        let Course { lines, shared, .. } = &mut self.course;
        JudgedClaim {
            claim: self.question.read(claim, lines, shared),
            lines,
            findings: Vec::new(),
        }
    }

    /// Judges the next claim as on this day, by the roster as it was known then.
    pub fn judge_as_of(&mut self, claim: Claim<'b>, day: Option<NaiveDate>) -> JudgedClaim<'_, 'b> {
        let known_on = day.or(self.checker.question.known_on);
        if known_on != self.question.known_on {
            // What is remembered of other claims was known on another day.
            let memory = std::mem::take(&mut self.course).into_memory();
            (self.question.known_on, self.course) = (known_on, Course::with(memory));
        }
        self.judge(claim)
    }
}

impl Drop for Judging<'_, '_, '_> {
    /// Keeps what the next batch may need.
    fn drop(&mut self) {
        let course = std::mem::take(&mut self.course);
        self.checker.remember(course.into_memory());
    }
}

impl<'r> Checker<'r> {
    /// A checker that asks the roster, where there is one.
    pub fn new(roster: Option<&'r Roster>, options: Options) -> Checker<'r> {
        let guides = options.guides || options.acks;
        let mut checker = Checker {
            question: Question {
                known_on: options.known_on.or(options.as_of),
                terms: options.terms,
                profile: options.profile.clone(),
                ..Question::of(roster)
            },
            excerpts: options.excerpts,
            acks: options.acks,
            split: options.split,
            grades: options.grades,
            profile: options.profile,
            as_of: options.as_of,
            envelope: Vec::new(),
            guide: Vec::new(),
            claim: Cued::default(),
            codes: CodeRules::default(),
            line: Cued::default(),
            group: Vec::new(),
            repeated: Vec::new(),
            payment: Vec::new(),
            remittance: Vec::new(),
            memory: Mutex::default(),
        };
        let (mut of_claims, mut of_lines) = (Vec::new(), Vec::new());
        for &rule in rules::ALL {
            let is_off = match checker.grades.get(rule.code) {
                Some(&grade) => grade == Grade::Off,
                None => checker
                    .profile
                    .as_ref()
                    .is_some_and(|own| own.is_off(rule.code)),
            };
            if is_off {
                continue;
            }
            match rule.watch {
                Watch::Envelope(check) => checker.envelope.push((rule, check)),
                Watch::Guide(check) if guides => checker.guide.push((rule, check)),
                Watch::Guide(_) => {}
                Watch::Claim(check) => of_claims.push((rule, check)),
                Watch::Code(lists, check) => checker.codes.push(lists, (rule, check)),
                Watch::Line(check) => of_lines.push((rule, check)),
                // Those of a profile are no rules of ours.
                Watch::Profile => {}
                Watch::Group(check) => checker.group.push((rule, check)),
                Watch::Repeated(level) => checker.repeated.push((rule, level)),
                Watch::Payment(check) => checker.payment.push((rule, check)),
                Watch::Remittance(check) => checker.remittance.push((rule, check)),
            }
        }
        (checker.claim, checker.line) = (Cued::new(of_claims), Cued::new(of_lines));
        checker
    }

    /// What a user should be told once: without a roster the enrollment rules are silent.
    pub fn notice(&self) -> Option<&'static str> {
        const NO_ROSTER: &str = "no roster is given: the enrollment rules (ENR-*) say nothing, and \
            facilities are known only as far as the claims tell";
        self.question.roster.is_none().then_some(NO_ROSTER)
    }

    /// What a user should be told once of a roster that is older than the profile allows on that day: rows of
    /// `coverage.csv` by which it claims to be complete.
    pub fn outdated(&self, today: NaiveDate) -> Vec<String> {
        let Some((roster, profile)) = self.question.roster.zip(self.profile.as_deref()) else {
            return Vec::new();
        };
        let rows = roster.coverage().iter().filter(|row| row.complete);
        let mut told: Vec<String> = rows
            .filter_map(|row| {
                let (id, as_of) = (&*roster.payer(row.payer).id, row.as_of?);
                let index = profile.payer_of(Some(id), b"")?;
                let days = profile.payer(index)?.demands.max_data_age_days?;
                let is_old = (today - as_of).num_days() > i64::from(days);
                is_old.then(|| format!("coverage.csv says that the roster is complete for payer {id} as of {as_of}, more than {days} days ago"))
            })
            .collect();
        told.sort();
        told.dedup();
        told
    }

    /// What finds control numbers that were used before: one for all inputs of a run, given its reports in order.
    pub fn duplicates(&self) -> Duplicates<'_, 'r> {
        Duplicates::new(self)
    }

    /// Checks the claims, the payments and the envelope of a batch. What is wrong with the sums of a whole remittance
    /// [`Remittances`](crate::Remittances) tells.
    pub fn check(&self, batch: &mut Batch) -> BatchReport {
        batch.walk();
        let batch = &*batch;
        let mut report = BatchReport {
            counts: Counts {
                interchanges: batch.interchanges().into(),
                sets: batch.sets().len() as u64,
                bytes: batch.input_bytes(),
                ..Counts::default()
            },
            open: open_behind(batch),
            ..BatchReport::default()
        };
        let faults = self.guide_faults(batch);
        let (of_claims, others) = of_claims_and_others(batch, &faults);
        let mut boundaries = self.boundaries(batch, &others).into_iter().peekable();
        let Memory {
            mut recent,
            procedures,
        } = self.memory();
        let mut shared = Shared::with(procedures);
        let (mut lines, mut hits, mut tally) = (Vec::new(), Hits::default(), Tally::default());
        let mut seen = ClaimsSeen::new(self.acks);
        let mut judged = self.split.then(Judged::default);
        let (mut payments, mut services) = (batch.payments().peekable(), Vec::new());
        let mut ahead = Ahead::of(self.question.roster, batch.claims());
        for claim in batch.claims() {
            ahead.step();
            let byte = claim.segment().byte();
            while let Some(payment) = payments.next_if(|one| one.segment().byte() < byte) {
                let own = payment.segment().byte();
                while let Some(boundary) = boundaries.next_if(|boundary| boundary.byte <= own) {
                    report.take(boundary, &mut tally);
                }
                self.check_payment(payment, &mut services, &mut hits, &mut report);
            }
            while let Some(boundary) = boundaries.next_if(|boundary| boundary.byte <= byte) {
                report.take(boundary, &mut tally);
            }
            let facts = self.question.read(claim, &mut lines, &mut shared);
            let about = self.about(&facts, &mut shared.senders);
            self.run(&facts, &lines, &about, &mut recent, &mut hits);
            let mut held = false;
            let before = report.findings.len();
            let item = claim.segment().index();
            let end = of_claims.partition_point(|fault| fault.item <= Some(item));
            let start = of_claims.partition_point(|fault| fault.item < Some(item));
            let faults = &of_claims[start..end];
            if !hits.all.is_empty() || !faults.is_empty() {
                let suppressed = &mut report.counts.suppressed;
                let mut subjects = Subjects::new(&self.question, &facts, &lines);
                let mut findings = self.findings(&mut subjects, &about, &mut hits, suppressed);
                for hit in faults
                    .iter()
                    .flat_map(|fault| GuideHit::of(fault, &self.guide))
                {
                    let found = (hit.rule, &hit.hit);
                    findings.extend(self.admit(found, &about, suppressed, || Finding {
                        subject: Some(Box::new(subjects.of(hit.line(&lines)))),
                        ..hit.finding(batch, self.excerpts)
                    }));
                }
                findings.sort_by_key(|finding| finding.at.place.byte);
                held = findings.iter().any(|one| one.severity == Severity::Error);
                report.findings.extend(findings);
            }
            seen.push(&facts, &lines, &report.findings[before..]);
            if let Some(judged) = &mut judged {
                judged.push(item, held, before..report.findings.len());
            }
            tally.add(held, facts.charge.unwrap_or(Money::ZERO));
            report.counts.claims += 1;
            report.counts.lines += lines.len() as u64;
            if facts.has_roster {
                let unjudged = lines.iter().filter(|line| !line.is_clearance_known());
                report.counts.unjudged_lines += unjudged.count() as u64;
            }
        }
        self.remember(Memory {
            recent,
            procedures: shared.procedures,
        });
        for payment in payments {
            let own = payment.segment().byte();
            while let Some(boundary) = boundaries.next_if(|boundary| boundary.byte <= own) {
                report.take(boundary, &mut tally);
            }
            self.check_payment(payment, &mut services, &mut hits, &mut report);
        }
        for boundary in boundaries {
            report.take(boundary, &mut tally);
        }
        report.leave(&mut tally);
        if !self.remittance.is_empty() {
            report.remittances = RemittancePart::read(batch, self, self.excerpts);
        }
        for finding in &report.findings {
            report.counts.findings[finding.severity as usize] += 1;
        }
        report.sightings = Sightings::of(batch, seen, &report.findings);
        let units = judged.map(|judged| Units::of(batch, judged, &report));
        report.split = units.map(Box::new);
        report
    }

    /// What is wrong with the envelope and the layout of a batch, whatever its claims and payments tell: of
    /// [`Checker::check`] the findings without a subject, those about the sums of remittances left out.
    pub fn check_envelope(&self, batch: &mut Batch) -> Vec<Finding> {
        batch.walk();
        let faults = self.guide_faults(batch);
        let (_, others) = of_claims_and_others(batch, &faults);
        let boundaries = self.boundaries(batch, &others).into_iter();
        boundaries.flat_map(|boundary| boundary.findings).collect()
    }

    /// The faults that rules about guides look at.
    fn guide_faults(&self, batch: &Batch) -> Vec<GuideFault> {
        match self.guide.is_empty() {
            true => Vec::new(),
            false => batch.guide_faults(),
        }
    }

    /// Judges one claim.
    pub fn judge(&self, claim: Claim<'_>) -> ClaimJudgement {
        self.judge_by(&self.question, claim)
    }

    /// Judges one claim by the roster as it was known on a day, such as the one the claim was sent on.
    pub fn judge_as_of(&self, claim: Claim<'_>, day: NaiveDate) -> ClaimJudgement {
        let question = Question {
            known_on: Some(day),
            ..self.question.clone()
        };
        self.judge_by(&question, claim)
    }

    fn judge_by(&self, question: &Question<'r>, claim: Claim<'_>) -> ClaimJudgement {
        let mut course = Course::default();
        let (facts, findings) = self.read_and_judge(question, claim, &mut course);
        ClaimJudgement {
            findings,
            lines: course
                .lines
                .iter()
                .map(|line| LineJudgement {
                    number: line.number,
                    credentialing_known: line.is_credentialing_known(),
                    place_of_service_known: line.is_place_of_service_known(&facts),
                    authorization_known: line.is_authorization_known(),
                })
                .collect(),
        }
    }

    /// Judges claims of one batch one after the other, whichever are asked about. [`Batch::walk`] comes first.
    pub fn judging<'b>(&self) -> Judging<'_, 'r, 'b> {
        Judging {
            checker: self,
            question: self.question.clone(),
            course: Course::with(self.memory()),
        }
    }

    /// What is remembered of other batches.
    fn memory(&self) -> Memory {
        let memory = self.memory.lock().ok().and_then(|mut all| all.pop());
        memory.unwrap_or_default()
    }

    /// Keeps what other batches may need.
    fn remember(&self, mut memory: Memory) {
        memory.recent.codes.leave_batch();
        if let Ok(mut all) = self.memory.lock() {
            all.push(memory);
        }
    }

    /// Reads a claim, and gives what the rules find in it.
    fn read_and_judge<'b>(
        &self,
        question: &Question<'r>,
        claim: Claim<'b>,
        course: &mut Course<'b>,
    ) -> (ClaimFacts<'b>, Vec<Finding>) {
        let facts = question.read(claim, &mut course.lines, &mut course.shared);
        let findings = self.judge_facts(question, &facts, course);
        (facts, findings)
    }

    /// What the rules find in a claim that was read.
    fn judge_facts<'b>(
        &self,
        question: &Question<'r>,
        facts: &ClaimFacts<'b>,
        course: &mut Course<'b>,
    ) -> Vec<Finding> {
        let about = self.about(facts, &mut course.shared.senders);
        let (lines, mut hits) = (&course.lines, Hits::default());
        self.run(facts, lines, &about, &mut course.recent, &mut hits);
        let mut subjects = Subjects::new(question, facts, lines);
        self.findings(&mut subjects, &about, &mut hits, &mut 0)
    }

    /// The claim as a whole, by the facts that were read.
    pub(crate) fn whole_claim(&self, facts: &ClaimFacts<'_>, lines: &[LineFacts<'_>]) -> Subject {
        subject(&self.question, facts, lines, None)
    }

    /// The location of the roster where a service was rendered.
    pub fn location_of(
        &self,
        claim: &ClaimFacts<'_>,
        line: &LineFacts<'_>,
    ) -> Option<LocationIndex> {
        let pos = Pos::parse(line.pos_sent);
        location_at(self.question.roster?, &claim.practice, line.facility, pos)
    }

    /// What the payer of a claim says of late requests for authorizations, where the profile tells.
    pub(crate) fn retro_terms(&self, claim: &ClaimFacts<'_>) -> Option<&RetroTerms> {
        let payer = self.profile.as_deref()?.payer(claim.payer.profile?)?;
        Some(&payer.retro)
    }

    /// The roster that is asked.
    pub fn roster(&self) -> Option<&'r Roster> {
        self.question.roster
    }

    fn run(
        &self,
        claim: &ClaimFacts<'_>,
        lines: &[LineFacts<'_>],
        about: &About<'_>,
        recent: &mut Recent,
        hits: &mut Hits,
    ) {
        hits.all.clear();
        hits.line = None;
        let own = claim.cues();
        recent.cues.clear();
        recent.cues.extend(lines.iter().map(|line| line.cues(own)));
        let all = recent.cues.iter().copied().fold(own, Cues::or);
        for (rule, check) in self.claim.asked_for(all, &mut recent.of_claims) {
            let days = || lines.iter().filter_map(|line| line.dates);
            if rule.is_always() || rule.may_apply(days().reduce(DateRange::span)) {
                hits.rule = Some(rule);
                check(claim, lines, hits);
            }
        }
        self.codes
            .run(claim, lines, self.code_lists(), &mut recent.codes, hits);
        let profile = self.profile.as_deref();
        for own in profile.map_or(&[][..], |profile| &profile.partner_rules) {
            own.run(claim, lines, self.canonical(claim), &about.sender, hits);
        }
        for ((index, line), &cues) in lines.iter().enumerate().zip(&recent.cues) {
            hits.line = Some(index);
            for (rule, check) in self.line.asked_for(cues, &mut recent.of_lines) {
                if rule.is_always() || rule.may_apply(line.dates) {
                    hits.rule = Some(rule);
                    check(claim, line, hits);
                }
            }
        }
        #[cfg(debug_assertions)]
        self.ask_the_others(claim, lines, own, all);
    }

    /// Asks the rules whose cues are not given: they must find nothing.
    #[cfg(debug_assertions)]
    fn ask_the_others(
        &self,
        claim: &ClaimFacts<'_>,
        lines: &[LineFacts<'_>],
        own: Cues,
        all: Cues,
    ) {
        let mut hits = Hits::default();
        for (rule, check) in self.claim.left_out(all) {
            hits.rule = Some(rule);
            check(claim, lines, &mut hits);
        }
        for line in lines {
            for (rule, check) in self.line.left_out(line.cues(own)) {
                hits.rule = Some(rule);
                check(claim, line, &mut hits);
            }
        }
        let found = hits.all.first().map(|(rule, _)| rule.code);
        assert_eq!(found, None, "cues of the rule are missing");
    }

    /// Writes down what was found in a claim, and counts what is suppressed. What every line of several has for the
    /// same reason is one finding about the claim.
    fn findings(
        &self,
        subjects: &mut Subjects<'_>,
        about: &About<'_>,
        hits: &mut Hits,
        suppressed: &mut u64,
    ) -> Vec<Finding> {
        let all: Vec<Found> = hits.all.drain(..).collect();
        let all = alike::told_best(&all, |(rule, hit)| self.severity(rule, hit, about));
        let alike = Alike::of(&all, subjects.lines.len());
        let mut findings = Vec::with_capacity(all.len());
        for (index, &hit) in all.iter().enumerate() {
            let mut whole = hit.1.line.is_none();
            if !whole && let Some(first) = alike.first_of(index) {
                if first < index {
                    continue;
                }
                whole = true;
            }
            findings.extend(self.admit((hit.0, &hit.1), about, suppressed, || {
                self.finding(subjects, hit, whole)
            }));
        }
        findings.sort_by_key(|finding| finding.at.place.byte);
        findings
    }

    fn finding(&self, subjects: &mut Subjects<'_>, (rule, hit): &Found, whole: bool) -> Finding {
        let (question, claim) = (subjects.question, subjects.claim);
        let batch = claim.claim.batch();
        let spot = hit.spot;
        let about = hit.line.and_then(|index| subjects.lines.get(index));
        Finding {
            rule,
            severity: rule.severity,
            verdict: hit.verdict,
            at: At::of(batch, spot),
            subject: Some(Box::new(subjects.of(hit.line.filter(|_| !whole)))),
            nearest: about
                .and_then(|line| question.nearest(claim, line, hit.row))
                .map(Box::new),
            values: hit.values.clone(),
            excerpt: self
                .excerpts
                .then(|| Box::new(Excerpt::capture(batch, spot))),
            syntax: hit.syntax.or(rule.syntax),
            sent: hit.syntax.and_then(|_| guides::sent_at(batch, spot, 0)),
            entity: hit.entity,
            status: hit.status,
        }
    }

    /// The lists of the profile, where it has any.
    fn code_lists(&self) -> Option<&CodeLists> {
        let lists = &self.profile.as_deref()?.code_lists;
        (!lists.is_empty()).then_some(lists)
    }

    /// Who a claim is from and for, as far as the profile asks.
    fn about<'b>(&self, claim: &ClaimFacts<'b>, senders: &mut Senders<'b>) -> About<'b> {
        let asks = self.profile.as_ref().is_some_and(|own| own.asks_sender());
        About {
            payer: claim.payer.profile,
            sender: match asks {
                true => senders.of(&claim.claim),
                false => Sender::default(),
            },
            payer_ids: PayerIds::default(),
            is_void: claim.claim.is_void(),
        }
    }

    /// Who paid: by N104, else REF*2U of loop 1000A.
    pub(crate) fn about_remittance<'b>(&'b self, remittance: Remittance<'b>) -> About<'b> {
        let Some(payer) = remittance.payer() else {
            return About::default();
        };
        let number = payer.reference(b"2U").map_or(&b""[..], |one| one.value(2));
        let sent = [payer.id().1, number];
        let canonical = self.question.roster.and_then(|roster| {
            let known = |id: &&[u8]| roster.payer_of(std::str::from_utf8(id).ok()?).one();
            Some(&*roster.payer(sent.iter().find_map(known)?).id)
        });
        let profile = self.profile.as_ref();
        let find = |id: &&[u8]| profile?.payer_of(canonical, id);
        About {
            payer: sent.iter().find_map(find),
            payer_ids: PayerIds {
                canonical,
                sent: sent.map(|id| std::str::from_utf8(id).unwrap_or_default()),
            },
            ..About::default()
        }
    }

    /// Who paid where a fault is, if in a remittance.
    fn about_set_of<'b>(&'b self, batch: &'b Batch, fault: &GuideFault) -> About<'b> {
        if self.profile.is_none() {
            return About::default();
        }
        let place = batch.place(fault.segment);
        let is_own = |one: &Remittance<'_>| {
            let own = batch.place(one.set_segment().index());
            let of = |place: Place| (place.interchange, place.group, place.set);
            own.byte <= place.byte && of(own) == of(place)
        };
        let own = batch.remittances().filter(is_own).last();
        own.map_or(About::default(), |own| self.about_remittance(own))
    }

    /// The payer's canonical id.
    fn canonical(&self, claim: &ClaimFacts<'_>) -> Option<&'r str> {
        let (payer, roster) = claim.payer.index().zip(self.question.roster)?;
        Some(&roster.payer(payer).id)
    }

    /// How the user or the profile grades a rule.
    fn grade(&self, rule: &Rule, about: &About<'_>) -> Option<Grade> {
        let of_profile = || {
            let profile = self.profile.as_ref()?;
            profile.grade(rule.code, about.payer, &about.sender)
        };
        self.grades.get(rule.code).copied().or_else(of_profile)
    }

    /// How bad a hit is, by the user, the profile or the rule; `None` when the rule is off there.
    fn severity(&self, rule: &Rule, hit: &Hit, about: &About<'_>) -> Option<Severity> {
        let severity = match self.grade(rule, about) {
            Some(Grade::Off) => return None,
            Some(Grade::As(severity)) => severity,
            None => hit.severity.unwrap_or(rule.severity),
        };
        let most = match hit.verdict {
            Verdict::Fail => Severity::Error,
            Verdict::Unknown => Severity::Warning,
        };
        let of_void = about.is_void.then(|| rule.most_on_void());
        Some(severity.min(most).min(of_void.unwrap_or(most)))
    }

    /// A finding of the severity that the user or the profile gives its rule; `None` where that is off, or what it found
    /// is suppressed, which is counted.
    pub(crate) fn admit(
        &self,
        (rule, hit): (&Rule, &Hit),
        about: &About<'_>,
        suppressed: &mut u64,
        finding: impl FnOnce() -> Finding,
    ) -> Option<Finding> {
        let finding = Finding {
            severity: self.severity(rule, hit, about)?,
            ..finding()
        };
        let profile = self.profile.as_deref();
        let is_suppressed =
            |own: &Profile| own.suppresses(&finding, &about.sender, &about.payer_ids, self.as_of);
        if profile.is_some_and(is_suppressed) {
            *suppressed += 1;
            return None;
        }
        Some(finding)
    }

    fn check_payment(
        &self,
        payment: ClaimPayment<'_>,
        services: &mut Vec<ServiceFacts>,
        hits: &mut Hits,
        report: &mut BatchReport,
    ) {
        let batch = payment.batch();
        let facts = PaymentFacts::read(payment, services);
        hits.all.clear();
        hits.line = None;
        for &(rule, check) in &self.payment {
            hits.rule = Some(rule);
            check(&facts, services, hits);
        }
        self.codes.run_payment(&payment, self.code_lists(), hits);
        if hits.all.is_empty() {
            return;
        }
        let about = self.about_remittance(payment.remittance());
        hits.all.sort_by_key(|(_, hit)| hit.spot.segment);
        for (rule, hit) in hits.all.drain(..) {
            let service = services.iter().find(|one| one.segment == hit.spot.segment);
            let amount = service.map_or(facts.charge, |service| service.charge);
            let payee = || payment.remittance().payee();
            let suppressed = &mut report.counts.suppressed;
            let finding = self.admit((rule, &hit), &about, suppressed, || Finding {
                rule,
                severity: rule.severity,
                verdict: hit.verdict,
                at: At::of(batch, hit.spot),
                subject: Some(Box::new(Subject {
                    claim: String::from_utf8_lossy(payment.id()).into(),
                    claim_byte: payment.segment().byte(),
                    billing_npi: payee().and_then(|payee| payee.npi()?.ok()),
                    payer: about.payer_ids.canonical.map(Into::into),
                    payer_sent: about.payer_ids.first().into(),
                    amount,
                    ..Subject::default()
                })),
                nearest: None,
                excerpt: (self.excerpts).then(|| Box::new(Excerpt::capture(batch, hit.spot))),
                values: hit.values.clone(),
                syntax: rule.syntax,
                sent: None,
                entity: None,
                status: None,
            });
            report.findings.extend(finding);
        }
    }

    /// The faults of the envelope as findings, and its headers, in the order of the input.
    fn boundaries(&self, batch: &Batch, faults: &[&GuideFault]) -> Vec<Boundary> {
        let mut all = Vec::new();
        for fault in faults {
            let hits = GuideHit::of(fault, &self.guide);
            let about = self.about_set_of(batch, fault);
            let mut suppressed = 0;
            let findings = hits.filter_map(|hit| {
                self.admit((hit.rule, &hit.hit), &about, &mut suppressed, || {
                    hit.finding(batch, self.excerpts)
                })
            });
            let findings: Vec<Finding> = findings.collect();
            let bad = findings.iter().any(|one| one.severity == Severity::Error);
            let byte = batch.place(fault.segment).byte;
            let event = guides::level_of(fault).filter(|_| bad);
            all.push(Boundary {
                byte,
                rank: Rank::Within,
                event: event.map(|level| Event::Bad { level, byte }),
                findings,
                suppressed,
            });
        }
        for fault in batch.faults() {
            let hits = self.envelope.iter();
            let hits = hits.filter_map(|&(rule, check)| Some((rule, check(fault)?)));
            let (findings, suppressed) = self.envelope_findings(batch, fault.place, hits);
            let bad = findings.iter().any(|one| one.severity == Severity::Error);
            all.push(Boundary {
                byte: fault.place.byte,
                // A missing trailer is told where the next header stands.
                rank: match fault.kind {
                    FaultKind::MissingTrailer(_) => Rank::Before,
                    _ => Rank::Within,
                },
                event: level_of(fault).filter(|_| bad).map(|level| Event::Bad {
                    level,
                    byte: fault.place.byte,
                }),
                findings,
                suppressed,
            });
        }
        for index in batch.envelope_segments() {
            let Some((level, true)) = bound(batch.segment_id(index)) else {
                continue;
            };
            let segment = batch.segment(index);
            let byte = segment.byte();
            all.push(Boundary {
                byte,
                rank: Rank::Header,
                event: Some(Event::Starts(level)),
                findings: Vec::new(),
                suppressed: 0,
            });
            if level != Level::Group {
                continue;
            }
            let hits = self.group.iter();
            let hits = hits.filter_map(|&(rule, check)| Some((rule, check(&segment)?)));
            let place = batch.place(index);
            let (findings, suppressed) = self.envelope_findings(batch, place, hits);
            if !findings.is_empty() || suppressed > 0 {
                let bad = findings.iter().any(|one| one.severity == Severity::Error);
                all.push(Boundary {
                    byte,
                    rank: Rank::Within,
                    event: bad.then_some(Event::Bad { level, byte }),
                    findings,
                    suppressed,
                });
            }
        }
        all.sort_by_key(|boundary| (boundary.byte, boundary.rank));
        all
    }

    /// What rules found of a segment of the envelope, and how much of it is suppressed.
    fn envelope_findings(
        &self,
        batch: &Batch,
        place: Place,
        hits: impl Iterator<Item = (&'static Rule, Hit)>,
    ) -> (Vec<Finding>, u64) {
        let (about, mut suppressed) = (About::default(), 0);
        let findings = hits.filter_map(|(rule, hit)| {
            self.admit((rule, &hit), &about, &mut suppressed, || {
                self.envelope_finding(batch, place, rule, &hit)
            })
        });
        (findings.collect(), suppressed)
    }

    fn envelope_finding(
        &self,
        batch: &Batch,
        place: Place,
        rule: &'static Rule,
        hit: &Hit,
    ) -> Finding {
        let segment = segment_at(batch, place.byte);
        let spot = segment.map(|segment| Spot {
            segment,
            ..hit.spot
        });
        Finding {
            rule,
            severity: rule.severity,
            verdict: hit.verdict,
            at: At {
                place,
                loop_id: segment.and_then(|segment| batch.loop_id(segment)),
                element: segment.and_then(|segment| {
                    let tag = batch.segment(segment).tag();
                    let is_id =
                        (1..4).contains(&tag.len()) && tag.iter().all(u8::is_ascii_alphanumeric);
                    is_id.then(|| ElementAt::new(tag, hit.spot.element, hit.spot.component))
                }),
            },
            subject: None,
            nearest: None,
            values: hit.values.clone(),
            excerpt: spot
                .filter(|_| self.excerpts)
                .map(|spot| Box::new(Excerpt::capture(batch, spot))),
            syntax: hit.syntax.or(rule.syntax),
            sent: None,
            entity: hit.entity,
            status: hit.status,
        }
    }
}

/// Something between claims: a header of the envelope, or a fault of the envelope.
struct Boundary {
    byte: u64,
    rank: Rank,
    event: Option<Event>,
    findings: Vec<Finding>,
    suppressed: u64,
}

/// What stands at the same byte comes in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The missing trailer of what ends before this segment.
    Before,
    Header,
    Within,
}

/// By what a payer is known that sent a remittance.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PayerIds<'b> {
    /// By the roster.
    pub canonical: Option<&'b str>,
    /// N104 and REF*2U; empty where they are not there.
    pub sent: [&'b str; 2],
}

impl<'b> PayerIds<'b> {
    /// The id as sent.
    fn first(&self) -> &'b str {
        let mut sent = self.sent.into_iter();
        sent.find(|id| !id.is_empty()).unwrap_or_default()
    }
}

/// Whom a finding is about, for the profile; nobody for faults outside of claims.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct About<'b> {
    /// The payer's entry in the profile.
    payer: Option<usize>,
    sender: Sender<'b>,
    /// Of a remittance; claims tell their payer themselves.
    pub payer_ids: PayerIds<'b>,
    /// Whether the claim voids another (CLM05-3 = 8).
    is_void: bool,
}

impl<'b> About<'b> {
    /// The same, of a payer known by these ids.
    pub(crate) fn known_by(self, payer_ids: PayerIds<'b>) -> About<'b> {
        About { payer_ids, ..self }
    }

    /// The same without what it borrows.
    pub(crate) fn detached(self) -> About<'static> {
        About {
            payer: self.payer,
            is_void: self.is_void,
            ..About::default()
        }
    }
}

impl BatchReport {
    /// Adds a finding that was made when the batch had been checked.
    pub(crate) fn take_finding(&mut self, finding: Finding) {
        self.counts.findings[finding.severity as usize] += 1;
        self.findings.push(finding);
    }

    fn take(&mut self, boundary: Boundary, tally: &mut Tally) {
        self.findings.extend(boundary.findings);
        self.counts.suppressed += boundary.suppressed;
        if let Some(event) = boundary.event {
            self.leave(tally);
            self.events.push(event);
        }
    }

    fn leave(&mut self, tally: &mut Tally) {
        let tally = std::mem::take(tally);
        if !tally.is_empty() {
            self.events.push(Event::Claims(tally));
        }
    }
}

/// Faults of claims, which are told with them and come in their order, and all others.
fn of_claims_and_others<'f>(
    batch: &Batch,
    faults: &'f [GuideFault],
) -> (Vec<&'f GuideFault>, Vec<&'f GuideFault>) {
    let claims: Vec<u32> = batch
        .claims()
        .map(|claim| claim.segment().index())
        .collect();
    let is_of_claim = |fault: &&GuideFault| {
        let item = fault.item.and_then(|item| claims.binary_search(&item).ok());
        item.is_some()
    };
    faults.iter().partition(is_of_claim)
}

/// What is open behind the last segment of a batch.
fn open_behind(batch: &Batch) -> Open {
    let Some(last) = batch.segment_count().checked_sub(1) else {
        return Open::default();
    };
    let (tag, place) = (batch.segment(last).tag(), batch.place(last));
    let is_last_of = |tags: &[&[u8]]| tags.contains(&tag);
    Open {
        set: place.segment > 0 && !is_last_of(&[b"SE", b"GE", b"IEA"]),
        group: !place.group.is_empty() && !is_last_of(&[b"GE", b"IEA"]),
    }
}

/// The level whose claims a fault is about; none outside of sets and groups.
fn level_of(fault: &Fault) -> Option<Level> {
    match fault.kind {
        FaultKind::MissingTrailer(level)
        | FaultKind::ControlNumberMismatch(level)
        | FaultKind::CountMismatch { level, .. } => (level != Level::Interchange).then_some(level),
        FaultKind::OutsideOf(Level::Group) => Some(Level::Set),
        // What stands between sets is their group's, and between groups nobody's.
        FaultKind::OutsideOfSets(_) | FaultKind::UnexpectedTrailer(Level::Set) => {
            (!fault.place.group.is_empty()).then_some(Level::Group)
        }
        FaultKind::UnexpectedTrailer(_)
        | FaultKind::OutsideOf(_)
        | FaultKind::SkippedBytes(_)
        | FaultKind::HeaderWidth => None,
        _ => (fault.place.segment > 0).then_some(Level::Set),
    }
}

/// The segment of the batch's own that starts at a byte of the input.
pub(crate) fn segment_at(batch: &Batch, byte: u64) -> Option<u32> {
    let (mut low, mut high) = (batch.context_segments(), batch.segment_count());
    while low < high {
        let middle = low + (high - low) / 2;
        if batch.segment(middle).byte() < byte {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (low < batch.segment_count() && batch.segment(low).byte() == byte).then_some(low)
}

/// Whom the findings of one claim are about.
struct Subjects<'s> {
    question: &'s Question<'s>,
    claim: &'s ClaimFacts<'s>,
    lines: &'s [LineFacts<'s>],
    /// The claim as a whole, once it was read from many lines.
    whole: Option<Subject>,
}

impl<'s> Subjects<'s> {
    /// From no more lines the claim is read again for each finding, which is cheaper than to keep it.
    const FEW: usize = 32;

    fn new(
        question: &'s Question<'s>,
        claim: &'s ClaimFacts<'s>,
        lines: &'s [LineFacts<'s>],
    ) -> Self {
        Subjects {
            question,
            claim,
            lines,
            whole: None,
        }
    }

    fn of(&mut self, line: Option<usize>) -> Subject {
        let read = || subject(self.question, self.claim, self.lines, line);
        match line {
            None if self.lines.len() > Subjects::FEW => self.whole.get_or_insert_with(read).clone(),
            _ => read(),
        }
    }
}

/// Writes down the values of a line, or what the lines of a claim have in common.
fn subject(
    question: &Question<'_>,
    claim: &ClaimFacts<'_>,
    lines: &[LineFacts<'_>],
    line: Option<usize>,
) -> Subject {
    let one = line.and_then(|index| lines.get(index));
    let about = match one {
        Some(one) => std::slice::from_ref(one),
        None => lines,
    };
    let dates = about.iter().filter_map(|line| line.dates);
    let only = about.first().filter(|_| about.len() == 1);
    let pos = common(about, |line| Pos::parse(line.pos_sent));
    let practice = &claim.practice;
    Subject {
        claim: String::from_utf8_lossy(claim.id).into(),
        claim_byte: claim.claim.segment().byte(),
        line: one.and_then(|line| line.number),
        submitter: match claim.claim.submitter() {
            Some(submitter) => String::from_utf8_lossy(submitter.id().1).into(),
            None => Box::default(),
        },
        billing_npi: practice.npi(),
        tin: practice.tin,
        payer: claim
            .payer
            .index()
            .zip(question.roster)
            .map(|(payer, roster)| roster.payer(payer).id.clone()),
        payer_sent: String::from_utf8_lossy(claim.payer.sent).into(),
        provider: common(about, |line| line.provider?.npi()),
        location: question.roster.and_then(|roster| {
            let named = common(about, |line| Some(line.facility.map(|one| one.segment)))?;
            let facility = about.first()?.facility.filter(|_| named.is_some());
            let index = location_at(roster, practice, facility, pos)?;
            Some(roster.location(index).id.clone())
        }),
        pos,
        procedure: only.and_then(|line| line.procedure),
        modifiers: only.map_or_else(Vec::new, |line| {
            line.modifiers.into_iter().flatten().collect()
        }),
        dates: dates.reduce(DateRange::span),
        amount: match one {
            Some(one) => one.charge,
            None => claim.charge,
        },
    }
}

/// The location of the roster that is the facility, or without one the practice.
fn location_at(
    roster: &Roster,
    practice: &Practice<'_>,
    facility: Option<FacilityFacts<'_>>,
    pos: Option<Pos>,
) -> Option<LocationIndex> {
    let (npi, address) = match facility {
        Some(facility) => (facility.npi(), facility.address),
        None => (practice.npi(), practice.address),
    };
    roster.location_at(npi, address, pos)
}

/// What is the same in all lines.
fn common<'b, T: PartialEq>(
    lines: &[LineFacts<'b>],
    value: impl Fn(&LineFacts<'b>) -> Option<T>,
) -> Option<T> {
    let first = value(lines.first()?)?;
    let same = lines[1..]
        .iter()
        .all(|line| value(line).as_ref() == Some(&first));
    same.then_some(first)
}

impl LineFacts<'_> {
    pub(crate) fn is_clearance_known(&self) -> bool {
        matches!(
            self.clearance,
            Some(Clearance::Cleared(_) | Clearance::Not(_))
        )
    }

    /// Whether every fact was known that the rules of cause CREDENTIALING need, so that no finding means no fault.
    pub fn is_credentialing_known(&self) -> bool {
        self.is_clearance_known()
            && matches!(
                self.licence,
                None | Some(Licence::Held | Licence::Expired { .. })
            )
    }

    /// Whether every fact was known that the rules of cause AUTHORIZATION need: the number sent is on file, and grants
    /// the service.
    pub fn is_authorization_known(&self) -> bool {
        matches!(self.authorized, Some(Authorized::Granted { .. }))
    }

    /// Whether every fact was known that the rules of cause PLACE_OF_SERVICE need.
    pub fn is_place_of_service_known(&self, claim: &ClaimFacts<'_>) -> bool {
        claim.kind != ClaimKind::Institutional
            && self.is_clearance_known()
            && self.procedure.is_some()
            && self.hospital != HospitalEvidence::Unknown
            && self.place.is_some_and(|place| {
                let names_facility = crate::sites::needs_facility(place.code);
                match (place.code.number(), self.facility) {
                    (2 | 10, _) if self.listings.telehealth.is_none() => false,
                    (10 | 12, Some(_)) => self.site.is_some(),
                    (_, Some(_)) => !names_facility || self.site.is_some(),
                    (_, None) => !names_facility || self.practice_is_site.is_some(),
                }
            })
    }
}
