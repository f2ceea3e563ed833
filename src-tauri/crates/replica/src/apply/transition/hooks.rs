//! Git hooks that come from other machines. Git runs a hook by itself, so unless a person has set otherwise for the folder,
//! hooks are placed without the executable bit, and git does not run them.
//!
//! The row of such a file has the agreed entry; its stamp says that the bit is not set here. So the missing bit is no
//! change and is never offered, while a bit that a person sets or clears is one (`Replica::executable`). Each new content
//! comes without the bit again: a person allowed only the content that was there.

use syncit_core::replica_store::{GitHooks, Local, ReplicaStore, Row, Stamp, StoreResult};
use syncit_core::{Entry, RelPath, git};

use crate::apply::placements::{Content, Placement};
use crate::disk::cut::is_same_but_moved;
use crate::disk::{Disk, DiskErrorKind, DiskResult, Place};
use crate::replica::{RETRY, Replica};

/// Limit of other files with the content of a hook that are looked at.
const OTHERS: usize = 64;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Returns true if a file that comes to a path from elsewhere is not made executable.
    pub(crate) fn leaves_bit_out(&self, path: &RelPath) -> bool {
        self.hooks.wanted == GitHooks::NotExecutable && git::is_hook(path)
    }

    /// Returns true if a file may get a name by a move on this disk: a move takes the mode along, so a hook must stay the
    /// same hook.
    pub(crate) fn may_move(&self, from: &RelPath, to: &RelPath) -> bool {
        match (self.leaves_bit_out(from), self.leaves_bit_out(to)) {
            (false, false) => true,
            (true, true) => from.name() == to.name(),
            (true, false) | (false, true) => false,
        }
    }

    /// Returns true if a placement leaves out the executable bit on this disk. It does not if the same content is already a
    /// hook of the same name here, and executable, because somebody here has made it so: in this repository, or in another
    /// one of the folder. (When a repository is moved, the new place may come before the old one is gone, or after it.)
    pub(super) fn places_without_bit(&self, placement: &Placement) -> StoreResult<bool> {
        let Placement { path, expected, remote, content } = placement;
        let Some(file) = remote.entry.file().filter(|file| file.executable) else { return Ok(false) };
        if !self.leaves_bit_out(path) {
            // A move takes the mode along.
            let Content::MovedFrom(from) = content else { return Ok(false) };
            return Ok(self.row(from)?.local.without_bit().is_some());
        }
        let runs = |at: &RelPath, place: &Place| {
            self.may_move(at, path) && self.disk.stat(place).is_ok_and(|stat| stat.executable)
        };
        let same = match content {
            Content::MovedFrom(from) => Some(from),
            _ => expected.file().filter(|there| there.digest == file.digest).map(|_| path),
        };
        if same.is_some_and(|at| runs(at, &Place::from(at))) {
            return Ok(false);
        }
        let displaced = self.displaced.with_content(&file.digest);
        let is_displaced = displaced.is_some_and(|(name, at, _)| runs(&at, &Place::Staging(name)));
        let others = self.store.with_local_content(&file.digest, OTHERS)?;
        Ok(!is_displaced && !others.iter().any(|row| runs(&row.path, &Place::from(&row.path))))
    }

    /// Sets or clears the executable bit of a file.
    pub(super) fn set_bit(&self, place: &Place, executable: bool) -> DiskResult<()> {
        if self.disk.stat(place)?.executable == executable {
            return Ok(());
        }
        self.disk.set_permissions(place, &self.disk.permissions(place)?, executable)
    }

    /// Applies a changed setting to the hooks that are here: all get the bit that was left out, or those whose newest
    /// version is another machine's lose it. What the disk cannot do now is tried again.
    pub(crate) fn bring_hooks(&mut self) -> StoreResult<()> {
        let is_due = self.hooks.retry_at.is_none_or(|at| at <= self.now.ticks);
        let may = self.abilities.keeps_executable() && self.root.hold.is_none();
        if self.hooks.wanted == self.link.git_hooks || !is_due || !may {
            return Ok(());
        }
        let mut is_done = true;
        self.for_all_below(None, |replica, row| {
            is_done &= replica.bring_hook(row)?;
            Ok(())
        })?;
        self.hooks.retry_at = (!is_done).then_some(self.now.ticks + RETRY);
        if is_done {
            self.link.git_hooks = self.hooks.wanted;
            self.save_link();
        }
        Ok(())
    }

    /// Returns true unless it has to be tried again.
    fn bring_hook(&mut self, row: Row) -> StoreResult<bool> {
        let (Some(Entry::File(file)), Some(stamp)) = (row.local.entry(), row.local.stamp()) else { return Ok(true) };
        let is_others = || {
            let is_as_told = row.local.entry() == Some(&row.remote.entry);
            is_as_told && row.remote.machine.is_some_and(|machine| machine != self.config.machine)
        };
        let wanted = match self.hooks.wanted {
            GitHooks::AsTheyAre => true,
            GitHooks::NotExecutable if is_others() => false,
            GitHooks::NotExecutable => return Ok(true),
        };
        let is_so = stamp.executable.unwrap_or(file.executable) == wanted;
        if is_so || !file.executable || !git::is_hook(&row.path) {
            return Ok(true);
        }
        let (entry, stamp, place) = (Entry::File(file.clone()), *stamp, Place::from(&row.path));
        if !self.is_still_so(&row, &entry) {
            self.look_at(row.path, true);
            return Ok(false);
        }
        match self.set_bit(&place, wanted).and_then(|()| self.disk.stat(&place)) {
            Ok(stat) if is_same_but_moved(&stamp, &stat) => {
                let stamp = Stamp { ctime: stat.ctime, executable: Some(wanted), ..stamp };
                self.put(Row { local: Local::Known { entry, stamp: Some(stamp) }, ..row })?;
                Ok(true)
            }
            Ok(_) => {
                self.look_at(row.path, true);
                Ok(false)
            }
            Err(error) => {
                tracing::warn!(path = %row.path, %error, "the executable bit of a git hook could not be changed");
                // It is another user's file, and will still be in a minute.
                Ok(error.kind == DiskErrorKind::Denied)
            }
        }
    }
}
