//! What the plan asks to be done.

use crate::entry::Entry;
use crate::ids::Seq;
use crate::path::RelPath;
use crate::replica_store::{ConflictOf, Told};

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
