//! What the plan may ask.

use crate::content::Digest;
use crate::ids::MachineId;
use crate::path::RelPath;
use crate::replica_store::{Role, Row};

/// What a plan may ask about the surroundings of the rows that it is made for.
pub trait Surroundings {
    /// The row of any path; none if nothing is known of it (absent everywhere).
    fn row(&self, path: &RelPath) -> Option<Row>;
    /// All rows at any depth below a directory, in path order.
    fn below(&self, dir: &RelPath) -> Vec<Row>;
    /// Whether just this row's local state was offered against just this remote entry and
    /// the hub did not know it: a conflict, then, and no lost acknowledgement.
    fn was_probed(&self, row: &Row) -> bool;
    /// Where others moved what just this row's local state was made from, if the hub said so when it was probed.
    fn went_to(&self, row: &Row) -> Option<RelPath>;
    /// The rows whose base is a file of this content that is missing here, in path order; more than a few may be left out.
    fn gone_here(&self, content: &Digest) -> Vec<Row>;
    /// The rows whose local state is a file of this content, likewise.
    fn with_content(&self, content: &Digest) -> Vec<Row>;
    /// The name of a machine for a conflict name.
    fn machine_name(&self, machine: MachineId) -> String;
    /// This machine.
    fn this_machine(&self) -> MachineId;
    /// What this machine does with the folder.
    fn role(&self) -> Role;
}
