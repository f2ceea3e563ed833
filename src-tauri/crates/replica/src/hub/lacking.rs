//! Content that the hub lacks for its own newest entries: a replica that has it offers the same state once more, whatever
//! its sync mode, so that the hub can request what is missing.
//!
//! Nothing of this is stored or planned. What cannot be offered yet waits in memory for as long as the connection lasts;
//! the hub repeats what it still lacks.

use syncit_core::message::OfferItem;
use syncit_core::replica_store::{Local, PathAt, ReplicaStore, StoreResult};

use crate::disk::Disk;
use crate::replica::Replica;

/// Limit of paths that are remembered; the hub sends more later.
const REMEMBERED: usize = 1_024;

/// Limit of paths that are offered at once; the others follow when these were answered.
const AT_ONCE: usize = 1_024;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Handles the hub's list of what it lacks.
    pub(crate) fn take_lacking(&mut self, items: Vec<PathAt>) {
        for PathAt { path, seq } in items {
            if self.lacking.len() < REMEMBERED || self.lacking.contains_key(&path) {
                self.lacking.insert(path, seq);
            }
        }
    }

    /// Handles the hub's list of what it has again: failed fetches of it are retried at once.
    pub(crate) fn take_whole(&mut self, items: &[PathAt]) {
        for PathAt { path, .. } in items {
            self.lacking.remove(path);
            self.retry(path);
        }
    }

    /// Offers what the hub lacks and is here, as far as there is room.
    pub(crate) fn offer_lacking(&mut self) -> StoreResult<()> {
        if self.lacking.is_empty() || self.paused || !self.hub.is_attached() || !self.hub.may_write() {
            return Ok(());
        }
        let mut items = Vec::new();
        for (path, seq) in std::mem::take(&mut self.lacking) {
            let row = self.row(&path)?;
            let is_being_read = matches!(&row.local, Local::Unknown(why) if why.is_passing());
            if items.len() >= AT_ONCE
                || is_being_read
                || row.remote.seq < seq
                || self.work.flights.contains_key(&path)
                || self.push.is_crowded()
            {
                self.lacking.insert(path, seq);
            } else if row.remote.seq == seq
                && row.local.entry() == Some(&row.remote.entry)
                && self.is_still_so(&row, &row.remote.entry)
            {
                let entry = row.remote.entry;
                items.push(OfferItem {
                    path,
                    based_on: seq,
                    entry,
                    moved_from: None,
                    conflict_of: None,
                    missing: None,
                    private: None,
                });
            }
        }
        self.offer_again(items);
        Ok(())
    }
}
