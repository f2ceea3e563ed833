//! What the hub refuses outside of its relay, as data.

use syncit_core::reasons;

reasons! {
    /// Why the hub refuses something.
    pub enum AtHub {
        /// The store cannot give a content.
        "not-served--unreadable-here" Unreadable,
        /// Another machine has the name that a joining one asks for.
        "taken-at-hub--joining" NameTaken { name: String },
        /// The machine that opened the invitation may not invite any more.
        "invitation-withdrawn" Withdrawn,
        /// Another machine, or the hub itself, has an invitation open.
        "invitation-open" InvitationOpen { by: String },
        /// The machine has opened as many invitations as one may in a while.
        "invitations-too-many" InvitedTooOften { most: usize, minutes: u64 },
        /// So many wrong codes came in a while that a machine's new invitation would not have any attempts.
        "invitations-too-many--guesses" GuessedTooOften { minutes: u64 },
        /// The hub is about to stop.
        "hub-stopping" Stopping,
    }
}
