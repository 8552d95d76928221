//! `remedi explain`.

use std::io::Write;

use clap::Args;
use remedi_claims::Pos;
use remedi_claims::codes::acknowledgement::{self, AckCode, AckElement};
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::carc::{self, Carc, CauseBy};
use remedi_claims::codes::claim_payment_status::{self, ClaimPaymentStatus};
use remedi_claims::codes::claim_status::{self, StatusCode};
use remedi_claims::codes::pos::{self, PlaceOfService};
use remedi_claims::codes::provider_adjustment::{self, ProviderAdjustment};
use remedi_claims::codes::rarc::{self, Rarc, RarcRole};
use remedi_validate::{OwnCause, Profile, Rule, SyntaxCode, rules};

use super::profile::ProfileArg;
use crate::cli::Format;
use crate::exit::Failure;
use crate::output;
use crate::session::Session;

/// Explains a rule or a code in plain words.
///
/// Rules go by code or name, and those of your own profile (--rules) too; of codes it is told what your tables of causes say. Codes are those of remittances (CARC, RARC, group, claim status, provider-level adjustment), of places of
/// service and of acknowledgements: `TA105 025`, `IK403 7` or `A7:562:82`. A code of several lists is explained in each;
/// `pos:11` or `carc:11` asks for one, `claim-status:562` and `entity:82` for parts of a claim status.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A rule or a code, such as ENR-04, B7, N290, CO-45, pos:11, IK403:7 or A7:562:82.
    #[arg(required = true)]
    codes: Vec<String>,
    #[command(flatten)]
    profile: ProfileArg,
}

/// What is said about one code of one list.
#[derive(Debug, Default)]
pub(crate) struct Explanation {
    /// The list, such as `carc`.
    pub(crate) list: &'static str,
    /// The code.
    pub(crate) code: String,
    /// In one line, what it means; empty where remedi does not say.
    pub(crate) meaning: String,
    /// What else is known, by name.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// A longer text in Markdown; empty where there is none.
    pub(crate) text: String,
}

impl Explain {
    pub(crate) fn run(&self, session: &Session, out: &mut dyn Write) -> Result<(), Failure> {
        let profile = self.profile.read()?;
        let (mut found, mut not_known) = (Vec::new(), Vec::new());
        // An answer as it is printed is several codes: CO-16 M77. Of an element and its code both stand for one.
        let given = self.codes.iter().flat_map(|given| {
            let whole = given.trim().replacen(' ', ":", 1);
            let mut known = Vec::new();
            find(&whole, &mut known);
            match known.is_empty() && given.trim().contains(char::is_whitespace) {
                true => given.split_whitespace().map(str::to_owned).collect(),
                false => vec![whole],
            }
        });
        let given: Vec<String> = given.collect();
        let mut codes = given.iter().peekable();
        while let Some(code) = codes.next() {
            let before = found.len();
            // An element of an acknowledgement may stand before its code: IK403 7.
            let code = match AckElement::named(code).and(codes.peek()) {
                Some(next) if AckElement::named(next).is_none() => {
                    let whole = format!("{code}:{next}");
                    codes.next();
                    whole
                }
                _ => code.clone(),
            };
            let own = profile.as_ref().and_then(|own| own.own_rule(&code));
            found.extend(own.map(of_rule));
            find(&code, &mut found);
            found.extend(profile.iter().flat_map(|own| own_causes(own, &code)));
            if found.len() == before {
                not_known.push(unknown(&code));
            }
        }
        match session.format {
            Format::Human => output::human::explanation::write(out, &found, session.palette()),
            Format::Json => output::json::explanation::write(out, &found),
            Format::Csv => output::csv::explanation::write(out, &found),
        }?;
        match not_known.is_empty() {
            true => Ok(()),
            false => Err(Failure::Message(not_known.join("\n"))),
        }
    }
}

/// Finds a code in a list.
type Find = fn(&str) -> Option<Explanation>;

/// Lists whose codes are explained only when the list is named: most of their codes are numbers.
const NAMED_LISTS: [(&str, Find); 2] = [
    ("claim-status", |code| {
        claim_status::status(code.as_bytes()).map(|status| of_claim_status("claim-status", status))
    }),
    ("entity", |code| {
        claim_status::entity(code.as_bytes()).map(|entity| of_claim_status("entity", entity))
    }),
];

/// The lists, each with what finds a code in it.
const LISTS: [(&str, Find); 8] = [
    ("rule", |code| rules::find(code).map(of_rule)),
    ("carc", |code| carc::lookup(code.as_bytes()).map(of_carc)),
    ("rarc", |code| rarc::lookup(code.as_bytes()).map(of_rarc)),
    ("pos", |code| {
        pos::lookup(Pos::parse(code.as_bytes())?).map(of_pos)
    }),
    ("group", |code| {
        AdjustmentGroup::parse(code.as_bytes()).map(of_group)
    }),
    ("status", |code| {
        claim_payment_status::lookup(code.as_bytes()).map(of_status)
    }),
    ("plb", |code| {
        provider_adjustment::lookup(code.as_bytes()).map(of_provider_adjustment)
    }),
    ("category", |code| {
        claim_status::category(code.as_bytes())
            .map(|category| of_claim_status("category", category))
    }),
];

/// Adds what is known about a code.
fn find(code: &str, found: &mut Vec<Explanation>) {
    if let Some((list, code)) = code.split_once(':') {
        let asked = LISTS
            .iter()
            .chain(&NAMED_LISTS)
            .filter(|(name, _)| name.eq_ignore_ascii_case(list));
        found.extend(asked.filter_map(|(_, of)| of(code)));
        if let Some(element) = AckElement::named(list) {
            let code = acknowledgement::lookup(element, code.as_bytes());
            found.extend(code.map(of_ack_code));
        } else if let Some(category) = claim_status::category(list.as_bytes()) {
            found.extend(of_whole_status(category, code));
        }
        return;
    }
    if let Some(element) = AckElement::named(code) {
        found.extend(acknowledgement::all(element).map(of_ack_code));
        return;
    }
    let before = found.len();
    found.extend(LISTS.iter().filter_map(|(_, of)| of(code)));
    // As billers write an adjustment: CO-45.
    if found.len() == before
        && let Some((group, reason)) = code.split_once('-')
        && let Some(group) = AdjustmentGroup::parse(group.as_bytes())
        && let Some(reason) = carc::lookup(reason.as_bytes())
    {
        found.extend([of_group(group), of_carc(reason)]);
    }
}

/// Says that a code is in no list, and which ones come near.
fn unknown(code: &str) -> String {
    let (list, bare) = code.split_once(':').unwrap_or(("", code));
    let all = carc::all()
        .iter()
        .map(|carc| ("carc", carc.code.to_owned()));
    let all = all.chain(
        rarc::all()
            .iter()
            .map(|rarc| ("rarc", rarc.code.to_owned())),
    );
    let all = all.chain(pos::all().map(|place| ("pos", place.code.to_string())));
    let rules = rules::ALL.iter().flat_map(|rule| [rule.code, rule.name]);
    let all = all.chain(rules.map(|known| ("rule", known.to_owned())));
    let near = all.filter(|(name, _)| list.is_empty() || name.eq_ignore_ascii_case(list));
    let wanted = bare.to_ascii_uppercase();
    let mut near: Vec<_> = near
        .map(|(_, known)| {
            let distance = strsim::osa_distance(&wanted, &known.to_ascii_uppercase());
            let other_start = wanted.as_bytes().first() != known.as_bytes().first();
            (distance, other_start, known)
        })
        // What has nothing in common with it is not near.
        .filter(|(distance, _, known)| {
            *distance <= 1.max(known.len() / 3) && *distance < wanted.len()
        })
        .collect();
    near.sort();
    near.dedup();
    let near: Vec<_> = near
        .into_iter()
        .take(5)
        .map(|(_, _, known)| known)
        .collect();
    match near.as_slice() {
        [] => format!("`{code}` is no code that remedi knows"),
        near => format!(
            "`{code}` is no code that remedi knows; near it are {}",
            near.join(", ")
        ),
    }
}

fn of_rule(rule: &Rule) -> Explanation {
    let mut facts = vec![
        ("severity", rule.severity.to_string()),
        ("cause", rule.cause.to_string()),
    ];
    facts.extend(rule.snip().map(|snip| ("SNIP type", snip.to_string())));
    facts.extend(rule.from.map(|from| ("services since", from.to_string())));
    facts.extend(rule.to.map(|to| ("services until", to.to_string())));
    if !rule.predicts.is_empty() {
        let answers = rule.predicts.iter().map(ToString::to_string);
        facts.push(("payers answer", answers.collect::<Vec<_>>().join(" or ")));
    }
    facts.push(("source", rule.source.to_owned()));
    Explanation {
        list: "rule",
        code: rule.code.to_owned(),
        meaning: rule.name.to_owned(),
        facts,
        text: rule.explanation(),
    }
}

/// What the user's tables say of a reason or remark code: `24`, `carc:24` or `CO-24`.
fn own_causes(profile: &Profile, code: &str) -> Vec<Explanation> {
    let (group, code) = match code.split_once([':', '-']) {
        Some((list, code)) => match AdjustmentGroup::parse(list.as_bytes()) {
            None if !["carc", "rarc"].contains(&&*list.to_ascii_lowercase()) => return Vec::new(),
            group => (group, code),
        },
        None => (None, code),
    };
    let tables = profile.causes();
    let rows = tables.naming(code);
    let rows = rows.filter(|row| group.is_none() || row.group.is_none() || row.group == group);
    let mut found: Vec<Explanation> = rows.map(of_own_cause).collect();
    if tables.are_loose() && matches!(code, "109" | "204") {
        found.push(Explanation {
            list: "own-cause",
            code: code.to_owned(),
            meaning: "may stand for a provider whom the payer does not know (loose_semantics)"
                .to_owned(),
            ..Explanation::default()
        });
    }
    found
}

fn of_own_cause(row: OwnCause<'_>) -> Explanation {
    let OwnCause {
        code,
        remark,
        group,
        payer,
        says,
    } = row;
    let facts = [
        ("payer", Some(payer.unwrap_or("any").to_owned())),
        ("group", group.map(|group| group.to_string())),
        ("with remark code", remark.map(str::to_owned)),
        ("cause", says.cause.map(|cause| cause.to_string())),
        ("subcause", says.subcause.map(str::to_owned)),
        ("denies", says.denial.map(|denial| denial.to_string())),
        ("owner", says.owner.map(|owner| owner.to_string())),
        ("route", says.route.map(|route| route.to_string())),
        ("preventable", says.preventable.map(|one| one.to_string())),
    ];
    let facts = facts.into_iter();
    Explanation {
        list: "own-cause",
        code: code.to_owned(),
        facts: facts
            .filter_map(|(name, value)| Some((name, value?)))
            .collect(),
        ..Explanation::default()
    }
}

fn of_carc(carc: &Carc) -> Explanation {
    let mut explanation = Explanation {
        list: "carc",
        code: carc.code.to_owned(),
        ..Explanation::default()
    };
    let facts = &mut explanation.facts;
    facts.push(("status", carc.status.to_string()));
    facts.extend(carc.start.map(|start| ("since", start.to_string())));
    facts.extend(carc.stop.map(|stop| ("until", stop.to_string())));
    let mapping = &carc.mapping;
    let denies = mapping.denial.of(None);
    let never = matches!(mapping.cause, CauseBy::Cause(cause) if cause.is_never_a_denial());
    let denies = match mapping.denial.other() {
        _ if never => "no".to_owned(),
        Some((group, other)) => format!("{denies}; in group {group} {other}"),
        None => denies.to_string(),
    };
    facts.push(("denies", denies));
    let cause = match mapping.cause {
        CauseBy::Cause(cause) => cause.to_string(),
        CauseBy::ByRarc => "told by the remark codes with it".to_owned(),
    };
    facts.push(("cause", cause));
    facts.push(("subcause", mapping.subcause.to_owned()));
    if mapping.needs_remark {
        facts.push((
            "remark code",
            "one that is no alert must be with it".to_owned(),
        ));
    }
    facts.push(("owner", mapping.owner.to_string()));
    facts.push(("route", mapping.route.to_string()));
    facts.push(("preventable", mapping.preventable.to_string()));
    explanation.meaning = mapping.meaning.to_owned();
    explanation
}

fn of_rarc(rarc: &Rarc) -> Explanation {
    let mut explanation = Explanation {
        list: "rarc",
        code: rarc.code.to_owned(),
        meaning: rarc.meaning.to_owned(),
        ..Explanation::default()
    };
    let facts = &mut explanation.facts;
    facts.extend(rarc.start.map(|start| ("since", start.to_string())));
    facts.extend(rarc.stop.map(|stop| ("until", stop.to_string())));
    if rarc.alert {
        facts.push((
            "alert",
            "informs only, and explains no adjustment".to_owned(),
        ));
    }
    match rarc.role {
        RarcRole::Cause(cause, subcause) => {
            facts.push(("cause", cause.to_string()));
            facts.push(("subcause", subcause.to_owned()));
        }
        RarcRole::RouteFlag(flag) => facts.push(("way on", flag.to_string())),
        RarcRole::RetroactiveChange(why) => facts.push(("retroactive change", why.to_owned())),
        RarcRole::Reversal(why) => facts.push(("taken back for", why.to_owned())),
        RarcRole::Context => {}
    }
    facts.extend(rarc.owner.map(|owner| ("owner", owner.to_string())));
    facts.extend(rarc.route.map(|route| ("route", route.to_string())));
    if let RarcRole::Cause(cause, _) = rarc.role {
        facts.push(("preventable", cause.preventable().to_string()));
    }
    explanation
}

fn of_pos(place: &PlaceOfService) -> Explanation {
    let mut facts = Vec::new();
    facts.extend(place.valid_from.map(|from| ("since", from.to_string())));
    facts.extend(place.valid_to.map(|to| ("until", to.to_string())));
    let changed = place.meaning_changed_on;
    facts.extend(changed.map(|day| ("means this since", day.to_string())));
    facts.push(("kind of place", place.class.to_string()));
    facts.push(("Medicare rate", place.medicare_rate.to_string()));
    let since = place.medicare_rate_since;
    facts.extend(since.map(|day| ("rate since", day.to_string())));
    facts.extend(
        place
            .medicare_from
            .map(|day| ("Medicare takes it since", day.to_string())),
    );
    facts.push(("service facility loop", place.facility_loop.to_string()));
    if place.telehealth {
        facts.push(("telehealth", "yes".to_owned()));
    }
    Explanation {
        list: "pos",
        code: place.code.to_string(),
        meaning: place.name.to_owned(),
        facts,
        text: place.note.unwrap_or_default().to_owned(),
    }
}

fn of_group(group: AdjustmentGroup) -> Explanation {
    let mut facts = vec![];
    if group.is_billable_to_patient() {
        facts.push(("patient may be billed", "yes".to_owned()));
    }
    if group.is_4010_only() {
        facts.push(("version", "4010 only".to_owned()));
    }
    Explanation {
        list: "group",
        code: group.to_string(),
        meaning: group.meaning().to_owned(),
        facts,
        ..Explanation::default()
    }
}

fn of_status(status: &ClaimPaymentStatus) -> Explanation {
    let mut facts = vec![];
    if status.is_4010_only {
        facts.push(("version", "4010 only".to_owned()));
    }
    Explanation {
        list: "status",
        code: status.code.to_owned(),
        meaning: status.meaning.to_owned(),
        facts,
        ..Explanation::default()
    }
}

fn of_provider_adjustment(reason: &ProviderAdjustment) -> Explanation {
    Explanation {
        list: "plb",
        code: reason.code.to_owned(),
        meaning: reason.meaning.to_owned(),
        facts: vec![("kind", reason.kind.to_string())],
        ..Explanation::default()
    }
}

fn of_claim_status(list: &'static str, code: &StatusCode) -> Explanation {
    let mut explanation = Explanation {
        list,
        code: code.code.to_owned(),
        ..Explanation::default()
    };
    match code.meaning {
        Some(meaning) => explanation.meaning = meaning.to_owned(),
        None => {
            let known = "the code exists; remedi has no words of its own for it";
            explanation.facts.push(("known", known.to_owned()));
        }
    }
    explanation
}

/// Category, status and entity of a claim status; nothing where one of them is in no list.
fn of_whole_status(category: &StatusCode, others: &str) -> Vec<Explanation> {
    let (status, entity) = match others.split_once(':') {
        Some((status, entity)) => (status, Some(entity)),
        None => (others, None),
    };
    let Some(status) = claim_status::status(status.as_bytes()) else {
        return Vec::new();
    };
    let mut all = vec![
        of_claim_status("category", category),
        of_claim_status("claim-status", status),
    ];
    let rules = rules::ALL.iter().filter(|rule| {
        let own = rule.ack.map(|ack| (ack.category, ack.status));
        own == Some((category.code, status.code))
    });
    let rules: Vec<_> = rules.map(|rule| rule.code).collect();
    if !rules.is_empty() {
        all[1]
            .facts
            .push(("rules that refuse with both", rules.join(" ")));
    }
    match entity.map(|entity| claim_status::entity(entity.as_bytes())) {
        None => all,
        Some(Some(entity)) => {
            all.push(of_claim_status("entity", entity));
            all
        }
        Some(None) => Vec::new(),
    }
}

fn of_ack_code(code: &AckCode) -> Explanation {
    let tells = |rule: &&&Rule| {
        rule.syntax.is_some_and(|syntax| {
            let element = match syntax {
                SyntaxCode::Interchange(_) => AckElement::InterchangeNote,
                SyntaxCode::Group(_) => AckElement::GroupFault,
                SyntaxCode::Set(_) => AckElement::SetFault,
                SyntaxCode::Segment(_) => AckElement::SegmentFault,
                SyntaxCode::Element(_) => AckElement::ElementFault,
            };
            (element, syntax.as_str()) == (code.element, code.code)
        })
    };
    let rules: Vec<_> = rules::ALL
        .iter()
        .filter(tells)
        .map(|rule| rule.code)
        .collect();
    let mut facts = Vec::new();
    if !rules.is_empty() {
        facts.push(("rules that tell it", rules.join(" ")));
    }
    Explanation {
        list: code.element.as_str(),
        code: code.code.to_owned(),
        meaning: code.meaning.to_owned(),
        facts,
        ..Explanation::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(code: &str) -> Vec<&'static str> {
        let mut found = Vec::new();
        find(code, &mut found);
        found.iter().map(|explanation| explanation.list).collect()
    }

    #[test]
    fn a_code_of_several_lists_is_explained_in_each() {
        assert_eq!(lists("11"), ["carc", "pos"]);
        assert_eq!(lists("22"), ["carc", "pos", "status"]);
        assert_eq!(lists("pos:11"), ["pos"]);
        assert_eq!(lists("n290"), ["rarc"]);
    }

    #[test]
    fn an_adjustment_is_a_group_and_a_reason() {
        assert_eq!(lists("CO-45"), ["group", "carc"]);
        assert!(lists("XX-45").is_empty());
    }

    #[test]
    fn a_claim_status_is_explained_in_its_parts() {
        assert_eq!(lists("A7:562:82"), ["category", "claim-status", "entity"]);
        assert_eq!(lists("a7:249"), ["category", "claim-status"]);
        assert_eq!(lists("claim-status:9"), ["claim-status"]);
        assert_eq!(lists("A7"), ["carc", "category"]);
        for wrong in ["A7:9999", "A7:562:??", "Q9:562", "A7:"] {
            assert!(lists(wrong).is_empty(), "{wrong}");
        }
    }

    #[test]
    fn codes_of_acknowledgements_go_by_their_element() {
        assert_eq!(lists("IK403:7"), ["IK403"]);
        assert_eq!(lists("ak502:5"), ["IK502"]);
        assert_eq!(lists("TA105:025"), ["TA105"]);
        assert_eq!(lists("TA104"), ["TA104"; 3]);
        assert!(lists("IK403:99").is_empty());
    }

    #[test]
    fn near_misses_are_named() {
        assert!(unknown("N2900").contains("N290"));
        assert!(unknown("B77").contains(" B7, "));
        assert_eq!(
            unknown("nonsense"),
            "`nonsense` is no code that remedi knows"
        );
    }
}
