//! Deletions and overwritten files that the hub holds back: they stay what they are, and are offered again when the hold
//! is over. What was overwritten is offered again also when its files come back: the hub takes it as a version, so that
//! nothing is lost, and undoes it.
//!
//! Nothing of it is stored here: the hub keeps its holds and tells them whenever a folder is taken up. If the files of
//! a hold come back, every deletion of this disk that is not agreed on yet is taken back, durably, before the hub is
//! told so; until then it takes no deletion from here.

use std::collections::BTreeSet;
use std::ops::Bound;

use syncit_core::hold::{Harm, HoldState, HoldTold};
use syncit_core::message::ToHub;
use syncit_core::replica_store::{Base, Local, PathAt, ReplicaStore, Row, StoreResult, Totals};
use syncit_core::{Entry, RelPath, Timestamp};

use crate::disk::Disk;
use crate::event::Hold;
use crate::replica::Replica;

const PAGE: usize = 4_096;
/// Files that are named of a hold.
const SAMPLE: usize = 10;
/// Files that are looked at to find out whether a root is the linked one.
const LOOKED_AT: usize = 256;

/// A hold of this disk alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldHere {
    /// Why.
    pub hold: Hold,
    /// Files that it is about: those that are missing, or all where none is known to be.
    pub files: u64,
    /// The first few of them.
    pub sample: Vec<RelPath>,
    /// Since when, by this machine's clock.
    pub since: Timestamp,
    /// What is here of the files that are known, where the marker is gone.
    pub found: FilesFound,
}

/// What is in a directory of the files that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesFound {
    /// Most of them, just as they were last seen.
    Intact,
    /// Some, but most are not as they were: of another time, perhaps.
    Differing,
    /// None.
    Nothing,
}

#[derive(Debug, Default)]
pub(crate) struct Holds {
    /// All of the folder, as last told.
    told: Vec<HoldTold>,
    /// Deletions of this disk that the hub refused to take for now.
    held: BTreeSet<RelPath>,
    /// Changes of this disk that the hub refused to take for now, because they spoil files.
    spoilt: BTreeSet<RelPath>,
    /// Paths of which that was so until something else was seen there: if the file is back, the hub is told.
    left: BTreeSet<RelPath>,
    /// Files of these holds come back; the hub is still to be told that this is known here.
    to_take: BTreeSet<u64>,
}

impl Holds {
    /// Whether a deletion waits for a person.
    pub fn contains(&self, path: &RelPath) -> bool {
        self.held.contains(path)
    }

    pub fn forget(&mut self, path: &RelPath) {
        self.held.remove(path);
        self.spoilt.remove(path);
    }

    /// Something was seen at a path. Gives the hub's entry if it is just that, and a deletion of it is held.
    pub fn seen(&mut self, row: &Row) -> Option<PathAt> {
        if self.held.remove(&row.path) | self.spoilt.remove(&row.path) {
            self.left.insert(row.path.clone());
        }
        let is_back = row.remote.entry.is_live() && row.local.entry() == Some(&row.remote.entry);
        let is_gone = row.local == Local::ABSENT;
        let was_left = (is_back || is_gone) && self.left.remove(&row.path);
        (is_back && was_left).then(|| PathAt { path: row.path.clone(), seq: row.remote.seq })
    }

    /// How many deletions wait for a person.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// How many overwritten files wait for a person.
    pub fn spoilt(&self) -> usize {
        self.spoilt.len()
    }

    /// The directories with something below that cannot be deleted now.
    pub fn directories(&self) -> impl Iterator<Item = RelPath> + '_ {
        self.held.iter().flat_map(RelPath::ancestors)
    }

    /// Whether something at or below a path waits for a person.
    pub fn is_at_or_below(&self, dir: &RelPath) -> bool {
        let behind = self.held.range((Bound::Included(dir.clone()), Bound::Unbounded));
        let mut alike = behind.take_while(|path| path.as_str().starts_with(dir.as_str()));
        alike.any(|path| path == dir || path.is_below(dir))
    }
}

/// Nothing is here that was agreed on, and the hub was not told so yet.
fn is_deleted_here(row: &Row) -> bool {
    row.local == Local::ABSENT && row.base.entry.is_live()
}

impl<D: Disk, S: ReplicaStore> Replica<D, S> {
    /// Takes in which holds the folder has now.
    pub(crate) fn take_holds(&mut self, holds: Vec<HoldTold>) -> StoreResult<()> {
        self.work.holds.told = holds;
        let own = self.work.holds.told.iter().filter(|hold| hold.machine == self.config.machine);
        let is_restored = |hold: &&HoldTold| hold.state == HoldState::Restored && hold.harm == Harm::Deletion;
        let restored: Vec<u64> = own.filter(is_restored).map(|hold| hold.id).collect();
        if !restored.is_empty() {
            self.take_back_deletions()?;
            self.work.holds.to_take.extend(restored);
        }
        if !self.is_held_at_hub() {
            self.work.holds.left.clear();
            for path in std::mem::take(&mut self.work.holds.held) {
                let row = self.row(&path)?;
                self.note(&row);
            }
            for path in std::mem::take(&mut self.work.holds.spoilt) {
                let row = self.row(&path)?;
                self.note(&row);
            }
            self.work.changed = true;
        }
        Ok(())
    }

    /// Whether the hub takes no deletion from here, or no change that spoils.
    fn is_held_at_hub(&self) -> bool {
        let mut own = self.work.holds.told.iter().filter(|hold| hold.machine == self.config.machine);
        own.any(|hold| match hold.harm {
            Harm::Deletion => hold.state != HoldState::Deleted,
            Harm::Overwriting => hold.state == HoldState::Open,
        })
    }

    /// Has what was deleted here and is still at the hub come back.
    pub(crate) fn take_back_deletions(&mut self) -> StoreResult<()> {
        let mut after = None;
        loop {
            let page = self.store.pending(after.as_ref(), PAGE)?;
            let is_last = page.len() < PAGE;
            after = page.last().map(|row| row.path.clone());
            for row in page.into_iter().filter(is_deleted_here) {
                self.put(Row { base: Base::default(), ..row })?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// The hub refused a deletion for now.
    pub(crate) fn hold_back(&mut self, path: &RelPath) -> StoreResult<()> {
        let row = self.row(path)?;
        if is_deleted_here(&row) {
            self.work.put_off(path);
            self.work.holds.held.insert(path.clone());
            Ok(())
        } else {
            // It may be back already.
            self.work.holds.left.insert(path.clone());
            self.take_back(&row);
            self.landed(path)
        }
    }

    /// The hub refused a change that spoils a file for now.
    pub(crate) fn hold_back_change(&mut self, path: &RelPath) {
        self.work.put_off(path);
        self.work.holds.spoilt.insert(path.clone());
        self.work.changed = true;
    }

    /// Tells the hub of a file that is back although its deletion is held: whoever has a file offers just the same state
    /// once more.
    pub(crate) fn take_back(&mut self, row: &Row) {
        if let Some(PathAt { path, seq }) = self.work.holds.seen(row) {
            self.lacking.insert(path, seq);
        }
    }

    /// Tells the hub that it is known here that files come back, once no deletion from before is on its way.
    pub(crate) fn run_holds(&mut self) -> StoreResult<()> {
        let is_seen = self.link.scanned && !self.scan.is_at_work() && self.root.hold.is_none();
        if self.work.holds.to_take.is_empty() || !is_seen || self.has_offered_deletions() {
            return Ok(());
        }
        // What was found to be deleted only now was deleted before.
        self.take_back_deletions()?;
        self.commit()?;
        self.store.sync()?;
        for hold in std::mem::take(&mut self.work.holds.to_take) {
            self.send(ToHub::HoldTaken { folder: self.link.folder, hold });
        }
        Ok(())
    }

    /// The connection is gone: what the hub holds is told again.
    pub(crate) fn forget_holds(&mut self) {
        self.work.holds.to_take.clear();
    }

    /// The hold at the hub that people are told of here: first one of this machine.
    pub(crate) fn hold_at_hub(&self) -> Option<Hold> {
        let open = || self.work.holds.told.iter().filter(|hold| hold.state == HoldState::Open);
        let own = open().find(|hold| hold.machine == self.config.machine);
        own.or_else(|| open().next()).map(|hold| {
            let (machine, files) = (self.machine_name(hold.machine), hold.files);
            let is_own = hold.machine == self.config.machine;
            match hold.harm {
                Harm::Deletion => Hold::MassDeletion { machine, is_own, files },
                Harm::Overwriting => Hold::MassOverwriting { machine, is_own, files },
            }
        })
    }

    /// What holds this disk alone, if something does.
    pub fn held_here(&mut self) -> StoreResult<Option<HeldHere>> {
        let Some(hold) = self.told_root_hold().cloned() else { return Ok(None) };
        let found = if hold == Hold::MarkerGone { self.files_found()? } else { FilesFound::Nothing };
        let is_emptied = hold == Hold::Emptied;
        Ok(Some(HeldHere {
            files: self.held_files(&hold, &self.store.totals()?),
            hold,
            sample: if is_emptied { self.work.some_vanished(SAMPLE) } else { Vec::new() },
            since: self.root.held_at,
            found,
        }))
    }

    /// Files that a hold is about: those that are missing; all that are known, where the root itself is in question.
    pub(crate) fn held_files(&self, hold: &Hold, totals: &Totals) -> u64 {
        match hold {
            Hold::Emptied => self.work.vanished_files() as u64,
            Hold::MassDeletion { files, .. } | Hold::MassOverwriting { files, .. } => *files,
            Hold::MarkerGone | Hold::OtherFolder | Hold::RootGone | Hold::Inside(_) => totals.files,
        }
    }

    /// What is here of the first of the known files.
    pub(crate) fn files_found(&mut self) -> StoreResult<FilesFound> {
        let rows = self.store.below(None, None, LOOKED_AT)?;
        let (mut files, mut same, mut there) = (0, 0, 0);
        for row in rows {
            if let Some(entry @ Entry::File(_)) = row.local.entry().cloned() {
                files += 1;
                let is_same = self.is_still_so(&row, &entry);
                same += usize::from(is_same);
                there += usize::from(is_same || self.stat_named(&row.path).is_ok());
            }
        }
        Ok(match (same > files / 2, there > 0) {
            (true, _) => FilesFound::Intact,
            (false, true) => FilesFound::Differing,
            (false, false) => FilesFound::Nothing,
        })
    }

    /// A person settles that the root was emptied, or that the directory without a marker is this folder.
    pub(crate) fn release(&mut self, delete: bool) -> StoreResult<()> {
        match &self.root.hold {
            Some(Hold::Emptied) if delete => self.root.released = true,
            Some(Hold::Emptied) => self.take_back_deletions()?,
            Some(Hold::MarkerGone) if !delete => self.adopt_root()?,
            _ => return Ok(()),
        }
        self.root.confirmed = false;
        self.work.changed = true;
        Ok(())
    }

    /// Takes what is in the root for this folder. What is there of another time is merged with what the hub has: the base
    /// is forgotten before the marker says that all is well.
    fn adopt_root(&mut self) -> StoreResult<()> {
        let found = self.files_found()?;
        if found == FilesFound::Nothing {
            return Ok(());
        }
        if found == FilesFound::Differing {
            self.merge_anew()?;
            self.commit()?;
            self.store.sync()?;
        }
        self.mend_marker();
        Ok(())
    }
}
