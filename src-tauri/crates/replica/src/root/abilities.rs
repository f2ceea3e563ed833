//! What the folder's disk can do, found out at each start by trying it in `.syncit/staging`.
//!
//! What a disk cannot hold is taken from the base, so that it never looks like a change. Until a try has worked (the disk
//! may be full), the executable bit and privacy count as things that it cannot hold: a bit that is noticed late is better
//! than one that nobody has set.

use syncit_core::replica_store::{ReplicaStore, Row, Stamp, StoreResult};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::disk::cut;
use crate::disk::{Disk, DiskError, DiskErrorKind, DiskResult, Permissions, Place, Stat, parent_place};
use crate::replica::{RETRY, Replica};
use crate::root::memory::{Abilities, Known};

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Tries what the disk can do, until that is known.
    pub(crate) fn update_abilities(&mut self) -> StoreResult<()> {
        let is_due = self.abilities.retry_at.is_none_or(|at| self.now.ticks >= at);
        if self.abilities.known.is_some() || !is_due {
            return Ok(());
        }
        match self.try_abilities() {
            Ok(known) => {
                let was_in_doubt = self.abilities.retry_at.is_some();
                self.abilities = Abilities { known: Some(known), retry_at: None };
                if was_in_doubt && known.keeps_executable {
                    self.rescan()?;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "what this disk can do is tried again in a minute");
                self.abilities.retry_at = Some(self.now.ticks + RETRY);
            }
        }
        Ok(())
    }

    fn try_abilities(&mut self) -> DiskResult<Known> {
        let names = ["try", "try"].map(|what| self.staging(what));
        let known = self.try_with(&names);
        names.into_iter().for_each(|name| self.discard(&Place::Staging(name)));
        known
    }

    fn try_with(&self, names: &[String; 2]) -> DiskResult<Known> {
        let [a, b] = &names.each_ref().map(|name| Place::Staging(name.clone()));
        for (place, executable) in [(a, true), (b, false)] {
            self.disk.write_at(place, 0, &[])?;
            self.disk.finish_file(place, 0, executable, self.now.wall)?;
        }
        let keeps_executable = self.disk.stat(a)?.executable && !self.disk.stat(b)?.executable;
        let closes_new = self.disk.stat(b)?.is_private();
        for (place, mode) in [(a, 0o600), (b, 0o644)] {
            self.disk.set_permissions(place, &Permissions { mode: Some(mode), ..Permissions::default() }, false)?;
        }
        let keeps_modes = self.disk.stat(a)?.is_private() && !self.disk.stat(b)?.is_private();
        let exchanges = match self.disk.exchange(a, b) {
            Err(error) if error.kind == DiskErrorKind::Unsupported => false,
            result => result.map(|()| true)?,
        };
        let folds_case = match self.disk.stat(&Place::Staging(names[0].to_uppercase())) {
            Err(error) if error.kind == DiskErrorKind::NotFound => false,
            result => result.map(|_| true)?,
        };
        Ok(Known { exchanges, keeps_executable, keeps_modes, closes_new, folds_case })
    }

    /// Returns the stat of a path under exactly this name: a disk that folds case also answers to others.
    pub(crate) fn stat_named(&self, path: &RelPath) -> DiskResult<Stat> {
        let stat = self.disk.stat(&Place::from(path))?;
        if self.abilities.folds_case() {
            for named in std::iter::once(path.clone()).chain(path.ancestors()) {
                let listed = self.disk.read_dir(&parent_place(&named))?;
                if !listed.iter().any(|entry| entry.name.as_deref() == Ok(named.name())) {
                    let kind = DiskErrorKind::NotFound;
                    return Err(DiskError { doing: "look at", place: path.to_string(), kind });
                }
            }
        }
        Ok(stat)
    }

    /// Returns true if a path's name is taken by another one that differs in case only.
    pub(crate) fn has_twin(&self, path: &RelPath) -> bool {
        self.abilities.folds_case()
            && self.disk.stat(&Place::from(path)).is_ok()
            && self.stat_named(path).is_err_and(|error| error.kind == DiskErrorKind::NotFound)
    }

    /// Returns the executable bit of a file whose mode on the disk has `seen`; `before` is its stamp when it was last seen
    /// or placed. A mode that has not changed since is no change, even if the bit was left out.
    pub(crate) fn executable(&self, row: &Row, seen: bool, before: Option<&Stamp>) -> bool {
        let agreed = row.base.entry.file().or(row.remote.entry.file()).is_some_and(|file| file.executable);
        if !self.abilities.keeps_executable() {
            return agreed;
        }
        match before.and_then(|before| before.executable) {
            Some(before) if before == seen => {
                row.local.entry().and_then(Entry::file).map_or(agreed, |file| file.executable)
            }
            // Nobody knows whether the bit was ever set here.
            None if !seen && self.leaves_bit_out(&row.path) => agreed,
            _ => seen,
        }
    }

    /// Returns the privacy of a file whose mode on the disk says `seen`. `is_same` is true if it is the very file that was
    /// there, and `before` is what its mode said when it was last seen or placed, if it was: what has not changed since is
    /// no change. If a program puts another file in its place, an open mode decides nothing; if every new file is closed, a
    /// closed mode decides nothing.
    pub(crate) fn privacy(&self, row: &Row, seen: bool, is_same: bool, before: Option<Option<bool>>) -> Option<bool> {
        let agreed = row.base.entry.file().or(row.remote.entry.file()).and_then(|file| file.private);
        if !self.abilities.keeps_modes() {
            return agreed;
        }
        let last = row.local.entry().and_then(Entry::file).map_or(agreed, |file| file.private);
        match (last, seen) {
            (Some(true), false) if !is_same => None,
            (Some(true), seen) => Some(seen),
            (last, true) if self.abilities.closes_new() || before.is_some_and(|before| before != Some(false)) => last,
            (_, true) => Some(true),
            (last, false) => last,
        }
    }

    /// Returns the stamp that tells a file or directory from a changed one. On a disk without modes, nothing counts as
    /// closed.
    pub(crate) fn stamp(&self, stat: &Stat) -> Stamp {
        self.without_modes(cut::stamp(stat, self.now.wall))
    }

    /// The same for a stamp that was made elsewhere.
    pub(crate) fn without_modes(&self, stamp: Stamp) -> Stamp {
        let private = stamp.private.map(|private| private && self.abilities.keeps_modes());
        let executable = stamp.executable.filter(|_| self.abilities.keeps_executable());
        Stamp { private, executable, ..stamp }
    }

    /// Returns the privacy here of a directory with this stamp. A mode that is the same as when it was last seen or placed
    /// is no change, and neither is that of another directory under its name which is open.
    pub(crate) fn dir_privacy(&self, row: &Row, seen: &Stamp) -> StoreResult<Option<bool>> {
        let is_closed = seen.private == Some(true);
        if row.local.entry().is_some_and(Entry::is_directory) {
            return Ok(self.known_dir_privacy(row, seen));
        }
        let (keeps, closes_new) = (self.abilities.keeps_modes(), self.abilities.closes_new());
        if keeps && (!is_closed || !closes_new) {
            return Ok(is_closed.then_some(true));
        }
        // Its mode says nothing: it is as private as what was agreed on, or as it was under another name.
        let agreed = row.privacy.agreed.filter(|_| row.base.entry.is_directory()).or(row.remote_privacy());
        let is_private = |row: &Row| row.privacy.here == Some(true);
        let was_private = self.was_closed_dir(seen.inode) || self.store.with_inode(seen.inode)?.iter().any(is_private);
        Ok(if was_private { Some(true) } else { agreed.filter(|private| *private) })
    }

    fn known_dir_privacy(&self, row: &Row, seen: &Stamp) -> Option<bool> {
        if !self.abilities.keeps_modes() {
            return row.privacy.here;
        }
        let is_closed = seen.private == Some(true);
        let before = row.local.stamp();
        let is_same = before.is_some_and(|before| before.inode == seen.inode);
        match before.and_then(|before| before.private) {
            None => row.privacy.here,
            Some(before) if before == is_closed => row.privacy.here,
            Some(_) if is_closed && !is_same && self.abilities.closes_new() => row.privacy.here,
            Some(_) if is_closed => Some(true),
            Some(_) => row.privacy.here.filter(|private| is_same || !private).map(|_| false),
        }
    }

    /// Returns true if a file's mode fits its row. A file that is only closed on this disk does not contradict it.
    pub(crate) fn has_bits(&self, file: &FileEntry, stamp: &Stamp, seen: &Stat) -> bool {
        let is_opened = file.is_private() && !seen.is_private() && self.abilities.keeps_modes();
        let executable = stamp.executable.unwrap_or(file.executable);
        !is_opened && (executable == seen.executable || !self.abilities.keeps_executable())
    }
}
