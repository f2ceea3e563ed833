//! Displaced files: recorded durably beforehand, checked afterwards, kept for a while, then removed.
//!
//! A displaced file that is neither what was expected at its path nor any known version of it comes back as a conflict
//! copy: at once, when a program wrote to it later, or at the next start after a crash.

use syncit_core::conflict_name::conflict_name;
use syncit_core::replica_store::{ConflictOf, Local, ReplicaStore, Row, StoreResult, Unknown};
use syncit_core::{Entry, RelPath, Seq};

use crate::apply::kept::{Aside, KEPT_FOR, Kept};
use crate::apply::placements::Job;
use crate::disk::cut::{self, is_same_but_moved};
use crate::disk::{Disk, DiskErrorKind, DiskResult, Kind, Place, Stat, parent_place};
use crate::event::{self, Effect};
use crate::reasons::Trouble;
use crate::replica::{RETRY, Replica};

/// The largest record of displaced files that is read back, in bytes.
const RECORD_MAX: usize = 64 << 20;
const RECORD: &str = "record";
/// How many names are tried for something that comes back.
const RESCUE_TRIES: usize = 64;

/// A line of the record: name in staging, path, what it is before the exchange, what it is after.
pub(super) type Recorded = (String, RelPath, Entry, Entry);

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Makes the staged content durable, together with the record of what will be displaced.
    pub(super) fn record(&mut self, jobs: &[Job]) -> DiskResult<Option<String>> {
        let lines: Vec<Recorded> = jobs
            .iter()
            .filter_map(|job| {
                let before = if job.swaps() { job.placement.remote.entry.clone() } else { Entry::Absent };
                let after = job.displaced_entry();
                Some((job.aside.clone()?, job.placement.path.clone(), before, after))
            })
            .collect();
        let is_file = |job: &&Job| job.placement.remote.entry.file().is_some();
        let mut files: Vec<Place> = jobs
            .iter()
            .filter(is_file)
            .filter_map(|job| job.staged.as_ref())
            .map(|(name, _)| Place::Staging(name.clone()))
            .collect();
        let mut directories = Vec::new();
        let record = if lines.is_empty() { None } else { Some(self.write_record(&lines)?) };
        if let Some(record) = &record {
            files.push(Place::Staging(record.clone()));
            directories.push(Place::Own("staging".into()));
        }
        if !files.is_empty()
            && let Err(error) = self.disk.sync(&files, &directories)
        {
            if let Some(record) = record {
                self.discard(&Place::Staging(record));
            }
            return Err(error);
        }
        Ok(record)
    }

    pub(super) fn write_record(&mut self, lines: &[Recorded]) -> DiskResult<String> {
        let name = self.staging(RECORD);
        let text = serde_json::to_vec(lines).expect("a record has no map keys or values that JSON lacks");
        let place = Place::Staging(name.clone());
        if let Err(error) = self.disk.write_at(&place, 0, &text) {
            self.discard(&place);
            return Err(error);
        }
        Ok(name)
    }

    /// Checks what was displaced: what is known is kept for a while, all else comes back at once. Returns what is to be
    /// kept. What has the inode `own` was not displaced, but is the new file that failed to get into place.
    pub(super) fn look_at_displaced(
        &mut self,
        mut aside: Aside,
        row: &Row,
        own: Option<u64>,
    ) -> StoreResult<Option<Aside>> {
        match self.stat_displaced(&aside.name) {
            Ok(None) => Ok(None),
            Ok(Some(stat)) if own == Some(stat.inode) => Ok(None),
            Ok(Some(stat)) if self.is_known(&aside.name, &stat, row, &aside.known[0]) => {
                aside.seen = Some(stat);
                Ok(Some(aside))
            }
            Ok(Some(_)) => {
                let is_back = self.rescue(&aside.name, &aside.path, row.remote.seq)?;
                Ok((!is_back).then_some(aside))
            }
            Err(error) => {
                tracing::warn!(%error, "what was displaced is looked at later");
                Ok(Some(aside))
            }
        }
    }

    /// Returns true if a displaced file is what was expected, or a version of its path that the hub has.
    fn is_known(&self, name: &str, stat: &Stat, row: &Row, expected: &Entry) -> bool {
        let place = Place::Staging(name.to_owned());
        if let Local::Known { stamp: Some(stamp), .. } = &row.local
            && stamp.settled
            && is_same_but_moved(stamp, stat)
        {
            return true;
        }
        let known = [expected, &row.base.entry, &row.remote.entry].into_iter();
        self.is_any_of(&place, known.clone()) || self.is_same_index(&row.path, &place, known)
    }

    fn is_any_of<'a>(&self, place: &Place, mut known: impl Iterator<Item = &'a Entry>) -> bool {
        match self.disk.stat(place).map(|stat| stat.kind) {
            Ok(Kind::File) => {
                let Ok(Some((list, ..))) = cut::hash_file(&self.disk, place, self.now.wall) else { return false };
                let digest = list.digest();
                known.any(|entry| entry.file().is_some_and(|file| file.digest == digest))
            }
            Ok(Kind::Symlink) => {
                let Ok(target) = self.disk.read_link(place) else { return false };
                known.any(|entry| matches!(entry, Entry::Symlink(other) if *other == target))
            }
            _ => false,
        }
    }

    /// Brings back a displaced file whose content nobody else has, under a conflict name beside its path, or beside the
    /// nearest directory of its path that still exists.
    fn rescue(&mut self, name: &str, path: &RelPath, winner: Seq) -> StoreResult<bool> {
        let place = Place::Staging(name.to_owned());
        let stat = match self.stat_displaced(name) {
            Ok(None) => return Ok(true),
            Ok(Some(stat)) => Some(stat),
            Err(_) => None,
        };
        let mtime = stat.filter(|stat| stat.kind == Kind::File).map(|stat| stat.mtime);
        let machine = self
            .names
            .get(&self.config.machine)
            .map_or_else(|| self.config.machine.to_string()[..8].to_owned(), ToString::to_string);
        let mut beside = path.clone();
        for _ in 0..RESCUE_TRIES {
            let taken = |copy: &RelPath| self.disk.stat(&Place::from(copy)).is_ok();
            let Some(copy) = conflict_name(&beside, &machine, mtime, taken) else { break };
            match self.disk.rename(&place, &Place::from(&copy)) {
                Ok(()) => {
                    if let Err(error) = self.disk.sync(&[], &[parent_place(&copy)]) {
                        tracing::warn!(%error, "the name of a conflict copy is not durable yet");
                    }
                    let mut row = self.row(&copy)?;
                    row.local = Local::Unknown(Unknown::Unread);
                    if row.remote.entry.is_absent() {
                        // What it was made from is not certain: its row may describe what took its place by now.
                        row.remote.conflict_of = Some(ConflictOf { path: path.clone(), seq: winner, base: Seq(0) });
                    }
                    self.put(row)?;
                    self.work.problems.clear_displaced(path, name);
                    self.look_at(copy.clone(), true);
                    self.effects.push(Effect::Notify(event::Notice::Conflict { path: path.clone(), copy }));
                    return Ok(true);
                }
                Err(error) if error.kind == DiskErrorKind::Exists => {}
                Err(error) if error.kind == DiskErrorKind::NotFound => {
                    let Some(dir) = beside.parent() else { break };
                    let Ok(above) = RelPath::child(dir.parent().as_ref(), path.name()) else { break };
                    beside = above;
                }
                Err(_) => break,
            }
        }
        self.work.problems.report_displaced(path, name);
        Ok(false)
    }

    /// Removes displaced files that nobody has written to since; those that were written to come back.
    pub(crate) fn drop_displaced(&mut self) -> StoreResult<()> {
        let now = self.now.ticks;
        if self.displaced.wake().is_none_or(|due| due > now) {
            return Ok(());
        }
        for (place, due) in std::mem::take(&mut self.displaced.left) {
            if due <= now {
                self.discard(&place);
            } else {
                self.displaced.left.push((place, due));
            }
        }
        let kept = std::mem::take(&mut self.displaced.kept).into_iter();
        let (due, later): (Vec<Kept>, Vec<Kept>) = kept.partition(|kept| kept.due <= now);
        self.displaced.keep_only(later);
        for kept in due {
            let mut files = Vec::new();
            let mut in_use = Vec::new();
            for aside in kept.files {
                let place = Place::Staging(aside.name.clone());
                match self.stat_displaced(&aside.name) {
                    Ok(None) => {}
                    // Whatever it is now, a program may still write to it. If the system cannot tell, it is not taken to be
                    // open.
                    Ok(Some(_)) if self.disk.is_open_for_writing(&place).unwrap_or(false) => in_use.push(aside),
                    Ok(Some(stat)) if aside.seen == Some(stat) || self.is_any_of(&place, aside.known.iter()) => {
                        self.discard(&place);
                    }
                    Ok(Some(_)) => {
                        let seq = self.row(&aside.path)?.remote.seq;
                        if !self.rescue(&aside.name, &aside.path, seq)? {
                            files.push(aside);
                        }
                    }
                    Err(_) => files.push(aside),
                }
            }
            let due = now + if files.is_empty() { KEPT_FOR } else { RETRY };
            files.append(&mut in_use);
            if files.is_empty() {
                self.discard(&Place::Staging(kept.record));
            } else {
                self.displaced.keep(Kept { record: kept.record, due, files });
            }
        }
        Ok(())
    }

    /// Runs after a start: finds out from the records which files in staging were displaced by a run that ended in between.
    /// A file that nobody else has comes back, all others are removed. Until this is known nothing new may be staged or
    /// displaced; returns true if it is.
    pub(crate) fn recover_displaced(&mut self) -> StoreResult<bool> {
        if self.displaced.is_recovered || self.root.hold.is_some() {
            return Ok(true);
        }
        match self.try_recover() {
            Ok(recovered) => {
                recovered?;
                self.displaced.is_recovered = true;
                self.work.problems.clear_folder_problem();
                Ok(true)
            }
            Err(error) => {
                self.work.problems.report_folder(Trouble::OwnDirectory { cause: error.kind.reason() });
                Ok(false)
            }
        }
    }

    fn try_recover(&mut self) -> DiskResult<StoreResult<()>> {
        let names = match self.disk.read_dir(&Place::Own("staging".into())) {
            Err(error) if error.kind == DiskErrorKind::NotFound => Vec::new(),
            listed => listed?,
        };
        let names: Vec<String> = names.into_iter().filter_map(|entry| entry.name.ok()).collect();
        let number = |name: &String| name.rsplit('.').next().and_then(|number| number.parse::<u64>().ok());
        // An attempt that failed half-way starts over.
        self.displaced.keep_only(Vec::new());
        self.pull.next_name = names.iter().filter_map(number).max().unwrap_or(0);
        let (records, mut others): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| name.starts_with(RECORD));
        for record in records {
            let mut files = Vec::new();
            for (name, path, before, after) in self.read_record(&record)? {
                if self.stat_displaced(&name)?.is_none() {
                    continue;
                }
                if before.is_absent() && self.undo(&name, &path, &after)? {
                    continue;
                }
                match self.come_back(&name, &path, &[before.clone(), after.clone()]) {
                    Ok(None) => continue,
                    Ok(Some(true)) => {}
                    Ok(Some(false)) => {
                        files.push(Aside { name: name.clone(), path, known: [before, after], seen: None });
                    }
                    Err(failure) => return Ok(Err(failure)),
                }
                others.retain(|other| *other != name);
            }
            if files.is_empty() {
                others.push(record);
            } else {
                self.displaced.keep(Kept { record, due: self.now.ticks + RETRY, files });
            }
        }
        for name in others {
            self.discard(&Place::Staging(name));
        }
        Ok(Ok(()))
    }

    /// Puts back a file that was displaced when the crash came, before anything took its place: its row still says that it
    /// is there. Returns true if it was put back.
    fn undo(&mut self, name: &str, path: &RelPath, expected: &Entry) -> DiskResult<bool> {
        let Ok(row) = self.row(path) else { return Ok(false) };
        if row.local.entry() != Some(expected) || row.remote.entry.is_absent() {
            return Ok(false);
        }
        match self.disk.rename(&Place::Staging(name.to_owned()), &Place::from(path)) {
            Ok(()) => {
                self.look_at(path.clone(), true);
                Ok(true)
            }
            Err(error) if matches!(error.kind, DiskErrorKind::Exists | DiskErrorKind::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Brings back what is none of the known entries. Returns true if that worked, false if it failed, and none if it is
    /// known.
    fn come_back(&mut self, name: &str, path: &RelPath, known: &[Entry]) -> StoreResult<Option<bool>> {
        let row = self.row(path)?;
        let known = known.iter().chain([&row.base.entry, &row.remote.entry]);
        if self.is_any_of(&Place::Staging(name.to_owned()), known) {
            return Ok(None);
        }
        self.rescue(name, path, row.remote.seq).map(Some)
    }

    /// Returns none only if it is certain that nothing is there.
    fn stat_displaced(&self, name: &str) -> DiskResult<Option<Stat>> {
        match self.disk.stat(&Place::Staging(name.to_owned())) {
            Err(error) if error.kind == DiskErrorKind::NotFound => Ok(None),
            stat => stat.map(Some),
        }
    }

    /// Returns the lines of a record; none if it was never durable, because then nothing was displaced after it.
    fn read_record(&self, name: &str) -> DiskResult<Vec<Recorded>> {
        let (reader, stat) = self.disk.open(&Place::Staging(name.to_owned()))?;
        let mut bytes = vec![0; (stat.size as usize).min(RECORD_MAX)];
        let len = self.disk.read_at(&reader, 0, &mut bytes)?;
        Ok(serde_json::from_slice(&bytes[..len]).unwrap_or_default())
    }
}
