//! What one path alone asks for: the table over base, local and remote, for each role.
//!
//! Invariant: nothing here looks at another path. `tree` decides what a directory's content and
//! the directories above allow of it.

use crate::entry::Entry;
use crate::message::Action;
use crate::privacy::PrivacyWish;
use crate::replica_store::{Role, Row};

/// Why the two sides of a path differ and stay so: not because something is still to be done, but because of what this
/// machine does with the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// What others changed is not applied here: this machine only sends.
    NotApplied,
    /// What was changed here is not sent: this machine only receives, or may only read.
    NotSent,
}

impl LeftOut {
    /// What a role leaves out.
    pub fn by(role: Role) -> Option<Self> {
        match role {
            Role::TwoWay => None,
            Role::SendOnly => Some(LeftOut::NotApplied),
            Role::ReceiveOnly => Some(LeftOut::NotSent),
        }
    }

    /// What the change is that is left out, for the side that does not get it; none if nothing is known to be here.
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

/// Returns true if a path, seen alone, stays as it differs because of the role.
pub fn left_out_alone(row: &Row, role: Role) -> Option<LeftOut> {
    let left_out = LeftOut::by(role)?;
    let local = row.local.entry().filter(|_| !row.is_alike())?;
    (wish(row, local, role, || false) == Wish::Stay).then_some(left_out)
}

/// Says the same of a machine that only sends and may not: whatever differs stays.
pub fn left_out_entirely(row: &Row) -> Option<LeftOut> {
    let local = row.local.entry().filter(|_| !row.is_alike())?;
    let is_changed_here = match *local == row.remote.entry {
        true => row.is_privacy_changed_here(),
        false => *local != row.base.entry,
    };
    Some(if is_changed_here { LeftOut::NotSent } else { LeftOut::NotApplied })
}

/// What a path would like, seen alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing differs, or what differs stays as it is.
    Stay,
    /// Both sides are the same and base is not yet.
    Agree,
    /// The hub's state comes here.
    Follow,
    /// The local state goes to the hub.
    Offer,
    /// The same, or a conflict, once it is known that the local state was not accepted before.
    Probe,
    /// Both have something new: the hub's takes the name, the local leaf becomes a copy.
    KeepLocal,
    /// Both have something new: the local directory keeps the name, the hub's leaf becomes a copy.
    KeepRemote,
}

/// Says what a row whose local state is `local` asks for. `was_probed` is asked only where all three
/// differ and something local would be offered or put aside.
pub(super) fn wish(row: &Row, local: &Entry, role: Role, was_probed: impl FnOnce() -> bool) -> Wish {
    let (base, remote) = (&row.base.entry, &row.remote.entry);
    if local == remote {
        let settled = base == remote && row.base.seq == row.remote.seq;
        if !settled {
            return Wish::Agree;
        }
        // They are the same, and their privacy may not be.
        return match row.privacy_wish(role) {
            _ if !local.is_directory() => Wish::Stay,
            PrivacyWish::Stay => Wish::Stay,
            PrivacyWish::Agree => Wish::Agree,
            PrivacyWish::Offer => Wish::Offer,
            PrivacyWish::Follow => Wish::Follow,
        };
    }
    match role {
        Role::TwoWay => {
            // At one seq they differ only if the hub says more of it than was offered: nothing came between.
            let is_unchanged = remote == base || row.base.seq == row.remote.seq;
            two_way(base, local, remote, is_unchanged, was_probed)
        }
        Role::SendOnly => send_only(base, local),
        Role::ReceiveOnly => receive_only(base, local, remote),
    }
}

/// Returns true if two states hold the same content: equal, or files that differ in the executable
/// bit only. Content decides between two sides; a bit alone never wins against content, and
/// never makes a conflict.
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
    // From here all three differ. What holds no new content gives way: to new content, or to a deletion.
    if same_content(local, base) || same_content(local, remote) {
        return Wish::Follow;
    }
    if local.is_absent() {
        return if same_content(remote, base) { Wish::Offer } else { Wish::Follow };
    }
    // An acknowledgement may have been lost: then `remote` came after the local state and replaces it.
    if !was_probed() {
        return Wish::Probe;
    }
    if remote.is_absent() || same_content(remote, base) {
        return Wish::Offer;
    }
    if local.is_directory() { Wish::KeepRemote } else { Wish::KeepLocal }
}

/// Each change made here is offered once, whatever the others made of the path: their states remain versions
/// at the hub. What they make of it after that stays theirs, so that two senders come to rest.
fn send_only(base: &Entry, local: &Entry) -> Wish {
    if local == base { Wish::Stay } else { Wish::Offer }
}

/// Only new content at the hub moves anything here; a deletion at the hub takes what is unchanged
/// here. There is no probe, since nothing is ever offered.
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
