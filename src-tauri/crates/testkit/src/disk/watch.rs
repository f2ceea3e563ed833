//! Inotify at its worst, and a watcher that reads it.
//!
//! A watch belongs to a directory's inode and reports events under the path where it was added, which is stale once the
//! directory was moved. A directory without a watch reports nothing. A watch ends with its inode. Events wait until the
//! watcher reads them, and only then are new directories watched; in between, events can be lost, coalesced and
//! reordered. The hints are the worst that a watcher could produce, so nothing may rely on any of them.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, RngExt};
use syncit_core::RelPath;
use syncit_replica::disk::Place;
use syncit_replica::event::Hint;

use super::inodes::{Change, Id, ROOT, Slot};
use super::watches::{Event, EventKind, Watch};
use super::{Inner, OWN, SimDisk};

/// What happens to the waiting events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All are read in order.
    Whole,
    /// Only the last event for each path is read.
    Last,
    /// They are read in any order, as far as cookies allow.
    Mixed,
    /// Some are lost.
    Holes,
    /// All are lost, and nobody notices.
    Nothing,
    /// All are lost, and the system reports it: everything is watched again and rescanned.
    Overflow,
}

impl Inner {
    pub(super) fn stop_watching(&mut self) {
        self.watch = None;
    }

    /// Returns the path of a directory of the folder; the inner option is `None` for the root itself.
    fn path_of_dir(&self, id: Id) -> Option<Option<RelPath>> {
        if id == ROOT { Some(None) } else { self.path_of(id).map(Some) }
    }

    /// Adds an event in a directory, if it has a watch.
    fn event_at(&mut self, slot: &Slot, seen: EventKind) {
        let Some(watch) = &self.watch else { return };
        let watched = watch.paths.get(&slot.0).cloned();
        let is_astray = self.is_astray(slot.0);
        let child = watched.map(|dir| RelPath::child(dir.as_ref(), &slot.1));
        let watch = self.watch.as_mut().expect("it was there a moment ago");
        if is_astray {
            watch.doubtful.insert(slot.0);
        }
        if let Some(Ok(path)) = child {
            watch.events.push(Event::At(Some(path), seen));
        }
    }

    /// Returns true if events in a directory of the folder are not reported, or not under its path.
    fn is_astray(&self, dir: Id) -> bool {
        let Some(watch) = &self.watch else { return false };
        self.path_of_dir(dir).is_some_and(|path| watch.paths.get(&dir) != Some(&path))
    }

    /// Adds an event for a directory itself, under the path of its own watch.
    fn self_event(&mut self, id: Id, seen: EventKind) {
        let Some(watch) = self.watch.as_mut() else { return };
        if let Some(path) = watch.paths.get(&id).cloned() {
            watch.events.push(Event::At(path, seen));
        }
    }

    /// Adds the kernel's events for a change of names, which is about to be made.
    pub(super) fn before_change(&mut self, change: &Change) {
        if self.watch.is_none() {
            return;
        }
        let appears =
            |inner: &Inner, id: Id| if inner.files.live.is_dir(id) { EventKind::Appeared } else { EventKind::Named };
        match change {
            Change::Link { at, id } => {
                let seen = appears(self, *id);
                self.event_at(at, seen);
            }
            Change::Unlink { at } => {
                self.ends(at);
                self.event_at(at, EventKind::Went);
            }
            Change::Move { from, to } => {
                let moved = self.files.live.at(from);
                if self.files.live.at(to) != moved {
                    self.ends(to);
                }
                self.event_at(from, EventKind::Went);
                self.event_at(to, EventKind::Appeared);
                moved.into_iter().for_each(|id| self.self_event(id, EventKind::Named));
            }
            Change::Swap { a, b } => {
                let both = [self.files.live.at(a), self.files.live.at(b)];
                for (from, to) in [(a, b), (b, a)] {
                    self.event_at(from, EventKind::Went);
                    self.event_at(to, EventKind::Appeared);
                }
                both.into_iter().flatten().for_each(|id| self.self_event(id, EventKind::Named));
            }
            Change::Data { .. } | Change::Mode { .. } => {}
        }
    }

    /// Ends the watch of a directory that loses its last name.
    fn ends(&mut self, at: &Slot) {
        let Some(id) = self.files.live.at(at).filter(|id| self.files.live.is_dir(*id)) else { return };
        self.self_event(id, EventKind::Went);
        if let Some(watch) = &mut self.watch {
            watch.forget_inode(id);
        }
    }

    /// Adds an event for a change of content or times that was made through this name.
    pub(super) fn content_event(&mut self, place: &Place, hint: &Hint) {
        let seen = match hint {
            Hint::Writing(_) => EventKind::Written,
            Hint::Closed(_) => EventKind::Closed,
            _ => EventKind::Touched,
        };
        if let Some(slot) = self.watch.is_some().then(|| self.slot(place)).flatten() {
            self.event_at(&slot, seen);
            // No event reports the file's other names.
            if self.files.live.at(&slot).is_some_and(|id| self.paths_of(id).len() > 1) {
                self.changed_unseen();
            }
        }
    }

    /// Notes a change that inotify never reports.
    pub(super) fn changed_unseen(&mut self) {
        self.watch.iter_mut().for_each(|watch| watch.missed = true);
    }

    pub(super) fn mounts_changed(&mut self, path: &RelPath) {
        if let Some(watch) = &mut self.watch {
            watch.events.push(Event::Mounts(path.clone()));
        }
    }

    /// Watches a directory and everything reachable below it.
    fn watch_below(&mut self, id: Id, path: Option<RelPath>) {
        let is_reached = !self.mounts.contains_key(&id) && !self.closed.contains(&id);
        let Some(watch) = self.watch.as_mut().filter(|_| is_reached) else { return };
        watch.add(id, path.clone());
        let found: Vec<(String, Id)> =
            self.files.live.dir(id).into_iter().flat_map(BTreeMap::values).cloned().collect();
        for (name, below) in found {
            if (id == ROOT && name == OWN) || !self.files.live.is_dir(below) {
                continue;
            }
            if let Ok(path) = RelPath::child(path.as_ref(), &name) {
                self.watch_below(below, Some(path));
            }
        }
    }

    fn hints_of(&mut self, event: Event, hints: &mut Vec<Hint>) {
        match event {
            Event::Cookie(number) => hints.push(Hint::Cookie(number)),
            Event::Mounts(path) => hints.push(Hint::Below(Some(path))),
            Event::At(None, _) => hints.push(Hint::Root),
            Event::At(Some(path), EventKind::Closed) => hints.push(Hint::Closed(path)),
            Event::At(Some(path), EventKind::Written) => hints.push(Hint::Writing(path)),
            Event::At(Some(path), EventKind::Named | EventKind::Touched | EventKind::Went) => {
                hints.push(Hint::Path(path))
            }
            Event::At(Some(path), EventKind::Appeared) => {
                hints.push(Hint::Path(path.clone()));
                let there = self.slot(&Place::Path(path.clone())).and_then(|slot| self.files.live.at(&slot));
                if let Some(id) = there.filter(|id| self.files.live.is_dir(*id)) {
                    self.watch_below(id, Some(path.clone()));
                    hints.push(Hint::Below(Some(path)));
                }
            }
        }
    }
}

/// Keeps only the last event for each path, in the place of the first one. Events about times and modes replace
/// nothing.
fn only_last(events: Vec<Event>) -> (Vec<Event>, bool) {
    let mut kept: Vec<Event> = Vec::new();
    let mut at: BTreeMap<Option<RelPath>, usize> = BTreeMap::new();
    let mut replaced = false;
    for event in events {
        let Event::At(path, seen) = &event else {
            kept.push(event);
            continue;
        };
        match at.get(path).map(|at| &mut kept[*at]) {
            Some(_) if *seen == EventKind::Touched => {}
            Some(Event::At(_, before)) => {
                replaced |= before != seen;
                *before = *seen;
            }
            _ => {
                at.insert(path.clone(), kept.len());
                kept.push(event);
            }
        }
    }
    (kept, replaced)
}

impl SimDisk {
    /// Starts to watch the folder with the simulated inotify, in addition to the hints of `take_hints`. Every existing
    /// directory gets a watch.
    pub fn start_watching(&self) {
        let mut inner = self.inner();
        inner.watch = Some(Watch::default());
        inner.watch_below(ROOT, None);
    }

    /// Writes a cookie, whose event comes after everything before it.
    pub fn write_cookie(&self, number: u64) {
        if let Some(watch) = &mut self.inner().watch {
            watch.events.push(Event::Cookie(number));
        }
    }

    /// Returns true if events are waiting.
    pub fn has_events(&self) -> bool {
        self.inner().watch.as_ref().is_some_and(|watch| !watch.events.is_empty())
    }

    /// Returns true if something happened since `found_missed` that no hint reports.
    pub fn has_missed(&self) -> bool {
        self.inner().watch.as_ref().is_some_and(|watch| watch.missed || !watch.doubtful.is_empty())
    }

    /// Notes that everything was rescanned, so that nothing is missed. The watches stay as wrong as they are.
    pub fn found_missed(&self) {
        if let Some(watch) = &mut self.inner().watch {
            watch.missed = false;
            watch.doubtful.clear();
        }
    }

    /// Lets the watcher read the waiting events, watch new directories, and return hints.
    pub fn read_watch(&self, reading: Reading, rng: &mut impl Rng) -> Vec<Hint> {
        let mut inner = self.inner();
        let Some(watch) = &mut inner.watch else { return Vec::new() };
        let events = std::mem::take(&mut watch.events);
        let is_cookie = |event: &Event| matches!(event, Event::Cookie(_));
        let has_cookies = events.iter().any(is_cookie);
        let count = events.len();
        let (events, missed) = match reading {
            Reading::Whole => (events, false),
            Reading::Last => only_last(events),
            // What happened before a cookie must not come after it.
            Reading::Mixed if has_cookies => (events, false),
            Reading::Mixed => (mixed(events, rng), count > 1),
            Reading::Holes => {
                let kept: Vec<Event> = events.into_iter().filter(|it| is_cookie(it) || rng.random_bool(0.6)).collect();
                let missed = kept.len() < count;
                (kept, missed)
            }
            Reading::Nothing => (events.into_iter().filter(is_cookie).collect(), count > 0),
            Reading::Overflow => {
                let cookies: Vec<Hint> = events.iter().filter_map(cookie).collect();
                inner.watch = Some(Watch::default());
                inner.watch_below(ROOT, None);
                return [Hint::Root, Hint::Below(None)].into_iter().chain(cookies).collect();
            }
        };
        watch.missed |= missed;
        // Names that were moved away or removed: the watcher removes the watch that it knows by each, before or after
        // it watches what appeared.
        let went: BTreeSet<Option<RelPath>> = events
            .iter()
            .filter_map(|event| match event {
                Event::At(path, EventKind::Went) => Some(path.clone()),
                _ => None,
            })
            .collect();
        let (first, last) = (rng.random_bool(0.5), rng.random_bool(0.2));
        if first {
            went.iter().for_each(|path| watch.remove(path));
        }
        let mut hints = Vec::new();
        for event in events {
            inner.hints_of(event, &mut hints);
        }
        let doubtful = inner.watch.as_mut().map(|watch| std::mem::take(&mut watch.doubtful)).unwrap_or_default();
        let is_missed = doubtful.into_iter().any(|dir| inner.is_astray(dir));
        if let Some(watch) = &mut inner.watch {
            watch.missed |= is_missed;
            if last {
                went.iter().for_each(|path| watch.remove(path));
            }
        }
        hints
    }
}

fn cookie(event: &Event) -> Option<Hint> {
    match event {
        Event::Cookie(number) => Some(Hint::Cookie(*number)),
        _ => None,
    }
}

fn mixed(mut events: Vec<Event>, rng: &mut impl Rng) -> Vec<Event> {
    for last in (1..events.len()).rev() {
        events.swap(last, rng.random_range(0..=last));
    }
    events
}
