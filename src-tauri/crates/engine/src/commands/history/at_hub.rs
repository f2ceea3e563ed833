//! What happened, from the hub's journal: the history line by line, and how much changed in each hour.

use syncit_core::FolderId;
use syncit_core::message::{Answer, Ask, HistoryEntry, HistoryFilter, MAX_HOURS};

use crate::api::{ActivityBin, HistoryLine, HistoryRequest, Reply};
use crate::commands::history::page::wanted_lines;
use crate::error::{BadArgument, Error, Result, Undone};
use crate::queries::names::{folder_id, machine_id, rel_path};
use crate::queries::versions::{cursor, version};
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

/// How often the hub is asked again for one page when few of its entries match. It looks at about four thousand entries
/// each time.
const MAX_ASKS: usize = 256;

/// Returns the lines of a page from the hub.
pub(super) fn history(runtime: &Runtime, request: &HistoryRequest) -> Result<Vec<HistoryLine>> {
    let directory = runtime.fresh_directory(Undone::Answer)?;
    let wanted = wanted_lines(request);
    let mut filter = HistoryFilter {
        folder: request.folder.as_deref().map(|name| folder_id(&directory, name)).transpose()?,
        readable: Vec::new(),
        path: request.path.as_deref().map(rel_path).transpose()?,
        machine: request.machine.as_deref().map(|name| machine_id(&directory, name)).transpose()?,
        since: request.since.map(|since| since.0),
        before: request.before.as_deref().map(|text| cursor(folders_of(&directory), text)).transpose()?,
        kinds: request.kinds.clone(),
        search: request.search.clone(),
        limit: wanted,
    };
    let mut lines = Vec::new();
    for _ in 0..MAX_ASKS {
        let Answer::History { entries, next } = runtime.ask(Ask::History(filter.clone()), Undone::Answer)? else {
            return Err(Error::other_answer(Undone::Answer));
        };
        lines.extend(entries.into_iter().map(|entry| history_line(&directory, entry)));
        // An answer may hold fewer lines than requested even if there are more, because its size is limited.
        let left = wanted.saturating_sub(lines.len());
        match next {
            Some(cursor) if left > 0 => filter = HistoryFilter { before: Some(cursor), limit: left, ..filter },
            _ => break,
        }
    }
    Ok(lines)
}

fn folders_of(directory: &Directory) -> impl Iterator<Item = FolderId> {
    directory.folders.iter().map(|folder| folder.id)
}

fn history_line(directory: &Directory, HistoryEntry { folder, entry, action }: HistoryEntry) -> HistoryLine {
    HistoryLine {
        at: entry.at.exact(),
        folder: directory.folder_name(folder).map(ToString::to_string).unwrap_or_default(),
        path: entry.path.to_string(),
        action,
        machine: directory.machine_name(entry.machine),
        size: entry.entry.size(),
        version: version(folder, entry.at, entry.seq),
        from: entry.moved_from.map(|from| from.path.to_string()),
    }
}

/// Runs `syncit activity`.
pub(crate) fn activity(runtime: &Runtime, hours: u32) -> Result<Reply> {
    if !(1..=MAX_HOURS).contains(&hours) {
        return Err(BadArgument::Hours { most: MAX_HOURS }.into());
    }
    let Answer::Activity { hours } = runtime.ask(Ask::Activity { hours }, Undone::Answer)? else {
        return Err(Error::other_answer(Undone::Answer));
    };
    let bins = hours.into_iter().map(|(from, changes)| ActivityBin { from: from.to_string(), changes });
    Ok(Reply::Activity(bins.collect()))
}
