//! What is to be done where the three trees of a replica differ.
//!
//! `plan` is a pure, total function: it cannot fail, and for the same rows it gives the same steps
//! in the same order. A step never loses content that only one side has.
//!
//! `table` says what each path asks for by itself, `tree` what its directories allow, `follow` where an edit
//! goes whose file was moved, `order` pairs moves and puts the steps into an order in which they can be carried out.

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

/// One thing to be done about a path. Steps come in an order in which they can be carried out:
/// removals children first, then additions and changes parents first. The removed half of a move
/// stands directly before the half that appears; a directory that things move out of ends, or changes
/// its type, after all of these. Steps of one kind may be carried out without waiting for those of
/// another kind, but `Pull` waits for the `KeepCopy` of its path.
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
        /// The vanished path that it was moved from, whose removal is the step before this one.
        moved_from: Option<RelPath>,
        /// Of what it is a conflict copy: the row's `remote.conflict_of`, so that a copy stays one
        /// however it is edited. Whoever carries out `KeepCopy` writes it there, into the copy's row.
        conflict_of: Option<ConflictOf>,
    },
    /// Offer an edit made here at the path to which others moved the file. Once it is accepted, the hub has this path's
    /// content there: then the base of this path is `entry`, and what the hub has at `to` is pulled like any change.
    PushEdit {
        /// The path that was edited.
        path: RelPath,
        /// Where others moved it.
        to: RelPath,
        /// The hub's seq of `to`, on which it is offered.
        based_on: Seq,
        /// The local state.
        entry: Entry,
    },
    /// Offer a file that was moved here with what others made of it meanwhile. Once it is accepted, the base of this path
    /// is `here`, and the hub's state is pulled like any change.
    PushMove {
        /// Where it was moved.
        path: RelPath,
        /// The hub's seq that it replaces.
        based_on: Seq,
        /// What the hub has at `moved_from`.
        entry: Entry,
        /// What is at the path here: the file as it was before the edit.
        here: Entry,
        /// The vanished path, whose removal is the step before this one.
        moved_from: RelPath,
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
        /// A path whose content is just this and whose removal is the step before this one: rename it.
        moved_from: Option<RelPath>,
    },
    /// Move the losing local leaf aside to its conflict name, durably, before anything else takes
    /// its path. The copy is then an ordinary new file that is pushed with `conflict_of`.
    KeepCopy {
        /// The path.
        path: RelPath,
        /// What is there and loses the name.
        expected: Entry,
        /// Where it goes: free on disk and at the hub as far as the rows know, or holding just this
        /// content already, in which case the copy is made.
        copy: RelPath,
        /// The hub's entry that won: what the copy is one of says `conflict::copy_of`.
        winner: Told,
    },
    /// The hub's leaf loses its name to a local directory: offer its content (which the hub has)
    /// as a conflict copy of this path and the loser's seq. The directory is pushed by the plan
    /// that sees the copy in `copy`'s remote state: plan `path` again then.
    CopyRemote {
        /// The path.
        path: RelPath,
        /// The hub's losing leaf.
        loser: Told,
        /// The conflict name.
        copy: RelPath,
        /// The hub's seq of `copy`, on which it is offered.
        based_on: Seq,
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

impl Step {
    /// What it is about.
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

    /// The path whose removal is the step before this one and must be offered together with it.
    pub fn moved_from(&self) -> Option<&RelPath> {
        match self {
            Step::Push { moved_from, .. } => moved_from.as_ref(),
            Step::PushMove { moved_from, .. } => Some(moved_from),
            _ => None,
        }
    }
}

/// What a plan may ask about the surroundings of the rows that it is made for.
pub trait Surroundings {
    /// The row of any path; none if nothing is known of it (absent everywhere).
    fn row(&self, path: &RelPath) -> Option<Row>;
    /// All rows at any depth below a directory, in path order.
    fn below(&self, dir: &RelPath) -> Vec<Row>;
    /// Returns true if just this row's local state was offered against just this remote entry and
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

/// Says what is to be done about these rows: the dirty ones of all pending rows, in path order.
///
/// Rows that must come along (a parent that is to be made first, what is to be removed below a
/// directory that goes) are looked up in `around`. A row that gets no step is settled, unknown, or
/// waits for what is known of a row above it or below it: whoever writes a row gives those of its
/// ancestors and descendants that are pending to the next plan.
pub fn plan(rows: &[Row], around: &dyn Surroundings) -> Vec<Step> {
    let mut planner = tree::Planner::new(rows, around);
    planner.run();
    order::in_order(planner.into_planned())
}

/// Says which of these rows, in path order, differ and stay so because of this machine's role: no step is planned for
/// them however often they are given, and they are no work that waits.
pub fn left_out(rows: &[Row], around: &dyn Surroundings) -> Vec<(RelPath, LeftOut)> {
    let Some(left_out) = LeftOut::by(around.role()) else { return Vec::new() };
    let mut planner = tree::Planner::new(rows, around);
    let paths = rows.iter().map(|row| row.path.clone());
    paths.filter(|path| planner.is_left_out(path)).map(|path| (path, left_out)).collect()
}
