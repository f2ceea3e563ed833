//! What the plan may ask.

use crate::content::Digest;
use crate::ids::MachineId;
use crate::path::RelPath;
use crate::replica_store::{Row, SyncMode};

/// What a plan may ask about rows other than those that it is made for.
pub trait Surroundings {
    /// Returns the row of any path; `None` if nothing is known about it (absent on all sides).
    fn row(&self, path: &RelPath) -> Option<Row>;
    /// Returns all rows at any depth below a directory, in path order.
    fn below(&self, dir: &RelPath) -> Vec<Row>;
    /// Returns true if exactly this row's local state was offered against exactly this remote entry
    /// and the hub did not know it. Then it is a conflict, not a lost acknowledgement.
    fn was_probed(&self, row: &Row) -> bool;
    /// Returns the path to which others moved the file that this row's local state was made from, if the hub's answer
    /// to the probe named it.
    fn went_to(&self, row: &Row) -> Option<RelPath>;
    /// Returns the rows whose base is a file with this content that is missing here, in path order. After a few, the
    /// rest may be omitted.
    fn gone_here(&self, content: &Digest) -> Vec<Row>;
    /// Returns true if an agreed file with this content was lately removed or replaced here.
    fn was_replaced_here(&self, content: &Digest) -> bool;
    /// Returns the rows whose local state is a file with this content; the same order and limit apply.
    fn with_content(&self, content: &Digest) -> Vec<Row>;
    /// Returns the name of a machine, to be used in a conflict name.
    fn machine_name(&self, machine: MachineId) -> String;
    /// Returns the id of this machine.
    fn this_machine(&self) -> MachineId;
    /// Returns what this machine does with the folder.
    fn sync_mode(&self) -> SyncMode;
    /// Returns true if a path is chosen here (`crate::selection`).
    fn is_selected(&self, path: &RelPath) -> bool;
}
