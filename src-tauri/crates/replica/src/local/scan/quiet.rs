//! Files that are being written: they are taken when they are closed, when they have been quiet for a moment, or, if they
//! never are, when two reads of them are equal.
//!
//! A large file that changes again soon after it was taken was not complete: a download or a log grows under its final
//! name. So the required quiet time doubles each time this happens, and is short again once the file has rested.

use syncit_core::RelPath;
use syncit_core::replica_store::{Local, ReplicaStore, StoreResult, Unknown};

use crate::disk::cut;
use crate::disk::{Disk, Place, Stat};
use crate::local::writing::{NEVER_QUIET_MAX, QUIET, Writing};
use crate::replica::Replica;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Notes that a file is being written: it is scanned when it is quiet.
    pub(super) fn is_written(&mut self, path: RelPath) {
        let now = self.now.ticks;
        self.scan.taken.changes(&path, now);
        self.scan.writing.entry(path.clone()).or_insert_with(|| Writing::since(now)).last = now;
        self.look_at(path, false);
    }

    /// Notes that a file was closed after writing: it is scanned now, unless that was too early before.
    pub(super) fn was_closed(&mut self, path: RelPath) {
        if !self.scan.taken.changes(&path, self.now.ticks) {
            self.is_written(path);
            return;
        }
        self.scan.writing.remove(&path);
        self.look_at(path, true);
    }

    /// Returns the tick at which the first file that is being written is to be taken.
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

    /// Returns true if a file may have been made only to be written next: it is empty and quite new. If it were taken at
    /// once, a state that was never meant would become a version of it.
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
