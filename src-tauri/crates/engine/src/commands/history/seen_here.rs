//! The history that this machine has seen itself, for while the hub is unreachable: each path's newest change, from the
//! rows of its folders. It is never presented as the whole history.

use std::cmp::Reverse;

use syncit_core::message::HistoryCursor;
use syncit_core::replica_store::{Remote, RemoteFilter};
use syncit_core::{FolderId, RelPath, Seq, Timestamp};

use crate::api::{HistoryLine, HistoryPage, HistoryRequest, SeenBy};
use crate::commands::history::page::wanted_lines;
use crate::error::{Error, Result, Undone};
use crate::queries::names::{machine_id, rel_path};
use crate::queries::versions::{cursor, version};
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

/// The matching changes in the rows of one folder.
struct FolderView {
    folder: FolderId,
    name: String,
    remotes: Vec<(RelPath, Remote)>,
}

/// Runs `syncit history` without the hub.
pub(super) fn history(runtime: &Runtime, request: &HistoryRequest) -> Result<HistoryPage> {
    let machine = runtime.machine();
    let directory = runtime.directory();
    let only = match request.folder.as_deref() {
        None => None,
        // Nothing was seen of a folder that is not linked here.
        Some(name) => Some(machine.link_named(name).ok_or_else(|| runtime.offline(Undone::Answer))?.0),
    };
    let before = request.before.as_deref().map(|text| cursor(machine.links.keys().copied(), text)).transpose()?;
    let filter = RemoteFilter {
        path: request.path.as_deref().map(rel_path).transpose()?,
        machine: request.machine.as_deref().map(|name| machine_id(&directory, name)).transpose()?,
        since: request.since.map(|since| since.0),
        before: None,
        kinds: request.kinds.clone(),
        search: request.search.clone(),
        limit: wanted_lines(request),
    };
    let mut seen = Vec::new();
    let linked = runtime.links();
    for (folder, link) in machine.links.iter().filter(|(folder, _)| only.is_none_or(|only| only == **folder)) {
        let before = before.map(|cursor| within(cursor, *folder));
        let remotes = linked.get(folder).and_then(|linked| {
            let filter = RemoteFilter { before, ..filter.clone() };
            linked.query(move |replica| replica.remotes(&filter))
        });
        let remotes = remotes.transpose().map_err(Error::from)?.unwrap_or_default();
        seen.push(FolderView { folder: *folder, name: link.name.to_string(), remotes });
    }
    let lines = newest(seen, &directory, filter.limit);
    Ok(HistoryPage { lines, seen_by: Some(SeenBy { machine: machine.shown_name(), hub: runtime.hub_name() }) })
}

/// Returns where a page ended, from the view of one folder: entries of all folders are ordered by time, folder, seq.
fn within(cursor: HistoryCursor, folder: FolderId) -> (Timestamp, Seq) {
    let seq = match folder.cmp(&cursor.folder) {
        std::cmp::Ordering::Less => Seq(u64::MAX),
        std::cmp::Ordering::Equal => cursor.seq,
        std::cmp::Ordering::Greater => Seq(0),
    };
    (cursor.at, seq)
}

/// Returns the newest lines of all folders.
fn newest(seen: Vec<FolderView>, directory: &Directory, limit: usize) -> Vec<HistoryLine> {
    let mut lines: Vec<_> = Vec::new();
    for FolderView { folder, name, remotes } in seen {
        lines.extend(
            remotes
                .into_iter()
                .map(|(path, remote)| (Reverse((remote.at, folder, remote.seq)), name.clone(), path, remote)),
        );
    }
    lines.sort_by_key(|(order, ..)| *order);
    lines.truncate(limit);
    let lines = lines.into_iter().map(|(Reverse((at, folder, seq)), name, path, remote)| HistoryLine {
        at: at.exact(),
        folder: name,
        path: path.to_string(),
        action: remote.kind(),
        machine: remote.machine.map(|machine| directory.machine_name(machine)).unwrap_or_default(),
        size: remote.entry.size(),
        version: version(folder, at, seq),
        from: None,
    });
    lines.collect()
}
