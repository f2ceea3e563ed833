//! What happened, as the hub's journal has it: history line by line, and how much changed hour by hour.

use syncit_core::message::{Answer, Ask, HistoryCursor, HistoryEntry, HistoryFilter, MAX_HOURS, MAX_ITEMS};
use syncit_core::{FolderId, MachineId, Seq, Timestamp};

use crate::answers::rel_path;
use crate::api::{ActivityBin, HistoryLine, HistoryPage, HistoryRequest};
use crate::core::{Core, Directory};
use crate::errors::{Error, Result};
use crate::seen;

/// Lines of history unless asked for more or fewer.
const HISTORY_LINES: usize = 50;
/// What is not done without the hub.
pub(crate) const HISTORY_DOING: &str = "the history is kept by the hub";
/// How often the hub is asked on for one page when few of its entries are wanted: each time it looks at about four
/// thousand.
const MAX_ASKS: usize = 256;

/// `syncit activity`.
pub(crate) fn activity(core: &Core, hours: u32) -> Result<Vec<ActivityBin>> {
    if !(1..=MAX_HOURS).contains(&hours) {
        return Err(Error::BadArgument(format!("activity is told for 1 to {MAX_HOURS} hours")));
    }
    let Answer::Activity { hours } = core.ask(Ask::Activity { hours }, "the hub counts what changed")? else {
        return Err(Error::BadArgument("the hub answered something else than was asked".into()));
    };
    Ok(hours.into_iter().map(|(from, changes)| ActivityBin { from: from.to_string(), changes }).collect())
}

/// `syncit history`: as the hub has it, or if it is away as this machine has seen it.
pub(crate) fn history(core: &Core, request: &HistoryRequest) -> Result<HistoryPage> {
    if seen::is_hub_away(core) {
        return seen::history(core, request);
    }
    match history_of_hub(core, request) {
        Ok(lines) => Ok(HistoryPage { lines, seen_by: None }),
        // It went away just now.
        Err(Error::Offline { .. }) => seen::history(core, request),
        Err(error) => Err(error),
    }
}

fn history_of_hub(core: &Core, request: &HistoryRequest) -> Result<Vec<HistoryLine>> {
    let directory = core.fresh_directory(HISTORY_DOING)?;
    let wanted = wanted_lines(request);
    let mut filter = HistoryFilter {
        folder: request.folder.as_deref().map(|name| folder_id(&directory, name)).transpose()?,
        readable: Vec::new(),
        path: request.path.as_deref().map(rel_path).transpose()?,
        machine: request.machine.as_deref().map(|name| machine_id(&directory, name)).transpose()?,
        since: request.since.as_deref().map(moment).transpose()?,
        before: request.before.as_deref().map(|text| cursor(folders_of(&directory), text)).transpose()?,
        kinds: request.kinds.clone(),
        search: request.search.clone(),
        limit: wanted,
    };
    let mut lines = Vec::new();
    for _ in 0..MAX_ASKS {
        let Answer::History { entries, next } = core.ask(Ask::History(filter.clone()), HISTORY_DOING)? else {
            return Err(Error::BadArgument("the hub answered something else than was asked".into()));
        };
        lines.extend(entries.into_iter().map(|entry| history_line(&directory, entry)));
        // An answer may hold less than was asked for although there is more: only so much fits into one.
        let left = wanted.saturating_sub(lines.len());
        match next {
            Some(cursor) if left > 0 => filter = HistoryFilter { before: Some(cursor), limit: left, ..filter },
            _ => break,
        }
    }
    Ok(lines)
}

/// How many lines a page may have.
pub(crate) fn wanted_lines(request: &HistoryRequest) -> usize {
    request.limit.unwrap_or(HISTORY_LINES).clamp(1, MAX_ITEMS)
}

pub(crate) fn machine_id(directory: &Directory, name: &str) -> Result<MachineId> {
    directory.machine_id(name).ok_or_else(|| Error::NoMachine(name.to_owned()))
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

pub(crate) fn folder_id(directory: &Directory, name: &str) -> Result<FolderId> {
    directory.folder_named(name).map(|folder| folder.id).ok_or_else(|| Error::NoFolder(name.to_owned()))
}

pub(crate) fn moment(text: &str) -> Result<Timestamp> {
    let moment: jiff::Timestamp = text.parse().map_err(|_| {
        Error::BadArgument(format!("{text:?} is not a moment as SyncIt reads them: write 2026-11-22T14:03:05Z"))
    })?;
    Ok(Timestamp(i64::try_from(moment.as_nanosecond()).unwrap_or(i64::MAX)))
}

/// A version as people see it: the entry's seq, its moment, and the beginning of its folder's identifier, which
/// together say where a page of history ended.
pub(crate) fn version(folder: FolderId, at: Timestamp, seq: Seq) -> String {
    format!("{:x}-{:x}-{}", seq.0, at.0, &folder.to_string()[..8])
}

/// The seq that a version of a folder's file names.
pub(crate) fn version_seq(folder: FolderId, text: &str) -> Result<Seq> {
    let parse = || -> Option<Seq> {
        let (seq, rest) = text.split_once('-')?;
        let (at, beginning) = rest.rsplit_once('-')?;
        i64::from_str_radix(at, 16).ok()?;
        let is_of_folder = beginning.len() == 8 && folder.to_string().starts_with(beginning);
        u64::from_str_radix(seq, 16).ok().filter(|_| is_of_folder).map(Seq)
    };
    parse().ok_or_else(|| Error::NoVersion(text.to_owned()))
}

/// Where a page of history ended that is of one of these folders.
pub(crate) fn cursor(mut folders: impl Iterator<Item = FolderId>, text: &str) -> Result<HistoryCursor> {
    let mut parse = || -> Option<HistoryCursor> {
        let mut parts = text.splitn(3, '-');
        let seq = u64::from_str_radix(parts.next()?, 16).ok()?;
        let at = i64::from_str_radix(parts.next()?, 16).ok()?;
        let beginning = parts.next().filter(|beginning| beginning.len() == 8)?;
        let folder = folders.find(|folder| folder.to_string().starts_with(beginning))?;
        Some(HistoryCursor { at: Timestamp(at), folder, seq: Seq(seq) })
    };
    parse().ok_or_else(|| Error::BadArgument(format!("{text:?} is no version of a line of history")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_version_says_where_a_page_of_history_ended() {
        let id = FolderId([0xab; 16]);
        let at = HistoryCursor { at: Timestamp(1_800_000_000_000_000_001), folder: id, seq: Seq(77) };
        assert_eq!(cursor([id].into_iter(), &version(id, at.at, at.seq)).unwrap(), at);
        for bad in ["", "1-2", "1-2-3", "x-2-abababab", "1-2-cdcdcdcd", "1-2-abababab-"] {
            assert!(cursor([id].into_iter(), bad).is_err(), "{bad}");
        }
    }
}
