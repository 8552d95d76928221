//! Holds the instructions that the works take against limits: callgrind counts them, so that a busy machine changes nothing.
//!
//! `benches/instructions.csv` has a line for each work: its name and the instructions a byte that were counted when the line was
//! written. `cargo bench -p remedi --bench figures -- instructions` counts anew and fails where a work takes more than
//! that and [`TOLERANCE`]; with `--write` it writes the file. The counts are those of the compiler and the processor's
//! vectors as callgrind has them, which are AVX2 at most.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::works::{ALL_WORKS, CHECK_MILLION, Work};
use crate::{inputs, root};

/// All but the one whose roster takes longer to read than its claims.
fn works() -> impl Iterator<Item = &'static Work> {
    let all = ALL_WORKS.iter();
    all.filter(|work| work.name != CHECK_MILLION.name)
}

/// So many bytes of claims.
const SIZE: u64 = 4 << 20;

/// How much more may be counted than the file says.
const TOLERANCE: f64 = 0.05;

pub fn judge(write: bool) -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    inputs::usual(folder.path(), SIZE);
    inputs::answered(folder.path(), SIZE);
    let counted: Vec<(&str, f64)> = works()
        .map(|work| (work.name, counted(work, folder.path())))
        .collect();
    let path = limits_path();
    if write {
        let lines = counted
            .iter()
            .map(|(name, own)| format!("\"{name}\",{own:.2}\n"));
        let text: String = ["work,instructions a byte\n".to_owned()]
            .into_iter()
            .chain(lines)
            .collect();
        fs::write(&path, text).unwrap();
    }
    let limits = limits(&path);
    let mut worse = 0;
    for (name, own) in counted {
        let Some((_, limit)) = limits.iter().find(|(of, _)| of == name) else {
            println!("{name}: {own:.2} instructions a byte, and no limit in the file");
            worse += 1;
            continue;
        };
        let more = own / limit - 1.0;
        let verdict = match more {
            _ if more > TOLERANCE => "TOO MANY",
            _ if more < -TOLERANCE => "fewer: the file may be written anew",
            _ => "as before",
        };
        println!(
            "{name}: {own:.2} instructions a byte, {limit:.2} in the file ({:+.1} %): {verdict}",
            100.0 * more
        );
        worse += usize::from(more > TOLERANCE);
    }
    if worse == 0 {
        return ExitCode::SUCCESS;
    }
    println!(
        "{worse} of the works take more than the file allows with a tolerance of {:.0} %; if that is meant, write it anew: \
         cargo bench -p remedi --bench figures -- instructions --write",
        100.0 * TOLERANCE
    );
    ExitCode::FAILURE
}

/// The instructions a byte that a work takes, by callgrind.
fn counted(work: &Work, folder: &Path) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*works::measured*"])
        .arg(format!(
            "--callgrind-out-file={}",
            folder.join("out").display()
        ))
        .arg(env::current_exe().unwrap())
        .args(["once", work.name])
        .arg(folder)
        .output()
        .expect("valgrind is installed");
    let told = String::from_utf8_lossy(&output.stderr);
    let count = told
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse::<u64>().ok());
    let count = count.filter(|count| output.status.success() && *count > 0);
    let count = count.unwrap_or_else(|| panic!("callgrind counted nothing: {told}"));
    let bytes = fs::metadata(folder.join(work.file)).unwrap().len();
    count as f64 / bytes as f64
}

/// What was counted when the file was written, by the names of works.
pub fn counted_before() -> BTreeMap<String, f64> {
    limits(&limits_path()).into_iter().collect()
}

fn limits_path() -> PathBuf {
    root().join("benches/instructions.csv")
}

fn limits(path: &Path) -> Vec<(String, f64)> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}
