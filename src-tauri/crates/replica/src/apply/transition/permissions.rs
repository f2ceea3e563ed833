//! The permissions of what is put in place: those of what it replaces; for a new file, those that its directory gives. What
//! is private is closed to all others.

use std::collections::HashMap;

use syncit_core::replica_store::{ReplicaStore, Row, StoreResult};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::apply::placements::{Content, Job};
use crate::disk::{Disk, DiskErrorKind, DiskResult, Kind, Permissions, Place, parent_place};
use crate::replica::Replica;

/// What new files get from their directories, for one batch: each directory is queried once for all its files.
pub(super) type NewPermissions = HashMap<Place, Permissions>;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Finds out how private a placement will be, and gives its staged file its permissions, before that is made durable.
    pub(super) fn permit_staged(&self, job: &mut Job, news: &mut NewPermissions) -> StoreResult<DiskResult<()>> {
        let placement = &job.placement;
        let remote = placement.remote.entry.clone();
        if remote.file().is_none() {
            return Ok(Ok(()));
        }
        let entry_of = |row: &Row| row.local.entry().cloned().unwrap_or_default();
        let model = self.model_of(job)?;
        job.placed = match &model {
            Some(row) => remote.placed(&entry_of(row), &row.base.entry),
            None => remote,
        };
        job.leaves_bit_out = self.places_without_bit(&job.placement)?;
        let (name, like) = match &placement.content {
            Content::Staged { name, like } => (name, like),
            Content::MovedFrom(from) => {
                job.placed = std::mem::take(&mut job.placed).after(&entry_of(&self.row(from)?));
                return Ok(Ok(()));
            }
            Content::None => return Ok(Ok(())),
        };
        if let Some(like) = like {
            job.placed = std::mem::take(&mut job.placed).after(&Entry::File(like.clone()));
        }
        let Some(file) = job.file_here() else { return Ok(Ok(())) };
        let staged = Place::Staging(name.clone());
        let given = match model {
            Some(row) => self.permit_as_model(job, &Place::Path(row.path), &staged, &file),
            None if like.is_some() => self.permit_private(&staged, &file),
            None => self.permit_new(&staged, &file, &job.placement.path, news),
        };
        Ok(given.and_then(|()| if job.leaves_bit_out { self.set_bit(&staged, false) } else { Ok(()) }))
    }

    fn permit_as_model(&self, job: &mut Job, model: &Place, staged: &Place, file: &FileEntry) -> DiskResult<()> {
        let before = self.disk.stat(model)?;
        job.mode = job.placement.expected.file().map(|_| before.mode);
        self.permit_like(model, staged, file)
    }

    /// Returns the file whose permissions a placement takes over: the one that it replaces, the loser of the conflict that
    /// it won, or the one that it is a conflict copy of.
    fn model_of(&self, job: &Job) -> StoreResult<Option<Row>> {
        let placement = &job.placement;
        if placement.expected.file().is_some() {
            return Ok(Some(job.row.clone()));
        }
        let of = placement.remote.conflict_of.as_ref().map(|of| &of.path);
        let Some(other) = self.pull.beside.get(&placement.path).or(of) else { return Ok(None) };
        let is_file = self.disk.stat(&Place::from(other)).is_ok_and(|stat| stat.kind == Kind::File);
        Ok(if is_file { Some(self.row(other)?) } else { None })
    }

    fn permit_new(
        &self,
        staged: &Place,
        file: &FileEntry,
        path: &RelPath,
        news: &mut NewPermissions,
    ) -> DiskResult<()> {
        let mut given = self.given_to_new(path, news)?;
        if file.is_private() {
            given = given.closed();
        }
        if given == Permissions::default() {
            Ok(())
        } else {
            self.disk.set_permissions(staged, &given, file.executable)
        }
    }

    /// Returns what the directory of a path gives to what is made in it. A directory that does not exist yet will get the
    /// same from its parent.
    fn given_to_new(&self, path: &RelPath, news: &mut NewPermissions) -> DiskResult<Permissions> {
        let above = std::iter::successors(Some(parent_place(path)), |dir| match dir {
            Place::Path(dir) => Some(parent_place(dir)),
            _ => None,
        });
        let mut missing = Vec::new();
        for dir in above {
            let given = match news.get(&dir) {
                Some(given) => given.clone(),
                None => match self.disk.new_permissions(&dir) {
                    Err(error) if error.kind == DiskErrorKind::NotFound && dir != Place::Root => {
                        missing.push(dir);
                        continue;
                    }
                    given => given?,
                },
            };
            news.extend(missing.into_iter().chain([dir]).map(|dir| (dir, given.clone())));
            return Ok(given);
        }
        Ok(Permissions::default())
    }

    /// Gives a file the permissions of another one, except for the executable bit and the access of others, which its entry
    /// states.
    pub(crate) fn permit_like(&self, like: &Place, to: &Place, file: &FileEntry) -> DiskResult<()> {
        let mut permissions = self.disk.permissions(like)?;
        match file.private {
            Some(true) => permissions = permissions.closed(),
            // It was opened on another machine: it keeps the mode of a new file.
            Some(false) if permissions.mode.is_some_and(|mode| mode & 0o077 == 0) => permissions.mode = None,
            _ => {}
        }
        self.disk.set_permissions(to, &permissions, file.executable)
    }

    /// Closes a file to others, if it is private.
    pub(super) fn permit_private(&self, place: &Place, file: &FileEntry) -> DiskResult<()> {
        if !file.is_private() || self.disk.stat(place)?.is_private() {
            return Ok(());
        }
        let closed = self.disk.permissions(place)?.closed();
        self.disk.set_permissions(place, &closed, file.executable)
    }

    /// Applies a mode that was set between the check and the exchange to what is in place now, too. Returns true if one was
    /// set.
    pub(super) fn permit_placed(&self, job: &Job) -> bool {
        let (Some(before), Some(aside), Some(file)) = (job.mode, &job.aside, job.file_here()) else { return false };
        let aside = Place::Staging(aside.clone());
        let path = &job.placement.path;
        let is_as_before = |mode| before & 0o777 == mode & 0o777;
        if !self.disk.stat(&aside).is_ok_and(|stat| stat.kind == Kind::File && !is_as_before(stat.mode)) {
            return false;
        }
        // A person has just set the mode, and that counts.
        let file = FileEntry { private: file.private.filter(|private| *private), ..file };
        if let Err(error) = self.permit_like(&aside, &Place::from(path), &file) {
            tracing::warn!(%path, %error, "permissions that were just changed could not be taken over");
        }
        true
    }
}
