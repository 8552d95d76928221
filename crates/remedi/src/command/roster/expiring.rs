//! `remedi roster expiring`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use remedi_validate::Exposure;

use super::RosterAsked;
use crate::command::check::is_claims;
use crate::command::reading::{Reading, Step};
use crate::exit::{Failure, Outcome};
use crate::output;
use crate::session::Session;

/// Lists what runs out: enrollments, licences, CAQH attestations, revalidations, recredentialings and other credentials.
///
/// What has expired and was not renewed comes first. An enrollment that others of the same provider and payer follow
/// without a gap does not run out, where they cover together all that it covers, nor does a credential beside which a
/// later one stands. An attestation without `expires` is good for 120 days after `issued`. With --claims, the claims with
/// services dated after the last day are counted by payer, with the charges of those lines; claims that void others
/// (CLM05-3 = 8) are left out.
///
/// Exit code: 1 when anything is listed, else 0.
#[derive(Args, Debug)]
pub(crate) struct Expiring {
    #[command(flatten)]
    roster: RosterAsked,
    /// How many days to look ahead.
    #[arg(long, value_name = "DAYS", default_value_t = 120, value_parser = clap::value_parser!(u32).range(..=36_500))]
    within: u32,
    /// Open claims (837) whose services may come too late: files, folders, globs, or `-`.
    #[arg(long, value_name = "CLAIMS", num_args = 1..)]
    claims: Vec<PathBuf>,
    /// Exits with 0 even when something runs out.
    #[arg(long)]
    exit_zero: bool,
}

impl Expiring {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut dyn Write,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        let roster = self.roster.load(session)?;
        let as_of = self.roster.as_of();
        let expiring = roster.expiring(as_of, self.within);
        outcome.errors |= !expiring.is_empty();
        let mut exposure = None;
        if !self.claims.is_empty() {
            let mut sums = Exposure::new(&roster, &expiring);
            let progress = session.progress();
            let reading = Reading::of(&self.claims, is_claims, session, &progress, outcome);
            let mut found = Vec::new();
            reading.read(
                outcome,
                |_, batch| sums.services(batch),
                |input, step, _| {
                    match step {
                        Step::Starts => {}
                        Step::Batch(services) => found.extend(services),
                        Step::Ends(ended) => reading.tell_open_end(input, ended),
                    }
                    Ok(())
                },
            )?;
            sums.add(found);
            progress.finish_and_clear();
            if outcome.read_nothing() {
                return Ok(());
            }
            exposure = Some(sums);
        }
        let list = output::roster_expiring::List {
            roster: &roster,
            expiring: &expiring,
            exposure: exposure.as_ref(),
            as_of,
            within: self.within,
        };
        list.write(out, session)
    }
}
