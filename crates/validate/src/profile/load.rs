//! Reads a `remedi.toml`, and tells all that is wrong in it.

use std::collections::HashSet;
use std::fs::File as DiskFile;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use remedi_claims::{CodeRange, Npi, Pos, PosSet};
use remedi_enrollment::why_unreadable;
use toml::Spanned;

use super::causes::CauseTables;
use super::code_lists::{Entry, Listing, NAMED};
use super::diagnosis_places::DiagnosisPlaces;
use super::fees::FeeSchedule;
use super::file::{self, CodeHere, CodeSource, FeeSource, TableSource, Texts};
use super::lists::Lists;
use super::partner_rules::PartnerRule;
use super::table::Fault;
use super::{Grades, Matcher, PayerProfile, Problem, Profile, ProfileError, Services, Suppression};
use crate::authorization::{RetroTerms, RetroWindow};
use crate::facts::Demands;
use crate::rules;

pub(super) fn load(path: &Path) -> Result<Profile, ProfileError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| ProfileError {
        file: name.clone(),
        problems: vec![Problem {
            line: None,
            message: why_unreadable(&error).into_owned(),
        }],
    })?;
    parse(&text, &name, path.parent().unwrap_or(Path::new("")))
}

pub(super) fn parse(text: &str, name: &str, folder: &Path) -> Result<Profile, ProfileError> {
    let mut loading = Loading {
        text,
        folder,
        problems: Vec::new(),
    };
    let profile = match toml::from_str::<file::File>(text) {
        Ok(file) => loading.profile(file),
        Err(error) => {
            let message = with_suggestion(error.message());
            loading.problem(error.span().as_ref(), message);
            Profile::default()
        }
    };
    if loading.problems.is_empty() {
        return Ok(profile);
    }
    loading.problems.sort_by_key(|problem| problem.line);
    Err(ProfileError {
        file: name.to_owned(),
        problems: loading.problems,
    })
}

/// What the reader of TOML says of a wrong key or word, with the right one that is nearest: its messages
/// put the wrong one in the first pair of backticks, and those that can be there in the others.
fn with_suggestion(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let wrong = words.next().unwrap_or_default();
    let is_of_list = message.starts_with("unknown ");
    match nearest(wrong, words).filter(|_| is_of_list) {
        Some(right) => {
            let kind = match message.split(' ').nth(1) {
                Some("field") => "key",
                _ => "word",
            };
            format!("there is no {kind} `{wrong}` here; did you mean `{right}`?")
        }
        None => in_plain_words(message.trim_end()).replace('\n', " "),
    }
}

/// What the reader of TOML says of a value of another kind, in the words of the format and not of the program.
fn in_plain_words(message: &str) -> String {
    if message.starts_with("wanted ") {
        return "expected a word in quotes".to_owned();
    }
    let kinds = ["invalid type: ", "invalid value: ", "invalid length "];
    let found = kinds.iter().find_map(|kind| message.strip_prefix(kind));
    let Some((found, expected)) = found.and_then(|found| found.split_once(", expected ")) else {
        return message.to_owned();
    };
    let found = found.replace(" as i128", "").replace(" as u128", "");
    let expected = match expected {
        "u16" => "a whole number from 0 to 65535",
        "usize" => "a whole number, 0 or more",
        "a string" => "a text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list, such as [\"A\", \"B\"]",
        "a map" => "a table",
        named if named.starts_with("struct ") => "a table",
        other => other,
    };
    format!("expected {expected}, found {found}")
}

/// The word that is nearest to a wrong one, when it is near.
pub(super) fn nearest<'w>(
    wrong: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<&'w str> {
    let upper = wrong.to_ascii_uppercase();
    let distances = words.into_iter().map(|word| {
        let known = word.to_ascii_uppercase();
        // The start of a word is near it, however much is missing.
        let distance = match !upper.is_empty() && known.starts_with(&upper) {
            true => 1,
            false => strsim::osa_distance(&upper, &known),
        };
        (distance, word)
    });
    let (distance, word) = distances.min()?;
    (distance <= (wrong.len() / 3).max(2)).then_some(word)
}

/// A file that is being read.
pub(super) struct Loading<'t> {
    text: &'t str,
    folder: &'t Path,
    problems: Vec<Problem>,
}

impl Loading<'_> {
    /// Takes down a fault at a place of the text.
    pub fn problem(&mut self, span: Option<&Range<usize>>, message: impl Into<String>) {
        let line = span.map(|span| {
            let before = self.text.as_bytes().iter().take(span.start);
            1 + before.filter(|&&byte| byte == b'\n').count()
        });
        self.problems.push(Problem {
            line,
            message: message.into(),
        });
    }

    pub fn wrong<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.problem(Some(&at.span()), message);
    }

    fn profile(&mut self, file: file::File) -> Profile {
        let mut profile = Profile::default();
        for rule in file.partner_rules {
            let (at, code) = (rule.span(), rule.get_ref().code.span());
            if let Some(rule) = PartnerRule::load(rule.into_inner(), &at, self) {
                let taken = profile.partner_rules.iter();
                if taken.clone().any(|other| other.rule.code == rule.rule.code) {
                    let message = format!("there are two rules `{}`", rule.rule.code);
                    self.problem(Some(&code), message);
                }
                profile.partner_rules.push(rule);
            }
        }
        let own: Vec<&'static str> = profile
            .partner_rules
            .iter()
            .map(|one| one.rule.code)
            .collect();
        profile.grades = self.grades(file.rules, &own);
        for (id, payer) in file.payers {
            let index = profile.payers.len();
            for own in std::iter::once(&id).chain(&payer.aliases) {
                let name = own.get_ref().trim().to_ascii_uppercase();
                if name.is_empty() {
                    self.wrong(own, "an id or alias of a payer is empty");
                } else if let Some(other) = profile.payer_ids.insert(name.as_str().into(), index)
                    && other != index
                {
                    self.wrong(own, format!("`{name}` is an id or alias of two payers"));
                }
            }
            let demands = self.demands(&payer);
            let retro = payer.retro_authorization.as_ref().map(retro_terms);
            let [authorization, referral] =
                [&payer.authorization, &payer.referral].map(|all| self.services(all));
            profile.payers.push(PayerProfile {
                grades: self.grades(payer.rules, &own),
                class: payer.class.map(Into::into),
                terms: payer.terms.map(Into::into),
                demands,
                appeal_days: payer.appeal_days,
                corrected_claim_days: payer.corrected_claim_days,
                timely_filing_days: payer.timely_filing_days,
                retro: retro.unwrap_or_default(),
                authorization,
                referral,
            });
        }
        for (id, submitter) in file.submitters {
            let grades = self.grades(submitter.rules, &own);
            if id.get_ref().trim().is_empty() {
                self.wrong(&id, "the id of a submitter is empty");
            }
            profile
                .submitters
                .insert(id.get_ref().trim().into(), grades);
        }
        for suppression in file.suppressions {
            self.suppression(suppression, &own, &mut profile);
        }
        profile.causes = self.causes(&file.denials);
        // Payers are told by any of their names.
        let ids = &profile.payer_ids;
        let partners = profile.partner_rules.iter_mut().map(|rule| &mut rule.when);
        let suppressed = profile.suppressions.iter_mut().map(|one| &mut one.matcher);
        let matched = partners.chain(suppressed).map(|one| &mut one.payers);
        for payers in matched.chain(profile.causes.payers()) {
            let named: HashSet<usize> = payers
                .iter()
                .filter_map(|id| ids.get(id).copied())
                .collect();
            let more = ids.iter().filter(|(_, index)| named.contains(index));
            let more: Vec<Box<str>> = more.map(|(id, _)| id.clone()).collect();
            payers.extend(more);
        }
        for (key, source) in file.codes {
            let list = NAMED.iter().find(|(name, _)| name == key.get_ref());
            let Some(&(_, list)) = list else {
                let keys = NAMED.iter().map(|(name, _)| *name);
                let message = unknown("code list", key.get_ref(), nearest(key.get_ref(), keys));
                self.wrong(&key, message);
                continue;
            };
            if let Some(listing) = self.listing(&source) {
                profile.code_lists.set(list, listing);
            }
        }
        for (key, source) in file.lists {
            let wanted = key.get_ref();
            let place = |keys: [&str; 2]| keys.iter().position(|own| own == wanted);
            if let Some(index) = place(Lists::PROCEDURES) {
                if let Some(listing) = self.listing(&source) {
                    profile.lists.set_procedures(index, listing);
                }
            } else if let Some(index) = place(Lists::MEMBERS) {
                if let Some(listing) = self.listing(&source) {
                    profile.lists.set_members(index, listing);
                }
            } else if wanted == Lists::DIAGNOSES {
                if let Some(table) = self.diagnosis_places(&source) {
                    profile.lists.set_diagnoses(table);
                }
            } else {
                let keys = Lists::PROCEDURES.into_iter().chain(Lists::MEMBERS);
                let keys = keys.chain([Lists::DIAGNOSES]);
                let message = unknown("list", wanted, nearest(wanted, keys));
                self.wrong(&key, message);
            }
        }
        if let Some(source) = file.fee_schedule {
            profile.fees = self.fees(&source);
        }
        profile
    }

    /// What a payer asks of claims.
    fn demands(&mut self, payer: &file::Payer) -> Demands {
        let mut demands = Demands {
            taxonomy: payer.taxonomy_required,
            person_rendering: payer.person_rendering,
            assignment: payer.assignment_required,
            retro_billing_days: payer.retro_billing_days,
            retro_authorization: self.retro_window(payer),
            max_data_age_days: payer.max_data_age_days,
            telehealth_place: payer.telehealth_place.map(Into::into),
            telehealth_modifier: payer.telehealth_modifier,
            one_pos_per_claim: payer.one_pos_per_claim,
            ..Demands::default()
        };
        for (at, code) in payer.filing_codes.iter().enumerate() {
            let taken = match *code.get_ref().as_bytes() {
                [only] => Some([only, b' ']),
                [first, second] => Some([first, second]),
                _ => None,
            };
            match demands.filing_codes.get_mut(at) {
                Some(place) if taken.is_some() => *place = taken,
                Some(_) => self.wrong(code, format!("`{}` is no code of SBR09", code.get_ref())),
                None => self.wrong(code, "six codes of SBR09 are the most"),
            }
        }
        demands
    }

    /// Until when the payer takes late requests: told as days alone, or as a table.
    fn retro_window(&mut self, payer: &file::Payer) -> Option<RetroWindow> {
        match (&payer.retro_authorization_days, &payer.retro_authorization) {
            (Some(days), Some(_)) => {
                let message = "`retro_authorization_days` is told by `retro_authorization` too";
                self.wrong(days, message);
                None
            }
            (Some(days), None) => Some(RetroWindow {
                days: *days.get_ref(),
                ..RetroWindow::default()
            }),
            (None, Some(table)) => Some(RetroWindow {
                days: table.days,
                unit: table.unit.into(),
                from: table.from.into(),
            }),
            (None, None) => None,
        }
    }

    fn services(&mut self, all: &[file::Services]) -> Vec<Services> {
        let mut services = Vec::new();
        for one in all {
            let (mut procedures, mut places) = (Vec::new(), PosSet::default());
            self.each(
                &one.procedure,
                "procedure or range such as 99202-99215",
                |text| CodeRange::parse(text).map(|range| procedures.push(range)),
            );
            self.each(&one.pos, "place of service of two digits", |text| {
                Pos::parse(text.as_bytes()).map(|pos| places.insert(pos))
            });
            let [from, to] = [&one.from, &one.to].map(|day| {
                let day = day.as_ref()?;
                let read = day.get_ref().read();
                if read.is_none() {
                    self.wrong(day, "this is no day such as 2025-12-31");
                }
                read
            });
            if let (Some(own), Some(first), Some(last)) = (&one.from, from, to)
                && first > last
            {
                self.wrong(own, "`from` is later than `to`");
            }
            services.push(Services {
                procedures,
                pos: one.pos.is_some().then_some(places),
                from,
                to,
            });
        }
        services
    }

    fn grades(&mut self, rules: file::Rules, own: &[&'static str]) -> Grades {
        let mut grades = Grades::new();
        for (code, grade) in rules {
            if let Some(code) = self.rule(&code, own) {
                grades.insert(code.into(), grade.into());
            }
        }
        grades
    }

    /// The code of a rule, ours or the user's.
    fn rule(&mut self, code: &Spanned<String>, own: &[&'static str]) -> Option<&'static str> {
        let wanted = code.get_ref();
        let all = || rules::ALL.iter().map(|rule| rule.code);
        let all = || all().chain(own.iter().copied());
        let found = all().find(|known| known.eq_ignore_ascii_case(wanted));
        if found.is_none() {
            self.wrong(code, unknown("rule", wanted, nearest(wanted, all())));
        }
        found
    }

    fn suppression(
        &mut self,
        suppression: file::Suppression,
        own: &[&'static str],
        profile: &mut Profile,
    ) {
        let rule = self.rule(&suppression.rule, own);
        let reason = suppression.reason.get_ref().trim();
        if reason.is_empty() {
            self.wrong(&suppression.reason, "a suppression needs a reason");
        }
        let until = suppression.until.get_ref().read();
        if until.is_none() {
            self.wrong(&suppression.until, "`until` is no day such as 2025-12-31");
        }
        let file::Suppression {
            payer,
            submitter,
            provider,
            pos,
            procedure,
            ..
        } = &suppression;
        let matcher = self.matcher([payer, submitter, provider, pos, procedure]);
        if let (Some(rule), Some(until)) = (rule, until) {
            profile.suppressions.push(Suppression {
                rule: rule.into(),
                matcher,
                reason: reason.into(),
                until,
            });
        }
    }

    /// What a suppression or a rule is limited to.
    pub fn matcher(&mut self, texts: [&Texts; 5]) -> Matcher {
        let [payer, submitter, provider, pos, procedure] = texts;
        let mut matcher = Matcher::default();
        let mut places = PosSet::default();
        self.each(payer, "payer", |text| {
            matcher.payers.push(text.to_ascii_uppercase().into());
            Some(())
        });
        self.each(submitter, "submitter", |text| {
            matcher.submitters.push(text.into());
            Some(())
        });
        self.each(provider, "NPI", |text| {
            let npi = Npi::parse(text.as_bytes()).ok();
            npi.map(|npi| matcher.providers.push(npi))
        });
        self.each(pos, "place of service of two digits", |text| {
            Pos::parse(text.as_bytes()).map(|pos| places.insert(pos))
        });
        self.each(
            procedure,
            "procedure or range such as 99202-99215",
            |text| CodeRange::parse(text).map(|range| matcher.procedures.push(range)),
        );
        matcher.pos = pos.is_some().then_some(places);
        matcher
    }

    /// Takes every text; what can't be taken is told.
    fn each(&mut self, texts: &Texts, what: &str, mut take: impl FnMut(&str) -> Option<()>) {
        let Some(texts) = texts else { return };
        if texts.get_ref().iter().next().is_none() {
            self.wrong(texts, format!("this names no {what}: leave it out for any"));
        }
        for text in texts.get_ref().iter().map(|text| text.trim()) {
            if text.is_empty() || take(text).is_none() {
                self.wrong(texts, format!("`{text}` is no {what}"));
            }
        }
    }

    fn fees(&mut self, source: &Spanned<FeeSource>) -> FeeSchedule {
        let read = match (&source.get_ref().path, &source.get_ref().csv) {
            (Some(path), None) => self.file(path, path.get_ref(), FeeSchedule::read),
            (None, Some(text)) => {
                let read = FeeSchedule::read(text.get_ref().as_bytes());
                self.read(text, "csv", read)
            }
            (Some(_), Some(_)) => {
                self.wrong(source, "`fee_schedule` has `path` and `csv`: leave one out");
                None
            }
            (None, None) => {
                self.wrong(source, "`fee_schedule` needs `path` or `csv`");
                None
            }
        };
        read.unwrap_or_default()
    }

    fn causes(&mut self, denials: &file::Denials) -> CauseTables {
        let mut tables = CauseTables::new(denials.loose_semantics);
        if let Some(codes) = self.table(denials.causes.as_ref(), CauseTables::read_codes) {
            tables.set_codes(codes);
        }
        let combinations = denials.combinations.as_ref();
        if let Some(rows) = self.table(combinations, CauseTables::read_combinations) {
            tables.set_combinations(rows);
        }
        tables
    }

    fn table<T>(
        &mut self,
        source: Option<&Spanned<TableSource>>,
        read: fn(&mut dyn Read) -> Result<T, Fault>,
    ) -> Option<T> {
        let source = source?;
        match source.get_ref() {
            TableSource::File(path) => self.file(source, path, |mut file| read(&mut file)),
            TableSource::Text(text) => self.read(source, "csv", read(&mut text.csv.as_bytes())),
        }
    }

    fn diagnosis_places(&mut self, source: &Spanned<CodeSource>) -> Option<DiagnosisPlaces> {
        match source.get_ref() {
            CodeSource::File(path) => self.file(source, path, DiagnosisPlaces::read),
            CodeSource::Text(text) => {
                let read = DiagnosisPlaces::read(text.csv.as_bytes());
                self.read(source, "csv", read)
            }
            CodeSource::Here(_) => {
                let key = Lists::DIAGNOSES;
                self.wrong(
                    source,
                    format!("`{key}` is a CSV file, or `{{ csv = \"...\" }}`"),
                );
                None
            }
        }
    }

    fn listing<E: Entry>(&mut self, source: &Spanned<CodeSource>) -> Option<Listing<E>> {
        let codes = match source.get_ref() {
            CodeSource::File(path) => return self.file(source, path, Listing::read),
            CodeSource::Text(text) => {
                return self.read(source, "csv", Listing::read(text.csv.as_bytes()));
            }
            CodeSource::Here(codes) => codes,
        };
        let mut listing = Listing::default();
        for code in codes {
            let (code, from, to) = match code {
                CodeHere::Always(code) => (code, None, None),
                CodeHere::Dated(dated) => (
                    &dated.code,
                    dated.valid_from.as_ref(),
                    dated.valid_to.as_ref(),
                ),
            };
            let days = [from, to].map(|day| day.map(|day| day.read()));
            if days.contains(&Some(None)) {
                let called = E::called(code);
                let message = format!("a date of {called} is no day such as 2025-12-31");
                self.wrong(source, message);
            }
            let [from, to] = days.map(Option::flatten);
            if let Err(wrong) = listing.add(code, from, to) {
                self.wrong(source, wrong);
            }
        }
        listing.sort();
        Some(listing)
    }

    /// Reads a file beside the profile; `None` after telling what is wrong in it.
    fn file<T, A>(
        &mut self,
        at: &Spanned<A>,
        path: &str,
        read: impl FnOnce(DiskFile) -> Result<T, Fault>,
    ) -> Option<T> {
        let path = self.folder.join(path);
        let read = DiskFile::open(&path)
            .map_err(|error| (None, why_unreadable(&error).into_owned()))
            .and_then(read);
        self.read(at, &path.display().to_string(), read)
    }

    /// What was read under a name; `None` after telling what is wrong in it.
    fn read<T, A>(&mut self, at: &Spanned<A>, name: &str, read: Result<T, Fault>) -> Option<T> {
        let told = |(line, message): Fault| {
            let line = line.map_or(String::new(), |line| format!(":{line}"));
            self.wrong(at, format!("{name}{line}: {message}"));
        };
        read.map_err(told).ok()
    }
}

fn retro_terms(table: &file::RetroAuthorization) -> RetroTerms {
    let list = |texts: &Texts| {
        let texts = texts.iter().flat_map(|texts| texts.get_ref().iter());
        texts.map(|text| text.trim().into()).collect()
    };
    let text = |text: &Option<String>| text.as_deref().map(|text| text.trim().into());
    RetroTerms {
        reasons: list(&table.reasons),
        documents: list(&table.documents),
        channel: text(&table.channel),
        after: text(&table.after),
        source: text(&table.source),
    }
}

fn unknown(what: &str, wrong: &str, nearest: Option<&str>) -> String {
    match nearest {
        Some(right) => format!("there is no {what} `{wrong}`; did you mean `{right}`?"),
        None => format!("there is no {what} `{wrong}`"),
    }
}
