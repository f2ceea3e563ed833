//! Whether a directory is for its owner alone: an attribute beside the directory's entry, with its own order.
//!
//! It is not part of the entry, because offering a directory again must not create a new journal entry
//! (docs/reconcile.md, "Any prefix of the heads is a whole tree"). The hub stores the last statement about each
//! directory with its seq, and sends it with the entry. As the value is only yes or no, two sides never conflict: what
//! one side changed since both agreed is what the other side gets.

mod said;

use crate::replica_store::{Role, Row};

pub use said::{Privacy, PrivacyHere};

/// What to do about the privacy of a directory that exists here and at the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivacyWish {
    /// Nothing, or the difference stays because of this machine's role.
    Stay,
    /// The hub's statement becomes the agreed value.
    Agree,
    /// The hub takes the value from here.
    Offer,
    /// This disk takes the hub's value.
    Follow,
}

fn yes(said: Option<bool>) -> bool {
    said == Some(true)
}

impl Row {
    /// Returns the hub's statement about the directory's privacy, if there is one.
    pub fn privacy_told(&self) -> Option<bool> {
        self.remote.privacy.map(|privacy| privacy.private)
    }

    /// Returns what the privacy of a directory that exists here and at the hub requires. A missing statement is never
    /// offered by itself and opens nothing: a directory is opened only if it was stated to be open.
    pub fn privacy_wish(&self, role: Role) -> PrivacyWish {
        let told = self.privacy_told();
        let (here, agreed, there) = (yes(self.privacy.here), yes(self.privacy.agreed), yes(told));
        if here == there {
            return if agreed == there { PrivacyWish::Stay } else { PrivacyWish::Agree };
        }
        let was_changed_here = self.is_privacy_changed_here();
        let is_untold = here && told.is_none();
        match role {
            Role::TwoWay | Role::SendOnly if was_changed_here || is_untold => PrivacyWish::Offer,
            Role::TwoWay => PrivacyWish::Follow,
            // A sender applies nothing. What is left out is not agreed on, so it is applied here once the role changes.
            Role::SendOnly => PrivacyWish::Stay,
            // What was changed here stays here, and is sent to the hub once the role changes.
            Role::ReceiveOnly if was_changed_here && agreed == there || is_untold => PrivacyWish::Stay,
            Role::ReceiveOnly => PrivacyWish::Follow,
        }
    }

    /// Returns true if the directory's privacy was changed here since it was last agreed on.
    pub fn is_privacy_changed_here(&self) -> bool {
        self.privacy.here.is_some() && yes(self.privacy.here) != yes(self.privacy.agreed)
    }

    /// Makes the hub's statement both the agreed value and the value here.
    pub fn agree_on_privacy(&mut self) {
        let told = self.privacy_told();
        self.privacy = PrivacyHere { agreed: told, here: told };
    }

    /// Returns true if the path is the same here and at the hub, whatever the base is.
    pub fn is_alike(&self) -> bool {
        let is_same = self.local.entry() == Some(&self.remote.entry);
        is_same && (!self.remote.entry.is_directory() || yes(self.privacy.here) == yes(self.privacy_told()))
    }

    /// Returns true if the privacy of a directory that exists here and at the hub is the same on all three sides.
    pub(crate) fn is_privacy_settled(&self) -> bool {
        let there = yes(self.privacy_told());
        !self.remote.entry.is_directory() || yes(self.privacy.here) == there && yes(self.privacy.agreed) == there
    }

    /// Forgets the privacy where the path is no longer a directory.
    pub fn tidy_privacy(&mut self) {
        if !self.base.entry.is_directory() {
            self.privacy.agreed = None;
        }
        if !self.local.entry().is_some_and(crate::Entry::is_directory) {
            self.privacy.here = None;
        }
    }
}
