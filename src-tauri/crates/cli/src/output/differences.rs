//! Differences caused by a sync mode, as text for a person.

use syncit_core::replica_store::SyncMode;
use syncit_core::show::printable;
use syncit_engine::api::{DifferenceLine, EntryKind, FolderStatus, LeftOutKind, SideLine};
use syncit_words::{Language, short};

use super::style::{action_word, bold, columns, dim, finish, size};

pub fn show_differences(language: Language, lines: &[DifferenceLine]) -> String {
    if lines.is_empty() {
        return language.say("differences-none", []);
    }
    let mut table = columns(
        language,
        &[
            "column-change",
            "column-left-out",
            "column-by",
            "column-when",
            "column-here",
            "column-at-hub",
            "column-path",
        ],
    );
    for line in lines {
        let why = match line.why {
            LeftOutKind::NotApplied => language.say("differences-not-applied", []),
            LeftOutKind::NotSent => language.say("differences-not-sent", []),
        };
        let when = line.at.as_deref().map(|at| short(language, at)).unwrap_or_default();
        let [here, there] = [&line.here, &line.there].map(|side| show_side(language, side.as_ref()));
        let (machine, path) = (printable(&line.machine), printable(&line.path));
        table.add_row([action_word(language, line.change), why, machine, when, here, there, path]);
    }
    finish(&mut table)
}

fn show_side(language: Language, side: Option<&SideLine>) -> String {
    match side {
        None => "–".into(),
        Some(SideLine { kind: EntryKind::File, size: bytes }) => size(language, *bytes),
        Some(SideLine { kind: EntryKind::Directory, .. }) => language.say("kind-directory", []),
        Some(SideLine { kind: EntryKind::Symlink, .. }) => language.say("kind-symlink", []),
    }
}

/// Returns how to ask for the next page, if this one was full.
pub fn more_differences(language: Language, lines: &[DifferenceLine], limit: u32) -> Option<String> {
    let last = lines.last().filter(|_| lines.len() >= limit as usize)?;
    Some(dim(&language.say("differences-more", [("path", printable(&last.path).into())])))
}

/// Returns what a folder leaves out and why; none if it leaves out nothing.
pub fn show_left_out(language: Language, folder: &FolderStatus) -> Option<String> {
    let (not_applied, not_sent) = (folder.not_applied, folder.not_sent);
    let what = match (not_applied, not_sent) {
        (0, 0) => return None,
        (changes, 0) => language.say("left-out-not-applied", [("changes", changes.into())]),
        (0, changes) => language.say("left-out-not-sent", [("changes", changes.into())]),
        _ => {
            let applied = language.say("left-out-not-applied", [("changes", not_applied.into())]);
            let sent = language.say("left-out-not-sent", [("changes", not_sent.into())]);
            language.say("left-out-both", [("applied", applied.into()), ("sent", sent.into())])
        }
    };
    let why = match (folder.role, folder.may_write) {
        (Some(SyncMode::SendOnly), true) => language.say("left-out-only-sends", []),
        (Some(SyncMode::SendOnly), false) => language.say("left-out-only-sends-and-reads", []),
        (Some(SyncMode::ReceiveOnly), _) => language.say("left-out-only-receives", []),
        (_, _) => language.say("left-out-only-reads", []),
    };
    let name = printable(&folder.name);
    Some(format!("{}: {what}: {why} {}", bold(&name), dim(&format!("(syncit differences {name})"))))
}
