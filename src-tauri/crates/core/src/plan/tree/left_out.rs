//! Which paths stay different because of the role. Directories are included, because what they contain can keep them,
//! too.
//!
//! Invariant: what is left out gets no step. In a role that leaves something out, what differs and gets no step is left
//! out, unless something unknown or unread is the reason.

use super::{Decision, Planner};
use crate::path::RelPath;
use crate::plan::table::left_out_alone;
use crate::replica_store::SyncMode;

impl Planner<'_> {
    /// Returns true if a path differs and stays different because of the role.
    pub fn is_left_out(&mut self, path: &RelPath) -> bool {
        let row = self.row(path);
        let Some(local) = row.local.entry() else { return false };
        let remote = &row.remote.entry;
        if row.agrees() || self.is_hidden(path) || self.decide(path) != Decision::Nothing {
            return false;
        }
        if left_out_alone(&row, self.sync_mode).is_some() {
            return true;
        }
        match self.sync_mode {
            SyncMode::TwoWay => false,
            // Deleted here, but kept at the hub because others have something in it.
            SyncMode::SendOnly => local.is_absent() && remote.is_directory() && self.look_below(path).new_there,
            // Deleted elsewhere, but kept here because this machine has something in it.
            SyncMode::ReceiveOnly => local.is_directory() && remote.is_absent() && self.look_below(path).new_here,
        }
    }
}
