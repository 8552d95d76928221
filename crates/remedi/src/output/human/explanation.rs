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
        "category" => "Claim status category (STC01-1)",
        "claim-status" => "Claim status (STC01-2)",
        "entity" => "Entity of a claim status (STC01-3)",
        "TA104" => "What becomes of an interchange (TA104)",
        "TA105" => "What is wrong with an interchange (TA105)",
        "IK304" => "What is wrong with a segment (IK304, AK304)",
        "IK403" => "What is wrong with an element (IK403, AK403)",
        "IK501" => "What becomes of a transaction set (IK501, AK501)",
        "IK502" => "What is wrong with a transaction set (IK502, AK502)",
        "AK901" => "What becomes of a functional group (AK901)",
        "AK905" => "What is wrong with a functional group (AK905)",
        "own-cause" => "By your own tables (denials of the profile)",
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
