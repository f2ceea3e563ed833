//! `syncit share`, `link`, `unlink`, `relocate` and `unshare`: which folders are shared, and which are linked here.

use std::path::Path;

use syncit_core::message::{Answer, Ask, FolderInfo};
use syncit_core::reasons;
use syncit_core::replica_store::SyncMode;
use syncit_core::selection::Selection;

use crate::api::{Reply, Sentence};
use crate::error::{Error, Misnamed, NoRoom, Result, Undone};
use crate::folder::on_disk;
use crate::folder::root::{self, Missing};
use crate::machine::record::{Machine, RoleRecord};
use crate::queries::names::{linked, rel_path};
use crate::runtime::folders::{add_link, close, folder_ended, open, remove_link};
use crate::runtime::names::name_of;
use crate::runtime::role::running_hub;
use crate::runtime::{Runtime, copies, places};
use crate::task::Task;

reasons! {
    /// Where the contents of a folder are kept, and what room that takes.
    pub enum Kept {
        /// In the folder and in the hub's store, both on this disk.
        "kept--twice" Twice { folder: String, free: u64 },
        /// The same, with how much more that takes.
        "kept--twice-more" TwiceMore { folder: String, more: u64, free: u64 },
        /// At the hub: in its store, and in a directory that it makes.
        "kept--hub-copy" HubCopy { hub: String },
    }
}

/// Runs `syncit share`.
pub(crate) fn share(runtime: &Runtime, path: &Path, name: Option<String>, hub_copy: bool) -> Result<Reply> {
    let _one = runtime.arranging.lock();
    let machine = runtime.machine();
    let is_hub = match &machine.role {
        RoleRecord::None => return Err(Error::not_set_up(Undone::Change)),
        RoleRecord::Hub(_) => true,
        RoleRecord::Client(_) => false,
    };
    let root = root::check(path, Missing::Refused, &runtime.home, &machine)?;
    on_disk::check_unmarked(&root)?;
    let name = match name {
        Some(name) => name_of(&name)?,
        None => name_of(&root.file_name().unwrap_or_default().to_string_lossy())?,
    };
    let notes = match is_hub {
        true => vec![check_room(runtime, &machine, name.as_str(), &root)?],
        false if hub_copy => vec![Sentence::new(Kept::HubCopy { hub: runtime.hub_name() })],
        false => Vec::new(),
    };
    let ask = Ask::Share { name: name.clone(), hub_copy: hub_copy && !is_hub };
    let Answer::Shared { folder } = runtime.ask(ask, Undone::Change)? else {
        return Err(Error::other_answer(Undone::Change));
    };
    if let Err(error) = add_link(runtime, folder, name.clone(), root.clone(), SyncMode::TwoWay, &Selection::default()) {
        if is_hub && let Err(error) = runtime.ask(Ask::Unshare { folder }, Undone::Change) {
            tracing::warn!("the folder stays shared: {error}");
        }
        return Err(error);
    }
    let _ = runtime.tasks.send(Task::Refresh);
    Ok(Reply::Folder { folder: name.to_string(), path: root, notes })
}

/// Describes how much room a folder takes on the hub's own disk, and refuses one that does not fit.
fn check_room(runtime: &Runtime, machine: &Machine, folder: &str, root: &Path) -> Result<Sentence> {
    let (size, minimum) = (root::measure(root), root::least_free(&machine.settings, runtime.home.data()));
    let free = root::free_bytes(runtime.home.data()).unwrap_or(u64::MAX);
    let left = free.saturating_sub(size);
    if left < minimum {
        return Err(NoRoom::AtHub { folder: folder.to_owned(), left, minimum }.into());
    }
    Ok(Sentence::new(Kept::TwiceMore { folder: folder.to_owned(), more: size, free }))
}

/// Runs `syncit link`.
pub(crate) fn link(
    runtime: &Runtime,
    name: &str,
    path: &Path,
    role: SyncMode,
    only: Option<&[String]>,
) -> Result<Reply> {
    let _one = runtime.arranging.lock();
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Change));
    }
    let directory = runtime.fresh_directory(Undone::Change)?;
    let folder = directory.folder_named(name).ok_or_else(|| Error::no_folder(name))?;
    if let Some(link) = machine.links.get(&folder.id) {
        return Err(Misnamed::IsLinked { folder: link.name.to_string(), path: link.path.clone() }.into());
    }
    let selection = match only {
        None => Selection::default(),
        Some(paths) => Selection::only(&paths.iter().map(|path| rel_path(path)).collect::<Result<Vec<_>>>()?),
    };
    places::make_default_root(&runtime.home, path)?;
    let root = root::check(path, Missing::Made, &runtime.home, &machine)?;
    let free = root::free_bytes(&root).unwrap_or_default();
    if selection.is_everything() {
        check_fits(&machine, folder, &root, free)?;
    }
    let notes = match machine.role {
        RoleRecord::Hub(_) => vec![Sentence::new(Kept::Twice { folder: folder.name.to_string(), free })],
        RoleRecord::Client(_) | RoleRecord::None => Vec::new(),
    };
    add_link(runtime, folder.id, folder.name.clone(), root.clone(), role, &selection)?;
    Ok(Reply::Folder { folder: folder.name.to_string(), path: root, notes })
}

/// Refuses a folder that does not fit on the disk of its path, besides what is there already.
fn check_fits(machine: &Machine, folder: &FolderInfo, root: &Path, free: u64) -> Result<()> {
    let usable = free.saturating_sub(root::least_free(&machine.settings, root));
    // Counting what is there takes a while, and is needed only if the folder may not fit.
    if folder.bytes <= usable || folder.bytes.saturating_sub(root::measure(root)) <= usable {
        return Ok(());
    }
    let (folder, needed) = (folder.name.to_string(), folder.bytes);
    Err(NoRoom::ForFolder { folder, needed, place: root.to_owned(), free: usable }.into())
}

/// Runs `syncit unlink`. On a hub this also gives up a copy that could not be created.
pub(crate) fn unlink(runtime: &Runtime, name: &str) -> Result<Reply> {
    let _one = runtime.arranging.lock();
    let machine = runtime.machine();
    if machine.link_named(name).is_none()
        && runtime.directory().folder_named(name).is_some_and(|folder| copies::give_up(runtime, folder.id))
    {
        return Ok(Reply::Done);
    }
    let (folder, link) = linked(&machine, name)?;
    remove_link(runtime, folder, &link)?;
    Ok(Reply::Done)
}

/// Runs `syncit relocate`.
pub(crate) fn relocate(runtime: &Runtime, name: &str, path: &Path) -> Result<Reply> {
    let _one = runtime.arranging.lock();
    let mut others = runtime.machine();
    let (folder, mut link) = linked(&others, name)?;
    others.links.remove(&folder);
    let root = root::check(path, Missing::Refused, &runtime.home, &others)?;
    on_disk::check_is_copy(folder, &link, &root)?;
    close(runtime, folder);
    link.path = root.clone();
    let moved = on_disk::forget_root(&runtime.home, &link)
        .and_then(|()| runtime.change(|machine| drop(machine.links.insert(folder, link.clone()))));
    let link = runtime.machine().links.get(&folder).cloned().unwrap_or(link);
    runtime.put_link(folder, open(runtime, folder, &link));
    moved?;
    Ok(Reply::Folder { folder: link.name.to_string(), path: root, notes: Vec::new() })
}

/// Runs `syncit unshare`.
pub(crate) fn unshare(runtime: &Runtime, name: &str) -> Result<Reply> {
    running_hub(runtime, Undone::Change)?;
    let directory = runtime.fresh_directory(Undone::Change)?;
    let folder = directory.folder_named(name).ok_or_else(|| Error::no_folder(name))?.id;
    runtime.ask(Ask::Unshare { folder }, Undone::Change)?;
    folder_ended(runtime, folder);
    runtime.fresh_directory(Undone::Change)?;
    Ok(Reply::Done)
}
