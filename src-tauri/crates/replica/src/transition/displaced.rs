//! What was displaced: recorded durably beforehand, looked at afterwards, kept for a while, then let go.
//!
//! A displaced thing that is neither what was expected at its path nor any version that is known of it comes back
//! as a conflict copy: at once, when a program wrote to it later, or at the next start after a crash.

use syncit_core::conflict_name::conflict_name;
use syncit_core::replica_store::{Local, PathAt, ReplicaStore, Row, StoreResult, Unknown};
use syncit_core::{Entry, RelPath};

use super::{Job, parent_place};
use crate::cut;
use crate::disk::{Disk, DiskErrorKind, DiskResult, Kind, Place, Stat};
use crate::replica::Replica;
use crate::scan::is_same_but_moved;
use crate::step::{self, Effect};

/// How long a displaced file stays, in milliseconds.
pub(super) const KEPT_FOR: u64 = 10_000;
/// The largest record of displaced things that is read back, in bytes.
const RECORD_MAX: usize = 64 << 20;
const RECORD: &str = "record";

/// A line of the record: name in staging, path, what it is before the exchange, what it is after.
pub(super) type Recorded = (String, RelPath, Entry, Entry);

/// What was displaced and is still there.
#[derive(Debug, Default)]
pub(crate) struct Displaced {
    is_recovered: bool,
    pub(super) kept: Vec<Kept>,
    /// What could not be removed, and when to try again.
    left: Vec<(Place, u64)>,
}

impl Displaced {
    pub fn wake(&self) -> Option<u64> {
        self.kept.iter().map(|kept| kept.due).chain(self.left.iter().map(|(_, due)| *due)).min()
    }

    pub fn leave(&mut self, place: Place, now: u64) {
        self.left.push((place, now + KEPT_FOR));
    }
}

#[derive(Debug)]
pub(super) struct Kept {
    pub(super) record: String,
    pub(super) due: u64,
    pub(super) files: Vec<(String, RelPath, Entry, Stat)>,
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Makes the staged content durable, together with the record of what will be displaced.
    pub(super) fn record(&mut self, jobs: &[Job]) -> DiskResult<Option<String>> {
        let lines: Vec<Recorded> = jobs
            .iter()
            .filter_map(|job| {
                let before = if job.staged.is_some() { job.placement.told.entry.clone() } else { Entry::Absent };
                Some((job.aside.clone()?, job.placement.path.clone(), before, job.placement.expected.clone()))
            })
            .collect();
        let is_file = |job: &&Job| job.placement.told.entry.file().is_some();
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

    /// Says whether a displaced thing is what was expected, or a version of its path that the hub has.
    pub(super) fn is_known(&self, name: &str, stat: &Stat, row: &Row, expected: &Entry) -> bool {
        let place = Place::Staging(name.to_owned());
        if let Local::Known { stamp: Some(stamp), .. } = &row.local
            && stamp.settled
            && is_same_but_moved(stamp, stat)
        {
            return true;
        }
        self.is_any_of(&place, stat, &[expected, &row.base.entry, &row.remote.entry])
    }

    fn is_any_of(&self, place: &Place, stat: &Stat, known: &[&Entry]) -> bool {
        match stat.kind {
            Kind::File => {
                let Ok(Some((list, ..))) = cut::hash_file(&self.disk, place, self.now.wall) else { return false };
                let digest = list.digest();
                known.iter().any(|entry| entry.file().is_some_and(|file| file.digest == digest))
            }
            Kind::Symlink => {
                let Ok(target) = self.disk.read_link(place) else { return false };
                known.iter().any(|entry| matches!(entry, Entry::Symlink(other) if *other == target))
            }
            _ => false,
        }
    }

    /// Brings back what was displaced though nobody has it, under a conflict name beside its path.
    pub(super) fn rescue(&mut self, name: &str, path: &RelPath, winner: syncit_core::Seq) -> StoreResult<bool> {
        let place = Place::Staging(name.to_owned());
        let Ok(stat) = self.disk.stat(&place) else { return Ok(true) };
        let mtime = (stat.kind == Kind::File).then_some(stat.mtime);
        let machine = self
            .names
            .get(&self.config.machine)
            .map_or_else(|| self.config.machine.to_string()[..8].to_owned(), ToString::to_string);
        for _ in 0..8 {
            let taken = |copy: &RelPath| self.disk.stat(&Place::from(copy)).is_ok();
            let Some(copy) = conflict_name(path, &machine, mtime, taken) else { break };
            match self.disk.rename(&place, &Place::from(&copy)) {
                Ok(()) => {
                    if let Err(error) = self.disk.sync(&[], &[parent_place(&copy)]) {
                        tracing::warn!(%error, "the name of a conflict copy is not durable yet");
                    }
                    let mut row = self.row(&copy)?;
                    row.local = Local::Unknown(Unknown::Unread);
                    if row.remote.entry.is_absent() {
                        row.remote.conflict_of = Some(PathAt { path: path.clone(), seq: winner });
                    }
                    self.put(row)?;
                    self.look_at(copy.clone(), true);
                    self.effects.push(Effect::Tell(step::Told::Conflict { path: path.clone(), copy }));
                    return Ok(true);
                }
                Err(error) if error.kind == DiskErrorKind::Exists => {}
                Err(_) => break,
            }
        }
        let message = format!("a version of {path} that nobody else has could not be put back beside it");
        let hint = format!("It is safe in .syncit/staging/{name}; it is tried again at the next start.");
        self.fail(path, message, hint, None);
        Ok(false)
    }

    /// Lets displaced files go that nobody wrote to since; what was written to comes back.
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
        let (due, later) = std::mem::take(&mut self.displaced.kept).into_iter().partition(|kept| kept.due <= now);
        self.displaced.kept = later;
        let due: Vec<Kept> = due;
        for kept in due {
            let mut all_gone = true;
            for (name, path, entry, before) in kept.files {
                let place = Place::Staging(name.clone());
                let Ok(stat) = self.disk.stat(&place) else { continue };
                if stat == before || self.is_any_of(&place, &stat, &[&entry]) {
                    self.discard(&place);
                } else {
                    let seq = self.row(&path)?.remote.seq;
                    all_gone &= self.rescue(&name, &path, seq)?;
                }
            }
            if all_gone {
                self.discard(&Place::Staging(kept.record));
            }
        }
        Ok(())
    }

    /// After a start: finds out from the records what in staging was displaced by a run that ended in
    /// between. What nobody has comes back, all else goes.
    pub(crate) fn recover_displaced(&mut self) -> StoreResult<()> {
        if self.displaced.is_recovered || self.root.hold.is_some() {
            return Ok(());
        }
        self.displaced.is_recovered = true;
        let names = self.disk.read_dir(&Place::Own("staging".into())).unwrap_or_default();
        let names: Vec<String> = names.into_iter().filter_map(|entry| entry.name.ok()).collect();
        let number = |name: &String| name.rsplit('.').next().and_then(|number| number.parse::<u64>().ok());
        self.pull.next_name = names.iter().filter_map(number).max().unwrap_or(0);
        let (records, mut others): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| name.starts_with(RECORD));
        let mut is_safe = true;
        for record in &records {
            // One that cannot be read was never durable, so nothing was displaced after it.
            for (name, path, before, after) in self.read_record(record).unwrap_or_default() {
                let place = Place::Staging(name.clone());
                let Ok(stat) = self.disk.stat(&place) else { continue };
                let row = self.row(&path)?;
                let known = [&before, &after, &row.base.entry, &row.remote.entry];
                if !self.is_any_of(&place, &stat, &known) {
                    is_safe &= self.rescue(&name, &path, row.remote.seq)?;
                    others.retain(|other| *other != name);
                }
            }
        }
        if is_safe {
            for name in others.into_iter().chain(records) {
                self.discard(&Place::Staging(name));
            }
        }
        Ok(())
    }

    fn read_record(&self, name: &str) -> Option<Vec<Recorded>> {
        let (reader, stat) = self.disk.open(&Place::Staging(name.to_owned())).ok()?;
        let mut bytes = vec![0; (stat.size as usize).min(RECORD_MAX)];
        let len = self.disk.read_at(&reader, 0, &mut bytes).ok()?;
        serde_json::from_slice(&bytes[..len]).ok()
    }
}
