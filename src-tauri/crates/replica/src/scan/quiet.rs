//! Files that are being written: taken when they are closed, quiet for a moment, or, if they never are, when
//! two reads of them are equal.

use syncit_core::RelPath;
use syncit_core::replica_store::{Local, ReplicaStore, StoreResult, Unknown};

use crate::cut;
use crate::disk::{Disk, Place, Stat};
use crate::replica::Replica;

/// Quiet for so long after a write, a file is taken although nobody closed it, in milliseconds.
pub(super) const QUIET: u64 = 300;
/// A file that is never quiet is first taken after so long, in milliseconds…
pub(super) const NEVER_QUIET: u64 = 10_000;
/// …and then at doubling intervals up to this.
const NEVER_QUIET_MAX: u64 = 3_600_000;

#[derive(Debug)]
pub(super) struct Writing {
    pub(super) last: u64,
    pub(super) due: u64,
    pub(super) interval: u64,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(super) fn take_quiet_files(&mut self) -> StoreResult<()> {
        let now = self.now.ticks;
        let quiet: Vec<RelPath> =
            self.scan.writing.iter().filter(|(_, w)| now >= w.last + QUIET).map(|(path, _)| path.clone()).collect();
        for path in quiet {
            self.scan.writing.remove(&path);
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
        if let (Some((first, ..)), Some((list, mut stamp, executable))) = (read(), read())
            && first == list
        {
            stamp.settled = false;
            self.saw_content(path, &list, stamp, executable)?;
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
        let writing = Writing { last: now, due: now + NEVER_QUIET, interval: NEVER_QUIET };
        self.scan.writing.entry(path.clone()).or_insert(writing).last = now;
        let mut row = self.row(path)?;
        if row.local != Local::Unknown(Unknown::Busy) {
            row.local = Local::Unknown(Unknown::Busy);
            self.put(row)?;
        }
        Ok(())
    }
}
