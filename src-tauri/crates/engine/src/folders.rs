//! Which folders are shared and linked here: share, link, unlink, relocate, unshare, pause and resume.
//!
//! A link is prepared on disk before it is recorded and taken away after the record is: a crash in between leaves a
//! directory that says whose it was, never a record of something half made. No file of a person is ever touched.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use syncit_core::message::{Answer, Ask, Lane, ToHub};
use syncit_core::replica_store::Role;
use syncit_core::{FolderId, Name, ReplicaId};
use syncit_replica::step::Command;

use crate::api::Reply;
use crate::clock;
use crate::copies;
use crate::core::{Core, Running, random_id};
use crate::errors::{Error, Result};
use crate::housekeeping::Task;
use crate::links::{self, Linked};
use crate::machine::{Link, Machine, Part, Pause};
use crate::part::{name_of, running_hub};
use crate::places;
use crate::roots::{self, Missing};
use crate::units::show_bytes;

/// Opens every link that is recorded.
pub(crate) fn open_all(core: &Core) {
    for (folder, link) in core.machine().links {
        core.put_link(folder, Linked::open(core, folder, &link));
    }
}

/// Closes every link and waits for what it is doing.
pub(crate) fn close_all(core: &Core) {
    core.watches.remove_all();
    for folder in core.links().into_keys() {
        close(core, folder);
    }
}

/// Opens a link anew; not while links are being arranged.
pub(crate) fn reopen(core: &Core, folder: FolderId, link: &Link) {
    let Ok(_one) = core.arranging.try_lock() else { return };
    close(core, folder);
    core.put_link(folder, Linked::open(core, folder, link));
}

/// Has a replica let go of what was displaced, before its link ends for good.
pub(crate) fn let_go(core: &Core, folder: FolderId) {
    if let Some(linked) = core.links().get(&folder) {
        linked.command(Command::LetGo);
    }
}

fn close(core: &Core, folder: FolderId) {
    core.router.remove(folder);
    if let Some(linked) = core.take_link(folder) {
        linked.close();
    }
}

/// `syncit share`.
pub(crate) fn share(core: &Arc<Core>, path: &Path, name: Option<String>, hub_copy: bool) -> Result<Reply> {
    let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    let machine = core.machine();
    let is_hub = match &machine.part {
        Part::None => return Err(Error::NotSetUp("nothing was shared")),
        Part::Hub(_) => true,
        Part::Client(_) => false,
    };
    let root = roots::check(path, Missing::Refused, &core.home, &machine)?;
    links::check_unmarked(&root)?;
    let name = match name {
        Some(name) => name_of(&name)?,
        None => name_of(&root.file_name().unwrap_or_default().to_string_lossy())?,
    };
    let notes = match is_hub {
        true => vec![check_room(core, &machine, name.as_str(), &root)?],
        false if hub_copy => vec![format!(
            "{} keeps its contents in the store, and a copy in a directory that it makes; where it cannot make one, its person can link it",
            core.hub_name()
        )],
        false => Vec::new(),
    };
    let ask = Ask::Share { name: name.clone(), hub_copy: hub_copy && !is_hub };
    let Answer::Shared { folder } = core.ask(ask, "the folder was not shared")? else {
        return Err(Error::BadArgument("the hub answered something else than was asked".into()));
    };
    if let Err(error) = add_link(core, folder, name.clone(), root.clone(), Role::TwoWay) {
        if is_hub && let Err(error) = core.ask(Ask::Unshare { folder }, "the folder stays shared") {
            tracing::warn!("{error}");
        }
        return Err(error);
    }
    core.refresh_directory();
    Ok(Reply::Folder { folder: name.to_string(), path: root, notes })
}

/// Says what a folder on the hub's own disk takes there, and refuses what does not fit.
fn check_room(core: &Core, machine: &Machine, folder: &str, root: &Path) -> Result<String> {
    let (size, minimum) = (roots::measure(root), roots::least_free(&machine.settings, core.home.data()));
    let free = roots::free_bytes(core.home.data()).unwrap_or(u64::MAX);
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

/// `syncit link`.
pub(crate) fn link(core: &Arc<Core>, name: &str, path: &Path, role: Role) -> Result<Reply> {
    const DOING: &str = "the folder was not linked";
    let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp(DOING));
    }
    let directory = core.fresh_directory(DOING)?;
    let folder = directory.folder_named(name).ok_or_else(|| Error::NoFolder(name.to_owned()))?;
    if let Some(link) = machine.links.get(&folder.id) {
        return Err(Error::IsLinked { name: link.name.to_string(), path: link.path.clone() });
    }
    places::make_default_root(core, path)?;
    let root = roots::check(path, Missing::Made, &core.home, &machine)?;
    let free = roots::free_bytes(&root).unwrap_or_default();
    let notes = match machine.part {
        Part::Hub(_) => vec![format!(
            "SyncIt keeps the contents of {} twice on this computer, in the folder and in its store; {} are free",
            folder.name,
            show_bytes(free)
        )],
        Part::Client(_) | Part::None => Vec::new(),
    };
    add_link(core, folder.id, folder.name.clone(), root.clone(), role)?;
    Ok(Reply::Folder { folder: folder.name.to_string(), path: root, notes })
}

fn add_link(core: &Core, folder: FolderId, name: Name, root: PathBuf, role: Role) -> Result<()> {
    let replica = ReplicaId(random_id());
    let link = Link::new(replica, name, root, role);
    links::prepare(core, folder, replica, role, &link.path)?;
    record_link(core, folder, link.clone()).inspect_err(|_| links::clean_up(core, folder, &link))
}

/// Records a link whose directory is prepared, and opens it.
pub(crate) fn record_link(core: &Core, folder: FolderId, link: Link) -> Result<()> {
    core.change(|machine| machine.links.insert(folder, link.clone()))?;
    core.put_link(folder, Linked::open(core, folder, &link));
    core.note_missing_copy(folder, None);
    Ok(())
}

fn named(machine: &Machine, name: &str) -> Result<(FolderId, Link)> {
    let found = machine.link_named(name).map(|(folder, link)| (folder, link.clone()));
    found.ok_or_else(|| Error::NotLinked(name.to_owned()))
}

/// `syncit unlink`. On a hub also of a folder whose copy could not be made.
pub(crate) fn unlink(core: &Core, name: &str) -> Result<Reply> {
    let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    let machine = core.machine();
    if machine.link_named(name).is_none()
        && core.directory().folder_named(name).is_some_and(|folder| copies::give_up(core, folder.id))
    {
        return Ok(Reply::Done);
    }
    let (folder, link) = named(&machine, name)?;
    remove_link(core, folder, &link)?;
    Ok(Reply::Done)
}

fn remove_link(core: &Core, folder: FolderId, link: &Link) -> Result<()> {
    let_go(core, folder);
    core.note_missing_copy(folder, None);
    core.change(|machine| drop(machine.links.remove(&folder)))?;
    close(core, folder);
    if let (Some(uplink), Some(epoch)) = (core.uplink(), core.router.online()) {
        uplink.send(epoch, Lane::Control, ToHub::Detach { folder, unlinked: true });
    }
    links::clean_up(core, folder, link);
    Ok(())
}

/// `syncit relocate`.
pub(crate) fn relocate(core: &Core, name: &str, path: &Path) -> Result<Reply> {
    let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    let mut others = core.machine();
    let (folder, mut link) = named(&others, name)?;
    others.links.remove(&folder);
    let root = roots::check(path, Missing::Refused, &core.home, &others)?;
    links::check_is_copy(folder, &link, &root)?;
    close(core, folder);
    link.path = root.clone();
    let moved = links::forget_root(core, &link)
        .and_then(|()| core.change(|machine| drop(machine.links.insert(folder, link.clone()))));
    let link = core.machine().links.get(&folder).cloned().unwrap_or(link);
    core.put_link(folder, Linked::open(core, folder, &link));
    moved?;
    Ok(Reply::Folder { folder: link.name.to_string(), path: root, notes: Vec::new() })
}

/// `syncit unshare`.
pub(crate) fn unshare(core: &Core, name: &str) -> Result<Reply> {
    const DOING: &str = "the folder stays shared";
    running_hub(core, DOING)?;
    let directory = core.fresh_directory(DOING)?;
    let folder = directory.folder_named(name).ok_or_else(|| Error::NoFolder(name.to_owned()))?.id;
    core.ask(Ask::Unshare { folder }, DOING)?;
    folder_ended(core, folder);
    core.fresh_directory(DOING)?;
    Ok(Reply::Done)
}

/// The hub's own link of a folder that is shared no longer goes; its files stay.
pub(crate) fn folder_ended(core: &Core, folder: FolderId) {
    let _one = core.arranging.lock().unwrap_or_else(PoisonError::into_inner);
    core.note_missing_copy(folder, None);
    if let Some(link) = core.machine().links.get(&folder)
        && let Err(error) = remove_link(core, folder, link)
    {
        tracing::warn!(folder = %link.name, "cannot unlink a folder that has ended: {error}");
    }
}

/// `syncit check`.
pub(crate) fn rescan(core: &Core, folder: Option<String>) -> Result<Reply> {
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp("it has no folders"));
    }
    let only = folder.map(|name| named(&machine, &name)).transpose()?.map(|(folder, _)| folder);
    if let Running::Client(client) = core.running() {
        client.try_now();
    }
    for (_, linked) in core.links().into_iter().filter(|(folder, _)| only.is_none_or(|only| only == *folder)) {
        linked.command(Command::Rescan);
    }
    // What could not be opened is tried again, too.
    let _ = core.tasks.send(Task::Look);
    Ok(Reply::Done)
}

/// `syncit pause`.
pub(crate) fn pause(core: &Core, folder: Option<String>, seconds: Option<u64>) -> Result<Reply> {
    let until = seconds
        .map(|seconds| clock::wall().plus_millis(i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)));
    set_pause(core, folder, Some(Pause { until }))
}

/// `syncit resume`.
pub(crate) fn resume(core: &Core, folder: Option<String>) -> Result<Reply> {
    if folder.is_some() && core.machine().paused.is_some() {
        return Err(Error::BadArgument(
            "everything is paused on this machine: `syncit resume` without a folder goes on".into(),
        ));
    }
    set_pause(core, folder, None)
}

fn set_pause(core: &Core, folder: Option<String>, pause: Option<Pause>) -> Result<Reply> {
    let machine = core.machine();
    if matches!(machine.part, Part::None) {
        return Err(Error::NotSetUp("there is nothing to pause"));
    }
    match folder {
        None => core.change(|machine| machine.paused = pause)?,
        Some(name) => {
            let (folder, _) = named(&machine, &name)?;
            core.change(|machine| {
                if let Some(link) = machine.links.get_mut(&folder) {
                    link.paused = pause;
                }
            })?;
        }
    }
    tell_pauses(core);
    let _ = core.tasks.send(Task::Look);
    Ok(Reply::Done)
}

/// Tells every replica whether it is paused; saying it again changes nothing.
fn tell_pauses(core: &Core) {
    let machine = core.machine();
    for (folder, linked) in core.links() {
        let link_paused = machine.links.get(&folder).is_some_and(|link| link.paused.is_some());
        let is_paused = machine.paused.is_some() || link_paused;
        linked.command(if is_paused { Command::Pause } else { Command::Resume });
    }
}

/// Ends the pauses whose time is over.
pub(crate) fn end_pauses(core: &Core) {
    let now = clock::wall();
    let is_over = |pause: &Option<Pause>| pause.is_some_and(|pause| pause.is_over(now));
    let machine = core.machine();
    if !is_over(&machine.paused) && !machine.links.values().any(|link| is_over(&link.paused)) {
        return;
    }
    let ended = core.change(|machine| {
        for pause in machine.links.values_mut().map(|link| &mut link.paused).chain([&mut machine.paused]) {
            if is_over(pause) {
                *pause = None;
            }
        }
    });
    match ended {
        Ok(()) => tell_pauses(core),
        Err(error) => tracing::warn!("cannot end a pause: {error}"),
    }
}
