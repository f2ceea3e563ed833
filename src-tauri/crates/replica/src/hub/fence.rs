//! Waiting until everything of one moment is settled: every earlier change of this disk is at the hub, and everything that
//! the hub held then is here. A fence also ends while others keep writing. Conflicts do not block it; what only a person
//! can clear is reported at once.
//!
//! A fence waits first for the disk (every earlier hint has been delivered and rescanned), then for the hub (the answer to
//! a question asked from now on names all that it holds), and then for a list of the paths that are unsettled at that
//! moment. A path is removed from the list when it has been the same on both sides once.

use std::collections::BTreeMap;

use syncit_core::Reason;
use syncit_core::RelPath;
use syncit_core::replica_store::{ReplicaStore, StoreResult};

use crate::disk::Disk;
use crate::event::{Effect, Hold};
use crate::hub::waiting::{DiskPart, Fence, Unsettled};
use crate::reasons::Trouble;
use crate::replica::Replica;

const PAGE: usize = 4_096;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(crate) fn begin_fence(&mut self, token: u64) {
        self.fences.begin(token, self.now.ticks);
        self.effects.push(Effect::Cookie(token));
    }

    pub(crate) fn run_fences(&mut self) -> StoreResult<()> {
        if self.fences.is_empty() {
            return Ok(());
        }
        if self.move_fences_on() {
            self.rescan()?;
        }
        if let Some(hold) = self.shown_root_hold() {
            // Hints that are still to come may say where the files went.
            let may_be_over = *hold == Hold::Emptied;
            let is_sure = |fence: &Fence| !may_be_over || matches!(fence.disk, DiskPart::Looking | DiskPart::Done);
            self.end_fences(is_sure, &[(None, Trouble::Held.into())]);
            return Ok(());
        }
        self.list_unsettled()?;
        self.ask_about_the_quiet()?;
        if self.fences.0.iter().all(|fence| fence.unsettled.is_none()) {
            return Ok(());
        }
        let in_the_way = self.in_the_way()?;
        // Nothing will change by itself: report to everybody who waits what blocks the fence.
        let is_stuck = !in_the_way.is_empty() && self.is_at_rest();
        let is_over = |fence: &Fence| fence.unsettled.as_ref().is_some_and(|left| left.is_empty() || is_stuck);
        self.end_fences(is_over, &in_the_way);
        Ok(())
    }

    /// Advances the disk's part of each fence, and asks the hub. Returns true if a full scan has to replace a cookie.
    fn move_fences_on(&mut self) -> bool {
        let now = self.now.ticks;
        let is_looking = self.scan.is_at_work() || self.scan.may_rules_change();
        let mut scan = false;
        for fence in &mut self.fences.0 {
            match fence.disk {
                DiskPart::Cookie(until) if now >= until => {
                    fence.disk = DiskPart::Scanning;
                    scan = true;
                }
                DiskPart::Scanning | DiskPart::Looking if !is_looking => fence.disk = DiskPart::Done,
                _ => {}
            }
            if fence.news.is_none() && self.hub.is_attached() {
                // The answer to a question asked from now on names all that the hub holds now.
                fence.news = Some(self.hub.questions + 1);
                self.hub.ask_anyway = true;
            }
        }
        scan
    }

    /// Makes each fence whose two parts are done list what is unsettled at this moment.
    fn list_unsettled(&mut self) -> StoreResult<()> {
        let answered = self.hub.answered;
        let is_known = self.link.scanned && self.hub.is_caught_up_once() && self.root.hold.is_none();
        let is_ready = |fence: &Fence| {
            is_known && fence.disk == DiskPart::Done && fence.news.is_some_and(|question| answered >= question)
        };
        if !self.fences.0.iter().any(|fence| fence.unsettled.is_none() && is_ready(fence)) {
            return Ok(());
        }
        let unsettled = self.unsettled()?;
        for fence in self.fences.0.iter_mut().filter(|fence| fence.unsettled.is_none() && is_ready(fence)) {
            fence.unsettled = Some(unsettled.clone());
        }
        Ok(())
    }

    /// Rechecks files that were being written and are quiet now: they may be what they were before.
    fn ask_about_the_quiet(&mut self) -> StoreResult<()> {
        let mut fences = std::mem::take(&mut self.fences.0);
        for unsettled in fences.iter_mut().filter_map(|fence| fence.unsettled.as_mut()) {
            let written: Vec<RelPath> =
                unsettled.iter().filter(|(_, then)| then.is_being_written).map(|(path, _)| path.clone()).collect();
            for path in written.into_iter().filter(|path| !self.scan.is_being_written_at(path)) {
                let row = self.row(&path)?;
                if row.is_pending() && !row.agrees() {
                    unsettled.entry(path).and_modify(|then| then.is_being_written = false);
                } else {
                    unsettled.remove(&path);
                }
            }
        }
        self.fences.0 = fences;
        Ok(())
    }

    /// Returns every path that differs between here and the hub and should not, including files that are being written.
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
                .filter(|row| !row.agrees() && !self.is_left_out(&row.path) && !self.work.holds.contains(&row.path));
            for row in open {
                unsettled.entry(row.path.clone()).or_insert_with(|| Unsettled::of(&row));
            }
            if is_last {
                return Ok(unsettled);
            }
        }
    }

    /// Returns true if nothing is in progress, neither here nor to the hub or from it.
    fn is_at_rest(&self) -> bool {
        let is_looking = self.scan.is_at_work() || self.scan.is_waiting_for_quiet();
        !is_looking && self.pull.is_idle() && self.work.is_settled() && !self.hub.is_behind(&self.link)
    }

    fn end_fences(&mut self, is_over: impl Fn(&Fence) -> bool, in_the_way: &[(Option<RelPath>, Reason)]) {
        let (over, waiting): (Vec<Fence>, Vec<Fence>) =
            std::mem::take(&mut self.fences.0).into_iter().partition(is_over);
        self.fences.0 = waiting;
        for Fence { token, .. } in over {
            self.effects.push(match in_the_way.is_empty() {
                true => Effect::Fenced(token),
                false => Effect::Blocked { token, in_the_way: in_the_way.to_vec() },
            });
        }
    }
}
