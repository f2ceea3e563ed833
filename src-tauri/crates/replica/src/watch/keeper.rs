//! The watcher's thread: keeps the watches where the directories are, and turns what was noticed into hints.
//!
//! What is noticed of names only says where to look: which directory is at a place now, by its inode, is asked of the
//! disk. So the order of events does not matter, nor how many of them were taken together. A directory that is found
//! at another place than before keeps its watch, and a hint has all in it looked at under the new name.

use std::collections::{BTreeSet, HashMap};
use std::os::fd::RawFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use notify::{Config, ErrorKind, INotifyWatcher, RecursiveMode, Watcher as _};
use rustix::event::{PollFd, PollFlags, Timespec};
use syncit_core::RelPath;
use syncit_core::path::OWN_DIR;

use super::alias::{self, WatchId};
use super::mounts::{self, MountTable};
use super::queue::{Facts, Item};
use super::tree::{At, Tree};
use super::{NO_WATCH, Settings, Shared};
use crate::disk::{Disk, DiskErrorKind, Kind, Place};
use crate::ignore_rules::LOST_AND_FOUND;
use crate::linux_disk::{LinuxDisk, OpenDir};
use crate::step::Hint;

pub(super) struct Keeper {
    disk: LinuxDisk,
    /// The root without symlinks, as the table of mounts has it.
    root: PathBuf,
    shared: Arc<Shared>,
    settings: Settings,
    /// None if the system gives no inotify instance, or while the root is gone.
    watches: Option<INotifyWatcher>,
    tree: Tree,
    /// The descriptors through which watches were added, as part of the names that `notify` has for them.
    descriptors: HashMap<WatchId, RawFd>,
    last_id: WatchId,
    /// The mount that the root is in; none while it is gone.
    mount: Option<u64>,
    /// What is mounted below the root.
    points: BTreeSet<RelPath>,
    poll_at: Option<Instant>,
    /// What is known of the directories contradicts itself: all is to be found anew.
    is_confused: bool,
}

/// What came of watching a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is watched, or is none any more.
    Watched,
    /// It alone cannot be watched.
    Refused,
    /// No further one can be watched.
    Full,
}

impl Keeper {
    /// Of a root whose path has no symlinks in it. Nothing is watched yet.
    pub fn new(disk: LinuxDisk, root: PathBuf, shared: Arc<Shared>, settings: Settings) -> Self {
        Keeper {
            disk,
            root,
            shared,
            settings,
            watches: None,
            tree: Tree::default(),
            descriptors: HashMap::new(),
            last_id: NO_WATCH,
            mount: None,
            points: BTreeSet::new(),
            poll_at: None,
            is_confused: false,
        }
    }

    pub fn run(mut self, table: &MountTable, sink: impl Fn(Vec<Hint>)) {
        loop {
            let remounted = self.wait(table);
            let taken = self.shared.queue().take();
            if taken.stops {
                return;
            }
            let mut hints = Vec::new();
            if remounted {
                self.compare_mounts(&mut hints);
            }
            if taken.lost {
                self.start_over(&mut hints);
            }
            self.take_in(taken.items, &mut hints);
            if self.poll_at.is_some_and(|at| Instant::now() >= at) {
                self.poll(&mut hints);
                self.forget_lost();
            }
            if self.is_confused {
                self.start_over(&mut hints);
            }
            self.disk.rest();
            if !hints.is_empty() {
                sink(hints);
            }
        }
    }

    /// Waits until something was noticed or a poll is due; says whether mounts changed.
    fn wait(&self, table: &MountTable) -> bool {
        let mut waited_for = [PollFd::new(&self.shared.wake, PollFlags::IN), table.as_poll()];
        let timeout = self.poll_at.map(|at| {
            // A millisecond more, so as not to wake just before it.
            let left = at.saturating_duration_since(Instant::now()) + Duration::from_millis(1);
            Timespec { tv_sec: left.as_secs() as i64, tv_nsec: left.subsec_nanos().into() }
        });
        // Interrupted or not: whatever is there is looked at.
        let _ = rustix::event::poll(&mut waited_for, timeout.as_ref());
        let remounted = !waited_for[1].revents().is_empty();
        let _ = rustix::io::read(&self.shared.wake, &mut [0u8; 8]);
        remounted
    }

    fn take_in(&mut self, items: Vec<Item>, hints: &mut Vec<Hint>) {
        // First where everything is now, so that each hint has the right path; a directory of which nothing is found any
        // more is forgotten only then.
        let deep = self.find_directories(&items);
        self.forget_lost();
        let mut cookies = Vec::new();
        let mut looks_at_root = false;
        for item in &items {
            match item {
                Item::In(dir, name, facts) if self.is_own_dir(*dir, name) => {
                    looks_at_root |= facts.named && !facts.came;
                    if facts.came {
                        self.watch_own_dir();
                        // A cookie may have been written before there was a watch again.
                        self.tell_everything(hints);
                    }
                }
                Item::In(dir, name, facts) => self.tell(*dir, name, *facts, hints),
                Item::BadName(dir) => hints.extend(self.path(*dir).map(Hint::Below)),
                Item::Moved(dir) => looks_at_root |= self.tree.root() == Some(*dir),
                Item::Ended(_) => {}
                Item::Marker => looks_at_root = true,
                Item::Cookie(number) => cookies.push(*number),
            }
        }
        hints.extend(deep.into_iter().map(|dir| Hint::Below(Some(dir))));
        if !self.points.is_empty() && items.iter().any(|item| matches!(item, Item::Moved(_))) {
            // A mount point moves with the directories above it, which does not count as a change of the table.
            self.compare_mounts(hints);
        }
        if looks_at_root {
            self.check_root(hints);
        }
        for number in cookies {
            if self.shared.queue().cookies.remove(&number) {
                hints.extend(self.shared.polled().iter().cloned().map(Hint::Below));
                hints.push(Hint::Cookie(number));
            }
        }
    }

    /// Finds out which directories are where names came or went; gives those that were not there before, or may have
    /// been elsewhere meanwhile.
    fn find_directories(&mut self, items: &[Item]) -> BTreeSet<RelPath> {
        let mut deep = BTreeSet::new();
        for item in items {
            let (place, came) = match item {
                Item::In(dir, name, facts) if facts.named && !self.is_own_dir(*dir, name) => {
                    ((*dir, Arc::from(&**name)), facts.came)
                }
                Item::Moved(id) => match self.tree.place(*id) {
                    Some(place) => (place.clone(), false),
                    None => continue,
                },
                Item::Ended(id) => {
                    let place = self.tree.place(*id).cloned();
                    self.is_confused |= self.tree.root() == Some(*id);
                    self.tree.ended(*id);
                    self.descriptors.remove(id);
                    match place {
                        // Another one may be there already.
                        Some(place) => (place, true),
                        None => continue,
                    }
                }
                _ => continue,
            };
            // Of a name that only went nothing is to be found, unless a directory was there.
            if (came || self.tree.at(Some(&place)).is_some())
                && let Some(path) = self.find(place, came)
            {
                deep.insert(path);
            }
        }
        deep
    }

    /// Looks which directory is at a place; gives its path if all in it is to be looked at.
    fn find(&mut self, place: At, came: bool) -> Option<RelPath> {
        let path = self.path_at(&place)?;
        let before = self.tree.at(Some(&place));
        let is_directory = |stat: &crate::disk::Stat| stat.kind == Kind::Directory;
        let Some(stat) = self.disk.stat(&Place::from(&path)).ok().filter(is_directory) else {
            before.into_iter().for_each(|id| self.tree.lose(id));
            return None;
        };
        if !came && before.and_then(|id| self.tree.inode(id)) == Some(stat.inode) {
            return None;
        }
        self.watch_below(Some(place));
        Some(path)
    }

    fn tell(&mut self, dir: WatchId, name: &str, facts: Facts, hints: &mut Vec<Hint>) {
        // What is in a directory that is nowhere now is looked at where that one is found.
        let Some(parent) = self.path(dir) else { return };
        let Ok(path) = RelPath::child(parent.as_ref(), name) else {
            // It cannot be synced, but that it is there, or no more, is told by its directory.
            if facts.named {
                hints.push(Hint::Below(parent));
            }
            return;
        };
        if facts.closed {
            hints.push(Hint::Closed(path.clone()));
        }
        if facts.written {
            hints.push(Hint::Writing(path.clone()));
        }
        // Those two have the path looked at as well; only a directory in the place of a file is more than that.
        if facts.came || !(facts.closed || facts.written) {
            hints.push(Hint::Path(path));
        }
    }

    fn is_own_dir(&self, dir: WatchId, name: &str) -> bool {
        name == OWN_DIR && self.tree.root() == Some(dir)
    }

    /// The path of a directory, none inside for the root; none at all if it is not where it was, or cannot be named.
    fn path(&self, dir: WatchId) -> Option<Option<RelPath>> {
        let path = self.tree.path(dir)?;
        if path.is_empty() { Some(None) } else { RelPath::new(&path).ok().map(Some) }
    }

    fn path_at(&self, (dir, name): &At) -> Option<RelPath> {
        RelPath::child(self.path(*dir)?.as_ref(), name).ok()
    }

    fn forget_lost(&mut self) {
        for id in self.tree.forget_lost() {
            self.unwatch(id);
        }
    }

    /// After a loss nothing that is known can be trusted: all watches are made anew.
    fn start_over(&mut self, hints: &mut Vec<Hint>) {
        self.watch_everything();
        self.tell_everything(hints);
    }

    /// Has everything scanned, which comes after whatever awaited cookies stand for.
    fn tell_everything(&mut self, hints: &mut Vec<Hint>) {
        // Also a root that was moved or removed may be among what was lost.
        hints.push(Hint::Root);
        hints.push(Hint::Below(None));
        let cookies = std::mem::take(&mut self.shared.queue().cookies);
        hints.extend(cookies.into_iter().map(Hint::Cookie));
    }

    pub fn watch_everything(&mut self) {
        self.forget_everything();
        let shared = self.shared.clone();
        let handler = move |event| shared.take_event(event);
        self.watches = INotifyWatcher::new(handler, Config::default().with_follow_symlinks(false)).ok();
        self.points = mounts::points_below(&self.root);
        self.mount = self.disk.root_mount().ok();
        if self.mount.is_none() {
            self.watches = None;
            return self.poll_in(self.settings.look_for_root_every);
        }
        self.watch_own_dir();
        self.watch_below(None);
    }

    /// All watches go, before there are new ones: the number of instances is limited, too.
    fn forget_everything(&mut self) {
        self.watches = None;
        self.tree = Tree::default();
        self.descriptors.clear();
        self.shared.polled().clear();
        self.shared.own_dir.store(NO_WATCH, Ordering::Relaxed);
        self.shared.own_dir_is_watched.store(false, Ordering::Relaxed);
        self.is_confused = false;
    }

    /// Asks whether the root is where it was, and on the same mount: another one has none of the watches.
    fn check_root(&mut self, hints: &mut Vec<Hint>) {
        match self.disk.root_mount() {
            Ok(mount) if self.mount == Some(mount) => hints.push(Hint::Root),
            // Also a mount of it that comes later is looked for at once, when the table of mounts changes.
            Err(_) if self.mount.is_none() => self.poll_in(self.settings.look_for_root_every),
            _ => self.start_over(hints),
        }
    }

    /// What was mounted, or unmounted, at the root or below it.
    fn compare_mounts(&mut self, hints: &mut Vec<Hint>) {
        let mount = self.disk.root_mount().ok();
        if mount != self.mount {
            return self.start_over(hints);
        }
        let points = mounts::points_below(&self.root);
        let changed: Vec<RelPath> = points.symmetric_difference(&self.points).cloned().collect();
        self.points = points;
        for point in changed {
            if let Some(place) = self.place_of(&point) {
                self.watch_below(Some(place));
            }
            hints.push(Hint::Path(point.clone()));
            hints.push(Hint::Below(Some(point)));
        }
        self.forget_lost();
    }

    /// Watches `.syncit` for cookies and the marker; what is staged lies below it and is not watched.
    fn watch_own_dir(&mut self) {
        let before = self.shared.own_dir.swap(NO_WATCH, Ordering::Relaxed);
        self.shared.own_dir_is_watched.store(false, Ordering::Relaxed);
        self.unwatch(before);
        let Ok(dir) = self.disk.open_own_dir() else { return };
        let id = self.next_id();
        self.shared.own_dir.store(id, Ordering::Relaxed);
        let is_watched = self.add(id, &dir).is_ok();
        self.shared.own_dir_is_watched.store(is_watched, Ordering::Relaxed);
    }

    /// Watches the directory at a place and all below it; where that is not possible, they are polled. Once the limit
    /// is reached, the rest is not even tried.
    fn watch_below(&mut self, place: Option<At>) -> Outcome {
        let mut outcome = Outcome::Watched;
        let mut waiting = vec![place];
        while let Some(place) = waiting.pop() {
            let path = match &place {
                None => None,
                Some(place) => match self.path_at(place) {
                    Some(path) => Some(path),
                    None => continue,
                },
            };
            let watched = match outcome {
                Outcome::Full => Outcome::Full,
                _ => self.watch(place, path.as_ref(), &mut waiting),
            };
            match watched {
                Outcome::Watched => {
                    self.shared.polled().remove(&path);
                }
                Outcome::Refused if path.as_ref().is_some_and(|path| path.as_str() == LOST_AND_FOUND) => {}
                Outcome::Refused => self.poll_later(path),
                Outcome::Full => {
                    self.poll_later(path);
                    outcome = Outcome::Full;
                }
            }
        }
        outcome
    }

    /// Watches one directory and then finds those in it: in this order, so that one that is made
    /// meanwhile is noticed by either.
    fn watch(&mut self, place: Option<At>, path: Option<&RelPath>, found: &mut Vec<Option<At>>) -> Outcome {
        let dir = match self.disk.open_dir(path) {
            Ok(dir) => dir,
            // Gone meanwhile (its directory tells), or a mount point, which is of no interest.
            Err(error) if matches!(error.kind, DiskErrorKind::NotFound | DiskErrorKind::OtherMount) => {
                self.tree.at(place.as_ref()).into_iter().for_each(|id| self.tree.lose(id));
                return Outcome::Watched;
            }
            Err(_) => return Outcome::Refused,
        };
        let id = match self.watch_of(&dir, place) {
            Ok(id) => id,
            Err(ErrorKind::MaxFilesWatch) => return Outcome::Full,
            Err(_) => return Outcome::Refused,
        };
        let Ok(names) = dir.subdirectories() else { return Outcome::Refused };
        for (name, below) in self.tree.children(id) {
            if !names.contains(&*name) {
                self.tree.lose(below);
            }
        }
        found.extend(names.into_iter().map(|name| Some((id, Arc::from(name)))));
        Outcome::Watched
    }

    /// The watch of the directory that is at a place now: the one that it has, wherever it was, or a new one.
    fn watch_of(&mut self, dir: &OpenDir, place: Option<At>) -> Result<WatchId, ErrorKind> {
        if let Some(before) = self.tree.at(place.as_ref()) {
            if self.tree.inode(before) == Some(dir.inode()) {
                return Ok(before);
            }
            self.tree.lose(before);
        }
        // An inode that was used again has no watch. That the one before it ended is noticed after this, and has this
        // place looked at once more.
        if let (Some(known), Some(place)) = (self.tree.of_inode(dir.inode()), &place) {
            self.is_confused |= !self.tree.found(known, place.clone());
            return Ok(known);
        }
        let id = self.next_id();
        self.add(id, dir)?;
        self.tree.add(id, dir.inode(), place);
        Ok(id)
    }

    fn next_id(&mut self) -> WatchId {
        self.last_id = self.last_id.wrapping_add(1).max(1);
        self.last_id
    }

    fn add(&mut self, id: WatchId, dir: &OpenDir) -> Result<(), ErrorKind> {
        let Some(watches) = self.watches.as_mut().filter(|_| (self.settings.may_add)()) else {
            return Err(ErrorKind::MaxFilesWatch);
        };
        let path = alias::path_of(id, dir.descriptor());
        watches.watch(&path, RecursiveMode::NonRecursive).map_err(|error| error.kind)?;
        self.descriptors.insert(id, dir.descriptor());
        Ok(())
    }

    fn unwatch(&mut self, id: WatchId) {
        if let (Some(descriptor), Some(watches)) = (self.descriptors.remove(&id), &mut self.watches) {
            // It fails if the directory ended, and its watch with it.
            let _ = watches.unwatch(&alias::path_of(id, descriptor));
        }
    }

    fn poll_later(&mut self, dir: Option<RelPath>) {
        self.shared.polled().insert(dir);
        self.poll_in(self.settings.poll_every);
    }

    fn poll_in(&mut self, time: Duration) {
        let at = Instant::now() + time;
        self.poll_at.get_or_insert(at);
    }

    /// Has the parts without watches scanned, after trying once more to watch them.
    fn poll(&mut self, hints: &mut Vec<Hint>) {
        self.poll_at = None;
        if self.mount.is_none() {
            return self.check_root(hints);
        }
        let polled = std::mem::take(&mut *self.shared.polled());
        let mut is_full = false;
        if self.watches.is_none() {
            self.watch_everything();
            is_full = true;
        }
        for dir in polled {
            if dir.as_ref().is_some_and(|dir| self.is_no_directory(dir)) {
                continue;
            }
            let place = dir.as_ref().map(|dir| self.place_of(dir));
            match place {
                Some(Some(place)) if !is_full => is_full = self.watch_below(Some(place)) == Outcome::Full,
                None if !is_full => is_full = self.watch_below(None) == Outcome::Full,
                // The one that it is in has no watch either.
                _ => self.poll_later(dir.clone()),
            }
            hints.push(Hint::Below(dir));
        }
    }

    /// The place that a path leads to, if the directory that it is in is watched.
    fn place_of(&self, path: &RelPath) -> Option<At> {
        let mut dir = self.tree.root()?;
        let (above, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
        for name in above.split('/').filter(|name| !name.is_empty()) {
            dir = self.tree.at(Some(&(dir, Arc::from(name))))?;
        }
        Some((dir, Arc::from(name)))
    }

    fn is_no_directory(&self, dir: &RelPath) -> bool {
        match self.disk.stat(&Place::from(dir)) {
            Ok(stat) => stat.kind != Kind::Directory,
            Err(error) => error.kind == DiskErrorKind::NotFound,
        }
    }
}
