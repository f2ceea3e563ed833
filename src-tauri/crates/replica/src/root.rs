//! Whether the folder's root is what it was when it was linked. Until that is confirmed nothing is
//! planned, and what is missing on the disk counts as unknown, never as deleted.

use syncit_core::Timestamp;
use syncit_core::replica_store::{ReplicaStore, StoreResult};

use crate::disk::{Disk, Place};
use crate::marker::{self, MarkerError};
use crate::replica::Replica;
use crate::step::{Hold, Now};

/// How often the root is looked at when nothing asks for it, in milliseconds.
const CHECK_EVERY: u64 = 60_000;
/// From this many files on, a root without any is one that was emptied.
const EMPTIED_FROM: usize = 10;
/// How long a root stays without files before people are told, in milliseconds. A rename of the one directory that holds
/// everything comes as two hints, and the second may be read a moment after the first.
const TOLD_AFTER: u64 = 1_000;

#[derive(Debug, Default)]
pub(crate) struct Root {
    pub hold: Option<Hold>,
    /// The tick at which this hold was found…
    held_since: u64,
    /// …and the time.
    pub held_at: Timestamp,
    /// A person has said that the files are to be gone.
    pub released: bool,
    /// Confirmed in this very step.
    pub confirmed: bool,
    checked_at: Option<u64>,
    pub check_now: bool,
}

impl Root {
    /// It is not known to be another one. An emptied root is scanned on, so that it is noticed when its files come back.
    pub fn may_be_touched(&self) -> bool {
        self.hold.is_none() || self.hold == Some(Hold::Emptied)
    }

    pub fn wake(&self, now: Now) -> Option<u64> {
        let check = self.checked_at.map_or(now.ticks, |at| at + CHECK_EVERY);
        let told = self.held_since + TOLD_AFTER;
        let is_untold = self.hold == Some(Hold::Emptied) && told > now.ticks;
        Some(if is_untold { check.min(told) } else { check })
    }
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Checks the root where it is due, and says whether to go on.
    pub(crate) fn guard_root(&mut self) -> StoreResult<bool> {
        let due = self.root.checked_at.is_none_or(|at| self.now.ticks >= at + CHECK_EVERY);
        if due || self.root.check_now || self.root.hold.is_some() {
            self.confirm_root()?;
        }
        Ok(self.root.may_be_touched())
    }

    /// Says whether the root is the linked one; asked before any absence is believed and before
    /// anything is planned, and looked up at most once a step.
    pub(crate) fn confirm_root(&mut self) -> StoreResult<bool> {
        if !self.root.confirmed {
            self.root.checked_at = Some(self.now.ticks);
            self.root.check_now = false;
            let hold = match self.foreign_root() {
                None if self.is_emptied()? => Some(Hold::Emptied),
                found => found,
            };
            if hold != self.root.hold {
                tracing::warn!(?hold, "the folder's root");
                if hold.is_none() {
                    self.rescan()?;
                    self.work.changed = true;
                }
                self.root.hold = hold;
                self.root.held_since = self.now.ticks;
                self.root.held_at = self.now.wall;
            }
            self.root.confirmed = true;
        }
        Ok(self.root.may_be_touched())
    }

    /// The hold that people are told of. Files that are gone from one place may be found in another as long as the
    /// scan goes on, or a moment later: a directory with everything in it was renamed.
    pub(crate) fn told_hold(&self) -> Option<Hold> {
        self.told_root_hold().cloned().or_else(|| self.hold_at_hub())
    }

    /// The same, of the root alone.
    pub(crate) fn told_root_hold(&self) -> Option<&Hold> {
        let is_sure = !self.scan.is_at_work() && self.now.ticks >= self.root.held_since + TOLD_AFTER;
        self.root.hold.as_ref().filter(|hold| **hold != Hold::Emptied || is_sure)
    }

    fn foreign_root(&self) -> Option<Hold> {
        match self.disk.stat(&Place::Root) {
            Ok(_) => {}
            Err(_) => return Some(Hold::RootGone),
        }
        match marker::read(&self.disk) {
            Ok(found) if found.folder == self.link.folder && found.replica == self.link.replica => None,
            Ok(_) => Some(Hold::OtherFolder),
            Err(MarkerError::Missing) => Some(Hold::MarkerGone),
            Err(_) => Some(Hold::OtherFolder),
        }
    }

    /// No file is left, and what vanished was never passed on: at least ten files of the base are missing.
    fn is_emptied(&mut self) -> StoreResult<bool> {
        if self.store.totals()?.files > 0 {
            self.root.released = false;
        }
        let is_empty = self.store.totals()?.files == 0;
        Ok(is_empty && !self.root.released && self.work.vanished_files() >= EMPTIED_FROM)
    }
}
