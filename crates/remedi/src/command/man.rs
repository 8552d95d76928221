//! `remedi man`.

use std::io::Write;

use clap::{Args, CommandFactory};

use crate::cli::Cli;
use crate::exit::Failure;

/// Prints the man page, with those of all commands behind it.
#[derive(Args, Debug)]
pub(crate) struct Man {}

impl Man {
    pub(crate) fn run(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let mut program = Cli::command();
        program.build();
        clap_mangen::Man::new(program.clone()).render(out)?;
        for command in program.get_subcommands() {
            if command.get_name() != "help" {
                clap_mangen::Man::new(command.clone()).render(out)?;
            }
        }
        Ok(())
    }
}
