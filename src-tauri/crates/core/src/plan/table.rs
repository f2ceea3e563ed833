//! What one path needs by itself: the table over base, local and remote, for each role.
//!
//! Invariant: nothing here looks at another path. `tree` decides what the directories above and the
//! content of a directory allow.

use crate::entry::Entry;
use crate::message::Action;
use crate::privacy::PrivacyWish;
use crate::replica_store::{Row, SyncMode};

/// Why the two sides of a path differ and stay different: nothing is left to do, because of this machine's role for the
/// folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// Changes by others are not applied here: this machine only sends.
    NotApplied,
    /// Changes made here are not sent: this machine only receives, or may only read.
    NotSent,
}

impl LeftOut {
    /// Returns what a role leaves out.
    pub fn by(sync_mode: SyncMode) -> Option<Self> {
        match sync_mode {
            SyncMode::TwoWay => None,
            SyncMode::SendOnly => Some(LeftOut::NotApplied),
            SyncMode::ReceiveOnly => Some(LeftOut::NotSent),
        }
    }

    /// Returns the kind of change that is left out, seen from the side that does not get it; `None` if the local state
    /// is unknown.
    pub fn change(self, row: &Row) -> Option<Action> {
        let local = row.local.entry()?;
        let (from, to) = match self {
            LeftOut::NotApplied => (local, &row.remote.entry),
            LeftOut::NotSent => (&row.remote.entry, local),
        };
        Some(match (from.is_live(), to.is_live()) {
            (false, _) => Action::Added,
            (true, true) => Action::Changed,
            (true, false) => Action::Deleted,
        })
    }
}

/// Returns why a path, by itself, stays different because of the role, if it does.
pub fn left_out_alone(row: &Row, sync_mode: SyncMode) -> Option<LeftOut> {
    let left_out = LeftOut::by(sync_mode)?;
    let local = row.local.entry().filter(|_| !row.agrees())?;
    (wish(row, local, sync_mode, || false) == Wish::Stay).then_some(left_out)
}

/// Does the same for a send-only machine that may not write: every difference stays.
pub fn left_out_entirely(row: &Row) -> Option<LeftOut> {
    let local = row.local.entry().filter(|_| !row.agrees())?;
    let is_changed_here = match *local == row.remote.entry {
        true => row.is_privacy_changed_here(),
        false => *local != row.base.entry,
    };
    Some(if is_changed_here { LeftOut::NotSent } else { LeftOut::NotApplied })
}

/// What a path needs by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing differs, or the difference stays.
    Stay,
    /// Both sides are the same, but base is not yet.
    Agree,
    /// The local side takes the hub's state.
    Follow,
    /// The hub takes the local state.
    Offer,
    /// Offer or conflict, once it is known that the local state was not accepted earlier.
    Probe,
    /// Both sides have something new: the hub's keeps the name, the local leaf becomes a copy.
    KeepLocal,
    /// Both sides have something new: the local directory keeps the name, the hub's leaf becomes a copy.
    KeepRemote,
}

/// Returns what a row whose local state is `local` needs. Calls `was_probed` only if all three sides differ and local
/// content would be offered or renamed.
pub(super) fn wish(row: &Row, local: &Entry, sync_mode: SyncMode, was_probed: impl FnOnce() -> bool) -> Wish {
    let (base, remote) = (&row.base.entry, &row.remote.entry);
    if local == remote {
        let settled = base == remote && row.base.seq == row.remote.seq;
        if !settled {
            return Wish::Agree;
        }
        // The entries are the same, but their privacy may differ.
        return match row.privacy_wish(sync_mode) {
            _ if !local.is_directory() => Wish::Stay,
            PrivacyWish::Stay => Wish::Stay,
            PrivacyWish::Agree => Wish::Agree,
            PrivacyWish::Offer => Wish::Offer,
            PrivacyWish::Follow => Wish::Follow,
        };
    }
    match sync_mode {
        SyncMode::TwoWay => {
            // At the same seq they differ only if the hub's entry says more than was offered: there was no change in
            // between.
            let is_unchanged = remote == base || row.base.seq == row.remote.seq;
            two_way(base, local, remote, is_unchanged, was_probed)
        }
        SyncMode::SendOnly => send_only(base, local),
        SyncMode::ReceiveOnly => receive_only(base, local, remote),
    }
}

/// Returns true if two states have the same content: they are equal, or files that differ in the
/// executable bit only. Content decides between two sides; a bit alone never wins against content
/// and never causes a conflict.
pub(super) fn same_content(a: &Entry, b: &Entry) -> bool {
    match (a, b) {
        (Entry::File(a), Entry::File(b)) => a.digest == b.digest,
        _ => a == b,
    }
}

fn two_way(base: &Entry, local: &Entry, remote: &Entry, is_unchanged: bool, was_probed: impl FnOnce() -> bool) -> Wish {
    if local == base {
        return Wish::Follow;
    }
    if is_unchanged {
        return Wish::Offer;
    }
    // From here on all three sides differ. The side without new content yields to new content, or to a deletion.
    if same_content(local, base) || same_content(local, remote) {
        return Wish::Follow;
    }
    if local.is_absent() {
        return if same_content(remote, base) { Wish::Offer } else { Wish::Follow };
    }
    // The acknowledgement may have been lost: then `remote` came after the local state and replaces it.
    if !was_probed() {
        return Wish::Probe;
    }
    if remote.is_absent() || same_content(remote, base) {
        return Wish::Offer;
    }
    if local.is_directory() { Wish::KeepRemote } else { Wish::KeepLocal }
}

/// Each change made here is offered once, whatever others made of the path: their states remain versions at the hub.
/// What others make of the path after that stays at the hub, so two senders come to rest.
fn send_only(base: &Entry, local: &Entry) -> Wish {
    if local == base { Wish::Stay } else { Wish::Offer }
}

/// Only new content at the hub changes anything here; a deletion at the hub removes what is
/// unchanged here. There is no probe, since nothing is ever offered.
fn receive_only(base: &Entry, local: &Entry, remote: &Entry) -> Wish {
    if local == base {
        return Wish::Follow;
    }
    if remote == base {
        return Wish::Stay;
    }
    if same_content(local, base) || same_content(local, remote) {
        return Wish::Follow;
    }
    if remote.is_absent() || same_content(remote, base) {
        return Wish::Stay;
    }
    match local {
        Entry::Absent => Wish::Follow,
        Entry::Directory => Wish::KeepRemote,
        Entry::File(_) | Entry::Symlink(_) => Wish::KeepLocal,
    }
}
