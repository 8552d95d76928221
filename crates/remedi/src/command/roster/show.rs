//! `remedi roster show`.

use std::io::Write;

use clap::Args;
use remedi_claims::Npi;
use remedi_enrollment::Roster;

use super::RosterAsked;
use crate::exit::Failure;
use crate::output;
use crate::session::Session;

/// Shows all that the roster knows of one provider.
///
/// Names, taxonomies, deactivation, opt-out and exclusion; enrollments by payer with the row each is from and whether it is
/// in force on the day; days on which none was; credentials with the days left; rows that were replaced since, or recorded
/// later.
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// The provider's NPI.
    npi: String,
    #[command(flatten)]
    roster: RosterAsked,
}

impl Show {
    pub(crate) fn run(&self, session: &Session, out: &mut dyn Write) -> Result<(), Failure> {
        let roster = self.roster.load(session)?;
        let text = self.npi.trim();
        let npi = match text.parse::<Npi>() {
            Ok(npi) if roster.knows_provider(npi) => npi,
            Ok(_) => return Err(unknown(&roster, text, "the roster does not name")),
            Err(fault) => {
                let why = format!("{fault}:");
                return Err(unknown(&roster, text, &why));
            }
        };
        output::roster_provider::write(out, &roster, npi, self.roster.as_of(), session)
    }
}

/// That the NPI is not to be found, with those of the roster that are a slip away.
fn unknown(roster: &Roster, text: &str, why: &str) -> Failure {
    let near = roster.npis().into_iter().map(|npi| npi.to_string());
    let near: Vec<String> = near
        .filter(|npi| strsim::osa_distance(text, npi) == 1)
        .collect();
    let hint = match near.is_empty() {
        true => String::new(),
        false => format!("; did you mean {}?", near.join(" or ")),
    };
    Failure::Message(format!("{why} {text}{hint}"))
}
