//! The claims as they were sent: what is kept of an 837 to hold a payment against.

use chrono::NaiveDate;
use remedi_claims::codes::cause::RootCause;
use remedi_claims::{
    Batch, Claim, ClaimKind, DateRange, EntityType, Money, Npi, Party, Pos, ServiceLine, Tin,
    parse_date,
};
use remedi_enrollment::{Address, AddressKey, Roster};
use remedi_validate::{Checker, Finding, Prediction, Severity, Verdict};

use crate::member::HashedId;
use crate::{Code, Modifiers};

/// A set of root causes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Causes(u32);

impl Causes {
    pub(crate) fn insert(&mut self, cause: RootCause) {
        self.0 |= 1 << cause as u32;
    }

    pub(crate) fn contains(self, cause: RootCause) -> bool {
        self.0 >> cause as u32 & 1 == 1
    }
}

/// What a rule found in a claim when it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentFinding {
    pub rule: &'static str,
    pub cause: RootCause,
    pub is_error: bool,
    pub predicts: &'static [Prediction],
}

/// What the check said of a claim.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judged {
    /// The payer's canonical id.
    pub payer: Option<Box<str>>,
    /// Findings about the claim as a whole.
    pub findings: Vec<SentFinding>,
    /// By the index of the line.
    pub lines: Vec<JudgedLine>,
}

/// What the check said of a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct JudgedLine {
    pub findings: Vec<SentFinding>,
    /// Causes whose rules had every fact they need.
    pub known: Causes,
    /// The location of the roster.
    pub location: Option<Box<str>>,
}

/// A claim as it was sent, in compact form.
#[derive(Clone, Debug)]
pub struct SentClaim {
    pub(crate) id: Box<str>,
    pub(crate) charge: Option<Money>,
    pub(crate) member: Option<HashedId>,
    pub(crate) dates: Option<DateRange>,
    pub(crate) tin: Option<Tin>,
    pub(crate) payer: Option<Box<str>>,
    pub(crate) payer_sent: Box<str>,
    pub(crate) input: u32,
    /// Offset of its CLM.
    pub(crate) byte: u64,
    pub(crate) sent_on: Option<NaiveDate>,
    pub(crate) findings: Box<[SentFinding]>,
    pub(crate) lines: Box<[SentLine]>,
}

/// A service line as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct SentLine {
    /// LX01, else its ordinal.
    pub number: u32,
    pub control: Option<HashedId>,
    /// The procedure, or a revenue code where there is none.
    pub service: Code,
    pub modifiers: Modifiers,
    pub charge: Option<Money>,
    pub dates: Option<DateRange>,
    pub pos: Option<Pos>,
    pub provider: Option<Npi>,
    pub location: Option<Box<str>>,
    pub findings: Box<[SentFinding]>,
    pub known: Causes,
}

/// The claims of all 837 files, to match payments with.
#[derive(Debug, Default)]
pub struct SentClaims {
    pub(crate) claims: Vec<SentClaim>,
}

impl SentClaims {
    /// Takes the claims that were read of a batch, in the order of the input.
    pub fn add(&mut self, read: Vec<SentClaim>) {
        self.claims.extend(read);
    }

    /// How many claims there are.
    pub fn len(&self) -> usize {
        self.claims.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }
}

/// Reads the claims of a batch of the input with this number, and judges each by the rules: the
/// bytes are gone when the payer's answer is read.
///
/// `roster` is the one that the checker asks.
pub fn read_claims(
    batch: &mut Batch,
    checker: &Checker<'_>,
    roster: Option<&Roster>,
    input: u32,
) -> Vec<SentClaim> {
    batch.walk();
    let claims = batch.claims();
    claims
        .map(|claim| SentClaim::new(&claim, input, judged(&claim, checker, roster)))
        .collect()
}

/// What the rules and the roster say of a claim.
fn judged(claim: &Claim<'_>, checker: &Checker<'_>, roster: Option<&Roster>) -> Judged {
    let judgement = checker.judge(*claim);
    let payer = claim.payer().and_then(|payer| {
        let sent = String::from_utf8_lossy(payer.id().1);
        let known = roster?.payer_of(&sent).one()?;
        Some(roster?.payer(known).id.clone())
    });
    let line_of = |finding: &Finding| finding.subject.as_ref().and_then(|subject| subject.line);
    let about = |line: Option<u32>| {
        let findings = judgement.findings.iter();
        let own = findings.filter(move |finding| line_of(finding) == line);
        own.filter_map(SentFinding::of).collect::<Vec<_>>()
    };
    let lines = claim.lines().zip(&judgement.lines).map(|(line, facts)| {
        let mut known = Causes::default();
        if roster.is_some() && facts.credentialing_known {
            known.insert(RootCause::Credentialing);
        }
        if roster.is_some() && facts.place_of_service_known {
            known.insert(RootCause::PlaceOfService);
        }
        JudgedLine {
            findings: facts
                .number
                .map(|number| about(Some(number)))
                .unwrap_or_default(),
            known,
            location: roster.and_then(|roster| location(roster, claim, &line)),
        }
    });
    Judged {
        payer,
        lines: lines.collect(),
        findings: about(None),
    }
}

/// The location of the roster where a line was furnished.
fn location(roster: &Roster, claim: &Claim<'_>, line: &ServiceLine<'_>) -> Option<Box<str>> {
    let site = line.facility().or_else(|| claim.facility());
    let site = site.or_else(|| claim.billing_provider())?;
    let address = site.address().map(|sent| {
        AddressKey::of(&Address {
            line_1: sent.line_1,
            city: sent.city,
            state: sent.state,
            zip: sent.zip,
        })
    });
    let npi = site.npi().and_then(Result::ok);
    let found = roster.location_at(npi, address, pos(claim, line))?;
    Some(roster.location(found).id.clone())
}

/// The effective place of service: SV105 (SV303), else CLM05-1.
fn pos(claim: &Claim<'_>, line: &ServiceLine<'_>) -> Option<Pos> {
    match line.pos_sent() {
        Some((service, element)) => Pos::parse(service.value(usize::from(element))),
        None => claim.pos(),
    }
}

impl SentFinding {
    /// What counts of a finding: something is wrong, and it is more than worth knowing.
    fn of(finding: &Finding) -> Option<SentFinding> {
        let counts = finding.verdict == Verdict::Fail && finding.severity > Severity::Info;
        counts.then_some(SentFinding {
            rule: finding.rule.code,
            cause: finding.rule.cause,
            is_error: finding.severity == Severity::Error,
            predicts: finding.rule.predicts,
        })
    }
}

impl SentClaim {
    /// The claim, with what the check says of it.
    pub(crate) fn new(claim: &Claim<'_>, input: u32, judged: Judged) -> SentClaim {
        let clm = claim.segment();
        let billing = claim.billing_provider();
        let mut verdicts = judged.lines.into_iter();
        let lines: Box<[SentLine]> = (1..)
            .zip(claim.lines())
            .map(|(ordinal, line)| {
                let verdict = verdicts.next().unwrap_or_default();
                SentLine::new(claim, &line, ordinal, verdict)
            })
            .collect();
        let days = lines.iter().filter_map(|line| line.dates);
        let days = days.reduce(DateRange::span);
        let of_claim = || {
            [b"434", b"472", b"435"]
                .iter()
                .find_map(|day| claim.date(*day)?.ok())
        };
        let text =
            |bytes: &[u8]| -> Box<str> { String::from_utf8_lossy(bytes.trim_ascii()).into() };
        SentClaim {
            id: text(claim.id()),
            charge: claim.charge().and_then(Result::ok),
            member: claim
                .subscriber()
                .and_then(|party| HashedId::of(party.id().1)),
            dates: days.or_else(of_claim),
            tin: billing.and_then(|party| party.tin()),
            payer: judged.payer,
            payer_sent: claim
                .payer()
                .map_or_else(Box::default, |party| text(party.id().1)),
            input,
            byte: claim.batch().place(clm.index()).byte,
            sent_on: sent_on(claim),
            findings: judged.findings.into(),
            lines,
        }
    }

    /// The payer by its canonical id, else as sent; `None` when the claim names none.
    pub(crate) fn payer(&self) -> Option<&str> {
        let payer = self.payer.as_deref().unwrap_or(&self.payer_sent);
        (!payer.is_empty()).then_some(payer)
    }
}

impl SentLine {
    fn new(
        claim: &Claim<'_>,
        line: &ServiceLine<'_>,
        ordinal: u32,
        judged: JudgedLine,
    ) -> SentLine {
        let sent = match line.procedure_sent() {
            b"" => line.revenue_code(),
            procedure => procedure,
        };
        SentLine {
            number: line.number().unwrap_or(ordinal),
            control: line
                .reference(b"6R")
                .and_then(|control| HashedId::of(control.value(2))),
            service: Code::new(sent),
            modifiers: line.modifiers().collect(),
            charge: line.charge().and_then(Result::ok),
            dates: line.dates().and_then(Result::ok),
            pos: pos(claim, line),
            provider: provider(claim, line),
            location: judged.location,
            findings: judged.findings.into(),
            known: judged.known,
        }
    }
}

/// The provider whose enrollment counts: the rendering one (2420A, else 2310B, else a billing
/// provider who is a person), on an 837I the billing one.
fn provider(claim: &Claim<'_>, line: &ServiceLine<'_>) -> Option<Npi> {
    let billing = claim.billing_provider();
    let npi = |party: Party<'_>| party.npi()?.ok();
    if claim.kind() == ClaimKind::Institutional {
        return billing.and_then(npi);
    }
    let rendering = line.provider(b"82").or_else(|| claim.provider(b"82"));
    let person = billing.filter(|party| party.entity_type() == Some(EntityType::Person));
    rendering.or(person).and_then(npi)
}

/// When the claim was sent: the date of its set (BHT04), else of its group (GS04).
fn sent_on(claim: &Claim<'_>) -> Option<NaiveDate> {
    let batch = claim.batch();
    // BHT stands just above the submitter, so that the way up from there is short.
    let submitter = claim.submitter().map(|party| party.name_segment());
    let below = submitter.unwrap_or(claim.segment()).index();
    let mut above = (0..below).rev().map(|index| batch.segment(index));
    above.find_map(|segment| match segment.tag() {
        b"BHT" | b"GS" => parse_date(segment.value(4)).ok(),
        _ => None,
    })
}
