//! Takes content from this disk if it is there already: a checked copy of another file, or of a file that was just
//! displaced.

use syncit_core::replica_store::{Local, ReplicaStore, Row, StoreResult};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::apply::placements::Content;
use crate::disk::cut::{self, is_same};
use crate::disk::{Disk, DiskErrorKind, DiskResult, Place};
use crate::replica::Replica;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Makes a checked copy of a content that is on this disk already.
    pub(super) fn content_here(&mut self, path: &RelPath, file: &FileEntry) -> StoreResult<Option<Content>> {
        let name = self.staging("new");
        let place = Place::Staging(name.clone());
        if file.size == 0 {
            let made = self.disk.write_at(&place, 0, &[]).and_then(|()| self.finish(&place, file));
            return Ok(self.staged(path, name, made));
        }
        for row in self.store.with_local_content(&file.digest, 4)? {
            match self.copy_checked(&row, file, &place) {
                Ok(true) => {
                    // The source is to be removed: this is the other half of a move.
                    let like = row.local.entry().and_then(Entry::file).filter(|_| row.remote.entry.is_absent());
                    return Ok(Some(Content::Staged { name, like: like.cloned() }));
                }
                Ok(false) => self.discard(&place),
                Err(error) => {
                    self.discard(&place);
                    if error.kind == DiskErrorKind::Full {
                        return Ok(self.staged(path, name, Err(error)));
                    }
                }
            }
        }
        if let Some((from, _, like)) = self.displaced.with_content(&file.digest) {
            match self.copy_displaced(&Place::Staging(from), file, like.is_some(), &place) {
                Ok(true) => return Ok(Some(Content::Staged { name, like })),
                // Whatever is wrong with it, the hub has the content, too.
                Ok(false) | Err(_) => self.discard(&place),
            }
        }
        Ok(None)
    }

    /// Copies a displaced file. A program may still have it open, so only the copy is trusted. A moved file keeps its
    /// permissions.
    fn copy_displaced(&self, from: &Place, file: &FileEntry, was_moved: bool, to: &Place) -> DiskResult<bool> {
        self.disk.copy_file(from, to)?;
        let copied = cut::hash_file(&self.disk, to, self.now.wall)?;
        let is_good = copied.is_some_and(|(list, ..)| list.digest() == file.digest && list.size() == file.size);
        if is_good {
            self.finish(to, file)?;
            if was_moved {
                self.permit_like(from, to, file)?;
            }
        }
        Ok(is_good)
    }

    fn staged(&mut self, path: &RelPath, name: String, made: DiskResult<()>) -> Option<Content> {
        match made {
            Ok(()) => Some(Content::Staged { name, like: None }),
            Err(error) => {
                self.discard(&Place::Staging(name));
                self.disk_failed(path, &error);
                None
            }
        }
    }

    fn copy_checked(&self, row: &Row, file: &FileEntry, to: &Place) -> DiskResult<bool> {
        let Local::Known { stamp: Some(stamp), .. } = &row.local else { return Ok(false) };
        let from = Place::from(&row.path);
        let is_unchanged = || self.disk.stat(&from).is_ok_and(|stat| is_same(stamp, &stat) && stat.size == file.size);
        if !is_unchanged() {
            return Ok(false);
        }
        self.disk.copy_file(&from, to)?;
        let is_good = if stamp.settled {
            is_unchanged()
        } else {
            cut::hash_file(&self.disk, to, self.now.wall)?
                .is_some_and(|(list, ..)| list.digest() == file.digest && list.size() == file.size)
        };
        if is_good {
            self.finish(to, file)?;
            if row.remote.entry.is_absent() {
                self.permit_like(&from, to, file)?;
            }
        }
        Ok(is_good)
    }
}
