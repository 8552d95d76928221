//! What of a group goes where, known before any of it is written.

use super::units::{Kind, Unit};
use super::{Cause, Side};

/// Some of the two files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides(u8);

impl Sides {
    pub fn of(side: Side) -> Sides {
        Sides(1 << side as u8)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, side: Side) -> bool {
        self.0 & Sides::of(side).0 != 0
    }

    pub fn add(&mut self, side: Side) {
        self.0 |= Sides::of(side).0;
    }

    pub fn iter(self) -> impl Iterator<Item = Side> {
        Side::ALL
            .into_iter()
            .filter(move |&side| self.contains(side))
    }
}

/// A level, packed: bits 0 and 1 are the files that need it, 2 and 3 those in which a level below it is needed, and
/// 4 is set where there is no claim in it.
#[derive(Clone, Copy, Debug, Default)]
struct LevelPlan(u8);

impl LevelPlan {
    const WITHOUT_CLAIMS: u8 = 1 << 4;

    fn need(&mut self, side: Side) {
        self.0 |= Sides::of(side).0;
    }

    fn need_below(&mut self, side: Side) {
        self.0 |= Sides::of(side).0 << 2;
    }
}

#[derive(Debug, Default)]
struct SetPlan {
    needed: Sides,
    is_claims: bool,
    has_claims: bool,
    rejected: Option<Box<Cause>>,
}

/// What of the sets of a group goes where. All units of the group are [taken](Plan::take) first, and then
/// [given back](Plan::next).
#[derive(Debug, Default)]
pub(super) struct Plan {
    sets: Vec<SetPlan>,
    levels: Vec<LevelPlan>,
    /// The open levels by their depth, as indexes of `levels`.
    open: [Option<usize>; 4],
    /// The last set ended; none is open.
    is_between: bool,
    /// So many of the sets and levels were given back.
    given: (usize, usize),
}

/// What becomes of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fate<'p> {
    /// The files that it goes into.
    pub sides: Sides,
    /// Of a level: the files in which there are levels below it.
    pub below: Sides,
    /// Whether its set is an 837.
    pub is_of_claims: bool,
    /// Of a set and a level: whether there are claims in it.
    pub has_claims: bool,
    /// Why its set is rejected.
    pub set: Option<&'p Cause>,
    /// Why its group is rejected.
    pub group: Option<&'p Cause>,
}

impl Fate<'_> {
    pub fn is_rejected(&self) -> bool {
        self.set.is_some() || self.group.is_some()
    }
}

impl Plan {
    /// Takes the next unit.
    pub fn take(&mut self, kind: Kind) {
        if kind.is_set() {
            self.is_between = false;
            self.sets.push(SetPlan {
                is_claims: kind == Kind::Claims,
                ..SetPlan::default()
            });
            return;
        }
        let Some(set) = self.sets.last_mut().filter(|set| set.is_claims) else {
            return;
        };
        let side = match kind {
            Kind::Clean => Side::Clean,
            Kind::Held => Side::Held,
            _ => {
                if let Some(depth) = kind.depth() {
                    self.close(depth);
                    self.open[depth] = Some(self.levels.len());
                    self.levels.push(LevelPlan::default());
                }
                return;
            }
        };
        set.needed.add(side);
        set.has_claims = true;
        self.need(self.open.len(), side);
    }

    /// Marks the open levels above a depth as needed.
    fn need(&mut self, depth: usize, side: Side) {
        let mut is_innermost = depth == self.open.len();
        for level in self.open[..depth].iter().rev().flatten() {
            let level = &mut self.levels[*level];
            level.need(side);
            if !is_innermost {
                level.need_below(side);
            }
            is_innermost = false;
        }
    }

    /// Closes the open levels from a depth on. Those without claims are kept in the held file.
    fn close(&mut self, depth: usize) {
        for depth in (depth..self.open.len()).rev() {
            let Some(level) = self.open[depth].take() else {
                continue;
            };
            let level = &mut self.levels[level];
            if level.0 == 0 {
                level.0 = LevelPlan::WITHOUT_CLAIMS;
                level.need(Side::Held);
                if let Some(set) = self.sets.last_mut() {
                    set.needed.add(Side::Held);
                }
                self.need(depth, Side::Held);
            }
        }
    }

    /// Ends the set that is open, and says why it is rejected, if it is.
    pub fn end_set(&mut self, rejected: Option<Cause>) {
        if std::mem::replace(&mut self.is_between, true) {
            return;
        }
        self.close(0);
        if let Some(set) = self.sets.last_mut() {
            set.rejected = rejected.map(Box::new);
            if set.needed.is_empty() {
                set.needed.add(Side::Held);
            }
        }
    }

    /// What becomes of the next unit, in a group that is rejected for a cause.
    pub fn next<'p>(&'p mut self, unit: &Unit, group: Option<&'p Cause>) -> Fate<'p> {
        if unit.kind.is_set() {
            self.given.0 += 1;
        }
        let set = self.given.0.checked_sub(1).map(|at| &self.sets[at]);
        let rejected = set.and_then(|set| set.rejected.as_deref());
        let mut fate = Fate {
            sides: set.map(|set| set.needed).unwrap_or_default(),
            below: Sides::default(),
            is_of_claims: set.is_some_and(|set| set.is_claims),
            has_claims: set.is_some_and(|set| set.has_claims),
            set: rejected,
            group: group.filter(|_| set.is_some()),
        };
        if fate.is_of_claims {
            match unit.kind {
                Kind::Clean => fate.sides = Sides::of(Side::Clean),
                Kind::Held => fate.sides = Sides::of(Side::Held),
                kind if kind.depth().is_some() => {
                    let LevelPlan(level) = self.levels[self.given.1];
                    self.given.1 += 1;
                    fate.sides = Sides(level & 3);
                    fate.below = Sides(level >> 2 & 3);
                    fate.has_claims = level & LevelPlan::WITHOUT_CLAIMS == 0;
                }
                _ => {}
            }
        }
        if fate.is_rejected() {
            fate.sides = Sides::of(Side::Held);
        }
        fate
    }
}
