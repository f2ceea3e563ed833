//! Differences caused by a sync mode, as text for a person.

use syncit_core::replica_store::SyncMode;
use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{DifferenceLine, EntryKind, FolderStatus, LeftOutKind, SideLine};

use super::style::{BOLD, DIM, action_word, columns, counted, finish};
use super::time::local;

pub fn show_differences(lines: &[DifferenceLine]) -> String {
    if lines.is_empty() {
        return "Nothing differs because of what this machine does with the folder.".into();
    }
    let mut table = columns(&["change", "left out", "by", "when", "here", "at the hub", "path"]);
    for line in lines {
        let why = match line.why {
            LeftOutKind::NotApplied => "not applied here",
            LeftOutKind::NotSent => "not sent",
        };
        let when = line.at.as_deref().map(local).unwrap_or_default();
        let [here, there] = [&line.here, &line.there].map(|side| show_side(side.as_ref()));
        let (machine, path) = (printable(&line.machine), printable(&line.path));
        table.add_row([action_word(line.change).into(), why.into(), machine, when, here, there, path]);
    }
    finish(&mut table)
}

fn show_side(side: Option<&SideLine>) -> String {
    match side {
        None => "–".into(),
        Some(SideLine { kind: EntryKind::File, size }) => show_bytes(*size),
        Some(SideLine { kind: EntryKind::Directory, .. }) => "directory".into(),
        Some(SideLine { kind: EntryKind::Symlink, .. }) => "symlink".into(),
    }
}

/// Returns how to ask for the next page, if this one was full.
pub fn more_differences(lines: &[DifferenceLine], limit: u32) -> Option<String> {
    let last = lines.last().filter(|_| lines.len() >= limit as usize)?;
    Some(format!("{DIM}More: --after {}{DIM:#}", printable(&last.path)))
}

/// Returns what a folder leaves out and why; none if it leaves out nothing.
pub fn show_left_out(folder: &FolderStatus) -> Option<String> {
    let are = |count: u64| format!("{} {}", counted(count, "change"), if count == 1 { "is" } else { "are" });
    let applied = (folder.not_applied > 0).then(|| format!("{} not applied here", are(folder.not_applied)));
    let sent = (folder.not_sent > 0).then(|| format!("{} not sent", are(folder.not_sent)));
    let what = [applied, sent].into_iter().flatten().collect::<Vec<_>>().join(" and ");
    let why = match (folder.role, folder.may_write) {
        _ if what.is_empty() => return None,
        (Some(SyncMode::SendOnly), true) => "this machine only sends",
        (Some(SyncMode::SendOnly), false) => "this machine only sends, and the hub lets it only read",
        (Some(SyncMode::ReceiveOnly), _) => "this machine only receives",
        (_, _) => "the hub lets this machine only read",
    };
    let name = printable(&folder.name);
    Some(format!("{BOLD}{name}{BOLD:#}: {what}: {why} {DIM}(syncit differences {name}){DIM:#}"))
}
