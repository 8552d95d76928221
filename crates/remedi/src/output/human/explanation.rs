//! What `remedi explain` says.

use std::io::Write;

use crate::command::explain::Explanation;
use crate::exit::Failure;
use crate::session::Palette;

/// What the lists are called.
fn heading(list: &str) -> &str {
    match list {
        "carc" => "Claim adjustment reason code (CARC)",
        "rarc" => "Remittance advice remark code (RARC)",
        "pos" => "Place of service (POS)",
        "group" => "Claim adjustment group code",
        "status" => "Claim status code of a remittance (CLP02)",
        "plb" => "Provider-level adjustment (PLB)",
        _ => "Rule",
    }
}

/// Writes the explanations one below the other.
pub(crate) fn write(
    out: &mut dyn Write,
    explanations: &[Explanation],
    paint: Palette,
) -> Result<(), Failure> {
    for (index, explanation) in explanations.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let code = paint.strong(&explanation.code);
        writeln!(out, "{} {code}", heading(explanation.list))?;
        if !explanation.meaning.is_empty() {
            writeln!(out, "  {}", explanation.meaning)?;
        }
        let width = explanation.facts.iter().map(|(name, _)| name.len()).max();
        let width = width.unwrap_or_default();
        for (name, value) in &explanation.facts {
            writeln!(
                out,
                "  {}  {value}",
                paint.faint(format_args!("{name:width$}"))
            )?;
        }
        if !explanation.text.is_empty() {
            writeln!(out)?;
        }
        for line in explanation.text.lines() {
            writeln!(out, "{}", format!("  {line}").trim_end())?;
        }
    }
    Ok(())
}
