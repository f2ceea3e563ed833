//! What is left to housekeeping by threads that must not stop for it.

use std::time::Instant;

use syncit_core::FolderId;

/// Something to do, sent by a thread that must go on.
#[derive(Debug)]
pub(crate) enum Task {
    /// The hub is to keep a copy of a folder that was shared.
    KeepCopy(FolderId),
    /// A folder ended on this hub.
    FolderEnded(FolderId),
    /// Other machines may log in than before.
    MachinesChanged,
    /// A wrong code was tried at the invitation, which may have ended with it.
    WrongCode,
    /// Machines have logged in from other addresses than before.
    KnownAddresses,
    /// Folders, machines or access changed.
    Refresh,
    /// Pauses changed.
    Look,
    /// A folder could not be opened, so the next look is due sooner.
    FolderMissing,
    /// Fronts are to look again at this moment although nothing changed.
    HintAt(Instant),
    /// The computer has slept.
    Woke,
    Stop,
}
