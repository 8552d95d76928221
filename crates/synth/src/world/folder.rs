//! A world on the disk.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{World, truth};

/// A folder that worlds, or the parts of one, are written to.
///
/// It gets `claims/` (837), `acks/` (277CA), `remits/` (835), `roster/`, `remedi.toml` and `truth/`. Tables
/// go on with each part.
#[derive(Debug)]
pub struct WorldFolder {
    dir: PathBuf,
    /// Tables that have their header.
    begun: BTreeSet<PathBuf>,
}

impl WorldFolder {
    /// The folder at `dir`, which is made if need be.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn create(dir: &Path) -> io::Result<WorldFolder> {
        for name in ["claims", "acks", "remits", "roster", "truth"] {
            fs::create_dir_all(dir.join(name))?;
        }
        Ok(WorldFolder {
            dir: dir.to_owned(),
            begun: BTreeSet::new(),
        })
    }

    /// Writes a part of a world.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn add(&mut self, part: &World) -> io::Result<()> {
        for (folder, files) in [
            ("claims", &part.claims),
            ("acks", &part.acks),
            ("remits", &part.remits),
        ] {
            for (name, bytes) in files {
                fs::write(self.dir.join(folder).join(name), bytes)?;
            }
        }
        for (name, text) in &part.roster {
            self.append(Path::new("roster").join(name), text)?;
        }
        for (name, text) in [
            ("findings.csv", truth::findings(&part.findings)),
            ("clean.csv", truth::clean(&part.clean)),
            ("denials.csv", truth::denials(&part.denials)),
            ("payments.csv", truth::payments(&part.payments)),
            ("takebacks.csv", truth::takebacks(&part.takebacks)),
        ] {
            self.append(Path::new("truth").join(name), &text)?;
        }
        // These tell of all parts so far.
        let patterns = self.dir.join("truth").join("patterns.csv");
        fs::write(patterns, truth::patterns(&part.patterns))?;
        fs::write(self.dir.join("remedi.toml"), &part.profile)
    }

    /// Writes a table, or the rows of one that has begun.
    fn append(&mut self, path: PathBuf, table: &str) -> io::Result<()> {
        let target = self.dir.join(&path);
        if self.begun.insert(path) {
            return File::create(target)?.write_all(table.as_bytes());
        }
        let rows = table.split_once('\n').map_or("", |(_, rows)| rows);
        let mut file = OpenOptions::new().append(true).open(target)?;
        file.write_all(rows.as_bytes())
    }
}
