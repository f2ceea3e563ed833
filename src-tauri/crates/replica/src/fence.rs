//! Waiting until everything is settled: what was changed on this disk before the question is at the hub,
//! and what the hub held is here. Conflicts do not block it; what only a person can clear is said at once.

use syncit_core::RelPath;
use syncit_core::replica_store::ReplicaStore;
use syncit_core::replica_store::StoreResult;

use crate::disk::Disk;
use crate::replica::Replica;
use crate::step::{Effect, Hold};
use crate::work::Origin;

/// How long the watcher's cookie is waited for before a full scan takes its place, in milliseconds.
const COOKIE: u64 = 2_000;

#[derive(Debug)]
pub(crate) struct Fence {
    pub token: u64,
    disk: DiskPart,
    /// The question for news whose answer ends the hub's part; none if it is not asked yet.
    news: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DiskPart {
    /// The cookie has not come by; from this tick on it is given up.
    Cookie(u64),
    /// A full scan was begun in its place.
    Scanning,
    /// Every hint has been given.
    Done,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(crate) fn begin_fence(&mut self, token: u64) {
        let disk = DiskPart::Cookie(self.now.ticks + COOKIE);
        self.fences.push(Fence { token, disk, news: None });
        self.effects.push(Effect::Cookie(token));
    }

    pub(crate) fn cookie_seen(&mut self, token: u64) {
        for fence in self.fences.iter_mut().filter(|fence| fence.token == token) {
            fence.disk = DiskPart::Done;
        }
    }

    pub(crate) fn fences_disconnected(&mut self) {
        for fence in &mut self.fences {
            fence.news = None;
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
        let now = self.now.ticks;
        let mut scan = false;
        for fence in &mut self.fences {
            if matches!(fence.disk, DiskPart::Cookie(until) if now >= until) {
                fence.disk = DiskPart::Scanning;
                scan = true;
            } else if fence.disk == DiskPart::Scanning && !self.scan.is_at_work() {
                fence.disk = DiskPart::Done;
            }
            if fence.news.is_none() && self.hub.is_attached() {
                // The answer to a question from now on says all that the hub holds now.
                fence.news = Some(self.hub.questions + 1);
                self.hub.ask_anyway = true;
            }
        }
        if scan {
            self.rescan();
        }
        if let Some(hold) = self.told_root_hold() {
            // Hints that are still to come may say where the files went.
            let may_be_over = *hold == Hold::Emptied;
            let is_sure = |fence: &Fence| !may_be_over || fence.disk == DiskPart::Done;
            let reason = "the folder is held for safety".to_owned();
            return self.end_fences(is_sure, vec![(None, reason)]);
        }
        let is_quiet = !self.scan.is_at_work() && !self.scan.is_waiting_for_quiet() && self.pull.is_idle();
        if !is_quiet || !self.work.is_settled() || self.hub.is_behind(&self.link) {
            return Ok(());
        }
        let answered = self.hub.answered;
        let may = self.link.scanned && self.hub.is_caught_up_once();
        let blocking = self.work.problems.values().filter(|it| !matches!(it.origin, Origin::Aside | Origin::Rules));
        let mut in_the_way: Vec<_> = blocking.map(|it| (it.problem.path.clone(), it.problem.message.clone())).collect();
        let held = self.work.holds.len();
        if held > 0 {
            in_the_way.push((None, format!("{held} deletions are held back until a person decides")));
        }
        let is_reached = |fence: &Fence| {
            may && fence.disk == DiskPart::Done && fence.news.is_some_and(|question| answered >= question)
        };
        self.end_fences(is_reached, in_the_way)
    }

    fn end_fences(
        &mut self,
        is_reached: impl Fn(&Fence) -> bool,
        in_the_way: Vec<(Option<RelPath>, String)>,
    ) -> StoreResult<()> {
        let (reached, waiting) = std::mem::take(&mut self.fences).into_iter().partition(is_reached);
        self.fences = waiting;
        let reached: Vec<Fence> = reached;
        for Fence { token, .. } in reached {
            self.effects.push(match in_the_way.is_empty() {
                true => Effect::Fenced(token),
                false => Effect::Blocked { token, in_the_way: in_the_way.clone() },
            });
        }
        Ok(())
    }
}
