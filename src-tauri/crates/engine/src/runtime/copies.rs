//! The copies that a hub keeps, under its root, of folders which other machines share.
//!
//! A copy goes only into a directory that the hub makes for it. What exists already at its place is left alone, and
//! is the hub's person's to link; the machine that shared is told nothing of it. The relay remembers of which folders a
//! copy was asked for. One that cannot be made now is shown with the folder and tried again at every look, until it is
//! there or nobody wants it any more.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use syncit_core::message::{Lane, ToHub};
use syncit_core::replica_store::Role as SyncMode;
use syncit_core::{FolderId, Name, ReplicaId};
use syncit_replica::disk::linux::LinuxDisk;
use syncit_replica::root::marker;

use crate::api::ProblemLine;
use crate::error::{Error, Result};
use crate::folder::{on_disk, root};
use crate::machine::random::random_id;
use crate::machine::record::{Link, Machine, Role};
use crate::present::units::quoted;
use crate::runtime::folders::record_link;
use crate::runtime::hub_root::{self, CopiesRoot, Found};
use crate::runtime::{MissingCopy, RunningRole, Runtime};
use crate::task::Task;

/// Makes the copies that were asked for before the hub was started, if they are not there.
pub(crate) fn resume(runtime: &Runtime) {
    let RunningRole::Hub(hub) = runtime.running() else { return };
    let machine = runtime.machine();
    for (folder, _) in hub.copies_wanted().iter().filter(|(folder, _)| !machine.links.contains_key(folder)) {
        let _ = runtime.tasks.send(Task::KeepCopy(*folder));
    }
}

/// Tries those again that could not be made.
pub(crate) fn retry(runtime: &Runtime) {
    for folder in runtime.missing_copies().into_keys() {
        let _one = runtime.arranging.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody took it back meanwhile.
        if runtime.missing_copies().contains_key(&folder) {
            try_to_keep(runtime, folder);
        }
    }
}

/// Keeps a copy of a folder under the hub's root, if it has one.
pub(crate) fn keep(runtime: &Runtime, folder: FolderId) {
    let _one = runtime.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    try_to_keep(runtime, folder);
}

/// The hub's person wants no copy of a folder of which one could not be made. Returns false if none is missing.
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
    let missing = made.err().map(NotMade::told);
    if let Some(missing) = &missing
        && runtime.missing_copies().get(&folder) != Some(missing)
    {
        tracing::warn!(%folder, "{}", missing.problem.message);
    }
    runtime.note_missing_copy(folder, missing);
}

/// Why there is no copy.
enum NotMade {
    /// The directory at its place, or one of its name, is a person's.
    Persons {
        name: Name,
        path: PathBuf,
        why: &'static str,
    },
    Failed(Error),
}

impl From<Error> for NotMade {
    fn from(error: Error) -> Self {
        NotMade::Failed(error)
    }
}

impl NotMade {
    fn told(self) -> MissingCopy {
        let line = |message, hint| ProblemLine { path: String::new(), message, hint };
        match self {
            NotMade::Persons { name, path, why } => {
                let (shown, at) = (quoted(name.as_str()), quoted(&path.display().to_string()));
                let message = format!("the hub keeps no copy of it but in its store: {} {why}", path.display());
                let hint = format!(
                    "to keep one there, merged with what may be there: `syncit link {shown} {at}`; to keep none: `syncit unlink {shown}`"
                );
                MissingCopy { problem: line(message, hint), place: Some(path) }
            }
            NotMade::Failed(error) => {
                let hint = error.hint().unwrap_or_else(|| "it is tried again by itself; or link it elsewhere".into());
                let message = format!("the hub keeps no copy of it yet: {error}");
                MissingCopy { problem: line(message, hint), place: None }
            }
        }
    }
}

fn make(runtime: &Runtime, machine: &Machine, folder: FolderId) -> std::result::Result<(), NotMade> {
    let Role::Hub(role) = &machine.role else { return Ok(()) };
    let Some(root) = &role.root else { return Ok(()) };
    let directory = runtime.fresh_directory("the hub keeps no copy of it")?;
    let name = directory.folder_name(folder).ok_or_else(|| Error::NoFolder(folder.to_string()))?.clone();
    // It may have become one that cannot be it, or been set by a version that did not look.
    hub_root::check_place(root, &runtime.home, machine)?;
    let root = CopiesRoot::open(root)?;
    let path = root.at(name.as_str());
    root::check_new(&path, &runtime.home, machine)?;
    let persons = |why| NotMade::Persons { name: name.clone(), path: path.clone(), why };
    let replica = match root.look(name.as_str())? {
        Found::Nothing if name.as_str().starts_with('.') => {
            return Err(persons("would be a hidden directory, which only a person makes"));
        }
        Found::Nothing => create(runtime, &root, folder, name.as_str())?,
        Found::Directory => own_replica(runtime, folder, &path),
        Found::Other => None,
    };
    let replica = replica.ok_or_else(|| persons("exists, and SyncIt did not make it for this folder"))?;
    Ok(record_link(runtime, folder, Link::new(replica, name, path, SyncMode::TwoWay))?)
}

/// The replica of a directory that this hub made for the folder, of which no link is recorded: after a crash, or where
/// the record of links was lost.
fn own_replica(runtime: &Runtime, folder: FolderId, path: &Path) -> Option<ReplicaId> {
    let RunningRole::Hub(hub) = runtime.running() else { return None };
    let disk = LinuxDisk::open(path).ok()?;
    let replica = marker::read(&disk).ok().filter(|marker| marker.folder == folder)?.replica;
    let was_attached = hub.copies_wanted().contains(&(folder, Some(replica)));
    (was_attached || runtime.home.replica_database(replica).exists()).then_some(replica)
}

/// Makes the directory with its marker, exclusively. None if something came to be at its place meanwhile.
fn create(runtime: &Runtime, root: &CopiesRoot, folder: FolderId, name: &str) -> Result<Option<ReplicaId>> {
    let draft = format!(".syncit-{folder}");
    // A crash left it; nothing was synced into it yet.
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
