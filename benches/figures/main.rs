//! The figures of `BENCHMARKS.md`, and the limits that CI holds them to.
//!
//! - `cargo bench -p remedi --bench figures` measures and writes `BENCHMARKS.md`; `-- --bytes 100000000` does on less.
//! - `cargo bench -p remedi --bench figures -- instructions` holds instruction counts against `benches/instructions.csv`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark ends where it can't go on, and tells"
)]

mod inputs;
mod instructions;
mod report;
mod views;
mod works;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use works::{ALL_WORKS, measured};

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|own| own != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => report::write(1_000_000_000),
        ["--bytes", bytes] => report::write(bytes.parse().unwrap()),
        ["instructions"] => instructions::judge(false),
        ["instructions", "--write"] => instructions::judge(true),
        ["once", name, folder] => {
            let work = ALL_WORKS.iter().find(|work| work.name == name).unwrap();
            let (mut work, _) = work.prepared(Path::new(folder));
            // What is set up once and learnt is no part of what a byte takes.
            work();
            println!("{}", measured(&mut *work));
            ExitCode::SUCCESS
        }
        ["measured", name, folder] => {
            report::once_measured(name, Path::new(folder));
            ExitCode::SUCCESS
        }
        ["child", ref command @ ..] => {
            report::child(command);
            ExitCode::SUCCESS
        }
        _ => {
            println!("figures [--bytes N | instructions [--write]]");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
