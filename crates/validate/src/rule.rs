//! Rules as values: what each one watches, says and foretells.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{DateRange, GuideFault, Npi};
use remedi_x12::{Fault, Level, Segment};

use crate::codes::{CodeList, CodeSent};
use crate::cues::Cues;
use crate::example::Example;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::{Value, Values};
use crate::remittance::{PaymentFacts, RemittanceSums, ServiceFacts};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the claim can go.
    Info,
    /// Likely to cost money; the claim can go.
    Warning,
    /// A payer or clearinghouse would refuse: the claim is held.
    Error,
}

impl Severity {
    /// The word in outputs: `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whether something is wrong, or nobody can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Something is wrong.
    Fail,
    /// A fact is missing; at most a warning.
    Unknown,
}

impl Verdict {
    /// The word in outputs: `fail` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Fail => "fail",
            Verdict::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A rule: a fault that claims can have.
#[derive(Debug)]
pub struct Rule {
    /// Its code, such as `ENR-04`; never used again for another fault.
    pub code: &'static str,
    /// The fault in words with hyphens, such as `service-after-enrollment-ended`.
    pub name: &'static str,
    /// The severity unless a finding or the user grades it otherwise.
    pub severity: Severity,
    /// The root cause of the denials that the fault leads to.
    pub cause: RootCause,
    /// The guide, regulation or custom that the rule rests on.
    pub source: &'static str,
    /// The first day of service it applies to; `None` for any.
    pub from: Option<NaiveDate>,
    /// The last day of service it applies to; `None` for any.
    pub to: Option<NaiveDate>,
    /// What it looks at.
    pub watch: Watch,
    /// What must be there for it to have anything to look at, of rules on claims and lines.
    pub(crate) cues: Cues,
    /// What is wrong: a template of [`Message`](crate::Message).
    pub message: &'static str,
    /// What to do: a template of [`Message`](crate::Message).
    pub help: &'static str,
    /// What payers are likely to answer.
    pub predicts: &'static [Prediction],
    /// The claim status of a 277CA that refuses the claim for it.
    pub ack: Option<AckStatus>,
    /// A second claim status that says with what the first does not agree.
    pub ack_beside: Option<AckStatus>,
    /// How a TA1 or a 999 tells of it; a finding may have one of its own.
    pub syntax: Option<SyntaxCode>,
    /// Rules that tell the same fault better: where one of them speaks, at least as gravely, this one is silent.
    pub yields_to: &'static [&'static str],
    /// Claims that it finds fault with, and no other rule does.
    pub rejected: &'static [Example],
    /// Claims that no rule finds fault with.
    pub accepted: &'static [Example],
    pub(crate) docs: &'static str,
    pub(crate) module: &'static str,
}

impl Rule {
    /// What the rule is about, why it matters and what to do: Markdown, with `##` headings.
    pub fn explanation(&self) -> String {
        let lines = self.docs.lines();
        let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.fold(String::new(), |text, line| text + line + "\n")
    }

    /// The folder of the rule's file, such as `enrollment`.
    pub fn family(&self) -> &'static str {
        self.module.rsplit("::").nth(1).unwrap_or_default()
    }

    /// The file of the rule without its extension, such as `service_after_enrollment_ended`.
    pub fn file_stem(&self) -> &'static str {
        self.module.rsplit("::").next().unwrap_or_default()
    }

    /// The type of the WEDI SNIP scheme of tests that the rule belongs to: 1 syntax, 2 guide, 3 balancing, 4
    /// situations, 5 code sets, 6 lines of service, 7 trading partners. `None` where it is a judgement of remedi's own.
    pub fn snip(&self) -> Option<u8> {
        if let Watch::Profile = self.watch {
            return Some(7);
        }
        match (self.family(), self.code) {
            ("envelope" | "syntax", _) => Some(1),
            ("guide", _) => Some(2),
            ("balancing", _) | (_, "CTX-08" | "CTX-09" | "CTX-19" | "CTX-24") => Some(3),
            ("situation", _)
            | (
                _,
                "CTX-04" | "CTX-10" | "CTX-11" | "CTX-12" | "CTX-13" | "CTX-16" | "CTX-17"
                | "CTX-18" | "CTX-20" | "CTX-21" | "CTX-22" | "CTX-23" | "CTX-25" | "CTX-26"
                | "CTX-27" | "CTX-28" | "CTX-29" | "CTX-30" | "CTX-31" | "CTX-32" | "CTX-33"
                | "CTX-34" | "CTX-35" | "CTX-36" | "CTX-37" | "CTX-38" | "CTX-39" | "LOC-09",
            ) => Some(4),
            ("codes" | "place_of_service", _) | (_, "CTX-14" | "CTX-15") => Some(5),
            ("service", _) => Some(6),
            _ => None,
        }
    }

    /// Whether the rule asks what would be paid, and not whether the claim is taken in: what is of no SNIP type, but for
    /// the form of NPIs.
    pub(crate) fn is_about_payment(&self) -> bool {
        self.snip().is_none() && !matches!(self.code, "NPI-01" | "NPI-02")
    }

    /// The most that a finding can be on a void, which asks for nothing to be paid and tells the claim again as it was taken,
    /// faults and all: days that do not agree did not keep the payer from taking it.
    pub(crate) fn most_on_void(&self) -> Severity {
        match self.code {
            "CTX-16" | "CTX-17" | "CTX-18" | "SIT-24" => Severity::Warning,
            _ if self.is_about_payment() => Severity::Info,
            _ => Severity::Error,
        }
    }

    pub(crate) fn is_always(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Whether the rule applies to services of any of these days, or of days that are not known.
    pub(crate) fn may_apply(&self, days: Option<DateRange>) -> bool {
        days.is_none_or(|days| {
            self.from.is_none_or(|from| from <= days.to) && self.to.is_none_or(|to| days.from <= to)
        })
    }

    /// Whether the rule applies to services of that day.
    pub fn applies_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// What a rule looks at. The functions are pure: facts in, hits out.
#[derive(Clone, Copy, Debug)]
pub enum Watch {
    /// A fault of the envelope.
    Envelope(fn(&Fault) -> Option<Hit>),
    /// A fault against the guide of the set: of syntax (SNIP type 1) or of the guide (type 2).
    Guide(fn(&GuideFault) -> Option<Hit>),
    /// The header of a functional group (GS).
    Group(fn(&Segment<'_>) -> Option<Hit>),
    /// The control number of a header (ISA13, GS06, ST02) against those before it in the run.
    Repeated(Level),
    /// A claim with all its lines.
    Claim(fn(&ClaimFacts<'_>, &[LineFacts<'_>], &mut Hits)),
    /// The codes of these lists, wherever they stand in a claim and the levels above it, or in a payment (SNIP type 5).
    Code(&'static [CodeList], fn(&CodeSent<'_>) -> Option<Hit>),
    /// What a user's profile has it look at: rules of trading partners (SNIP type 7).
    Profile,
    /// One service line. What all lines of a claim share is reported once, for the claim.
    Line(fn(&ClaimFacts<'_>, &LineFacts<'_>, &mut Hits)),
    /// A claim payment (835) with all its services.
    Payment(fn(&PaymentFacts<'_>, &[ServiceFacts], &mut Hits)),
    /// The sums of a remittance (835), when all of it has been read.
    Remittance(fn(&RemittanceSums) -> Option<Hit>),
}

/// What a payer is likely to answer to the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// Who bears the adjustment (CAS01).
    pub group: AdjustmentGroup,
    /// The reason (CAS02).
    pub carc: &'static str,
    /// Remark codes that come with it (LQ02, MOA03).
    pub rarcs: &'static [&'static str],
}

impl Prediction {
    /// Predictions as a user writes them: group, reason and remarks, such as `CO-58` or `CO-16 N290`. They are kept for as long as
    /// the program runs, as rules of profiles are; the same ones once.
    ///
    /// # Errors
    /// The first text that is none.
    pub fn of_texts<'t>(
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<&'static [Prediction], &'t str> {
        static KNOWN: LazyLock<Mutex<BTreeMap<Vec<String>, &'static [Prediction]>>> =
            LazyLock::new(Mutex::default);
        let texts: Vec<&str> = texts.into_iter().collect();
        let all: Vec<String> = texts.iter().map(ToString::to_string).collect();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = known.get(&all) {
            return Ok(own);
        }
        let parsed = texts
            .into_iter()
            .map(|text| Prediction::of_text(text).ok_or(text));
        let own: Vec<Prediction> = parsed.collect::<Result<_, _>>()?;
        let own: &'static [Prediction] = own.leak();
        known.insert(all, own);
        Ok(own)
    }

    fn of_text(text: &str) -> Option<Prediction> {
        let is_code = |code: &&str| {
            let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            (1..=5).contains(&code.len()) && code.bytes().all(is_capital)
        };
        let kept = |code: &str| -> &'static str { code.to_owned().leak() };
        let mut words = text.split_ascii_whitespace();
        let (group, carc) = words.next()?.split_once('-')?;
        let group = AdjustmentGroup::parse(group.as_bytes())?;
        let carc = Some(carc).filter(is_code)?;
        let rarcs: Option<Vec<&'static str>> = words
            .map(|code| Some(code).filter(is_code).map(kept))
            .collect();
        Some(Prediction {
            group,
            carc: kept(carc),
            rarcs: rarcs?.leak(),
        })
    }
}

impl fmt::Display for Prediction {
    /// As a user writes it: `CO-16 N290`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.group, self.carc)?;
        let mut rarcs = self.rarcs.iter();
        rarcs.try_for_each(|rarc| write!(f, " {rarc}"))
    }
}

/// The claim status of a 277CA (STC01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AckStatus {
    /// Category (STC01-1), such as `A7`.
    pub category: &'static str,
    /// Status (STC01-2), such as `562`.
    pub status: &'static str,
    /// Entity (STC01-3), such as `85`.
    pub entity: Option<&'static str>,
}

/// How a TA1 or a 999 tells of a fault, as sent there: the level says which, the value is the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SyntaxCode {
    /// TA105, such as `021`: the interchange.
    Interchange(&'static str),
    /// AK905, such as `5`: the functional group.
    Group(&'static str),
    /// IK502, such as `4`: the transaction set.
    Set(&'static str),
    /// IK304, such as `3` or `I4`: a segment or a loop.
    Segment(&'static str),
    /// IK403, such as `7` or `I10`: an element or a component. IK304 of its segment is `8`.
    Element(&'static str),
}

impl SyntaxCode {
    /// The code.
    pub const fn as_str(self) -> &'static str {
        match self {
            SyntaxCode::Interchange(code)
            | SyntaxCode::Group(code)
            | SyntaxCode::Set(code)
            | SyntaxCode::Segment(code)
            | SyntaxCode::Element(code) => code,
        }
    }
}

/// A place in a claim that a rule points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Index of the segment in its batch.
    pub segment: u32,
    /// The element, from 1; 0 for the segment as a whole.
    pub element: u8,
    /// The component, from 1; 0 for the element as a whole.
    pub component: u8,
}

impl Spot {
    /// A segment as a whole.
    pub fn segment(segment: u32) -> Spot {
        Spot {
            segment,
            element: 0,
            component: 0,
        }
    }

    /// An element.
    pub fn element(segment: u32, element: u8) -> Spot {
        Spot {
            segment,
            element,
            component: 0,
        }
    }

    /// A component.
    pub fn component(segment: u32, element: u8, component: u8) -> Spot {
        Spot {
            segment,
            element,
            component,
        }
    }
}

/// What a rule found: a finding before its place and its claim are written down.
#[derive(Clone, Debug)]
pub struct Hit {
    pub(crate) spot: Spot,
    /// Index in the lines of the claim.
    pub(crate) line: Option<usize>,
    pub(crate) severity: Option<Severity>,
    pub(crate) verdict: Verdict,
    pub(crate) entity: Option<&'static str>,
    pub(crate) status: Option<&'static str>,
    pub(crate) syntax: Option<SyntaxCode>,
    pub(crate) values: Values,
    pub(crate) row: RosterRow,
}

impl Hit {
    /// Something is wrong there.
    pub fn at(spot: Spot) -> Hit {
        Hit {
            spot,
            line: None,
            severity: None,
            verdict: Verdict::Fail,
            entity: None,
            status: None,
            syntax: None,
            values: Values::default(),
            row: RosterRow::None,
        }
    }

    /// Something is wrong where a fault against the guide is.
    pub fn of_guide() -> Hit {
        Hit::at(Spot::segment(0))
    }

    /// With a value that the message tells by this name.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Hit {
        self.values.set(name, value.into());
        self
    }

    /// With a value that the message tells where it is known.
    pub fn with_known(self, name: &'static str, value: Option<impl Into<Value>>) -> Hit {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Of another severity than the rule's.
    pub fn graded(mut self, severity: Severity) -> Hit {
        self.severity = Some(severity);
        self
    }

    /// A fact is missing, so that nobody can say.
    pub fn unknown(mut self) -> Hit {
        self.verdict = Verdict::Unknown;
        self
    }

    /// About one line of the claim, by its index; without one about all of it.
    pub fn on_line(mut self, index: impl Into<Option<usize>>) -> Hit {
        self.line = index.into();
        self
    }

    /// With another entity in the 277CA than the rule's.
    pub fn entity(mut self, code: &'static str) -> Hit {
        self.entity = Some(code);
        self
    }

    /// With another claim status in the 277CA than the rule's.
    pub fn status(mut self, code: &'static str) -> Hit {
        self.status = Some(code);
        self
    }

    /// With another code in the TA1 or 999 than the rule's.
    pub fn syntax(mut self, code: SyntaxCode) -> Hit {
        self.syntax = Some(code);
        self
    }

    /// At another place.
    pub fn moved_to(mut self, spot: Spot) -> Hit {
        self.spot = spot;
        self
    }

    /// Without a row of the roster.
    pub fn without_row(self) -> Hit {
        self.naming(RosterRow::None)
    }

    /// With a row of the roster.
    pub fn naming(mut self, row: RosterRow) -> Hit {
        self.row = row;
        self
    }
}

/// A row of the roster that a finding names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RosterRow {
    /// None.
    #[default]
    None,
    /// The enrollment that came nearest, or that the line is cleared by.
    Enrollment,
    /// What `providers.csv` says of a provider, in a column.
    Provider(Npi, &'static str),
    /// A row of `credentials.csv`, by its provider, line and column.
    Credential(Npi, u32, &'static str),
    /// A row of `authorizations.csv` of the number that the line is sent with, by its line and column.
    Authorization(u32, &'static str),
}

/// Where the rules put what they find in a claim.
#[derive(Debug, Default)]
pub struct Hits {
    pub(crate) all: Vec<(&'static Rule, Hit)>,
    pub(crate) rule: Option<&'static Rule>,
    pub(crate) line: Option<usize>,
}

impl Hits {
    /// Takes what a rule found.
    pub fn push(&mut self, mut hit: Hit) {
        if let Some(rule) = self.rule {
            hit.line = hit.line.or(self.line);
            self.all.push((rule, hit));
        }
    }
}

impl Extend<Hit> for Hits {
    fn extend<I: IntoIterator<Item = Hit>>(&mut self, hits: I) {
        hits.into_iter().for_each(|hit| self.push(hit));
    }
}

/// Defines the rule of a file: its outer doc comment becomes the explanation.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $code:literal $name:literal: $severity:ident, $cause:ident;
        source: $source:literal,
        $(from: $from:expr,)?
        $(to: $to:expr,)?
        watch: $watch:ident($($check:expr),+),
        $(cues: [$($cue:ident),+ $(,)?],)?
        message: $message:literal,
        help: $help:literal,
        predicts: [$($group:ident $carc:literal $($rarc:literal)*),* $(,)?],
        $(ack: $category:literal $status:literal $($entity:literal)?
            $(+ $beside_category:literal $beside_status:literal $($beside_entity:literal)?)?,)?
        $(syntax: $syntax:ident $ik:literal,)?
        $(yields_to: [$($better:literal),+ $(,)?],)?
        rejected: [$($rejected:expr),* $(,)?],
        accepted: [$($accepted:expr),* $(,)?] $(,)?
    ) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::rule::Rule = {
            #[allow(unused_imports)]
            use remedi_claims::codes::adjustment_group::AdjustmentGroup::{
                ContractualObligation as CO, Other as OA, PatientResponsibility as PR,
            };
            $crate::rule::Rule {
                code: $code,
                name: $name,
                severity: $crate::rule::Severity::$severity,
                cause: remedi_claims::codes::cause::RootCause::$cause,
                source: $source,
                from: $crate::rule::rule!(@or_none $($from)?),
                to: $crate::rule::rule!(@or_none $($to)?),
                watch: $crate::rule::Watch::$watch($($check),+),
                cues: $crate::rule::rule!(@cues $($($cue)+)?),
                message: $message,
                help: $help,
                predicts: &[$($crate::rule::Prediction {
                    group: $group,
                    carc: $carc,
                    rarcs: &[$($rarc),*],
                }),*],
                ack: $crate::rule::rule!(@ack $($category $status $($entity)?)?),
                ack_beside: $crate::rule::rule!(@ack $($($beside_category $beside_status $($beside_entity)?)?)?),
                syntax: $crate::rule::rule!(@or_none $($crate::rule::SyntaxCode::$syntax($ik))?),
                yields_to: &[$($($better),+)?],
                rejected: &[$($rejected),*],
                accepted: &[$($accepted),*],
                docs: concat!($($doc, "\n"),+),
                module: module_path!(),
            }
        };
    };
    (@or_none) => { None };
    (@or_none $day:expr) => { Some($day) };
    (@cues) => { $crate::cues::Cues::ANY };
    (@cues $($cue:ident)+) => {
        $crate::cues::Cues::NONE$(.or($crate::cues::Cues::$cue))+
    };
    (@ack) => { None };
    (@ack $category:literal $status:literal) => {
        Some($crate::rule::AckStatus { category: $category, status: $status, entity: None })
    };
    (@ack $category:literal $status:literal $entity:literal) => {
        Some($crate::rule::AckStatus { category: $category, status: $status, entity: Some($entity) })
    };
}
pub(crate) use rule;

/// Declares the files of the rules by family, and lists their rules.
macro_rules! rules {
    ($($(#[$about:meta])* mod $family:ident { $(mod $file:ident;)+ })+) => {
        $($(#[$about])* pub mod $family {
            $(pub(crate) mod $file;)+
        })+

        /// Every rule, by family.
        pub static ALL: &[&$crate::rule::Rule] = &[$($(&$family::$file::RULE),+),+];
    };
}
pub(crate) use rules;
