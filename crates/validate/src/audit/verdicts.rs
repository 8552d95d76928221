//! Claims whose verdict differs between two rosters.

use std::collections::BTreeMap;

use remedi_claims::{Money, Npi};
use remedi_x12::Place;

use crate::facts::LineFacts;
use crate::finding::{Finding, Subject};
use crate::rule::Severity;

/// How a line or a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nothing holds it.
    Clean,
    /// Nothing holds it, but the roster does not know enough to judge its enrollment.
    Unknown,
    /// A finding at error severity holds it.
    Held,
}

impl Standing {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Clean => "clean",
            Standing::Unknown => "unknown",
            Standing::Held => "held",
        }
    }
}

/// What a new verdict means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// What went out clean is held now: the payer may take back what it paid.
    TakebackRisk,
    /// What was held is clean now: it can be sent, or reprocessed.
    Recoverable,
    /// Some lines are held that were not, and others are not that were.
    Both,
    /// It was held and is held, for another reason.
    OtherReason,
    /// What held it is gone, as the roster no longer knows enough to judge its enrollment: nothing says that it can be
    /// sent.
    NoLongerJudged,
}

impl Change {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Change::TakebackRisk => "takeback_risk",
            Change::Recoverable => "recoverable",
            Change::Both => "both",
            Change::OtherReason => "other_reason",
            Change::NoLongerJudged => "no_longer_judged",
        }
    }
}

/// What happened in the roster, as far as the rules tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// An enrollment now ends before the service (ENR-04, ENR-05).
    RetroTermination,
    /// An enrollment now covers the service that did not (ENR-02 to ENR-05 are gone).
    RetroApproval,
    /// Anything else: a TIN, a scope, a licence, an exclusion, a location.
    Other,
}

impl Event {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Event::RetroTermination => "retro_termination",
            Event::RetroApproval => "retro_approval",
            Event::Other => "other",
        }
    }
}

/// A claim whose verdict differs.
#[derive(Clone, Debug)]
pub struct ChangedClaim {
    /// What that means.
    pub change: Change,
    /// What happened in the roster.
    pub event: Event,
    /// How it stood: as the worst of its lines.
    pub was: Standing,
    /// How it stands.
    pub now: Standing,
    /// Its CLM.
    pub place: Place,
    /// Whom and what it is about.
    pub subject: Box<Subject>,
    /// The charges of lines that are held now and were not.
    pub at_risk: Money,
    /// The charges of lines that were held and are clean now.
    pub recoverable: Money,
    /// The lines that stand otherwise, or are held for another reason.
    pub lines: Vec<ChangedLine>,
    /// What holds lines now and did not.
    pub appeared: Vec<Finding>,
    /// What held lines and does not now.
    pub gone: Vec<Finding>,
}

/// A line that stands otherwise, or is held for another reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// LX01.
    pub number: Option<u32>,
    /// How it stood.
    pub was: Standing,
    /// How it stands.
    pub now: Standing,
    /// Its charge.
    pub charge: Option<Money>,
}

/// A claim as one of the rosters has it judged.
pub(super) struct Judged<'f> {
    errors: Vec<&'f Finding>,
    /// By line; one for a claim without lines.
    lines: Vec<JudgedLine>,
}

#[derive(PartialEq)]
struct JudgedLine {
    standing: Standing,
    /// The codes of the rules that hold it, sorted.
    rules: Vec<&'static str>,
}

impl<'f> Judged<'f> {
    pub fn of(lines: &[LineFacts<'_>], findings: &'f [Finding]) -> Judged<'f> {
        let errors = findings.iter();
        let errors: Vec<_> = errors
            .filter(|one| one.severity == Severity::Error)
            .collect();
        let judge = |number: Option<u32>, is_known: bool| {
            let own = errors.iter().filter(|one| is_about(one, number));
            let mut rules: Vec<_> = own.map(|one| one.rule.code).collect();
            rules.sort_unstable();
            rules.dedup();
            let standing = match (rules.is_empty(), is_known) {
                (false, _) => Standing::Held,
                (true, true) => Standing::Clean,
                (true, false) => Standing::Unknown,
            };
            JudgedLine { standing, rules }
        };
        let each = lines.iter();
        let mut judged: Vec<_> = each
            .map(|line| judge(line.number, line.is_clearance_known()))
            .collect();
        if judged.is_empty() {
            judged.push(judge(None, true));
        }
        Judged {
            errors,
            lines: judged,
        }
    }

    /// Whether a line is held by one and not by the other, or for other reasons.
    pub fn differs_from(&self, other: &Judged<'_>) -> bool {
        let mut pairs = self.lines.iter().zip(&other.lines);
        pairs.any(|(one, other)| one.rules != other.rules)
    }

    fn standing(&self) -> Standing {
        let all = self.lines.iter().map(|line| line.standing);
        all.max().unwrap_or(Standing::Clean)
    }

    /// What holds lines here that does not hold them there.
    fn beyond(&self, other: &Judged<'_>, lines: &[LineFacts<'_>]) -> Vec<Finding> {
        let is_new = |finding: &&&Finding| {
            let mut places = 0..self.lines.len();
            places.any(|place| {
                let number = lines.get(place).and_then(|line| line.number);
                is_about(finding, number) && !other.lines[place].rules.contains(&finding.rule.code)
            })
        };
        let new = self.errors.iter().filter(is_new);
        new.map(|finding| (**finding).clone()).collect()
    }
}

/// Whether a finding is about a line, or about all of them.
fn is_about(finding: &Finding, line: Option<u32>) -> bool {
    let own = finding.subject.as_ref().and_then(|subject| subject.line);
    own.is_none() || own == line
}

impl ChangedClaim {
    pub(super) fn of(
        place: Place,
        subject: Subject,
        was: Judged<'_>,
        now: Judged<'_>,
        lines: &[LineFacts<'_>],
    ) -> ChangedClaim {
        let (mut changed, mut at_risk, mut recoverable) = (Vec::new(), Money::ZERO, Money::ZERO);
        let (mut is_held, mut is_freed, mut is_unknown) = (false, false, false);
        for (place, (before, after)) in was.lines.iter().zip(&now.lines).enumerate() {
            if before.rules == after.rules {
                continue;
            }
            let line = lines.get(place);
            let charge = match line {
                Some(line) => line.charge,
                None => subject.amount,
            };
            match (before.rules.is_empty(), after.rules.is_empty()) {
                (true, false) => {
                    is_held = true;
                    at_risk += charge.unwrap_or(Money::ZERO);
                }
                (false, true) if after.standing == Standing::Unknown => is_unknown = true,
                (false, true) => {
                    is_freed = true;
                    recoverable += charge.unwrap_or(Money::ZERO);
                }
                _ => {}
            }
            changed.push(ChangedLine {
                number: line.and_then(|line| line.number),
                was: before.standing,
                now: after.standing,
                charge,
            });
        }
        let (appeared, gone) = (now.beyond(&was, lines), was.beyond(&now, lines));
        let has = |findings: &[Finding], codes: &[&str]| {
            let mut all = findings.iter();
            all.any(|one| codes.contains(&one.rule.code))
        };
        let change = match (is_held, is_freed) {
            (true, false) => Change::TakebackRisk,
            (false, true) => Change::Recoverable,
            (true, true) => Change::Both,
            (false, false) if is_unknown => Change::NoLongerJudged,
            (false, false) => Change::OtherReason,
        };
        let event = if has(&appeared, &["ENR-04", "ENR-05"]) {
            Event::RetroTermination
        } else if is_freed && has(&gone, &["ENR-02", "ENR-03", "ENR-04", "ENR-05"]) {
            Event::RetroApproval
        } else {
            Event::Other
        };
        ChangedClaim {
            change,
            event,
            was: was.standing(),
            now: now.standing(),
            place,
            subject: Box::new(subject),
            at_risk,
            recoverable,
            lines: changed,
            appeared,
            gone,
        }
    }

    /// What to do.
    pub fn help(&self) -> &'static str {
        match self.change {
            Change::TakebackRisk => {
                "find out whether it was paid and have the payer confirm the date; what Medicare or Medicaid overpaid \
                 is to be reported and returned within 60 days of being identified (42 U.S.C. 1320a-7k(d))"
            }
            Change::Recoverable => {
                "send it, or have the payer reprocess it with the date of the enrollment, within timely filing"
            }
            Change::Both => {
                "find out what was paid of the lines held now, and have the payer reprocess the others"
            }
            Change::OtherReason => "correct what holds it now: what held it before is settled",
            Change::NoLongerJudged => {
                "find out why the roster no longer holds the enrollment; until then nothing says that the claim can be sent"
            }
        }
    }
}

/// Claims whose verdict differs, added up.
#[derive(Clone, Debug, Default)]
pub struct ChangeSums(BTreeMap<ChangeKind, ChangeSum>);

/// Claims that are added up together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeKind {
    /// What the new verdict means.
    pub change: Change,
    /// What happened in the roster.
    pub event: Event,
    /// The canonical id of the payer, else the id as sent.
    pub payer: Box<str>,
    /// The provider whose enrollment counts; `None` where lines have different ones.
    pub provider: Option<Npi>,
}

/// How many claims, with the charges of their lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeSum {
    /// The claims.
    pub claims: u64,
    /// Lines that are held now and were not.
    pub at_risk: Money,
    /// Lines that were held and are clean now.
    pub recoverable: Money,
}

impl ChangeSum {
    fn add(&mut self, other: ChangeSum) {
        self.claims += other.claims;
        self.at_risk += other.at_risk;
        self.recoverable += other.recoverable;
    }
}

impl ChangeSums {
    /// Adds a claim.
    pub fn add(&mut self, claim: &ChangedClaim) {
        let subject = &claim.subject;
        let kind = ChangeKind {
            change: claim.change,
            event: claim.event,
            payer: subject
                .payer
                .as_ref()
                .unwrap_or(&subject.payer_sent)
                .clone(),
            provider: subject.provider,
        };
        self.0.entry(kind).or_default().add(ChangeSum {
            claims: 1,
            at_risk: claim.at_risk,
            recoverable: claim.recoverable,
        });
    }

    /// The sums by kind.
    pub fn iter(&self) -> impl Iterator<Item = (&ChangeKind, &ChangeSum)> {
        self.0.iter()
    }

    /// All claims of one meaning.
    pub fn of(&self, change: Change) -> ChangeSum {
        let own = self.0.iter().filter(|(kind, _)| kind.change == change);
        own.fold(ChangeSum::default(), |mut sum, (_, one)| {
            sum.add(*one);
            sum
        })
    }
}
