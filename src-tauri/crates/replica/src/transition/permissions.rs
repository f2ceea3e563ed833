//! What is put in place has the permissions of what it replaces; what is new has those that its directory gives.

use std::collections::HashMap;

use syncit_core::replica_store::ReplicaStore;
use syncit_core::{FileEntry, RelPath};

use super::{Content, Job, Placement, parent_place};
use crate::disk::{Disk, DiskErrorKind, DiskResult, Kind, Permissions, Place};
use crate::replica::Replica;

/// What new files get from their directories, for one batch: a look at each directory serves all its files.
pub(super) type NewPermissions = HashMap<Place, Permissions>;

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Gives a staged file its permissions, before it is made durable. Gives the mode of what it replaces.
    pub(super) fn permit_staged(&self, job: &Placement, news: &mut NewPermissions) -> DiskResult<Option<u32>> {
        let (Some(file), Content::Staged { name, has_permissions }) = (job.told.entry.file(), &job.content) else {
            return Ok(None);
        };
        let staged = Place::Staging(name.clone());
        if job.expected.file().is_some() {
            let before = self.disk.stat(&Place::from(&job.path))?;
            self.permit_like(&Place::from(&job.path), &staged, file)?;
            return Ok(Some(before.mode));
        }
        let copied = self.pull.beside.get(&job.path);
        if let Some(other) = copied.or(job.told.conflict_of.as_ref().map(|of| &of.path)).map(Place::from)
            && self.disk.stat(&other).is_ok_and(|stat| stat.kind == Kind::File)
        {
            self.permit_like(&other, &staged, file)?;
        } else if !has_permissions {
            let given = self.given_to_new(&job.path, news)?;
            if given != Permissions::default() {
                self.disk.set_permissions(&staged, &given, file.executable)?;
            }
        }
        Ok(None)
    }

    /// What the directory of a path gives to what is made in it. One that does not exist yet will get the same from the
    /// one above it.
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

    /// Gives a file the permissions of another one, but for the executable bit.
    pub(crate) fn permit_like(&self, like: &Place, to: &Place, file: &FileEntry) -> DiskResult<()> {
        let permissions = self.disk.permissions(like)?;
        self.disk.set_permissions(to, &permissions, file.executable)
    }

    /// A mode that was set between the look and the exchange holds for what is in place now, too.
    pub(super) fn permit_placed(&self, job: &Job) {
        let (Some(before), Some(aside), Some(file)) = (job.mode, &job.aside, job.placement.told.entry.file()) else {
            return;
        };
        let aside = Place::Staging(aside.clone());
        let path = &job.placement.path;
        let is_as_before = |mode| before & 0o777 == mode & 0o777;
        if self.disk.stat(&aside).is_ok_and(|stat| stat.kind == Kind::File && !is_as_before(stat.mode))
            && let Err(error) = self.permit_like(&aside, &Place::from(path), file)
        {
            tracing::warn!(%path, %error, "permissions that were just changed could not be taken over");
        }
    }
}
