//! Noticing changes on disk: inotify (through `notify`) as hints for the loop.
//!
//! Each directory is watched by itself rather than by notify's recursive mode, which tells of a new
//! directory before it watches it (what comes in between is lost), stats every file, watches `.syncit`, and stops in
//! the middle at the watch limit. Here a directory is watched first and told then. A watch is of a directory, not of a
//! path: it stays when the directory is moved (`alias`, `tree`, `keeper`). No descriptor is kept, so that the disk can
//! be unmounted. Nothing is decided here, and nothing is read but names.

mod alias;
mod keeper;
mod mounts;
mod queue;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeSet;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind};
use rustix::event::EventfdFlags;
use syncit_core::RelPath;

use self::alias::WatchId;
use self::keeper::Keeper;
use self::mounts::MountTable;
use self::queue::{Item, Queue, Seen};
use crate::disk::{Disk, DiskError, DiskResult, Place};
use crate::linux_disk::LinuxDisk;
use crate::marker::MARKER_NAME;
use crate::step::Hint;

/// How often a part without watches is to be scanned.
const POLL_EVERY: Duration = Duration::from_secs(10);
/// How often a root that is gone is looked for, where no change of the mounts tells of it.
const LOOK_FOR_ROOT_EVERY: Duration = Duration::from_secs(5);
/// Things that may wait to be given on; the kernel's own queue has as many by default.
const QUEUE_BOUND: usize = 16_384;
/// The start of a cookie's name in `.syncit`.
const COOKIE: &str = "cookie-";
/// No watch has this number.
const NO_WATCH: WatchId = 0;

/// Why a folder cannot be watched at all.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The folder cannot be opened.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The system gives no descriptor or thread for it.
    #[error("cannot watch the folder: {0}")]
    System(#[from] std::io::Error),
}

/// How many directories may be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WatchLimit {
    /// `fs.inotify.max_user_watches`: for all programs of this user together.
    pub max_user_watches: u64,
    /// Those of this process, over all folders.
    pub used: u64,
}

/// A folder being watched, until it is dropped.
///
/// Measured on 2 cores: from the end of a write to its hint 22 µs (p50; p95 40 µs); 10,000 directories take 0.22 s to
/// start with and 3 MiB. Not noticed: writes through a memory map, and those of other machines on a network file
/// system; the hourly scan finds them. Of a root that is moved nothing is told but that: it is looked for under its path,
/// there and whenever something is mounted or unmounted.
pub struct Watcher {
    shared: Arc<Shared>,
    disk: LinuxDisk,
    thread: Option<JoinHandle<()>>,
}

/// What tests set tighter.
struct Settings {
    poll_every: Duration,
    look_for_root_every: Duration,
    queue_bound: usize,
    /// Asked before each watch whether it may be added.
    may_add: Box<dyn FnMut() -> bool + Send>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            poll_every: POLL_EVERY,
            look_for_root_every: LOOK_FOR_ROOT_EVERY,
            queue_bound: QUEUE_BOUND,
            may_add: Box::new(|| true),
        }
    }
}

struct Shared {
    queue: Mutex<Queue>,
    queue_bound: usize,
    wake: OwnedFd,
    /// The watch of `.syncit`.
    own_dir: AtomicU32,
    /// Otherwise no event tells of a cookie.
    own_dir_is_watched: AtomicBool,
    /// Directories that are scanned now and then because they cannot be watched.
    polled: Mutex<BTreeSet<Option<RelPath>>>,
}

impl Watcher {
    /// Watches a folder. When this returns, everything is watched: what is scanned from now on cannot
    /// change without a hint. `sink` is called on the watcher's own thread with all hints that are there at
    /// once, without delay; it must come back, for dropping the watcher waits for it.
    pub fn start(root: &Path, sink: impl Fn(Vec<Hint>) + Send + 'static) -> Result<Self, WatchError> {
        Self::start_with(root, sink, Settings::default())
    }

    fn start_with(
        root: &Path,
        sink: impl Fn(Vec<Hint>) + Send + 'static,
        settings: Settings,
    ) -> Result<Self, WatchError> {
        let disk = LinuxDisk::open(root)?;
        let wake =
            rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(std::io::Error::from)?;
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            queue_bound: settings.queue_bound,
            wake,
            own_dir: AtomicU32::new(NO_WATCH),
            own_dir_is_watched: AtomicBool::new(false),
            polled: Mutex::default(),
        });
        // Before the mounts are looked at for the first time, so that none is missed.
        let table = MountTable::open()?;
        let mut keeper = Keeper::new(disk.clone(), root.canonicalize()?, shared.clone(), settings);
        keeper.watch_everything();
        let thread = std::thread::Builder::new().name("watch".into()).spawn(move || keeper.run(&table, sink))?;
        Ok(Watcher { shared, disk, thread: Some(thread) })
    }

    /// Writes a cookie: `Hint::Cookie(number)` follows when every hint for what happened before has been
    /// given, hints for the polled parts included.
    ///
    /// # Errors
    /// Those of creating a file in `.syncit`; then no hint follows.
    pub fn cookie(&self, number: u64) -> DiskResult<()> {
        let place = Place::Own(format!("{COOKIE}{number}"));
        // Of its own, so that no handle stays open.
        let disk = self.disk.clone();
        // One left by a crash would not be created again.
        let _ = disk.remove_file(&place);
        self.shared.queue().cookies.insert(number);
        let written = disk.write_at(&place, 0, &[]);
        if written.is_err() {
            self.shared.queue().cookies.remove(&number);
            return written;
        }
        let _ = disk.remove_file(&place);
        if !self.shared.own_dir_is_watched.load(Ordering::Relaxed) {
            self.shared.push(Item::Cookie(number));
        }
        Ok(())
    }

    /// Directories that have no watch, because the limit was reached or they may not be read (`None`: the
    /// whole folder). They and all below them are given as `Hint::Below` every ten seconds, and watched as
    /// soon as that is possible.
    pub fn polled(&self) -> Vec<Option<RelPath>> {
        self.shared.polled().iter().cloned().collect()
    }

    /// The system's limit and how much of it this process uses. Reads `/proc`, in time that grows with the watches.
    pub fn limit() -> std::io::Result<WatchLimit> {
        let text = std::fs::read_to_string("/proc/sys/fs/inotify/max_user_watches")?;
        let max_user_watches = text.trim().parse().map_err(std::io::Error::other)?;
        let mut used = 0;
        for entry in std::fs::read_dir("/proc/self/fdinfo")? {
            // A descriptor may be closed meanwhile.
            let info = std::fs::read_to_string(entry?.path()).unwrap_or_default();
            used += info.lines().filter(|line| line.starts_with("inotify ")).count() as u64;
        }
        Ok(WatchLimit { max_user_watches, used })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.shared.queue().stops = true;
        self.shared.wake();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn polled(&self) -> MutexGuard<'_, BTreeSet<Option<RelPath>>> {
        self.polled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self) {
        // It fails only if the counter is full, and then the other side is awake anyway.
        let _ = rustix::io::write(&self.wake, &1u64.to_ne_bytes());
    }

    fn push(&self, item: Item) {
        self.queue().push(item, self.queue_bound);
        self.wake();
    }

    fn lose(&self) {
        self.queue().lose();
        self.wake();
    }

    /// Takes an event, on notify's thread.
    fn take_event(&self, event: notify::Result<Event>) {
        let Ok(event) = event else { return self.lose() };
        if event.need_rescan() {
            return self.lose();
        }
        let Some(seen) = seen(&event.kind) else { return };
        // Both ends of a rename also come by themselves.
        let Some((dir, name)) = event.paths.first().and_then(|path| alias::parse(path)) else { return };
        let names = matches!(seen, Seen::Named | Seen::Came);
        let item = match name {
            _ if dir == self.own_dir.load(Ordering::Relaxed) => {
                let name = name.map_or(Some(""), |name| name.to_str());
                name.and_then(|name| self.of_own_dir(name, &event.kind, seen))
            }
            Some(name) => match name.to_str() {
                Some(name) => {
                    self.queue().saw(dir, name, seen, self.queue_bound);
                    return self.wake();
                }
                None => names.then_some(Item::BadName(dir)),
            },
            // A directory's own mode and times are told by the one that it is in.
            None if matches!(event.kind, EventKind::Remove(_)) => Some(Item::Ended(dir)),
            None => names.then_some(Item::Moved(dir)),
        };
        if let Some(item) = item {
            self.push(item);
        }
    }

    /// Of `.syncit` itself (`""`), or of a name in it.
    fn of_own_dir(&self, name: &str, kind: &EventKind, seen: Seen) -> Option<Item> {
        match name {
            "" => matches!(seen, Seen::Named | Seen::Came).then_some(Item::Marker),
            MARKER_NAME => (seen != Seen::Touched).then_some(Item::Marker),
            name => {
                let number = name.strip_prefix(COOKIE)?.parse().ok()?;
                let is_awaited = matches!(kind, EventKind::Create(_)) && self.queue().cookies.contains(&number);
                is_awaited.then_some(Item::Cookie(number))
            }
        }
    }
}

fn seen(kind: &EventKind) -> Option<Seen> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Seen::Closed),
        EventKind::Modify(ModifyKind::Data(_)) => Some(Seen::Written),
        EventKind::Modify(ModifyKind::Metadata(_)) => Some(Seen::Touched),
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) | EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) | EventKind::Create(CreateKind::Folder) => Some(Seen::Came),
        _ => Some(Seen::Named),
    }
}
