//! What claims use of authorizations that grant units: over all claims of a run, where a rule sees one.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use remedi_enrollment::{Authorized, PayerMatch};

use super::shown;
use crate::facts::{ClaimFacts, LineFacts};

/// What one claim uses of authorizations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// CLM01, the billing provider and the payer, hashed: versions of one claim have the same.
    claim: u64,
    version: Version,
    rows: Vec<UsedRow>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    First,
    Replacement,
    Void,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct UsedRow {
    line: u32,
    number: Box<str>,
    granted: u32,
    units: u64,
}

impl Used {
    /// `None` when it uses none, and takes the place of no claim that may have.
    pub(super) fn of<'b>(claim: &ClaimFacts<'b>, lines: &[LineFacts<'b>]) -> Option<Used> {
        let version = match claim.claim.frequency() {
            b"7" => Version::Replacement,
            b"8" => Version::Void,
            _ => Version::First,
        };
        let mut rows: Vec<UsedRow> = Vec::new();
        for line in lines {
            let Some(Authorized::Granted {
                line: row,
                units: Some(granted),
            }) = line.authorized
            else {
                continue;
            };
            if rows.iter().all(|used| used.line != row) {
                rows.push(UsedRow {
                    line: row,
                    number: line.authorization(claim).map(shown).unwrap_or_default(),
                    granted,
                    units: billed_under(row, lines).0,
                });
            }
        }
        if rows.is_empty() && version == Version::First {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        // A payer has several ids.
        let payer = match claim.payer.found {
            Some(PayerMatch::One(payer)) => Ok(payer),
            _ => Err(claim.payer.sent),
        };
        (claim.id, claim.practice.npi(), payer).hash(&mut hasher);
        Some(Used {
            claim: hasher.finish(),
            version,
            rows,
        })
    }
}

/// What lines bill under a row of the authorizations, and of what: days where any of them is sent in days, as for a stay,
/// whose other lines are not counted; else units.
pub(crate) fn billed_under(row: u32, lines: &[LineFacts<'_>]) -> (u64, &'static str) {
    let is_under = |line: &&LineFacts<'_>| matches!(line.authorized, Some(Authorized::Granted { line, .. }) if line == row);
    let sum = |unit: &[u8]| {
        let own = lines.iter().filter(is_under);
        let sent = own.filter_map(|line| line.quantity(unit));
        sent.map(u64::from).reduce(|one, other| one + other)
    };
    match sum(b"DA") {
        Some(days) => (days, "days"),
        None => (sum(b"UN").unwrap_or_default(), "units"),
    }
}

/// What was used of an authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The number, as claims send it.
    pub number: Box<str>,
    /// Units granted.
    pub granted: u32,
    /// Units, or days, of the claims.
    pub used: u64,
    /// How many claims.
    pub claims: u64,
}

impl Usage {
    /// Units that are left; fewer than none when more were used than granted.
    pub fn left(&self) -> i64 {
        i64::from(self.granted).saturating_sub_unsigned(self.used)
    }
}

/// What was used of authorizations, added up in the order of the input: a replacement (CLM05-3 = 7) takes the place of
/// the claim before it, and a void (8) takes it away. What is kept grows with the claims that use authorizations.
#[derive(Debug, Default)]
pub struct Usages {
    rows: BTreeMap<u32, Usage>,
    of_claim: HashMap<u64, Vec<(u32, u64)>>,
}

impl Usages {
    /// Adds what a claim uses.
    pub fn add(&mut self, used: Used) {
        if used.version != Version::First {
            for (row, units) in self.of_claim.remove(&used.claim).unwrap_or_default() {
                if let Some(own) = self.rows.get_mut(&row) {
                    own.used -= units;
                    own.claims -= 1;
                }
            }
        }
        for row in used.rows {
            let own = self.rows.entry(row.line).or_insert_with(|| Usage {
                number: row.number,
                granted: row.granted,
                used: 0,
                claims: 0,
            });
            own.used += row.units;
            own.claims += 1;
            let kept = self.of_claim.entry(used.claim).or_default();
            kept.push((row.line, row.units));
        }
    }

    /// The sums, with the line of `authorizations.csv`.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Usage)> {
        self.rows.iter().map(|(row, usage)| (*row, usage))
    }
}
