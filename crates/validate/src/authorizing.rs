//! What authorizations mean for the rules: whether one lacks, and what differs.

use std::collections::HashMap;

use remedi_claims::DateRange;
use remedi_enrollment::{Authorized, Difference, Roster};

use crate::authorization::EmergencyEvidence;
use crate::facts::{ClaimFacts, LineFacts, Reference};
use crate::finding::Value;
use crate::rule::{Hit, RosterRow, Severity, Spot};

impl<'b> ClaimFacts<'b> {
    /// Leaves the number of the claim (2300 REF*G1) to the lines that it is for, where it is for some of them, as far
    /// as one can tell: the others may need none.
    pub(crate) fn share_out_authorization(&self, roster: &Roster, lines: &mut [LineFacts<'b>]) {
        let Some(number) = self.references.authorization.and_then(Reference::text) else {
            return;
        };
        let names_procedure = |row: u32, line: &LineFacts<'b>| {
            let row = roster.authorizations(number).find(|one| one.line == row);
            row.zip(line.procedure)
                .is_some_and(|(row, procedure)| row.names(procedure))
        };
        let inherits = |line: &LineFacts<'b>| line.references.authorization.is_none();
        let is_for = |line: &LineFacts<'b>| {
            let is_named = match line.authorized {
                Some(Authorized::Granted { .. }) => true,
                Some(Authorized::Not { line: row, .. }) => names_procedure(row, line),
                _ => false,
            };
            is_named || line.needs_authorization
        };
        if lines.iter().any(|line| inherits(line) && is_for(line)) {
            let others = lines.iter_mut();
            for other in others.filter(|line| inherits(line) && !is_for(line)) {
                other.authorized = None;
            }
        }
    }
}

impl<'b> ClaimFacts<'b> {
    /// The lines that lack their authorization, each with a hit on it, which is a warning where the claim tells why: an
    /// emergency, of which other lines of the day may speak, or an exception (REF*4N).
    pub(crate) fn authorization_lacks<'l>(
        &'l self,
        lines: &'l [LineFacts<'b>],
    ) -> impl Iterator<Item = (&'l LineFacts<'b>, Hit)> {
        // For all lines of the same days the same lines speak.
        let mut emergencies: HashMap<Option<DateRange>, Option<&'static str>> = HashMap::new();
        let lacking = lines.iter().enumerate();
        let lacking = lacking.filter(|(_, line)| line.lacks_authorization(self));
        lacking.map(move |(index, line)| {
            let hit = Hit::at(Spot::segment(line.segment)).on_line(index);
            let read = || EmergencyEvidence::of(self, lines, &[line]).strongest();
            if let Some(emergency) = *emergencies.entry(line.dates).or_insert_with(read) {
                let hit = hit.with("emergency", emergency);
                return (line, hit.graded(Severity::Warning));
            }
            let hit = match self.references.exception {
                Some(sent) if matches!(sent.value, [b'1'..=b'7']) => hit
                    .with("exception", Value::sent(sent.value))
                    .graded(Severity::Warning),
                _ => hit,
            };
            (line, hit)
        })
    }
}

impl<'b> Reference<'b> {
    /// The number without spaces around it; `None` when it is no text.
    pub(crate) fn text(self) -> Option<&'b str> {
        std::str::from_utf8(self.value).ok().map(str::trim)
    }
}

impl<'b> LineFacts<'b> {
    /// Whether the payer wants an authorization that is not sent. Voids want none, nor do services in an
    /// emergency room.
    pub(crate) fn lacks_authorization(&self, claim: &ClaimFacts<'b>) -> bool {
        self.needs_authorization
            && self.authorization(claim).is_none()
            && self.pos_number() != Some(23)
            && !claim.claim.is_void()
    }

    /// A hit at the number of an authorization that is not for the service for one of these reasons.
    pub(crate) fn authorization_hit(
        &self,
        claim: &ClaimFacts<'b>,
        because: &[Difference],
    ) -> Option<Hit> {
        let Some(Authorized::Not { line, difference }) = self.authorized else {
            return None;
        };
        let sent = self
            .authorization(claim)
            .filter(|_| because.contains(&difference))?;
        let hit = Hit::at(Spot::element(sent.segment, 2));
        let hit = hit.naming(RosterRow::Authorization(line, difference.column()));
        Some(hit.with("number", Value::sent(sent.value)))
    }
}
