//! What an answer entails for others than who asked.

use syncit_core::{FolderId, MachineId};

/// What follows once an answer was given: it must not go before it.
#[derive(Debug)]
pub(crate) enum After {
    /// Nothing.
    Nothing,
    /// The hub is to keep a copy of a new folder.
    KeepCopy(FolderId),
    /// A folder ended for everybody.
    Ended(FolderId),
    /// A machine that knows of a folder may do something else with it than before.
    Allowed(MachineId, FolderId),
    /// A machine may no longer know of a folder.
    Lost(MachineId, FolderId),
    /// A machine is no longer paired.
    Forgotten(MachineId),
}
