//! What a watcher does in its turns: it keeps the watches on the directories wherever they are, and turns events into
//! hints.
//!
//! An event about a name only says where to look: the disk is asked which directory is there now, by its inode. So neither
//! the order of events matters, nor how many of them coalesced. A directory that is found at another place than before
//! keeps its watch, and a hint makes everything in it be scanned under the new name.
//!
//! A turn is bounded, so that other folders get theirs: the unwatched part of a large tree is left to the next turns, and
//! the hints that must come after it wait.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use notify::ErrorKind;
use syncit_core::RelPath;
use syncit_core::path::OWN_DIR;

use super::alias::WatchId;
use super::mounts;
use super::queue::{Facts, Item};
use super::shared::{NO_WATCH, Settings, Shared};
use super::tree::{At, Tree};
use super::watches::{FolderNumber, Watches};
use crate::disk::linux::{LinuxDisk, OpenDir};
use crate::disk::{Disk, DiskErrorKind, Kind, Place};
use crate::event::Hint;
use crate::ignore_rules::LOST_AND_FOUND;
use crate::workers::Next;

/// Watches that are added or removed in a turn; that takes a few milliseconds.
const TURN_WATCHES: usize = 128;
/// Items of the queue that are handled in a turn.
const TURN_ITEMS: usize = 512;

pub(super) struct Keeper {
    watches: Watches,
    number: FolderNumber,
    disk: LinuxDisk,
    /// The root without symlinks, as the mount table has it.
    root: PathBuf,
    shared: Arc<Shared>,
    settings: Settings,
    tree: Tree,
    /// Watches that are to be removed…
    leaving: Vec<WatchId>,
    /// …before everything is watched again.
    begins: bool,
    /// True if a full rescan is to be hinted once everything is watched.
    tells_everything: bool,
    /// Places that are to be watched with everything below them.
    waiting: Vec<Option<At>>,
    /// Hints that come after all that.
    hints: Vec<Hint>,
    /// Watches that may still be added or removed in this turn.
    budget: usize,
    /// The mount that the root is in; none while it is gone.
    mount: Option<u64>,
    /// The mount points below the root.
    points: BTreeSet<RelPath>,
    poll_at: Option<Instant>,
    /// True if what is known of the directories is inconsistent, so that all of it has to be rebuilt.
    is_confused: bool,
}

/// The result of watching a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is watched, or is no longer a directory.
    Watched,
    /// This one cannot be watched.
    Refused,
    /// No more can be watched.
    Full,
}

impl Keeper {
    /// Enters a root whose path has no symlinks in it. Nothing is watched yet.
    pub fn enter(
        watches: &Watches,
        disk: LinuxDisk,
        root: PathBuf,
        shared: Arc<Shared>,
        settings: Settings,
    ) -> std::io::Result<Self> {
        let number = watches.enter(&shared)?;
        Ok(Keeper {
            watches: watches.clone(),
            number,
            disk,
            root,
            shared,
            settings,
            tree: Tree::default(),
            leaving: Vec::new(),
            begins: false,
            tells_everything: false,
            waiting: Vec::new(),
            hints: Vec::new(),
            budget: 0,
            mount: None,
            points: BTreeSet::new(),
            poll_at: None,
            is_confused: false,
        })
    }

    /// Handles some of the queued events, and returns the hints that follow from them.
    pub fn turn(&mut self) -> (Vec<Hint>, Next) {
        self.budget = TURN_WATCHES;
        let mut hints = std::mem::take(&mut self.hints);
        self.go_on(&mut hints);
        if !self.is_halfway() {
            self.look(&mut hints);
        }
        self.disk.rest();
        if self.is_halfway() {
            self.hints = hints;
            return (Vec::new(), Next::Again);
        }
        let queue = self.shared.queue();
        let at = self.poll_at.into_iter().chain(queue.lost()).min();
        let is_due = !queue.is_empty() || at.is_some_and(|at| at <= Instant::now());
        (hints, if is_due { Next::Again } else { at.map_or(Next::Wait, Next::At) })
    }

    fn look(&mut self, hints: &mut Vec<Hint>) {
        let remounted = self.shared.remounted.swap(false, Ordering::AcqRel);
        let taken = self.shared.queue().take(TURN_ITEMS);
        if remounted {
            self.compare_mounts(hints);
        }
        if taken.lost {
            self.start_over(hints);
        } else if taken.is_left_alone {
            self.forget_everything();
            self.go_on(hints);
        }
        self.take_in(taken.items, hints);
        if self.poll_at.is_some_and(|at| Instant::now() >= at) {
            self.poll(hints);
            self.forget_lost();
        }
        if self.is_confused {
            self.start_over(hints);
        }
    }

    /// Returns true if watches have to be added or removed before anything else is done.
    fn is_halfway(&self) -> bool {
        !self.leaving.is_empty() || self.begins || !self.waiting.is_empty()
    }

    /// Continues what the previous turn left.
    fn go_on(&mut self, hints: &mut Vec<Hint>) {
        while self.budget > 0
            && let Some(id) = self.leaving.pop()
        {
            self.budget -= 1;
            self.watches.remove(id);
        }
        if self.leaving.is_empty() && std::mem::take(&mut self.begins) {
            self.begin();
        }
        self.watch_waiting();
        if !self.is_halfway() && std::mem::take(&mut self.tells_everything) {
            self.hint_everything(hints);
        }
    }

    fn take_in(&mut self, items: Vec<Item>, hints: &mut Vec<Hint>) {
        // First find where every directory is now, so that each hint has the right path; a directory that is not found any
        // more is forgotten only after that.
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
                        self.hint_everything(hints);
                    }
                }
                Item::In(dir, name, facts) => self.tell(*dir, name, *facts, hints),
                Item::Flooded(dir) => {
                    // `.syncit` may be among what happened.
                    if self.tree.root() == Some(*dir) {
                        self.watch_own_dir();
                        self.hint_everything(hints);
                    }
                    hints.extend(self.path(*dir).map(Hint::Below));
                }
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
        // What was lost before a cookie is covered by the full rescan, and the cookie follows it.
        let has_lost = self.tells_everything || self.shared.queue().lost().is_some();
        for number in cookies.into_iter().filter(|_| !has_lost) {
            if self.shared.queue().cookies.remove(&number) {
                hints.extend(self.shared.polled().iter().cloned().map(Hint::Below));
                hints.push(Hint::Cookie(number));
            }
        }
    }

    /// Finds out which directories are where names were added or removed. Returns those that were not there before, or may
    /// have been elsewhere meanwhile.
    fn find_directories(&mut self, items: &[Item]) -> BTreeSet<RelPath> {
        let mut deep = BTreeSet::new();
        for item in items {
            let (place, came) = match item {
                Item::In(dir, name, facts) if facts.named && !self.is_own_dir(*dir, name) => {
                    ((*dir, Arc::from(&**name)), facts.came)
                }
                Item::Flooded(dir) => {
                    if self.tree.root() == Some(*dir) {
                        self.watch_below(None);
                    } else if let Some(place) = self.tree.place(*dir).cloned() {
                        self.watch_below(Some(place));
                    }
                    continue;
                }
                Item::Moved(id) => match self.tree.place(*id) {
                    Some(place) => (place.clone(), false),
                    None => continue,
                },
                Item::Ended(id) => {
                    let place = self.tree.place(*id).cloned();
                    self.is_confused |= self.tree.root() == Some(*id);
                    self.tree.ended(*id);
                    self.watches.remove(*id);
                    match place {
                        // Another one may be there already.
                        Some(place) => (place, true),
                        None => continue,
                    }
                }
                _ => continue,
            };
            // For a name that was only removed there is nothing to find, unless a directory was there.
            if (came || self.tree.at(Some(&place)).is_some())
                && let Some(path) = self.find(place, came)
            {
                deep.insert(path);
            }
        }
        deep
    }

    /// Finds out which directory is at a place; returns its path if everything in it has to be scanned.
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
        // What is in a directory whose place is unknown is scanned where that directory is found.
        let Some(parent) = self.path(dir) else { return };
        let Ok(path) = RelPath::child(parent.as_ref(), name) else {
            // It cannot be synced, but a rescan of its directory shows whether it is still there.
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
        // These two hints make the path be scanned as well; only a directory in the place of a file needs more.
        if facts.came || !(facts.closed || facts.written) {
            hints.push(Hint::Path(path));
        }
    }

    fn is_own_dir(&self, dir: WatchId, name: &str) -> bool {
        name == OWN_DIR && self.tree.root() == Some(dir)
    }

    /// Returns the path of a directory, `Some(None)` for the root; none if it is not where it was, or cannot be named.
    fn path(&self, dir: WatchId) -> Option<Option<RelPath>> {
        let path = self.tree.path(dir)?;
        if path.is_empty() { Some(None) } else { RelPath::new(&path).ok().map(Some) }
    }

    fn path_at(&self, (dir, name): &At) -> Option<RelPath> {
        RelPath::child(self.path(*dir)?.as_ref(), name).ok()
    }

    fn forget_lost(&mut self) {
        for id in self.tree.forget_lost() {
            self.watches.remove(id);
        }
    }

    /// Adds all watches again: after a loss nothing that is known can be trusted.
    fn start_over(&mut self, hints: &mut Vec<Hint>) {
        self.forget_everything();
        self.begins = true;
        self.tells_everything = true;
        self.go_on(hints);
    }

    /// Hints a full rescan, and then the awaited cookies that it covers.
    fn hint_everything(&mut self, hints: &mut Vec<Hint>) {
        // A moved or removed root may also be among what was lost.
        hints.push(Hint::Root);
        hints.push(Hint::Below(None));
        let cookies = std::mem::take(&mut self.shared.queue().cookies);
        hints.extend(cookies.into_iter().map(Hint::Cookie));
    }

    /// Watches everything at once, before the first turn.
    pub fn watch_everything(&mut self) {
        self.budget = usize::MAX;
        self.begin();
        self.watch_waiting();
    }

    fn begin(&mut self) {
        self.points = mounts::points_below(&self.root);
        self.mount = self.disk.root_mount().ok();
        if self.mount.is_none() {
            return self.poll_in(self.settings.look_for_root_every);
        }
        self.watch_own_dir();
        self.waiting.push(None);
    }

    /// Queues all watches to be removed.
    fn forget_everything(&mut self) {
        self.leaving.extend(std::mem::take(&mut self.tree).into_watches());
        self.waiting.clear();
        self.shared.polled().clear();
        self.leave_own_dir();
        self.is_confused = false;
    }

    fn leave_own_dir(&mut self) {
        self.shared.own_dir_is_watched.store(false, Ordering::Relaxed);
        self.watches.remove(self.shared.own_dir.swap(NO_WATCH, Ordering::Relaxed));
    }

    /// Checks whether the root is where it was, and on the same mount: another one has none of the watches.
    fn check_root(&mut self, hints: &mut Vec<Hint>) {
        match self.disk.root_mount() {
            Ok(mount) if self.mount == Some(mount) => hints.push(Hint::Root),
            // A later mount of it is also noticed at once, when the mount table changes.
            Err(_) if self.mount.is_none() => self.poll_in(self.settings.look_for_root_every),
            _ => {
                self.watches.distrust();
                self.start_over(hints);
            }
        }
    }

    /// Handles what was mounted, or unmounted, at the root or below it.
    fn compare_mounts(&mut self, hints: &mut Vec<Hint>) {
        let mount = self.disk.root_mount().ok();
        if mount != self.mount {
            // What was watched through the other mount may be gone with it.
            self.watches.distrust();
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

    /// Watches `.syncit` for cookies and the marker; staged files lie below it and are not watched.
    fn watch_own_dir(&mut self) {
        self.leave_own_dir();
        let Ok(dir) = self.disk.open_own_dir() else { return };
        if let Ok(id) = self.add(&dir) {
            self.shared.own_dir.store(id, Ordering::Relaxed);
            self.shared.own_dir_is_watched.store(true, Ordering::Relaxed);
        }
    }

    /// Watches the directory at a place and everything below it; what cannot be watched is polled.
    fn watch_below(&mut self, place: Option<At>) -> Outcome {
        self.waiting.push(place);
        self.watch_waiting()
    }

    /// Watches the waiting places, as far as this turn allows. Once the limit is reached, the rest is not even tried.
    fn watch_waiting(&mut self) -> Outcome {
        let mut outcome = Outcome::Watched;
        while self.budget > 0
            && let Some(place) = self.waiting.pop()
        {
            self.budget -= 1;
            let path = match &place {
                None => None,
                Some(place) => match self.path_at(place) {
                    Some(path) => Some(path),
                    None => continue,
                },
            };
            let watched = match outcome {
                Outcome::Full => Outcome::Full,
                _ => self.watch(place, path.as_ref()),
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

    /// Watches one directory and then lists those in it: in this order, so that one that is made meanwhile is noticed
    /// either way.
    fn watch(&mut self, place: Option<At>, path: Option<&RelPath>) -> Outcome {
        let dir = match self.disk.open_dir(path) {
            Ok(dir) => dir,
            // Gone meanwhile (its parent's events report that), or a mount point, which is not watched.
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
        self.waiting.extend(names.into_iter().map(|name| Some((id, Arc::from(name)))));
        Outcome::Watched
    }

    /// Returns the watch of the directory that is at a place now: its existing one, wherever the directory was, or a new
    /// one.
    fn watch_of(&mut self, dir: &OpenDir, place: Option<At>) -> Result<WatchId, ErrorKind> {
        if let Some(before) = self.tree.at(place.as_ref()) {
            if self.tree.inode(before) == Some(dir.inode()) {
                return Ok(before);
            }
            self.tree.lose(before);
        }
        // A reused inode has no watch. The end of the directory that had it before is noticed after this, and then this
        // place is checked once more.
        if let (Some(known), Some(place)) = (self.tree.of_inode(dir.inode()), &place) {
            self.is_confused |= !self.tree.found(known, place.clone());
            return Ok(known);
        }
        let id = self.add(dir)?;
        self.tree.add(id, dir.inode(), place);
        Ok(id)
    }

    fn add(&mut self, dir: &OpenDir) -> Result<WatchId, ErrorKind> {
        match (self.settings.may_add)() {
            true => self.watches.add(&self.shared, dir),
            false => Err(ErrorKind::MaxFilesWatch),
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

    /// Hints a scan of the parts without watches, after trying once more to watch them.
    fn poll(&mut self, hints: &mut Vec<Hint>) {
        self.poll_at = None;
        if self.mount.is_none() {
            return self.check_root(hints);
        }
        let polled = std::mem::take(&mut *self.shared.polled());
        let mut is_full = false;
        if !self.shared.own_dir_is_watched.load(Ordering::Relaxed) {
            self.watch_own_dir();
        }
        for dir in polled {
            if dir.as_ref().is_some_and(|dir| self.is_no_directory(dir)) {
                continue;
            }
            let place = dir.as_ref().map(|dir| self.place_of(dir));
            match place {
                Some(Some(place)) if !is_full => is_full = self.watch_below(Some(place)) == Outcome::Full,
                None if !is_full => is_full = self.watch_below(None) == Outcome::Full,
                // The directory that contains it has no watch either.
                _ => self.poll_later(dir.clone()),
            }
            hints.push(Hint::Below(dir));
        }
    }

    /// Returns the place that a path leads to, if the directory that contains it is watched.
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

impl Drop for Keeper {
    fn drop(&mut self) {
        self.forget_everything();
        self.leaving.drain(..).for_each(|id| self.watches.remove(id));
        self.watches.leave(self.number);
    }
}
