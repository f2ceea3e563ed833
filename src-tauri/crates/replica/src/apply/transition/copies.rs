//! Moves the losers of conflicts to the names of their copies, durably, before the winner takes the path.

use std::collections::BTreeSet;

use syncit_core::plan::Step;
use syncit_core::replica_store::{ConflictOf, Local, ReplicaStore, Row, Stamp, StoreResult, Unknown};
use syncit_core::{Entry, RelPath, Seq, conflict};

use crate::apply::kept::{Aside, KEPT_FOR, Kept};
use crate::disk::cut::is_same_but_moved;
use crate::disk::{Disk, DiskErrorKind, Place, parent_place};
use crate::event::{self, Effect};
use crate::replica::Replica;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Moves the losers of conflicts to their names, durably; returns the paths where that failed.
    pub(crate) fn keep_copies(&mut self, steps: Vec<Step>) -> StoreResult<BTreeSet<RelPath>> {
        let mut failed = BTreeSet::new();
        let mut moved = Vec::new();
        let mut directories = BTreeSet::new();
        for step in steps {
            let Step::KeepCopy { path, expected, copy, winner } = step else { continue };
            let row = self.row(&path)?;
            if row.local.entry() != Some(&expected) || !self.is_still_so(&row, &expected) {
                self.look_at(path.clone(), true);
                self.wait(&path, 1);
                failed.insert(path);
                continue;
            }
            match self.disk.rename(&Place::from(&path), &Place::from(&copy)) {
                Ok(()) => {
                    directories.insert(parent_place(&path));
                    directories.insert(parent_place(&copy));
                    self.pull.beside.insert(path.clone(), copy.clone());
                    moved.push((row, copy, winner));
                }
                Err(error) if error.kind == DiskErrorKind::Exists => {
                    if !self.is_kept_already(row, &expected, &copy)? {
                        failed.insert(path);
                    }
                }
                Err(error) => {
                    self.disk_failed(&path, &error);
                    failed.insert(path);
                }
            }
        }
        if moved.is_empty() {
            return Ok(failed);
        }
        let directories: Vec<Place> = directories.into_iter().collect();
        let synced = self.disk.sync(&[], &directories);
        for (mut row, copy, winner) in moved {
            if synced.is_err() {
                failed.insert(row.path.clone());
            }
            let path = row.path.clone();
            self.fences.follow(&path, &copy);
            let mut kept = self.row(&copy)?;
            kept.local = Local::Unknown(Unknown::Unread);
            if let (Local::Known { entry, stamp: Some(stamp) }, Ok(stat)) =
                (&row.local, self.disk.stat(&Place::from(&copy)))
                && is_same_but_moved(stamp, &stat)
            {
                let stamp = Stamp { ctime: stat.ctime, ..*stamp };
                kept.local = Local::Known { entry: entry.clone(), stamp: Some(stamp) };
            } else {
                self.look_at(copy.clone(), true);
            }
            if kept.remote.entry.is_absent() {
                let of = conflict::copy_of(&row, winner.seq);
                let base = if self.is_from_elsewhere(&row)? { Seq(0) } else { of.base };
                kept.remote.conflict_of = Some(ConflictOf { base, ..of });
            }
            self.put(kept)?;
            row.local = Local::ABSENT;
            self.put(row)?;
            self.effects.push(Effect::Notify(event::Notice::Conflict { path, copy }));
        }
        Ok(failed)
    }

    /// Returns true if a file has the content of another one, or of one that was removed or replaced here: then it was
    /// moved or copied over the file that was at its path, and not made from it.
    fn is_from_elsewhere(&self, row: &Row) -> StoreResult<bool> {
        let Some(file) = row.local.entry().and_then(Entry::file) else { return Ok(false) };
        let with_content = self.store.with_local_content(&file.digest, 2)?;
        Ok(self.work.was_replaced(&file.digest) || with_content.iter().any(|other| other.path != row.path))
    }

    /// Handles a copy that exists already. If it has the same content, the loser is only moved out of the way.
    fn is_kept_already(&mut self, row: Row, expected: &Entry, copy: &RelPath) -> StoreResult<bool> {
        let path = row.path.clone();
        let other = self.row(copy)?;
        if other.local.entry() != Some(expected) || !self.is_still_so(&other, expected) {
            self.look_at(copy.clone(), true);
            self.wait(&path, 1);
            return Ok(false);
        }
        self.set_aside(row, expected)
    }

    /// Moves what is at a path out of the way, durably, and checks that it is what was expected. Returns true if nothing is
    /// at the path now.
    pub(super) fn set_aside(&mut self, mut row: Row, expected: &Entry) -> StoreResult<bool> {
        let path = row.path.clone();
        let name = self.staging("old");
        let lines = [(name.clone(), path.clone(), Entry::Absent, expected.clone())];
        let staging = Place::Own("staging".into());
        let aside = Place::Staging(name.clone());
        let result = self.write_record(&lines).and_then(|record| {
            let moved = self
                .disk
                .sync(&[Place::Staging(record.clone())], std::slice::from_ref(&staging))
                .and_then(|()| self.disk.rename(&Place::from(&path), &aside));
            if moved.is_err() {
                self.discard(&Place::Staging(record.clone()));
            }
            moved?;
            // From here on the record stays until what was displaced has been checked.
            let synced = self.disk.sync(&[], &[parent_place(&path), staging.clone()]);
            if let Err(error) = synced {
                tracing::warn!(%error, "what was moved out of the way is not durable yet");
            }
            Ok(record)
        });
        match result {
            Ok(record) => {
                let known = [expected.clone(), Entry::Absent];
                let aside = Aside { name, path, known, seen: None };
                let files = self.look_at_displaced(aside, &row, None)?.into_iter().collect();
                self.displaced.keep(Kept { record, due: self.now.ticks + KEPT_FOR, files });
                row.local = Local::ABSENT;
                self.put(row)?;
                Ok(true)
            }
            Err(error) => {
                self.disk_failed(&path, &error);
                self.look_at(path, true);
                Ok(false)
            }
        }
    }
}
