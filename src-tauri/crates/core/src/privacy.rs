//! Whether a directory is for its owner alone: an attribute beside the directory's entry, with an order of its own.
//!
//! It is no part of the entry, because a directory that is offered again must make no new entry of the journal
//! (docs/reconcile.md, "Any prefix of the heads is a whole tree"). The hub keeps the last thing that was said of each
//! directory with the seq that it took, and tells it beside the entry. Between two sides there are only yes and no, so
//! they never conflict: what one side changed since both agreed is what the other side gets.

mod said;

use crate::replica_store::{Role, Row};

pub use said::{Privacy, PrivacyHere};

/// What is to be done about the privacy of a directory that is here and at the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivacyWish {
    /// Nothing, or what differs stays so because of this machine's role.
    Stay,
    /// What the hub says counts as agreed.
    Agree,
    /// What is so here goes to the hub.
    Offer,
    /// What the hub says comes here.
    Follow,
}

fn yes(said: Option<bool>) -> bool {
    said == Some(true)
}

impl Row {
    /// What the hub says of the directory's privacy; none if it says nothing.
    pub fn privacy_told(&self) -> Option<bool> {
        self.remote.privacy.map(|privacy| privacy.private)
    }

    /// What the privacy of a directory asks for that is one here and at the hub. Nothing is never offered for itself and
    /// opens nothing: only a directory that was said to be open is opened.
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
            // It applies nothing. What is left out is not agreed to: with another role it comes here.
            Role::SendOnly => PrivacyWish::Stay,
            // What was changed here stays here, and goes to the hub with another role.
            Role::ReceiveOnly if was_changed_here && agreed == there || is_untold => PrivacyWish::Stay,
            Role::ReceiveOnly => PrivacyWish::Follow,
        }
    }

    /// Returns true if the directory's privacy was changed here since it was last agreed on.
    pub fn is_privacy_changed_here(&self) -> bool {
        self.privacy.here.is_some() && yes(self.privacy.here) != yes(self.privacy.agreed)
    }

    /// Takes what the hub says as agreed; what is here counts as that, too.
    pub fn agree_on_privacy(&mut self) {
        let told = self.privacy_told();
        self.privacy = PrivacyHere { agreed: told, here: told };
    }

    /// Says whether the path is the same here and at the hub, whatever was agreed on.
    pub fn is_alike(&self) -> bool {
        let is_same = self.local.entry() == Some(&self.remote.entry);
        is_same && (!self.remote.entry.is_directory() || yes(self.privacy.here) == yes(self.privacy_told()))
    }

    /// Says whether the privacy of a directory that is here and at the hub is settled on all three sides.
    pub(crate) fn is_privacy_settled(&self) -> bool {
        let there = yes(self.privacy_told());
        !self.remote.entry.is_directory() || yes(self.privacy.here) == there && yes(self.privacy.agreed) == there
    }

    /// Forgets what was known of the privacy of a directory that is none any more.
    pub fn tidy_privacy(&mut self) {
        if !self.base.entry.is_directory() {
            self.privacy.agreed = None;
        }
        if !self.local.entry().is_some_and(crate::Entry::is_directory) {
            self.privacy.here = None;
        }
    }
}
