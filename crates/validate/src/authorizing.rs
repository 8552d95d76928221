//! What authorizations mean for the rules: whether one lacks, what speaks for an emergency, and what differs.

use chrono::{Days, NaiveDate};
use remedi_claims::ClaimKind;
use remedi_enrollment::{Authorized, Difference, Roster};

use crate::facts::{ClaimFacts, LineFacts, Reference};
use crate::finding::Value;
use crate::rule::{Hit, RosterRow, Severity, Spot};

/// From so many points on the evidence of an emergency is strong.
const STRONG: u8 = 3;

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

    /// A hit at a line that lacks its authorization, which is a warning where the claim tells why: an emergency, or an
    /// exception (REF*4N).
    pub(crate) fn authorization_lack(&self, claim: &ClaimFacts<'b>) -> Option<Hit> {
        if !self.lacks_authorization(claim) {
            return None;
        }
        let hit = Hit::at(Spot::segment(self.segment));
        if let Some(emergency) = self.emergency_evidence(claim) {
            let hit = hit.with("emergency", emergency);
            return Some(hit.graded(Severity::Warning));
        }
        Some(match claim.references.exception {
            Some(sent) if matches!(sent.value, [b'1'..=b'7']) => hit
                .with("exception", Value::sent(sent.value))
                .graded(Severity::Warning),
            _ => hit,
        })
    }

    /// Until when the payer takes a late request, when it does and that day is not past.
    pub(crate) fn may_still_be_authorized(&self, claim: &ClaimFacts<'b>) -> Option<NaiveDate> {
        let days = claim.payer.demands.retro_authorization_days?;
        let until = self.dates?.from.checked_add_days(Days::new(days.into()))?;
        let is_past = claim.as_of.is_some_and(|today| until < today);
        (!is_past).then_some(until)
    }

    /// The strongest of what speaks for an emergency, when all of it together is strong.
    pub(crate) fn emergency_evidence(&self, claim: &ClaimFacts<'b>) -> Option<&'static str> {
        let procedure = self.procedure.as_ref().map_or("", |one| one.as_str());
        let exception = claim.references.exception.map_or(&b""[..], |one| one.value);
        let header = claim.claim.segment();
        let accident = header.component(11, 1);
        let admission = claim.claim.admission();
        let admission = admission.map_or(&b""[..], |one| one.value(1));
        let is_revenue_of_emergency_room = || self.line.revenue_code().starts_with(b"045");
        let institutional = claim.kind == ClaimKind::Institutional;
        let evidence = [
            (
                exception == b"3",
                3,
                "the authorization exception (REF*4N = 3)",
            ),
            (
                matches!(procedure, "99281" | "99282" | "99283" | "99284" | "99285"),
                3,
                "the emergency visit",
            ),
            (
                institutional && matches!(admission, b"1" | b"5"),
                3,
                "the admission type (CL101)",
            ),
            (
                institutional && is_revenue_of_emergency_room(),
                3,
                "the revenue code of an emergency room",
            ),
            (self.emergency == b"Y", 3, "the emergency indicator (SV109)"),
            (
                matches!(procedure, "A0427" | "A0429" | "A0433"),
                2,
                "the emergency transport",
            ),
            (procedure == "99291", 2, "critical care"),
            (self.has_modifier(&["ET"]), 2, "modifier ET"),
            (
                exception == b"1",
                2,
                "the authorization exception (REF*4N = 1)",
            ),
            (
                institutional && admission == b"2",
                2,
                "the admission type (CL101)",
            ),
            (
                matches!(accident, b"AA" | b"EM" | b"OA"),
                1,
                "the accident (CLM11)",
            ),
            (
                self.pos_number() == Some(20),
                1,
                "the place of service (20)",
            ),
        ];
        let found = || evidence.iter().filter(|(is_there, _, _)| *is_there);
        let points: u8 = found().map(|(_, points, _)| points).sum();
        let strongest = found().next().map(|(_, _, what)| *what);
        strongest.filter(|_| points >= STRONG)
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
