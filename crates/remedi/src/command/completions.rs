//! `remedi completions`.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::exit::Failure;

/// Prints completions for a shell.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, out: &mut dyn Write) -> Result<(), Failure> {
        // clap_complete panics where it can't write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "remedi", &mut script);
        Ok(out.write_all(&script)?)
    }
}
