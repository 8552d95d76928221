//! `remedi generate`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use indicatif::ProgressBar;
use remedi_synth::{World, WorldFolder, WorldOptions, WorldParts, WorldSize};

use crate::exit::Failure;
use crate::output;
use crate::session::{Session, Unit};
use crate::whole_file::{folder, unwritten};

/// Makes up a practice: claims, what payers answered, the roster, and the truth about all of them.
///
/// Nothing in it is anybody's data. The folder gets `claims/` (837P, I and D), `acks/` (277CA), `remits/` (835),
/// `roster/`, `remedi.toml`, and `truth/`: which claims have which faults, and of every denial the cause and
/// what the evidence says. The same seed gives the same bytes.
///
/// Services are of 2024 and 2025, and `remedi.toml` has made-up terms of payers: with `--as-of 2025-06-15` some work of
/// `remedi denials` is still open, and some is too late.
#[derive(Args, Debug)]
pub(crate) struct Generate {
    /// The folder to write, which must be empty or new.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What everything is drawn from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many claims.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    claims: u64,
    /// Claims of about so many bytes instead, such as 500MB or 1GiB.
    #[arg(long, value_name = "SIZE", conflicts_with = "claims", value_parser = size)]
    bytes: Option<u64>,
    /// How many claims of a hundred come from scenarios: faults of every kind, what looks odd and is right, and
    /// denials made for them.
    #[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u8).range(0..=100))]
    scenarios: u8,
    /// How many claims of a hundred are answered in a way that is hard to match: claim numbers cut or zeroed,
    /// lines put together, remarks left out.
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=100))]
    noise: u8,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Generated {
    pub(crate) seed: u64,
    /// Claims in the 837 files.
    pub(crate) claims: u64,
    /// Files with claims, with acknowledgements and with payments, and their bytes.
    pub(crate) files: [(u64, u64); 3],
    /// Claim payments.
    pub(crate) payments: u64,
    /// Findings that are expected.
    pub(crate) findings: u64,
    /// Denied adjustments.
    pub(crate) denials: u64,
    /// Patterns that were planted.
    pub(crate) patterns: u64,
    pub(crate) seconds: f64,
}

impl Generated {
    fn add(&mut self, part: &World) {
        let kinds = [&part.claims, &part.acks, &part.remits];
        for ((count, bytes), files) in self.files.iter_mut().zip(kinds) {
            *count += files.len() as u64;
            *bytes += files.iter().map(|(_, file)| file.len() as u64).sum::<u64>();
        }
        self.payments += part.payments.len() as u64;
        self.findings += part.findings.len() as u64;
        self.denials += part.denials.len() as u64;
        self.patterns = part.patterns.len() as u64;
    }
}

impl Generate {
    pub(crate) fn run(&self, session: &Session, out: &mut dyn Write) -> Result<(), Failure> {
        let started = Instant::now();
        let is_new = !self.out.exists();
        folder(&self.out)?;
        let failed = |error: io::Error| unwritten(&self.out, &error);
        if fs::read_dir(&self.out).map_err(failed)?.next().is_some() {
            let dir = self.out.display();
            return Err(Failure::Message(format!(
                "{dir}: the folder is not empty; name an empty or a new one"
            )));
        }
        let (unit, length) = match self.bytes {
            Some(bytes) => (Unit::Bytes, bytes),
            None => (Unit::Claims, self.claims),
        };
        let progress = session.progress_to_the_end(unit, length);
        let written = self.write(&progress).map_err(failed);
        progress.finish_and_clear();
        if written.is_err() && is_new {
            // Best effort: what can't be removed is empty.
            let _ = fs::remove_dir(&self.out);
        }
        let mut generated = written?;
        generated.seconds = started.elapsed().as_secs_f64();
        output::generate::write(out, &self.out, &generated, session)
    }

    /// Writes all of it to a folder within the one asked for, then puts it in its place.
    fn write(&self, progress: &ProgressBar) -> io::Result<Generated> {
        let hidden = tempfile::Builder::new()
            .prefix(".remedi-")
            .tempdir_in(&self.out)?;
        let mut parts = WorldParts::new(WorldOptions {
            seed: self.seed,
            size: match self.bytes {
                Some(bytes) => WorldSize::Bytes(bytes),
                None => WorldSize::Claims(self.claims),
            },
            scenarios: self.scenarios,
            noise: self.noise,
        });
        let mut generated = Generated {
            seed: self.seed,
            ..Generated::default()
        };
        let mut folder = WorldFolder::create(hidden.path())?;
        while let Some(part) = parts.next() {
            folder.add(&part)?;
            generated.add(&part);
            generated.claims = parts.claims();
            progress.set_position(match self.bytes {
                Some(_) => generated.files[0].1,
                None => generated.claims,
            });
        }
        publish(hidden.path(), &self.out)?;
        Ok(generated)
    }
}

/// Moves what is in one folder to another of the same disk; what can't be moved takes all back.
fn publish(from: &Path, to: &Path) -> io::Result<()> {
    let mut moved: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if let Err(error) = fs::rename(entry.path(), &target) {
            for target in moved {
                if let Some(name) = target.file_name() {
                    fs::rename(&target, from.join(name))?;
                }
            }
            return Err(error);
        }
        moved.push(target);
    }
    Ok(())
}

/// Reads a size: bytes, or with a unit of powers of 1000 (kB, MB, GB) or 1024 (KiB, MiB, GiB).
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        other => {
            return Err(format!(
                "`{other}` is no unit: use kB, MB, GB, KiB, MiB or GiB"
            ));
        }
    };
    let count: u64 = digits
        .trim()
        .parse()
        .map_err(|_| "this is no size such as 500MB".to_owned())?;
    match count.checked_mul(unit) {
        Some(bytes @ 1..=1_000_000_000_000) => Ok(bytes),
        _ => Err("from 1 byte to 1000 GB".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("1500"), Ok(1_500));
        assert_eq!(size("2MB"), Ok(2_000_000));
        assert_eq!(size("1GiB"), Ok(1 << 30));
        for wrong in ["", "MB", "1.5GB", "0", "9999999GB", "1TB", "-1"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
