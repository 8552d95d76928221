//! The profile of a command that judges claims.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;
use remedi_validate::{Options, Profile};

use crate::exit::Failure;
use crate::session::Session;

/// What a practice sets for itself.
#[derive(Args, Debug)]
pub(crate) struct ProfileArg {
    /// Severities by rule and payer, suppressions, rules of trading partners and code lists: a `remedi.toml`.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

impl ProfileArg {
    /// Where the profile stands, where one is given.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.rules.as_deref()
    }

    /// Reads the profile, where one is given.
    ///
    /// # Errors
    /// A profile that can't be read, or that has a fault.
    pub(crate) fn read(&self) -> Result<Option<Profile>, Failure> {
        let profile = self.rules.as_deref().map(Profile::load);
        profile.transpose().map_err(Failure::message)
    }

    /// Reads the profile, where one is given, and tells what has run out. None is looked for elsewhere.
    ///
    /// # Errors
    /// A profile that can't be read, or that has a fault: half a profile judges by rules that nobody set.
    pub(crate) fn load(
        &self,
        session: &Session,
        as_of: NaiveDate,
    ) -> Result<Option<Arc<Profile>>, Failure> {
        let Some(profile) = self.read()? else {
            return Ok(None);
        };
        for notice in profile.notices(as_of) {
            session.notice(&notice);
        }
        Ok(Some(Arc::new(profile)))
    }

    /// What a checker is asked on that day, by the profile.
    ///
    /// # Errors
    /// As for [`ProfileArg::load`].
    pub(crate) fn options(&self, session: &Session, as_of: NaiveDate) -> Result<Options, Failure> {
        Ok(Options {
            as_of: Some(as_of),
            profile: self.load(session, as_of)?,
            ..Options::default()
        })
    }
}
