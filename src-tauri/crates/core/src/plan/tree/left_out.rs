//! Which paths stay as they differ because of the role, directories included: what they hold can keep them, too.
//!
//! Invariant: what is left out gets no step, and what gets none in a role that leaves something out is left out, unless
//! something unknown or still to be read is the reason.

use super::{Decision, Planner};
use crate::path::RelPath;
use crate::plan::table::left_out_alone;
use crate::replica_store::Role;

impl Planner<'_> {
    /// Returns true if a path differs and stays so because of the role.
    pub fn is_left_out(&mut self, path: &RelPath) -> bool {
        let row = self.row(path);
        let Some(local) = row.local.entry() else { return false };
        let remote = &row.remote.entry;
        if row.is_alike() || self.is_hidden(path) || self.decide(path) != Decision::Nothing {
            return false;
        }
        if left_out_alone(&row, self.role).is_some() {
            return true;
        }
        match self.role {
            Role::TwoWay => false,
            // Deleted here; what others have in it keeps it at the hub.
            Role::SendOnly => local.is_absent() && remote.is_directory() && self.look_below(path).new_there,
            // Deleted elsewhere; what this machine has in it keeps it here.
            Role::ReceiveOnly => local.is_directory() && remote.is_absent() && self.look_below(path).new_here,
        }
    }
}
