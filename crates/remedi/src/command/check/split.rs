//! `remedi check --split`: the clean and the held claims of each input, in files of their own.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use remedi_validate::BatchReport;
use remedi_validate::split::{Entry, Side, Sink, Splitter};

use super::super::reading::Ended;
use super::names::Names;
use crate::exit::Failure;
use crate::inputs::Input;
use crate::output::csv::{Table, held};
use crate::output::human::check_summary::count;
use crate::whole_file::{self, WholeFile};

/// Whether claims are split.
#[derive(Args, Debug)]
pub(super) struct SplitArg {
    /// Writes the claims into this folder, as sent: for claims.837 the clean ones into claims.clean.837, those held into
    /// claims.held.837, and the reasons into claims.held.csv. A file that would be empty is not written.
    #[arg(long, value_name = "DIR")]
    split: Option<PathBuf>,
}

impl SplitArg {
    pub(super) fn is_given(&self) -> bool {
        self.split.is_some()
    }

    /// What splits, where that is asked for.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub(super) fn writer(&self, inputs: &[Input]) -> Result<Option<Split>, Failure> {
        let Some(folder) = &self.split else {
            return Ok(None);
        };
        whole_file::folder(folder)?;
        Ok(Some(Split {
            splitter: Splitter::default(),
            files: Files::default(),
            folder: folder.clone(),
            names: Names::of(folder, inputs, &KINDS),
            sums: Sums::default(),
        }))
    }
}

/// What the names of the files of an input end with.
const KINDS: [&str; 3] = ["clean.837", "held.837", "held.csv"];

/// Splits inputs.
pub(super) struct Split {
    splitter: Splitter,
    files: Files,
    folder: PathBuf,
    names: Names,
    sums: Sums,
}

/// What the user is told at the end: claims, and files that hold them.
#[derive(Default)]
struct Sums {
    claims: [u64; 2],
    files: [u64; 2],
    inputs: u64,
    kept: u64,
    left_out: u64,
}

impl Split {
    /// Starts an input.
    pub(super) fn start_input(&mut self, input: &Input) {
        let stem = self.names.next(input);
        let path = |kind| self.folder.join(format!("{stem}.{kind}"));
        self.files = Files {
            paths: KINDS.map(path),
            ..Files::default()
        };
    }

    /// Takes the next report of the input.
    pub(super) fn add(&mut self, report: &BatchReport) -> Result<(), Failure> {
        let added = self.splitter.add(report, &mut self.files);
        added.map_err(|error| self.files.failure(&error))
    }

    /// Puts the files of an input that has ended in their places. What stands there of an earlier run and is no
    /// more, goes.
    pub(super) fn end_input(&mut self, ended: Ended) -> Result<(), Failure> {
        if ended.broke_off {
            self.splitter.cut_off();
        }
        let counts = self.splitter.end_input(&mut self.files);
        let counts = counts.map_err(|error| self.files.failure(&error))?;
        let files = std::mem::take(&mut self.files);
        // Remittances and acknowledgements can be checked, and there is nothing to split in them.
        if !ended.of_use || counts.sets == 0 {
            return Ok(());
        }
        let written = files.finish()?;
        self.sums.inputs += 1;
        self.sums.kept += counts.kept;
        self.sums.left_out += counts.left_out;
        for (side, claims) in [(Side::Clean, counts.clean), (Side::Held, counts.held)] {
            self.sums.claims[side as usize] += claims;
            self.sums.files[side as usize] += u64::from(written[side as usize]);
        }
        Ok(())
    }

    /// What the user is told at the end.
    pub(super) fn notice(&self) -> String {
        let sums = &self.sums;
        let mut parts = Vec::new();
        for side in Side::ALL {
            let (word, files) = (side.as_str(), sums.files[side as usize]);
            let claims = count(sums.claims[side as usize], &format!("{word} claim"));
            parts.push(match sums.inputs - files {
                _ if files == 0 => format!("{claims}, and no {word} file"),
                0 => format!("{claims} in {}", count(files, "file")),
                without => {
                    let (files, inputs) = (count(files, "file"), count(without, "input"));
                    format!("{claims} in {files}, and no {word} file of {inputs}")
                }
            });
        }
        for (number, what) in [
            (sums.kept, "kept in held files without a claim"),
            (sums.left_out, "left out of both"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {what}, see the .held.csv"));
            }
        }
        format!("split into {}: {}", self.folder.display(), parts.join("; "))
    }
}

/// The files of one input, which are made when something is written to them.
#[derive(Default)]
struct Files {
    paths: [PathBuf; 3],
    sides: [Option<WholeFile>; 2],
    entries: Option<Table<WholeFile>>,
    /// The file that could not be written.
    failed: Option<usize>,
}

impl Files {
    /// Puts them in their places, and says which were written.
    fn finish(self) -> Result<[bool; 2], Failure> {
        let [clean, held] = self.sides;
        let written = [clean.is_some(), held.is_some()];
        let entries = match self.entries {
            Some(entries) => {
                let unwritten = |error| whole_file::unwritten(&self.paths[2], &error);
                Some(entries.into_inner().map_err(unwritten)?)
            }
            None => None,
        };
        let files = [clean, held, entries];
        let is_written = files.each_ref().map(Option::is_some);
        WholeFile::finish(files.into_iter().flatten())?;
        // Those of an earlier run, which stay where the new ones can't be written.
        for (path, _) in self.paths.iter().zip(is_written).filter(|(_, is)| !is) {
            whole_file::remove(path)?;
        }
        Ok(written)
    }

    fn failure(&self, error: &io::Error) -> Failure {
        match self.failed {
            Some(file) => whole_file::unwritten(&self.paths[file], error),
            None => Failure::Message(format!(
                "claims can't be kept until they are split: {error}"
            )),
        }
    }

    fn put(&mut self, side: Side, bytes: &[u8]) -> io::Result<()> {
        let file = &mut self.sides[side as usize];
        let file = match file {
            Some(file) => file,
            None => file.insert(WholeFile::create(&self.paths[side as usize])?),
        };
        file.write_all(bytes)
    }

    fn tell(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let table = match &mut self.entries {
            Some(table) => table,
            None => {
                let file = WholeFile::create(&self.paths[2])?;
                let table = self.entries.insert(Table::new(file));
                held::header(table)?;
                table
            }
        };
        Ok(held::write(table, entry)?)
    }
}

impl Sink for Files {
    fn write(&mut self, side: Side, bytes: &[u8]) -> io::Result<()> {
        let put = self.put(side, bytes);
        if put.is_err() {
            self.failed = Some(side as usize);
        }
        put
    }

    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let told = self.tell(entry);
        if told.is_err() {
            self.failed = Some(2);
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_of_an_earlier_run_stay_until_the_new_ones_stand() {
        let folder = tempfile::tempdir().unwrap();
        let paths = KINDS.map(|kind| folder.path().join(kind));
        let files = || {
            let mut files = Files {
                paths: paths.clone(),
                ..Files::default()
            };
            files.put(Side::Held, b"held").unwrap();
            files
        };
        fs::write(&paths[0], "before").unwrap();
        let unwritable = files();
        fs::create_dir(&paths[1]).unwrap();
        assert!(unwritable.finish().is_err());
        assert_eq!(fs::read(&paths[0]).unwrap(), b"before");
        fs::remove_dir(&paths[1]).unwrap();
        assert!(
            files()
                .finish()
                .is_ok_and(|written| written == [false, true])
        );
        assert!(!paths[0].exists() && paths[1].exists());
    }
}
