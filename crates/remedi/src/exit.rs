//! How a run ends.

use std::io;

/// The exit code after wrong usage, or when nothing could be read.
pub(crate) const USAGE: u8 = 2;

/// What decides the exit code of a run that came to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Inputs of the right kind that were read, to their end or to where they broke off.
    pub(crate) read: u64,
    /// Inputs that could not be read, or that hold nothing for this command.
    pub(crate) unread: u64,
    /// Whether anything was found at error severity.
    pub(crate) errors: bool,
    /// Whether errors shall not show in the exit code (`--exit-zero`).
    pub(crate) exit_zero: bool,
}

impl Outcome {
    /// Whether inputs were named and none of them could be read: there is nothing to report on.
    pub(crate) fn read_nothing(&self) -> bool {
        self.read == 0 && self.unread > 0
    }

    /// 0, 1 for errors, 2 when no input was read. One input that can't be read among others that
    /// can is an error.
    pub(crate) fn code(&self) -> u8 {
        if self.read_nothing() {
            return USAGE;
        }
        u8::from((self.errors || self.unread > 0) && !self.exit_zero)
    }

    /// The code when whoever reads the output has heard enough: by what was found so far.
    pub(crate) fn code_when_closed(&self) -> u8 {
        u8::from(self.errors && !self.exit_zero)
    }
}

/// What ends a run early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something the user must know; the exit code is [`USAGE`].
    Message(String),
    /// Nobody reads the output any more: no fault, and nobody to tell it.
    Closed,
}

impl Failure {
    pub(crate) fn message(message: impl ToString) -> Failure {
        Failure::Message(message.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Message(format!("the output can't be written: {error}")),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        io::Error::from(error).into()
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Failure {
        io::Error::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_is_for_runs_that_read_nothing() {
        let mut outcome = Outcome::default();
        assert_eq!(outcome.code(), 0);
        outcome.unread = 1;
        assert_eq!(outcome.code(), USAGE);
        outcome.exit_zero = true;
        assert_eq!(outcome.code(), USAGE);
    }

    #[test]
    fn one_unread_input_among_others_is_an_error() {
        let outcome = Outcome {
            read: 3,
            unread: 1,
            ..Outcome::default()
        };
        assert_eq!(outcome.code(), 1);
        let forgiven = Outcome {
            exit_zero: true,
            ..outcome
        };
        assert_eq!(forgiven.code(), 0);
    }
}
