//! Sums of a whole check.

use remedi_claims::Money;
use remedi_x12::Level;

use crate::acks::{AckCounts, Levels};
use crate::checker::BatchReport;
use crate::holding::{Ended, Holding};
use crate::rule::Severity;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Interchanges (ISA).
    pub interchanges: u64,
    /// Transaction sets (ST).
    pub sets: u64,
    /// Claims (2300).
    pub claims: u64,
    /// Service lines (2400).
    pub lines: u64,
    /// Lines whose enrollment the roster, where there is one, does not know enough to judge: above all those
    /// of practices that it knows nothing of.
    pub unjudged_lines: u64,
    /// Findings that the profile suppresses: they are in no other count.
    pub suppressed: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Findings by severity: info, warning, error.
    pub(crate) findings: [u64; 3],
}

impl Counts {
    /// How many findings are of this severity.
    pub fn findings(&self, severity: Severity) -> u64 {
        self.findings[severity as usize]
    }
}

/// Claims that stand together, held and clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    clean: u64,
    clean_amount: Money,
    held: u64,
    held_amount: Money,
}

impl Tally {
    pub fn add(&mut self, held: bool, charge: Money) {
        if held {
            self.held += 1;
            self.held_amount += charge;
        } else {
            self.clean += 1;
            self.clean_amount += charge;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.clean + self.held == 0
    }

    fn take(&mut self, other: Tally) {
        self.clean += other.clean;
        self.clean_amount += other.clean_amount;
        self.held += other.held;
        self.held_amount += other.held_amount;
    }

    /// Holds all of them.
    fn hold(&mut self) {
        self.held += std::mem::take(&mut self.clean);
        self.held_amount += std::mem::take(&mut self.clean_amount);
    }
}

/// What a batch tells about the groups and sets in it, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// An interchange, a group or a set starts: what of its level and further in was open has ended.
    Starts(Level),
    /// Claims of the set that is open.
    Claims(Tally),
    /// The set or the group that is open, or has just ended, or the interchange that has started is at fault, as is told at
    /// this byte.
    Bad { level: Level, byte: u64 },
}

/// Sums of a whole check: reports are added in the order of the input.
///
/// A claim is held when it, one of its lines, the set or group it is in, or the header of its interchange has a finding at
/// error severity. As
/// the trailers of sets and groups come last, claims count as held or clean when these have ended: after
/// [`Summary::end_file`] all do.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Inputs that have ended.
    pub files: u64,
    /// What was counted.
    pub counts: Counts,
    done: Tally,
    group: Tally,
    set: Tally,
    holding: Holding,
    levels: Levels,
}

impl Summary {
    /// Adds the next report of the input.
    pub fn add(&mut self, report: &BatchReport) {
        self.count(report);
        self.levels.add(&report.sightings);
        for event in &report.events {
            if let Event::Claims(tally) = event {
                self.set.take(*tally);
            }
            if let Some(ended) = self.holding.take(event) {
                self.leave(ended);
            }
        }
        self.holding.leave_open(report.open);
    }

    /// Takes it that the input could not be read to its end: what is open lacks its trailer, and its claims are
    /// held. To be told before [`Summary::end_file`].
    pub fn cut_off(&mut self) {
        self.holding.cut_off();
        self.levels.cut_off();
    }

    /// Counts what a report of no batch has: that of [`Remittances`](crate::Remittances).
    pub fn count(&mut self, report: &BatchReport) {
        let (counts, own) = (&report.counts, &mut self.counts);
        own.interchanges += counts.interchanges;
        own.sets += counts.sets;
        own.claims += counts.claims;
        own.lines += counts.lines;
        own.unjudged_lines += counts.unjudged_lines;
        own.suppressed += counts.suppressed;
        own.bytes += counts.bytes;
        for (own, more) in own.findings.iter_mut().zip(counts.findings) {
            *own += more;
        }
    }

    /// Ends an input.
    pub fn end_file(&mut self) {
        self.levels.end_input();
        let ended = self.holding.end();
        self.leave(ended);
        self.files += 1;
    }

    fn leave(&mut self, ended: Ended) {
        if ended.set {
            self.set.hold();
        }
        self.group.take(std::mem::take(&mut self.set));
        if let Some(is_bad) = ended.group {
            if is_bad {
                self.group.hold();
            }
            self.done.take(std::mem::take(&mut self.group));
        }
    }

    /// Claims held.
    pub fn held(&self) -> u64 {
        self.done.held
    }

    /// Claims that are not held.
    pub fn clean(&self) -> u64 {
        self.done.clean
    }

    /// The charges (CLM02) of the claims held.
    pub fn amount_held(&self) -> Money {
        self.done.held_amount
    }

    /// What becomes of the interchanges that have ended, by what was judged: the faults that TA1 and 999 tell, and
    /// of claims those that hold them.
    pub fn acknowledged(&self) -> AckCounts {
        self.levels.counts()
    }
}
