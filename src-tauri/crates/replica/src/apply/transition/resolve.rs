//! Settles a conflict as a person decided: the copy's content takes the file's name, or one made from both does, or the
//! copy is just removed.
//!
//! Only what the hub has as a version is displaced here, so a settled conflict can be undone. What follows is ordinary work
//! for the plan: a change and a deletion.

use syncit_core::replica_store::{Base, ConflictOf, Local, ReplicaStore, Row, Stamp, StoreResult, SyncMode, Unknown};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::disk::cut::is_same_but_moved;
use crate::disk::{Disk, DiskResult, Place, parent_place};
use crate::event::{Effect, Event, Keep, Merged, Now};
use crate::replica::Replica;

/// Why a conflict was not settled. Nothing was lost; at worst the file has the merged content and the copy is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// There is no such conflict copy.
    NoConflict,
    /// One of the two is changing, or is not at the hub yet.
    Unsettled(RelPath),
    /// The file has become a directory.
    NotAFile(RelPath),
    /// This machine sends nothing of this folder.
    OnlyReceives,
    /// The folder is held, or its store fails.
    Stopped,
    /// The disk refused.
    Disk(RelPath),
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Settles a conflict on this disk. The effects are to be carried out like those of a step.
    pub fn resolve(&mut self, copy: &RelPath, keep: Keep, now: Now) -> (Result<(), Unresolved>, Vec<Effect>) {
        self.begin(now);
        let result = match self.try_resolve(copy, keep) {
            _ if self.has_failed() => Err(Unresolved::Stopped),
            Ok(result) => result,
            Err(failure) => {
                self.stop(failure);
                Err(Unresolved::Stopped)
            }
        };
        (result, self.step(Event::Tick, now))
    }

    fn try_resolve(&mut self, copy: &RelPath, keep: Keep) -> StoreResult<Result<(), Unresolved>> {
        if self.has_failed() || !self.confirm_root()? || self.root.hold.is_some() {
            return Ok(Err(Unresolved::Stopped));
        }
        if self.sync_mode() == SyncMode::ReceiveOnly {
            return Ok(Err(Unresolved::OnlyReceives));
        }
        let mut row = self.row(copy)?;
        let Some(ConflictOf { path, .. }) = row.remote.conflict_of.clone().filter(|_| row.remote.entry.is_live())
        else {
            return Ok(Err(Unresolved::NoConflict));
        };
        let Some(kept) = self.settled(&mut row)? else { return Ok(Err(Unresolved::Unsettled(copy.clone()))) };
        match keep {
            Keep::Theirs => {
                let is_done = self.set_aside(row, &kept)?;
                Ok(if is_done { Ok(()) } else { Err(Unresolved::Disk(copy.clone())) })
            }
            Keep::Mine => self.take_name(row, kept, path),
            Keep::Merged(merged) => self.take_merged(row, kept, path, &merged),
        }
    }

    /// Returns what is at a path here, if it is exactly what the hub has, so that it stays a version. It then becomes the
    /// base of what follows.
    fn settled(&mut self, row: &mut Row) -> StoreResult<Option<Entry>> {
        let Some(entry) = row.local.entry().cloned() else { return Ok(None) };
        let is_settled = entry == row.remote.entry && self.is_still_so(row, &entry);
        row.base = Base { entry: row.remote.entry.clone(), seq: row.remote.seq };
        if !is_settled {
            self.look_at(row.path.clone(), true);
        }
        Ok(is_settled.then_some(entry))
    }

    /// Moves the copy to the name of its original.
    fn take_name(&mut self, mut copy: Row, kept: Entry, path: RelPath) -> StoreResult<Result<(), Unresolved>> {
        let mut original = self.row(&path)?;
        let Some(there) = self.settled(&mut original)? else { return Ok(Err(Unresolved::Unsettled(path))) };
        match there {
            Entry::Directory => return Ok(Err(Unresolved::NotAFile(path))),
            Entry::Absent => {}
            Entry::File(_) | Entry::Symlink(_) => {
                let executable = |file: &FileEntry| file.executable && copy.local.without_bit().is_none();
                let file = kept.file().map(|file| FileEntry { executable: executable(file), ..file.clone() });
                if let (Some(_), Some(file)) = (there.file(), file)
                    && let Err(error) = self.permit_like(&Place::from(&path), &Place::from(&copy.path), &file)
                {
                    self.disk_failed(&path, &error);
                    return Ok(Err(Unresolved::Disk(path)));
                }
                if !self.set_aside(original, &there)? {
                    return Ok(Err(Unresolved::Disk(path)));
                }
            }
        }
        if let Err(error) = self.disk.rename(&Place::from(&copy.path), &Place::from(&path)) {
            self.comes_back(&path)?;
            self.disk_failed(&copy.path, &error);
            return Ok(Err(Unresolved::Disk(copy.path)));
        }
        if let Err(error) = self.disk.sync(&[], &[parent_place(&copy.path), parent_place(&path)]) {
            tracing::warn!(%error, "the name of a settled conflict is not durable yet");
        }
        let mut original = self.row(&path)?;
        original.local = Local::Unknown(Unknown::Unread);
        match (&copy.local, self.disk.stat(&Place::from(&path))) {
            (Local::Known { stamp: Some(stamp), .. }, Ok(stat)) if is_same_but_moved(stamp, &stat) => {
                original.local = Local::Known { entry: kept, stamp: Some(Stamp { ctime: stat.ctime, ..*stamp }) };
            }
            _ => self.look_at(path, true),
        }
        self.put(original)?;
        copy.local = Local::ABSENT;
        self.put(copy)?;
        Ok(Ok(()))
    }

    /// Puts a content made from both in place of the original, and only then removes the copy: if this is interrupted, both
    /// versions are still at the hub.
    fn take_merged(
        &mut self,
        copy: Row,
        kept: Entry,
        path: RelPath,
        merged: &Merged,
    ) -> StoreResult<Result<(), Unresolved>> {
        let mut original = self.row(&path)?;
        let is_of_these = copy.remote.seq == merged.copy && original.remote.seq == merged.original;
        let there = match self.settled(&mut original)? {
            Some(Entry::File(file)) if is_of_these => Entry::File(file),
            _ => return Ok(Err(Unresolved::Unsettled(path))),
        };
        let new = Place::Staging(self.staging("new"));
        if let Err(error) = self.write_new(&new, merged, &path) {
            self.discard(&new);
            self.disk_failed(&path, &error);
            return Ok(Err(Unresolved::Disk(path)));
        }
        if !self.set_aside(original, &there)? {
            self.discard(&new);
            return Ok(Err(Unresolved::Disk(path)));
        }
        if let Err(error) = self.disk.rename(&new, &Place::from(&path)) {
            self.discard(&new);
            self.comes_back(&path)?;
            self.disk_failed(&path, &error);
            return Ok(Err(Unresolved::Disk(path)));
        }
        if let Err(error) = self.disk.sync(&[], &[parent_place(&path)]) {
            tracing::warn!(%error, "the name of a merged file is not durable yet");
        }
        let mut original = self.row(&path)?;
        original.local = Local::Unknown(Unknown::Unread);
        self.put(original)?;
        self.look_at(path, true);
        let name = copy.path.clone();
        Ok(if self.set_aside(copy, &kept)? { Ok(()) } else { Err(Unresolved::Disk(name)) })
    }

    /// Writes a content into a new file, durably, with the permissions of the file that it replaces.
    fn write_new(&self, new: &Place, merged: &Merged, path: &RelPath) -> DiskResult<()> {
        let place = Place::from(path);
        // Part of it may come from another machine.
        let executable = merged.executable && (!self.leaves_bit_out(path) || self.disk.stat(&place)?.executable);
        self.disk.write_at(new, 0, &merged.content)?;
        self.disk.finish_file(new, merged.content.len() as u64, executable, self.now.wall)?;
        let permissions = self.disk.permissions(&place)?;
        self.disk.set_permissions(new, &permissions, executable)?;
        self.disk.sync(std::slice::from_ref(new), &[])
    }

    /// Records that nothing has this name now. The hub has a version of what was there, which comes back from there.
    fn comes_back(&mut self, path: &RelPath) -> StoreResult<()> {
        let mut original = self.row(path)?;
        original.base = Base::default();
        self.put(original)
    }
}
