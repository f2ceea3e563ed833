//! What a fence waits for: the disk's part, the hub's part, and then the paths that were unsettled.

use std::collections::BTreeMap;

use syncit_core::replica_store::Row;
use syncit_core::{RelPath, Seq};

/// How long to wait for the watcher's cookie before a full scan replaces it, in milliseconds.
const COOKIE: u64 = 2_000;

/// A request to wait until everything of one moment is settled.
#[derive(Debug)]
pub(crate) struct Fence {
    pub token: u64,
    pub(super) disk: DiskPart,
    /// The number of the question for news whose answer ends the hub's part; none if it is not asked yet.
    pub(super) news: Option<u64>,
    /// The paths that were unsettled when both parts were done; none before that.
    pub(super) unsettled: Option<BTreeMap<RelPath, Unsettled>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DiskPart {
    /// The cookie has not been seen; the fence stops waiting for it at this tick.
    Cookie(u64),
    /// A full scan was begun in its place.
    Scanning,
    /// Every hint has been delivered, and the hinted paths are being rescanned.
    Looking,
    /// All earlier changes have been scanned.
    Done,
}

/// A path as it was when a fence began to wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unsettled {
    pub(super) base: Seq,
    pub(super) remote: Seq,
    /// Nothing may be written to its row once it is quiet, so it is checked then.
    pub(super) is_being_written: bool,
}

impl Unsettled {
    pub(super) fn of(row: &Row) -> Self {
        Unsettled { base: row.base.seq, remote: row.remote.seq, is_being_written: false }
    }

    /// Returns true if the path has been the same on both sides since: it is so now, or the base has moved to what the hub
    /// held then, or beyond.
    pub(super) fn is_settled_by(self, row: &Row) -> bool {
        let is_same = row.agrees();
        let has_moved = row.base.seq > self.base && row.base.seq >= self.remote;
        is_same || has_moved || !row.is_pending()
    }
}

/// All fences that are being waited for.
#[derive(Debug, Default)]
pub(crate) struct Fences(pub(super) Vec<Fence>);

impl Fences {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a fence, which waits for the watcher's cookie from this tick on.
    pub(super) fn begin(&mut self, token: u64, now: u64) {
        self.0.push(Fence { token, disk: DiskPart::Cookie(now + COOKIE), news: None, unsettled: None });
    }

    /// Forgets a fence that nobody waits for any more.
    pub fn forget(&mut self, token: u64) {
        self.0.retain(|fence| fence.token != token);
    }

    /// Notes that the watcher saw a cookie: every earlier hint has been delivered.
    pub fn cookie_seen(&mut self, token: u64) {
        for fence in self.0.iter_mut().filter(|fence| fence.token == token) {
            fence.disk = DiskPart::Looking;
        }
    }

    /// Notes that the connection is lost: the hub's answers will not come.
    pub fn disconnected(&mut self) {
        for fence in &mut self.0 {
            fence.news = None;
            fence.unsettled = None;
        }
    }

    /// Updates the fences that wait for the path of a row that is about to be written.
    pub fn note(&mut self, row: &Row) {
        for unsettled in self.0.iter_mut().filter_map(|fence| fence.unsettled.as_mut()) {
            if unsettled.get(&row.path).is_some_and(|then| then.is_settled_by(row)) {
                unsettled.remove(&row.path);
            }
        }
    }

    /// Notes that content that a fence waits for was renamed.
    pub fn follow(&mut self, from: &RelPath, to: &RelPath) {
        for unsettled in self.0.iter_mut().filter_map(|fence| fence.unsettled.as_mut()) {
            if unsettled.contains_key(from) {
                unsettled.insert(to.clone(), Unsettled { base: Seq(0), remote: Seq(0), is_being_written: false });
            }
        }
    }

    /// Returns when the first cookie times out.
    pub fn wake(&self) -> Option<u64> {
        let given_up = self.0.iter().filter_map(|fence| match fence.disk {
            DiskPart::Cookie(until) => Some(until),
            _ => None,
        });
        given_up.min()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_core::Entry;
    use syncit_core::replica_store::{Base, Local, Remote, Unknown};

    use super::*;

    /// Builds a row from letters: what is here, agreed on, and at the hub, with the seqs of the latter two.
    fn row(here: &str, base: (&str, u64), remote: (&str, u64)) -> Row {
        let entry = |text: &str| match text {
            "-" => Entry::Absent,
            text => Entry::Symlink(text.into()),
        };
        let local = match here {
            "?" => Local::Unknown(Unknown::Busy),
            text => Local::Known { entry: entry(text), stamp: None },
        };
        Row {
            local,
            base: Base { entry: entry(base.0), seq: Seq(base.1) },
            remote: Remote { entry: entry(remote.0), seq: Seq(remote.1), ..Remote::default() },
            ..Row::new(RelPath::new("x").unwrap())
        }
    }

    #[track_caller]
    fn check(then: Row, now: Row, expected: bool) {
        assert_eq!(Unsettled::of(&then).is_settled_by(&now), expected, "{then:?}\n{now:?}");
    }

    #[test]
    fn a_path_is_settled_once_it_was_the_same_on_both_sides() {
        let edited = || row("b", ("a", 1), ("a", 1));
        check(edited(), edited(), false);
        // Accepted by the hub, durable here only later.
        check(edited(), row("b", ("a", 1), ("b", 2)), true);
        // Accepted, and edited once more since.
        check(edited(), row("c", ("b", 2), ("b", 2)), true);
        // Edited once more before it was accepted.
        check(edited(), row("c", ("a", 1), ("a", 1)), false);
        let pending = || row("a", ("a", 1), ("b", 3));
        check(pending(), row("a", ("a", 1), ("c", 4)), false);
        check(pending(), row("b", ("b", 3), ("b", 3)), true);
        // Placed, and the hub has a newer one by now.
        check(pending(), row("b", ("b", 3), ("c", 4)), true);
        // What both agreed on has moved, but not to what the hub held then.
        check(pending(), row("b", ("b", 2), ("c", 4)), false);
        check(row("?", ("a", 1), ("a", 1)), row("a", ("a", 1), ("a", 1)), true);
        check(row("?", ("a", 1), ("a", 1)), row("b", ("a", 1), ("a", 1)), false);
    }
}
