//! The style of texts for a person: emphasis, columns, numbers, and the words for actions.

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use syncit_core::message::Action;
use syncit_words::Language;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

/// Emphasises a text.
pub(super) fn bold(text: &str) -> String {
    format!("{BOLD}{text}{BOLD:#}")
}

/// Makes a text less prominent.
pub(super) fn dim(text: &str) -> String {
    format!("{DIM}{text}{DIM:#}")
}

/// Makes a table of columns without borders. The heads are ids of messages; one that is empty has no head.
pub(super) fn columns(language: Language, heads: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(
        heads.iter().map(|id| if id.is_empty() { String::new() } else { language.say(id, []).to_uppercase() }),
    );
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

pub(super) fn action_word(language: Language, action: Action) -> String {
    match action {
        Action::Added => language.say("action-added", []),
        Action::Changed => language.say("action-changed", []),
        Action::Deleted => language.say("action-deleted", []),
        Action::Moved => language.say("action-moved", []),
        Action::Restored => language.say("action-restored", []),
        Action::Conflict => language.say("action-conflict", []),
    }
}

/// Formats a number with its digits grouped: `12,345`.
pub(super) fn count(language: Language, number: u64) -> String {
    language.say("number", [("number", number.into())])
}

/// Formats a size: `1.5 GiB`.
pub(super) fn size(language: Language, bytes: u64) -> String {
    language.say("size", [("bytes", bytes.into())])
}
