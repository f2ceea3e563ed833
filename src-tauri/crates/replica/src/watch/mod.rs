//! Notices changes on disk: inotify (through `notify`) as hints for the loop.
//!
//! Each directory is watched by itself rather than by notify's recursive mode, which reports a new directory before it
//! watches it (what comes in between is lost), stats every file, watches `.syncit`, and stops in the middle at the watch
//! limit. Here a directory is watched first and reported then. A watch belongs to a directory, not to a path: it stays when
//! the directory is moved (`alias`, `tree`, `keeper`). No descriptor is kept, so that the disk can be unmounted. Nothing is
//! decided here, and only names are read.
//!
//! All folders of a process share one inotify instance and a fixed number of threads (`watches`, `workers`): `notify`'s
//! thread only puts each event into the queue of its folder, and each folder takes turns at its own queue, a bounded part
//! of it each time. If more happens in a folder than that, only its directories are reported.

mod alias;
mod keeper;
mod mounts;
mod queue;
mod shared;
#[cfg(test)]
mod tests;
mod tree;
mod watches;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use parking_lot::Mutex;
use syncit_core::RelPath;

use self::keeper::Keeper;
use self::queue::Item;
use self::shared::{COOKIE, NO_WATCH, Settings, Shared};
pub use self::watches::Watches;
use crate::disk::linux::LinuxDisk;
use crate::disk::{Disk, DiskError, DiskResult, Place};
use crate::event::Hint;
use crate::workers::{Next, Work};

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
    /// The watches of this process, over all folders.
    pub used: u64,
}

/// A folder that is watched until this is dropped.
///
/// Measured on 2 cores: from the end of a write to its hint 22 µs (p50; p95 40 µs); 10,000 directories take 0.22 s to start
/// with and 3 MiB. Not noticed: writes through a memory map, and those of other machines on a network file system; the
/// hourly scan finds them. If the root is moved, only that is reported: it is looked for under its path, there and whenever
/// something is mounted or unmounted.
pub struct Watcher {
    shared: Arc<Shared>,
    disk: LinuxDisk,
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
    /// Watches a folder. When this returns, everything is watched: what is scanned from now on cannot change without a
    /// hint. `sink` is called on a worker's thread with all hints that are available, without delay; it must return,
    /// because dropping the watcher waits for it.
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

    /// Writes a cookie: `Hint::Cookie(number)` follows when every hint for what happened before has been delivered,
    /// including the hints for the polled parts.
    ///
    /// # Errors
    /// Those of creating a file in `.syncit`; then no hint follows.
    pub fn cookie(&self, number: u64) -> DiskResult<()> {
        let place = Place::Own(format!("{COOKIE}{number}"));
        // A clone of its own, so that no handle stays open.
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

    /// Returns the directories that have no watch, because the limit was reached or they may not be read (`None`: the whole
    /// folder). They and everything below them are hinted as `Hint::Below` every ten seconds, and watched as soon as that
    /// is possible.
    pub fn polled(&self) -> Vec<Option<RelPath>> {
        self.shared.polled().iter().cloned().collect()
    }

    /// Returns how many directories are watched.
    pub fn watches(&self) -> usize {
        self.shared.watches.load(Ordering::Relaxed)
    }

    /// Returns the system's limit and how much of it this process uses. Reads `/proc`, in time that grows with the watches.
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
