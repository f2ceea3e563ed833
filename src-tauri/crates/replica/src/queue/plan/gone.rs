//! A removal here is made durable before the hub is told of it.
//!
//! A move is one change of the file system, but two to the hub. If the file system has not written it yet when the power
//! fails, the file has its old name again; if the hub had already been told that this name is gone, the file would be
//! removed there too. Syncing the directory that the file left makes the whole change durable, because file systems write
//! it as one.
//!
//! If the file itself was not durable yet, this happens at once, before its row says that it was agreed on and is gone: if
//! the move was lost after that, it would look as if a person had deleted the file (`settling`).

use std::collections::BTreeSet;

use syncit_core::RelPath;
use syncit_core::replica_store::ReplicaStore;

use crate::disk::{Disk, DiskErrorKind, DiskResult, Kind, Place, parent_place};
use crate::event::{Effect, SyncJob};
use crate::replica::Replica;

/// Limit of paths that are made durable at once.
const BATCH: usize = 4_096;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Makes it durable at once that nothing is at a path.
    pub(super) fn make_absence_durable(&self, path: &RelPath) {
        let directory = self.nearest_directory(parent_place(path));
        if let Err(error) = self.disk.sync(&[], &[directory]) {
            tracing::warn!(%error, "what is gone here may not be durable");
        }
    }

    /// Starts making removals durable.
    pub(crate) fn run_gone(&mut self) {
        if self.work.gone.job.is_some() || self.work.gone.paths.is_empty() || !self.root.may_be_touched() {
            return;
        }
        let mut paths = std::mem::take(&mut self.work.gone.paths);
        if let Some(first_left) = paths.iter().nth(BATCH).cloned() {
            self.work.gone.paths = paths.split_off(&first_left);
        }
        let left: BTreeSet<Place> = paths.iter().map(parent_place).collect();
        let directories: BTreeSet<Place> = left.into_iter().map(|place| self.nearest_directory(place)).collect();
        let id = self.number();
        self.work.gone.job = Some((id, paths));
        let directories = directories.into_iter().collect();
        self.effects.push(Effect::Sync(SyncJob { id, files: Vec::new(), directories }));
    }

    /// Returns the directory itself, or the first one above it that still exists.
    fn nearest_directory(&self, place: Place) -> Place {
        let Place::Path(path) = &place else { return place };
        let is_there =
            |path: &RelPath| self.disk.stat(&Place::from(path)).is_ok_and(|stat| stat.kind == Kind::Directory);
        if is_there(path) {
            return place;
        }
        path.ancestors().find(is_there).map_or(Place::Root, |above| Place::from(&above))
    }

    /// Handles the end of such a job; returns false if it is another job.
    pub(super) fn gone_synced(&mut self, id: u64, result: &DiskResult<()>) -> bool {
        let Some((_, mut paths)) = self.work.gone.job.take_if(|(number, _)| *number == id) else { return false };
        match result {
            // A directory was removed meanwhile: the one above it is next.
            Err(error) if error.kind == DiskErrorKind::NotFound => self.work.gone.paths.append(&mut paths),
            // Keeping deletions from the hub for ever would be worse.
            Err(error) => tracing::warn!(%error, "what is gone here may not be durable"),
            Ok(()) => {}
        }
        self.work.changed = true;
        true
    }
}
