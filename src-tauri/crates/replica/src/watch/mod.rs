//! Noticing changes on disk: inotify (through `notify`) as hints for the loop.
//!
//! Each directory is watched by itself rather than by notify's recursive mode, which tells of a new
//! directory before it watches it (what comes in between is lost), stats every file, watches `.syncit`, and stops in
//! the middle at the watch limit. Here a directory is watched first and told then. A watch is of a directory, not of a
//! path: it stays when the directory is moved (`alias`, `tree`, `keeper`). No descriptor is kept, so that the disk can
//! be unmounted. Nothing is decided here, and nothing is read but names.
//!
//! All folders of a process share one inotify instance and a fixed number of threads (`watches`, `workers`): `notify`'s
//! thread only puts what it reads into the queue of the folder that it belongs to, and each folder takes its turns at
//! its own queue, a bounded part of it each time. A folder in which more happens than that is told by directories.

mod alias;
mod keeper;
mod mounts;
mod queue;
#[cfg(test)]
mod tests;
mod tree;
mod watches;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::EventKind;
use syncit_core::RelPath;

use self::alias::WatchId;
use self::keeper::Keeper;
use self::queue::{Item, Queue, Seen};
pub use self::watches::Watches;
use crate::disk::linux::LinuxDisk;
use crate::disk::{Disk, DiskError, DiskResult, Place};
use crate::event::Hint;
use crate::root::marker::MARKER_NAME;
use crate::workers::{Next, Task, Work};

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

/// What the thread that reads events and a folder's turns have in common.
struct Shared {
    queue: Mutex<Queue>,
    queue_bound: usize,
    /// The folder's turns.
    task: Task,
    /// The number of the watch of `.syncit`.
    own_dir: AtomicU32,
    /// Otherwise no event tells of a cookie.
    own_dir_is_watched: AtomicBool,
    /// Directories that are scanned now and then because they cannot be watched.
    polled: Mutex<BTreeSet<Option<RelPath>>>,
    /// Something was mounted or unmounted somewhere.
    remounted: AtomicBool,
    /// Directories that are watched.
    watches: AtomicUsize,
    /// Events since the system last lost some.
    events: AtomicU64,
}

/// The work of a folder's turns.
struct Turns<S> {
    keeper: Keeper,
    sink: S,
}

impl<S: Fn(Vec<Hint>) + Send> Work for Turns<S> {
    fn turn(&mut self) -> Next {
        let (hints, next) = self.keeper.turn();
        if !hints.is_empty() {
            (self.sink)(hints);
        }
        next
    }
}

impl Watcher {
    /// Watches a folder. When this returns, everything is watched: what is scanned from now on cannot
    /// change without a hint. `sink` is called on a thread of the workers with all hints that are there at
    /// once, without delay; it must come back, for dropping the watcher waits for it.
    ///
    /// # Errors
    /// If the folder cannot be opened, or the system gives no thread or descriptor.
    pub fn start(
        watches: &Watches,
        root: &Path,
        sink: impl Fn(Vec<Hint>) + Send + 'static,
    ) -> Result<Self, WatchError> {
        Self::start_with(watches, root, sink, Settings::default())
    }

    fn start_with(
        watches: &Watches,
        root: &Path,
        sink: impl Fn(Vec<Hint>) + Send + 'static,
        settings: Settings,
    ) -> Result<Self, WatchError> {
        let disk = LinuxDisk::open(root)?;
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            queue_bound: settings.queue_bound,
            task: watches.workers().task(),
            own_dir: AtomicU32::new(NO_WATCH),
            own_dir_is_watched: AtomicBool::new(false),
            polled: Mutex::default(),
            remounted: AtomicBool::new(false),
            watches: AtomicUsize::new(0),
            events: AtomicU64::new(0),
        });
        let mut keeper = Keeper::enter(watches, disk.clone(), root.canonicalize()?, shared.clone(), settings)?;
        keeper.watch_everything();
        shared.task.begin(Box::new(Turns { keeper, sink }));
        Ok(Watcher { shared, disk })
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

    /// How many directories are watched.
    pub fn watches(&self) -> usize {
        self.shared.watches.load(Ordering::Relaxed)
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
        self.shared.task.end();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn polled(&self) -> MutexGuard<'_, BTreeSet<Option<RelPath>>> {
        self.polled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, item: Item) {
        self.queue().push(item, self.queue_bound);
        self.task.wake();
    }

    /// A watched directory exists no more.
    fn ended(&self, dir: WatchId) {
        let is_own = dir == self.own_dir.load(Ordering::Relaxed);
        self.push(if is_own { Item::Marker } else { Item::Ended(dir) });
    }

    /// Everything is to be looked at, at the latest then. The folder that floods the system again and again is left alone
    /// before that.
    fn lose_at(&self, at: Instant, floods: bool) {
        let mut queue = self.queue();
        let now = Instant::now();
        let before = watches::floods_before(queue.floods, now);
        if floods {
            queue.floods = Some((now, before + 1));
        }
        if floods && before > 0 {
            queue.leave_alone(at.max(now + watches::flood_pause(before)));
        } else {
            queue.lose(at);
        }
        drop(queue);
        self.task.wake();
    }

    /// Takes what an event says of a watched directory itself or of a name in it.
    fn saw(&self, dir: WatchId, name: Option<&OsStr>, kind: &EventKind, seen: Seen) {
        self.events.fetch_add(1, Ordering::Relaxed);
        let names = matches!(seen, Seen::Named | Seen::Came);
        let item = match name {
            _ if dir == self.own_dir.load(Ordering::Relaxed) => {
                let name = name.map_or(Some(""), |name| name.to_str());
                name.and_then(|name| self.of_own_dir(name, kind, seen))
            }
            Some(name) => match name.to_str() {
                Some(name) => {
                    self.queue().saw(dir, name, seen, self.queue_bound);
                    return self.task.wake();
                }
                None => names.then_some(Item::BadName(dir)),
            },
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
