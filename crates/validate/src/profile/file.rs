//! The keys of a `remedi.toml`, as they are written.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use remedi_claims::ClaimKind;
use remedi_enrollment::{LocationTest, PayerClass, TaxonomyTest, Telehealth};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::authorization::{Anchor, DayUnit};
use crate::checker::Grade;
use crate::facts::TelehealthPlace;
use crate::rule::Severity;

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub rules: Rules,
    #[serde(default)]
    pub payers: BTreeMap<Spanned<String>, Payer>,
    #[serde(default)]
    pub submitters: BTreeMap<Spanned<String>, Submitter>,
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
    #[serde(default)]
    pub partner_rules: Vec<Spanned<PartnerRule>>,
    #[serde(default)]
    pub codes: BTreeMap<Spanned<String>, Spanned<CodeSource>>,
    #[serde(default)]
    pub lists: BTreeMap<Spanned<String>, Spanned<CodeSource>>,
    pub fee_schedule: Option<Spanned<FeeSource>>,
    #[serde(default)]
    pub denials: Denials,
}

/// What reasons and remarks of remittances mean here.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Denials {
    pub causes: Option<Spanned<TableSource>>,
    pub combinations: Option<Spanned<TableSource>>,
    pub loose_semantics: bool,
}

pub(super) type Rules = BTreeMap<Spanned<String>, GradeWord>;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum GradeWord {
    Off,
    Info,
    Warning,
    Error,
}

impl From<GradeWord> for Grade {
    fn from(word: GradeWord) -> Grade {
        match word {
            GradeWord::Off => Grade::Off,
            GradeWord::Info => Grade::As(Severity::Info),
            GradeWord::Warning => Grade::As(Severity::Warning),
            GradeWord::Error => Grade::As(Severity::Error),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payer {
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    pub class: Option<ClassWord>,
    #[serde(default)]
    pub terms: Option<Terms>,
    #[serde(default)]
    pub taxonomy_required: bool,
    pub person_rendering: Option<bool>,
    pub assignment_required: Option<bool>,
    pub retro_billing_days: Option<u16>,
    pub retro_authorization_days: Option<Spanned<u16>>,
    pub retro_authorization: Option<RetroAuthorization>,
    pub max_data_age_days: Option<u16>,
    pub telehealth_place: Option<TelehealthPlaceWord>,
    pub telehealth_modifier: Option<bool>,
    #[serde(default)]
    pub one_pos_per_claim: bool,
    pub appeal_days: Option<u16>,
    pub corrected_claim_days: Option<u16>,
    pub timely_filing_days: Option<u16>,
    #[serde(default)]
    pub filing_codes: Vec<Spanned<String>>,
    #[serde(default)]
    pub authorization: Vec<Services>,
    #[serde(default)]
    pub referral: Vec<Services>,
    #[serde(default)]
    pub rules: Rules,
}

/// Until when a payer takes late requests for authorizations, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetroAuthorization {
    pub days: u16,
    #[serde(default)]
    pub unit: DayUnitWord,
    #[serde(default)]
    pub from: AnchorWord,
    pub reasons: Texts,
    pub documents: Texts,
    pub channel: Option<String>,
    pub after: Option<String>,
    pub source: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum DayUnitWord {
    #[default]
    Calendar,
    Business,
}

impl From<DayUnitWord> for DayUnit {
    fn from(word: DayUnitWord) -> DayUnit {
        match word {
            DayUnitWord::Calendar => DayUnit::Calendar,
            DayUnitWord::Business => DayUnit::Business,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AnchorWord {
    #[default]
    Service,
    LastService,
    Admission,
    Discharge,
}

impl From<AnchorWord> for Anchor {
    fn from(word: AnchorWord) -> Anchor {
        match word {
            AnchorWord::Service => Anchor::Service,
            AnchorWord::LastService => Anchor::LastService,
            AnchorWord::Admission => Anchor::Admission,
            AnchorWord::Discharge => Anchor::Discharge,
        }
    }
}

/// Services that a payer wants something for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Services {
    pub procedure: Texts,
    pub pos: Texts,
    pub from: Option<Spanned<Day>>,
    pub to: Option<Spanned<Day>>,
}

/// The classes of `payers.csv`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClassWord {
    Medicare,
    MedicareAdvantage,
    Medicaid,
    MedicaidMco,
    Commercial,
    Tricare,
    Va,
    WorkersComp,
    Auto,
    Other,
}

impl From<ClassWord> for PayerClass {
    fn from(word: ClassWord) -> PayerClass {
        match word {
            ClassWord::Medicare => PayerClass::Medicare,
            ClassWord::MedicareAdvantage => PayerClass::MedicareAdvantage,
            ClassWord::Medicaid => PayerClass::Medicaid,
            ClassWord::MedicaidMco => PayerClass::MedicaidMco,
            ClassWord::Commercial => PayerClass::Commercial,
            ClassWord::Tricare => PayerClass::Tricare,
            ClassWord::Va => PayerClass::Va,
            ClassWord::WorkersComp => PayerClass::WorkersComp,
            ClassWord::Auto => PayerClass::Auto,
            ClassWord::Other => PayerClass::Other,
        }
    }
}

/// How a payer reads its enrollments.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Terms {
    pub telehealth: TelehealthWord,
    pub location: LocationWord,
    pub taxonomy: TaxonomyWord,
}

impl From<Terms> for remedi_enrollment::Terms {
    fn from(terms: Terms) -> remedi_enrollment::Terms {
        remedi_enrollment::Terms {
            telehealth: match terms.telehealth {
                TelehealthWord::FollowsOffice => Telehealth::FollowsOffice,
                TelehealthWord::Explicit => Telehealth::Explicit,
            },
            location: match terms.location {
                LocationWord::OfficeLike => LocationTest::OfficeLike,
                LocationWord::Strict => LocationTest::Strict,
                LocationWord::Off => LocationTest::Off,
            },
            taxonomy: match terms.taxonomy {
                TaxonomyWord::Exact => TaxonomyTest::Exact,
                TaxonomyWord::Classification => TaxonomyTest::Classification,
                TaxonomyWord::Grouping => TaxonomyTest::Grouping,
            },
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TelehealthWord {
    #[default]
    FollowsOffice,
    Explicit,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LocationWord {
    #[default]
    OfficeLike,
    Strict,
    Off,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TaxonomyWord {
    #[default]
    Exact,
    Classification,
    Grouping,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TelehealthPlaceWord {
    Telehealth,
    InPerson,
}

impl From<TelehealthPlaceWord> for TelehealthPlace {
    fn from(word: TelehealthPlaceWord) -> TelehealthPlace {
        match word {
            TelehealthPlaceWord::Telehealth => TelehealthPlace::Telehealth,
            TelehealthPlaceWord::InPerson => TelehealthPlace::InPerson,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Submitter {
    #[serde(default)]
    pub rules: Rules,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suppression {
    pub rule: Spanned<String>,
    pub reason: Spanned<String>,
    pub until: Spanned<Day>,
    pub payer: Texts,
    pub submitter: Texts,
    pub provider: Texts,
    pub pos: Texts,
    pub procedure: Texts,
}

/// A day: `2025-12-31`, with or without quotes.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a day such as 2025-12-31")]
pub(super) enum Day {
    Plain(Datetime),
    Quoted(String),
}

impl Day {
    pub fn read(&self) -> Option<NaiveDate> {
        let text = match self {
            Day::Plain(day) => day.to_string(),
            Day::Quoted(text) => text.clone(),
        };
        text.parse().ok()
    }
}

/// One text, or a list of them; none for a key that is not there.
pub(super) type Texts = Option<Spanned<OneOrMore>>;

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text in quotes, or a list of them")]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub fn iter(&self) -> impl Iterator<Item = &String> {
        let all = match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        };
        all.iter()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerRule {
    pub code: Spanned<String>,
    pub name: Option<Spanned<String>>,
    #[serde(default)]
    pub when: When,
    pub path: Option<Spanned<String>>,
    pub require: Option<bool>,
    pub forbid: Option<bool>,
    pub min_length: Option<usize>,
    pub max_length: Option<Spanned<usize>>,
    pub max_repeats: Option<usize>,
    pub max_lines: Option<usize>,
    pub max_amount: Option<Spanned<String>>,
    pub one_of: Option<Spanned<Vec<String>>>,
    pub pattern: Option<Spanned<String>>,
    #[serde(default)]
    pub predicts: Vec<Spanned<String>>,
    pub severity: Option<SeverityWord>,
    pub message: Option<Spanned<String>>,
    pub help: Option<Spanned<String>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SeverityWord {
    Info,
    Warning,
    Error,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Severity {
        match word {
            SeverityWord::Info => Severity::Info,
            SeverityWord::Warning => Severity::Warning,
            SeverityWord::Error => Severity::Error,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct When {
    pub payer: Texts,
    pub submitter: Texts,
    pub provider: Texts,
    pub kind: Option<KindWord>,
    pub pos: Texts,
    pub procedure: Texts,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum KindWord {
    Professional,
    Institutional,
    Dental,
}

impl From<KindWord> for ClaimKind {
    fn from(word: KindWord) -> ClaimKind {
        match word {
            KindWord::Professional => ClaimKind::Professional,
            KindWord::Institutional => ClaimKind::Institutional,
            KindWord::Dental => ClaimKind::Dental,
        }
    }
}

/// Where the fees are: a CSV file, or its text here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeeSource {
    pub path: Option<Spanned<String>>,
    pub csv: Option<Spanned<String>>,
}

/// Where the codes of a list are: a CSV file, here one by one, or here as the text of such a file.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a CSV file, a list of codes, or { csv = \"...\" }"
)]
pub(super) enum CodeSource {
    File(String),
    Here(Vec<CodeHere>),
    Text(CsvText),
}

/// Where a table is: a CSV file, or the text of one.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a CSV file, or { csv = \"...\" }"
)]
pub(super) enum TableSource {
    File(String),
    Text(CsvText),
}

/// The text of a CSV file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CsvText {
    pub csv: String,
}

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a code in quotes, or { code = \"...\", valid_from = 2025-01-01, valid_to = 2025-12-31 }"
)]
pub(super) enum CodeHere {
    Always(String),
    Dated(DatedCode),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatedCode {
    pub code: String,
    pub valid_from: Option<Day>,
    pub valid_to: Option<Day>,
}
