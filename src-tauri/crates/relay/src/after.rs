//! The consequences of an answered request for other machines.

use syncit_core::{FolderId, MachineId};

use crate::step::InvitationRequest;

/// What follows an answer. It must not be sent before the answer.
#[derive(Debug)]
pub(crate) enum After {
    /// Nothing.
    Nothing,
    /// The hub must keep a copy of a new folder.
    KeepCopy(FolderId),
    /// A folder is no longer shared with anybody.
    Ended(FolderId),
    /// The access of a machine to a folder changed, and it still has some.
    Allowed(MachineId, FolderId),
    /// A machine lost its access to a folder.
    Lost(MachineId, FolderId),
    /// A machine is no longer paired.
    Forgotten(MachineId),
    /// Other machines than before may invite.
    InvitersChanged,
    /// The driver carries this out with the invitation, and answers instead.
    Invitation(InvitationRequest),
}
