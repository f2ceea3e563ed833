//! Whether a directory is for its owner alone: an attribute beside the directory's entry, with its own order.
//!
//! It is not part of the entry, because offering a directory again must not create a new journal entry
//! (docs/reconcile.md, "Any prefix of the heads is a whole tree"). The hub stores the last statement about each
//! directory with its seq, and sends it with the entry. As the value is only yes or no, two sides never conflict: what
//! one side changed since both agreed is what the other side gets.

mod said;

use crate::replica_store::{Row, SyncMode};

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
    pub fn remote_privacy(&self) -> Option<bool> {
        self.remote.privacy.map(|privacy| privacy.private)
    }

    /// Returns what the privacy of a directory that exists here and at the hub requires. A missing statement is never
    /// offered by itself and opens nothing: a directory is opened only if it was stated to be open.
    pub fn privacy_wish(&self, sync_mode: SyncMode) -> PrivacyWish {
        let remote = self.remote_privacy();
        let (here, agreed, there) = (yes(self.privacy.here), yes(self.privacy.agreed), yes(remote));
        if here == there {
            return if agreed == there { PrivacyWish::Stay } else { PrivacyWish::Agree };
        }
        let was_changed_here = self.is_privacy_changed_here();
        let is_unstated = here && remote.is_none();
        match sync_mode {
            SyncMode::TwoWay | SyncMode::SendOnly if was_changed_here || is_unstated => PrivacyWish::Offer,
            SyncMode::TwoWay => PrivacyWish::Follow,
            // A sender applies nothing. What is left out is not agreed on, so it is applied here once the role changes.
            SyncMode::SendOnly => PrivacyWish::Stay,
            // What was changed here stays here, and is sent to the hub once the role changes.
            SyncMode::ReceiveOnly if was_changed_here && agreed == there || is_unstated => PrivacyWish::Stay,
            SyncMode::ReceiveOnly => PrivacyWish::Follow,
        }
    }

    /// Returns true if the directory's privacy was changed here since it was last agreed on.
    pub fn is_privacy_changed_here(&self) -> bool {
        self.privacy.here.is_some() && yes(self.privacy.here) != yes(self.privacy.agreed)
    }

    /// Makes the hub's statement both the agreed value and the value here.
    pub fn agree_on_privacy(&mut self) {
        let remote = self.remote_privacy();
        self.privacy = PrivacyHere { agreed: remote, here: remote };
    }

    /// Returns true if the path is the same here and at the hub, whatever the base is.
    pub fn agrees(&self) -> bool {
        let is_same = self.local.entry() == Some(&self.remote.entry);
        is_same && (!self.remote.entry.is_directory() || yes(self.privacy.here) == yes(self.remote_privacy()))
    }

    /// Returns true if the privacy of a directory that exists here and at the hub is the same on all three sides.
    pub(crate) fn is_privacy_settled(&self) -> bool {
        let there = yes(self.remote_privacy());
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
