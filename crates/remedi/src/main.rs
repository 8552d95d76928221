//! The program `remedi`; all of it is in the library of the same name.

use std::process::ExitCode;

fn main() -> ExitCode {
    remedi::run(std::env::args_os())
}
