//! What of a claim speaks for an emergency, for which no prior authorization is needed (45 CFR 149.110).

use remedi_claims::{ClaimKind, DateRange};

use crate::facts::{ClaimFacts, LineFacts};

/// One thing that speaks for an emergency, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// From 1, for what is weak alone, to 3.
    pub points: u8,
    /// What it is, and where it stands.
    pub what: &'static str,
}

/// What of a claim speaks for an emergency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmergencyEvidence {
    /// Each thing once, the strongest first.
    pub found: Vec<Evidence>,
}

impl EmergencyEvidence {
    /// From so many points on it is strong.
    pub const STRONG: u8 = 3;

    /// All points.
    pub fn points(&self) -> u8 {
        let points = self.found.iter().map(|one| one.points);
        points.fold(0, u8::saturating_add)
    }

    /// Whether it is strong enough to appeal on.
    pub fn is_strong(&self) -> bool {
        self.points() >= EmergencyEvidence::STRONG
    }

    /// The strongest, when all of it together is strong.
    pub(crate) fn strongest(&self) -> Option<&'static str> {
        let first = self.found.first().filter(|_| self.is_strong());
        first.map(|one| one.what)
    }

    /// For the services of some lines: what the claim tells, and what lines of the same days tell; all lines of a stay.
    pub(crate) fn of<'b>(
        claim: &ClaimFacts<'b>,
        lines: &[LineFacts<'b>],
        asked: &[&LineFacts<'b>],
    ) -> EmergencyEvidence {
        let mut evidence = EmergencyEvidence::default();
        evidence.see_claim(claim);
        let mut days: Vec<Option<DateRange>> = asked.iter().map(|line| line.dates).collect();
        // Lines mostly stand in the order of their days.
        days.dedup();
        let is_stay = claim.is_admitted || claim.stay_severity().is_some();
        for line in lines {
            // A line without days may be of any day.
            let is_same_day = |asked: &Option<DateRange>| match (line.dates, *asked) {
                (Some(own), Some(asked)) => own.overlaps(asked),
                _ => true,
            };
            if is_stay || days.iter().any(is_same_day) {
                evidence.see_line(claim, line);
            }
        }
        evidence
            .found
            .sort_by_key(|one| std::cmp::Reverse(one.points));
        evidence
    }

    fn see(&mut self, is_there: bool, points: u8, what: &'static str) {
        if is_there && self.found.iter().all(|one| one.what != what) {
            self.found.push(Evidence { points, what });
        }
    }

    fn see_claim(&mut self, claim: &ClaimFacts<'_>) {
        let exception = claim.references.exception.map_or(&b""[..], |one| one.value);
        self.see(
            exception == b"3",
            3,
            "the authorization exception (REF*4N = 3)",
        );
        self.see(
            exception == b"1",
            2,
            "the authorization exception (REF*4N = 1)",
        );
        if claim.kind == ClaimKind::Institutional {
            let admission = claim.claim.admission();
            let admission = admission.map_or(&b""[..], |one| one.value(1));
            let is_emergency = matches!(admission, b"1" | b"5");
            self.see(is_emergency, 3, "the admission type (CL101 = 1 or 5)");
            self.see(admission == b"2", 2, "the admission type (CL101 = 2)");
        }
        let causes = (1..=3).map(|part| claim.claim.segment().component(11, part));
        let is_accident = causes
            .into_iter()
            .any(|cause| matches!(cause, b"AA" | b"EM" | b"OA"));
        self.see(is_accident, 1, "the accident (CLM11)");
    }

    fn see_line(&mut self, claim: &ClaimFacts<'_>, line: &LineFacts<'_>) {
        let code = line.procedure.as_ref().map_or("", |one| one.as_str());
        let is_visit = matches!(code, "99281" | "99282" | "99283" | "99284" | "99285");
        let is_transport = matches!(code, "A0427" | "A0429" | "A0433");
        self.see(
            line.pos_number() == Some(23),
            3,
            "the emergency room (place of service 23)",
        );
        self.see(is_visit, 3, "the emergency visit (99281 to 99285)");
        self.see(
            claim.kind == ClaimKind::Institutional && line.line.revenue_code().starts_with(b"045"),
            3,
            "the revenue code of an emergency room (045x)",
        );
        self.see(line.emergency == b"Y", 3, "the emergency indicator (SV109)");
        self.see(
            is_transport,
            2,
            "the emergency transport (A0427, A0429 or A0433)",
        );
        self.see(code == "99291", 2, "critical care (99291)");
        self.see(line.has_modifier(&["ET"]), 2, "modifier ET");
        self.see(
            line.pos_number() == Some(20),
            1,
            "urgent care (place of service 20)",
        );
    }
}
