//! What becomes of each level: whether interchanges, groups, sets and claims are accepted.

use std::convert::Infallible;

use remedi_x12::Level;

use super::seen::{Group, Set, Sighting, Sightings};
use crate::rule::{Severity, SyntaxCode};

/// What becomes of an interchange or a set, and of a group for its own faults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    #[default]
    Accepted,
    WithErrors,
    Rejected,
}

impl Standing {
    pub fn of(severity: Severity) -> Standing {
        match severity {
            Severity::Info => Standing::Accepted,
            Severity::Warning => Standing::WithErrors,
            Severity::Error => Standing::Rejected,
        }
    }

    /// TA104, IK501.
    pub fn letter(self) -> &'static str {
        ["A", "E", "R"][self as usize]
    }
}

/// What becomes of a group, its sets considered (AK901).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GroupStanding {
    Accepted,
    WithErrors,
    Partial,
    Rejected,
}

impl GroupStanding {
    pub fn letter(self) -> &'static str {
        ["A", "E", "P", "R"][self as usize]
    }
}

/// How many of what was judged are accepted and rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AckCounts {
    /// Interchanges: accepted, accepted with errors, rejected.
    pub interchanges: [u64; 3],
    /// Groups: accepted, accepted with errors, accepted in part, rejected.
    pub groups: [u64; 4],
    /// Sets: accepted, accepted with errors, rejected.
    pub sets: [u64; 3],
    /// Claims: accepted, and rejected for what is wrong with them, or with their set, group or interchange.
    pub claims: [u64; 2],
}

/// The sets of a group by what becomes of them, and what becomes of the group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// For the faults of the group itself.
    standing: Standing,
    /// Accepted, accepted with errors, rejected.
    sets: [u64; 3],
}

impl Outcome {
    /// Something is wrong with the group itself.
    pub fn fault(&mut self, standing: Standing) {
        self.standing = self.standing.max(standing);
    }

    pub fn end_set(&mut self, standing: Standing) {
        self.sets[standing as usize] += 1;
    }

    pub fn is_refused(&self) -> bool {
        self.standing == Standing::Rejected
    }

    /// How many sets there are.
    pub fn received(&self) -> u64 {
        self.sets.iter().sum()
    }

    /// How many of its sets are accepted, accepted with errors, and rejected.
    pub fn sets(&self) -> [u64; 3] {
        match self.is_refused() {
            true => [0, 0, self.received()],
            false => self.sets,
        }
    }

    /// What becomes of the group.
    pub fn group(&self) -> GroupStanding {
        let [clean, with_errors, rejected] = self.sets();
        match (self.standing, rejected) {
            (Standing::Rejected, _) => GroupStanding::Rejected,
            (_, 1..) if clean + with_errors == 0 => GroupStanding::Rejected,
            (_, 1..) => GroupStanding::Partial,
            (Standing::Accepted, 0) if with_errors == 0 => GroupStanding::Accepted,
            (_, 0) => GroupStanding::WithErrors,
        }
    }
}

/// Missing trailers of levels that the segment seen next opens, the last one of the input.
pub(super) type Missing = Vec<(Level, SyntaxCode, Standing)>;

/// One who follows the levels of an input, by what its batches show.
pub(super) trait Follow {
    type Error;

    fn missing(&mut self) -> &mut Missing;

    /// Whether the input is within an interchange, a group or a set.
    fn is_open(&self, level: Level) -> bool;

    /// Takes what is seen next.
    fn take(&mut self, sighting: &Sighting) -> Result<(), Self::Error>;

    /// Ends an open level that lacks its trailer.
    fn end_without_trailer(
        &mut self,
        level: Level,
        code: SyntaxCode,
        standing: Standing,
    ) -> Result<(), Self::Error>;

    /// Takes all that a batch shows.
    fn follow(&mut self, sightings: &Sightings) -> Result<(), Self::Error> {
        for sighting in &sightings.all {
            if let Sighting::MissingTrailer(level, code, severity) = *sighting {
                let standing = Standing::of(severity);
                match self.missing().is_empty() && self.is_open(level) {
                    true => self.end_without_trailer(level, code, standing)?,
                    false => self.missing().push((level, code, standing)),
                }
                continue;
            }
            self.take(sighting)?;
            for (level, code, standing) in std::mem::take(self.missing()) {
                if self.is_open(level) {
                    self.end_without_trailer(level, code, standing)?;
                }
            }
        }
        Ok(())
    }

    /// Rejects what is open, as the input can't be read to its end.
    fn end_all_without_trailers(&mut self) -> Result<(), Self::Error> {
        for (level, code) in [
            (Level::Set, SyntaxCode::Set("2")),
            (Level::Group, SyntaxCode::Group("3")),
            (Level::Interchange, SyntaxCode::Interchange("023")),
        ] {
            if self.is_open(level) {
                self.end_without_trailer(level, code, Standing::Rejected)?;
            }
        }
        Ok(())
    }
}

/// Counts what becomes of the levels of inputs. It takes some bytes, whatever the size of the input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    open: Option<Open>,
    missing: Missing,
    counts: AckCounts,
}

/// An interchange that has not ended.
#[derive(Clone, Debug, Default)]
struct Open {
    standing: Standing,
    group: Option<OpenGroup>,
    set: Option<OpenSet>,
    /// What has ended in it.
    ended: AckCounts,
}

#[derive(Clone, Copy, Debug)]
struct OpenGroup {
    is_known: bool,
    outcome: Outcome,
    claims: [u64; 2],
}

#[derive(Clone, Copy, Debug)]
struct OpenSet {
    standing: Standing,
    claims: [u64; 2],
}

impl Levels {
    /// Takes the next batch of the input.
    pub fn add(&mut self, sightings: &Sightings) {
        let Ok(()) = self.follow(sightings);
    }

    /// Takes it that the input could not be read to its end.
    pub fn cut_off(&mut self) {
        let Ok(()) = self.end_all_without_trailers();
    }

    /// Ends the input.
    pub fn end_input(&mut self) {
        self.missing.clear();
        self.end_interchange();
    }

    /// What became of the interchanges that have ended.
    pub fn counts(&self) -> AckCounts {
        self.counts
    }

    fn end_interchange(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        open.end_group();
        let (all, mut ended) = (&mut self.counts, open.ended);
        if open.standing == Standing::Rejected {
            ended = AckCounts {
                groups: [0, 0, 0, ended.groups.iter().sum()],
                sets: [0, 0, ended.sets.iter().sum()],
                claims: [0, ended.claims.iter().sum()],
                ..ended
            };
        }
        all.interchanges[open.standing as usize] += 1;
        add(&mut all.groups, ended.groups);
        add(&mut all.sets, ended.sets);
        add(&mut all.claims, ended.claims);
    }
}

fn add<const N: usize>(all: &mut [u64; N], more: [u64; N]) {
    for (own, more) in all.iter_mut().zip(more) {
        *own += more;
    }
}

impl Open {
    fn start_group(&mut self, seen: &Group) {
        self.end_group();
        let mut group = OpenGroup {
            is_known: seen.fault().is_none(),
            outcome: Outcome::default(),
            claims: [0; 2],
        };
        if !group.is_known {
            group.outcome.fault(Standing::Rejected);
        }
        self.group = Some(group);
    }

    fn start_set(&mut self, seen: &Set) {
        self.end_set();
        let is_known = self.group.is_some_and(|group| group.is_known);
        self.set = Some(OpenSet {
            standing: match seen.fault().is_none() && is_known {
                true => Standing::Accepted,
                false => Standing::Rejected,
            },
            claims: [0; 2],
        });
    }

    fn fault(&mut self, code: SyntaxCode, standing: Standing) {
        match (code, &mut self.group) {
            (SyntaxCode::Group(_), Some(group)) => group.outcome.fault(standing),
            // What should be in a group is in none.
            (SyntaxCode::Interchange(_) | SyntaxCode::Group(_), _) => {
                self.standing = self.standing.max(standing);
            }
            (SyntaxCode::Set(_) | SyntaxCode::Segment(_) | SyntaxCode::Element(_), _) => {
                if let Some(set) = &mut self.set {
                    set.standing = set.standing.max(standing);
                }
            }
        }
    }

    fn end_set(&mut self) {
        let Some(mut set) = self.set.take() else {
            return;
        };
        if set.standing == Standing::Rejected {
            set.claims = [0, set.claims.iter().sum()];
        }
        match &mut self.group {
            Some(group) => {
                group.outcome.end_set(set.standing);
                add(&mut group.claims, set.claims);
            }
            None => {
                self.ended.sets[Standing::Rejected as usize] += 1;
                self.ended.claims[1] += set.claims.iter().sum::<u64>();
            }
        }
    }

    fn end_group(&mut self) {
        self.end_set();
        let Some(mut group) = self.group.take() else {
            return;
        };
        if group.outcome.is_refused() {
            group.claims = [0, group.claims.iter().sum()];
        }
        self.ended.groups[group.outcome.group() as usize] += 1;
        add(&mut self.ended.sets, group.outcome.sets());
        add(&mut self.ended.claims, group.claims);
    }
}

impl Follow for Levels {
    type Error = Infallible;

    fn missing(&mut self) -> &mut Missing {
        &mut self.missing
    }

    fn is_open(&self, level: Level) -> bool {
        self.open.as_ref().is_some_and(|open| match level {
            Level::Interchange => true,
            Level::Group => open.group.is_some(),
            Level::Set => open.set.is_some(),
        })
    }

    fn take(&mut self, sighting: &Sighting) -> Result<(), Infallible> {
        if let Sighting::Interchange(_) = sighting {
            self.end_interchange();
            self.open = Some(Open::default());
        }
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        match sighting {
            Sighting::Interchange(_) => {}
            Sighting::Group(gs) => open.start_group(gs),
            Sighting::Set(st) => open.start_set(st),
            Sighting::Claim { held, .. } => {
                if let Some(set) = &mut open.set {
                    set.claims[usize::from(*held)] += 1;
                }
            }
            Sighting::Note(note) => {
                open.fault(SyntaxCode::Segment(""), Standing::of(note.severity));
            }
            Sighting::Fault(code, severity) | Sighting::MissingTrailer(_, code, severity) => {
                open.fault(*code, Standing::of(*severity));
            }
            Sighting::End(Level::Set, _) => open.end_set(),
            Sighting::End(Level::Group, _) => open.end_group(),
            Sighting::End(Level::Interchange, _) => self.end_interchange(),
        }
        Ok(())
    }

    fn end_without_trailer(
        &mut self,
        level: Level,
        code: SyntaxCode,
        standing: Standing,
    ) -> Result<(), Infallible> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        open.fault(code, standing);
        match level {
            Level::Set => open.end_set(),
            Level::Group => open.end_group(),
            Level::Interchange => self.end_interchange(),
        }
        Ok(())
    }
}
