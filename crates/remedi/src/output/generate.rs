//! What was made up, in every format.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::csv::Table;
use super::human::check_summary::count;
use crate::cli::Format;
use crate::command::generate::Generated;
use crate::exit::Failure;
use crate::session::Session;

#[derive(Serialize)]
struct Object<'a> {
    schema: &'static str,
    folder: &'a str,
    seed: u64,
    claims: u64,
    claim_files: u64,
    claim_bytes: u64,
    ack_files: u64,
    ack_bytes: u64,
    remit_files: u64,
    remit_bytes: u64,
    payments: u64,
    expected_findings: u64,
    expected_denials: u64,
    planted_patterns: u64,
    seconds: f64,
}

/// Writes what was made up.
pub(crate) fn write(
    out: &mut dyn Write,
    folder: &Path,
    generated: &Generated,
    session: &Session,
) -> Result<(), Failure> {
    let [claims, acks, remits] = generated.files;
    let folder = folder.to_string_lossy();
    let object = Object {
        schema: "remedi.generated/1",
        folder: &folder,
        seed: generated.seed,
        claims: generated.claims,
        claim_files: claims.0,
        claim_bytes: claims.1,
        ack_files: acks.0,
        ack_bytes: acks.1,
        remit_files: remits.0,
        remit_bytes: remits.1,
        payments: generated.payments,
        expected_findings: generated.findings,
        expected_denials: generated.denials,
        planted_patterns: generated.patterns,
        seconds: (generated.seconds * 1000.0).round() / 1000.0,
    };
    match session.format {
        Format::Human => human(out, &object),
        Format::Json => {
            serde_json::to_writer(&mut *out, &object)?;
            Ok(out.write_all(b"\n")?)
        }
        Format::Csv => {
            let mut table = Table::new(out);
            table.serialize(&object)?;
            Ok(table.flush()?)
        }
    }
}

fn human(out: &mut dyn Write, made: &Object<'_>) -> Result<(), Failure> {
    writeln!(out, "{}, seed {}", made.folder, made.seed)?;
    for (name, files, bytes, holds) in [
        (
            "claims/",
            made.claim_files,
            made.claim_bytes,
            count(made.claims, "claim"),
        ),
        (
            "acks/",
            made.ack_files,
            made.ack_bytes,
            "a status of each claim".to_owned(),
        ),
        (
            "remits/",
            made.remit_files,
            made.remit_bytes,
            count(made.payments, "claim payment"),
        ),
    ] {
        let megabytes = format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10);
        writeln!(
            out,
            "  {name:<8} {:>10}  {megabytes:>10}  {holds}",
            count(files, "file")
        )?;
    }
    writeln!(out, "  roster/  with remedi.toml beside it")?;
    writeln!(
        out,
        "  truth/   {}, {}, {}",
        count(made.expected_findings, "finding"),
        count(made.expected_denials, "denied adjustment"),
        count(made.planted_patterns, "pattern")
    )?;
    Ok(())
}
