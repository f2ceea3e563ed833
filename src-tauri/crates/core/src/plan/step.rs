//! What the plan asks to be done.

use crate::entry::Entry;
use crate::ids::Seq;
use crate::path::RelPath;
use crate::reason::Reason;
use crate::replica_store::{ConflictOf, Remote};

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
        remote: Remote,
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
        winner: Remote,
    },
    /// The hub's leaf loses its name to a local directory: offer its content (which the hub has) as
    /// a conflict copy of this path and the loser's seq. Once the copy is in the remote state of
    /// `copy`, `path` must be planned again: that plan pushes the directory.
    CopyRemote {
        /// The path.
        path: RelPath,
        /// The hub's losing leaf.
        loser: Remote,
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
    /// Remove what is not chosen here from the disk, because the hub has it. It then becomes unknown
    /// (`Unknown::Unselected`); nothing is offered.
    Evict {
        /// The path.
        path: RelPath,
        /// What must be on the disk when it is removed.
        expected: Entry,
    },
    /// The path is not chosen here, and nothing of it is on the disk, or a directory that stays for unknown things in it:
    /// it becomes unknown (`Unknown::Unselected`).
    Unselect {
        /// The path.
        path: RelPath,
    },
    /// Only a person can help here.
    Problem {
        /// The path.
        path: RelPath,
        /// What is in the way.
        reason: Reason,
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
            | Step::Evict { path, .. }
            | Step::Unselect { path }
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
