//! The worklist, with what filters need.

use remedi_claims::Money;
use remedi_remit::{Action, ActionClaim, RosterFact, Urgency};

use super::names::Names;

/// So many actions stand in a page, so that it opens on a phone.
const ACTIONS: usize = 2_000;
/// So many claims of one action are named.
const CLAIMS: usize = 40;

/// What to do, with the words that filters offer.
pub(super) struct Worklist<'a> {
    pub(super) rows: Vec<WorkRow<'a>>,
    /// How many actions there are beyond these, and how much of them may be had.
    pub(super) more: usize,
    pub(super) more_recoverable: Money,
    pub(super) denied: Money,
    pub(super) pending: Money,
    pub(super) recoverable: Money,
    pub(super) owners: Vec<&'static str>,
    pub(super) routes: Vec<&'static str>,
    pub(super) causes: Vec<&'static str>,
    pub(super) urgencies: Vec<&'static str>,
    /// Words and names.
    pub(super) payers: Vec<(&'a str, String)>,
}

pub(super) struct WorkRow<'a> {
    pub(super) action: &'a Action<'a>,
    pub(super) payer: String,
    pub(super) claims: &'a [ActionClaim<'a>],
    pub(super) more_claims: usize,
}

impl WorkRow<'_> {
    /// The last day; empty where there is none.
    pub(super) fn until(&self) -> String {
        let deadline = self.action.deadline;
        deadline.map_or_else(String::new, |last| last.until.to_string())
    }
}

/// What the roster says, without what stands in the claim: that may be a day of service.
pub(super) fn roster_row(fact: &RosterFact) -> String {
    let RosterFact { file, line, .. } = fact;
    let mut text = format!("{file}:{line} {}", fact.status);
    if let Some(from) = fact.from {
        text += &format!(" from {from}");
    }
    if let Some(to) = fact.to {
        text += &format!(" to {to}");
    }
    if let Some(failed) = &fact.failed {
        text += &format!("; {} is {}", failed.fact, failed.expected);
    }
    text
}

/// Each word once, in order.
fn distinct<T: Ord>(words: impl Iterator<Item = T>) -> Vec<T> {
    let mut words: Vec<T> = words.collect();
    words.sort_unstable();
    words.dedup();
    words
}

pub(super) fn worklist<'a>(actions: &'a [Action], names: Names<'_>) -> Worklist<'a> {
    let (shown, rest) = actions.split_at(actions.len().min(ACTIONS));
    let rows = shown.iter().map(|action| {
        let claims = &action.claims[..action.claims.len().min(CLAIMS)];
        WorkRow {
            action,
            payer: names.payer(action.payer),
            claims,
            more_claims: action.claims.len() - claims.len(),
        }
    });
    let payers = distinct(shown.iter().map(|one| one.payer.unwrap_or_default()));
    let named = payers.into_iter().map(|payer| {
        let known = Some(payer).filter(|payer| !payer.is_empty());
        (payer, names.payer(known))
    });
    Worklist {
        rows: rows.collect(),
        more: rest.len(),
        more_recoverable: rest.iter().map(|one| one.recoverable).sum(),
        denied: shown.iter().map(|one| one.denied_once).sum(),
        pending: shown.iter().map(|one| one.pending).sum(),
        recoverable: shown.iter().map(|one| one.recoverable).sum(),
        owners: distinct(shown.iter().map(|one| one.owner.as_str())),
        routes: distinct(shown.iter().map(|one| one.route.as_str())),
        causes: distinct(shown.iter().map(|one| one.cause.as_str())),
        urgencies: [
            Urgency::DueSoon,
            Urgency::Open,
            Urgency::NotKnown,
            Urgency::Expired,
        ]
        .map(Urgency::as_str)
        .into(),
        payers: named.collect(),
    }
}
