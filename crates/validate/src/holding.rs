//! Which sets, groups and interchanges hold all their claims.

use remedi_x12::Level;

use crate::summary::Event;

/// Which sets, groups and interchanges are at fault, by the events of the reports in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holding {
    set_is_bad: bool,
    group_is_bad: bool,
    /// By its header; what is wrong with its trailer is made right where claims are split.
    interchange_is_bad: bool,
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
    /// Whether its group or interchange is, where the group has ended as well.
    pub group: Option<bool>,
}

impl Holding {
    /// Takes what a report says of the open set or group; what has ended, when something starts.
    pub fn take(&mut self, event: &Event) -> Option<Ended> {
        match *event {
            Event::Starts(level) => {
                let ended = self.leave(level != Level::Set);
                self.interchange_is_bad &= level != Level::Interchange;
                return Some(ended);
            }
            Event::Claims(_) => {}
            Event::Bad {
                level: Level::Set, ..
            } => self.set_is_bad = true,
            Event::Bad {
                level: Level::Group,
                ..
            } => self.group_is_bad = true,
            Event::Bad { .. } => self.interchange_is_bad = true,
        }
        None
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
            group: group.then(|| std::mem::take(&mut self.group_is_bad) || self.interchange_is_bad),
        }
    }
}
