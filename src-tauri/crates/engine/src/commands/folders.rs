//! `syncit share`, `link`, `unlink`, `relocate` and `unshare`: which folders are shared, and which are linked here.

use std::path::Path;

use syncit_core::message::{Answer, Ask, FolderInfo};
use syncit_core::replica_store::SyncMode;
use syncit_core::selection::Selection;
use syncit_core::show::printable;
use syncit_core::units::show_bytes;

use crate::api::Reply;
use crate::error::{Error, Result};
use crate::folder::on_disk;
use crate::folder::root::{self, Missing};
use crate::machine::record::{Machine, RoleRecord};
use crate::queries::names::{linked, rel_path};
use crate::runtime::folders::{add_link, close, folder_ended, open, remove_link};
use crate::runtime::names::name_of;
use crate::runtime::role::running_hub;
use crate::runtime::{Runtime, copies, places};
use crate::task::Task;

/// Runs `syncit share`.
pub(crate) fn share(runtime: &Runtime, path: &Path, name: Option<String>, hub_copy: bool) -> Result<Reply> {
    const DOING: &str = "the folder was not shared";
    let _one = runtime.arranging.lock();
    let machine = runtime.machine();
    let is_hub = match &machine.role {
        RoleRecord::None => return Err(Error::NotSetUp("nothing was shared")),
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
        false if hub_copy => vec![format!(
            "{} keeps its contents in the store, and a copy in a directory that it makes; where it cannot make one, its person can link it",
            runtime.hub_name()
        )],
        false => Vec::new(),
    };
    let ask = Ask::Share { name: name.clone(), hub_copy: hub_copy && !is_hub };
    let Answer::Shared { folder } = runtime.ask(ask, DOING)? else {
        return Err(Error::UnexpectedAnswer(DOING));
    };
    if let Err(error) = add_link(runtime, folder, name.clone(), root.clone(), SyncMode::TwoWay, &Selection::default()) {
        if is_hub && let Err(error) = runtime.ask(Ask::Unshare { folder }, "the folder stays shared") {
            tracing::warn!("{error}");
        }
        return Err(error);
    }
    let _ = runtime.tasks.send(Task::Refresh);
    Ok(Reply::Folder { folder: name.to_string(), path: root, notes })
}

/// Describes how much room a folder takes on the hub's own disk, and refuses one that does not fit.
fn check_room(runtime: &Runtime, machine: &Machine, folder: &str, root: &Path) -> Result<String> {
    let (size, minimum) = (root::measure(root), root::least_free(&machine.settings, runtime.home.data()));
    let free = root::free_bytes(runtime.home.data()).unwrap_or(u64::MAX);
    let left = free.saturating_sub(size);
    if left < minimum {
        return Err(Error::NoRoom { folder: folder.to_owned(), left: show_bytes(left), minimum: show_bytes(minimum) });
    }
    Ok(format!(
        "SyncIt keeps the contents of {folder} twice on this computer, in the folder and in its store: up to {} more; {} are free",
        show_bytes(size),
        show_bytes(free),
    ))
}

/// Runs `syncit link`.
pub(crate) fn link(
    runtime: &Runtime,
    name: &str,
    path: &Path,
    role: SyncMode,
    only: Option<&[String]>,
) -> Result<Reply> {
    const DOING: &str = "the folder was not linked";
    let _one = runtime.arranging.lock();
    let machine = runtime.machine();
    if matches!(machine.role, RoleRecord::None) {
        return Err(Error::NotSetUp(DOING));
    }
    let directory = runtime.fresh_directory(DOING)?;
    let folder = directory.folder_named(name).ok_or_else(|| Error::NoFolder(name.to_owned()))?;
    if let Some(link) = machine.links.get(&folder.id) {
        return Err(Error::IsLinked { name: link.name.to_string(), path: link.path.clone() });
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
        RoleRecord::Hub(_) => vec![format!(
            "SyncIt keeps the contents of {} twice on this computer, in the folder and in its store; {} are free",
            folder.name,
            show_bytes(free)
        )],
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
    Err(Error::NoRoomHere {
        what: printable(folder.name.as_str()),
        needed: show_bytes(folder.bytes),
        path: root.to_owned(),
        free: show_bytes(usable),
    })
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
    const DOING: &str = "the folder stays shared";
    running_hub(runtime, DOING)?;
    let directory = runtime.fresh_directory(DOING)?;
    let folder = directory.folder_named(name).ok_or_else(|| Error::NoFolder(name.to_owned()))?.id;
    runtime.ask(Ask::Unshare { folder }, DOING)?;
    folder_ended(runtime, folder);
    runtime.fresh_directory(DOING)?;
    Ok(Reply::Done)
}
