//! The copies that a hub keeps, below its root, of folders that other machines share.
//!
//! A copy goes only into a directory that the hub creates for it. If something already exists at its place, it is left
//! alone, and a person at the hub may link it; the machine that shares the folder is not told. The relay remembers for
//! which folders a copy was requested. A copy that cannot be created now is shown with the folder and retried at every
//! check, until it exists or is no longer wanted.

use std::path::{Path, PathBuf};

use syncit_core::message::{Lane, ToHub};
use syncit_core::replica_store::SyncMode;
use syncit_core::{FolderId, Name, Reason, ReplicaId, reasons};
use syncit_replica::root::marker;

use crate::api::ProblemLine;
use crate::error::{Error, Result, Undone};
use crate::folder::{on_disk, root};
use crate::machine::random::random_id;
use crate::machine::record::{Link, Machine, RoleRecord};
use crate::platform::FolderDisk;
use crate::runtime::folders::record_link;
use crate::runtime::hub_root::{self, CopiesRoot, Found};
use crate::runtime::{MissingCopy, RunningRole, Runtime};
use crate::task::Task;

/// Creates the missing ones of the copies that were requested before the hub started.
pub(crate) fn resume(runtime: &Runtime) {
    let RunningRole::Hub(hub) = runtime.running() else { return };
    let machine = runtime.machine();
    for (folder, _) in hub.copies_wanted().iter().filter(|(folder, _)| !machine.links.contains_key(folder)) {
        let _ = runtime.tasks.send(Task::KeepCopy(*folder));
    }
}

/// Retries the copies that could not be created.
pub(crate) fn retry(runtime: &Runtime) {
    for folder in runtime.missing_copies().into_keys() {
        let _one = runtime.arranging.lock();
        // It may have been taken back meanwhile.
        if runtime.missing_copies().contains_key(&folder) {
            try_to_keep(runtime, folder);
        }
    }
}

/// Keeps a copy of a folder below the hub's root, if the hub has a root.
pub(crate) fn keep(runtime: &Runtime, folder: FolderId) {
    let _one = runtime.arranging.lock();
    try_to_keep(runtime, folder);
}

/// Gives up a copy that could not be created, because a person at the hub does not want it. Returns false if none is
/// missing.
pub(crate) fn give_up(runtime: &Runtime, folder: FolderId) -> bool {
    if !runtime.missing_copies().contains_key(&folder) {
        return false;
    }
    if let (Some(uplink), Some(epoch)) = (runtime.uplink(), runtime.router.online()) {
        uplink.send(epoch, Lane::Control, ToHub::Detach { folder, unlinked: true });
    }
    runtime.note_missing_copy(folder, None);
    true
}

fn try_to_keep(runtime: &Runtime, folder: FolderId) {
    let machine = runtime.machine();
    let made = match machine.links.contains_key(&folder) {
        true => Ok(()),
        false => make(runtime, &machine, folder),
    };
    let missing = made.err().map(NotMade::describe);
    if let Some(missing) = &missing
        && runtime.missing_copies().get(&folder) != Some(missing)
    {
        tracing::warn!(%folder, "{}", missing.problem.message);
    }
    runtime.note_missing_copy(folder, missing);
}

reasons! {
    /// Why the hub keeps no copy of a folder outside of its store.
    pub enum NoCopy {
        /// Its directory would be hidden, and only a person makes such a one.
        "no-copy--hidden" Hidden { folder: String, path: PathBuf },
        /// Something that SyncIt did not make is at its place.
        "no-copy--taken" Taken { folder: String, path: PathBuf },
        /// It could not be made. It is tried again by itself.
        "no-copy--yet" NotYet { cause: Reason },
    }
}

/// Why a copy could not be created.
enum NotMade {
    /// Only a person makes a hidden directory.
    Hidden {
        name: Name,
        path: PathBuf,
    },
    /// Only a person may decide about what is at its place: SyncIt did not make it.
    Taken {
        name: Name,
        path: PathBuf,
    },
    Failed(Error),
}

impl From<Error> for NotMade {
    fn from(error: Error) -> Self {
        NotMade::Failed(error)
    }
}

impl NotMade {
    fn describe(self) -> MissingCopy {
        let line = |reason| ProblemLine::new(String::new(), reason);
        match self {
            NotMade::Hidden { name, path } => {
                let problem = line(NoCopy::Hidden { folder: name.to_string(), path: path.clone() });
                MissingCopy { problem, place: Some(path) }
            }
            NotMade::Taken { name, path } => {
                let problem = line(NoCopy::Taken { folder: name.to_string(), path: path.clone() });
                MissingCopy { problem, place: Some(path) }
            }
            NotMade::Failed(error) => {
                MissingCopy { problem: line(NoCopy::NotYet { cause: error.reason() }), place: None }
            }
        }
    }
}

fn make(runtime: &Runtime, machine: &Machine, folder: FolderId) -> std::result::Result<(), NotMade> {
    let RoleRecord::Hub(role) = &machine.role else { return Ok(()) };
    let Some(root) = &role.root else { return Ok(()) };
    let directory = runtime.fresh_directory(Undone::Change)?;
    let name = directory.folder_name(folder).ok_or_else(|| Error::no_folder(&folder.to_string()))?.clone();
    // The root may have become unsuitable, or an earlier version may have set it without this check.
    hub_root::check_place(root, &runtime.home, machine)?;
    let root = CopiesRoot::open(root)?;
    let path = root.at(name.as_str());
    root::check_new(&path, &runtime.home, machine)?;
    let replica = match root.look(name.as_str())? {
        Found::Nothing if name.as_str().starts_with('.') => {
            return Err(NotMade::Hidden { name, path });
        }
        Found::Nothing => create(runtime, &root, folder, name.as_str())?,
        Found::Directory => own_replica(runtime, folder, &path),
        Found::Other => None,
    };
    let Some(replica) = replica else { return Err(NotMade::Taken { name, path }) };
    Ok(record_link(runtime, folder, Link::new(replica, name, path, SyncMode::TwoWay))?)
}

/// Returns the replica of a directory that this hub created for the folder, but for which no link is recorded: after a
/// crash, or when the record of links was lost.
fn own_replica(runtime: &Runtime, folder: FolderId, path: &Path) -> Option<ReplicaId> {
    let RunningRole::Hub(hub) = runtime.running() else { return None };
    let disk = FolderDisk::open(path).ok()?;
    let replica = marker::read(&disk).ok().filter(|marker| marker.folder == folder)?.replica;
    let was_attached = hub.copies_wanted().contains(&(folder, Some(replica)));
    (was_attached || runtime.home.replica_database(replica).exists()).then_some(replica)
}

/// Creates the directory with its marker, exclusively. Returns `None` if something appeared at its place meanwhile.
fn create(runtime: &Runtime, root: &CopiesRoot, folder: FolderId, name: &str) -> Result<Option<ReplicaId>> {
    let draft = format!(".syncit-{folder}");
    // A crash left the draft. Nothing was synced into it yet.
    if root.look(&draft)? == Found::Directory {
        on_disk::clear_draft(&runtime.home, folder, &root.at(&draft));
        root.remove_empty(&draft);
    }
    root.make(&draft)?;
    let replica = ReplicaId(random_id());
    let placed = on_disk::prepare_draft(&runtime.home, folder, replica, &root.at(&draft), &root.at(name))
        .and_then(|()| root.place(&draft, name));
    if !matches!(placed, Ok(true)) {
        on_disk::clear_draft(&runtime.home, folder, &root.at(&draft));
        root.remove_empty(&draft);
    }
    Ok(placed?.then_some(replica))
}
