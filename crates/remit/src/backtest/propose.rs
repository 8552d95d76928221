//! Rules of payers, mined from their answers and tried on later ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{Money, Pos, ProcedureCode};
use remedi_enrollment::ProcedureFamily;
use remedi_validate::{false_discovery_rates_of, tail_probability};

use super::answers::{AnsweredLine, FirstAnswer, LineDenial};
use crate::cause::{explains, is_generic};
use crate::{Code, Ratio};

/// How candidates are mined and tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mining {
    /// Mined from what was answered up to this day, and tried on what was sent after it. Unless given, the day by
    /// which three of five of the answered claims had been answered.
    pub split: Option<NaiveDate>,
    /// Mined from the answers of so many days up to then: payers change their minds.
    pub days: u32,
    /// So many claims are to be denied at least, of those that a candidate is mined from.
    pub least_denied: u64,
    /// So large a part of them is to be denied at least when mined: a habit of the payer may have begun meanwhile.
    pub least_share: f64,
    /// So large a part is to be denied at least when tried.
    pub least_precision: f64,
}

impl Default for Mining {
    fn default() -> Mining {
        Mining {
            split: None,
            days: 180,
            least_denied: 5,
            least_share: 0.3,
            least_precision: 0.5,
        }
    }
}

/// No candidate rests on fewer claims when it is tried.
const LEAST_TRIED: u64 = 3;
/// The rate of false discoveries among what is mined.
const FALSE_DISCOVERIES: f64 = 0.05;
/// From this precision on a rule holds claims; below it warns.
const HOLDS_CLAIMS: f64 = 0.9;

/// Claims of the kind that a candidate is about, and those of them that were denied as it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Of all claims of the kind.
    pub denied: Ratio<u64>,
    /// Denied as it says.
    pub amount_caught: Money,
    /// The charges of the claims of the kind that were not denied at all.
    pub amount_wrongly_held: Money,
}

impl Tried {
    fn share(&self) -> f64 {
        self.denied.numerator as f64 / self.denied.denominator.max(1) as f64
    }
}

/// A candidate: services that a payer denies as a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The payer.
    pub payer: Box<str>,
    /// The place of service.
    pub pos: Pos,
    /// The family of procedures, by our own label; `None` for a single code.
    pub family: Option<&'static str>,
    /// The codes, single or as ranges.
    pub procedures: Vec<String>,
    /// The reason code.
    pub carc: Code,
    /// The root cause of most of its denials.
    pub cause: RootCause,
    /// What most of them say, as a rule predicts it: `CO-58`, and where the reason says little without, the remarks of half of them.
    pub predicts: String,
    /// What it was mined from.
    pub mined: Tried,
    /// The rate of false discoveries at which it would be taken for one (Benjamini and Hochberg).
    pub q_value: f64,
    /// What later claims say of it.
    pub tried: Tried,
    /// Claims of the later period that the payer denied for this reason, and that are not of the kind.
    pub missed: u64,
    /// Whether later claims bear it out.
    pub holds: bool,
}

/// Candidates, and the periods they were mined from and tried on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposals {
    /// Mined from claims answered up to this day, tried on claims sent after it; `None` without claims.
    pub split: Option<NaiveDate>,
    /// The first day of the answers that they were mined from; `None` without answers.
    pub since: Option<NaiveDate>,
    /// Claims that candidates were mined from.
    pub mined_from: u64,
    /// Claims that they were tried on.
    pub tried_on: u64,
    /// Those that hold first, then by dollars caught.
    pub all: Vec<Proposal>,
}

/// Procedures that are looked at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Family(usize),
    Code(ProcedureCode),
}

impl Group {
    fn of(procedure: ProcedureCode) -> [Option<Group>; 2] {
        let mut families = ProcedureFamily::all().iter();
        let family = families.position(|family| family.contains(procedure));
        [family.map(Group::Family), Some(Group::Code(procedure))]
    }

    fn contains(self, procedure: ProcedureCode) -> bool {
        match self {
            Group::Family(index) => ProcedureFamily::all()[index].contains(procedure),
            Group::Code(code) => code == procedure,
        }
    }
}

/// Services of one kind of one payer.
type Kind<'a> = (&'a str, Pos, Group);
type Cause = (Code, RootCause);

/// Counts of claims, each once.
#[derive(Default)]
struct Counts<'a> {
    claims: u64,
    of_kind: BTreeMap<Kind<'a>, (u64, Money)>,
    of_reason: BTreeMap<Code, u64>,
    of_payer: BTreeMap<(&'a str, Code), u64>,
    denied: BTreeMap<(Kind<'a>, Code), (u64, Money)>,
    causes: BTreeMap<(Kind<'a>, Cause), u64>,
    /// Denials by group, and by remark where the reason says little without.
    answers: BTreeMap<(Kind<'a>, Code), BTreeMap<Said, u64>>,
}

/// What comes with a reason in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Group(Code),
    Remark(Code),
}

impl<'a> Counts<'a> {
    fn add(&mut self, answer: &FirstAnswer<'a>) {
        self.claims += 1;
        let reasons: BTreeSet<Code> = answer.denials.iter().map(|one| one.denial.carc).collect();
        for &carc in &reasons {
            *self.of_reason.entry(carc).or_default() += 1;
        }
        let Some(payer) = answer.payer else {
            return;
        };
        for &carc in &reasons {
            *self.of_payer.entry((payer, carc)).or_default() += 1;
        }
        let of_line = |line: &AnsweredLine| {
            let told = line.pos.zip(line.procedure);
            let groups = told.map(|(pos, procedure)| (pos, Group::of(procedure)));
            let kinds = groups.map(|(pos, groups)| {
                let groups = groups.into_iter().flatten();
                groups.map(move |group| (payer, pos, group))
            });
            kinds.into_iter().flatten()
        };
        let kinds: BTreeSet<Kind<'a>> = answer.lines.iter().flat_map(of_line).collect();
        let mut denied: BTreeMap<(Kind<'a>, Cause), Money> = BTreeMap::new();
        for LineDenial { line, denial } in &answer.denials {
            // A denial of the claim counts once for each kind that is in it.
            let of_denial = match *line {
                Some(line) => of_line(&answer.lines[line]).collect(),
                None => kinds.clone(),
            };
            for kind in of_denial {
                let cause = (denial.carc, denial.cause);
                *denied.entry((kind, cause)).or_default() += denial.amount;
                let remarks = denial.rarcs.iter().copied();
                let remarks = remarks.filter(|&remark| is_generic(denial.carc) && explains(remark));
                let said = remarks.map(Said::Remark).chain([Said::Group(denial.group)]);
                let answers = self.answers.entry((kind, denial.carc)).or_default();
                said.for_each(|said| *answers.entry(said).or_default() += 1);
            }
        }
        for kind in kinds {
            let of_kind = self.of_kind.entry(kind).or_default();
            of_kind.0 += 1;
            if answer.denials.is_empty() {
                of_kind.1 += answer.charge;
            }
            for &carc in &reasons {
                let own = denied.iter();
                let own = own.filter(|((of, (code, _)), _)| (*of, *code) == (kind, carc));
                let amount: Vec<Money> = own.map(|(_, amount)| *amount).collect();
                if !amount.is_empty() {
                    let sum = self.denied.entry((kind, carc)).or_default();
                    sum.0 += 1;
                    sum.1 += amount.into_iter().sum();
                }
            }
        }
        for (kind, cause) in denied.into_keys() {
            *self.causes.entry((kind, cause)).or_default() += 1;
        }
    }

    fn tried(&self, kind: Kind<'a>, carc: Code) -> Tried {
        let (claims, wrongly_held) = self.of_kind.get(&kind).copied().unwrap_or_default();
        let (denied, caught) = self.denied.get(&(kind, carc)).copied().unwrap_or_default();
        Tried {
            denied: Ratio {
                numerator: denied,
                denominator: claims,
            },
            amount_caught: caught,
            amount_wrongly_held: wrongly_held,
        }
    }

    /// What most denials of a kind for a reason say, as a rule predicts it: the group, the reason, and the remarks of half of them.
    fn predicts(&self, kind: Kind<'a>, carc: Code) -> String {
        let none = BTreeMap::new();
        let answers = self.answers.get(&(kind, carc)).unwrap_or(&none);
        let groups = answers.iter().filter_map(|(said, count)| match said {
            Said::Group(group) => Some((*count, *group)),
            Said::Remark(_) => None,
        });
        let all: u64 = groups.clone().map(|(count, _)| count).sum();
        let group = groups.max().map_or(Code::new(b"CO"), |(_, group)| group);
        let mut text = format!("{group}-{carc}");
        for (said, count) in answers {
            if let Said::Remark(remark) = said
                && 2 * count >= all
            {
                let _ = write!(text, " {remark}");
            }
        }
        text
    }

    /// The cause of most denials of a kind for a reason.
    fn cause(&self, kind: Kind<'a>, carc: Code) -> RootCause {
        let own = self.causes.iter();
        let own = own.filter(|((of, (code, _)), _)| (*of, *code) == (kind, carc));
        own.max_by_key(|(_, count)| **count)
            .map_or(RootCause::Unknown, |((_, (_, cause)), _)| *cause)
    }
}

/// `answers` gives the first answers, each time it is asked.
pub(super) fn propose<'a, A>(answers: impl Fn() -> A, mining: &Mining) -> Proposals
where
    A: Iterator<Item = FirstAnswer<'a>>,
{
    // What a rule holds already needs no other.
    let open = || answers().filter(|answer| !answer.is_held());
    let Some(split) = mining.split.or_else(|| split(open())) else {
        return Proposals::default();
    };
    let since = split.checked_sub_days(Days::new(mining.days.into()));
    let since = since.unwrap_or(NaiveDate::MIN);
    let (mut mined, mut later) = (Counts::default(), Counts::default());
    let mut first: Option<NaiveDate> = None;
    for answer in open() {
        let decided_on = answer.decided_on;
        if let Some(day) = decided_on.filter(|day| (since..=split).contains(day)) {
            mined.add(&answer);
            first = Some(first.map_or(day, |first| first.min(day)));
        }
        if answer.sent_on.is_some_and(|day| day > split) {
            later.add(&answer);
        }
    }
    let found = candidates(&mined, mining);
    let mut all: Vec<Proposal> = found
        .into_iter()
        .map(|((kind, carc), q_value)| {
            let (payer, pos, group) = kind;
            let tried = later.tried(kind, carc);
            let of_payer = later
                .of_payer
                .get(&(payer, carc))
                .copied()
                .unwrap_or_default();
            let (family, procedures) = match group {
                Group::Family(index) => {
                    let family = &ProcedureFamily::all()[index];
                    let ranges = family.ranges.iter().map(ToString::to_string);
                    (Some(family.name), ranges.collect())
                }
                Group::Code(code) => (None, vec![code.to_string()]),
            };
            Proposal {
                payer: payer.into(),
                pos,
                family,
                procedures,
                carc,
                cause: mined.cause(kind, carc),
                predicts: mined.predicts(kind, carc),
                mined: mined.tried(kind, carc),
                q_value,
                tried,
                missed: of_payer - tried.denied.numerator,
                holds: tried.denied.denominator >= LEAST_TRIED
                    && tried.share() >= mining.least_precision,
            }
        })
        .collect();
    all.sort_by(|one, other| {
        let rank = |one: &Proposal| (one.holds, one.tried.amount_caught);
        let key = |one: &Proposal| (one.payer.clone(), one.pos, one.procedures.clone(), one.carc);
        rank(other)
            .cmp(&rank(one))
            .then_with(|| key(one).cmp(&key(other)))
    });
    Proposals {
        split: Some(split),
        since: first,
        mined_from: mined.claims,
        tried_on: later.claims,
        all,
    }
}

/// The day by which three of five claims had been answered.
fn split<'a>(answers: impl Iterator<Item = FirstAnswer<'a>>) -> Option<NaiveDate> {
    let mut days: Vec<NaiveDate> = answers.filter_map(|one| one.decided_on).collect();
    days.sort_unstable();
    let answered = (days.len() * 3).div_ceil(5);
    days.get(answered.checked_sub(1)?).copied()
}

/// Kinds that are denied for a reason too often for chance, with their rates of false discoveries. A family is told
/// as such where each of its codes is denied alike; else its codes are.
fn candidates<'a>(mined: &Counts<'a>, mining: &Mining) -> Vec<((Kind<'a>, Code), f64)> {
    let tested: Vec<(Kind<'a>, Code)> = mined.denied.keys().copied().collect();
    let probabilities: Vec<f64> = tested
        .iter()
        .map(|&(kind, carc)| {
            let Ratio {
                numerator,
                denominator,
            } = mined.tried(kind, carc).denied;
            tail_probability(numerator, denominator, mined.of_reason[&carc], mined.claims)
        })
        .collect();
    let tests = mined.of_kind.len() as u64 * mined.of_reason.len() as u64;
    let rates = false_discovery_rates_of(&probabilities, tests);
    let is_denied = |kind, carc| {
        let tried = mined.tried(kind, carc);
        tried.denied.numerator >= mining.least_denied && tried.share() >= mining.least_share
    };
    let found: Vec<((Kind<'a>, Code), f64)> = tested
        .into_iter()
        .zip(rates)
        .filter(|&((kind, carc), rate)| rate <= FALSE_DISCOVERIES && is_denied(kind, carc))
        .collect();
    let codes_of = |payer, pos, family: Group| {
        let kinds = mined.of_kind.iter();
        kinds.filter_map(move |(&(of, at, group), (claims, _))| match group {
            Group::Code(code) if (of, at) == (payer, pos) && family.contains(code) => {
                Some((group, *claims))
            }
            _ => None,
        })
    };
    // Families of which several codes are denied, and all that have enough claims to say.
    let whole: BTreeSet<(Kind<'a>, Code)> = found
        .iter()
        .map(|(one, _)| *one)
        .filter(|&((payer, pos, group), carc)| {
            let mut codes = codes_of(payer, pos, group);
            let is_hit = |code: Group| mined.denied.contains_key(&((payer, pos, code), carc));
            let hit = codes_of(payer, pos, group).filter(|&(code, _)| is_hit(code));
            // One code says nothing of the others of its family.
            matches!(group, Group::Family(_))
                && hit.count() > 1
                && codes.all(|(code, claims)| {
                    claims < mining.least_denied || is_denied((payer, pos, code), carc)
                })
        })
        .collect();
    let is_told = |((payer, pos, group), carc): (Kind<'a>, Code)| match group {
        Group::Family(_) => whole.contains(&((payer, pos, group), carc)),
        Group::Code(code) => {
            let mut families = Group::of(code).into_iter().flatten();
            !families.any(|family| whole.contains(&((payer, pos, family), carc)))
        }
    };
    found.into_iter().filter(|(one, _)| is_told(*one)).collect()
}

impl Proposals {
    /// Those that later claims bear out, as entries of a `remedi.toml` with their figures.
    pub fn to_toml(&self) -> String {
        let mut toml = String::from(
            "# Candidate rules of payers, mined by `remedi backtest --propose` from their answers. Look at each one, ask the\n\
             # payer where it is not clear why, and copy what you keep into your own profile.\n",
        );
        if let Some((since, split)) = self.since.zip(self.split) {
            let claims = |count: u64| match count {
                1 => "1 claim".to_owned(),
                count => format!("{count} claims"),
            };
            let _ = write!(
                toml,
                "# Mined from {} answered from {since} to {split}, tried on {} sent after that; claims that a\n\
                 # rule held are in neither.\n",
                claims(self.mined_from),
                claims(self.tried_on)
            );
        }
        for (number, proposal) in (1..).zip(self.all.iter().filter(|one| one.holds)) {
            proposal.write_toml(number, &mut toml);
        }
        toml
    }
}

impl Proposal {
    /// Whether its rule shall hold claims, and not only warn.
    pub fn is_error(&self) -> bool {
        self.tried.share() >= HOLDS_CLAIMS
    }

    fn write_toml(&self, number: usize, toml: &mut String) {
        let Proposal {
            payer,
            pos,
            family,
            procedures,
            carc,
            mined,
            tried,
            ..
        } = self;
        let of =
            |tried: &Tried| format!("{} of {}", tried.denied.numerator, tried.denied.denominator);
        let (then, later) = (of(mined), of(tried));
        let services = family.map_or_else(|| procedures.join(" "), str::to_owned);
        let quoted: Vec<String> = procedures.iter().map(|one| quote(one)).collect();
        // Dental procedures stand in SV3.
        let is_dental = procedures.iter().all(|code| {
            let digits = code.strip_prefix('D');
            digits.is_some_and(|digits| digits.starts_with(|char: char| char.is_ascii_digit()))
        });
        let path = if is_dental {
            "2400/SV301-2"
        } else {
            "2400/SV101-2"
        };
        let severity = if self.is_error() { "error" } else { "warning" };
        let _ = write!(
            toml,
            "\n# Mined: {then} claims denied with {carc}. Later: {later}, {} of denials caught, {} of claims held that were\n\
             # not denied; {} other claims denied with {carc} by this payer.\n\
             [[partner_rules]]\n\
             code = \"MINED-{number}\"\n\
             name = \"denied-as-a-rule\"\n\
             when = {{ payer = {}, pos = \"{pos}\", procedure = [{}] }}\n\
             path = \"{path}\"\n\
             forbid = true\n\
             predicts = [{}]\n\
             severity = \"{severity}\"\n\
             message = {}\n\
             help = \"ask the payer why before you send more of them\"\n",
            tried.amount_caught.dollars(),
            tried.amount_wrongly_held.dollars(),
            self.missed,
            quote(payer),
            quoted.join(", "),
            quote(&self.predicts),
            quote(&format!(
                "payer {{payer}} denied {later} such claims ({services} at place {pos}) with {carc}"
            )),
        );
    }
}

/// A text as TOML has it.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => quoted.push(' '),
            char => quoted.push(char),
        }
    }
    quoted + "\""
}
