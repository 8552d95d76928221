//! The worklist of denials as JSON: an object an action.

use chrono::NaiveDate;
use remedi_claims::{Modifier, Money, Npi, Pos, ProcedureCode};
use remedi_remit::{AuthorizationFact, Deadline, RosterFact};
use serde::Serialize;

use super::Text;

#[derive(Serialize)]
pub(super) struct Action<'a> {
    owner: &'static str,
    route: &'static str,
    what: Text<&'a remedi_remit::Action<'a>>,
    urgency: &'static str,
    deadline: Option<Text<NaiveDate>>,
    deadline_by: Option<&'static str>,
    recoverable: Text<Money>,
    denied: Text<Money>,
    pending: Text<Money>,
    taken_back: Text<Money>,
    payer: Option<&'a str>,
    cause: &'static str,
    subcause: &'static str,
    provider: Option<Text<Npi>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    procedure: Option<Text<ProcedureCode>>,
    answers: &'a [String],
    rules: &'a [&'static str],
    claims: Vec<Claim<'a>>,
    resubmission: Option<Resubmission<'a>>,
    roster: Vec<Row<'a>>,
    dispute: Vec<Disputed<'a>>,
}

#[derive(Serialize)]
struct Claim<'a> {
    claim: &'a str,
    payer_claim: &'a str,
    denied: Text<Money>,
    pending: Text<Money>,
    taken_back: Text<Money>,
    trace: &'a str,
    paid_on: Option<Text<NaiveDate>>,
    service_from: Option<Text<NaiveDate>>,
    deadline: Option<Text<NaiveDate>>,
    deadline_by: Option<&'static str>,
}

#[derive(Serialize)]
struct Resubmission<'a> {
    frequency: &'static str,
    ref_f8: Option<&'a str>,
    pos: Vec<Text<Pos>>,
}

#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    line: u32,
    status: &'static str,
    from: Option<Text<NaiveDate>>,
    to: Option<Text<NaiveDate>>,
    verified_on: Option<Text<NaiveDate>>,
    fact: Option<&'static str>,
    expected: Option<&'a str>,
    found: Option<&'a str>,
}

#[derive(Serialize)]
struct Disputed<'a> {
    claim: &'a str,
    payer_claim: &'a str,
    line: Option<u32>,
    trace: &'a str,
    paid_on: Option<Text<NaiveDate>>,
    service_from: Option<Text<NaiveDate>>,
    service_to: Option<Text<NaiveDate>>,
    provider: Option<Text<Npi>>,
    location: Option<&'a str>,
    pos: Option<Text<Pos>>,
    procedure: Option<Text<ProcedureCode>>,
    modifiers: Vec<Text<Modifier>>,
    answer: &'a str,
    denied: Text<Money>,
    verdict: &'static str,
    sent_on: Option<Text<NaiveDate>>,
    claim_file: Option<&'a str>,
    claim_byte: Option<u64>,
    deadline: Option<Text<NaiveDate>>,
    roster: Option<Row<'a>>,
    authorization: Option<Authorization<'a>>,
}

#[derive(Serialize)]
struct Authorization<'a> {
    number: &'a str,
    file: &'a str,
    line: u32,
    from: Option<Text<NaiveDate>>,
    to: Option<Text<NaiveDate>>,
    units: Option<u32>,
    fact: Option<&'static str>,
}

fn by(deadline: Option<Deadline>) -> Option<&'static str> {
    deadline.map(|last| last.by.as_str())
}

fn until(deadline: Option<Deadline>) -> Option<Text<NaiveDate>> {
    deadline.map(|last| Text(last.until))
}

impl<'a> Row<'a> {
    fn new(fact: &'a RosterFact) -> Row<'a> {
        let failed = fact.failed.as_ref();
        Row {
            file: &fact.file,
            line: fact.line,
            status: fact.status.word(),
            from: fact.from.map(Text),
            to: fact.to.map(Text),
            verified_on: fact.verified_on.map(Text),
            fact: failed.map(|failed| failed.fact),
            expected: failed.map(|failed| &*failed.expected),
            found: failed.map(|failed| &*failed.found),
        }
    }
}

impl<'a> Authorization<'a> {
    fn new(fact: &'a AuthorizationFact) -> Authorization<'a> {
        Authorization {
            number: &fact.number,
            file: &fact.file,
            line: fact.line,
            from: fact.from.map(Text),
            to: fact.to.map(Text),
            units: fact.units,
            fact: fact.fact,
        }
    }
}

impl<'a> Disputed<'a> {
    fn new(one: &'a remedi_remit::Disputed, claim_files: &'a [String]) -> Disputed<'a> {
        let claim_file = one
            .claim_input
            .and_then(|input| claim_files.get(input as usize));
        Disputed {
            claim: one.claim,
            payer_claim: one.payer_claim,
            line: one.line,
            trace: one.trace,
            paid_on: one.paid_on.map(Text),
            service_from: one.service_from.map(Text),
            service_to: one.service_to.map(Text),
            provider: one.provider.map(Text),
            location: one.location,
            pos: one.pos.map(Text),
            procedure: one.procedure.map(Text),
            modifiers: one.modifiers.iter().map(Text).collect(),
            answer: &one.answer,
            denied: Text(one.amount),
            verdict: one.verdict.as_str(),
            sent_on: one.sent_on.map(Text),
            claim_file: claim_file.map(String::as_str),
            claim_byte: one.claim_byte,
            deadline: until(one.deadline),
            roster: one.roster.as_ref().map(Row::new),
            authorization: one.authorization.as_deref().map(Authorization::new),
        }
    }
}

impl<'a> Action<'a> {
    /// An action; the names of the claim files by the number of the input.
    pub(super) fn new(action: &'a remedi_remit::Action, claim_files: &'a [String]) -> Action<'a> {
        let claims = action.claims.iter().map(|one| Claim {
            claim: one.claim,
            payer_claim: one.payer_claim,
            denied: Text(one.amount - one.pending),
            pending: Text(one.pending),
            taken_back: Text(one.taken_back),
            trace: one.trace,
            paid_on: one.paid_on.map(Text),
            service_from: one.service_from.map(Text),
            deadline: until(one.deadline),
            deadline_by: by(one.deadline),
        });
        let again = action.resubmission.as_ref().map(|again| Resubmission {
            frequency: again.frequency,
            ref_f8: again.original,
            pos: again.places.iter().map(Text).collect(),
        });
        let packet = action.packet.iter();
        Action {
            owner: action.owner.as_str(),
            route: action.route.as_str(),
            what: Text(action),
            urgency: action.urgency.as_str(),
            deadline: until(action.deadline),
            deadline_by: by(action.deadline),
            recoverable: Text(action.recoverable),
            denied: Text(action.amount - action.pending),
            pending: Text(action.pending),
            taken_back: Text(action.taken_back),
            payer: action.payer,
            cause: action.cause.as_str(),
            subcause: action.subcause,
            provider: action.provider.map(Text),
            location: action.location,
            pos: action.pos.map(Text),
            procedure: action.procedure.map(Text),
            answers: &action.answers,
            rules: &action.rules,
            claims: claims.collect(),
            resubmission: again,
            roster: action.roster.iter().map(Row::new).collect(),
            dispute: packet.map(|one| Disputed::new(one, claim_files)).collect(),
        }
    }
}
