//! Deletions and overwritten files that the hub holds back: they stay as they are, and are offered again when the hold
//! ends. An overwritten file is also offered again when its files come back: the hub takes it as a version, so that nothing
//! is lost, and undoes it.
//!
//! Nothing of this is stored here: the hub keeps its holds and sends them whenever a folder is attached. If the files of a
//! hold come back, every deletion of this disk that is not agreed on yet is taken back, durably, before the hub is told so;
//! until then it accepts no deletion from here.

use syncit_core::RelPath;
use syncit_core::hold::{Harm, HoldReport, HoldState};
use syncit_core::message::ToHub;
use syncit_core::replica_store::{Base, Local, PathAt, ReplicaStore, Row, StoreResult};

use crate::disk::Disk;
use crate::event::Hold;
use crate::replica::Replica;

const PAGE: usize = 4_096;

/// Returns true if a path that was agreed on is absent here, and the hub has not accepted that yet.
fn is_deleted_here(row: &Row) -> bool {
    row.local == Local::ABSENT && row.base.entry.is_live()
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Takes the folder's present holds.
    pub(crate) fn take_holds(&mut self, holds: Vec<HoldReport>) -> StoreResult<()> {
        self.work.holds.reported = holds;
        let own = self.work.holds.reported.iter().filter(|hold| hold.machine == self.config.machine);
        let is_restored = |hold: &&HoldReport| hold.state == HoldState::Restored && hold.harm == Harm::Deletion;
        let restored: Vec<u64> = own.filter(is_restored).map(|hold| hold.id).collect();
        if !restored.is_empty() {
            self.take_back_deletions()?;
            self.work.holds.to_take.extend(restored);
        }
        if !self.is_held_at_hub() {
            self.work.holds.left.clear();
            for path in std::mem::take(&mut self.work.holds.held) {
                let row = self.row(&path)?;
                self.note(&row);
            }
            for path in std::mem::take(&mut self.work.holds.spoilt) {
                let row = self.row(&path)?;
                self.note(&row);
            }
            self.work.changed = true;
        }
        Ok(())
    }

    /// Returns true if the hub accepts no deletion from here, or no change that spoils files.
    fn is_held_at_hub(&self) -> bool {
        let mut own = self.work.holds.reported.iter().filter(|hold| hold.machine == self.config.machine);
        own.any(|hold| match hold.harm {
            Harm::Deletion => hold.state != HoldState::Deleted,
            Harm::Overwriting => hold.state == HoldState::Open,
        })
    }

    /// Makes everything come back that was deleted here and is still at the hub.
    pub(crate) fn take_back_deletions(&mut self) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.store.pending(after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            for row in page.into_iter().filter(is_deleted_here) {
                self.put(Row { base: Base::default(), ..row })?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Notes a deletion that the hub refused for now.
    pub(crate) fn hold_back(&mut self, path: &RelPath) -> StoreResult<()> {
        let row = self.row(path)?;
        if is_deleted_here(&row) {
            self.work.put_off(path);
            self.work.holds.held.insert(path.clone());
            Ok(())
        } else {
            // It may be back already.
            self.work.holds.left.insert(path.clone());
            self.take_back(&row);
            self.landed(path)
        }
    }

    /// Notes a change that the hub refused for now, because it spoils a file.
    pub(crate) fn hold_back_change(&mut self, path: &RelPath) {
        self.work.put_off(path);
        self.work.holds.spoilt.insert(path.clone());
        self.work.changed = true;
    }

    /// Tells the hub of a file that is back although its deletion is held: a replica that has the file offers the same
    /// state once more.
    pub(crate) fn take_back(&mut self, row: &Row) {
        if let Some(PathAt { path, seq }) = self.work.holds.seen(row) {
            self.lacking.insert(path, seq);
        }
    }

    /// Confirms to the hub that the files come back, once no earlier deletion is being offered.
    pub(crate) fn run_holds(&mut self) -> StoreResult<()> {
        let is_seen = self.link.scanned && !self.scan.is_at_work() && self.root.hold.is_none();
        if self.work.holds.to_take.is_empty() || !is_seen || self.has_offered_deletions() {
            return Ok(());
        }
        // Deletions that are found only now happened before.
        self.take_back_deletions()?;
        self.commit()?;
        self.store.sync()?;
        for hold in std::mem::take(&mut self.work.holds.to_take) {
            self.send(ToHub::HoldTaken { folder: self.link.folder, hold });
        }
        Ok(())
    }

    /// Forgets the confirmations after the connection is lost: the hub sends its holds again.
    pub(crate) fn forget_holds(&mut self) {
        self.work.holds.to_take.clear();
    }

    /// Returns the hold at the hub that is shown to people here: preferably one of this machine.
    pub(crate) fn hold_at_hub(&self) -> Option<Hold> {
        let open = || self.work.holds.reported.iter().filter(|hold| hold.state == HoldState::Open);
        let own = open().find(|hold| hold.machine == self.config.machine);
        own.or_else(|| open().next()).map(|hold| {
            let (machine, files) = (self.machine_name(hold.machine), hold.files);
            let is_own = hold.machine == self.config.machine;
            match hold.harm {
                Harm::Deletion => Hold::MassDeletion { machine, is_own, files },
                Harm::Overwriting => Hold::MassOverwriting { machine, is_own, files },
            }
        })
    }
}
