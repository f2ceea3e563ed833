//! `syncit conflicts` and `syncit resolve`: files of which two versions wait for a person, and what the person says.

mod contents;

use syncit_core::message::Ask;
use syncit_core::replica_store::Remote;
use syncit_core::{FolderId, RelPath};
use syncit_replica::event::{Keep as KeepHere, Merged};
use syncit_replica::{Conflict, Unresolved};

use self::contents::{Outcome, Side};
use crate::api::{ApiError, ConflictDiff, ConflictLine, ConflictSide, Keep, Reply, Sentence};
use crate::error::{Error, NotSettled, Result, Undone, Unmergeable};
use crate::machine::record::RoleRecord;
use crate::queries::names::rel_path;
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

/// Bytes of texts in one reply.
const REPLY_BYTES: usize = 8 << 20;
/// The longest diff, in bytes.
const DIFF_BYTES: usize = 256 << 10;
/// Conflicts whose contents are looked at for one reply: each may take three contents from the hub.
const LOOKED_AT: usize = 64;

/// `syncit conflicts`: of one folder, or just one, if they are named; with `diff`, the contents are looked at.
pub(crate) fn conflicts(runtime: &Runtime, only: Option<&str>, copy: Option<&str>, diff: bool) -> Result<Reply> {
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Answer));
    }
    let only = match only {
        Some(name) => Some(machine.link_named(name).ok_or_else(|| Error::not_linked(name))?.0),
        None => None,
    };
    let copy = copy.map(rel_path).transpose()?;
    let directory = runtime.directory();
    let mut room = Room { bytes: REPLY_BYTES, conflicts: LOOKED_AT, texts: copy.is_some(), failed: None };
    let mut lines = Vec::new();
    for (folder, linked) in runtime.links() {
        let Some(link) = machine.links.get(&folder).filter(|_| only.is_none_or(|only| only == folder)) else {
            continue;
        };
        let found = linked.query(|replica| replica.conflicts()).transpose()?.unwrap_or_default();
        for conflict in found.iter().filter(|conflict| copy.as_ref().is_none_or(|copy| conflict.copy.path == *copy)) {
            let mut line = line(conflict, link.name.as_str(), &directory);
            if diff {
                room.look(runtime, folder, conflict, &directory, &mut line);
            }
            lines.push(line);
        }
    }
    match copy.filter(|_| lines.is_empty()) {
        Some(copy) => {
            Err(no_conflict(only.and_then(|id| machine.links.get(&id)).map(|link| link.name.as_str()), &copy))
        }
        None => Ok(Reply::Conflicts(lines)),
    }
}

fn line(conflict: &Conflict, folder: &str, directory: &Directory) -> ConflictLine {
    let name = |machine: Option<_>| machine.map(|id| directory.machine_name(id)).unwrap_or_default();
    let Conflict { copy, original } = conflict;
    let why_not = contents::why_never(conflict);
    // Of a file, when a person made it and not when the hub took it: the copy's name says that, too.
    let made = |remote: &Remote| remote.entry.file().map_or(remote.at, |file| file.mtime).to_string();
    ConflictLine {
        folder: folder.to_owned(),
        path: original.path.to_string(),
        copy: copy.path.to_string(),
        machine: name(copy.remote.machine),
        at: made(&copy.remote),
        theirs_machine: name(original.remote.machine),
        theirs_at: made(&original.remote),
        mergeable: why_not.is_some().then_some(false),
        why_not: why_not.map(Sentence::new),
        ..ConflictLine::default()
    }
}

/// What there still is room for in a reply.
struct Room {
    bytes: usize,
    conflicts: usize,
    /// Whether both texts are told, too: of one conflict alone, so that they need no room of their own.
    texts: bool,
    /// Why the contents of one could not be got: then nothing is asked for any more.
    failed: Option<ApiError>,
}

impl Room {
    /// Adds to a line what its contents tell.
    fn look(
        &mut self,
        runtime: &Runtime,
        folder: FolderId,
        conflict: &Conflict,
        directory: &Directory,
        line: &mut ConflictLine,
    ) {
        let is_full = self.conflicts == 0 || self.bytes == 0;
        line.failure = self.failed.clone();
        let failed = self.failed.as_ref().and_then(|error| error.reason.as_deref()).cloned().map(Sentence::from);
        if let Some(why) = failed.or_else(|| is_full.then(|| Sentence::new(Unmergeable::NotLookedAt))) {
            line.why_not.get_or_insert(why);
            return;
        }
        self.conflicts -= 1;
        let looked = contents::look(runtime, folder, conflict);
        for diff in looked.diffs() {
            let (text, cut) = diff.text(DIFF_BYTES.min(self.bytes));
            self.bytes -= text.len();
            let [from, to] = [diff.from, diff.to].map(|side| shown(side, directory));
            line.diffs.push(ConflictDiff { from, to, text, cut });
        }
        if self.texts {
            line.texts = looked.texts(conflict);
            line.versions = contents::versions(folder, conflict);
        }
        match looked.outcome {
            Outcome::Merged(merged) => {
                line.mergeable = Some(true);
                let size = merged.text.len();
                line.merged = Some(merged.text).filter(|_| size <= self.bytes);
                self.bytes = self.bytes.saturating_sub(size);
            }
            Outcome::Apart(why) => (line.mergeable, line.why_not) = (Some(false), Some(Sentence::new(why))),
            Outcome::Unknown(error) => {
                (line.mergeable, line.why_not) = (None, Some(error.reason().into()));
                let error = ApiError::from(error);
                (line.failure, self.failed) = (Some(error.clone()), Some(error));
            }
        }
    }
}

fn shown(side: &Side, directory: &Directory) -> ConflictSide {
    let machine = side.machine.map(|id| directory.machine_name(id)).unwrap_or_default();
    ConflictSide { path: side.path.to_string(), machine, at: side.at.to_string() }
}

/// `syncit resolve`.
pub(crate) fn resolve(runtime: &Runtime, folder: &str, copy: &str, keep: Keep) -> Result<Reply> {
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Change));
    }
    let (id, _) = machine.link_named(folder).ok_or_else(|| Error::not_linked(folder))?;
    let path = rel_path(copy)?;
    match keep {
        Keep::Both => {
            waiting(runtime, id, folder, &path)?;
            runtime.ask(Ask::SettleConflict { folder: id, copy: path }, Undone::Change)?;
        }
        Keep::Mine => resolve_here(runtime, id, folder, &path, KeepHere::Mine)?,
        Keep::Theirs => resolve_here(runtime, id, folder, &path, KeepHere::Theirs)?,
        Keep::Merged => {
            let merged = merged(runtime, id, folder, &path)?;
            resolve_here(runtime, id, folder, &path, KeepHere::Merged(merged))?;
        }
    }
    Ok(Reply::Done)
}

/// The conflict of this copy.
fn waiting(runtime: &Runtime, id: FolderId, folder: &str, copy: &RelPath) -> Result<Conflict> {
    let linked = runtime.links().remove(&id).ok_or_else(|| Error::not_linked(folder))?;
    let Some(known) = linked.query(|replica| replica.conflicts()) else {
        return Err(unresolved(folder, &Unresolved::Stopped));
    };
    let found = known?.into_iter().find(|conflict| conflict.copy.path == *copy);
    found.ok_or_else(|| no_conflict(Some(folder), copy))
}

/// What both versions give, as they are at the hub now.
fn merged(runtime: &Runtime, id: FolderId, folder: &str, copy: &RelPath) -> Result<Merged> {
    let conflict = waiting(runtime, id, folder, copy)?;
    let path = &conflict.original.path;
    match contents::look(runtime, id, &conflict).outcome {
        Outcome::Merged(merged) => Ok(Merged {
            content: merged.text.into_bytes(),
            executable: merged.executable,
            copy: conflict.copy.remote.seq,
            original: conflict.original.remote.seq,
        }),
        Outcome::Apart(why) => {
            Err(NotSettled::NotMergeable { place: format!("{folder}/{path}"), cause: why.into() }.into())
        }
        Outcome::Unknown(error) => Err(error),
    }
}

fn resolve_here(runtime: &Runtime, id: FolderId, folder: &str, copy: &RelPath, keep: KeepHere) -> Result<()> {
    let linked = runtime.links().remove(&id).ok_or_else(|| Error::not_linked(folder))?;
    let Some(result) = linked.resolve(copy.clone(), keep) else { return Err(unresolved(folder, &Unresolved::Stopped)) };
    result.map_err(|why| match why {
        Unresolved::NoConflict => no_conflict(Some(folder), copy),
        why => unresolved(folder, &why),
    })
}

fn no_conflict(folder: Option<&str>, copy: &RelPath) -> Error {
    let place = folder.map_or(copy.to_string(), |folder| format!("{folder}/{copy}"));
    NotSettled::NoConflict { place }.into()
}

fn unresolved(folder: &str, why: &Unresolved) -> Error {
    let at = |path: &RelPath| format!("{folder}/{path}");
    match why {
        Unresolved::NoConflict => NotSettled::NoConflict { place: folder.to_owned() },
        Unresolved::Unsettled(path) => NotSettled::Unsettled { place: at(path) },
        Unresolved::NotAFile(path) => NotSettled::Directory { place: at(path) },
        Unresolved::OnlyReceives => NotSettled::OnlyReceives { folder: folder.to_owned() },
        Unresolved::Stopped => NotSettled::Stopped { folder: folder.to_owned() },
        Unresolved::Disk(path) => NotSettled::NotWritten { place: at(path) },
    }
    .into()
}
