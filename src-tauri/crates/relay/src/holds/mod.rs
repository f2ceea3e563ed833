//! Stops disasters: if a machine deletes most of a folder within a minute, its deletions are held until a person
//! decides or the files are back. The same holds for a machine that overwrites many files with noise (`overwriting`).
//!
//! `core::hold` defines a mass deletion; here deletions are counted and held. A deletion counts if it loses something
//! (`losses`), together with the deletions that its machine announced as part of the same group: so the group is judged
//! by its first offer. While a hold is open (`open`), that machine's deletions are refused in the directories that it
//! is about; everything else syncs. Deletions passed on just before a hold are recorded with it, so that they can be
//! undone.

mod evidence;
mod journal;
mod losses;
pub(crate) mod memory;
mod open;
mod overwriting;
mod settle;
mod spoils;

use std::collections::BTreeMap;

use syncit_core::hold::{Counted, Ending, Harm, Held, Hold, HoldState, Missing};
use syncit_core::message::{OfferItem, Refusal, RefusalCode};
use syncit_core::relay_store::{RelayStore, StoreResult};
use syncit_core::{Entry, FolderId, MachineId, RelPath, Seq};

use crate::memory::Batch;
use crate::offers::content::is_same_thing;
use crate::reasons::NotTaken;
use crate::turn::Turn;

use memory::{Guard, is_empty_file};

/// The undecided part of a batch that matters to a guard.
struct Coming<'a> {
    deletions: Vec<&'a OfferItem>,
    /// The empty files that it adds.
    added: Vec<&'a OfferItem>,
    /// The appearing halves of moves, by the path that they come from.
    moves: BTreeMap<RelPath, &'a OfferItem>,
}

impl<'a> Coming<'a> {
    fn of(batch: &'a Batch) -> Self {
        let both = || batch.items.iter().zip(&batch.states);
        let undecided = || both().filter(|(_, state)| !state.decided).map(|(item, _)| item);
        let moves = batch.items.iter().filter_map(|item| Some((item.moved_from.as_ref()?.path.clone(), item)));
        Coming {
            deletions: undecided().filter(|item| item.entry.is_absent()).collect(),
            added: undecided().filter(|item| is_new_empty(item)).collect(),
            moves: moves.collect(),
        }
    }

    /// Returns how many more deletions the machine announced as belonging together.
    fn missing(&self) -> Missing {
        self.deletions.iter().find_map(|item| item.missing).unwrap_or_default()
    }

    /// Returns an upper bound of how many files can count, whatever claims to be a move.
    fn most(&self) -> u64 {
        let moves = self.deletions.iter().filter(|item| self.moves.contains_key(&item.path)).count() as u64;
        let (all, missing) = (self.deletions.len() as u64, self.missing());
        missing.full.saturating_add(missing.empty).max(all - moves).saturating_add(moves)
    }
}

impl<S: RelayStore> Turn<'_, S> {
    /// Returns the rules for the deletions in a batch. A hold begins here, before any of them is decided.
    pub fn guard(&mut self, machine: MachineId, folder: FolderId, batch: &Batch) -> StoreResult<Guard> {
        let coming = Coming::of(batch);
        if coming.deletions.is_empty() && coming.added.is_empty() {
            return Ok(Guard::default());
        }
        self.count_before_start(folder)?;
        if coming.deletions.is_empty() {
            return Ok(Guard::default());
        }
        let (before, after) = (self.store.file_count(folder)?, self.store.latest(folder)?);
        let mut guard = Guard { before, after, moving: coming.moves.keys().cloned().collect(), ..Guard::default() };
        let is_own = |hold: &&Hold| hold.machine == machine && hold.harm == Harm::Deletion;
        let own: Vec<Hold> = self.memory.watch.of(folder).filter(is_own).cloned().collect();
        for hold in own {
            match hold.state {
                HoldState::Open => guard.open = Some((hold.id, self.open(&hold)?.subtrees.clone())),
                HoldState::Restored => guard.is_closed = true,
                HoldState::Deleted => guard.passing = Some(hold.id),
            }
        }
        let limits = self.hold_limits(folder)?;
        let most = Counted { full: coming.most(), ..Counted::default() };
        let deletions = self.memory.watch.deletions.entry((folder, machine)).or_default();
        let may_be_mass = deletions.would_be_mass(limits, (most, Missing::default()), before, 0);
        // Only now is each of them worth examining.
        if guard.open.is_some() || may_be_mass {
            self.look(&mut guard, (machine, folder), &coming)?;
        }
        Ok(guard)
    }

    /// Finds out what the deletions of a batch lose, and holds them if that is too much.
    fn look(
        &mut self,
        guard: &mut Guard,
        (machine, folder): (MachineId, FolderId),
        coming: &Coming<'_>,
    ) -> StoreResult<()> {
        let (ending, added) = self.coming(guard, folder, coming)?;
        let hold = guard.open.as_ref().map(|(hold, _)| *hold);
        let is_lost = self.losses(machine, folder, (hold, self.now), &ending)?;
        let mut offered = Counted::default();
        ending.iter().for_each(|ending| offered.add(ending.size));
        let rest = coming.missing().without(offered);
        let second = self.memory.watch.second;
        self.memory.watch.announced.insert((folder, machine), (rest, second));
        let (mut lost, harmless): (Vec<_>, Vec<_>) = ending.into_iter().zip(is_lost).partition(|(_, is_lost)| *is_lost);
        guard.harmless = harmless.into_iter().map(|(ending, _)| ending.path).collect();
        let mut held = 0;
        if let Some((hold, subtrees)) = &guard.open {
            let open = self.memory.watch.open.get(hold);
            let is_burst = open.is_some_and(|open| open.is_burst(second));
            let belongs = |ending: &Ending| is_burst || subtrees.contains(&ending.path);
            guard.held.extend(lost.iter().filter(|(ending, _)| belongs(ending)).map(|(ending, _)| ending.path.clone()));
            held = open.map_or(0, |open| open.held);
            self.widen(guard);
        }
        lost.retain(|(ending, _)| !guard.held.contains(&ending.path));
        let mut counted = Counted { added, ..Counted::default() };
        lost.iter().for_each(|(ending, _)| counted.add(ending.size));
        if guard.is_closed || lost.is_empty() || !self.is_writable() {
            return Ok(());
        }
        // A held file counts as gone.
        let files = guard.before.saturating_sub(held);
        if self.is_mass((machine, folder), (counted, rest), files)? {
            let passed = self.recount(machine, folder, hold)?;
            if self.is_mass((machine, folder), (counted, rest), files)? {
                guard.held.extend(lost.into_iter().map(|(ending, _)| ending.path));
                self.begin_hold(guard, (machine, folder), passed)?;
            }
        }
        Ok(())
    }

    fn is_mass(
        &mut self,
        (machine, folder): (MachineId, FolderId),
        coming: (Counted, Missing),
        files: u64,
    ) -> StoreResult<bool> {
        let limits = self.hold_limits(folder)?;
        let watch = &mut self.memory.watch;
        let confirmed = watch.confirmed.get(&(folder, machine)).map_or(0, |(files, _)| *files);
        let deletions = watch.deletions.entry((folder, machine)).or_default();
        Ok(deletions.would_be_mass(limits, coming, files, confirmed))
    }

    /// Returns the files that a batch will delete, as far as they count, and how many empty ones it adds. Items that
    /// only claim to be moves are recognised.
    fn coming(&self, guard: &mut Guard, folder: FolderId, coming: &Coming<'_>) -> StoreResult<(Vec<Ending>, u64)> {
        let mut ending = Vec::new();
        for item in &coming.deletions {
            let Some(head) = self.store.head(folder, &item.path)? else { continue };
            if let Some(to) = coming.moves.get(&item.path)
                && !is_same_thing(&to.entry, &head.entry)
            {
                guard.moving.remove(&item.path);
            }
            if head.seq == item.based_on
                && !guard.moving.contains(&item.path)
                && let Some(file) = head.entry.file()
                && !self.passes(guard, item)?
            {
                ending.push(Ending { path: item.path.clone(), content: file.digest, size: file.size });
            }
        }
        let mut added = 0;
        for item in &coming.added {
            let head = self.store.head(folder, &item.path)?;
            added += u64::from(head.is_none_or(|head| head.entry.file().is_none()));
        }
        Ok((ending, added))
    }

    /// Returns true if a person has released exactly this deletion.
    fn passes(&self, guard: &Guard, item: &OfferItem) -> StoreResult<bool> {
        let Some(hold) = guard.passing else { return Ok(false) };
        Ok(self.store.held_at(hold, &item.path)?.is_some_and(|held| held.seq == item.based_on))
    }

    /// Refuses a deletion that is held, and records it.
    pub fn hold_back(
        &mut self,
        guard: &Guard,
        folder: FolderId,
        item: &OfferItem,
        there: &Entry,
        seq: Seq,
    ) -> StoreResult<Option<Refusal>> {
        if item.entry.is_live() || guard.moving.contains(&item.path) {
            return Ok(None);
        }
        if let Some((hold, subtrees)) = guard.open.as_ref().filter(|_| !guard.is_closed) {
            let is_file = there.file().is_some();
            if !(if is_file { guard.held.contains(&item.path) } else { subtrees.contains(&item.path) }) {
                return Ok(None);
            }
            if is_file && self.is_writable() {
                self.put_held(*hold, folder, Held { path: item.path.clone(), seq, is_file, is_spoilt: false })?;
            }
        } else if !guard.is_closed {
            return Ok(None);
        }
        let why = NotTaken::MassDeletion { folder: self.folder_name(folder) };
        Ok(Some(Refusal::new(RefusalCode::Held, why)))
    }

    /// Counts a change that is about to be accepted. A deletion that a person released is used up.
    pub fn count(
        &mut self,
        guard: &mut Guard,
        (machine, folder): (MachineId, FolderId),
        item: &OfferItem,
        was: &Entry,
    ) -> StoreResult<()> {
        if item.entry.is_live() {
            guard.counted.added += u64::from(is_new_empty(item) && was.file().is_none());
            let watch = &mut self.memory.watch;
            if item.entry.file().is_some() && was.file().is_none() {
                watch.added.insert((folder, machine), watch.second);
            }
            watch.note_added();
            return Ok(());
        }
        let Some(file) = was.file().filter(|_| !guard.moving.contains(&item.path)) else { return Ok(()) };
        if self.passes(guard, item)? {
            return guard.passing.map_or(Ok(()), |hold| self.store.remove_held(hold, &item.path));
        }
        if guard.harmless.contains(&item.path) {
            return Ok(());
        }
        match self.memory.watch.confirmed.get_mut(&(folder, machine)) {
            Some((files, _)) if *files > 0 => *files -= 1,
            _ => guard.counted.add(file.size),
        }
        Ok(())
    }

    /// Adds what a round of decisions deleted and added to the counts.
    pub fn note_counted(&mut self, machine: MachineId, folder: FolderId, guard: &Guard) {
        if guard.counted != Counted::default() {
            let watch = &mut self.memory.watch;
            let second = watch.second;
            let deletions = watch.deletions.entry((folder, machine)).or_default();
            deletions.note(second, guard.counted, guard.before, guard.after);
        }
    }
}

/// Returns true if an item adds an empty file that was not moved here. Whether the path has a file already is not
/// checked.
fn is_new_empty(item: &OfferItem) -> bool {
    is_empty_file(&item.entry) && item.moved_from.is_none()
}
