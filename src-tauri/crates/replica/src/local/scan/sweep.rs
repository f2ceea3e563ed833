//! The sweep: every few minutes each directory, and in turn some of the files, are compared with their rows by stat.
//!
//! It bounds what a missed event can cost: an added or removed name, or an exchanged directory, is found by the next sweep;
//! a write in place, which changes no directory, within ten of them. It reads and lists only what does not match. A change
//! that it finds and no event reported is counted, because the watcher should have noticed it.

use syncit_core::replica_store::{Local, ReplicaStore, Row, StoreResult, Unknown};
use syncit_core::{Entry, RelPath};

use super::{is_another_directory, is_same_directory};
use crate::disk::cut::is_same;
use crate::disk::{Disk, DiskErrorKind, Place, Stat};
use crate::local::memory::{Listing, Stage};
use crate::replica::Replica;

/// Time between two sweeps, in milliseconds, and its minimum as a multiple of what the last sweep took.
const EVERY: u64 = 180_000;
const RATIO: u64 = 100;
/// Each sweep checks one file in this many, and at least this number of files.
const PART: u64 = 10;
const FILES_MIN: u64 = 2_000;
/// Rows that are read at a time.
const PAGE: usize = 512;
/// The event of a change that is younger than this, in milliseconds, may still come.
const LATE: i64 = 10_000;
/// Times that are whole multiples of this, in nanoseconds, come from a coarse clock: FAT and exFAT count in steps of ten
/// milliseconds to two seconds.
const COARSE: i64 = 10_000_000;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns how many changes only a sweep has found since the start.
    pub fn missed_changes(&self) -> u64 {
        self.scan.sweep.missed
    }

    /// Returns when the sweep wants to continue.
    pub(super) fn sweep_wake(&self) -> u64 {
        match self.scan.sweep.stage {
            Stage::Resting => self.scan.sweep.due.unwrap_or(self.now.ticks + EVERY),
            Stage::Directories(_) | Stage::Files(_) => self.now.ticks,
        }
    }

    /// Continues the sweep, if it is due. Returns what it spent, or 0 if there is nothing to do.
    pub(super) fn sweep_on(&mut self) -> StoreResult<u64> {
        match std::mem::take(&mut self.scan.sweep.stage) {
            Stage::Resting => {
                let now = self.now.ticks;
                let due = *self.scan.sweep.due.get_or_insert(now + EVERY);
                if due > now || !self.confirm_root()? {
                    return Ok(0);
                }
                self.scan.sweep.began = now;
                self.sweep_root();
                self.scan.sweep.stage = Stage::Directories(None);
                Ok(1)
            }
            Stage::Directories(after) => {
                let rows = self.store.directories(after.as_ref(), PAGE)?;
                let last = (rows.len() == PAGE).then(|| rows.last().map(|row| row.path.clone())).flatten();
                let spent = rows.len() as u64 + 1;
                rows.into_iter().for_each(|row| self.sweep_directory(row));
                self.scan.sweep.stage = match last {
                    Some(last) => Stage::Directories(Some(last)),
                    None => {
                        self.sweep_shared()?;
                        Stage::Files((self.store.totals()?.files / PART).max(FILES_MIN))
                    }
                };
                Ok(spent)
            }
            Stage::Files(left) => {
                let rows = self.store.below(None, self.scan.sweep.file.as_ref(), PAGE)?;
                let is_last = rows.len() < PAGE;
                let spent = rows.len() as u64 + 1;
                self.scan.sweep.file = rows.last().map(|row| row.path.clone()).filter(|_| !is_last);
                rows.iter().for_each(|row| self.sweep_file(row));
                if is_last || left <= spent {
                    self.end_sweep();
                } else {
                    self.scan.sweep.stage = Stage::Files(left - spent);
                }
                Ok(spent)
            }
        }
    }

    fn end_sweep(&mut self) {
        let took = self.now.ticks.saturating_sub(self.scan.sweep.began);
        self.scan.sweep.due = Some(self.now.ticks + EVERY.max(took * RATIO));
        self.scan.sweep.stage = Stage::Resting;
    }

    fn sweep_root(&mut self) {
        let local = Local::Known { entry: Entry::Directory, stamp: self.scan.sweep.root };
        if let Ok(stat) = self.disk.stat(&Place::Root)
            && !is_same_directory(&local, &stat)
        {
            let is_swept = self.is_late(&stat);
            self.queue(Listing { dir: None, deep: is_another_directory(&local, &stat), is_swept }, false);
        }
    }

    fn sweep_directory(&mut self, row: Row) {
        if row.local == Local::Unknown(Unknown::Mount) {
            // A mount point moves with the directories above it, and then no event reports when it is unmounted.
            return self.look_at(row.path, false);
        }
        match self.disk.stat(&Place::from(&row.path)) {
            Ok(stat) if is_same_directory(&row.local, &stat) => {}
            Ok(stat) => {
                let deep = is_another_directory(&row.local, &stat);
                let is_swept = row.local.stamp().is_some() && self.is_late(&stat);
                self.queue(Listing { dir: Some(row.path), deep, is_swept }, false);
            }
            // The directory above it shows that it was removed.
            Err(error) if error.kind == DiskErrorKind::NotFound => {}
            Err(_) => self.look_at(row.path, false),
        }
    }

    /// Checks files with several names, which can be written to through a name that no watch covers.
    fn sweep_shared(&mut self) -> StoreResult<()> {
        self.store.shared()?.iter().for_each(|row| self.sweep_file(row));
        Ok(())
    }

    fn sweep_file(&mut self, row: &Row) {
        let Some(stamp) = row.local.stamp().filter(|_| row.local.entry().is_some_and(|entry| entry.file().is_some()))
        else {
            return;
        };
        let Ok(stat) = self.disk.stat(&Place::from(&row.path)) else { return };
        if is_same(stamp, &stat) {
            // If it was read within one step of a coarse clock, it may have been written again in the same step: then only
            // its content can show that.
            if !stamp.settled && stamp.ctime.0 % COARSE == 0 && self.is_late(&stat) {
                self.look_at(row.path.clone(), true);
            }
        } else {
            // No event reports a change through another name.
            if self.is_late(&stat) && stat.mtime != stamp.mtime && stat.links == 1 {
                self.missed(&row.path);
            }
            self.look_at(row.path.clone(), false);
        }
    }

    fn is_late(&self, stat: &Stat) -> bool {
        self.now.wall.millis_since(stat.ctime) > LATE
    }

    /// Counts a change that no event has reported.
    pub(super) fn missed(&mut self, path: &RelPath) {
        tracing::warn!(%path, "changed without an event: found by the sweep");
        self.scan.sweep.missed += 1;
    }
}
