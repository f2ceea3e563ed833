//! The history as this machine has seen it itself, for while the hub is away: what the rows of its folders say of each
//! path's newest change. It is never taken for the whole history.

use std::cmp::Reverse;
use std::time::{Duration, Instant};

use syncit_core::message::HistoryCursor;
use syncit_core::replica_store::{Told, ToldFilter};
use syncit_core::{FolderId, RelPath, Seq, Timestamp};

use crate::answers::rel_path;
use crate::api::{HistoryLine, HistoryPage, HistoryRequest, SeenBy};
use crate::core::{Core, Directory, Running};
use crate::errors::{Error, Result};
use crate::past::{HISTORY_DOING, cursor, machine_id, moment, version, wanted_lines};

/// How long an attempt to reach the hub is waited for, and how long the first one.
const PATIENCE: Duration = Duration::from_secs(1);
const FIRST_PATIENCE: Duration = Duration::from_secs(3);

/// Says whether a client's hub cannot be reached, also if it is just tried.
pub(crate) fn is_hub_away(core: &Core) -> bool {
    let Running::Client(client) = core.running() else { return false };
    let status = client.status();
    if !status.online {
        let patience = if status.trouble.is_some() { PATIENCE } else { FIRST_PATIENCE };
        client.await_news(Instant::now() + patience);
    }
    !client.status().online
}

/// What a folder's rows say that is asked for.
struct Seen {
    folder: FolderId,
    name: String,
    told: Vec<(RelPath, Told)>,
}

/// `syncit history` without the hub.
pub(crate) fn history(core: &Core, request: &HistoryRequest) -> Result<HistoryPage> {
    let machine = core.machine();
    let directory = core.directory();
    let only = match request.folder.as_deref() {
        None => None,
        // Of a folder that is not kept here nothing was seen.
        Some(name) => Some(machine.link_named(name).ok_or_else(|| core.offline(HISTORY_DOING))?.0),
    };
    let before = request.before.as_deref().map(|text| cursor(machine.links.keys().copied(), text)).transpose()?;
    let filter = ToldFilter {
        path: request.path.as_deref().map(rel_path).transpose()?,
        machine: request.machine.as_deref().map(|name| machine_id(&directory, name)).transpose()?,
        since: request.since.as_deref().map(moment).transpose()?,
        before: None,
        kinds: request.kinds.clone(),
        search: request.search.clone(),
        limit: wanted_lines(request),
    };
    let mut seen = Vec::new();
    let linked = core.links();
    for (folder, link) in machine.links.iter().filter(|(folder, _)| only.is_none_or(|only| only == **folder)) {
        let before = before.map(|cursor| within(cursor, *folder));
        let told = linked.get(folder).and_then(|linked| linked.told(ToldFilter { before, ..filter.clone() }));
        let told = told.transpose().map_err(Error::from)?.unwrap_or_default();
        seen.push(Seen { folder: *folder, name: link.name.to_string(), told });
    }
    let lines = newest(seen, &directory, filter.limit);
    Ok(HistoryPage { lines, seen_by: Some(SeenBy { machine: machine.shown_name(), hub: core.hub_name() }) })
}

/// Where a page ended, as one folder sees it: all folders' entries are ordered by time, folder, seq.
fn within(cursor: HistoryCursor, folder: FolderId) -> (Timestamp, Seq) {
    let seq = match folder.cmp(&cursor.folder) {
        std::cmp::Ordering::Less => Seq(u64::MAX),
        std::cmp::Ordering::Equal => cursor.seq,
        std::cmp::Ordering::Greater => Seq(0),
    };
    (cursor.at, seq)
}

/// The newest of all folders.
fn newest(seen: Vec<Seen>, directory: &Directory, limit: usize) -> Vec<HistoryLine> {
    let mut lines: Vec<_> = Vec::new();
    for Seen { folder, name, told } in seen {
        lines.extend(
            told.into_iter().map(|(path, told)| (Reverse((told.at, folder, told.seq)), name.clone(), path, told)),
        );
    }
    lines.sort_by_key(|(order, ..)| *order);
    lines.truncate(limit);
    let lines = lines.into_iter().map(|(Reverse((at, folder, seq)), name, path, told)| HistoryLine {
        at: at.exact(),
        folder: name,
        path: path.to_string(),
        action: told.kind(),
        machine: told.machine.map(|machine| directory.machine_name(machine)).unwrap_or_default(),
        size: told.entry.size(),
        version: version(folder, at, seq),
        from: None,
    });
    lines.collect()
}
