//! What is done about paths that are not chosen here: what the hub does not have yet is offered as always, and what it
//! has is removed from this disk. Nothing of it is fetched, and its absence is never offered.

use super::{Decision, Planner};
use crate::entry::Entry;
use crate::plan::table::Wish;
use crate::replica_store::Row;

impl Planner<'_> {
    /// Decides about a path that is not chosen here.
    pub(super) fn unselected(&mut self, row: &Row, local: &Entry) -> Decision {
        match local {
            Entry::Absent => {}
            // What is new in a directory that others removed is offered first, and brings the directory back.
            Entry::Directory if !row.remote.entry.is_directory() && self.look_below(&row.path).new_here => {}
            Entry::Directory if is_at_hub(row, local) => return self.evict_directory(row),
            _ if is_at_hub(row, local) => return Decision::Evict,
            _ => {}
        }
        match self.as_below_allows(row, local) {
            // The hub has the content of what is here, and a bit alone counts for less.
            Decision::Pull | Decision::KeepAndPull(None) if local.is_live() => Decision::Evict,
            Decision::KeepAndPull(Some(copy)) => Decision::KeepOnly(copy),
            Decision::Pull => Decision::Unselect,
            // A receiver does not offer what was deleted here, nor does it fetch it.
            Decision::Nothing if local.is_absent() && row.remote.entry.is_live() => match self.wish(row, local) {
                Wish::Stay => Decision::Unselect,
                _ => Decision::Nothing,
            },
            other => other,
        }
    }

    /// Decides about a directory that the hub has: it is removed with the last of what is in it, and stays for what is
    /// not synced.
    fn evict_directory(&mut self, row: &Row) -> Decision {
        let below = self.look_below(&row.path);
        if below.new_here || below.unproved_here || below.unread_here || below.untold {
            return Decision::Nothing;
        }
        match (below.unknown_here, below.leaves_here) {
            (false, _) => Decision::Evict,
            // Below something unknown everything is unknown.
            (true, true) => Decision::Nothing,
            (true, false) => Decision::Unselect,
        }
    }

    /// Returns true if something that is here is only to be removed, considering its row alone.
    pub(super) fn is_to_be_evicted(&self, row: &Row, local: &Entry) -> bool {
        !self.around.is_selected(&row.path)
            && (is_at_hub(row, local) || local.is_leaf() && self.wish(row, local) == Wish::Follow)
    }
}

/// Returns true if the hub has what is here, as the current state or as a version, and it has not changed since.
fn is_at_hub(row: &Row, local: &Entry) -> bool {
    *local == row.base.entry
}
