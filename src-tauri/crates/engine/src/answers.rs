//! Answers to questions: what there is, what happened. Nothing here changes anything.

use std::time::Instant;

use syncit_core::message::{Answer, Ask, HistoryCursor, HistoryEntry, HistoryFilter, MAX_ITEMS};
use syncit_core::{FolderId, RelPath, Seq, Timestamp};

use crate::api::{
    ConflictLine, FolderStatus, HistoryLine, HistoryRequest, HubStatus, IgnoredLine, MachineRole, MachineStatus,
    ProblemLine, Status,
};
use crate::core::{Core, Directory, Running};
use crate::errors::{Error, Result};
use crate::machine::{Machine, Part};
use crate::replica_thread::STATE_PATIENCE;
use crate::status::{self, MachineFacts, machine_state};
use syncit_replica::step::State;

/// Lines of history unless asked for more or fewer.
const HISTORY_LINES: usize = 50;

/// `syncit status`.
pub(crate) fn status(core: &Core) -> Status {
    let machine = core.machine();
    let states = states(core);
    let mut folders = Vec::new();
    let mut transfers = Vec::new();
    for (folder, link) in &machine.links {
        if let Some((_, state)) = states.iter().find(|(id, _)| id == folder) {
            folders.push(status::linked_folder(link, state));
            transfers.extend(status::transfers(link, state));
        }
    }
    let linked: Vec<_> = folders.iter().map(|folder| folder.state).collect();
    folders.extend(offered(&machine, &core.directory()));
    folders.sort_by_key(|folder| folder.name.to_lowercase());
    let (hub, is_online, needs_person) = connection(core, &machine);
    let state = machine_state(MachineFacts {
        is_set_up: !matches!(machine.part, Part::None),
        needs_person,
        is_paused: machine.paused.is_some(),
        is_online,
        folders: &linked,
    });
    Status {
        machine: machine.shown_name(),
        role: match machine.part {
            Part::None => MachineRole::None,
            Part::Hub(_) => MachineRole::Hub,
            Part::Client(_) => MachineRole::Client,
        },
        state,
        hub,
        folders,
        transfers,
        store_bytes: store_bytes(core),
    }
}

/// The states of all links, asked for at once.
fn states(core: &Core) -> Vec<(FolderId, State)> {
    let asked: Vec<_> = core.links().into_iter().map(|(folder, linked)| (folder, linked.ask_state())).collect();
    let deadline = Instant::now() + STATE_PATIENCE;
    asked.into_iter().map(|(folder, state)| (folder, state.by(deadline))).collect()
}

fn offered(machine: &Machine, directory: &Directory) -> Vec<FolderStatus> {
    let offered = directory.folders.iter().filter(|folder| !machine.links.contains_key(&folder.id));
    offered.map(|folder| status::offered_folder(folder.name.as_str())).collect()
}

/// A client's hub, whether the hub can be reached, and whether that needs a person.
fn connection(core: &Core, machine: &Machine) -> (Option<HubStatus>, bool, bool) {
    match (core.running(), &machine.part) {
        (Running::Client(client), Part::Client(part)) => {
            let line = client.status();
            let trouble = line.trouble.filter(|_| !line.online);
            let needs_person = trouble.as_ref().is_some_and(|trouble| trouble.needs_person);
            let hub = HubStatus {
                name: part.hub.to_string(),
                address: line.address,
                online: line.online,
                hint: trouble.as_ref().and_then(|trouble| trouble.hint.clone()),
                trouble: trouble.map(|trouble| trouble.message),
            };
            (Some(hub), line.online, needs_person)
        }
        (Running::Hub(hub), _) => (None, true, hub.failure().is_some()),
        _ => (None, false, core.trouble().is_some()),
    }
}

fn store_bytes(core: &Core) -> Option<u64> {
    let Running::Hub(_) = core.running() else { return None };
    match core.ask(Ask::StoreTotals, "the size of the content store is not known") {
        Ok(Answer::StoreTotals { stored_bytes }) => Some(stored_bytes),
        Ok(_) => None,
        Err(error) => {
            tracing::warn!("{error}");
            None
        }
    }
}

/// `syncit folders`: fresh if the hub can be asked, else as it last told.
pub(crate) fn folders(core: &Core) -> Result<Vec<FolderStatus>> {
    if matches!(core.machine().part, Part::None) {
        return Err(Error::NotSetUp("it has no folders"));
    }
    if core.router.online().is_some() {
        core.fresh_directory("the folders are not known")?;
    }
    Ok(status(core).folders)
}

/// `syncit machines`: fresh if the hub can be asked, else as it last told.
pub(crate) fn machines(core: &Core) -> Result<Vec<MachineStatus>> {
    if matches!(core.machine().part, Part::None) {
        return Err(Error::NotSetUp("it knows no machines"));
    }
    let is_online = core.router.online().is_some();
    let directory = if is_online { core.fresh_directory("the machines are not known")? } else { core.directory() };
    let own = core.id()?;
    let machines = directory.machines.into_iter().map(|machine| MachineStatus {
        name: machine.name.to_string(),
        role: if machine.is_hub { MachineRole::Hub } else { MachineRole::Client },
        // Without the hub nothing is known of the others.
        online: (is_online && machine.online) || machine.id == own,
        last_seen: machine.last_seen.map(|at| at.to_string()),
        fingerprint: machine.fingerprint,
    });
    Ok(machines.collect())
}

/// `syncit history`.
pub(crate) fn history(core: &Core, request: HistoryRequest) -> Result<Vec<HistoryLine>> {
    const DOING: &str = "the history is kept by the hub";
    let directory = core.fresh_directory(DOING)?;
    let filter = HistoryFilter {
        folder: request.folder.as_deref().map(|name| folder_id(&directory, name)).transpose()?,
        readable: Vec::new(),
        path: request.path.as_deref().map(rel_path).transpose()?,
        machine: match request.machine.as_deref() {
            None => None,
            Some(name) => Some(directory.machine_named(name).ok_or_else(|| Error::NoMachine(name.to_owned()))?.id),
        },
        since: request.since.as_deref().map(moment).transpose()?,
        before: request.before.as_deref().map(|text| cursor(&directory, text)).transpose()?,
        limit: request.limit.unwrap_or(HISTORY_LINES).clamp(1, MAX_ITEMS),
    };
    let Answer::History { entries, .. } = core.ask(Ask::History(filter), DOING)? else {
        return Err(Error::BadArgument("the hub answered something else than was asked".into()));
    };
    Ok(entries.into_iter().map(|entry| history_line(&directory, entry)).collect())
}

fn history_line(directory: &Directory, HistoryEntry { folder, entry, action }: HistoryEntry) -> HistoryLine {
    HistoryLine {
        at: entry.at.to_string(),
        folder: directory.folder_name(folder).map(ToString::to_string).unwrap_or_default(),
        path: entry.path.to_string(),
        action,
        machine: directory.machine_name(entry.machine),
        size: entry.entry.size(),
        version: version(folder, entry.at, entry.seq),
        from: entry.moved_from.map(|from| from.path.to_string()),
    }
}

fn folder_id(directory: &Directory, name: &str) -> Result<FolderId> {
    directory.folder_named(name).map(|folder| folder.id).ok_or_else(|| Error::NoFolder(name.to_owned()))
}

pub(crate) fn rel_path(text: &str) -> Result<RelPath> {
    let trimmed = text.trim_end_matches('/');
    RelPath::new(trimmed).map_err(|cause| Error::BadPathInFolder { path: text.to_owned(), cause })
}

fn moment(text: &str) -> Result<Timestamp> {
    let moment: jiff::Timestamp = text.parse().map_err(|_| {
        Error::BadArgument(format!("{text:?} is not a moment as SyncIt reads them: write 2026-11-22T14:03:05Z"))
    })?;
    Ok(Timestamp(i64::try_from(moment.as_nanosecond()).unwrap_or(i64::MAX)))
}

/// A version as people see it: the entry's seq, its moment, and the beginning of its folder's identifier, which
/// together say where a page of history ended.
fn version(folder: FolderId, at: Timestamp, seq: Seq) -> String {
    format!("{:x}-{:x}-{}", seq.0, at.0, &folder.to_string()[..8])
}

fn cursor(directory: &Directory, text: &str) -> Result<HistoryCursor> {
    let parse = || -> Option<HistoryCursor> {
        let mut parts = text.splitn(3, '-');
        let seq = u64::from_str_radix(parts.next()?, 16).ok()?;
        let at = i64::from_str_radix(parts.next()?, 16).ok()?;
        let beginning = parts.next().filter(|beginning| beginning.len() == 8)?;
        let folder = directory.folders.iter().find(|folder| folder.id.to_string().starts_with(beginning))?;
        Some(HistoryCursor { at: Timestamp(at), folder: folder.id, seq: Seq(seq) })
    };
    parse().ok_or_else(|| Error::BadArgument(format!("{text:?} is no version of a line of history")))
}

/// `syncit conflicts`.
pub(crate) fn conflicts(core: &Core) -> Result<Vec<ConflictLine>> {
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp("it has no conflicts"));
    }
    let directory = core.directory();
    let mut lines = Vec::new();
    for (folder, linked) in core.links() {
        let Some(link) = machine.links.get(&folder) else { continue };
        for row in linked.conflicts().transpose()?.unwrap_or_default() {
            lines.push(ConflictLine {
                folder: link.name.to_string(),
                path: row.remote.conflict_of.map(|of| of.path.to_string()).unwrap_or_default(),
                copy: row.path.to_string(),
                machine: row.remote.machine.map(|id| directory.machine_name(id)).unwrap_or_default(),
                at: row.remote.at.to_string(),
            });
        }
    }
    Ok(lines)
}

/// `syncit ignored`.
pub(crate) fn ignored(core: &Core, folder: &str, path: Option<String>) -> Result<Vec<IgnoredLine>> {
    let machine = core.machine();
    let (id, _) = machine.link_named(folder).ok_or_else(|| Error::NotLinked(folder.to_owned()))?;
    let path = path.as_deref().map(rel_path).transpose()?;
    let linked = core.links().remove(&id).ok_or_else(|| Error::NotLinked(folder.to_owned()))?;
    let found = linked.ignored(path).transpose()?.unwrap_or_default();
    let lines = found.into_iter().map(|ignored| IgnoredLine {
        path: ignored.path.to_string(),
        rule: ignored.rule,
        from: ignored.from,
    });
    Ok(lines.collect())
}

/// What is wrong with all folders, for the doctor.
pub(crate) fn problems(core: &Core) -> Vec<(String, ProblemLine)> {
    let folders = status(core).folders.into_iter();
    folders.flat_map(|folder| folder.problems.into_iter().map(move |line| (folder.name.clone(), line))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_core::Name;
    use syncit_core::message::FolderInfo;
    use syncit_core::relay_store::Access;

    use super::*;

    #[test]
    fn a_version_says_where_a_page_of_history_ended() {
        let id = FolderId([0xab; 16]);
        let folder = FolderInfo { id, name: Name::new("docs").unwrap(), access: Access::Write };
        let directory = Directory { folders: vec![folder], machines: Vec::new() };
        let at = HistoryCursor { at: Timestamp(1_800_000_000_000_000_001), folder: id, seq: Seq(77) };
        assert_eq!(cursor(&directory, &version(id, at.at, at.seq)).unwrap(), at);
        for bad in ["", "1-2", "1-2-3", "x-2-abababab", "1-2-cdcdcdcd", "1-2-abababab-"] {
            assert!(cursor(&directory, bad).is_err(), "{bad}");
        }
    }
}
