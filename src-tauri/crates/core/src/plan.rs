//! What is to be done where the three trees of a replica differ.
//!
//! `plan` is a pure, total function: it cannot fail, and for the same rows it gives the same steps
//! in the same order. A step never loses content that only one side has.

use crate::entry::Entry;
use crate::ids::{MachineId, Seq};
use crate::path::RelPath;
use crate::replica_store::{Role, Row, Told};

/// One thing to be done about a path. Steps come in an order in which they can be carried out:
/// removals children first, then additions and changes parents first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Both sides are the same already: base becomes remote.
    Agree {
        /// The path.
        path: RelPath,
    },
    /// Offer the local state to the hub, as made on `based_on`.
    Push {
        /// The path.
        path: RelPath,
        /// The hub's seq that it replaces.
        based_on: Seq,
        /// The local state.
        entry: Entry,
        /// The vanished path that it was moved from, removed in the same plan.
        moved_from: Option<RelPath>,
    },
    /// All three differ and this local state was not yet offered: offer it on the base's seq,
    /// without content, to learn whether the hub accepted it before and the acknowledgement was
    /// lost. The answer is never `Accepted` unless the hub has the same.
    Probe {
        /// The path.
        path: RelPath,
        /// The base's seq.
        based_on: Seq,
        /// The local state.
        entry: Entry,
    },
    /// Bring the hub's state to the disk.
    Pull {
        /// The path.
        path: RelPath,
        /// What must be on disk when it is put in place; anything else is kept, never overwritten.
        expected: Entry,
        /// The new state, whose content comes from the hub or from this disk.
        told: Told,
        /// A path, removed here in the same plan, whose content is just this: rename it.
        moved_from: Option<RelPath>,
    },
    /// Move the losing local leaf aside to its conflict name, durably, before anything else takes
    /// its path. The copy is then an ordinary new file that is pushed with `conflict_of`.
    KeepCopy {
        /// The path.
        path: RelPath,
        /// What is there and loses the name.
        expected: Entry,
        /// Where it goes; free on disk and at the hub as far as the rows know.
        copy: RelPath,
        /// The hub's entry that won.
        winner: Told,
    },
    /// The hub's leaf loses its name to a local directory: offer its content (which the hub has)
    /// as a conflict copy. The directory is pushed once that is accepted.
    CopyRemote {
        /// The path.
        path: RelPath,
        /// The hub's losing leaf.
        loser: Told,
        /// The conflict name.
        copy: RelPath,
    },
    /// The directory was deleted elsewhere but holds unknown things here: it stays, unknown
    /// itself (`Unknown::Kept`), and is not offered again.
    Keep {
        /// The path.
        path: RelPath,
    },
    /// Only a person can help here.
    Problem {
        /// The path.
        path: RelPath,
        /// What is in the way, for people.
        message: String,
        /// What to do, for people.
        hint: String,
    },
}

/// What a plan may ask about the surroundings of the rows that it is made for.
pub trait Surroundings {
    /// The row of any path; none if nothing is known of it (absent everywhere).
    fn row(&self, path: &RelPath) -> Option<Row>;
    /// All rows at any depth below a directory, in path order.
    fn below(&self, dir: &RelPath) -> Vec<Row>;
    /// Whether just this row's local state was offered against just this remote entry and
    /// the hub did not know it: a conflict, then, and no lost acknowledgement.
    fn was_probed(&self, row: &Row) -> bool;
    /// The name of a machine for a conflict name.
    fn machine_name(&self, machine: MachineId) -> String;
    /// This machine.
    fn this_machine(&self) -> MachineId;
    /// What this machine does with the folder.
    fn role(&self) -> Role;
}

#[allow(missing_docs)]
pub fn plan(_rows: &[Row], _around: &dyn Surroundings) -> Vec<Step> {
    Vec::new()
}
