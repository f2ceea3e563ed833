//! Whether the folder's root is the one that was linked. Until that is confirmed nothing is planned, and what is missing on
//! the disk counts as unknown, never as deleted.

use syncit_core::replica_store::{Base, ReplicaStore, RootId, Row, StoreResult};
use syncit_core::root::{Compared, MarkerSeen, RootHold, RootSeen, RootVerdict, judge};

use crate::disk::{Disk, Place};
use crate::event::Hold;
use crate::replica::Replica;
use crate::root::marker::{self, Marker, MarkerError};
use crate::root::memory::{CHECK_EVERY, FilesFound, SHOWN_AFTER};
use crate::root::token::{self, TokenFile};

/// From this many files on, a root without any counts as emptied.
const EMPTIED_FROM: usize = 10;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Checks the root if that is due, and returns true if the step may continue.
    pub(crate) fn guard_root(&mut self) -> StoreResult<bool> {
        let due = self.root.checked_at.is_none_or(|at| self.now.ticks >= at + CHECK_EVERY);
        if due || self.root.check_now || self.root.hold.is_some() {
            self.confirm_root()?;
        }
        Ok(self.root.may_be_touched())
    }

    /// Returns true if the root is the linked one. Called before any absence is trusted and before anything is planned;
    /// checked at most once a step.
    pub(crate) fn confirm_root(&mut self) -> StoreResult<bool> {
        if !self.root.confirmed {
            self.root.checked_at = Some(self.now.ticks);
            self.root.is_known &= !std::mem::take(&mut self.root.check_now);
            let hold = match self.foreign_root()? {
                None if self.is_emptied()? => Some(Hold::Emptied),
                found => found,
            };
            if hold != self.root.hold {
                tracing::warn!(?hold, "the folder's root");
                if hold.is_none() {
                    self.rescan()?;
                    self.work.changed = true;
                }
                self.root.hold = hold;
                self.root.held_since = self.now.ticks;
                self.root.held_at = self.now.wall;
            }
            self.root.confirmed = true;
        }
        Ok(self.root.may_be_touched())
    }

    /// Returns the hold that is shown to people. Files that are gone from one place may be found in another while the scan
    /// runs, or a moment later: a directory with everything in it was renamed.
    pub(crate) fn shown_hold(&self) -> Option<Hold> {
        self.shown_root_hold().cloned().or_else(|| self.hold_at_hub())
    }

    /// The same for the root alone.
    pub(crate) fn shown_root_hold(&self) -> Option<&Hold> {
        let is_sure = !self.scan.is_at_work() && self.now.ticks >= self.root.held_since + SHOWN_AFTER;
        self.root.hold.as_ref().filter(|hold| **hold != Hold::Emptied || is_sure)
    }

    fn foreign_root(&mut self) -> StoreResult<Option<Hold>> {
        let was_known = std::mem::take(&mut self.root.is_known);
        if self.disk.stat(&Place::Root).is_err() {
            return Ok(Some(Hold::RootGone));
        }
        let marker = self.marker_seen();
        if was_known && marker == MarkerSeen::Own {
            self.root.is_known = true;
            return Ok(None);
        }
        let Ok(id) = self.disk.root_id() else { return Ok(Some(Hold::RootGone)) };
        let token = token::read(&self.disk);
        let verdict = judge(self.root_seen(marker, &id, token.as_ref())?);
        if verdict == RootVerdict::MergeAnew {
            tracing::warn!("the folder or its database was copied or set back: merging anew");
            self.merge_without_base()?;
        }
        match verdict {
            RootVerdict::Mend if !self.mend_marker() => Ok(Some(Hold::MarkerGone)),
            RootVerdict::GoOn | RootVerdict::Mend | RootVerdict::MergeAnew => {
                self.take_root(id, token.as_ref())?;
                self.root.is_known = true;
                Ok(None)
            }
            RootVerdict::Hold(RootHold::MarkerGone) => Ok(Some(Hold::MarkerGone)),
            RootVerdict::Hold(RootHold::OtherFolder) => Ok(Some(Hold::OtherFolder)),
            RootVerdict::Hold(RootHold::Unreadable) => Ok(Some(Hold::RootGone)),
        }
    }

    fn marker_seen(&self) -> MarkerSeen {
        match marker::read(&self.disk) {
            Ok(found) if found.folder != self.link.folder => MarkerSeen::OtherFolder,
            Ok(found) if found.replica != self.link.replica => MarkerSeen::OtherCopy,
            Ok(_) => MarkerSeen::Own,
            Err(MarkerError::Missing) => MarkerSeen::Missing,
            Err(MarkerError::Damaged(_)) => MarkerSeen::Damaged,
            Err(MarkerError::Newer(_)) => MarkerSeen::Newer,
            Err(MarkerError::Disk(_)) => MarkerSeen::Unreadable,
        }
    }

    fn root_seen(&mut self, marker: MarkerSeen, id: &RootId, token: Option<&TokenFile>) -> StoreResult<RootSeen> {
        let root = self.link.root.as_ref();
        let filesystem = root.and_then(|root| root.filesystem.as_ref());
        let is_ours = |file: &TokenFile, known| file.replica == self.link.replica && file.agrees_with(known);
        Ok(RootSeen {
            marker,
            inode: Compared::of(root.map(|root| &root.inode), Some(&id.inode)),
            filesystem: Compared::of(filesystem, id.filesystem.as_ref()),
            token: match (token, self.link.token) {
                (Some(file), Some(known)) if is_ours(file, known) => Compared::Same,
                (Some(_), Some(_)) => Compared::Other,
                _ => Compared::Unknown,
            },
            files_agree: marker != MarkerSeen::Own && self.files_found()? == FilesFound::Intact,
        })
    }

    /// Writes the marker of a root that is certainly the linked one. Returns false if the disk refuses.
    pub(crate) fn mend_marker(&mut self) -> bool {
        let marker = Marker { folder: self.link.folder, replica: self.link.replica };
        let written = self.disk.init_own_dir().and_then(|()| marker::write(&self.disk, &marker));
        match &written {
            Ok(()) => tracing::info!("the folder's marker was written anew"),
            Err(error) => tracing::warn!("the folder's marker is not as it should be, and cannot be written: {error}"),
        }
        written.is_ok()
    }

    /// Remembers the root, and marks the disk and the database with the token of this start.
    ///
    /// First the disk gets the new token along with the old one, then the database gets the new one, then the old one is
    /// removed from the disk: whenever this is interrupted, both are known to be of one time. Nothing depends on a disk
    /// that cannot be written.
    fn take_root(&mut self, id: RootId, found: Option<&TokenFile>) -> StoreResult<()> {
        let wanted = TokenFile {
            replica: self.link.replica,
            token: self.config.token,
            before: None,
            path: self.config.path.clone(),
        };
        let mut is_renewed = found != Some(&wanted);
        if is_renewed {
            // The merge must be durable before the disk no longer says that one is due.
            self.commit()?;
            self.store.sync()?;
            is_renewed = self.write_token(&TokenFile { before: self.link.token, ..wanted.clone() });
        }
        if is_renewed {
            self.link.token = Some(wanted.token);
        }
        if is_renewed || self.link.root.as_ref() != Some(&id) {
            self.link.root = Some(id);
            self.save_link();
            self.commit()?;
            self.store.sync()?;
        }
        if is_renewed {
            self.write_token(&wanted);
        }
        Ok(())
    }

    /// Returns false if the disk refuses.
    fn write_token(&self, file: &TokenFile) -> bool {
        let written = self.disk.init_own_dir().and_then(|()| token::write(&self.disk, file));
        written.inspect_err(|error| tracing::info!("the folder is not marked with this start: {error}")).is_ok()
    }

    /// Forgets what was agreed on: both sides are then merged, and nothing is deleted.
    pub(crate) fn merge_without_base(&mut self) -> StoreResult<()> {
        self.work.forget_settling();
        self.for_all_below(None, |replica, row| replica.put(Row { base: Base::default(), ..row }))?;
        // What the rows say of this disk counts only once it has been seen again.
        self.work.distrust_settling();
        self.rescan()
    }

    /// Returns true if no file is left and this was not offered to the hub: at least ten files of the base are missing.
    fn is_emptied(&mut self) -> StoreResult<bool> {
        if self.store.totals()?.files > 0 {
            self.root.released = false;
        }
        let is_empty = self.store.totals()?.files == 0;
        Ok(is_empty && !self.root.released && self.work.vanished_files() >= EMPTIED_FROM)
    }
}
