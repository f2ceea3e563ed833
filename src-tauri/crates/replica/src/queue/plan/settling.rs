//! A state that this disk and the hub have in common becomes the base once it is durable here: after a loss of power, a
//! file that the base has and the disk lost would look as if a person had deleted it.
//!
//! It is made durable a batch at a time and off the loop's thread, so nothing waits for it: neither the hub, nor other
//! machines, nor a person's next change.

use std::collections::{BTreeSet, HashSet};

use syncit_core::privacy::PrivacyWish;
use syncit_core::replica_store::{Base, ReplicaStore, Row, StoreResult};
use syncit_core::{Entry, RelPath};

use crate::disk::{Disk, DiskError, DiskErrorKind, DiskResult, Place, parent_place};
use crate::event::{Effect, SyncJob};
use crate::queue::memory::Work;
use crate::queue::sets::{QUIET, Settling};
use crate::replica::{RETRY, Replica};

/// Limit of paths in a batch.
const BATCH: usize = 1_024;

impl Work {
    pub fn settling_wake(&self) -> Option<u64> {
        self.settling.due()
    }

    /// Returns how many paths are settled except that they are not durable yet.
    pub fn settling(&self) -> usize {
        self.settling.len()
    }

    /// Requires everything that an earlier run saw to be seen once more before it counts.
    pub fn distrust_settling(&mut self) {
        self.settling.unseen = self.settling.paths.iter().cloned().collect();
    }

    /// Notes that everything has been scanned in this run.
    pub fn trust_settling(&mut self) {
        self.settling.unseen = HashSet::new();
    }

    /// Forgets everything, because all rows are about to be judged again.
    pub fn forget_settling(&mut self) {
        self.settling = Settling::default();
    }
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Starts making the next batch durable, if it is due.
    pub(crate) fn run_settling(&mut self) -> StoreResult<()> {
        if self.work.settling.due().is_none_or(|due| due > self.now.ticks) {
            return Ok(());
        }
        let paths: Vec<RelPath> = self.work.settling.paths.iter().take(BATCH).cloned().collect();
        let mut rows = Vec::with_capacity(paths.len());
        for path in &paths {
            rows.push(self.row(path)?);
        }
        let (files, directories) = places(&rows.iter().collect::<Vec<_>>());
        let id = self.number();
        let batch = rows.into_iter().map(|row| (row.path, row.rev)).collect();
        self.work.settling.job = Some((id, batch));
        self.effects.push(Effect::Sync(SyncJob { id, files, directories }));
        Ok(())
    }

    /// Handles the end of a batch that was made durable, or could not be.
    pub(crate) fn synced(&mut self, id: u64, result: DiskResult<()>) -> StoreResult<()> {
        if self.gone_synced(id, &result) {
            return Ok(());
        }
        let Some((_, batch)) = self.work.settling.job.take_if(|(number, _)| *number == id) else { return Ok(()) };
        if let Err(error) = &result {
            let is_gone = error.kind == DiskErrorKind::NotFound;
            tracing::warn!(%error, "what the hub has is not durable here yet");
            let now = self.now.ticks;
            self.work.settling.added = Some((now, now));
            self.work.settling.not_before = if is_gone { now + QUIET } else { now + RETRY };
        }
        for (path, rev) in batch {
            let row = self.row(&path)?;
            if row.rev != rev {
                continue;
            }
            match &result {
                Ok(()) => self.set_base(row)?,
                Err(_) if self.is_still_so(&row, &row.remote.entry) => {}
                Err(error) => self.was_not_durable(&path, error)?,
            }
        }
        Ok(())
    }

    /// Handles a file that was to be made durable and is gone, or has changed. It is rescanned at once, while it still
    /// counts as alike: otherwise its removal would look as if it had never been here, and it would be fetched again.
    fn was_not_durable(&mut self, path: &RelPath, error: &DiskError) -> StoreResult<()> {
        let before = self.row(path)?.rev;
        self.look(path, true)?;
        if self.row(path)?.rev == before {
            // The others no longer wait for it, and it is retried by itself.
            self.disk_failed(path, error);
        }
        Ok(())
    }

    /// Makes the old state of a row the base, if the row waits to become durable and is about to change. Otherwise the
    /// change would look like one on top of the old base. A local replacement must be durable first, or its loss would look
    /// like a deletion. So must a removal, or the place that the file was moved to could be lost, and the file with it.
    /// What is new at the hub cannot get lost.
    pub(crate) fn agree_before_change(&mut self, row: &mut Row) -> StoreResult<()> {
        if !self.work.settling.paths.contains(&row.path) || self.work.settling.unseen.contains(&row.path) {
            return Ok(());
        }
        let Some(old) = self.store.row(&row.path)? else { return Ok(()) };
        let is_same_here = row.local.entry() == old.local.entry() && row.privacy.here == old.privacy.here;
        let is_same_there = row.remote.entry == old.remote.entry && row.remote.privacy == old.remote.privacy;
        if is_same_here && is_same_there || row.base != old.base || !old.agrees() {
            return Ok(());
        }
        match row.local.entry() {
            _ if is_same_here => {}
            Some(Entry::Absent) => self.make_absence_durable(&row.path),
            here => {
                // What cannot be seen any more is compared with the hub again once it can be.
                let is_durable = self.flush_settling(&old)?;
                if here.is_none() && !is_durable {
                    return Ok(());
                }
            }
        }
        row.privacy.agreed = old.remote_privacy();
        row.base = Base { entry: old.remote.entry, seq: old.remote.seq };
        Ok(())
    }

    /// Makes everything that waits durable at once, for the sake of one that changes. Returns true if that one is durable.
    fn flush_settling(&mut self, changed: &Row) -> StoreResult<bool> {
        let seen = self.work.settling.paths.iter().filter(|path| !self.work.settling.unseen.contains(*path));
        let paths: Vec<RelPath> = seen.cloned().collect();
        let mut rows = Vec::with_capacity(paths.len());
        for path in &paths {
            rows.push(self.row(path)?);
        }
        if self.make_durable(&rows.iter().collect::<Vec<_>>()).is_err() {
            // Something of it is gone, so only the changed one is made durable.
            let result = self.make_durable(&[changed]);
            if let Err(error) = &result {
                tracing::warn!(%error, "what was changed here is not durable yet");
            }
            return Ok(result.is_ok());
        }
        rows.into_iter().filter(|row| row.path != changed.path).try_for_each(|row| self.set_base(row))?;
        Ok(true)
    }

    /// Finishes what waits, because the loop ends: then none of it has to be found out again.
    ///
    /// # Errors
    /// Those of the store.
    pub fn close(&mut self) -> StoreResult<()> {
        let paths: Vec<RelPath> = self.work.settling.paths.iter().cloned().collect();
        for some in paths.chunks(BATCH) {
            let rows = some.iter().map(|path| self.row(path)).collect::<StoreResult<Vec<Row>>>()?;
            if self.root.may_be_touched()
                && self.work.settling.unseen.is_empty()
                && self.make_durable(&rows.iter().collect::<Vec<_>>()).is_ok()
            {
                rows.into_iter().try_for_each(|row| self.set_base(row))?;
            }
        }
        self.commit()
    }

    /// Makes what is on this disk the base too, once it is durable.
    pub(super) fn agree(&mut self, rows: Vec<Row>) -> StoreResult<()> {
        let live: Vec<&Row> = rows.iter().filter(|row| row.remote.entry.is_live()).collect();
        let all_durable = live.is_empty() || self.make_durable(&live).is_ok();
        for row in rows {
            if !all_durable
                && row.remote.entry.is_live()
                && let Err(error) = self.make_durable(&[&row])
            {
                self.disk_failed(&row.path, &error);
                self.look_at(row.path, false);
                continue;
            }
            self.set_base(row)?;
        }
        Ok(())
    }

    fn set_base(&mut self, mut row: Row) -> StoreResult<()> {
        if row.privacy_wish(self.sync_mode()) == PrivacyWish::Agree {
            row.agree_on_privacy();
        }
        row.base = Base { entry: row.remote.entry.clone(), seq: row.remote.seq };
        self.put(row)
    }

    fn make_durable(&self, rows: &[&Row]) -> DiskResult<()> {
        let (files, directories) = places(rows);
        self.disk.sync(&files, &directories)
    }
}

/// Returns the files of these rows, and the directories that contain their names.
fn places(rows: &[&Row]) -> (Vec<Place>, Vec<Place>) {
    let is_file = |row: &&&Row| row.remote.entry.file().is_some();
    let files = rows.iter().filter(is_file).map(|row| Place::from(&row.path)).collect();
    // The mode of a directory is stored in the directory itself.
    let private = rows.iter().filter(|row| row.remote.privacy.is_some()).map(|row| Place::from(&row.path));
    let directories: BTreeSet<Place> = rows.iter().map(|row| parent_place(&row.path)).chain(private).collect();
    (files, directories.into_iter().collect())
}
