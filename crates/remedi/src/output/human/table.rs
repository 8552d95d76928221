//! Tables for reading.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// A table without a frame. Columns whose name starts with `#` hold numbers: they go without the sign, and
/// to the right.
pub(crate) fn table<'n>(columns: impl AsRef<[&'n str]>) -> Table {
    let columns = columns.as_ref();
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|name| name.trim_start_matches('#')));
    for (index, name) in columns.iter().enumerate() {
        if name.starts_with('#')
            && let Some(column) = table.column_mut(index)
        {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
