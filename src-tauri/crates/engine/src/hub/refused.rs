//! What the hub refuses outside of its relay, as data.

use syncit_core::reasons;

reasons! {
    /// Why the hub refuses something.
    pub enum AtHub {
        /// The store cannot give a content.
        "not-served--unreadable-here" Unreadable,
        /// Another machine has the name that a joining one asks for.
        "taken-at-hub--joining" NameTaken { name: String },
        /// The hub is about to stop.
        "hub-stopping" Stopping,
    }
}
