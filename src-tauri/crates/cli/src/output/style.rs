//! The style of texts for a person: emphasis, columns, numbers, and the words for actions.

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use syncit_core::message::Action;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

/// Makes a table of columns without borders.
pub(super) fn columns(heads: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(heads.iter().map(|head| head.to_uppercase()));
    table
}

/// Formats a table as lines of text.
pub(super) fn finish(table: &mut Table) -> String {
    // Two spaces between columns, and none before the first.
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

pub(super) fn action_word(action: Action) -> &'static str {
    match action {
        Action::Added => "added",
        Action::Changed => "changed",
        Action::Deleted => "deleted",
        Action::Moved => "moved",
        Action::Restored => "restored",
        Action::Conflict => "conflict",
    }
}

/// Formats a number with its digits grouped: `12,345`.
pub fn count(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// Formats a number of things: `1 file`, `2 files`, `12,345 files`.
pub fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}
