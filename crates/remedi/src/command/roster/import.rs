//! `remedi roster import`.

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::{ArgGroup, Args};
use remedi_claims::Npi;
use remedi_enrollment::import::{Format, Import as Importing, Keep, Mapping, Options};
use remedi_enrollment::why_unreadable;

use crate::cli::day;
use crate::exit::{Failure, Outcome};
use crate::inputs::Inputs;
use crate::output;
use crate::session::Session;
use crate::whole_file::{self, WholeFile};

/// Imports public lists, payers' directories and spreadsheets into a roster's folder.
///
/// Rows are merged by their keys (an NPI, a location id, provider with payer, group, TIN, location and first day): what
/// is there is updated, not repeated. Several inputs are read as one list or directory in parts. What is kept by hand is left as it is, and told where an input says another
/// thing. Rows with a cell that can't be read for certain are refused and told with line and column. The files of the
/// roster are written whole or not at all.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("which").args(["npis", "only_known", "all"])))]
pub(crate) struct Import {
    /// What the inputs are.
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    from: Format,
    /// The inputs: files, folders, globs, or `-`; `.gz` is read as it is.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The roster's folder; it is made where it is not there.
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    /// For `mapping`: what the columns are, a TOML file such as fixtures/roster-import/mapping.toml.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Takes the rows of these NPIs from a public list: the first ten digits of each line of a file.
    #[arg(long, value_name = "FILE")]
    npis: Option<PathBuf>,
    /// Takes the rows of NPIs that occur in the roster from a public list. So it is without this flag too, unless the
    /// roster is empty.
    #[arg(long)]
    only_known: bool,
    /// Takes every row of a public list.
    #[arg(long)]
    all: bool,
    /// The payer whose directory or list it is, by its id in the roster.
    #[arg(long, value_name = "ID", value_parser = payer_id)]
    payer: Option<String>,
    /// The day that the inputs are of.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// Takes the practice locations of organizations from NPPES too.
    #[arg(long)]
    locations: bool,
    /// Writes over what is kept by hand where an input says another thing.
    #[arg(long)]
    overwrite: bool,
    /// Says what would be done, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Exits with 0 even when rows were refused.
    #[arg(long)]
    exit_zero: bool,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(|(name, _)| name);
    PossibleValuesParser::new(names).try_map(|name| {
        let found = Format::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| format).ok_or("no such format")
    })
}

/// An id as the roster keeps it, without blanks around it.
fn payer_id(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("the id of a payer is empty"),
        id => Ok(id.to_owned()),
    }
}

impl Import {
    pub(crate) fn run(
        &self,
        session: &Session,
        out: &mut dyn Write,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        outcome.exit_zero = self.exit_zero;
        if self.into.is_file() {
            let folder = self.into.display();
            let why = "a roster of one file can't be imported into; make a folder of it";
            return Err(Failure::Message(format!("{folder}: {why}")));
        }
        let inputs = Inputs::of(&self.inputs);
        let progress = session.progress();
        // Half a list would look like a whole one.
        let unread = |why: String, outcome: &mut Outcome| {
            if !self.from.stands_alone() {
                return Err(Failure::Message(why));
            }
            progress.suspend(|| session.error(&why));
            outcome.unread += 1;
            Ok(())
        };
        for problem in &inputs.problems {
            unread(problem.clone(), outcome)?;
        }
        let mut import =
            Importing::into_folder(&self.into, self.options()?).map_err(Failure::message)?;
        progress.set_length(inputs.size());
        for input in &inputs.found {
            let name = input.name();
            let before = import.rows_read();
            let opened = input.open(&progress);
            let opened = opened.map_err(|error| format!("{name}: {}", why_unreadable(&error)));
            let read = opened.and_then(|opened| {
                let read = import.read(&name, opened);
                read.map_err(|error| error.to_string())
            });
            match read {
                Ok(()) => outcome.read += 1,
                Err(why) if import.rows_read() == before => unread(why, outcome)?,
                Err(why) => return Err(Failure::Message(why)),
            }
        }
        progress.finish_and_clear();
        if outcome.read_nothing() {
            return Ok(());
        }
        let (report, files) = import.finish().map_err(Failure::message)?;
        outcome.errors = !report.refused.is_empty();
        if !self.dry_run && !files.is_empty() {
            whole_file::folder(&self.into)?;
            let mut written = Vec::new();
            for file in files {
                let path = self.into.join(&file.name);
                let unwritten = |error| whole_file::unwritten(&path, &error);
                let mut whole = WholeFile::create(&path).map_err(unwritten)?;
                file.write(&mut whole).map_err(unwritten)?;
                written.push(whole);
            }
            WholeFile::finish(written)?;
        }
        if self.dry_run {
            session.notice(&"nothing is written: --dry-run");
        }
        output::roster_import::write(out, &report, session)
    }

    fn options(&self) -> Result<Options, Failure> {
        let mut options = Options::new(self.from);
        options.overwrite = self.overwrite;
        options.as_of = self.as_of;
        options.payer.clone_from(&self.payer);
        options.locations = self.locations;
        if let Some(path) = &self.mapping {
            let name = path.display().to_string();
            let text = fs::read_to_string(path);
            let text = text.map_err(|error| unreadable(&name, &error))?;
            options.mapping = Some(Mapping::from_toml(&name, &text).map_err(Failure::message)?);
        }
        options.keep = match &self.npis {
            Some(path) => Keep::these(npis(path)?),
            None if self.all => Keep::All,
            None if self.only_known => Keep::OnlyKnown,
            None => Keep::Known,
        };
        if self.from == Format::Nppes {
            let spool = tempfile::tempfile();
            let why = |error| Failure::Message(format!("no place to work in: {error}"));
            options.spool = Some(spool.map_err(why)?);
        }
        Ok(options)
    }
}

fn unreadable(name: impl Display, error: &io::Error) -> Failure {
    Failure::Message(format!("{name}: {}", why_unreadable(error)))
}

/// The NPIs of a list, one a line; what follows the NPI does not matter.
fn npis(path: &std::path::Path) -> Result<Vec<Npi>, Failure> {
    let name = path.display();
    let text = fs::read_to_string(path);
    let text = text.map_err(|error| unreadable(&name, &error))?;
    let mut npis = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let text = text
            .trim_start_matches('\u{feff}')
            .trim()
            .trim_start_matches('"');
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if text.is_empty() || (line == 1 && digits == 0) {
            continue;
        }
        let npi = Npi::parse(&text.as_bytes()[..digits]);
        npis.push(npi.map_err(|fault| Failure::Message(format!("{name}:{line}: {fault}")))?);
    }
    if npis.is_empty() {
        return Err(Failure::Message(format!("{name}: no NPI in it")));
    }
    Ok(npis)
}
