//! `syncit versions`, and the content of a version. The hub decides what a version is.

use syncit_core::Entry;
use syncit_core::message::{Answer, Ask, HistoryEntry, MAX_ITEMS};
use syncit_core::past::Which;

use crate::api::{ContentKind, Reply, VersionLine};
use crate::error::{Error, Result};
use crate::queries::content::{PAST_DOING, at, entry_of, file_of, text_of};
use crate::queries::merge::TEXT_MAX;
use crate::queries::names::{folder_id, rel_path};
use crate::queries::versions::{version, version_seq};
use crate::runtime::Runtime;

/// Runs `syncit versions`.
pub(crate) fn versions(runtime: &Runtime, folder: &str, path: &str) -> Result<Reply> {
    let directory = runtime.fresh_directory(PAST_DOING)?;
    let id = folder_id(&directory, folder)?;
    let path = rel_path(path)?;
    let (mut all, mut current, mut before) = (Vec::new(), None, None);
    while all.len() < MAX_ITEMS {
        let ask = Ask::Versions { folder: id, path: path.clone(), before };
        let Answer::Versions { versions, current: newest, next } = runtime.ask(ask, PAST_DOING)? else {
            return Err(Error::UnexpectedAnswer(PAST_DOING));
        };
        let is_over = next.is_none() || versions.is_empty();
        all.extend(versions);
        (current, before) = (newest, next);
        if is_over {
            break;
        }
    }
    let line = |HistoryEntry { entry, action, .. }: HistoryEntry| VersionLine {
        version: version(id, entry.at, entry.seq),
        at: entry.at.exact(),
        machine: directory.machine_name(entry.machine),
        size: entry.entry.size(),
        current: Some(entry.seq) == current,
        path: entry.path.to_string(),
        action,
    };
    Ok(Reply::Versions(all.into_iter().map(line).collect()))
}

/// Runs `Command::Content`.
pub(crate) fn content(runtime: &Runtime, folder: &str, path: &str, text: &str) -> Result<Reply> {
    let directory = runtime.fresh_directory(PAST_DOING)?;
    let folder = folder_id(&directory, folder)?;
    let entry = entry_of(runtime, folder, &rel_path(path)?, Which::Version(version_seq(folder, text)?))?;
    let reply = |text, bytes, kind| Reply::Content { text, bytes, kind };
    let file = match &entry.entry {
        Entry::Symlink(target) => return Ok(reply(Some(target.clone()), target.len() as u64, ContentKind::Text)),
        _ => file_of(&entry)?,
    };
    if file.size > TEXT_MAX {
        return Ok(reply(None, file.size, ContentKind::TooLarge));
    }
    Ok(match text_of(runtime, folder, &at(&entry), file)? {
        Some(text) => reply(Some(text), file.size, ContentKind::Text),
        None => reply(None, file.size, ContentKind::Binary),
    })
}
