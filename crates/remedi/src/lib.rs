//! The remedi program: inputs, commands and outputs. What it knows of claims, rosters and
//! remittances is in the crates it uses.
//!
//! [`run`] is the program with its arguments; the exit code is 0 when nothing is at error severity, 1 when
//! something is, and 2 after wrong usage or when no input could be read at all.

mod cli;
mod command;
mod exit;
mod inputs;
mod output;
mod session;
mod whole_file;

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::exit::{Failure, Outcome};
use crate::session::Session;

/// Runs the program with its arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Nothing is left to do when the help can't be printed.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::USAGE } else { 0 });
        }
    };
    let session = Session::new(&cli.common);
    let mut outcome = Outcome::default();
    let mut out = BufWriter::with_capacity(256 * 1024, io::stdout());
    let result = session
        .in_pool(|| command::run(&cli.command, &session, &mut out, &mut outcome))
        .and_then(|result| result.and_then(|()| Ok(out.flush()?)));
    let code = match result {
        Ok(()) => outcome.code(),
        Err(Failure::Closed) => outcome.code_when_closed(),
        Err(Failure::Message(message)) => {
            session.error(&message);
            exit::USAGE
        }
    };
    ExitCode::from(code)
}
