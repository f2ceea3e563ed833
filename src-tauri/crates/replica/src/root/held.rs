//! Holds of this disk alone: a root that cannot be confirmed, or one that was emptied; and how a person settles them.

use syncit_core::Entry;
use syncit_core::replica_store::{ReplicaStore, StoreResult, Totals};

use crate::disk::Disk;
use crate::event::Hold;
use crate::replica::Replica;
use crate::root::memory::{FilesFound, HeldHere};

/// Limit of files that are named for a hold.
const SAMPLE: usize = 10;
/// Limit of files that are checked to find out whether a root is the linked one.
const LOOKED_AT: usize = 256;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns the hold of this disk alone, if there is one.
    pub fn held_here(&mut self) -> StoreResult<Option<HeldHere>> {
        let Some(hold) = self.shown_root_hold().cloned() else { return Ok(None) };
        let found = if hold == Hold::MarkerGone { self.files_found()? } else { FilesFound::Nothing };
        let is_emptied = hold == Hold::Emptied;
        Ok(Some(HeldHere {
            files: self.held_files(&hold, &self.store.totals()?),
            hold,
            sample: if is_emptied { self.work.some_vanished(SAMPLE) } else { Vec::new() },
            since: self.root.held_at,
            found,
        }))
    }

    /// Returns how many files a hold is about: those that are missing, or all that are known if the root itself is in
    /// question.
    pub(crate) fn held_files(&self, hold: &Hold, totals: &Totals) -> u64 {
        match hold {
            Hold::Emptied => self.work.vanished_files() as u64,
            Hold::MassDeletion { files, .. } | Hold::MassOverwriting { files, .. } => *files,
            Hold::MarkerGone | Hold::OtherFolder | Hold::RootGone | Hold::Inside(_) => totals.files,
        }
    }

    /// Returns how many of the first known files are here.
    pub(crate) fn files_found(&mut self) -> StoreResult<FilesFound> {
        let rows = self.store.below(None, None, LOOKED_AT)?;
        let (mut files, mut same, mut there) = (0, 0, 0);
        for row in rows {
            if let Some(entry @ Entry::File(_)) = row.local.entry().cloned() {
                files += 1;
                let is_same = self.is_still_so(&row, &entry);
                same += usize::from(is_same);
                there += usize::from(is_same || self.stat_named(&row.path).is_ok());
            }
        }
        Ok(match (same > files / 2, there > 0) {
            (true, _) => FilesFound::Intact,
            (false, true) => FilesFound::Differing,
            (false, false) => FilesFound::Nothing,
        })
    }

    /// Handles a person's decision that the root was emptied on purpose or not, or that the directory without a marker is
    /// this folder.
    pub(crate) fn release(&mut self, delete: bool) -> StoreResult<()> {
        match &self.root.hold {
            Some(Hold::Emptied) if delete => self.root.released = true,
            Some(Hold::Emptied) => self.take_back_deletions()?,
            Some(Hold::MarkerGone) if !delete => self.adopt_root()?,
            _ => return Ok(()),
        }
        self.root.confirmed = false;
        self.work.changed = true;
        Ok(())
    }

    /// Takes the contents of the root for this folder. If they are from another time, they are merged with the hub's state:
    /// the base is forgotten before the marker says that all is well.
    fn adopt_root(&mut self) -> StoreResult<()> {
        let found = self.files_found()?;
        if found == FilesFound::Nothing {
            return Ok(());
        }
        if found == FilesFound::Differing {
            self.merge_without_base()?;
            self.commit()?;
            self.store.sync()?;
        }
        self.mend_marker();
        Ok(())
    }
}
