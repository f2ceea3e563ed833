//! One inotify instance for all folders of a process, and the folders that each of its watches belongs to.
//!
//! A directory that lies in two folders (a bind mount, one folder within another) has one watch: inotify gives one for each
//! inode, and `notify` would forget the name that it had before. So a watch here has any number of owners, each with its
//! own number for it.

use std::collections::HashMap;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Config, ErrorKind, Event, EventKind, INotifyWatcher, RecursiveMode, Watcher as _};
use parking_lot::Mutex;

use super::alias::{self, WatchId};
use super::mounts::Follower;
use super::queue::NameEvent;
use super::shared::{NO_WATCH, Shared};
use crate::disk::linux::OpenDir;
use crate::workers::Workers;

/// After events were lost, the folders are rescanned one after the other, this far apart.
pub(super) const PACE: Duration = Duration::from_millis(50);

/// What the watchers of all folders share. Clones are the same; an engine makes it once.
#[derive(Clone)]
pub struct Watches(Arc<Inner>);

struct Inner {
    pub(super) workers: Workers,
    routes: Arc<Mutex<Routes>>,
    /// None before the first watch. It is locked while watches are added and removed, which happens on `notify`'s thread;
    /// that thread locks only `routes`.
    instance: Mutex<Option<INotifyWatcher>>,
    mounts: Mutex<Option<Follower>>,
}

/// The number of a folder that is watched.
pub(super) type FolderNumber = u64;

/// Which folder gets which events.
#[derive(Default)]
pub(super) struct Routes {
    folders: HashMap<FolderNumber, Arc<Shared>>,
    watches: HashMap<WatchId, Watch>,
    by_inode: HashMap<Inode, WatchId>,
    /// The watch that each owner's number stands for.
    of_owner: HashMap<WatchId, WatchId>,
    last_folder: FolderNumber,
    last_watch: WatchId,
    /// A watch of an earlier era may be of an inode that no longer exists.
    era: u64,
}

/// The numbers of a file system and of an inode in it.
type Inode = (u64, u64);

struct Watch {
    inode: Inode,
    /// Part of the name that `notify` has for it.
    descriptor: RawFd,
    era: u64,
    owners: Vec<Owner>,
}

#[derive(Clone)]
struct Owner {
    folder: Arc<Shared>,
    number: WatchId,
}

impl Watches {
    /// Makes an instance without watches; these threads take the folders' turns.
    #[must_use]
    pub fn new(workers: Workers) -> Self {
        let inner = Inner { workers, routes: Arc::default(), instance: Mutex::default(), mounts: Mutex::default() };
        Watches(Arc::new(inner))
    }

    pub(super) fn workers(&self) -> &Workers {
        &self.0.workers
    }

    /// Adds a folder, which is notified from now on when something is mounted or unmounted.
    pub(super) fn enter(&self, folder: &Arc<Shared>) -> std::io::Result<FolderNumber> {
        let mut mounts = self.0.mounts.lock();
        if mounts.is_none() {
            let routes = self.0.routes.clone();
            *mounts = Some(Follower::start(move || routes.lock().hint_mounts())?);
        }
        let mut routes = self.0.routes.lock();
        routes.last_folder += 1;
        let number = routes.last_folder;
        routes.folders.insert(number, folder.clone());
        Ok(number)
    }

    /// Removes a folder; its watches are removed before.
    pub(super) fn leave(&self, folder: FolderNumber) {
        self.0.routes.lock().folders.remove(&folder);
    }

    /// Watches a directory for a folder and returns the folder's number for it, which is never used again. Everything that
    /// happens in the directory from now on is in the folder's queue, perhaps even before this returns.
    pub(super) fn add(&self, folder: &Arc<Shared>, dir: &OpenDir) -> Result<WatchId, ErrorKind> {
        let mut instance = self.0.instance.lock();
        let watches = match &mut *instance {
            Some(watches) => watches,
            None => instance.insert(self.make_instance().ok_or(ErrorKind::MaxFilesWatch)?),
        };
        let (number, id) = match self.0.routes.lock().expect(folder, dir) {
            Expected::IsWatched(number) => return Ok(number),
            Expected::New { number, id } => (number, id),
        };
        let added = watches.watch(&alias::path_of(id, dir.descriptor()), RecursiveMode::NonRecursive);
        self.0.routes.lock().expected(id, added.is_ok());
        added.map(|()| number).map_err(|error| error.kind)
    }

    fn make_instance(&self) -> Option<INotifyWatcher> {
        let routes = self.0.routes.clone();
        let handler = move |event| take_event(&routes, event);
        INotifyWatcher::new(handler, Config::default().with_follow_symlinks(false)).ok()
    }

    /// Ends a folder's watch; the directory stays watched for others.
    pub(super) fn remove(&self, number: WatchId) {
        let mut instance = self.0.instance.lock();
        let removed = self.0.routes.lock().disown(number);
        if let (Some((id, descriptor)), Some(watches)) = (removed, &mut *instance) {
            // It fails if the directory ended, and its watch with it.
            let _ = watches.unwatch(&alias::path_of(id, descriptor));
        }
    }

    /// Ends all watches of all folders at once, when all of them are closed: one by one would take a while.
    pub fn remove_all(&self) {
        let mut instance = self.0.instance.lock();
        *instance = None;
        self.0.routes.lock().forget_watches();
    }

    /// Notes that any watch may be gone without an event, so that a directory that is found is watched again.
    pub(super) fn distrust(&self) {
        self.0.routes.lock().era += 1;
    }

    #[cfg(test)]
    pub(super) fn take_event(&self, event: notify::Result<Event>) {
        take_event(&self.0.routes, event);
    }

    /// Returns how many watches the system has for all folders together.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.0.routes.lock().watches.len()
    }
}

/// What has to be done to watch a directory.
enum Expected {
    /// Nothing; this is the folder's number for it.
    IsWatched(WatchId),
    /// The watch of this number has to be added.
    New { number: WatchId, id: WatchId },
}

impl Routes {
    fn next_watch(&mut self) -> WatchId {
        self.last_watch = self.last_watch.wrapping_add(1).max(NO_WATCH + 1);
        self.last_watch
    }

    /// Prepares to watch a directory for a folder.
    fn expect(&mut self, folder: &Arc<Shared>, dir: &OpenDir) -> Expected {
        let inode = (dir.device(), dir.inode());
        let id = self.next_watch();
        let known = self.by_inode.get(&inode).copied();
        let mut owners = vec![Owner { folder: folder.clone(), number: id }];
        folder.watches.fetch_add(1, Ordering::Relaxed);
        if let Some((known, watch)) = known.and_then(|known| Some((known, self.watches.get_mut(&known)?))) {
            if watch.era == self.era {
                watch.owners.append(&mut owners);
                self.of_owner.insert(id, known);
                return Expected::IsWatched(id);
            }
            // The others share the new one. `notify` still has it under the old name, which costs a few bytes: removing it
            // by that name would remove the new one too.
            owners.extend(watch.owners.iter().cloned());
        }
        self.of_owner.insert(id, id);
        self.watches.insert(id, Watch { inode, descriptor: dir.descriptor(), era: self.era, owners });
        Expected::New { number: id, id }
    }

    /// Records that this watch was added, or could not be.
    fn expected(&mut self, id: WatchId, is_added: bool) {
        if !is_added {
            self.of_owner.remove(&id);
            if let Some(Owner { folder, .. }) =
                self.watches.remove(&id).and_then(|watch| watch.owners.into_iter().next())
            {
                folder.watches.fetch_sub(1, Ordering::Relaxed);
            }
            return;
        }
        // The directory may have ended already.
        let Some(watch) = self.watches.get(&id) else { return };
        for owner in &watch.owners {
            self.of_owner.insert(owner.number, id);
        }
        if let Some(before) = self.by_inode.insert(watch.inode, id) {
            self.watches.remove(&before);
        }
    }

    /// Ends a folder's use of a watch; returns the watch to be removed if it has no other owner.
    fn disown(&mut self, number: WatchId) -> Option<(WatchId, RawFd)> {
        let id = self.of_owner.remove(&number)?;
        let watch = self.watches.get_mut(&id)?;
        if let Some(at) = watch.owners.iter().position(|owner| owner.number == number) {
            watch.owners.swap_remove(at).folder.watches.fetch_sub(1, Ordering::Relaxed);
        }
        if !watch.owners.is_empty() {
            return None;
        }
        let descriptor = watch.descriptor;
        self.end(id);
        Some((id, descriptor))
    }

    /// Forgets a watch that has ended; returns its owners.
    fn end(&mut self, id: WatchId) -> Vec<Owner> {
        let Some(watch) = self.watches.remove(&id) else { return Vec::new() };
        if self.by_inode.get(&watch.inode) == Some(&id) {
            self.by_inode.remove(&watch.inode);
        }
        for owner in &watch.owners {
            if self.of_owner.get(&owner.number) == Some(&id) {
                self.of_owner.remove(&owner.number);
                owner.folder.watches.fetch_sub(1, Ordering::Relaxed);
            }
        }
        watch.owners
    }

    fn forget_watches(&mut self) {
        for id in self.watches.keys().copied().collect::<Vec<_>>() {
            self.end(id);
        }
    }

    fn hint_mounts(&self) {
        for folder in self.folders.values() {
            folder.remounted.store(true, Ordering::Release);
            folder.task.wake();
        }
    }

    /// Reacts to events that the system lost, nobody knows of which folders. Every folder is to be rescanned, first those
    /// for which somebody waits. The one that had the most events comes last, and is not even watched until then if it was
    /// the same one before.
    fn lose(&mut self) {
        self.era += 1;
        let now = Instant::now();
        let mut folders: Vec<(u64, &Arc<Shared>)> = Vec::with_capacity(self.folders.len());
        folders.extend(self.folders.values().map(|folder| (folder.events.swap(0, Ordering::Relaxed), folder)));
        folders.sort_by_key(|(events, _)| *events);
        let floods = folders.len().saturating_sub(1);
        for (n, (_, folder)) in folders.into_iter().enumerate() {
            let turn = PACE * u32::try_from(n).unwrap_or(u32::MAX);
            folder.lose_at(now + turn, n == floods);
        }
    }
}

/// Passes an event to the folders that its directory belongs to; runs on `notify`'s thread, which must not be blocked.
fn take_event(routes: &Mutex<Routes>, event: notify::Result<Event>) {
    let Some(event) = event.ok().filter(|event| !event.need_rescan()) else { return routes.lock().lose() };
    let Some(seen) = seen(&event.kind) else { return };
    // Both ends of a rename also come as separate events.
    let Some((id, name)) = event.paths.first().and_then(|path| alias::parse(path)) else { return };
    let mut routes = routes.lock();
    // The parent directory's watch reports changes of a directory's own mode and times.
    if name.is_none() && matches!(event.kind, EventKind::Remove(_)) {
        for Owner { folder, number } in routes.end(id) {
            folder.ended(number);
        }
    } else if let Some(watch) = routes.watches.get(&id) {
        for Owner { folder, number } in &watch.owners {
            folder.saw(*number, name, &event.kind, seen);
        }
    }
}

fn seen(kind: &EventKind) -> Option<NameEvent> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(NameEvent::Closed),
        EventKind::Modify(ModifyKind::Data(_)) => Some(NameEvent::Written),
        EventKind::Modify(ModifyKind::Metadata(_)) => Some(NameEvent::Touched),
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) | EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) | EventKind::Create(CreateKind::Folder) => {
            Some(NameEvent::Came)
        }
        _ => Some(NameEvent::Named),
    }
}
