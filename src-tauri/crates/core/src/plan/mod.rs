//! What to do where the three trees of a replica differ.
//!
//! `plan` is a pure, total function: it cannot fail, and for the same rows it returns the same steps in the same order.
//! A step never loses content that only one side has.
//!
//! `table` decides what each path needs by itself, `tree` what its directories allow, and `follow` where the edit of a
//! moved file goes; `order` pairs moves and sorts the steps into an order in which they can be carried out.

mod follow;
mod order;
mod table;
mod tree;

pub use table::{LeftOut, left_out_alone, left_out_entirely};

use crate::content::Digest;
use crate::entry::Entry;
use crate::ids::{MachineId, Seq};
use crate::path::RelPath;
use crate::replica_store::{ConflictOf, Role, Row, Told};

/// One thing to do about a path. Steps come in an order in which they can be carried out: removals children first, then
/// additions and changes parents first. The removed half of a move comes directly before the half that appears; a
/// directory that things are moved out of is removed, or changes its type, after all of these. Steps of one kind need
/// not wait for steps of another kind, except that `Pull` waits for the `KeepCopy` of its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Both sides are the same already, so base becomes remote.
    Agree {
        /// The path.
        path: RelPath,
    },
    /// Offer the local state to the hub, based on `based_on`.
    Push {
        /// The path.
        path: RelPath,
        /// The hub's seq that it replaces.
        based_on: Seq,
        /// The local state.
        entry: Entry,
        /// The removed path that it was moved from. Its removal is the step before this one.
        moved_from: Option<RelPath>,
        /// What it is a conflict copy of: the row's `remote.conflict_of`, so that an edited copy remains one. The code
        /// that carries out `KeepCopy` writes it there, into the copy's row.
        conflict_of: Option<ConflictOf>,
    },
    /// Offer an edit made here at the path to which others moved the file. Once it is accepted, the hub has this path's
    /// content there. Then the base of this path becomes `entry`, and the hub's state at `to` is pulled like any
    /// change.
    PushEdit {
        /// The path that was edited.
        path: RelPath,
        /// The path to which others moved it.
        to: RelPath,
        /// The hub's seq of `to` that it replaces.
        based_on: Seq,
        /// The local state.
        entry: Entry,
    },
    /// Offer a file that was moved here together with what others made of it meanwhile. Once it is accepted, the base
    /// of this path becomes `here`, and the hub's state is pulled like any change.
    PushMove {
        /// The path to which it was moved.
        path: RelPath,
        /// The hub's seq that it replaces.
        based_on: Seq,
        /// The hub's state at `moved_from`.
        entry: Entry,
        /// The state at the path here: the file before the edit.
        here: Entry,
        /// The removed path. Its removal is the step before this one.
        moved_from: RelPath,
    },
    /// All three sides differ and this local state was not offered yet: offer it without content,
    /// based on the base's seq, to learn whether the hub accepted it earlier and the
    /// acknowledgement was lost. The answer is `Accepted` only if the hub has the same state.
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
        /// What must be on the disk when it is placed; anything else is kept, never overwritten.
        expected: Entry,
        /// The new state, whose content comes from the hub or from this disk.
        told: Told,
        /// The path of a file with exactly this content, whose removal is the step before this one: rename it.
        moved_from: Option<RelPath>,
    },
    /// Rename the losing local leaf to its conflict name, durably, before anything else takes its
    /// path. The copy is then an ordinary new file that is pushed with `conflict_of`.
    KeepCopy {
        /// The path.
        path: RelPath,
        /// The state on the disk, which loses the name.
        expected: Entry,
        /// The conflict name. As far as the rows know, it is free on the disk and at the hub, or
        /// has exactly this content already, in which case the copy is complete.
        copy: RelPath,
        /// The hub's entry that won. `conflict::copy_of` determines what the copy is a copy of.
        winner: Told,
    },
    /// The hub's leaf loses its name to a local directory: offer its content (which the hub has) as
    /// a conflict copy of this path and the loser's seq. Once the copy is in the remote state of
    /// `copy`, `path` must be planned again: that plan pushes the directory.
    CopyRemote {
        /// The path.
        path: RelPath,
        /// The hub's losing leaf.
        loser: Told,
        /// The conflict name.
        copy: RelPath,
        /// The hub's seq of `copy` that it replaces.
        based_on: Seq,
    },
    /// The directory was deleted elsewhere but contains unknown things here: it stays, becomes
    /// unknown itself (`Unknown::Kept`), and is not offered again.
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

impl Step {
    /// Returns the path of the step.
    pub fn path(&self) -> &RelPath {
        match self {
            Step::Agree { path }
            | Step::Push { path, .. }
            | Step::PushEdit { path, .. }
            | Step::PushMove { path, .. }
            | Step::Probe { path, .. }
            | Step::Pull { path, .. }
            | Step::KeepCopy { path, .. }
            | Step::CopyRemote { path, .. }
            | Step::Keep { path }
            | Step::Problem { path, .. } => path,
        }
    }

    /// Returns the path whose removal is the step before this one and must be in the same offer.
    pub fn moved_from(&self) -> Option<&RelPath> {
        match self {
            Step::Push { moved_from, .. } => moved_from.as_ref(),
            Step::PushMove { moved_from, .. } => Some(moved_from),
            _ => None,
        }
    }
}

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
    /// Returns the rows whose local state is a file with this content; the same order and limit apply.
    fn with_content(&self, content: &Digest) -> Vec<Row>;
    /// Returns the name of a machine, to be used in a conflict name.
    fn machine_name(&self, machine: MachineId) -> String;
    /// Returns the id of this machine.
    fn this_machine(&self) -> MachineId;
    /// Returns what this machine does with the folder.
    fn role(&self) -> Role;
}

/// Returns the steps for these rows: the dirty ones among all pending rows, in path order.
///
/// Rows that must be included (a parent to be created first, or what is to be removed below a
/// removed directory) are looked up in `around`. A row without a step is settled, unknown, or waits
/// for information about a row above or below it. So whoever writes a row must include its pending
/// ancestors and descendants in the next plan.
pub fn plan(rows: &[Row], around: &dyn Surroundings) -> Vec<Step> {
    let mut planner = tree::Planner::new(rows, around);
    planner.run();
    order::in_order(planner.into_planned())
}

/// Returns those of these rows, in path order, that differ and stay different because of this machine's role. No step
/// is ever planned for them, so they are not pending work.
pub fn left_out(rows: &[Row], around: &dyn Surroundings) -> Vec<(RelPath, LeftOut)> {
    let Some(left_out) = LeftOut::by(around.role()) else { return Vec::new() };
    let mut planner = tree::Planner::new(rows, around);
    let paths = rows.iter().map(|row| row.path.clone());
    paths.filter(|path| planner.is_left_out(path)).map(|path| (path, left_out)).collect()
}
