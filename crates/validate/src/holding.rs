//! Which sets and groups hold all their claims.

use remedi_x12::Level;

use crate::summary::Event;

/// Which sets and groups are at fault, by the events of the reports in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holding {
    /// Where the GS of the open group stands.
    group_byte: Option<u64>,
    /// Where the last GS at fault stands.
    bad_group: Option<u64>,
    set_is_bad: bool,
    group_is_bad: bool,
    /// What the last report left open.
    open: Open,
}

/// What is open behind a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Open {
    pub group: bool,
    pub set: bool,
}

/// A set that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Whether it is at fault.
    pub set: bool,
    /// Whether its group is, where that has ended as well.
    pub group: Option<bool>,
}

impl Holding {
    /// Takes what a report says of the open set or group; what has ended, when a set starts.
    pub fn take(&mut self, event: &Event) -> Option<Ended> {
        match *event {
            Event::Set { group } => {
                let starts_group = group.is_some() && group != self.group_byte;
                let ended = self.leave(starts_group);
                if starts_group {
                    self.group_byte = group;
                }
                self.group_is_bad |= group.is_some() && group == self.bad_group;
                return Some(ended);
            }
            Event::Claims(_) => {}
            Event::Bad {
                level: Level::Set, ..
            } => self.set_is_bad = true,
            Event::Bad { .. } => self.group_is_bad = true,
            Event::BadGroup { byte } => self.bad_group = Some(byte),
        }
        None
    }

    /// Whether the open group is at fault, as far as is known.
    pub fn is_group_at_fault(&self) -> bool {
        self.group_is_bad
    }

    /// Takes what is open behind a report.
    pub fn leave_open(&mut self, open: Open) {
        self.open = open;
    }

    /// The input broke off: what is open is at fault, and is returned.
    pub fn cut_off(&mut self) -> Open {
        self.set_is_bad |= self.open.set;
        self.group_is_bad |= self.open.group;
        self.open
    }

    /// Ends the input.
    pub fn end(&mut self) -> Ended {
        let ended = self.leave(true);
        *self = Holding::default();
        ended
    }

    fn leave(&mut self, group: bool) -> Ended {
        Ended {
            set: std::mem::take(&mut self.set_is_bad),
            group: group.then(|| std::mem::take(&mut self.group_is_bad)),
        }
    }
}
