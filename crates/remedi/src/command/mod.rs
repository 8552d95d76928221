//! The commands.

pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod backtest;
pub(crate) mod check;
mod completions;
pub(crate) mod denials;
pub(crate) mod explain;
pub(crate) mod generate;
mod man;
mod profile;
mod reading;
pub(crate) mod roster;
pub(crate) mod show;

use std::io::Write;

use clap::Subcommand;

use crate::exit::{Failure, Outcome};
use crate::session::Session;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Check),
    Denials(denials::Denials),
    Audit(audit::Audit),
    Auth(auth::Auth),
    Backtest(backtest::Backtest),
    #[command(subcommand)]
    Roster(roster::Command),
    Show(show::Show),
    Explain(explain::Explain),
    Generate(generate::Generate),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs a command: results go to `out`, and what decides the exit code to `outcome`.
pub(crate) fn run(
    command: &Command,
    session: &Session,
    out: &mut (dyn Write + Send),
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    match command {
        Command::Check(check) => check.run(session, out, outcome),
        Command::Denials(denials) => denials.run(session, out, outcome),
        Command::Audit(audit) => audit.run(session, out, outcome),
        Command::Auth(auth) => auth.run(session, out, outcome),
        Command::Backtest(backtest) => backtest.run(session, out, outcome),
        Command::Roster(roster) => roster.run(session, out, outcome),
        Command::Show(show) => show.run(session, out, outcome),
        Command::Explain(explain) => explain.run(session, out),
        Command::Generate(generate) => generate.run(session, out),
        Command::Completions(completions) => completions.run(out),
        Command::Man(man) => man.run(out),
    }
}
