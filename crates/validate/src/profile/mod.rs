//! What a practice sets for itself: severities, payers, trading partners, suppressions, own rules and
//! code lists, from one `remedi.toml`.
//!
//! The file is annotated in `fixtures/rules/remedi.toml`, and described for editors by
//! `data/remedi.schema.json`. A key, a rule code or a word that is not known is an error with its line: a
//! profile that is misread in silence would let faults pass.

mod causes;
mod code_lists;
mod diagnosis_places;
mod fees;
mod file;
mod lists;
mod load;
mod matcher;
mod partner_rules;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;

use chrono::NaiveDate;
use remedi_claims::{CodeRange, Pos, PosSet, ProcedureCode};
use remedi_enrollment::{PayerClass, Terms};

use crate::authorization::{RetroTerms, RetroWindow};
use crate::checker::{Grade, PayerIds};
use crate::facts::Demands;
use crate::finding::Finding;
use crate::rule::Rule;

pub use causes::{CauseRow, CauseTables, OwnCause};
pub(crate) use code_lists::{CodeLists, Listed, NAMED_LISTS};
pub use fees::Fee;
pub(crate) use fees::FeeSchedule;
pub use lists::Listings;
pub(crate) use lists::Lists;
pub(crate) use matcher::{Matcher, Sender, Senders};
pub(crate) use partner_rules::PartnerRule;

/// A profile: the content of a `remedi.toml`.
///
/// ```
/// use remedi_validate::Profile;
/// let profile = Profile::parse("[rules]\n\"LOC-02\" = \"warning\"\n", "remedi.toml").unwrap();
/// assert!(profile.notices("2025-01-31".parse().unwrap()).is_empty());
/// let wrong = Profile::parse("[rules]\n\"LOC-2\" = \"warning\"\n", "remedi.toml").unwrap_err();
/// assert_eq!(
///     wrong.to_string(),
///     "remedi.toml:2: there is no rule `LOC-2`; did you mean `LOC-02`?"
/// );
/// ```
#[derive(Debug, Default)]
pub struct Profile {
    /// `[rules]`.
    grades: Grades,
    payers: Vec<PayerProfile>,
    /// Ids and aliases of payers, in capitals.
    payer_ids: HashMap<Box<str>, usize>,
    submitters: HashMap<Box<str>, Grades>,
    suppressions: Vec<Suppression>,
    pub(crate) partner_rules: Vec<PartnerRule>,
    pub(crate) code_lists: CodeLists,
    pub(crate) lists: Lists,
    pub(crate) fees: FeeSchedule,
    /// `[denials]`.
    causes: CauseTables,
}

/// Severities by the code of the rule.
pub(crate) type Grades = BTreeMap<Box<str>, Grade>;

/// What the profile says of one payer (`[payers.ID]`).
#[derive(Debug)]
pub(crate) struct PayerProfile {
    grades: Grades,
    /// Its kind, which beats the roster's.
    pub class: Option<PayerClass>,
    /// How it reads its enrollments.
    pub terms: Option<Terms>,
    /// What it asks of claims.
    pub demands: Demands,
    /// How many days after its answer it takes an appeal.
    pub appeal_days: Option<u16>,
    /// How many days after its answer it takes a corrected claim.
    pub corrected_claim_days: Option<u16>,
    /// How many days after the service it takes a claim at all.
    pub timely_filing_days: Option<u16>,
    /// What else it says of late requests for authorizations.
    pub retro: RetroTerms,
    /// Services it wants an authorization for.
    pub authorization: Vec<Services>,
    /// Services it wants a referral for.
    pub referral: Vec<Services>,
}

/// Services that a payer wants something for.
#[derive(Debug)]
pub(crate) struct Services {
    /// Empty for any.
    procedures: Vec<CodeRange>,
    /// `None` for any.
    pos: Option<PosSet>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Services {
    /// Whether a service is among them; one of which what is asked is not known is not.
    pub fn contain(
        &self,
        procedure: Option<ProcedureCode>,
        pos: Option<Pos>,
        day: Option<NaiveDate>,
    ) -> bool {
        let mut ranges = self.procedures.iter();
        (self.procedures.is_empty()
            || procedure.is_some_and(|own| ranges.any(|range| range.contains(own))))
            && self
                .pos
                .is_none_or(|places| pos.is_some_and(|own| places.contains(own)))
            && self
                .from
                .is_none_or(|from| day.is_some_and(|day| from <= day))
            && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
    }
}

/// Findings that are known and accepted until a day (`[[suppressions]]`).
#[derive(Debug)]
struct Suppression {
    rule: Box<str>,
    matcher: Matcher,
    reason: Box<str>,
    until: NaiveDate,
}

impl Profile {
    /// Reads a profile. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// Every fault of the file with its line, or that it can't be read.
    pub fn load(path: &Path) -> Result<Profile, ProfileError> {
        load::load(path)
    }

    /// Reads the text of a profile, whose name is used in errors. Paths in it are relative to the working folder.
    ///
    /// # Errors
    /// Every fault of the text with its line.
    pub fn parse(text: &str, name: &str) -> Result<Profile, ProfileError> {
        load::parse(text, name, Path::new(""))
    }

    /// What a user should be told on that day: suppressions that have run out.
    pub fn notices(&self, as_of: NaiveDate) -> Vec<String> {
        let past = self.suppressions.iter().filter(|one| one.until < as_of);
        past.map(|one| {
            let Suppression {
                rule,
                reason,
                until,
                ..
            } = one;
            format!("the suppression of {rule} ({reason}) ran out on {until}: its findings are told again")
        })
        .collect()
    }

    /// The payer's entry: by its canonical id, else by the id as sent.
    pub(crate) fn payer_of(&self, canonical: Option<&str>, sent: &[u8]) -> Option<usize> {
        if self.payers.is_empty() {
            return None;
        }
        let find = |id: &str| self.payer_ids.get(&*id.to_ascii_uppercase()).copied();
        let sent = std::str::from_utf8(sent).ok();
        canonical.and_then(find).or_else(|| sent.and_then(find))
    }

    /// How the payer of a canonical id reads its enrollments, where the profile says so.
    pub fn terms_of(&self, payer: &str) -> Option<Terms> {
        let index = self.payer_of(Some(payer), b"")?;
        self.payer(index)?.terms
    }

    /// The class of the payer of a canonical id, where the profile says so.
    pub fn class_of(&self, payer: &str) -> Option<PayerClass> {
        let index = self.payer_of(Some(payer), b"")?;
        self.payer(index)?.class
    }

    /// How many days after a remittance the payer of a canonical id takes an appeal, where the profile says so.
    pub fn appeal_days_of(&self, payer: &str) -> Option<u16> {
        let index = self.payer_of(Some(payer), b"")?;
        self.payer(index)?.appeal_days
    }

    /// How many days after a remittance the payer of a canonical id takes a corrected claim, where the profile says so.
    pub fn corrected_claim_days_of(&self, payer: &str) -> Option<u16> {
        let index = self.payer_of(Some(payer), b"")?;
        self.payer(index)?.corrected_claim_days
    }

    /// How many days after the first day of service the payer of a canonical id takes a claim, where the profile says so.
    pub fn timely_filing_days_of(&self, payer: &str) -> Option<u16> {
        let index = self.payer_of(Some(payer), b"")?;
        self.payer(index)?.timely_filing_days
    }

    /// Until when the payer of a canonical id takes late requests for authorizations, where the profile says so.
    pub fn retro_window_of(&self, payer: &str) -> Option<RetroWindow> {
        let index = self.payer_of(Some(payer), b"")?;
        self.payer(index)?.demands.retro_authorization
    }

    /// What the user says of reason and remark codes (`[denials]`).
    pub fn causes(&self) -> &CauseTables {
        &self.causes
    }

    /// The user's own rule of a code or a name.
    pub fn own_rule(&self, code_or_name: &str) -> Option<&'static Rule> {
        let mut rules = self.partner_rules.iter().map(|own| own.rule);
        let is = |own: &str| own.eq_ignore_ascii_case(code_or_name);
        rules.find(|rule| is(rule.code) || is(rule.name))
    }

    pub(crate) fn payer(&self, index: usize) -> Option<&PayerProfile> {
        self.payers.get(index)
    }

    /// Whether the rule is off wherever it could be asked.
    pub(crate) fn is_off(&self, rule: &str) -> bool {
        let in_use = |grades: &Grades| grades.get(rule).is_some_and(|&grade| grade != Grade::Off);
        self.grades.get(rule) == Some(&Grade::Off)
            && !self.payers.iter().any(|payer| in_use(&payer.grades))
            && !self.submitters.values().any(in_use)
    }

    /// How a rule is graded: for the payer, else for the submitter, else for all.
    pub(crate) fn grade(
        &self,
        rule: &str,
        payer: Option<usize>,
        sender: &Sender<'_>,
    ) -> Option<Grade> {
        let of_payer = payer.and_then(|payer| self.payers.get(payer)?.grades.get(rule));
        let of_submitter = || {
            let own = sender.ids().filter_map(|id| self.submitters.get(id));
            own.filter_map(|grades| grades.get(rule)).next()
        };
        let grade = of_payer.or_else(of_submitter);
        grade.or_else(|| self.grades.get(rule)).copied()
    }

    /// Whether grades or suppressions ask who sends.
    pub(crate) fn asks_sender(&self) -> bool {
        !self.submitters.is_empty()
            || self
                .suppressions
                .iter()
                .any(|one| one.matcher.asks_sender())
            || self.partner_rules.iter().any(|one| one.when.asks_sender())
    }

    /// Whether a finding is suppressed on a day.
    pub(crate) fn suppresses(
        &self,
        finding: &Finding,
        sender: &Sender<'_>,
        payer: &PayerIds<'_>,
        as_of: Option<NaiveDate>,
    ) -> bool {
        self.suppressions.iter().any(|one| {
            *one.rule == *finding.rule.code
                && as_of.is_none_or(|day| day <= one.until)
                && one.matcher.matches_finding(finding, sender, payer)
        })
    }
}

/// Why a profile can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    file: String,
    problems: Vec<Problem>,
}

/// A fault of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Problem {
    /// From 1; `None` for the file as a whole.
    line: Option<usize>,
    message: String,
}

impl fmt::Display for ProfileError {
    /// A line a fault, as editors take it: `remedi.toml:2: ...`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (problem, index) in self.problems.iter().zip(0..) {
            if index > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&self.file)?;
            if let Some(line) = problem.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": {}", problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for ProfileError {}
