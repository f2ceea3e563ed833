//! The index of a git repository. Git rewrites it whenever it has looked at files whose times it did not know, even if
//! nothing else is staged: that is not an edit. Such an index is not sent, and each machine keeps its own.
//!
//! Its row then has the entry that was agreed on with the hub, with the stamp of what is there. The stamp is not settled,
//! so anything that needs the bytes that the row names reads them. What the agreed index says is remembered while SyncIt
//! runs, as a digest; after a start it is read from the file that the row vouches for. Only an index that is read in one
//! step is compared.

use syncit_core::content::Digest;
use syncit_core::replica_store::{ReplicaStore, Row};
use syncit_core::{Entry, FileEntry, RelPath, git};

use super::contents::HASH_INLINE;
use crate::disk::{Disk, Place, Stat};
use crate::local::memory::Known;
use crate::paths::is_index;
use crate::replica::Replica;

fn what_it_says(bytes: &[u8]) -> Option<Digest> {
    git::without_stat(bytes).map(|index| Digest::of(&index))
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns true if an index is as agreed with the hub, but what it says has still to be read.
    pub(super) fn is_unread_index(&self, row: &Row) -> bool {
        let Some(base) = row.base.entry.file().filter(|file| file.size <= HASH_INLINE) else { return false };
        is_index(&row.path)
            && row.local.entry() == Some(&row.base.entry)
            && self.scan.indexes.get(&row.path).is_none_or(|known| known.content != base.digest)
    }

    /// Queues an index to be read once it is agreed on, before git rewrites it.
    pub(crate) fn note_index(&mut self, row: &Row) {
        if self.is_unread_index(row) {
            self.look_at(row.path.clone(), true);
        }
    }

    /// Returns the agreed entry, if what was read is an index that says the same.
    pub(super) fn refreshed(&mut self, row: &Row, stat: &Stat, bytes: &[u8], content: Digest) -> Option<FileEntry> {
        if !is_index(&row.path) {
            return None;
        }
        let says = what_it_says(bytes);
        if let Some(base) = row.base.entry.file().filter(|_| self.is_unread_index(row) && self.is_as_seen(row, stat)) {
            // It may have been refreshed before the start. Git never writes an index in place, so one with the same inode
            // and times is the one that the row describes.
            self.scan.indexes.insert(row.path.clone(), Known { content: base.digest, says });
        }
        let known = self.scan.indexes.get(&row.path).filter(|known| says.is_some() && known.says == says);
        if let Some(known) = known.filter(|known| known.content != content) {
            let executable = self.executable(row, stat.executable, row.local.stamp());
            let is_agreed = |file: &&FileEntry| file.digest == known.content && file.executable == executable;
            let agreed = [&row.base.entry, &row.remote.entry].into_iter().filter_map(Entry::file).find(is_agreed);
            if agreed.is_some() {
                return agreed.cloned();
            }
        }
        self.scan.indexes.insert(row.path.clone(), Known { content, says });
        None
    }

    /// Returns true if a displaced file is an index that says the same as one of these entries, which were known at its
    /// path.
    pub(crate) fn is_same_index<'a>(
        &self,
        path: &RelPath,
        displaced: &Place,
        mut known: impl Iterator<Item = &'a Entry>,
    ) -> bool {
        let Some(Known { content, says: Some(says) }) = self.scan.indexes.get(path) else { return false };
        known.any(|entry| entry.file().is_some_and(|file| file.digest == *content))
            && matches!(self.read_small(displaced), Ok(Some((bytes, _))) if what_it_says(&bytes) == Some(*says))
    }
}
