//! The copies that a hub keeps, under its root, of folders which other machines share.
//!
//! A copy goes only into a directory that the hub makes for it. What exists already at its place is left alone, and
//! is the hub's person's to link; the machine that shared is told nothing of it. The relay remembers of which folders a
//! copy was asked for. One that cannot be made now is shown with the folder and tried again at every look, until it is
//! there or nobody wants it any more.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use syncit_core::message::{Lane, ToHub};
use syncit_core::replica_store::Role;
use syncit_core::{FolderId, Name, ReplicaId};
use syncit_replica::linux_disk::LinuxDisk;
use syncit_replica::marker;

use crate::api::ProblemLine;
use crate::core::{Core, MissingCopy, Running, random_id};
use crate::errors::{Error, Result};
use crate::folders::record_link;
use crate::housekeeping::Task;
use crate::hub_root::{self, Found, HubRoot};
use crate::links;
use crate::machine::{Link, Machine, Part};
use crate::roots;
use crate::units::quoted;

/// Makes the copies that were asked for before the hub was started, if they are not there.
pub(crate) fn resume(core: &Core) {
    let Running::Hub(hub) = core.running() else { return };
    let machine = core.machine();
    for (folder, _) in hub.copies_wanted().iter().filter(|(folder, _)| !machine.links.contains_key(folder)) {
        let _ = core.tasks.send(Task::KeepCopy(*folder));
    }
}

/// Tries those again that could not be made.
pub(crate) fn retry(core: &Core) {
    for folder in core.missing_copies().into_keys() {
        let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody took it back meanwhile.
        if core.missing_copies().contains_key(&folder) {
            try_to_keep(core, folder);
        }
    }
}

/// Keeps a copy of a folder under the hub's root, if it has one.
pub(crate) fn keep(core: &Core, folder: FolderId) {
    let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    try_to_keep(core, folder);
}

/// The hub's person wants no copy of a folder of which one could not be made. Returns false if none is missing.
pub(crate) fn give_up(core: &Core, folder: FolderId) -> bool {
    if !core.missing_copies().contains_key(&folder) {
        return false;
    }
    if let (Some(uplink), Some(epoch)) = (core.uplink(), core.router.online()) {
        uplink.send(epoch, Lane::Control, ToHub::Detach { folder, unlinked: true });
    }
    core.note_missing_copy(folder, None);
    true
}

fn try_to_keep(core: &Core, folder: FolderId) {
    let machine = core.machine();
    let made = match machine.links.contains_key(&folder) {
        true => Ok(()),
        false => make(core, &machine, folder),
    };
    let missing = made.err().map(NotMade::told);
    if let Some(missing) = &missing
        && core.missing_copies().get(&folder) != Some(missing)
    {
        tracing::warn!(%folder, "{}", missing.problem.message);
    }
    core.note_missing_copy(folder, missing);
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

fn make(core: &Core, machine: &Machine, folder: FolderId) -> std::result::Result<(), NotMade> {
    let Part::Hub(part) = &machine.part else { return Ok(()) };
    let Some(root) = &part.root else { return Ok(()) };
    let directory = core.fresh_directory("the hub keeps no copy of it")?;
    let name = directory.folder_name(folder).ok_or_else(|| Error::NoFolder(folder.to_string()))?.clone();
    // It may have become one that cannot be it, or been set by a version that did not look.
    hub_root::check_place(root, &core.home, machine)?;
    let root = HubRoot::open(root)?;
    let path = root.at(name.as_str());
    roots::check_new(&path, &core.home, machine)?;
    let persons = |why| NotMade::Persons { name: name.clone(), path: path.clone(), why };
    let replica = match root.look(name.as_str())? {
        Found::Nothing if name.as_str().starts_with('.') => {
            return Err(persons("would be a hidden directory, which only a person makes"));
        }
        Found::Nothing => create(core, &root, folder, name.as_str())?,
        Found::Directory => own_replica(core, folder, &path),
        Found::Other => None,
    };
    let replica = replica.ok_or_else(|| persons("exists, and SyncIt did not make it for this folder"))?;
    Ok(record_link(core, folder, Link::new(replica, name, path, Role::TwoWay))?)
}

/// The replica of a directory that this hub made for the folder, of which no link is recorded: after a crash, or where
/// the record of links was lost.
fn own_replica(core: &Core, folder: FolderId, path: &Path) -> Option<ReplicaId> {
    let Running::Hub(hub) = core.running() else { return None };
    let disk = LinuxDisk::open(path).ok()?;
    let replica = marker::read(&disk).ok().filter(|marker| marker.folder == folder)?.replica;
    let was_attached = hub.copies_wanted().contains(&(folder, Some(replica)));
    (was_attached || core.home.replica_database(replica).exists()).then_some(replica)
}

/// Makes the directory with its marker, exclusively. None if something came to be at its place meanwhile.
fn create(core: &Core, root: &HubRoot, folder: FolderId, name: &str) -> Result<Option<ReplicaId>> {
    let draft = format!(".syncit-{folder}");
    // A crash left it; nothing was synced into it yet.
    if root.look(&draft)? == Found::Directory {
        links::clear_draft(core, folder, &root.at(&draft));
        root.remove_empty(&draft);
    }
    root.make(&draft)?;
    let replica = ReplicaId(random_id());
    let placed = links::prepare_draft(core, folder, replica, &root.at(&draft), &root.at(name))
        .and_then(|()| root.place(&draft, name));
    if !matches!(placed, Ok(true)) {
        links::clear_draft(core, folder, &root.at(&draft));
        root.remove_empty(&draft);
    }
    Ok(placed?.then_some(replica))
}
