//! An audit as one table: the column `kind` says what a row is, and which columns it fills.

use std::io::Write;

use remedi_validate::Finding;
use remedi_validate::audit::{ChangedClaim, Counted, Share};

use super::{Table, cell, list};
use crate::command::audit::Audited;
use crate::exit::Failure;
use crate::output::audit::{Named, rounded};
use crate::output::human::audit::outlier_in_words;

/// `change`: a claim whose verdict differs. `mix`: a provider, location or both at a place of service.
/// `facility`, `telehealth_at_home`, `office_at_hospital`: a share of theirs. `outlier`: a share that is far from the
/// peers'.
const COLUMNS: [&str; 38] = [
    "kind",
    "by",
    "provider",
    "name",
    "location",
    "facility_npi",
    "facility_type",
    "file",
    "claim",
    "payer",
    "service_from",
    "service_to",
    "change",
    "event",
    "was",
    "now",
    "lines_changed",
    "appeared",
    "gone",
    "at_risk",
    "recoverable",
    "pos",
    "measure",
    "claims",
    "of",
    "share",
    "lines",
    "amount",
    "peers",
    "far_from",
    "peers_claims",
    "peers_of",
    "peers_share",
    "peers_least",
    "peers_most",
    "p_value",
    "false_discovery_rate",
    "message",
];

/// A row by the names of its columns.
struct Row([String; COLUMNS.len()]);

impl Row {
    fn of(kind: &str) -> Row {
        let mut row = Row([const { String::new() }; COLUMNS.len()]);
        row.set("kind", kind);
        row
    }

    fn set(&mut self, column: &str, value: impl ToString) {
        if let Some(place) = COLUMNS.iter().position(|name| *name == column) {
            self.0[place] = value.to_string();
        }
    }

    fn set_who(&mut self, who: &Named<'_>) {
        self.set("by", who.by);
        self.set("provider", cell(who.provider.as_ref().map(|npi| npi.0)));
        self.set("name", cell(who.name.as_ref()));
        self.set("location", cell(who.location));
        let npi = who.facility_npi.as_ref().map(|npi| npi.0);
        self.set("facility_npi", cell(npi));
        self.set("facility_type", cell(who.facility_type));
    }

    fn set_share(&mut self, share: Share) {
        self.set("claims", share.marked);
        self.set("of", share.of);
        self.set("share", rounded(share.ratio()));
    }
}

/// Writes the header.
pub(crate) fn header(out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = Table::new(out);
    table.row(COLUMNS)?;
    Ok(table.flush()?)
}

/// Adds a claim whose verdict differs.
pub(crate) fn change(to: &mut Vec<u8>, file: &str, claim: &ChangedClaim) -> Result<(), Failure> {
    let subject = &*claim.subject;
    let rules = |findings: &[Finding]| list(findings.iter().map(|one| one.rule.code));
    let payer = subject.payer.as_ref().unwrap_or(&subject.payer_sent);
    let mut row = Row::of("change");
    row.set("provider", cell(subject.provider));
    row.set("location", cell(subject.location.as_ref()));
    row.set("file", file);
    row.set("claim", &subject.claim);
    row.set("payer", payer);
    row.set("service_from", cell(subject.dates.map(|dates| dates.from)));
    row.set("service_to", cell(subject.dates.map(|dates| dates.to)));
    row.set("change", claim.change.word());
    row.set("event", claim.event.word());
    row.set("was", claim.was.word());
    row.set("now", claim.now.word());
    let numbers = claim.lines.iter().filter_map(|line| line.number);
    row.set("lines_changed", list(numbers));
    row.set("appeared", rules(&claim.appeared));
    row.set("gone", rules(&claim.gone));
    row.set("at_risk", claim.at_risk);
    row.set("recoverable", claim.recoverable);
    row.set("pos", cell(subject.pos));
    row.set("amount", cell(subject.amount));
    let reasons = claim.appeared.iter().chain(&claim.gone);
    row.set("message", list(reasons.map(Finding::message)));
    let mut table = Table::new(to);
    table.row(&row.0)?;
    Ok(table.flush()?)
}

/// Writes what was added up.
pub(crate) fn end(out: &mut dyn Write, audited: &Audited<'_>) -> Result<(), Failure> {
    let mut table = Table::new(out);
    for (who, counts) in audited.places.rows() {
        let named = Named::of(who, audited.roster);
        let mut write = |kind: &str, pos: String, marked: &Counted, of: &Counted| {
            let mut row = Row::of(kind);
            row.set_who(&named);
            row.set("pos", pos);
            row.set_share(Share {
                marked: marked.claims,
                of: of.claims,
            });
            row.set("lines", marked.lines);
            row.set("amount", marked.amount);
            table.row(&row.0)
        };
        for (pos, counted) in &counts.places {
            write("mix", cell(*pos), counted, &counts.all)?;
        }
        let office = &counts.office;
        for (kind, marked, of) in [
            ("facility", &counts.facility, &counts.rated),
            ("telehealth_at_home", &counts.at_home, &counts.telehealth),
            ("office_at_hospital", &office.at_hospital, &office.known),
        ] {
            if of.claims > 0 {
                write(kind, String::new(), marked, of)?;
            }
        }
    }
    for one in &audited.places.outliers(audited.roster).found {
        let mut row = Row::of("outlier");
        row.set_who(&Named::of(one.who, audited.roster));
        row.set("measure", one.measure.word());
        row.set_share(one.own);
        row.set("peers", one.peer_count);
        row.set("far_from", one.far_from);
        row.set("peers_claims", one.peers.marked);
        row.set("peers_of", one.peers.of);
        row.set("peers_share", rounded(one.peers.ratio()));
        row.set("peers_least", rounded(one.peer_range.0));
        row.set("peers_most", rounded(one.peer_range.1));
        row.set("p_value", format!("{:.3e}", one.p_value));
        let rate = format!("{:.3e}", one.false_discovery_rate);
        row.set("false_discovery_rate", rate);
        row.set("message", outlier_in_words(one));
        table.row(&row.0)?;
    }
    Ok(table.flush()?)
}

#[cfg(test)]
mod tests {
    use remedi_validate::audit::Who;

    use super::*;

    #[test]
    fn every_column_that_is_set_is_one() {
        let mut row = Row::of("mix");
        row.set_who(&Named::of(Who::Provider(None), None));
        row.set_share(Share { marked: 1, of: 4 });
        let filled: Vec<&str> = COLUMNS
            .iter()
            .zip(&row.0)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(filled, ["kind", "by", "claims", "of", "share"]);
    }
}
