//! Tasks for housekeeping, from threads that must not block for them.

use std::time::Instant;

use syncit_core::FolderId;

/// A task, sent by a thread that must not block.
#[derive(Debug)]
pub(crate) enum Task {
    /// Keep a copy of a newly shared folder on the hub.
    KeepCopy(FolderId),
    /// A folder is no longer shared on this hub.
    FolderEnded(FolderId),
    /// The set of machines that may log in changed.
    MachinesChanged,
    /// The invitation was opened, changed or ended: by a request, or by a wrong code.
    InvitationChanged,
    /// Machines logged in from new addresses.
    KnownAddresses,
    /// Folders, machines or access changed.
    Refresh,
    /// Pauses changed.
    Look,
    /// What pauses this machine by itself, or what is offered, has changed.
    Power,
    /// A folder could not be opened, so the next check is due sooner.
    FolderMissing,
    /// Give a hint at this time even if nothing changes.
    HintAt(Instant),
    /// The computer has slept.
    Woke,
    Stop,
}
