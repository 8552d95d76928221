//! The command line.

use chrono::NaiveDate;
use clap::{Args, ColorChoice, Parser, ValueEnum};

use crate::command::Command;

/// Checks claims (837) against rules and the enrollment roster before they are sent, and finds the root
/// cause of what payers denied (835).
#[derive(Debug, Parser)]
#[command(
    name = "remedi",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit code: 0 nothing at error severity; 1 something at error severity; \
2 wrong usage, or nothing could be read."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Flags of every command.
#[derive(Args, Debug)]
pub(crate) struct Common {
    /// What results look like.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub(crate) format: Format,
    /// Threads to work with, up to 1024; all cores unless given.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// No progress bar and no notices; errors are still told.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// When to use colors; NO_COLOR turns `auto` off.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
}

/// What results look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading.
    #[default]
    Human,
    /// One JSON object a line, for programs.
    Json,
    /// A table, for spreadsheets; `show` has none.
    Csv,
}

/// A day of the command line.
pub(crate) fn day(text: &str) -> Result<NaiveDate, &'static str> {
    text.parse().map_err(|_| "a date is written 2025-01-31")
}
