//! Puts staged content in place: the only code that changes a person's files.
//!
//! Content is durable before it gets its name, and names are durable before the base records them. Displaced files go to
//! `.syncit/staging`, recorded durably beforehand; one that is neither what was expected there nor any known version of its
//! path comes back as a conflict copy, also after a crash in between. Displaced files are kept for a while, because a
//! program may still have them open, and are checked once more before they are removed.

mod copies;
mod displaced;
mod hooks;
mod permissions;
mod resolve;

use std::collections::BTreeSet;

use syncit_core::replica_store::{Base, Local, ReplicaStore, Stamp, StoreResult, Unknown};
use syncit_core::{Entry, FileEntry, RelPath};

use crate::apply::kept::{Aside, KEPT_FOR, Kept};
use crate::apply::placements::{Content, Job, Placement};
use crate::disk::cut::{self, is_same_but_moved};
use crate::disk::{Disk, DiskError, DiskErrorKind, DiskResult, Place, parent_place};
use crate::event::{self, Effect};
use crate::ignore_rules::is_litter;
use crate::reasons::Trouble;
use crate::replica::{RETRY, Replica};

use permissions::NewPermissions;
pub use resolve::Unresolved;

/// If a file is placed within this time of its mtime, in milliseconds, it may be written to in the same tick of the file
/// system's clock: then its stamp proves nothing until the file has been read once more.
const SAME_TICK: i64 = 2_000;
/// How long to wait before retrying what cannot be done yet, in milliseconds.
const LATER: u64 = 500;

enum Outcome {
    Done,
    /// Something else is there than expected: rescan it.
    Look,
    /// It cannot be done yet: what is below or above it comes first.
    Later,
    /// The directory stays, because it contains something unknown.
    Keep,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Puts these in place, in this order, with few syncs for all of them.
    pub(crate) fn place(&mut self, placements: Vec<Placement>) -> StoreResult<()> {
        self.read_together()?;
        let mut jobs = Vec::with_capacity(placements.len());
        let may = self.confirm_root()? && self.root.hold.is_none();
        let mut news = NewPermissions::new();
        for placement in placements {
            if let Some(job) = self.prepare(placement, may, &mut news)? {
                jobs.push(job);
            }
        }
        let record = match self.record(&jobs) {
            Ok(record) => record,
            Err(error) => {
                for job in jobs {
                    self.drop_staged(&job);
                    self.disk_failed(&job.placement.path, &error);
                }
                return Ok(());
            }
        };
        let mut directories = BTreeSet::new();
        let mut done = Vec::new();
        let mut kept = Vec::new();
        for job in jobs {
            match self.carry_out_job(&job, &mut kept)? {
                Ok(Outcome::Done) => {
                    directories.insert(parent_place(&job.placement.path));
                    // The mode of a directory is stored in the directory itself.
                    if job.placement.remote.entry.is_directory() && job.row.remote_privacy().is_some() {
                        directories.insert(Place::from(&job.placement.path));
                    }
                    if let Content::MovedFrom(from) = &job.placement.content {
                        directories.insert(parent_place(from));
                    }
                    done.push(job);
                }
                Ok(outcome) => self.not_placed(job, outcome)?,
                Err(error) if error.kind == DiskErrorKind::NotFound => self.not_placed(job, Outcome::Later)?,
                Err(error) => {
                    self.drop_staged(&job);
                    self.cannot_place(job, &error)?;
                }
            }
        }
        if record.is_some() {
            directories.insert(Place::Own("staging".into()));
        }
        // A removed directory has no names to sync; its removal is recorded in its parent.
        let ended = done.iter().filter(|job| job.ends_directory()).map(|job| Place::from(&job.placement.path));
        let ended: BTreeSet<Place> = ended.collect();
        let directories: Vec<Place> = directories.difference(&ended).cloned().collect();
        let synced = if done.is_empty() { Ok(()) } else { self.disk.sync(&[], &directories) };
        let mut has_evicted = false;
        for job in done {
            has_evicted |= job.is_evicted();
            match &synced {
                Ok(()) => self.placed(job)?,
                Err(error) => {
                    tracing::warn!(%error, "what was put in place is looked at again");
                    self.work.flights.remove(&job.placement.path);
                    self.look_at(job.placement.path, true);
                }
            }
        }
        if has_evicted {
            // After a loss of power, what is made under the same name must not look like a change of what was removed.
            self.commit()?;
            self.store.sync()?;
        }
        if let Some(record) = record {
            self.displaced.keep(Kept { record, due: self.now.ticks + KEPT_FOR, files: kept });
        }
        Ok(())
    }

    /// Checks that a placement is still current, and gives it its names.
    fn prepare(&mut self, placement: Placement, may: bool, news: &mut NewPermissions) -> StoreResult<Option<Job>> {
        let row = self.row(&placement.path)?;
        let is_current =
            may && row.remote.seq == placement.remote.seq && row.local.entry() == Some(&placement.expected);
        let is_evicted = placement.evicts(&row);
        let is_wanted = self.is_selected(&placement.path);
        let is_current =
            is_current && if is_evicted { !is_wanted } else { is_wanted || placement.remote.entry.is_absent() };
        let is_there = placement.expected.is_absent() || self.is_still_so(&row, &placement.expected);
        let staged = match &placement.content {
            Content::Staged { name, .. } => Some((name.clone(), self.disk.stat(&Place::Staging(name.clone())).ok())),
            _ => None,
        };
        let placed = placement.remote.entry.clone();
        let mut job = Job { row, placement, staged, aside: None, mode: None, placed, leaves_bit_out: false };
        if !is_current || !is_there {
            self.drop_staged(&job);
            self.landed(&job.placement.path)?;
            if !is_there {
                self.look_at(job.placement.path.clone(), true);
                self.wait(&job.placement.path, 1);
            }
            return Ok(None);
        }
        if let Err(error) = self.permit_staged(&mut job, news)? {
            self.drop_staged(&job);
            self.cannot_place(job, &error)?;
            return Ok(None);
        }
        if let Entry::Symlink(target) = &job.placement.remote.entry
            && job.staged.is_none()
            && !matches!(job.placement.content, Content::MovedFrom(_))
        {
            let name = self.staging("new");
            if let Err(error) = self.disk.make_link(&Place::Staging(name.clone()), target) {
                self.cannot_place(job, &error)?;
                return Ok(None);
            }
            job.staged = Some((name, None));
        }
        if job.placement.expected.is_leaf() {
            let name = job.staged.as_ref().filter(|_| self.abilities.exchanges()).map(|(name, _)| name.clone());
            job.aside = Some(name.unwrap_or_else(|| self.staging("old")));
        }
        if let Content::MovedFrom(from) = &job.placement.content
            && self.abilities.folds_case()
            && from.as_str().to_lowercase() == job.placement.path.as_str().to_lowercase()
        {
            // The new name is free only once the old one is gone.
            job.aside = Some(self.staging("old"));
        }
        Ok(Some(job))
    }

    fn carry_out_job(&mut self, job: &Job, kept: &mut Vec<Aside>) -> StoreResult<DiskResult<Outcome>> {
        let outcome = self.change(job);
        match outcome {
            Ok(Outcome::Done) => {
                if self.permit_placed(job) {
                    self.look_at(job.placement.path.clone(), true);
                }
            }
            _ => self.put_back(job),
        }
        // In any outcome: what was set aside before something else got in the way is not left there.
        if let Some(name) = &job.aside {
            let Placement { path, expected, remote, .. } = &job.placement;
            let known = [expected.clone(), remote.entry.clone()];
            let aside = Aside { name: name.clone(), path: path.clone(), known, seen: None };
            // After a failed exchange the staged file itself is there.
            let own = job.staged.as_ref().and_then(|(_, stat)| stat.map(|stat| stat.inode));
            kept.extend(self.look_at_displaced(aside, &job.row, own)?);
        }
        Ok(outcome)
    }

    /// Undoes the first of two renames if the second one failed. If a person put something else there meanwhile, that
    /// stays; the displaced file is then checked like any other.
    fn put_back(&self, job: &Job) {
        let Some(aside) = job.aside.as_ref().filter(|_| !job.swaps()) else { return };
        let path = &job.placement.path;
        if let Err(error) = self.disk.rename(&Place::Staging(aside.clone()), &Place::from(path))
            && error.kind != DiskErrorKind::NotFound
        {
            tracing::warn!(%path, %error, "what was displaced could not be put back");
        }
    }

    /// Makes the change itself: one or two renames.
    fn change(&mut self, job: &Job) -> DiskResult<Outcome> {
        let Placement { path, remote, content, .. } = &job.placement;
        let place = Place::from(path);
        if let Content::MovedFrom(from) = content {
            return self.move_here(from, job);
        }
        if job.ends_directory() {
            match self.remove_directory(path, remote.entry.is_absent()) {
                Ok(Outcome::Done) => {}
                other => return other,
            }
        }
        let set_aside = |aside: &String| self.disk.rename(&place, &Place::Staging(aside.clone()));
        match (&remote.entry, &job.staged, &job.aside) {
            (Entry::Absent, _, Some(aside)) => match set_aside(aside) {
                Err(error) if error.kind == DiskErrorKind::NotFound => Ok(Outcome::Look),
                result => result.map(|()| Outcome::Done),
            },
            (Entry::Directory, _, aside) => {
                let private = job.row.remote_privacy();
                if job.placement.expected.is_directory() {
                    return self.disk.set_dir_private(&place, private == Some(true)).map(|()| Outcome::Done);
                }
                if let Some(aside) = aside {
                    set_aside(aside)?;
                }
                exists_means_look(self.disk.make_dir(&place, private == Some(true)))
            }
            (_, Some((name, _)), Some(_)) if job.swaps() => {
                match self.disk.exchange(&Place::Staging(name.clone()), &place) {
                    Ok(()) => Ok(Outcome::Done),
                    Err(error) if error.kind == DiskErrorKind::NotFound => Ok(Outcome::Look),
                    Err(error) => Err(error),
                }
            }
            (_, Some((name, _)), aside) => {
                match aside.as_ref().map_or(Ok(()), set_aside) {
                    Err(error) if error.kind == DiskErrorKind::NotFound => return Ok(Outcome::Look),
                    moved => moved?,
                }
                exists_means_look(self.disk.rename(&Place::Staging(name.clone()), &place))
            }
            (_, None, _) => Ok(Outcome::Done),
        }
    }

    fn move_here(&mut self, from: &RelPath, job: &Job) -> DiskResult<Outcome> {
        let Placement { path, expected, remote, .. } = &job.placement;
        let Ok(source) = self.row(from) else { return Ok(Outcome::Look) };
        let has_content = |entry: &Entry| entry.is_in(&remote.entry) || remote.entry.is_in(entry);
        let is_same = source.local.entry().is_some_and(has_content) && self.is_still_so(&source, &remote.entry);
        if !is_same || self.work.flights.contains_key(from) {
            self.look_at(from.clone(), true);
            return Ok(Outcome::Look);
        }
        let aside = job.aside.as_ref().map(|name| Place::Staging(name.clone()));
        let mut source = Place::from(from);
        match (expected.is_live(), aside) {
            (true, Some(aside)) => {
                self.disk.rename(&Place::from(path), &aside)?;
                if let (Some(_), Some(file)) = (expected.file(), job.file_here()) {
                    self.permit_like(&aside, &source, &file)?;
                }
            }
            (true, None) => return Ok(Outcome::Later),
            (false, Some(aside)) => {
                self.disk.rename(&source, &aside)?;
                source = aside;
            }
            (false, None) => {}
        }
        if let Some(file) = job.file_here() {
            self.permit_private(&source, &file)?;
        }
        exists_means_look(self.disk.rename(&source, &Place::from(path)))
    }

    /// Removes a directory that contains nothing but operating-system litter.
    fn remove_directory(&mut self, path: &RelPath, may_stay: bool) -> DiskResult<Outcome> {
        let place = Place::from(path);
        match self.disk.remove_dir(&place) {
            Err(error) if error.kind == DiskErrorKind::NotEmpty => {}
            Err(error) if error.kind == DiskErrorKind::NotFound => return Ok(Outcome::Done),
            result => return result.map(|()| Outcome::Done),
        }
        let names = self.disk.read_dir(&place)?;
        let mut has_unknown = false;
        let mut litter = Vec::new();
        for entry in names {
            let Some(child) = entry.name.ok().and_then(|name| RelPath::child(Some(path), &name).ok()) else {
                has_unknown = true;
                continue;
            };
            match self.store.row(&child).ok().flatten().map(|row| row.local) {
                _ if is_litter(child.name()) => litter.push(child),
                Some(Local::Unknown(why)) if !why.is_passing() => has_unknown = true,
                Some(Local::Known { entry, .. }) if entry.is_live() => return Ok(Outcome::Later),
                _ => {
                    self.look_at(child, false);
                    return Ok(Outcome::Later);
                }
            }
        }
        if has_unknown {
            let kind = DiskErrorKind::NotEmpty;
            let error = DiskError { doing: "replace the directory", place: path.to_string(), kind };
            return if may_stay { Ok(Outcome::Keep) } else { Err(error) };
        }
        for child in litter {
            let name = self.staging("litter");
            self.disk.rename(&Place::from(&child), &Place::Staging(name.clone()))?;
            self.discard(&Place::Staging(name));
        }
        self.disk.remove_dir(&place).map(|()| Outcome::Done)
    }

    fn not_placed(&mut self, job: Job, outcome: Outcome) -> StoreResult<()> {
        self.drop_staged(&job);
        let path = job.placement.path.clone();
        self.landed(&path)?;
        match outcome {
            Outcome::Keep if job.is_evicted() => self.unselected(job.row)?,
            Outcome::Keep => self.keep(job.row)?,
            Outcome::Later => self.wait(&path, LATER),
            Outcome::Look if self.has_twin(&path) => {
                self.fail(&path, Trouble::CaseTwin { path: path.clone() }, Some(RETRY));
            }
            Outcome::Look | Outcome::Done => {
                self.look_at(path.clone(), true);
                self.wait(&path, 1);
            }
        }
        Ok(())
    }

    fn cannot_place(&mut self, mut job: Job, error: &DiskError) -> StoreResult<()> {
        let path = job.placement.path.clone();
        if error.kind == DiskErrorKind::OtherMount {
            // Something was mounted over it: what is below is not scanned until it is unmounted.
            self.work.flights.remove(&path);
            job.row.local = Local::Unknown(Unknown::Mount);
            return self.put(job.row);
        }
        if error.kind == DiskErrorKind::Unsupported && job.placement.expected.is_absent() {
            self.work.flights.remove(&path);
            job.row.local = Local::Unknown(Unknown::Unrepresentable);
            self.put(job.row)?;
            let reason = Trouble::Unrepresentable { path: path.clone(), cause: error.kind.reason() };
            self.fail(&path, reason, None);
            return Ok(());
        }
        self.disk_failed(&path, error);
        self.look_at(path, false);
        Ok(())
    }

    fn drop_staged(&mut self, job: &Job) {
        if let Some((name, _)) = &job.staged {
            self.discard(&Place::Staging(name.clone()));
        }
    }

    /// Records what is in place now, so that the watcher's events for it cause no new change.
    fn placed(&mut self, job: Job) -> StoreResult<()> {
        let ends_directory = job.ends_directory();
        if job.is_evicted() {
            let path = job.placement.path;
            self.work.flights.remove(&path);
            self.put(job.row.unselected())?;
            return if ends_directory { self.vanished_below(&path) } else { Ok(()) };
        }
        let executable = job.file_here().is_some_and(|file| file.executable);
        let Job { mut row, placement, staged, placed, .. } = job;
        let Placement { path, remote, content, .. } = placement;
        self.work.flights.remove(&path);
        self.pull.beside.remove(&path);
        let base = Base { entry: remote.entry.clone(), seq: remote.seq };
        let mut before = staged.and_then(|(_, stat)| stat).map(|stat| cut::stamp(&stat, self.now.wall));
        let mut last = row.local.stamp().filter(|_| row.local.entry().is_some_and(Entry::is_leaf)).copied();
        if let Content::MovedFrom(from) = content {
            let mut source = self.row(&from)?;
            if let Local::Known { stamp, .. } = &source.local {
                (before, last) = (*stamp, *stamp);
            }
            source.local = Local::ABSENT;
            if source.remote.entry.is_absent() {
                source.base = Base { entry: Entry::Absent, seq: source.remote.seq };
            }
            self.put(source)?;
        }
        let told_private = row.remote_privacy() == Some(true);
        let stamp = match (&placed, self.disk.stat(&Place::from(&path))) {
            (Entry::File(file), Ok(stat)) => {
                // A write at this very moment is found by the rescan that follows.
                let is_placed = before.is_some_and(|before| is_same_but_moved(&before, &stat));
                if !is_placed {
                    self.look_at(path.clone(), true);
                }
                let settled = is_placed && stat.ctime.millis_since(stat.mtime).abs() > SAME_TICK;
                let stamp = self.stamp(&stat);
                // It is as open as what it replaces. If somebody closed that file at this very moment, or no hub knows of
                // it yet, the rescan that follows finds a change.
                let is_open = !file.is_private() && last.is_some_and(|last| last.private == Some(false));
                let private = if is_open { Some(false) } else { stamp.private };
                let executable = stamp.executable.map(|_| executable);
                Some(Stamp { settled, private, executable, ..stamp })
            }
            // Its mode is known, its contents are not. If somebody opened it at this very moment, the rescan that follows
            // finds that.
            (Entry::Directory, Ok(stat)) => {
                let stamp = self.stamp(&stat);
                let is_closed = self.abilities.keeps_modes() && told_private || stamp.private == Some(true);
                Some(Stamp { size: 0, settled: false, private: Some(is_closed), ..stamp })
            }
            (Entry::File(_), Err(_)) => {
                self.look_at(path.clone(), true);
                None
            }
            _ => None,
        };
        let mtime = stamp.map(|stamp| stamp.mtime);
        let entry = match (placed, mtime) {
            (Entry::File(file), Some(mtime)) => Entry::File(FileEntry { mtime, ..file }),
            (entry, _) => entry,
        };
        row.base = base;
        row.local = Local::Known { entry, stamp };
        row.agree_on_privacy();
        self.put(row)?;
        if ends_directory {
            // It was empty, so also what a person removed from it and no event has reported yet is gone.
            self.vanished_below(&path)?;
        }
        if path.name() == crate::ignore_rules::IGNORE_FILE {
            self.take_rules(&path, true)?;
        }
        self.effects.push(Effect::Notify(event::Notice::Applied { path, seq: remote.seq, machine: remote.machine }));
        Ok(())
    }
}

fn exists_means_look(result: DiskResult<()>) -> DiskResult<Outcome> {
    match result {
        Ok(()) => Ok(Outcome::Done),
        Err(error) if error.kind == DiskErrorKind::Exists => Ok(Outcome::Look),
        Err(error) => Err(error),
    }
}
