//! Looks back at claims that were sent: verdicts that a newer roster changes, and where services were rendered.
//!
//! An [`Audit`] reads batches side by side; what each gives is kept or added up in the order of the input. All that is
//! kept are counters by provider, location and place of service, so that any number of claims can be audited.

mod outliers;
mod places;
mod verdicts;

use remedi_claims::{Batch, ClaimKind};

pub use outliers::{Outlier, Outliers, Share};
pub use places::{Counted, Measure, OfficesAtHospitals, PlaceCounts, PlaceMix, Site, Who};
pub use verdicts::{
    Change, ChangeKind, ChangeSum, ChangeSums, ChangedClaim, ChangedLine, Event, Standing,
};

use crate::checker::Checker;

/// What judges claims as they are known now, and as they were known before.
///
/// Both are to have the same options but for the roster and the day on which it is asked: then rules that ask no roster
/// say the same of both, and make no change. They are not to be switched off, since a claim that they hold would be
/// told as clean.
///
/// ```
/// use remedi_claims::{Cutter, in_order};
/// use remedi_enrollment::Roster;
/// use remedi_validate::audit::{Audit, Change};
/// use remedi_validate::{Checker, Example, Options};
///
/// let roster = |ends: &str| {
///     let row = format!("1245319599,60054,approved,2020-01-01,{ends}\n");
///     let text = format!("provider_npi,payer_id,status,effective_from,effective_to\n{row}");
///     Roster::from_csv(&[("enrollments.csv", text.as_str())]).map(|loaded| loaded.roster)
/// };
/// let (was, now) = (roster("")?, roster("2024-12-31")?);
/// let claim = "CLM*A1*100***11:B:1*Y*A*Y*Y~HI*ABK:I10~NM1*82*1*TEST*ADA****XX*1245319599~\
///     LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20250115~";
/// let input = Example::claim(claim).to_input();
/// let [was, now] = [&was, &now].map(|roster| Checker::new(Some(roster), Options::default()));
/// let audit = Audit::new(&now, Some(&was));
/// let mut changed = Vec::new();
/// let error = in_order(
///     Cutter::new(input.as_bytes()),
///     |batch| audit.read(batch),
///     |read| changed.extend(read.changes),
/// );
/// assert!(error.is_none());
/// assert_eq!(changed[0].change, Change::TakebackRisk);
/// assert_eq!(changed[0].at_risk.to_string(), "100.00");
/// assert_eq!(changed[0].appeared[0].rule.code, "ENR-04");
/// # Ok::<(), remedi_enrollment::RosterError>(())
/// ```
#[derive(Debug)]
pub struct Audit<'c, 'r> {
    now: &'c Checker<'r>,
    was: Option<&'c Checker<'r>>,
}

/// What a batch gave.
#[derive(Debug, Default)]
pub struct BatchAudit {
    /// Claims whose verdict differs, in the order of the input.
    pub changes: Vec<ChangedClaim>,
    /// Where services were rendered.
    pub places: PlaceMix,
    /// What was counted.
    pub counts: AuditCounts,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditCounts {
    /// Claims read.
    pub claims: u64,
    /// Service lines of them.
    pub lines: u64,
    /// Claims that void others (CLM05-3 = 8), which are not audited.
    pub voids: u64,
    /// Claims that replace others (CLM05-3 = 7). Both are audited, where both are among the claims, and the dollars of both
    /// count.
    pub replacements: u64,
    /// Institutional claims, which have no place of service.
    pub institutional: u64,
    /// Claims with a line whose enrollment the roster does not know enough to judge.
    pub unjudged: u64,
}

impl AuditCounts {
    /// Adds those of another batch.
    pub fn add(&mut self, other: &AuditCounts) {
        self.claims += other.claims;
        self.lines += other.lines;
        self.voids += other.voids;
        self.replacements += other.replacements;
        self.institutional += other.institutional;
        self.unjudged += other.unjudged;
    }
}

impl<'c, 'r> Audit<'c, 'r> {
    /// An audit by what judges now and, where verdicts are compared, by what judged before.
    pub fn new(now: &'c Checker<'r>, was: Option<&'c Checker<'r>>) -> Audit<'c, 'r> {
        Audit { now, was }
    }

    /// Reads a batch. May be asked side by side.
    pub fn read(&self, batch: &mut Batch) -> BatchAudit {
        batch.walk();
        let batch = &*batch;
        let mut audit = BatchAudit::default();
        let mut judging = self.now.judging();
        let mut judging_before = self.was.map(Checker::judging);
        for claim in batch.claims() {
            audit.counts.claims += 1;
            if claim.frequency() == b"8" {
                audit.counts.voids += 1;
                audit.counts.lines += claim.lines().count() as u64;
                continue;
            }
            audit.counts.replacements += u64::from(claim.frequency() == b"7");
            let judged = match &mut judging_before {
                Some(before) => {
                    let (before, judged) = (before.judge(claim), judging.judge(claim));
                    let was = verdicts::Judged::of(before.lines, &before.findings);
                    let now = verdicts::Judged::of(judged.lines, &judged.findings);
                    if was.differs_from(&now) {
                        let subject = self.now.whole_claim(&judged.claim, judged.lines);
                        let place = batch.place(judged.claim.segment);
                        let change = ChangedClaim::of(place, subject, was, now, judged.lines);
                        audit.changes.push(change);
                    }
                    judged
                }
                None => judging.read(claim),
            };
            let (facts, lines) = (&judged.claim, judged.lines);
            audit.counts.lines += lines.len() as u64;
            if facts.has_roster {
                let is_unknown = lines.iter().any(|line| !line.is_clearance_known());
                audit.counts.unjudged += u64::from(is_unknown);
            }
            if facts.kind == ClaimKind::Institutional {
                audit.counts.institutional += 1;
            } else {
                audit.places.count(self.now, facts, lines);
            }
        }
        audit
    }
}
