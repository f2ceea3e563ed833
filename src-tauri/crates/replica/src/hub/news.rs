//! What the hub sends about the folder's journal: the attachment and the news.
//!
//! A block of news enters the rows in one transaction together with the position at which it ends, before anything is
//! planned from it.

use syncit_core::ids::Position;
use syncit_core::message::{Lane, Refusal, RefusalCode, ToHub};
use syncit_core::relay_store::{Access, JournalEntry};
use syncit_core::replica_store::{Base, LinkState, Local, Remote, ReplicaStore, StoreResult, Unknown};
use syncit_core::{Entry, Incarnation, RelPath, Seq};

use crate::disk::Disk;
use crate::event::Effect;
use crate::hub::memory::{HubState, taken};
use crate::queue::memory::Flight;
use crate::replica::Replica;

/// How many incarnations of the hub are remembered.
const POSITIONS_MAX: usize = 256;

/// Returns the seq up to which the hub still has what this replica knows: the hub's end of the newest incarnation that both
/// know.
fn kept_by_hub(link: &LinkState, hub: &[Position]) -> Seq {
    let shared = link.positions.iter().rev().find_map(|ours| {
        let theirs = hub.iter().find(|theirs| theirs.incarnation == ours.incarnation)?;
        Some(theirs.seq)
    });
    shared.unwrap_or_default()
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    pub(crate) fn connected(&mut self) -> StoreResult<()> {
        self.disconnected()?;
        self.hub.connected = true;
        self.send(ToHub::Attach {
            folder: self.link.folder,
            replica: self.link.replica,
            positions: self.link.positions.clone(),
        });
        Ok(())
    }

    pub(crate) fn disconnected(&mut self) -> StoreResult<()> {
        let questions = self.hub.questions;
        let reads_only = self.hub.reads_only;
        let invalid = std::mem::take(&mut self.hub.invalid);
        self.hub = HubState { questions, answered: questions, reads_only, invalid, ..HubState::default() };
        self.fences.disconnected();
        self.forget_offers();
        self.forget_gets();
        self.forget_holds();
        self.lacking.clear();
        self.work.flights.clear();
        Ok(())
    }

    pub(crate) fn send(&mut self, message: ToHub) {
        self.effects.push(Effect::Send { lane: Lane::Control, message });
    }

    pub(crate) fn attached(
        &mut self,
        incarnation: Incarnation,
        latest: Seq,
        common: Seq,
        incarnations: &[Position],
        access: Access,
    ) -> StoreResult<()> {
        if !self.hub.connected {
            return Ok(());
        }
        self.hub.attached = Some(incarnation);
        self.hub.reads_only = access != Access::Write;
        self.hub.latest = latest;
        self.hub.refused = None;
        if self.link.positions.last().is_none_or(|last| last.incarnation != incarnation) {
            let kept = kept_by_hub(&self.link, incarnations).max(common);
            if taken(&self.link) > kept || self.knows_after(kept)? {
                tracing::warn!(?kept, taken = ?taken(&self.link), "the hub was restored from a backup: merging anew");
                self.start_over(kept)?;
                self.link.positions.clear();
            }
            // What is accepted from now on is known to belong to this incarnation, even before its news comes.
            self.reached(incarnation, taken(&self.link));
        }
        self.hub.caught_up_once = taken(&self.link) >= latest;
        self.note_all_pending()
    }

    /// Notes that this machine may only read, because the hub refused an offer for that reason: the change stays here, and
    /// no more is offered.
    pub(crate) fn may_only_read(&mut self) -> StoreResult<()> {
        if self.hub.may_write() {
            self.hub.reads_only = true;
            self.note_all_pending()?;
        }
        Ok(())
    }

    pub(crate) fn detached(&mut self, refusal: Refusal) -> StoreResult<()> {
        self.disconnected()?;
        self.hub.refused = Some(refusal);
        Ok(())
    }

    /// Attaches the folder if it was not shared with this machine and is now.
    pub(crate) fn listed(&mut self) -> StoreResult<()> {
        let is_unshared = self.hub.refused.as_ref().is_some_and(|refusal| refusal.code == RefusalCode::NotFound);
        if is_unshared { self.connected() } else { Ok(()) }
    }

    /// Returns true if any row rests on an entry after `kept`. An acknowledgement may be ahead of the news.
    fn knows_after(&self, kept: Seq) -> StoreResult<bool> {
        let mut is_any = false;
        self.read_below(None, |row| {
            is_any = row.base.seq.max(row.remote.seq) > kept;
            !is_any
        })?;
        Ok(is_any)
    }

    /// Forgets what was agreed on after `common` and the whole remote state: both sides are then merged, and nothing is
    /// deleted.
    fn start_over(&mut self, common: Seq) -> StoreResult<()> {
        self.work.forget_settling();
        self.for_all_below(None, |replica, mut row| {
            if row.base.seq > common {
                row.base = Base::default();
            }
            // The last known privacy of a directory does not count as agreed either: if it is closed here, that is offered
            // again.
            row.privacy.agreed = None;
            row.remote = Remote::default();
            if row.is_only_elsewhere() {
                row = row.unselected();
            }
            replica.put(row)
        })
    }

    fn reached(&mut self, incarnation: Incarnation, seq: Seq) {
        let position = Position { incarnation, seq };
        if self.link.positions.last() == Some(&position) {
            return;
        }
        match self.link.positions.last_mut() {
            Some(last) if last.incarnation == incarnation => last.seq = seq,
            _ => self.link.positions.push(position),
        }
        let extra = self.link.positions.len().saturating_sub(POSITIONS_MAX);
        self.link.positions.drain(..extra);
        self.save_link();
    }

    /// Returns true if an accepted removal has to wait for its news. The acknowledgement would remove its row; if the hub
    /// were then set back to before it, nothing would show that this replica knew better.
    pub(crate) fn waits_for_news(&mut self, remote: &Remote) -> bool {
        let next = Seq(taken(&self.link).0.saturating_add(1));
        self.hub.latest = self.hub.latest.max(remote.seq);
        remote.entry.is_absent() && remote.seq > next
    }

    /// Handles an accepted change of this replica. If it directly follows the entries in the rows, it needs no news.
    pub(crate) fn accepted(&mut self, seq: Seq) {
        self.hub.latest = self.hub.latest.max(seq);
        if let Some(incarnation) = self.hub.attached
            && seq.0 == taken(&self.link).0.saturating_add(1)
        {
            self.reached(incarnation, seq);
        }
    }

    /// Requests the next block, if there is one and no request is open.
    pub(crate) fn ask_news(&mut self) {
        if self.hub.attached.is_none() || self.hub.asked.is_some() {
            return;
        }
        let after = taken(&self.link);
        if after < self.hub.latest || self.hub.ask_anyway {
            self.hub.ask_anyway = false;
            self.hub.asked = Some(after);
            self.hub.questions += 1;
            self.send(ToHub::News { folder: self.link.folder, after });
        }
    }

    /// Returns true for an entry that no disk could hold, and for anything below it. It does not enter the rows, so that
    /// everything else continues, and a problem reports it.
    pub(crate) fn is_invalid(&mut self, path: &RelPath, entry: &Entry) -> bool {
        if let Some(why) = entry.breach() {
            self.report_invalid(path, why);
            return true;
        }
        if self.hub.invalid.is_empty() {
            return false;
        }
        if self.hub.invalid.remove(path) {
            self.work.problems.clear_invalid(path);
        }
        path.ancestors().any(|above| self.hub.invalid.contains(&above))
    }

    pub(crate) fn take_news(
        &mut self,
        after: Seq,
        upto: Seq,
        more: bool,
        entries: Vec<JournalEntry>,
    ) -> StoreResult<()> {
        let Some(incarnation) = self.hub.attached else { return Ok(()) };
        if self.hub.asked != Some(after) {
            return Ok(());
        }
        self.hub.asked = None;
        let mut landed = Vec::new();
        for entry in entries {
            if self.is_invalid(&entry.path, &entry.entry) {
                continue;
            }
            if matches!(self.work.flights.get(&entry.path), Some(Flight::Accepted(seq)) if *seq <= entry.seq) {
                landed.push(entry.path.clone());
            }
            let mut row = self.row(&entry.path)?;
            let before = row.remote.seq;
            if before == Seq(0) && row.local == Local::ABSENT && entry.entry.is_directory() {
                self.leave_out_if_new(&entry.path, entry.seq)?;
            }
            if !row.remote.take(entry.remote()) {
                continue;
            }
            if row.remote.seq == before {
                // Only the directory's privacy has changed.
                self.put(row)?;
                continue;
            }
            let is_there_only = row.local == Local::ABSENT && row.base.entry.is_absent();
            match row.local {
                _ if is_there_only && !self.is_selected(&row.path) => row = row.unselected(),
                Local::Unknown(Unknown::Unrepresentable) => row.local = Local::ABSENT,
                // The directory stayed because of something unknown in it; what the hub has there now is news about a
                // directory.
                Local::Unknown(Unknown::Kept) => row.plan_kept_again(),
                // Perhaps it does not exist here at all, and then no directory stays because of it.
                Local::Unknown(Unknown::Ignored) if row.remote.entry.is_absent() => {
                    self.look_at(row.path.clone(), false);
                }
                Local::Unknown(Unknown::Unselected) if row.is_only_elsewhere() => row = row.unselected(),
                Local::Unknown(Unknown::Unselected) => row.base = row.unselected().base,
                _ => {}
            }
            self.put(row)?;
        }
        for path in landed {
            self.landed(&path)?;
        }
        // Changes of this replica may have been accepted since the request.
        let upto = upto.max(taken(&self.link));
        self.hub.latest = self.hub.latest.max(upto);
        self.reached(incarnation, upto);
        if more {
            self.hub.ask_anyway = true;
        } else {
            self.hub.caught_up_once = true;
            self.hub.answered = self.hub.questions;
            self.work.changed = true;
        }
        Ok(())
    }
}
