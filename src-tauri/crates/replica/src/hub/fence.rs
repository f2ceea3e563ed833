//! Waiting until everything of one moment is settled: what was changed on this disk before the question is at the hub,
//! and what the hub held then is here. It ends also while others go on writing. Conflicts do not block it; what only a
//! person can clear is said at once.
//!
//! A fence is first the disk's (every hint from before has been given, and looked at), then the hub's (an answer to a
//! question from now on names all that it holds), and then a list of the paths that are unsettled at that moment, each
//! of which goes when it has been the same on both sides once.

use std::collections::BTreeMap;

use syncit_core::replica_store::{ReplicaStore, Row, StoreResult};
use syncit_core::{RelPath, Seq};

use crate::disk::Disk;
use crate::event::{Effect, Hold};
use crate::replica::Replica;

/// How long the watcher's cookie is waited for before a full scan takes its place, in milliseconds.
const COOKIE: u64 = 2_000;
const PAGE: usize = 4_096;

#[derive(Debug)]
pub(crate) struct Fence {
    pub token: u64,
    disk: DiskPart,
    /// The question for news whose answer ends the hub's part; none if it is not asked yet.
    news: Option<u64>,
    /// The paths that were unsettled when both parts were done; none before that.
    unsettled: Option<BTreeMap<RelPath, Unsettled>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DiskPart {
    /// The cookie has not come by; from this tick on it is given up.
    Cookie(u64),
    /// A full scan was begun in its place.
    Scanning,
    /// Every hint has been given; what they speak of is being looked at.
    Looking,
    /// Everything of before has been looked at.
    Done,
}

/// A path as it was when a fence began to wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unsettled {
    base: Seq,
    remote: Seq,
    /// Nothing may be written of it once it is quiet, so it is asked about then.
    is_being_written: bool,
}

impl Unsettled {
    fn of(row: &Row) -> Self {
        Unsettled { base: row.base.seq, remote: row.remote.seq, is_being_written: false }
    }

    /// Returns true if the path has been the same on both sides since: it is so now, or what both agreed on has moved to
    /// what the hub held then, or beyond.
    fn is_settled_by(self, row: &Row) -> bool {
        let is_same = row.is_alike();
        let has_moved = row.base.seq > self.base && row.base.seq >= self.remote;
        is_same || has_moved || !row.is_pending()
    }
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(crate) fn begin_fence(&mut self, token: u64) {
        let disk = DiskPart::Cookie(self.now.ticks + COOKIE);
        self.fences.push(Fence { token, disk, news: None, unsettled: None });
        self.effects.push(Effect::Cookie(token));
    }

    pub(crate) fn cookie_seen(&mut self, token: u64) {
        for fence in self.fences.iter_mut().filter(|fence| fence.token == token) {
            fence.disk = DiskPart::Looking;
        }
    }

    pub(crate) fn fences_disconnected(&mut self) {
        for fence in &mut self.fences {
            fence.news = None;
            fence.unsettled = None;
        }
    }

    /// A row is about to be written: fences that wait for its path look at it.
    pub(crate) fn note_for_fences(&mut self, row: &Row) {
        for unsettled in self.fences.iter_mut().filter_map(|fence| fence.unsettled.as_mut()) {
            if unsettled.get(&row.path).is_some_and(|then| then.is_settled_by(row)) {
                unsettled.remove(&row.path);
            }
        }
    }

    /// Content that a fence waits for has another name now.
    pub(crate) fn fences_follow(&mut self, from: &RelPath, to: &RelPath) {
        for unsettled in self.fences.iter_mut().filter_map(|fence| fence.unsettled.as_mut()) {
            if unsettled.contains_key(from) {
                unsettled.insert(to.clone(), Unsettled { base: Seq(0), remote: Seq(0), is_being_written: false });
            }
        }
    }

    pub(crate) fn fence_wake(&self) -> Option<u64> {
        let given_up = self.fences.iter().filter_map(|fence| match fence.disk {
            DiskPart::Cookie(until) => Some(until),
            _ => None,
        });
        given_up.min()
    }

    pub(crate) fn run_fences(&mut self) -> StoreResult<()> {
        if self.fences.is_empty() {
            return Ok(());
        }
        if self.move_fences_on() {
            self.rescan()?;
        }
        if let Some(hold) = self.told_root_hold() {
            // Hints that are still to come may say where the files went.
            let may_be_over = *hold == Hold::Emptied;
            let is_sure = |fence: &Fence| !may_be_over || matches!(fence.disk, DiskPart::Looking | DiskPart::Done);
            let reason = "the folder is held for safety".to_owned();
            self.end_fences(is_sure, &[(None, reason)]);
            return Ok(());
        }
        self.list_unsettled()?;
        self.ask_about_the_quiet()?;
        if self.fences.iter().all(|fence| fence.unsettled.is_none()) {
            return Ok(());
        }
        let in_the_way = self.in_the_way()?;
        // Nothing will move by itself: then whoever waits is told what is in the way.
        let is_stuck = !in_the_way.is_empty() && self.is_at_rest();
        let is_over = |fence: &Fence| fence.unsettled.as_ref().is_some_and(|left| left.is_empty() || is_stuck);
        self.end_fences(is_over, &in_the_way);
        Ok(())
    }

    /// Moves the disk's part of each fence on, and asks the hub; says whether a full scan is to take a cookie's place.
    fn move_fences_on(&mut self) -> bool {
        let now = self.now.ticks;
        let is_looking = self.scan.is_at_work();
        let mut scan = false;
        for fence in &mut self.fences {
            match fence.disk {
                DiskPart::Cookie(until) if now >= until => {
                    fence.disk = DiskPart::Scanning;
                    scan = true;
                }
                DiskPart::Scanning | DiskPart::Looking if !is_looking => fence.disk = DiskPart::Done,
                _ => {}
            }
            if fence.news.is_none() && self.hub.is_attached() {
                // The answer to a question from now on says all that the hub holds now.
                fence.news = Some(self.hub.questions + 1);
                self.hub.ask_anyway = true;
            }
        }
        scan
    }

    /// Has each fence that knows of everything list what is unsettled at this moment.
    fn list_unsettled(&mut self) -> StoreResult<()> {
        let answered = self.hub.answered;
        let is_known = self.link.scanned && self.hub.is_caught_up_once() && self.root.hold.is_none();
        let is_ready = |fence: &Fence| {
            is_known && fence.disk == DiskPart::Done && fence.news.is_some_and(|question| answered >= question)
        };
        if !self.fences.iter().any(|fence| fence.unsettled.is_none() && is_ready(fence)) {
            return Ok(());
        }
        let unsettled = self.unsettled()?;
        for fence in self.fences.iter_mut().filter(|fence| fence.unsettled.is_none() && is_ready(fence)) {
            fence.unsettled = Some(unsettled.clone());
        }
        Ok(())
    }

    /// What was being written and is quiet now may be what it was before.
    fn ask_about_the_quiet(&mut self) -> StoreResult<()> {
        let mut fences = std::mem::take(&mut self.fences);
        for unsettled in fences.iter_mut().filter_map(|fence| fence.unsettled.as_mut()) {
            let written: Vec<RelPath> =
                unsettled.iter().filter(|(_, then)| then.is_being_written).map(|(path, _)| path.clone()).collect();
            for path in written.into_iter().filter(|path| !self.scan.is_being_written_at(path)) {
                let row = self.row(&path)?;
                if row.is_pending() && !row.is_alike() {
                    unsettled.entry(path).and_modify(|then| then.is_being_written = false);
                } else {
                    unsettled.remove(&path);
                }
            }
        }
        self.fences = fences;
        Ok(())
    }

    /// Every path that is not the same here and at the hub, and should be; what is being written included.
    fn unsettled(&self) -> StoreResult<BTreeMap<RelPath, Unsettled>> {
        let mut unsettled = BTreeMap::new();
        for path in self.scan.being_written() {
            let then = Unsettled { is_being_written: true, ..Unsettled::of(&self.row(path)?) };
            unsettled.insert(path.clone(), then);
        }
        let mut after = None;
        loop {
            let page = self.store.pending(after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            let open = page
                .into_iter()
                .filter(|row| !row.is_alike() && !self.is_left_out(&row.path) && !self.work.holds.contains(&row.path));
            for row in open {
                unsettled.entry(row.path.clone()).or_insert_with(|| Unsettled::of(&row));
            }
            if is_last {
                return Ok(unsettled);
            }
        }
    }

    /// Returns true if nothing is under way, neither here nor to the hub or from it.
    fn is_at_rest(&self) -> bool {
        let is_looking = self.scan.is_at_work() || self.scan.is_waiting_for_quiet();
        !is_looking && self.pull.is_idle() && self.work.is_settled() && !self.hub.is_behind(&self.link)
    }

    fn end_fences(&mut self, is_over: impl Fn(&Fence) -> bool, in_the_way: &[(Option<RelPath>, String)]) {
        let (over, waiting): (Vec<Fence>, Vec<Fence>) = std::mem::take(&mut self.fences).into_iter().partition(is_over);
        self.fences = waiting;
        for Fence { token, .. } in over {
            self.effects.push(match in_the_way.is_empty() {
                true => Effect::Fenced(token),
                false => Effect::Blocked { token, in_the_way: in_the_way.to_vec() },
            });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use syncit_core::Entry;
    use syncit_core::replica_store::{Base, Local, Told, Unknown};

    use super::*;

    /// A row by letters: what is here, agreed, and at the hub, with the seqs of the latter two.
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
            remote: Told { entry: entry(remote.0), seq: Seq(remote.1), ..Told::default() },
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
        let told = || row("a", ("a", 1), ("b", 3));
        check(told(), row("a", ("a", 1), ("c", 4)), false);
        check(told(), row("b", ("b", 3), ("b", 3)), true);
        // Placed, and the hub has a newer one by now.
        check(told(), row("b", ("b", 3), ("c", 4)), true);
        // What both agreed on has moved, but not to what the hub held then.
        check(told(), row("b", ("b", 2), ("c", 4)), false);
        check(row("?", ("a", 1), ("a", 1)), row("a", ("a", 1), ("a", 1)), true);
        check(row("?", ("a", 1), ("a", 1)), row("b", ("a", 1), ("a", 1)), false);
    }
}
