//! `remedi check --acks`: the acknowledgements of each input, in files of their own.

use std::path::PathBuf;

use chrono::NaiveDateTime;
use clap::{Args, ValueEnum};
use remedi_validate::BatchReport;
use remedi_validate::acks::{Accepted, AckOptions, Acknowledger};

use super::super::reading::Ended;
use super::names::Names;
use crate::exit::Failure;
use crate::inputs::Input;
use crate::output::human::check_summary::count;
use crate::whole_file::{self, WholeFile};

/// What acknowledgements are asked for.
#[derive(Args, Debug)]
pub(super) struct AcksArg {
    /// Writes acknowledgements into this folder: for claims.837 the files claims.ta1, claims.999 or claims.997, and
    /// claims.277ca. They are of the day of --as-of at 00:00, else of now.
    #[arg(long, value_name = "DIR")]
    acks: Option<PathBuf>,
    /// The control number of the first interchange and group of the acknowledgements; those after it count on.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        requires = "acks",
        value_parser = clap::value_parser!(u32).range(1..=999_999_999)
    )]
    control_number: u32,
    /// What the 277CA says of claims that are accepted.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "CATEGORY",
        requires = "acks"
    )]
    accepted: Category,
}

/// A claim status category of accepted claims.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Category {
    /// A0:16, a clearinghouse has forwarded them to the payer.
    A0,
    /// A1:19, a payer has received them.
    A1,
    /// A2:20, a payer has accepted them into adjudication.
    #[default]
    A2,
}

impl AcksArg {
    pub(super) fn is_given(&self) -> bool {
        self.acks.is_some()
    }

    /// What writes them, where they are asked for.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub(super) fn writer(
        &self,
        now: NaiveDateTime,
        inputs: &[Input],
    ) -> Result<Option<Acks>, Failure> {
        let Some(folder) = &self.acks else {
            return Ok(None);
        };
        whole_file::folder(folder)?;
        let options = AckOptions {
            as_of: now.date(),
            time: now.time(),
            control_number: self.control_number,
            accepted: match self.accepted {
                Category::A0 => Accepted::Forwarded,
                Category::A1 => Accepted::Received,
                Category::A2 => Accepted::IntoAdjudication,
            },
        };
        Ok(Some(Acks {
            acknowledger: Acknowledger::new(options),
            folder: folder.clone(),
            names: Names::of(folder, inputs, &KINDS),
            written: 0,
        }))
    }
}

/// Writes the acknowledgements of inputs.
pub(super) struct Acks {
    acknowledger: Acknowledger,
    folder: PathBuf,
    names: Names,
    written: u64,
}

impl Acks {
    /// Takes the next report of the input.
    pub(super) fn add(&mut self, report: &BatchReport) -> Result<(), Failure> {
        self.acknowledger.add(report).map_err(spooled)
    }

    /// Writes the files of an input that has ended: all of them, or none. Those of an earlier run that are no more, go.
    pub(super) fn end_input(&mut self, input: &Input, ended: Ended) -> Result<(), Failure> {
        if ended.broke_off {
            self.acknowledger.cut_off().map_err(spooled)?;
        }
        let answers = self.acknowledger.end_input().map_err(spooled)?;
        let stem = self.names.next(input);
        let mut files = Vec::new();
        for mut answer in answers {
            let path = self.folder.join(format!("{stem}.{}", answer.kind.as_str()));
            let fail = |error| whole_file::unwritten(&path, &error);
            let mut file = WholeFile::create(&path).map_err(fail)?;
            answer.copy_to(&mut file).map_err(fail)?;
            files.push(file);
        }
        self.written += files.len() as u64;
        let stands: Vec<PathBuf> = files.iter().map(|file| file.path().to_owned()).collect();
        WholeFile::finish(files)?;
        // What an earlier run wrote of this input would pass for an answer to it.
        for kind in KINDS {
            let path = self.folder.join(format!("{stem}.{kind}"));
            if !stands.contains(&path) {
                whole_file::remove(&path)?;
            }
        }
        Ok(())
    }

    /// What the user is told at the end.
    pub(super) fn notice(&self) -> String {
        let files = count(self.written, "acknowledgement");
        format!("{files} written to {}", self.folder.display())
    }
}

fn spooled(error: remedi_x12::WriteError) -> Failure {
    Failure::Message(format!("acknowledgements can't be kept: {error}"))
}

/// The kinds of files that an input may get.
const KINDS: [&str; 4] = ["ta1", "997", "999", "277ca"];
