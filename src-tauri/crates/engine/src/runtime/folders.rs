//! The registry of the linked folders: opens, records, pauses and removes them, one arrangement at a time.
//!
//! A link's directory is prepared before the link is recorded, and cleaned up after the record is removed. A crash in
//! between leaves a directory that says whose it was, never a record of something half made. A person's files are never
//! touched.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use syncit_core::message::{Lane, ToHub};
use syncit_core::replica_store::SyncMode;
use syncit_core::selection::Selection;
use syncit_core::{FolderId, Name, ReplicaId};
use syncit_replica::event::FolderCommand;

use crate::error::{Error, Result, Undone};
use crate::folder::linked::{Linked, Opening};
use crate::folder::thread::Surroundings;
use crate::folder::{on_disk, root};
use crate::machine::clock;
use crate::machine::random::random_id;
use crate::machine::record::{Link, Machine, Pause};
use crate::runtime::Runtime;
use crate::task::Task;

/// Opens every recorded link.
pub(crate) fn open_all(runtime: &Runtime) {
    for (folder, link) in runtime.machine().links {
        runtime.put_link(folder, open(runtime, folder, &link));
    }
    apply_pauses(runtime);
}

/// Closes every link, and waits until its work ends.
pub(crate) fn close_all(runtime: &Runtime) {
    runtime.watches.remove_all();
    for folder in runtime.links().into_keys() {
        close(runtime, folder);
    }
}

/// Opens a link, and registers it for the hub's messages.
pub(crate) fn open(runtime: &Runtime, folder: FolderId, link: &Link) -> Arc<Linked> {
    let linked = Linked::open(opening(runtime, &least_free(runtime)), folder, link);
    if linked.is_broken() {
        let _ = runtime.tasks.send(Task::FolderMissing);
    }
    introduce(runtime, &linked, link);
    linked
}

/// Tries to open a broken link again, unless links are being arranged. Returns true if it runs now.
pub(crate) fn retry(runtime: &Runtime, linked: &Linked, link: &Link) -> bool {
    if !linked.is_broken() {
        return false;
    }
    // The lock keeps others from removing the link meanwhile.
    let Some(_one) = runtime.arranging.try_lock() else { return false };
    let runs = linked.retry(opening(runtime, &least_free(runtime)), link);
    if runs {
        introduce(runtime, linked, link);
    }
    runs
}

fn opening<'a>(runtime: &'a Runtime, least_free: &'a dyn Fn(&Path) -> u64) -> Opening<'a> {
    let surroundings = || {
        let uplink = runtime.uplink().ok_or_else(|| Error::not_set_up(Undone::Change))?;
        let surroundings = Surroundings {
            uplink,
            pool: runtime.pool.clone(),
            hints: runtime.hints.clone(),
            workers: runtime.workers.clone(),
            watches: runtime.watches.clone(),
        };
        Ok((surroundings, runtime.id()?))
    };
    Opening { home: &runtime.home, least_free, surroundings: surroundings() }
}

fn least_free(runtime: &Runtime) -> impl Fn(&Path) -> u64 {
    |path| root::least_free(&runtime.machine().settings, path)
}

fn introduce(runtime: &Runtime, linked: &Linked, link: &Link) {
    let is_paused = is_paused(runtime, link, &runtime.machine());
    linked.introduce(&runtime.router, runtime.machine_names(), link.git_hooks, is_paused);
}

/// Closes and reopens a link, unless links are being arranged.
pub(crate) fn reopen(runtime: &Runtime, folder: FolderId, link: &Link) {
    let Some(_one) = runtime.arranging.try_lock() else { return };
    close(runtime, folder);
    runtime.put_link(folder, open(runtime, folder, link));
}

/// Makes a replica release displaced files before its link ends for good.
pub(crate) fn release_displaced(runtime: &Runtime, folder: FolderId) {
    if let Some(linked) = runtime.links().get(&folder) {
        linked.command(FolderCommand::ReleaseDisplaced);
    }
}

pub(crate) fn close(runtime: &Runtime, folder: FolderId) {
    runtime.router.remove(folder);
    if let Some(linked) = runtime.take_link(folder) {
        linked.close();
    }
}

/// Records a link whose directory is prepared, and opens it.
pub(crate) fn record_link(runtime: &Runtime, folder: FolderId, link: Link) -> Result<()> {
    runtime.change(|machine| machine.links.insert(folder, link.clone()))?;
    runtime.put_link(folder, open(runtime, folder, &link));
    // What pauses the machine by itself may have changed since the link was opened.
    apply_pauses(runtime);
    runtime.note_missing_copy(folder, None);
    Ok(())
}

/// Links a directory: prepares it, records the link, and opens it.
/// `selection` says which part of the folder is kept there.
pub(crate) fn add_link(
    runtime: &Runtime,
    folder: FolderId,
    name: Name,
    root: PathBuf,
    role: SyncMode,
    selection: &Selection,
) -> Result<()> {
    let replica = ReplicaId(random_id());
    let link = Link::new(replica, name, root, role);
    on_disk::prepare(&runtime.home, folder, replica, role, &link.path, selection)?;
    record_link(runtime, folder, link.clone()).inspect_err(|_| on_disk::clean_up(&runtime.home, folder, &link))
}

/// Removes a link. The files stay.
pub(crate) fn remove_link(runtime: &Runtime, folder: FolderId, link: &Link) -> Result<()> {
    release_displaced(runtime, folder);
    runtime.note_missing_copy(folder, None);
    runtime.change(|machine| drop(machine.links.remove(&folder)))?;
    close(runtime, folder);
    if let (Some(uplink), Some(epoch)) = (runtime.uplink(), runtime.router.online()) {
        uplink.send(epoch, Lane::Control, ToHub::Detach { folder, unlinked: true });
    }
    on_disk::clean_up(&runtime.home, folder, link);
    Ok(())
}

/// Removes the hub's own link of a folder that is no longer shared. Its files stay.
pub(crate) fn folder_ended(runtime: &Runtime, folder: FolderId) {
    let _one = runtime.arranging.lock();
    runtime.note_missing_copy(folder, None);
    if let Some(link) = runtime.machine().links.get(&folder)
        && let Err(error) = remove_link(runtime, folder, link)
    {
        tracing::warn!(folder = %link.name, "cannot unlink a folder that has ended: {error}");
    }
}

/// Returns true if a person paused a folder or everything, or this machine pauses by itself.
fn is_paused(runtime: &Runtime, link: &Link, machine: &Machine) -> bool {
    link.paused.is_some() || machine.paused.is_some() || runtime.power.cause().is_some()
}

/// Tells every replica whether it is paused. Repeating this changes nothing.
pub(crate) fn apply_pauses(runtime: &Runtime) {
    let machine = runtime.machine();
    for (folder, linked) in runtime.links() {
        let is_paused = machine.links.get(&folder).is_some_and(|link| is_paused(runtime, link, &machine));
        linked.command(if is_paused { FolderCommand::Pause } else { FolderCommand::Resume });
    }
}

/// Ends the pauses whose time is over.
pub(crate) fn end_pauses(runtime: &Runtime) {
    let now = clock::wall();
    let is_over = |pause: &Option<Pause>| pause.is_some_and(|pause| pause.is_over(now));
    let machine = runtime.machine();
    if !is_over(&machine.paused) && !machine.links.values().any(|link| is_over(&link.paused)) {
        return;
    }
    let ended = runtime.change(|machine| {
        for pause in machine.links.values_mut().map(|link| &mut link.paused).chain([&mut machine.paused]) {
            if is_over(pause) {
                *pause = None;
            }
        }
    });
    match ended {
        Ok(()) => apply_pauses(runtime),
        Err(error) => tracing::warn!("cannot end a pause: {error}"),
    }
}
