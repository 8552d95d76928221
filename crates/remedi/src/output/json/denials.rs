//! Denials as JSON (`remedi.denial/1`), and their summary.

use std::io::{BufWriter, Write};

use chrono::NaiveDate;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{Modifier, Money, Npi, Pos, ProcedureCode, Tin};
use remedi_remit::{Code, Denial, DenialsSummary, EvidenceVerdict, Ratio, Reason, Share, Tally};
use serde::{Serialize, Serializer};

use super::{At, Text, Texts};
use crate::command::denials::Told;
use crate::exit::Failure;
use remedi_validate::ElementAt;

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    file: &'a str,
    trace: &'a str,
    paid_on: Option<Text<NaiveDate>>,
    claim: &'a str,
    payer_claim: &'a str,
    claim_sent: Option<&'a str>,
    line: Option<u32>,
    status: Text<Code>,
    payer: Option<&'a str>,
    payee_npi: Option<Text<Npi>>,
    payee_tin: Option<Text<Tin>>,
    provider: Option<Text<Npi>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    procedure: Option<Text<ProcedureCode>>,
    modifiers: Vec<Text<Modifier>>,
    service_from: Option<Text<NaiveDate>>,
    service_to: Option<Text<NaiveDate>>,
    charge: Text<Money>,
    paid: Text<Money>,
    group: Text<Code>,
    carc: Text<Code>,
    rarcs: Texts<'a, Code>,
    pharmacy_rejects: Texts<'a, Code>,
    amount: Text<Money>,
    denied: &'static str,
    state: &'static str,
    billable_to_patient: bool,
    cause: &'static str,
    subcause: &'static str,
    confidence: f64,
    because: Texts<'a, Reason>,
    evidence: Evidence<'a>,
    suspects: Option<&'static str>,
    preventable: bool,
    owner: &'static str,
    route: &'static str,
    deadline: Option<Text<NaiveDate>>,
    at: At<'a>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    verdict: &'static str,
    rule: Option<&'static str>,
    matched_by: Option<&'static str>,
    line_matched_by: Option<&'static str>,
    confidence: f64,
    claim_file: Option<&'a str>,
    claim_byte: Option<u64>,
}

/// Percent as a number from 0 to 1.
fn part(percent: u8) -> f64 {
    f64::from(percent) / 100.0
}

fn name(files: &[String], input: u32) -> &str {
    files.get(input as usize).map_or("", String::as_str)
}

impl<'a> Line<'a> {
    fn new(denial: &'a Denial, told: &'a Told<'_>) -> Line<'a> {
        let evidence = &denial.evidence;
        Line {
            schema: "remedi.denial/1",
            file: name(&told.remits, denial.at.input),
            trace: denial.trace,
            paid_on: denial.paid_on.map(Text),
            claim: denial.claim,
            payer_claim: denial.payer_claim,
            claim_sent: denial.claim_sent,
            line: denial.line,
            status: Text(denial.status),
            payer: denial.payer,
            payee_npi: denial.payee_npi.map(Text),
            payee_tin: denial.payee_tin.map(Text),
            provider: denial.provider.map(Text),
            location: denial.location,
            pos: denial.pos.map(Text),
            procedure: denial.procedure.map(Text),
            modifiers: denial.modifiers.iter().map(Text).collect(),
            service_from: denial.service_from.map(Text),
            service_to: denial.service_to.map(Text),
            charge: Text(denial.charge),
            paid: Text(denial.paid),
            group: Text(denial.group),
            carc: Text(denial.carc),
            rarcs: Texts(&denial.rarcs),
            pharmacy_rejects: Texts(&denial.pharmacy_rejects),
            amount: Text(denial.amount),
            denied: denial.denied.as_str(),
            state: denial.state.as_str(),
            billable_to_patient: denial.billable_to_patient,
            cause: denial.cause.as_str(),
            subcause: denial.subcause,
            confidence: part(denial.confidence),
            because: Texts(&denial.because),
            evidence: Evidence {
                verdict: evidence.verdict.as_str(),
                rule: evidence.rule,
                matched_by: evidence.matched_by.map(|by| by.as_str()),
                line_matched_by: evidence.line_matched_by.map(|by| by.as_str()),
                confidence: part(evidence.confidence),
                claim_file: evidence.claim_input.map(|input| name(&told.claims, input)),
                claim_byte: evidence.claim_byte,
            },
            suspects: denial.suspects.map(|cause| cause.as_str()),
            preventable: denial.preventable,
            owner: denial.owner.as_str(),
            route: denial.route.as_str(),
            deadline: denial.deadline.map(|last| Text(last.until)),
            at: spot(&denial.at),
        }
    }
}

fn spot(spot: &remedi_remit::Spot) -> At<'static> {
    let loop_id = (!spot.loop_id.is_empty()).then_some(spot.loop_id);
    let element = ElementAt::new(spot.tag.as_bytes(), spot.element, 0);
    At::new(spot.place, loop_id, Some(element))
}

#[derive(Serialize)]
struct Sum {
    claims: u64,
    denials: u64,
    amount: Text<Money>,
}

impl From<Tally> for Sum {
    fn from(tally: Tally) -> Sum {
        Sum {
            claims: tally.claims,
            denials: tally.denials,
            amount: Text(tally.amount),
        }
    }
}

/// Sums by a key, largest first; the key under a name of its own.
struct By<'a, K>(&'static str, &'a [Share<K>]);

impl<K: Word> Serialize for By<'_, K> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let sums = self.1.iter();
        to.collect_seq(sums.map(|Share { key, tally }| Summed([(self.0, key.word())], *tally)))
    }
}

/// Sums by two keys, largest first; the keys in the order of their names.
struct ByTwo<'a, K, L>([&'static str; 2], &'a [Share<(K, L)>]);

impl<K: Word, L: Word> Serialize for ByTwo<'_, K, L> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.1.iter().map(|Share { key, tally }| {
            let [one, other] = self.0;
            let mut keys = [(one, key.0.word()), (other, key.1.word())];
            keys.sort_unstable_by_key(|&(name, _)| name);
            Summed(keys, *tally)
        }))
    }
}

/// A sum with its keys.
struct Summed<const N: usize>([(&'static str, Option<String>); N], Tally);

impl<const N: usize> Serialize for Summed<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let Summed(keys, tally) = self;
        let mut map = to.serialize_map(Some(N + 3))?;
        for (name, key) in keys {
            map.serialize_entry(name, key)?;
        }
        map.serialize_entry("claims", &tally.claims)?;
        map.serialize_entry("denials", &tally.denials)?;
        map.serialize_entry("amount", &Text(tally.amount))?;
        map.end()
    }
}

#[derive(Serialize)]
struct Crossed<'a> {
    month_cause: ByTwo<'a, Option<NaiveDate>, RootCause>,
    cause_evidence: ByTwo<'a, RootCause, EvidenceVerdict>,
    payer_pos: ByTwo<'a, Option<Box<str>>, Option<Pos>>,
    payer_cause: ByTwo<'a, Option<Box<str>>, RootCause>,
    payer_provider: ByTwo<'a, Option<Box<str>>, Option<Npi>>,
    provider_cause: ByTwo<'a, Option<Npi>, RootCause>,
    provider_pos: ByTwo<'a, Option<Npi>, Option<Pos>>,
}

impl<'a> From<&'a remedi_remit::Crossed> for Crossed<'a> {
    fn from(crossed: &'a remedi_remit::Crossed) -> Crossed<'a> {
        Crossed {
            // The first day of the month.
            month_cause: ByTwo(["month", "cause"], &crossed.month_cause),
            cause_evidence: ByTwo(["cause", "verdict"], &crossed.cause_evidence),
            payer_pos: ByTwo(["payer", "pos"], &crossed.payer_pos),
            payer_cause: ByTwo(["payer", "cause"], &crossed.payer_cause),
            payer_provider: ByTwo(["payer", "provider"], &crossed.payer_provider),
            provider_cause: ByTwo(["provider", "cause"], &crossed.provider_cause),
            provider_pos: ByTwo(["provider", "pos"], &crossed.provider_pos),
        }
    }
}

/// A key of a sum as text; `None` where it is not known.
pub(crate) trait Word {
    fn word(&self) -> Option<String>;
}

impl<T: ToString> Word for Option<T> {
    fn word(&self) -> Option<String> {
        self.as_ref().map(ToString::to_string)
    }
}

macro_rules! words {
    ($($type:ty),+) => {
        $(impl Word for $type {
            fn word(&self) -> Option<String> {
                Some(self.to_string())
            }
        })+
    };
}

words!(RootCause, EvidenceVerdict, Code);

#[derive(Serialize)]
pub(super) struct Rate<T> {
    pub(super) numerator: T,
    pub(super) denominator: T,
}

impl From<Ratio<Money>> for Rate<Text<Money>> {
    fn from(ratio: Ratio<Money>) -> Self {
        Rate {
            numerator: Text(ratio.numerator),
            denominator: Text(ratio.denominator),
        }
    }
}

impl From<Ratio<u64>> for Rate<u64> {
    fn from(ratio: Ratio<u64>) -> Self {
        Rate {
            numerator: ratio.numerator,
            denominator: ratio.denominator,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Rates {
    claims: Rate<u64>,
    lines: Rate<u64>,
    amount: Rate<Text<Money>>,
}

impl From<remedi_remit::Rates> for Rates {
    fn from(rates: remedi_remit::Rates) -> Rates {
        Rates {
            claims: rates.claims.into(),
            lines: rates.lines.into(),
            amount: rates.amount.into(),
        }
    }
}

#[derive(Serialize)]
struct Recouped {
    cause: &'static str,
    claims: u64,
    amount: Text<Money>,
}

#[derive(Serialize)]
struct Pattern<'a> {
    payer: Option<&'a str>,
    provider: Option<Text<Npi>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    procedure: Option<Text<ProcedureCode>>,
    carc: Text<Code>,
    cause: &'static str,
    claims: u64,
    amount: Text<Money>,
    expected_claims: f64,
    lift: f64,
    p_value: f64,
    first_seen: Option<Text<NaiveDate>>,
    of_claims: u64,
    recoverable: Text<Money>,
    q_value: f64,
    onset: Option<Onset>,
    sentence: String,
}

#[derive(Serialize)]
struct Onset {
    from: Text<NaiveDate>,
    before: Rate<u64>,
    after: Rate<u64>,
    p_value: f64,
}

impl From<remedi_remit::Onset> for Onset {
    fn from(onset: remedi_remit::Onset) -> Onset {
        let rate = |(numerator, denominator)| Rate {
            numerator,
            denominator,
        };
        Onset {
            from: Text(onset.from),
            before: rate(onset.before),
            after: rate(onset.after),
            p_value: onset.p_value,
        }
    }
}

/// A fault of a remittance.
#[derive(Serialize)]
pub(crate) struct Fault<'a> {
    pub(crate) file: &'a str,
    pub(crate) fault: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) claim: Option<&'a str>,
    pub(crate) message: String,
    pub(crate) at: At<'a>,
}

#[derive(Serialize)]
struct Summary<'a> {
    schema: &'static str,
    files: u64,
    remittances: u64,
    payments: u64,
    reversals: u64,
    copies: u64,
    matching: Option<Matching>,
    paid: Text<Money>,
    denied: Sum,
    pending: Sum,
    superseded: Sum,
    preventable: Sum,
    rates: Rates,
    defined_rates: Vec<super::life_cycle::DefinedRate>,
    rates_by: super::life_cycle::RatesBy<'a>,
    life_cycle: super::life_cycle::LifeCycle,
    by_cause: By<'a, RootCause>,
    by_payer: By<'a, Option<Box<str>>>,
    by_provider: By<'a, Option<Npi>>,
    by_location: By<'a, Option<Box<str>>>,
    by_pos: By<'a, Option<Pos>>,
    by_procedure: By<'a, Option<ProcedureCode>>,
    by_carc: By<'a, Code>,
    by_evidence: By<'a, EvidenceVerdict>,
    crossed: Crossed<'a>,
    recoupments: Vec<Recouped>,
    voided_takebacks: super::life_cycle::Sum,
    unattributed_takebacks: Text<Money>,
    patterns: Vec<Pattern<'a>>,
    worklist: Worklist<'a>,
    faults: Vec<Fault<'a>>,
    seconds: f64,
}

/// How many payments answer a claim that was sent.
#[derive(Serialize)]
struct Matching {
    matched: u64,
    ambiguous: u64,
    unmatched: u64,
}

/// The worklist, of which an action at a time is made ready: all of them take as much room as what they are made from.
struct Worklist<'a>(&'a Told<'a>);

impl Serialize for Worklist<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Told {
            worklist, claims, ..
        } = self.0;
        to.collect_seq(
            worklist
                .iter()
                .map(|one| super::worklist::Action::new(one, claims)),
        )
    }
}

impl<'a> Summary<'a> {
    fn new(sums: &'a DenialsSummary, told: &'a Told<'a>) -> Summary<'a> {
        let recoupments = sums.recoupments.iter().map(|one| Recouped {
            cause: one.cause.as_str(),
            claims: one.claims,
            amount: Text(one.amount),
        });
        let patterns = sums.patterns.iter().map(|one| Pattern {
            payer: one.payer.as_deref(),
            provider: one.provider.map(Text),
            location: one.location.as_deref(),
            pos: one.pos.map(Text),
            procedure: one.procedure.map(Text),
            carc: Text(one.carc),
            cause: one.cause.as_str(),
            claims: one.claims,
            amount: Text(one.amount),
            expected_claims: one.expected_claims,
            lift: one.lift,
            p_value: one.p_value,
            first_seen: one.first_seen.map(Text),
            of_claims: one.of_claims,
            recoverable: Text(one.recoverable),
            q_value: one.q_value,
            onset: one.onset.map(Into::into),
            sentence: one.to_string(),
        });
        Summary {
            schema: "remedi.denials-summary/1",
            files: told.files,
            remittances: sums.remittances,
            payments: sums.payments,
            reversals: sums.reversals,
            copies: sums.copies,
            matching: sums.matched.map(|matched| Matching {
                matched: matched.one,
                ambiguous: matched.several,
                unmatched: matched.none,
            }),
            paid: Text(sums.paid),
            denied: sums.denied.into(),
            pending: sums.pending.into(),
            superseded: sums.superseded.into(),
            preventable: sums.preventable.into(),
            rates: sums.rates.into(),
            defined_rates: sums.defined_rates.iter().map(Into::into).collect(),
            rates_by: (&sums.rates_by).into(),
            life_cycle: (&sums.life_cycle).into(),
            by_cause: By("cause", &sums.by_cause),
            by_payer: By("payer", &sums.by_payer),
            by_provider: By("provider", &sums.by_provider),
            by_location: By("location", &sums.by_location),
            by_pos: By("pos", &sums.by_pos),
            by_procedure: By("procedure", &sums.by_procedure),
            by_carc: By("carc", &sums.by_carc),
            by_evidence: By("verdict", &sums.by_evidence),
            crossed: (&sums.crossed).into(),
            recoupments: recoupments.collect(),
            voided_takebacks: sums.voided_takebacks.into(),
            unattributed_takebacks: Text(sums.unattributed_takebacks),
            patterns: patterns.collect(),
            worklist: Worklist(told),
            faults: faults(told),
            seconds: told.seconds,
        }
    }
}

/// The faults of the remittances: of their envelopes, then of their data.
pub(crate) fn faults<'a>(told: &'a Told<'_>) -> Vec<Fault<'a>> {
    let envelope = told.envelope.iter().map(|(file, finding)| Fault {
        file,
        fault: finding.rule.name,
        severity: finding.severity.as_str(),
        claim: None,
        message: finding.message().to_string(),
        at: At::new(finding.at.place, finding.at.loop_id, finding.at.element),
    });
    let data = told.analysis.faults().iter().map(|fault| Fault {
        file: name(&told.remits, fault.at.input),
        fault: fault.kind.name(),
        severity: if fault.kind.is_error() {
            "error"
        } else {
            "warning"
        },
        claim: (!fault.claim.is_empty()).then_some(&*fault.claim),
        message: fault.kind.to_string(),
        at: spot(&fault.at),
    });
    envelope.chain(data).collect()
}

/// Writes a line for each denial, and last the sums.
pub(crate) fn write(out: &mut dyn Write, told: &Told<'_>) -> Result<(), Failure> {
    const FULL: usize = 64 * 1024;
    // Objects are written in many small pieces, which are put together in memory.
    let mut text = Vec::with_capacity(2 * FULL);
    for denial in told.analysis.denials() {
        super::line(&mut text, &Line::new(&denial, told))?;
        if text.len() > FULL {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)?;
    // The sums of many claims are many times as long, so that they are not put together as a whole.
    let mut out = BufWriter::with_capacity(FULL, out);
    super::line(&mut out, &Summary::new(&told.sums, told))?;
    Ok(out.flush()?)
}
