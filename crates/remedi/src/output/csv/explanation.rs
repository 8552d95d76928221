//! Explanations as a table.

use std::io::Write;

use super::Table;
use crate::command::explain::Explanation;
use crate::exit::Failure;

/// Writes a row for each explanation.
pub(crate) fn write(out: &mut dyn Write, explanations: &[Explanation]) -> Result<(), Failure> {
    let mut table = Table::new(out);
    table.row(["list", "code", "meaning", "facts", "text"])?;
    for Explanation {
        list,
        code,
        meaning,
        facts,
        text,
    } in explanations
    {
        let facts: Vec<_> = facts
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .map(|fact| fact.replace('\\', "\\\\").replace('|', "\\|"))
            .collect();
        table.row([*list, code, meaning, &facts.join("|"), text])?;
    }
    Ok(table.flush()?)
}
