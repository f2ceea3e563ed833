//! Paths that are gone, and paths of which nothing can be known, with all that is below them.
//!
//! A path is absent only if the disk says so for certain, under a confirmed root; `core::replica_store::Row::seen_absent`
//! says what that proves. Everything else that cannot be seen is unknown, keeps its base, and is not offered.

use syncit_core::replica_store::{Local, ReplicaStore, Row, Stamp, StoreResult, Unknown};
use syncit_core::{Digest, RelPath, git};

use crate::disk::{Disk, DiskError, DiskErrorKind};
use crate::reasons::Trouble;
use crate::replica::Replica;

/// Rows that are read at once when all below a directory changes.
const PAGE: usize = 1_024;
/// Limit of removed private directories that are remembered.
const CLOSED_DIRS: usize = 4_096;
/// Limit of removed files without their executable bit that are remembered.
const WITHOUT_BIT: usize = 4_096;
/// When what could not be scanned is retried, in milliseconds: soon after a temporary error…
const AGAIN: u64 = 5_000;
/// …and less often after any other, whose end no event may report.
const AGAIN_LATER: u64 = 60_000;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Records that certainly nothing is at a path: then nothing is below it either.
    pub(crate) fn vanished(&mut self, path: &RelPath) -> StoreResult<()> {
        if !self.confirm_root()? {
            return Ok(());
        }
        self.scan.writing.remove(path);
        self.scan.to_hash.remove(path);
        self.scan.again.remove(path);
        self.scan.take_body(path);
        let row = self.store.row(path)?;
        let is_unselected = |row: &Row| row.local == Local::Unknown(Unknown::Unselected);
        if row.as_ref().is_some_and(is_unselected) && !self.is_selected(path) {
            // Nothing below it was on this disk.
            return row.map_or(Ok(()), |row| self.saw_nothing(row));
        }
        // A directory that is agreed to be gone has no row, but rows below it may be left.
        if row.as_ref().is_none_or(|row| row.local.entry().is_none_or(|entry| !entry.is_leaf())) {
            self.vanished_below(path)?;
        }
        row.map_or(Ok(()), |row| self.saw_nothing(row))
    }

    /// Records that certainly nothing is below a path.
    pub(crate) fn vanished_below(&mut self, dir: &RelPath) -> StoreResult<()> {
        self.scan.awaits_rules.retain(|of| of.as_ref().is_none_or(|of| of != dir && !of.is_below(dir)));
        self.for_all_below(Some(dir), Self::saw_nothing)
    }

    /// Returns true for a directory that was private under another name.
    pub(crate) fn was_closed_dir(&self, inode: u64) -> bool {
        self.scan.closed_dirs.contains(&inode)
    }

    /// Returns true if this very file had another name, under which its executable bit was left out.
    pub(super) fn was_without_bit(&self, path: &RelPath, stamp: &Stamp, digest: Digest) -> StoreResult<bool> {
        if self.scan.without_bit.get(&stamp.inode) == Some(&digest) {
            return Ok(true);
        }
        // Only for a possible hook, the other name is looked up before it is gone.
        let is_it = |row: &Row| row.local.without_bit().is_some_and(|file| file.digest == digest);
        Ok(git::is_hook(path) && self.store.with_inode(stamp.inode)?.iter().any(is_it))
    }

    fn saw_nothing(&mut self, row: Row) -> StoreResult<()> {
        if !self.is_selected(&row.path) {
            return row.unselected_and_absent().map_or(Ok(()), |row| self.put(row));
        }
        let is_dir = row.remote.entry.is_directory() || row.base.entry.is_directory();
        let is_ignored = row.local == Local::Unknown(Unknown::Ignored) && self.is_ignored(&row.path, is_dir);
        if row.privacy.here == Some(true)
            && self.scan.closed_dirs.len() < CLOSED_DIRS
            && let Some(stamp) = row.local.stamp()
        {
            self.scan.closed_dirs.insert(stamp.inode);
        }
        if let (Some(file), Some(stamp)) = (row.local.without_bit(), row.local.stamp())
            && self.scan.without_bit.len() < WITHOUT_BIT
        {
            self.scan.without_bit.insert(stamp.inode, file.digest);
        }
        match row.seen_absent(is_ignored) {
            Some(row) => self.put(row),
            None => Ok(()),
        }
    }

    /// Marks a path, and all below it, as unknown; it keeps its base.
    pub(crate) fn becomes_unknown(&mut self, path: &RelPath, mut row: Row, why: Unknown) -> StoreResult<()> {
        if row.local == Local::Unknown(why) {
            return Ok(());
        }
        row.local = Local::Unknown(why);
        self.put(row)?;
        self.scan.forget(path);
        self.for_all_below(Some(path), |replica, row| {
            if why.covers(&row.local) { replica.put(Row { local: Local::Unknown(why), ..row }) } else { Ok(()) }
        })
    }

    pub(super) fn unreadable(&mut self, path: &RelPath, error: &DiskError) -> StoreResult<()> {
        let row = self.row(path)?;
        self.becomes_unknown(path, row, Unknown::Unreadable)?;
        let (at, cause) = (path.clone(), error.kind.reason());
        let (reason, again) = match error.kind {
            DiskErrorKind::Passing(_) => (Trouble::UnreadableNow { path: at, cause }, AGAIN),
            _ => (Trouble::Unreadable { path: at, cause }, AGAIN_LATER),
        };
        self.scan.again.insert(path.clone(), self.now.ticks + again);
        self.report(path, reason);
        Ok(())
    }

    /// Rescans, when it is due, what could not be scanned.
    pub(super) fn look_again(&mut self) {
        let now = self.now.ticks;
        let due: Vec<RelPath> =
            self.scan.again.iter().filter(|(_, at)| **at <= now).map(|(path, _)| path.clone()).collect();
        for path in due {
            self.scan.again.remove(&path);
            self.look_at(path, true);
        }
    }

    /// Reads the rows below a directory (`None`: all rows) in path order, a page at a time, until the closure returns
    /// false.
    pub(crate) fn read_below(&self, dir: Option<&RelPath>, mut read: impl FnMut(Row) -> bool) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.store.below(dir, after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            if !page.into_iter().all(&mut read) || is_last {
                return Ok(());
            }
        }
    }

    /// Changes the rows below a directory (`None`: all rows), a page at a time.
    pub(crate) fn for_all_below(
        &mut self,
        dir: Option<&RelPath>,
        mut change: impl FnMut(&mut Self, Row) -> StoreResult<()>,
    ) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.store.below(dir, after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            page.into_iter().try_for_each(|row| change(self, row))?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// Reacts to a path that is gone. If the directory above it was deleted elsewhere and only stayed for such paths, it is
    /// removed with the last of them.
    pub(crate) fn release_kept_parent(&mut self, path: &RelPath) -> StoreResult<()> {
        path.parent().map_or(Ok(()), |dir| self.release_kept(&dir))
    }

    /// The same for that directory itself, if nothing is in it.
    pub(super) fn release_kept(&mut self, dir: &RelPath) -> StoreResult<()> {
        let Some(row) = self.store.row(dir)?.filter(|row| row.local == Local::Unknown(Unknown::Kept)) else {
            return Ok(());
        };
        let is_on_disk = |row: &Row| match row.local {
            Local::Unknown(Unknown::Unrepresentable) => false,
            Local::Unknown(Unknown::Unselected) => !row.is_only_elsewhere(),
            _ => row.local != Local::ABSENT,
        };
        if self.store.children(Some(dir))?.iter().any(is_on_disk) {
            return Ok(());
        }
        self.plan_kept_again(row)?;
        // Nothing is planned below a directory that stays.
        self.wake_kept_parents(dir)
    }

    /// Plans again whether kept directories above a path stay, because something known is in them again.
    pub(super) fn wake_kept_parents(&mut self, path: &RelPath) -> StoreResult<()> {
        for dir in path.ancestors() {
            match self.store.row(&dir)? {
                Some(row) if row.local == Local::Unknown(Unknown::Kept) => self.plan_kept_again(row)?,
                _ => break,
            }
        }
        Ok(())
    }

    /// Plans a kept directory again as one that others deleted: it is removed unless something in it stays.
    fn plan_kept_again(&mut self, mut row: Row) -> StoreResult<()> {
        row.plan_kept_again();
        self.put(row)
    }
}
