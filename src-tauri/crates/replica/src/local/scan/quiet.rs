//! Files that are being written: taken when they are closed, quiet for a moment, or, if they never are, when
//! two reads of them are equal.
//!
//! A large file that changes again soon after it was taken was not complete then: a download or a log grows under its
//! final name. So the quiet that is waited for doubles with each such time, and is short again once the file rested.

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::RelPath;
use syncit_core::content::CHUNK_MIN;
use syncit_core::replica_store::{Local, ReplicaStore, StoreResult, Unknown};

use crate::disk::cut;
use crate::disk::{Disk, Place, Stat};
use crate::replica::Replica;

/// Quiet for so long after a write, a file is taken although nobody closed it, in milliseconds.
const QUIET: u64 = 300;
/// The longest quiet that is waited for, in milliseconds, however large a file is and however often it was taken too early.
const QUIET_MAX: u64 = 30_000;
/// A file that did not change for so long after it was taken rested, in milliseconds.
const REST: u64 = 30_000;
/// Files that are remembered because they were taken a moment ago; more are not.
const TAKEN_MAX: usize = 4_096;
/// A file that is never quiet is first taken after so long, in milliseconds…
pub(super) const NEVER_QUIET: u64 = 10_000;
/// …and then at doubling intervals up to this.
const NEVER_QUIET_MAX: u64 = 3_600_000;

#[derive(Debug)]
pub(super) struct Writing {
    last: u64,
    due: u64,
    pub(super) interval: u64,
}

impl Writing {
    fn since(now: u64) -> Self {
        Writing { last: now, due: now + NEVER_QUIET, interval: NEVER_QUIET }
    }
}

/// Large files that were taken a moment ago, and whether that was too early.
#[derive(Debug, Default)]
pub(super) struct Taken {
    files: BTreeMap<RelPath, Times>,
    /// About to be taken although nobody closed them.
    not_closed: BTreeSet<RelPath>,
    tidy_at: u64,
}

#[derive(Debug)]
struct Times {
    /// The tick at which it was taken last.
    at: u64,
    /// The quiet that is waited for, and the longest one for a file of its size.
    quiet: u64,
    quiet_max: u64,
    /// It was taken because it was closed.
    was_closed: bool,
    /// It changed again after it had been closed, so that it is not complete when it is.
    is_reopened: bool,
    /// It changed since it was taken.
    changed: bool,
}

impl Taken {
    /// The quiet that is waited for before a file is taken.
    fn quiet(&self, path: &RelPath) -> u64 {
        self.files.get(path).map_or(QUIET, |times| times.quiet)
    }

    /// Notes that a file was taken with this size.
    pub(super) fn note(&mut self, path: &RelPath, size: u64, now: u64) {
        let was_closed = !self.not_closed.remove(path);
        if size <= CHUNK_MIN as u64 {
            self.files.remove(path);
            return;
        }
        self.tidy(now);
        let quiet_max = (QUIET * (size / CHUNK_MIN as u64)).min(QUIET_MAX);
        if let Some(times) = self.files.get_mut(path) {
            *times = Times { at: now, quiet_max, was_closed, changed: false, ..*times };
        } else if self.files.len() < TAKEN_MAX {
            let times = Times { at: now, quiet: QUIET, quiet_max, was_closed, is_reopened: false, changed: false };
            self.files.insert(path.clone(), times);
        }
    }

    /// Notes that a file is about to be taken although nobody closed it.
    fn note_not_closed(&mut self, path: &RelPath) {
        if self.not_closed.len() >= TAKEN_MAX {
            self.not_closed.clear();
        }
        self.not_closed.insert(path.clone());
    }

    /// Notes that a file changes, and returns true if it is complete when it is closed.
    fn changes(&mut self, path: &RelPath, now: u64) -> bool {
        self.not_closed.remove(path);
        let Some(times) = self.files.get_mut(path) else { return true };
        if times.changed {
            return !times.is_reopened;
        }
        if now >= times.at + REST {
            self.files.remove(path);
            return true;
        }
        times.changed = true;
        times.is_reopened |= times.was_closed;
        times.quiet = (times.quiet * 2).min(times.quiet_max).max(QUIET);
        !times.is_reopened
    }

    /// Forgets what rested, now and then.
    fn tidy(&mut self, now: u64) {
        if now >= self.tidy_at {
            let until = |times: &Times| times.at + if times.changed { NEVER_QUIET_MAX } else { REST };
            self.files.retain(|_, times| now < until(times));
            self.tidy_at = now + REST;
        }
    }
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// A file is being written: it is looked at when it is quiet.
    pub(super) fn is_written(&mut self, path: RelPath) {
        let now = self.now.ticks;
        self.scan.taken.changes(&path, now);
        self.scan.writing.entry(path.clone()).or_insert_with(|| Writing::since(now)).last = now;
        self.look_at(path, false);
    }

    /// A file was closed after it was written: it is looked at now, unless that was too early before.
    pub(super) fn was_closed(&mut self, path: RelPath) {
        if !self.scan.taken.changes(&path, self.now.ticks) {
            self.is_written(path);
            return;
        }
        self.scan.writing.remove(&path);
        self.look_at(path, true);
    }

    /// The tick at which the first file that is being written is to be taken.
    pub(super) fn quiet_wake(&self) -> Option<u64> {
        let writing = self.scan.writing.iter();
        writing.map(|(path, writing)| (writing.last + self.scan.taken.quiet(path)).min(writing.due)).min()
    }

    pub(super) fn take_quiet_files(&mut self) -> StoreResult<()> {
        let now = self.now.ticks;
        let is_quiet = |(path, writing): &(&RelPath, &Writing)| now >= writing.last + self.scan.taken.quiet(path);
        let quiet: Vec<RelPath> = self.scan.writing.iter().filter(is_quiet).map(|(path, _)| path.clone()).collect();
        for path in quiet {
            self.scan.writing.remove(&path);
            self.scan.taken.note_not_closed(&path);
            self.look_at(path, true);
        }
        let due: Vec<RelPath> =
            self.scan.writing.iter().filter(|(_, w)| now >= w.due).map(|(path, _)| path.clone()).collect();
        for path in due {
            self.take_restless(&path)?;
            if let Some(writing) = self.scan.writing.get_mut(&path) {
                writing.interval = (writing.interval * 2).min(NEVER_QUIET_MAX);
                writing.due = now + writing.interval;
            }
        }
        Ok(())
    }

    /// Takes a file that is never quiet, if two reads of it are equal.
    fn take_restless(&mut self, path: &RelPath) -> StoreResult<()> {
        let place = Place::from(path);
        let read = || cut::hash_file(&self.disk, &place, self.now.wall).ok().flatten();
        if let (Some((first, ..)), Some((list, mut stamp, seen))) = (read(), read())
            && first == list
        {
            stamp.settled = false;
            self.scan.taken.note_not_closed(path);
            self.saw_content(path, &list, stamp, seen)?;
        }
        Ok(())
    }

    /// Says whether a file may have been made only to be written next: it is empty, and nobody has closed it yet. Taken
    /// at once, what was never meant would be a version of it.
    pub(super) fn was_just_made(&self, stat: &Stat) -> bool {
        stat.size == 0 && self.now.wall.millis_since(stat.mtime).unsigned_abs() < QUIET
    }

    pub(super) fn is_being_written(&mut self, path: &RelPath) -> StoreResult<()> {
        let now = self.now.ticks;
        self.scan.writing.entry(path.clone()).or_insert_with(|| Writing::since(now)).last = now;
        let mut row = self.row(path)?;
        if row.local != Local::Unknown(Unknown::Busy) {
            row.local = Local::Unknown(Unknown::Busy);
            self.put(row)?;
        }
        Ok(())
    }
}
