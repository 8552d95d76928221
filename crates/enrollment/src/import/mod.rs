//! Importing public formats and spreadsheets into a roster's folder.
//!
//! An [`Import`] reads the folder, then inputs of one [`Format`] row by row, and merges what they say by the keys
//! of the roster's files. Cells that are kept by hand stay; each row that is written knows the file and line it is
//! from. What can't be read for certain is refused and told, never guessed.
//!
//! ```
//! use remedi_enrollment::import::{Format, Import, Options};
//! let folder = [(
//!     "enrollments.csv".to_owned(),
//!     "provider_npi,payer_id,status,effective_from\n1234567893,MEDOH,approved,2024-01-01\n".to_owned(),
//! )];
//! let options = Options::new(Format::OrderRefer);
//! let mut import = Import::into_files(folder.into(), options)?;
//! let list = "NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE\n1234567893,Test,Tia,Y,N,Y,N,N\n";
//! import.read("order_refer.csv", list.as_bytes())?;
//! let (report, files) = import.finish()?;
//! assert_eq!((report.read, report.taken, files.len()), (1, 1, 1));
//! assert_eq!(files[0].name, "providers.csv");
//! # Ok::<(), remedi_enrollment::import::ImportError>(())
//! ```

mod caqh;
mod columns;
mod dates;
mod directory_274;
mod draft;
mod folder;
mod latest;
mod leie;
mod mapping;
mod nppes;
mod opt_out;
mod order_refer;
mod pecos;
mod plan_net;
mod records;
mod report;
mod revalidation;
mod sheet;

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use remedi_claims::Npi;

pub use columns::RosterFile;
pub use folder::Output;
pub use mapping::Mapping;
pub use report::{Conflict, ImportError, ImportErrorKind, Reason, Refusal, Report, Rows};

use crate::payers::{Payer, PayerClass};
use crate::problem::ProblemKind;
use dates::DateFormat;
use draft::Draft;
use folder::{Folder, Source};

/// A format that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The NPPES dissemination file: identity, taxonomies and deactivation of every NPI.
    Nppes,
    /// Medicare's public list of enrollments (PECOS).
    Pecos,
    /// Medicare's revalidation due date list, or its list of reassignments.
    Revalidation,
    /// The opt-out affidavits list.
    OptOut,
    /// The order and referring list.
    OrderRefer,
    /// The OIG's list of excluded individuals and entities.
    Leie,
    /// A CAQH ProView roster.
    Caqh,
    /// A payer's directory after Da Vinci PDEX Plan-Net (FHIR), as a Bundle or one resource a line.
    PlanNet,
    /// A payer's directory as X12 274.
    Directory274,
    /// A spreadsheet of a payer or practice, by a [`Mapping`].
    Mapping,
}

impl Format {
    /// Every format by its name on the command line.
    pub const ALL: [(&'static str, Format); 10] = [
        ("nppes", Format::Nppes),
        ("pecos", Format::Pecos),
        ("revalidation", Format::Revalidation),
        ("opt-out", Format::OptOut),
        ("order-refer", Format::OrderRefer),
        ("leie", Format::Leie),
        ("caqh", Format::Caqh),
        ("plan-net", Format::PlanNet),
        ("274", Format::Directory274),
        ("mapping", Format::Mapping),
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        let found = Format::ALL.iter().find(|(_, format)| *format == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether the rows of an input say the same whatever other inputs there are. Of other formats an input is a part: what
    /// is on none of them tells something, or one refers to another.
    pub fn stands_alone(self) -> bool {
        !matches!(self, Format::Pecos | Format::OrderRefer | Format::PlanNet)
    }

    /// Whether it is a list of the whole country, of which a practice wants its own rows.
    pub fn is_public_list(self) -> bool {
        !matches!(
            self,
            Format::Caqh | Format::PlanNet | Format::Directory274 | Format::Mapping
        )
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which rows of a public list are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Those of the NPIs that occur in the roster; all where it has no row.
    #[default]
    Known,
    /// Those of the NPIs that occur in the roster, be it none.
    OnlyKnown,
    /// All of them.
    All,
    /// Those of these NPIs.
    These(HashSet<u32>),
}

impl Keep {
    /// The rows of these NPIs.
    pub fn these(npis: impl IntoIterator<Item = Npi>) -> Keep {
        Keep::These(npis.into_iter().map(crate::rows::npi_key).collect())
    }
}

/// How to import.
#[derive(Debug)]
pub struct Options {
    /// The format of the inputs.
    pub format: Format,
    /// Which rows of a public list are taken.
    pub keep: Keep,
    /// Whether what is kept by hand is written over.
    pub overwrite: bool,
    /// The day that the inputs are of, where they do not say it themselves.
    pub as_of: Option<NaiveDate>,
    /// The payer whose directory or list it is.
    pub payer: Option<String>,
    /// Whether organizations' practice locations are taken from NPPES.
    pub locations: bool,
    /// How the columns of a spreadsheet are read.
    pub mapping: Option<Mapping>,
    /// An empty file, for new providers that do not fit in memory.
    pub spool: Option<File>,
}

impl Options {
    /// Options of a format as they are unless something else is asked for.
    pub fn new(format: Format) -> Options {
        Options {
            format,
            keep: Keep::default(),
            overwrite: false,
            as_of: None,
            payer: None,
            locations: false,
            mapping: None,
            spool: None,
        }
    }
}

/// An import under way. Nothing is written: [`finish`](Import::finish) gives the files to write.
pub struct Import {
    folder: Folder,
    options: Options,
    /// None when all are kept.
    keep: Option<HashSet<u32>>,
    report: Report,
    recoded: u64,
    held: Held,
}

/// What inputs say that is only known to be the last word when all of them are read.
#[derive(Default)]
struct Held {
    /// Of the lists of opt-outs and exclusions.
    spans: latest::Latest,
    /// Of the order and referring list: the NPIs.
    orders: HashSet<String>,
    /// Of the PECOS list.
    enrolled: pecos::Listed,
    /// Of a payer's directory in FHIR.
    directory: plan_net::Directory,
}

impl Import {
    /// Reads the roster's folder, which need not be there yet.
    ///
    /// # Errors
    /// A roster that can't be read or has errors, and options that the format needs and that are missing.
    pub fn into_folder(path: &Path, options: Options) -> Result<Import, ImportError> {
        Import::start(Folder::read(path)?, options)
    }

    /// The same for a roster of files by name.
    ///
    /// # Errors
    /// As for [`Import::into_folder`].
    pub fn into_files(
        files: Vec<(String, String)>,
        options: Options,
    ) -> Result<Import, ImportError> {
        Import::start(Folder::from_texts(files)?, options)
    }

    fn start(mut folder: Folder, mut options: Options) -> Result<Import, ImportError> {
        if options.format == Format::Mapping && options.mapping.is_none() {
            let what = "`mapping` needs a mapping file, which says what the columns are";
            return Err(ImportErrorKind::Needs { what }.into());
        }
        let keep = match std::mem::take(&mut options.keep) {
            _ if !options.format.is_public_list() => None,
            Keep::All => None,
            Keep::Known if !folder.has_rows() => None,
            Keep::Known | Keep::OnlyKnown => Some(folder.npis()),
            Keep::These(npis) => Some(npis),
        };
        if let Some(spool) = options.spool.take_if(|_| keep.is_none()) {
            folder.keep_new_providers_in(spool);
        }
        let mut report = Report::default();
        if let Some(payer) = &options.payer
            && folder.roster.payers().next().is_some()
            && folder.roster.payer_of(payer).one().is_none()
        {
            report.remarks.push(format!(
                "the roster has had no payer `{payer}` (--payer): is the id right?"
            ));
        }
        Ok(Import {
            folder,
            options,
            keep,
            report,
            recoded: 0,
            held: Held::default(),
        })
    }

    /// Reads one input. What a row says goes into the roster, or the row is refused.
    ///
    /// # Errors
    /// What can't be read, and what is not of the format. The import may go on without an input of which
    /// [no row was read](Import::rows_read) where its format [stands alone](Format::stands_alone), and is of no more use
    /// else.
    pub fn read(&mut self, name: &str, mut input: impl Read) -> Result<(), ImportError> {
        let mut run = self.run(name);
        let input: &mut dyn Read = &mut input;
        match run.options.format {
            Format::Nppes => nppes::read(input, &mut run)?,
            Format::Pecos => pecos::read(input, &mut run)?,
            Format::Revalidation => revalidation::read(input, &mut run)?,
            Format::OptOut => opt_out::read(input, &mut run)?,
            Format::OrderRefer => order_refer::read(input, &mut run)?,
            Format::Leie => leie::read(input, &mut run)?,
            Format::Caqh => caqh::read(input, &mut run)?,
            Format::PlanNet => plan_net::read(input, &mut run)?,
            Format::Directory274 => directory_274::read(input, &mut run)?,
            Format::Mapping => mapping::read(input, &mut run)?,
        }
        let recoded = run.recoded;
        self.recoded += recoded;
        Ok(())
    }

    /// How many rows have been read.
    pub fn rows_read(&self) -> u64 {
        self.report.read
    }

    fn run(&mut self, name: &str) -> Run<'_> {
        Run {
            folder: &mut self.folder,
            options: &self.options,
            keep: self.keep.as_ref(),
            report: &mut self.report,
            held: &mut self.held,
            file: name.into(),
            line: 0,
            recoded: 0,
        }
    }

    /// Merges what only all inputs together tell, and checks the roster that comes of it; rows that it can't hold are
    /// refused. The files are to be written whole, all of them or none.
    ///
    /// # Errors
    /// A roster with errors that no row of the inputs explains.
    pub fn finish(mut self) -> Result<(Report, Vec<Output>), ImportError> {
        let mut run = self.run("");
        match run.options.format {
            Format::Pecos => pecos::finish(&mut run)?,
            Format::OptOut => opt_out::finish(&mut run)?,
            Format::OrderRefer => order_refer::finish(&mut run),
            Format::Leie => leie::finish(&mut run)?,
            Format::PlanNet => plan_net::finish(&mut run)?,
            Format::Nppes
            | Format::Revalidation
            | Format::Caqh
            | Format::Directory274
            | Format::Mapping => {}
        }
        if self.recoded > 0 {
            self.report.remarks.push(format!(
                "cells that are not in UTF-8, read as Windows-1252: {}",
                self.recoded
            ));
        }
        self.report.remarks.append(&mut self.folder.remarks);
        let files = self.folder.finish(&mut self.report)?;
        Ok((self.report, files))
    }
}

#[cfg(test)]
mod tests;

/// One input being read.
struct Run<'r> {
    folder: &'r mut Folder,
    options: &'r Options,
    keep: Option<&'r HashSet<u32>>,
    report: &'r mut Report,
    held: &'r mut Held,
    file: Arc<str>,
    line: u64,
    recoded: u64,
}

impl Run<'_> {
    /// Whether rows of this NPI are taken.
    fn keeps(&self, npi: &str) -> bool {
        self.keep
            .is_none_or(|keep| npi.parse().is_ok_and(|npi: u32| keep.contains(&npi)))
    }

    /// Whether the row of this NPI is taken; one that is no NPI is refused, others are passed over.
    fn wants(&mut self, npi: &str, column: &str) -> bool {
        // Ten digits that are no NPI are nobody's; what is not ten digits may be one that was damaged.
        let is_ten = npi.len() == 10 && crate::cells::digits(npi);
        if is_ten && !self.keeps(npi) {
            self.pass();
            return false;
        }
        let read = match npi {
            "" => Err(ProblemKind::Empty),
            npi => crate::cells::npi(npi).map(drop),
        };
        if let Err(kind) = read {
            self.refuse(column, Reason::Cell(kind), npi);
            return false;
        }
        true
    }

    /// A date as the roster has it, empty where there is none; none when the row is refused for it.
    fn date(&mut self, forms: &[DateFormat], cell: &str, column: &str) -> Option<String> {
        let read = dates::iso(forms, cell);
        read.map_err(|reason| self.refuse(column, reason, cell))
            .ok()
    }

    /// The same where there must be one.
    fn needed_date(&mut self, forms: &[DateFormat], cell: &str, column: &str) -> Option<String> {
        let day = self.date(forms, cell, column)?;
        if day.is_empty() {
            self.refuse(column, Reason::Cell(ProblemKind::Empty), "");
            return None;
        }
        Some(day)
    }

    /// The payer that Medicare is in this state: the one asked for, else the only one of the roster; else empty.
    fn medicare_payer(&self, state: &str) -> String {
        if let Some(payer) = &self.options.payer {
            return payer.clone();
        }
        let medicare = |payer: &&Payer| {
            payer.class == Some(PayerClass::Medicare)
                && (payer.state.is_empty() || payer.state.eq_ignore_ascii_case(state))
        };
        let mut payers = self
            .folder
            .roster
            .payers()
            .map(|(_, payer)| payer)
            .filter(medicare);
        match (payers.next(), payers.next()) {
            (Some(payer), None) => payer.id.to_string(),
            _ => String::new(),
        }
    }

    /// Leaves the row out for a fault.
    fn refuse(&mut self, column: &str, reason: Reason, cell: &str) {
        self.report.refuse(Refusal {
            file: self.file.clone(),
            line: self.line,
            column: column.to_owned(),
            reason,
            cell: cell.to_owned(),
        });
    }

    /// Leaves the row out as nothing that the roster keeps.
    fn pass(&mut self) {
        self.report.passed += 1;
    }

    /// Merges what one row says, all of it or nothing.
    fn take(&mut self, drafts: &[Draft<'_>]) -> Result<(), ImportError> {
        let source = Source {
            file: &self.file,
            line: self.line,
            overwrite: self.options.overwrite,
        };
        let faults = self.folder.faults(drafts, &source);
        if !faults.is_empty() {
            for fault in faults {
                self.report.refuse(fault);
            }
            return Ok(());
        }
        self.report.taken += 1;
        for draft in drafts {
            self.folder
                .put(draft, None, &source, self.report)
                .map_err(|error| ImportError::unreadable(&self.file, error))?;
        }
        Ok(())
    }

    /// The same, but where an earlier line of this import has another word in one of these columns, that one stays and is
    /// told, and the rest is merged.
    fn take_first(
        &mut self,
        mut drafts: Vec<Draft<'_>>,
        columns: &[&str],
    ) -> Result<(), ImportError> {
        let source = Source {
            file: &self.file,
            line: self.line,
            overwrite: self.options.overwrite,
        };
        let mut conflicts = Vec::new();
        for draft in &mut drafts {
            conflicts.append(&mut self.folder.settle(draft, columns, &source));
        }
        let taken = self.report.taken;
        self.take(&drafts)?;
        if self.report.taken > taken {
            self.report.conflicts.append(&mut conflicts);
        }
        Ok(())
    }

    /// Merges cells into a row that is known by more than its key.
    fn take_into(&mut self, row: usize, draft: &Draft<'_>) -> Result<(), ImportError> {
        let source = Source {
            file: &self.file,
            line: self.line,
            overwrite: self.options.overwrite,
        };
        self.folder
            .put(draft, Some(row), &source, self.report)
            .map_err(|error| ImportError::unreadable(&self.file, error))
    }
}
