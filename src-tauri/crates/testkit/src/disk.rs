//! A disk in memory that loses unsynced changes in a crash, fails on request, and is edited by a simulated person.
//!
//! `Disk` calls burn the machine's fuse and may fail; a person's edits (`person`) do neither. Both produce watch hints,
//! which the world delays, drops or reorders. Times come from the machine's clock, at the file system's granularity.
//! The value is a handle: clones share one disk.

mod calls;
mod inodes;
mod person;
#[cfg(test)]
mod tests;
pub mod watch;
mod watches;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use rand::Rng;
use syncit_core::{RelPath, Timestamp};
use syncit_replica::disk::{DiskErrorKind, Kind, Place, Stat};
use syncit_replica::event::Hint;

use crate::fuse::{Clock, Fuse};
use crate::tree::{Node, Tree};
pub use inodes::OpenFile;
use inodes::{Change, Durable, Id, Inode, ROOT, Slot, What};
use watches::Watch;

const OWN: &str = ".syncit";

/// The properties of a disk.
#[derive(Debug, Clone, Copy)]
pub struct DiskOptions {
    /// Whether names that differ only in case are the same.
    pub folds_case: bool,
    /// The granularity of file times, in nanoseconds.
    pub granularity: i64,
    /// Whether two things can be exchanged atomically.
    pub exchanges: bool,
    /// Whether there are symlinks.
    pub has_links: bool,
    /// Whether the executable bits of files are stored; if not, all files appear to be executable.
    pub keeps_executable: bool,
}

impl DiskOptions {
    /// A FAT file system, as it is usually mounted.
    pub const FAT: DiskOptions = DiskOptions {
        folds_case: true,
        granularity: 2_000_000_000,
        exchanges: false,
        has_links: false,
        keeps_executable: false,
    };
}

impl Default for DiskOptions {
    fn default() -> Self {
        DiskOptions { folds_case: false, granularity: 1, exchanges: true, has_links: true, keeps_executable: true }
    }
}

/// A folder's disk in memory.
#[derive(Debug, Clone)]
pub struct SimDisk(Arc<Mutex<Inner>>);

/// An open file. Its inode stays, whatever happens to its name.
#[derive(Debug)]
pub struct SimReader(Arc<Id>);

/// The state of a disk at one moment, to be restored later as from a backup.
#[derive(Debug, Clone)]
pub struct DiskBackup(Durable);

#[derive(Debug)]
struct Inner {
    files: Durable,
    open: Vec<Weak<Id>>,
    options: DiskOptions,
    clock: Clock,
    fuse: Fuse,
    /// The hints of a watcher that misses nothing.
    hints: Vec<Hint>,
    /// The events of inotify for the same changes, and a watcher that reads them.
    watch: Option<Watch>,
    /// The directories over which something is mounted, with the root of the mounted file system.
    mounts: BTreeMap<Id, Id>,
    /// What the system refuses to read.
    closed: BTreeSet<Id>,
    /// Counts down the writing calls until one fails…
    writing_fails: Countdown,
    /// …and the calls of any kind.
    any_fails: Countdown,
    failed: u32,
    calls: u64,
    /// The space available to an ordinary user, in bytes. Writes do not change it.
    free: u64,
}

/// The number of calls until one fails, and how.
#[derive(Debug, Default)]
struct Countdown(Option<(u32, DiskErrorKind)>);

impl Countdown {
    fn next(&mut self) -> Option<DiskErrorKind> {
        match self.0.take()? {
            (0, kind) => Some(kind),
            (more, kind) => {
                self.0 = Some((more - 1, kind));
                None
            }
        }
    }
}

impl SimDisk {
    /// Sets the free space, in bytes.
    pub fn set_free(&self, bytes: u64) {
        self.inner().free = bytes;
    }

    /// Creates an empty folder with its own `.syncit` directory.
    pub fn new(options: DiskOptions, clock: Clock, fuse: Fuse) -> Self {
        let files = Durable::new(options.folds_case, clock.wall());
        let inner = Inner {
            files,
            open: Vec::new(),
            options,
            clock,
            fuse,
            hints: Vec::new(),
            watch: None,
            mounts: BTreeMap::new(),
            closed: BTreeSet::new(),
            writing_fails: Countdown::default(),
            any_fails: Countdown::default(),
            failed: 0,
            calls: 0,
            free: 1 << 40,
        };
        let disk = SimDisk(Arc::new(Mutex::new(inner)));
        {
            let mut inner = disk.inner();
            let own = inner.add_at((ROOT, OWN.into()), What::Dir(BTreeMap::new()));
            inner.add_at((own, "partial".into()), What::Dir(BTreeMap::new()));
            inner.add_at((own, "staging".into()), What::Dir(BTreeMap::new()));
            inner.files.sync_all();
        }
        disk
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("no test goes on after a panic inside a disk")
    }

    /// Simulates a crash, which loses all or some of the unsynced changes.
    pub fn crash(&self, rng: &mut impl Rng) {
        let mut inner = self.inner();
        inner.files.crash(rng);
        inner.hints.clear();
        inner.mounts.clear();
        inner.closed.clear();
        inner.stop_watching();
        (inner.writing_fails, inner.any_fails) = Default::default();
    }

    /// Makes everything durable, as a system does from time to time.
    pub fn write_back(&self) {
        self.inner().files.sync_all();
    }

    /// Copies the whole state.
    pub fn backup(&self) -> DiskBackup {
        DiskBackup(self.inner().files.clone())
    }

    /// Replaces the whole state with a backup.
    pub fn restore(&self, backup: &DiskBackup) {
        let mut inner = self.inner();
        inner.files = backup.0.clone();
        inner.files.sync_all();
        inner.hints.clear();
        inner.mounts.clear();
        inner.closed.clear();
        inner.stop_watching();
    }

    /// Lets `calls` writing calls succeed and fails the next one.
    pub fn fail_after(&self, calls: u32, kind: DiskErrorKind) {
        self.inner().writing_fails = Countdown(Some((calls, kind)));
    }

    /// Does the same for calls of any kind.
    pub fn fail_any_after(&self, calls: u32, kind: DiskErrorKind) {
        self.inner().any_fails = Countdown(Some((calls, kind)));
    }

    /// Cancels pending failures.
    pub fn mend(&self) {
        let mut inner = self.inner();
        (inner.writing_fails, inner.any_fails) = Default::default();
    }

    /// Returns the number of calls.
    pub fn calls(&self) -> u64 {
        self.inner().calls
    }

    /// Returns true if any file, inside or outside `.syncit`, has this content.
    pub fn holds(&self, content: &[u8]) -> bool {
        let inner = self.inner();
        let files = inner.files.live.reachable();
        files.into_iter().filter_map(|id| inner.file(id)).any(|(bytes, _, _)| *bytes == content)
    }

    /// Returns how many calls failed on request.
    pub fn failed(&self) -> u32 {
        self.inner().failed
    }

    /// Takes the hints since the last call, in order.
    pub fn take_hints(&self) -> Vec<Hint> {
        std::mem::take(&mut self.inner().hints)
    }

    /// Returns what a person sees, except for what is mounted below the folder and what is not a file, directory or
    /// symlink.
    pub fn tree(&self) -> Tree {
        let inner = self.inner();
        let mut tree = BTreeMap::new();
        inner.collect(ROOT, None, &mut tree);
        Tree(tree)
    }

    /// Returns the files and directories that only their owner may access.
    pub fn private_paths(&self) -> BTreeSet<RelPath> {
        let inner = self.inner();
        let is_private = |path: &RelPath| {
            let inode = inner.find(&path.into()).and_then(|id| inner.inode(id));
            inode.is_some_and(|inode| inode.private && matches!(inode.what, What::File { .. } | What::Dir(_)))
        };
        let mut tree = BTreeMap::new();
        inner.collect(ROOT, None, &mut tree);
        tree.into_keys().filter(is_private).collect()
    }

    /// Returns true if modes are stored.
    pub fn keeps_modes(&self) -> bool {
        self.inner().options.keeps_executable
    }

    /// Returns every file below `.syncit`, by its path there.
    pub fn own_files(&self) -> BTreeMap<String, Vec<u8>> {
        let inner = self.inner();
        let mut tree = BTreeMap::new();
        if let Some(own) = inner.files.live.at(&(ROOT, OWN.into())) {
            inner.collect(own, None, &mut tree);
        }
        let file = |(path, node): (RelPath, Node)| match node {
            Node::File { content, .. } => Some((path.to_string(), content)),
            _ => None,
        };
        tree.into_iter().filter_map(file).collect()
    }
}

impl Inner {
    fn now(&self) -> Timestamp {
        self.cut(self.clock.wall())
    }

    fn cut(&self, time: Timestamp) -> Timestamp {
        Timestamp(time.0 - time.0.rem_euclid(self.options.granularity.max(1)))
    }

    fn open_ids(&mut self) -> BTreeSet<Id> {
        self.open.retain(|handle| handle.strong_count() > 0);
        self.open.iter().filter_map(|handle| handle.upgrade().map(|id| *id)).collect()
    }

    fn handle(&mut self, id: Id) -> Arc<Id> {
        let handle = Arc::new(id);
        self.open.push(Arc::downgrade(&handle));
        handle
    }

    fn change(&mut self, change: Change) {
        let now = self.now();
        self.before_change(&change);
        self.files.change(change, now);
    }

    fn add_at(&mut self, at: Slot, what: What) -> Id {
        self.add_closed(at, what, false)
    }

    fn add_closed(&mut self, at: Slot, what: What, private: bool) -> Id {
        let open = self.open_ids();
        let now = self.now();
        let id = self.files.add(what, private, now, &open);
        self.change(Change::Link { at, id });
        id
    }

    fn inode(&self, id: Id) -> Option<&Inode> {
        self.files.live.all.get(&id)
    }

    fn file(&self, id: Id) -> Option<(Arc<Vec<u8>>, bool, Timestamp)> {
        let inode = self.inode(id)?;
        match &inode.what {
            What::File { bytes, executable } => Some((bytes.clone(), *executable, inode.mtime)),
            _ => None,
        }
    }

    /// Returns what is visible at a directory: itself, or what is mounted over it.
    fn seen_at(&self, id: Id) -> Id {
        self.mounts.get(&id).copied().unwrap_or(id)
    }

    fn walk<'a>(&self, from: Id, names: impl Iterator<Item = &'a str>) -> Option<Id> {
        let below = |dir, name: &str| Some(self.seen_at(self.files.live.at(&(dir, name.to_owned()))?));
        names.into_iter().try_fold(from, below)
    }

    /// Returns why something below a directory on the way to a path cannot be reached, if so: there is a mount, or the
    /// directory may not be entered.
    fn barrier(&self, path: &RelPath) -> Option<DiskErrorKind> {
        if self.mounts.is_empty() && self.closed.is_empty() {
            return None;
        }
        let mut above: Vec<RelPath> = path.ancestors().collect();
        above.reverse();
        above.iter().find_map(|dir| {
            let id = self.files.live.at(&self.slot(&dir.into())?)?;
            if self.mounts.contains_key(&id) {
                return Some(DiskErrorKind::OtherMount);
            }
            (self.files.live.is_dir(id) && self.closed.contains(&id)).then_some(DiskErrorKind::Denied)
        })
    }

    /// Returns the directory that contains a place, and the name in it; `None` for the root, or if there is no such
    /// directory.
    fn slot(&self, place: &Place) -> Option<Slot> {
        let own = |below: &str, name: &str| {
            let dir = self.walk(ROOT, [OWN, below].into_iter().filter(|name| !name.is_empty()))?;
            Some((dir, name.to_owned()))
        };
        let (dir, name) = match place {
            Place::Root => return None,
            Place::Path(path) => {
                let parent = path.parent();
                let names = parent.as_ref().map(|parent| parent.as_str().split('/'));
                (self.walk(ROOT, names.into_iter().flatten())?, path.name().to_owned())
            }
            Place::Partial(name) => own("partial", name)?,
            Place::Staging(name) => own("staging", name)?,
            Place::Own(name) => own("", name)?,
        };
        self.files.live.is_dir(dir).then_some((dir, name))
    }

    fn find(&self, place: &Place) -> Option<Id> {
        match place {
            Place::Root => Some(ROOT),
            _ => self.files.live.at(&self.slot(place)?).map(|id| self.seen_at(id)),
        }
    }

    fn stat(&self, id: Id) -> Option<Stat> {
        let inode = self.inode(id)?;
        let (kind, size, executable) = match &inode.what {
            What::File { bytes, executable } => {
                (Kind::File, bytes.len() as u64, *executable || !self.options.keeps_executable)
            }
            What::Dir(_) => (Kind::Directory, 0, true),
            What::Link(target) => (Kind::Symlink, target.len() as u64, false),
            What::Fifo => (Kind::Other, 0, false),
        };
        let is_elsewhere = self.mounts.values().any(|mounted| *mounted == id);
        let links = if kind == Kind::File { self.files.live.names(id) } else { 1 };
        let (mtime, ctime) = (inode.mtime, inode.ctime);
        let mode = match self.options.keeps_executable {
            true => (if inode.private { 0o600 } else { 0o644 }) | (if executable { 0o100 } else { 0 }),
            false => 0o755,
        };
        Some(Stat { kind, size, mtime, ctime, inode: inode.number, links, is_elsewhere, executable, mode })
    }

    fn collect(&self, dir: Id, at: Option<&RelPath>, tree: &mut BTreeMap<RelPath, Node>) {
        for (name, id) in self.files.live.dir(dir).into_iter().flat_map(BTreeMap::values) {
            let (Ok(path), Some(inode)) = (RelPath::child(at, name), self.inode(*id)) else { continue };
            let node = match &inode.what {
                What::File { bytes, executable } => Node::File { content: bytes.to_vec(), executable: *executable },
                What::Dir(_) => Node::Dir,
                What::Link(target) => Node::Link(target.clone()),
                What::Fifo => continue,
            };
            if !self.mounts.contains_key(id) {
                self.collect(*id, Some(&path), tree);
            }
            tree.insert(path, node);
        }
    }

    /// Adds hints for something that appeared: the watcher does not know a new directory, which may contain things from
    /// before its watch.
    fn hint_appeared(&mut self, place: &Place) {
        let Place::Path(path) = place else { return };
        self.hints.push(Hint::Path(path.clone()));
        if self.find(place).is_some_and(|id| self.files.live.is_dir(id)) {
            self.hints.push(Hint::Below(Some(path.clone())));
        }
    }

    fn hint(&mut self, place: &Place, hint: impl FnOnce(RelPath) -> Hint) {
        if let Place::Path(path) = place {
            let hint = hint(path.clone());
            self.content_event(place, &hint);
            self.hints.push(hint);
        }
    }
}
