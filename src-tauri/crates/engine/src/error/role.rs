//! What does not fit the role of this machine, and what fails between it and the hub.

use syncit_core::{Reason, reasons};

use super::cause::Undone;

reasons! {
    /// What does not fit the role of this machine.
    pub enum WrongRole {
        /// Only a hub can do this.
        "not-the-hub" NotTheHub { undone: Undone },
        /// Only the hub can do this, and this machine is one of its clients.
        "not-the-hub--named" AtTheHub { hub: String, undone: Undone },
        /// The hub's program is too old to open an invitation for another machine.
        "hub-too-old--invitations" HubTooOld { hub: String, undone: Undone },
        /// The machine is neither a hub nor paired with one.
        "not-set-up" NotSetUp { undone: Undone },
        /// This machine is the hub already.
        "is-the-hub" IsTheHub { name: String, undone: Undone },
        /// The hub cannot leave itself.
        "is-the-hub--leaves" CannotLeave { name: String },
        /// This machine is paired with a hub already.
        "is-paired" IsPaired { hub: String, undone: Undone },
    }
}

reasons! {
    /// What fails between this machine and the hub.
    pub enum HubFailed {
        /// The hub is not connected.
        "offline" Offline { hub: String, undone: Undone },
        /// The hub is not connected, and the reason is known.
        "offline--why" OfflineBecause { hub: String, cause: Reason, undone: Undone },
        /// The hub did not answer in time.
        "no-answer" NoAnswer { hub: String, seconds: u64, undone: Undone },
        /// The hub broke the protocol: its answer does not fit the question.
        "protocol--other-answer" OtherAnswer { undone: Undone },
        /// The content that the hub sent does not match its digest.
        "damaged" Damaged { path: String },
    }
}
