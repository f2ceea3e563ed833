//! What is gone, and what nothing can be known of, with all that is below it.
//!
//! Absent needs a certain no of the disk under a confirmed root; everything else that cannot be seen is unknown,
//! keeps its base, and is told to nobody.

use syncit_core::replica_store::{Local, ReplicaStore, Row, StoreResult, Unknown};
use syncit_core::{Entry, RelPath};

use crate::disk::{Disk, DiskError};
use crate::replica::Replica;
use crate::work::Origin;

/// Rows that are read at once when all below a directory changes.
const PAGE: usize = 1_024;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Nothing is at a path, and that is certain: then nothing is below it either.
    pub(crate) fn vanished(&mut self, path: &RelPath) -> StoreResult<()> {
        if !self.confirm_root()? {
            return Ok(());
        }
        self.scan.writing.remove(path);
        self.scan.to_hash.remove(path);
        self.scan.take_body(path);
        self.clear_seen(path);
        let Some(row) = self.store.row(path)? else { return Ok(()) };
        if row.local.entry().is_none_or(Entry::is_directory) {
            self.vanished_below(path)?;
        }
        let is_free_again = row.local == Local::Unknown(Unknown::Ignored)
            && !self.is_ignored(path, row.remote.entry.is_directory() || row.base.entry.is_directory());
        let local = if is_free_again { Some(Local::ABSENT) } else { absent_unless_kept(&row) };
        if let Some(local) = local {
            self.put(Row { local, ..row })?;
        }
        Ok(())
    }

    pub(super) fn vanished_below(&mut self, dir: &RelPath) -> StoreResult<()> {
        self.scan.rules.remove_below(dir);
        self.scan.rules_read.retain(|of, _| of.as_ref().is_none_or(|of| of != dir && !of.is_below(dir)));
        self.for_all_below(dir, absent_unless_kept)
    }

    /// A path, and all below it, of which nothing can be known; it keeps its base.
    pub(super) fn becomes_unknown(&mut self, path: &RelPath, mut row: Row, why: Unknown) -> StoreResult<()> {
        if why != Unknown::Unsupported && why != Unknown::Unreadable {
            self.clear_seen(path);
        }
        if row.local == Local::Unknown(why) {
            return Ok(());
        }
        row.local = Local::Unknown(why);
        self.put(row)?;
        self.for_all_below(path, |row| {
            let is_known = !matches!(row.local, Local::Unknown(_)) && row.local != Local::ABSENT;
            is_known.then_some(Local::Unknown(why))
        })
    }

    pub(super) fn unreadable(&mut self, path: &RelPath, error: &DiskError) -> StoreResult<()> {
        let row = self.row(path)?;
        self.becomes_unknown(path, row, Unknown::Unreadable)?;
        let hint = "It is tried again when something changes there; check its permissions.";
        self.report(path, format!("{path} cannot be read: {}", error.kind), hint, Origin::Seen);
        Ok(())
    }

    fn for_all_below(&mut self, dir: &RelPath, change: impl Fn(&Row) -> Option<Local>) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.store.below(Some(dir), after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            for row in page {
                if let Some(local) = change(&row) {
                    self.clear_seen(&row.path);
                    self.put(Row { local, ..row })?;
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// A directory that was kept for unknown things holds something known again: it is one itself.
    pub(super) fn wake_kept_parents(&mut self, path: &RelPath) -> StoreResult<()> {
        for dir in path.ancestors() {
            match self.store.row(&dir)? {
                Some(mut row) if row.local == Local::Unknown(Unknown::Kept) => {
                    row.local = Local::Known { entry: Entry::Directory, stamp: None };
                    self.put(row)?;
                }
                _ => break,
            }
        }
        Ok(())
    }
}

/// What a row becomes when nothing is at its path: what is ignored, or cannot be here at all, stays unknown,
/// so that its absence is told to nobody.
fn absent_unless_kept(row: &Row) -> Option<Local> {
    match &row.local {
        local if *local == Local::ABSENT => None,
        Local::Unknown(Unknown::Unrepresentable) => None,
        Local::Unknown(Unknown::Ignored) if row.base.entry.is_live() || row.remote.entry.is_live() => None,
        _ => Some(Local::ABSENT),
    }
}
