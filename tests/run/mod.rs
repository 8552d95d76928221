//! Runs the program in the folder of the workspace.

// Not every test file needs all of it; a panic is how a test fails.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the workspace, where the fixtures are.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A fixture's bytes.
pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("fixtures").join(name)).unwrap()
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// The lines of standard output as JSON.
    pub fn json(&self) -> Vec<serde_json::Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The last line of standard output as JSON.
    pub fn summary(&self) -> serde_json::Value {
        self.json().pop().unwrap()
    }
}

/// The program, ready to run.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_remedi"));
    program.current_dir(root()).env_remove("NO_COLOR");
    program
}

/// Runs the program.
pub fn remedi<A: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ran {
    remedi_reading(b"", arguments)
}

/// Runs the program with these bytes on standard input.
pub fn remedi_reading<A: AsRef<std::ffi::OsStr>>(
    input: &[u8],
    arguments: impl IntoIterator<Item = A>,
) -> Ran {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input closes it.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
