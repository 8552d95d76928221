//! Rules of trading partners, as a user writes them (SNIP type 7).

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::bytes::Regex;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{Money, SegmentAt, claim_elements, is_claim_loop};
use remedi_x12::ElementPath;

use super::file;
use super::load::Loading;
use super::matcher::{Matcher, Sender};
use crate::cues::Cues;
use crate::facts::{ClaimFacts, LineFacts};
use crate::finding::Value;
use crate::rule::{Hit, Hits, Prediction, Rule, Severity, Spot, Watch};
use crate::rules;

/// A rule of a trading partner.
#[derive(Debug)]
pub(crate) struct PartnerRule {
    pub rule: &'static Rule,
    pub when: Matcher,
    path: Option<ElementPath>,
    test: Test,
}

/// What a rule demands of what its path leads to.
#[derive(Debug)]
enum Test {
    Require,
    Forbid,
    Length(RangeInclusive<usize>),
    Repeats(usize),
    Lines(usize),
    Amount(Money),
    OneOf(Vec<Box<[u8]>>),
    Pattern(Regex),
}

impl Test {
    /// The name of a rule without one, and what its messages say.
    fn words(&self) -> [&'static str; 3] {
        match self {
            Test::Require => [
                "partner-value-missing",
                "{path} is missing, and the trading partner requires it",
                "send {path}, or ask the trading partner",
            ],
            Test::Forbid => [
                "partner-value-forbidden",
                "{path} is sent, and the trading partner does not take it",
                "leave {path} out",
            ],
            Test::Length(_) => [
                "partner-length-exceeded",
                "{path} has {count} characters; the trading partner takes {limit}",
                "send {path} in the length that the trading partner takes",
            ],
            Test::Repeats(_) => [
                "partner-repeats-exceeded",
                "{path} is sent {count} times; the trading partner takes {limit}",
                "send {path} no more than {limit} times",
            ],
            Test::Lines(_) => [
                "partner-lines-exceeded",
                "the claim has {count} lines; the trading partner takes {limit}",
                "split the claim into claims of {limit} lines",
            ],
            Test::Amount(_) => [
                "partner-amount-exceeded",
                "{path} is {count}; the trading partner takes up to {limit}",
                "split the charge, or ask the trading partner",
            ],
            Test::OneOf(_) => [
                "partner-value-not-listed",
                "{path} is none of the values that the trading partner takes: {limit}",
                "send one of {limit} in {path}",
            ],
            Test::Pattern(_) => [
                "partner-value-malformed",
                "{path} has not the form that the trading partner demands: {limit}",
                "send {path} in the form of the trading partner",
            ],
        }
    }
}

impl Test {
    /// Whether a finding tells how much there is.
    fn counts(&self) -> bool {
        matches!(
            self,
            Test::Length(_) | Test::Repeats(_) | Test::Lines(_) | Test::Amount(_)
        )
    }

    /// What the trading partner takes, where the test has a limit.
    fn limit(&self) -> Option<Value> {
        let text = |text: String| Value::from(text.into_boxed_str());
        Some(match self {
            Test::Require | Test::Forbid => return None,
            Test::Length(range) => text(match (*range.start(), *range.end()) {
                (0, most) => format!("up to {most}"),
                (least, usize::MAX) => format!("{least} or more"),
                (least, most) => format!("{least} to {most}"),
            }),
            Test::Repeats(most) | Test::Lines(most) => Value::from(*most as u64),
            Test::Amount(most) => Value::from(*most),
            Test::OneOf(values) => {
                let values = values.iter().map(|own| String::from_utf8_lossy(own));
                text(values.collect::<Vec<_>>().join(", "))
            }
            Test::Pattern(pattern) => text(pattern.as_str().to_owned()),
        })
    }
}

/// The names that a user's message may put in braces.
const NAMES: [&str; 11] = [
    "path",
    "count",
    "limit",
    "line",
    "billing",
    "provider",
    "pos",
    "procedure",
    "dates",
    "amount",
    "payer",
];

impl PartnerRule {
    /// Reads a rule; `None` after telling what is wrong in it.
    pub(super) fn load(
        rule: file::PartnerRule,
        at: &Range<usize>,
        loading: &mut Loading<'_>,
    ) -> Option<PartnerRule> {
        let code = rule.code.get_ref();
        if let Err(message) = check_code(code) {
            loading.wrong(&rule.code, message);
            return None;
        }
        let path = match &rule.path {
            Some(path) => match ElementPath::parse(path.get_ref()) {
                Ok(parsed) => {
                    let mut loops = parsed.loops().iter();
                    if let Some(unknown) = loops.find(|id| !is_claim_loop(id)) {
                        loading.wrong(path, format!("claims have no loop `{unknown}`"));
                        return None;
                    }
                    if rule.forbid != Some(true)
                        && let Err(message) = check_place(&parsed)
                    {
                        loading.wrong(path, message);
                        return None;
                    }
                    Some(parsed)
                }
                Err(error) => {
                    loading.wrong(path, error.to_string());
                    return None;
                }
            },
            None => None,
        };
        let test = test(&rule, at, loading)?;
        let is_of_lines = matches!(test, Test::Lines(_));
        if path.is_none() && !is_of_lines {
            loading.problem(Some(at), format!("`{code}` needs a `path`"));
            return None;
        }
        let is_of_element = path.as_ref().is_some_and(|path| path.element().is_some());
        let is_of_value = matches!(
            test,
            Test::Length(_) | Test::Amount(_) | Test::OneOf(_) | Test::Pattern(_)
        );
        if let Some(own) = rule.path.as_ref().filter(|_| is_of_value && !is_of_element) {
            let message =
                format!("the path of `{code}` must lead to an element, such as 2300/CLM05-3");
            loading.wrong(own, message);
            return None;
        }
        if let (Test::Amount(_), Some(own), Some(path)) = (&test, &rule.path, &path)
            && !is_amount(path)
        {
            let message =
                format!("`max_amount` is for an amount, such as 2300/CLM02, and {path} is none");
            loading.wrong(own, message);
            return None;
        }
        let [name, message, help] = test.words();
        let mut text = |own: &Option<toml::Spanned<String>>, usual: &'static str| {
            let Some(own) = own else {
                return usual.to_owned();
            };
            if let Some(wrong) = wrong_placeholder(own.get_ref()) {
                let message = format!("`{{{wrong}}}` is none of {}", NAMES.join(", "));
                loading.wrong(own, message);
            }
            for (name, is_known) in [("count", test.counts()), ("limit", test.limit().is_some())] {
                if !is_known && own.get_ref().contains(&format!("{{{name}}}")) {
                    let message = format!("the rule has no `{{{name}}}`, by what it demands");
                    loading.wrong(own, message);
                }
            }
            own.get_ref().trim().trim_end_matches('.').to_owned()
        };
        let (message, help) = (text(&rule.message, message), text(&rule.help, help));
        let told = |template: &str| {
            let path = path.as_ref().map(ToString::to_string).unwrap_or_default();
            let limit = test.limit().map(|limit| limit.to_string());
            let told = template.replace("{path}", &path);
            told.replace("{limit}", &limit.unwrap_or_default())
        };
        let mut predicts = Vec::new();
        for own in &rule.predicts {
            match Prediction::of_texts([own.get_ref().as_str()]) {
                Ok(one) if one.iter().all(is_formed) => {
                    predicts.extend(one.iter().map(Prediction::to_string))
                }
                _ => {
                    let message = "`predicts` takes answers such as \"CO-58\" or \"CO-16 N290\"";
                    loading.wrong(own, message);
                }
            }
        }
        let words = Words {
            code: code.clone(),
            predicts,
            docs: format!(
                "## What it is\n{}.\n\n## What to do\n{}.\n",
                told(&message),
                told(&help)
            ),
            message,
            help,
            name: rule
                .name
                .as_ref()
                .map_or(name, |name| name.get_ref())
                .to_owned(),
            severity: rule.severity.map_or(Severity::Error, Into::into),
        };
        let file::When {
            payer,
            submitter,
            provider,
            kind,
            pos,
            procedure,
        } = &rule.when;
        let mut when = loading.matcher([payer, submitter, provider, pos, procedure]);
        when.kind = kind.map(Into::into);
        Some(PartnerRule {
            rule: words.interned(),
            when,
            path,
            test,
        })
    }

    /// Judges a claim with its lines.
    pub fn run(
        &self,
        claim: &ClaimFacts<'_>,
        lines: &[LineFacts<'_>],
        canonical: Option<&str>,
        sender: &Sender<'_>,
        hits: &mut Hits,
    ) {
        if !self.when.takes_claim(claim, lines, canonical, sender) {
            return;
        }
        hits.rule = Some(self.rule);
        hits.line = None;
        let takes = |line: &LineFacts<'_>| self.when.takes_line(claim, line);
        if !lines.is_empty() || self.when.asks_line() {
            // A claim is judged for one line that the rule is for.
            if !lines.iter().any(takes) {
                return;
            }
        }
        match &self.path {
            None => self.count_lines(claim, lines, hits),
            Some(path) if is_of_line(path) => {
                for (index, line) in lines.iter().enumerate().filter(|(_, line)| takes(line)) {
                    hits.line = Some(index);
                    let range = claim.claim.segment_range();
                    let end = lines.get(index + 1).map_or(range.end, |next| next.segment);
                    let segments = claim.claim.batch().segments(line.segment..end);
                    self.judge(path, segments, Spot::segment(line.segment), claim, hits);
                }
            }
            Some(path) => {
                let batch = claim.claim.batch();
                let above = claim.claim.ranges_above().into_iter();
                let segments = above.flat_map(|range| batch.segments(range));
                let segments = segments.chain(claim.claim.all_segments());
                self.judge(path, segments, Spot::segment(claim.segment), claim, hits);
            }
        }
    }

    fn count_lines(&self, claim: &ClaimFacts<'_>, lines: &[LineFacts<'_>], hits: &mut Hits) {
        if let Test::Lines(most) = self.test
            && lines.len() > most
        {
            let hit = Hit::at(Spot::segment(claim.segment));
            let hit = hit.with("count", lines.len() as u64);
            hits.push(hit.with_known("limit", self.test.limit()));
        }
    }

    fn judge<'b>(
        &self,
        path: &ElementPath,
        segments: impl Iterator<Item = SegmentAt<'b>>,
        home: Spot,
        claim: &ClaimFacts<'b>,
        hits: &mut Hits,
    ) {
        let batch = claim.claim.batch();
        let wanted = path.loops().last();
        let told: Box<str> = path.to_string().into();
        let hit = |spot: Spot| Hit::at(spot).with("path", told.clone());
        let limited = |spot: Spot| hit(spot).with_known("limit", self.test.limit());
        // What is missing is missing where its segment is, or else in the claim or line.
        let (mut missing_at, mut count) = (home, 0);
        for segment in segments {
            let sent = segment.segment();
            if !path.matches(&sent)
                || wanted.is_some_and(|wanted| batch.loop_id(segment.index()) != Some(wanted))
            {
                continue;
            }
            let spot = Spot {
                segment: segment.index(),
                element: path.element().unwrap_or(0) as u8,
                component: path.component().unwrap_or(0) as u8,
            };
            let value = path.value(&sent).unwrap_or_default();
            if value.is_empty() {
                missing_at = spot;
                continue;
            }
            count += 1;
            match &self.test {
                Test::Require | Test::Lines(_) => {}
                Test::Forbid => hits.push(hit(spot)),
                Test::Repeats(most) if count == most + 1 => missing_at = spot,
                Test::Repeats(_) => {}
                Test::Length(range) => {
                    let length = String::from_utf8_lossy(value).chars().count();
                    if !range.contains(&length) {
                        hits.push(limited(spot).with("count", length as u64));
                    }
                }
                Test::Amount(most) => {
                    // What is no amount is told by other rules.
                    if let Ok(amount) = Money::parse(value)
                        && amount > *most
                    {
                        hits.push(limited(spot).with("count", amount));
                    }
                }
                Test::OneOf(values) => {
                    if !values.iter().any(|own| **own == *value) {
                        hits.push(limited(spot));
                    }
                }
                Test::Pattern(pattern) => {
                    if !pattern.is_match(value) {
                        hits.push(limited(spot));
                    }
                }
            }
        }
        match self.test {
            Test::Require if count == 0 => hits.push(hit(missing_at)),
            Test::Repeats(most) if count > most => {
                hits.push(limited(missing_at).with("count", count as u64));
            }
            _ => {}
        }
    }
}

/// Whether claims can have what a path leads to.
fn check_place(path: &ElementPath) -> Result<(), String> {
    let (tag, inner) = (path.tag(), path.loops().last());
    let Some(elements) = claim_elements(inner.map(String::as_str), tag) else {
        return Err(match inner {
            Some(inner) => format!("claims have no {tag} in their loop {inner}"),
            None => format!("claims have no {tag}"),
        });
    };
    match path.element() {
        Some(element) if element == 0 || element > elements => Err(format!(
            "{tag} has no element {element:02}: its last is {elements:02}"
        )),
        _ => Ok(()),
    }
}

/// Whether a path leads to an amount of money: findings tell those, and of no other element what is in it.
fn is_amount(path: &ElementPath) -> bool {
    let Some(element) = path.element() else {
        return false;
    };
    match path.component() {
        None => match path.tag() {
            "AMT" | "CLM" | "CN1" | "PS1" | "SV1" | "SV3" | "SVD" => element == 2,
            "CAS" => element >= 3 && element % 3 == 0,
            "CTP" => element == 3,
            "HCP" => matches!(element, 2 | 3 | 7),
            "MIA" => matches!(element, 4 | 6..=14 | 16..=19 | 24),
            "MOA" => matches!(element, 2 | 8 | 9),
            "SV2" => matches!(element, 3 | 7),
            "SV5" => matches!(element, 4 | 5),
            _ => false,
        },
        // Value codes.
        Some(5) => path.tag() == "HI" && path.qualifier() == Some("BE"),
        Some(_) => false,
    }
}

/// Whether the codes of an answer are such as the lists have: 16 or B7, and M77, MA130 or N290.
fn is_formed(answer: &Prediction) -> bool {
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let reason = match answer
        .carc
        .strip_prefix(|first: char| first.is_ascii_uppercase())
    {
        Some(rest) => digits(rest, 2),
        None => digits(answer.carc, 3),
    };
    let mut remarks = answer.rarcs.iter();
    reason
        && remarks.all(|remark| {
            let rests = ["MA", "M", "N"].map(|family| remark.strip_prefix(family));
            rests.into_iter().flatten().any(|rest| digits(rest, 4))
        })
}

/// Whether a path is judged line by line.
fn is_of_line(path: &ElementPath) -> bool {
    path.loops().iter().any(|id| id.starts_with("24"))
}

/// The test of a rule: one, but for the two lengths.
fn test(rule: &file::PartnerRule, at: &Range<usize>, loading: &mut Loading<'_>) -> Option<Test> {
    let mut tests = Vec::new();
    let mut is_told = false;
    for (flag, key, test) in [
        (rule.require, "require", Test::Require),
        (rule.forbid, "forbid", Test::Forbid),
    ] {
        match flag {
            Some(true) => tests.push(test),
            Some(false) => {
                is_told = true;
                loading.problem(Some(at), format!("`{key}` is true, or not there"));
            }
            None => {}
        }
    }
    if rule.min_length.is_some() || rule.max_length.is_some() {
        let least = rule.min_length.unwrap_or(0);
        let most = rule.max_length.as_ref();
        if let Some(most) = most.filter(|most| *most.get_ref() < least.max(1)) {
            is_told = true;
            loading.wrong(most, "`max_length` is less than `min_length`, or 0");
        }
        let most = most.map_or(usize::MAX, |most| *most.get_ref());
        tests.push(Test::Length(least..=most));
    }
    tests.extend(rule.max_repeats.map(Test::Repeats));
    tests.extend(rule.max_lines.map(Test::Lines));
    if let Some(amount) = &rule.max_amount {
        match Money::parse(amount.get_ref().as_bytes()) {
            Ok(most) if most >= Money::ZERO => tests.push(Test::Amount(most)),
            _ => {
                is_told = true;
                loading.wrong(amount, "`max_amount` is no amount such as \"99999.99\"");
            }
        }
    }
    if let Some(values) = &rule.one_of {
        if values.get_ref().iter().all(String::is_empty) {
            is_told = true;
            loading.wrong(values, "`one_of` names no value");
        }
        let values = values.get_ref().iter();
        tests.push(Test::OneOf(
            values.map(|value| value.as_bytes().into()).collect(),
        ));
    }
    if let Some(pattern) = &rule.pattern {
        match Regex::new(pattern.get_ref()) {
            Ok(regex) => tests.push(Test::Pattern(regex)),
            Err(error) => {
                is_told = true;
                let error = error.to_string();
                let last = error.lines().last().unwrap_or_default();
                loading.wrong(pattern, format!("`pattern` is no pattern: {last}"));
            }
        }
    }
    let mut tests = tests.into_iter();
    match (tests.next(), tests.next()) {
        (Some(test), None) => Some(test),
        _ if is_told => None,
        _ => {
            let message = format!(
                "`{}` needs just one of require, forbid, min_length/max_length, max_repeats, max_lines, \
                 max_amount, one_of and pattern",
                rule.code.get_ref()
            );
            loading.problem(Some(at), message);
            None
        }
    }
}

/// A code of the user's own: capitals, a hyphen and digits, of no family of ours.
fn check_code(code: &str) -> Result<(), String> {
    let formed = code.split_once('-').filter(|(family, number)| {
        (2..=8).contains(&family.len())
            && family.bytes().all(|byte| byte.is_ascii_uppercase())
            && (1..=6).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let Some((family, _)) = formed else {
        return Err(format!(
            "`{code}` is no code of two to eight capitals, a hyphen and digits, such as TPA-101"
        ));
    };
    let is_ours = |rule: &&Rule| rule.code.split('-').next() == Some(family);
    match rules::ALL.iter().any(is_ours) {
        true => Err(format!("`{code}`: the codes {family}-* are remedi's own")),
        false => Ok(()),
    }
}

/// The first name in braces that no message knows.
fn wrong_placeholder(text: &str) -> Option<&str> {
    let names = text.split('{').skip(1);
    let mut names = names.map(|rest| rest.split('}').next().unwrap_or_default());
    names.find(|name| !NAMES.contains(name))
}

/// The words of a rule.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Words {
    code: String,
    name: String,
    severity: Severity,
    message: String,
    help: String,
    /// What the payer is likely to answer.
    predicts: Vec<String>,
    /// What `explain` says.
    docs: String,
}

impl Words {
    /// The rule of these words, which lives as long as the program: findings refer to rules, and outlive
    /// profiles. The same words are kept once, however often they are loaded.
    fn interned(self) -> &'static Rule {
        static KNOWN: LazyLock<Mutex<HashMap<Words, &'static Rule>>> =
            LazyLock::new(Mutex::default);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rule) = known.get(&self) {
            return rule;
        }
        let predicts = self.predicts.iter().map(String::as_str);
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let rule: &'static Rule = Box::leak(Box::new(Rule {
            code: leak(&self.code),
            name: leak(&self.name),
            severity: self.severity,
            cause: RootCause::ClaimData,
            source: "the trading partner, by the profile",
            from: None,
            to: None,
            watch: Watch::Profile,
            cues: Cues::NONE,
            message: leak(&self.message),
            help: leak(&self.help),
            predicts: Prediction::of_texts(predicts).unwrap_or_default(),
            ack: None,
            ack_beside: None,
            syntax: None,
            yields_to: &[],
            rejected: &[],
            accepted: &[],
            docs: leak(&self.docs),
            module: module_path!(),
        }));
        known.insert(self, rule);
        rule
    }
}
